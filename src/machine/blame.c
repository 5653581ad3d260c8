/* blame.c - which equation gave a number that is none, and what in it did.
 *   1. Inside one expression   2. Values that nothing computes   3. Equation by equation */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/internal.h"

/* 1. Inside one expression ----------------------------------------------------- */

typedef struct scene {
  const ant_machine *a;
  double *m, *y, *dy, *work;
} scene;

static double read_place(const scene *s, const ant_equation *e, int ref, int element) {
  const ant_ref *r = &s->a->model->ref[ref];
  int at = ant_ref_at(r, e->n_axis, e->axis_size, element);
  return r->store == ANT_STORE_M ? s->m[at] : r->store == ANT_STORE_Y ? s->y[at] : s->dy[at];
}

static const char *kind_of(double x) {
  return isnan(x) ? "is not a number" : "is infinite";
}

/* Say in words what node N did to its arguments X, Y. */
static void say_operation(ant_op op, double x, double y, char *out, size_t size) {
  switch (op) {
  case ANT_OP_DIV:
    if (y == 0) {
      snprintf(out, size, ": %g is divided by zero", x);
    } else {
      snprintf(out, size, ": %g / %g is too large", x, y);
    }
    break;
  case ANT_OP_POW:
    snprintf(out, size, ": %g to the power %g", x, y);
    break;
  case ANT_OP_LOG:
  case ANT_OP_SQRT:
  case ANT_OP_EXP:
    snprintf(out, size, ": %s(%g)", ant_op_name(op), x);
    break;
  case ANT_OP_ADD:
  case ANT_OP_SUB:
  case ANT_OP_MUL:
    snprintf(out, size, ": %s(%g, %g) is too large", ant_op_name(op), x, y);
    break;
  default:
    out[0] = '\0';
  }
}

/* Find in equation E, at ELEMENT, the first operation that makes something not finite of what is.
 */
static void explain(const scene *s, const ant_equation *e, int element, char *out, size_t size) {
  const ant_model *m = s->a->model;
  ant_walk walk = {0};
  double *value = calloc((size_t)e->root + 1, sizeof *value);
  out[0] = '\0';
  bool ready = value && ant_walk_from(&walk, m->node, e->root) == ANT_OK;
  for (int i = 0; ready && i < walk.n; i++) {
    const ant_node *n = &m->node[walk.item[i]];
    double x[3] = {0, 0, 0};
    bool finite = true;
    for (int k = 0; k < ant_op_n_arg(n->op); k++) {
      x[k] = value[n->arg[k]];
      finite &= isfinite(x[k]) != 0;
    }
    double *v = &value[walk.item[i]];
    *v = n->op == ANT_OP_CONST  ? n->value
         : n->op == ANT_OP_READ ? read_place(s, e, n->ref, element)
                                : ant_op_apply(n->op, x[0], x[1], x[2]);
    if (finite && !isfinite(*v) && n->op > ANT_OP_READ) {
      say_operation(n->op, x[0], x[1], out, size);
      break;
    }
  }
  ant_walk_clear(&walk);
  free(value);
}

/* 2. Values that nothing computes ------------------------------------------------- */

static void say_value(const ant_model *model, ant_store store, int offset, double x, char *buffer,
                      size_t size) {
  char name[200];
  ant_machine_slot_name(model, store, offset, name, sizeof name);
  snprintf(buffer, size, "%s %s", name, kind_of(x));
}

/* A state, or a value in m that no pass of a run computes again. */
static bool blame_values(const scene *s, const double *m, const double *y, char *buffer,
                         size_t size) {
  const ant_model *model = s->a->model;
  for (int i = 0; i < model->n_y; i++) {
    if (isfinite(y[i])) continue;
    say_value(model, ANT_STORE_Y, i, y[i], buffer, size);
    return true;
  }
  for (int i = 0; i < model->n_symbol; i++) {
    const ant_symbol *sym = &model->symbol[i];
    bool computed = sym->kind == ANT_SYM_LET || sym->kind == ANT_SYM_OBSERVE ||
                    sym->kind == ANT_SYM_PROBE || sym->store != ANT_STORE_M;
    for (int k = 0; !computed && k < sym->n; k++) {
      if (isfinite(m[sym->offset + k])) continue;
      say_value(model, ANT_STORE_M, sym->offset + k, m[sym->offset + k], buffer, size);
      return true;
    }
  }
  return false;
}

/* 3. Equation by equation --------------------------------------------------------- */

static void say_equation(const scene *s, const ant_equation *e, int element, int at, double x,
                         char *buffer, size_t size) {
  const ant_model *model = s->a->model;
  char name[200], why[160], where[260] = "";
  ant_machine_slot_name(model, e->target.store, at, name, sizeof name);
  explain(s, e, element, why, sizeof why);
  if (e->place.line > 0 && e->place.file >= 0 && e->place.file < model->sources.n) {
    snprintf(where, sizeof where, " (%s:%d)", model->sources.file[e->place.file].path,
             e->place.line);
  }
  snprintf(buffer, size, "%s%s %s%s%s", e->role == ANT_EQ_RATE ? "the rate of " : "", name,
           kind_of(x), why, where);
}

static bool blame_pass(const scene *s, ant_pass_kind kind, char *buffer, size_t size) {
  const ant_pass *pass = &s->a->program->pass[kind];
  ant_stores stores = {.m = s->m, .y = s->y, .dy = s->dy};
  for (int i = 0; i < pass->n; i++) {
    const ant_equation *e = &s->a->model->equation[pass->nest[i].equation];
    ant_tapes_run_one(&s->a->tapes[kind], i, &stores, s->work + s->a->n_plan_work);
    const double *to = e->target.store == ANT_STORE_M   ? s->m
                       : e->target.store == ANT_STORE_Y ? s->y
                                                        : s->dy;
    int n = ant_axes_count(e->n_axis, e->axis_size);
    for (int k = 0; k < n; k++) {
      int at = ant_ref_at(&e->target, e->n_axis, e->axis_size, k);
      if (isfinite(to[at])) continue;
      say_equation(s, e, k, at, to[at], buffer, size);
      return true;
    }
  }
  return false;
}

bool ant_machine_blame(const ant_machine *machine, const double *m, const double *y, char *buffer,
                       size_t size) {
  size_t n_m = (size_t)machine->model->n_m, n_y = (size_t)machine->model->n_y;
  double *room = calloc(n_m + 2 * n_y + ant_machine_work(machine), sizeof *room);
  if (!room) return false;
  scene s = {machine, room, room + n_m, room + n_m + n_y, room + n_m + 2 * n_y};
  memcpy(s.m, m, n_m * sizeof *m);
  memcpy(s.y, y, n_y * sizeof *y);
  bool found =
      blame_values(&s, m, y, buffer, size) || blame_pass(&s, ANT_PASS_SETUP, buffer, size) ||
      blame_pass(&s, ANT_PASS_PHASE, buffer, size) || blame_pass(&s, ANT_PASS_RATE, buffer, size) ||
      blame_pass(&s, ANT_PASS_OBSERVE, buffer, size);
  free(room);
  return found;
}
