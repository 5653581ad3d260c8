/* scoreboard.h - the score as text, as a table and as JSON.
 *
 * score.csv has one line a row and one a claim:
 * table,id,system,use,state,predicted,measured,unit,z, inside,counts,needs - enough for --against
 * to say what moved.
 *
 * JSON: antaeus, model {title, hash, fitted, notes [..]}, tables [{file, rows, run, no_number,
 * not_yet, unrunnable, wrong, counted, flights, seconds, needs [{name, rows}], fit {..}, test {..},
 * systems [{name,
 * ..}], species, crews likewise, observations [{..}]}], claims {pass, fail, built_in, not_yet,
 * questions, scope, items, list
 * [{..}]}. A tally {..} has standardised, interval, ratio and sign, each {rows, inside}, and
 * mean_abs_z, median_abs_z, bias_z, tau, tau_unit where there is one. */
#ifndef ANT_REPORT_SCOREBOARD_H
#define ANT_REPORT_SCOREBOARD_H

#include <stdio.h>

#include "score/interval.h"
#include "score/rows.h"
#include "score/verdict.h"

typedef struct ant_scoreboard {
  const char *model_title;
  uint64_t model_hash;
  int n_table;
  const ant_observations *const *table; /* (n_table)                               */
  const ant_row_scores *const *rows;    /* (n_table)                               */
  const ant_claims *claims;             /* NULL: none were run                     */
  const ant_claim_scores *verdicts;
  int n_items;                          /* of the list that the claims answer       */
  int n_fitted;                         /* parameters                               */
  const ant_diags *notes;               /* on what they were fitted to              */
  const ant_interval_report *intervals; /* (n_table) n_draw 0: none were flown      */
} ant_scoreboard;

/* What rows are broken down by. */
typedef enum ant_group {
  ANT_GROUP_SYSTEM,
  ANT_GROUP_SPECIES,
  ANT_GROUP_CREW,
  ANT_NGROUP
} ant_group;

const char *ant_group_of(const ant_observation *row, ant_group group);
/* The names of the groups that TABLE has, as they come first, in NAME; returns how many, 0 where
 * there are more than ANT_GROUPS_MOST: a break-down of that many tells nobody anything. */
enum { ANT_GROUPS_MOST = 400 };
int ant_groups_of(const ant_observations *table, ant_group group,
                  const char *name[ANT_GROUPS_MOST]);

/* The tally of the rows of one table that count: of USE (-1: any), and of those whose GROUP is NAME
 * (NULL: any).  Returns how many there are. */
int ant_scoreboard_tally(const ant_scoreboard *board, int i_table, int use, ant_group group,
                         const char *name, ant_tally *out);
int ant_tally_rows_inside(const ant_tally *tally);

void ant_scoreboard_text(const ant_scoreboard *board, FILE *to);
/* A short table in Markdown, which the README shows. */
void ant_scoreboard_markdown(const ant_scoreboard *board, FILE *to);
void ant_scoreboard_csv(const ant_scoreboard *board, FILE *to);
ant_status ant_scoreboard_json(const ant_scoreboard *board, FILE *to, ant_diag *opt_diag);

/* Say on TO what moved since the score.csv at PATH was written. */
ant_status ant_scoreboard_against(const ant_scoreboard *board, const char *path, FILE *to,
                                  ant_diag *opt_diag);

#endif /* ANT_REPORT_SCOREBOARD_H */
