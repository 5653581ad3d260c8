/* names.c - finding a quantity by the name that a person writes (see names.h).
 *   1. Building   2. Writing a name   3. Finding   4. Values
 *
 * Full names and all their ends behind a dot are kept in tables; an end that two names share is
 * kept as ambiguous.  The elements of observables are spelled out, for their names may
 * hold the element anywhere. */
#include "language/names.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { AMBIGUOUS = INT_MAX, NAME_LENGTH = 400, WORDS = ANT_MAX_AXES };

typedef struct ant_observed {
  int symbol, element;
} ant_observed;

typedef struct ant_names ant_names;
struct ant_names {
  ant_map full, ends; /* to a symbol                                            */
  ant_map spelled;    /* an element of an observable, to an index into observed   */
  ant_observed *observed;
  int n_observed, c_observed;
  ant_map *element; /* (n_set)                                                 */
};

/* 1. Building ---------------------------------------------------------------- */

static void add_ends(ant_names *names, const char *name, int symbol) {
  for (const char *p = strchr(name, '.'); p; p = strchr(p + 1, '.')) {
    int old = ant_map_find(&names->ends, p + 1);
    ant_map_set(&names->ends, p + 1, old < 0 ? symbol : AMBIGUOUS);
  }
}

static void say_twice(const ant_model *model, const char *name, int symbol, int other,
                      ant_diags *diags) {
  ant_diag diag;
  const ant_symbol *first = &model->symbol[other];
  ant_diag_at(&diag, &model->sources, model->symbol[symbol].place, ANT_EDUPLICATE,
              "the observable '%s' is defined twice", name);
  ant_diag_hint(&diag, "the first is at %s:%d", model->sources.file[first->place.file].path,
                first->place.line);
  ant_diags_add(diags, &diag);
}

static void add_observable(ant_model *model, ant_names *names, int symbol, ant_diags *diags) {
  bool said = false;
  for (int e = 0; e < model->symbol[symbol].n; e++) {
    char name[NAME_LENGTH];
    ant_model_name(model, symbol, e, name, sizeof name);
    int old = ant_map_find(&names->spelled, name);
    if (old >= 0) {
      if (!said) say_twice(model, name, symbol, names->observed[old].symbol, diags);
      said = true;
      continue;
    }
    const char *copy = ant_arena_copy(model->arena, name);
    if (!copy || ant_arena_grow(model->arena, &names->observed, &names->c_observed,
                                names->n_observed, sizeof *names->observed) != ANT_OK) {
      return;
    }
    names->observed[names->n_observed] = (ant_observed){symbol, e};
    ant_map_set(&names->spelled, copy, names->n_observed++);
  }
}

static void add_elements(ant_model *model, ant_names *names) {
  names->element = ant_arena_take(model->arena, (size_t)model->n_set * sizeof *names->element);
  for (int s = 0; names->element && s < model->n_set; s++) {
    names->element[s].arena = model->arena;
    for (int i = 0; i < model->set[s].n; i++) {
      ant_map_set(&names->element[s], model->set[s].element[i], i);
    }
  }
}

void ant_names_build(ant_model *model, ant_diags *diags) {
  ant_names *names = ant_arena_take(model->arena, sizeof *names);
  if (!names) return;
  names->full.arena = names->ends.arena = names->spelled.arena = model->arena;
  add_elements(model, names);
  if (!names->element) return;
  model->names = names;
  for (int i = 0; i < model->n_symbol; i++) {
    const ant_symbol *s = &model->symbol[i];
    if (s->hidden) continue;
    if (s->kind == ANT_SYM_OBSERVE) add_observable(model, names, i, diags);
    if (s->kind == ANT_SYM_OBSERVE && ant_map_find(&names->full, s->name) >= 0) continue;
    ant_map_set(&names->full, s->name, i);
    if (!strchr(s->name, '{')) add_ends(names, s->name, i);
  }
}

/* 2. Writing a name ------------------------------------------------------------ */

static void split(const ant_model *model, const ant_symbol *s, int element,
                  int index[ANT_MAX_AXES]) {
  for (int k = s->n_set - 1; k >= 0; k--) {
    int n = model->set[s->set[k]].n;
    index[k] = element % n;
    element /= n;
  }
}

