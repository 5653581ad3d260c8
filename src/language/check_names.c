/* check_names.c - which names a module declares and what they stand for (see check.h).
 *
 * Observables are not among them: their names are of the whole model (see names.c).  A dose is
 * kept as "dose NAME", so that a drug and its state may share a name. */
#include <stdio.h>
#include <string.h>

#include "language/check.h"

static const char *full_name(ant_check *check, int module, const char *name) {
  const char *prefix = check->model->module[module].name;
  return prefix[0] ? ant_arena_format(check->arena, "%s.%s", prefix, name) : name;
}

void ant_check_twice(ant_check *check, const char *name, ant_place place, ant_place first) {
  char where[ANT_DIAG_PATH];
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, place, ANT_EDUPLICATE, "'%s' is defined twice", name);
  ant_diag_hint(&diag, "the first is at %s", ant_check_where(check, first, where, sizeof where));
  ant_check_report(check, &diag);
}

bool ant_check_local(ant_check *check, int module, const char *text, int def, ant_place place,
                     bool imported) {
  ant_scope *scope = &check->scope[module];
  int old = ant_map_find(&scope->names, text);
  if (old >= 0) {
    ant_check_twice(check, text, place, check->local[old].place);
    return false;
  }
  if (ant_arena_grow(check->arena, &check->local, &check->c_local, check->n_local,
                     sizeof *check->local) != ANT_OK) {
    return false;
  }
  check->local[check->n_local] =
      (ant_local){.text = text, .def = def, .place = place, .imported = imported};
  return ant_map_set(&scope->names, text, check->n_local++) == ANT_OK;
}

static int new_def(ant_check *check, ant_def_kind kind, const char *name, int module,
                   const ant_decl *decl, ant_place place) {
  if (ant_arena_grow(check->arena, &check->def, &check->c_def, check->n_def, sizeof *check->def) !=
      ANT_OK) {
    return -1;
  }
  const char *full = full_name(check, module, name);
  if (!full) return -1;
  check->def[check->n_def] = (ant_def){.kind = kind,
                                       .name = name,
                                       .full = full,
                                       .module = module,
                                       .index = -1,
                                       .decl = decl,
                                       .place = place};
  return check->n_def++;
}

int ant_check_define(ant_check *check, ant_def_kind kind, const char *name, int module,
                     const ant_decl *decl, ant_place place) {
  if (ant_check_reserved(name)) {
    ant_check_error(check, place, ANT_EDUPLICATE, "'%s' is a word of the language itself", name);
    return -1;
  }
  int def = new_def(check, kind, name, module, decl, place);
  if (def < 0 || !ant_check_local(check, module, name, def, place, false)) return -1;
  if (ant_map_find(&check->anywhere, name) < 0) ant_map_set(&check->anywhere, name, def);
  return def;
}

static ant_item *new_item(ant_check *check, const ant_decl *decl, int module, ant_frame *frame) {
  if (ant_arena_grow(check->arena, &check->item, &check->c_item, check->n_item,
                     sizeof *check->item) != ANT_OK) {
    return NULL;
  }
  ant_item *item = &check->item[check->n_item++];
  *item = (ant_item){
      .decl = decl, .module = module, .frame = frame, .def = -1, .out = -1, .symbol = -1};
  item->inherited = check->inheriting;
  return item;
}

static ant_frame *new_frame(ant_check *check, const ant_decl *decl, int module, ant_frame *parent) {
  ant_frame *frame = ant_arena_take(check->arena, sizeof *frame);
  if (frame) *frame = (ant_frame){.parent = parent, .decl = decl, .module = module};
  return frame;
}

static bool named(const ant_decl *decl) {
  return decl->name && decl->name[0];
}

/* Names that could not be read to their end are known all the same: they mean nothing. */

static void poison_name(ant_check *check, int module, const char *name, ant_place place) {
  if (!name || !name[0] || ant_map_find(&check->scope[module].names, name) >= 0) return;
  int def = new_def(check, ANT_DEF_POISON, name, module, NULL, place);
  if (def >= 0) ant_check_local(check, module, name, def, place, false);
}

