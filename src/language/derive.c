/* derive.c - symbolic gradients by reverse accumulation (see derive.h).
 *   1. Rules   2. One sweep   3. Branches   4. The gradient */
#include "language/derive.h"

#include <stdlib.h>
#include <string.h>

enum { NONE = -2 }; /* no adjoint: nothing has reached the node */

/* 1. Rules ---------------------------------------------------------------- */

static bool is_piecewise(ant_op op) {
  return op == ANT_OP_IF || op == ANT_OP_MIN || op == ANT_OP_MAX;
}

static int mul(ant_nodes *b, int x, int y) {
  return ant_node_2(b, ANT_OP_MUL, x, y);
}

/* Let argument K of NODE have MORE in its adjoint. */
static void add_to(ant_derive *w, ant_nodes *b, int node, int more) {
  int *adjoint = &w->adjoint[node];
  if (!w->active[node]) return;
  *adjoint = *adjoint == NONE ? more : ant_node_2(b, ANT_OP_ADD, *adjoint, more);
}

/* y x^(y-1): from x^y, which is there, where x > 0; else, and where it is cheaper, as it stands. */
static int power_by_base(ant_nodes *b, int power, int x, int y) {
  int less = ant_node_2(b, ANT_OP_SUB, y, ant_node_const(b, 1));
  int slope = mul(b, y, ant_node_2(b, ANT_OP_POW, x, less));
  double c;
  bool cheap = ant_node_is_const(b, less, &c) && c >= -1 && c <= 4 && (c == 0.5 || c == (int)c);
  if (cheap || slope < 0) return slope;
  int positive = ant_node_2(b, ANT_OP_LT, ant_node_const(b, 0), x);
  return ant_node_3(b, ANT_OP_IF, positive, ant_node_2(b, ANT_OP_DIV, mul(b, y, power), x), slope);
}

/* x^y log(x); its limit, 0, is taken at x = 0. */
static int power_by_exponent(ant_nodes *b, int power, int x) {
  int zero = ant_node_const(b, 0);
  int slope = mul(b, power, ant_node_1(b, ANT_OP_LOG, x));
  return ant_node_3(b, ANT_OP_IF, ant_node_2(b, ANT_OP_LT, zero, x), slope, zero);
}

/* The derivative of a function of one argument X, whose value is NODE; -1 also when it is 0. */
static int slope_of(ant_nodes *b, ant_op op, int node, int x) {
  int one = ant_node_const(b, 1);
  switch (op) {
  case ANT_OP_EXP:
    return node;
  case ANT_OP_LOG:
    return ant_node_2(b, ANT_OP_DIV, one, x);
  case ANT_OP_SQRT:
    return ant_node_2(b, ANT_OP_DIV, ant_node_const(b, 0.5), node);
  case ANT_OP_ABS:
    return ant_node_1(b, ANT_OP_SIGN, x);
  case ANT_OP_TANH:
    return ant_node_2(b, ANT_OP_SUB, one, mul(b, node, node));
  case ANT_OP_SIN:
    return ant_node_1(b, ANT_OP_COS, x);
  case ANT_OP_COS:
    return ant_node_1(b, ANT_OP_NEG, ant_node_1(b, ANT_OP_SIN, x));
  default:
    return -1;
  }
}

/* Hand the adjoint A of NODE on to its arguments.  (The node is copied: the array may move.) */
static void propagate(ant_derive *w, ant_nodes *b, int node, int a) {
  ant_node n = b->node[node];
  int x = n.arg[0], y = n.arg[1], value = node == w->root ? w->value : node;
  switch (n.op) {
  case ANT_OP_ADD:
    add_to(w, b, x, a);
    add_to(w, b, y, a);
    break;
  case ANT_OP_SUB:
    add_to(w, b, x, a);
    if (w->active[y]) add_to(w, b, y, ant_node_1(b, ANT_OP_NEG, a));
    break;
  case ANT_OP_NEG:
    add_to(w, b, x, ant_node_1(b, ANT_OP_NEG, a));
    break;
  case ANT_OP_MUL:
    if (w->active[x]) add_to(w, b, x, mul(b, a, y));
    if (w->active[y]) add_to(w, b, y, mul(b, a, x));
    break;
  case ANT_OP_DIV: {
    int share = ant_node_2(b, ANT_OP_DIV, a, y);
    add_to(w, b, x, share);
    if (w->active[y]) add_to(w, b, y, ant_node_1(b, ANT_OP_NEG, mul(b, share, value)));
    break;
  }
  case ANT_OP_POW:
    if (w->active[x]) add_to(w, b, x, mul(b, a, power_by_base(b, value, x, y)));
    if (w->active[y]) add_to(w, b, y, mul(b, a, power_by_exponent(b, value, x)));
    break;
  case ANT_OP_EXP:
  case ANT_OP_LOG:
  case ANT_OP_SQRT:
  case ANT_OP_ABS:
  case ANT_OP_TANH:
  case ANT_OP_SIN:
  case ANT_OP_COS:
    add_to(w, b, x, mul(b, a, slope_of(b, n.op, value, x)));
    break;
  default:
    break; /* truth values and sign */
  }
}

