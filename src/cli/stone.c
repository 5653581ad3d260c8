/* stone.c - antaeus stone: what the urine of a flight, or of a laboratory, would like to be.
 *   1. Options   2. Rows judged   3. Phases   4. What drives it   5. Text, JSON, table   6. The
 * verb
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/urine.h"
#include "cli/verbs.h"

/* 1. Options ----------------------------------------------------------------- */

typedef struct options {
  const char *out;
  bool balance, json;
} options;

static bool read_options(options *o, int argc, char **argv, int *out_n, int *out_exit) {
  *o = (options){0};
  const ant_cli_option table[] = {
      {"--balance", NULL, ANT_CLI_FLAG, &o->balance, "find the pH at which charges balance"},
      {"--out", "FILE", ANT_CLI_TEXT, &o->out, "a table with a row a day (of one URINE)"},
      {"--json", NULL, ANT_CLI_FLAG, &o->json, "one JSON document"},
  };
  const ant_cli_verb verb = {
      "antaeus stone",
      "URINE...",
      "Relative supersaturation of the salts that kidney stones are made of, by the ions'\n"
      "equilibrium with the constants of EQUIL 2 (antaeus/speciation.h), and how many stones\n"
      "it makes expect. URINE is a folder that `antaeus fly` has written, or a table of\n"
      "comma-separated values with columns such as 'calcium [mmol/L]' or 'calcium [mg/day]' and\n"
      "'volume [L/day]'; its first row is what it is compared with.\n\n"
      "Above 1 a crystal can grow. The pH is that of the table; the charge that then is left\n"
      "over says how good the analysis is. Stones: 14 in 5434.5 person-years of astronauts on\n"
      "the ground, and in proportion to the supersaturation of calcium oxalate to the power\n"
      "0.70 (three cohorts; see src/speciation/stone.h). The interval is of 95 % and has the\n"
      "uncertainty of both; it has not that of the urine. Not for clinical decisions.\n\n"
      "Example: antaeus stone iss-6-months-no-exercise ared",
      1,
      64,
      table,
      sizeof table / sizeof *table};
  if (!ant_cli_parse(&verb, argc, argv, out_n, out_exit)) return false;
  if (!o->out || *out_n == 1) return true;
  ant_diag diag;
  ant_fail(&diag, ANT_EUSAGE, "--out writes the table of one URINE, %d are given", *out_n);
  *out_exit = ant_cli_fail(&diag);
  return false;
}

/* 2. Rows judged -------------------------------------------------------------- */

typedef struct judged {
  ant_report_flight flight;
  ant_urine_map map;
  ant_speciation ground;
  ant_speciation *day; /* (n_row)                                                          */
} judged;

static ant_status judge_row(const judged *j, const options *o, const double *row,
                            ant_speciation *out, ant_diag *diag) {
  ant_urine urine;
  ANT_TRY(ant_urine_of_row(&j->map, row, &urine, diag));
  if (o->balance) urine.ph = NAN;
  if (isnan(urine.ph) && !o->balance) {
    ant_fail(diag, ANT_EMISSING, "no column of urine is called ph");
    ant_diag_hint(diag, "give it, or --balance to find it from the charges");
    return ANT_EMISSING;
  }
  return ant_speciate(&urine, out, diag);
}

static ant_status judge(judged *j, const options *o, ant_diag *diag) {
  const ant_course *course = j->flight.course;
  j->day = calloc((size_t)course->n_row, sizeof *j->day);
  if (!j->day) return ant_fail(diag, ANT_ENOMEM, "no memory for %d urines", course->n_row);
  ANT_TRY(judge_row(j, o, course->baseline, &j->ground, diag));
  for (int row = 0; row < course->n_row; row++) {
    const double *value = course->value + (size_t)row * (size_t)course->n_column;
    ant_status status = judge_row(j, o, value, &j->day[row], diag);
    if (status == ANT_OK) continue;
    ant_diag why = *diag;
    ant_text_fit(diag->text, sizeof diag->text, "on day %g: %s", course->time_d[row], why.text);
    return status;
  }
  return ANT_OK;
}

static double oxalate(const ant_speciation *s) {
  return s->supersaturation[ANT_CALCIUM_OXALATE];
}

static double ratio(const judged *j, int row) {
  return oxalate(&j->ground) > 0 ? oxalate(&j->day[row]) / oxalate(&j->ground) : 1;
}

