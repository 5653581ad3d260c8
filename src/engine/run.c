/* run.c - one person under way (see antaeus/run.h).
 *   1. The problem for the solver   2. Making: settings, baseline, scales   3. Moments
 *   4. Going on   5. Looking */
#include "engine/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/crossing.h"
#include "engine/drip.h"
#include "engine/mass.h"
#include "engine/schedule.h"
#include "engine/sense.h"
#include "engine/solver.h"

struct ant_run {
  const ant_machine *machine;
  const ant_model *model;
  const ant_mission *mission; /* NULL: the ground, for ever                        */
  ant_fly_options options;
  ant_schedule schedule;
  int i_event; /* the first that has not happened                          */
  double time_d;
  ant_status failed; /* why it goes no further                                  */

  double *y;      /* (n_y, and n_y more for each sensitivity) states at time_d   */
  double *dy;     /* the same: scratch for looking                              */
  double *m;      /* (n_m) everything else, as last computed                    */
  double *work;   /* of the machine                                             */
  double *ground; /* (n_m) m on the ground                                      */
  double *start;  /* (n_y) y on the ground                                      */
  double *scale;  /* (n_y)                                                      */
  double *held;   /* (n_y) NaN: free; else held at this                         */
  int n_held;
  bool clamped; /* the options' clamps are in force                             */

  int n_column;
  int *column_symbol, *column_element; /* (n_column) which observable            */
  double *observed, *baseline;         /* (n_column)                            */
  double *derived;                     /* (n_column x n_sense) of `observed`    */

  ant_baseline_report report;
  ant_problem problem;
  ant_solver *solver;
  bool fresh; /* the solver has to start anew from y                           */
  ant_mass mass;
  ant_drip drip;
  ant_sense sense;
  ant_crossing crossing;
  double crossing_d; /* where in the solver's last step a condition changes, INFINITY: nowhere */
};

/* 1. The problem for the solver ------------------------------------------ */

static void set_time(ant_run *run, double time_d) {
  run->m[run->model->symbol[run->model->time].offset] = time_d;
}

static void rate(void *user, double time_d, const double *y, double *dy) {
  ant_run *run = user;
  set_time(run, time_d);
  ant_machine_rate(run->machine, run->m, y, dy, run->work);
  int n = run->n_held > 0 || run->drip.n_running > 0 ? run->model->n_y : 0;
  for (int i = 0; i < n; i++) dy[i] = isnan(run->held[i]) ? dy[i] + run->drip.rate[i] : 0;
  ant_sense_rate(&run->sense, run->m, run->held, y, dy);
}

/* The machine wants m as the rates left it at the same y. */
static void jacobian(void *user, double time_d, const double *y, double *dy, double *value,
                     double *opt_by_time) {
  ant_run *run = user;
  rate(user, time_d, y, dy);
  ant_machine_jacobian(run->machine, run->m, y, value, run->work);
  if (opt_by_time) ant_machine_by_time(run->machine, opt_by_time, run->work);
  const ant_pattern *pattern = ant_machine_pattern(run->machine);
  for (int k = 0; run->n_held > 0 && k < pattern->nnz; k++) {
    if (!isnan(run->held[pattern->row[k]])) value[k] = 0;
  }
  ant_sense_jacobian(&run->sense, value);
  for (int i = 0; run->n_held > 0 && opt_by_time && i < run->model->n_y; i++) {
    if (!isnan(run->held[i])) opt_by_time[i] = 0;
  }
}

/* The symbol in whose slots state I lies. */
static const ant_symbol *symbol_of_state(const ant_model *model, int i, int *out_index) {
  for (int s = 0; s < model->n_symbol; s++) {
    const ant_symbol *symbol = &model->symbol[s];
    if (symbol->store != ANT_STORE_Y || symbol->kind != ANT_SYM_STATE) continue;
    if (i < symbol->offset || i >= symbol->offset + symbol->n) continue;
    *out_index = s;
    return symbol;
  }
  return NULL;
}

/* " (its rate: cells.ant:41)", "" where the text is not known */
static void place_of_rate(const ant_model *model, int symbol, char *buffer, size_t size) {
  buffer[0] = '\0';
  for (int i = 0; i < model->n_equation; i++) {
    const ant_equation *equation = &model->equation[i];
    if (equation->role != ANT_EQ_RATE || equation->target.symbol != symbol) continue;
    if (equation->place.file < 0 || equation->place.file >= model->sources.n) continue;
    snprintf(buffer, size, " (its rate: %s:%d)", model->sources.file[equation->place.file].path,
             equation->place.line);
    return;
  }
}

