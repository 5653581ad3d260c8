/* thickness.h - the balls behind local thickness (see antaeus/voxel.h "Thickness"). */
#ifndef ANT_VOXEL_THICKNESS_H
#define ANT_VOXEL_THICKNESS_H

#include "antaeus/voxel.h"

/* A largest ball inside an object, in voxels.  It covers the voxels whose centres are nearer than
 * the root of radius2; its diameter is that of the object there, which depends on the rule. */
typedef struct ant_ball {
  int32_t x, y, z, radius2;
  float diameter;
  bool second; /* the middle lies between two voxels, and this is the second of them */
} ant_ball;

/* The balls of an object in a box, in the order of their centres' z. */
typedef struct ant_balls {
  ant_ball *ball; /* (n) owned                                                    */
  int64_t n;
} ant_balls;

/* The balls of the object (MASK != 0) == INSIDE in the box N.  DISTANCE is scratch of a float a
 * voxel, FEATURE as ant_features gives it for the background. */
ant_status ant_balls_find(const uint8_t *mask, const int64_t n[3], bool inside,
                          const int32_t *feature, float *distance, ant_thickness_rule rule,
                          int n_thread, ant_balls *out_balls, ant_diag *opt_diag);
void ant_balls_clear(ant_balls *balls);

/* Thickness of the object in ranks: 0 on other voxels, else r with `diameter[r]` that of
 * the largest ball that does.  RANK is all zero before; *OUT_DIAMETER (*OUT_N) ascends from 0 and
 * is the caller's to free.  Beyond 32,767 different diameters they are rounded to as many steps. */
ant_status ant_balls_paint(const ant_balls *balls, const uint8_t *mask, const int64_t n[3],
                           bool inside, int n_thread, int16_t *rank, float **out_diameter,
                           int *out_n, ant_diag *opt_diag);

/* The mid-axes of MASK's bone, as ant_axis_spacing has them. */
ant_status ant_axis_find(const ant_volume *mask, const ant_thickness_options *o,
                         ant_volume **out_axis, ant_diag *opt_diag);

#endif /* ANT_VOXEL_THICKNESS_H */
