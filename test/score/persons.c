/* persons.c - persons drawn from all that the twin's distributions say, flown: everyone has a
 * healthy ground, and everyone's flight ends in numbers.  What varies between people and what
 * nobody knows are drawn at once, which is harder than the score's draws.  ANT_ROOT: the source
 * tree. */
#include "test.h"

#include "antaeus/run.h"
#include "machine/machine.h"
#include "score/draw.h"

#if defined(__SANITIZE_ADDRESS__)
enum { N_DRAW = 8 }; /* each takes ten times as long                                  */
#else
enum { N_DRAW = 200 };
#endif

/* The longest paralysis is where bone once ran out; flight and bed rest are what the twin is for.
 */
static const struct {
  const char *person, *mission;
} course_of[] = {{"cord-injury-patient", "cord-injury-8-years"},
                 {"astronaut", "iss-6-months-ired"},
                 {"woman", "bed-rest-60-days"},
                 {"astronaut", "iss-6-months-ared"}};
enum { N_COURSE = sizeof course_of / sizeof *course_of };

static ant_model *model;
static ant_machine *machine;
static ant_person *person[N_COURSE];
static ant_mission *mission[N_COURSE];

static const char *at(const char *folder, const char *name) {
  static char path[1000];
  const char *root = getenv("ANT_ROOT");
  snprintf(path, sizeof path, "%s/%s/%s", root ? root : ".", folder, name);
  return path;
}

static void load(void) {
  char name[100];
  ant_diags diags = {0};
  CHECK(ant_model_load(at("physiology", "twin"), &model, &diags) == ANT_OK);
  CHECK(model && ant_machine_open(model, &machine, NULL) == ANT_OK);
  for (int i = 0; model && i < N_COURSE; i++) {
    snprintf(name, sizeof name, "%s.ant", course_of[i].person);
    CHECK(ant_person_load(model, at("people", name), &person[i], &diags) == ANT_OK);
    snprintf(name, sizeof name, "%s.ant", course_of[i].mission);
    CHECK(ant_mission_load(model, at("missions", name), &mission[i], &diags) == ANT_OK);
  }
  ant_diags_print(&diags, stdout);
  ant_diags_clear(&diags);
}

/* The first number of COURSE that is none: its name, or NULL. */
static const char *no_number(const ant_course *course) {
  for (int i = 0; i < course->n_row * course->n_column; i++) {
    if (!isfinite(course->value[i])) return course->name[i % course->n_column];
  }
  return NULL;
}

/* Fly person K with SETTING (n); true when all of it is numbers. */
static bool flies(int k, const ant_setting *setting, int n) {
  ant_fly_options o = {.person = person[k % N_COURSE],
                       .setting = setting,
                       .n_setting = n,
                       .tolerance = 1e-5,
                       .every_d = 30};
  ant_course *course = NULL;
  ant_diag diag = {0};
  ant_status status = ant_fly(machine, mission[k % N_COURSE], &o, &course, &diag);
  const char *name = course ? no_number(course) : NULL;
  ant_course_destroy(&course);
  if (status == ANT_OK && !name) return true;
  printf("# person %d, %s: %s\n", k, course_of[k % N_COURSE].mission, name ? name : diag.text);
  return false;
}

static void everyone_flies(void) {
  ant_draws unknown, people;
  CHECK(ant_draws_create(model, ANT_DRAW_UNKNOWN, N_DRAW, 1, &unknown, NULL) == ANT_OK);
  CHECK(ant_draws_create(model, ANT_DRAW_PEOPLE, N_DRAW, 2, &people, NULL) == ANT_OK);
  size_t a = (size_t)unknown.n_setting, b = (size_t)people.n_setting;
  ant_setting *both = calloc(a + b + 1, sizeof *both);
  int failed = 0;
  for (int k = 0; k < N_DRAW && both; k++) {
    memcpy(both, unknown.setting + (size_t)k * a, a * sizeof *both);
    memcpy(both + a, people.setting + (size_t)k * b, b * sizeof *both);
    failed += !flies(k, both, (int)(a + b));
  }
  printf("# %d of %d persons without a course\n", failed, N_DRAW);
  CHECK(both && a > 0 && b > 0 && failed == 0);
  free(both);
  ant_draws_clear(&unknown);
  ant_draws_clear(&people);
}

int main(void) {
  RUN(load);
  if (machine) RUN(everyone_flies);
  for (int i = 0; i < N_COURSE; i++) {
    ant_person_destroy(&person[i]);
    ant_mission_destroy(&mission[i]);
  }
  ant_machine_destroy(&machine);
  ant_model_destroy(&model);
  return test_done();
}
