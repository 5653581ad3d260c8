/* rows.c - running the evidence (see rows.h).
 *   1. What is needed   2. One side of a row   3. One row   4. All rows */
#include "score/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "score/flights.h"

struct scores {
  ant_row_scores pub; /* first */
  ant_flights flights;
};

const char *ant_row_state_name(ant_row_state state) {
  static const char *const names[] = {"run", "no number", "not yet", "unrunnable", "wrong"};
  return names[state];
}

/* 1. What is needed ------------------------------------------------------- */

/* the left or right names; the left where there is nothing on the right */
static const char *const *side_of(const ant_terms *t, bool right, int *n) {
  bool take_right = right && t->n_right > 0;
  *n = take_right ? t->n_right : t->n_left;
  return take_right ? t->right : t->left;
}

static bool compares(const ant_observation *o) {
  return o->mission.n_right || o->person.n_right || o->observable.n_right;
}

static ant_status ask_side(ant_flights *flights, const ant_observation *o, bool right) {
  int n_mission, n_person, n_observable;
  const char *const *mission = side_of(&o->mission, right, &n_mission);
  const char *const *person = side_of(&o->person, right, &n_person);
  const char *const *observable = side_of(&o->observable, right, &n_observable);
  for (int m = 0; m < n_mission; m++) {
    for (int p = 0; p < n_person; p++) {
      for (int k = 0; k < n_observable; k++) {
        ANT_TRY(ant_flights_ask(flights, mission[m], person[p], NULL, observable[k]));
      }
    }
  }
  return ANT_OK;
}

static ant_status ask(ant_flights *flights, const ant_observation *o) {
  if (!ant_observation_runnable(o)) return ANT_OK;
  ANT_TRY(ask_side(flights, o, false));
  return compares(o) ? ask_side(flights, o, true) : ANT_OK;
}

/* 2. One side of a row ---------------------------------------------------- */

/* the mean answer of a side, and the unit that it is in */
typedef struct answer {
  double value;
  ant_unit unit;
  int n;
} answer;

static ant_row_state state_of(ant_status status) {
  return status == ANT_ENUMERIC ? ANT_ROW_NO_NUMBER : ANT_ROW_WRONG;
}

static ant_row_state add_one(const ant_flight *flight, int k, const ant_question *q, answer *sum,
                             ant_diag *diag) {
  ant_series s = {flight->time_d, flight->value[k], flight->n_row, flight->baseline[k]};
  ant_unit observable;
  double value = NAN, factor = 1;
  ant_status status = ant_unit_parse(flight->unit[k], &observable, diag);
  if (status == ANT_OK) status = ant_statistic_compute(q, &s, &value, diag);
  if (status != ANT_OK) return state_of(status);
  ant_unit unit = ant_statistic_unit(q, &observable);
  if (sum->n == 0) sum->unit = unit;
  if (ant_unit_factor(&unit, &sum->unit, &factor, diag) != ANT_OK) return ANT_ROW_WRONG;
  sum->value += value * factor;
  sum->n++;
  return ANT_ROW_RUN;
}

static ant_row_state one_side(const ant_flights *flights, const ant_observation *o, bool right,
                              const ant_question *q, answer *out, ant_row_result *result,
                              ant_diag *diag) {
  int n_mission, n_person, n_observable, k = 0;
  const char *const *mission = side_of(&o->mission, right, &n_mission);
  const char *const *person = side_of(&o->person, right, &n_person);
  const char *const *observable = side_of(&o->observable, right, &n_observable);
  *out = (answer){0};
  for (int i = 0; i < n_mission * n_person * n_observable; i++) {
    const ant_flight *flight = ant_flights_find(flights, mission[i / (n_person * n_observable)],
                                                person[i / n_observable % n_person], NULL,
                                                observable[i % n_observable], &k);
    if (*ant_flight_needs(flight, k, result->needs, sizeof result->needs)) return ANT_ROW_NOT_YET;
    if (flight->status != ANT_OK) {
      *diag = flight->diag;
      return state_of(flight->status);
    }
    ant_row_state state = add_one(flight, k, q, out, diag);
    if (state != ANT_ROW_RUN) return state;
  }
  out->value /= out->n;
  return ANT_ROW_RUN;
}

/* the unit of the row's first observable, for the question that it asks */
static ant_unit first_unit(const ant_flights *flights, const ant_observation *o) {
  int k = 0;
  ant_unit unit = ant_unit_one();
  const ant_flight *flight = ant_flights_find(flights, o->mission.left[0], o->person.left[0], NULL,
                                              o->observable.left[0], &k);
  if (flight && flight->flown && flight->value[k]) ant_unit_parse(flight->unit[k], &unit, NULL);
  return unit;
}

/* 3. One row -------------------------------------------------------------- */

