/* tangent.c - forward derivatives by sweeps over local partials (see tangent.h).
 *   1. Arcs   2. Making   3. Sweeping   4. The baseline */
#include "machine/tangent.h"

#include <klu.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "machine/internal.h"

/* 1. Arcs -------------------------------------------------------------------- */

/* dot[to] += value[at] * dot[from] */
typedef struct arc {
  int from, to, at;
} arc;

typedef struct part {
  ant_tapes tapes;
  double *value; /* (n_value) partials                                       */
  arc *arc;      /* (n_arc) in order                                         */
  int n_arc;
  int *target; /* (n_target) what the equations compute                      */
  int n_target;
} part;

struct ant_tangent {
  const ant_machine *machine;
  ant_program *program;
  ant_arena *arena;
  part part[ANT_NTANGENT];
  int *jump; /* (jumps + 1) where the arcs of each begin                      */
  double *registers;
  int n_slot;
};

static int target_slot(const ant_model *m, const ant_equation *e, int element) {
  bool jump = e->role == ANT_EQ_JUMP;
  int at = ant_ref_at(&e->target, e->n_axis, e->axis_size, element);
  return ant_slot_of(m, jump ? ANT_STORE_DY : e->target.store, at);
}

static int count_arcs(const ant_model *m, const ant_edges *edges) {
  int n = 0;
  for (int i = 0; i < edges->n; i++) {
    const ant_equation *e = &m->equation[edges->edge[i].equation];
    n += ant_axes_count(e->n_axis, e->axis_size);
  }
  return n;
}

static void list_arcs(const ant_program *p, const ant_edges *edges, part *out) {
  const ant_model *m = p->model;
  for (int i = 0; i < edges->n; i++) {
    const ant_edge *edge = &edges->edge[i];
    const ant_equation *e = &m->equation[edge->equation];
    const ant_ref *ref = &p->nodes.ref[edge->ref];
    int n = ant_axes_count(e->n_axis, e->axis_size);
    for (int k = 0; k < n; k++) {
      int from = ant_ref_at(ref, e->n_axis, e->axis_size, k);
      out->arc[out->n_arc++] = (arc){ant_slot_of(m, ref->store, from), target_slot(m, e, k),
                                     edge->offset + (edge->constant ? 0 : k)};
    }
  }
}

static void list_targets(const ant_model *m, const int *order, int n, part *out) {
  for (int i = 0; i < n; i++) {
    const ant_equation *e = &m->equation[order[i]];
    int n_element = ant_axes_count(e->n_axis, e->axis_size);
    for (int k = 0; k < n_element; k++) out->target[out->n_target++] = target_slot(m, e, k);
  }
}

/* 2. Making ------------------------------------------------------------------ */

static ant_status make_part(ant_tangent *t, ant_tangent_kind kind, const int *order, int n) {
  const ant_program *p = t->program;
  part *out = &t->part[kind];
  size_t n_target = 0;
  for (int i = 0; i < n; i++) {
    const ant_equation *e = &p->model->equation[order[i]];
    n_target += (size_t)ant_axes_count(e->n_axis, e->axis_size);
  }
  size_t n_arc = (size_t)count_arcs(p->model, &p->tangent[kind]);
  out->value = ant_arena_take(t->arena, (size_t)p->tangent[kind].n_value * sizeof(double));
  out->arc = ant_arena_take(t->arena, n_arc * sizeof *out->arc);
  out->target = ant_arena_take(t->arena, n_target * sizeof *out->target);
  if (!out->value || !out->arc || !out->target) return ANT_ENOMEM;
  list_arcs(p, &p->tangent[kind], out);
  list_targets(p->model, order, n, out);
  return ant_tapes_make(t->arena, p, &p->tangent_pass[kind], &out->tapes);
}

/* Where the arcs of each jump begin: they lie in the order of the jumps. */
static ant_status index_jumps(ant_tangent *t) {
  const ant_model *m = t->program->model;
  const ant_edges *edges = &t->program->tangent[ANT_TANGENT_JUMP];
  int n = 0, at = 0, edge = 0;
  for (int i = 0; i < m->n_when; i++) n += m->when[i].n_jump;
  t->jump = ant_arena_take(t->arena, (size_t)(n + 1) * sizeof *t->jump);
  if (!t->jump) return ANT_ENOMEM;
  n = 0;
  for (int i = 0; i < m->n_when; i++) {
    for (int k = 0; k < m->when[i].n_jump; k++) {
      const ant_equation *e = &m->equation[m->when[i].jump[k]];
      t->jump[n++] = at;
      for (; edge < edges->n && edges->edge[edge].equation == m->when[i].jump[k]; edge++) {
        at += ant_axes_count(e->n_axis, e->axis_size);
      }
    }
  }
  t->jump[n] = at;
  return ANT_OK;
}

static ant_status make(ant_tangent *t) {
  const ant_model *m = t->program->model;
  ANT_TRY(make_part(t, ANT_TANGENT_BASELINE, m->order_baseline, m->n_order_baseline));
  ANT_TRY(make_part(t, ANT_TANGENT_PHASE, m->order_phase, m->n_order_phase));
  ANT_TRY(make_part(t, ANT_TANGENT_RATE, m->order_rate, m->n_order_rate));
  ANT_TRY(make_part(t, ANT_TANGENT_OBSERVE, m->order_observe, m->n_order_observe));
  ANT_TRY(make_part(t, ANT_TANGENT_JUMP, NULL, 0));
  ANT_TRY(index_jumps(t));
  size_t most = 0;
  for (int i = 0; i < ANT_NTANGENT; i++) {
    if (t->part[i].tapes.n_register > most) most = t->part[i].tapes.n_register;
  }
  t->registers = ant_arena_take(t->arena, most * sizeof *t->registers);
  return ant_arena_status(t->arena);
}

