/* flights.c - which flights are needed, flown by several threads (see flights.h). */
#include "score/flights.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "score/cache.h"

ant_status ant_flights_init(ant_flights *f) {
  *f = (ant_flights){.arena = ant_arena_create()};
  f->by_name.arena = f->arena;
  return f->arena ? ANT_OK : ANT_ENOMEM;
}

void ant_flights_clear(ant_flights *f) {
  for (int i = 0; i < f->n; i++) {
    ant_flight *flight = &f->item[i];
    for (int k = 0; flight->value && k < flight->n_observable; k++) free(flight->value[k]);
    free(flight->value);
    free(flight->time_d);
    free(flight->baseline);
    free(flight->unit);
    free(flight->nearest);
  }
  if (f->arena) ant_arena_destroy(&f->arena);
  *f = (ant_flights){0};
}

/* what makes two flights the same */
static ant_text key_of(const char *mission, const char *person, const ant_intervention *i) {
  ant_text key = {0};
  ant_text_print(&key, "%s\n%s", mission, person);
  if (i && i->name[0]) {
    ant_text_print(&key, "\n%d %s %.17g %s %.17g", i->change, i->name, i->share, i->value,
                   i->from_d);
  }
  return key;
}

static ant_flight *flight_of(ant_flights *f, const char *mission, const char *person,
                             const ant_intervention *i) {
  ant_text text = key_of(mission, person, i);
  int found = text.failed ? -1 : ant_map_find(&f->by_name, ant_text_string(&text));
  char *key = found >= 0 || text.failed ? NULL : ant_arena_copy(f->arena, ant_text_string(&text));
  ant_text_clear(&text);
  if (found >= 0) return &f->item[found];
  if (!key) return NULL;
  if (ant_arena_grow(f->arena, &f->item, &f->capacity, f->n, sizeof *f->item) != ANT_OK ||
      ant_map_set(&f->by_name, key, f->n) != ANT_OK) {
    return NULL;
  }
  f->item[f->n] = (ant_flight){.mission = mission, .person = person};
  if (i && i->name[0]) f->item[f->n].intervention = i;
  return &f->item[f->n++];
}

ant_status ant_flights_ask(ant_flights *f, const char *mission, const char *person,
                           const ant_intervention *opt_intervention, const char *observable) {
  ant_flight *flight = flight_of(f, mission, person, opt_intervention);
  if (!flight) return ANT_ENOMEM;
  for (int k = 0; k < flight->n_observable; k++) {
    if (strcmp(flight->observable[k], observable) == 0) return ANT_OK;
  }
  ANT_TRY(ant_arena_grow(f->arena, &flight->observable, &flight->capacity, flight->n_observable,
                         sizeof *flight->observable));
  flight->observable[flight->n_observable++] = observable;
  return ANT_OK;
}

const ant_flight *ant_flights_find(const ant_flights *f, const char *mission, const char *person,
                                   const ant_intervention *opt_intervention, const char *observable,
                                   int *out_index) {
  ant_text key = key_of(mission, person, opt_intervention);
  int found = key.failed ? -1 : ant_map_find(&f->by_name, ant_text_string(&key));
  ant_text_clear(&key);
  if (found < 0) return NULL;
  const ant_flight *flight = &f->item[found];
  for (int k = 0; k < flight->n_observable; k++) {
    if (strcmp(flight->observable[k], observable) != 0) continue;
    *out_index = k;
    return flight;
  }
  return NULL;
}

/* Flying ------------------------------------------------------------------ */

static void name_nearest(ant_flight *flight, int k, const ant_course *course) {
  ant_nearest nearest;
  ant_nearest_init(&nearest, flight->observable[k]);
  for (int c = 0; c < course->n_column; c++) ant_nearest_try(&nearest, course->name[c]);
  /* two letters off is a slip of the pen; more is a thing that the twin has not got */
  if (nearest.best && nearest.distance <= 2) {
    ant_text_fit(flight->nearest[k], sizeof *flight->nearest, "%s", nearest.best);
  }
}

static int column_of(const ant_course *course, const char *name) {
  for (int c = 0; c < course->n_column; c++) {
    if (strcmp(course->name[c], name) == 0) return c;
  }
  return -1;
}

