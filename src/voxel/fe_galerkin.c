/* fe_galerkin.c - the first coarse matrix, A1 = P' A P with P = (I - omega D^-1 A) P0, matrix-free.
 *   1. A box of nodes around an aggregate   2. The three products   3. Rows of the matrix
 *
 * The six columns of one aggregate live on a box of (block + 7)^3 nodes: its own (block + 1)^3 and
 * one ring more for each of three products with A.  All six are multiplied at once, a column a
 * lane. */
#include "fe_hierarchy.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { RING = 3, MAX_ROW = 1024 };

/* 1. A box of nodes --------------------------------------------------------- */

typedef fe_v8 column3[3]; /* x, y, z of a node, eight columns */

typedef struct box {
  int edge;        /* nodes along an edge                                     */
  int origin[3];   /* lattice place of its first node                         */
  uint32_t *node;  /* (edge^3) number                                         */
  uint8_t *exists; /* (edge^3)                                                */
  uint8_t *live;   /* (edge^3) the columns may differ from 0 here             */
  uint8_t *next;   /* (edge^3) the same for the product                       */
  int (*place)[3]; /* (edge^3) of the node itself (a periodic image moves)    */
  float *modulus;  /* (edge^3) of the element whose first corner this is      */
  column3 *u, *w;  /* (edge^3)                                                */
} box;

static void box_clear(box *b) {
  free(b->node);
  free(b->exists);
  free(b->live);
  free(b->next);
  free(b->place);
  free(b->modulus);
  free(b->u);
  free(b->w);
}

static bool box_init(box *b, int edge) {
  const size_t n = (size_t)edge * (size_t)edge * (size_t)edge;
  memset(b, 0, sizeof *b);
  b->edge = edge;
  b->node = malloc(n * sizeof *b->node);
  b->exists = malloc(n);
  b->live = malloc(n);
  b->next = malloc(n);
  b->place = malloc(n * sizeof *b->place);
  b->modulus = malloc(n * sizeof *b->modulus);
  b->u = aligned_alloc(64, (n * sizeof *b->u + 63) / 64 * 64);
  b->w = aligned_alloc(64, (n * sizeof *b->w + 63) / 64 * 64);
  return b->node && b->exists && b->live && b->next && b->place && b->modulus && b->u && b->w;
}

static int wrap(int x, int n, bool periodic) {
  return periodic ? (x % n + n) % n : x;
}

/* The node that stands for lattice place P: where the space is periodic, opposite faces are one,
 * and the first that exists of the up to eight images is it. */
static int64_t canonical_node(const fe_space *s, const int p[3], int out_place[3]) {
  const fe_mesh *m = s->mesh;
  int image[3][2], n_image[3];
  for (int c = 0; c < 3; c++) {
    image[c][0] = wrap(p[c], m->n[c], s->periodic[c]);
    image[c][1] = m->n[c];
    n_image[c] = s->periodic[c] && image[c][0] == 0 ? 2 : 1;
  }
  for (int k = 0; k < n_image[2]; k++) {
    for (int j = 0; j < n_image[1]; j++) {
      for (int i = 0; i < n_image[0]; i++) {
        int64_t node = fe_node_at(m, image[0][i], image[1][j], image[2][k]);
        if (node < 0) continue;
        out_place[0] = image[0][i];
        out_place[1] = image[1][j];
        out_place[2] = image[2][k];
        return node;
      }
    }
  }
  return -1;
}

static void fill_place(box *b, const fe_space *s, size_t at, const int p[3]) {
  const fe_mesh *m = s->mesh;
  int64_t node = canonical_node(s, p, b->place[at]);
  int64_t e =
      fe_element_at(m, wrap(p[0], m->n[0], s->periodic[0]), wrap(p[1], m->n[1], s->periodic[1]),
                    wrap(p[2], m->n[2], s->periodic[2]));
  b->exists[at] = node >= 0;
  b->node[at] = node >= 0 ? (uint32_t)node : 0;
  b->modulus[at] = e >= 0 ? m->modulus[e] : 0;
}

