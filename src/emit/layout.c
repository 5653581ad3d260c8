/* layout.c - boxes and arrows in layers (see layout.h).
 *   1. Circles   2. Layers   3. Long arrows   4. Order   5. Places along a layer   6. Points
 *   7. All of it */
#include "emit/layout.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { SWEEPS = 24, PASSES = 40 };
#define DUMMY_W  6.0
#define STRAIGHT 6.0 /* how much more a long arrow wants to be straight than a short one short */

/* One stretch of an arrow, from a layer to the next. */
typedef struct link {
  int up, down; /* boxes, real or not                                            */
} link;

typedef struct work {
  ant_layout *layout;
  bool *turned;              /* (n_edge) goes upwards                              */
  int n, n_layer;            /* boxes with those that are not real                 */
  int *layer, *place;        /* (n) which layer, which place in it                 */
  int *first, *order, *best; /* (n_layer + 1) and (n): the boxes of each layer in order */
  double *x, *w;             /* (n)                                                */
  link *link;                /* (n_link)                                           */
  int n_link;
  int *chain; /* (n_edge + 1) where the boxes of a broken arrow begin, from n_node on */
  int *up_at, *up, *down_at, *down; /* neighbours above and below, by box            */
  double *key, *z, *mass;           /* scratch                                            */
  int *scratch;
} work;

static bool real(const work *k, int i) {
  return i < k->layout->n_node;
}

static int upper(const work *k, int e) {
  const ant_layout_edge *edge = &k->layout->edge[e];
  return k->turned[e] ? edge->to : edge->from;
}

static int lower(const work *k, int e) {
  const ant_layout_edge *edge = &k->layout->edge[e];
  return k->turned[e] ? edge->from : edge->to;
}

/* 1. Circles ----------------------------------------------------------------- */

/* out- and in-degrees of what is left; ranks fill from both ends */
static void take(work *k, int *rank, int *out, int *in, int node, int at) {
  rank[node] = at;
  for (int e = 0; e < k->layout->n_edge; e++) {
    const ant_layout_edge *edge = &k->layout->edge[e];
    if (edge->from == node) in[edge->to]--;
    if (edge->to == node) out[edge->from]--;
  }
}

static int pick(const int *rank, const int *out, const int *in, int n, int *out_end) {
  int best = -1;
  *out_end = 0;
  for (int i = 0; i < n; i++) {
    if (rank[i] >= 0) continue;
    if (out[i] == 0) { /* a sink goes to the end */
      *out_end = 1;
      return i;
    }
  }
  for (int i = 0; i < n; i++) {
    if (rank[i] >= 0) continue;
    if (in[i] == 0) return i;
    if (best < 0 || out[i] - in[i] > out[best] - in[best]) best = i;
  }
  return best;
}

/* which arrows go against the order; RANK is that order */
static void turn(work *k, int *rank) {
  int n = k->layout->n_node, front = 0, back = n - 1;
  int *out = k->scratch, *in = k->scratch + n;
  memset(out, 0, 2 * (size_t)n * sizeof *out);
  for (int i = 0; i < n; i++) rank[i] = -1;
  for (int e = 0; e < k->layout->n_edge; e++) {
    out[k->layout->edge[e].from]++;
    in[k->layout->edge[e].to]++;
  }
  for (int i = 0; i < n; i++) {
    int end, node = pick(rank, out, in, n, &end);
    take(k, rank, out, in, node, end ? back-- : front++);
  }
  for (int e = 0; e < k->layout->n_edge; e++) {
    k->turned[e] = rank[k->layout->edge[e].from] > rank[k->layout->edge[e].to];
  }
}

/* 2. Layers ------------------------------------------------------------------ */

/* as high as those above allow */
static void raise_all(work *k) {
  bool moved = true;
  while (moved) {
    moved = false;
    for (int e = 0; e < k->layout->n_edge; e++) {
      if (k->layer[lower(k, e)] > k->layer[upper(k, e)]) continue;
      k->layer[lower(k, e)] = k->layer[upper(k, e)] + 1;
      moved = true;
    }
  }
}

