/* compare.c - several courses on one page (see report.h).
 *   1. What is compared   2. Who they are   3. Bodies   4. Curves   5. Numbers   6. The page
 *
 * Each course has a letter and a colour.  The letter stands at the end of its curves, so that no
 * one needs to tell colours apart. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/body.h"
#include "report/html.h"
#include "report/section.h"

enum { PANEL_WIDTH = 358, PANEL_HEIGHT = 200, MOST = ANT_REPORT_FLIGHTS };

/* 1. What is compared ----------------------------------------------------- */

typedef struct compared {
  const ant_report_flight *flight; /* (n)                                        */
  int n;
  ant_view view[MOST];
  ant_arena *arena;
  double first_d, last_d;
  const ant_site **site; /* (n_site) of any course, each once                    */
  int n_site;
  double landing_d[MOST];
  int tone[MOST], n_landing;
} compared;

static const int tone_of[MOST] = {1, 2, 3, 4, 5, 6, 0, 7};
static const char *const letter[MOST] = {"A", "B", "C", "D", "E", "F", "G", "H"};

static bool has_site(const compared *c, const char *id) {
  for (int i = 0; i < c->n_site; i++) {
    if (strcmp(c->site[i]->id, id) == 0) return true;
  }
  return false;
}

/* the sites of the first course in their order, then what only later ones have */
static ant_status gather_sites(compared *c) {
  int capacity = 0;
  for (int k = 0; k < c->n; k++) {
    for (int i = 0; i < c->view[k].n_site; i++) {
      const ant_site *site = &c->view[k].site[i];
      if (has_site(c, site->id)) continue;
      ANT_TRY(ant_arena_grow(c->arena, &c->site, &capacity, c->n_site, sizeof *c->site));
      c->site[c->n_site++] = site;
    }
  }
  return ANT_OK;
}

static ant_status gather(compared *c, ant_diag *diag) {
  c->first_d = INFINITY;
  c->last_d = -INFINITY;
  for (int k = 0; k < c->n; k++) {
    ANT_TRY(ant_view_init(c->flight[k].course, NULL, c->arena, &c->view[k], diag));
    c->first_d = fmin(c->first_d, c->view[k].first_d);
    c->last_d = fmax(c->last_d, c->view[k].last_d);
    if (isnan(c->view[k].landing_d)) continue;
    c->tone[c->n_landing] = tone_of[k];
    c->landing_d[c->n_landing++] = c->view[k].landing_d;
  }
  return gather_sites(c);
}

/* 2. Who they are --------------------------------------------------------- */

static const char *mission_of(const ant_course *c) {
  return c->mission[0] ? c->mission : c->mission_name;
}

static void put_flight(ant_text *out, const compared *c, int k) {
  const ant_course *course = c->flight[k].course;
  const ant_view *v = &c->view[k];
  double whole = c->last_d - c->first_d, share = whole > 0 ? (v->last_d - v->first_d) / whole : 1;
  double before = whole > 0 ? (v->first_d - c->first_d) / whole : 0;
  ant_text_print(out, "<li><p><i class=\"letter t%d\">%s</i> <b>", tone_of[k], letter[k]);
  ant_html_text(out, mission_of(course));
  ant_text_put(out, "</b> <small>");
  ant_html_text(out, c->flight[k].label);
  if (course->person[0]) {
    ant_text_put(out, "; ");
    ant_html_text(out, course->person);
  }
  ant_text_print(out, "</small></p>\n<div style=\"margin-left:%.4g%%;width:%.4g%%\">", 100 * before,
                 100 * share);
  ant_phase_strip(out, course, "The phases of this mission");
  ant_text_put(out, "</div></li>\n");
}

static bool differ(const compared *c, const char *what) {
  for (int k = 1; k < c->n; k++) {
    const ant_course *a = c->flight[0].course, *b = c->flight[k].course;
    if (strcmp(what, "models") == 0 && a->hash != b->hash) return true;
    if (strcmp(what, "persons") == 0 && strcmp(a->person_name, b->person_name) != 0) return true;
  }
  return false;
}

static void put_differences(ant_text *out, const compared *c) {
  static const char *const what[] = {"models", "persons"};
  for (size_t i = 0; i < 2; i++) {
    if (!differ(c, what[i])) continue;
    ant_text_print(
        out,
        "<p class=\"stop\">These courses are of different %s: what is between them is not the "
        "mission alone.</p>\n",
        what[i]);
  }
}

