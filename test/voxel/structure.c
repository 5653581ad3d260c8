/* Surface, plates and rods, fabric, Euler numbers: known answers, turned masks, brute force. */
#include "test.h"

#include <float.h>

#include "antaeus/voxel_structure.h"
#include "brute.h"
#include "voxel/symmetric.h"

static const double pi = 3.14159265358979323846;

static ant_volume *make(ant_shape kind, int64_t n, double size, double width, const double *axis) {
  ant_shape_options o = {
      .shape = kind, .n = {n, n, n}, .spacing_mm = 0.1, .size_mm = size, .width_mm = width};
  ant_volume *m = NULL;
  if (axis) memcpy(o.axis, axis, sizeof o.axis);
  if (ant_shape_make(&o, &m, NULL) != ANT_OK) abort();
  return m;
}

static ant_surface surface_of(ant_volume *m) {
  ant_surface s = {.area_mm2 = NAN};
  ant_diag d = {.text = ""};
  CHECK(ant_surface_measure(m, NULL, 2, &s, &d) == ANT_OK);
  if (d.text[0]) printf("# %s\n", d.text);
  ant_volume_destroy(&m);
  return s;
}

static int64_t euler_of(ant_volume *m) {
  ant_euler e = {.euler = 99};
  CHECK(ant_euler_measure(m, NULL, 2, &e, NULL) == ANT_OK);
  ant_volume_destroy(&m);
  return e.euler;
}

/* 1. Surface ------------------------------------------------------------- */

/* A ball that lies anywhere on the grid. */
static ant_surface ball_at(double radius, const double off[3]) {
  const int64_t side = 2 * (int64_t)ceil(radius) + 8, n[3] = {side, side, side};
  const double mm[3] = {1, 1, 1};
  ant_volume *m = NULL;
  if (ant_volume_create(n, mm, ANT_VOXEL_U8, &m, NULL) != ANT_OK) abort();
  for (int64_t i = 0; i < ant_volume_count(m); i++) {
    const int64_t p[3] = {i % side, i / side % side, i / (side * side)};
    double square = 0;
    for (int a = 0; a < 3; a++) {
      square += pow((double)p[a] - 0.5 * (double)(side - 1) - off[a], 2);
    }
    ((uint8_t *)m->data)[i] = square < radius * radius;
  }
  return surface_of(m);
}

/* The error falls with the radius: 3 % at 3 voxels, 0.1 % at 30. */
static void balls(void) {
  static const struct {
    double radius, area, smi;
  } known[] = {
      {3, 0.03, 0.2}, {4, 0.02, 0.15}, {6, 0.01, 0.08}, {12, 0.004, 0.04}, {30, 0.001, 0.02}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    double area = 0, smi = 0;
    for (uint64_t k = 0; k < 4; k++) {
      double off[3];
      for (uint64_t a = 0; a < 3; a++) off[a] = ant_random_uniform(5, i, 3 * k + a) - 0.5;
      const ant_surface s = ball_at(known[i].radius, off);
      area += 0.25 * s.area_mm2 / (4 * pi * known[i].radius * known[i].radius);
      smi += 0.25 * s.smi;
      CHECK(s.da < 1 + 0.5 / known[i].radius);
    }
    NEAR(area, 1, known[i].area);
    NEAR(smi, 4, known[i].smi);
  }
}

static void rods(void) {
  const double along[3] = {0, 0, 1}, oblique[3] = {1, 2, 0};
  for (double d = 1.2; d < 3.5; d += 0.55) {
    ant_surface s = surface_of(make(ANT_SHAPE_ROD, 50, d, 0, along));
    NEAR(s.area_mm2 / (pi * d * 5), 1, 0.025);
    NEAR(s.growth_mm / (2 * pi * 5), 1, 0.005);
    NEAR(s.smi, 3, 0.16);
    NEAR(s.axis[0][2], 1, 1e-6); /* intercepts are longest along the rod */
    CHECK(s.da > 20);
    if (d > 2) continue; /* it would leave through an edge */
    s = surface_of(make(ANT_SHAPE_ROD, 50, d, 0, oblique));
    NEAR(s.area_mm2 / (pi * d * 5 * sqrt(1.25)), 1, 0.02);
    NEAR(s.growth_mm / (2 * pi * 5 * sqrt(1.25)), 1, 0.01);
    NEAR(s.smi, 3, 0.1);
    NEAR(s.axis[0][1] / s.axis[0][0], 2, 0.15);
  }
}

