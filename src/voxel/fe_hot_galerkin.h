/* fe_hot_galerkin.h - rows of the first coarse matrix, A1 = P' A P with P = (I - omega D^-1 A) P0.
 *   1. A box of nodes around an aggregate   2. The three products   3. Rows of the matrix
 *
 * The six columns of one aggregate live on the nodes within a box of (block + 7)^3: its own
 * (block + 1)^3 and one ring more for each of three products with A.  All six are multiplied at
 * once, a column a lane.  Only the nodes and elements that exist are listed, so that a box (some
 * 300 nodes, 30 kB) stays in the nearest cache. */
#include "fe_hierarchy.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { HOT_RING = 3, HOT_EDGE = 8 + 1 + 2 * HOT_RING, HOT_BOX = HOT_EDGE * HOT_EDGE * HOT_EDGE };
enum { HOT_MAX_ROW = 1024 };

/* 1. A box of nodes --------------------------------------------------------- */

typedef fe_v8 hot_column3[3]; /* x, y, z of a node, eight columns */

typedef struct hot_node {
  uint32_t node; /* its number in the mesh                                     */
  uint32_t home; /* its aggregate                                              */
  int place[3];  /* its own (a periodic image moves), in the whole volume      */
  float inverse; /* of the diagonal                                            */
  uint8_t flag;
} hot_node;

typedef struct hot_element {
  uint16_t corner[8]; /* in the list of nodes                                       */
  float modulus;
} hot_element;

typedef struct hot_box {
  int edge;      /* nodes along an edge                                    */
  int origin[3]; /* lattice place of its first node                        */
  int n_node;
  int n_element[HOT_RING + 1]; /* elements that the first, second, third product needs */
  int16_t at[HOT_BOX];         /* place in the list, -1: no node                         */
  float modulus[HOT_BOX];      /* of the element whose first corner this is              */
  hot_node node[HOT_BOX];
  hot_element element[HOT_BOX];
  uint8_t live[HOT_BOX], next[HOT_BOX]; /* by node: the columns may differ from 0 */
  hot_column3 u[HOT_BOX], w[HOT_BOX];
  struct {
    uint32_t n, col[HOT_MAX_ROW];
    fe_v8 block[HOT_MAX_ROW][6]; /* lanes: motions of the row's aggregate; 6 columns */
  } row;
} hot_box;

static int hot_wrap(int x, int n, bool periodic) {
  return periodic ? (x % n + n) % n : x;
}

/* The node that stands for lattice place P: where the space is periodic, opposite faces are one,
 * and the first that exists of the up to eight images is it. */
static int64_t hot_canonical(const fe_space *s, const int p[3], int out_place[3]) {
  const fe_mesh *m = s->mesh;
  int image[3][2], n_image[3];
  for (int c = 0; c < 3; c++) {
    image[c][0] = hot_wrap(p[c], m->n[c], s->periodic[c]);
    image[c][1] = m->n[c];
    n_image[c] = s->periodic[c] && image[c][0] == 0 ? 2 : 1;
  }
  for (int k = 0; k < n_image[0] * n_image[1] * n_image[2]; k++) {
    const int i = k % n_image[0], j = k / n_image[0] % n_image[1], l = k / n_image[0] / n_image[1];
    int64_t node = fe_node_at(m, image[0][i], image[1][j], image[2][l]);
    if (node < 0) continue;
    out_place[0] = image[0][i];
    out_place[1] = image[1][j];
    out_place[2] = image[2][l];
    return node;
  }
  return -1;
}

static void hot_add_node(hot_box *b, const fe_hierarchy *h, int at, int64_t node,
                         const int place[3]) {
  hot_node *n = &b->node[b->n_node];
  b->at[at] = (int16_t)b->n_node++;
  n->node = (uint32_t)node;
  n->home = h->aggregate[node];
  n->inverse = h->inverse[node];
  n->flag = h->space->flag[node];
  memcpy(n->place, place, sizeof n->place);
}

