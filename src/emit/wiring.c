/* wiring.c - what influences what (see wiring.h).
 *   1. Values on the ground   2. Influences, one equation each   3. Leaving out what carries
 *   4. Nodes and edges   5. Modules */
#include "emit/wiring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "emit/part.h"
#include "language/derive.h"

typedef struct work {
  ant_arena *arena;
  const ant_model *model;
  const double *m, *y;
  int n;               /* symbols                                             */
  unsigned char *sign; /* (n x n) from row to column                          */
  int *module;         /* (n)                                                 */
  bool *varies;        /* (n) not the same for ever: states, inputs, what reads them */
  bool *kept, *memory; /* (n)                                                 */
  int *gives, *takes;  /* (n) pools that a flow fills and empties, -1         */
} work;

static unsigned char *at(const work *k, int from, int to) {
  return &k->sign[(size_t)from * (size_t)k->n + (size_t)to];
}

/* 1. Values on the ground ----------------------------------------------------- */

static double read_at(const work *k, const ant_ref *ref, const int *index) {
  const double *store = ref->store == ANT_STORE_Y ? k->y : k->m;
  int slot = ref->offset;
  for (int a = 0; a < ANT_MAX_AXES; a++) slot += ref->stride[a] * index[a];
  return ref->store == ANT_STORE_DY || !store ? NAN : store[slot];
}

/* the value of the last node of WALK for the element INDEX; VALUE is scratch by node */
static double evaluate(const work *k, const ant_nodes *nodes, const ant_walk *walk,
                       const int *index, double *value) {
  for (int i = 0; i < walk->n; i++) {
    const ant_node *node = &nodes->node[walk->item[i]];
    double x = NAN;
    if (node->op == ANT_OP_CONST) {
      x = node->value;
    } else if (node->op == ANT_OP_READ) {
      x = read_at(k, &nodes->ref[node->ref], index);
    } else {
      int n = ant_op_n_arg(node->op);
      double a = n > 0 ? value[node->arg[0]] : 0, b = n > 1 ? value[node->arg[1]] : 0;
      x = ant_op_apply(node->op, a, b, n > 2 ? value[node->arg[2]] : 0);
    }
    value[walk->item[i]] = x;
  }
  return walk->n > 0 ? value[walk->item[walk->n - 1]] : NAN;
}

/* the signs of the expression of WALK over all elements of EQUATION */
static unsigned char signs_of(const work *k, const ant_nodes *nodes, const ant_walk *walk,
                              const ant_equation *equation, double *value) {
  int index[ANT_MAX_AXES] = {0}, n = 1;
  unsigned char sign = 0;
  for (int a = 0; a < equation->n_axis; a++) n *= equation->axis_size[a];
  for (int e = 0; e < n; e++) {
    double x = evaluate(k, nodes, walk, index, value);
    sign |= x > 0 ? ANT_WIRE_RAISES : x < 0 ? ANT_WIRE_LOWERS : ANT_WIRE_FLAT;
    for (int a = equation->n_axis - 1; a >= 0 && ++index[a] == equation->axis_size[a]; a--)
      index[a] = 0;
  }
  /* flat in some elements only is no statement */
  return sign & (ANT_WIRE_RAISES | ANT_WIRE_LOWERS) ? sign & (ANT_WIRE_RAISES | ANT_WIRE_LOWERS)
                                                    : sign;
}

/* 2. Influences, one equation each ---------------------------------------------- */

static bool is_influence(const ant_equation *e) {
  return e->role == ANT_EQ_LET || e->role == ANT_EQ_RATE || e->role == ANT_EQ_WHEN ||
         e->role == ANT_EQ_JUMP;
}

/* Symbols that change with time: states, inputs, conditions, and what is computed of them. */
static void find_varying(work *k) {
  const ant_model *model = k->model;
  for (int s = 0; s < k->n; s++) {
    ant_symbol_kind kind = model->symbol[s].kind;
    k->varies[s] = kind == ANT_SYM_STATE || kind == ANT_SYM_INPUT || kind == ANT_SYM_WHEN;
  }
  for (int i = 0; i < model->n_equation; i++) {
    const ant_equation *e = &model->equation[i];
    if (e->role == ANT_EQ_LET && e->stage != ANT_STAGE_SETUP) k->varies[e->target.symbol] = true;
  }
}

