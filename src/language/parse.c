/* parse.c - files, blocks and recovery (see parse.h).
 *   1. Tokens   2. Messages   3. Parts   4. Keywords   5. Blocks   6. Files */
#include "language/parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { FORMAT = 1 };

/* 1. Tokens -------------------------------------------------------------- */

void ant_parser_advance(parser *p) {
  p->last = p->token;
  p->token = p->next;
  p->next = ant_lexer_next(&p->lexer);
}

/* T does not belong to the declaration; BEFORE is the token in front of it */
static bool beyond(const parser *p, const ant_token *t, const ant_token *before) {
  if (t->kind == ANT_TOKEN_END) return true;
  if (!t->first) return false;
  bool comma = before->kind == ANT_TOKEN_SIGN && before->sign == ',';
  if (p->head && !comma) return true;
  if (t->column > p->limit) return false;
  bool closes = p->open > 0 && t->kind == ANT_TOKEN_SIGN && t->sign == ')';
  return !(closes && t->column == p->limit);
}

bool ant_parser_ended(const parser *p) {
  return beyond(p, &p->token, &p->last);
}

bool ant_parser_at_word(const parser *p, const char *word) {
  return !ant_parser_ended(p) && p->token.kind == ANT_TOKEN_WORD &&
         strcmp(p->token.string, word) == 0;
}

bool ant_parser_at_sign(const parser *p, int sign) {
  return !ant_parser_ended(p) && p->token.kind == ANT_TOKEN_SIGN && p->token.sign == sign;
}

bool ant_parser_next_is_word(const parser *p) {
  return !ant_parser_ended(p) && !beyond(p, &p->next, &p->token) && p->next.kind == ANT_TOKEN_WORD;
}

bool ant_parser_next_is_sign(const parser *p, int sign) {
  return !ant_parser_ended(p) && !beyond(p, &p->next, &p->token) &&
         p->next.kind == ANT_TOKEN_SIGN && p->next.sign == sign;
}

bool ant_parser_take_word(parser *p, const char *word) {
  if (p->panic || !ant_parser_at_word(p, word)) return false;
  ant_parser_advance(p);
  return true;
}

bool ant_parser_take_sign(parser *p, int sign) {
  if (p->panic || !ant_parser_at_sign(p, sign)) return false;
  ant_parser_advance(p);
  return true;
}

bool ant_parser_is_reserved(const char *word) {
  static const char *const reserved[] = {"and",  "or",   "not", "is", "if",
                                         "then", "else", "as",  "in", "over"};
  for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
    if (strcmp(reserved[i], word) == 0) return true;
  }
  return false;
}

/* 2. Messages ------------------------------------------------------------ */

bool ant_parser_fail(parser *p, ant_place place, const char *opt_hint, const char *format, ...) {
  if (p->panic) return false;
  p->panic = true;
  p->n_error++;
  if (p->lexer.error_line == place.line) return false;   /* one message a line */
  if (p->lexer.tab_told && p->token.first) return false; /* its place means nothing behind a tab */
  p->lexer.error_line = place.line;
  ant_diag d;
  va_list args;
  va_start(args, format);
  ant_diag_at_args(&d, p->sources, place, ANT_ESYNTAX, format, args);
  va_end(args);
  if (opt_hint) ant_diag_hint(&d, "%s", opt_hint);
  ant_diags_add(p->diags, &d);
  return false;
}

static void describe(const parser *p, char *text, size_t size) {
  const ant_token *t = &p->token;
  const char *where =
      t->kind == ANT_TOKEN_END ? "the end of the file" : "the end of the declaration";
  if (ant_parser_ended(p))
    snprintf(text, size, "%s", where);
  else if (t->kind == ANT_TOKEN_STRING)
    snprintf(text, size, "text in quotes");
  else if (t->kind == ANT_TOKEN_UNIT)
    snprintf(text, size, "the unit [%.40s]", t->string);
  else
    snprintf(text, size, "'%.*s'", t->place.width < 60 ? t->place.width : 60, t->text);
}

