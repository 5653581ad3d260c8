/* voxel_known.c - known answers of the voxel part, one a line: what was expected and what came out.
 *
 *   build/bench/voxel_known
 *
 * Closed forms are computed here, from their formulas.  Exit status 1 when a line is not within its
 * tolerance.
 *   1. Lines   2. Thickness   3. Surface, shape, direction   4. Connections   5. Elasticity
 *   6. Registration */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "antaeus/voxel_mechanics.h"
#include "antaeus/voxel_structure.h"

/* 1. Lines --------------------------------------------------------------- */

static const double pi = 3.14159265358979323846;
static int failed, lines;

/* TOLERANCE is relative, or absolute where EXPECTED is 0. */
static void line(const char *what, double expected, double got, double tolerance) {
  const double off = expected != 0 ? got / expected - 1 : got;
  const bool right = fabs(off) <= tolerance || (isinf(expected) && got == expected);
  printf("%-52s %12.6g %12.6g %10.2g %8.1g%s\n", what, expected, got, isinf(expected) ? 0 : off,
         tolerance, right ? "" : "   WRONG");
  failed += !right;
  lines++;
}

static void must(ant_status status, const ant_diag *d) {
  if (status == ANT_OK) return;
  ant_diag_print(d, stderr);
  exit(ant_status_exit(status));
}

static ant_volume *shape(ant_shape kind, int64_t n, double size, double width) {
  const ant_shape_options o = {
      .shape = kind, .n = {n, n, n}, .spacing_mm = 1, .size_mm = size, .width_mm = width};
  ant_volume *m = NULL;
  ant_diag d;
  must(ant_shape_make(&o, &m, &d), &d);
  return m;
}

/* 2. Thickness ----------------------------------------------------------- */

static double thickness(ant_volume *m, bool between) {
  ant_diag d;
  ant_thickness t;
  ant_volume *middle = shape(ANT_SHAPE_CUBE, m->n[0], 0.6 * (double)m->n[0], 0);
  const ant_thickness_options o = {.opt_region = middle}; /* where no ball reaches out */
  must(ant_thickness_measure(m, between, &o, &t, NULL, &d), &d);
  ant_volume_destroy(&middle);
  ant_volume_destroy(&m);
  return t.mean_mm;
}

static void known_thickness(void) {
  line("Tb.Th plate of 5 voxels", 5, thickness(shape(ANT_SHAPE_PLATE, 41, 5, 0), false), 1e-6);
  line("Tb.Th plate of 6 voxels", 6, thickness(shape(ANT_SHAPE_PLATE, 40, 6, 0), false), 1e-6);
  line("Tb.Sp between plates of 4, every 12", 8,
       thickness(shape(ANT_SHAPE_PLATES, 60, 4, 12), true), 1e-6);
  line("Tb.Th rod of 16 voxels", 16, thickness(shape(ANT_SHAPE_ROD, 60, 16, 0), false), 0.03);
  line("Tb.Th ball of 24 voxels (its rim is rough)", 24,
       thickness(shape(ANT_SHAPE_BALL, 60, 24, 0), false), 0.08);
  line("Tb.Th shell 44 wide, wall of 8", 8, thickness(shape(ANT_SHAPE_SHELL, 60, 44, 8), false),
       0.06);
}

/* 3. Surface, shape, direction ------------------------------------------- */

static ant_surface surface(ant_volume *m) {
  ant_surface s;
  ant_diag d;
  must(ant_surface_measure(m, NULL, 0, &s, &d), &d);
  ant_volume_destroy(&m);
  return s;
}

static ant_volume *bone(double z, uint64_t seed) {
  ant_trabecular_options o;
  ant_volume *m = NULL;
  ant_diag d;
  ant_trabecular_defaults(&o);
  o.n[0] = o.n[1] = o.n[2] = 100;
  o.stretch[2] = z, o.bv_tv = 0.3, o.seed = seed, o.n_wave = 300, o.thickness_mm = 0.1;
  must(ant_trabecular_make(&o, &m, &d), &d);
  return m;
}

/* The same grown bone on a coarse grid and on one three times finer, where it is as good as known.
 */
