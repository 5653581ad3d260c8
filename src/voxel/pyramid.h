/* pyramid.h - a volume of shares (0 to 1) at full, half, quarter ... resolution, for looking along
 * rays: near things sharp, far ones blurred by the width of a cone of light. */
#ifndef ANT_VOXEL_PYRAMID_H
#define ANT_VOXEL_PYRAMID_H

#include "antaeus/voxel.h"

enum { ANT_PYRAMID_LEVELS = 8 };

typedef struct ant_pyramid {
  int levels;
  int64_t n[ANT_PYRAMID_LEVELS][3];
  uint8_t *share[ANT_PYRAMID_LEVELS]; /* 255 for 1; owned                         */
} ant_pyramid;

/* Of VOLUME smoothed by SIGMA voxels and divided by its largest value. */
ant_status ant_pyramid_init(ant_pyramid *pyramid, const ant_volume *volume, double sigma,
                            int n_thread, ant_diag *opt_diag);
void ant_pyramid_clear(ant_pyramid *pyramid);

/* The share (0 to 1) at P, in voxels of full resolution from the middle of voxel (0, 0, 0), between
 * the eight around it; 0 beyond the volume.  SIZE: as blurred as voxels of so many voxels a side.
 */
double ant_pyramid_at(const ant_pyramid *pyramid, int level, const double p[3]);
double ant_pyramid_blurred(const ant_pyramid *pyramid, double size, const double p[3]);

#endif /* ANT_VOXEL_PYRAMID_H */
