/* flight.c - a flight read back from its folder (see report.h, and table.h for the form of the
 * files).
 *   1. Lines and cells   2. The head of course.csv   3. Its rows   4. summary.json   5. The folder
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json_read.h"
#include "base/map.h"
#include "engine/course.h"
#include "report/report.h"

static const size_t CSV_LIMIT = 512u << 20, JSON_LIMIT = 64u << 20;

/* 1. Lines and cells ------------------------------------------------------ */

typedef struct table {
  const char *file;
  char *next; /* the rest of the text, or NULL                                   */
  char *row;  /* the present line, NUL-terminated, without its end               */
  int line;
  ant_diag *diag;
} table;

static bool next_line(table *t) {
  if (!t->next || !*t->next) return false;
  t->row = t->next;
  t->line++;
  char *end = strchr(t->row, '\n');
  t->next = end ? end + 1 : NULL;
  if (!end) end = t->row + strlen(t->row);
  *end = '\0';
  if (end > t->row && end[-1] == '\r') end[-1] = '\0';
  return true;
}

/* FOUND in words; AT is where in the present line, NULL: the line as a whole. */
static ant_status wrong(const table *t, const char *at, const char *expected, const char *found) {
  ant_fail(t->diag, ANT_EINPUT, "expected %s, found %s", expected, found);
  ant_diag_place(t->diag, t->file, t->line, at ? (int)(at - t->row) + 1 : 0);
  ant_diag_hint(t->diag, "give folders that `antaeus fly --out DIR` has written; this file is not "
                         "as it wrote it");
  return ANT_EINPUT;
}

/* FOUND as it stands in the file. */
static ant_status wrong_text(const table *t, const char *at, const char *expected,
                             const char *found) {
  char quoted[96];
  snprintf(quoted, sizeof quoted, "'%.80s'", found);
  return wrong(t, at, expected, found[0] ? quoted : "nothing");
}

/* Cut off the cell at *AT, in place; a quoted one loses its quotes.  NULL when a quote never ends.
 */
static char *cut_cell(char **at) {
  char *cell = *at;
  if (*cell != '"') {
    char *comma = strchr(cell, ',');
    *at = comma ? comma + 1 : NULL;
    if (comma) *comma = '\0';
    return cell;
  }
  char *from = cell + 1, *to = cell;
  while (*from && !(from[0] == '"' && from[1] != '"')) {
    if (*from == '"') from++;
    *to++ = *from++;
  }
  if (*from != '"' || (from[1] && from[1] != ',')) return NULL;
  *at = from[1] ? from + 2 : NULL;
  *to = '\0';
  return cell;
}

/* 2. The head of course.csv ----------------------------------------------- */

static int count(const char *text, char what) {
  int n = 0;
  for (const char *p = text; (p = strchr(p, what)); p++) n++;
  return n;
}

static ant_status label_column(const table *t, ant_course *c, int column, char *cell) {
  char *open = strrchr(cell, '['), *close = cell + strlen(cell) - 1;
  if (!open || open < cell + 2 || open[-1] != ' ' || *close != ']') {
    return wrong_text(t, NULL, "a column 'NAME [UNIT]'", cell);
  }
  open[-1] = *close = '\0';
  return ant_course_label(c, column, cell, open + 1, "", t->diag);
}

/* The names of the columns; two of one name would hide each other. */
static ant_status read_labels(const table *t, ant_course *c, char *at, int *out_n) {
  int n = 0;
  ant_map seen = {.arena = ant_arena_create()};
  ant_status status = seen.arena ? ANT_OK : ant_fail(t->diag, ANT_ENOMEM, "no memory");
  while (status == ANT_OK && at) {
    char *cell = cut_cell(&at);
    if (!cell || n == c->n_column) {
      status = cell ? wrong_text(t, NULL, "a column 'NAME [UNIT]'", cell)
                    : wrong(t, NULL, "a column 'NAME [UNIT]'", "a quote that never ends");
      break;
    }
    status = label_column(t, c, n, cell);
    if (status == ANT_OK && ant_map_find(&seen, c->name[n]) >= 0) {
      status = wrong_text(t, NULL, "each column once", c->name[n]);
    }
    if (status == ANT_OK) status = ant_map_set(&seen, c->name[n], n);
    n++;
  }
  ant_arena_destroy(&seen.arena);
  *out_n = n;
  return status;
}

