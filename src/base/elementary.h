/* elementary.h - the functions that models may use, in one place.
 *
 * The evaluator, constant folding and generated C all call these and nothing else, so that a model
 * gives the same bytes whichever way it is run.  Powers with a small whole exponent never come
 * here: the node builder has made products of them (see language/node.h).
 *
 * Thread safety: pure functions. */
#ifndef ANT_ELEMENTARY_H
#define ANT_ELEMENTARY_H

#include <math.h>

static inline double ant_exp(double x) {
  return exp(x);
}
static inline double ant_log(double x) {
  return log(x);
}
static inline double ant_pow(double x, double y) {
  return pow(x, y);
}
static inline double ant_tanh(double x) {
  return tanh(x);
}
static inline double ant_sin(double x) {
  return sin(x);
}
static inline double ant_cos(double x) {
  return cos(x);
}

/* These are exact, and keep a NaN where they meet one. */
static inline double ant_sqrt(double x) {
  return sqrt(x);
}
static inline double ant_abs(double x) {
  return fabs(x);
}
static inline double ant_sign(double x) {
  return x > 0 ? 1 : x < 0 ? -1 : x;
}
static inline double ant_min(double a, double b) {
  return a < b || a != a ? a : b;
}
static inline double ant_max(double a, double b) {
  return a > b || a != a ? a : b;
}

#endif /* ANT_ELEMENTARY_H */
