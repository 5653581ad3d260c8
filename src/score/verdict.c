/* verdict.c - claims flown and judged (see verdict.h).
 *   1. What is needed   2. Numbers   3. Expectations   4. Claims */
#include "score/verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "score/flights.h"

struct scores {
  ant_claim_scores pub; /* first */
  ant_flights flights;
};

const char *ant_verdict_name(ant_verdict verdict) {
  static const char *const names[] = {"pass", "fail", "built in", "not yet", "answered", "scope"};
  return names[verdict];
}

/* 1. What is needed ------------------------------------------------------- */

/* one experiment of a claim */
typedef struct experiment {
  const char *mission, *person;
  const ant_intervention *intervention;
} experiment;

static experiment own(const ant_claim *c) {
  return (experiment){c->mission, c->person, c->intervention.name[0] ? &c->intervention : NULL};
}

static bool has_other(const ant_claim *c) {
  return c->intervention.name[0] || c->against_mission || c->against_person;
}

/* what is named stands; an intervention stands against the same without it */
static experiment other(const ant_claim *c) {
  experiment e = {c->against_mission ? c->against_mission : c->mission,
                  c->against_person ? c->against_person : c->person, NULL};
  return e;
}

static ant_status ask_one(ant_flights *f, const experiment *e, const ant_expectation *x) {
  ANT_TRY(ant_flights_ask(f, e->mission, e->person, e->intervention, x->name));
  if (!x->other) return ANT_OK;
  return ant_flights_ask(f, e->mission, e->person, e->intervention, x->other);
}

static ant_status ask(ant_flights *f, const ant_claim *c) {
  experiment a = own(c), b = other(c);
  for (int i = 0; i < c->n_expect; i++) {
    ANT_TRY(ask_one(f, &a, &c->expect[i]));
    if (has_other(c)) ANT_TRY(ask_one(f, &b, &c->expect[i]));
  }
  return ANT_OK;
}

/* 2. Numbers -------------------------------------------------------------- */

/* the course of NAME, or false with what it needs or why it failed */
static bool course_of(const ant_flights *f, const experiment *e, const char *name, ant_series *out,
                      const char **unit, char *needs, size_t size, ant_diag *diag) {
  int k = 0;
  const ant_flight *flight = ant_flights_find(f, e->mission, e->person, e->intervention, name, &k);
  needs[0] = '\0';
  if (!flight) return false;
  if (*ant_flight_needs(flight, k, needs, size)) return false;
  if (flight->status != ANT_OK) {
    *diag = flight->diag;
    return false;
  }
  *out = (ant_series){flight->time_d, flight->value[k], flight->n_row, flight->baseline[k]};
  *unit = flight->unit[k];
  return true;
}

static ant_status level(const ant_series *s, double day, double *out, ant_diag *diag) {
  ant_question q = {ANT_STAT_LEVEL, NAN, day, NAN, false, NAN, NAN};
  return ant_statistic_compute(&q, s, out, diag);
}

/* change up to the day, in per cent of the ground value */
static ant_status change(const ant_series *s, const ant_expectation *x, double *out,
                         ant_diag *diag) {
  ant_question q = {ANT_STAT_SIGN, x->from_d, x->at_d, NAN, true, NAN, NAN};
  return ant_statistic_compute(&q, s, out, diag);
}

/* days from FROM until half of the change up to the day is behind */
static ant_status half_way(const ant_series *s, const ant_expectation *x, double *out,
                           ant_diag *diag) {
  ant_question q = {ANT_STAT_TIME, x->from_d, x->at_d, 0.5, true, NAN, NAN};
  return ant_statistic_compute(&q, s, out, diag);
}

static ant_status about(const ant_series *s, const ant_expectation *x, const char *unit,
                        double *out, ant_diag *diag) {
  ant_unit wanted, is;
  double factor = 1;
  ANT_TRY(ant_unit_parse(x->unit, &wanted, diag));
  if (strcmp(x->unit, "%") == 0) return change(s, x, out, diag);
  ANT_TRY(ant_unit_parse(unit, &is, diag));
  ANT_TRY(ant_unit_factor(&is, &wanted, &factor, diag));
  ANT_TRY(level(s, x->at_d, out, diag));
  *out *= factor;
  return ANT_OK;
}

/* 3. Expectations --------------------------------------------------------- */

static double band(const ant_expectation *x) {
  static const double own_band[ANT_NVERB] = {1, 1, 2, 0.5, 0.5, 2, 0.5, 0.5, 0, 25, 0};
  return isnan(x->within) ? own_band[x->verb] : x->within;
}

