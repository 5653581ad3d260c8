/* dual.h - an independent differentiation: the model's order of rates interpreted element by
 * element with dense dual numbers (a value and its derivatives by all states).  Slow and simple. */
#ifndef ANT_TEST_DUAL_H
#define ANT_TEST_DUAL_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "language/program.h"

typedef struct dual {
  const ant_model *m;
  int n;            /* states                                       */
  double *value[3]; /* by store: m, y, dy                           */
  double *slope[3]; /* by store: (slots x n)                        */
  double *v, *d;    /* by node; (nodes x n)                         */
} dual;

static inline dual dual_open(const ant_model *m) {
  dual x = {.m = m, .n = m->n_y};
  size_t n = (size_t)m->n_y, size[3] = {(size_t)m->n_m, n, n};
  for (int s = 0; s < 3; s++) {
    x.value[s] = calloc(size[s] + 1, sizeof(double));
    x.slope[s] = calloc(size[s] * n + 1, sizeof(double));
  }
  x.v = calloc((size_t)m->n_node + 1, sizeof(double));
  x.d = calloc((size_t)m->n_node * n + 1, sizeof(double));
  return x;
}

static inline void dual_close(dual *x) {
  for (int s = 0; s < 3; s++) {
    free(x->value[s]);
    free(x->slope[s]);
  }
  free(x->v);
  free(x->d);
}

/* How fast OP's value follows its arguments, at a, b with the result r; by c as well for `if`. */
static inline void dual_slopes(ant_op op, double a, double b, double r, double *by) {
  by[0] = by[1] = by[2] = 0;
  switch (op) {
  case ANT_OP_ADD:
    by[0] = by[1] = 1;
    break;
  case ANT_OP_SUB:
    by[0] = 1, by[1] = -1;
    break;
  case ANT_OP_MUL:
    by[0] = b, by[1] = a;
    break;
  case ANT_OP_DIV:
    by[0] = 1 / b, by[1] = -a / (b * b);
    break;
  case ANT_OP_NEG:
    by[0] = -1;
    break;
  case ANT_OP_POW:
    by[0] = b * pow(a, b - 1);
    by[1] = a > 0 ? r * log(a) : 0;
    break;
  case ANT_OP_EXP:
    by[0] = r;
    break;
  case ANT_OP_LOG:
    by[0] = 1 / a;
    break;
  case ANT_OP_SQRT:
    by[0] = 0.5 / sqrt(a);
    break;
  case ANT_OP_ABS:
    by[0] = (a > 0) - (a < 0);
    break;
  case ANT_OP_TANH:
    by[0] = 1 / (cosh(a) * cosh(a));
    break;
  case ANT_OP_SIN:
    by[0] = cos(a);
    break;
  case ANT_OP_COS:
    by[0] = -sin(a);
    break;
  case ANT_OP_MIN:
    by[a < b ? 0 : 1] = 1;
    break;
  case ANT_OP_MAX:
    by[a > b ? 0 : 1] = 1;
    break;
  case ANT_OP_IF:
    by[a != 0 ? 1 : 2] = 1;
    break;
  default:
    break;
  }
}

static inline void dual_node(dual *x, const ant_equation *e, int element, int at) {
  const ant_node *n = &x->m->node[at];
  size_t width = (size_t)x->n;
  double *d = x->d + (size_t)at * width, by[3], arg[3] = {0, 0, 0};
  memset(d, 0, width * sizeof *d);
  if (n->op == ANT_OP_CONST) {
    x->v[at] = n->value;
    return;
  }
  if (n->op == ANT_OP_READ) {
    const ant_ref *r = &x->m->ref[n->ref];
    size_t slot = (size_t)ant_ref_at(r, e->n_axis, e->axis_size, element);
    x->v[at] = x->value[r->store][slot];
    memcpy(d, x->slope[r->store] + slot * width, width * sizeof *d);
    return;
  }
  for (int k = 0; k < ant_op_n_arg(n->op); k++) arg[k] = x->v[n->arg[k]];
  x->v[at] = ant_op_apply(n->op, arg[0], arg[1], arg[2]);
  dual_slopes(n->op, arg[0], arg[1], x->v[at], by);
  for (int k = 0; k < ant_op_n_arg(n->op); k++) {
    const double *from = x->d + (size_t)n->arg[k] * width;
    for (size_t i = 0; by[k] != 0 && i < width; i++) {
      if (from[i] != 0) d[i] += by[k] * from[i];
    }
  }
}

static inline void dual_equation(dual *x, const ant_equation *e, ant_walk *walk) {
  int n = ant_axes_count(e->n_axis, e->axis_size);
  size_t width = (size_t)x->n;
  if (ant_walk_from(walk, x->m->node, e->root) != ANT_OK) abort();
  for (int pass = 0; pass < 2; pass++) { /* first the neutral elements */
    for (int k = 0; k < n; k++) {
      size_t slot = (size_t)ant_ref_at(&e->target, e->n_axis, e->axis_size, k);
      double *to = &x->value[e->target.store][slot];
      double *slope = x->slope[e->target.store] + slot * width;
      if (pass == 0) {
        *to = e->accumulate == ANT_LARGEST    ? -INFINITY
              : e->accumulate == ANT_SMALLEST ? INFINITY
                                              : 0;
        memset(slope, 0, width * sizeof *slope);
        continue;
      }
      for (int i = 0; i < walk->n; i++) dual_node(x, e, k, walk->item[i]);
      double got = x->v[e->root];
      const double *d = x->d + (size_t)e->root * width;
      bool wins = (e->accumulate == ANT_LARGEST && got > *to) ||
                  (e->accumulate == ANT_SMALLEST && got < *to);
      if (e->accumulate == ANT_SUM) {
        *to += got;
        for (size_t i = 0; i < width; i++) slope[i] += d[i];
      } else if (e->accumulate == ANT_ASSIGN || wins) {
        *to = got;
        memcpy(slope, d, width * sizeof *d);
      }
    }
  }
}

/* d dy / d y at (m, y): slope[DY], row by row. */
static inline void dual_run(dual *x, const double *m, const double *y) {
  ant_walk walk = {0};
  size_t n = (size_t)x->n;
  memcpy(x->value[ANT_STORE_M], m, (size_t)x->m->n_m * sizeof *m);
  memcpy(x->value[ANT_STORE_Y], y, n * sizeof *y);
  memset(x->slope[ANT_STORE_M], 0, (size_t)x->m->n_m * n * sizeof *m);
  for (size_t i = 0; i < n; i++) x->slope[ANT_STORE_Y][i * n + i] = 1;
  for (int i = 0; i < x->m->n_order_rate; i++) {
    dual_equation(x, &x->m->equation[x->m->order_rate[i]], &walk);
  }
  ant_walk_clear(&walk);
}

#endif /* ANT_TEST_DUAL_H */
