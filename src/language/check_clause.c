/* check_clause.c - what may follow a value: sources, range, scale, distributions (see check.h). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "language/check.h"

/* Sources -------------------------------------------------------------------- */

static void say_no_key(ant_check *check, const ant_word *word) {
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, word->place, ANT_EUNKNOWN,
              "the bibliography has no key '%s'", word->text);
  ant_nearest nearest;
  ant_nearest_init(&nearest, word->text);
  for (int i = 0; i < check->model->n_bib; i++) {
    ant_nearest_try(&nearest, check->model->bib[i].key);
  }
  ant_nearest_hint(&nearest, &diag);
  ant_check_report(check, &diag);
}

void ant_check_key(ant_check *check, const ant_word *word) {
  if (check->bib == ANT_BIB_BROKEN || ant_map_find(&check->keys, word->text) >= 0) return;
  if (check->bib == ANT_BIB_THERE) {
    say_no_key(check, word);
    return;
  }
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, word->place, ANT_EMISSING,
              "'%s' is a key, and the model names no bibliography", word->text);
  ant_diag_hint(&diag, "below `model`, write: sources \"FILE.bib\"");
  ant_check_report(check, &diag);
  check->bib = ANT_BIB_BROKEN; /* said once */
}

ant_source_ref *ant_check_refs_of(ant_check *check, const ant_words *words, int *out_n) {
  ant_source_ref *ref = ant_arena_take(check->arena, (size_t)words->n * sizeof *ref);
  *out_n = 0;
  for (int i = 0; ref && i < words->n; i++) {
    ant_check_key(check, &words->item[i]);
    ref[(*out_n)++] = (ant_source_ref){.key = words->item[i].text, .where = words->item[i].as};
  }
  return ref;
}

static bool says_something(const ant_decl *decl) {
  return decl && (decl->sources.n > 0 || decl->fitted.n > 0 || decl->assumed);
}

bool ant_check_has_source(ant_check *check, const ant_decl *decl, const ant_decl *fallback,
                          const char *name) {
  if (says_something(decl) || says_something(fallback)) return true;
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, decl->name ? decl->name_place : decl->place,
              ANT_ESOURCE, "'%s' does not say where its number comes from", name);
  ant_diag_hint(&diag, "add `source KEY \"place\"`, `fitted ROW, ...` or `assumed \"why\"`");
  ant_check_report(check, &diag);
  return false;
}

void ant_check_sources(ant_check *check, const ant_decl *decl, const ant_decl *fallback,
                       ant_symbol *out) {
  if (!ant_check_has_source(check, decl, fallback, out->name)) return;
  const ant_decl *from = says_something(decl) ? decl : fallback;
  out->source = ant_check_refs_of(check, &from->sources, &out->n_source);
  out->fitted = ant_arena_take(check->arena, (size_t)from->fitted.n * sizeof *out->fitted);
  for (int i = 0; out->fitted && i < from->fitted.n; i++) {
    out->fitted[out->n_fitted++] = from->fitted.item[i].text;
  }
  if (from->assumed) out->assumed = from->why ? from->why : "";
}

/* Numbers -------------------------------------------------------------------- */

/* A number may make hidden symbols (a count of something reduced), which moves the table of
 * symbols: it is asked for again after each. */
static ant_symbol *symbol_at(const ant_context *x, int symbol) {
  return &x->check->model->symbol[symbol];
}

static void read_range(const ant_context *x, const ant_decl *decl, int symbol) {
  ant_unit unit = symbol_at(x, symbol)->unit;
  double lo = -INFINITY, hi = INFINITY;
  if (decl->range_lo && !ant_check_constant(x, decl->range_lo, &unit, "a range", &lo)) return;
  if (decl->range_hi && !ant_check_constant(x, decl->range_hi, &unit, "a range", &hi)) return;
  if (!(lo < hi)) {
    ant_check_error(x->check, decl->range_lo ? decl->range_lo->place : decl->place, ANT_ERANGE,
                    "the range of '%s' is empty: %g to %g", x->name, lo, hi);
    return;
  }
  symbol_at(x, symbol)->lo = lo;
  symbol_at(x, symbol)->hi = hi;
}

