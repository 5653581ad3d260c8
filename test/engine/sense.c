/* Sensitivities: against closed forms, and against differences of whole flights.
 * Arguments: the source tree, and "all" for more parameters of the large models. */
#include "test.h"

#include "antaeus/run.h"
#include "language/ir.h"

static const char *root;
static bool all;
static double tolerance = 1e-12; /* of the flights that are compared; 100 times that of s */

enum { N_BY = 8, N_TIME = 12, N_LOOK = 4000 };

typedef struct subject {
  ant_model *model;
  ant_mission *mission;
  ant_machine *machine;
} subject;

static subject from_text(const char *body, const char *phases) {
  subject s = {0};
  char text[6000];
  ant_diags diags = {0};
  snprintf(text, sizeof text,
           "antaeus 1\nmodel \"T\"\n  baseline free \"toys move\"\nmodule t \"T\"\n%s", body);
  bool ready = ant_model_parse("t.ant", text, &s.model, &diags) == ANT_OK &&
               ant_machine_open(s.model, &s.machine, NULL) == ANT_OK;
  snprintf(text, sizeof text, "antaeus 1\nmission \"M\"\n%s", phases);
  ready = ready && ant_mission_parse(s.model, "m.ant", text, &s.mission, &diags) == ANT_OK;
  if (!ready) ant_diags_print(&diags, stdout), abort();
  ant_diags_clear(&diags);
  return s;
}

/* The model that lies at MODEL. */
static subject from_files(const char *model, const char *phases) {
  subject s = {0};
  char path[1000], text[2000];
  ant_diags diags = {0};
  snprintf(path, sizeof path, "%s/%s", root, model);
  bool ready = ant_model_load(path, &s.model, &diags) == ANT_OK &&
               ant_machine_open(s.model, &s.machine, NULL) == ANT_OK;
  snprintf(text, sizeof text, "antaeus 1\nmission \"M\"\n%s", phases);
  ready = ready && ant_mission_parse(s.model, "m.ant", text, &s.mission, &diags) == ANT_OK;
  if (!ready) ant_diags_print(&diags, stdout), abort();
  ant_diags_clear(&diags);
  return s;
}

static void end(subject *s) {
  ant_machine_destroy(&s->machine);
  ant_mission_destroy(&s->mission);
  ant_model_destroy(&s->model);
}

static ant_setting parameter(const subject *s, const char *name) {
  ant_setting by = {0};
  ant_diag diag;
  if (ant_model_find(s->model, name, &by.symbol, &by.element, &diag) != ANT_OK) {
    printf("# %s\n", diag.text), abort();
  }
  const ant_symbol *symbol = &s->model->symbol[by.symbol];
  if (symbol->value) by.value = symbol->value[by.element < 0 ? 0 : by.element];
  return by;
}

/* The observables at N_TIME times through the mission into OUT (N_TIME x columns), with O; the
 * number of columns, 0 on failure.  With sensitivities these stand there (columns x n_sense)
 * instead. */
static int observe(const subject *s, const ant_fly_options *o, double *out) {
  ant_run *run = NULL;
  ant_diag diag = {0};
  const ant_phase *phase = s->mission->phase;
  double start = phase[0].start_d, last = phase[s->mission->n_phase - 1].end_d;
  int n = 0;
  for (int i = 0; i < s->model->n_symbol; i++) {
    const ant_symbol *symbol = &s->model->symbol[i];
    if (symbol->kind == ANT_SYM_OBSERVE && !symbol->hidden) n += symbol->n;
  }
  int width = o->n_sense > 0 ? n * o->n_sense : n;
  ant_status status = ant_run_create(s->machine, s->mission, o, &run, &diag);
  for (int t = 0; t < N_TIME && status == ANT_OK; t++) {
    status = ant_run_advance(run, fmin(start + (last - start) * (t + 1) / N_TIME, last), &diag);
    const double *value = o->n_sense > 0 ? ant_run_sense(run) : ant_run_observe(run);
    if (status == ANT_OK) memcpy(out + t * width, value, (size_t)width * sizeof *out);
  }
  if (status != ANT_OK) printf("# %s\n", diag.text);
  CHECK(status == ANT_OK);
  ant_run_destroy(&run);
  return status == ANT_OK ? n : 0;
}

/* Differences of four flights, the error of which is of fourth order in STEP; a last flight's
 * observables into SIZE, over the parameter. */
static void difference(const subject *s, const ant_setting *by, double step, double *out,
                       double *size) {
  const double at[] = {-2, -1, 1, 2}, weight[] = {1. / 12, -2. / 3, 2. / 3, -1. / 12};
  double *look = calloc(N_TIME * N_LOOK, sizeof *look);
  double h = step * (by->value != 0 ? fabs(by->value) : 1);
  for (int i = 0; i < N_TIME * N_LOOK; i++) out[i] = 0;
  for (int k = 0; k < 4; k++) {
    ant_setting moved = *by;
    moved.value += at[k] * h;
    ant_fly_options o = {.tolerance = tolerance, .setting = &moved, .n_setting = 1};
    int n = observe(s, &o, look);
    for (int i = 0; i < n * N_TIME; i++) out[i] += weight[k] * look[i] / h;
  }
  for (int i = 0; i < N_TIME * N_LOOK; i++) size[i] = fabs(look[i]) * step / h;
  free(look);
}