/* 3. Phases ------------------------------------------------------------------- */

typedef struct span {
  const char *name;
  double start_d, end_d;
  double mean[ANT_NSALT], ph, charge, ratio; /* over time                                    */
  double stones, lo, hi;                     /* expected, of one person                      */
  double a_year;                             /* mean rate                                    */
} span;

/* The time that row I stands for within [FROM, TO): half-way to its neighbours.  A row at TO is
 * behind what changes there and belongs to the next phase, unless it is the last of all. */
static double weight(const ant_course *course, int i, double from, double to) {
  const double *t = course->time_d;
  int last = course->n_row - 1;
  if (last == 0) return 1;
  if (t[i] < from || (t[i] >= to && i < last)) return 0;
  double left = i > 0 ? fmax(from, 0.5 * (t[i - 1] + t[i])) : t[i];
  double right = i == last ? t[i] : 0.5 * (t[i] + t[i + 1]);
  if (i > 0 && t[i - 1] < from) left = from;
  if (i < last && i + 1 < last && t[i + 1] >= to) right = to;
  return fmax(0, fmin(right, to) - left);
}

static span sum_span(const judged *j, const char *name, double from, double to) {
  const ant_course *course = j->flight.course;
  span s = {.name = name, .start_d = from, .end_d = to};
  double total = 0, stones[3] = {0};
  for (int i = 0; i < course->n_row; i++) {
    double w = weight(course, i, from, to);
    total += w;
    for (int k = 0; k < ANT_NSALT; k++) s.mean[k] += w * j->day[i].supersaturation[k];
    s.ph += w * j->day[i].ph;
    s.charge += w * j->day[i].charge;
    s.ratio += w * ratio(j, i);
    for (int k = 0; k < 3; k++) {
      double power = ANT_STONE_POWER + (k - 1) * 1.96 * ANT_STONE_POWER_SD;
      stones[k] += w / 365.25 * ant_stone_rate(ratio(j, i), power);
    }
  }
  if (total > 0) {
    for (int k = 0; k < ANT_NSALT; k++) s.mean[k] /= total;
    s.ph /= total;
    s.charge /= total;
    s.ratio /= total;
    s.a_year = stones[1] * 365.25 / total;
  }
  s.stones = stones[1];
  ant_stone_interval(s.stones, stones[0], stones[2], &s.lo, &s.hi);
  return s;
}

/* 4. What drives it ------------------------------------------------------------ */

enum { N_DRIVER = ANT_NION + 2 };

typedef struct driver {
  const char *name;
  double factor; /* on calcium oxalate, against the same urine with this one as on the ground */
} driver;

static int by_size(const void *a, const void *b) {
  double x = fabs(log(((const driver *)a)->factor)), y = fabs(log(((const driver *)b)->factor));
  return (x < y) - (x > y);
}

/* The mean row of S, into MEAN (n_column). */
static void mean_row(const judged *j, const span *s, double *mean) {
  const ant_course *course = j->flight.course;
  double total = 0;
  memset(mean, 0, (size_t)course->n_column * sizeof *mean);
  for (int i = 0; i < course->n_row; i++) {
    double w = weight(course, i, s->start_d, s->end_d);
    total += w;
    for (int k = 0; k < course->n_column; k++) {
      mean[k] += w * course->value[(size_t)i * (size_t)course->n_column + (size_t)k];
    }
  }
  for (int k = 0; k < course->n_column; k++) mean[k] /= total > 0 ? total : 1;
}

/* Put back one column at a time; returns how many matter by more than half a per cent. */
static int find_drivers(const judged *j, const options *o, const span *s, driver out[N_DRIVER]) {
  const ant_course *course = j->flight.course;
  int n = 0;
  double *row = calloc((size_t)course->n_column + 1, sizeof *row);
  ant_speciation there, without;
  if (row) mean_row(j, s, row);
  if (!row || judge_row(j, o, row, &there, NULL) != ANT_OK) {
    free(row);
    return 0;
  }
  for (int d = 0; d < N_DRIVER; d++) {
    int column = d < ANT_NION ? j->map.ion[d] : d == ANT_NION ? j->map.volume : j->map.ph;
    const char *name = d < ANT_NION ? ant_ion_word(d) : d == ANT_NION ? "volume" : "pH";
    if (column < 0 || (d == ANT_NION + 1 && o->balance)) continue;
    double kept = row[column];
    row[column] = course->baseline[column];
    ant_status status = judge_row(j, o, row, &without, NULL);
    row[column] = kept;
    if (status != ANT_OK || !(oxalate(&without) > 0) || !(oxalate(&there) > 0)) continue;
    double factor = oxalate(&there) / oxalate(&without);
    if (fabs(log(factor)) > 0.005) out[n++] = (driver){name, factor};
  }
  free(row);
  qsort(out, (size_t)n, sizeof *out, by_size);
  return n;
}