static void describe(void *user, int i, double value, char *buffer, size_t size) {
  const ant_run *run = user;
  char name[160], place[200];
  int index = -1, parameter = i / run->model->n_y;
  i -= parameter * run->model->n_y;
  const ant_symbol *symbol = symbol_of_state(run->model, i, &index);
  if (!symbol) {
    snprintf(buffer, size, "state %d = %.6g", i, value);
    return;
  }
  ant_model_name(run->model, index, i - symbol->offset, name, sizeof name);
  place_of_rate(run->model, index, place, sizeof place);
  bool plain = parameter > 0 || strcmp(symbol->unit_text, "1") == 0;
  if (parameter > 0) {
    size_t n = strlen(name);
    snprintf(name + n, sizeof name - n, " by parameter %d", parameter);
  }
  snprintf(buffer, size, "%s = %.6g%s%s%s", name, value, plain ? "" : " ",
           plain ? "" : symbol->unit_text, place);
}

static bool blame(void *user, double time_d, const double *y, char *buffer, size_t size) {
  ant_run *run = user;
  rate(user, time_d, y, run->dy);
  return ant_machine_blame(run->machine, run->m, y, buffer, size);
}

/* 2. Making -------------------------------------------------------------- */

static ant_status check_options(const ant_fly_options *o, ant_diag *diag) {
  if (o->tolerance >= 1e-13 && o->tolerance <= 0.1) return ANT_OK;
  return ant_fail(diag, ANT_EUSAGE, "a tolerance of %g: a number from 1e-13 to 0.1 was expected",
                  o->tolerance);
}

/* States and sensitivities. */
static int n_all(const ant_run *run) {
  return run->model->n_y * (1 + run->options.n_sense);
}

static bool take_memory(ant_run *run) {
  const ant_model *model = run->model;
  size_t n_y = (size_t)n_all(run) + 1, n_m = (size_t)model->n_m + 1;
  size_t n_column = (size_t)run->n_column + 1;
  run->y = calloc(n_y, sizeof *run->y);
  run->dy = calloc(n_y, sizeof *run->dy);
  run->start = calloc(n_y, sizeof *run->start);
  run->scale = calloc(n_y, sizeof *run->scale);
  run->held = calloc(n_y, sizeof *run->held);
  run->m = calloc(n_m, sizeof *run->m);
  run->ground = calloc(n_m, sizeof *run->ground);
  run->work = calloc(ant_machine_work(run->machine) + 1, sizeof *run->work);
  run->column_symbol = calloc(n_column, sizeof *run->column_symbol);
  run->column_element = calloc(n_column, sizeof *run->column_element);
  run->observed = calloc(n_column, sizeof *run->observed);
  run->baseline = calloc(n_column, sizeof *run->baseline);
  run->derived = calloc(n_column * (size_t)(run->options.n_sense + 1), sizeof *run->derived);
  return run->derived && run->y && run->dy && run->start && run->scale && run->held && run->m &&
         run->ground && run->work && run->column_symbol && run->column_element && run->observed &&
         run->baseline;
}

/* Observables of the model, hidden ones left out; with RUN's arrays taken also lists them. */
static int list_columns(const ant_model *model, int *symbol, int *element) {
  int n = 0;
  for (int s = 0; s < model->n_symbol; s++) {
    if (model->symbol[s].kind != ANT_SYM_OBSERVE || model->symbol[s].hidden) continue;
    for (int e = 0; e < model->symbol[s].n; e++, n++) {
      if (!symbol) continue;
      symbol[n] = s;
      element[n] = e;
    }
  }
  return n;
}

static bool has_own_equation(const ant_model *model, int symbol) {
  for (int i = 0; i < model->n_equation; i++) {
    const ant_equation *equation = &model->equation[i];
    if (equation->role == ANT_EQ_VALUE && equation->target.symbol == symbol) return true;
  }
  return false;
}

