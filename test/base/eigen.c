/* Eigenvalues against matrices whose eigenvalues are known. */
#include "base/eigen.h"

#include <stdint.h>

#include "test.h"

static int by_size(const void *x, const void *y) {
  double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}

static void sort(int n, double *x) {
  qsort(x, (size_t)n, sizeof *x, by_size);
}

static double noise(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return (double)(*seed >> 8) / (1 << 24) - 0.5;
}

static void second_difference(void) {
  enum { N = 40 };
  static double a[N * N], re[N], im[N];
  for (int i = 0; i < N; i++) {
    a[i * N + i] = -2;
    if (i > 0) a[i * N + i - 1] = a[(i - 1) * N + i] = 1;
  }
  CHECK(ant_eigenvalues(N, a, re, im));
  sort(N, re);
  for (int k = 0; k < N; k++) {
    NEAR(re[N - 1 - k], -2 + 2 * cos((k + 1) * acos(-1) / (N + 1)), 1e-13);
    NEAR(im[k], 0, 0);
  }
}

/* T^-1 D T for a T that is lower triangular with ones: any D comes back */
static void similar_matrices(void) {
  enum { N = 25 };
  static double a[N * N], re[N], im[N];
  uint32_t seed = 4;
  for (int i = 0; i < N * N; i++) a[i] = 0;
  for (int i = 0; i < N; i++) a[i * N + i] = i - 10;
  for (int round = 0; round < 30; round++) {
    int i = 1 + round % (N - 1), j = round * 7 % i;
    double f = 2 * noise(&seed); /* row_i += f row_j, column_j -= f column_i */
    for (int k = 0; k < N; k++) a[i * N + k] += f * a[j * N + k];
    for (int k = 0; k < N; k++) a[k * N + j] -= f * a[k * N + i];
  }
  CHECK(ant_eigenvalues(N, a, re, im));
  sort(N, re);
  for (int k = 0; k < N; k++) NEAR(re[k], k - 10, 1e-11);
}

static void rotations_are_pairs(void) {
  double a[16] = {0.5, -2, 1, 7, 2, 0.5, -3, 1, 0, 0, -1, 4, 0, 0, -4, -1}, re[4], im[4];
  CHECK(ant_eigenvalues(4, a, re, im));
  sort(4, re);
  sort(4, im);
  NEAR(re[0], -1, 1e-13);
  NEAR(re[3], 0.5, 1e-13);
  NEAR(im[0], -4, 1e-13);
  NEAR(im[3], 4, 1e-13);
  NEAR(im[1], -2, 1e-13);
}

static void sums_and_products_hold(void) {
  enum { N = 60 };
  static double a[N * N], re[N], im[N];
  uint32_t seed = 99;
  double trace = 0, square = 0, got = 0, got_square = 0;
  for (int i = 0; i < N * N; i++) a[i] = noise(&seed) * exp(8 * noise(&seed));
  for (int i = 0; i < N; i++) trace += a[i * N + i];
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) square += a[i * N + j] * a[j * N + i];
  }
  CHECK(ant_eigenvalues(N, a, re, im));
  for (int i = 0; i < N; i++) {
    got += re[i];
    got_square += re[i] * re[i] - im[i] * im[i];
  }
  NEAR(got, trace, 1e-10);
  NEAR(got_square, square, 1e-8);
}

static void scales_far_apart(void) {
  double a[9] = {-1e-6, 1e9, 0, 1e-12, -2, 1e-8, 0, 1e7, -3}, re[3], im[3];
  double b[9] = {-1e-6, 1e-3 * 1, 0, 1, -2, 1e-1, 0, 1, -3}, re2[3], im2[3]; /* the same, scaled */
  b[1] = 1e9 * 1e-12;
  b[5] = 1e-8 * 1e7;
  CHECK(ant_eigenvalues(3, a, re, im) && ant_eigenvalues(3, b, re2, im2));
  sort(3, re);
  sort(3, re2);
  for (int k = 0; k < 3; k++) NEAR(re[k], re2[k], 1e-14);
}

/* -0.05 forty times, coupled to fast parts: equal sites of a model look like this */
static void many_equal(void) {
  enum { N = 60 };
  static double a[N * N], re[N], im[N];
  uint32_t seed = 21;
  for (int i = 0; i < N; i++) a[i * N + i] = i < 40 ? -0.05 : -150 - i;
  for (int i = 0; i < 40; i++) {
    for (int j = 40; j < N; j++) a[i * N + j] = noise(&seed); /* triangular */
  }
  for (int round = 0; round < 200; round++) {
    int i = round * 13 % N, j = round * 29 % N;
    double f = 0.2 * noise(&seed);
    for (int k = 0; k < N && i != j; k++) a[i * N + k] += f * a[j * N + k];
    for (int k = 0; k < N && i != j; k++) a[k * N + j] -= f * a[k * N + i];
  }
  CHECK(ant_eigenvalues(N, a, re, im));
  sort(N, re);
  NEAR(re[N - 1], -0.05, 1e-12);
  NEAR(re[0], -209, 1e-10);
  NEAR(re[N - 40], -0.05, 1e-12);
}

static void small_and_bad(void) {
  double one = 7, re, im, bad[4] = {1, NAN, 0, 2}, two[2], more[2];
  CHECK(ant_eigenvalues(0, NULL, NULL, NULL));
  CHECK(ant_eigenvalues(1, &one, &re, &im) && re == 7 && im == 0);
  CHECK(!ant_eigenvalues(2, bad, two, more));
  double zero[4] = {0};
  CHECK(ant_eigenvalues(2, zero, two, more) && two[0] == 0 && two[1] == 0);
}

int main(void) {
  RUN(second_difference);
  RUN(similar_matrices);
  RUN(rotations_are_pairs);
  RUN(sums_and_products_hold);
  RUN(scales_far_apart);
  RUN(many_equal);
  RUN(small_and_bad);
  return test_done();
}