/* The largest difference between sensitivities and differences of flights, in shares of the largest
 * of their column (of which flights tell little where it is below 1/1000 of what it moves). */
static double compare(const subject *s, const char *const *name, int n, double step) {
  ant_setting by[N_BY];
  double *sense = calloc(N_TIME * N_LOOK * N_BY, sizeof *sense);
  double *differ = calloc(2 * N_TIME * N_LOOK, sizeof *differ), worst = 0;
  double *size = differ + N_TIME * N_LOOK;
  for (int k = 0; k < n; k++) by[k] = parameter(s, name[k]);
  ant_fly_options o = {.tolerance = 100 * tolerance, .sense = by, .n_sense = n};
  int n_column = observe(s, &o, sense);
  for (int k = 0; k < n && n_column > 0; k++) {
    double own = 0, most = 0;
    difference(s, &by[k], step, differ, size);
    for (int c = 0; c < n_column; c++) {
      double largest = 0, off = 0;
      for (int t = 0; t < N_TIME; t++) {
        double d = differ[t * n_column + c], x = sense[(t * n_column + c) * n + k];
        most = fmax(most, fabs(x));
        largest = fmax(largest, fmax(fabs(d), 1e-3 * size[t * n_column + c]));
        off = fmax(off, isnan(x) ? INFINITY : fabs(d - x));
      }
      if (largest > 0) own = fmax(own, off / largest);
    }
    printf("# %-44s %.1e\n", name[k], own);
    CHECK(most > 0);
    worst = fmax(worst, own);
  }
  free(sense);
  free(differ);
  return worst;
}

static void agree(subject s, const char *const *name, int n, double step, double within) {
  double worst = compare(&s, name, n, step);
  printf("# largest relative difference: %.1e\n", worst);
  CHECK(worst < within);
  end(&s);
}

static void a_closed_form(void) {
  subject s = from_text(
      "param k [1/day] = 0.1  assumed \"toy\"\nparam start = 3  assumed \"toy\"\n"
      "state y = start\nrate y = 0 - k * y\nobserve o.y = y\nobserve o.y2 [1/day] = k * y * y\n",
      "  a 12 [day]\n");
  ant_setting by[] = {parameter(&s, "t.k"), parameter(&s, "t.start")};
  ant_fly_options o = {.tolerance = 1e-10, .sense = by, .n_sense = 2};
  double got[N_TIME * 4];
  CHECK(observe(&s, &o, got) == 2);
  for (int i = 0; i < N_TIME; i++) {
    double t = i + 1, y = 3 * exp(-0.1 * t);
    NEAR(got[4 * i], -t * y, 1e-7);
    NEAR(got[4 * i + 1], y / 3, 1e-8);
    NEAR(got[4 * i + 2], y * y - 0.2 * t * y * y, 1e-7);
    NEAR(got[4 * i + 3], 0.2 * y * y / 3, 1e-8);
  }
  end(&s);
}

static void the_ground_and_doses_move(void) {
  const char *by[] = {"t.k", "t.gain", "t.share", "t.lag", "t.exponent", "t.size.b"};
  agree(from_text(
            "set site = a, b\ninput load = 1\nsubstance stuff = 1 [g/mol]  assumed \"toy\"\n"
            "param k [1/day] = 0.3  assumed \"toy\"\nparam gain = 2  assumed \"toy\"\n"
            "param share = 0.4  assumed \"toy\"\nparam lag [day] = 3  assumed \"toy\"\n"
            "param exponent = 1.7  assumed \"toy\"\n"
            "param size.a = 1  assumed \"toy\"\nparam size.b = 2  assumed \"toy\"\n"
            "for site\n  state x = steady  scale 1\n"
            "  rate x = k * (gain * load * (if site is a then size.a else size.b) - x^exponent)\n"
            "let sum = total over site (x)\n"
            "delay seen = sum / baseline(sum)  lag lag  shape 3\n"
            "state y = 1\nbalance make [1/day] so that y is steady\n"
            "rate y = make * seen - k * y * (1 + max(0, seen - 1.1))\n"
            "state drug [g] of stuff = 0  scale 1\nstate gone [g] of stuff = 0  scale 1\n"
            "flow out: drug -> gone [g/day] = k * drug / (1 + drug / 5 [g])\n"
            "dose pill [g] -> drug  fraction share * y\n"
            "observe o.sum = sum\nobserve o.y = y\nobserve o.drug [g] = drug\n"
            "observe o.make [1/day] = make\nfor site\n  observe o.x.{site} = x / baseline(x)\n",
            "  a 5 [day]\n  b 20 [day]  load 1.5\n    dose pill 3 [g]  every 4 [day]\n"
            "    dose pill 2 [g]  on day 3 [day]  over 48 [h]\n  c 11 [day]\n"),
        by, 6, 3e-3, 1e-5);
}

