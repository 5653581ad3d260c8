/* point.h - measured rows as points of a curve, and what the course says of each.
 *
 * A row fits when it names the mission and the person of this course (a pooled analysis may name
 * more missions or sites) and compares nothing.  Its statistic may say where a curve should be on a
 * day: percent, change, ratio, level and rates (drawn to where the rate leads).  Half-times, slopes
 * and directions are no points; what the course says of them is computed all the same
 * (score/statistic.h). */
#ifndef ANT_REPORT_POINT_H
#define ANT_REPORT_POINT_H

#include "report/chart.h"
#include "report/view.h"
#include "score/judge.h"

typedef enum ant_scale { ANT_SCALE_PERCENT, ANT_SCALE_LEVEL } ant_scale;

/* Whether ROW belongs to this course at all. */
bool ant_row_fits(const ant_view *view, const ant_observation *row);

/* Whether ROW may be drawn: measured, and not only recalled with doubt. */
bool ant_row_shown(const ant_observation *row);

/* Whether ROW holds other missions or persons too. */
bool ant_row_pooled(const ant_observation *row);

/* Put ROW on the curve of COLUMN.  Returns false when it is no point of it; *OUT is then untouched.
 * The point has no title and no tone. */
bool ant_row_place(const ant_view *view, int column, ant_scale scale, const ant_observation *row,
                   ant_chart_point *out);

/* All points of COLUMN on SCALE in TONE, but for means of several sites, in the order of the table;
 * (*OUT_N), in the view's arena, NULL where there are none. */
ant_chart_point *ant_points(const ant_view *view, int column, ant_scale scale, int tone,
                            int *out_n);

typedef enum ant_told { ANT_TOLD, ANT_TOLD_NO_NUMBER, ANT_TOLD_NOT_THERE } ant_told;

/* Hold the course against ROW: its statistic, the mean over its observables, in its unit.  Returns
 * ANT_TOLD and *OUT; ANT_TOLD_NO_NUMBER when the course has no such number (it never recovers, it
 * ends too early); ANT_TOLD_NOT_THERE when it has no such observable. */
ant_told ant_row_judge(const ant_view *view, const ant_observation *row, ant_judgement *out);

/* How many decimals tell the numbers of ROW apart, 0 to 3. */
int ant_row_decimals(const ant_observation *row);

/* A key of the bibliography for people: "leblanc2000" as "Leblanc 2000". */
void ant_row_source(ant_text *out, const ant_observation *row);

/* What ROW measured, in words: "-1.2 to -1.5 %/month", "-6.2 % (95 % CI -6.7 to -5.6)". */
void ant_row_value(ant_text *out, const ant_observation *row);

#endif /* ANT_REPORT_POINT_H */
