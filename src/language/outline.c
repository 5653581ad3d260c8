/* outline.c - hidden lets for what need not be computed in every right-hand side (see outline.h).
 *   1. What a node needs   2. Which parts move   3. A hidden let   4. One equation   5. Orders */
#include "language/outline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "language/node.h"

/* How many additions a part must cost to be worth a place in memory: alone, over sets, out of a
 * loop, shared; and how many a function alone, so that its derivative is spared it. */
enum {
  WORTH_ALONE = 2,
  WORTH_OVER_SETS = 3,
  WORTH_OUT_OF_LOOP = 4,
  WORTH_SHARED = 10,
  WORTH_KNOWING = 8
};

typedef struct need {
  ant_stage stage;
  unsigned mask; /* axes along which it differs                  */
  int cost;      /* in additions                                 */
  bool certain;  /* computed whatever the conditions around it say */
} need;

typedef struct outliner {
  ant_model *model;
  ant_nodes nodes;
  ant_walk walk, inner;
  ant_map map;  /* "root set set": the hidden symbol            */
  ant_map uses; /* the same, of shared parts: equations seen in */
  need *need;   /* by node                                      */
  bool *wanted; /* by node: computed in its equation            */
  int node_capacity;
  ant_stage *stage; /* by symbol                                    */
  int *equation_of; /* by symbol from first_symbol on               */
  int symbol_capacity, equation_capacity, stage_capacity, equation_of_capacity;
  int first_symbol; /* the first that was made here                 */
  int first_equation;
  bool no_memory; /* remembered where it cannot be returned       */
} outliner;

/* 1. What a node needs ------------------------------------------------------------ */

static int cost_of(ant_op op) {
  switch (op) {
  case ANT_OP_CONST:
  case ANT_OP_READ:
    return 0;
  case ANT_OP_DIV:
    return 4;
  case ANT_OP_SQRT:
    return 5;
  case ANT_OP_EXP:
    return 8;
  case ANT_OP_LOG:
    return 10;
  case ANT_OP_POW:
  case ANT_OP_TANH:
  case ANT_OP_SIN:
  case ANT_OP_COS:
    return 20;
  default:
    return 1;
  }
}

static ant_stage stage_of_symbol(const ant_model *m, int symbol) {
  switch (m->symbol[symbol].kind) {
  case ANT_SYM_INPUT:
    return ANT_STAGE_PHASE;
  case ANT_SYM_TIME:
  case ANT_SYM_STATE:
  case ANT_SYM_WHEN:
    return ANT_STAGE_RATE;
  case ANT_SYM_OBSERVE:
  case ANT_SYM_PROBE:
    return ANT_STAGE_OBSERVE;
  default:
    return ANT_STAGE_SETUP; /* a LET is corrected by its equation */
  }
}

static bool read_stages(outliner *o) {
  const ant_model *m = o->model;
  o->stage = ant_arena_take(m->arena, (size_t)m->n_symbol * sizeof *o->stage);
  if (!o->stage) return false;
  o->stage_capacity = m->n_symbol;
  for (int i = 0; i < m->n_symbol; i++) o->stage[i] = stage_of_symbol(m, i);
  for (int i = 0; i < m->n_equation; i++) {
    const ant_equation *e = &m->equation[i];
    if (e->role == ANT_EQ_LET) o->stage[e->target.symbol] = e->stage;
  }
  return true;
}

static bool node_room(outliner *o) {
  int n = o->nodes.n_node;
  if (n <= o->node_capacity) return true;
  size_t size = 2 * (size_t)n;
  need *grown = realloc(o->need, size * sizeof *grown);
  if (grown) o->need = grown;
  bool *wanted = realloc(o->wanted, size * sizeof *wanted);
  if (wanted) o->wanted = wanted;
  if (!grown || !wanted) return false;
  o->node_capacity = (int)size;
  return true;
}

/* The axes of more than one element. */
static unsigned full_mask(const ant_equation *e) {
  unsigned mask = 0;
  for (int k = 0; k < e->n_axis; k++) {
    if (e->axis_size[k] > 1) mask |= 1u << k;
  }
  return mask;
}

