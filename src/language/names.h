/* names.h - the names of a model as people write them (see antaeus/model.h, ant_model_find). */
#ifndef ANT_NAMES_H
#define ANT_NAMES_H

#include "base/map.h"
#include "language/ir.h"

/* Make model->names from its sets and visible symbols.  Two observables of one name are reported
 * to DIAGS. */
void ant_names_build(ant_model *model, ant_diags *diags);

/* The element of SYMBOL that the N words name, in any order of its sets where that is clear: an
 * index into its slots, -1 when a word fits no set or a set has no word. */
int ant_names_element(const ant_model *model, int symbol, const char *const *word, int n);

/* Which kinds a setting may change: params with a value, covariates, inputs.  Returns ANT_OK, or
 * ANT_EINPUT and says what SYMBOL is instead. */
ant_status ant_names_settable(const ant_model *model, int symbol, ant_diag *opt_diag);

/* VALUE (in the unit of SYMBOL) is in its range, else ANT_ERANGE. */
ant_status ant_names_in_range(const ant_model *model, int symbol, double value, ant_diag *opt_diag);

#endif /* ANT_NAMES_H */
