/* check_value.c - what declared quantities are worth: numbers and equations (see check.h). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "language/check.h"

static ant_symbol *symbol_at(ant_check *check, int symbol) {
  return &check->model->symbol[symbol];
}

static bool fill(ant_check *check, int symbol, double value) {
  ant_symbol *s = symbol_at(check, symbol);
  s->value = ant_arena_take(check->arena, (size_t)s->n * sizeof *s->value);
  for (int i = 0; s->value && i < s->n; i++) s->value[i] = value;
  return s->value != NULL;
}

void ant_check_in_range(ant_check *check, int symbol, ant_place place) {
  const ant_symbol *s = symbol_at(check, symbol);
  for (int i = 0; s->value && i < s->n; i++) {
    if (s->value[i] >= s->lo && s->value[i] <= s->hi) continue;
    ant_check_error(check, place, ANT_ERANGE, "'%s' is %g [%s], outside its range of %g to %g",
                    s->name, s->value[i], s->unit_text, s->lo, s->hi);
    return;
  }
}

static bool has_value(ant_check *check, const ant_item *item) {
  if (item->decl->value) return true;
  ant_check_error(check, item->decl->place, ANT_EMISSING, "'%s' has no value",
                  item->decl->name ? item->decl->name : "?");
  return false;
}

/* Covariates ------------------------------------------------------------------ */

static void named_choice(ant_check *check, const ant_item *item) {
  const ant_decl *decl = item->decl;
  ant_symbol *s = symbol_at(check, item->symbol);
  s->choice = ant_arena_take(check->arena, (size_t)decl->words.n * sizeof *s->choice);
  for (int i = 0; s->choice && i < decl->words.n; i++) {
    s->choice[s->n_choice++] = decl->words.item[i].text;
  }
  if (!has_value(check, item)) return;
  ant_nearest nearest;
  const char *word = decl->value->kind == ANT_EXPR_NAME ? decl->value->text : "";
  ant_nearest_init(&nearest, word);
  for (int i = 0; i < s->n_choice; i++) {
    ant_nearest_try(&nearest, s->choice[i]);
    if (strcmp(s->choice[i], word) != 0) continue;
    fill(check, item->symbol, i);
    return;
  }
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, decl->value->place, ANT_ERANGE,
              "expected one of the choices of '%s'", s->name);
  ant_nearest_hint(&nearest, &diag);
  ant_check_report(check, &diag);
}

/* a number known now, for a covariate or an input */
static void plain_value(ant_check *check, const ant_item *item) {
  ant_context x = ant_context_of(check, item, item->symbol, ANT_MAY_CONSTANT);
  double value;
  ant_check_clauses(&x, item->decl, item->symbol);
  if (!has_value(check, item)) return;
  ant_unit unit = symbol_at(check, item->symbol)->unit;
  if (!ant_check_constant(&x, item->decl->value, &unit, "this value", &value)) return;
  if (fill(check, item->symbol, value)) {
    ant_check_in_range(check, item->symbol, item->decl->value->place);
  }
}

/* Params ---------------------------------------------------------------------- */

static void param(ant_check *check, const ant_item *item) {
  const ant_decl *decl = item->decl;
  ant_context x = ant_context_of(check, item, item->symbol, ANT_MAY_PARAM);
  ant_check_sources(check, decl, NULL, symbol_at(check, item->symbol));
  ant_check_clauses(&x, decl, item->symbol);
  if (!has_value(check, item)) return;
  ant_unit unit = symbol_at(check, item->symbol)->unit;
  x.what = "a param";
  char what[200];
  snprintf(what, sizeof what, "'%s'", decl->name);
  int node = ant_check_declared(&x, decl->value, &unit, what);
  double value;
  if (node < 0) return;
  if (ant_node_is_const(&check->nodes, node, &value)) {
    if (fill(check, item->symbol, value)) {
      ant_check_in_range(check, item->symbol, decl->value->place);
    }
  } else {
    const ant_symbol *s = symbol_at(check, item->symbol);
    ant_check_equation(check, ANT_EQ_VALUE, item->symbol, node, decl->value->place);
    if (s->people.kind == ANT_DIST_NONE && s->unknown.kind == ANT_DIST_NONE) return;
    ant_check_error(check, decl->place, ANT_EINPUT, "'%s' is computed from others: let those vary",
                    decl->name);
  }
}

/* Equations ------------------------------------------------------------------- */

static void equation(ant_check *check, const ant_item *item, ant_role role, unsigned may) {
  ant_context x = ant_context_of(check, item, item->symbol, may);
  ant_context plain = x;
  plain.may = ANT_MAY_CONSTANT;
  ant_check_clauses(&plain, item->decl, item->symbol);
  if (item->decl->flag || !has_value(check, item)) return; /* `= steady` */
  ant_unit unit = symbol_at(check, item->symbol)->unit;
  char what[200];
  snprintf(what, sizeof what, role == ANT_EQ_INITIAL ? "the start of '%s'" : "'%s'",
           item->decl->name);
  int node = ant_check_declared(&x, item->decl->value, &unit, what);
  if (node < 0) return;
  ant_check_equation(check, role, item->symbol, node, item->decl->value->place);
}

static void unknown(ant_check *check, const ant_item *item) {
  ant_context x = ant_context_of(check, item, item->symbol, ANT_MAY_CONSTANT);
  ant_check_clauses(&x, item->decl, item->symbol);
}

static bool has_choices(const ant_item *item) {
  return item->symbol >= 0 && item->decl->keyword == ANT_KW_COVARIATE && item->decl->words.n > 0;
}

void ant_check_values(ant_check *check) {
  for (int i = 0; i < check->n_item; i++) { /* first: `is` asks for them in any expression */
    if (has_choices(&check->item[i])) named_choice(check, &check->item[i]);
  }
  for (int i = 0; i < check->n_item; i++) {
    const ant_item *item = &check->item[i];
    if (item->symbol < 0) continue;
    switch (item->decl->keyword) {
    case ANT_KW_COVARIATE:
      if (!has_choices(item)) plain_value(check, item);
      break;
    case ANT_KW_INPUT:
      plain_value(check, item);
      break;
    case ANT_KW_PARAM:
      param(check, item);
      break;
    case ANT_KW_LET:
    case ANT_KW_FLOW:
      equation(check, item, ANT_EQ_LET, ANT_MAY_PARAM | ANT_MAY_DYNAMIC);
      break;
    case ANT_KW_STATE:
      equation(check, item, ANT_EQ_INITIAL, ANT_MAY_PARAM | ANT_MAY_DYNAMIC);
      break;
    case ANT_KW_BALANCE:
      unknown(check, item);
      break;
    case ANT_KW_OBSERVE:
      equation(check, item, ANT_EQ_OBSERVE, ANT_MAY_PARAM | ANT_MAY_DYNAMIC | ANT_MAY_OBSERVE);
      break;
    default:
      break;
    }
  }
}
