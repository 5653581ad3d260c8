/* claim.c - reading claims (see claim.h).
 *   1. Words   2. Tokens   3. Lines   4. One claim   5. Files   6. The list that they answer */
#include "score/claim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/map.h"
#include "base/text.h"
#include "language/lex.h"
#include "base/csv.h"

typedef struct claims {
  ant_claims pub; /* first */
  ant_arena *arena;
  ant_sources sources;
  ant_claim *item;
  int capacity;
  ant_map key;
} claims;

typedef struct reader {
  claims *c;
  ant_diags *diags;
  ant_lexer lexer;
  ant_token token;
  const char *file;
  int limit;  /* a line that begins further right continues the one before     */
  bool panic; /* the present line is beyond hope                              */
} reader;

/* 1. Words ---------------------------------------------------------------- */

static const char *const verb_names[ANT_NVERB] = {
#define ANT_X(code, name) name,
    ANT_VERBS(ANT_X)
#undef ANT_X
};

static const char *const type_names[] = {"claim", "question", "scope"};

const char *ant_verb_name(ant_verb verb) {
  return verb_names[verb];
}

const char *ant_claim_type_name(ant_claim_type type) {
  return type_names[type];
}

/* 2. Tokens --------------------------------------------------------------- */

static void advance(reader *r) {
  r->token = ant_lexer_next(&r->lexer);
  if (r->token.kind == ANT_TOKEN_ERROR) r->panic = true;
}

static void complain(reader *r, ant_place place, ant_status code, const char *hint,
                     const char *format, const char *what) {
  ant_diag diag;
  if (r->panic) return;
  r->panic = true;
  ant_diag_at(&diag, &r->c->sources, place, code, format, what);
  if (hint) ant_diag_hint(&diag, "%s", hint);
  ant_diags_add(r->diags, &diag);
}

static void expected(reader *r, const char *what) {
  complain(r, r->token.place, ANT_ESYNTAX, NULL, "expected %s", what);
}

/* a new line, or the end: nothing more of this one */
static bool line_over(const reader *r) {
  return r->token.kind == ANT_TOKEN_END || (r->token.first && r->token.column <= r->limit);
}

static bool at_word(const reader *r, const char *word) {
  return !line_over(r) && r->token.kind == ANT_TOKEN_WORD && strcmp(r->token.string, word) == 0;
}

static bool take_word(reader *r, const char *word) {
  if (!at_word(r, word)) return false;
  advance(r);
  return true;
}

static const char *take(reader *r, ant_token_kind kind, const char *what) {
  if (r->panic) return "";
  if (line_over(r) || r->token.kind != kind) {
    expected(r, what);
    return "";
  }
  const char *text = r->token.string;
  advance(r);
  return text;
}

/* the word that a line begins with */
static const char *take_first(reader *r) {
  const char *word = r->token.kind == ANT_TOKEN_WORD ? r->token.string : "";
  if (*word) {
    advance(r);
  } else {
    expected(r, "a word at the beginning of a line");
    advance(r); /* whatever it is, it is behind us */
  }
  return word;
}

/* -5 [%]: the number, and its unit's text in *UNIT ("1" without) */
static double take_number(reader *r, const char *what, const char **unit) {
  double sign = 1;
  *unit = "1";
  if (r->panic) return NAN;
  if (!line_over(r) && r->token.kind == ANT_TOKEN_SIGN && r->token.sign == '-') {
    sign = -1;
    advance(r);
  }
  if (line_over(r) || r->token.kind != ANT_TOKEN_NUMBER) {
    expected(r, what);
    return NAN;
  }
  double value = sign * r->token.value;
  advance(r);
  if (!line_over(r) && r->token.kind == ANT_TOKEN_UNIT) {
    *unit = r->token.string;
    advance(r);
  }
  return value;
}