static ant_status read_equations(work *k) {
  ant_nodes nodes;
  ant_derive derive = {0};
  ant_walk walk = {0};
  ant_nodes_init_from(&nodes, k->arena, k->model);
  bool *active = ant_arena_take(k->arena, (size_t)nodes.n_ref + 1);
  double *value = NULL;
  int n_value = 0;
  ant_status status = active ? ANT_OK : ANT_ENOMEM;
  for (int r = 0; active && r < nodes.n_ref; r++) active[r] = k->varies[nodes.ref[r].symbol];
  for (int i = 0; i < k->model->n_equation && status == ANT_OK; i++) {
    const ant_equation *e = &k->model->equation[i];
    if (!is_influence(e)) continue;
    status = ant_derive_gradient(&derive, &nodes, e->root, e->root, active);
    for (int p = 0; p < derive.n && status == ANT_OK; p++) {
      if (nodes.n_node > n_value) {
        n_value = 2 * nodes.n_node;
        free(value);
        value = calloc((size_t)n_value, sizeof *value);
      }
      status = value ? ant_walk_from(&walk, nodes.node, derive.partial[p].node) : ANT_ENOMEM;
      if (status != ANT_OK) break;
      *at(k, nodes.ref[derive.partial[p].ref].symbol, e->target.symbol) |=
          signs_of(k, &nodes, &walk, e, value);
    }
  }
  free(value);
  ant_walk_clear(&walk);
  ant_derive_clear(&derive);
  return status == ANT_OK ? ant_arena_status(k->arena) : status;
}

/* A flow, and the pools that it fills and empties. */
static void find_flows(work *k) {
  for (int f = 0; f < k->n; f++) {
    k->gives[f] = k->takes[f] = -1;
    if (!k->model->symbol[f].is_flow || k->model->symbol[f].hidden) continue;
    for (int s = 0; s < k->n; s++) {
      const ant_symbol *pool = &k->model->symbol[s];
      if (pool->kind != ANT_SYM_STATE || pool->substance < 0 || pool->hidden || !*at(k, f, s))
        continue;
      if (*at(k, f, s) == ANT_WIRE_RAISES) k->gives[f] = s;
      if (*at(k, f, s) == ANT_WIRE_LOWERS) k->takes[f] = s;
    }
  }
}

/* a delay or a transit remembers: it reads the hidden states of its chain */
static void find_memory(work *k) {
  for (int s = 0; s < k->n; s++) {
    const ant_symbol *from = &k->model->symbol[s];
    if (from->kind != ANT_SYM_STATE || !from->hidden) continue;
    for (int t = 0; t < k->n; t++) {
      const ant_symbol *to = &k->model->symbol[t];
      k->memory[t] |= *at(k, s, t) && to->kind == ANT_SYM_LET && !to->hidden;
    }
  }
}

/* 3. Leaving out what carries ----------------------------------------------------- */

static unsigned char product(unsigned char a, unsigned char b) {
  unsigned char out = 0;
  if ((a & ANT_WIRE_FLAT) || (b & ANT_WIRE_FLAT)) out |= ANT_WIRE_FLAT;
  a &= ANT_WIRE_RAISES | ANT_WIRE_LOWERS;
  b &= ANT_WIRE_RAISES | ANT_WIRE_LOWERS;
  if (a == (ANT_WIRE_RAISES | ANT_WIRE_LOWERS) && b) return out | a;
  if (b == (ANT_WIRE_RAISES | ANT_WIRE_LOWERS) && a) return out | b;
  if (a && b) out |= a == b ? ANT_WIRE_RAISES : ANT_WIRE_LOWERS;
  return out;
}

/* V goes; what came to it goes to where it led */
static void leave_out(work *k, int v) {
  for (int u = 0; u < k->n; u++) {
    if (u == v || !*at(k, u, v)) continue;
    for (int t = 0; t < k->n; t++) {
      if (t != v && *at(k, v, t)) *at(k, u, t) |= product(*at(k, u, v), *at(k, v, t));
    }
    *at(k, u, v) = 0;
  }
  memset(at(k, v, 0), 0, (size_t)k->n);
  k->kept[v] = false;
}

