/* arena.c - what an arena hands out is zeroed, aligned and its own; a refusal is remembered. */
#include "test.h"
#include "base/arena.h"

#include <stdint.h>

static void memory_is_zeroed_aligned_and_distinct(void) {
  for (size_t n = 4096; n < 120000; n *= 2) { /* so that what malloc gives is not zero by chance */
    unsigned char *dirt = malloc(n + 64);
    if (dirt) memset(dirt, 0xCD, n + 64);
    free(dirt);
  }
  ant_arena *arena = ant_arena_create();
  unsigned char *last = NULL;
  for (size_t i = 0; i < 3000; i++) {
    unsigned char *p = ant_arena_take(arena, i);
    CHECK(p && (uintptr_t)p % _Alignof(max_align_t) == 0 && p != last);
    for (size_t k = 0; k < i; k++) {
      if (p[k]) CHECK(!"zeroed");
      p[k] = 0xAB;
    }
    last = p;
  }
  CHECK(ant_arena_status(arena) == ANT_OK);
  ant_arena_destroy(&arena);
  CHECK(arena == NULL);
  ant_arena_destroy(&arena);
}

static void texts_are_copied(void) {
  ant_arena *arena = ant_arena_create();
  char text[] = "osteoclast";
  char *part = ant_arena_text(arena, text, 5), *all = ant_arena_copy(arena, text);
  text[0] = 'X';
  SAME_TEXT(part, "osteo");
  SAME_TEXT(all, "osteoclast");
  SAME_TEXT(ant_arena_format(arena, "%s.%d", all, 7), "osteoclast.7");
  ant_arena_destroy(&arena);
}

static void arrays_grow_and_keep_what_they_hold(void) {
  ant_arena *arena = ant_arena_create();
  int *item = NULL, capacity = 0;
  for (int n = 0; n < 5000; n++) {
    CHECK(ant_arena_grow(arena, &item, &capacity, n, sizeof *item) == ANT_OK);
    CHECK(capacity > n);
    item[n] = n;
  }
  for (int n = 0; n < 5000; n++) {
    if (item[n] != n) CHECK(!"kept");
  }
  ant_arena_destroy(&arena);
}

static void a_refusal_is_remembered(void) {
  ant_arena *arena = ant_arena_create();
  int *item = NULL, capacity = 0;
  CHECK(ant_arena_take(arena, SIZE_MAX / 2) == NULL);
  CHECK(ant_arena_status(arena) == ANT_ENOMEM);
  CHECK(ant_arena_take(arena, 8) != NULL);
  CHECK(ant_arena_grow(arena, &item, &capacity, 0, SIZE_MAX / 4) == ANT_ENOMEM);
  CHECK(item == NULL && capacity == 0);
  CHECK(ant_arena_status(arena) == ANT_ENOMEM);
  ant_arena_destroy(&arena);
}

int main(void) {
  RUN(memory_is_zeroed_aligned_and_distinct);
  RUN(texts_are_copied);
  RUN(arrays_grow_and_keep_what_they_hold);
  RUN(a_refusal_is_remembered);
  return test_done();
}
