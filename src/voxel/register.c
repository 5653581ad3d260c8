/* register.c - laying a follow-up over its baseline (see antaeus/voxel_structure.h "Registration").
 *   1. Motions   2. Levels   3. Sums over points   4. Steps   5. Starts   6. All of it */
#include "antaeus/voxel_structure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/parallel.h"

enum { UNKNOWNS = 8, MOST_LEVELS = 6, PIECES = 64, LEAST_SIDE = 8 };

/* 1. Motions ------------------------------------------------------------- */

/* out = a b, 3 x 3 */
static void multiply(const double a[9], const double b[9], double out[9]) {
  for (int i = 0; i < 9; i++) {
    out[i] = 0;
    for (int k = 0; k < 3; k++) out[i] += a[3 * (i / 3) + k] * b[3 * k + i % 3];
  }
}

/* the turn about W by |W| (Rodrigues) */
static void turn_by(const double w[3], double out[9]) {
  const double t = sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
  const double s = t > 0 ? sin(t) / t : 1, c = t > 0 ? (1 - cos(t)) / (t * t) : 0.5;
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) out[3 * i + k] = c * w[i] * w[k] + (i == k ? cos(t) : 0);
    out[3 * i + (i + 1) % 3] -= s * w[(i + 2) % 3];
    out[3 * i + (i + 2) % 3] += s * w[(i + 1) % 3];
  }
}

ant_rigid ant_rigid_inverse(const ant_rigid *rigid) {
  ant_rigid out = *rigid;
  for (int i = 0; i < 3; i++) {
    out.shift_mm[i] = 0;
    for (int k = 0; k < 3; k++) {
      out.rotation[3 * i + k] = rigid->rotation[3 * k + i];
      out.shift_mm[i] -= rigid->rotation[3 * k + i] * rigid->shift_mm[k];
    }
  }
  return out;
}

static void turn_of(const double r[9], double *out_deg, double axis[3]) {
  const double skew[3] = {r[7] - r[5], r[2] - r[6], r[3] - r[1]};
  const double s = 0.5 * sqrt(skew[0] * skew[0] + skew[1] * skew[1] + skew[2] * skew[2]);
  const double c = 0.5 * (r[0] + r[4] + r[8] - 1);
  *out_deg = atan2(s, c) * 180 / acos(-1);
  for (int i = 0; i < 3; i++) axis[i] = s > 1e-12 ? 0.5 * skew[i] / s : i == 2;
}

/* 2. Levels -------------------------------------------------------------- */

typedef struct level {
  ant_volume *fixed, *moving, *region; /* f32, f32, u8 or NULL; owned                 */
} level;

static void levels_clear(level *l, int n) {
  for (int i = 0; i < n; i++) {
    ant_volume_destroy(&l[i].fixed);
    ant_volume_destroy(&l[i].moving);
    ant_volume_destroy(&l[i].region);
  }
}

static ant_status make_level(const ant_volume *v, int64_t factor, double sigma, int n_thread,
                             ant_volume **out, ant_diag *diag) {
  const int64_t factors[3] = {factor, factor, factor};
  const double sigmas[3] = {sigma, sigma, sigma};
  ant_volume *mean = NULL;
  if (factor == 1) return ant_gaussian(v, sigmas, ANT_SCALE_STORED, n_thread, out, diag);
  ANT_TRY(ant_block_mean(v, factors, &mean, diag));
  ant_status status = ant_gaussian(mean, sigmas, ANT_SCALE_STORED, n_thread, out, diag);
  ant_volume_destroy(&mean);
  return status;
}

static ant_status region_level(const ant_volume *region, int64_t factor, ant_volume **out,
                               ant_diag *diag) {
  const int64_t factors[3] = {factor, factor, factor};
  ant_volume *mean = NULL;
  ANT_TRY(ant_block_mean(region, factors, &mean, diag));
  ant_status status = ant_volume_create_like(mean, ANT_VOXEL_U8, out, diag);
  for (int64_t i = 0; status == ANT_OK && i < ant_volume_count(mean); i++) {
    ((uint8_t *)(*out)->data)[i] = ((float *)mean->data)[i] > 0;
  }
  ant_volume_destroy(&mean);
  return status;
}

