/* parse.h - what the files of the parser share; nobody else includes it.
 *
 * Tokens come one at a time with one more looked at.  The offside rule is `limit`: a line that
 * begins in column <= limit does not belong to the declaration that is being read, and shows as its
 * end. After a mistake `panic` is set: every function then returns at once, and the block that
 * holds the declaration skips to the next line that starts no further right, clears it and goes on.
 *
 *   parse.c          files, blocks, recovery, the table of keywords
 *   parse_expr.c     expressions
 *   parse_clause.c   what may stand behind any declaration: doc, range, source, people, ...
 *   parse_decl.c     the declarations of a model
 *   parse_mission.c  tests, missions, people */
#ifndef ANT_PARSE_H
#define ANT_PARSE_H

#include "language/lex.h"

typedef struct parser {
  ant_arena *arena;
  const ant_sources *sources;
  ant_diags *diags;
  ant_lexer lexer;
  ant_token token, next; /* here, and the one behind                            */
  ant_token last;        /* the one before                                      */
  int limit;             /* see above                                           */
  bool head;             /* of a block: it ends with its line, but behind a comma */
  int open;              /* parentheses open                                    */
  int depth;             /* of expressions                                      */
  bool panic;
  int n_error; /* in this file                                                   */
  int n_block; /* depth of blocks                                                */
} parser;

/* Where a declaration may stand. */
enum {
  IN_FILE = 1,
  IN_FOR = 2,
  IN_MODULE = 4,
  IN_TABLE = 8,
  IN_TEST = 16,
  IN_MISSION = 32,
  IN_PHASE = 64,
  IN_PERSON = 128,
  IN_WHEN = 256,
  IN_REPRODUCES = 512
};

/* What may stand behind a declaration. */
enum {
  HAS_DOC = 1,
  HAS_RANGE = 2,
  HAS_SCALE = 4,
  HAS_SOURCE = 8,
  HAS_FITTED = 16,
  HAS_ASSUMED = 32,
  HAS_PEOPLE = 64,
  HAS_UNKNOWN = 128,
  HAS_ERROR = 256,
  HAS_LAG = 512,
  HAS_SHAPE = 1024,
  HAS_FRACTION = 2048,
  HAS_WITHIN = 4096,
  HAS_CITES = 8192,
  HAS_SOURCES = 16384,
  HAS_BASELINE = 32768,
  HAS_FROM = 65536,
  HAS_VARIANTS = 131072,
  HAS_ORIGIN = HAS_SOURCE | HAS_FITTED | HAS_ASSUMED
};

/* One keyword: the word, where it may stand, what may stand behind it, what its lines below are (0:
 * they continue it), and how the rest of its head is read. */
typedef struct keyword_entry {
  const char *word;
  ant_keyword keyword;
  int where, clauses, below;
  void (*read)(parser *p, ant_decl *d);
} keyword_entry;

/* parse.c: the next token, and what is here */

void ant_parser_advance(parser *p);
bool ant_parser_ended(const parser *p); /* nothing more belongs to this declaration */
bool ant_parser_at_word(const parser *p, const char *word);
bool ant_parser_at_sign(const parser *p, int sign);
bool ant_parser_next_is_word(const parser *p); /* the token behind, of this declaration */
bool ant_parser_next_is_sign(const parser *p, int sign);
bool ant_parser_take_word(parser *p, const char *word); /* if it is here */
bool ant_parser_take_sign(parser *p, int sign);
bool ant_parser_is_reserved(const char *word);

