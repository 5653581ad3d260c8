/* check_matter.c - substances, what states hold of them, and their ledgers (see check.h).
 *
 * The ledger of a substance is a state `NAME.outside`: what pools give away to `outside` adds to
 * it, so that contents + ledger never change.  A pool's own `rate` counts as a flow from outside.
 */
#include <stdio.h>
#include <string.h>

#include "language/check.h"

static bool number_in(ant_check *check, const ant_item *item, const ant_expr *e, const char *unit,
                      double *out) {
  ant_context x = ant_context_of(check, item, -1, ANT_MAY_CONSTANT);
  ant_unit want;
  x.name = item->decl->name;
  if (!e || ant_unit_parse(unit, &want, NULL) != ANT_OK) return false;
  int node = ant_check_assigned(&x, e, &want, "this number of a substance");
  if (node < 0) return false;
  if (ant_node_is_const(&check->nodes, node, out) && *out > 0) return true;
  ant_check_error(check, e->place, ANT_ERANGE, "expected a positive number");
  return false;
}

static void declare_substance(ant_check *check, const ant_item *item) {
  ant_model *model = check->model;
  const ant_decl *decl = item->decl;
  if (item->def < 0) return;
  ant_def *def = &check->def[item->def];
  ant_substance s = {.name = def->full, .outside = -1};
  double g = 0, iu = 0;
  bool good = number_in(check, item, decl->value, "g/mol", &s.g_per_mol);
  if (decl->value2) {
    good &= number_in(check, item, decl->value2, "IU", &iu);
    good &= number_in(check, item, decl->value3, "g", &g);
    if (good) s.g_per_iu = g / iu;
  }
  ant_check_has_source(check, decl, NULL, decl->name);
  if (!good) def->kind = ANT_DEF_POISON;
  if (!good || ant_arena_grow(check->arena, &model->substance, &check->c_substance,
                              model->n_substance, sizeof *model->substance) != ANT_OK) {
    return;
  }
  def->index = model->n_substance;
  model->substance[model->n_substance++] = s;
}

void ant_check_substances(ant_check *check) {
  for (int i = 0; i < check->n_item; i++) {
    if (check->item[i].decl->keyword == ANT_KW_SUBSTANCE) declare_substance(check, &check->item[i]);
  }
}

int ant_check_substance_of(ant_check *check, const ant_item *item) {
  const ant_decl *decl = item->decl;
  if (!decl->substance) return -1;
  int def = ant_check_resolve(check, item->module, decl->substance, decl->place, "substance");
  if (def < 0 || check->def[def].kind == ANT_DEF_POISON) return -1;
  if (check->def[def].kind == ANT_DEF_SUBSTANCE) return check->def[def].index;
  ant_check_error(check, decl->place, ANT_EINPUT, "'%s' is not a substance", decl->substance);
  return -1;
}

/* a pool is in a unit of the substance alone: g, mol or IU, not mol/L */
static bool holds(ant_check *check, const ant_item *item, int substance) {
  const ant_symbol *s = &check->model->symbol[item->symbol];
  ant_unit gram;
  ant_unit_parse("g", &gram, NULL);
  if (ant_check_matter(check, substance, &s->unit, &gram) != 0) return true;
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources,
              item->decl->unit ? item->decl->unit_place : item->decl->place, ANT_EUNIT,
              "a pool of '%s' is an amount or a mass, and '%s' is in [%s]", item->decl->substance,
              item->decl->name, s->unit_text);
  ant_diag_hint(&diag, "hold the amount here, and let a concentration be amount / volume");
  ant_check_report(check, &diag);
  return false;
}

static void make_ledger(ant_check *check, int substance, int pool) {
  ant_model *model = check->model;
  if (model->substance[substance].outside >= 0) return;
  ant_symbol s = model->symbol[pool];
  const char *name = ant_arena_format(check->arena, "%s.outside", model->substance[substance].name);
  int symbol = ant_check_hidden(check, ANT_SYM_STATE, name, &s.unit, NULL, 0, s.place);
  if (symbol < 0) return;
  ant_symbol *ledger = &model->symbol[symbol];
  ledger->hidden = false;
  ledger->substance = substance;
  ledger->unit_text = s.unit_text;
  ledger->doc = "what the body has given away since the start";
  model->substance[substance].outside = symbol;
  check->extra[symbol].read = true;
  for (int i = 0; i < check->n_def; i++) {
    ant_def *def = &check->def[i];
    if (def->kind == ANT_DEF_SYMBOL && def->index < 0 && def->full && name &&
        strcmp(def->full, name) == 0) {
      def->index = symbol;
    }
  }
  int zero = ant_node_const(&check->nodes, 0);
  ant_check_equation(check, ANT_EQ_INITIAL, symbol, zero, s.place);
}

void ant_check_pools(ant_check *check) {
  for (int i = 0; i < check->n_item; i++) {
    const ant_item *item = &check->item[i];
    ant_keyword keyword = item->decl->keyword;
    if (item->symbol < 0 || (keyword != ANT_KW_STATE && keyword != ANT_KW_TRANSIT)) continue;
    int substance = ant_check_substance_of(check, item);
    if (substance < 0 || !holds(check, item, substance)) continue;
    make_ledger(check, substance, item->symbol);
    if (keyword == ANT_KW_STATE) check->model->symbol[item->symbol].substance = substance;
  }
}
