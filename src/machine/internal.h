/* internal.h - what the files of src/machine share and nobody else sees. */
#ifndef ANT_MACHINE_INTERNAL_H
#define ANT_MACHINE_INTERNAL_H

#include "machine/compile.h"
#include "machine/evaluator.h"
#include "machine/machine.h"
#include "machine/plan.h"

struct ant_machine {
  const ant_model *model;
  const ant_code *code; /* NULL: the evaluator                          */
  ant_loaded loaded;    /* code compiled on the spot, if any            */
  ant_program *program;
  ant_arena *arena;
  ant_tapes tapes[ANT_NPASS];
  ant_plan rate, baseline, guard;
  int *condition_row;    /* (n_condition) slots, see ant_slot_of          */
  int *condition_column; /* (n_condition)                                */
  int n_condition;
  size_t n_plan_work;
};

#endif /* ANT_MACHINE_INTERNAL_H */