/* where something is missing: just behind the last token */
static ant_place behind_last(const parser *p) {
  ant_place place = p->last.place;
  place.column += place.width + (p->last.kind == ANT_TOKEN_UNIT);
  place.width = 1;
  return place;
}

bool ant_parser_expected(parser *p, const char *what, const char *opt_hint) {
  if (p->panic) return false;
  bool ended = ant_parser_ended(p);
  if (!ended && p->token.kind == ANT_TOKEN_ERROR) { /* the lexer has told */
    p->panic = true;
    p->n_error++;
    return false;
  }
  char found[100];
  describe(p, found, sizeof found);
  ant_place place = ended && p->last.place.line > 0 ? behind_last(p) : p->token.place;
  return ant_parser_fail(p, place, opt_hint, "expected %s, found %s", what, found);
}

/* 3. Parts --------------------------------------------------------------- */

ant_place ant_parser_since(const parser *p, ant_place start) {
  ant_place end = p->last.place;
  int right = end.column + end.width + (p->last.kind == ANT_TOKEN_UNIT);
  if (end.line != start.line) right = ANT_SOURCE_MAX; /* to the end of its first line */
  if (right > start.column) start.width = right - start.column;
  return start;
}

void ant_parser_sign(parser *p, int sign, const char *what) {
  if (!p->panic && !ant_parser_take_sign(p, sign)) ant_parser_expected(p, what, NULL);
}

const char *ant_parser_word(parser *p, const char *what, ant_place *opt_place) {
  if (p->panic) return NULL;
  if (ant_parser_ended(p) || p->token.kind != ANT_TOKEN_WORD) {
    ant_parser_expected(p, what, NULL);
    return NULL;
  }
  if (ant_parser_is_reserved(p->token.string)) {
    char hint[100];
    snprintf(hint, sizeof hint, "'%s' is a word of the language and cannot be a name",
             p->token.string);
    ant_parser_expected(p, what, hint);
    return NULL;
  }
  if (opt_place) *opt_place = p->token.place;
  const char *word = p->token.string;
  ant_parser_advance(p);
  return word;
}

static const char *take_string(parser *p, ant_token_kind kind, const char *what) {
  if (p->panic) return NULL;
  if (ant_parser_ended(p) || p->token.kind != kind) {
    ant_parser_expected(p, what, NULL);
    return NULL;
  }
  const char *string = p->token.string;
  ant_parser_advance(p);
  return string;
}

const char *ant_parser_string(parser *p, const char *what) {
  return take_string(p, ANT_TOKEN_STRING, what);
}

const char *ant_parser_unit(parser *p, const char *what, ant_place *opt_place) {
  ant_place place = p->token.place;
  const char *unit = take_string(p, ANT_TOKEN_UNIT, what);
  if (unit && opt_place) *opt_place = place;
  return unit;
}

void ant_parser_words(parser *p, ant_words *out, const char *what) {
  do {
    ant_word w = {0};
    w.text = ant_parser_word(p, what, &w.place);
    if (!ant_parser_room(p, &out->item, out->n, sizeof w)) return;
    out->item[out->n++] = w;
  } while (ant_parser_take_sign(p, ','));
}

ant_decl *ant_parser_decl(parser *p, ant_keyword keyword) {
  ant_decl *d = ant_arena_take(p->arena, sizeof *d);
  if (!d) {
    p->panic = true;
    return NULL;
  }
  d->keyword = keyword;
  d->place = p->token.place;
  return d;
}

/* Arrays of the tree have room for the next power of two of items, at least 8: no capacity is kept.
 */
bool ant_parser_room(parser *p, void *items, int n, size_t size) {
  bool full = n == 0 || (n >= 8 && (n & (n - 1)) == 0);
  int capacity = n;
  if (!p->panic && full && ant_arena_grow(p->arena, items, &capacity, n, size)) p->panic = true;
  return !p->panic;
}

