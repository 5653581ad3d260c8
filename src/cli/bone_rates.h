/* bone_rates.h - how much bone is formed and resorbed at a site, step by step: what a mission's
 * flight says of it, or a course.csv, or two given rates. */
#ifndef ANT_CLI_BONE_RATES_H
#define ANT_CLI_BONE_RATES_H

#include "antaeus/diag.h"

typedef struct ant_bone_rate_options {
  const char *mission, *person, *model; /* fly it, as `antaeus fly` does                          */
  const char *course;                   /* or read this                                           */
  double formation, resorption;         /* or these [%/year]; NAN: not given                      */
  const char *site;                     /* "femoral_neck"                                         */
  double from_d, days; /* from this mission day on; NAN: to the end               */
  double step_d;
  bool quiet;
} ant_bone_rate_options;

typedef struct ant_bone_rates {
  int n;            /* steps                                                                      */
  double *day;      /* (n + 1)                                                                    */
  double *formed;   /* (n) of the volume on the ground                                            */
  double *resorbed; /* (n)                                                                        */
} ant_bone_rates;

/* Put the steps into *OUT_RATES, to be cleared by the caller.  Returns 0, or the exit status after
 * a message to standard error. */
int ant_bone_rates_make(const ant_bone_rate_options *options, ant_bone_rates *out_rates);
void ant_bone_rates_clear(ant_bone_rates *rates);

#endif /* ANT_CLI_BONE_RATES_H */
