/* resample.c - boxes of a volume, other types, other grids (see antaeus/voxel.h "Boxes").
 *   1. Boxes   2. Types   3. Means   4. Another grid */
#include "antaeus/voxel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/parallel.h"

/* 1. Boxes --------------------------------------------------------------- */

/* where voxel AT (fractions allowed) of V lies */
static void place_of(const ant_volume *v, const double at[3], double out_mm[3]) {
  for (int i = 0; i < 3; i++) {
    out_mm[i] = v->origin_mm[i];
    for (int a = 0; a < 3; a++) out_mm[i] += v->direction[3 * i + a] * v->spacing_mm[a] * at[a];
  }
}

ant_status ant_crop(const ant_volume *volume, const int64_t from[3], const int64_t to[3],
                    ant_volume **out_volume, ant_diag *opt_diag) {
  int64_t n[3];
  double first[3];
  ant_volume *v = NULL;
  for (int a = 0; a < 3; a++) {
    n[a] = to[a] - from[a];
    first[a] = (double)from[a];
    if (from[a] < 0 || to[a] > volume->n[a] || n[a] < 1) {
      return ant_fail(opt_diag, ANT_EUSAGE,
                      "a box inside 0 to %lld along %c was expected, found %lld to %lld",
                      (long long)volume->n[a], 'x' + a, (long long)from[a], (long long)to[a]);
    }
  }
  ANT_TRY(ant_volume_create(n, volume->spacing_mm, volume->type, &v, opt_diag));
  memcpy(v->direction, volume->direction, sizeof v->direction);
  v->calibration = volume->calibration;
  place_of(volume, first, v->origin_mm);
  const size_t size = ant_voxel_size(v->type), row = size * (size_t)n[0];
  for (int64_t i = 0; i < n[1] * n[2]; i++) {
    int64_t at = ant_volume_index(volume, from[0], from[1] + i % n[1], from[2] + i / n[1]);
    memcpy((char *)v->data + (size_t)i * row, (const char *)volume->data + (size_t)at * size, row);
  }
  *out_volume = v;
  return ANT_OK;
}

ant_status ant_bone_box(const ant_volume *mask, int64_t out_from[3], int64_t out_to[3],
                        ant_diag *opt_diag) {
  int64_t from[3] = {INT64_MAX, INT64_MAX, INT64_MAX}, to[3] = {0, 0, 0};
  const uint8_t *voxel = mask->data;
  if (mask->type != ANT_VOXEL_U8)
    return ant_fail(opt_diag, ANT_EINPUT, "a mask of u8 was expected");
  for (int64_t z = 0; z < mask->n[2]; z++) {
    for (int64_t y = 0; y < mask->n[1]; y++) {
      for (int64_t x = 0; x < mask->n[0]; x++) {
        const int64_t p[3] = {x, y, z};
        for (int a = 0; *voxel && a < 3; a++) {
          if (p[a] < from[a]) from[a] = p[a];
          if (p[a] + 1 > to[a]) to[a] = p[a] + 1;
        }
        voxel++;
      }
    }
  }
  if (to[0] == 0) return ant_fail(opt_diag, ANT_EINPUT, "the mask is empty: every voxel is 0");
  memcpy(out_from, from, sizeof from);
  memcpy(out_to, to, sizeof to);
  return ANT_OK;
}

/* 2. Types --------------------------------------------------------------- */

static double held(double value, double low, double high) {
  if (!(value > low)) return low; /* what is no number as well */
  return value < high ? rint(value) : high;
}

static void put_row(ant_volume *v, int64_t first, int64_t n, const double *in) {
#define PUT(type, low, high)                                                                       \
  for (int64_t i = 0; i < n; i++) ((type *)v->data)[first + i] = (type)held(in[i], low, high)
  switch (v->type) {
  case ANT_VOXEL_U8:
    PUT(uint8_t, 0, UINT8_MAX);
    break;
  case ANT_VOXEL_I8:
    PUT(int8_t, INT8_MIN, INT8_MAX);
    break;
  case ANT_VOXEL_U16:
    PUT(uint16_t, 0, UINT16_MAX);
    break;
  case ANT_VOXEL_I16:
    PUT(int16_t, INT16_MIN, INT16_MAX);
    break;
  case ANT_VOXEL_U32:
    PUT(uint32_t, 0, UINT32_MAX);
    break;
  case ANT_VOXEL_I32:
    PUT(int32_t, INT32_MIN, INT32_MAX);
    break;
  case ANT_VOXEL_F32:
    for (int64_t i = 0; i < n; i++) ((float *)v->data)[first + i] = (float)in[i];
    break;
  case ANT_VOXEL_F64:
    memcpy((double *)v->data + first, in, (size_t)n * sizeof *in);
    break;
  case ANT_VOXEL_NTYPE:
    break;
  }
#undef PUT
}

