/* check_order.c - what is computed when, and circles (see check.h, and ir.h on the orders).
 *   1. One order   2. Circles   3. Stages   4. The orders of the model
 *
 * There is one graph, that of the ground: a state with a start depends on the equation of its
 * start, a baseline(x) on x.  In flight those edges are cut, so that one order of the whole serves
 * both: each order of the model is a part of it. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "language/check.h"

enum { WHITE, GREY, BLACK };

typedef struct ant_ordering {
  ant_check *check;
  const ant_graph *graph;
  char *colour;    /* (n_equation)                                          */
  bool *told;      /* (n_equation) in a circle that was reported              */
  int *stack, *at; /* (n_equation) the path, and how far each has got         */
  int *order, n_order;
} ant_ordering;

/* 2. Circles ------------------------------------------------------------------- */

static const char *name_of(const ant_check *check, int equation) {
  return check->model->symbol[check->model->equation[equation].target.symbol].name;
}

/* one line a step: what it is and where it stands */
static void describe(const ant_ordering *w, int equation, ant_text *text) {
  const ant_model *model = w->check->model;
  const ant_equation *e = &model->equation[equation];
  const ant_symbol *s = &model->symbol[e->target.symbol];
  char where[ANT_DIAG_PATH];
  ant_check_where(w->check, e->place, where, sizeof where);
  if (e->role == ANT_EQ_BASE) {
    ant_text_print(text, "baseline(%s)", model->symbol[s->base_of].name);
  } else if (e->role == ANT_EQ_INITIAL) {
    ant_text_print(text, "the start of '%s' (%s)", s->name, where);
  } else if (s->hidden && e->role == ANT_EQ_LET) {
    ant_text_print(text, "a part of it (%s)", where);
  } else {
    ant_text_print(text, "'%s' (%s)", s->name, where);
  }
}

/* a circle is told from where a person would begin: not at a part or a baseline */
static void turn(const ant_check *check, int *circle, int n) {
  for (int turned = 0; turned < n; turned++) {
    const ant_equation *e = &check->model->equation[circle[0]];
    if (!check->model->symbol[e->target.symbol].hidden) return;
    int first = circle[0];
    memmove(circle, circle + 1, (size_t)(n - 1) * sizeof *circle);
    circle[n - 1] = first;
  }
}

static void hint_circle(const ant_check *check, const int *circle, int n, ant_diag *diag) {
  bool start = false, base = false;
  for (int i = 0; i < n; i++) {
    start = start || check->model->equation[circle[i]].role == ANT_EQ_INITIAL;
    base = base || check->model->equation[circle[i]].role == ANT_EQ_BASE;
  }
  if (base) {
    ant_diag_hint(diag, "the circle goes through baseline(...): on the ground a quantity and its "
                        "baseline are one");
  } else if (start) {
    ant_diag_hint(diag, "the circle goes through a start: give it a number, or let the baseline "
                        "find it: state x = steady");
  } else {
    ant_diag_hint(diag, "a state breaks a circle: what it is now says how it changes");
  }
}

/* the path from FROM to the top of the stack, which needs FROM again */
static void say_circle(ant_ordering *w, int n_stack, int from) {
  ant_check *check = w->check;
  int begin = n_stack - 1, shown = 0;
  bool known = true;
  while (w->stack[begin] != from) begin--;
  for (int i = begin; i < n_stack; i++) {
    known = known && w->told[w->stack[i]];
    w->told[w->stack[i]] = true;
  }
  int n = n_stack - begin, *circle = ant_arena_take(check->arena, (size_t)n * sizeof *circle);
  if (known || !circle) return;
  memcpy(circle, w->stack + begin, (size_t)n * sizeof *circle);
  turn(check, circle, n);
  ant_text text = {0};
  for (; shown < n && text.length < ANT_DIAG_TEXT - 160; shown++) {
    describe(w, circle[shown], &text);
    ant_text_put(&text, " needs ");
  }
  if (shown < n) ant_text_print(&text, "%d more, then ", n - shown);
  ant_text_print(&text, "'%s' again", name_of(check, circle[0]));
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, check->model->equation[circle[0]].place, ANT_ECIRCULAR,
              "circular definition: %s", ant_text_string(&text));
  ant_text_clear(&text);
  hint_circle(check, circle, n, &diag);
  ant_check_report(check, &diag);
}

/* 1. One order ------------------------------------------------------------------ */

