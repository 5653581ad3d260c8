/* fe_field.c - forces, strains, stresses and energies of a displacement.
 *   1. Forces   2. Fields   3. Quantiles */
#include "fe_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 1. Forces ----------------------------------------------------------------------- */

void ant_fe_forces(const ant_fe *fe, const double *u, double *out_force) {
  fe_forces_raw(fe->mesh, fe->kernel, fe->pool, u, out_force);
}

/* the sum of the forces on a face of the box, and of their moments about its middle */
static void sum_face(const ant_fe *fe, const double *force, ant_fe_face face, double sum[3],
                     double moment[3]) {
  const fe_mesh *m = fe->mesh;
  const int axis = (int)face / 2, at = (int)face % 2 ? m->box[axis] : 0;
  for (int c = 0; c < 3; c++) sum[c] = moment[c] = 0;
  for (int row = 0; row < fe_rows(m); row++) {
    int p[3] = {at, row % (m->n[1] + 1), row / (m->n[1] + 1) + m->below};
    if (axis > 0 && p[axis] != at) continue;
    for (uint32_t i = m->row_node[row]; i < m->row_node[row + 1]; i++) {
      double x[3], f[3];
      if (i < m->own_node[0] || i >= m->own_node[1] || (axis == 0 && m->node_x[i] != at)) continue;
      p[0] = m->node_x[i];
      for (size_t c = 0; c < 3; c++) {
        f[c] = force[c * m->stride + i];
        x[c] = (int)c == axis ? 0 : m->h_mm[c] * (p[c] - 0.5 * m->box[c]);
        sum[c] += f[c];
      }
      for (int c = 0; c < 3; c++) {
        const int d = (c + 1) % 3, e = (c + 2) % 3;
        moment[c] += x[d] * f[e] - x[e] * f[d];
      }
    }
  }
  for (int c = 0; c < 3; c++) {
    sum[c] = fe_ranks_sum_one(&fe->ranks, sum[c]);
    moment[c] = fe_ranks_sum_one(&fe->ranks, moment[c]);
  }
}

void ant_fe_face_force(const ant_fe *fe, const double *force, ant_fe_face face, double out_n[3]) {
  double moment[3];
  sum_face(fe, force, face, out_n, moment);
}

void ant_fe_face_moment(const ant_fe *fe, const double *force, ant_fe_face face,
                        double out_nmm[3]) {
  double sum[3];
  sum_face(fe, force, face, sum, out_nmm);
}

/* 2. Fields ------------------------------------------------------------------------- */

/* the eight corners' displacements of element LANE of a chunk, corner by corner */
static void corner_displacements(const fe_mesh *m, const fe_chunk *c, int lane, const double *u,
                                 double out[FE_DOF]) {
  for (int k = 0; k < 4; k++) {
    uint32_t node = c->node[k] + (uint32_t)__builtin_popcount(c->mask[k] & ((1u << lane) - 1));
    for (int side = 0; side < 2; side++) {
      int corner = 2 * k + side;
      for (size_t a = 0; a < 3; a++) {
        out[3 * (size_t)corner + a] = u[a * m->stride + node + (uint32_t)side];
      }
    }
  }
}

/* strain at the centre: mean differences of opposite faces */
static void centre_strain(const fe_mesh *m, const double v[FE_DOF], double e[6]) {
  double g[3][3] = {{0}}; /* d u_a / d x_b */
  for (int k = 0; k < FE_CORNERS; k++) {
    for (int b = 0; b < 3; b++) {
      const double w = (k >> b & 1 ? 0.25 : -0.25) / m->h_mm[b];
      for (int a = 0; a < 3; a++) g[a][b] += w * v[3 * k + a];
    }
  }
  e[0] = g[0][0];
  e[1] = g[1][1];
  e[2] = g[2][2];
  e[3] = g[1][2] + g[2][1];
  e[4] = g[0][2] + g[2][0];
  e[5] = g[0][1] + g[1][0];
}

static void stress_of(double poisson, double modulus, const double e[6], double s[6]) {
  const double mu = 0.5 * modulus / (1 + poisson);
  const double lambda = modulus * poisson / ((1 + poisson) * (1 - 2 * poisson));
  for (int i = 0; i < 3; i++) s[i] = lambda * (e[0] + e[1] + e[2]) + 2 * mu * e[i];
  for (int i = 3; i < 6; i++) s[i] = mu * e[i];
}

static double von_mises(const double s[6]) {
  const double a = s[0] - s[1], b = s[1] - s[2], c = s[2] - s[0];
  return sqrt(0.5 * (a * a + b * b + c * c) + 3 * (s[3] * s[3] + s[4] * s[4] + s[5] * s[5]));
}

static double element_energy(const fe_mesh *m, double modulus, const double v[FE_DOF]) {
  double sum = 0;
  for (int i = 0; i < FE_DOF; i++) {
    double f = 0;
    for (int j = 0; j < FE_DOF; j++) f += m->stiffness[i][j] * v[j];
    sum += v[i] * f;
  }
  return 0.5 * modulus * sum / (m->h_mm[0] * m->h_mm[1] * m->h_mm[2]);
}

static int n_component(ant_fe_field_kind kind) {
  return kind == ANT_FE_STRAIN || kind == ANT_FE_STRESS ? 6 : 1;
}

