/* sense.h - forward sensitivities: how the states move with parameters, integrated beside them.
 *
 * For each parameter p the run's state is longer by s = dy/dp, which obeys
 *
 *     ds/dt = (df/dy) s + df/dp
 *
 * with both terms by one sweep of tangents (machine/tangent.h), exact to rounding.  s starts where
 * the ground moves to: balances, steady states and baseline(x) go with the parameter.  The solver
 * sees one larger problem, whose Jacobian it is given block by block (that of s by y is left out:
 * Newton's iteration, which needs none, is asked for, so CVODES; its simultaneous corrector does
 * the same).  The error test holds s too, relative to |s| and to the state's scale over |p|.
 *
 * Moments are differentiated as well.  A dose moves s by what its fraction moves; a held state by
 * what the ground does.  Where a condition is crossed, the time of crossing moves by
 *
 *     dt = -(dg/dp + dg/dy s) / (dg/dt + dg/dy f)
 *
 * so that s jumps:  s+ = dh (s + f dt) - f+ dt, with h all that is set there.  A crossing that only
 * touches, and two at once that move apart, have no derivative: an error.
 *
 * Thread safety: one of them, one thread.
 * Reference: Galan, Feehery & Barton, Appl. Numer. Math. 31 (1999) 17-47. */
#ifndef ANT_SENSE_H
#define ANT_SENSE_H

#include "engine/drip.h"
#include "machine/tangent.h"

typedef struct ant_sense {
  const ant_machine *machine;
  const ant_model *model;
  int n;     /* parameters                                                  */
  int n_row; /* slots                                                       */
  ant_tangent *tangent;
  double *dot;         /* (n x n_row) of all slots, as last looked at                 */
  double *start;       /* (n x n_y) s on the ground                                   */
  double *shift_d;     /* (n) how the moment of a crossing moves                       */
  ant_drip *drip;      /* (n) of infusions                                            */
  ant_pattern pattern; /* of the whole problem's Jacobian                          */
  int *index;          /* what pattern points to                                  */
} ant_sense;

/* For the N params and covariates BY (their values are not read; element -1: all elements move
 * together) of a run that stands on the ground at M and Y.  Does nothing for N = 0.  Returns
 * ANT_OK; ANT_EINPUT for what is no number that can be set; ANT_ENUMERIC, ANT_ENOMEM. */
ant_status ant_sense_init(ant_sense *out, const ant_machine *machine,
                          const ant_mission *opt_mission, const ant_setting *by, int n,
                          const double *m, const double *y, ant_diag *opt_diag);
void ant_sense_clear(ant_sense *s);

/* Y, DY (n_y x (1 + n)): the states and each s, their derivatives; M as the machine left it at Y.
 */
void ant_sense_phase(ant_sense *s, const double *m, const double *y);
void ant_sense_rate(ant_sense *s, const double *m, const double *held, const double *y, double *dy);
/* What ant_sense_rate left, carried on to lets and observables. */
void ant_sense_observe(ant_sense *s, const double *m, const double *y);

/* How slot SLOT of m moves with parameter K. */
double ant_sense_of(const ant_sense *s, int k, int slot);

/* Fill the blocks of the whole Jacobian behind the first, which is there. */
void ant_sense_jacobian(const ant_sense *s, double *value);

/* At a crossing: K's moment moves by shift_d[k].  begin: Y's s becomes that of the states at that
 * moving moment.  jump: OUT is what jump number JUMP sets of it, for K (n_y).  end: s again, DY
 * being the new rates. */
void ant_sense_begin_shift(ant_sense *s, double *y, const double *dy);
void ant_sense_begin_jumps(ant_sense *s, const double *m, const double *y);
const double *ant_sense_jump(ant_sense *s, int jump, int k);
void ant_sense_end_shift(ant_sense *s, double *y, const double *dy);

#endif /* ANT_SENSE_H */
