/* text.h - a string that grows, and the nearest word to one that was mistyped.
 *
 * Thread safety: no globals; one ant_text, one thread. */
#ifndef ANT_TEXT_H
#define ANT_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "antaeus/diag.h"

/* A growing string.  Zero-initialise; `data` is NULL while empty, else NUL-terminated.  A refused
 * allocation is remembered in `failed`, and what is added later is dropped. */
typedef struct ant_text {
  char *data; /* (length) owned                                               */
  size_t length, capacity;
  bool failed;
} ant_text;

void ant_text_add(ant_text *text, const char *bytes, size_t length);
void ant_text_put(ant_text *text, const char *string);
void ant_text_print(ant_text *text, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;
void ant_text_clear(ant_text *text);

/* The string so far, "" while empty. */
const char *ant_text_string(const ant_text *text);

/* Print into BUFFER of SIZE bytes.  Returns whether all of it fits; else as many whole letters as
 * do, with "..." behind them, so that nobody takes a part for the whole.  What is opened, looked up
 * or compared afterwards must have fitted. */
bool ant_text_fit(char *buffer, size_t size, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;
bool ant_text_fit_args(char *buffer, size_t size, const char *format, va_list args)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 0)))
#endif
    ;

/* X in the fewest digits that read back as X ("0.1", "1e-300"), with '.' in every locale; "nan",
 * "inf" or "-inf" where it is not finite.  Returns BUFFER. */
enum { ANT_NUMBER_TEXT = 32 };
const char *ant_text_number(double x, char buffer[ANT_NUMBER_TEXT]);

/* Read a decimal number from the start of TEXT, with '.' in every locale: digits, an optional
 * fraction and exponent, an optional sign.  Returns the bytes read, 0 when there is no number;
 * what overflows is put as infinity. */
size_t ant_text_read_number(const char *text, double *out);

/* The bytes of the UTF-8 letter at TEXT, at most LENGTH; 0 when it is not valid UTF-8 (overlong
 * forms and surrogates are not). */
size_t ant_text_utf8(const char *text, size_t length);

/* Add STRING, good for element content and for a quoted attribute of HTML, XML and SVG: what is no
 * text (control characters, broken UTF-8) becomes U+FFFD. */
void ant_text_markup(ant_text *text, const char *string);

/* How many letters must be changed, added, left out or swapped with their neighbour to make B of
 * A; case counts a half, rounded up.  Words over 64 letters are never near: INT_MAX. */
int ant_text_distance(const char *a, const char *b);

/* The nearest of many: init with the word, try each candidate, then read `best`: NULL when nothing
 * is near enough to be what was meant (more than a third of the letters differ). */
typedef struct ant_nearest {
  const char *word;
  const char *best; /* not owned                                                */
  int distance;
} ant_nearest;

void ant_nearest_init(ant_nearest *nearest, const char *word);
void ant_nearest_try(ant_nearest *nearest, const char *candidate);

/* Put "did you mean 'best'?" into the hint of OPT_DIAG, if there is a best; returns whether. */
bool ant_nearest_hint(const ant_nearest *nearest, ant_diag *opt_diag);

#endif /* ANT_TEXT_H */
