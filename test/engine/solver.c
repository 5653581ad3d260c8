/* The solver against closed forms, against an integrator of its own, and against itself asked
 * otherwise. */
#include "test.h"

#include "engine/solver.h"

#include <float.h>

/* 1. Problems ------------------------------------------------------------ */

/* A linear system dy = A y + b, dense pattern, with a few dials that spoil it. */
typedef struct linear {
  int n;
  double a[4][4], b[4];
  double zero_at_d; /* from here on a rate is 1/0; NAN never                     */
  double pole_d;    /* 1/(pole - t) is added; NAN never                          */
  double pulse_d;   /* 1 is added for 40 days from here on; 0 never              */
  long calls;
} linear;

static void linear_rate(void *user, double t, const double *y, double *dy) {
  linear *p = user;
  p->calls++;
  for (int i = 0; i < p->n; i++) {
    dy[i] = p->b[i];
    for (int j = 0; j < p->n; j++) dy[i] += p->a[i][j] * y[j];
  }
  if (t >= p->zero_at_d) dy[0] += 1 / fmax(p->zero_at_d - t, 0);
  if (p->pulse_d > 0 && t >= p->pulse_d && t < p->pulse_d + 40) dy[0] += 1;
  if (!isnan(p->pole_d)) dy[0] += 1 / (p->pole_d - t);
}

static void linear_jacobian(void *user, double t, const double *y, double *dy, double *value,
                            double *by_time) {
  linear *p = user;
  linear_rate(user, t, y, dy);
  for (int i = 0; by_time && i < p->n; i++) by_time[i] = 0;
  if (by_time && !isnan(p->pole_d)) by_time[0] = 1 / ((p->pole_d - t) * (p->pole_d - t));
  for (int j = 0; j < p->n; j++) {
    for (int i = 0; i < p->n; i++) value[j * p->n + i] = p->a[i][j];
  }
}

static void describe(void *user, int i, double value, char *buffer, size_t size) {
  (void)user;
  snprintf(buffer, size, "y%d = %.6g", i, value);
}

static bool blame(void *user, double t, const double *y, char *buffer, size_t size) {
  double dy[4];
  linear_rate(user, t, y, dy);
  for (int i = 0; i < ((linear *)user)->n; i++) {
    if (isfinite(dy[i])) continue;
    snprintf(buffer, size, "the rate of y%d is not finite", i);
    return true;
  }
  return false;
}

static const int dense_start[] = {0, 4, 8, 12, 16}, dense_start3[] = {0, 3, 6, 9};
static const int dense_start2[] = {0, 2, 4}, dense_start1[] = {0, 1};
static const int dense_row[] = {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3};
static const int dense_row3[] = {0, 1, 2, 0, 1, 2, 0, 1, 2}, dense_row2[] = {0, 1, 0, 1};
static const double ones[] = {1, 1, 1, 1};

static ant_problem linear_problem(linear *p, ant_pattern *pattern) {
  const int *start[] = {NULL, dense_start1, dense_start2, dense_start3, dense_start};
  const int *row[] = {NULL, dense_row, dense_row2, dense_row3, dense_row};
  *pattern = (ant_pattern){p->n, p->n, p->n * p->n, start[p->n], row[p->n]};
  return (ant_problem){.n = p->n,
                       .pattern = pattern,
                       .scale = ones,
                       .user = p,
                       .rate = linear_rate,
                       .jacobian = linear_jacobian,
                       .describe = describe,
                       .blame = blame};
}

/* y0' = -k y0, y1' = k y0 - y1: fast and slow */
static linear decay(double k) {
  return (linear){.n = 2, .a = {{-k, 0}, {k, -1}}, .zero_at_d = NAN, .pole_d = NAN};
}

/* Robertson's chemistry, in its own units */
static void robertson_rate(void *user, double t, const double *y, double *dy) {
  (void)user, (void)t;
  dy[0] = -0.04 * y[0] + 1e4 * y[1] * y[2];
  dy[2] = 3e7 * y[1] * y[1];
  dy[1] = -dy[0] - dy[2];
}

static void robertson_jacobian(void *user, double t, const double *y, double *dy, double *value,
                               double *by_time) {
  robertson_rate(user, t, y, dy);
  for (int i = 0; by_time && i < 3; i++) by_time[i] = 0;
  double j[9] = {-0.04,      0.04,       0,           1e4 * y[2], -1e4 * y[2] - 6e7 * y[1],
                 6e7 * y[1], 1e4 * y[1], -1e4 * y[1], 0};
  memcpy(value, j, sizeof j);
}

/* 2. Helpers ------------------------------------------------------------- */

static ant_method method; /* all tests below are run with both */

