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

void ant_check_unused(ant_check *check) {
  if (check->diags->n_error > 0) return; /* what is wrong may be what would read it */
  for (int i = 0; i < check->model->n_symbol; i++) unused_symbol(check, i);
  for (int i = 0; i < check->n_local; i++) {
    const ant_local *local = &check->local[i];
    if (!local->imported || local->used) continue;
    warn(check, local->place, "what is imported as", local->text, " here");
  }
}
