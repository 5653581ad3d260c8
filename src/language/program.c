/* program.c - from a model's equations to loop nests and their partials (see program.h).
 *   1. Slots   2. Passes   3. Which places carry a derivative   4. Partials   5. The program */
#include "language/program.h"

#include <stdlib.h>
#include <string.h>

#include "language/derive.h"

/* 1. Slots ---------------------------------------------------------------- */

int ant_slot_count(const ant_model *model) {
  return 2 * model->n_y + model->n_m;
}

int ant_slot_of(const ant_model *model, ant_store store, int offset) {
  if (store == ANT_STORE_Y) return offset;
  if (store == ANT_STORE_M) return model->n_y + offset;
  return model->n_y + model->n_m + offset;
}

int ant_axes_count(int n_axis, const int *axis_size) {
  int n = 1;
  for (int k = 0; k < n_axis; k++) n *= axis_size[k];
  return n;
}

int ant_ref_at(const ant_ref *ref, int n_axis, const int *axis_size, int element) {
  int at = ref->offset;
  for (int k = n_axis - 1; k >= 0; k--) {
    at += ref->stride[k] * (element % axis_size[k]);
    element /= axis_size[k];
  }
  return at;
}

/* 2. Passes ---------------------------------------------------------------- */

static ant_nest nest_of(const ant_model *model, int equation) {
  const ant_equation *e = &model->equation[equation];
  ant_nest nest = {.equation = equation, .n_axis = e->n_axis};
  memcpy(nest.axis_size, e->axis_size, sizeof nest.axis_size);
  memcpy(nest.axis_set, e->axis_set, sizeof nest.axis_set);
  return nest;
}

static ant_status make_pass(ant_program *p, ant_pass_kind kind, const char *name, const int *order,
                            int n) {
  ant_pass *pass = &p->pass[kind];
  pass->name = name;
  pass->nest = ant_arena_take(p->arena, (size_t)n * sizeof *pass->nest);
  ant_output *out = ant_arena_take(p->arena, (size_t)n * sizeof *out);
  if (!pass->nest || !out) return ANT_ENOMEM;
  for (int i = 0; i < n; i++) {
    const ant_equation *e = &p->model->equation[order[i]];
    pass->nest[i] = nest_of(p->model, order[i]);
    pass->nest[i].out = &out[i];
    pass->nest[i].n_out = 1;
    out[i] = (ant_output){e->root, e->target, e->accumulate};
  }
  pass->n = n;
  return ANT_OK;
}

/* Mark in NEEDED, by symbol, what the expression at ROOT reads. */
static ant_status mark_read(const ant_program *p, ant_walk *walk, int root, bool *needed) {
  ANT_TRY(ant_walk_from(walk, p->nodes.node, root));
  for (int i = 0; i < walk->n; i++) {
    const ant_node *node = &p->nodes.node[walk->item[i]];
    if (node->op == ANT_OP_READ) needed[p->nodes.ref[node->ref].symbol] = true;
  }
  return ANT_OK;
}

/* The lets of order_rate that lead to the symbols in NEEDED, into LIST. */
static ant_status list_needed(const ant_program *p, bool *needed, int *list, int *out_n) {
  const ant_model *m = p->model;
  ant_walk walk = {0};
  ant_status status = ANT_OK;
  int n = 0, end = m->n_order_rate;
  for (int k = end - 1; k >= 0 && status == ANT_OK; k--) { /* readers stand behind what they read */
    const ant_equation *e = &m->equation[m->order_rate[k]];
    if (e->role != ANT_EQ_LET || !needed[e->target.symbol]) continue;
    list[end - ++n] = m->order_rate[k];
    status = mark_read(p, &walk, e->root, needed);
  }
  ant_walk_clear(&walk);
  memmove(list, list + end - n, (size_t)n * sizeof *list);
  *out_n = n;
  return status;
}

/* What is looked at, and of the right-hand side only what that needs: a row costs no rates. */
static ant_status make_observe_pass(ant_program *p) {
  const ant_model *m = p->model;
  ant_walk walk = {0};
  ant_status status = ANT_OK;
  int n = 0;
  int *list =
      ant_arena_take(p->arena, (size_t)(m->n_order_rate + m->n_order_observe) * sizeof *list);
  bool *needed = ant_arena_take(p->arena, (size_t)m->n_symbol * sizeof *needed);
  if (!list || !needed) return ANT_ENOMEM;
  for (int i = 0; i < m->n_order_observe && status == ANT_OK; i++) {
    status = mark_read(p, &walk, m->equation[m->order_observe[i]].root, needed);
  }
  ant_walk_clear(&walk);
  if (status == ANT_OK) status = list_needed(p, needed, list, &n);
  for (int i = 0; i < m->n_order_observe; i++) list[n++] = m->order_observe[i];
  return status == ANT_OK ? make_pass(p, ANT_PASS_OBSERVE, "observe", list, n) : status;
}