static ant_status read_head(table *t, int n_phase, ant_course **out) {
  static const char first[] = "time [day]";
  bool found = next_line(t);
  while (found && t->row[0] == '#') found = next_line(t);
  if (!found) return wrong(t, NULL, "a line that begins with 'time [day],'", "nothing");
  if (strncmp(t->row, first, strlen(first)) != 0 || t->row[strlen(first)] != ',') {
    return wrong_text(t, t->row, "a line that begins with 'time [day],'", t->row);
  }
  int n_column = count(t->row, ','), n_row = count(t->next ? t->next : "", '\n') + 1;
  ANT_TRY(ant_course_create(n_row, n_column, n_phase, out, t->diag));
  int n = 0;
  ANT_TRY(read_labels(t, *out, t->row + strlen(first) + 1, &n));
  (*out)->n_column = n; /* fewer where a name had a comma; what is beyond was never set */
  return ANT_OK;
}

/* 3. Its rows ------------------------------------------------------------- */

static ant_status read_number(const table *t, char **at, double *out) {
  char *cell = *at, *end;
  size_t plain = cell ? strspn(cell, "+-.0123456789eE") : 0;
  if (!cell) return wrong(t, NULL, "one number for each column", "the end of the line");
  *out = strtod(cell, &end);
  if (end != cell + plain || end == cell || (*end && *end != ',') || !isfinite(*out)) {
    char found[32];
    snprintf(found, sizeof found, "%.*s", (int)strcspn(cell, ","), cell);
    return wrong_text(t, cell, "a number", found);
  }
  *at = *end ? end + 1 : NULL;
  return ANT_OK;
}

static ant_status read_row(const table *t, ant_course *c, int row) {
  char *at = t->row;
  ANT_TRY(read_number(t, &at, &c->time_d[row]));
  if (row > 0 && !(c->time_d[row] > c->time_d[row - 1])) {
    return wrong_text(t, t->row, "a later time than in the row before", t->row);
  }
  for (int k = 0; k < c->n_column; k++) {
    ANT_TRY(read_number(t, &at, &c->value[(size_t)row * (size_t)c->n_column + (size_t)k]));
  }
  return at ? wrong_text(t, at, "no more numbers than columns", at) : ANT_OK;
}

static ant_status read_rows(table *t, ant_course *c) {
  int n = 0;
  while (next_line(t)) {
    if (!t->row[0]) continue;
    ANT_TRY(read_row(t, c, n++));
  }
  if (n == 0) return wrong(t, NULL, "at least one row of numbers", "nothing");
  c->n_row = n;
  return ANT_OK;
}

static ant_status read_csv(const char *path, char *text, size_t length, int n_phase,
                           ant_course **out, ant_diag *diag) {
  table t = {.file = path, .next = text, .row = text, .diag = diag};
  if (strlen(text) != length) return wrong(&t, NULL, "text", "a NUL byte");
  ANT_TRY(read_head(&t, n_phase, out));
  return read_rows(&t, *out);
}

/* 4. summary.json --------------------------------------------------------- */

static ant_status lacks(const char *path, const ant_json_node *node, const char *expected,
                        ant_diag *diag) {
  ant_fail(diag, ANT_EINPUT, "expected %s, found %s", expected, ant_json_kind_words(node));
  ant_diag_place(diag, path, node ? node->line : 0, node ? node->column : 0);
  ant_diag_hint(
      diag, "give folders that `antaeus fly --out DIR` has written; this file is not as it wrote "
            "it");
  return ANT_EINPUT;
}

