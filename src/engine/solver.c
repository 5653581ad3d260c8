/* solver.c - stepping a stiff system with CVODES and KLU (see solver.h).
 *   1. What CVODES calls   2. Making and freeing   3. Starting   4. Stepping   5. Failing */
#include "engine/solver.h"

#include <cvodes/cvodes.h>
#include <float.h>
#include <math.h>
#include <nvector/nvector_serial.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_sparse.h>
#include <time.h>

#if SUNDIALS_VERSION_MAJOR >= 7
#define ANT_NO_COMM SUN_COMM_NULL
#else
#define ANT_NO_COMM NULL
#endif

struct ant_solver {
  const ant_problem *problem;
  int n;
  double tolerance;
  double time_d, stop_d; /* how far it is, and how far it may go                   */
  double last_d;         /* start of the last step: interpolation holds from here   */
  long steps_here;       /* since the last start                                   */
  bool begun;            /* CVodeInit was called                                   */

  SUNContext context;
  void *cvodes;
  SUNMatrix matrix;
  SUNLinearSolver klu;
  N_Vector y, weight, scratch; /* (n) each                                         */
  N_Vector absolute;           /* (n) absolute tolerances                          */
  double *good;                /* (n) the last good state                          */
  double *bad;                 /* (n) where a rate was last not finite             */
  double *value;               /* (nnz) Jacobian of the first-step estimate        */
  sunindextype *column, *row;  /* (n + 1), (nnz): the pattern in KLU's integers    */
  double bad_time_d;
  bool is_bad; /* `bad` holds something since the last good step         */

  ant_solver_stats stats; /* of the starts before the present one, and own counts   */
};

/* 1. What CVODES calls --------------------------------------------------- */

static bool all_finite(const double *x, int n) {
  /* a sum of x*0 is 0 unless one of them is not finite; it vectorises, n calls of isfinite do not
   */
  double sum = 0;
  for (int i = 0; i < n; i++) sum += x[i] * 0.0;
  return sum == 0;
}

static void remember_bad(ant_solver *s, double time_d, const double *y) {
  memcpy(s->bad, y, (size_t)s->n * sizeof *y);
  s->bad_time_d = time_d;
  s->is_bad = true;
}

/* A positive return asks for a smaller step, a negative one would end the run at once. */
static int call_rate(sunrealtype time_d, N_Vector y_vector, N_Vector dy_vector, void *user) {
  ant_solver *s = user;
  const double *y = N_VGetArrayPointer(y_vector);
  double *dy = N_VGetArrayPointer(dy_vector);
  s->stats.rate_calls++;
  s->problem->rate(s->problem->user, time_d, y, dy);
  if (all_finite(dy, s->n)) return 0;
  remember_bad(s, time_d, y);
  return 1;
}

static int call_jacobian(sunrealtype time_d, N_Vector y_vector, N_Vector dy_vector,
                         SUNMatrix matrix, void *user, N_Vector work1, N_Vector work2,
                         N_Vector work3) {
  (void)dy_vector, (void)work1, (void)work2, (void)work3;
  ant_solver *s = user;
  const ant_pattern *pattern = s->problem->pattern;
  const double *y = N_VGetArrayPointer(y_vector);
  double *value = SUNSparseMatrix_Data(matrix);
  s->stats.jacobian_calls++;
  s->problem->jacobian(s->problem->user, time_d, y, value);
  /* CVODES zeroes the indices with the values */
  memcpy(SUNSparseMatrix_IndexPointers(matrix), s->column, (size_t)(s->n + 1) * sizeof *s->column);
  memcpy(SUNSparseMatrix_IndexValues(matrix), s->row, (size_t)pattern->nnz * sizeof *s->row);
  if (all_finite(value, pattern->nnz)) return 0;
  remember_bad(s, time_d, y);
  return 1;
}

#if SUNDIALS_VERSION_MAJOR < 7
/* Flags say what went wrong and ant_diag tells it; nothing goes to standard error. */
static void stay_quiet(int code, const char *module, const char *function, char *message,
                       void *user) {
  (void)code, (void)module, (void)function, (void)message, (void)user;
}
#endif

