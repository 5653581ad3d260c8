/* check_table.c - tables: rows and columns become the values of params (see check.h). */
#include <stdio.h>
#include <string.h>

#include "language/check.h"

/* The numbers of one table: column j of row i belongs to symbol[j], element place[i] + at[j]. */
typedef struct ant_grid {
  ant_check *check;
  const ant_decl *table;
  ant_frame *frame;
  int n_key; /* sets whose elements name a row                             */
  int n_row; /* rows that there must be                                   */
  int n_column;
  int *symbol;  /* (n_column) -1: broken                                      */
  int *at;      /* (n_column) element of the last set (matrix), else 0          */
  int stride;   /* elements a row apart: the size of the last set (matrix), else 1 */
  bool damaged; /* a line of it could not be read: say nothing of what is missing    */
  bool *seen;   /* (n_row)                                                   */
} ant_grid;

/* the row that the words of ROW name, -1 after a report */
static int row_index(const ant_grid *grid, const ant_decl *row) {
  ant_check *check = grid->check;
  if (row->words.n != grid->n_key) {
    ant_check_error(check, row->place, ANT_ESET,
                    "expected %d element%s before the numbers of a row", grid->n_key,
                    grid->n_key == 1 ? "" : "s");
    return -1;
  }
  int index = 0;
  for (int k = 0; k < grid->n_key; k++) {
    int set = grid->frame->set[k];
    int element = ant_check_element(check, set, row->words.item[k].text);
    if (element < 0) {
      ant_check_unknown_element(check, set, row->words.item[k].text, row->words.item[k].place);
      return -1;
    }
    index = index * check->model->set[set].n + element;
  }
  return index;
}

static void read_cell(const ant_grid *grid, int j, int row, const ant_expr *cell) {
  ant_check *check = grid->check;
  if (grid->symbol[j] < 0) return;
  ant_symbol s = check->model->symbol[grid->symbol[j]];
  ant_context x = {.check = check,
                   .module = grid->frame->module,
                   .may = ANT_MAY_CONSTANT,
                   .owner = -1,
                   .name = s.name};
  double value;
  if (!ant_check_constant(&x, cell, &s.unit, "a cell", &value)) return;
  s.value[row * grid->stride + grid->at[j]] = value;
  if (value >= s.lo && value <= s.hi) return;
  ant_check_error(check, cell->place, ANT_ERANGE, "%g [%s] is outside the range of '%s', %g to %g",
                  value, s.unit_text, s.name, s.lo, s.hi);
}

static void read_row(const ant_grid *grid, const ant_decl *row) {
  ant_check *check = grid->check;
  int index = row_index(grid, row);
  if (index < 0) return;
  if (grid->seen[index]) {
    ant_check_error(check, row->place, ANT_EDUPLICATE, "this row is there twice");
    return;
  }
  grid->seen[index] = true;
  if (row->n_cell != grid->n_column) {
    ant_check_error(check, row->place, ANT_EINPUT, "expected %d number%s, found %d", grid->n_column,
                    grid->n_column == 1 ? "" : "s", row->n_cell);
    return;
  }
  for (int j = 0; j < grid->n_column; j++) read_cell(grid, j, index, row->cell[j]);
}

static void say_missing_row(const ant_grid *grid, int row) {
  const ant_model *model = grid->check->model;
  char name[240] = "";
  for (int k = grid->n_key - 1; k >= 0; k--) {
    const ant_set *set = &model->set[grid->frame->set[k]];
    char text[240];
    snprintf(text, sizeof text, "%.100s%s%.130s", set->element[row % set->n], name[0] ? " " : "",
             name);
    memcpy(name, text, sizeof name);
    row /= set->n;
  }
  ant_check_error(grid->check, grid->table->place, ANT_EMISSING, "this table has no row '%s'",
                  name);
}

/* every column's values taken, rows read, and all rows there */
static void read_rows(ant_grid *grid) {
  ant_check *check = grid->check;
  grid->n_row = 1;
  for (int k = 0; k < grid->n_key; k++) {
    grid->n_row *= check->model->set[grid->frame->set[k]].n;
  }
  grid->seen = ant_arena_take(check->arena, (size_t)grid->n_row * sizeof *grid->seen);
  if (!grid->seen || !grid->symbol || !grid->at) return;
  for (int j = 0; j < grid->n_column; j++) {
    if (grid->symbol[j] < 0) continue;
    ant_symbol *s = &check->model->symbol[grid->symbol[j]];
    if (!s->value) s->value = ant_arena_take(check->arena, (size_t)s->n * sizeof *s->value);
    if (!s->value) return;
  }
  for (int i = 0; i < grid->table->n_child; i++) {
    const ant_decl *row = grid->table->child[i];
    grid->damaged = grid->damaged || row->broken;
    if (row->keyword == ANT_KW_ROW && !row->broken) read_row(grid, row);
  }
  for (int i = 0, said = 0; i < grid->n_row && said < 3 && !grid->damaged; i++) {
    if (grid->seen[i]) continue;
    say_missing_row(grid, i);
    said++;
  }
}

