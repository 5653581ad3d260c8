/* distance.h - the exact Euclidean feature transform: for each voxel the nearest voxel of a set.
 *
 * Three passes, one an axis; the second and third find the lower envelope of parabolas
 * (Felzenszwalb and Huttenlocher, Theory of Computing 8:415, 2012; Meijster et al. 2000).  Time
 * goes with the number of voxels, whatever the distances.  One 32-bit number a voxel is kept: which
 * voxel is nearest; the distance follows from it. */
#ifndef ANT_VOXEL_DISTANCE_H
#define ANT_VOXEL_DISTANCE_H

#include "antaeus/voxel.h"

/* For each voxel of the box N the index of the nearest voxel where (MASK != 0) == TARGET, or -1
 * where there is none at all.  SPACING weighs the axes.  The box must have below 2^31 voxels.
 * Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_features(const uint8_t *mask, const int64_t n[3], const double spacing[3],
                        bool target, int n_thread, int32_t *out_feature, ant_diag *opt_diag);

#endif /* ANT_VOXEL_DISTANCE_H */
