/* hash.c - the published vectors of FNV-1a, and equal things hash alike. */
#include "test.h"
#include "base/hash.h"

/* draft-eastlake-fnv, 64-bit test vectors */
static void the_published_vectors_hold(void) {
  CHECK(ant_hash_bytes(ANT_HASH_START, "", 0) == UINT64_C(0xcbf29ce484222325));
  CHECK(ant_hash_bytes(ANT_HASH_START, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
  CHECK(ant_hash_bytes(ANT_HASH_START, "foobar", 6) == UINT64_C(0x85944171f73967e8));
}

static void what_differs_hashes_otherwise(void) {
  uint64_t h = ANT_HASH_START;
  CHECK(ant_hash_string(ant_hash_string(h, "ab"), "c") !=
        ant_hash_string(ant_hash_string(h, "a"), "bc"));
  CHECK(ant_hash_number(h, 0.1) != ant_hash_number(h, 0.2));
  CHECK(ant_hash_number(h, -0.0) == ant_hash_number(h, 0.0));
  CHECK(ant_hash_number(h, NAN) == ant_hash_number(h, -NAN));
}

int main(void) {
  RUN(the_published_vectors_hold);
  RUN(what_differs_hashes_otherwise);
  return test_done();
}
