/* sbml_math.c - units and expressions of SBML (see sbml.h).
 *   1. Unit definitions   2. Which unit a node has   3. Numbers and places   4. Expressions
 *
 * The checker has turned conversions between units into factors and folded constants, so a number
 * no longer says its unit; but it has only one that fits.  From below each node is either KNOWN (it
 * holds a place with a unit) or FREE (a product with a bare number); from above comes what the
 * place needs, and a free number takes what is left. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/sbml_internal.h"
#include "language/node.h"

/* 1. Unit definitions -------------------------------------------------------- */

bool ant_sbml_same_unit(const ant_unit *a, const ant_unit *b) {
  return ant_unit_same_dim(a, b) && fabs(a->scale / b->scale - 1) < 1e-12;
}

int ant_sbml_unit(ant_sbml *w, const ant_unit *u) {
  for (int i = 0; i < w->n_unit; i++) {
    if (ant_sbml_same_unit(&w->unit[i], u)) return i;
  }
  if (ant_arena_grow(w->arena, &w->unit, &w->unit_capacity, w->n_unit, sizeof *w->unit) != ANT_OK) {
    return -1;
  }
  w->unit[w->n_unit] = *u;
  return w->n_unit++;
}

void ant_sbml_put_units(const ant_sbml *w, ant_text *to) {
  static const char *const kind[ANT_NDIM] = {"kilogram", "metre", "second",  "ampere",
                                             "kelvin",   "mole",  "candela", "item"};
  char number[ANT_NUMBER_TEXT], name[200];
  ant_text_put(to, "  <listOfUnitDefinitions>\n");
  for (int i = 0; i < w->n_unit; i++) {
    const ant_unit *u = &w->unit[i];
    ant_text_print(to, "    <unitDefinition id=\"u%d\" name=\"%s\">\n      <listOfUnits>\n", i,
                   ant_unit_format(u, name, sizeof name));
    ant_text_print(to,
                   "        <unit kind=\"dimensionless\" exponent=\"1\" scale=\"0\" "
                   "multiplier=\"%s\"/>\n",
                   ant_text_number(u->scale, number));
    for (int d = 0; d < ANT_NDIM; d++) {
      if (u->dim[d] == 0) continue;
      ant_text_print(to,
                     "        <unit kind=\"%s\" exponent=\"%s\" scale=\"0\" multiplier=\"1\"/>\n",
                     kind[d], ant_text_number((double)u->dim[d] / ANT_DIM_ONE, number));
    }
    ant_text_put(to, "      </listOfUnits>\n    </unitDefinition>\n");
  }
  ant_text_put(to, "  </listOfUnitDefinitions>\n");
}

/* 2. Which unit a node has ------------------------------------------------------ */

static ant_sbml_known find_unit(ant_sbml *w, int node, ant_unit *out);

static ant_sbml_known either(ant_sbml *w, int a, int b, ant_unit *out) {
  ant_sbml_known known = find_unit(w, a, out);
  return known == ANT_SBML_KNOWN ? known : find_unit(w, b, out);
}

static ant_sbml_known of_product(ant_sbml *w, const ant_node *n, ant_unit *out) {
  ant_unit a, b;
  if (find_unit(w, n->arg[0], &a) != ANT_SBML_KNOWN) return ANT_SBML_FREE;
  if (find_unit(w, n->arg[1], &b) != ANT_SBML_KNOWN) return ANT_SBML_FREE;
  *out = n->op == ANT_OP_MUL ? ant_unit_mul(&a, &b) : ant_unit_div(&a, &b);
  return ANT_SBML_KNOWN;
}

/* Whether the exponent at NODE is NUM/12, a power that a unit can take. */
static bool whole_power(const ant_sbml *w, int node, long *out_num) {
  const ant_node *n = &w->model->node[node];
  double twelfths = n->value * ANT_DIM_ONE;
  if (n->op != ANT_OP_CONST || fabs(twelfths) > 120 || twelfths != floor(twelfths)) return false;
  *out_num = (long)twelfths;
  return true;
}

