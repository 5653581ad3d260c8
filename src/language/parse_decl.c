/* parse_decl.c - the declarations of a model, each behind its keyword (see parse.h). */
#include <string.h>

#include "language/parse.h"

/* Parts ------------------------------------------------------------------ */

static void read_name(parser *p, ant_decl *d, const char *what) {
  d->name = ant_parser_word(p, what, &d->name_place);
  if (d->name && strchr(d->name, '{') && d->keyword != ANT_KW_OBSERVE &&
      d->keyword != ANT_KW_DOSE) {
    ant_parser_fail(p, d->name_place, "a quantity of a `for` exists for each element by itself",
                    "braces stand in the name of an observable or a dose only");
  }
}

/* [unit], if it is here */
static void read_unit(parser *p, ant_decl *d) {
  if (p->panic || ant_parser_ended(p) || p->token.kind != ANT_TOKEN_UNIT) return;
  d->unit = ant_parser_unit(p, "a unit", &d->unit_place);
}

static void read_substance_of(parser *p, ant_decl *d) {
  if (!p->panic && ant_parser_take_word(p, "of")) {
    d->substance = ant_parser_word(p, "a substance", NULL);
  }
}

static void read_value(parser *p, ant_decl *d, const char *what) {
  ant_parser_sign(p, '=', what);
  d->value = ant_parser_expr(p);
}

/* [unit] = , or only = when the unit stands already */
static const char *unit_or_equals(const ant_decl *d) {
  return d->unit ? "'='" : "a unit in brackets or '='";
}

/* Files ------------------------------------------------------------------ */

void ant_read_model(parser *p, ant_decl *d) {
  ant_parser_doc(p, d, "the title of the model, in quotes");
}

void ant_read_include(parser *p, ant_decl *d) {
  d->path = ant_parser_string(p, "the path of a file, in quotes");
}

void ant_read_module(parser *p, ant_decl *d) {
  read_name(p, d, "the name of the module");
  if (!p->panic && ant_parser_take_word(p, "like")) {
    d->target = ant_parser_word(p, "the module that it is like", &d->target_place);
  }
}

void ant_read_variant(parser *p, ant_decl *d) {
  ant_parser_words(p, &d->words, "the name of a variant");
}

/* name [as name], ... of module; several groups on a line make several declarations */
static ant_decl *read_use(parser *p) {
  ant_decl *d = ant_parser_decl(p, ANT_KW_USE);
  if (!d) return NULL;
  do {
    ant_word w = {0};
    w.text = ant_parser_word(p, "a name to import", &w.place);
    if (!p->panic && ant_parser_take_word(p, "as"))
      w.as = ant_parser_word(p, "its name here", NULL);
    if (!ant_parser_room(p, &d->words.item, d->words.n, sizeof w)) return d;
    d->words.item[d->words.n++] = w;
  } while (ant_parser_take_sign(p, ','));
  if (!ant_parser_take_word(p, "of")) {
    ant_parser_expected(p, "',' or 'of' and a module", "use tgfb, wnt of bone.signals");
    return d;
  }
  read_name(p, d, "the name of a module");
  d->place = ant_parser_since(p, d->place);
  return d;
}

void ant_read_use_line(parser *p, ant_decl *parent) {
  if (!ant_parser_take_word(p, "use")) {
    ant_parser_expected(p, "'use' or 'cites'",
                        "what a module declares begins in the column of `module` itself");
    return;
  }
  do {
    ant_decl *d = read_use(p);
    bool broken = p->panic;
    if (d) d->broken = broken;
    p->panic = false;
    if (d) ant_parser_add(p, &parent->child, &parent->n_child, d);
    p->panic = broken;
  } while (!p->panic && ant_parser_take_sign(p, ','));
  ant_parser_clauses(p, parent, 0);
}

/* Sets and substances ---------------------------------------------------- */

void ant_read_set(parser *p, ant_decl *d) {
  read_name(p, d, "the name of the set");
  ant_parser_sign(p, '=', "'='");
  ant_parser_words(p, &d->words, "an element");
}

