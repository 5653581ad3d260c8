/* fe_homogenise.c - the stiffness tensor of a box of bone.
 *   1. Mean stress   2. Loads   3. The tensor */
#include "fe_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 1. Mean stress -------------------------------------------------------------- */

/* Nodal forces f = K u do the stress's virtual work:  volume stress_ab = sum of f_a x_b. */
ant_status ant_fe_mean_stress(const ant_fe *fe, const double *u, double out_stress[6],
                              ant_diag *opt_diag) {
  const fe_mesh *m = fe->mesh;
  double *f = calloc(3 * m->stride, sizeof *f), t[3][3] = {{0}}, volume = 1;
  ant_status status = ANT_OK;
  if (!f)
    status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for the forces of %u nodes", m->n_node);
  status = fe_ranks_agree(&fe->ranks, status, opt_diag);
  if (status != ANT_OK) {
    free(f);
    return status;
  }
  fe_forces_raw(m, fe->kernel, fe->pool, u, f);
  for (int row = 0; row < fe_rows(m); row++) {
    for (uint32_t i = m->row_node[row]; i < m->row_node[row + 1]; i++) {
      if (i < m->own_node[0] || i >= m->own_node[1]) continue;
      const int p[3] = {m->node_x[i], row % (m->n[1] + 1), row / (m->n[1] + 1) + m->below};
      for (int a = 0; a < 3; a++) {
        for (int b = 0; b < 3; b++) t[a][b] += f[(size_t)a * m->stride + i] * m->h_mm[b] * p[b];
      }
    }
  }
  free(f);
  for (int i = 0; i < 9; i++) t[i / 3][i % 3] = fe_ranks_sum_one(&fe->ranks, t[i / 3][i % 3]);
  for (int a = 0; a < 3; a++) volume *= m->h_mm[a] * m->box[a];
  for (int a = 0; a < 3; a++) out_stress[a] = t[a][a] / volume;
  out_stress[3] = 0.5 * (t[1][2] + t[2][1]) / volume;
  out_stress[4] = 0.5 * (t[0][2] + t[2][0]) / volume;
  out_stress[5] = 0.5 * (t[0][1] + t[1][0]) / volume;
  return ANT_OK;
}

/* 2. Loads -------------------------------------------------------------------------- */

/* the displacement gradient, symmetric, of unit strain number I */
static void unit_gradient(int i, double out[3][3]) {
  memset(out, 0, sizeof(double[3][3]));
  if (i < 3) {
    out[i][i] = 1;
  } else {
    const int a = i == 3 ? 1 : 0, b = i == 5 ? 1 : 2;
    out[a][b] = out[b][a] = 0.5;
  }
}

static ant_status hold_gradient(ant_fe_load *load, int face, int c, double g[3][3],
                                ant_diag *opt_diag) {
  const double affine[4] = {0, g[c][0], g[c][1], g[c][2]};
  if (!fe_face_has_bone(load->fe, (ant_fe_face)face)) return ANT_OK;
  return ant_fe_load_hold_face(load, (ant_fe_face)face, c, affine, opt_diag);
}

/* Mixed: a stretch holds every face's normal displacement; a shear ab holds, on the faces normal to
 * a, displacement b (and that along the third axis), on those normal to b, a (and the third), and
 * on those normal to the third axis, their normal displacement. */
static bool mixed_holds(int strain, int face_axis, int c) {
  if (strain < 3) return c == face_axis;
  const int third = strain - 3;
  if (face_axis == third) return c == third;
  return c != face_axis;
}

static ant_status make_load(const ant_fe *fe, ant_fe_boundary boundary, int strain,
                            ant_fe_load **out_load, ant_diag *opt_diag) {
  double unit[6] = {0}, g[3][3];
  unit[strain] = 1;
  unit_gradient(strain, g);
  ANT_TRY(ant_fe_load_create(fe, out_load, opt_diag));
  if (boundary == ANT_FE_PERIODIC) return ant_fe_load_periodic(*out_load, unit, opt_diag);
  for (int face = 0; face < 6; face++) {
    for (int c = 0; c < 3; c++) {
      if (boundary == ANT_FE_MIXED && !mixed_holds(strain, face / 2, c)) continue;
      ANT_TRY(hold_gradient(*out_load, face, c, g, opt_diag));
    }
  }
  return ANT_OK;
}

/* 3. The tensor ------------------------------------------------------------------------- */

