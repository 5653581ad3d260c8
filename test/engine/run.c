/* Runs of the model of fake.h against its closed forms. */
#include "test.h"

#include "fake.h"

static ant_method method; /* all tests below are run with both */

static ant_setting weightless[] = {{FAKE_GRAVITY, -1, 0}};
static ant_phase phase[] = {{"preflight", -10, 0, NULL, 0},
                            {"flight", 0, 20, weightless, 1},
                            {"recovery", 20, 60, NULL, 0}};

static ant_mission mission_of(ant_dose_event *dose, int n_dose) {
  return (ant_mission){.title = "A flight",
                       .name = "flight",
                       .path = "flight.ant",
                       .phase = phase,
                       .n_phase = 3,
                       .dose = dose,
                       .n_dose = n_dose};
}

static ant_run *start(const ant_mission *mission, const ant_fly_options *options) {
  ant_fly_options o = options ? *options : (ant_fly_options){0};
  ant_run *run = NULL;
  ant_diag diag = {0};
  o.method = method;
  if (ant_run_create(fake_machine(fake_model()), mission, &o, &run, &diag) != ANT_OK) {
    printf("# %s\n", diag.text);
  }
  CHECK(run != NULL);
  return run;
}

static void phases_change_inputs(void) {
  ant_mission mission = mission_of(NULL, 0);
  ant_run *run = start(&mission, &(ant_fly_options){.tolerance = 1e-10});
  CHECK(ant_run_time(run) == -10);
  CHECK(ant_run_advance(run, 0, NULL) == ANT_OK);
  NEAR(ant_run_states(run)[2], 1, 1e-12);
  CHECK(ant_run_advance(run, 20, NULL) == ANT_OK);
  NEAR(ant_run_states(run)[2], exp(-10), 1e-8);
  CHECK(ant_run_advance(run, 25, NULL) == ANT_OK);
  NEAR(ant_run_states(run)[2], 1 - (1 - exp(-10)) * exp(-2.5), 1e-8);
  ant_run_destroy(&run);
}

static void doses_add_up(void) {
  /* 1 g at once, twice on a boundary of phases, once at the very start and the very end */
  ant_dose_event dose[] = {{.time_d = -10, .amount = 1000},
                           {.time_d = 0, .amount = 1000},
                           {.time_d = 0, .amount = 1000},
                           {.time_d = 60, .amount = 1000}};
  ant_mission mission = mission_of(dose, 4);
  ant_run *run = start(&mission, &(ant_fly_options){.tolerance = 1e-11});
  NEAR(ant_run_states(run)[0], 0.5, 0);
  CHECK(ant_run_approach(run, 0, NULL) == ANT_OK);
  NEAR(ant_run_states(run)[0], 0.5 * exp(-1), 1e-9);
  CHECK(ant_run_advance(run, 0, NULL) == ANT_OK);
  NEAR(ant_run_states(run)[0], 0.5 * exp(-1) + 1, 1e-9);
  CHECK(ant_run_advance(run, 60, NULL) == ANT_OK);
  NEAR(ant_run_states(run)[0], (0.5 * exp(-1) + 1) * exp(-6) + 0.5, 1e-9);
  NEAR(ant_run_mass_error(run), 0, 1e-13);
  CHECK(ant_run_mass_error(run) > 0);
  ant_run_destroy(&run);
}

static void infusions_run_evenly(void) {
  /* 1 g over 2 days across a row, two that overlap, one that ends with the mission */
  ant_dose_event dose[] = {{-10, 0, 1000, 2}, {5, 0, 1000, 4}, {7, 0, 1000, 2}, {58, 0, 1000, 2}};
  ant_mission mission = mission_of(dose, 4);
  ant_run *run = start(&mission, &(ant_fly_options){.tolerance = 1e-11});
  const double k = 0.1, a = 0.25 / k; /* 0.25 g reach the state a day */
  CHECK(ant_run_states(run)[0] == 0);
  CHECK(ant_run_advance(run, -9.5, NULL) == ANT_OK);
  NEAR(ant_run_states(run)[0], a * (1 - exp(-0.5 * k)), 1e-9);
  CHECK(ant_run_advance(run, -8, NULL) == ANT_OK);
  double y = a * (1 - exp(-2 * k));
  NEAR(ant_run_states(run)[0], y, 1e-9);
  CHECK(ant_run_advance(run, 5, NULL) == ANT_OK);
  y *= exp(-13 * k);
  NEAR(ant_run_states(run)[0], y, 1e-9);
  CHECK(ant_run_advance(run, 7, NULL) == ANT_OK);
  y = a / 2 + (y - a / 2) * exp(-2 * k);
  CHECK(ant_run_advance(run, 9, NULL) == ANT_OK);
  y = 1.5 * a + (y - 1.5 * a) * exp(-2 * k);
  NEAR(ant_run_states(run)[0], y, 1e-9);
  CHECK(ant_run_advance(run, 60, NULL) == ANT_OK);
  y = a + (y * exp(-49 * k) - a) * exp(-2 * k);
  NEAR(ant_run_states(run)[0], y, 1e-9);
  NEAR(ant_run_states(run)[0] + ant_run_states(run)[1], 2, 1e-12);
  NEAR(ant_run_mass_error(run), 0, 1e-13);
  ant_run_destroy(&run);
}

