/* watch.c - a model that shows what claims look at (see watch.h). */
#include "score/watch.h"

#include <stdlib.h>
#include <string.h>

#include "language/ir.h"

typedef struct watching {
  const ant_model *model;
  ant_tap *tap; /* (n) */
  int n;
  ant_status status;
  ant_diags *diags;
} watching;

static bool is_quantity(ant_symbol_kind kind) {
  return kind == ANT_SYM_STATE || kind == ANT_SYM_LET || kind == ANT_SYM_BALANCE ||
         kind == ANT_SYM_INPUT || kind == ANT_SYM_PARAM || kind == ANT_SYM_COVARIATE;
}

static void tell_elements(watching *w, const ant_claim *c, const ant_expectation *x, int symbol) {
  ant_diag diag;
  char name[200];
  w->status = ant_fail(&diag, ANT_EINPUT, "'%s': '%s' has %d elements: one was expected", c->key,
                       x->name, w->model->symbol[symbol].n);
  ant_diag_hint(&diag, "like '%s'", ant_model_name(w->model, symbol, 0, name, sizeof name));
  ant_diag_place(&diag, c->file, x->line, 0);
  ant_diags_add(w->diags, &diag);
}

static void watch(watching *w, const ant_claim *c, const ant_expectation *x, const char *name) {
  int symbol, element;
  if (!name || ant_model_find(w->model, name, &symbol, &element, NULL) != ANT_OK) return;
  if (!is_quantity(w->model->symbol[symbol].kind)) return;
  for (int i = 0; i < w->n; i++) {
    if (strcmp(w->tap[i].name, name) == 0) return;
  }
  if (element < 0 && w->model->symbol[symbol].n != 1) {
    tell_elements(w, c, x, symbol);
  } else {
    w->tap[w->n++] = (ant_tap){.name = name, .kind = ANT_TAP_WATCH};
  }
}

/* The claims' model is the one that has been read and told of already: its own warnings again are
 * no news. */
static ant_status read_again(const watching *w, const char *path, ant_model **out) {
  ant_diags again = {0};
  ant_status status = ant_model_load_tapped(path, w->tap, w->n, out, &again);
  for (size_t i = 0; status != ANT_OK && i < again.n; i++) {
    if (again.item[i].severity == ANT_ERROR) ant_diags_add(w->diags, &again.item[i]);
  }
  ant_diags_clear(&again);
  return status;
}

ant_status ant_claims_watch(const ant_claims *claims, const ant_model *model, const char *path,
                            ant_model **out_model, ant_diags *diags) {
  size_t most = 1;
  for (int i = 0; i < claims->n; i++) most += 2 * (size_t)claims->item[i].n_expect;
  watching w = {.model = model, .tap = calloc(most, sizeof *w.tap), .diags = diags};
  if (!w.tap) return ANT_ENOMEM;
  for (int i = 0; i < claims->n; i++) {
    const ant_claim *c = &claims->item[i];
    for (int k = 0; k < c->n_expect; k++) {
      const ant_expectation *x = &c->expect[k];
      watch(&w, c, x, x->name);
      if (x->other) watch(&w, c, x, x->other);
    }
  }
  ant_model *made = NULL;
  if (w.status == ANT_OK && w.n > 0) w.status = read_again(&w, path, &made);
  free(w.tap);
  if (w.status == ANT_OK) *out_model = made;
  return w.status;
}
