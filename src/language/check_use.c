/* check_use.c - `use`, and what a name means where it stands (see check.h). */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "language/check.h"

/* Importing ---------------------------------------------------------------- */

/* a name that was reported once and from then on means nothing and fits everything */
static int poison(ant_check *check, int module, const char *name, ant_place place) {
  if (ant_arena_grow(check->arena, &check->def, &check->c_def, check->n_def, sizeof *check->def) !=
      ANT_OK) {
    return -1;
  }
  check->def[check->n_def] = (ant_def){.kind = ANT_DEF_POISON,
                                       .name = name,
                                       .full = name,
                                       .module = module,
                                       .index = -1,
                                       .place = place};
  int def = check->n_def++;
  if (ant_map_find(&check->scope[module].names, name) < 0) {
    ant_check_local(check, module, name, def, place, false);
  }
  return def;
}

static void try_names_of(ant_check *check, int module, ant_nearest *nearest) {
  const ant_map *names = &check->scope[module].names;
  for (int i = 0; i < names->capacity; i++) {
    const ant_map_slot *slot = &names->slot[i];
    if (!slot->key || check->def[check->local[slot->value].def].kind == ANT_DEF_POISON) continue;
    ant_nearest_try(nearest, slot->key);
  }
}

/* `use exercise of loading`: all that is called exercise.something; false if nothing is */
static bool import_group(ant_check *check, int module, int from, const ant_word *word) {
  const ant_map *names = &check->scope[from].names;
  size_t length = strlen(word->text);
  bool any = false;
  for (int i = 0; i < names->capacity; i++) {
    const ant_map_slot *slot = &names->slot[i];
    if (!slot->key || strncmp(slot->key, word->text, length) != 0 || slot->key[length] != '.') {
      continue;
    }
    const ant_local *local = &check->local[slot->value];
    if (local->imported) continue;
    const char *name = slot->key;
    if (word->as) name = ant_arena_format(check->arena, "%s%s", word->as, slot->key + length);
    if (!name) return true;
    if (ant_check_local(check, module, name, local->def, word->place, true)) {
      check->local[check->n_local - 1].used = true; /* a group is used as a whole */
    }
    any = true;
  }
  return any;
}

static void import_word(ant_check *check, int module, int from, const ant_word *word,
                        bool inherited) {
  const char *as = word->as ? word->as : word->text;
  if (inherited && ant_map_find(&check->scope[module].names, as) >= 0) return; /* its own */
  int at = ant_map_find(&check->scope[from].names, word->text);
  if (at >= 0 && !check->local[at].imported) {
    int def = check->local[at].def;
    ant_check_local(check, module, as, def, word->place, true);
    const ant_decl *decl = check->def[def].decl; /* q.out comes with q, calcium.outside too */
    if (decl && (decl->keyword == ANT_KW_TRANSIT || decl->keyword == ANT_KW_SUBSTANCE)) {
      import_group(check, module, from, word);
    }
    return;
  }
  if (import_group(check, module, from, word)) return;
  ant_diag diag;
  const char *name = check->model->module[from].name;
  ant_diag_at(&diag, &check->model->sources, word->place, ANT_EUNKNOWN,
              "module '%s' declares no '%s'", name, word->text);
  if (at >= 0) {
    ant_diag_hint(&diag, "it only uses it: import it from '%s'",
                  check->model->module[check->def[check->local[at].def].module].name);
  } else {
    ant_nearest nearest;
    ant_nearest_init(&nearest, word->text);
    try_names_of(check, from, &nearest);
    ant_nearest_hint(&nearest, &diag);
  }
  ant_check_report(check, &diag);
  poison(check, module, as, word->place);
}

static void import(ant_check *check, const ant_item *item) {
  const ant_decl *use = item->decl;
  if (!use->name) return;
  int from = ant_map_find(&check->modules, use->name);
  if (from >= 0) {
    for (int i = 0; i < use->words.n; i++) {
      import_word(check, item->module, from, &use->words.item[i], item->inherited);
    }
    return;
  }
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, use->name_place, ANT_EUNKNOWN,
              "there is no module '%s'", use->name);
  ant_nearest nearest;
  ant_nearest_init(&nearest, use->name);
  for (int i = 1; i < check->model->n_module; i++) {
    ant_nearest_try(&nearest, check->model->module[i].name);
  }
  ant_nearest_hint(&nearest, &diag);
  ant_check_report(check, &diag);
  for (int i = 0; i < use->words.n; i++) {
    const ant_word *word = &use->words.item[i];
    poison(check, item->module, word->as ? word->as : word->text, word->place);
  }
}

void ant_check_imports(ant_check *check) {
  for (int i = 0; i < check->n_item; i++) {
    if (check->item[i].decl->keyword == ANT_KW_USE) import(check, &check->item[i]);
  }
}

/* Looking up --------------------------------------------------------------- */

bool ant_check_known(const ant_check *check, int module, const char *text) {
  char name[256];
  if (strlen(text) >= sizeof name) return false;
  strcpy(name, text);
  for (;;) {
    if (ant_map_find(&check->scope[module].names, name) >= 0) return true;
    char *dot = strrchr(name, '.');
    if (!dot) return false;
    *dot = '\0';
  }
}

int ant_check_lookup(ant_check *check, int module, const char *name) {
  int at = ant_map_find(&check->scope[module].names, name);
  if (at < 0) return -1;
  check->local[at].used = true;
  return check->local[at].def;
}

static void hint_unknown(ant_check *check, int module, const char *name, ant_diag *diag) {
  int other = ant_map_find(&check->anywhere, name);
  if (other >= 0 && check->def[other].module != module) {
    ant_diag_hint(diag, "module '%s' declares it: write `use %s of %s`",
                  check->model->module[check->def[other].module].name, name,
                  check->model->module[check->def[other].module].name);
    return;
  }
  ant_nearest nearest;
  ant_nearest_init(&nearest, name);
  try_names_of(check, module, &nearest);
  ant_nearest_hint(&nearest, diag);
}

static int unknown(ant_check *check, int module, const char *name, ant_place place,
                   const char *wanted) {
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, place, ANT_EUNKNOWN, "unknown %s '%s'", wanted, name);
  hint_unknown(check, module, name, &diag);
  ant_check_report(check, &diag);
  return poison(check, module, name, place);
}

int ant_check_resolve(ant_check *check, int module, const char *name, ant_place place,
                      const char *wanted) {
  int def = ant_check_lookup(check, module, name);
  return def >= 0 ? def : unknown(check, module, name, place, wanted);
}

int ant_check_dotted(ant_check *check, int module, const char *text, ant_place place,
                     const char *element[ANT_MAX_ELEMENT], int *out_n) {
  int def = ant_check_lookup(check, module, text);
  *out_n = 0;
  char *copy = def < 0 ? ant_arena_copy(check->arena, text) : NULL;
  int n = 0;
  while (def < 0 && copy && n < ANT_MAX_ELEMENT) {
    char *dot = strrchr(copy, '.');
    if (!dot) break;
    *dot = '\0';
    element[n++] = dot + 1;
    def = ant_check_lookup(check, module, copy);
  }
  if (def < 0) return unknown(check, module, text, place, "name");
  for (int i = 0; i < n / 2; i++) { /* they were found from the back */
    const char *swap = element[i];
    element[i] = element[n - 1 - i];
    element[n - 1 - i] = swap;
  }
  *out_n = n;
  return def;
}