/* 2. Making and freeing -------------------------------------------------- */

static ant_status take_memory(ant_solver *s, ant_diag *diag) {
  const ant_pattern *pattern = s->problem->pattern;
  size_t n = (size_t)s->n;
  size_t nnz = (size_t)pattern->nnz;
  s->good = calloc(n + 1, sizeof *s->good);
  s->bad = calloc(n + 1, sizeof *s->bad);
  s->value = calloc(nnz + 1, sizeof *s->value);
  s->column = calloc(n + 1, sizeof *s->column);
  s->row = calloc(nnz + 1, sizeof *s->row);
  if (!s->good || !s->bad || !s->value || !s->column || !s->row) {
    return ant_fail(diag, ANT_ENOMEM, "no memory to integrate %d states", s->n);
  }
  for (size_t i = 0; i <= n; i++) s->column[i] = pattern->col_start[i];
  for (size_t k = 0; k < nnz; k++) s->row[k] = pattern->row[k];
  return ANT_OK;
}

static ant_status make_context(ant_solver *s, ant_diag *diag) {
  if (SUNContext_Create(ANT_NO_COMM, &s->context) != 0) {
    return ant_fail(diag, ANT_ESYSTEM, "SUNDIALS did not start");
  }
#if SUNDIALS_VERSION_MAJOR >= 7
  SUNContext_ClearErrHandlers(s->context);
#endif
  s->y = N_VNew_Serial(s->n, s->context);
  s->weight = N_VNew_Serial(s->n, s->context);
  s->scratch = N_VNew_Serial(s->n, s->context);
  s->absolute = N_VNew_Serial(s->n, s->context);
  s->matrix = SUNSparseMatrix(s->n, s->n, s->problem->pattern->nnz, CSC_MAT, s->context);
  s->cvodes = CVodeCreate(CV_BDF, s->context);
  if (s->y && s->matrix) s->klu = SUNLinSol_KLU(s->y, s->matrix, s->context);
  if (!s->y || !s->weight || !s->scratch || !s->absolute || !s->cvodes || !s->klu) {
    return ant_fail(diag, ANT_ENOMEM, "no memory to integrate %d states", s->n);
  }
  double *absolute = N_VGetArrayPointer(s->absolute);
  for (int i = 0; i < s->n; i++) absolute[i] = s->tolerance * s->problem->scale[i];
  return ANT_OK;
}

/* Everything that CVODES is told once.  It wants a state for that: zeros, replaced at the start. */
static ant_status make_cvodes(ant_solver *s, ant_diag *diag) {
  void *c = s->cvodes;
  int flag = 0;
#if SUNDIALS_VERSION_MAJOR < 7
  flag |= CVodeSetErrHandlerFn(c, stay_quiet, s);
#endif
  N_VConst(0.0, s->y);
  flag |= CVodeInit(c, call_rate, 0.0, s->y);
  flag |= CVodeSetUserData(c, s);
  flag |= CVodeSVtolerances(c, s->tolerance, s->absolute);
  flag |= CVodeSetLinearSolver(c, s->klu, s->matrix);
  flag |= CVodeSetJacFn(c, call_jacobian);
  flag |= CVodeSetMaxHnilWarns(c, -1);
  flag |= CVodeSetMaxStep(c, ANT_SOLVER_MAX_STEP_D);
  flag |= CVodeSetMinStep(c, ANT_SOLVER_MIN_STEP_D);
  if (flag != CV_SUCCESS) return ant_fail(diag, ANT_ESYSTEM, "CVODES refused its settings");
  return ANT_OK;
}

