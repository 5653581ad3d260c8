/* point.c - measured rows as points of a curve (see point.h).
 *   1. Which rows   2. Where on the curve   3. In words   4. Together */
#include "report/point.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/html.h"

/* 1. Which rows ----------------------------------------------------------- */

/* Whether WORD is one of the words of LIST, which " + " separates. */
static bool listed(const char *list, const char *word) {
  size_t n = strlen(word);
  for (const char *p = list; n > 0;) {
    const char *end = strstr(p, " + ");
    size_t length = end ? (size_t)(end - p) : strlen(p);
    if (length == n && strncmp(p, word, n) == 0) return true;
    if (!end) break;
    p = end + 3;
  }
  return false;
}

static bool is_comparison(const ant_report_row *row) {
  return strstr(row->mission, " vs ") || strstr(row->person, " vs ") ||
         strstr(row->observable, " vs ");
}

bool ant_row_names(const ant_report_row *row, const char *name) {
  return listed(row->observable, name);
}

bool ant_row_fits(const ant_view *view, const ant_report_row *row) {
  const ant_report_options *o = &view->options;
  if (!o->mission_key || is_comparison(row) || !listed(row->mission, o->mission_key)) return false;
  return !o->person_key || listed(row->person, o->person_key);
}

bool ant_row_counts(const ant_report_row *row) {
  return strcmp(row->certainty, "C") != 0 &&
         (row->role[0] == '\0' || strcmp(row->role, "measured") == 0);
}

/* 2. Where on the curve --------------------------------------------------- */

/* A measured value v stands at a + b v on the scale of the chart. */
typedef struct placing {
  double a, b;
  double x, from_x, from_y;
} placing;

static bool is(const char *text, const char *word) {
  return strcmp(text, word) == 0;
}

/* What the curve was when the measurement began: 0 % and the baseline before day 0. */
static double percent_then(const ant_view *v, int column, double day) {
  return isnan(day) || day <= 0 ? 0 : ant_view_percent_at(v, column, day);
}

static bool place_percent(const ant_view *v, int column, const ant_report_row *row, placing *p) {
  double then = percent_then(v, column, row->day_from);
  double per = 1 + then / 100;
  bool percent = is(row->unit, "%");
  p->from_x = row->day_from > 0 ? row->day_from : NAN;
  p->from_y = then;
  if (is(row->statistic, "percent") || (is(row->statistic, "change") && percent)) {
    p->a = then;
    p->b = per;
  } else if (is(row->statistic, "ratio")) {
    p->b = percent ? per : 100 * per;
    p->a = -100;
  } else if (is(row->statistic, "rate_percent_per_month") && is(row->unit, "%/month")) {
    p->from_x = isnan(row->day_from) ? 0 : row->day_from;
    p->a = then;
    p->b = (row->day_to - p->from_x) / 30;
  } else {
    return false;
  }
  return true;
}

static bool place_level(const ant_view *v, int column, const ant_report_row *row, placing *p) {
  double base = v->course->baseline[column];
  if (is(row->statistic, "level") && is(row->unit, v->course->unit[column])) {
    p->b = 1;
    if (row->day_from < row->day_to) {
      p->x = (row->day_from + row->day_to) / 2; /* the mean of a window stands in its middle */
    }
    return true;
  }
  if (is(row->statistic, "change") && is(row->unit, v->course->unit[column])) {
    p->a = row->day_from > 0 ? ant_view_level_at(v, column, row->day_from) : base;
    p->b = 1;
    return true;
  }
  if (!place_percent(v, column, row, p)) return false;
  p->a = base * (1 + p->a / 100);
  p->b = base * p->b / 100;
  p->from_y = base * (1 + p->from_y / 100);
  return true;
}

static void set_bar(const ant_report_row *row, const placing *p, ant_chart_point *point) {
  double low = row->lo, high = row->hi;
  if (is(row->spread_kind, "sd") || is(row->spread_kind, "se") || is(row->spread_kind, "printed")) {
    low = row->value - row->spread;
    high = row->value + row->spread;
  } else if (is(row->spread_kind, "lower_bound")) {
    high = NAN;
  } else if (is(row->spread_kind, "upper_bound")) {
    low = NAN;
  }
  double one = p->a + p->b * low, other = p->a + p->b * high;
  point->lo = p->b < 0 ? other : one;
  point->hi = p->b < 0 ? one : other;
}

