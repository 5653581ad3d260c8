/* memory.c - whichever allocation is refused, the reader ends with a status and nothing leaks.
 *
 * The linker sends malloc, calloc and realloc of the code under test here (--wrap). */
#include "test.h"
#include "language/ast.h"
#include "language/ir.h"

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

static char text[60000];
static const char *wrong; /* a model with mistakes, when that is what is read           */

/* enough lines for several blocks of the arena; with MISTAKES, for messages too */
static void make_text(bool mistakes) {
  strcpy(text, "antaeus 1\nmodule m \"d\"\n  use a of b\n");
  for (int i = 0; i < 100; i++) {
    strcat(text, "param k [1/day] = 0.1 * f(a, b) \"what\" \"it is\" source s \"p\" fitted a, b\n"
                 "for s\n  let y = total over s, t (x) in [g] of c\ntable for s\n  row a 1 2 3\n");
    if (mistakes && i % 20 == 0) strcat(text, "let \"open\nparm x\n");
  }
}

static ant_status read_once(void) {
  ant_arena *arena = ant_arena_create();
  if (!arena) return ANT_ENOMEM;
  ant_sources sources = {0};
  ant_diags diags = {0};
  ant_ast ast;
  int file = 0;
  ant_status status = ant_sources_add(arena, &sources, "t", text, strlen(text), &file);
  if (status == ANT_OK) status = ant_parse(arena, &sources, file, &ast, &diags);
  CHECK(status == ANT_OK || diags.n_error > 0 || status == ANT_ENOMEM);
  ant_diags_clear(&diags);
  ant_arena_destroy(&arena);
  return status;
}

static void refuse_each(ant_status (*once)(void), ant_status whole) {
  int n = 0;
  for (;; n++) {
    left = n;
    ant_status status = once();
    bool all = left >= 0; /* none was refused */
    left = -1;
    if (all) {
      CHECK(status == whole);
      break;
    }
    CHECK(status != ANT_OK);
  }
  printf("# %d allocations refused in turn\n", n);
  CHECK(n > 5);
}

static void a_good_text_survives(void) {
  make_text(false);
  refuse_each(read_once, ANT_OK);
}

static void a_text_with_mistakes_survives(void) {
  make_text(true);
  refuse_each(read_once, ANT_ESYNTAX);
}

/* Models ------------------------------------------------------------------------ */

static const char model_text[] =
    "antaeus 1\nmodel \"all of it\"\nmodule a\nset s = p, q, r\n"
    "substance c = 40 [g/mol] assumed \"t\"\nfunction h(x, k) = x / (x + k)\n"
    "param k [1/day] = 1 people lognormal 20 [%] assumed \"t\"\ninput u = 1\n"
    "table for s  assumed \"t\"\n  column w\n  row p 1\n  row q 2\n  row r 3\n"
    "for s\n  state x [g] of c = 2 * w * 1 [g]\n"
    "  flow f: x -> outside [g/day] = k * x * h(w, u)\n"
    "state y [g] of c = 1\nflow g: outside -> y [g/day] = total over s (f)\n"
    "transit t: y -> outside [g] of c = k * y  lag 5 [day]  shape 3\n"
    "delay d [g] = total over s (x)  lag 5 [day]  shape 3\n"
    "state z = 1\nrate z = b - k * z * baseline(d) / d\n"
    "balance b [1/day] so that z is steady\ndose m [mg] -> y\n"
    "for s\n  observe seen.{s} [g] = x * z\nobserve seen.y [g] = y + t\n"
    "module e\n  use z of a\nlet v = if z > 0 then z as [1] else 2\n"
    "test \"t\"\n  run 1 [day]\n  expect v == 1 within 1 [%]\n";

static ant_status load_once(void) {
  ant_model *model = NULL;
  ant_mission *mission = NULL;
  ant_diags diags = {0};
  const char *words = wrong ? wrong : model_text;
  ant_status status = ant_model_parse("t.ant", words, &model, &diags);
  if (status == ANT_OK) {
    status = ant_mission_parse(model, "m.ant",
                               "antaeus 1\nmission \"m\"\n  flight 9 [day]  u 0\n"
                               "    dose m 1 [g] every 1 [day]\n",
                               &mission, &diags);
  }
  CHECK(status == ANT_OK || model == NULL || mission == NULL);
  ant_mission_destroy(&mission);
  ant_model_destroy(&model);
  ant_diags_clear(&diags);
  return status;
}

static void a_model_survives(void) {
  refuse_each(load_once, ANT_OK);
}

static void a_wrong_model_survives(void) {
  wrong = "antaeus 1\nmodel \"w\"\nlet a = b\nlet b = a + c\nlet c [g] = 5 [m]\nparam k = 1\n"
          "set s = p, q\nfor s\n  let d = 1\nlet e = d\n";
  refuse_each(load_once, ANT_EUNIT);
  wrong = NULL;
}

int main(void) {
  RUN(a_good_text_survives);
  RUN(a_text_with_mistakes_survives);
  RUN(a_model_survives);
  RUN(a_wrong_model_survives);
  return test_done();
}
