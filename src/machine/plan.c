/* plan.c - vertex elimination made once, run as index triples (see plan.h).
 *   1. The graph   2. Its arcs   3. What leads nowhere   4. Elimination   5. The result */
#include "machine/plan.h"

#include <stdlib.h>
#include <string.h>

/* 1. The graph -------------------------------------------------------------- */

/* A value is copied only when something is to be added to it: until then an arc may look where
 * another one's value, or a constant, lies. */
typedef struct arc {
  int from, to; /* slots                                         */
  int at;       /* of its value in the work array, -1: dropped   */
  bool shared;  /* others may look there too                     */
  bool one;     /* its value is the constant 1                   */
} arc;

typedef struct list {
  int *item; /* (n) arcs                                      */
  int n, capacity;
} list;

typedef struct heap_item {
  int64_t cost;
  int slot;
} heap_item;

typedef struct graph {
  int n_slot;
  arc *arc; /* (n_arc)                                       */
  int n_arc, arc_capacity;
  int *hash; /* (n_hash) arcs by (from, to), -1 if empty      */
  int n_hash;
  list *in, *out; /* by slot                                       */
  char *kind;     /* by slot: see below                            */
  heap_item *heap;
  int n_heap, heap_capacity;
  int *step;
  int n_step, step_capacity;
  int n_work, one; /* one: where the constant 1 lies             */
} graph;

enum { BETWEEN, COLUMN, ROW, GONE };

static bool grow(void *array, int *capacity, int need, size_t size) {
  if (need <= *capacity) return true;
  if (need > INT32_MAX / 4) return false;
  void *old;
  memcpy(&old, array, sizeof old);
  size_t n = (size_t)need * 2 + 4;
  void *grown = realloc(old, n * size);
  if (!grown) return false;
  memcpy(array, &grown, sizeof grown);
  *capacity = (int)n;
  return true;
}

static void graph_clear(graph *g) {
  for (int i = 0; g->in && i < g->n_slot; i++) free(g->in[i].item);
  for (int i = 0; g->out && i < g->n_slot; i++) free(g->out[i].item);
  free(g->arc);
  free(g->hash);
  free(g->in);
  free(g->out);
  free(g->kind);
  free(g->heap);
  free(g->step);
}

/* 2. Its arcs ----------------------------------------------------------------- */

static size_t hash_of(const graph *g, int from, int to) {
  uint64_t h = ((uint64_t)from << 32 | (uint64_t)to) * 0x9e3779b97f4a7c15u;
  return (size_t)(h >> 20) & (size_t)(g->n_hash - 1);
}

static bool rehash(graph *g) {
  int size = g->n_hash ? 2 * g->n_hash : 256;
  int *fresh = malloc((size_t)size * sizeof *fresh);
  if (!fresh) return false;
  free(g->hash);
  g->hash = fresh;
  g->n_hash = size;
  for (int i = 0; i < size; i++) fresh[i] = -1;
  for (int i = 0; i < g->n_arc; i++) {
    size_t k = hash_of(g, g->arc[i].from, g->arc[i].to);
    while (fresh[k] >= 0) k = (k + 1) & (size_t)(size - 1);
    fresh[k] = i;
  }
  return true;
}

static bool add_to(list *l, int item) {
  if (!grow(&l->item, &l->capacity, l->n + 1, sizeof(int))) return false;
  l->item[l->n++] = item;
  return true;
}

/* The arc FROM -> TO, made with AT when there is none; -1 without memory. */
static int arc_between(graph *g, int from, int to, int at, bool *out_new) {
  if (2 * (g->n_arc + 1) > g->n_hash && !rehash(g)) return -1;
  size_t k = hash_of(g, from, to);
  for (; g->hash[k] >= 0; k = (k + 1) & (size_t)(g->n_hash - 1)) {
    const arc *a = &g->arc[g->hash[k]];
    *out_new = false;
    if (a->from == from && a->to == to) return g->hash[k];
  }
  if (!grow(&g->arc, &g->arc_capacity, g->n_arc + 1, sizeof(arc))) return -1;
  if (!add_to(&g->out[from], g->n_arc) || !add_to(&g->in[to], g->n_arc)) return -1;
  g->arc[g->n_arc] = (arc){.from = from, .to = to, .at = at};
  g->hash[k] = g->n_arc;
  *out_new = true;
  return g->n_arc++;
}

