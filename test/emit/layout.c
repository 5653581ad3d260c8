/* Boxes and arrows in layers: nothing overlaps, arrows go down but where they close a circle, and
 * known graphs have no crossings. */
#include "emit/layout.h"

#include <stdint.h>

#include "test.h"

enum { MOST = 200 };

typedef struct graph {
  ant_layout_node node[MOST];
  ant_layout_edge edge[MOST * 3];
  ant_layout layout;
} graph;

static graph *make(int n_node, int n_edge, const int (*edge)[2]) {
  static graph g;
  g = (graph){.layout = {.n_node = n_node, .n_edge = n_edge, .gap_x = 10, .gap_y = 30}};
  for (int i = 0; i < n_node; i++) g.node[i] = (ant_layout_node){.w = 40 + i % 3 * 20, .h = 20};
  for (int e = 0; e < n_edge; e++)
    g.edge[e] = (ant_layout_edge){.from = edge[e][0], .to = edge[e][1]};
  g.layout.node = g.node;
  g.layout.edge = g.edge;
  g.layout.arena = ant_arena_create();
  return &g;
}

static void place(graph *g) {
  CHECK(ant_layout_run(&g->layout) == ANT_OK);
}

static void done(graph *g) {
  ant_arena_destroy(&g->layout.arena);
}

/* boxes lie inside and apart; arrows run from box to box */
static void sound(const graph *g) {
  const ant_layout *l = &g->layout;
  for (int i = 0; i < l->n_node; i++) {
    const ant_layout_node *a = &l->node[i];
    CHECK(a->x - a->w / 2 > -1e-6 && a->x + a->w / 2 < l->width + 1e-6);
    CHECK(a->y - a->h / 2 > -1e-6 && a->y + a->h / 2 < l->height + 1e-6);
    for (int j = 0; j < i; j++) {
      const ant_layout_node *b = &l->node[j];
      bool apart =
          fabs(a->x - b->x) > (a->w + b->w) / 2 - 1e-6 || fabs(a->y - b->y) > (a->h + b->h) / 2;
      CHECK(apart);
    }
  }
  for (int e = 0; e < l->n_edge; e++) {
    const ant_layout_edge *edge = &l->edge[e];
    if (edge->from == edge->to) continue;
    CHECK(edge->n_point >= 2);
    const ant_layout_node *a = &l->node[edge->from], *b = &l->node[edge->to];
    ant_point p = edge->point[0], q = edge->point[edge->n_point - 1];
    CHECK(fabs(p.x - a->x) <= a->w / 2 && fabs(fabs(p.y - a->y) - a->h / 2) < 1e-9);
    CHECK(fabs(q.x - b->x) <= b->w / 2 && fabs(fabs(q.y - b->y) - b->h / 2) < 1e-9);
  }
}

static void a_tree_has_no_crossings(void) {
  static const int edge[][2] = {{0, 4}, {1, 5}, {0, 3}, {1, 6}, {7, 1}, {7, 0}, {4, 2}, {7, 2}};
  graph *g = make(8, 8, edge);
  place(g);
  sound(g);
  CHECK(g->layout.n_crossing == 0);
  for (int e = 0; e < 8; e++)
    CHECK(g->edge[e].point[0].y < g->edge[e].point[g->edge[e].n_point - 1].y);
  done(g);
}

static void crossings_are_undone(void) {
  static const int edge[][2] = {{0, 7}, {1, 6}, {2, 5}, {3, 4}, {0, 6}, {3, 5}};
  graph *g = make(8, 6, edge);
  place(g);
  sound(g);
  CHECK(g->layout.n_crossing == 0);
  done(g);
}

static void one_arrow_of_a_circle_goes_up(void) {
  static const int edge[][2] = {{0, 1}, {1, 2}, {2, 3}, {3, 0}, {2, 2}};
  graph *g = make(4, 5, edge);
  place(g);
  sound(g);
  int up = 0;
  for (int e = 0; e < 4; e++)
    up += g->edge[e].point[0].y > g->edge[e].point[g->edge[e].n_point - 1].y;
  CHECK(up == 1);
  CHECK(g->edge[4].n_point == 0);
  done(g);
}

static void wide_layers_are_cut(void) {
  static int edge[29][2];
  for (int e = 0; e < 29; e++) edge[e][1] = e + 1;
  graph *g = make(30, 29, (const int(*)[2])edge);
  place(g);
  sound(g);
  double broad = g->layout.width;
  g->layout.most_w = 400;
  place(g);
  sound(g);
  CHECK(broad > 1500 && g->layout.width < broad / 2 && g->layout.height > 250);
  done(g);
}

static void boxes_without_arrows_stand_below(void) {
  static const int edge[][2] = {{3, 1}, {2, 2}};
  graph *g = make(30, 2, edge);
  g->layout.most_w = 400;
  place(g);
  sound(g);
  CHECK(g->layout.width <= 400 && g->node[1].y > g->node[3].y);
  for (int i = 0; i < 30; i++) CHECK(i == 1 || i == 3 || g->node[i].y > g->node[1].y + 20);
  done(g);
}

static void nothing_is_something(void) {
  graph *g = make(0, 0, NULL);
  place(g);
  CHECK(g->layout.width == 0 && g->layout.height == 0);
  done(g);
  g = make(1, 0, NULL);
  place(g);
  CHECK(g->layout.width == g->node[0].w);
  done(g);
}

/* graphs at random, and the same twice */
static void any_graph_is_placed(void) {
  uint64_t seed = 11;
  printf("# seed %d\n", 11);
  for (int round = 0; round < 60; round++) {
    static int edge[MOST * 3][2];
    int n = 1 + round, m = 0;
    for (int e = 0; e < 2 * n; e++) {
      for (int k = 0; k < 2; k++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        edge[m][k] = (int)((seed >> 33) % (uint64_t)n);
      }
      m++;
    }
    graph *g = make(n, m, (const int(*)[2])edge);
    if (round % 2) g->layout.most_w = 300;
    place(g);
    sound(g);
    double x = g->node[n / 2].x;
    int crossings = g->layout.n_crossing;
    place(g);
    CHECK(g->node[n / 2].x == x && g->layout.n_crossing == crossings);
    done(g);
  }
}

int main(void) {
  RUN(a_tree_has_no_crossings);
  RUN(crossings_are_undone);
  RUN(one_arrow_of_a_circle_goes_up);
  RUN(wide_layers_are_cut);
  RUN(boxes_without_arrows_stand_below);
  RUN(nothing_is_something);
  RUN(any_graph_is_placed);
  return test_done();
}
