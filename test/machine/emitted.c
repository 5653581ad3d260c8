/* Compiled C against the evaluator: the same bytes, for values, partials and the baseline. */
#include "machine/machine.h"

#include "samples.h"
#include "test.h"

extern const ant_code ant_code_cells, ant_code_operations, ant_code_chains, ant_code_random;

typedef struct side {
  ant_machine *a;
  double *m, *y, *dy, *work, *value;
} side;

static side side_open(const ant_model *model, const ant_code *code) {
  side s = {0};
  ant_diag diag;
  if (ant_machine_create(model, code, &s.a, &diag) != ANT_OK) {
    printf("# %s\n", diag.text);
    abort();
  }
  s.m = calloc((size_t)model->n_m + 1, sizeof(double));
  s.y = calloc((size_t)model->n_y + 1, sizeof(double));
  s.dy = calloc((size_t)model->n_y + 1, sizeof(double));
  s.work = calloc(ant_machine_work(s.a), sizeof(double));
  s.value = calloc((size_t)ant_machine_pattern(s.a)->nnz + 1, sizeof(double));
  ant_machine_defaults(s.a, s.m);
  return s;
}

static void side_close(side *s) {
  free(s->m);
  free(s->y);
  free(s->dy);
  free(s->work);
  free(s->value);
  ant_machine_destroy(&s->a);
}

static void all_passes(side *s) {
  ant_machine_baseline(s->a, s->m, s->y, s->dy, s->work);
  ant_machine_setup(s->a, s->m, s->y, s->work);
  ant_machine_phase(s->a, s->m, s->y, s->work);
  ant_machine_rate(s->a, s->m, s->y, s->dy, s->work);
  ant_machine_jacobian(s->a, s->m, s->y, s->value, s->work);
  ant_machine_observe(s->a, s->m, s->y, s->work);
}

static bool same(const double *a, const double *b, int n) {
  for (int i = 0; i < n; i++) {
    bool both_nan = isnan(a[i]) && isnan(b[i]);
    if (!both_nan && memcmp(&a[i], &b[i], sizeof *a) != 0) {
      printf("# %d: %.17g is not %.17g\n", i, a[i], b[i]);
      return false;
    }
  }
  return true;
}

/* 100 sampled states, some of them zero, negative or not a number. */
static void compare(const char *name, const ant_code *code) {
  ant_model *model = sample_by_name(name);
  side evaluated = side_open(model, NULL), compiled = side_open(model, code);
  CHECK(ant_machine_is_compiled(compiled.a) && !ant_machine_is_compiled(evaluated.a));
  int nnz = ant_machine_pattern(evaluated.a)->nnz;
  uint64_t seed = 5;
  for (int round = 0; round < 100; round++) {
    for (int i = 0; i < model->n_y; i++) {
      double x = sample_uniform(&seed, 0.01, 3);
      bool odd = round >= 80 && sample_uniform(&seed, 0, 1) < 0.1;
      evaluated.y[i] = !odd ? x : round % 3 == 0 ? 0 : round % 3 == 1 ? -x : NAN;
      compiled.y[i] = evaluated.y[i];
    }
    all_passes(&evaluated);
    all_passes(&compiled);
    bool equal = same(evaluated.m, compiled.m, model->n_m) &&
                 same(evaluated.dy, compiled.dy, model->n_y) &&
                 same(evaluated.value, compiled.value, nnz);
    CHECK(equal);
    if (!equal) break;
  }
  side_close(&evaluated);
  side_close(&compiled);
  build_free(&model);
}

static void cells(void) {
  compare("cells", &ant_code_cells);
}
static void operations(void) {
  compare("operations", &ant_code_operations);
}
static void chains(void) {
  compare("chains", &ant_code_chains);
}
static void random_expressions(void) {
  compare("random", &ant_code_random);
}

static void code_of_another_model_is_refused(void) {
  ant_model *model = sample_chains();
  ant_machine *a = NULL;
  ant_diag diag;
  model->hash++;
  CHECK(ant_machine_create(model, &ant_code_chains, &a, &diag) == ANT_EINPUT && !a);
  model->hash--;
  CHECK(ant_machine_create(model, &ant_code_cells, &a, &diag) == ANT_EINPUT && !a);
  build_free(&model);
}

int main(void) {
  RUN(cells);
  RUN(operations);
  RUN(chains);
  RUN(random_expressions);
  RUN(code_of_another_model_is_refused);
  return test_done();
}