ant_status ant_convert(const ant_volume *volume, ant_voxel_type type, ant_scale scale,
                       ant_volume **out_volume, ant_diag *opt_diag) {
  double factor, offset;
  ant_volume *v = NULL;
  ANT_TRY(ant_scale_line(volume, scale, &factor, &offset, opt_diag));
  ANT_TRY(ant_volume_create_like(volume, type, &v, opt_diag));
  if (scale == ANT_SCALE_STORED) v->calibration = volume->calibration;
  const int64_t n = volume->n[0];
  double *row = malloc((size_t)n * sizeof *row);
  if (!row) {
    ant_volume_destroy(&v);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a row of voxels");
  }
  for (int64_t i = 0; i < volume->n[1] * volume->n[2]; i++) {
    ant_volume_doubles(volume, i * n, n, row);
    for (int64_t k = 0; k < n; k++) row[k] = factor * row[k] + offset;
    put_row(v, i * n, n, row);
  }
  free(row);
  *out_volume = v;
  return ANT_OK;
}

/* 3. Means --------------------------------------------------------------- */

static void mean_row(const ant_volume *v, const int64_t f[3], int64_t y, int64_t z, double *row,
                     float *out, int64_t n_out) {
  for (int64_t x = 0; x < n_out; x++) {
    double sum = 0;
    for (int64_t i = 0; i < f[1] * f[2]; i++) {
      int64_t at = ant_volume_index(v, x * f[0], y * f[1] + i % f[1], z * f[2] + i / f[1]);
      ant_volume_doubles(v, at, f[0], row);
      for (int64_t k = 0; k < f[0]; k++) sum += row[k];
    }
    out[x] = (float)(sum / (double)(f[0] * f[1] * f[2]));
  }
}

ant_status ant_block_mean(const ant_volume *volume, const int64_t factor[3],
                          ant_volume **out_volume, ant_diag *opt_diag) {
  int64_t n[3];
  double mm[3], middle[3];
  ant_volume *v = NULL;
  for (int a = 0; a < 3; a++) {
    if (factor[a] < 1 || factor[a] > volume->n[a]) {
      return ant_fail(opt_diag, ANT_EUSAGE,
                      "a factor of 1 to %lld along %c was expected, found %lld",
                      (long long)volume->n[a], 'x' + a, (long long)factor[a]);
    }
    n[a] = volume->n[a] / factor[a];
    mm[a] = volume->spacing_mm[a] * (double)factor[a];
    middle[a] = 0.5 * (double)(factor[a] - 1);
  }
  double *row = malloc((size_t)factor[0] * sizeof *row);
  if (!row) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a row of voxels");
  ant_status status = ant_volume_create(n, mm, ANT_VOXEL_F32, &v, opt_diag);
  for (int64_t i = 0; status == ANT_OK && i < n[1] * n[2]; i++) {
    mean_row(volume, factor, i % n[1], i / n[1], row, (float *)v->data + i * n[0], n[0]);
  }
  free(row);
  if (status != ANT_OK) return status;
  memcpy(v->direction, volume->direction, sizeof v->direction);
  v->calibration = volume->calibration;
  place_of(volume, middle, v->origin_mm);
  *out_volume = v;
  return ANT_OK;
}

/* 4. Another grid -------------------------------------------------------- */

/* The voxel of VOLUME at the place of voxel p of the new grid is  matrix p + first. */
typedef struct sampling {
  const ant_volume *volume;
  ant_volume *out;
  double matrix[9], first[3], outside;
  bool linear;
} sampling;

/* from a place to (fractions of) voxels of V */
static void voxel_at(const ant_volume *v, const double mm[3], double out[3]) {
  for (int a = 0; a < 3; a++) {
    out[a] = 0;
    for (int i = 0; i < 3; i++) out[a] += v->direction[3 * i + a] * (mm[i] - v->origin_mm[i]);
    out[a] /= v->spacing_mm[a];
  }
}