/* one row of the box where nothing is periodic: ranks are counted once a row */
static void fill_row(box *b, const fe_mesh *m, size_t at, int x0, int y, int z) {
  const int row = fe_row(m, y, z), start = x0 < 0 ? 0 : x0;
  const size_t words = (size_t)m->words;
  const bool inside = y >= 0 && z >= 0 && y <= m->n[1] && z <= m->n[2] && start <= m->n[0];
  const bool solid = inside && y < m->n[1] && z < m->n[2];
  uint32_t node_bit = 0, solid_bit = 0, node = 0, e = 0;
  if (inside) {
    const uint64_t *bit = m->node_bit + (size_t)row * words;
    node_bit = fe_window(bit, m->words, x0);
    node = m->row_node[row] + fe_rank(bit, start);
  }
  if (solid) {
    const int r = z * m->n[1] + y;
    const uint64_t *bit = m->solid_bit + (size_t)r * words;
    solid_bit = fe_window(bit, m->words, x0);
    e = m->row_solid[r] + fe_rank(bit, start);
  }
  for (int i = 0; i < b->edge; i++, at++) {
    b->exists[at] = node_bit >> i & 1;
    b->node[at] = node;
    node += node_bit >> i & 1;
    b->modulus[at] = solid_bit >> i & 1 ? m->modulus[e++] : 0;
    b->place[at][0] = x0 + i;
    b->place[at][1] = y;
    b->place[at][2] = z;
  }
}

static void box_fill(box *b, const fe_space *s) {
  const bool periodic = s->periodic[0] || s->periodic[1] || s->periodic[2];
  size_t at = 0;
  for (int z = 0; z < b->edge; z++) {
    for (int y = 0; y < b->edge; y++) {
      int p[3] = {b->origin[0], b->origin[1] + y, b->origin[2] + z};
      if (!periodic) {
        fill_row(b, s->mesh, at, p[0], p[1], p[2]);
        at += (size_t)b->edge;
      } else {
        for (int x = 0; x < b->edge; x++, p[0]++) fill_place(b, s, at++, p);
      }
    }
  }
}

/* 2. The three products ------------------------------------------------------- */

typedef struct galerkin_work {
  fe_hierarchy *h;
  float block[8][3][3];
  const uint16_t *at; /* (n, 3) the block of each aggregate */
  atomic_int failed;
} galerkin_work;

/* w = A u over the box, up to GROW rings beyond the aggregate's own nodes */
static void box_apply(const galerkin_work *g, box *b, int grow) {
  const fe_space *s = g->h->space;
  const int edge = b->edge, lo = RING - grow, hi = edge - 1 - RING + grow;
  const size_t n = (size_t)edge * (size_t)edge * (size_t)edge;
  size_t corner[8];
  for (int k = 0; k < 8; k++) {
    corner[k] = (size_t)((k & 1) + edge * ((k >> 1 & 1) + edge * (k >> 2)));
  }
  memset(b->w, 0, n * sizeof *b->w);
  memset(b->next, 0, n);
  for (int z = lo; z < hi; z++) {
    for (int y = lo; y < hi; y++) {
      for (int x = lo; x < hi; x++) {
        const size_t at = (size_t)(x + edge * (y + edge * z));
        const fe_v8 *in[8];
        fe_v8 *out[8];
        int live = 0;
        if (b->modulus[at] == 0) continue;
        for (int k = 0; k < 8; k++) live |= b->live[at + corner[k]];
        if (!live) continue;
        for (int k = 0; k < 8; k++) {
          in[k] = b->u[at + corner[k]];
          out[k] = b->w[at + corner[k]];
          b->next[at + corner[k]] = 1;
        }
        s->kernel->element8((const float(*)[3][3])g->block, b->modulus[at], in, out);
      }
    }
  }
  for (size_t i = 0; i < n; i++) {
    if (!b->next[i]) continue;
    for (int c = 0; c < 3; c++) {
      if (s->flag[b->node[i]] >> c & 1) b->w[i][c] = (fe_v8){0};
    }
  }
}