static void find_need(outliner *o, const ant_equation *e, int node) {
  const ant_node *n = &o->nodes.node[node];
  need x = {ANT_STAGE_SETUP, 0, cost_of(n->op), false};
  if (n->op == ANT_OP_READ) {
    const ant_ref *r = &o->nodes.ref[n->ref];
    x.stage = o->stage[r->symbol];
    for (int k = 0; k < e->n_axis; k++) {
      if (r->stride[k] != 0 && e->axis_size[k] > 1) x.mask |= 1u << k;
    }
  }
  for (int k = 0; k < ant_op_n_arg(n->op); k++) {
    const need *y = &o->need[n->arg[k]];
    if (y->stage > x.stage) x.stage = y->stage;
    x.mask |= y->mask;
    x.cost = x.cost + y->cost < 1000 ? x.cost + y->cost : 1000;
  }
  o->need[node] = x;
}

/* The nodes of E in o->walk with their needs. */
static ant_status study(outliner *o, const ant_equation *e) {
  ANT_TRY(ant_walk_from(&o->walk, o->nodes.node, e->root));
  if (!node_room(o)) return ANT_ENOMEM;
  for (int i = 0; i < o->walk.n; i++) find_need(o, e, o->walk.item[i]);
  return ANT_OK;
}

/* 2. Which parts move ---------------------------------------------------------------- */

/* A word for ROOT over N sets; NULL without memory. */
static const char *key_of(outliner *o, int root, const int *set, int n) {
  ant_text text = {0};
  ant_text_print(&text, "%d", root);
  for (int k = 0; k < n; k++) ant_text_print(&text, " %d", set[k]);
  const char *key = text.failed ? NULL : ant_arena_copy(o->model->arena, text.data);
  o->no_memory |= key == NULL;
  ant_text_clear(&text);
  return key;
}

/* Count in o->uses the equations that hold each dear part of E. */
static ant_status count_shared(outliner *o, const ant_equation *e) {
  ANT_TRY(study(o, e));
  unsigned full = full_mask(e);
  for (int i = 0; i < o->walk.n; i++) {
    int node = o->walk.item[i];
    const need *x = &o->need[node];
    if (x->cost < WORTH_SHARED || x->stage < ANT_STAGE_RATE || x->mask != full) continue;
    const char *key = key_of(o, node, e->axis_set, e->n_axis);
    if (!key) return ANT_ENOMEM;
    int seen = ant_map_find(&o->uses, key);
    ANT_TRY(ant_map_set(&o->uses, key, seen < 0 ? 1 : seen + 1));
  }
  return ANT_OK;
}

static bool is_shared(outliner *o, const ant_equation *e, int node) {
  if (o->need[node].cost < WORTH_SHARED) return false;
  const char *key = key_of(o, node, e->axis_set, e->n_axis);
  return key && ant_map_find(&o->uses, key) > 1;
}

/* A function whose value its derivative needs again: exp, a power.  It is computed in any case, and
 * no let of its own yet. */
static bool is_dear(const outliner *o, const ant_equation *e, int node) {
  bool own = node == e->root && e->role == ANT_EQ_LET && e->accumulate == ANT_ASSIGN;
  return !own && o->need[node].certain && cost_of(o->nodes.node[node].op) >= WORTH_KNOWING;
}

/* Whether NODE of E is to be a let of its own.  IS_LET: all of E is one already. */
static bool moves(outliner *o, const ant_equation *e, int node, bool is_let) {
  const need *x = &o->need[node];
  if (x->stage < ANT_STAGE_RATE) {
    return x->cost >= (x->mask ? WORTH_OVER_SETS : WORTH_ALONE);
  }
  if (x->mask != full_mask(e)) return x->cost >= WORTH_OUT_OF_LOOP;
  return is_dear(o, e, node) || (!is_let && is_shared(o, e, node));
}

/* 3. A hidden let ------------------------------------------------------------------------ */

