/* judge.c - predictions held against measurements (see judge.h). */
#include "score/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double z95 = 1.959963984540054, near_enough = 0.25;

const int ant_level_percent[ANT_NLEVEL] = {50, 90, 95};
static const double level_z[ANT_NLEVEL] = {0.6744897501960817, 1.6448536269514722,
                                           1.959963984540054};

const char *ant_measure_name(ant_measure measure) {
  static const char *const names[] = {"standardised", "interval", "ratio", "sign"};
  return names[measure];
}

double ant_observation_se(const ant_observation *o) {
  double se = NAN;
  if (isnan(o->value)) return NAN;
  if (o->kind == ANT_SPREAD_SE) se = o->spread;
  if (o->kind == ANT_SPREAD_SD && o->n > 1) se = o->spread / sqrt(o->n);
  if (o->kind == ANT_SPREAD_CI95) se = (o->hi - o->lo) / (2 * z95);
  return se > 0 ? se : NAN; /* an error of 0 is a slip of the pen, not certainty */
}

static bool has_interval(const ant_observation *o) {
  return o->kind == ANT_SPREAD_RANGE || o->kind == ANT_SPREAD_RANGE_PERSONS ||
         o->kind == ANT_SPREAD_LOWER || o->kind == ANT_SPREAD_UPPER ||
         (o->kind == ANT_SPREAD_CI95 && isnan(o->value));
}

static bool in_interval(const ant_observation *o, double p) {
  bool low = o->kind != ANT_SPREAD_UPPER, high = o->kind != ANT_SPREAD_LOWER;
  return !(low && p < o->lo) && !(high && p > o->hi);
}

static bool near_value(const ant_observation *o, const ant_question *q, double p) {
  if (o->value != 0) return fabs(p - o->value) <= near_enough * fabs(o->value);
  return ant_statistic_sign(q, p) == 0;
}

ant_judgement ant_judge(const ant_observation *o, const ant_question *q, double predicted,
                        double predicted_se) {
  ant_judgement j = {.predicted = predicted, .error = NAN, .se = NAN, .z = NAN, .ratio = NAN};
  j.persons.person_sd = j.persons.error_sd = j.persons.ratio = NAN;
  for (int l = 0; l < ANT_NLEVEL; l++) j.persons.share[l] = NAN;
  if (o->statistic == ANT_STAT_SIGN) {
    j.measure = ANT_MEASURE_SIGN;
    j.predicted = ant_statistic_sign(q, predicted);
    j.inside = j.predicted == o->value;
    return j;
  }
  j.error = predicted - o->value;
  if (o->value != 0) j.ratio = predicted / o->value;
  j.se = ant_observation_se(o);
  if (!isnan(j.se)) {
    j.measure = ANT_MEASURE_STANDARDISED;
    j.z = j.error / sqrt(j.se * j.se + predicted_se * predicted_se);
    j.inside = fabs(j.error) <= z95 * j.se;
  } else if (has_interval(o)) {
    j.measure = ANT_MEASURE_INTERVAL;
    j.inside = in_interval(o, predicted);
  } else {
    j.measure = ANT_MEASURE_RATIO;
    j.inside = near_value(o, q, predicted);
  }
  return j;
}

void ant_judgement_widen(ant_judgement *j, double predicted_se) {
  j->predicted_se = predicted_se;
  if (j->measure != ANT_MEASURE_STANDARDISED) return;
  j->z = j->error / sqrt(j->se * j->se + predicted_se * predicted_se);
}

static double below(double z) {
  return 0.5 * erfc(-z / 1.4142135623730951);
}

/* The variable that chi squared with K degrees of freedom stays below with the probability of a
 * normal one below Z: Wilson and Hilferty 1931, within 1 per cent from K = 5 on. */
static double chi_squared(double z, int k) {
  double third = 2 / (9.0 * k), root = 1 - third + z * sqrt(third);
  return k * root * root * root;
}

static bool sd_inside(const ant_observation *o, double sd) {
  int k = o->n - 1;
  double least = o->spread * sqrt(k / chi_squared(z95, k));
  double square = chi_squared(-z95, k);
  return sd >= least && (square <= 0 || sd <= o->spread * sqrt(k / square));
}

/* Would the least of N reach down to as far as Z standard deviations? */
static bool end_likely(double z, int n) {
  double reached = 1 - pow(1 - below(z), n);
  return reached >= 0.025 && reached <= 0.975;
}

void ant_judgement_people(ant_judgement *j, const ant_observation *o, double person_sd,
                          double error_sd) {
  ant_persons *p = &j->persons;
  p->person_sd = person_sd;
  p->error_sd = error_sd;
  double sd = sqrt(person_sd * person_sd + error_sd * error_sd);
  double all = sqrt(sd * sd + j->predicted_se * j->predicted_se);
  if (!(sd > 0) || o->n < 3) return;
  if (o->kind == ANT_SPREAD_SD && o->spread > 0 && !isnan(o->value)) {
    p->judged = true;
    p->inside = sd_inside(o, sd);
    p->ratio = sd / o->spread;
    for (int l = 0; l < ANT_NLEVEL; l++) {
      double reach = level_z[l] * all;
      p->share[l] = below((j->error + reach) / o->spread) - below((j->error - reach) / o->spread);
    }
  } else if (o->kind == ANT_SPREAD_RANGE_PERSONS) {
    p->judged = true;
    p->inside = end_likely((o->lo - j->predicted) / all, o->n) &&
                end_likely((j->predicted - o->hi) / all, o->n);
  }
}

