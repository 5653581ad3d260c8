/* places.h - where the twin, its people and its evidence are when the command line does not say.
 *
 * The model: --model; else the folder in ANTAEUS_PHYSIOLOGY (physiology/, or a model itself); else
 * ./physiology/twin, for work in the source tree; else the installed one.  People and evidence lie
 * beside the folder physiology/ that holds the model. */
#ifndef ANT_CLI_PLACES_H
#define ANT_CLI_PLACES_H

#include <stdbool.h>

#include "antaeus/diag.h"

enum { ANT_PLACE_SIZE = 4096 };

/* FROM into PATH; ANT_EINPUT where it is longer. */
ant_status ant_place_copy(const char *from, char path[ANT_PLACE_SIZE], ant_diag *opt_diag);

/* The model's path into PATH.  OPT_MODEL is what --model said.  Returns ANT_OK, or ANT_EINPUT when
 * there is none anywhere. */
ant_status ant_place_model(const char *opt_model, char path[ANT_PLACE_SIZE], ant_diag *opt_diag);

/* NAME ("people/astronaut.ant") beside the physiology/ of MODEL into PATH; false where it is not
 * there. */
bool ant_place_beside(const char *model, const char *name, char path[ANT_PLACE_SIZE]);

#endif /* ANT_CLI_PLACES_H */
