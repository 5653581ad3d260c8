/* fe_coarse.c - the next level: its aggregates' motions, prolongation and matrix.
 *   1. Prolongation   2. The next matrix */
#include "fe_hierarchy.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ROW = 2048 };

/* 1. Prolongation --------------------------------------------------------------- */

typedef struct coarsen_work {
  const fe_hierarchy *h;
  fe_level *fine, *coarse;
  const uint32_t *parent;
  float omega;
  struct sparse_row *row; /* (n_chunk, coarse->n) */
  atomic_int failed;
} coarsen_work;

/* the parent's rigid motions in the child's own: 36 column by column, and 8 to read behind */
static void rigid_transfer(const coarsen_work *w, uint32_t i, float out[44]) {
  const fe_level *f = w->fine, *c = w->coarse;
  const uint32_t j = w->parent[i];
  const float *cf = f->centre + 3 * (size_t)i, *cc = c->centre + 3 * (size_t)j;
  const float s = (float)(1 / c->length), turn = (float)(f->length / c->length);
  const float x = (cf[0] - cc[0]) * s, y = (cf[1] - cc[1]) * s, z = (cf[2] - cc[2]) * s;
  const float t[6][6] = {{1, 0, 0, 0, z, -y},   {0, 1, 0, -z, 0, x},   {0, 0, 1, y, -x, 0},
                         {0, 0, 0, turn, 0, 0}, {0, 0, 0, 0, turn, 0}, {0, 0, 0, 0, 0, turn}};
  memset(out, 0, 44 * sizeof *out);
  for (int q = 0; q < 6; q++) {
    for (int p = 0; p < 6; p++) {
      bool on = (f->active[i] >> p & 1) && (!c->active || (c->active[j] >> q & 1));
      out[6 * q + p] = on ? t[p][q] : 0;
    }
  }
}

static ant_status coarse_motions(coarsen_work *w, ant_diag *opt_diag) {
  double(*gram)[6][6] = calloc(w->coarse->n, sizeof *gram);
  uint8_t *active = malloc(w->coarse->n);
  if (!gram || !active) {
    free(gram);
    free(active);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a coarse level");
  }
  for (uint32_t i = 0; i < w->fine->n; i++) {
    float t[44];
    rigid_transfer(w, i, t);
    for (int p = 0; p < 6; p++) {
      for (int q = 0; q < 6; q++) {
        for (int k = 0; k < 6; k++) {
          gram[w->parent[i]][p][q] += (double)t[6 * p + k] * (double)t[6 * q + k];
        }
      }
    }
  }
  for (uint32_t j = 0; j < w->coarse->n; j++) {
    active[j] = (uint8_t)fe_independent((const double(*)[6])gram[j]);
  }
  free(gram);
  w->coarse->active = active;
  return ANT_OK;
}

typedef struct row_buffer { /* blocks of 6 columns of 8 */
  uint32_t n, col[MAX_ROW];
  float block[MAX_ROW][48 + 8];
} row_buffer;

static float *row_block(row_buffer *r, uint32_t col) {
  for (uint32_t k = 0; k < r->n; k++) {
    if (r->col[k] == col) return r->block[k];
  }
  if (r->n == MAX_ROW) return NULL;
  r->col[r->n] = col;
  memset(r->block[r->n], 0, sizeof r->block[r->n]);
  return r->block[r->n++];
}

static void pack(const float *from48, float *to36) {
  for (int q = 0; q < 6; q++) memcpy(to36 + 6 * q, from48 + 8 * q, 6 * sizeof *to36);
}

/* row i of P = P0 - omega D^-1 A P0 */
static bool prolong_row(const coarsen_work *w, const fe_blocks *a, uint32_t r, row_buffer *out) {
  const fe_kernels *kernel = w->h->space->kernel;
  const uint32_t i = a->row0 + r;
  float t[44], block[44], packed[44] = {0};
  out->n = 0;
  for (uint32_t k = a->ptr[r]; k < a->ptr[r + 1]; k++) {
    float *sum = row_block(out, w->parent[a->col[k]]);
    if (!sum) return false;
    rigid_transfer(w, a->col[k], t);
    fe_block(a, k, block);
    kernel->block_product(block, t, sum);
  }
  rigid_transfer(w, i, t);
  for (uint32_t k = 0; k < out->n; k++) {
    pack(out->block[k], packed);
    memset(out->block[k], 0, sizeof out->block[k]);
    kernel->block_product(w->fine->inverse + 36 * (size_t)i, packed, out->block[k]);
    for (int q = 0; q < 48; q++) {
      int p = q % 8, c = q / 8;
      bool own = p < 6 && out->col[k] == w->parent[i];
      out->block[k][q] = (own ? t[6 * c + p] : 0) - w->omega * out->block[k][q];
    }
  }
  return true;
}

