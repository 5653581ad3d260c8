/* compile.h - code for a model that the build does not know: compiled on the spot, kept in a cache.
 *
 * The C that src/emit writes is compiled by the system's compiler ($CC, else cc, gcc, clang), its
 * parts side by side, into a shared library under the user's cache folder ($ANTAEUS_CACHE, else
 * $XDG_CACHE_HOME/antaeus, else ~/.cache/antaeus).  Its name is a hash of the text and of the
 * command, so what was compiled once is found again, and nothing old is ever taken for new.  A
 * library is renamed into its place when it is whole; several processes may compile the same at
 * once.  Code is loaded only from a folder that belongs to the user and that nobody else may write
 * to.
 *
 * Thread safety: any number of threads; each call stands alone. */
#ifndef ANT_COMPILE_H
#define ANT_COMPILE_H

#include "emit/code.h"
#include "language/program.h"

typedef struct ant_loaded {
  void *library;        /* of dlopen; NULL: none                        */
  const ant_code *code; /* valid until ant_code_unload                  */
  bool from_cache;
} ant_loaded;

/* Find code for PROGRAM in the cache, or compile it when MAY_COMPILE.  Returns ANT_OK; ANT_EMISSING
 * when it is not in the cache and may not be compiled; ANT_ESYSTEM when there is no compiler, no
 * folder or the compiler failed, with the reason; ANT_ENOMEM. */
ant_status ant_code_load(const ant_program *program, bool may_compile, ant_loaded *out_loaded,
                         ant_diag *opt_diag);
void ant_code_unload(ant_loaded *loaded);

#endif /* ANT_COMPILE_H */
