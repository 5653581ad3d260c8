/* models.c - the models that a verb is about (see models.h). */
#include "cli/models.h"

#include "cli/part.h"

/* A file of a folder passes, or fails, for other reasons than its model. */
static void tell_part(const char *path) {
  char root[ANT_PLACE_SIZE];
  ant_diag diag;
  if (!ant_cli_is_part(path, root)) return;
  ant_fail(&diag, ANT_EINPUT, "this is one file of the model in %s", root);
  diag.severity = ANT_WARNING;
  ant_diag_place(&diag, path, 0, 0);
  ant_diag_hint(&diag, "name the folder");
  ant_diag_print(&diag, stderr);
}

int ant_cli_models_run(const ant_cli_verb *verb, const ant_cli_models *models, int argc,
                       char **argv, int (*work)(int n, char **path, const void *options),
                       const void *options) {
  char found[ANT_PLACE_SIZE], *one = found, **path = argv;
  int n = 0, exit = 0;
  ant_diag diag;
  if (!ant_cli_parse(verb, argc, argv, &n, &exit)) return exit;
  if (n > 0 && *models->model) {
    ant_fail(&diag, ANT_EUSAGE, "--model %s, and %s: a model was expected once", *models->model,
             argv[0]);
    return ant_cli_fail(&diag);
  }
  if (n == 0) {
    if (ant_place_model(*models->model, found, &diag) != ANT_OK) return ant_cli_fail(&diag);
    path = &one;
    n = 1;
  }
  for (int i = 0; models->whole && !*models->quiet && i < n; i++) tell_part(path[i]);
  return ant_cli_end(work(n, path, options));
}
