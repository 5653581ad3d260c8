/* fly.c - a whole mission in one call: rows at their times, each phase at its end (see
 * antaeus/run.h). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/course.h"
#include "engine/run.h"
#include "engine/schedule.h"

static void copy_text(char *to, size_t size, const char *from) {
  ant_text_fit(to, size, "%s", from ? from : "");
}

/* Titles, column names and the ground: all that is known before the first step. */
static ant_status label(ant_course *course, const ant_run *run, const ant_model *model,
                        const ant_mission *mission, const ant_person *person, ant_diag *diag) {
  char name[240];
  for (int c = 0; c < course->n_column; c++) {
    int symbol = 0, element = 0;
    ant_run_column(run, c, &symbol, &element);
    ant_model_name(model, symbol, element, name, sizeof name);
    const char *doc = model->symbol[symbol].doc;
    ANT_TRY(
        ant_course_label(course, c, name, model->symbol[symbol].unit_text, doc ? doc : "", diag));
  }
  memcpy(course->baseline, ant_run_baseline(run), (size_t)course->n_column * sizeof(double));
  for (int p = 0; p < course->n_phase; p++) {
    copy_text(course->phase[p].name, sizeof course->phase[p].name, mission->phase[p].name);
    course->phase[p].start_d = mission->phase[p].start_d;
    course->phase[p].end_d = mission->phase[p].end_d;
  }
  copy_text(course->mission, sizeof course->mission, mission->title);
  copy_text(course->mission_name, sizeof course->mission_name, mission->name);
  copy_text(course->person, sizeof course->person, person ? person->title : "");
  copy_text(course->person_name, sizeof course->person_name, person ? person->name : "");
  copy_text(course->model, sizeof course->model, model->title);
  course->hash = model->hash;
  course->n_state = model->n_y;
  return ANT_OK;
}

static ant_status label_sense(ant_course *course, const ant_run *run, const ant_model *model,
                              const ant_fly_options *o, ant_diag *diag) {
  char name[240];
  ANT_TRY(ant_course_add_sense(course, o->n_sense, diag));
  for (int k = 0; k < o->n_sense; k++) {
    const ant_symbol *symbol = &model->symbol[o->sense[k].symbol];
    bool all = o->sense[k].element < 0;
    copy_text(name, sizeof name, symbol->name);
    if (!all) ant_model_name(model, o->sense[k].symbol, o->sense[k].element, name, sizeof name);
    ANT_TRY(ant_course_label_sense(course, k, name, symbol->unit_text, diag));
    course->sense_value[k] = ant_run_sense_value(run, k);
  }
  return ANT_OK;
}

/* An observable that is not a number is a failure, not a gap in the table. */
static ant_status check_row(const ant_course *course, ant_run *run, const double *value,
                            ant_diag *diag) {
  char why[300];
  double time_d = ant_run_time(run);
  for (int c = 0; c < course->n_column; c++) {
    if (isfinite(value[c])) continue;
    if (ant_run_blame(run, why, sizeof why)) {
      return ant_fail(diag, ANT_ENUMERIC, "on day %.10g %s", time_d, why);
    }
    return ant_fail(diag, ANT_ENUMERIC, "'%s' is %s on day %.10g", course->name[c],
                    isnan(value[c]) ? "not a number" : "infinite", time_d);
  }
  return ANT_OK;
}

static ant_status take_sense(ant_course *course, ant_run *run, int row, ant_diag *diag) {
  size_t n = (size_t)course->n_column * (size_t)course->n_sense;
  double *to = course->sense + (size_t)row * n;
  memcpy(to, ant_run_sense(run), n * sizeof *to);
  for (size_t i = 0; i < n; i++) {
    if (isfinite(to[i])) continue;
    int column = (int)i / course->n_sense, k = (int)i % course->n_sense;
    ant_fail(diag, ANT_ENUMERIC, "on day %.10g '%s' has no derivative by '%s': it is %s",
             ant_run_time(run), course->name[column], course->sense_name[k],
             isnan(to[i]) ? "not a number" : "infinite");
    ant_diag_hint(diag, "something there grows infinitely steep, as a root or a power does at 0");
    return ANT_ENUMERIC;
  }
  return ANT_OK;
}

static ant_status take_row(ant_course *course, ant_run *run, int row, ant_diag *diag) {
  double *to = course->value + (size_t)row * (size_t)course->n_column;
  memcpy(to, ant_run_observe(run), (size_t)course->n_column * sizeof *to);
  ANT_TRY(check_row(course, run, to, diag));
  return course->n_sense > 0 ? take_sense(course, run, row, diag) : ANT_OK;
}

static ant_status fill(ant_course *course, ant_run *run, const ant_mission *mission,
                       ant_diag *diag) {
  int phase = 0;
  for (int row = 0; row < course->n_row; row++) {
    double t = course->time_d[row];
    /* several phases end at once where some are empty */
    for (; phase < course->n_phase && mission->phase[phase].end_d == t; phase++) {
      double *value = course->phase[phase].value;
      ANT_TRY(ant_run_approach(run, t, diag));
      memcpy(value, ant_run_observe(run), (size_t)course->n_column * sizeof *value);
      ANT_TRY(check_row(course, run, value, diag));
    }
    ANT_TRY(ant_run_advance(run, t, diag));
    ANT_TRY(take_row(course, run, row, diag));
  }
  ant_run_stats(run, &course->stats);
  course->mass_error = ant_run_mass_error(run);
  return ANT_OK;
}

static ant_status fly(ant_run *run, const ant_model *model, const ant_mission *mission,
                      const ant_fly_options *o, const double *time_d, int n_row,
                      ant_course **out_course, ant_diag *diag) {
  ant_course *course = NULL;
  ANT_TRY(ant_course_create(n_row, ant_run_n_column(run), mission->n_phase, &course, diag));
  memcpy(course->time_d, time_d, (size_t)n_row * sizeof *time_d);
  ant_status status = label(course, run, model, mission, o->person, diag);
  if (status == ANT_OK) status = label_sense(course, run, model, o, diag);
  if (status == ANT_OK) status = fill(course, run, mission, diag);
  if (status != ANT_OK) {
    ant_course_destroy(&course);
    return status;
  }
  *out_course = course;
  return ANT_OK;
}

ant_status ant_fly(const ant_machine *machine, const ant_mission *mission,
                   const ant_fly_options *opt_options, ant_course **out_course,
                   ant_diag *opt_diag) {
  ant_fly_options options = opt_options ? *opt_options : (ant_fly_options){0};
  double every_d = options.every_d == 0 ? 1 : options.every_d;
  double *time_d = NULL;
  int n_row = 0;
  ant_run *run = NULL;
  ANT_TRY(ant_run_create(machine, mission, &options, &run, opt_diag));
  ant_status status = ant_schedule_rows(mission, every_d, &time_d, &n_row, opt_diag);
  if (status == ANT_OK) {
    status = fly(run, ant_machine_model(machine), mission, &options, time_d, n_row, out_course,
                 opt_diag);
  }
  free(time_d);
  ant_run_destroy(&run);
  return status;
}
