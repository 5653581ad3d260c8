/* rest.c - small charts of whatever no other section has drawn (see section.h).
 *   1. What is left   2. Families   3. One chart   4. The section
 *
 * A model that somebody else wrote has observables that this page has never heard of; each is drawn
 * in its own unit, beside its baseline and the words that the model has for it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/html.h"
#include "report/section.h"

enum {
  WIDTH = 358,
  HEIGHT = 170,
  MOST_CHARTS = 72,
  MOST_LINES = 6,
  MOST_NAMED = 12,
  FEW_ROWS = 20
};

/* 1. What is left --------------------------------------------------------- */

/* An observable: of one name and unit, in one course or more. */
typedef struct entry {
  const char *name, *unit, *doc;
  int column[ANT_REPORT_FLIGHTS]; /* (n_view) -1: that course has it not          */
} entry;

/* Observables that differ in one part of their names, such as the sites of one quantity. */
typedef struct family {
  int first, n; /* entries                                                       */
  const char *pattern;
  bool drawn;
} family;

typedef struct left {
  const ant_rest *rest;
  ant_arena *arena;
  entry *entry;
  family *family;
  int n_entry, n_family, entry_capacity, family_capacity;
} left;

static entry *find(left *l, const char *name, const char *unit) {
  for (int i = 0; i < l->n_entry; i++) {
    entry *e = &l->entry[i];
    if (strcmp(e->name, name) == 0 && strcmp(e->unit, unit) == 0) return e;
  }
  return NULL;
}

static ant_status add_entry(left *l, int view, int column) {
  const ant_course *c = l->rest->view[view].course;
  if (l->rest->view[view].drawn[column] || !c->name[column]) return ANT_OK;
  entry e = {c->name[column], c->unit[column], c->doc[column], {0}};
  entry *same = view > 0 ? find(l, e.name, e.unit) : NULL;
  if (same) {
    same->column[view] = column;
    return ANT_OK;
  }
  for (int k = 0; k < ANT_REPORT_FLIGHTS; k++) e.column[k] = k == view ? column : -1;
  ANT_TRY(ant_arena_grow(l->arena, &l->entry, &l->entry_capacity, l->n_entry, sizeof e));
  l->entry[l->n_entry++] = e;
  return ANT_OK;
}

/* 2. Families ------------------------------------------------------------- */

/* Where A and B differ, as [*start, *end) of A, when that is one part between dots and no more. */
static bool one_part_apart(const char *a, const char *b, size_t *start, size_t *end) {
  size_t n = 0, length = strlen(a), other = strlen(b), tail = 0;
  while (a[n] && a[n] == b[n]) n++;
  while (n > 0 && a[n - 1] != '.') n--;
  size_t part = strcspn(a + n, "."), its = strcspn(b + n, ".");
  tail = length - n - part;
  *start = n;
  *end = n + part;
  return n > 0 && tail == other - n - its && strcmp(a + n + part, b + n + its) == 0;
}

/* Whether entry I goes on with the family F: the model says the same of both. */
static bool belongs(const left *l, const family *f, int i) {
  const entry *a = &l->entry[f->first], *b = &l->entry[i];
  size_t start, end, from, to;
  if (!a->doc[0] || strcmp(a->doc, b->doc) != 0 || strcmp(a->unit, b->unit) != 0) return false;
  if (!one_part_apart(a->name, b->name, &start, &end)) return false;
  return f->n == 1 || (one_part_apart(a->name, l->entry[f->first + 1].name, &from, &to) &&
                       from == start && to == end);
}

/* "bone.*.area"; a family of one has its name */
static const char *pattern_of(const left *l, const family *f) {
  const char *name = l->entry[f->first].name;
  size_t start, end;
  if (f->n == 1 || !one_part_apart(name, l->entry[f->first + 1].name, &start, &end)) return name;
  const char *pattern = ant_arena_format(l->arena, "%.*s*%s", (int)start, name, name + end);
  return pattern ? pattern : name;
}

static int charts_of(const left *l, const family *f) {
  return l->rest->n_view == 1 && f->n <= MOST_LINES ? 1 : f->n;
}

