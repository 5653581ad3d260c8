/* watch.c - what claims look at, watched in flight: against the observable of the same thing. */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include <unistd.h>

#include "engine/intervene.h"
#include "language/ir.h"
#include "machine/machine.h"
#include "score/distance.h"
#include "score/watch.h"
#include "test.h"

static const char text[] = "antaeus 1\n"
                           "model \"m\"\n"
                           "set site = hip, arm\n"
                           "input load [1] = 1\n"
                           "param k [1/day] = 0.1   assumed \"a test\"\n"
                           "let pull [mg/day] = 2 [mg/day] * load\n"
                           "table for site \"t\"\n"
                           "  column size [1]  \"size\"  assumed \"a test\"\n"
                           "  row hip  1\n"
                           "  row arm  3\n"
                           "for site\n"
                           "  state x [mg] = 20 [mg] * size\n"
                           "  rate  x = pull * size - k * x\n"
                           "  observe see.{site} [mg] = x\n"
                           "observe see.pull [mg/day] = pull\n";

static char folder[] = "/tmp/antaeus-test-XXXXXX", path[64];
static ant_model *model, *watched;
static ant_claims *claims;
static ant_course *course;
static ant_diags diags;
static ant_diag diag;

static ant_status watch(const char *expectations) {
  char claim[1000];
  snprintf(claim, sizeof claim,
           "antaeus 1\nclaim c \"x\"\n  source k\n  mission \"m\"\n  person \"p\"\n%s",
           expectations);
  ant_diags_clear(&diags);
  ant_model_destroy(&watched);
  ant_claims_destroy(&claims);
  if (ant_claims_parse("c.ant", claim, &claims, &diags) != ANT_OK) return ANT_ESYNTAX;
  return ant_claims_watch(claims, model, path, &watched, &diags);
}

/* Fly without load from day 0 with WORDS done, "" for nothing. */
static void fly(const ant_model *base, const char *words) {
  static const char idle[] = "antaeus 1\nmission \"i\"\n  flight 30 [day]  load 0.5\n";
  ant_intervention i = {0};
  ant_experiment x = {0};
  ant_mission *mission = NULL;
  ant_machine *machine = NULL;
  ant_course_destroy(&course);
  if (*words) {
    CHECK(ant_intervention_parse(words, &i, &diag) == ANT_OK);
    CHECK(ant_experiment_init(base, path, &i, 1, &x, &diag) == ANT_OK);
  }
  const ant_model *m = x.model ? x.model : base;
  CHECK(ant_mission_parse(m, "m.ant", idle, &mission, &diags) == ANT_OK);
  CHECK(ant_machine_open(m, &machine, &diag) == ANT_OK);
  ant_fly_options o = {
      .tolerance = 1e-8, .clamp = x.clamp, .clamp_share = x.clamp_share, .n_clamp = x.n_clamp};
  if (mission && machine) CHECK(ant_fly(machine, mission, &o, &course, &diag) == ANT_OK);
  ant_mission_destroy(&mission);
  ant_machine_destroy(&machine);
  ant_experiment_clear(&x);
}

static int column(const char *name) {
  for (int c = 0; course && c < course->n_column; c++) {
    if (strcmp(course->name[c], name) == 0) return c;
  }
  return -1;
}

/* Are two columns the same, in unit, on the ground and in every row? */
static bool same(const char *a, const char *b) {
  int i = column(a), k = column(b);
  if (i < 0 || k < 0 || strcmp(course->unit[i], course->unit[k]) != 0) return false;
  bool good = course->baseline[i] == course->baseline[k];
  for (int r = 0; r < course->n_row; r++) {
    const double *row = course->value + (size_t)r * (size_t)course->n_column;
    good = good && row[i] == row[k];
  }
  return good;
}

static double last(const char *name) {
  int c = column(name);
  return c < 0 ? NAN : course->value[(course->n_row - 1) * course->n_column + c];
}

