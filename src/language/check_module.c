/* check_module.c - files become modules; variants and modules that are like others (see check.h).
 *
 * A module's declarations come in groups, each of which replaces what the later ones declare under
 * the same name: those of the variant that is read, its own, those of the module that it is like
 * (its variant's, its own), and so on.  What replaces, replaces a whole declaration: its unit,
 * value, source, and the rate of a state that is a state no more. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "language/check.h"

/* Modules ---------------------------------------------------------------------- */

static int new_module(ant_check *check, const char *name, const ant_decl *decl, int file) {
  ant_model *model = check->model;
  int n = model->n_module;
  if (ant_arena_grow(check->arena, &model->module, &check->c_module, n, sizeof *model->module) ||
      ant_arena_grow(check->arena, &check->scope, &check->c_scope, n, sizeof *check->scope)) {
    return -1;
  }
  model->module[n] = (ant_module){.name = name, .doc = decl ? decl->doc : NULL, .file = file};
  check->scope[n] = (ant_scope){.names = {.arena = check->arena}, .decl = decl, .like = -1};
  ant_map_set(&check->modules, name, n);
  return model->n_module++;
}

static void add_own(ant_check *check, int module, const ant_decl *decl, bool variant) {
  ant_scope *scope = &check->scope[module];
  if (ant_arena_grow(check->arena, &scope->own, &scope->c_own, scope->n_own, sizeof *scope->own) !=
      ANT_OK) {
    return;
  }
  scope->own[scope->n_own++] = (ant_own){.decl = decl, .variant = variant};
  scope->varies = scope->varies || variant;
}

static int open_module(ant_check *check, const ant_decl *decl, int file) {
  int old = decl->name ? ant_map_find(&check->modules, decl->name) : -1;
  if (old >= 0 && check->scope[old].decl) {
    ant_check_twice(check, decl->name, decl->name_place, check->scope[old].decl->name_place);
  }
  int module = new_module(check, decl->name ? decl->name : "?", decl, file);
  if (module < 0) return -1;
  ant_module *m = &check->model->module[module];
  if (!decl->broken) m->cites = ant_check_refs_of(check, &decl->words, &m->n_cites);
  for (int i = 0; i < decl->n_child; i++) add_own(check, module, decl->child[i], false);
  return module;
}

/* Variants --------------------------------------------------------------------- */

static void say_no_variant(ant_check *check, ant_place place, const char *name) {
  const ant_model *model = check->model;
  ant_diag diag;
  ant_text list = {0};
  for (int i = 0; i < model->n_variant; i++) {
    ant_text_print(&list, "%s%s", i ? ", " : "", model->variant[i]);
  }
  ant_diag_at(&diag, &model->sources, place, ANT_EUNKNOWN, "the model has no variant '%s'", name);
  if (list.length) {
    ant_diag_hint(&diag, "it has %s", ant_text_string(&list));
  } else {
    ant_diag_hint(&diag, "below `model`, name them: variants paper, encoding");
  }
  ant_text_clear(&list);
  ant_check_report(check, &diag);
}

static bool has_variant(const ant_model *model, const char *name) {
  for (int i = 0; i < model->n_variant; i++) {
    if (strcmp(model->variant[i], name) == 0) return true;
  }
  return false;
}

/* the declarations below `variant NAME`, when it is the one that is read */
static void open_variant(ant_check *check, int module, const ant_decl *decl) {
  const ant_model *model = check->model;
  bool active = false;
  for (int i = 0; i < decl->words.n && !decl->broken; i++) {
    const ant_word *word = &decl->words.item[i];
    if (!has_variant(model, word->text)) say_no_variant(check, word->place, word->text);
    active = active || (model->n_variant > 0 &&
                        strcmp(model->variant[model->active_variant], word->text) == 0);
  }
  for (int i = 0; i < decl->n_child && active; i++) add_own(check, module, decl->child[i], true);
}

