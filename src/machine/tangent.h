/* tangent.h - derivatives of everything that a machine computes, along directions.
 *
 * A direction is an array `dot` over all slots (ant_slot_of: y, m, dy): how each place moves when a
 * parameter moves by 1.  The caller sets the dots of what is free (a param, a state, time); a sweep
 * through the local partials, the same symbolic ones as the Jacobian's, gives those of all that is
 * computed from it.
 *
 * The baseline moves along: with u the unknowns and R(u, p) = 0 the conditions,
 * R_u du = -R_p dp (implicit function theorem), so balances, steady starts and baseline(x) have
 * dots too.
 *
 * Truth values have derivative 0; a kink has that of the branch taken.
 *
 * Thread safety: a tangent has scratch of its own and belongs to one thread.
 * Reference: Griewank & Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, ch. 3. */
#ifndef ANT_TANGENT_H
#define ANT_TANGENT_H

#include "language/program.h"
#include "machine/machine.h"

typedef struct ant_tangent ant_tangent;

/* For directions that begin in the N slots LEAF of m.  MACHINE must outlive it.  Returns ANT_OK or
 * ANT_ENOMEM. */
ant_status ant_tangent_create(const ant_machine *machine, const int *leaf, int n,
                              ant_tangent **out_tangent, ant_diag *opt_diag);
void ant_tangent_destroy(ant_tangent **tangent);

/* The partials of KIND at (m, y) as the machine's pass left them; they serve any number of sweeps.
 */
void ant_tangent_look(ant_tangent *t, ant_tangent_kind kind, const double *m, const double *y);

/* Carry DOT through the equations of KIND (not JUMP). */
void ant_tangent_sweep(const ant_tangent *t, ant_tangent_kind kind, double *dot);

/* The same through jump number JUMP alone (as in ant_machine_jump): the dots of what it sets lie
 * where those of the rates do. */
void ant_tangent_jump(const ant_tangent *t, int jump, double *dot);

/* Carry the N directions DOT (n x slots), in which only leaves are set, through the baseline that
 * MACHINE has solved to (m, y).  Returns ANT_OK, ANT_ENUMERIC where the conditions do not determine
 * the unknowns to first order, or ANT_ENOMEM. */
ant_status ant_tangent_baseline(ant_tangent *t, const double *m, const double *y, int n,
                                double *dot, ant_diag *opt_diag);

#endif /* ANT_TANGENT_H */
