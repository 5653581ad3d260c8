/* stability.c - eigenvalues of a sparse Jacobian, part by part (see stability.h). */
#include "machine/stability.h"

#include <btf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/eigen.h"

typedef struct parts {
  const ant_pattern *pattern;
  const double *value;
  int n_part, *state, *start; /* states in order of parts, where each begins      */
  int *place, *work;          /* by state: its place in that order                */
  double *matrix, *re, *im;   /* for the largest part                             */
} parts;

static bool find_parts(parts *p) {
  size_t n = (size_t)p->pattern->n_col;
  p->state = calloc(7 * n + 2, sizeof *p->state);
  if (!p->state) return false;
  p->start = p->state + n;
  p->place = p->state + 2 * n + 1;
  p->work = p->state + 3 * n + 1;
  p->n_part = btf_strongcomp((int)n, (int *)(uintptr_t)p->pattern->col_start,
                             (int *)(uintptr_t)p->pattern->row, NULL, p->state, p->start, p->work);
  size_t most = 1;
  for (int i = 0; i < p->n_part; i++) {
    size_t size = (size_t)(p->start[i + 1] - p->start[i]);
    if (size > most) most = size;
  }
  for (int k = 0; k < (int)n; k++) p->place[p->state[k]] = k;
  p->matrix = calloc(most * most + 2 * most, sizeof *p->matrix);
  p->re = p->matrix + most * most;
  p->im = p->re + most;
  return p->matrix != NULL;
}

/* The largest real part of part I, NaN when it is not finite. */
static double growth_of(parts *p, int i) {
  int first = p->start[i], n = p->start[i + 1] - first;
  memset(p->matrix, 0, (size_t)n * (size_t)n * sizeof *p->matrix);
  for (int k = 0; k < n; k++) {
    int column = p->state[first + k];
    for (int e = p->pattern->col_start[column]; e < p->pattern->col_start[column + 1]; e++) {
      int row = p->place[p->pattern->row[e]] - first;
      if (row >= 0 && row < n) p->matrix[row * n + k] = p->value[e];
    }
  }
  if (!ant_eigenvalues(n, p->matrix, p->re, p->im)) return NAN;
  double most = -INFINITY;
  for (int k = 0; k < n; k++) most = fmax(most, p->re[k]);
  return most;
}

ant_status ant_stability(const ant_pattern *pattern, const double *value, double *out_growth,
                         int *out_state, int *out_n) {
  parts p = {.pattern = pattern, .value = value};
  ant_status status = find_parts(&p) ? ANT_OK : ANT_ENOMEM;
  double most = -INFINITY;
  int state = -1, n = 0;
  for (int i = 0; i < p.n_part && status == ANT_OK; i++) {
    double growth = growth_of(&p, i);
    if (isnan(growth)) status = ANT_ENUMERIC;
    if (growth <= most) continue;
    most = growth;
    state = p.state[p.start[i]];
    n = p.start[i + 1] - p.start[i];
  }
  free(p.state);
  free(p.matrix);
  if (status != ANT_OK) return status;
  *out_growth = most;
  *out_state = state;
  *out_n = n;
  return ANT_OK;
}
