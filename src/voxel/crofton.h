/* crofton.h - area and curvature of a mask's surface, from how lines and planes cut it.
 *
 * Crofton's formulae: the area is twice the mean, over all directions, of the area that crossing
 * lines see; the growth S' = dS/dr (the integral of the sum of both curvatures) is 4 pi times the
 * mean, over all directions, of the Euler numbers of plane sections times the planes' distance.  On
 * a grid there are 13 directions of lines and 13 of planes in every 2 x 2 x 2 voxels; each stands
 * for the directions nearest to it.  So both are sums over the 256 configurations of eight voxels,
 * times how often each occurs (Ohser, Redenbach & Schladitz, Image Anal. Stereol. 28:179, 2009;
 * Legland, Kieu & Devaux, Image Anal. Stereol. 26:83, 2007: abstracts read, and a public
 * implementation's weights compared).
 *
 * A plane of normal n is seen with ant_crofton_seen(n) of its area, 0.9 to 1.1; what is seen of
 * curvature likewise depends on how the surface lies.  Who knows the normals takes that out. */
#ifndef ANT_VOXEL_CROFTON_H
#define ANT_VOXEL_CROFTON_H

#include "antaeus/voxel.h"

enum { ANT_CROFTON = 13, ANT_CONFIGURATIONS = 256 };

typedef struct ant_crofton {
  double line[ANT_CROFTON][3], line_share[ANT_CROFTON];   /* unit vectors; shares add up to 1 */
  double plane[ANT_CROFTON][3], plane_share[ANT_CROFTON]; /* their normals                */
  double across_mm2[ANT_CROFTON];                         /* of a line                    */
  /* by configuration, bits 4 dz + 2 dy + dx */
  double crossings[ANT_CONFIGURATIONS][ANT_CROFTON], growth_mm[ANT_CONFIGURATIONS];
} ant_crofton;

/* For voxels of MM. */
void ant_crofton_init(ant_crofton *c, const double mm[3]);

typedef struct ant_crofton_sums {
  double area_mm2, growth_mm;
  double seen_mm2[ANT_CROFTON]; /* crossings of lines of each direction, times their area: the
                                 * integral of |n . d| over the surface           */
  double volume_mm3;            /* of the cells that were looked at               */
} ant_crofton_sums;

/* Sums over the cells of 2 x 2 x 2 voxels that are all in the volume, and in OPT_REGION. */
ant_status ant_crofton_sum(const ant_crofton *c, const ant_volume *mask,
                           const ant_volume *opt_region, int n_thread, ant_crofton_sums *out,
                           ant_diag *opt_diag);

/* The share of its area that is seen of a plane of normal N. */
double ant_crofton_seen(const ant_crofton *c, const double n[3]);

/* The sum of both curvatures that is seen of a surface of normal N, its curvature along a tangent t
 * being  t . B t. */
double ant_crofton_bend(const ant_crofton *c, const double n[3], double b[3][3]);

#endif /* ANT_VOXEL_CROFTON_H */