static void poison_words(ant_check *check, const ant_decl *use, int module) {
  for (int i = 0; i < use->words.n; i++) {
    const ant_word *word = &use->words.item[i];
    poison_name(check, module, word->as ? word->as : word->text, word->place);
  }
}

static void collect_broken(ant_check *check, const ant_decl *decl, int module) {
  static const char *const end[] = {"out", "outside"};
  check->rate_lost = true; /* it may have been the rate of some state, or a flow */
  if (decl->keyword == ANT_KW_USE) poison_words(check, decl, module);
  poison_name(check, module, decl->name, decl->place);
  for (int i = 0; i < 2 && named(decl); i++) {
    const char *name = ant_arena_format(check->arena, "%s.%s", decl->name, end[i]);
    poison_name(check, module, name, decl->place);
  }
  if (decl->keyword == ANT_KW_TEST || decl->keyword == ANT_KW_REPRODUCES) return;
  for (int i = 0; i < decl->n_child; i++) collect_broken(check, decl->child[i], module);
}

/* columns of a table, or the one quantity of a matrix, over the sets of the table */
static void collect_table(ant_check *check, const ant_decl *table, int module, ant_frame *outer) {
  if (outer) {
    ant_check_error(check, table->place, ANT_ESYNTAX,
                    "a table names its own sets and may not stand below `for`");
    return;
  }
  ant_frame *frame = new_frame(check, table, module, NULL);
  if (!frame) return;
  if (named(table)) {
    ant_item *item = new_item(check, table, module, frame);
    int def =
        ant_check_define(check, ANT_DEF_SYMBOL, table->name, module, table, table->name_place);
    if (item) item->def = def;
    if (item) item->table = table;
    return;
  }
  for (int i = 0; i < table->n_child; i++) {
    const ant_decl *column = table->child[i];
    if (column->keyword != ANT_KW_COLUMN || !named(column)) continue;
    if (column->broken) collect_broken(check, column, module);
    if (column->broken || ant_check_is_replaced(check, column)) continue;
    int def =
        ant_check_define(check, ANT_DEF_SYMBOL, column->name, module, column, column->name_place);
    ant_item *item = new_item(check, column, module, frame);
    if (item) item->def = def;
    if (item) item->table = table;
  }
  new_item(check, table, module, frame);
}

static void collect_transit(ant_check *check, const ant_decl *decl, int module, ant_frame *frame) {
  int def = ant_check_define(check, ANT_DEF_SYMBOL, decl->name, module, decl, decl->name_place);
  const char *out_name = ant_arena_format(check->arena, "%s.out", decl->name);
  int out = -1;
  if (def >= 0 && out_name) {
    out = ant_check_define(check, ANT_DEF_SYMBOL, out_name, module, decl, decl->name_place);
  }
  ant_item *item = new_item(check, decl, module, frame);
  if (item) item->def = def;
  if (item) item->out = out;
}

const char *ant_check_own_name(ant_check *check, int module, const char *name) {
  static const char brace[] = "{module}";
  const char *at = strstr(name, brace);
  if (!at) return name;
  const char *full = check->model->module[module].name, *dot = strrchr(full, '.');
  return ant_arena_format(check->arena, "%.*s%s%s", (int)(at - name), name, dot ? dot + 1 : full,
                          at + sizeof brace - 1);
}

static void collect_dose(ant_check *check, const ant_decl *decl, int module, ant_frame *frame) {
  const char *name = ant_check_own_name(check, module, decl->name);
  const char *key = name ? ant_arena_format(check->arena, "dose %s", name) : NULL;
  int def = key ? new_def(check, ANT_DEF_DOSE, name, module, decl, decl->name_place) : -1;
  if (def >= 0 && !ant_check_local(check, module, key, def, decl->name_place, false)) def = -1;
  ant_item *item = new_item(check, decl, module, frame);
  if (item) item->def = def;
}

