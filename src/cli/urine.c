/* urine.c - urines to judge, from a flight or a table (see urine.h).
 *   1. A table   2. Either */
#include "cli/urine.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/csv.h"
#include "base/file.h"
#include "engine/course.h"

/* 1. A table ---------------------------------------------------------------- */

static const size_t TABLE_LIMIT = 64u << 20;

static ant_status wrong(const ant_csv *csv, const ant_csv_field *field, const char *expected,
                        ant_diag *diag) {
  ant_fail(diag, ANT_EINPUT, "expected %s, found '%.60s'", expected, field->text);
  ant_diag_place(diag, csv->file, field->line, field->column);
  return ANT_EINPUT;
}

static char *trim(char *text) {
  text += strspn(text, " \t");
  size_t n = strlen(text);
  while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t')) text[--n] = '\0';
  return text;
}

/* 'NAME [UNIT]' or 'NAME', cut in two in place */
static ant_status cut_head(const ant_csv *csv, ant_csv_field *field, char **out_name,
                           char **out_unit, ant_diag *diag) {
  static char one[] = "1";
  char *open = strchr(field->text, '['), *close = strrchr(field->text, ']');
  bool paired = open ? close > open && trim(close + 1)[0] == '\0' : close == NULL;
  if (!paired) {
    return wrong(csv, field, "a column 'NAME [UNIT]'", diag);
  }
  if (open) {
    *open = '\0';
    *close = '\0';
  }
  *out_name = trim(field->text);
  *out_unit = open ? trim(open + 1) : one;
  return **out_name ? ANT_OK : wrong(csv, field, "a column 'NAME [UNIT]'", diag);
}

static int count_lines(const char *text) {
  int n = 1;
  for (; (text = strchr(text, '\n')); text++) n++;
  return n;
}

static ant_status read_head(ant_csv *csv, int n_row, bool *out_timed, ant_course **out_course,
                            ant_diag *diag) {
  ANT_TRY(ant_csv_next(csv, diag));
  if (csv->n_field == 0) return ant_fail(diag, ANT_EINPUT, "%s is empty", csv->file);
  char *name, *unit;
  ant_status status = ANT_OK;
  for (int k = 0, timed = 0; k < csv->n_field && status == ANT_OK; k++) {
    ANT_TRY(cut_head(csv, &csv->field[k], &name, &unit, diag));
    if (k == 0) {
      timed = strcmp(name, "time") == 0 && strcmp(unit, "day") == 0;
      *out_timed = timed;
      status = ant_course_create(n_row, csv->n_field - timed, 1, out_course, diag);
    }
    if (status == ANT_OK && k >= timed) {
      status = ant_course_label(*out_course, k - timed, name, unit, "", diag);
    }
  }
  return status;
}

static ant_status read_row(ant_csv *csv, bool timed, ant_course *course, ant_diag *diag) {
  int n_head = course->n_column + timed;
  if (csv->n_field != n_head) {
    ant_fail(diag, ANT_EINPUT, "expected %d fields as in the first line, found %d", n_head,
             csv->n_field);
    ant_diag_place(diag, csv->file, csv->field[0].line, 0);
    return ANT_EINPUT;
  }
  int row = course->n_row++;
  double *value = course->value + (size_t)row * (size_t)course->n_column;
  course->time_d[row] = row;
  for (int k = 0; k < csv->n_field; k++) {
    double *to = timed && k == 0 ? &course->time_d[row] : &value[k - timed];
    const char *text = trim(csv->field[k].text);
    size_t n = ant_text_read_number(text, to);
    if (n == 0 || text[n] || !(*to - *to == 0)) return wrong(csv, &csv->field[k], "a number", diag);
  }
  if (row == 0 || course->time_d[row] > course->time_d[row - 1]) return ANT_OK;
  return wrong(csv, &csv->field[0], "a later time than in the row before", diag);
}

static ant_status read_table(const char *path, char *text, size_t length, ant_course **out_course,
                             ant_diag *diag) {
  ant_csv csv;
  bool timed = false;
  int n_line = count_lines(text);
  ANT_TRY(ant_csv_open(&csv, path, text, length, diag));
  ANT_TRY(read_head(&csv, n_line, &timed, out_course, diag));
  ant_course *course = *out_course;
  course->n_row = 0;
  for (;;) {
    ANT_TRY(ant_csv_next(&csv, diag));
    if (csv.n_field == 0) break;
    ANT_TRY(read_row(&csv, timed, course, diag));
  }
  if (course->n_row == 0) return ant_fail(diag, ANT_EINPUT, "%s has no row of numbers", path);
  memcpy(course->baseline, course->value, (size_t)course->n_column * sizeof *course->value);
  snprintf(course->phase[0].name, sizeof course->phase[0].name, "all");
  course->phase[0].start_d = course->time_d[0];
  course->phase[0].end_d = course->time_d[course->n_row - 1];
  return ANT_OK;
}

static ant_status read_file(const char *path, ant_report_flight *flight, ant_diag *diag) {
  char *text = NULL;
  size_t length;
  ANT_TRY(ant_file_read(path, TABLE_LIMIT, &text, &length, diag));
  ant_status status = read_table(path, text, length, &flight->course, diag);
  free(text);
  const char *slash = strrchr(path, '/');
  snprintf(flight->label, sizeof flight->label, "%s", slash ? slash + 1 : path);
  return status;
}

/* 2. Either ------------------------------------------------------------------ */

ant_status ant_urine_read(const char *path, ant_report_flight *out_flight, ant_urine_map *out_map,
                          ant_diag *diag) {
  struct stat info;
  ant_report_flight flight = {0};
  bool folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
  ant_status status =
      folder ? ant_report_flight_read(path, &flight, diag) : read_file(path, &flight, diag);
  if (status == ANT_OK) {
    const ant_course *course = flight.course;
    status = ant_urine_map_make(course->n_column, course->name, course->unit, out_map, diag);
    if (status != ANT_OK) ant_diag_place(diag, path, 0, 0);
  }
  if (status == ANT_OK) {
    *out_flight = flight;
  } else {
    ant_report_flight_clear(&flight);
  }
  return status;
}
