/* code.c - the compiled code that is linked in ahead of time (see machine.h). */
#include "machine/machine.h"

const ant_code *ant_code_builtin(uint64_t hash) {
  (void)hash;
  return NULL;
}
