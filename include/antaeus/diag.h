/* diag.h - what went wrong, where, and what to do about it.
 *
 * A function that can fail returns an ant_status and, where the caller gave
 * one, fills an ant_diag.  A reader that goes on after the first mistake adds
 * to an ant_diags list instead.  Nothing here prints but ant_diags_print.
 *
 * Thread safety: no globals; an ant_diag or ant_diags belongs to one thread. */
#ifndef ANT_DIAG_H
#define ANT_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "antaeus/codes.h"

typedef enum ant_status {
#define ANT_X(code, name, exit, sentence) code,
  ANT_CODES(ANT_X)
#undef ANT_X
      ANT_NSTATUS
} ant_status;

typedef enum ant_severity { ANT_ERROR, ANT_WARNING, ANT_NOTE } ant_severity;

enum { ANT_DIAG_TEXT = 480, ANT_DIAG_PATH = 240, ANT_DIAG_LINE = 200 };

/* One message.  line and column count from 1; 0 means that it has no place. */
typedef struct ant_diag {
  ant_status code;
  ant_severity severity;
  char file[ANT_DIAG_PATH];   /* where, "" if nowhere                          */
  int line, column, width;    /* the first column and how many are meant, in letters */
  int shift;                  /* columns of a long line that `source` leaves out */
  char source[ANT_DIAG_LINE]; /* the line itself, as the user wrote it         */
  char text[ANT_DIAG_TEXT];   /* what was expected and what was found          */
  char label[ANT_DIAG_LINE];  /* short, printed behind the ~~~~; may be ""     */
  char hint[ANT_DIAG_TEXT];   /* what to do; may be ""                         */
} ant_diag;

/* The word of CODE ("unit"), its sentence, and the exit status it stands for. */
const char *ant_status_name(ant_status code);
const char *ant_status_sentence(ant_status code);
int ant_status_exit(ant_status code);

/* Fill *OPT_DIAG with CODE and a formatted text, at no place; returns CODE, so
 * that `return ant_fail(diag, ANT_EINPUT, "...")` reads as one thought. */
ant_status ant_fail(ant_diag *opt_diag, ant_status code, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

/* The same for a function that is given the arguments of a format itself. */
ant_status ant_fail_args(ant_diag *opt_diag, ant_status code, const char *format, va_list args)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 0)))
#endif
    ;

/* Add a hint, or a place, to a message already made.  Both accept NULL. */
void ant_diag_hint(ant_diag *opt_diag, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;
void ant_diag_place(ant_diag *opt_diag, const char *file, int line, int column);

/* Print one message in the form of doc/language.md, "Messages". */
void ant_diag_print(const ant_diag *diag, FILE *to);

/* A growing list of messages, those of one file in the order of its lines, whenever they were
 * found.  After ANT_DIAGS_MAX errors the rest is counted and dropped.  Zero-initialise; clear frees
 * what it holds. */
enum { ANT_DIAGS_MAX = 50 };
typedef struct ant_diags {
  ant_diag *item; /* (n) owned                                             */
  size_t n, capacity;
  size_t n_error;   /* errors seen, dropped ones included                    */
  ant_status first; /* code of the first error, ANT_OK while there is none   */
} ant_diags;

void ant_diags_add(ant_diags *diags, const ant_diag *diag);
void ant_diags_print(const ant_diags *diags, FILE *to);
void ant_diags_clear(ant_diags *diags);

/* Hand a failure on: the one macro of the project that returns. */
#define ANT_TRY(call)                                                                              \
  do {                                                                                             \
    ant_status ant_try_ = (call);                                                                  \
    if (ant_try_ != ANT_OK) return ant_try_;                                                       \
  } while (0)

#endif /* ANT_DIAG_H */
