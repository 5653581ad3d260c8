/* bone_rates.c - formation and resorption by step (see bone_rates.h).
 *   1. A flight   2. A course   3. Steps */
#include "cli/bone_rates.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "antaeus/run.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/places.h"
#include "language/ir.h"
#include "report/report.h"

/* 1. A flight ---------------------------------------------------------------- */

typedef struct flight {
  ant_model *model;
  ant_mission *mission;
  ant_person *person;
  ant_machine *machine;
} flight;

static int load(flight *f, const ant_bone_rate_options *o) {
  char model[ANT_PLACE_SIZE], person[ANT_PLACE_SIZE];
  ant_diags diags = {0};
  ant_diag diag;
  if (ant_place_model(o->model, model, &diag) != ANT_OK) return ant_cli_fail(&diag);
  if (ant_model_load(model, &f->model, &diags) == ANT_OK) {
    ant_mission_load(f->model, o->mission, &f->mission, &diags);
    if (o->person || ant_place_beside(model, "people/astronaut.ant", person)) {
      ant_person_load(f->model, o->person ? o->person : person, &f->person, &diags);
    }
  }
  int status = ant_cli_tell(&diags, o->quiet);
  ant_diags_clear(&diags);
  return status;
}

enum { LONGEST_SITE = 100 }; /* letters; names of rates have 30 more                    */

/* told before the flight */
static ant_status check_site(const ant_model *model, const char *site, ant_diag *diag) {
  char name[LONGEST_SITE + 40];
  int symbol, element;
  if (!ant_text_fit(name, sizeof name, "bone.%s.formation_rate", site)) {
    return ant_fail(diag, ANT_EUSAGE, "--site: a name too long: %.60s...", site);
  }
  return ant_cli_in_option("--site", site, ant_model_find(model, name, &symbol, &element, diag),
                           diag);
}

static int fly(const ant_bone_rate_options *o, ant_course **out_course) {
  flight f = {0};
  ant_cli_progress progress;
  ant_diag diag;
  int exit = load(&f, o);
  if (exit == 0 && check_site(f.model, o->site, &diag) != ANT_OK) exit = ant_cli_fail(&diag);
  if (exit == 0) {
    const ant_fly_options fly_options = {
        .person = f.person, .progress = ant_cli_progress_show, .user = &progress};
    ant_cli_progress_begin(&progress, f.mission->name, o->quiet);
    ant_status status = ant_machine_open(f.model, &f.machine, &diag);
    if (status == ANT_OK) status = ant_fly(f.machine, f.mission, &fly_options, out_course, &diag);
    ant_cli_progress_end(&progress);
    if (status != ANT_OK) exit = ant_cli_fail(&diag);
  }
  ant_machine_destroy(&f.machine);
  ant_mission_destroy(&f.mission);
  ant_person_destroy(&f.person);
  ant_model_destroy(&f.model);
  return exit;
}

/* 2. A course -------------------------------------------------------------------- */

static ant_status find_rate(const ant_course *c, const char *site, const char *which, int *out,
                            ant_diag *diag) {
  char name[LONGEST_SITE + 40];
  ant_nearest nearest;
  if (!ant_text_fit(name, sizeof name, "bone.%s.%s_rate", site, which)) {
    return ant_fail(diag, ANT_EUSAGE, "--site: a name too long: %.60s...", site);
  }
  *out = ant_course_column(c, name);
  if (*out < 0) {
    ant_fail(diag, ANT_EUSAGE, "--site %s: there is no '%s' in this course", site, name);
    ant_nearest_init(&nearest, name);
    for (int k = 0; k < c->n_column; k++) ant_nearest_try(&nearest, c->name[k]);
    if (!ant_nearest_hint(&nearest, diag)) {
      ant_diag_hint(diag, "--site names a site of the twin: femoral_neck, tibia_distal, ...");
    }
    return ANT_EUSAGE;
  }
  if (strcmp(c->unit[*out], "%/year") == 0) return ANT_OK;
  return ant_fail(diag, ANT_EINPUT, "'%s' is in [%s]; [%%/year] was expected", name, c->unit[*out]);
}

/* the integral of COLUMN [%/year] from A to B [day], linear between rows, as a part */
static double integrate(const ant_course *c, int column, double a, double b) {
  double sum = 0, from = a, at_from = ant_course_at(c, column, a);
  for (int i = 0; i <= c->n_row; i++) {
    const double to = i < c->n_row ? c->time_d[i] : b;
    if (to <= from) continue;
    const double end = to < b ? to : b, at_end = ant_course_at(c, column, end);
    sum += 0.5 * (at_from + at_end) * (end - from);
    from = end;
    at_from = at_end;
    if (end >= b) break;
  }
  return sum / 100 / 365.25;
}

