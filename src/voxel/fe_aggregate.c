/* fe_aggregate.c - connected pieces of bone, the coarse unknowns.
 *   1. Pieces of a block   2. Which piece takes a node   3. Motions   4. Coarser levels
 *
 * A piece is a set of voxels of one block joined by faces.  Voxels that share only an edge or a
 * corner form a hinge: joined into one piece they would be rigid against each other in the coarse
 * space, the hinge's turning would be left to the smoother, and iterations double (measured on thin
 * sheets: 57 against 29). */
#include "fe_hierarchy.h"

#include <stdlib.h>
#include <string.h>

/* 1. Pieces of a block ------------------------------------------------------- */

typedef void (*face_visit)(void *context, uint32_t element, uint32_t other, const int place[3],
                           int axis);

/* every pair of voxels that share a face: ELEMENT at PLACE and OTHER before it along AXIS */
static void visit_faces(const fe_mesh *m, face_visit visit, void *context) {
  for (int z = 0; z < m->n[2]; z++) {
    for (int y = 0; y < m->n[1]; y++) {
      const int row = z * m->n[1] + y;
      const uint64_t *bit = m->solid_bit + (size_t)row * (size_t)m->words;
      uint32_t i = m->row_solid[row];
      for (int w = 0; w < m->words; w++) {
        for (uint64_t left = bit[w]; left; left &= left - 1, i++) {
          const int place[3] = {64 * w + __builtin_ctzll(left), y, z};
          if (place[0] > 0 && fe_bit(bit, place[0] - 1)) visit(context, i, i - 1, place, 0);
          int64_t j = fe_element_at(m, place[0], y - 1, z);
          if (j >= 0) visit(context, i, (uint32_t)j, place, 1);
          j = fe_element_at(m, place[0], y, z - 1);
          if (j >= 0) visit(context, i, (uint32_t)j, place, 2);
        }
      }
    }
  }
}

typedef struct piece_work {
  const fe_hierarchy *h;
  uint32_t *up;   /* (n_element) union-find; roots name pieces       */
  uint32_t *size; /* (n_element) voxels of the piece, at its root    */
  uint32_t *name; /* (n_element) number of the piece, at its root    */
  fe_pieces_graph *graph;
  bool failed;
} piece_work;

static void join_inside(void *context, uint32_t i, uint32_t j, const int place[3], int axis) {
  piece_work *w = context;
  if (place[axis] % w->h->options.block != 0) fe_unite(w->up, i, j);
}

static void note_edge(void *context, uint32_t i, uint32_t j, const int place[3], int axis) {
  piece_work *w = context;
  fe_pieces_graph *g = w->graph;
  if (place[axis] % w->h->options.block != 0 || w->failed) return;
  uint32_t a = w->name[fe_find(w->up, i)], b = w->name[fe_find(w->up, j)];
  if (g->n_edge > 0 && g->edge[2 * g->n_edge - 2] == a && g->edge[2 * g->n_edge - 1] == b) return;
  if (g->n_edge == g->capacity) {
    size_t capacity = g->capacity ? 2 * g->capacity : 4096;
    uint32_t *edge = realloc(g->edge, 2 * capacity * sizeof *edge);
    w->failed = !edge;
    if (!edge) return;
    g->edge = edge;
    g->capacity = capacity;
  }
  g->edge[2 * g->n_edge] = a;
  g->edge[2 * g->n_edge + 1] = b;
  g->n_edge++;
}

void fe_pieces_graph_clear(fe_pieces_graph *g) {
  free(g->block);
  free(g->aggregate);
  free(g->edge);
  memset(g, 0, sizeof *g);
}

