/* fe_space.c - which displacements are free, and whether every piece of bone is held.
 *   1. Making   2. Pieces that hang together   3. Across ranks   4. Checking */
#include "fe_hierarchy.h"

#include <stdlib.h>
#include <string.h>

/* 1. Making ------------------------------------------------------------------- */

/* ties of a periodic load: the first image that exists is the master of the others */
static ant_status tie_faces(fe_space *s, ant_diag *opt_diag) {
  const fe_mesh *m = s->mesh;
  size_t most = 0, n = 0;
  for (int a = 0; a < 3; a++) {
    most += (size_t)(m->n[(a + 1) % 3] + 1) * (size_t)(m->n[(a + 2) % 3] + 1);
  }
  s->slave = malloc(most * sizeof *s->slave);
  s->master = malloc(most * sizeof *s->master);
  if (!s->slave || !s->master) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for ties");
  for (uint32_t i = 0; i < m->n_node; i++) {
    const int row = fe_row_of_node(m, i);
    const int p[3] = {m->node_x[i], row % (m->n[1] + 1), row / (m->n[1] + 1)};
    int64_t first = -1;
    if (p[0] != m->n[0] && p[1] != m->n[1] && p[2] != m->n[2]) continue;
    for (int k = 0; k < 8 && first < 0; k++) { /* x first, then y, then z at the far face */
      int q[3];
      bool image = true;
      for (int a = 0; a < 3; a++) {
        bool outer = p[a] == 0 || p[a] == m->n[a];
        q[a] = outer ? (k >> a & 1 ? m->n[a] : 0) : p[a];
        image = image && (outer || !(k >> a & 1));
      }
      if (image) first = fe_node_at(m, q[0], q[1], q[2]);
    }
    if (first >= 0 && first != i) {
      s->slave[n] = i;
      s->master[n++] = (uint32_t)first;
      s->flag[i] |= FE_SLAVE;
    }
  }
  s->n_tie = n;
  return ANT_OK;
}

/* Sort LOAD's entries; a periodic load that holds nothing gets a node held against drifting: the
 * first that is its own master. */
ant_status fe_load_settle(const fe_space *s, ant_fe_load *load, ant_diag *opt_diag) {
  if (load->periodic && load->held.n == 0) {
    uint32_t i = 0;
    while (s->flag[i] & FE_SLAVE) i++;
    for (int c = 0; c < 3; c++) ANT_TRY(ant_fe_load_hold_node(load, i, c, 0, opt_diag));
  }
  ANT_TRY(fe_entries_settle(&load->held, false, opt_diag));
  return fe_entries_settle(&load->pushed, true, opt_diag);
}

ant_status fe_space_init(fe_space *s, const ant_fe *fe, ant_fe_load *load, ant_diag *opt_diag) {
  memset(s, 0, sizeof *s);
  s->mesh = fe->mesh;
  s->pool = fe->pool;
  s->kernel = fe->kernel;
  s->ranks = &fe->ranks;
  s->flag = calloc((size_t)fe->mesh->n_node + 1, 1);
  if (!s->flag) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for %u nodes", fe->mesh->n_node);
  if (load->periodic) {
    for (int a = 0; a < 3; a++) s->periodic[a] = true;
    ANT_TRY(tie_faces(s, opt_diag));
  }
  ANT_TRY(fe_load_settle(s, load, opt_diag));
  for (size_t i = 0; i < load->held.n; i++) s->n_fixed[load->held.item[i].component]++;
  for (int c = 0; c < 3; c++) {
    s->fixed[c] = malloc((s->n_fixed[c] + 1) * sizeof *s->fixed[c]);
    if (!s->fixed[c]) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for held nodes");
    s->n_fixed[c] = 0;
  }
  for (size_t i = 0; i < load->held.n; i++) {
    const fe_entry *e = &load->held.item[i];
    s->fixed[e->component][s->n_fixed[e->component]++] = e->node;
    s->flag[e->node] = (uint8_t)(s->flag[e->node] | 1u << e->component);
  }
  return ANT_OK;
}

void fe_space_clear(fe_space *s) {
  free(s->flag);
  for (int c = 0; c < 3; c++) free(s->fixed[c]);
  free(s->slave);
  free(s->master);
  memset(s, 0, sizeof *s);
}

/* 2. Pieces that hang together --------------------------------------------------- */

