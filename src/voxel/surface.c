/* surface.c - area, shape and fabric of a mask's surface (see antaeus/voxel_structure.h).
 *   1. Faces   2. Sums   3. Fabric
 *
 * How much surface there is, and how much in each direction, lines and planes say (crofton.h): they
 * miss least of thin struts.  How it lies, the faces say, by the smoothed mask's gradient: that
 * takes out of the lines' and planes' sums what 13 directions see wrongly.  (For the fabric these
 * normals are not good enough: bone stretched to twice its length had a DA of 1.6 by them.)
 *
 * A slab of slices is an item of work; it sees four smoothed slices at a time and no more memory is
 * taken, whatever the volume's size. */
#include "antaeus/voxel_structure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/crofton.h"
#include "voxel/filter.h"
#include "voxel/parallel.h"
#include "voxel/symmetric.h"

enum { SLAB = 32 };
static const double sigma_wanted =
    1.5; /* voxels; normals of balls of 6 to 40 voxels within 3 degrees */

/* 1. Faces --------------------------------------------------------------- */

typedef struct sums {
  double area, growth; /* by the faces, each with its share |m . n|               */
  double seen, bend;   /* what lines and planes in whole cells see of them        */
  int64_t faces, bone, inside;
} sums;

typedef struct sweep {
  const ant_volume *mask, *region;
  ant_smoother smoother;
  ant_crofton crofton;
  double *memory; /* (workers x each)                                             */
  size_t each;
  sums *slab; /* (slabs)                                                          */
} sweep;

/* Smoothed slices z - 1 to z + 2 around the slice that is looked at. */
typedef struct window {
  const double *at[4];
  int64_t n[3];
} window;

static double value(const window *w, int64_t x, int64_t y, int k) {
  x = x < 0 ? 0 : x < w->n[0] ? x : w->n[0] - 1; /* mirrored, as the smoothing does */
  y = y < 0 ? 0 : y < w->n[1] ? y : w->n[1] - 1;
  return w->at[k + 1][y * w->n[0] + x];
}

/* Weights of voxels along the face's own axis (from -1 to 2, the face lies at 1/2) and across it
 * (-1 to 1) for a value, a slope and a bend, over voxels of 1.  Values are means, and slopes reach
 * so far, that all blur alike along each direction (variance 1/4 along, 1/3 across): were slopes
 * along the axis sharper than those across, normals would lean towards the faces and areas be 2 %
 * too large. */
static const double along[3][4] = {
    {0, 0.5, 0.5, 0}, {-0.25 / 3, -0.75, 0.75, 0.25 / 3}, {0.5, -0.5, -0.5, 0.5}};
static const double across[3][3] = {{1.0 / 6, 2.0 / 3, 1.0 / 6}, {-0.5, 0, 0.5}, {1, -2, 1}};

/* Gradient g and second derivatives h of the smoothed mask in the middle of the face between voxel
 * (x, y) of slice z and its upper neighbour along AXIS. */
static void derive(const window *w, const double h_mm[3], int axis, int64_t x, int64_t y,
                   double g[3], double h[3][3]) {
  /* orders of the derivative along b and c for each of the sums over a slice across the axis */
  static const int order[6][2] = {{0, 0}, {1, 0}, {0, 1}, {2, 0}, {1, 1}, {0, 2}};
  const int b = (axis + 1) % 3, c = (axis + 2) % 3;
  double sum[6][4] = {{0}};
  for (int i = 0; i < 4; i++) {
    for (int j = 0; j < 3; j++) {
      for (int k = 0; k < 3; k++) {
        int64_t p[3] = {x, y, 0};
        p[axis] += i - 1, p[b] += j - 1, p[c] += k - 1;
        const double v = value(w, p[0], p[1], (int)p[2]);
        for (int o = 0; o < 6; o++)
          sum[o][i] += across[order[o][0]][j] * across[order[o][1]][k] * v;
      }
    }
  }
  double d[3][6] = {{0}}; /* by order along the axis, and as above */
  for (int m = 0; m < 3; m++) {
    for (int o = 0; o < 6; o++) {
      for (int i = 0; i < 4; i++) d[m][o] += along[m][i] * sum[o][i];
    }
  }
  const double ha = h_mm[axis], hb = h_mm[b], hc = h_mm[c];
  g[axis] = d[1][0] / ha, g[b] = d[0][1] / hb, g[c] = d[0][2] / hc;
  h[axis][axis] = d[2][0] / (ha * ha);
  h[b][b] = d[0][3] / (hb * hb);
  h[c][c] = d[0][5] / (hc * hc);
  h[axis][b] = h[b][axis] = d[1][1] / (ha * hb);
  h[axis][c] = h[c][axis] = d[1][2] / (ha * hc);
  h[b][c] = h[c][b] = d[0][4] / (hb * hc);
}

