/* credit.h - where the numbers of a model come from.
 *
 * A parameter counts once for each number that it holds (a table over sites holds many), as what it
 * says of itself: `source` (measured, or a constant of a published model), `fitted`, or
 * `assumed`.  One that says several counts as the weakest: assumed before fitted before source.
 * What an expression gives has no number of its own and does not count.
 *
 * Thread safety: no globals; the model is read only. */
#ifndef ANT_EMIT_CREDIT_H
#define ANT_EMIT_CREDIT_H

#include "base/json.h"
#include "base/text.h"
#include "emit/part.h"

typedef enum ant_credit_kind {
  ANT_CREDIT_NOTHING, /* no number of its own, or no parameter               */
  ANT_CREDIT_SOURCE,
  ANT_CREDIT_FITTED,
  ANT_CREDIT_ASSUMED,
  ANT_NCREDIT
} ant_credit_kind;

typedef struct ant_credit {
  int n_param[ANT_NCREDIT];  /* declarations                                     */
  int n_number[ANT_NCREDIT]; /* numbers                                          */
} ant_credit;

/* What SYMBOL says of its number. */
ant_credit_kind ant_credit_of(const ant_symbol *symbol);
const char *ant_credit_name(ant_credit_kind kind);

/* The entry KEY of the bibliography of MODEL, or NULL. */
const ant_bib_entry *ant_credit_entry(const ant_model *model, const char *key);

/* Count what PART holds. */
ant_credit ant_credit_count(const ant_part_of *part);

/* Shares and list, for people into TEXT, or as one JSON object called NAME into JSON. */
void ant_emit_credit(const ant_part_of *part, const char *name, ant_text *text);
void ant_emit_credit_json(const ant_part_of *part, const char *name, ant_json *json);

#endif /* ANT_EMIT_CREDIT_H */
