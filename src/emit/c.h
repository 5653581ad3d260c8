/* c.h - a model as C that a person can read and a compiler can finish.
 *
 * Loops over sets stay loops; places are written as offsets with the quantity's name; every
 * equation has its name, unit, meaning and line in a comment.  The operations are those of the
 * evaluator in the same order, so the results are the same bytes when the compiler neither
 * contracts nor reorders (-ffp-contract=off; never -ffast-math).
 *
 * Functions are kept near 50 statements and are spread over several files, because compilers take
 * more than linear time on long ones.
 *
 * Thread safety: one call, one thread. */
#ifndef ANT_EMIT_C_H
#define ANT_EMIT_C_H

#include "base/text.h"
#include "language/program.h"

/* A file that was written: its name, without folder, and its text. */
typedef struct ant_c_file {
  char *name;
  ant_text text;
} ant_c_file;

typedef struct ant_c_source {
  ant_c_file *file; /* (n) headers first                                            */
  int n;
} ant_c_source;

/* Write PROGRAM as C: NAME.h, NAME.c, which defines `const ant_code ant_code_NAME`, N_PART files
 * NAME_1.c ... with the functions, and the two headers that they need.  NAME is a word of C.  The
 * caller clears *OUT_SOURCE. Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_emit_c(const ant_program *program, const char *name, int n_part,
                      ant_c_source *out_source, ant_diag *opt_diag);
void ant_c_source_clear(ant_c_source *source);

/* Put all files into FOLDER, which is made.  Returns ANT_OK or ANT_ESYSTEM. */
ant_status ant_c_source_write(const ant_c_source *source, const char *folder, ant_diag *opt_diag);

#endif /* ANT_EMIT_C_H */
