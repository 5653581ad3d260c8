/* check_call.c - functions, baseline(...) and reductions over sets (see check.h).
 *   1. Functions of the language   2. Declared functions   3. Baseline   4. Reductions */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "language/check.h"

enum { EXPANSIONS_MAX = 2000000, MANY = 64 };

/* One use of a declared function.  An argument is an expression of the place of the call, checked
 * wherever the function reads it: below a reduction of the function it has its axes too. */
struct ant_call {
  const ant_decl *function;
  int def;
  const ant_expr *e;
  const ant_context *caller;
  struct {
    int serial;
    bool base, done;
    ant_value value;
  } * cache; /* (n_arg) the last value of each                                   */
};

static ant_value poison(void) {
  return (ant_value){.sort = ANT_SORT_POISON, .node = -1, .unit = ant_unit_one()};
}

static ant_value number(int node, ant_unit unit) {
  return (ant_value){
      .sort = node < 0 ? ANT_SORT_POISON : ANT_SORT_NUMBER, .node = node, .unit = unit};
}

/* 1. Functions of the language ---------------------------------------------- */

static const struct {
  const char *name;
  int lo, hi; /* arguments                                                      */
  ant_op op;
} builtin[] = {
    {"exp", 1, 1, ANT_OP_EXP},    {"log", 1, 1, ANT_OP_LOG},   {"log10", 1, 1, ANT_OP_LOG},
    {"sqrt", 1, 1, ANT_OP_SQRT},  {"abs", 1, 1, ANT_OP_ABS},   {"tanh", 1, 1, ANT_OP_TANH},
    {"sin", 1, 1, ANT_OP_SIN},    {"cos", 1, 1, ANT_OP_COS},   {"min", 2, MANY, ANT_OP_MIN},
    {"max", 2, MANY, ANT_OP_MAX}, {"baseline", 1, 1, ANT_NOP}, {"initial", 1, 1, ANT_NOP},
};
enum { N_BUILTIN = sizeof builtin / sizeof *builtin };

static int find_builtin(const char *name) {
  for (int i = 0; i < N_BUILTIN; i++) {
    if (strcmp(builtin[i].name, name) == 0) return i;
  }
  return -1;
}

bool ant_check_reserved(const char *name) {
  static const char *const word[] = {"time", "outside", "if",  "then", "else",
                                     "and",  "or",      "not", "is"};
  for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
    if (strcmp(word[i], name) == 0) return true;
  }
  return find_builtin(name) >= 0;
}

/* the lesser or greater of all, in the unit of the first */
static ant_value extreme(const ant_context *x, const ant_expr *e, ant_op op) {
  ant_value best = ant_check_expr(x, e->arg[0]);
  for (int i = 1; i < e->n_arg; i++) {
    ant_value v = ant_check_expr(x, e->arg[i]);
    ant_expr pair = {.a = e->arg[0], .b = e->arg[i], .place = e->place};
    ant_unit unit;
    if (!ant_check_meet(x, &pair, "compare", &best, &v, &unit)) return poison();
    bool zero = best.sort == ANT_SORT_ZERO && v.sort == ANT_SORT_ZERO;
    best = number(ant_node_2(&x->check->nodes, op, best.node, v.node), unit);
    if (zero) best.sort = ANT_SORT_ZERO;
  }
  return best;
}

static ant_value root(const ant_context *x, const ant_expr *e, ant_value v) {
  ant_unit unit, one = ant_unit_one();
  if (ant_unit_is_one(&v.unit)) {
    int node = ant_check_convert(x, v, &one, e->arg[0]->place, "");
    return number(ant_node_1(&x->check->nodes, ANT_OP_SQRT, node), one);
  }
  if (ant_unit_pow(&v.unit, 1, 2, &unit) != ANT_OK) {
    ant_check_error(x->check, e->place, ANT_EUNIT, "the root of this is no unit");
    return poison();
  }
  return number(ant_node_1(&x->check->nodes, ANT_OP_SQRT, v.node), unit);
}

