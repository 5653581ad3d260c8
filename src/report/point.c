/* point.c - measured rows as points of a curve (see point.h).
 *   1. Which rows   2. Where on the curve   3. What the course says   4. In words   5. All points
 */
#include "report/point.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/html.h"

/* 1. Which rows ----------------------------------------------------------- */

static bool listed(const ant_terms *terms, const char *word) {
  for (int i = 0; i < terms->n_left; i++) {
    if (strcmp(terms->left[i], word) == 0) return true;
  }
  return false;
}

bool ant_row_fits(const ant_view *view, const ant_observation *row) {
  const ant_course *c = view->course;
  if (row->mission.n_right || row->person.n_right || row->observable.n_right) return false;
  if (!listed(&row->mission, c->mission_name)) return false;
  return c->person_name[0] == '\0' || listed(&row->person, c->person_name);
}

bool ant_row_shown(const ant_observation *row) {
  return row->certainty != 'C' && row->role == ANT_ROLE_MEASURED;
}

bool ant_row_pooled(const ant_observation *row) {
  return row->mission.n_left > 1 || row->person.n_left > 1;
}

/* 2. Where on the curve --------------------------------------------------- */

/* A measured value v stands at a + b v on the scale of the chart. */
typedef struct placing {
  double a, b;
  double x, from_x, from_y;
} placing;

/* What turns a value in TEXT's unit into one in UNIT; NaN where they measure different things. */
static double factor_to(const ant_unit *from, const char *to) {
  ant_unit unit;
  double factor = NAN;
  if (ant_unit_parse(to, &unit, NULL) != ANT_OK) return NAN;
  if (ant_unit_factor(from, &unit, &factor, NULL) != ANT_OK) return NAN;
  return factor;
}

static ant_question question_of(const ant_view *v, int column, const ant_observation *row) {
  ant_unit unit = ant_unit_one();
  if (column >= 0) ant_unit_parse(v->course->unit[column], &unit, NULL);
  return ant_observation_question(row, &unit);
}

/* What the curve was when the measurement began: 0 % and the baseline before day 0. */
static double percent_then(const ant_view *v, int column, double day) {
  return isnan(day) || day <= 0 ? 0 : ant_view_percent_at(v, column, day);
}

static bool place_percent(const ant_view *v, int column, const ant_observation *row, placing *p) {
  double then = percent_then(v, column, row->day_from), per = 1 + then / 100;
  p->from_x = row->day_from > 0 ? row->day_from : NAN;
  p->from_y = p->a = then;
  p->b = per * factor_to(&row->unit, "%");
  switch (row->statistic) {
  case ANT_STAT_PERCENT:
    return true;
  case ANT_STAT_CHANGE:
    return question_of(v, column, row).relative;
  case ANT_STAT_RATIO:
    p->a = -100;
    return true;
  case ANT_STAT_RATE:
    p->from_x = isnan(row->day_from) ? 0 : row->day_from;
    p->b = (row->day_to - p->from_x) / 30 * factor_to(&row->unit, "%/month");
    return true;
  default:
    return false;
  }
}

static bool place_level(const ant_view *v, int column, const ant_observation *row, placing *p) {
  double base = v->course->baseline[column];
  bool change = row->statistic == ANT_STAT_CHANGE && !question_of(v, column, row).relative;
  if (row->statistic == ANT_STAT_LEVEL || change) {
    p->b = factor_to(&row->unit, v->course->unit[column]);
    if (change) p->a = row->day_from > 0 ? ant_view_level_at(v, column, row->day_from) : base;
    if (!change && row->day_from < row->day_to) {
      p->x = (row->day_from + row->day_to) / 2; /* the mean of a window stands in its middle */
    }
    return true;
  }
  if (!place_percent(v, column, row, p)) return false;
  p->a = base * (1 + p->a / 100);
  p->b = base * p->b / 100;
  p->from_y = base * (1 + p->from_y / 100);
  return true;
}

