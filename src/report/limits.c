/* limits.c - densities against what a space agency allows (see limits.h).
 *   1. References   2. The picture   3. The table   4. The section */
#include "report/limits.h"

#include <math.h>
#include <string.h>

#include "report/html.h"

/* 1. References ----------------------------------------------------------- */

#define LOOKER                                                                                     \
  "Looker 1998 (NHANES III, young white adults), as quoted in two public analysis programs that "  \
  "cite it"
#define NHANES                                                                                     \
  "NHANES, age 21 to 30, as quoted in Varatharajan 2026, table 3 (doi 10.3389/fendo.2026.1748490)"

static const ant_reference reference[] = {
    {"total_hip", ANT_SEX_MALE, 1.041, 0.144, LOOKER},
    {"total_hip", ANT_SEX_FEMALE, 0.942, 0.122, LOOKER},
    {"femoral_neck", ANT_SEX_MALE, 0.934, 0.137, LOOKER},
    {"femoral_neck", ANT_SEX_FEMALE, 0.858, 0.120, LOOKER},
    {"lumbar_spine", ANT_SEX_MALE, 1.057, 0.110, NHANES},
    {"lumbar_spine", ANT_SEX_FEMALE, 1.064, 0.106, NHANES},
};

/* The standard: T before flight, T at the end of the mission (read); share of preflight (assumed).
 */
static const double T_BEFORE = -1, T_AFTER = -2;
static const struct {
  const char *site, *name;
  double share; /* of preflight that is to be kept [%]; assumed                  */
} judged[] = {
    {"total_hip", "Total hip", 95},
    {"femoral_neck", "Femoral neck", 90},
    {"lumbar_spine", "Lumbar spine", 95},
};
enum { N_JUDGED = sizeof judged / sizeof *judged };

const ant_reference *ant_reference_of(const char *site, ant_report_sex sex) {
  for (size_t i = 0; i < sizeof reference / sizeof *reference; i++) {
    if (reference[i].sex == sex && strcmp(reference[i].site, site) == 0) return &reference[i];
  }
  return NULL;
}

double ant_t_score(const ant_reference *r, double density) {
  return r ? (density - r->mean) / r->sd : NAN;
}

/* One judged site: densities and shares before, at the end of exposure, a year later. */
typedef struct verdict {
  const char *name;
  double share_limit;
  double density[3], t[3], share[3];
} verdict;

static bool judge(const ant_view *v, int i, verdict *out) {
  int column = ant_view_column(v, judged[i].site, "areal_density");
  if (column < 0) return false;
  double end = ant_view_end_of_exposure(v);
  const ant_reference *r = ant_reference_of(judged[i].site, v->options.sex);
  if (strcmp(v->course->unit[column], "g/cm^2") != 0) r = NULL;
  verdict d = {.name = judged[i].name, .share_limit = judged[i].share};
  d.density[0] = v->course->baseline[column];
  d.density[1] = ant_view_level_at(v, column, end);
  d.density[2] = isnan(v->landing_d) ? NAN : ant_view_level_at(v, column, end + 365);
  for (int k = 0; k < 3; k++) {
    d.t[k] = ant_t_score(r, d.density[k]);
    d.share[k] = d.density[0] > 0 ? 100 * d.density[k] / d.density[0] : NAN;
  }
  *out = d;
  return true;
}

/* 2. The picture ---------------------------------------------------------- */

enum { PICTURE_WIDTH = 358, ROW_HEIGHT = 38, TOP = 30, LEFT = 92, FIELD = 250 };
static const double T_LOW = -4, T_HIGH = 2;

static double t_px(double t) {
  double inside = t < T_LOW ? T_LOW : t > T_HIGH ? T_HIGH : t;
  return LEFT + (inside - T_LOW) / (T_HIGH - T_LOW) * FIELD;
}

