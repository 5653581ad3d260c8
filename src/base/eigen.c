/* eigen.c - eigenvalues by the double-shift QR iteration (see eigen.h).
 *   1. Balancing   2. Hessenberg form   3. QR */
#include "base/eigen.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

typedef struct matrix {
  double *a;
  size_t n;
} matrix;

static double *at(const matrix *m, int i, int j) {
  return m->a + (size_t)i * m->n + (size_t)j;
}

/* 1. Balancing -------------------------------------------------------------- */

/* Sums of the sizes off the diagonal of row and column I. */
static void norms(const matrix *m, int i, double *out_row, double *out_column) {
  *out_row = *out_column = 0;
  for (int j = 0; j < (int)m->n; j++) {
    if (j == i) continue;
    *out_row += fabs(*at(m, i, j));
    *out_column += fabs(*at(m, j, i));
  }
}

/* Scale rows and columns by powers of two (exact) until their norms are alike. */
static void balance(const matrix *m) {
  bool again = true;
  for (int sweep = 0; again && sweep < 100; sweep++) {
    again = false;
    for (int i = 0; i < (int)m->n; i++) {
      double row, column;
      norms(m, i, &row, &column);
      if (!(row > 0 && column > 0)) continue;
      int power = (int)lround(0.5 * log2(row / column));
      double f = ldexp(1, power);
      if (power == 0 || column * f + row / f > 0.95 * (row + column)) continue;
      again = true;
      for (int j = 0; j < (int)m->n; j++) {
        *at(m, j, i) *= f;
        *at(m, i, j) /= f;
      }
    }
  }
}

/* 2. Hessenberg form --------------------------------------------------------- */

/* The reflection I - beta v v' that turns X (n) into a multiple of the first unit vector, which is
 * returned; V may be X.  beta = 0 when there is nothing to do. */
static double reflector(int n, const double *x, double *v, double *out_beta) {
  double largest = 0, sum = 0;
  for (int i = 0; i < n; i++) largest = fmax(largest, fabs(x[i]));
  *out_beta = 0;
  if (largest == 0) {
    for (int i = 0; i < n; i++) v[i] = 0;
    return 0;
  }
  for (int i = 0; i < n; i++) {
    v[i] = x[i] / largest;
    sum += v[i] * v[i];
  }
  double length = v[0] > 0 ? -sqrt(sum) : sqrt(sum);
  *out_beta = 1 / (sum - v[0] * length);
  v[0] -= length;
  return length * largest;
}

/* Rows FIRST.. (n of them) of columns FROM..TO, and columns FIRST.. of rows UP..DOWN.  Along rows,
 * as the matrix lies in memory: columns first would wait for memory at each step.  SUM is room for
 * n numbers. */
static void reflect(const matrix *m, const double *v, double beta, int first, int n, int from,
                    int to, int up, int down, double *restrict sum) {
  if (beta == 0) return;
  for (int j = from; j <= to; j++) sum[j] = 0;
  for (int i = 0; i < n; i++) {
    const double *restrict row = at(m, first + i, 0);
    for (int j = from; j <= to; j++) sum[j] += v[i] * row[j];
  }
  for (int i = 0; i < n; i++) {
    double *restrict row = at(m, first + i, 0), f = beta * v[i];
    for (int j = from; j <= to; j++) row[j] -= sum[j] * f;
  }
  for (int i = up; i <= down; i++) {
    double *restrict row = at(m, i, first), part[4] = {0}; /* four sums at once, in a fixed order */
    int j = 0;
    for (; j + 4 <= n; j += 4) {
      for (int k = 0; k < 4; k++) part[k] += v[j + k] * row[j + k];
    }
    for (; j < n; j++) part[0] += v[j] * row[j];
    double f = beta * ((part[0] + part[1]) + (part[2] + part[3]));
    for (j = 0; j < n; j++) row[j] -= f * v[j];
  }
}

/* V and SUM are room for n numbers. */
static void hessenberg(const matrix *m, double *v, double *sum) {
  int n = (int)m->n;
  for (int k = 0; k + 2 < n; k++) {
    int rest = n - k - 1;
    double beta;
    for (int i = 0; i < rest; i++) v[i] = *at(m, k + 1 + i, k);
    double head = reflector(rest, v, v, &beta);
    reflect(m, v, beta, k + 1, rest, k + 1, n - 1, 0, n - 1, sum);
    *at(m, k + 1, k) = head;
    for (int i = k + 2; i < n; i++) *at(m, i, k) = 0;
  }
}

/* 3. QR ------------------------------------------------------------------------ */

/* The first row of the window that ends in HIGH and has no negligible entry below its diagonal: one
 * that is rounding beside its neighbours, or smaller than FLOOR. */
static int window(const matrix *m, int high, double floor) {
  int low = high;
  for (; low > 0; low--) {
    double around = fabs(*at(m, low, low)) + fabs(*at(m, low - 1, low - 1));
    double below = fabs(*at(m, low, low - 1));
    if (below <= DBL_EPSILON * around || below <= floor) {
      *at(m, low, low - 1) = 0;
      break;
    }
  }
  return low;
}

