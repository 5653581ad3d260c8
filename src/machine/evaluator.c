/* evaluator.c - loop nests as flat tapes (see evaluator.h).
 *   1. The tape   2. Axes   3. Registers   4. Translation   5. Running */
#include "machine/evaluator.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"

/* 1. The tape ---------------------------------------------------------------- */

enum { WIDEST = 32, LAST = ANT_MAX_AXES - 1 };

/* A place: store[offset + sum stride * index], on the merged axes. */
typedef struct place {
  ant_store store;
  int offset;
  int stride[ANT_MAX_AXES];
} place;

/* dst, a, b, c are registers; a READ has the place number in a. */
typedef struct instruction {
  ant_op op;
  int dst, a, b, c;
} instruction;

typedef struct output {
  int from; /* register                                     */
  ant_accumulate accumulate;
  place to;
} output;

/* Axes are right-aligned: [LAST] is the row, sizes before the first are 1. */
struct ant_tape {
  int size[ANT_MAX_AXES];
  int width;   /* of a register: how much of a row at a time   */
  int n_outer; /* rows                                         */
  place *read;
  double *constant; /* registers 0 ..                               */
  instruction *code;
  output *out;
  int n_read, n_constant, n_code, n_out, n_register;
};

/* 2. Axes -------------------------------------------------------------------- */

typedef struct builder {
  ant_arena *arena;
  const ant_program *program;
  const ant_nest *nest;
  ant_walk walk;
  int *last_use; /* by node: position in the list of its last reader */
  int *order;    /* the nodes of all outputs, arguments first    */
  int n_order, order_capacity, use_capacity;
  int *free_register;
  int n_free, free_capacity;
  ant_tape *tape;
} builder;

/* Whether axes K and K+1 of every place can be walked as one. */
static bool place_merges(const ant_ref *r, const int *size, int k) {
  return r->stride[k] == r->stride[k + 1] * size[k + 1];
}

static bool axes_merge(const builder *b, int k) {
  const ant_nest *nest = b->nest;
  const ant_nodes *nodes = &b->program->nodes;
  if (nest->axis_size[k] == 1 || nest->axis_size[k + 1] == 1) return false;
  for (int i = 0; i < b->n_order; i++) {
    const ant_node *n = &nodes->node[b->order[i]];
    if (n->op == ANT_OP_READ && !place_merges(&nodes->ref[n->ref], nest->axis_size, k)) {
      return false;
    }
  }
  for (int i = 0; i < nest->n_out; i++) {
    if (!place_merges(&nest->out[i].target, nest->axis_size, k)) return false;
  }
  return true;
}

/* Set the tape's sizes; MAP[k] is where axis k of the nest went, -1 if it is walked by its
 * neighbour's stride or has one element only. */
static void make_axes(builder *b, int *map) {
  ant_tape *t = b->tape;
  int at = LAST + 1;
  bool merged = false;
  for (int k = 0; k < ANT_MAX_AXES; k++) {
    t->size[k] = 1;
    map[k] = -1;
  }
  for (int k = b->nest->n_axis - 1; k >= 0; k--) {
    int size = b->nest->axis_size[k];
    if (size == 1) {
      merged = false;
      continue;
    }
    if (merged) {
      t->size[at] *= size;
    } else {
      map[k] = --at;
      t->size[at] = size;
    }
    merged = k > 0 && axes_merge(b, k - 1);
  }
  t->width = t->size[LAST] < WIDEST ? t->size[LAST] : WIDEST;
  t->n_outer = 1;
  for (int k = 0; k < LAST; k++) t->n_outer *= t->size[k];
}

static place place_of(const builder *b, const ant_ref *r, const int *map) {
  place p = {.store = r->store, .offset = r->offset};
  for (int k = 0; k < b->nest->n_axis; k++) {
    if (map[k] >= 0) p.stride[map[k]] = r->stride[k];
  }
  return p;
}

/* 3. Registers --------------------------------------------------------------- */

/* All nodes of the nest's outputs in one order, each once. */
static ant_status list_nodes(builder *b) {
  const ant_node *node = b->program->nodes.node;
  b->n_order = 0;
  for (int i = 0; i < b->nest->n_out; i++) {
    ANT_TRY(ant_walk_from(&b->walk, node, b->nest->out[i].node));
    int need = b->n_order + b->walk.n;
    if (need > b->order_capacity) {
      int *grown = realloc(b->order, (size_t)need * 2 * sizeof *grown);
      if (!grown) return ANT_ENOMEM;
      b->order = grown;
      b->order_capacity = need * 2;
    }
    for (int k = 0; k < b->walk.n; k++) {
      int at = b->walk.item[k];
      if (b->walk.value[at] != 0) continue; /* listed for an earlier output */
      b->walk.value[at] = 1;
      b->order[b->n_order++] = at;
    }
  }
  return ANT_OK;
}

