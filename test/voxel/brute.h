/* brute.h - what the fast ways must agree with: masks at random, distances and thickness by
 * definition, in the plainest loops. */
#ifndef ANT_TEST_VOXEL_BRUTE_H
#define ANT_TEST_VOXEL_BRUTE_H

#include "antaeus/voxel.h"
#include "voxel/random.h"

/* N voxels, each bone with probability P; BLOB > 1 gives blocks of so many voxels a side. */
static inline ant_volume *random_mask(const int64_t n[3], double p, int blob, uint64_t seed) {
  const double mm[3] = {1, 1, 1};
  ant_volume *v = NULL;
  if (ant_volume_create(n, mm, ANT_VOXEL_U8, &v, NULL) != ANT_OK) abort();
  uint8_t *data = v->data;
  for (int64_t z = 0; z < n[2]; z++) {
    for (int64_t y = 0; y < n[1]; y++) {
      for (int64_t x = 0; x < n[0]; x++) {
        uint64_t at = (uint64_t)(x / blob + 1000 * (y / blob + 1000 * (z / blob)));
        *data++ = ant_random_uniform(seed, 0, at) < p;
      }
    }
  }
  return v;
}

/* The squared distance from (X, Y, Z) in half voxels to the nearest voxel where (mask != 0) ==
 * TARGET, in quarters of squared voxels; -1 for none. */
static inline int64_t brute_square(const ant_volume *m, bool target, int64_t x, int64_t y,
                                   int64_t z) {
  const uint8_t *data = m->data;
  int64_t best = -1;
  for (int64_t k = 0; k < m->n[2]; k++) {
    for (int64_t j = 0; j < m->n[1]; j++) {
      for (int64_t i = 0; i < m->n[0]; i++, data++) {
        if ((*data != 0) != target) continue;
        int64_t dx = 2 * i - x, dy = 2 * j - y, dz = 2 * k - z, d = dx * dx + dy * dy + dz * dz;
        if (best < 0 || d < best) best = d;
      }
    }
  }
  return best;
}

/* Twice the radius of the largest ball over each voxel of the object. */
static inline void brute_thickness(const ant_volume *m, bool inside, double *out) {
  int64_t nx = m->n[0], ny = m->n[1], nz = m->n[2];
  for (int64_t i = 0; i < nx * ny * nz; i++) out[i] = 0;
  for (int64_t z = 0; z < 2 * nz - 1; z += 2) {
    for (int64_t y = 0; y < 2 * ny - 1; y += 2) {
      for (int64_t x = 0; x < 2 * nx - 1; x += 2) {
        int64_t d2 = brute_square(m, !inside, x, y, z), i = 0;
        double d = sqrt((double)d2);
        for (int64_t k = 0; k < nz; k++) {
          for (int64_t j = 0; j < ny; j++) {
            for (int64_t l = 0; l < nx; l++, i++) {
              int64_t dx = 2 * l - x, dy = 2 * j - y, dz = 2 * k - z;
              if (dx * dx + dy * dy + dz * dz < d2 && d > out[i]) out[i] = d;
            }
          }
        }
      }
    }
  }
}

/* A shape of SIZE (and WIDTH) voxels in N^3 voxels of 1 mm. */
static inline ant_volume *shape(ant_shape kind, int64_t n, double size, double width,
                                const double axis[3]) {
  ant_shape_options o = {
      .shape = kind, .n = {n, n, n}, .spacing_mm = 1, .size_mm = size, .width_mm = width};
  for (int a = 0; axis && a < 3; a++) o.axis[a] = axis[a];
  ant_volume *v = NULL;
  if (ant_shape_make(&o, &v, NULL) != ANT_OK) abort();
  return v;
}

#endif /* ANT_TEST_VOXEL_BRUTE_H */
