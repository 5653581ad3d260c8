/* check_expr.c - an expression becomes nodes with a unit (see check.h).
 *   1. Values   2. Converting   3. Names   4. Operators   5. All kinds
 *
 * A node is a number in some unit; the unit is known here and forgotten afterwards.  Products only
 * multiply the units.  Where two quantities must be in one unit (sums, comparisons, branches),
 * the right one is multiplied by the factor to the unit of the left one, and only if it is not 1.
 *
 * The number 0 has no unit: it fits wherever a quantity is added, compared or chosen. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "language/check.h"

/* 1. Values ---------------------------------------------------------------- */

enum { DIM_LIMIT = 60 * ANT_DIM_ONE };

static ant_value poison(void) {
  return (ant_value){.sort = ANT_SORT_POISON, .node = -1, .unit = ant_unit_one()};
}

static ant_value number(int node, ant_unit unit) {
  return (ant_value){
      .sort = node < 0 ? ANT_SORT_POISON : ANT_SORT_NUMBER, .node = node, .unit = unit};
}

static ant_value condition(int node) {
  return (ant_value){.sort = node < 0 ? ANT_SORT_POISON : ANT_SORT_CONDITION,
                     .node = node,
                     .unit = ant_unit_one()};
}

static ant_nodes *nodes_of(const ant_context *x) {
  return &x->check->nodes;
}

static int scaled(const ant_context *x, int node, double factor) {
  if (factor == 1) return node;
  return ant_node_2(nodes_of(x), ANT_OP_MUL, node, ant_node_const(nodes_of(x), factor));
}

ant_context ant_context_of(ant_check *check, const ant_item *item, int owner, unsigned may) {
  ant_context x = {.check = check,
                   .module = item->module,
                   .serial = check->n_serial++,
                   .may = may,
                   .what = "this",
                   .owner = owner,
                   .name = owner >= 0 ? check->model->symbol[owner].name : ""};
  if (item->frame) {
    memcpy(x.axis, item->frame->set, sizeof x.axis);
    x.n_axis = item->frame->n_set;
  }
  return x;
}

/* 2. Converting ------------------------------------------------------------ */

static void say_condition(const ant_context *x, ant_place place) {
  ant_diag diag;
  ant_diag_at(&diag, &x->check->model->sources, place, ANT_EUNIT,
              "expected a quantity, found a condition");
  ant_diag_hint(&diag, "choose a number by it: if ... then 1 else 0");
  ant_check_report(x->check, &diag);
}

bool ant_check_quantity(const ant_context *x, const ant_value *v, ant_place place) {
  if (v->sort == ANT_SORT_CONDITION) say_condition(x, place);
  return v->sort == ANT_SORT_NUMBER || v->sort == ANT_SORT_ZERO;
}

int ant_check_convert(const ant_context *x, ant_value value, const ant_unit *unit, ant_place place,
                      const char *what) {
  if (!ant_check_quantity(x, &value, place)) return -1;
  if (value.sort == ANT_SORT_ZERO) return value.node;
  if (!ant_unit_same_dim(&value.unit, unit)) {
    ant_check_clash(x->check, place, unit, &value.unit, what);
    return -1;
  }
  return scaled(x, value.node, ant_check_factor(&value.unit, unit));
}

int ant_check_assigned(const ant_context *x, const ant_expr *e, const ant_unit *unit,
                       const char *what) {
  return e ? ant_check_convert(x, ant_check_expr(x, e), unit, e->place, what) : -1;
}

static bool is_bare_number(const ant_expr *e) {
  if (e->kind == ANT_EXPR_UNARY && e->op == '-') e = e->a;
  return e->kind == ANT_EXPR_NUMBER && !e->unit;
}

int ant_check_declared(const ant_context *x, const ant_expr *e, const ant_unit *unit,
                       const char *what) {
  if (!e) return -1;
  if (!is_bare_number(e)) return ant_check_assigned(x, e, unit, what);
  double value = e->kind == ANT_EXPR_UNARY ? -e->a->value : e->value;
  return ant_node_const(nodes_of(x), value);
}

