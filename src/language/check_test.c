/* check_test.c - the tests of a model become steps and probes (see check.h).
 *
 * A probe is one side of an expectation, an equation of its own over the sets of the `for` around
 * it.  Tests see the whole model: observables, and what other modules declare by its full name. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "language/check.h"
#include "language/names.h"

enum { MAY_ALL = ANT_MAY_PARAM | ANT_MAY_DYNAMIC | ANT_MAY_OBSERVE | ANT_MAY_FULL };

/* The test being read. */
typedef struct ant_testing {
  ant_check *check;
  ant_item item; /* where a line stands: the module of the test, the frame of a `for`     */
  ant_test test;
  int capacity;
  bool ran;
} ant_testing;

static ant_context context(const ant_testing *t, unsigned may) {
  ant_context x = ant_context_of(t->check, &t->item, -1, may);
  x.test = true;
  x.name = "test";
  return x;
}

static void add_step(ant_testing *t, const ant_step *step) {
  if (ant_arena_grow(t->check->arena, &t->test.step, &t->capacity, t->test.n,
                     sizeof *t->test.step) == ANT_OK) {
    t->test.step[t->test.n++] = *step;
  }
}

static void read_run(ant_testing *t, const ant_decl *decl) {
  ant_context x = context(t, ANT_MAY_CONSTANT);
  ant_unit day = ant_check_day();
  ant_step step = {.kind = ANT_STEP_RUN, .place = decl->place};
  double days;
  t->ran = true;
  if (!decl->value) return;
  int node = ant_check_assigned(&x, decl->value, &day, "a duration");
  if (node < 0 || !ant_node_is_const(&t->check->nodes, node, &days)) return;
  if (!(days > 0) || !isfinite(days)) {
    ant_check_error(t->check, decl->value->place, ANT_ERANGE, "a duration is longer than 0 day");
    return;
  }
  step.days = days;
  add_step(t, &step);
}

bool ant_check_target(ant_check *check, int module, const char *name, ant_place place,
                      int *out_symbol, int *out_element) {
  const char *word[ANT_MAX_ELEMENT];
  int n = 0, ignored[ANT_MAX_AXES];
  if (!ant_check_known(check, module, name) &&
      ant_model_find(check->model, name, out_symbol, out_element, NULL) == ANT_OK) {
    return true;
  }
  int def = ant_check_dotted(check, module, name, place, word, &n);
  if (def < 0 || check->def[def].kind != ANT_DEF_SYMBOL) {
    if (def >= 0 && check->def[def].kind != ANT_DEF_POISON) {
      ant_check_error(check, place, ANT_EINPUT, "'%s' is not a quantity", name);
    }
    return false;
  }
  int symbol = check->def[def].index;
  if (symbol < 0 || !ant_check_pick(check, symbol, word, n, place, ignored)) return false;
  *out_symbol = symbol;
  *out_element = n > 0 ? ant_names_element(check->model, symbol, word, n) : -1;
  if (n == 0 || *out_element >= 0) return true;
  ant_check_error(check, place, ANT_ESET,
                  "'%s' names some of its elements: name one, or all by no word", name);
  return false;
}

static bool read_choice(ant_check *check, const ant_decl *decl, int symbol, double *out) {
  ant_diag inner, diag;
  const char *word = decl->value->kind == ANT_EXPR_NAME ? decl->value->text : "a number";
  if (ant_model_value(check->model, symbol, word, out, &inner) == ANT_OK) return true;
  ant_diag_at(&diag, &check->model->sources, decl->value->place, inner.code, "%s", inner.text);
  ant_check_report(check, &diag);
  return false;
}

bool ant_check_setting(ant_check *check, const ant_item *item, const ant_decl *decl,
                       ant_setting *out) {
  ant_diag diag, inner;
  if (!decl->name || !decl->value ||
      !ant_check_target(check, item->module, decl->name, decl->name_place, &out->symbol,
                        &out->element)) {
    return false;
  }
  const ant_symbol s = check->model->symbol[out->symbol];
  check->extra[out->symbol].in_test = true;
  if (ant_names_settable(check->model, out->symbol, &inner) != ANT_OK) {
    ant_diag_at(&diag, &check->model->sources, decl->name_place, inner.code, "%s", inner.text);
    ant_diag_hint(&diag, "%s", inner.hint);
    ant_check_report(check, &diag);
    return false;
  }
  ant_context x = ant_context_of(check, item, -1, ANT_MAY_CONSTANT);
  bool good = s.n_choice > 0
                  ? read_choice(check, decl, out->symbol, &out->value)
                  : ant_check_constant(&x, decl->value, &s.unit, "this value", &out->value);
  if (!good) return false;
  if (ant_names_in_range(check->model, out->symbol, out->value, &inner) == ANT_OK) return true;
  ant_check_error(check, decl->value->place, inner.code, "%s", inner.text);
  return false;
}

static void read_set(ant_testing *t, const ant_decl *decl) {
  ant_step step = {.kind = ANT_STEP_SET, .place = decl->place};
  ant_setting setting;
  if (!ant_check_setting(t->check, &t->item, decl, &setting)) return;
  if (t->check->model->symbol[setting.symbol].kind == ANT_SYM_PARAM && t->ran) {
    ant_check_error(t->check, decl->place, ANT_EINPUT,
                    "a param is set before the first `run`: it moves the ground too");
    return;
  }
  step.symbol = setting.symbol;
  step.element = setting.element;
  step.value = setting.value;
  add_step(t, &step);
}

/* Expectations ------------------------------------------------------------------ */

