/* The twin that ships, flown: what is promised of its numbers.  Arguments: the source tree. */
#include "test.h"

#include <dirent.h>

#include "antaeus/run.h"
#include "engine/run.h"
#include "machine/machine.h"

#if defined(__SANITIZE_ADDRESS__)
enum { SLOW = 1 }; /* fewer missions: each takes ten times as long                      */
#else
enum { SLOW = 0 };
#endif

static const char *top = ".";
static ant_model *model;
static ant_machine *compiled, *evaluator;
static ant_person *person;
static ant_method method; /* that the tests below are run with: both, but for the longest */

static const char *at(const char *name) {
  static char path[1000];
  snprintf(path, sizeof path, "%s/%s", top, name);
  return path;
}

static void tell(ant_diags *diags) {
  for (size_t i = 0; i < diags->n; i++) printf("# %s\n", diags->item[i].text);
  ant_diags_clear(diags);
}

static void it_loads(void) {
  ant_diags diags = {0};
  ant_diag diag = {0};
  CHECK(ant_model_load(at("physiology/twin"), &model, &diags) == ANT_OK);
  if (!model) {
    tell(&diags);
    return;
  }
  CHECK(ant_person_load(model, at("people/astronaut.ant"), &person, &diags) == ANT_OK);
  CHECK(ant_machine_open(model, &compiled, &diag) == ANT_OK);
  CHECK(ant_machine_create(model, NULL, &evaluator, &diag) == ANT_OK);
  CHECK(compiled && ant_machine_is_compiled(compiled));
  tell(&diags);
}

static ant_course *fly(const ant_machine *machine, const char *name, double tolerance,
                       double every_d) {
  char path[200];
  ant_mission *mission = NULL;
  ant_course *course = NULL;
  ant_diags diags = {0};
  ant_diag diag = {0};
  snprintf(path, sizeof path, "missions/%s.ant", name);
  CHECK(ant_mission_load(model, at(path), &mission, &diags) == ANT_OK);
  ant_fly_options o = {
      .tolerance = tolerance, .every_d = every_d, .method = method, .person = person};
  if (mission) CHECK(ant_fly(machine, mission, &o, &course, &diag) == ANT_OK);
  if (!course) printf("# %s: %s\n", name, diag.text);
  ant_mission_destroy(&mission);
  tell(&diags);
  return course;
}

/* 1. The ground ---------------------------------------------------------- */

static void ten_years_on_the_ground_change_nothing(void) {
  ant_run *run = NULL;
  ant_fly_options o = {.method = method, .person = person};
  CHECK(ant_run_create(compiled, NULL, &o, &run, NULL) == ANT_OK);
  size_t n = (size_t)model->n_y;
  double *start = malloc(n * sizeof *start), worst = 0;
  memcpy(start, ant_run_states(run), n * sizeof *start);
  CHECK(ant_run_advance(run, 3652.5, NULL) == ANT_OK);
  for (size_t i = 0; i < n; i++) {
    worst = fmax(worst, fabs(ant_run_states(run)[i] - start[i]) / ant_run_scale(run)[i]);
  }
  printf("# largest change in ten years: %.3g scales\n", worst);
  CHECK(worst < 1e-8);
  CHECK(ant_run_mass_error(run) < 1e-10);
  free(start);
  ant_run_destroy(&run);
}

/* 2. Matter -------------------------------------------------------------- */

static bool ends_in_ant(const char *name) {
  size_t n = strlen(name);
  return n > 4 && strcmp(name + n - 4, ".ant") == 0 && name[0] != '.';
}

/* -1: it asks for what this model does not have */
static double mass_error_of(const char *path) {
  ant_mission *mission = NULL;
  ant_course *course = NULL;
  ant_diags diags = {0};
  ant_diag diag = {0};
  double error = -1;
  if (ant_mission_load(model, path, &mission, &diags) == ANT_OK) {
    ant_fly_options o = {.every_d = 30, .person = person};
    CHECK(ant_fly(compiled, mission, &o, &course, &diag) == ANT_OK);
    if (!course) printf("# %s: %s\n", path, diag.text);
    if (course) error = course->mass_error;
  }
  ant_course_destroy(&course);
  ant_mission_destroy(&mission);
  ant_diags_clear(&diags);
  return error;
}

