/* reproduce.c - flying what a model has to reproduce (see reproduce.h).
 *   1. One row   2. All rows   3. The verdict */
#include "engine/reproduce.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "engine/run.h"

/* One trajectory under way. */
typedef struct reproducing {
  const ant_machine *machine;
  const ant_model *model;
  const ant_trajectory *trajectory;
  ant_fly_options options;
  ant_mission *mission; /* NULL: the ground                                       */
  double start_d;
  double *largest;     /* (n_track) |value| of the table                         */
  ant_reproduced *off; /* (n_track) the largest difference so far, as `error`     */
} reproducing;

/* 1. One row ------------------------------------------------------------- */

static double value_of(const ant_model *model, const ant_track *track, ant_run *run,
                       const double *m) {
  const ant_symbol *symbol = &model->symbol[track->symbol];
  const double *store = symbol->store == ANT_STORE_Y ? ant_run_states(run) : m;
  return store[symbol->offset + (track->element < 0 ? 0 : track->element)];
}

static void compare_row(reproducing *r, ant_run *run, int row) {
  const double *m = ant_run_look(run, false);
  for (int k = 0; k < r->trajectory->n_track; k++) {
    const ant_track *track = &r->trajectory->track[k];
    double got = value_of(r->model, track, run, m), given = track->value[row];
    double off = isnan(got) ? INFINITY : fabs(got - given);
    if (off > r->off[k].error) {
      r->off[k] = (ant_reproduced){off, k, r->trajectory->time_d[row], got, given, 0};
    }
  }
}

/* 2. All rows ------------------------------------------------------------ */

/* What is nearer than this to a moment of the mission is that moment: minutes and hours do not add
 * up to days exactly, and a row has to be on the right side of a dose. */
#define SAME_TIME_D 1e-9

static bool same_time(double moment_d, double *time_d) {
  bool same = fabs(moment_d - *time_d) < SAME_TIME_D;
  if (same) *time_d = moment_d;
  return same;
}

/* When ROW is, in mission time. */
static double time_of_row(const reproducing *r, int row) {
  const ant_mission *mission = r->mission;
  double time_d = r->start_d + r->trajectory->time_d[row];
  for (int i = 0; mission && i < mission->n_phase; i++) {
    if (same_time(mission->phase[i].end_d, &time_d)) return time_d;
  }
  for (int i = 0; mission && i < mission->n_dose; i++) {
    const ant_dose_event *dose = &mission->dose[i];
    if (same_time(dose->time_d, &time_d) || same_time(dose->time_d + dose->over_d, &time_d)) break;
  }
  return time_d;
}

/* The row at time 0: a mission without its doses, where it begins. */
static ant_status compare_start(reproducing *r, ant_diag *diag) {
  ant_mission undosed;
  ant_run *run = NULL;
  if (r->mission) {
    undosed = *r->mission;
    undosed.n_dose = 0;
  }
  ANT_TRY(ant_run_create(r->machine, r->mission ? &undosed : NULL, &r->options, &run, diag));
  compare_row(r, run, 0);
  ant_run_destroy(&run);
  return ANT_OK;
}

static ant_status compare_all(reproducing *r, ant_diag *diag) {
  const ant_trajectory *t = r->trajectory;
  ant_status status = ANT_OK;
  ant_run *run = NULL;
  int row = 0;
  if (t->time_d[0] == 0) {
    ANT_TRY(compare_start(r, diag));
    row = 1;
  }
  ANT_TRY(ant_run_create(r->machine, r->mission, &r->options, &run, diag));
  for (; row < t->n_row && status == ANT_OK; row++) {
    double time_d = time_of_row(r, row);
    status = t->before ? ant_run_approach(run, time_d, diag) : ant_run_advance(run, time_d, diag);
    if (status == ANT_OK) compare_row(r, run, row);
  }
  ant_run_destroy(&run);
  return status;
}

/* 3. The verdict ---------------------------------------------------------- */

static void measure(reproducing *r, ant_reproduced *out) {
  const ant_trajectory *t = r->trajectory;
  for (int k = 0; k < t->n_track; k++) {
    for (int row = 0; row < t->n_row; row++) {
      r->largest[k] = fmax(r->largest[k], fabs(t->track[k].value[row]));
    }
    if (r->off[k].error > 0) r->off[k].error /= r->largest[k];
    if (k == 0 || r->off[k].error > out->error) {
      int n_off = out->n_off;
      *out = r->off[k];
      out->track = k;
      out->n_off = n_off;
    }
    out->n_off += r->off[k].error > t->track[k].within;
  }
}