/* Gauss-Jordan with pivots; false when A has no inverse */
static bool invert6(double a[6][6], double out[6][6]) {
  double m[6][12];
  for (int i = 0; i < 6; i++) {
    for (int j = 0; j < 6; j++) {
      m[i][j] = a[i][j];
      m[i][6 + j] = i == j;
    }
  }
  for (int k = 0; k < 6; k++) {
    int p = k;
    for (int i = k; i < 6; i++) p = fabs(m[i][k]) > fabs(m[p][k]) ? i : p;
    if (!(fabs(m[p][k]) > 0)) return false;
    for (int j = 0; j < 12; j++) {
      const double t = m[k][j];
      m[k][j] = m[p][j];
      m[p][j] = t;
    }
    for (int i = 0; i < 6; i++) {
      const double f = m[i][k] / m[k][k];
      for (int j = 0; i != k && j < 12; j++) m[i][j] -= f * m[k][j];
    }
  }
  for (int i = 0; i < 6; i++) {
    for (int j = 0; j < 6; j++) out[i][j] = m[i][6 + j] / m[i][i];
  }
  return true;
}

static ant_status finish(ant_fe_tensor *t, ant_diag *opt_diag) {
  double largest = 0, difference = 0;
  for (int i = 0; i < 6; i++) {
    for (int j = 0; j < 6; j++) {
      largest = fmax(largest, fabs(t->c[i][j]));
      difference = fmax(difference, fabs(t->c[i][j] - t->c[j][i]));
    }
  }
  for (int i = 0; i < 6; i++) {
    for (int j = 0; j < i; j++) t->c[i][j] = t->c[j][i] = 0.5 * (t->c[i][j] + t->c[j][i]);
  }
  t->asymmetry = largest > 0 ? difference / largest : 0;
  if (!invert6(t->c, t->s)) {
    return ant_fail(opt_diag, ANT_ENUMERIC, "this bone resists no load in some direction");
  }
  for (int i = 0; i < 3; i++) {
    t->e[i] = 1 / t->s[i][i];
    t->g[i] = 1 / t->s[3 + i][3 + i];
  }
  return ANT_OK;
}

/* uniform and periodic loads share what they hold; each mixed shear has its own, and so has the
 * stretch: how many of the six begin at FIRST and may be solved together */
static int group_size(ant_fe_boundary boundary, int first) {
  if (boundary != ANT_FE_MIXED) return 6 - first;
  return first < 3 ? 3 - first : 1;
}

static ant_status solve_group(ant_fe *fe, ant_fe_boundary boundary, int first, int n,
                              const ant_fe_options *options, ant_fe_tensor *t, ant_diag *opt_diag) {
  ant_fe_load *load[6] = {NULL};
  ant_fe_report report[6];
  double *u = calloc(3 * fe->mesh->stride, sizeof *u);
  ant_status status = u ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory for displacements");
  status = fe_ranks_agree(&fe->ranks, status, opt_diag);
  for (int i = 0; i < n && status == ANT_OK; i++) {
    status = make_load(fe, boundary, first + i, &load[i], opt_diag);
  }
  fe_session *session = NULL;
  if (status == ANT_OK) status = fe_session_create(fe, load[0], options, &session, opt_diag);
  for (int i = 0; i < n && status == ANT_OK; i++) {
    double stress[6];
    memset(u, 0, 3 * fe->mesh->stride * sizeof *u);
    status = fe_session_solve(session, load[i], u, &report[i], opt_diag);
    if (status == ANT_OK) status = ant_fe_mean_stress(fe, u, stress, opt_diag);
    if (status != ANT_OK) break;
    for (int k = 0; k < 6; k++) t->c[k][first + i] = stress[k];
    t->iterations += report[i].iterations;
  }
  fe_session_destroy(&session);
  for (int i = 0; i < n; i++) ant_fe_load_destroy(&load[i]);
  free(u);
  return status;
}

ant_status ant_fe_homogenise(ant_fe *fe, ant_fe_boundary boundary, const ant_fe_options *options,
                             ant_fe_tensor *out_tensor, ant_diag *opt_diag) {
  ant_fe_tensor t;
  memset(&t, 0, sizeof t);
  for (int first = 0, n; first < 6; first += n) {
    n = group_size(boundary, first);
    ANT_TRY(solve_group(fe, boundary, first, n, options, &t, opt_diag));
  }
  ANT_TRY(finish(&t, opt_diag));
  *out_tensor = t;
  return ANT_OK;
}
