/* doc_math.c - expressions as MathML Core (see doc_internal.h).
 *
 * A line of an equation is many small <math> elements in a row, one a term or factor, so that it
 * breaks where the page ends: browsers do not break a formula.  Long names are words, upright;
 * those of one letter are italic, as in books.  A name is an <mi>, not an <mtext>: that one counts
 * as space, so that the room around a sign between two of them would go astray.
 *
 *   1. Numbers and names   2. What is how wide   3. Expressions   4. Chains of factors
 *   5. Pieces of a line */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/doc_internal.h"

#define MINUS "\xE2\x88\x92"
#define TIMES "\xC3\x97"
#define NBSP  "\xC2\xA0"
#define THIN  "\xE2\x80\xAF"

enum { CHAIN = 64, WIDE = 46 }; /* factors looked at together; letters on a line of a phone */

/* how tightly an expression binds: what is looser than its surroundings stands in parentheses */
enum { OR = 1, AND, NOT, COMPARE, SUM, PRODUCT, SIGN, POWER, ATOM };

typedef struct writer {
  ant_doc *doc;
  const ant_words *params; /* of the function that is shown, NULL: none            */
} writer;

static void put_expr(writer *w, const ant_expr *e, int least);

static void put(writer *w, const char *text) {
  ant_text_put(w->doc->out, text);
}

/* a sign between two things; parentheses have no room at their sides */
static void operator(writer *w, const char *sign) {
  bool fence = sign[0] == '(' || sign[0] == ')';
  ant_text_print(w->doc->out,
                 fence ? "<mo>%s</mo>" : "<mo lspace=\".25em\" rspace=\".25em\">%s</mo>", sign);
}

static void words(writer *w, const char *text) {
  put(w, "<mtext>");
  ant_html_text(w->doc->out, text);
  put(w, "</mtext>");
}

/* 1. Numbers and names ----------------------------------------------------- */

/* "1.25e-07" as its digits in DIGITS; the power of ten, 0 where there is none */
static int split_number(double x, char digits[ANT_NUMBER_TEXT]) {
  double size = fabs(x);
  if (size > 0 && (size >= 1e6 || size < 1e-3)) {
    int precision = 0;
    do {
      snprintf(digits, ANT_NUMBER_TEXT, "%.*e", precision, size);
    } while (strtod(digits, NULL) != size && precision++ < 16);
    char *e = strchr(digits, 'e');
    int power = e ? atoi(e + 1) : 0;
    if (e) *e = '\0';
    return power;
  }
  ant_text_number(size, digits);
  return 0;
}

void ant_doc_number(ant_text *out, double x) {
  char digits[ANT_NUMBER_TEXT];
  if (!isfinite(x)) {
    ant_text_put(out, isnan(x) ? "\xE2\x80\x93" : x < 0 ? MINUS "\xE2\x88\x9E" : "\xE2\x88\x9E");
    return;
  }
  int power = split_number(x, digits);
  if (x < 0) ant_text_put(out, MINUS);
  bool bare = power != 0 && strcmp(digits, "1") == 0;
  if (!bare) ant_text_put(out, digits);
  if (power == 0) return;
  ant_text_print(out, "%s10<sup>%s%d</sup>", bare ? "" : TIMES, power < 0 ? MINUS : "", abs(power));
}

void ant_doc_quantity(ant_text *out, double x, const char *unit) {
  bool share = strcmp(unit, "%") == 0;
  ant_doc_number(out, x);
  if (strcmp(unit, "1") != 0) ant_text_put(out, share ? THIN : NBSP);
  ant_doc_unit(out, unit);
}

void ant_doc_math_number(ant_text *out, double x) {
  char digits[ANT_NUMBER_TEXT];
  int power = split_number(x, digits);
  bool bare = power != 0 && strcmp(digits, "1") == 0;
  if (!bare) ant_text_print(out, "<mn>%s</mn>", digits);
  if (power == 0) return;
  ant_text_print(out, "%s<msup><mn>10</mn><mrow>%s<mn>%d</mn></mrow></msup>",
                 bare ? "" : "<mo>" TIMES "</mo>",
                 power < 0 ? "<mo form=\"prefix\">" MINUS "</mo>" : "", abs(power));
}

/* NAME without its first N bytes, as what stands below the line */
static void put_rest(writer *w, const char *rest) {
  put(w, "<mi class=\"w\">");
  ant_doc_words(w->doc->out, rest + (rest[0] == '.'), true);
  put(w, "</mi>");
}

