/* score_row.h - one row of the evidence on the page of the score: a line, and its curve below. */
#ifndef ANT_REPORT_SCORE_ROW_H
#define ANT_REPORT_SCORE_ROW_H

#include "base/text.h"
#include "score/rows.h"

/* The row as <details>: what was measured, what is predicted, a bar with both; inside, the curves
 * with the measured point, and the note. */
void ant_score_row_put(ant_text *out, const ant_observation *row, const ant_row_result *result,
                       bool counts, const ant_row_scores *scores);

#endif /* ANT_REPORT_SCORE_ROW_H */
