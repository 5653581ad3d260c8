/* hash.c - FNV-1a, 64 bits (see hash.h). */
#include "base/hash.h"

#include <string.h>

uint64_t ant_hash_bytes(uint64_t hash, const void *bytes, size_t length) {
  const unsigned char *p = bytes;
  for (size_t i = 0; i < length; i++) hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
  return hash;
}

uint64_t ant_hash_string(uint64_t hash, const char *text) {
  return ant_hash_bytes(hash, text, strlen(text) + 1);
}

uint64_t ant_hash_integer(uint64_t hash, int64_t value) {
  unsigned char bytes[8];
  uint64_t bits = (uint64_t)value;
  for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)(bits >> (8 * i) & 0xFF);
  return ant_hash_bytes(hash, bytes, sizeof bytes);
}

uint64_t ant_hash_number(uint64_t hash, double value) {
  int64_t bits = INT64_C(0x7ff8000000000000); /* what a NaN counts as */
  if (value == 0) value = 0;                  /* -0 */
  if (value == value) memcpy(&bits, &value, sizeof bits);
  return ant_hash_integer(hash, bits);
}
