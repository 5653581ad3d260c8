/* check_csv.c - the rows of a table from a file of comma-separated values (see check.h).
 *
 * The first record names the columns: first the sets whose elements name a row, then `name [unit]`
 * for each quantity, in any order, or, for a matrix, the elements of the last set.  What the
 * table does not declare is passed over.  The records become rows as if they stood in the text,
 * with their places in the file, so that all else is checked alike. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/file.h"
#include "language/check.h"

/* A file being read for a table. */
typedef struct ant_sheet {
  ant_check *check;
  const ant_decl *table;
  int file, n_key;
  ant_csv csv;
  int n_head;
  const char **head, **unit; /* (n_head) of each column                             */
  ant_place *place;          /* (n_head)                                            */
  int *column_of;            /* (n_cell) the column of the file for each of the table's   */
  int n_cell;
  bool damaged; /* a record could not be read                                      */
} ant_sheet;

static ant_place field_place(const ant_sheet *s, const ant_csv_field *f) {
  int width = (int)strlen(f->text);
  return (ant_place){
      .file = s->file, .line = f->line, .column = f->column, .width = width > 0 ? width : 1};
}

static char *trimmed(char *text) {
  while (*text == ' ') text++;
  size_t n = strlen(text);
  while (n > 0 && text[n - 1] == ' ') text[--n] = '\0';
  return text;
}

/* open the file beside the text that names it; false after a report */
static bool open_sheet(ant_sheet *s) {
  ant_check *check = s->check;
  ant_model *model = check->model;
  ant_diag inner, diag;
  const char *path =
      ant_file_beside(check->arena, model->sources.file[s->table->place.file].path, s->table->path);
  if (!path) return false;
  ant_status status = ant_sources_read(check->arena, &model->sources, path, &s->file, &inner);
  const ant_source_file *file = status == ANT_OK ? &model->sources.file[s->file] : NULL;
  char *text = file ? ant_arena_text(check->arena, file->text, file->length) : NULL;
  if (text) status = ant_csv_open(&s->csv, path, text, file->length, &inner);
  if (status == ANT_OK && text) return true;
  ant_diag_at(&diag, &model->sources, s->table->place, inner.code,
              "the rows of this table cannot be read: %s", inner.text);
  ant_check_report(check, &diag);
  return false;
}

/* the next record; false at the end or after a report */
static bool next_record(ant_sheet *s) {
  ant_diag diag;
  ant_status status = ant_csv_next(&s->csv, &diag);
  if (status == ANT_OK && s->csv.n_field == 0) return false;
  if (status == ANT_OK && (s->n_head == 0 || s->csv.n_field == s->n_head)) return true;
  s->damaged = true;
  if (status == ANT_OK) {
    ant_check_error(s->check, field_place(s, &s->csv.field[0]), ANT_ESYNTAX,
                    "expected %d fields as in the first line, found %d", s->n_head, s->csv.n_field);
    return false;
  }
  ant_check_error(
      s->check, (ant_place){.file = s->file, .line = diag.line, .column = diag.column, .width = 1},
      status, "%s", diag.text);
  return false;
}

char *ant_check_head(char *text, const char **out_unit) {
  char *open = strchr(text, '['), *close = open ? strrchr(open, ']') : NULL;
  *out_unit = NULL;
  if (open && close) {
    *open = *close = '\0';
    *out_unit = trimmed(open + 1);
  }
  return trimmed(text);
}

static bool read_heads(ant_sheet *s) {
  ant_check *check = s->check;
  if (!next_record(s)) {
    ant_check_error(check, s->table->place, ANT_EINPUT, "\"%s\" holds no row", s->table->path);
    return false;
  }
  s->n_head = s->csv.n_field;
  s->head = ant_arena_take(check->arena, (size_t)s->n_head * sizeof *s->head);
  s->unit = ant_arena_take(check->arena, (size_t)s->n_head * sizeof *s->unit);
  s->place = ant_arena_take(check->arena, (size_t)s->n_head * sizeof *s->place);
  if (!s->head || !s->unit || !s->place) return false;
  for (int i = 0; i < s->n_head; i++) {
    s->place[i] = field_place(s, &s->csv.field[i]);
    s->head[i] = ant_check_head(s->csv.field[i].text, &s->unit[i]);
  }
  for (int k = 0; k < s->n_key; k++) {
    const char *want = s->table->words.item[k].text;
    if (k < s->n_head && strcmp(s->head[k], want) == 0) continue;
    ant_check_error(check, s->place[k < s->n_head ? k : s->n_head - 1], ANT_EINPUT,
                    "column %d of the file has to be the set '%s'", k + 1, want);
    return false;
  }
  return true;
}

/* the column of the file that holds COLUMN of the table; -1 after a report */
static int find_column(ant_sheet *s, const ant_decl *column) {
  ant_check *check = s->check;
  int at = -1;
  for (int k = s->n_key; k < s->n_head; k++) {
    if (strcmp(s->head[k], column->name) != 0) continue;
    if (at >= 0) {
      ant_check_error(check, s->place[k], ANT_EDUPLICATE, "column '%s' is there twice",
                      column->name);
      return -1;
    }
    at = k;
  }
  if (at >= 0) return at;
  ant_check_error(check, column->place, ANT_EMISSING, "\"%s\" has no column '%s'", s->table->path,
                  column->name);
  return -1;
}