static ant_sbml_known of_power(ant_sbml *w, const ant_node *n, ant_unit *out) {
  long num = ANT_DIM_ONE / 2;
  ant_unit base;
  bool whole = n->op == ANT_OP_SQRT || whole_power(w, n->arg[1], &num);
  if (whole && find_unit(w, n->arg[0], &base) == ANT_SBML_KNOWN &&
      ant_unit_pow(&base, num, ANT_DIM_ONE, out) == ANT_OK) {
    return ANT_SBML_KNOWN;
  }
  *out = ant_unit_one();
  return ANT_SBML_KNOWN;
}

static ant_sbml_known of_node(ant_sbml *w, const ant_node *n, ant_unit *out) {
  switch (n->op) {
  case ANT_OP_CONST:
    return ANT_SBML_FREE;
  case ANT_OP_READ:
    *out = w->model->symbol[w->model->ref[n->ref].symbol].unit;
    return ANT_SBML_KNOWN;
  case ANT_OP_ADD:
  case ANT_OP_SUB:
  case ANT_OP_MIN:
  case ANT_OP_MAX:
    return either(w, n->arg[0], n->arg[1], out);
  case ANT_OP_IF:
    return either(w, n->arg[1], n->arg[2], out);
  case ANT_OP_NEG:
  case ANT_OP_ABS:
    return find_unit(w, n->arg[0], out);
  case ANT_OP_MUL:
  case ANT_OP_DIV:
    return of_product(w, n, out);
  case ANT_OP_POW:
  case ANT_OP_SQRT:
    return of_power(w, n, out);
  default: /* exp, log, ...; truth values */
    *out = ant_unit_one();
    return ANT_SBML_KNOWN;
  }
}

static ant_sbml_known find_unit(ant_sbml *w, int node, ant_unit *out) {
  if (w->known[node] == ANT_SBML_UNSEEN) {
    ant_unit unit = ant_unit_one();
    ant_sbml_known known = of_node(w, &w->model->node[node], &unit);
    w->node_unit[node] = unit;
    w->known[node] = known;
  }
  *out = w->node_unit[node];
  return w->known[node];
}

/* 3. Numbers and places ----------------------------------------------------------- */

int ant_sbml_slot(const ant_ref *ref, const int *index) {
  int slot = ref->offset;
  for (int k = 0; k < ANT_MAX_AXES; k++) slot += ref->stride[k] * index[k];
  return slot;
}

const char *ant_sbml_id(const ant_sbml *w, ant_store store, int slot) {
  return store == ANT_STORE_M ? w->id_m[slot] : w->id_y[slot];
}

void ant_sbml_put_number(ant_sbml *w, double x, const ant_unit *unit) {
  char number[ANT_NUMBER_TEXT];
  if (!isfinite(x)) {
    ant_text_put(w->to, isnan(x) ? "<notanumber/>"
                        : x > 0  ? "<infinity/>"
                                 : "<apply><minus/><infinity/></apply>");
    return;
  }
  ant_text_number(x, number);
  char *e = strchr(number, 'e');
  if (e) *e = '\0';
  ant_text_print(w->to, "<cn sbml:units=\"u%d\"%s>%s", ant_sbml_unit(w, unit),
                 e ? " type=\"e-notation\"" : "", number);
  if (e) ant_text_print(w->to, "<sep/>%s", e[1] == '+' ? e + 2 : e + 1);
  ant_text_put(w->to, "</cn>");
}

static void put_place(ant_sbml *w, const ant_ref *ref, const int *index) {
  if (ref->symbol == w->model->time) {
    ant_text_put(w->to, "<csymbol encoding=\"text\" "
                        "definitionURL=\"http://www.sbml.org/sbml/symbols/time\">time</csymbol>");
    return;
  }
  ant_text_print(w->to, "<ci>%s</ci>", ant_sbml_id(w, ref->store, ant_sbml_slot(ref, index)));
}

/* 4. Expressions ------------------------------------------------------------------- */

static bool is_truth(const ant_sbml *w, int node) {
  return ant_op_is_truth(w->model->node[node].op);
}

