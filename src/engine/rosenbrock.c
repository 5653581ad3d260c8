/* rosenbrock.c - Rodas5P, a linearly implicit one-step method (see solver.h).
 *   1. Coefficients   2. Making and freeing   3. A step   4. Its size   5. Looking back
 *
 * With J = df/dy at the start (t, y) of a step h, stages u_i solve
 *
 *   (1/(h gamma) - J) u_i = f(t + alpha_i h, y + sum_j a_ij u_j) + sum_j c_ij/h u_j + h d_i df/dt
 *
 * one after the other, all with one factorisation.  The last two stages are corrections of the
 * argument of the one before, and u_8 is at once the correction that makes the result of order 5
 * and the estimate of the error (the result without it is of order 4).  The method is L-stable and
 * stiffly accurate: what is fast and has died away costs nothing.
 *
 * Reference: Steinebach, BIT Numer. Math. 63 (2023) 27, doi 10.1007/s10543-023-00967-x.
 * test/engine/rosenbrock.c measures the orders of the method and of its interpolation. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "engine/lu.h"
#include "engine/stepper.h"

/* 1. Coefficients ------------------------------------------------------------ */

enum { N_STAGE = 8, N_DENSE = 3 };

static const double GAMMA = 0.21193756319429014;

static const double ALPHA[N_STAGE] = {
    0, 0.6358126895828704, 0.4095798393397535, 0.9769306725060716, 0.4288403609558664, 1, 1, 1};

static const double D[N_STAGE] = {0.21193756319429014,
                                  -0.42387512638858027,
                                  -0.3384627126235924,
                                  1.8046452872882734,
                                  2.325825639765069,
                                  0,
                                  0,
                                  0};

/* of stages 1 to 6; the arguments of 7 and 8 are those before them and u_6, u_7 */
static const double A[6][5] = {
    {0},
    {3.0},
    {2.849394379747939, 0.45842242204463923},
    {-6.954028509809101, 2.489845061869568, -10.358996098473584},
    {2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641},
    {-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256,
     0.030198172008377946}};

static const double C[N_STAGE][N_STAGE - 1] = {
    {0},
    {-14.155112264123755},
    {-17.97296035885952, -2.859693295451294},
    {147.12150275711716, -1.41221402718213, 71.68940251302358},
    {165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306},
    {24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125,
     -0.6610691825249471},
    {30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783,
     -19.097331116725623, -28.087943162872662},
    {37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047,
     -40.06618937091002, -54.66780262877968, -9.48861652309627}};

/* of the interpolation of order 4 */
static const double DENSE[N_DENSE][N_STAGE] = {
    {25.948786856663858, -2.5579724845846235, 10.433815404888879, -2.3679251022685204,
     0.524948541321073, 1.1241088310450404, 0.4272876194431874, -0.17202221070155493},
    {-9.91568850695171, -0.9689944594115154, 3.0438037242978453, -24.495224566215796,
     20.176138334709044, 15.98066361424651, -6.789040303419874, -6.710236069923372},
    {11.419903575922262, 2.8879645146136994, 72.92137995996029, 80.12511834622643,
     -52.072871366152654, -59.78993625266729, -0.15582684282751913, 4.883087185713722}};

/* 2. Making and freeing -------------------------------------------------------- */

/* What a run that goes on another day has to know is time_d, good[] and the first three, at the
 * start of a step: what lies within a step is had again by taking the step again. */
typedef struct rosenbrock {
  double h;          /* size of the next step [day]                                 */
  double last_error; /* of the last step that was accepted, in what is allowed; 0: none */
  double last_h;     /* its size                                                    */

  bool ready;    /* dy, value and by_time are those of the last good state      */
  bool timed;    /* by_time is not all 0                                        */
  bool rejected; /* the present step was tried before                           */
  bool dense;    /* `polynomial` is that of the last step                       */
  ant_lu *lu;
  double *memory; /* all that follows                                         */
  double *value;  /* (nnz) Jacobian                                           */
  double *dy, *by_time, *rate, *error; /* (n) each                                         */
  double *u;          /* (N_STAGE x n)                                             */
  double *polynomial; /* (N_DENSE x n)                                             */
} rosenbrock;