/* nodes of one element hang together; along a chunk only new ones need to be joined */
static void unite_nodes(const fe_space *s, uint32_t *up) {
  const fe_mesh *m = s->mesh;
  for (uint32_t i = 0; i < m->n_node; i++) up[i] = i;
  for (uint32_t q = 0; q < m->n_chunk; q++) {
    const fe_chunk *c = &m->chunk[q];
    for (int lane = 0; lane < FE_SPAN; lane++) {
      uint32_t node[4];
      if (!(c->solid >> lane & 1)) continue;
      for (int k = 0; k < 4; k++) {
        node[k] = c->node[k] + (uint32_t)__builtin_popcount(c->mask[k] & ((1u << lane) - 1));
        fe_unite(up, node[k], node[k] + 1);
      }
      if (lane > 0 && (c->solid >> (lane - 1) & 1)) continue; /* the rows are joined already */
      for (int k = 1; k < 4; k++) fe_unite(up, node[0], node[k]);
    }
  }
  for (size_t i = 0; i < s->n_tie; i++) fe_unite(up, s->slave[i], s->master[i]);
}

/* 3. Across ranks ------------------------------------------------------------------- */

/* A piece of this rank's bone is named by its rank and its root here.  Where two ranks see the same
 * node, their pieces are one. */
typedef struct fe_pair {
  uint64_t a, b;
} fe_pair;

/* Names that some pair joins, sorted; UP leads from each to the name of the whole piece. */
typedef struct joined {
  uint64_t *name;
  uint32_t *up;
  size_t n;
} joined;

static int by_name(const void *x, const void *y) {
  const uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
  return a < b ? -1 : a > b;
}

static void joined_clear(joined *j) {
  free(j->name);
  free(j->up);
}

static uint64_t whole_piece(const joined *j, uint64_t name) {
  const uint64_t *at = j->n ? bsearch(&name, j->name, j->n, sizeof *at, by_name) : NULL;
  return at ? j->name[fe_find(j->up, (uint32_t)(at - j->name))] : name;
}

static ant_status join_pairs(const fe_pair *pair, size_t n_pair, joined *out, ant_diag *opt_diag) {
  out->name = malloc((2 * n_pair + 1) * sizeof *out->name);
  out->up = malloc((2 * n_pair + 1) * sizeof *out->up);
  if (!out->name || !out->up) return ant_fail(opt_diag, ANT_ENOMEM, "no memory to join pieces");
  for (size_t i = 0; i < n_pair; i++) {
    out->name[2 * i] = pair[i].a;
    out->name[2 * i + 1] = pair[i].b;
  }
  if (n_pair > 0) qsort(out->name, 2 * n_pair, sizeof *out->name, by_name);
  for (size_t i = 0; i < 2 * n_pair; i++) {
    if (out->n == 0 || out->name[i] != out->name[out->n - 1]) out->name[out->n++] = out->name[i];
  }
  for (size_t i = 0; i < out->n; i++) out->up[i] = (uint32_t)i;
  for (size_t i = 0; i < n_pair; i++) {
    const uint64_t *a = bsearch(&pair[i].a, out->name, out->n, sizeof *a, by_name);
    const uint64_t *b = bsearch(&pair[i].b, out->name, out->n, sizeof *b, by_name);
    fe_unite(out->up, (uint32_t)(a - out->name), (uint32_t)(b - out->name));
  }
  return ANT_OK;
}

static uint64_t name_here(const fe_space *s, uint32_t root) {
  return (uint64_t)s->ranks->link.rank << 32 | root;
}

/* The lower rank hears the names of the nodes in the upper one's first plane, and pairs them with
 * its own of the same nodes; everyone hears all pairs. */
