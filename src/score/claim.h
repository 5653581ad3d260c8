/* claim.h - what the reviews claim, as experiments on the twin.
 *
 * A file of claims is text in the manner of doc/language.md ("Claims" in doc/evidence.md):
 *
 *   claim irisin "Irisin protects the unloaded"
 *     covers myokine "Irisin (FNDC5)"
 *     source lau2022
 *     mission "bed-rest-90-days"
 *     person "man"
 *     raise crosstalk.irisin by 50 [%] from 0 [day]
 *     expect bone.total_hip.areal_density higher at 90 [day]
 *
 * A `question` has `report` lines and passes or fails nothing; a `scope` says `because`.
 *
 * Thread safety: no globals; claims that have been read are immutable. */
#ifndef ANT_CLAIM_H
#define ANT_CLAIM_H

#include "antaeus/diag.h"
#include "base/unit.h"
#include "score/fly.h"

#define ANT_VERBS(X)                                                                               \
  X(ANT_VERB_RISES, "rises")                                                                       \
  X(ANT_VERB_FALLS, "falls")                                                                       \
  X(ANT_VERB_UNCHANGED, "unchanged")                                                               \
  X(ANT_VERB_HIGHER, "higher") /* than in the other experiment */                                  \
  X(ANT_VERB_LOWER, "lower")                                                                       \
  X(ANT_VERB_SAME, "same")                                                                         \
  X(ANT_VERB_ABOVE, "above") /* another observable, in per cent of change */                       \
  X(ANT_VERB_BELOW, "below")                                                                       \
  X(ANT_VERB_BEFORE, "before") /* another observable, to half of the change */                     \
  X(ANT_VERB_ABOUT, "about")                                                                       \
  X(ANT_VERB_REPORT, "report")

typedef enum ant_verb {
#define ANT_X(code, name) code,
  ANT_VERBS(ANT_X)
#undef ANT_X
      ANT_NVERB
} ant_verb;

const char *ant_verb_name(ant_verb verb);

typedef struct ant_expectation {
  const char *name, *other; /* quantities; other: NULL but for above, below, before   */
  ant_verb verb;
  double value; /* about: in `unit`; a percentage means the change         */
  const char *unit;
  double within;       /* per cent; NaN: the verb's own                           */
  double from_d, at_d; /* NaN from: the baseline                                  */
  int line;
} ant_expectation;

typedef enum ant_claim_type { ANT_CLAIM, ANT_QUESTION_OPEN, ANT_SCOPE } ant_claim_type;

const char *ant_claim_type_name(ant_claim_type type);

typedef struct ant_cover {
  const char *kind, *name; /* of evidence/coverage.csv                                */
  int line;
} ant_cover;

typedef struct ant_claim {
  ant_claim_type type;
  const char *key, *text;
  const ant_cover *cover; /* (n_cover)                                               */
  int n_cover;
  const char *source; /* key of the bibliography, "" for a scope                 */
  const char *mission, *person;
  ant_intervention intervention;                /* name "": none                     */
  const char *against_mission, *against_person; /* NULL: without the intervention    */
  const ant_expectation *expect; /* (n_expect)                                        */
  int n_expect;
  const char *conflicts; /* key of the claim that says otherwise, or NULL           */
  const char *because;   /* of a scope                                              */
  const char *file;
  int line;
} ant_claim;

typedef struct ant_claims {
  const ant_claim *item; /* (n)                                                       */
  int n;
} ant_claims;

/* Read all .ant files below FOLDER, or the one file that it is.  All mistakes go to DIAGS.  Returns
 * ANT_OK and claims that the caller destroys, or the first error's code. */
ant_status ant_claims_read(const char *folder, ant_claims **out, ant_diags *diags);
ant_status ant_claims_parse(const char *name, const char *text, ant_claims **out, ant_diags *diags);
void ant_claims_destroy(ant_claims **claims);

/* Check that every row of the table at PATH is covered, and that nothing covers what is not there:
 * each lack is an error in DIAGS.  *OUT_ROWS is the number of rows. */
ant_status ant_claims_check(const ant_claims *claims, const char *path, int *out_rows,
                            ant_diags *diags);

#endif /* ANT_CLAIM_H */
