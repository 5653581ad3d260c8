/* strength.c - when bone fails, and which loads made it.
 *   1. Pistoia's criterion   2. Damage   3. Load history */
#include "fe_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 1. Pistoia's criterion ------------------------------------------------------- */

/* the effective strain, energy by element and clipped energies all need one array of elements */
static ant_status element_array(const ant_fe *fe, const double *u, ant_fe_field_kind kind,
                                float **out, ant_diag *opt_diag) {
  const size_t n = ant_fe_elements(fe);
  float *v = malloc((n + 1) * sizeof *v);
  ant_status status = ANT_OK;
  if (!v) status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for a field of %zu elements", n);
  status = fe_ranks_agree(&fe->ranks, status, opt_diag);
  if (status != ANT_OK) {
    free(v);
    return status;
  }
  ant_fe_element_field(fe, u, kind, v);
  *out = v;
  return ANT_OK;
}

ant_status ant_fe_pistoia_load(const ant_fe *fe, const double *u, double critical_strain,
                               double critical_share, ant_fe_pistoia *out_pistoia,
                               ant_diag *opt_diag) {
  const double n = (double)fe->mesh->all_element;
  float *strain = NULL;
  double at = 0;
  if (!(critical_strain > 0 && critical_strain < 1 && critical_share >= 0 && critical_share < 1)) {
    return ant_fail(opt_diag, ANT_EINPUT,
                    "Pistoia's criterion needs a strain and a share of volume between 0 and 1");
  }
  ANT_TRY(element_array(fe, u, ANT_FE_EFFECTIVE_STRAIN, &strain, opt_diag));
  const double k = fmin(floor(n * (1 - critical_share)), n - 1);
  ant_status status = fe_kth_smallest(fe, strain, k, &at, opt_diag);
  free(strain);
  ANT_TRY(status);
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
  float *strain; /* (own elements) effective, the largest so far */
  float *now;    /* ... of the solution in hand                  */
  double *u, *force;
} curve;

static void curve_clear(curve *c) {
  if (c->whole) {
    memcpy(c->fe->mesh->modulus, c->whole, c->fe->mesh->n_element * sizeof *c->whole);
  }
  free(c->whole);
  free(c->strain);
  free(c->now);
  free(c->u);
  free(c->force);
}

static ant_status curve_init(curve *c, ant_diag *opt_diag) {
  const fe_mesh *m = c->fe->mesh;
  const size_t n = m->n_element, own = ant_fe_elements(c->fe);
  c->whole = malloc((n + 1) * sizeof *c->whole);
  c->strain = calloc(own + 1, sizeof *c->strain);
  c->now = calloc(own + 1, sizeof *c->now);
  c->u = calloc(3 * m->stride, sizeof *c->u);
  c->force = calloc(3 * m->stride, sizeof *c->force);
  if (c->whole) memcpy(c->whole, m->modulus, n * sizeof *c->whole);
  if (c->whole && c->strain && c->now && c->u && c->force) return ANT_OK;
  return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the damage of %zu elements", n);
}

/* New secant moduli from the strains of U.  The effective strain is that of the strain tensor with
 * undamaged moduli, so it does not depend on the damage.  True when no modulus moved by more than
 * 1 % of the undamaged one; *OUT_SHARE is the share of bone beyond yield. */
static bool update_damage(curve *c, double *out_share) {
  fe_mesh *m = c->fe->mesh;
  const size_t n = ant_fe_elements(c->fe);
  const float *whole = c->whole + m->own_element[0];
  float *modulus = m->modulus + m->own_element[0];
  size_t changed = 0, yielded = 0;
  for (size_t i = 0; i < n; i++) {
    const float largest = c->now[i] > c->strain[i] ? c->now[i] : c->strain[i];
    const float now = (float)((double)whole[i] * secant(&c->damage, (double)largest));
    changed += fabs((double)(now - modulus[i])) > 0.01 * (double)whole[i];
    modulus[i] = now;
    yielded += (double)largest > c->damage.yield_strain;
  }
  fe_ranks_moduli(&c->fe->ranks, m);
  *out_share =
      fe_ranks_sum_one(&c->fe->ranks, (double)yielded) / (double)ant_fe_all_elements(c->fe);
  return !(fe_ranks_sum_one(&c->fe->ranks, (double)changed) > 0);
}

static double far_force(curve *c, ant_fe_test test, int axis, double strain) {
  const double sign = strain < 0 ? -1 : 1;
  int along = axis;
  double f[3];
  if (test == ANT_FE_SHEAR_1) along = (axis + 1) % 3;
  if (test == ANT_FE_SHEAR_2) along = (axis + 2) % 3;
  ant_fe_forces(c->fe, c->u, c->force);
  ant_fe_face_force(c->fe, c->force, (ant_fe_face)(2 * axis + 1), f);
  return sign * f[along];
}

static ant_status curve_step(curve *c, const ant_fe_load *load, ant_fe_point *p,
                             ant_diag *opt_diag) {
  bool settled = false;
  for (p->rounds = 0; !settled && p->rounds < c->damage.max_rounds; p->rounds++) {
    ANT_TRY(ant_fe_solve(c->fe, load, c->options, c->u, NULL, opt_diag));
    ant_fe_element_field(c->fe, c->u, ANT_FE_EFFECTIVE_STRAIN, c->now);
    settled = update_damage(c, &p->yielded_share);
  }
  for (size_t i = 0; i < ant_fe_elements(c->fe); i++) {
    c->strain[i] = c->now[i] > c->strain[i] ? c->now[i] : c->strain[i];
  }
  return ANT_OK;
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
  ant_status status = fe_ranks_agree(&fe->ranks, curve_init(&c, opt_diag), opt_diag);
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
    p.force_n = far_force(&c, test, axis, strain);
    out_point[i] = p;
  }
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
  static const double share = 0.95;
  double cut, mean;
  if (!(fabs(force_n) > 0) || !isfinite(force_n)) {
    return ant_fail(opt_diag, ANT_EINPUT, "a load of the history has a force of %g N", force_n);
  }
  ANT_TRY(element_array(fe, u, ANT_FE_ENERGY_DENSITY, out, opt_diag));
  ANT_TRY(ant_fe_quantiles(fe, *out, 1, &share, &cut, &mean, opt_diag));
  const float scale = (float)(1 / (force_n * force_n)), most = (float)cut;
  for (size_t i = 0; i < ant_fe_elements(fe); i++) {
    (*out)[i] = ((*out)[i] < most ? (*out)[i] : most) * scale;
  }
  return ANT_OK;
}

ant_status ant_fe_load_history(const ant_fe *fe, int n_load, const double *const u[],
                               const double *force_n, double target_mpa, double *out_amplitude_n,
                               ant_diag *opt_diag) {
  const size_t n = ant_fe_elements(fe);
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
      a[j][i] = a[i][j] = fe_ranks_sum_one(&fe->ranks, a[i][j]);
    }
    for (size_t k = 0; k < n; k++) b[i] += target_mpa * (double)energy[i][k];
    b[i] = fe_ranks_sum_one(&fe->ranks, b[i]);
  }
  for (int i = 0; i < n_load; i++) free(energy[i]);
  ANT_TRY(status);
  best_subset(n_load, a, b, x);
  for (int i = 0; i < n_load; i++) out_amplitude_n[i] = sqrt(x[i]);
  return ANT_OK;
}
