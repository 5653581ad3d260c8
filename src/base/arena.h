/* arena.h - memory that is taken in pieces and given back at once.
 *
 * For what lives and dies together (a tree, a checked model).  Allocation never
 * returns NULL to a careless caller: on failure the arena remembers it, hands out
 * NULL, and ant_arena_status says so; callers check the pointer or the status.
 * Thread safety: one arena, one thread. */
#ifndef ANT_ARENA_H
#define ANT_ARENA_H

#include <stddef.h>

#include "antaeus/diag.h"

typedef struct ant_arena ant_arena;

/* An empty arena, or NULL without memory. */
ant_arena *ant_arena_create(void);
void ant_arena_destroy(ant_arena **arena);

/* SIZE bytes, zeroed and aligned for anything; NULL without memory. */
void *ant_arena_take(ant_arena *arena, size_t size);

/* Copies of LENGTH bytes of TEXT with a NUL behind, of a whole string, of a formatted one. */
char *ant_arena_text(ant_arena *arena, const char *text, size_t length);
char *ant_arena_copy(ant_arena *arena, const char *text);
char *ant_arena_format(ant_arena *arena, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* Make room for one more item in an array that grows by doubling: *ITEMS has *CAPACITY items of
 * SIZE bytes, N of them used.  Returns ANT_OK or ANT_ENOMEM (and leaves both as they were). */
ant_status ant_arena_grow(ant_arena *arena, void *items, int *capacity, int n, size_t size);

/* ANT_OK, or ANT_ENOMEM when anything was ever refused. */
ant_status ant_arena_status(const ant_arena *arena);

#endif /* ANT_ARENA_H */
