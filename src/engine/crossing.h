/* crossing.h - where conditions (`when`) change, and what they do then.
 *
 * A condition holds its value while the solver steps, so that no step sees a jump.  Behind each
 * step its guard is looked at on the solver's interpolating polynomial, at ANT_CROSSING_LOOKS
 * points and where a parabola through three of them turns on the other side of 0; the first moment
 * at which the condition would be another is then bracketed to ANT_CROSSING_ULPS units in the last
 * place of time.  The run is set to that moment, and settled: each condition becomes what its guard
 * says, what has become true does its jumps, all from the states as they were before (where two set
 * one state, the one that stands later in the model does), and this again until nothing changes.
 * When and how often the run is asked for output changes nothing.
 *
 * A guard that was just crossed is 0 but for rounding and the solver's error.  As long as it is no
 * further from 0 than that error, its sign says nothing: at the crossing (and at any other moment)
 * its slope decides, and no second crossing is found before it has left.  So a ball that bounces is
 * above the floor at once, and a quantity that goes back and forth through a threshold by its own
 * effect is found out at once; it never settles, which is an error, as is a condition that changes
 * ANT_CROSSING_MOST times within ANT_CROSSING_LEAST_D, or ANT_CROSSING_EARLY times one after the
 * other without its guard leaving the neighbourhood of 0 (that ball, when it has come to rest).
 *
 * A guard that reads time itself (a time of the day) may turn while the states are quiet and steps
 * are of weeks: it is looked at ANT_CROSSING_LOOKS_A_DAY times a day at least.
 *
 * Not found is a crossing there and back between two looks that the parabola does not see: an
 * excursion shorter than a quarter of a step, on which the solver saw nothing to shorten it for,
 * and than an hour and a half where time is read.
 *
 * All memory is taken at the start.  Thread safety: one of them, one thread. */
#ifndef ANT_CROSSING_H
#define ANT_CROSSING_H

#include "engine/sense.h"
#include "engine/solver.h"
#include "machine/machine.h"

enum {
  ANT_CROSSING_LOOKS = 4,
  ANT_CROSSING_LOOKS_A_DAY = 16,
  ANT_CROSSING_ULPS = 8,
  ANT_CROSSING_MOST = 100,
  ANT_CROSSING_EARLY = 10
};
#define ANT_CROSSING_LEAST_D 1e-5 /* 0.9 seconds                                   */

typedef struct ant_crossing {
  const ant_machine *machine;
  const ant_problem *problem; /* its rates are those of the run, at m               */
  const double *held;         /* (n_y) NaN: free; a state that is held does not jump */
  double *m, *work;           /* the run's                                         */
  ant_sense *sense;           /* sensitivities that go with the states                      */
  double tolerance;
  bool timed;           /* a guard reads time                                       */
  int n;                /* elements of all conditions                               */
  int *guard, *truth;   /* (n) slots in m                                           */
  double *is, *becomes; /* (n) what they hold, and what they would be              */
  double *band;         /* (n) how far from 0 the guard's sign says nothing; 0 once it has left */
  double *slope;        /* (n) of the guard [1/day]                                 */
  double *look[4];      /* (n) guards: a sliding window of looks, and a trial       */
  double *since_d;      /* (n) start of the present count                           */
  int *count;           /* (n) changes since then                                   */
  int *early;           /* (n) changes, one after the other, without having left 0 between */
  int *due;             /* (n) found to change at the end of the bracket             */
  int *crossed;         /* (n) it has changed at this moment                        */
  double *gradient;     /* (nnz) of the guards                                      */
  double *y, *dy, *before; /* (n of problem) scratch; states before all jumps of a moment   */
} ant_crossing;

/* For a run of MACHINE that stands on the ground, at TIME_D and Y, M.  M, PROBLEM, HELD and WORK
 * are kept by reference.  Does nothing for a model without conditions.  Returns ANT_OK or
 * ANT_ENOMEM. */
ant_status ant_crossing_init(ant_crossing *out, const ant_machine *machine,
                             const ant_problem *problem, double tolerance, const double *held,
                             ant_sense *sense, double *m, double *work, ant_diag *opt_diag);
void ant_crossing_begin(ant_crossing *c, double time_d, const double *y);
void ant_crossing_clear(ant_crossing *c);

/* Look at the step that SOLVER took from FROM_D on: *OUT_TIME_D becomes the first moment at which a
 * condition changes, INFINITY if there is none. */
ant_status ant_crossing_find(ant_crossing *c, ant_solver *solver, double from_d, double *out_time_d,
                             ant_diag *opt_diag);

/* Let all conditions become what they are at TIME_D and Y, and do the jumps; with CROSSING those
 * that were found change first.  Call it wherever the solver starts anew.  Returns ANT_OK; or
 * ANT_ENUMERIC when that never ends or a guard is not finite, with the name and what to do: then Y
 * is as before. */
ant_status ant_crossing_settle(ant_crossing *c, double time_d, bool crossing, double *y,
                               ant_diag *opt_diag);

#endif /* ANT_CROSSING_H */
