/* fitted.c - no parameter may have seen the people it is tested on (see fitted.h). */
#include "score/fitted.h"

#include "language/ir.h"

static void check_row(const ant_model *model, const ant_symbol *s, const ant_observations *t,
                      int row, ant_diags *diags, ant_diags *notes) {
  const ant_observation *o = &t->row[row];
  ant_diag diag;
  if (o->use == ANT_USE_TEST) {
    ant_diag_at(&diag, &model->sources, s->place, ANT_EINPUT,
                "'%s' is fitted to %s, whose use is 'test'", s->name, o->id);
    ant_diag_hint(&diag, "parameters see `fit` rows only: doc/evidence.md, \"Fit and test\"");
    ant_diags_add(diags, &diag);
    return;
  }
  for (int e = 0; e < o->n_excludes; e++) {
    const ant_observation *pooled = &t->row[o->excludes[e]];
    if (pooled->use != ANT_USE_TEST) continue;
    ant_diag_at(&diag, &model->sources, s->place, ANT_EINPUT,
                "'%s' is fitted to %s, which pools %s, whose use is 'test'", s->name, o->id,
                pooled->id);
    diag.severity = ANT_NOTE;
    ant_diags_add(notes, &diag);
    return;
  }
}

ant_status ant_fitted_check(const ant_model *model, const ant_observations *table, int *out_n,
                            ant_diags *diags, ant_diags *notes) {
  size_t before = diags->n_error;
  *out_n = 0;
  for (int i = 0; i < model->n_symbol; i++) {
    const ant_symbol *s = &model->symbol[i];
    *out_n += s->n_fitted > 0;
    for (int k = 0; k < s->n_fitted; k++) {
      int row = ant_observations_find(table, s->fitted[k]);
      if (row >= 0) check_row(model, s, table, row, diags, notes);
    }
  }
  return diags->n_error > before ? ANT_EINPUT : ANT_OK;
}
