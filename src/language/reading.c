/* reading.c - what missions and people have in common (see mission.h). */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "language/mission.h"
#include "language/names.h"

void ant_reading_error(ant_reading *r, ant_place place, ant_status code, const char *format, ...) {
  ant_diag diag;
  va_list args;
  va_start(args, format);
  ant_diag_at_args(&diag, &r->sources, place, code, format, args);
  va_end(args);
  ant_diags_add(r->diags, &diag);
}

/* Files ------------------------------------------------------------------------ */

static const char *keyword_name(ant_keyword keyword) {
  return keyword == ANT_KW_MISSION                             ? "a mission"
         : keyword == ANT_KW_PERSON                            ? "a person"
         : keyword == ANT_KW_MODEL || keyword == ANT_KW_MODULE ? "a part of a model"
                                                               : "something else";
}

static bool read_source(ant_reading *r, const char *path, const char *opt_text) {
  ant_diag diag;
  int file = 0;
  ant_status status =
      opt_text ? ant_sources_add(r->arena, &r->sources, path, opt_text, strlen(opt_text), &file)
               : ant_sources_read(r->arena, &r->sources, path, &file, &diag);
  if (status != ANT_OK) {
    if (opt_text) ant_fail(&diag, status, "%s cannot be read", path);
    ant_diags_add(r->diags, &diag);
    return false;
  }
  return ant_parse(r->arena, &r->sources, file, &r->ast, r->diags) == ANT_OK;
}

const ant_decl *ant_reading_open(ant_reading *r, const char *path, const char *opt_text,
                                 ant_keyword keyword) {
  const char *want = keyword_name(keyword);
  r->path = path;
  if (!read_source(r, path, opt_text)) return NULL;
  if (r->ast.n == 0) {
    ant_diag diag;
    ant_fail(&diag, ANT_EINPUT, "expected %s, found nothing", want);
    ant_diag_place(&diag, path, 0, 0);
    ant_diags_add(r->diags, &diag);
    return NULL;
  }
  const ant_decl *decl = r->ast.decl[0];
  if (decl->keyword != keyword) {
    ant_reading_error(r, decl->place, ANT_EINPUT, "expected %s, found %s", want,
                      keyword_name(decl->keyword));
    return NULL;
  }
  if (r->ast.n > 1) {
    ant_reading_error(r, r->ast.decl[1]->place, ANT_EINPUT, "a file holds %s and nothing else",
                      want);
    return NULL;
  }
  return decl;
}

const char *ant_reading_name(ant_reading *r) {
  const char *slash = strrchr(r->path, '/');
  const char *name = slash ? slash + 1 : r->path;
  size_t n = strlen(name);
  if (n > 4 && strcmp(name + n - 4, ".ant") == 0) n -= 4;
  return ant_arena_text(r->arena, name, n);
}

void ant_reading_keys(ant_reading *r, const ant_words *words) {
  for (int i = 0; r->model->n_bib > 0 && i < words->n; i++) {
    const ant_word *word = &words->item[i];
    ant_nearest nearest;
    ant_nearest_init(&nearest, word->text);
    bool there = false;
    for (int k = 0; k < r->model->n_bib && !there; k++) {
      there = strcmp(r->model->bib[k].key, word->text) == 0;
      ant_nearest_try(&nearest, r->model->bib[k].key);
    }
    if (there) continue;
    ant_diag diag;
    ant_diag_at(&diag, &r->sources, word->place, ANT_EUNKNOWN, "the bibliography has no key '%s'",
                word->text);
    ant_nearest_hint(&nearest, &diag);
    ant_diags_add(r->diags, &diag);
  }
}

/* Numbers ---------------------------------------------------------------------- */

static void report_unit(ant_reading *r, ant_place place, const ant_diag *inner) {
  ant_diag diag;
  ant_diag_at(&diag, &r->sources, place, inner->code, "%s", inner->text);
  if (inner->hint[0]) ant_diag_hint(&diag, "%s", inner->hint);
  ant_diags_add(r->diags, &diag);
}

/* a number without a unit of its own */
static bool bare_number(ant_reading *r, const ant_expr *e, double value, const ant_unit *unit,
                        const char *text, bool bare, const char *what) {
  if (bare || value == 0 || (ant_unit_is_one(unit) && unit->scale == 1)) return true;
  ant_diag diag;
  ant_diag_at(&diag, &r->sources, e->place, ANT_EUNIT, "%s needs a unit, found only a number",
              what);
  ant_diag_hint(&diag, "write %g [%s]", value, text);
  ant_diags_add(r->diags, &diag);
  return false;
}

