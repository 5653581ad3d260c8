/* map.h - words to numbers: an open-addressed hash table that only grows.
 *
 * Keys are kept by reference and must outlive the map; memory comes from an arena and goes with
 * it.  Thread safety: no globals; one map, one thread (reading may be shared). */
#ifndef ANT_MAP_H
#define ANT_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct ant_map_slot {
  const char *key; /* NULL: free                                              */
  uint64_t hash;
  int value;
} ant_map_slot;

/* Zero-initialise and set `arena`. */
typedef struct ant_map {
  ant_arena *arena;
  ant_map_slot *slot; /* (capacity), a power of two                              */
  int capacity, n;
} ant_map;

/* The value of KEY, or -1. */
int ant_map_find(const ant_map *map, const char *key);

/* Set KEY to VALUE (0 or more), whether it was there or not.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_map_set(ant_map *map, const char *key, int value);

#endif /* ANT_MAP_H */
