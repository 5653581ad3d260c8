/* fe_coarse.c - the next level: its aggregates' motions, prolongation and matrix.
 *   1. Prolongation   2. The neighbours' rows   3. Products   4. The next matrix */
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
  fe_blocks halo[2];     /* rows of P of the copies of the lower and the upper neighbour       */
  struct window *window; /* (n_chunk)                                                        */
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

/* the parents of own aggregates: first, and one past the last */
static void own_parents(const coarsen_work *w, uint32_t *out_first, uint32_t *out_end) {
  *out_first = UINT32_MAX;
  *out_end = 0;
  for (uint32_t i = w->fine->own[0]; i < w->fine->own[1]; i++) {
    const uint32_t j = w->parent[i];
    *out_first = j < *out_first ? j : *out_first;
    *out_end = j >= *out_end ? j + 1 : *out_end;
  }
  if (*out_end == 0) *out_first = 0;
}

/* which motions the parents FIRST to END - 1 can make */
static bool find_active(coarsen_work *w, uint32_t first, uint32_t end, uint8_t *active) {
  double(*gram)[6][6] = calloc((size_t)(end - first) + 1, sizeof *gram);
  for (uint32_t i = w->fine->own[0]; gram && i < w->fine->own[1]; i++) {
    float t[44];
    rigid_transfer(w, i, t);
    for (int p = 0; p < 6; p++) {
      for (int q = 0; q < 6; q++) {
        for (int k = 0; k < 6; k++) {
          gram[w->parent[i] - first][p][q] += (double)t[6 * p + k] * (double)t[6 * q + k];
        }
      }
    }
  }
  for (uint32_t j = first; gram && j < end; j++) {
    active[j - first] = (uint8_t)fe_independent((const double(*)[6])gram[j - first]);
  }
  free(gram);
  return gram != NULL;
}

static ant_status coarse_motions(coarsen_work *w, ant_diag *opt_diag) {
  const bool cut = fe_level_is_cut(w->h, w->fine);
  uint32_t first, end;
  own_parents(w, &first, &end);
  uint8_t *mine = malloc((size_t)(end - first) + 1);
  ant_status status = ANT_OK;
  if (!mine || !find_active(w, first, end, mine)) {
    status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for a coarse level");
  }
  if (!cut) {
    w->coarse->active = mine;
    return status;
  }
  void *all = NULL;
  size_t *begin = NULL;
  status = fe_ranks_agree(w->h->space->ranks, status, opt_diag);
  if (status == ANT_OK) {
    status = fe_ranks_gather(w->h->space->ranks, mine, end - first, &all, &begin, opt_diag);
  }
  w->coarse->active = all;
  free(begin);
  free(mine);
  return status;
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
            l->t_row[to] = p->row0 - l->p.row0 + r;
            l->t_at[to] = k;
          }
        }
      }
    }
    for (uint32_t c = 0; pass == 0 && c < n_col; c++) l->t_ptr[c + 2] += l->t_ptr[c + 1];
  }
  return true;
}

/* 2. The neighbours' rows ---------------------------------------------------------- */

/* rows FIRST to FIRST + N - 1 of P by themselves */
static bool copy_rows(const fe_matrix *p, uint32_t first, uint32_t n, fe_blocks *out) {
  out->row0 = first;
  out->n_row = n;
  out->ptr = calloc((size_t)n + 1, sizeof *out->ptr);
  if (!out->ptr) return false;
  for (uint32_t r = 0; r < n; r++) {
    const fe_blocks *b = fe_part_of(p, first + r);
    const uint32_t i = first + r - b->row0;
    out->ptr[r + 1] = out->ptr[r] + b->ptr[i + 1] - b->ptr[i];
  }
  if (!fe_blocks_make_room(out)) return false;
  for (uint32_t r = 0; r < n; r++) {
    const fe_blocks *b = fe_part_of(p, first + r);
    const size_t from = b->ptr[first + r - b->row0], to = out->ptr[r];
    const size_t count = out->ptr[r + 1] - to;
    memcpy(out->col + to, b->col + from, count * sizeof *out->col);
    memcpy(out->small + 36 * to, b->small + 36 * from, 36 * count * sizeof *out->small);
    memcpy(out->scale + to, b->scale + from, count * sizeof *out->scale);
  }
  return true;
}

