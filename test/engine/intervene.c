/* Interventions against closed forms, against each other, and the derivatives that they leave.
 *
 *   intervene ROOT     where physiology/twin is */
#define _XOPEN_SOURCE 700 /* mkdtemp, setenv */
#include <unistd.h>

#include "engine/intervene.h"
#include "machine/machine.h"
#include "test.h"

/* x is made by supply and cleared by twice * x; y follows x at the speed k; 1 on the ground. */
static const char text[] = "antaeus 1\n"
                           "model \"m\"\n"
                           "set site = hip, arm\n"
                           "input load [1] = 1\n"
                           "for site\n"
                           "  param k [1/day] = 0.1           assumed \"a test\"\n"
                           "  param twice [1/day] = 2 * k     assumed \"a test\"\n"
                           "  let supply [1/day] = twice * load\n"
                           "  let clearance [1/day] = twice * x\n"
                           "  state x [1] = 1\n"
                           "  rate  x = supply - clearance\n"
                           "  state y [1] = 1\n"
                           "  rate  y = k * (x - y)\n"
                           "  observe see.x.{site} [1] = x\n"
                           "  observe see.y.{site} [1] = y\n"
                           "  observe see.speed.{site} [1/day] = twice\n";

static const char ground[] = "antaeus 1\nmission \"g\"\n  flight 60 [day]\n";
static const char idle[] =
    "antaeus 1\nmission \"i\"\n  preflight 10 [day]\n  flight 30 [day] load 0\n"
    "  recovery 30 [day] load 3\n";

static char folder[] = "/tmp/antaeus-test-XXXXXX", path[64];
static const char *root;
static ant_model *model;
static ant_course *course;
static ant_diag diag;

/* Fly MISSION with WORDS done; the course is the only one. */
static ant_status fly_on(bool compiled, const char *words, const char *text_of_mission) {
  ant_intervention i;
  ant_experiment x = {0};
  ant_mission *mission = NULL;
  ant_machine *machine = NULL;
  ant_diags diags = {0};
  ant_course_destroy(&course);
  ant_status status = ant_intervention_parse(words, &i, &diag);
  if (status == ANT_OK) status = ant_experiment_init(model, path, &i, 1, &x, &diag);
  if (status == ANT_OK) {
    const ant_model *m = x.model ? x.model : model;
    CHECK(ant_mission_parse(m, "m.ant", text_of_mission, &mission, &diags) == ANT_OK);
    status = compiled ? ant_machine_open_compiled(m, &machine, &diag)
                      : ant_machine_open(m, &machine, &diag);
    CHECK(!compiled || ant_machine_is_compiled(machine));
    ant_fly_options o = {.tolerance = 1e-10,
                         .clamp = x.clamp,
                         .clamp_share = x.clamp_share,
                         .n_clamp = x.n_clamp,
                         .clamp_from_d = i.from_d};
    if (status == ANT_OK) status = ant_fly(machine, mission, &o, &course, &diag);
  }
  if (status != ANT_OK && compiled) printf("# %s\n", diag.text);
  ant_machine_destroy(&machine);
  ant_mission_destroy(&mission);
  ant_experiment_clear(&x);
  ant_diags_clear(&diags);
  return status;
}

static void fly(const char *words, const char *mission) {
  ant_status status = fly_on(false, words, mission);
  if (status != ANT_OK) printf("# %s: %s\n", words, diag.text);
  CHECK(status == ANT_OK);
}

static double at(const char *name, double day) {
  return course ? ant_course_at(course, ant_course_column(course, name), day) : NAN;
}

static void changes_what_an_equation_gives(void) {
  fly("raise supply by 50 [%]", ground);
  NEAR(at("see.x.hip", 10), 1.5 - 0.5 * exp(-2), 1e-8);
  fly("lower supply.arm by 50 % from 10 day", ground);
  NEAR(at("see.x.hip", 30), 1, 1e-12);
  NEAR(at("see.x.arm", 10), 1, 1e-12);
  NEAR(at("see.x.arm", 20), 0.5 + 0.5 * exp(-2), 1e-8);
  fly("remove supply", ground);
  NEAR(at("see.x.arm", 10), exp(-2), 1e-8);
  fly("hold supply at 0.3 [1/day]", ground);
  NEAR(at("see.x.hip", 10), 1.5 - 0.5 * exp(-2), 1e-8);
  fly("hold supply from 5 [day]", idle); /* at its ground value */
  NEAR(at("see.x.hip", 15), 1 - (1 - exp(-1)) * exp(-2), 1e-8);
}