static void matter_is_kept_over_every_mission(void) {
  char folder[1000], path[1300];
  int n = 0, n_skipped = 0;
  double worst = 0;
  snprintf(folder, sizeof folder, "%s", at("missions"));
  DIR *dir = opendir(folder);
  CHECK(dir != NULL);
  for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
    if (!ends_in_ant(entry->d_name) || (SLOW && n >= 8)) continue;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    double error = mass_error_of(path);
    if (error < 0) {
      n_skipped++;
      continue;
    }
    n++;
    if (!(error < 1e-10)) printf("# %s: %g\n", entry->d_name, error);
    worst = fmax(worst, error);
  }
  if (dir) closedir(dir);
  printf(
      "# %d missions, %d ask for what is not modelled; worst books: %.3g of the body's content\n",
      n, n_skipped, worst);
  CHECK(n > 0 && worst < 1e-10);
}

/* 3. Numbers ------------------------------------------------------------- */

/* States of the ARED mission every 30 days in units of their scales: (n_time x n_y). */
enum { N_TIME = 30 };
static double *states_at(ant_method how, double tolerance) {
  ant_mission *mission = NULL;
  ant_run *run = NULL;
  ant_diags diags = {0};
  ant_fly_options o = {.method = how, .person = person, .tolerance = tolerance};
  size_t n = (size_t)model->n_y;
  double *to = calloc(N_TIME * n, sizeof *to);
  CHECK(ant_mission_load(model, at("missions/iss-6-months-ared.ant"), &mission, &diags) == ANT_OK);
  CHECK(ant_run_create(compiled, mission, &o, &run, NULL) == ANT_OK);
  for (int k = 0; k < N_TIME; k++) {
    CHECK(ant_run_advance(run, -60 + 32 * k, NULL) == ANT_OK);
    for (size_t i = 0; i < n; i++) {
      to[(size_t)k * n + i] = ant_run_states(run)[i] / ant_run_scale(run)[i];
    }
  }
  ant_run_destroy(&run);
  ant_mission_destroy(&mission);
  tell(&diags);
  return to;
}

static void errors_fall_with_the_tolerance(void) {
  double *best = states_at(ANT_METHOD_BDF, 1e-12), last = INFINITY; /* for both methods */
  for (double tolerance = 1e-6; tolerance > 1e-11; tolerance /= 100) {
    double *y = states_at(method, tolerance), worst = 0;
    for (size_t i = 0; i < N_TIME * (size_t)model->n_y; i++)
      worst = fmax(worst, fabs(y[i] - best[i]));
    printf("# tolerance %g: largest error of a state %.3g scales\n", tolerance, worst);
    CHECK(worst < last / 5 && worst < 5000 * tolerance);
    last = worst;
    free(y);
  }
  free(best);
}

static void grids_share_their_bytes(void) {
  ant_course *daily = fly(compiled, "bed-rest-90-days", 1e-8, 1);
  for (int every = 7; every <= 30 && daily; every += 23) {
    ant_course *c = fly(compiled, "bed-rest-90-days", 1e-8, every);
    int b = 0;
    for (int a = 0; c && a < daily->n_row && b < c->n_row; a++) {
      if (daily->time_d[a] != c->time_d[b]) continue;
      CHECK(memcmp(daily->value + (size_t)a * (size_t)c->n_column,
                   c->value + (size_t)b * (size_t)c->n_column,
                   (size_t)c->n_column * sizeof(double)) == 0);
      b++;
    }
    CHECK(c && b == c->n_row);
    ant_course_destroy(&c);
  }
  ant_course_destroy(&daily);
}

