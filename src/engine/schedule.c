/* schedule.c - phases, doses and output times in order (see schedule.h). */
#include "engine/schedule.h"

#include <math.h>
#include <stdlib.h>

/* 1. Moments ------------------------------------------------------------- */

static int compare_events(const void *a, const void *b) {
  const ant_event *p = a, *q = b;
  if (p->time_d != q->time_d) return p->time_d < q->time_d ? -1 : 1;
  if (p->kind != q->kind) return p->kind < q->kind ? -1 : 1;
  return (p->index > q->index) - (p->index < q->index);
}

static ant_status check_mission(const ant_mission *mission, ant_diag *diag) {
  if (mission->n_phase < 1) return ant_fail(diag, ANT_EINPUT, "the mission has no phase");
  for (int i = 0; i < mission->n_phase; i++) {
    const ant_phase *phase = &mission->phase[i];
    bool joined = i == 0 || phase->start_d == mission->phase[i - 1].end_d;
    if (!(fabs(phase->start_d) < ANT_SCHEDULE_FOREVER_D) ||
        !(fabs(phase->end_d) < ANT_SCHEDULE_FOREVER_D)) {
      return ant_fail(diag, ANT_EINPUT,
                      "phase '%s' goes from day %g to %g: at most %g can be flown", phase->name,
                      phase->start_d, phase->end_d, ANT_SCHEDULE_FOREVER_D);
    }
    if (!joined || !(phase->start_d <= phase->end_d)) {
      return ant_fail(diag, ANT_EINPUT, "phase '%s' does not follow the one before it",
                      phase->name);
    }
  }
  double start_d = mission->phase[0].start_d;
  double end_d = mission->phase[mission->n_phase - 1].end_d;
  for (int i = 0; i < mission->n_dose; i++) {
    double from_d = mission->dose[i].time_d, to_d = from_d + mission->dose[i].over_d;
    if (from_d >= start_d && to_d >= from_d && to_d <= end_d) continue;
    return ant_fail(diag, ANT_EINPUT,
                    "a dose from day %g to %g lies outside the mission, day %g to %g", from_d, to_d,
                    start_d, end_d);
  }
  return ANT_OK;
}

ant_status ant_schedule_init(ant_schedule *out, const ant_mission *opt_mission, double clamp_from_d,
                             ant_diag *opt_diag) {
  ant_schedule s = {.end_d = ANT_SCHEDULE_FOREVER_D};
  int n_phase = 0, n_dose = 0;
  if (opt_mission) {
    ANT_TRY(check_mission(opt_mission, opt_diag));
    n_phase = opt_mission->n_phase;
    n_dose = opt_mission->n_dose;
    s.start_d = opt_mission->phase[0].start_d;
    s.end_d = opt_mission->phase[n_phase - 1].end_d;
  }
  if (clamp_from_d >= s.end_d) {
    ant_fail(opt_diag, ANT_EINPUT,
             "what is changed from day %g on changes nothing: the mission ends on day %g",
             clamp_from_d, s.end_d);
    ant_diag_hint(opt_diag, "days count from launch");
    return ANT_EINPUT;
  }
  s.event = calloc((size_t)n_phase + 2 * (size_t)n_dose + 1, sizeof *s.event);
  if (!s.event) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the mission's schedule");
  for (int i = 0; i < n_phase; i++) {
    s.event[s.n_event++] = (ant_event){opt_mission->phase[i].start_d, ANT_EVENT_PHASE, i};
  }
  for (int i = 0; i < n_dose; i++) {
    const ant_dose_event *dose = &opt_mission->dose[i];
    s.event[s.n_event++] = (ant_event){dose->time_d, ANT_EVENT_DOSE, i};
    if (!(dose->over_d > 0)) continue;
    s.event[s.n_event++] = (ant_event){dose->time_d + dose->over_d, ANT_EVENT_STOP, i};
  }
  if (!isnan(clamp_from_d)) {
    s.event[s.n_event++] = (ant_event){fmax(clamp_from_d, s.start_d), ANT_EVENT_CLAMP, 0};
  }
  qsort(s.event, (size_t)s.n_event, sizeof *s.event, compare_events);
  *out = s;
  return ANT_OK;
}

void ant_schedule_clear(ant_schedule *schedule) {
  free(schedule->event);
  *schedule = (ant_schedule){0};
}

/* 2. Rows ---------------------------------------------------------------- */

/* K times EVERY_D.  Where EVERY_D is a whole part of a day (0.1, an hour) the product is taken as
 * a quotient of whole numbers: the third tenth is 0.3, and the same bytes on any grid. */
static double grid_time(double k, double every_d) {
  double parts = nearbyint(1 / every_d);
  bool whole_part = parts > 1 && fabs(parts * every_d - 1) < 1e-12;
  return whole_part ? k / parts : k * every_d;
}

/* Append T; what is nearer than this to a boundary is that boundary. */
#define SAME_TIME_D 1e-9

static void put_row(double *time_d, int *n, double t, bool boundary) {
  if (*n > 0 && t - time_d[*n - 1] < SAME_TIME_D) {
    if (boundary) time_d[*n - 1] = t;
    return;
  }
  time_d[(*n)++] = t;
}

ant_status ant_schedule_rows(const ant_mission *mission, double every_d, double **out_time_d,
                             int *out_n, ant_diag *opt_diag) {
  if (!(every_d > 0) || !isfinite(every_d)) {
    return ant_fail(opt_diag, ANT_EUSAGE, "rows every %g days: a positive time was expected",
                    every_d);
  }
  double start_d = mission->phase[0].start_d;
  double end_d = mission->phase[mission->n_phase - 1].end_d;
  double n_most = (end_d - start_d) / every_d + 3 + mission->n_phase;
  if (n_most > ANT_MAX_ROWS) {
    ant_fail(opt_diag, ANT_EUSAGE, "rows every %g days make %.3g rows, at most %d are possible",
             every_d, n_most, ANT_MAX_ROWS);
    ant_diag_hint(opt_diag, "ask for longer steps with --every");
    return ANT_EUSAGE;
  }
  double *time_d = calloc((size_t)n_most + 1, sizeof *time_d);
  if (!time_d) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for %.0f rows", n_most);
  int n = 0;
  double k = ceil(start_d / every_d - 1e-9);
  put_row(time_d, &n, start_d, true);
  for (int i = 0; i < mission->n_phase; i++) {
    double boundary_d = mission->phase[i].end_d;
    for (; grid_time(k, every_d) < boundary_d; k++) {
      put_row(time_d, &n, grid_time(k, every_d), false);
    }
    put_row(time_d, &n, boundary_d, true);
  }
  *out_time_d = time_d;
  *out_n = n;
  return ANT_OK;
}
