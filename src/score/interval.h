/* interval.h - how sure each prediction is, from a table flown with many sets of parameters.
 *
 * What nobody knows (`unknown`) widens the mean of a group; how people differ (`people`) spreads
 * single ones; the two are drawn apart (score/draw.h) and told apart (score/judge.h).  A draw
 * that has no healthy ground, or whose numbers fail, says nothing of the rows that need it, and
 * the first such row says why.
 *
 * Only rows that count are flown.  What each draw gave is kept on disk when all rows have their
 * number, so that a run that was cut off goes on where it was.
 *
 * Thread safety: one call at a time; FLY is called from several threads. */
#ifndef ANT_SCORE_INTERVAL_H
#define ANT_SCORE_INTERVAL_H

#include "score/draw.h"
#include "score/rows.h"

typedef struct ant_interval_work {
  const ant_model *model;
  int n_draw; /* of each kind                                                        */
  uint64_t seed;
  ant_score_fly fly;
  /* Fly with these N settings from now on. */
  void (*use)(void *user, const ant_setting *setting, int n);
  void *user; /* of both                                                             */
  const ant_score_options *options; /* progress is told of draws                     */
  bool (*stop)(void *user);         /* asked between draws; NULL: never                      */
} ant_interval_work;

typedef struct ant_interval_report {
  int n_draw, n_cached;         /* of both kinds                                             */
  int n_partial;                /* in which some row that counts had no number               */
  char why[ANT_DIAG_LINE + 64]; /* the first of these: "obs363: 'bone.x' would have ..."   */
} ant_interval_report;

/* Widen the judgements of SCORES, which TABLE gave, by what WORK's draws spread.  Returns ANT_OK,
 * ANT_EINTERRUPT, ANT_ENOMEM or ANT_ESYSTEM; the judgements are untouched on failure. */
ant_status ant_intervals_run(const ant_observations *table, const ant_interval_work *work,
                             ant_row_scores *scores, ant_interval_report *out_report,
                             ant_diag *opt_diag);

#endif /* ANT_SCORE_INTERVAL_H */
