/* fe_level.c - what is done on the coarse levels is one linear, symmetric, positive solution. */
#include "test.h"
#include "shapes.h"
#include "voxel/fe_hierarchy.h"

typedef struct body { /* thin struts, held at one end */
  ant_volume *v;
  ant_fe *fe;
  ant_fe_load *load;
  fe_space space;
  fe_hierarchy *h;
} body;

static void body_make(body *b, int visits) { /* the hierarchy points into *B */
  const ant_fe_material bone = {ANT_FE_CONSTANT, 1, NULL, 0.3};
  const fe_hierarchy_options o = {.block = 3, .visits = visits};
  *b = (body){.v = shapes_lattice(64, 8, 2, 0.5, 21)};
  CHECK(ant_fe_create(b->v, &bone, 2, &b->fe, NULL) == ANT_OK);
  CHECK(ant_fe_load_create(b->fe, &b->load, NULL) == ANT_OK);
  CHECK(ant_fe_load_test(b->load, ANT_FE_CLAMPED, 2, -0.01, NULL) == ANT_OK);
  CHECK(fe_space_init(&b->space, b->fe, b->load, NULL) == ANT_OK);
  CHECK(fe_hierarchy_create(&b->space, &o, &b->h, NULL) == ANT_OK);
  CHECK(b->h->n_level > 2);
}

static void body_clear(body *b) {
  fe_hierarchy_destroy(&b->h);
  fe_space_clear(&b->space);
  ant_fe_load_destroy(&b->load);
  ant_fe_destroy(&b->fe);
  ant_volume_destroy(&b->v);
}

static double dot(const float *a, const float *b, size_t n) {
  double s = 0;
  for (size_t i = 0; i < n; i++) s += (double)a[i] * (double)b[i];
  return s;
}

/* b of level 0 from what is drawn, on motions that exist */
static void draw(const fe_level *l, uint64_t seed, float *out) {
  for (size_t i = 0; i < 6 * (size_t)l->n; i++) {
    out[i] = (float)(shapes_random(&seed) - 0.5) * (float)(l->active[i / 6] >> (i % 6) & 1);
  }
}

static void a_level_is_symmetric_and_positive(void) {
  for (int visits = 1; visits <= 4; visits++) {
    body b;
    body_make(&b, visits);
    fe_level *l = &b.h->level[0];
    const size_t n = 6 * (size_t)l->n;
    float *one = calloc(n, sizeof *one), *two = calloc(n, sizeof *two);
    draw(l, 3, one);
    draw(l, 5, two);
    memcpy(l->b, one, n * sizeof *one);
    fe_level_cycle(b.h, 0);
    const double size = dot(l->x, one, n), cross = dot(l->x, two, n);
    memcpy(l->b, two, n * sizeof *two);
    fe_level_cycle(b.h, 0);
    CHECK(size > 0 && dot(l->x, two, n) > 0);
    NEAR((dot(l->x, one, n) - cross) / size, 0, 2e-4);
    free(one);
    free(two);
    body_clear(&b);
  }
}

/* what is left of a soft motion, in energy, after the visits */
static double left_of_soft(int visits) {
  body b;
  body_make(&b, visits);
  fe_level *l = &b.h->level[0];
  const size_t n = 6 * (size_t)l->n;
  float *want = calloc(n + 8, sizeof *want), *e = calloc(n + 8, sizeof *e);
  for (size_t i = 0; i < l->n; i++) {
    const float z = l->centre[3 * i + 2] / 64;
    want[6 * i] = (float)(l->active[i] & 1) * z * z * (1 - z) * (1 - z);
  }
  fe_matrix_apply(b.h, &l->a, want, l->b);
  const double before = dot(want, l->b, n);
  fe_level_cycle(b.h, 0);
  for (size_t i = 0; i < n; i++) e[i] = want[i] - l->x[i];
  fe_matrix_apply(b.h, &l->a, e, l->t);
  const double after = dot(e, l->t, n);
  free(want);
  free(e);
  body_clear(&b);
  return after / before;
}

static void visits_reach_soft_motions(void) {
  const double one = left_of_soft(1), three = left_of_soft(3);
  printf("# energy left of a sway: %.3g after 1 visit, %.3g after 3\n", one, three);
  CHECK(three < 0.15 * one); /* plain visits leave 0.25 */
}

int main(void) {
  RUN(a_level_is_symmetric_and_positive);
  RUN(visits_reach_soft_motions);
  return test_done();
}
