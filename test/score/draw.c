/* draw.c - Latin hypercube draws: every part once, each distribution as declared, the same each
 * time. */
#include "test.h"
#include "language/ir.h"
#include "score/draw.h"
#include "score/spread.h"

static const char model_text[] =
    "antaeus 1\nmodel \"M\"\nmodule a \"A\"\n"
    "param cv [1/day] = 2  assumed \"t\"  people lognormal 50 [%]\n"
    "param even [1] = 2  assumed \"t\"  unknown uniform 1 to 3\n"
    "param tent [1] = 2  assumed \"t\"  unknown triangular 0, 3, 4\n"
    "param bell [mg] = 10  range 9 to 100  assumed \"t\"  unknown normal 2\n"
    "param fixed [1] = 1  assumed \"t\"\n"
    "state x [1] = 1\n"
    "rate x = (even * tent * fixed - even * tent * fixed) * cv * bell / 1 [mg]\n"
    "observe a.x [1] = x\n";

static ant_model *model;

static void load(void) {
  ant_diags diags = {0};
  CHECK(ant_model_parse("m.ant", model_text, &model, &diags) == ANT_OK);
  ant_diags_print(&diags, stdout);
  ant_diags_clear(&diags);
}

static int symbol_of(const char *name) {
  int symbol = -1, element;
  CHECK(ant_model_find(model, name, &symbol, &element, NULL) == ANT_OK);
  return symbol;
}

/* share of draws of NAME below X */
static double below(const ant_draws *d, const char *name, double x) {
  int n = 0, all = 0, symbol = symbol_of(name);
  for (int i = 0; i < d->n * d->n_setting; i++) {
    if (d->setting[i].symbol != symbol) continue;
    all++;
    n += d->setting[i].value < x;
  }
  return (double)n / all;
}

static void knows_the_normal(void) {
  NEAR(ant_normal_quantile(0.975), 1.959963984540054, 1e-12);
  NEAR(ant_normal_quantile(0.5), 0, 1e-15);
  for (double p = 1e-9; p < 1; p = p < 0.1 ? p * 10 : p + 0.1) {
    NEAR(0.5 * erfc(-ant_normal_quantile(p) / sqrt(2)), p, 1e-12 * p + 1e-16);
  }
}

static void draws_each_distribution(void) {
  ant_draws d;
  CHECK(ant_draws_create(model, ANT_DRAW_UNKNOWN, 1000, 7, &d, NULL) == ANT_OK);
  CHECK(d.n_setting == 3);
  /* strata of a thousandth: the empirical distribution is right to that */
  NEAR(below(&d, "a.even", 1.5), 0.25, 0.0011);
  NEAR(below(&d, "a.even", 3), 1, 0);
  NEAR(below(&d, "a.tent", 3), 0.75, 0.0011);
  NEAR(below(&d, "a.tent", 1.5), 0.1875, 0.0011);
  NEAR(below(&d, "a.bell", 12), 0.841344746, 0.0011);
  NEAR(below(&d, "a.bell", 9), 0, 0); /* put on the end of its range */
  NEAR(below(&d, "a.bell", 9.0000001), 0.308537539, 0.0011);
  ant_draws_clear(&d);
  CHECK(ant_draws_create(model, ANT_DRAW_PEOPLE, 1000, 7, &d, NULL) == ANT_OK);
  CHECK(d.n_setting == 1);
  NEAR(below(&d, "a.cv", 2), 0.5, 0.0011);
  NEAR(below(&d, "a.cv", 2 * exp(sqrt(log(1.25)))), 0.841344746, 0.0011);
  ant_draws_clear(&d);
}

static void draws_the_same_each_time(void) {
  ant_draws a, b, c;
  CHECK(ant_draws_create(model, ANT_DRAW_UNKNOWN, 16, 7, &a, NULL) == ANT_OK);
  CHECK(ant_draws_create(model, ANT_DRAW_UNKNOWN, 16, 7, &b, NULL) == ANT_OK);
  CHECK(ant_draws_create(model, ANT_DRAW_UNKNOWN, 16, 8, &c, NULL) == ANT_OK);
  double correlation = 0;
  int same = 0;
  for (int i = 0; i < 48; i++) {
    CHECK(a.setting[i].value == b.setting[i].value);
    same += a.setting[i].value == c.setting[i].value;
  }
  CHECK(same < 12); /* those at the end of a range */
  for (int k = 0; k < 16; k++) {
    correlation += (a.setting[3 * k].value - 2) * (a.setting[3 * k + 1].value - 7 / 3.0) / 16;
  }
  CHECK(fabs(correlation) < 0.3); /* parameters are shuffled apart from each other */
  ant_draws_clear(&a);
  ant_draws_clear(&b);
  ant_draws_clear(&c);
}

static void sums_up_many_runs(void) {
  ant_spread s;
  double x[5] = {1e6 + 1, 1e6 + 2, 1e6 + 3, 1e6 + 4, 1e6 + 10};
  CHECK(ant_spread_init(&s, 2, NULL) == ANT_OK);
  for (int i = 0; i < 5; i++) {
    ant_spread_add(&s, (double[]){x[i], NAN});
  }
  ant_spread_add(&s, (double[]){NAN, NAN});
  NEAR(s.mean[0], 1e6 + 4, 1e-9);
  NEAR(ant_spread_sd(&s, 0), sqrt(50 / 4.0), 1e-9);
  CHECK(isnan(ant_spread_sd(&s, 1)));
  ant_spread_clear(&s);
}

int main(void) {
  RUN(load);
  if (model) {
    RUN(knows_the_normal);
    RUN(draws_each_distribution);
    RUN(draws_the_same_each_time);
    RUN(sums_up_many_runs);
  }
  ant_model_destroy(&model);
  return test_done();
}
