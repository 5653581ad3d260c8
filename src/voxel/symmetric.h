/* symmetric.h - eigenvalues and axes of a symmetric 3 x 3 matrix.
 *
 * Jacobi's rotations, cyclic; the result's order and signs are fixed, so that equal matrices give
 * equal axes.  Reference: Golub & Van Loan, Matrix Computations, 4th ed., 2013, section 8.5. */
#ifndef ANT_VOXEL_SYMMETRIC_H
#define ANT_VOXEL_SYMMETRIC_H

/* The eigenvalues of A ascending into VALUE, their unit vectors into AXIS by rows; each axis has
 * its largest component positive. */
void ant_symmetric_eigen(double a[3][3], double value[3], double axis[3][3]);

#endif /* ANT_VOXEL_SYMMETRIC_H */
