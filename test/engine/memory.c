/* Every allocation of a flight fails once: an error each time, never a crash or a leak.  (The
 * linker sends calloc, malloc and realloc of the engine through here; see meson.build.) */
#include "test.h"

#include "fake.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);

static long n_taken, n_fail = -1; /* the one that fails, -1 none                         */

static bool refuse(void) {
  return n_taken++ == n_fail;
}

void *__wrap_malloc(size_t size) {
  return refuse() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size) {
  return refuse() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size) {
  return refuse() ? NULL : __real_realloc(old, size);
}

static ant_setting weightless[] = {{FAKE_GRAVITY, -1, 0}};
static ant_phase phase[] = {{"preflight", -10, 0, NULL, 0}, {"flight", 0, 20, weightless, 1}};
static ant_dose_event dose[] = {{.time_d = 3, .amount = 1000}};

static ant_method method; /* all tests below are run with both */

static ant_status fly(ant_course **out) {
  ant_mission mission = {.title = "A flight",
                         .name = "flight",
                         .path = "flight.ant",
                         .phase = phase,
                         .n_phase = 2,
                         .dose = dose,
                         .n_dose = 1};
  ant_fly_options o = {.method = method};
  return ant_fly(fake_machine(fake_model()), &mission, &o, out, NULL);
}

static void every_allocation_may_fail(void) {
  ant_course *course = NULL;
  n_taken = 0;
  CHECK(fly(&course) == ANT_OK);
  long n = n_taken;
  ant_course_destroy(&course);
  CHECK(n > 20);
  for (long i = 0; i < n; i++) {
    n_taken = 0;
    n_fail = i;
    ant_status status = fly(&course);
    n_fail = -1;
    if (status != ANT_ENOMEM) printf("# allocation %ld of %ld: status %d\n", i, n, (int)status);
    CHECK(status == ANT_ENOMEM && course == NULL);
    ant_course_destroy(&course);
  }
  printf("# %ld allocations\n", n);
}

static void stepping_takes_no_memory(void) {
  ant_mission mission = {.title = "A flight",
                         .name = "flight",
                         .path = "flight.ant",
                         .phase = phase,
                         .n_phase = 2,
                         .dose = dose,
                         .n_dose = 1};
  ant_run *run = NULL;
  ant_fly_options o = {.method = method};
  CHECK(ant_run_create(fake_machine(fake_model()), &mission, &o, &run, NULL) == ANT_OK);
  n_taken = 0;
  CHECK(ant_run_advance(run, 20, NULL) == ANT_OK);
  CHECK(ant_run_observe(run) != NULL);
  CHECK(n_taken == 0);
  ant_run_destroy(&run);
}

int main(void) {
  RUN(every_allocation_may_fail);
  RUN(stepping_takes_no_memory);
  method = ANT_METHOD_BDF;
  RUN(every_allocation_may_fail);
  RUN(stepping_takes_no_memory);
  return test_done();
}