ant_status ant_tangent_create(const ant_machine *machine, const int *leaf, int n,
                              ant_tangent **out_tangent, ant_diag *opt_diag) {
  const ant_model *model = ant_machine_model(machine);
  ant_tangent *t = calloc(1, sizeof *t);
  int *slot = calloc((size_t)n + 1, sizeof *slot);
  for (int i = 0; slot && i < n; i++) slot[i] = ant_slot_of(model, ANT_STORE_M, leaf[i]);
  ant_status status = t && slot ? ANT_OK : ANT_ENOMEM;
  if (status == ANT_OK) {
    t->machine = machine;
    t->n_slot = ant_slot_count(model);
    status = ant_program_create_tangents(model, slot, n, &t->program, NULL);
  }
  if (status == ANT_OK) t->arena = ant_arena_create();
  if (status == ANT_OK) status = t->arena ? make(t) : ANT_ENOMEM;
  free(slot);
  if (status != ANT_OK) {
    ant_tangent_destroy(&t);
    return ant_fail(opt_diag, status, "no memory for the derivatives by parameters");
  }
  *out_tangent = t;
  return ANT_OK;
}

void ant_tangent_destroy(ant_tangent **tangent) {
  ant_tangent *t = *tangent;
  if (!t) return;
  ant_program_destroy(&t->program);
  ant_arena_destroy(&t->arena);
  free(t);
  *tangent = NULL;
}

/* 3. Sweeping ---------------------------------------------------------------- */

void ant_tangent_look(ant_tangent *t, ant_tangent_kind kind, const double *m, const double *y) {
  part *p = &t->part[kind];
  ant_stores stores = {.m = (double *)m, .y = (double *)y, .edge = p->value};
  ant_tapes_run(&p->tapes, &stores, t->registers);
}

/* Nothing moves where nothing moved, also where the partial is infinite. */
static void run_arcs(const part *p, int first, int end, double *dot) {
  for (const arc *a = p->arc + first; a < p->arc + end; a++) {
    if (dot[a->from] != 0) dot[a->to] += p->value[a->at] * dot[a->from];
  }
}

void ant_tangent_sweep(const ant_tangent *t, ant_tangent_kind kind, double *dot) {
  const part *p = &t->part[kind];
  for (int i = 0; i < p->n_target; i++) dot[p->target[i]] = 0;
  run_arcs(p, 0, p->n_arc, dot);
}

void ant_tangent_jump(const ant_tangent *t, int jump, double *dot) {
  const ant_model *m = t->program->model;
  for (int i = 0; i < m->n_y; i++) dot[ant_slot_of(m, ANT_STORE_DY, i)] = 0;
  run_arcs(&t->part[ANT_TANGENT_JUMP], t->jump[jump], t->jump[jump + 1], dot);
}

/* 4. The baseline ------------------------------------------------------------ */

typedef struct conditions {
  klu_common klu;
  klu_symbolic *symbolic;
  klu_numeric *numeric;
  double *value, *right, *work;
} conditions;

static ant_status factorise(const ant_machine *a, const double *m, const double *y, conditions *c,
                            ant_diag *diag) {
  const ant_pattern *p = ant_machine_baseline_pattern(a);
  klu_defaults(&c->klu);
  c->value = calloc((size_t)p->nnz + 1, sizeof *c->value);
  c->right = calloc((size_t)p->n_col + 1, sizeof *c->right);
  c->work = calloc(ant_machine_work(a), sizeof *c->work);
  if (!c->value || !c->right || !c->work) {
    return ant_fail(diag, ANT_ENOMEM, "no memory for the baseline's derivatives");
  }
  ant_machine_baseline_jacobian(a, m, y, c->value, c->work);
  int *start = (int *)(uintptr_t)p->col_start, *row = (int *)(uintptr_t)p->row;
  c->symbolic = klu_analyze(p->n_col, start, row, &c->klu);
  if (c->symbolic) c->numeric = klu_factor(start, row, c->value, c->symbolic, &c->klu);
  if (c->numeric && c->klu.status == KLU_OK) return ANT_OK;
  return ant_fail(diag, ANT_ENUMERIC,
                  "the ground state has no derivative by the parameters: its conditions are "
                  "singular to first order");
}

static void conditions_clear(conditions *c) {
  klu_free_numeric(&c->numeric, &c->klu);
  klu_free_symbolic(&c->symbolic, &c->klu);
  free(c->value);
  free(c->right);
  free(c->work);
}

/* What the unknowns must do so that the conditions stay 0. */
static void solve(const ant_machine *a, conditions *c, double *dot) {
  for (int i = 0; i < a->n_condition; i++) c->right[i] = -dot[a->condition_row[i]];
  klu_solve(c->symbolic, c->numeric, a->n_condition, 1, c->right, &c->klu);
  for (int i = 0; i < a->n_condition; i++) dot[a->condition_column[i]] = c->right[i];
}

ant_status ant_tangent_baseline(ant_tangent *t, const double *m, const double *y, int n,
                                double *dot, ant_diag *opt_diag) {
  conditions c = {0};
  bool any = t->machine->n_condition > 0;
  ant_status status = any ? factorise(t->machine, m, y, &c, opt_diag) : ANT_OK;
  ant_tangent_look(t, ANT_TANGENT_BASELINE, m, y);
  for (int k = 0; k < n && status == ANT_OK; k++) {
    double *d = dot + (size_t)k * (size_t)t->n_slot;
    ant_tangent_sweep(t, ANT_TANGENT_BASELINE, d);
    if (any) solve(t->machine, &c, d);
    if (any) ant_tangent_sweep(t, ANT_TANGENT_BASELINE, d);
  }
  conditions_clear(&c);
  return status;
}
