/* limits.h - densities against what a space agency allows.
 *
 * T = (density - mean of young adults) / their standard deviation, for total hip, femoral neck and
 * lumbar spine, sex-matched.  Every number here says where it was read, or that it is assumed. */
#ifndef ANT_REPORT_LIMITS_H
#define ANT_REPORT_LIMITS_H

#include "report/view.h"

typedef struct ant_reference {
  const char *site;
  ant_report_sex sex;
  double mean, sd; /* [g/cm^2]                                                   */
  const char *source;
} ant_reference;

/* The reference of SITE for SEX, or NULL. */
const ant_reference *ant_reference_of(const char *site, ant_report_sex sex);

/* The T-score of a density [g/cm^2]; NaN without a reference. */
double ant_t_score(const ant_reference *reference, double density);

/* The section of the page: T-scores and per cent of preflight against the limits. */
void ant_limits_section(ant_text *out, const ant_view *view);

#endif /* ANT_REPORT_LIMITS_H */
