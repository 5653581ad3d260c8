/* solver.c - the books of a solver, whatever method takes the steps (see solver.h).
 *   1. The problem's functions   2. Making and freeing   3. Starting   4. Stepping   5. Failing */
#include "engine/solver.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/stepper.h"

/* 1. The problem's functions ----------------------------------------------- */

static bool all_finite(const double *x, int n) {
  /* a sum of x*0 is 0 unless one of them is not finite; four sums do not wait for one another */
  double sum[4] = {0};
  int i = 0;
  for (; i + 4 <= n; i += 4) {
    for (int k = 0; k < 4; k++) sum[k] += x[i + k] * 0.0;
  }
  for (; i < n; i++) sum[0] += x[i] * 0.0;
  return sum[0] + sum[1] + sum[2] + sum[3] == 0;
}

bool ant_solver_finite(ant_solver *s, double time_d, const double *y, const double *x, int n) {
  if (all_finite(x, n)) return true;
  memcpy(s->bad, y, (size_t)s->n * sizeof *y);
  s->bad_time_d = time_d;
  s->is_bad = true;
  return false;
}

bool ant_solver_rate(ant_solver *s, double time_d, const double *y, double *dy) {
  s->stats.rate_calls++;
  s->problem->rate(s->problem->user, time_d, y, dy);
  return ant_solver_finite(s, time_d, y, dy, s->n);
}

bool ant_solver_jacobian(ant_solver *s, double time_d, const double *y, double *dy, double *value,
                         double *opt_by_time) {
  s->stats.jacobian_calls++;
  s->problem->jacobian(s->problem->user, time_d, y, dy, value, opt_by_time);
  return ant_solver_finite(s, time_d, y, dy, s->n) &&
         ant_solver_finite(s, time_d, y, value, s->problem->pattern->nnz) &&
         (!opt_by_time || ant_solver_finite(s, time_d, y, opt_by_time, s->n));
}

void ant_solver_multiply(const ant_pattern *pattern, const double *value, const double *x,
                         double *out) {
  for (int i = 0; i < pattern->n_row; i++) out[i] = 0;
  for (int j = 0; j < pattern->n_col; j++) {
    for (int k = pattern->col_start[j]; k < pattern->col_start[j + 1]; k++) {
      out[pattern->row[k]] += value[k] * x[j];
    }
  }
}

double ant_solver_norm(const ant_solver *s, const double *y, const double *x) {
  double sum = 0;
  for (int i = 0; i < s->n; i++) {
    double share = x[i] / (s->tolerance * (fabs(y[i]) + s->problem->scale[i]));
    sum += share * share;
  }
  return sqrt(sum / s->n);
}

/* 2. Making and freeing -------------------------------------------------- */

static ant_status take_memory(ant_solver *s, ant_diag *diag) {
  size_t n = (size_t)s->n;
  s->good = calloc(n + 1, sizeof *s->good);
  s->next = calloc(n + 1, sizeof *s->next);
  s->bad = calloc(n + 1, sizeof *s->bad);
  if (s->good && s->next && s->bad) return ANT_OK;
  return ant_fail(diag, ANT_ENOMEM, "no memory to integrate %d states", s->n);
}

ant_status ant_solver_create(const ant_problem *problem, ant_method method, double tolerance,
                             ant_solver **out_solver, ant_diag *opt_diag) {
  ant_solver *s = calloc(1, sizeof *s);
  if (!s) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a solver");
  s->problem = problem;
  s->stepper = method == ANT_METHOD_BDF ? &ant_stepper_cvodes : &ant_stepper_rosenbrock;
  s->n = problem->n;
  s->tolerance = tolerance;
  ant_status status = take_memory(s, opt_diag);
  /* a model without states has nothing to integrate, and CVODES accepts no empty system */
  if (status == ANT_OK && s->n > 0) status = s->stepper->create(s, opt_diag);
  if (status != ANT_OK) {
    ant_solver_destroy(&s);
    return status;
  }
  *out_solver = s;
  return ANT_OK;
}

void ant_solver_destroy(ant_solver **solver) {
  ant_solver *s = *solver;
  if (!s) return;
  if (s->own) s->stepper->destroy(s);
  free(s->good);
  free(s->next);
  free(s->bad);
  free(s);
  *solver = NULL;
}

/* 3. Starting ------------------------------------------------------------ */

static ant_status fail(ant_solver *s, ant_stop stop, double reached_d, ant_diag *diag);

/* Whether Y is what the solver itself makes of TIME_D; `bad` is free while nothing is. */
static bool is_continuous(ant_solver *s, double time_d, const double *y) {
  return s->begun && time_d >= s->last_d && time_d <= s->time_d &&
         ant_solver_at(s, time_d, s->bad, NULL) == ANT_OK &&
         memcmp(y, s->bad, (size_t)s->n * sizeof *y) == 0;
}