static bool is_inside(const sweep *s, const int64_t p[3]) {
  for (int a = 0; a < 3; a++) {
    if (p[a] < 0 || p[a] >= s->mask->n[a]) return false;
  }
  return !s->region ||
         ((uint8_t *)s->region->data)[ant_volume_index(s->mask, p[0], p[1], p[2])] != 0;
}

/* The share of the face between P and its upper neighbour along AXIS that lies in cells of 2 x 2 x
 * 2 voxels inside. */
static double in_cells(const sweep *s, int axis, const int64_t p[3]) {
  const int b = (axis + 1) % 3, c = (axis + 2) % 3;
  int cells = 0;
  for (int k = 0; k < 4; k++) {
    bool whole = true;
    for (int i = 0; i < 8 && whole; i++) {
      int64_t q[3] = {p[0], p[1], p[2]};
      q[axis] += i & 1;
      q[b] += (i >> 1 & 1) - (k & 1);
      q[c] += (i >> 2 & 1) - (k >> 1);
      whole = is_inside(s, q);
    }
    cells += whole;
  }
  return 0.25 * cells;
}

/* How many voxels the face stands for along AXIS: what is cut off beyond it may have one too. */
static double reach(const sweep *s, int axis, const int64_t p[3]) {
  int64_t below[3] = {p[0], p[1], p[2]}, above[3] = {p[0], p[1], p[2]};
  below[axis]--, above[axis] += 2;
  return 1 + 0.5 * !is_inside(s, below) + 0.5 * !is_inside(s, above);
}

static void add_face(const sweep *s, const window *w, int axis, const int64_t p[3], bool lower,
                     sums *out) {
  const double *mm = s->mask->spacing_mm;
  const int b = (axis + 1) % 3, c = (axis + 2) % 3;
  double g[3], h[3][3];
  derive(w, mm, axis, p[0], p[1], g, h);
  const double length = sqrt(g[0] * g[0] + g[1] * g[1] + g[2] * g[2]);
  out->faces++;
  /* nothing else says where the surface faces: a single voxel's own side */
  double n[3] = {0}, bend[3][3] = {{0}}, curvature = 0;
  n[axis] = lower ? 1 : -1;
  if (length > 0) {
    for (int i = 0; i < 3; i++) n[i] = -g[i] / length; /* out of the bone */
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        bend[i][k] = -h[i][k] / length;
        curvature += bend[i][k] * ((i == k) - n[i] * n[k]);
      }
    }
  }
  const double face = mm[b] * mm[c] * fmax(0, lower ? n[axis] : -n[axis]);
  const double area = face * reach(s, axis, p), held = face * in_cells(s, axis, p);
  out->area += area;
  out->growth += area * curvature;
  out->seen += held * ant_crofton_seen(&s->crofton, n);
  out->bend += held * ant_crofton_bend(&s->crofton, n, bend);
}

/* 2. Sums ---------------------------------------------------------------- */

static void add_slice(const sweep *s, const window *w, int64_t z, sums *out) {
  const int64_t *n = s->mask->n, step[3] = {1, n[0], n[0] * n[1]};
  const uint8_t *bone = s->mask->data, *in = s->region ? s->region->data : NULL;
  for (int64_t y = 0; y < n[1]; y++) {
    for (int64_t x = 0; x < n[0]; x++) {
      const int64_t i = ant_volume_index(s->mask, x, y, z), p[3] = {x, y, z};
      if (in && !in[i]) continue;
      out->inside++;
      out->bone += bone[i] != 0;
      for (int a = 0; a < 3; a++) {
        if (p[a] + 1 >= n[a]) continue;
        const int64_t k = i + step[a];
        if ((bone[i] != 0) == (bone[k] != 0) || (in && !in[k])) continue;
        add_face(s, w, a, p, bone[i] != 0, out);
      }
    }
  }
}

