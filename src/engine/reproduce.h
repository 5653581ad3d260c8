/* reproduce.h - the `reproduces` blocks of a model, flown: how far its course is from the one that
 * it has to give again (doc/language.md, "Trajectories to reproduce").
 *
 * The error of a column is its largest |difference| over its largest |value|; where the published
 * column is 0 throughout, any difference is infinitely large. */
#ifndef ANT_REPRODUCE_H
#define ANT_REPRODUCE_H

#include "antaeus/run.h"
#include "language/ir.h"

typedef struct ant_reproduce_options {
  double tolerance; /* of the integration; 0: 1e-11, so that the error is the model's */
  bool (*progress)(void *user, double share);
  void *user;
} ant_reproduce_options;

typedef struct ant_reproduced {
  double error;      /* of the column that is furthest off                              */
  int track;         /* that column                                                     */
  double time_d;     /* where: since the start of the table                             */
  double got, given; /* the model's value there and the table's, in the quantity's unit */
  int n_off;         /* columns that are further off than they may be                   */
} ant_reproduced;

/* Fly TRAJECTORY.  *OUT is filled in on ANT_OK and ANT_ETEST; a trajectory that does not hold is
 * added to FAILURES (ANT_ETEST, at its place), and so is what stopped it: a mission that cannot be
 * read, a ground that is not found, a failed integration.  Returns ANT_OK, ANT_ETEST or what
 * stopped it. */
ant_status ant_reproduce_run(const ant_machine *machine, const ant_trajectory *trajectory,
                             const ant_reproduce_options *opt_options, ant_reproduced *out,
                             ant_diags *failures);

#endif /* ANT_REPRODUCE_H */