static bool relation_of(int op, ant_relation *out) {
  static const struct {
    int op;
    ant_relation relation;
  } table[] = {{'<', ANT_REL_LT}, {'l', ANT_REL_LE}, {'=', ANT_REL_EQ},
               {'n', ANT_REL_NE}, {'g', ANT_REL_GE}, {'>', ANT_REL_GT}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (table[i].op != op) continue;
    *out = table[i].relation;
    return true;
  }
  return false;
}

static int make_probe(ant_testing *t, const ant_context *x, int node, const ant_unit *unit,
                      const char *side, ant_place place) {
  ant_check *check = t->check;
  const char *name =
      ant_arena_format(check->arena, "test%d.%s%d", check->model->n_test + 1, side, t->test.n + 1);
  int symbol =
      node < 0 ? -1 : ant_check_hidden(check, ANT_SYM_PROBE, name, unit, x->axis, x->n_axis, place);
  ant_check_equation(check, ANT_EQ_PROBE, symbol, node, place);
  return symbol;
}

static bool read_within(ant_testing *t, const ant_decl *decl, const ant_value *left,
                        ant_step *step) {
  ant_check *check = t->check;
  ant_context x = context(t, ANT_MAY_CONSTANT);
  ant_unit one = ant_unit_one();
  step->scale_state = -1;
  if (!decl->within) return true;
  if (decl->flag) {
    const ant_expr *e = decl->value->a;
    const char *word[ANT_MAX_ELEMENT];
    int n, def = -1;
    if (e->kind == ANT_EXPR_NAME) {
      def = ant_check_dotted(check, t->item.module, e->text, e->place, word, &n);
    }
    int symbol = def >= 0 && check->def[def].kind == ANT_DEF_SYMBOL ? check->def[def].index : -1;
    if (symbol < 0 || check->model->symbol[symbol].kind != ANT_SYM_STATE) {
      ant_check_error(check, decl->within->place, ANT_EINPUT,
                      "`of scale` needs a state on the left side: only states have a scale");
      return false;
    }
    step->scale_state = symbol;
    step->within_kind = ANT_WITHIN_SCALE;
    return ant_check_constant(&x, decl->within, &one, "a tolerance", &step->within);
  }
  bool percent = decl->within->unit && strcmp(decl->within->unit, "%") == 0;
  step->within_kind = percent ? ANT_WITHIN_RELATIVE : ANT_WITHIN_ABSOLUTE;
  return ant_check_constant(&x, decl->within, percent ? &one : &left->unit, "a tolerance",
                            &step->within);
}

static void read_expect(ant_testing *t, const ant_decl *decl) {
  ant_check *check = t->check;
  const ant_expr *e = decl->value;
  ant_step step = {.kind = ANT_STEP_EXPECT, .place = decl->place};
  if (!e) return;
  if (e->kind != ANT_EXPR_BINARY || !relation_of(e->op, &step.relation)) {
    ant_check_error(check, e->place, ANT_ESYNTAX,
                    "expected one comparison: expect A == B, A < B, ...");
    return;
  }
  ant_context x = context(t, MAY_ALL);
  ant_value a = ant_check_expr(&x, e->a), b = ant_check_expr(&x, e->b);
  ant_unit unit;
  if (!ant_check_meet(&x, e, "compare", &a, &b, &unit)) return;
  if (!read_within(t, decl, &a, &step)) return;
  if (step.within < 0) {
    ant_check_error(check, decl->within->place, ANT_ERANGE, "a tolerance is not negative");
    return;
  }
  step.left = make_probe(t, &x, a.node, &unit, "left", e->a->place);
  step.right = make_probe(t, &x, b.node, &unit, "right", e->b->place);
  if (step.left >= 0 && step.right >= 0) add_step(t, &step);
}

static void read_line(ant_testing *t, const ant_decl *decl);

static void read_for(ant_testing *t, const ant_decl *decl) {
  ant_frame *outer = t->item.frame;
  ant_frame frame = {.parent = outer, .decl = decl, .module = t->item.module};
  if (!ant_check_frame(t->check, &frame)) return;
  t->item.frame = &frame;
  for (int i = 0; i < decl->n_child; i++) read_line(t, decl->child[i]);
  t->item.frame = outer;
}

static void read_line(ant_testing *t, const ant_decl *decl) {
  if (decl->broken) return;
  switch (decl->keyword) {
  case ANT_KW_FOR:
    read_for(t, decl);
    break;
  case ANT_KW_RUN:
    read_run(t, decl);
    break;
  case ANT_KW_SET_VALUE:
    read_set(t, decl);
    break;
  case ANT_KW_EXPECT:
    read_expect(t, decl);
    break;
  default:
    ant_check_error(t->check, decl->place, ANT_ESYNTAX,
                    "a test holds `set`, `run`, `expect` and `for` only");
  }
}

void ant_check_tests(ant_check *check) {
  ant_model *model = check->model;
  for (int i = 0; i < check->n_item; i++) {
    const ant_decl *decl = check->item[i].decl;
    if (decl->keyword != ANT_KW_TEST) continue;
    if (check->item[i].frame && check->item[i].frame->poison) continue;
    ant_testing t = {.check = check, .item = check->item[i]};
    t.test.title = decl->doc ? decl->doc : "";
    t.test.place = decl->place;
    for (int k = 0; k < decl->n_child; k++) read_line(&t, decl->child[k]);
    if (ant_arena_grow(check->arena, &model->test, &check->c_test, model->n_test,
                       sizeof *model->test) != ANT_OK) {
      return;
    }
    model->test[model->n_test++] = t.test;
  }
}