static bool add_step(graph *g, int to, int a, int b) {
  if (!grow(&g->step, &g->step_capacity, 3 * g->n_step + 3, sizeof(int))) return false;
  int *step = &g->step[3 * g->n_step++];
  step[0] = to;
  step[1] = a;
  step[2] = b;
  return true;
}

/* Add the product of values A and B to arc I. */
static bool add_product(graph *g, int i, int a, int b) {
  int own = g->arc[i].shared ? g->n_work++ : g->arc[i].at;
  if (g->arc[i].shared && !add_step(g, own, g->arc[i].at, g->one)) return false;
  g->arc[i].at = own;
  g->arc[i].shared = g->arc[i].one = false;
  return add_step(g, own, a, b);
}

/* One value of EDGE, at AT. */
static bool add_value(graph *g, int from, int to, const ant_edge *edge, int at) {
  bool is_new;
  int i = arc_between(g, from, to, at, &is_new);
  if (i < 0) return false;
  if (!is_new) return add_product(g, i, at, g->one);
  g->arc[i].shared = edge->constant;
  g->arc[i].one = edge->constant && edge->value == 1;
  return true;
}

/* Add the arcs of EDGES that begin at a slot which depends on a column; LIVE is by slot. */
static bool add_arcs(graph *g, const ant_program *p, const ant_edges *edges, bool *live) {
  const ant_model *m = p->model;
  for (int i = 0; i < edges->n; i++) {
    const ant_edge *edge = &edges->edge[i];
    const ant_equation *e = &m->equation[edge->equation];
    const ant_ref *ref = &p->nodes.ref[edge->ref];
    int n = ant_axes_count(e->n_axis, e->axis_size);
    for (int k = 0; k < n; k++) {
      int from = ant_ref_at(ref, e->n_axis, e->axis_size, k);
      int to = ant_ref_at(&e->target, e->n_axis, e->axis_size, k);
      from = ant_slot_of(m, ref->store, from);
      to = ant_slot_of(m, e->target.store, to);
      if (!live[from]) continue;
      live[to] = true;
      if (!add_value(g, from, to, edge, edge->offset + (edge->constant ? 0 : k))) return false;
    }
  }
  return true;
}

/* 3. What leads nowhere --------------------------------------------------------- */

/* Take the dropped arcs out of a list. */
static void compact(const graph *g, list *l) {
  int n = 0;
  for (int i = 0; i < l->n; i++) {
    if (g->arc[l->item[i]].at >= 0) l->item[n++] = l->item[i];
  }
  l->n = n;
}

/* Drop the arcs into slots from which no row can be reached.  They are in topological order. */
static void prune(graph *g, bool *useful) {
  for (int i = 0; i < g->n_slot; i++) useful[i] = g->kind[i] == ROW;
  for (bool again = true; again;) { /* once, unless two equations meet in one arc */
    again = false;
    for (int i = g->n_arc - 1; i >= 0; i--) {
      const arc *a = &g->arc[i];
      if (!useful[a->to] || useful[a->from]) continue;
      useful[a->from] = again = true;
    }
  }
  for (int i = 0; i < g->n_arc; i++) {
    if (!useful[g->arc[i].to]) g->arc[i].at = -1;
  }
  for (int i = 0; i < g->n_slot; i++) {
    compact(g, &g->in[i]);
    compact(g, &g->out[i]);
  }
}

/* 4. Elimination ------------------------------------------------------------------ */

static bool before(heap_item a, heap_item b) {
  return a.cost < b.cost || (a.cost == b.cost && a.slot < b.slot);
}

static bool heap_push(graph *g, int slot) {
  if (g->kind[slot] != BETWEEN) return true;
  if (!grow(&g->heap, &g->heap_capacity, g->n_heap + 1, sizeof(heap_item))) return false;
  heap_item item = {(int64_t)g->in[slot].n * g->out[slot].n, slot};
  int i = g->n_heap++;
  for (; i > 0 && before(item, g->heap[(i - 1) / 2]); i = (i - 1) / 2) {
    g->heap[i] = g->heap[(i - 1) / 2];
  }
  g->heap[i] = item;
  return true;
}