/* 5. Text, JSON, table --------------------------------------------------------- */

static const ant_salt shown[] = {ANT_CALCIUM_OXALATE, ANT_BRUSHITE, ANT_URIC_ACID, ANT_STRUVITE,
                                 ANT_SODIUM_URATE};
enum { N_SHOWN = sizeof shown / sizeof *shown };

static void print_span(const span *s) {
  printf("  %-12.12s %5.0f %6.0f", s->name, s->start_d, s->end_d);
  for (int k = 0; k < N_SHOWN; k++) printf(" %9.3g", s->mean[shown[k]]);
  printf(" %6.2f %7.1f", s->ph, 1e3 * s->charge);
  printf("   %6.2f   %.2f [%.2f, %.2f]\n", 1e3 * s->a_year, 1e3 * s->stones, 1e3 * s->lo,
         1e3 * s->hi);
}

static void print_drivers(const judged *j, const options *o, const span *s) {
  driver drivers[N_DRIVER];
  int n = find_drivers(j, o, s, drivers);
  if (n == 0) return;
  printf("  calcium oxalate in %s is %.3g times what it was:", s->name, s->ratio);
  for (int d = 0; d < n; d++) {
    printf("%s %s x %.3g", d ? "," : "", drivers[d].name, drivers[d].factor);
  }
  printf("\n");
}

static void print_text(const judged *j, const options *o) {
  const ant_course *course = j->flight.course;
  printf("%s\n", j->flight.label);
  printf("  %-12s %5s %6s %9s %9s %9s %9s %9s %6s %7s   %6s   %s\n", "", "from", "to", "calcium",
         "", "uric", "", "sodium", "", "charge", "stones", "stones in 1000 people");
  printf("  %-12s %5s %6s %9s %9s %9s %9s %9s %6s %7s   %6s   %s\n", "mean of", "day", "day",
         "oxalate", "brushite", "acid", "struvite", "urate", "pH", "mmol/L", "/1000y",
         "[95 % interval]");
  printf("  %-12s %5s %6s", "ground", "", "");
  for (int k = 0; k < N_SHOWN; k++) printf(" %9.3g", j->ground.supersaturation[shown[k]]);
  printf(" %6.2f %7.1f   %6.2f\n", j->ground.ph, 1e3 * j->ground.charge, 1e3 * ANT_STONE_RATE);
  for (int p = 0; p < course->n_phase; p++) {
    span s = sum_span(j, course->phase[p].name, course->phase[p].start_d, course->phase[p].end_d);
    print_span(&s);
  }
  for (int p = 0; p < course->n_phase; p++) {
    span s = sum_span(j, course->phase[p].name, course->phase[p].start_d, course->phase[p].end_d);
    print_drivers(j, o, &s);
  }
}

static void put_salts(ant_json *json, const double *value) {
  ant_json_key(json, "supersaturation");
  ant_json_object(json);
  for (int k = 0; k < ANT_NSALT; k++) ant_json_key_number(json, ant_salt_name(k), value[k]);
  ant_json_end(json);
}

static void put_span(ant_json *json, const judged *j, const options *o, const span *s) {
  ant_json_object(json);
  ant_json_key_string(json, "name", s->name);
  ant_json_key_number(json, "start_day", s->start_d);
  ant_json_key_number(json, "end_day", s->end_d);
  ant_json_key_number(json, "ph", s->ph);
  ant_json_key_number(json, "charge_mmol_per_l", 1e3 * s->charge);
  put_salts(json, s->mean);
  ant_json_key_number(json, "stones_per_year", s->a_year);
  ant_json_key_number(json, "stones", s->stones);
  ant_json_key_number(json, "stones_low", s->lo);
  ant_json_key_number(json, "stones_high", s->hi);
  driver drivers[N_DRIVER];
  int n = find_drivers(j, o, s, drivers);
  ant_json_key(json, "drivers");
  ant_json_object(json);
  for (int d = 0; d < n; d++) ant_json_key_number(json, drivers[d].name, drivers[d].factor);
  ant_json_end(json);
  ant_json_end(json);
}