static void swap_numbers(const fe_ranks *r, const fe_blocks to[2], const fe_blocks from[2],
                         const void *const out[2], void *const in[2], size_t bytes) {
  fe_ranks_swap(r, &(fe_swap){.to_lower = out[0],
                              .n_to_lower = to[0].ptr[to[0].n_row] * bytes,
                              .to_upper = out[1],
                              .n_to_upper = to[1].ptr[to[1].n_row] * bytes,
                              .from_lower = in[0],
                              .n_from_lower = from[0].ptr[from[0].n_row] * bytes,
                              .from_upper = in[1],
                              .n_from_upper = from[1].ptr[from[1].n_row] * bytes});
}

/* Blocks TO the lower and the upper neighbour, FROM them; how long their rows are comes first. */
static ant_status swap_rows(const fe_ranks *r, const fe_blocks to[2], fe_blocks from[2],
                            ant_diag *opt_diag) {
  const size_t size = sizeof *from->ptr;
  fe_ranks_swap(r, &(fe_swap){.to_lower = to[0].ptr,
                              .n_to_lower = to[0].n_row ? (to[0].n_row + 1) * size : 0,
                              .to_upper = to[1].ptr,
                              .n_to_upper = to[1].n_row ? (to[1].n_row + 1) * size : 0,
                              .from_lower = from[0].ptr,
                              .n_from_lower = from[0].n_row ? (from[0].n_row + 1) * size : 0,
                              .from_upper = from[1].ptr,
                              .n_from_upper = from[1].n_row ? (from[1].n_row + 1) * size : 0});
  const bool ok = fe_blocks_make_room(&from[0]) && fe_blocks_make_room(&from[1]);
  ANT_TRY(fe_ranks_agree(r, ok ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory for a level"),
                         opt_diag));
  swap_numbers(r, to, from, (const void *[]){to[0].col, to[1].col},
               (void *[]){from[0].col, from[1].col}, sizeof *from->col);
  swap_numbers(r, to, from, (const void *[]){to[0].small, to[1].small},
               (void *[]){from[0].small, from[1].small}, 36 * sizeof *from->small);
  swap_numbers(r, to, from, (const void *[]){to[0].scale, to[1].scale},
               (void *[]){from[0].scale, from[1].scale}, sizeof *from->scale);
  return ANT_OK;
}

/* P's rows of the copies */
static ant_status share_rows(coarsen_work *w, ant_diag *opt_diag) {
  const fe_level *l = w->fine;
  const fe_ranks *r = w->h->space->ranks;
  const uint32_t own = l->own[1] - l->own[0];
  fe_blocks to[2] = {{0}, {0}};
  w->halo[0].n_row = l->own[0];
  w->halo[1].row0 = l->own[1];
  w->halo[1].n_row = l->n - l->own[1];
  bool ok = copy_rows(&l->p, l->own[0], l->lend[0], &to[0]) &&
            copy_rows(&l->p, l->own[0] + own - l->lend[1], l->lend[1], &to[1]);
  for (int k = 0; k < 2 && ok; k++) {
    w->halo[k].ptr = calloc((size_t)w->halo[k].n_row + 1, sizeof *w->halo[k].ptr);
    ok = w->halo[k].ptr != NULL;
  }
  ant_status status = ok ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory for a coarse level");
  status = fe_ranks_agree(r, status, opt_diag);
  if (status == ANT_OK) status = swap_rows(r, to, w->halo, opt_diag);
  for (int k = 0; k < 2; k++) fe_blocks_clear(&to[k]);
  return status;
}

