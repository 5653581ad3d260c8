/* draw.h - a fixed sample of what varies between people, or of what nobody knows.
 *
 * Until cohorts exist the score takes its intervals from N whole sets of parameters: Latin
 * hypercube sampling (McKay, Beckman and Conover 1979), each parameter's distribution cut into N
 * parts of equal probability and each part met once, in an order that depends on the seed and the
 * parameter only. Elements of an indexed parameter are drawn apart.  A lognormal's declared value
 * is its median; a draw outside the declared range is put on its end.
 *
 * Thread safety: pure. */
#ifndef ANT_SCORE_DRAW_H
#define ANT_SCORE_DRAW_H

#include <stdint.h>

#include "antaeus/model.h"

typedef enum ant_draw_kind { ANT_DRAW_UNKNOWN, ANT_DRAW_PEOPLE } ant_draw_kind;

typedef struct ant_draws {
  ant_setting *setting; /* (n x n_setting) draw by draw; owned                       */
  int n, n_setting;     /* n_setting 0: nothing varies                               */
} ant_draws;

/* Draw N sets of what in MODEL is KIND.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_draws_create(const ant_model *model, ant_draw_kind kind, int n, uint64_t seed,
                            ant_draws *out, ant_diag *opt_diag);
void ant_draws_clear(ant_draws *draws);

/* The standard normal variable that is exceeded with probability 1 - P, 0 < P < 1. */
double ant_normal_quantile(double p);

#endif /* ANT_SCORE_DRAW_H */
