/* graph_svg.c - the shapes of a diagram (see graph_internal.h). */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "emit/graph_internal.h"

/* Text ----------------------------------------------------------------------------- */

/* how wide TEXT is at one pixel, about: the system's sans serif */
static double width_of(const char *text) {
  double w = 0;
  for (const char *p = text; *p; p++) {
    unsigned char c = (unsigned char)*p;
    if ((c & 0xC0) == 0x80) continue;
    w += strchr("iljtf.,:;'|!() ", c) ? 0.32 : strchr("mwMW", c) ? 0.86 : isupper(c) ? 0.68 : 0.56;
  }
  return w;
}

ant_graph_label ant_graph_words(ant_arena *arena, const char *text, int most, double size) {
  ant_graph_label label = {.size = size};
  char *copy = ant_arena_copy(arena, text), *from = copy;
  for (char *p = copy; p && *p; p++) *p = *p == '_' || *p == '.' ? ' ' : *p;
  while (from && *from && label.n < ANT_GRAPH_LINES) {
    while (*from == ' ') from++;
    char *end = from + strlen(from), *cut = end;
    bool last = label.n == ANT_GRAPH_LINES - 1;
    if ((int)strlen(from) > most && !last) {
      cut = from + most;
      while (cut > from && *cut != ' ') cut--;
      if (cut == from) cut = from + strcspn(from, " ");
    }
    bool more = *cut != '\0';
    *cut = '\0';
    label.line[label.n++] = from;
    label.w = fmax(label.w, width_of(from) * size);
    from = more ? cut + 1 : NULL;
  }
  label.h = label.n * size * 1.2;
  return label;
}

void ant_graph_put_label(const ant_graph_pen *pen, const ant_graph_label *label, double x, double y,
                         const char *class) {
  double line = label->size * 1.2, top = y - label->h / 2 + line * 0.78;
  ant_text_print(pen->out, "<text class=\"%s\" font-size=\"%g\">", class, label->size);
  for (int i = 0; i < label->n; i++) {
    ant_text_print(pen->out, "<tspan x=\"%.1f\" y=\"%.1f\">", x, top + i * line);
    ant_text_markup(pen->out, label->line[i]);
    ant_text_put(pen->out, "</tspan>");
  }
  ant_text_put(pen->out, "</text>\n");
}

/* Shapes --------------------------------------------------------------------------- */

void ant_graph_box(const ant_graph_pen *pen, double x, double y, double w, double h, double round,
                   const char *class) {
  ant_text_print(
      pen->out,
      "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%g\" />\n",
      class, x - w / 2, y - h / 2, w, h, round);
}

void ant_graph_curve(const ant_graph_pen *pen, const ant_point *point, int n, double dx, double dy,
                     const char *class) {
  if (n < 2) return;
  ant_point at = point[0];
  ant_text_print(pen->out, "<path class=\"%s\" d=\"M%.1f %.1f", class, at.x + dx, at.y + dy);
  for (int i = 1; i < n; i++) {
    ant_point to = point[i];
    if (fabs(to.y - at.y) < 0.5 && i > 1) continue; /* an arrowhead needs a direction */
    double middle = (at.y + to.y) / 2 + dy;
    ant_text_print(pen->out, " C%.1f %.1f %.1f %.1f %.1f %.1f", at.x + dx, middle, to.x + dx,
                   middle, to.x + dx, to.y + dy);
    at = to;
  }
  ant_text_put(pen->out, "\" />\n");
}

/* The frame ------------------------------------------------------------------------- */

static const char *const style[] = {
    /* a page around it has its own: all begin with .wiring */
    ".wiring text{font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Liberation "
    "Sans\",Arial,sans-serif;fill:#1d1c1a;text-anchor:middle}",
    ".wiring .quiet{fill:#6a675f}",
    ".wiring .left{text-anchor:start}",
    ".wiring .head{font-weight:600}",
    ".wiring .paper{fill:#fffefb}",
    ".wiring path{fill:none;stroke:#8a867c;stroke-width:1.2}",
    ".wiring .state{fill:#fff;stroke:#1d1c1a}",
    ".wiring .pool{fill:#fff;stroke:#1d1c1a;stroke-width:2.4}",
    ".wiring .input{fill:#fff7dc;stroke:#9a6a00}",
    ".wiring .signal{fill:#eef4f8;stroke:#7fa6c4}",
    ".wiring .flow{fill:#1d1c1a;stroke:none}",
    ".wiring .flag{fill:#e4e0d4;stroke:none}",
    ".wiring .raises{stroke:#0072b2;marker-end:url(#raises)}",
    ".wiring .lowers{stroke:#c04f00;marker-end:url(#lowers)}",
    ".wiring .either{stroke:#77736a;marker-end:url(#either)}",
    ".wiring .matter{stroke:#1d1c1a;stroke-width:3}",
    ".wiring .into{marker-end:url(#into)}",
    ".wiring .wire{stroke:#b4afa3;stroke-width:1.6;marker-end:url(#wire)}",
    ".wiring .stem{stroke:#b4afa3;stroke-width:1.6}",
    ".wiring .box{stroke:#c9c4b8}",
    ".wiring .c0{fill:#e9f1f6}",
    ".wiring .c1{fill:#f7ece0}",
    ".wiring .c2{fill:#e8f2ec}",
    ".wiring .c3{fill:#f4eaf1}",
    ".wiring .c4{fill:#f5f0dc}",
    ".wiring .c5{fill:#e6f0f2}",
    ".wiring .c6{fill:#efeeea}",
    ".wiring .c7{fill:#f6e8e6}",
    ".wiring a:hover text{fill:#00588f}",
};