static int64_t least_side(const ant_volume *v) {
  int64_t n = v->n[0] < v->n[1] ? v->n[0] : v->n[1];
  return v->n[2] < n ? v->n[2] : n;
}

static ant_status make_levels(const ant_volume *fixed, const ant_volume *moving,
                              const ant_register_options *o, level *out, int *out_n,
                              ant_diag *diag) {
  int64_t factor = o->finest > 0 ? o->finest : 1;
  ant_status status = ANT_OK;
  for (*out_n = 0; status == ANT_OK && *out_n < MOST_LEVELS; factor *= 2) {
    level *l = &out[(*out_n)++];
    const double sigma = o->sigma_voxel > 0 ? o->sigma_voxel : 1;
    status = make_level(fixed, factor, sigma, o->n_thread, &l->fixed, diag);
    if (status == ANT_OK) {
      status = make_level(moving, factor, sigma, o->n_thread, &l->moving, diag);
    }
    if (status == ANT_OK && o->opt_region) {
      status = region_level(o->opt_region, factor, &l->region, diag);
    }
    if (status != ANT_OK) break;
    if (least_side(l->fixed) < 4 * LEAST_SIDE || least_side(l->moving) < 4 * LEAST_SIDE) break;
  }
  return status;
}

/* 3. Sums over points ---------------------------------------------------- */

/* What a step needs: normal equations of the residual  m - a f - b  in turns (3), shifts (3), a, b;
 * and the moments that the correlation is made of. */
typedef struct sums {
  double h[UNKNOWNS][UNKNOWNS], g[UNKNOWNS];
  double n, f, m, ff, mm, fm, points;
} sums;

typedef struct sampling {
  const level *l;
  const ant_rigid *rigid;
  double a, b;    /* the line that is held against: m = a f + b                   */
  int64_t stride; /* points taken: every stride-th voxel                          */
  bool slopes;    /* the equations too, not the moments only                      */
  sums *piece;    /* (PIECES)                                                     */
} sampling;

/* The value of V at (fractions of) voxels Q and its slopes a voxel; false beyond its middles. */
static bool sample(const ant_volume *v, const double q[3], double *out, double slope[3]) {
  const float *data = v->data;
  int64_t low[3];
  double w[3], c[8];
  for (int a = 0; a < 3; a++) {
    /* at the faces smoothing has made up what lies beyond, and a moved volume often has a rim of 0
     */
    const int64_t rim = v->n[a] < 48 ? v->n[a] / 16 : 3;
    if (!(q[a] >= (double)rim && q[a] < (double)(v->n[a] - 1 - rim))) return false;
    low[a] = (int64_t)q[a];
    w[a] = q[a] - (double)low[a];
  }
  const int64_t i = ant_volume_index(v, low[0], low[1], low[2]);
  const int64_t step[3] = {1, v->n[0], v->n[0] * v->n[1]};
  for (int k = 0; k < 8; k++) {
    c[k] = (double)data[i + (k & 1) * step[0] + (k >> 1 & 1) * step[1] + (k >> 2) * step[2]];
  }
  double x[4], dx[4];
  for (int k = 0; k < 4; k++) {
    dx[k] = c[2 * k + 1] - c[2 * k];
    x[k] = c[2 * k] + w[0] * dx[k];
  }
  const double y0 = x[0] + w[1] * (x[1] - x[0]), y1 = x[2] + w[1] * (x[3] - x[2]);
  *out = y0 + w[2] * (y1 - y0);
  slope[2] = y1 - y0;
  slope[1] = (x[1] - x[0]) + w[2] * ((x[3] - x[2]) - (x[1] - x[0]));
  const double d0 = dx[0] + w[1] * (dx[1] - dx[0]), d1 = dx[2] + w[1] * (dx[3] - dx[2]);
  slope[0] = d0 + w[2] * (d1 - d0);
  return true;
}