static ant_status join_ranks(const fe_space *s, uint32_t *up, joined *out, ant_diag *opt_diag) {
  const fe_mesh *m = s->mesh;
  const fe_ranks *r = s->ranks;
  const bool below = r->lower >= 0, above = r->upper >= 0;
  const uint32_t first = fe_plane(m, m->own[0]), over = fe_plane(m, m->own[1]);
  const size_t n_down = below ? fe_plane(m, m->own[0] + 1) - first : 0;
  const size_t n_up = above ? fe_plane(m, m->own[1] + 1) - over : 0;
  uint64_t *mine = malloc((n_down + 1) * sizeof *mine);
  fe_pair *pair = malloc((n_up + 1) * sizeof *pair);
  uint64_t *theirs = malloc((n_up + 1) * sizeof *theirs);
  void *all = NULL;
  size_t *begin = NULL, n = 0;
  ant_status status = mine && pair && theirs
                          ? ANT_OK
                          : ant_fail(opt_diag, ANT_ENOMEM, "no memory to join the ranks' bone");
  status = fe_ranks_agree(r, status, opt_diag);
  if (status == ANT_OK) {
    for (size_t i = 0; i < n_down; i++) mine[i] = name_here(s, fe_find(up, first + (uint32_t)i));
    fe_ranks_swap(r, &(fe_swap){.to_lower = mine,
                                .n_to_lower = n_down * sizeof *mine,
                                .from_upper = theirs,
                                .n_from_upper = n_up * sizeof *theirs});
    for (size_t i = 0; i < n_up; i++) {
      const fe_pair p = {name_here(s, fe_find(up, over + (uint32_t)i)), theirs[i]};
      if (n == 0 || p.a != pair[n - 1].a || p.b != pair[n - 1].b) pair[n++] = p;
    }
    status = fe_ranks_gather(r, pair, n * sizeof *pair, &all, &begin, opt_diag);
  }
  if (status == ANT_OK) {
    status = join_pairs(all, begin[r->link.size] / sizeof *pair, out, opt_diag);
    status = fe_ranks_agree(r, status, opt_diag);
  }
  free(mine);
  free(pair);
  free(theirs);
  free(all);
  free(begin);
  return status;
}

/* 4. Checking ----------------------------------------------------------------------- */

typedef struct piece { /* a piece that something holds */
  uint64_t name;
  double gram[6][6];
  bool near_end, far_end, held;
} piece;

typedef struct check_work {
  const fe_space *s;
  uint32_t *up;
  joined joined;
  piece *item;
  size_t n, capacity;
} check_work;

static uint64_t name_of(const check_work *w, uint32_t node) {
  return whole_piece(&w->joined, name_here(w->s, fe_find(w->up, node)));
}

static piece *piece_named(check_work *w, uint64_t name) {
  for (size_t i = w->n; i-- > 0;) {
    if (w->item[i].name == name) return &w->item[i];
  }
  if (w->n == w->capacity) {
    size_t capacity = 2 * w->capacity + 16;
    piece *item = realloc(w->item, capacity * sizeof *item);
    if (!item) return NULL;
    w->item = item;
    w->capacity = capacity;
  }
  memset(&w->item[w->n], 0, sizeof *w->item);
  w->item[w->n].name = name;
  return &w->item[w->n++];
}

static void place_of(const fe_mesh *m, uint32_t node, int out[3]) {
  const int row = fe_row_of_node(m, node);
  out[0] = m->node_x[node];
  out[1] = row % (m->n[1] + 1);
  out[2] = row / (m->n[1] + 1) + m->below;
}

/* the rigid motions that this held node stops */
static bool note_held(check_work *w, uint32_t node, int c, int join_axis) {
  const fe_mesh *m = w->s->mesh;
  piece *p = piece_named(w, name_of(w, node));
  int place[3];
  if (!p) return false;
  const int *n = m->box;
  const float centre[3] = {0.5f * (float)n[0], 0.5f * (float)n[1], 0.5f * (float)n[2]};
  const double length = n[0] > n[1] ? (n[0] > n[2] ? n[0] : n[2]) : (n[1] > n[2] ? n[1] : n[2]);
  float motion[3][6];
  place_of(m, node, place);
  fe_rigid(centre, length, place, 0, motion);
  for (int i = 0; i < 6; i++) {
    for (int j = 0; j < 6; j++) p->gram[i][j] += (double)motion[c][i] * (double)motion[c][j];
  }
  if (join_axis >= 0) {
    p->near_end = p->near_end || place[join_axis] == 0;
    p->far_end = p->far_end || place[join_axis] == n[join_axis];
  }
  return true;
}

/* rank of what is held; the threshold is far below that of aggregates: a strut may be held at a
 * spot */
static bool stops_all(const piece *p, bool periodic) {
  double g[6][6], largest = 0;
  memcpy(g, p->gram, sizeof g);
  const int n = periodic ? 3 : 6;
  for (int i = 0; i < n; i++) largest = g[i][i] > largest ? g[i][i] : largest;
  for (int k = 0; k < n; k++) {
    int q = k;
    for (int i = k; i < n; i++) q = g[i][i] > g[q][q] ? i : q;
    if (!(g[q][q] > 1e-12 * largest)) return false;
    for (int i = 0; i < n; i++) {
      double t = g[i][k];
      g[i][k] = g[i][q];
      g[i][q] = t;
    }
    for (int i = 0; i < n; i++) {
      double t = g[k][i];
      g[k][i] = g[q][i];
      g[q][i] = t;
    }
    for (int i = k + 1; i < n; i++) {
      double f = g[i][k] / g[k][k];
      for (int j = 0; j < n; j++) g[i][j] -= f * g[k][j];
    }
  }
  return true;
}