static void slices_are_the_whole(void) {
  ant_mission *mission = NULL;
  ant_run *whole = NULL, *slices = NULL;
  ant_diags diags = {0};
  ant_fly_options o = {.method = method, .person = person};
  CHECK(ant_mission_load(model, at("missions/iss-6-months-ared.ant"), &mission, &diags) == ANT_OK);
  CHECK(ant_run_create(compiled, mission, &o, &whole, NULL) == ANT_OK);
  CHECK(ant_run_create(compiled, mission, &o, &slices, NULL) == ANT_OK);
  double start_d = ant_run_time(whole);
  CHECK(ant_run_advance(whole, start_d + 600, NULL) == ANT_OK);
  for (int i = 1; i <= 60; i++) CHECK(ant_run_advance(slices, start_d + 10 * i, NULL) == ANT_OK);
  CHECK(memcmp(ant_run_states(whole), ant_run_states(slices),
               (size_t)model->n_y * sizeof(double)) == 0);
  ant_run_destroy(&whole), ant_run_destroy(&slices);
  ant_mission_destroy(&mission);
  tell(&diags);
}

static void evaluator_and_compiled_code_agree(void) {
  ant_course *a = fly(compiled, "iss-6-months-no-exercise", 1e-8, 30);
  ant_course *b = fly(evaluator, "iss-6-months-no-exercise", 1e-8, 30);
  if (a && b) {
    size_t n = (size_t)a->n_row * (size_t)a->n_column;
    CHECK(memcmp(a->value, b->value, n * sizeof(double)) == 0);
    printf("# %zu numbers of two courses: %s\n", n,
           memcmp(a->value, b->value, n * sizeof(double)) ? "they differ" : "the same bytes");
  }
  ant_course_destroy(&a), ant_course_destroy(&b);
}

/* 4. Hard settings ------------------------------------------------------- */

enum { PLACE = 40 };

static ant_status load_words(int days, const char *words, ant_mission **out, ant_diags *diags) {
  const char *path = "hard-setting-test.ant";
  FILE *file = fopen(path, "w");
  if (!file) return ANT_ESYSTEM;
  fprintf(file, "antaeus 1\nmission \"hard\"\n  flight %d [day]  gravity 0 [g0], %s\n", days,
          words);
  fclose(file);
  ant_status status = ant_mission_load(model, path, out, diags);
  remove(path);
  return status;
}

static ant_setting setting(const char *text) {
  ant_setting to = {0};
  CHECK(ant_setting_parse(model, text, &to, NULL) == ANT_OK);
  return to;
}

/* every number finite, and what must be there is there */
static void look_at(const ant_course *c, const char *words) {
  static const struct {
    char name[PLACE];
    double lo, hi;
  } bound[] = {
      {"serum.calcium", 0.5, 5},   {"serum.phosphate", 0.05, 9},   {"serum.pth", -1e-6, 3000},
      {"urine.volume", 0.4, 14},   {"urine.calcium", -1e-6, 2500}, {"urine.ph", 4.4, 7.6},
      {"urine.citrate", 0.01, 20}, {"serum.calcitriol", 0, 2000},  {"serum.fgf23", 0, 1e5}};
  for (int i = 0; i < c->n_row * c->n_column; i++) CHECK(isfinite(c->value[i]));
  for (size_t k = 0; k < sizeof bound / sizeof *bound; k++) {
    int column = ant_course_column(c, bound[k].name);
    CHECK(column >= 0);
    for (int r = 0; column >= 0 && r < c->n_row; r++) {
      double v = c->value[r * c->n_column + column];
      if (v >= bound[k].lo && v <= bound[k].hi) continue;
      printf("# %s: %s is %g on day %g\n", words, bound[k].name, v, c->time_d[r]);
      test_bad_checks++;
      break;
    }
  }
}