/* number the pieces in the order of their first voxel, and say where they are */
static ant_status list_pieces(piece_work *w, ant_diag *opt_diag) {
  const fe_mesh *m = w->h->space->mesh;
  fe_pieces_graph *g = w->graph;
  const int b = w->h->options.block;
  for (uint32_t i = 0; i < m->n_element; i++) {
    uint32_t root = fe_find(w->up, i);
    if (w->size[root]++ == 0) w->name[root] = g->n++;
  }
  g->block = malloc((3 * (size_t)g->n + 1) * sizeof *g->block);
  g->aggregate = malloc(((size_t)g->n + 1) * sizeof *g->aggregate);
  if (!g->block || !g->aggregate) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for aggregates");
  uint32_t i = 0;
  for (int r = 0; r < m->n[1] * m->n[2]; r++) {
    const uint64_t *bit = m->solid_bit + (size_t)r * (size_t)m->words;
    for (int x = 0; x < m->n[0]; x++) {
      if (!fe_bit(bit, x)) continue;
      uint16_t *at = g->block + 3 * (size_t)w->name[fe_find(w->up, i++)];
      at[0] = (uint16_t)(x / b);
      at[1] = (uint16_t)(r % m->n[1] / b);
      at[2] = (uint16_t)((r / m->n[1] + m->below) / b); /* ranks begin where a block does */
    }
  }
  memset(g->aggregate, 0xff, (size_t)g->n * sizeof *g->aggregate);
  visit_faces(m, note_edge, w);
  return w->failed ? ant_fail(opt_diag, ANT_ENOMEM, "no memory for aggregates") : ANT_OK;
}

/* 2. Which piece takes a node -------------------------------------------------- */

/* the largest of the up to eight pieces around it; of equals, the first */
static void choose_plane(void *context, int z) {
  piece_work *w = context;
  const fe_mesh *m = w->h->space->mesh;
  for (int y = 0; y <= m->n[1]; y++) {
    const int row = fe_row(m, y, z);
    for (uint32_t i = m->row_node[row]; i < m->row_node[row + 1]; i++) {
      uint32_t best = 0, best_size = 0;
      for (int k = 0; k < FE_CORNERS; k++) {
        int64_t e = fe_element_at(m, m->node_x[i] - (k & 1), y - (k >> 1 & 1), z - (k >> 2));
        if (e < 0) continue;
        /* roots are final here: look, do not shorten paths, other threads look too */
        uint32_t root = (uint32_t)e;
        while (w->up[root] != root) root = w->up[root];
        if (w->size[root] > best_size || (w->size[root] == best_size && root < best)) {
          best = root;
          best_size = w->size[root];
        }
      }
      w->h->aggregate[i] = w->name[best];
    }
  }
}

/* 3. Motions -------------------------------------------------------------------- */

int fe_independent(const double g[6][6]) {
  double a[6][6], largest = 0;
  int taken = 0;
  memcpy(a, g, sizeof a);
  for (int i = 0; i < 6; i++) largest = a[i][i] > largest ? a[i][i] : largest;
  for (;;) { /* Cholesky with pivots: stop when what is left is small */
    int p = -1;
    for (int i = 0; i < 6; i++) {
      if (!(taken >> i & 1) && a[i][i] > 1e-3 * largest && (p < 0 || a[i][i] > a[p][p])) p = i;
    }
    if (p < 0) return taken;
    taken |= 1 << p;
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 6; j++) {
        if (!(taken >> i & 1) && !(taken >> j & 1)) a[i][j] -= a[i][p] * a[p][j] / a[p][p];
      }
    }
  }
}

typedef void (*node_visit)(fe_hierarchy *h, uint32_t node, const int place[3], void *context);

/* the nodes of own aggregates */
static void visit_nodes(fe_hierarchy *h, node_visit visit, void *context) {
  const fe_mesh *m = h->space->mesh;
  const uint32_t *own = h->level[0].own;
  for (int r = 0; r < fe_rows(m); r++) {
    for (uint32_t i = m->row_node[r]; i < m->row_node[r + 1]; i++) {
      if (h->aggregate[i] < own[0] || h->aggregate[i] >= own[1]) continue;
      const int place[3] = {m->node_x[i], r % (m->n[1] + 1), r / (m->n[1] + 1) + m->below};
      visit(h, i, place, context);
    }
  }
}

static void add_place(fe_hierarchy *h, uint32_t i, const int place[3], void *context) {
  uint32_t *count = context;
  float *centre = h->level[0].centre + 3 * (size_t)h->aggregate[i];
  for (int c = 0; c < 3; c++) centre[c] += (float)place[c];
  count[h->aggregate[i]]++;
}

