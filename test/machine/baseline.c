/* The healthy ground state: found, reported, or refused with the names of what is wrong. */
#include "machine/machine.h"

#include "build.h"
#include "test.h"

typedef struct outcome {
  ant_status status;
  ant_diag diag;
  ant_baseline_report report;
  double m[64], y[64];
} outcome;

static outcome solve(ant_model *model) {
  static outcome o;
  ant_machine *a = NULL;
  memset(&o, 0, sizeof o);
  if (ant_machine_create(model, NULL, &a, NULL) != ANT_OK) abort();
  ant_machine_defaults(a, o.m);
  o.status = ant_machine_solve_baseline(a, o.m, o.y, &o.report, &o.diag);
  ant_machine_destroy(&a);
  return o;
}

static bool says(const outcome *o, const char *words) {
  if (strstr(o->diag.text, words)) return true;
  printf("# it says: %s\n", o->diag.text);
  return false;
}

static int initial(int state, double value) {
  return build_equation(ANT_EQ_INITIAL, ANT_STAGE_SETUP, state, NUM(value));
}

/* production p of x such that x = 3 is steady; clearance q of z such that z = 5 is; z is fed by p
 */
static ant_model *chain(double lo, double hi) {
  build_begin();
  build_axes(0);
  build_symbol(ANT_SYM_TIME, "time");
  int k = build_param("k", 0.5);
  int p = build_symbol(ANT_SYM_BALANCE, "p"), q = build_symbol(ANT_SYM_BALANCE, "q");
  int x = build_symbol(ANT_SYM_STATE, "x"), z = build_symbol(ANT_SYM_STATE, "z");
  build.m->symbol[q].lo = lo;
  build.m->symbol[q].hi = hi;
  initial(x, 3);
  initial(z, 5);
  int dx = build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, x, SUB(READ(p), MUL(READ(k), READ(x))));
  int dz = build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, z,
                          SUB(MUL(READ(p), READ(x)), MUL(READ(q), READ(z))));
  build_condition(dz, q);
  build_condition(dx, p);
  return build_end();
}

static void a_chain_is_solved_exactly(void) {
  ant_model *model = chain(-INFINITY, INFINITY);
  outcome o = solve(model);
  CHECK(o.status == ANT_OK);
  NEAR(o.m[2], 1.5, 1e-15); /* p */
  NEAR(o.m[3], 0.9, 1e-15); /* q */
  CHECK(o.report.n_unknown == 2 && o.report.residual < 1e-15 && o.report.drift < 1e-15);
  NEAR(o.report.eigenvalue, -0.5, 1e-12);
  build_free(&model);
}

static void outside_its_range_is_refused(void) {
  ant_model *model = chain(0, 0.8);
  outcome o = solve(model);
  CHECK(o.status == ANT_EBALANCE && says(&o, "'q' would have to be 0.9 [1] to make 'z' steady"));
  CHECK(says(&o, "range is 0 to 0.8"));
  build_free(&model);
}

/* x' = a - b x^2.5 - c x/(1+x) found for x, over a set; then a feedback pair of two states */
static void curved_systems(void) {
  build_begin();
  int s = build_set("s", 4);
  build_axes(0);
  build_symbol(ANT_SYM_TIME, "time");
  build_axes(1, s);
  int a = build_param("a", 1e-6);
  int x = build_symbol(ANT_SYM_STATE, "x"), u = build_symbol(ANT_SYM_STATE, "u"),
      v = build_symbol(ANT_SYM_STATE, "v");
  int loss = ADD(POW(READ(x), NUM(2.5)), DIV(READ(x), ADD(NUM(1), READ(x))));
  int dx = build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, x, SUB(READ(a), loss));
  int du = build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, u,
                          SUB(DIV(NUM(2), ADD(NUM(1), READ(v))), READ(u)));
  int dv = build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, v,
                          SUB(MUL(READ(u), READ(u)), MUL(READ(v), READ(x))));
  build_condition(du, u);
  build_condition(dv, v);
  build_condition(dx, x);
  ant_model *model = build_end();
  outcome o = solve(model);
  CHECK(o.status == ANT_OK);
  for (int k = 0; k < 4; k++) {
    double found = o.y[k], want = 1e-6 * (1 + 0.01 * k);
    NEAR((pow(found, 2.5) + found / (1 + found)) / want, 1, 1e-14);
    NEAR(o.y[8 + k] * found / (o.y[4 + k] * o.y[4 + k]), 1, 1e-14);
  }
  CHECK(o.report.drift < 1e-14 && o.report.eigenvalue < 0);
  build_free(&model);
}

static void a_condition_between_two_sides(void) {
  build_begin();
  build_axes(0);
  build_symbol(ANT_SYM_TIME, "time");
  int p = build_symbol(ANT_SYM_BALANCE, "p"), r = build_symbol(ANT_SYM_LET, "residual");
  int let = build_symbol(ANT_SYM_LET, "let");
  build_equation(ANT_EQ_LET, ANT_STAGE_SETUP, let, EXP(READ(p)));
  int e = build_equation(ANT_EQ_RESIDUAL, ANT_STAGE_SETUP, r, SUB(READ(let), NUM(20)));
  build_condition(e, p);
  ant_model *model = build_end();
  outcome o = solve(model);
  CHECK(o.status == ANT_OK);
  NEAR(o.m[1], log(20), 1e-15);
  CHECK(o.report.residual < 1e-15 && o.report.drift_state == -1);
  build_free(&model);
}