static void append(char *buffer, size_t size, const char *text, size_t n) {
  size_t used = strlen(buffer);
  if (used + 1 < size) snprintf(buffer + used, size - used, "%.*s", (int)n, text);
}

/* the element of the set called WORD (by its last word), NULL if S has no such set */
static const char *braced(const ant_model *model, const ant_symbol *s, const int *index,
                          const char *word, size_t n) {
  for (int k = 0; k < s->n_set; k++) {
    const ant_set *set = &model->set[s->set[k]];
    const char *dot = strrchr(set->name, '.');
    const char *last = dot ? dot + 1 : set->name;
    if (strlen(last) == n && memcmp(last, word, n) == 0) return set->element[index[k]];
  }
  return NULL;
}

const char *ant_model_name(const ant_model *model, int symbol, int element, char *buffer,
                           size_t size) {
  const ant_symbol *s = &model->symbol[symbol];
  int index[ANT_MAX_AXES];
  bool spelled = strchr(s->name, '{') != NULL;
  if (size) buffer[0] = '\0';
  if (element < 0) {
    append(buffer, size, s->name, strlen(s->name));
    return buffer;
  }
  split(model, s, element, index);
  for (const char *p = s->name; *p;) {
    const char *end = *p == '{' ? strchr(p, '}') : NULL;
    const char *word = end ? braced(model, s, index, p + 1, (size_t)(end - p - 1)) : NULL;
    if (word) {
      append(buffer, size, word, strlen(word));
      p = end + 1;
    } else {
      size_t n = 1 + strcspn(p + 1, "{");
      append(buffer, size, p, n);
      p += n;
    }
  }
  for (int k = 0; k < s->n_set && !spelled; k++) {
    const char *word = model->set[s->set[k]].element[index[k]];
    append(buffer, size, ".", 1);
    append(buffer, size, word, strlen(word));
  }
  return buffer;
}

/* 3. Finding ------------------------------------------------------------------- */

int ant_names_element(const ant_model *model, int symbol, const char *const *word, int n) {
  const ant_symbol *s = &model->symbol[symbol];
  int index[ANT_MAX_AXES], element = 0;
  for (int k = 0; k < s->n_set; k++) index[k] = -1;
  for (int i = 0; i < n; i++) {
    int k = 0, at = -1;
    for (; k < s->n_set; k++) {
      at = index[k] < 0 ? ant_map_find(&model->names->element[s->set[k]], word[i]) : -1;
      if (at >= 0) break;
    }
    if (at < 0) return -1;
    index[k] = at;
  }
  for (int k = 0; k < s->n_set; k++) {
    if (index[k] < 0) return -1;
    element = element * model->set[s->set[k]].n + index[k];
  }
  return element;
}

static int find_prefix(const ant_names *names, const char *prefix) {
  int symbol = ant_map_find(&names->full, prefix);
  if (symbol < 0) symbol = ant_map_find(&names->ends, prefix);
  return symbol;
}

/* NAME as a quantity and elements of it; false if no such is there */
static bool find_element(const ant_model *model, const char *name, int *out_symbol,
                         int *out_element) {
  char copy[NAME_LENGTH];
  const char *word[WORDS];
  int n = 0;
  if (strlen(name) >= sizeof copy) return false;
  strcpy(copy, name);
  while (n < WORDS) {
    char *dot = strrchr(copy, '.');
    if (!dot) return false;
    *dot = '\0';
    word[n++] = dot + 1;
    int symbol = find_prefix(model->names, copy);
    if (symbol < 0 || symbol == AMBIGUOUS) continue;
    const char *turned[WORDS];
    for (int i = 0; i < n; i++) turned[i] = word[n - 1 - i];
    int element = ant_names_element(model, symbol, turned, n);
    if (element < 0) continue;
    *out_symbol = symbol;
    *out_element = element;
    return true;
  }
  return false;
}

