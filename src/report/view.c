/* view.c - a course prepared for showing (see view.h).
 *   1. Time   2. Sites   3. Values */
#include "report/view.h"

#include <math.h>
#include <string.h>

/* 1. Time ----------------------------------------------------------------- */

static bool starts(const char *text, const char *with) {
  return strncmp(text, with, strlen(with)) == 0;
}

static bool is_return(const char *name) {
  static const char *const word[] = {"recovery", "reambulation", "return_home", "postflight",
                                     "ground",   "home",         "after",       "reload"};
  for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
    if (starts(name, word[i])) return true;
  }
  return false;
}

bool ant_phase_is_ground(const struct ant_course_phase *phase) {
  return phase->end_d <= 0 || starts(phase->name, "preflight") || is_return(phase->name);
}

static double landing(const ant_course *c) {
  bool away = false;
  for (int p = 0; p < c->n_phase; p++) {
    bool ground = ant_phase_is_ground(&c->phase[p]);
    if (ground && away) return c->phase[p].start_d;
    if (!ground) away = true;
  }
  return NAN;
}

/* How long people were ever watched, by the kind of exposure.  The figures are those of the
 * project's evidence table (evidence/observations.csv, rows named here). */
static const struct {
  const char *key;
  double longest_d;
  const char *source;
} longest[] = {
    {"bed-rest", 119, "119 days of bed rest with density measured (LeBlanc 1990, row obs144)"},
    {"cord-injury", 2500, "about 7 years after cord injury (Eser 2004, row obs378)"},
    {"", 430, "430 days, the longest of 18 Mir crew members (LeBlanc 2000, row obs109)"},
};

static void set_longest(ant_view *v) {
  const char *key = v->course->mission_name;
  size_t k = 0;
  while (!starts(key, longest[k].key)) k++;
  bool given = v->options.longest_exposure_d > 0;
  v->longest_d = given ? v->options.longest_exposure_d : longest[k].longest_d;
  v->longest_source = !given ? longest[k].source : v->options.longest_exposure_source;
  if (!v->longest_source) v->longest_source = "";
  double away = isnan(v->landing_d) ? v->last_d : v->landing_d;
  bool beyond = (given || v->n_site > 0) && away > v->longest_d + 0.5; /* people had bones */
  v->exposure_d = beyond ? v->longest_d : NAN;
}

double ant_view_end_of_exposure(const ant_view *view) {
  return isnan(view->landing_d) ? view->last_d : view->landing_d;
}

static bool is_flight(const ant_view *view) {
  const char *key = view->course->mission_name;
  return !starts(key, "bed-rest") && !starts(key, "cord-injury") && !starts(key, "ground") &&
         !starts(key, "ulls");
}

const char *ant_view_end_words(const ant_view *view) {
  if (isnan(view->landing_d)) return "at the end";
  return is_flight(view) ? "at landing" : "on the last day";
}

const char *ant_view_start_words(const ant_view *view) {
  return is_flight(view) ? "launch" : "the first day";
}

/* 2. Sites ---------------------------------------------------------------- */

/* From head to heel; DESIGN.md, section 10. */
static const struct {
  const char *id;
  ant_region region;
} known[] = {
    {"skull", ANT_REGION_HEAD},         {"thorax", ANT_REGION_TRUNK},
    {"lumbar_spine", ANT_REGION_TRUNK}, {"pelvis", ANT_REGION_TRUNK},
    {"total_hip", ANT_REGION_HIP},      {"femoral_neck", ANT_REGION_HIP},
    {"trochanter", ANT_REGION_HIP},     {"intertrochanter", ANT_REGION_HIP},
    {"femoral_shaft", ANT_REGION_LEG},  {"femur_distal", ANT_REGION_LEG},
    {"tibia_shaft", ANT_REGION_LEG},    {"tibia_distal", ANT_REGION_LEG},
    {"calcaneus", ANT_REGION_LEG},      {"arms", ANT_REGION_ARM},
    {"humerus", ANT_REGION_ARM},        {"radius_shaft", ANT_REGION_ARM},
    {"radius_distal", ANT_REGION_ARM},  {"axial", ANT_REGION_SUM},
    {"legs", ANT_REGION_SUM},           {"whole_body", ANT_REGION_SUM},
};

enum { N_KNOWN = sizeof known / sizeof *known, N_SUM = 3 };

/* what is called density, the one that scanners report first */
static const char *const density[] = {"areal_density", "volumetric_density", "mineral_content"};

/* the id between "bone." and ".QUANTITY" of the column's name, or NULL */
static const char *site_of(const ant_view *v, int column, const char *quantity) {
  const char *name = v->course->name[column];
  if (!name || !starts(name, "bone.")) return NULL;
  const char *dot = strrchr(name, '.');
  if (dot == NULL || dot < name + 6 || strcmp(dot + 1, quantity) != 0) return NULL;
  return ant_arena_text(v->arena, name + 5, (size_t)(dot - name - 5));
}

