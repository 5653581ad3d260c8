/* fe_memory.c - memory that runs out on one rank: all of them stop, with its message, and nothing
 * leaks. */
#include "test.h"
#include "ranks.h"
#include "shapes.h"

#include <stdint.h>

/* 1. The allocation that fails ----------------------------------------------------- */

static _Thread_local int64_t left; /* allocations of this thread until one fails; 0: none will */

static bool fails(void) {
  return left > 0 && --left == 0;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);

void *__wrap_malloc(size_t size) {
  return fails() ? NULL : __real_malloc(size);
}
void *__wrap_calloc(size_t n, size_t size) {
  return fails() ? NULL : __real_calloc(n, size);
}
void *__wrap_realloc(void *p, size_t size) {
  return fails() ? NULL : __real_realloc(p, size);
}
void *__wrap_aligned_alloc(size_t alignment, size_t size) {
  return fails() ? NULL : __real_aligned_alloc(alignment, size);
}

/* 2. Ranks whose own letters always arrive ------------------------------------------- */

static void safe_exchange(void *context, int to, const void *send, size_t n_send, int from,
                          void *receive, size_t n_receive) {
  const int64_t kept = left;
  left = 0;
  ranks_exchange(context, to, send, n_send, from, receive, n_receive);
  left = kept;
}

static void safe_add(void *context, float *x, size_t n) {
  const int64_t kept = left;
  left = 0;
  ranks_add(context, x, n);
  left = kept;
}

/* 3. Work ---------------------------------------------------------------------------- */

typedef ant_status (*fe_job)(ant_fe *fe, double *u, ant_diag *diag);

typedef struct task {
  const ant_volume *volume;
  fe_job job;
  int rank; /* whose allocation number FAIL fails */
  int64_t fail;
  bool reached;
  ant_status status[RANKS_MOST];
  char text[RANKS_MOST][ANT_DIAG_TEXT];
} task;

static ant_status press(ant_fe *fe, double *u, ant_diag *diag) {
  const ant_fe_options options = {.tolerance = 1e-4};
  ant_fe_load *load = NULL;
  ANT_TRY(ant_fe_load_create(fe, &load, diag));
  ant_status status = ant_fe_load_test(load, ANT_FE_PLATEN, 2, -0.01, diag);
  if (status == ANT_OK) status = ant_fe_solve(fe, load, &options, u, NULL, diag);
  ant_fe_load_destroy(&load);
  return status;
}

static ant_status press_and_measure(ant_fe *fe, double *u, ant_diag *diag) {
  const double *const both[2] = {u, u}, force[2] = {1, 2};
  ant_fe_pistoia p;
  double amplitude[2], stress[6];
  ANT_TRY(press(fe, u, diag));
  ANT_TRY(ant_fe_mean_stress(fe, u, stress, diag));
  ANT_TRY(ant_fe_pistoia_load(fe, u, 0.007, 0.02, &p, diag));
  return ant_fe_load_history(fe, 2, both, force, 0.02, amplitude, diag);
}

static ant_status stretch_six_ways(ant_fe *fe, double *u, ant_diag *diag) {
  const ant_fe_options options = {.tolerance = 1e-2, .jacobi = true};
  ant_fe_tensor t;
  (void)u;
  return ant_fe_homogenise(fe, ANT_FE_UNIFORM, &options, &t, diag);
}

static ant_status yield(ant_fe *fe, double *u, ant_diag *diag) {
  const ant_fe_options options = {.tolerance = 1e-2, .jacobi = true};
  ant_fe_point point;
  (void)u;
  return ant_fe_curve(fe, ANT_FE_PLATEN, 2, -0.01, 1, NULL, &options, &point, diag);
}

static void work(const ant_ranks *ranks, void *user) {
  task *t = user;
  const int k = ranks->rank;
  const ant_fe_material bone = {ANT_FE_CONSTANT, 18000, NULL, 0.3};
  ant_ranks safe = *ranks;
  ant_diag diag = {0};
  ant_fe *fe = NULL;
  double *u = NULL;
  safe.exchange = safe_exchange;
  safe.add = safe_add;
  left = k == t->rank ? t->fail : 0;
  t->status[k] = ant_fe_create_ranked(t->volume, &bone, 1, &safe, &fe, &diag);
  if (t->status[k] == ANT_OK) {
    const int64_t kept = left;
    left = 0;
    u = calloc(3 * ant_fe_stride(fe), sizeof *u);
    left = kept;
    t->status[k] = t->job(fe, u, &diag);
  }
  if (k == t->rank) t->reached = left == 0;
  left = 0;
  snprintf(t->text[k], sizeof t->text[k], "%s", diag.text);
  free(u);
  ant_fe_destroy(&fe);
}

/* allocation FIRST, FIRST + STEP ... of RANK fails in turn, until none is left to fail */
static void run_out(fe_job job, int rank, int64_t first, int64_t step) {
  static task t;
  ant_volume *v = shapes_solid(4, 5, 36, 1);
  bool reached = true;
  for (int64_t fail = first; reached; fail += step) {
    t = (task){.volume = v, .job = job, .rank = rank, .fail = fail};
    ranks_run(3, work, &t);
    reached = t.reached;
    for (int k = 0; k < 3; k++) {
      CHECK(t.status[k] == (reached ? ANT_ENOMEM : ANT_OK));
      SAME_TEXT(t.text[k], t.text[rank]);
    }
  }
  CHECK(t.fail > first + step); /* some did fail */
  ant_volume_destroy(&v);
}

static void a_solution(void) {
  for (int rank = 0; rank < 3; rank++) run_out(press, rank, 1, 1);
}

static void what_is_asked_of_it(void) {
  run_out(press_and_measure, 1, 1, 1);
}

static void six_solutions(void) {
  run_out(stretch_six_ways, 2, 1, 1);
}

static void a_curve(void) {
  run_out(yield, 0, 1, 1);
}

int main(void) {
  RUN(a_solution);
  RUN(what_is_asked_of_it);
  RUN(six_solutions);
  RUN(a_curve);
  return test_done();
}
