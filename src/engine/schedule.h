/* schedule.h - a mission as a list of moments at which something changes.
 *
 * Between two moments the equations are smooth; at one the integrator stops, the change is made and
 * it starts anew.  Moments at one time come in a fixed order: the phase that begins, infusions that
 * end, what is held from now on, then the doses as the mission lists them (an infusion begins like
 * a dose). */
#ifndef ANT_SCHEDULE_H
#define ANT_SCHEDULE_H

#include "antaeus/diag.h"
#include "language/ir.h"

typedef enum ant_event_kind {
  ANT_EVENT_PHASE,
  ANT_EVENT_STOP, /* of an infusion                                               */
  ANT_EVENT_CLAMP,
  ANT_EVENT_DOSE
} ant_event_kind;

typedef struct ant_event {
  double time_d;
  ant_event_kind kind;
  int index; /* of the phase or the dose in the mission                         */
} ant_event;

/* A schedule without a mission starts on day 0 and has no end. */
#define ANT_SCHEDULE_FOREVER_D 1e7

typedef struct ant_schedule {
  double start_d, end_d;
  ant_event *event; /* (n_event) in order, owned                                 */
  int n_event;
} ant_schedule;

/* Put MISSION's moments in *OUT; those of held states stand at CLAMP_FROM_D (NaN: none), at the
 * start where that is later.  Returns ANT_OK, ANT_EINPUT for a mission that has no phase, runs
 * backwards or doses outside its phases (the reader refuses such a text) and for states held only
 * behind its end, which would read as an experiment without effect, or ANT_ENOMEM. */
ant_status ant_schedule_init(ant_schedule *out, const ant_mission *opt_mission, double clamp_from_d,
                             ant_diag *opt_diag);
void ant_schedule_clear(ant_schedule *schedule);

/* The times of output rows: whole multiples of EVERY_D that lie in the mission, its start, its end
 * and each boundary of phases, rising, each once.  The caller frees *OUT_TIME_D.
 * Returns ANT_OK, ANT_EUSAGE for an EVERY_D that is not positive or gives over ANT_MAX_ROWS rows,
 * or ANT_ENOMEM. */
enum { ANT_MAX_ROWS = 10000000 };
ant_status ant_schedule_rows(const ant_mission *mission, double every_d, double **out_time_d,
                             int *out_n, ant_diag *opt_diag);

#endif /* ANT_SCHEDULE_H */