static void hard_settings_stay_within_what_can_be_lived(void) {
  static const char *words[] = {
      "calcium 0 [mg/day], phosphorus 0 [mg/day], vitamin_d 0 [IU/day], sunlight 0",
      "gfr 5 [mL/min], water 0.8 [L/day], sodium 5 [mmol/day]",
      "calcium 4000 [mg/day], vitamin_d 20000 [IU/day], phosphorus 5000 [mg/day]",
      "tissue 0, protein 400 [g/day], potassium_citrate 120 [mmol/day], sodium 600 [mmol/day]",
      "inhibition 1, tissue 20, thiazide 1"};
  const ant_setting small[] = {setting("mass=40kg"), setting("height=1.4m"), setting("age=90year")};
  const ant_setting large[] = {setting("mass=150kg"), setting("height=2.1m"),
                               setting("age=18year")};
  for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
    for (int who = 0; who < 2; who++) {
      ant_mission *mission = NULL;
      ant_course *course = NULL;
      ant_diags diags = {0};
      ant_diag diag = {0};
      ant_fly_options o = {.every_d = 5, .setting = who ? large : small, .n_setting = 3};
      CHECK(load_words(400, words[k], &mission, &diags) == ANT_OK);
      if (mission) CHECK(ant_fly(compiled, mission, &o, &course, &diag) == ANT_OK);
      if (course) look_at(course, words[k]);
      if (!course) printf("# %s: %s\n", words[k], diag.text);
      ant_course_destroy(&course);
      ant_mission_destroy(&mission);
      tell(&diags);
    }
  }
}

static void matter_is_kept_through_ten_years_of_doses(void) {
  static const char *words = "calcium 800 [mg/day]\n    dose calcium_bolus 200 [mg]  every 30 [day]"
                             "\n    dose phosphorus_bolus 100 [mg]  every 45 [day]";
  ant_mission *mission = NULL;
  ant_course *course = NULL;
  ant_diags diags = {0};
  ant_diag diag = {0};
  ant_fly_options o = {.every_d = 30, .person = person};
  CHECK(load_words(3653, words, &mission, &diags) == ANT_OK);
  if (mission) CHECK(ant_fly(compiled, mission, &o, &course, &diag) == ANT_OK);
  if (course) {
    printf("# ten years, a dose every 18 days: books %.3g of the content\n", course->mass_error);
    CHECK(course->mass_error < 1e-10);
    look_at(course, words);
  }
  ant_course_destroy(&course);
  ant_mission_destroy(&mission);
  tell(&diags);
}

static void what_cannot_be_lived_is_refused_by_its_bound(void) {
  static const char *words[][2] = {{"water 0 [L/day]", "diet.water', 0.8 to 12"},
                                   {"gfr 0 [mL/min]", "kidney.gfr', 3 to 200"},
                                   {"calcium -5 [mg/day]", "diet.calcium', 0 to 4000"}};
  for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
    ant_mission *mission = NULL;
    ant_diags diags = {0};
    CHECK(load_words(400, words[k][0], &mission, &diags) != ANT_OK);
    CHECK(diags.n == 1 && strstr(diags.item[0].text, words[k][1]));
    ant_mission_destroy(&mission);
    ant_diags_clear(&diags);
  }
  ant_setting light;
  ant_diag diag = {0};
  CHECK(ant_setting_parse(model, "mass=30kg", &light, &diag) == ANT_ERANGE);
  CHECK(strstr(diag.text, "40 to 150"));
}

int main(int argc, char **argv) {
  if (argc > 1) top = argv[1];
  RUN(it_loads);
  if (model && person && compiled && evaluator) {
    RUN(ten_years_on_the_ground_change_nothing);
    RUN(matter_is_kept_over_every_mission);
    RUN(errors_fall_with_the_tolerance);
    RUN(grids_share_their_bytes);
    RUN(slices_are_the_whole);
    RUN(evaluator_and_compiled_code_agree);
    RUN(hard_settings_stay_within_what_can_be_lived);
    RUN(matter_is_kept_through_ten_years_of_doses);
    RUN(what_cannot_be_lived_is_refused_by_its_bound);
    method = ANT_METHOD_BDF;
    RUN(ten_years_on_the_ground_change_nothing);
    RUN(errors_fall_with_the_tolerance);
    RUN(grids_share_their_bytes);
    RUN(slices_are_the_whole);
  }
  ant_machine_destroy(&compiled);
  ant_machine_destroy(&evaluator);
  ant_person_destroy(&person);
  ant_model_destroy(&model);
  return test_done();
}
