/* check_graph.c - which equation makes what, and what each reads (see check.h). */
#include <string.h>

#include "language/check.h"

static void note_makers(const ant_model *model, ant_graph *graph) {
  for (int i = 0; i < model->n_symbol; i++) {
    graph->value[i] = graph->initial[i] = graph->rate[i] = -1;
  }
  for (int i = 0; i < model->n_equation; i++) {
    const ant_equation *e = &model->equation[i];
    if (e->role == ANT_EQ_JUMP) continue; /* a moment's, it makes nothing that lasts */
    int *maker = e->role == ANT_EQ_INITIAL ? graph->initial
                 : e->role == ANT_EQ_RATE  ? graph->rate
                                           : graph->value;
    maker[e->target.symbol] = i;
  }
}

static void note_slots(const ant_model *model, ant_graph *graph) {
  for (int i = 0; i < model->n_symbol; i++) {
    const ant_symbol *s = &model->symbol[i];
    int *slots = s->store == ANT_STORE_Y ? graph->y_symbol : graph->m_symbol;
    for (int k = 0; k < s->n; k++) slots[s->offset + k] = i;
  }
}

static bool note_refs(ant_check *check, ant_graph *graph) {
  int n = 0, capacity = 0;
  for (int i = 0; i < check->model->n_equation; i++) {
    int *refs, n_ref = ant_check_refs(check, check->model->equation[i].root, &refs);
    graph->first[i] = n;
    for (int k = 0; k < n_ref; k++) {
      if (ant_arena_grow(check->arena, &graph->ref, &capacity, n, sizeof *graph->ref)) return false;
      graph->ref[n++] = refs[k];
    }
  }
  graph->first[check->model->n_equation] = n;
  return true;
}

static int *ints(ant_check *check, int n) {
  return ant_arena_take(check->arena, (size_t)n * sizeof(int));
}

bool ant_check_graph(ant_check *check, ant_graph *out) {
  const ant_model *model = check->model;
  ant_graph g = {.value = ints(check, model->n_symbol),
                 .initial = ints(check, model->n_symbol),
                 .rate = ints(check, model->n_symbol),
                 .first = ints(check, model->n_equation + 1),
                 .m_symbol = ints(check, model->n_m),
                 .y_symbol = ints(check, model->n_y)};
  if (!g.value || !g.initial || !g.rate || !g.first || !g.m_symbol || !g.y_symbol) return false;
  note_makers(model, &g);
  note_slots(model, &g);
  if (!note_refs(check, &g)) return false;
  *out = g;
  return true;
}

int ant_graph_source(const ant_graph *graph, const ant_ref *ref) {
  switch (ref->store) {
  case ANT_STORE_M:
    return graph->value[ref->symbol];
  case ANT_STORE_Y:
    return graph->initial[ref->symbol];
  default:
    return graph->rate[ref->symbol];
  }
}
