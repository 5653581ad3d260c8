/* bone_adapt.c - antaeus bone adapt: the same bone after months of another load.
 *   1. The command line   2. A row of measures   3. Files   4. Steps   5. The verb */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "antaeus/run.h"
#include "antaeus/voxel_adapt.h"
#include "antaeus/voxel_structure.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "cli/bone.h"
#include "cli/bone_rates.h"

/* 1. The command line ---------------------------------------------------- */

typedef struct options {
  ant_bone_rate_options rate;
  ant_adapt_options adapt;
  const char *volume, *labels, *out;
  double keep_d;
  long jobs, seed;
  bool quick, quiet, json;
} options;

static bool read_options(options *o, int argc, char **argv, int *out_exit) {
  ant_adapt_options *a = &o->adapt;
  ant_bone_rate_options *r = &o->rate;
  *o = (options){.out = "adapted", .seed = 1};
  *r = (ant_bone_rate_options){
      .formation = NAN, .resorption = NAN, .site = "femoral_neck", .days = NAN, .step_d = 30};
  ant_adapt_defaults(a);
  const ant_cli_option table[] = {
      {"--mission", "FILE", ANT_CLI_TEXT, &r->mission, "rates of this mission, flown first"},
      {"--person", "FILE", ANT_CLI_TEXT, &r->person, "who flies (people/astronaut.ant)"},
      {"--model", "DIR", ANT_CLI_TEXT, &r->model, "the physiology (physiology/twin)"},
      {"--course", "FILE", ANT_CLI_TEXT, &r->course, "rates of this course.csv"},
      {"--formation", "X", ANT_CLI_WITHIN(0, 1e6), &r->formation,
       "given: this rate of formation [%/year]"},
      {"--resorption", "X", ANT_CLI_WITHIN(0, 1e6), &r->resorption,
       "and this rate of resorption [%/year]"},
      {"--site", "SITE", ANT_CLI_TEXT, &r->site, "which bone this is (femoral_neck)"},
      {"--from", "TIME", ANT_CLI_DAYS, &r->from_d, "first mission day (0)"},
      {"--days", "TIME", ANT_CLI_DAYS_ABOVE(0), &r->days, "how long (to the end)"},
      {"--step", "TIME", ANT_CLI_DAYS_ABOVE(0), &r->step_d, "between solutions (30day)"},
      {"--out", "DIR", ANT_CLI_TEXT, &o->out, "folder of results (adapted)"},
      {"--keep", "TIME", ANT_CLI_DAYS_ABOVE(0), &o->keep_d,
       "volumes so often (first and last only)"},
      {"--labels", "A,B", ANT_CLI_TEXT, &o->labels, "bone is what has these values (all but 0)"},
      {"--loads", "X,Y,Z", ANT_CLI_NUMBERS(3, 0, 1e3), a->load, "relative habitual loads (1,1,1)"},
      {"--reach", "MM", ANT_CLI_WITHIN(1e-4, 10), &a->reach_mm, "of an osteocyte's signal (0.1)"},
      {"--coupled", "X", ANT_CLI_WITHIN(0, 1), &a->coupled,
       "share of formation that fills pits (0.9)"},
      {"--open", "TIME", ANT_CLI_DAYS_WITHIN(0, 1e6), &a->open_d,
       "that a pit can be filled late (900day)"},
      {"--depth", "MM", ANT_CLI_WITHIN(0, 10), &a->depth_mm,
       "of a pit (0.04); 0: all surface gives way"},
      {"--modulus", "MPA", ANT_CLI_WITHIN(1e-3, 1e9), &a->modulus_mpa, "Young's modulus (18000)"},
      {"--poisson", "NU", ANT_CLI_WITHIN(0, 0.49), &a->poisson, "Poisson's ratio (0.3)"},
      {"--tolerance", "X", ANT_CLI_WITHIN(1e-10, 1e-2), &a->tolerance, "relative residual (1e-5)"},
      {"--seed", "S", ANT_CLI_COUNT, &o->seed, "of where pits are dug (1)"},
      {"--quick", NULL, ANT_CLI_FLAG, &o->quick, "no thickness and spacing"},
      {"--jobs", "N", ANT_CLI_JOBS, &o->jobs, "threads (one a core)"},
      {"--json", NULL, ANT_CLI_FLAG, &o->json, "the first and the last row as JSON"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o->quiet, "no warnings, no progress, no summary"},
  };
  const ant_cli_verb verb = {
      "antaeus bone adapt",
      "VOLUME",
      "Let a mask of bone, or fractions of it (f32), change as a mission changes that site:\n"
      "what is formed and resorbed comes from the twin, where it goes from the energy that three "
      "habitual\n"
      "loads cause. Writes into a folder measures.csv, a row a step; fraction-DAY.mha and\n"
      "mask-DAY.mha; and state.bin, from which the same command goes on after an interruption.\n\n"
      "Example: antaeus bone adapt bone.mha --mission missions/iss-6-months-ared.ant --site "
      "femoral_neck",
      1,
      1,
      table,
      sizeof table / sizeof *table};
  int n = 0;
  if (!ant_cli_parse(&verb, argc, argv, &n, out_exit)) return false;
  o->volume = argv[0];
  a->n_thread = (int)o->jobs;
  a->seed = (uint64_t)o->seed;
  r->quiet = o->quiet;
  return true;
}

