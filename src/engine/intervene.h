/* intervene.h - experiments on any quantity of a model: knock out, hold, raise, lower, block.
 *
 * In words, the same in claims and on the command line:
 *
 *   remove NAME                 it is 0
 *   hold NAME                   at its ground value
 *   hold NAME at 50 [%]         at this share of its ground value
 *   hold NAME at 5 [pmol/L]     at this value
 *   raise NAME by 50 [%]        times 1.5: what its equation gives, or of a state the ground value
 *   lower NAME by 50 [%]        times 0.5
 *   block NAME [by 80 [%]]      what it does is less by this share, 100 [%] where none is said; a
 * state itself goes on, with what makes and clears it remove | raise | lower rate NAME ...    the
 * same on how fast the state NAME changes
 *
 * each with `from D [day]`, day 0 where nothing is said.  Brackets may be left out.  NAME may be a
 * state, let, flow, param, covariate, balance or input, all of it or one element.
 *
 * A state is held by the integrator.  All else is done by handles that the checker puts into the
 * model (antaeus/model.h, ant_tap), so that the derivatives are exact and a model that nobody
 * intervenes in pays nothing.
 *
 * Thread safety: no globals. */
#ifndef ANT_INTERVENE_H
#define ANT_INTERVENE_H

#include "antaeus/run.h"

typedef enum ant_change {
  ANT_CHANGE_HOLD,  /* at a share of the ground value, or at a value               */
  ANT_CHANGE_SCALE, /* what it is times a factor                                  */
  ANT_CHANGE_BLOCK, /* what it does times a factor                                */
  ANT_CHANGE_RATE   /* how fast it changes times a factor                         */
} ant_change;

typedef struct ant_intervention {
  char name[200];
  ant_change change;
  double share;   /* or factor                                                    */
  char value[60]; /* HOLD: "5 [pmol/L]"; "": at SHARE                            */
  double from_d;
} ant_intervention;

/* Read TEXT.  Returns ANT_OK, or ANT_ESYNTAX or ANT_EUNIT saying what was expected. */
ant_status ant_intervention_parse(const char *text, ant_intervention *out, ant_diag *opt_diag);

/* INTERVENTION as words again ("" for NULL); returns BUFFER. */
const char *ant_intervention_format(const ant_intervention *intervention, char *buffer,
                                    size_t size);

/* A model with what an experiment needs. */
typedef struct ant_experiment {
  ant_model *model;     /* NULL: the plain one serves                              */
  ant_machine *machine; /* likewise                                                */
  ant_setting *clamp;   /* (n_clamp) for ant_fly_options                           */
  double *clamp_share;  /* (n_clamp)                                               */
  int n_clamp;
} ant_experiment;

/* Prepare N interventions on MODEL, which was read from PATH; what it watches they watch.  Returns
 * ANT_OK and what the caller clears; ANT_EUNKNOWN for a name that the model has not got; ANT_EINPUT
 * for one that cannot be changed so; ANT_EUNIT, ANT_ERANGE for its value; what reading the model
 * can give. */
ant_status ant_experiment_init(const ant_model *model, const char *path,
                               const ant_intervention *intervention, int n, ant_experiment *out,
                               ant_diag *opt_diag);
void ant_experiment_clear(ant_experiment *experiment);

#endif /* ANT_INTERVENE_H */
