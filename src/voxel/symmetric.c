/* symmetric.c - see symmetric.h. */
#include "voxel/symmetric.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* make a[p][q] zero by a turn in the plane p, q; V's columns turn with it */
static void rotate(double a[3][3], double v[3][3], int p, int q) {
  if (a[p][q] == 0) return;
  const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const double t = (theta >= 0 ? 1 : -1) / (fabs(theta) + sqrt(theta * theta + 1));
  const double c = 1 / sqrt(t * t + 1), s = t * c;
  for (int k = 0; k < 3; k++) {
    const double x = a[k][p], y = a[k][q];
    a[k][p] = c * x - s * y;
    a[k][q] = s * x + c * y;
  }
  for (int k = 0; k < 3; k++) {
    const double x = a[p][k], y = a[q][k];
    a[p][k] = c * x - s * y;
    a[q][k] = s * x + c * y;
    const double e = v[k][p], f = v[k][q];
    v[k][p] = c * e - s * f;
    v[k][q] = s * e + c * f;
  }
}

static void put_axis(double v[3][3], int column, double axis[3]) {
  int largest = 0;
  for (int k = 1; k < 3; k++) {
    if (fabs(v[k][column]) > fabs(v[largest][column]) * (1 + 1e-9)) largest = k;
  }
  const double sign = v[largest][column] < 0 ? -1 : 1;
  for (int k = 0; k < 3; k++) axis[k] = sign * v[k][column];
}

void ant_symmetric_eigen(double a[3][3], double value[3], double axis[3][3]) {
  double m[3][3], v[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  memcpy(m, a, sizeof m);
  for (int sweep = 0; sweep < 30; sweep++) {
    rotate(m, v, 0, 1);
    rotate(m, v, 0, 2);
    rotate(m, v, 1, 2);
  }
  int order[3] = {0, 1, 2};
  for (int i = 0; i < 2; i++) {
    for (int k = 0; k < 2 - i; k++) {
      const int p = order[k];
      if (m[p][p] <= m[order[k + 1]][order[k + 1]]) continue;
      order[k] = order[k + 1];
      order[k + 1] = p;
    }
  }
  for (int i = 0; i < 3; i++) {
    value[i] = m[order[i]][order[i]];
    put_axis(v, order[i], axis[i]);
  }
}