/* down to those below, where more arrows leave than come */
static void drop_all(work *k) {
  for (int round = 0; round < 8; round++) {
    for (int i = 0; i < k->layout->n_node; i++) {
      int in = 0, out = 0, least = 1 << 30;
      for (int e = 0; e < k->layout->n_edge; e++) {
        in += lower(k, e) == i;
        if (upper(k, e) != i) continue;
        out++;
        least = k->layer[lower(k, e)] < least ? k->layer[lower(k, e)] : least;
      }
      if (out > in) k->layer[i] = least - 1;
    }
  }
}

/* Cut layers that are too wide: boxes of one layer have no arrows between them. */
static void cut_all(work *k) {
  double most = k->layout->most_w;
  int n = k->layout->n_node;
  for (int layer = 0; most > 0 && layer < n; layer++) {
    double width = 0;
    int extra = 0;
    for (int i = 0; i < n; i++) {
      if (k->layer[i] != layer) continue;
      double w = k->layout->node[i].w + k->layout->gap_x;
      if (width > 0 && width + w > most) {
        width = 0;
        extra++;
      }
      width += w;
      k->scratch[i] = extra;
    }
    for (int i = 0; i < n; i++) {
      if (k->layer[i] > layer) k->layer[i] += extra;
    }
    for (int i = 0; i < n; i++) {
      if (k->layer[i] == layer) k->layer[i] += k->scratch[i];
    }
    layer += extra;
  }
}

static void assign_layers(work *k) {
  raise_all(k);
  drop_all(k);
  cut_all(k);
  int least = 1 << 30;
  for (int i = 0; i < k->layout->n_node; i++) least = k->layer[i] < least ? k->layer[i] : least;
  for (int i = 0; i < k->layout->n_node; i++) {
    k->layer[i] -= least;
    if (k->layer[i] >= k->n_layer) k->n_layer = k->layer[i] + 1;
  }
}

/* 3. Long arrows --------------------------------------------------------------- */

static int count_dummies(work *k) {
  int n = 0;
  for (int e = 0; e < k->layout->n_edge; e++) {
    k->chain[e] = k->layout->n_node + n;
    n += k->layer[lower(k, e)] - k->layer[upper(k, e)] - 1;
  }
  k->chain[k->layout->n_edge] = k->layout->n_node + n;
  return n;
}

static void break_arrows(work *k) {
  for (int e = 0; e < k->layout->n_edge; e++) {
    int above = upper(k, e);
    for (int d = k->chain[e]; d < k->chain[e + 1]; d++) {
      k->layer[d] = k->layer[above] + 1;
      k->w[d] = DUMMY_W;
      k->link[k->n_link++] = (link){above, d};
      above = d;
    }
    k->link[k->n_link++] = (link){above, lower(k, e)};
  }
}

/* neighbours by box, from the stretches */
static void list_neighbours(work *k) {
  for (int l = 0; l < k->n_link; l++) {
    k->up_at[k->link[l].down + 1]++;
    k->down_at[k->link[l].up + 1]++;
  }
  for (int i = 0; i < k->n; i++) {
    k->up_at[i + 1] += k->up_at[i];
    k->down_at[i + 1] += k->down_at[i];
  }
  int *u = k->scratch, *d = k->scratch + k->n;
  memcpy(u, k->up_at, (size_t)k->n * sizeof *u);
  memcpy(d, k->down_at, (size_t)k->n * sizeof *d);
  for (int l = 0; l < k->n_link; l++) {
    k->up[u[k->link[l].down]++] = k->link[l].up;
    k->down[d[k->link[l].up]++] = k->link[l].down;
  }
}

/* 4. Order --------------------------------------------------------------------- */

static void number(work *k) {
  for (int l = 0; l < k->n_layer; l++) {
    for (int i = k->first[l]; i < k->first[l + 1]; i++) k->place[k->order[i]] = i - k->first[l];
  }
}

static void first_order(work *k) {
  int at = 0;
  for (int l = 0; l < k->n_layer; l++) {
    k->first[l] = at;
    for (int i = 0; i < k->n; i++) {
      if (k->layer[i] == l) k->order[at++] = i;
    }
  }
  k->first[k->n_layer] = at;
  number(k);
}

