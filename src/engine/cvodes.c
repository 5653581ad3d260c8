/* cvodes.c - backward differentiation by CVODES and KLU (see solver.h); nothing else knows
 * SUNDIALS.
 *   1. What CVODES calls   2. Making and freeing   3. Starting   4. Stepping   5. Looking back */
#include <cvodes/cvodes.h>
#include <float.h>
#include <math.h>
#include <nvector/nvector_serial.h>
#include <stdlib.h>
#include <string.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include "engine/stepper.h"

#if SUNDIALS_VERSION_MAJOR >= 7
#define ANT_NO_COMM SUN_COMM_NULL
#else
#define ANT_NO_COMM NULL
#endif

typedef struct bdf {
  SUNContext context;
  void *cvodes;
  SUNMatrix matrix;
  SUNLinearSolver klu;
  N_Vector y, weight, scratch; /* (n) each                                         */
  N_Vector absolute;           /* (n) absolute tolerances                          */
  double *value;               /* (nnz) Jacobian of the first-step estimate        */
  double *dy;                  /* (n) rates that come with a Jacobian              */
  sunindextype *column, *row;  /* (n + 1), (nnz): the pattern in KLU's integers    */
} bdf;

/* 1. What CVODES calls --------------------------------------------------- */

/* A positive return asks for a smaller step, a negative one would end the run at once. */
static int call_rate(sunrealtype time_d, N_Vector y, N_Vector dy, void *user) {
  return ant_solver_rate(user, time_d, N_VGetArrayPointer(y), N_VGetArrayPointer(dy)) ? 0 : 1;
}

static int call_jacobian(sunrealtype time_d, N_Vector y, N_Vector dy_vector, SUNMatrix matrix,
                         void *user, N_Vector work1, N_Vector work2, N_Vector work3) {
  (void)dy_vector, (void)work1, (void)work2, (void)work3;
  ant_solver *s = user;
  const bdf *b = s->own;
  size_t nnz = (size_t)s->problem->pattern->nnz;
  double *value = SUNSparseMatrix_Data(matrix);
  bool finite = ant_solver_jacobian(s, time_d, N_VGetArrayPointer(y), b->dy, value, NULL);
  /* CVODES zeroes the indices with the values */
  memcpy(SUNSparseMatrix_IndexPointers(matrix), b->column, (size_t)(s->n + 1) * sizeof *b->column);
  memcpy(SUNSparseMatrix_IndexValues(matrix), b->row, nnz * sizeof *b->row);
  return finite ? 0 : 1;
}

#if SUNDIALS_VERSION_MAJOR < 7
/* Flags say what went wrong and ant_diag tells it; nothing goes to standard error. */
static void stay_quiet(int code, const char *module, const char *function, char *message,
                       void *user) {
  (void)code, (void)module, (void)function, (void)message, (void)user;
}
#endif

/* 2. Making and freeing -------------------------------------------------- */

static bool take_memory(const ant_solver *s, bdf *b) {
  const ant_pattern *pattern = s->problem->pattern;
  size_t n = (size_t)s->n, nnz = (size_t)pattern->nnz;
  b->value = calloc(nnz + 1, sizeof *b->value);
  b->dy = calloc(n + 1, sizeof *b->dy);
  b->column = calloc(n + 1, sizeof *b->column);
  b->row = calloc(nnz + 1, sizeof *b->row);
  if (!b->value || !b->dy || !b->column || !b->row) return false;
  for (size_t i = 0; i <= n; i++) b->column[i] = pattern->col_start[i];
  for (size_t k = 0; k < nnz; k++) b->row[k] = pattern->row[k];
  return true;
}

