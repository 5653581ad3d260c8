/* distance.c - exact distances (see distance.h, antaeus/voxel.h "Distances").
 *   1. Along x   2. Lower envelopes   3. Along y and z   4. Distances   5. Growing and shrinking */
#include "voxel/distance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/parallel.h"

enum { COLUMNS = 16 }; /* of 4 bytes: one cache line                              */

typedef struct transform {
  const uint8_t *mask;
  int64_t n[3];
  double w[3];     /* squared spacing                                               */
  double *over[3]; /* (n) of y and z, see lowest                                  */
  int bits;        /* of an x                                                     */
  bool target;
  int32_t *feature;
  uint8_t *memory;
  size_t each; /* bytes of a worker                                               */
} transform;

/* 1. Along x ------------------------------------------------------------- */

/* The nearest target in the same row, as x; -1 for none. */
static void scan_row(const transform *t, const uint8_t *mask, int32_t *out) {
  int64_t n = t->n[0], last = -1;
  for (int64_t x = 0; x < n; x++) {
    if ((mask[x] != 0) == t->target) last = x;
    out[x] = (int32_t)last;
  }
  if (last < 0) return;
  int64_t next = -1;
  for (int64_t x = n - 1; x >= 0; x--) {
    if (out[x] == x) next = x;
    if (next >= 0 && (out[x] < 0 || next - x < x - out[x])) out[x] = (int32_t)next;
  }
}

/* 2. Lower envelopes ----------------------------------------------------- */

/* Scratch for one column of N: parabolas of the envelope. */
typedef struct envelope {
  int32_t *vertex; /* (n) where each has its lowest point                      */
  double *height;  /* (n) and how high that is                                 */
  double *start;   /* (n + 1) from where on it is the lowest                   */
} envelope;

/* Two parabolas A voxels apart cross half-way, moved by (difference of heights) * over[A] with
 * over[A] = 1 / (2 w A): a table, for a division in the inner loop took half of the time. */

/* Out[i] = the j for which w (i - j)^2 + height of j is least; f[j] < 0: there is no parabola j.
 * Returns false when there is none at all. */
static bool lowest(envelope *e, const double *f, int64_t n, const double *over, int32_t *out) {
  int64_t k = -1;
  for (int64_t j = 0; j < n; j++) {
    if (f[j] < 0) continue;
    double from = -HUGE_VAL;
    while (k >= 0) {
      int64_t v = e->vertex[k];
      from = 0.5 * (double)(j + v) + (f[j] - e->height[k]) * over[j - v];
      if (from > e->start[k]) break;
      k--;
      from = -HUGE_VAL;
    }
    k++;
    e->vertex[k] = (int32_t)j;
    e->height[k] = f[j];
    e->start[k] = from;
  }
  if (k < 0) return false;
  e->start[k + 1] = HUGE_VAL;
  int64_t at = 0;
  for (int64_t i = 0; i < n; i++) {
    while (e->start[at + 1] < (double)i) at++;
    out[i] = e->vertex[at];
  }
  return true;
}

/* 3. Along y and z ------------------------------------------------------- */

/* Scratch of a worker: COLUMNS columns in and out, one column of heights and of winners. */
typedef struct scratch {
  int32_t *in, *out, *winner;
  double *f;
  envelope e;
} scratch;

static size_t scratch_bytes(int64_t longest) {
  size_t ints = (2 * COLUMNS + 2) * sizeof(int32_t), doubles = 3 * sizeof(double);
  return (size_t)longest * (ints + doubles) + 2 * sizeof(double);
}

static scratch take(const transform *t, int worker, int64_t n) {
  uint8_t *p = t->memory + t->each * (size_t)worker;
  scratch s;
  s.f = (double *)(void *)p;
  s.e.height = s.f + n;
  s.e.start = s.e.height + n;
  s.e.vertex = (int32_t *)(void *)(s.e.start + n + 1);
  s.winner = s.e.vertex + n;
  s.in = s.winner + n;
  s.out = s.in + COLUMNS * n;
  return s;
}

/* WIDTH columns of N voxels STRIDE apart: copied out and back, so that each cache line is touched
 * once whatever the stride. */
typedef struct columns {
  int64_t n, stride, width;
} columns;

static void gather(const columns *c, const int32_t *at, int32_t *in) {
  for (int64_t i = 0; i < c->n; i++, at += c->stride) {
    for (int64_t k = 0; k < c->width; k++) in[k * c->n + i] = at[k];
  }
}