static ant_value call_builtin(const ant_context *x, const ant_expr *e, int which) {
  ant_nodes *nodes = &x->check->nodes;
  ant_op op = builtin[which].op;
  if (op == ANT_NOP) {
    ant_context y = *x;
    y.base = true;
    return ant_check_expr(&y, e->arg[0]);
  }
  if (op == ANT_OP_MIN || op == ANT_OP_MAX) return extreme(x, e, op);
  ant_value v = ant_check_expr(x, e->arg[0]);
  if (!ant_check_quantity(x, &v, e->arg[0]->place)) return poison();
  if (op == ANT_OP_SQRT) return root(x, e, v);
  if (op == ANT_OP_ABS) {
    v.node = ant_node_1(nodes, op, v.node);
    return v;
  }
  char what[48];
  snprintf(what, sizeof what, "the argument of %s", e->text);
  ant_unit one = ant_unit_one();
  int node = ant_node_1(nodes, op, ant_check_convert(x, v, &one, e->arg[0]->place, what));
  if (strcmp(e->text, "log10") == 0) {
    node = ant_node_2(nodes, ANT_OP_DIV, node, ant_node_const(nodes, log(10)));
  }
  return number(node, one);
}

/* 2. Declared functions ------------------------------------------------------ */

bool ant_check_bound(const ant_context *x, const char *name, ant_value *out) {
  const ant_call *call = x->call;
  if (!call) return false;
  for (int i = 0; i < call->function->words.n; i++) {
    if (strcmp(call->function->words.item[i].text, name) != 0) continue;
    if (call->cache[i].done && call->cache[i].serial == x->serial &&
        call->cache[i].base == x->base) {
      *out = call->cache[i].value;
      return true;
    }
    ant_context y = *call->caller;
    memcpy(y.axis, x->axis, sizeof y.axis);
    y.n_axis = x->n_axis;
    y.serial = x->serial;
    y.base = y.base || x->base;
    const ant_call *outer = x->check->call;
    x->check->call = y.call;
    *out = ant_check_expr(&y, call->e->arg[i]);
    x->check->call = outer;
    call->cache[i].serial = x->serial;
    call->cache[i].base = x->base;
    call->cache[i].value = *out;
    call->cache[i].done = true;
    return true;
  }
  return false;
}

ant_place ant_check_call_place(const ant_call *call) {
  return call->e->place;
}

static bool is_recursive(const ant_context *x, int def) {
  for (const ant_call *call = x->call; call; call = call->caller->call) {
    if (call->def == def) return true;
  }
  return false;
}

static ant_value expand(const ant_context *x, const ant_expr *e, int def) {
  ant_check *check = x->check;
  ant_call call = {.function = check->def[def].decl, .def = def, .e = e, .caller = x};
  call.cache = ant_arena_take(check->arena, (size_t)e->n_arg * sizeof *call.cache);
  if (!call.cache || !call.function->value) return poison();
  ant_context y = *x;
  y.module = check->def[def].module;
  y.call = &call;
  const ant_call *outer = check->call;
  check->call = &call;
  ant_value v = ant_check_expr(&y, call.function->value);
  check->call = outer;
  return v;
}

/* What other languages call otherwise: a hint with the mistake that was just told. */
static void hint_foreign(ant_diags *diags, const char *name) {
  static const char *const foreign[][2] = {{"ln", "log(x) is the natural logarithm"},
                                           {"pow", "write x^n"},
                                           {"power", "write x^n"},
                                           {"heaviside", "write if x > 0 then 1 else 0"},
                                           {"step", "write if x > 0 then 1 else 0"},
                                           {"fmax", "write max(a, b)"},
                                           {"fmin", "write min(a, b)"},
                                           {"fabs", "write abs(x)"},
                                           {"piecewise", "write if a then b else c"},
                                           {"ifelse", "write if a then b else c"}};
  for (size_t i = 0; diags->n > 0 && i < sizeof foreign / sizeof *foreign; i++) {
    if (strcmp(foreign[i][0], name) == 0) {
      ant_diag_hint(&diags->item[diags->n - 1], "%s", foreign[i][1]);
    }
  }
}

static ant_value call_declared(const ant_context *x, const ant_expr *e) {
  ant_check *check = x->check;
  int def = ant_check_resolve(check, x->module, e->text, e->place, "function");
  if (def < 0 || check->def[def].kind == ANT_DEF_POISON) {
    hint_foreign(check->diags, e->text);
    return poison();
  }
  if (check->def[def].kind != ANT_DEF_FUNCTION) {
    ant_check_error(check, e->place, ANT_EINPUT, "'%s' is not a function", e->text);
    return poison();
  }
  int want = check->def[def].decl->words.n;
  if (want != e->n_arg) {
    ant_check_error(check, e->place, ANT_EINPUT, "'%s' takes %d argument%s, found %d", e->text,
                    want, want == 1 ? "" : "s", e->n_arg);
    return poison();
  }
  if (is_recursive(x, def)) {
    char where[ANT_DIAG_PATH];
    ant_check_error(check, e->place, ANT_ECIRCULAR,
                    "function '%s' uses itself (declared at %s): functions are abbreviations",
                    e->text, ant_check_where(check, check->def[def].place, where, sizeof where));
    return poison();
  }
  if (++check->n_expanded > EXPANSIONS_MAX) {
    ant_check_error(check, e->place, ANT_EINPUT,
                    "the functions of this model expand to more than %d uses", EXPANSIONS_MAX);
    return poison();
  }
  return expand(x, e, def);
}