/* 3. Steps -------------------------------------------------------------------------- */

static ant_status allot(const ant_bone_rate_options *o, double days, ant_bone_rates *r,
                        ant_diag *diag) {
  const double n = ceil(days / o->step_d - 1e-9);
  if (!(days > 0)) {
    return ant_fail(diag, ANT_EUSAGE, "--from: there is nothing after day %g to go through",
                    o->from_d);
  }
  if (n > 10000)
    return ant_fail(diag, ANT_EUSAGE, "--step: %.0f steps are too many; 10000 at most", n);
  r->n = (int)n;
  r->day = calloc((size_t)r->n + 1, sizeof *r->day);
  r->formed = calloc((size_t)r->n, sizeof *r->formed);
  r->resorbed = calloc((size_t)r->n, sizeof *r->resorbed);
  if (!r->day || !r->formed || !r->resorbed) {
    return ant_fail(diag, ANT_ENOMEM, "no memory for %d steps", r->n);
  }
  for (int i = 0; i <= r->n; i++) r->day[i] = o->from_d + fmin(days, i * o->step_d);
  return ANT_OK;
}

static ant_status steps_of_course(const ant_bone_rate_options *o, const ant_course *c,
                                  ant_bone_rates *r, ant_diag *diag) {
  int form, resorb;
  ANT_TRY(find_rate(c, o->site, "formation", &form, diag));
  ANT_TRY(find_rate(c, o->site, "resorption", &resorb, diag));
  const double first = c->time_d[0], last = c->time_d[c->n_row - 1];
  const double days = isnan(o->days) ? last - o->from_d : o->days;
  if (o->from_d < first || o->from_d + days > last + 1e-9) {
    return ant_fail(diag, ANT_EUSAGE,
                    "--from, --days: day %g to %g was asked for; the course goes from day %g to %g",
                    o->from_d, o->from_d + days, first, last);
  }
  ANT_TRY(allot(o, days, r, diag));
  for (int i = 0; i < r->n; i++) {
    const double a = r->day[i], b = fmin(r->day[i + 1], last);
    r->formed[i] = fmax(0, integrate(c, form, a, b));
    r->resorbed[i] = fmax(0, integrate(c, resorb, a, b));
  }
  return ANT_OK;
}

static ant_status steps_given(const ant_bone_rate_options *o, ant_bone_rates *r, ant_diag *diag) {
  if (isnan(o->formation) || isnan(o->resorption) || isnan(o->days)) {
    return ant_fail(diag, ANT_EUSAGE,
                    "--mission, --course, or all of --formation, --resorption and --days were "
                    "expected");
  }
  ANT_TRY(allot(o, o->days, r, diag));
  for (int i = 0; i < r->n; i++) {
    const double share = (r->day[i + 1] - r->day[i]) / 365.25 / 100;
    r->formed[i] = share * o->formation;
    r->resorbed[i] = share * o->resorption;
  }
  return ANT_OK;
}

static ant_status check_options(const ant_bone_rate_options *o, ant_diag *diag) {
  const bool given = !isnan(o->formation) || !isnan(o->resorption);
  if ((o->mission != NULL) + (o->course != NULL) + given > 1) {
    return ant_fail(diag, ANT_EUSAGE,
                    "--mission, --course, or --formation with --resorption: one of them");
  }
  if (strlen(o->site) > LONGEST_SITE) {
    ant_fail(diag, ANT_EUSAGE, "--site: at most %d letters were expected, these are %zu",
             LONGEST_SITE, strlen(o->site));
    ant_diag_hint(diag, "a site of the twin: femoral_neck, tibia_distal, ...");
    return ANT_EUSAGE;
  }
  return ANT_OK;
}

int ant_bone_rates_make(const ant_bone_rate_options *o, ant_bone_rates *out_rates) {
  ant_course *course = NULL;
  ant_bone_rates r = {0};
  ant_diag diag;
  int exit = 0;
  if (check_options(o, &diag) != ANT_OK) return ant_cli_fail(&diag);
  ant_status status = ANT_OK;
  if (o->mission) {
    exit = fly(o, &course);
    if (exit != 0) return exit;
  } else if (o->course) {
    status = ant_report_course_read(o->course, &course, &diag);
  }
  if (status == ANT_OK) {
    status = course ? steps_of_course(o, course, &r, &diag) : steps_given(o, &r, &diag);
  }
  ant_course_destroy(&course);
  if (status != ANT_OK) {
    ant_bone_rates_clear(&r);
    return ant_cli_fail(&diag);
  }
  *out_rates = r;
  return 0;
}

void ant_bone_rates_clear(ant_bone_rates *r) {
  free(r->day);
  free(r->formed);
  free(r->resorbed);
  memset(r, 0, sizeof *r);
}
