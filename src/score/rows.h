/* rows.h - running the evidence: every flight once, every row held against it.
 *
 * Whoever calls brings a function that flies a mission with a person; nothing here knows how.  A
 * flight that needs what the twin has not got is no mistake: its rows say what they wait for.
 *
 * Thread safety: FLY is called from up to JOBS threads at once, each flight once. */
#ifndef ANT_SCORE_ROWS_H
#define ANT_SCORE_ROWS_H

#include "score/fly.h"
#include "score/judge.h"

typedef enum ant_row_state {
  ANT_ROW_RUN,        /* judged                                                    */
  ANT_ROW_NO_NUMBER,  /* flown, but the course has no such number: judged outside  */
  ANT_ROW_NOT_YET,    /* waits for something that the twin has not got             */
  ANT_ROW_UNRUNNABLE, /* has no day                                                */
  ANT_ROW_WRONG,      /* the row itself is at fault: a unit, a day outside         */
  ANT_NROW_STATE
} ant_row_state;

const char *ant_row_state_name(ant_row_state state);

typedef struct ant_row_result {
  ant_row_state state;
  char needs[ANT_DIAG_LINE]; /* not yet: the name; no number, wrong: why            */
  ant_judgement judgement;   /* of RUN and NO_NUMBER                                */
} ant_row_result;

/* The course of one observable in one flight, for pages. */
typedef struct ant_row_series {
  const char *mission, *person, *observable, *unit;
  ant_series series;
} ant_row_series;

typedef struct ant_row_scores {
  int n; /* rows                                                                   */
  ant_row_result *result; /* (n)                                                */
  bool *counts;           /* (n) enters the totals                              */
  int n_flight, n_flown;
  double seconds; /* wall time of the flights                           */
  int n_series;
  ant_row_series *series; /* (n_series) what was flown and asked for            */
  uint64_t model_hash;    /* of the first flight                                */
} ant_row_scores;

typedef struct ant_score_options {
  int jobs;              /* threads; 0: 1                                                       */
  const char *cache;     /* a folder of courses flown before (score/cache.h); NULL: none */
  ant_score_key key;     /* with the user of the flying function; NULL: none             */
  ant_score_error error; /* likewise; NULL: not known                                 */
  const bool *only;      /* (rows) run no others: they are `not yet`; NULL: all          */
  /* Called now and then with the flights done, of how many; may be called from any thread. */
  void (*progress)(void *user, int done, int all);
  void *user;
} ant_score_options;

/* Run TABLE.  Rows at fault are told to DIAGS as errors, near misses of a name as warnings. Returns
 * ANT_OK also when rows are wrong; ANT_ENOMEM; or ANT_ENUMERIC or ANT_EINTERRUPT, told to DIAGS
 * too, when a flight failed by itself: *OUT then is there all the same. */
ant_status ant_score_rows(const ant_observations *table, ant_score_fly fly, void *fly_user,
                          const ant_score_options *opt_options, ant_row_scores **out,
                          ant_diags *diags);
void ant_row_scores_destroy(ant_row_scores **scores);

#endif /* ANT_SCORE_ROWS_H */
