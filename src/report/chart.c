/* chart.c - a line chart as SVG (see chart.h).
 *   1. Scales   2. Ground: phases and axes   3. Lines   4. Points   5. Names   6. The chart */
#include "report/chart.h"

#include <math.h>
#include <string.h>

#include "report/axis.h"
#include "report/html.h"

#define PX(v) ant_number_pixel(v).text

/* how far a line may be from its data [px]: what a screen of two dots a pixel does not show */
static const double LINE_TOLERANCE = 0.08;

typedef struct frame {
  const ant_chart *chart;
  double left, top, right, bottom; /* the field [px]                              */
  double x0, x1, y0, y1;
} frame;

/* 1. Scales --------------------------------------------------------------- */

static double px(const frame *f, double x) {
  return f->left + (x - f->x0) / (f->x1 - f->x0) * (f->right - f->left);
}

static double py(const frame *f, double y) {
  return f->bottom - (y - f->y0) / (f->y1 - f->y0) * (f->bottom - f->top);
}

static void stretch(double value, double *low, double *high) {
  if (!isfinite(value)) return;
  if (!(*low <= value)) *low = value;
  if (!(*high >= value)) *high = value;
}

void ant_chart_extent(const ant_chart *chart, double *out_low, double *out_high) {
  double low = NAN, high = NAN;
  for (int i = 0; i < chart->n_line; i++) {
    const ant_chart_line *l = &chart->line[i];
    for (int k = 0; k < l->n; k++) {
      if (l->x[k] >= chart->x0 && l->x[k] <= chart->x1) stretch(l->y[k], &low, &high);
    }
  }
  for (int i = 0; i < chart->n_point; i++) {
    stretch(chart->point[i].y, &low, &high);
    stretch(chart->point[i].lo, &low, &high);
    stretch(chart->point[i].hi, &low, &high);
  }
  *out_low = low;
  *out_high = high;
}

static int y_ticks(const ant_chart *chart) {
  return chart->height > 300 ? 9 : 6;
}

static frame frame_of(const ant_chart *chart) {
  frame f = {.chart = chart,
             .left = 42,
             .top = 10,
             .right = chart->width - (chart->right ? chart->right : 10),
             .bottom = chart->height - 24,
             .x0 = chart->x0,
             .x1 = chart->x1,
             .y0 = chart->y0,
             .y1 = chart->y1};
  if (!isfinite(f.x0)) f.x0 = 0;
  if (!(f.x1 > f.x0) || !isfinite(f.x1)) f.x1 = f.x0 + 1;
  if (!(f.y1 > f.y0)) {
    ant_chart_extent(chart, &f.y0, &f.y1);
    stretch(chart->reference, &f.y0, &f.y1);
    ant_axis_widen(&f.y0, &f.y1, y_ticks(chart));
  }
  return f;
}

/* 2. Ground --------------------------------------------------------------- */

static double clamp(double v, double low, double high) {
  return v < low ? low : v > high ? high : v;
}

static void draw_bands(ant_text *out, const frame *f) {
  int away = 0;
  for (int i = 0; i < f->chart->n_band; i++) {
    const ant_chart_band *b = &f->chart->band[i];
    double x0 = clamp(px(f, b->x0), f->left, f->right);
    double x1 = clamp(px(f, b->x1), f->left, f->right);
    if (b->ground || x1 - x0 < 0.05) continue;
    ant_text_print(out, "<rect class=\"band%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\">",
                   away++ % 2 ? " other" : "", PX(x0), PX(f->top), PX(x1 - x0),
                   PX(f->bottom - f->top));
    ant_text_put(out, "<title>");
    ant_html_text(out, b->name);
    ant_text_put(out, "</title></rect>\n");
  }
}

static void draw_y_axis(ant_text *out, const frame *f) {
  ant_ticks t = ant_ticks_decimal(f->y0, f->y1, y_ticks(f->chart));
  double reference = f->chart->reference;
  for (int i = 0; i < t.n; i++) {
    double y = py(f, t.at[i]);
    ant_text_print(out, "<path class=\"grid\" d=\"M%s,%sH%s\"/>", PX(f->left), PX(y), PX(f->right));
    ant_text_print(out, "<text class=\"tick y\" x=\"%s\" y=\"%s\">%s</text>\n", PX(f->left - 6),
                   PX(y + 4), ant_number_plain(t.at[i], t.decimals).text);
  }
  if (reference >= f->y0 && reference <= f->y1) {
    ant_text_print(out, "<path class=\"zero\" d=\"M%s,%sH%s\"/>\n", PX(f->left),
                   PX(py(f, reference)), PX(f->right));
  }
}

