/* statistic.h - what a paper reports, computed from a course: rates, fitted half-times, slopes.
 *
 * A course is two arrays, time and value, and a baseline: nothing here knows the twin.  Between its
 * points the value is linear.  What a statistic of one course is, and of a comparison of two, is
 * defined in doc/evidence.md ("Statistics"); what is fitted there is fitted here in the same way:
 *
 *   hyperbola   P t / (H + t), least squares in P and H    [Stavnichuk 2020]
 *   half time   d 2^(-t / H), least squares in d and H     [Sibonga 2007]
 *
 * Both are linear in one unknown, which is eliminated for each H (variable projection); the rest is
 * a search over log H on a grid, refined by golden section.  A course that has no such number (it
 * does not rise, never levels off, does not recover) gets a failure and not a number.
 *
 * Thread safety: no globals; every function here is pure. */
#ifndef ANT_STATISTIC_H
#define ANT_STATISTIC_H

#include <stdbool.h>

#include "antaeus/diag.h"
#include "base/unit.h"

#define ANT_STATISTICS(X)                                                                          \
  X(ANT_STAT_LEVEL, "level")                                                                       \
  X(ANT_STAT_CHANGE, "change")                                                                     \
  X(ANT_STAT_PERCENT, "percent")                                                                   \
  X(ANT_STAT_RATIO, "ratio")                                                                       \
  X(ANT_STAT_RATE, "rate_percent_per_month")                                                       \
  X(ANT_STAT_SLOPE, "slope")                                                                       \
  X(ANT_STAT_HALF_TIME, "half_time")                                                               \
  X(ANT_STAT_TIME, "time_to_fraction")                                                             \
  X(ANT_STAT_PLATEAU, "plateau_percent")                                                           \
  X(ANT_STAT_RECOVERED, "recovered_share")                                                         \
  X(ANT_STAT_SIGN, "sign")

typedef enum ant_statistic {
#define ANT_X(code, name) code,
  ANT_STATISTICS(ANT_X)
#undef ANT_X
      ANT_NSTATISTIC
} ant_statistic;

/* The name of STATISTIC, and the statistic called NAME in *OUT; ANT_EUNKNOWN with the nearest. */
const char *ant_statistic_name(ant_statistic statistic);
ant_status ant_statistic_find(const char *name, ant_statistic *out, ant_diag *opt_diag);

typedef struct ant_series {
  const double *time_d; /* (n) days, never falling                                   */
  const double *value;  /* (n) in the observable's unit                              */
  int n;
  double baseline; /* on the ground, in the same unit                           */
} ant_series;

/* What is asked of a course.  A day that nobody named is NaN; day_from NaN means the baseline. */
typedef struct ant_question {
  ant_statistic statistic;
  double day_from, day_to; /* [day], mission time                                       */
  double fraction;         /* of time_to_fraction; NaN: the hyperbola                   */
  bool relative;           /* change, slope: in per cent of the baseline, not in its unit */
  double band_lo, band_hi; /* sign: what counts as unchanged, in the unit of the answer;
                              NaN, NaN: -2 to 2 per cent                               */
} ant_question;

/* The value of SERIES on DAY; NaN outside it. */
double ant_series_at(const ant_series *series, double day);

/* Put the statistic of one course in *OUT, in the unit that ant_statistic_unit gives (sign: the
 * percent change, or the change when not QUESTION->relative, still to be held against the band).
 * Returns ANT_OK; ANT_EINPUT when a day lies outside the course or none is named; ANT_ENUMERIC
 * when the course has no such number.  *OUT is untouched on failure. */
ant_status ant_statistic_compute(const ant_question *question, const ant_series *series,
                                 double *out, ant_diag *opt_diag);

/* What errors of measurement do to the statistic of one course, as a standard deviation in the same
 * unit, to first order: one measurement for a level, two independent ones for a change, percent,
 * ratio or rate.  NOISE gives that of one measurement of a value.  NaN for other statistics. */
double ant_statistic_noise(const ant_question *question, const ant_series *series,
                           double (*noise)(void *user, double value), void *user);

/* The unit of a statistic of an observable that is measured in OBSERVABLE. */
ant_unit ant_statistic_unit(const ant_question *question, const ant_unit *observable);

/* How A and B are set against each other, and what of each (see doc/evidence.md). */
typedef enum ant_against { ANT_AGAINST_COURSE, ANT_AGAINST_OBSERVABLE } ant_against;

/* The question to ask of each side of a comparison: "percent" of two courses compares levels. */
ant_question ant_statistic_side(const ant_question *question, ant_against against);

/* Put the comparison of the two answers A and B to that question in *OUT.  Returns ANT_OK, or
 * ANT_ENUMERIC where B is zero and divides. */
ant_status ant_statistic_compare(const ant_question *question, ant_against against, double a,
                                 double b, double *out, ant_diag *opt_diag);

/* Of a sign: -1, 0 or 1 for a CHANGE below, within or above the band. */
int ant_statistic_sign(const ant_question *question, double change);

/* Fit P t / (H + t) to (N) points; ANT_ENUMERIC when they do not rise (or fall) and level off. */
ant_status ant_fit_hyperbola(const double *t, const double *y, int n, double *out_plateau,
                             double *out_half, ant_diag *opt_diag);

/* Fit d 2^(-t / H) to (N) points; ANT_ENUMERIC when they do not decay. */
ant_status ant_fit_half_time(const double *t, const double *y, int n, double *out_start,
                             double *out_half, ant_diag *opt_diag);

/* The least-squares line through (N) points; ANT_ENUMERIC when all times are the same. */
ant_status ant_fit_line(const double *t, const double *y, int n, double *out_slope,
                        ant_diag *opt_diag);

#endif /* ANT_STATISTIC_H */