static void draw_limit(ant_text *out, double t, int height, bool left, const char *words) {
  double x = t_px(t);
  ant_text_print(out, "<path class=\"limit\" d=\"M%s,%dV%d\"/>", ant_number_pixel(x).text, TOP - 20,
                 height - 22);
  ant_text_print(out, "<text text-anchor=\"%s\" x=\"%s\" y=\"%d\">%s</text>\n",
                 left ? "end" : "start", ant_number_pixel(left ? x - 4 : x + 4).text, TOP - 12,
                 words);
}

static void draw_verdict(ant_text *out, const verdict *d, int row) {
  double y = TOP + ROW_HEIGHT * (row + 0.5);
  static const char *const shape[] = {"before", "end", "later"};
  ant_text_print(out, "<text class=\"site\" x=\"0\" y=\"%s\">%s</text>",
                 ant_number_pixel(y + 4).text, d->name);
  ant_text_print(out, "<path class=\"grid\" d=\"M%d,%sh%d\"/>", LEFT, ant_number_pixel(y).text,
                 FIELD);
  if (isfinite(d->t[0]) && isfinite(d->t[1])) {
    ant_text_print(out, "<path class=\"move\" d=\"M%s,%sH%s\"/>",
                   ant_number_pixel(t_px(d->t[0])).text, ant_number_pixel(y).text,
                   ant_number_pixel(t_px(d->t[1])).text);
  }
  for (int k = 0; k < 3; k++) {
    if (!isfinite(d->t[k])) continue;
    ant_text_print(out, "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>", shape[k],
                   ant_number_pixel(t_px(d->t[k])).text, ant_number_pixel(y).text,
                   k == 2 ? "3" : "5");
  }
  ant_text_put(out, "\n");
}

static void draw_picture(ant_text *out, const verdict *d, int n) {
  int height = TOP + ROW_HEIGHT * n + 24;
  ant_text_print(
      out,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ladder\" viewBox=\"0 0 %d %d\" "
      "width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"T-scores before, at the end of "
      "exposure and a year later; the numbers are in the table\">\n",
      PICTURE_WIDTH, height, PICTURE_WIDTH, height);
  for (int t = (int)T_LOW; t <= (int)T_HIGH; t++) {
    ant_text_print(
        out,
        "<path class=\"axis\" d=\"M%s,%dv4\"/><text class=\"tick x\" x=\"%s\" y=\"%d\">%s</text>",
        ant_number_pixel(t_px(t)).text, height - 22, ant_number_pixel(t_px(t)).text, height - 6,
        ant_number_plain(t, 0).text);
  }
  draw_limit(out, T_BEFORE, height, false, "least to fly");
  draw_limit(out, T_AFTER, height, true, "least at return");
  for (int i = 0; i < n; i++) draw_verdict(out, &d[i], i);
  ant_text_put(out, "</svg>\n");
}

/* 3. The table ------------------------------------------------------------ */

static void cell(ant_text *out, ant_number number, bool beyond) {
  ant_text_print(out, "<td%s>%s%s</td>", beyond ? " class=\"beyond-limit\"" : "", number.text,
                 beyond ? "<span class=\"flag\"> \xE2\x96\xBC</span>" : "");
}

static void table_row(ant_text *out, const verdict *d) {
  ant_text_print(out, "<tr><th scope=\"row\">%s</th>", d->name);
  cell(out, ant_number_plain(d->density[0], 3), false);
  cell(out, ant_number_signed(d->t[0], 1), d->t[0] < T_BEFORE);
  cell(out, ant_number_plain(d->density[1], 3), false);
  cell(out, ant_number_signed(d->t[1], 1), d->t[1] < T_AFTER);
  cell(out, ant_number_plain(d->share[1], 1), d->share[1] < d->share_limit);
  cell(out, ant_number_signed(d->t[2], 1), d->t[2] < T_AFTER);
  cell(out, ant_number_plain(d->share[2], 1), d->share[2] < d->share_limit);
  ant_text_put(out, "</tr>\n");
}

