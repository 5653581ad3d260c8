/* graph_internal.h - what the files that draw a model share; nobody else includes it. */
#ifndef ANT_GRAPH_INTERNAL_H
#define ANT_GRAPH_INTERNAL_H

#include "emit/graph.h"
#include "emit/layout.h"
#include "emit/wiring.h"

enum { ANT_GRAPH_LINES = 6 };

/* Words broken into lines. */
typedef struct ant_graph_label {
  const char *line[ANT_GRAPH_LINES];
  int n;
  double w, h; /* of the text, at `size`                                    */
  double size;
} ant_graph_label;

typedef struct ant_graph_pen {
  ant_text *out;
  ant_arena *arena;
  const ant_model *model;
  ant_part_of part;
  bool links;
} ant_graph_pen;

/* graph_svg.c: shapes ------------------------------------------------------------ */

/* TEXT (underscores and dots are spaces) in lines of at most MOST letters, at SIZE pixels. */
ant_graph_label ant_graph_words(ant_arena *arena, const char *text, int most, double size);

void ant_graph_open(const ant_graph_pen *pen, double width, double height, const char *title);
void ant_graph_close(const ant_graph_pen *pen);

/* The lines of LABEL around X, Y. */
void ant_graph_put_label(const ant_graph_pen *pen, const ant_graph_label *label, double x, double y,
                         const char *class);

/* A box; CLASS says how it looks, ROUND the radius of its corners. */
void ant_graph_box(const ant_graph_pen *pen, double x, double y, double w, double h, double round,
                   const char *class);

/* A smooth line through POINT (n), moved by DX, DY. */
void ant_graph_curve(const ant_graph_pen *pen, const ant_point *point, int n, double dx, double dy,
                     const char *class);

/* What the signs mean, from X, Y on; with the kinds of boxes where STATES. */
void ant_graph_legend(const ant_graph_pen *pen, double x, double y, bool states);
enum { ANT_GRAPH_LEGEND_H = 44 };

/* A link around what follows, to the id of NAME on the model's page; with a tooltip. */
void ant_graph_begin(const ant_graph_pen *pen, const char *name, const char *tip);
void ant_graph_end(const ant_graph_pen *pen, const char *name);

/* The colour of a module, by the first word of its name: c0 to c7. */
const char *ant_graph_colour(const ant_model *model, int module);

/* graph_modules.c, graph_states.c --------------------------------------------------- */

ant_status ant_graph_modules(const ant_graph_pen *pen);
ant_status ant_graph_states(const ant_graph_pen *pen, const ant_wiring *wiring);

#endif /* ANT_GRAPH_INTERNAL_H */