/* crossings of the stretches that leave A with those that leave B, A left of B */
static int cross(const work *k, const int *at, const int *list, int a, int b) {
  int n = 0;
  for (int i = at[a]; i < at[a + 1]; i++) {
    for (int j = at[b]; j < at[b + 1]; j++) n += k->place[list[i]] > k->place[list[j]];
  }
  return n;
}

static int count_crossings(const work *k) {
  int n = 0;
  for (int l = 0; l + 1 < k->n_layer; l++) {
    for (int i = k->first[l]; i < k->first[l + 1]; i++) {
      for (int j = i + 1; j < k->first[l + 1]; j++) {
        n += cross(k, k->down_at, k->down, k->order[i], k->order[j]);
      }
    }
  }
  return n;
}

/* each box of layer L to the mean place of its neighbours above (or below); an insertion sort keeps
 * ties */
static void sort_layer(work *k, int l, bool down) {
  const int *at = down ? k->up_at : k->down_at, *list = down ? k->up : k->down;
  int from = k->first[l], end = k->first[l + 1];
  for (int i = from; i < end; i++) {
    int box = k->order[i], n = at[box + 1] - at[box];
    double sum = 0;
    for (int j = at[box]; j < at[box + 1]; j++) sum += k->place[list[j]];
    k->key[box] = n > 0 ? sum / n : k->place[box];
  }
  for (int i = from + 1; i < end; i++) {
    int box = k->order[i], j = i;
    for (; j > from && k->key[k->order[j - 1]] > k->key[box]; j--) k->order[j] = k->order[j - 1];
    k->order[j] = box;
  }
  number(k);
}

/* neighbours in a layer change places where that saves crossings */
static bool exchange(work *k) {
  bool better = false;
  for (int l = 0; l < k->n_layer; l++) {
    for (int i = k->first[l]; i + 1 < k->first[l + 1]; i++) {
      int a = k->order[i], b = k->order[i + 1];
      int now = cross(k, k->up_at, k->up, a, b) + cross(k, k->down_at, k->down, a, b);
      int then = cross(k, k->up_at, k->up, b, a) + cross(k, k->down_at, k->down, b, a);
      if (then >= now) continue;
      k->order[i] = b;
      k->order[i + 1] = a;
      k->place[a]++;
      k->place[b]--;
      better = true;
    }
  }
  return better;
}

static void find_order(work *k) {
  size_t size = (size_t)k->n * sizeof *k->order;
  first_order(k);
  int least = count_crossings(k);
  memcpy(k->best, k->order, size);
  for (int s = 0; s < SWEEPS && least > 0; s++) {
    bool down = s % 2 == 0;
    for (int l = 1; l < k->n_layer; l++) sort_layer(k, down ? l : k->n_layer - 1 - l, down);
    for (int i = 0; i < 10 && exchange(k); i++) continue;
    int n = count_crossings(k);
    if (n >= least) continue;
    least = n;
    memcpy(k->best, k->order, size);
  }
  memcpy(k->order, k->best, size);
  number(k);
  k->layout->n_crossing = least;
}

/* 5. Places along a layer -------------------------------------------------------- */

static double distance(const work *k, int a, int b) {
  double gap = real(k, a) && real(k, b) ? k->layout->gap_x : k->layout->gap_x / 2;
  return (k->w[a] + k->w[b]) / 2 + gap;
}

/* where BOX would like to be, and how much */
static void wish(work *k, int box, bool above, bool below) {
  double sum = 0, mass = 0;
  for (int side = 0; side < 2; side++) {
    const int *at = side ? k->down_at : k->up_at, *list = side ? k->down : k->up;
    if (side ? !below : !above) continue;
    for (int j = at[box]; j < at[box + 1]; j++) {
      double m = !real(k, box) && !real(k, list[j]) ? STRAIGHT : 1;
      sum += m * k->x[list[j]];
      mass += m;
    }
  }
  k->key[box] = mass > 0 ? sum / mass : k->x[box];
  k->mass[box] = mass > 0 ? mass : 0.01;
}

