/* hash.h - FNV-1a in 64 bits: the identity of a model or a file, not a defence.
 *
 *   uint64_t h = ANT_HASH_START;
 *   h = ant_hash_string(h, "name");
 *
 * Equal bytes give equal hashes on every machine; numbers are hashed as their little-endian bytes,
 * and strings with the NUL behind, so that "ab","c" and "a","bc" differ. Reference: Fowler, Noll,
 * Vo; draft-eastlake-fnv. */
#ifndef ANT_HASH_H
#define ANT_HASH_H

#include <stddef.h>
#include <stdint.h>

#define ANT_HASH_START UINT64_C(0xcbf29ce484222325)

uint64_t ant_hash_bytes(uint64_t hash, const void *bytes, size_t length);
uint64_t ant_hash_string(uint64_t hash, const char *text);
uint64_t ant_hash_integer(uint64_t hash, int64_t value);
uint64_t ant_hash_number(uint64_t hash, double value); /* -0 as 0; every NaN alike */

#endif /* ANT_HASH_H */