static void put_apply(ant_sbml *w, const char *op, int a, const ant_unit *ua, int b,
                      const ant_unit *ub, const int *index) {
  ant_text_print(w->to, "<apply><%s/>", op);
  ant_sbml_put_expr(w, a, ua, index);
  if (ub) ant_sbml_put_expr(w, b, ub, index);
  ant_text_put(w->to, "</apply>");
}

/* Both sides in the unit that either has. */
static void put_comparison(ant_sbml *w, const ant_node *n, const char *op, const int *index) {
  ant_unit unit;
  either(w, n->arg[0], n->arg[1], &unit);
  put_apply(w, op, n->arg[0], &unit, n->arg[1], &unit, index);
}

static void put_logic(ant_sbml *w, const ant_node *n, const char *op, const int *index) {
  ant_text_print(w->to, "<apply><%s/>", op);
  ant_sbml_put_truth(w, n->arg[0], index);
  if (n->op != ANT_OP_NOT) ant_sbml_put_truth(w, n->arg[1], index);
  ant_text_put(w->to, "</apply>");
}

void ant_sbml_put_truth(ant_sbml *w, int node, const int *index) {
  const ant_node *n = &w->model->node[node];
  ant_unit unit = ant_unit_one();
  switch (n->op) {
  case ANT_OP_LT:
    put_comparison(w, n, "lt", index);
    return;
  case ANT_OP_LE:
    put_comparison(w, n, "leq", index);
    return;
  case ANT_OP_EQ:
    put_comparison(w, n, "eq", index);
    return;
  case ANT_OP_AND:
    put_logic(w, n, "and", index);
    return;
  case ANT_OP_OR:
    put_logic(w, n, "or", index);
    return;
  case ANT_OP_NOT:
    put_logic(w, n, "not", index);
    return;
  default: /* a number: true where it is not 0 */
    find_unit(w, node, &unit);
    ant_text_put(w->to, "<apply><neq/>");
    ant_sbml_put_expr(w, node, &unit, index);
    ant_sbml_put_number(w, 0, &unit);
    ant_text_put(w->to, "</apply>");
  }
}

static void put_choice(ant_sbml *w, const ant_node *n, const ant_unit *need, const int *index) {
  ant_text_put(w->to, "<piecewise><piece>");
  ant_sbml_put_expr(w, n->arg[1], need, index);
  ant_sbml_put_truth(w, n->arg[0], index);
  ant_text_put(w->to, "</piece><otherwise>");
  ant_sbml_put_expr(w, n->arg[2], need, index);
  ant_text_put(w->to, "</otherwise></piecewise>");
}

/* 1 or 0 of a truth value */
static void put_truth_number(ant_sbml *w, int node, const int *index) {
  ant_unit one = ant_unit_one();
  ant_text_put(w->to, "<piecewise><piece>");
  ant_sbml_put_number(w, 1, &one);
  ant_sbml_put_truth(w, node, index);
  ant_text_put(w->to, "</piece><otherwise>");
  ant_sbml_put_number(w, 0, &one);
  ant_text_put(w->to, "</otherwise></piecewise>");
}

/* -1, 0 or 1 */
static void put_sign(ant_sbml *w, int arg, const int *index) {
  ant_unit one = ant_unit_one(), unit = one;
  find_unit(w, arg, &unit);
  ant_text_put(w->to, "<piecewise>");
  for (int sign = 1; sign >= -1; sign -= 2) {
    ant_text_put(w->to, "<piece>");
    ant_sbml_put_number(w, sign, &one);
    ant_text_print(w->to, "<apply><%s/>", sign > 0 ? "gt" : "lt");
    ant_sbml_put_expr(w, arg, &unit, index);
    ant_sbml_put_number(w, 0, &unit);
    ant_text_put(w->to, "</apply></piece>");
  }
  ant_text_put(w->to, "<otherwise>");
  ant_sbml_put_number(w, 0, &one);
  ant_text_put(w->to, "</otherwise></piecewise>");
}

