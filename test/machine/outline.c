/* Work moved out of the right-hand side changes no byte, and is moved where it should be. */
#include "language/outline.h"

#include "machine/machine.h"
#include "samples.h"
#include "test.h"

typedef struct result {
  double y[256], dy[256], value[8192];
  int n_rate, n_setup, n_phase;
} result;

/* Rates and Jacobian of MODEL at ROUND of a sequence of states. */
static void run(ant_model *model, int round, result *out) {
  ant_machine *a = NULL;
  if (ant_machine_create(model, NULL, &a, NULL) != ANT_OK) abort();
  double *m = calloc((size_t)model->n_m + 1, sizeof *m);
  double *work = calloc(ant_machine_work(a), sizeof *work), dy[256];
  uint64_t seed = 1000u + (uint64_t)round;
  memset(out, 0, sizeof *out);
  for (int i = 0; i < model->n_y; i++) out->y[i] = sample_uniform(&seed, 0.01, 3);
  ant_machine_defaults(a, m);
  ant_machine_baseline(a, m, out->y, dy, work);
  ant_machine_setup(a, m, out->y, work);
  ant_machine_phase(a, m, out->y, work);
  ant_machine_rate(a, m, out->y, out->dy, work);
  ant_machine_jacobian(a, m, out->y, out->value, work);
  CHECK(memcmp(dy, out->dy, (size_t)model->n_y * sizeof *dy) == 0); /* the ground's order as well */
  out->n_rate = model->n_order_rate;
  out->n_setup = model->n_order_setup;
  out->n_phase = model->n_order_phase;
  free(m);
  free(work);
  ant_machine_destroy(&a);
}

static void compare(const char *name) {
  static result plain, outlined;
  double most = 0;
  for (int round = 0; round < 20; round++) {
    ant_model *model = sample_by_name(name);
    run(model, round, &plain);
    CHECK(ant_model_outline(model) == ANT_OK);
    run(model, round, &outlined);
    CHECK(memcmp(plain.dy, outlined.dy, sizeof plain.dy) == 0);
    for (int i = 0; i < 8192; i++) { /* the chain rule takes another way */
      most = fmax(most, fabs(plain.value[i] - outlined.value[i]) / (1e-3 + fabs(plain.value[i])));
    }
    build_free(&model);
  }
  CHECK(most < 1e-9);
}

static void cells(void) {
  compare("cells");
}
static void operations(void) {
  compare("operations");
}
static void chains(void) {
  compare("chains");
}
static void random_expressions(void) {
  compare("random");
}

/* k^n is of parameters, tanh(g k) of an input, exp(-h) the same for all sites, x^n in two equations
 */
static void each_kind_is_moved(void) {
  build_begin();
  int site = build_set("site", 6);
  build_axes(0);
  build_symbol(ANT_SYM_TIME, "time");
  int k = build_param("k", 0.3), n = build_param("n", 1.4), g = build_symbol(ANT_SYM_INPUT, "g");
  int h = build_symbol(ANT_SYM_STATE, "h");
  build_axes(1, site);
  int x = build_symbol(ANT_SYM_STATE, "x"), z = build_symbol(ANT_SYM_STATE, "z");
  int kn = POW(READ(k), READ(n)), xn = POW(READ(x), READ(n));
  int drive = FN(ANT_OP_TANH, MUL(READ(g), READ(k)));
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, x, SUB(DIV(xn, ADD(kn, xn)), EXP(NEG(READ(h)))));
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, z, SUB(MUL(drive, xn), READ(z)));
  build_axes(0);
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, h, SUB(READ_AT(x, 2), READ(h)));
  ant_model *model = build_end();
  CHECK(ant_model_outline(model) == ANT_OK);
  CHECK(model->n_order_setup == 1 && model->n_order_phase == 1 && model->n_order_rate == 5);
  CHECK(model->equation[model->order_setup[0]].n_axis == 0);
  int powers = 0;
  for (int i = 0; i < model->n_order_rate; i++) {
    ant_walk walk = {0};
    CHECK(ant_walk_from(&walk, model->node, model->equation[model->order_rate[i]].root) == ANT_OK);
    for (int j = 0; j < walk.n; j++) powers += model->node[walk.item[j]].op == ANT_OP_POW;
    ant_walk_clear(&walk);
  }
  CHECK(powers == 1);
  build_free(&model);
}

int main(void) {
  RUN(cells);
  RUN(operations);
  RUN(chains);
  RUN(random_expressions);
  RUN(each_kind_is_moved);
  return test_done();
}