/* a set, a substance or a function of the module that this one is like: the same thing, not another
 */
static bool share(ant_check *check, const ant_decl *decl, int module) {
  int at =
      check->inheriting ? ant_map_find(&check->scope[check->inherit_from].names, decl->name) : -1;
  if (at < 0) return false;
  ant_check_local(check, module, decl->name, check->local[at].def, decl->name_place, true);
  check->local[check->n_local - 1].used = true;
  return true;
}

static void collect_named(ant_check *check, const ant_decl *decl, int module, ant_frame *frame) {
  ant_def_kind kind = decl->keyword == ANT_KW_SET         ? ANT_DEF_SET
                      : decl->keyword == ANT_KW_SUBSTANCE ? ANT_DEF_SUBSTANCE
                      : decl->keyword == ANT_KW_FUNCTION  ? ANT_DEF_FUNCTION
                                                          : ANT_DEF_SYMBOL;
  if (kind != ANT_DEF_SYMBOL && share(check, decl, module)) return;
  int def = ant_check_define(check, kind, decl->name, module, decl, decl->name_place);
  if (kind != ANT_DEF_SYMBOL && frame) {
    ant_check_error(check, decl->place, ANT_ESYNTAX,
                    "sets, substances and functions are declared once, not below `for`");
    return;
  }
  ant_item *item = new_item(check, decl, module, frame);
  if (item) item->def = def;
  if (kind != ANT_DEF_SUBSTANCE || def < 0) return;
  const char *ledger = ant_arena_format(check->arena, "%s.outside", decl->name);
  if (ledger) ant_check_define(check, ANT_DEF_SYMBOL, ledger, module, decl, decl->name_place);
}

static void collect_for(ant_check *check, const ant_decl *decl, int module, ant_frame *outer) {
  ant_frame *frame = new_frame(check, decl, module, outer);
  for (int i = 0; frame && i < decl->n_child; i++)
    ant_check_collect_decl(check, decl->child[i], module, frame);
}

void ant_check_collect_decl(ant_check *check, const ant_decl *decl, int module, ant_frame *frame) {
  if (ant_check_is_replaced(check, decl)) return;
  if (decl->broken) {
    collect_broken(check, decl, module);
    return;
  }
  switch (decl->keyword) {
  case ANT_KW_FOR:
    collect_for(check, decl, module, frame);
    break;
  case ANT_KW_TABLE:
    collect_table(check, decl, module, frame);
    break;
  case ANT_KW_TRANSIT:
    if (named(decl)) collect_transit(check, decl, module, frame);
    break;
  case ANT_KW_DOSE:
    if (named(decl)) collect_dose(check, decl, module, frame);
    break;
  case ANT_KW_SET:
  case ANT_KW_SUBSTANCE:
  case ANT_KW_FUNCTION:
  case ANT_KW_COVARIATE:
  case ANT_KW_PARAM:
  case ANT_KW_LET:
  case ANT_KW_INPUT:
  case ANT_KW_STATE:
  case ANT_KW_FLOW:
  case ANT_KW_BALANCE:
  case ANT_KW_DELAY:
  case ANT_KW_WHEN:
    if (named(decl)) collect_named(check, decl, module, frame);
    break;
  case ANT_KW_OBSERVE:
    if (check->inheriting && decl->name && !strstr(decl->name, "{module}")) break;
    new_item(check, decl, module, frame);
    break;
  case ANT_KW_TEST:
  case ANT_KW_REPRODUCES:
    if (!check->inheriting) new_item(check, decl, module, frame);
    break;
  case ANT_KW_RATE:
  case ANT_KW_USE:
    new_item(check, decl, module, frame);
    break;
  case ANT_KW_MISSION:
  case ANT_KW_PERSON:
    ant_check_error(check, decl->place, ANT_EINPUT,
                    "a mission or a person is a file of its own, beside the model");
    break;
  default:
    ant_check_error(check, decl->place, ANT_ESYNTAX, "this does not stand by itself in a model");
  }
}
