/* flights.h - which flights a set of questions needs, and what they gave (used by rows.c, claims).
 *
 * Thread safety: plan from one thread; ant_flights_run shares the work among its own. */
#ifndef ANT_FLIGHTS_H
#define ANT_FLIGHTS_H

#include "base/arena.h"
#include "base/map.h"
#include "score/rows.h"

typedef struct ant_flight {
  const char *mission, *person;
  const ant_intervention *intervention; /* NULL: none                                  */
  const char **observable;              /* (n_observable) asked for, each once                    */
  int n_observable, capacity;
  ant_status status; /* of flying it                                            */
  ant_diag diag;
  bool flown;
  double *time_d; /* (n_row)                                                 */
  int n_row;
  double **value;       /* (n_observable) of (n_row); NULL: no such observable     */
  double *baseline;     /* (n_observable)                                          */
  char (*unit)[64];     /* (n_observable)                                          */
  char (*nearest)[120]; /* (n_observable) hint where there is no such observable   */
  uint64_t hash;
} ant_flight;

typedef struct ant_flights {
  ant_arena *arena;
  ant_flight *item; /* (n)                                                            */
  int n, capacity;
  ant_map by_name;
} ant_flights;

ant_status ant_flights_init(ant_flights *flights);
void ant_flights_clear(ant_flights *flights);

/* Ask for OBSERVABLE of MISSION flown with PERSON; what is pointed to must stay. */
ant_status ant_flights_ask(ant_flights *flights, const char *mission, const char *person,
                           const ant_intervention *opt_intervention, const char *observable);

ant_status ant_flights_run(ant_flights *flights, ant_score_fly fly, void *user,
                           const ant_score_options *opt_options);

/* The flight, and the number of OBSERVABLE in it; NULL when it was never asked for. */
const ant_flight *ant_flights_find(const ant_flights *flights, const char *mission,
                                   const char *person, const ant_intervention *opt_intervention,
                                   const char *observable, int *out_index);

/* What of FLIGHT is not there yet: a name of input, drug, covariate or observable, "" when all is.
 */
const char *ant_flight_needs(const ant_flight *flight, int i_observable, char *buffer, size_t size);

#endif /* ANT_FLIGHTS_H */
