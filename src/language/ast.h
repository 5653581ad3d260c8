/* ast.h - the text of a file as a tree: what was written, not yet what it means.
 *
 * The parser makes it, the checker reads it.  Everything hangs in one arena and
 * is freed with it; a node keeps the place where it was written.  Nothing here
 * knows units, sets or names: those are strings until the checker resolves them.
 *
 * A declaration is one uniform struct.  Which members a keyword fills is in the
 * table below; a member that does not apply is NULL, 0 or empty. */
#ifndef ANT_AST_H
#define ANT_AST_H

#include <stdint.h>

#include "antaeus/diag.h"
#include "base/arena.h"

/* The longest file that is read: a hundred times the largest table that a person would write. */
enum { ANT_SOURCE_MAX = 16 << 20 };

/* Where: an index into ant_sources, a line and a column from 1, a width; both in bytes (messages
 * count letters: ant_diag_at converts).  line 0: nowhere. */
typedef struct ant_place {
  int file, line, column, width;
} ant_place;

/* The texts read, kept for messages. */
typedef struct ant_source_file {
  const char *path; /* as the user would name it                          */
  const char *text; /* (length) whole, NUL-terminated                     */
  size_t length;
  const uint32_t *start; /* (n_line) where each line begins in the text        */
  int n_line;
} ant_source_file;

typedef struct ant_sources {
  ant_source_file *file; /* (n)                                                */
  int n, capacity;
} ant_sources;

/* Expressions ------------------------------------------------------------ */

typedef enum ant_expr_kind {
  ANT_EXPR_NUMBER, /* value, opt_unit                                        */
  ANT_EXPR_NAME,   /* text: dotted                                           */
  ANT_EXPR_UNARY,  /* op '-' or '!'; a                                       */
  ANT_EXPR_BINARY, /* op: + - * / ^ < > 'l'(<=) 'g'(>=) '='(==) 'n'(!=) '&' '|'; a, b */
  ANT_EXPR_IS,     /* a is text                                              */
  ANT_EXPR_IF,     /* if a then b else c                                     */
  ANT_EXPR_CALL,   /* text(arg...): built in, baseline, initial or a function */
  ANT_EXPR_REDUCE, /* text: total mean largest smallest; set...; a; opt b: weight */
  ANT_EXPR_COUNT,  /* count of text                                          */
  ANT_EXPR_AS,     /* a as [unit]: plain number                              */
  ANT_EXPR_IN      /* a in [unit], opt text: of substance                    */
} ant_expr_kind;

typedef struct ant_expr ant_expr;
struct ant_expr {
  ant_expr_kind kind;
  int op;
  double value;
  const char *text;
  const char *unit; /* text between the brackets, NULL if none        */
  ant_place unit_place;
  ant_expr *a, *b, *c;
  ant_expr **arg; /* (n_arg)                                        */
  int n_arg;
  const char **set; /* (n_set)                                        */
  int n_set;
  ant_place place; /* the whole expression                           */
  int depth;       /* of the tree, at most ANT_EXPR_DEPTH: safe to walk recursively */
};

enum { ANT_EXPR_DEPTH = 500, ANT_BLOCK_DEPTH = 32 };

/* Clauses ---------------------------------------------------------------- */

typedef enum ant_dist_kind {
  ANT_DIST_NONE,
  ANT_DIST_NORMAL,
  ANT_DIST_LOGNORMAL,
  ANT_DIST_UNIFORM,
  ANT_DIST_TRIANGULAR
} ant_dist_kind;

typedef struct ant_ast_dist {
  ant_dist_kind kind;
  ant_expr *arg[3]; /* numbers, with or without a unit                */
  ant_place place;
} ant_ast_dist;

/* A list of words with their places (sets of a for, cites, elements, names). */
typedef struct ant_word {
  const char *text;
  const char *as; /* use X as Y: Y; source KEY "place": the place   */
  ant_place place;
} ant_word;

