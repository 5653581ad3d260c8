/* judge.h - one prediction held against one measurement, and many taken together.
 *
 * A row is judged by what its spread allows, and the four ways are counted apart:
 *
 *   standardised   the mean has a standard error (se, ci95, or sd with n): z = (p - m) / s, where
 *                  s^2 adds the prediction's own; inside when |p - m| <= 1.96 standard errors of
 *                  the measured mean
 *   interval       a range or a bound: inside or not
 *   ratio          no usable spread: p / m; inside within 25 per cent of m; where m is 0, within
 *                  the band that counts as unchanged
 *   sign           the direction: right or not
 *
 * Taken together, rows are weighted by 1 / (s^2 + tau^2), tau^2 being what studies differ by beyond
 * their errors: sum (e/s)^2 = k + tau^2 sum 1/s^2 in the mean (the method of moments of DerSimonian
 * and Laird 1986 for errors around a given prediction).  It is estimated for rows of one unit.
 *
 * Thread safety: pure. */
#ifndef ANT_JUDGE_H
#define ANT_JUDGE_H

#include "score/observation.h"

typedef enum ant_measure {
  ANT_MEASURE_STANDARDISED,
  ANT_MEASURE_INTERVAL,
  ANT_MEASURE_RATIO,
  ANT_MEASURE_SIGN,
  ANT_NMEASURE
} ant_measure;

const char *ant_measure_name(ant_measure measure);

/* Single people held against the spread that a row reports.  Normal distributions throughout.
 *
 * An SD of n persons: inside when the predicted SD lies in the measured one's 95 per cent
 * confidence interval (chi squared with n - 1 degrees of freedom); SHARE is how many of the people
 * measured, had they the mean and SD of the row, lie in the predicted 50, 90 and 95 per cent
 * intervals of persons.  A range of n persons: inside when the least and the most of n predicted
 * ones would reach as far as its ends in 2.5 to 97.5 of 100 groups. */
enum { ANT_NLEVEL = 3 };
extern const int ant_level_percent[ANT_NLEVEL]; /* 50, 90, 95                         */

typedef struct ant_persons {
  double person_sd; /* between persons, as predicted, in the row's unit; NaN: not sampled */
  double error_sd;  /* of the measurement on one person; NaN: not known            */
  bool judged, inside;
  double ratio;             /* predicted SD (with the error) over the measured one; NaN */
  double share[ANT_NLEVEL]; /* [-]; NaN                                            */
} ant_persons;

typedef struct ant_judgement {
  ant_measure measure;
  bool inside;
  double predicted;    /* in the row's unit; of a sign: -1, 0, 1                      */
  double error;        /* predicted - measured, same unit; NaN without a value        */
  double se;           /* standard error of the measured mean; NaN: none              */
  double predicted_se; /* of the predicted group mean; 0: not known                */
  double z;            /* NaN unless standardised                                     */
  double ratio;        /* NaN without a value other than 0                            */
  ant_persons persons;
} ant_judgement;

/* The standard error of the mean that ROW reports, in its unit; NaN when it reports none. */
double ant_observation_se(const ant_observation *row);

/* Hold PREDICTED, in the row's unit (of a sign: the change), against ROW.  PREDICTED_SE is the
 * uncertainty of the predicted group mean, 0 when it is not known. */
ant_judgement ant_judge(const ant_observation *row, const ant_question *question, double predicted,
                        double predicted_se);

/* Say how uncertain the prediction is: z is then error / sqrt(se^2 + PREDICTED_SE^2). */
void ant_judgement_widen(ant_judgement *judgement, double predicted_se);

/* Say how people differ, PERSON_SD, and what one measurement errs by, ERROR_SD (NaN: not known, and
 * then nothing is judged); the uncertainty of the mean is taken as it stands in JUDGEMENT. */
void ant_judgement_people(ant_judgement *judgement, const ant_observation *row, double person_sd,
                          double error_sd);

/* The continuous ranked probability score of a normal prediction that misses by ERROR and has the
 * standard deviation SD: Gneiting and Raftery 2007, J Am Stat Assoc 102:359, eq. 21. */
double ant_crps_normal(double error, double sd);

typedef struct ant_tally {
  int n[ANT_NMEASURE], inside[ANT_NMEASURE];
  double mean_abs_z, median_abs_z;  /* of the standardised; NaN when there are none    */
  double bias_z;                    /* mean of z                                       */
  int within[ANT_NLEVEL];           /* standardised with |z| inside the 50, 90, 95 % interval */
  double sharpness;                 /* median of predicted_se / se; NaN when no row has both */
  double crps;                      /* mean over the rows of tau_unit, in that unit; NaN */
  double tau;                       /* between studies, in the unit of most rows; NaN  */
  const char *tau_unit;             /* that unit, NULL                                 */
  int n_tau;                        /* rows of that unit                               */
  int n_persons, persons_inside;    /* rows whose spread of persons was judged         */
  double persons_ratio;             /* median of predicted over measured SD; NaN       */
  double persons_share[ANT_NLEVEL]; /* mean share of people in their intervals; NaN    */
  double weighted_bias;             /* of those rows, weighted, in that unit           */
  double mean_abs_z_tau;            /* mean of |e| / sqrt(s^2 + tau^2) of those rows   */
} ant_tally;

/* Take together those of N judgements that ENTER. */
void ant_tally_rows(const ant_observation *row, const ant_judgement *judgement, const bool *enter,
                    int n, ant_tally *out);

#endif /* ANT_JUDGE_H */
