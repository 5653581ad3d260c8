/* size.c - a large model is checked in a moment: nothing searches for names one by one. */
#include "test.h"

#include <time.h>

#include "base/text.h"
#include "language/ir.h"

/* so that a slow machine or a sanitizer passes, and a quadratic search (minutes) does not */
static const double patience_s = 20;

static ant_model *timed(ant_text *text, const char *what) {
  ant_model *model = NULL;
  ant_diags diags = {0};
  clock_t start = clock();
  ant_status status = ant_model_parse("large.ant", ant_text_string(text), &model, &diags);
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  if (status != ANT_OK) ant_diags_print(&diags, stdout);
  CHECK(status == ANT_OK && seconds < patience_s);
  printf("# %s: %.3f s\n", what, seconds);
  ant_diags_clear(&diags);
  ant_text_clear(text);
  return model;
}

static void five_thousand_states(void) {
  enum { N = 5000 };
  ant_text text = {0};
  ant_text_put(&text, "antaeus 1\nmodel \"large\"\nfunction hill(x, k) = x / (x + k)\n");
  for (int i = 0; i < N; i++) {
    ant_text_print(&text,
                   "param k%d [1/day] = 0.1 assumed \"t\"\n"
                   "let a%d [1/day] = k%d * hill(x%d, 2) + 3 [1/week] * x%d\n"
                   "state x%d = 1\nrate x%d = a%d - p%d * x%d\n"
                   "balance p%d [1/day] so that x%d is steady\n",
                   i, i, i, i, (7 * i + 1) % N, i, i, i, i, i, i, i);
  }
  ant_model *model = timed(&text, "5000 states, 10000 expressions, 5000 unknowns");
  CHECK(model && model->n_y == N && model->n_condition == N);
  ant_model_destroy(&model);
}

static void a_thousand_elements(void) {
  enum { N = 1000, M = 20 };
  ant_text text = {0};
  ant_text_put(&text, "antaeus 1\nmodel \"large\"\nset s = e0");
  for (int i = 1; i < N; i++) ant_text_print(&text, ", e%d", i);
  ant_text_put(&text, "\nset t = f0");
  for (int i = 1; i < M; i++) ant_text_print(&text, ", f%d", i);
  ant_text_put(&text, "\ntable for s  assumed \"t\"\n  column w\n");
  for (int i = 0; i < N; i++) ant_text_print(&text, "  row e%d %d\n", i, i);
  ant_text_put(&text,
               "for s, t\n  state x [g] = steady\n  observe o.{s}.{t} [g] = x\n"
               "  rate x = (w * 1 [g] + mean over s (x) - total over t (x) - x) / 1 [day]\n");
  ant_model *model = timed(&text, "sets of 1000 and 20");
  CHECK(model && model->n_y == N * M && model->n_equation < 10);
  ant_model_destroy(&model);
}

int main(void) {
  RUN(five_thousand_states);
  RUN(a_thousand_elements);
  return test_done();
}
