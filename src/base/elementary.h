/* elementary.h - the functions that models may use, in one place and our own.
 *
 * The evaluator, constant folding and generated C all call these and nothing else, so that a model
 * gives the same bytes whichever way, by whichever compiler and on whichever machine it is run:
 * they consist of IEEE additions, multiplications, divisions and table look-ups, without
 * contraction (compile with -ffp-contract=off).  Every result is less than one unit in the last
 * place from the true value (test/base/elementary.c measures it against MPFR: exp 0.51, log 0.51,
 * pow 0.52, tanh 0.56, sin and cos 0.8).
 *
 * Powers with a small whole exponent never come here: the node builder has made products of them
 * (see language/node.h).  exp, log and pow have no branches, so that compilers can do several
 * elements at once.
 *
 * What is not a number stays visible: a NaN argument gives NaN, but for x^0 = 1.  In that pow(1,
 * NaN) differs from the C library's.
 *
 * This header stands alone: it is copied beside C that is emitted.
 * Thread safety: pure functions; no errno, no rounding modes but to nearest.
 * References: Tang, ACM TOMS 15 (1989) 144 and 16 (1990) 378 (tables); Dekker, Numer. Math. 18
 * (1971) 224 (pairs of doubles); Payne & Hanek, SIGNUM 18 (1983) 19 (large angles). */
#ifndef ANT_ELEMENTARY_H
#define ANT_ELEMENTARY_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "elementary_table.h"

/* Long functions are called, not copied into every place that uses them: models have thousands. */
#if defined(__GNUC__)
#define ANT_APART __attribute__((noinline, unused))
#else
#define ANT_APART
#endif

/* Parts ------------------------------------------------------------------- */

/* A number as the sum of two, of which the second is small. */
typedef struct ant_two {
  double hi, lo;
} ant_two;

static inline uint64_t ant_bits(double x) {
  uint64_t u;
  memcpy(&u, &x, sizeof u);
  return u;
}
static inline double ant_from_bits(uint64_t u) {
  double x;
  memcpy(&x, &u, sizeof x);
  return x;
}

/* The first 26 bits of X: the product of two such is exact. */
static inline double ant_head(double x) {
  return ant_from_bits(ant_bits(x) & UINT64_C(0xfffffffff8000000));
}

/* 2^K for -1022 <= K <= 1023. */
static inline double ant_power_of_two(int64_t k) {
  return ant_from_bits((uint64_t)(k + 1023) << 52);
}

/* A + B exactly, whichever is larger. */
static inline ant_two ant_exact_sum(double a, double b) {
  double sum = a + b, part = sum - a;
  return (ant_two){sum, (a - (sum - part)) + (b - part)};
}

/* e^(x + low) for a small LOW: e^x = 2^k 2^(i/128) e^r with |r| < 0.0028. */
static inline double ant_exp_core(double x, double low) {
  const double shift = 0x1.8p52;
  double t = x * 0x1.71547652b82fep+7 + shift, n = t - shift;
  int64_t whole = (int64_t)(ant_bits(t) - ant_bits(shift));
  int64_t i = whole & 127, k = (whole - i) / 128;
  double r = (x - n * 0x1.62e42fef8p-8) - n * 0x1.1cf79abc9e3b4p-43 + low;
  double r2 = r * r;
  double p =
      ANT_EXP_TABLE[i][1] + r + r2 * (0.5 + r * (1.0 / 6)) + r2 * r2 * (1.0 / 24 + r * (1.0 / 120));
  double y = ANT_EXP_TABLE[i][0] + ANT_EXP_TABLE[i][0] * p;
  int64_t half = k / 2; /* two factors, because 2^k alone may be out of range */
  return y * ant_power_of_two(half) * ant_power_of_two(k - half);
}