static void add_gram(fe_hierarchy *h, uint32_t i, const int place[3], void *context) {
  double(*g)[6][6] = (double(*)[6][6])context + h->aggregate[i];
  float motion[3][6];
  fe_rigid(h->level[0].centre + 3 * (size_t)h->aggregate[i], h->level[0].length, place,
           h->space->flag[i], motion);
  for (int p = 0; p < 6; p++) {
    for (int q = 0; q < 6; q++) {
      for (int c = 0; c < 3; c++) (*g)[p][q] += (double)motion[c][p] * motion[c][q];
    }
  }
}

static ant_status find_motions(fe_hierarchy *h, ant_diag *opt_diag) {
  fe_level *l = &h->level[0];
  const size_t n = l->n + 1;
  l->length = 0.5 * h->options.block;
  l->centre = calloc(3 * n, sizeof *l->centre);
  l->active = calloc(n, sizeof *l->active);
  uint32_t *count = calloc(n, sizeof *count);
  double(*gram)[6][6] = calloc(n, sizeof *gram);
  bool ok = l->centre && l->active && count && gram;
  if (ok) {
    visit_nodes(h, add_place, count);
    for (size_t i = 3 * l->own[0]; i < 3 * l->own[1]; i++) l->centre[i] /= (float)count[i / 3];
    visit_nodes(h, add_gram, gram);
    for (size_t i = l->own[0]; i < l->own[1]; i++) {
      l->active[i] = (uint8_t)fe_independent((const double(*)[6])gram[i]);
    }
  }
  free(count);
  free(gram);
  ant_status status =
      ok ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory for %u aggregates", l->n);
  ANT_TRY(fe_ranks_agree(h->space->ranks, status, opt_diag));
  fe_level_exchange(h->space->ranks, l, l->centre, 3 * sizeof *l->centre);
  fe_level_exchange(h->space->ranks, l, l->active, sizeof *l->active);
  return ANT_OK;
}

/* the first piece in layer Z of the mesh or above: pieces are in the order of their blocks along z
 */
static uint32_t piece_above(const fe_hierarchy *h, const fe_pieces_graph *g, int z) {
  const int block = (z + h->space->mesh->below) / h->options.block;
  uint32_t lo = 0, hi = g->n;
  while (lo < hi) {
    const uint32_t mid = lo + (hi - lo) / 2;
    if (g->block[3 * (size_t)mid + 2] < block) {
      lo = mid + 1;
    } else {
      hi = mid;
    }
  }
  return lo;
}

/* the first aggregate that is piece PIECE or a later one */
static uint32_t aggregate_from(const fe_level *l, const fe_pieces_graph *g, uint32_t piece) {
  while (piece < g->n && g->aggregate[piece] < 0) piece++;
  return piece < g->n ? (uint32_t)g->aggregate[piece] : l->n;
}

/* Aggregates in the order of their pieces; pieces that got no node are none.  Which those are in a
 * neighbour's layers, it says: here some of the voxels around them are not seen. */
static void name_aggregates(fe_hierarchy *h, fe_pieces_graph *g, uint8_t *has_node) {
  const fe_mesh *m = h->space->mesh;
  const fe_ranks *ranks = h->space->ranks;
  fe_level *l = &h->level[0];
  const int ghost = m->edge > 0 ? FE_GHOST(m->edge) : 0;
  const int low = m->own[0] + ghost < m->own[1] ? m->own[0] + ghost : m->own[1];
  const uint32_t first = piece_above(h, g, m->own[0]);
  const uint32_t end = ranks->upper >= 0 ? piece_above(h, g, m->own[1]) : g->n;
  fe_level pieces = {.n = g->n, .own = {first, end}};
  if (ranks->lower >= 0) {
    pieces.lend[0] = (low < m->n[2] ? piece_above(h, g, low) : g->n) - first;
  }
  if (ranks->upper >= 0) pieces.lend[1] = end - piece_above(h, g, m->own[1] - ghost);
  for (uint32_t i = 0; i < m->n_node; i++) has_node[h->aggregate[i]] = 1;
  fe_level_exchange(ranks, &pieces, has_node, 1);
  for (uint32_t i = 0; i < g->n; i++) {
    g->aggregate[i] = -1;
    if (has_node[i]) g->aggregate[i] = l->n++;
  }
  l->own[0] = aggregate_from(l, g, first);
  l->own[1] = aggregate_from(l, g, end);
  l->lend[0] = aggregate_from(l, g, first + pieces.lend[0]) - l->own[0];
  l->lend[1] = l->own[1] - aggregate_from(l, g, end - pieces.lend[1]);
  for (uint32_t i = 0; i < m->n_node; i++) {
    const int64_t aggregate = g->aggregate[h->aggregate[i]];
    h->aggregate[i] = aggregate < 0 ? UINT32_MAX : (uint32_t)aggregate;
  }
}