static heap_item heap_pop(graph *g) {
  heap_item top = g->heap[0], last = g->heap[--g->n_heap];
  int i = 0;
  for (int child = 1; child < g->n_heap; child = 2 * i + 1) {
    if (child + 1 < g->n_heap && before(g->heap[child + 1], g->heap[child])) child++;
    if (!before(g->heap[child], last)) break;
    g->heap[i] = g->heap[child];
    i = child;
  }
  g->heap[i] = last;
  return top;
}

/* The arc past the slot between arcs IN and OUT: a product, or where one of them is 1 the other. */
static bool join(graph *g, int in, int out) {
  bool is_new;
  const arc x = g->arc[in], y = g->arc[out];
  int i = arc_between(g, x.from, y.to, g->n_work, &is_new);
  if (i < 0) return false;
  if (!is_new) return add_product(g, i, y.at, x.at);
  if (!x.one && !y.one) {
    g->n_work++;
    return add_step(g, g->arc[i].at, y.at, x.at);
  }
  g->arc[i].at = y.one ? x.at : y.at;
  g->arc[i].shared = true;
  g->arc[i].one = x.one && y.one;
  return true;
}

/* Join every arc into SLOT with every arc out of it and take the slot out. */
static bool eliminate(graph *g, int slot) {
  for (int i = 0; i < g->in[slot].n; i++) {
    for (int k = 0; k < g->out[slot].n; k++) {
      if (!join(g, g->in[slot].item[i], g->out[slot].item[k])) return false;
    }
  }
  g->kind[slot] = GONE;
  for (int i = 0; i < g->in[slot].n; i++) g->arc[g->in[slot].item[i]].at = -1;
  for (int k = 0; k < g->out[slot].n; k++) g->arc[g->out[slot].item[k]].at = -1;
  for (int i = 0; i < g->in[slot].n; i++) {
    int from = g->arc[g->in[slot].item[i]].from;
    compact(g, &g->out[from]);
    if (!heap_push(g, from)) return false;
  }
  for (int k = 0; k < g->out[slot].n; k++) {
    int to = g->arc[g->out[slot].item[k]].to;
    compact(g, &g->in[to]);
    if (!heap_push(g, to)) return false;
  }
  return true;
}

static bool eliminate_all(graph *g) {
  for (int i = 0; i < g->n_slot; i++) {
    if (g->in[i].n > 0 && !heap_push(g, i)) return false;
  }
  while (g->n_heap > 0) {
    heap_item item = heap_pop(g);
    bool stale = g->kind[item.slot] != BETWEEN ||
                 item.cost != (int64_t)g->in[item.slot].n * g->out[item.slot].n;
    if (!stale && !eliminate(g, item.slot)) return false;
  }
  return true;
}

/* 5. The result ------------------------------------------------------------------- */

typedef struct entry {
  int row, at;
} entry;

static int by_row(const void *x, const void *y) {
  const entry *a = x, *b = y;
  return (a->row > b->row) - (a->row < b->row);
}

/* The entries of column I (slot COLUMN) into ENTRY; returns how many. */
static int column_entries(const graph *g, const int *row_of, int column, int i, bool diagonal,
                          entry *out) {
  int n = 0;
  bool has = false;
  for (int k = 0; k < g->out[column].n; k++) {
    const arc *a = &g->arc[g->out[column].item[k]];
    out[n++] = (entry){row_of[a->to], a->at};
    has |= row_of[a->to] == i;
  }
  if (diagonal && !has) out[n++] = (entry){i, -1};
  qsort(out, (size_t)n, sizeof *out, by_row);
  return n;
}

