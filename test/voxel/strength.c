/* strength.c - Pistoia's criterion, damage and load history where the answer is known. */
#include "test.h"
#include "shapes.h"

static const ant_fe_material bone = {ANT_FE_CONSTANT, 1000, NULL, 0.3};

static double *press(ant_fe *fe, ant_fe_test test, double strain) {
  ant_fe_load *l = NULL;
  double *u = calloc(3 * ant_fe_stride(fe), sizeof *u);
  CHECK(ant_fe_load_create(fe, &l, NULL) == ANT_OK);
  CHECK(ant_fe_load_test(l, test, 2, strain, NULL) == ANT_OK);
  CHECK(ant_fe_solve(fe, l, &(ant_fe_options){.tolerance = 1e-9}, u, NULL, NULL) == ANT_OK);
  ant_fe_load_destroy(&l);
  return u;
}

static void a_bar_fails_where_its_strain_is_critical(void) {
  ant_volume *v = shapes_solid(4, 4, 10, 0.1);
  ant_fe *fe = NULL;
  ant_fe_pistoia p;
  CHECK(ant_fe_create(v, &bone, 1, &fe, NULL) == ANT_OK);
  double *u = press(fe, ANT_FE_FREE, -0.01);
  CHECK(ant_fe_pistoia_load(fe, u, 0.007, 0.02, &p, NULL) == ANT_OK);
  NEAR(p.strain_at_share, 0.01, 1e-8);
  NEAR(p.factor, 0.7, 1e-6);
  CHECK(ant_fe_pistoia_load(fe, u, 0, 0.02, &p, NULL) == ANT_EINPUT);
  memset(u, 0, 3 * ant_fe_stride(fe) * sizeof *u);
  CHECK(ant_fe_pistoia_load(fe, u, 0.007, 0.02, &p, NULL) == ANT_ENUMERIC);
  free(u);
  ant_fe_destroy(&fe);
  ant_volume_destroy(&v);
}

/* the share is of volume: rank by sorting everything */
static void the_critical_share_is_a_rank(void) {
  ant_volume *v = shapes_lattice(24, 8, 3, 0.3, 4);
  ant_fe *fe = NULL;
  ant_fe_pistoia p;
  CHECK(ant_fe_create(v, &bone, 2, &fe, NULL) == ANT_OK);
  double *u = press(fe, ANT_FE_CLAMPED, -0.01);
  const size_t n = ant_fe_elements(fe);
  float *e = malloc(n * sizeof *e);
  ant_fe_element_field(fe, u, ANT_FE_EFFECTIVE_STRAIN, e);
  for (int k = 1; k < 6; k++) {
    const double share = 0.02 * k * k;
    CHECK(ant_fe_pistoia_load(fe, u, 0.007, share, &p, NULL) == ANT_OK);
    size_t below = 0, above = 0;
    for (size_t i = 0; i < n; i++) {
      below += (double)e[i] < p.strain_at_share;
      above += (double)e[i] > p.strain_at_share;
    }
    const size_t rank = (size_t)((double)n * (1 - share));
    CHECK(below <= rank && above <= n - 1 - rank);
  }
  free(e);
  free(u);
  ant_fe_destroy(&fe);
  ant_volume_destroy(&v);
}

static void a_bar_yields_and_softens_as_its_material(void) {
  ant_volume *v = shapes_solid(3, 3, 6, 1);
  ant_fe *fe = NULL;
  ant_fe_point p[20];
  const ant_fe_damage d = {0.01, 0.02, 0.04, 0.25, 30};
  const ant_fe_options o = {.tolerance = 1e-8};
  CHECK(ant_fe_create(v, &bone, 2, &fe, NULL) == ANT_OK);
  CHECK(ant_fe_curve(fe, ANT_FE_FREE, 2, -0.05, 20, &d, &o, p, NULL) == ANT_OK);
  for (int i = 0; i < 20; i++) {
    const double e = 0.0025 * (i + 1);
    double stress = e < 0.01 ? e / 0.01 : 1;
    if (e > 0.02) stress = e < 0.04 ? 1 - (e - 0.02) / 0.02 * 0.75 : 0.25;
    NEAR(p[i].strain, -e, 1e-12);
    NEAR(p[i].force_n, 9 * 1000 * 0.01 * stress, 0.01);
    NEAR(p[i].yielded_share, e > 0.0101 ? 1 : 0, e > 0.0099 && e < 0.0101 ? 1 : 0);
  }
  /* the bone is whole again */
  double *u = press(fe, ANT_FE_FREE, -0.01), f[3];
  double *force = calloc(3 * ant_fe_stride(fe), sizeof *force);
  ant_fe_forces(fe, u, force);
  ant_fe_face_force(fe, force, ANT_FE_Z1, f);
  NEAR(f[2], -90, 1e-5);
  free(u);
  free(force);
  ant_fe_destroy(&fe);
  ant_volume_destroy(&v);
}

static void the_history_of_a_bar_is_its_load(void) {
  ant_volume *v = shapes_solid(4, 4, 8, 0.5);
  ant_fe *fe = NULL;
  CHECK(ant_fe_create(v, &bone, 1, &fe, NULL) == ANT_OK);
  double *u[2] = {press(fe, ANT_FE_FREE, -0.01), press(fe, ANT_FE_SHEAR_1, 0.01)}, amplitude[2];
  const double force[2] = {1000 * 0.01 * 4, 17};
  CHECK(ant_fe_load_history(fe, 1, (const double *const *)u, force, 0.02, amplitude, NULL) ==
        ANT_OK);
  /* 1/2 stress^2 / E = 0.02 */
  NEAR(amplitude[0], 4 * sqrt(2 * 1000 * 0.02), 1e-4);
  CHECK(ant_fe_load_history(fe, 2, (const double *const *)u, force, 0.02, amplitude, NULL) ==
        ANT_OK);
  NEAR(amplitude[0], 4 * sqrt(2 * 1000 * 0.02), 1e-2); /* shear is uneven: it gets nothing */
  NEAR(amplitude[1], 0, 0.05);
  CHECK(ant_fe_load_history(fe, 2, (const double *const *)u, (double[2]){0, 1}, 0.02, amplitude,
                            NULL) == ANT_EINPUT);
  free(u[0]);
  free(u[1]);
  ant_fe_destroy(&fe);
  ant_volume_destroy(&v);
}

int main(void) {
  RUN(a_bar_fails_where_its_strain_is_critical);
  RUN(the_critical_share_is_a_rank);
  RUN(a_bar_yields_and_softens_as_its_material);
  RUN(the_history_of_a_bar_is_its_load);
  return test_done();
}
