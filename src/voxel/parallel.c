/* parallel.c - items to threads (see parallel.h). */
#include "voxel/parallel.h"

#include <pthread.h>
#include <stdatomic.h>

#include "antaeus/voxel.h"

typedef struct crew {
  ant_work *work;
  void *user;
  int64_t n;
  atomic_llong next;
  atomic_int workers;
} crew;

static void *labour(void *at) {
  crew *c = at;
  int worker = atomic_fetch_add(&c->workers, 1);
  for (;;) {
    long long item = atomic_fetch_add(&c->next, 1);
    if (item >= c->n) return NULL;
    c->work(c->user, item, worker);
  }
}

int ant_parallel_threads(int n_thread) {
  int n = n_thread > 0 ? n_thread : ant_cores();
  return n > ANT_THREADS_MAX ? ANT_THREADS_MAX : n;
}

void ant_parallel(int n_thread, int64_t n, ant_work *work, void *user) {
  pthread_t thread[ANT_THREADS_MAX];
  crew c = {.work = work, .user = user, .n = n};
  int wanted = ant_parallel_threads(n_thread), started = 0;
  atomic_init(&c.next, 0);
  atomic_init(&c.workers, 0);
  if (wanted > n) wanted = n > 1 ? (int)n : 1;
  for (int i = 1; i < wanted; i++) {
    if (pthread_create(&thread[started], NULL, labour, &c) == 0) started++;
  }
  labour(&c);
  for (int i = 0; i < started; i++) pthread_join(thread[i], NULL);
}