static void set_bar(const ant_observation *row, const placing *p, ant_chart_point *point) {
  double low = row->lo, high = row->hi;
  if (row->kind == ANT_SPREAD_SD || row->kind == ANT_SPREAD_SE || row->kind == ANT_SPREAD_PRINTED) {
    low = row->value - row->spread;
    high = row->value + row->spread;
  }
  if (row->kind == ANT_SPREAD_LOWER) high = NAN;
  if (row->kind == ANT_SPREAD_UPPER) low = NAN;
  double one = p->a + p->b * low, other = p->a + p->b * high;
  point->lo = p->b < 0 ? other : one;
  point->hi = p->b < 0 ? one : other;
}

bool ant_row_place(const ant_view *view, int column, ant_scale scale, const ant_observation *row,
                   ant_chart_point *out) {
  placing p = {.x = row->day_to, .from_x = NAN, .from_y = NAN};
  bool bound = row->kind == ANT_SPREAD_LOWER || row->kind == ANT_SPREAD_UPPER;
  bool placed = scale == ANT_SCALE_PERCENT ? place_percent(view, column, row, &p)
                                           : place_level(view, column, row, &p);
  if (!placed || !(p.x >= view->first_d && p.x <= view->last_d)) return false;
  ant_chart_point point = {.x = p.x, .from_x = p.from_x, .from_y = p.from_y};
  point.y = bound ? NAN : p.a + p.b * row->value;
  set_bar(row, &p, &point);
  point.used_in_fit = row->use == ANT_USE_FIT;
  point.pooled = ant_row_pooled(row);
  if (!isfinite(point.y) && !isfinite(point.lo) && !isfinite(point.hi)) return false;
  *out = point;
  return true;
}

/* 3. What the course says ------------------------------------------------- */

static ant_told answer(const ant_view *v, const ant_observation *row, const char *name,
                       double *out) {
  int column = ant_course_column(v->course, name);
  if (column < 0) return ANT_TOLD_NOT_THERE;
  ant_question q = question_of(v, column, row);
  ant_series series = {v->course->time_d, ant_view_level(v, column), v->course->n_row,
                       v->course->baseline[column]};
  ant_unit unit;
  double value = NAN, factor = 1;
  if (!series.value || ant_unit_parse(v->course->unit[column], &unit, NULL) != ANT_OK ||
      ant_statistic_compute(&q, &series, &value, NULL) != ANT_OK) {
    return ANT_TOLD_NO_NUMBER;
  }
  unit = ant_statistic_unit(&q, &unit);
  bool direction = row->statistic == ANT_STAT_SIGN && q.relative;
  if (!direction && ant_unit_factor(&unit, &row->unit, &factor, NULL) != ANT_OK) {
    return ANT_TOLD_NO_NUMBER;
  }
  *out = value * factor;
  return isfinite(*out) ? ANT_TOLD : ANT_TOLD_NO_NUMBER;
}

ant_told ant_row_judge(const ant_view *view, const ant_observation *row, ant_judgement *out) {
  double mean = 0;
  if (!ant_observation_runnable(row)) return ANT_TOLD_NO_NUMBER;
  for (int i = 0; i < row->observable.n_left; i++) {
    double value = NAN;
    ant_told told = answer(view, row, row->observable.left[i], &value);
    if (told != ANT_TOLD) return told;
    mean += value / row->observable.n_left;
  }
  ant_question q = question_of(view, ant_course_column(view->course, row->observable.left[0]), row);
  *out = ant_judge(row, &q, mean, 0);
  return ANT_TOLD;
}

/* 4. In words ------------------------------------------------------------- */