static void slices_are_the_whole(void) {
  ant_dose_event dose[] = {{.time_d = 3, .amount = 1000}, {.time_d = 20, .amount = 500}};
  ant_mission mission = mission_of(dose, 2);
  ant_run *whole = start(&mission, NULL), *slices = start(&mission, NULL);
  CHECK(ant_run_advance(whole, 60, NULL) == ANT_OK);
  for (int i = -69; i <= 420; i++) CHECK(ant_run_advance(slices, i / 7., NULL) == ANT_OK);
  CHECK(memcmp(ant_run_states(whole), ant_run_states(slices), 3 * sizeof(double)) == 0);
  ant_solver_stats a, b;
  ant_run_stats(whole, &a), ant_run_stats(slices, &b);
  CHECK(a.steps == b.steps && a.rate_calls == b.rate_calls && a.restarts == b.restarts);
  ant_run_destroy(&whole), ant_run_destroy(&slices);
}

static void a_held_state_stays(void) {
  ant_mission mission = mission_of(NULL, 0);
  ant_setting ground = {FAKE_Z, -1, NAN}, value = {FAKE_Z, -1, 0.25};
  ant_run *run = start(&mission, &(ant_fly_options){.clamp = &ground, .n_clamp = 1});
  CHECK(ant_run_advance(run, 20, NULL) == ANT_OK);
  CHECK(ant_run_states(run)[2] == 1);
  ant_run_destroy(&run);
  run = start(&mission, &(ant_fly_options){.clamp = &value, .n_clamp = 1, .clamp_from_d = 10});
  CHECK(ant_run_advance(run, 9, NULL) == ANT_OK);
  NEAR(ant_run_states(run)[2], exp(-4.5), 1e-6);
  CHECK(ant_run_advance(run, 10, NULL) == ANT_OK);
  CHECK(ant_run_states(run)[2] == 0.25);
  CHECK(ant_run_advance(run, 60, NULL) == ANT_OK);
  CHECK(ant_run_states(run)[2] == 0.25);
  ant_run_destroy(&run);
  /* a pool that is held has no books, and a dose does not move it */
  ant_dose_event dose[] = {{.time_d = 3, .amount = 1000}};
  ant_setting pool = {FAKE_DRUG, -1, 0.125};
  mission = mission_of(dose, 1);
  run = start(&mission, &(ant_fly_options){.clamp = &pool, .n_clamp = 1, .clamp_from_d = -99});
  CHECK(ant_run_advance(run, 60, NULL) == ANT_OK);
  CHECK(ant_run_states(run)[0] == 0.125 && isnan(ant_run_mass_error(run)));
  ant_run_destroy(&run);
  /* one that others would move stays to the bit: its row of the Jacobian is empty */
  ant_setting rest = {FAKE_REST, -1, 0.3};
  run = start(&mission, &(ant_fly_options){.clamp = &rest, .n_clamp = 1});
  for (double t = 0; t <= 60; t += 0.5) {
    CHECK(ant_run_advance(run, t, NULL) == ANT_OK);
    CHECK(ant_run_states(run)[1] == 0.3);
  }
  ant_run_destroy(&run);
}