static bool is_bound(const ant_report_row *row) {
  return is(row->spread_kind, "lower_bound") || is(row->spread_kind, "upper_bound");
}

/* the mean of the curve over the days of a window, as a level with a window is defined */
static double mean_level(const ant_view *v, int column, double from, double to) {
  int n = (int)fmin(fmax(to - from, 1), 20000);
  double sum = 0;
  for (int i = 0; i <= n; i++) {
    double weight = i == 0 || i == n ? 0.5 : 1;
    sum += weight * ant_view_level_at(v, column, from + (to - from) * i / n);
  }
  return sum / n;
}

/* the curve in the row's own statistic */
static double curve_here(const ant_view *v, int column, ant_scale scale, const ant_report_row *row,
                         const placing *p) {
  double y = scale == ANT_SCALE_PERCENT ? ant_view_percent_at(v, column, p->x)
                                        : ant_view_level_at(v, column, p->x);
  if (is(row->statistic, "level") && row->day_from < row->day_to) {
    y = mean_level(v, column, row->day_from, row->day_to);
  }
  return (y - p->a) / p->b;
}

bool ant_row_place(const ant_view *view, int column, ant_scale scale, const ant_report_row *row,
                   ant_measured *out) {
  const ant_view *v = view;
  placing p = {.x = row->day_to, .from_x = NAN, .from_y = NAN};
  bool placed = scale == ANT_SCALE_PERCENT ? place_percent(v, column, row, &p)
                                           : place_level(v, column, row, &p);
  if (!placed || !(p.x >= v->first_d && p.x <= v->last_d)) return false;
  ant_measured m = {.row = row, .here = curve_here(v, column, scale, row, &p)};
  ant_chart_point *point = &m.point;
  point->x = p.x;
  point->y = is_bound(row) ? NAN : p.a + p.b * row->value;
  point->from_x = p.from_x;
  point->from_y = p.from_y;
  set_bar(row, &p, point);
  point->used_in_fit = is(row->use, "fit");
  point->pooled = strstr(row->mission, " + ") || strstr(row->observable, " + ");
  if (!isfinite(point->y) && !isfinite(point->lo) && !isfinite(point->hi)) return false;
  *out = m;
  return true;
}

/* 3. In words ------------------------------------------------------------- */

int ant_row_decimals(const ant_report_row *row) {
  double v[] = {row->value, row->lo, row->hi, row->spread};
  for (int d = 0; d < 3; d++) {
    bool enough = true;
    for (size_t i = 0; i < 4; i++) {
      double shifted = v[i] * pow(10, d);
      if (isfinite(shifted) && fabs(shifted - round(shifted)) > 1e-6) enough = false;
    }
    if (enough) return d;
  }
  return 3;
}

static void put_interval(ant_text *out, const ant_report_row *row, int d, bool sign) {
  ant_number low = sign ? ant_number_signed(row->lo, d) : ant_number_plain(row->lo, d);
  ant_number high = sign ? ant_number_signed(row->hi, d) : ant_number_plain(row->hi, d);
  ant_text_print(out, "%s to %s", low.text, high.text);
}