static ant_row_state predict(const ant_flights *flights, const ant_observation *o,
                             const ant_question *q, double *out, ant_row_result *result,
                             ant_diag *diag) {
  answer a, b;
  bool two = compares(o);
  ant_against against = o->observable.n_right ? ANT_AGAINST_OBSERVABLE : ANT_AGAINST_COURSE;
  ant_question side = two ? ant_statistic_side(q, against) : *q;
  ant_row_state state = one_side(flights, o, false, &side, &a, result, diag);
  if (state != ANT_ROW_RUN) return state;
  if (two) {
    double factor = 1, value = NAN;
    state = one_side(flights, o, true, &side, &b, result, diag);
    if (state != ANT_ROW_RUN) return state;
    if (ant_unit_factor(&b.unit, &a.unit, &factor, diag) != ANT_OK) return ANT_ROW_WRONG;
    ant_status status = ant_statistic_compare(q, against, a.value, b.value * factor, &value, diag);
    if (status != ANT_OK) return state_of(status);
    a.value = value;
    /* a quotient has the unit of its statistic, a difference that of its sides */
    if (side.statistic != q->statistic) a.unit = ant_statistic_unit(q, &a.unit);
    if (q->statistic == ANT_STAT_HALF_TIME || q->statistic == ANT_STAT_TIME)
      a.unit = ant_unit_one();
  }
  double factor = 1;
  bool as_percent = o->statistic == ANT_STAT_SIGN && q->relative;
  if (!as_percent && ant_unit_factor(&a.unit, &o->unit, &factor, diag) != ANT_OK) {
    return ANT_ROW_WRONG;
  }
  *out = a.value * factor;
  return ANT_ROW_RUN;
}

/* flown, but without the number asked for: judged as what it is, outside */
static ant_judgement no_number(const ant_observation *o, const ant_question *q) {
  ant_judgement j = ant_judge(o, q, 0, 0);
  j.inside = false;
  j.predicted = j.error = j.z = j.ratio = NAN;
  if (j.measure == ANT_MEASURE_STANDARDISED) j.measure = ANT_MEASURE_RATIO;
  return j;
}

typedef struct meter {
  ant_score_error error;
  void *user;
  const char *observable;
} meter;

static double noise(void *user, double value) {
  const meter *m = user;
  return m->error(m->user, m->observable, value);
}

/* what errors of measurement do to the row of one person, in its unit; NaN: not known */
static double error_of(const ant_flights *flights, const ant_observation *o, const ant_question *q,
                       meter m) {
  int k = 0;
  double factor = NAN;
  ant_unit observable, unit;
  bool one = !compares(o) && o->mission.n_left * o->person.n_left * o->observable.n_left == 1;
  if (!one || !m.error) return NAN;
  m.observable = o->observable.left[0];
  const ant_flight *f =
      ant_flights_find(flights, o->mission.left[0], o->person.left[0], NULL, m.observable, &k);
  ant_series s = {f->time_d, f->value[k], f->n_row, f->baseline[k]};
  if (ant_unit_parse(f->unit[k], &observable, NULL) != ANT_OK) return NAN;
  unit = ant_statistic_unit(q, &observable);
  if (ant_unit_factor(&unit, &o->unit, &factor, NULL) != ANT_OK) return NAN;
  return factor * ant_statistic_noise(q, &s, noise, &m);
}

static void judge_row(const ant_flights *flights, const ant_observation *o, meter m,
                      ant_row_result *result) {
  ant_diag diag = {0};
  double predicted = NAN;
  if (!ant_observation_runnable(o)) {
    result->state = ANT_ROW_UNRUNNABLE;
    return;
  }
  ant_unit observable = first_unit(flights, o);
  ant_question q = ant_observation_question(o, &observable);
  result->state = predict(flights, o, &q, &predicted, result, &diag);
  if (result->state == ANT_ROW_RUN) {
    result->judgement = ant_judge(o, &q, predicted, 0);
    result->judgement.persons.error_sd = error_of(flights, o, &q, m);
  } else if (result->state == ANT_ROW_NO_NUMBER) {
    result->judgement = no_number(o, &q);
  }
  if (result->state == ANT_ROW_NO_NUMBER || result->state == ANT_ROW_WRONG) {
    snprintf(result->needs, sizeof result->needs, "%.*s", (int)sizeof result->needs - 1, diag.text);
  }
}

/* 4. All rows ------------------------------------------------------------- */

static void tell(const ant_observations *table, const ant_row_scores *s, ant_diags *diags) {
  for (int i = 0; i < s->n; i++) {
    if (s->result[i].state != ANT_ROW_WRONG) continue;
    ant_diag diag;
    ant_fail(&diag, ANT_EINPUT, "%s: %s", table->row[i].id, s->result[i].needs);
    ant_diag_place(&diag, table->file, table->row[i].line, 0);
    ant_diags_add(diags, &diag);
  }
}