int ant_row_decimals(const ant_observation *row) {
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

void ant_row_source(ant_text *out, const ant_observation *row) {
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

/* A level is a size; everything else is a change and carries its sign. */
static ant_number number_of(const ant_observation *row, double value) {
  bool plain = row->statistic == ANT_STAT_LEVEL || row->statistic == ANT_STAT_HALF_TIME ||
               row->statistic == ANT_STAT_TIME || row->statistic == ANT_STAT_RATIO;
  int d = ant_row_decimals(row);
  return plain ? ant_number_plain(value, d) : ant_number_signed(value, d);
}

static void put_middle(ant_text *out, const ant_observation *row) {
  bool interval = isfinite(row->lo) && isfinite(row->hi);
  if (row->kind == ANT_SPREAD_LOWER && isfinite(row->lo)) {
    ant_text_print(out, "at least %s", number_of(row, row->lo).text);
  } else if (row->kind == ANT_SPREAD_UPPER && isfinite(row->hi)) {
    ant_text_print(out, "at most %s", number_of(row, row->hi).text);
  } else if (isfinite(row->value)) {
    ant_text_put(out, number_of(row, row->value).text);
    if (isfinite(row->spread) && row->kind != ANT_SPREAD_P) {
      ant_text_print(out, " \xC2\xB1 %s",
                     ant_number_plain(row->spread, ant_row_decimals(row)).text);
    }
  } else if (interval) {
    ant_text_print(out, "%s to %s", number_of(row, row->lo).text, number_of(row, row->hi).text);
  }
}

void ant_row_value(ant_text *out, const ant_observation *row) {
  if (row->statistic == ANT_STAT_SIGN) {
    ant_text_put(out, row->value > 0 ? "up" : row->value < 0 ? "down" : "unchanged");
    return;
  }
  put_middle(out, row);
  ant_text_put(out, strcmp(row->unit_text, "1") == 0 ? "" : "\xC2\xA0");
  ant_html_unit(out, row->unit_text);
  if (!isfinite(row->value)) return;
  if (isfinite(row->lo) && isfinite(row->hi)) {
    ant_text_print(out, " (%s%s to %s)", row->kind == ANT_SPREAD_CI95 ? "95\xC2\xA0% CI " : "",
                   number_of(row, row->lo).text, number_of(row, row->hi).text);
  }
  if (row->kind == ANT_SPREAD_SD) ant_text_put(out, " (SD)");
  if (row->kind == ANT_SPREAD_SE) ant_text_put(out, " (SE)");
  if (row->kind == ANT_SPREAD_NS) ant_text_put(out, " (not significant)");
}

/* "Leblanc 2000, n = 18: -1.15 +- 0.84 %/month (SD) by day 180; ..." as plain text in the arena */
static const char *title_of(const ant_view *v, const ant_observation *row) {
  ant_text words = {0};
  ant_row_source(&words, row);
  if (row->n > 0) ant_text_print(&words, ", n = %d", row->n);
  ant_text_put(&words, ": ");
  ant_row_value(&words, row);
  ant_text_print(&words, " by day %s", ant_number_day(row->day_to).text);
  if (row->mission.n_left > 1) ant_text_put(&words, "; missions pooled");
  ant_text_print(&words, "; %s (%s)",
                 row->use == ANT_USE_FIT ? "the model was fitted to it" : "never used in fitting",
                 row->id);
  const char *kept =
      words.failed ? NULL : ant_arena_text(v->arena, ant_text_string(&words), words.length);
  ant_text_clear(&words);
  return kept ? kept : "";
}

/* 5. All points ----------------------------------------------------------- */

ant_chart_point *ant_points(const ant_view *view, int column, ant_scale scale, int tone,
                            int *out_n) {
  const ant_observations *table = view->options.evidence;
  ant_chart_point *list = NULL;
  int n = 0, capacity = 0;
  bool there = column >= 0 && column < view->course->n_column && view->course->name[column];
  for (int i = 0; there && table && i < table->n; i++) {
    const ant_observation *row = &table->row[i];
    ant_chart_point point;
    if (!ant_row_shown(row) || !ant_row_fits(view, row)) continue;
    if (row->observable.n_left > 1) continue; /* a mean of sites is no point of one of them */
    if (!listed(&row->observable, view->course->name[column])) continue;
    if (!ant_row_place(view, column, scale, row, &point)) continue;
    if (ant_arena_grow(view->arena, &list, &capacity, n, sizeof *list) != ANT_OK) break;
    point.title = title_of(view, row);
    point.tone = tone;
    list[n++] = point;
  }
  *out_n = n;
  return list;
}
