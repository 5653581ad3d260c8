/* c_name.c - words, numbers and comments of emitted C. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "emit/c_internal.h"

/* PREFIX and NAME as a word of C that MAP does not have yet. */
static const char *new_word(ant_arena *arena, ant_map *map, const char *prefix, const char *name) {
  char *word = ant_arena_format(arena, "%s%s", prefix, name);
  for (char *p = word; p && *p; p++) {
    if (!isalnum((unsigned char)*p)) *p = '_';
  }
  char *unique = word;
  for (int k = 2; unique && ant_map_find(map, unique) >= 0; k++) {
    unique = ant_arena_format(arena, "%s_%d", word, k);
  }
  if (!unique || ant_map_set(map, unique, 1) != ANT_OK) return NULL;
  return unique;
}

ant_status ant_c_names_make(ant_arena *arena, const ant_model *model, ant_c_names *out_names) {
  ant_map map = {.arena = arena};
  ant_c_names n = {.arena = arena};
  n.symbol = ant_arena_take(arena, (size_t)model->n_symbol * sizeof *n.symbol);
  n.set = ant_arena_take(arena, (size_t)model->n_set * sizeof *n.set);
  if (!n.symbol || !n.set) return ANT_ENOMEM;
  for (int i = 0; i < model->n_symbol; i++) {
    n.symbol[i] = new_word(arena, &map, "at_", model->symbol[i].name);
    if (!n.symbol[i]) return ANT_ENOMEM;
  }
  for (int i = 0; i < model->n_set; i++) {
    const char *dot = strrchr(model->set[i].name, '.');
    n.set[i] = new_word(arena, &map, "i_", dot ? dot + 1 : model->set[i].name);
    if (!n.set[i]) return ANT_ENOMEM;
  }
  *out_names = n;
  return ANT_OK;
}

void ant_c_comment(ant_text *to, const char *text) {
  for (const char *p = text ? text : ""; *p; p++) {
    bool closes = (p[0] == '*' && p[1] == '/') || (p[0] == '/' && p[1] == '*');
    bool control = (unsigned char)*p < 32 || *p == 127;
    ant_text_add(to, control ? " " : p, 1);
    if (closes) ant_text_put(to, " ");
  }
}

void ant_c_number(ant_text *to, double x) {
  char buffer[40];
  if (isnan(x)) {
    ant_text_put(to, "NAN");
    return;
  }
  if (isinf(x)) {
    ant_text_put(to, x > 0 ? "INFINITY" : "-INFINITY");
    return;
  }
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(buffer, sizeof buffer, "%.*g", digits, x);
    if (strtod(buffer, NULL) == x) break;
  }
  ant_text_put(to, buffer);
  if (!strpbrk(buffer, ".e")) ant_text_put(to, ".0");
}
