/* memory.c - whichever allocation is refused, the reader ends with a status and nothing leaks.
 *
 * The linker sends malloc, calloc and realloc of the code under test here (--wrap). */
#include "test.h"
#include "language/ast.h"

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

static void refuse_each(ant_status whole) {
  int n = 0;
  for (;; n++) {
    left = n;
    ant_status status = read_once();
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
  refuse_each(ANT_OK);
}

static void a_text_with_mistakes_survives(void) {
  make_text(true);
  refuse_each(ANT_ESYNTAX);
}

int main(void) {
  RUN(a_good_text_survives);
  RUN(a_text_with_mistakes_survives);
  return test_done();
}
