/* check_unused.c - what is there and does nothing: warnings (see check.h). */
#include <stdio.h>
#include <string.h>

#include "language/check.h"

static void warn(ant_check *check, ant_place place, const char *what, const char *name,
                 const char *more) {
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, place, ANT_EUNUSED, "nothing reads %s '%s'%s", what,
              name, more);
  diag.severity = ANT_WARNING;
  ant_check_report(check, &diag);
}

static void unused_symbol(ant_check *check, int symbol) {
  const ant_symbol *s = &check->model->symbol[symbol];
  const ant_extra *extra = &check->extra[symbol];
  if (s->hidden || extra->read || !extra->decl) return;
  switch (s->kind) {
  case ANT_SYM_PARAM:
    warn(check, extra->place, "param", s->name, "");
    break;
  case ANT_SYM_LET:
    if (!extra->in_test) warn(check, extra->place, "the quantity", s->name, "");
    break;
  case ANT_SYM_INPUT:
    warn(check, extra->place, "input", s->name, "");
    break;
  case ANT_SYM_WHEN:
    if (!extra->in_test) warn(check, extra->place, "the condition", s->name, "");
    break;
  case ANT_SYM_BALANCE:
    warn(check, extra->place, "the unknown", s->name, "");
    break;
  case ANT_SYM_STATE:
    if (!extra->in_test) {
      warn(check, extra->place, "state", s->name, " but its own rate");
    }
    break;
  default:
    break;
  }
}

/* What can be seen of a symbol: walked backwards from observables, tests and trajectories. */
typedef struct seen {
  ant_check *check;
  const ant_graph *graph;
  bool *is; /* (n_symbol)                                                          */
  int *pending, n_pending;
} seen;

static void see(seen *s, int symbol) {
  if (symbol < 0 || s->is[symbol]) return;
  s->is[symbol] = true;
  s->pending[s->n_pending++] = symbol;
}

static void see_equation(seen *s, int equation) {
  for (int k = s->graph->first[equation]; k < s->graph->first[equation + 1]; k++) {
    see(s, s->check->nodes.ref[s->graph->ref[k]].symbol);
  }
}

/* all that SYMBOL comes from: its equations, what finds it on the ground, what moves it at moments
 */
static void see_through(seen *s, int symbol) {
  const ant_model *model = s->check->model;
  for (int i = 0; i < model->n_equation; i++) {
    if (model->equation[i].target.symbol == symbol) see_equation(s, i);
  }
  for (int i = 0; i < model->n_condition; i++) {
    const ant_condition *c = &model->condition[i];
    if (c->unknown == symbol) see(s, model->equation[c->equation].target.symbol);
  }
  for (int i = 0; i < model->n_when; i++) {
    const ant_when *w = &model->when[i];
    if (w->symbol == symbol) see(s, w->guard);
    for (int k = 0; k < w->n_jump; k++) {
      if (model->equation[w->jump[k]].target.symbol == symbol) see(s, w->symbol);
    }
  }
  for (int i = 0; i < model->n_dose; i++) {
    if (model->dose[i].state == symbol) see(s, model->dose[i].fraction);
  }
  see(s, model->symbol[symbol].base_of);
}

static bool look(seen *s) {
  const ant_model *model = s->check->model;
  bool any = false;
  for (int i = 0; i < model->n_symbol; i++) {
    ant_symbol_kind kind = model->symbol[i].kind;
    bool watched = kind == ANT_SYM_OBSERVE || kind == ANT_SYM_PROBE || s->check->extra[i].in_test;
    any = any || kind == ANT_SYM_OBSERVE;
    if (watched) see(s, i);
  }
  while (s->n_pending > 0) see_through(s, s->pending[--s->n_pending]);
  return any;
}

/* what is read, but by nothing that leads to anything observed */
static void warn_unseen(ant_check *check, const ant_graph *graph) {
  const ant_model *model = check->model;
  size_t n = (size_t)model->n_symbol + 1;
  seen s = {.check = check, .graph = graph};
  s.is = ant_arena_take(check->arena, n);
  s.pending = ant_arena_take(check->arena, n * sizeof *s.pending);
  if (!s.is || !s.pending || !look(&s)) return;
  for (int i = 0; i < model->n_symbol; i++) {
    const ant_symbol *symbol = &model->symbol[i];
    const ant_extra *extra = &check->extra[i];
    const char *what = symbol->kind == ANT_SYM_PARAM   ? "param"
                       : symbol->kind == ANT_SYM_INPUT ? "input"
                       : symbol->kind == ANT_SYM_STATE ? "state"
                                                       : NULL;
    bool declared = extra->decl && extra->decl->keyword != ANT_KW_SUBSTANCE;
    if (!what || symbol->hidden || !declared || !extra->read || s.is[i]) continue;
    ant_diag diag;
    ant_diag_at(&diag, &model->sources, extra->place, ANT_EUNUSED,
                "%s '%s' has no effect on anything observed", what, symbol->name);
    diag.severity = ANT_WARNING;
    ant_check_report(check, &diag);
  }
}

/* functions, sets and substances that no name leads to */
static void warn_idle(ant_check *check) {
  bool *used = ant_arena_take(check->arena, (size_t)check->n_def + 1);
  if (!used) return;
  for (int i = 0; i < check->n_local; i++) {
    const ant_local *local = &check->local[i];
    if (local->used || local->imported) used[local->def] = true;
  }
  for (int i = 0; i < check->n_def; i++) {
    const ant_def *def = &check->def[i];
    const char *what = def->kind == ANT_DEF_FUNCTION    ? "function"
                       : def->kind == ANT_DEF_SET       ? "set"
                       : def->kind == ANT_DEF_SUBSTANCE ? "substance"
                                                        : NULL;
    bool rule =
        def->kind == ANT_DEF_SUBSTANCE && def->decl && def->decl->value2; /* says what an IU is */
    if (!what || used[i] || !def->decl || rule) continue;
    warn(check, def->place, what, def->full, "");
  }
}

void ant_check_unused(ant_check *check, const ant_graph *graph) {
  if (check->diags->n_error > 0) return; /* what is wrong may be what would read it */
  for (int i = 0; i < check->model->n_symbol; i++) unused_symbol(check, i);
  warn_unseen(check, graph);
  warn_idle(check);
  for (int i = 0; i < check->n_local; i++) {
    const ant_local *local = &check->local[i];
    if (!local->imported || local->used) continue;
    warn(check, local->place, "what is imported as", local->text, " here");
  }
}
