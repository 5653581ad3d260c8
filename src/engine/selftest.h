/* selftest.h - the `test` blocks of a model, run: set, run, expect (doc/language.md, "Tests").
 *
 * A test flies the model's own person on the ground.  `within` of a relative kind is a share of the
 * right side; one of scale counts the scale of the state on the left. */
#ifndef ANT_SELFTEST_H
#define ANT_SELFTEST_H

#include "antaeus/run.h"
#include "language/ir.h"

typedef struct ant_selftest_options {
  double tolerance; /* of the integration; 0: 1e-10, so that `within` is about the model */
  bool (*progress)(void *user, double share);
  void *user;
} ant_selftest_options;

/* Run TEST.  *OUT_N_EXPECT counts the expectations, one for each element; those that fail are added
 * to FAILURES (ANT_ETEST, at their place), and so is what stopped the run.  Returns ANT_OK when all
 * hold, ANT_ETEST, or the code of what stopped it. */
ant_status ant_selftest_run(const ant_machine *machine, const ant_test *test,
                            const ant_selftest_options *opt_options, int *out_n_expect,
                            ant_diags *failures);

#endif /* ANT_SELFTEST_H */