void ant_parser_add(parser *p, ant_decl ***items, int *n, ant_decl *d) {
  if (ant_parser_room(p, items, *n, sizeof **items)) (*items)[(*n)++] = d;
}

/* 4. Keywords ------------------------------------------------------------ */

enum { IN_MODEL = IN_FILE | IN_FOR, IS_DOC_RANGE = HAS_DOC | HAS_RANGE };

static const keyword_entry keywords[] = {
    {"model", ANT_KW_MODEL, IN_FILE, HAS_DOC | HAS_SOURCES | HAS_BASELINE | HAS_VARIANTS, -1,
     ant_read_model},
    {"variant", ANT_KW_VARIANT, IN_FILE, HAS_DOC, IN_FILE, ant_read_variant},
    {"include", ANT_KW_INCLUDE, IN_FILE, HAS_DOC, 0, ant_read_include},
    {"module", ANT_KW_MODULE, IN_FILE, HAS_DOC | HAS_CITES, IN_MODULE, ant_read_module},
    {"set", ANT_KW_SET, IN_FILE, HAS_DOC, 0, ant_read_set},
    {"substance", ANT_KW_SUBSTANCE, IN_FILE, HAS_DOC | HAS_SOURCE | HAS_ASSUMED, 0,
     ant_read_substance},
    {"for", ANT_KW_FOR, IN_MODEL, HAS_DOC, IN_FOR, ant_read_for},
    {"covariate", ANT_KW_COVARIATE, IN_FILE, IS_DOC_RANGE, 0, ant_read_covariate},
    {"param", ANT_KW_PARAM, IN_MODEL, IS_DOC_RANGE | HAS_ORIGIN | HAS_PEOPLE | HAS_UNKNOWN, 0,
     ant_read_quantity},
    {"let", ANT_KW_LET, IN_MODEL, HAS_DOC, 0, ant_read_quantity},
    {"input", ANT_KW_INPUT, IN_MODEL, IS_DOC_RANGE, 0, ant_read_quantity},
    {"state", ANT_KW_STATE, IN_MODEL, IS_DOC_RANGE | HAS_SCALE, 0, ant_read_state},
    {"rate", ANT_KW_RATE, IN_MODEL, HAS_DOC, 0, ant_read_rate},
    {"flow", ANT_KW_FLOW, IN_MODEL, HAS_DOC, 0, ant_read_flow},
    {"balance", ANT_KW_BALANCE, IN_MODEL, IS_DOC_RANGE | HAS_PEOPLE, 0, ant_read_balance},
    {"delay", ANT_KW_DELAY, IN_MODEL, HAS_DOC | HAS_LAG | HAS_SHAPE | HAS_SCALE, 0, ant_read_delay},
    {"transit", ANT_KW_TRANSIT, IN_MODEL, HAS_DOC | HAS_LAG | HAS_SHAPE | HAS_SCALE, 0,
     ant_read_flow},
    {"when", ANT_KW_WHEN, IN_MODEL, HAS_DOC, IN_WHEN, ant_read_when},
    {"dose", ANT_KW_DOSE, IN_MODEL, HAS_DOC | HAS_FRACTION, 0, ant_read_dose},
    {"observe", ANT_KW_OBSERVE, IN_MODEL, HAS_DOC | HAS_ERROR, 0, ant_read_quantity},
    {"function", ANT_KW_FUNCTION, IN_FILE, HAS_DOC, 0, ant_read_function},
    {"table", ANT_KW_TABLE, IN_FILE,
     IS_DOC_RANGE | HAS_ORIGIN | HAS_PEOPLE | HAS_UNKNOWN | HAS_FROM, IN_TABLE, ant_read_table},
    {"column", ANT_KW_COLUMN, IN_TABLE, IS_DOC_RANGE | HAS_ORIGIN | HAS_PEOPLE | HAS_UNKNOWN, 0,
     ant_read_column},
    {"columns", ANT_KW_COLUMNS, IN_TABLE, HAS_DOC, 0, ant_read_columns},
    {"row", ANT_KW_ROW, IN_TABLE, HAS_DOC | HAS_ORIGIN, 0, ant_read_row},
    {"test", ANT_KW_TEST, IN_FILE, HAS_DOC, IN_TEST, ant_read_test},
    {"run", ANT_KW_RUN, IN_TEST, HAS_DOC, 0, ant_read_run},
    {"set", ANT_KW_SET_VALUE, IN_TEST | IN_WHEN | IN_REPRODUCES, HAS_DOC, 0, ant_read_set_value},
    {"expect", ANT_KW_EXPECT, IN_TEST, HAS_DOC | HAS_WITHIN, 0, ant_read_expect},
    {"for", ANT_KW_FOR, IN_TEST, HAS_DOC, IN_TEST, ant_read_for},
    {"reproduces", ANT_KW_REPRODUCES, IN_FILE, HAS_DOC | HAS_FROM | HAS_WITHIN, IN_REPRODUCES,
     ant_read_titled},
    {"time", ANT_KW_TIME, IN_REPRODUCES, HAS_DOC, 0, ant_read_time},
    {"mission", ANT_KW_FLY, IN_REPRODUCES, HAS_DOC, 0, ant_read_fly},
    {"rows", ANT_KW_ROWS, IN_REPRODUCES, HAS_DOC, 0, ant_read_rows},
    {"start", ANT_KW_START, IN_REPRODUCES, HAS_DOC, 0, ant_read_set_value},
    {"column", ANT_KW_MATCH, IN_REPRODUCES, HAS_DOC | HAS_WITHIN, 0, ant_read_match},
    {"mission", ANT_KW_MISSION, IN_FILE, HAS_DOC | HAS_CITES, IN_MISSION, ant_read_titled},
    {"person", ANT_KW_PERSON, IN_FILE, HAS_DOC | HAS_CITES, IN_PERSON, ant_read_titled},
};
enum { N_KEYWORD = sizeof keywords / sizeof *keywords };

