/* strength.c - when bone fails, and which loads made it.
 *   1. Pistoia's criterion   2. Damage   3. Load history */
#include "fe_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 1. Pistoia's criterion ------------------------------------------------------- */

static int compare_floats(const void *a, const void *b) {
  const float x = *(const float *)a, y = *(const float *)b;
  return x < y ? -1 : x > y;
}

/* the value of rank K (from 0) of N; puts smaller ones before it (quickselect, middle of three) */
static float select_rank(float *v, size_t n, size_t k) {
  size_t lo = 0, hi = n - 1;
  while (hi - lo > 32) {
    const size_t mid = lo + (hi - lo) / 2;
    const float a = v[lo], b = v[mid], c = v[hi];
    const float pivot = a < b ? (b < c ? b : (a < c ? c : a)) : (a < c ? a : (b < c ? c : b));
    size_t i = lo, j = hi;
    for (;;) {
      while (v[i] < pivot) i++;
      while (v[j] > pivot) j--;
      if (i >= j) break;
      const float t = v[i];
      v[i++] = v[j];
      v[j--] = t;
    }
    if (k <= j) {
      hi = j;
    } else {
      lo = j + 1;
    }
  }
  qsort(v + lo, hi - lo + 1, sizeof *v, compare_floats);
  return v[k];
}

/* the effective strain, energy by element and clipped energies all need one array of elements */
static ant_status element_array(const ant_fe *fe, const double *u, ant_fe_field_kind kind,
                                float **out, ant_diag *opt_diag) {
  float *v = malloc((size_t)fe->mesh->n_element * sizeof *v);
  if (!v) {
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a field of %u elements",
                    fe->mesh->n_element);
  }
  ant_fe_element_field(fe, u, kind, v);
  *out = v;
  return ANT_OK;
}

ant_status ant_fe_pistoia_load(const ant_fe *fe, const double *u, double critical_strain,
                               double critical_share, ant_fe_pistoia *out_pistoia,
                               ant_diag *opt_diag) {
  const size_t n = fe->mesh->n_element;
  float *strain = NULL;
  if (!(critical_strain > 0 && critical_strain < 1 && critical_share >= 0 && critical_share < 1)) {
    return ant_fail(opt_diag, ANT_EINPUT,
                    "Pistoia's criterion needs a strain and a share of volume between 0 and 1");
  }
  ANT_TRY(element_array(fe, u, ANT_FE_EFFECTIVE_STRAIN, &strain, opt_diag));
  size_t rank = (size_t)((double)n * (1 - critical_share));
  if (rank >= n) rank = n - 1;
  const double at = (double)select_rank(strain, n, rank);
  free(strain);
  if (!(at > 0) || !isfinite(at)) {
    return ant_fail(opt_diag, ANT_ENUMERIC, "nothing is strained: there is no failure load");
  }
  out_pistoia->strain_at_share = at;
  out_pistoia->factor = critical_strain / at;
  return ANT_OK;
}

/* 2. Damage ------------------------------------------------------------------------ */

static ant_fe_damage damage_with_defaults(const ant_fe_damage *d) {
  ant_fe_damage out = {0};
  if (d) out = *d;
  if (!(out.yield_strain > 0)) out.yield_strain = 0.0081;
  if (!(out.softening_start > 0)) out.softening_start = 0.02;
  if (!(out.softening_end > 0)) out.softening_end = 0.05;
  if (!(out.rest > 0)) out.rest = 0.1;
  if (out.max_rounds <= 0) out.max_rounds = 8;
  return out;
}

/* secant modulus over the first one at an effective strain */
static double secant(const ant_fe_damage *d, double strain) {
  if (strain <= d->yield_strain) return 1;
  double stress = 1; /* over the yield stress */
  if (strain > d->softening_start) {
    const double way = (strain - d->softening_start) / (d->softening_end - d->softening_start);
    stress = way < 1 ? 1 - way * (1 - d->rest) : d->rest;
  }
  return stress * d->yield_strain / strain;
}

typedef struct curve {
  ant_fe *fe;
  ant_fe_damage damage;
  const ant_fe_options *options;
  float *whole;  /* (n_element) moduli of undamaged bone */
  float *strain; /* (n_element) effective, the largest so far */
  double *u;
} curve;

static void curve_clear(curve *c) {
  if (c->whole) {
    memcpy(c->fe->mesh->modulus, c->whole, c->fe->mesh->n_element * sizeof *c->whole);
  }
  free(c->whole);
  free(c->strain);
  free(c->u);
}

