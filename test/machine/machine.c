/* Machines on models made by hand: values against formulas, the Jacobian against differences,
 * blame. */
#include "machine/machine.h"

#include "sample.h"
#include "test.h"

typedef struct bench {
  ant_model *model;
  ant_machine *a;
  double *m, *y, *dy, *work, *value;
} bench;

static bench bench_open(ant_model *model) {
  bench b = {.model = model};
  if (ant_machine_create(model, NULL, &b.a, NULL) != ANT_OK) abort();
  b.m = calloc((size_t)model->n_m + 1, sizeof(double));
  b.y = calloc((size_t)model->n_y + 1, sizeof(double));
  b.dy = calloc((size_t)model->n_y + 1, sizeof(double));
  b.work = calloc(ant_machine_work(b.a), sizeof(double));
  b.value = calloc((size_t)ant_machine_pattern(b.a)->nnz + 1, sizeof(double));
  ant_machine_defaults(b.a, b.m);
  ant_machine_setup(b.a, b.m, b.y, b.work);
  ant_machine_phase(b.a, b.m, b.y, b.work);
  return b;
}

static void bench_close(bench *b) {
  free(b->m);
  free(b->y);
  free(b->dy);
  free(b->work);
  free(b->value);
  ant_machine_destroy(&b->a);
  build_free(&b->model);
}

static void sample_state(bench *b, uint64_t *seed) {
  for (int i = 0; i < b->model->n_y; i++) b->y[i] = sample_uniform(seed, 0.05, 2.5);
  b->m[b->model->symbol[b->model->time].offset] = sample_uniform(seed, 0, 100);
}

/* element K of the symbol called NAME */
static double *at(bench *b, const char *name, int k) {
  for (int i = 0; i < b->model->n_symbol; i++) {
    const ant_symbol *s = &b->model->symbol[i];
    if (strcmp(s->name, name) == 0) return (s->store == ANT_STORE_Y ? b->y : b->m) + s->offset + k;
  }
  abort();
}
static double rate_of(bench *b, const char *name, int k) {
  return b->dy[at(b, name, k) - b->y];
}

static void rates_are_what_the_formulas_say(void) {
  bench b = bench_open(sample_cells());
  uint64_t seed = 1;
  sample_state(&b, &seed);
  ant_machine_rate(b.a, b.m, b.y, b.dy, b.work);
  double k = *at(&b, "k", 0), n = *at(&b, "n", 0), total = 0, most = -INFINITY;
  for (int i = 0; i < 10; i++) {
    double x = *at(&b, "cell", i), up = pow(x, n) / (pow(k, n) + pow(x, n));
    double bone = *at(&b, "bone", i), flow = up * bone * fmax(*at(&b, "signal", i / 2), 0.1);
    total += flow * *at(&b, "mass", i / 2);
    most = fmax(most, bone * up);
    NEAR(rate_of(&b, "bone", i), 0.05 * exp(-bone) - flow, 1e-15);
    double bend = x < 1 ? sqrt(x) : 1 + log(x), wave = sin(*at(&b, "time", 0) * 0.1);
    double growth = tanh(k) * *at(&b, "hormone", 0) - 2 * k * x;
    NEAR(rate_of(&b, "cell", i), growth + 0.01 * bend + 0.02 * wave, 1e-15);
  }
  NEAR(rate_of(&b, "plasma", 0), total - k * *at(&b, "plasma", 0), 1e-14);
  for (int i = 0; i < 5; i++) {
    double want = fmin(*at(&b, "lag3", i), most) - pow(*at(&b, "signal", i), 1.5);
    NEAR(rate_of(&b, "signal", i), want, 1e-14);
    want = fabs(*at(&b, "signal", i) - *at(&b, "cell", 3)) - *at(&b, "lag1", i);
    NEAR(rate_of(&b, "lag1", i), want, 1e-14);
  }
  ant_machine_observe(b.a, b.m, b.y, b.work);
  NEAR(*at(&b, "seen", 7), *at(&b, "bone", 7) * *at(&b, "mass", 3), 0);
  bench_close(&b);
}

/* d dy[row] / d y[col] by a central difference of fourth order, and how sure it is */
static double difference(bench *b, int row, int col, double *out_error) {
  double y = b->y[col], h = 1e-3 * (fabs(y) + 1e-3), f[4];
  const double step[4] = {-2, -1, 1, 2};
  for (int i = 0; i < 4; i++) {
    b->y[col] = y + step[i] * h;
    ant_machine_rate(b->a, b->m, b->y, b->dy, b->work);
    f[i] = b->dy[row];
  }
  b->y[col] = y;
  double fine = (f[2] - f[1]) / (2 * h), coarse = (f[3] - f[0]) / (4 * h);
  *out_error = 1e-2 * fabs(fine - coarse) + 1e-11 / h * 1e-2;
  return (4 * fine - coarse) / 3;
}

static void jacobian_is_the_derivative(void) {
  bench b = bench_open(sample_cells());
  uint64_t seed = 7;
  const ant_pattern *p = ant_machine_pattern(b.a);
  double *dense = calloc((size_t)(p->n_row * p->n_col), sizeof *dense);
  for (int round = 0; round < 10; round++) {
    sample_state(&b, &seed);
    ant_machine_rate(b.a, b.m, b.y, b.dy, b.work);
    ant_machine_jacobian(b.a, b.m, b.y, b.value, b.work);
    memset(dense, 0, (size_t)(p->n_row * p->n_col) * sizeof *dense);
    for (int c = 0; c < p->n_col; c++) {
      for (int k = p->col_start[c]; k < p->col_start[c + 1]; k++) {
        dense[p->row[k] * p->n_col + c] = b.value[k];
      }
    }
    int bad = 0;
    for (int r = 0; r < p->n_row; r++) {
      for (int c = 0; c < p->n_col; c++) {
        double error, want = difference(&b, r, c, &error);
        bad += !(fabs(dense[r * p->n_col + c] - want) <= error + 1e-8 * fabs(want));
      }
    }
    CHECK(bad <= 2); /* a difference may straddle a kink of min, max, abs or if */
  }
  free(dense);
  bench_close(&b);
}