static void read_scale(const ant_context *x, const ant_decl *decl, int symbol) {
  ant_unit unit = symbol_at(x, symbol)->unit;
  double scale;
  if (!decl->scale || !ant_check_constant(x, decl->scale, &unit, "a scale", &scale)) return;
  if (!(scale > 0)) {
    ant_check_error(x->check, decl->scale->place, ANT_ERANGE, "a scale is more than 0");
    return;
  }
  ant_symbol *s = symbol_at(x, symbol);
  s->scale = ant_arena_take(x->check->arena, (size_t)s->n * sizeof *s->scale);
  for (int i = 0; s->scale && i < s->n; i++) s->scale[i] = scale;
}

static bool dist_holds(const ant_context *x, const ant_ast_dist *dist, const double *arg) {
  bool good = true;
  const char *why = "";
  switch (dist->kind) {
  case ANT_DIST_NORMAL:
  case ANT_DIST_LOGNORMAL:
    good = arg[0] >= 0;
    why = "a spread is not negative";
    break;
  case ANT_DIST_UNIFORM:
    good = arg[0] < arg[1];
    why = "uniform A to B: A is less than B";
    break;
  case ANT_DIST_TRIANGULAR:
    good = arg[0] <= arg[1] && arg[1] <= arg[2] && arg[0] < arg[2];
    why = "triangular LOW, MODE, HIGH: in this order";
    break;
  case ANT_DIST_NONE:
    break;
  }
  if (!good) ant_check_error(x->check, dist->place, ANT_ERANGE, "%s", why);
  return good;
}

/* `normal 2 [%]` of a quantity that is no plain number is a share of its value */
static bool is_relative(const ant_ast_dist *dist, const ant_unit *unit) {
  const ant_expr *e = dist->arg[0];
  return dist->kind == ANT_DIST_NORMAL && e && e->kind == ANT_EXPR_NUMBER && e->unit &&
         strcmp(e->unit, "%") == 0 && !ant_unit_is_one(unit);
}

static ant_dist read_dist(const ant_context *x, const ant_ast_dist *dist, const ant_unit *unit) {
  static const int n_arg[] = {0, 1, 1, 2, 3};
  ant_dist out = {.kind = dist->kind, .relative = is_relative(dist, unit)};
  ant_dist none = {.kind = ANT_DIST_NONE};
  ant_unit one = ant_unit_one();
  for (int i = 0; i < n_arg[dist->kind]; i++) {
    const ant_unit *in = dist->kind == ANT_DIST_LOGNORMAL || out.relative ? &one : unit;
    if (!ant_check_constant(x, dist->arg[i], in, "this number of a distribution", &out.arg[i])) {
      return none;
    }
  }
  return dist_holds(x, dist, out.arg) ? out : none;
}

static void refuse(const ant_context *x, const ant_ast_dist *dist, const char *what,
                   const char *why) {
  if (dist->kind == ANT_DIST_NONE) return;
  ant_check_error(x->check, dist->place, ANT_EINPUT, "'%s' has no `%s`: %s", x->name, what, why);
}

void ant_check_clauses(const ant_context *x, const ant_decl *decl, int symbol) {
  ant_unit unit = symbol_at(x, symbol)->unit;
  if (symbol_at(x, symbol)->kind == ANT_SYM_BALANCE) {
    refuse(x, &decl->people, "people", "the baseline finds it for each person anew");
    refuse(x, &decl->unknown, "unknown", "the baseline finds it for each person anew");
  } else {
    ant_dist people = read_dist(x, &decl->people, &unit);
    ant_dist unknown = read_dist(x, &decl->unknown, &unit);
    symbol_at(x, symbol)->people = people;
    symbol_at(x, symbol)->unknown = unknown;
  }
  ant_dist error = read_dist(x, &decl->error, &unit);
  symbol_at(x, symbol)->error = error;
  read_range(x, decl, symbol);
  read_scale(x, decl, symbol);
}
