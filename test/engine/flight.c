/* Whole flights of models in text: against Runge and Kutta, against a tighter tolerance, in slices,
 * on several grids, in other units. */
#include "test.h"

#include "antaeus/run.h"
#include "language/ir.h"

/* Two cell populations that activate each other through a fast signal, driven by the load: stiff
 * (rates from 0.05 to 200 per day), nonlinear, with a delay, a pool, a drug.  %s: the unit of
 * `early`, its factor to pmol/L. */
static const char text[] =
    "antaeus 1\n"
    "model \"Cells\"\n"
    "module cells \"A toy of bone cells\"\n"
    "substance matter = 10 [g/mol]  assumed \"toy\"\n"
    "input load [1] = 1  range 0 to 2  \"load\"\n"
    "param signal_rate [1/day] = 200  \"fast\"  assumed \"toy\"\n"
    "param death [1/day] = 0.15  \"of cells\"  assumed \"toy\"\n"
    "state early [%s] = %s  \"precursors\"\n"
    "state late [pmol/L] = 0.001  \"mature cells\"\n"
    "state signal [1] = 0.5  \"signal\"\n"
    "let drive [1] = (late / 0.001 [pmol/L]) / (1 + late / 0.001 [pmol/L])  \"drive\"\n"
    "rate signal = signal_rate * (drive * load + drug / 1 [mg] * 0.1 - signal)\n"
    "rate early = 0.1 [1/day] * (0.0008 [pmol/L] * 2 * signal - early)\n"
    "delay seen [pmol/L] = early  lag 5 [day]  shape 3  \"maturing\"\n"
    "rate late = 0.1875 [1/day] * seen - death * late\n"
    "state drug [mg] of matter = 0  \"drug\"  scale 1\n"
    "state gone [mg] of matter = 0  \"cleared\"  scale 1\n"
    "flow clearance: drug -> gone [mg/day] = 0.7 [1/day] * drug  \"clearance\"\n"
    "dose pill [mg] -> drug\n"
    "observe o.early [pmol/L] = early  \"precursors\"\n"
    "observe o.late [pmol/L] = late  \"mature cells\"\n"
    "observe o.signal [1] = signal  \"signal\"\n"
    "observe o.gone [ug] = gone  \"cleared\"\n";

static const char mission_text[] = "antaeus 1\n"
                                   "mission \"Unloaded\"\n"
                                   "  preflight  30 [day]\n"
                                   "  flight    200 [day]  load 0.2\n"
                                   "    dose pill 3 [mg]  every 25 [day]\n"
                                   "  recovery  370 [day]\n";

typedef struct flight {
  ant_model *model;
  ant_mission *mission;
  ant_machine *machine;
} flight;

static flight open(const char *unit, const char *value) {
  flight f = {0};
  char whole[3000];
  ant_diags diags = {0};
  ant_diag diag = {0};
  snprintf(whole, sizeof whole, text, unit, value);
  CHECK(ant_model_parse("cells.ant", whole, &f.model, &diags) == ANT_OK);
  if (f.model) {
    CHECK(ant_mission_parse(f.model, "m.ant", mission_text, &f.mission, &diags) == ANT_OK);
    CHECK(ant_machine_open(f.model, &f.machine, &diag) == ANT_OK);
  }
  ant_diags_print(&diags, stdout);
  ant_diags_clear(&diags);
  return f;
}

static void close(flight *f) {
  ant_machine_destroy(&f->machine);
  ant_mission_destroy(&f->mission);
  ant_model_destroy(&f->model);
}

static ant_method method; /* all tests below are run with both */

static ant_course *fly(const flight *f, double tolerance, double every_d) {
  ant_course *course = NULL;
  ant_diag diag = {0};
  ant_fly_options o = {.method = method, .tolerance = tolerance, .every_d = every_d};
  CHECK(ant_fly(f->machine, f->mission, &o, &course, &diag) == ANT_OK);
  if (!course) printf("# %s\n", diag.text);
  return course;
}

/* of the observables, in their units */
static const double scale[] = {0.0008, 0.001, 0.5, 1000};

/* 1. Against another integrator ------------------------------------------ */

/* early, late, signal, drug, gone, and the three stages of the delay */
static void rate(const double *y, double load, double *dy) {
  double drive = (y[1] / 0.001) / (1 + y[1] / 0.001);
  dy[2] = 200 * (drive * load + y[3] * 0.1 - y[2]);
  dy[0] = 0.1 * (0.0008 * 2 * y[2] - y[0]);
  double k = 3. / 5;
  dy[5] = k * (y[0] - y[5]);
  dy[6] = k * (y[5] - y[6]);
  dy[7] = k * (y[6] - y[7]);
  dy[1] = 0.1875 * y[7] - 0.15 * y[1];
  dy[3] = -0.7 * y[3];
  dy[4] = 0.7 * y[3];
}

static void rk4(double *y, double load, double days) {
  int n_step = (int)(days * 500); /* 1/h well above the fastest rate */
  double h = days / n_step, k[4][8], z[8];
  const double at[] = {0, 0.5, 0.5, 1};
  for (int step = 0; step < n_step; step++) {
    for (int s = 0; s < 4; s++) {
      for (int i = 0; i < 8; i++) z[i] = y[i] + (s ? h * at[s] * k[s - 1][i] : 0);
      rate(z, load, k[s]);
    }
    for (int i = 0; i < 8; i++) y[i] += h / 6 * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]);
  }
}

