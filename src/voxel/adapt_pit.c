/* adapt_pit.c - which pits can still be filled.
 *
 * Bone grows in an open pit from its floor.  Where a strut was cut there is no floor: the bone
 * around the gap lies in several parts.  So an empty voxel is a pit no longer when the bone in the
 * 5 x 5 x 5 voxels around it does not hang together by faces; what grows from two stumps stops
 * there, short of the other. */
#include "voxel/adapt.h"

#include <math.h>
#include <string.h>

#include "voxel/parallel.h"

enum { REACH = 2, EDGE = 2 * REACH + 1, WINDOW = EDGE * EDGE * EDGE };

/* the window around voxel P: 1 where bone carries, 0 elsewhere; returns how many */
static int look(const ant_adapt *a, const int64_t p[3], uint8_t out[WINDOW]) {
  const float *f = a->fraction->data;
  int n = 0;
  memset(out, 0, WINDOW);
  for (int k = 0; k < WINDOW; k++) {
    const int64_t x = p[0] + k % EDGE - REACH, y = p[1] + k / EDGE % EDGE - REACH;
    const int64_t z = p[2] + k / (EDGE * EDGE) - REACH;
    if (x < 0 || y < 0 || z < 0 || x >= a->n[0] || y >= a->n[1] || z >= a->n[2]) continue;
    out[k] = (double)f[ant_volume_index(a->fraction, x, y, z)] >= a->o.least_fraction;
    n += out[k];
  }
  return n;
}

/* empty the part that voxel K belongs to; returns how many it had */
static int take_part(uint8_t in[WINDOW], int k) {
  static const int step[3] = {1, EDGE, EDGE * EDGE};
  int stack[WINDOW], depth = 0, n = 0;
  stack[depth++] = k;
  in[k] = 0;
  while (depth > 0) {
    const int at = stack[--depth];
    n++;
    for (int axis = 0; axis < 3; axis++) {
      const int place = at / step[axis] % EDGE;
      for (int side = -1; side <= 1; side += 2) {
        if (place + side < 0 || place + side >= EDGE || !in[at + side * step[axis]]) continue;
        in[at + side * step[axis]] = 0;
        stack[depth++] = at + side * step[axis];
      }
    }
  }
  return n;
}

static void close_layer(void *user, int64_t z, int worker) {
  ant_adapt *a = user;
  const float *f = a->fraction->data;
  const double kept = exp(-a->last_d / a->o.open_d);
  (void)worker;
  for (int64_t y = 0, i = z * a->n[0] * a->n[1]; y < a->n[1]; y++) {
    for (int64_t x = 0; x < a->n[0]; x++, i++) {
      uint8_t window[WINDOW];
      const int64_t p[3] = {x, y, z};
      a->pit[i] = a->pit[i] > 1e-6f ? a->pit[i] * (float)kept : 0;
      if (a->pit[i] == 0 || (double)f[i] >= a->o.least_fraction) continue;
      const int n = look(a, p, window);
      int first = 0;
      while (first < WINDOW && !window[first]) first++;
      if (n > 0 && take_part(window, first) < n) a->pit[i] = 0;
    }
  }
}

void adapt_pit_close(ant_adapt *a) {
  if (a->pit) ant_parallel(a->o.n_thread, a->n[2], close_layer, a);
}
