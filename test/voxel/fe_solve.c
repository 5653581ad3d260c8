/* fe_solve.c - solved bone against answers known in closed form, symmetry and refusals. */
#include "test.h"
#include "shapes.h"

static const ant_fe_material bone = {ANT_FE_CONSTANT, 1, NULL, 0.3};

typedef struct solved {
  ant_fe *fe;
  double *u;
  ant_fe_report report;
  double force[6][3]; /* on each face */
} solved;

static void measure(solved *s) {
  double *f = calloc(3 * ant_fe_stride(s->fe), sizeof *f);
  ant_fe_forces(s->fe, s->u, f);
  for (int i = 0; i < 6; i++) ant_fe_face_force(s->fe, f, (ant_fe_face)i, s->force[i]);
  free(f);
}

static solved solve_load(const ant_volume *v, const ant_fe_material *material, int threads,
                         void (*load)(ant_fe_load *l), double tolerance, bool jacobi) {
  solved s = {0};
  ant_fe_load *l = NULL;
  ant_diag d = {0};
  const ant_fe_options o = {.tolerance = tolerance, .jacobi = jacobi};
  CHECK(ant_fe_create(v, material, threads, &s.fe, &d) == ANT_OK);
  CHECK(ant_fe_load_create(s.fe, &l, NULL) == ANT_OK);
  load(l);
  s.u = calloc(3 * ant_fe_stride(s.fe), sizeof *s.u);
  if (ant_fe_solve(s.fe, l, &o, s.u, &s.report, &d) != ANT_OK) {
    printf("# %s\n", d.text);
    CHECK(!"solved");
  }
  measure(&s);
  ant_fe_load_destroy(&l);
  return s;
}

static void solved_clear(solved *s) {
  ant_fe_destroy(&s->fe);
  free(s->u);
}

static void press_free(ant_fe_load *l) {
  CHECK(ant_fe_load_test(l, ANT_FE_FREE, 2, -0.01, NULL) == ANT_OK);
}
static void press_confined(ant_fe_load *l) {
  CHECK(ant_fe_load_test(l, ANT_FE_CONFINED, 2, -0.01, NULL) == ANT_OK);
}
static void press_platen(ant_fe_load *l) {
  CHECK(ant_fe_load_test(l, ANT_FE_PLATEN, 2, -0.01, NULL) == ANT_OK);
}
static void press_platen_x(ant_fe_load *l) {
  CHECK(ant_fe_load_test(l, ANT_FE_PLATEN, 0, -0.01, NULL) == ANT_OK);
}
static void hold_affine(ant_fe_load *l) {
  const double u[3][4] = {
      {0.1, 1e-3, 2e-3, -3e-3}, {0, 4e-3, -5e-3, 6e-3}, {0.2, 7e-3, 8e-3, -9e-3}};
  for (int face = 0; face < 6; face++) {
    for (int c = 0; c < 3; c++) {
      CHECK(ant_fe_load_hold_face(l, (ant_fe_face)face, c, u[c], NULL) == ANT_OK);
    }
  }
}

static void one_voxel_is_a_brick(void) {
  ant_volume *v = shapes_solid(1, 1, 1, 2);
  solved a = solve_load(v, &bone, 1, press_free, 1e-10, false);
  solved b = solve_load(v, &bone, 1, press_confined, 1e-10, false);
  /* stiffness E h, and (1 - nu) / ((1 + nu)(1 - 2 nu)) E h; pressed by 0.01 h */
  NEAR(a.force[ANT_FE_Z1][2], -0.02 * 2, 1e-9);
  NEAR(b.force[ANT_FE_Z1][2], -0.02 * 2 * 1.3461538461538463, 1e-9);
  NEAR(a.report.energy_nmm, 0.5 * 0.02 * 0.04, 1e-9);
  solved_clear(&a);
  solved_clear(&b);
  ant_volume_destroy(&v);
}

