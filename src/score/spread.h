/* spread.h - what many runs of one table say of each row: the mean and the spread of its
 * prediction.
 *
 * Welford's running sums: nothing is kept of the runs.  Thread safety: one spread, one thread. */
#ifndef ANT_SCORE_SPREAD_H
#define ANT_SCORE_SPREAD_H

#include "antaeus/diag.h"

typedef struct ant_spread {
  int n_row;
  int *n;             /* (n_row) runs in which the row had a number                 */
  double *mean, *sum; /* (n_row) of its prediction; squared deviations              */
} ant_spread;

ant_status ant_spread_init(ant_spread *spread, int n_row, ant_diag *opt_diag);
void ant_spread_clear(ant_spread *spread);

/* Add one run: VALUE (n_row), NaN where a row had no number. */
void ant_spread_add(ant_spread *spread, const double *value);

/* The standard deviation of row I, NaN with fewer than two runs. */
double ant_spread_sd(const ant_spread *spread, int i);

#endif /* ANT_SCORE_SPREAD_H */
