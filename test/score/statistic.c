/* statistic.c - each statistic against its closed form. */
#include "test.h"
#include "score/statistic.h"

enum { N = 2001 };
static double t[N], y[N];
static const double none = NAN;

/* a course on days -60 .. 940, every half day */
static ant_series course(double (*f)(double), double baseline) {
  for (int i = 0; i < N; i++) {
    t[i] = -60 + 0.5 * i;
    y[i] = f(t[i]);
  }
  return (ant_series){t, y, N, baseline};
}

static ant_question ask(ant_statistic statistic, double from, double to) {
  return (ant_question){statistic, from, to, none, true, none, none};
}

static double answer(const ant_question *q, const ant_series *s) {
  double out = NAN;
  ant_diag diag;
  if (ant_statistic_compute(q, s, &out, &diag) != ANT_OK) printf("# %s\n", diag.text);
  return out;
}

static double rising(double day) {
  return day < 0 ? 40 : 40 * (1 + 1.13 * day / (11 + day));
}

/* -0.05 a day for 180 days from 100, then half of the deficit back every 211 */
static double lost(double day) {
  return day < 0 ? 100 : day < 180 ? 100 - 0.05 * day : 100 - 9 * exp2(-(day - 180) / 211);
}

static double flat(double day) {
  (void)day;
  return 7;
}

static void reads_between_the_points(void) {
  ant_series s = course(lost, 100);
  NEAR(ant_series_at(&s, 90.25), 100 - 0.05 * 90.25, 1e-12);
  NEAR(ant_series_at(&s, -60), 100, 0);
  NEAR(ant_series_at(&s, 940), lost(940), 1e-12);
  CHECK(isnan(ant_series_at(&s, 940.01)));
  CHECK(isnan(ant_series_at(&s, -61)));
  double jump_t[] = {0, 1, 1, 2}, jump_y[] = {0, 1, 5, 6};
  ant_series jump = {jump_t, jump_y, 4, 0};
  NEAR(ant_series_at(&jump, 1), 5, 0); /* after what happens on the day */
  NEAR(ant_series_at(&jump, 0.5), 0.5, 1e-15);
}

static void takes_differences(void) {
  ant_series s = course(lost, 100);
  ant_question q = ask(ANT_STAT_PERCENT, none, 176);
  NEAR(answer(&q, &s), -8.8, 1e-12);
  q = ask(ANT_STAT_LEVEL, none, 20);
  NEAR(answer(&q, &s), 99, 1e-12);
  q = ask(ANT_STAT_LEVEL, 0, 100); /* the mean of a straight line */
  NEAR(answer(&q, &s), 97.5, 1e-10);
  q = ask(ANT_STAT_CHANGE, 100, 120);
  q.relative = false;
  NEAR(answer(&q, &s), -1, 1e-12);
  q.relative = true;
  NEAR(answer(&q, &s), -100 / 95.0, 1e-12);
  q = ask(ANT_STAT_RATIO, none, 100);
  NEAR(answer(&q, &s), 0.95, 1e-12);
  q = ask(ANT_STAT_RECOVERED, 180, 180 + 211);
  NEAR(answer(&q, &s), 0.5, 1e-12);
}

static void takes_rates_and_slopes(void) {
  ant_series s = course(lost, 100);
  ant_question q = ask(ANT_STAT_RATE, none, 150);
  NEAR(answer(&q, &s), -1.5, 1e-12);
  q = ask(ANT_STAT_SLOPE, 30, 150);
  NEAR(answer(&q, &s), -0.05, 1e-12); /* per cent of 100, a day */
  s.baseline = 50;
  NEAR(answer(&q, &s), -0.1, 1e-12);
  q.relative = false;
  NEAR(answer(&q, &s), -0.05, 1e-12);
}

static void fits_the_hyperbola_of_the_markers(void) {
  ant_series s = course(rising, 40);
  ant_question q = ask(ANT_STAT_TIME, 0, 165);
  NEAR(answer(&q, &s), 11, 1e-6);
  q.statistic = ANT_STAT_PLATEAU;
  NEAR(answer(&q, &s), 113, 1e-6);
}

static void fits_the_half_time_of_recovery(void) {
  ant_series s = course(lost, 100);
  ant_question q = ask(ANT_STAT_HALF_TIME, 180, 910);
  NEAR(answer(&q, &s), 211, 1e-5);
}