static const char *kind_word(ant_symbol_kind kind) {
  switch (kind) {
  case ANT_SYM_TIME:
    return "time";
  case ANT_SYM_BALANCE:
    return "found from the baseline";
  case ANT_SYM_LET:
    return "computed from others";
  case ANT_SYM_STATE:
    return "a state";
  case ANT_SYM_OBSERVE:
    return "an observable";
  default:
    return "not a quantity of the model";
  }
}

/* Is SETTING one of a param, a covariate or an input, and in its range? */
static ant_status check_setting(const ant_model *model, const ant_setting *setting,
                                ant_diag *diag) {
  const ant_symbol *symbol = &model->symbol[setting->symbol];
  char name[160];
  ant_model_name(model, setting->symbol, setting->element, name, sizeof name);
  if (symbol->kind != ANT_SYM_PARAM && symbol->kind != ANT_SYM_COVARIATE &&
      symbol->kind != ANT_SYM_INPUT) {
    return ant_fail(diag, ANT_EINPUT,
                    "'%s' cannot be set, it is %s: a param, a covariate or an input was expected",
                    name, kind_word(symbol->kind));
  }
  if (has_own_equation(model, setting->symbol)) {
    return ant_fail(diag, ANT_EINPUT, "'%s' cannot be set, its declaration computes it from others",
                    name);
  }
  if (setting->value >= symbol->lo && setting->value <= symbol->hi) return ANT_OK;
  return ant_fail(diag, ANT_ERANGE, "%s = %g %s lies outside its range, %g to %g", name,
                  setting->value, symbol->unit_text, symbol->lo, symbol->hi);
}

/* Put VALUE into the element or elements of SETTING in STORE. */
static void put(const ant_model *model, const ant_setting *setting, double value, double *store) {
  const ant_symbol *symbol = &model->symbol[setting->symbol];
  int first = setting->element < 0 ? 0 : setting->element;
  int end = setting->element < 0 ? symbol->n : setting->element + 1;
  for (int e = first; e < end; e++) store[symbol->offset + e] = value;
}

static ant_status apply_settings(ant_run *run, const ant_setting *setting, int n, ant_diag *diag) {
  for (int i = 0; i < n; i++) {
    ANT_TRY(check_setting(run->model, &setting[i], diag));
    put(run->model, &setting[i], setting[i].value, run->m);
  }
  return ANT_OK;
}

static double largest(const double *x, int n) {
  double most = 0;
  for (int i = 0; i < n; i++) most = fmax(most, fabs(x[i]));
  return most;
}

/* How much of its substance a pool I may hold, in its own unit: all that the body has, or, where it
 * has none yet (a drug), the largest scale that a pool of it declares; 0 where nothing says. */
static double scale_of_pool(const ant_run *run, int i) {
  int substance = run->mass.substance[i];
  double gram = ant_mass_content(&run->mass, substance, run->start);
  for (int s = 0; s < run->model->n_symbol && !(gram > 0); s++) {
    const ant_symbol *symbol = &run->model->symbol[s];
    if (symbol->kind != ANT_SYM_STATE || symbol->substance != substance || !symbol->scale) continue;
    gram = largest(symbol->scale, symbol->n) * run->mass.gram[symbol->offset];
  }
  return gram / run->mass.gram[i];
}

/* A state that starts empty is measured by its siblings in the set, a pool by its substance;
 * failing that the text has to say. */
static ant_status scale_symbol(ant_run *run, int index, ant_diag *diag) {
  const ant_symbol *symbol = &run->model->symbol[index];
  double siblings = largest(run->y + symbol->offset, symbol->n);
  for (int e = 0; e < symbol->n; e++) {
    int i = symbol->offset + e;
    double scale = symbol->scale ? fabs(symbol->scale[e]) : fabs(run->y[i]);
    if (!(scale > 0)) scale = siblings;
    if (!(scale > 0) && run->mass.gram[i] != 0) scale = scale_of_pool(run, i);
    if (!(scale > 0) && symbol->hidden) scale = 1; /* nobody could have said it */
    if (!(scale > 0) || !isfinite(scale)) {
      char name[160];
      ant_model_name(run->model, index, e, name, sizeof name);
      ant_fail(diag, ANT_EINPUT, "'%s' starts at zero and has no scale", name);
      ant_diag_hint(diag, "say how large it gets: scale NUMBER in the unit %s", symbol->unit_text);
      return ANT_EINPUT;
    }
    run->scale[i] = scale;
  }
  return ANT_OK;
}

