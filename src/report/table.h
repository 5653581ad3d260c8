/* table.h - a course as text: course.csv for every row, summary.json for what matters of it.
 *
 * course.csv:
 *     # antaeus 0.1.0
 *     # model 0123456789abcdef "Antaeus twin"
 *     # mission iss-6-months-ared "ISS, six months, with advanced resistive exercise"
 *     # person astronaut "The average of the crews measured"
 *     # seed none
 *     time [day],bone.skull.areal_density [g/cm^2],...
 *     -60,1.85,...
 * One row a time, the value after a dose or a phase change that falls on it.  Numbers have the
 * fewest digits that read back as the same double; a dimensionless column has the unit 1.
 *
 * sensitivity.csv, where derivatives were asked for:
 *     (the same first lines)
 *     time [day],observable,parameter,derivative,unit,relative
 *     -60,serum.ctx,bone.signals.k_rank,-12.3,(ng/L)/(pmol/L),-0.157
 * one row a time, observable and parameter; `relative` is the change of the observable in per cent
 * for one per cent of the parameter, empty where the observable is 0.
 *
 * summary.json: one object with the keys antaeus, mission, mission_title, person, person_title,
 * seed, model {version, title, hash, states}, solver {steps, calls, jacobians, factorisations,
 * iterations, rejected, restarts, seconds}, mass_error, rows, phases [{name, start_day, end_day}],
 * observables
 * [{name, unit, doc, baseline, phase_end}]; phase_end has one number a phase, the value at its end
 * before what follows. */
#ifndef ANT_REPORT_TABLE_H
#define ANT_REPORT_TABLE_H

#include <stdio.h>

#include "antaeus/run.h"

/* Write COURSE to TO.  A failing stream is left for the caller to see (ferror). */
void ant_table_csv(const ant_course *course, FILE *to);

void ant_table_sensitivity(const ant_course *course, FILE *to);

/* Returns ANT_OK, ANT_ENUMERIC for a number that JSON cannot hold, ANT_ESYSTEM when writing
 * failed. */
ant_status ant_table_json(const ant_course *course, FILE *to, ant_diag *opt_diag);

#endif /* ANT_REPORT_TABLE_H */
