/* The demonstration model, from text to numbers that can be checked by hand: balances, a delay,
 * matter under way, flows, a total and a largest; then the code that the build made of it.
 *
 *   demo FILE     demo.ant */
#include "machine/machine.h"

#include "test.h"

extern const ant_code ant_code_demo;
static const char *path;
static ant_model *model;

typedef struct bench {
  ant_machine *a;
  double *m, *y, *dy, *work;
} bench;

static bench bench_open(const ant_code *code) {
  bench b = {0};
  if (ant_machine_create(model, code, &b.a, NULL) != ANT_OK) abort();
  b.m = calloc((size_t)model->n_m + 1, sizeof(double));
  b.y = calloc((size_t)model->n_y + 1, sizeof(double));
  b.dy = calloc((size_t)model->n_y + 1, sizeof(double));
  b.work = calloc(ant_machine_work(b.a), sizeof(double));
  ant_machine_defaults(b.a, b.m);
  ant_diag diag = {0};
  ant_status status = ant_machine_solve_baseline(b.a, b.m, b.y, NULL, &diag);
  if (status != ANT_OK) ant_diag_print(&diag, stdout);
  CHECK(status == ANT_OK);
  return b;
}

static void bench_close(bench *b) {
  free(b->m);
  free(b->y);
  free(b->dy);
  free(b->work);
  ant_machine_destroy(&b->a);
}

static double *at(bench *b, const char *name) {
  int symbol = -1, element = -1;
  static double nothing = NAN;
  CHECK(ant_model_find(model, name, &symbol, &element, NULL) == ANT_OK);
  if (symbol < 0) return &nothing;
  const ant_symbol *s = &model->symbol[symbol];
  return (s->store == ANT_STORE_Y ? b->y : b->m) + s->offset + (element < 0 ? 0 : element);
}

static void the_ground(void) {
  bench b = bench_open(NULL);
  NEAR(*at(&b, "tissue.uptake.shin"), 1.0 / 3, 1e-15);
  NEAR(*at(&b, "tissue.uptake.heel"), 1.0 / 3, 1e-15);
  NEAR(*at(&b, "tissue.eaten"), 18, 1e-13);
  NEAR(*at(&b, "tissue.hormone"), 1, 1e-15);
  NEAR(*at(&b, "tissue.waiting"), 12, 1e-13);
  ant_machine_observe(b.a, b.m, b.y, b.work);
  NEAR(*at(&b, "tissue.content"), 2000, 1e-12);
  NEAR(*at(&b, "body.content"), 80.156, 1e-13);
  NEAR(*at(&b, "body.most"), 40.078, 1e-13);
  bench_close(&b);
}

/* Half the load: release rises by 0.5 (1 - 2 drive) of itself, take does not answer yet. */
static void a_moment_later(void) {
  bench b = bench_open(NULL);
  *at(&b, "tissue.load") = 0.5;
  *at(&b, "tissue.matrix.heel") = 900;
  ant_machine_phase(b.a, b.m, b.y, b.work);
  ant_machine_rate(b.a, b.m, b.y, b.dy, b.work);
  double p = pow(0.5, 1.7), more = 1 + 0.5 * (1 - 2 * p / (1 + p));
  double shin = 10 - 10 * more, heel = 10 - 9 * more;
  NEAR(b.dy[at(&b, "tissue.matrix.shin") - b.y], shin, 1e-13);
  NEAR(b.dy[at(&b, "tissue.matrix.heel") - b.y], heel, 1e-13);
  NEAR(b.dy[at(&b, "tissue.plasma") - b.y], -shin - heel, 1e-13);
  ant_machine_observe(b.a, b.m, b.y, b.work);
  NEAR(*at(&b, "tissue.content"), 1900, 1e-12);
  bench_close(&b);
}

static void compiled_gives_the_same_bytes(void) {
  bench b = bench_open(NULL), c = bench_open(&ant_code_demo);
  size_t n_m = (size_t)model->n_m * sizeof(double), n_y = (size_t)model->n_y * sizeof(double);
  CHECK(memcmp(b.m, c.m, n_m) == 0 && memcmp(b.y, c.y, n_y) == 0);
  for (int round = 0; round < 100; round++) {
    for (int i = 0; i < model->n_y; i++) {
      b.y[i] *= 1 + 0.1 * sin(round * 7 + i);
      c.y[i] = b.y[i];
    }
    ant_machine_rate(b.a, b.m, b.y, b.dy, b.work);
    ant_machine_rate(c.a, c.m, c.y, c.dy, c.work);
    ant_machine_observe(b.a, b.m, b.y, b.work);
    ant_machine_observe(c.a, c.m, c.y, c.work);
    CHECK(memcmp(b.m, c.m, n_m) == 0 && memcmp(b.dy, c.dy, n_y) == 0);
  }
  bench_close(&b);
  bench_close(&c);
}

int main(int argc, char **argv) {
  ant_diags diags = {0};
  path = argc == 2 ? argv[1] : "demo.ant";
  if (ant_model_load(path, &model, &diags) != ANT_OK) {
    ant_diags_print(&diags, stderr);
    return 1;
  }
  RUN(the_ground);
  RUN(a_moment_later);
  RUN(compiled_gives_the_same_bytes);
  ant_model_destroy(&model);
  ant_diags_clear(&diags);
  return test_done();
}