static void draw_x_axis(ant_text *out, const frame *f) {
  int most = (int)((f->right - f->left) / 52);
  ant_ticks t = ant_ticks_days(f->x0, f->x1, most < 3 ? 3 : most);
  for (int i = 0; i < t.n; i++) {
    double x = px(f, t.at[i]);
    ant_text_print(out, "<path class=\"axis\" d=\"M%s,%sv4\"/>", PX(x), PX(f->bottom));
    ant_text_print(out, "<text class=\"tick x\" x=\"%s\" y=\"%s\">%s%s</text>\n", PX(x),
                   PX(f->bottom + 17), ant_number_plain(t.at[i] / t.per, t.decimals).text,
                   t.per > 1 ? " yr" : "");
  }
  ant_text_print(out, "<path class=\"axis\" d=\"M%s,%sH%s\"/>\n", PX(f->left), PX(f->bottom),
                 PX(f->right));
}

static void draw_marks(ant_text *out, const frame *f) {
  for (int i = 0; i < f->chart->n_mark; i++) {
    double x = px(f, f->chart->mark[i]);
    if (!(x >= f->left && x <= f->right)) continue;
    ant_text_print(out, "<path class=\"mark t%d\" d=\"M%s,%sv9\"/>\n", f->chart->mark_tone[i],
                   PX(x), PX(f->bottom - 9));
  }
}

/* 3. Lines ---------------------------------------------------------------- */

typedef struct pen {
  ant_text *out;
  bool open;        /* a path is being written                              */
  bool down;        /* and has a point                                      */
  double ax, ay;    /* the last point written                               */
  double bx, by;    /* the last point seen                                  */
  double low, high; /* slopes from a that pass all points between near enough */
} pen;

static void pen_write(pen *p, double x, double y) {
  ant_text_print(p->out, "%s%s,%s", p->down ? "L" : "M", PX(x), PX(y));
  p->down = true;
  p->ax = p->bx = x;
  p->ay = p->by = y;
  p->low = -INFINITY;
  p->high = INFINITY;
}

/* Write the last point seen, unless it was written. */
static void pen_flush(pen *p) {
  if (p->down && (p->bx > p->ax || p->by != p->ay)) pen_write(p, p->bx, p->by);
}

/* Leave out a point when the straight line over it stays within LINE_TOLERANCE of it. */
static void pen_to(pen *p, double x, double y) {
  if (!p->down) {
    pen_write(p, x, y);
    return;
  }
  double slope = (y - p->ay) / (x - p->ax);
  if (!(x > p->ax) || slope < p->low || slope > p->high) {
    pen_flush(p);
    slope = (y - p->ay) / (x - p->ax);
  }
  if (x > p->ax) {
    p->low = fmax(p->low, (y - LINE_TOLERANCE - p->ay) / (x - p->ax));
    p->high = fmin(p->high, (y + LINE_TOLERANCE - p->ay) / (x - p->ax));
  }
  p->bx = x;
  p->by = y;
}

/* Draw the part of L between FROM and TO; ends that fall between two points are interpolated. */
static void draw_part(ant_text *out, const frame *f, const ant_chart_line *l, double from,
                      double to, const char *classes) {
  pen p = {.out = out};
  double x0 = fmax(from, f->x0), x1 = fmin(to, f->x1);
  ant_text_print(out, "<path class=\"%s\" d=\"", classes);
  for (int k = 0; k < l->n; k++) {
    double x = l->x[k], y = l->y[k];
    if (!isfinite(x) || !isfinite(y)) {
      pen_flush(&p);
      p.down = false;
      continue;
    }
    bool joined = k > 0 && isfinite(l->y[k - 1]) && x > l->x[k - 1];
    double slope = joined ? (y - l->y[k - 1]) / (x - l->x[k - 1]) : 0;
    if (joined && l->x[k - 1] < x0 && x > x0) {
      pen_to(&p, px(f, x0), py(f, y - slope * (x - x0)));
    }
    if (x >= x0 && x <= x1) pen_to(&p, px(f, x), py(f, y));
    if (joined && l->x[k - 1] < x1 && x > x1) {
      pen_to(&p, px(f, x1), py(f, y - slope * (x - x1)));
    }
  }
  pen_flush(&p);
  ant_text_put(out, "\"/>");
}

static bool has_value(const ant_chart_line *l) {
  for (int k = 0; k < l->n; k++) {
    if (isfinite(l->y[k])) return true;
  }
  return false;
}

