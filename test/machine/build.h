/* build.h - checked models made by hand, for testing machines without the checker.
 *
 *   build_begin(); int s = build_set("site", 3);
 *   build_axes(1, s); int x = build_symbol(ANT_SYM_STATE, "x");
 *   build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, x, NEG(READ(x)));
 *   ant_model *model = build_end();  ...  build_free(&model);
 *
 * A symbol is over the axes in force when it is made; READ matches sets by name.  Equations
 * are run in the order in which they are added. */
#ifndef ANT_TEST_BUILD_H
#define ANT_TEST_BUILD_H

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "language/node.h"

static struct {
  ant_arena *arena;
  ant_model *m;
  ant_nodes n;
  int axis[ANT_MAX_AXES], n_axis;
  int set_capacity, symbol_capacity, equation_capacity, condition_capacity;
} build;

static inline void build_begin(void) {
  memset(&build, 0, sizeof build);
  build.arena = ant_arena_create();
  build.m = ant_arena_take(build.arena, sizeof *build.m);
  build.m->arena = build.arena;
  build.m->title = "made by hand";
  build.m->time = -1;
  ant_nodes_init(&build.n, build.arena);
}

static inline int build_set(const char *name, int n) {
  ant_model *m = build.m;
  ant_arena_grow(build.arena, &m->set, &build.set_capacity, m->n_set, sizeof *m->set);
  ant_set *s = &m->set[m->n_set];
  *s = (ant_set){.name = name, .n = n};
  s->element = ant_arena_take(build.arena, (size_t)n * sizeof *s->element);
  for (int i = 0; i < n; i++) s->element[i] = ant_arena_format(build.arena, "%s%d", name, i);
  return m->n_set++;
}

static inline void build_axes(int n, ...) {
  va_list args;
  va_start(args, n);
  build.n_axis = n;
  for (int k = 0; k < n; k++) build.axis[k] = va_arg(args, int);
  va_end(args);
}

static inline int build_symbol(ant_symbol_kind kind, const char *name) {
  ant_model *m = build.m;
  ant_arena_grow(build.arena, &m->symbol, &build.symbol_capacity, m->n_symbol, sizeof *m->symbol);
  ant_symbol *s = &m->symbol[m->n_symbol];
  *s = (ant_symbol){.kind = kind,
                    .name = name,
                    .doc = "a thing",
                    .unit_text = "1",
                    .n = 1,
                    .n_set = build.n_axis,
                    .substance = -1,
                    .base_of = -1,
                    .lo = -INFINITY,
                    .hi = INFINITY,
                    .store = kind == ANT_SYM_STATE ? ANT_STORE_Y : ANT_STORE_M};
  for (int k = 0; k < build.n_axis; k++) {
    s->set[k] = build.axis[k];
    s->n *= m->set[build.axis[k]].n;
  }
  int *top = s->store == ANT_STORE_Y ? &m->n_y : &m->n_m;
  s->offset = *top;
  *top += s->n;
  bool has_value = kind == ANT_SYM_PARAM || kind == ANT_SYM_COVARIATE || kind == ANT_SYM_INPUT;
  if (has_value) s->value = ant_arena_take(build.arena, (size_t)s->n * sizeof(double));
  if (kind == ANT_SYM_TIME) m->time = m->n_symbol;
  return m->n_symbol++;
}

static inline int build_param(const char *name, double value) {
  int i = build_symbol(ANT_SYM_PARAM, name);
  for (int k = 0; k < build.m->symbol[i].n; k++) {
    build.m->symbol[i].value[k] = value * (1 + 0.01 * k);
  }
  return i;
}

static inline ant_ref build_ref(int symbol, ant_store store) {
  const ant_symbol *s = &build.m->symbol[symbol];
  ant_ref r = {.symbol = symbol, .store = store, .offset = s->offset};
  int stride = 1;
  for (int k = s->n_set - 1; k >= 0; k--) {
    for (int a = 0; a < build.n_axis; a++) {
      if (build.axis[a] == s->set[k]) r.stride[a] = stride;
    }
    stride *= build.m->set[s->set[k]].n;
  }
  return r;
}

static inline int READ(int symbol) {
  ant_ref r = build_ref(symbol, build.m->symbol[symbol].store);
  return ant_node_read(&build.n, &r);
}
/* one element, counted flat */
static inline int READ_AT(int symbol, int element) {
  const ant_symbol *s = &build.m->symbol[symbol];
  ant_ref r = {.symbol = symbol, .store = s->store, .offset = s->offset + element};
  return ant_node_read(&build.n, &r);
}
static inline int NUM(double x) {
  return ant_node_const(&build.n, x);
}
static inline int OP(ant_op op, int a, int b) {
  return ant_node_2(&build.n, op, a, b);
}
static inline int FN(ant_op op, int a) {
  return ant_node_1(&build.n, op, a);
}
static inline int IF(int c, int a, int b) {
  return ant_node_3(&build.n, ANT_OP_IF, c, a, b);
}
#define ADD(a, b) OP(ANT_OP_ADD, a, b)
#define SUB(a, b) OP(ANT_OP_SUB, a, b)
#define MUL(a, b) OP(ANT_OP_MUL, a, b)
#define DIV(a, b) OP(ANT_OP_DIV, a, b)
#define POW(a, b) OP(ANT_OP_POW, a, b)
#define LT(a, b)  OP(ANT_OP_LT, a, b)
#define NEG(a)    FN(ANT_OP_NEG, a)
#define EXP(a)    FN(ANT_OP_EXP, a)
#define LOG(a)    FN(ANT_OP_LOG, a)