/* Go from (t, y) to END and put the state there into y. */
static ant_status go(const ant_problem *p, double tolerance, double t, double end, double *y,
                     ant_solver_stats *opt_stats, ant_diag *diag) {
  ant_solver *s = NULL;
  ant_status status = ant_solver_create(p, method, tolerance, &s, diag);
  if (status == ANT_OK) status = ant_solver_start(s, t, end, y, diag);
  while (status == ANT_OK && ant_solver_time(s) < end) status = ant_solver_step(s, diag);
  if (status == ANT_OK) status = ant_solver_at(s, end, y, diag);
  if (s && opt_stats) ant_solver_get_stats(s, opt_stats);
  if (s) ant_solver_destroy(&s);
  return status;
}

/* 3. Tests --------------------------------------------------------------- */

static void follows_a_closed_form(void) {
  ant_pattern pattern;
  linear p = decay(1000);
  ant_problem problem = linear_problem(&p, &pattern);
  double y[2] = {1, 0};
  CHECK(go(&problem, 1e-10, 0, 3, y, NULL, NULL) == ANT_OK);
  NEAR(y[0], 0, 1e-8);
  NEAR(y[1], 1000. / 999 * (exp(-3) - exp(-3000)), 3e-8);
}

static void a_tighter_tolerance_is_a_smaller_error(void) {
  ant_pattern pattern;
  linear p = {.n = 2, .a = {{0, 1}, {-1, 0}}, .zero_at_d = NAN, .pole_d = NAN};
  ant_problem problem = linear_problem(&p, &pattern);
  double last = 1;
  for (double tolerance = 1e-4; tolerance > 1e-11; tolerance /= 100) {
    double y[2] = {1, 0};
    CHECK(go(&problem, tolerance, 0, 10, y, NULL, NULL) == ANT_OK);
    double error = hypot(y[0] - cos(10), y[1] + sin(10));
    printf("# tolerance %g: error %.3g\n", tolerance, error);
    CHECK(error < last / 5 && error < 300 * tolerance);
    last = error;
  }
}

/* the classical Runge-Kutta method of fourth order, small fixed steps */
static void rk4(double *y, double end, int n_step) {
  double h = end / n_step, k[4][3], z[3];
  const double at[] = {0, 0.5, 0.5, 1};
  for (int step = 0; step < n_step; step++) {
    for (int s = 0; s < 4; s++) {
      for (int i = 0; i < 3; i++) z[i] = y[i] + (s ? h * at[s] * k[s - 1][i] : 0);
      robertson_rate(NULL, 0, z, k[s]);
    }
    for (int i = 0; i < 3; i++) {
      y[i] += h / 6 * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]);
    }
  }
}

static void agrees_with_another_integrator(void) {
  ant_pattern pattern = {3, 3, 9, dense_start3, dense_row3};
  const double scale[] = {1, 1e-4, 1};
  ant_problem problem = {.n = 3,
                         .pattern = &pattern,
                         .scale = scale,
                         .rate = robertson_rate,
                         .jacobian = robertson_jacobian};
  double y[3] = {1, 0, 0}, z[3] = {1, 0, 0};
  CHECK(go(&problem, 1e-11, 0, 40, y, NULL, NULL) == ANT_OK);
  rk4(z, 40, 400000);
  for (int i = 0; i < 3; i++) NEAR(y[i], z[i], 2e-9 * fmax(fabs(z[i]), scale[i]));
}

static void being_asked_more_often_changes_nothing(void) {
  ant_pattern pattern = {3, 3, 9, dense_start3, dense_row3};
  const double scale[] = {1, 1e-4, 1};
  ant_problem problem = {.n = 3,
                         .pattern = &pattern,
                         .scale = scale,
                         .rate = robertson_rate,
                         .jacobian = robertson_jacobian};
  double at_30[3][3];
  const double every[] = {0.5, 6, 30};
  for (int grid = 0; grid < 3; grid++) {
    ant_solver *s = NULL;
    double y[3] = {1, 0, 0};
    CHECK(ant_solver_create(&problem, method, 1e-8, &s, NULL) == ANT_OK);
    CHECK(ant_solver_start(s, 0, 60, y, NULL) == ANT_OK);
    for (double t = every[grid]; t <= 60; t += every[grid]) {
      while (ant_solver_time(s) < t) CHECK(ant_solver_step(s, NULL) == ANT_OK);
      CHECK(ant_solver_at(s, t, y, NULL) == ANT_OK);
      if (t == 30) memcpy(at_30[grid], y, sizeof y);
    }
    ant_solver_destroy(&s);
  }
  CHECK(memcmp(at_30[0], at_30[1], sizeof at_30[0]) == 0);
  CHECK(memcmp(at_30[0], at_30[2], sizeof at_30[0]) == 0);
}

static void a_steady_state_stays(void) {
  ant_pattern pattern;
  linear p = decay(1000);
  p.b[0] = 1000, p.b[1] = -999.5;
  ant_problem problem = linear_problem(&p, &pattern);
  double y[2] = {1, 0.5};
  ant_solver_stats stats;
  CHECK(go(&problem, 1e-8, 0, 3652.5, y, &stats, NULL) == ANT_OK);
  NEAR(y[0], 1, 1e-12);
  NEAR(y[1], 0.5, 1e-12);
  CHECK(stats.steps < 400);
}