static bool room_for_symbol(outliner *o) {
  ant_model *m = o->model;
  int n = m->n_symbol;
  if (n >= o->symbol_capacity) { /* the arrays are full as the checker left them */
    if (o->symbol_capacity == 0) o->symbol_capacity = n;
    if (o->equation_capacity == 0) o->equation_capacity = m->n_equation;
  }
  return ant_arena_grow(m->arena, &m->symbol, &o->symbol_capacity, n, sizeof *m->symbol) ==
             ANT_OK &&
         ant_arena_grow(m->arena, &o->stage, &o->stage_capacity, n, sizeof *o->stage) == ANT_OK &&
         ant_arena_grow(m->arena, &o->equation_of, &o->equation_of_capacity, n - o->first_symbol,
                        sizeof *o->equation_of) == ANT_OK &&
         ant_arena_grow(m->arena, &m->equation, &o->equation_capacity, m->n_equation,
                        sizeof *m->equation) == ANT_OK;
}

/* Add the symbol and equation of ROOT, which is a part of USER and runs over its axes KEEP (n). */
static int add_let(outliner *o, int user, int root, const int *keep, int n, ant_stage stage) {
  ant_model *m = o->model;
  if (!room_for_symbol(o)) return -1;
  const ant_equation *u = &m->equation[user];
  int at = m->n_symbol, number = m->n_equation;
  ant_symbol s = {.kind = ANT_SYM_LET,
                  .unit_text = "",
                  .unit = {.scale = 1},
                  .n_set = n,
                  .n = 1,
                  .store = ANT_STORE_M,
                  .offset = m->n_m,
                  .hidden = true,
                  .substance = -1,
                  .base_of = -1,
                  .lo = -HUGE_VAL,
                  .hi = HUGE_VAL,
                  .place = u->place};
  ant_equation e = {
      .role = ANT_EQ_LET, .stage = stage, .n_axis = n, .root = root, .place = u->place};
  e.target = (ant_ref){.symbol = at, .store = ANT_STORE_M, .offset = m->n_m};
  for (int k = n - 1; k >= 0; k--) {
    s.set[k] = e.axis_set[k] = u->axis_set[keep[k]];
    e.axis_size[k] = u->axis_size[keep[k]];
    e.target.stride[k] = s.n;
    s.n *= e.axis_size[k];
  }
  s.name = ant_arena_format(m->arena, "%s.step%d", m->symbol[u->target.symbol].name,
                            at - o->first_symbol + 1);
  if (!s.name) return -1;
  m->symbol[m->n_symbol++] = s;
  m->equation[m->n_equation++] = e;
  m->n_m += s.n;
  o->stage[at] = stage;
  o->equation_of[at - o->first_symbol] = number;
  return at;
}

/* The expression at NODE for an equation that has only the axes KEEP (n). */
static int narrow(outliner *o, int node, const int *keep, int n) {
  if (ant_walk_from(&o->inner, o->nodes.node, node) != ANT_OK) return -1;
  int *from = malloc(2 * (size_t)o->inner.n * sizeof *from), n_ref = 0;
  if (!from) return -1;
  int *to = from + o->inner.n;
  for (int i = 0; i < o->inner.n; i++) {
    const ant_node *x = &o->nodes.node[o->inner.item[i]];
    if (x->op == ANT_OP_READ) from[n_ref++] = x->ref;
  }
  for (int i = 0; i < n_ref; i++) {
    ant_ref r = o->nodes.ref[from[i]];
    int stride[ANT_MAX_AXES] = {0};
    for (int k = 0; k < n; k++) stride[k] = r.stride[keep[k]];
    memcpy(r.stride, stride, sizeof r.stride);
    to[i] = ant_node_read(&o->nodes, &r);
  }
  int root = ant_node_replace(&o->nodes, &o->inner, node, from, to, n_ref);
  free(from);
  return root;
}

/* The node that reads SYMBOL in an equation of which it has the axes KEEP. */
static int read_let(outliner *o, int symbol, const int *keep) {
  const ant_symbol *s = &o->model->symbol[symbol];
  ant_ref r = {.symbol = symbol, .store = ANT_STORE_M, .offset = s->offset};
  int stride = 1;
  for (int k = s->n_set - 1; k >= 0; k--) {
    r.stride[keep[k]] = stride;
    stride *= o->model->set[s->set[k]].n;
  }
  return ant_node_read(&o->nodes, &r);
}