static ant_status find_scales(ant_run *run, ant_diag *diag) {
  for (int s = 0; s < run->model->n_symbol; s++) {
    if (run->model->symbol[s].kind == ANT_SYM_STATE) ANT_TRY(scale_symbol(run, s, diag));
  }
  return ANT_OK;
}

/* A sensitivity is measured by how far the state could go while the parameter doubles. */
static ant_status begin_sense(ant_run *run, ant_diag *diag) {
  const ant_fly_options *o = &run->options;
  size_t n_y = (size_t)run->model->n_y;
  ANT_TRY(ant_sense_init(&run->sense, run->machine, run->mission, o->sense, o->n_sense, run->m,
                         run->y, diag));
  if (o->n_sense > 0) {
    memcpy(run->y + n_y, run->sense.start, (size_t)o->n_sense * n_y * sizeof *run->y);
  }
  for (int k = 0; k < o->n_sense; k++) {
    const ant_symbol *by = &run->model->symbol[o->sense[k].symbol];
    double size = largest(run->m + by->offset, by->n);
    for (size_t i = 0; i < n_y; i++) {
      run->scale[(size_t)(k + 1) * n_y + i] = run->scale[i] / (size > 0 ? size : 1);
    }
  }
  return ANT_OK;
}

/* The healthy person on the ground: where everything starts. */
static ant_status find_ground(ant_run *run, ant_diag *diag) {
  const ant_model *model = run->model;
  const ant_person *person = run->options.person;
  ant_machine_defaults(run->machine, run->m);
  if (person) ANT_TRY(apply_settings(run, person->setting, person->n_setting, diag));
  ANT_TRY(apply_settings(run, run->options.setting, run->options.n_setting, diag));
  set_time(run, run->schedule.start_d);
  ANT_TRY(ant_machine_solve_baseline(run->machine, run->m, run->y, &run->report, diag));
  for (int i = 0; i < model->n_y; i++) run->held[i] = NAN;
  memcpy(run->start, run->y, (size_t)model->n_y * sizeof *run->y);
  memcpy(run->ground, run->m, (size_t)model->n_m * sizeof *run->m);
  ANT_TRY(ant_mass_init(&run->mass, model, run->y, diag));
  ANT_TRY(find_scales(run, diag));
  ANT_TRY(begin_sense(run, diag));
  run->time_d = run->schedule.start_d;
  memcpy(run->baseline, ant_run_observe(run), (size_t)run->n_column * sizeof *run->baseline);
  return ANT_OK;
}

/* State I becomes VALUE; its sensitivities SHARE of those on the ground. */
static void set_state(ant_run *run, int i, double value, double share) {
  int n_y = run->model->n_y;
  run->y[i] = value;
  for (int k = 0; k < run->sense.n; k++) {
    run->y[(k + 1) * n_y + i] = share * run->sense.start[k * n_y + i];
  }
}

/* Away from the ground, as the options say; the books count it as given. */
static ant_status leave_ground(ant_run *run, ant_diag *diag) {
  for (int k = 0; k < run->options.n_start; k++) {
    const ant_setting *start = &run->options.start[k];
    const ant_symbol *symbol = &run->model->symbol[start->symbol];
    if (symbol->kind != ANT_SYM_STATE || !isfinite(start->value)) {
      return ant_fail(diag, ANT_EINPUT, "'%s' cannot start at %g: a state was expected",
                      symbol->name, start->value);
    }
    for (int e = 0; e < symbol->n; e++) {
      int i = symbol->offset + e;
      if (start->element >= 0 && e != start->element) continue;
      ant_mass_dose(&run->mass, i, start->value - run->y[i]);
      set_state(run, i, start->value, 0);
    }
  }
  return ANT_OK;
}

static ant_status settle(ant_run *run, ant_diag *diag);
static ant_status do_moments(ant_run *run, ant_diag *diag);