/* the variants that MODEL names, and the one that was asked for */
static void choose_variant(ant_check *check, const ant_decl *decl) {
  ant_model *model = check->model;
  int n = decl->broken ? 0 : decl->words.n;
  model->variant = ant_arena_take(check->arena, (size_t)n * sizeof *model->variant);
  for (int i = 0; model->variant && i < n; i++) {
    const ant_word *word = &decl->words.item[i];
    if (has_variant(model, word->text)) {
      ant_check_error(check, word->place, ANT_EDUPLICATE, "variant '%s' is there twice",
                      word->text);
      continue;
    }
    model->variant[model->n_variant++] = word->text;
  }
  if (!check->want_variant) return;
  for (int i = 0; i < model->n_variant; i++) {
    if (strcmp(model->variant[i], check->want_variant) == 0) model->active_variant = i;
  }
  if (!has_variant(model, check->want_variant)) {
    say_no_variant(check, decl->place, check->want_variant);
  }
}

/* Files ------------------------------------------------------------------------ */

static void open_model(ant_check *check, const ant_decl *decl, const ant_decl **first) {
  if (*first) {
    ant_check_twice(check, "model", decl->place, (*first)->place);
    return;
  }
  *first = decl;
  check->model->title = decl->doc ? decl->doc : "";
  check->model->baseline_free = decl->flag;
}

static void open_file(ant_check *check, const ant_ast *ast, const ant_decl **model_decl) {
  int module = -1;
  bool complained = false;
  for (int i = 0; i < ast->n; i++) {
    const ant_decl *decl = ast->decl[i];
    if (decl->keyword == ANT_KW_MODEL) {
      open_model(check, decl, model_decl);
      module = 0;
    } else if (decl->keyword == ANT_KW_MODULE) {
      module = open_module(check, decl, ast->file);
    } else if (module >= 0 && decl->keyword == ANT_KW_VARIANT) {
      open_variant(check, module, decl);
    } else if (module >= 0) {
      add_own(check, module, decl, false);
    } else if (!complained && !decl->broken) {
      ant_check_error(check, decl->place, ANT_ESYNTAX,
                      "expected `module NAME` or `model \"TITLE\"` before any declaration");
      complained = true;
    }
  }
}

/* Replacing --------------------------------------------------------------------- */

/* what DECL is replaced by: its kind and name, NULL for what is never replaced */
static const char *key_of(ant_check *check, const ant_decl *decl) {
  char kind = 'n';
  switch (decl->keyword) {
  case ANT_KW_RATE:
    kind = 'r';
    break;
  case ANT_KW_OBSERVE:
    kind = 'o';
    break;
  case ANT_KW_DOSE:
    kind = 'd';
    break;
  case ANT_KW_USE:
  case ANT_KW_TEST:
  case ANT_KW_REPRODUCES:
  case ANT_KW_FOR:
    return NULL;
  default:
    break;
  }
  if (!decl->name || !decl->name[0]) return NULL;
  return ant_arena_format(check->arena, "%c %s", kind, decl->name);
}

bool ant_check_is_replaced(ant_check *check, const ant_decl *decl) {
  if (!check->replaced || check->replaced->n == 0) return false;
  const char *key = key_of(check, decl);
  return key && ant_map_find(check->replaced, key) >= 0;
}

/* what DECL declares replaces what comes after */
static void replace(ant_check *check, const ant_decl *decl, ant_map *replaced) {
  const char *key = key_of(check, decl);
  if (key) ant_map_set(replaced, key, 1);
  bool state = decl->keyword == ANT_KW_STATE || decl->keyword == ANT_KW_RATE;
  if (key && key[0] == 'n' && !state) { /* a state that is none now has no rate either */
    const char *rate = ant_arena_format(check->arena, "r %s", decl->name);
    if (rate) ant_map_set(replaced, rate, 1);
  }
  bool block = decl->keyword == ANT_KW_FOR || decl->keyword == ANT_KW_TABLE;
  for (int i = 0; i < decl->n_child && block; i++) replace(check, decl->child[i], replaced);
}