/* Say once what was expected and what was found, and panic; false, for `return fail...`. */
bool ant_parser_expected(parser *p, const char *what, const char *opt_hint);
bool ant_parser_fail(parser *p, ant_place place, const char *opt_hint, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;

/* Read one, or panic. */
void ant_parser_sign(parser *p, int sign, const char *what);
const char *ant_parser_word(parser *p, const char *what, ant_place *opt_place); /* not reserved */
const char *ant_parser_string(parser *p, const char *what);
const char *ant_parser_unit(parser *p, const char *what, ant_place *opt_place);
void ant_parser_words(parser *p, ant_words *out, const char *what); /* a, b, c */

/* A new declaration that begins here; a child; the place of what was read since START. */
ant_decl *ant_parser_decl(parser *p, ant_keyword keyword);
bool ant_parser_room(parser *p, void *items, int n, size_t size); /* for item n of an array */
void ant_parser_add(parser *p, ant_decl ***items, int *n, ant_decl *d);
ant_place ant_parser_since(const parser *p, ant_place start);

/* The lines below D, each read by the keywords that may stand WHERE. */
void ant_parser_block(parser *p, ant_decl *d, int where, int clauses);

/* parse_expr.c */

ant_expr *ant_parser_expr(parser *p);   /* all of it                            */
ant_expr *ant_parser_sum(parser *p);    /* without comparisons and conversions  */
ant_expr *ant_parser_number(parser *p); /* -5 [mg], a name or parentheses       */

/* parse_clause.c */

/* All that stands here and goes with D. */
void ant_parser_clauses(parser *p, ant_decl *d, int clauses);
void ant_parser_some_clauses(parser *p, ant_decl *d, int clauses); /* more may follow */
void ant_parser_doc(parser *p, ant_decl *d, const char *what);     /* a string, joined to the doc */
bool ant_parser_at_clause(const parser *p, int clauses);
bool ant_parser_is_clause(const char *word);

/* parse_decl.c, parse_mission.c: the head behind the keyword */

void ant_read_model(parser *p, ant_decl *d);
void ant_read_include(parser *p, ant_decl *d);
void ant_read_module(parser *p, ant_decl *d);
void ant_read_variant(parser *p, ant_decl *d);
void ant_read_when(parser *p, ant_decl *d);
void ant_read_time(parser *p, ant_decl *d); /* the lines of `reproduces` */
void ant_read_fly(parser *p, ant_decl *d);
void ant_read_rows(parser *p, ant_decl *d);
void ant_read_match(parser *p, ant_decl *d);
void ant_read_set(parser *p, ant_decl *d);
void ant_read_substance(parser *p, ant_decl *d);
void ant_read_for(parser *p, ant_decl *d);
void ant_read_covariate(parser *p, ant_decl *d);
void ant_read_quantity(parser *p, ant_decl *d); /* param let input observe       */
void ant_read_state(parser *p, ant_decl *d);
void ant_read_rate(parser *p, ant_decl *d);
void ant_read_flow(parser *p, ant_decl *d); /* and transit                       */
void ant_read_balance(parser *p, ant_decl *d);
void ant_read_delay(parser *p, ant_decl *d);
void ant_read_dose(parser *p, ant_decl *d);
void ant_read_function(parser *p, ant_decl *d);
void ant_read_table(parser *p, ant_decl *d);
void ant_read_column(parser *p, ant_decl *d);
void ant_read_columns(parser *p, ant_decl *d);
void ant_read_row(parser *p, ant_decl *d);
void ant_read_test(parser *p, ant_decl *d);
void ant_read_run(parser *p, ant_decl *d);
void ant_read_set_value(parser *p, ant_decl *d);
void ant_read_expect(parser *p, ant_decl *d);
void ant_read_titled(parser *p, ant_decl *d); /* mission, person                 */

/* Lines that begin with a name of the user's: `use` of several modules, a phase, what stands
 * below it, a person's covariate.  They add to PARENT themselves. */
void ant_read_use_line(parser *p, ant_decl *parent);
void ant_read_phase_line(parser *p, ant_decl *parent);
void ant_read_setting_line(parser *p, ant_decl *parent);
void ant_read_person_line(parser *p, ant_decl *parent);

#endif /* ANT_PARSE_H */
