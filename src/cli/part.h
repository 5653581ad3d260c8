/* part.h - a folder inside a model, where a command may name one for the model. */
#ifndef ANT_CLI_PART_H
#define ANT_CLI_PART_H

#include "cli/places.h"

/* Where the model of PATH is: PATH itself, or the nearest folder above it that holds a file with a
 * `model` line.  ROOT is what to load; BELOW is the part that is meant, "" for all of it.  A
 * variant behind PATH ("@paper") stays with ROOT.  Returns ANT_OK, or ANT_EINPUT when PATH is not
 * there. */
ant_status ant_cli_part(const char *path, char root[ANT_PLACE_SIZE], char below[ANT_PLACE_SIZE],
                        ant_diag *opt_diag);

/* Whether PATH is one file of the model in folder ROOT: a module below it, or the file that says
 * `model` where it is the only such file in its folder and modules lie beside it. */
bool ant_cli_is_part(const char *path, char root[ANT_PLACE_SIZE]);

#endif /* ANT_CLI_PART_H */
