/* fe_element.c - the stiffness of one brick, and its symmetry.
 *
 * An isotropic brick commutes with the reflections in its three mid-planes.  Write the displacement
 * component a of corner k as  sum over s of w_s(k) U_a[s],  where s is a set of axes and w_s(k) is
 * the product over its axes of -1 at the near corner, +1 at the far one (Walsh functions).
 * Component a changes sign under the reflection in axis a, so U_0[g^1], U_1[g^2], U_2[g^4] share
 * the symmetry class g and couple with nothing else: eight 3 x 3 blocks instead of 24 x 24, of
 * which 45 numbers are not zero. */
#include "fe_internal.h"

#include <math.h>
#include <string.h>

/* derivatives of the eight corner functions at a point of the reference cube, per mm */
static void corner_gradients(const double h_mm[3], const double p[3], double out_d[8][3]) {
  for (int k = 0; k < 8; k++) {
    const double s[3] = {(k & 1) * 2 - 1, (k >> 1 & 1) * 2 - 1, (k >> 2) * 2 - 1};
    for (int a = 0; a < 3; a++) {
      out_d[k][a] = s[a] / (4 * h_mm[a]);
      for (int b = 0; b < 3; b++) out_d[k][a] *= b == a ? 1 : 1 + s[b] * p[b];
    }
  }
}

/* 2 x 2 x 2 Gauss points integrate products of trilinear functions exactly */
void fe_element_stiffness(const double h_mm[3], double poisson, double out_k[FE_DOF][FE_DOF]) {
  const double lambda = poisson / ((1 + poisson) * (1 - 2 * poisson)), mu = 0.5 / (1 + poisson);
  const double weight = h_mm[0] * h_mm[1] * h_mm[2] / 8, g = 1 / sqrt(3);
  memset(out_k, 0, sizeof(double[FE_DOF][FE_DOF]));
  for (int q = 0; q < 8; q++) {
    const double p[3] = {q & 1 ? g : -g, q & 2 ? g : -g, q & 4 ? g : -g};
    double d[8][3];
    corner_gradients(h_mm, p, d);
    for (int i = 0; i < FE_DOF; i++) {
      for (int j = 0; j < FE_DOF; j++) {
        const double *di = d[i / 3], *dj = d[j / 3];
        int a = i % 3, b = j % 3;
        double v = lambda * di[a] * dj[b] + mu * di[b] * dj[a];
        if (a == b) v += mu * (di[0] * dj[0] + di[1] * dj[1] + di[2] * dj[2]);
        out_k[i][j] += weight * v;
      }
    }
  }
}

static int walsh(int s, int k) {
  int near_axes = s & ~k;
  return ((near_axes ^ near_axes >> 1 ^ near_axes >> 2) & 1) ? -1 : 1;
}

/* the product then reads  f_a(k) = sum_s w_s(k) (block U)[a, s]  with U_a[s] = sum_k w_s(k) u_a(k)
 */
void fe_element_blocks(const double k[FE_DOF][FE_DOF], double out_block[8][3][3]) {
  for (int g = 0; g < 8; g++) {
    for (int a = 0; a < 3; a++) {
      for (int b = 0; b < 3; b++) {
        double sum = 0;
        for (int i = 0; i < 8; i++) {
          for (int j = 0; j < 8; j++) {
            sum += walsh(g ^ 1 << a, i) * k[3 * i + a][3 * j + b] * walsh(g ^ 1 << b, j);
          }
        }
        out_block[g][a][b] = sum / 64;
      }
    }
  }
}
