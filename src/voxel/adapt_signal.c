/* adapt_signal.c - what the surface hears of the osteocytes (see antaeus/voxel_adapt.h).
 *
 * The fading exp(-r/l) is a sum of four Gaussians, so that it can be spread axis by axis; it errs
 * by at most 0.017 beyond 0.2 l, and by 0.8 % of its integral in all (least squares, weighted by
 * r^2).  It is smooth over l, so the spreading is done on blocks of about l / 2.5.  Beyond the
 * volume's faces the bone goes on, mirrored. */
#include "voxel/adapt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double sigma[ADAPT_GAUSSIANS] = {0.4, 0.9, 1.6, 2.6}; /* of l */
static const double height[ADAPT_GAUSSIANS] = {0.31778015, 0.31241383, 0.1829524, 0.03352061};

/* an empty volume of blocks */
ant_status adapt_signal_create(const ant_adapt *a, ant_volume **out, ant_diag *opt_diag) {
  int64_t n[3];
  const double h = a->h_mm * a->block, spacing[3] = {h, h, h};
  for (int c = 0; c < 3; c++) n[c] = (a->n[c] + a->block - 1) / a->block;
  return ant_volume_create(n, spacing, ANT_VOXEL_F32, out, opt_diag);
}

/* the mean energy of each block, bone or not */
static ant_status gather(const ant_adapt *a, const float *energy, ant_volume **out,
                         ant_diag *opt_diag) {
  ANT_TRY(adapt_signal_create(a, out, opt_diag));
  const int64_t *n = (*out)->n;
  float *mean = (*out)->data;
  for (int64_t z = 0, i = 0; z < a->n[2]; z++) {
    for (int64_t y = 0; y < a->n[1]; y++) {
      float *row = mean + n[0] * (y / a->block + n[1] * (z / a->block));
      for (int64_t x = 0; x < a->n[0]; x++) row[x / a->block] += energy[i++];
    }
  }
  for (int64_t k = 0; k < n[0] * n[1] * n[2]; k++) { /* the last blocks may be cut */
    const int64_t at[3] = {k % n[0], k / n[0] % n[1], k / n[0] / n[1]};
    int64_t voxels = 1;
    for (int c = 0; c < 3; c++) {
      const int64_t left = a->n[c] - at[c] * a->block;
      voxels *= left < a->block ? left : a->block;
    }
    mean[k] /= (float)voxels;
  }
  return ANT_OK;
}

ant_status adapt_signal_spread(ant_adapt *a, const float *energy, ant_diag *opt_diag) {
  ant_volume *mean = NULL, *sum = NULL, *part = NULL;
  ANT_TRY(gather(a, energy, &mean, opt_diag));
  ant_status status = ant_volume_create_like(mean, ANT_VOXEL_F32, &sum, opt_diag);
  for (int g = 0; g < ADAPT_GAUSSIANS && status == ANT_OK; g++) {
    const double s = sigma[g] * a->o.reach_mm / (a->h_mm * a->block), each[3] = {s, s, s};
    /* the Gaussian's integral over that of the fading in half of the space */
    const double weight = height[g] * pow(2 * 3.14159265358979323846, 1.5) * pow(sigma[g], 3) /
                          (4 * 3.14159265358979323846);
    status = ant_gaussian(mean, each, ANT_SCALE_STORED, a->o.n_thread, &part, opt_diag);
    for (int64_t k = 0; status == ANT_OK && k < ant_volume_count(sum); k++) {
      ((float *)sum->data)[k] += (float)weight * ((const float *)part->data)[k];
    }
    ant_volume_destroy(&part);
  }
  ant_volume_destroy(&mean);
  if (status != ANT_OK) {
    ant_volume_destroy(&sum);
    return status;
  }
  ant_volume_destroy(&a->signal);
  a->signal = sum;
  return ANT_OK;
}

float adapt_signal_at(const ant_volume *s, int block, const int64_t p[3]) {
  int64_t lo[3], hi[3];
  float w[3], sum = 0;
  for (int c = 0; c < 3; c++) {
    const float t = ((float)p[c] + 0.5f) / (float)block - 0.5f, whole = floorf(t);
    const int64_t i = (int64_t)whole, last = s->n[c] - 1;
    lo[c] = i < 0 ? 0 : i > last ? last : i;
    hi[c] = i + 1 > last ? last : i + 1;
    w[c] = t - whole;
  }
  for (int k = 0; k < 8; k++) {
    const float part =
        (k & 1 ? w[0] : 1 - w[0]) * (k & 2 ? w[1] : 1 - w[1]) * (k & 4 ? w[2] : 1 - w[2]);
    const int64_t i =
        ant_volume_index(s, k & 1 ? hi[0] : lo[0], k & 2 ? hi[1] : lo[1], k & 4 ? hi[2] : lo[2]);
    sum += part * ((const float *)s->data)[i];
  }
  return sum;
}