static ant_status check_lists(const char *path, const ant_json_node *root, ant_diag *diag) {
  static const char *const list[] = {"phases", "observables"};
  if (root->kind != ANT_JSON_OBJECT) return lacks(path, root, "an object", diag);
  for (size_t i = 0; i < 2; i++) {
    const ant_json_node *node = ant_json_member(root, list[i]);
    if (node && node->kind == ANT_JSON_ARRAY) continue;
    return lacks(path, node, i ? "a list 'observables'" : "a list 'phases'", diag);
  }
  return ANT_OK;
}

static void copy(char *to, size_t size, const ant_json_node *node) {
  const char *text = ant_json_text(node);
  ant_text_fit(to, size, "%s", text ? text : "");
}

static ant_status take_phases(const char *path, const ant_json_node *list, ant_course *c,
                              ant_diag *diag) {
  struct ant_course_phase *p = c->phase;
  for (const ant_json_node *node = list->first; node; node = node->next, p++) {
    copy(p->name, sizeof p->name, ant_json_member(node, "name"));
    p->start_d = ant_json_value(ant_json_member(node, "start_day"));
    p->end_d = ant_json_value(ant_json_member(node, "end_day"));
    if (isfinite(p->start_d) && isfinite(p->end_d) && p->end_d >= p->start_d) continue;
    return lacks(path, node, "a phase with 'start_day' and a later 'end_day'", diag);
  }
  return ANT_OK;
}

/* The baselines and docs, by name; every column must have a baseline, or the two files are of
 * different flights. */
static ant_status take_observables(const char *path, const ant_json_node *list, ant_course *c,
                                   ant_diag *diag) {
  for (int k = 0; k < c->n_column; k++) c->baseline[k] = NAN;
  for (const ant_json_node *node = list->first; node; node = node->next) {
    const char *name = ant_json_text(ant_json_member(node, "name"));
    int column = name ? ant_course_column(c, name) : -1;
    const ant_json_node *end = ant_json_member(node, "phase_end");
    if (column < 0) continue;
    c->baseline[column] = ant_json_value(ant_json_member(node, "baseline"));
    const char *doc = ant_json_text(ant_json_member(node, "doc"));
    if (doc) ANT_TRY(ant_course_label(c, column, c->name[column], c->unit[column], doc, diag));
    const ant_json_node *value = end && end->kind == ANT_JSON_ARRAY ? end->first : NULL;
    for (int p = 0; p < c->n_phase; p++) {
      c->phase[p].value[column] = ant_json_value(value);
      if (value) value = value->next;
    }
  }
  for (int k = 0; k < c->n_column; k++) {
    if (isfinite(c->baseline[k])) continue;
    ant_fail(diag, ANT_EINPUT, "expected a baseline of '%s', which course.csv has, found none",
             c->name[k]);
    ant_diag_place(diag, path, list->line, list->column);
    ant_diag_hint(diag, "the two files of this folder are not of the same flight; fly it again");
    return ANT_EINPUT;
  }
  return ANT_OK;
}

static void take_facts(const ant_json_node *root, ant_course *c) {
  const ant_json_node *model = ant_json_member(root, "model"),
                      *solver = ant_json_member(root, "solver");
  const char *hash = ant_json_text(ant_json_member(model, "hash"));
  double states = ant_json_value(ant_json_member(model, "states"));
  double steps = ant_json_value(ant_json_member(solver, "steps"));
  copy(c->mission_name, sizeof c->mission_name, ant_json_member(root, "mission"));
  copy(c->mission, sizeof c->mission, ant_json_member(root, "mission_title"));
  copy(c->person_name, sizeof c->person_name, ant_json_member(root, "person"));
  copy(c->person, sizeof c->person, ant_json_member(root, "person_title"));
  copy(c->model, sizeof c->model, ant_json_member(model, "title"));
  c->hash = hash ? strtoull(hash, NULL, 16) : 0;
  c->n_state = states >= 0 && states < 1e9 ? (int)states : 0;
  c->stats.steps = steps >= 0 && steps < 1e15 ? (long)steps : 0;
  c->stats.seconds = ant_json_value(ant_json_member(solver, "seconds"));
  c->mass_error = ant_json_value(ant_json_member(root, "mass_error"));
}