static ant_status curve_init(curve *c, ant_diag *opt_diag) {
  const size_t n = c->fe->mesh->n_element;
  c->whole = malloc(n * sizeof *c->whole);
  c->strain = calloc(n, sizeof *c->strain);
  c->u = calloc(3 * c->fe->mesh->stride, sizeof *c->u);
  if (!c->whole || !c->strain || !c->u) {
    free(c->whole);
    c->whole = NULL;
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the damage of %zu elements", n);
  }
  memcpy(c->whole, c->fe->mesh->modulus, n * sizeof *c->whole);
  return ANT_OK;
}

/* New secant moduli from the strains of U.  The effective strain is that of the strain tensor with
 * undamaged moduli, so it does not depend on the damage.  Returns the largest change of a modulus
 * over the undamaged one; *OUT_SHARE is the share of bone beyond yield. */
static double update_damage(curve *c, const float *now, double *out_share) {
  fe_mesh *m = c->fe->mesh;
  double change = 0;
  size_t yielded = 0;
  for (size_t i = 0; i < m->n_element; i++) {
    const float largest = now[i] > c->strain[i] ? now[i] : c->strain[i];
    const float modulus = (float)((double)c->whole[i] * secant(&c->damage, (double)largest));
    const double d = fabs((double)(modulus - m->modulus[i])) / (double)c->whole[i];
    change = d > change ? d : change;
    m->modulus[i] = modulus;
    yielded += (double)largest > c->damage.yield_strain;
  }
  *out_share = (double)yielded / (double)m->n_element;
  return change;
}

static double far_force(const curve *c, ant_fe_test test, int axis, double strain, double *force) {
  const double sign = strain < 0 ? -1 : 1;
  int along = axis;
  double f[3];
  if (test == ANT_FE_SHEAR_1) along = (axis + 1) % 3;
  if (test == ANT_FE_SHEAR_2) along = (axis + 2) % 3;
  ant_fe_forces(c->fe, c->u, force);
  ant_fe_face_force(c->fe, force, (ant_fe_face)(2 * axis + 1), f);
  return sign * f[along];
}

static ant_status curve_step(curve *c, const ant_fe_load *load, ant_fe_point *p,
                             ant_diag *opt_diag) {
  const size_t n = c->fe->mesh->n_element;
  float *now = malloc(n * sizeof *now);
  ant_status status = now ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory for strains");
  double change = 1;
  for (p->rounds = 0; status == ANT_OK && change > 0.01 && p->rounds < c->damage.max_rounds;) {
    status = ant_fe_solve(c->fe, load, c->options, c->u, NULL, opt_diag);
    if (status != ANT_OK) break;
    ant_fe_element_field(c->fe, c->u, ANT_FE_EFFECTIVE_STRAIN, now);
    change = update_damage(c, now, &p->yielded_share);
    p->rounds++;
  }
  for (size_t i = 0; status == ANT_OK && i < n; i++) {
    c->strain[i] = now[i] > c->strain[i] ? now[i] : c->strain[i];
  }
  free(now);
  return status;
}

ant_status ant_fe_curve(ant_fe *fe, ant_fe_test test, int axis, double strain, int n_step,
                        const ant_fe_damage *damage, const ant_fe_options *options,
                        ant_fe_point *out_point, ant_diag *opt_diag) {
  curve c = {.fe = fe, .damage = damage_with_defaults(damage), .options = options};
  const ant_fe_damage *d = &c.damage;
  if (n_step < 1 || test > ANT_FE_SHEAR_2 || !(d->softening_end > d->softening_start) ||
      !(d->softening_start >= d->yield_strain) || !(d->rest < 1)) {
    return ant_fail(opt_diag, ANT_EINPUT,
                    "a curve needs steps, a compression or shear test, and "
                    "yield strain <= softening start < softening end, rest below 1");
  }
  ANT_TRY(curve_init(&c, opt_diag));
  ant_status status = ANT_OK;
  double *force = calloc(3 * fe->mesh->stride, sizeof *force);
  if (!force) status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for forces");
  for (int i = 0; i < n_step && status == ANT_OK; i++) {
    ant_fe_point p = {.strain = strain * (i + 1) / n_step};
    ant_fe_load *load = NULL;
    if (i > 0) { /* the last step's displacement, stretched, is a good start */
      for (size_t k = 0; k < 3 * fe->mesh->stride; k++) c.u[k] *= (double)(i + 1) / i;
    }
    status = ant_fe_load_create(fe, &load, opt_diag);
    if (status == ANT_OK) status = ant_fe_load_test(load, test, axis, p.strain, opt_diag);
    if (status == ANT_OK) status = curve_step(&c, load, &p, opt_diag);
    ant_fe_load_destroy(&load);
    if (status != ANT_OK) break;
    p.force_n = far_force(&c, test, axis, strain, force);
    out_point[i] = p;
  }
  free(force);
  curve_clear(&c);
  return status;
}

