/* map.c - words to numbers (see map.h). */
#include "base/map.h"

#include <string.h>

#include "base/hash.h"

/* the slot of KEY, or the free one where it belongs */
static ant_map_slot *slot_of(const ant_map *map, const char *key, uint64_t hash) {
  uint64_t mask = (uint64_t)map->capacity - 1;
  for (uint64_t i = hash & mask;; i = (i + 1) & mask) {
    ant_map_slot *slot = &map->slot[i];
    if (!slot->key || (slot->hash == hash && strcmp(slot->key, key) == 0)) return slot;
  }
}

int ant_map_find(const ant_map *map, const char *key) {
  if (!map->n) return -1;
  const ant_map_slot *slot = slot_of(map, key, ant_hash_string(ANT_HASH_START, key));
  return slot->key ? slot->value : -1;
}

/* twice the room; the old slots stay in the arena, in all no more than the new ones take */
static ant_status grow(ant_map *map) {
  ant_map old = *map;
  map->capacity = old.capacity ? 2 * old.capacity : 16;
  map->slot = ant_arena_take(map->arena, (size_t)map->capacity * sizeof *map->slot);
  if (!map->slot) {
    *map = old;
    return ANT_ENOMEM;
  }
  for (int i = 0; i < old.capacity; i++) {
    const ant_map_slot *slot = &old.slot[i];
    if (slot->key) *slot_of(map, slot->key, slot->hash) = *slot;
  }
  return ANT_OK;
}

ant_status ant_map_set(ant_map *map, const char *key, int value) {
  if (4 * (map->n + 1) > 3 * map->capacity) ANT_TRY(grow(map));
  uint64_t hash = ant_hash_string(ANT_HASH_START, key);
  ant_map_slot *slot = slot_of(map, key, hash);
  if (!slot->key) {
    map->n++;
    slot->key = key;
    slot->hash = hash;
  }
  slot->value = value;
  return ANT_OK;
}
