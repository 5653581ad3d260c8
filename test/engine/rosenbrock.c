/* The orders of the one-step method and of its interpolation, measured on closed forms; what a
 * restart costs; what it says to a matrix without an inverse. */
#include "test.h"

#include "engine/solver.h"

/* 1. Problems ------------------------------------------------------------ */

/* Kaps: y0' = -(1/e + 2) y0 + y1^2/e, y1' = y0 - y1 (1 + y1); y0 = exp(-2t), y1 = exp(-t) for
 * every e, and the smaller e the stiffer. */
static double kaps_e;

static void kaps_rate(void *user, double t, const double *y, double *dy) {
  (void)user, (void)t;
  dy[0] = -(1 / kaps_e + 2) * y[0] + y[1] * y[1] / kaps_e;
  dy[1] = y[0] - y[1] * (1 + y[1]);
}

static void kaps_jacobian(void *user, double t, const double *y, double *dy, double *value,
                          double *by_time) {
  kaps_rate(user, t, y, dy);
  value[0] = -(1 / kaps_e + 2), value[1] = 1;
  value[2] = 2 * y[1] / kaps_e, value[3] = -1 - 2 * y[1];
  if (by_time) by_time[0] = by_time[1] = 0;
}

/* Prothero & Robinson: y' = -k (y - sin t) + cos t, y = sin t; beside it y1' = y1 cos t, whose
 * solution is exp(sin t): both need the derivative by time. */
static double robinson_k;

static void robinson_rate(void *user, double t, const double *y, double *dy) {
  (void)user;
  dy[0] = -robinson_k * (y[0] - sin(t)) + cos(t);
  dy[1] = y[1] * cos(t);
}

static void robinson_jacobian(void *user, double t, const double *y, double *dy, double *value,
                              double *by_time) {
  robinson_rate(user, t, y, dy);
  value[0] = -robinson_k, value[1] = 0;
  value[2] = 0, value[3] = cos(t);
  if (!by_time) return;
  by_time[0] = robinson_k * cos(t) - sin(t);
  by_time[1] = -y[1] * sin(t);
}

static const int start2[] = {0, 2, 4}, row2[] = {0, 1, 0, 1};
static const ant_pattern pattern = {2, 2, 4, start2, row2};
static const double huge_scale[] = {1e12, 1e12}, ones[] = {1, 1};

/* With a huge scale every step is accepted: the steps are those that the test asks for. */
static const ant_problem kaps = {
    .n = 2, .pattern = &pattern, .scale = huge_scale, .rate = kaps_rate, .jacobian = kaps_jacobian};
static const ant_problem robinson = {.n = 2,
                                     .pattern = &pattern,
                                     .scale = huge_scale,
                                     .rate = robinson_rate,
                                     .jacobian = robinson_jacobian};

static void kaps_exact(double t, double *y) {
  y[0] = exp(-2 * t), y[1] = exp(-t);
}

static void robinson_exact(double t, double *y) {
  y[0] = sin(t), y[1] = exp(sin(t));
}

/* 2. Orders -------------------------------------------------------------- */

static double distance(const double *y, const double *z) {
  return fmax(fabs(y[0] - z[0]), fabs(y[1] - z[1]));
}

/* The error at 1 after N equal steps, and of the interpolation inside the first of them. */
static double error_after(const ant_problem *p, void exact(double, double *), int n,
                          double *out_between) {
  ant_solver *s = NULL;
  double y[2], z[2], h = 1.0 / n, between = 0;
  exact(0, y);
  CHECK(ant_solver_create(p, ANT_METHOD_ROSENBROCK, 0.1, &s, NULL) == ANT_OK);
  for (int i = 0; i < n; i++) {
    double t = i * h, end = (i + 1) * h;
    CHECK(ant_solver_start(s, t, end, y, NULL) == ANT_OK);
    CHECK(ant_solver_step(s, NULL) == ANT_OK);
    CHECK(ant_solver_time(s) == end);
    for (int k = 1; i == 0 && k < 8; k++) {
      CHECK(ant_solver_at(s, t + k * h / 8, y, NULL) == ANT_OK);
      exact(t + k * h / 8, z);
      between = fmax(between, distance(y, z));
    }
    CHECK(ant_solver_at(s, end, y, NULL) == ANT_OK);
  }
  ant_solver_destroy(&s);
  exact(1, z);
  *out_between = between;
  return distance(y, z);
}