/* When each node is read for the last time; outputs are read behind all. */
static ant_status find_last_uses(builder *b) {
  int n_node = b->program->nodes.n_node;
  if (n_node > b->use_capacity) {
    int *grown = realloc(b->last_use, (size_t)n_node * sizeof *grown);
    if (!grown) return ANT_ENOMEM;
    b->last_use = grown;
    b->use_capacity = n_node;
  }
  for (int i = 0; i < b->n_order; i++) {
    const ant_node *n = &b->program->nodes.node[b->order[i]];
    b->last_use[b->order[i]] = i;
    for (int k = 0; k < ant_op_n_arg(n->op); k++) b->last_use[n->arg[k]] = i;
  }
  for (int i = 0; i < b->nest->n_out; i++) b->last_use[b->nest->out[i].node] = b->n_order;
  return ANT_OK;
}

static int take_register(builder *b) {
  return b->n_free > 0 ? b->free_register[--b->n_free] : b->tape->n_register++;
}

static ant_status give_register(builder *b, int r) {
  if (b->n_free == b->free_capacity) {
    int size = 2 * b->free_capacity + 16;
    int *grown = realloc(b->free_register, (size_t)size * sizeof *grown);
    if (!grown) return ANT_ENOMEM;
    b->free_register = grown;
    b->free_capacity = size;
  }
  b->free_register[b->n_free++] = r;
  return ANT_OK;
}

/* 4. Translation --------------------------------------------------------------- */

static bool is_constant(const builder *b, int node) {
  return b->program->nodes.node[node].op == ANT_OP_CONST;
}

/* Constants lie in the first registers for the whole run.  walk.value becomes a node's register. */
static ant_status translate_constants(builder *b) {
  ant_tape *t = b->tape;
  for (int i = 0; i < b->n_order; i++) t->n_constant += is_constant(b, b->order[i]);
  t->constant = ant_arena_take(b->arena, (size_t)t->n_constant * sizeof *t->constant);
  if (!t->constant) return ANT_ENOMEM;
  for (int i = 0; i < b->n_order; i++) {
    int node = b->order[i];
    if (!is_constant(b, node)) continue;
    t->constant[t->n_register] = b->program->nodes.node[node].value;
    b->walk.value[node] = t->n_register++;
  }
  return ANT_OK;
}

/* The instruction of order[i].  Registers whose last reader it is are free for its result. */
static ant_status translate_node(builder *b, int i, const int *map) {
  ant_tape *t = b->tape;
  int node = b->order[i];
  const ant_node *n = &b->program->nodes.node[node];
  int *value = b->walk.value, n_arg = ant_op_n_arg(n->op), arg[3] = {0, 0, 0};
  for (int k = 0; k < n_arg; k++) {
    arg[k] = value[n->arg[k]];
    bool again = (k > 0 && n->arg[k] == n->arg[0]) || (k > 1 && n->arg[k] == n->arg[1]);
    if (b->last_use[n->arg[k]] == i && !again && !is_constant(b, n->arg[k])) {
      ANT_TRY(give_register(b, arg[k]));
    }
  }
  if (n->op == ANT_OP_READ) {
    arg[0] = t->n_read;
    t->read[t->n_read++] = place_of(b, &b->program->nodes.ref[n->ref], map);
  }
  value[node] = take_register(b);
  t->code[t->n_code++] = (instruction){n->op, value[node], arg[0], arg[1], arg[2]};
  return ANT_OK;
}

