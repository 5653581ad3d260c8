/* json_read.h - reading one JSON document into a tree.
 *
 *   const ant_json_node *root;
 *   ANT_TRY(ant_json_read(arena, "summary.json", text, length, &root, diag));
 *   const char *mission = ant_json_text(ant_json_member(root, "mission"));
 *
 * Strict: RFC 8259 and nothing more; at most ANT_JSON_READ_DEPTH levels.  A NUL written as an
 * escape is refused, since texts end there.  Every node knows its line, for messages about what it
 * holds.
 *
 * Thread safety: no globals; a tree that has been read is immutable and lives in its arena. */
#ifndef ANT_JSON_READ_H
#define ANT_JSON_READ_H

#include <stdbool.h>

#include "antaeus/diag.h"
#include "base/arena.h"

enum { ANT_JSON_READ_DEPTH = 64 };

typedef enum ant_json_kind {
  ANT_JSON_NULL,
  ANT_JSON_BOOLEAN,
  ANT_JSON_NUMBER,
  ANT_JSON_TEXT,
  ANT_JSON_ARRAY,
  ANT_JSON_OBJECT
} ant_json_kind;

typedef struct ant_json_node {
  ant_json_kind kind;
  int line, column;
  const char *key; /* in an object, else NULL                                     */
  const char *text;
  double number;
  bool boolean;
  int n; /* items or members                                                      */
  struct ant_json_node *first, *next; /* of an array or object; NULL at the end   */
} ant_json_node;

/* Read (LENGTH) bytes of TEXT; FILE is its name in messages.  Returns ANT_OK, ANT_ESYNTAX with the
 * place, what was expected and what was found, or ANT_ENOMEM. */
ant_status ant_json_read(ant_arena *arena, const char *file, const char *text, size_t length,
                         const ant_json_node **out_root, ant_diag *opt_diag);

/* The member of OBJECT called KEY (the last, where it stands twice), or NULL: also when OBJECT is
 * NULL or no object, so that look-ups nest. */
const ant_json_node *ant_json_member(const ant_json_node *object, const char *key);

/* The text of a text, else NULL; the number of a number, else NaN.  NODE may be NULL. */
const char *ant_json_text(const ant_json_node *node);
double ant_json_value(const ant_json_node *node);

/* "an object", "a number", "nothing" for NULL: for messages. */
const char *ant_json_kind_words(const ant_json_node *node);

#endif /* ANT_JSON_READ_H */