static void agrees_with_another_integrator(void) {
  flight f = open("pmol/L", "0.0008");
  if (!f.mission) {
    close(&f);
    return;
  }
  ant_course *c = fly(&f, 1e-11, 1);
  if (!c) {
    close(&f);
    return;
  }
  double y[8] = {0.0008, 0.001, 0.5, 0, 0, 0.0008, 0.0008, 0.0008};
  rk4(y, 1, 30);
  for (double t = 0; t < 200; t += 25) {
    y[3] += 3;
    rk4(y, 0.2, 25);
  }
  NEAR(c->phase[1].value[0], y[0], 1e-8 * 0.0008);
  NEAR(c->phase[1].value[1], y[1], 1e-8 * 0.001);
  NEAR(c->phase[1].value[2], y[2], 1e-8 * 0.5);
  NEAR(c->phase[1].value[3], y[4] * 1000, 1e-8 * 1000);
  rk4(y, 1, 370);
  NEAR(c->phase[2].value[1], y[1], 1e-8 * 0.001);
  CHECK(c->mass_error < 1e-13);
  ant_course_destroy(&c);
  close(&f);
}

/* 2. Against itself ------------------------------------------------------- */

static void errors_fall_with_the_tolerance(void) {
  flight f = open("pmol/L", "0.0008");
  if (!f.mission) {
    close(&f);
    return;
  }
  ant_course *best = fly(&f, 1e-12, 1);
  double last = 1;
  for (double tolerance = 1e-6; tolerance > 1e-11 && best; tolerance /= 100) {
    ant_course *c = fly(&f, tolerance, 1);
    double worst = 0;
    for (int k = 0; c && k < c->n_row * c->n_column; k++) {
      worst = fmax(worst, fabs(c->value[k] - best->value[k]) / scale[k % c->n_column]);
    }
    printf("# tolerance %g: largest error %.3g scales, %ld steps\n", tolerance, worst,
           c ? c->stats.steps : 0);
    CHECK(worst < last / 3 && worst < 1000 * tolerance);
    last = worst;
    ant_course_destroy(&c);
  }
  ant_course_destroy(&best);
  close(&f);
}

static void slices_are_the_whole(void) {
  flight f = open("pmol/L", "0.0008");
  if (!f.mission) {
    close(&f);
    return;
  }
  ant_run *whole = NULL, *slices = NULL;
  ant_fly_options o = {.method = method};
  CHECK(ant_run_create(f.machine, f.mission, &o, &whole, NULL) == ANT_OK);
  CHECK(ant_run_create(f.machine, f.mission, &o, &slices, NULL) == ANT_OK);
  CHECK(ant_run_advance(whole, 570, NULL) == ANT_OK);
  for (int i = 1; i <= 60; i++) CHECK(ant_run_advance(slices, -30 + 10 * i, NULL) == ANT_OK);
  CHECK(memcmp(ant_run_states(whole), ant_run_states(slices),
               (size_t)f.model->n_y * sizeof(double)) == 0);
  ant_run_destroy(&whole), ant_run_destroy(&slices);
  close(&f);
}

static void grids_share_their_bytes(void) {
  flight f = open("pmol/L", "0.0008");
  if (!f.mission) {
    close(&f);
    return;
  }
  ant_course *daily = fly(&f, 1e-8, 1);
  if (!daily) {
    close(&f);
    return;
  }
  for (int every = 7; every <= 30; every += 23) {
    ant_course *c = fly(&f, 1e-8, every);
    int n = 0;
    for (int a = 0, b = 0; c && a < daily->n_row && b < c->n_row; a++) {
      if (daily->time_d[a] != c->time_d[b]) continue;
      CHECK(memcmp(daily->value + a * c->n_column, c->value + b * c->n_column,
                   (size_t)c->n_column * sizeof(double)) == 0);
      b++, n++;
    }
    CHECK(c && n == c->n_row);
    ant_course_destroy(&c);
  }
  ant_course_destroy(&daily);
  close(&f);
}

static void another_unit_changes_nothing(void) {
  flight a = open("pmol/L", "0.0008"), b = open("nmol/L", "0.0000008");
  if (a.mission && b.mission) {
    ant_course *p = fly(&a, 1e-8, 7), *q = fly(&b, 1e-8, 7);
    double worst = 0;
    for (int k = 0; p && q && k < p->n_row * p->n_column; k++) {
      worst = fmax(worst, fabs(p->value[k] - q->value[k]) / scale[k % p->n_column]);
    }
    if (p && q)
      printf("# pmol to nmol: largest difference %.3g, steps %ld and %ld\n", worst, p->stats.steps,
             q->stats.steps);
    CHECK(worst < 1e-10); /* rounding, as step sizes amplify it in quiet stretches */
    ant_course_destroy(&p), ant_course_destroy(&q);
  }
  close(&a), close(&b);
}

static void all(void) {
  RUN(agrees_with_another_integrator);
  RUN(errors_fall_with_the_tolerance);
  RUN(slices_are_the_whole);
  RUN(grids_share_their_bytes);
  RUN(another_unit_changes_nothing);
}

int main(void) {
  all();
  method = ANT_METHOD_BDF;
  all();
  return test_done();
}
