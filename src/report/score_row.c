/* score_row.c - one row of the evidence on the page of the score (see score_row.h).
 *   1. Words   2. The bar   3. The curve   4. The row */
#include "report/score_row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart.h"
#include "report/html.h"

/* 1. Words ---------------------------------------------------------------- */

static void put_terms(ant_text *out, const ant_terms *t, const char *joint) {
  for (int i = 0; i < t->n_left; i++) {
    if (i) ant_text_put(out, joint);
    ant_html_text(out, t->left[i]);
  }
  for (int i = 0; i < t->n_right; i++) {
    ant_text_put(out, i ? joint : " against ");
    ant_html_text(out, t->right[i]);
  }
}

/* three digits at most, no zeros that nobody measured */
static void put_quantity(ant_text *out, double x) {
  if (!isfinite(x)) {
    ant_text_put(out, "\xE2\x80\x93");
    return;
  }
  if (x < 0) ant_text_put(out, "\xE2\x88\x92");
  ant_text_print(out, fabs(x) >= 1000 && fabs(x) < 1e6 ? "%.0f" : "%.3g", fabs(x));
}

static void put_sign(ant_text *out, double x) {
  ant_text_put(out, x > 0 ? "rises" : x < 0 ? "falls" : "unchanged");
}

static void put_measured(ant_text *out, const ant_observation *o) {
  if (o->statistic == ANT_STAT_SIGN) {
    put_sign(out, o->value);
    return;
  }
  if (!isnan(o->value)) put_quantity(out, o->value);
  if (o->kind == ANT_SPREAD_SD || o->kind == ANT_SPREAD_SE) {
    ant_text_print(out, " <small>%s ", o->kind == ANT_SPREAD_SD ? "SD" : "SE");
    put_quantity(out, o->spread);
    ant_text_put(out, "</small>");
  }
  if (!isnan(o->lo) || !isnan(o->hi)) {
    ant_text_put(out, isnan(o->value) ? "" : " <small>[");
    if (isnan(o->lo)) ant_text_put(out, "at most ");
    if (!isnan(o->lo)) put_quantity(out, o->lo);
    ant_text_put(out, isnan(o->lo) ? "" : isnan(o->hi) ? " or more" : " to ");
    if (!isnan(o->hi)) put_quantity(out, o->hi);
    ant_text_put(out, isnan(o->value) ? "" : "]</small>");
  }
  ant_text_put(out, " ");
  ant_html_unit(out, o->unit_text);
}

static const char *verdict(const ant_row_result *r) {
  switch (r->state) {
  case ANT_ROW_RUN:
    return r->judgement.inside ? "inside" : "outside";
  case ANT_ROW_NO_NUMBER:
    return "no number";
  case ANT_ROW_NOT_YET:
    return "not yet";
  case ANT_ROW_UNRUNNABLE:
    return "no day";
  case ANT_ROW_WRONG:
  case ANT_NROW_STATE:
    break;
  }
  return "wrong";
}

/* 2. The bar -------------------------------------------------------------- */

enum { BAR_WIDTH = 150, BAR_HEIGHT = 14 };

static double at_pixel(double x, double lo, double hi) {
  return 6 + (x - lo) / (hi - lo) * (BAR_WIDTH - 12);
}

/* the interval that the row states of its mean: where a right prediction lies */
static void interval(const ant_observation *o, double *lo, double *hi) {
  double se = ant_observation_se(o);
  *lo = *hi = o->value;
  if (!isnan(se)) {
    *lo = o->value - 1.96 * se;
    *hi = o->value + 1.96 * se;
  } else if (!isnan(o->lo) && !isnan(o->hi)) {
    *lo = o->lo;
    *hi = o->hi;
  }
}