static void plates(void) {
  const double oblique[3] = {0, 1, 2.5};
  for (int w = 1; w < 9; w += 3) {
    ant_surface s = surface_of(make(ANT_SHAPE_PLATE, 49 + (w + 1) % 2, 0.1 * w - 0.01, 0, NULL));
    const double side = 4.9 + 0.1 * ((w + 1) % 2);
    NEAR(s.area_mm2, 2 * side * side, 1e-6);
    NEAR(s.smi, 0, 1e-6);
    CHECK(isinf(s.da) && isnan(s.tensor[0]));
    NEAR(s.axis[2][2], 1, 1e-9); /* and shortest along the normal */
    s = surface_of(make(ANT_SHAPE_PLATE, 50, 0.1 * w + 0.07, 0, oblique));
    NEAR(s.area_mm2 / (50 * sqrt(1 + 1 / 6.25)), 1, 0.01);
    NEAR(s.smi, 0, 0.03);
    NEAR(s.axis[2][1] / s.axis[2][2], 0.4, 0.035); /* mirrored at the volume's faces */
  }
}

/* The part of the plane n . p = at that lies in a box from -half to half, by a fine grid. */
static double plane_area(const double n[3], double at, double half) {
  enum { FINE = 300 };
  int main_axis = 0, inside = 0;
  for (int a = 1; a < 3; a++) main_axis = fabs(n[a]) > fabs(n[main_axis]) ? a : main_axis;
  const int b = (main_axis + 1) % 3, c = (main_axis + 2) % 3;
  const double step = 2 * half / FINE;
  for (int i = 0; i < FINE * FINE; i++) {
    const double pb = step * (i % FINE + 0.5) - half, pc = step * (i / FINE + 0.5) - half;
    inside += fabs(at - n[b] * pb - n[c] * pc) < half * fabs(n[main_axis]);
  }
  return inside * step * step / fabs(n[main_axis]);
}

/* However a plate lies, its area is right within 1.5 %; 13 directions alone are 7 % off for one
 * along the grid. */
static void tilted_plates(void) {
  for (uint64_t k = 0; k < 12; k++) {
    double n[3], length = 0, want = 0;
    for (uint64_t a = 0; a < 3; a++) n[a] = ant_random_uniform(9, k, a) - 0.5;
    for (int a = 0; a < 3; a++) length += n[a] * n[a];
    for (int a = 0; a < 3; a++) n[a] /= sqrt(length);
    const double width = 0.2 + 0.05 * (double)(k % 4);
    for (int side = -1; side <= 1; side += 2) want += plane_area(n, 0.5 * width * side, 2.5);
    const ant_surface s = surface_of(make(ANT_SHAPE_PLATE, 50, width, 0, n));
    NEAR(s.area_mm2 / want, 1, 0.015);
    NEAR(s.smi, 0, 0.12);
    NEAR(fabs(s.axis[2][0] * n[0] + s.axis[2][1] * n[1] + s.axis[2][2] * n[2]), 1, 2e-3);
  }
}

static void rings_shells_cubes(void) {
  ant_surface s = surface_of(make(ANT_SHAPE_TORUS, 50, 1, 3, NULL));
  NEAR(s.area_mm2 / (pi * pi * 3), 1, 0.02);
  NEAR(s.smi, 3, 0.1);
  s = surface_of(make(ANT_SHAPE_SHELL, 50, 4, 0.6, NULL));
  NEAR(s.area_mm2 / (pi * (16 + 2.8 * 2.8)), 1, 0.02);
  s = surface_of(make(ANT_SHAPE_CUBE, 60, 5, 0, NULL)); /* edges are rounded */
  NEAR(s.area_mm2 / 150, 1, 0.03);
}

