/* tables.c - the body, the numbers, the measurements, and where all of it comes from (see
 * section.h).
 *   1. The body   2. Numbers   3. Measured against predicted   4. Origin */
#include "report/section.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/body.h"
#include "report/html.h"
#include "report/point.h"

/* 1. The body ------------------------------------------------------------- */

static void put_body(ant_text *out, const ant_view *v, double day, const char *title) {
  ant_body_value *value = ant_arena_take(v->arena, (size_t)(v->n_site + 1) * sizeof *value);
  if (!value) return;
  for (int i = 0; i < v->n_site; i++) {
    value[i] = (ant_body_value){v->site[i].id, ant_view_percent_at(v, v->site[i].column, day)};
  }
  ant_text_put(out, "<figure><figcaption>");
  ant_html_text(out, title);
  ant_text_print(out, " <small>day %s</small></figcaption>\n", ant_number_day(day).text);
  ant_body_draw(out, value, v->n_site, title);
  ant_text_put(out, "</figure>\n");
}

static bool any_site_drawn(const ant_view *v) {
  for (int i = 0; i < v->n_site; i++) {
    if (ant_body_knows(v->site[i].id)) return true;
  }
  return false;
}

void ant_section_body(ant_text *out, const ant_view *view) {
  if (!any_site_drawn(view)) return;
  double end = ant_view_end_of_exposure(view);
  bool back = !isnan(view->landing_d);
  ant_html_section(out, "body", "Where it goes");
  ant_text_put(out, "<p>Change of density from before, in per cent.</p>\n<div class=\"bodies\">\n");
  if (!back && view->last_d >= 2 * 365) put_body(out, view, 365, "After one year");
  put_body(out, view, end, back ? "At landing" : "At the end");
  if (back && end + 365 <= view->last_d) put_body(out, view, end + 365, "One year later");
  ant_text_put(out, "</div>\n");
  ant_body_legend(out);
  ant_html_section_end(out);
}

/* 2. Numbers -------------------------------------------------------------- */

enum { DAYS = 5 };
typedef struct columns {
  double day[DAYS];
  const char *title[DAYS];
  int n;
} columns;

static columns days_of(const ant_view *v) {
  static const double after[] = {0, 180, 365, 730}, since[] = {30, 90, 180, 365, 730};
  static const char *const back[] = {"At landing", "+180 d", "+365 d", "+730 d"};
  static const char *const days[] = {"Day 30", "Day 90", "Day 180", "Day 365", "Day 730"};
  columns c = {.n = 0};
  if (!isnan(v->landing_d)) {
    for (int i = 0; i < 4; i++, c.n++) {
      c.day[i] = v->landing_d + after[i];
      c.title[i] = back[i];
    }
    return c;
  }
  for (int i = 0; i < 4; i++, c.n++) {
    c.day[i] = since[i];
    c.title[i] = days[i];
  }
  c.day[4] = v->last_d;
  c.title[c.n++] = "At the end";
  return c;
}

/* the day on which the column is farthest below its baseline */
static double lowest_day(const ant_view *v, int column) {
  const double *y = ant_view_percent(v, column);
  int lowest = -1;
  for (int r = 0; y && r < v->course->n_row; r++) {
    if (v->course->time_d[r] >= 0 && isfinite(y[r]) && (lowest < 0 || y[r] < y[lowest])) lowest = r;
  }
  return lowest < 0 ? NAN : v->course->time_d[lowest];
}

/* densities as scanners print them: three decimals of g/cm^2 */
static ant_number density_number(double value, const char *unit) {
  bool dxa = strcmp(unit, "g/cm^2") == 0;
  return dxa ? ant_number_plain(value, 3) : ant_number_significant(value, 3);
}

static void number_row(ant_text *out, const ant_view *v, const ant_site *s, const columns *c) {
  double day = lowest_day(v, s->column), lowest = ant_view_percent_at(v, s->column, day);
  if (!(lowest < -0.05)) lowest = day = NAN; /* nothing was lost: no day to name */
  ant_text_put(out, "<tr><th scope=\"row\">");
  ant_html_text(out, ant_site_words(v, s->id));
  ant_text_print(out, "</th><td>%s</td>",
                 density_number(v->course->baseline[s->column], v->course->unit[s->column]).text);
  for (int i = 0; i < c->n; i++) {
    ant_text_print(out, "<td>%s</td>",
                   ant_number_signed(ant_view_percent_at(v, s->column, c->day[i]), 1).text);
  }
  ant_text_print(out, "<td>%s</td><td class=\"quiet\">%s</td></tr>\n",
                 ant_number_signed(lowest, 1).text, ant_number_day(day).text);
}