/* u = (I - omega D^-1 A) u, then u = A u, then u = (I - omega A D^-1) u */
static void box_products(const galerkin_work *g, box *b) {
  const fe_hierarchy *h = g->h;
  const size_t n = (size_t)b->edge * (size_t)b->edge * (size_t)b->edge;
  const float omega = (float)h->omega;
  box_apply(g, b, 1);
  for (size_t i = 0; i < n; i++) {
    if (!b->next[i]) continue;
    const float s = omega * h->inverse[b->node[i]];
    for (int c = 0; c < 3; c++) b->u[i][c] -= b->w[i][c] * (s * h->factor[c]);
  }
  memcpy(b->live, b->next, n);
  box_apply(g, b, 2);
  for (size_t i = 0; i < n; i++) {
    const float s = b->next[i] ? h->inverse[b->node[i]] : 0;
    for (int c = 0; c < 3; c++) b->u[i][c] = b->w[i][c] * (s * h->factor[c]);
  }
  memcpy(b->live, b->next, n);
  box_apply(g, b, 3);
  for (size_t i = 0; i < n; i++) {
    if (!b->next[i]) continue;
    const float d = b->live[i] ? 1 / h->inverse[b->node[i]] : 0;
    for (int c = 0; c < 3; c++) b->u[i][c] = b->u[i][c] * (d / h->factor[c]) - b->w[i][c] * omega;
  }
  memcpy(b->live, b->next, n);
}

/* 3. Rows of the matrix --------------------------------------------------------- */

/* the columns of aggregate A at its own nodes */
static void box_start(const galerkin_work *g, box *b, uint32_t a) {
  const fe_hierarchy *h = g->h;
  const fe_level *l = &h->level[0];
  const size_t n = (size_t)b->edge * (size_t)b->edge * (size_t)b->edge;
  for (int c = 0; c < 3; c++)
    b->origin[c] = g->at[3 * (size_t)a + (size_t)c] * h->options.block - RING;
  box_fill(b, h->space);
  memset(b->u, 0, n * sizeof *b->u);
  memset(b->live, 0, n);
  for (size_t i = 0; i < n; i++) {
    if (!b->exists[i] || h->aggregate[b->node[i]] != a) continue;
    float motion[3][6];
    fe_rigid(l->centre + 3 * (size_t)a, l->length, b->place[i], h->space->flag[b->node[i]], motion);
    b->live[i] = 1;
    for (int c = 0; c < 3; c++) {
      for (int q = 0; q < 6; q++) b->u[i][c][q] = l->active[a] >> q & 1 ? motion[c][q] : 0;
    }
  }
}

typedef struct row_buffer {
  uint32_t n, col[MAX_ROW];
  fe_v8 block[MAX_ROW][6]; /* lanes: motions of the row's aggregate; 6 columns */
} row_buffer;

/* row A of the matrix: what the products leave, felt by the motions of every aggregate in reach */
static bool collect_row(const galerkin_work *g, const box *b, row_buffer *r) {
  const fe_hierarchy *h = g->h;
  const fe_level *l = &h->level[0];
  const size_t n = (size_t)b->edge * (size_t)b->edge * (size_t)b->edge;
  uint32_t at = 0;
  r->n = 0;
  for (size_t i = 0; i < n; i++) {
    if (!b->live[i]) continue;
    const uint32_t j = h->aggregate[b->node[i]];
    float motion[3][6];
    if (at >= r->n || r->col[at] != j) {
      for (at = 0; at < r->n && r->col[at] != j;) at++;
      if (at == MAX_ROW) return false;
      if (at == r->n) {
        r->col[r->n++] = j;
        memset(r->block[at], 0, sizeof r->block[at]);
      }
    }
    fe_rigid(l->centre + 3 * (size_t)j, l->length, b->place[i], h->space->flag[b->node[i]], motion);
    for (int q = 0; q < 6; q++) {
      if (!(l->active[j] >> q & 1)) continue;
      for (int c = 0; c < 3; c++) {
        if (motion[c][q] != 0) r->block[at][q] += b->u[i][c] * motion[c][q];
      }
    }
  }
  return true;
}