/* a number in the unit NATURAL */
static double take_in(reader *r, const char *natural, const char *what) {
  const char *text;
  ant_place place = r->token.place;
  ant_unit unit, to;
  double factor = NAN, value = take_number(r, what, &text);
  if (r->panic) return NAN;
  if (ant_unit_parse(text, &unit, NULL) != ANT_OK || ant_unit_parse(natural, &to, NULL) != ANT_OK ||
      ant_unit_factor(&unit, &to, &factor, NULL) != ANT_OK || strcmp(text, "1") == 0) {
    complain(r, place, ANT_EUNIT, NULL, "expected a number in [%s]", natural);
    return NAN;
  }
  return value * factor;
}

static double take_day(reader *r) {
  return take_in(r, "day", "a day, as in: at 90 [day]");
}

/* 3. Lines ---------------------------------------------------------------- */

static void *grow(reader *r, void *items, int *capacity, int n, size_t size) {
  if (ant_arena_grow(r->c->arena, items, capacity, n, size) != ANT_OK) r->panic = true;
  return r->panic ? NULL : items;
}

typedef struct building {
  ant_claim claim;
  ant_cover *cover;
  ant_expectation *expect;
  int cover_capacity, expect_capacity;
} building;

static void read_covers(reader *r, building *b) {
  const char *kind = take(r, ANT_TOKEN_WORD, "a kind of the list, as in: covers myokine \"IL-6\"");
  char *spaced = ant_arena_copy(r->c->arena, kind);
  for (char *p = spaced; p && *p; p++) {
    if (*p == '_') *p = ' ';
  }
  do {
    int line = r->token.place.line;
    const char *name = take(r, ANT_TOKEN_STRING, "an item of the list, in quotes");
    if (r->panic || !grow(r, &b->cover, &b->cover_capacity, b->claim.n_cover, sizeof *b->cover)) {
      return;
    }
    b->cover[b->claim.n_cover++] = (ant_cover){spaced, name, line};
    if (line_over(r) || r->token.kind != ANT_TOKEN_SIGN || r->token.sign != ',') return;
    advance(r);
  } while (true);
}

/* remove X | hold X at 50 [%] | raise X by 50 [%] | ...: engine/intervene.h knows the words */
static void read_intervention(reader *r, building *b, ant_place place, const char *how) {
  ant_text text = {0};
  ant_diag diag;
  if (b->claim.intervention.name[0]) {
    complain(r, place, ANT_EDUPLICATE, "make two claims of it", "%s",
             "a claim has one intervention");
    return;
  }
  ant_text_put(&text, how);
  for (; !line_over(r); advance(r)) {
    const ant_token *t = &r->token;
    ant_text_put(&text, " ");
    if (t->kind == ANT_TOKEN_WORD) ant_text_put(&text, t->string);
    if (t->kind == ANT_TOKEN_UNIT) ant_text_print(&text, "[%s]", t->string);
    if (t->kind == ANT_TOKEN_NUMBER) ant_text_print(&text, "%.15g", t->value);
    if (t->kind == ANT_TOKEN_SIGN && t->sign == '-') { /* belongs to its number */
      advance(r);
      ant_text_print(&text, "-%.15g", r->token.value);
    }
  }
  ant_status status = ant_intervention_parse(ant_text_string(&text), &b->claim.intervention, &diag);
  ant_text_clear(&text);
  if (status != ANT_OK)
    complain(r, place, status, diag.hint[0] ? diag.hint : NULL, "%s", diag.text);
}

static ant_verb read_verb(reader *r) {
  ant_nearest nearest;
  ant_place place = r->token.place;
  const char *word = take(r, ANT_TOKEN_WORD, "what it does: rises, falls, higher, below, ...");
  ant_nearest_init(&nearest, word);
  for (int v = 0; v < ANT_VERB_REPORT; v++) {
    if (strcmp(word, verb_names[v]) == 0) return (ant_verb)v;
    ant_nearest_try(&nearest, verb_names[v]);
  }
  complain(r, place, ANT_EUNKNOWN, nearest.best, "'%s' is nothing that can be expected", word);
  return ANT_VERB_RISES;
}

static void read_window(reader *r, ant_expectation *e) {
  for (;;) {
    if (take_word(r, "within")) {
      e->within = take_in(r, "%", "a percentage");
    } else if (take_word(r, "from")) {
      e->from_d = take_day(r);
    } else if (take_word(r, "at")) {
      e->at_d = take_day(r);
    } else {
      return;
    }
  }
}