bool ant_check_constant(const ant_context *x, const ant_expr *e, const ant_unit *unit,
                        const char *what, double *out) {
  int node = ant_check_declared(x, e, unit, what);
  if (node < 0) return false;
  if (!ant_node_is_const(nodes_of(x), node, out)) {
    ant_check_error(x->check, e->place, ANT_EINPUT, "%s must be a number", what);
    return false;
  }
  if (isfinite(*out)) return true;
  ant_check_error(x->check, e->place, ANT_ERANGE, "%s is not a finite number", what);
  return false;
}

/* a plain number of scale 1, as exp and log take it */
static int plain(const ant_context *x, ant_value v, ant_place place, const char *what) {
  ant_unit one = ant_unit_one();
  return ant_check_convert(x, v, &one, place, what);
}

/* A number above 1 without a unit beside a percentage is nearly always one hundred times too much:
 * 100 - share is 10000 % less the share.  (1 - share is what it says.) */
static void warn_of_percent(const ant_context *x, const ant_expr *number, const ant_unit *other) {
  if (number->kind != ANT_EXPR_NUMBER || number->unit || !(fabs(number->value) > 1)) return;
  if (!ant_unit_is_one(other) || other->scale != 0.01) return;
  ant_diag diag;
  ant_diag_at(&diag, &x->check->model->sources, number->place, ANT_EUNIT,
              "%g beside a percentage is %g %%", number->value, 100 * number->value);
  diag.severity = ANT_WARNING;
  ant_diag_hint(&diag, "write %g [%%] if that is meant", number->value);
  ant_check_report(x->check, &diag);
}

bool ant_check_meet(const ant_context *x, const ant_expr *e, const char *verb, ant_value *a,
                    ant_value *b, ant_unit *out_unit) {
  bool good = ant_check_quantity(x, a, e->a->place) & ant_check_quantity(x, b, e->b->place);
  if (!good) return false;
  *out_unit = a->sort == ANT_SORT_ZERO ? b->unit : a->unit;
  if (a->sort == ANT_SORT_ZERO || b->sort == ANT_SORT_ZERO) return true;
  if (!ant_unit_same_dim(&a->unit, &b->unit)) {
    char left[96], right[96];
    ant_diag diag;
    ant_diag_at(&diag, &x->check->model->sources, e->place, ANT_EUNIT, "cannot %s [%s] and [%s]",
                verb, ant_unit_format(&a->unit, left, sizeof left),
                ant_unit_format(&b->unit, right, sizeof right));
    const char *is = ant_unit_kind(&a->unit), *other = ant_unit_kind(&b->unit);
    if (is[0] && other[0]) snprintf(diag.label, sizeof diag.label, "%s and %s", is, other);
    ant_check_report(x->check, &diag);
    return false;
  }
  warn_of_percent(x, e->a, &b->unit);
  warn_of_percent(x, e->b, &a->unit);
  b->node = scaled(x, b->node, ant_check_factor(&b->unit, &a->unit));
  return true;
}

/* 3. Names ----------------------------------------------------------------- */

bool ant_check_pick(ant_check *check, int symbol, const char *const *word, int n, ant_place place,
                    int element[ANT_MAX_AXES]) {
  const ant_symbol *s = &check->model->symbol[symbol];
  for (int k = 0; k < ANT_MAX_AXES; k++) element[k] = -1;
  for (int i = 0; i < n; i++) {
    int k = 0;
    for (; k < s->n_set; k++) {
      if (element[k] < 0 && ant_check_element(check, s->set[k], word[i]) >= 0) break;
    }
    if (k < s->n_set) {
      element[k] = ant_check_element(check, s->set[k], word[i]);
    } else if (s->n_set == 1) {
      ant_check_unknown_element(check, s->set[0], word[i], place);
      return false;
    } else {
      ant_check_error(check, place, ANT_ESET,
                      s->n_set ? "'%s' is no element of the sets of '%s'"
                               : "'%s' is not part of '%s', which has no sets",
                      word[i], s->name);
      return false;
    }
  }
  return true;
}

static int axis_of(const ant_context *x, int set) {
  for (int i = x->n_axis - 1; i >= 0; i--) {
    if (x->axis[i] == set) return i;
  }
  return -1;
}

