/* lex.h - the text of a file as words, numbers, strings, units and signs.
 *
 * There are no line ends among the tokens: each token says whether it is the first of its
 * line and in which column it stands, and that is all the parser needs for the offside rule
 * (doc/language.md, "Lines").  A mistake in a letter is added to the messages and comes out as an
 * ERROR token, so that the parser gives up that declaration without a second message.
 *
 * Thread safety: one lexer, one thread. */
#ifndef ANT_LEX_H
#define ANT_LEX_H

#include "language/ast.h"

/* After so many mistakes a file is not what it seems, and the rest is not read. */
enum { ANT_ERRORS_MAX = 100 };

typedef enum ant_token_kind {
  ANT_TOKEN_END,    /* of the file                                             */
  ANT_TOKEN_WORD,   /* dotted, with {set} parts: bone.{site}.area              */
  ANT_TOKEN_NUMBER, /* value                                                   */
  ANT_TOKEN_STRING, /* string: without quotes and escapes                      */
  ANT_TOKEN_UNIT,   /* string: what stands between the brackets                */
  ANT_TOKEN_SIGN,   /* sign: one of  + - * / ^ ( ) , = : < >  or a sign of two  */
  ANT_TOKEN_ERROR   /* was reported                                            */
} ant_token_kind;

/* Signs of two letters, as in ant_expr.op. */
enum {
  ANT_SIGN_LE = 'l',
  ANT_SIGN_GE = 'g',
  ANT_SIGN_EQ = '@', /* == ; a single = is '='                                  */
  ANT_SIGN_NE = 'n',
  ANT_SIGN_ARROW = 'a'
};

typedef struct ant_token {
  ant_token_kind kind;
  bool first; /* of its line                                          */
  int column; /* where it starts, for the offside rule */
  int sign;
  double value;
  const char *string; /* in the arena: STRING, UNIT, WORD                     */
  const char *text;   /* (place.width) in the source                          */
  ant_place place;
} ant_token;

typedef struct ant_lexer {
  ant_arena *arena;
  const ant_sources *sources;
  ant_diags *diags;
  const char *text;
  size_t at, length;
  int file, line;
  size_t line_start;
  bool tab_told;  /* one message a file */
  int error_line; /* one message a line: what follows a mistake is seldom another */
  int n_error;    /* after ANT_ERRORS_MAX the file ends */
} ant_lexer;

/* Begin at the start of FILE. */
void ant_lexer_init(ant_lexer *lexer, ant_arena *arena, const ant_sources *sources, int file,
                    ant_diags *diags);

/* The next token; END for ever at the end.  Memory that runs out shows in the arena's status. */
ant_token ant_lexer_next(ant_lexer *lexer);

#endif /* ANT_LEX_H */
