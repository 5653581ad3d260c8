/* split.c - which people a parameter may see (see split.h). */
#include "score/split.h"

#include <string.h>

#include "base/hash.h"

ant_use ant_split_use(const char *home, const char *crew) {
  uint64_t h = ant_hash_bytes(ANT_HASH_START, home, strlen(home));
  h = ant_hash_bytes(h, "/", 1);
  h = ant_hash_bytes(h, crew, strlen(crew));
  return h >> 32 & 1 ? ANT_USE_TEST : ANT_USE_FIT;
}
