/* interval.c - a table flown with many sets of parameters (see interval.h).
 *   1. Keys   2. One draw   3. All draws */
#include "score/interval.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "score/cache.h"
#include "score/spread.h"

typedef struct job {
  const ant_observations *table;
  const ant_interval_work *work;
  const ant_row_scores *scores;
  bool *only;    /* (n) rows that count and ran                                     */
  double *value; /* (n) what the present draw gives                                 */
  uint64_t key;  /* of all but the draw; 0: nothing is kept                          */
  int done;      /* draws                                                           */
  ant_interval_report report;
} job;

/* 1. Keys ---------------------------------------------------------------- */

static uint64_t hash_terms(uint64_t h, const ant_terms *t) {
  for (int i = 0; i < t->n_left; i++) h = ant_hash_string(h, t->left[i]);
  h = ant_hash_integer(h, t->n_right);
  for (int i = 0; i < t->n_right; i++) h = ant_hash_string(h, t->right[i]);
  return h;
}

/* the flights of one side of a row; 0 when one of them is not to be kept */
static uint64_t hash_flights(uint64_t h, const job *j, const ant_terms *mission,
                             const ant_terms *person) {
  const ant_score_options *o = j->work->options;
  for (int m = 0; m < mission->n_left + mission->n_right; m++) {
    const char *name = m < mission->n_left ? mission->left[m] : mission->right[m - mission->n_left];
    for (int p = 0; h && p < person->n_left + person->n_right; p++) {
      const char *who = p < person->n_left ? person->left[p] : person->right[p - person->n_left];
      uint64_t key = o->key(j->work->user, name, who, NULL);
      h = key ? ant_hash_integer(h, (int64_t)key) : 0;
    }
  }
  return h;
}

/* what the rows ask and the flights that answer */
static uint64_t hash_table(const job *j) {
  const ant_score_options *o = j->work->options;
  uint64_t h = ANT_HASH_START;
  if (!o->cache || !o->key) return 0;
  for (int i = 0; h && i < j->table->n; i++) {
    const ant_observation *r = &j->table->row[i];
    if (!j->only[i]) continue;
    h = ant_hash_integer(h, i); /* what is kept lies by row */
    h = ant_hash_integer(ant_hash_string(h, r->id), r->statistic);
    h = ant_hash_string(h, r->unit_text);
    h = ant_hash_number(ant_hash_number(h, r->day_from), r->day_to);
    h = ant_hash_number(ant_hash_number(ant_hash_number(h, r->fraction), r->lo), r->hi);
    h = hash_terms(hash_terms(hash_terms(h, &r->mission), &r->person), &r->observable);
    h = hash_flights(h, j, &r->mission, &r->person);
  }
  return h;
}

static uint64_t hash_draw(uint64_t h, const ant_setting *setting, int n) {
  for (int i = 0; h && i < n; i++) {
    h = ant_hash_integer(ant_hash_integer(h, setting[i].symbol), setting[i].element);
    h = ant_hash_number(h, setting[i].value);
  }
  return h;
}

/* 2. One draw ------------------------------------------------------------ */

static ant_status fly_draw(job *j) {
  ant_score_options o = *j->work->options;
  ant_row_scores *scores = NULL;
  ant_diags diags = {0}; /* a draw that cannot be lived with is counted, not told */
  o.only = j->only;
  o.cache = NULL; /* the courses are not kept: a hundred times what the score itself keeps */
  o.progress = NULL;
  ant_status status = ant_score_rows(j->table, j->work->fly, j->work->user, &o, &scores, &diags);
  for (int i = 0; scores && i < j->table->n; i++) {
    bool run = scores->result[i].state == ANT_ROW_RUN;
    j->value[i] = run ? scores->result[i].judgement.predicted : NAN;
    if (j->only[i] && !isfinite(j->value[i]) && !*j->report.why) {
      snprintf(j->report.why, sizeof j->report.why, "%s: %s", j->table->row[i].id,
               scores->result[i].needs);
    }
  }
  ant_row_scores_destroy(&scores);
  ant_diags_clear(&diags);
  return status == ANT_ENOMEM || status == ANT_EINTERRUPT ? status : ANT_OK;
}

