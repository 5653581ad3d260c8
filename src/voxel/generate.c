/* generate.c - trabecular volumes from random waves (see antaeus/voxel.h "Making volumes").
 *   1. Waves   2. The field   3. The cut   4. Thickness   5. Making
 *
 * The field is a sum of N plane waves with wave vectors of about equal length in all directions and
 * random phases: Cahn's scheme (J. Chem. Phys. 42:93, 1965), Gaussian as N grows.  A row of voxels
 * is a product of small tables, exp(i k r) = exp(i kx x) exp(i ky y) exp(i kz z), so no Fourier
 * transform is needed, sizes are free, and the same seed gives the same structure at any
 * resolution. */
#include "antaeus/voxel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/parallel.h"
#include "voxel/random.h"

#define PI 3.14159265358979323846

enum { ROWS = 4 }; /* worked on at once, for the tables to stay in the cache         */

typedef struct waves {
  int n;
  int64_t size[3];
  float *x;     /* (n x 2 x size[0]) real parts, then imaginary ones, of each wave    */
  float *y, *z; /* (n x 2) for each y and each z; z has the phase too             */
} waves;

/* 1. Waves --------------------------------------------------------------- */

static void waves_clear(waves *w) {
  free(w->x);
  free(w->y);
  free(w->z);
}

/* The wave vector of wave J of FIELD [1/voxel]: directions on a spiral over the sphere, turned at
 * random, each moved a little; lengths uniform within the shell. */
static void wave_vector(const ant_trabecular_options *o, double wavelength_voxel, int field, int j,
                        double k[3]) {
  uint64_t stream = (uint64_t)(3 * field), c = (uint64_t)j;
  double turn = ant_random_uniform(o->seed, stream + 2, UINT64_MAX);
  double up = 1 - 2 * (j + ant_random_uniform(o->seed, stream, c)) / o->n_wave;
  double round = 2 * PI *
                 (turn + j * 0.61803398874989485 +
                  ant_random_uniform(o->seed, stream, c + (1u << 24)) / o->n_wave);
  double length = 2 * PI / wavelength_voxel *
                  (1 + o->width * (2 * ant_random_uniform(o->seed, stream + 1, c) - 1));
  double flat = sqrt(fmax(0, 1 - up * up));
  const double direction[3] = {flat * cos(round), flat * sin(round), up};
  double volume = cbrt(o->stretch[0] * o->stretch[1] * o->stretch[2]);
  for (int a = 0; a < 3; a++) {
    k[a] = length * direction[a] * volume / o->stretch[a];
    double whole = 2 * PI / (double)o->n[a];
    if (o->periodic) k[a] = whole * floor(k[a] / whole + 0.5);
  }
}

static bool waves_init(waves *w, const ant_trabecular_options *o, double wavelength_voxel,
                       int field) {
  size_t n = (size_t)o->n_wave;
  w->n = o->n_wave;
  memcpy(w->size, o->n, sizeof w->size);
  w->x = malloc(n * 2 * (size_t)o->n[0] * sizeof *w->x);
  w->y = malloc(n * 2 * (size_t)o->n[1] * sizeof *w->y);
  w->z = malloc(n * 2 * (size_t)o->n[2] * sizeof *w->z);
  if (!w->x || !w->y || !w->z) return false;
  for (int j = 0; j < w->n; j++) {
    double k[3];
    wave_vector(o, wavelength_voxel, field, j, k);
    double phase = 2 * PI * ant_random_uniform(o->seed, (uint64_t)(3 * field + 2), (uint64_t)j);
    float *x = w->x + (ptrdiff_t)j * 2 * o->n[0];
    for (int64_t i = 0; i < o->n[0]; i++) {
      x[i] = (float)cos(k[0] * (double)i);
      x[o->n[0] + i] = (float)sin(k[0] * (double)i);
    }
    for (int64_t i = 0; i < o->n[1]; i++) {
      w->y[2 * (i * w->n + j)] = (float)cos(k[1] * (double)i);
      w->y[2 * (i * w->n + j) + 1] = (float)sin(k[1] * (double)i);
    }
    for (int64_t i = 0; i < o->n[2]; i++) {
      w->z[2 * (i * w->n + j)] = (float)cos(k[2] * (double)i + phase);
      w->z[2 * (i * w->n + j) + 1] = (float)sin(k[2] * (double)i + phase);
    }
  }
  return true;
}

/* 2. The field ----------------------------------------------------------- */

typedef struct field {
  const waves *w;
  float *out;    /* (voxels)                                                       */
  bool square;   /* add the square to what is there                                */
  float *memory; /* (workers x ROWS x size[0])                                    */
} field;