/* A mask with labels is the mask of its bone; nothing but bone has no surface. */
static void labels_and_nothing(void) {
  ant_volume *m = make(ANT_SHAPE_BALL, 40, 2.5, 0, NULL);
  ant_surface a, b;
  CHECK(ant_surface_measure(m, NULL, 1, &a, NULL) == ANT_OK);
  for (int64_t i = 0; i < ant_volume_count(m); i++) {
    uint8_t *v = (uint8_t *)m->data + i;
    if (*v) *v = i % 40 < 20 ? 100 : 127;
  }
  CHECK(ant_surface_measure(m, NULL, 2, &b, NULL) == ANT_OK);
  CHECK(memcmp(&a, &b, sizeof a) == 0);
  memset(m->data, 1, ant_volume_bytes(m));
  CHECK(ant_surface_measure(m, NULL, 1, &a, NULL) == ANT_EINPUT);
  ant_volume_destroy(&m);
}

/* 2. Fabric -------------------------------------------------------------- */

static ant_volume *bone(const double stretch[3], int64_t n, uint64_t seed) {
  ant_trabecular_options o;
  ant_volume *m = NULL;
  ant_trabecular_defaults(&o);
  o.n[0] = o.n[1] = o.n[2] = n;
  o.n_wave = 80, o.seed = seed, o.thickness_mm = 0.1, o.bv_tv = 0.3;
  memcpy(o.stretch, stretch, sizeof o.stretch);
  ant_diag d;
  if (ant_trabecular_make(&o, &m, &d) != ANT_OK) fprintf(stderr, "%s\n", d.text), abort();
  return m;
}

/* Bone that is stretched by a factor has intercepts longer by that factor: the surface's shadow in
 * direction d is that of the isotropic bone in direction A^-1 d. */
static void fabric_of_stretched_bone(void) {
  static const double factor[] = {1, 1.5, 2.2};
  for (int i = 0; i < 3; i++) {
    const double along[3] = {1, 1, factor[i]};
    const ant_surface s = surface_of(bone(along, 72, 3));
    NEAR(s.da / factor[i], 1, 0.08);
    NEAR(s.tensor[0] + s.tensor[1] + s.tensor[2], 3, 1e-9);
    if (i > 0) NEAR(s.axis[0][2], 1, 0.005); /* 6 degrees */
  }
}

/* Turned by 30 degrees, its axis turns along. */
static void fabric_turns_along(void) {
  const double along[3] = {1, 1, 1.8}, sigma[3] = {0.7, 0.7, 0.7}, t = acos(-1) / 6;
  const int64_t from[3] = {14, 14, 14}, to[3] = {66, 66, 66};
  const ant_threshold_options half = {.lower = 0.5, .upper = 0.5};
  ant_rigid turn = {.rotation = {1, 0, 0, 0, cos(t), -sin(t), 0, sin(t), cos(t)}};
  ant_volume *m = bone(along, 80, 3), *grey = NULL, *turned = NULL;
  for (int a = 0; a < 3; a++) turn.centre_mm[a] = 0.5 * 79 * m->spacing_mm[a];
  if (ant_gaussian(m, sigma, ANT_SCALE_STORED, 2, &grey, NULL) != ANT_OK) abort();
  if (ant_resample(grey, grey, &turn, true, 0, 2, &turned, NULL) != ANT_OK) abort();
  ant_surface s[2];
  for (int k = 0; k < 2; k++) {
    ant_volume *part = NULL, *mask = NULL;
    if (ant_crop(k ? turned : grey, from, to, &part, NULL) != ANT_OK) abort();
    if (ant_threshold(part, &half, &mask, NULL, NULL) != ANT_OK) abort();
    s[k] = surface_of(mask);
    ant_volume_destroy(&part);
  }
  double same = 0; /* the turned volume has at p what was at turn(p): its axis is turned back */
  for (int a = 0; a < 3; a++) {
    for (int k = 0; k < 3; k++)
      same += turn.rotation[3 * k + a] * s[0].axis[0][k] * s[1].axis[0][a];
  }
  NEAR(fabs(same), 1, 0.002); /* 3.6 degrees */
  NEAR(s[1].da / s[0].da, 1, 0.1);
  ant_volume_destroy(&m);
  ant_volume_destroy(&grey);
  ant_volume_destroy(&turned);
}

