/* The sparse Jacobian against dense forward differentiation at sampled states, and evaluator
 * against compiled code on the twin.
 *
 *   jacobian TWIN     the folder of the twin */
#include "machine/machine.h"

#include "dual.h"
#include "samples.h"
#include "test.h"

static const char *twin_path;

typedef struct bench {
  ant_machine *a;
  double *m, *y, *dy, *work, *value;
} bench;

static bench bench_open(const ant_model *model, const ant_code *code) {
  bench b = {0};
  if (ant_machine_create(model, code, &b.a, NULL) != ANT_OK) abort();
  b.m = calloc((size_t)model->n_m + 1, sizeof(double));
  b.y = calloc((size_t)model->n_y + 1, sizeof(double));
  b.dy = calloc((size_t)model->n_y + 1, sizeof(double));
  b.work = calloc(ant_machine_work(b.a), sizeof(double));
  b.value = calloc((size_t)ant_machine_pattern(b.a)->nnz + 1, sizeof(double));
  ant_machine_defaults(b.a, b.m);
  return b;
}

static void bench_close(bench *b) {
  free(b->m);
  free(b->y);
  free(b->dy);
  free(b->work);
  free(b->value);
  ant_machine_destroy(&b->a);
}

/* The largest difference of the two, relative to the largest entry of its row. */
static double difference(bench *b, dual *d) {
  const ant_pattern *p = ant_machine_pattern(b->a);
  size_t n = (size_t)d->n;
  double most = 0, *size = calloc(n + 1, sizeof *size), *slope = d->slope[ANT_STORE_DY];
  ant_machine_rate(b->a, b->m, b->y, b->dy, b->work);
  ant_machine_jacobian(b->a, b->m, b->y, b->value, b->work);
  dual_run(d, b->m, b->y);
  for (size_t i = 0; i < n * n; i++) size[i / n] = fmax(size[i / n], fabs(slope[i]));
  for (int c = 0; c < p->n_col; c++) {
    for (int k = p->col_start[c]; k < p->col_start[c + 1]; k++) {
      slope[(size_t)p->row[k] * n + (size_t)c] -= b->value[k];
    }
  }
  for (size_t i = 0; i < n * n; i++) { /* what the pattern lacks shows as a whole entry */
    double share = size[i / n] > 0 ? fabs(slope[i]) / size[i / n] : fabs(slope[i]);
    if (!(share <= most)) most = share;
  }
  free(size);
  return most;
}

static void compare_sample(const char *name, int rounds, double within) {
  ant_model *model = sample_by_name(name);
  bench b = bench_open(model, NULL);
  dual d = dual_open(model);
  uint64_t seed = 31;
  double most = 0;
  for (int round = 0; round < rounds; round++) {
    for (int i = 0; i < model->n_y; i++) b.y[i] = sample_uniform(&seed, 0.01, 3);
    ant_machine_setup(b.a, b.m, b.y, b.work);
    ant_machine_phase(b.a, b.m, b.y, b.work);
    most = fmax(most, difference(&b, &d));
  }
  printf("# %s: %g of the largest entry of a row\n", name, most);
  CHECK(most < within);
  dual_close(&d);
  bench_close(&b);
  build_free(&model);
}

static void cells(void) {
  compare_sample("cells", 100, 1e-13);
}
static void chains(void) {
  compare_sample("chains", 100, 1e-13);
}
static void random_expressions(void) {
  compare_sample("random", 100, 1e-10); /* 1 - tanh^2 cancels where tanh is nearly 1 */
}

/* Away from the ground: every state moved by up to a factor of two. */
static void move(const ant_model *model, const double *ground, double *y, uint64_t *seed) {
  for (int i = 0; i < model->n_y; i++) y[i] = ground[i] * exp(sample_uniform(seed, -0.7, 0.7));
}