static ant_status translate_code(builder *b, const int *map) {
  ant_tape *t = b->tape;
  int n_read = 0;
  for (int i = 0; i < b->n_order; i++) {
    n_read += b->program->nodes.node[b->order[i]].op == ANT_OP_READ;
  }
  t->read = ant_arena_take(b->arena, (size_t)n_read * sizeof *t->read);
  t->code = ant_arena_take(b->arena, (size_t)b->n_order * sizeof *t->code);
  t->out = ant_arena_take(b->arena, (size_t)b->nest->n_out * sizeof *t->out);
  if (!t->read || !t->code || !t->out) return ANT_ENOMEM;
  b->n_free = 0;
  for (int i = 0; i < b->n_order; i++) {
    if (!is_constant(b, b->order[i])) ANT_TRY(translate_node(b, i, map));
  }
  t->n_out = b->nest->n_out;
  for (int i = 0; i < t->n_out; i++) {
    const ant_output *out = &b->nest->out[i];
    t->out[i] = (output){b->walk.value[out->node], out->accumulate, place_of(b, &out->target, map)};
  }
  return ANT_OK;
}

static ant_status translate(builder *b) {
  int map[ANT_MAX_AXES];
  ANT_TRY(list_nodes(b));
  ANT_TRY(find_last_uses(b));
  make_axes(b, map);
  ANT_TRY(translate_constants(b));
  return translate_code(b, map);
}

ant_status ant_tapes_make(ant_arena *arena, const ant_program *program, const ant_pass *pass,
                          ant_tapes *out_tapes) {
  builder b = {.arena = arena, .program = program};
  ant_tapes tapes = {.tape = ant_arena_take(arena, (size_t)pass->n * sizeof *tapes.tape)};
  ant_status status = tapes.tape ? ANT_OK : ANT_ENOMEM;
  for (int i = 0; i < pass->n && status == ANT_OK; i++) {
    b.nest = &pass->nest[i];
    b.tape = &tapes.tape[tapes.n++];
    status = translate(&b);
    for (int k = 0; k < b.n_order; k++) b.walk.value[b.order[k]] = 0; /* clean for the next */
    size_t need = (size_t)b.tape->n_register * (size_t)b.tape->width;
    if (need > tapes.n_register) tapes.n_register = need;
  }
  ant_walk_clear(&b.walk);
  free(b.last_use);
  free(b.order);
  free(b.free_register);
  if (status == ANT_OK) *out_tapes = tapes;
  return status;
}

/* 5. Running ---------------------------------------------------------------------- */

#define EACH(expression)                                                                           \
  for (int k = 0; k < n; k++) d[k] = (expression);                                                 \
  break

/* One instruction on N elements.  D may be one of A, B, C. */
static void execute(const instruction *i, double *d, const double *a, const double *b,
                    const double *c, int n) {
  switch (i->op) {
  case ANT_OP_ADD:
    EACH(a[k] + b[k]);
  case ANT_OP_SUB:
    EACH(a[k] - b[k]);
  case ANT_OP_MUL:
    EACH(a[k] * b[k]);
  case ANT_OP_DIV:
    EACH(a[k] / b[k]);
  case ANT_OP_NEG:
    EACH(-a[k]);
  case ANT_OP_POW:
    EACH(ant_pow(a[k], b[k]));
  case ANT_OP_EXP:
    EACH(ant_exp(a[k]));
  case ANT_OP_LOG:
    EACH(ant_log(a[k]));
  case ANT_OP_SQRT:
    EACH(ant_sqrt(a[k]));
  case ANT_OP_ABS:
    EACH(ant_abs(a[k]));
  case ANT_OP_SIGN:
    EACH(ant_sign(a[k]));
  case ANT_OP_TANH:
    EACH(ant_tanh(a[k]));
  case ANT_OP_SIN:
    EACH(ant_sin(a[k]));
  case ANT_OP_COS:
    EACH(ant_cos(a[k]));
  case ANT_OP_MIN:
    EACH(ant_min(a[k], b[k]));
  case ANT_OP_MAX:
    EACH(ant_max(a[k], b[k]));
  case ANT_OP_LT:
    EACH(a[k] < b[k]);
  case ANT_OP_LE:
    EACH(a[k] <= b[k]);
  case ANT_OP_EQ:
    EACH(a[k] == b[k]);
  case ANT_OP_AND:
    EACH(a[k] != 0 && b[k] != 0);
  case ANT_OP_OR:
    EACH(a[k] != 0 || b[k] != 0);
  case ANT_OP_NOT:
    EACH(a[k] == 0);
  case ANT_OP_IF:
    EACH(a[k] != 0 ? b[k] : c[k]);
  case ANT_OP_READ:
  case ANT_OP_CONST:
  case ANT_NOP:
    break;
  }
}

