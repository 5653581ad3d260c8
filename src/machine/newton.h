/* newton.h - a system of equations f(u) = 0 solved block by block.
 *
 * The pattern of the Jacobian is brought to block triangular form first (SuiteSparse BTF).  Blocks
 * that do not need each other are solved together, each by its own Newton iteration, those that
 * they need before them: so a chain of linear conditions costs one step a link, and a part that is
 * hard to solve harms no other.  A step is shortened until the next one would be smaller
 * (Deuflhard's natural monotonicity test, blind to how the equations are scaled).  When the
 * iteration fails, the block starts again from guesses 10, 1/10, 100, ... times the first.  Two
 * steps at the end polish to rounding.
 *
 * Reference: Deuflhard, Newton Methods for Nonlinear Problems, Springer 2004, section 3.3. */
#ifndef ANT_NEWTON_H
#define ANT_NEWTON_H

#include <stdbool.h>

#include "machine/machine.h"

typedef struct ant_system {
  int n;                      /* unknowns and equations                       */
  const ant_pattern *pattern; /* d f[row] / d u[col]                          */
  void *user;
  void (*residual)(void *user, const double *u, double *f);
  void (*jacobian)(void *user, double *value); /* where residual was last asked  */
} ant_system;

typedef enum ant_newton_reason {
  ANT_NEWTON_SOLVED,
  ANT_NEWTON_STRUCTURE,  /* nothing that equation `row` holds can be chosen */
  ANT_NEWTON_SINGULAR,   /* unknown `column` has no influence there        */
  ANT_NEWTON_NOT_FINITE, /* f is not finite wherever it was tried         */
  ANT_NEWTON_NO_SOLUTION
} ant_newton_reason;

typedef struct ant_newton_result {
  ant_newton_reason reason;
  int row, column; /* first equation and unknown of the block that failed */
  int n_block;     /* unknowns in that block                       */
  int iterations;
} ant_newton_result;

/* Solve SYSTEM from U, the first guess, which becomes the solution.  Returns ANT_OK with the reason
 * in *OUT_RESULT (on failure u holds the last try), or ANT_ENOMEM. */
ant_status ant_newton_solve(const ant_system *system, double *u, ant_newton_result *out_result);

#endif /* ANT_NEWTON_H */