static void add_point(const sampling *s, int64_t i, sums *out) {
  const ant_volume *f = s->l->fixed, *m = s->l->moving;
  const int64_t at[3] = {i % f->n[0], i / f->n[0] % f->n[1], i / (f->n[0] * f->n[1])};
  double arm[3], p[3], q[3], value, slope[3], mm_slope[3] = {0};
  if (s->l->region && !((uint8_t *)s->l->region->data)[i]) return;
  out->points++;
  for (int r = 0; r < 3; r++) {
    p[r] = f->origin_mm[r] - s->rigid->centre_mm[r];
    for (int a = 0; a < 3; a++) {
      p[r] += f->direction[3 * r + a] * f->spacing_mm[a] * (double)at[a];
    }
  }
  for (int r = 0; r < 3; r++) {
    arm[r] = 0;
    for (int k = 0; k < 3; k++) arm[r] += s->rigid->rotation[3 * r + k] * p[k];
  }
  for (int a = 0; a < 3; a++) {
    q[a] = 0;
    for (int r = 0; r < 3; r++) {
      q[a] += m->direction[3 * r + a] *
              (arm[r] + s->rigid->centre_mm[r] + s->rigid->shift_mm[r] - m->origin_mm[r]);
    }
    q[a] /= m->spacing_mm[a];
  }
  if (!sample(m, q, &value, slope)) return;
  const double fixed = (double)((float *)f->data)[i];
  out->n++, out->f += fixed, out->m += value;
  out->ff += fixed * fixed, out->mm += value * value, out->fm += fixed * value;
  if (!s->slopes) return;
  for (int r = 0; r < 3; r++) {
    for (int a = 0; a < 3; a++) {
      mm_slope[r] += m->direction[3 * r + a] * slope[a] / m->spacing_mm[a];
    }
  }
  double j[UNKNOWNS];
  for (int r = 0; r < 3; r++) { /* d m / d turn = arm x slope */
    j[r] = arm[(r + 1) % 3] * mm_slope[(r + 2) % 3] - arm[(r + 2) % 3] * mm_slope[(r + 1) % 3];
    j[3 + r] = mm_slope[r];
  }
  j[6] = -fixed;
  j[7] = -1;
  const double residual = value - s->a * fixed - s->b;
  for (int r = 0; r < UNKNOWNS; r++) {
    out->g[r] += j[r] * residual;
    for (int c = r; c < UNKNOWNS; c++) out->h[r][c] += j[r] * j[c];
  }
}

static void add_piece(void *user, int64_t piece, int worker) {
  const sampling *s = user;
  const int64_t count = ant_volume_count(s->l->fixed), points = (count + s->stride - 1) / s->stride;
  sums total = {.n = 0};
  (void)worker;
  for (int64_t k = piece * points / PIECES; k < (piece + 1) * points / PIECES; k++) {
    add_point(s, k * s->stride, &total);
  }
  s->piece[piece] = total;
}

static void add_all(sampling *s, int n_thread, sums *out) {
  *out = (sums){.n = 0};
  ant_parallel(n_thread, PIECES, add_piece, s);
  for (int i = 0; i < PIECES; i++) {
    const double *from = (const double *)&s->piece[i];
    double *to = (double *)out;
    for (size_t k = 0; k < sizeof *out / sizeof *to; k++) to[k] += from[k];
  }
}

static double correlation(const sums *t) {
  const double vf = t->n * t->ff - t->f * t->f, vm = t->n * t->mm - t->m * t->m;
  return vf > 0 && vm > 0 ? (t->n * t->fm - t->f * t->m) / sqrt(vf * vm) : 0;
}

/* How good a place is: correlation, less where little overlaps. */
static double merit(const sums *t) {
  const double overlap = t->points > 0 ? t->n / t->points : 0;
  return correlation(t) * fmin(1, 2 * overlap);
}

/* 4. Steps --------------------------------------------------------------- */

/* Solve (H + damping diag H) x = -g. */
static bool solve(const sums *t, double damping, double x[UNKNOWNS]) {
  double a[UNKNOWNS][UNKNOWNS + 1];
  for (int r = 0; r < UNKNOWNS; r++) {
    for (int c = 0; c < UNKNOWNS; c++) a[r][c] = r <= c ? t->h[r][c] : t->h[c][r];
    a[r][r] *= 1 + (r < 6 ? damping : 0);
    a[r][UNKNOWNS] = -t->g[r];
  }
  for (int p = 0; p < UNKNOWNS; p++) { /* positive definite: pivots in order */
    if (!(a[p][p] > 1e-12 * fabs(t->h[p][p])) || !(a[p][p] > 0)) return false;
    for (int r = 0; r < UNKNOWNS; r++) {
      const double f = r == p ? 0 : a[r][p] / a[p][p];
      for (int c = p; c <= UNKNOWNS; c++) a[r][c] -= f * a[p][c];
    }
  }
  for (int r = 0; r < UNKNOWNS; r++) x[r] = a[r][UNKNOWNS] / a[r][r];
  return true;
}