static void say_index(const ant_context *x, const ant_symbol *s, int set, ant_place place) {
  const ant_set *t = &x->check->model->set[set];
  ant_diag diag;
  ant_diag_at(&diag, &x->check->model->sources, place, ANT_ESET,
              "'%s' is one for each of '%s', and this place is not below `for %s`", s->name,
              t->name, strrchr(t->name, '.') ? strrchr(t->name, '.') + 1 : t->name);
  ant_diag_hint(&diag, "name an element (.%s), or reduce it: total over %s (...)", t->element[0],
                strrchr(t->name, '.') ? strrchr(t->name, '.') + 1 : t->name);
  ant_check_report(x->check, &diag);
}

int ant_check_read(const ant_context *x, int symbol, const int *element, ant_place place) {
  if (symbol < 0) return -1;
  const ant_symbol *s = &x->check->model->symbol[symbol];
  ant_ref ref = {.symbol = symbol, .store = s->store, .offset = s->offset};
  int stride = 1;
  for (int k = s->n_set - 1; k >= 0; k--) {
    if (element && element[k] >= 0) {
      ref.offset += stride * element[k];
    } else {
      int axis = axis_of(x, s->set[k]);
      if (axis < 0) {
        say_index(x, s, s->set[k], place);
        return -1;
      }
      ref.stride[axis] += stride;
    }
    stride *= x->check->model->set[s->set[k]].n;
  }
  return ant_node_read(nodes_of(x), &ref);
}

static bool may_read(const ant_context *x, const ant_symbol *s, ant_place place) {
  unsigned needs = s->kind == ANT_SYM_PARAM || s->kind == ANT_SYM_COVARIATE ? ANT_MAY_PARAM
                   : s->kind == ANT_SYM_OBSERVE                             ? ANT_MAY_OBSERVE
                                                                            : ANT_MAY_DYNAMIC;
  if (x->may & needs) return true;
  if (needs == ANT_MAY_OBSERVE) {
    ant_check_error(x->check, place, ANT_EINPUT,
                    "'%s' is an observable: only observables and tests read it", s->name);
  } else if (x->may & ANT_MAY_PARAM) {
    ant_check_error(x->check, place, ANT_EINPUT,
                    "%s may depend on params and covariates only, and '%s' is neither", x->what,
                    s->name);
  } else {
    ant_check_error(x->check, place, ANT_EINPUT, "%s must be a number; it may not read '%s'",
                    x->what, s->name);
  }
  return false;
}

static void mark_read(const ant_context *x, int symbol) {
  ant_extra *extra = &x->check->extra[symbol];
  if (x->test) extra->in_test = true;
  if (symbol != x->owner) extra->read = true;
}

static ant_value read_symbol(const ant_context *x, int symbol, const int *element,
                             ant_place place) {
  ant_symbol *s = &x->check->model->symbol[symbol];
  if (!may_read(x, s, place)) return poison();
  mark_read(x, symbol);
  ant_unit unit = s->unit;
  bool changes = s->kind == ANT_SYM_STATE || s->kind == ANT_SYM_LET || s->kind == ANT_SYM_INPUT ||
                 s->kind == ANT_SYM_OBSERVE || s->kind == ANT_SYM_TIME || s->kind == ANT_SYM_WHEN;
  bool truth = s->kind == ANT_SYM_WHEN;
  if (x->base && changes) symbol = ant_check_base(x->check, symbol);
  if (truth) return condition(ant_check_read(x, symbol, element, place));
  return number(ant_check_read(x, symbol, element, place), unit);
}

static ant_value read_def(const ant_context *x, const ant_def *def, const ant_expr *e,
                          const char *const *word, int n) {
  static const char *const what[] = {"", "a set", "a substance", "", "a function", "a dose"};
  int element[ANT_MAX_AXES];
  if (def->kind == ANT_DEF_POISON) return poison();
  if (def->kind != ANT_DEF_SYMBOL) {
    ant_check_error(x->check, e->place, ANT_EINPUT, "'%s' is %s, not a quantity", e->text,
                    what[def->kind]);
    return poison();
  }
  if (def->index < 0 && def->decl && def->decl->keyword == ANT_KW_SUBSTANCE) {
    ant_check_error(x->check, e->place, ANT_EMISSING,
                    "'%s' counts what leaves the pools of '%s', and no pool holds it", e->text,
                    def->decl->name);
  }
  if (def->index < 0 || !ant_check_pick(x->check, def->index, word, n, e->place, element)) {
    return poison();
  }
  return read_symbol(x, def->index, element, e->place);
}

