/* tables.c - any bytes at all into the readers of tables: a course alone, a flight's folder (the
 * course, a line of ----, its summary.json), observations, urines.
 *
 *   tool/fuzz tables 300    searches for 300 seconds with libFuzzer (clang)
 *
 * Without libFuzzer it reads what is in the folders or files named on its command line: the suite
 * replays corpus/tables so. */
#include "replay.h"

#include <math.h>

#include "cli/urine.h"
#include "disk.h"
#include "engine/course.h"
#include "report/report.h"
#include "score/observation.h"

static void check_course(const ant_course *c) {
  MUST(c->n_row > 0 && c->n_column > 0);
  for (int i = 0; i < c->n_row; i++) MUST(isfinite(c->time_d[i]));
  for (int i = 1; i < c->n_row; i++) MUST(c->time_d[i] > c->time_d[i - 1]);
  for (int k = 0; k < c->n_column; k++) MUST(c->name[k] && c->unit[k]);
  for (size_t i = 0; i < (size_t)c->n_row * (size_t)c->n_column; i++) MUST(isfinite(c->value[i]));
}

static void read_course(const char *path) {
  ant_course *c = NULL;
  ant_diag d = {.text = ""};
  ant_status status = ant_report_course_read(path, &c, &d);
  MUST((status == ANT_OK) == (c != NULL));
  MUST(status == ANT_OK || d.text[0]);
  if (c) check_course(c);
  ant_course_destroy(&c);
}

static void read_flight(const char *folder) {
  ant_report_flight f = {0};
  ant_diag d = {.text = ""};
  ant_status status = ant_report_flight_read(folder, &f, &d);
  MUST(status == ANT_OK || d.text[0]);
  if (status == ANT_OK) check_course(f.course);
  ant_report_flight_clear(&f);
}

static void read_observations(const char *path) {
  ant_observations *o = NULL;
  ant_diags diags = {0};
  ant_status status = ant_observations_read(path, &o, &diags);
  MUST((status == ANT_OK) == (diags.n_error == 0));
  ant_observations_destroy(&o);
  ant_diags_clear(&diags);
}

static void read_urine(const char *path) {
  ant_report_flight f = {0};
  ant_urine_map map;
  ant_diag d = {.text = ""};
  ant_status status = ant_urine_read(path, &f, &map, &d);
  MUST(status == ANT_OK || d.text[0]);
  if (status == ANT_OK) check_course(f.course);
  ant_report_flight_clear(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char path[128], other[128], *text = malloc(size + 1);
  if (!text) return 0;
  memcpy(text, data, size);
  text[size] = '\0';
  disk_put("t.csv", data, size, path);
  read_course(path);
  read_observations(path);
  read_urine(path);
  char *split = disk_split(text);
  if (split) {
    disk_put("course.csv", text, strlen(text), path);
    disk_put("summary.json", split, size - (size_t)(split - text), other);
    *strrchr(path, '/') = '\0';
    read_flight(path);
  }
  free(text);
  return 0;
}
