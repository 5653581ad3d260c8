/* statistic.c - rates, fits and comparisons of courses (see statistic.h).
 *   1. Names and units   2. Reading a course   3. Fits   4. Statistics   5. Comparisons */
#include "score/statistic.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const double month_d = 30, unchanged_percent = 2;

/* 1. Names and units ------------------------------------------------------ */

static const char *const names[ANT_NSTATISTIC] = {
#define ANT_X(code, name) name,
    ANT_STATISTICS(ANT_X)
#undef ANT_X
};

const char *ant_statistic_name(ant_statistic statistic) {
  return names[statistic];
}

ant_status ant_statistic_find(const char *name, ant_statistic *out, ant_diag *opt_diag) {
  ant_nearest nearest;
  ant_nearest_init(&nearest, name);
  for (int i = 0; i < ANT_NSTATISTIC; i++) {
    if (strcmp(name, names[i]) == 0) {
      *out = (ant_statistic)i;
      return ANT_OK;
    }
    ant_nearest_try(&nearest, names[i]);
  }
  ant_fail(opt_diag, ANT_EUNKNOWN, "'%s' is not a statistic", name);
  if (!ant_nearest_hint(&nearest, opt_diag)) {
    ant_diag_hint(opt_diag, "doc/evidence.md lists them, from level to sign");
  }
  return ANT_EUNKNOWN;
}

static ant_unit unit_of(const char *text) {
  ant_unit u = ant_unit_one();
  ant_status status = ant_unit_parse(text, &u, NULL);
  assert(status == ANT_OK);
  (void)status;
  return u;
}

ant_unit ant_statistic_unit(const ant_question *q, const ant_unit *observable) {
  ant_unit day = unit_of("day"), percent = unit_of("%");
  switch (q->statistic) {
  case ANT_STAT_LEVEL:
    return *observable;
  case ANT_STAT_CHANGE:
  case ANT_STAT_SIGN:
    return q->relative ? percent : *observable;
  case ANT_STAT_PERCENT:
  case ANT_STAT_PLATEAU:
    return percent;
  case ANT_STAT_RATE:
    return unit_of("%/month");
  case ANT_STAT_SLOPE:
    return ant_unit_div(q->relative ? &percent : observable, &day);
  case ANT_STAT_HALF_TIME:
  case ANT_STAT_TIME:
    return day;
  case ANT_STAT_RATIO:
  case ANT_STAT_RECOVERED:
  case ANT_NSTATISTIC:
    break;
  }
  return ant_unit_one();
}

/* 2. Reading a course ----------------------------------------------------- */

double ant_series_at(const ant_series *s, double day) {
  if (s->n < 1 || !(day >= s->time_d[0]) || !(day <= s->time_d[s->n - 1])) return NAN;
  int lo = 0, hi = s->n - 1;
  while (hi - lo > 1) {
    int mid = lo + (hi - lo) / 2;
    if (s->time_d[mid] <= day) {
      lo = mid;
    } else {
      hi = mid;
    }
  }
  double width = s->time_d[hi] - s->time_d[lo];
  if (!(width > 0) || day >= s->time_d[hi]) return s->value[hi];
  double w = (day - s->time_d[lo]) / width;
  return (1 - w) * s->value[lo] + w * s->value[hi];
}

/* the value on DAY, or at the baseline where nobody named one */
static ant_status at(const ant_series *s, double day, double *out, ant_diag *diag) {
  double value = isnan(day) ? s->baseline : ant_series_at(s, day);
  if (!isnan(value)) {
    *out = value;
    return ANT_OK;
  }
  if (s->n > 0 && !isnan(day) && (day < s->time_d[0] || day > s->time_d[s->n - 1])) {
    return ant_fail(diag, ANT_EINPUT, "day %g lies outside the mission, which runs from %g to %g",
                    day, s->time_d[0], s->time_d[s->n - 1]);
  }
  return ant_fail(diag, ANT_ENUMERIC, "the course is not a number on day %g", day);
}

/* a window of the course, sampled daily; t counts from its start */
typedef struct window {
  double *t, *y; /* (n) one allocation, at t                                   */
  int n;
} window;

