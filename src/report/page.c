/* page.c - the page about one flight (see report.h).
 *   1. In one paragraph   2. Read this first   3. The strip of phases   4. The page
 */
#include "report/report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/html.h"
#include "report/limits.h"
#include "report/section.h"

/* 1. In one paragraph ----------------------------------------------------- */

static int worst_site(const ant_view *v, double day) {
  int worst = -1;
  double least = INFINITY;
  for (int i = 0; i < v->n_site; i++) {
    double here = ant_view_percent_at(v, v->site[i].column, day);
    if (v->site[i].region == ANT_REGION_SUM || !(here < least)) continue;
    least = here;
    worst = i;
  }
  return worst;
}

static void put_site_value(ant_text *out, const ant_view *v, int site, double day) {
  ant_text_print(out, "<strong>%s\xC2\xA0%%</strong>",
                 ant_number_signed(ant_view_percent_at(v, v->site[site].column, day), 1).text);
}

/* the words of a site within a sentence */
static void put_inner_words(ant_text *out, const ant_view *v, int site) {
  char lower[120];
  snprintf(lower, sizeof lower, "%s", ant_site_words(v, v->site[site].id));
  if (lower[0] >= 'A' && lower[0] <= 'Z') lower[0] = (char)(lower[0] - 'A' + 'a');
  ant_html_text(out, lower);
}

static bool put_other(ant_text *out, const ant_view *v, const char *id, int worst, bool first) {
  for (int i = 0; i < v->n_site; i++) {
    if (i == worst || strcmp(v->site[i].id, id) != 0) continue;
    ant_text_put(out, first ? " " : ", ");
    if (first) {
      ant_html_text(out, ant_site_words(v, id));
    } else {
      put_inner_words(out, v, i);
    }
    ant_text_put(out, " ");
    put_site_value(out, v, i, ant_view_end_of_exposure(v));
    return true;
  }
  return false;
}

static void put_others(ant_text *out, const ant_view *v, int worst) {
  static const char *const id[] = {"total_hip", "lumbar_spine", "whole_body"};
  bool first = true;
  for (size_t i = 0; i < sizeof id / sizeof *id; i++) {
    if (put_other(out, v, id[i], worst, first)) first = false;
  }
  if (!first) ant_text_put(out, ".");
}

static void put_year_later(ant_text *out, const ant_view *v, int worst) {
  double later = v->landing_d + 365;
  if (!(later <= v->last_d)) return;
  ant_text_put(out, " One year later the ");
  put_inner_words(out, v, worst);
  ant_text_put(out, " stands at ");
  put_site_value(out, v, worst, later);
  ant_text_put(out, ".");
}

static void put_summary(ant_text *out, const ant_view *v) {
  double end = ant_view_end_of_exposure(v);
  int worst = worst_site(v, end);
  if (worst < 0) return;
  bool lost = ant_view_percent_at(v, v->site[worst].column, end) < -0.05;
  char when[40];
  snprintf(when, sizeof when, "%s", ant_view_end_words(v));
  when[0] = (char)(when[0] - 'a' + 'A');
  ant_text_print(out, "<p class=\"lede\">%s, day %s, the model puts the %s of density at the ",
                 when, ant_number_day(end).text, lost ? "largest loss" : "least gain");
  put_inner_words(out, v, worst);
  ant_text_put(out, ": ");
  put_site_value(out, v, worst, end);
  ant_text_put(out, ".");
  put_others(out, v, worst);
  put_year_later(out, v, worst);
  ant_text_put(out, "</p>\n");
}

/* 2. Read this first ------------------------------------------------------ */

/* what holds of a model without bones: nobody was measured for it here */
static void put_plain_warning(ant_text *out, const ant_view *v) {
  ant_text_put(out, "<li><b>What this is.</b> A computer model, ");
  ant_html_text(out, v->course->model[0] ? v->course->model : "without a title");
  ant_text_put(out, ", was sent through the phases above. The lines are what it computes; they are "
                    "not measurements of anybody.</li>\n"
                    "<li><b>How sure it is.</b> This page shows one course, with one set of "
                    "parameters and without any spread.</li>\n");
}

static void put_skeleton_warning(ant_text *out) {
  ant_text_put(
      out,
      "<li><b>What this is.</b> A computer model of the skeleton was sent through the mission "
      "below. "
      "The lines are its prediction for one person; they are not measurements of anybody.</li>\n"
      "<li><b>Whom it knows.</b> The crews who were measured were nearly all men of 40 to 55. For "
      "women, and for anyone younger or older, the model reasons from bed rest, disease and "
      "mechanism, and has hardly been tested.</li>\n"
      "<li><b>How sure it is.</b> People on the same mission differ widely, often by as much as "
      "they "
      "lose on average. This page shows one person without that spread.</li>\n");
}

