/* against.c - what moved since an earlier score (see scoreboard.h). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/map.h"
#include "report/scoreboard.h"
#include "base/csv.h"

/* an earlier score.csv: its lines by id */
typedef struct earlier {
  ant_arena *arena;
  ant_map by_id;
  struct line {
    const char *state, *inside, *predicted;
  } * line; /* (n) */
  int n, capacity;
} earlier;

enum { F_ID = 1, F_STATE = 4, F_PREDICTED = 5, F_INSIDE = 9, N_FIELD = 12 };

static ant_status read_lines(earlier *e, const char *path, char *text, size_t length,
                             ant_diag *diag) {
  ant_csv csv;
  ANT_TRY(ant_csv_open(&csv, path, text, length, diag));
  ANT_TRY(ant_csv_next(&csv, diag));
  if (csv.n_field != N_FIELD || strcmp(csv.field[F_ID].text, "id") != 0) {
    ant_fail(diag, ANT_EINPUT, "'%s' is not the score.csv of an earlier score", path);
    ant_diag_hint(diag, "antaeus score --out DIR writes DIR/score.csv");
    return ANT_EINPUT;
  }
  for (;;) {
    ANT_TRY(ant_csv_next(&csv, diag));
    if (csv.n_field == 0) return ANT_OK;
    if (csv.n_field != N_FIELD) continue;
    if (ant_arena_grow(e->arena, &e->line, &e->capacity, e->n, sizeof *e->line) != ANT_OK ||
        ant_map_set(&e->by_id, csv.field[F_ID].text, e->n) != ANT_OK) {
      return ant_fail(diag, ANT_ENOMEM, "no memory for the earlier score");
    }
    e->line[e->n++] = (struct line){csv.field[F_STATE].text, csv.field[F_INSIDE].text,
                                    csv.field[F_PREDICTED].text};
  }
}

typedef struct moved {
  int up, down, other;
} moved;

/* one row or claim: was it inside, is it now? */
static void compare(const earlier *e, const char *id, const char *state, const char *inside,
                    double predicted, moved *m, FILE *to) {
  int i = ant_map_find(&e->by_id, id);
  const struct line *l = i < 0 ? NULL : &e->line[i];
  const char *was = l ? l->inside : "";
  if (strcmp(was, inside) == 0 && l && strcmp(l->state, state) == 0) return;
  bool up = strcmp(inside, "yes") == 0, down = strcmp(was, "yes") == 0;
  m->up += up && !down;
  m->down += down && !up;
  m->other += up == down;
  fprintf(to, "  %s %s: %s -> %s",
          up && !down   ? "up  "
          : down && !up ? "down"
                        : "now ",
          id, l ? l->state : "new", state);
  if (l && *l->predicted && isfinite(predicted)) {
    fprintf(to, ", predicted %s -> %.4g", l->predicted, predicted);
  }
  fputc('\n', to);
}

static void compare_all(const ant_scoreboard *b, const earlier *e, FILE *to) {
  moved m = {0};
  fputs("moved\n", to);
  for (int t = 0; t < b->n_table; t++) {
    for (int i = 0; i < b->table[t]->n; i++) {
      const ant_row_result *r = &b->rows[t]->result[i];
      bool judged = r->state == ANT_ROW_RUN || r->state == ANT_ROW_NO_NUMBER;
      compare(e, b->table[t]->row[i].id, ant_row_state_name(r->state),
              judged ? (r->judgement.inside ? "yes" : "no") : "",
              judged ? r->judgement.predicted : NAN, &m, to);
    }
  }
  for (int i = 0; b->claims && i < b->claims->n; i++) {
    ant_verdict v = b->verdicts->result[i].verdict;
    bool held = v == ANT_VERDICT_PASS || v == ANT_VERDICT_BUILT_IN;
    compare(e, b->claims->item[i].key, ant_verdict_name(v),
            held                    ? "yes"
            : v == ANT_VERDICT_FAIL ? "no"
                                    : "",
            NAN, &m, to);
  }
  fprintf(to, "  %d up, %d down, %d otherwise changed\n", m.up, m.down, m.other);
}

ant_status ant_scoreboard_against(const ant_scoreboard *b, const char *path, FILE *to,
                                  ant_diag *opt_diag) {
  earlier e = {.arena = ant_arena_create()};
  char *text = NULL;
  size_t length;
  e.by_id.arena = e.arena;
  ant_status status = e.arena ? ant_file_read(path, (size_t)1 << 28, &text, &length, opt_diag)
                              : ant_fail(opt_diag, ANT_ENOMEM, "no memory for '%s'", path);
  if (status == ANT_OK) status = read_lines(&e, path, text, length, opt_diag);
  if (status == ANT_OK) compare_all(b, &e, to);
  free(text);
  if (e.arena) ant_arena_destroy(&e.arena);
  return status;
}