static void add_expectation(reader *r, building *b, const ant_expectation *e) {
  if (r->panic || !grow(r, &b->expect, &b->expect_capacity, b->claim.n_expect, sizeof *b->expect)) {
    return;
  }
  b->expect[b->claim.n_expect++] = *e;
}

static ant_expectation begin(reader *r, ant_verb verb) {
  int line = r->token.place.line;
  const char *name = take(r, ANT_TOKEN_WORD, "an observable");
  return (ant_expectation){.name = name,
                           .verb = verb,
                           .value = NAN,
                           .unit = "1",
                           .within = NAN,
                           .from_d = NAN,
                           .at_d = NAN,
                           .line = line};
}

static void read_expect(reader *r, building *b) {
  ant_place place = r->token.place;
  ant_expectation e = begin(r, ANT_VERB_RISES);
  e.verb = read_verb(r);
  if (e.verb == ANT_VERB_ABOVE || e.verb == ANT_VERB_BELOW || e.verb == ANT_VERB_BEFORE) {
    e.other = take(r, ANT_TOKEN_WORD, "another observable");
  } else if (e.verb == ANT_VERB_ABOUT) {
    e.value = take_number(r, "a number with its unit", &e.unit);
  }
  read_window(r, &e);
  if (!r->panic && !line_over(r)) expected(r, "within, from, at or the end of the line");
  if (isnan(e.at_d)) {
    complain(r, place, ANT_EMISSING, "expect NAME rises at 90 [day]", "%s", "no day is named");
  }
  add_expectation(r, b, &e);
}

/* report NAME at 30 [day], 90 [day] */
static void read_report(reader *r, building *b) {
  ant_expectation e = begin(r, ANT_VERB_REPORT);
  if (!take_word(r, "at")) expected(r, "'at' and days");
  while (!r->panic) {
    e.at_d = take_day(r);
    add_expectation(r, b, &e);
    if (line_over(r) || r->token.kind != ANT_TOKEN_SIGN || r->token.sign != ',') return;
    advance(r);
  }
}

static void read_against(reader *r, building *b) {
  if (take_word(r, "mission")) {
    b->claim.against_mission = take(r, ANT_TOKEN_STRING, "a mission, in quotes");
  } else if (take_word(r, "person")) {
    b->claim.against_person = take(r, ANT_TOKEN_STRING, "a person, in quotes");
  } else {
    expected(r, "'mission' or 'person'");
  }
}

/* one line below a claim, by its first word */
static void read_line(reader *r, building *b) {
  static const char *const interventions[] = {"remove", "hold", "raise", "lower", "block"};
  ant_claim *c = &b->claim;
  ant_place place = r->token.place;
  const char *word = take_first(r);
  if (strcmp(word, "covers") == 0) {
    read_covers(r, b);
  } else if (strcmp(word, "source") == 0) {
    c->source = take(r, ANT_TOKEN_WORD, "a key of the bibliography");
  } else if (strcmp(word, "mission") == 0) {
    c->mission = take(r, ANT_TOKEN_STRING, "a mission, in quotes");
  } else if (strcmp(word, "person") == 0) {
    c->person = take(r, ANT_TOKEN_STRING, "a person, in quotes");
  } else if (strcmp(word, "against") == 0) {
    read_against(r, b);
  } else if (strcmp(word, "expect") == 0) {
    read_expect(r, b);
  } else if (strcmp(word, "report") == 0) {
    read_report(r, b);
  } else if (strcmp(word, "conflicts") == 0) {
    c->conflicts = take(r, ANT_TOKEN_WORD, "the key of a claim");
  } else if (strcmp(word, "because") == 0) {
    c->because = take(r, ANT_TOKEN_STRING, "a reason, in quotes");
  } else {
    for (int i = 0; i < 5; i++) {
      if (strcmp(word, interventions[i]) == 0) {
        read_intervention(r, b, place, word);
        return;
      }
    }
    complain(r, place, ANT_ESYNTAX,
             "covers source mission person remove hold raise lower block against expect report "
             "conflicts "
             "because",
             "no line of a claim begins with '%s'", word);
  }
}

