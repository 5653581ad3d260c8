/* watch.h - a model that shows what claims look at and no observable shows.
 *
 * An expectation may name any quantity of the model: a state, let, flow, balance, input, param or
 * covariate, or one element of it.  A course has observables only; so the claims are flown with the
 * same model read again, with an observable of the same name for each such quantity
 * (antaeus/model.h, ANT_TAP_WATCH).
 *
 * Thread safety: pure. */
#ifndef ANT_WATCH_H
#define ANT_WATCH_H

#include "antaeus/model.h"
#include "score/claim.h"

/* Read MODEL, which came from PATH, again with all that CLAIMS look at.  *OUT_MODEL is the caller's
 * to destroy, or NULL where observables alone are named or nothing has the name: that waits.
 * Returns ANT_OK; ANT_EINPUT for a quantity with several elements of which none is named, told at
 * its line; what reading the model can give. */
ant_status ant_claims_watch(const ant_claims *claims, const ant_model *model, const char *path,
                            ant_model **out_model, ant_diags *diags);

#endif /* ANT_WATCH_H */
