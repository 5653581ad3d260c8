/* Whichever allocation is refused: a status each time, never a crash or a leak.  (The linker sends
 * malloc, calloc and realloc of the machine through here; see meson.build.) */
#include "emit/c.h"
#include "language/outline.h"
#include "machine/machine.h"
#include "samples.h"
#include "test.h"

static long left = -1; /* allocations until one is refused; -1: never            */

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);

static bool refused(void) {
  return left >= 0 && left-- == 0;
}
void *__wrap_malloc(size_t size) {
  return refused() ? NULL : __real_malloc(size);
}
void *__wrap_calloc(size_t n, size_t size) {
  return refused() ? NULL : __real_calloc(n, size);
}
void *__wrap_realloc(void *p, size_t size) {
  return refused() ? NULL : __real_realloc(p, size);
}

/* Two unknowns, one of them found by Newton's method. */
static ant_model *unknowns(void) {
  build_begin();
  int s = build_set("s", 3);
  build_axes(0);
  build_symbol(ANT_SYM_TIME, "time");
  build_axes(1, s);
  int p = build_symbol(ANT_SYM_BALANCE, "p"), x = build_symbol(ANT_SYM_STATE, "x"),
      z = build_symbol(ANT_SYM_STATE, "z");
  build_equation(ANT_EQ_INITIAL, ANT_STAGE_SETUP, x, NUM(2));
  int dx = build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, x, SUB(READ(p), MUL(READ(x), READ(z))));
  int dz = build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, z, SUB(NUM(5), EXP(READ(z))));
  build_condition(dx, p);
  build_condition(dz, z);
  return build_end();
}

static ant_status ground(ant_model *model) {
  ant_machine *a = NULL;
  ant_diag diag;
  ANT_TRY(ant_machine_create(model, NULL, &a, &diag));
  double m[20] = {0}, y[20] = {0};
  ant_baseline_report report;
  ant_machine_defaults(a, m);
  ant_status status = ant_machine_solve_baseline(a, m, y, &report, &diag);
  ant_machine_destroy(&a);
  return status;
}

static ant_status emit(ant_model *model) {
  ant_program *program = NULL;
  ant_c_source source = {0};
  ant_diag diag;
  ANT_TRY(ant_program_create(model, &program, &diag));
  ant_status status = ant_emit_c(program, "m", 2, &source, &diag);
  ant_c_source_clear(&source);
  ant_program_destroy(&program);
  return status;
}

static ant_status outline(ant_model *model) {
  return ant_model_outline(model);
}

static void refuse_each(ant_model *(*make)(void), ant_status (*once)(ant_model *)) {
  int n = 0, bad = 0;
  for (bool all = false; !all && n < 20000; n++) {
    ant_model *model = make();
    left = n;
    ant_status status = once(model);
    all = left >= 0; /* none was refused */
    left = -1;
    bad += status != (all ? ANT_OK : ANT_ENOMEM);
    build_free(&model);
  }
  printf("# %d allocations\n", n - 1);
  CHECK(bad == 0 && n > 5 && n < 20000);
}

static void machine_and_ground(void) {
  refuse_each(unknowns, ground);
}
static void writing_c(void) {
  refuse_each(sample_cells, emit);
}
static void moving_work(void) {
  refuse_each(sample_cells, outline);
}

int main(void) {
  RUN(machine_and_ground);
  RUN(writing_c);
  RUN(moving_work);
  return test_done();
}
