/* solver.h - one stiff system of differential equations, stepped through time.
 *
 * The solver chooses its steps itself, one a call; what is wanted between them comes from its own
 * interpolating polynomial.  So when and how often it is asked changes nothing.  It never steps
 * over `stop_d`, where the caller changes the equations or the state and starts it anew.
 *
 * Two methods, both with the exact sparse Jacobian:
 *
 * - ANT_METHOD_ROSENBROCK.  Rodas5P: linearly implicit, of order 5, eight stages and one
 *   factorisation a step (rosenbrock.c).  A step leaves nothing behind but the state and the size
 * of the next, so a restart costs nothing.
 * - ANT_METHOD_BDF.  CVODES: backward differentiation of order 1 to 5, Newton's iteration, KLU.
 *   cvodes.c alone knows SUNDIALS (6.4; made to compile with 7).  Its first step after a start is h
 *   with h^2/2 |J f| = 1/4 in the norm of the error test: what an Euler step of the allowed error
 *   would be.  A guess by CVODES itself would look at the next output time.
 *
 * All memory is taken at creation; stepping allocates only inside KLU, when it pivots anew.
 *
 * Thread safety: one solver, one thread.
 * References: Hindmarsh et al., SUNDIALS, ACM TOMS 31 (2005) 363-396; Steinebach, BIT Numer. Math.
 * 63 (2023) 27. */
#ifndef ANT_SOLVER_H
#define ANT_SOLVER_H

#include <stdbool.h>
#include <stddef.h>

#include "antaeus/run.h"
#include "machine/machine.h"

/* dy/dt = rate(t, y), time in days.  The functions get `user` as their first argument. */
typedef struct ant_problem {
  int n;
  const ant_pattern *pattern; /* of the Jacobian; holds the whole diagonal         */
  const double *scale;        /* (n) sizes of the states, all > 0                  */
  void *user;
  void (*rate)(void *user, double time_d, const double *y, double *dy);
  /* The rates once more, d dy / d y (nnz) and, where it is wanted, d dy / d t (n). */
  void (*jacobian)(void *user, double time_d, const double *y, double *dy, double *value,
                   double *opt_by_time);
  /* For messages.  describe: "bone.cells.osteoclast = 3.1 pmol/L".  blame: which equation is not
   * finite at (t, y), as a sentence; false if all are.  Both may be NULL. */
  void (*describe)(void *user, int i, double value, char *buffer, size_t size);
  bool (*blame)(void *user, double time_d, const double *y, char *buffer, size_t size);
} ant_problem;

enum {
  ANT_SOLVER_MAX_STEPS = 100000 /* between two starts; then it gives up            */
};
#define ANT_SOLVER_MIN_STEP_D 1e-10 /* 9 microseconds: below is a singularity      */
#define ANT_SOLVER_MAX_STEP_D 30.0  /* so that nothing shorter than months is overlooked */

typedef struct ant_solver ant_solver;

/* PROBLEM is kept by reference.  The error of a step is held below
 * TOLERANCE x (|y| + scale).  Returns ANT_OK, ANT_ENOMEM or ANT_ESYSTEM. */
ant_status ant_solver_create(const ant_problem *problem, ant_method method, double tolerance,
                             ant_solver **out_solver, ant_diag *opt_diag);
void ant_solver_destroy(ant_solver **solver);

/* Begin, or begin anew, at TIME_D from Y; STOP_D >= TIME_D is not stepped over.
 * Returns ANT_OK, or ANT_ENUMERIC when the rates at the start are not finite. */
ant_status ant_solver_start(ant_solver *solver, double time_d, double stop_d, const double *y,
                            ant_diag *opt_diag);

/* Take one step.  Returns ANT_OK, or ANT_ENUMERIC with the time, the last good time and what went
 * wrong; the solver then stays at its last good state. */
ant_status ant_solver_step(ant_solver *solver, ant_diag *opt_diag);

/* How far it has come [day]; exactly stop_d once that is reached. */
double ant_solver_time(const ant_solver *solver);

/* The states at TIME_D, which must lie within the last step, into Y (n). */
ant_status ant_solver_at(ant_solver *solver, double time_d, double *y, ant_diag *opt_diag);

/* What it did since it was made. */
void ant_solver_get_stats(const ant_solver *solver, ant_solver_stats *out_stats);

#endif /* ANT_SOLVER_H */
