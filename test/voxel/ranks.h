/* ranks.h - several ranks as threads of one process: how parts of a volume talk, without MPI. */
#ifndef ANT_TEST_VOXEL_RANKS_H
#define ANT_TEST_VOXEL_RANKS_H

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "antaeus/voxel_mechanics.h"

enum { RANKS_MOST = 8 };

typedef struct ranks_letter { /* from one rank to another; full while it lies there */
  void *bytes;
  size_t n;
  int full;
} ranks_letter;

typedef struct ranks_world {
  int size;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  pthread_barrier_t all;
  ranks_letter letter[RANKS_MOST][RANKS_MOST];
  const void *shown[RANKS_MOST];
} ranks_world;

typedef struct ranks_place {
  ranks_world *world;
  int rank;
  void (*work)(const ant_ranks *ranks, void *user);
  void *user;
} ranks_place;

static void ranks_exchange(void *context, int to, const void *send, size_t n_send, int from,
                           void *receive, size_t n_receive) {
  ranks_place *p = context;
  ranks_world *w = p->world;
  pthread_mutex_lock(&w->lock);
  if (to >= 0) {
    ranks_letter *l = &w->letter[p->rank][to];
    while (l->full) pthread_cond_wait(&w->changed, &w->lock);
    l->bytes = malloc(n_send + 1);
    if (n_send > 0) memcpy(l->bytes, send, n_send);
    l->n = n_send;
    l->full = 1;
    pthread_cond_broadcast(&w->changed);
  }
  if (from >= 0) {
    ranks_letter *l = &w->letter[from][p->rank];
    while (!l->full) pthread_cond_wait(&w->changed, &w->lock);
    if (l->n != n_receive) abort(); /* the two do not agree about what is sent */
    if (n_receive > 0) memcpy(receive, l->bytes, n_receive);
    free(l->bytes);
    l->full = 0;
    pthread_cond_broadcast(&w->changed);
  }
  pthread_mutex_unlock(&w->lock);
}

static void ranks_gather(void *context, const void *send, void *receive, const size_t *n_bytes) {
  ranks_place *p = context;
  ranks_world *w = p->world;
  char *to = receive;
  w->shown[p->rank] = send;
  pthread_barrier_wait(&w->all);
  for (int k = 0; k < w->size; k++) {
    if (n_bytes[k] > 0) memcpy(to, w->shown[k], n_bytes[k]);
    to += n_bytes[k];
  }
  pthread_barrier_wait(&w->all);
}

static void ranks_add(void *context, float *x, size_t n) {
  ranks_place *p = context;
  ranks_world *w = p->world;
  float *sum = calloc(n + 1, sizeof *sum);
  w->shown[p->rank] = x;
  pthread_barrier_wait(&w->all);
  for (int k = 0; k < w->size; k++) {
    const float *from = w->shown[k];
    for (size_t i = 0; i < n; i++) sum[i] += from[i];
  }
  pthread_barrier_wait(&w->all);
  if (n > 0) memcpy(x, sum, n * sizeof *x);
  free(sum);
}

static void *ranks_main(void *argument) {
  ranks_place *p = argument;
  const ant_ranks ranks = {p->rank,        p->world->size, p->world->size, p,
                           ranks_exchange, ranks_gather,   ranks_add};
  p->work(&ranks, p->user);
  return NULL;
}

/* WORK on each of SIZE ranks at once; USER is everyone's. */
static inline void ranks_run(int size, void (*work)(const ant_ranks *ranks, void *user),
                             void *user) {
  ranks_world w = {.size = size};
  ranks_place place[RANKS_MOST];
  pthread_t thread[RANKS_MOST];
  pthread_mutex_init(&w.lock, NULL);
  pthread_cond_init(&w.changed, NULL);
  pthread_barrier_init(&w.all, NULL, (unsigned)size);
  for (int k = 0; k < size; k++) {
    place[k] = (ranks_place){&w, k, work, user};
    if (pthread_create(&thread[k], NULL, ranks_main, &place[k]) != 0) abort();
  }
  for (int k = 0; k < size; k++) pthread_join(thread[k], NULL);
  pthread_mutex_destroy(&w.lock);
  pthread_cond_destroy(&w.changed);
  pthread_barrier_destroy(&w.all);
}

#endif /* ANT_TEST_VOXEL_RANKS_H */