static bool make_context(const ant_solver *s, bdf *b) {
#if SUNDIALS_VERSION_MAJOR >= 7
  SUNContext_ClearErrHandlers(b->context);
#endif
  b->y = N_VNew_Serial(s->n, b->context);
  b->weight = N_VNew_Serial(s->n, b->context);
  b->scratch = N_VNew_Serial(s->n, b->context);
  b->absolute = N_VNew_Serial(s->n, b->context);
  b->matrix = SUNSparseMatrix(s->n, s->n, s->problem->pattern->nnz, CSC_MAT, b->context);
  b->cvodes = CVodeCreate(CV_BDF, b->context);
  if (b->y && b->matrix) b->klu = SUNLinSol_KLU(b->y, b->matrix, b->context);
  if (!b->y || !b->weight || !b->scratch || !b->absolute || !b->cvodes || !b->klu) return false;
  double *absolute = N_VGetArrayPointer(b->absolute);
  for (int i = 0; i < s->n; i++) absolute[i] = s->tolerance * s->problem->scale[i];
  return true;
}

/* Everything that CVODES is told once.  It wants a state for that: zeros, replaced at the start. */
static ant_status make_cvodes(ant_solver *s, const bdf *b, ant_diag *diag) {
  void *c = b->cvodes;
  int flag = 0;
#if SUNDIALS_VERSION_MAJOR < 7
  flag |= CVodeSetErrHandlerFn(c, stay_quiet, s);
#endif
  N_VConst(0.0, b->y);
  flag |= CVodeInit(c, call_rate, 0.0, b->y);
  flag |= CVodeSetUserData(c, s);
  flag |= CVodeSVtolerances(c, s->tolerance, b->absolute);
  flag |= CVodeSetLinearSolver(c, b->klu, b->matrix);
  flag |= CVodeSetJacFn(c, call_jacobian);
  flag |= CVodeSetMaxHnilWarns(c, -1);
  flag |= CVodeSetMaxStep(c, ANT_SOLVER_MAX_STEP_D);
  flag |= CVodeSetMinStep(c, ANT_SOLVER_MIN_STEP_D);
  if (flag != CV_SUCCESS) return ant_fail(diag, ANT_ESYSTEM, "CVODES refused its settings");
  return ANT_OK;
}

static ant_status create(ant_solver *s, ant_diag *diag) {
  bdf *b = s->own = calloc(1, sizeof *b);
  if (b && SUNContext_Create(ANT_NO_COMM, &b->context) != 0) {
    return ant_fail(diag, ANT_ESYSTEM, "SUNDIALS did not start");
  }
  if (!b || !take_memory(s, b) || !make_context(s, b)) {
    return ant_fail(diag, ANT_ENOMEM, "no memory to integrate %d states", s->n);
  }
  return make_cvodes(s, b, diag);
}

static void destroy(ant_solver *s) {
  bdf *b = s->own;
  if (b->cvodes) CVodeFree(&b->cvodes);
  if (b->klu) SUNLinSolFree(b->klu);
  if (b->matrix) SUNMatDestroy(b->matrix);
  if (b->y) N_VDestroy(b->y);
  if (b->weight) N_VDestroy(b->weight);
  if (b->scratch) N_VDestroy(b->scratch);
  if (b->absolute) N_VDestroy(b->absolute);
  if (b->context) SUNContext_Free(&b->context);
  free(b->value);
  free(b->dy);
  free(b->column);
  free(b->row);
  free(b);
}

/* 3. Starting ------------------------------------------------------------ */

/* The step with h^2/2 |J f| = 1/4 (see solver.h). */
static double first_step(ant_solver *s, const bdf *b, const double *y) {
  double *ddy = N_VGetArrayPointer(b->scratch);
  ant_solver_multiply(s->problem->pattern, b->value, b->dy, ddy);
  double norm = ant_solver_norm(s, y, ddy);
  double room = fmin(s->stop_d - s->time_d, 1.0); /* a quiet start still looks at the first day */
  if (!(norm < DBL_MAX)) return ANT_SOLVER_MIN_STEP_D;
  if (norm * room * room <= 0.5) return room;
  return fmax(sqrt(0.5 / norm), ANT_SOLVER_MIN_STEP_D);
}