static const keyword_entry *find_keyword(const char *word, int where) {
  for (int i = 0; i < N_KEYWORD; i++) {
    if ((keywords[i].where & where) && strcmp(keywords[i].word, word) == 0) return &keywords[i];
  }
  return NULL;
}

const char *ant_parse_keyword(int i) {
  return i >= 0 && i < N_KEYWORD ? keywords[i].word : NULL;
}

/* the block in which a keyword that stands wrong would be right */
static const char *place_of(const keyword_entry *k) {
  if (k->where & IN_FILE) return "at the left edge of a file";
  if (k->where & IN_FOR) return "in a model";
  if (k->where & IN_TABLE) return "below `table`";
  if (k->where & IN_TEST) return k->where & IN_WHEN ? "below `test` or `when`" : "below `test`";
  return "below `reproduces`";
}

static void refuse_keyword(parser *p, int where) {
  char hint[200] = "";
  bool word = p->token.kind == ANT_TOKEN_WORD;
  const keyword_entry *other = word ? find_keyword(p->token.string, ~0) : NULL;
  ant_nearest nearest;
  ant_nearest_init(&nearest, word ? p->token.string : "");
  for (int i = 0; word && i < N_KEYWORD; i++) {
    if (keywords[i].where & where) ant_nearest_try(&nearest, keywords[i].word);
  }
  if (other && !(nearest.best && nearest.distance == 1)) {
    snprintf(hint, sizeof hint, "`%s` stands %s", other->word, place_of(other));
  } else if (word && strcmp(p->token.string, "use") == 0) {
    snprintf(hint, sizeof hint, "`use` belongs to `module`: it stands further right, below it");
  } else if (word && ant_parser_is_clause(p->token.string)) {
    snprintf(hint, sizeof hint, "`%s` belongs to the declaration above: it stands further right",
             p->token.string);
  } else if (nearest.best) {
    snprintf(hint, sizeof hint, "did you mean '%s'?", nearest.best);
  } else if (word) {
    snprintf(hint, sizeof hint,
             "a line begins with a keyword, such as `let`; what continues the line above stands "
             "further right");
  }
  const char *what = where & IN_TABLE  ? "'column', 'columns' or 'row'"
                     : where & IN_TEST ? "'run', 'set', 'expect' or 'for'"
                     : where & IN_WHEN ? "'set' and a state"
                     : where & IN_REPRODUCES
                         ? "'time', 'mission', 'rows', 'set', 'start' or 'column'"
                         : "a declaration";
  ant_parser_expected(p, what, hint[0] ? hint : NULL);
}

