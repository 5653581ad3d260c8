/* fe_blocks.c - packed matrices of 6 x 6 blocks: made, multiplied, cleared.
 *   1. Packing   2. Products */
#include "fe_hierarchy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 1. Packing ------------------------------------------------------------------ */

static void pack_block(const float *v, int16_t *small, float *scale) {
  float largest = 0;
  for (int q = 0; q < 36; q++) largest = fabsf(v[q]) > largest ? fabsf(v[q]) : largest;
  const float inverse = largest > 1e-30f ? 32767 / largest : 0;
  for (int q = 0; q < 36; q++) small[q] = (int16_t)lrintf(v[q] * inverse);
  *scale = largest / 32767;
}

/* from the centre of aggregate I to that of J, or of its nearest image, in lengths of level L */
static void offset(const fe_hierarchy *h, const fe_level *l, uint32_t i, uint32_t j,
                   double out[3]) {
  for (size_t c = 0; c < 3; c++) {
    const double period = h->space->mesh->n[c];
    double d = (double)l->centre[3 * (size_t)j + c] - (double)l->centre[3 * (size_t)i + c];
    if (h->space->periodic[c]) d -= period * round(d / period);
    out[c] = d / l->length;
  }
}

/* defect += (A - Q) T: block V, less its packed form, on the motions of a body whose centre lies D
 * before its own.  All are column by column; T is 1 but for turns, which move what lies D away. */
static void add_defect(const float *v, const int16_t *small, float scale, const double d[3],
                       double defect[6][6]) {
  double e[6][6];
  for (int q = 0; q < 36; q++) e[q / 6][q % 6] = (double)v[q] - (double)scale * small[q];
  for (int p = 0; p < 6; p++) {
    for (int q = 0; q < 6; q++) defect[q][p] += e[q][p];
    defect[3][p] += e[2][p] * d[1] - e[1][p] * d[2];
    defect[4][p] += e[0][p] * d[2] - e[2][p] * d[0];
    defect[5][p] += e[1][p] * d[0] - e[0][p] * d[1];
  }
}

/* the symmetric part of DEFECT on the motions that are ACTIVE, packed */
static void pack_defect(const double defect[6][6], int active, int16_t *small, float *scale) {
  float v[36];
  for (int q = 0; q < 36; q++) {
    const int i = q % 6, j = q / 6;
    const bool on = (active >> i & 1) && (active >> j & 1);
    v[q] = on ? (float)(0.5 * (defect[j][i] + defect[i][j])) : 0;
  }
  pack_block(v, small, scale);
}

bool fe_blocks_pack(const fe_hierarchy *h, const fe_level *opt_level, fe_blocks *p) {
  const size_t n = p->ptr[p->n_row] + (opt_level ? p->n_row : 0);
  int16_t *small = p->small = malloc((36 * n + 8) * sizeof *p->small);
  float *scale = p->scale = malloc((n + 1) * sizeof *p->scale);
  uint32_t *col = malloc((n + 1) * sizeof *col);
  if (!small || !scale || !col) {
    free(col);
    return false;
  }
  size_t k = 0, to = 0; /* of this block, before and after */
  for (uint32_t r = 0; r < p->n_row; r++) {
    const uint32_t i = p->row0 + r, end = p->ptr[r + 1];
    double defect[6][6] = {{0}}, d[3];
    p->ptr[r] = (uint32_t)to;
    for (; k < end; k++, to++) {
      col[to] = p->col[k];
      pack_block(p->val + 36 * k, small + 36 * to, &scale[to]);
      if (!opt_level) continue;
      offset(h, opt_level, i, col[to], d);
      add_defect(p->val + 36 * k, small + 36 * to, scale[to], d, defect);
    }
    if (!opt_level) continue;
    col[to] = i;
    pack_defect((const double(*)[6])defect, opt_level->active[i], small + 36 * to, &scale[to]);
    to++;
  }
  p->ptr[p->n_row] = (uint32_t)to;
  memset(small + 36 * n, 0, 8 * sizeof *small);
  free(p->val);
  free(p->col);
  p->val = NULL;
  p->col = col;
  return true;
}

bool fe_blocks_make_room(fe_blocks *p) {
  const size_t n = p->ptr[p->n_row];
  p->col = malloc((n + 1) * sizeof *p->col);
  p->small = calloc(36 * n + 8, sizeof *p->small);
  p->scale = malloc((n + 1) * sizeof *p->scale);
  return p->col && p->small && p->scale;
}

/* 2. Products ----------------------------------------------------------------- */

typedef struct apply_work {
  const fe_hierarchy *h;
  const fe_matrix *a;
  const float *x;
  float *y;
} apply_work;

static void apply_part(void *context, int i) {
  const apply_work *w = context;
  w->h->space->kernel->block_rows(&w->a->part[i], w->x, w->y);
}

void fe_matrix_apply(const fe_hierarchy *h, const fe_matrix *a, const float *x, float *y) {
  apply_work w = {h, a, x, y};
  fe_pool_run(h->space->pool, a->n_part, apply_part, &w);
}

void fe_blocks_clear(fe_blocks *p) {
  free(p->ptr);
  free(p->col);
  free(p->val);
  free(p->small);
  free(p->scale);
  memset(p, 0, sizeof *p);
}

void fe_matrix_clear(fe_matrix *a) {
  for (int q = 0; a->part && q < a->n_part; q++) fe_blocks_clear(&a->part[q]);
  free(a->part);
  memset(a, 0, sizeof *a);
}
