/* fluids.c - what blood and urine show: markers of turnover, and calcium (see section.h). */
#include "report/section.h"

#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/point.h"

enum { WIDTH = 358, HEIGHT = 230, MOST = 4, POINTS = 48 };

typedef struct group {
  const char *title;
  const char *name[MOST + 1]; /* NULL ends it                                   */
} group;

static ant_chart new_chart(const ant_view *v, ant_chart_line *line, ant_chart_point *point) {
  ant_chart chart = {.width = WIDTH, .height = HEIGHT, .x0 = v->first_d, .x1 = v->last_d};
  chart.line = line;
  chart.point = point;
  chart.band = ant_view_bands(v);
  chart.n_band = chart.band ? v->course->n_phase : 0;
  return chart;
}

static void add(const ant_view *v, ant_chart *chart, ant_chart_line *line, ant_chart_point *point,
                int column, ant_scale scale, int tone) {
  int n = 0;
  ant_chart_point *found = ant_points(v, column, scale, tone, &n);
  const double *y =
      scale == ANT_SCALE_PERCENT ? ant_view_percent(v, column) : ant_view_level(v, column);
  line[chart->n_line++] = (ant_chart_line){.x = v->course->time_d,
                                           .y = y,
                                           .n = y ? v->course->n_row : 0,
                                           .name = ant_observable_words(v, v->course->name[column]),
                                           .tone = tone,
                                           .certain_to = v->exposure_d};
  for (int i = 0; i < n && chart->n_point < POINTS; i++) point[chart->n_point++] = found[i];
  v->drawn[column] = true;
}

/* Markers ----------------------------------------------------------------- */

static const group marker[] = {
    {"Resorption", {"turnover.resorption", "serum.ctx", "urine.ntx", NULL}},
    {"Formation", {"turnover.formation", "serum.bap", "serum.p1np", "serum.osteocalcin", NULL}},
};

static bool marker_chart(const ant_view *v, const group *g, ant_chart *out) {
  static const int tone[MOST] = {7, 2, 1, 3};
  ant_chart_line *line = ant_arena_take(v->arena, MOST * sizeof *line);
  ant_chart_point *point = ant_arena_take(v->arena, POINTS * sizeof *point);
  if (!line || !point) return false;
  ant_chart chart = new_chart(v, line, point);
  for (int i = 0; g->name[i]; i++) {
    int column = ant_course_column(v->course, g->name[i]);
    if (column < 0 || ant_view_baseline(v, column) == 0) continue; /* no per cent of nothing */
    add(v, &chart, line, point, column, ANT_SCALE_PERCENT, tone[i]);
  }
  chart.right = 88;
  if (v->landing_d + 365 < chart.x1) chart.x1 = v->landing_d + 365;
  chart.unit = "%";
  chart.reference = 0;
  chart.label = "Markers in per cent change from before, through time";
  *out = chart;
  return chart.n_line > 0;
}

void ant_section_markers(ant_text *out, const ant_view *view) {
  bool opened = false;
  for (size_t i = 0; i < sizeof marker / sizeof *marker; i++) {
    ant_chart chart;
    if (!marker_chart(view, &marker[i], &chart)) continue;
    if (!opened) {
      ant_html_section(out, "markers", "Markers of turnover");
      ant_text_print(out, "<p>Per cent change from before.%s</p>\n<div class=\"panels\">\n",
                     view->n_site == 0 ? ""
                                       : " Resorption and Formation without a letter are the means "
                                         "over all markers that the pooled studies report.");
    }
    opened = true;
    ant_figure(out, &chart, marker[i].title, "%");
  }
  if (!opened) return;
  ant_text_put(out, "</div>\n");
  ant_html_section_end(out);
}

/* Calcium ----------------------------------------------------------------- */

static const char *const calcium[] = {"urine.calcium", "balance.calcium", "serum.calcium",
                                      "serum.pth"};

static void calcium_figure(ant_text *out, const ant_view *v, int column) {
  ant_chart_line *line = ant_arena_take(v->arena, sizeof *line);
  ant_chart_point *point = ant_arena_take(v->arena, POINTS * sizeof *point);
  if (!line || !point) return;
  const char *unit = v->course->unit[column];
  double baseline = ant_view_baseline(v, column);
  ant_chart chart = new_chart(v, line, point);
  add(v, &chart, line, point, column, ANT_SCALE_LEVEL, 1);
  chart.height = 200;
  chart.unit = unit;
  chart.reference = baseline;
  chart.label = line->name;
  ant_text note = {0};
  ant_html_unit(&note, unit);
  ant_text_print(&note, "; %s before", ant_number_significant(baseline, 3).text);
  ant_figure(out, &chart, line->name, ant_text_string(&note));
  ant_text_clear(&note);
}

void ant_section_calcium(ant_text *out, const ant_view *view) {
  bool opened = false;
  for (size_t i = 0; i < sizeof calcium / sizeof *calcium; i++) {
    int column = ant_course_column(view->course, calcium[i]);
    if (column < 0) continue;
    if (!opened) {
      ant_html_section(out, "calcium", "Calcium");
      ant_text_put(out,
                   "<p>What bone gives up passes through blood and leaves by the kidney: urine "
                   "that holds more of it forms stones more easily. Each in its own unit.</p>\n"
                   "<div class=\"panels\">\n");
    }
    opened = true;
    calcium_figure(out, view, column);
  }
  if (!opened) return;
  ant_text_put(out, "</div>\n");
  ant_html_section_end(out);
}