static ant_status make(ant_run *run, ant_diag *diag) {
  ANT_TRY(check_options(&run->options, diag));
  double clamp_from_d = run->options.n_clamp > 0 ? run->options.clamp_from_d : NAN;
  ANT_TRY(ant_schedule_init(&run->schedule, run->mission, clamp_from_d, diag));
  run->n_column = list_columns(run->model, NULL, NULL);
  ANT_TRY(ant_drip_init(&run->drip, run->model, run->mission, diag));
  if (!take_memory(run)) {
    return ant_fail(diag, ANT_ENOMEM, "no memory for a run of %d states", run->model->n_y);
  }
  list_columns(run->model, run->column_symbol, run->column_element);
  ANT_TRY(find_ground(run, diag));
  ANT_TRY(leave_ground(run, diag));
  bool sense = run->options.n_sense > 0;
  run->problem =
      (ant_problem){.n = n_all(run),
                    .pattern = sense ? &run->sense.pattern : ant_machine_pattern(run->machine),
                    .scale = run->scale,
                    .user = run,
                    .rate = rate,
                    .jacobian = jacobian,
                    .describe = describe,
                    .blame = blame};
  /* the error test takes a mean over all: none shall be looser for the others' company */
  double tolerance = run->options.tolerance / sqrt(1 + run->options.n_sense);
  ant_method method = sense ? ANT_METHOD_BDF : run->options.method;
  ANT_TRY(ant_solver_create(&run->problem, method, tolerance, &run->solver, diag));
  ANT_TRY(ant_crossing_init(&run->crossing, run->machine, &run->problem, run->options.tolerance,
                            run->held, &run->sense, run->m, run->work, diag));
  ant_crossing_begin(&run->crossing, run->time_d, run->y);
  if (run->options.n_start > 0) ANT_TRY(settle(run, diag));
  run->fresh = true;
  return do_moments(run, diag);
}

ant_status ant_run_create(const ant_machine *machine, const ant_mission *mission,
                          const ant_fly_options *opt_options, ant_run **out_run,
                          ant_diag *opt_diag) {
  ant_run *run = calloc(1, sizeof *run);
  if (!run) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a run");
  run->machine = machine;
  run->model = ant_machine_model(machine);
  run->mission = mission;
  run->crossing_d = INFINITY;
  if (opt_options) run->options = *opt_options;
  if (run->options.tolerance == 0) run->options.tolerance = 1e-8;
  ant_status status = make(run, opt_diag);
  if (status != ANT_OK) {
    ant_run_destroy(&run);
    return status;
  }
  *out_run = run;
  return ANT_OK;
}

void ant_run_destroy(ant_run **run) {
  ant_run *r = *run;
  if (!r) return;
  if (r->solver) ant_solver_destroy(&r->solver);
  ant_mass_clear(&r->mass);
  ant_drip_clear(&r->drip);
  ant_crossing_clear(&r->crossing);
  ant_sense_clear(&r->sense);
  ant_schedule_clear(&r->schedule);
  double *array[] = {r->y,      r->dy,   r->start,    r->scale,    r->held,   r->m,
                     r->ground, r->work, r->observed, r->baseline, r->derived};
  for (size_t i = 0; i < sizeof array / sizeof *array; i++) free(array[i]);
  free(r->column_symbol);
  free(r->column_element);
  free(r);
  *run = NULL;
}

/* 3. Moments ------------------------------------------------------------- */

/* What depends on inputs. */
static void compute_phase(ant_run *run) {
  ant_machine_phase(run->machine, run->m, run->y, run->work);
  ant_sense_phase(&run->sense, run->m, run->y);
}

static bool is_input(const ant_run *run, const ant_setting *setting) {
  return run->model->symbol[setting->symbol].kind == ANT_SYM_INPUT;
}

/* A phase does not change what is held. */
static void hold_inputs(ant_run *run) {
  for (int i = 0; run->clamped && i < run->options.n_clamp; i++) {
    const ant_setting *clamp = &run->options.clamp[i];
    const ant_symbol *symbol = &run->model->symbol[clamp->symbol];
    if (!is_input(run, clamp)) continue;
    for (int e = 0; e < symbol->n; e++) {
      if (clamp->element >= 0 && e != clamp->element) continue;
      int slot = symbol->offset + e;
      run->m[slot] = isnan(clamp->value) ? run->ground[slot] : clamp->value;
    }
  }
}