static void changes_what_others_are_computed_from(void) {
  fly("raise k by 100 [%] from 20 [day]", idle);
  NEAR(at("see.x.hip", 20), exp(-4), 1e-8);
  NEAR(at("see.x.hip", 25), exp(-4 - 2), 1e-8);
  NEAR(at("see.speed.hip", 19), 0.2, 0);
  NEAR(at("see.speed.hip", 21), 0.4, 0);
  NEAR(at("see.speed.hip", -5), 0.2, 0);
}

static void holds_an_input_through_phases(void) {
  fly("hold load at 50 [%] from 20 [day]", idle);
  double x = exp(-4);
  NEAR(at("see.x.hip", 20), x, 1e-8);
  NEAR(at("see.x.hip", 60), 0.5 + (x - 0.5) * exp(-8), 1e-8);
  fly("raise load by 100 [%]", idle); /* twice what each phase sets */
  NEAR(at("see.x.hip", 30), exp(-6), 1e-8);
  NEAR(at("see.x.hip", 60), 6 + (exp(-6) - 6) * exp(-6), 1e-7);
}

static void changes_a_state(void) {
  fly("hold x at 50 [%] from 10 [day]", ground);
  NEAR(at("see.x.hip", 9), 1, 1e-12);
  NEAR(at("see.x.hip", 50), 0.5, 0);
  fly("remove x.arm", ground);
  NEAR(at("see.y.arm", 10), exp(-1), 1e-8);
  NEAR(at("see.y.hip", 10), 1, 1e-12);
  fly("lower rate x by 50 [%]", idle);
  NEAR(at("see.x.hip", 10), exp(-1), 1e-8);
  fly("remove rate x from 10 [day]", idle);
  NEAR(at("see.x.hip", 60), exp(-2), 1e-8);
}

/* what makes and clears x, and what observes it, goes on */
static void blocks_what_a_state_does(void) {
  fly("block x by 50 [%]", ground);
  NEAR(at("see.x.hip", 30), 1, 1e-12);
  NEAR(at("see.y.hip", 10), 0.5 + 0.5 * exp(-1), 1e-8);
  fly("block x.hip", ground);
  NEAR(at("see.y.hip", 10), exp(-1), 1e-8);
  NEAR(at("see.y.arm", 10), 1, 1e-12);
}

static void compiled_gives_the_same_bytes(void) {
  fly("raise k by 30 [%] from 7 [day]", idle);
  ant_course *walked = course;
  course = NULL;
  CHECK(fly_on(true, "raise k by 30 [%] from 7 [day]", idle) == ANT_OK);
  if (course && walked) {
    size_t size = (size_t)(walked->n_row * walked->n_column) * sizeof(double);
    CHECK(walked->n_row == course->n_row && walked->n_column == course->n_column);
    CHECK(memcmp(walked->value, course->value, size) == 0);
  }
  ant_course_destroy(&walked);
}

static void says_what_cannot_be(void) {
  static const struct {
    const char *words;
    ant_status want;
  } row[] = {{"rise x by 5 [%]", ANT_ESYNTAX},
             {"raise x", ANT_ESYNTAX},
             {"raise x by 5 [day]", ANT_EUNIT},
             {"raise x by", ANT_ESYNTAX},
             {"hold x at 3 [mg]", ANT_EUNIT},
             {"hold z", ANT_EUNKNOWN},
             {"hold see.x.hip", ANT_EINPUT},
             {"remove rate supply", ANT_EINPUT},
             {"hold x from", ANT_ESYNTAX},
             {"hold x from 3 [mg]", ANT_EUNIT},
             {"remove", ANT_ESYNTAX},
             {"hold x at 1 from 2 day 3", ANT_EUNIT},
             {"remove rate x now", ANT_ESYNTAX},
             {"lower x by 101 [%]", ANT_EINPUT},
             {"block x by 200 [%]", ANT_EINPUT}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    ant_status got = fly_on(false, row[i].words, ground);
    if (got != row[i].want) printf("# %s: %s\n", row[i].words, diag.text);
    CHECK(got == row[i].want);
  }
}