static ant_status make_when_passes(ant_program *p) {
  const ant_model *m = p->model;
  int n = 0, n_jump = 0;
  for (int i = 0; i < m->n_when; i++) n_jump += m->when[i].n_jump;
  int *list =
      ant_arena_take(p->arena, (size_t)(m->n_order_rate + m->n_when + n_jump) * sizeof *list);
  bool *needed = ant_arena_take(p->arena, (size_t)m->n_symbol * sizeof *needed);
  if (!list || !needed) return ANT_ENOMEM;
  for (int i = 0; i < m->n_when; i++) needed[m->when[i].guard] = true;
  ANT_TRY(list_needed(p, needed, list, &n));
  ANT_TRY(make_pass(p, ANT_PASS_GUARD, "guard", list, n));
  for (int i = 0; i < m->n_when; i++) list[i] = m->when[i].equation;
  ANT_TRY(make_pass(p, ANT_PASS_TRUTH, "truth", list, m->n_when));
  n = 0;
  for (int i = 0; i < m->n_when; i++) {
    for (int k = 0; k < m->when[i].n_jump; k++) list[n++] = m->when[i].jump[k];
  }
  ANT_TRY(make_pass(p, ANT_PASS_JUMP, "jump", list, n));
  for (int i = 0; i < n; i++) p->pass[ANT_PASS_JUMP].nest[i].out->target.store = ANT_STORE_DY;
  return ANT_OK;
}

static ant_status make_passes(ant_program *p) {
  const ant_model *m = p->model;
  ANT_TRY(make_pass(p, ANT_PASS_BASELINE, "baseline", m->order_baseline, m->n_order_baseline));
  ANT_TRY(make_pass(p, ANT_PASS_SETUP, "setup", m->order_setup, m->n_order_setup));
  ANT_TRY(make_pass(p, ANT_PASS_PHASE, "phase", m->order_phase, m->n_order_phase));
  ANT_TRY(make_pass(p, ANT_PASS_RATE, "rate", m->order_rate, m->n_order_rate));
  ANT_TRY(make_observe_pass(p));
  ANT_TRY(make_pass(p, ANT_PASS_PROBE, "probe", m->order_probe, m->n_order_probe));
  return make_when_passes(p);
}

/* 3. Which places carry a derivative ---------------------------------------- */

typedef struct partials {
  ant_program *p;
  ant_derive derive;
  bool *live;   /* by slot: depends on an independent variable  */
  bool *active; /* by place: some element of it is live         */
  int edge_capacity;
} partials;

static bool place_is_live(const partials *w, const ant_equation *e, int ref, int element) {
  const ant_model *m = w->p->model;
  const ant_ref *r = &w->p->nodes.ref[ref];
  return w->live[ant_slot_of(m, r->store, ant_ref_at(r, e->n_axis, e->axis_size, element))];
}

/* Note in w->active which places that E reads are live for some element. */
static void mark_places(partials *w, const ant_equation *e, ant_walk *walk) {
  const ant_nodes *b = &w->p->nodes;
  int n = ant_axes_count(e->n_axis, e->axis_size);
  for (int i = 0; i < walk->n; i++) {
    const ant_node *node = &b->node[walk->item[i]];
    if (node->op != ANT_OP_READ) continue;
    bool any = false;
    for (int k = 0; k < n && !any; k++) any = place_is_live(w, e, node->ref, k);
    w->active[node->ref] = any;
  }
}

/* What the partial of edge REF makes live: the targets of the elements whose place is. */
static void mark_targets(partials *w, const ant_equation *e, int ref) {
  const ant_model *m = w->p->model;
  int n = ant_axes_count(e->n_axis, e->axis_size);
  for (int k = 0; k < n; k++) {
    if (!place_is_live(w, e, ref, k)) continue;
    int at = ant_ref_at(&e->target, e->n_axis, e->axis_size, k);
    w->live[ant_slot_of(m, e->target.store, at)] = true;
  }
}