static bool store_row(fe_blocks *p, uint32_t *capacity, const row_buffer *r, uint32_t a,
                      uint8_t active) {
  const uint32_t row = a - p->row0, first = p->ptr[row];
  if (first + r->n > *capacity) {
    uint32_t more = (first + r->n) * (FE_PART + 64) / (row + 64) + r->n;
    uint32_t *col = realloc(p->col, more * sizeof *col);
    if (col) p->col = col;
    float *val = realloc(p->val, (36 * (size_t)more + 8) * sizeof *val);
    if (val) p->val = val;
    if (!col || !val) return false;
    *capacity = more;
  }
  for (uint32_t k = 0; k < r->n; k++) {
    float *v = p->val + 36 * (size_t)(first + k);
    p->col[first + k] = r->col[k];
    for (int q = 0; q < 6; q++) memcpy(v + 6 * q, &r->block[k][q], 6 * sizeof *v);
    for (int q = 0; q < 6 && r->col[k] == a; q++) {
      if (!(active >> q & 1)) v[7 * q] = 1;
    }
  }
  p->ptr[row + 1] = first + r->n;
  return true;
}

static void make_part(void *context, int i_part) {
  galerkin_work *g = context;
  fe_level *l = &g->h->level[0];
  fe_blocks *p = &l->a.part[i_part];
  box b;
  row_buffer *r = aligned_alloc(64, (sizeof *r + 63) / 64 * 64);
  uint32_t capacity = 0;
  bool ok = box_init(&b, g->h->options.block + 1 + 2 * RING);
  p->row0 = (uint32_t)i_part * FE_PART;
  p->n_row = l->n - p->row0 < FE_PART ? l->n - p->row0 : FE_PART;
  p->ptr = calloc(p->n_row + 1, sizeof *p->ptr);
  ok = ok && r && p->ptr;
  for (uint32_t i = 0; ok && i < p->n_row; i++) {
    box_start(g, &b, p->row0 + i);
    box_products(g, &b);
    ok = collect_row(g, &b, r) && store_row(p, &capacity, r, p->row0 + i, l->active[p->row0 + i]);
  }
  if (ok) { /* give back what was taken too much; should that fail, it stays */
    float *val = realloc(p->val, (36 * (size_t)p->ptr[p->n_row] + 8) * sizeof *val);
    if (val) p->val = val;
  }
  if (!ok) atomic_store(&g->failed, 1);
  box_clear(&b);
  free(r);
}

ant_status fe_galerkin_fine(fe_hierarchy *h, const uint16_t *block_of_aggregate,
                            ant_diag *opt_diag) {
  fe_level *l = &h->level[0];
  galerkin_work g = {.h = h, .at = block_of_aggregate};
  for (int i = 0; i < 72; i++) {
    g.block[i / 9][i / 3 % 3][i % 3] = (float)h->space->mesh->block[i / 9][i / 3 % 3][i % 3];
  }
  l->a.n_row = l->n;
  l->a.n_part = (int)((l->n + FE_PART - 1) / FE_PART);
  l->a.part = calloc((size_t)l->a.n_part, sizeof *l->a.part);
  if (!l->a.part) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a coarse matrix");
  fe_pool_run(h->space->pool, l->a.n_part, make_part, &g);
  return atomic_load(&g.failed) ? ant_fail(opt_diag, ANT_ENOMEM,
                                           "no memory for the coarse matrix of %u aggregates", l->n)
                                : ANT_OK;
}
