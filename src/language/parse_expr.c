/* parse_expr.c - expressions, by recursive descent (see parse.h; doc/language.md, "Grammar").
 *
 *   or < and < not < comparison, is < as, in < + - < * / < unary - < ^ (to the right) < the rest */
#include <string.h>

#include "language/parse.h"

enum { NESTING_MAX = 600 }; /* calls: 200 parentheses, about 1 MB of stack at worst */

/* Nodes ------------------------------------------------------------------ */

static int deeper(int depth, const ant_expr *e) {
  return e && e->depth > depth ? e->depth : depth;
}

/* A node that began at START and ends with the last token. */
static ant_expr *make(parser *p, ant_place start, ant_expr e) {
  if (p->panic) return NULL;
  int depth = deeper(deeper(deeper(0, e.a), e.b), e.c);
  for (int i = 0; i < e.n_arg; i++) depth = deeper(depth, e.arg[i]);
  e.depth = depth + 1;
  e.place = ant_parser_since(p, start);
  if (e.depth > ANT_EXPR_DEPTH) {
    ant_parser_fail(p, e.place, "name parts of it with `let`",
                    "an expression of more than %d terms", ANT_EXPR_DEPTH);
    return NULL;
  }
  ant_expr *node = ant_arena_take(p->arena, sizeof *node);
  if (node)
    *node = e;
  else
    p->panic = true;
  return node;
}

static ant_expr *unary(parser *p, ant_place start, int op, ant_expr *a) {
  return make(p, start, (ant_expr){.kind = ANT_EXPR_UNARY, .op = op, .a = a});
}

static ant_expr *binary(parser *p, ant_place start, int op, ant_expr *a, ant_expr *b) {
  return make(p, start, (ant_expr){.kind = ANT_EXPR_BINARY, .op = op, .a = a, .b = b});
}

/* Nesting is counted where the grammar calls itself. */
static bool enter(parser *p) {
  if (p->panic) return false;
  if (p->depth >= NESTING_MAX) {
    return ant_parser_fail(p, p->token.place, "name parts of it with `let`",
                           "an expression that nests too deeply");
  }
  p->depth++;
  return true;
}

static ant_expr *leave(parser *p, ant_expr *e) {
  p->depth--;
  return e;
}

/* Primaries -------------------------------------------------------------- */

static ant_expr *read_literal(parser *p) {
  ant_place start = p->token.place;
  ant_expr e = {.kind = ANT_EXPR_NUMBER, .value = p->token.value};
  ant_parser_advance(p);
  if (!ant_parser_ended(p) && p->token.kind == ANT_TOKEN_UNIT) {
    e.unit = ant_parser_unit(p, "a unit", &e.unit_place);
  }
  return make(p, start, e);
}

static void open_parenthesis(parser *p) {
  ant_parser_sign(p, '(', "'('");
  p->open++;
}

/* the declaration's own column will do for a ')' that stands alone */
static void close_parenthesis(parser *p) {
  ant_parser_sign(p, ')', "an operator or ')'");
  p->open--;
}

static ant_expr *read_parentheses(parser *p) {
  open_parenthesis(p);
  ant_expr *e = ant_parser_expr(p);
  close_parenthesis(p);
  return e;
}

static ant_expr *read_if(parser *p) {
  ant_place start = p->token.place;
  ant_expr e = {.kind = ANT_EXPR_IF};
  ant_parser_advance(p);
  e.a = ant_parser_expr(p);
  if (!p->panic && !ant_parser_take_word(p, "then"))
    ant_parser_expected(p, "an operator or 'then'", "if C then A else B");
  e.b = ant_parser_expr(p);
  if (!p->panic && !ant_parser_take_word(p, "else")) {
    ant_parser_expected(p, "an operator or 'else'", "every `if` needs its `else`");
  }
  e.c = ant_parser_expr(p);
  return make(p, start, e);
}

/* total over site, compartment (x)   with an optional   weighted by (w) */
static ant_expr *read_reduction(parser *p) {
  ant_place start = p->token.place;
  ant_expr e = {.kind = ANT_EXPR_REDUCE, .text = p->token.string};
  ant_words sets = {0};
  ant_parser_advance(p);
  ant_parser_advance(p); /* over */
  ant_parser_words(p, &sets, "the name of a set");
  if (p->panic) return NULL;
  e.set = ant_arena_take(p->arena, (size_t)sets.n * sizeof *e.set);
  for (int i = 0; e.set && i < sets.n; i++) e.set[e.n_set++] = sets.item[i].text;
  if (!ant_parser_at_sign(p, '(')) {
    ant_parser_expected(p, "',' or what is reduced, in parentheses", "total over site (mass)");
  }
  e.a = read_parentheses(p);
  if (ant_parser_at_word(p, "weighted")) {
    ant_parser_advance(p);
    if (!ant_parser_take_word(p, "by")) ant_parser_expected(p, "'by'", "weighted by (mass)");
    e.b = read_parentheses(p);
  }
  return make(p, start, e);
}