static bool hold_up(const ant_expectation *x, double got, double against) {
  double w = band(x), apart = got - against;
  switch (x->verb) {
  case ANT_VERB_RISES:
    return got > w;
  case ANT_VERB_FALLS:
    return got < -w;
  case ANT_VERB_UNCHANGED:
    return fabs(got) <= w;
  case ANT_VERB_HIGHER:
    return apart > w / 100 * fabs(against);
  case ANT_VERB_LOWER:
    return apart < -w / 100 * fabs(against);
  case ANT_VERB_SAME:
    return fabs(apart) <= w / 100 * fabs(against);
  case ANT_VERB_ABOVE:
    return apart > w;
  case ANT_VERB_BELOW:
    return apart < -w;
  case ANT_VERB_BEFORE:
    return got < against;
  case ANT_VERB_ABOUT:
    return fabs(got - x->value) <= w / 100 * fabs(x->value);
  case ANT_VERB_REPORT:
    return true;
  case ANT_NVERB:
    break;
  }
  return false;
}

/* what would have held, in per cent */
static void put_asked(const ant_expectation *x, char *buffer, size_t size) {
  double w = band(x);
  switch (x->verb) {
  case ANT_VERB_RISES:
  case ANT_VERB_HIGHER:
  case ANT_VERB_ABOVE:
    snprintf(buffer, size, "more than +%g %%", w);
    break;
  case ANT_VERB_FALLS:
  case ANT_VERB_LOWER:
  case ANT_VERB_BELOW:
    snprintf(buffer, size, "less than -%g %%", w);
    break;
  case ANT_VERB_BEFORE:
    snprintf(buffer, size, "the first before the second");
    break;
  default:
    snprintf(buffer, size, "within %g %%", w);
  }
}

/* a change in per cent, or, of what is 0 on the ground, in words */
static const char *change_text(double percent, char *buffer, size_t size) {
  if (isinf(percent)) return percent > 0 ? "up from 0" : "down from 0";
  snprintf(buffer, size, "%+.3g %%", percent);
  return buffer;
}

static void describe(const ant_expectation *x, const char *unit, ant_outcome *o) {
  char asked[60], apart[40] = "", got[40], against[40];
  size_t size = sizeof o->text;
  bool plain = strcmp(unit, "1") == 0;
  put_asked(x, asked, sizeof asked);
  const char *moved = change_text(o->got, got, sizeof got);
  switch (x->verb) {
  case ANT_VERB_HIGHER:
  case ANT_VERB_LOWER:
  case ANT_VERB_SAME:
    if (o->other != 0) {
      snprintf(apart, sizeof apart, ", %+.2g %%", 100 * (o->got - o->other) / fabs(o->other));
    }
    snprintf(o->text, size, "%s on day %g: %.4g against %.4g%s%s%s; asked: %s", x->name, x->at_d,
             o->got, o->other, plain ? "" : " ", plain ? "" : unit, apart, asked);
    break;
  case ANT_VERB_ABOVE:
  case ANT_VERB_BELOW:
    snprintf(o->text, size, "%s on day %g: %s, %s %s; asked: apart by %s", x->name, x->at_d, moved,
             x->other, change_text(o->other, against, sizeof against), asked);
    break;
  case ANT_VERB_BEFORE:
    snprintf(o->text, size,
             "half of the change of %s after %.3g days, of %s after %.3g days; asked: %s", x->name,
             o->got, x->other, o->other, asked);
    break;
  case ANT_VERB_ABOUT:
    snprintf(o->text, size, "%s on day %g: %.4g %s; asked: %g %s %s", x->name, x->at_d, o->got,
             x->unit, x->value, x->unit, asked);
    break;
  case ANT_VERB_REPORT:
    snprintf(o->text, size, "%s on day %g: %s", x->name, x->at_d, moved);
    break;
  default:
    snprintf(o->text, size, "%s on day %g: %s; asked: %s", x->name, x->at_d, moved, asked);
  }
}

