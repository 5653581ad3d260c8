/* plates.c - how much of the bone is plates and how much rods (see antaeus/voxel_structure.h). */
#include "antaeus/voxel_structure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/distance.h"
#include "voxel/parallel.h"
#include "voxel/symmetric.h"
#include "voxel/thickness.h"

/* The window's radius over the local thickness, and how many voxels it is sampled with at most. */
static const double window = 1.5, least_radius = 2.5;
enum { SAMPLES = 6 };

typedef struct shapes {
  const ant_volume *mask, *axis, *thickness;
  float *factor; /* (voxels) at mid-axes                                          */
} shapes;

/* a / b - b / c of the semi-axes a <= b <= c of the bone within R voxels of P */
static float factor_at(const ant_volume *mask, const int64_t p[3], double r) {
  const int64_t step = r > SAMPLES ? (int64_t)(r / SAMPLES) : 1, reach = (int64_t)r / step;
  double n = 0, first[3] = {0}, second[3][3] = {{0}}, value[3], axis[3][3];
  for (int64_t z = -reach; z <= reach; z++) {
    for (int64_t y = -reach; y <= reach; y++) {
      for (int64_t x = -reach; x <= reach; x++) {
        const double d[3] = {(double)(x * step), (double)(y * step), (double)(z * step)};
        const int64_t q[3] = {p[0] + x * step, p[1] + y * step, p[2] + z * step};
        if (d[0] * d[0] + d[1] * d[1] + d[2] * d[2] > r * r) continue;
        if (q[0] < 0 || q[1] < 0 || q[2] < 0 || q[0] >= mask->n[0] || q[1] >= mask->n[1] ||
            q[2] >= mask->n[2]) {
          continue;
        }
        if (!((uint8_t *)mask->data)[ant_volume_index(mask, q[0], q[1], q[2])]) continue;
        n++;
        for (int a = 0; a < 3; a++) {
          first[a] += d[a];
          for (int b = 0; b < 3; b++) second[a][b] += d[a] * d[b];
        }
      }
    }
  }
  for (int a = 0; a < 3; a++) {
    for (int b = 0; b < 3; b++) {
      /* each sample stands for a cube of its own */
      second[a][b] = second[a][b] / n - first[a] * first[b] / (n * n);
      if (a == b) second[a][b] += (double)(step * step) / 12;
    }
  }
  ant_symmetric_eigen(second, value, axis);
  return (float)(sqrt(value[0] / value[1]) - sqrt(value[1] / value[2]));
}

static void find_factors(void *user, int64_t z, int worker) {
  const shapes *s = user;
  const int64_t *n = s->mask->n;
  const double mm = cbrt(ant_volume_voxel_mm3(s->mask));
  (void)worker;
  for (int64_t i = n[0] * n[1] * z; i < n[0] * n[1] * (z + 1); i++) {
    const int64_t p[3] = {i % n[0], i / n[0] % n[1], z};
    if (!((uint8_t *)s->axis->data)[i]) continue;
    const double r = window * (double)((float *)s->thickness->data)[i] / mm;
    s->factor[i] = factor_at(s->mask, p, fmax(r, least_radius));
  }
}

/* each bone voxel is what the nearest mid-axis is */
static void add_up(const shapes *s, const int32_t *nearest, const ant_volume *region,
                   ant_plates *out) {
  int64_t n = 0, plates = 0, rods = 0;
  double sum = 0;
  for (int64_t i = 0; i < ant_volume_count(s->mask); i++) {
    if (!((uint8_t *)s->mask->data)[i] || nearest[i] < 0) continue;
    if (region && !((uint8_t *)region->data)[i]) continue;
    n++;
    plates += s->factor[nearest[i]] < -0.1f;
    rods += s->factor[nearest[i]] > 0.1f;
    sum += (double)s->factor[nearest[i]];
  }
  out->plate_share = n > 0 ? (double)plates / (double)n : NAN;
  out->rod_share = n > 0 ? (double)rods / (double)n : NAN;
  out->mean_factor = n > 0 ? sum / (double)n : NAN;
}

ant_status ant_plates_measure(const ant_volume *mask, const ant_volume *opt_region, int n_thread,
                              ant_plates *out_plates, ant_diag *opt_diag) {
  const ant_thickness_options o = {.n_thread = n_thread};
  ant_volume *axis = NULL, *map = NULL;
  ant_thickness t;
  const size_t count = (size_t)ant_volume_count(mask);
  ANT_TRY(ant_memory_check(13.0 * (double)count, "the share of plates", opt_diag));
  ant_status status = ant_axis_find(mask, &o, &axis, opt_diag);
  if (status == ANT_OK) status = ant_thickness_measure(mask, false, &o, &t, &map, opt_diag);
  shapes s = {.mask = mask, .axis = axis, .thickness = map};
  s.factor = calloc(count, sizeof *s.factor);
  int32_t *nearest = malloc(count * sizeof *nearest);
  if (status == ANT_OK && (!s.factor || !nearest)) {
    status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for the share of plates");
  }
  if (status == ANT_OK) {
    ant_parallel(n_thread, mask->n[2], find_factors, &s);
    status = ant_features(axis->data, mask->n, mask->spacing_mm, true, n_thread, nearest, opt_diag);
  }
  if (status == ANT_OK) add_up(&s, nearest, opt_region, out_plates);
  free(s.factor);
  free(nearest);
  ant_volume_destroy(&axis);
  ant_volume_destroy(&map);
  return status;
}
