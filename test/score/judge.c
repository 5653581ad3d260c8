/* judge.c - rows judged by what their spread allows, and taken together. */
#include "test.h"
#include "score/judge.h"

static ant_observation row(ant_statistic statistic, double value, ant_spread_kind kind,
                           double spread, double lo, double hi, int n) {
  return (ant_observation){.statistic = statistic,
                           .value = value,
                           .kind = kind,
                           .spread = spread,
                           .lo = lo,
                           .hi = hi,
                           .n = n,
                           .unit_text = "%"};
}

static ant_judgement judged(ant_observation o, double predicted) {
  ant_question q = {o.statistic, NAN, 1, NAN, true, NAN, NAN};
  return ant_judge(&o, &q, predicted, 0);
}

static void standardises_what_has_an_error(void) {
  ant_judgement j = judged(row(ANT_STAT_PERCENT, -5, ANT_SPREAD_SD, 2, NAN, NAN, 16), -6);
  CHECK(j.measure == ANT_MEASURE_STANDARDISED && !j.inside);
  NEAR(j.se, 0.5, 1e-15);
  NEAR(j.z, -2, 1e-12);
  j = judged(row(ANT_STAT_PERCENT, -5, ANT_SPREAD_SE, 0.5, NAN, NAN, 0), -5.9);
  CHECK(j.inside);
  j = judged(row(ANT_STAT_PERCENT, 11, ANT_SPREAD_CI95, NAN, 9, 13, 0), 12);
  NEAR(j.se, 2 / 1.959963984540054, 1e-12);
  CHECK(j.inside);
  ant_observation o = row(ANT_STAT_PERCENT, -5, ANT_SPREAD_SE, 3, NAN, NAN, 0);
  ant_question q = {o.statistic, NAN, 1, NAN, true, NAN, NAN};
  NEAR(ant_judge(&o, &q, 0, 4).z, 1, 1e-12);
}

static void asks_ranges_and_bounds_for_inside_only(void) {
  CHECK(judged(row(ANT_STAT_RATE, NAN, ANT_SPREAD_RANGE, NAN, -1.5, -1.2, 14), -1.3).inside);
  CHECK(!judged(row(ANT_STAT_RATE, NAN, ANT_SPREAD_RANGE, NAN, -1.5, -1.2, 14), -1.1).inside);
  CHECK(judged(row(ANT_STAT_RATE, -2, ANT_SPREAD_LOWER, NAN, -2, NAN, 0), 40).inside);
  CHECK(!judged(row(ANT_STAT_RATE, -2, ANT_SPREAD_LOWER, NAN, -2, NAN, 0), -3).inside);
  CHECK(!judged(row(ANT_STAT_RATE, 3, ANT_SPREAD_UPPER, NAN, NAN, 3, 0), 4).inside);
  ant_judgement j = judged(row(ANT_STAT_RATE, 3, ANT_SPREAD_UPPER, NAN, NAN, 3, 0), 2);
  CHECK(j.inside && j.measure == ANT_MEASURE_INTERVAL && isnan(j.z));
}

static void takes_a_ratio_where_there_is_no_spread(void) {
  ant_judgement j = judged(row(ANT_STAT_PERCENT, -4, ANT_SPREAD_NONE, NAN, NAN, NAN, 6), -5);
  CHECK(j.measure == ANT_MEASURE_RATIO && j.inside);
  NEAR(j.ratio, 1.25, 1e-15);
  CHECK(!judged(row(ANT_STAT_PERCENT, -4, ANT_SPREAD_NONE, NAN, NAN, NAN, 6), -5.01).inside);
  /* an SD of nobody knows how many says nothing of the mean */
  CHECK(judged(row(ANT_STAT_PERCENT, -4, ANT_SPREAD_SD, 3, NAN, NAN, 0), -5).measure ==
        ANT_MEASURE_RATIO);
  j = judged(row(ANT_STAT_PERCENT, 0, ANT_SPREAD_NS, NAN, NAN, NAN, 6), -1.9);
  CHECK(j.inside && isnan(j.ratio));
  CHECK(!judged(row(ANT_STAT_PERCENT, 0, ANT_SPREAD_NS, NAN, NAN, NAN, 6), -2.1).inside);
}

/* single people: an SD against an SD, a range against the least and the most of n */
static void judges_the_spread_of_people(void) {
  ant_observation o = row(ANT_STAT_PERCENT, -5, ANT_SPREAD_SD, 2, NAN, NAN, 11);
  ant_judgement j = judged(o, -5);
  ant_judgement_people(&j, &o, NAN, 1); /* not sampled */
  CHECK(!j.persons.judged);
  ant_judgement_people(&j, &o, 2, NAN); /* no error known */
  CHECK(!j.persons.judged);
  ant_judgement_people(&j, &o, 1.6, 1.2);
  CHECK(j.persons.judged && j.persons.inside);
  NEAR(j.persons.ratio, 1, 1e-12);
  NEAR(j.persons.share[0], 0.5, 1e-12);
  NEAR(j.persons.share[2], 0.95, 1e-12);
  /* chi squared of 10: 3.247 and 20.483, so the SD lies between 1.397 and 3.510 */
  ant_judgement_people(&j, &o, 1.38, 0);
  CHECK(!j.persons.inside);
  ant_judgement_people(&j, &o, 1.42, 0);
  CHECK(j.persons.inside);
  ant_judgement_people(&j, &o, 3.47, 0);
  CHECK(j.persons.inside);
  ant_judgement_people(&j, &o, 3.55, 0);
  CHECK(!j.persons.inside);
  NEAR(j.persons.share[2], 1, 1e-3);
  /* of 10 people the least is usually 1.5 standard deviations down: 0.6 to 2.8 */
  o = row(ANT_STAT_PERCENT, -5, ANT_SPREAD_RANGE_PERSONS, NAN, -8, -2, 10);
  j = judged(o, -5);
  ant_judgement_people(&j, &o, 2, 0);
  CHECK(j.persons.judged && j.persons.inside && isnan(j.persons.ratio));
  ant_judgement_people(&j, &o, 0.9, 0);
  CHECK(!j.persons.inside);
  ant_judgement_people(&j, &o, 8, 0);
  CHECK(!j.persons.inside);
}