/* log(x) 2^-68 right, for normal x > 0 times 2^-SHIFT: x = 2^k c (1 + r) with |r| < 0.004. */
static inline ant_two ant_log_core(double x, double shift) {
  uint64_t u = ant_bits(x), v = u - UINT64_C(0x3fe6aaaa00000000);
  int i = (int)(v >> 45 & 127);
  double k = (double)((int64_t)v >> 52) - shift;
  uint64_t w = u - (v & UINT64_C(0xfff0000000000000));
  double z = ant_from_bits(w);
  double z_hi = ant_from_bits((w + UINT64_C(0x80000000)) & UINT64_C(0xffffffff00000000));
  double inverse = ANT_LOG_TABLE[i][0];
  double r_hi = z_hi * inverse - 1, r_lo = (z - z_hi) * inverse; /* exact */
  double r = r_hi + r_lo, rest = r_hi - r + r_lo;
  double t = k * 0x1.62e42fefa38p-1 + ANT_LOG_TABLE[i][1]; /* exact */
  double s = t + r, lo = k * 0x1.ef35793c7673p-45 + ANT_LOG_TABLE[i][2] + (t - s + r);
  double head = ant_head(r), square = 0.5 * head * head, hi = s - square;
  double r3 = r * r * r, r2 = r * r;
  double p = (1.0 / 3 - r * 0.25) + r2 * ((1.0 / 5 - r * (1.0 / 6)) +
                                          r2 * ((1.0 / 7 - r * 0.125) + r2 * (1.0 / 9 - r * 0.1)));
  lo += (s - hi - square) + (rest * (1 - r) - 0.5 * (r - head) * (r + head)) + r3 * p;
  return (ant_two){hi + lo, hi - (hi + lo) + lo};
}

/* exp, log, pow ------------------------------------------------------------ */

static inline double ant_exp(double x) {
  x = x > 710 ? 710 : x < -746 ? -746 : x; /* infinite and 0 from there on */
  return ant_exp_core(x, 0);
}

static inline int ant_is_normal(double x) { /* and positive */
  return x >= 0x1p-1022 && x <= 0x1.fffffffffffffp1023;
}

static inline double ant_log(double x) {
  if (ant_is_normal(x)) return ant_log_core(x, 0).hi;
  if (x > 0 && x < 1) return ant_log_core(x * 0x1p52, 52).hi;
  return x == 0 ? -INFINITY : x > 0 ? x : NAN;
}

/* Whether Y is a whole number, and an odd one. */
static inline int ant_is_whole(double y) {
  double a = fabs(y);
  return a >= 0x1p52 || (a + 0x1p52) - 0x1p52 == a;
}
static inline int ant_is_odd(double y) {
  return fabs(y) < 0x1p53 && ant_is_whole(y) && !ant_is_whole(0.5 * y);
}

/* x^y of the logarithm L of x. */
static inline double ant_pow_core(ant_two l, double y) {
  double y_head = ant_head(y), l_head = ant_head(l.hi);
  double hi = y_head * l_head; /* exact */
  double lo = (y - y_head) * l_head + y * (l.hi - l_head + l.lo);
  if (!(hi < 710 && hi > -746)) {
    lo = 0;
    hi = hi >= 710 ? 710 : hi <= -746 ? -746 : hi;
  }
  return ant_exp_core(hi, lo);
}

/* What is not a positive normal x to a finite power. */
static inline double ant_pow_odd(double x, double y) {
  double a = fabs(x), p;
  if (y == 0) return 1;
  if (x != x || y != y) return NAN;
  if (fabs(y) == INFINITY) return a == 1 ? 1 : (a > 1) == (y > 0) ? INFINITY : 0;
  if (a == 0 || a == INFINITY) {
    p = (a == 0) == (y < 0) ? INFINITY : 0;
  } else if (x < 0 && !ant_is_whole(y)) {
    return NAN;
  } else {
    int small = a < 0x1p-1022;
    p = ant_pow_core(ant_log_core(small ? a * 0x1p52 : a, small ? 52 : 0), y);
  }
  return ant_is_odd(y) ? copysign(p, x) : p;
}

ANT_APART static double ant_pow(double x, double y) {
  int plain = ant_is_normal(x) && fabs(y) <= 0x1.fffffffffffffp1023;
  return plain ? ant_pow_core(ant_log_core(x, 0), y) : ant_pow_odd(x, y);
}

/* Several powers of one number share its logarithm: ant_pow(x, y) = ant_pow_by(x, ant_log_of(x), y)
 * in every bit.  For what is not positive and normal the logarithm is some number that nobody uses.
 */
ANT_APART static ant_two ant_log_of(double x) {
  return ant_log_core(x, 0);
}
ANT_APART static double ant_pow_by(double x, ant_two log, double y) {
  int plain = ant_is_normal(x) && fabs(y) <= 0x1.fffffffffffffp1023;
  return plain ? ant_pow_core(log, y) : ant_pow_odd(x, y);
}