/* 5. Blocks -------------------------------------------------------------- */

/* After a mistake: to the end of what is read; lines further right are given up with it. */
static void recover(parser *p) {
  while (!ant_parser_ended(p)) ant_parser_advance(p);
  p->panic = false;
  p->open = 0;
  p->depth = 0;
}

static void require(parser *p, const ant_decl *d, bool there, const char *what) {
  if (!p->panic && !there) ant_parser_fail(p, d->name_place, NULL, "'%s' needs %s", d->name, what);
}

static void check_complete(parser *p, const ant_decl *d) {
  bool lagged = d->keyword == ANT_KW_DELAY || d->keyword == ANT_KW_TRANSIT;
  if (!lagged) return;
  require(p, d, d->lag != NULL, "`lag` and its mean lag");
  require(p, d, d->shape > 0, "`shape` and the number of its stages");
}

/* One declaration with its keyword here; broken when its head was wrong. */
static ant_decl *read_declaration(parser *p, const keyword_entry *k) {
  ant_decl *d = ant_parser_decl(p, k->keyword);
  if (!d) return NULL;
  ant_parser_advance(p);
  p->head = k->below != 0;
  k->read(p, d);
  ant_parser_clauses(p, d, k->clauses);
  check_complete(p, d);
  d->place = ant_parser_since(p, d->place);
  d->broken = p->panic;
  if (k->below == 0) return d;
  recover(p); /* only to the end of the head: what stands below can be read without it */
  p->head = false;
  ant_parser_block(p, d, k->below > 0 ? k->below : 0, k->clauses);
  return d;
}

static void read_keyword_line(parser *p, ant_decl *parent, int where) {
  const keyword_entry *k =
      p->token.kind == ANT_TOKEN_WORD ? find_keyword(p->token.string, where) : NULL;
  if (!k) {
    refuse_keyword(p, where);
    return;
  }
  ant_decl *d = read_declaration(p, k);
  p->panic = false; /* what is broken is kept too; the caller goes to the end of it */
  if (d) ant_parser_add(p, &parent->child, &parent->n_child, d);
}

/* one line below PARENT, with all that belongs to it */
static void read_line(parser *p, ant_decl *parent, int where, int clauses) {
  int limit = p->limit;
  p->limit = p->token.column;
  p->token.first = false; /* its own first word is not the end of it */
  if (ant_parser_at_clause(p, clauses) || where == 0) {
    ant_parser_clauses(p, parent, clauses);
  } else if (where & IN_MODULE) {
    ant_read_use_line(p, parent);
  } else if (where & IN_MISSION) {
    ant_read_phase_line(p, parent);
  } else if (where & IN_PHASE) {
    ant_read_setting_line(p, parent);
  } else if (where & IN_PERSON) {
    ant_read_person_line(p, parent);
  } else {
    read_keyword_line(p, parent, where);
  }
  p->head = false;
  recover(p);
  p->limit = limit;
}

void ant_parser_block(parser *p, ant_decl *d, int where, int clauses) {
  if (p->panic) return;
  if (p->n_block >= ANT_BLOCK_DEPTH) {
    ant_parser_fail(p, p->token.place, NULL, "blocks nest deeper than %d", ANT_BLOCK_DEPTH);
    return;
  }
  p->n_block++;
  while (!ant_parser_ended(p) && p->n_error < ANT_ERRORS_MAX) read_line(p, d, where, clauses);
  p->n_block--;
}