static ant_status create(ant_solver *s, ant_diag *diag) {
  rosenbrock *r = s->own = calloc(1, sizeof *r);
  size_t n = (size_t)s->n, nnz = (size_t)s->problem->pattern->nnz;
  size_t n_double = nnz + (4 + N_STAGE + N_DENSE) * n;
  if (r) r->memory = calloc(n_double, sizeof *r->memory);
  if (!r || !r->memory) return ant_fail(diag, ANT_ENOMEM, "no memory to integrate %d states", s->n);
  double *at = r->value = r->memory;
  at += nnz;
  double **vector[] = {&r->dy, &r->by_time, &r->rate, &r->error};
  for (size_t i = 0; i < sizeof vector / sizeof *vector; i++, at += n) *vector[i] = at;
  r->u = at;
  r->polynomial = at + N_STAGE * n;
  return ant_lu_create(s->problem->pattern, &r->lu, diag);
}

static void destroy(ant_solver *s) {
  rosenbrock *r = s->own;
  if (r->lu) ant_lu_destroy(&r->lu);
  free(r->memory);
  free(r);
}

/* 3. A step ---------------------------------------------------------------------- */

/* x += sum_j k_j u_j over M stages; four at a time, so that x is fetched and stored less often. */
static void combine(int n, int m, const double *restrict k, const double *restrict u,
                    double *restrict x) {
  int j = 0;
  for (; j + 4 <= m; j += 4, k += 4, u += 4 * n) {
    const double *restrict v = u + n, *restrict w = v + n, *restrict z = w + n;
    for (int i = 0; i < n; i++) x[i] += (k[0] * u[i] + k[1] * v[i]) + (k[2] * w[i] + k[3] * z[i]);
  }
  for (; j + 2 <= m; j += 2, k += 2, u += 2 * n) {
    const double *restrict v = u + n;
    for (int i = 0; i < n; i++) x[i] += k[0] * u[i] + k[1] * v[i];
  }
  for (int i = 0; j < m && i < n; i++) x[i] += k[0] * u[i];
}

/* Solve for stage I, whose argument has the rates in r->rate. */
static void stage(const ant_solver *s, rosenbrock *r, int i, double h) {
  int n = s->n;
  double k[N_STAGE - 1], *u = r->u + (size_t)i * (size_t)n;
  for (int j = 0; j < i; j++) k[j] = C[i][j] / h;
  for (int e = 0; e < n; e++) u[e] = r->rate[e];
  if (r->timed && D[i] != 0) combine(n, 1, (double[]){h * D[i]}, r->by_time, u);
  combine(n, i, k, r->u, u);
  ant_lu_solve(r->lu, u);
}

/* The state after a step H into Y and the estimate of its error into r->u (stage 8). */
static ant_stop try(ant_solver *s, rosenbrock *r, double h, double *y) {
  int n = s->n;
  size_t size = (size_t)n * sizeof *y;
  s->stats.factorisations++;
  if (ant_lu_factor(r->lu, 1 / (h * GAMMA), r->value) >= 0) return ANT_STOP_SINGULAR;
  memcpy(r->rate, r->dy, size);
  for (int i = 0; i < N_STAGE; i++) {
    if (i > 0 && i < 6) {
      memcpy(y, s->good, size);
      combine(n, i, A[i], r->u, y);
    } else if (i > 0) {
      combine(n, 1, (double[]){1}, r->u + (size_t)(i - 1) * (size_t)n, y);
    }
    if (i > 0 && !ant_solver_rate(s, s->time_d + ALPHA[i] * h, y, r->rate)) return ANT_STOP_RATES;
    stage(s, r, i, h);
  }
  combine(n, 1, (double[]){1}, r->u + (size_t)(N_STAGE - 1) * (size_t)n, y);
  return ANT_STOP_NONE;
}