/* 4. One claim ------------------------------------------------------------ */

static void lacks(reader *r, ant_place place, const ant_claim *c, const char *what) {
  char text[200];
  snprintf(text, sizeof text, "%s '%.80s' has no %s", type_names[c->type], c->key, what);
  complain(r, place, ANT_EMISSING, NULL, "%s", text);
}

/* what each kind must have and must not have */
static void check(reader *r, const building *b, ant_place place) {
  const ant_claim *c = &b->claim;
  bool relative = false, report = false, judged = false;
  r->panic = false;
  for (int i = 0; i < c->n_expect; i++) {
    ant_verb v = b->expect[i].verb;
    relative |= v == ANT_VERB_HIGHER || v == ANT_VERB_LOWER || v == ANT_VERB_SAME;
    report |= v == ANT_VERB_REPORT;
    judged |= v != ANT_VERB_REPORT;
  }
  if (c->type == ANT_SCOPE) {
    if (!c->because) lacks(r, place, c, "because");
    if (c->mission || c->n_expect) {
      complain(r, place, ANT_ESYNTAX, NULL, "scope '%s' is no experiment", c->key);
    }
    return;
  }
  if (!*c->source) lacks(r, place, c, "source");
  if (!c->mission) lacks(r, place, c, "mission");
  if (!c->person) lacks(r, place, c, "person");
  if (c->type == ANT_CLAIM && !judged) lacks(r, place, c, "expect");
  if (c->type == ANT_QUESTION_OPEN && !report) lacks(r, place, c, "report");
  if ((c->type == ANT_CLAIM) == report || (c->type == ANT_QUESTION_OPEN) == judged) {
    complain(r, place, ANT_ESYNTAX, "a claim expects, a question reports", "'%s' does both",
             c->key);
  }
  if (relative && !c->intervention.name[0] && !c->against_mission && !c->against_person) {
    complain(r, place, ANT_EMISSING, "against mission \"...\", or an intervention",
             "'%s' compares with nothing", c->key);
  }
}

static void keep(reader *r, const building *b, ant_place place) {
  claims *c = r->c;
  if (ant_map_find(&c->key, b->claim.key) >= 0) {
    r->panic = false;
    complain(r, place, ANT_EDUPLICATE, NULL, "the key '%s' stands here twice", b->claim.key);
    return;
  }
  if (!grow(r, &c->item, &c->capacity, c->pub.n, sizeof *c->item)) return;
  c->item[c->pub.n] = b->claim;
  c->item[c->pub.n].cover = b->cover;
  c->item[c->pub.n].expect = b->expect;
  if (ant_map_set(&c->key, b->claim.key, c->pub.n) != ANT_OK) return;
  c->pub.n++;
}

static bool at_claim(const reader *r) {
  return r->token.first && r->token.column == 1;
}

static void read_claim(reader *r) {
  building b = {0};
  ant_place place = r->token.place;
  r->panic = false;
  r->limit = 1;
  const char *word = take_first(r);
  int type = 0;
  while (type < 3 && strcmp(word, type_names[type]) != 0) type++;
  if (type == 3)
    complain(r, place, ANT_ESYNTAX, NULL, "expected claim, question or scope; found '%s'", word);
  b.claim = (ant_claim){.type = (ant_claim_type)(type % 3), .source = "", .file = r->file};
  b.claim.line = place.line;
  b.claim.key = take(r, ANT_TOKEN_WORD, "a key of its own");
  b.claim.text = take(r, ANT_TOKEN_STRING, "what is claimed, in quotes");
  bool good = !r->panic;
  if (r->token.first && r->token.column > 1) r->limit = r->token.column;
  while (r->token.kind != ANT_TOKEN_END && !at_claim(r)) {
    r->panic = false;
    if (good) {
      read_line(r, &b);
      if (!r->panic && !line_over(r)) expected(r, "the end of the line");
      good = !r->panic;
    } else {
      advance(r);
    }
    while (!line_over(r)) advance(r);
  }
  if (!good) return;
  check(r, &b, place);
  if (!r->panic) keep(r, &b, place);
}

