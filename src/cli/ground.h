/* ground.h - the healthy person on the ground, for verbs that show it. */
#ifndef ANT_CLI_GROUND_H
#define ANT_CLI_GROUND_H

#include <stdbool.h>

#include "language/ir.h"

/* The ground state of MODEL, with its observables, in one array: m (n_m) and then y (n_y), which
 * the caller frees; NULL, and a warning unless QUIET, where it is not found. */
double *ant_cli_ground(const ant_model *model, bool quiet);

#endif /* ANT_CLI_GROUND_H */