static ant_rigid moved(const ant_rigid *r, const double x[UNKNOWNS]) {
  ant_rigid out = *r;
  double turn[9];
  turn_by(x, turn);
  multiply(turn, r->rotation, out.rotation);
  for (int i = 0; i < 3; i++) out.shift_mm[i] += x[3 + i];
  return out;
}

/* the line m = a f + b that fits best */
static void fit_line(const sums *t, sampling *s) {
  const double vf = t->n * t->ff - t->f * t->f;
  s->a = vf > 0 ? (t->n * t->fm - t->f * t->m) / vf : 0;
  s->b = t->n > 0 ? (t->m - s->a * t->f) / t->n : 0;
}

/* Climb from RIGID on one level; ends when a step is below a thousandth of a voxel. */
static void climb(sampling *s, int n_thread, int most, ant_rigid *rigid, sums *best) {
  const double reach = 0.5 * s->l->fixed->spacing_mm[0] * (double)s->l->fixed->n[0];
  const double small = 1e-3 * s->l->fixed->spacing_mm[0];
  double damping = 1e-3;
  s->slopes = true;
  s->rigid = rigid;
  add_all(s, n_thread, best); /* for the line only */
  fit_line(best, s);
  add_all(s, n_thread, best);
  for (int i = 0; i < most && damping < 1e6; i++) {
    double x[UNKNOWNS], size = 0;
    sums next;
    if (!solve(best, damping, x)) return;
    const ant_rigid trial = moved(rigid, x);
    const double a = s->a, b = s->b;
    s->rigid = &trial;
    s->a += x[6];
    s->b += x[7];
    add_all(s, n_thread, &next);
    if (merit(&next) > merit(best)) {
      *rigid = trial;
      *best = next;
      damping = fmax(1e-6, 0.2 * damping);
      for (int k = 0; k < 3; k++) size = fmax(size, fmax(fabs(x[k]) * reach, fabs(x[3 + k])));
      if (size < small) break;
    } else {
      s->a = a, s->b = b;
      damping *= 8;
    }
  }
  s->rigid = rigid;
}

/* 5. Starts -------------------------------------------------------------- */

/* the middle of V's box, or (WEIGHED) of what is above its mean */
static void middle_of(const ant_volume *v, bool weighed, double out[3]) {
  const float *data = v->data;
  double mean = 0, total = 0, at[3] = {0};
  for (int64_t i = 0; i < ant_volume_count(v); i++) mean += (double)data[i];
  mean /= (double)ant_volume_count(v);
  for (int64_t i = 0; weighed && i < ant_volume_count(v); i++) {
    const double w = fmax(0, (double)data[i] - mean);
    at[0] += w * (double)(i % v->n[0]);
    at[1] += w * (double)(i / v->n[0] % v->n[1]);
    at[2] += w * (double)(i / (v->n[0] * v->n[1]));
    total += w;
  }
  for (int a = 0; a < 3; a++) at[a] = total > 0 ? at[a] / total : 0.5 * (double)(v->n[a] - 1);
  for (int r = 0; r < 3; r++) {
    out[r] = v->origin_mm[r];
    for (int a = 0; a < 3; a++) out[r] += v->direction[3 * r + a] * v->spacing_mm[a] * at[a];
  }
}

/* The best of many starts on the coarsest level: as the files say, box over box, mass over mass,
 * each with turns about z. */