ant_status ant_solver_create(const ant_problem *problem, double tolerance, ant_solver **out_solver,
                             ant_diag *opt_diag) {
  ant_solver *s = calloc(1, sizeof *s);
  if (!s) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a solver");
  s->problem = problem;
  s->n = problem->n;
  s->tolerance = tolerance;
  ant_status status = take_memory(s, opt_diag);
  /* a model without states has nothing to integrate, and CVODES accepts no empty system */
  if (status == ANT_OK && s->n > 0) status = make_context(s, opt_diag);
  if (status == ANT_OK && s->n > 0) status = make_cvodes(s, opt_diag);
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
  if (s->cvodes) CVodeFree(&s->cvodes);
  if (s->klu) SUNLinSolFree(s->klu);
  if (s->matrix) SUNMatDestroy(s->matrix);
  if (s->y) N_VDestroy(s->y);
  if (s->weight) N_VDestroy(s->weight);
  if (s->scratch) N_VDestroy(s->scratch);
  if (s->absolute) N_VDestroy(s->absolute);
  if (s->context) SUNContext_Free(&s->context);
  free(s->good);
  free(s->bad);
  free(s->value);
  free(s->column);
  free(s->row);
  free(s);
  *solver = NULL;
}

/* 3. Starting ------------------------------------------------------------ */

/* The counts of CVODES since its last start, added to *SUM. */
static void add_counts(const ant_solver *s, ant_solver_stats *sum) {
  if (!s->begun) return;
  long steps = 0, setups = 0, newton = 0, fails = 0;
  CVodeGetNumSteps(s->cvodes, &steps);
  CVodeGetNumLinSolvSetups(s->cvodes, &setups);
  CVodeGetNumNonlinSolvIters(s->cvodes, &newton);
  CVodeGetNumErrTestFails(s->cvodes, &fails);
  sum->steps += steps;
  sum->factorisations += setups;
  sum->newton_iterations += newton;
  sum->error_test_fails += fails;
}

/* out = J x, J by columns */
static void multiply(const ant_pattern *pattern, const double *value, const double *x,
                     double *out) {
  for (int i = 0; i < pattern->n_row; i++) out[i] = 0;
  for (int j = 0; j < pattern->n_col; j++) {
    for (int k = pattern->col_start[j]; k < pattern->col_start[j + 1]; k++) {
      out[pattern->row[k]] += value[k] * x[j];
    }
  }
}

/* The step with h^2/2 |J f| = 1/4 (see solver.h); dy = f(t, y) is in `weight`. */
static double first_step(ant_solver *s, double time_d, const double *y) {
  const double *dy = N_VGetArrayPointer(s->weight);
  double *ddy = N_VGetArrayPointer(s->scratch);
  s->stats.jacobian_calls++;
  s->problem->jacobian(s->problem->user, time_d, y, s->value);
  multiply(s->problem->pattern, s->value, dy, ddy);
  double sum = 0;
  for (int i = 0; i < s->n; i++) {
    double allowed = s->tolerance * (fabs(y[i]) + s->problem->scale[i]);
    sum += (ddy[i] / allowed) * (ddy[i] / allowed);
  }
  double norm = sqrt(sum / s->n);
  double room = fmin(s->stop_d - time_d, 1.0); /* a quiet start still looks at the first day */
  if (!(norm < DBL_MAX)) return ANT_SOLVER_MIN_STEP_D;
  if (norm * room * room <= 0.5) return room;
  return fmax(sqrt(0.5 / norm), ANT_SOLVER_MIN_STEP_D);
}

static ant_status fail(ant_solver *s, int flag, double reached_d, ant_diag *diag);

