/* filter.c - scales, Gaussian smoothing, thresholds (see filter.h, antaeus/voxel.h).
 *   1. Scales   2. Smoothing   3. Otsu's threshold   4. Volumes */
#include "voxel/filter.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/parallel.h"

/* 1. Scales -------------------------------------------------------------- */

static ant_status lacks(const char *what, ant_diag *diag) {
  ant_fail(diag, ANT_EINPUT, "the volume has no calibration: %s is not known", what);
  ant_diag_hint(diag, "give it (--calibration), or work on stored numbers");
  return ANT_EINPUT;
}

ant_status ant_scale_line(const ant_volume *volume, ant_scale scale, double *out_factor,
                          double *out_offset, ant_diag *opt_diag) {
  const ant_calibration *c = &volume->calibration;
  double factor = 1, offset = 0;
  if (scale != ANT_SCALE_STORED) factor = c->scale, offset = c->offset;
  if (scale == ANT_SCALE_MU || scale == ANT_SCALE_HU || scale == ANT_SCALE_DENSITY) {
    if (!(c->mu_scaling > 0)) return lacks("mu_scaling", opt_diag);
    factor /= c->mu_scaling, offset /= c->mu_scaling;
  }
  if (scale == ANT_SCALE_HU) {
    if (!(c->mu_water > 0)) return lacks("mu_water", opt_diag);
    factor *= 1000 / c->mu_water;
    offset = 1000 * (offset - c->mu_water) / c->mu_water;
  } else if (scale == ANT_SCALE_DENSITY) {
    if (!c->has_density) return lacks("the density's slope and intercept", opt_diag);
    factor *= c->slope;
    offset = c->slope * offset + c->intercept;
  }
  *out_factor = factor;
  *out_offset = offset;
  return ANT_OK;
}

const char *ant_scale_unit(ant_scale scale) {
  static const char *const unit[] = {"1", "1", "1/cm", "HU", "mg HA/cm^3"};
  return unit[scale];
}

/* 2. Smoothing ----------------------------------------------------------- */

static ant_status init_weights(double sigma, int *radius, double *weight, ant_diag *diag) {
  if (!(sigma >= 0) || !(sigma <= ANT_GAUSSIAN_RADIUS / 4)) {
    return ant_fail(diag, ANT_EUSAGE, "a sigma of 0 to %d voxels was expected, found %g",
                    ANT_GAUSSIAN_RADIUS / 4, sigma);
  }
  *radius = (int)(4 * sigma + 0.5);
  double sum = 0;
  for (int k = 0; k <= *radius; k++) {
    weight[k] = *radius == 0 ? 1 : exp(-0.5 * k * k / (sigma * sigma));
    sum += k == 0 ? weight[k] : 2 * weight[k];
  }
  for (int k = 0; k <= *radius; k++) weight[k] /= sum;
  return ANT_OK;
}

ant_status ant_smoother_init(ant_smoother *s, const ant_volume *volume, const double sigma_voxel[3],
                             ant_scale scale, ant_diag *opt_diag) {
  s->volume = volume;
  ANT_TRY(ant_scale_line(volume, scale, &s->factor, &s->offset, opt_diag));
  for (int a = 0; a < 3; a++) {
    ANT_TRY(init_weights(sigma_voxel[a], &s->radius[a], s->weight[a], opt_diag));
  }
  return ANT_OK;
}

size_t ant_smoother_scratch(const ant_smoother *s) {
  size_t row = (size_t)s->volume->n[0] + 2 * ANT_GAUSSIAN_RADIUS;
  return (size_t)(s->volume->n[0] * s->volume->n[1]) + row;
}

/* Mirror I into 0..N-1: d c b a | a b c d | d c b a. */
static int64_t mirror(int64_t i, int64_t n) {
  int64_t m = i % (2 * n);
  if (m < 0) m += 2 * n;
  return m < n ? m : 2 * n - 1 - m;
}

/* Along z: from stored numbers to doubles. */
static void smooth_z(const ant_smoother *s, int64_t z, double *row, double *out) {
  const ant_volume *v = s->volume;
  int64_t n0 = v->n[0];
  for (int64_t y = 0; y < v->n[1]; y++) {
    double *to = out + y * n0;
    ant_volume_doubles(v, n0 * (y + v->n[1] * z), n0, to);
    if (s->radius[2] == 0) continue;
    for (int64_t x = 0; x < n0; x++) to[x] *= s->weight[2][0];
    for (int k = 1; k <= s->radius[2]; k++) {
      double w = s->weight[2][k];
      for (int side = -1; side <= 1; side += 2) {
        ant_volume_doubles(v, n0 * (y + v->n[1] * mirror(z + side * k, v->n[2])), n0, row);
        for (int64_t x = 0; x < n0; x++) to[x] += w * row[x];
      }
    }
  }
}

