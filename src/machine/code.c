/* code.c - the compiled code that is linked in ahead of time (see machine.h): the twin's. */
#include <stddef.h>

#include "machine/machine.h"

extern const ant_code ant_code_twin;

const ant_code *ant_code_builtin(uint64_t hash) {
  static const ant_code *const code[] = {&ant_code_twin};
  for (size_t i = 0; i < sizeof code / sizeof *code; i++) {
    if (code[i]->hash != 0 && code[i]->hash == hash) return code[i];
  }
  return NULL;
}
