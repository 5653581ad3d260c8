/* machine.h - a checked model made runnable.
 *
 * An ant_machine is a model, the code that computes it, and the plans of its sparse
 * Jacobians.  It is immutable and shared by all runs; the arrays y, dy and m are the caller's
 * (sizes n_y, n_y and n_m of the model).  Two kinds of code give the same bytes:
 * the evaluator walks the model's nodes; compiled code is C that src/emit wrote.
 *
 * The Jacobian is exact.  Each equation is differentiated symbolically by each place that it reads:
 * these local partials are computed like any other expression, loops and all.  A list of
 * index triples, made once, then carries them through the lets to the states
 * (vertex elimination in topological order), so that nothing but data grows with the
 * number of sites.  The same is done, with other independent variables, for the baseline.
 *
 * Reference: Griewank & Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, ch. 9-10. */
#ifndef ANT_MACHINE_H
#define ANT_MACHINE_H

#include <stdbool.h>

#include "emit/code.h"
#include "language/ir.h"

#include "antaeus/run.h"

/* Make a machine for MODEL (kept by reference, not owned).  With CODE it runs that, which must
 * carry the model's hash; with NULL the evaluator.  Returns ANT_OK, ANT_EINPUT when the hash
 * differs, ANT_ENOMEM. */
ant_status ant_machine_create(const ant_model *model, const ant_code *opt_code,
                              ant_machine **out_machine, ant_diag *opt_diag);
const ant_model *ant_machine_model(const ant_machine *machine);

/* The full name of what lies at OFFSET of a store: "bone.cells.osteoclast.skull.cortical"; for DY
 * that of the state.  Returns BUFFER. */
const char *ant_machine_slot_name(const ant_model *model, ant_store store, int offset, char *buffer,
                                  size_t size);

/* Code linked in ahead of time for this hash, or NULL. */
const ant_code *ant_code_builtin(uint64_t hash);

/* One pass over an order of the model (see ir.h).  m[time slot] is the caller's to set.
 * work: ant_machine_work doubles of scratch, one a thread (evaluator registers, partials, rows). */
size_t ant_machine_work(const ant_machine *machine);
void ant_machine_baseline(const ant_machine *machine, double *m, double *y, double *dy,
                          double *work);
void ant_machine_setup(const ant_machine *machine, double *m, const double *y, double *work);
void ant_machine_phase(const ant_machine *machine, double *m, const double *y, double *work);
void ant_machine_rate(const ant_machine *machine, double *m, const double *y, double *dy,
                      double *work);
/* All that is observed, and what that needs of the right-hand side: no call of rate comes before.
 */
void ant_machine_observe(const ant_machine *machine, double *m, const double *y, double *work);
void ant_machine_probe(const ant_machine *machine, double *m, const double *y, double *work);

/* Conditions (ant_when).  guard: what ant_machine_rate would leave in the guards, and nothing
 * else.  truth: what each condition is by its guard, into its symbol.  jump: into OUT_Y what
 * jump number JUMP, counted through all conditions, would set, from m as ant_machine_observe left
 * it. */
void ant_machine_guard(const ant_machine *machine, double *m, const double *y, double *work);
void ant_machine_truth(const ant_machine *machine, double *m, double *work);
void ant_machine_jump(const ant_machine *machine, int jump, const double *m, const double *y,
                      double *out_y, double *work);

/* The Jacobian d dy[i] / d y[j], compressed by columns; the pattern is fixed and holds the
 * whole diagonal.  ant_machine_jacobian expects m as ant_machine_rate left it at the same y. */
typedef struct ant_pattern {
  int n_row, n_col, nnz;
  const int *col_start; /* (n_col + 1)                                           */
  const int *row;       /* (nnz) ascending in each column                        */
} ant_pattern;
const ant_pattern *ant_machine_pattern(const ant_machine *machine);
void ant_machine_jacobian(const ant_machine *machine, const double *m, const double *y,
                          double *value, double *work);
/* d dy[i] / d time [1/day^2], from what ant_machine_jacobian has left in WORK. */
void ant_machine_by_time(const ant_machine *machine, double *by_time, const double *work);

/* The guards, in the order of model->when expanded to elements, by the states and, in the last
 * column, by time; m and y as ant_machine_rate left them. */
const ant_pattern *ant_machine_guard_pattern(const ant_machine *machine);
void ant_machine_guard_jacobian(const ant_machine *machine, const double *m, const double *y,
                                double *value, double *work);

/* The baseline: conditions by unknowns, both in the order of model->condition expanded to elements;
 * m and y as ant_machine_baseline left them. */
const ant_pattern *ant_machine_baseline_pattern(const ant_machine *machine);
void ant_machine_baseline_jacobian(const ant_machine *machine, const double *m, const double *y,
                                   double *value, double *work);

/* Solve the baseline: m holds covariates, params and inputs on entry (ant_machine_defaults) and
 * m[time] the time of the start; on success balances, bases, lets and y hold the healthy ground
 * state and *OUT is filled.
 *
 * Unknowns are found block by block (machine/newton.h), each from its value, its scale or the
 * middle of its range.  Returns ANT_OK; ANT_EBALANCE when there is no solution, an unknown lies
 * outside its declared range, a state drifts (more than ANT_DRIFT_MOST of its scale a day) or the
 * ground is unstable (a disturbance grows by more than ANT_GROWTH_MOST a day), each with the names
 * and what to do; ANT_ENUMERIC when something is not finite, with the equation; ANT_ENOMEM.  A
 * model with a free baseline may drift and be unstable. */
#define ANT_DRIFT_MOST  1e-7
#define ANT_GROWTH_MOST 1e-6
typedef struct ant_baseline_report {
  int n_unknown, iterations;
  double residual; /* largest condition, in scales of its state per day (of a RESIDUAL: in terms of
                      its parts) */
  double drift;    /* largest rate of any state, in its scale per day          */
  int drift_state, drift_element; /* which: symbol and element, -1 without states  */
  double
      eigenvalue; /* largest real part of the Jacobian's eigenvalues [1/day], -inf without states */
} ant_baseline_report;
void ant_machine_defaults(const ant_machine *machine, double *m);
ant_status ant_machine_solve_baseline(const ant_machine *machine, double *m, double *y,
                                      ant_baseline_report *opt_out, ant_diag *opt_diag);

/* Is there another ground?  M and Y are as ant_machine_solve_baseline left them, and are used up.
 * Newton's method starts from six other places: the ends of ranges, 30 times, 1/30, -1 and -30
 * times of what was found.  Returns ANT_OK where it finds nothing else (which proves nothing);
 * ANT_EBALANCE with the first unknown that has two values, both within all ranges; ANT_ENOMEM. */
ant_status ant_machine_other_ground(const ant_machine *machine, double *m, double *y,
                                    ant_diag *opt_diag);

/* The first equation whose result is not finite at (m, y), for messages: puts a sentence in BUFFER
 * ("the rate of bone.cells.osteoclast.skull.cortical is infinite: 3 is divided by zero
 * (cells.ant:41)"); false if all are finite. */
bool ant_machine_blame(const ant_machine *machine, const double *m, const double *y, char *buffer,
                       size_t size);

#endif /* ANT_MACHINE_H */
