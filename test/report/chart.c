/* chart.c - a drawn line keeps to its data, breaks where there is none, and is dashed where it
 * must. */
#include "test.h"
#include "report/chart.h"

enum { N = 1000 };

static ant_chart plain(const ant_chart_line *line, int n) {
  return (ant_chart){.width = 358,
                     .height = 200,
                     .x0 = 0,
                     .x1 = 1,
                     .y0 = -1,
                     .y1 = 1,
                     .unit = "%",
                     .label = "a test",
                     .reference = NAN,
                     .line = line,
                     .n_line = n};
}

static char *drawn(ant_text *t, const ant_chart *chart) {
  ant_text_clear(t);
  ant_chart_draw(t, chart);
  CHECK(!t->failed);
  return t->data;
}

/* the points of the first path of class CLASS: x, y pairs */
static int path_points(const char *svg, const char *class, double *xy, int most) {
  char open[80];
  snprintf(open, sizeof open, "<path class=\"%s\" d=\"", class);
  const char *p = strstr(svg, open);
  int n = 0;
  for (p = p ? p + strlen(open) : ""; *p && *p != '"' && n < most;) {
    if (*p == 'M' || *p == 'L' || *p == ',') {
      p++;
      continue;
    }
    char *end;
    xy[n++] = strtod(p, &end);
    p = end > p ? end : p + 1;
  }
  return n / 2;
}

static double at(const double *xy, int n, double x) {
  for (int i = 1; i < n; i++) {
    if (x >= xy[2 * i - 2] && x <= xy[2 * i]) {
      double share = (x - xy[2 * i - 2]) / (xy[2 * i] - xy[2 * i - 2]);
      return xy[2 * i - 1] + share * (xy[2 * i + 1] - xy[2 * i - 1]);
    }
  }
  return NAN;
}

static void keeps_to_its_data(void) {
  double x[N], y[N], xy[2 * N];
  for (int i = 0; i < N; i++) {
    x[i] = i / (N - 1.0);
    y[i] = 0.9 * sin(9 * x[i]) * exp(-x[i]) + (i > 500 ? 0.05 : 0); /* curved, and one jump */
  }
  ant_chart_line line = {.x = x, .y = y, .n = N, .name = "one", .certain_to = NAN};
  ant_chart chart = plain(&line, 1);
  ant_text t = {0};
  int n = path_points(drawn(&t, &chart), "known", xy, 2 * N);
  CHECK(n > 20 && n < 400);
  double worst = 0;
  for (int i = 0; i < N; i++) { /* the field: x 42 to 348, y 176 down to 10 */
    double off = at(xy, n, 42 + x[i] * 306) - (176 - (y[i] + 1) / 2 * 166);
    if (i < 499 || i > 502) worst = fmax(worst, fabs(off));
  }
  CHECK(worst < 0.33); /* 0.08 of the line, 0.05 in y and up to 0.2 from rounding x on a slope */
  ant_text_clear(&t);
}

static void breaks_where_there_is_nothing(void) {
  double x[] = {0, 0.1, 0.2, 0.3, 0.4, 0.5}, y[] = {0, 0.1, NAN, INFINITY, 0.2, 0.3};
  ant_chart_line line = {.x = x, .y = y, .n = 6, .name = "one", .certain_to = NAN};
  ant_chart chart = plain(&line, 1);
  ant_text t = {0};
  char *svg = drawn(&t, &chart);
  const char *path = strstr(svg, "class=\"known\"");
  CHECK(path && strchr(path, 'M') && strchr(strchr(path, 'M') + 1, 'M'));
  CHECK(!strstr(svg, "nan") && !strstr(svg, "inf"));
  ant_text_clear(&t);
}

static void is_dashed_beyond_what_is_known(void) {
  double x[] = {0, 1}, y[] = {0, 1}, xy[16];
  ant_chart_line line = {.x = x, .y = y, .n = 2, .name = "one", .certain_to = 0.4};
  ant_chart chart = plain(&line, 1);
  ant_text t = {0};
  char *svg = drawn(&t, &chart);
  CHECK(path_points(svg, "known", xy, 16) == 2);
  NEAR(xy[2], 42 + 0.4 * 306, 0.06);
  CHECK(path_points(svg, "beyond", xy, 16) == 2);
  NEAR(xy[0], 42 + 0.4 * 306, 0.06);
  line.certain_to = NAN;
  CHECK(!strstr(drawn(&t, &chart), "beyond"));
  ant_text_clear(&t);
}

static void an_empty_chart_is_still_a_chart(void) {
  double x[] = {0, 1}, y[] = {NAN, NAN};
  ant_chart_line line = {.x = x, .y = y, .n = 2, .name = "one", .certain_to = NAN};
  ant_chart_point point = {.x = NAN, .y = NAN, .lo = NAN, .hi = NAN, .from_x = NAN, .title = ""};
  ant_chart chart = plain(&line, 1);
  chart.x0 = chart.x1 = chart.y0 = chart.y1 = NAN;
  chart.point = &point;
  chart.n_point = 1;
  chart.right = 80;
  ant_text t = {0};
  char *svg = drawn(&t, &chart);
  CHECK(strstr(svg, "</svg>") != NULL);
  CHECK(!strstr(svg, "nan") && !strstr(svg, "inf"));
  ant_text_clear(&t);
}

/* names on the right never overlap, and stay in the order of their lines */
static void names_keep_apart(void) {
  double x[] = {0, 1}, y[12][2];
  ant_chart_line line[12];
  for (int i = 0; i < 12; i++) {
    y[i][0] = 0;
    y[i][1] = 0.01 * i;
    line[i] = (ant_chart_line){.x = x, .y = y[i], .n = 2, .name = "name", .certain_to = NAN};
  }
  ant_chart chart = plain(line, 12);
  chart.right = 80;
  ant_text t = {0};
  double last = -1e9;
  for (char *p = drawn(&t, &chart); (p = strstr(p, "<text x=\"291\" y=\"")); p++) {
    double here = strtod(p + 17, NULL);
    CHECK(here >= last + 13.5);
    last = here;
  }
  CHECK(last > 0 && last < 185);
  ant_text_clear(&t);
}

/* letters at the farthest point stand side by side where lines share it */
static void letters_keep_apart(void) {
  static const char *const name[] = {"A", "B", "C", "D", "E", "F", "G", "H"};
  double x[] = {0, 0.3, 1}, y[] = {0, -0.5, 0}, at[8];
  ant_chart_line line[8];
  for (int i = 0; i < 8; i++) {
    line[i] = (ant_chart_line){.x = x, .y = y, .n = 3, .name = name[i], .certain_to = NAN};
  }
  ant_chart chart = plain(line, 8);
  chart.letters = true;
  chart.reference = 0;
  ant_text t = {0};
  int n = 0;
  for (char *p = drawn(&t, &chart); (p = strstr(p, "tag\" x=\"")) && n < 8; p++)
    at[n++] = strtod(p + 8, NULL);
  CHECK(n == 8);
  for (int i = 1; i < n; i++) CHECK(at[i] >= at[i - 1] + 11);
  ant_text_clear(&t);
}

int main(void) {
  RUN(keeps_to_its_data);
  RUN(breaks_where_there_is_nothing);
  RUN(is_dashed_beyond_what_is_known);
  RUN(an_empty_chart_is_still_a_chart);
  RUN(names_keep_apart);
  RUN(letters_keep_apart);
  return test_done();
}
