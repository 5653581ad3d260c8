/* run.h - what the rooms of the engine share about a run (the public part is antaeus/run.h). */
#ifndef ANT_ENGINE_RUN_H
#define ANT_ENGINE_RUN_H

#include "antaeus/run.h"
#include "language/ir.h"
#include "machine/machine.h"

/* Go to TIME_D, but leave what happens at TIME_D itself undone: the last moment of a phase. */
ant_status ant_run_approach(ant_run *run, double time_d, ant_diag *opt_diag);

/* The columns of a course: every element of every observable, in the order of the model. */
int ant_run_n_column(const ant_run *run);
void ant_run_column(const ant_run *run, int column, int *out_symbol, int *out_element);
const double *ant_run_baseline(const ant_run *run);    /* (n_column) on the ground     */
double ant_run_sense_value(const ant_run *run, int k); /* of parameter K, on the ground */

/* Compute all lets and observables at the present, and with PROBES the sides of `expect`;
 * returns m (n_m), valid until the next call. */
const double *ant_run_look(ant_run *run, bool probes);
const double *ant_run_scale(const ant_run *run); /* (n_y)                          */

/* Which equation is not finite at the present, as a sentence; false if all are. */
bool ant_run_blame(ant_run *run, char *buffer, size_t size);

/* What solving for the ground found. */
const ant_baseline_report *ant_run_ground(const ant_run *run);

#endif /* ANT_ENGINE_RUN_H */
