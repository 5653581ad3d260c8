/* fly.h - how the score asks for a flight: whoever calls brings the function that flies. */
#ifndef ANT_SCORE_FLY_H
#define ANT_SCORE_FLY_H

#include "antaeus/run.h"
#include "engine/intervene.h"

/* Fly MISSION with PERSON, file names without .ant, with an intervention or without; the caller
 * destroys the course.  ANT_EUNKNOWN or ANT_ENOTYET with a name in quotes in the text means: the
 * twin has not got that yet.  Called from several threads at once. */
typedef ant_status (*ant_score_fly)(void *user, const char *mission, const char *person,
                                    const ant_intervention *opt_intervention,
                                    ant_course **out_course, ant_diag *opt_diag);

/* A hash of all that decides such a flight (model, texts, person, tolerance, program), or 0: do not
 * keep it.  Called from several threads at once. */
typedef uint64_t (*ant_score_key)(void *user, const char *mission, const char *person,
                                  const ant_intervention *opt_intervention);

/* The standard deviation of one measurement of OBSERVABLE where it is VALUE, in its own unit; NaN:
 * nobody says. */
typedef double (*ant_score_error)(void *user, const char *observable, double value);

#endif /* ANT_SCORE_FLY_H */
