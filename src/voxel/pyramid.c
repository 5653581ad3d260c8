/* pyramid.c - see pyramid.h. */
#include "voxel/pyramid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/filter.h"
#include "voxel/parallel.h"

typedef struct making {
  ant_pyramid *p;
  ant_smoother smoother;
  double most, *memory;
  size_t each;
  int level;
} making;

static void make_first(void *user, int64_t z, int worker) {
  const making *m = user;
  const int64_t *n = m->p->n[0];
  double *slice = m->memory + m->each * (size_t)worker;
  uint8_t *out = m->p->share[0] + z * n[0] * n[1];
  ant_smoother_slice(&m->smoother, z, slice + n[0] * n[1], slice);
  for (int64_t i = 0; i < n[0] * n[1]; i++) {
    const double share = slice[i] / m->most;
    out[i] = (uint8_t)(255 * (share > 0 ? share < 1 ? share : 1 : 0) + 0.5);
  }
}

static void make_next(void *user, int64_t z, int worker) {
  const making *m = user;
  const int64_t *n = m->p->n[m->level], *f = m->p->n[m->level - 1];
  const uint8_t *from = m->p->share[m->level - 1];
  uint8_t *out = m->p->share[m->level] + z * n[0] * n[1];
  (void)worker;
  for (int64_t i = 0; i < n[0] * n[1]; i++) {
    const int64_t p[3] = {2 * (i % n[0]), 2 * (i / n[0]), 2 * z};
    int sum = 0;
    for (int k = 0; k < 8; k++) {
      const int64_t x = p[0] + (k & 1), y = p[1] + (k >> 1 & 1), at = p[2] + (k >> 2);
      if (x < f[0] && y < f[1] && at < f[2]) sum += from[x + f[0] * (y + f[1] * at)];
    }
    out[i] = (uint8_t)((sum + 4) / 8);
  }
}

static ant_status find_most(const ant_volume *v, double *out, ant_diag *diag) {
  double *row = malloc((size_t)v->n[0] * sizeof *row), most = 0;
  if (!row) return ant_fail(diag, ANT_ENOMEM, "no memory for a row of voxels");
  for (int64_t i = 0; i < v->n[1] * v->n[2]; i++) {
    ant_volume_doubles(v, i * v->n[0], v->n[0], row);
    for (int64_t k = 0; k < v->n[0]; k++) most = row[k] > most ? row[k] : most;
  }
  free(row);
  *out = most;
  if (most > 0 && isfinite(most)) return ANT_OK;
  return ant_fail(diag, ANT_EINPUT, "there is no bone to draw: no voxel is above 0");
}

static ant_status make_levels(making *m, int n_thread, ant_diag *diag) {
  ant_pyramid *p = m->p;
  for (int l = 0; l < ANT_PYRAMID_LEVELS; l++) {
    p->share[l] = malloc((size_t)(p->n[l][0] * p->n[l][1] * p->n[l][2]));
    if (!p->share[l]) return ant_fail(diag, ANT_ENOMEM, "no memory to draw the volume");
    p->levels = l + 1;
    m->level = l;
    ant_parallel(n_thread, p->n[l][2], l == 0 ? make_first : make_next, m);
    if (l + 1 == ANT_PYRAMID_LEVELS) break;
    int64_t largest = 0;
    for (int a = 0; a < 3; a++) {
      p->n[l + 1][a] = (p->n[l][a] + 1) / 2;
      if (p->n[l][a] > largest) largest = p->n[l][a];
    }
    if (largest <= 2) break;
  }
  return ANT_OK;
}

ant_status ant_pyramid_init(ant_pyramid *pyramid, const ant_volume *volume, double sigma,
                            int n_thread, ant_diag *opt_diag) {
  making m = {.p = pyramid};
  const double sigmas[3] = {sigma, sigma, sigma};
  *pyramid = (ant_pyramid){.levels = 0};
  memcpy(pyramid->n[0], volume->n, sizeof volume->n);
  ANT_TRY(find_most(volume, &m.most, opt_diag));
  ANT_TRY(ant_smoother_init(&m.smoother, volume, sigmas, ANT_SCALE_STORED, opt_diag));
  ANT_TRY(ant_memory_check(1.2 * (double)ant_volume_count(volume), "the picture", opt_diag));
  m.each = (size_t)(volume->n[0] * volume->n[1]) + ant_smoother_scratch(&m.smoother);
  m.memory = malloc(m.each * sizeof *m.memory * (size_t)ant_parallel_threads(n_thread));
  ant_status status = m.memory ? make_levels(&m, n_thread, opt_diag)
                               : ant_fail(opt_diag, ANT_ENOMEM, "no memory for smoothing");
  free(m.memory);
  if (status != ANT_OK) ant_pyramid_clear(pyramid);
  return status;
}

void ant_pyramid_clear(ant_pyramid *pyramid) {
  for (int l = 0; l < ANT_PYRAMID_LEVELS; l++) free(pyramid->share[l]);
  *pyramid = (ant_pyramid){.levels = 0};
}

double ant_pyramid_at(const ant_pyramid *pyramid, int level, const double p[3]) {
  const int64_t *n = pyramid->n[level];
  const uint8_t *share = pyramid->share[level];
  const double scale = 1.0 / (1 << level);
  int64_t low[3];
  double w[3], sum = 0;
  for (int a = 0; a < 3; a++) {
    const double q = (p[a] + 0.5) * scale - 0.5;
    if (!(q > -1 && q < (double)n[a])) return 0;
    const double f = floor(q);
    low[a] = (int64_t)f;
    w[a] = q - f;
  }
  for (int k = 0; k < 4; k++) {
    const int64_t y = low[1] + (k & 1), z = low[2] + (k >> 1);
    if (y < 0 || z < 0 || y >= n[1] || z >= n[2]) continue;
    const uint8_t *row = share + n[0] * (y + n[1] * z);
    const double a = low[0] >= 0 ? row[low[0]] : 0, b = low[0] + 1 < n[0] ? row[low[0] + 1] : 0;
    sum += (k & 1 ? w[1] : 1 - w[1]) * (k >> 1 ? w[2] : 1 - w[2]) * (a + w[0] * (b - a));
  }
  return sum / 255;
}

double ant_pyramid_blurred(const ant_pyramid *pyramid, double size, const double p[3]) {
  double l = size > 1 ? log2(size) : 0;
  if (l >= pyramid->levels - 1) return ant_pyramid_at(pyramid, pyramid->levels - 1, p);
  const int low = (int)l;
  const double w = l - low, a = ant_pyramid_at(pyramid, low, p);
  return w > 0 ? a + w * (ant_pyramid_at(pyramid, low + 1, p) - a) : a;
}
