/* random.h - urines that nobody would pass: for the test and the benchmark of the solver. */
#ifndef ANT_TEST_RANDOM_URINE_H
#define ANT_TEST_RANDOM_URINE_H

#include <math.h>
#include <stdint.h>

#include "antaeus/speciation.h"

/* splitmix64: the same numbers everywhere, in [0, 1) */
static inline double next_random(uint64_t *seed) {
  uint64_t z = (*seed += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* Totals from a nanomole to 0.3 mol a litre, log-uniform, one in eight missing; half of them with a
 * pH, half without one. */
static inline ant_urine random_urine(uint64_t *seed) {
  ant_urine urine = {.ph = NAN};
  for (int i = 0; i < ANT_NION; i++) {
    bool missing = next_random(seed) < 0.125;
    double power = -9 + 8.5 * next_random(seed);
    urine.total[i] = missing ? 0 : pow(10, power);
  }
  bool given = next_random(seed) < 0.5;
  double ph = ANT_PH_LEAST + (ANT_PH_MOST - ANT_PH_LEAST) * next_random(seed);
  if (given) urine.ph = ph;
  return urine;
}

#endif /* ANT_TEST_RANDOM_URINE_H */
