/* lu.h - shift I - V for a sparse V, factorised again and again on the same pattern.
 *
 * The order of the pivots is chosen once, from the pattern (Markowitz: always the diagonal entry
 * whose elimination touches the fewest others, ties to the lowest state), and with it every place
 * that an elimination will touch: one list of indices.  Factorising runs down that list; it neither
 * searches nor allocates, and its rounding depends on the pattern alone.
 *
 * Pivots are not exchanged for larger ones: the shift, one over a step, makes the diagonal large.
 * A pivot that cancels to less than ANT_LU_LEAST of what stood there is refused, and a smaller step
 * is the remedy.
 *
 * Thread safety: one factorisation, one thread.
 * Reference: Duff, Erisman & Reid, Direct Methods for Sparse Matrices, 2nd ed., 2017, ch. 7. */
#ifndef ANT_LU_H
#define ANT_LU_H

#include "machine/machine.h"

#define ANT_LU_LEAST 1e-11

typedef struct ant_lu ant_lu;

/* For matrices of PATTERN, which is square, holds its whole diagonal and is not kept.
 * Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_lu_create(const ant_pattern *pattern, ant_lu **out_lu, ant_diag *opt_diag);
void ant_lu_destroy(ant_lu **lu);

/* Factorise SHIFT I - V, V's entries (nnz) in the order of the pattern.  Returns -1, or the row
 * whose pivot vanishes or is not finite. */
int ant_lu_factor(ant_lu *lu, double shift, const double *value);

/* Replace B (n) by the solution X of (SHIFT I - V) X = B. */
void ant_lu_solve(const ant_lu *lu, double *b);

/* Entries of both factors, and multiplications of one factorisation: what the order is worth. */
void ant_lu_size(const ant_lu *lu, int *out_n_entry, int *out_n_product);

#endif /* ANT_LU_H */
