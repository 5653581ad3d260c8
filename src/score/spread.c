/* spread.c - the spread of each row's prediction over many runs (see spread.h). */
#include "score/spread.h"

#include <math.h>
#include <stdlib.h>

ant_status ant_spread_init(ant_spread *s, int n_row, ant_diag *opt_diag) {
  size_t n = (size_t)n_row + 1;
  *s = (ant_spread){.n_row = n_row};
  s->n = calloc(n, sizeof *s->n);
  s->mean = calloc(n, sizeof *s->mean);
  s->sum = calloc(n, sizeof *s->sum);
  if (s->n && s->mean && s->sum) return ANT_OK;
  ant_spread_clear(s);
  return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the spread of %d rows", n_row);
}

void ant_spread_clear(ant_spread *s) {
  free(s->n);
  free(s->mean);
  free(s->sum);
  *s = (ant_spread){0};
}

void ant_spread_add(ant_spread *s, const double *value) {
  for (int i = 0; i < s->n_row; i++) {
    double x = value[i];
    if (!isfinite(x)) continue;
    double step = x - s->mean[i];
    s->n[i]++;
    s->mean[i] += step / s->n[i];
    s->sum[i] += step * (x - s->mean[i]);
  }
}

double ant_spread_sd(const ant_spread *s, int i) {
  return s->n[i] > 1 ? sqrt(s->sum[i] / (s->n[i] - 1)) : NAN;
}