static ant_status make_pattern(ant_arena *arena, const graph *g, const int *row_of,
                               const int *column, bool diagonal, ant_plan *plan) {
  int n_col = plan->pattern.n_col, nnz = 0;
  for (int i = 0; i < n_col; i++) nnz += g->out[column[i]].n + (diagonal ? 1 : 0);
  int *start = ant_arena_take(arena, ((size_t)n_col + 1) * sizeof *start);
  int *row = ant_arena_take(arena, ((size_t)nnz + 1) * sizeof *row);
  plan->result = ant_arena_take(arena, ((size_t)nnz + 1) * sizeof *plan->result);
  entry *e = malloc(((size_t)nnz + 1) * sizeof *e);
  if (!start || !row || !plan->result || !e) {
    free(e);
    return ANT_ENOMEM;
  }
  nnz = 0;
  for (int i = 0; i < n_col; i++) {
    int n = column_entries(g, row_of, column[i], i, diagonal && i < plan->pattern.n_row, e);
    for (int k = 0; k < n; k++) {
      row[nnz] = e[k].row;
      plan->result[nnz++] = e[k].at;
    }
    start[i + 1] = nnz;
  }
  free(e);
  plan->pattern.col_start = start;
  plan->pattern.row = row;
  plan->pattern.nnz = nnz;
  return ANT_OK;
}

static ant_status keep(ant_arena *arena, const int *from, int n, int **out_to) {
  *out_to = ant_arena_take(arena, (size_t)n * sizeof **out_to);
  if (!*out_to) return ANT_ENOMEM;
  if (n > 0) memcpy(*out_to, from, (size_t)n * sizeof **out_to);
  return ANT_OK;
}

typedef struct job {
  const ant_program *program;
  const ant_edges *edges;
  const int *row, *column;
  bool diagonal;
} job;

static ant_status build(ant_arena *arena, graph *g, const job *j, int *row_of, bool *mark,
                        ant_plan *plan) {
  for (int i = 0; i < plan->pattern.n_col; i++) {
    g->kind[j->column[i]] = COLUMN;
    mark[j->column[i]] = true;
  }
  for (int i = 0; i < plan->pattern.n_row; i++) {
    g->kind[j->row[i]] = ROW;
    row_of[j->row[i]] = i;
  }
  if (!add_arcs(g, j->program, j->edges, mark)) return ANT_ENOMEM;
  prune(g, mark);
  if (!eliminate_all(g)) return ANT_ENOMEM;
  ANT_TRY(make_pattern(arena, g, row_of, j->column, j->diagonal, plan));
  ANT_TRY(keep(arena, g->step, 3 * g->n_step, &plan->step));
  plan->n_step = g->n_step;
  plan->n_work = g->n_work;
  return ANT_OK;
}

ant_status ant_plan_make(ant_arena *arena, const ant_program *program, const ant_edges *edges,
                         const int *row, int n_row, const int *column, int n_column,
                         bool whole_diagonal, ant_plan *out_plan) {
  size_t n_slot = (size_t)ant_slot_count(program->model);
  graph g = {.n_slot = (int)n_slot, .one = edges->n_value, .n_work = edges->n_value + 1};
  job j = {program, edges, row, column, whole_diagonal};
  ant_plan plan = {.pattern = {.n_row = n_row, .n_col = n_column}, .n_edge = edges->n_value};
  int *row_of = calloc(n_slot + 1, sizeof *row_of);
  bool *mark = calloc(n_slot + 1, sizeof *mark);
  g.in = calloc(n_slot + 1, sizeof *g.in);
  g.out = calloc(n_slot + 1, sizeof *g.out);
  g.kind = calloc(n_slot + 1, sizeof *g.kind);
  bool ready = row_of && mark && g.in && g.out && g.kind;
  ant_status status = ready ? build(arena, &g, &j, row_of, mark, &plan) : ANT_ENOMEM;
  graph_clear(&g);
  free(row_of);
  free(mark);
  if (status == ANT_OK) *out_plan = plan;
  return status;
}

void ant_plan_run(const ant_plan *plan, double *work, double *value) {
  work[plan->n_edge] = 1;
  for (int i = plan->n_edge + 1; i < plan->n_work; i++) work[i] = 0;
  for (int i = 0; i < plan->n_step; i++) {
    const int *s = &plan->step[3 * i];
    work[s[0]] += work[s[1]] * work[s[2]];
  }
  for (int k = 0; k < plan->pattern.nnz; k++) {
    value[k] = plan->result[k] < 0 ? 0 : work[plan->result[k]];
  }
}