bool ant_reading_number(ant_reading *r, const ant_expr *e, const ant_unit *unit, const char *text,
                        bool bare, const char *what, double *out) {
  double sign = 1;
  if (!e) return false;
  if (e->kind == ANT_EXPR_UNARY && e->op == '-') {
    sign = -1;
    e = e->a;
  }
  if (e->kind != ANT_EXPR_NUMBER) {
    ant_reading_error(r, e->place, ANT_EINPUT, "expected a number for %s", what);
    return false;
  }
  *out = sign * e->value;
  if (!isfinite(*out)) {
    ant_reading_error(r, e->place, ANT_ERANGE, "%s is not a finite number", what);
    return false;
  }
  if (!e->unit) return bare_number(r, e, *out, unit, text, bare, what);
  ant_unit own;
  ant_diag inner;
  double factor;
  if (ant_unit_parse(e->unit, &own, &inner) != ANT_OK) {
    report_unit(r, e->unit_place, &inner);
    return false;
  }
  if (ant_unit_factor(&own, unit, &factor, NULL) != ANT_OK) {
    ant_diag diag;
    ant_diag_at(&diag, &r->sources, e->place, ANT_EUNIT, "%s is in [%s], found [%s]", what, text,
                e->unit);
    const char *is = ant_unit_kind(&own), *should = ant_unit_kind(unit);
    if (is[0] && should[0]) snprintf(diag.label, sizeof diag.label, "%s, not %s", is, should);
    ant_diags_add(r->diags, &diag);
    return false;
  }
  *out *= factor;
  return true;
}

/* Names ------------------------------------------------------------------------- */

/* NAME is the whole of FULL or the words at its end */
static bool ends_with(const char *full, const char *name, size_t n) {
  size_t length = strlen(full);
  if (length < n || strncmp(full + length - n, name, n) != 0) return false;
  return length == n || full[length - n - 1] == '.';
}

/* the symbol of KIND that the first N letters of NAME mean; -1: none, -2: several */
static int find_kind(const ant_model *model, ant_symbol_kind kind, const char *name, size_t n) {
  int found = -1;
  for (int i = 0; i < model->n_symbol; i++) {
    const ant_symbol *s = &model->symbol[i];
    if (s->hidden || s->kind != kind || !ends_with(s->name, name, n)) continue;
    if (strlen(s->name) == n) return i;
    found = found == -1 ? i : -2;
  }
  return found;
}

static const char *kind_name(ant_symbol_kind kind) {
  return kind == ANT_SYM_INPUT ? "input" : kind == ANT_SYM_COVARIATE ? "covariate" : "param";
}

static void say_unknown(ant_reading *r, ant_symbol_kind kind, const char *name, ant_place place,
                        bool several) {
  ant_diag diag;
  ant_nearest nearest;
  ant_diag_at(&diag, &r->sources, place, ANT_EUNKNOWN,
              several ? "several %ss of the model are called '%s'" : "the model has no %s '%s'",
              kind_name(kind), name);
  ant_nearest_init(&nearest, name);
  for (int i = 0; i < r->model->n_symbol; i++) {
    const ant_symbol *s = &r->model->symbol[i];
    if (s->hidden || s->kind != kind) continue;
    ant_nearest_try(&nearest, s->name);
    for (const char *p = strchr(s->name, '.'); p; p = strchr(p + 1, '.')) {
      ant_nearest_try(&nearest, p + 1);
    }
  }
  if (several) {
    ant_diag_hint(&diag, "write more of the name, from the front");
  } else {
    ant_nearest_hint(&nearest, &diag);
  }
  ant_diags_add(r->diags, &diag);
}

bool ant_reading_find(ant_reading *r, ant_symbol_kind kind, const char *name, ant_place place,
                      int *out_symbol, int *out_element) {
  const char *word[ANT_MAX_AXES];
  size_t n = strlen(name);
  int n_word = 0, symbol = find_kind(r->model, kind, name, n);
  char *copy = ant_arena_copy(r->arena, name);
  *out_element = -1;
  while (symbol == -1 && copy && n_word < ANT_MAX_AXES) { /* words at the end are elements */
    char *dot = strrchr(copy, '.');
    if (!dot) break;
    *dot = '\0';
    for (int i = n_word; i > 0; i--) word[i] = word[i - 1];
    word[0] = dot + 1;
    n_word++;
    symbol = find_kind(r->model, kind, copy, strlen(copy));
    if (symbol < 0) continue;
    *out_element = ant_names_element(r->model, symbol, word, n_word);
    if (*out_element < 0) symbol = -1;
  }
  if (symbol < 0) {
    say_unknown(r, kind, name, place, symbol == -2);
    return false;
  }
  *out_symbol = symbol;
  return true;
}

bool ant_reading_add(ant_reading *r, ant_setting **list, int *capacity, int *n,
                     const ant_setting *setting, ant_place place) {
  ant_diag inner;
  if (ant_names_settable(r->model, setting->symbol, &inner) != ANT_OK ||
      ant_names_in_range(r->model, setting->symbol, setting->value, &inner) != ANT_OK) {
    report_unit(r, place, &inner);
    return false;
  }
  for (int i = 0; i < *n; i++) {
    bool same = (*list)[i].symbol == setting->symbol && (*list)[i].element == setting->element;
    if (!same) continue;
    char name[240];
    ant_reading_error(
        r, place, ANT_EDUPLICATE, "'%s' is set twice",
        ant_model_name(r->model, setting->symbol, setting->element, name, sizeof name));
    return false;
  }
  if (ant_arena_grow(r->arena, list, capacity, *n, sizeof **list) != ANT_OK) return false;
  (*list)[(*n)++] = *setting;
  return true;
}