double ant_crps_normal(double error, double sd) {
  const double root2 = 1.4142135623730951, root_pi = 1.7724538509055159;
  if (!(sd > 0)) return fabs(error);
  double z = error / sd, phi = exp(-0.5 * z * z) / (root2 * root_pi);
  return sd * (z * erf(z / root2) + 2 * phi - 1 / root_pi);
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static bool standardised(const ant_judgement *j, const bool *enter, int i) {
  return enter[i] && j[i].measure == ANT_MEASURE_STANDARDISED;
}

/* the unit in which most standardised rows are */
static const char *usual_unit(const ant_observation *o, const ant_judgement *j, const bool *enter,
                              int n, int *out_n) {
  const char *best = NULL;
  *out_n = 0;
  for (int i = 0; i < n; i++) {
    int same = 0;
    if (!standardised(j, enter, i) || (best && strcmp(best, o[i].unit_text) == 0)) continue;
    for (int k = i; k < n; k++) {
      same += standardised(j, enter, k) && strcmp(o[k].unit_text, o[i].unit_text) == 0;
    }
    if (same > *out_n) {
      *out_n = same;
      best = o[i].unit_text;
    }
  }
  return best;
}

static void between_studies(const ant_observation *o, const ant_judgement *j, const bool *enter,
                            int n, ant_tally *t) {
  double q = 0, weights = 0, sum_w = 0, sum_we = 0, sum_z = 0, crps = 0;
  t->tau = t->weighted_bias = t->mean_abs_z_tau = t->crps = NAN;
  t->tau_unit = usual_unit(o, j, enter, n, &t->n_tau);
  if (t->n_tau < 3) return;
  for (int pass = 0; pass < 2; pass++) {
    for (int i = 0; i < n; i++) {
      if (!standardised(j, enter, i) || strcmp(o[i].unit_text, t->tau_unit) != 0) continue;
      double e = j[i].error, s2 = j[i].se * j[i].se + j[i].predicted_se * j[i].predicted_se;
      if (pass == 0) {
        q += e * e / s2;
        weights += 1 / s2;
      } else {
        double w = 1 / (s2 + t->tau * t->tau);
        sum_w += w;
        sum_we += w * e;
        sum_z += fabs(e) * sqrt(w);
        crps += ant_crps_normal(e, sqrt(s2));
      }
    }
    if (pass == 0) t->tau = sqrt(fmax(0, (q - t->n_tau) / weights));
  }
  t->weighted_bias = sum_we / sum_w;
  t->mean_abs_z_tau = sum_z / t->n_tau;
  t->crps = crps / t->n_tau;
}

static double median(double *x, int n) {
  if (n == 0) return NAN;
  qsort(x, (size_t)n, sizeof *x, by_size);
  return (x[(n - 1) / 2] + x[n / 2]) / 2;
}

static void tally_persons(const ant_judgement *j, const bool *enter, int n, double *ratio,
                          ant_tally *t) {
  int n_sd = 0;
  double share[ANT_NLEVEL] = {0};
  for (int i = 0; i < n; i++) {
    const ant_persons *p = &j[i].persons;
    if (!enter[i] || !p->judged) continue;
    t->n_persons++;
    t->persons_inside += p->inside;
    if (isnan(p->ratio)) continue;
    ratio[n_sd++] = p->ratio;
    for (int l = 0; l < ANT_NLEVEL; l++) share[l] += p->share[l];
  }
  t->persons_ratio = median(ratio, n_sd);
  for (int l = 0; l < ANT_NLEVEL; l++) t->persons_share[l] = n_sd > 0 ? share[l] / n_sd : NAN;
}

void ant_tally_rows(const ant_observation *o, const ant_judgement *j, const bool *enter, int n,
                    ant_tally *out) {
  ant_tally t = {.mean_abs_z = NAN, .median_abs_z = NAN, .bias_z = NAN, .sharpness = NAN};
  double *size = malloc(2 * ((size_t)n + 1) * sizeof *size), *width = size ? size + n + 1 : NULL;
  double sum = 0, sum_abs = 0;
  int k = 0, n_width = 0;
  for (int i = 0; size && i < n; i++) {
    if (!enter[i]) continue;
    t.n[j[i].measure]++;
    t.inside[j[i].measure] += j[i].inside;
    if (j[i].measure != ANT_MEASURE_STANDARDISED) continue;
    sum += j[i].z;
    sum_abs += fabs(j[i].z);
    for (int l = 0; l < ANT_NLEVEL; l++) t.within[l] += fabs(j[i].z) <= level_z[l];
    if (j[i].predicted_se > 0) width[n_width++] = j[i].predicted_se / j[i].se;
    size[k++] = fabs(j[i].z);
  }
  if (k > 0) {
    t.bias_z = sum / k;
    t.mean_abs_z = sum_abs / k;
    t.median_abs_z = median(size, k);
    t.sharpness = median(width, n_width);
  }
  if (size) tally_persons(j, enter, n, size, &t);
  free(size);
  between_studies(o, j, enter, n, &t);
  *out = t;
}
