/* fe_pool.c - workers that share out numbered tasks. */
#include "fe_internal.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct fe_pool {
  int n_worker; /* besides the caller */
  pthread_t *worker;
  pthread_mutex_t lock;
  pthread_cond_t start, done;
  unsigned generation; /* of the work in hand */
  int busy;            /* workers not yet finished with it */
  bool stop;
  fe_task task;
  void *context;
  int n_task;
  atomic_int next;
};

static void work(fe_pool *p) {
  for (;;) {
    int i = atomic_fetch_add(&p->next, 1);
    if (i >= p->n_task) return;
    p->task(p->context, i);
  }
}

static void *worker_main(void *argument) {
  fe_pool *p = argument;
  unsigned seen = 0;
  pthread_mutex_lock(&p->lock);
  for (;;) {
    while (p->generation == seen && !p->stop) pthread_cond_wait(&p->start, &p->lock);
    if (p->stop) break;
    seen = p->generation;
    pthread_mutex_unlock(&p->lock);
    work(p);
    pthread_mutex_lock(&p->lock);
    if (--p->busy == 0) pthread_cond_signal(&p->done);
  }
  pthread_mutex_unlock(&p->lock);
  return NULL;
}

ant_status fe_pool_create(int n_thread, fe_pool **out_pool, ant_diag *opt_diag) {
  fe_pool *p = calloc(1, sizeof *p);
  if (p && n_thread > 1) p->worker = calloc((size_t)n_thread - 1, sizeof *p->worker);
  if (!p || (n_thread > 1 && !p->worker)) {
    free(p);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for %d threads", n_thread);
  }
  pthread_mutex_init(&p->lock, NULL);
  pthread_cond_init(&p->start, NULL);
  pthread_cond_init(&p->done, NULL);
  while (p->n_worker < n_thread - 1) {
    if (pthread_create(&p->worker[p->n_worker], NULL, worker_main, p) != 0) {
      fe_pool_destroy(&p);
      return ant_fail(opt_diag, ANT_ESYSTEM, "cannot start %d threads", n_thread);
    }
    p->n_worker++;
  }
  *out_pool = p;
  return ANT_OK;
}

void fe_pool_destroy(fe_pool **pool) {
  fe_pool *p = *pool;
  if (!p) return;
  pthread_mutex_lock(&p->lock);
  p->stop = true;
  pthread_cond_broadcast(&p->start);
  pthread_mutex_unlock(&p->lock);
  for (int i = 0; i < p->n_worker; i++) pthread_join(p->worker[i], NULL);
  pthread_mutex_destroy(&p->lock);
  pthread_cond_destroy(&p->start);
  pthread_cond_destroy(&p->done);
  free(p->worker);
  free(p);
  *pool = NULL;
}

int fe_pool_threads(const fe_pool *p) {
  return p->n_worker + 1;
}

void fe_pool_run(fe_pool *p, int n_task, fe_task task, void *context) {
  if (p->n_worker == 0 || n_task < 2) {
    for (int i = 0; i < n_task; i++) task(context, i);
    return;
  }
  pthread_mutex_lock(&p->lock);
  p->task = task;
  p->context = context;
  p->n_task = n_task;
  atomic_store(&p->next, 0);
  p->busy = p->n_worker;
  p->generation++;
  pthread_cond_broadcast(&p->start);
  pthread_mutex_unlock(&p->lock);
  work(p);
  pthread_mutex_lock(&p->lock);
  while (p->busy > 0) pthread_cond_wait(&p->done, &p->lock);
  pthread_mutex_unlock(&p->lock);
}