typedef struct ant_words {
  ant_word *item; /* (n)                                            */
  int n;
} ant_words;

/* Declarations ----------------------------------------------------------- */

/* keyword          what is filled beside name, unit, doc, place
 * MODEL            doc = title, path (sources), flag = baseline free, why; words = variants
 * INCLUDE          path
 * MODULE           name; opt target = the module it is like; words = cites; child = USE
 * VARIANT          words = variants; child
 * REPRODUCES       doc = title; path = CSV; opt within; child = TIME, FLY, ROWS, START, SET_VALUE,
 * MATCH TIME             unit of the table's first column FLY              path of a mission START
 * name; value: where a state starts instead MATCH            name: column of the table; target =
 * quantity; opt unit, within ROWS             (rows at a moment of change are before it) WHEN name;
 * value: a comparison; child = SET_VALUE USE              words = names (with as); name = module
 * SET              words = elements
 * SUBSTANCE        value; opt value2 = IU rule: left in `value2`, right in `value3`
 * FOR              words = sets; child
 * COVARIATE        value; words = choices of `one of`
 * PARAM LET INPUT  value
 * STATE            value or flag = steady; substance; scale
 * RATE             value
 * FLOW TRANSIT     from, to (names of pools or NULL); value; lag, shape
 * BALANCE          opt target = state steady; or value == value2
 * DELAY            value; lag, shape
 * DOSE             to = state; opt value = fraction
 * OBSERVE          value
 * FUNCTION         words = parameters; value
 * TABLE            words = sets; name (matrix form); opt path = CSV; child = COLUMN, COLUMNS, ROW
 * COLUMN           a param of the table
 * COLUMNS          words = elements of the last set
 * ROW              words = its key element(s); cell = numbers
 * TEST             doc = title; child = RUN, SET_VALUE, EXPECT (which may stand in FOR)
 * RUN              value = duration
 * SET_VALUE        name; value
 * EXPECT           value: a comparison; opt within, flag = of scale
 * MISSION          doc = title; words = cites; child = PHASE
 * PHASE            name; value = duration; opt value2 = from; child = SETTING, GROUP, GIVE
 * SETTING          name; value
 * GROUP            name, words = element; child = SETTING (name "" when matched by unit)
 * GIVE             name = drug; value = amount; opt every, from_day, to_day, on_day, over
 * PERSON           doc = title; child = SETTING (covariates; value may be a NAME), SET_VALUE */
typedef enum ant_keyword {
  ANT_KW_MODEL,
  ANT_KW_INCLUDE,
  ANT_KW_MODULE,
  ANT_KW_USE,
  ANT_KW_SET,
  ANT_KW_SUBSTANCE,
  ANT_KW_FOR,
  ANT_KW_COVARIATE,
  ANT_KW_PARAM,
  ANT_KW_LET,
  ANT_KW_INPUT,
  ANT_KW_STATE,
  ANT_KW_RATE,
  ANT_KW_FLOW,
  ANT_KW_BALANCE,
  ANT_KW_DELAY,
  ANT_KW_TRANSIT,
  ANT_KW_DOSE,
  ANT_KW_OBSERVE,
  ANT_KW_FUNCTION,
  ANT_KW_TABLE,
  ANT_KW_COLUMN,
  ANT_KW_COLUMNS,
  ANT_KW_ROW,
  ANT_KW_TEST,
  ANT_KW_RUN,
  ANT_KW_SET_VALUE,
  ANT_KW_EXPECT,
  ANT_KW_MISSION,
  ANT_KW_PHASE,
  ANT_KW_SETTING,
  ANT_KW_GROUP,
  ANT_KW_GIVE,
  ANT_KW_PERSON,
  ANT_KW_VARIANT,
  ANT_KW_WHEN,
  ANT_KW_REPRODUCES,
  ANT_KW_TIME,
  ANT_KW_FLY,
  ANT_KW_ROWS,
  ANT_KW_START,
  ANT_KW_MATCH,
  ANT_NKEYWORD
} ant_keyword;