/* Inputs that a phase does not name are at their ground value. */
static void begin_phase(ant_run *run, const ant_phase *phase) {
  for (int s = 0; s < run->model->n_symbol; s++) {
    const ant_symbol *symbol = &run->model->symbol[s];
    if (symbol->kind != ANT_SYM_INPUT) continue;
    memcpy(run->m + symbol->offset, run->ground + symbol->offset,
           (size_t)symbol->n * sizeof *run->m);
  }
  for (int i = 0; i < phase->n_setting; i++) {
    put(run->model, &phase->setting[i], phase->setting[i].value, run->m);
  }
  hold_inputs(run);
  compute_phase(run);
}

static void hold(ant_run *run, int i, double value, double share) {
  if (isnan(run->held[i])) run->n_held++;
  bool ground = isnan(value);
  set_state(run, i, ground ? share * run->start[i] : value, ground ? share : 0);
  run->held[i] = run->y[i];
  ant_mass_hold(&run->mass, i);
}

static ant_status hold_states(ant_run *run, const ant_setting *setting, double share,
                              ant_diag *diag) {
  const ant_symbol *symbol = &run->model->symbol[setting->symbol];
  char name[160];
  if (symbol->kind != ANT_SYM_STATE) {
    ant_model_name(run->model, setting->symbol, setting->element, name, sizeof name);
    ant_fail(diag, ANT_EINPUT, "'%s' cannot be held, it is %s: a state was expected", name,
             kind_word(symbol->kind));
    return ANT_EINPUT;
  }
  for (int e = 0; e < symbol->n; e++) {
    if (setting->element >= 0 && e != setting->element) continue;
    hold(run, symbol->offset + e, setting->value, share);
  }
  return ANT_OK;
}

static ant_status begin_clamps(ant_run *run, ant_diag *diag) {
  const ant_fly_options *o = &run->options;
  run->clamped = true;
  for (int i = 0; i < o->n_clamp; i++) {
    bool input = is_input(run, &o->clamp[i]);
    if (input && !isnan(o->clamp[i].value)) {
      ANT_TRY(check_setting(run->model, &o->clamp[i], diag));
    }
    if (input) continue;
    double share = o->clamp_share ? o->clamp_share[i] : 1;
    ANT_TRY(hold_states(run, &o->clamp[i], share, diag));
  }
  hold_inputs(run);
  compute_phase(run);
  return ANT_OK;
}

/* What the fraction of dose INDEX moves, in element E of its state. */
static void give_sense(ant_run *run, int index, int e) {
  const ant_dose_event *dose = &run->mission->dose[index];
  const ant_dose_port *port = &run->model->dose[dose->port];
  const ant_symbol *fraction = &run->model->symbol[port->fraction];
  int i = run->model->symbol[port->state].offset + e, n_y = run->model->n_y;
  int slot = fraction->offset + (fraction->n > 1 ? e : 0);
  for (int k = 0; k < run->sense.n; k++) {
    double moved = dose->amount * port->factor * ant_sense_of(&run->sense, k, slot);
    if (dose->over_d > 0) {
      ant_drip_start(&run->sense.drip[k], index, e, moved / dose->over_d);
    } else {
      run->y[(k + 1) * n_y + i] += moved;
    }
  }
}

/* What reaches the state is the dose times its fraction, which is taken when it begins; a state
 * that is held stays. */
static void give(ant_run *run, int index) {
  const ant_dose_event *dose = &run->mission->dose[index];
  const ant_dose_port *port = &run->model->dose[dose->port];
  const ant_symbol *state = &run->model->symbol[port->state];
  const double *m = port->fraction >= 0 ? ant_run_look(run, false) : run->m;
  for (int e = 0; e < state->n; e++) {
    double amount = dose->amount * port->factor;
    int i = state->offset + e;
    if ((port->element >= 0 && e != port->element) || !isnan(run->held[i])) continue;
    if (port->fraction >= 0) {
      const ant_symbol *fraction = &run->model->symbol[port->fraction];
      amount *= m[fraction->offset + (fraction->n > 1 ? e : 0)];
    }
    if (dose->over_d > 0) {
      ant_drip_start(&run->drip, index, e, amount / dose->over_d);
    } else {
      run->y[i] += amount;
      ant_mass_dose(&run->mass, i, amount);
    }
    if (port->fraction >= 0) give_sense(run, index, e);
  }
}

/* What ran in during the last DAYS, into the books. */
static void book_infusions(ant_run *run, double days) {
  for (int i = 0; run->drip.n_running > 0 && i < run->model->n_y; i++) {
    if (isnan(run->held[i])) ant_mass_dose(&run->mass, i, run->drip.rate[i] * days);
  }
}