static ant_status window_open(const ant_series *s, double from, double to, window *out,
                              ant_diag *diag) {
  if (isnan(from)) from = 0;
  if (!(to > from)) {
    return ant_fail(diag, ANT_EINPUT, "the window from day %g to day %g is empty", from, to);
  }
  double days = ceil(to - from);
  if (!(days < 1e6)) return ant_fail(diag, ANT_EINPUT, "a window of %g days is too long", days);
  int n = (int)days + 1;
  double *t = malloc(2 * (size_t)n * sizeof *t);
  if (!t) return ant_fail(diag, ANT_ENOMEM, "no memory for a window of %d days", n);
  for (int i = 0; i < n; i++) {
    double day = i == n - 1 ? to : from + i;
    ant_status status = at(s, day, &t[n + i], diag);
    if (status != ANT_OK) {
      free(t);
      return status;
    }
    t[i] = day - from;
  }
  *out = (window){t, t + n, n};
  return ANT_OK;
}

static void window_close(window *w) {
  free(w->t);
  *w = (window){0};
}

/* 3. Fits ------------------------------------------------------------------- */

typedef double (*shape)(double t, double half);

static double hyperbola(double t, double half) {
  return t / (half + t);
}

static double decay(double t, double half) {
  return exp2(-t / half);
}

/* the squared error of the best multiple of SHAPE at HALF, and that multiple */
static double misfit(shape f, const double *t, const double *y, int n, double half, double *scale) {
  double fy = 0, ff = 0, error = 0;
  for (int i = 0; i < n; i++) {
    double v = f(t[i], half);
    fy += v * y[i];
    ff += v * v;
  }
  *scale = ff > 0 ? fy / ff : 0;
  for (int i = 0; i < n; i++) {
    double r = y[i] - *scale * f(t[i], half);
    error += r * r;
  }
  return error;
}

/* The half time between LO and HI that fits best.  A grid first: the misfit may have several
 * valleys in log H.  Returns false when the best lies on an end: then the points have no half time.
 */
static bool search(shape f, const double *t, const double *y, int n, double lo, double hi,
                   double *out_scale, double *out_half) {
  enum { N_GRID = 400, N_GOLDEN = 90 };
  const double shrink = 0.6180339887498949;
  double a = log(lo), step = (log(hi) - a) / N_GRID, best = INFINITY, scale;
  int at_best = 0;
  for (int i = 0; i <= N_GRID; i++) {
    double error = misfit(f, t, y, n, exp(a + i * step), &scale);
    if (error < best) {
      best = error;
      at_best = i;
    }
  }
  if (at_best == 0 || at_best == N_GRID || !isfinite(best)) return false;
  double left = a + (at_best - 1) * step, right = left + 2 * step;
  for (int i = 0; i < N_GOLDEN; i++) {
    double x1 = right - shrink * (right - left), x2 = left + shrink * (right - left);
    if (misfit(f, t, y, n, exp(x1), &scale) < misfit(f, t, y, n, exp(x2), &scale)) {
      right = x2;
    } else {
      left = x1;
    }
  }
  *out_half = exp((left + right) / 2);
  misfit(f, t, y, n, *out_half, out_scale);
  return true;
}

static double largest(const double *y, int n) {
  double most = 0;
  for (int i = 0; i < n; i++) most = fmax(most, fabs(y[i]));
  return most;
}

ant_status ant_fit_hyperbola(const double *t, const double *y, int n, double *out_plateau,
                             double *out_half, ant_diag *diag) {
  double plateau, half;
  if (n < 3 || !(t[n - 1] > 0)) {
    return ant_fail(diag, ANT_EINPUT, "a hyperbola needs three days or more");
  }
  if (!(largest(y, n) > 0)) return ant_fail(diag, ANT_ENUMERIC, "the course stays at its baseline");
  /* H from a thousandth of a day to a thousand windows: beyond, it is a step or a straight line */
  if (!search(hyperbola, t, y, n, 1e-3, 1e3 * t[n - 1], &plateau, &half)) {
    return ant_fail(diag, ANT_ENUMERIC, "the course does not rise and level off as a hyperbola");
  }
  *out_plateau = plateau;
  *out_half = half;
  return ANT_OK;
}