/* Least squares under the order: blocks that would overlap become one (pool adjacent violators). */
static void settle(work *k, int l, bool above, bool below) {
  int from = k->first[l], n = k->first[l + 1] - from, n_block = 0;
  double offset = 0;
  double *z = k->z, *mass = k->z + k->n; /* of blocks */
  int *size = k->scratch;
  for (int i = 0; i < n; i++) {
    int box = k->order[from + i];
    if (i > 0) offset += distance(k, k->order[from + i - 1], box);
    wish(k, box, above, below);
    z[n_block] = k->key[box] - offset;
    mass[n_block] = k->mass[box];
    size[n_block++] = 1;
    while (n_block > 1 && z[n_block - 2] > z[n_block - 1]) {
      double m = mass[n_block - 2] + mass[n_block - 1];
      z[n_block - 2] =
          (z[n_block - 2] * mass[n_block - 2] + z[n_block - 1] * mass[n_block - 1]) / m;
      mass[n_block - 2] = m;
      size[n_block - 2] += size[n_block - 1];
      n_block--;
    }
  }
  offset = 0;
  for (int b = 0, i = 0; b < n_block; b++) {
    for (int s = 0; s < size[b]; s++, i++) {
      int box = k->order[from + i];
      if (i > 0) offset += distance(k, k->order[from + i - 1], box);
      k->x[box] = z[b] + offset;
    }
  }
}

static void find_places(work *k) {
  for (int l = 0; l < k->n_layer; l++) {
    double at = 0;
    for (int i = k->first[l]; i < k->first[l + 1]; i++) {
      int box = k->order[i];
      if (i > k->first[l]) at += distance(k, k->order[i - 1], box);
      k->x[box] = at;
    }
    for (int i = k->first[l]; i < k->first[l + 1]; i++) k->x[k->order[i]] -= at / 2;
  }
  for (int pass = 0; pass < PASSES; pass++) {
    bool both = pass > PASSES / 4;
    for (int l = 0; l < k->n_layer; l++) settle(k, l, true, both);
    for (int l = k->n_layer - 1; l >= 0; l--) settle(k, l, both, true);
  }
}

/* 6. Points ---------------------------------------------------------------------- */

/* the middle of each layer, and half its height */
static void place_boxes(work *k, double *middle, double *half) {
  ant_layout *layout = k->layout;
  double left = HUGE_VAL, right = -HUGE_VAL, y = 0;
  for (int i = 0; i < k->n; i++) {
    left = fmin(left, k->x[i] - k->w[i] / 2);
    right = fmax(right, k->x[i] + k->w[i] / 2);
  }
  for (int l = 0; l < k->n_layer; l++) {
    double h = 0;
    for (int i = k->first[l]; i < k->first[l + 1]; i++) {
      if (real(k, k->order[i])) h = fmax(h, layout->node[k->order[i]].h);
    }
    middle[l] = y + h / 2;
    half[l] = h / 2;
    y += h + layout->gap_y;
  }
  for (int i = 0; i < k->n; i++) k->x[i] -= left;
  for (int i = 0; i < layout->n_node; i++) {
    layout->node[i].x = k->x[i];
    layout->node[i].y = middle[k->layer[i]];
  }
  layout->width = k->n > 0 ? right - left : 0;
  layout->height = k->n_layer > 0 ? y - layout->gap_y : 0;
}

/* Where arrow E meets BOX: arrows on one side of it stand side by side, as those that they go to.
 */
static double port(const work *k, int e, int box, bool bottom) {
  double own = 0;
  int left = 0, n = 0;
  for (int pass = 0; pass < 2; pass++) {
    for (int f = 0; f < k->layout->n_edge; f++) {
      if ((bottom ? upper(k, f) : lower(k, f)) != box) continue;
      bool direct = k->chain[f] == k->chain[f + 1];
      int next = direct ? (bottom ? lower(k, f) : upper(k, f))
                        : (bottom ? k->chain[f] : k->chain[f + 1] - 1);
      if (pass == 0) {
        n++;
        if (f == e) own = k->x[next];
      } else {
        left += k->x[next] < own || (k->x[next] == own && f < e);
      }
    }
  }
  double said = k->layout->node[box].ports, room = said > 0 ? said : k->w[box] * 0.8;
  double step = n > 1 ? fmin(room / (n - 1), 16) : 0;
  return k->x[box] + (left - (n - 1) / 2.0) * step;
}