/* put ROOT and all that it needs into the order; the path is kept by hand, for it may be long */
static void visit(ant_ordering *w, int root) {
  int n = 0;
  if (w->colour[root] != WHITE) return;
  w->colour[root] = GREY;
  w->at[n] = w->graph->first[root];
  w->stack[n++] = root;
  while (n > 0) {
    int e = w->stack[n - 1];
    if (w->at[n - 1] == w->graph->first[e + 1]) {
      w->colour[e] = BLACK;
      w->order[w->n_order++] = e;
      n--;
      continue;
    }
    const ant_ref *ref = &w->check->nodes.ref[w->graph->ref[w->at[n - 1]++]];
    int next = ant_graph_source(w->graph, ref);
    if (next < 0 || w->colour[next] == BLACK) continue;
    if (w->colour[next] == GREY) {
      say_circle(w, n, next);
      continue;
    }
    w->colour[next] = GREY;
    w->at[n] = w->graph->first[next];
    w->stack[n++] = next;
  }
}

static bool make_order(ant_ordering *w) {
  int n = w->check->model->n_equation;
  ant_arena *arena = w->check->arena;
  w->colour = ant_arena_take(arena, (size_t)n);
  w->told = ant_arena_take(arena, (size_t)n * sizeof *w->told);
  w->stack = ant_arena_take(arena, (size_t)n * sizeof *w->stack);
  w->at = ant_arena_take(arena, (size_t)n * sizeof *w->at);
  w->order = ant_arena_take(arena, (size_t)n * sizeof *w->order);
  if (!w->colour || !w->told || !w->stack || !w->at || !w->order) return false;
  for (int i = 0; i < n; i++) visit(w, i);
  return true;
}

/* 3. Stages ---------------------------------------------------------------------- */

static ant_stage stage_of_read(const ant_model *model, const ant_graph *graph, const ant_ref *ref) {
  switch (model->symbol[ref->symbol].kind) {
  case ANT_SYM_INPUT:
    return ANT_STAGE_PHASE;
  case ANT_SYM_STATE:
  case ANT_SYM_TIME:
  case ANT_SYM_WHEN:
    return ANT_STAGE_RATE;
  case ANT_SYM_LET:
    return graph->value[ref->symbol] < 0 ? ANT_STAGE_SETUP
                                         : model->equation[graph->value[ref->symbol]].stage;
  case ANT_SYM_OBSERVE:
  case ANT_SYM_PROBE:
    return ANT_STAGE_OBSERVE;
  default:
    return ANT_STAGE_SETUP;
  }
}

static ant_stage stage_of(const ant_ordering *w, int equation) {
  const ant_model *model = w->check->model;
  ant_stage stage = ANT_STAGE_SETUP;
  for (int i = w->graph->first[equation]; i < w->graph->first[equation + 1]; i++) {
    ant_stage s = stage_of_read(model, w->graph, &w->check->nodes.ref[w->graph->ref[i]]);
    if (s > stage) stage = s;
  }
  return stage;
}

/* what no rate needs is computed at outputs only */
static void delay_to_outputs(const ant_ordering *w) {
  const ant_model *model = w->check->model;
  bool *needed = ant_arena_take(w->check->arena, (size_t)model->n_equation * sizeof *needed);
  if (!needed) return;
  for (int i = 0; i < model->n_when; i++) { /* a guard is watched all the time */
    int guard = w->graph->value[model->when[i].guard];
    if (guard >= 0) needed[guard] = true;
  }
  for (int k = w->n_order - 1; k >= 0; k--) { /* readers stand behind what they read */
    int e = w->order[k];
    bool rate = model->equation[e].role == ANT_EQ_RATE;
    if (!rate && !(needed[e] && model->equation[e].role == ANT_EQ_LET)) continue;
    for (int i = w->graph->first[e]; i < w->graph->first[e + 1]; i++) {
      const ant_ref *ref = &w->check->nodes.ref[w->graph->ref[i]];
      if (ref->store == ANT_STORE_M && w->graph->value[ref->symbol] >= 0) {
        needed[w->graph->value[ref->symbol]] = true;
      }
    }
  }
  for (int i = 0; i < model->n_equation; i++) {
    ant_equation *e = &model->equation[i];
    if (e->role == ANT_EQ_LET && e->stage == ANT_STAGE_RATE && !needed[i]) {
      e->stage = ANT_STAGE_OBSERVE;
    }
  }
}

