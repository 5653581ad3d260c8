/* models.h - which models a verb of `antaeus model` is about: those that are named, or the one that
 * places.h finds. */
#ifndef ANT_CLI_MODELS_H
#define ANT_CLI_MODELS_H

#include "cli/common.h"

typedef struct ant_cli_models {
  bool whole; /* a part stands for its model, which is told; else WORK sees the part */
  const char *const *model; /* what --model said: for when none is named */
  const bool *quiet;
} ant_cli_models;

/* Read the words of VERB and do WORK with the paths; returns the exit status, standard output
 * flushed. */
int ant_cli_models_run(const ant_cli_verb *verb, const ant_cli_models *models, int argc,
                       char **argv, int (*work)(int n, char **path, const void *options),
                       const void *options);

#endif /* ANT_CLI_MODELS_H */