/* noise that least squares must average out: a wave of whole periods, orthogonal to nothing
 * exactly, so the fit moves, but by less than the wave */
static void fits_through_noise(void) {
  ant_series s = course(lost, 100);
  for (int i = 0; i < N; i++) y[i] += 0.2 * sin(t[i] * 2.39996322972865332);
  ant_question q = ask(ANT_STAT_HALF_TIME, 180, 910);
  NEAR(answer(&q, &s), 211, 5);
}

static void measures_the_way_to_a_fraction(void) {
  ant_series s = course(lost, 100);
  ant_question q = ask(ANT_STAT_TIME, 0, 100);
  q.fraction = 0.25;
  NEAR(answer(&q, &s), 25, 1e-9);
  q.fraction = 0.255; /* between two days */
  NEAR(answer(&q, &s), 25.5, 1e-9);
}

static void knows_up_from_down_from_unchanged(void) {
  ant_series s = course(lost, 100);
  ant_question q = ask(ANT_STAT_SIGN, none, 176);
  CHECK(ant_statistic_sign(&q, answer(&q, &s)) == -1);
  q.day_to = 30; /* -1.5 per cent */
  CHECK(ant_statistic_sign(&q, answer(&q, &s)) == 0);
  q.band_lo = -1;
  CHECK(ant_statistic_sign(&q, answer(&q, &s)) == -1);
  q = ask(ANT_STAT_SIGN, none, 300);
  s = course(rising, 40);
  CHECK(ant_statistic_sign(&q, answer(&q, &s)) == 1);
  s = course(lost, 0); /* of nothing: the direction is still known */
  CHECK(ant_statistic_sign(&q, answer(&q, &s)) == 1);
  q.day_from = q.day_to; /* itself */
  CHECK(ant_statistic_sign(&q, answer(&q, &s)) == 0);
}

static void refuses(ant_question q, const ant_series *s, ant_status expected) {
  double out = 42;
  ant_diag diag;
  CHECK(ant_statistic_compute(&q, s, &out, &diag) == expected);
  CHECK(diag.text[0] != '\0');
  NEAR(out, 42, 0);
}

static void gives_no_number_where_there_is_none(void) {
  ant_series s = course(flat, 7);
  refuses(ask(ANT_STAT_TIME, 0, 165), &s, ANT_ENUMERIC);
  refuses(ask(ANT_STAT_HALF_TIME, 180, 910), &s, ANT_ENUMERIC);
  refuses(ask(ANT_STAT_RECOVERED, 180, 365), &s, ANT_ENUMERIC);
  refuses(ask(ANT_STAT_PERCENT, none, none), &s, ANT_EINPUT);
  refuses(ask(ANT_STAT_PERCENT, none, 5000), &s, ANT_EINPUT);
  refuses(ask(ANT_STAT_RATE, 100, 100), &s, ANT_EINPUT);
  ant_question q = ask(ANT_STAT_TIME, 0, 100);
  q.fraction = 0.5;
  refuses(q, &s, ANT_ENUMERIC);
  s = course(lost, 100);
  refuses(ask(ANT_STAT_HALF_TIME, 0, 170), &s, ANT_ENUMERIC); /* still losing */
  refuses(ask(ANT_STAT_TIME, 0, 170), &s, ANT_ENUMERIC);      /* a straight line */
  s = course(flat, 0);
  refuses(ask(ANT_STAT_PERCENT, none, 10), &s, ANT_ENUMERIC);
  y[120] = NAN;
  refuses(ask(ANT_STAT_LEVEL, none, 0), &s, ANT_ENUMERIC);
  ant_series empty = {t, y, 0, 1};
  refuses(ask(ANT_STAT_LEVEL, none, 0), &empty, ANT_ENUMERIC);
}

static double compared(ant_statistic statistic, ant_against against, double a, double b) {
  ant_question q = ask(statistic, none, 10);
  double out = NAN;
  ant_statistic_compare(&q, against, a, b, &out, NULL);
  return out;
}