static void set_stages(const ant_ordering *w) {
  ant_model *model = w->check->model;
  for (int k = 0; k < w->n_order; k++) {
    ant_equation *e = &model->equation[w->order[k]];
    switch (e->role) {
    case ANT_EQ_LET:
      e->stage = stage_of(w, w->order[k]);
      break;
    case ANT_EQ_RATE:
    case ANT_EQ_WHEN:
    case ANT_EQ_JUMP:
      e->stage = ANT_STAGE_RATE;
      break;
    case ANT_EQ_OBSERVE:
    case ANT_EQ_PROBE:
      e->stage = ANT_STAGE_OBSERVE;
      break;
    default:
      e->stage = ANT_STAGE_SETUP;
    }
  }
  delay_to_outputs(w);
}

/* 4. The orders of the model ------------------------------------------------------- */

enum { NO_STAGE = -1 };

/* the equations of ROLE and STAGE (NO_STAGE: any), in order, behind those that are there */
static void pick(const ant_ordering *w, ant_role role, int stage, int *out, int *out_n) {
  for (int k = 0; k < w->n_order; k++) {
    const ant_equation *e = &w->check->model->equation[w->order[k]];
    if (e->role == role && (stage == NO_STAGE || (int)e->stage == stage)) {
      out[(*out_n)++] = w->order[k];
    }
  }
}

/* mark the observables whose baseline is read, and those that these read */
static void mark_asked(const ant_ordering *w, bool *asked) {
  const ant_graph *graph = w->graph;
  for (int k = w->n_order - 1; k >= 0; k--) {
    int equation = w->order[k];
    const ant_equation *e = &w->check->model->equation[equation];
    if (e->role != ANT_EQ_OBSERVE) continue;
    asked[equation] |= w->check->extra[e->target.symbol].base >= 0;
    for (int i = graph->first[equation]; asked[equation] && i < graph->first[equation + 1]; i++) {
      int source = ant_graph_source(graph, &w->check->nodes.ref[graph->ref[i]]);
      if (source >= 0) asked[source] = true;
    }
  }
}

/* all but what only a flight has, in one order */
static void pick_ground(const ant_ordering *w, int *out, int *out_n) {
  bool *asked =
      ant_arena_take(w->check->arena, (size_t)w->check->model->n_equation * sizeof *asked);
  if (!asked) return;
  mark_asked(w, asked);
  for (int k = 0; k < w->n_order; k++) {
    ant_role role = w->check->model->equation[w->order[k]].role;
    bool observe = role == ANT_EQ_OBSERVE && !asked[w->order[k]];
    if (!observe && role != ANT_EQ_PROBE && role != ANT_EQ_JUMP) out[(*out_n)++] = w->order[k];
  }
}

void ant_check_order(ant_check *check, const ant_graph *graph) {
  ant_model *m = check->model;
  ant_ordering w = {.check = check, .graph = graph};
  if (!make_order(&w)) return;
  set_stages(&w);
  size_t size = (size_t)m->n_equation * sizeof(int);
  int **const order[] = {&m->order_baseline, &m->order_setup,   &m->order_phase,
                         &m->order_rate,     &m->order_observe, &m->order_probe};
  for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
    *order[i] = ant_arena_take(check->arena, size);
    if (!*order[i]) return;
  }
  pick_ground(&w, m->order_baseline, &m->n_order_baseline);
  for (int k = 0; k < w.n_order; k++) { /* values may depend on lets and lets on values */
    const ant_equation *e = &m->equation[w.order[k]];
    bool setup = e->role == ANT_EQ_VALUE || (e->role == ANT_EQ_LET && e->stage == ANT_STAGE_SETUP);
    if (setup) m->order_setup[m->n_order_setup++] = w.order[k];
  }
  pick(&w, ANT_EQ_LET, ANT_STAGE_PHASE, m->order_phase, &m->n_order_phase);
  pick(&w, ANT_EQ_LET, ANT_STAGE_RATE, m->order_rate, &m->n_order_rate);
  pick(&w, ANT_EQ_RATE, NO_STAGE, m->order_rate, &m->n_order_rate);
  pick(&w, ANT_EQ_LET, ANT_STAGE_OBSERVE, m->order_observe, &m->n_order_observe);
  pick(&w, ANT_EQ_OBSERVE, NO_STAGE, m->order_observe, &m->n_order_observe);
  pick(&w, ANT_EQ_PROBE, NO_STAGE, m->order_probe, &m->n_order_probe);
}
