/* map.c - words keep their numbers, however many there are. */
#include "test.h"

#include "base/map.h"

static void keeps_what_it_is_given(void) {
  ant_arena *arena = ant_arena_create();
  ant_map map = {.arena = arena};
  CHECK(ant_map_find(&map, "nothing") == -1);
  for (int i = 0; i < 5000; i++) {
    CHECK(ant_map_set(&map, ant_arena_format(arena, "name%d", i), i) == ANT_OK);
  }
  CHECK(map.n == 5000);
  for (int i = 0; i < 5000; i++) {
    char name[32];
    snprintf(name, sizeof name, "name%d", i);
    CHECK(ant_map_find(&map, name) == i);
  }
  CHECK(ant_map_find(&map, "name5000") == -1);
  CHECK(ant_map_find(&map, "") == -1);
  ant_arena_destroy(&arena);
}

static void replaces(void) {
  ant_arena *arena = ant_arena_create();
  ant_map map = {.arena = arena};
  ant_map_set(&map, "a", 1);
  ant_map_set(&map, "a", 2);
  CHECK(map.n == 1);
  CHECK(ant_map_find(&map, "a") == 2);
  ant_arena_destroy(&arena);
}

int main(void) {
  RUN(keeps_what_it_is_given);
  RUN(replaces);
  return test_done();
}
