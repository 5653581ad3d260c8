/* observation.h - the table of what was measured: read, checked, and what counts beside what.
 *
 * doc/evidence.md says what each column means and which rows count; here it is enforced.  A reader
 * goes on after a mistake and reports all of them.  Names of missions, people and observables are
 * only cut up: whether they exist is for whoever runs the rows.
 *
 * Thread safety: no globals; a table that has been read is immutable. */
#ifndef ANT_OBSERVATION_H
#define ANT_OBSERVATION_H

#include <stdbool.h>
#include <stddef.h>

#include "antaeus/diag.h"
#include "base/unit.h"
#include "score/statistic.h"

#define ANT_SPREADS(X)                                                                             \
  X(ANT_SPREAD_NONE, "")                                                                           \
  X(ANT_SPREAD_SD, "sd")                                                                           \
  X(ANT_SPREAD_SE, "se")                                                                           \
  X(ANT_SPREAD_CI95, "ci95")                                                                       \
  X(ANT_SPREAD_RANGE, "range")                                                                     \
  X(ANT_SPREAD_RANGE_PERSONS, "range_persons")                                                     \
  X(ANT_SPREAD_LOWER, "lower_bound")                                                               \
  X(ANT_SPREAD_UPPER, "upper_bound")                                                               \
  X(ANT_SPREAD_PRINTED, "printed")                                                                 \
  X(ANT_SPREAD_APPROX, "approx")                                                                   \
  X(ANT_SPREAD_NS, "ns")                                                                           \
  X(ANT_SPREAD_P, "p")

typedef enum ant_spread_kind {
#define ANT_X(code, name) code,
  ANT_SPREADS(ANT_X)
#undef ANT_X
      ANT_NSPREAD
} ant_spread_kind;

typedef enum ant_use { ANT_USE_FIT, ANT_USE_TEST } ant_use;
typedef enum ant_row_role {
  ANT_ROLE_MEASURED,
  ANT_ROLE_ORIENTATION,
  ANT_ROLE_CONSTANT
} ant_row_role;

/* "A + B vs C": the mean over LEFT, against the mean over RIGHT where there is one. */
typedef struct ant_terms {
  const char **left, **right; /* (n_left), (n_right)                              */
  int n_left, n_right;        /* n_right 0: no comparison                          */
} ant_terms;

typedef struct ant_observation {
  const char *id;
  ant_terms mission, person, observable;
  ant_statistic statistic;
  double day_from, day_to;      /* [day]; NaN: not stated                             */
  double value, spread, lo, hi; /* in `unit`; NaN: not stated                      */
  ant_spread_kind kind;
  const char *unit_text;
  ant_unit unit;
  int n; /* subjects; 0: not stated                            */
  const char *source, *crew;
  char certainty; /* 'A', 'B', 'C'                                      */
  ant_use use;
  const int *excludes; /* (n_excludes) rows of the same table                */
  int n_excludes;
  const char *note, *system, *species, *origin;
  ant_row_role role;
  double fraction; /* NaN: not stated                                    */
  int line;
} ant_observation;

typedef struct ant_observations {
  const ant_observation *row; /* (n)                                               */
  int n;
  const char *file;
  const int *order; /* (n) each row behind all that it excludes          */
} ant_observations;

/* Read the table at PATH, or from (LENGTH) bytes of TEXT called NAME.  All mistakes and warnings go
 * to DIAGS.  Returns ANT_OK and a table that the caller destroys, or the first error's code. */
ant_status ant_observations_read(const char *path, ant_observations **out, ant_diags *diags);
ant_status ant_observations_parse(const char *name, const char *text, size_t length,
                                  ant_observations **out, ant_diags *diags);
void ant_observations_destroy(ant_observations **table);

/* Row number of ID, or -1. */
int ant_observations_find(const ant_observations *table, const char *id);

/* The question that ROW asks of a course of an observable in unit OBSERVABLE. */
ant_question ant_observation_question(const ant_observation *row, const ant_unit *observable);

/* A row without a day: kept, shown, never run. */
bool ant_observation_runnable(const ant_observation *row);

/* Of rows that RAN (n), put in COUNTS (n) which enter the totals: measured, of certainty A or B,
 * and none that it excludes counts. */
void ant_observations_count(const ant_observations *table, const bool *ran, bool *counts);

const char *ant_spread_name(ant_spread_kind kind);
const char *ant_use_name(ant_use use);
const char *ant_row_role_name(ant_row_role role);

#endif /* ANT_OBSERVATION_H */