static bool append_row(fe_blocks *p, uint32_t row, uint32_t *capacity, const row_buffer *r) {
  const uint32_t first = p->ptr[row];
  if (first + r->n > *capacity) {
    uint32_t more = 2 * *capacity + r->n + 64;
    uint32_t *col = realloc(p->col, more * sizeof *col);
    if (col) p->col = col;
    float *val = realloc(p->val, (36 * (size_t)more + 8) * sizeof *val);
    if (val) p->val = val;
    if (!col || !val) return false;
    *capacity = more;
  }
  for (uint32_t k = 0; k < r->n; k++) {
    p->col[first + k] = r->col[k];
    pack(r->block[k], p->val + 36 * (size_t)(first + k));
  }
  p->ptr[row + 1] = first + r->n;
  return true;
}

static void prolong_part(void *context, int i_part) {
  coarsen_work *w = context;
  const fe_blocks *a = &w->fine->a.part[i_part];
  fe_blocks *p = &w->fine->p.part[i_part];
  row_buffer *r = malloc(sizeof *r);
  uint32_t capacity = 0;
  p->row0 = a->row0;
  p->n_row = a->n_row;
  p->ptr = calloc(p->n_row + 1, sizeof *p->ptr);
  bool ok = r && p->ptr;
  for (uint32_t i = 0; ok && i < p->n_row; i++) {
    ok = prolong_row(w, a, i, r) && append_row(p, i, &capacity, r);
  }
  if (!ok || !fe_blocks_pack(w->h, NULL, p)) atomic_store(&w->failed, 1);
  free(r);
}

/* the columns of P, to restrict without two threads adding to one number */
static bool transpose(fe_level *l, uint32_t n_col) {
  size_t n = 0;
  for (int q = 0; q < l->p.n_part; q++) n += l->p.part[q].ptr[l->p.part[q].n_row];
  l->t_ptr = calloc((size_t)n_col + 2, sizeof *l->t_ptr);
  l->t_row = malloc((n + 1) * sizeof *l->t_row);
  l->t_at = malloc((n + 1) * sizeof *l->t_at);
  if (!l->t_ptr || !l->t_row || !l->t_at) return false;
  for (int pass = 0; pass < 2; pass++) {
    for (int q = 0; q < l->p.n_part; q++) {
      const fe_blocks *p = &l->p.part[q];
      for (uint32_t r = 0; r < p->n_row; r++) {
        for (uint32_t k = p->ptr[r]; k < p->ptr[r + 1]; k++) {
          if (pass == 0) {
            l->t_ptr[p->col[k] + 2]++;
          } else {
            uint32_t to = l->t_ptr[p->col[k] + 1]++;
            l->t_row[to] = p->row0 + r;
            l->t_at[to] = k;
          }
        }
      }
    }
    for (uint32_t c = 0; pass == 0 && c < n_col; c++) l->t_ptr[c + 2] += l->t_ptr[c + 1];
  }
  return true;
}

/* 2. The next matrix -------------------------------------------------------------- */

enum { CHUNK_ROWS = 8 * FE_PART };

typedef struct sparse_row {
  uint32_t n, capacity, *col;
  float *val; /* (n, 36) */
} sparse_row;

static float *sparse_block(sparse_row *r, uint32_t col) {
  for (uint32_t k = 0; k < r->n; k++) {
    if (r->col[k] == col) return r->val + 36 * (size_t)k;
  }
  if (r->n == r->capacity) {
    uint32_t more = r->capacity ? 2 * r->capacity : 8;
    uint32_t *c = realloc(r->col, more * sizeof *c);
    if (c) r->col = c;
    float *v = realloc(r->val, 36 * (size_t)more * sizeof *v);
    if (v) r->val = v;
    if (!c || !v) return NULL;
    r->capacity = more;
  }
  r->col[r->n] = col;
  memset(r->val + 36 * (size_t)r->n, 0, 36 * sizeof *r->val);
  return r->val + 36 * (size_t)r->n++;
}

static const fe_blocks *part_of(const fe_matrix *a, uint32_t row) {
  return &a->part[row / FE_PART];
}

/* row i of A P */
static bool product_row(const coarsen_work *w, const fe_blocks *a, uint32_t r, row_buffer *out) {
  float left[44], right[44];
  out->n = 0;
  for (uint32_t k = a->ptr[r]; k < a->ptr[r + 1]; k++) {
    const fe_blocks *p = part_of(&w->fine->p, a->col[k]);
    const uint32_t j = a->col[k] - p->row0;
    fe_block(a, k, left);
    for (uint32_t q = p->ptr[j]; q < p->ptr[j + 1]; q++) {
      float *sum = row_block(out, p->col[q]);
      if (!sum) return false;
      fe_block(p, q, right);
      w->h->space->kernel->block_product(left, right, sum);
    }
  }
  return true;
}