static ant_expr *read_count(parser *p) {
  ant_place start = p->token.place;
  ant_expr e = {.kind = ANT_EXPR_COUNT};
  ant_parser_advance(p);
  ant_parser_advance(p); /* of */
  e.text = ant_parser_word(p, "the name of a set", NULL);
  return make(p, start, e);
}

static ant_expr *read_call(parser *p) {
  ant_place start = p->token.place;
  ant_expr e = {.kind = ANT_EXPR_CALL, .text = p->token.string};
  ant_parser_advance(p);
  open_parenthesis(p);
  do {
    ant_expr *arg = ant_parser_expr(p);
    if (!ant_parser_room(p, &e.arg, e.n_arg, sizeof *e.arg)) break;
    e.arg[e.n_arg++] = arg;
  } while (ant_parser_take_sign(p, ','));
  if (!p->panic && !ant_parser_at_sign(p, ')'))
    ant_parser_expected(p, "an operator, ',' or ')'", NULL);
  close_parenthesis(p);
  return make(p, start, e);
}

static bool is_reduction(const parser *p) {
  static const char *const word[] = {"total", "mean", "largest", "smallest"};
  if (!ant_parser_next_is_word(p) || strcmp(p->next.string, "over") != 0) return false;
  for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
    if (ant_parser_at_word(p, word[i])) return true;
  }
  return false;
}

static ant_expr *read_named(parser *p) {
  ant_place start = p->token.place;
  if (ant_parser_at_word(p, "if")) return read_if(p);
  if (is_reduction(p)) return read_reduction(p);
  bool of = ant_parser_next_is_word(p) && strcmp(p->next.string, "of") == 0;
  if (of && ant_parser_at_word(p, "count")) return read_count(p);
  if (ant_parser_next_is_sign(p, '(') && !ant_parser_is_reserved(p->token.string)) {
    return read_call(p);
  }
  ant_expr e = {.kind = ANT_EXPR_NAME};
  e.text = ant_parser_word(p, "an expression", NULL);
  return make(p, start, e);
}

static ant_expr *expected_expression(parser *p) {
  const char *hint = NULL;
  bool ended = ant_parser_ended(p);
  if (!ended && p->token.kind == ANT_TOKEN_UNIT) hint = "a unit stands behind a number";
  if (!ended && p->token.kind == ANT_TOKEN_STRING) {
    hint = "text in quotes says what a declaration is; it has no value";
  }
  if (ant_parser_at_sign(p, '+')) hint = "a sign is '-' or nothing";
  if (ant_parser_at_sign(p, '=')) hint = "equality is written '=='";
  if (ended) hint = "an expression may go on in the next line, further right than its declaration";
  ant_parser_expected(p, "an expression", hint);
  return NULL;
}

static ant_expr *read_primary(parser *p) {
  if (p->panic) return NULL;
  if (ant_parser_ended(p)) return expected_expression(p);
  if (p->token.kind == ANT_TOKEN_NUMBER) return read_literal(p);
  if (p->token.kind == ANT_TOKEN_WORD) return read_named(p);
  if (ant_parser_at_sign(p, '(')) return read_parentheses(p);
  return expected_expression(p);
}

/* Operators -------------------------------------------------------------- */

static ant_expr *read_unary(parser *p);

static ant_expr *read_power(parser *p) {
  ant_place start = p->token.place;
  ant_expr *base = read_primary(p);
  if (p->panic || !ant_parser_take_sign(p, '^')) return base;
  ant_expr *exponent = read_unary(p); /* 2^-x; a^b^c is a^(b^c) */
  return binary(p, start, '^', base, exponent);
}

static ant_expr *read_unary(parser *p) {
  if (!enter(p)) return NULL;
  ant_place start = p->token.place;
  if (!ant_parser_take_sign(p, '-')) return leave(p, read_power(p));
  ant_expr *a = read_unary(p);
  return leave(p, unary(p, start, '-', a));
}