/* The errors must fall at least as h^ORDER, within a step as h^BETWEEN. */
static void measure(const char *name, const ant_problem *p, void exact(double, double *),
                    double order, double between) {
  double last = 0, last_between = 0;
  for (int n = 4; n <= 32; n *= 2) {
    double inside = 0, error = error_after(p, exact, n, &inside);
    printf("# %s: %2d steps %.2e, inside one %.2e", name, n, error, inside);
    if (n > 4) printf("  orders %.2f %.2f", log2(last / error), log2(last_between / inside));
    printf("\n");
    if (n == 32) {
      CHECK(log2(last / error) > order || error < 1e-11);
      CHECK(log2(last_between / inside) > between || inside < 1e-13);
    }
    last = error;
    last_between = inside;
  }
}

static void it_is_of_order_five(void) {
  kaps_e = 1;
  measure("kaps, e = 1", &kaps, kaps_exact, 4.7, 4.7);
  robinson_k = 1;
  measure("robinson, k = 1", &robinson, robinson_exact, 4.7, 4.7);
}

static void stiffness_takes_little_of_it(void) {
  kaps_e = 1e-8;
  measure("kaps, e = 1e-8", &kaps, kaps_exact, 4.7, 3.7);
  robinson_k = 1e6;
  measure("robinson, k = 1e6", &robinson, robinson_exact, 3.7, 3.7);
}

/* 3. Steps --------------------------------------------------------------- */

static void fast_decay_costs_no_steps(void) {
  /* L-stability: what is gone by the first step stays gone, whatever the next are */
  robinson_k = 1e9;
  ant_problem p = robinson;
  p.scale = ones;
  ant_solver *s = NULL;
  ant_solver_stats stats;
  double y[2] = {1, 1};
  CHECK(ant_solver_create(&p, ANT_METHOD_ROSENBROCK, 1e-6, &s, NULL) == ANT_OK);
  CHECK(ant_solver_start(s, 0, 10, y, NULL) == ANT_OK);
  while (ant_solver_time(s) < 10) CHECK(ant_solver_step(s, NULL) == ANT_OK);
  CHECK(ant_solver_at(s, 10, y, NULL) == ANT_OK);
  ant_solver_get_stats(s, &stats);
  printf("# %ld steps, %ld tried in vain\n", stats.steps, stats.error_test_fails);
  NEAR(y[0], sin(10), 1e-5);
  NEAR(y[1], exp(sin(10)), 1e-4);
  CHECK(stats.steps < 100 && stats.error_test_fails < 25);
  ant_solver_destroy(&s);
}

/* y0' = y1, y1' = y0 grows; 1/(h gamma) meets its eigenvalue 1 at one h only, so that J is made
 * singular for any: shift I - J with J = shift would be, and is here for entries that are infinite
 */
static void spoiled_jacobian(void *user, double t, const double *y, double *dy, double *value,
                             double *by_time) {
  kaps_jacobian(user, t, y, dy, value, by_time);
  value[0] = INFINITY;
}

static void a_jacobian_that_is_not_finite_is_told(void) {
  kaps_e = 1;
  ant_problem p = kaps;
  p.jacobian = spoiled_jacobian;
  ant_solver *s = NULL;
  ant_diag diag = {0};
  double y[2] = {1, 1};
  CHECK(ant_solver_create(&p, ANT_METHOD_ROSENBROCK, 1e-6, &s, NULL) == ANT_OK);
  CHECK(ant_solver_start(s, 0, 1, y, &diag) == ANT_ENUMERIC);
  CHECK(strstr(diag.text, "derivative") != NULL);
  printf("# %s\n# %s\n", diag.text, diag.hint);
  ant_solver_destroy(&s);
}

int main(void) {
  RUN(it_is_of_order_five);
  RUN(stiffness_takes_little_of_it);
  RUN(fast_decay_costs_no_steps);
  RUN(a_jacobian_that_is_not_finite_is_told);
  return test_done();
}