/* what every rank knows of the pieces becomes what all know */
static ant_status share_pieces(check_work *w, ant_diag *opt_diag) {
  const fe_ranks *r = w->s->ranks;
  void *all = NULL;
  size_t *begin = NULL;
  if (r->link.size == 1) return ANT_OK;
  ANT_TRY(fe_ranks_gather(r, w->item, w->n * sizeof *w->item, &all, &begin, opt_diag));
  const piece *from = all;
  const size_t n = begin[r->link.size] / sizeof *from;
  bool ok = true;
  w->n = 0;
  for (size_t k = 0; k < n && ok; k++) {
    piece *p = piece_named(w, from[k].name);
    ok = p != NULL;
    for (int i = 0; i < 36 && ok; i++) p->gram[i / 6][i % 6] += from[k].gram[i / 6][i % 6];
    if (!ok) break;
    p->near_end = p->near_end || from[k].near_end;
    p->far_end = p->far_end || from[k].far_end;
  }
  free(all);
  free(begin);
  return ok ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory to check what is held");
}

static ant_status no_load_path(const ant_fe_load *load, ant_diag *opt_diag) {
  ant_fail(opt_diag, ANT_EINPUT, "no load path: no bone joins the two %c faces of the volume",
           "xyz"[load->join_axis]);
  ant_diag_hint(opt_diag, "look at the segmentation: is the threshold too high?");
  return ANT_EINPUT;
}

/* loose nodes of this rank, and where the first lies */
static double count_loose(const check_work *w, int example[3]) {
  const fe_mesh *m = w->s->mesh;
  size_t loose = 0;
  for (uint32_t i = m->own_node[0]; i < m->own_node[1]; i++) {
    const uint64_t name = name_of(w, i);
    bool held = false;
    for (size_t k = 0; k < w->n && !held; k++) held = w->item[k].name == name && w->item[k].held;
    if (!held && loose++ == 0) place_of(m, i, example);
  }
  return (double)loose;
}

static ant_status judge(check_work *w, const ant_fe_load *load, ant_diag *opt_diag) {
  bool path = load->join_axis < 0;
  int p[3] = {0};
  for (size_t i = 0; i < w->n; i++) {
    path = path || (w->item[i].near_end && w->item[i].far_end);
    w->item[i].held = stops_all(&w->item[i], load->periodic);
  }
  if (!path) return no_load_path(load, opt_diag);
  const double mine = count_loose(w, p), all = fe_ranks_sum_one(w->s->ranks, mine);
  if (!(mine > 0)) return ANT_OK;
  ant_fail(
      opt_diag, ANT_EINPUT,
      "bone with %.0f nodes is held by nothing, or can still turn; it begins at corner %d %d %d",
      all, p[0], p[1], p[2]);
  ant_diag_hint(opt_diag, "keep the largest component only: antaeus bone segment --largest");
  return ANT_EINPUT;
}

static ant_status note_all(check_work *w, const ant_fe_load *load, ant_diag *opt_diag) {
  const fe_space *s = w->s;
  bool ok = true;
  for (int c = 0; c < 3; c++) {
    for (size_t i = 0; ok && i < s->n_fixed[c]; i++) {
      ok = note_held(w, s->fixed[c][i], c, load->join_axis);
    }
  }
  return ok ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory to check what is held");
}

ant_status fe_space_check(const fe_space *s, const ant_fe_load *load, ant_diag *opt_diag) {
  check_work w = {.s = s};
  w.up = malloc(((size_t)s->mesh->n_node + 1) * sizeof *w.up);
  ant_status status =
      w.up ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory for %u nodes", s->mesh->n_node);
  status = fe_ranks_agree(s->ranks, status, opt_diag);
  if (status == ANT_OK) {
    unite_nodes(s, w.up);
    if (s->ranks->link.size > 1) status = join_ranks(s, w.up, &w.joined, opt_diag);
  }
  if (status == ANT_OK) {
    status = fe_ranks_agree(s->ranks, note_all(&w, load, opt_diag), opt_diag);
  }
  if (status == ANT_OK) {
    status = fe_ranks_agree(s->ranks, share_pieces(&w, opt_diag), opt_diag);
  }
  if (status == ANT_OK) status = fe_ranks_agree(s->ranks, judge(&w, load, opt_diag), opt_diag);
  free(w.up);
  free(w.item);
  joined_clear(&w.joined);
  return status;
}