static void sweep_slab(void *user, int64_t slab, int worker) {
  const sweep *s = user;
  const int64_t *n = s->mask->n, size = n[0] * n[1];
  double *room = s->memory + (size_t)worker * s->each, *scratch = room + 4 * size;
  const int64_t from = slab * SLAB, to = from + SLAB < n[2] ? from + SLAB : n[2];
  sums total = {.area = 0};
  int64_t made = from - 2; /* the last smoothed slice that is there */
  for (int64_t z = from; z < to; z++) {
    window w = {.n = {n[0], n[1], n[2]}};
    for (; made < z + 2; made++) {
      const int64_t next = made + 1;
      if (next >= 0 && next < n[2]) {
        ant_smoother_slice(&s->smoother, next, scratch, room + size * (next & 3));
      }
    }
    for (int k = -1; k <= 2; k++) {
      const int64_t at = z + k < 0 ? 0 : z + k < n[2] ? z + k : n[2] - 1;
      w.at[k + 1] = room + size * (at & 3);
    }
    add_slice(s, &w, z, &total);
  }
  s->slab[slab] = total;
}

static void add_up(const sweep *s, int64_t n_slab, sums *out) {
  *out = (sums){.area = 0};
  for (int64_t i = 0; i < n_slab; i++) {
    const sums *t = &s->slab[i];
    out->area += t->area;
    out->growth += t->growth;
    out->seen += t->seen;
    out->bend += t->bend;
    out->faces += t->faces;
    out->bone += t->bone;
    out->inside += t->inside;
  }
}

/* 3. Fabric -------------------------------------------------------------- */

/* the monomials of d . A d: xx yy zz 2yz 2xz 2xy */
static void monomials(const double d[3], double out[6]) {
  for (int a = 0; a < 3; a++) {
    out[a] = d[a] * d[a];
    out[3 + a] = 2 * d[(a + 1) % 3] * d[(a + 2) % 3];
  }
}

/* A from what lines of each direction see of the surface in a unit of volume. */
static void fit_fabric(const ant_crofton *cr, const double *seen_per_mm, double a[3][3]) {
  double m[6][7] = {{0}}, f[6];
  for (int i = 0; i < ANT_CROFTON; i++) {
    const double inverse_mil = 0.5 * seen_per_mm[i];
    monomials(cr->line[i], f);
    for (int r = 0; r < 6; r++) {
      for (int k = 0; k < 6; k++) m[r][k] += cr->line_share[i] * f[r] * f[k];
      m[r][6] += cr->line_share[i] * f[r] * inverse_mil * inverse_mil;
    }
  }
  for (int p = 0; p < 6; p++) { /* positive definite: pivots in order */
    for (int r = 0; r < 6; r++) {
      const double q = r == p ? 0 : m[r][p] / m[p][p];
      for (int c = p; c < 7; c++) m[r][c] -= q * m[p][c];
    }
  }
  for (int r = 0; r < 3; r++) {
    a[r][r] = m[r][6] / m[r][r];
    a[(r + 1) % 3][(r + 2) % 3] = a[(r + 2) % 3][(r + 1) % 3] = m[3 + r][6] / m[3 + r][3 + r];
  }
}

static void tell_fabric(const ant_crofton *cr, const double *seen_per_mm, ant_surface *out) {
  double a[3][3], square[3], trace = 0;
  fit_fabric(cr, seen_per_mm, a);
  ant_symmetric_eigen(a, square, out->axis); /* ascending: the longest intercept first */
  for (int i = 0; i < 3; i++) {
    /* what rounding leaves of an empty direction is none */
    const bool none = !(square[i] > 1e-6 * square[2]);
    out->mil_mm[i] = none ? INFINITY : 1 / sqrt(square[i]);
    trace += out->mil_mm[i];
  }
  out->da = out->mil_mm[0] / out->mil_mm[2];
  for (int i = 0; i < 6; i++) {
    const int r = i < 3 ? i : (i + 1) % 3, c = i < 3 ? i : (i + 2) % 3;
    out->tensor[i] = isfinite(trace) ? 0 : NAN;
    for (int k = 0; k < 3 && isfinite(trace); k++) {
      out->tensor[i] += 3 / trace * out->mil_mm[k] * out->axis[k][r] * out->axis[k][c];
    }
  }
}

static ant_status check(const ant_volume *mask, const ant_volume *region, ant_diag *diag) {
  if (mask->type != ANT_VOXEL_U8 || (region && region->type != ANT_VOXEL_U8)) {
    return ant_fail(diag, ANT_EINPUT, "a mask of u8 was expected, found %s",
                    ant_voxel_name(mask->type));
  }
  if (region && memcmp(mask->n, region->n, sizeof mask->n) != 0) {
    return ant_fail(diag, ANT_EINPUT, "the region's size is not that of the mask");
  }
  return ANT_OK;
}