/* Move the part at NODE of equation USER out; returns the node that reads it, -1 without memory. */
static int move_out(outliner *o, int user, int node) {
  const ant_equation *e = &o->model->equation[user];
  int keep[ANT_MAX_AXES], set[ANT_MAX_AXES], n = 0;
  ant_stage stage = o->need[node].stage;
  for (int k = 0; k < e->n_axis; k++) {
    if (!(o->need[node].mask >> k & 1)) continue;
    keep[n] = k;
    set[n++] = e->axis_set[k];
  }
  int root = narrow(o, node, keep, n);
  const char *key = root < 0 ? NULL : key_of(o, root, set, n);
  if (!key) return -1;
  int symbol = ant_map_find(&o->map, key);
  if (symbol < 0) {
    symbol = add_let(o, user, root, keep, n, stage);
    if (symbol < 0 || ant_map_set(&o->map, key, symbol) != ANT_OK) return -1;
  }
  return read_let(o, symbol, keep);
}

/* 4. One equation --------------------------------------------------------------------------- */

/* Mark in o->wanted what stays of E; returns how many parts move, their nodes in PART. */
static int find_parts(outliner *o, const ant_equation *e, bool is_let, int *part) {
  int n = 0;
  for (int i = 0; i < o->walk.n; i++) o->wanted[o->walk.item[i]] = false;
  o->wanted[e->root] = o->need[e->root].certain = true;
  for (int i = o->walk.n - 1; i >= 0; i--) {
    int node = o->walk.item[i];
    const ant_node *x = &o->nodes.node[node];
    if (!o->wanted[node] || ant_op_n_arg(x->op) == 0) continue;
    if (moves(o, e, node, is_let && node == e->root)) {
      part[n++] = node;
      continue;
    }
    for (int k = 0; k < ant_op_n_arg(x->op); k++) {
      bool always = x->op != ANT_OP_IF || k == 0;
      o->wanted[x->arg[k]] = true;
      o->need[x->arg[k]].certain |= always && o->need[node].certain;
    }
  }
  return n;
}

/* NODE with its arguments replaced by o->walk.value of each. */
static int rebuild(outliner *o, int node) {
  ant_node x = o->nodes.node[node];
  const int *v = o->walk.value;
  switch (ant_op_n_arg(x.op)) {
  case 1:
    return ant_node_1(&o->nodes, x.op, v[x.arg[0]]);
  case 2:
    return ant_node_2(&o->nodes, x.op, v[x.arg[0]], v[x.arg[1]]);
  case 3:
    return ant_node_3(&o->nodes, x.op, v[x.arg[0]], v[x.arg[1]], v[x.arg[2]]);
  default:
    return node;
  }
}

/* Rewrite equation NUMBER; IS_LET: it was made here, and its root is not to move again. */
static ant_status outline_equation(outliner *o, int number, bool is_let) {
  ANT_TRY(study(o, &o->model->equation[number]));
  int *part = malloc((2 * (size_t)o->walk.n + 1) * sizeof *part);
  if (!part) return ANT_ENOMEM;
  int *read = part + o->walk.n;
  int n = find_parts(o, &o->model->equation[number], is_let, part);
  bool ready = true;
  for (int i = 0; i < n && ready; i++) ready = (read[i] = move_out(o, number, part[i])) >= 0;
  if (ready && n > 0) {
    for (int i = 0; i < o->walk.n; i++) {
      int node = o->walk.item[i];
      bool leaf = ant_op_n_arg(o->nodes.node[node].op) == 0;
      o->walk.value[node] = leaf ? node : -1;
    }
    for (int i = 0; i < n; i++) o->walk.value[part[i]] = read[i];
    for (int i = 0; i < o->walk.n && ready; i++) {
      int node = o->walk.item[i];
      if (!o->wanted[node] || o->walk.value[node] >= 0) continue;
      ready = (o->walk.value[node] = rebuild(o, node)) >= 0;
    }
    if (ready) o->model->equation[number].root = o->walk.value[o->model->equation[number].root];
  }
  free(part);
  return ready ? ANT_OK : ANT_ENOMEM;
}

/* All equations of a right-hand side, then what was moved out of them and still runs there. */
static ant_status outline_all(outliner *o) {
  const ant_model *m = o->model;
  for (int i = 0; i < m->n_order_rate; i++) {
    ANT_TRY(count_shared(o, &m->equation[m->order_rate[i]]));
  }
  for (int i = 0; i < m->n_order_rate; i++) {
    ANT_TRY(outline_equation(o, m->order_rate[i], false));
  }
  for (int i = o->first_equation; i < m->n_equation; i++) {
    if (m->equation[i].stage == ANT_STAGE_RATE) ANT_TRY(outline_equation(o, i, true));
  }
  return ANT_OK;
}