static void pattern_is_sorted_and_holds_the_diagonal(void) {
  bench b = bench_open(sample_cells());
  const ant_pattern *p = ant_machine_pattern(b.a);
  CHECK(p->n_row == b.model->n_y && p->n_col == b.model->n_y && p->col_start[0] == 0);
  CHECK(p->col_start[p->n_col] == p->nnz);
  for (int c = 0; c < p->n_col; c++) {
    bool diagonal = false;
    for (int k = p->col_start[c]; k < p->col_start[c + 1]; k++) {
      diagonal |= p->row[k] == c;
      CHECK(k == p->col_start[c] || p->row[k] > p->row[k - 1]);
    }
    CHECK(diagonal);
  }
  CHECK(p->nnz < p->n_row * p->n_col * 3 / 5);
  bench_close(&b);
}

static void blame_names_element_and_reason(void) {
  bench b = bench_open(sample_cells());
  char text[300] = "";
  uint64_t seed = 3;
  sample_state(&b, &seed);
  CHECK(!ant_machine_blame(b.a, b.m, b.y, text, sizeof text));
  *at(&b, "cell", 3) = -1;
  CHECK(ant_machine_blame(b.a, b.m, b.y, text, sizeof text));
  SAME_TEXT(text, "up.site1.part1 is not a number: -1 to the power 1.7");
  sample_state(&b, &seed);
  *at(&b, "lag", 0) = 0;
  CHECK(ant_machine_blame(b.a, b.m, b.y, text, sizeof text));
  SAME_TEXT(text, "the rate of lag1.site0 is infinite: 3 is divided by zero");
  *at(&b, "lag", 0) = 3;
  *at(&b, "bone", 9) = NAN;
  CHECK(ant_machine_blame(b.a, b.m, b.y, text, sizeof text));
  SAME_TEXT(text, "bone.site4.part1 is not a number");
  *at(&b, "bone", 9) = 1;
  *at(&b, "mass", 2) = INFINITY;
  CHECK(ant_machine_blame(b.a, b.m, b.y, text, sizeof text));
  SAME_TEXT(text, "mass.site2 is infinite");
  bench_close(&b);
}

static void rows_longer_than_a_register(void) {
  build_begin();
  int s = build_set("s", 3), t = build_set("t", 75);
  build_axes(2, t, s);
  int x = build_symbol(ANT_SYM_STATE, "x");
  build_axes(1, s);
  int sum = build_symbol(ANT_SYM_LET, "sum"), least = build_symbol(ANT_SYM_LET, "least");
  build_axes(0);
  build_symbol(ANT_SYM_TIME, "time");
  build_axes(2, s, t); /* against the grain of x */
  build_reduction(ANT_EQ_LET, ANT_STAGE_RATE, sum, READ(x), ANT_SUM);
  build_reduction(ANT_EQ_LET, ANT_STAGE_RATE, least, READ(x), ANT_SMALLEST);
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, x, ADD(MUL(READ(sum), READ(x)), READ(least)));
  bench b = bench_open(build_end());
  uint64_t seed = 5;
  sample_state(&b, &seed);
  ant_machine_rate(b.a, b.m, b.y, b.dy, b.work);
  double want_sum[3] = {0, 0, 0}, want_least[3] = {9, 9, 9};
  for (int k = 0; k < 225; k++) {
    want_sum[k % 3] += b.y[k];
    want_least[k % 3] = fmin(want_least[k % 3], b.y[k]);
  }
  for (int k = 0; k < 225; k++) {
    NEAR(b.dy[k], want_sum[k % 3] * b.y[k] + want_least[k % 3], 0);
  }
  ant_machine_jacobian(b.a, b.m, b.y, b.value, b.work);
  const ant_pattern *p = ant_machine_pattern(b.a);
  CHECK(p->nnz == 3 * 75 * 75);
  for (int c = 0; c < p->n_col; c++) {
    for (int k = p->col_start[c]; k < p->col_start[c + 1]; k++) {
      int r = p->row[k];
      double want = b.y[r] + (r == c ? want_sum[r % 3] : 0) + (b.y[c] == want_least[r % 3]);
      NEAR(b.value[k], want, 1e-12);
    }
  }
  bench_close(&b);
}

static void nothing_at_all_is_a_machine(void) {
  build_begin();
  build_axes(0);
  build_symbol(ANT_SYM_TIME, "time");
  bench b = bench_open(build_end());
  ant_machine_rate(b.a, b.m, b.y, b.dy, b.work);
  CHECK(ant_machine_pattern(b.a)->nnz == 0 && ant_machine_pattern(b.a)->col_start[0] == 0);
  bench_close(&b);
}

int main(void) {
  RUN(rates_are_what_the_formulas_say);
  RUN(jacobian_is_the_derivative);
  RUN(pattern_is_sorted_and_holds_the_diagonal);
  RUN(blame_names_element_and_reason);
  RUN(rows_longer_than_a_register);
  RUN(nothing_at_all_is_a_machine);
  return test_done();
}