static bool is_param(const writer *w, const char *name) {
  for (int i = 0; w->params && i < w->params->n; i++) {
    if (strcmp(w->params->item[i].text, name) == 0) return true;
  }
  return false;
}

static void put_words(writer *w, const char *name, size_t n, int symbol, const char *function) {
  char text[300];
  snprintf(text, sizeof text, "%.*s", (int)n, name);
  put(w, text[1] ? "<mi class=\"w\">" : "<mi>");
  bool linked = ant_doc_link(w->doc, symbol);
  if (function) {
    put(w, "<a href=\"#");
    ant_doc_id(w->doc->out, function);
    put(w, "\">");
  }
  ant_doc_words(w->doc->out, text, true);
  put(w, linked || function ? "</a>" : "");
  put(w, "</mi>");
}

static void put_name(writer *w, const char *name) {
  const char *function, *rest;
  if (is_param(w, name)) {
    put(w, name[1] ? "<mi class=\"w v\">" : "<mi>");
    ant_doc_words(w->doc->out, name, true);
    put(w, "</mi>");
    return;
  }
  if (strcmp(name, "time") == 0) {
    put(w, "<mi>t</mi>");
    return;
  }
  int symbol = ant_doc_find(w->doc, name, &function, &rest);
  size_t n = strlen(name), below = strlen(rest);
  if (below == 0 && symbol >= 0 && n > 4 && strcmp(name + n - 4, ".out") == 0) {
    below = 4;
    rest = ".out";
  }
  if (below > 0 && below < n) put(w, "<msub>");
  put_words(w, name, below < n ? n - below : n, symbol, function);
  if (below == 0 || below >= n) return;
  put_rest(w, rest);
  put(w, "</msub>");
}

void ant_doc_name(ant_doc *doc, const char *name) {
  writer w = {doc, NULL};
  ant_text_put(doc->out, "<math>");
  put_name(&w, name);
  ant_text_put(doc->out, "</math>");
}

void ant_doc_derivative(ant_doc *doc, const char *name) {
  writer w = {doc, NULL};
  ant_text_put(doc->out, "<math><mfrac><mrow><mi>d</mi><mspace width=\"0.15em\" />");
  put_name(&w, name);
  ant_text_put(doc->out, "</mrow><mrow><mi>d</mi><mi>t</mi></mrow></mfrac></math>");
}

/* 2. What is how wide ------------------------------------------------------ */

/* the letters of E on its widest line, about */
static int width(const ant_expr *e) {
  int n = 0, a = e->a ? width(e->a) : 0, b = e->b ? width(e->b) : 0;
  switch (e->kind) {
  case ANT_EXPR_NUMBER:
    return e->unit ? 5 + (int)strlen(e->unit) : 4;
  case ANT_EXPR_NAME:
    return (int)strlen(e->text);
  case ANT_EXPR_BINARY:
    if (e->op == '/') return a > b ? a : b;
    return a + b + (e->op == '^' ? 0 : 3);
  case ANT_EXPR_CALL:
    for (int i = 0; i < e->n_arg; i++) n += width(e->arg[i]) + 2;
    return n + (int)strlen(e->text);
  case ANT_EXPR_IF:
    return (a > b ? a : b) + 8 + (e->c ? width(e->c) : 0) / 3;
  default:
    return a + b + 6;
  }
}

static bool is_sum(const ant_expr *e) {
  return e->kind == ANT_EXPR_BINARY && (e->op == '+' || e->op == '-');
}

static bool is_product(const ant_expr *e) {
  return e->kind == ANT_EXPR_BINARY && (e->op == '*' || e->op == '/');
}

static int binding(const ant_expr *e) {
  if (e->kind == ANT_EXPR_UNARY) return e->op == '!' ? NOT : SIGN;
  if (e->kind == ANT_EXPR_IS) return COMPARE;
  if (e->kind == ANT_EXPR_REDUCE) return PRODUCT;
  if (e->kind == ANT_EXPR_NUMBER && e->unit) return PRODUCT;
  if (e->kind != ANT_EXPR_BINARY) return ATOM;
  switch (e->op) {
  case '|':
    return OR;
  case '&':
    return AND;
  case '+':
  case '-':
    return SUM;
  case '*':
    return PRODUCT;
  case '/':
    return ATOM; /* the bar holds it together */
  case '^':
    return POWER;
  default:
    return COMPARE;
  }
}