/* 5. Files ---------------------------------------------------------------- */

static void read_file(reader *r, int file) {
  ant_diag diag;
  r->panic = false;
  if (ant_sources_check(&r->c->sources, file, &diag) != ANT_OK) {
    ant_diags_add(r->diags, &diag);
    return;
  }
  r->file = r->c->sources.file[file].path;
  ant_lexer_init(&r->lexer, r->c->arena, &r->c->sources, file, r->diags);
  advance(r);
  ant_place place = r->token.place;
  bool named = r->token.kind == ANT_TOKEN_WORD && strcmp(r->token.string, "antaeus") == 0;
  if (named) advance(r);
  if (!named || r->token.kind != ANT_TOKEN_NUMBER || r->token.value != 1) {
    complain(r, place, ANT_ESYNTAX, "the first line says the version of the format: antaeus 1",
             "expected '%s'", "antaeus 1");
    return;
  }
  advance(r);
  while (r->token.kind != ANT_TOKEN_END) read_claim(r);
}

static void check_conflicts(reader *r) {
  for (int i = 0; i < r->c->pub.n; i++) {
    const ant_claim *c = &r->c->item[i];
    if (!c->conflicts || ant_map_find(&r->c->key, c->conflicts) >= 0) continue;
    ant_diag diag;
    ant_fail(&diag, ANT_EUNKNOWN, "'%s' conflicts with '%s', which is no claim", c->key,
             c->conflicts);
    ant_diag_place(&diag, c->file, c->line, 0);
    ant_diags_add(r->diags, &diag);
  }
}

static claims *claims_create(void) {
  claims *c = calloc(1, sizeof *c);
  if (c) c->arena = ant_arena_create();
  if (c && !c->arena) {
    free(c);
    return NULL;
  }
  if (c) c->key.arena = c->arena;
  return c;
}

static ant_status finish(reader *r, size_t before, ant_claims **out) {
  claims *c = r->c;
  ant_status status = ant_arena_status(c->arena);
  ant_claims *made = &c->pub;
  check_conflicts(r);
  c->pub.item = c->item;
  if (status == ANT_OK && r->diags->n_error > before) status = r->diags->first;
  if (status == ANT_OK) {
    *out = made;
  } else {
    ant_claims_destroy(&made);
  }
  return status;
}

ant_status ant_claims_parse(const char *name, const char *text, ant_claims **out,
                            ant_diags *diags) {
  reader r = {.c = claims_create(), .diags = diags};
  size_t before = diags->n_error;
  int file;
  if (!r.c) return ANT_ENOMEM;
  ant_status status = ant_sources_add(r.c->arena, &r.c->sources, name, text, strlen(text), &file);
  if (status == ANT_OK) read_file(&r, file);
  ant_status end = finish(&r, before, out);
  return status == ANT_OK ? end : status;
}

static ant_status read_all(reader *r, const char *folder, ant_diag *diag) {
  const char **path = NULL;
  int n = 1, file;
  struct stat st;
  if (stat(folder, &st) == 0 && S_ISREG(st.st_mode)) {
    path = &folder;
  } else {
    ANT_TRY(ant_file_find(r->c->arena, folder, ".ant", &path, &n, diag));
  }
  if (n == 0) return ant_fail(diag, ANT_EINPUT, "no file of claims (.ant) in '%s'", folder);
  for (int i = 0; i < n; i++) {
    ANT_TRY(ant_sources_read(r->c->arena, &r->c->sources, path[i], &file, diag));
    read_file(r, file);
  }
  return ANT_OK;
}

ant_status ant_claims_read(const char *folder, ant_claims **out, ant_diags *diags) {
  reader r = {.c = claims_create(), .diags = diags};
  size_t before = diags->n_error;
  ant_diag diag = {.code = ANT_ENOMEM};
  if (!r.c) return ANT_ENOMEM;
  if (read_all(&r, folder, &diag) != ANT_OK) ant_diags_add(diags, &diag);
  return finish(&r, before, out);
}

