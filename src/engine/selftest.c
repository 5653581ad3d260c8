/* selftest.c - running a model's own tests (see selftest.h). */
#include "engine/selftest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/run.h"

typedef struct selftest {
  const ant_model *model;
  const ant_test *test;
  ant_run *run;
  ant_diags *failures;
  int n_expect;
  ant_status status;
} selftest;

/* 1. One expectation ----------------------------------------------------- */

static double allowed(const selftest *t, const ant_step *step, int element, double right) {
  const ant_symbol *state;
  switch (step->within_kind) {
  case ANT_WITHIN_ABSOLUTE:
    return step->within;
  case ANT_WITHIN_RELATIVE:
    return step->within * fabs(right);
  case ANT_WITHIN_SCALE:
    state = &t->model->symbol[step->scale_state];
    return step->within * ant_run_scale(t->run)[state->offset + (element < state->n ? element : 0)];
  }
  return 0;
}

static bool holds(ant_relation relation, double left, double right, double within) {
  if (isnan(left) || isnan(right)) return false;
  switch (relation) {
  case ANT_REL_LT:
    return left < right + within;
  case ANT_REL_LE:
    return left <= right + within;
  case ANT_REL_EQ:
    return fabs(left - right) <= within;
  case ANT_REL_NE:
    return fabs(left - right) > within;
  case ANT_REL_GE:
    return left >= right - within;
  case ANT_REL_GT:
    return left > right - within;
  }
  return false;
}

/* " at femoral_neck, trabecular": which element of SYMBOL, "" where there is but one */
static const char *element_words(const ant_model *model, const ant_symbol *symbol, int element,
                                 char *buffer, size_t size) {
  int rest = element, index[ANT_MAX_AXES];
  size_t used = 0;
  buffer[0] = '\0';
  for (int k = symbol->n_set - 1; k >= 0; k--) {
    int n = model->set[symbol->set[k]].n;
    index[k] = rest % n;
    rest /= n;
  }
  for (int k = 0; k < symbol->n_set && used < size; k++) {
    const char *word = model->set[symbol->set[k]].element[index[k]];
    int n = snprintf(buffer + used, size - used, "%s%s", k ? ", " : " at ", word);
    used += n > 0 ? (size_t)n : 0;
  }
  return buffer;
}

static void add_failure(selftest *t, const ant_step *step, int element, double left, double right) {
  char words[120];
  const ant_symbol *symbol = &t->model->symbol[step->left];
  bool plain = strcmp(symbol->unit_text, "1") == 0;
  ant_diag diag;
  ant_diag_at(&diag, &t->model->sources, step->place, ANT_ETEST,
              "\"%s\": on day %g%s the left side is %.8g%s%s, the right side %.8g (they differ by "
              "%.3g)",
              t->test->title, ant_run_time(t->run),
              element_words(t->model, symbol, element, words, sizeof words), left, plain ? "" : " ",
              plain ? "" : symbol->unit_text, right, left - right);
  ant_diags_add(t->failures, &diag);
  t->status = ANT_ETEST;
}

static void expect(selftest *t, const ant_step *step) {
  const ant_symbol *left = &t->model->symbol[step->left], *right = &t->model->symbol[step->right];
  const double *m = ant_run_look(t->run, true);
  for (int e = 0; e < left->n; e++) {
    double a = m[left->offset + e], b = m[right->offset + (e < right->n ? e : 0)];
    t->n_expect++;
    if (!holds(step->relation, a, b, allowed(t, step, e, b))) add_failure(t, step, e, a, b);
  }
}

/* 2. The steps ----------------------------------------------------------- */

static bool is_input(const selftest *t, const ant_step *step) {
  return t->model->symbol[step->symbol].kind == ANT_SYM_INPUT;
}

/* A message without a place gets that of STEP. */
static ant_status stop_at(selftest *t, const ant_place *place, const ant_diag *why) {
  ant_diag diag;
  ant_diag_at(&diag, &t->model->sources, *place, why->code, "\"%s\": %s", t->test->title,
              why->text);
  ant_diag_hint(&diag, "%s", why->hint);
  ant_diags_add(t->failures, &diag);
  return t->status = why->code;
}

static ant_status do_step(selftest *t, const ant_step *step) {
  ant_diag diag;
  ant_setting setting = {step->symbol, step->element, step->value};
  switch (step->kind) {
  case ANT_STEP_RUN:
    if (ant_run_advance(t->run, ant_run_time(t->run) + step->days, &diag) == ANT_OK) return ANT_OK;
    return stop_at(t, &step->place, &diag);
  case ANT_STEP_SET:
    if (ant_run_set(t->run, &setting, &diag) == ANT_OK) return ANT_OK;
    return stop_at(t, &step->place, &diag);
  case ANT_STEP_EXPECT:
    expect(t, step);
    return ANT_OK;
  }
  return ANT_OK;
}

/* Params and covariates set before the first `run` belong to the person, whose baseline they move.
 */
static int settings_of_person(const selftest *t, ant_setting *setting) {
  int n = 0;
  for (int i = 0; i < t->test->n; i++) {
    const ant_step *step = &t->test->step[i];
    if (step->kind == ANT_STEP_RUN) break;
    if (step->kind != ANT_STEP_SET || is_input(t, step)) continue;
    setting[n++] = (ant_setting){step->symbol, step->element, step->value};
  }
  return n;
}

static ant_status run_steps(selftest *t, int n_person) {
  int n_set = 0;
  for (int i = 0; i < t->test->n; i++) {
    const ant_step *step = &t->test->step[i];
    bool done = step->kind == ANT_STEP_SET && !is_input(t, step) && n_set < n_person;
    if (done) {
      n_set++;
    } else {
      ANT_TRY(do_step(t, step));
    }
  }
  return t->status;
}

ant_status ant_selftest_run(const ant_machine *machine, const ant_test *test,
                            const ant_selftest_options *opt_options, int *out_n_expect,
                            ant_diags *failures) {
  selftest t = {.model = ant_machine_model(machine), .test = test, .failures = failures};
  ant_selftest_options o = opt_options ? *opt_options : (ant_selftest_options){0};
  ant_setting *setting = calloc((size_t)test->n + 1, sizeof *setting);
  ant_diag diag;
  *out_n_expect = 0;
  if (!setting) {
    ant_fail(&diag, ANT_ENOMEM, "no memory for a test");
    return stop_at(&t, &test->place, &diag);
  }
  int n_person = settings_of_person(&t, setting);
  ant_fly_options options = {.tolerance = o.tolerance == 0 ? 1e-10 : o.tolerance,
                             .setting = setting,
                             .n_setting = n_person,
                             .progress = o.progress,
                             .user = o.user};
  ant_status status = ant_run_create(machine, NULL, &options, &t.run, &diag);
  if (status == ANT_OK) {
    status = run_steps(&t, n_person);
  } else {
    stop_at(&t, &test->place, &diag);
  }
  ant_run_destroy(&t.run);
  free(setting);
  *out_n_expect = t.n_expect;
  return status;
}