static void patch_test_is_exact(void) {
  for (int k = 0; k < 3; k++) {
    ant_volume *v = shapes_solid(17, 9, 21, 1);
    const ant_fe_material m = {ANT_FE_CONSTANT, 3, NULL, 0.1 + 0.19 * k};
    v->spacing_mm[0] = 0.8;
    v->spacing_mm[2] = 1.3;
    solved s = solve_load(v, &m, 2, hold_affine, 1e-11, false);
    const size_t n = ant_fe_elements(s.fe);
    const double want[6] = {1e-3, -5e-3, -9e-3, 14e-3, 4e-3, 6e-3};
    float *e = malloc(6 * n * sizeof *e);
    ant_fe_element_field(s.fe, s.u, ANT_FE_STRAIN, e);
    double worst = 0;
    for (size_t i = 0; i < 6 * n; i++) worst = fmax(worst, fabs((double)e[i] - want[i / n]));
    NEAR(worst, 0, 1e-9);
    free(e);
    solved_clear(&s);
    ant_volume_destroy(&v);
  }
}

/* a column of voxels between sliding ends is a bar: E A / L, whatever its cross-section */
static void column_is_a_bar(void) {
  ant_volume *v = shapes_volume(20, 20, 40, 0.5);
  shapes_box(v, (int[3]){5, 5, 0}, (int[3]){12, 9, 40}, 1);
  shapes_box(v, (int[3]){9, 5, 0}, (int[3]){12, 15, 40}, 1);
  const double area = (7 * 4 + 3 * 6) * 0.25;
  solved s = solve_load(v, &bone, 2, press_free, 1e-9, false);
  NEAR(s.force[ANT_FE_Z1][2], -0.01 * area, 1e-8);
  NEAR(s.force[ANT_FE_Z0][2], 0.01 * area, 1e-8);
  float *mises = malloc(ant_fe_elements(s.fe) * sizeof *mises);
  ant_fe_element_field(s.fe, s.u, ANT_FE_VON_MISES, mises);
  for (size_t i = 0; i < ant_fe_elements(s.fe); i++) NEAR((double)mises[i], 0.01, 1e-6);
  free(mises);
  solved_clear(&s);
  ant_volume_destroy(&v);
}

static ant_volume *turned(const ant_volume *v, bool mirror, bool swap) {
  ant_volume *out = shapes_volume((int)v->n[0], (int)v->n[1], (int)v->n[2], 1);
  const int n = (int)v->n[0];
  for (int z = 0; z < n; z++) {
    for (int y = 0; y < n; y++) {
      for (int x = 0; x < n; x++) {
        const int p[3] = {swap ? z : (mirror ? n - 1 - x : x), y, swap ? x : z};
        *shapes_at(out, p[0], p[1], p[2]) =
            ((const uint8_t *)v->data)[ant_volume_index(v, x, y, z)];
      }
    }
  }
  return out;
}

static void mirrored_and_turned_bone_is_as_stiff(void) {
  ant_volume *v = shapes_lattice(32, 8, 3, 0.4, 11);
  ant_volume *m = turned(v, true, false), *t = turned(v, false, true);
  solved a = solve_load(v, &bone, 2, press_platen, 1e-9, false);
  solved b = solve_load(m, &bone, 2, press_platen, 1e-9, false);
  solved c = solve_load(t, &bone, 2, press_platen_x, 1e-9, false);
  NEAR(b.force[ANT_FE_Z1][2] / a.force[ANT_FE_Z1][2], 1, 1e-7);
  NEAR(c.force[ANT_FE_X1][0] / a.force[ANT_FE_Z1][2], 1, 1e-7);
  NEAR(b.force[ANT_FE_Z0][0], -a.force[ANT_FE_Z0][0], 1e-7 * fabs(a.force[ANT_FE_Z1][2]));
  /* what pushes at one end is felt at the other */
  NEAR(a.force[ANT_FE_Z0][2] / a.force[ANT_FE_Z1][2], -1, 1e-6);
  solved_clear(&a);
  solved_clear(&b);
  solved_clear(&c);
  ant_volume_destroy(&v);
  ant_volume_destroy(&m);
  ant_volume_destroy(&t);
}