/* A coarse grid knows the surface that a grid three times finer sees of the same bone: lines miss a
 * tenth where struts are two voxels thick (faces and smoothed normals alone a fifth). */
static void coarse_grid_fine_grid(void) {
  static const double error[2] = {0.1, 0.025};
  for (int i = 0; i < 6; i += 2) {
    const double voxels = i < 3 ? 2 : 4;
    ant_surface s[2];
    for (int fine = 0; fine < 2; fine++) {
      ant_trabecular_options o;
      ant_volume *m = NULL;
      ant_trabecular_defaults(&o);
      o.kind = (ant_trabecular_kind)(i % 3), o.n_wave = 30, o.seed = 3, o.connectivity = 0;
      o.bv_tv = i % 3 == 0 ? 0.25 : 0.15, o.thickness_mm = 0.1;
      o.n[0] = o.n[1] = o.n[2] = fine ? 72 : 24;
      o.spacing_mm = 0.1 / voxels / (fine ? 3 : 1);
      if (ant_trabecular_make(&o, &m, NULL) != ANT_OK) abort();
      s[fine] = surface_of(m);
    }
    NEAR(s[0].area_mm2 / s[1].area_mm2, 1, error[i / 3]);
    if (i >= 3) NEAR(s[0].smi, s[1].smi, 0.2);
  }
}

/* MASK with its axes in the order TO and the axes in FLIP (bits) reversed. */
static ant_volume *turned(const ant_volume *m, const int to[3], int flip) {
  int64_t n[3];
  ant_volume *out = NULL;
  for (int a = 0; a < 3; a++) n[to[a]] = m->n[a];
  if (ant_volume_create(n, m->spacing_mm, ANT_VOXEL_U8, &out, NULL) != ANT_OK) abort();
  for (int64_t i = 0; i < ant_volume_count(m); i++) {
    const int64_t p[3] = {i % m->n[0], i / m->n[0] % m->n[1], i / (m->n[0] * m->n[1])};
    int64_t q[3];
    for (int a = 0; a < 3; a++) q[to[a]] = flip >> a & 1 ? m->n[a] - 1 - p[a] : p[a];
    ((uint8_t *)out->data)[ant_volume_index(out, q[0], q[1], q[2])] = ((uint8_t *)m->data)[i];
  }
  return out;
}

static void turned_masks_agree(void) {
  const double stretch[3] = {1, 1.6, 1.2};
  const int order[3][3] = {{1, 2, 0}, {1, 0, 2}, {0, 1, 2}};
  ant_volume *m = bone(stretch, 48, 5);
  ant_surface a, b;
  ant_euler e, f;
  CHECK(ant_surface_measure(m, NULL, 1, &a, NULL) == ANT_OK);
  CHECK(ant_euler_measure(m, NULL, 1, &e, NULL) == ANT_OK);
  for (int k = 0; k < 3; k++) {
    ant_volume *t = turned(m, order[k], 3 + k);
    CHECK(ant_surface_measure(t, NULL, 2, &b, NULL) == ANT_OK);
    CHECK(ant_euler_measure(t, NULL, 2, &f, NULL) == ANT_OK);
    NEAR(b.area_mm2, a.area_mm2, 1e-9);
    NEAR(b.smi, a.smi, 1e-9);
    NEAR(b.da, a.da, 1e-9);
    for (int i = 0; i < 3; i++) {
      for (int c = 0; c < 3; c++) {
        NEAR(fabs(b.axis[i][order[k][c]]), fabs(a.axis[i][c]), 1e-6);
      }
    }
    CHECK(memcmp(&e, &f, sizeof e) == 0);
    ant_volume_destroy(&t);
  }
  ant_volume_destroy(&m);
}