void ant_read_substance(parser *p, ant_decl *d) {
  read_name(p, d, "the name of the substance");
  read_value(p, d, "'=' and its molar mass");
  if (!p->panic && ant_parser_take_word(p, "unit")) {
    d->value2 = ant_parser_number(p);
    ant_parser_sign(p, '=', "'='");
    d->value3 = ant_parser_number(p);
  }
}

void ant_read_for(parser *p, ant_decl *d) {
  ant_parser_words(p, &d->words, "the name of a set");
}

/* Quantities ------------------------------------------------------------- */

/* covariate age [year] = 45; covariate sex one of female, male = male */
void ant_read_covariate(parser *p, ant_decl *d) {
  read_name(p, d, "the name of the covariate");
  if (!p->panic && ant_parser_take_word(p, "one")) {
    if (!ant_parser_take_word(p, "of"))
      ant_parser_expected(p, "'of'", "one of female, male = male");
    ant_parser_words(p, &d->words, "one of its values");
  } else {
    read_unit(p, d);
  }
  read_value(p, d, d->words.n ? "',' or '='" : unit_or_equals(d));
}

void ant_read_quantity(parser *p, ant_decl *d) {
  read_name(p, d, "a name");
  read_unit(p, d);
  read_value(p, d, unit_or_equals(d));
}

void ant_read_state(parser *p, ant_decl *d) {
  read_name(p, d, "the name of the state");
  read_unit(p, d);
  read_substance_of(p, d);
  if (!p->panic && !ant_parser_at_sign(p, '=')) {
    ant_parser_expected(p, unit_or_equals(d),
                        "a state has a value on the ground; `= steady` has the baseline find it");
  }
  ant_parser_sign(p, '=', "'='");
  d->flag = !p->panic && ant_parser_take_word(p, "steady");
  if (!d->flag) d->value = ant_parser_expr(p);
}

void ant_read_rate(parser *p, ant_decl *d) {
  read_name(p, d, "the name of a state");
  bool unit = !p->panic && !ant_parser_ended(p) && p->token.kind == ANT_TOKEN_UNIT;
  if (unit) {
    ant_parser_expected(p, "'='",
                        "a rate is in its state's unit per time: it needs none of its own");
  }
  read_value(p, d, "'='");
}

/* flow f: a -> b [unit] of substance = expression; the pools may be missing for a transit */
void ant_read_flow(parser *p, ant_decl *d) {
  bool flow = d->keyword == ANT_KW_FLOW;
  read_name(p, d, flow ? "the name of the flow" : "the name of what is under way");
  if (!p->panic && flow && !ant_parser_at_sign(p, ':')) {
    ant_parser_expected(p, "':' and two pools", "flow calcium: matrix -> plasma [mg/day] = ...");
  }
  if (!p->panic && ant_parser_take_sign(p, ':')) {
    d->from = ant_parser_word(p, "the pool that it leaves", &d->from_place);
    ant_parser_sign(p, ANT_SIGN_ARROW, "'->'");
    d->to = ant_parser_word(p, "the pool that it enters", &d->to_place);
  }
  read_unit(p, d);
  read_substance_of(p, d);
  read_value(p, d, unit_or_equals(d));
}

/* so that x is steady | so that a == b */
void ant_read_balance(parser *p, ant_decl *d) {
  static const char *const hint = "balance p [unit] so that x is steady";
  read_name(p, d, "the name of what is found");
  read_unit(p, d);
  if (!p->panic && !ant_parser_take_word(p, "so")) {
    ant_parser_expected(p, d->unit ? "'so that'" : "a unit in brackets or 'so that'", hint);
  }
  if (!p->panic && !ant_parser_take_word(p, "that")) ant_parser_expected(p, "'that'", hint);
  ant_expr *e = ant_parser_expr(p);
  if (p->panic || !e) return;
  if (e->kind == ANT_EXPR_IS && strcmp(e->text, "steady") == 0 && e->a->kind == ANT_EXPR_NAME) {
    d->target = e->a->text;
    d->target_place = e->a->place;
  } else if (e->kind == ANT_EXPR_BINARY && e->op == '=') {
    d->value = e->a;
    d->value2 = e->b;
  } else {
    ant_parser_fail(p, e->place, hint,
                    "expected a state that `is steady` or an equality of two expressions");
  }
}

/* high = x > k; which comparison it is, the checker asks */
void ant_read_when(parser *p, ant_decl *d) {
  read_name(p, d, "the name of the condition");
  read_value(p, d, "'='");
}

