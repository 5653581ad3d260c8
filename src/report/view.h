/* view.h - a course prepared for showing: which sites it has and in which order, when the flight
 * lands, and any column as per cent of its baseline. */
#ifndef ANT_REPORT_VIEW_H
#define ANT_REPORT_VIEW_H

#include "base/arena.h"
#include "report/report.h"

/* Where in the body a site is; also which colour it has in a chart of many sites. */
typedef enum ant_region {
  ANT_REGION_SUM,
  ANT_REGION_TRUNK,
  ANT_REGION_HIP,
  ANT_REGION_LEG,
  ANT_REGION_ARM,
  ANT_REGION_HEAD,
  ANT_NREGION
} ant_region;

typedef struct ant_site {
  const char *id; /* femoral_neck                                                */
  ant_region region;
  int column; /* of the density that is shown                                    */
} ant_site;

typedef struct ant_view {
  const ant_course *course;
  ant_report_options options; /* zeros where none were given                      */
  ant_arena *arena;           /* not owned; lives as long as the page is written  */
  double first_d, last_d;     /* the course; 0 and 0 when it is empty             */
  double landing_d;           /* the first day of return; NaN where nobody returns */
  double exposure_d;          /* beyond this day nobody was measured; NaN where never reached */
  double longest_d;           /* the longest exposure ever measured [day]         */
  const char *longest_source;
  ant_site *site; /* (n_site) head to heel, sums last, what nobody knows between  */
  int n_site;
  bool *drawn; /* (n_column) what a section has drawn; the others leave it to the rest */
} ant_view;

/* Prepare COURSE; ARENA keeps what the view needs.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_view_init(const ant_course *course, const ant_report_options *opt_options,
                         ant_arena *arena, ant_view *out_view, ant_diag *opt_diag);

/* COLUMN as per cent change from its baseline, (n_row); NaN where there is no baseline.  NULL
 * without memory or for a column that is not there. */
const double *ant_view_percent(const ant_view *view, int column);

/* COLUMN as it is, (n_row). */
const double *ant_view_level(const ant_view *view, int column);

/* Per cent change from baseline, or the value itself, at a day; NaN outside the course. */
double ant_view_percent_at(const ant_view *view, int column, double time_d);
double ant_view_level_at(const ant_view *view, int column, double time_d);

/* The baseline of COLUMN; 0 where it is only what rounding left of a difference. */
double ant_view_baseline(const ant_view *view, int column);

/* The column bone.SITE.QUANTITY, or -1. */
int ant_view_column(const ant_view *view, const char *site, const char *quantity);

/* The day the page calls "landing": the landing, or the last day where nobody returns; and the
 * words for it, within a sentence. */
double ant_view_end_of_exposure(const ant_view *view);
const char *ant_view_end_words(const ant_view *view);

/* Whether any phase before day 0 is on the ground, and what day 0 is ("launch", "day 0"). */
const char *ant_view_start_words(const ant_view *view);

/* True for a phase on the ground: before day 0, or a return. */
bool ant_phase_is_ground(const struct ant_course_phase *phase);

#endif /* ANT_REPORT_VIEW_H */
