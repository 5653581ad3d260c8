/* Compiling on the spot: the same bytes, from the cache the second time, and what happens when it
 * cannot be. */
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "antaeus/run.h"
#include "machine/compile.h"
#include "machine/machine.h"
#include "samples.h"
#include "test.h"

static char cache[] = "/tmp/antaeus-test-XXXXXX";

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static ant_status load(ant_model *model, bool may_compile, ant_loaded *out, ant_diag *diag) {
  ant_program *program = NULL;
  if (ant_program_create(model, &program, diag) != ANT_OK) abort();
  ant_status status = ant_code_load(program, may_compile, out, diag);
  ant_program_destroy(&program);
  return status;
}

static void compiled_once_then_from_the_cache(void) {
  ant_model *model = sample_cells();
  ant_loaded first = {0}, second = {0};
  ant_diag diag = {0};
  double t = seconds();
  CHECK(load(model, false, &first, &diag) == ANT_EMISSING);
  ant_status status = load(model, true, &first, &diag);
  if (status != ANT_OK) printf("# %s\n", diag.text);
  CHECK(status == ANT_OK && first.code && !first.from_cache);
  double compiling = seconds() - t;
  t = seconds();
  CHECK(load(model, false, &second, &diag) == ANT_OK && second.from_cache);
  printf("# %.3f s to compile, %.4f s from the cache\n", compiling, seconds() - t);
  ant_code_unload(&first);
  ant_code_unload(&second);
  build_free(&model);
}

static void the_same_bytes(void) {
  ant_model *model = sample_cells();
  ant_machine *a = NULL, *b = NULL;
  ant_diag note = {0};
  double m[200] = {0}, n[200] = {0}, y[60], dy[60], dz[60];
  CHECK(ant_machine_create(model, NULL, &a, NULL) == ANT_OK);
  CHECK(ant_machine_open_compiled(model, &b, &note) == ANT_OK && ant_machine_is_compiled(b));
  double *work = calloc(ant_machine_work(a), sizeof *work);
  ant_machine_defaults(a, m);
  ant_machine_defaults(b, n);
  for (int i = 0; i < model->n_y; i++) y[i] = 0.3 + 0.01 * i;
  ant_machine_setup(a, m, y, work);
  ant_machine_setup(b, n, y, work);
  ant_machine_rate(a, m, y, dy, work);
  ant_machine_rate(b, n, y, dz, work);
  CHECK(memcmp(dy, dz, (size_t)model->n_y * sizeof *dy) == 0);
  CHECK(memcmp(m, n, (size_t)model->n_m * sizeof *m) == 0);
  free(work);
  ant_machine_destroy(&a);
  ant_machine_destroy(&b);
  build_free(&model);
}

static void another_number_is_another_library(void) {
  ant_model *model = sample_random(12);
  ant_loaded loaded = {0};
  ant_diag diag = {0};
  model->hash = 43;
  CHECK(load(model, false, &loaded, &diag) == ANT_EMISSING);
  build_free(&model);
}

static void an_open_folder_is_not_trusted(void) {
  ant_model *model = sample_cells();
  ant_loaded loaded = {0};
  ant_diag diag = {0};
  chmod(cache, 0777);
  CHECK(load(model, true, &loaded, &diag) == ANT_ESYSTEM);
  CHECK(strstr(diag.text, "not only yours to write") != NULL);
  chmod(cache, 0700);
  build_free(&model);
}

static void without_a_compiler_the_evaluator_serves(void) {
  ant_model *model = sample_chains();
  ant_machine *a = NULL;
  ant_diag note = {0};
  char *path = strdup(getenv("PATH"));
  setenv("PATH", "/nowhere", 1);
  unsetenv("CC");
  CHECK(ant_machine_open_compiled(model, &a, &note) == ANT_OK && !ant_machine_is_compiled(a));
  CHECK(strstr(note.text, "no C compiler") != NULL);
  ant_machine_destroy(&a);
  setenv("PATH", path, 1);
  setenv("CC", "/bin/false", 1);
  CHECK(ant_machine_open_compiled(model, &a, &note) == ANT_OK && !ant_machine_is_compiled(a));
  CHECK(strstr(note.text, "failed") != NULL);
  unsetenv("CC");
  ant_machine_destroy(&a);
  build_free(&model);
  free(path);
}

static void a_broken_library_is_made_again(void) {
  ant_model *model = sample_cells();
  ant_loaded loaded = {0};
  ant_diag diag = {0};
  char command[200];
  snprintf(command, sizeof command, "for f in %s/*.so; do echo broken > \"$f\"; done", cache);
  CHECK(system(command) == 0);
  CHECK(load(model, true, &loaded, &diag) == ANT_OK && !loaded.from_cache);
  ant_code_unload(&loaded);
  build_free(&model);
}

static void nothing_is_left_behind(void) {
  char command[200];
  snprintf(command, sizeof command, "test \"$(ls %s | grep -vc '\\.so$')\" = 0", cache);
  CHECK(system(command) == 0);
}

int main(void) {
  if (!mkdtemp(cache)) return 1;
  setenv("ANTAEUS_CACHE", cache, 1);
  RUN(compiled_once_then_from_the_cache);
  RUN(the_same_bytes);
  RUN(another_number_is_another_library);
  RUN(an_open_folder_is_not_trusted);
  RUN(without_a_compiler_the_evaluator_serves);
  RUN(a_broken_library_is_made_again);
  RUN(nothing_is_left_behind);
  char command[100];
  snprintf(command, sizeof command, "rm -rf %s", cache);
  return system(command) != 0 || test_done();
}