/* 3. Expressions ----------------------------------------------------------- */

static void put_unit(writer *w, const char *unit) {
  bool share = strcmp(unit, "%") == 0;
  ant_text_print(w->doc->out, "<mtext>%s", share ? THIN : NBSP);
  ant_doc_unit(w->doc->out, unit);
  put(w, "</mtext>");
}

static void put_list(writer *w, ant_expr **item, int n) {
  operator(w, "(");
  for (int i = 0; i < n; i++) {
    if (i) put(w, "<mo separator=\"true\">,</mo>");
    put_expr(w, item[i], OR);
  }
  operator(w, ")");
}

/* exp(x), baseline(x), hill(x, k, n) */
static void put_call(writer *w, const ant_expr *e) {
  const char *function, *rest;
  if (strcmp(e->text, "sqrt") == 0 && e->n_arg == 1) {
    put(w, "<msqrt>");
    put_expr(w, e->arg[0], OR);
    put(w, "</msqrt>");
    return;
  }
  if ((strcmp(e->text, "baseline") == 0 || strcmp(e->text, "initial") == 0) && e->n_arg == 1) {
    put(w, "<msub>");
    put_expr(w, e->arg[0], ATOM);
    put(w, "<mtext>ground</mtext></msub>");
    return;
  }
  if (strcmp(e->text, "abs") == 0 && e->n_arg == 1) {
    put(w, "<mo>|</mo>");
    put_expr(w, e->arg[0], OR);
    put(w, "<mo>|</mo>");
    return;
  }
  ant_doc_find(w->doc, e->text, &function, &rest);
  put(w, "<mrow>");
  put_words(w, e->text, strlen(e->text), -1, function);
  put_list(w, e->arg, e->n_arg);
  put(w, "</mrow>");
}

/* the sum over sites of, the mean over sites weighted by m of */
static void put_reduce(writer *w, const ant_expr *e) {
  bool total = strcmp(e->text, "total") == 0;
  put(w, "<munder>");
  if (total) {
    put(w, "<mo movablelimits=\"false\">\xE2\x88\x91</mo>");
  } else {
    words(w, e->text);
  }
  put(w, "<mtext>");
  for (int i = 0; i < e->n_set; i++) {
    if (i) put(w, ", ");
    const char *dot = strrchr(e->set[i], '.');
    ant_doc_words(w->doc->out, dot ? dot + 1 : e->set[i], true);
  }
  put(w, "</mtext></munder>");
  if (e->b) {
    put(w, "<mtext>" NBSP "weighted by" NBSP "</mtext>");
    put_expr(w, e->b, PRODUCT);
    put(w, "<mtext>" NBSP "of" NBSP "</mtext>");
  }
  put_expr(w, e->a, PRODUCT);
}

static void put_is(writer *w, const ant_expr *e) {
  put_expr(w, e->a, ATOM);
  put(w, "<mtext>" NBSP "is" NBSP);
  ant_doc_words(w->doc->out, e->text, true);
  put(w, "</mtext>");
}

/* cases, one below the other behind a line */
static void put_cases(writer *w, const ant_expr *e) {
  put(w, "<mtable class=\"cases\">");
  for (; e->kind == ANT_EXPR_IF; e = e->c) {
    put(w, "<mtr><mtd>");
    put_expr(w, e->b, OR);
    put(w, "</mtd><mtd><mtext>if" NBSP "</mtext>");
    put_expr(w, e->a, OR);
    put(w, "</mtd></mtr>");
  }
  put(w, "<mtr><mtd>");
  put_expr(w, e, OR);
  put(w, "</mtd><mtd><mtext>else</mtext></mtd></mtr></mtable>");
}

static void put_as(writer *w, const ant_expr *e) {
  if (e->kind == ANT_EXPR_AS) {
    operator(w, "(");
    put_expr(w, e->a, SUM);
    put(w, "<mtext>" NBSP "in" NBSP);
    ant_doc_unit(w->doc->out, e->unit);
    put(w, "</mtext>");
    operator(w, ")");
    return;
  }
  put_expr(w, e->a, ATOM);
  put(w, "<mtext class=\"as\">" NBSP "in" NBSP);
  ant_doc_unit(w->doc->out, e->unit);
  if (e->text) put(w, NBSP "of" NBSP);
  if (e->text) ant_doc_words(w->doc->out, e->text, true);
  put(w, "</mtext>");
}

