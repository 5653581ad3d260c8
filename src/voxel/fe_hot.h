/* fe_hot.h - the loops where the time goes, compiled once for each kind of processor.
 *
 * fe_hot_*.c define FE_HOT_NAME and include this; the compiler's flags differ.  One chunk costs
 * about 190 vector operations for at most 7 elements: 48 additions for the transform (y and z
 * before x, so that 4 rows instead of 8 corners are combined), 45 products with the blocks, 60
 * additions back. */
#include "fe_internal.h"

#include <string.h>
#ifdef __AVX512VL__
#include <immintrin.h>
#endif

typedef double hot_d8 __attribute__((vector_size(64)));
typedef int32_t hot_i8 __attribute__((vector_size(32)));
typedef int64_t hot_l8 __attribute__((vector_size(64)));
typedef uint8_t hot_b8 __attribute__((vector_size(8)));
typedef float hot_f8u __attribute__((vector_size(32), aligned(4)));
typedef double hot_d8u __attribute__((vector_size(64), aligned(8)));
typedef int16_t hot_s8u __attribute__((vector_size(16), aligned(2)));

static inline fe_v8 spread_f(const fe_mesh *m, const float *p, uint8_t mask) {
#ifdef __AVX512VL__
  (void)m;
  return (fe_v8)_mm256_maskz_expand_ps(mask, _mm256_loadu_ps(p));
#else
  hot_b8 lane;
  memcpy(&lane, m->lane[mask].expand, sizeof lane);
  return __builtin_shuffle((fe_v8) * (const hot_f8u *)p, (fe_v8){0},
                           __builtin_convertvector(lane, hot_i8));
#endif
}

static inline hot_d8 spread_d(const fe_mesh *m, const double *p, uint8_t mask) {
#ifdef __AVX512VL__
  (void)m;
  return (hot_d8)_mm512_maskz_expand_pd(mask, _mm512_loadu_pd(p));
#else
  hot_d8 out;
  for (int i = 0; i < FE_LANES; i++) {
    int k = m->lane[mask].expand[i];
    out[i] = k < FE_LANES ? p[k] : 0;
  }
  return out;
#endif
}

/* p[0 ..] += the lanes of v that MASK names, close together */
static inline void gather_f(const fe_mesh *m, fe_v8 v, uint8_t mask, float *p) {
#ifdef __AVX512VL__
  (void)m;
  fe_v8 packed = (fe_v8)_mm256_maskz_compress_ps(mask, (__m256)v);
#else
  hot_b8 lane;
  memcpy(&lane, m->lane[mask].compress, sizeof lane);
  fe_v8 packed = __builtin_shuffle(v, (fe_v8){0}, __builtin_convertvector(lane, hot_i8));
#endif
  *(hot_f8u *)p += packed;
}

static inline void gather_d(const fe_mesh *m, hot_d8 v, uint8_t mask, double *p) {
#ifdef __AVX512VL__
  (void)m;
  *(hot_d8u *)p += (hot_d8)_mm512_maskz_compress_pd(mask, (__m512d)v);
#else
  for (int i = 0; i < FE_LANES; i++) {
    int k = m->lane[mask].expand[i];
    if (k < FE_LANES) p[k] += v[i];
  }
#endif
}

#define HOT_DOWN                                                                                   \
  { 1, 2, 3, 4, 5, 6, 7, 7 }
#define HOT_UP                                                                                     \
  { 8, 0, 1, 2, 3, 4, 5, 6 }

#define HOT_APPLY              apply_ff
#define HOT_U                  float
#define HOT_Y                  float
#define HOT_V                  fe_v8
#define HOT_I                  hot_i8
#define HOT_SPREAD(m, p, mask) spread_f(m, p, mask)
#define HOT_GATHER             gather_f
#define HOT_MODULUS(v)         (v)
#include "fe_hot_apply.h"

