/* ground.c - the healthy person on the ground, for verbs that show it (see ground.h). */
#include "cli/ground.h"

#include <stdlib.h>

#include "cli/common.h"
#include "machine/machine.h"

/* what no rate needs, at the ground state in M */
static ant_status observe(const ant_machine *machine, double *m, ant_diag *diag) {
  const ant_model *model = ant_machine_model(machine);
  double *work = calloc(ant_machine_work(machine) + (size_t)model->n_y + 1, sizeof *work);
  if (!work) return ant_fail(diag, ANT_ENOMEM, "no memory for the ground");
  double *dy = work + ant_machine_work(machine), *y = m + model->n_m;
  ant_machine_rate(machine, m, y, dy, work);
  ant_machine_observe(machine, m, y, work);
  free(work);
  return ANT_OK;
}

/* The ground state of MODEL into one array, m and then y; NULL, and a note, where it is not found.
 */
double *ant_cli_ground(const ant_model *model, bool quiet) {
  ant_machine *machine = NULL;
  ant_diag diag;
  double *m = NULL;
  ant_status status = ant_machine_open(model, &machine, &diag);
  if (status == ANT_OK) {
    m = calloc((size_t)model->n_m + (size_t)model->n_y + 1, sizeof *m);
    status = m ? ANT_OK : ant_fail(&diag, ANT_ENOMEM, "no memory for the ground");
  }
  if (status == ANT_OK) {
    ant_machine_defaults(machine, m);
    status = ant_machine_solve_baseline(machine, m, m + model->n_m, NULL, &diag);
  }
  if (status == ANT_OK) status = observe(machine, m, &diag);
  ant_machine_destroy(&machine);
  if (status == ANT_OK) return m;
  diag.severity = ANT_WARNING;
  if (!quiet) ant_cli_fail(&diag);
  free(m);
  return NULL;
}