/* 4. Its size ---------------------------------------------------------------------- */

static double larger(double a, double b) {
  return a > b ? a : b;
}

static double smaller(double a, double b) {
  return a < b ? a : b;
}

/* The root mean square of the error estimate over what is allowed; infinite when not a number.  The
 * estimate is u_8 through (1 - h gamma J)^-1 once more, which leaves slow errors as they are and
 * those of fast components as small as the method makes them (Hairer & Wanner, IV.8, do so for
 * Radau): at the same error of a model with daily doses 12 % fewer steps. */
static double error_of(const ant_solver *s, rosenbrock *r, double h, const double *y) {
  const double *last = r->u + (size_t)(N_STAGE - 1) * (size_t)s->n, *scale = s->problem->scale;
  double sum[2] = {0}, shift = 1 / (h * GAMMA);
  for (int i = 0; i < s->n; i++) r->error[i] = last[i] * shift;
  ant_lu_solve(r->lu, r->error);
  for (int i = 0; i < s->n; i++) {
    double share = r->error[i] / (larger(fabs(s->good[i]), fabs(y[i])) + scale[i]);
    sum[i % 2] += share * share;
  }
  double error = sqrt((sum[0] + sum[1]) / s->n) / s->tolerance;
  return error <= DBL_MAX ? error : INFINITY;
}

/* What the step after one of H with ERROR may be, over H.  The safety factor and limits are those
 * of Hairer & Wanner, Solving Ordinary Differential Equations II, 2nd ed., 1996, IV.7 and IV.8; the
 * prediction from the trend of two steps that of Gustafsson, ACM TOMS 20 (1994) 496.  A good step
 * is followed by the mean of both: where fast components die away, steps grow by the trend (daily
 * doses: 10 % fewer steps than the smaller of both). */
static double growth(const rosenbrock *r, double h, double error) {
  double factor = 0.9 * ant_pow(larger(error, 1e-10), -0.2);
  if (r->last_error > 0) {
    double trend = 0.9 * h / r->last_h * ant_pow(r->last_error / (error * error), 0.2);
    factor = error <= 1 ? sqrt(factor * trend) : smaller(factor, trend);
  }
  return smaller(larger(factor, 0.2), 6.0);
}

/* A first step from what the derivatives of the exact solution, J^k f, promise to methods of order
 * k: the most that any of them may have. */
static double first_step(ant_solver *s, rosenbrock *r) {
  double best = 0, *x = r->u, *z = r->u + s->n, factorial = 1;
  memcpy(x, r->dy, (size_t)s->n * sizeof *x);
  for (int k = 1; k <= 4; k++) {
    ant_solver_multiply(s->problem->pattern, r->value, x, z);
    for (int i = 0; k == 1 && i < s->n; i++) z[i] += r->by_time[i];
    factorial *= k + 1;
    double norm = ant_solver_norm(s, s->good, z);
    best = larger(best, ant_pow(0.25 * factorial / larger(norm, 1e-30), 1.0 / (k + 1)));
    double *swap = x;
    x = z;
    z = swap;
  }
  return smaller(best, 1.0); /* a quiet start still looks at the first day */
}

/* The Jacobian at the last good state, if it is not there yet. */
static ant_stop look(ant_solver *s, rosenbrock *r) {
  if (r->ready) return ANT_STOP_NONE;
  r->ready = ant_solver_jacobian(s, s->time_d, s->good, r->dy, r->value, r->by_time);
  r->timed = false;
  for (int i = 0; i < s->n; i++) r->timed |= r->by_time[i] != 0;
  if (r->ready) return ANT_STOP_NONE;
  return ant_solver_finite(s, s->time_d, s->good, r->dy, s->n) ? ANT_STOP_SLOPE : ANT_STOP_START;
}

/* Where only the equations changed, the last step is a guess as well; derivatives that say a
 * tenth of it or less know better (a flight that begins after months on the ground). */