/* the blocks that P's row ROW, of a copy too, lies in */
static const fe_blocks *prolong_rows_at(const coarsen_work *w, uint32_t row) {
  if (row < w->fine->own[0]) return &w->halo[0];
  if (row >= w->fine->own[1]) return &w->halo[1];
  return fe_part_of(&w->fine->p, row);
}

/* 3. Products ----------------------------------------------------------------------- */

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

/* Rows LO to LO + N - 1 of the next matrix, as far as some rows of P and A make them. */
typedef struct window {
  uint32_t lo, n;
  sparse_row *row; /* (n) */
  bool borrowed;   /* the rows' numbers belong to somebody else */
} window;

static void window_clear(window *w) {
  for (uint32_t i = 0; i < w->n && w->row && !w->borrowed; i++) {
    free(w->row[i].col);
    free(w->row[i].val);
  }
  free(w->row);
}

/* row i of A P */
static bool product_row(const coarsen_work *w, const fe_blocks *a, uint32_t r, row_buffer *out) {
  float left[44], right[44];
  out->n = 0;
  for (uint32_t k = a->ptr[r]; k < a->ptr[r + 1]; k++) {
    const fe_blocks *p = prolong_rows_at(w, a->col[k]);
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
static bool add_product(const coarsen_work *w, uint32_t i, const row_buffer *ap, window *out) {
  const fe_blocks *p = fe_part_of(&w->fine->p, i);
  const uint32_t r = i - p->row0;
  for (uint32_t q = p->ptr[r]; q < p->ptr[r + 1]; q++) {
    float v[44], transposed[44] = {0}, packed[44] = {0}, sum[56];
    fe_block(p, q, v);
    for (int k = 0; k < 36; k++) transposed[k] = v[6 * (k % 6) + k / 6];
    for (uint32_t k = 0; k < ap->n; k++) {
      float *to = sparse_block(&out->row[p->col[q] - out->lo], ap->col[k]);
      if (!to) return false;
      pack(ap->block[k], packed);
      memset(sum, 0, sizeof sum);
      w->h->space->kernel->block_product(transposed, packed, sum);
      for (int c = 0; c < 36; c++) to[c] += sum[8 * (c / 6) + c % 6];
    }
  }
  return true;
}

/* the columns that rows FIRST to END - 1 of P reach */
static bool open_window(const coarsen_work *w, uint32_t first, uint32_t end, window *out) {
  uint32_t hi = 0;
  out->lo = w->coarse->n;
  for (uint32_t i = first; i < end; i++) {
    const fe_blocks *p = fe_part_of(&w->fine->p, i);
    for (uint32_t k = p->ptr[i - p->row0]; k < p->ptr[i - p->row0 + 1]; k++) {
      out->lo = p->col[k] < out->lo ? p->col[k] : out->lo;
      hi = p->col[k] >= hi ? p->col[k] + 1 : hi;
    }
  }
  out->n = hi > out->lo ? hi - out->lo : 0;
  out->row = calloc((size_t)out->n + 1, sizeof *out->row);
  return out->row != NULL;
}

static void product_chunk(void *context, int i_chunk) {
  coarsen_work *w = context;
  window *out = &w->window[i_chunk];
  row_buffer *ap = malloc(sizeof *ap);
  const uint32_t first = w->fine->own[0] + (uint32_t)i_chunk * CHUNK_ROWS;
  const uint32_t end = first + CHUNK_ROWS < w->fine->own[1] ? first + CHUNK_ROWS : w->fine->own[1];
  bool ok = ap && open_window(w, first, end, out);
  for (uint32_t i = first; ok && i < end; i++) {
    const fe_blocks *a = fe_part_of(&w->fine->a, i);
    ok = product_row(w, a, i - a->row0, ap) && add_product(w, i, ap, out);
  }
  if (!ok) atomic_store(&w->failed, 1);
  free(ap);
}

/* 4. The next matrix -------------------------------------------------------------- */

/* row J of the windows FROM */
static bool merge_row(const window *from, int n_from, uint32_t j, row_buffer *out) {
  out->n = 0;
  for (int c = 0; c < n_from; c++) {
    if (j < from[c].lo || j - from[c].lo >= from[c].n) continue;
    const sparse_row *r = &from[c].row[j - from[c].lo];
    for (uint32_t k = 0; k < r->n; k++) {
      float *sum = row_block(out, r->col[k]);
      if (!sum) return false;
      for (int q = 0; q < 36; q++) sum[8 * (q / 6) + q % 6] += r->val[36 * (size_t)k + (size_t)q];
    }
  }
  return true;
}

/* a motion that aggregate J cannot make stays alone */
static void leave_alone(const fe_level *l, uint32_t j, row_buffer *row) {
  for (uint32_t k = 0; k < row->n; k++) {
    for (int q = 0; q < 6 && row->col[k] == j; q++) {
      if (!(l->active[j] >> q & 1)) row->block[k][9 * q] = 1;
    }
  }
}

static bool merge_parts(coarsen_work *w, const window *from, int n_from) {
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
      ok = merge_row(from, n_from, p->row0 + i, r);
      if (ok) leave_alone(w->coarse, p->row0 + i, r);
      ok = ok && append_row(p, i, &capacity, r);
    }
    ok = ok && fe_blocks_pack(w->h, w->coarse, p);
  }
  free(r);
  return ok;
}