static void holds_signs_against_signs(void) {
  ant_judgement j = judged(row(ANT_STAT_SIGN, -1, ANT_SPREAD_NONE, NAN, NAN, NAN, 0), -7);
  CHECK(j.measure == ANT_MEASURE_SIGN && j.inside);
  NEAR(j.predicted, -1, 0);
  CHECK(!judged(row(ANT_STAT_SIGN, -1, ANT_SPREAD_NONE, NAN, NAN, NAN, 0), -1).inside);
  CHECK(judged(row(ANT_STAT_SIGN, 1, ANT_SPREAD_NONE, NAN, NAN, NAN, 0), INFINITY).inside);
}

/* errors of +-(2, 4, 6) around standard errors of 1: tau^2 = (4 + 16 + 36) / 3 - 1 */
static void finds_what_studies_differ_by(void) {
  ant_observation o[5];
  ant_judgement j[5];
  bool enter[5] = {true, true, true, true, false};
  double error[4] = {2, -4, 6, 0};
  for (int i = 0; i < 5; i++) {
    o[i] = row(ANT_STAT_PERCENT, 10, ANT_SPREAD_SE, 1, NAN, NAN, 0);
    j[i] = judged(o[i], i < 4 ? 10 + error[i] : 1e9);
  }
  o[3] = row(ANT_STAT_SIGN, 1, ANT_SPREAD_NONE, NAN, NAN, NAN, 0);
  j[3] = judged(o[3], 5);
  ant_tally t;
  ant_tally_rows(o, j, enter, 5, &t);
  CHECK(t.n[ANT_MEASURE_STANDARDISED] == 3 && t.n[ANT_MEASURE_SIGN] == 1);
  CHECK(t.inside[ANT_MEASURE_STANDARDISED] == 0 && t.inside[ANT_MEASURE_SIGN] == 1);
  NEAR(t.mean_abs_z, 4, 1e-12);
  NEAR(t.median_abs_z, 4, 1e-12);
  NEAR(t.bias_z, 4 / 3.0, 1e-12);
  SAME_TEXT(t.tau_unit, "%");
  NEAR(t.tau * t.tau, 56 / 3.0 - 1, 1e-9);
  NEAR(t.weighted_bias, 4 / 3.0, 1e-12);
  NEAR(t.mean_abs_z_tau, 4 / sqrt(56 / 3.0), 1e-12);
}

/* the score of a normal is the integral of (F - step)^2: by quadrature */
static void scores_a_normal_prediction(void) {
  for (double error = -3; error <= 3; error += 0.75) {
    double sd = 0.7, sum = 0, h = 1e-4;
    for (double x = -9; x < 9; x += h) {
      double f = 0.5 * erfc(-(x + h / 2) / sd / sqrt(2)) - (x + h / 2 >= error);
      sum += f * f * h;
    }
    NEAR(ant_crps_normal(error, sd), sum, 1e-4);
  }
  NEAR(ant_crps_normal(-2, 0), 2, 0);
}

static void widens_with_what_is_not_known(void) {
  ant_observation o[2] = {row(ANT_STAT_PERCENT, -5, ANT_SPREAD_SE, 3, NAN, NAN, 0),
                          row(ANT_STAT_PERCENT, -5, ANT_SPREAD_SE, 3, NAN, NAN, 0)};
  ant_judgement j[2] = {judged(o[0], 0), judged(o[1], -13)};
  bool enter[2] = {true, true};
  ant_tally t;
  ant_judgement_widen(&j[0], 4);
  NEAR(j[0].z, 1, 1e-12);
  NEAR(j[1].z, -8 / 3.0, 1e-12);
  ant_tally_rows(o, j, enter, 2, &t);
  CHECK(t.within[0] == 0 && t.within[1] == 1 && t.within[2] == 1);
  NEAR(t.sharpness, 4 / 3.0, 1e-12);
}

static void makes_nothing_of_nothing(void) {
  ant_tally t;
  ant_tally_rows(NULL, NULL, NULL, 0, &t);
  CHECK(isnan(t.mean_abs_z) && isnan(t.tau) && t.tau_unit == NULL);
}

int main(void) {
  RUN(standardises_what_has_an_error);
  RUN(asks_ranges_and_bounds_for_inside_only);
  RUN(takes_a_ratio_where_there_is_no_spread);
  RUN(judges_the_spread_of_people);
  RUN(holds_signs_against_signs);
  RUN(finds_what_studies_differ_by);
  RUN(scores_a_normal_prediction);
  RUN(widens_with_what_is_not_known);
  RUN(makes_nothing_of_nothing);
  return test_done();
}
