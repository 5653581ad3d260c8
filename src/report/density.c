/* density.c - the curves of density: all sites at once, then one panel a site, then what scanners
 * see inside the bone (see section.h).
 *   1. A figure   2. All sites   3. Site by site   4. Inside the bone */
#include "report/section.h"

#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/point.h"

enum { PANEL_WIDTH = 358, PANEL_HEIGHT = 190, WIDE = 1000, TALL = 440 };

/* 1. A figure ------------------------------------------------------------- */

void ant_figure(ant_text *out, const ant_chart *chart, const char *title, const char *note) {
  ant_text_put(out, "<figure class=\"plot\"><figcaption>");
  ant_html_text(out, title);
  if (note && note[0]) {
    ant_text_put(out, " <small>");
    ant_html_text(out, note);
    ant_text_put(out, "</small>");
  }
  ant_text_put(out, "</figcaption>\n");
  ant_chart_draw(out, chart);
  ant_text_put(out, "<output></output></figure>\n");
}

ant_chart_band *ant_view_bands(const ant_view *view) {
  const ant_course *c = view->course;
  size_t n = c->n_phase > 0 ? (size_t)c->n_phase : 1;
  ant_chart_band *band = ant_arena_take(view->arena, n * sizeof *band);
  for (int i = 0; band && i < c->n_phase; i++) {
    const struct ant_course_phase *p = &c->phase[i];
    band[i] = (ant_chart_band){p->start_d, p->end_d, p->name, ant_phase_is_ground(p)};
  }
  return band;
}

/* a chart of per cent change over the whole course, without lines yet */
static ant_chart empty_chart(const ant_view *v, int width, int height) {
  ant_chart chart = {.width = width, .height = height, .x0 = v->first_d, .x1 = v->last_d};
  chart.unit = "%";
  chart.reference = 0;
  chart.band = ant_view_bands(v);
  chart.n_band = chart.band ? v->course->n_phase : 0;
  return chart;
}

static ant_chart_line percent_line(const ant_view *v, int column, const char *name, int tone) {
  ant_chart_line line = {.x = v->course->time_d, .name = name, .tone = tone};
  line.y = ant_view_percent(v, column);
  line.n = line.y ? v->course->n_row : 0;
  line.certain_to = v->exposure_d;
  return line;
}

/* a little air above and below */
static void pad(double *low, double *high) {
  double air = *high > *low ? 0.04 * (*high - *low) : 1;
  *low -= air;
  *high += air;
}

/* 2. All sites ------------------------------------------------------------ */

static const int region_tone[ANT_NREGION] = {7, 1, 2, 3, 4, 0};

static int site_lines(const ant_view *v, ant_chart_line *line) {
  int n = 0;
  for (int i = 0; i < v->n_site && n < ANT_CHART_LINES; i++) {
    const ant_site *s = &v->site[i];
    if (s->region == ANT_REGION_SUM) continue;
    line[n++] = percent_line(v, s->column, ant_site_words(v, s->id), region_tone[s->region]);
  }
  return n;
}

/* All sites from FROM to TO; names on the right where RIGHT leaves room for them. */
static ant_chart sites_chart(const ant_view *v, int width, int right, double from, double to) {
  ant_chart chart = empty_chart(v, width, TALL);
  ant_chart_line *line = ant_arena_take(v->arena, ANT_CHART_LINES * sizeof *line);
  chart.right = right;
  chart.x0 = from;
  chart.x1 = to;
  chart.label = "Density of every site in per cent change from before, through time";
  chart.line = line;
  chart.n_line = line ? site_lines(v, line) : 0;
  return chart;
}

static int shown_in_all(const ant_view *v) {
  int n = 0;
  for (int i = 0; i < v->n_site; i++) n += v->site[i].region != ANT_REGION_SUM;
  return n;
}

/* Away on the left, back on the right: the names stand between, where the lines are farthest apart.
 */
static void draw_pair(ant_text *out, const ant_view *v, bool wide) {
  double turn = fmin(v->landing_d + 14, v->last_d), low, high;
  ant_chart away = sites_chart(v, wide ? 560 : PANEL_WIDTH, wide ? 134 : 112, v->first_d, turn);
  ant_chart back = sites_chart(v, wide ? 500 : PANEL_WIDTH, 0, turn, v->last_d);
  double least, most;
  ant_chart_extent(&away, &low, &high);
  ant_chart_extent(&back, &least, &most);
  away.y0 = back.y0 = fmin(fmin(low, least), 0);
  away.y1 = back.y1 = fmax(fmax(high, most), 0);
  pad(&away.y0, &away.y1);
  pad(&back.y0, &back.y1);
  ant_chart_draw(out, &away);
  ant_chart_draw(out, &back);
}

