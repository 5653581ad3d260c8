/* table.c - course.csv and summary.json (see table.h). */
#include "report/table.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

/* 1. CSV ----------------------------------------------------------------- */

/* A title in a comment line: what would end the line becomes a space. */
static void put_title(const char *title, FILE *to) {
  fputc('"', to);
  for (const char *p = title; *p; p++) fputc((unsigned char)*p < ' ' ? ' ' : *p, to);
  fputs("\"\n", to);
}

static void put_named(const char *what, const char *name, const char *title, FILE *to) {
  fprintf(to, "# %s %s ", what, name[0] ? name : "none");
  put_title(title, to);
}

/* TEXT, or NAME [UNIT], quoted where a reader would split it (RFC 4180). */
static void put_cell(const char *name, const char *opt_unit, FILE *to) {
  bool quote = strpbrk(name, ",\"") || (opt_unit && strpbrk(opt_unit, ",\""));
  fputs(quote ? ",\"" : ",", to);
  for (const char *p = name; *p; p++) fputs(*p == '"' ? "\"\"" : (char[]){*p, 0}, to);
  if (opt_unit) fprintf(to, " [%s]", opt_unit);
  if (quote) fputc('"', to);
}

/* Who flew what. */
static void put_head(const ant_course *course, FILE *to) {
  fprintf(to, "# antaeus %s\n", ant_version());
  fprintf(to, "# model %016" PRIx64 " ", course->hash);
  put_title(course->model, to);
  put_named("mission", course->mission_name, course->mission, to);
  put_named("person", course->person_name, course->person, to);
  fputs("# seed none\n", to);
}

void ant_table_csv(const ant_course *course, FILE *to) {
  char digits[ANT_NUMBER_TEXT];
  put_head(course, to);
  fputs("time [day]", to);
  for (int c = 0; c < course->n_column; c++) put_cell(course->name[c], course->unit[c], to);
  fputc('\n', to);
  const double *value = course->value;
  for (int row = 0; row < course->n_row && !ferror(to); row++) {
    fputs(ant_text_number(course->time_d[row], digits), to);
    for (int c = 0; c < course->n_column; c++, value++) {
      fputc(',', to);
      fputs(ant_text_number(*value, digits), to);
    }
    fputc('\n', to);
  }
}

/* One derivative. */
static void put_derivative(const ant_course *course, int row, int c, int k, FILE *to) {
  char digits[ANT_NUMBER_TEXT], unit[200];
  size_t at = (size_t)row * (size_t)course->n_column + (size_t)c;
  double d = course->sense[at * (size_t)course->n_sense + (size_t)k], value = course->value[at];
  bool plain = strcmp(course->sense_unit[k], "1") == 0;
  ant_text_fit(unit, sizeof unit, plain ? "%s" : "(%s)/(%s)", course->unit[c],
               course->sense_unit[k]);
  fputs(ant_text_number(course->time_d[row], digits), to);
  put_cell(course->name[c], NULL, to);
  put_cell(course->sense_name[k], NULL, to);
  fprintf(to, ",%s", ant_text_number(d, digits));
  put_cell(unit, NULL, to);
  double relative = d * course->sense_value[k] / value;
  fprintf(to, ",%s\n", isfinite(relative) ? ant_text_number(relative, digits) : "");
}

void ant_table_sensitivity(const ant_course *course, FILE *to) {
  put_head(course, to);
  fputs("time [day],observable,parameter,derivative,unit,relative\n", to);
  for (int row = 0; row < course->n_row && !ferror(to); row++) {
    for (int c = 0; c < course->n_column; c++) {
      for (int k = 0; k < course->n_sense; k++) put_derivative(course, row, c, k, to);
    }
  }
}

/* 2. JSON ---------------------------------------------------------------- */

static void put_model(const ant_course *course, ant_json *j) {
  char hash[20];
  snprintf(hash, sizeof hash, "%016" PRIx64, course->hash);
  ant_json_key(j, "model");
  ant_json_object(j);
  ant_json_key_string(j, "version", ant_version());
  ant_json_key_string(j, "title", course->model);
  ant_json_key_string(j, "hash", hash);
  ant_json_key_integer(j, "states", course->n_state);
  ant_json_end(j);
}

static void put_solver(const ant_solver_stats *stats, ant_json *j) {
  ant_json_key(j, "solver");
  ant_json_object(j);
  ant_json_key_integer(j, "steps", stats->steps);
  ant_json_key_integer(j, "calls", stats->rate_calls);
  ant_json_key_integer(j, "jacobians", stats->jacobian_calls);
  ant_json_key_integer(j, "factorisations", stats->factorisations);
  ant_json_key_integer(j, "iterations", stats->newton_iterations);
  ant_json_key_integer(j, "rejected", stats->error_test_fails);
  ant_json_key_integer(j, "restarts", stats->restarts);
  ant_json_key_number(j, "seconds", stats->seconds);
  ant_json_end(j);
}

static void put_phases(const ant_course *course, ant_json *j) {
  ant_json_key(j, "phases");
  ant_json_array(j);
  for (int p = 0; p < course->n_phase; p++) {
    ant_json_object(j);
    ant_json_key_string(j, "name", course->phase[p].name);
    ant_json_key_number(j, "start_day", course->phase[p].start_d);
    ant_json_key_number(j, "end_day", course->phase[p].end_d);
    ant_json_end(j);
  }
  ant_json_end(j);
}

static void put_observables(const ant_course *course, ant_json *j) {
  ant_json_key(j, "observables");
  ant_json_array(j);
  for (int c = 0; c < course->n_column; c++) {
    ant_json_object(j);
    ant_json_key_string(j, "name", course->name[c]);
    ant_json_key_string(j, "unit", course->unit[c]);
    ant_json_key_string(j, "doc", course->doc[c]);
    ant_json_key_number(j, "baseline", course->baseline[c]);
    ant_json_key(j, "phase_end");
    ant_json_array(j);
    for (int p = 0; p < course->n_phase; p++) ant_json_number(j, course->phase[p].value[c]);
    ant_json_end(j);
    ant_json_end(j);
  }
  ant_json_end(j);
}

ant_status ant_table_json(const ant_course *course, FILE *to, ant_diag *opt_diag) {
  ant_json j;
  ant_json_init(&j, to);
  ant_json_object(&j);
  ant_json_key_string(&j, "antaeus", ant_version());
  ant_json_key_string(&j, "mission", course->mission_name);
  ant_json_key_string(&j, "mission_title", course->mission);
  ant_json_key_string(&j, "person", course->person_name);
  ant_json_key_string(&j, "person_title", course->person);
  ant_json_key(&j, "seed");
  ant_json_null(&j);
  put_model(course, &j);
  put_solver(&course->stats, &j);
  ant_json_key(&j, "mass_error");
  if (isfinite(course->mass_error)) {
    ant_json_number(&j, course->mass_error);
  } else {
    ant_json_null(&j); /* a pool was held: its books cannot close */
  }
  ant_json_key_integer(&j, "rows", course->n_row);
  put_phases(course, &j);
  put_observables(course, &j);
  ant_json_end(&j);
  return ant_json_finish(&j, opt_diag);
}