static bool load_twin(ant_model **model, bench *b, double **ground) {
  ant_diags diags = {0};
  ant_diag diag = {0};
  bool ready = ant_model_load(twin_path, model, &diags) == ANT_OK;
  if (!ready) ant_diags_print(&diags, stdout);
  ant_diags_clear(&diags);
  CHECK(ready);
  if (!ready) return false;
  *b = bench_open(*model, NULL);
  ant_status status = ant_machine_solve_baseline(b->a, b->m, b->y, NULL, &diag);
  if (status != ANT_OK) ant_diag_print(&diag, stdout);
  CHECK(status == ANT_OK);
  size_t size = (size_t)(*model)->n_y * sizeof(double);
  *ground = malloc(size + 1);
  if (*ground) memcpy(*ground, b->y, size);
  return *ground != NULL;
}

static void twin(void) {
  ant_model *model = NULL;
  bench b;
  double *ground, most = 0;
  if (!load_twin(&model, &b, &ground)) return;
  dual d = dual_open(model);
  uint64_t seed = 17;
  for (int round = 0; round < 5; round++) {
    move(model, ground, b.y, &seed);
    most = fmax(most, difference(&b, &d));
  }
  printf("# twin: %g of the largest entry of a row\n", most);
  CHECK(most < 1e-12);
  dual_close(&d);
  bench_close(&b);
  free(ground);
  ant_model_destroy(&model);
}

/* Handles for an intervention, in use: their equations are differentiated like any other. */
static void twin_under_intervention(void) {
  ant_tap tap[] = {{.name = "bone.tissue.resorption"},
                   {.name = "mineral.parathyroid.pth", .kind = ANT_TAP_EFFECT},
                   {.name = "bone.osteocyte.sclerostin", .kind = ANT_TAP_RATE}};
  ant_model *model = NULL;
  ant_diags diags = {0};
  uint64_t seed = 23;
  double most = 0;
  CHECK(ant_model_load_tapped(twin_path, tap, 3, &model, &diags) == ANT_OK);
  ant_diags_clear(&diags);
  if (!model) return;
  bench b = bench_open(model, NULL);
  dual d = dual_open(model);
  CHECK(ant_machine_solve_baseline(b.a, b.m, b.y, NULL, NULL) == ANT_OK);
  double *ground = malloc((size_t)model->n_y * sizeof *ground);
  memcpy(ground, b.y, (size_t)model->n_y * sizeof *ground);
  for (int i = 0; i < 3; i++) {
    const ant_symbol *gain = &model->symbol[tap[i].gain];
    for (int e = 0; e < gain->n; e++) b.m[gain->offset + e] = 0.4 + 0.02 * e;
  }
  b.m[model->symbol[tap[0].share].offset] = 0.3;
  for (int round = 0; round < 3; round++) {
    move(model, ground, b.y, &seed);
    ant_machine_phase(b.a, b.m, b.y, b.work);
    most = fmax(most, difference(&b, &d));
  }
  printf("# twin under intervention: %g of the largest entry of a row\n", most);
  CHECK(most < 1e-12);
  free(ground);
  dual_close(&d);
  bench_close(&b);
  ant_model_destroy(&model);
}

static void twin_compiled_gives_the_same_bytes(void) {
  ant_model *model = NULL;
  bench e, c;
  double *ground;
  uint64_t seed = 19;
  if (!load_twin(&model, &e, &ground)) return;
  const ant_code *code = ant_code_builtin(model->hash);
  CHECK(code != NULL);
  c = bench_open(model, code);
  ant_diag diag = {0};
  CHECK(ant_machine_solve_baseline(c.a, c.m, c.y, NULL, &diag) == ANT_OK);
  CHECK(memcmp(c.y, ground, (size_t)model->n_y * sizeof(double)) == 0);
  CHECK(memcmp(c.m, e.m, (size_t)model->n_m * sizeof(double)) == 0);
  for (int round = 0; round < 100; round++) {
    move(model, ground, e.y, &seed);
    memcpy(c.y, e.y, (size_t)model->n_y * sizeof(double));
    bench *both[2] = {&e, &c};
    for (int k = 0; k < 2; k++) {
      ant_machine_rate(both[k]->a, both[k]->m, both[k]->y, both[k]->dy, both[k]->work);
      ant_machine_jacobian(both[k]->a, both[k]->m, both[k]->y, both[k]->value, both[k]->work);
      ant_machine_observe(both[k]->a, both[k]->m, both[k]->y, both[k]->work);
    }
    size_t nnz = (size_t)ant_machine_pattern(e.a)->nnz;
    CHECK(memcmp(c.dy, e.dy, (size_t)model->n_y * sizeof(double)) == 0);
    CHECK(memcmp(c.m, e.m, (size_t)model->n_m * sizeof(double)) == 0);
    CHECK(memcmp(c.value, e.value, nnz * sizeof(double)) == 0);
  }
  bench_close(&c);
  bench_close(&e);
  free(ground);
  ant_model_destroy(&model);
}

