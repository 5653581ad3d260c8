/* score_table.c - the score as a short table in Markdown, for a README (see scoreboard.h). */
#include <inttypes.h>
#include <math.h>

#include "report/scoreboard.h"

static void put_line(const char *name, int rows, const ant_tally *t, FILE *to) {
  if (rows == 0) return;
  fprintf(to, "| %s | %d of %d |", name, ant_tally_rows_inside(t), rows);
  for (int m = 0; m < ANT_NMEASURE; m++) {
    if (t->n[m]) fprintf(to, " %d of %d |", t->inside[m], t->n[m]);
    if (!t->n[m]) fputs(" |", to);
  }
  if (isnan(t->median_abs_z)) fputs(" |\n", to);
  if (!isnan(t->median_abs_z)) fprintf(to, " %.1f |\n", t->median_abs_z);
}

static void put_rows(const ant_scoreboard *b, int i_table, FILE *to) {
  const char *name[ANT_GROUPS_MOST];
  int n = ant_groups_of(b->table[i_table], ANT_GROUP_SYSTEM, name);
  ant_tally t;
  fputs(
      "| rows that count | inside | standardised | interval | ratio | direction | median abs(z) |\n"
      "|---|---|---|---|---|---|---|\n",
      to);
  for (int use = ANT_USE_TEST; use >= ANT_USE_FIT; use--) {
    int rows = ant_scoreboard_tally(b, i_table, use, 0, NULL, &t);
    put_line(use == ANT_USE_TEST ? "**never seen by a fit**" : "**fitted**", rows, &t, to);
  }
  for (int i = 0; i < n; i++) {
    int rows = ant_scoreboard_tally(b, i_table, -1, ANT_GROUP_SYSTEM, name[i], &t);
    put_line(name[i], rows, &t, to);
  }
}

void ant_scoreboard_markdown(const ant_scoreboard *b, FILE *to) {
  for (int i = 0; i < b->n_table; i++) {
    int waiting = 0, dayless = 0;
    for (int k = 0; k < b->rows[i]->n; k++) {
      waiting += b->rows[i]->result[k].state == ANT_ROW_NOT_YET;
      dayless += b->rows[i]->result[k].state == ANT_ROW_UNRUNNABLE;
    }
    put_rows(b, i, to);
    fprintf(to, "\nOf %d rows, %d wait for what the twin has not got yet and %d have no day.\n",
            b->table[i]->n, waiting, dayless);
  }
  if (b->claims) {
    const int *n = b->verdicts->count;
    fprintf(
        to,
        "Of the reviews' claims %d pass, %d fail, %d are built in and %d wait; %d questions are "
        "answered, %d lie outside any model.\n",
        n[ANT_VERDICT_PASS], n[ANT_VERDICT_FAIL], n[ANT_VERDICT_BUILT_IN], n[ANT_VERDICT_NOT_YET],
        n[ANT_VERDICT_ANSWERED], n[ANT_VERDICT_SCOPE]);
  }
  fprintf(to, "(Model %016" PRIx64 ".)\n", b->model_hash);
}
