/* eigen.h - the eigenvalues of a real matrix.
 *
 * Balancing by powers of two, reduction to Hessenberg form by reflections, then the implicit
 * double-shift QR iteration.  Eigenvalues only; about 13 n^3 operations.
 *
 * Reference: Golub & Van Loan, Matrix Computations, 4th ed., 2013, sections 7.4 and 7.5. */
#ifndef ANT_EIGEN_H
#define ANT_EIGEN_H

#include <stdbool.h>

/* Put the N eigenvalues of A (n x n, row by row; destroyed) in RE and IM, in no order.  False when
 * a number in A is not finite or the iteration does not end. */
bool ant_eigenvalues(int n, double *a, double *re, double *im);

#endif /* ANT_EIGEN_H */