/* Rows are looked at without rates: the observables must be what they are behind them. */
static void twin_is_observed_without_rates(void) {
  ant_model *model = NULL;
  bench b;
  double *ground;
  uint64_t seed = 23;
  if (!load_twin(&model, &b, &ground)) return;
  double *before = malloc((size_t)model->n_m * sizeof *before);
  int n_observed = 0, n_same = 0;
  move(model, ground, b.y, &seed);
  memcpy(before, b.m, (size_t)model->n_m * sizeof *before);
  ant_machine_observe(b.a, before, b.y, b.work);
  ant_machine_rate(b.a, b.m, b.y, b.dy, b.work);
  ant_machine_observe(b.a, b.m, b.y, b.work);
  for (int i = 0; i < model->n_symbol; i++) {
    const ant_symbol *s = &model->symbol[i];
    if (s->kind != ANT_SYM_OBSERVE) continue;
    size_t size = (size_t)s->n * sizeof(double);
    n_same += memcmp(before + s->offset, b.m + s->offset, size) == 0;
    n_observed++;
  }
  CHECK(n_observed > 0 && n_same == n_observed);
  free(before);
  free(ground);
  bench_close(&b);
  ant_model_destroy(&model);
}

/* Time reaches the rates of x directly and through a let, that of z not at all. */
static void time_is_a_variable(void) {
  static const char text[] = "antaeus 1\nmodel \"T\"\n  baseline free \"a toy\"\nmodule t \"t\"\n"
                             "let age [1] = time / 20 [day]\n"
                             "state x [1] = 1\nstate z [1] = 2\n"
                             "rate x = (age^2 * x + exp(-time / 7 [day]) * z) / 1 [day]\n"
                             "rate z = -0.1 [1/day] * z * x\n"
                             "observe o.x [1] = x \"x\"\n";
  ant_model *model = NULL;
  ant_diags diags = {0};
  CHECK(ant_model_parse("t.ant", text, &model, &diags) == ANT_OK);
  for (size_t i = 0; i < diags.n; i++) printf("# %s\n", diags.item[i].text);
  ant_diags_clear(&diags);
  if (!model) return;
  bench b = bench_open(model, NULL);
  double *time = &b.m[model->symbol[model->time].offset], by_time[2], dy[2][2];
  b.y[0] = 1.5, b.y[1] = 0.7;
  for (int i = 0; i < 2; i++) {
    *time = 30 + (i ? 1e-4 : -1e-4);
    ant_machine_rate(b.a, b.m, b.y, dy[i], b.work);
  }
  *time = 30;
  ant_machine_rate(b.a, b.m, b.y, b.dy, b.work);
  ant_machine_jacobian(b.a, b.m, b.y, b.value, b.work);
  ant_machine_by_time(b.a, by_time, b.work);
  for (int i = 0; i < 2; i++) NEAR(by_time[i], (dy[1][i] - dy[0][i]) / 2e-4, 1e-8);
  CHECK(by_time[0] > 0.1 && by_time[1] == 0);
  bench_close(&b);
  ant_model_destroy(&model);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: jacobian TWIN\n");
    return 2;
  }
  twin_path = argv[1];
  RUN(cells);
  RUN(chains);
  RUN(random_expressions);
  RUN(time_is_a_variable);
  RUN(twin);
  RUN(twin_under_intervention);
  RUN(twin_compiled_gives_the_same_bytes);
  RUN(twin_is_observed_without_rates);
  return test_done();
}