/* 6. Files --------------------------------------------------------------- */

static void refuse_format(parser *p, ant_place place, const char *text, const char *hint) {
  ant_diag d;
  ant_diag_at(&d, p->sources, place, ANT_EINPUT, "%s", text);
  ant_diag_hint(&d, "%s", hint);
  ant_diags_add(p->diags, &d);
}

/* The line `antaeus 1`; false when the rest cannot be read.  It is read apart from the rest: of a
 * file that is something else, one message is enough.  *OUT_N counts its tokens. */
static bool read_format(parser *p, int file, int *out_n) {
  static const char *const hint = "the first line that is not a comment says: antaeus 1";
  ant_diags unseen = {0};
  ant_lexer lexer;
  ant_lexer_init(&lexer, p->arena, p->sources, file, &unseen);
  ant_token word = ant_lexer_next(&lexer), number = ant_lexer_next(&lexer);
  ant_diags_clear(&unseen);
  bool is_word = word.kind == ANT_TOKEN_WORD;
  if (word.kind == ANT_TOKEN_END) {
    refuse_format(p, word.place, "the file says nothing", hint);
    return false;
  }
  if (!is_word || strcmp(word.string, "antaeus") != 0) {
    refuse_format(p, word.place, "expected the version of the format, `antaeus 1`", hint);
    return is_word && find_keyword(word.string, IN_FILE);
  }
  *out_n = 1;
  if (number.kind != ANT_TOKEN_NUMBER || number.first) {
    refuse_format(p, word.place, "expected the number of the format, `antaeus 1`", hint);
    return true;
  }
  *out_n = 2;
  if (number.value == FORMAT) return true;
  char text[100];
  bool newer = number.value > FORMAT;
  snprintf(text, sizeof text, "format %g is not known here, only %d is", number.value, FORMAT);
  refuse_format(p, number.place, text,
                newer ? "the file was written for a newer antaeus: update this one" : hint);
  return false;
}

/* what stands behind `antaeus 1` on its line is a mistake */
static void check_format_line(parser *p) {
  bool behind = p->last.kind != ANT_TOKEN_END && p->token.kind != ANT_TOKEN_END;
  if (!behind || p->token.first) return;
  if (p->last.kind == ANT_TOKEN_NUMBER) ant_parser_expected(p, "the end of the line", NULL);
  p->head = true; /* pass over the rest of the line */
  recover(p);
  p->head = false;
}

static void read_file(parser *p, int file, ant_ast *out) {
  ant_decl top = {0}; /* the file as a block whose lines begin right of column 0 */
  int n_format = 0;
  if (!read_format(p, file, &n_format)) return;
  ant_lexer_init(&p->lexer, p->arena, p->sources, file, p->diags);
  for (int i = 0; i < n_format + 2; i++) ant_parser_advance(p);
  check_format_line(p);
  ant_parser_block(p, &top, IN_FILE, 0);
  out->decl = top.child;
  out->n = top.n_child;
}

ant_status ant_parse(ant_arena *arena, const ant_sources *sources, int file, ant_ast *out,
                     ant_diags *diags) {
  ant_diag diag;
  size_t before = diags->n_error;
  *out = (ant_ast){.file = file};
  ant_status status = ant_sources_check(sources, file, &diag);
  if (status != ANT_OK) {
    ant_diags_add(diags, &diag);
    out->unread = true;
    return status;
  }
  parser p = {.arena = arena, .sources = sources, .diags = diags};
  read_file(&p, file, out);
  out->unread = p.lexer.tab_told;
  if (ant_arena_status(arena) != ANT_OK) {
    ant_fail(&diag, ANT_ENOMEM, "no memory to read %s", sources->file[file].path);
    ant_diags_add(diags, &diag);
    return ANT_ENOMEM;
  }
  if (diags->n_error == before) return ANT_OK;
  return before == 0 ? diags->first : ANT_ESYNTAX;
}