ant_status ant_fit_half_time(const double *t, const double *y, int n, double *out_start,
                             double *out_half, ant_diag *diag) {
  double start, half;
  if (n < 3 || !(t[n - 1] > 0)) {
    return ant_fail(diag, ANT_EINPUT, "a half time needs three days or more");
  }
  if (!(largest(y, n) > 0)) return ant_fail(diag, ANT_ENUMERIC, "there is no deficit to recover");
  if (!search(decay, t, y, n, 1e-2, 1e3 * t[n - 1], &start, &half)) {
    return ant_fail(diag, ANT_ENUMERIC, "the deficit does not decay");
  }
  *out_start = start;
  *out_half = half;
  return ANT_OK;
}

ant_status ant_fit_line(const double *t, const double *y, int n, double *out_slope,
                        ant_diag *diag) {
  double t_mean = 0, y_mean = 0, ty = 0, tt = 0;
  for (int i = 0; i < n; i++) {
    t_mean += t[i] / n;
    y_mean += y[i] / n;
  }
  for (int i = 0; i < n; i++) {
    ty += (t[i] - t_mean) * (y[i] - y_mean);
    tt += (t[i] - t_mean) * (t[i] - t_mean);
  }
  if (!(tt > 0)) return ant_fail(diag, ANT_ENUMERIC, "a slope needs two different days");
  *out_slope = ty / tt;
  return ANT_OK;
}

/* 4. Statistics ----------------------------------------------------------------- */

static ant_status no_percent(double of, ant_diag *diag) {
  return ant_fail(diag, ANT_ENUMERIC, "no percentage of a baseline of %g", of);
}

static ant_status mean_level(const ant_question *q, const ant_series *s, double *out,
                             ant_diag *diag) {
  window w;
  ANT_TRY(window_open(s, q->day_from, q->day_to, &w, diag));
  double area = 0;
  for (int i = 1; i < w.n; i++) area += (w.t[i] - w.t[i - 1]) * (w.y[i] + w.y[i - 1]) / 2;
  *out = area / w.t[w.n - 1];
  window_close(&w);
  return ANT_OK;
}

/* y(to) - y(from), as it is or in per cent of OF (of y(from) where OF is NaN) */
static ant_status difference(const ant_question *q, const ant_series *s, bool percent, double of,
                             double *out, ant_diag *diag) {
  double from = NAN, to = NAN;
  ANT_TRY(at(s, q->day_from, &from, diag));
  ANT_TRY(at(s, q->day_to, &to, diag));
  if (!percent) {
    *out = to - from;
    return ANT_OK;
  }
  if (isnan(of)) of = from;
  /* a sign asks for no size: from nothing, any change is beyond every band */
  if (of == 0 && q->statistic == ANT_STAT_SIGN) {
    *out = to > from ? INFINITY : to < from ? -INFINITY : 0;
    return ANT_OK;
  }
  if (q->statistic == ANT_STAT_SIGN) of = fabs(of);
  if (!(of > 0)) return no_percent(of, diag);
  *out = 100 * (to - from) / of;
  return ANT_OK;
}

static ant_status ratio(const ant_question *q, const ant_series *s, double *out, ant_diag *diag) {
  double from = NAN, to = NAN;
  ANT_TRY(at(s, q->day_from, &from, diag));
  ANT_TRY(at(s, q->day_to, &to, diag));
  if (from == 0) return ant_fail(diag, ANT_ENUMERIC, "no ratio to a value of 0");
  *out = to / from;
  return ANT_OK;
}

static ant_status rate(const ant_question *q, const ant_series *s, double *out, ant_diag *diag) {
  double from = isnan(q->day_from) ? 0 : q->day_from, percent;
  if (!(q->day_to > from)) {
    return ant_fail(diag, ANT_EINPUT, "no rate over %g days", q->day_to - from);
  }
  ANT_TRY(difference(q, s, true, s->baseline, &percent, diag));
  *out = percent / (q->day_to - from) * month_d;
  return ANT_OK;
}