static void compares_two(void) {
  NEAR(compared(ANT_STAT_PERCENT, ANT_AGAINST_COURSE, 90, 120), -25, 1e-12);
  NEAR(compared(ANT_STAT_CHANGE, ANT_AGAINST_COURSE, -3, -8), 5, 0);
  NEAR(compared(ANT_STAT_RECOVERED, ANT_AGAINST_COURSE, -2, -8), 0.75, 1e-12);
  NEAR(compared(ANT_STAT_RATIO, ANT_AGAINST_OBSERVABLE, -8.4, -2), 4.2, 1e-12);
  ant_question q = ask(ANT_STAT_PERCENT, 3, 10);
  ant_question side = ant_statistic_side(&q, ANT_AGAINST_COURSE);
  CHECK(side.statistic == ANT_STAT_LEVEL && isnan(side.day_from));
  q.statistic = ANT_STAT_RATIO;
  CHECK(ant_statistic_side(&q, ANT_AGAINST_OBSERVABLE).statistic == ANT_STAT_PERCENT);
  CHECK(ant_statistic_side(&q, ANT_AGAINST_COURSE).statistic == ANT_STAT_LEVEL);
  double out = 42;
  CHECK(ant_statistic_compare(&q, ANT_AGAINST_COURSE, 1, 0, &out, NULL) == ANT_ENUMERIC);
  NEAR(out, 42, 0);
}

static void has_names_and_units(void) {
  ant_statistic found;
  ant_diag diag;
  for (int i = 0; i < ANT_NSTATISTIC; i++) {
    CHECK(ant_statistic_find(ant_statistic_name((ant_statistic)i), &found, NULL) == ANT_OK);
    CHECK(found == (ant_statistic)i);
  }
  CHECK(ant_statistic_find("percnet", &found, &diag) == ANT_EUNKNOWN);
  CHECK(strstr(diag.hint, "percent") != NULL);
  ant_unit mg, expected, got;
  double factor;
  ant_unit_parse("mg/day", &mg, NULL);
  ant_question q = ask(ANT_STAT_SLOPE, 0, 10);
  ant_unit_parse("%/month", &expected, NULL);
  got = ant_statistic_unit(&q, &mg);
  CHECK(ant_unit_factor(&got, &expected, &factor, NULL) == ANT_OK);
  NEAR(factor, 30, 1e-12);
  q.relative = false;
  got = ant_statistic_unit(&q, &mg);
  ant_unit_parse("mg/day/month", &expected, NULL);
  CHECK(ant_unit_factor(&got, &expected, &factor, NULL) == ANT_OK);
  NEAR(factor, 30, 1e-12);
}

static double tenth(void *user, double value) {
  (void)user;
  return 0.1 * value;
}

/* first-order propagation, against the formulas written out */
static void carries_errors_of_measurement(void) {
  double day[] = {0, 100}, value[] = {10, 20};
  ant_series s = {day, value, 2, 10};
  ant_question q = {ANT_STAT_LEVEL, NAN, 100, NAN, false, NAN, NAN};
  NEAR(ant_statistic_noise(&q, &s, tenth, NULL), 2, 1e-12);
  q.statistic = ANT_STAT_CHANGE;
  NEAR(ant_statistic_noise(&q, &s, tenth, NULL), sqrt(4 + 1), 1e-12);
  q.statistic = ANT_STAT_PERCENT; /* 2 with 10 per cent twice */
  NEAR(ant_statistic_noise(&q, &s, tenth, NULL), 200 * sqrt(0.02), 1e-12);
  q.statistic = ANT_STAT_RATE;
  NEAR(ant_statistic_noise(&q, &s, tenth, NULL), 100 * sqrt(5) / 10 / 100 * 30, 1e-12);
  q.statistic = ANT_STAT_HALF_TIME;
  CHECK(isnan(ant_statistic_noise(&q, &s, tenth, NULL)));
}

int main(void) {
  RUN(reads_between_the_points);
  RUN(takes_differences);
  RUN(takes_rates_and_slopes);
  RUN(fits_the_hyperbola_of_the_markers);
  RUN(fits_the_half_time_of_recovery);
  RUN(fits_through_noise);
  RUN(measures_the_way_to_a_fraction);
  RUN(knows_up_from_down_from_unchanged);
  RUN(gives_no_number_where_there_is_none);
  RUN(compares_two);
  RUN(has_names_and_units);
  RUN(carries_errors_of_measurement);
  return test_done();
}
