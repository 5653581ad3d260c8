/* fe_operator.c - the element and its product K u, against plain 24 x 24 sums. */
#include "test.h"
#include "shapes.h"
#include "voxel/fe_internal.h"

static const ant_fe_material bone = {ANT_FE_CONSTANT, 1, NULL, 0.3};

static void element_has_six_rigid_motions(void) {
  const double h[3] = {0.5, 0.7, 1.1};
  double k[FE_DOF][FE_DOF];
  fe_element_stiffness(h, 0.3, k);
  for (int mode = 0; mode < 6; mode++) {
    double u[FE_DOF], force = 0;
    for (int i = 0; i < 8; i++) {
      const double x[3] = {h[0] * (i & 1), h[1] * (i >> 1 & 1), h[2] * (i >> 2)};
      for (int c = 0; c < 3; c++) u[3 * i + c] = mode == c;
      if (mode >= 3) {
        const int a = (mode + 1) % 3, b = (mode + 2) % 3;
        u[3 * i + a] = -x[b];
        u[3 * i + b] = x[a];
      }
    }
    for (int i = 0; i < FE_DOF; i++) {
      double f = 0;
      for (int j = 0; j < FE_DOF; j++) f += k[i][j] * u[j];
      force = fmax(force, fabs(f));
      for (int j = 0; j < FE_DOF; j++) NEAR(k[i][j], k[j][i], 1e-15);
    }
    NEAR(force, 0, 1e-14);
  }
}

static void element_blocks_are_the_whole_stiffness(void) {
  const double h[3] = {1, 1, 1};
  double k[FE_DOF][FE_DOF], block[8][3][3], trace = 0, blocks = 0;
  int nonzero = 0;
  fe_element_stiffness(h, 0.3, k);
  fe_element_blocks((const double(*)[FE_DOF])k, block);
  for (int i = 0; i < FE_DOF; i++) trace += k[i][i];
  for (int i = 0; i < 72; i++) nonzero += fabs(block[i / 9][i / 3 % 3][i % 3]) > 1e-13;
  for (int i = 0; i < 24; i++) blocks += 8 * block[i / 3][i % 3][i % 3];
  NEAR(blocks, trace, 1e-13); /* the transform is orthogonal but for sqrt(8) */
  CHECK(nonzero == 45);
}

/* y = K u, corner by corner */
static void plain_product(const fe_mesh *m, const double *u, double *y) {
  for (int z = 0; z < m->n[2]; z++) {
    for (int y0 = 0; y0 < m->n[1]; y0++) {
      for (int x = 0; x < m->n[0]; x++) {
        int64_t e = fe_element_at(m, x, y0, z);
        if (e < 0) continue;
        for (int i = 0; i < FE_DOF; i++) {
          int64_t ni = fe_node_at(m, x + (i / 3 & 1), y0 + (i / 6 & 1), z + i / 12);
          for (int j = 0; j < FE_DOF; j++) {
            int64_t nj = fe_node_at(m, x + (j / 3 & 1), y0 + (j / 6 & 1), z + j / 12);
            y[(size_t)(i % 3) * m->stride + (size_t)ni] +=
                (double)m->modulus[e] * m->stiffness[i][j] *
                u[(size_t)(j % 3) * m->stride + (size_t)nj];
          }
        }
      }
    }
  }
}

static double distance(const double *a, const double *b, size_t n) {
  double d = 0, s = 0;
  for (size_t i = 0; i < n; i++) {
    d += (a[i] - b[i]) * (a[i] - b[i]);
    s += a[i] * a[i];
  }
  return sqrt(d / s);
}

static void check_kernel(const fe_kernels *k, const fe_mesh *m) {
  const size_t n = 3 * m->stride;
  double *u = calloc(n, sizeof *u), *want = calloc(n, sizeof *u), *got = calloc(n, sizeof *u);
  float *uf = calloc(n, sizeof *uf), *yf = calloc(n, sizeof *yf);
  for (size_t c = 0; c < 3; c++) {
    for (size_t i = 0; i < m->n_node; i++) {
      uf[c * m->stride + i] = (float)sin(1.7 * (double)i + (double)c);
      u[c * m->stride + i] = (double)uf[c * m->stride + i];
    }
  }
  plain_product(m, u, want);
  k->apply_dd(m, 0, m->n[2], 1, u, got);
  NEAR(distance(want, got, n), 0, 1e-14);
  memset(got, 0, n * sizeof *got);
  k->apply_fd(m, 0, m->n[2], 1, uf, got);
  NEAR(distance(want, got, n), 0, 1e-14);
  k->apply_ff(m, 0, m->n[2], -1, uf, yf);
  for (size_t i = 0; i < n; i++) got[i] = -(double)yf[i];
  NEAR(distance(want, got, n), 0, 1e-6);
  free(u);
  free(want);
  free(got);
  free(uf);
  free(yf);
}

static void every_kernel_is_the_plain_product(void) {
  const int size[4][3] = {{1, 1, 1}, {70, 5, 4}, {9, 3, 17}, {64, 2, 2}};
  for (int i = 0; i < 4; i++) {
    for (int share = 1; share <= 3; share++) {
      ant_volume *v = shapes_noise(size[i][0], size[i][1], size[i][2], i ? 0.3 * share : 1, 7);
      v->spacing_mm[1] = 1.25;
      fe_mesh *m = NULL;
      fe_ranks alone = {.link = {.size = 1}};
      CHECK(fe_mesh_create(v, &bone, &alone, &m, NULL) == ANT_OK);
      check_kernel(&fe_kernels_base, m);
#ifdef ANT_HAVE_AVX2
      if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        check_kernel(&fe_kernels_avx2, m);
      }
#endif
      check_kernel(fe_kernels_pick(), m);
      fe_mesh_destroy(&m);
      ant_volume_destroy(&v);
    }
  }
}

static void one_and_three_threads_give_the_same_bytes(void) {
  ant_volume *v = shapes_noise(33, 20, 70, 0.6, 3);
  double *y[2] = {NULL};
  size_t n = 0;
  for (int t = 0; t < 2; t++) {
    ant_fe *fe = NULL;
    CHECK(ant_fe_create(v, &bone, 1 + 2 * t, &fe, NULL) == ANT_OK);
    n = 3 * ant_fe_stride(fe);
    double *u = calloc(n, sizeof *u);
    y[t] = calloc(n, sizeof *u);
    for (size_t i = 0; i < n; i++) u[i] = cos(0.3 * (double)i);
    ant_fe_forces(fe, u, y[t]);
    free(u);
    ant_fe_destroy(&fe);
  }
  CHECK(memcmp(y[0], y[1], n * sizeof(double)) == 0);
  free(y[0]);
  free(y[1]);
  ant_volume_destroy(&v);
}

int main(void) {
  RUN(element_has_six_rigid_motions);
  RUN(element_blocks_are_the_whole_stiffness);
  RUN(every_kernel_is_the_plain_product);
  RUN(one_and_three_threads_give_the_same_bytes);
  return test_done();
}
