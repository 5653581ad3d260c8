/* sbml_internal.h - what the writers of SBML share (see sbml.h): names, units, expressions. */
#ifndef ANT_EMIT_SBML_INTERNAL_H
#define ANT_EMIT_SBML_INTERNAL_H

#include "base/arena.h"
#include "base/text.h"
#include "language/ir.h"

/* What is known of a node's unit: FREE, any that its place needs, as of a bare number. */
typedef enum ant_sbml_known { ANT_SBML_UNSEEN, ANT_SBML_FREE, ANT_SBML_KNOWN } ant_sbml_known;

typedef struct ant_sbml {
  const ant_model *model;
  ant_arena *arena;
  const char **id_m, **id_y; /* (n_m, n_y) identifiers by slot                           */
  ant_unit *unit;            /* (n_unit) those used so far                                 */
  int n_unit, unit_capacity;
  ant_sbml_known *known; /* (n_node)                                                    */
  ant_unit *node_unit;   /* (n_node) where known                                         */
  ant_text *to;
} ant_sbml;

/* Units ------------------------------------------------------------------- */

/* The number of U's definition, which is made when it is not there yet; -1 without memory. */
int ant_sbml_unit(ant_sbml *w, const ant_unit *u);
bool ant_sbml_same_unit(const ant_unit *a, const ant_unit *b);
/* All definitions, as a listOfUnitDefinitions. */
void ant_sbml_put_units(const ant_sbml *w, ant_text *to);

/* Expressions --------------------------------------------------------------- */

/* Index of each axis of the equation that is written, and the slot of a place at it. */
int ant_sbml_slot(const ant_ref *ref, const int *index);
const char *ant_sbml_id(const ant_sbml *w, ant_store store, int slot);

/* The expression at NODE in unit NEED, for the element at INDEX. */
void ant_sbml_put_expr(ant_sbml *w, int node, const ant_unit *need, const int *index);
/* The same as a truth value. */
void ant_sbml_put_truth(ant_sbml *w, int node, const int *index);
void ant_sbml_put_number(ant_sbml *w, double x, const ant_unit *unit);

#endif /* ANT_EMIT_SBML_INTERNAL_H */
