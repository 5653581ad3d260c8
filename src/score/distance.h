/* distance.h - how many equations lie between a cause and an effect.
 *
 * Edges lead from what an equation reads to what it computes: lets, rates, observables.  A sum that
 * the checker made for a reduction is part of the equation that it stands in and costs nothing.
 *
 * Thread safety: pure. */
#ifndef ANT_SCORE_DISTANCE_H
#define ANT_SCORE_DISTANCE_H

#include <stdbool.h>

#include "antaeus/model.h"

/* The number of equations on the shortest way from any of the N symbols CAUSE to EFFECT; an
 * observable's own is not counted, for it only shows.  0 for a value that the text gives (a param);
 * -1 when no way leads there, or without memory. */
int ant_model_distance(const ant_model *model, const int *cause, int n, int effect);

/* Whether any observable depends on SYMBOL; true without memory. */
bool ant_model_is_seen(const ant_model *model, int symbol);

#endif /* ANT_SCORE_DISTANCE_H */
