/* filter.h - slices of a volume, smoothed and in the scale asked for, made one at a time.
 *
 * A smoothed volume of 2 GB is never held: whoever needs it (a threshold, a histogram) asks for its
 * slices, each of which is computed from the stored numbers around it. */
#ifndef ANT_VOXEL_FILTER_H
#define ANT_VOXEL_FILTER_H

#include "antaeus/voxel.h"

enum { ANT_GAUSSIAN_RADIUS = 400 }; /* voxels; sigma up to 100                    */

typedef struct ant_smoother {
  const ant_volume *volume;
  double factor, offset; /* value = factor * (smoothed stored number) + offset    */
  int radius[3];
  double weight[3][ANT_GAUSSIAN_RADIUS + 1]; /* of distance 0, 1, ...             */
} ant_smoother;

/* SIGMA_VOXEL along x, y, z, 0 for none, cut off at 4 sigma; edges are mirrored (d c b a | a b c
 * d). Returns ANT_OK, or ANT_EUSAGE for a sigma out of range, or what ant_scale_line says. */
ant_status ant_smoother_init(ant_smoother *s, const ant_volume *volume, const double sigma_voxel[3],
                             ant_scale scale, ant_diag *opt_diag);

/* Doubles of scratch memory that ant_smoother_slice needs. */
size_t ant_smoother_scratch(const ant_smoother *s);

/* Slice Z into OUT (n[0] n[1] doubles). */
void ant_smoother_slice(const ant_smoother *s, int64_t z, double *scratch, double *out);

#endif /* ANT_VOXEL_FILTER_H */