/* one unit for the whole column of baselines, or "" where they differ */
static const char *common_unit(const ant_view *v) {
  const char *unit = v->n_site ? v->course->unit[v->site[0].column] : "";
  for (int i = 1; i < v->n_site; i++) {
    if (strcmp(v->course->unit[v->site[i].column], unit) != 0) return "";
  }
  return unit;
}

void ant_section_numbers(ant_text *out, const ant_view *view) {
  columns c = days_of(view);
  if (view->n_site == 0) return;
  ant_html_section(out, "numbers", "The numbers");
  ant_text_print(
      out,
      "<p class=\"note\" id=\"numbers-note\">Density before, and its change in per cent; the "
      "largest loss and its day, counted from %s.</p>\n"
      "<div class=\"scroll\"><table class=\"numbers\" aria-describedby=\"numbers-note\">\n"
      "<thead><tr><th scope=\"col\">Site</th><th scope=\"col\">Before<br/><small>",
      ant_view_start_words(view));
  ant_html_unit(out, common_unit(view));
  ant_text_put(out, "</small></th>");
  for (int i = 0; i < c.n; i++) ant_text_print(out, "<th scope=\"col\">%s</th>", c.title[i]);
  ant_text_put(
      out, "<th scope=\"col\">Lowest</th><th scope=\"col\">on day</th></tr></thead>\n<tbody>\n");
  for (int i = 0; i < view->n_site; i++) number_row(out, view, &view->site[i], &c);
  ant_text_put(out, "</tbody>\n</table></div>\n");
  ant_html_section_end(out);
}

/* 3. Measured against predicted ------------------------------------------- */

static void put_observables(ant_text *out, const ant_view *v, const ant_observation *row) {
  static const char *const words[ANT_NSTATISTIC] = {
      [ANT_STAT_LEVEL] = "level",       [ANT_STAT_HALF_TIME] = "half of the loss back",
      [ANT_STAT_TIME] = "time of rise", [ANT_STAT_PLATEAU] = "plateau",
      [ANT_STAT_SLOPE] = "slope",       [ANT_STAT_RECOVERED] = "share regained",
      [ANT_STAT_SIGN] = "direction",    [ANT_STAT_RATIO] = "ratio to before",
  };
  ant_html_text(out, ant_observable_words(v, row->observable.left[0]));
  if (row->observable.n_left > 1) {
    ant_text_print(out, " and %d more", row->observable.n_left - 1);
  }
  if (words[row->statistic]) ant_text_print(out, " <small>%s</small>", words[row->statistic]);
}

static void put_days(ant_text *out, const ant_observation *row) {
  if (row->day_from > 0) ant_text_print(out, "%s to ", ant_number_day(row->day_from).text);
  ant_text_put(out, ant_number_day(row->day_to).text);
}

static void put_answer(ant_text *out, const ant_observation *row, ant_told told,
                       const ant_judgement *j) {
  int decimals = ant_row_decimals(row) < 2 ? ant_row_decimals(row) + 1 : 2;
  if (told != ANT_TOLD) {
    ant_text_put(out, "no such number");
  } else if (row->statistic == ANT_STAT_SIGN) {
    ant_text_put(out, j->predicted > 0 ? "up" : j->predicted < 0 ? "down" : "unchanged");
  } else if (row->statistic == ANT_STAT_LEVEL || row->statistic == ANT_STAT_RATIO ||
             row->statistic == ANT_STAT_HALF_TIME || row->statistic == ANT_STAT_TIME) {
    ant_text_put(out, ant_number_significant(j->predicted, 3).text);
  } else {
    ant_text_put(out, ant_number_signed(j->predicted, decimals).text);
  }
}

static void measured_row(ant_text *out, const ant_view *v, const ant_observation *row,
                         ant_told told, const ant_judgement *j) {
  bool pooled = ant_row_pooled(row);
  ant_text_put(out, "<tr><th scope=\"row\">");
  put_observables(out, v, row);
  ant_text_put(out, "</th><td>");
  put_days(out, row);
  ant_text_put(out, "</td><td>");
  ant_row_value(out, row);
  ant_text_put(out, "</td><td class=\"strong\">");
  put_answer(out, row, told, j);
  ant_text_print(out, "</td><td>%s</td><td>",
                 told != ANT_TOLD ? "no"
                 : pooled         ? ""
                 : j->inside      ? "yes"
                                  : "no");
  ant_row_source(out, row);
  if (row->n > 0) ant_text_print(out, ", n\xC2\xA0=\xC2\xA0%d", row->n);
  if (pooled) ant_text_put(out, ", pooled");
  ant_text_print(out, "</td><td>%s</td></tr>\n", row->use == ANT_USE_FIT ? "fitted" : "predicted");
}

