/* The sparse factorisation against dense elimination with exchange of rows. */
#include "test.h"

#include "engine/lu.h"

enum { MOST = 60 };

static uint64_t state;
static double draw(void) { /* 0..1, splitmix64 */
  uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static int start[MOST + 1], row[MOST * MOST];
static double value[MOST * MOST], dense[MOST][MOST];

/* A pattern of N rows with the whole diagonal and a share of the rest; values over six decades. */
static ant_pattern sample(int n, double share) {
  int nnz = 0;
  for (int j = 0; j < n; j++) {
    start[j] = nnz;
    for (int i = 0; i < n; i++) {
      dense[i][j] = 0;
      if (i != j && draw() >= share) continue;
      row[nnz] = i;
      value[nnz] = dense[i][j] = (2 * draw() - 1) * pow(10, 6 * draw() - 3);
      nnz++;
    }
  }
  start[n] = nnz;
  return (ant_pattern){n, n, nnz, start, row};
}

/* x = (shift I - dense)^-1 b */
static void solve_dense(int n, double shift, double *b) {
  static double a[MOST][MOST];
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) a[i][j] = (i == j ? shift : 0) - dense[i][j];
  }
  for (int k = 0; k < n; k++) {
    int best = k;
    for (int i = k; i < n; i++) best = fabs(a[i][k]) > fabs(a[best][k]) ? i : best;
    for (int j = 0; j < n; j++) {
      double swap = a[k][j];
      a[k][j] = a[best][j];
      a[best][j] = swap;
    }
    double swap = b[k];
    b[k] = b[best];
    b[best] = swap;
    for (int i = k + 1; i < n; i++) {
      double f = a[i][k] / a[k][k];
      for (int j = k; j < n; j++) a[i][j] -= f * a[k][j];
      b[i] -= f * b[k];
    }
  }
  for (int i = n - 1; i >= 0; i--) {
    for (int j = i + 1; j < n; j++) b[i] -= a[i][j] * b[j];
    b[i] /= a[i][i];
  }
}

static void agrees_with_dense_elimination(void) {
  double worst = 0;
  printf("# seed %d\n", 1);
  for (int trial = 0; trial < 300; trial++) {
    state = 1000 + (uint64_t)trial;
    int n = 1 + (int)(MOST * draw());
    ant_pattern pattern = sample(n, 0.3 * draw());
    ant_lu *lu = NULL;
    CHECK(ant_lu_create(&pattern, &lu, NULL) == ANT_OK);
    for (int again = 0; again < 2; again++) { /* a second shift on the same pattern */
      double shift = 2e4 * (1 + again), x[MOST], b[MOST], most = 0;
      for (int i = 0; i < n; i++) x[i] = b[i] = 2 * draw() - 1;
      CHECK(ant_lu_factor(lu, shift, value) < 0);
      ant_lu_solve(lu, x);
      solve_dense(n, shift, b);
      for (int i = 0; i < n; i++) most = fmax(most, fabs(b[i]));
      for (int i = 0; i < n; i++) worst = fmax(worst, fabs(x[i] - b[i]) / most);
    }
    ant_lu_destroy(&lu);
  }
  printf("# 300 matrices: largest difference %.1e of the largest number\n", worst);
  CHECK(worst < 1e-12);
}

static void the_order_spares_fill(void) {
  /* an arrow: eliminated from its point it fills, from its tail it does not */
  int n = 40, nnz = 0;
  for (int j = 0; j < n; j++) {
    start[j] = nnz;
    for (int i = 0; i < n; i++) {
      if (i != j && i != 0 && j != 0) continue;
      row[nnz++] = i;
    }
  }
  start[n] = nnz;
  ant_pattern pattern = {n, n, nnz, start, row};
  ant_lu *lu = NULL;
  int n_entry = 0, n_product = 0;
  CHECK(ant_lu_create(&pattern, &lu, NULL) == ANT_OK);
  ant_lu_size(lu, &n_entry, &n_product);
  CHECK(n_entry == nnz && n_product == n - 1);
  ant_lu_destroy(&lu);
}

static void a_singular_matrix_is_refused(void) {
  /* I - V with rows (1 -1), (-1 1): the second pivot cancels; and one that is not a number */
  static const int s[] = {0, 2, 4}, r[] = {0, 1, 0, 1};
  ant_pattern pattern = {2, 2, 4, s, r};
  double v[] = {0, 1, 1, 0}, x[] = {1, 1};
  ant_lu *lu = NULL;
  CHECK(ant_lu_create(&pattern, &lu, NULL) == ANT_OK);
  CHECK(ant_lu_factor(lu, 1, v) == 1);
  v[0] = NAN;
  CHECK(ant_lu_factor(lu, 1, v) == 0);
  v[0] = 0;
  CHECK(ant_lu_factor(lu, 2, v) < 0);
  ant_lu_solve(lu, x);
  NEAR(x[0], 1, 1e-15);
  NEAR(x[1], 1, 1e-15);
  ant_lu_destroy(&lu);
}

static void nothing_is_no_matrix(void) {
  ant_pattern pattern = {0, 0, 0, start, row};
  ant_lu *lu = NULL;
  start[0] = 0;
  CHECK(ant_lu_create(&pattern, &lu, NULL) == ANT_OK);
  CHECK(ant_lu_factor(lu, 1, value) < 0);
  ant_lu_destroy(&lu);
}

int main(void) {
  RUN(agrees_with_dense_elimination);
  RUN(the_order_spares_fill);
  RUN(a_singular_matrix_is_refused);
  RUN(nothing_is_no_matrix);
  return test_done();
}
