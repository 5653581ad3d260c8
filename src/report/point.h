/* point.h - measured rows as points of a curve.
 *
 * A row fits when it names the mission and the person of this flight (a pooled analysis may name
 * more missions or sites) and when its statistic says where a curve should be on a day: percent,
 * change, ratio, level and rates (drawn where the rate leads).  Half-times, signs and comparisons
 * of two missions say something about a course as a whole and are left to the score. */
#ifndef ANT_REPORT_POINT_H
#define ANT_REPORT_POINT_H

#include "report/chart.h"
#include "report/view.h"

typedef enum ant_scale { ANT_SCALE_PERCENT, ANT_SCALE_LEVEL } ant_scale;

typedef struct ant_measured {
  const ant_report_row *row;
  ant_chart_point point;
  double here; /* what this flight says, in the row's own statistic and unit     */
} ant_measured;

/* Whether ROW belongs to this flight at all. */
bool ant_row_fits(const ant_view *view, const ant_report_row *row);

/* Whether NAME is one of the observables of ROW ("a + b"). */
bool ant_row_names(const ant_report_row *row, const char *name);

/* The points of COLUMN on SCALE, in the order of the table: *OUT_POINT has *OUT_N of them and lives
 * in the view's arena.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_points(const ant_view *view, int column, ant_scale scale, ant_measured **out_point,
                      int *out_n);

/* ROW against the curve of COLUMN.  Returns false when ROW is no point of it; then *OUT is as it
 * was. */
bool ant_row_place(const ant_view *view, int column, ant_scale scale, const ant_report_row *row,
                   ant_measured *out);

/* Whether ROW may be drawn: measured, and not only recalled with doubt. */
bool ant_row_counts(const ant_report_row *row);

/* The same as an array for a chart, every point in TONE. */
ant_chart_point *ant_points_for_chart(const ant_view *view, int column, ant_scale scale, int tone,
                                      int *out_n);

/* How many decimals tell the numbers of ROW apart, 0 to 3. */
int ant_row_decimals(const ant_report_row *row);

/* A key of the bibliography for people: "leblanc2000" as "Leblanc 2000". */
void ant_row_source(ant_text *out, const ant_report_row *row);

/* "-1.2 to -1.5 %/month", "-6.2 % (95 % CI -6.7 to -5.6)": what ROW measured, in words. */
void ant_row_value(ant_text *out, const ant_report_row *row);

#endif /* ANT_REPORT_POINT_H */