static void more_bone_is_never_softer(void) {
  ant_volume *v = shapes_lattice(24, 8, 2, 0.5, 5);
  double before = 0;
  uint64_t seed = 9;
  for (int round = 0; round < 4; round++) {
    solved s = solve_load(v, &bone, 2, press_platen, 1e-8, false);
    CHECK(-s.force[ANT_FE_Z1][2] >= before * (1 - 1e-6));
    before = -s.force[ANT_FE_Z1][2];
    solved_clear(&s);
    for (int i = 0; i < 3; i++) { /* whole plates, so that nothing floats */
      int x = (int)(24 * shapes_random(&seed));
      shapes_box(v, (int[3]){x, 0, 0}, (int[3]){x + 1, 24, 24}, 1);
    }
  }
  ant_volume_destroy(&v);
}

static void hierarchy_and_diagonal_agree_and_threads_do_not_matter(void) {
  ant_volume *v = shapes_lattice(40, 10, 2, 0.3, 21);
  solved a = solve_load(v, &bone, 1, press_platen, 1e-8, false);
  solved b = solve_load(v, &bone, 3, press_platen, 1e-8, false);
  solved c = solve_load(v, &bone, 2, press_platen, 1e-8, true);
  CHECK(memcmp(a.u, b.u, 3 * ant_fe_stride(a.fe) * sizeof *a.u) == 0);
  NEAR(c.force[ANT_FE_Z1][2] / a.force[ANT_FE_Z1][2], 1, 1e-6);
  printf("# thin lattice: %d iterations, %d with the diagonal\n", a.report.iterations,
         c.report.iterations);
  CHECK(a.report.iterations < 30);
  CHECK(c.report.iterations > 10 * a.report.iterations);
  solved_clear(&a);
  solved_clear(&b);
  solved_clear(&c);
  ant_volume_destroy(&v);
}

static void warm_start_keeps_the_answer(void) {
  ant_volume *v = shapes_lattice(24, 8, 3, 0.2, 2);
  solved s = solve_load(v, &bone, 2, press_platen, 1e-8, false);
  const double cold = s.force[ANT_FE_Z1][2];
  const int iterations = s.report.iterations;
  ant_fe_load *l = NULL;
  CHECK(ant_fe_load_create(s.fe, &l, NULL) == ANT_OK);
  press_platen(l);
  const ant_fe_options o = {.tolerance = 1e-8};
  CHECK(ant_fe_solve(s.fe, l, &o, s.u, &s.report, NULL) == ANT_OK);
  CHECK(s.report.iterations <= 1);
  for (size_t i = 0; i < 3 * ant_fe_stride(s.fe); i++) s.u[i] *= 1.05;
  CHECK(ant_fe_solve(s.fe, l, &o, s.u, &s.report, NULL) == ANT_OK);
  CHECK(s.report.iterations < iterations);
  measure(&s);
  NEAR(s.force[ANT_FE_Z1][2] / cold, 1, 1e-6);
  ant_fe_load_destroy(&l);
  solved_clear(&s);
  ant_volume_destroy(&v);
}