static void put_warning(ant_text *out, const ant_view *v) {
  ant_text_put(out, "<aside class=\"first\" aria-label=\"Read this first\">\n"
                    "<p class=\"stop\">Not for clinical decisions.</p>\n<ul>\n");
  if (v->n_site > 0) {
    put_skeleton_warning(out);
  } else {
    put_plain_warning(out, v);
  }
  if (isfinite(v->exposure_d)) {
    ant_text_print(
        out,
        "<li><b>Beyond what anyone has measured.</b> From day %s on the lines are dashed: "
        "no one has been measured after so long an exposure. Longest: ",
        ant_number_day(v->exposure_d).text);
    ant_html_text(out, v->longest_source);
    ant_text_put(out, ".</li>\n");
  }
  ant_text_put(out, "</ul>\n</aside>\n");
}

/* 3. The strip of phases -------------------------------------------------- */

static const char *phase_class(const struct ant_course_phase *p, int away) {
  return ant_phase_is_ground(p) ? "ground" : away % 2 ? "away" : "away other";
}

static void put_bars(ant_text *out, const ant_course *c) {
  int away = 0;
  ant_text_put(out, "<div class=\"strip\" aria-hidden=\"true\">");
  for (int i = 0; i < c->n_phase; i++) {
    double length = c->phase[i].end_d - c->phase[i].start_d;
    if (!ant_phase_is_ground(&c->phase[i])) away++;
    ant_text_print(out, "<span class=\"%s\" style=\"flex-grow:%.4g\"></span>",
                   phase_class(&c->phase[i], away), length > 0 && isfinite(length) ? length : 0.0);
  }
  ant_text_put(out, "</div>\n");
}

void ant_phase_strip(ant_text *out, const ant_course *course, const char *label) {
  int away = 0;
  if (course->n_phase == 0) return;
  put_bars(out, course);
  ant_text_put(out, "<ol class=\"phases\" aria-label=\"");
  ant_html_text(out, label);
  ant_text_put(out, "\">\n");
  for (int i = 0; i < course->n_phase; i++) {
    const struct ant_course_phase *p = &course->phase[i];
    if (!ant_phase_is_ground(p)) away++;
    ant_text_print(out, "<li><i class=\"%s\"></i><b>", phase_class(p, away));
    ant_html_words(out, p->name);
    ant_text_print(out, "</b> day %s to %s</li>\n", ant_number_day(p->start_d).text,
                   ant_number_day(p->end_d).text);
  }
  ant_text_put(out, "</ol>\n");
}

/* 4. The page ------------------------------------------------------------- */

static const char *title_of(const ant_course *c) {
  return c->mission[0] ? c->mission : c->mission_name[0] ? c->mission_name : "A mission";
}

static void put_person(ant_text *out, const ant_view *v) {
  const char *title = v->course->person, *about = v->options.person_about;
  bool both = title[0] && about && about[0];
  if (!title[0] && (!about || !about[0])) return;
  ant_text_put(out, "<p class=\"who\">");
  ant_html_text(out, title);
  ant_text_put(out, both ? ": " : "");
  ant_html_text(out, about ? about : "");
  ant_text_put(out, "</p>\n");
}

static void put_head(ant_text *out, const ant_view *v) {
  const ant_course *c = v->course;
  ant_text_print(out,
                 "<header>\n<p class=\"over\">Antaeus <span>predicted course%s</span></p>\n<h1>",
                 v->n_site > 0 ? " of the skeleton" : "");
  ant_html_text(out, title_of(c));
  ant_text_put(out, "</h1>\n");
  put_person(out, v);
  put_summary(out, v);
  ant_phase_strip(out, v->course, "The phases of the mission");
  put_warning(out, v);
  ant_text_put(out, "</header>\n");
}

static void put_rest(ant_text *out, const ant_view *v) {
  ant_rest rest = {.view = v, .n_view = 1, .folded = v->n_site > 0};
  rest.ground = (ant_chart){.x0 = v->first_d, .x1 = v->last_d, .band = ant_view_bands(v)};
  rest.ground.n_band = rest.ground.band ? v->course->n_phase : 0;
  ant_section_rest(out, &rest);
}

static void put_page(ant_text *out, const ant_view *v) {
  bool skeleton = v->n_site > 0;
  ant_html_open(out, title_of(v->course),
                skeleton ? "Predicted course of bone density through a mission"
                         : "Predicted course of a model through a mission");
  put_head(out, v);
  ant_section_body(out, v);
  ant_section_density(out, v);
  ant_section_inside(out, v);
  ant_section_markers(out, v);
  ant_section_calcium(out, v);
  if (!skeleton) put_rest(out, v);
  ant_limits_section(out, v);
  ant_section_numbers(out, v);
  ant_section_measured(out, v);
  ant_section_origin(out, v);
  if (skeleton) put_rest(out, v);
  ant_html_close(out);
}

ant_status ant_report_page(const ant_course *course, const ant_report_options *opt_options,
                           ant_text *page, ant_diag *opt_diag) {
  ant_view view;
  ant_arena *arena = ant_arena_create();
  if (!arena) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the page");
  ant_status status = ant_view_init(course, opt_options, arena, &view, opt_diag);
  if (status == ANT_OK) {
    put_page(page, &view);
    if (ant_arena_status(arena) != ANT_OK || page->failed) {
      status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for the page");
    }
  }
  ant_arena_destroy(&arena);
  return status;
}