/* Down through its layers, and sideways only between them, where there are no boxes. */
static bool draw_arrow(work *k, int e, const double *middle, const double *half) {
  ant_layout_edge *edge = &k->layout->edge[e];
  int a = upper(k, e), b = lower(k, e), n_dummy = k->chain[e + 1] - k->chain[e];
  int n = 2 * n_dummy + 4, at = 0;
  ant_point *p = ant_arena_take(k->layout->arena, (size_t)n * sizeof *p);
  if (!p) return false;
  const ant_layout_node *node = k->layout->node;
  double out = port(k, e, a, true), in = port(k, e, b, false);
  int la = k->layer[a], lb = k->layer[b];
  p[at++] = (ant_point){out, node[a].y + node[a].h / 2};
  p[at++] = (ant_point){out, middle[la] + half[la]};
  for (int d = k->chain[e]; d < k->chain[e + 1]; d++) {
    int l = k->layer[d];
    p[at++] = (ant_point){k->x[d], middle[l] - half[l]};
    p[at++] = (ant_point){k->x[d], middle[l] + half[l]};
  }
  p[at++] = (ant_point){in, middle[lb] - half[lb]};
  p[at++] = (ant_point){in, node[b].y - node[b].h / 2};
  for (int i = 0; k->turned[e] && i < n / 2; i++) {
    ant_point swap = p[i];
    p[i] = p[n - 1 - i];
    p[n - 1 - i] = swap;
  }
  edge->point = p;
  edge->n_point = n;
  return true;
}

/* 7. All of it --------------------------------------------------------------------- */

static bool take_rest(ant_arena *arena, work *k, int n_dummy) {
  size_t n = (size_t)(k->layout->n_node + n_dummy) + 1;
  size_t n_link = (size_t)(k->layout->n_edge + n_dummy) + 1;
  int *layer = ant_arena_take(arena, n * sizeof *layer);
  if (layer) memcpy(layer, k->layer, (size_t)k->layout->n_node * sizeof *layer);
  k->layer = layer;
  k->place = ant_arena_take(arena, n * sizeof *k->place);
  k->order = ant_arena_take(arena, n * sizeof *k->order);
  k->best = ant_arena_take(arena, n * sizeof *k->best);
  k->first = ant_arena_take(arena, ((size_t)k->n_layer + 1) * sizeof *k->first);
  k->x = ant_arena_take(arena, n * sizeof *k->x);
  k->w = ant_arena_take(arena, n * sizeof *k->w);
  k->key = ant_arena_take(arena, n * sizeof *k->key);
  k->z = ant_arena_take(arena, 2 * n * sizeof *k->z);
  k->mass = ant_arena_take(arena, n * sizeof *k->mass);
  k->scratch = ant_arena_take(arena, 2 * n * sizeof *k->scratch);
  k->link = ant_arena_take(arena, n_link * sizeof *k->link);
  k->up = ant_arena_take(arena, n_link * sizeof *k->up);
  k->down = ant_arena_take(arena, n_link * sizeof *k->down);
  k->up_at = ant_arena_take(arena, (n + 1) * sizeof *k->up_at);
  k->down_at = ant_arena_take(arena, (n + 1) * sizeof *k->down_at);
  return ant_arena_status(arena) == ANT_OK;
}