static void smooth_y(const ant_smoother *s, const double *in, double *out) {
  int64_t n0 = s->volume->n[0], n1 = s->volume->n[1];
  for (int64_t y = 0; y < n1; y++) {
    double *to = out + y * n0;
    for (int64_t x = 0; x < n0; x++) to[x] = s->weight[1][0] * in[y * n0 + x];
    for (int k = 1; k <= s->radius[1]; k++) {
      const double *a = in + n0 * mirror(y - k, n1), *b = in + n0 * mirror(y + k, n1);
      double w = s->weight[1][k];
      for (int64_t x = 0; x < n0; x++) to[x] += w * (a[x] + b[x]);
    }
  }
}

/* Along x, in place, with the mirrored ends around a copy of the row. */
static void smooth_x(const ant_smoother *s, double *row, double *inout) {
  int64_t n0 = s->volume->n[0], n1 = s->volume->n[1];
  int r = s->radius[0];
  for (int64_t y = 0; y < n1; y++) {
    double *line = inout + y * n0;
    for (int64_t i = -r; i < n0 + r; i++) row[i + r] = line[mirror(i, n0)];
    const double *mid = row + r;
    for (int64_t x = 0; x < n0; x++) line[x] = s->weight[0][0] * mid[x];
    for (int k = 1; k <= r; k++) {
      double w = s->weight[0][k];
      for (int64_t x = 0; x < n0; x++) line[x] += w * (mid[x - k] + mid[x + k]);
    }
  }
}

void ant_smoother_slice(const ant_smoother *s, int64_t z, double *scratch, double *out) {
  int64_t size = s->volume->n[0] * s->volume->n[1];
  double *row = scratch + size;
  if (s->radius[1] > 0) {
    smooth_z(s, z, row, scratch);
    smooth_y(s, scratch, out);
  } else {
    smooth_z(s, z, row, out);
  }
  if (s->radius[0] > 0) smooth_x(s, row, out);
  if (s->factor == 1 && s->offset == 0) return;
  for (int64_t i = 0; i < size; i++) out[i] = s->factor * out[i] + s->offset;
}

/* 3. Otsu's threshold ---------------------------------------------------- */

double ant_otsu(const int64_t *count, int n_bin, double low, double width) {
  double total = 0, sum = 0, below = 0, sum_below = 0, best = -1;
  int at = 0;
  for (int i = 0; i < n_bin; i++) total += (double)count[i], sum += (double)count[i] * i;
  for (int i = 0; i < n_bin - 1; i++) {
    below += (double)count[i];
    sum_below += (double)count[i] * i;
    if (below == 0 || below == total) continue;
    double apart = sum_below / below - (sum - sum_below) / (total - below);
    double between = below * (total - below) * apart * apart;
    if (between > best) best = between, at = i;
  }
  return low + width * (at + 1);
}

/* 4. Volumes ------------------------------------------------------------- */

/* What one pass over all slices needs: scratch a worker, results a slice. */
typedef struct pass {
  const ant_smoother *s;
  double *memory;
  size_t each;        /* doubles of a worker                                             */
  double *low, *high; /* (n[2]) of each slice                                    */
  int64_t *count;     /* (workers x OTSU_BINS)                                   */
  double from, width;
  double lower, upper;
  uint8_t *mask;
  float *floats;
} pass;

static ant_status pass_init(pass *p, const ant_smoother *s, int n_thread, ant_diag *diag) {
  size_t slice = (size_t)(s->volume->n[0] * s->volume->n[1]);
  *p = (pass){.s = s, .each = slice + ant_smoother_scratch(s)};
  p->memory = malloc(p->each * sizeof *p->memory * (size_t)ant_parallel_threads(n_thread));
  return p->memory ? ANT_OK : ant_fail(diag, ANT_ENOMEM, "no memory for smoothing");
}

static double *slice_of(const pass *p, int64_t z, int worker) {
  double *out = p->memory + p->each * (size_t)worker;
  size_t slice = (size_t)(p->s->volume->n[0] * p->s->volume->n[1]);
  ant_smoother_slice(p->s, z, out + slice, out);
  return out;
}

static void find_range(void *user, int64_t z, int worker) {
  pass *p = user;
  const double *value = slice_of(p, z, worker);
  double low = DBL_MAX, high = -DBL_MAX;
  for (int64_t i = 0; i < p->s->volume->n[0] * p->s->volume->n[1]; i++) {
    if (!isfinite(value[i])) continue;
    if (value[i] < low) low = value[i];
    if (value[i] > high) high = value[i];
  }
  p->low[z] = low;
  p->high[z] = high;
}

enum { OTSU_BINS = 1024 };

static void count_values(void *user, int64_t z, int worker) {
  pass *p = user;
  const double *value = slice_of(p, z, worker);
  int64_t *count = p->count + (ptrdiff_t)worker * OTSU_BINS;
  for (int64_t i = 0; i < p->s->volume->n[0] * p->s->volume->n[1]; i++) {
    double bin = (value[i] - p->from) / p->width;
    if (!(bin >= 0 && bin <= OTSU_BINS)) continue; /* not finite */
    count[bin < OTSU_BINS ? (int)bin : OTSU_BINS - 1]++;
  }
}