static void inputs_may_be_driven(void) {
  ant_run *run = start(NULL, &(ant_fly_options){.tolerance = 1e-10});
  ant_setting gravity = {FAKE_GRAVITY, -1, 0}, k = {FAKE_K, -1, 1}, heavy = {FAKE_GRAVITY, -1, 3};
  CHECK(ant_run_advance(run, 100, NULL) == ANT_OK);
  NEAR(ant_run_states(run)[2], 1, 1e-12);
  CHECK(ant_run_set(run, &gravity, NULL) == ANT_OK);
  CHECK(ant_run_advance(run, 102, NULL) == ANT_OK);
  NEAR(ant_run_states(run)[2], exp(-1), 1e-8);
  CHECK(ant_run_set(run, &k, NULL) == ANT_EINPUT);
  CHECK(ant_run_set(run, &heavy, NULL) == ANT_ERANGE);
  ant_run_destroy(&run);
}

static void settings_are_checked(void) {
  ant_mission mission = mission_of(NULL, 0);
  const ant_machine *machine = fake_machine(fake_model());
  ant_run *run = NULL;
  ant_diag diag;
  const struct {
    ant_setting setting;
    ant_status want;
  } row[] = {{{FAKE_K, -1, 0.2}, ANT_OK},          {{FAKE_K, 0, -0.2}, ANT_EBALANCE},
             {{FAKE_GRAVITY, 0, 2.1}, ANT_ERANGE}, {{FAKE_GRAVITY, 0, NAN}, ANT_ERANGE},
             {{FAKE_Z, -1, 1}, ANT_EINPUT},        {{FAKE_O_Z, -1, 1}, ANT_EINPUT}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    ant_fly_options o = {.method = method, .setting = &row[i].setting, .n_setting = 1};
    CHECK(ant_run_create(machine, &mission, &o, &run, &diag) == row[i].want);
    ant_run_destroy(&run);
  }
  ant_setting held = {FAKE_K, -1, 1};
  ant_fly_options o = {.method = method, .clamp = &held, .n_clamp = 1, .clamp_from_d = -99};
  CHECK(ant_run_create(machine, &mission, &o, &run, &diag) == ANT_EINPUT);
  o = (ant_fly_options){.tolerance = 1e-20};
  CHECK(ant_run_create(machine, &mission, &o, &run, &diag) == ANT_EUSAGE);
}

static void a_state_needs_a_scale(void) {
  ant_model *model = fake_model();
  ant_run *run = NULL;
  ant_diag diag;
  ant_setting zero = {FAKE_GRAVITY, -1, 0};
  ant_fly_options o = {.method = method, .setting = &zero, .n_setting = 1};
  CHECK(ant_run_create(fake_machine(model), NULL, &o, &run, &diag) == ANT_EINPUT);
  CHECK(strstr(diag.text, "'z'") && strstr(diag.hint, "scale"));
}

static void time_goes_one_way(void) {
  ant_mission mission = mission_of(NULL, 0);
  ant_run *run = start(&mission, NULL);
  CHECK(ant_run_advance(run, 5, NULL) == ANT_OK);
  CHECK(ant_run_advance(run, 5, NULL) == ANT_OK);
  CHECK(ant_run_advance(run, 4, NULL) == ANT_EUSAGE);
  CHECK(ant_run_advance(run, 61, NULL) == ANT_EUSAGE);
  CHECK(ant_run_advance(run, NAN, NULL) == ANT_EUSAGE);
  CHECK(ant_run_advance(run, 60, NULL) == ANT_OK);
  ant_run_destroy(&run);
}

static void division_by_zero_stops_it(void) {
  ant_mission mission = mission_of(NULL, 0);
  ant_setting spoil = {FAKE_SPOIL, -1, 1e-3};
  ant_fly_options o = {.method = method, .setting = &spoil, .n_setting = 1};
  ant_course *course = NULL;
  ant_diag diag;
  CHECK(ant_fly(fake_machine(fake_model()), &mission, &o, &course, &diag) == ANT_ENUMERIC);
  CHECK(course == NULL);
  printf("# %s\n", diag.text);
  CHECK(strstr(diag.text, "at day 40") || strstr(diag.text, "at day 39.99999"));
  CHECK(strstr(diag.text, "the rate of z is infinite") || strstr(diag.text, " z = "));
  CHECK(strstr(diag.hint, "last good state"));
  ant_run *run = start(&mission, &o);
  CHECK(ant_run_advance(run, 60, NULL) == ANT_ENUMERIC);
  CHECK(ant_run_time(run) > 39 && ant_run_time(run) <= 40);
  CHECK(isfinite(ant_run_states(run)[2]));
  CHECK(ant_run_advance(run, 60, &diag) == ANT_ENUMERIC);
  CHECK(strstr(diag.text, "goes no further"));
  ant_run_destroy(&run);
}