/* tanh ------------------------------------------------------------------------ */

/* e^a - 1 for 0 <= a <= 40, as two numbers. */
static inline ant_two ant_expm1_core(double a) {
  const double shift = 0x1.8p52;
  double t = a * 0x1.71547652b82fep+0 + shift, n = t - shift;
  double two = ant_power_of_two((int64_t)(ant_bits(t) - ant_bits(shift)));
  double r_hi = a - n * 0x1.62e42fefa3ap-1, r_lo = n * -0x1.0ca86c3898dp-49;
  double r = r_hi - r_lo, rest = r_hi - r - r_lo;
  double q = 1.0 / 6227020800;
  q = q * r + 1.0 / 479001600;
  q = q * r + 1.0 / 39916800;
  q = q * r + 1.0 / 3628800;
  q = q * r + 1.0 / 362880;
  q = q * r + 1.0 / 40320;
  q = q * r + 1.0 / 5040;
  q = q * r + 1.0 / 720;
  q = q * r + 1.0 / 120;
  q = q * r + 1.0 / 24;
  q = q * r + 1.0 / 6;
  q = q * r + 0.5;
  double c = r * r * q, p = r + c, p_lo = (r - p) + c + rest * (1 + r);
  ant_two e = ant_exact_sum(two - 1, two * p);
  e.lo += two * p_lo;
  return e;
}

/* tanh |x| = e / (e + 2) with e = exp(2|x|) - 1, the quotient corrected once. */
static inline double ant_tanh(double x) {
  double a = 2 * fabs(x);
  ant_two e = ant_expm1_core(a > 40 ? 40 : a);
  ant_two d = ant_exact_sum(e.hi, 2);
  d.lo += e.lo;
  double q = e.hi / d.hi, q_head = ant_head(q), d_head = ant_head(d.hi);
  double product = q * d.hi;
  double error = q_head * d_head - product + q_head * (d.hi - d_head) + (q - q_head) * d_head +
                 (q - q_head) * (d.hi - d_head);
  q += ((e.hi - product) - error + e.lo - q * d.lo) / d.hi;
  return copysign(q, x);
}

/* sin, cos --------------------------------------------------------------------- */

/* X - n pi/2 in [-pi/4, pi/4] as two numbers; n, a multiple of four less, in *OUT_N.  For |x| <
 * 2^20: the parts of pi/2 have 33 bits, so that n times each is exact. */
static inline ant_two ant_reduce_small(double x, int *out_n) {
  const double shift = 0x1.8p52;
  double n = (x * 0x1.45f306dc9c883p-1 + shift) - shift;
  ant_two a = ant_exact_sum(x - n * 0x1.921fb544p+0, -(n * 0x1.0b4611a6p-34));
  ant_two b = ant_exact_sum(a.hi, -(n * 0x1.3198a2ep-69));
  double lo = a.lo + b.lo - n * 0x1.b839a252049c1p-104;
  *out_n = (int)((int64_t)n & 3);
  return (ant_two){b.hi + lo, b.hi - (b.hi + lo) + lo};
}

/* The same for any finite |x| >= 2^20: the product of x and those bits of 2/pi that matter, in
 * whole numbers. */