/* the column that is the furthest beyond what it may be */
static const ant_reproduced *worst(const reproducing *r) {
  const ant_reproduced *most = &r->off[0];
  double ratio = -1;
  for (int k = 0; k < r->trajectory->n_track; k++) {
    double within = r->trajectory->track[k].within;
    double beyond = r->off[k].error > within ? r->off[k].error / within : 0;
    if (beyond > ratio) most = &r->off[k];
    ratio = fmax(ratio, beyond);
  }
  return most;
}

static ant_status refuse(const reproducing *r, int n_off, ant_diags *failures) {
  const ant_reproduced *off = worst(r);
  const ant_track *track = &r->trajectory->track[off->track];
  const char *unit = r->model->symbol[track->symbol].unit_text;
  ant_diag diag;
  ant_diag_at(&diag, &r->model->sources, track->place, ANT_ETEST,
              "\"%s\": %s is off by %.2g of its largest value (at most %.2g) on day %.10g: "
              "%.10g %s where the table has %.10g",
              r->trajectory->title, track->name, off->error, track->within, off->time_d, off->got,
              unit, off->given);
  if (n_off > 1) ant_diag_hint(&diag, "%d columns are further off than they may be", n_off);
  ant_diags_add(failures, &diag);
  return ANT_ETEST;
}

static ant_status stop(const reproducing *r, const ant_diag *why, ant_diags *failures) {
  ant_diag diag;
  ant_diag_at(&diag, &r->model->sources, r->trajectory->place, why->code, "\"%s\": %s",
              r->trajectory->title, why->text);
  ant_diag_hint(&diag, "%s", why->hint);
  ant_diags_add(failures, &diag);
  return why->code;
}

/* the mission, which is at least as long as the table */
static ant_status open_mission(reproducing *r, ant_diags *failures) {
  const ant_trajectory *t = r->trajectory;
  ant_diag diag;
  if (!t->mission) return ANT_OK;
  ANT_TRY(ant_mission_load(r->model, t->mission, &r->mission, failures));
  r->start_d = r->mission->phase[0].start_d;
  double end_d = r->mission->phase[r->mission->n_phase - 1].end_d;
  double last_d = time_of_row(r, t->n_row - 1);
  if (last_d <= end_d) return ANT_OK;
  ant_fail(&diag, ANT_EINPUT, "the mission ends on day %.10g, the table on day %.10g", end_d,
           last_d);
  return stop(r, &diag, failures);
}

static ant_status fly(reproducing *r, ant_reproduced *out, ant_diags *failures) {
  const ant_trajectory *t = r->trajectory;
  ant_diag diag = {0};
  ANT_TRY(open_mission(r, failures));
  r->largest = calloc((size_t)t->n_track + 1, sizeof *r->largest);
  r->off = calloc((size_t)t->n_track + 1, sizeof *r->off);
  if (!r->largest || !r->off) {
    ant_fail(&diag, ANT_ENOMEM, "no memory for a trajectory");
    return stop(r, &diag, failures);
  }
  if (compare_all(r, &diag) != ANT_OK) return stop(r, &diag, failures);
  ant_reproduced all = {0};
  measure(r, &all);
  *out = all;
  return all.n_off > 0 ? refuse(r, all.n_off, failures) : ANT_OK;
}

ant_status ant_reproduce_run(const ant_machine *machine, const ant_trajectory *trajectory,
                             const ant_reproduce_options *opt_options, ant_reproduced *out,
                             ant_diags *failures) {
  ant_reproduce_options o = opt_options ? *opt_options : (ant_reproduce_options){0};
  reproducing r = {.machine = machine,
                   .model = ant_machine_model(machine),
                   .trajectory = trajectory,
                   .options = {.tolerance = o.tolerance == 0 ? 1e-11 : o.tolerance,
                               .setting = trajectory->setting,
                               .n_setting = trajectory->n_setting,
                               .start = trajectory->start,
                               .n_start = trajectory->n_start,
                               .progress = o.progress,
                               .user = o.user}};
  ant_status status = fly(&r, out, failures);
  ant_mission_destroy(&r.mission);
  free(r.largest);
  free(r.off);
  return status;
}