/* += P_i' (A P)_i on the rows of the parents that P_i reaches */
static bool add_product(const coarsen_work *w, uint32_t i, const row_buffer *ap, sparse_row *rows) {
  const fe_blocks *p = part_of(&w->fine->p, i);
  const uint32_t r = i - p->row0;
  for (uint32_t q = p->ptr[r]; q < p->ptr[r + 1]; q++) {
    float v[44], transposed[44] = {0}, packed[44] = {0}, sum[56];
    fe_block(p, q, v);
    for (int k = 0; k < 36; k++) transposed[k] = v[6 * (k % 6) + k / 6];
    for (uint32_t k = 0; k < ap->n; k++) {
      float *to = sparse_block(&rows[p->col[q]], ap->col[k]);
      if (!to) return false;
      pack(ap->block[k], packed);
      memset(sum, 0, sizeof sum);
      w->h->space->kernel->block_product(transposed, packed, sum);
      for (int c = 0; c < 36; c++) to[c] += sum[8 * (c / 6) + c % 6];
    }
  }
  return true;
}

static void product_chunk(void *context, int i_chunk) {
  coarsen_work *w = context;
  sparse_row *rows = w->row + (size_t)i_chunk * w->coarse->n;
  row_buffer *ap = malloc(sizeof *ap);
  const uint32_t first = (uint32_t)i_chunk * CHUNK_ROWS;
  bool ok = ap != NULL;
  for (uint32_t i = first; ok && i < first + CHUNK_ROWS && i < w->fine->n; i++) {
    const fe_blocks *a = part_of(&w->fine->a, i);
    ok = product_row(w, a, i - a->row0, ap) && add_product(w, i, ap, rows);
  }
  if (!ok) atomic_store(&w->failed, 1);
  free(ap);
}

static bool merge_rows(const coarsen_work *w, int n_chunk, uint32_t j, row_buffer *out) {
  out->n = 0;
  for (int c = 0; c < n_chunk; c++) {
    const sparse_row *r = &w->row[(size_t)c * w->coarse->n + j];
    for (uint32_t k = 0; k < r->n; k++) {
      float *sum = row_block(out, r->col[k]);
      if (!sum) return false;
      for (int q = 0; q < 36; q++) sum[8 * (q / 6) + q % 6] += r->val[36 * (size_t)k + (size_t)q];
    }
  }
  for (uint32_t k = 0; k < out->n; k++) { /* a motion that the aggregate cannot make stays alone */
    for (int q = 0; q < 6 && out->col[k] == j; q++) {
      if (!(w->coarse->active[j] >> q & 1)) out->block[k][9 * q] = 1;
    }
  }
  return true;
}

static bool merge_parts(coarsen_work *w, int n_chunk) {
  fe_matrix *a = &w->coarse->a;
  row_buffer *r = malloc(sizeof *r);
  bool ok = r != NULL;
  a->n_row = w->coarse->n;
  a->n_part = (int)((a->n_row + FE_PART - 1) / FE_PART);
  a->part = calloc((size_t)a->n_part, sizeof *a->part);
  ok = ok && a->part;
  for (int q = 0; ok && q < a->n_part; q++) {
    fe_blocks *p = &a->part[q];
    uint32_t capacity = 0;
    p->row0 = (uint32_t)q * FE_PART;
    p->n_row = a->n_row - p->row0 < FE_PART ? a->n_row - p->row0 : FE_PART;
    p->ptr = calloc(p->n_row + 1, sizeof *p->ptr);
    ok = p->ptr != NULL;
    for (uint32_t i = 0; ok && i < p->n_row; i++) {
      ok = merge_rows(w, n_chunk, p->row0 + i, r) && append_row(p, i, &capacity, r);
    }
    ok = ok && fe_blocks_pack(w->h, w->coarse, p);
  }
  free(r);
  return ok;
}

ant_status fe_galerkin_coarse(const fe_hierarchy *h, fe_level *fine, fe_level *coarse,
                              const uint32_t *parent, ant_diag *opt_diag) {
  coarsen_work w = {.h = h, .fine = fine, .coarse = coarse, .parent = parent};
  const int n_chunk = (int)((fine->n + CHUNK_ROWS - 1) / CHUNK_ROWS);
  w.omega = (float)(4.0 / 3 / fine->lambda);
  ANT_TRY(coarse_motions(&w, opt_diag));
  fine->p.n_row = fine->n;
  fine->p.n_part = fine->a.n_part;
  fine->p.part = calloc((size_t)fine->a.n_part, sizeof *fine->p.part);
  w.row = calloc((size_t)n_chunk * coarse->n, sizeof *w.row);
  bool ok = fine->p.part && w.row;
  if (ok) fe_pool_run(h->space->pool, fine->p.n_part, prolong_part, &w);
  ok = ok && !atomic_load(&w.failed) && transpose(fine, coarse->n);
  if (ok) fe_pool_run(h->space->pool, n_chunk, product_chunk, &w);
  ok = ok && !atomic_load(&w.failed) && merge_parts(&w, n_chunk);
  for (size_t i = 0; w.row && i < (size_t)n_chunk * coarse->n; i++) {
    free(w.row[i].col);
    free(w.row[i].val);
  }
  free(w.row);
  return ok ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory for a coarse level");
}