static void put_all_sites(ant_text *out, const ant_view *v) {
  int n = shown_in_all(v);
  if (n == 0) return;
  bool back = !isnan(v->landing_d) && v->landing_d + 30 < v->last_d;
  ant_text_print(out,
                 "<figure class=\"plot all\"><figcaption>%s <small>change of density from before "
                 "%s, %%; days since %s%s</small></figcaption>\n",
                 n > ANT_CHART_LINES ? "The first two dozen sites" : "All sites",
                 ant_view_start_words(v), ant_view_start_words(v),
                 back ? "; away on the left, back on the right" : "");
  for (int wide = 1; wide >= 0; wide--) {
    ant_text_put(out, wide ? "<div class=\"pair\">\n" : "<div class=\"narrow\">\n");
    if (back) {
      draw_pair(out, v, wide);
    } else {
      ant_chart one =
          sites_chart(v, wide ? WIDE : PANEL_WIDTH, wide ? 134 : 112, v->first_d, v->last_d);
      ant_chart_draw(out, &one);
    }
    ant_text_put(out, "</div>\n");
  }
  ant_text_put(out, "<output></output></figure>\n");
}

/* 3. Site by site --------------------------------------------------------- */

static ant_chart site_panel(const ant_view *v, int i) {
  const ant_site *s = &v->site[i];
  int tone = region_tone[s->region];
  ant_chart chart = empty_chart(v, PANEL_WIDTH, PANEL_HEIGHT);
  ant_chart_line *line = ant_arena_take(v->arena, sizeof *line);
  if (line) *line = percent_line(v, s->column, ant_site_words(v, s->id), tone);
  chart.line = line;
  chart.n_line = line ? 1 : 0;
  chart.point = ant_points(v, s->column, ANT_SCALE_PERCENT, tone, &chart.n_point);
  const char *label = ant_arena_format(
      v->arena, "%s: density in per cent change from before, %s %% %s; %d measured points",
      ant_site_words(v, s->id),
      ant_number_signed(ant_view_percent_at(v, s->column, ant_view_end_of_exposure(v)), 1).text,
      ant_view_end_words(v), chart.n_point);
  chart.label = label ? label : "";
  v->drawn[s->column] = true;
  return chart;
}

static const char *panel_note(const ant_view *v, int i) {
  int column = v->site[i].column;
  double end = ant_view_end_of_exposure(v);
  const char *note = ant_arena_format(
      v->arena, "%s\xC2\xA0%% %s", ant_number_signed(ant_view_percent_at(v, column, end), 1).text,
      ant_view_end_words(v));
  return note ? note : "";
}

/* All panels share one scale, so that sites compare at a glance. */
static void put_site_panels(ant_text *out, const ant_view *v) {
  ant_chart *panel = ant_arena_take(v->arena, (size_t)(v->n_site + 1) * sizeof *panel);
  double low = 0, high = 0;
  if (!panel) return;
  for (int i = 0; i < v->n_site; i++) {
    double least, most;
    panel[i] = site_panel(v, i);
    ant_chart_extent(&panel[i], &least, &most);
    if (least < low) low = least;
    if (most > high) high = most;
  }
  pad(&low, &high);
  ant_text_put(out, "<div class=\"panels\">\n");
  for (int i = 0; i < v->n_site; i++) {
    panel[i].y0 = low;
    panel[i].y1 = high;
    ant_figure(out, &panel[i], ant_site_words(v, v->site[i].id), panel_note(v, i));
  }
  ant_text_put(out, "</div>\n");
}

static const char *density_words(const ant_view *v) {
  const char *name = v->n_site ? v->course->name[v->site[0].column] : "";
  const char *dot = strrchr(name, '.');
  if (dot && strcmp(dot, ".volumetric_density") == 0) return "volumetric density";
  if (dot && strcmp(dot, ".mineral_content") == 0) return "mineral content";
  return "areal density";
}

static void put_key(ant_text *out, const ant_view *v) {
  ant_text_put(
      out,
      "<ul class=\"key\">\n"
      "<li><svg width=\"34\" height=\"18\" aria-hidden=\"true\"><g class=\"point t1 fit\">"
      "<path class=\"bar\" d=\"M17,1V17M14,1h6M14,17h6\"/><circle class=\"dot\" cx=\"17\" cy=\"9\" "
      "r=\"3.6\"/></g></svg>measured, and the model was fitted to it</li>\n"
      "<li><svg width=\"34\" height=\"18\" aria-hidden=\"true\"><g class=\"point t1 test\">"
      "<path class=\"bar\" d=\"M17,1V17M14,1h6M14,17h6\"/><circle class=\"dot\" cx=\"17\" cy=\"9\" "
      "r=\"3.6\"/></g></svg>measured, never used in fitting</li>\n"
      "<li><svg width=\"34\" height=\"18\" aria-hidden=\"true\"><g class=\"point t1 test\">"
      "<path class=\"dot\" d=\"M12.5,9l4.5,-4.5l4.5,4.5l-4.5,4.5z\"/></g></svg>pooled with other "
      "missions</li>\n"
      "<li><svg width=\"34\" height=\"18\" aria-hidden=\"true\"><g class=\"point t1 fit\">"
      "<path class=\"rate\" d=\"M2,3L28,15\"/><circle class=\"dot\" cx=\"28\" cy=\"15\" "
      "r=\"3\"/></g>"
      "</svg>a measured rate, drawn to where it leads</li>\n");
  if (isfinite(v->exposure_d)) {
    ant_text_print(
        out,
        "<li><svg width=\"34\" height=\"18\" aria-hidden=\"true\"><g class=\"line t1\"><path "
        "class=\"beyond\" d=\"M2,9H32\"/></g></svg>dashed: beyond day %s nobody was ever "
        "measured</li>\n",
        ant_number_day(v->exposure_d).text);
  }
  ant_text_put(out, "</ul>\n");
}