static bool stop_half_way(void *user, double share) {
  double *most = user;
  CHECK(share >= *most && share <= 1);
  *most = share;
  return share < 0.5;
}

static void progress_can_stop_it(void) {
  ant_mission mission = mission_of(NULL, 0);
  double most = 0;
  ant_fly_options o = {.method = method, .progress = stop_half_way, .user = &most};
  ant_course *course = NULL;
  CHECK(ant_fly(fake_machine(fake_model()), &mission, &o, &course, NULL) == ANT_EINTERRUPT);
  CHECK(course == NULL && most >= 0.5);
}

static void rows_share_their_bytes(void) {
  ant_dose_event dose[] = {
      {.time_d = 3, .amount = 1000}, {.time_d = 20, .amount = 500}, {.time_d = 33, .amount = 10}};
  ant_mission mission = mission_of(dose, 3);
  const double every[] = {1, 7, 30, 0.1};
  ant_course *course[4] = {NULL};
  for (int g = 0; g < 4; g++) {
    ant_fly_options o = {.method = method, .every_d = every[g]};
    CHECK(ant_fly(fake_machine(fake_model()), &mission, &o, &course[g], NULL) == ANT_OK);
  }
  for (int g = 1; g < 4; g++) {
    int shared = 0;
    for (int a = 0; a < course[0]->n_row; a++) {
      for (int b = 0; b < course[g]->n_row; b++) {
        if (course[0]->time_d[a] != course[g]->time_d[b]) continue;
        shared++;
        CHECK(memcmp(course[0]->value + 3 * a, course[g]->value + 3 * b, 3 * sizeof(double)) == 0);
      }
    }
    printf("# every %g: %d rows, %d shared\n", every[g], course[g]->n_row, shared);
    CHECK(shared >= (g == 3 ? course[0]->n_row : course[g]->n_row));
  }
  for (int g = 0; g < 4; g++) ant_course_destroy(&course[g]);
}

static void a_course_has_it_all(void) {
  ant_dose_event dose[] = {{.time_d = 20, .amount = 1000}};
  ant_mission mission = mission_of(dose, 1);
  ant_course *c = NULL;
  CHECK(ant_fly(fake_machine(fake_model()), &mission,
                &(ant_fly_options){.every_d = 7, .method = method}, &c, NULL) == ANT_OK);
  SAME_TEXT(c->mission, "A flight");
  SAME_TEXT(c->mission_name, "flight");
  SAME_TEXT(c->name[1], "o.z");
  CHECK(c->n_phase == 3 && c->n_column == 3 && c->hash == 42 && c->n_state == 3);
  CHECK(c->baseline[1] == 1);
  const double want[] = {-10, -7, 0, 7, 14, 20, 21, 28, 35, 42, 49, 56, 60};
  CHECK(c->n_row == 13);
  for (int i = 0; i < c->n_row && i < 13; i++) {
    CHECK(c->time_d[i] == want[i]);
    CHECK(c->value[3 * i + 2] == want[i]); /* the observable that is time */
  }
  CHECK(c->phase[1].value[0] == 0); /* before the dose of day 20 */
  CHECK(c->value[3 * 5] == 0.5);    /* after it                   */
  NEAR(c->phase[1].value[1], exp(-10), 1e-6);
  CHECK(c->stats.steps > 0 && c->stats.rate_calls > c->stats.steps);
  CHECK(c->mass_error < 1e-13);
  ant_course_destroy(&c);
}

static void all(void) {
  RUN(phases_change_inputs);
  RUN(doses_add_up);
  RUN(infusions_run_evenly);
  RUN(slices_are_the_whole);
  RUN(a_held_state_stays);
  RUN(inputs_may_be_driven);
  RUN(settings_are_checked);
  RUN(a_state_needs_a_scale);
  RUN(time_goes_one_way);
  RUN(division_by_zero_stops_it);
  RUN(progress_can_stop_it);
  RUN(rows_share_their_bytes);
  RUN(a_course_has_it_all);
}

int main(void) {
  all();
  method = ANT_METHOD_BDF;
  all();
  return test_done();
}
