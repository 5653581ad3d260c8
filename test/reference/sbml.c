/* sbml.c - the models of the field as SBML: libsbml finds no error and no clash of units, and the
 * derivatives that the document says, read back and evaluated here, are ours.  Argument: the source
 * tree. */
#include "machine/machine.h"

#include <sbml/SBMLTypes.h>

#include "base/map.h"
#include "emit/sbml.h"

#include "each.h"

enum { N_STATE = 100 };

/* A document read back: the value of each parameter, and what computes it. */
typedef struct reader {
  SBMLDocument_t *document;
  Model_t *model;
  ant_arena *arena;
  ant_map at, named; /* by identifier, by name                                           */
  int n;
  double *value;
  const ASTNode_t **rule; /* assignments                                                  */
  bool *known;
  double time;
} reader;

static double evaluate(reader *r, const ASTNode_t *a);

static double look_up(reader *r, const char *id) {
  int i = ant_map_find(&r->at, id);
  if (i < 0) return NAN;
  if (r->rule[i] && !r->known[i]) {
    r->known[i] = true; /* a rule that needs itself would read what was there before */
    r->value[i] = evaluate(r, r->rule[i]);
  }
  return r->value[i];
}

static double choose(reader *r, const ASTNode_t *a) {
  unsigned n = ASTNode_getNumChildren(a);
  for (unsigned k = 0; k + 1 < n; k += 2) {
    if (evaluate(r, ASTNode_getChild(a, k + 1)) != 0) return evaluate(r, ASTNode_getChild(a, k));
  }
  return n % 2 ? evaluate(r, ASTNode_getChild(a, n - 1)) : NAN;
}

/* sums, products, extremes of any number of arguments */
static double gather(reader *r, const ASTNode_t *a) {
  double x = evaluate(r, ASTNode_getChild(a, 0));
  for (unsigned k = 1; k < ASTNode_getNumChildren(a); k++) {
    double y = evaluate(r, ASTNode_getChild(a, k));
    switch ((int)ASTNode_getType(a)) {
    case AST_PLUS:
      x += y;
      break;
    case AST_TIMES:
      x *= y;
      break;
    case AST_FUNCTION_MIN:
      x = fmin(x, y);
      break;
    default:
      x = fmax(x, y);
    }
  }
  return x;
}

static double evaluate(reader *r, const ASTNode_t *a) {
  unsigned n = ASTNode_getNumChildren(a);
  ASTNodeType_t type = ASTNode_getType(a);
  if (type == AST_INTEGER) return (double)ASTNode_getInteger(a);
  if (type == AST_REAL || type == AST_REAL_E) return ASTNode_getReal(a);
  if (type == AST_NAME_TIME) return r->time;
  if (type == AST_NAME) return look_up(r, ASTNode_getName(a));
  if (type == AST_FUNCTION_PIECEWISE) return choose(r, a);
  if (type == AST_PLUS || type == AST_TIMES || type == AST_FUNCTION_MIN ||
      type == AST_FUNCTION_MAX) {
    return gather(r, a);
  }
  double x = evaluate(r, ASTNode_getChild(a, 0));
  double y = n > 1 ? evaluate(r, ASTNode_getChild(a, 1)) : 0;
  switch ((int)type) {
  case AST_MINUS:
    return n == 1 ? -x : x - y;
  case AST_DIVIDE:
    return x / y;
  case AST_POWER:
  case AST_FUNCTION_POWER:
    return pow(x, y);
  case AST_FUNCTION_ROOT:
    return n == 1 ? sqrt(x) : pow(y, 1 / x);
  case AST_FUNCTION_EXP:
    return exp(x);
  case AST_FUNCTION_LN:
    return log(x);
  case AST_FUNCTION_TANH:
    return tanh(x);
  case AST_FUNCTION_SIN:
    return sin(x);
  case AST_FUNCTION_COS:
    return cos(x);
  case AST_FUNCTION_ABS:
    return fabs(x);
  case AST_RELATIONAL_LT:
    return x < y;
  case AST_RELATIONAL_LEQ:
    return x <= y;
  case AST_RELATIONAL_GT:
    return x > y;
  case AST_RELATIONAL_GEQ:
    return x >= y;
  case AST_RELATIONAL_EQ:
    return x == y;
  case AST_RELATIONAL_NEQ:
    return x != y;
  case AST_LOGICAL_AND:
    return x != 0 && y != 0;
  case AST_LOGICAL_OR:
    return x != 0 || y != 0;
  case AST_LOGICAL_NOT:
    return x == 0;
  default:
    return NAN;
  }
}

static bool reader_open(reader *r, const char *text) {
  *r = (reader){.document = readSBMLFromString(text), .arena = ant_arena_create()};
  r->model = SBMLDocument_getModel(r->document);
  if (!r->model || !r->arena) return false;
  r->at.arena = r->named.arena = r->arena;
  r->n = (int)Model_getNumParameters(r->model);
  r->value = calloc((size_t)r->n + 1, sizeof *r->value);
  r->rule = calloc((size_t)r->n + 1, sizeof *r->rule);
  r->known = calloc((size_t)r->n + 1, sizeof *r->known);
  for (int i = 0; i < r->n; i++) {
    Parameter_t *p = Model_getParameter(r->model, (unsigned)i);
    r->value[i] = Parameter_getValue(p);
    if (ant_map_set(&r->at, Parameter_getId(p), i) != ANT_OK) return false;
    Rule_t *rule = Model_getRuleByVar(r->model, Parameter_getId(p));
    bool state = rule && Rule_isRate(rule); /* an observable may be called like one */
    if (state && ant_map_set(&r->named, Parameter_getName(p), i) != ANT_OK) return false;
  }
  for (unsigned i = 0; i < Model_getNumRules(r->model); i++) {
    Rule_t *rule = Model_getRule(r->model, i);
    if (!Rule_isAssignment(rule)) continue;
    int at = ant_map_find(&r->at, Rule_getVariable(rule));
    if (at < 0) return false;
    r->rule[at] = Rule_getMath(rule);
  }
  return true;
}

