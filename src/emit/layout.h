/* layout.h - boxes and arrows in layers, from top to bottom, with few crossings.
 *
 * The method is that of Sugiyama, Tagawa and Toda (IEEE Trans. Syst. Man Cybern. 11:109, 1981):
 * arrows that close circles are turned round for the time being (greedily, after Eades, Lin and
 * Smyth, Inf. Process. Lett. 47:319, 1993); boxes get layers by longest path; layers that are too
 * wide are cut; long arrows are broken by small invisible boxes; the order in each layer follows
 * the mean place of the neighbours, down and up; places along a layer are the least squares that
 * keep the order (pool adjacent violators).
 *
 * Boxes without arrows stand in rows below the rest.  The same input gives the same bytes.  Thread
 * safety: no globals. */
#ifndef ANT_EMIT_LAYOUT_H
#define ANT_EMIT_LAYOUT_H

#include "base/arena.h"

typedef struct ant_point {
  double x, y;
} ant_point;

typedef struct ant_layout_node {
  double w, h;  /* in: its size                                           */
  double ports; /* in: how wide arrows stand on a side; 0: most of w      */
  double x, y;  /* out: its middle                                        */
} ant_layout_node;

typedef struct ant_layout_edge {
  int from, to;     /* nodes; an arrow to itself is left without points        */
  ant_point *point; /* out: (n_point) from the edge of one box to that of the other */
  int n_point;
} ant_layout_edge;

typedef struct ant_layout {
  ant_arena *arena; /* for what comes out                                     */
  ant_layout_node *node;
  int n_node;
  ant_layout_edge *edge;
  int n_edge;
  double gap_x, gap_y;  /* between boxes, between layers                          */
  double most_w;        /* a layer wider than this is cut; 0: none is              */
  double width, height; /* out                                                   */
  int n_crossing;       /* out: of arrows, what is left                           */
} ant_layout;

/* Place all boxes with 0 <= x <= width, 0 <= y <= height.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_layout_run(ant_layout *layout);

#endif /* ANT_EMIT_LAYOUT_H */