static int rank(const char *id) {
  for (int k = 0; k < N_KNOWN; k++) {
    if (strcmp(known[k].id, id) == 0) return k < N_KNOWN - N_SUM ? k : N_KNOWN + k;
  }
  return N_KNOWN; /* behind the sites that are known, before the sums */
}

static bool have(const ant_view *v, const char *id) {
  for (int i = 0; i < v->n_site; i++) {
    if (strcmp(v->site[i].id, id) == 0) return true;
  }
  return false;
}

static void add_site(ant_view *v, const char *id, int column) {
  ant_site site = {.id = id, .region = ANT_REGION_SUM, .column = column};
  int at = v->n_site, mine = rank(id);
  if (have(v, id)) return;
  if (mine == N_KNOWN) site.region = ANT_REGION_TRUNK;
  for (int k = 0; k < N_KNOWN; k++) {
    if (strcmp(known[k].id, id) == 0) site.region = known[k].region;
  }
  for (; at > 0 && rank(v->site[at - 1].id) > mine; at--) v->site[at] = v->site[at - 1];
  v->site[at] = site;
  v->n_site++;
}

static ant_status find_sites(ant_view *v) {
  int n = v->course->n_column;
  v->site = ant_arena_take(v->arena, (size_t)(n > 0 ? n : 1) * sizeof *v->site);
  v->drawn = ant_arena_take(v->arena, (size_t)(n > 0 ? n : 1) * sizeof *v->drawn);
  if (!v->site || !v->drawn) return ANT_ENOMEM;
  for (size_t q = 0; q < sizeof density / sizeof *density; q++) {
    for (int c = 0; c < n; c++) {
      const char *id = site_of(v, c, density[q]);
      if (id) add_site(v, id, c);
    }
  }
  return ant_arena_status(v->arena);
}

int ant_view_column(const ant_view *view, const char *site, const char *quantity) {
  char name[200];
  size_t n = strlen(site) + strlen(quantity) + 7;
  if (n > sizeof name) return -1;
  strcpy(name, "bone.");
  strcat(name, site);
  strcat(name, ".");
  strcat(name, quantity);
  return ant_course_column(view->course, name);
}

ant_status ant_view_init(const ant_course *course, const ant_report_options *opt_options,
                         ant_arena *arena, ant_view *out_view, ant_diag *opt_diag) {
  ant_view v = {.course = course, .arena = arena};
  if (opt_options) v.options = *opt_options;
  if (course->n_row > 0) {
    v.first_d = course->time_d[0];
    v.last_d = course->time_d[course->n_row - 1];
  }
  v.landing_d = landing(course);
  if (find_sites(&v) != ANT_OK) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the page");
  set_longest(&v);
  *out_view = v;
  return ANT_OK;
}

/* 3. Values --------------------------------------------------------------- */

static double as_percent(double value, double baseline) {
  if (!isfinite(baseline) || fabs(baseline) < 1e-300) return NAN;
  return 100 * (value / baseline - 1);
}

static double *column_values(const ant_view *v, int column) {
  const ant_course *c = v->course;
  if (column < 0 || column >= c->n_column) return NULL;
  size_t n = c->n_row > 0 ? (size_t)c->n_row : 1;
  double *y = ant_arena_take(v->arena, n * sizeof *y);
  for (int r = 0; y && r < c->n_row; r++) {
    y[r] = c->value[(size_t)r * (size_t)c->n_column + (size_t)column];
  }
  return y;
}

const double *ant_view_level(const ant_view *view, int column) {
  return column_values(view, column);
}

const double *ant_view_percent(const ant_view *view, int column) {
  double *y = column_values(view, column);
  for (int r = 0; y && r < view->course->n_row; r++) {
    y[r] = as_percent(y[r], view->course->baseline[column]);
  }
  return y;
}

double ant_view_baseline(const ant_view *view, int column) {
  double baseline = view->course->baseline[column], most = 0;
  const double *y = ant_view_level(view, column);
  for (int r = 0; y && r < view->course->n_row; r++) {
    if (isfinite(y[r])) most = fmax(most, fabs(y[r]));
  }
  return fabs(baseline) < 1e-9 * most ? 0 : baseline;
}

double ant_view_level_at(const ant_view *view, int column, double time_d) {
  return ant_course_at(view->course, column, time_d);
}

double ant_view_percent_at(const ant_view *view, int column, double time_d) {
  if (column < 0 || column >= view->course->n_column) return NAN;
  return as_percent(ant_course_at(view->course, column, time_d), view->course->baseline[column]);
}