static ant_status find_otsu(pass *p, int n_thread, double *out, ant_diag *diag) {
  int64_t n2 = p->s->volume->n[2];
  int workers = ant_parallel_threads(n_thread);
  p->low = malloc(2 * sizeof *p->low * (size_t)n2);
  p->count = calloc((size_t)workers * OTSU_BINS, sizeof *p->count);
  if (!p->low || !p->count) return ant_fail(diag, ANT_ENOMEM, "no memory for a histogram");
  p->high = p->low + n2;
  ant_parallel(n_thread, n2, find_range, p);
  double low = DBL_MAX, high = -DBL_MAX;
  for (int64_t z = 0; z < n2; z++) {
    low = fmin(low, p->low[z]);
    high = fmax(high, p->high[z]);
  }
  if (high < low) return ant_fail(diag, ANT_EINPUT, "no voxel holds a finite number");
  if (high == low) {
    return ant_fail(diag, ANT_EINPUT, "there are no two kinds of values to part: all are %g", low);
  }
  if (!isfinite(high - low)) {
    return ant_fail(diag, ANT_EINPUT, "the values go from %g to %g, too far for a histogram", low,
                    high);
  }
  p->from = low;
  p->width = (high - low) / OTSU_BINS;
  ant_parallel(n_thread, n2, count_values, p);
  for (int w = 1; w < workers; w++) {
    for (int i = 0; i < OTSU_BINS; i++) p->count[i] += p->count[w * OTSU_BINS + i];
  }
  *out = ant_otsu(p->count, OTSU_BINS, low, p->width);
  return ANT_OK;
}

static void cut_slice(void *user, int64_t z, int worker) {
  pass *p = user;
  const double *value = slice_of(p, z, worker);
  int64_t size = p->s->volume->n[0] * p->s->volume->n[1];
  uint8_t *out = p->mask + size * z;
  for (int64_t i = 0; i < size; i++) {
    out[i] = value[i] > p->lower && value[i] <= p->upper && isfinite(value[i]);
  }
}

ant_status ant_threshold(const ant_volume *volume, const ant_threshold_options *options,
                         ant_volume **out_mask, double *opt_lower, ant_diag *opt_diag) {
  const ant_threshold_options *o = options;
  const double sigma[3] = {o->sigma_voxel, o->sigma_voxel, o->sigma_voxel};
  ant_smoother *s = malloc(sizeof *s);
  ant_volume *mask = NULL;
  pass p = {0};
  if (!s) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for smoothing");
  ant_status status = ant_smoother_init(s, volume, sigma, o->scale, opt_diag);
  if (status == ANT_OK) status = pass_init(&p, s, o->n_thread, opt_diag);
  p.lower = o->lower;
  p.upper = o->upper > o->lower ? o->upper : INFINITY;
  if (status == ANT_OK && o->otsu) {
    status = find_otsu(&p, o->n_thread, &p.lower, opt_diag);
    p.upper = INFINITY;
  }
  if (status == ANT_OK) status = ant_volume_create_like(volume, ANT_VOXEL_U8, &mask, opt_diag);
  if (status == ANT_OK) {
    p.mask = mask->data;
    ant_parallel(o->n_thread, volume->n[2], cut_slice, &p);
    *out_mask = mask;
    if (opt_lower) *opt_lower = p.lower;
  }
  free(p.memory);
  free(p.low);
  free(p.count);
  free(s);
  return status;
}

static void keep_slice(void *user, int64_t z, int worker) {
  pass *p = user;
  const double *value = slice_of(p, z, worker);
  int64_t size = p->s->volume->n[0] * p->s->volume->n[1];
  for (int64_t i = 0; i < size; i++) p->floats[size * z + i] = (float)value[i];
}

ant_status ant_gaussian(const ant_volume *volume, const double sigma_voxel[3], ant_scale scale,
                        int n_thread, ant_volume **out_smooth, ant_diag *opt_diag) {
  ant_smoother *s = malloc(sizeof *s);
  ant_volume *smooth = NULL;
  pass p = {0};
  if (!s) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for smoothing");
  ant_status status = ant_smoother_init(s, volume, sigma_voxel, scale, opt_diag);
  if (status == ANT_OK) status = pass_init(&p, s, n_thread, opt_diag);
  if (status == ANT_OK) status = ant_volume_create_like(volume, ANT_VOXEL_F32, &smooth, opt_diag);
  if (status == ANT_OK) {
    p.floats = smooth->data;
    ant_parallel(n_thread, volume->n[2], keep_slice, &p);
    *out_smooth = smooth;
  }
  free(p.memory);
  free(s);
  return status;
}
