/* course.c - what came out of a flight: made, looked into, given back (see course.h,
 * antaeus/run.h). */
#include "engine/course.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *ant_version(void) {
  return ANT_VERSION;
}

static void *zeros(int n, size_t size) {
  return calloc(n > 0 ? (size_t)n : 1, size);
}

static bool take_all(ant_course *c) {
  size_t cells = (size_t)c->n_row * (size_t)c->n_column;
  c->time_d = zeros(c->n_row, sizeof *c->time_d);
  c->value = calloc(cells ? cells : 1, sizeof *c->value);
  c->baseline = zeros(c->n_column, sizeof *c->baseline);
  c->name = zeros(c->n_column, sizeof *c->name);
  c->unit = zeros(c->n_column, sizeof *c->unit);
  c->doc = zeros(c->n_column, sizeof *c->doc);
  c->phase = zeros(c->n_phase, sizeof *c->phase);
  if (!c->time_d || !c->value || !c->baseline || !c->name || !c->unit || !c->doc || !c->phase) {
    return false;
  }
  for (int p = 0; p < c->n_phase; p++) {
    c->phase[p].value = zeros(c->n_column, sizeof *c->phase[p].value);
    if (!c->phase[p].value) return false;
  }
  return true;
}

ant_status ant_course_create(int n_row, int n_column, int n_phase, ant_course **out_course,
                             ant_diag *opt_diag) {
  if (n_row < 0 || n_column < 0 || n_phase < 0) {
    return ant_fail(opt_diag, ANT_EINPUT, "a course of %d rows, %d columns and %d phases", n_row,
                    n_column, n_phase);
  }
  ant_course *course = calloc(1, sizeof *course);
  if (course) {
    course->n_row = n_row;
    course->n_column = n_column;
    course->n_phase = n_phase;
  }
  if (!course || !take_all(course)) {
    ant_course_destroy(&course);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for %d rows of %d columns", n_row, n_column);
  }
  *out_course = course;
  return ANT_OK;
}

static bool replace(char **slot, const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  if (!copy) return false;
  memcpy(copy, text, size);
  free(*slot);
  *slot = copy;
  return true;
}

ant_status ant_course_label(ant_course *course, int column, const char *name, const char *unit,
                            const char *doc, ant_diag *opt_diag) {
  if (replace(&course->name[column], name) && replace(&course->unit[column], unit) &&
      replace(&course->doc[column], doc)) {
    return ANT_OK;
  }
  return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the name of a column");
}

ant_status ant_course_add_sense(ant_course *course, int n, ant_diag *opt_diag) {
  size_t cells = (size_t)course->n_row * (size_t)course->n_column * (size_t)n;
  course->n_sense = n;
  course->sense = calloc(cells ? cells : 1, sizeof *course->sense);
  course->sense_value = zeros(n, sizeof *course->sense_value);
  course->sense_name = zeros(n, sizeof *course->sense_name);
  course->sense_unit = zeros(n, sizeof *course->sense_unit);
  bool ready = course->sense && course->sense_value && course->sense_name && course->sense_unit;
  return ready ? ANT_OK
               : ant_fail(opt_diag, ANT_ENOMEM, "no memory for derivatives by %d parameters", n);
}

ant_status ant_course_label_sense(ant_course *course, int k, const char *name, const char *unit,
                                  ant_diag *opt_diag) {
  if (replace(&course->sense_name[k], name) && replace(&course->sense_unit[k], unit)) return ANT_OK;
  return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the name of a parameter");
}

static void free_texts(char **text, int n) {
  for (int i = 0; text && i < n; i++) free(text[i]);
  free(text);
}

void ant_course_destroy(ant_course **course) {
  ant_course *c = *course;
  if (!c) return;
  for (int p = 0; c->phase && p < c->n_phase; p++) free(c->phase[p].value);
  free_texts(c->name, c->n_column);
  free_texts(c->unit, c->n_column);
  free_texts(c->doc, c->n_column);
  free_texts(c->sense_name, c->n_sense);
  free_texts(c->sense_unit, c->n_sense);
  free(c->sense);
  free(c->sense_value);
  free(c->time_d);
  free(c->value);
  free(c->baseline);
  free(c->phase);
  free(c);
  *course = NULL;
}

int ant_course_column(const ant_course *course, const char *name) {
  for (int i = 0; i < course->n_column; i++) {
    if (course->name[i] && strcmp(course->name[i], name) == 0) return i;
  }
  return -1;
}

/* the last row at or before TIME_D; time_d rises */
static int row_before(const ant_course *course, double time_d) {
  int low = 0, high = course->n_row - 1;
  while (high > low) {
    int middle = high - (high - low) / 2;
    if (course->time_d[middle] > time_d) {
      high = middle - 1;
    } else {
      low = middle;
    }
  }
  return low;
}

double ant_course_at(const ant_course *course, int column, double time_d) {
  int n = course->n_row;
  if (column < 0 || column >= course->n_column || n < 1) return NAN;
  if (!(time_d >= course->time_d[0] && time_d <= course->time_d[n - 1])) return NAN;
  int row = row_before(course, time_d);
  size_t width = (size_t)course->n_column;
  const double *here = course->value + (size_t)row * width + (size_t)column;
  if (row == n - 1 || course->time_d[row] == time_d) return *here;
  double share = (time_d - course->time_d[row]) / (course->time_d[row + 1] - course->time_d[row]);
  return here[0] + share * (here[width] - here[0]);
}