static void find_start(sampling *s, int n_thread, ant_rigid *out) {
  double best = -INFINITY, f[3], m[3];
  for (int k = 0; k < 3; k++) {
    middle_of(s->l->fixed, k == 2, f);
    middle_of(s->l->moving, k == 2, m);
    for (int turn = -3; turn <= 3; turn++) {
      const double w[3] = {0, 0, turn * acos(-1) / 15}; /* 12 degrees */
      ant_rigid r = {.rotation = {0}};
      sums t;
      turn_by(w, r.rotation);
      memcpy(r.centre_mm, out->centre_mm, sizeof r.centre_mm);
      for (int i = 0; i < 3; i++) {
        /* f comes to lie on m */
        r.shift_mm[i] = k == 0 ? 0 : m[i] - r.centre_mm[i];
        for (int c = 0; k > 0 && c < 3; c++) {
          r.shift_mm[i] -= r.rotation[3 * i + c] * (f[c] - r.centre_mm[c]);
        }
      }
      climb(s, n_thread, 8, &r, &t);
      if (!(merit(&t) > best)) continue;
      best = merit(&t);
      *out = r;
    }
  }
}

/* 6. All of it ----------------------------------------------------------- */

static ant_status check(const ant_volume *fixed, const ant_volume *moving,
                        const ant_register_options *o, ant_diag *diag) {
  if (least_side(fixed) < LEAST_SIDE || least_side(moving) < LEAST_SIDE) {
    return ant_fail(diag, ANT_EINPUT, "volumes of at least %d voxels a side were expected",
                    LEAST_SIDE);
  }
  if (o->opt_region && memcmp(o->opt_region->n, fixed->n, sizeof fixed->n) != 0) {
    return ant_fail(diag, ANT_EINPUT, "the region's size is not that of the fixed volume");
  }
  return ANT_OK;
}

/* Between what is wrong and what is right: a tibia laid over its mirror image reaches 0.39, over
 * the slab beside it 0.64; over itself with noise of half its deviation 0.99, of twice 0.93. */
static const double least_correlation = 0.7, least_overlap = 0.1;

static ant_status judge(const sums *t, const ant_rigid *rigid, const ant_register_options *o,
                        ant_registration *out, ant_diag *diag) {
  const double least = o->least_correlation > 0 ? o->least_correlation : least_correlation;
  out->rigid = *rigid;
  out->correlation = correlation(t);
  out->overlap = t->points > 0 ? t->n / t->points : 0;
  turn_of(rigid->rotation, &out->turn_deg, out->axis);
  memcpy(out->shift_mm, rigid->shift_mm, sizeof out->shift_mm);
  if (out->correlation >= least && out->overlap >= least_overlap) return ANT_OK;
  return ant_fail(diag, ANT_ENUMERIC,
                  "the volumes do not match: a correlation of %g over a tenth of the fixed one was "
                  "expected, found %.2g over %.2g",
                  least, out->correlation, out->overlap);
}

static ant_status refine(const level *l, int n_level, const ant_register_options *o,
                         ant_registration *out, ant_diag *diag) {
  ant_rigid rigid = {.rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  sums t = {.n = 0};
  sampling s = {.stride = 1, .piece = calloc(PIECES, sizeof *s.piece)};
  const int64_t most = o->most_points > 0 ? o->most_points : 400000;
  if (!s.piece) return ant_fail(diag, ANT_ENOMEM, "no memory to register volumes");
  middle_of(l[0].fixed, false, rigid.centre_mm);
  for (int i = n_level - 1; i >= 0; i--) {
    s.l = &l[i];
    s.stride = 1 + ant_volume_count(l[i].fixed) / most;
    if (i == n_level - 1) find_start(&s, o->n_thread, &rigid);
    climb(&s, o->n_thread, 40, &rigid, &t);
  }
  free(s.piece);
  return judge(&t, &rigid, o, out, diag);
}

ant_status ant_register(const ant_volume *fixed, const ant_volume *moving,
                        const ant_register_options *opt_options, ant_registration *out,
                        ant_diag *opt_diag) {
  ant_register_options o = {.sigma_voxel = 1};
  level l[MOST_LEVELS] = {{NULL, NULL, NULL}};
  ant_registration found;
  int n = 0;
  if (opt_options) o = *opt_options;
  ANT_TRY(check(fixed, moving, &o, opt_diag));
  ant_status status = make_levels(fixed, moving, &o, l, &n, opt_diag);
  if (status == ANT_OK) status = refine(l, n, &o, &found, opt_diag);
  levels_clear(l, n);
  if (status == ANT_OK) *out = found;
  return status;
}
