/* mass.h - the books of every substance: what the body holds and what it gave away.
 *
 * Flows move matter between pools and the pool `outside`, so the sum over all pools of a substance,
 * less the doses given, is the sum at the start.  In exact arithmetic the integrator keeps
 * that sum, which is linear in the states; what is told here is how far rounding took it. */
#ifndef ANT_MASS_H
#define ANT_MASS_H

#include "language/ir.h"

typedef struct ant_mass {
  const ant_model *model;
  double *gram;   /* (n_y) of one unit of the state; 0: no pool                   */
  int *substance; /* (n_y) of the pool                                           */
  double *start;  /* (n_substance) sum of all pools at the start [g]              */
  double *dosed;  /* (n_substance) given since [g]                                */
  double *most;   /* (n_substance) largest content of the body so far [g]         */
  double *sum;    /* (n_substance) scratch                                       */
  double error;   /* largest |sum - start - dosed| / most so far                 */
  bool broken;    /* a pool is held: its books cannot close                      */
} ant_mass;

/* Open the books of MODEL with the states Y. Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_mass_init(ant_mass *mass, const ant_model *model, const double *y,
                         ant_diag *opt_diag);
void ant_mass_clear(ant_mass *mass);

/* AMOUNT, in the unit of state slot I, was given; slot I is held from now on. */
void ant_mass_dose(ant_mass *mass, int i, double amount);
void ant_mass_hold(ant_mass *mass, int i);

/* Look at the books at Y; keeps the largest error. */
void ant_mass_check(ant_mass *mass, const double *y);

/* What the body holds of SUBSTANCE at Y, `outside` not counted [g]. */
double ant_mass_content(const ant_mass *mass, int substance, const double *y);

#endif /* ANT_MASS_H */