/* an observable by its name, or, in a test, anything of the model by its full name */
static bool read_global(const ant_context *x, const ant_expr *e, ant_value *out) {
  int symbol = -1, index = -1, element[ANT_MAX_AXES];
  if (ant_model_find(x->check->model, e->text, &symbol, &index, NULL) != ANT_OK) return false;
  const ant_symbol *s = &x->check->model->symbol[symbol];
  if (s->kind != ANT_SYM_OBSERVE && !(x->may & ANT_MAY_FULL)) return false;
  for (int k = s->n_set - 1; k >= 0; k--) {
    int size = x->check->model->set[s->set[k]].n;
    element[k] = index < 0 ? -1 : index % size;
    index = index < 0 ? -1 : index / size;
  }
  *out = read_symbol(x, symbol, element, e->place);
  return true;
}

static ant_value check_name(const ant_context *x, const ant_expr *e) {
  ant_value v;
  if (ant_check_bound(x, e->text, &v)) return v;
  if (strcmp(e->text, "time") == 0) return read_symbol(x, x->check->model->time, NULL, e->place);
  const char *word[ANT_MAX_ELEMENT];
  int n = 0;
  bool known = ant_check_known(x->check, x->module, e->text);
  if (!known && read_global(x, e, &v)) return v;
  int def = ant_check_dotted(x->check, x->module, e->text, e->place, word, &n);
  return def < 0 ? poison() : read_def(x, &x->check->def[def], e, word, n);
}

/* 4. Operators -------------------------------------------------------------- */

static ant_value sum(const ant_context *x, const ant_expr *e, ant_value a, ant_value b) {
  ant_unit unit;
  const char *verb = e->op == '+' ? "add" : "subtract";
  if (!ant_check_meet(x, e, verb, &a, &b, &unit)) return poison();
  ant_op op = e->op == '+' ? ANT_OP_ADD : ANT_OP_SUB;
  ant_value v = number(ant_node_2(nodes_of(x), op, a.node, b.node), unit);
  if (a.sort == ANT_SORT_ZERO && b.sort == ANT_SORT_ZERO) v.sort = ANT_SORT_ZERO;
  return v;
}

static bool is_modest(const ant_context *x, const ant_expr *e, const ant_unit *unit) {
  bool good = unit->scale > 1e-250 && unit->scale < 1e250;
  for (int i = 0; i < ANT_NDIM; i++) good = good && abs(unit->dim[i]) <= DIM_LIMIT;
  if (!good) {
    ant_check_error(x->check, e->place, ANT_EUNIT, "no quantity has the unit of this product");
  }
  return good;
}

static ant_value product(const ant_context *x, const ant_expr *e, ant_value a, ant_value b) {
  bool good = ant_check_quantity(x, &a, e->a->place) & ant_check_quantity(x, &b, e->b->place);
  if (!good) return poison();
  bool times = e->op == '*';
  ant_unit unit = times ? ant_unit_mul(&a.unit, &b.unit) : ant_unit_div(&a.unit, &b.unit);
  if (!is_modest(x, e, &unit)) return poison();
  int node = ant_node_2(nodes_of(x), times ? ANT_OP_MUL : ANT_OP_DIV, a.node, b.node);
  return number(node, unit);
}

/* A quantity to a constant power: the unit goes with it */
static ant_value constant_power(const ant_context *x, const ant_expr *e, ant_value a, double power,
                                int node) {
  double twelfths = power * ANT_DIM_ONE;
  ant_unit unit;
  if (fabs(twelfths) > 20 * ANT_DIM_ONE || fabs(twelfths - round(twelfths)) > 1e-9 ||
      ant_unit_pow(&a.unit, lround(twelfths), ANT_DIM_ONE, &unit) != ANT_OK) {
    char text[96];
    ant_diag diag;
    ant_diag_at(&diag, &x->check->model->sources, e->place, ANT_EUNIT,
                "[%s] to the power %g is no unit", ant_unit_format(&a.unit, text, sizeof text),
                power);
    ant_diag_hint(&diag, "an empirical power takes a plain number: (x as [%s])^%g", text, power);
    ant_check_report(x->check, &diag);
    return poison();
  }
  if (!is_modest(x, e, &unit)) return poison();
  return number(ant_node_2(nodes_of(x), ANT_OP_POW, a.node, node), unit);
}

