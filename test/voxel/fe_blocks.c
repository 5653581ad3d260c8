/* fe_blocks.c - packed coarse matrices keep what rigid motions store: nothing. */
#include "test.h"
#include "shapes.h"
#include "voxel/fe_hierarchy.h"

static const ant_fe_material bone = {ANT_FE_CONSTANT, 1, NULL, 0.3};

/* motion MODE of a body about the origin, in those of a piece of it at PLACE */
static void rigid(const float place[3], double length, int mode, float out[6]) {
  const float back[3] = {-place[0], -place[1], -place[2]};
  float m[3][6];
  fe_rigid(back, length, (const int[3]){0}, 0, m);
  for (int q = 0; q < 6; q++) out[q] = q < 3 ? m[q][mode] : q == mode;
}

/* x_i' (row i of P) x, and the same sum of sizes */
static double row_energy(const fe_blocks *p, uint32_t r, const float *x, double *size) {
  const float *xi = x + 6 * (size_t)(p->row0 + r);
  float block[44];
  double sum = 0;
  for (uint32_t k = p->ptr[r]; k < p->ptr[r + 1]; k++) {
    fe_block(p, k, block);
    for (size_t e = 0; e < 36; e++) {
      const double t =
          (double)xi[e % 6] * (double)block[e] * (double)x[6 * (size_t)p->col[k] + e / 6];
      sum += t;
      *size += fabs(t);
    }
  }
  return sum;
}

/* |x' A x|, as a share of the sum of sizes */
static double energy(const fe_level *l, const float *x) {
  double sum = 0, size = 0;
  for (int q = 0; q < l->a.n_part; q++) {
    const fe_blocks *p = &l->a.part[q];
    for (uint32_t r = 0; r < p->n_row; r++) sum += row_energy(p, r, x, &size);
  }
  return fabs(sum) / size;
}

static void a_free_body_stores_nothing(void) {
  ant_volume *v = shapes_lattice(64, 8, 2, 0.3, 21);
  const fe_hierarchy_options o = {.block = 3};
  ant_fe *fe = NULL;
  ant_fe_load load = {0};
  fe_space s = {0};
  fe_hierarchy *h = NULL;
  double worst = 0;
  CHECK(ant_fe_create(v, &bone, 2, &fe, NULL) == ANT_OK);
  CHECK(fe_space_init(&s, fe, &load, NULL) == ANT_OK);
  CHECK(fe_hierarchy_create(&s, &o, &h, NULL) == ANT_OK);
  CHECK(h->n_level > 2);
  for (int i = 0; i < 2; i++) {
    const fe_level *l = &h->level[i];
    float *x = calloc(6 * (size_t)l->n + 8, sizeof *x);
    for (int mode = 0; mode < 6; mode++) {
      for (size_t k = 0; k < l->n; k++) {
        rigid(l->centre + 3 * k, l->length, mode, x + 6 * k);
        for (int q = 0; q < 6; q++) x[6 * k + (size_t)q] *= (float)(l->active[k] >> q & 1);
      }
      worst = fmax(worst, energy(l, x));
    }
    free(x);
  }
  CHECK(worst > 0 && worst < 2e-7);
  fe_hierarchy_destroy(&h);
  fe_space_clear(&s);
  ant_fe_destroy(&fe);
  ant_volume_destroy(&v);
}

/* One row, of an aggregate near one face and its neighbour, inside or through the face. */
static void a_row_keeps_the_energy_of_one_body(bool periodic) {
  fe_mesh m = {.n = {40, 50, 60}};
  const fe_space s = {.mesh = &m, .periodic = {periodic, periodic, periodic}};
  const fe_hierarchy h = {.space = &s};
  float centre[6] = {1, 2, 3, 4, 1, 2}, x[12];
  uint8_t active[2] = {63, 63};
  const fe_level l = {.n = 2, .centre = centre, .active = active, .length = 3};
  uint64_t seed = 4;
  for (int mode = 0; mode < 6; mode++) {
    fe_blocks p = {.n_row = 1};
    p.ptr = calloc(2, sizeof *p.ptr);
    p.col = calloc(2, sizeof *p.col);
    p.val = calloc(72 + 8, sizeof *p.val);
    p.ptr[1] = 2;
    p.col[1] = 1;
    for (int q = 0; q < 72; q++) p.val[q] = (float)(1000 * shapes_random(&seed) - 500);
    double want = 0, size = 0;
    for (size_t j = 0; j < 2; j++) rigid(centre + 3 * j, l.length, mode, x + 6 * j);
    for (size_t q = 0; q < 72; q++) {
      want += (double)x[q % 6] * (double)p.val[q] * (double)x[q / 6];
    }
    if (periodic) centre[3] -= 40;
    CHECK(fe_blocks_pack(&h, &l, &p));
    if (periodic) centre[3] += 40;
    const double got = row_energy(&p, 0, x, &size);
    NEAR(got / size, want / size, 2e-8);
    fe_blocks_clear(&p);
  }
}

static void rows_keep_energy(void) {
  a_row_keeps_the_energy_of_one_body(false);
  a_row_keeps_the_energy_of_one_body(true);
}

int main(void) {
  RUN(a_free_body_stores_nothing);
  RUN(rows_keep_energy);
  return test_done();
}