static void scatter(const columns *c, const int32_t *out, int32_t *at) {
  for (int64_t i = 0; i < c->n; i++, at += c->stride) {
    for (int64_t k = 0; k < c->width; k++) at[k] = out[k * c->n + i];
  }
}

/* A slice: from x to y << bits | x. */
static void pass_xy(void *user, int64_t z, int worker) {
  const transform *t = user;
  int64_t n0 = t->n[0], n1 = t->n[1];
  int32_t *slice = t->feature + z * n0 * n1;
  for (int64_t y = 0; y < n1; y++) {
    scan_row(t, t->mask + (z * n1 + y) * n0, slice + y * n0);
  }
  scratch s = take(t, worker, n1);
  for (int64_t x0 = 0; x0 < n0; x0 += COLUMNS) {
    columns c = {n1, n0, n0 - x0 < COLUMNS ? n0 - x0 : COLUMNS};
    gather(&c, slice + x0, s.in);
    for (int32_t k = 0; k < c.width; k++) {
      const int32_t *in = s.in + k * n1;
      int32_t *out = s.out + k * n1, x = (int32_t)x0 + k;
      for (int64_t y = 0; y < n1; y++) {
        double d = x - in[y];
        s.f[y] = in[y] < 0 ? -1 : t->w[0] * d * d;
      }
      bool any = lowest(&s.e, s.f, n1, t->over[1], s.winner);
      for (int64_t y = 0; y < n1; y++) {
        out[y] = any ? s.winner[y] << t->bits | in[s.winner[y]] : -1;
      }
    }
    scatter(&c, s.out, slice + x0);
  }
}

/* A plane across y: from y << bits | x to the voxel's index. */
static void pass_z(void *user, int64_t row, int worker) {
  const transform *t = user;
  int64_t n0 = t->n[0], n2 = t->n[2], area = n0 * t->n[1];
  int32_t low = (1 << t->bits) - 1, y = (int32_t)row;
  scratch s = take(t, worker, n2);
  for (int64_t x0 = 0; x0 < n0; x0 += COLUMNS) {
    columns c = {n2, area, n0 - x0 < COLUMNS ? n0 - x0 : COLUMNS};
    gather(&c, t->feature + row * n0 + x0, s.in);
    for (int32_t k = 0; k < c.width; k++) {
      const int32_t *in = s.in + k * n2;
      int32_t *out = s.out + k * n2, x = (int32_t)x0 + k;
      for (int64_t z = 0; z < n2; z++) {
        double dx = x - (in[z] & low), dy = y - (in[z] >> t->bits);
        s.f[z] = in[z] < 0 ? -1 : t->w[0] * dx * dx + t->w[1] * dy * dy;
      }
      bool any = lowest(&s.e, s.f, n2, t->over[2], s.winner);
      for (int64_t z = 0; z < n2; z++) {
        int32_t won = any ? s.winner[z] : 0, at = in[won];
        out[z] = any ? (int32_t)(won * area + (at >> t->bits) * n0 + (at & low)) : -1;
      }
    }
    scatter(&c, s.out, t->feature + row * n0 + x0);
  }
}

static bool transform_init(transform *t, const int64_t n[3], const double spacing[3],
                           int n_thread) {
  int64_t longest = n[1] > n[2] ? n[1] : n[2];
  double *over = malloc(2 * (size_t)longest * sizeof *over);
  t->each = (scratch_bytes(longest) + 63) / 64 * 64;
  t->memory = malloc(t->each * (size_t)ant_parallel_threads(n_thread));
  t->over[1] = over;
  t->over[2] = over ? over + longest : NULL;
  while (INT64_C(1) << t->bits < n[0]) t->bits++;
  for (int a = 0; a < 3; a++) {
    t->n[a] = n[a];
    t->w[a] = spacing[a] * spacing[a];
    for (int64_t i = 1; a > 0 && over && i < n[a]; i++) t->over[a][i] = 0.5 / (t->w[a] * (double)i);
  }
  return over && t->memory;
}

ant_status ant_features(const uint8_t *mask, const int64_t n[3], const double spacing[3],
                        bool target, int n_thread, int32_t *out_feature, ant_diag *opt_diag) {
  transform t = {.mask = mask, .target = target, .feature = out_feature};
  bool good = transform_init(&t, n, spacing, n_thread);
  if (good) {
    ant_parallel(n_thread, n[2], pass_xy, &t);
    ant_parallel(n_thread, n[1], pass_z, &t);
  }
  free(t.memory);
  free(t.over[1]);
  return good ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory for distances");
}

