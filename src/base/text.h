/* text.h - a string that grows, and the nearest word to one that was mistyped.
 *
 * Thread safety: no globals; one ant_text, one thread. */
#ifndef ANT_TEXT_H
#define ANT_TEXT_H

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