/* how many aggregates there are in all, and which of them are this rank's */
static ant_status share_numbers(fe_hierarchy *h, ant_diag *opt_diag) {
  fe_level *l = &h->level[0];
  return fe_ranks_count(h->space->ranks, l->own[1] - l->own[0], &l->first, &l->all, opt_diag);
}

ant_status fe_aggregate_nodes(fe_hierarchy *h, fe_pieces_graph *graph, ant_diag *opt_diag) {
  const fe_mesh *m = h->space->mesh;
  piece_work w = {.h = h, .graph = graph};
  uint8_t *has_node = NULL;
  w.up = malloc(((size_t)m->n_element + 1) * sizeof *w.up);
  w.size = calloc((size_t)m->n_element + 1, sizeof *w.size);
  w.name = malloc(((size_t)m->n_element + 1) * sizeof *w.name);
  h->aggregate = malloc(((size_t)m->n_node + 1) * sizeof *h->aggregate);
  ant_status status = ANT_OK;
  if (!w.up || !w.size || !w.name || !h->aggregate) {
    status =
        ant_fail(opt_diag, ANT_ENOMEM, "no memory for the aggregates of %u elements", m->n_element);
  } else {
    for (uint32_t i = 0; i < m->n_element; i++) w.up[i] = i;
    visit_faces(m, join_inside, &w);
    status = list_pieces(&w, opt_diag);
  }
  if (status == ANT_OK) {
    has_node = calloc((size_t)graph->n + 1, sizeof *has_node);
    if (!has_node) status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for %u pieces", graph->n);
  }
  status = fe_ranks_agree(h->space->ranks, status, opt_diag);
  if (status == ANT_OK) {
    fe_pool_run(h->space->pool, m->n[2] + 1, choose_plane, &w);
    name_aggregates(h, graph, has_node);
    status = share_numbers(h, opt_diag);
  }
  free(has_node);
  free(w.up);
  free(w.size);
  free(w.name);
  return status == ANT_OK ? find_motions(h, opt_diag) : status;
}

/* 4. Coarser levels --------------------------------------------------------------- */

static bool same_block(const fe_pieces_graph *g, uint32_t i, uint32_t j, int edge) {
  for (int c = 0; c < 3; c++) {
    if (g->block[3 * (size_t)i + (size_t)c] / edge != g->block[3 * (size_t)j + (size_t)c] / edge) {
      return false;
    }
  }
  return true;
}

/* Unite pieces that touch through the fine matrix: all of them, or only groups of at most SMALL
 * aggregates with the largest group they touch, lest the levels stop shrinking. */
static void unite_by_matrix(const fe_level *fine, const fe_pieces_graph *g, const uint32_t *piece,
                            uint32_t *up, const uint32_t *size, uint32_t small, int edge) {
  for (int q = 0; q < fine->a.n_part; q++) {
    const fe_blocks *b = &fine->a.part[q];
    for (uint32_t r = 0; r < b->n_row; r++) {
      uint32_t i = piece[b->row0 + r], best = UINT32_MAX, best_size = 0;
      if (size && size[i] > small) continue;
      for (uint32_t k = b->ptr[r]; k < b->ptr[r + 1]; k++) {
        uint32_t j = piece[b->col[k]];
        if (!same_block(g, i, j, edge)) continue;
        if (!size) {
          fe_unite(up, i, j);
        } else if (fe_find(up, i) != fe_find(up, j) && size[j] > best_size) {
          best = j;
          best_size = size[j];
        }
      }
      if (best != UINT32_MAX) fe_unite(up, i, best);
    }
  }
}