static void put_measured_head(ant_text *out) {
  ant_text_put(
      out,
      "<p class=\"note\" id=\"measured-note\">Each row: what was measured on people in such a "
      "mission, and the same number taken from this course; then whether it lies within the 95 % "
      "interval of the measured mean, within the range given, or, where there is neither, within a "
      "quarter of the mean. Pooled studies hold other missions too and are not judged here. "
      "Predicted: no parameter has seen these people.</p>\n<div class=\"scroll\"><table "
      "class=\"measured\" aria-describedby=\"measured-note\">\n<thead><tr><th "
      "scope=\"col\">What</th>"
      "<th scope=\"col\">Day</th><th scope=\"col\">Measured</th>"
      "<th scope=\"col\">The model</th><th scope=\"col\">Within</th><th scope=\"col\">Study</th>"
      "<th scope=\"col\">It was</th></tr></thead>\n<tbody>\n");
}

static void put_rest(ant_text *out, int rest) {
  if (rest == 0) return;
  ant_text_print(
      out,
      "<p class=\"quiet\">%d more %s of this mission %s something that the model has not "
      "got yet, or is for orientation only. <code>antaeus score</code> runs them all.</p>\n",
      rest, rest == 1 ? "row" : "rows", rest == 1 ? "needs" : "need");
}

/* The rows of one use, predicted first.  Returns how many were written. */
static int put_rows(ant_text *out, const ant_view *v, ant_use use, int before, int *rest) {
  const ant_observations *table = v->options.evidence;
  int shown = 0;
  for (int i = 0; table && i < table->n; i++) {
    const ant_observation *row = &table->row[i];
    ant_judgement j = {.predicted = NAN};
    if (row->use != use || !ant_row_fits(v, row)) continue;
    ant_told told = ant_row_judge(v, row, &j);
    if (!ant_row_shown(row) || !ant_observation_runnable(row) || told == ANT_TOLD_NOT_THERE) {
      ++*rest;
      continue;
    }
    if (before + shown++ == 0) put_measured_head(out);
    measured_row(out, v, row, told, &j);
  }
  return shown;
}

void ant_section_measured(ant_text *out, const ant_view *view) {
  int rest = 0;
  ant_html_section(out, "measured", "Measured, and the model");
  int shown = put_rows(out, view, ANT_USE_TEST, 0, &rest);
  shown += put_rows(out, view, ANT_USE_FIT, shown, &rest);
  ant_text_put(out, shown ? "</tbody>\n</table></div>\n"
                          : "<p>No row of the evidence is about this mission and what the model "
                            "shows of it.</p>\n");
  put_rest(out, rest);
  ant_html_section_end(out);
}

/* 4. Origin --------------------------------------------------------------- */

static void item(ant_text *out, const char *name, const char *text) {
  if (!text || !text[0]) return;
  ant_text_print(out, "<dt>%s</dt><dd>", name);
  ant_html_text(out, text);
  ant_text_put(out, "</dd>\n");
}

static void put_solver(ant_text *out, const ant_solver_stats *s) {
  ant_text_print(
      out,
      "<dt>Solver</dt><dd>%ld steps, %ld calls of the right-hand side, %ld Jacobians, %ld "
      "factorisations, %ld Newton iterations, %ld steps refused, %ld restarts, %s s</dd>\n",
      s->steps, s->rate_calls, s->jacobian_calls, s->factorisations, s->newton_iterations,
      s->error_test_fails, s->restarts, ant_number_significant(s->seconds, 3).text);
}

void ant_section_origin(ant_text *out, const ant_view *view) {
  const ant_course *c = view->course;
  const ant_report_options *o = &view->options;
  ant_html_section(out, "origin", "How this was computed");
  ant_text_put(out, "<dl class=\"origin\">\n");
  item(out, "Antaeus", o->version);
  item(out, "Model", c->model);
  ant_text_print(out, "<dt>Model hash</dt><dd><code>%016" PRIx64 "</code>, %d states</dd>\n",
                 c->hash, c->n_state);
  item(out, "Mission", c->mission_name);
  item(out, "Person", c->person_name);
  item(out, "Seed", o->seed);
  item(out, "Evidence", o->evidence ? o->evidence->file : NULL);
  put_solver(out, &c->stats);
  ant_text_print(out,
                 "<dt>Matter</dt><dd>largest imbalance of any substance %s of its content</dd>\n",
                 ant_number_significant(c->mass_error, 2).text);
  ant_text_put(out, "</dl>\n");
  if (o->mission_text && o->mission_text[0]) {
    ant_text_put(out, "<h3>The mission as written</h3>\n<pre>");
    ant_html_text(out, o->mission_text);
    ant_text_put(out, "</pre>\n");
  }
  ant_html_section_end(out);
}