static void shows_what_is_looked_at(void) {
  CHECK(watch("  expect x.arm falls at 9 [day]\n  expect x.hip above pull at 9 [day]\n"
              "  expect x.arm falls at 20 [day]\n  expect k about 0.1 [1/day] at 1 [day]\n") ==
        ANT_OK);
  CHECK(watched != NULL && diags.n == 0);
  if (!watched) return;
  CHECK(watched->n_watch == 4 && watched->hash != model->hash && watched->n_y == model->n_y);
  fly(watched, "");
  CHECK(course->n_column == 3 + 4);
  CHECK(same("x.arm", "see.arm"));
  CHECK(same("x.hip", "see.hip"));
  CHECK(same("pull", "see.pull"));
  NEAR(last("k"), 0.1, 1e-15);
  CHECK(last("x.arm") < 50);
}

static void leaves_the_course_as_it_is(void) {
  CHECK(watch("  expect x.arm falls at 9 [day]\n") == ANT_OK);
  fly(model, "");
  ant_course *plain = course;
  course = NULL;
  fly(watched, "");
  CHECK(plain && course && plain->n_row == course->n_row);
  for (int r = 0; plain && course && r < plain->n_row; r++) {
    size_t size = (size_t)plain->n_column * sizeof(double);
    CHECK(memcmp(plain->value + r * plain->n_column, course->value + r * course->n_column, size) ==
          0);
  }
  ant_course_destroy(&plain);
}

/* What is changed is seen as others read it; what an antagonist hinders is seen as it is. */
static void goes_with_an_experiment(void) {
  CHECK(watch("  expect pull falls at 9 [day]\n  expect x.arm falls at 9 [day]\n") == ANT_OK);
  fly(watched, "hold pull at 3 [mg/day]");
  NEAR(last("pull"), 3, 1e-12);
  CHECK(same("pull", "see.pull"));
  fly(watched, "block x by 50 [%]");
  CHECK(same("x.arm", "see.arm"));
  fly(watched, "hold x");
  NEAR(last("x.arm"), 60, 1e-12);
}

static void needs_no_model_for_observables(void) {
  CHECK(watch("  expect see.hip falls at 9 [day]\n  expect magic.wand rises at 9 [day]\n") ==
        ANT_OK);
  CHECK(watched == NULL && diags.n == 0);
}

static void asks_for_one_element(void) {
  CHECK(watch("  expect see.hip falls at 9 [day]\n  expect x falls at 9 [day]\n") == ANT_EINPUT);
  CHECK(watched == NULL && diags.n == 1 && diags.item[0].line == 7);
  CHECK(strstr(diags.item[0].text, "2 elements") && strstr(diags.item[0].hint, "x.hip"));
}

static int distance(const char *from, const char *to) {
  int cause, effect, element;
  CHECK(ant_model_find(model, from, &cause, &element, NULL) == ANT_OK);
  CHECK(ant_model_find(model, to, &effect, &element, NULL) == ANT_OK);
  return ant_model_distance(model, &cause, 1, effect);
}

/* A quantity is as far as an observable that shows it; what is given shows nothing. */
static void is_as_far_as_what_shows_it(void) {
  CHECK(distance("load", "pull") == 1 && distance("load", "see.pull") == 1);
  CHECK(distance("load", "x.hip") == 2 && distance("load", "see.hip") == 2);
  CHECK(distance("load", "k") == 0);
  CHECK(distance("x", "pull") == -1);
}

int main(void) {
  if (!mkdtemp(folder)) return 1;
  snprintf(path, sizeof path, "%s/m.ant", folder);
  FILE *file = fopen(path, "w");
  if (!file || fputs(text, file) == EOF || fclose(file) != 0) return 1;
  if (ant_model_load(path, &model, &diags) != ANT_OK) {
    ant_diags_print(&diags, stdout);
    return 1;
  }
  RUN(shows_what_is_looked_at);
  RUN(leaves_the_course_as_it_is);
  RUN(goes_with_an_experiment);
  RUN(needs_no_model_for_observables);
  RUN(asks_for_one_element);
  RUN(is_as_far_as_what_shows_it);
  ant_course_destroy(&course);
  ant_claims_destroy(&claims);
  ant_model_destroy(&watched);
  ant_model_destroy(&model);
  ant_diags_clear(&diags);
  unlink(path);
  return rmdir(folder) != 0 || test_done();
}