static void put_warning(ant_text *out, const compared *c) {
  bool skeleton = c->n_site > 0;
  ant_text_print(
      out,
      "<aside class=\"first\" aria-label=\"Read this first\">\n"
      "<p class=\"stop\">Not for clinical decisions.</p>\n<ul>\n"
      "<li><b>What this is.</b> The lines are what a computer model predicts%s; they are not "
      "measurements of anybody.%s</li>\n",
      skeleton ? " for one person on each mission" : "",
      skeleton ? " Each course's own page says what was measured." : "");
  if (skeleton) {
    ant_text_put(out, "<li><b>Whom it knows.</b> The crews who were measured were nearly all men "
                      "of 40 to 55.</li>\n");
  }
  ant_text_put(out, "<li><b>How sure it is.</b> A difference between two courses of one model is "
                    "surer than either of them, and still not a measurement.</li>\n");
  if (skeleton) {
    ant_text_put(out, "<li><b>Dashed</b> is what lies beyond the longest exposure in which anyone "
                      "has been measured.</li>\n");
  }
  ant_text_put(out, "</ul>\n</aside>\n");
}

static void put_head(ant_text *out, const compared *c) {
  ant_text_print(
      out,
      "<header>\n<p class=\"over\">Antaeus <span>predicted courses%s, "
      "compared</span></p>\n<h1>%d courses beside each other</h1>\n<ol class=\"flights\">\n",
      c->n_site > 0 ? " of the skeleton" : "", c->n);
  for (int k = 0; k < c->n; k++) put_flight(out, c, k);
  ant_text_put(out, "</ol>\n");
  put_differences(out, c);
  put_warning(out, c);
  ant_text_put(out, "</header>\n");
}

/* 3. Bodies --------------------------------------------------------------- */

static void put_body(ant_text *out, const compared *c, int k) {
  const ant_view *v = &c->view[k];
  double day = ant_view_end_of_exposure(v);
  ant_body_value *value = ant_arena_take(c->arena, (size_t)(v->n_site + 1) * sizeof *value);
  const char *caption = ant_arena_format(c->arena, "%s %s: %s", letter[k], ant_view_end_words(v),
                                         mission_of(v->course));
  if (!value || !caption) return;
  for (int i = 0; i < v->n_site; i++) {
    value[i] = (ant_body_value){v->site[i].id, ant_view_percent_at(v, v->site[i].column, day)};
  }
  ant_text_print(
      out,
      "<figure><figcaption><i class=\"letter t%d\">%s</i> %s <small>day %s</small></figcaption>\n",
      tone_of[k], letter[k], ant_view_end_words(v), ant_number_day(day).text);
  ant_body_draw(out, value, v->n_site, caption);
  ant_text_put(out, "</figure>\n");
}

static void put_bodies(ant_text *out, const compared *c) {
  ant_html_section(out, "body", "Where it goes");
  ant_text_print(out,
                 "<p>Change of density from before, in per cent.</p>\n<div class=\"bodies%s\">\n",
                 c->n > 2 ? " many" : "");
  for (int k = 0; k < c->n; k++) put_body(out, c, k);
  ant_text_put(out, "</div>\n");
  ant_body_legend(out);
  ant_html_section_end(out);
}

/* 4. Curves --------------------------------------------------------------- */

/* Whether all courses are away and back on the same days. */
static bool same_phases(const compared *c) {
  const ant_course *first = c->flight[0].course;
  for (int k = 1; k < c->n; k++) {
    const ant_course *other = c->flight[k].course;
    if (other->n_phase != first->n_phase) return false;
    for (int p = 0; p < first->n_phase; p++) {
      const struct ant_course_phase *a = &first->phase[p], *b = &other->phase[p];
      if (a->start_d != b->start_d || a->end_d != b->end_d) return false;
      if (ant_phase_is_ground(a) != ant_phase_is_ground(b)) return false;
    }
  }
  return true;
}

/* Behind the curves: the phases where all courses share them, else a stroke for each return. */
static void set_ground(const compared *c, ant_chart *chart) {
  if (same_phases(c)) {
    chart->band = ant_view_bands(&c->view[0]);
    chart->n_band = chart->band ? c->flight[0].course->n_phase : 0;
  } else {
    chart->mark = c->landing_d;
    chart->mark_tone = c->tone;
    chart->n_mark = c->n_landing;
  }
}