/* Small families first: one of a hundred would leave no room for anything else. */
static int choose(left *l) {
  int n = 0;
  for (int large = 0; large < 2; large++) {
    for (int i = 0; i < l->n_family; i++) {
      family *f = &l->family[i];
      if ((f->n > MOST_LINES) != large || n + charts_of(l, f) > MOST_CHARTS) continue;
      f->drawn = true;
      n += charts_of(l, f);
    }
  }
  return n;
}

static ant_status gather(left *l) {
  for (int k = 0; k < l->rest->n_view; k++) {
    const ant_course *c = l->rest->view[k].course;
    for (int i = 0; i < c->n_column; i++) ANT_TRY(add_entry(l, k, i));
  }
  for (int i = 0; i < l->n_entry;) {
    family f = {.first = i, .n = 1};
    while (i + f.n < l->n_entry && belongs(l, &f, i + f.n)) f.n++;
    f.pattern = pattern_of(l, &f);
    ANT_TRY(ant_arena_grow(l->arena, &l->family, &l->family_capacity, l->n_family, sizeof f));
    l->family[l->n_family++] = f;
    i += f.n;
  }
  return ANT_OK;
}

/* 3. One chart ------------------------------------------------------------ */

typedef struct small {
  ant_chart chart;
  ant_chart_line line[ANT_REPORT_FLIGHTS];
  double baseline[ANT_REPORT_FLIGHTS];
  char unit[120];
} small;

static void add_line(small *s, const ant_view *v, int column, const char *name, int tone) {
  const double *y = ant_view_level(v, column);
  s->baseline[s->chart.n_line] = ant_view_baseline(v, column);
  s->line[s->chart.n_line++] = (ant_chart_line){.x = v->course->time_d,
                                                .y = y,
                                                .n = y ? v->course->n_row : 0,
                                                .name = name,
                                                .tone = tone,
                                                .certain_to = v->exposure_d};
}

/* The lines of entry I alone, one a course, or of all entries of F in the one course. */
static void add_lines(const left *l, const family *f, int i, small *s) {
  static const int tone[MOST_LINES] = {1, 2, 3, 4, 5, 6};
  const ant_rest *r = l->rest;
  size_t start, end;
  for (int k = 0; i >= 0 && k < r->n_view; k++) {
    int column = l->entry[i].column[k];
    if (column < 0) continue;
    add_line(s, &r->view[k], column, r->letter ? r->letter[k] : l->entry[i].name,
             r->tone ? r->tone[k] : 1);
  }
  for (int k = 0; i < 0 && k < f->n; k++) {
    const entry *e = &l->entry[f->first + k];
    one_part_apart(e->name, l->entry[f->first + (k == 0)].name, &start, &end);
    const char *part = ant_arena_text(l->arena, e->name + start, end - start);
    add_line(s, &r->view[0], e->column[0], part ? part : "", tone[k]);
  }
}

