/* Conditions in flight (`when`), against closed forms.  (The linker sends calloc and malloc through
 * here; see meson.build.) */
#include "test.h"

#include "antaeus/run.h"
#include "language/ir.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);

static long n_taken, n_fail = -1; /* the one that fails, -1 none                         */

void *__wrap_malloc(size_t size) {
  return n_taken++ == n_fail ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size) {
  return n_taken++ == n_fail ? NULL : __real_calloc(n, size);
}

static ant_method method;

typedef struct flight {
  ant_model *model;
  ant_mission *mission;
  ant_machine *machine;
  ant_run *run;
} flight;

/* A flight of a model with BODY through PHASES ("" none: the ground), at its start. */
static flight begin(const char *body, const char *phases, double tolerance) {
  flight f = {0};
  char text[4000];
  ant_diags diags = {0};
  ant_diag diag = {0};
  snprintf(text, sizeof text,
           "antaeus 1\nmodel \"T\"\n  baseline free \"toys move\"\nmodule t \"T\"\n%s", body);
  bool ready = ant_model_parse("t.ant", text, &f.model, &diags) == ANT_OK &&
               ant_machine_open(f.model, &f.machine, &diag) == ANT_OK;
  if (ready && phases[0]) {
    snprintf(text, sizeof text, "antaeus 1\nmission \"M\"\n%s", phases);
    ready = ant_mission_parse(f.model, "m.ant", text, &f.mission, &diags) == ANT_OK;
  }
  ant_diags_print(&diags, stdout);
  ant_diags_clear(&diags);
  ant_fly_options o = {.tolerance = tolerance, .method = method};
  ready = ready && ant_run_create(f.machine, f.mission, &o, &f.run, &diag) == ANT_OK;
  if (!ready) printf("# %s\n", diag.text), abort();
  return f;
}

static void end(flight *f) {
  ant_run_destroy(&f->run);
  ant_machine_destroy(&f->machine);
  ant_mission_destroy(&f->mission);
  ant_model_destroy(&f->model);
}

static void go(flight *f, double time_d) {
  ant_diag diag;
  ant_status status = ant_run_advance(f->run, time_d, &diag);
  if (status != ANT_OK) printf("# %s\n", diag.text);
  CHECK(status == ANT_OK);
}

/* State NAME; "x.b" is its second element. */
static double state(const flight *f, const char *name) {
  int symbol, element;
  char full[80];
  snprintf(full, sizeof full, "t.%s", name);
  CHECK(ant_model_find(f->model, full, &symbol, &element, NULL) == ANT_OK);
  return ant_run_states(f->run)[f->model->symbol[symbol].offset + (element < 0 ? 0 : element)];
}

static const char ball[] = "state height = 1  scale 1\nrate height = speed / 1 [day]\n"
                           "state speed = 0  scale 1\nrate speed = 0 - 2 / 1 [day]\n"
                           "state bounces = 0  scale 1\nrate bounces = 0 / 1 [day]\n"
                           "when hit = height < 0\n"
                           "  set speed = 0 - speed * %s\n  set bounces = bounces + 1\n";

/* It falls for a day, then each bounce takes half the time of the last, the first a day. */
static void a_ball_bounces(void) {
  char text[600];
  snprintf(text, sizeof text, ball, "0.5");
  flight f = begin(text, "", 1e-10);
  double worst = 0;
  for (double t = 0.013; t < 2.99; t += 0.01) {
    go(&f, t);
    double start = 1, length = 1, bounces = 1;
    while (t > start + length) start += length, length /= 2, bounces++;
    double in = t - start, height = t < 1 ? 1 - t * t : in * (length - in);
    worst = fmax(worst, fabs(state(&f, "height") - height));
    NEAR(state(&f, "bounces"), t < 1 ? 0 : bounces, 0);
  }
  printf("# largest error of the height: %.2g\n", worst);
  CHECK(worst < 1e-8);
  end(&f);
}

/* Whatever the tolerance, and however much of its speed it keeps, it never falls through the floor.
 */
