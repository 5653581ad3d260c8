/* parse_mission.c - tests, missions and people (see parse.h). */
#include <string.h>

#include "language/parse.h"

/* Tests ------------------------------------------------------------------ */

void ant_read_test(parser *p, ant_decl *d) {
  ant_parser_doc(p, d, "what the test shows, in quotes");
}

void ant_read_run(parser *p, ant_decl *d) {
  d->value = ant_parser_number(p);
}

void ant_read_set_value(parser *p, ant_decl *d) {
  d->name = ant_parser_word(p, "a name to set", &d->name_place);
  ant_parser_sign(p, '=', "'='");
  d->value = ant_parser_expr(p);
}

void ant_read_expect(parser *p, ant_decl *d) {
  d->value = ant_parser_expr(p);
}

/* Missions --------------------------------------------------------------- */

void ant_read_titled(parser *p, ant_decl *d) {
  ant_parser_doc(p, d, "a title, in quotes");
}

static void add_child(parser *p, ant_decl *parent, ant_decl *d) {
  if (p->panic) return;
  d->place = ant_parser_since(p, d->place);
  ant_parser_add(p, &parent->child, &parent->n_child, d);
}

static bool at_value(const parser *p) {
  return !ant_parser_ended(p) && (p->token.kind == ANT_TOKEN_NUMBER || ant_parser_at_sign(p, '-'));
}

/* NAME VALUE, ...; NAMELESS allows a value alone (inside a group, where its unit tells which) */
static void read_settings(parser *p, ant_decl *parent, bool nameless) {
  do {
    ant_decl *d = ant_parser_decl(p, ANT_KW_SETTING);
    if (!d) return;
    d->name = "";
    if (!nameless || !at_value(p)) d->name = ant_parser_word(p, "an input", &d->name_place);
    if (!p->panic && !at_value(p)) {
      ant_parser_expected(p, "a value", "gravity 0 [g0], calcium 1000 [mg/day]");
    }
    d->value = ant_parser_number(p);
    add_child(p, parent, d);
  } while (!p->panic && ant_parser_take_sign(p, ','));
}

static void end_of_settings(parser *p, ant_decl *d, int clauses) {
  if (p->panic || ant_parser_ended(p)) return;
  if (ant_parser_at_clause(p, clauses)) {
    ant_parser_clauses(p, d, clauses);
    return;
  }
  ant_parser_expected(p, "',' or the end of the line", "settings are separated by commas");
}

/* flight 176 [day]  from 0 [day]  gravity 0 [g0], calcium 1000 [mg/day]; then lines below */
void ant_read_phase_line(parser *p, ant_decl *parent) {
  ant_decl *d = ant_parser_decl(p, ANT_KW_PHASE);
  if (!d) return;
  p->head = true;
  d->name = ant_parser_word(p, "the name of a phase", &d->name_place);
  if (!p->panic && !at_value(p)) {
    ant_parser_expected(p, "how long the phase lasts", "flight 176 [day]   gravity 0 [g0]");
  }
  d->value = ant_parser_number(p);
  ant_parser_some_clauses(p, d, HAS_DOC | HAS_FROM);
  if (!p->panic && !ant_parser_ended(p)) read_settings(p, d, false);
  end_of_settings(p, d, HAS_DOC);
  add_child(p, parent, d);
  p->head = false;
  ant_parser_block(p, d, IN_PHASE, HAS_DOC);
}

/* dose DRUG AMOUNT  on day D | every P [from A] [to B]  over T */
static void read_give(parser *p, ant_decl *parent) {
  static const struct {
    const char *word;
    size_t member;
  } clause[] = {{"every", offsetof(ant_decl, every)},
                {"from", offsetof(ant_decl, from_day)},
                {"to", offsetof(ant_decl, to_day)},
                {"over", offsetof(ant_decl, over)},
                {"on", offsetof(ant_decl, on_day)}};
  ant_decl *d = ant_parser_decl(p, ANT_KW_GIVE);
  ant_parser_advance(p);
  if (!d) return;
  d->name = ant_parser_word(p, "a drug", &d->name_place);
  if (!p->panic && !at_value(p)) {
    ant_parser_expected(p, "an amount", "dose alendronate 70 [mg] every 7 [day]");
  }
  d->value = ant_parser_number(p);
  for (size_t i = 0; !p->panic && i < sizeof clause / sizeof *clause; i++) {
    if (!ant_parser_take_word(p, clause[i].word)) continue;
    if (strcmp(clause[i].word, "on") == 0 && !ant_parser_take_word(p, "day")) {
      ant_parser_expected(p, "'day'", "on day 3 [day]");
    }
    ant_expr *e = ant_parser_number(p);
    memcpy((char *)d + clause[i].member, &e, sizeof e);
    i = (size_t)-1; /* they come in any order: look from the first again */
  }
  if (!p->panic && !ant_parser_ended(p) && !ant_parser_at_clause(p, HAS_DOC)) {
    ant_parser_expected(p, "'every', 'from', 'to', 'on day', 'over' or the end of the line",
                        "dose alendronate 70 [mg] every 7 [day]");
  }
  ant_parser_clauses(p, d, HAS_DOC);
  add_child(p, parent, d);
}

/* exercise ared  6 [1/week], 35 [min], intensity 75 [%] */
static void read_group(parser *p, ant_decl *parent) {
  ant_decl *d = ant_parser_decl(p, ANT_KW_GROUP);
  if (!d) return;
  d->name = ant_parser_word(p, "a group of inputs", &d->name_place);
  ant_word *w = ant_arena_take(p->arena, sizeof *w);
  if (!w) return;
  w->text = ant_parser_word(p, "an element", &w->place);
  d->words = (ant_words){.item = w, .n = 1};
  if (!p->panic && ant_parser_ended(p)) {
    ant_parser_expected(p, "its settings", "exercise ared  6 [1/week], 35 [min], intensity 75 [%]");
  }
  read_settings(p, d, true);
  end_of_settings(p, d, HAS_DOC);
  add_child(p, parent, d);
}

void ant_read_setting_line(parser *p, ant_decl *parent) {
  if (ant_parser_at_word(p, "dose") && ant_parser_next_is_word(p)) {
    read_give(p, parent);
  } else if (ant_parser_next_is_word(p)) {
    read_group(p, parent);
  } else {
    read_settings(p, parent, false);
    end_of_settings(p, parent, 0);
  }
}

/* People ----------------------------------------------------------------- */

/* age 45 [year]; sex male; set bone.cells.maturation = 0.2 [1/day] */
void ant_read_person_line(parser *p, ant_decl *parent) {
  bool set = ant_parser_at_word(p, "set") && ant_parser_next_is_word(p);
  ant_decl *d = ant_parser_decl(p, set ? ANT_KW_SET_VALUE : ANT_KW_SETTING);
  if (!d) return;
  if (set) {
    ant_parser_advance(p);
    ant_read_set_value(p, d);
  } else {
    d->name = ant_parser_word(p, "a covariate or 'set'", &d->name_place);
    bool word = !ant_parser_ended(p) && p->token.kind == ANT_TOKEN_WORD;
    if (!p->panic && !word && !at_value(p)) {
      ant_parser_expected(p, "a value",
                          ant_parser_at_sign(p, '=')
                              ? "age 45 [year]; a parameter is set by `set NAME = VALUE`"
                              : "age 45 [year], or sex male");
    }
    d->value = ant_parser_number(p);
  }
  ant_parser_clauses(p, d, HAS_DOC | HAS_ORIGIN);
  add_child(p, parent, d);
}
