/* node.c - building expressions, each distinct one once (see node.h).
 *   1. Operations   2. The tables   3. Simplification   4. Making nodes   5. Walking */
#include "language/node.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"

/* 1. Operations ----------------------------------------------------------- */

int ant_op_n_arg(ant_op op) {
  static const int n_arg[] = {
#define ANT_X(op, name, n) n,
      ANT_OPS(ANT_X)
#undef ANT_X
  };
  return n_arg[op];
}

const char *ant_op_name(ant_op op) {
  static const char *const name[] = {
#define ANT_X(op, name, n) name,
      ANT_OPS(ANT_X)
#undef ANT_X
  };
  return name[op];
}

bool ant_op_is_truth(ant_op op) {
  return op == ANT_OP_LT || op == ANT_OP_LE || op == ANT_OP_EQ || op == ANT_OP_AND ||
         op == ANT_OP_OR || op == ANT_OP_NOT;
}

double ant_op_apply(ant_op op, double a, double b, double c) {
  switch (op) {
  case ANT_OP_ADD:
    return a + b;
  case ANT_OP_SUB:
    return a - b;
  case ANT_OP_MUL:
    return a * b;
  case ANT_OP_DIV:
    return a / b;
  case ANT_OP_NEG:
    return -a;
  case ANT_OP_POW:
    return ant_pow(a, b);
  case ANT_OP_EXP:
    return ant_exp(a);
  case ANT_OP_LOG:
    return ant_log(a);
  case ANT_OP_SQRT:
    return ant_sqrt(a);
  case ANT_OP_ABS:
    return ant_abs(a);
  case ANT_OP_SIGN:
    return ant_sign(a);
  case ANT_OP_TANH:
    return ant_tanh(a);
  case ANT_OP_SIN:
    return ant_sin(a);
  case ANT_OP_COS:
    return ant_cos(a);
  case ANT_OP_MIN:
    return ant_min(a, b);
  case ANT_OP_MAX:
    return ant_max(a, b);
  case ANT_OP_LT:
    return a < b;
  case ANT_OP_LE:
    return a <= b;
  case ANT_OP_EQ:
    return a == b;
  case ANT_OP_AND:
    return a != 0 && b != 0;
  case ANT_OP_OR:
    return a != 0 || b != 0;
  case ANT_OP_NOT:
    return a == 0;
  case ANT_OP_IF:
    return a != 0 ? b : c;
  case ANT_OP_CONST:
  case ANT_OP_READ:
  case ANT_NOP:
    break;
  }
  return NAN;
}

/* 2. The tables ------------------------------------------------------------ */

static uint64_t mix(uint64_t h, uint64_t x) {
  h = (h ^ x) * 0x9e3779b97f4a7c15u;
  return h ^ (h >> 29);
}

static uint64_t bits(double x) {
  uint64_t u;
  memcpy(&u, &x, sizeof u);
  return u;
}

static bool commutes(ant_op op) {
  return op == ANT_OP_ADD || op == ANT_OP_MUL || op == ANT_OP_EQ || op == ANT_OP_AND ||
         op == ANT_OP_OR;
}

static uint64_t node_hash(const ant_node *n) {
  uint64_t h = mix(17, (uint64_t)n->op);
  int a = n->arg[0], b = n->arg[1];
  if (commutes(n->op) && a > b) a = n->arg[1], b = n->arg[0];
  h = mix(mix(mix(h, (uint64_t)a), (uint64_t)b), (uint64_t)n->arg[2]);
  return mix(mix(h, bits(n->value)), (uint64_t)n->ref);
}

static bool node_equal(const ant_node *x, const ant_node *y) {
  if (x->op != y->op || x->ref != y->ref || bits(x->value) != bits(y->value)) return false;
  if (x->arg[2] != y->arg[2]) return false;
  if (x->arg[0] == y->arg[0] && x->arg[1] == y->arg[1]) return true;
  return commutes(x->op) && x->arg[0] == y->arg[1] && x->arg[1] == y->arg[0];
}

static uint64_t ref_hash(const ant_ref *r) {
  uint64_t h = mix(mix(mix(19, (uint64_t)r->symbol), (uint64_t)r->store), (uint64_t)r->offset);
  for (int k = 0; k < ANT_MAX_AXES; k++) h = mix(h, (uint64_t)r->stride[k]);
  return h;
}