static void crossings_move(void) {
  const char *ball[] = {"t.gravity", "t.keeps", "t.floor", "t.top"};
  agree(from_text("param gravity [1/day] = 2  assumed \"toy\"\nparam keeps = 0.6  assumed \"toy\"\n"
                  "param floor = 0.1  assumed \"toy\"\nparam top = 1  assumed \"toy\"\n"
                  "state height = top\nrate height = speed / 1 [day]\n"
                  "state speed = 0  scale 1\nrate speed = 0 - gravity\n"
                  "state hits = 0  scale 1\nrate hits = 0 / 1 [day]\n"
                  "when hit = height < floor\n  set speed = 0 - speed * keeps\n"
                  "  set hits = hits + keeps * height\n"
                  "observe o.height = height\nobserve o.speed = speed\nobserve o.hits = hits\n",
                  "  a 2.85 [day]\n"),
        ball, 4, 1e-4, 1e-6);
  const char *room[] = {"t.k.a", "t.low", "t.high", "t.late"};
  agree(from_text(
            "set room = a, b\nparam k.a [1/day] = 1  assumed \"toy\"\n"
            "param k.b [1/day] = 1.7  assumed \"toy\"\nparam low = 19  assumed \"toy\"\n"
            "param high = 21  assumed \"toy\"\nparam late [day] = 3.3  assumed \"toy\"\n"
            "for room\n  let speed [1/day] = if room is a then k.a else k.b\n"
            "  state x = (low + high) / 2\n  state on = 1\n  rate on = 0 / 1 [day]\n"
            "  rate x = speed * ((if on > 0.5 then 30 else 10) + (if night then 0.5 else 0) - x)\n"
            "  when cold = x < low\n    set on = 1\n  when warm = x > high\n    set on = 0\n"
            "  observe o.x.{room} = x\nwhen night = time > late\n",
            "  a 5.9 [day]\n"),
        room, 4, 5e-5, 2e-5);
}

static void what_has_none_is_refused(void) {
  subject s = from_text("param k [1/day] = 0.1  assumed \"toy\"\nparam twice [1/day] = 2 * k\n"
                        "  assumed \"toy\"\ncovariate sex one of female, male = male\n"
                        "param a = 1  assumed \"toy\"\nparam b = 2  assumed \"toy\"\n"
                        "state y = 1\nrate y = 0 - twice * y * (if sex is male then 1 else 2)\n"
                        "when one = time * k > 0.5 * a\n  set y = y + a\n"
                        "when two = time * k > 0.25 * b\n  set y = y * b\n"
                        "observe o.y = y\n",
                        "  a 12 [day]\n");
  const struct {
    const char *name, *want;
  } row[] = {{"t.twice", "computes from others"},
             {"t.sex", "no values between"},
             {"t.y", "a param or a covariate"},
             {"t.a", "together with another"}};
  for (int i = 0; i < 4; i++) {
    ant_setting by = parameter(&s, row[i].name);
    ant_fly_options o = {.sense = &by, .n_sense = 1};
    ant_run *run = NULL;
    ant_diag diag = {0};
    ant_status status = ant_run_create(s.machine, s.mission, &o, &run, &diag);
    if (status == ANT_OK) status = ant_run_advance(run, 12, &diag);
    CHECK(status == (i < 3 ? ANT_EINPUT : ANT_ENUMERIC));
    if (!strstr(diag.text, row[i].want) && !strstr(diag.hint, row[i].want)) {
      printf("# %s: %s\n", row[i].name, diag.text);
      CHECK(false);
    }
    ant_run_destroy(&run);
  }
  end(&s);
}

/* Injections cross the threshold of survival; the time of that moves with each parameter. */
static void peterson_and_riggs(void) {
  const char model[] = "physiology/reference/peterson_riggs2010";
  const char days[] = "  injections 4.3 [day]\n    dose teriparatide 20 [ug]  every 1 [day]\n";
  const char *threshold[] = {"survival.bcl2_threshold"};
  const char *by[] = {"survival.runx2_loss", "calcium.active_usual", "survival.creb_loss"};
  tolerance = 1e-12; /* at 1e-11 the differences are noise of 3e-4 */
  agree(from_files(model, days), threshold, 1, 1e-4, 1e-3);
  if (all) agree(from_files(model, days), by, 3, 1e-3, 1e-3);
}

static void the_twin(void) {
  const char *by[] = {"bone.signals.k_rank", "bone.osteocyte.sclerostin_gain",
                      "bone.cells.formation_phase", "bone.tissue.reopening"};
  tolerance = all ? 1e-12 : 1e-11;
  agree(from_files("physiology/twin", "  preflight 10 [day]\n  flight 40 [day]  gravity 0 [g0]\n"
                                      "  recovery 20 [day]\n"),
        by, all ? 4 : 1, 3e-3, 1e-3);
}

int main(int argc, char **argv) {
  root = argc > 1 ? argv[1] : ".";
  all = argc > 2 && strcmp(argv[2], "all") == 0;
  RUN(a_closed_form);
  RUN(the_ground_and_doses_move);
  RUN(crossings_move);
  RUN(what_has_none_is_refused);
  RUN(peterson_and_riggs);
  RUN(the_twin);
  return test_done();
}
