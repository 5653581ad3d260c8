/* evaluator.h - runs loop nests without a compiler.
 *
 * Each nest is translated once into a flat tape of instructions on registers.  An instruction does
 * a whole row of elements at a time (the innermost axis, neighbouring axes merged where every place
 * allows it), so that reading the tape costs little.  Each element sees the same operations in the
 * same order as in generated C: the bytes are equal.
 *
 * Immutable once made; the registers are the caller's, one set a thread. */
#ifndef ANT_EVALUATOR_H
#define ANT_EVALUATOR_H

#include "language/program.h"

typedef struct ant_tape ant_tape;

/* The tapes of a pass. */
typedef struct ant_tapes {
  ant_tape *tape; /* (n)                                          */
  int n;
  size_t n_register; /* doubles that a run needs                     */
} ant_tapes;

/* Translate PASS into *OUT_TAPES; all memory is ARENA's.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_tapes_make(ant_arena *arena, const ant_program *program, const ant_pass *pass,
                          ant_tapes *out_tapes);

/* Where a run reads and writes; what a pass does not use may be NULL. */
typedef struct ant_stores {
  double *m, *y, *dy, *edge;
} ant_stores;

/* Run all nests, or number I of them.  registers: (n_register). */
void ant_tapes_run(const ant_tapes *tapes, const ant_stores *stores, double *registers);
void ant_tapes_run_one(const ant_tapes *tapes, int i, const ant_stores *stores, double *registers);

#endif /* ANT_EVALUATOR_H */