static inline ant_two ant_reduce_large(double x, int *out_n) {
  uint64_t u = ant_bits(x), m = (u & UINT64_C(0xfffffffffffff)) | UINT64_C(0x10000000000000);
  int e = (int)(u >> 52 & 2047) - 1075; /* |x| = m 2^e */
  int first = e > 2 ? (e - 2) / 32 : 0, drop = e - 32 * first;
  uint32_t product[10] = {0}; /* m times 8 words of 2/pi; word 9 is the first */
  for (int i = 7; i >= 0; i--) {
    uint64_t word = ANT_TWO_OVER_PI[first + i], sum = product[7 - i];
    sum += word * (m & UINT64_C(0xffffffff));
    product[7 - i] = (uint32_t)sum;
    sum = (sum >> 32) + product[8 - i] + word * (m >> 32);
    product[8 - i] = (uint32_t)sum;
    product[9 - i] = (uint32_t)(sum >> 32);
  }
  /* The value is product 2^(drop - 256): the bits from 2^1 down, as a fraction of 4. */
  uint64_t bits[3] = {0, 0, 0};
  for (int k = 0; k < 192; k++) {
    int at = 257 - drop - k; /* bit k of the fraction has weight 2^(1 - k) */
    uint64_t bit = at >= 0 && at < 320 ? product[at / 32] >> (at % 32) & 1 : 0;
    bits[k / 64] |= bit << (63 - k % 64);
  }
  int n = (int)(bits[0] >> 62), up = (int)(bits[0] >> 61 & 1);
  uint64_t high = bits[0] << 2 | bits[1] >> 62, low = bits[1] << 2 | bits[2] >> 62;
  if (up) { /* the nearer quarter turn is the next */
    high = ~high + (low == 0);
    low = ~low + 1;
  }
  double f[4] = {(double)(high >> 32) * 0x1p-32, (double)(high & 0xffffffffu) * 0x1p-64,
                 (double)(low >> 32) * 0x1p-96, (double)(low & 0xffffffffu) * 0x1p-128};
  ant_two s = ant_exact_sum(f[0], f[1]);
  double rest = s.lo + f[2] + f[3], t = s.hi + rest, t_lo = s.hi - t + rest;
  double head = ant_head(t), tail = t - head; /* times pi/2 */
  const double pi = 0x1.921fb54442d18p+0, pi_head = 0x1.921fb54p+0, pi_tail = pi - pi_head;
  double p = t * pi, p_lo = head * pi_head - p + head * pi_tail + tail * pi_head + tail * pi_tail;
  p_lo += t * 0x1.1a62633145c07p-54 + t_lo * pi;
  double sign = ((u >> 63) != 0) != (up != 0) ? -1 : 1;
  n = (n + up) & 3;
  *out_n = u >> 63 ? (4 - n) & 3 : n;
  return (ant_two){sign * (p + p_lo), sign * (p - (p + p_lo) + p_lo)};
}

static inline double ant_sin_core(ant_two r) {
  double z = r.hi * r.hi, s = -1.0 / 121645100408832000;
  s = s * z + 1.0 / 355687428096000;
  s = s * z - 1.0 / 1307674368000;
  s = s * z + 1.0 / 6227020800;
  s = s * z - 1.0 / 39916800;
  s = s * z + 1.0 / 362880;
  s = s * z - 1.0 / 5040;
  s = s * z + 1.0 / 120;
  s = s * z - 1.0 / 6;
  return r.hi + (r.lo * (1 - 0.5 * z) + r.hi * z * s);
}

static inline double ant_cos_core(ant_two r) {
  double z = r.hi * r.hi, half = 0.5 * z, w = 1 - half, c = -1.0 / 6402373705728000;
  c = c * z + 1.0 / 20922789888000;
  c = c * z - 1.0 / 87178291200;
  c = c * z + 1.0 / 479001600;
  c = c * z - 1.0 / 3628800;
  c = c * z + 1.0 / 40320;
  c = c * z - 1.0 / 720;
  c = c * z + 1.0 / 24;
  return w + ((1 - w - half) + (z * z * c - r.hi * r.lo));
}

/* sin(x + QUARTER pi/2) */
static inline double ant_circle(double x, int quarter) {
  int n;
  if (!(fabs(x) <= 0x1.fffffffffffffp1023)) return NAN;
  ant_two r = fabs(x) < 0x1p20 ? ant_reduce_small(x, &n) : ant_reduce_large(x, &n);
  n += quarter;
  double y = n & 1 ? ant_cos_core(r) : ant_sin_core(r);
  return n & 2 ? -y : y;
}

static inline double ant_sin(double x) {
  return fabs(x) < 0x1p-27 ? x : ant_circle(x, 0);
}
static inline double ant_cos(double x) {
  return ant_circle(x, 1);
}

/* Exact ones ---------------------------------------------------------------------- */

/* These keep a NaN where they meet one. */
static inline double ant_sqrt(double x) {
  return sqrt(x);
}
static inline double ant_abs(double x) {
  return fabs(x);
}
static inline double ant_sign(double x) {
  return x > 0 ? 1 : x < 0 ? -1 : x;
}
static inline double ant_min(double a, double b) {
  return a < b || a != a ? a : b;
}
static inline double ant_max(double a, double b) {
  return a > b || a != a ? a : b;
}

#endif /* ANT_ELEMENTARY_H */