static bool ref_equal(const ant_ref *x, const ant_ref *y) {
  return x->symbol == y->symbol && x->store == y->store && x->offset == y->offset &&
         memcmp(x->stride, y->stride, sizeof x->stride) == 0;
}

/* Double the hash table *SLOT of N_SLOT when N items fill half of it; *OUT_GROWN asks for all to be
 * put in again. */
static bool make_room(ant_arena *arena, int **slot, int *n_slot, int n, bool *out_grown) {
  *out_grown = false;
  if (2 * n < *n_slot) return true;
  int size = *n_slot ? 2 * *n_slot : 64;
  int *fresh = ant_arena_take(arena, (size_t)size * sizeof *fresh);
  if (!fresh) return false;
  for (int i = 0; i < size; i++) fresh[i] = -1;
  *slot = fresh;
  *n_slot = size;
  *out_grown = true;
  return true;
}

static void put(int *slot, int n_slot, uint64_t hash, int item) {
  uint64_t mask = (uint64_t)n_slot - 1, i = hash & mask;
  while (slot[i] >= 0) i = (i + 1) & mask;
  slot[i] = item;
}

static bool node_room(ant_nodes *b) {
  bool grown;
  if (!make_room(b->arena, &b->slot, &b->n_slot, b->n_node + 1, &grown)) return false;
  for (int i = 0; grown && i < b->n_node; i++) put(b->slot, b->n_slot, node_hash(&b->node[i]), i);
  return ant_arena_grow(b->arena, &b->node, &b->node_capacity, b->n_node, sizeof *b->node) ==
         ANT_OK;
}

static bool ref_room(ant_nodes *b) {
  bool grown;
  if (!make_room(b->arena, &b->ref_slot, &b->n_ref_slot, b->n_ref + 1, &grown)) return false;
  for (int i = 0; grown && i < b->n_ref; i++) {
    put(b->ref_slot, b->n_ref_slot, ref_hash(&b->ref[i]), i);
  }
  return ant_arena_grow(b->arena, &b->ref, &b->ref_capacity, b->n_ref, sizeof *b->ref) == ANT_OK;
}

/* The node equal to *N, made if there is none. */
static int intern(ant_nodes *b, const ant_node *n) {
  if (!node_room(b)) return -1;
  uint64_t mask = (uint64_t)b->n_slot - 1, i = node_hash(n) & mask;
  for (; b->slot[i] >= 0; i = (i + 1) & mask) {
    if (node_equal(&b->node[b->slot[i]], n)) return b->slot[i];
  }
  b->slot[i] = b->n_node;
  b->node[b->n_node] = *n;
  return b->n_node++;
}

static int intern_ref(ant_nodes *b, const ant_ref *r) {
  if (!ref_room(b)) return -1;
  uint64_t mask = (uint64_t)b->n_ref_slot - 1, i = ref_hash(r) & mask;
  for (; b->ref_slot[i] >= 0; i = (i + 1) & mask) {
    if (ref_equal(&b->ref[b->ref_slot[i]], r)) return b->ref_slot[i];
  }
  b->ref_slot[i] = b->n_ref;
  b->ref[b->n_ref] = *r;
  return b->n_ref++;
}

void ant_nodes_init(ant_nodes *nodes, ant_arena *arena) {
  *nodes = (ant_nodes){.arena = arena};
}

void ant_nodes_init_from(ant_nodes *nodes, ant_arena *arena, const ant_model *model) {
  ant_nodes_init(nodes, arena);
  for (int i = 0; i < model->n_ref && ref_room(nodes); i++) {
    nodes->ref[i] = model->ref[i];
    put(nodes->ref_slot, nodes->n_ref_slot, ref_hash(&model->ref[i]), nodes->n_ref++);
  }
  for (int i = 0; i < model->n_node && node_room(nodes); i++) {
    nodes->node[i] = model->node[i];
    put(nodes->slot, nodes->n_slot, node_hash(&model->node[i]), nodes->n_node++);
  }
}

void ant_nodes_give(const ant_nodes *nodes, ant_model *model) {
  model->node = nodes->node;
  model->n_node = nodes->n_node;
  model->ref = nodes->ref;
  model->n_ref = nodes->n_ref;
}

/* 3. Simplification --------------------------------------------------------- */

bool ant_node_is_const(const ant_nodes *nodes, int node, double *opt_value) {
  if (node < 0 || nodes->node[node].op != ANT_OP_CONST) return false;
  if (opt_value) *opt_value = nodes->node[node].value;
  return true;
}

