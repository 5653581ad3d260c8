/* parse_clause.c - what may stand behind any declaration, in any order (see parse.h). */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/unit.h"
#include "language/parse.h"

/* Readers ---------------------------------------------------------------- */

enum { DOC_MAX = 8000 };

/* Several strings are one text, joined by a blank; its room doubles, so that many short ones do
 * not fill the memory. */
void ant_parser_doc(parser *p, ant_decl *d, const char *what) {
  const char *text = ant_parser_string(p, what);
  if (!text) return;
  size_t n = d->doc ? strlen(d->doc) : 0, more = strlen(text) + (d->doc != NULL);
  if (n + more > DOC_MAX) {
    ant_parser_fail(p, p->last.place, NULL, "a text of more than %d letters", DOC_MAX);
    return;
  }
  size_t room = 64;
  while (room <= n) room *= 2;
  char *doc = (char *)d->doc; /* made here, below */
  if (!doc || n + more >= room) {
    while (room <= n + more) room *= 2;
    doc = ant_arena_take(p->arena, room);
    if (!doc) return;
    if (d->doc) memcpy(doc, d->doc, n);
  }
  snprintf(doc + n, more + 1, "%s%s", d->doc ? " " : "", text);
  d->doc = doc;
}

static void read_range(parser *p, ant_decl *d) {
  d->range_lo = ant_parser_sum(p);
  if (!p->panic && !ant_parser_take_word(p, "to")) {
    ant_parser_expected(p, "an operator or 'to'", "range 0 to 1");
  }
  d->range_hi = ant_parser_sum(p);
}

static void read_scale(parser *p, ant_decl *d) {
  d->scale = ant_parser_sum(p);
}

static void add_word(parser *p, ant_words *words, ant_word word) {
  if (ant_parser_room(p, &words->item, words->n, sizeof word)) words->item[words->n++] = word;
}

static void read_source(parser *p, ant_decl *d) {
  ant_word w = {0};
  w.text = ant_parser_word(p, "the key of a source", &w.place);
  if (!p->panic && !ant_parser_ended(p) && p->token.kind == ANT_TOKEN_STRING) {
    w.as = ant_parser_string(p, "a string");
  }
  add_word(p, &d->sources, w);
}

static void read_fitted(parser *p, ant_decl *d) {
  ant_parser_words(p, &d->fitted, "a row of the evidence");
}

/* A reason is owed: an empty one is none. */
static const char *read_reason(parser *p) {
  ant_place place = p->token.place;
  const char *reason = ant_parser_string(p, "the reason, in quotes");
  if (reason && strspn(reason, " ") == strlen(reason)) {
    ant_parser_fail(p, place, NULL, "expected the reason, found a text that says nothing");
  }
  return reason;
}

static void read_assumed(parser *p, ant_decl *d) {
  d->assumed = true;
  d->why = read_reason(p);
}

static void read_cites(parser *p, ant_decl *d) {
  ant_parser_words(p, &d->words, "the key of a source");
}

static void read_sources(parser *p, ant_decl *d) {
  d->path = ant_parser_string(p, "the path of a BibTeX file, in quotes");
}

static void read_baseline(parser *p, ant_decl *d) {
  if (ant_parser_take_word(p, "steady")) return;
  if (!ant_parser_take_word(p, "free")) {
    ant_parser_expected(p, "'steady' or 'free'",
                        "baseline free \"why its start need not be steady\"");
    return;
  }
  d->flag = true;
  d->why = read_reason(p);
}

static void read_variants(parser *p, ant_decl *d) {
  ant_parser_words(p, &d->words, "the name of a variant");
}

static void read_lag(parser *p, ant_decl *d) {
  d->lag = ant_parser_sum(p);
}

static void read_shape(parser *p, ant_decl *d) {
  enum { SHAPE_MAX = 1000 };
  double n = p->token.value;
  if (ant_parser_ended(p) || p->token.kind != ANT_TOKEN_NUMBER || n < 1 || n > SHAPE_MAX ||
      n != (int)n) {
    ant_parser_expected(p, "a whole number of stages from 1 to 1000", "shape 4");
    return;
  }
  d->shape = (int)n;
  ant_parser_advance(p);
}

static void read_fraction(parser *p, ant_decl *d) {
  d->value = ant_parser_sum(p);
}

static void read_within(parser *p, ant_decl *d) {
  d->within = ant_parser_number(p);
  if (!p->panic && ant_parser_take_word(p, "of")) {
    if (!ant_parser_take_word(p, "scale"))
      ant_parser_expected(p, "'scale'", "within 1e-9 of scale");
    d->flag = true;
  }
}

