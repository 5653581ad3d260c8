/* fe_hot_apply.h - the element product over chunks, for one pair of number types (see fe_hot.h).
 *
 * HOT_APPLY the name, HOT_U and HOT_Y the types of u and y, HOT_V a vector of eight HOT_Y, HOT_I
 * its integers, HOT_SPREAD and HOT_GATHER how eight corners are fetched and given back. */

/* U_a[s] of the class g: x odd in bit 0, then y, z; as a sum or a difference along x */
#define HOT_IN(a, s)     ((s)&1 ? odd[a][(s) >> 1] : even[a][(s) >> 1])
#define HOT_PUT(a, s, v) *((s)&1 ? &out_odd[a][(s) >> 1] : &out_even[a][(s) >> 1]) = (v)
#define HOT_ONE(g, a)    HOT_PUT(a, (g) ^ (1 << (a)), b[g][a][a] * HOT_IN(a, (g) ^ (1 << (a))))
#define HOT_TWO(g, i, j)                                                                           \
  HOT_PUT(i, (g) ^ (1 << (i)),                                                                     \
          b[g][i][i] * HOT_IN(i, (g) ^ (1 << (i))) + b[g][i][j] * HOT_IN(j, (g) ^ (1 << (j))));    \
  HOT_PUT(j, (g) ^ (1 << (j)),                                                                     \
          b[g][j][i] * HOT_IN(i, (g) ^ (1 << (i))) + b[g][j][j] * HOT_IN(j, (g) ^ (1 << (j))))
#define HOT_ROW(g, a)                                                                              \
  HOT_PUT(a, (g) ^ (1 << (a)),                                                                     \
          b[g][a][0] * HOT_IN(0, (g) ^ 1) + b[g][a][1] * HOT_IN(1, (g) ^ 2) +                      \
              b[g][a][2] * HOT_IN(2, (g) ^ 4))

static void HOT_APPLY(const fe_mesh *m, int z0, int z1, double scale, const HOT_U *u, HOT_Y *y) {
  const size_t stride = m->stride;
  const float *modulus = m->modulus + m->row_solid[z0 * m->n[1]];
  HOT_Y b[8][3][3];
  for (int i = 0; i < 72; i++) {
    b[i / 9][i / 3 % 3][i % 3] = (HOT_Y)(scale * m->block[i / 9][i / 3 % 3][i % 3]);
  }
  for (const fe_chunk *c = m->chunk + m->layer[z0], *end = m->chunk + m->layer[z1]; c < end; c++) {
    HOT_V even[3][4], odd[3][4], out_even[3][4], out_odd[3][4];
    const HOT_V e = HOT_MODULUS(spread_f(m, modulus, c->solid));
    modulus += __builtin_popcount(c->solid);
    _Pragma("GCC unroll 3") for (int a = 0; a < 3; a++) {
      const HOT_U *p = u + (size_t)a * stride;
      const HOT_V r0 = HOT_SPREAD(m, p + c->node[0], c->mask[0]);
      const HOT_V r1 = HOT_SPREAD(m, p + c->node[1], c->mask[1]);
      const HOT_V r2 = HOT_SPREAD(m, p + c->node[2], c->mask[2]);
      const HOT_V r3 = HOT_SPREAD(m, p + c->node[3], c->mask[3]);
      const HOT_V s0 = r0 + r1, d0 = r1 - r0, s1 = r2 + r3, d1 = r3 - r2;
      const HOT_V t[4] = {s0 + s1, d0 + d1, s1 - s0, d1 - d0};
      _Pragma("GCC unroll 4") for (int k = 0; k < 4; k++) {
        const HOT_V next = __builtin_shuffle(t[k], (HOT_I)HOT_DOWN);
        even[a][k] = (t[k] + next) * e;
        odd[a][k] = (next - t[k]) * e;
      }
    }
    /* the classes, without the numbers that are zero by symmetry or for rigid motions */
    HOT_ROW(0, 0);
    HOT_ROW(0, 1);
    HOT_ROW(0, 2);
    HOT_ROW(7, 0);
    HOT_ROW(7, 1);
    HOT_ROW(7, 2);
    HOT_TWO(1, 1, 2);
    HOT_TWO(2, 0, 2);
    HOT_TWO(4, 0, 1);
    HOT_TWO(3, 0, 1);
    HOT_TWO(5, 0, 2);
    HOT_TWO(6, 1, 2);
    HOT_ONE(3, 2);
    HOT_ONE(5, 1);
    HOT_ONE(6, 0);
    _Pragma("GCC unroll 3") for (int a = 0; a < 3; a++) {
      HOT_V t[4];
      _Pragma("GCC unroll 4") for (int k = 0; k < 4; k++) {
        const HOT_V mean = k == 0 ? (HOT_V){0} : out_even[a][k]; /* translations do no work */
        t[k] = mean - out_odd[a][k] +
               __builtin_shuffle(mean + out_odd[a][k], (HOT_V){0}, (HOT_I)HOT_UP);
      }
      const HOT_V s0 = t[0] - t[2], s1 = t[0] + t[2], d0 = t[1] - t[3], d1 = t[1] + t[3];
      HOT_Y *p = y + (size_t)a * stride;
      HOT_GATHER(m, s0 - d0, c->mask[0], p + c->node[0]);
      HOT_GATHER(m, s0 + d0, c->mask[1], p + c->node[1]);
      HOT_GATHER(m, s1 - d1, c->mask[2], p + c->node[2]);
      HOT_GATHER(m, s1 + d1, c->mask[3], p + c->node[3]);
    }
  }
}

#undef HOT_IN
#undef HOT_PUT
#undef HOT_ONE
#undef HOT_TWO
#undef HOT_ROW
#undef HOT_APPLY
#undef HOT_U
#undef HOT_Y
#undef HOT_V
#undef HOT_I
#undef HOT_SPREAD
#undef HOT_GATHER
#undef HOT_MODULUS