static void pushed_faces_carry_what_is_pushed(void) {
  ant_volume *v = shapes_lattice(16, 8, 4, 0, 1);
  ant_fe *fe = NULL;
  ant_fe_load *l = NULL;
  const double zero[4] = {0};
  CHECK(ant_fe_create(v, &bone, 1, &fe, NULL) == ANT_OK);
  CHECK(ant_fe_load_create(fe, &l, NULL) == ANT_OK);
  for (int c = 0; c < 3; c++) CHECK(ant_fe_load_hold_face(l, ANT_FE_Z0, c, zero, NULL) == ANT_OK);
  CHECK(ant_fe_load_push_face(l, ANT_FE_Z1, 0, 3.5, NULL) == ANT_OK);
  solved s = {.fe = fe};
  s.u = calloc(3 * ant_fe_stride(fe), sizeof *s.u);
  CHECK(ant_fe_solve(fe, l, &(ant_fe_options){.tolerance = 1e-9}, s.u, &s.report, NULL) == ANT_OK);
  measure(&s);
  NEAR(s.force[ANT_FE_Z1][0], 3.5, 1e-7);
  NEAR(s.force[ANT_FE_Z0][0], -3.5, 1e-6);
  ant_fe_load_destroy(&l);
  solved_clear(&s);
  ant_volume_destroy(&v);
}

/* what SOLVE says of V pressed between platens */
static ant_status try_press(const ant_volume *v, ant_diag *d) {
  ant_fe *fe = NULL;
  ant_fe_load *l = NULL;
  memset(d, 0, sizeof *d);
  ant_status status = ant_fe_create(v, &bone, 1, &fe, d);
  if (status != ANT_OK) return status;
  CHECK(ant_fe_load_create(fe, &l, d) == ANT_OK);
  status = ant_fe_load_test(l, ANT_FE_PLATEN, 2, -0.01, d);
  double *u = calloc(3 * ant_fe_stride(fe), sizeof *u);
  if (status == ANT_OK) status = ant_fe_solve(fe, l, NULL, u, NULL, d);
  free(u);
  ant_fe_load_destroy(&l);
  ant_fe_destroy(&fe);
  return status;
}

static void what_cannot_be_solved_is_refused(void) {
  ant_diag d;
  ant_volume *v = shapes_volume(10, 10, 10, 1);
  CHECK(try_press(v, &d) == ANT_EINPUT && strstr(d.text, "no voxel"));
  shapes_box(v, (int[3]){0, 0, 0}, (int[3]){10, 10, 4}, 1);
  CHECK(try_press(v, &d) == ANT_EINPUT && strstr(d.text, "touches the +z face"));
  shapes_box(v, (int[3]){0, 0, 6}, (int[3]){10, 10, 10}, 1);
  CHECK(try_press(v, &d) == ANT_EINPUT && strstr(d.text, "no load path"));
  shapes_box(v, (int[3]){2, 2, 0}, (int[3]){5, 5, 10}, 1);
  CHECK(try_press(v, &d) == ANT_OK);
  shapes_box(v, (int[3]){0, 0, 4}, (int[3]){10, 10, 10}, 0);
  shapes_box(v, (int[3]){2, 2, 0}, (int[3]){5, 5, 10}, 1);
  *shapes_at(v, 8, 8, 8) = 1;
  CHECK(try_press(v, &d) == ANT_EINPUT && strstr(d.text, "held by nothing") && d.hint[0]);
  ant_volume_destroy(&v);
}

static void too_many_rows_are_refused(void) {
  uint8_t none = 0;
  ant_volume v = {.n = {1, 50000, 50000},
                  .spacing_mm = {1, 1, 1},
                  .type = ANT_VOXEL_U8,
                  .data = &none,
                  .owner = ANT_VOLUME_BORROWED};
  const ant_fe_material m = {ANT_FE_CONSTANT, 1000, NULL, 0.3};
  ant_fe *fe = NULL;
  CHECK(ant_fe_create(&v, &m, 1, &fe, NULL) == ANT_EINPUT);
  CHECK(fe == NULL);
}