/* 4. Distances ----------------------------------------------------------- */

static ant_status check(const ant_volume *mask, ant_diag *diag) {
  if (mask->type != ANT_VOXEL_U8) {
    return ant_fail(diag, ANT_EINPUT, "a mask of u8 was expected, found %s",
                    ant_voxel_name(mask->type));
  }
  if (ant_volume_count(mask) <= INT32_MAX && mask->n[0] * mask->n[1] <= INT32_MAX / 2)
    return ANT_OK;
  ant_fail(diag, ANT_EINPUT, "distances can be had for less than 2^31 voxels, found %.3g",
           (double)ant_volume_count(mask));
  ant_diag_hint(diag, "crop the volume or halve its resolution");
  return ANT_EINPUT;
}

typedef struct measure {
  const ant_volume *v;
  const int32_t *feature;
  float *out;
} measure;

static void measure_slice(void *user, int64_t z, int worker) {
  const measure *m = user;
  const int64_t *n = m->v->n;
  const double *s = m->v->spacing_mm;
  int64_t i = z * n[1] * n[0];
  (void)worker;
  for (int64_t y = 0; y < n[1]; y++) {
    for (int64_t x = 0; x < n[0]; x++, i++) {
      int64_t f = m->feature[i];
      double dx = s[0] * (double)(x - f % n[0]), dy = s[1] * (double)(y - f / n[0] % n[1]),
             dz = s[2] * (double)(z - f / (n[0] * n[1]));
      m->out[i] = f < 0 ? INFINITY : (float)sqrt(dx * dx + dy * dy + dz * dz);
    }
  }
}

ant_status ant_distance(const ant_volume *mask, bool to_bone, int n_thread,
                        ant_volume **out_distance, ant_diag *opt_diag) {
  ant_volume *d = NULL;
  ANT_TRY(check(mask, opt_diag));
  ANT_TRY(ant_volume_create_like(mask, ANT_VOXEL_F32, &d, opt_diag));
  int32_t *feature = d->data; /* each voxel's feature is read before its distance is written */
  ant_status status =
      ant_features(mask->data, mask->n, mask->spacing_mm, to_bone, n_thread, feature, opt_diag);
  if (status != ANT_OK) {
    ant_volume_destroy(&d);
    return status;
  }
  measure m = {mask, feature, d->data};
  ant_parallel(n_thread, mask->n[2], measure_slice, &m);
  *out_distance = d;
  return ANT_OK;
}

/* 5. Growing and shrinking ----------------------------------------------- */

typedef struct cut {
  const ant_volume *distance;
  uint8_t *mask;
  float radius;
  bool grow;
} cut;

static void cut_slice(void *user, int64_t z, int worker) {
  const cut *c = user;
  int64_t area = c->distance->n[0] * c->distance->n[1];
  const float *d = (const float *)c->distance->data + z * area;
  uint8_t *m = c->mask + z * area;
  (void)worker;
  for (int64_t i = 0; i < area; i++) m[i] = c->grow ? d[i] <= c->radius : d[i] > c->radius;
}

static ant_status by_distance(ant_volume *mask, double radius_mm, bool grow, int n_thread,
                              ant_diag *diag) {
  ant_volume *d = NULL;
  if (mask->owner == ANT_VOLUME_MAPPED) {
    return ant_fail(diag, ANT_EUSAGE, "a mapped volume cannot be changed: copy it first");
  }
  if (!(radius_mm >= 0) || !isfinite(radius_mm)) {
    return ant_fail(diag, ANT_EUSAGE, "a radius of 0 mm or more was expected, found %g", radius_mm);
  }
  ANT_TRY(ant_distance(mask, grow, n_thread, &d, diag));
  /* a hair more: a distance of just the radius is within it, whatever the rounding */
  cut c = {d, mask->data, (float)(radius_mm * (1 + 1e-6)), grow};
  ant_parallel(n_thread, mask->n[2], cut_slice, &c);
  ant_volume_destroy(&d);
  return ANT_OK;
}

ant_status ant_dilate(ant_volume *mask, double radius_mm, int n_thread, ant_diag *opt_diag) {
  return by_distance(mask, radius_mm, true, n_thread, opt_diag);
}

ant_status ant_erode(ant_volume *mask, double radius_mm, int n_thread, ant_diag *opt_diag) {
  return by_distance(mask, radius_mm, false, n_thread, opt_diag);
}