/* 2. One sweep ------------------------------------------------------------- */

static void gather(ant_derive *w, ant_nodes *b, int ref, int more) {
  if (w->sum[ref] == NONE) {
    w->touched[w->n_touched++] = ref;
    w->sum[ref] = more;
  } else {
    w->sum[ref] = ant_node_2(b, ANT_OP_ADD, w->sum[ref], more);
  }
}

/* Add to w->sum the gradient of ROOT times the expression SEED.  Piecewise operations below are
 * leaves: their gradients are in w->list already. */
static void sweep(ant_derive *w, ant_nodes *b, const int *item, int n_item, int root, int seed) {
  for (int i = 0; i < n_item; i++) w->adjoint[item[i]] = NONE;
  w->adjoint[root] = seed;
  for (int i = n_item - 1; i >= 0; i--) {
    int node = item[i], a = w->adjoint[node];
    if (a == NONE || !w->active[node]) continue;
    if (b->node[node].op == ANT_OP_READ) {
      gather(w, b, b->node[node].ref, a);
    } else if (is_piecewise(b->node[node].op)) {
      for (int k = 0; k < w->count[node]; k++) {
        ant_partial p = w->list[w->start[node] + k];
        gather(w, b, p.ref, mul(b, a, p.node));
      }
    } else {
      propagate(w, b, node, a);
    }
  }
}

/* 3. Branches --------------------------------------------------------------- */

static int by_ref(const void *x, const void *y) {
  int a = *(const int *)x, b = *(const int *)y;
  return (a > b) - (a < b);
}

/* Move what gather collected to the end of the list *LIST, in order of places. */
static ant_status take(ant_derive *w, ant_nodes *b, ant_partial **list, int *n, int *capacity) {
  if (*n + w->n_touched > *capacity) {
    int size = 2 * (*n + w->n_touched) + 16;
    ant_partial *grown = realloc(*list, (size_t)size * sizeof *grown);
    if (!grown) return ANT_ENOMEM;
    *list = grown;
    *capacity = size;
  }
  if (w->n_touched > 1) qsort(w->touched, (size_t)w->n_touched, sizeof *w->touched, by_ref);
  for (int i = 0; i < w->n_touched; i++) {
    int ref = w->touched[i];
    double x;
    if (w->sum[ref] < 0) return ANT_ENOMEM;
    bool zero = ant_node_is_const(b, w->sum[ref], &x) && x == 0;
    if (!zero) (*list)[(*n)++] = (ant_partial){ref, w->sum[ref]};
    w->sum[ref] = NONE;
  }
  w->n_touched = 0;
  return ANT_OK;
}

/* The condition under which a piecewise NODE has the value of *OUT_YES, else of *OUT_NO. */
static int condition_of(ant_nodes *b, int node, int *out_yes, int *out_no) {
  ant_node n = b->node[node];
  if (n.op == ANT_OP_IF) {
    *out_yes = n.arg[1];
    *out_no = n.arg[2];
    return n.arg[0];
  }
  *out_yes = n.arg[0];
  *out_no = n.arg[1];
  if (n.op == ANT_OP_MIN) return ant_node_2(b, ANT_OP_LT, n.arg[0], n.arg[1]);
  return ant_node_2(b, ANT_OP_LT, n.arg[1], n.arg[0]);
}

/* The nodes before INDEX in the walk: enough for any branch of walk.item[index]. */
static ant_status branch(ant_derive *w, ant_nodes *b, int index, int root, int *out_n) {
  int before = w->n_list;
  sweep(w, b, w->walk.item, index, root, ant_node_const(b, 1));
  ANT_TRY(take(w, b, &w->list, &w->n_list, &w->list_capacity));
  *out_n = w->n_list - before;
  return ANT_OK;
}