static void absurd_materials_are_refused(void) {
  ant_volume *v = shapes_solid(2, 2, 2, 1), *f = NULL;
  const double spacing[3] = {1, 1, 1};
  ant_fe *fe = NULL;
  ant_diag d;
  ant_fe_material m = {ANT_FE_CONSTANT, 1, NULL, 0.5};
  CHECK(ant_fe_create(v, &m, 1, &fe, &d) == ANT_EINPUT && strstr(d.text, "Poisson"));
  m.poisson = NAN;
  CHECK(ant_fe_create(v, &m, 1, &fe, &d) == ANT_EINPUT);
  m.poisson = 0.3;
  m.modulus_mpa = -3;
  CHECK(ant_fe_create(v, &m, 1, &fe, &d) == ANT_EINPUT && strstr(d.text, "modulus"));
  CHECK(ant_volume_create(v->n, spacing, ANT_VOXEL_F32, &f, NULL) == ANT_OK);
  m.kind = ANT_FE_FIELD;
  ((float *)f->data)[3] = NAN;
  CHECK(ant_fe_create(f, &m, 1, &fe, &d) == ANT_EINPUT && strstr(d.text, "voxel 3"));
  m.kind = ANT_FE_TABLE;
  CHECK(ant_fe_create(f, &m, 1, &fe, &d) == ANT_EINPUT && strstr(d.text, "u8"));
  CHECK(fe == NULL);
  ant_volume_destroy(&v);
  ant_volume_destroy(&f);
}

static void labels_have_their_own_moduli(void) {
  ant_volume *v = shapes_solid(4, 4, 8, 1);
  shapes_box(v, (int[3]){0, 0, 4}, (int[3]){4, 4, 8}, 127);
  double table[256] = {0};
  table[1] = 2;
  table[127] = 6;
  const ant_fe_material m = {ANT_FE_TABLE, 0, table, 0};
  solved s = solve_load(v, &m, 1, press_free, 1e-9, false);
  /* springs in a row: 1 / (1/2 + 1/6) halves */
  NEAR(s.force[ANT_FE_Z1][2], -0.01 * 16 * 2 / (1 / 2.0 + 1 / 6.0), 1e-7);
  solved_clear(&s);
  ant_volume_destroy(&v);
}

static bool stop_at_half(void *user, double share) {
  *(double *)user = share;
  return share < 0.5;
}

/* Progress is told, and a solution can be stopped. */
static void stopped_on_request(void) {
  ant_volume *v = shapes_lattice(24, 8, 3, 0.2, 5);
  const ant_fe_material material = {.kind = ANT_FE_CONSTANT, .modulus_mpa = 1, .poisson = 0.3};
  double share = -1;
  const ant_fe_options o = {.tolerance = 1e-9, .progress = stop_at_half, .user = &share};
  ant_fe *fe = NULL;
  ant_fe_load *l = NULL;
  CHECK(ant_parts_keep_largest(v, 6, NULL, NULL) == ANT_OK);
  CHECK(ant_fe_create(v, &material, 2, &fe, NULL) == ANT_OK);
  CHECK(ant_fe_load_create(fe, &l, NULL) == ANT_OK);
  CHECK(ant_fe_load_test(l, ANT_FE_PLATEN, 2, -0.01, NULL) == ANT_OK);
  double *u = calloc(3 * ant_fe_stride(fe), sizeof *u);
  CHECK(ant_fe_solve(fe, l, &o, u, NULL, NULL) == ANT_EINTERRUPT);
  CHECK(share >= 0.5 && share < 1);
  free(u);
  ant_fe_load_destroy(&l);
  ant_fe_destroy(&fe);
  ant_volume_destroy(&v);
}

int main(void) {
  RUN(one_voxel_is_a_brick);
  RUN(patch_test_is_exact);
  RUN(column_is_a_bar);
  RUN(mirrored_and_turned_bone_is_as_stiff);
  RUN(more_bone_is_never_softer);
  RUN(hierarchy_and_diagonal_agree_and_threads_do_not_matter);
  RUN(warm_start_keeps_the_answer);
  RUN(pushed_faces_carry_what_is_pushed);
  RUN(what_cannot_be_solved_is_refused);
  RUN(too_many_rows_are_refused);
  RUN(absurd_materials_are_refused);
  RUN(labels_have_their_own_moduli);
  RUN(stopped_on_request);
  return test_done();
}