static void reader_close(reader *r) {
  free(r->value);
  free(r->rule);
  free(r->known);
  ant_arena_destroy(&r->arena);
  SBMLDocument_free(r->document);
}

/* Where each state is among R's parameters, and its rate among the rules. */
static bool find_states(const reader *r, const ant_model *model, int *parameter,
                        const ASTNode_t **rate) {
  char name[300];
  for (int i = 0; i < model->n_y; i++) {
    ant_machine_slot_name(model, ANT_STORE_Y, i, name, sizeof name);
    parameter[i] = ant_map_find(&r->named, name);
    if (parameter[i] < 0) return false;
    Parameter_t *p = Model_getParameter(r->model, (unsigned)parameter[i]);
    rate[i] = Rule_getMath(Model_getRuleByVar(r->model, Parameter_getId(p)));
  }
  return true;
}

/* The largest difference of a derivative, as a share of the largest of that state. */
static double compare_rates(reader *r, const ant_model *model, const ant_machine *machine,
                            double *m, const double *y0) {
  size_t n = (size_t)model->n_y;
  double *y = calloc(4 * n + 1, sizeof *y), *dy = y + n, *off = y + 2 * n, *size = y + 3 * n;
  double *work = calloc(ant_machine_work(machine) + 1, sizeof *work), most = 0;
  int *parameter = calloc(n + 1, sizeof *parameter);
  const ASTNode_t **rate = calloc(n + 1, sizeof *rate);
  bool found = find_states(r, model, parameter, rate);
  CHECK(found);
  uint64_t seed = 11;
  for (int round = 0; found && round < N_STATE; round++) {
    for (size_t i = 0; i < n; i++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      y[i] = y0[i] * (0.5 + (double)(seed >> 11) * 0x1p-53);
      r->value[parameter[i]] = y[i];
    }
    r->time = m[model->symbol[model->time].offset] = round;
    ant_machine_phase(machine, m, y, work);
    ant_machine_rate(machine, m, y, dy, work);
    memset(r->known, 0, (size_t)r->n * sizeof *r->known);
    for (size_t i = 0; i < n; i++) {
      double difference = fabs(evaluate(r, rate[i]) - dy[i]);
      if (!(difference <= off[i])) off[i] = difference;
      size[i] = fmax(size[i], fabs(dy[i]));
    }
  }
  for (size_t i = 0; i < n; i++) {
    double share = size[i] > 0 ? off[i] / size[i] : off[i];
    if (!(share <= most)) most = share;
  }
  free(y);
  free(work);
  free(parameter);
  free(rate);
  return most;
}

/* Errors and warnings of libsbml; advice on style is not asked for.  Two of its checks take for
 * ever, and were made by hand (0 complaints): all of them on the twin, whose work grows with the
 * square of the model, and that no rule needs itself where rules stand in long chains (every path
 * is walked, 13 s for scheiner2013). */
static unsigned count_complaints(reader *r, const ant_model *model) {
  if (model->n_y > 100) return SBMLDocument_getNumErrors(r->document);
  bool chains = (int)Model_getNumRules(r->model) > 100 + 10 * model->n_y;
  SBMLDocument_setConsistencyChecks(r->document, LIBSBML_CAT_GENERAL_CONSISTENCY, !chains);
  SBMLDocument_setConsistencyChecks(r->document, LIBSBML_CAT_MODELING_PRACTICE, 0);
  SBMLDocument_checkConsistency(r->document);
  unsigned n = SBMLDocument_getNumErrors(r->document);
  for (unsigned i = 0; i < n && i < 3; i++) {
    const XMLError_t *e = (const XMLError_t *)SBMLDocument_getError(r->document, i);
    printf("# line %u: %s\n", XMLError_getLine(e), XMLError_getShortMessage(e));
  }
  return n;
}

static void read_back(const ant_model *model) {
  ant_machine *machine = NULL;
  CHECK(ant_machine_create(model, NULL, &machine, NULL) == ANT_OK);
  double *m = calloc((size_t)model->n_m + (size_t)model->n_y + 1, sizeof *m), *y = m + model->n_m;
  ant_machine_defaults(machine, m);
  ant_text text = {0};
  reader r;
  CHECK(ant_machine_solve_baseline(machine, m, y, NULL, NULL) == ANT_OK);
  CHECK(ant_emit_sbml(model, m, y, &text, NULL) == ANT_OK);
  bool read = reader_open(&r, ant_text_string(&text));
  CHECK(read);
  if (read) {
    unsigned complaints = count_complaints(&r, model);
    double most = compare_rates(&r, model, machine, m, y);
    printf("# %s: %u complaints of libsbml, derivatives equal to %.1e\n", model->title, complaints,
           most);
    CHECK(complaints == 0 && most <= 1e-12);
  }
  reader_close(&r);
  ant_text_clear(&text);
  free(m);
  ant_machine_destroy(&machine);
}

int main(int argc, char **argv) {
  if (argc < 2) return 1;
  each_model(argv[1], read_back);
  char twin[EACH_PATH];
  snprintf(twin, sizeof twin, "%.900s/physiology/twin", argv[1]);
  test_bad_checks = 0;
  each_variant(twin, read_back);
  printf("%s %d - twin\n", test_bad_checks ? "not ok" : "ok", ++test_n);
  test_failed += test_bad_checks != 0;
  return test_done();
}