/* a row where things are periodic, place by place */
static void hot_periodic_row(hot_box *b, const fe_hierarchy *h, int at, int p[3]) {
  const fe_space *s = h->space;
  const fe_mesh *m = s->mesh;
  for (int x = 0; x < b->edge; x++, p[0]++, at++) {
    int place[3];
    int64_t node = hot_canonical(s, p, place);
    int64_t e = fe_element_at(m, hot_wrap(p[0], m->n[0], s->periodic[0]),
                              hot_wrap(p[1], m->n[1], s->periodic[1]),
                              hot_wrap(p[2], m->n[2], s->periodic[2]));
    b->at[at] = -1;
    b->modulus[at] = e >= 0 ? m->modulus[e] : 0;
    if (node >= 0) hot_add_node(b, h, at, node, place);
  }
}

/* a row where nothing is: ranks are counted once */
static void hot_row(hot_box *b, const fe_hierarchy *h, int at, const int p[3]) {
  const fe_mesh *m = h->space->mesh;
  const int x0 = p[0], y = p[1], z = p[2], start = x0 < 0 ? 0 : x0;
  const size_t words = (size_t)m->words;
  const bool inside = y >= 0 && z >= 0 && y <= m->n[1] && z <= m->n[2] && start <= m->n[0];
  for (int i = 0; i < b->edge; i++) {
    b->at[at + i] = -1;
    b->modulus[at + i] = 0;
  }
  if (!inside) return;
  const int row = fe_row(m, y, z);
  const uint64_t *bit = m->node_bit + (size_t)row * words;
  const uint32_t window = (1u << b->edge) - 1;
  uint32_t left = fe_window(bit, m->words, x0) & window;
  int64_t node = left ? (int64_t)m->row_node[row] + fe_rank(bit, start) : 0;
  for (; left; left &= left - 1) {
    const int i = __builtin_ctz(left), place[3] = {x0 + i, y, z + m->below};
    hot_add_node(b, h, at + i, node++, place);
  }
  if (y >= m->n[1] || z >= m->n[2]) return;
  bit = m->solid_bit + (size_t)(z * m->n[1] + y) * words;
  left = fe_window(bit, m->words, x0) & window;
  size_t e = left ? m->row_solid[z * m->n[1] + y] + fe_rank(bit, start) : 0;
  for (; left; left &= left - 1) b->modulus[at + __builtin_ctz(left)] = m->modulus[e++];
}

/* the elements of the first product, then those that the second adds, then the third */
static void hot_list_elements(hot_box *b) {
  const int edge = b->edge;
  int n = 0;
  for (int ring = 1; ring <= HOT_RING; ring++) {
    const int lo = HOT_RING - ring, hi = edge - 2 - HOT_RING + ring;
    for (int z = lo; z <= hi; z++) {
      for (int y = lo; y <= hi; y++) {
        const bool shell = z == lo || z == hi || y == lo || y == hi || ring == 1;
        for (int x = lo; x <= hi; x += shell ? 1 : hi - lo) {
          const int at = x + edge * (y + edge * z);
          if (b->modulus[at] == 0) continue;
          hot_element *e = &b->element[n++];
          e->modulus = b->modulus[at];
          for (int k = 0; k < 8; k++) {
            e->corner[k] = (uint16_t)b->at[at + (k & 1) + edge * ((k >> 1 & 1) + edge * (k >> 2))];
          }
        }
      }
    }
    b->n_element[ring] = n;
  }
}

static void hot_fill(hot_box *b, const fe_hierarchy *h) {
  const fe_space *s = h->space;
  const bool periodic = s->periodic[0] || s->periodic[1] || s->periodic[2];
  b->n_node = 0;
  for (int z = 0; z < b->edge; z++) {
    for (int y = 0; y < b->edge; y++) {
      int p[3] = {b->origin[0], b->origin[1] + y, b->origin[2] + z};
      if (periodic) {
        hot_periodic_row(b, h, b->edge * (y + b->edge * z), p);
      } else {
        hot_row(b, h, b->edge * (y + b->edge * z), p);
      }
    }
  }
  hot_list_elements(b);
}

/* 2. The three products ------------------------------------------------------- */