static inline int build_reduction(ant_role role, ant_stage stage, int symbol, int root,
                                  ant_accumulate accumulate) {
  ant_model *m = build.m;
  ant_arena_grow(build.arena, &m->equation, &build.equation_capacity, m->n_equation,
                 sizeof *m->equation);
  ant_equation *e = &m->equation[m->n_equation];
  ant_store store = role == ANT_EQ_RATE ? ANT_STORE_DY : m->symbol[symbol].store;
  *e = (ant_equation){.role = role,
                      .stage = stage,
                      .accumulate = accumulate,
                      .target = build_ref(symbol, store),
                      .n_axis = build.n_axis,
                      .root = root};
  for (int k = 0; k < build.n_axis; k++) {
    e->axis_set[k] = build.axis[k];
    e->axis_size[k] = m->set[build.axis[k]].n;
  }
  return m->n_equation++;
}

static inline int build_equation(ant_role role, ant_stage stage, int symbol, int root) {
  return build_reduction(role, stage, symbol, root, ANT_ASSIGN);
}

/* all elements of EQUATION are zero, by finding all of UNKNOWN */
static inline void build_condition(int equation, int unknown) {
  ant_model *m = build.m;
  ant_arena_grow(build.arena, &m->condition, &build.condition_capacity, m->n_condition,
                 sizeof *m->condition);
  const ant_symbol *u = &m->symbol[unknown];
  ant_condition *c = &m->condition[m->n_condition++];
  *c = (ant_condition){.equation = equation, .unknown = unknown, .n = u->n};
  c->row = ant_arena_take(build.arena, (size_t)u->n * sizeof(int));
  c->column = ant_arena_take(build.arena, (size_t)u->n * sizeof(int));
  for (int k = 0; k < u->n; k++) {
    c->row[k] = m->equation[equation].target.offset + k;
    c->column[k] = u->offset + k;
  }
  if (u->kind == ANT_SYM_STATE) m->symbol[unknown].steady = true;
}

static inline int *build_order(bool (*wanted)(const ant_equation *), int *out_n) {
  ant_model *m = build.m;
  int *order = ant_arena_take(build.arena, (size_t)m->n_equation * sizeof *order);
  *out_n = 0;
  for (int i = 0; i < m->n_equation; i++) {
    if (wanted(&m->equation[i])) order[(*out_n)++] = i;
  }
  return order;
}

static inline bool build_in_baseline(const ant_equation *e) {
  return e->role != ANT_EQ_OBSERVE && e->role != ANT_EQ_PROBE && e->stage != ANT_STAGE_OBSERVE;
}
static inline bool build_in_setup(const ant_equation *e) {
  return e->stage == ANT_STAGE_SETUP && (e->role == ANT_EQ_LET || e->role == ANT_EQ_VALUE);
}
static inline bool build_in_phase(const ant_equation *e) {
  return e->stage == ANT_STAGE_PHASE && e->role == ANT_EQ_LET;
}
static inline bool build_in_rate(const ant_equation *e) {
  return e->stage == ANT_STAGE_RATE && (e->role == ANT_EQ_LET || e->role == ANT_EQ_RATE);
}
static inline bool build_in_observe(const ant_equation *e) {
  return e->stage == ANT_STAGE_OBSERVE && e->role != ANT_EQ_PROBE;
}
static inline bool build_in_probe(const ant_equation *e) {
  return e->role == ANT_EQ_PROBE;
}

static inline ant_model *build_end(void) {
  ant_model *m = build.m;
  ant_nodes_give(&build.n, m);
  m->order_baseline = build_order(build_in_baseline, &m->n_order_baseline);
  m->order_setup = build_order(build_in_setup, &m->n_order_setup);
  m->order_phase = build_order(build_in_phase, &m->n_order_phase);
  m->order_rate = build_order(build_in_rate, &m->n_order_rate);
  m->order_observe = build_order(build_in_observe, &m->n_order_observe);
  m->order_probe = build_order(build_in_probe, &m->n_order_probe);
  m->hash = 42;
  return m;
}

static inline void build_free(ant_model **model) {
  ant_arena *arena = (*model)->arena;
  *model = NULL;
  ant_arena_destroy(&arena);
}

#endif /* ANT_TEST_BUILD_H */