/* Numbers that need more digits than the axis has room for are shown in thousands or millionths. */
static void scale(const left *l, small *s) {
  static const char *const digit[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  double low = s->chart.y0, high = s->chart.y1, most = fmax(fabs(low), fabs(high));
  if (!(most > 0) || (most >= 5e-3 && most < 1e5)) return;
  int power = 3 * (int)floor(log10(most) / 3);
  double factor = pow(10, power);
  if (!(factor > 0) || !isfinite(factor)) return;
  for (int i = 0; i < s->chart.n_line; i++) {
    ant_chart_line *line = &s->line[i];
    double *y = ant_arena_take(l->arena, (size_t)(line->n + 1) * sizeof *y);
    for (int k = 0; y && k < line->n; k++) y[k] = line->y[k] / factor;
    line->y = y;
    if (!y) line->n = 0;
  }
  s->chart.reference /= factor;
  s->chart.y0 /= factor;
  s->chart.y1 /= factor;
  const char *unit = strcmp(s->chart.unit, "1") == 0 ? "" : s->chart.unit;
  int size = power < 0 ? -power : power;
  snprintf(s->unit, sizeof s->unit, "10%s%s%s%s%s%s", power < 0 ? "⁻" : "",
           size >= 100 ? digit[size / 100] : "", size >= 10 ? digit[size / 10 % 10] : "",
           digit[size % 10], *unit ? " " : "", unit);
  s->chart.unit = s->unit;
}

/* From what is drawn; what moves by far less than 0.5 % is a flat line, not a mountain. */
static void set_range(small *s) {
  double low, high;
  ant_chart_extent(&s->chart, &low, &high);
  if (isfinite(s->chart.reference)) {
    low = fmin(low, s->chart.reference);
    high = fmax(high, s->chart.reference);
  }
  if (!isfinite(low) || !isfinite(high)) return;
  double lack = 5e-3 * fmax(fabs(low), fabs(high)) - (high - low);
  if (high - low < 1e-300 && lack <= 0) lack = 1; /* zero throughout */
  double air = fmax(lack, 0) / 2 + 0.04 * (high - low);
  s->chart.y0 = low - air;
  s->chart.y1 = high + air;
}

static bool one_baseline(const small *s) {
  for (int i = 1; i < s->chart.n_line; i++) {
    double a = s->baseline[0], b = s->baseline[i];
    if (!(fabs(a - b) <= 1e-6 * fabs(a))) return false;
  }
  return true;
}

/* "pmol/L; baseline 0.77; what the model says of it" */
static void put_note(ant_text *note, const small *s, const entry *e) {
  bool one = one_baseline(s);
  bool scaled = s->chart.unit == s->unit;
  if (scaled || strcmp(e->unit, "1") != 0) {
    ant_text_put(note, scaled ? "axis in " : "");
    ant_html_unit(note, s->chart.unit);
    ant_text_put(note, "; ");
  }
  ant_text_put(note, "baseline ");
  for (int i = 0; i < (one ? 1 : s->chart.n_line); i++) {
    if (i > 0) ant_text_put(note, ", ");
    if (!one) ant_text_print(note, "%s ", s->line[i].name);
    ant_text_put(note, ant_number_significant(s->baseline[i], 3).text);
  }
  if (e->doc[0]) ant_text_print(note, "; %s", e->doc);
}

/* Entry I, or with -1 the whole of F on one chart. */
static void put_chart(ant_text *out, const left *l, const family *f, int i) {
  const entry *e = &l->entry[i < 0 ? f->first : i];
  small *s = ant_arena_take(l->arena, sizeof *s);
  if (!s) return;
  s->chart = l->rest->ground;
  s->chart.width = WIDTH;
  s->chart.height = HEIGHT;
  s->chart.line = s->line;
  s->chart.unit = e->unit;
  s->chart.letters = l->rest->n_view > 1;
  s->chart.right = i < 0 ? 96 : 0;
  add_lines(l, f, i, s);
  s->chart.reference = one_baseline(s) ? s->baseline[0] : NAN;
  const char *title = i < 0 ? f->pattern : e->name;
  s->chart.label = title;
  set_range(s);
  scale(l, s);
  ant_text note = {0};
  put_note(&note, s, e);
  ant_figure(out, &s->chart, title, ant_text_string(&note));
  if (note.failed) out->failed = true;
  ant_text_clear(&note);
}

static void put_family(ant_text *out, const left *l, const family *f) {
  if (f->n == 1 || charts_of(l, f) != 1) {
    for (int i = 0; i < f->n; i++) put_chart(out, l, f, f->first + i);
  } else {
    put_chart(out, l, f, -1);
  }
}

/* 4. The section ---------------------------------------------------------- */

/* The first of the words between dots; a name without a dot has none. */
static size_t first_word(const family *f) {
  const char *dot = strchr(f->pattern, '.');
  return dot ? (size_t)(dot - f->pattern) : 0;
}

static bool same_group(const family *a, const family *b) {
  size_t n = first_word(a);
  return n == first_word(b) && strncmp(a->pattern, b->pattern, n) == 0;
}

static bool opens_group(const left *l, int i) {
  for (int k = 0; k < i; k++) {
    if (l->family[k].drawn && same_group(&l->family[k], &l->family[i])) return false;
  }
  return l->family[i].drawn;
}

static void put_group(ant_text *out, const left *l, int first) {
  size_t n = first_word(&l->family[first]);
  const char *word = ant_arena_text(l->arena, l->family[first].pattern, n);
  if (word && word[0]) {
    ant_text_put(out, "<h3>");
    ant_html_words(out, word);
    ant_text_put(out, "</h3>\n");
  }
  ant_text_put(out, "<div class=\"panels small\">\n");
  for (int i = first; i < l->n_family; i++) {
    const family *f = &l->family[i];
    if (f->drawn && same_group(&l->family[first], f)) put_family(out, l, f);
  }
  ant_text_put(out, "</div>\n");
}

static void put_undrawn(ant_text *out, const left *l) {
  int n = 0, named = 0;
  for (int i = 0; i < l->n_family; i++) n += l->family[i].drawn ? 0 : l->family[i].n;
  if (n == 0) return;
  ant_text_print(out,
                 "<p class=\"note\">Not drawn, to keep the page readable: %d more curves, which "
                 "<code>course.csv</code> has. They are ",
                 n);
  for (int i = 0; i < l->n_family && named < MOST_NAMED; i++) {
    const family *f = &l->family[i];
    if (f->drawn) continue;
    if (named++ > 0) ant_text_put(out, ", ");
    ant_html_text(out, f->pattern);
    if (f->n > 1) ant_text_print(out, " (%d)", f->n);
    n -= f->n;
  }
  if (n > 0) ant_text_print(out, " and %d more", n);
  ant_text_put(out, ".</p>\n");
}

static bool any_shade(const ant_chart *ground) {
  for (int i = 0; i < ground->n_band; i++) {
    if (!ground->band[i].ground) return true;
  }
  return false;
}

/* Whether any of the observables leaves its baseline by more than the solver's error. */
static bool anything_moves(const left *l) {
  for (int i = 0; i < l->n_entry; i++) {
    for (int k = 0; k < l->rest->n_view; k++) {
      const ant_view *v = &l->rest->view[k];
      int column = l->entry[i].column[k];
      const double *y = column < 0 ? NULL : ant_view_level(v, column);
      double from = y ? ant_view_baseline(v, column) : 0;
      for (int r = 0; y && r < v->course->n_row; r++) {
        if (!(fabs(y[r] - from) <= 1e-6 * fabs(from))) return true;
      }
    }
  }
  return false;
}

/* Why lines may not look as they should: too few rows, or a course at rest. */
static void put_hints(ant_text *out, const left *l) {
  const ant_view *v = &l->rest->view[0];
  for (int k = 1; k < l->rest->n_view; k++) {
    if (l->rest->view[k].course->n_row < v->course->n_row) v = &l->rest->view[k];
  }
  double length = v->last_d - v->first_d;
  if (v->course->n_row < FEW_ROWS && length > 0) {
    ant_text_print(out,
                   "<p>The lines are straight between only %d rows; <code>antaeus fly ... --every "
                   "%.1g</code> writes a row each %.1g days.</p>\n",
                   v->course->n_row, length / 200, length / 200);
  }
  if (!anything_moves(l)) {
    ant_text_put(out, "<p>Nothing leaves its baseline: the phases, doses and parameters of this "
                      "course leave the model at rest.</p>\n");
  }
}

static void put_open(ant_text *out, const left *l, int n) {
  bool folded = l->rest->folded;
  const char *title = "What the model shows";
  for (int k = 0; k < l->rest->n_view; k++) {
    const ant_view *v = &l->rest->view[k];
    for (int i = 0; i < v->course->n_column; i++) {
      if (v->drawn[i]) title = "What else the model shows";
    }
  }
  ant_text_print(out, "<section aria-labelledby=\"rest\">\n%s<h2 id=\"rest\">%s</h2>%s\n",
                 folded ? "<details class=\"rest\"><summary>" : "", title,
                 folded ? "</summary>" : "");
  ant_text_print(out,
                 "<p>%d %s, each in its own unit and on its own scale; days since day 0. The "
                 "stronger line is the baseline%s.</p>\n",
                 n, n == 1 ? "chart" : "charts",
                 l->rest->ground.n_mark > 0 ? ", a short stroke at the foot the end of an exposure"
                 : any_shade(&l->rest->ground) ? "; shaded are the phases that are blue above"
                                               : "");
  put_hints(out, l);
}

void ant_section_rest(ant_text *out, const ant_rest *rest) {
  left l = {.rest = rest, .arena = rest->view[0].arena};
  if (gather(&l) != ANT_OK || l.n_entry == 0) return;
  put_open(out, &l, choose(&l));
  for (int headed = 0; headed < 2; headed++) { /* names of one word need no heading: first */
    for (int i = 0; i < l.n_family; i++) {
      if (opens_group(&l, i) && (first_word(&l.family[i]) > 0) == headed) put_group(out, &l, i);
    }
  }
  put_undrawn(out, &l);
  ant_text_put(out, rest->folded ? "</details>\n" : "");
  ant_html_section_end(out);
}