static ant_stop start(ant_solver *s, const double *y, bool continuous) {
  (void)continuous; /* no history outlasts a change of the equations */
  bdf *b = s->own;
  /* a derivative may be infinite at the start, as that of a root at 0: Newton's is taken elsewhere
   */
  ant_solver_jacobian(s, s->time_d, y, b->dy, b->value, NULL);
  if (!ant_solver_finite(s, s->time_d, y, b->dy, s->n)) return ANT_STOP_START;
  s->is_bad = false;
  memcpy(N_VGetArrayPointer(b->y), y, (size_t)s->n * sizeof *y);
  int flag = CVodeReInit(b->cvodes, s->time_d, b->y);
  if (flag == CV_SUCCESS) flag = CVodeSetInitStep(b->cvodes, first_step(s, b, y));
  if (flag == CV_SUCCESS) flag = CVodeSetStopTime(b->cvodes, s->stop_d);
  return flag == CV_SUCCESS ? ANT_STOP_NONE : ANT_STOP_OTHER;
}

/* 4. Stepping ------------------------------------------------------------ */

static ant_stop stop_of(int flag) {
  switch (flag) {
  case CV_ERR_FAILURE:
    return ANT_STOP_ERROR;
  case CV_CONV_FAILURE:
    return ANT_STOP_NEWTON;
  case CV_LSETUP_FAIL:
  case CV_LSOLVE_FAIL:
    return ANT_STOP_SINGULAR;
  case CV_FIRST_RHSFUNC_ERR:
    return ANT_STOP_START;
  case CV_RHSFUNC_FAIL:
  case CV_REPTD_RHSFUNC_ERR:
  case CV_UNREC_RHSFUNC_ERR:
    return ANT_STOP_RATES;
  default:
    return flag < 0 ? ANT_STOP_OTHER : ANT_STOP_NONE;
  }
}

static ant_stop step(ant_solver *s, double *y, double *reached_d) {
  const bdf *b = s->own;
  sunrealtype reached = s->time_d;
  int flag = CVode(b->cvodes, s->stop_d, b->y, &reached, CV_ONE_STEP);
  memcpy(y, N_VGetArrayPointer(b->y), (size_t)s->n * sizeof *y);
  *reached_d = flag == CV_TSTOP_RETURN ? s->stop_d : reached;
  return stop_of(flag);
}

/* 5. Looking back ---------------------------------------------------------- */

static bool at(ant_solver *s, double time_d, double *y) {
  const bdf *b = s->own;
  if (CVodeGetDky(b->cvodes, time_d, 0, b->scratch) != CV_SUCCESS) return false;
  memcpy(y, N_VGetArrayPointer(b->scratch), (size_t)s->n * sizeof *y);
  return true;
}

static void count(const ant_solver *s, ant_solver_stats *sum) {
  const bdf *b = s->own;
  long steps = 0, setups = 0, newton = 0, fails = 0;
  CVodeGetNumSteps(b->cvodes, &steps);
  CVodeGetNumLinSolvSetups(b->cvodes, &setups);
  CVodeGetNumNonlinSolvIters(b->cvodes, &newton);
  CVodeGetNumErrTestFails(b->cvodes, &fails);
  sum->steps += steps;
  sum->factorisations += setups;
  sum->newton_iterations += newton;
  sum->error_test_fails += fails;
}

static int worst(ant_solver *s) {
  const bdf *b = s->own;
  if (CVodeGetEstLocalErrors(b->cvodes, b->scratch) != CV_SUCCESS ||
      CVodeGetErrWeights(b->cvodes, b->weight) != CV_SUCCESS) {
    return -1;
  }
  const double *error = N_VGetArrayPointer(b->scratch);
  const double *weight = N_VGetArrayPointer(b->weight);
  int found = -1;
  double most = 0;
  for (int i = 0; i < s->n; i++) {
    double share = fabs(error[i] * weight[i]);
    if (share > most || (found < 0 && isnan(share))) most = share, found = i;
  }
  return found;
}

const ant_stepper ant_stepper_cvodes = {create, destroy, start, step, at, count, worst};