/* a phase is from a day, a table from a file */
static void read_from(parser *p, ant_decl *d) {
  if (d->keyword == ANT_KW_TABLE || d->keyword == ANT_KW_REPRODUCES) {
    d->path = ant_parser_string(p, "the path of a file of comma-separated rows, in quotes");
    return;
  }
  d->value2 = ant_parser_number(p);
}

/* Distributions ---------------------------------------------------------- */

static const struct {
  const char *word;
  ant_dist_kind kind;
  int n_arg;
  const char *between; /* the word or sign between arguments */
} dists[] = {
    {"normal", ANT_DIST_NORMAL, 1, ""},
    {"lognormal", ANT_DIST_LOGNORMAL, 1, ""},
    {"uniform", ANT_DIST_UNIFORM, 2, "to"},
    {"triangular", ANT_DIST_TRIANGULAR, 3, ","},
};
enum { N_DIST = sizeof dists / sizeof *dists };

static int find_dist(const parser *p) {
  for (int i = 0; i < N_DIST; i++) {
    if (ant_parser_at_word(p, dists[i].word)) return i;
  }
  return -1;
}

static void read_between(parser *p, const char *between) {
  bool there = between[0] == ',' ? ant_parser_take_sign(p, ',') : ant_parser_take_word(p, between);
  if (there || p->panic) return;
  ant_parser_expected(p, between[0] == ',' ? "','" : "'to'",
                      between[0] == ',' ? "triangular A, B, C" : "uniform A to B");
}

static void read_dist(parser *p, ant_ast_dist *out) {
  ant_place start = p->token.place;
  int k = find_dist(p);
  if (k < 0) {
    ant_parser_expected(p, "'normal', 'lognormal', 'uniform' or 'triangular'",
                        "lognormal 20 [%] has a coefficient of variation of 20 per cent");
    return;
  }
  ant_parser_advance(p);
  out->kind = dists[k].kind;
  for (int i = 0; i < dists[k].n_arg; i++) {
    if (i > 0) read_between(p, dists[k].between);
    out->arg[i] = ant_parser_number(p);
  }
  out->place = ant_parser_since(p, start);
}

static void read_people(parser *p, ant_decl *d) {
  read_dist(p, &d->people);
}

static void read_unknown(parser *p, ant_decl *d) {
  read_dist(p, &d->unknown);
}

static void read_error(parser *p, ant_decl *d) {
  read_dist(p, &d->error);
}

/* The table -------------------------------------------------------------- */

static const struct {
  const char *word;
  int bit;
  bool repeats;
  void (*read)(parser *p, ant_decl *d);
  const char *on; /* what it goes with, for the hint */
} clauses_known[] = {
    {"range", HAS_RANGE, false, read_range, "param, covariate, input, state and balance"},
    {"scale", HAS_SCALE, false, read_scale, "state, delay and transit"},
    {"source", HAS_SOURCE, true, read_source, "param, table and substance"},
    {"fitted", HAS_FITTED, false, read_fitted, "param and table"},
    {"assumed", HAS_ASSUMED, false, read_assumed, "param, table and substance"},
    {"people", HAS_PEOPLE, false, read_people, "param and table"},
    {"unknown", HAS_UNKNOWN, false, read_unknown, "param and table"},
    {"error", HAS_ERROR, false, read_error, "observe"},
    {"lag", HAS_LAG, false, read_lag, "delay and transit"},
    {"shape", HAS_SHAPE, false, read_shape, "delay and transit"},
    {"fraction", HAS_FRACTION, false, read_fraction, "dose"},
    {"within", HAS_WITHIN, false, read_within, "expect and reproduces"},
    {"cites", HAS_CITES, true, read_cites, "module, mission and person"},
    {"sources", HAS_SOURCES, false, read_sources, "model"},
    {"baseline", HAS_BASELINE, false, read_baseline, "model"},
    {"variants", HAS_VARIANTS, false, read_variants, "model"},
    {"from", HAS_FROM, false, read_from, "a phase of a mission, table and reproduces"},
};
enum { N_CLAUSE = sizeof clauses_known / sizeof *clauses_known };

static int find_clause(const char *word) {
  for (int i = 0; i < N_CLAUSE; i++) {
    if (strcmp(clauses_known[i].word, word) == 0) return i;
  }
  return -1;
}

const char *ant_parse_clause(int i) {
  return i >= 0 && i < N_CLAUSE ? clauses_known[i].word : NULL;
}