void ant_row_value(ant_text *out, const ant_report_row *row) {
  bool sign = !is(row->statistic, "level"), value = isfinite(row->value);
  bool interval = isfinite(row->lo) && isfinite(row->hi);
  int d = ant_row_decimals(row);
  if (is(row->spread_kind, "lower_bound") && isfinite(row->lo)) {
    ant_text_print(out, "at least %s", ant_number_signed(row->lo, d).text);
  } else if (is(row->spread_kind, "upper_bound") && isfinite(row->hi)) {
    ant_text_print(out, "at most %s", ant_number_signed(row->hi, d).text);
  } else if (value) {
    ant_text_put(out, sign ? ant_number_signed(row->value, d).text
                           : ant_number_plain(row->value, d).text);
    if (isfinite(row->spread)) {
      ant_text_print(out, " \xC2\xB1 %s", ant_number_plain(row->spread, d).text);
    }
  } else if (interval) {
    put_interval(out, row, d, sign);
  }
  ant_text_put(out, is(row->unit, "1") ? "" : "\xC2\xA0");
  ant_html_unit(out, row->unit);
  if (value && interval) {
    ant_text_put(out, is(row->spread_kind, "ci95") ? " (95\xC2\xA0% CI " : " (");
    put_interval(out, row, d, sign);
    ant_text_put(out, ")");
  } else if (value && isfinite(row->spread)) {
    ant_text_put(out, is(row->spread_kind, "sd")   ? " (SD)"
                      : is(row->spread_kind, "se") ? " (SE)"
                                                   : "");
  }
}

void ant_row_source(ant_text *out, const ant_report_row *row) {
  const char *key = row->source;
  size_t name = strspn(key, "abcdefghijklmnopqrstuvwxyz");
  size_t year = strspn(key + name, "0123456789");
  char word[80];
  if (name == 0 || name >= sizeof word || year != 4) {
    ant_html_text(out, key);
    return;
  }
  memcpy(word, key, name);
  word[name] = '\0';
  word[0] = (char)(word[0] - 'a' + 'A');
  ant_text_print(out, "%s %.4s", word, key + name);
  ant_html_text(out, key + name + year);
}

/* "Leblanc 2000, n = 18, -1.15 +- 0.84 %/month (SD); ..." as plain text in the arena */
static const char *title_of(const ant_view *v, const ant_report_row *row) {
  ant_text words = {0};
  ant_row_source(&words, row);
  if (row->n > 0) ant_text_print(&words, ", n = %d", row->n);
  ant_text_put(&words, ": ");
  ant_row_value(&words, row);
  ant_text_print(&words, " by day %s", ant_number_day(row->day_to).text);
  if (strstr(row->mission, " + ")) ant_text_put(&words, "; missions pooled");
  if (strstr(row->observable, " + ")) ant_text_put(&words, "; mean of several sites");
  ant_text_print(&words, "; %s (%s)",
                 is(row->use, "fit") ? "the model was fitted to it" : "never used in fitting",
                 row->id);
  const char *kept =
      words.failed ? "" : ant_arena_text(v->arena, ant_text_string(&words), words.length);
  ant_text_clear(&words);
  return kept ? kept : "";
}

/* 4. Together ------------------------------------------------------------- */

ant_status ant_points(const ant_view *view, int column, ant_scale scale, ant_measured **out_point,
                      int *out_n) {
  ant_measured *list = NULL;
  int n = 0, capacity = 0;
  const char *name =
      column >= 0 && column < view->course->n_column ? view->course->name[column] : NULL;
  for (size_t i = 0; name && i < view->options.n_row; i++) {
    const ant_report_row *row = &view->options.row[i];
    ant_measured m;
    if (!ant_row_counts(row) || !ant_row_fits(view, row) || !ant_row_names(row, name)) continue;
    if (!ant_row_place(view, column, scale, row, &m)) continue;
    m.point.title = title_of(view, row);
    ANT_TRY(ant_arena_grow(view->arena, &list, &capacity, n, sizeof *list));
    list[n++] = m;
  }
  *out_point = list;
  *out_n = n;
  return ANT_OK;
}

ant_chart_point *ant_points_for_chart(const ant_view *view, int column, ant_scale scale, int tone,
                                      int *out_n) {
  ant_measured *list = NULL;
  int n = 0;
  *out_n = 0;
  if (ant_points(view, column, scale, &list, &n) != ANT_OK || n == 0) return NULL;
  ant_chart_point *point = ant_arena_take(view->arena, (size_t)n * sizeof *point);
  for (int i = 0; point && i < n; i++) {
    point[i] = list[i].point;
    point[i].tone = tone;
  }
  *out_n = point ? n : 0;
  return point;
}