/* the two numbers that an expectation holds against each other */
static ant_status numbers(const ant_expectation *x, const ant_series *s, const ant_series *s_other,
                          const char *unit, ant_outcome *o, ant_diag *diag) {
  o->other = NAN;
  switch (x->verb) {
  case ANT_VERB_HIGHER:
  case ANT_VERB_LOWER:
  case ANT_VERB_SAME:
    ANT_TRY(level(s, x->at_d, &o->got, diag));
    return level(s_other, x->at_d, &o->other, diag);
  case ANT_VERB_ABOVE:
  case ANT_VERB_BELOW:
    ANT_TRY(change(s, x, &o->got, diag));
    return change(s_other, x, &o->other, diag);
  case ANT_VERB_BEFORE:
    ANT_TRY(half_way(s, x, &o->got, diag));
    return half_way(s_other, x, &o->other, diag);
  case ANT_VERB_ABOUT:
    return about(s, x, unit, &o->got, diag);
  default:
    return change(s, x, &o->got, diag);
  }
}

typedef enum outcome_state { GOT, WAITS, FAILED } outcome_state;

static outcome_state one(const ant_flights *f, const ant_claim *c, const ant_expectation *x,
                         ant_outcome *o, ant_claim_result *result) {
  experiment a = own(c), b = other(c);
  ant_series s, s_other = {0};
  const char *unit = "", *unit_other = "";
  ant_diag diag = {0};
  bool relative =
      x->verb == ANT_VERB_HIGHER || x->verb == ANT_VERB_LOWER || x->verb == ANT_VERB_SAME;
  bool good = course_of(f, &a, x->name, &s, &unit, result->needs, sizeof result->needs, &diag);
  if (good && relative) {
    good = course_of(f, &b, x->name, &s_other, &unit_other, result->needs, sizeof result->needs,
                     &diag);
  } else if (good && x->other) {
    good = course_of(f, &a, x->other, &s_other, &unit_other, result->needs, sizeof result->needs,
                     &diag);
  }
  if (!good && result->needs[0]) return WAITS;
  if (good && numbers(x, &s, &s_other, unit, o, &diag) == ANT_OK) {
    o->holds = hold_up(x, o->got, o->other);
    describe(x, unit, o);
    return GOT;
  }
  o->got = o->other = NAN;
  snprintf(o->text, sizeof o->text, "%s on day %g: %.100s", x->name, x->at_d, diag.text);
  return FAILED;
}

/* 4. Claims --------------------------------------------------------------- */

/* do two courses differ by more than what two integrations of one do? */
static bool differ(const ant_series *a, const ant_series *b) {
  double size = fabs(a->baseline), apart = 0;
  if (a->n != b->n) return true;
  for (int i = 0; i < a->n; i++) {
    size = fmax(size, fabs(a->value[i]));
    apart = fmax(apart, fabs(a->value[i] - b->value[i]));
  }
  return apart > 1e-6 * size;
}

/* did the intervention move any course that the claim looks at? */
static bool had_effect(const ant_flights *f, const ant_claim *c) {
  experiment a = own(c), b = {c->mission, c->person, NULL};
  char needs[ANT_DIAG_LINE];
  for (int i = 0; i < c->n_expect; i++) {
    ant_series with, without;
    const char *unit;
    ant_diag diag;
    if (!course_of(f, &a, c->expect[i].name, &with, &unit, needs, sizeof needs, &diag) ||
        !course_of(f, &b, c->expect[i].name, &without, &unit, needs, sizeof needs, &diag) ||
        differ(&with, &without)) {
      return true;
    }
  }
  return false;
}

static void judge_claim(const ant_flights *f, const ant_claim *c, ant_claim_result *r) {
  bool all = true;
  r->distance = -1;
  if (c->type == ANT_SCOPE) {
    r->verdict = ANT_VERDICT_SCOPE;
    return;
  }
  for (int i = 0; i < c->n_expect; i++) {
    if (one(f, c, &c->expect[i], &r->outcome[i], r) == WAITS) {
      r->verdict = ANT_VERDICT_NOT_YET;
      return;
    }
    all &= r->outcome[i].holds;
  }
  r->needs[0] = '\0';
  r->verdict = c->type == ANT_QUESTION_OPEN ? ANT_VERDICT_ANSWERED
               : all                        ? ANT_VERDICT_PASS
                                            : ANT_VERDICT_FAIL;
  bool compared = !c->against_mission && !c->against_person;
  r->no_effect = c->intervention.name[0] && compared && !had_effect(f, c);
}

