/* verdict.h - claims flown and judged.
 *
 * What each expectation means, in per cent of the ground value unless another unit is named:
 *
 *   rises, falls       the change on the day is beyond +-W      W = 1 unless `within` says more
 *   unchanged          it is within +-W                          W = 2
 *   higher, lower      than in the other experiment, by more than W of that   W = 0.5
 *   same               as there, within W                        W = 2
 *   above, below NAME  the change differs from NAME's by more than W points   W = 0.5
 *   before NAME        half of its change up to the day is reached earlier than NAME's
 *   about V            within W of V; V in % is the change, in another unit the level    W = 25
 *
 * With `from D` the change counts from the value on day D.  The other experiment is the one named
 * by `against`, else the same without the intervention.
 *
 * Thread safety: as ant_score_rows. */
#ifndef ANT_VERDICT_H
#define ANT_VERDICT_H

#include "score/claim.h"
#include "score/rows.h"

typedef enum ant_verdict {
  ANT_VERDICT_PASS,
  ANT_VERDICT_FAIL,
  ANT_VERDICT_BUILT_IN, /* passes, but one equation leads from cause to effect      */
  ANT_VERDICT_NOT_YET,
  ANT_VERDICT_ANSWERED, /* a question                                               */
  ANT_VERDICT_SCOPE,
  ANT_NVERDICT
} ant_verdict;

const char *ant_verdict_name(ant_verdict verdict);

typedef struct ant_outcome {
  double got, other; /* what was held against what; NaN: nothing                  */
  bool holds;
  char text[ANT_DIAG_LINE]; /* in words, with the numbers                          */
} ant_outcome;

typedef struct ant_claim_result {
  ant_verdict verdict;
  ant_outcome *outcome;      /* (n_expect of the claim)                                 */
  char needs[ANT_DIAG_LINE]; /* not yet: the name                                  */
  int distance;              /* equations between cause and nearest effect; -1 unknown  */
  bool no_effect;            /* the intervention moved nothing that is looked at         */
} ant_claim_result;

typedef struct ant_claim_scores {
  int n;
  ant_claim_result *result; /* (n)                                                */
  int count[ANT_NVERDICT];
  int n_flight;
  double seconds;
} ant_claim_scores;

/* The number of equations on the shortest way from a claim's cause (its intervention, or what its
 * mission sets) to OBSERVABLE, the one of the observable itself not counted; -1 when there is none
 * or it cannot be known. */
typedef int (*ant_claim_distance)(void *user, const ant_claim *claim, const char *observable);

/* Run CLAIMS; OPT_DISTANCE may be NULL.  An intervention that moves nothing that its claim looks at
 * is told to DIAGS as a warning and makes a pass `built in`; one that cannot be (an observable, a
 * wrong unit) as an error at the claim, whose code is returned: *OUT is there all the same. */
ant_status ant_score_claims(const ant_claims *claims, ant_score_fly fly, void *fly_user,
                            ant_claim_distance opt_distance, void *distance_user,
                            const ant_score_options *opt_options, ant_claim_scores **out,
                            ant_diags *diags);
void ant_claim_scores_destroy(ant_claim_scores **scores);

#endif /* ANT_VERDICT_H */