/* The gradient of the piecewise node walk.item[index] into the list. */
static ant_status piecewise(ant_derive *w, ant_nodes *b, int index) {
  int node = w->walk.item[index], yes, no, n_yes, n_no;
  int condition = condition_of(b, node, &yes, &no);
  int zero = ant_node_const(b, 0), first = w->n_list;
  ANT_TRY(branch(w, b, index, yes, &n_yes));
  ANT_TRY(branch(w, b, index, no, &n_no));
  for (int i = first, j = first + n_yes; i < first + n_yes || j < first + n_yes + n_no;) {
    const ant_partial *p = &w->list[i], *q = &w->list[j];
    bool in_yes = i < first + n_yes && (j >= first + n_yes + n_no || p->ref <= q->ref);
    bool in_no = j < first + n_yes + n_no && (i >= first + n_yes || q->ref <= p->ref);
    int ref = in_yes ? p->ref : q->ref;
    int slope =
        ant_node_3(b, ANT_OP_IF, condition, in_yes ? p->node : zero, in_no ? q->node : zero);
    if (slope < 0) return ANT_ENOMEM;
    gather(w, b, ref, slope);
    i += in_yes;
    j += in_no;
  }
  w->n_list = w->start[node] = first;
  ANT_TRY(take(w, b, &w->list, &w->n_list, &w->list_capacity));
  w->count[node] = w->n_list - first;
  return ANT_OK;
}

/* 4. The gradient ------------------------------------------------------------- */

static bool grow(void *array, size_t n, size_t size) {
  void *old;
  memcpy(&old, array, sizeof old);
  void *grown = realloc(old, n * size);
  if (!grown) return false;
  memcpy(array, &grown, sizeof grown);
  return true;
}

static bool workspace(ant_derive *w, int n_node, int n_ref) {
  if (n_node > w->node_capacity) {
    size_t n = (size_t)n_node * 2;
    if (!grow(&w->start, n, sizeof(int)) || !grow(&w->count, n, sizeof(int)) ||
        !grow(&w->adjoint, n, sizeof(int)) || !grow(&w->active, n, sizeof(bool))) {
      return false;
    }
    w->node_capacity = (int)n;
  }
  if (n_ref > w->ref_capacity) {
    size_t n = (size_t)n_ref * 2;
    if (!grow(&w->sum, n, sizeof(int)) || !grow(&w->touched, n, sizeof(int))) return false;
    for (size_t i = (size_t)w->ref_capacity; i < n; i++) w->sum[i] = NONE;
    w->ref_capacity = (int)n;
  }
  return true;
}

static void mark_active(ant_derive *w, const ant_node *node, const bool *active) {
  for (int i = 0; i < w->walk.n; i++) {
    int at = w->walk.item[i];
    const ant_node *n = &node[at];
    bool any = n->op == ANT_OP_READ && active[n->ref];
    for (int k = 0; k < ant_op_n_arg(n->op); k++) any |= w->active[n->arg[k]];
    w->active[at] = any;
  }
}

ant_status ant_derive_gradient(ant_derive *work, ant_nodes *nodes, int root, int value,
                               const bool *active) {
  work->n = work->n_list = work->n_touched = 0;
  work->root = root;
  work->value = value;
  ANT_TRY(ant_walk_from(&work->walk, nodes->node, root));
  if (!workspace(work, root + 1, nodes->n_ref + 1)) return ANT_ENOMEM;
  mark_active(work, nodes->node, active);
  if (!work->active[root]) return ANT_OK;
  for (int i = 0; i < work->walk.n; i++) {
    int node = work->walk.item[i];
    if (work->active[node] && is_piecewise(nodes->node[node].op)) {
      ANT_TRY(piecewise(work, nodes, i));
    }
  }
  sweep(work, nodes, work->walk.item, work->walk.n, root, ant_node_const(nodes, 1));
  return take(work, nodes, &work->partial, &work->n, &work->partial_capacity);
}

void ant_derive_clear(ant_derive *work) {
  ant_walk_clear(&work->walk);
  free(work->partial);
  free(work->list);
  free(work->start);
  free(work->count);
  free(work->adjoint);
  free(work->sum);
  free(work->touched);
  free(work->active);
  *work = (ant_derive){0};
}