static ant_stop start(ant_solver *s, const double *y, bool continuous) {
  (void)y;
  rosenbrock *r = s->own;
  double before = continuous ? r->last_h : 0;
  r->ready = r->rejected = r->dense = false;
  r->last_error = 0;
  ant_stop stop = look(s, r);
  if (stop != ANT_STOP_NONE) return stop;
  r->h = first_step(s, r);
  r->h = larger(r->h, smaller(before, 10 * r->h));
  return ANT_STOP_NONE;
}

/* What is left to stop_d is divided evenly when it is less than two steps. */
static double fit(const ant_solver *s, double h) {
  double left = s->stop_d - s->time_d;
  if (h * 1.0001 >= left) return left;
  return 2 * h > left ? left / 2 : h;
}

/* The step H that ends in Y is good: how long the next may be. */
static void accept(ant_solver *s, rosenbrock *r, double h, double error) {
  double factor = growth(r, h, error);
  if (r->rejected) factor = smaller(factor, 1);
  r->last_error = larger(error, 1e-2);
  r->last_h = h;
  r->h = h * factor;
  r->ready = r->rejected = r->dense = false;
  s->stats.steps++;
}

static ant_stop step(ant_solver *s, double *y, double *reached_d) {
  rosenbrock *r = s->own;
  ant_stop stop = look(s, r);
  if (stop != ANT_STOP_NONE) return stop;
  for (;;) {
    double h = fit(s, smaller(r->h, ANT_SOLVER_MAX_STEP_D));
    *reached_d = h >= s->stop_d - s->time_d ? s->stop_d : s->time_d + h;
    stop = try(s, r, h, y);
    double error = stop == ANT_STOP_NONE ? error_of(s, r, h, y) : INFINITY;
    if (error <= 1) {
      accept(s, r, h, error);
      return ANT_STOP_NONE;
    }
    s->stats.error_test_fails++;
    if (h <= ANT_SOLVER_MIN_STEP_D) return stop == ANT_STOP_NONE ? ANT_STOP_ERROR : stop;
    r->h = larger(h * (stop == ANT_STOP_NONE ? growth(r, h, error) : 0.25), ANT_SOLVER_MIN_STEP_D);
    r->rejected = true;
  }
}

/* 5. Looking back -------------------------------------------------------------------- */

/* The state before the step is what the solver keeps as scratch for the next. */
static bool at(ant_solver *s, double time_d, double *y) {
  rosenbrock *r = s->own;
  if (!(time_d >= s->last_d && time_d <= s->time_d)) return false;
  size_t n = (size_t)s->n;
  if (!r->dense) {
    memset(r->polynomial, 0, N_DENSE * n * sizeof *y);
    for (size_t k = 0; k < N_DENSE; k++) {
      combine(s->n, N_STAGE, DENSE[k], r->u, r->polynomial + k * n);
    }
    r->dense = true;
  }
  double p = (time_d - s->last_d) / (s->time_d - s->last_d), q = 1 - p;
  const double *k1 = r->polynomial, *k2 = k1 + n, *k3 = k2 + n;
  for (size_t i = 0; i < n; i++) { /* a state that stood still is exactly what it was */
    double change = s->good[i] - s->next[i];
    y[i] = s->next[i] + p * (change + q * (k1[i] + p * (k2[i] + p * k3[i])));
  }
  return true;
}

static void count(const ant_solver *s, ant_solver_stats *sum) {
  (void)s, (void)sum;
}

static int worst(ant_solver *s) {
  const rosenbrock *r = s->own;
  int found = -1;
  double most = 0;
  for (int i = 0; i < s->n; i++) {
    double share = fabs(r->error[i]) / (fabs(s->good[i]) + s->problem->scale[i]);
    if (share > most || (found < 0 && isnan(share))) most = share, found = i;
  }
  return found;
}

const ant_stepper ant_stepper_rosenbrock = {create, destroy, start, step, at, count, worst};