static const char *sign_of(int op) {
  static const struct {
    int op;
    const char *sign;
  } known[] = {{'+', "+"},           {'-', MINUS},          {'*', TIMES},          {'<', "&lt;"},
               {'>', "&gt;"},        {'l', "\xE2\x89\xA4"}, {'g', "\xE2\x89\xA5"}, {'=', "="},
               {'n', "\xE2\x89\xA0"}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (known[i].op == op) return known[i].sign;
  }
  return op == '&' ? NBSP "and" NBSP : NBSP "or" NBSP;
}

static void put_chain(writer *w, const ant_expr *e);

static void put_binary(writer *w, const ant_expr *e) {
  if (is_product(e)) {
    put_chain(w, e);
  } else if (e->op == '^') {
    put(w, "<msup><mrow>");
    put_expr(w, e->a, ATOM + (is_product(e->a) && e->a->op == '/'));
    put(w, "</mrow><mrow>");
    put_expr(w, e->b, OR);
    put(w, "</mrow></msup>");
  } else {
    int own = binding(e);
    put_expr(w, e->a, own);
    if (e->op == '&' || e->op == '|') {
      ant_text_print(w->doc->out, "<mtext>%s</mtext>", sign_of(e->op));
    } else {
      operator(w, sign_of(e->op));
    }
    put_expr(w, e->b, own + 1);
  }
}

static void put_bare(writer *w, const ant_expr *e) {
  switch (e->kind) {
  case ANT_EXPR_NUMBER:
    ant_doc_math_number(w->doc->out, e->value);
    if (e->unit && strcmp(e->unit, "1") != 0) put_unit(w, e->unit);
    break;
  case ANT_EXPR_NAME:
    put_name(w, e->text);
    break;
  case ANT_EXPR_UNARY:
    if (e->op == '!') {
      put(w, "<mtext>not" NBSP "</mtext>");
    } else {
      put(w, "<mo form=\"prefix\">" MINUS "</mo>");
    }
    put_expr(w, e->a, e->op == '!' ? NOT : PRODUCT);
    break;
  case ANT_EXPR_BINARY:
    put_binary(w, e);
    break;
  case ANT_EXPR_IS:
    put_is(w, e);
    break;
  case ANT_EXPR_IF:
    put_cases(w, e);
    break;
  case ANT_EXPR_CALL:
    put_call(w, e);
    break;
  case ANT_EXPR_REDUCE:
    put_reduce(w, e);
    break;
  case ANT_EXPR_COUNT:
    words(w, "number of" NBSP);
    ant_doc_words(w->doc->out, e->text, true);
    break;
  case ANT_EXPR_AS:
  case ANT_EXPR_IN:
    put_as(w, e);
    break;
  }
}

static void put_expr(writer *w, const ant_expr *e, int least) {
  bool loose = binding(e) < least;
  put(w, "<mrow>");
  if (loose) operator(w, "(");
  put_bare(w, e);
  if (loose) operator(w, ")");
  put(w, "</mrow>");
}

/* 4. Chains of factors ----------------------------------------------------- */

/* a * b / c / d * e: each factor with what divides it, as it was written */
typedef struct factor {
  const ant_expr *top, *below[CHAIN];
  int n_below;
} factor;

typedef struct chain {
  factor item[CHAIN];
  int n;
} chain;

static void collect(chain *c, const ant_expr *e) {
  bool divides = e->kind == ANT_EXPR_BINARY && e->op == '/';
  bool room = c->n < CHAIN - 1 && (c->n == 0 || c->item[c->n - 1].n_below < CHAIN - 1);
  if (!is_product(e) || !room) {
    c->item[c->n++] = (factor){.top = e};
    return;
  }
  collect(c, e->a);
  factor *last = &c->item[c->n - 1];
  if (divides && last->n_below < CHAIN) {
    last->below[last->n_below++] = e->b;
  } else if (c->n < CHAIN) {
    c->item[c->n++] = (factor){.top = e->b};
  }
}

static void put_factor(writer *w, const factor *f) {
  if (f->n_below == 0) {
    put_expr(w, f->top, PRODUCT);
    return;
  }
  put(w, "<mfrac>");
  put_expr(w, f->top, OR);
  put(w, "<mrow>");
  for (int i = 0; i < f->n_below; i++) {
    if (i) operator(w, TIMES);
    put_expr(w, f->below[i], f->n_below > 1 ? PRODUCT : OR);
  }
  put(w, "</mrow></mfrac>");
}