static void a_ball_at_rest_is_refused(void) {
  const double tolerance[] = {1e-4, 1e-6, 1e-8, 1e-10, 1e-12};
  const char *keeps[] = {"0.25", "0.5", "0.75", "0.9"};
  const double rest_d[] = {1 + 2 / 3., 3, 7, 19}; /* 1 + 2 k + 2 k^2 + ... */
  for (int i = 0; i < 20; i++) {
    char text[600];
    snprintf(text, sizeof text, ball, keeps[i % 4]);
    flight f = begin(text, "", tolerance[i / 4]);
    ant_diag diag = {0};
    CHECK(ant_run_advance(f.run, 100, &diag) == ANT_ENUMERIC);
    CHECK(strstr(diag.text, "'t.hit'") && strstr(diag.text, "for ever") && diag.hint[0]);
    NEAR(ant_run_time(f.run), rest_d[i % 4], 2 * sqrt(tolerance[i / 4]) * rest_d[i % 4] * 10);
    NEAR(state(&f, "height"), 0, 4 * tolerance[i / 4]);
    CHECK(ant_run_advance(f.run, 100, &diag) == ANT_ENUMERIC);
    CHECK(strstr(diag.text, "goes no further"));
    end(&f);
  }
}

static void what_drives_itself_back_is_refused(void) {
  const char *row[] = {
      "state x = 0  scale 1\nrate x = if high then 0 - 1 / 1 [day] else 1 / 1 [day]\n"
      "when high = x > 1\n",
      "state x = 0  scale 1\nrate x = 1 / 1 [day]\nwhen high = x > 1\n  set x = 0 - 1\n"
      "when low = x <= 0\n  set x = 2\n",
      "state x = 0  scale 1\nrate x = 1 / 1 [day]\n"
      "when high = x > 1\n  set x = 1 - 5e-8\n",
      "state x = 0  scale 1\nrate x = 1 / 1 [day]\nwhen high = x > 1\n  set x = 1\n"};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    flight f = begin(row[i], "", 0);
    ant_diag diag = {0};
    CHECK(ant_run_advance(f.run, 0.5, &diag) == ANT_OK);
    CHECK(ant_run_advance(f.run, 2, &diag) == ANT_ENUMERIC);
    CHECK(strstr(diag.text, "for ever") && strstr(diag.text, "on day 1"));
    NEAR(ant_run_time(f.run), 1, 1e-5);
    NEAR(state(&f, "x"), 1, 1e-7);
    end(&f);
  }
}

/* Heated towards 30 below 19, cooling towards 10 above 21: each at its own speed. */
static const char thermostat[] =
    "set room = a, b\nparam k.a [1/day] = 1  assumed \"toy\"\nparam k.b [1/day] = 3  assumed "
    "\"toy\"\n"
    "for room\n  let speed [1/day] = if room is a then k.a else k.b\n"
    "  state x = 20\n  state on = 1\n  state n = 0  scale 1\n  rate on = 0 / 1 [day]\n"
    "  rate n = 0 / 1 [day]\n  rate x = speed * ((if on > 0.5 then 30 else 10) - x)\n"
    "  when cold = x < 19\n    set on = 1\n  when warm = x > 21\n    set on = 0\n    set n = n + "
    "1\n";

static void a_thermostat_switches(void) {
  flight f = begin(thermostat, "", 1e-12);
  const char *x[] = {"x.a", "x.b"}, *n[] = {"n.a", "n.b"};
  for (double t = 0; t <= 20; t += 0.37) {
    go(&f, t);
    for (int room = 0; room < 2; room++) {
      double s = t * (room ? 3 : 1), first = log(10. / 9), half = log(11. / 9), want;
      double phase = fmod(s - first, 2 * half);
      want = s < first      ? 30 - 10 * exp(-s)
             : phase < half ? 10 + 11 * exp(-phase)
                            : 30 - 11 * exp(-(phase - half));
      NEAR(state(&f, x[room]), want, 2e-7);
      NEAR(state(&f, n[room]), s < first ? 0 : 1 + floor((s - first) / (2 * half)), 0);
    }
  }
  end(&f);
}

static void jumps_start_from_the_states_before(void) {
  flight f =
      begin("state x = 1\nrate x = 0 / 1 [day]\nstate y = 2\nrate y = 0 / 1 [day]\n"
            "state z = 0  scale 1\nrate z = if a and b then 1 / 1 [day] else 0 / 1 [day]\n"
            "when a = time > 3 [day]\n  set x = y\nwhen b = time > 3 [day]\n  set y = x\n"
            "state w = 0  scale 1\nrate w = 0 / 1 [day]\nwhen c = x > 1.5\n  set w = x + y\n",
            "", 0);
  go(&f, 2.999);
  NEAR(state(&f, "x"), 1, 0);
  go(&f, 10);
  NEAR(state(&f, "x"), 2, 0);
  NEAR(state(&f, "y"), 1, 0);
  NEAR(state(&f, "z"), 7, 1e-12);
  NEAR(state(&f, "w"), 3, 0); /* what the jumps make true follows them */
  end(&f);
}