ant_status ant_solver_start(ant_solver *s, double time_d, double stop_d, const double *y,
                            ant_diag *opt_diag) {
  bool continuous = is_continuous(s, time_d, y);
  if (s->begun) s->stepper->count(s, &s->stats);
  s->begun = false;
  s->time_d = s->last_d = time_d;
  s->stop_d = stop_d;
  s->steps_here = 0;
  s->is_bad = false;
  s->stats.restarts++;
  memcpy(s->good, y, (size_t)s->n * sizeof *y);
  /* closer than time itself can be told: there is nothing between */
  double least = 64 * DBL_EPSILON * fmax(fabs(time_d), fabs(stop_d));
  if (s->n == 0 || stop_d - time_d <= least) {
    s->time_d = stop_d;
    return ANT_OK;
  }
  ant_stop stop = ANT_STOP_START;
  if (ant_solver_finite(s, time_d, y, y, s->n)) stop = s->stepper->start(s, y, continuous);
  if (stop != ANT_STOP_NONE) return fail(s, stop, time_d, opt_diag);
  s->begun = true;
  return ANT_OK;
}

/* 4. Stepping ------------------------------------------------------------ */

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

ant_status ant_solver_step(ant_solver *s, ant_diag *opt_diag) {
  if (s->time_d >= s->stop_d) return ANT_OK;
  if (s->steps_here++ >= ANT_SOLVER_MAX_STEPS) return fail(s, ANT_STOP_WORK, s->time_d, opt_diag);
  double started = now();
  double reached = s->time_d;
  ant_stop stop = s->stepper->step(s, s->next, &reached);
  s->stats.seconds += now() - started;
  if (stop == ANT_STOP_NONE && !ant_solver_finite(s, reached, s->next, s->next, s->n)) {
    stop = ANT_STOP_RATES;
  }
  if (stop != ANT_STOP_NONE) return fail(s, stop, reached, opt_diag);

  double *before = s->good;
  s->good = s->next;
  s->next = before;
  s->is_bad = false;
  s->last_d = s->time_d;
  s->time_d = reached;
  return ANT_OK;
}

double ant_solver_time(const ant_solver *s) {
  return s->time_d;
}

ant_status ant_solver_at(ant_solver *s, double time_d, double *y, ant_diag *opt_diag) {
  if (time_d == s->time_d || !s->begun) {
    memcpy(y, s->good, (size_t)s->n * sizeof *y);
    return ANT_OK;
  }
  if (s->stepper->at(s, time_d, y)) return ANT_OK;
  return ant_fail(opt_diag, ANT_ENUMERIC,
                  "day %.10g lies outside the last step, day %.10g to %.10g", time_d, s->last_d,
                  s->time_d);
}

void ant_solver_get_stats(const ant_solver *s, ant_solver_stats *out_stats) {
  *out_stats = s->stats;
  if (s->begun) s->stepper->count(s, out_stats);
}

/* 5. Failing ------------------------------------------------------------- */

/* What STOP means to somebody who has never heard of the method. */
static const char *reason(ant_stop stop) {
  switch (stop) {
  case ANT_STOP_ERROR:
    return "the error stays too large however small the step";
  case ANT_STOP_NEWTON:
    return "Newton's iteration does not converge however small the step";
  case ANT_STOP_SINGULAR:
    return "the linear system is singular";
  case ANT_STOP_START:
    return "the start has rates that are not finite";
  case ANT_STOP_RATES:
    return "rates are not finite";
  case ANT_STOP_SLOPE:
    return "a derivative of the rates is not finite, which the method `bdf` may get over";
  case ANT_STOP_WORK:
    return "it took too many steps";
  default:
    return "the integrator gave up";
  }
}

/* Say what went wrong after REACHED_D; the solver stays at its last good state. */
static ant_status fail(ant_solver *s, ant_stop stop, double reached_d, ant_diag *diag) {
  const ant_problem *p = s->problem;
  char blame[256] = "", state[400] = "";
  bool blamed =
      s->is_bad && p->blame && p->blame(p->user, s->bad_time_d, s->bad, blame, sizeof blame);
  int worst = blamed || !s->begun ? -1 : s->stepper->worst(s);
  if (worst >= 0 && p->describe) {
    p->describe(p->user, worst, s->good[worst], state, sizeof state);
  }
  double at_d = blamed ? s->bad_time_d : fmax(reached_d, s->time_d);
  if (s->is_bad && stop == ANT_STOP_NEWTON) stop = ANT_STOP_RATES;
  ant_fail(diag, ANT_ENUMERIC, "integration failed at day %.10g: %s%s%s", at_d,
           blamed ? blame : reason(stop), state[0] ? "; most of the error is in " : "", state);
  ant_diag_hint(diag, "the last good state is that of day %.10g; nothing after it was kept",
                s->time_d);
  return ANT_ENUMERIC;
}
