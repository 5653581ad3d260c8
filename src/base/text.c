/* text.c - growing strings and edit distance (see text.h). */
#include "base/text.h"

#include <ctype.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS "0123456789"
enum { WORD_MAX = 64 };

/* room for LENGTH more bytes and a NUL */
static bool reserve(ant_text *text, size_t length) {
  if (text->failed) return false;
  if (text->capacity - text->length > length) return true;
  size_t capacity = text->capacity ? text->capacity : 64;
  while (capacity - text->length <= length && capacity < SIZE_MAX / 4) capacity *= 2;
  char *data = capacity - text->length > length ? realloc(text->data, capacity) : NULL;
  if (!data) {
    text->failed = true;
    return false;
  }
  text->data = data;
  text->capacity = capacity;
  return true;
}

void ant_text_add(ant_text *text, const char *bytes, size_t length) {
  if (!reserve(text, length)) return;
  if (length) memcpy(text->data + text->length, bytes, length);
  text->length += length;
  text->data[text->length] = '\0';
}

void ant_text_put(ant_text *text, const char *string) {
  ant_text_add(text, string, strlen(string));
}

void ant_text_print(ant_text *text, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int n = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (n < 0) text->failed = true;
  if (n < 0 || !reserve(text, (size_t)n)) return;
  va_start(args, format);
  vsnprintf(text->data + text->length, (size_t)n + 1, format, args);
  va_end(args);
  text->length += (size_t)n;
}

bool ant_text_fit_args(char *buffer, size_t size, const char *format, va_list args) {
  static const char dots[] = "...";
  const int n = vsnprintf(buffer, size, format, args);
  if (n >= 0 && (size_t)n < size) return true;
  if (size <= sizeof dots) return false;
  size_t end = size - sizeof dots;
  while (end > 0 && ((unsigned char)buffer[end] & 0xC0) == 0x80) end--;
  memcpy(buffer + end, dots, sizeof dots);
  return false;
}

bool ant_text_fit(char *buffer, size_t size, const char *format, ...) {
  va_list args;
  va_start(args, format);
  const bool fits = ant_text_fit_args(buffer, size, format, args);
  va_end(args);
  return fits;
}

void ant_text_clear(ant_text *text) {
  free(text->data);
  memset(text, 0, sizeof *text);
}

const char *ant_text_string(const ant_text *text) {
  return text->data ? text->data : "";
}

/* Numbers ---------------------------------------------------------------- */

const char *ant_text_number(double x, char buffer[ANT_NUMBER_TEXT]) {
  if (!isfinite(x)) {
    snprintf(buffer, ANT_NUMBER_TEXT, "%s", isnan(x) ? "nan" : x < 0 ? "-inf" : "inf");
    return buffer;
  }
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(buffer, ANT_NUMBER_TEXT, "%.*g", digits, x);
    if (strtod(buffer, NULL) == x) break;
  }
  char *point = strstr(buffer, localeconv()->decimal_point);
  if (point) *point = '.'; /* one byte in every locale of this C library */
  return buffer;
}

size_t ant_text_read_number(const char *text, double *out) {
  size_t n = *text == '-' || *text == '+';
  size_t whole = strspn(text + n, DIGITS), fraction = 0;
  size_t point = n + whole;
  n = point;
  if (text[n] == '.') {
    fraction = strspn(text + n + 1, DIGITS);
    if (whole + fraction) n += 1 + fraction;
  }
  if (whole + fraction == 0) return 0;
  if (text[n] == 'e' || text[n] == 'E') {
    size_t sign = text[n + 1] == '-' || text[n + 1] == '+';
    size_t digits = strspn(text + n + 1 + sign, DIGITS);
    if (digits) n += 1 + sign + digits;
  }
  char few[64], *copy = n < sizeof few ? few : malloc(n + 1);
  if (!copy) return 0;
  memcpy(copy, text, n);
  copy[n] = '\0';
  if (point < n && copy[point] == '.') copy[point] = localeconv()->decimal_point[0];
  *out = strtod(copy, NULL);
  if (copy != few) free(copy);
  return n;
}

