/* fe_homogenise.c - stiffness tensors against closed forms, bounds and symmetry. */
#include "test.h"
#include "shapes.h"

static const ant_fe_options tight = {.tolerance = 1e-10};

static ant_fe_tensor homogenise(const ant_volume *v, const ant_fe_material *m, ant_fe_boundary b,
                                const ant_fe_options *o) {
  ant_fe *fe = NULL;
  ant_fe_tensor t = {.iterations = -1};
  ant_diag d = {0};
  CHECK(ant_fe_create(v, m, 2, &fe, &d) == ANT_OK);
  if (ant_fe_homogenise(fe, b, o, &t, &d) != ANT_OK) {
    printf("# %s\n", d.text);
    CHECK(!"homogenised");
  }
  ant_fe_destroy(&fe);
  return t;
}

/* layers of two moduli, one Poisson ratio: Backus' averages */
static void check_laminate(int n, int half, double within) {
  ant_volume *v = shapes_solid(n, n, 2 * half, 0.5);
  double table[256] = {0};
  table[1] = 10;
  table[2] = 1;
  shapes_box(v, (int[3]){0, 0, half}, (int[3]){n, n, 2 * half}, 2);
  const ant_fe_material m = {ANT_FE_TABLE, 0, table, 0.3};
  double im = 0, lm = 0, a = 0, b = 0, g = 0, ig = 0;
  for (int k = 1; k <= 2; k++) {
    const double lambda = table[k] * 0.3 / (1.3 * 0.4), mu = table[k] / 2.6, p = lambda + 2 * mu;
    im += 0.5 / p;
    lm += 0.5 * lambda / p;
    a += 0.5 * (p - lambda * lambda / p);
    b += 0.5 * (lambda - lambda * lambda / p);
    g += 0.5 * mu;
    ig += 0.5 / mu;
  }
  ant_fe_tensor t = homogenise(v, &m, ANT_FE_PERIODIC, &tight);
  NEAR(t.c[2][2], 1 / im, within);
  NEAR(t.c[0][2], lm / im, within);
  NEAR(t.c[0][0], a + lm * lm / im, within);
  NEAR(t.c[0][1], b + lm * lm / im, within);
  NEAR(t.c[3][3], 1 / ig, within);
  NEAR(t.c[5][5], g, within);
  NEAR(t.c[0][5], 0, within);
  NEAR(t.asymmetry, 0, 1e-7);
  ant_volume_destroy(&v);
}

static void laminate_is_exact_on_the_diagonal_and_on_the_hierarchy(void) {
  check_laminate(3, 2, 1e-7); /* small: the plain diagonal */
  check_laminate(17, 9, 1e-7);
}

static void solid_is_itself(void) {
  const ant_fe_material m = {ANT_FE_CONSTANT, 7, NULL, 0.25};
  ant_volume *v = shapes_solid(5, 6, 7, 1);
  for (int b = 0; b < 3; b++) {
    ant_fe_tensor t = homogenise(v, &m, (ant_fe_boundary)b, &tight);
    for (int i = 0; i < 3; i++) {
      NEAR(t.e[i], 7, 1e-6);
      NEAR(t.g[i], 7 / 2.5, 1e-6);
    }
    NEAR(t.c[0][1], 7 * 0.25 / (1.25 * 0.5), 1e-6);
  }
  ant_volume_destroy(&v);
}

/* bars through all faces, mirrored in three planes */
static ant_volume *cross(int n, int thick) {
  ant_volume *v = shapes_volume(n, n, n, 1);
  const int lo = (n - thick) / 2, hi = lo + thick;
  shapes_box(v, (int[3]){0, lo, lo}, (int[3]){n, hi, hi}, 1);
  shapes_box(v, (int[3]){lo, 0, lo}, (int[3]){hi, n, hi}, 1);
  shapes_box(v, (int[3]){lo, lo, 0}, (int[3]){hi, hi, n}, 1);
  return v;
}