/* One curve a course of the column that NAME is in each; LEVEL: as it is, else per cent change. */
static ant_chart chart_of(const compared *c, const char *name, bool level) {
  ant_chart chart = {.width = PANEL_WIDTH, .height = PANEL_HEIGHT, .letters = true, .unit = "%"};
  ant_chart_line *line = ant_arena_take(c->arena, MOST * sizeof *line);
  for (int k = 0; line && k < c->n; k++) {
    const ant_view *v = &c->view[k];
    int column = ant_course_column(v->course, name);
    if (column < 0 || (!level && ant_view_baseline(v, column) == 0)) continue;
    const double *y = level ? ant_view_level(v, column) : ant_view_percent(v, column);
    if (level) chart.unit = v->course->unit[column];
    v->drawn[column] = true;
    line[chart.n_line++] = (ant_chart_line){.x = v->course->time_d,
                                            .y = y,
                                            .n = y ? v->course->n_row : 0,
                                            .name = letter[k],
                                            .tone = tone_of[k],
                                            .certain_to = v->exposure_d};
  }
  chart.x0 = c->first_d;
  chart.x1 = c->last_d;
  chart.reference = level ? NAN : 0;
  chart.line = line;
  set_ground(c, &chart);
  return chart;
}

static const char *label_of(const compared *c, const char *words) {
  const char *label =
      ant_arena_format(c->arena, "%s through time, one line for each course", words);
  return label ? label : "";
}

static const char *column_name(const compared *c, const ant_site *site) {
  for (int k = 0; k < c->n; k++) {
    for (int i = 0; i < c->view[k].n_site; i++) {
      if (&c->view[k].site[i] == site) return c->view[k].course->name[site->column];
    }
  }
  return "";
}

static void put_sites(ant_text *out, const compared *c) {
  ant_chart *panel = ant_arena_take(c->arena, (size_t)(c->n_site + 1) * sizeof *panel);
  double low = 0, high = 0;
  for (int i = 0; panel && i < c->n_site; i++) {
    double least, most;
    panel[i] = chart_of(c, column_name(c, c->site[i]), false);
    panel[i].label = label_of(c, ant_site_words(&c->view[0], c->site[i]->id));
    ant_chart_extent(&panel[i], &least, &most);
    if (least < low) low = least;
    if (most > high) high = most;
  }
  ant_html_section(out, "density", "Density of bone, site by site");
  ant_text_print(
      out,
      "<p>Per cent change from before, all on one scale; days since day 0 of each mission. %s</p>\n"
      "<div class=\"panels\">\n",
      same_phases(c) ? "The shaded time is spent away from normal loading."
                     : "A short stroke at the foot is the end of an exposure.");
  for (int i = 0; panel && i < c->n_site; i++) {
    panel[i].y0 = low - 0.09 * (high - low);
    panel[i].y1 = high + 0.06 * (high - low);
    ant_figure(out, &panel[i], ant_site_words(&c->view[0], c->site[i]->id), "%");
  }
  ant_text_put(out, "</div>\n");
  ant_html_section_end(out);
}

static void put_figures(ant_text *out, const compared *c, const char *id, const char *title,
                        const char *const *name, int n, bool level) {
  bool opened = false;
  for (int i = 0; i < n; i++) {
    ant_chart chart = chart_of(c, name[i], level);
    if (chart.n_line == 0) continue;
    if (!opened) {
      ant_html_section(out, id, title);
      ant_text_put(out, "<div class=\"panels\">\n");
    }
    opened = true;
    const char *words = ant_observable_words(&c->view[0], name[i]);
    chart.label = label_of(c, words);
    ant_figure(out, &chart, words, level ? chart.unit : "% change");
  }
  if (!opened) return;
  ant_text_put(out, "</div>\n");
  ant_html_section_end(out);
}

static void put_fluids(ant_text *out, const compared *c) {
  static const char *const marker[] = {"turnover.resorption", "turnover.formation", "serum.ctx",
                                       "urine.ntx",           "serum.bap",          "serum.p1np",
                                       "serum.osteocalcin"};
  static const char *const calcium[] = {"urine.calcium", "balance.calcium", "serum.calcium",
                                        "serum.pth"};
  put_figures(out, c, "markers", "Markers of turnover", marker, 7, false);
  put_figures(out, c, "calcium", "Calcium", calcium, 4, true);
}

/* 5. Numbers -------------------------------------------------------------- */

static double site_percent(const ant_view *v, const char *id, double day) {
  for (int i = 0; i < v->n_site; i++) {
    if (strcmp(v->site[i].id, id) == 0) return ant_view_percent_at(v, v->site[i].column, day);
  }
  return NAN;
}

static void number_row(ant_text *out, const compared *c, const char *id) {
  double first = site_percent(&c->view[0], id, ant_view_end_of_exposure(&c->view[0]));
  ant_text_put(out, "<tr><th scope=\"row\">");
  ant_html_text(out, ant_site_words(&c->view[0], id));
  ant_text_put(out, "</th>");
  for (int k = 0; k < c->n; k++) {
    const ant_view *v = &c->view[k];
    double end = site_percent(v, id, ant_view_end_of_exposure(v));
    double later = isnan(v->landing_d) ? NAN : site_percent(v, id, v->landing_d + 365);
    ant_text_print(out, "<td class=\"strong\">%s</td>", ant_number_signed(end, 1).text);
    if (k > 0)
      ant_text_print(out, "<td class=\"quiet\">%s</td>", ant_number_signed(end - first, 1).text);
    ant_text_print(out, "<td>%s</td>", ant_number_signed(later, 1).text);
  }
  ant_text_put(out, "</tr>\n");
}

