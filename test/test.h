/* test.h - a test program in 60 lines of harness: TAP on standard output.
 *
 *   static void converts(void) { CHECK(f(2) == 4); NEAR(g(1), 2.5, 1e-12); }
 *   int main(void) { RUN(converts); return test_done(); }
 *
 * One RUN is one test: it passes when none of its checks failed.  A failed
 * check says where and what, and the test goes on. */
#ifndef ANT_TEST_H
#define ANT_TEST_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int test_n, test_failed, test_bad_checks;

#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      printf("# %s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                             \
      test_bad_checks++;                                                                           \
    }                                                                                              \
  } while (0)

#define NEAR(got, want, within)                                                                    \
  do {                                                                                             \
    double got_ = (got), want_ = (want), within_ = (within);                                       \
    if (!(fabs(got_ - want_) <= within_)) {                                                        \
      printf("# %s:%d: %s is %.17g, not %.17g within %g\n", __FILE__, __LINE__, #got, got_, want_, \
             within_);                                                                             \
      test_bad_checks++;                                                                           \
    }                                                                                              \
  } while (0)

#define SAME_TEXT(got, want)                                                                       \
  do {                                                                                             \
    const char *got_ = (got), *want_ = (want);                                                     \
    if (strcmp(got_, want_) != 0) {                                                                \
      printf("# %s:%d: %s is \"%s\", not \"%s\"\n", __FILE__, __LINE__, #got, got_, want_);        \
      test_bad_checks++;                                                                           \
    }                                                                                              \
  } while (0)

#define RUN(name)                                                                                  \
  do {                                                                                             \
    test_bad_checks = 0;                                                                           \
    name();                                                                                        \
    printf("%s %d - %s\n", test_bad_checks ? "not ok" : "ok", ++test_n, #name);                    \
    if (test_bad_checks) test_failed++;                                                            \
    fflush(stdout);                                                                                \
  } while (0)

#define SKIP(name, why) printf("ok %d - %s # SKIP %s\n", ++test_n, name, why)

static inline int test_done(void) {
  printf("1..%d\n", test_n);
  return test_failed != 0;
}

#endif /* ANT_TEST_H */