static void any_threads(void) {
  const double even[3] = {1, 1, 1};
  ant_volume *m = bone(even, 44, 9);
  ant_surface a, b;
  CHECK(ant_surface_measure(m, NULL, 1, &a, NULL) == ANT_OK);
  CHECK(ant_surface_measure(m, NULL, 3, &b, NULL) == ANT_OK);
  CHECK(memcmp(&a, &b, sizeof a) == 0);
  ant_volume_destroy(&m);
}

/* A region counts what is inside it: the area of half a ball is half of it. */
static void regions(void) {
  ant_volume *m = make(ANT_SHAPE_BALL, 50, 3, 0, NULL), *r = NULL;
  ant_surface all, half;
  ant_euler e;
  CHECK(ant_volume_create_like(m, ANT_VOXEL_U8, &r, NULL) == ANT_OK);
  memset(r->data, 1, ant_volume_bytes(r) / 2); /* cut between slices 24 and 25 */
  CHECK(ant_surface_measure(m, NULL, 1, &all, NULL) == ANT_OK);
  CHECK(ant_surface_measure(m, r, 1, &half, NULL) == ANT_OK);
  NEAR(half.area_mm2 / all.area_mm2, 0.5, 1e-3);
  NEAR(half.smi, all.smi, 0.1); /* what the cut leaves of curvature is known less well */
  CHECK(ant_euler_measure(m, r, 1, &e, NULL) == ANT_OK && e.euler == 1 && e.parts == 1);
  ant_volume_destroy(&m);
  ant_volume_destroy(&r);
}

static void axes_of_a_matrix(void) {
  double a[3][3] = {{2, 1, 0}, {1, 2, 0}, {0, 0, -5}}, value[3], axis[3][3];
  ant_symmetric_eigen(a, value, axis);
  NEAR(value[0], -5, 1e-14);
  NEAR(value[1], 1, 1e-14);
  NEAR(value[2], 3, 1e-14);
  NEAR(axis[0][2], 1, 1e-14);
  NEAR(axis[2][0], sqrt(0.5), 1e-14);
  NEAR(axis[2][1], sqrt(0.5), 1e-14);
}

/* At SIZE voxels and turned at random by SEED: a plate, a rod, or both side by side; *OUT_RODS is
 * the share of the rod's voxels in the middle of the volume, which is OUT_REGION. */
static ant_volume *plate_and_rod(bool plate, bool rod, double size, uint64_t seed,
                                 ant_volume **out_region, double *out_rods) {
  enum { SIDE = 36, RIM = 5 };
  const int64_t n[3] = {SIDE, SIDE, SIDE};
  double axis[2][3], dot = 0, length[2] = {0, 0}, rods = 0, all = 0;
  ant_volume *m = random_mask(n, 0, 1, 1);
  *out_region = shape(ANT_SHAPE_CUBE, SIDE, SIDE - 2 * RIM, 0, NULL);
  for (uint64_t i = 0; i < 6; i++) axis[i / 3][i % 3] = ant_random_uniform(seed, 0, i) - 0.5;
  for (int a = 0; a < 3; a++) length[0] += axis[0][a] * axis[0][a];
  for (int a = 0; a < 3; a++) axis[0][a] /= sqrt(length[0]);
  for (int a = 0; a < 3; a++) dot += axis[0][a] * axis[1][a];
  for (int a = 0; a < 3; a++) axis[1][a] -= dot * axis[0][a];
  for (int a = 0; a < 3; a++) length[1] += axis[1][a] * axis[1][a];
  for (int a = 0; a < 3; a++) axis[1][a] /= sqrt(length[1]);
  const double apart = plate && rod ? 7 : 0;
  for (int64_t i = 0; i < ant_volume_count(m); i++) {
    double x = 0.3, y = 0.2;
    for (int a = 0; a < 3; a++) {
      const int64_t step = a == 0 ? 1 : a == 1 ? SIDE : SIDE * SIDE;
      const double p = (double)(i / step % SIDE) - 0.5 * (SIDE - 1);
      x += axis[0][a] * p, y += axis[1][a] * p;
    }
    const bool in_plate = plate && fabs(x + apart) < 0.5 * size;
    const bool in_rod = rod && hypot(x - apart, y) < 0.5 * size;
    ((uint8_t *)m->data)[i] = in_plate || in_rod;
    if (!((uint8_t *)(*out_region)->data)[i]) continue;
    rods += in_rod, all += in_rod || in_plate;
  }
  *out_rods = rods / all;
  return m;
}