static ant_value power(const ant_context *x, const ant_expr *e, ant_value a, ant_value b) {
  bool good = ant_check_quantity(x, &a, e->a->place) & ant_check_quantity(x, &b, e->b->place);
  if (!good) return poison();
  int exponent = plain(x, b, e->b->place, "an exponent");
  double constant;
  if (exponent < 0) return poison();
  if (!ant_unit_is_one(&a.unit)) {
    if (ant_node_is_const(nodes_of(x), exponent, &constant)) {
      return constant_power(x, e, a, constant, exponent);
    }
    char text[96];
    ant_diag diag;
    ant_diag_at(&diag, &x->check->model->sources, e->b->place, ANT_EUNIT,
                "the exponent of a quantity in [%s] must be a number written here",
                ant_unit_format(&a.unit, text, sizeof text));
    ant_diag_hint(&diag, "divide by a reference first, or take the plain number: (x as [%s])^k",
                  text);
    ant_check_report(x->check, &diag);
    return poison();
  }
  int base = plain(x, a, e->a->place, "the base of a power");
  return number(ant_node_2(nodes_of(x), ANT_OP_POW, base, exponent), ant_unit_one());
}

static ant_value comparison(const ant_context *x, const ant_expr *e, ant_value a, ant_value b) {
  ant_unit unit;
  ant_nodes *nodes = nodes_of(x);
  if (!ant_check_meet(x, e, "compare", &a, &b, &unit)) return poison();
  switch (e->op) {
  case '<':
    return condition(ant_node_2(nodes, ANT_OP_LT, a.node, b.node));
  case '>':
    return condition(ant_node_2(nodes, ANT_OP_LT, b.node, a.node));
  case 'l':
    return condition(ant_node_2(nodes, ANT_OP_LE, a.node, b.node));
  case 'g':
    return condition(ant_node_2(nodes, ANT_OP_LE, b.node, a.node));
  case '=':
    return condition(ant_node_2(nodes, ANT_OP_EQ, a.node, b.node));
  default:
    return condition(ant_node_1(nodes, ANT_OP_NOT, ant_node_2(nodes, ANT_OP_EQ, a.node, b.node)));
  }
}

static bool is_condition(const ant_context *x, const ant_value *v, ant_place place) {
  if (v->sort == ANT_SORT_NUMBER || v->sort == ANT_SORT_ZERO) {
    ant_check_error(x->check, place, ANT_EUNIT, "expected a condition, found a quantity");
  }
  return v->sort == ANT_SORT_CONDITION;
}

static ant_value logic(const ant_context *x, const ant_expr *e, ant_value a, ant_value b) {
  bool good = is_condition(x, &a, e->a->place) & is_condition(x, &b, e->b->place);
  if (!good) return poison();
  return condition(ant_node_2(nodes_of(x), e->op == '&' ? ANT_OP_AND : ANT_OP_OR, a.node, b.node));
}

static ant_value check_binary(const ant_context *x, const ant_expr *e) {
  ant_value a = ant_check_expr(x, e->a), b = ant_check_expr(x, e->b);
  switch (e->op) {
  case '+':
  case '-':
    return sum(x, e, a, b);
  case '*':
  case '/':
    return product(x, e, a, b);
  case '^':
    return power(x, e, a, b);
  case '&':
  case '|':
    return logic(x, e, a, b);
  default:
    return comparison(x, e, a, b);
  }
}

static ant_value check_unary(const ant_context *x, const ant_expr *e) {
  ant_value a = ant_check_expr(x, e->a);
  if (e->op == '!') {
    if (!is_condition(x, &a, e->a->place)) return poison();
    return condition(ant_node_1(nodes_of(x), ANT_OP_NOT, a.node));
  }
  if (!ant_check_quantity(x, &a, e->a->place)) return poison();
  a.node = ant_node_1(nodes_of(x), ANT_OP_NEG, a.node);
  return a;
}

/* 5. All kinds --------------------------------------------------------------- */

static ant_value check_number(const ant_context *x, const ant_expr *e) {
  ant_unit unit;
  if (!ant_check_unit(x->check, e->unit, e->unit_place, &unit)) return poison();
  ant_value v = number(ant_node_const(nodes_of(x), e->value), unit);
  if (e->value == 0 && !e->unit && v.node >= 0) v.sort = ANT_SORT_ZERO;
  return v;
}