/* w += e K u for one element and eight columns: lanes are columns, the transform is over corners */
static inline void hot_element_product(const float block[8][3][3], const hot_element *el,
                                       const hot_column3 *in, hot_column3 *out) {
  fe_v8 u[3][8], f[3][8];
  for (int a = 0; a < 3; a++) {
    fe_v8 s[8], t[8];
    for (int k = 0; k < 8; k += 2) {
      s[k] = in[el->corner[k]][a] + in[el->corner[k + 1]][a];
      s[k + 1] = in[el->corner[k + 1]][a] - in[el->corner[k]][a];
    }
    for (int k = 0; k < 8; k++) t[k] = k & 2 ? s[k] - s[k ^ 2] : s[k] + s[k ^ 2];
    for (int k = 0; k < 8; k++) u[a][k] = (k & 4 ? t[k] - t[k ^ 4] : t[k] + t[k ^ 4]) * el->modulus;
  }
  for (int g = 0; g < 8; g++) {
    const fe_v8 x = u[0][g ^ 1], y = u[1][g ^ 2], z = u[2][g ^ 4];
    f[0][g ^ 1] = block[g][0][0] * x + block[g][0][1] * y + block[g][0][2] * z;
    f[1][g ^ 2] = block[g][1][0] * x + block[g][1][1] * y + block[g][1][2] * z;
    f[2][g ^ 4] = block[g][2][0] * x + block[g][2][1] * y + block[g][2][2] * z;
  }
  for (int a = 0; a < 3; a++) {
    fe_v8 s[8], t[8];
    for (int k = 0; k < 8; k++) s[k] = k & 4 ? f[a][k ^ 4] + f[a][k] : f[a][k] - f[a][k ^ 4];
    for (int k = 0; k < 8; k++) t[k] = k & 2 ? s[k ^ 2] + s[k] : s[k] - s[k ^ 2];
    for (int k = 0; k < 8; k++) out[el->corner[k]][a] += k & 1 ? t[k ^ 1] + t[k] : t[k] - t[k ^ 1];
  }
}

/* w = A u with the elements of the first RING rings */
static void hot_box_apply(hot_box *b, const float block[8][3][3], int ring) {
  memset(b->w, 0, (size_t)b->n_node * sizeof *b->w);
  memset(b->next, 0, (size_t)b->n_node);
  for (int i = 0; i < b->n_element[ring]; i++) {
    const hot_element *e = &b->element[i];
    int live = 0;
    for (int k = 0; k < 8; k++) live |= b->live[e->corner[k]];
    if (!live) continue;
    for (int k = 0; k < 8; k++) b->next[e->corner[k]] = 1;
    hot_element_product(block, e, (const hot_column3 *)b->u, b->w);
  }
  for (int i = 0; i < b->n_node; i++) {
    for (int c = 0; c < 3 && b->next[i]; c++) {
      if (b->node[i].flag >> c & 1) b->w[i][c] = (fe_v8){0};
    }
  }
}

/* u = (I - omega D^-1 A) u, then u = A u, then u = (I - omega A D^-1) u */
static void hot_products(hot_box *b, const fe_hierarchy *h, const float block[8][3][3]) {
  const float omega = (float)h->omega, *factor = h->factor;
  const size_t n = (size_t)b->n_node;
  hot_box_apply(b, block, 1);
  for (size_t i = 0; i < n; i++) {
    if (!b->next[i]) continue;
    for (int c = 0; c < 3; c++) b->u[i][c] -= b->w[i][c] * (omega * b->node[i].inverse * factor[c]);
  }
  memcpy(b->live, b->next, n);
  hot_box_apply(b, block, 2);
  for (size_t i = 0; i < n; i++) {
    const float s = b->next[i] ? b->node[i].inverse : 0;
    for (int c = 0; c < 3; c++) b->u[i][c] = b->w[i][c] * (s * factor[c]);
  }
  memcpy(b->live, b->next, n);
  hot_box_apply(b, block, 3);
  for (size_t i = 0; i < n; i++) {
    if (!b->next[i]) continue;
    const float d = b->live[i] ? 1 / b->node[i].inverse : 0;
    for (int c = 0; c < 3; c++) b->u[i][c] = b->u[i][c] * (d / factor[c]) - b->w[i][c] * omega;
  }
  memcpy(b->live, b->next, n);
}

/* 3. Rows of the matrix --------------------------------------------------------- */