static ant_expr *read_term(parser *p) {
  ant_place start = p->token.place;
  ant_expr *e = read_unary(p);
  while (!p->panic && (ant_parser_at_sign(p, '*') || ant_parser_at_sign(p, '/'))) {
    int op = p->token.sign;
    ant_parser_advance(p);
    ant_expr *b = read_unary(p);
    e = binary(p, start, op, e, b);
  }
  return e;
}

ant_expr *ant_parser_sum(parser *p) {
  ant_place start = p->token.place;
  ant_expr *e = read_term(p);
  while (!p->panic && (ant_parser_at_sign(p, '+') || ant_parser_at_sign(p, '-'))) {
    int op = p->token.sign;
    ant_parser_advance(p);
    ant_expr *b = read_term(p);
    e = binary(p, start, op, e, b);
  }
  return e;
}

static bool at_arithmetic(const parser *p) {
  return !ant_parser_ended(p) && p->token.kind == ANT_TOKEN_SIGN && strchr("+-*/^", p->token.sign);
}

/* x as [pmol], x in [mg/day] of calcium: the whole sum to the left, or what parentheses hold */
static ant_expr *read_conversion(parser *p) {
  ant_place start = p->token.place;
  ant_expr *a = ant_parser_sum(p);
  while (!p->panic && (ant_parser_at_word(p, "as") || ant_parser_at_word(p, "in"))) {
    bool in = ant_parser_at_word(p, "in");
    ant_parser_advance(p);
    ant_expr e = {.kind = in ? ANT_EXPR_IN : ANT_EXPR_AS, .a = a};
    e.unit =
        ant_parser_unit(p, in ? "the unit to convert to" : "the unit to count in", &e.unit_place);
    if (in && ant_parser_take_word(p, "of")) e.text = ant_parser_word(p, "a substance", NULL);
    a = make(p, start, e);
    if (!p->panic && at_arithmetic(p)) {
      const char *word = in ? "in" : "as";
      ant_parser_fail(p, p->token.place, in ? "(x in [unit]) * y" : "(x as [unit])^0.75",
                      "`%s` takes all of the sum to its left: what follows needs parentheses",
                      word);
    }
  }
  return a;
}

static int comparison_here(const parser *p) {
  static const struct {
    int sign, op;
  } table[] = {{'<', '<'},         {'>', '>'},         {ANT_SIGN_LE, 'l'},
               {ANT_SIGN_GE, 'g'}, {ANT_SIGN_EQ, '='}, {ANT_SIGN_NE, 'n'}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (ant_parser_at_sign(p, table[i].sign)) return table[i].op;
  }
  return 0;
}

static ant_expr *read_comparison(parser *p) {
  ant_place start = p->token.place;
  ant_expr *a = read_conversion(p);
  if (p->panic) return NULL;
  if (ant_parser_take_word(p, "is")) {
    ant_expr e = {.kind = ANT_EXPR_IS, .a = a};
    e.text = ant_parser_word(p, "an element of a set", NULL);
    return make(p, start, e);
  }
  int op = comparison_here(p);
  if (!op) return a;
  ant_parser_advance(p);
  ant_expr *b = read_conversion(p);
  ant_expr *e = binary(p, start, op, a, b);
  if (!p->panic && comparison_here(p)) {
    ant_parser_fail(p, p->token.place, "write a < b and b < c", "comparisons do not chain");
  }
  return e;
}

static ant_expr *read_not(parser *p) {
  if (!enter(p)) return NULL;
  ant_place start = p->token.place;
  if (!ant_parser_take_word(p, "not")) return leave(p, read_comparison(p));
  ant_expr *a = read_not(p);
  return leave(p, unary(p, start, '!', a));
}

static ant_expr *read_and(parser *p) {
  ant_place start = p->token.place;
  ant_expr *e = read_not(p);
  while (!p->panic && ant_parser_take_word(p, "and")) {
    ant_expr *b = read_not(p);
    e = binary(p, start, '&', e, b);
  }
  return e;
}

ant_expr *ant_parser_expr(parser *p) {
  if (!enter(p)) return NULL;
  ant_place start = p->token.place;
  ant_expr *e = read_and(p);
  while (!p->panic && ant_parser_take_word(p, "or")) {
    ant_expr *b = read_and(p);
    e = binary(p, start, '|', e, b);
  }
  return leave(p, p->panic ? NULL : e);
}

ant_expr *ant_parser_number(parser *p) {
  return read_unary(p);
}
