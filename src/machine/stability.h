/* stability.h - how the ground state answers a disturbance.
 *
 * The Jacobian is split into its strongly connected parts (states that act on each other); the
 * eigenvalues of all are those of the parts, found by dense QR.  A state that only collects what
 * others give away has a part of its own and an eigenvalue that is exactly 0. */
#ifndef ANT_STABILITY_H
#define ANT_STABILITY_H

#include "machine/machine.h"

/* Put in *OUT_GROWTH the largest real part [1/day] of the eigenvalues of the Jacobian VALUE (in
 * PATTERN), -inf without states; in *OUT_STATE a state of the part that has it (-1 if none) and in
 * *OUT_N how many are in that part.  Returns ANT_OK, ANT_ENUMERIC when the Jacobian is not finite,
 * ANT_ENOMEM. */
ant_status ant_stability(const ant_pattern *pattern, const double *value, double *out_growth,
                         int *out_state, int *out_n);

#endif /* ANT_STABILITY_H */