static void what_is_true_at_the_start_does_not_jump(void) {
  flight f =
      begin("input u = 1\nstate x = 1\nrate x = 0 / 1 [day]\nstate n = 0  scale 1\n"
            "rate n = 0 / 1 [day]\nstate y = 0  scale 1\nrate y = if high then 1 / 1 [day] else "
            "0 / 1 [day]\nwhen high = x * u >= 1\n  set n = n + 1\n",
            "  a 2 [day]\n  b 3 [day]  u 0.5\n  c 4 [day]\n", 0);
  go(&f, 2);
  NEAR(state(&f, "n"), 0, 0);
  NEAR(state(&f, "y"), 2, 1e-12);
  go(&f, 5); /* a phase may make it false, and true again */
  NEAR(state(&f, "n"), 1, 0);
  NEAR(state(&f, "y"), 2, 1e-12);
  go(&f, 9);
  NEAR(state(&f, "n"), 1, 0);
  NEAR(state(&f, "y"), 6, 1e-12);
  end(&f);
}

static void a_dose_may_cross(void) {
  flight f = begin("substance stuff = 1 [g/mol]  assumed \"toy\"\n"
                   "state x [g] of stuff = 0  scale 1\nstate gone [g] of stuff = 0  scale 1\n"
                   "flow out: x -> gone [g/day] = x / 1 [day]\ndose pill [g] -> x\n"
                   "state n = 0  scale 1\nrate n = 0 / 1 [day]\n"
                   "state t = 0  scale 1\nrate t = if high then 1 / 1 [day] else 0 / 1 [day]\n"
                   "when high = x > 1 [g]\n  set n = n + 1\n",
                   "  a 20 [day]\n    dose pill 3 [g]  every 5 [day]\n", 1e-10);
  go(&f, 20);
  double most = 3, above = 0;
  for (int i = 0; i < 4; i++) {
    above += log(most);
    most = most * exp(-5) + 3;
  }
  NEAR(state(&f, "n"), 4, 0);
  NEAR(state(&f, "t"), above, 1e-8);
  NEAR(ant_run_mass_error(f.run), 0, 1e-13);
  end(&f);
}

/* Above its threshold for 0.3 % of each turn of 1 day. */
static void a_short_visit_is_seen(void) {
  flight f = begin("param w [1/day] = 6.283185307179586  assumed \"one turn a day\"\n"
                   "state x = 1\nrate x = w * y\nstate y = 0  scale 1\nrate y = 0 - w * x\n"
                   "state n = 0  scale 1\nrate n = 0 / 1 [day]\n"
                   "state t = 0  scale 1\nrate t = if high then 1 / 1 [day] else 0 / 1 [day]\n"
                   "when high = x > 0.99995\n  set n = n + 1\n",
                   "", 1e-12);
  go(&f, 50.5);
  NEAR(state(&f, "n"), 50, 0);
  NEAR(state(&f, "t"), 50.5 * 2 * acos(0.99995) / 6.283185307179586, 5e-5);
  end(&f);
}

/* A stone's throw over a wall of nearly its height, for 0.002 of 10 days, while steps are of days.
 */
static void a_turn_between_looks_is_seen(void) {
  for (int i = 0; i < 10; i++) {
    char text[600];
    snprintf(text, sizeof text,
             "param top [day] = %g  assumed \"toy\"\n"
             "state x = 0 - (top / 1 [day])^2  scale 1\nrate x = 2 * (top - time) / 1 [day]^2\n"
             "state n = 0  scale 1\nrate n = 0 / 1 [day]\nstate t = 0  scale 1\n"
             "rate t = if high then 1 / 1 [day] else 0 / 1 [day]\n"
             "when high = x > 0 - 1e-6\n  set n = n + 1\n",
             4.1 + 0.37 * i);
    flight f = begin(text, "", 1e-10);
    go(&f, 10);
    NEAR(state(&f, "n"), 1, 0);
    NEAR(state(&f, "t"), 2e-3, 5e-5);
    end(&f);
  }
}

/* From six to a quarter past eight every morning, while nothing else happens for weeks. */
static void mornings_are_seen(void) {
  flight f = begin(
      "state n = 0  scale 1\nrate n = 0 / 1 [day]\n"
      "state t = 0  scale 1\nrate t = if morning then 1 / 1 [day] else 0 / 1 [day]\n"
      "when morning = cos(6.283185307179586 * (time / 1 [day] - 0.296875)) > 0.9569403357322088\n"
      "  set n = n + 1\n",
      "", 1e-10);
  go(&f, 100);
  NEAR(state(&f, "n"), 100, 0);
  NEAR(state(&f, "t"), 100 * 0.09375, 1e-7);
  end(&f);
}