typedef struct ant_decl ant_decl;
struct ant_decl {
  ant_keyword keyword;
  bool broken;      /* not read to its end: that it is there, and its name if it has one,
                     * is known, so that the checker does not miss it too */
  const char *name; /* dotted; in OBSERVE with {set} parts            */
  ant_place place, name_place;
  const char *unit; /* NULL: dimensionless                            */
  ant_place unit_place;
  const char *doc; /* every string clause, joined by a space         */
  ant_expr *value, *value2, *value3;
  bool flag;       /* steady; of scale; baseline free                */
  const char *why; /* assumed "why"; baseline free "why"             */
  bool assumed;
  ant_words words, sources, fitted;
  ant_expr *range_lo, *range_hi, *scale, *lag, *within;
  int shape; /* 0 when not given                               */
  const char *substance, *from, *to, *target, *path;
  ant_place from_place, to_place, target_place;
  ant_expr *every, *from_day, *to_day, *on_day, *over;
  ant_ast_dist people, unknown, error;
  ant_expr **cell; /* (n_cell) numbers of a table row                */
  int n_cell;
  ant_decl **child; /* (n_child)                                      */
  int n_child;
};

/* One file, parsed. */
typedef struct ant_ast {
  int file;        /* in ant_sources                                 */
  ant_decl **decl; /* (n) top-level, in order                        */
  int n;
  bool unread; /* broken so early that what it declares is not known */
} ant_ast;

/* Read PATH into SOURCES (checked: a plain file, at most ANT_SOURCE_MAX,
 * valid UTF-8, no NUL) and put its index in *OUT_FILE.  Returns ANT_OK, ANT_EINPUT, ANT_ESYSTEM
 * or ANT_ENOMEM with the reason in OPT_DIAG. */
ant_status ant_sources_read(ant_arena *arena, ant_sources *sources, const char *path, int *out_file,
                            ant_diag *opt_diag);

/* The same for text in memory; NAME stands in messages.  TEXT is copied; what is in it is looked
 * at by ant_parse.  Returns ANT_OK, ANT_EINPUT when it is too long, or ANT_ENOMEM. */
ant_status ant_sources_add(ant_arena *arena, ant_sources *sources, const char *name,
                           const char *text, size_t length, int *out_file);

/* Check that FILE is text: UTF-8 without a NUL.  Returns ANT_OK or ANT_EINPUT with the place. */
ant_status ant_sources_check(const ant_sources *sources, int file, ant_diag *opt_diag);

/* Parse FILE of SOURCES into *OUT, going on after mistakes, all of which are added to DIAGS.
 * *OUT holds what could be read; where a tab indents, it is not known what belongs to what.
 * Returns ANT_OK or the first error's code. */
ant_status ant_parse(ant_arena *arena, const ant_sources *sources, int file, ant_ast *out,
                     ant_diags *diags);

/* The I-th word that begins a declaration, or a clause of one, for lists; NULL behind the last. */
const char *ant_parse_keyword(int i);
const char *ant_parse_clause(int i);

/* Begin a message about PLACE: file, line, column, width and the source line are filled in
 * from SOURCES, then the formatted text; it is for the caller to add hint or label and to
 * ant_diags_add it.  A place that spans lines is cut at the end of its first.  Returns CODE. */
ant_status ant_diag_at(ant_diag *diag, const ant_sources *sources, ant_place place, ant_status code,
                       const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 5, 6)))
#endif
    ;
ant_status ant_diag_at_args(ant_diag *diag, const ant_sources *sources, ant_place place,
                            ant_status code, const char *format, va_list args)
#if defined(__GNUC__)
    __attribute__((format(printf, 5, 0)))
#endif
    ;

#endif /* ANT_AST_H */