/* The lines of `reproduces`: the unit of its time, its mission, its columns */

void ant_read_time(parser *p, ant_decl *d) {
  d->unit = ant_parser_unit(p, "the unit of the first column in brackets", &d->unit_place);
}

void ant_read_fly(parser *p, ant_decl *d) {
  d->path = ant_parser_string(p, "the path of a mission, in quotes");
}

/* which side of a change its row is on: behind it where nothing is said */
void ant_read_rows(parser *p, ant_decl *d) {
  (void)d;
  if (!ant_parser_take_word(p, "before")) ant_parser_expected(p, "'before'", "rows before");
}

void ant_read_match(parser *p, ant_decl *d) {
  read_name(p, d, "the head of a column");
  if (!p->panic && !ant_parser_take_word(p, "is")) {
    ant_parser_expected(p, "'is' and a quantity", "column PTH is pth_level [pmol/L]");
  }
  d->target = ant_parser_word(p, "a quantity", &d->target_place);
  read_unit(p, d);
}

void ant_read_delay(parser *p, ant_decl *d) {
  read_name(p, d, "the name of the delayed signal");
  read_unit(p, d);
  read_value(p, d, unit_or_equals(d));
}

void ant_read_dose(parser *p, ant_decl *d) {
  read_name(p, d, "the name of the drug");
  read_unit(p, d);
  read_substance_of(p, d);
  ant_parser_sign(p, ANT_SIGN_ARROW, "'->' and the state that it is added to");
  d->to = ant_parser_word(p, "a state", &d->to_place);
}

void ant_read_function(parser *p, ant_decl *d) {
  read_name(p, d, "the name of the function");
  ant_parser_sign(p, '(', "'(' and its parameters");
  p->open++;
  ant_parser_words(p, &d->words, "a parameter");
  ant_parser_sign(p, ')', "',' or ')'");
  p->open--;
  read_value(p, d, "'='");
}

/* Tables ----------------------------------------------------------------- */

void ant_read_table(parser *p, ant_decl *d) {
  if (!ant_parser_at_word(p, "for")) {
    read_name(p, d, "a name or 'for' and the sets of its rows");
    read_unit(p, d);
  }
  if (!p->panic && !ant_parser_take_word(p, "for")) {
    ant_parser_expected(p, d->unit ? "'for' and its sets" : "a unit in brackets or 'for'",
                        "table load [1] for site, activity");
  }
  ant_parser_words(p, &d->words, "the name of a set");
}

void ant_read_column(parser *p, ant_decl *d) {
  read_name(p, d, "the name of the column");
  read_unit(p, d);
}

static void add_cell(parser *p, ant_decl *d) {
  ant_expr *e = ant_parser_number(p);
  if (ant_parser_room(p, &d->cell, d->n_cell, sizeof *d->cell)) d->cell[d->n_cell++] = e;
}

/* words without commas, as many as stand here */
static void read_row_words(parser *p, ant_decl *d) {
  while (!p->panic && !ant_parser_ended(p) && p->token.kind == ANT_TOKEN_WORD &&
         !ant_parser_is_clause(p->token.string)) {
    ant_word w = {0};
    w.text = ant_parser_word(p, "an element", &w.place);
    if (!ant_parser_room(p, &d->words.item, d->words.n, sizeof w)) return;
    d->words.item[d->words.n++] = w;
  }
}

void ant_read_columns(parser *p, ant_decl *d) {
  read_row_words(p, d);
  if (!p->panic && d->words.n == 0) {
    ant_parser_expected(p, "the elements of the last set", "columns  standing  walking  running");
  }
}

void ant_read_row(parser *p, ant_decl *d) {
  read_row_words(p, d);
  if (!p->panic && d->words.n == 0) ant_parser_expected(p, "an element of the table's set", NULL);
  bool number = true;
  while (!p->panic && number) {
    number =
        !ant_parser_ended(p) && (p->token.kind == ANT_TOKEN_NUMBER || ant_parser_at_sign(p, '-'));
    if (number) add_cell(p, d);
  }
  if (!p->panic && d->n_cell == 0) ant_parser_expected(p, "a number", "row skull  400  5");
}