static bool is(const ant_nodes *b, int node, double value) {
  double x;
  return ant_node_is_const(b, node, &x) && x == value;
}

static bool is_neg(const ant_nodes *b, int node) {
  return b->node[node].op == ANT_OP_NEG;
}

static bool is_truth(const ant_nodes *b, int node) {
  return ant_op_is_truth(b->node[node].op);
}

/* -2 where there is nothing to simplify (-1 is "no memory"). */
enum { AS_IT_IS = -2 };

static int simple_sum(ant_nodes *b, ant_op op, int x, int y) {
  if (is(b, y, 0)) return x;
  if (is(b, x, 0)) return op == ANT_OP_ADD ? y : ant_node_1(b, ANT_OP_NEG, y);
  if (is_neg(b, y)) {
    return ant_node_2(b, op == ANT_OP_ADD ? ANT_OP_SUB : ANT_OP_ADD, x, b->node[y].arg[0]);
  }
  return AS_IT_IS;
}

static int simple_product(ant_nodes *b, int x, int y) {
  if (is(b, y, 1)) return x;
  if (is(b, x, 1)) return y;
  if (is(b, y, -1)) return ant_node_1(b, ANT_OP_NEG, x);
  if (is(b, x, -1)) return ant_node_1(b, ANT_OP_NEG, y);
  if (is(b, x, 0) && is_truth(b, y)) return x;
  if (is(b, y, 0) && is_truth(b, x)) return y;
  return AS_IT_IS;
}

static int simple_quotient(ant_nodes *b, int x, int y) {
  if (is(b, y, 1)) return x;
  if (is(b, y, -1)) return ant_node_1(b, ANT_OP_NEG, x);
  return AS_IT_IS;
}

static int simple_power(ant_nodes *b, int x, int y) {
  double power;
  if (!ant_node_is_const(b, y, &power)) return AS_IT_IS;
  if (power == 0) return ant_node_const(b, 1);
  if (power == 1) return x;
  if (power == -1) return ant_node_2(b, ANT_OP_DIV, ant_node_const(b, 1), x);
  if (power == 0.5) return ant_node_1(b, ANT_OP_SQRT, x);
  if (power != 2 && power != 3 && power != 4) return AS_IT_IS;
  int square = ant_node_2(b, ANT_OP_MUL, x, x);
  if (power == 2) return square;
  return ant_node_2(b, ANT_OP_MUL, square, power == 3 ? x : square);
}

static int simple_logic(ant_nodes *b, ant_op op, int x, int y) {
  double deciding = op == ANT_OP_AND ? 0 : 1, c;
  if (ant_node_is_const(b, x, &c) && (c != 0) == (deciding != 0)) {
    return ant_node_const(b, deciding);
  }
  if (ant_node_is_const(b, y, &c) && (c != 0) == (deciding != 0)) {
    return ant_node_const(b, deciding);
  }
  if (ant_node_is_const(b, x, NULL) && is_truth(b, y)) return y;
  if (ant_node_is_const(b, y, NULL) && is_truth(b, x)) return x;
  return AS_IT_IS;
}

static int simplify(ant_nodes *b, const ant_node *n) {
  int x = n->arg[0], y = n->arg[1];
  double c;
  switch (n->op) {
  case ANT_OP_ADD:
  case ANT_OP_SUB:
    return simple_sum(b, n->op, x, y);
  case ANT_OP_MUL:
    return simple_product(b, x, y);
  case ANT_OP_DIV:
    return simple_quotient(b, x, y);
  case ANT_OP_POW:
    return simple_power(b, x, y);
  case ANT_OP_NEG:
    return is_neg(b, x) ? b->node[x].arg[0] : AS_IT_IS;
  case ANT_OP_AND:
  case ANT_OP_OR:
    return simple_logic(b, n->op, x, y);
  case ANT_OP_IF:
    if (ant_node_is_const(b, x, &c)) return c != 0 ? y : n->arg[2];
    return y == n->arg[2] ? y : AS_IT_IS;
  default:
    return AS_IT_IS;
  }
}

/* 4. Making nodes ------------------------------------------------------------ */

int ant_node_const(ant_nodes *nodes, double value) {
  if (isnan(value)) value = NAN; /* one NaN, whatever its sign */
  return intern(nodes, &(ant_node){.op = ANT_OP_CONST, .value = value, .ref = -1});
}

