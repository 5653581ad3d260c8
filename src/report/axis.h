/* axis.h - where the ticks of an axis stand.
 *
 * Reference: the steps 1, 2, 5 of any decade, the usual choice for a decimal scale; days have their
 * own steps (weeks, months of 30 days, years of 365.25 days), since 250 days say nothing to anyone.
 */
#ifndef ANT_REPORT_AXIS_H
#define ANT_REPORT_AXIS_H

enum { ANT_TICKS = 16 };

typedef struct ant_ticks {
  double at[ANT_TICKS]; /* (n) rising                                            */
  int n;
  int decimals; /* that tell neighbours apart                                    */
  double step;
  double per; /* at[i] / per is what is printed: 1, or 365.25 for years       */
} ant_ticks;

/* At most MOST ticks (2 to ANT_TICKS) of a decimal step within [low, high].  Equal or swapped ends
 * are spread first; what is not finite or beyond 1e300 counts as 0. */
ant_ticks ant_ticks_decimal(double low, double high, int most);

/* The same for days; 0 is always among the candidates.  Beyond four years they are years. */
ant_ticks ant_ticks_days(double low, double high, int most);

/* Widen [*low, *high] to whole steps of a decimal scale with about MOST ticks. */
void ant_axis_widen(double *low, double *high, int most);

#endif /* ANT_REPORT_AXIS_H */
