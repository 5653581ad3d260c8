/* section.h - the parts of the page, in their order.  Each writes nothing when the course has
 * nothing for it. */
#ifndef ANT_REPORT_SECTION_H
#define ANT_REPORT_SECTION_H

#include "report/chart.h"
#include "report/view.h"

void ant_section_density(ant_text *out, const ant_view *view);
void ant_section_inside(ant_text *out, const ant_view *view);
void ant_section_markers(ant_text *out, const ant_view *view);
void ant_section_calcium(ant_text *out, const ant_view *view);
void ant_section_body(ant_text *out, const ant_view *view);
void ant_section_numbers(ant_text *out, const ant_view *view);
void ant_section_measured(ant_text *out, const ant_view *view);
void ant_section_origin(ant_text *out, const ant_view *view);

/* What no other section has drawn: a small chart for each observable, or for each set of up to six
 * that differ in one part of their names; at most 72 of them, the rest named. */
typedef struct ant_rest {
  const ant_view *view; /* (n_view) one, or the flights that are compared              */
  int n_view;
  const char *const *letter; /* (n_view) the flights' letters and colours; NULL for one */
  const int *tone;
  ant_chart ground; /* the days and what stands behind the lines; no lines yet           */
  bool folded;      /* closed, until someone asks for it                                 */
} ant_rest;
void ant_section_rest(ant_text *out, const ant_rest *rest);

/* The words of a site or of an observable for people: "Femoral neck", "CTX in serum". */
const char *ant_site_words(const ant_view *view, const char *id);
const char *ant_observable_words(const ant_view *view, const char *name);

/* The phases of the course as bands for a chart, in the arena; NULL without memory. */
ant_chart_band *ant_view_bands(const ant_view *view);

/* The phases as a strip in proportion to their length, and their names and days as a list. */
void ant_phase_strip(ant_text *out, const ant_course *course, const char *label);

/* <figure><figcaption>TITLE <small>NOTE</small></figcaption>, the chart, and the line for the
 * read-out. */
void ant_figure(ant_text *out, const ant_chart *chart, const char *title, const char *note);

#endif /* ANT_REPORT_SECTION_H */