/* 5. Orders ------------------------------------------------------------------------------------ */

typedef struct ordering {
  int *item, n;
  bool *placed; /* by equation                                  */
  bool rate_only;
} ordering;

/* Put the lets that equation NUMBER reads and that were made here before it, then itself. */
static ant_status place_equation(outliner *o, ordering *out, int number) {
  if (out->placed[number]) return ANT_OK;
  out->placed[number] = true;
  ANT_TRY(ant_walk_from(&o->walk, o->nodes.node, o->model->equation[number].root));
  int *reads = malloc(((size_t)o->walk.n + 1) * sizeof *reads), n = 0;
  if (!reads) return ANT_ENOMEM;
  for (int i = 0; i < o->walk.n; i++) {
    const ant_node *x = &o->nodes.node[o->walk.item[i]];
    int symbol = x->op == ANT_OP_READ ? o->nodes.ref[x->ref].symbol : -1;
    if (symbol < o->first_symbol) continue;
    int e = o->equation_of[symbol - o->first_symbol];
    if (!out->rate_only || o->model->equation[e].stage == ANT_STAGE_RATE) reads[n++] = e;
  }
  ant_status status = ANT_OK;
  for (int i = 0; i < n && status == ANT_OK; i++) status = place_equation(o, out, reads[i]);
  free(reads);
  if (status == ANT_OK) out->item[out->n++] = number;
  return status;
}

static ant_status reorder(outliner *o, int **order, int *n_order, bool rate_only) {
  const ant_model *m = o->model;
  size_t n = (size_t)m->n_equation;
  ordering out = {.rate_only = rate_only};
  out.item = ant_arena_take(m->arena, n * sizeof *out.item);
  out.placed = calloc(n + 1, sizeof *out.placed);
  ant_status status = out.item && out.placed ? ANT_OK : ANT_ENOMEM;
  for (int i = 0; i < *n_order && status == ANT_OK; i++) {
    status = place_equation(o, &out, (*order)[i]);
  }
  free(out.placed);
  if (status != ANT_OK) return status;
  *order = out.item;
  *n_order = out.n;
  return ANT_OK;
}

/* What was made of STAGE stands behind all that it may read. */
static ant_status append(outliner *o, int **order, int *n_order, ant_stage stage) {
  const ant_model *m = o->model;
  int *item = ant_arena_take(m->arena, (size_t)m->n_equation * sizeof *item);
  if (!item) return ANT_ENOMEM;
  if (*n_order > 0) memcpy(item, *order, (size_t)*n_order * sizeof *item);
  for (int i = o->first_equation; i < m->n_equation; i++) {
    if (m->equation[i].stage == stage) item[(*n_order)++] = i;
  }
  *order = item;
  return ANT_OK;
}

static ant_status outline(outliner *o) {
  ant_model *m = o->model;
  if (!read_stages(o)) return ANT_ENOMEM;
  ANT_TRY(outline_all(o));
  ANT_TRY(append(o, &m->order_setup, &m->n_order_setup, ANT_STAGE_SETUP));
  ANT_TRY(append(o, &m->order_phase, &m->n_order_phase, ANT_STAGE_PHASE));
  ANT_TRY(reorder(o, &m->order_rate, &m->n_order_rate, true));
  return reorder(o, &m->order_baseline, &m->n_order_baseline, false);
}

ant_status ant_model_outline(ant_model *model) {
  outliner o = {.model = model,
                .map = {.arena = model->arena},
                .uses = {.arena = model->arena},
                .first_symbol = model->n_symbol,
                .first_equation = model->n_equation};
  ant_nodes_init_from(&o.nodes, model->arena, model);
  ant_status status = ant_arena_status(model->arena);
  if (status == ANT_OK) status = outline(&o);
  if (o.no_memory) status = ANT_ENOMEM;
  ant_nodes_give(&o.nodes, model);
  ant_walk_clear(&o.walk);
  ant_walk_clear(&o.inner);
  free(o.need);
  free(o.wanted);
  return status;
}