/* 2. A row of measures ----------------------------------------------------- */

/* what measures.csv has, in this order */
enum { N_COLUMN = 18 };
static const char *const column[N_COLUMN] = {
    "BV/TV [1]",          "BV [start]",       "BV of the twin [start]",
    "formed [start]",     "resorbed [start]", "BS [mm^2]",
    "Tb.Th [mm]",         "Tb.Sp [mm]",       "Tb.N [1/mm]",
    "Conn.D [1/mm^3]",    "modulus x [MPa]",  "modulus y [MPa]",
    "modulus z [MPa]",    "strength [N]",     "signal [MPa]",
    "carrying share [1]", "unknowns",         "iterations"};

typedef struct row {
  double day, value[N_COLUMN];
} row;

/* thickness, separation, number and connectivity of what is at least half full */
static ant_status measure_structure(const options *o, const ant_adapt *a, double *out4,
                                    ant_diag *diag) {
  const ant_thickness_options t = {.n_thread = (int)o->jobs};
  ant_volume *mask = NULL;
  ant_thickness th, sp, axes;
  ant_euler euler;
  for (int i = 0; i < 4; i++) out4[i] = NAN;
  ANT_TRY(ant_adapt_mask(a, &mask, diag));
  ant_status status = ant_euler_measure(mask, NULL, (int)o->jobs, &euler, diag);
  if (status == ANT_OK) out4[3] = euler.density_mm3;
  if (status == ANT_OK && !o->quick) {
    status = ant_thickness_measure(mask, false, &t, &th, NULL, diag);
    if (status == ANT_OK) status = ant_thickness_measure(mask, true, &t, &sp, NULL, diag);
    if (status == ANT_OK) status = ant_axis_spacing(mask, &t, &axes, NULL, diag);
    if (status == ANT_OK) {
      out4[0] = th.mean_mm;
      out4[1] = sp.mean_mm;
      out4[2] = 1 / axes.mean_mm;
    }
  }
  ant_volume_destroy(&mask);
  return status;
}

static ant_status measure(const options *o, const ant_bone_rates *r, int i, ant_adapt *a, row *out,
                          ant_diag *diag) {
  ant_adapt_state s;
  double twin = 1, *v = out->value;
  ANT_TRY(ant_adapt_measure(a, &s, diag));
  for (int k = 0; k < i; k++) twin += r->formed[k] - r->resorbed[k];
  out->day = r->day[i];
  v[0] = s.bv_tv;
  v[1] = s.volume;
  v[2] = twin;
  v[3] = i > 0 ? r->formed[i - 1] : 0;
  v[4] = i > 0 ? r->resorbed[i - 1] : 0;
  v[5] = s.surface_mm2;
  ANT_TRY(measure_structure(o, a, v + 6, diag));
  for (int k = 0; k < 3; k++) v[10 + k] = o->adapt.load[k] > 0 ? s.modulus_mpa[k] : NAN;
  v[13] = s.strength_n;
  v[14] = s.signal_mpa;
  v[15] = s.carrying_share;
  v[16] = (double)s.unknowns;
  v[17] = s.iterations;
  return ANT_OK;
}

/* 3. Files ------------------------------------------------------------------- */

/* what the run is made of, in words, and a number that changes with any of it */
static void begin_table(const options *o, const ant_bone_rates *r, ant_text *table) {
  uint64_t plan = ANT_HASH_START;
  for (int i = 0; i < r->n; i++) {
    plan = ant_hash_number(plan, r->day[i + 1]);
    plan = ant_hash_number(plan, r->formed[i]);
    plan = ant_hash_number(plan, r->resorbed[i]);
  }
  plan = ant_hash_integer(plan, o->quick);
  ant_text_print(table, "# antaeus %s bone adapt\n# bone: %s\n", ant_version(), o->volume);
  if (o->rate.mission) ant_text_print(table, "# mission: %s\n", o->rate.mission);
  if (o->rate.course) ant_text_print(table, "# course: %s\n", o->rate.course);
  ant_text_print(table, "# site: %s (assumed: the volume does not say)\n", o->rate.site);
  ant_text_print(table,
                 "# strength: Pistoia (0.7 %%, 2 %%), confined, along the axis that bears "
                 "most\n# plan: %016llx\ntime [day]",
                 (unsigned long long)plan);
  for (int k = 0; k < N_COLUMN; k++) ant_text_print(table, ",%s", column[k]);
  ant_text_print(table, "\n");
}

