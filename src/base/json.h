/* json.h - writing one JSON document, value by value.
 *
 *   ant_json j;
 *   ant_json_init(&j, stdout);
 *   ant_json_object(&j);
 *   ant_json_key(&j, "days");
 *   ant_json_number(&j, 176);
 *   ant_json_end(&j);
 *   ANT_TRY(ant_json_finish(&j, diag));
 *
 * The first failure is remembered and told by ant_json_finish: nobody has to check each call.  A
 * number that is not finite is such a failure (JSON has none); letters that are not UTF-8 become
 * U+FFFD. A key or value out of place is a mistake of ours and asserted.
 *
 * Thread safety: one writer, one thread.  Reference: RFC 8259. */
#ifndef ANT_JSON_H
#define ANT_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "antaeus/diag.h"

enum { ANT_JSON_DEPTH = 32, ANT_JSON_KEY = 64 };

typedef struct ant_json {
  FILE *to;                                   /* not owned                         */
  int depth;                                  /* open objects and arrays           */
  char close[ANT_JSON_DEPTH];                 /* '}' or ']'                        */
  int n[ANT_JSON_DEPTH + 1];                  /* items so far on each level        */
  char key[ANT_JSON_DEPTH + 1][ANT_JSON_KEY]; /* for messages                   */
  bool after_key;
  ant_status status;
  char where[ANT_DIAG_LINE]; /* the path of the first number that is not finite */
} ant_json;

void ant_json_init(ant_json *json, FILE *to);

/* Open an object or an array; ant_json_end closes the innermost. */
void ant_json_object(ant_json *json);
void ant_json_array(ant_json *json);
void ant_json_end(ant_json *json);

/* The key of the next value, inside an object. */
void ant_json_key(ant_json *json, const char *key);

void ant_json_string(ant_json *json, const char *opt_value); /* NULL: null      */
void ant_json_number(ant_json *json, double value);          /* shortest digits */
void ant_json_integer(ant_json *json, int64_t value);
void ant_json_boolean(ant_json *json, bool value);
void ant_json_null(ant_json *json);

/* Key and value in one call. */
void ant_json_key_string(ant_json *json, const char *key, const char *opt_value);
void ant_json_key_number(ant_json *json, const char *key, double value);
void ant_json_key_integer(ant_json *json, const char *key, int64_t value);
void ant_json_key_boolean(ant_json *json, const char *key, bool value);

/* End the document with a newline and flush it.  Returns ANT_OK, ANT_ENUMERIC with the path of the
 * value that was not finite, or ANT_ESYSTEM when writing failed. */
ant_status ant_json_finish(ant_json *json, ant_diag *opt_diag);

#endif /* ANT_JSON_H */