ant_value ant_check_call(const ant_context *x, const ant_expr *e) {
  int which = find_builtin(e->text);
  if (which < 0) return call_declared(x, e);
  if (e->n_arg >= builtin[which].lo && e->n_arg <= builtin[which].hi) {
    return call_builtin(x, e, which);
  }
  ant_check_error(x->check, e->place, ANT_EINPUT, "'%s' takes %s%d argument%s, found %d", e->text,
                  builtin[which].hi == MANY ? "at least " : "", builtin[which].lo,
                  builtin[which].lo == 1 ? "" : "s", e->n_arg);
  return poison();
}

/* 3. Baseline ---------------------------------------------------------------- */

int ant_check_base(ant_check *check, int symbol) {
  if (symbol < 0 || check->extra[symbol].base >= 0) {
    return symbol < 0 ? -1 : check->extra[symbol].base;
  }
  ant_symbol s = check->model->symbol[symbol];
  const char *name = ant_arena_format(check->arena, "%s.baseline", s.name);
  int base = ant_check_hidden(check, ANT_SYM_BASE, name, &s.unit, s.set, s.n_set, s.place);
  if (base < 0) return -1;
  check->model->symbol[base].base_of = symbol;
  check->model->symbol[base].unit_text = s.unit_text;
  check->extra[symbol].base = base;
  check->extra[base].read = true;
  ant_context x = {.check = check, .n_axis = s.n_set};
  memcpy(x.axis, s.set, sizeof x.axis);
  ant_check_equation(check, ANT_EQ_BASE, base, ant_check_read(&x, symbol, NULL, s.place), s.place);
  return base;
}

/* 4. Reductions -------------------------------------------------------------- */

/* the axes that REFS go along, as bits */
static unsigned axes_used(const ant_check *check, const int *refs, int n_ref) {
  unsigned used = 0;
  for (int i = 0; i < n_ref; i++) {
    const ant_ref *ref = &check->nodes.ref[refs[i]];
    for (int k = 0; k < ANT_MAX_AXES; k++) {
      if (ref->stride[k]) used |= 1u << k;
    }
  }
  return used;
}

/* ROOT for an equation that has only the axes KEEP[0..n) of those it was made for */
static int compact(ant_check *check, int root_node, const int *keep, int n, const int *refs,
                   int n_ref) {
  int *to = ant_arena_take(check->arena, (size_t)n_ref * sizeof *to);
  if (!to) return -1;
  for (int i = 0; i < n_ref; i++) {
    ant_ref ref = check->nodes.ref[refs[i]];
    int stride[ANT_MAX_AXES] = {0};
    for (int k = 0; k < n; k++) stride[k] = ref.stride[keep[k]];
    memcpy(ref.stride, stride, sizeof ref.stride);
    to[i] = ant_node_read(&check->nodes, &ref);
  }
  return ant_node_replace(&check->nodes, &check->walk, root_node, refs, to, n_ref);
}

static int gathered_symbol(ant_check *check, const ant_context *x, const int *set, int n_set,
                           const ant_unit *unit, ant_place place) {
  const char *name = ant_arena_format(check->arena, "%s.part%d", x->name[0] ? x->name : "test",
                                      check->n_gathered++);
  int symbol = ant_check_hidden(check, ANT_SYM_LET, name, unit, set, n_set, place);
  if (symbol >= 0) check->extra[symbol].read = true;
  return symbol;
}