static void coarse_and_fine(ant_trabecular_kind kind, double voxels, double area, double smi) {
  ant_trabecular_options o;
  ant_volume *m = NULL;
  ant_diag d;
  char what[64];
  ant_surface s[2];
  for (int fine = 0; fine < 2; fine++) {
    ant_trabecular_defaults(&o);
    o.kind = kind, o.n_wave = 150, o.seed = 3, o.connectivity = 0, o.thickness_mm = 0.1;
    o.bv_tv = kind == ANT_TRABECULAR_SPINODAL ? 0.25 : 0.15;
    o.n[0] = o.n[1] = o.n[2] = fine ? 144 : 48;
    o.spacing_mm = 0.1 / voxels / (fine ? 3 : 1);
    must(ant_trabecular_make(&o, &m, &d), &d);
    s[fine] = surface(m);
  }
  static const char *const name[] = {"spinodal", "plates", "rods"};
  snprintf(what, sizeof what, "BS grown %s, %g voxels thick", name[kind], voxels);
  line(what, s[1].area_mm2, s[0].area_mm2, area);
  snprintf(what, sizeof what, "SMI of it, its error by itself");
  line(what, 0, s[0].smi - s[1].smi, smi);
}

static void known_surface(void) {
  ant_surface s = surface(shape(ANT_SHAPE_BALL, 60, 40, 0));
  line("BS ball of 40", pi * 1600, s.area_mm2, 0.015);
  line("SMI ball", 4, s.smi, 0.02);
  line("DA ball", 1, s.da, 1e-6);
  s = surface(shape(ANT_SHAPE_ROD, 60, 20, 0));
  line("BS rod of 20, 60 long", pi * 20 * 60, s.area_mm2, 0.02);
  line("SMI rod", 3, s.smi, 0.02);
  s = surface(shape(ANT_SHAPE_PLATES, 48, 4, 12));
  line("BS four plates", 2 * 4 * 48 * 48, s.area_mm2, 1e-9);
  line("SMI plates", 0, s.smi, 1e-6);
  line("DA plates", INFINITY, s.da, 0);
  line("MIL across plates: their period (end pieces)", 12, s.mil_mm[2], 0.03);
  line("normal of plates . z", 1, s.axis[2][2], 1e-9);
  s = surface(shape(ANT_SHAPE_TORUS, 60, 12, 36));
  line("BS torus 12 around 36", pi * pi * 12 * 36, s.area_mm2, 0.015);
  s = surface(shape(ANT_SHAPE_SHELL, 60, 44, 8));
  line("BS shell", pi * (44 * 44 + 28 * 28), s.area_mm2, 0.015);
  s = surface(shape(ANT_SHAPE_CUBE, 60, 40, 0));
  line("BS cube of 40 (its edges are cut)", 6 * 1600, s.area_mm2, 0.04);
  for (int kind = 0; kind < 3; kind++) {
    coarse_and_fine((ant_trabecular_kind)kind, 2, 0.12, 1.7);
    coarse_and_fine((ant_trabecular_kind)kind, 3, 0.06, 0.5);
    coarse_and_fine((ant_trabecular_kind)kind, 5, 0.03, 0.2);
  }
  line("DA isotropic random bone", 1, surface(bone(1, 2)).da, 0.12);
  s = surface(bone(2, 2));
  line("DA of bone stretched twofold", 2, s.da, 0.1);
  line("main axis of bone stretched along z", 1, s.axis[0][2], 0.01);
}

/* 4. Connections --------------------------------------------------------- */

static ant_euler euler(ant_volume *m) {
  ant_euler e;
  ant_diag d;
  must(ant_euler_measure(m, NULL, 0, &e, &d), &d);
  ant_volume_destroy(&m);
  return e;
}

static void known_euler(void) {
  line("Euler ball", 1, (double)euler(shape(ANT_SHAPE_BALL, 40, 20, 0)).euler, 0);
  line("Euler torus", 0, (double)euler(shape(ANT_SHAPE_TORUS, 40, 6, 24)).euler, 0);
  line("Euler hollow ball", 2, (double)euler(shape(ANT_SHAPE_SHELL, 40, 24, 4)).euler, 0);
  ant_euler e = euler(shape(ANT_SHAPE_FRAME, 40, 24, 3));
  line("Euler frame of a cube", -4, (double)e.euler, 0);
  line("connectivity frame of a cube", 5, e.connectivity, 0);
  ant_volume *m = shape(ANT_SHAPE_TORUS, 41, 5, 30);
  for (int64_t i = 5; i < 36; i++) {
    ((uint8_t *)m->data)[ant_volume_index(m, i, 20, 20)] = 1;
    ((uint8_t *)m->data)[ant_volume_index(m, 20, i, 20)] = 1;
  }
  line("Euler crossed circle", -3, (double)euler(m).euler, 0);
}

/* 5. Elasticity ---------------------------------------------------------- */