static double *store_of(const ant_stores *s, ant_store store) {
  switch (store) {
  case ANT_STORE_M:
    return s->m;
  case ANT_STORE_Y:
    return s->y;
  case ANT_STORE_DY:
    return s->dy;
  case ANT_STORE_EDGE:
    return s->edge;
  }
  return NULL;
}

/* The first element of place P in the row at INDEX. */
static double *locate(const place *p, const ant_stores *s, const int *index) {
  ptrdiff_t at = p->offset;
  for (int k = 0; k < LAST; k++) at += (ptrdiff_t)p->stride[k] * index[k];
  return store_of(s, p->store) + at;
}

static void write_out(const output *o, double *to, const double *from, int n) {
  ptrdiff_t stride = o->to.stride[LAST];
  switch (o->accumulate) {
  case ANT_ASSIGN:
    for (int k = 0; k < n; k++) to[k * stride] = from[k];
    break;
  case ANT_SUM:
    for (int k = 0; k < n; k++) to[k * stride] += from[k];
    break;
  case ANT_LARGEST:
    for (int k = 0; k < n; k++) to[k * stride] = ant_max(to[k * stride], from[k]);
    break;
  case ANT_SMALLEST:
    for (int k = 0; k < n; k++) to[k * stride] = ant_min(to[k * stride], from[k]);
    break;
  }
}

/* N elements of the row at INDEX, from FIRST on. */
static void run_chunk(const ant_tape *t, const ant_stores *s, const int *index, int first, int n,
                      double *r) {
  ptrdiff_t w = t->width;
  for (int i = 0; i < t->n_code; i++) {
    const instruction *in = &t->code[i];
    double *d = r + in->dst * w;
    if (in->op == ANT_OP_READ) {
      const place *p = &t->read[in->a];
      ptrdiff_t stride = p->stride[LAST];
      const double *from = locate(p, s, index) + first * stride;
      for (int k = 0; k < n; k++) d[k] = from[k * stride];
    } else {
      execute(in, d, r + in->a * w, r + in->b * w, r + in->c * w, n);
    }
  }
  for (int i = 0; i < t->n_out; i++) {
    const output *o = &t->out[i];
    double *to = locate(&o->to, s, index) + (ptrdiff_t)first * o->to.stride[LAST];
    write_out(o, to, r + o->from * w, n);
  }
}

/* The next row of a nest with these sizes. */
static void next_row(int *index, const int *size) {
  for (int k = LAST - 1; k >= 0; k--) {
    if (++index[k] < size[k]) return;
    index[k] = 0;
  }
}

/* Set what O accumulates into to its neutral element. */
static void neutralise(const ant_tape *t, const output *o, const ant_stores *s) {
  double neutral = o->accumulate == ANT_SUM       ? 0
                   : o->accumulate == ANT_LARGEST ? -INFINITY
                                                  : INFINITY;
  int size[ANT_MAX_AXES], index[ANT_MAX_AXES] = {0}, n = 1;
  for (int k = 0; k < ANT_MAX_AXES; k++) {
    size[k] = o->to.stride[k] == 0 ? 1 : t->size[k];
    if (k < LAST) n *= size[k];
  }
  for (int i = 0; i < n; i++, next_row(index, size)) {
    double *to = locate(&o->to, s, index);
    for (int k = 0; k < size[LAST]; k++) to[(ptrdiff_t)k * o->to.stride[LAST]] = neutral;
  }
}

static void run_tape(const ant_tape *t, const ant_stores *s, double *r) {
  int index[ANT_MAX_AXES] = {0};
  for (int i = 0; i < t->n_out; i++) {
    if (t->out[i].accumulate != ANT_ASSIGN) neutralise(t, &t->out[i], s);
  }
  for (int i = 0; i < t->n_constant; i++) {
    for (int k = 0; k < t->width; k++) r[i * t->width + k] = t->constant[i];
  }
  for (int i = 0; i < t->n_outer; i++, next_row(index, t->size)) {
    for (int first = 0; first < t->size[LAST]; first += t->width) {
      int left = t->size[LAST] - first;
      run_chunk(t, s, index, first, left < t->width ? left : t->width, r);
    }
  }
}

void ant_tapes_run(const ant_tapes *tapes, const ant_stores *stores, double *registers) {
  for (int i = 0; i < tapes->n; i++) run_tape(&tapes->tape[i], stores, registers);
}

void ant_tapes_run_one(const ant_tapes *tapes, int i, const ant_stores *stores, double *registers) {
  run_tape(&tapes->tape[i], stores, registers);
}