/* copy of COURSE what was asked for: a flight has hundreds of columns and a score many flights */
static ant_status keep(ant_flight *flight, const ant_course *course) {
  size_t n = (size_t)flight->n_observable, rows = (size_t)course->n_row;
  flight->n_row = course->n_row;
  flight->hash = course->hash;
  flight->time_d = malloc((rows + 1) * sizeof *flight->time_d);
  flight->value = calloc(n + 1, sizeof *flight->value);
  flight->baseline = calloc(n + 1, sizeof *flight->baseline);
  flight->unit = calloc(n + 1, sizeof *flight->unit);
  flight->nearest = calloc(n + 1, sizeof *flight->nearest);
  if (!flight->time_d || !flight->value || !flight->baseline || !flight->unit || !flight->nearest) {
    return ANT_ENOMEM;
  }
  memcpy(flight->time_d, course->time_d, rows * sizeof *flight->time_d);
  for (int k = 0; k < flight->n_observable; k++) {
    int c = column_of(course, flight->observable[k]);
    if (c < 0) {
      name_nearest(flight, k, course);
      continue;
    }
    double *value = malloc((rows + 1) * sizeof *value);
    if (!value) return ANT_ENOMEM;
    for (size_t r = 0; r < rows; r++)
      value[r] = course->value[r * (size_t)course->n_column + (size_t)c];
    flight->value[k] = value;
    flight->baseline[k] = course->baseline[c];
    ant_text_fit(flight->unit[k], sizeof *flight->unit, "%s", course->unit[c]);
  }
  flight->flown = true;
  return ANT_OK;
}

typedef struct work {
  ant_flights *flights;
  ant_score_fly fly;
  void *user;
  const ant_score_options *options;
  pthread_mutex_t lock;
  int next, done;
} work;

static void fly_one(work *w, ant_flight *flight) {
  ant_course *course = NULL;
  const ant_score_options *o = w->options;
  uint64_t key = 0;
  if (o && o->cache && o->key) {
    key = o->key(w->user, flight->mission, flight->person, flight->intervention);
  }
  if (key && ant_cache_read(o->cache, key, flight)) return;
  flight->status = w->fly(w->user, flight->mission, flight->person, flight->intervention, &course,
                          &flight->diag);
  if (flight->status != ANT_OK) return;
  flight->status = keep(flight, course);
  if (flight->status != ANT_OK) {
    ant_fail(&flight->diag, flight->status, "no memory for the courses of '%s'", flight->mission);
  }
  if (key && flight->flown) ant_cache_write(o->cache, key, flight);
  ant_course_destroy(&course);
}

static void *worker(void *user) {
  work *w = user;
  for (;;) {
    pthread_mutex_lock(&w->lock);
    int i = w->next < w->flights->n ? w->next++ : -1;
    pthread_mutex_unlock(&w->lock);
    if (i < 0) return NULL;
    fly_one(w, &w->flights->item[i]);
    pthread_mutex_lock(&w->lock);
    w->done++;
    if (w->options && w->options->progress) {
      w->options->progress(w->options->user, w->done, w->flights->n);
    }
    pthread_mutex_unlock(&w->lock);
  }
}

ant_status ant_flights_run(ant_flights *flights, ant_score_fly fly, void *user,
                           const ant_score_options *opt_options) {
  enum { MOST = 64 };
  pthread_t thread[MOST];
  work w = {.flights = flights, .fly = fly, .user = user, .options = opt_options};
  int jobs = opt_options && opt_options->jobs > 1 ? opt_options->jobs : 1, started = 0;
  if (pthread_mutex_init(&w.lock, NULL) != 0) return ANT_ESYSTEM;
  while (started < jobs - 1 && started < MOST) {
    if (pthread_create(&thread[started], NULL, worker, &w) != 0) break;
    started++;
  }
  worker(&w); /* this thread works too, and alone where no other could be had */
  for (int i = 0; i < started; i++) pthread_join(thread[i], NULL);
  pthread_mutex_destroy(&w.lock);
  return ANT_OK;
}

/* the first word in quotes of a message; of "'exercise' has no element 'vibration'", the second */
static bool quoted(const char *text, bool second, char *buffer, size_t size) {
  const char *open = strchr(text, '\''), *close = open ? strchr(open + 1, '\'') : NULL;
  if (!close || close == open + 1) return false;
  if (second && quoted(close + 1, false, buffer, size)) return true;
  snprintf(buffer, size, "%.*s", (int)(close - open - 1), open + 1);
  return true;
}

static bool waits(ant_status status) {
  return status == ANT_EUNKNOWN || status == ANT_ENOTYET || status == ANT_ESET;
}

const char *ant_flight_needs(const ant_flight *flight, int i_observable, char *buffer,
                             size_t size) {
  if (size > 0) buffer[0] = '\0';
  if (waits(flight->status)) {
    if (!quoted(flight->diag.text, flight->status == ANT_ESET, buffer, size))
      ant_text_fit(buffer, size, "%s", flight->diag.text);
  } else if (flight->flown && !flight->value[i_observable]) {
    ant_text_fit(buffer, size, "%s", flight->observable[i_observable]);
  }
  return buffer;
}