static void degrees(const work *k, int v, int *out_in, int *out_out) {
  *out_in = *out_out = 0;
  for (int u = 0; u < k->n; u++) {
    *out_in += u != v && *at(k, u, v);
    *out_out += u != v && *at(k, v, u);
  }
}

/* whether another module reads V */
static bool is_signal(const work *k, int v) {
  for (int t = 0; t < k->n; t++) {
    if (t != v && *at(k, v, t) && k->module[t] != k->module[v]) return true;
  }
  return false;
}

/* what the checker made, and what does not change */
static void leave_out_hidden(work *k) {
  for (int v = 0; v < k->n; v++) {
    const ant_symbol *s = &k->model->symbol[v];
    k->kept[v] = k->varies[v];
    bool outside = s->kind == ANT_SYM_STATE && strlen(s->name) > 8 &&
                   strcmp(s->name + strlen(s->name) - 8, ".outside") == 0;
    if (s->hidden || outside || !k->varies[v]) leave_out(k, v);
  }
}

static void thin(work *k) {
  for (bool changed = true; changed;) {
    changed = false;
    for (int v = 0; v < k->n; v++) {
      const ant_symbol *s = &k->model->symbol[v];
      bool carries = s->kind == ANT_SYM_LET || s->kind == ANT_SYM_WHEN;
      if (!k->kept[v] || !carries || k->memory[v]) continue;
      if (k->gives[v] >= 0 && k->takes[v] >= 0) continue;
      int in, out;
      degrees(k, v, &in, &out);
      bool hub = in * out > in + out || is_signal(k, v);
      if (in > 0 && out > 0 && hub) continue;
      leave_out(k, v);
      changed = true;
    }
  }
}

/* 4. Nodes and edges --------------------------------------------------------------- */

static ant_wire_kind kind_of(const work *k, int v) {
  const ant_symbol *s = &k->model->symbol[v];
  if (s->kind == ANT_SYM_INPUT) return ANT_WIRE_INPUT;
  if (s->kind == ANT_SYM_STATE) return s->substance >= 0 ? ANT_WIRE_POOL : ANT_WIRE_STATE;
  if (k->gives[v] >= 0 && k->takes[v] >= 0) return ANT_WIRE_FLOW;
  return k->memory[v] ? ANT_WIRE_STATE : ANT_WIRE_SIGNAL;
}

/* an edge between a flow and the pools at its ends is matter, and turned the way that it goes */
static ant_wire_edge edge_of(const work *k, int u, int v, const int *node) {
  ant_wire_edge edge = {node[u], node[v], *at(k, u, v), false};
  bool flow = kind_of(k, u) == ANT_WIRE_FLOW;
  if (flow && k->gives[u] == v) edge.matter = true;
  if (flow && k->takes[u] == v) edge = (ant_wire_edge){node[v], node[u], ANT_WIRE_LOWERS, true};
  return edge;
}

static ant_status collect(const work *k, ant_wiring *out) {
  int *node = ant_arena_take(k->arena, (size_t)k->n * sizeof *node);
  int n_edge = 0;
  if (!node) return ANT_ENOMEM;
  out->node = ant_arena_take(k->arena, (size_t)k->n * sizeof *out->node);
  for (int v = 0; out->node && v < k->n; v++) {
    int in, d;
    degrees(k, v, &in, &d);
    bool idle = k->model->symbol[v].kind == ANT_SYM_INPUT && d == 0;
    if (!k->kept[v] || idle) {
      node[v] = -1;
      continue;
    }
    node[v] = out->n_node;
    out->node[out->n_node++] = (ant_wire_node){v, k->module[v], kind_of(k, v)};
    n_edge += d;
  }
  out->edge = ant_arena_take(k->arena, ((size_t)n_edge + 1) * sizeof *out->edge);
  for (int u = 0; out->edge && u < k->n; u++) {
    for (int v = 0; v < k->n && node[u] >= 0; v++) {
      if (u == v || node[v] < 0 || !*at(k, u, v)) continue;
      ant_wire_edge edge = edge_of(k, u, v, node);
      bool seen =
          k->takes[v] == u && kind_of(k, v) == ANT_WIRE_FLOW; /* its matter is drawn anyway */
      if (!seen) out->edge[out->n_edge++] = edge;
    }
  }
  return ant_arena_status(k->arena);
}

