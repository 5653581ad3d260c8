/* shapes.h - small volumes for the tests of the mechanics, and numbers that look random. */
#ifndef ANT_TEST_SHAPES_H
#define ANT_TEST_SHAPES_H

#include "antaeus/voxel_mechanics.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline double shapes_random(uint64_t *state) { /* splitmix64, 0 to 1 */
  uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
  return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

static inline ant_volume *shapes_volume(int nx, int ny, int nz, double h) {
  const int64_t n[3] = {nx, ny, nz};
  const double spacing[3] = {h, h, h};
  ant_volume *v = NULL;
  if (ant_volume_create(n, spacing, ANT_VOXEL_U8, &v, NULL) != ANT_OK) abort();
  return v;
}

static inline uint8_t *shapes_at(ant_volume *v, int x, int y, int z) {
  return (uint8_t *)v->data + ant_volume_index(v, x, y, z);
}

static inline void shapes_box(ant_volume *v, const int lo[3], const int hi[3], uint8_t value) {
  for (int z = lo[2]; z < hi[2]; z++) {
    for (int y = lo[1]; y < hi[1]; y++) {
      for (int x = lo[0]; x < hi[0]; x++) *shapes_at(v, x, y, z) = value;
    }
  }
}

static inline ant_volume *shapes_solid(int nx, int ny, int nz, double h) {
  ant_volume *v = shapes_volume(nx, ny, nz, h);
  memset(v->data, 1, ant_volume_bytes(v));
  return v;
}

/* A lattice of struts THICK voxels wide, CELL apart, each broken with probability BREAK, apart from
 * those along z; struts end on the faces. */
static inline ant_volume *shapes_lattice(int n, int cell, int thick, double broken, uint64_t seed) {
  ant_volume *v = shapes_volume(n, n, n, 1);
  for (int axis = 0; axis < 3; axis++) {
    const int a1 = (axis + 1) % 3, a2 = (axis + 2) % 3;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (i % cell >= thick || j % cell >= thick) continue;
        for (int k = 0; k < n; k++) {
          uint64_t key =
              seed + (uint64_t)(((axis * 64 + i / cell) * 64 + j / cell) * 64 + k / cell);
          int p[3];
          if (axis != 2 && shapes_random(&key) < broken && k % cell >= thick) continue;
          p[axis] = k;
          p[a1] = i;
          p[a2] = j;
          *shapes_at(v, p[0], p[1], p[2]) = 1;
        }
      }
    }
  }
  return v;
}

/* Half of the voxels bone, at random: every mask that a chunk can have turns up. */
static inline ant_volume *shapes_noise(int nx, int ny, int nz, double share, uint64_t seed) {
  ant_volume *v = shapes_volume(nx, ny, nz, 1);
  for (size_t i = 0; i < ant_volume_bytes(v); i++) {
    ((uint8_t *)v->data)[i] = shapes_random(&seed) < share;
  }
  return v;
}

#endif /* ANT_TEST_SHAPES_H */