static void put_bar(ant_text *out, const ant_observation *o, const ant_row_result *r) {
  double lo, hi, p = r->judgement.predicted;
  if (r->state != ANT_ROW_RUN || o->statistic == ANT_STAT_SIGN) return;
  interval(o, &lo, &hi);
  if (isnan(lo) || isnan(hi)) return;
  double reach = 1.96 * r->judgement.predicted_se;
  double a = fmin(fmin(lo, p - reach), 0), b = fmax(fmax(hi, p + reach), 0);
  if (!(b > a)) return;
  ant_text_print(out,
                 "<svg class=\"tell\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                 "aria-hidden=\"true\"><path class=\"axis\" d=\"M%s 1V13\" />",
                 BAR_WIDTH, BAR_HEIGHT, BAR_WIDTH, BAR_HEIGHT,
                 ant_number_pixel(at_pixel(0, a, b)).text);
  ant_text_print(out, "<path class=\"mean\" d=\"M%s 7H%s\" />",
                 ant_number_pixel(at_pixel(lo, a, b) - 1).text,
                 ant_number_pixel(at_pixel(hi, a, b) + 1).text);
  if (reach > 0) {
    ant_text_print(out, "<path class=\"axis\" d=\"M%s 7H%s\" />",
                   ant_number_pixel(at_pixel(p - reach, a, b)).text,
                   ant_number_pixel(at_pixel(p + reach, a, b)).text);
  }
  ant_text_print(out, "<circle class=\"twin\" cx=\"%s\" cy=\"7\" r=\"4\" /></svg>",
                 ant_number_pixel(at_pixel(p, a, b)).text);
}

/* 3. The curve ------------------------------------------------------------ */

enum { SAMPLES = 150 };

typedef struct curve {
  double x[SAMPLES], y[SAMPLES];
} curve;

static bool named(const char *const *names, int n, const char *name) {
  for (int i = 0; i < n; i++) {
    if (strcmp(names[i], name) == 0) return true;
  }
  return false;
}

static bool in_terms(const ant_terms *t, const char *name) {
  return named(t->left, t->n_left, name) || named(t->right, t->n_right, name);
}

static bool belongs(const ant_observation *o, const ant_row_series *s) {
  return in_terms(&o->mission, s->mission) && in_terms(&o->person, s->person) &&
         in_terms(&o->observable, s->observable);
}

/* does the row speak of the course in per cent of its baseline? */
static bool in_percent(const ant_observation *o) {
  return o->statistic != ANT_STAT_LEVEL &&
         !(o->statistic == ANT_STAT_CHANGE && !ant_unit_is_one(&o->unit));
}

static void sample(const ant_row_series *s, double from, double to, bool percent, curve *out) {
  for (int k = 0; k < SAMPLES; k++) {
    double day = from + (to - from) * k / (SAMPLES - 1), y = ant_series_at(&s->series, day);
    out->x[k] = day;
    out->y[k] = percent ? 100 * (y / s->series.baseline - 1) : y;
  }
}

/* where the measured number stands on the chart; false when it is no point of a curve */
static bool place(const ant_observation *o, ant_chart_point *p) {
  double months = (o->day_to - (isnan(o->day_from) ? 0 : o->day_from)) / 30;
  *p = (ant_chart_point){.x = o->day_to,
                         .lo = NAN,
                         .hi = NAN,
                         .from_x = NAN,
                         .from_y = NAN,
                         .used_in_fit = o->use == ANT_USE_FIT,
                         .title = o->id,
                         .tone = 7};
  bool alone = o->observable.n_right + o->mission.n_right + o->person.n_right == 0;
  bool point = o->statistic == ANT_STAT_PERCENT || o->statistic == ANT_STAT_LEVEL ||
               o->statistic == ANT_STAT_RATE;
  if (!alone || !point || (!isnan(o->day_from) && o->statistic != ANT_STAT_RATE)) return false;
  double scale = o->statistic == ANT_STAT_RATE ? months : 1;
  p->y = o->value * scale;
  interval(o, &p->lo, &p->hi);
  p->lo *= scale;
  p->hi *= scale;
  if (p->lo == p->hi) p->lo = p->hi = NAN;
  return !isnan(p->y) || !isnan(p->lo);
}

/* do the curves of a row differ by mission rather than by what is observed? */
static bool several_missions(const ant_observation *o) {
  return o->mission.n_left + o->mission.n_right > 1 &&
         o->observable.n_left + o->observable.n_right == 1;
}

