/* replay.h - what every fuzz target shares: a check that stays in release builds, and a main() that
 * reads the folders or files named on its command line where libFuzzer brings none. */
#ifndef ANT_REPLAY_H
#define ANT_REPLAY_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"

#define MUST(condition)                                                                            \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                      \
      abort();                                                                                     \
    }                                                                                              \
  } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#ifndef ANT_LIBFUZZER
static int replay(const char *path) {
  char *text;
  size_t length;
  ant_diag d;
  if (ant_file_read(path, 1 << 20, &text, &length, &d) != ANT_OK) {
    printf("# %s\n", d.text);
    return 1;
  }
  LLVMFuzzerTestOneInput((const uint8_t *)text, length);
  free(text);
  return 0;
}

int main(int argc, char **argv) {
  int failed = 0, n = 0;
  for (int i = 1; i < argc; i++) {
    ant_arena *arena = ant_arena_create();
    const char **path;
    int n_path = 0;
    if (ant_file_find(arena, argv[i], "", &path, &n_path, NULL) == ANT_OK) {
      for (int k = 0; k < n_path; k++) failed += replay(path[k]);
      n += n_path;
    } else {
      failed += replay(argv[i]);
      n++;
    }
    ant_arena_destroy(&arena);
  }
  printf("%s 1 - %d texts replayed\n1..1\n", failed || n == 0 ? "not ok" : "ok", n);
  return failed || n == 0;
}
#endif

#endif /* ANT_REPLAY_H */
