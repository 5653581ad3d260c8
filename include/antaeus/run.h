/* run.h - flying a mission: one person, one model, through time.
 *
 * ant_fly does it all and hands out an ant_course.  ant_run is the same in steps, for whoever
 * couples the twin to something else: slices give the same bytes as one long run.
 *
 * Thread safety: a machine is shared, a run belongs to one thread. */
#ifndef ANT_RUN_H
#define ANT_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "antaeus/model.h"

/* The version of this library, e.g. "0.1.0". */
const char *ant_version(void);

/* A model made runnable: uses the code compiled ahead of time when its hash fits, else the
 * evaluator. */
typedef struct ant_machine ant_machine;
ant_status ant_machine_open(const ant_model *model, ant_machine **out_machine, ant_diag *opt_diag);

/* The same for long work: a model that was not compiled ahead of time is compiled by the system's C
 * compiler, once, and kept in the user's cache folder (machine/compile.h).  Where that cannot be,
 * the evaluator serves, with the same results: ant_machine_is_compiled tells, and OPT_NOTE says
 * why.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_machine_open_compiled(const ant_model *model, ant_machine **out_machine,
                                     ant_diag *opt_note);
bool ant_machine_is_compiled(const ant_machine *machine);
void ant_machine_destroy(ant_machine **machine);

/* How steps are taken (engine/solver.h says more). */
typedef enum ant_method {
  ANT_METHOD_ROSENBROCK, /* one-step, of order 5: few steps, and a restart costs nothing */
  ANT_METHOD_BDF         /* CVODES, multistep: more steps, each cheaper; the reference   */
} ant_method;

typedef struct ant_fly_options {
  double tolerance; /* relative; absolute is tolerance x the state's scale; 0: 1e-8 */
  double every_d;   /* spacing of output rows [day], counted from day 0; 0: 1  */
  ant_method method;
  const ant_person *person;   /* NULL: the model's own covariates                */
  const ant_setting *setting; /* (n_setting) params, covariates and ground values of inputs, on
                               * top of the person's: they move the baseline too  */
  int n_setting;
  const ant_setting *start; /* (n_start) states that the mission starts at, away from the ground */
  int n_start;
  const ant_setting *clamp; /* (n_clamp) states and inputs held at a value from day clamp_from_d on,
                             * inputs through all phases; NaN means the one on the ground */
  const double *clamp_share; /* (n_clamp) times this, for a state of value NaN; NULL: 1 */
  int n_clamp;
  double clamp_from_d;      /* mission time [day], before its end                      */
  const ant_setting *sense; /* (n_sense) params and covariates to differentiate by (values are
                             * not read; element -1: all move together); then the method is BDF */
  int n_sense;
  /* Called after every step with the share done (0..1); return false to stop (ANT_EINTERRUPT). */
  bool (*progress)(void *user, double share);
  void *user;
} ant_fly_options;

typedef struct ant_solver_stats {
  long steps, rate_calls, jacobian_calls, factorisations, newton_iterations, error_test_fails,
      restarts;
  double seconds; /* wall time of the integration                          */
} ant_solver_stats;

/* What came out.  Columns are the model's observables, element by element. */
typedef struct ant_course {
  int n_row, n_column, n_phase;
  double *time_d;   /* (n_row)                                               */
  double *value;    /* (n_row x n_column) row by row                         */
  double *baseline; /* (n_column) on the ground                              */
  char **name;      /* (n_column) bone.femoral_neck.areal_density            */
  char **unit;      /* (n_column) g/cm^2                                     */
  char **doc;       /* (n_column)                                            */
  struct ant_course_phase {
    char name[64];
    double start_d, end_d;
    double *value; /* (n_column) at the end of the phase, before what follows */
  } * phase;       /* (n_phase)                                             */
  char mission[240], person[240], model[240]; /* titles                          */
  char mission_name[120], person_name[120];   /* of their files, without .ant     */
  uint64_t hash;
  int n_state;
  ant_solver_stats stats;
  double mass_error;   /* largest over substances of |content + outside - start| / content */
  int n_sense;         /* parameters of ant_fly_options.sense                   */
  double *sense;       /* (n_row x n_column x n_sense) derivatives of `value`, see ant_run_sense */
  double *sense_value; /* (n_sense) of the parameters; of the first element where several move */
  char **sense_name, **sense_unit; /* (n_sense)                                   */
} ant_course;

/* Fly MISSION.  Returns ANT_OK and a course that the caller destroys, or a failure and no course:
 * ANT_ENUMERIC says the time, the last good state and the equation that went wrong. */
ant_status ant_fly(const ant_machine *machine, const ant_mission *mission,
                   const ant_fly_options *opt_options, ant_course **out_course, ant_diag *opt_diag);
void ant_course_destroy(ant_course **course);
/* The column called NAME, or -1. */
int ant_course_column(const ant_course *course, const char *name);
/* The value of COLUMN at TIME_D, linear between rows; NaN outside. */
double ant_course_at(const ant_course *course, int column, double time_d);

/* Step by step ----------------------------------------------------------- */

typedef struct ant_run ant_run;

/* A person on the ground at the mission's start, what happens at that moment done.  OPT_MISSION
 * NULL: the ground for ever, from day 0. All memory that the run needs is taken here.  MACHINE,
 * MISSION and what the options point to must outlive it.  Returns ANT_OK; ANT_EINPUT or ANT_ERANGE
 * for a setting that cannot be; ANT_EBALANCE for a person without a ground state; ANT_EUSAGE,
 * ANT_ENUMERIC, ANT_ENOMEM. */
ant_status ant_run_create(const ant_machine *machine, const ant_mission *opt_mission,
                          const ant_fly_options *opt_options, ant_run **out_run,
                          ant_diag *opt_diag);
void ant_run_destroy(ant_run **run);
/* Go on to mission time TIME_D (not before the present, not behind the last phase).  Doses and
 * phase changes on the way, and at TIME_D itself, are done: first the phase, then what is held,
 * then the doses, then the conditions (`when`) that this or time has changed. After a failure the
 * run stays at its last good state and goes no further. */
ant_status ant_run_advance(ant_run *run, double time_d, ant_diag *opt_diag);
double ant_run_time(const ant_run *run);
/* Change an input from now on, as a new phase would: the state stays, the rates change. */
ant_status ant_run_set(ant_run *run, const ant_setting *setting, ant_diag *opt_diag);
/* Hold a state from now on, at a value or (NaN) at the one on the ground. */
ant_status ant_run_clamp(ant_run *run, const ant_setting *setting, ant_diag *opt_diag);
double ant_run_mass_error(const ant_run *run); /* so far, as in ant_course              */
/* States, and observables in the order of a course's columns; valid until the next call. */
const double *ant_run_states(const ant_run *run);
const double *ant_run_observe(ant_run *run);
/* How the observables move with each parameter of ant_fly_options.sense, all else kept: (columns x
 * n_sense), in the observable's unit per the parameter's.  The ground moves too; doses, phases and
 * conditions are differentiated through (engine/sense.h).  Exact but for the solver's error, which
 * holds them to its tolerance. */
const double *ant_run_sense(ant_run *run);
void ant_run_stats(const ant_run *run, ant_solver_stats *out_stats);

#endif /* ANT_RUN_H */