static ant_volume *box(int64_t nx, int64_t ny, int64_t nz) {
  const int64_t n[3] = {nx, ny, nz};
  const double mm[3] = {1, 1, 1};
  ant_volume *v = NULL;
  ant_diag d;
  must(ant_volume_create(n, mm, ANT_VOXEL_F32, &v, &d), &d);
  for (int64_t i = 0; i < nx * ny * nz; i++) ((float *)v->data)[i] = 1;
  return v;
}

/* force on the far end over the strain, of a unit area a voxel */
static double test_force(ant_volume *v, ant_fe_test test, int axis) {
  const ant_fe_material material = {.kind = ANT_FE_FIELD, .poisson = 0.3};
  const ant_fe_options o = {.tolerance = 1e-10};
  ant_diag d;
  ant_fe *fe = NULL;
  ant_fe_load *load = NULL;
  double sum[3];
  must(ant_fe_create(v, &material, 0, &fe, &d), &d);
  double *u = calloc(3 * ant_fe_stride(fe), sizeof *u);
  double *f = calloc(3 * ant_fe_stride(fe), sizeof *f);
  must(ant_fe_load_create(fe, &load, &d), &d);
  must(ant_fe_load_test(load, test, axis, -0.01, &d), &d);
  must(ant_fe_solve(fe, load, &o, u, NULL, &d), &d);
  ant_fe_forces(fe, u, f);
  ant_fe_face_force(fe, f, (ant_fe_face)(2 * axis + 1), sum);
  free(u);
  free(f);
  ant_fe_load_destroy(&load);
  ant_fe_destroy(&fe);
  return sum[axis] / -0.01;
}

static ant_fe_tensor tensor(ant_volume *v, ant_fe_boundary boundary) {
  const ant_fe_material material = {.kind = ANT_FE_FIELD, .poisson = 0.3};
  const ant_fe_options o = {.tolerance = 1e-10};
  ant_fe_tensor t;
  ant_diag d;
  ant_fe *fe = NULL;
  must(ant_fe_create(v, &material, 0, &fe, &d), &d);
  must(ant_fe_homogenise(fe, boundary, &o, &t, &d), &d);
  ant_fe_destroy(&fe);
  return t;
}

/* Half of modulus 10, half of 1, normal to z: each constant from means of the layers (Postma). */
static void laminate(void) {
  double c11[2], c12[2], g[2], e[2] = {10, 1};
  const double nu = 0.3;
  ant_volume *v = box(16, 16, 16);
  for (int64_t i = 0; i < 4096; i++) ((float *)v->data)[i] = i / 256 < 8 ? 10 : 1;
  for (int i = 0; i < 2; i++) {
    g[i] = e[i] / (2 * (1 + nu));
    c11[i] = e[i] * (1 - nu) / ((1 + nu) * (1 - 2 * nu));
    c12[i] = e[i] * nu / ((1 + nu) * (1 - 2 * nu));
  }
  const double c33 = 2 / (1 / c11[0] + 1 / c11[1]);
  const double c13 = 0.5 * c33 * (c12[0] / c11[0] + c12[1] / c11[1]);
  double across = c13 * c13 / c33, x11 = across, x12 = across;
  for (int i = 0; i < 2; i++) {
    x11 += 0.5 * (c11[i] - c12[i] * c12[i] / c11[i]);
    x12 += 0.5 * (c12[i] - c12[i] * c12[i] / c11[i]);
  }
  const ant_fe_tensor t = tensor(v, ANT_FE_PERIODIC);
  line("laminate C11", x11, t.c[0][0], 1e-6);
  line("laminate C12", x12, t.c[0][1], 1e-6);
  line("laminate C13", c13, t.c[0][2], 1e-6);
  line("laminate C33", c33, t.c[2][2], 1e-6);
  line("laminate C44", 2 / (1 / g[0] + 1 / g[1]), t.c[3][3], 1e-6);
  line("laminate C66", 0.5 * (g[0] + g[1]), t.c[5][5], 1e-6);
  ant_volume_destroy(&v);
}

/* a random bone, as moduli */
static ant_volume *moduli(const ant_volume *mask, const int to[3]) {
  ant_volume *v = NULL;
  ant_diag d;
  int64_t n[3];
  for (int a = 0; a < 3; a++) n[to[a]] = mask->n[a];
  must(ant_volume_create(n, mask->spacing_mm, ANT_VOXEL_F32, &v, &d), &d);
  for (int64_t i = 0; i < ant_volume_count(mask); i++) {
    const int64_t p[3] = {i % mask->n[0], i / mask->n[0] % mask->n[1],
                          i / (mask->n[0] * mask->n[1])};
    int64_t q[3];
    for (int a = 0; a < 3; a++) q[to[a]] = p[a];
    ((float *)v->data)[ant_volume_index(v, q[0], q[1], q[2])] = ((uint8_t *)mask->data)[i];
  }
  return v;
}