int ant_node_read(ant_nodes *nodes, const ant_ref *ref) {
  int i = intern_ref(nodes, ref);
  if (i < 0) return -1;
  return intern(nodes, &(ant_node){.op = ANT_OP_READ, .ref = i});
}

static int make(ant_nodes *nodes, const ant_node *n) {
  int n_arg = ant_op_n_arg(n->op);
  double value[3] = {0, 0, 0};
  bool folds = true;
  for (int k = 0; k < n_arg; k++) {
    if (n->arg[k] < 0) return -1;
    folds &= ant_node_is_const(nodes, n->arg[k], &value[k]);
  }
  if (folds) return ant_node_const(nodes, ant_op_apply(n->op, value[0], value[1], value[2]));
  int simple = simplify(nodes, n);
  return simple == AS_IT_IS ? intern(nodes, n) : simple;
}

int ant_node_1(ant_nodes *nodes, ant_op op, int a) {
  return make(nodes, &(ant_node){.op = op, .arg = {a}, .ref = -1});
}

int ant_node_2(ant_nodes *nodes, ant_op op, int a, int b) {
  return make(nodes, &(ant_node){.op = op, .arg = {a, b}, .ref = -1});
}

int ant_node_3(ant_nodes *nodes, ant_op op, int a, int b, int c) {
  return make(nodes, &(ant_node){.op = op, .arg = {a, b, c}, .ref = -1});
}

/* 5. Walking ------------------------------------------------------------------ */

static bool walk_room(ant_walk *w, int n_node) {
  if (n_node <= w->capacity) return true;
  size_t size = (size_t)n_node + (size_t)n_node / 2 + 64;
  if (size > INT32_MAX / 4) return false;
  int **array[] = {&w->item, &w->value, &w->stamp, &w->stack};
  for (int k = 0; k < 4; k++) {
    /* a stack holds each node once and, on top, the arguments of the last: see ant_walk_from */
    int *grown = realloc(*array[k], size * (array[k] == &w->stack ? 4 : 1) * sizeof *grown);
    if (!grown) return false;
    *array[k] = grown;
  }
  for (size_t i = (size_t)w->capacity; i < size; i++) w->stamp[i] = w->value[i] = 0;
  w->capacity = (int)size;
  return true;
}

ant_status ant_walk_from(ant_walk *walk, const ant_node *node, int root) {
  if (root < 0 || !walk_room(walk, root + 1)) return ANT_ENOMEM;
  walk->generation +=
      2; /* stamp: generation - 1 while its arguments wait, generation when listed */
  int done = walk->generation, depth = 0;
  walk->n = 0;
  walk->stack[depth++] = root;
  while (depth > 0) {
    int at = walk->stack[depth - 1];
    if (walk->stamp[at] == done - 1) { /* the second time: all arguments are listed */
      walk->stamp[at] = done;
      walk->item[walk->n++] = at;
      depth--;
    } else if (walk->stamp[at] == done) {
      depth--;
    } else {
      walk->stamp[at] = done - 1;
      for (int k = ant_op_n_arg(node[at].op) - 1; k >= 0; k--) {
        int arg = node[at].arg[k];
        if (walk->stamp[arg] < done - 1) walk->stack[depth++] = arg;
      }
    }
  }
  return ANT_OK;
}

void ant_walk_clear(ant_walk *walk) {
  free(walk->item);
  free(walk->value);
  free(walk->stamp);
  free(walk->stack);
  *walk = (ant_walk){0};
}

/* The node that stands for NODE when its arguments are replaced by walk->value of each. */
static int rebuild(ant_nodes *b, const ant_walk *w, int node, const int *from, const int *to,
                   int n) {
  ant_node copy = b->node[node];
  if (copy.op == ANT_OP_CONST) return node;
  if (copy.op == ANT_OP_READ) {
    for (int i = 0; i < n; i++) {
      if (from[i] == copy.ref) return to[i];
    }
    return node;
  }
  for (int k = 0; k < ant_op_n_arg(copy.op); k++) copy.arg[k] = w->value[copy.arg[k]];
  return make(b, &copy);
}

int ant_node_replace(ant_nodes *nodes, ant_walk *walk, int root, const int *from, const int *to,
                     int n) {
  if (ant_walk_from(walk, nodes->node, root) != ANT_OK) return -1;
  for (int i = 0; i < walk->n; i++) {
    walk->value[walk->item[i]] = rebuild(nodes, walk, walk->item[i], from, to, n);
  }
  return walk->value[root];
}