/* Columns that are params of their own ----------------------------------------- */

static void declare_column(ant_check *check, const ant_item *item) {
  if (item->symbol < 0) return;
  ant_context x = ant_context_of(check, item, item->symbol, ANT_MAY_CONSTANT);
  const ant_decl *table = item->table == item->decl ? NULL : item->table;
  ant_check_sources(check, item->decl, table, &check->model->symbol[item->symbol]);
  ant_check_clauses(&x, item->decl, item->symbol);
}

static void columns_table(ant_check *check, const ant_item *item) {
  ant_grid grid = {.check = check, .table = item->decl, .frame = item->frame, .stride = 1};
  grid.n_key = item->frame->n_set;
  for (int i = 0; i < item->decl->n_child; i++) {
    grid.n_column += item->decl->child[i]->keyword == ANT_KW_COLUMN;
  }
  grid.symbol = ant_arena_take(check->arena, (size_t)grid.n_column * sizeof *grid.symbol);
  grid.at = ant_arena_take(check->arena, (size_t)grid.n_column * sizeof *grid.at);
  if (!grid.symbol || !grid.at) return;
  for (int i = 0, j = 0; i < item->decl->n_child; i++) {
    const ant_decl *column = item->decl->child[i];
    if (column->keyword != ANT_KW_COLUMN) continue;
    grid.symbol[j] = -1;
    for (const ant_item *at = item - 1; at >= check->item && at->table == item->decl; at--) {
      if (at->decl == column) grid.symbol[j] = at->symbol; /* its items stand before it */
    }
    j++;
  }
  grid.table = ant_check_csv(check, item->decl, grid.n_key);
  if (grid.table) read_rows(&grid);
}

/* The matrix form ------------------------------------------------------------- */

/* the heads of the columns: every element of the last set once */
static bool read_heads(ant_grid *grid, const ant_decl *heads, int symbol) {
  ant_check *check = grid->check;
  int last = grid->frame->set[grid->frame->n_set - 1];
  const ant_set *set = &check->model->set[last];
  grid->n_column = heads->words.n;
  grid->symbol = ant_arena_take(check->arena, (size_t)grid->n_column * sizeof *grid->symbol);
  grid->at = ant_arena_take(check->arena, (size_t)grid->n_column * sizeof *grid->at);
  bool *there = ant_arena_take(check->arena, (size_t)set->n);
  if (!grid->symbol || !grid->at || !there) return false;
  for (int j = 0; j < grid->n_column; j++) {
    const ant_word *word = &heads->words.item[j];
    grid->symbol[j] = symbol;
    grid->at[j] = ant_check_element(check, last, word->text);
    if (grid->at[j] < 0) {
      ant_check_unknown_element(check, last, word->text, word->place);
      return false;
    }
    if (there[grid->at[j]]) {
      ant_check_error(check, word->place, ANT_EDUPLICATE, "column '%s' is there twice", word->text);
      return false;
    }
    there[grid->at[j]] = true;
  }
  for (int i = 0; i < set->n; i++) {
    if (there[i]) continue;
    ant_check_error(check, heads->place, ANT_EMISSING, "this table has no column '%s'",
                    set->element[i]);
    return false;
  }
  return true;
}

static void matrix_table(ant_check *check, const ant_item *item) {
  ant_grid grid = {.check = check, .table = item->decl, .frame = item->frame};
  const ant_decl *heads = NULL;
  if (item->symbol < 0) return;
  declare_column(check, item);
  grid.n_key = item->frame->n_set - 1;
  grid.stride = check->model->set[item->frame->set[grid.n_key]].n;
  grid.table = ant_check_csv(check, item->decl, grid.n_key);
  for (int i = 0; grid.table && i < grid.table->n_child; i++) {
    if (grid.table->child[i]->keyword == ANT_KW_COLUMNS) heads = grid.table->child[i];
  }
  if (!grid.table) return;
  if (heads && heads->broken) return;
  if (!heads) {
    ant_check_error(check, item->decl->place, ANT_EMISSING,
                    "expected a line `columns ...` with the elements of the last set");
    return;
  }
  if (read_heads(&grid, heads, item->symbol)) read_rows(&grid);
}

void ant_check_tables(ant_check *check) {
  for (int i = 0; i < check->n_item; i++) {
    const ant_item *item = &check->item[i];
    if (!item->table && item->decl->keyword != ANT_KW_TABLE) continue;
    if (!item->frame || item->frame->poison || item->frame->n_set == 0) continue;
    if (item->decl->keyword == ANT_KW_COLUMN) {
      declare_column(check, item);
    } else if (item->table) {
      matrix_table(check, item);
    } else {
      columns_table(check, item);
    }
  }
}