static void bounds_and_turns(void) {
  const int same[3] = {0, 1, 2}, turn[3] = {1, 2, 0};
  ant_trabecular_options o;
  ant_volume *m = NULL, *v, *w;
  ant_diag d;
  ant_trabecular_defaults(&o);
  o.n[0] = o.n[1] = o.n[2] = 32;
  o.bv_tv = 0.3, o.thickness_mm = 0.1, o.periodic = true, o.stretch[2] = 1.5;
  must(ant_trabecular_make(&o, &m, &d), &d);
  v = moduli(m, same);
  w = moduli(m, turn);
  const ant_fe_tensor upper = tensor(v, ANT_FE_UNIFORM), mid = tensor(v, ANT_FE_PERIODIC);
  const ant_fe_tensor turned = tensor(w, ANT_FE_PERIODIC);
  line("uniform >= periodic strain, zz (1: it is)", 1, upper.c[2][2] >= mid.c[2][2], 0);
  line("turned mask: Ez becomes Ex", mid.e[2], turned.e[0], 1e-6);
  line("turned mask: Gxy becomes Gyz", mid.g[2], turned.g[0], 1e-6);
  double before = upper.c[2][2];
  must(ant_dilate(m, 0.021, 0, &d), &d);
  ant_volume *thicker = moduli(m, same);
  line("more bone is never softer (1: it is not)", 1,
       tensor(thicker, ANT_FE_UNIFORM).c[2][2] >= before, 0);
  ant_volume_destroy(&thicker);
  ant_volume_destroy(&v);
  ant_volume_destroy(&w);
  ant_volume_destroy(&m);
}

static void known_elasticity(void) {
  ant_volume *one = box(1, 1, 1), *bar = box(3, 4, 10);
  line("one element, free: E", 1, test_force(one, ANT_FE_FREE, 2), 1e-8);
  line("one element, confined: (1-nu)/((1+nu)(1-2nu))", 0.7 / (1.3 * 0.4),
       test_force(one, ANT_FE_CONFINED, 2), 1e-8);
  line("prism 3 x 4 x 10, free: E A", 12, test_force(bar, ANT_FE_FREE, 2), 1e-8);
  line("prism along x: E A", 40, test_force(bar, ANT_FE_FREE, 0), 1e-8);
  ant_volume_destroy(&one);
  ant_volume_destroy(&bar);
  laminate();
  bounds_and_turns();
}

/* 6. Registration -------------------------------------------------------- */

static void known_turn(void) {
  const double sigma[3] = {1, 1, 1}, t = 5 * pi / 180;
  const int64_t from[3] = {8, 8, 8}, to[3] = {92, 92, 92};
  ant_volume *m = bone(1, 4), *a = NULL, *whole = NULL, *b = NULL;
  ant_rigid known = {.rotation = {cos(t), -sin(t), 0, sin(t), cos(t), 0, 0, 0, 1},
                     .shift_mm = {0.05, -0.03, 0.02}};
  ant_registration r;
  ant_diag d;
  for (int i = 0; i < 3; i++) known.centre_mm[i] = 0.5 * 99 * m->spacing_mm[i];
  must(ant_gaussian(m, sigma, ANT_SCALE_STORED, 0, &a, &d), &d);
  must(ant_resample(a, a, &known, true, 0, 0, &whole, &d), &d);
  must(ant_crop(whole, from, to, &b, &d), &d);
  must(ant_register(a, b, NULL, &r, &d), &d);
  const ant_rigid back = ant_rigid_inverse(&known);
  line("registration: turn of 5 degrees", 5, r.turn_deg, 0.01);
  line("registration: shift x [mm]", back.shift_mm[0], r.shift_mm[0], 0.02);
  line("registration: shift y [mm]", back.shift_mm[1], r.shift_mm[1], 0.02);
  line("registration: shift z [mm]", back.shift_mm[2], r.shift_mm[2], 0.05);
  ant_volume_destroy(&m);
  ant_volume_destroy(&a);
  ant_volume_destroy(&whole);
  ant_volume_destroy(&b);
}

int main(void) {
  printf("%-52s %12s %12s %10s %8s\n", "", "expected", "got", "off", "within");
  known_thickness();
  known_surface();
  known_euler();
  known_elasticity();
  known_turn();
  printf("%d known answers, %d wrong\n", lines, failed);
  return failed > 0;
}
