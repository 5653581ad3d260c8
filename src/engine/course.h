/* course.h - making an ant_course: who fills one (the engine, the reader of course.csv, a test)
 * takes it from here, so that ant_course_destroy can give all of it back.
 *
 * Everything that a course points to comes from malloc, one piece each: name, unit, doc and the
 * value of a phase are owned by the course.  A NULL name, unit or doc is allowed while filling. */
#ifndef ANT_ENGINE_COURSE_H
#define ANT_ENGINE_COURSE_H

#include "antaeus/run.h"

/* A course of zeros with room for N_ROW times, N_COLUMN observables and N_PHASE phases (phase
 * values included); names, units and docs are NULL.  Returns ANT_OK, ANT_ENOMEM, or ANT_EINPUT for
 * a negative count. */
ant_status ant_course_create(int n_row, int n_column, int n_phase, ant_course **out_course,
                             ant_diag *opt_diag);

/* Room for derivatives by N parameters, which have no names yet.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_course_add_sense(ant_course *course, int n, ant_diag *opt_diag);
/* Name parameter K. */
ant_status ant_course_label_sense(ant_course *course, int k, const char *name, const char *unit,
                                  ant_diag *opt_diag);

/* Set the name, unit and doc of COLUMN to copies.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_course_label(ant_course *course, int column, const char *name, const char *unit,
                            const char *doc, ant_diag *opt_diag);

#endif /* ANT_ENGINE_COURSE_H */