/* The two eigenvalues of the block in rows K and K+1. */
static void pair(const matrix *m, int k, double *re, double *im) {
  double a = *at(m, k, k), b = *at(m, k, k + 1), c = *at(m, k + 1, k), d = *at(m, k + 1, k + 1);
  double half = 0.5 * (a - d), square = half * half + b * c;
  im[k] = im[k + 1] = 0;
  if (square >= 0) {
    double root = half > 0 ? half + sqrt(square) : half - sqrt(square);
    re[k] = d + root;
    re[k + 1] = root != 0 ? d - b * c / root : d;
  } else {
    re[k] = re[k + 1] = d + half;
    im[k] = sqrt(-square);
    im[k + 1] = -im[k];
  }
}

/* The same for the two or three rows and columns of a sweep, from K on. */
static void reflect_few(const matrix *m, const double *v, double beta, int k, int size, int low,
                        int high) {
  int down = k + 3 < high ? k + 3 : high;
  double *a = at(m, k, 0), *b = at(m, k + 1, 0), *c = size > 2 ? at(m, k + 2, 0) : NULL;
  if (beta == 0) return;
  for (int j = k; !c && j <= high; j++) {
    double sum = beta * (v[0] * a[j] + v[1] * b[j]);
    a[j] -= sum * v[0];
    b[j] -= sum * v[1];
  }
  for (int j = k; c && j <= high; j++) {
    double sum = beta * (v[0] * a[j] + v[1] * b[j] + v[2] * c[j]);
    a[j] -= sum * v[0];
    b[j] -= sum * v[1];
    c[j] -= sum * v[2];
  }
  for (int i = low; i <= down; i++) {
    double *row = at(m, i, k), sum = v[0] * row[0] + v[1] * row[1];
    if (c) sum += v[2] * row[2];
    sum *= beta;
    row[0] -= sum * v[0];
    row[1] -= sum * v[1];
    if (c) row[2] -= sum * v[2];
  }
}

/* One double-shift sweep on rows LOW..HIGH; now and then with shifts from nowhere, against cycles.
 */
static void qr_sweep(const matrix *m, int low, int high, bool odd) {
  double p = *at(m, high, high), q = *at(m, high - 1, high - 1);
  double w = *at(m, high - 1, high) * *at(m, high, high - 1);
  if (odd) {
    double size = fabs(*at(m, high, high - 1)) + fabs(*at(m, high - 1, high - 2));
    p += 0.75 * size;
    q = p;
    w = -0.4375 * size * size;
  }
  /* first column of (H - p)(H - q) - w, divided by the entry below the diagonal */
  double a = *at(m, low, low), below = *at(m, low + 1, low);
  double x[3] = {((p - a) * (q - a) - w) / below + *at(m, low, low + 1),
                 *at(m, low + 1, low + 1) - a - (p - a) - (q - a), *at(m, low + 2, low + 1)};
  for (int k = low; k < high; k++) {
    int size = k + 2 <= high ? 3 : 2;
    double v[3], beta, head = reflector(size, x, v, &beta);
    if (k > low) *at(m, k, k - 1) = head;
    for (int i = 1; k > low && i < size; i++) *at(m, k + i, k - 1) = 0;
    reflect_few(m, v, beta, k, size, low, high);
    x[0] = *at(m, k + 1, k);
    x[1] = k + 2 <= high ? *at(m, k + 2, k) : 0;
    x[2] = k + 3 <= high ? *at(m, k + 3, k) : 0;
  }
}

/* Where many eigenvalues are equal, what is left below the diagonal is rounding of the whole matrix
 * and need not become rounding of its neighbours: after PATIENCE sweeps the former is enough. */
enum { PATIENCE = 12, GIVE_UP = 400 };

static bool qr(const matrix *m, double *re, double *im) {
  double norm = 0;
  for (size_t i = 0; i < m->n * m->n; i++) norm = fmax(norm, fabs(m->a[i]));
  int high = (int)m->n - 1;
  for (int tries = 0; high >= 0; tries++) {
    int low = window(m, high, tries < PATIENCE ? 0 : DBL_EPSILON * norm);
    if (low == high) {
      re[high] = *at(m, high, high);
      im[high--] = 0;
      tries = 0;
    } else if (low == high - 1) {
      pair(m, low, re, im);
      high -= 2;
      tries = 0;
    } else if (tries > GIVE_UP) {
      return false;
    } else {
      qr_sweep(m, low, high, tries % 10 == 9);
    }
  }
  return true;
}

bool ant_eigenvalues(int n, double *a, double *re, double *im) {
  matrix m = {a, (size_t)n};
  for (size_t i = 0; i < m.n * m.n; i++) {
    if (!isfinite(a[i])) return false;
  }
  balance(&m);
  hessenberg(&m, re, im);
  return qr(&m, re, im);
}