/* The equations or the states have changed: conditions follow, and the solver starts anew. */
static ant_status settle(ant_run *run, ant_diag *diag) {
  bool crossing = run->crossing_d <= run->time_d;
  run->fresh = true;
  run->crossing_d = INFINITY;
  return ant_crossing_settle(&run->crossing, run->time_d, crossing, run->y, diag);
}

/* All that happens at the present. */
static ant_status do_moments(ant_run *run, ant_diag *diag) {
  const ant_schedule *s = &run->schedule;
  bool any = run->crossing_d <= run->time_d;
  for (; run->i_event < s->n_event && s->event[run->i_event].time_d <= run->time_d;
       run->i_event++) {
    const ant_event *event = &s->event[run->i_event];
    any = true;
    switch (event->kind) {
    case ANT_EVENT_PHASE:
      begin_phase(run, &run->mission->phase[event->index]);
      break;
    case ANT_EVENT_CLAMP:
      ANT_TRY(begin_clamps(run, diag));
      break;
    case ANT_EVENT_STOP:
      ant_drip_stop(&run->drip, event->index);
      for (int k = 0; k < run->sense.n; k++) ant_drip_stop(&run->sense.drip[k], event->index);
      break;
    case ANT_EVENT_DOSE:
      give(run, event->index);
      break;
    }
  }
  return any ? settle(run, diag) : ANT_OK;
}

/* 4. Going on ------------------------------------------------------------ */

static double next_stop(const ant_run *run) {
  const ant_schedule *s = &run->schedule;
  return run->i_event < s->n_event ? s->event[run->i_event].time_d : s->end_d;
}

/* One step of the solver, and whether a condition changes in it. */
static ant_status step(ant_run *run, ant_diag *diag) {
  double from_d = ant_solver_time(run->solver);
  ANT_TRY(ant_solver_step(run->solver, diag));
  return ant_crossing_find(&run->crossing, run->solver, from_d, &run->crossing_d, diag);
}

static ant_status report_progress(const ant_run *run, ant_diag *diag) {
  double whole = run->schedule.end_d - run->schedule.start_d;
  double done = ant_solver_time(run->solver) - run->schedule.start_d;
  if (!run->options.progress || run->options.progress(run->options.user, done / whole)) {
    return ANT_OK;
  }
  return ant_fail(diag, ANT_EINTERRUPT, "stopped on request at day %g",
                  ant_solver_time(run->solver));
}

/* To TIME_D, or to where a condition changes before it. */
static ant_status integrate(ant_run *run, double time_d, ant_diag *diag) {
  if (time_d <= run->time_d) return ANT_OK;
  if (run->fresh) {
    ANT_TRY(ant_solver_start(run->solver, run->time_d, next_stop(run), run->y, diag));
    run->fresh = false;
  }
  while (ant_solver_time(run->solver) < fmin(time_d, run->crossing_d)) {
    ANT_TRY(step(run, diag));
    ANT_TRY(report_progress(run, diag));
  }
  time_d = fmin(time_d, run->crossing_d);
  ANT_TRY(ant_solver_at(run->solver, time_d, run->y, diag));
  book_infusions(run, time_d - run->time_d);
  run->time_d = time_d;
  ant_mass_check(&run->mass, run->y);
  return ANT_OK;
}

/* After a failure: back to the last state that was good, and there it stays. */
static ant_status give_up(ant_run *run, ant_status status) {
  run->failed = status;
  if (!run->fresh) {
    double last_d = ant_solver_time(run->solver);
    if (ant_solver_at(run->solver, last_d, run->y, NULL) == ANT_OK) run->time_d = last_d;
  }
  return status;
}

static ant_status check_target(const ant_run *run, double time_d, ant_diag *diag) {
  if (run->failed != ANT_OK) {
    return ant_fail(diag, run->failed, "this run failed on day %g and goes no further",
                    run->time_d);
  }
  if (time_d >= run->time_d && time_d <= run->schedule.end_d) return ANT_OK;
  return ant_fail(diag, ANT_EUSAGE, "day %g was asked for: the run stands at %g and ends at %g",
                  time_d, run->time_d, run->schedule.end_d);
}