/* sizes of groups, in aggregates, at each of their pieces */
static void group_sizes(const fe_pieces_graph *g, uint32_t *up, uint32_t *out_size) {
  memset(out_size, 0, (size_t)g->n * sizeof *out_size);
  for (uint32_t i = 0; i < g->n; i++) out_size[fe_find(up, i)] += g->aggregate[i] >= 0;
  for (uint32_t i = 0; i < g->n; i++) out_size[i] = out_size[fe_find(up, i)];
}

/* pieces become groups; returns how many aggregates the coarse level has */
static uint32_t contract(fe_pieces_graph *g, uint32_t *up, uint32_t *name, uint32_t *parent,
                         int edge) {
  uint32_t n = 0, n_aggregate = 0;
  for (uint32_t i = 0; i < g->n; i++) name[i] = up[i] == i ? n++ : name[fe_find(up, i)];
  int64_t *aggregate = g->aggregate; /* group's number is at most the piece's: in place, in order */
  for (uint32_t i = 0; i < g->n; i++) {
    int64_t old = aggregate[i];
    bool first = fe_find(up, i) == i;
    if (first) {
      for (size_t c = 0; c < 3; c++) {
        g->block[3 * (size_t)name[i] + c] = (uint16_t)(g->block[3 * (size_t)i + c] / edge);
      }
      aggregate[name[i]] = -1;
    }
    if (old >= 0) {
      if (aggregate[name[i]] < 0) aggregate[name[i]] = n_aggregate++;
      parent[old] = (uint32_t)aggregate[name[i]];
    }
  }
  size_t kept = 0;
  for (size_t e = 0; e < g->n_edge; e++) {
    uint32_t a = name[g->edge[2 * e]], b = name[g->edge[2 * e + 1]];
    if (a == b) continue;
    g->edge[2 * kept] = a;
    g->edge[2 * kept + 1] = b;
    kept++;
  }
  g->n_edge = kept;
  g->n = n;
  return n_aggregate;
}

/* Unite pieces into groups, by shared faces FIRST; returns how many aggregates that makes. */
static uint32_t group(const fe_level *fine, fe_pieces_graph *g, bool first, uint32_t *work,
                      uint32_t *parent) {
  const int edge = FE_COARSER;
  uint32_t *up = work, *size = work + g->n, *name = work + 2 * (size_t)g->n;
  uint32_t *piece = work + 3 * (size_t)g->n; /* of an aggregate */
  for (uint32_t i = 0; i < g->n; i++) {
    up[i] = i;
    if (g->aggregate[i] >= 0) piece[g->aggregate[i]] = i;
  }
  if (first) {
    for (size_t e = 0; e < g->n_edge; e++) {
      uint32_t i = g->edge[2 * e], j = g->edge[2 * e + 1];
      if (same_block(g, i, j, edge)) fe_unite(up, i, j);
    }
    group_sizes(g, up, size);
    unite_by_matrix(fine, g, piece, up, size, 3, edge);
  } else {
    unite_by_matrix(fine, g, piece, up, NULL, 0, edge);
  }
  return contract(g, up, name, parent, edge);
}

/* Mean places of the children of aggregates FIRST to END - 1 (as PARENT counts), in order. */
static float *average_centres(const fe_level *fine, const uint32_t *parent, uint32_t first,
                              uint32_t end) {
  const size_t n = end - first;
  uint32_t *count = calloc(n + 1, sizeof *count);
  float *centre = calloc(3 * n + 1, sizeof *centre);
  if (!count || !centre) {
    free(count);
    free(centre);
    return NULL;
  }
  for (uint32_t i = fine->own[0]; i < fine->own[1]; i++) {
    const size_t to = parent[i] - first;
    count[to]++;
    for (size_t c = 0; c < 3; c++) centre[3 * to + c] += fine->centre[3 * (size_t)i + c];
  }
  for (size_t i = 0; i < 3 * n; i++) centre[i] /= (float)count[i / 3];
  free(count);
  return centre;
}

/* The blocks and centres of every rank's coarse aggregates in order; of the graph only they are
 * asked for from here on. */
