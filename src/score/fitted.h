/* fitted.h - no parameter may have seen the people it is tested on. */
#ifndef ANT_SCORE_FITTED_H
#define ANT_SCORE_FITTED_H

#include "antaeus/model.h"
#include "score/observation.h"

/* Check every row that a parameter of MODEL names as what it was `fitted` to against TABLE: a row
 * whose use is `test` is an error in DIAGS; one that pools test rows (`excludes`) is a note in
 * NOTES, for whoever reads the score; a row that the table has not got is not looked at.  *OUT_N is
 * the number of parameters that were fitted. */
ant_status ant_fitted_check(const ant_model *model, const ant_observations *table, int *out_n,
                            ant_diags *diags, ant_diags *notes);

#endif /* ANT_SCORE_FITTED_H */