int ant_check_gather(const ant_context *x, int root_node, int n_reduced, ant_accumulate accumulate,
                     const ant_unit *unit, ant_place place) {
  ant_check *check = x->check;
  int *refs, n_ref = ant_check_refs(check, root_node, &refs);
  if (root_node < 0 || n_ref < 0) return -1;
  unsigned used = axes_used(check, refs, n_ref);
  int keep[ANT_MAX_AXES], set[ANT_MAX_AXES], n = 0, n_outer = 0;
  for (int k = 0; k < x->n_axis; k++) {
    bool outer = k < x->n_axis - n_reduced;
    if (outer && !(used >> k & 1)) continue;
    keep[n] = k;
    set[n++] = x->axis[k];
    n_outer += outer;
  }
  int body = compact(check, root_node, keep, n, refs, n_ref);
  ant_text key = {0};
  ant_text_print(&key, "%d %d %d", body, (int)accumulate, n_outer);
  for (int k = 0; k < n; k++) ant_text_print(&key, " %d", set[k]);
  check->no_memory = check->no_memory || key.failed;
  const char *copy = key.failed ? NULL : ant_arena_copy(check->arena, ant_text_string(&key));
  ant_text_clear(&key);
  int symbol = copy && body >= 0 ? ant_map_find(&check->reductions, copy) : -1;
  if (symbol >= 0 || body < 0 || !copy) return symbol;
  symbol = gathered_symbol(check, x, set, n_outer, unit, place);
  int equation = ant_check_equation_over(check, ANT_EQ_LET, symbol, body, set, n, place);
  if (equation < 0) return -1;
  check->model->equation[equation].accumulate = accumulate;
  ant_map_set(&check->reductions, copy, symbol);
  return symbol;
}

/* X with the sets of reduction E as further axes; false after a report */
static bool widen(const ant_context *x, const ant_expr *e, ant_context *out, double *out_n) {
  ant_check *check = x->check;
  *out = *x;
  out->serial = check->n_serial++;
  out->base = false;
  *out_n = 1;
  for (int i = 0; i < e->n_set; i++) {
    int def = ant_check_resolve(check, x->module, e->set[i], e->place, "set");
    if (def < 0 || check->def[def].kind == ANT_DEF_POISON) return false;
    if (check->def[def].kind != ANT_DEF_SET || check->def[def].index < 0) {
      ant_check_error(check, e->place, ANT_ESET, "'%s' is not a set", e->set[i]);
      return false;
    }
    if (out->n_axis == ANT_MAX_AXES) {
      ant_check_error(check, e->place, ANT_ESET, "this runs over more than %d sets", ANT_MAX_AXES);
      return false;
    }
    out->axis[out->n_axis++] = check->def[def].index;
    *out_n *= check->model->set[check->def[def].index].n;
  }
  return true;
}

static ant_value read_gathered(const ant_context *x, int symbol, ant_unit unit, ant_place place) {
  if (x->base) symbol = ant_check_base(x->check, symbol);
  return number(ant_check_read(x, symbol, NULL, place), unit);
}

static ant_value weighted_mean(const ant_context *x, const ant_context *y, const ant_expr *e,
                               ant_value v) {
  ant_nodes *nodes = &x->check->nodes;
  ant_value w = ant_check_expr(y, e->b);
  if (!ant_check_quantity(y, &w, e->b->place)) return poison();
  ant_unit unit = ant_unit_mul(&v.unit, &w.unit);
  int product = ant_node_2(nodes, ANT_OP_MUL, w.node, v.node);
  int above = ant_check_gather(y, product, e->n_set, ANT_SUM, &unit, e->place);
  int below = ant_check_gather(y, w.node, e->n_set, ANT_SUM, &w.unit, e->place);
  ant_value a = read_gathered(x, above, unit, e->place);
  ant_value b = read_gathered(x, below, w.unit, e->place);
  return number(ant_node_2(nodes, ANT_OP_DIV, a.node, b.node), v.unit);
}

ant_value ant_check_reduce(const ant_context *x, const ant_expr *e) {
  ant_nodes *nodes = &x->check->nodes;
  ant_context y;
  double n;
  if (!widen(x, e, &y, &n)) return poison();
  ant_value v = ant_check_expr(&y, e->a);
  if (!ant_check_quantity(&y, &v, e->a->place)) return poison();
  bool mean = strcmp(e->text, "mean") == 0;
  if (mean && e->b) return weighted_mean(x, &y, e, v);
  ant_accumulate accumulate = strcmp(e->text, "largest") == 0    ? ANT_LARGEST
                              : strcmp(e->text, "smallest") == 0 ? ANT_SMALLEST
                                                                 : ANT_SUM;
  int symbol = ant_check_gather(&y, v.node, e->n_set, accumulate, &v.unit, e->place);
  ant_value all = read_gathered(x, symbol, v.unit, e->place);
  if (mean) all.node = ant_node_2(nodes, ANT_OP_DIV, all.node, ant_node_const(nodes, n));
  return all;
}