/* A product gives its free factor what is left of NEED. */
static void put_product(ant_sbml *w, const ant_node *n, const ant_unit *need, const int *index) {
  bool times = n->op == ANT_OP_MUL;
  ant_unit a = ant_unit_one(), b = ant_unit_one();
  bool known_a = find_unit(w, n->arg[0], &a) == ANT_SBML_KNOWN;
  bool known_b = find_unit(w, n->arg[1], &b) == ANT_SBML_KNOWN;
  if (!known_a) {
    if (!known_b) b = ant_unit_one();
    a = times ? ant_unit_div(need, &b) : ant_unit_mul(need, &b);
  } else if (!known_b) {
    b = times ? ant_unit_div(need, &a) : ant_unit_div(&a, need);
  }
  put_apply(w, times ? "times" : "divide", n->arg[0], &a, n->arg[1], &b, index);
}

static void put_power(ant_sbml *w, const ant_node *n, const int *index) {
  long num = ANT_DIM_ONE / 2;
  ant_unit base = ant_unit_one(), one = ant_unit_one(), power;
  bool root = n->op == ANT_OP_SQRT;
  if (!(root || whole_power(w, n->arg[1], &num)) ||
      find_unit(w, n->arg[0], &base) != ANT_SBML_KNOWN ||
      ant_unit_pow(&base, num, ANT_DIM_ONE, &power) != ANT_OK) {
    base = one;
  }
  if (root) {
    put_apply(w, "root", n->arg[0], &base, 0, NULL, index);
  } else {
    put_apply(w, "power", n->arg[0], &base, n->arg[1], &one, index);
  }
}

static const char *function_name(ant_op op) {
  switch (op) {
  case ANT_OP_EXP:
    return "exp";
  case ANT_OP_LOG:
    return "ln";
  case ANT_OP_TANH:
    return "tanh";
  case ANT_OP_SIN:
    return "sin";
  case ANT_OP_COS:
    return "cos";
  case ANT_OP_ADD:
    return "plus";
  case ANT_OP_SUB:
  case ANT_OP_NEG:
    return "minus";
  case ANT_OP_MIN:
    return "min";
  case ANT_OP_MAX:
    return "max";
  case ANT_OP_ABS:
    return "abs";
  default:
    return "?";
  }
}

static void put_plain(ant_sbml *w, int node, const ant_unit *need, const int *index) {
  const ant_node *n = &w->model->node[node];
  ant_unit one = ant_unit_one();
  switch (n->op) {
  case ANT_OP_CONST:
    ant_sbml_put_number(w, n->value, need);
    return;
  case ANT_OP_READ:
    put_place(w, &w->model->ref[n->ref], index);
    return;
  case ANT_OP_MUL:
  case ANT_OP_DIV:
    put_product(w, n, need, index);
    return;
  case ANT_OP_POW:
  case ANT_OP_SQRT:
    put_power(w, n, index);
    return;
  case ANT_OP_IF:
    put_choice(w, n, need, index);
    return;
  case ANT_OP_SIGN:
    put_sign(w, n->arg[0], index);
    return;
  case ANT_OP_ADD:
  case ANT_OP_SUB:
  case ANT_OP_MIN:
  case ANT_OP_MAX:
    put_apply(w, function_name(n->op), n->arg[0], need, n->arg[1], need, index);
    return;
  case ANT_OP_NEG:
  case ANT_OP_ABS:
    put_apply(w, function_name(n->op), n->arg[0], need, 0, NULL, index);
    return;
  default:
    put_apply(w, function_name(n->op), n->arg[0], &one, 0, NULL, index);
  }
}

void ant_sbml_put_expr(ant_sbml *w, int node, const ant_unit *need, const int *index) {
  ant_unit has = *need;
  if (find_unit(w, node, &has) != ANT_SBML_KNOWN) has = *need;
  bool bare = !ant_sbml_same_unit(&has, need); /* the number of it, whatever its unit */
  ant_unit ratio = ant_unit_div(need, &has);
  if (bare) ant_text_put(w->to, "<apply><times/>");
  if (is_truth(w, node)) {
    put_truth_number(w, node, index);
  } else {
    put_plain(w, node, &has, index);
  }
  if (!bare) return;
  ant_sbml_put_number(w, 1, &ratio);
  ant_text_put(w->to, "</apply>");
}