/* 4. Partials ---------------------------------------------------------------- */

/* The partial of a largest or smallest acts only where its element is the result. */
static int guard(ant_nodes *b, const ant_equation *e, int partial) {
  if (e->accumulate != ANT_LARGEST && e->accumulate != ANT_SMALLEST) return partial;
  int result = ant_node_read(b, &e->target);
  int chosen = ant_node_2(b, ANT_OP_EQ, e->root, result);
  return ant_node_3(b, ANT_OP_IF, chosen, partial, ant_node_const(b, 0));
}

static void row_major(ant_ref *target, const ant_nest *nest) {
  int stride = 1;
  for (int k = nest->n_axis - 1; k >= 0; k--) {
    target->stride[k] = stride;
    stride *= nest->axis_size[k];
  }
}

/* The nest of all partials of EQUATION; n_out is 0 where there are none. */
static ant_status differentiate(partials *w, int equation, ant_edges *edges, ant_nest *nest) {
  ant_program *p = w->p;
  const ant_equation *e = &p->model->equation[equation];
  *nest = nest_of(p->model, equation);
  ANT_TRY(ant_walk_from(&w->derive.walk, p->nodes.node, e->root));
  mark_places(w, e, &w->derive.walk);
  /* where a let stands computed, its powers need not be taken again */
  bool known = e->role == ANT_EQ_LET && e->accumulate == ANT_ASSIGN;
  int value = known ? ant_node_read(&p->nodes, &e->target) : e->root;
  ANT_TRY(ant_derive_gradient(&w->derive, &p->nodes, e->root, value, w->active));
  nest->out = ant_arena_take(p->arena, (size_t)w->derive.n * sizeof *nest->out);
  if (!nest->out) return ANT_ENOMEM;
  for (int i = 0; i < w->derive.n; i++) {
    int ref = w->derive.partial[i].ref, node = guard(&p->nodes, e, w->derive.partial[i].node);
    if (node < 0) return ANT_ENOMEM;
    ant_edge edge = {.equation = equation, .ref = ref, .offset = edges->n_value};
    edge.constant = ant_node_is_const(&p->nodes, node, &edge.value);
    ANT_TRY(ant_arena_grow(p->arena, &edges->edge, &w->edge_capacity, edges->n, sizeof edge));
    edges->edge[edges->n++] = edge;
    edges->n_value += edge.constant ? 1 : ant_axes_count(e->n_axis, e->axis_size);
    ant_output *out = &nest->out[nest->n_out++];
    *out = (ant_output){
        node, {.symbol = -1, .store = ANT_STORE_EDGE, .offset = edge.offset}, ANT_ASSIGN};
    if (!edge.constant) row_major(&out->target, nest);
    mark_targets(w, e, ref);
  }
  return ANT_OK;
}

static ant_status make_partials(partials *w, ant_pass *pass, const char *name, const int *order,
                                int n, ant_edges *edges) {
  w->edge_capacity = 0;
  pass->name = name;
  pass->nest = ant_arena_take(w->p->arena, (size_t)n * sizeof *pass->nest);
  if (!pass->nest) return ANT_ENOMEM;
  for (int i = 0; i < n; i++) {
    ant_nest *nest = &pass->nest[pass->n];
    ANT_TRY(differentiate(w, order[i], edges, nest));
    if (nest->n_out > 0) pass->n++;
  }
  return ANT_OK;
}

static ant_status rate_partials(partials *w) {
  const ant_model *m = w->p->model;
  for (int i = 0; i < m->n_y; i++) w->live[i] = true;
  w->live[ant_slot_of(m, ANT_STORE_M, m->symbol[m->time].offset)] = true;
  return make_partials(w, &w->p->pass[ANT_PASS_PARTIALS_RATE], "partials_rate", m->order_rate,
                       m->n_order_rate, &w->p->rate);
}

static void mark_unknowns(partials *w) {
  const ant_model *m = w->p->model;
  for (int i = 0; i < m->n_condition; i++) {
    const ant_condition *c = &m->condition[i];
    ant_store store = m->symbol[c->unknown].store;
    for (int k = 0; k < c->n; k++) w->live[ant_slot_of(m, store, c->column[k])] = true;
  }
}