static void list_ends(const ant_model *model, const char *name, ant_diag *diag) {
  ant_text text = {0};
  size_t length = strlen(name);
  for (int i = 0, n = 0; i < model->n_symbol && n < 4; i++) {
    const ant_symbol *s = &model->symbol[i];
    size_t all = strlen(s->name);
    if (s->hidden || all <= length || strcmp(s->name + all - length, name) != 0) continue;
    if (s->name[all - length - 1] != '.') continue;
    ant_text_print(&text, "%s%s", n++ ? ", " : "", s->name);
  }
  ant_diag_hint(diag, "write which: %s", ant_text_string(&text));
  ant_text_clear(&text);
}

static ant_status unknown(const ant_model *model, const char *name, ant_diag *opt_diag) {
  if (!opt_diag) return ANT_EUNKNOWN;
  if (ant_map_find(&model->names->ends, name) == AMBIGUOUS) {
    ant_fail(opt_diag, ANT_EUNKNOWN, "several quantities are called '%s'", name);
    list_ends(model, name, opt_diag);
    return ANT_EUNKNOWN;
  }
  ant_fail(opt_diag, ANT_EUNKNOWN, "the model has nothing called '%s'", name);
  ant_nearest nearest;
  ant_nearest_init(&nearest, name);
  for (int i = 0; i < model->n_symbol; i++) {
    const ant_symbol *s = &model->symbol[i];
    if (s->hidden || s->kind == ANT_SYM_OBSERVE) continue;
    ant_nearest_try(&nearest, s->name);
    const char *dot = strrchr(s->name, '.');
    if (dot) ant_nearest_try(&nearest, dot + 1);
  }
  for (int i = 0; i < model->names->spelled.capacity; i++) {
    const char *key = model->names->spelled.slot[i].key;
    if (key) ant_nearest_try(&nearest, key);
  }
  ant_nearest_hint(&nearest, opt_diag);
  return ANT_EUNKNOWN;
}

ant_status ant_model_find(const ant_model *model, const char *name, int *out_symbol,
                          int *out_element, ant_diag *opt_diag) {
  const ant_names *names = model->names;
  int at = names ? ant_map_find(&names->spelled, name) : -1;
  if (!names) return ant_fail(opt_diag, ANT_EUNKNOWN, "the model has nothing called '%s'", name);
  if (at >= 0) {
    const ant_observed *observed = &names->observed[at];
    *out_symbol = observed->symbol;
    *out_element = model->symbol[observed->symbol].n_set ? observed->element : -1;
    return ANT_OK;
  }
  int symbol = ant_map_find(&names->full, name);
  if (symbol < 0) symbol = ant_map_find(&names->ends, name);
  if (symbol >= 0 && symbol != AMBIGUOUS) {
    *out_symbol = symbol;
    *out_element = -1;
    return ANT_OK;
  }
  if (find_element(model, name, out_symbol, out_element)) return ANT_OK;
  return unknown(model, name, opt_diag);
}

/* 4. Values -------------------------------------------------------------------- */

ant_status ant_names_settable(const ant_model *model, int symbol, ant_diag *opt_diag) {
  static const char *const what[] = {[ANT_SYM_TIME] = "the mission's time",
                                     [ANT_SYM_BALANCE] = "found from the baseline",
                                     [ANT_SYM_BASE] = "a value on the ground",
                                     [ANT_SYM_LET] = "computed from others",
                                     [ANT_SYM_STATE] = "a state",
                                     [ANT_SYM_OBSERVE] = "an observable",
                                     [ANT_SYM_PROBE] = "part of a test",
                                     [ANT_SYM_WHEN] = "a condition"};
  const ant_symbol *s = &model->symbol[symbol];
  bool kind = s->kind == ANT_SYM_PARAM || s->kind == ANT_SYM_COVARIATE || s->kind == ANT_SYM_INPUT;
  if (kind && s->value) return ANT_OK;
  ant_fail(opt_diag, ANT_EINPUT, "'%s' cannot be set: it is %s", s->name,
           kind ? "computed from others" : what[s->kind]);
  ant_diag_hint(opt_diag, "params, covariates and inputs can be set");
  return ANT_EINPUT;
}