static void put_table(ant_text *out, const ant_view *v, const verdict *d, int n) {
  const char *end = isnan(v->landing_d) ? "At the end" : "At landing";
  ant_text_print(
      out,
      "<div><p class=\"note\" id=\"limits-note\">Areal density in g/cm\xC2\xB2, T-score, and per "
      "cent of the density before. \xE2\x96\xBC marks what lies beyond the limit.</p>\n"
      "<div class=\"scroll\"><table aria-describedby=\"limits-note\">\n"
      "<thead><tr><td></td><th colspan=\"2\" scope=\"colgroup\">Before</th>"
      "<th colspan=\"3\" scope=\"colgroup\">%s</th>"
      "<th colspan=\"2\" scope=\"colgroup\">A year later</th></tr>\n"
      "<tr><th scope=\"col\">Site</th><th scope=\"col\">g/cm\xC2\xB2</th><th scope=\"col\">T</th>"
      "<th scope=\"col\">g/cm\xC2\xB2</th><th scope=\"col\">T</th><th scope=\"col\">%%</th>"
      "<th scope=\"col\">T</th><th scope=\"col\">%%</th></tr></thead>\n<tbody>\n",
      end);
  for (int i = 0; i < n; i++) table_row(out, &d[i]);
  ant_text_put(out, "</tbody>\n</table></div></div>\n");
}

/* 4. The section ---------------------------------------------------------- */

static void put_sources(ant_text *out, const ant_view *v) {
  ant_text_put(
      out,
      "<ul class=\"notes\">\n<li>Limits: NASA-STD-3001, Volume 1, first release of 5 March 2007, "
      "section 4.2.9: T-score not below \xE2\x88\x92"
      "1.0 before flight and not below \xE2\x88\x92"
      "2.0 at the end of the mission; rehabilitation aims at the density before flight. Revision A "
      "(2014) and the later ones were not read.</li>\n"
      "<li>Per cent of preflight: later revisions are said to ask for at least 95 % at hip and "
      "spine "
      "and 90 % at the femoral neck. <em>Assumed</em>: that text was not read.</li>\n");
  for (int i = 0; i < N_JUDGED && v->options.sex != ANT_SEX_UNKNOWN; i++) {
    const ant_reference *r = ant_reference_of(judged[i].site, v->options.sex);
    ant_text_print(out, "<li>%s: mean %s, SD %s g/cm\xC2\xB2. %s.</li>\n", judged[i].name,
                   ant_number_plain(r->mean, 3).text, ant_number_plain(r->sd, 3).text, r->source);
  }
  ant_text_put(out,
               "<li>References differ between makers of scanners, most of all at the spine, for "
               "which none is agreed. A T-score is a way of reporting a density; in men under 50 "
               "and women before menopause it is no diagnosis.</li>\n</ul>\n");
}

void ant_limits_section(ant_text *out, const ant_view *view) {
  verdict d[N_JUDGED];
  int n = 0;
  for (int i = 0; i < N_JUDGED; i++) {
    if (judge(view, i, &d[n])) n++;
  }
  if (n == 0) return;
  ant_html_section(out, "limits", "Against the limits");
  if (view->options.sex == ANT_SEX_UNKNOWN) {
    ant_text_put(out, "<p>The person's sex is not given, so there is no T-score.</p>\n");
  } else {
    ant_text_put(out, "<div class=\"beside\"><figure>");
    draw_picture(out, d, n);
    ant_text_print(out,
                   "<figcaption class=\"under\">T-scores. Open: before. Filled: %s. Small: a year "
                   "later.</figcaption></figure>\n",
                   ant_view_end_words(view));
  }
  put_table(out, view, d, n);
  if (view->options.sex != ANT_SEX_UNKNOWN) ant_text_put(out, "</div>\n");
  put_sources(out, view);
  ant_html_section_end(out);
}