static ant_status baseline_partials(partials *w) {
  const ant_model *m = w->p->model;
  memset(w->live, 0, (size_t)ant_slot_count(m) * sizeof *w->live);
  mark_unknowns(w);
  return make_partials(w, &w->p->pass[ANT_PASS_PARTIALS_BASELINE], "partials_baseline",
                       m->order_baseline, m->n_order_baseline, &w->p->baseline);
}

/* The places that were live at the baseline stay so: lets of setup, balances, bases. */
static ant_status flight_tangents(partials *w, ant_tangent_kind kind, const int *order, int n) {
  return make_partials(w, &w->p->tangent_pass[kind], "tangent", order, n, &w->p->tangent[kind]);
}

static ant_status tangents(partials *w) {
  const ant_model *m = w->p->model;
  int n = 0, *jump = ant_arena_take(w->p->arena, (size_t)m->n_equation * sizeof *jump);
  if (!jump) return ANT_ENOMEM;
  for (int i = 0; i < m->n_when; i++) {
    for (int k = 0; k < m->when[i].n_jump; k++) jump[n++] = m->when[i].jump[k];
  }
  mark_unknowns(w);
  ANT_TRY(flight_tangents(w, ANT_TANGENT_BASELINE, m->order_baseline, m->n_order_baseline));
  for (int i = 0; i < m->n_y; i++) w->live[i] = true;
  w->live[ant_slot_of(m, ANT_STORE_M, m->symbol[m->time].offset)] = true;
  ANT_TRY(flight_tangents(w, ANT_TANGENT_PHASE, m->order_phase, m->n_order_phase));
  ANT_TRY(flight_tangents(w, ANT_TANGENT_RATE, m->order_rate, m->n_order_rate));
  ANT_TRY(flight_tangents(w, ANT_TANGENT_OBSERVE, m->order_observe, m->n_order_observe));
  return flight_tangents(w, ANT_TANGENT_JUMP, jump, n);
}

/* 5. The program --------------------------------------------------------------- */

/* With LEAF the tangents, else what every machine needs. */
static ant_status make_all_partials(ant_program *p, const int *leaf, int n_leaf) {
  partials w = {.p = p};
  /* Guards of reductions read targets: places that the model may not have, one an equation. */
  size_t n_ref = (size_t)p->nodes.n_ref + (size_t)p->model->n_equation + 1;
  w.live = calloc((size_t)ant_slot_count(p->model) + 1, sizeof *w.live);
  w.active = calloc(n_ref, sizeof *w.active);
  bool ready = w.live && w.active;
  for (int i = 0; ready && i < n_leaf; i++) w.live[leaf[i]] = true;
  ant_status status = !ready ? ANT_ENOMEM : leaf ? tangents(&w) : rate_partials(&w);
  if (status == ANT_OK && !leaf) status = baseline_partials(&w);
  ant_derive_clear(&w.derive);
  free(w.live);
  free(w.active);
  return status;
}

static ant_status make_program(ant_program *p, const int *leaf, int n_leaf) {
  ant_nodes_init_from(&p->nodes, p->arena, p->model);
  ANT_TRY(ant_arena_status(p->arena));
  if (!leaf) ANT_TRY(make_passes(p));
  ANT_TRY(make_all_partials(p, leaf, n_leaf));
  return ant_arena_status(p->arena);
}

static ant_status create(const ant_model *model, const int *leaf, int n_leaf,
                         ant_program **out_program, ant_diag *opt_diag) {
  ant_arena *arena = ant_arena_create();
  ant_program *p = arena ? ant_arena_take(arena, sizeof *p) : NULL;
  if (p) {
    p->model = model;
    p->arena = arena;
  }
  ant_status status = p ? make_program(p, leaf, n_leaf) : ANT_ENOMEM;
  if (status != ANT_OK) {
    ant_arena_destroy(&arena);
    return ant_fail(opt_diag, status, "no memory for the derivatives of the model");
  }
  *out_program = p;
  return ANT_OK;
}

ant_status ant_program_create(const ant_model *model, ant_program **out_program,
                              ant_diag *opt_diag) {
  return create(model, NULL, 0, out_program, opt_diag);
}

ant_status ant_program_create_tangents(const ant_model *model, const int *leaf, int n,
                                       ant_program **out_program, ant_diag *opt_diag) {
  return create(model, leaf, n, out_program, opt_diag);
}

void ant_program_destroy(ant_program **program) {
  if (!program || !*program) return;
  ant_arena *arena = (*program)->arena;
  *program = NULL;
  ant_arena_destroy(&arena);
}