/* What goes to the other ranks: LO, N, the rows' ends, their columns, their blocks. */
enum { LETTER_HEAD = 2 };

/* this rank's windows as one letter of 32-bit words; NULL when there is no memory */
static uint32_t *write_letter(const coarsen_work *w, int n_window, size_t *out_n) {
  fe_blocks mine = {.row0 = w->coarse->n};
  uint32_t end = 0, capacity = 0, *letter = NULL;
  row_buffer *r = malloc(sizeof *r);
  for (int c = 0; c < n_window; c++) {
    const window *v = &w->window[c];
    if (v->n == 0) continue;
    mine.row0 = v->lo < mine.row0 ? v->lo : mine.row0;
    end = v->lo + v->n > end ? v->lo + v->n : end;
  }
  mine.n_row = end > mine.row0 ? end - mine.row0 : 0;
  mine.ptr = calloc((size_t)mine.n_row + 1, sizeof *mine.ptr);
  bool ok = r && mine.ptr;
  for (uint32_t i = 0; ok && i < mine.n_row; i++) {
    ok = merge_row(w->window, n_window, mine.row0 + i, r) && append_row(&mine, i, &capacity, r);
  }
  if (ok) {
    const size_t n = mine.n_row, blocks = mine.ptr[n];
    *out_n = LETTER_HEAD + n + 37 * blocks;
    letter = malloc(*out_n * sizeof *letter);
    if (letter) {
      letter[0] = mine.row0;
      letter[1] = mine.n_row;
      memcpy(letter + LETTER_HEAD, mine.ptr + 1, n * sizeof *letter);
      if (blocks > 0) {
        memcpy(letter + LETTER_HEAD + n, mine.col, blocks * sizeof *letter);
        memcpy(letter + LETTER_HEAD + n + blocks, mine.val, 36 * blocks * sizeof *letter);
      }
    }
  }
  free(r);
  fe_blocks_clear(&mine);
  return letter;
}

/* LETTER's rows, which go on belonging to it */
static bool read_letter(uint32_t *letter, window *out) {
  uint32_t *end = letter + LETTER_HEAD;
  *out = (window){.lo = letter[0], .n = letter[1], .borrowed = true};
  uint32_t *col = end + out->n;
  const size_t blocks = out->n ? end[out->n - 1] : 0;
  float *val = (float *)(void *)(col + blocks);
  out->row = calloc((size_t)out->n + 1, sizeof *out->row);
  for (uint32_t i = 0; out->row && i < out->n; i++) {
    const uint32_t first = i ? end[i - 1] : 0;
    out->row[i].n = end[i] - first;
    out->row[i].col = col + first;
    out->row[i].val = val + 36 * (size_t)first;
  }
  return out->row != NULL;
}