static void boundaries_are_ordered_and_mixed_is_periodic_under_symmetry(void) {
  const ant_fe_material m = {ANT_FE_CONSTANT, 1, NULL, 0.3};
  ant_volume *v = cross(20, 8);
  ant_fe_tensor u = homogenise(v, &m, ANT_FE_UNIFORM, &tight);
  ant_fe_tensor p = homogenise(v, &m, ANT_FE_PERIODIC, &tight);
  ant_fe_tensor x = homogenise(v, &m, ANT_FE_MIXED, &tight);
  const double share = 0.064 + 3 * 0.4 * 0.4 * 0.6;
  printf("# bars: E %.5f %.5f %.5f, G %.5f %.5f %.5f of a solid's (uniform, periodic, mixed)\n",
         u.e[0], p.e[0], x.e[0], u.g[0], p.g[0], x.g[0]);
  for (int i = 0; i < 6; i++) {
    NEAR(x.c[i][i] / p.c[i][i], 1, 1e-6);
    CHECK(u.c[i][i] >= p.c[i][i]);
  }
  NEAR(p.e[0], p.e[1], 1e-7);
  NEAR(p.e[0], p.e[2], 1e-7);
  CHECK(u.e[0] < share && p.e[0] > 0.16); /* below Voigt, above the bare bar */
  ant_volume_destroy(&v);
}

/* a void that is shifted across the periodic faces changes nothing */
static void periodic_bone_has_no_beginning(void) {
  const ant_fe_material m = {ANT_FE_CONSTANT, 1, NULL, 0.3};
  ant_volume *v = shapes_solid(18, 18, 18, 1), *w = shapes_solid(18, 18, 18, 1);
  shapes_box(v, (int[3]){4, 5, 6}, (int[3]){13, 11, 15}, 0);
  for (int z = 0; z < 18; z++) {
    for (int y = 0; y < 18; y++) {
      for (int x = 0; x < 18; x++) {
        *shapes_at(w, (x + 7) % 18, (y + 9) % 18, (z + 5) % 18) = *shapes_at(v, x, y, z);
      }
    }
  }
  ant_fe_tensor a = homogenise(v, &m, ANT_FE_PERIODIC, &tight);
  ant_fe_tensor b = homogenise(w, &m, ANT_FE_PERIODIC, &tight);
  const ant_fe_options plain = {.tolerance = 1e-10, .jacobi = true};
  ant_fe_tensor c = homogenise(w, &m, ANT_FE_PERIODIC, &plain);
  for (int i = 0; i < 6; i++) {
    for (int j = 0; j < 6; j++) {
      NEAR(b.c[i][j], a.c[i][j], 1e-7);
      NEAR(c.c[i][j], a.c[i][j], 1e-7);
    }
  }
  printf("# six periodic solutions: %d iterations, %d with the diagonal\n", b.iterations,
         c.iterations);
  CHECK(b.iterations < c.iterations / 2);
  ant_volume_destroy(&v);
  ant_volume_destroy(&w);
}

static void a_bone_without_resistance_is_refused(void) {
  const ant_fe_material m = {ANT_FE_CONSTANT, 1, NULL, 0.3};
  ant_volume *v = shapes_volume(6, 6, 6, 1);
  ant_fe *fe = NULL;
  ant_fe_tensor t;
  ant_diag d = {0};
  shapes_box(v, (int[3]){1, 1, 1}, (int[3]){4, 4, 4}, 1);
  CHECK(ant_fe_create(v, &m, 1, &fe, &d) == ANT_OK);
  CHECK(ant_fe_homogenise(fe, ANT_FE_PERIODIC, NULL, &t, &d) != ANT_OK && d.text[0]);
  CHECK(ant_fe_homogenise(fe, ANT_FE_UNIFORM, NULL, &t, &d) != ANT_OK && d.text[0]);
  ant_fe_destroy(&fe);
  ant_volume_destroy(&v);
}

int main(void) {
  RUN(laminate_is_exact_on_the_diagonal_and_on_the_hierarchy);
  RUN(solid_is_itself);
  RUN(boundaries_are_ordered_and_mixed_is_periodic_under_symmetry);
  RUN(periodic_bone_has_no_beginning);
  RUN(a_bone_without_resistance_is_refused);
  return test_done();
}
