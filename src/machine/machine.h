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

#include "language/ir.h"

#include "antaeus/run.h"

/* Code for one model, as a compiled file exports it.  `partials_*` fill edge[], the local partials
 * of every equation in the order of the plan. */
typedef struct ant_code {
  uint64_t hash; /* of the model it was made from                                */
  int n_y, n_m, n_edge_rate, n_edge_baseline;
  void (*baseline)(double *m, double *y, double *dy);
  void (*setup)(double *m, const double *y);
  void (*phase)(double *m, const double *y);
  void (*rate)(double *m, const double *y, double *dy);
  void (*observe)(double *m, const double *y);
  void (*partials_rate)(const double *m, const double *y, double *edge);
  void (*partials_baseline)(const double *m, const double *y, double *edge);
} ant_code;

/* Make a machine for MODEL (kept by reference, not owned).  With CODE it runs that, which must carry the
 * model's hash; with NULL the evaluator.  Returns ANT_OK, ANT_EINPUT when the hash differs, ANT_ENOMEM. */
ant_status ant_machine_create(const ant_model *model, const ant_code *opt_code,
                              ant_machine **out_machine, ant_diag *opt_diag);
const ant_model *ant_machine_model(const ant_machine *machine);
bool ant_machine_is_compiled(const ant_machine *machine);

/* The scale of each state: as declared, else the size of its value in Y (the baseline's), 1 where that is 0.
 * scale: (n_y). */
void ant_machine_scales(const ant_machine *machine, const double *y, double *scale);

/* The full name of what lies at OFFSET of a store: "bone.cells.osteoclast.skull.cortical"; for DY that of the
 * state.  Returns BUFFER. */
const char *ant_machine_slot_name(const ant_model *model, ant_store store, int offset,
                                  char *buffer, size_t size);

/* Code linked in ahead of time for this hash, or NULL. */
const ant_code *ant_code_builtin(uint64_t hash);

/* One pass over an order of the model (see ir.h).  m[time slot] is the caller's to set.
 * work: ant_machine_work doubles of scratch, one a thread (evaluator registers, partials, rows). */
size_t ant_machine_work(const ant_machine *machine);
void ant_machine_baseline(const ant_machine *machine, double *m, double *y, double *dy, double *work);
void ant_machine_setup(const ant_machine *machine, double *m, const double *y, double *work);
void ant_machine_phase(const ant_machine *machine, double *m, const double *y, double *work);
void ant_machine_rate(const ant_machine *machine, double *m, const double *y, double *dy, double *work);
void ant_machine_observe(const ant_machine *machine, double *m, const double *y, double *work);
void ant_machine_probe(const ant_machine *machine, double *m, const double *y, double *work);

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

/* The baseline: conditions by unknowns, both in the order of model->condition expanded to elements. */
const ant_pattern *ant_machine_baseline_pattern(const ant_machine *machine);
void ant_machine_baseline_jacobian(const ant_machine *machine, const double *m, const double *y,
                                   double *value, double *work);

/* Solve the baseline: m holds covariates, params and inputs on entry (ant_machine_defaults); on success balances, bases,
 * lets of SETUP and y hold the healthy ground state and *OUT is filled.  Linear systems take one Newton step,
 * others KINSOL's.  Returns ANT_OK, ANT_EBALANCE (no solution; a person outside a declared range; named),
 * ANT_ENUMERIC (not finite; the equation named). */
typedef struct ant_baseline_report {
  int n_unknown, iterations;
  double residual;    /* largest condition, in scales of its state per day        */
  double drift;       /* largest rate of any state, in its scale per day          */
  int drift_state, drift_element;
  double eigenvalue;  /* largest real part of the Jacobian's eigenvalues [1/day]   */
} ant_baseline_report;
void ant_machine_defaults(const ant_machine *machine, double *m);
ant_status ant_machine_solve_baseline(const ant_machine *machine, double *m, double *y,
                                      ant_baseline_report *opt_out, ant_diag *opt_diag);

/* The first equation of ORDER whose result is not finite at (m, y), for messages: puts a sentence in BUFFER
 * ("the rate of bone.cells.osteoclast.skull.cortical is not a number (cells.ant:41)"); false if all are. */
bool ant_machine_blame(const ant_machine *machine, const double *m, const double *y, char *buffer,
                       size_t size);

#endif /* ANT_MACHINE_H */