/* the columns of aggregate A at its own nodes */
static void hot_start(hot_box *b, const fe_hierarchy *h, const uint16_t *block_of, uint32_t a) {
  const fe_level *l = &h->level[0];
  for (int c = 0; c < 3; c++) {
    b->origin[c] = block_of[3 * (size_t)a + (size_t)c] * h->options.block - HOT_RING;
  }
  b->origin[2] -= h->space->mesh->below;
  hot_fill(b, h);
  memset(b->u, 0, (size_t)b->n_node * sizeof *b->u);
  memset(b->live, 0, (size_t)b->n_node);
  for (int i = 0; i < b->n_node; i++) {
    float motion[3][6];
    if (b->node[i].home != a) continue;
    fe_rigid(l->centre + 3 * (size_t)a, l->length, b->node[i].place, b->node[i].flag, motion);
    b->live[i] = 1;
    for (int c = 0; c < 3; c++) {
      for (int q = 0; q < 6; q++) b->u[i][c][q] = l->active[a] >> q & 1 ? motion[c][q] : 0;
    }
  }
}

/* what the products leave, felt by the motions of every aggregate in reach */
static bool hot_collect(hot_box *b, const fe_hierarchy *h) {
  const fe_level *l = &h->level[0];
  const float inv = (float)(1 / l->length);
  uint32_t at = 0;
  b->row.n = 0;
  for (int i = 0; i < b->n_node; i++) {
    const hot_node *n = &b->node[i];
    if (!b->live[i] || n->flag & FE_SLAVE) continue;
    if (at >= b->row.n || b->row.col[at] != n->home) {
      for (at = 0; at < b->row.n && b->row.col[at] != n->home;) at++;
      if (at == HOT_MAX_ROW) return false;
      if (at == b->row.n) {
        b->row.col[b->row.n++] = n->home;
        memset(b->row.block[at], 0, sizeof b->row.block[at]);
      }
    }
    const float *centre = l->centre + 3 * (size_t)n->home;
    const float x = ((float)n->place[0] - centre[0]) * inv;
    const float y = ((float)n->place[1] - centre[1]) * inv;
    const float z = ((float)n->place[2] - centre[2]) * inv;
    /* held components are 0 in u: the products saw to that */
    const fe_v8 fx = b->u[i][0], fy = b->u[i][1], fz = b->u[i][2];
    fe_v8 *to = b->row.block[at];
    to[0] += fx;
    to[1] += fy;
    to[2] += fz;
    to[3] += y * fz - z * fy;
    to[4] += z * fx - x * fz;
    to[5] += x * fy - y * fx;
  }
  return true;
}

static bool hot_store(fe_blocks *p, uint32_t *capacity, const hot_box *b, const fe_level *l,
                      uint32_t a) {
  const uint32_t row = a - p->row0, first = p->ptr[row], n = b->row.n;
  if (first + n > *capacity) {
    uint32_t more = (first + n) * (FE_PART + 64) / (row + 64) + n;
    uint32_t *col = realloc(p->col, more * sizeof *col);
    if (col) p->col = col;
    float *val = realloc(p->val, (36 * (size_t)more + 8) * sizeof *val);
    if (val) p->val = val;
    if (!col || !val) return false;
    *capacity = more;
  }
  for (uint32_t k = 0; k < n; k++) {
    const uint32_t j = b->row.col[k];
    float *v = p->val + 36 * (size_t)(first + k);
    p->col[first + k] = j;
    for (int q = 0; q < 6; q++) {
      const bool on = l->active[j] >> q & 1;
      for (int r = 0; r < 6; r++) v[6 * q + r] = on ? b->row.block[k][q][r] : 0;
      if (!on && j == a) v[7 * q] = 1;
    }
  }
  p->ptr[row + 1] = first + n;
  return true;
}

static bool galerkin_part(const fe_hierarchy *h, const uint16_t *block_of, fe_blocks *p) {
  hot_box *b = aligned_alloc(64, (sizeof *b + 63) / 64 * 64);
  float block[8][3][3];
  uint32_t capacity = 0;
  if (!b) return false;
  for (int i = 0; i < 72; i++) {
    block[i / 9][i / 3 % 3][i % 3] = (float)h->space->mesh->block[i / 9][i / 3 % 3][i % 3];
  }
  b->edge = h->options.block + 1 + 2 * HOT_RING;
  bool ok = true;
  for (uint32_t a = p->row0; ok && a < p->row0 + p->n_row; a++) {
    hot_start(b, h, block_of, a);
    hot_products(b, h, (const float(*)[3][3])block);
    ok = hot_collect(b, h) && hot_store(p, &capacity, b, &h->level[0], a);
  }
  free(b);
  return ok;
}