static void put_numbers(ant_text *out, const compared *c) {
  ant_html_section(out, "numbers", "The numbers");
  ant_text_put(
      out, "<p class=\"note\" id=\"numbers-note\">Change of density in per cent at the end of the "
           "exposure, the difference to course A in percentage points, and one year later.</p>\n"
           "<div class=\"scroll\"><table aria-describedby=\"numbers-note\">\n<thead><tr><td></td>");
  for (int k = 0; k < c->n; k++) {
    ant_text_print(out, "<th scope=\"colgroup\" colspan=\"%d\"><i class=\"letter t%d\">%s</i></th>",
                   k ? 3 : 2, tone_of[k], letter[k]);
  }
  ant_text_put(out, "</tr>\n<tr><th scope=\"col\">Site</th>");
  for (int k = 0; k < c->n; k++) {
    ant_text_print(out, "<th scope=\"col\">End</th>%s<th scope=\"col\">+365 d</th>",
                   k ? "<th scope=\"col\">to A</th>" : "");
  }
  ant_text_put(out, "</tr></thead>\n<tbody>\n");
  for (int i = 0; i < c->n_site; i++) number_row(out, c, c->site[i]->id);
  ant_text_put(out, "</tbody>\n</table></div>\n");
  ant_html_section_end(out);
}

static void put_origin(ant_text *out, const compared *c) {
  ant_html_section(out, "origin", "How these were computed");
  ant_text_put(out, "<dl class=\"origin\">\n");
  for (int k = 0; k < c->n; k++) {
    const ant_report_flight *f = &c->flight[k];
    ant_text_print(out, "<dt><i class=\"letter t%d\">%s</i></dt><dd>", tone_of[k], letter[k]);
    ant_html_text(out, f->folder);
    ant_text_put(out, "; Antaeus ");
    ant_html_text(out, f->version);
    ant_text_print(out, "; model <code>%016" PRIx64 "</code>, %d states; mission ", f->course->hash,
                   f->course->n_state);
    ant_html_text(out, f->course->mission_name);
    ant_text_put(out, "; person ");
    ant_html_text(out, f->course->person_name[0] ? f->course->person_name : "none");
    ant_text_print(out, "; %ld steps, %s s</dd>\n", f->course->stats.steps,
                   ant_number_significant(f->course->stats.seconds, 3).text);
  }
  ant_text_put(out, "</dl>\n");
  ant_html_section_end(out);
}

/* 6. The page ------------------------------------------------------------- */

static void put_rest(ant_text *out, const compared *c) {
  ant_rest rest = {.view = c->view, .n_view = c->n, .letter = letter, .tone = tone_of};
  rest.folded = c->n_site > 0;
  rest.ground = (ant_chart){.x0 = c->first_d, .x1 = c->last_d};
  set_ground(c, &rest.ground);
  ant_section_rest(out, &rest);
}

static void put_page(ant_text *out, const compared *c) {
  bool skeleton = c->n_site > 0;
  ant_html_open(out, "Courses compared",
                skeleton ? "Predicted courses of bone density beside each other"
                         : "Predicted courses of a model beside each other");
  put_head(out, c);
  if (skeleton) put_bodies(out, c);
  if (skeleton) put_sites(out, c);
  put_fluids(out, c);
  if (skeleton) put_numbers(out, c);
  if (!skeleton) put_rest(out, c);
  put_origin(out, c);
  if (skeleton) put_rest(out, c);
  ant_html_close(out);
}

ant_status ant_report_compare(const ant_report_flight *flight, int n_flight, ant_text *page,
                              ant_diag *opt_diag) {
  if (n_flight < 1 || n_flight > MOST) {
    return ant_fail(opt_diag, ANT_EINPUT, "between 1 and %d courses fit on a page, not %d", MOST,
                    n_flight);
  }
  compared c = {.flight = flight, .n = n_flight, .arena = ant_arena_create()};
  ant_status status =
      c.arena ? gather(&c, opt_diag) : ant_fail(opt_diag, ANT_ENOMEM, "no memory for the page");
  if (status == ANT_OK) {
    put_page(page, &c);
    if (ant_arena_status(c.arena) != ANT_OK || page->failed) {
      status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for the page");
    }
  }
  ant_arena_destroy(&c.arena);
  return status;
}
