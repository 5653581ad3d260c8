/* chart.h - a line chart as SVG: thin lines, measured points, the phases behind them.
 *
 * A chart is drawn at its own size in pixels and scaled down only, so letters stay readable.
 * Colours are classes (t0 ... t7) that the style sheet fills for light, dark and paper.  Each line
 * carries its name and the chart its two scales, which is all that the read-out needs. */
#ifndef ANT_REPORT_CHART_H
#define ANT_REPORT_CHART_H

#include <stdbool.h>

#include "base/text.h"

enum { ANT_TONES = 8, ANT_CHART_LINES = 24 };

typedef struct ant_chart_line {
  const double *x, *y; /* (n) x does not fall; a NaN breaks the line             */
  int n;
  const char *name;  /* plain text                                               */
  int tone;          /* 0 ... ANT_TONES - 1                                      */
  double certain_to; /* dashed beyond this x; NaN: never                         */
  bool heavy;
} ant_chart_line;

typedef struct ant_chart_point {
  double x, y;           /* y NaN: a range without a middle                       */
  double lo, hi;         /* both NaN: no bar; one NaN: open on that side          */
  double from_x, from_y; /* where a measured rate starts; NaN: a single day      */
  bool used_in_fit;      /* filled, else open                                     */
  bool pooled;           /* a diamond: other missions are in it                    */
  const char *title;     /* plain text, shown when pointed at                     */
  int tone;
} ant_chart_point;

typedef struct ant_chart_band {
  double x0, x1;
  const char *name;
  bool ground;
} ant_chart_band;

typedef struct ant_chart {
  int width, height; /* [px]                                                   */
  int right;         /* room for names on the right; 0: none there             */
  bool letters;      /* names stand at the farthest point of each line: single letters */
  double x0, x1;     /* days                                                   */
  double y0, y1;     /* equal: from what is drawn                              */
  const char *unit;  /* of y: "%", "mg/day"                                    */
  const char *label; /* what it shows, for whoever hears instead of sees       */
  double reference;  /* a stronger line, usually 0; NaN: none                  */
  const ant_chart_line *line;
  int n_line;
  const ant_chart_point *point;
  int n_point;
  const ant_chart_band *band;
  int n_band;
  const double *mark; /* (n_mark) upright lines, landings of several flights     */
  const int *mark_tone;
  int n_mark;
  const char *classes; /* further classes of the svg, or NULL                    */
} ant_chart;

/* The least and largest y of what CHART would draw within its x; both NaN when nothing. */
void ant_chart_extent(const ant_chart *chart, double *out_low, double *out_high);

void ant_chart_draw(ant_text *out, const ant_chart *chart);

#endif /* ANT_REPORT_CHART_H */
