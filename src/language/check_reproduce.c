/* check_reproduce.c - trajectories to reproduce: a table and the scenario it belongs to (see ir.h).
 */
#include <math.h>
#include <string.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/text.h"
#include "language/check.h"

enum { COLUMNS = ANT_CSV_COLUMNS };

typedef struct ant_reproducing {
  ant_check *check;
  const ant_item *item;
  ant_trajectory out;
  ant_unit time_unit;
  int c_setting, c_start, c_track, c_row;
  int file;
  ant_csv csv;
  const char *head[COLUMNS], *unit[COLUMNS]; /* (n_head) of each column; unit NULL: not said    */
  ant_place place[COLUMNS];                  /* (n_head)                                        */
  int n_head;
  int *column; /* (n_track) of the file                                          */
  double *factor;
  double **value; /* (n_track) being read                                         */
  int c_time, *c_value;
} ant_reproducing;

/* The scenario ------------------------------------------------------------------- */

static void read_set(ant_reproducing *r, const ant_decl *decl) {
  ant_setting setting;
  if (!ant_check_setting(r->check, r->item, decl, &setting)) return;
  if (ant_arena_grow(r->check->arena, &r->out.setting, &r->c_setting, r->out.n_setting,
                     sizeof setting) == ANT_OK) {
    r->out.setting[r->out.n_setting++] = setting;
  }
}

static void read_start(ant_reproducing *r, const ant_decl *decl) {
  ant_check *check = r->check;
  ant_setting start;
  if (!decl->name || !ant_check_target(check, r->item->module, decl->name, decl->name_place,
                                       &start.symbol, &start.element)) {
    return;
  }
  const ant_symbol *s = &check->model->symbol[start.symbol];
  if (s->kind != ANT_SYM_STATE) {
    ant_check_error(check, decl->name_place, ANT_EINPUT, "'%s' is not a state: only states start",
                    decl->name);
    return;
  }
  ant_context x = ant_context_of(check, r->item, -1, ANT_MAY_CONSTANT);
  ant_unit unit = s->unit;
  if (!ant_check_constant(&x, decl->value, &unit, "a start", &start.value)) return;
  if (ant_arena_grow(check->arena, &r->out.start, &r->c_start, r->out.n_start, sizeof start) ==
      ANT_OK) {
    r->out.start[r->out.n_start++] = start;
  }
}

static void read_fly(ant_reproducing *r, const ant_decl *decl) {
  ant_check *check = r->check;
  if (!decl->path) return;
  if (r->out.mission) {
    ant_check_error(check, decl->place, ANT_EDUPLICATE, "a trajectory has one mission");
    return;
  }
  r->out.mission =
      ant_file_beside(check->arena, check->model->sources.file[decl->place.file].path, decl->path);
}

static void read_time(ant_reproducing *r, const char *unit, ant_place place) {
  ant_unit day = ant_check_day();
  if (!ant_check_unit(r->check, unit, place, &r->time_unit)) return;
  if (ant_unit_same_dim(&r->time_unit, &day)) return;
  ant_check_clash(r->check, place, &day, &r->time_unit, "the time of a table");
  r->time_unit = day;
}

/* The table ------------------------------------------------------------------------ */

static ant_place field_place(const ant_reproducing *r, int i) {
  const ant_csv_field *f = &r->csv.field[i];
  int width = (int)strlen(f->text);
  return (ant_place){
      .file = r->file, .line = f->line, .column = f->column, .width = width ? width : 1};
}

static bool next_record(ant_reproducing *r) {
  ant_diag diag;
  ant_status status = ant_csv_next(&r->csv, &diag);
  ant_place place = {.file = r->file, .line = diag.line, .column = diag.column, .width = 1};
  if (status != ANT_OK) {
    ant_check_error(r->check, place, status, "%s", diag.text);
    return false;
  }
  if (r->csv.n_field == 0) return false;
  if (r->n_head == 0 || r->csv.n_field == r->n_head) return true;
  ant_check_error(r->check, field_place(r, 0), ANT_ESYNTAX,
                  "expected %d fields as in the first line, found %d", r->n_head, r->csv.n_field);
  return false;
}

/* "calcium [mmol/L]", "calcium" */
static bool read_heads(ant_reproducing *r) {
  r->n_head = r->csv.n_field;
  for (int i = 0; i < r->n_head; i++) {
    r->place[i] = field_place(r, i);
    r->head[i] = ant_check_head(r->csv.field[i].text, &r->unit[i]);
    for (int k = 1; k < i; k++) {
      if (strcmp(r->head[i], r->head[k]) != 0) continue;
      ant_check_error(r->check, r->place[i], ANT_EDUPLICATE, "column '%s' is there twice",
                      r->head[i]);
      return false;
    }
  }
  if (r->unit[0]) read_time(r, r->unit[0], r->place[0]);
  return true;
}