/* Plates are plates and rods are rods, thin or thick, however they lie, alone or together. */
static void plates_and_rods(void) {
  for (uint64_t i = 0; i < 12; i++) {
    ant_volume *region = NULL;
    double rods = 0;
    const int what = (int)(i % 3); /* a plate, a rod, both */
    ant_volume *m = plate_and_rod(what != 1, what != 0, 2 + 0.3 * (double)i, i + 1, &region, &rods);
    ant_plates p = {NAN, NAN, NAN};
    CHECK(ant_plates_measure(m, region, 2, &p, NULL) == ANT_OK);
    NEAR(p.rod_share, rods, 0.01);
    NEAR(p.plate_share, 1 - rods, 0.01);
    if (what == 0) CHECK(p.mean_factor < -0.45);
    if (what == 1) CHECK(p.mean_factor > 0.45);
    ant_volume_destroy(&m);
    ant_volume_destroy(&region);
  }
  ant_volume *ball = make(ANT_SHAPE_BALL, 32, 1.6, 0, NULL);
  ant_plates p = {NAN, NAN, NAN};
  CHECK(ant_plates_measure(ball, NULL, 2, &p, NULL) == ANT_OK);
  CHECK(p.plate_share < 0.01 && p.rod_share < 0.01);
  ant_volume_destroy(&ball);
}

/* 3. Connections --------------------------------------------------------- */

static void known_euler_numbers(void) {
  CHECK(euler_of(make(ANT_SHAPE_BALL, 30, 2, 0, NULL)) == 1);
  CHECK(euler_of(make(ANT_SHAPE_TORUS, 40, 0.6, 2.4, NULL)) == 0);
  CHECK(euler_of(make(ANT_SHAPE_SHELL, 30, 2.4, 0.4, NULL)) == 2);
  CHECK(euler_of(make(ANT_SHAPE_FRAME, 30, 2.4, 0.3, NULL)) == -4);
  CHECK(euler_of(make(ANT_SHAPE_CROSS, 30, 0.5, 0, NULL)) == 1);
}

/* A ring with two bars across: four loops. */
static void crossed_circle(void) {
  ant_volume *m = make(ANT_SHAPE_TORUS, 41, 0.5, 3, NULL);
  for (int64_t i = 5; i < 36; i++) {
    ((uint8_t *)m->data)[ant_volume_index(m, i, 20, 20)] = 1;
    ((uint8_t *)m->data)[ant_volume_index(m, 20, i, 20)] = 1;
  }
  ant_euler e;
  CHECK(ant_euler_measure(m, NULL, 1, &e, NULL) == ANT_OK);
  CHECK(e.euler == -3 && e.parts == 1 && e.loops == 4 && e.cavities == 0);
  NEAR(e.connectivity, 4, 0);
  NEAR(e.density_mm3, 4 / (4.1 * 4.1 * 4.1), 1e-12);
  ant_volume_destroy(&m);
}

