/* fake.h - a model and a machine made by hand, so that runs are tested without any text:
 *
 *     state drug  [g] of matter   rate -k drug        dose [mg] -> drug, fraction f = 0.5
 *     state rest  [g] of matter   rate +k drug        (the pool `outside`)
 *     state z     [1] = gravity   rate (gravity - z)/2 + spoil/(40 - time)
 *     input gravity = 1, in 0 to 2      param k [1/day] = 0.1      param spoil = 0
 *     observe drug, z, time
 *
 * It stands in for language and machine: link it with the engine alone. */
#ifndef FAKE_H
#define FAKE_H

#include "engine/run.h"

enum {
  FAKE_TIME,
  FAKE_GRAVITY,
  FAKE_K,
  FAKE_SPOIL,
  FAKE_FRACTION,
  FAKE_O_DRUG,
  FAKE_O_Z,
  FAKE_O_TIME,
  FAKE_DRUG,
  FAKE_REST,
  FAKE_Z,
  FAKE_N_SYMBOL
};

/* The model, fresh: the caller may spoil it; and the machine, which is the model itself. */
ant_model *fake_model(void);
const ant_machine *fake_machine(ant_model *model);

#endif /* FAKE_H */