/* Rows Y to Y + ROWS of slice Z. */
static void sum_rows(const field *f, int64_t z, int64_t y, int64_t rows, float *sum) {
  const waves *w = f->w;
  int64_t n0 = w->size[0];
  memset(sum, 0, (size_t)(ROWS * n0) * sizeof *sum);
  for (int j = 0; j < w->n; j++) {
    const float *c = w->x + (ptrdiff_t)j * 2 * n0, *s = c + n0;
    const float *vz = w->z + 2 * (z * w->n + j);
    for (int64_t r = 0; r < rows; r++) {
      const float *vy = w->y + 2 * ((y + r) * w->n + j);
      float re = vy[0] * vz[0] - vy[1] * vz[1], im = vy[0] * vz[1] + vy[1] * vz[0];
      float *to = sum + r * n0;
      for (int64_t x = 0; x < n0; x++) to[x] += re * c[x] - im * s[x];
    }
  }
}

static void fill_slice(void *user, int64_t z, int worker) {
  const field *f = user;
  int64_t n0 = f->w->size[0], n1 = f->w->size[1];
  float *sum = f->memory + (ptrdiff_t)worker * ROWS * n0;
  float scale = (float)sqrt(2.0 / f->w->n);
  for (int64_t y = 0; y < n1; y += ROWS) {
    int64_t rows = n1 - y < ROWS ? n1 - y : ROWS;
    sum_rows(f, z, y, rows, sum);
    float *out = f->out + n0 * (y + n1 * z);
    for (int64_t i = 0; i < rows * n0; i++) {
      float value = scale * sum[i];
      out[i] = f->square ? out[i] + value * value : value;
    }
  }
}

static ant_status add_field(const ant_trabecular_options *o, double wavelength_voxel, int number,
                            bool square, float *out, ant_diag *diag) {
  waves w = {0};
  field f = {.w = &w, .out = out, .square = square};
  size_t workers = (size_t)ant_parallel_threads(o->n_thread);
  f.memory = malloc(workers * ROWS * (size_t)o->n[0] * sizeof *f.memory);
  bool good = f.memory && waves_init(&w, o, wavelength_voxel, number);
  if (good) ant_parallel(o->n_thread, o->n[2], fill_slice, &f);
  free(f.memory);
  waves_clear(&w);
  return good ? ANT_OK : ant_fail(diag, ANT_ENOMEM, "no memory for the waves");
}

/* 3. The cut ------------------------------------------------------------- */

enum { BINS = 1 << 16 };

/* The value below which a share P of the N values lies, by a histogram between LOW and HIGH. */
static float quantile(const float *value, int64_t n, double p, float low, float high) {
  int64_t *count = calloc(BINS, sizeof *count), below = 0, want = (int64_t)(p * (double)n);
  if (!count) return low;
  float scale = BINS / (high - low);
  for (int64_t i = 0; i < n; i++) {
    int bin = (int)((value[i] - low) * scale);
    count[bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin]++;
  }
  int bin = 0;
  while (bin < BINS - 1 && below + count[bin] < want) below += count[bin++];
  double part = count[bin] ? (double)(want - below) / (double)count[bin] : 0;
  free(count);
  return low + (float)((bin + part) / scale);
}

/* Bone is where the field is high (spinodal), near zero (plates), or where two fields are (rods):
 * each made so that bone is where `value` is low. */
static ant_status make_field(const ant_trabecular_options *o, double wavelength_voxel, float *value,
                             ant_diag *diag) {
  int64_t n = o->n[0] * o->n[1] * o->n[2];
  bool square = o->kind != ANT_TRABECULAR_SPINODAL;
  ANT_TRY(add_field(o, wavelength_voxel, 0, square, value, diag));
  if (o->kind == ANT_TRABECULAR_RODS) {
    ANT_TRY(add_field(o, wavelength_voxel, 1, square, value, diag));
  }
  for (int64_t i = 0; i < n && !square; i++) value[i] = -value[i];
  return ANT_OK;
}

static ant_status make_mask(const ant_trabecular_options *o, double wavelength_voxel,
                            ant_volume **out, ant_diag *diag) {
  const double mm[3] = {o->spacing_mm, o->spacing_mm, o->spacing_mm};
  ant_volume *value = NULL, *mask = NULL;
  ANT_TRY(ant_volume_create(o->n, mm, ANT_VOXEL_F32, &value, diag));
  ant_status status = make_field(o, wavelength_voxel, value->data, diag);
  if (status == ANT_OK) status = ant_volume_create(o->n, mm, ANT_VOXEL_U8, &mask, diag);
  if (status == ANT_OK) {
    bool square = o->kind != ANT_TRABECULAR_SPINODAL;
    const float *v = value->data;
    uint8_t *m = mask->data;
    int64_t n = ant_volume_count(mask);
    float cut = quantile(v, n, o->bv_tv, square ? 0 : -8, square ? 40 : 8);
    for (int64_t i = 0; i < n; i++) m[i] = v[i] < cut;
    *out = mask;
  }
  ant_volume_destroy(&value);
  return status;
}