/* A copy with 1 for all labels, which would have edges between them; NULL where there are none. */
static ant_status without_labels(const ant_volume *mask, ant_volume **out, ant_diag *diag) {
  const uint8_t *from = mask->data;
  bool labels = false;
  for (int64_t i = 0; i < ant_volume_count(mask) && !labels; i++) labels = from[i] > 1;
  if (!labels) return ANT_OK;
  ANT_TRY(ant_volume_create_like(mask, ANT_VOXEL_U8, out, diag));
  for (int64_t i = 0; i < ant_volume_count(mask); i++) {
    ((uint8_t *)(*out)->data)[i] = from[i] != 0;
  }
  return ANT_OK;
}

static void tell(const sums *t, const sweep *s, const ant_crofton_sums *lines, ant_surface *out) {
  const double voxel = ant_volume_voxel_mm3(s->mask);
  const double whole = t->seen > 0 ? lines->area_mm2 / t->seen : 1;
  double seen_per_mm[ANT_CROFTON];
  *out = (ant_surface){.area_mm2 = whole * t->area,
                       .growth_mm = lines->growth_mm + whole * (t->growth - t->bend)};
  out->smi = 6 * (double)t->bone * voxel * out->growth_mm / (out->area_mm2 * out->area_mm2);
  for (int i = 0; i < ANT_CROFTON; i++) seen_per_mm[i] = lines->seen_mm2[i] / lines->volume_mm3;
  tell_fabric(&s->crofton, seen_per_mm, out);
}

static ant_status sweep_all(sweep *s, int n_thread, sums *total, ant_diag *diag) {
  const int64_t n_slab = (s->mask->n[2] + SLAB - 1) / SLAB;
  const double *mm = s->mask->spacing_mm, mean = cbrt(mm[0] * mm[1] * mm[2]);
  double sigma[3];
  for (int a = 0; a < 3; a++) sigma[a] = sigma_wanted * mean / mm[a];
  ANT_TRY(ant_smoother_init(&s->smoother, s->mask, sigma, ANT_SCALE_STORED, diag));
  s->each = 4 * (size_t)(s->mask->n[0] * s->mask->n[1]) + ant_smoother_scratch(&s->smoother);
  s->memory = malloc(s->each * sizeof *s->memory * (size_t)ant_parallel_threads(n_thread));
  s->slab = calloc((size_t)n_slab, sizeof *s->slab);
  const bool good = s->memory && s->slab;
  if (good) {
    ant_parallel(n_thread, n_slab, sweep_slab, s);
    add_up(s, n_slab, total);
  }
  free(s->memory);
  free(s->slab);
  if (!good) return ant_fail(diag, ANT_ENOMEM, "no memory for the surface of the mask");
  if (total->area > 0) return ANT_OK;
  return ant_fail(diag, ANT_EINPUT, "there is no surface: no bone beside background");
}

static ant_status measure(const ant_volume *mask, const ant_volume *opt_region, int n_thread,
                          ant_surface *out_surface, ant_diag *opt_diag) {
  ant_crofton_sums lines;
  sums total = {.area = 0};
  sweep *s = malloc(sizeof *s);
  if (!s) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the surface of the mask");
  *s = (sweep){.mask = mask, .region = opt_region};
  ant_crofton_init(&s->crofton, mask->spacing_mm);
  ant_status status = sweep_all(s, n_thread, &total, opt_diag);
  if (status == ANT_OK) {
    status = ant_crofton_sum(&s->crofton, mask, opt_region, n_thread, &lines, opt_diag);
  }
  if (status == ANT_OK) tell(&total, s, &lines, out_surface);
  free(s);
  return status;
}

ant_status ant_surface_measure(const ant_volume *mask, const ant_volume *opt_region, int n_thread,
                               ant_surface *out_surface, ant_diag *opt_diag) {
  ant_volume *own = NULL;
  ANT_TRY(check(mask, opt_region, opt_diag));
  ANT_TRY(without_labels(mask, &own, opt_diag));
  ant_status status = measure(own ? own : mask, opt_region, n_thread, out_surface, opt_diag);
  ant_volume_destroy(&own);
  return status;
}