static void move(const ant_rigid *r, double p[3]) {
  double q[3];
  if (!r) return;
  for (int i = 0; i < 3; i++) {
    q[i] = r->centre_mm[i] + r->shift_mm[i];
    for (int k = 0; k < 3; k++) q[i] += r->rotation[3 * i + k] * (p[k] - r->centre_mm[k]);
  }
  memcpy(p, q, sizeof q);
}

static void find_map(sampling *s, const ant_volume *like, const ant_rigid *rigid) {
  for (int k = -1; k < 3; k++) {
    double at[3] = {k == 0, k == 1, k == 2}, mm[3], q[3];
    place_of(like, at, mm);
    move(rigid, mm);
    voxel_at(s->volume, mm, q);
    for (int a = 0; a < 3; a++) {
      if (k < 0) {
        s->first[a] = q[a];
      } else {
        s->matrix[3 * a + k] = q[a] - s->first[a];
      }
    }
  }
}

static double linear_at(const sampling *s, const double q[3]) {
  const ant_volume *v = s->volume;
  double w[3], sum = 0;
  int64_t low[3];
  for (int a = 0; a < 3; a++) {
    /* up to half a voxel beyond the middle of the last one, its number holds */
    if (!(q[a] > -0.5 && q[a] < (double)v->n[a] - 0.5)) return s->outside;
    double c = fmin(fmax(q[a], 0), (double)(v->n[a] - 1));
    low[a] = v->n[a] == 1 ? 0 : (int64_t)fmin(floor(c), (double)(v->n[a] - 2));
    w[a] = c - (double)low[a];
  }
  for (int k = 0; k < 8; k++) {
    double weight = 1;
    int64_t p[3];
    for (int a = 0; a < 3; a++) {
      int bit = k >> a & 1;
      p[a] = low[a] + bit;
      weight *= bit ? w[a] : 1 - w[a];
    }
    if (weight > 0) sum += weight * ant_volume_stored(v, ant_volume_index(v, p[0], p[1], p[2]));
  }
  return sum;
}

static void nearest_at(const sampling *s, const double q[3], int64_t i) {
  const ant_volume *v = s->volume;
  int64_t p[3];
  for (int a = 0; a < 3; a++) {
    if (!(q[a] > -0.5 && q[a] < (double)v->n[a] - 0.5)) {
      put_row(s->out, i, 1, &s->outside);
      return;
    }
    p[a] = (int64_t)floor(q[a] + 0.5);
  }
  const size_t size = ant_voxel_size(v->type);
  memcpy((char *)s->out->data + (size_t)i * size,
         (const char *)v->data + (size_t)ant_volume_index(v, p[0], p[1], p[2]) * size, size);
}

static void sample_slice(void *user, int64_t z, int worker) {
  const sampling *s = user;
  const int64_t *n = s->out->n;
  (void)worker;
  for (int64_t k = 0; k < n[0] * n[1]; k++) {
    const double p[3] = {(double)(k % n[0]), (double)(k / n[0]), (double)z};
    double q[3];
    for (int a = 0; a < 3; a++) {
      const double *m = s->matrix + 3 * a;
      q[a] = s->first[a] + m[0] * p[0] + m[1] * p[1] + m[2] * p[2];
    }
    int64_t i = k + n[0] * n[1] * z;
    if (s->linear) {
      ((float *)s->out->data)[i] = (float)linear_at(s, q);
    } else {
      nearest_at(s, q, i);
    }
  }
}

ant_status ant_resample(const ant_volume *volume, const ant_volume *like,
                        const ant_rigid *opt_rigid, bool linear, double outside, int n_thread,
                        ant_volume **out_volume, ant_diag *opt_diag) {
  sampling s = {.volume = volume, .linear = linear, .outside = outside};
  ANT_TRY(ant_volume_create_like(like, linear ? ANT_VOXEL_F32 : volume->type, &s.out, opt_diag));
  s.out->calibration = volume->calibration;
  find_map(&s, like, opt_rigid);
  ant_parallel(n_thread, s.out->n[2], sample_slice, &s);
  *out_volume = s.out;
  return ANT_OK;
}