static bool open_table(ant_reproducing *r) {
  ant_check *check = r->check;
  ant_model *model = check->model;
  const ant_decl *decl = r->item->decl;
  ant_diag inner = {0}, diag;
  if (!decl->path) {
    ant_check_error(check, decl->place, ANT_EMISSING,
                    "expected `from \"FILE.csv\"`: the table to reproduce");
    return false;
  }
  r->out.path =
      ant_file_beside(check->arena, model->sources.file[decl->place.file].path, decl->path);
  if (!r->out.path) return false;
  ant_status status =
      ant_sources_read(check->arena, &model->sources, r->out.path, &r->file, &inner);
  const ant_source_file *file = status == ANT_OK ? &model->sources.file[r->file] : NULL;
  char *text = file ? ant_arena_text(check->arena, file->text, file->length) : NULL;
  if (text) status = ant_csv_open(&r->csv, r->out.path, text, file->length, &inner);
  if (status != ANT_OK || !text) {
    ant_diag_at(&diag, &model->sources, decl->place, inner.code, "cannot read the table: %s",
                inner.text);
    ant_check_report(check, &diag);
    return false;
  }
  if (!next_record(r)) {
    ant_check_error(check, decl->place, ANT_EINPUT, "\"%s\" holds no row", decl->path);
    return false;
  }
  return read_heads(r);
}

/* the column of the table that is called NAME; -1 after a report */
static int find_head(ant_reproducing *r, const ant_decl *decl) {
  ant_check *check = r->check;
  ant_nearest nearest;
  ant_diag diag;
  ant_nearest_init(&nearest, decl->name);
  for (int i = 1; i < r->n_head; i++) {
    if (strcmp(r->head[i], decl->name) == 0) return i;
    ant_nearest_try(&nearest, r->head[i]);
  }
  ant_diag_at(&diag, &check->model->sources, decl->name_place, ANT_EUNKNOWN,
              "the table has no column '%s'", decl->name);
  ant_nearest_hint(&nearest, &diag);
  ant_check_report(check, &diag);
  return -1;
}

static void no_course(ant_reproducing *r, const ant_decl *match, const ant_symbol *s) {
  if (s->kind != ANT_SYM_STATE && s->kind != ANT_SYM_LET && s->kind != ANT_SYM_OBSERVE) {
    ant_check_error(r->check, match->target_place, ANT_EINPUT,
                    "'%s' has no course: expected a state, a let or an observable", match->target);
  } else {
    ant_check_error(r->check, match->target_place, ANT_ESET, "'%s' has elements: name one",
                    match->target);
  }
}

/* COLUMN of the table is the quantity that MATCH names, in its unit, the head's or the quantity's
 */
static void add_track(ant_reproducing *r, int column, const ant_decl *match) {
  ant_check *check = r->check;
  ant_track track = {.name = match->name, .within = 1e-6, .place = match->place};
  if (!ant_check_target(check, r->item->module, match->target, match->target_place, &track.symbol,
                        &track.element)) {
    return;
  }
  const ant_symbol *s = &check->model->symbol[track.symbol];
  bool has_course =
      s->kind == ANT_SYM_STATE || s->kind == ANT_SYM_LET || s->kind == ANT_SYM_OBSERVE;
  if (!has_course || (s->n_set > 0 && track.element < 0)) {
    no_course(r, match, s);
    return;
  }
  check->extra[track.symbol].in_test = true;
  ant_unit unit = s->unit;
  const char *said = match->unit ? match->unit : r->unit[column];
  ant_place place = match->unit ? match->unit_place : r->place[column];
  if (said && !ant_check_unit(check, said, place, &unit)) return;
  if (!ant_unit_same_dim(&unit, &s->unit)) {
    ant_check_clash(check, place, &s->unit, &unit, "this column");
    return;
  }
  const ant_decl *within = match->within ? match : r->item->decl;
  ant_context x = ant_context_of(check, r->item, -1, ANT_MAY_CONSTANT);
  ant_unit one = ant_unit_one();
  if (within->within &&
      !ant_check_constant(&x, within->within, &one, "a tolerance", &track.within)) {
    return;
  }
  if (ant_arena_grow(check->arena, &r->out.track, &r->c_track, r->out.n_track, sizeof track)) {
    return;
  }
  r->column[r->out.n_track] = column;
  r->factor[r->out.n_track] = ant_check_factor(&unit, &s->unit);
  r->out.track[r->out.n_track++] = track;
}