/* one group of FROM's declarations into MODULE */
static void collect_group(ant_check *check, int module, int from, bool variant, ant_map *replaced) {
  ant_map *outer = check->replaced;
  check->replaced = replaced;
  for (int i = 0; i < check->scope[from].n_own; i++) {
    const ant_own own = check->scope[from].own[i];
    if (own.variant == variant) ant_check_collect_decl(check, own.decl, module, NULL);
  }
  check->replaced = outer;
  for (int i = 0; replaced && i < check->scope[from].n_own; i++) {
    const ant_own own = check->scope[from].own[i];
    if (own.variant == variant) replace(check, own.decl, replaced);
  }
}

static int find_like(ant_check *check, const ant_decl *decl) {
  int like = ant_map_find(&check->modules, decl->target);
  if (like >= 0 || decl->broken) return like;
  ant_diag diag;
  ant_nearest nearest;
  ant_diag_at(&diag, &check->model->sources, decl->target_place, ANT_EUNKNOWN,
              "there is no module '%s'", decl->target);
  ant_nearest_init(&nearest, decl->target);
  for (int i = 1; i < check->model->n_module; i++) {
    ant_nearest_try(&nearest, check->model->module[i].name);
  }
  ant_nearest_hint(&nearest, &diag);
  ant_check_report(check, &diag);
  return -1;
}

/* MODULE is like a module that is like a module ... that is like MODULE */
static bool in_circle(ant_check *check, int module) {
  int at = module;
  for (int i = 0; i <= check->model->n_module && at >= 0; i++) {
    at = check->scope[at].like;
    if (at != module) continue;
    ant_check_error(check, check->scope[module].decl->target_place, ANT_ECIRCULAR,
                    "module '%s' is like itself", check->model->module[module].name);
    return true;
  }
  return false;
}

/* all groups of MODULE; what it is like is collected before it */
static void collect_module(ant_check *check, int module) {
  ant_scope *scope = &check->scope[module];
  if (scope->collected) return;
  scope->collected = true;
  if (scope->like >= 0) collect_module(check, scope->like);
  ant_map replaced = {.arena = check->arena};
  bool replaces = scope->varies || scope->like >= 0;
  for (int from = module; from >= 0; from = check->scope[from].like) {
    check->inheriting = from != module;
    check->inherit_from = from;
    collect_group(check, module, from, true, replaces ? &replaced : NULL);
    collect_group(check, module, from, false,
                  replaces || check->scope[from].varies ? &replaced : NULL);
  }
  check->inheriting = false;
}

void ant_check_collect(ant_check *check, const ant_ast *ast, int n_ast) {
  const ant_decl *model_decl = NULL;
  if (new_module(check, "", NULL, 0) < 0) return;
  for (int i = 0; i < n_ast && !model_decl; i++) {
    for (int k = 0; k < ast[i].n && !model_decl; k++) {
      if (ast[i].decl[k]->keyword == ANT_KW_MODEL) model_decl = ast[i].decl[k];
    }
  }
  if (model_decl) choose_variant(check, model_decl);
  model_decl = NULL;
  for (int i = 0; i < n_ast; i++) open_file(check, &ast[i], &model_decl);
  for (int i = 0; i < check->model->n_module; i++) {
    const ant_decl *decl = check->scope[i].decl;
    if (decl && decl->target) check->scope[i].like = find_like(check, decl);
  }
  for (int i = 0; i < check->model->n_module; i++) {
    if (in_circle(check, i)) check->scope[i].like = -1;
  }
  for (int i = 0; i < check->model->n_module; i++) collect_module(check, i);
  if (model_decl || check->diags->n_error > 0) return;
  ant_place place = {.file = n_ast ? ast[0].file : 0, .line = 1, .column = 1, .width = 1};
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, place, ANT_EMISSING, "no file says `model`");
  ant_diag_hint(&diag, "one file of a model begins with: model \"what it is\"");
  ant_check_report(check, &diag);
}