static ant_status slope(const ant_question *q, const ant_series *s, double *out, ant_diag *diag) {
  window w;
  double per_day = 0;
  if (q->relative && !(s->baseline > 0)) return no_percent(s->baseline, diag);
  ANT_TRY(window_open(s, q->day_from, q->day_to, &w, diag));
  ant_status status = ant_fit_line(w.t, w.y, w.n, &per_day, diag);
  window_close(&w);
  if (status == ANT_OK) *out = q->relative ? 100 * per_day / s->baseline : per_day;
  return status;
}

static ant_status half_time(const ant_question *q, const ant_series *s, double *out,
                            ant_diag *diag) {
  window w;
  double start, half = 0;
  ANT_TRY(window_open(s, q->day_from, q->day_to, &w, diag));
  for (int i = 0; i < w.n; i++) w.y[i] = s->baseline - w.y[i];
  ant_status status = ant_fit_half_time(w.t, w.y, w.n, &start, &half, diag);
  window_close(&w);
  if (status == ANT_OK) *out = half;
  return status;
}

static ant_status hyperbolic(const ant_question *q, const ant_series *s, double *out,
                             ant_diag *diag) {
  window w;
  double plateau = 0, half = 0;
  if (!(s->baseline > 0)) return no_percent(s->baseline, diag);
  ANT_TRY(window_open(s, q->day_from, q->day_to, &w, diag));
  for (int i = 0; i < w.n; i++) w.y[i] = 100 * (w.y[i] / s->baseline - 1);
  ant_status status = ant_fit_hyperbola(w.t, w.y, w.n, &plateau, &half, diag);
  window_close(&w);
  if (status == ANT_OK) *out = q->statistic == ANT_STAT_PLATEAU ? plateau : half;
  return status;
}

/* days until the share q->fraction of the way through the window is behind */
static ant_status time_to(const ant_question *q, const ant_series *s, double *out, ant_diag *diag) {
  window w;
  ANT_TRY(window_open(s, q->day_from, q->day_to, &w, diag));
  double way = w.y[w.n - 1] - w.y[0], goal = q->fraction * fabs(way), before = 0;
  ant_status status = ANT_OK;
  if (way == 0) status = ant_fail(diag, ANT_ENUMERIC, "the course ends where it began");
  for (int i = 1; i < w.n && status == ANT_OK; i++) {
    double gone = way > 0 ? w.y[i] - w.y[0] : w.y[0] - w.y[i];
    if (gone >= goal) {
      double part = gone > before ? (goal - before) / (gone - before) : 1;
      *out = w.t[i - 1] + part * (w.t[i] - w.t[i - 1]);
      break;
    }
    before = gone;
  }
  window_close(&w);
  return status;
}

static ant_status recovered(const ant_question *q, const ant_series *s, double *out,
                            ant_diag *diag) {
  double from = NAN, to = NAN;
  ANT_TRY(at(s, q->day_from, &from, diag));
  ANT_TRY(at(s, q->day_to, &to, diag));
  if (from == s->baseline) return ant_fail(diag, ANT_ENUMERIC, "nothing was lost");
  *out = (to - from) / (s->baseline - from);
  return ANT_OK;
}

static ant_status compute(const ant_question *q, const ant_series *s, double *out, ant_diag *diag) {
  switch (q->statistic) {
  case ANT_STAT_LEVEL:
    return isnan(q->day_from) ? at(s, q->day_to, out, diag) : mean_level(q, s, out, diag);
  case ANT_STAT_CHANGE:
    return difference(q, s, q->relative, NAN, out, diag);
  case ANT_STAT_PERCENT:
    return difference(q, s, true, NAN, out, diag);
  case ANT_STAT_SIGN:
    return difference(q, s, q->relative, s->baseline, out, diag);
  case ANT_STAT_RATIO:
    return ratio(q, s, out, diag);
  case ANT_STAT_RATE:
    return rate(q, s, out, diag);
  case ANT_STAT_SLOPE:
    return slope(q, s, out, diag);
  case ANT_STAT_HALF_TIME:
    return half_time(q, s, out, diag);
  case ANT_STAT_TIME:
    return isnan(q->fraction) ? hyperbolic(q, s, out, diag) : time_to(q, s, out, diag);
  case ANT_STAT_PLATEAU:
    return hyperbolic(q, s, out, diag);
  case ANT_STAT_RECOVERED:
    return recovered(q, s, out, diag);
  case ANT_NSTATISTIC:
    break;
  }
  return ant_fail(diag, ANT_EUNKNOWN, "no such statistic");
}

