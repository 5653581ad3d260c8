/* stepper.h - what solver.c and the methods behind it share and nobody else sees.
 *
 * solver.c keeps the books of an ant_solver (times, the last good state, where rates were not
 * finite, messages); a method takes the steps.  A method never writes a message: it returns what
 * stopped it. */
#ifndef ANT_STEPPER_H
#define ANT_STEPPER_H

#include "engine/solver.h"

/* What stopped a step; solver.c has a sentence for each. */
typedef enum ant_stop {
  ANT_STOP_NONE,
  ANT_STOP_ERROR,    /* the error stays too large however small the step   */
  ANT_STOP_NEWTON,   /* Newton's iteration does not converge               */
  ANT_STOP_SINGULAR, /* the linear system is                               */
  ANT_STOP_START,    /* the rates at the start are not finite              */
  ANT_STOP_RATES,    /* rates are not finite                               */
  ANT_STOP_SLOPE,    /* a derivative of them is not                        */
  ANT_STOP_WORK,     /* too many steps                                     */
  ANT_STOP_OTHER
} ant_stop;

typedef struct ant_stepper {
  ant_status (*create)(ant_solver *solver, ant_diag *diag); /* sets solver->own    */
  void (*destroy)(ant_solver *solver);
  /* Begin at solver->time_d from Y, towards solver->stop_d.  CONTINUOUS: Y is where the last start
   * had led to by then, and only the equations may have changed. */
  ant_stop (*start)(ant_solver *solver, const double *y, bool continuous);
  /* One step: put the state after it into Y (n), its time into *REACHED_D, exactly stop_d at the
   * end.  The time is also set when it fails: how far it was tried. */
  ant_stop (*step)(ant_solver *solver, double *y, double *reached_d);
  /* The state at TIME_D within the last step. */
  bool (*at)(ant_solver *solver, double time_d, double *y);
  /* Add its own counts since the last start to *SUM. */
  void (*count)(const ant_solver *solver, ant_solver_stats *sum);
  /* The state with the largest share in the last error test, -1 if none can be told. */
  int (*worst)(ant_solver *solver);
} ant_stepper;

extern const ant_stepper ant_stepper_cvodes, ant_stepper_rosenbrock;

struct ant_solver {
  const ant_problem *problem;
  const ant_stepper *stepper;
  void *own; /* of the method                                              */
  int n;
  double tolerance;
  double time_d, stop_d; /* how far it is, and how far it may go                   */
  double last_d;         /* start of the last step: interpolation holds from here   */
  long steps_here;       /* since the last start                                   */
  bool begun;            /* there is something between time_d and stop_d           */
  double *good;          /* (n) the last good state                                */
  double *next;          /* (n) scratch of a step: the state after it              */
  double *bad;           /* (n) where something was last not finite                */
  double bad_time_d;
  bool is_bad;            /* `bad` holds something since the last good step         */
  ant_solver_stats stats; /* but for what `count` of the method adds                */
};

/* The problem's functions, counted and looked at: false where a result is not finite, which is then
 * remembered for the message.  OPT_BY_TIME as in ant_problem. */
bool ant_solver_rate(ant_solver *solver, double time_d, const double *y, double *dy);
bool ant_solver_jacobian(ant_solver *solver, double time_d, const double *y, double *dy,
                         double *value, double *opt_by_time);
bool ant_solver_finite(ant_solver *solver, double time_d, const double *y, const double *x, int n);

/* out = J x for values by columns. */
void ant_solver_multiply(const ant_pattern *pattern, const double *value, const double *x,
                         double *out);

/* The root mean square of x, each number in its allowed error at y. */
double ant_solver_norm(const ant_solver *solver, const double *y, const double *x);

#endif /* ANT_STEPPER_H */
