/* check.c - from trees to a checked model (see check.h).
 *
 *   collect    every declaration is found and its name put in its module     check_module.c
 *   imports    `use` makes names of other modules known                      check_names.c
 *   sets       each `for` finds its sets                                     check_set.c
 *   declare    every quantity becomes a symbol with a unit and slots         check_declare.c
 *   equations  values, lets, rates, flows, lags, observables, tests          check_expr.c, ...
 *   balance    unknowns are matched to conditions                            check_balance.c
 *   taps       handles for an intervention, where one is asked for            check_tap.c
 *   order      what is computed when; circles                                check_order.c
 *   unused     warnings                                                      check_unused.c */
#include "language/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "language/names.h"

bool ant_check_memory(const ant_check *check) {
  return ant_arena_status(check->arena) == ANT_OK && !check->no_memory;
}

const char *ant_check_where(const ant_check *check, ant_place place, char *buffer, size_t size) {
  const ant_sources *sources = &check->model->sources;
  const char *path = place.file < sources->n ? sources->file[place.file].path : "";
  const char *slash = strrchr(path, '/');
  snprintf(buffer, size, "%s:%d", slash ? slash + 1 : path, place.line);
  return buffer;
}

/* a function's body is checked at each use, and says the same of itself each time */
static bool said_before(const ant_diags *diags, const ant_diag *diag) {
  for (size_t i = 0; i < diags->n; i++) {
    const ant_diag *old = &diags->item[i];
    if (old->line == diag->line && old->column == diag->column && old->code == diag->code &&
        diag->line > 0 && strcmp(old->file, diag->file) == 0 &&
        strcmp(old->text, diag->text) == 0) {
      return true;
    }
  }
  return false;
}

void ant_check_report(ant_check *check, const ant_diag *diag) {
  if (said_before(check->diags, diag)) return;
  ant_diag with = *diag;
  if (check->call && !diag->hint[0]) {
    char where[ANT_DIAG_PATH];
    ant_diag_hint(&with, "this function is used at %s",
                  ant_check_where(check, ant_check_call_place(check->call), where, sizeof where));
  }
  ant_diags_add(check->diags, &with);
}

void ant_check_error(ant_check *check, ant_place place, ant_status code, const char *format, ...) {
  ant_diag diag;
  va_list args;
  va_start(args, format);
  ant_diag_at_args(&diag, &check->model->sources, place, code, format, args);
  va_end(args);
  ant_check_report(check, &diag);
}

static void prepare(ant_check *check, ant_model *model, ant_bib_state bib, ant_diags *diags) {
  check->model = model;
  check->arena = model->arena;
  check->diags = diags;
  ant_map *const map[] = {&check->modules,    &check->keys,       &check->anywhere,
                          &check->reductions, &check->indicators, &check->units};
  for (size_t i = 0; i < sizeof map / sizeof *map; i++) map[i]->arena = model->arena;
  for (int i = 0; i < model->n_bib; i++) ant_map_set(&check->keys, model->bib[i].key, i);
  check->bib = bib;
}

static void check_all(ant_check *check, const ant_ast *ast, int n_ast) {
  ant_check_collect(check, ast, n_ast);
  ant_check_imports(check);
  ant_check_sets(check);
  ant_check_substances(check);
  ant_check_declare(check);
  ant_check_pools(check);
  ant_names_build(check->model, check->diags);
  ant_check_tables(check);
  ant_check_values(check);
  ant_check_lags(check);
  ant_check_flows(check);
  ant_check_rates(check);
  ant_check_doses(check);
  ant_check_whens(check);
  ant_check_tests(check);
  ant_check_reproduce(check);
  ant_check_balances(check);
  ant_graph graph;
  if (check->n_tap > 0 && check->diags->n_error == 0) {
    ant_check_taps(check, check->tap, check->n_tap);
  }
  if (!ant_check_memory(check) || !ant_check_graph(check, &graph)) return;
  ant_check_order(check, &graph);
  if (check->diags->n_error == 0) ant_check_match(check, &graph);
  ant_check_unused(check, &graph);
}

ant_status ant_check_model(ant_model *model, const ant_ast *ast, int n_ast, ant_bib_state bib,
                           const char *opt_variant, ant_tap *tap, int n_tap, ant_diags *diags) {
  ant_check check = {.want_variant = opt_variant, .tap = tap, .n_tap = n_tap};
  prepare(&check, model, bib, diags);
  ant_nodes_init(&check.nodes, model->arena);
  check_all(&check, ast, n_ast);
  ant_nodes_give(&check.nodes, model);
  ant_walk_clear(&check.walk);
  if (!ant_check_memory(&check)) {
    ant_diag diag;
    ant_fail(&diag, ANT_ENOMEM, "not enough memory to check this model");
    ant_diags_add(diags, &diag);
  }
  return diags->first;
}