#define HOT_APPLY              apply_fd
#define HOT_U                  float
#define HOT_Y                  double
#define HOT_V                  hot_d8
#define HOT_I                  hot_l8
#define HOT_SPREAD(m, p, mask) __builtin_convertvector(spread_f(m, p, mask), hot_d8)
#define HOT_GATHER             gather_d
#define HOT_MODULUS(v)         __builtin_convertvector(v, hot_d8)
#include "fe_hot_apply.h"

#define HOT_APPLY              apply_dd
#define HOT_U                  double
#define HOT_Y                  double
#define HOT_V                  hot_d8
#define HOT_I                  hot_l8
#define HOT_SPREAD(m, p, mask) spread_d(m, p, mask)
#define HOT_GATHER             gather_d
#define HOT_MODULUS(v)         __builtin_convertvector(v, hot_d8)
#include "fe_hot_apply.h"

#include "fe_hot_galerkin.h"

static inline fe_v8 unpack(const int16_t *p) {
  return __builtin_convertvector(__builtin_convertvector(*(const hot_s8u *)p, hot_i8), fe_v8);
}

static void block_rows(const fe_blocks *a, const float *x, float *y) {
  for (uint32_t r = 0; r < a->n_row; r++) {
    fe_v8 even = {0}, odd = {0}; /* two sums: an addition takes several cycles */
    for (uint32_t k = a->ptr[r]; k < a->ptr[r + 1]; k++) {
      const int16_t *v = a->small + 36 * (size_t)k;
      const float *xj = x + 6 * (size_t)a->col[k], s = a->scale[k];
      even += unpack(v) * (s * xj[0]);
      odd += unpack(v + 6) * (s * xj[1]);
      even += unpack(v + 12) * (s * xj[2]);
      odd += unpack(v + 18) * (s * xj[3]);
      even += unpack(v + 24) * (s * xj[4]);
      odd += unpack(v + 30) * (s * xj[5]);
    }
    even += odd;
    memcpy(y + 6 * (size_t)(a->row0 + r), &even, 6 * sizeof(float));
  }
}

/* y = A' x for rows of the transpose: lanes of one sum a column, added up at the end */
static void block_columns(const fe_matrix *a, const uint32_t *ptr, const uint32_t *row,
                          const uint32_t *at, uint32_t first, uint32_t end, const float *x,
                          float *y) {
  for (uint32_t j = first; j < end; j++) {
    fe_v8 sum[6] = {{0}};
    for (uint32_t k = ptr[j]; k < ptr[j + 1]; k++) {
      const fe_blocks *p = &a->part[row[k] / FE_PART];
      const int16_t *v = p->small + 36 * (size_t)at[k];
      const float *r = x + 6 * (size_t)row[k];
      const fe_v8 xr = (fe_v8){r[0], r[1], r[2], r[3], r[4], r[5], 0, 0} * p->scale[at[k]];
      for (int q = 0; q < 6; q++) sum[q] += unpack(v + 6 * q) * xr;
    }
    for (int q = 0; q < 6; q++) {
      const fe_v8 s = sum[q];
      y[6 * (size_t)j + (size_t)q] = s[0] + s[1] + s[2] + s[3] + s[4] + s[5];
    }
  }
}

static void block_product(const float *a, const float *b, float *c) {
  for (int j = 0; j < 6; j++) {
    fe_v8 s = *(const hot_f8u *)(c + 8 * j);
    for (int k = 0; k < 6; k++) s += *(const hot_f8u *)(a + 6 * k) * b[6 * j + k];
    *(hot_f8u *)(c + 8 * j) = s;
  }
}

#define HOT_STRING(x)   HOT_STRING_(x)
#define HOT_STRING_(x)  #x
#define HOT_JOIN(a, b)  HOT_JOIN_(a, b)
#define HOT_JOIN_(a, b) a##b

const fe_kernels HOT_JOIN(fe_kernels_, FE_HOT_NAME) = {
    HOT_STRING(FE_HOT_NAME), apply_ff,   apply_fd,      apply_dd,
    galerkin_part,           block_rows, block_columns, block_product};