static void draw_line(ant_text *out, const frame *f, const ant_chart_line *l) {
  double certain = isfinite(l->certain_to) ? l->certain_to : INFINITY;
  if (!has_value(l)) return;
  ant_text_print(out, "<g class=\"line t%d%s\" data-name=\"", l->tone, l->heavy ? " heavy" : "");
  ant_html_text(out, l->name);
  ant_text_put(out, "\">");
  draw_part(out, f, l, -INFINITY, certain, "known");
  if (certain < f->x1) draw_part(out, f, l, certain, INFINITY, "beyond");
  ant_text_put(out, "</g>\n");
}

/* 4. Points --------------------------------------------------------------- */

/* Points at one day stand side by side: this one's place among those before it. */
static double aside(const frame *f, int i) {
  const ant_chart_point *p = f->chart->point;
  int same = 0;
  for (int k = 0; k < i; k++) {
    if (fabs(px(f, p[k].x) - px(f, p[i].x)) < 4) same++;
  }
  return same % 2 ? -6.0 * ((same + 1) / 2) : 6.0 * (same / 2);
}

static void draw_bar(ant_text *out, const frame *f, const ant_chart_point *p, double x) {
  bool low = isfinite(p->lo), high = isfinite(p->hi);
  if (!low && !high) return;
  double y0 = low ? py(f, p->lo) : py(f, p->hi) + 16;
  double y1 = high ? py(f, p->hi) : py(f, p->lo) - 16;
  y0 = fmin(y0, f->bottom);
  y1 = fmax(y1, f->top);
  if (low && high && !isfinite(p->y)) {
    ant_text_print(out, "<path class=\"range\" d=\"M%s,%sV%s\"/>", PX(x), PX(y0), PX(y1));
    return;
  }
  ant_text_print(out, "<path class=\"bar\" d=\"M%s,%sV%s", PX(x), PX(y0), PX(y1));
  if (low) ant_text_print(out, "M%s,%sh6", PX(x - 3), PX(y0));
  if (high) ant_text_print(out, "M%s,%sh6", PX(x - 3), PX(y1));
  if (!low) ant_text_print(out, "M%s,%sl3,4l3,-4", PX(x - 3), PX(y0 - 4));
  if (!high) ant_text_print(out, "M%s,%sl3,-4l3,4", PX(x - 3), PX(y1 + 4));
  ant_text_put(out, "\"/>");
}

static void draw_point(ant_text *out, const frame *f, int i) {
  const ant_chart_point *p = &f->chart->point[i];
  double x = clamp(px(f, p->x) + aside(f, i), f->left, f->right + 8), y = py(f, p->y);
  ant_text_print(out, "<g class=\"point t%d %s\"><title>", p->tone,
                 p->used_in_fit ? "fit" : "test");
  ant_html_text(out, p->title);
  ant_text_put(out, "</title>");
  if (isfinite(p->from_x) && isfinite(p->y)) {
    ant_text_print(out, "<path class=\"rate\" d=\"M%s,%sL%s,%s\"/>", PX(px(f, p->from_x)),
                   PX(py(f, p->from_y)), PX(x), PX(y));
  }
  draw_bar(out, f, p, x);
  if (isfinite(p->y) && p->pooled) {
    ant_text_print(out, "<path class=\"dot\" d=\"M%s,%sl4.5,-4.5l4.5,4.5l-4.5,4.5z\"/>",
                   PX(x - 4.5), PX(y));
  } else if (isfinite(p->y)) {
    ant_text_print(out, "<circle class=\"dot\" cx=\"%s\" cy=\"%s\" r=\"3.6\"/>", PX(x), PX(y));
  }
  ant_text_put(out, "</g>\n");
}

/* 5. Names ---------------------------------------------------------------- */

typedef struct name_place {
  int line;
  double y;
} name_place;

static double last_value(const ant_chart_line *l, double x1) {
  for (int k = l->n - 1; k >= 0; k--) {
    if (isfinite(l->y[k]) && l->x[k] <= x1 + 1e-9) return l->y[k];
  }
  return NAN;
}

/* Push names apart until none is nearer than GAP to the next, keeping their order and the field. */
static void spread(name_place *place, int n, double gap, double top, double bottom) {
  for (int i = 1; i < n; i++) {
    name_place moved = place[i];
    int k = i;
    for (; k > 0 && place[k - 1].y > moved.y; k--) place[k] = place[k - 1];
    place[k] = moved;
  }
  for (int round = 0; round < 200; round++) {
    bool calm = true;
    for (int i = 1; i < n; i++) {
      double lack = gap - (place[i].y - place[i - 1].y);
      if (lack < 0.01) continue;
      place[i - 1].y -= lack / 2;
      place[i].y += lack / 2;
      calm = false;
    }
    if (n > 0 && place[0].y < top) place[0].y = top;
    if (n > 0 && place[n - 1].y > bottom) place[n - 1].y = bottom;
    if (calm) break;
  }
}

