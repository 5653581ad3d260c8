/* drip.c - infusions that run (see drip.h). */
#include "engine/drip.h"

#include <stdlib.h>

static const ant_symbol *state_of(const ant_drip *drip, int dose) {
  return &drip->model->symbol[drip->model->dose[drip->mission->dose[dose].port].state];
}

ant_status ant_drip_init(ant_drip *drip, const ant_model *model, const ant_mission *opt_mission,
                         ant_diag *opt_diag) {
  int n_dose = opt_mission ? opt_mission->n_dose : 0;
  size_t n_y = (size_t)model->n_y + 1, n_part = 1;
  *drip = (ant_drip){.model = model, .mission = opt_mission};
  drip->rate = calloc(n_y, sizeof *drip->rate);
  drip->n_into = calloc(n_y, sizeof *drip->n_into);
  drip->first = calloc((size_t)n_dose + 1, sizeof *drip->first);
  for (int i = 0; drip->first && i < n_dose; i++) {
    drip->first[i] = (int)n_part;
    if (opt_mission->dose[i].over_d > 0) n_part += (size_t)state_of(drip, i)->n;
  }
  drip->part = calloc(n_part, sizeof *drip->part);
  if (drip->rate && drip->n_into && drip->first && drip->part) return ANT_OK;
  ant_drip_clear(drip);
  return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the mission's doses");
}

void ant_drip_clear(ant_drip *drip) {
  free(drip->rate);
  free(drip->n_into);
  free(drip->first);
  free(drip->part);
  *drip = (ant_drip){0};
}

void ant_drip_start(ant_drip *drip, int dose, int element, double rate) {
  int i = state_of(drip, dose)->offset + element;
  if (rate == 0) return;
  drip->part[drip->first[dose] + element] = rate;
  drip->rate[i] += rate;
  drip->n_into[i]++;
  drip->n_running++;
}

void ant_drip_stop(ant_drip *drip, int dose) {
  const ant_symbol *state = state_of(drip, dose);
  for (int e = 0; e < state->n; e++) {
    double *part = &drip->part[drip->first[dose] + e];
    if (*part == 0) continue; /* nothing ran into this element */
    int i = state->offset + e;
    drip->n_into[i]--;
    drip->n_running--;
    drip->rate[i] = drip->n_into[i] > 0 ? drip->rate[i] - *part : 0;
    *part = 0;
  }
}
