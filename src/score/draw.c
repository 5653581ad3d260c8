/* draw.c - Latin hypercube samples of a model's distributions (see draw.h). */
#include "score/draw.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "language/ir.h"

/* Newton on the distribution function, which libm has: monotone, so it cannot go astray once it
 * starts on the steep side; ten steps give all digits from p = 1e-10 on. */
double ant_normal_quantile(double p) {
  const double root2 = 1.4142135623730951, root2pi = 2.5066282746310002;
  double x = 0;
  for (int i = 0; i < 60; i++) {
    double off = 0.5 * erfc(-x / root2) - p, step = off * root2pi * exp(0.5 * x * x);
    step = fmin(fmax(step, -1), 1);
    x -= step;
    if (fabs(step) < 1e-14) break;
  }
  return x;
}

/* a number in [0, 1) that depends on its three keys only */
static double uniform(uint64_t seed, int stream, int i) {
  uint64_t h = ant_hash_integer(ANT_HASH_START, (int64_t)seed);
  h = ant_hash_integer(ant_hash_integer(h, stream), i);
  /* FNV's low bits are weak: mix (Stafford's variant 13 of the MurmurHash3 finaliser) */
  h = (h ^ (h >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  h = (h ^ (h >> 27)) * UINT64_C(0x94d049bb133111eb);
  h ^= h >> 31;
  return (double)(h >> 11) * 0x1p-53;
}

static double quantile(const ant_dist *d, double value, double p) {
  double mode = d->arg[1], low = d->arg[0], high = d->arg[2], cut;
  switch (d->kind) {
  case ANT_DIST_NORMAL:
    return value + (d->relative ? value * d->arg[0] : d->arg[0]) * ant_normal_quantile(p);
  case ANT_DIST_LOGNORMAL:
    return value * exp(sqrt(log1p(d->arg[0] * d->arg[0])) * ant_normal_quantile(p));
  case ANT_DIST_UNIFORM:
    return d->arg[0] + p * (d->arg[1] - d->arg[0]);
  case ANT_DIST_TRIANGULAR:
    cut = (mode - low) / (high - low);
    return p < cut ? low + sqrt(p * (high - low) * (mode - low))
                   : high - sqrt((1 - p) * (high - low) * (high - mode));
  case ANT_DIST_NONE:
    break;
  }
  return value;
}

static const ant_dist *dist_of(const ant_symbol *s, ant_draw_kind kind) {
  return kind == ANT_DRAW_PEOPLE ? &s->people : &s->unknown;
}

static bool varies(const ant_symbol *s, ant_draw_kind kind) {
  return s->kind == ANT_SYM_PARAM && s->value && dist_of(s, kind)->kind != ANT_DIST_NONE;
}

/* One parameter in all N draws: part ORDER[k] of N for draw k.  The order is a shuffle (Fisher and
 * Yates) of its own stream. */
static void draw_one(const ant_symbol *s, int symbol, int element, ant_draw_kind kind,
                     uint64_t seed, int stream, int *order, ant_draws *d, int column) {
  for (int k = 0; k < d->n; k++) order[k] = k;
  for (int k = d->n - 1; k > 0; k--) {
    int j = (int)(uniform(seed, stream, k) * (k + 1)), keep = order[k];
    order[k] = order[j];
    order[j] = keep;
  }
  for (int k = 0; k < d->n; k++) {
    double p = (order[k] + uniform(seed, stream, d->n + k)) / d->n;
    p = fmin(fmax(p, 1e-9), 1 - 1e-9);
    double x = quantile(dist_of(s, kind), s->value[element], p);
    d->setting[(size_t)k * (size_t)d->n_setting + (size_t)column] =
        (ant_setting){symbol, element, fmin(fmax(x, s->lo), s->hi)};
  }
}

ant_status ant_draws_create(const ant_model *m, ant_draw_kind kind, int n, uint64_t seed,
                            ant_draws *out, ant_diag *opt_diag) {
  ant_draws d = {.n = n};
  for (int i = 0; i < m->n_symbol; i++) {
    if (varies(&m->symbol[i], kind)) d.n_setting += m->symbol[i].n;
  }
  int *order = calloc((size_t)n + 1, sizeof *order);
  d.setting = calloc((size_t)n * (size_t)d.n_setting + 1, sizeof *d.setting);
  if (!order || !d.setting) {
    free(order);
    free(d.setting);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for %d draws", n);
  }
  int column = 0;
  for (int i = 0; i < m->n_symbol; i++) {
    const ant_symbol *s = &m->symbol[i];
    for (int e = 0; varies(s, kind) && e < s->n; e++) {
      draw_one(s, i, e, kind, seed, 2 * column + (int)kind, order, &d, column);
      column++;
    }
  }
  free(order);
  *out = d;
  return ANT_OK;
}

void ant_draws_clear(ant_draws *draws) {
  free(draws->setting);
  *draws = (ant_draws){0};
}