/* column NAME is QUANTITY [unit] */
static void read_match(ant_reproducing *r, const ant_decl *decl) {
  int column = find_head(r, decl);
  if (column >= 0) add_track(r, column, decl);
}

/* no line says which columns: each is called as its quantity */
static void match_all(ant_reproducing *r) {
  for (int i = 1; i < r->n_head; i++) {
    ant_decl match = {.name = r->head[i],
                      .target = r->head[i],
                      .place = r->place[i],
                      .target_place = r->place[i]};
    add_track(r, i, &match);
  }
  if (r->n_head < 2) {
    ant_check_error(r->check, r->place[0], ANT_EINPUT, "the table has no column but its time");
  }
}

static bool number(ant_reproducing *r, int i, double *out) {
  const char *text = r->csv.field[i].text + strspn(r->csv.field[i].text, " ");
  size_t n = ant_text_read_number(text, out);
  if (n > 0 && !text[n + strspn(text + n, " ")] && isfinite(*out)) return true;
  ant_check_error(r->check, field_place(r, i), ANT_EINPUT, "expected a number, found '%s'",
                  r->csv.field[i].text);
  return false;
}

static bool read_row(ant_reproducing *r) {
  ant_check *check = r->check;
  ant_unit day = ant_check_day();
  int n = r->out.n_row;
  double time;
  if (!number(r, 0, &time)) return false;
  time *= ant_check_factor(&r->time_unit, &day);
  if (time < 0 || (n > 0 && time <= r->out.time_d[n - 1])) {
    ant_check_error(check, field_place(r, 0), ANT_EINPUT, "times begin at 0 or later and ascend");
    return false;
  }
  if (ant_arena_grow(check->arena, &r->out.time_d, &r->c_time, n, sizeof time)) return false;
  r->out.time_d[n] = time;
  for (int k = 0; k < r->out.n_track; k++) {
    double value;
    if (!number(r, r->column[k], &value)) return false;
    if (ant_arena_grow(check->arena, &r->value[k], &r->c_value[k], n, sizeof value)) return false;
    r->value[k][n] = value * r->factor[k];
  }
  r->out.n_row++;
  return true;
}

static void read_table(ant_reproducing *r) {
  ant_check *check = r->check;
  bool good = r->out.n_track > 0;
  if (!good) return;
  while (good && next_record(r)) good = read_row(r);
  if (good && r->out.n_row == 0) {
    ant_check_error(check, r->item->decl->place, ANT_EINPUT, "\"%s\" holds no row",
                    r->item->decl->path);
  }
  for (int k = 0; k < r->out.n_track; k++) r->out.track[k].value = r->value[k];
  ant_model *model = check->model;
  if (ant_arena_grow(check->arena, &model->trajectory, &check->c_trajectory, model->n_trajectory,
                     sizeof *model->trajectory) == ANT_OK) {
    model->trajectory[model->n_trajectory++] = r->out;
  }
}

static void read_block(ant_check *check, const ant_item *item) {
  const ant_decl *decl = item->decl;
  ant_reproducing *r = ant_arena_take(check->arena, sizeof *r);
  size_t n = COLUMNS + (size_t)decl->n_child; /* a column may be matched more than once */
  bool all = true;
  if (!r) return;
  *r = (ant_reproducing){.check = check, .item = item, .time_unit = ant_check_day()};
  r->column = ant_arena_take(check->arena, n * sizeof *r->column);
  r->factor = ant_arena_take(check->arena, n * sizeof *r->factor);
  r->value = ant_arena_take(check->arena, n * sizeof *r->value);
  r->c_value = ant_arena_take(check->arena, n * sizeof *r->c_value);
  if (!r->column || !r->factor || !r->value || !r->c_value || !open_table(r)) return;
  r->out.title = decl->doc ? decl->doc : "";
  r->out.place = decl->place;
  for (int i = 0; i < decl->n_child; i++) {
    const ant_decl *child = decl->child[i];
    all = all && child->keyword != ANT_KW_MATCH;
    if (child->broken) continue;
    if (child->keyword == ANT_KW_TIME) read_time(r, child->unit, child->unit_place);
    if (child->keyword == ANT_KW_ROWS) r->out.before = true;
    if (child->keyword == ANT_KW_FLY) read_fly(r, child);
    if (child->keyword == ANT_KW_SET_VALUE) read_set(r, child);
    if (child->keyword == ANT_KW_START) read_start(r, child);
    if (child->keyword == ANT_KW_MATCH) read_match(r, child);
  }
  if (all) match_all(r);
  read_table(r);
}

void ant_check_reproduce(ant_check *check) {
  for (int i = 0; i < check->n_item; i++) {
    const ant_item item = check->item[i];
    if (item.decl->keyword == ANT_KW_REPRODUCES) read_block(check, &item);
  }
}