ant_status ant_statistic_compute(const ant_question *q, const ant_series *s, double *out,
                                 ant_diag *opt_diag) {
  double value = NAN;
  if (isnan(q->day_to)) return ant_fail(opt_diag, ANT_EINPUT, "no day is named");
  ANT_TRY(compute(q, s, &value, opt_diag));
  if (isnan(value) || (isinf(value) && q->statistic != ANT_STAT_SIGN)) {
    return ant_fail(opt_diag, ANT_ENUMERIC, "the %s of this course is not a finite number",
                    names[q->statistic]);
  }
  *out = value;
  return ANT_OK;
}

double ant_statistic_noise(const ant_question *q, const ant_series *s,
                           double (*noise)(void *user, double value), void *user) {
  double first = NAN, last = NAN;
  if (at(s, q->day_from, &first, NULL) != ANT_OK || at(s, q->day_to, &last, NULL) != ANT_OK) {
    return NAN;
  }
  double e = noise(user, last), e0 = noise(user, first), both = hypot(e, e0);
  double days = q->day_to - (isnan(q->day_from) ? 0 : q->day_from);
  double quotient = hypot(e / first, last * e0 / (first * first));
  switch (q->statistic) {
  case ANT_STAT_LEVEL:
    return e;
  case ANT_STAT_CHANGE:
    return q->relative ? 100 * quotient : both;
  case ANT_STAT_PERCENT:
    return 100 * quotient;
  case ANT_STAT_RATIO:
    return quotient;
  case ANT_STAT_RATE:
    return 100 * both / fabs(s->baseline) / days * month_d;
  default:
    return NAN;
  }
}

/* 5. Comparisons ------------------------------------------------------------------ */

ant_question ant_statistic_side(const ant_question *question, ant_against against) {
  ant_question q = *question;
  switch (q.statistic) {
  case ANT_STAT_PERCENT:
  case ANT_STAT_RATIO:
    q.statistic = against == ANT_AGAINST_OBSERVABLE && q.statistic == ANT_STAT_RATIO
                      ? ANT_STAT_PERCENT
                      : ANT_STAT_LEVEL;
    if (q.statistic == ANT_STAT_LEVEL) q.day_from = NAN;
    break;
  case ANT_STAT_RECOVERED:
    q.statistic = ANT_STAT_PERCENT;
    break;
  default:
    break;
  }
  return q;
}

ant_status ant_statistic_compare(const ant_question *q, ant_against against, double a, double b,
                                 double *out, ant_diag *opt_diag) {
  bool divides = q->statistic == ANT_STAT_PERCENT || q->statistic == ANT_STAT_RATIO ||
                 q->statistic == ANT_STAT_RECOVERED || q->statistic == ANT_STAT_HALF_TIME ||
                 q->statistic == ANT_STAT_TIME;
  (void)against;
  if (!divides) {
    *out = a == b ? 0 : a - b; /* two equal infinities: no difference */
    return ANT_OK;
  }
  if (b == 0) return ant_fail(opt_diag, ANT_ENUMERIC, "the right-hand side is 0: no ratio to it");
  double r = a / b;
  *out = q->statistic == ANT_STAT_PERCENT     ? 100 * (r - 1)
         : q->statistic == ANT_STAT_RECOVERED ? 1 - r
                                              : r;
  return ANT_OK;
}

int ant_statistic_sign(const ant_question *q, double change) {
  double lo = isnan(q->band_lo) ? -unchanged_percent : q->band_lo;
  double hi = isnan(q->band_hi) ? unchanged_percent : q->band_hi;
  return change > hi ? 1 : change < lo ? -1 : 0;
}