/* 4. Thickness ----------------------------------------------------------- */

/* The local thickness [voxels] that a wavelength gives on N^3 voxels. */
static ant_status try_thickness(const ant_trabecular_options *o, double wavelength, int64_t n,
                                double *out, ant_diag *diag) {
  ant_trabecular_options trial = *o;
  ant_thickness_options how = {.n_thread = o->n_thread};
  ant_volume *mask = NULL;
  ant_thickness t = {0};
  for (int a = 0; a < 3; a++) trial.n[a] = n;
  trial.spacing_mm = 1;
  trial.periodic = false;
  ANT_TRY(make_mask(&trial, wavelength, &mask, diag));
  ant_status status = ant_thickness_measure(mask, false, &how, &t, NULL, diag);
  ant_volume_destroy(&mask);
  *out = t.mean_mm;
  return status;
}

/* Wavelength over local thickness, for this kind, BV/TV and stretch: measured on a small volume in
 * which bone is about eight voxels thick.  Everything scales with the wavelength. */
static ant_status find_ratio(const ant_trabecular_options *o, double *out, ant_diag *diag) {
  double wavelength = 32, thickness = 0;
  ANT_TRY(try_thickness(o, wavelength, 64, &thickness, diag));
  wavelength = fmin(96, wavelength * 8 / thickness);
  ANT_TRY(try_thickness(o, wavelength, wavelength > 48 ? 144 : 96, &thickness, diag));
  *out = wavelength / thickness;
  return ANT_OK;
}

/* 5. Making -------------------------------------------------------------- */

void ant_trabecular_defaults(ant_trabecular_options *o) {
  *o = (ant_trabecular_options){.n = {100, 100, 100},
                                .spacing_mm = 0.02,
                                .kind = ANT_TRABECULAR_SPINODAL,
                                .bv_tv = 0.2,
                                .thickness_mm = 0.15,
                                .stretch = {1, 1, 1},
                                .width = 0.1,
                                .n_wave = 500,
                                .connectivity = 6,
                                .seed = 1};
}

static ant_status check(const ant_trabecular_options *o, ant_diag *diag) {
  if (!(o->bv_tv > 0 && o->bv_tv < 1)) {
    return ant_fail(diag, ANT_EUSAGE, "a BV/TV between 0 and 1 was expected, found %g", o->bv_tv);
  }
  if (!(o->thickness_mm > 0) || !isfinite(o->thickness_mm)) {
    return ant_fail(diag, ANT_EUSAGE, "a positive thickness was expected, found %g mm",
                    o->thickness_mm);
  }
  for (int a = 0; a < 3; a++) {
    if (!(o->stretch[a] >= 0.01 && o->stretch[a] <= 100)) {
      return ant_fail(diag, ANT_EUSAGE, "stretches of 0.01 to 100 were expected, found %g",
                      o->stretch[a]);
    }
  }
  if (!(o->width >= 0 && o->width < 1) || o->n_wave < 1 || o->n_wave > 1 << 20) {
    return ant_fail(diag, ANT_EUSAGE, "a width of 0 to 1 and 1 to 2^20 waves were expected");
  }
  return ANT_OK;
}

static ant_status keep_largest(ant_volume *mask, const ant_trabecular_options *o, ant_diag *diag) {
  ant_parts parts;
  ANT_TRY(ant_parts_keep_largest(mask, o->connectivity, &parts, diag));
  if (2 * parts.largest >= parts.voxels && parts.largest > 0) return ANT_OK;
  ant_fail(diag, ANT_EINPUT,
           "at BV/TV %g this kind falls into %lld parts, the largest has %.0f %% "
           "of the bone",
           o->bv_tv, (long long)parts.n,
           100.0 * (double)parts.largest / (double)(parts.voxels ? parts.voxels : 1));
  ant_diag_hint(diag, "below 0.17 take rods or plates");
  return ANT_EINPUT;
}

ant_status ant_trabecular_make(const ant_trabecular_options *options, ant_volume **out_mask,
                               ant_diag *opt_diag) {
  ant_volume *mask = NULL;
  double ratio = 0;
  ANT_TRY(check(options, opt_diag));
  ANT_TRY(find_ratio(options, &ratio, opt_diag));
  double wavelength = ratio * options->thickness_mm / options->spacing_mm;
  ANT_TRY(make_mask(options, wavelength, &mask, opt_diag));
  if (options->connectivity != 0) {
    ant_status status = keep_largest(mask, options, opt_diag);
    if (status != ANT_OK) {
      ant_volume_destroy(&mask);
      return status;
    }
  }
  *out_mask = mask;
  return ANT_OK;
}