static ant_status one_draw(job *j, const ant_setting *setting, int n, ant_spread *spread) {
  const char *folder = j->work->options->cache;
  uint64_t key = hash_draw(j->key, setting, n);
  bool kept = key && ant_cache_read_numbers(folder, key, j->value, j->table->n), whole = true;
  j->work->use(j->work->user, setting, n);
  if (!kept) ANT_TRY(fly_draw(j));
  for (int i = 0; i < j->table->n; i++) whole &= !j->only[i] || isfinite(j->value[i]);
  if (whole && !kept && key) ant_cache_write_numbers(folder, key, j->value, j->table->n);
  ant_spread_add(spread, j->value);
  j->report.n_draw++;
  j->report.n_cached += kept;
  j->report.n_partial += !whole;
  return ANT_OK;
}

/* 3. All draws ----------------------------------------------------------- */

static ant_status fly_kind(job *j, ant_draw_kind kind, ant_spread *spread, ant_diag *diag) {
  const ant_interval_work *w = j->work;
  ant_draws draws;
  ANT_TRY(ant_draws_create(w->model, kind, w->n_draw, w->seed, &draws, diag));
  ant_status status = ANT_OK;
  for (int k = 0; k < draws.n && draws.n_setting > 0 && status == ANT_OK; k++) {
    const ant_setting *setting = draws.setting + (size_t)k * (size_t)draws.n_setting;
    status = w->stop && w->stop(w->user) ? ANT_EINTERRUPT
                                         : one_draw(j, setting, draws.n_setting, spread);
    j->done++;
    if (w->options->progress) w->options->progress(w->options->user, j->done, 2 * w->n_draw);
  }
  w->use(w->user, NULL, 0);
  ant_draws_clear(&draws);
  if (status == ANT_OK) return ANT_OK;
  return ant_fail(diag, status, "the draws were not flown: %s", ant_status_sentence(status));
}

static void widen(const job *j, const ant_spread *spread, ant_row_scores *scores) {
  for (int i = 0; i < j->table->n; i++) {
    ant_judgement *g = &scores->result[i].judgement;
    double unknown = ant_spread_sd(&spread[ANT_DRAW_UNKNOWN], i);
    double people = ant_spread_sd(&spread[ANT_DRAW_PEOPLE], i);
    if (!j->only[i]) continue;
    if (!isnan(unknown)) ant_judgement_widen(g, unknown);
    ant_judgement_people(g, &j->table->row[i], people, g->persons.error_sd);
  }
}

static ant_status prepare(job *j, ant_spread *spread, ant_diag *diag) {
  size_t n = (size_t)j->table->n + 1;
  j->only = calloc(n, sizeof *j->only);
  j->value = calloc(n, sizeof *j->value);
  if (!j->only || !j->value) return ant_fail(diag, ANT_ENOMEM, "no memory for the draws");
  for (int i = 0; i < j->table->n; i++) {
    j->only[i] = j->scores->counts[i] && j->scores->result[i].state == ANT_ROW_RUN;
  }
  ANT_TRY(ant_spread_init(&spread[ANT_DRAW_UNKNOWN], j->table->n, diag));
  ANT_TRY(ant_spread_init(&spread[ANT_DRAW_PEOPLE], j->table->n, diag));
  j->work->use(j->work->user, NULL, 0);
  j->key = hash_table(j);
  return ANT_OK;
}

ant_status ant_intervals_run(const ant_observations *table, const ant_interval_work *work,
                             ant_row_scores *scores, ant_interval_report *out_report,
                             ant_diag *opt_diag) {
  job j = {.table = table, .work = work, .scores = scores};
  ant_spread spread[2] = {0};
  ant_status status = prepare(&j, spread, opt_diag);
  for (int kind = 0; kind < 2 && status == ANT_OK; kind++) {
    status = fly_kind(&j, (ant_draw_kind)kind, &spread[kind], opt_diag);
  }
  if (status == ANT_OK) {
    widen(&j, spread, scores);
    *out_report = j.report;
  }
  for (int kind = 0; kind < 2; kind++) ant_spread_clear(&spread[kind]);
  free(j.only);
  free(j.value);
  return status;
}