size_t ant_text_utf8(const char *text, size_t length) {
  const unsigned char *p = (const unsigned char *)text;
  if (length == 0) return 0;
  if (p[0] < 0x80) return 1;
  size_t n = p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF5 ? 4 : 0;
  if (n == 0 || n > length) return 0;
  for (size_t i = 1; i < n; i++) {
    if ((p[i] & 0xC0) != 0x80) return 0;
  }
  bool overlong = (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xF0 && p[1] < 0x90);
  bool outside = (p[0] == 0xED && p[1] > 0x9F) || (p[0] == 0xF4 && p[1] > 0x8F);
  return overlong || outside ? 0 : n;
}

/* Distances -------------------------------------------------------------- */

/* Edit distances are kept in halves: 2 a letter, 1 a wrong case. */
static int change(char a, char b) {
  if (a == b) return 0;
  return tolower((unsigned char)a) == tolower((unsigned char)b) ? 1 : 2;
}

static int least(int a, int b) {
  return a < b ? a : b;
}

/* optimal string alignment: three rows of the table are enough for swaps of neighbours */
int ant_text_distance(const char *a, const char *b) {
  size_t n = strlen(a), m = strlen(b);
  if (n > WORD_MAX || m > WORD_MAX) return INT_MAX;
  int row[3][WORD_MAX + 1];
  for (size_t j = 0; j <= m; j++) row[0][j] = 2 * (int)j;
  for (size_t i = 1; i <= n; i++) {
    int *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];
    now[0] = 2 * (int)i;
    for (size_t j = 1; j <= m; j++) {
      int d = least(before[j] + 2, now[j - 1] + 2);
      d = least(d, before[j - 1] + change(a[i - 1], b[j - 1]));
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      now[j] = swapped ? least(d, earlier[j - 2] + 2) : d;
    }
  }
  return (row[n % 3][m] + 1) / 2;
}

void ant_nearest_init(ant_nearest *nearest, const char *word) {
  int limit = (int)(strlen(word) / 3);
  *nearest = (ant_nearest){.word = word, .distance = (limit > 1 ? limit : 1) + 1};
}

void ant_nearest_try(ant_nearest *nearest, const char *candidate) {
  int d = ant_text_distance(nearest->word, candidate);
  /* a word of one or two letters is near to every other: only its case may differ */
  if (strlen(nearest->word) < 3 &&
      tolower((unsigned char)nearest->word[0]) != tolower((unsigned char)candidate[0])) {
    return;
  }
  if (d < nearest->distance) {
    nearest->distance = d;
    nearest->best = candidate;
  }
}

bool ant_nearest_hint(const ant_nearest *nearest, ant_diag *opt_diag) {
  if (!nearest->best) return false;
  ant_diag_hint(opt_diag, "did you mean '%s'?", nearest->best);
  return true;
}

static const char *entity(unsigned char c) {
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  default:
    return NULL;
  }
}

void ant_text_markup(ant_text *out, const char *text) {
  const unsigned char *p = (const unsigned char *)text;
  while (*p) {
    size_t n = ant_text_utf8((const char *)p, strnlen((const char *)p, 4));
    const char *safe = entity(*p);
    if (n == 3 && p[0] == 0xEF && p[1] == 0xBF && p[2] >= 0xBE) n = 0; /* not in XML */
    if (safe) {
      ant_text_put(out, safe);
    } else if (n == 0 || (*p < 0x20 && *p != '\n' && *p != '\t') || *p == 0x7F) {
      ant_text_put(out, "\xEF\xBF\xBD");
    } else {
      ant_text_add(out, (const char *)p, n);
    }
    p += n ? n : 1;
  }
}