static void add_row(ant_text *table, const row *r) {
  char number[ANT_NUMBER_TEXT];
  ant_text_put(table, ant_text_number(r->day, number));
  for (int k = 0; k < N_COLUMN; k++) {
    /* empty where it is not known; digits beyond a float's are noise of the solver's */
    if (isnan(r->value[k])) {
      ant_text_put(table, ",");
    } else {
      ant_text_print(table, ",%.9g", r->value[k]);
    }
  }
  ant_text_put(table, "\n");
}

typedef struct place {
  char path[1200];
} place;

/* the folder's name was found short enough before anything began */
static place file_in(const options *o, const char *name) {
  place p;
  snprintf(p.path, sizeof p.path, "%s/%s", o->out, name);
  return p;
}

static ant_status write_volumes(const options *o, const ant_adapt *a, double day, ant_diag *diag) {
  ant_volume *fraction = NULL, *mask = NULL;
  char name[2][64], when[32];
  snprintf(when, sizeof when, day == floor(day) ? "%05.0f" : "%09.3f", day);
  snprintf(name[0], sizeof name[0], "fraction-%s.mha", when);
  snprintf(name[1], sizeof name[1], "mask-%s.mha", when);
  ANT_TRY(ant_adapt_fractions(a, &fraction, diag));
  ant_status status = ant_volume_write(fraction, file_in(o, name[0]).path, true, diag);
  if (status == ANT_OK) status = ant_adapt_mask(a, &mask, diag);
  if (status == ANT_OK) status = ant_volume_write(mask, file_in(o, name[1]).path, true, diag);
  ant_volume_destroy(&fraction);
  ant_volume_destroy(&mask);
  return status;
}

/* volumes are kept first, last, and at the first step of every KEEP days */
static bool is_kept(const options *o, const ant_bone_rates *r, int i) {
  if (i == 0 || i == r->n) return true;
  if (!(o->keep_d > 0)) return false;
  const double since = (r->day[i] - r->day[0]) / o->keep_d;
  const double before = (r->day[i - 1] - r->day[0]) / o->keep_d;
  return floor(since + 1e-9) > floor(before + 1e-9);
}

/* 4. Steps ------------------------------------------------------------------------ */

typedef struct run {
  const options *o;
  const ant_bone_rates *r;
  ant_adapt *a;
  ant_text table; /* measures.csv so far                                      */
  int done;       /* rows in it                                               */
  row first, last;
} run;

/* Rows that an interrupted run had, if it was this one: its table begins as ours does. */
static ant_status take_table(run *x, const char *text, size_t size, ant_diag *diag) {
  const size_t head = x->table.length;
  if (size < head || memcmp(text, ant_text_string(&x->table), head) != 0) {
    ant_fail(diag, ANT_EINPUT, "the run in this folder had other rates, steps or measures");
    ant_diag_place(diag, file_in(x->o, "state.bin").path, 0, 0);
    ant_diag_hint(diag, "give another --out, or remove state.bin to begin anew");
    return ANT_EINPUT;
  }
  ant_text_add(&x->table, text + head, size - head);
  for (const char *p = text + head; (p = strchr(p, '\n')); p++) x->done++;
  return ANT_OK;
}

static ant_status begin(run *x, const ant_volume *bone, ant_diag *diag) {
  const place state = file_in(x->o, "state.bin");
  char *text = NULL;
  size_t size = 0;
  if (access(state.path, F_OK) != 0) return ant_adapt_create(bone, &x->o->adapt, &x->a, diag);
  ANT_TRY(ant_adapt_load(state.path, bone, &x->o->adapt, &x->a, &text, &size, diag));
  ant_status status = take_table(x, text, size, diag);
  free(text);
  if (status == ANT_OK && !x->o->quiet) {
    fprintf(stderr, "%s: goes on from day %g\n", state.path, x->r->day[x->done]);
  }
  return status;
}

/* measure, write, and unless this was the end: a step and the state after it */
static ant_status go(run *x, int i, ant_diag *diag) {
  row now;
  ANT_TRY(measure(x->o, x->r, i, x->a, &now, diag));
  add_row(&x->table, &now);
  if (i == 0) x->first = now;
  x->last = now;
  if (x->table.failed) return ant_fail(diag, ANT_ENOMEM, "no memory for the table");
  ANT_TRY(ant_file_write(file_in(x->o, "measures.csv").path, ant_text_string(&x->table),
                         x->table.length, diag));
  if (is_kept(x->o, x->r, i)) ANT_TRY(write_volumes(x->o, x->a, x->r->day[i], diag));
  if (i == x->r->n) return ANT_OK;
  ANT_TRY(ant_adapt_step(x->a, x->r->day[i + 1] - x->r->day[i], x->r->formed[i], x->r->resorbed[i],
                         NULL, diag));
  return ant_adapt_save(x->a, file_in(x->o, "state.bin").path, ant_text_string(&x->table),
                        x->table.length, diag);
}

