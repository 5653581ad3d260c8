/* score_chart.c - the score at a glance (see score_chart.h).
 *   1. Coverage against nominal   2. The forest */
#include "report/score_chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/html.h"
#include "report/point.h"
#include "report/section.h"

#define PX(v) ant_number_pixel(v).text

/* 1. Coverage against nominal --------------------------------------------- */

enum { SIZE = 300, LEFT = 40, FOOT = 34, AIR = 8 };

static double cx(double share) {
  return LEFT + share * (SIZE - LEFT - AIR);
}

static double cy(double share) {
  return SIZE - FOOT - share * (SIZE - FOOT - AIR);
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The size of the smallest central interval that holds each row, rising; returns how many. */
static int nominal_sizes(const ant_observations *t, const ant_row_scores *s, int use,
                         double *size) {
  int n = 0;
  for (int i = 0; i < s->n; i++) {
    const ant_judgement *j = &s->result[i].judgement;
    bool standard = j->measure == ANT_MEASURE_STANDARDISED && isfinite(j->z);
    if (!s->counts[i] || !standard || (use >= 0 && (int)t->row[i].use != use)) continue;
    size[n++] = erf(fabs(j->z) / sqrt(2));
  }
  qsort(size, (size_t)n, sizeof *size, by_size);
  return n;
}

static void put_axes(ant_text *out) {
  for (int k = 0; k <= 4; k++) {
    double share = k / 4.0;
    ant_text_print(out, "<path class=\"grid\" d=\"M%s,%sH%s\"/>", PX(cx(0)), PX(cy(share)),
                   PX(cx(1)));
    ant_text_print(out, "<text class=\"y\" x=\"%d\" y=\"%s\">%d</text>", LEFT - 6,
                   PX(cy(share) + 4), 25 * k);
    ant_text_print(out, "<text class=\"x\" x=\"%s\" y=\"%s\">%d</text>\n", PX(cx(share)),
                   PX(cy(0) + 16), 25 * k);
  }
  ant_text_print(out, "<text class=\"x\" x=\"%s\" y=\"%d\">size of the interval, %%</text>\n",
                 PX(cx(0.5)), SIZE - 4);
}

/* where 95 of 100 sets of N right predictions would lie */
static void put_band(ant_text *out, int n) {
  enum { STEPS = 40 };
  ant_text_put(out, "<path class=\"band\" d=\"M");
  for (int side = 1; side >= -1; side -= 2) {
    for (int k = 0; k <= STEPS; k++) {
      double p = side > 0 ? (double)k / STEPS : 1 - (double)k / STEPS;
      double edge = p + side * 1.96 * sqrt(p * (1 - p) / n);
      ant_text_print(out, "%s%s,%s", k || side < 0 ? "L" : "", PX(cx(p)),
                     PX(cy(fmin(fmax(edge, 0), 1))));
    }
  }
  ant_text_print(out, "Z\"/>\n<path class=\"zero\" d=\"M%s,%sL%s,%s\"/>\n", PX(cx(0)), PX(cy(0)),
                 PX(cx(1)), PX(cy(1)));
}

static void put_steps(ant_text *out, const double *size, int n, int tone, const char *name) {
  if (n < 2) return;
  ant_text_print(out, "<g class=\"line t%d\"><title>%s, %d rows</title><path d=\"M%s,%s", tone,
                 name, n, PX(cx(0)), PX(cy(0)));
  for (int i = 0; i < n; i++) ant_text_print(out, "H%sV%s", PX(cx(size[i])), PX(cy((i + 1.0) / n)));
  ant_text_print(out, "H%s\"/></g>\n", PX(cx(1)));
}

void ant_score_coverage(ant_text *out, const ant_observations *table,
                        const ant_row_scores *scores) {
  double *size = calloc((size_t)scores->n + 1, sizeof *size);
  int n = size ? nominal_sizes(table, scores, -1, size) : 0;
  if (n >= 2) {
    ant_text_print(
        out,
        "<figure class=\"plot\"><figcaption>Coverage <small>share of %d rows within the "
        "interval of each size, %%</small></figcaption>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
        "class=\"chart cover\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" "
        "aria-label=\"Coverage against nominal; the diagonal is right\">\n",
        n, SIZE, SIZE, SIZE, SIZE);
    put_band(out, n);
    put_axes(out);
    n = nominal_sizes(table, scores, ANT_USE_FIT, size);
    put_steps(out, size, n, 2, "fitted");
    n = nominal_sizes(table, scores, ANT_USE_TEST, size);
    put_steps(out, size, n, 1, "never seen");
    ant_text_put(out,
                 "</svg>\n<p class=\"note\"><b class=\"t1\">Blue</b>: never seen; <b "
                 "class=\"t2\">orange</b>: "
                 "fitted. Within the shaded band the diagonal cannot be told from what is drawn."
                 "</p></figure>\n");
  }
  free(size);
}

/* 2. The forest ----------------------------------------------------------- */

enum { FIELD = 150, LINE = 20 };
static const double RATIO_LOW = -1, RATIO_HIGH = 3;

static double rx(double ratio) {
  double inside = fmin(fmax(ratio, RATIO_LOW), RATIO_HIGH);
  return 6 + (inside - RATIO_LOW) / (RATIO_HIGH - RATIO_LOW) * (FIELD - 12);
}

static bool in_forest(const ant_observation *o, const ant_row_result *r, bool counts) {
  return counts && r->state == ANT_ROW_RUN && o->statistic != ANT_STAT_SIGN && isfinite(o->value) &&
         o->value != 0 && isfinite(r->judgement.ratio);
}

/* the measured mean's interval as shares of it; false where the row gives none */
static bool interval(const ant_observation *o, double *low, double *high) {
  double se = ant_observation_se(o);
  *low = isfinite(se) ? o->value - 1.96 * se : o->lo;
  *high = isfinite(se) ? o->value + 1.96 * se : o->hi;
  if (!isfinite(*low) || !isfinite(*high)) return false;
  *low /= o->value;
  *high /= o->value;
  return true;
}

static void put_mark(ant_text *out, const ant_observation *o, const ant_judgement *j) {
  double low, high, at = rx(j->ratio);
  bool beyond = j->ratio < RATIO_LOW || j->ratio > RATIO_HIGH;
  ant_text_print(
      out,
      "<svg class=\"tree\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" aria-hidden=\"true\">",
      FIELD, LINE, FIELD, LINE);
  ant_text_print(out, "<path class=\"grid\" d=\"M%s,0V%d\"/><path class=\"zero\" d=\"M%s,0V%d\"/>",
                 PX(rx(0)), LINE, PX(rx(1)), LINE);
  if (interval(o, &low, &high)) {
    ant_text_print(out, "<path class=\"mean\" d=\"M%s,%dH%s\"/>", PX(rx(fmin(low, high))), LINE / 2,
                   PX(rx(fmax(low, high))));
  }
  if (beyond) {
    ant_text_print(out, "<path class=\"twin\" d=\"M%s,4v12l%d,-6z\"/></svg>", PX(at),
                   j->ratio > RATIO_HIGH ? 6 : -6);
  } else {
    ant_text_print(out, "<circle class=\"twin\" cx=\"%s\" cy=\"%d\" r=\"4\"/></svg>", PX(at),
                   LINE / 2);
  }
}

static const char *statistic_words(ant_statistic statistic) {
  static const char *const words[ANT_NSTATISTIC] = {
      [ANT_STAT_LEVEL] = "level",         [ANT_STAT_CHANGE] = "change",
      [ANT_STAT_PERCENT] = "change",      [ANT_STAT_RATIO] = "ratio",
      [ANT_STAT_RATE] = "rate",           [ANT_STAT_SLOPE] = "slope",
      [ANT_STAT_HALF_TIME] = "half back", [ANT_STAT_TIME] = "time of rise",
      [ANT_STAT_PLATEAU] = "plateau",     [ANT_STAT_RECOVERED] = "share regained",
  };
  return words[statistic] ? words[statistic] : ant_statistic_name(statistic);
}

/* WORDS is a view of nothing: names need only its memory. */
static void put_branch(ant_text *out, const ant_view *words, const ant_observation *o,
                       const ant_row_result *r, bool first) {
  ant_text_print(out, "<tr class=\"%s\"><th scope=\"row\">", r->judgement.inside ? "good" : "bad");
  if (first) ant_row_source(out, o);
  ant_text_print(out, "</th><td><a href=\"#%s\">", o->id);
  ant_html_text(out, ant_observable_words(words, o->observable.left[0]));
  ant_text_print(out, "</a>%s <small>%s%s</small></td><td>",
                 o->observable.n_left > 1 ? " and more" : "", statistic_words(o->statistic),
                 o->use == ANT_USE_FIT ? ", fitted" : "");
  put_mark(out, o, &r->judgement);
  ant_text_print(out, "</td><td>%s</td></tr>\n", ant_number_plain(r->judgement.ratio, 2).text);
}

/* the next row of SOURCE from I on that is in the forest, or -1 */
static int next_of(const ant_observations *t, const ant_row_scores *s, const char *source, int i) {
  for (; i < t->n; i++) {
    if (strcmp(t->row[i].source, source) == 0 && in_forest(&t->row[i], &s->result[i], s->counts[i]))
      return i;
  }
  return -1;
}

static void put_scale(ant_text *out) {
  ant_text_print(
      out,
      "<svg class=\"tree\" viewBox=\"0 0 %d 16\" width=\"%d\" height=\"16\" aria-hidden=\"true\">",
      FIELD, FIELD);
  for (int k = (int)RATIO_LOW; k <= (int)RATIO_HIGH; k++) {
    ant_text_print(out, "<text class=\"x\" x=\"%s\" y=\"13\">%s</text>", PX(rx(k)),
                   ant_number_plain(k, 0).text);
  }
  ant_text_put(out, "</svg>");
}

static void put_trees(ant_text *out, const ant_view *words, const ant_observations *t,
                      const ant_row_scores *s) {
  for (int i = 0; i < t->n; i++) {
    const char *source = t->row[i].source;
    if (next_of(t, s, source, 0) != i) continue; /* a study that came before, or has none */
    for (int k = i; k >= 0; k = next_of(t, s, source, k + 1)) {
      put_branch(out, words, &t->row[k], &s->result[k], k == i);
    }
  }
}

void ant_score_forest(ant_text *out, const ant_observations *table, const ant_row_scores *scores) {
  int n = 0;
  for (int i = 0; i < table->n; i++)
    n += in_forest(&table->row[i], &scores->result[i], scores->counts[i]);
  ant_view words = {.arena = n ? ant_arena_create() : NULL};
  if (!words.arena) return;
  ant_text_print(
      out,
      "<h3>Predicted over measured, by study</h3>\n<p class=\"note\">%d rows that count and have a "
      "number. 1 is right, 0 is no effect, below 0 the wrong way round; the bar is the interval of "
      "the "
      "measured mean. A triangle lies beyond the axis.</p>\n<div class=\"scroll\"><table "
      "class=\"forest\"><thead><tr><th scope=\"col\">Study</th><th scope=\"col\">What</th>"
      "<th scope=\"col\">",
      n);
  put_scale(out);
  ant_text_put(out, "</th><th scope=\"col\">ratio</th></tr></thead>\n<tbody>\n");
  put_trees(out, &words, table, scores);
  ant_text_put(out, "</tbody></table></div>\n");
  ant_arena_destroy(&words.arena);
}