/* what passes because it is written into one equation is no evidence */
static void measure(const ant_claim *c, ant_claim_result *r, ant_claim_distance distance,
                    void *user) {
  if (r->no_effect && r->verdict == ANT_VERDICT_PASS) r->verdict = ANT_VERDICT_BUILT_IN;
  if (!distance || (r->verdict != ANT_VERDICT_PASS && r->verdict != ANT_VERDICT_FAIL)) return;
  for (int i = 0; i < c->n_expect; i++) {
    int d = distance(user, c, c->expect[i].name);
    if (d >= 0 && (r->distance < 0 || d < r->distance)) r->distance = d;
  }
  if (r->verdict == ANT_VERDICT_PASS && r->distance >= 0 && r->distance <= 1) {
    r->verdict = ANT_VERDICT_BUILT_IN;
  }
}

/* an intervention that cannot be: the claim's own mistake, told at its line */
static ant_status tell_fault(const ant_flights *f, const ant_claim *c, ant_diags *diags) {
  int k = 0;
  if (!c->intervention.name[0] || c->n_expect == 0) return ANT_OK;
  const ant_flight *flight =
      ant_flights_find(f, c->mission, c->person, &c->intervention, c->expect[0].name, &k);
  ant_status status = flight ? flight->status : ANT_OK;
  if (status != ANT_EINPUT && status != ANT_EUNIT && status != ANT_ERANGE) return ANT_OK;
  ant_diag diag;
  ant_fail(&diag, status, "'%s': %s", c->key, flight->diag.text);
  if (flight->diag.hint[0]) ant_diag_hint(&diag, "%s", flight->diag.hint);
  ant_diag_place(&diag, c->file, c->line, 0);
  ant_diags_add(diags, &diag);
  return status;
}

static void tell_no_effect(const ant_claim *c, ant_diags *diags) {
  ant_diag diag;
  char words[400];
  ant_fail(&diag, ANT_EINPUT, "'%s': '%s' changes nothing that the claim looks at", c->key,
           ant_intervention_format(&c->intervention, words, sizeof words));
  ant_diag_hint(&diag, "a slip in the name, or a part of the model that nothing reads");
  ant_diag_place(&diag, c->file, c->line, 0);
  diag.severity = ANT_WARNING;
  ant_diags_add(diags, &diag);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static ant_status take_room(struct scores *s, const ant_claims *claims) {
  s->pub.n = claims->n;
  s->pub.result = ant_arena_take(s->flights.arena, ((size_t)claims->n + 1) * sizeof *s->pub.result);
  if (!s->pub.result) return ANT_ENOMEM;
  for (int i = 0; i < claims->n; i++) {
    size_t n = (size_t)claims->item[i].n_expect + 1;
    s->pub.result[i].outcome = ant_arena_take(s->flights.arena, n * sizeof(ant_outcome));
    if (!s->pub.result[i].outcome) return ANT_ENOMEM;
    if (claims->item[i].type != ANT_SCOPE) ANT_TRY(ask(&s->flights, &claims->item[i]));
  }
  return ANT_OK;
}

ant_status ant_score_claims(const ant_claims *claims, ant_score_fly fly, void *fly_user,
                            ant_claim_distance opt_distance, void *distance_user,
                            const ant_score_options *opt_options, ant_claim_scores **out,
                            ant_diags *diags) {
  struct scores *s = calloc(1, sizeof *s);
  if (!s) return ANT_ENOMEM;
  ant_claim_scores *made = &s->pub;
  ant_status status = ant_flights_init(&s->flights);
  if (status == ANT_OK) status = take_room(s, claims);
  double start = now();
  if (status == ANT_OK) status = ant_flights_run(&s->flights, fly, fly_user, opt_options);
  if (status != ANT_OK) {
    ant_diag diag;
    ant_fail(&diag, status, "the claims could not be run: %s", ant_status_sentence(status));
    ant_diags_add(diags, &diag);
    ant_claim_scores_destroy(&made);
    return status;
  }
  s->pub.seconds = now() - start;
  s->pub.n_flight = s->flights.n;
  for (int i = 0; i < claims->n; i++) {
    ant_claim_result *r = &s->pub.result[i];
    judge_claim(&s->flights, &claims->item[i], r);
    measure(&claims->item[i], r, opt_distance, distance_user);
    if (r->no_effect) tell_no_effect(&claims->item[i], diags);
    ant_status fault = tell_fault(&s->flights, &claims->item[i], diags);
    if (status == ANT_OK) status = fault;
    s->pub.count[r->verdict]++;
  }
  *out = made;
  return status;
}

void ant_claim_scores_destroy(ant_claim_scores **scores) {
  if (!*scores) return;
  struct scores *s = (struct scores *)*scores;
  ant_flights_clear(&s->flights);
  free(s);
  *scores = NULL;
}