static ant_status run_steps(run *x, ant_diag *diag) {
  ant_cli_progress progress;
  ant_status status = ANT_OK;
  ant_cli_progress_begin(&progress, "adapting", x->o->quiet);
  for (int i = x->done; i <= x->r->n && status == ANT_OK; i++) {
    status = go(x, i, diag);
    if (ant_cli_progress_show(&progress, (i + 1.0) / (x->r->n + 1.0)) || status != ANT_OK ||
        i == x->r->n) {
      continue;
    }
    status = ant_fail(diag, ANT_EINTERRUPT, "stopped on request at day %g", x->r->day[i + 1]);
    ant_diag_hint(diag, "the same command goes on from there");
  }
  ant_cli_progress_end(&progress);
  return status;
}

/* 5. The verb -------------------------------------------------------------------------- */

static ant_status read_bone(const options *o, ant_volume **out, ant_diag *diag) {
  ant_volume *v = NULL;
  ANT_TRY(ant_bone_read(o->volume, o->quiet, &v, NULL, diag));
  if (v->type == ANT_VOXEL_F32 && !o->labels) {
    *out = v;
    return ANT_OK;
  }
  ant_volume_destroy(&v);
  return ant_bone_read_mask(o->volume, o->labels, true, out, diag);
}

static void tell_row(ant_bone_out *out, const char *key, const row *r) {
  static const char *const name[N_COLUMN] = {
      "bv_tv",         "volume",        "volume_of_twin", "formed",      "resorbed",
      "bs_mm2",        "tb_th_mm",      "tb_sp_mm",       "tb_n_per_mm", "conn_d_per_mm3",
      "modulus_x_mpa", "modulus_y_mpa", "modulus_z_mpa",  "strength_n",  "signal_mpa",
      "carrying",      "unknowns",      "iterations"};
  char headline[64];
  snprintf(headline, sizeof headline, "day %g", r->day);
  ant_bone_out_open(out, key, headline);
  ant_bone_out_number(out, "day", "time", r->day, "day");
  for (int k = 0; k < N_COLUMN - 2; k++) {
    ant_bone_out_number(out, name[k], column[k], r->value[k], "");
  }
  ant_bone_out_close(out);
}

static ant_status tell(const run *x, ant_diag *diag) {
  ant_bone_out out;
  if (x->o->quiet && !x->o->json) return ANT_OK;
  ant_bone_out_begin(&out, x->o->json);
  if (x->done == 0) tell_row(&out, "first", &x->first);
  tell_row(&out, "last", &x->last);
  return ant_bone_out_end(&out, diag);
}

static ant_status adapt(const options *o, const ant_bone_rates *r, ant_diag *diag) {
  run x = {.o = o, .r = r};
  ant_volume *bone = NULL;
  ANT_TRY(read_bone(o, &bone, diag));
  begin_table(o, r, &x.table);
  ant_status status = ant_file_make_folder(o->out, diag);
  if (status == ANT_OK) status = begin(&x, bone, diag);
  ant_volume_destroy(&bone);
  if (status == ANT_OK) status = run_steps(&x, diag);
  if (status == ANT_OK) status = tell(&x, diag);
  ant_adapt_destroy(&x.a);
  ant_text_clear(&x.table);
  return status;
}

int ant_cli_bone_adapt(int argc, char **argv) {
  options o;
  ant_bone_rates rates = {0};
  ant_diag diag;
  int exit = 0;
  if (!read_options(&o, argc, argv, &exit)) return exit;
  if (!(o.adapt.load[0] + o.adapt.load[1] + o.adapt.load[2] > 0)) {
    ant_fail(&diag, ANT_EUSAGE, "--loads: one load above 0 was expected");
    return ant_cli_fail(&diag);
  }
  if (strlen(o.out) + 64 > sizeof(place)) {
    ant_fail(&diag, ANT_EUSAGE, "--out: a path too long: %.80s...", o.out);
    return ant_cli_fail(&diag);
  }
  if (ant_bone_labels_check(o.labels, &diag) != ANT_OK) return ant_cli_fail(&diag);
  exit = ant_bone_rates_make(&o.rate, &rates);
  if (exit == 0 && adapt(&o, &rates, &diag) != ANT_OK) exit = ant_cli_fail(&diag);
  ant_bone_rates_clear(&rates);
  return exit == 0 ? ant_cli_end(0) : exit;
}
