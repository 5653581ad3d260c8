/* The `test` blocks of a model: what holds, what fails, and what is said then. */
#include "test.h"

#include "engine/selftest.h"

static const char head[] = "antaeus 1\n"
                           "model \"T\"\n"
                           "module a \"A\"\n"
                           "set site = hip, heel\n"
                           "input load [1] = 1  range 0 to 2  \"load\"\n"
                           "param k [1/day] = 0.1  range 0 to 1  \"k\"  assumed \"a test\"\n"
                           "state z [g] = 5 [g]  \"z\"\n"
                           "rate z = k * (5 [g] * load - z)\n"
                           "for site\n"
                           "  let part [mg] = if site is hip then z else 2 * z  \"parts\"\n"
                           "  observe o.{site} [g] = part  \"parts\"\n"
                           "observe o.z [g] = z \"z\"\n"
                           "test \"t\"\n";

/* Run HEAD with STEPS below; the status, and the failures in *OUT. */
static ant_status run(const char *steps, int *out_n_expect, ant_diags *out) {
  char text[2000];
  ant_model *model = NULL;
  ant_machine *machine = NULL;
  ant_diags diags = {0};
  ant_status status = ANT_ESYSTEM;
  snprintf(text, sizeof text, "%s%s", head, steps);
  *out = (ant_diags){0};
  *out_n_expect = 0;
  if (ant_model_parse("t.ant", text, &model, &diags) == ANT_OK &&
      ant_machine_open(model, &machine, NULL) == ANT_OK) {
    CHECK(model->n_test == 1);
    status = ant_selftest_run(machine, &model->test[0], NULL, out_n_expect, out);
  }
  ant_diags_print(&diags, stdout);
  ant_diags_clear(&diags);
  ant_machine_destroy(&machine);
  ant_model_destroy(&model);
  return status;
}

static void what_is_so_holds(void) {
  const char *row[] = {
      "  run 10 [year]\n  expect z == 5 [g]  within 1e-9 of scale\n",
      "  run 10 [year]\n  expect z == baseline(z)\n",
      "  set load = 0\n  run 10 [day]\n  expect baseline(o.z) == 5 [g]\n  expect baseline(o.heel) "
      "== 10 "
      "[g]\n",
      "  set load = 0\n  run 10 [day]\n  expect z == 1.8393972 [g]  within 0.0001 [%]\n",
      "  set load = 0\n  run 10 [day]\n  expect z == 1.84 [g]  within 1 [mg]\n",
      "  set load = 0\n  run 10 [day]\n  expect z == 1.84 [g]  within 0.001\n",
      "  set load = 0\n  run 10 [day]\n  expect z < 2 [g]\n  expect z <= 2 [g]\n  expect z > 1 "
      "[g]\n"
      "  expect z >= 1 [g]\n  expect z != 2 [g]\n",
      "  set load = 0\n  run 10 [day]\n  set load = 1\n  expect z == 1.8393972 [g]  within 1e-6\n"
      "  run 10 [day]\n  expect z == 3.8372792 [g]  within 1e-6\n",
      "  set k = 0.2 [1/day]\n  set load = 0\n  run 5 [day]\n  expect z == 1.8393972 [g]  within "
      "1e-6\n",
      "  expect z == 5 [g]\n  run 1 [day]\n  expect z == 5 [g]\n"};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    ant_diags failures;
    int n = 0;
    ant_status status = run(row[i], &n, &failures);
    if (status != ANT_OK) printf("# %s", row[i]), ant_diags_print(&failures, stdout);
    CHECK(status == ANT_OK && n > 0 && failures.n == 0);
    ant_diags_clear(&failures);
  }
}

static void what_is_not_so_fails(void) {
  const char *row[] = {"  expect z == 5.1 [g]\n",
                       "  expect z < 5 [g]\n",
                       "  expect z > 5 [g]\n",
                       "  expect z != 5 [g]\n",
                       "  expect z <= 4.9 [g]\n",
                       "  expect z >= 5.1 [g]\n",
                       "  expect z == 5.1 [g]  within 1 [%]\n",
                       "  expect z == 5.1 [g]  within 99 [mg]\n",
                       "  expect z == 5.1 [g]  within 0.019 of scale\n",
                       "  set load = 0\n  run 10 [day]\n  expect z == 5 [g]  within 1 [g]\n"};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    ant_diags failures;
    int n = 0;
    ant_status status = run(row[i], &n, &failures);
    if (status != ANT_ETEST) printf("# %s", row[i]);
    CHECK(status == ANT_ETEST && n == 1 && failures.n == 1 && failures.first == ANT_ETEST);
    ant_diags_clear(&failures);
  }
}

static void each_element_is_one(void) {
  ant_diags failures;
  int n = 0;
  CHECK(run("  for site\n    expect part == 5000 [mg]\n", &n, &failures) == ANT_ETEST);
  CHECK(n == 2 && failures.n == 1);
  if (failures.n == 1) {
    CHECK(strstr(failures.item[0].text, "on day 0 at heel the left side is 10000 mg"));
    CHECK(failures.item[0].line == 15 && strcmp(failures.item[0].file, "t.ant") == 0);
  }
  ant_diags_clear(&failures);
}

static void what_stops_it_is_told_at_its_place(void) {
  ant_diags failures;
  int n = 0;
  CHECK(run("  set load = 0\n  run 1e8 [day]\n", &n, &failures) != ANT_OK);
  CHECK(failures.n == 1 && failures.item[0].line == 15);
  ant_diags_clear(&failures);
}

int main(void) {
  RUN(what_is_so_holds);
  RUN(what_is_not_so_fails);
  RUN(each_element_is_one);
  RUN(what_stops_it_is_told_at_its_place);
  return test_done();
}
