/* score_chart.h - the score at a glance: coverage against nominal, and a forest by study. */
#ifndef ANT_REPORT_SCORE_CHART_H
#define ANT_REPORT_SCORE_CHART_H

#include "base/text.h"
#include "score/rows.h"

/* The share of rows whose standardised error lies within the central interval of each nominal size:
 * a step for each row, the diagonal where it should be, and the 95 % band that so few rows allow
 * (binomial, normal approximation).  Nothing with fewer than two standardised rows that count. */
void ant_score_coverage(ant_text *out, const ant_observations *table, const ant_row_scores *scores);

/* One line for each row that counts and has a number other than 0: predicted / measured on one
 * axis, with the interval of the measured mean, in the order of the studies. */
void ant_score_forest(ant_text *out, const ant_observations *table, const ant_row_scores *scores);

#endif /* ANT_REPORT_SCORE_CHART_H */