static bool run(ant_arena *arena, work *k) {
  ant_layout *layout = k->layout;
  size_t n = (size_t)layout->n_node + 1, n_edge = (size_t)layout->n_edge + 1;
  k->turned = ant_arena_take(arena, n_edge * sizeof *k->turned);
  k->chain = ant_arena_take(arena, n_edge * sizeof *k->chain);
  k->layer = ant_arena_take(arena, n * sizeof *k->layer);
  k->scratch = ant_arena_take(arena, 2 * n * sizeof *k->scratch);
  if (ant_arena_status(arena) != ANT_OK) return false;
  turn(k, k->layer);
  memset(k->layer, 0, n * sizeof *k->layer);
  assign_layers(k);
  int n_dummy = count_dummies(k);
  if (!take_rest(arena, k, n_dummy)) return false;
  k->n = layout->n_node + n_dummy;
  for (int i = 0; i < layout->n_node; i++) k->w[i] = layout->node[i].w;
  break_arrows(k);
  list_neighbours(k);
  find_order(k);
  find_places(k);
  double *middle = ant_arena_take(arena, 2 * ((size_t)k->n_layer + 1) * sizeof *middle);
  double *half = middle ? middle + k->n_layer + 1 : NULL;
  bool good = middle != NULL;
  if (good) place_boxes(k, middle, half);
  for (int e = 0; good && e < layout->n_edge; e++) good = draw_arrow(k, e, middle, half);
  return good;
}

/* Boxes without arrows stand in rows below the rest, TOP down. */
static void place_idle(ant_layout *layout, const bool *tied, double top) {
  double x = 0, h = 0, most = fmax(layout->width, layout->most_w > 0 ? layout->most_w : 600);
  for (int i = 0; i < layout->n_node; i++) {
    ant_layout_node *node = &layout->node[i];
    if (tied[i]) continue;
    if (x > 0 && x + node->w > most) {
      top += h + layout->gap_x;
      x = h = 0;
    }
    node->x = x + node->w / 2;
    node->y = top + node->h / 2;
    x += node->w + layout->gap_x;
    h = fmax(h, node->h);
    layout->width = fmax(layout->width, node->x + node->w / 2);
    layout->height = fmax(layout->height, top + h);
  }
}

/* the boxes with arrows, by themselves; NEW: where each is among them */
static bool run_tied(ant_arena *arena, ant_layout *layout, const bool *tied, int *new) {
  ant_layout inner = *layout;
  inner.node = ant_arena_take(arena, ((size_t)layout->n_node + 1) * sizeof *inner.node);
  inner.edge = ant_arena_take(arena, ((size_t)layout->n_edge + 1) * sizeof *inner.edge);
  if (!inner.node || !inner.edge) return false;
  inner.n_node = inner.n_edge = 0;
  for (int i = 0; i < layout->n_node; i++) {
    new[i] = inner.n_node;
    if (tied[i]) inner.node[inner.n_node++] = layout->node[i];
  }
  for (int e = 0; e < layout->n_edge; e++) {
    const ant_layout_edge *edge = &layout->edge[e];
    if (edge->from == edge->to) continue;
    inner.edge[inner.n_edge++] = (ant_layout_edge){.from = new[edge->from], .to = new[edge->to]};
  }
  work k = {.layout = &inner};
  if (!run(arena, &k)) return false;
  for (int i = 0; i < layout->n_node; i++) {
    if (tied[i]) layout->node[i] = inner.node[new[i]];
  }
  for (int e = 0, at = 0; e < layout->n_edge; e++) {
    ant_layout_edge *edge = &layout->edge[e];
    edge->point = NULL;
    edge->n_point = 0;
    if (edge->from == edge->to) continue;
    edge->point = inner.edge[at].point;
    edge->n_point = inner.edge[at++].n_point;
  }
  layout->width = inner.width;
  layout->height = inner.height;
  layout->n_crossing = inner.n_crossing;
  return true;
}

ant_status ant_layout_run(ant_layout *layout) {
  ant_arena *arena = ant_arena_create();
  size_t n = (size_t)layout->n_node + 1;
  bool *tied = arena ? ant_arena_take(arena, n) : NULL, any = false;
  int *new = arena ? ant_arena_take(arena, n * sizeof *new) : NULL;
  for (int e = 0; tied && e < layout->n_edge; e++) {
    const ant_layout_edge *edge = &layout->edge[e];
    if (edge->from == edge->to) continue;
    tied[edge->from] = tied[edge->to] = any = true;
  }
  bool good = tied && new &&run_tied(arena, layout, tied, new);
  if (good) place_idle(layout, tied, any ? layout->height + layout->gap_y : 0);
  if (arena) ant_arena_destroy(&arena);
  return good ? ANT_OK : ANT_ENOMEM;
}
