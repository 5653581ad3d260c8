/* axis.c - where the ticks of an axis stand (see axis.h). */
#include "report/axis.h"

#include <math.h>
#include <stddef.h>

#define YEAR_D 365.25

static void order(double *low, double *high) {
  if (!(fabs(*low) < 1e300)) *low = 0; /* also NaN */
  if (!(fabs(*high) < 1e300)) *high = 0;
  if (*low > *high) {
    double swap = *low;
    *low = *high;
    *high = swap;
  }
  double least = 1e-9 * fmax(fabs(*low), fabs(*high));
  if (*high - *low <= least || *high - *low < 1e-300) {
    double half = fabs(*low) < 1e-280 ? 1 : fabs(*low) / 2;
    *low -= half;
    *high += half;
  }
}

static const double SLACK = 1e-6; /* of a step: rounding may not lose the ends */

static double count(double low, double high, double step) {
  return floor(high / step + SLACK) - ceil(low / step - SLACK) + 1;
}

/* the smallest of 1, 2, 5 times a power of ten with at most MOST multiples within the ends */
static double decimal_step(double low, double high, int most) {
  static const double part[] = {1, 2, 5};
  double decade = pow(10, floor(log10((high - low) / (most + 1))));
  for (int i = 0; i < 9; i++) {
    double step = part[i % 3] * decade * pow(10, i / 3);
    if (count(low, high, step) <= most) return step;
  }
  return high - low;
}

static ant_ticks multiples(double low, double high, double step) {
  ant_ticks t = {.step = step, .per = 1};
  for (double k = ceil(low / step - SLACK); t.n < ANT_TICKS && k * step <= high + SLACK * step;
       k++) {
    t.at[t.n++] = k * step + 0.0;
  }
  while (t.decimals < 9) {
    double shifted = step * pow(10, t.decimals);
    if (fabs(shifted - round(shifted)) <= 1e-6 * shifted) break;
    t.decimals++;
  }
  return t;
}

static int within_limits(int most) {
  return most < 2 ? 2 : most > ANT_TICKS ? ANT_TICKS : most;
}

ant_ticks ant_ticks_decimal(double low, double high, int most) {
  order(&low, &high);
  return multiples(low, high, decimal_step(low, high, within_limits(most)));
}

static ant_ticks years(double low, double high, int most) {
  double step = decimal_step(low / YEAR_D, high / YEAR_D, most);
  ant_ticks t = multiples(low, high, fmax(step, 1) * YEAR_D);
  t.per = YEAR_D;
  t.decimals = 0;
  return t;
}

ant_ticks ant_ticks_days(double low, double high, int most) {
  static const double step[] = {1, 2, 5, 7, 10, 14, 30, 60, 90, 180, 365, 730};
  order(&low, &high);
  most = within_limits(most);
  if (high - low < 1) return ant_ticks_decimal(low, high, most);
  if (high - low > 4 * YEAR_D) return years(low, high, most);
  size_t i = 0;
  while (i + 1 < sizeof step / sizeof *step && count(low, high, step[i]) > most) i++;
  ant_ticks t = multiples(low, high, step[i]);
  t.decimals = 0;
  return t;
}

void ant_axis_widen(double *low, double *high, int most) {
  order(low, high);
  double step = decimal_step(*low, *high, within_limits(most));
  *low = step * floor(*low / step + 1e-9);
  *high = step * ceil(*high / step - 1e-9);
}
