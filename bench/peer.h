/* peer.h - the same equations as a general simulator of compartment models integrates them: CVODE's
 * backward differentiation, dense linear algebra, the Jacobian by difference quotients, one
 * relative and one absolute tolerance for all states, an output is where the integrator is told to
 * go, and each dose starts it anew. */
#ifndef PEER_H
#define PEER_H

#include "language/ir.h"
#include "machine/machine.h"

typedef struct peer_course {
  const int *column; /* (n_column) where in m                                       */
  int n_column, n_day;
  double *value; /* (n_day + 1) x n_column: one row a day, behind the doses of that moment */
  long steps, rate_calls;
} peer_course;

/* Fly the doses of MISSION from day 0 to day COURSE->n_day.  WHOLE: each right-hand side also
 * computes what depends on parameters alone, as encodings written by hand do. */
ant_status peer_fly(const ant_machine *machine, const ant_mission *mission, double tolerance,
                    bool whole, peer_course *course, ant_diag *diag);

#endif /* PEER_H */