static void element_values(const fe_mesh *m, double modulus, const double v[FE_DOF],
                           ant_fe_field_kind kind, double out[6]) {
  double e[6], s[6], density = 0;
  if (kind == ANT_FE_MEAN_ENERGY) {
    out[0] = element_energy(m, modulus, v);
    return;
  }
  centre_strain(m, v, e);
  stress_of(m->poisson, modulus, e, s);
  for (int i = 0; i < 6; i++) density += 0.5 * e[i] * s[i];
  if (kind == ANT_FE_STRAIN) {
    memcpy(out, e, sizeof e);
  } else if (kind == ANT_FE_STRESS) {
    memcpy(out, s, sizeof s);
  } else if (kind == ANT_FE_VON_MISES) {
    out[0] = von_mises(s);
  } else {
    out[0] = kind == ANT_FE_ENERGY_DENSITY ? density : sqrt(2 * density / modulus);
  }
}

typedef struct field_work {
  const fe_mesh *m;
  const double *u;
  ant_fe_field_kind kind;
  bool by_element;
  float *out;
} field_work;

static size_t own_voxels(const fe_mesh *m) {
  return (size_t)m->n[0] * (size_t)m->n[1] * (size_t)(m->own[1] - m->own[0]);
}

/* layer I of the own ones */
static void field_layer(void *context, int i_layer) {
  const field_work *w = context;
  const fe_mesh *m = w->m;
  const int z = m->own[0] + i_layer;
  const size_t elements = m->own_element[1] - m->own_element[0];
  const size_t stride = w->by_element ? elements : own_voxels(m);
  uint32_t i = m->row_solid[z * m->n[1]];
  int y = 0;
  for (uint32_t q = m->layer[z]; q < m->layer[z + 1]; q++) {
    const fe_chunk *c = &m->chunk[q];
    while (i >= m->row_solid[z * m->n[1] + y + 1]) y++;
    const size_t first =
        (size_t)c->x + (size_t)m->n[0] * ((size_t)y + (size_t)m->n[1] * (size_t)i_layer);
    for (int lane = 0; lane < FE_SPAN; lane++) {
      double v[FE_DOF], value[6];
      if (!(c->solid >> lane & 1)) continue;
      corner_displacements(m, c, lane, w->u, v);
      element_values(m, (double)m->modulus[i], v, w->kind, value);
      const size_t at = w->by_element ? i - m->own_element[0] : first + (size_t)lane;
      for (int k = 0; k < n_component(w->kind); k++)
        w->out[(size_t)k * stride + at] = (float)value[k];
      i++;
    }
  }
}

void ant_fe_field(const ant_fe *fe, const double *u, ant_fe_field_kind kind, float *out) {
  const fe_mesh *m = fe->mesh;
  field_work w = {m, u, kind, false, out};
  memset(out, 0, own_voxels(m) * (size_t)n_component(kind) * sizeof *out);
  fe_pool_run(fe->pool, m->own[1] - m->own[0], field_layer, &w);
}

void ant_fe_element_field(const ant_fe *fe, const double *u, ant_fe_field_kind kind, float *out) {
  field_work w = {fe->mesh, u, kind, true, out};
  fe_pool_run(fe->pool, fe->mesh->own[1] - fe->mesh->own[0], field_layer, &w);
}

/* 3. Quantiles ------------------------------------------------------------------------ */

/* The order of floats is that of these whole numbers. */
static uint32_t ordered(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

static float unordered(uint32_t key) {
  const uint32_t bits = key & 0x80000000u ? key & 0x7fffffffu : ~key;
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

enum { HALF = 1 << 16 };

/* how many values of the whole bone have each upper half of their bits; or, of those whose upper
 * half is UPPER, each lower half */
static void count_halves(const ant_fe *fe, const float *value, bool low, uint32_t upper,
                         double count[HALF]) {
  const size_t n = ant_fe_elements(fe);
  memset(count, 0, HALF * sizeof *count);
  for (size_t i = 0; i < n; i++) {
    const uint32_t key = ordered(value[i]);
    if (!low) count[key >> 16]++;
    if (low && key >> 16 == upper) count[key & 0xffff]++;
  }
  fe_ranks_sum(&fe->ranks, count, HALF);
}

/* the half that the *K-th smallest lies in; K becomes its place among those of that half */
static uint32_t find_half(const double count[HALF], double *k) {
  uint32_t i = 0;
  for (; i < HALF - 1 && *k >= count[i]; i++) *k -= count[i];
  return i;
}

ant_status fe_kth_smallest(const ant_fe *fe, const float *value, double k, double *out,
                           ant_diag *opt_diag) {
  double *count = malloc(HALF * sizeof *count);
  ant_status status =
      count ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory for quantiles of a field");
  status = fe_ranks_agree(&fe->ranks, status, opt_diag);
  if (status == ANT_OK) {
    count_halves(fe, value, false, 0, count);
    const uint32_t upper = find_half(count, &k);
    count_halves(fe, value, true, upper, count);
    *out = (double)unordered(upper << 16 | find_half(count, &k));
  }
  free(count);
  return status;
}

ant_status ant_fe_quantiles(const ant_fe *fe, const float *value, int n, const double *share,
                            double *out, double *out_mean, ant_diag *opt_diag) {
  const double all = (double)fe->mesh->all_element;
  double sum = 0;
  for (int i = 0; i < n; i++) {
    const double at = share[i] * (all - 1), low = floor(at);
    double a, b;
    ANT_TRY(fe_kth_smallest(fe, value, low, &a, opt_diag));
    b = a;
    if (at > low) ANT_TRY(fe_kth_smallest(fe, value, low + 1, &b, opt_diag));
    out[i] = a + (at - low) * (b - a);
  }
  for (size_t i = 0; i < ant_fe_elements(fe); i++) sum += (double)value[i];
  *out_mean = fe_ranks_sum_one(&fe->ranks, sum) / all;
  return ANT_OK;
}