static void put_json(ant_json *json, const judged *j, const options *o) {
  const ant_course *course = j->flight.course;
  ant_json_object(json);
  ant_json_key_string(json, "urine", j->flight.label);
  ant_json_key(json, "ground");
  ant_json_object(json);
  ant_json_key_number(json, "ph", j->ground.ph);
  ant_json_key_number(json, "ionic_strength_mol_per_l", j->ground.ionic_strength);
  ant_json_key_number(json, "charge_mmol_per_l", 1e3 * j->ground.charge);
  put_salts(json, j->ground.supersaturation);
  ant_json_end(json);
  ant_json_key(json, "phases");
  ant_json_array(json);
  for (int p = 0; p < course->n_phase; p++) {
    span s = sum_span(j, course->phase[p].name, course->phase[p].start_d, course->phase[p].end_d);
    put_span(json, j, o, &s);
  }
  ant_json_end(json);
  ant_json_end(json);
}

static ant_status write_table(const judged *j, const char *path, ant_diag *diag) {
  const ant_course *course = j->flight.course;
  ant_file *file;
  ANT_TRY(ant_file_create(path, &file, diag));
  FILE *to = ant_file_stream(file);
  fprintf(to, "time [day],ph [1],ionic_strength [mol/L],charge [mol/L]");
  for (int k = 0; k < ANT_NSALT; k++) fprintf(to, ",%s [1]", ant_salt_name(k));
  fprintf(to, ",stones [1/year]\n");
  for (int i = 0; i < course->n_row; i++) {
    const ant_speciation *s = &j->day[i];
    fprintf(to, "%.10g,%.10g,%.10g,%.10g", course->time_d[i], s->ph, s->ionic_strength, s->charge);
    for (int k = 0; k < ANT_NSALT; k++) fprintf(to, ",%.10g", s->supersaturation[k]);
    fprintf(to, ",%.10g\n", ant_stone_rate(ratio(j, i), ANT_STONE_POWER));
  }
  return ant_file_commit(&file, diag);
}

/* 6. The verb -------------------------------------------------------------------- */

static ant_status read_and_judge(const char *path, const options *o, judged *out, ant_diag *diag) {
  ANT_TRY(ant_urine_read(path, &out->flight, &out->map, diag));
  ant_status status = judge(out, o, diag);
  if (status != ANT_OK && !diag->file[0]) ant_diag_place(diag, path, 0, 0);
  return status;
}

static ant_status show_json(const judged *all, int n, const options *o, ant_diag *diag) {
  ant_json json;
  ant_json_init(&json, stdout);
  ant_json_array(&json);
  for (int i = 0; i < n; i++) put_json(&json, &all[i], o);
  ant_json_end(&json);
  return ant_json_finish(&json, diag);
}

static ant_status show(const judged *all, int n, const options *o, ant_diag *diag) {
  if (o->out) ANT_TRY(write_table(&all[0], o->out, diag));
  if (o->json) return show_json(all, n, o, diag);
  for (int i = 0; i < n; i++) print_text(&all[i], o);
  return ANT_OK;
}

int ant_cli_stone(int argc, char **argv) {
  options o;
  int n = 0, exit_status = 0;
  if (!read_options(&o, argc, argv, &n, &exit_status)) return exit_status;
  ant_diag diag = {0};
  judged *all = calloc((size_t)n, sizeof *all);
  ant_status status = all ? ANT_OK : ant_fail(&diag, ANT_ENOMEM, "no memory for %d urines", n);
  for (int i = 0; i < n && status == ANT_OK; i++) {
    status = read_and_judge(argv[i], &o, &all[i], &diag);
  }
  if (status == ANT_OK) status = show(all, n, &o, &diag);
  for (int i = 0; all && i < n; i++) {
    ant_report_flight_clear(&all[i].flight);
    free(all[i].day);
  }
  free(all);
  return status == ANT_OK ? ant_cli_end(0) : ant_cli_fail(&diag);
}
