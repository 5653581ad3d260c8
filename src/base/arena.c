/* arena.c - memory in blocks that are freed together (see arena.h).
 *
 * Blocks grow by doubling up to BLOCK_MAX, so that a small tree costs one small block and a large
 * model a few large ones; what does not fit a block gets one of its own. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_MIN = 4096, BLOCK_MAX = 1 << 20, ALIGN = alignof(max_align_t) };

typedef struct block {
  struct block *next;
  size_t size, used;
  alignas(max_align_t) unsigned char data[];
} block;

struct ant_arena {
  block *head;
  size_t next_size;
  ant_status status;
};

ant_arena *ant_arena_create(void) {
  ant_arena *arena = calloc(1, sizeof *arena);
  if (arena) arena->next_size = BLOCK_MIN;
  return arena;
}

void ant_arena_destroy(ant_arena **arena) {
  if (!arena || !*arena) return;
  for (block *b = (*arena)->head; b;) {
    block *next = b->next;
    free(b);
    b = next;
  }
  free(*arena);
  *arena = NULL;
}

static void *refuse(ant_arena *arena) {
  arena->status = ANT_ENOMEM;
  return NULL;
}

/* A block with room for SIZE more bytes; calloc, because what an arena hands out is zeroed. */
static block *add_block(ant_arena *arena, size_t size) {
  size_t room = arena->next_size > size ? arena->next_size : size;
  block *b = calloc(1, sizeof *b + room);
  if (!b) return NULL;
  b->size = room;
  b->next = arena->head;
  arena->head = b;
  if (arena->next_size < BLOCK_MAX) arena->next_size *= 2;
  return b;
}

void *ant_arena_take(ant_arena *arena, size_t size) {
  if (size > SIZE_MAX / 4) return refuse(arena);
  size = size ? (size + ALIGN - 1) / ALIGN * ALIGN : ALIGN;
  block *b = arena->head;
  if (!b || b->size - b->used < size) b = add_block(arena, size);
  if (!b) return refuse(arena);
  void *p = b->data + b->used;
  b->used += size;
  return p;
}

char *ant_arena_text(ant_arena *arena, const char *text, size_t length) {
  char *copy = length < SIZE_MAX ? ant_arena_take(arena, length + 1) : refuse(arena);
  if (copy && length) memcpy(copy, text, length);
  return copy;
}

char *ant_arena_copy(ant_arena *arena, const char *text) {
  return ant_arena_text(arena, text, strlen(text));
}

char *ant_arena_format(ant_arena *arena, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int n = vsnprintf(NULL, 0, format, args);
  va_end(args);
  char *text = n >= 0 ? ant_arena_take(arena, (size_t)n + 1) : refuse(arena);
  if (!text) return NULL;
  va_start(args, format);
  vsnprintf(text, (size_t)n + 1, format, args);
  va_end(args);
  return text;
}

ant_status ant_arena_grow(ant_arena *arena, void *items, int *capacity, int n, size_t size) {
  if (n < *capacity) return ANT_OK;
  void *old;
  memcpy(&old, items, sizeof old); /* ITEMS is the address of some T *, of any T */
  if (n >= INT32_MAX / 2 || (size_t)n > SIZE_MAX / 8 / size) {
    refuse(arena);
    return ANT_ENOMEM;
  }
  int grown = n < 4 ? 8 : 2 * n;
  void *room = ant_arena_take(arena, (size_t)grown * size);
  if (!room) return ANT_ENOMEM;
  if (n > 0) memcpy(room, old, (size_t)n * size);
  memcpy(items, &room, sizeof room);
  *capacity = grown;
  return ANT_OK;
}

ant_status ant_arena_status(const ant_arena *arena) {
  return arena->status;
}