ant_status ant_run_approach(ant_run *run, double time_d, ant_diag *opt_diag) {
  ANT_TRY(check_target(run, time_d, opt_diag));
  ant_status status = ANT_OK;
  while (status == ANT_OK && run->time_d < time_d) {
    status = integrate(run, fmin(next_stop(run), time_d), opt_diag);
    if (status == ANT_OK && run->time_d < time_d) status = do_moments(run, opt_diag);
  }
  return status == ANT_OK ? ANT_OK : give_up(run, status);
}

ant_status ant_run_advance(ant_run *run, double time_d, ant_diag *opt_diag) {
  ANT_TRY(ant_run_approach(run, time_d, opt_diag));
  ant_status status = do_moments(run, opt_diag);
  return status == ANT_OK ? ANT_OK : give_up(run, status);
}

ant_status ant_run_set(ant_run *run, const ant_setting *setting, ant_diag *opt_diag) {
  if (run->model->symbol[setting->symbol].kind != ANT_SYM_INPUT) {
    char name[160];
    ant_model_name(run->model, setting->symbol, setting->element, name, sizeof name);
    return ant_fail(opt_diag, ANT_EINPUT, "'%s' cannot change on the way: an input was expected",
                    name);
  }
  ANT_TRY(check_setting(run->model, setting, opt_diag));
  put(run->model, setting, setting->value, run->m);
  compute_phase(run);
  ant_status status = settle(run, opt_diag);
  return status == ANT_OK ? ANT_OK : give_up(run, status);
}

ant_status ant_run_clamp(ant_run *run, const ant_setting *setting, ant_diag *opt_diag) {
  ANT_TRY(hold_states(run, setting, 1, opt_diag));
  ant_status status = settle(run, opt_diag);
  return status == ANT_OK ? ANT_OK : give_up(run, status);
}

/* 5. Looking ------------------------------------------------------------- */

const double *ant_run_look(ant_run *run, bool probes) {
  rate(run, run->time_d, run->y, run->dy);
  ant_machine_observe(run->machine, run->m, run->y, run->work);
  ant_sense_observe(&run->sense, run->m, run->y);
  if (probes) ant_machine_probe(run->machine, run->m, run->y, run->work);
  return run->m;
}

const double *ant_run_observe(ant_run *run) {
  const double *m = run->m;
  if (run->sense.n > 0) { /* derivatives want the rates as well */
    ant_run_look(run, false);
  } else {
    set_time(run, run->time_d);
    ant_machine_observe(run->machine, run->m, run->y, run->work);
  }
  for (int c = 0; c < run->n_column; c++) {
    const ant_symbol *symbol = &run->model->symbol[run->column_symbol[c]];
    int slot = symbol->offset + run->column_element[c];
    run->observed[c] = m[slot];
    for (int k = 0; k < run->sense.n; k++) {
      run->derived[c * run->sense.n + k] = ant_sense_of(&run->sense, k, slot);
    }
  }
  return run->observed;
}

double ant_run_sense_value(const ant_run *run, int k) {
  const ant_setting *by = &run->options.sense[k];
  return run->ground[run->model->symbol[by->symbol].offset + (by->element < 0 ? 0 : by->element)];
}

const double *ant_run_sense(ant_run *run) {
  ant_run_observe(run);
  return run->derived;
}

bool ant_run_blame(ant_run *run, char *buffer, size_t size) {
  return ant_machine_blame(run->machine, ant_run_look(run, false), run->y, buffer, size);
}

double ant_run_time(const ant_run *run) {
  return run->time_d;
}

const double *ant_run_states(const ant_run *run) {
  return run->y;
}

double ant_run_mass_error(const ant_run *run) {
  return run->mass.broken ? NAN : run->mass.error;
}

void ant_run_stats(const ant_run *run, ant_solver_stats *out_stats) {
  ant_solver_get_stats(run->solver, out_stats);
}

int ant_run_n_column(const ant_run *run) {
  return run->n_column;
}

void ant_run_column(const ant_run *run, int column, int *out_symbol, int *out_element) {
  *out_symbol = run->column_symbol[column];
  *out_element = run->column_element[column];
}

const double *ant_run_baseline(const ant_run *run) {
  return run->baseline;
}

const double *ant_run_scale(const ant_run *run) {
  return run->scale;
}

const ant_baseline_report *ant_run_ground(const ant_run *run) {
  return &run->report;
}
