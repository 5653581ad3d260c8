/* plan.h - how local partials become a sparse Jacobian.
 *
 * The local partials of a program (language/program.h) are the arcs of a graph whose vertices are
 * slots. Taking out a vertex v that is neither row nor column joins each arc into it with each arc
 * out of it: c[p->s] += c[v->s] * c[p->v].  The plan is the list of these products, made once;
 * running it is a loop over index triples, the same for every model.
 *
 * The order of elimination is Markowitz's: always the vertex with the fewest products (ties: the
 * lowest slot), so the plan and its rounding depend on the model only.
 *
 * Reference: Griewank & Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, ch. 9. */
#ifndef ANT_PLAN_H
#define ANT_PLAN_H

#include "language/program.h"
#include "machine/machine.h"

typedef struct ant_plan {
  ant_pattern pattern;
  int n_edge; /* values that the partials fill, first in the work array; behind them the number 1 */
  int n_work; /* doubles of work, edges included               */
  int n_step;
  int *step;   /* (n_step x 3) work[0] += work[1] * work[2]      */
  int *result; /* (nnz) where each value of the pattern lies, -1: always 0 */
} ant_plan;

/* Make the plan for d ROW / d COLUMN, both lists of slots (ant_slot_of).  WHOLE_DIAGONAL puts (i,
 * i) into the pattern for every i.  All memory is ARENA's.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_plan_make(ant_arena *arena, const ant_program *program, const ant_edges *edges,
                         const int *row, int n_row, const int *column, int n_column,
                         bool whole_diagonal, ant_plan *out_plan);

/* work: (n_work), the first n_edge filled; value: (nnz). */
void ant_plan_run(const ant_plan *plan, double *work, double *value);

#endif /* ANT_PLAN_H */
