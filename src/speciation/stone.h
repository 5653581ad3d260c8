/* stone.h - from a table of urine to the risk of a stone.
 *
 * Columns are found by name: "urine.calcium" or "calcium", and so for every word of ANT_IONS, for
 * "volume" and "ph".  An ion may be counted by mole or mass, a day or a litre; what is a day's
 * needs the volume.
 *
 * Risk.  Symptomatic stones come at
 *     rate = rate_on_ground (RSS / RSS on the ground)^power,
 * RSS that of calcium oxalate, for all stones alike (assumed: most are of it).  The rate on the
 * ground is that of 14 events in 5434.5 person-years of astronauts (Pietrzyk 2007, told by
 * Goodenow-Messman et al., npj Microgravity 8:2, 2022); its log has a standard deviation of
 * 1/sqrt(14).  The power is that of three cohorts in which the odds of being a stone former rose
 * 6.3-fold (pooled from 5.85, 6.38, 6.95) from the lowest to the highest category of RSS (Prochaska
 * et al., J. Urol. 2018, abstract), taken to lie 10 to 20 times apart (assumed):
 * ln 6.3 / ln 14 = 0.70, with a standard deviation of 0.10. */
#ifndef ANT_SPECIATION_STONE_H
#define ANT_SPECIATION_STONE_H

#include <stdbool.h>

#include "antaeus/speciation.h"

#define ANT_STONE_RATE     (14 / 5434.5) /* on the ground [1/year]                               */
#define ANT_STONE_RATE_SD  0.267         /* of its log                                           */
#define ANT_STONE_POWER    0.70
#define ANT_STONE_POWER_SD 0.10

/* Where in a row of numbers a urine stands.  Column -1: not there. */
typedef struct ant_urine_map {
  int ion[ANT_NION];
  double factor[ANT_NION]; /* to mol a day, or mol a litre                                       */
  bool per_day[ANT_NION];
  int volume;
  double volume_factor; /* to L a day                                                            */
  int ph;
} ant_urine_map;

/* Make the map of N columns.  Returns ANT_OK; ANT_EMISSING naming the ions without which no stone
 * can be told, or the volume; ANT_EUNIT for a unit that is neither; ANT_EDUPLICATE. */
ant_status ant_urine_map_make(int n, char *const *name, char *const *unit, ant_urine_map *out,
                              ant_diag *opt_diag);

/* The urine of a row; its pH is NaN where the map has none.  Returns ANT_OK, or ANT_ERANGE for a
 * volume that is not positive. */
ant_status ant_urine_of_row(const ant_urine_map *map, const double *row, ant_urine *out,
                            ant_diag *opt_diag);

/* Stones a year at RATIO times the supersaturation on the ground. */
double ant_stone_rate(double ratio, double power);

/* The 95 % interval of a number of stones that is MEAN at the usual power, and LOW and HIGH with
 * the power 1.96 standard deviations below and above: both uncertainties, as independent. */
void ant_stone_interval(double mean, double low, double high, double *out_lo, double *out_hi);

#endif /* ANT_SPECIATION_STONE_H */