/* Voxels that touch at an edge or a corner are one; a hole that opens at a corner is shut. */
static void twenty_six_neighbours(void) {
  ant_volume *m = make(ANT_SHAPE_CUBE, 8, 0.01, 0, NULL);
  ant_euler e;
  uint8_t *v = m->data;
  v[ant_volume_index(m, 3, 3, 3)] = v[ant_volume_index(m, 4, 4, 4)] = 1;
  v[ant_volume_index(m, 5, 5, 4)] = 1;
  CHECK(ant_euler_measure(m, NULL, 1, &e, NULL) == ANT_OK);
  CHECK(e.euler == 1 && e.parts == 1 && e.loops == 0);
  memset(v, 0, ant_volume_bytes(m));
  for (int64_t i = 0; i < 27; i++) v[ant_volume_index(m, 2 + i % 3, 2 + i / 3 % 3, 2 + i / 9)] = 1;
  v[ant_volume_index(m, 3, 3, 3)] = v[ant_volume_index(m, 2, 2, 3)] = 0;
  CHECK(ant_euler_measure(m, NULL, 1, &e, NULL) == ANT_OK);
  CHECK(e.euler == 2 && e.cavities == 1 && e.loops == 0);
  ant_volume_destroy(&m);
}

/* Two pieces that share a layer of voxels, less that layer, are the whole. */
static void pieces_add_up(void) {
  const int64_t n[3] = {14, 11, 17};
  for (uint64_t seed = 1; seed < 5; seed++) {
    ant_volume *m = random_mask(n, 0.4, 1 + (int)seed % 2, seed);
    for (int64_t cut = 3; cut < 14; cut += 5) {
      int64_t sum = 0;
      for (int piece = 0; piece < 3; piece++) { /* below, above, the layer */
        const int64_t from[3] = {0, 0, piece == 0 ? 0 : cut};
        const int64_t to[3] = {n[0], n[1], piece == 1 ? n[2] : cut + 1};
        ant_volume *p = NULL;
        CHECK(ant_crop(m, from, to, &p, NULL) == ANT_OK);
        sum += (piece == 2 ? -1 : 1) * euler_of(p);
      }
      ant_euler e;
      CHECK(ant_euler_measure(m, NULL, 1, &e, NULL) == ANT_OK);
      CHECK(e.euler == sum);
    }
    ant_volume_destroy(&m);
  }
}

/* A lattice of rods that goes on beyond: two loops a cell, whatever is cut. */
static void lattice_beyond_the_faces(void) {
  ant_volume *m = make(ANT_SHAPE_CUBE, 40, 0.01, 0, NULL);
  ant_euler e;
  for (int64_t i = 0; i < ant_volume_count(m); i++) {
    const int64_t p[3] = {i % 40 % 10, i / 40 % 40 % 10, i / 1600 % 10};
    int thick = 0;
    for (int a = 0; a < 3; a++) thick += p[a] >= 3 && p[a] < 7;
    ((uint8_t *)m->data)[i] = thick >= 2;
  }
  CHECK(ant_euler_measure(m, NULL, 2, &e, NULL) == ANT_OK);
  NEAR(e.shared, -2 * 64, 0);
  ant_volume_destroy(&m);
}

int main(void) {
  RUN(balls);
  RUN(rods);
  RUN(plates);
  RUN(tilted_plates);
  RUN(rings_shells_cubes);
  RUN(labels_and_nothing);
  RUN(fabric_of_stretched_bone);
  RUN(fabric_turns_along);
  RUN(coarse_grid_fine_grid);
  RUN(turned_masks_agree);
  RUN(any_threads);
  RUN(regions);
  RUN(axes_of_a_matrix);
  RUN(plates_and_rods);
  RUN(known_euler_numbers);
  RUN(crossed_circle);
  RUN(twenty_six_neighbours);
  RUN(pieces_add_up);
  RUN(lattice_beyond_the_faces);
  return test_done();
}
