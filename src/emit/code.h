/* code.h - what a compiled model hands to the machine.  Stands alone: it is copied beside C
 * that is emitted. */
#ifndef ANT_CODE_H
#define ANT_CODE_H

#include <stdint.h>

/* y: states, dy: their rates [1/day], m: all else, in the model's order; edge: the local partials.
 * What a function does not change is const. */
typedef struct ant_code {
  uint64_t hash; /* of the model it was made from                                */
  int n_y, n_m, n_edge_rate, n_edge_baseline;
  void (*baseline)(double *m, double *y, double *dy);
  void (*setup)(double *m, const double *y);
  void (*phase)(double *m, const double *y);
  void (*rate)(double *m, const double *y, double *dy);
  void (*observe)(double *m, const double *y);
  void (*partials_rate)(const double *m, const double *y, double *edge);
  void (*partials_baseline)(const double *m, const double *y, double *edge);
} ant_code;

#endif /* ANT_CODE_H */
