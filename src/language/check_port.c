/* check_port.c - where a model meets the world: observables and doses (see check.h). */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "language/check.h"

static const char *last_word(const char *name) {
  const char *dot = strrchr(name, '.');
  return dot ? dot + 1 : name;
}

/* Observables ------------------------------------------------------------------ */

/* the set of ITEM's `for` that WORD names there, -1 after a report */
static int braced_set(ant_check *check, const ant_item *item, const char *word) {
  int def = ant_check_resolve(check, item->module, word, item->decl->name_place, "set");
  if (def < 0 || check->def[def].kind == ANT_DEF_POISON) return -1;
  int set = check->def[def].kind == ANT_DEF_SET ? check->def[def].index : -1;
  for (int i = 0; item->frame && set >= 0 && i < item->frame->n_set; i++) {
    if (item->frame->set[i] == set) return set;
  }
  ant_check_error(check, item->decl->name_place, ANT_ESET,
                  "'{%s}' in a name is a set of the `for` around it", word);
  return -1;
}

/* each set of the `for` stands in the name, or the elements could not be told apart */
static bool names_all(ant_check *check, const ant_item *item, const int *braced, int n) {
  int n_set = item->frame ? item->frame->n_set : 0;
  for (int i = 0; i < n_set; i++) {
    bool there = false;
    for (int k = 0; k < n; k++) there = there || braced[k] == item->frame->set[i];
    if (there || n == 0) continue;
    ant_check_error(check, item->decl->name_place, ANT_ESET,
                    "the name lacks {%s}: it would stand for several elements",
                    last_word(check->model->set[item->frame->set[i]].name));
    return false;
  }
  return true;
}

const char *ant_check_pattern(ant_check *check, const ant_item *item) {
  ant_text name = {0};
  int braced[ANT_MAX_AXES], n = 0;
  const char *own = ant_check_own_name(check, item->module, item->decl->name);
  for (const char *p = own; p && *p;) {
    const char *end = *p == '{' ? strchr(p, '}') : NULL;
    if (!end) {
      ant_text_add(&name, p++, 1);
      continue;
    }
    const char *word = ant_arena_text(check->arena, p + 1, (size_t)(end - p - 1));
    int set = word ? braced_set(check, item, word) : -1;
    if (set < 0 || n == ANT_MAX_AXES) {
      ant_text_clear(&name);
      return NULL;
    }
    ant_text_print(&name, "{%s}", last_word(check->model->set[set].name));
    braced[n++] = set;
    p = end + 1;
  }
  check->no_memory = check->no_memory || name.failed;
  const char *copy = ant_arena_copy(check->arena, ant_text_string(&name));
  ant_text_clear(&name);
  return names_all(check, item, braced, n) ? copy : NULL;
}

/* Doses ------------------------------------------------------------------------ */

/* the state that takes the dose of ITEM; false after a report or for poison */
static bool dose_state(ant_check *check, const ant_item *item, int *out_state, int *out_element) {
  const ant_decl *decl = item->decl;
  const char *word[ANT_MAX_ELEMENT];
  int n, element[ANT_MAX_AXES];
  if (!decl->to) return false;
  int def = ant_check_dotted(check, item->module, decl->to, decl->to_place, word, &n);
  if (def < 0 || check->def[def].kind == ANT_DEF_POISON) return false;
  int state = check->def[def].kind == ANT_DEF_SYMBOL ? check->def[def].index : -1;
  if (check->def[def].kind == ANT_DEF_SYMBOL && state < 0) return false;
  if (state < 0 || check->model->symbol[state].kind != ANT_SYM_STATE) {
    ant_check_error(check, decl->to_place, ANT_EINPUT, "a dose goes to a state; '%s' is none",
                    decl->to);
    return false;
  }
  if (!ant_check_pick(check, state, word, n, decl->to_place, element)) return false;
  const ant_symbol *s = &check->model->symbol[state];
  *out_state = state;
  *out_element = 0;
  for (int k = 0; k < s->n_set; k++) {
    if (element[k] < 0) {
      ant_check_error(check, decl->to_place, ANT_ESET,
                      "a dose goes to one element of '%s': name it", s->name);
      return false;
    }
    *out_element = *out_element * check->model->set[s->set[k]].n + element[k];
  }
  return true;
}

/* the LET that gives the share of a dose that arrives, -1: all of it */
static int dose_fraction(ant_check *check, const ant_item *item, const char *full) {
  ant_unit one = ant_unit_one();
  if (!item->decl->value) return -1;
  ant_context x = ant_context_of(check, item, -1, ANT_MAY_PARAM | ANT_MAY_DYNAMIC);
  x.name = full;
  int node = ant_check_declared(&x, item->decl->value, &one, "the fraction of a dose");
  const char *name = ant_arena_format(check->arena, "%s.fraction", full);
  int symbol = node < 0 ? -1
                        : ant_check_hidden(check, ANT_SYM_LET, name, &one, NULL, 0,
                                           item->decl->value->place);
  ant_check_equation(check, ANT_EQ_LET, symbol, node, item->decl->value->place);
  if (symbol >= 0) check->extra[symbol].read = true;
  return symbol;
}

static void make_dose(ant_check *check, const ant_item *item) {
  ant_model *model = check->model;
  const ant_decl *decl = item->decl;
  if (item->def < 0) return;
  if (item->frame) {
    ant_check_error(check, decl->place, ANT_ESET, "a dose is declared once, not below `for`");
    return;
  }
  ant_dose_port port = {.name = check->def[item->def].full,
                        .doc = decl->doc,
                        .unit_text = decl->unit ? decl->unit : "1"};
  bool good = ant_check_unit(check, decl->unit, decl->unit_place, &port.unit);
  if (!dose_state(check, item, &port.state, &port.element) || !good) return;
  const ant_symbol *s = &model->symbol[port.state];
  int substance = ant_check_substance_of(check, item);
  if (substance < 0) substance = s->substance;
  port.factor = ant_check_matter(check, substance, &port.unit, &s->unit);
  if (port.factor == 0) {
    ant_check_clash(check, decl->unit ? decl->unit_place : decl->place, &s->unit, &port.unit,
                    "this dose");
    return;
  }
  port.fraction = dose_fraction(check, item, port.name);
  check->extra[port.state].dosed = true;
  if (ant_arena_grow(check->arena, &model->dose, &check->c_dose, model->n_dose,
                     sizeof *model->dose) != ANT_OK) {
    return;
  }
  check->def[item->def].index = model->n_dose;
  model->dose[model->n_dose++] = port;
}

void ant_check_doses(ant_check *check) {
  for (int i = 0; i < check->n_item; i++) {
    if (check->item[i].decl->keyword == ANT_KW_DOSE) make_dose(check, &check->item[i]);
  }
}