/* x' = root, with p in it, for x = 1: what is asked may be impossible */
static outcome one_state(int (*root)(int x, int p)) {
  build_begin();
  build_axes(0);
  build_symbol(ANT_SYM_TIME, "time");
  int p = build_symbol(ANT_SYM_BALANCE, "p"), x = build_symbol(ANT_SYM_STATE, "x");
  initial(x, 1);
  int dx = build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, x, root(READ(x), READ(p)));
  build_condition(dx, p);
  ant_model *model = build_end();
  outcome o = solve(model);
  build_free(&model);
  return o;
}
static int squared(int x, int p) {
  return ADD(x, MUL(p, p));
}
static int logarithm(int x, int p) {
  return LOG(SUB(NEG(x), MUL(p, p)));
}
static int absent(int x, int p) {
  (void)p;
  return SUB(x, NUM(2));
}
static int multiplied_by_nothing(int x, int p) {
  return ADD(NUM(2), MUL(SUB(x, NUM(1)), p));
}
static int growing(int x, int p) {
  return SUB(x, p);
}

static void impossible_conditions(void) {
  outcome o = one_state(squared);
  CHECK(o.status == ANT_EBALANCE && says(&o, "no value of 'p' makes 'x' steady"));
  o = one_state(logarithm);
  CHECK(o.status == ANT_EBALANCE && says(&o, "the rate of x is not a number: log(-"));
  o = one_state(absent);
  CHECK(o.status == ANT_EBALANCE && says(&o, "nothing that the baseline may choose"));
  o = one_state(multiplied_by_nothing);
  CHECK(o.status == ANT_EBALANCE && says(&o, "'p' has no influence"));
}

static void an_unstable_ground(void) {
  outcome o = one_state(growing);
  CHECK(o.status == ANT_EBALANCE && says(&o, "grows e-fold in 1 day, among 'x' and 0 other"));
}

static ant_model *drifting(void) {
  build_begin();
  build_axes(0);
  build_symbol(ANT_SYM_TIME, "time");
  int x = build_symbol(ANT_SYM_STATE, "x");
  initial(x, 1);
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, x, SUB(NUM(2), READ(x)));
  return build_end();
}

static void a_state_that_drifts(void) {
  ant_model *model = drifting();
  outcome o = solve(model);
  CHECK(o.status == ANT_EBALANCE && says(&o, "'x' is not steady on the ground: it is 1 and chang"));
  model->baseline_free = true;
  o = solve(model);
  CHECK(o.status == ANT_OK && o.report.drift == 1 && o.report.drift_element == 0);
  build_free(&model);
}

static void not_finite_at_the_start(void) {
  ant_model *model = drifting();
  build_free(&model);
  build_begin();
  build_axes(0);
  build_symbol(ANT_SYM_TIME, "time");
  int x = build_symbol(ANT_SYM_STATE, "x");
  initial(x, 0);
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, x, DIV(NUM(1), READ(x)));
  model = build_end();
  outcome o = solve(model);
  CHECK(o.status == ANT_ENUMERIC && says(&o, "the rate of x is infinite: 1 is divided by zero"));
  build_free(&model);
}

/* k^2 = 4 from 3, with k from LO to HI */
static ant_model *square(double lo, double hi) {
  build_begin();
  build_axes(0);
  build_symbol(ANT_SYM_TIME, "time");
  int k = build_symbol(ANT_SYM_BALANCE, "k"), x = build_symbol(ANT_SYM_STATE, "x");
  build.m->symbol[k].lo = lo;
  build.m->symbol[k].hi = hi;
  initial(x, 1);
  int dx = build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, x, SUB(MUL(READ(k), READ(k)), NUM(4)));
  build_condition(dx, k);
  return build_end();
}

static ant_status look_for_another(double lo, double hi, ant_diag *diag) {
  ant_model *model = square(lo, hi);
  ant_machine *a = NULL;
  double m[64] = {0}, y[64] = {0};
  if (ant_machine_create(model, NULL, &a, NULL) != ANT_OK) abort();
  ant_machine_defaults(a, m);
  CHECK(ant_machine_solve_baseline(a, m, y, NULL, diag) == ANT_OK);
  ant_status status = ant_machine_other_ground(a, m, y, diag);
  ant_machine_destroy(&a);
  build_free(&model);
  return status;
}

static void another_ground(void) {
  ant_diag diag = {0};
  CHECK(look_for_another(-INFINITY, INFINITY, &diag) == ANT_EBALANCE);
  CHECK(strstr(diag.text, "at 2 [1], which was taken, and at -2"));
  CHECK(look_for_another(-3, 7, &diag) == ANT_EBALANCE);
  CHECK(look_for_another(0, 100, &diag) == ANT_OK);
}

int main(void) {
  RUN(a_chain_is_solved_exactly);
  RUN(outside_its_range_is_refused);
  RUN(curved_systems);
  RUN(a_condition_between_two_sides);
  RUN(impossible_conditions);
  RUN(an_unstable_ground);
  RUN(a_state_that_drifts);
  RUN(not_finite_at_the_start);
  RUN(another_ground);
  return test_done();
}