static ant_value check_if(const ant_context *x, const ant_expr *e) {
  ant_value c = ant_check_expr(x, e->a), a = ant_check_expr(x, e->b), b = ant_check_expr(x, e->c);
  bool good = is_condition(x, &c, e->a->place);
  if (!good || a.sort == ANT_SORT_POISON || b.sort == ANT_SORT_POISON) return poison();
  if (a.sort == ANT_SORT_CONDITION && b.sort == ANT_SORT_CONDITION) {
    return condition(ant_node_3(nodes_of(x), ANT_OP_IF, c.node, a.node, b.node));
  }
  ant_expr branches = {.a = e->b, .b = e->c, .place = e->place};
  ant_unit unit;
  if (!ant_check_meet(x, &branches, "choose between", &a, &b, &unit)) return poison();
  ant_value v = number(ant_node_3(nodes_of(x), ANT_OP_IF, c.node, a.node, b.node), unit);
  if (a.sort == ANT_SORT_ZERO && b.sort == ANT_SORT_ZERO) v.sort = ANT_SORT_ZERO;
  return v;
}

/* 1 at ELEMENT of SET, 0 at the others: a hidden param, the same wherever it is asked for */
static int indicator_symbol(const ant_context *x, int set, int element, ant_place place) {
  ant_check *check = x->check;
  const ant_set *s = &check->model->set[set];
  const char *name = ant_arena_format(check->arena, "%s.is_%s", s->name, s->element[element]);
  int symbol = name ? ant_map_find(&check->indicators, name) : -1;
  if (symbol >= 0 || !name) return symbol;
  ant_unit one = ant_unit_one();
  symbol = ant_check_hidden(check, ANT_SYM_PARAM, name, &one, &set, 1, place);
  if (symbol < 0) return -1;
  double *value = ant_arena_take(check->arena, (size_t)s->n * sizeof *value);
  if (!value) return -1;
  value[element] = 1;
  check->model->symbol[symbol].value = value;
  check->extra[symbol].read = true;
  ant_map_set(&check->indicators, name, symbol);
  return symbol;
}

int ant_check_indicator(const ant_context *x, int set, int element, ant_place place) {
  if (axis_of(x, set) < 0) {
    ant_check_error(x->check, place, ANT_ESET, "this place is not below `for %s`",
                    x->check->model->set[set].name);
    return -1;
  }
  return ant_check_read(x, indicator_symbol(x, set, element, place), NULL, place);
}

static ant_value is_choice(const ant_context *x, const ant_expr *e, int symbol) {
  const ant_symbol *s = &x->check->model->symbol[symbol];
  ant_nearest nearest;
  ant_nearest_init(&nearest, e->text);
  for (int i = 0; i < s->n_choice; i++) {
    ant_nearest_try(&nearest, s->choice[i]);
    if (strcmp(s->choice[i], e->text) != 0) continue;
    ant_value v = read_symbol(x, symbol, NULL, e->place);
    if (v.sort == ANT_SORT_POISON) return v;
    return condition(ant_node_2(nodes_of(x), ANT_OP_EQ, v.node, ant_node_const(nodes_of(x), i)));
  }
  ant_diag diag;
  ant_diag_at(&diag, &x->check->model->sources, e->place, ANT_ESET, "'%s' is never '%s'", s->name,
              e->text);
  ant_nearest_hint(&nearest, &diag);
  ant_check_report(x->check, &diag);
  return poison();
}

static ant_value check_is(const ant_context *x, const ant_expr *e) {
  ant_check *check = x->check;
  if (e->a->kind != ANT_EXPR_NAME) {
    ant_check_error(check, e->place, ANT_EINPUT, "expected the name of a set before `is`");
    return poison();
  }
  int def = ant_check_resolve(check, x->module, e->a->text, e->a->place, "set");
  if (def < 0 || check->def[def].kind == ANT_DEF_POISON) return poison();
  int index = check->def[def].index;
  if (check->def[def].kind == ANT_DEF_SET && index >= 0) {
    int element = ant_check_element(check, index, e->text);
    if (element < 0) {
      ant_check_unknown_element(check, index, e->text, e->place);
      return poison();
    }
    return condition(ant_check_indicator(x, index, element, e->place));
  }
  if (check->def[def].kind == ANT_DEF_SYMBOL && index >= 0 &&
      check->model->symbol[index].n_choice > 0) {
    return is_choice(x, e, index);
  }
  ant_check_error(
      check, e->a->place, ANT_EINPUT,
      "`is` asks which element of a set, or which choice of a covariate; '%s' is neither",
      e->a->text);
  return poison();
}

