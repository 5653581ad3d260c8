/* needs.h - what rows and claims wait for, counted: the physiology's list of work. */
#ifndef ANT_REPORT_NEEDS_H
#define ANT_REPORT_NEEDS_H

#include "score/rows.h"
#include "score/verdict.h"

typedef struct ant_need {
  const char *name; /* of the scores, not owned                                      */
  int n;
} ant_need;

typedef struct ant_needs {
  ant_need *item; /* (n) most wanted first, then by name; owned                       */
  int n;
} ant_needs;

/* Without memory the list is empty. */
void ant_needs_of_rows(const ant_row_scores *rows, ant_needs *out);
void ant_needs_of_claims(const ant_claim_scores *claims, ant_needs *out);
void ant_needs_clear(ant_needs *needs);

#endif /* ANT_REPORT_NEEDS_H */