ant_status ant_names_in_range(const ant_model *model, int symbol, double value,
                              ant_diag *opt_diag) {
  const ant_symbol *s = &model->symbol[symbol];
  if (value >= s->lo && value <= s->hi) return ANT_OK;
  return ant_fail(opt_diag, ANT_ERANGE, "%g [%s] is outside the range of '%s', %g to %g", value,
                  s->unit_text, s->name, s->lo, s->hi);
}

static ant_status choice_value(const ant_symbol *s, const char *text, double *out_value,
                               ant_diag *opt_diag) {
  ant_nearest nearest;
  ant_nearest_init(&nearest, text);
  for (int i = 0; i < s->n_choice; i++) {
    ant_nearest_try(&nearest, s->choice[i]);
    if (strcmp(s->choice[i], text) != 0) continue;
    *out_value = i;
    return ANT_OK;
  }
  ant_text list = {0};
  for (int i = 0; i < s->n_choice; i++) {
    ant_text_print(&list, "%s%s", i ? ", " : "", s->choice[i]);
  }
  ant_fail(opt_diag, ANT_ERANGE, "'%s' is one of %s, found '%s'", s->name, ant_text_string(&list),
           text);
  ant_text_clear(&list);
  ant_nearest_hint(&nearest, opt_diag);
  return ANT_ERANGE;
}

/* "pmol/L" or "[pmol/L]", blanks around it; "" is the symbol's own */
static ant_status unit_behind(const ant_symbol *s, const char *text, ant_unit *out,
                              ant_diag *opt_diag) {
  char unit[120];
  size_t n = strlen(text);
  while (n > 0 && text[n - 1] == ' ') n--;
  while (n > 0 && *text == ' ') text++, n--;
  *out = s->unit;
  if (n == 0) return ANT_OK;
  if (n > 2 && text[0] == '[' && text[n - 1] == ']') text++, n -= 2;
  if (n >= sizeof unit) return ant_fail(opt_diag, ANT_EUNIT, "a unit too long");
  snprintf(unit, sizeof unit, "%.*s", (int)n, text);
  return ant_unit_parse(unit, out, opt_diag);
}

ant_status ant_model_value(const ant_model *model, int symbol, const char *text, double *out_value,
                           ant_diag *opt_diag) {
  const ant_symbol *s = &model->symbol[symbol];
  if (s->n_choice > 0) return choice_value(s, text, out_value, opt_diag);
  char *end;
  double value = strtod(text, &end), factor;
  ant_unit unit;
  if (end == text || !isfinite(value)) {
    ant_fail(opt_diag, ANT_EINPUT, "expected a number for '%s', found '%s'", s->name, text);
    ant_diag_hint(opt_diag, "like \"5 %s\"", s->unit_text);
    return ANT_EINPUT;
  }
  ANT_TRY(unit_behind(s, end, &unit, opt_diag));
  if (ant_unit_factor(&unit, &s->unit, &factor, NULL) != ANT_OK) {
    char found[96];
    return ant_fail(opt_diag, ANT_EUNIT, "'%s' is in [%s], found [%s]", s->name, s->unit_text,
                    ant_unit_format(&unit, found, sizeof found));
  }
  value *= factor;
  ANT_TRY(ant_names_in_range(model, symbol, value, opt_diag));
  *out_value = value;
  return ANT_OK;
}

ant_status ant_setting_parse(const ant_model *model, const char *text, ant_setting *out_setting,
                             ant_diag *opt_diag) {
  char name[NAME_LENGTH];
  const char *equals = strchr(text, '=');
  ant_setting setting = {0};
  if (!equals || equals == text || (size_t)(equals - text) >= sizeof name) {
    return ant_fail(opt_diag, ANT_EINPUT, "expected NAME=VALUE, found '%s'", text);
  }
  snprintf(name, sizeof name, "%.*s", (int)(equals - text), text);
  ANT_TRY(ant_model_find(model, name, &setting.symbol, &setting.element, opt_diag));
  ANT_TRY(ant_names_settable(model, setting.symbol, opt_diag));
  ANT_TRY(ant_model_value(model, setting.symbol, equals + 1, &setting.value, opt_diag));
  *out_setting = setting;
  return ANT_OK;
}