static ant_value check_count(const ant_context *x, const ant_expr *e) {
  int def = ant_check_resolve(x->check, x->module, e->text, e->place, "set");
  if (def < 0 || x->check->def[def].kind == ANT_DEF_POISON) return poison();
  if (x->check->def[def].kind != ANT_DEF_SET || x->check->def[def].index < 0) {
    ant_check_error(x->check, e->place, ANT_ESET, "'%s' is not a set", e->text);
    return poison();
  }
  int n = x->check->model->set[x->check->def[def].index].n;
  return number(ant_node_const(nodes_of(x), n), ant_unit_one());
}

/* each place counts once, however often a function is expanded */
static void count_as(ant_check *check, ant_place place) {
  const char *key =
      ant_arena_format(check->arena, "as %d %d %d", place.file, place.line, place.column);
  if (!key || ant_map_find(&check->indicators, key) >= 0) return;
  ant_model *model = check->model;
  ant_map_set(&check->indicators, key, model->n_as);
  if (ant_arena_grow(check->arena, &model->as, &check->c_as, model->n_as, sizeof place) != ANT_OK) {
    return;
  }
  model->as[model->n_as++] = place;
}

static ant_value check_as(const ant_context *x, const ant_expr *e) {
  ant_unit unit;
  ant_value v = ant_check_expr(x, e->a);
  bool good = ant_check_unit(x->check, e->unit, e->unit_place, &unit);
  int node = good ? ant_check_convert(x, v, &unit, e->place, "what stands before `as`") : -1;
  count_as(x->check, e->place);
  return number(node, ant_unit_one());
}

static ant_value check_in(const ant_context *x, const ant_expr *e) {
  ant_check *check = x->check;
  ant_unit unit;
  int substance = -1;
  ant_value v = ant_check_expr(x, e->a);
  if (!ant_check_unit(check, e->unit, e->unit_place, &unit)) return poison();
  if (e->text) {
    int def = ant_check_resolve(check, x->module, e->text, e->place, "substance");
    if (def < 0 || check->def[def].kind == ANT_DEF_POISON) return poison();
    if (check->def[def].kind != ANT_DEF_SUBSTANCE) {
      ant_check_error(check, e->place, ANT_EINPUT, "'%s' is not a substance", e->text);
      return poison();
    }
    substance = check->def[def].index;
  }
  if (!ant_check_quantity(x, &v, e->a->place)) return poison();
  if (v.sort == ANT_SORT_ZERO) return number(v.node, unit);
  double factor = ant_check_matter(check, substance, &v.unit, &unit);
  if (factor == 0) {
    ant_check_clash(check, e->a->place, &unit, &v.unit, "what stands before `in`");
    return poison();
  }
  return number(scaled(x, v.node, factor), unit);
}

static ant_value check_kind(const ant_context *x, const ant_expr *e) {
  switch (e->kind) {
  case ANT_EXPR_NUMBER:
    return check_number(x, e);
  case ANT_EXPR_NAME:
    return check_name(x, e);
  case ANT_EXPR_UNARY:
    return check_unary(x, e);
  case ANT_EXPR_BINARY:
    return check_binary(x, e);
  case ANT_EXPR_IS:
    return check_is(x, e);
  case ANT_EXPR_IF:
    return check_if(x, e);
  case ANT_EXPR_CALL:
    return ant_check_call(x, e);
  case ANT_EXPR_REDUCE:
    return ant_check_reduce(x, e);
  case ANT_EXPR_COUNT:
    return check_count(x, e);
  case ANT_EXPR_AS:
    return check_as(x, e);
  case ANT_EXPR_IN:
    return check_in(x, e);
  }
  return poison();
}

ant_value ant_check_expr(const ant_context *x, const ant_expr *e) {
  double value;
  if (!e) return poison();
  ant_value v = check_kind(x, e);
  if (v.node < 0 || !ant_node_is_const(nodes_of(x), v.node, &value) || isfinite(value)) return v;
  ant_check_error(x->check, e->place, ANT_ERANGE, "this is not a finite number");
  return poison();
}