/* 3. Load history --------------------------------------------------------------------- */

enum { MAX_LOADS = 8 };

/* Least squares with non-negative unknowns: the best of all subsets that may be non-zero.  There
 * are at most 256, and no iteration to stop. */
static void best_subset(int n, double a[MAX_LOADS][MAX_LOADS], const double b[MAX_LOADS],
                        double out[MAX_LOADS]) {
  double best = 0; /* of x.A.x - 2 b.x, which is 0 without any load */
  for (int i = 0; i < n; i++) out[i] = 0;
  for (int set = 1; set < 1 << n; set++) {
    double m[MAX_LOADS][MAX_LOADS + 1], x[MAX_LOADS] = {0}, value = 0;
    int index[MAX_LOADS], k = 0;
    bool ok = true;
    for (int i = 0; i < n; i++) {
      if (set >> i & 1) index[k++] = i;
    }
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) m[i][j] = a[index[i]][index[j]];
      m[i][k] = b[index[i]];
    }
    for (int p = 0; p < k && ok; p++) { /* positive definite: pivots in order */
      ok = m[p][p] > 1e-14 * a[index[p]][index[p]];
      for (int i = 0; i < k && ok; i++) {
        const double f = i == p ? 0 : m[i][p] / m[p][p];
        for (int j = p; j <= k; j++) m[i][j] -= f * m[p][j];
      }
    }
    for (int i = 0; i < k && ok; i++) {
      x[index[i]] = m[i][k] / m[i][i];
      ok = x[index[i]] >= 0;
    }
    for (int i = 0; i < n && ok; i++) value -= b[i] * x[i]; /* at the optimum x.A.x = b.x */
    if (ok && value < best) {
      best = value;
      memcpy(out, x, sizeof x);
    }
  }
}

/* energies of a unit force, those above the 95th percentile brought down to it */
static ant_status unit_energy(const ant_fe *fe, const double *u, double force_n, float **out,
                              ant_diag *opt_diag) {
  const size_t n = fe->mesh->n_element;
  if (!(fabs(force_n) > 0) || !isfinite(force_n)) {
    return ant_fail(opt_diag, ANT_EINPUT, "a load of the history has a force of %g N", force_n);
  }
  float *sorted = malloc(n * sizeof *sorted);
  if (!sorted) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a load history");
  ant_status status = element_array(fe, u, ANT_FE_ENERGY_DENSITY, out, opt_diag);
  if (status == ANT_OK) {
    memcpy(sorted, *out, n * sizeof *sorted);
    const double at = 0.95 * (double)(n - 1);
    const size_t rank = (size_t)at;
    const float low = select_rank(sorted, n, rank);
    const float high = rank + 1 < n ? select_rank(sorted, n, rank + 1) : low;
    const float cut = low + (float)(at - (double)rank) * (high - low);
    const float scale = (float)(1 / (force_n * force_n));
    for (size_t i = 0; i < n; i++) (*out)[i] = ((*out)[i] < cut ? (*out)[i] : cut) * scale;
  }
  free(sorted);
  return status;
}

ant_status ant_fe_load_history(const ant_fe *fe, int n_load, const double *const u[],
                               const double *force_n, double target_mpa, double *out_amplitude_n,
                               ant_diag *opt_diag) {
  const size_t n = fe->mesh->n_element;
  float *energy[MAX_LOADS] = {NULL};
  double a[MAX_LOADS][MAX_LOADS] = {{0}}, b[MAX_LOADS] = {0}, x[MAX_LOADS];
  if (n_load < 1 || n_load > MAX_LOADS || !(target_mpa > 0)) {
    return ant_fail(opt_diag, ANT_EINPUT, "a load history has 1 to %d loads and a target above 0",
                    MAX_LOADS);
  }
  ant_status status = ANT_OK;
  for (int i = 0; i < n_load && status == ANT_OK; i++) {
    status = unit_energy(fe, u[i], force_n[i], &energy[i], opt_diag);
  }
  for (int i = 0; i < n_load && status == ANT_OK; i++) {
    for (int j = 0; j <= i; j++) {
      for (size_t k = 0; k < n; k++) a[i][j] += (double)energy[i][k] * (double)energy[j][k];
      a[j][i] = a[i][j];
    }
    for (size_t k = 0; k < n; k++) b[i] += target_mpa * (double)energy[i][k];
  }
  for (int i = 0; i < n_load; i++) free(energy[i]);
  ANT_TRY(status);
  best_subset(n_load, a, b, x);
  for (int i = 0; i < n_load; i++) out_amplitude_n[i] = sqrt(x[i]);
  return ANT_OK;
}