static void rest_on_a_threshold_is_rest(void) {
  flight f =
      begin("input u = 1\nstate x = 1\nrate x = (u - x) / 1 [day]\nstate fast = 0  scale 1\n"
            "rate fast = 100 / 1 [day] * (x - 1 - fast)\nwhen high = x > 1\n  set n = n + 1\n"
            "state n = 0  scale 1\nrate n = 0 / 1 [day]\n",
            "  a 100 [day]\n  b 100 [day]  u 2\n  c 100 [day]\n", 0);
  go(&f, 100);
  NEAR(state(&f, "n"), 0, 0);
  go(&f, 300);
  NEAR(state(&f, "n"), 1, 0);
  end(&f);
}

static void slices_and_grids_change_nothing(void) {
  flight whole = begin(thermostat, "", 0), slices = begin(thermostat, "", 0);
  go(&whole, 10);
  for (int i = 1; i <= 700; i++) go(&slices, i / 70.);
  size_t size = (size_t)whole.model->n_y * sizeof(double);
  CHECK(memcmp(ant_run_states(whole.run), ant_run_states(slices.run), size) == 0);
  ant_solver_stats a, b;
  ant_run_stats(whole.run, &a), ant_run_stats(slices.run, &b);
  CHECK(a.steps == b.steps && a.restarts == b.restarts && a.restarts > 60);
  end(&whole), end(&slices);
}

static void a_held_state_does_not_jump(void) {
  char text[600];
  snprintf(text, sizeof text, ball, "0.5");
  flight f = begin(text, "", 0);
  int symbol, element;
  CHECK(ant_model_find(f.model, "t.bounces", &symbol, &element, NULL) == ANT_OK);
  CHECK(ant_run_clamp(f.run, &(ant_setting){symbol, -1, 7}, NULL) == ANT_OK);
  go(&f, 2.6);
  NEAR(state(&f, "bounces"), 7, 0);
  end(&f);
}

static void what_is_compared_must_be_a_number(void) {
  flight f =
      begin("state x = 1\nrate x = 0 - 1 / 1 [day]\nwhen low = sqrt(x) < 0.1\n  set n = n + 1\n"
            "state n = 0  scale 1\nrate n = 0 / 1 [day]\n",
            "", 0);
  ant_diag diag;
  CHECK(ant_run_advance(f.run, 2, &diag) == ANT_ENUMERIC);
  CHECK(strstr(diag.text, "'t.low'") && strstr(diag.text, "not a number"));
  NEAR(state(&f, "n"), 1, 0);
  end(&f);
}

/* Every allocation of a run with O fails once. */
static void refuse_each(const flight *f, const ant_fly_options *o) {
  ant_run *run = NULL;
  n_taken = 0;
  CHECK(ant_run_create(f->machine, NULL, o, &run, NULL) == ANT_OK);
  long n = n_taken;
  ant_run_destroy(&run);
  CHECK(n > 15);
  for (long i = 0; i < n; i++) {
    n_taken = 0;
    n_fail = i;
    ant_status status = ant_run_create(f->machine, NULL, o, &run, NULL);
    n_fail = -1;
    CHECK(status == ANT_ENOMEM && !run);
  }
}

static void memory_may_be_refused(void) {
  flight f = begin(thermostat, "", 0);
  ant_setting by = {.element = -1};
  CHECK(ant_model_find(f.model, "t.k.a", &by.symbol, &by.element, NULL) == ANT_OK);
  n_taken = 0;
  go(&f, 3);
  CHECK(n_taken == 0); /* all is taken at the start */
  refuse_each(&f, &(ant_fly_options){.method = method});
  refuse_each(&f, &(ant_fly_options){.sense = &by, .n_sense = 1});
  end(&f);
}

static void all(ant_method by) {
  method = by;
  RUN(a_ball_bounces);
  RUN(a_ball_at_rest_is_refused);
  RUN(what_drives_itself_back_is_refused);
  RUN(a_thermostat_switches);
  RUN(jumps_start_from_the_states_before);
  RUN(what_is_true_at_the_start_does_not_jump);
  RUN(a_dose_may_cross);
  RUN(a_short_visit_is_seen);
  RUN(a_turn_between_looks_is_seen);
  RUN(mornings_are_seen);
  RUN(rest_on_a_threshold_is_rest);
  RUN(slices_and_grids_change_nothing);
  RUN(a_held_state_does_not_jump);
  RUN(what_is_compared_must_be_a_number);
  RUN(memory_may_be_refused);
}

int main(void) {
  all(ANT_METHOD_ROSENBROCK);
  all(ANT_METHOD_BDF);
  return test_done();
}
