/* samples.h - the sample models by name. */
#ifndef ANT_TEST_SAMPLES_H
#define ANT_TEST_SAMPLES_H

#include "sample.h"

static inline ant_model *sample_by_name(const char *name) {
  if (strcmp(name, "cells") == 0) return sample_cells();
  if (strcmp(name, "operations") == 0) return sample_operations();
  if (strcmp(name, "chains") == 0) return sample_chains();
  if (strcmp(name, "random") == 0) return sample_random(11);
  return NULL;
}

#endif /* ANT_TEST_SAMPLES_H */
