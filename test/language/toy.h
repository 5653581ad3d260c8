/* toy.h - the plainest possible reader of a checked model, to hold it against arithmetic by hand.
 *
 * toy_load makes a model of text and computes its ground in the order that the model gives;
 * unknowns of the baseline start at 1.  toy_rate and toy_observe do what a machine does in flight.
 */
#ifndef TOY_H
#define TOY_H

#include "test.h"

#include "language/ir.h"
#include "language/node.h"

typedef struct toy {
  ant_model *model;
  double *m, *y, *dy;
} toy;

static double toy_node(const toy *t, int root, const int *index) {
  const ant_node *n = &t->model->node[root];
  double a[3] = {0};
  if (n->op == ANT_OP_CONST) return n->value;
  if (n->op == ANT_OP_READ) {
    const ant_ref *ref = &t->model->ref[n->ref];
    int slot = ref->offset;
    for (int k = 0; k < ANT_MAX_AXES; k++) slot += ref->stride[k] * index[k];
    return ref->store == ANT_STORE_M   ? t->m[slot]
           : ref->store == ANT_STORE_Y ? t->y[slot]
                                       : t->dy[slot];
  }
  for (int k = 0; k < ant_op_n_arg(n->op); k++) a[k] = toy_node(t, n->arg[k], index);
  return ant_op_apply(n->op, a[0], a[1], a[2]);
}

static double *toy_slot(toy *t, const ant_ref *ref, const int *index) {
  int slot = ref->offset;
  for (int k = 0; k < ANT_MAX_AXES; k++) slot += ref->stride[k] * index[k];
  return ref->store == ANT_STORE_M   ? &t->m[slot]
         : ref->store == ANT_STORE_Y ? &t->y[slot]
                                     : &t->dy[slot];
}

static void toy_equation(toy *t, int which) {
  const ant_equation *e = &t->model->equation[which];
  for (int pass = e->accumulate == ANT_ASSIGN; pass < 2; pass++) { /* first clear, then gather */
    int index[ANT_MAX_AXES] = {0}, k = 0;
    do {
      double *at = toy_slot(t, &e->target, index), v = toy_node(t, e->root, index);
      double start = e->accumulate == ANT_SUM       ? 0
                     : e->accumulate == ANT_LARGEST ? -INFINITY
                                                    : INFINITY;
      if (pass == 0) v = start;
      if (pass == 1 && e->accumulate == ANT_SUM) v = *at + v;
      if (pass == 1 && e->accumulate == ANT_LARGEST) v = fmax(*at, v);
      if (pass == 1 && e->accumulate == ANT_SMALLEST) v = fmin(*at, v);
      *at = v;
      for (k = e->n_axis - 1; k >= 0 && ++index[k] == e->axis_size[k]; k--) index[k] = 0;
    } while (k >= 0);
  }
}

static void toy_order(toy *t, const int *order, int n) {
  for (int i = 0; i < n; i++) toy_equation(t, order[i]);
}

static void toy_ground(toy *t) {
  toy_order(t, t->model->order_baseline, t->model->n_order_baseline);
}

static void toy_rate(toy *t) {
  toy_order(t, t->model->order_setup, t->model->n_order_setup);
  toy_order(t, t->model->order_phase, t->model->n_order_phase);
  toy_order(t, t->model->order_rate, t->model->n_order_rate);
}

static void toy_observe(toy *t) {
  toy_order(t, t->model->order_observe, t->model->n_order_observe);
  toy_order(t, t->model->order_probe, t->model->n_order_probe);
}

static toy toy_start(ant_model *model) {
  toy t = {.model = model};
  t.m = calloc((size_t)model->n_m + 1, sizeof(double));
  t.y = calloc((size_t)model->n_y + 1, sizeof(double));
  t.dy = calloc((size_t)model->n_y + 1, sizeof(double));
  for (int i = 0; i < model->n_symbol; i++) {
    const ant_symbol *s = &model->symbol[i];
    bool unknown = s->kind == ANT_SYM_BALANCE || s->steady;
    for (int k = 0; k < s->n; k++) {
      double *store = s->store == ANT_STORE_Y ? t.y : t.m;
      if (unknown) store[s->offset + k] = 1;
      if (s->value) store[s->offset + k] = s->value[k];
    }
  }
  toy_ground(&t);
  return t;
}

/* TEXT below `antaeus 1` and a model line; the test ends here when it has a mistake */
static toy toy_load(const char *text) {
  char whole[8000];
  ant_model *model = NULL;
  ant_diags diags = {0};
  snprintf(whole, sizeof whole, "antaeus 1\nmodel \"a toy\"\n%s", text);
  if (ant_model_parse("toy.ant", whole, &model, &diags) != ANT_OK) {
    ant_diags_print(&diags, stdout);
    exit(1);
  }
  ant_diags_clear(&diags);
  return toy_start(model);
}

static void toy_end(toy *t) {
  free(t->m);
  free(t->y);
  free(t->dy);
  ant_model_destroy(&t->model);
}

/* the value of NAME, or its slot for writing */
static double *toy_at(toy *t, const char *name) {
  int symbol = 0, element = -1;
  ant_diag diag;
  if (ant_model_find(t->model, name, &symbol, &element, &diag) != ANT_OK) {
    ant_diag_print(&diag, stdout);
    exit(1);
  }
  const ant_symbol *s = &t->model->symbol[symbol];
  return (s->store == ANT_STORE_Y ? t->y : t->m) + s->offset + (element < 0 ? 0 : element);
}

static double toy_rate_of(toy *t, const char *name) {
  return t->dy[toy_at(t, name) - t->y];
}

#endif /* TOY_H */