static bool any_point(const ant_view *v) {
  int n = 0;
  for (int i = 0; i < v->n_site && n == 0; i++) {
    ant_points(v, v->site[i].column, ANT_SCALE_PERCENT, 0, &n);
  }
  return n > 0;
}

void ant_section_density(ant_text *out, const ant_view *view) {
  if (view->n_site == 0) return;
  ant_html_section(out, "density", "Density of bone, site by site");
  ant_text_print(
      out,
      "<p>Lines are the model's %s as per cent change from before %s. The shaded time is "
      "spent away from normal loading.%s",
      density_words(view), ant_view_start_words(view),
      any_point(view) ? " Points are groups of people who were measured on such a mission; bars "
                        "are the spread or interval that the study printed."
                      : "");
  if (isfinite(view->exposure_d)) {
    ant_text_put(out, " Longest exposure ever measured: ");
    ant_html_text(out, view->longest_source);
    ant_text_put(out, ".");
  }
  ant_text_put(out, "</p>\n");
  put_key(out, view);
  put_all_sites(out, view);
  put_site_panels(out, view);
  ant_html_section_end(out);
}

/* 4. Inside the bone ------------------------------------------------------ */

/* a line and its points, added to CHART whose arrays have room */
static void add_compartment(const ant_view *v, ant_chart *chart, ant_chart_line *line,
                            ant_chart_point *point, int column, const char *name, int tone) {
  int n = 0;
  ant_chart_point *found = ant_points(v, column, ANT_SCALE_PERCENT, tone, &n);
  line[chart->n_line++] = percent_line(v, column, name, tone);
  for (int i = 0; i < n && chart->n_point < 32; i++) point[chart->n_point++] = found[i];
}

/* Scanned for its two parts in one of the flights, or measured here: the rest is in course.csv. */
static bool worth_showing(const char *site, const ant_chart *chart) {
  static const char *const id[] = {"lumbar_spine", "total_hip", "femoral_neck",
                                   "tibia_distal", "calcaneus", "radius_distal"};
  for (size_t i = 0; i < sizeof id / sizeof *id; i++) {
    if (strcmp(id[i], site) == 0) return true;
  }
  return chart->n_point > 0;
}

static bool inside_panel(const ant_view *v, const char *site, ant_chart *out) {
  int spongy = ant_view_column(v, site, "trabecular_density");
  int dense = ant_view_column(v, site, "cortical_density");
  ant_chart_line *line = ant_arena_take(v->arena, 2 * sizeof *line);
  ant_chart_point *point = ant_arena_take(v->arena, 32 * sizeof *point);
  if (spongy < 0 || dense < 0 || !line || !point) return false;
  ant_chart chart = empty_chart(v, PANEL_WIDTH, PANEL_HEIGHT);
  add_compartment(v, &chart, line, point, spongy, "trabecular", 5);
  add_compartment(v, &chart, line, point, dense, "cortical", 0);
  chart.line = line;
  chart.point = point;
  chart.right = 78;
  chart.label = "Trabecular and cortical density in per cent change from before";
  *out = chart;
  if (!worth_showing(site, &chart)) return false;
  v->drawn[spongy] = v->drawn[dense] = true;
  return true;
}

void ant_section_inside(ant_text *out, const ant_view *view) {
  ant_chart *panel = ant_arena_take(view->arena, (size_t)(view->n_site + 1) * sizeof *panel);
  const char **title = ant_arena_take(view->arena, (size_t)(view->n_site + 1) * sizeof *title);
  double low = 0, high = 0;
  int n = 0;
  for (int i = 0; panel && title && i < view->n_site; i++) {
    double least, most;
    if (!inside_panel(view, view->site[i].id, &panel[n])) continue;
    title[n] = ant_site_words(view, view->site[i].id);
    ant_chart_extent(&panel[n++], &least, &most);
    if (least < low) low = least;
    if (most > high) high = most;
  }
  if (n == 0) return;
  pad(&low, &high);
  ant_html_section(out, "inside", "Inside the bone");
  ant_text_put(out,
               "<p>The spongy (trabecular) part as per cent change of its volumetric density, as "
               "QCT sees it; of the dense (cortical) part the density of the tissue that is "
               "left, not how much of it is lost.</p>\n"
               "<div class=\"panels\">\n");
  for (int i = 0; i < n; i++) {
    panel[i].y0 = low;
    panel[i].y1 = high;
    ant_figure(out, &panel[i], title[i], "");
  }
  ant_text_put(out, "</div>\n");
  ant_html_section_end(out);
}