void ant_claims_destroy(ant_claims **made) {
  if (!*made) return;
  claims *c = (claims *)*made;
  ant_arena_destroy(&c->arena);
  free(c);
  *made = NULL;
}

/* 6. The list that they answer -------------------------------------------- */

static ant_status index_covers(const ant_claims *made, ant_map *by_name, ant_arena *arena) {
  for (int i = 0; i < made->n; i++) {
    for (int k = 0; k < made->item[i].n_cover; k++) {
      const ant_cover *v = &made->item[i].cover[k];
      char *key = ant_arena_format(arena, "%s\n%s", v->kind, v->name);
      if (!key) return ANT_ENOMEM;
      ANT_TRY(ant_map_set(by_name, key, i));
    }
  }
  return ANT_OK;
}

static ant_status check_rows(const char *path, char *text, size_t length, const ant_map *covered,
                             ant_map *listed, ant_arena *arena, int *n, ant_diags *diags) {
  ant_csv csv;
  ant_diag diag;
  ant_status status = ant_csv_open(&csv, path, text, length, &diag);
  if (status == ANT_OK) status = ant_csv_next(&csv, &diag);
  if (status == ANT_OK && (csv.n_field < 2 || strcmp(csv.field[0].text, "kind") != 0 ||
                           strcmp(csv.field[1].text, "name") != 0)) {
    status = ant_fail(&diag, ANT_EINPUT, "expected the columns kind, name, ...");
    ant_diag_place(&diag, path, 1, 0);
  }
  while (status == ANT_OK) {
    status = ant_csv_next(&csv, &diag);
    if (status != ANT_OK || csv.n_field == 0) break;
    if (csv.n_field < 2) continue;
    char *key = ant_arena_format(arena, "%s\n%s", csv.field[0].text, csv.field[1].text);
    if (!key || ant_map_set(listed, key, *n) != ANT_OK) return ANT_ENOMEM;
    ++*n;
    if (ant_map_find(covered, key) >= 0) continue;
    ant_diag lack;
    ant_fail(&lack, ANT_EMISSING, "no claim, question or scope covers %s '%s'", csv.field[0].text,
             csv.field[1].text);
    ant_diag_place(&lack, path, csv.field[0].line, 0);
    ant_diags_add(diags, &lack);
  }
  if (status != ANT_OK) ant_diags_add(diags, &diag);
  return status;
}

ant_status ant_claims_check(const ant_claims *made, const char *path, int *out_rows,
                            ant_diags *diags) {
  char *text = NULL;
  size_t length, before = diags->n_error;
  int n = 0;
  ant_diag diag;
  ant_arena *arena = ant_arena_create();
  ant_map covered = {.arena = arena}, listed = {.arena = arena};
  ant_status status = arena ? index_covers(made, &covered, arena) : ANT_ENOMEM;
  if (status == ANT_OK) status = ant_file_read(path, (size_t)1 << 26, &text, &length, &diag);
  if (status != ANT_OK) {
    if (status != ANT_ENOMEM) ant_diags_add(diags, &diag);
  } else {
    status = check_rows(path, text, length, &covered, &listed, arena, &n, diags);
  }
  for (int i = 0; status == ANT_OK && i < made->n; i++) {
    for (int k = 0; k < made->item[i].n_cover; k++) {
      const ant_cover *v = &made->item[i].cover[k];
      char *key = ant_arena_format(arena, "%s\n%s", v->kind, v->name);
      if (key && ant_map_find(&listed, key) >= 0) continue;
      ant_fail(&diag, ANT_EUNKNOWN, "'%s' covers %s '%s', which is not in %s", made->item[i].key,
               v->kind, v->name, path);
      ant_diag_place(&diag, made->item[i].file, v->line, 0);
      ant_diags_add(diags, &diag);
    }
  }
  free(text);
  if (arena) ant_arena_destroy(&arena);
  if (status != ANT_OK) return status;
  *out_rows = n;
  return diags->n_error > before ? diags->first : ANT_OK;
}