ant_status ant_wiring_read(ant_arena *arena, const ant_model *model, const double *opt_m,
                           const double *opt_y, ant_wiring *out, ant_diag *opt_diag) {
  size_t n = (size_t)model->n_symbol + 1;
  work k = {.arena = arena, .model = model, .m = opt_m, .y = opt_y, .n = model->n_symbol};
  *out = (ant_wiring){0};
  if (model->n_symbol > ANT_WIRING_MOST) {
    return ant_fail(opt_diag, ANT_EINPUT, "%d quantities are too many for a drawing: at most %d",
                    model->n_symbol, ANT_WIRING_MOST);
  }
  k.sign = ant_arena_take(arena, n * n);
  k.module = ant_arena_take(arena, n * sizeof *k.module);
  k.varies = ant_arena_take(arena, n);
  k.kept = ant_arena_take(arena, n);
  k.memory = ant_arena_take(arena, n);
  k.gives = ant_arena_take(arena, n * sizeof *k.gives);
  k.takes = ant_arena_take(arena, n * sizeof *k.takes);
  ant_status status = ant_arena_status(arena);
  for (int s = 0; status == ANT_OK && s < k.n; s++) k.module[s] = ant_part_module(model, s);
  if (status == ANT_OK) find_varying(&k);
  if (status == ANT_OK) status = read_equations(&k);
  if (status == ANT_OK) {
    find_memory(&k);
    leave_out_hidden(&k);
    find_flows(&k);
    thin(&k);
    status = collect(&k, out);
  }
  return status == ANT_OK ? ANT_OK : ant_fail(opt_diag, status, "no memory for the wiring");
}

/* 5. Modules ------------------------------------------------------------------------- */

static ant_wire_import *import_of(ant_wire_import *list, int n, int from, int to) {
  for (int i = 0; i < n; i++) {
    if (list[i].from == from && list[i].to == to) return &list[i];
  }
  return NULL;
}

/* equation I of MODEL reads symbol S */
static ant_status note(ant_arena *arena, const ant_model *model, int target, int s,
                       ant_wire_import *list, int *n) {
  int from = ant_part_module(model, s), to = ant_part_module(model, target);
  if (from < 0 || to < 0 || from == to) return ANT_OK;
  ant_wire_import *import = import_of(list, *n, from, to);
  if (!import) {
    import = &list[(*n)++];
    *import = (ant_wire_import){.from = from, .to = to};
  }
  for (int i = 0; i < import->n; i++) {
    if (import->symbol[i] == s) return ANT_OK;
  }
  int capacity = import->n; /* grows by one: lists are short */
  int *grown = ant_arena_take(arena, ((size_t)capacity + 1) * sizeof *grown);
  if (!grown) return ANT_ENOMEM;
  if (capacity) memcpy(grown, import->symbol, (size_t)capacity * sizeof *grown);
  grown[import->n++] = s;
  import->symbol = grown;
  return ANT_OK;
}

ant_status ant_wiring_imports(ant_arena *arena, const ant_model *model, ant_wire_import **out,
                              int *out_n) {
  size_t most = (size_t)model->n_module * (size_t)model->n_module + 1;
  ant_walk walk = {0};
  work k = {.model = model, .n = model->n_symbol};
  *out_n = 0;
  *out = ant_arena_take(arena, most * sizeof **out);
  k.varies = ant_arena_take(arena, (size_t)k.n + 1);
  ant_status status = *out && k.varies ? ANT_OK : ANT_ENOMEM;
  if (status == ANT_OK) find_varying(&k);
  for (int i = 0; i < model->n_equation && status == ANT_OK; i++) {
    const ant_equation *e = &model->equation[i];
    if (!is_influence(e) && e->role != ANT_EQ_OBSERVE) continue;
    status = ant_walk_from(&walk, model->node, e->root);
    for (int w = 0; w < walk.n && status == ANT_OK; w++) {
      const ant_node *node = &model->node[walk.item[w]];
      if (node->op != ANT_OP_READ) continue;
      int s = model->ref[node->ref].symbol;
      if (!k.varies[s] || model->symbol[s].hidden) continue;
      status = note(arena, model, e->target.symbol, s, *out, out_n);
    }
  }
  ant_walk_clear(&walk);
  return status;
}
