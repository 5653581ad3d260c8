/* random.h - random numbers by counting: the number is a hash of (seed, stream, counter), so any of
 * them can be had alone, in any order, on any thread.
 *
 * The hash is the output function of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014), three times. */
#ifndef ANT_VOXEL_RANDOM_H
#define ANT_VOXEL_RANDOM_H

#include <stdint.h>

static inline uint64_t ant_mix64(uint64_t z) {
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static inline uint64_t ant_random_bits(uint64_t seed, uint64_t stream, uint64_t counter) {
  uint64_t h = ant_mix64(seed + UINT64_C(0x9e3779b97f4a7c15));
  h = ant_mix64(h ^ (stream + UINT64_C(0x9e3779b97f4a7c15)));
  return ant_mix64(h ^ (counter + UINT64_C(0x9e3779b97f4a7c15)));
}

/* Uniform in [0, 1), all multiples of 2^-53 equally likely. */
static inline double ant_random_uniform(uint64_t seed, uint64_t stream, uint64_t counter) {
  return (double)(ant_random_bits(seed, stream, counter) >> 11) * 0x1p-53;
}

#endif /* ANT_VOXEL_RANDOM_H */