bool ant_parser_is_clause(const char *word) {
  return find_clause(word) >= 0;
}

static bool at_string(const parser *p) {
  return !ant_parser_ended(p) && p->token.kind == ANT_TOKEN_STRING;
}

bool ant_parser_at_clause(const parser *p, int clauses) {
  if (at_string(p)) return (clauses & HAS_DOC) != 0;
  if (ant_parser_ended(p) || p->token.kind != ANT_TOKEN_WORD) return false;
  int i = find_clause(p->token.string);
  return i >= 0 && (clauses & clauses_known[i].bit) != 0;
}

/* whether TOKEN could begin the next factor of a product */
static bool is_factor(const ant_token *token) {
  return !token->first && (token->kind == ANT_TOKEN_WORD || token->kind == ANT_TOKEN_NUMBER ||
                           (token->kind == ANT_TOKEN_SIGN && token->sign == '('));
}

/* what stands here is no clause: say what would have been; IN_VALUE: a value ended here */
static void refuse(parser *p, bool in_value, int clauses, const char *what) {
  char hint[ANT_DIAG_TEXT] = "";
  bool word = p->token.kind == ANT_TOKEN_WORD;
  ant_unit unit;
  int other = word ? find_clause(p->token.string) : -1;
  if (word && p->last.kind == ANT_TOKEN_NUMBER &&
      ant_unit_parse(p->token.string, &unit, NULL) == ANT_OK) {
    snprintf(hint, sizeof hint, "a unit stands in brackets: [%s]", p->token.string);
  } else if (p->token.kind == ANT_TOKEN_NUMBER && p->last.kind == ANT_TOKEN_NUMBER) {
    snprintf(hint, sizeof hint,
             "a unit stands in brackets, as in 0.2 [1/day]; between two factors stands *");
  } else if (other >= 0) {
    snprintf(hint, sizeof hint, "`%s` goes with %s", p->token.string, clauses_known[other].on);
  } else if (word) {
    ant_nearest nearest;
    ant_nearest_init(&nearest, p->token.string);
    for (int i = 0; i < N_CLAUSE; i++) {
      if (clauses & clauses_known[i].bit) ant_nearest_try(&nearest, clauses_known[i].word);
    }
    if (nearest.best) {
      snprintf(hint, sizeof hint, "did you mean '%s'?", nearest.best);
    } else if (in_value && is_factor(&p->token)) {
      snprintf(hint, sizeof hint, "between two factors stands *");
    } else if (p->token.first) {
      snprintf(hint, sizeof hint,
               "a line further right goes on with the one above; a declaration of "
               "its own begins in the same column");
    }
  } else if (in_value && is_factor(&p->token)) {
    snprintf(hint, sizeof hint, "between two factors stands *");
  } else if (p->token.kind == ANT_TOKEN_UNIT) {
    snprintf(hint, sizeof hint,
             "a unit stands behind the name that is declared, or behind a number");
  } else if (p->token.kind == ANT_TOKEN_STRING) {
    snprintf(hint, sizeof hint,
             "nothing is said of this kind of line in quotes; a comment begins with #");
  }
  ant_parser_expected(p, what, hint[0] ? hint : NULL);
}

/* one clause that is here; SEEN has the bits of those before */
static void read_one(parser *p, ant_decl *d, int *seen) {
  if (at_string(p)) {
    ant_parser_doc(p, d, "a string");
    return;
  }
  int i = find_clause(p->token.string);
  if ((*seen & clauses_known[i].bit) && !clauses_known[i].repeats) {
    ant_parser_fail(p, p->token.place, NULL, "`%s` stands here twice", p->token.string);
    return;
  }
  *seen |= clauses_known[i].bit;
  ant_parser_advance(p);
  clauses_known[i].read(p, d);
}

void ant_parser_some_clauses(parser *p, ant_decl *d, int clauses) {
  int seen = 0;
  while (!p->panic && ant_parser_at_clause(p, clauses)) read_one(p, d, &seen);
}

void ant_parser_clauses(parser *p, ant_decl *d, int clauses) {
  const char *start = p->token.text;
  ant_parser_some_clauses(p, d, clauses);
  const bool in_value = d->value && p->token.text == start;
  if (p->panic || ant_parser_ended(p)) return;
  const char *what = p->head    ? "the end of the line"
                     : d->value ? "an operator, a clause or the end of the declaration"
                                : "a clause or the end of the declaration";
  refuse(p, in_value, clauses, what);
}