static void put_marker(const ant_graph_pen *pen, const char *id, const char *shape, double reach) {
  ant_text_print(
      pen->out,
      "<marker id=\"%s\" viewBox=\"-10 -6 12 12\" refX=\"%g\" refY=\"0\" markerWidth=\"12\" "
      "markerHeight=\"12\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">%s</marker>\n",
      id, reach, shape);
}

void ant_graph_open(const ant_graph_pen *pen, double width, double height, const char *title) {
  ant_text_print(
      pen->out,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"wiring\" viewBox=\"0 0 %.0f %.0f\" "
      "width=\"%.0f\" height=\"%.0f\" role=\"img\"",
      width, height, width, height);
  if (pen->links) { /* within a page: as wide as that, but not so small that nobody can read it */
    ant_text_print(pen->out, " style=\"min-width:%.0fpx\"", fmin(width, 1150));
  }
  ant_text_put(pen->out, ">\n<title>");
  ant_text_markup(pen->out, title);
  ant_text_put(pen->out, "</title>\n<style>\n");
  for (size_t i = 0; i < sizeof style / sizeof *style; i++) {
    ant_text_put(pen->out, style[i]);
    ant_text_put(pen->out, "\n");
  }
  ant_text_put(pen->out, "</style>\n<defs>\n");
  put_marker(pen, "raises", "<path d=\"M-8 -4 L0 0 L-8 4 z\" style=\"fill:#0072b2;stroke:none\" />",
             0);
  put_marker(pen, "lowers", "<path d=\"M-1 -5 L-1 5\" style=\"stroke:#c04f00;stroke-width:2.4\" />",
             0);
  put_marker(pen, "either",
             "<circle cx=\"-4\" cy=\"0\" r=\"3\" style=\"fill:#fff;stroke:#77736a\" />", -1);
  put_marker(pen, "into", "<path d=\"M-10 -6 L1 0 L-10 6 z\" style=\"fill:#1d1c1a;stroke:none\" />",
             0);
  put_marker(pen, "wire", "<path d=\"M-8 -4 L0 0 L-8 4 z\" style=\"fill:#b4afa3;stroke:none\" />",
             0);
  ant_text_put(pen->out, "</defs>\n");
  ant_graph_box(pen, width / 2, height / 2, width, height, 0, "paper");
}

void ant_graph_close(const ant_graph_pen *pen) {
  ant_text_put(pen->out, "</svg>\n");
}

void ant_graph_begin(const ant_graph_pen *pen, const char *name, const char *tip) {
  ant_text_put(pen->out, "<g>");
  if (tip && tip[0]) {
    ant_text_put(pen->out, "<title>");
    ant_text_markup(pen->out, tip);
    ant_text_put(pen->out, "</title>\n");
  }
  if (!pen->links || !name) return;
  ant_text_put(pen->out, "<a href=\"#");
  for (const char *p = name; *p; p++) {
    if (*p != '{' && *p != '}') ant_text_add(pen->out, p, 1);
  }
  ant_text_put(pen->out, "\">");
}

void ant_graph_end(const ant_graph_pen *pen, const char *name) {
  ant_text_put(pen->out, pen->links && name ? "</a></g>\n" : "</g>\n");
}

const char *ant_graph_colour(const ant_model *model, int module) {
  static const char *const colour[] = {"c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"};
  int group = 0;
  for (int i = 0; i <= module && i < model->n_module; i++) {
    const char *name = model->module[i].name;
    size_t n = strcspn(name, ".");
    bool seen = false;
    for (int k = 0; k < i && !seen; k++) {
      const char *other = model->module[k].name;
      seen = strcspn(other, ".") == n && strncmp(other, name, n) == 0;
      if (seen && i == module) return ant_graph_colour(model, k);
    }
    group += !seen;
  }
  return colour[(group + 7) % 8];
}

/* The legend ------------------------------------------------------------------------ */

typedef struct sample {
  const char *class, *words;
} sample;

static double put_line(const ant_graph_pen *pen, double x, double y, const sample *s) {
  ant_point p[2] = {{x, y}, {x + 34, y}};
  ant_graph_label label = ant_graph_words(pen->arena, s->words, 60, 12);
  ant_text_print(pen->out, "<path class=\"%s\" d=\"M%.1f %.1f L%.1f %.1f\" />\n", s->class, p[0].x,
                 p[0].y, p[1].x, p[1].y);
  ant_graph_put_label(pen, &label, x + 42, y, "left quiet");
  return x + 42 + label.w + 26;
}

static double put_shape(const ant_graph_pen *pen, double x, double y, const sample *s) {
  ant_graph_label label = ant_graph_words(pen->arena, s->words, 60, 12);
  ant_graph_box(pen, x + 12, y, 24, 14, strcmp(s->class, "input") == 0 ? 7 : 2, s->class);
  ant_graph_put_label(pen, &label, x + 32, y, "left quiet");
  return x + 32 + label.w + 26;
}

void ant_graph_legend(const ant_graph_pen *pen, double x, double y, bool states) {
  static const sample line[] = {{"raises", "raises"},
                                {"lowers", "lowers"},
                                {"either", "either, or not on the ground"},
                                {"matter into", "matter"}};
  static const sample shape[] = {{"state", "state"},
                                 {"pool", "pool of matter"},
                                 {"input", "input of the mission"},
                                 {"signal", "signal"},
                                 {"flag", "from another module"}};
  double at = x;
  for (size_t i = 0; states && i < sizeof line / sizeof *line; i++)
    at = put_line(pen, at, y, &line[i]);
  at = x;
  for (size_t i = 0; states && i < sizeof shape / sizeof *shape; i++) {
    at = put_shape(pen, at, y + 22, &shape[i]);
  }
  if (!states) put_line(pen, x, y, &(sample){"wire", "is read by"});
}