static void put_chain(writer *w, const ant_expr *e) {
  chain *c = calloc(1, sizeof *c);
  if (!c) {
    w->doc->out->failed = true;
    return;
  }
  collect(c, e);
  for (int i = 0; i < c->n; i++) {
    if (i) operator(w, TIMES);
    put_factor(w, &c->item[i]);
  }
  free(c);
}

/* 5. Pieces of a line ------------------------------------------------------ */

static void pieces(writer *w, const ant_expr *e, const char *lead, const char *tail);

/* <math>LEAD ... TAIL</math>: the sign before and what closes behind */
static void begin(writer *w, const char *lead) {
  put(w, "<math>");
  for (const char *p = lead; *p;) {
    size_t n = ant_text_utf8(p, strlen(p));
    bool open = *p == '(';
    ant_text_print(w->doc->out,
                   open ? "<mo stretchy=\"false\">%.*s</mo>" : "<mo form=\"infix\">%.*s</mo>",
                   (int)n, p);
    p += n ? n : 1;
  }
}

static void end(writer *w, const char *tail) {
  for (const char *p = tail; *p; p++)
    ant_text_print(w->doc->out, "<mo stretchy=\"false\">%c</mo>", *p);
  put(w, "</math> ");
}

static char *joined(writer *w, const char *a, const char *b) {
  char *text = ant_arena_format(w->doc->arena, "%s%s", a, b);
  return text ? text : "";
}

/* a factor that is a long sum breaks inside its parentheses */
static void piece_factor(writer *w, const factor *f, const char *lead, const char *tail) {
  if (f->n_below == 0 && is_sum(f->top) && width(f->top) > WIDE) {
    pieces(w, f->top, joined(w, lead, "("), joined(w, ")", tail));
    return;
  }
  begin(w, lead);
  put_factor(w, f);
  end(w, tail);
}

static void piece_product(writer *w, const ant_expr *e, const char *lead, const char *tail) {
  chain *c = is_product(e) && width(e) > WIDE ? calloc(1, sizeof *c) : NULL;
  if (!c) {
    begin(w, lead);
    put_expr(w, e, PRODUCT);
    end(w, tail);
    return;
  }
  collect(c, e);
  for (int i = 0; i < c->n; i++) {
    piece_factor(w, &c->item[i], i ? TIMES : lead, i == c->n - 1 ? tail : "");
  }
  free(c);
}

static void piece_cases(writer *w, const ant_expr *e, const char *lead) {
  begin(w, lead);
  end(w, "");
  put(w, "<span class=\"cases\">");
  for (; e->kind == ANT_EXPR_IF; e = e->c) {
    put(w, "<span class=\"case\"><span>");
    pieces(w, e->b, "", "");
    put(w, "</span> <span class=\"cond\">if ");
    pieces(w, e->a, "", "");
    put(w, "</span></span>");
  }
  put(w, "<span class=\"case\"><span>");
  pieces(w, e, "", "");
  put(w, "</span> <span class=\"cond\">else</span></span></span> ");
}

static void pieces(writer *w, const ant_expr *e, const char *lead, const char *tail) {
  if (is_sum(e)) {
    pieces(w, e->a, lead, "");
    bool nested = is_sum(e->b); /* a - (b - c) */
    const char *sign = e->op == '+' ? "+" : MINUS;
    if (nested) {
      pieces(w, e->b, joined(w, sign, "("), joined(w, ")", tail));
    } else {
      piece_product(w, e->b, sign, tail);
    }
  } else if (e->kind == ANT_EXPR_IF && tail[0] == '\0') {
    piece_cases(w, e, lead);
  } else if (binding(e) < SUM) {
    begin(w, lead);
    put_expr(w, e, OR);
    end(w, tail);
  } else {
    piece_product(w, e, lead, tail);
  }
}

void ant_doc_pieces(ant_doc *doc, const ant_expr *e, const ant_words *opt_params) {
  writer w = {doc, opt_params};
  pieces(&w, e, "=", "");
}

void ant_doc_condition(ant_doc *doc, const ant_expr *e) {
  writer w = {doc, NULL};
  pieces(&w, e, "", "");
}