static void comes_back_as_words(void) {
  static const char *const row[] = {"remove a.b",
                                    "hold a.b at 5 [pmol/L] from 30 [day]",
                                    "hold a.b at 50 [%]",
                                    "raise a.b by 50 [%] from -3 [day]",
                                    "lower rate a.b by 25 [%]",
                                    "remove rate a.b",
                                    "block a.b by 80 [%]"};
  ant_intervention i;
  char words[300];
  for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
    CHECK(ant_intervention_parse(row[k], &i, &diag) == ANT_OK);
    SAME_TEXT(ant_intervention_format(&i, words, sizeof words), row[k]);
  }
  SAME_TEXT(ant_intervention_format(NULL, words, sizeof words), "");
}

/* Handles that do nothing leave the ground of the twin as it is, to the last bit. */
static void handles_alone_change_nothing(void) {
  char twin[300];
  ant_model *plain = NULL, *tapped = NULL;
  ant_machine *a = NULL, *b = NULL;
  ant_diags diags = {0};
  ant_tap tap[] = {{.name = "bone.sites.turnover"},
                   {.name = "bone.tissue.resorption"},
                   {.name = "mineral.parathyroid.pth", .kind = ANT_TAP_EFFECT},
                   {.name = "bone.osteocyte.sclerostin", .kind = ANT_TAP_RATE}};
  snprintf(twin, sizeof twin, "%s/physiology/twin", root);
  CHECK(ant_model_load(twin, &plain, &diags) == ANT_OK);
  CHECK(ant_model_load_tapped(twin, tap, 4, &tapped, &diags) == ANT_OK);
  ant_diags_clear(&diags);
  if (!plain || !tapped) return;
  CHECK(plain->n_y == tapped->n_y && plain->hash != tapped->hash);
  CHECK(ant_machine_create(plain, NULL, &a, NULL) == ANT_OK);
  CHECK(ant_machine_create(tapped, NULL, &b, NULL) == ANT_OK);
  size_t n = (size_t)plain->n_y;
  double *m = calloc((size_t)tapped->n_m, sizeof *m), *y = calloc(2 * n, sizeof *y);
  ant_machine_defaults(a, m);
  CHECK(ant_machine_solve_baseline(a, m, y, NULL, NULL) == ANT_OK);
  ant_machine_defaults(b, m);
  CHECK(ant_machine_solve_baseline(b, m, y + n, NULL, NULL) == ANT_OK);
  CHECK(memcmp(y, y + n, n * sizeof *y) == 0);
  free(m);
  free(y);
  ant_machine_destroy(&a);
  ant_machine_destroy(&b);
  ant_model_destroy(&plain);
  ant_model_destroy(&tapped);
}

int main(int argc, char **argv) {
  ant_diags diags = {0};
  if (argc < 2 || !mkdtemp(folder) || setenv("ANTAEUS_CACHE", folder, 1) != 0) return 1;
  root = argv[1];
  snprintf(path, sizeof path, "%s/m.ant", folder);
  FILE *file = fopen(path, "w");
  if (!file || fputs(text, file) == EOF || fclose(file) != 0) return 1;
  if (ant_model_load(path, &model, &diags) != ANT_OK) {
    ant_diags_print(&diags, stdout);
    return 1;
  }
  RUN(changes_what_an_equation_gives);
  RUN(changes_what_others_are_computed_from);
  RUN(holds_an_input_through_phases);
  RUN(changes_a_state);
  RUN(blocks_what_a_state_does);
  RUN(compiled_gives_the_same_bytes);
  RUN(says_what_cannot_be);
  RUN(comes_back_as_words);
  RUN(handles_alone_change_nothing);
  ant_course_destroy(&course);
  ant_model_destroy(&model);
  ant_diags_clear(&diags);
  char command[200];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return system(command) != 0 || test_done();
}