static void put_curve(ant_text *out, const ant_observation *o, const ant_row_scores *s) {
  enum { MOST = 7 };
  curve *c = calloc(MOST, sizeof *c);
  ant_chart_line line[MOST];
  ant_chart_point point;
  int n = 0;
  bool percent = in_percent(o);
  const char *unit = percent ? "%" : NULL;
  double to = o->day_to + fmax(30, 0.4 * o->day_to), from = fmin(0, o->day_to);
  for (int i = 0; c && i < s->n_series && n < MOST; i++) {
    const ant_row_series *r = &s->series[i];
    if (!belongs(o, r)) continue;
    double last = r->series.time_d[r->series.n - 1];
    sample(r, from, fmin(to, last), percent, &c[n]);
    if (!unit) unit = r->unit;
    line[n] = (ant_chart_line){
        c[n].x,    c[n].y, SAMPLES, several_missions(o) ? r->mission : r->observable,
        1 + n % 6, NAN,    n == 0};
    n++;
  }
  bool pointed = n > 0 && place(o, &point);
  if (n > 0) {
    ant_chart chart = {.width = 640,
                       .height = 210,
                       .right = 210,
                       .x0 = from,
                       .x1 = to,
                       .unit = unit,
                       .label = o->id,
                       .reference = percent ? 0 : NAN,
                       .line = line,
                       .n_line = n,
                       .point = &point,
                       .n_point = pointed};
    ant_chart_draw(out, &chart);
  }
  free(c);
}

/* 4. The row -------------------------------------------------------------- */

static void put_prediction(ant_text *out, const ant_observation *o, const ant_row_result *r) {
  if (r->state != ANT_ROW_RUN) return;
  if (o->statistic == ANT_STAT_SIGN) {
    put_sign(out, r->judgement.predicted);
    return;
  }
  put_quantity(out, r->judgement.predicted);
  ant_text_put(out, " ");
  ant_html_unit(out, o->unit_text);
  if (!isnan(r->judgement.z)) {
    ant_text_print(out, " <small>z %s</small>", ant_number_signed(r->judgement.z, 1).text);
  }
  const ant_persons *people = &r->judgement.persons;
  if (people->person_sd > 0) {
    ant_text_put(out, " <small>persons SD ");
    put_quantity(out, people->person_sd);
    ant_text_put(out, "</small>");
  }
}

static void put_about(ant_text *out, const ant_observation *o, const ant_row_result *r,
                      bool counts) {
  ant_text_put(out, "<p class=\"note\">");
  put_terms(out, &o->mission, " and ");
  ant_text_put(out, "; ");
  put_terms(out, &o->person, " and ");
  ant_text_put(out, "; ");
  put_terms(out, &o->observable, ", ");
  ant_text_print(out, "; %s, day ", ant_statistic_name(o->statistic));
  if (!isnan(o->day_from)) ant_text_print(out, "%s to ", ant_number_day(o->day_from).text);
  ant_text_print(out, "%s. Crew ", isnan(o->day_to) ? "?" : ant_number_day(o->day_to).text);
  ant_html_text(out, o->crew);
  if (o->n) ant_text_print(out, ", n = %d", o->n);
  ant_text_print(out, "; certainty %c; %s; %s. ", o->certainty, ant_use_name(o->use),
                 counts ? "counts" : "does not count");
  if (r->needs[0]) {
    ant_text_put(out, r->state == ANT_ROW_NOT_YET ? "Needs " : "");
    ant_html_text(out, r->needs);
    ant_text_put(out, ". ");
  }
  ant_html_text(out, o->note);
  ant_text_put(out, "</p>\n");
}

void ant_score_row_put(ant_text *out, const ant_observation *o, const ant_row_result *r,
                       bool counts, const ant_row_scores *scores) {
  bool run = r->state == ANT_ROW_RUN || r->state == ANT_ROW_NO_NUMBER;
  ant_text_print(out, "<details class=\"row %s%s\" id=\"%s\"><summary><b>%s</b><span>",
                 run ? (r->judgement.inside ? "good" : "bad") : "off", counts ? "" : " apart",
                 o->id, o->id);
  put_terms(out, &o->observable, ", ");
  ant_text_print(out, " <small>%s</small></span><span>", ant_statistic_name(o->statistic));
  put_measured(out, o);
  ant_text_put(out, "</span><span>");
  put_prediction(out, o, r);
  ant_text_put(out, "</span><span>");
  put_bar(out, o, r);
  ant_text_print(out, "</span><em>%s%s</em></summary>\n", verdict(r),
                 o->use == ANT_USE_FIT ? ", fit" : "");
  put_about(out, o, r, counts);
  if (run) put_curve(out, o, scores);
  ant_text_put(out, "</details>\n");
}