/* Every rank's rows, added up on every rank. */
static ant_status merge_ranks(coarsen_work *w, int n_window, ant_diag *opt_diag) {
  const fe_ranks *r = w->h->space->ranks;
  const int size = r->link.size;
  size_t n = 0, *begin = NULL;
  void *all = NULL;
  uint32_t *letter = write_letter(w, n_window, &n);
  window *theirs = calloc((size_t)size, sizeof *theirs);
  bool ok = letter && theirs;
  ant_status status = ok ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory for a coarse level");
  status = fe_ranks_agree(r, status, opt_diag);
  if (status == ANT_OK) {
    status = fe_ranks_gather(r, letter, n * sizeof *letter, &all, &begin, opt_diag);
  }
  free(letter);
  if (status == ANT_OK) {
    for (int k = 0; k < size && ok; k++) {
      ok = read_letter((uint32_t *)(void *)((char *)all + begin[k]), &theirs[k]);
    }
    ok = ok && merge_parts(w, theirs, size);
    if (!ok) status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for a coarse level");
  }
  for (int k = 0; k < size && theirs; k++) window_clear(&theirs[k]);
  free(theirs);
  free(all);
  free(begin);
  return status;
}

/* OK, or that memory was short: here or, where the level is shared out, on any rank */
static ant_status unless_short(const coarsen_work *w, bool ok, ant_diag *opt_diag) {
  ant_status status = ANT_OK;
  if (!ok) status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for a coarse level");
  return fe_level_is_cut(w->h, w->fine) ? fe_ranks_agree(w->h->space->ranks, status, opt_diag)
                                        : status;
}

static ant_status make_next(coarsen_work *w, int n_chunk, ant_diag *opt_diag) {
  fe_level *fine = w->fine;
  fe_pool *pool = w->h->space->pool;
  const bool cut = fe_level_is_cut(w->h, fine);
  ANT_TRY(coarse_motions(w, opt_diag));
  fine->p.row0 = fine->own[0];
  fine->p.n_row = fine->own[1] - fine->own[0];
  fine->p.n_part = fine->a.n_part;
  fine->p.part = calloc((size_t)fine->a.n_part + 1, sizeof *fine->p.part);
  if (fine->p.part) fe_pool_run(pool, fine->p.n_part, prolong_part, w);
  bool ok = fine->p.part && !atomic_load(&w->failed) && transpose(fine, w->coarse->n);
  ANT_TRY(unless_short(w, ok, opt_diag));
  if (cut) ANT_TRY(share_rows(w, opt_diag));
  fe_pool_run(pool, n_chunk, product_chunk, w);
  ANT_TRY(unless_short(w, !atomic_load(&w->failed), opt_diag));
  if (cut) return merge_ranks(w, n_chunk, opt_diag);
  return unless_short(w, merge_parts(w, w->window, n_chunk), opt_diag);
}

ant_status fe_galerkin_coarse(const fe_hierarchy *h, fe_level *fine, fe_level *coarse,
                              const uint32_t *parent, ant_diag *opt_diag) {
  coarsen_work w = {.h = h, .fine = fine, .coarse = coarse, .parent = parent};
  const int n_chunk = (int)((fine->own[1] - fine->own[0] + CHUNK_ROWS - 1) / CHUNK_ROWS);
  w.omega = (float)(4.0 / 3 / fine->lambda);
  w.window = calloc((size_t)n_chunk + 1, sizeof *w.window);
  ant_status status = unless_short(&w, w.window != NULL, opt_diag);
  if (status == ANT_OK) status = make_next(&w, n_chunk, opt_diag);
  for (int k = 0; k < n_chunk && w.window; k++) window_clear(&w.window[k]);
  for (int k = 0; k < 2; k++) fe_blocks_clear(&w.halo[k]);
  free(w.window);
  return status;
}