/* an observable that is nearly one which the twin has: a slip of the pen, most likely */
static void tell_near_misses(const ant_flights *flights, ant_diags *diags) {
  ant_map told = {.arena = flights->arena};
  for (int i = 0; i < flights->n; i++) {
    const ant_flight *f = &flights->item[i];
    for (int k = 0; f->flown && k < f->n_observable; k++) {
      if (!f->nearest[k][0] || ant_map_find(&told, f->observable[k]) >= 0) continue;
      ant_diag diag;
      ant_fail(&diag, ANT_EUNKNOWN, "the twin has no observable '%s'", f->observable[k]);
      ant_diag_hint(&diag, "did you mean '%s'?", f->nearest[k]);
      diag.severity = ANT_WARNING;
      ant_diags_add(diags, &diag);
      if (ant_map_set(&told, f->observable[k], 0) != ANT_OK) return;
    }
  }
}

/* a flight whose numbers failed: the twin is at fault, not the table */
static ant_status tell_failures(const ant_flights *flights, ant_diags *diags) {
  ant_status first = ANT_OK;
  for (int i = 0; i < flights->n; i++) {
    const ant_flight *f = &flights->item[i];
    if (f->status != ANT_ENUMERIC && f->status != ANT_EINTERRUPT) continue;
    ant_diags_add(diags, &f->diag);
    if (first == ANT_OK) first = f->status;
  }
  return first;
}

static ant_status list_series(struct scores *s) {
  const ant_flights *f = &s->flights;
  int n = 0, capacity = 0;
  for (int i = 0; i < f->n; i++) {
    const ant_flight *flight = &f->item[i];
    if (flight->flown && !s->pub.model_hash) s->pub.model_hash = flight->hash;
    s->pub.n_flown += flight->flown;
    for (int k = 0; flight->flown && k < flight->n_observable; k++) {
      if (!flight->value[k]) continue;
      ANT_TRY(ant_arena_grow(f->arena, &s->pub.series, &capacity, n, sizeof *s->pub.series));
      s->pub.series[n++] =
          (ant_row_series){flight->mission,
                           flight->person,
                           flight->observable[k],
                           flight->unit[k],
                           {flight->time_d, flight->value[k], flight->n_row, flight->baseline[k]}};
    }
  }
  s->pub.n_series = n;
  s->pub.n_flight = f->n;
  return ANT_OK;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static ant_status run(struct scores *s, const ant_observations *table, ant_score_fly fly,
                      void *user, const ant_score_options *options, ant_diags *diags) {
  ANT_TRY(ant_flights_init(&s->flights));
  s->pub.n = table->n;
  s->pub.result = ant_arena_take(s->flights.arena, ((size_t)table->n + 1) * sizeof *s->pub.result);
  s->pub.counts = ant_arena_take(s->flights.arena, (size_t)table->n + 1);
  bool *ran = ant_arena_take(s->flights.arena, (size_t)table->n + 1);
  if (!s->pub.result || !s->pub.counts || !ran) return ANT_ENOMEM;
  const bool *only = options ? options->only : NULL;
  meter m = {options ? options->error : NULL, user, NULL};
  for (int i = 0; i < table->n; i++) {
    if (!only || only[i]) ANT_TRY(ask(&s->flights, &table->row[i]));
  }
  double start = now();
  ANT_TRY(ant_flights_run(&s->flights, fly, user, options));
  s->pub.seconds = now() - start;
  for (int i = 0; i < table->n; i++) {
    s->pub.result[i].state = ANT_ROW_NOT_YET;
    if (!only || only[i]) judge_row(&s->flights, &table->row[i], m, &s->pub.result[i]);
    ran[i] = s->pub.result[i].state == ANT_ROW_RUN || s->pub.result[i].state == ANT_ROW_NO_NUMBER;
  }
  ant_observations_count(table, ran, s->pub.counts);
  ANT_TRY(list_series(s));
  tell(table, &s->pub, diags);
  tell_near_misses(&s->flights, diags);
  return ANT_OK;
}

ant_status ant_score_rows(const ant_observations *table, ant_score_fly fly, void *fly_user,
                          const ant_score_options *opt_options, ant_row_scores **out,
                          ant_diags *diags) {
  struct scores *s = calloc(1, sizeof *s);
  ant_status status = s ? run(s, table, fly, fly_user, opt_options, diags) : ANT_ENOMEM;
  if (status != ANT_OK) {
    ant_diag diag;
    ant_fail(&diag, status, "the evidence could not be run: %s", ant_status_sentence(status));
    ant_diags_add(diags, &diag);
    ant_row_scores *made = s ? &s->pub : NULL;
    ant_row_scores_destroy(&made);
    return status;
  }
  *out = &s->pub;
  return tell_failures(&s->flights, diags);
}

void ant_row_scores_destroy(ant_row_scores **scores) {
  if (!*scores) return;
  struct scores *s = (struct scores *)*scores;
  ant_flights_clear(&s->flights);
  free(s);
  *scores = NULL;
}
