/* check_set.c - sets, and the sets of each `for` (see check.h). */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "language/check.h"

enum { SET_MAX = 1000000 };

int ant_check_element(const ant_check *check, int set, const char *element) {
  return ant_map_find(&check->elements[set], element);
}

void ant_check_unknown_element(ant_check *check, int set, const char *element, ant_place place) {
  const ant_set *s = &check->model->set[set];
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, place, ANT_ESET, "set '%s' has no element '%s'",
              s->name, element);
  ant_nearest nearest;
  ant_nearest_init(&nearest, element);
  for (int i = 0; i < s->n; i++) ant_nearest_try(&nearest, s->element[i]);
  ant_nearest_hint(&nearest, &diag);
  ant_check_report(check, &diag);
}

static void fill_elements(ant_check *check, const ant_decl *decl, ant_set *set, ant_map *map) {
  map->arena = check->arena;
  set->element = ant_arena_take(check->arena, (size_t)decl->words.n * sizeof *set->element);
  for (int i = 0; set->element && i < decl->words.n; i++) {
    const ant_word *word = &decl->words.item[i];
    if (ant_map_find(map, word->text) >= 0) {
      ant_check_error(check, word->place, ANT_EDUPLICATE, "'%s' is twice in set '%s'", word->text,
                      decl->name);
      continue;
    }
    ant_map_set(map, word->text, set->n);
    set->element[set->n++] = word->text;
  }
}

static void declare_set(ant_check *check, const ant_item *item) {
  ant_model *model = check->model;
  int n = model->n_set;
  if (item->def < 0) return;
  ant_def *def = &check->def[item->def];
  if (item->decl->words.n == 0) {
    ant_check_error(check, item->decl->place, ANT_ESET, "set '%s' has no elements", def->name);
    def->kind = ANT_DEF_POISON;
    return;
  }
  if (ant_arena_grow(check->arena, &model->set, &check->c_set, n, sizeof *model->set) ||
      ant_arena_grow(check->arena, &check->elements, &check->c_elements, n,
                     sizeof *check->elements)) {
    return;
  }
  model->set[n] = (ant_set){.name = def->full, .doc = item->decl->doc};
  check->elements[n] = (ant_map){0};
  fill_elements(check, item->decl, &model->set[n], &check->elements[n]);
  def->index = n;
  model->n_set++;
}

/* the set that WORD names for FRAME, -1 after a report or for poison */
static int frame_set(ant_check *check, const ant_frame *frame, const ant_word *word) {
  int def = ant_check_resolve(check, frame->module, word->text, word->place, "set");
  if (def < 0 || check->def[def].kind == ANT_DEF_POISON) return -1;
  if (check->def[def].kind != ANT_DEF_SET) {
    ant_check_error(check, word->place, ANT_ESET, "'%s' is not a set", word->text);
    return -1;
  }
  for (int i = 0; i < frame->n_set; i++) {
    if (frame->set[i] != check->def[def].index) continue;
    ant_check_error(check, word->place, ANT_EDUPLICATE, "`for` runs over '%s' already", word->text);
    return -1;
  }
  return check->def[def].index;
}

static bool within_size(ant_check *check, const ant_frame *frame) {
  double size = 1;
  for (int i = 0; i < frame->n_set; i++) size *= check->model->set[frame->set[i]].n;
  if (size <= SET_MAX) return true;
  ant_check_error(check, frame->decl->place, ANT_ESET,
                  "this `for` has %.0f combinations, more than %d", size, SET_MAX);
  return false;
}

bool ant_check_frame(ant_check *check, ant_frame *frame) {
  if (!frame) return true;
  if (frame->resolved) return !frame->poison;
  frame->resolved = true;
  frame->poison = true;
  if (frame->parent) {
    if (!ant_check_frame(check, frame->parent)) return false;
    memcpy(frame->set, frame->parent->set, sizeof frame->set);
    frame->n_set = frame->parent->n_set;
  }
  for (int i = 0; i < frame->decl->words.n; i++) {
    const ant_word *word = &frame->decl->words.item[i];
    if (frame->n_set == ANT_MAX_AXES) {
      ant_check_error(check, word->place, ANT_ESET, "a `for` runs over at most %d sets",
                      ANT_MAX_AXES);
      return false;
    }
    int set = frame_set(check, frame, word);
    if (set < 0) return false;
    frame->set[frame->n_set++] = set;
  }
  frame->poison = !within_size(check, frame);
  return !frame->poison;
}

void ant_check_sets(ant_check *check) {
  for (int i = 0; i < check->n_item; i++) {
    if (check->item[i].decl->keyword == ANT_KW_SET) declare_set(check, &check->item[i]);
  }
  for (int i = 0; i < check->n_item; i++) ant_check_frame(check, check->item[i].frame);
}