/* the head says a unit that measures what the column is declared to be */
static bool unit_fits(ant_sheet *s, int at, const ant_decl *column) {
  ant_check *check = s->check;
  ant_unit own, want;
  if (column->unit && !s->unit[at]) {
    ant_diag diag;
    ant_diag_at(&diag, &check->model->sources, s->place[at], ANT_EUNIT,
                "the column does not say its unit");
    ant_diag_hint(&diag, "write: %s [%s]", column->name, column->unit);
    ant_check_report(check, &diag);
    return false;
  }
  if (!ant_check_unit(check, s->unit[at], s->place[at], &own)) return false;
  if (ant_unit_parse(column->unit ? column->unit : "1", &want, NULL) != ANT_OK) return false;
  if (ant_unit_same_dim(&own, &want)) return true;
  ant_check_clash(check, s->place[at], &want, &own, "this column");
  return false;
}

/* where in the file each declared column stands */
static bool find_columns(ant_sheet *s) {
  bool good = true;
  for (int i = 0; i < s->table->n_child; i++) {
    const ant_decl *column = s->table->child[i];
    if (column->keyword != ANT_KW_COLUMN) continue;
    if (!column->name || column->broken) return false;
    int at = find_column(s, column);
    s->column_of[s->n_cell++] = at;
    good = good && at >= 0 && unit_fits(s, at, column);
  }
  return good;
}

static ant_expr *cell(ant_sheet *s, int i) {
  const ant_csv_field *f = &s->csv.field[i];
  char *text = trimmed(f->text), *end;
  ant_expr *e = ant_arena_take(s->check->arena, sizeof *e);
  if (!e) return NULL;
  *e = (ant_expr){.kind = ANT_EXPR_NUMBER, .unit = s->unit[i], .place = field_place(s, f)};
  e->unit_place = s->unit[i] ? s->place[i] : e->place;
  e->value = strtod(text, &end);
  if (*text && !*end) return e;
  ant_check_error(s->check, e->place, ANT_EINPUT, "expected a number, found '%s'", f->text);
  return NULL;
}

/* the present record as a row of the table */
static ant_decl *row(ant_sheet *s) {
  ant_arena *arena = s->check->arena;
  ant_decl *d = ant_arena_take(arena, sizeof *d);
  ant_word *key = ant_arena_take(arena, (size_t)s->n_key * sizeof *key);
  ant_expr **value = ant_arena_take(arena, (size_t)s->n_cell * sizeof *value);
  if (!d || !key || !value) return NULL;
  *d = (ant_decl){.keyword = ANT_KW_ROW, .place = field_place(s, &s->csv.field[0])};
  for (int k = 0; k < s->n_key; k++) {
    key[k].place = field_place(s, &s->csv.field[k]);
    key[k].text = ant_arena_copy(arena, trimmed(s->csv.field[k].text));
    if (!key[k].text) return NULL;
  }
  d->words = (ant_words){.item = key, .n = s->n_key};
  for (int i = 0; i < s->n_cell; i++) {
    value[i] = cell(s, s->column_of[i]);
    if (!value[i]) d->broken = true;
  }
  d->cell = value;
  d->n_cell = s->n_cell;
  return d;
}

/* the line `columns` of a matrix: all heads behind the keys */
static ant_decl *matrix_heads(ant_sheet *s) {
  ant_arena *arena = s->check->arena;
  ant_decl *d = ant_arena_take(arena, sizeof *d);
  int n = s->n_head - s->n_key;
  ant_word *word = ant_arena_take(arena, (size_t)n * sizeof *word);
  if (!d || !word) return NULL;
  for (int i = 0; i < n; i++) {
    word[i] = (ant_word){.text = s->head[s->n_key + i], .place = s->place[s->n_key + i]};
    s->column_of[s->n_cell++] = s->n_key + i;
  }
  *d = (ant_decl){.keyword = ANT_KW_COLUMNS, .place = s->place[0]};
  d->words = (ant_words){.item = word, .n = n};
  return d;
}

static bool append(ant_check *check, ant_decl *table, int *capacity, ant_decl *child) {
  if (!child ||
      ant_arena_grow(check->arena, &table->child, capacity, table->n_child, sizeof child)) {
    return false;
  }
  table->child[table->n_child++] = child;
  return true;
}

static bool has_rows(const ant_decl *table) {
  for (int i = 0; i < table->n_child; i++) {
    if (table->child[i]->keyword == ANT_KW_ROW || table->child[i]->keyword == ANT_KW_COLUMNS) {
      return true;
    }
  }
  return false;
}

const ant_decl *ant_check_csv(ant_check *check, const ant_decl *table, int n_key) {
  ant_sheet s = {.check = check, .table = table, .n_key = n_key};
  if (!table->path) return table;
  if (has_rows(table)) {
    ant_check_error(check, table->place, ANT_EINPUT,
                    "a table has its rows from a file or below it, not both");
    return NULL;
  }
  ant_decl *copy = ant_arena_take(check->arena, sizeof *copy);
  if (!copy || !open_sheet(&s) || !read_heads(&s)) return NULL;
  int n = s.n_head + table->n_child, capacity = 0;
  s.column_of = ant_arena_take(check->arena, (size_t)n * sizeof *s.column_of);
  if (!s.column_of) return NULL;
  *copy = *table;
  copy->child = NULL;
  copy->n_child = 0;
  for (int i = 0; i < table->n_child; i++) append(check, copy, &capacity, table->child[i]);
  bool matrix = table->name && table->name[0];
  if (matrix && !append(check, copy, &capacity, matrix_heads(&s))) return NULL;
  if (!matrix && !find_columns(&s)) return NULL;
  while (next_record(&s)) append(check, copy, &capacity, row(&s));
  return s.damaged ? NULL : copy;
}
