/* adapt_start.c - the fractions that a bone starts with.
 *
 * A mask's surface is a staircase, which the first months of turnover would smooth: a bone at rest
 * would seem to get stiffer, by 4 % in a year with rods 4 voxels thick.  So a mask is laid into the
 * voxels as a smooth surface first: near it a Gaussian of SIGMA voxels rises by 1 / (SIGMA sqrt(2
 * pi)) a voxel, which says how far a voxel's middle is from the surface; the surface is moved as a
 * whole until the volume is the mask's.  A voxel of bone keeps at least a half, one that is none
 * gets less: the mask of what is half full is the mask that was given. */
#include <math.h>

#include "voxel/adapt.h"

/* wide enough to see the stairs, narrow enough to leave rods as thick as they are */
static const double sigma = 0.7;

static ant_status no_surface(const ant_adapt *a, ant_diag *opt_diag) {
  ant_fail(opt_diag, ANT_EINPUT, "%s: there is no surface that could move",
           a->start_voxels == 0 ? "no voxel of this volume is bone"
                                : "every voxel of this volume is bone");
  ant_diag_hint(opt_diag, "segment it first: antaeus bone segment");
  return ANT_EINPUT;
}

static ant_status read(ant_adapt *a, const ant_volume *bone, ant_diag *opt_diag) {
  const int64_t n = ant_volume_count(bone);
  float *f = a->fraction->data;
  for (int64_t i = 0; i < n; i++) {
    const double v = ant_volume_stored(bone, i);
    f[i] = bone->type == ANT_VOXEL_F32 ? (float)v : (float)(v != 0);
    if (!(f[i] >= 0 && f[i] <= 1)) {
      return ant_fail(opt_diag, ANT_EINPUT, "voxel %lld has the fraction %g; 0 to 1 was expected",
                      (long long)i, v);
    }
    a->start_voxels += (double)f[i];
  }
  if (a->start_voxels == 0 || a->start_voxels == (double)n) return no_surface(a, opt_diag);
  return ANT_OK;
}

/* the fraction of a voxel that the mask says is bone or none, where the Gaussian is G and the
 * surface lies SHIFT voxels further out */
static float laid(float mask, float g, double shift) {
  const double slope = 2.5066282746310002 * sigma; /* sqrt(2 pi) sigma */
  const double f = 0.5 + slope * ((double)g - 0.5) + shift;
  return (float)(mask > 0 ? fmin(1, fmax(0.5, f)) : fmin(0.499, fmax(0, f)));
}

static double volume_laid(const float *mask, const float *g, int64_t n, double shift) {
  double sum = 0;
  for (int64_t i = 0; i < n; i++) sum += (double)laid(mask[i], g[i], shift);
  return sum;
}

static ant_status lay_surface(ant_adapt *a, ant_diag *opt_diag) {
  const int64_t n = ant_volume_count(a->fraction);
  ant_volume *smooth = NULL;
  ANT_TRY(ant_gaussian(a->fraction, (double[]){sigma, sigma, sigma}, ANT_SCALE_STORED,
                       a->o.n_thread, &smooth, opt_diag));
  float *f = a->fraction->data;
  const float *g = smooth->data;
  double low = -1, high = 1;
  for (int k = 0; k < 30; k++) {
    const double middle = 0.5 * (low + high);
    *(volume_laid(f, g, n, middle) < a->start_voxels ? &low : &high) = middle;
  }
  a->start_voxels = 0;
  for (int64_t i = 0; i < n; i++) {
    f[i] = laid(f[i], g[i], high);
    a->start_voxels += (double)f[i];
  }
  ant_volume_destroy(&smooth);
  return ANT_OK;
}

ant_status adapt_start(ant_adapt *a, const ant_volume *bone, ant_diag *opt_diag) {
  ANT_TRY(read(a, bone, opt_diag));
  if (bone->type != ANT_VOXEL_F32) ANT_TRY(lay_surface(a, opt_diag));
  a->now_voxels = a->start_voxels;
  return ANT_OK;
}
