/* drip.h - what infusions add to the rates of the states while they run.
 *
 * Several may run into one state; when the last of them ends its rate is exactly zero again. */
#ifndef ANT_DRIP_H
#define ANT_DRIP_H

#include "language/ir.h"

typedef struct ant_drip {
  const ant_model *model;
  const ant_mission *mission;
  double *rate;  /* (n_y) given now, in the state's unit per day                 */
  int *n_into;   /* (n_y) infusions that run into the state                      */
  int *first;    /* (n_dose) of a dose's elements in `part`                      */
  double *part;  /* each dose's rate into each element of its state              */
  int n_running; /* in all                                                       */
} ant_drip;

/* Room for all infusions of MISSION (NULL: none). Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_drip_init(ant_drip *drip, const ant_model *model, const ant_mission *opt_mission,
                         ant_diag *opt_diag);
void ant_drip_clear(ant_drip *drip);

/* DOSE begins to run into ELEMENT of its state at RATE, per day; it ends in all elements. */
void ant_drip_start(ant_drip *drip, int dose, int element, double rate);
void ant_drip_stop(ant_drip *drip, int dose);

#endif /* ANT_DRIP_H */