static ant_status share_level(const fe_ranks *r, fe_level *coarse, fe_pieces_graph *g,
                              const uint16_t *block, uint32_t n, ant_diag *opt_diag) {
  void *all_block = NULL, *all_centre = NULL;
  size_t *first = NULL;
  ANT_TRY(fe_ranks_gather(r, block, 3 * (size_t)n * sizeof *block, &all_block, &first, opt_diag));
  free(first);
  free(g->block);
  g->block = all_block;
  ANT_TRY(fe_ranks_gather(r, coarse->centre, 3 * (size_t)n * sizeof *coarse->centre, &all_centre,
                          &first, opt_diag));
  free(first);
  free(coarse->centre);
  coarse->centre = all_centre;
  int64_t *aggregate = realloc(g->aggregate, ((size_t)coarse->n + 1) * sizeof *aggregate);
  if (aggregate) {
    g->aggregate = aggregate;
    for (uint32_t i = 0; i < coarse->n; i++) aggregate[i] = i;
  }
  g->n = coarse->n;
  g->n_edge = 0;
  return fe_ranks_agree(
      r, aggregate ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory to share"), opt_diag);
}

/* Ranks' own groups become one level: a group lies within one rank, and the ranks' follow each
 * other as their bone does.  PARENT names them as all count then, of copies too. */
static ant_status join_levels(const fe_hierarchy *h, fe_level *fine, fe_level *coarse,
                              fe_pieces_graph *g, uint32_t *parent, ant_diag *opt_diag) {
  const fe_ranks *r = h->space->ranks;
  uint32_t first = UINT32_MAX, end = 0, before = 0;
  for (uint32_t i = fine->own[0]; i < fine->own[1]; i++) {
    first = parent[i] < first ? parent[i] : first;
    end = parent[i] >= end ? parent[i] + 1 : end;
  }
  const uint32_t n = end > first ? end - first : 0;
  if (n == 0) first = end = 0;
  uint16_t *block = malloc((3 * (size_t)n + 1) * sizeof *block);
  coarse->centre = average_centres(fine, parent, first, end);
  ant_status status = ANT_OK;
  if (!block || !coarse->centre) status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for a level");
  status = fe_ranks_agree(r, status, opt_diag);
  if (status == ANT_OK) status = fe_ranks_count(r, n, &before, &coarse->n, opt_diag);
  for (uint32_t i = 0; i < g->n && status == ANT_OK; i++) {
    const int64_t a = g->aggregate[i];
    if (a >= first && a < end) memcpy(block + 3 * (a - first), g->block + 3 * (size_t)i, 6);
  }
  for (uint32_t i = fine->own[0]; i < fine->own[1]; i++) parent[i] = parent[i] - first + before;
  if (status == ANT_OK) {
    fe_level_exchange(r, fine, parent, sizeof *parent);
    status = share_level(r, coarse, g, block, n, opt_diag);
  }
  free(block);
  return status;
}

ant_status fe_aggregate_again(const fe_hierarchy *h, fe_level *fine, fe_level *coarse,
                              fe_pieces_graph *g, bool first, uint32_t **out_parent,
                              ant_diag *opt_diag) {
  const bool several = first && h->space->ranks->link.size > 1;
  uint32_t *work = malloc((4 * (size_t)g->n + 1) * sizeof *work);
  uint32_t *parent = malloc(((size_t)fine->n + 1) * sizeof *parent);
  ant_status status = ANT_OK;
  if (!work || !parent) status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for a coarse level");
  if (several) status = fe_ranks_agree(h->space->ranks, status, opt_diag);
  if (status == ANT_OK) {
    coarse->n = group(fine, g, first, work, parent);
    if (several) {
      status = join_levels(h, fine, coarse, g, parent, opt_diag);
    } else {
      coarse->centre = average_centres(fine, parent, 0, coarse->n);
      if (!coarse->centre) status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for a coarse level");
    }
  }
  coarse->own[1] = coarse->all = coarse->n;
  free(work);
  if (status != ANT_OK) {
    free(parent);
    return status;
  }
  *out_parent = parent;
  return ANT_OK;
}