ant_status ant_solver_start(ant_solver *s, double time_d, double stop_d, const double *y,
                            ant_diag *opt_diag) {
  add_counts(s, &s->stats);
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

  memcpy(N_VGetArrayPointer(s->y), y, (size_t)s->n * sizeof *y);
  if (!all_finite(y, s->n)) remember_bad(s, time_d, y);
  if (s->is_bad || call_rate(time_d, s->y, s->weight, s) != 0) {
    return fail(s, CV_FIRST_RHSFUNC_ERR, time_d, opt_diag);
  }
  double h = first_step(s, time_d, y);
  int flag = CVodeReInit(s->cvodes, time_d, s->y);
  if (flag == CV_SUCCESS) flag = CVodeSetInitStep(s->cvodes, h);
  if (flag == CV_SUCCESS) flag = CVodeSetStopTime(s->cvodes, stop_d);
  if (flag != CV_SUCCESS) return fail(s, flag, time_d, opt_diag);
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
  if (s->steps_here++ >= ANT_SOLVER_MAX_STEPS) {
    return fail(s, CV_TOO_MUCH_WORK, s->time_d, opt_diag);
  }
  double started = now();
  sunrealtype reached = s->time_d;
  int flag = CVode(s->cvodes, s->stop_d, s->y, &reached, CV_ONE_STEP);
  s->stats.seconds += now() - started;
  if (flag < 0) return fail(s, flag, reached, opt_diag);

  const double *y = N_VGetArrayPointer(s->y);
  if (!all_finite(y, s->n)) {
    remember_bad(s, reached, y);
    return fail(s, CV_RHSFUNC_FAIL, reached, opt_diag);
  }
  memcpy(s->good, y, (size_t)s->n * sizeof *y);
  s->is_bad = false;
  s->last_d = s->time_d;
  s->time_d = flag == CV_TSTOP_RETURN ? s->stop_d : reached;
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
  int flag = CVodeGetDky(s->cvodes, time_d, 0, s->scratch);
  if (flag != CV_SUCCESS) {
    return ant_fail(opt_diag, ANT_ENUMERIC,
                    "day %.10g lies outside the last step, day %.10g to %.10g", time_d, s->last_d,
                    s->time_d);
  }
  memcpy(y, N_VGetArrayPointer(s->scratch), (size_t)s->n * sizeof *y);
  return ANT_OK;
}

void ant_solver_get_stats(const ant_solver *s, ant_solver_stats *out_stats) {
  *out_stats = s->stats;
  add_counts(s, out_stats);
}

/* 5. Failing ------------------------------------------------------------- */

/* What FLAG means to somebody who has never heard of CVODES. */
static const char *reason(int flag) {
  switch (flag) {
  case CV_ERR_FAILURE:
    return "the error stays too large however small the step";
  case CV_CONV_FAILURE:
    return "Newton's iteration does not converge however small the step";
  case CV_LSETUP_FAIL:
  case CV_LSOLVE_FAIL:
    return "the linear system is singular";
  case CV_FIRST_RHSFUNC_ERR:
    return "the start has rates that are not finite";
  case CV_RHSFUNC_FAIL:
  case CV_REPTD_RHSFUNC_ERR:
  case CV_UNREC_RHSFUNC_ERR:
    return "rates are not finite";
  case CV_TOO_MUCH_WORK:
    return "it took too many steps";
  default:
    return "the integrator gave up";
  }
}

/* The state whose share in the error test is largest, -1 if none can be told. */
static int worst_state(ant_solver *s) {
  if (!s->begun || CVodeGetEstLocalErrors(s->cvodes, s->scratch) != CV_SUCCESS ||
      CVodeGetErrWeights(s->cvodes, s->weight) != CV_SUCCESS) {
    return -1;
  }
  const double *error = N_VGetArrayPointer(s->scratch);
  const double *weight = N_VGetArrayPointer(s->weight);
  int worst = -1;
  double most = 0;
  for (int i = 0; i < s->n; i++) {
    double share = fabs(error[i] * weight[i]);
    if (share > most || (worst < 0 && isnan(share))) most = share, worst = i;
  }
  return worst;
}

/* Say what went wrong after REACHED_D; the solver stays at its last good state. */
static ant_status fail(ant_solver *s, int flag, double reached_d, ant_diag *diag) {
  const ant_problem *p = s->problem;
  char blame[256] = "", state[400] = "";
  bool blamed =
      s->is_bad && p->blame && p->blame(p->user, s->bad_time_d, s->bad, blame, sizeof blame);
  int worst = blamed ? -1 : worst_state(s);
  if (worst >= 0 && p->describe) {
    p->describe(p->user, worst, s->good[worst], state, sizeof state);
  }
  double at_d = blamed ? s->bad_time_d : fmax(reached_d, s->time_d);
  const char *why = flag == CV_CONV_FAILURE && s->is_bad ? reason(CV_RHSFUNC_FAIL) : reason(flag);
  ant_fail(diag, ANT_ENUMERIC, "integration failed at day %.10g: %s%s%s", at_d,
           blamed ? blame : why, state[0] ? "; most of the error is in " : "", state);
  ant_diag_hint(diag, "the last good state is that of day %.10g; nothing after it was kept",
                s->time_d);
  return ANT_ENUMERIC;
}