/* 5. The folder ----------------------------------------------------------- */

/* What is read of a folder before it is a course. */
typedef struct files {
  ant_arena *arena;
  char csv_path[1100], json_path[1100];
  char *csv, *json;
  size_t csv_length, json_length;
  const ant_json_node *root;
} files;

static ant_status read_files(const char *folder, files *f, ant_diag *diag) {
  f->arena = ant_arena_create();
  if (!f->arena) return ant_fail(diag, ANT_ENOMEM, "no memory for %s", folder);
  if (!ant_text_fit(f->csv_path, sizeof f->csv_path, "%s/course.csv", folder) ||
      !ant_text_fit(f->json_path, sizeof f->json_path, "%s/summary.json", folder)) {
    return ant_fail(diag, ANT_EINPUT, "the name of a folder is too long: %.80s...", folder);
  }
  ANT_TRY(ant_file_read(f->json_path, JSON_LIMIT, &f->json, &f->json_length, diag));
  ANT_TRY(ant_file_read(f->csv_path, CSV_LIMIT, &f->csv, &f->csv_length, diag));
  ANT_TRY(ant_json_read(f->arena, f->json_path, f->json, f->json_length, &f->root, diag));
  return check_lists(f->json_path, f->root, diag);
}

static ant_status read_flight(files *f, ant_report_flight *flight, ant_diag *diag) {
  const ant_json_node *phases = ant_json_member(f->root, "phases");
  ANT_TRY(read_csv(f->csv_path, f->csv, f->csv_length, phases->n, &flight->course, diag));
  ANT_TRY(take_phases(f->json_path, phases, flight->course, diag));
  const ant_json_node *observables = ant_json_member(f->root, "observables");
  ANT_TRY(take_observables(f->json_path, observables, flight->course, diag));
  take_facts(f->root, flight->course);
  copy(flight->version, sizeof flight->version,
       ant_json_member(ant_json_member(f->root, "model"), "version"));
  return ANT_OK;
}

/* the last part of the folder's path */
static void set_label(const char *folder, ant_report_flight *flight) {
  size_t end = strlen(folder);
  while (end > 1 && folder[end - 1] == '/') end--;
  size_t start = end;
  while (start > 0 && folder[start - 1] != '/') start--;
  ant_text_fit(flight->label, sizeof flight->label, "%.*s", (int)(end - start), folder + start);
  ant_text_fit(flight->folder, sizeof flight->folder, "%s", folder);
}

ant_status ant_report_flight_read(const char *folder, ant_report_flight *out_flight,
                                  ant_diag *opt_diag) {
  files f = {0};
  ant_report_flight flight = {0};
  ant_status status = read_files(folder, &f, opt_diag);
  if (status == ANT_OK) status = read_flight(&f, &flight, opt_diag);
  free(f.csv);
  free(f.json);
  ant_arena_destroy(&f.arena);
  if (status != ANT_OK) {
    ant_report_flight_clear(&flight);
    return status;
  }
  set_label(folder, &flight);
  *out_flight = flight;
  return ANT_OK;
}

ant_status ant_report_course_read(const char *path, ant_course **out_course, ant_diag *opt_diag) {
  char *text = NULL;
  size_t length = 0;
  ant_course *course = NULL;
  ANT_TRY(ant_file_read(path, CSV_LIMIT, &text, &length, opt_diag));
  ant_status status = read_csv(path, text, length, 0, &course, opt_diag);
  free(text);
  if (status == ANT_OK) {
    *out_course = course;
  } else {
    ant_course_destroy(&course);
  }
  return status;
}

void ant_report_flight_clear(ant_report_flight *flight) {
  ant_course_destroy(&flight->course);
  memset(flight, 0, sizeof *flight);
}