static void a_short_pulse_is_not_stepped_over(void) {
  ant_pattern pattern;
  linear p = {.n = 1, .a = {{-0.01}}, .zero_at_d = NAN, .pole_d = NAN, .pulse_d = 4000};
  ant_problem problem = linear_problem(&p, &pattern);
  double y[1] = {0};
  CHECK(go(&problem, 1e-8, 0, 4100, y, NULL, NULL) == ANT_OK);
  NEAR(y[0], 100 * (1 - exp(-0.4)) * exp(-0.6), 1e-4);
}

static void division_by_zero_is_told(void) {
  ant_pattern pattern;
  linear p = decay(10);
  p.zero_at_d = 40;
  ant_problem problem = linear_problem(&p, &pattern);
  double y[2] = {1, 0};
  ant_diag diag;
  CHECK(go(&problem, 1e-8, 0, 100, y, NULL, &diag) == ANT_ENUMERIC);
  CHECK(strstr(diag.text, "integration failed at day 40") != NULL);
  CHECK(strstr(diag.text, "the rate of y0 is not finite") != NULL);
  CHECK(strstr(diag.hint, "last good state is that of day 3") != NULL ||
        strstr(diag.hint, "last good state is that of day 40") != NULL);
  CHECK(y[0] == 1); /* nothing handed out */
  printf("# %s\n# %s\n", diag.text, diag.hint);
}

static void a_pole_names_the_state(void) {
  ant_pattern pattern;
  linear p = decay(0.1);
  p.pole_d = 40;
  ant_problem problem = linear_problem(&p, &pattern);
  double y[2] = {1, 0};
  ant_diag diag;
  ant_solver_stats stats;
  CHECK(go(&problem, 1e-8, 0, 100, y, &stats, &diag) == ANT_ENUMERIC);
  CHECK(strstr(diag.text, "at day 40") != NULL || strstr(diag.text, "at day 39.99") != NULL);
  CHECK(strstr(diag.text, "y0 = ") != NULL);
  CHECK(stats.steps < 5000);
  printf("# %s\n", diag.text);
}

static void a_bad_start_is_told(void) {
  ant_pattern pattern;
  linear p = decay(10);
  ant_problem problem = linear_problem(&p, &pattern);
  double y[2] = {NAN, 0};
  ant_diag diag;
  CHECK(go(&problem, 1e-8, 0, 100, y, NULL, &diag) == ANT_ENUMERIC);
  CHECK(strstr(diag.text, "at day 0") != NULL);
}

static void zero_length_is_nothing(void) {
  ant_pattern pattern;
  linear p = decay(10);
  ant_problem problem = linear_problem(&p, &pattern);
  double y[2] = {1, 0};
  ant_solver_stats stats;
  CHECK(go(&problem, 1e-8, 5, 5, y, &stats, NULL) == ANT_OK);
  CHECK(y[0] == 1 && y[1] == 0 && stats.steps == 0);
  CHECK(go(&problem, 1e-8, 1000, 1000 * (1 + DBL_EPSILON), y, &stats, NULL) == ANT_OK);
  CHECK(y[0] == 1 && stats.steps == 0);
  CHECK(go(&problem, 1e-8, 1000, 1000 + 1e-9, y, &stats, NULL) == ANT_OK);
  CHECK(y[0] < 1 && y[0] > 0.9999999);
}

static void nothing_to_integrate_is_fine(void) {
  ant_pattern pattern = {0, 0, 0, dense_start1, dense_row};
  ant_problem problem = {.n = 0, .pattern = &pattern, .scale = ones};
  double y[1] = {7};
  CHECK(go(&problem, 1e-8, 0, 100, y, NULL, NULL) == ANT_OK);
  CHECK(y[0] == 7);
}

static void work_is_bounded(void) {
  /* a state that flickers forever: no step is long */
  ant_pattern pattern;
  linear p = {.n = 2, .a = {{0, 1e6}, {-1e6, 0}}, .zero_at_d = NAN, .pole_d = NAN};
  ant_problem problem = linear_problem(&p, &pattern);
  double y[2] = {1, 0};
  ant_diag diag;
  CHECK(go(&problem, 1e-6, 0, 1000, y, NULL, &diag) == ANT_ENUMERIC);
  CHECK(strstr(diag.text, "too many steps") != NULL);
}

static void all(void) {
  RUN(follows_a_closed_form);
  RUN(a_tighter_tolerance_is_a_smaller_error);
  RUN(agrees_with_another_integrator);
  RUN(being_asked_more_often_changes_nothing);
  RUN(a_steady_state_stays);
  RUN(a_short_pulse_is_not_stepped_over);
  RUN(division_by_zero_is_told);
  RUN(a_pole_names_the_state);
  RUN(a_bad_start_is_told);
  RUN(zero_length_is_nothing);
  RUN(nothing_to_integrate_is_fine);
  RUN(work_is_bounded);
}

int main(void) {
  all();
  method = ANT_METHOD_BDF;
  all();
  return test_done();
}