static void draw_names(ant_text *out, const frame *f) {
  name_place place[ANT_CHART_LINES];
  int n = 0;
  for (int i = 0; i < f->chart->n_line && n < ANT_CHART_LINES; i++) {
    double last = last_value(&f->chart->line[i], f->x1);
    if (isfinite(last)) place[n++] = (name_place){i, py(f, last)};
  }
  spread(place, n, 14, f->top + 2, f->bottom);
  for (int i = 0; i < n; i++) {
    const ant_chart_line *l = &f->chart->line[place[i].line];
    double end = py(f, last_value(l, f->x1));
    ant_text_print(out, "<g class=\"name t%d\"><path d=\"M%s,%sL%s,%s\"/>", l->tone,
                   PX(f->right + 1), PX(end), PX(f->right + 10), PX(place[i].y));
    ant_text_print(out, "<text x=\"%s\" y=\"%s\">", PX(f->right + 13), PX(place[i].y + 4));
    ant_html_text(out, l->name);
    ant_text_put(out, "</text></g>\n");
  }
}

/* Where a line is farthest from the reference within the field; false when it is nowhere. */
static bool farthest(const frame *f, const ant_chart_line *l, double *x, double *y) {
  double from = isfinite(f->chart->reference) ? f->chart->reference : NAN, most = -1;
  for (int k = 0; k < l->n; k++) {
    if (!isfinite(l->y[k]) || !(l->x[k] >= f->x0 && l->x[k] <= f->x1)) continue;
    if (isnan(from)) from = l->y[k]; /* no reference: from where the line begins */
    if (!(fabs(l->y[k] - from) > most)) continue;
    most = fabs(l->y[k] - from);
    *x = px(f, l->x[k]);
    *y = py(f, l->y[k]) + (l->y[k] < from ? 14 : -6);
  }
  return most >= 0;
}

/* Single letters at the farthest point of each line; where two meet the later moves aside. */
static void draw_letters(ant_text *out, const frame *f) {
  double x[ANT_CHART_LINES], y[ANT_CHART_LINES];
  int n = f->chart->n_line < ANT_CHART_LINES ? f->chart->n_line : ANT_CHART_LINES;
  for (int i = 0; i < n; i++) {
    const ant_chart_line *l = &f->chart->line[i];
    x[i] = y[i] = -1e9;
    if (!farthest(f, l, &x[i], &y[i])) continue;
    for (int k = 0; k < i; k++) {
      if (fabs(x[k] - x[i]) < 11 && fabs(y[k] - y[i]) < 13) {
        x[i] = x[k] + 12;
        k = -1; /* against all of them again */
      }
    }
    ant_text_print(out, "<text class=\"t%d tag\" x=\"%s\" y=\"%s\">", l->tone, PX(x[i]),
                   PX(clamp(y[i], f->top + 10, f->bottom - 3)));
    ant_html_text(out, l->name);
    ant_text_put(out, "</text>\n");
  }
}

/* 6. The chart ------------------------------------------------------------ */

static void open_svg(ant_text *out, const frame *f) {
  const ant_chart *c = f->chart;
  ant_text_print(out,
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart%s%s\" viewBox=\"0 0 %d "
                 "%d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"",
                 c->classes ? " " : "", c->classes ? c->classes : "", c->width, c->height, c->width,
                 c->height);
  ant_html_text(out, c->label);
  ant_text_print(out, "\" data-x=\"%.6g %.6g %s %s\"", f->x0, f->x1, PX(f->left), PX(f->right));
  ant_text_print(out, " data-y=\"%.6g %.6g %s %s\" data-unit=\"", f->y0, f->y1, PX(f->bottom),
                 PX(f->top));
  ant_html_unit(out, c->unit);
  ant_text_put(out, "\">\n");
}

void ant_chart_draw(ant_text *out, const ant_chart *chart) {
  frame f = frame_of(chart);
  open_svg(out, &f);
  draw_bands(out, &f);
  draw_y_axis(out, &f);
  draw_x_axis(out, &f);
  draw_marks(out, &f);
  for (int i = 0; i < chart->n_line; i++) draw_line(out, &f, &chart->line[i]);
  for (int i = 0; i < chart->n_point; i++) draw_point(out, &f, i);
  if (chart->right) draw_names(out, &f);
  if (chart->letters) draw_letters(out, &f);
  ant_text_print(out, "<path class=\"cross\" d=\"M0,%sV%s\"/>\n</svg>\n", PX(f.top), PX(f.bottom));
}
