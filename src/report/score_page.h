/* score_page.h - the score as one page: totals, predicted against measured, every row down to its
 * curve, every claim with its verdict.  Self-contained as report.h says. */
#ifndef ANT_REPORT_SCORE_PAGE_H
#define ANT_REPORT_SCORE_PAGE_H

#include "base/text.h"
#include "report/scoreboard.h"

/* Write the page of BOARD at the end of *PAGE.  Returns ANT_OK, or ANT_ENOMEM and then *PAGE is not
 * to be used. */
ant_status ant_score_page(const ant_scoreboard *board, ant_text *page, ant_diag *opt_diag);

#endif /* ANT_REPORT_SCORE_PAGE_H */
