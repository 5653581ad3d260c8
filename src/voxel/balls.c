/* balls.c - finding the largest balls inside an object (see thickness.h).
 *   1. Squared distances   2. Which balls are needed   3. The ball around a centre   4. All balls
 *
 * The largest ball around voxel p that holds no background centre has the radius D(p), the distance
 * to the nearest one.  It is not needed where another one holds all its voxels.  That is looked up:
 * a ball moved by delta must have a squared radius above the largest |y + delta|^2 over |y|^2 <
 * D^2. Six kinds of delta, up to (2, 2, 1), leave what more would leave (Remy & Thiel, Image Vis.
 * Comput. 23:167, 2005, say which are needed up to what radius): on trabecular bone a seventh of
 * the voxels.
 *
 * Two errors of half a voxel are taken away here, for struts are often but two or three voxels
 * thick.  (1) The middle of a plate of even width lies between two voxels: each centre is moved to
 * the best of the 27 places half a voxel around it; the nearest background there is one of those
 * nearest to the 27 voxels around.  (2) The surface lies between the last voxel of bone and the
 * first of background.  Seen along a lattice vector v with the greatest common divisor g, layers
 * of voxels are g / |v| apart, and the surface is half of that nearer than the background's centre:
 * half a voxel along an axis, next to nothing in a general direction.  So the diameter is
 * 2 |v| - g / |v|, with the smallest g of all nearest voxels. */
#include "voxel/thickness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/parallel.h"

enum { N_KIND = 6, MOST_MOVES = 24 };

/* What one kind of move, with its mirror images and permutations, asks of a ball. */
typedef struct kind {
  int32_t delta[3]; /* descending                                                */
  int n;            /* moves                                                     */
  int8_t move[MOST_MOVES][3];
  int64_t step[MOST_MOVES]; /* the same as a difference of indices                */
  float *needed;            /* (largest d2 + 2) by the squared radius of the ball to hold */
} kind;

typedef struct search {
  const uint8_t *mask;
  int64_t n[3];
  bool inside;
  const int32_t *feature;
  float *d2;
  int32_t largest; /* d2                                                          */
  ant_thickness_rule rule;
  kind kind[N_KIND];
  int32_t *halved[4]; /* (largest + 2) the same for moves by half a voxel along 1, 2, 3 axes, in
                       * quarters of squared voxels                               */
  ant_ball **ball;    /* (n[2]) of each slice                                     */
  int64_t *count;     /* (n[2])                                                   */
  bool *failed;       /* (n[2]) no memory                                         */
} search;

/* 1. Squared distances --------------------------------------------------- */

static void square_slice(void *user, int64_t z, int worker) {
  const search *s = user;
  int64_t n0 = s->n[0], n1 = s->n[1], area = n0 * n1, i = z * area;
  (void)worker;
  for (int64_t y = 0; y < n1; y++) {
    for (int64_t x = 0; x < n0; x++, i++) {
      int32_t f = s->feature[i];
      if ((s->mask[i] != 0) != s->inside) {
        s->d2[i] = 0;
        continue;
      }
      int32_t fz = f / (int32_t)area, rest = f % (int32_t)area;
      int32_t dx = (int32_t)x - rest % (int32_t)n0, dy = (int32_t)y - rest / (int32_t)n0;
      int32_t dz = (int32_t)z - fz;
      s->d2[i] = (float)(dx * dx + dy * dy + dz * dz);
    }
  }
}

/* 2. Which balls are needed ---------------------------------------------- */

static void find_largest(search *s) {
  int64_t count = s->n[0] * s->n[1] * s->n[2];
  float most = 0;
  for (int64_t i = 0; i < count; i++) most = s->d2[i] > most ? s->d2[i] : most;
  s->largest = (int32_t)most;
}

/* All different (+-a, +-b, +-c) in any order. */
static void make_moves(kind *k, const int64_t n[3]) {
  static const int order[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
  k->n = 0;
  for (int i = 0; i < 48; i++) {
    int8_t move[3];
    bool known = false;
    for (int a = 0; a < 3; a++) {
      int32_t d = k->delta[order[i / 8][a]];
      move[a] = (int8_t)(i >> a & 1 ? -d : d);
    }
    for (int j = 0; j < k->n && !known; j++) known = memcmp(k->move[j], move, 3) == 0;
    if (known) continue;
    k->step[k->n] = move[0] + n[0] * (move[1] + n[1] * move[2]);
    memcpy(k->move[k->n++], move, 3);
  }
}

/* Call for each lattice point x >= y >= z >= 0 with a square below the largest: the mirror images
 * say nothing new. */
typedef void visit(search *s, int32_t x, int32_t y, int32_t z, int32_t square);

static void for_points(search *s, visit *f) {
  for (int32_t x = 0; x * x < s->largest; x++) {
    for (int32_t y = 0; y <= x && x * x + y * y < s->largest; y++) {
      for (int32_t z = 0; z <= y && x * x + y * y + z * z < s->largest; z++) {
        f(s, x, y, z, x * x + y * y + z * z);
      }
    }
  }
}

static void note_moved(search *s, int32_t x, int32_t y, int32_t z, int32_t square) {
  for (int i = 0; i < N_KIND; i++) {
    const int32_t *d = s->kind[i].delta;
    int32_t far =
        square + 2 * (x * d[0] + y * d[1] + z * d[2]) + d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    float *needed = &s->kind[i].needed[square + 1];
    if ((float)(far + 1) > *needed) *needed = (float)(far + 1);
  }
}

static void note_halved(search *s, int32_t x, int32_t y, int32_t z, int32_t square) {
  const int32_t along[4] = {0, x, x + y, x + y + z};
  for (int k = 1; k <= 3; k++) {
    int32_t far = 4 * square + 4 * along[k] + k + 1, *needed = &s->halved[k][square + 1];
    if (far > *needed) *needed = far;
  }
}

static bool make_tables(search *s) {
  static const int32_t delta[N_KIND][3] = {{1, 0, 0}, {1, 1, 0}, {1, 1, 1},
                                           {2, 1, 0}, {2, 1, 1}, {2, 2, 1}};
  size_t size = (size_t)s->largest + 2;
  float *needed = calloc(N_KIND * size, sizeof *needed);
  int32_t *halved = calloc(3 * size, sizeof *halved);
  s->kind[0].needed = needed;
  s->halved[1] = halved;
  if (!needed || !halved) return false;
  for (int i = 0; i < N_KIND; i++) {
    memcpy(s->kind[i].delta, delta[i], sizeof delta[i]);
    make_moves(&s->kind[i], s->n);
    s->kind[i].needed = needed + size * (size_t)i;
  }
  for (int k = 1; k <= 3; k++) s->halved[k] = halved + size * (size_t)(k - 1);
  for_points(s, note_moved);
  for_points(s, note_halved);
  for (int32_t m = 1; m <= s->largest; m++) {
    for (int i = 0; i < N_KIND; i++) {
      float *t = s->kind[i].needed;
      t[m] = t[m] < t[m - 1] ? t[m - 1] : t[m];
    }
    for (int k = 1; k <= 3; k++) {
      int32_t *t = s->halved[k];
      t[m] = t[m] < t[m - 1] ? t[m - 1] : t[m];
    }
  }
  return true;
}

static bool is_in_box(const search *s, int64_t x, int64_t y, int64_t z) {
  return x >= 0 && x < s->n[0] && y >= 0 && y < s->n[1] && z >= 0 && z < s->n[2];
}

/* Does a ball nearby hold all voxels of voxel I's ball? */
static bool is_covered(const search *s, const int64_t p[3], int64_t i) {
  int32_t m = (int32_t)s->d2[i];
  bool inner =
      is_in_box(s, p[0] - 2, p[1] - 2, p[2] - 2) && is_in_box(s, p[0] + 2, p[1] + 2, p[2] + 2);
  for (int k = 0; k < N_KIND; k++) {
    const kind *t = &s->kind[k];
    float needed = t->needed[m];
    for (int j = 0; j < t->n; j++) {
      const int8_t *v = t->move[j];
      if (!inner && !is_in_box(s, p[0] + v[0], p[1] + v[1], p[2] + v[2])) continue;
      if (s->d2[i + t->step[j]] >= needed) return true;
    }
  }
  return false;
}

/* 3. The ball around a centre -------------------------------------------- */

/* The nearest background voxels of the 27 voxels around P, as twice their offsets from P. */
typedef struct around {
  int n;
  int32_t x[27], y[27], z[27], square[27];
} around;

static void look_around(const search *s, const int64_t p[3], around *a) {
  int32_t n0 = (int32_t)s->n[0], area = (int32_t)(s->n[0] * s->n[1]);
  a->n = 0;
  for (int64_t z = p[2] - 1; z <= p[2] + 1; z++) {
    if (z < 0 || z >= s->n[2]) continue;
    for (int64_t y = p[1] - 1; y <= p[1] + 1; y++) {
      if (y < 0 || y >= s->n[1]) continue;
      for (int64_t x = p[0] - 1; x <= p[0] + 1; x++) {
        if (x < 0 || x >= n0) continue;
        int32_t f = s->feature[x + n0 * y + area * z], rest = f % area, i = a->n++;
        a->x[i] = 2 * (rest % n0 - (int32_t)p[0]);
        a->y[i] = 2 * (rest / n0 - (int32_t)p[1]);
        a->z[i] = 2 * (f / area - (int32_t)p[2]);
        a->square[i] = a->x[i] * a->x[i] + a->y[i] * a->y[i] + a->z[i] * a->z[i];
      }
    }
  }
}

static int32_t divisor(int32_t a, int32_t b) {
  while (b != 0) {
    int32_t t = a % b;
    a = b;
    b = t;
  }
  return a < 0 ? -a : a;
}

/* The squared distance (in half voxels) from P + H / 2 to the nearest of A. */
static int32_t nearest(const around *a, const int32_t h[3]) {
  int32_t best = INT32_MAX;
  for (int i = 0; i < a->n; i++) {
    int32_t d = a->square[i] - 2 * (a->x[i] * h[0] + a->y[i] * h[1] + a->z[i] * h[2]);
    best = d < best ? d : best;
  }
  return best + h[0] * h[0] + h[1] * h[1] + h[2] * h[2];
}

/* The smallest common divisor that the vectors to the nearest have. */
static int32_t smallest_divisor(const around *a, const int32_t h[3], int32_t best) {
  int32_t least = INT32_MAX;
  for (int i = 0; i < a->n; i++) {
    int32_t x = a->x[i] - h[0], y = a->y[i] - h[1], z = a->z[i] - h[2];
    if (x * x + y * y + z * z != best) continue;
    int32_t g = divisor(divisor(x, y), z);
    if (g < least) least = g;
  }
  return least;
}

static ant_ball make_ball(const search *s, const around *a, const int64_t p[3],
                          const int32_t h[3]) {
  int32_t d2 = nearest(a, h);
  double d = sqrt((double)d2);
  double gap = s->rule != ANT_THICKNESS_SURFACE ? 0 : smallest_divisor(a, h, d2) / d;
  return (ant_ball){2 * (int32_t)p[0] + h[0], 2 * (int32_t)p[1] + h[1], 2 * (int32_t)p[2] + h[2],
                    d2, (float)(d - gap)};
}

/* The one or two balls that stand for voxel P: the largest within half a voxel, and its own where
 * that does not hold it.  Returns how many. */
static int find_balls(const search *s, const int64_t p[3], ant_ball out[2]) {
  around a;
  const int32_t own[3] = {0, 0, 0};
  int32_t best[3] = {0, 0, 0};
  look_around(s, p, &a);
  int32_t at_p = nearest(&a, own), most = at_p;
  for (int k = 0; k < 27 && s->rule != ANT_THICKNESS_CENTRES; k++) {
    const int32_t h[3] = {k % 3 - 1, k / 3 % 3 - 1, k / 9 - 1};
    bool out_of_box = false;
    for (int c = 0; c < 3; c++) out_of_box |= p[c] + h[c] < 0 || p[c] + h[c] >= s->n[c];
    if (out_of_box) continue;
    int32_t d2 = nearest(&a, h);
    if (d2 > most) most = d2, memcpy(best, h, sizeof best);
  }
  int32_t moved = best[0] * best[0] + best[1] * best[1] + best[2] * best[2];
  if (moved == 0) {
    out[0] = make_ball(s, &a, p, own);
    return 1;
  }
  out[0] = make_ball(s, &a, p, best);
  if (most >= s->halved[moved][at_p / 4]) return 1;
  out[1] = make_ball(s, &a, p, own);
  return 2;
}

/* 4. All balls ----------------------------------------------------------- */

static void search_slice(void *user, int64_t z, int worker) {
  search *s = user;
  int64_t capacity = 0, n = 0, i = z * s->n[0] * s->n[1];
  ant_ball *ball = NULL;
  (void)worker;
  for (int64_t y = 0; y < s->n[1]; y++) {
    for (int64_t x = 0; x < s->n[0]; x++, i++) {
      const int64_t p[3] = {x, y, z};
      if (s->d2[i] <= 0 || is_covered(s, p, i)) continue;
      if (n + 2 > capacity) {
        capacity = capacity ? 2 * capacity : 1024;
        ant_ball *more = realloc(ball, (size_t)capacity * sizeof *more);
        if (!more) {
          s->failed[z] = true;
          free(ball);
          return;
        }
        ball = more;
      }
      n += find_balls(s, p, ball + n);
    }
  }
  s->ball[z] = ball;
  s->count[z] = n;
}

static int by_place(const void *a, const void *b) {
  const ant_ball *p = a, *q = b;
  if (p->y != q->y) return p->y < q->y ? -1 : 1;
  if (p->x != q->x) return p->x < q->x ? -1 : 1;
  return p->radius2 < q->radius2 ? -1 : p->radius2 > q->radius2;
}

/* Balls by the height of their centres, in half voxels: first[h] to first[h + 1] - 1. */
typedef struct heights {
  ant_ball *ball;
  int64_t *first; /* (2 n[2] + 1)                                                 */
  int64_t *kept;  /* (2 n[2])                                                     */
} heights;

/* Neighbours often move to the same place: one ball each, the smallest, for what was nearest to
 * one may not have been seen by the other. */
static void thin_height(void *user, int64_t h, int worker) {
  heights *b = user;
  ant_ball *ball = b->ball + b->first[h];
  int64_t n = b->first[h + 1] - b->first[h], kept = 0;
  (void)worker;
  qsort(ball, (size_t)n, sizeof *ball, by_place);
  for (int64_t i = 0; i < n; i++) {
    if (kept > 0 && ball[i].x == ball[kept - 1].x && ball[i].y == ball[kept - 1].y) continue;
    ball[kept++] = ball[i];
  }
  b->kept[h] = kept;
}

/* Put all slices' balls, N_HEIGHT heights of them, at their places. */
static void sort_heights(const search *s, heights *b, int64_t n_height) {
  for (int64_t z = 0; z < s->n[2]; z++) {
    for (int64_t i = 0; i < s->count[z]; i++) b->first[s->ball[z][i].z + 1]++;
  }
  for (int64_t h = 1; h <= n_height; h++) b->first[h] += b->first[h - 1];
  for (int64_t z = 0; z < s->n[2]; z++) {
    for (int64_t i = 0; i < s->count[z]; i++) {
      int64_t h = s->ball[z][i].z;
      b->ball[b->first[h] + b->kept[h]++] = s->ball[z][i];
    }
  }
}

static ant_status collect(search *s, int n_thread, ant_balls *out, ant_diag *diag) {
  int64_t n_height = s->n[2] > 0 ? 2 * s->n[2] : 0, at = 0;
  size_t total = 0;
  bool good = true;
  for (int64_t z = 0; z < s->n[2]; z++) {
    total += (size_t)s->count[z];
    good = good && !s->failed[z];
  }
  heights b = {.ball = good ? malloc((total + 1) * sizeof *b.ball) : NULL};
  b.first = calloc((size_t)n_height + 1, sizeof *b.first);
  b.kept = calloc((size_t)n_height, sizeof *b.kept);
  good = b.ball && b.first && b.kept;
  if (good) {
    sort_heights(s, &b, n_height);
    ant_parallel(n_thread, n_height, thin_height, &b);
    for (int64_t h = 0; h < n_height; h++) {
      memmove(b.ball + at, b.ball + b.first[h], (size_t)b.kept[h] * sizeof *b.ball);
      at += b.kept[h];
    }
    *out = (ant_balls){b.ball, at};
  } else {
    free(b.ball);
  }
  free(b.first);
  free(b.kept);
  return good ? ANT_OK : ant_fail(diag, ANT_ENOMEM, "no memory for the balls of the thickness");
}

static ant_status search_all(search *s, int n_thread, ant_balls *out, ant_diag *diag) {
  s->ball = calloc((size_t)s->n[2], sizeof *s->ball);
  s->count = calloc((size_t)s->n[2], sizeof *s->count);
  s->failed = calloc((size_t)s->n[2], sizeof *s->failed);
  ant_parallel(n_thread, s->n[2], square_slice, s);
  find_largest(s);
  if (!s->ball || !s->count || !s->failed || !make_tables(s)) {
    return ant_fail(diag, ANT_ENOMEM, "no memory for the balls of the thickness");
  }
  ant_parallel(n_thread, s->n[2], search_slice, s);
  return collect(s, n_thread, out, diag);
}

ant_status ant_balls_find(const uint8_t *mask, const int64_t n[3], bool inside,
                          const int32_t *feature, float *distance, ant_thickness_rule rule,
                          int n_thread, ant_balls *out_balls, ant_diag *opt_diag) {
  search s = {.mask = mask,
              .n = {n[0], n[1], n[2]},
              .inside = inside,
              .feature = feature,
              .d2 = distance,
              .rule = rule};
  ant_status status = search_all(&s, n_thread, out_balls, opt_diag);
  for (int64_t z = 0; s.ball && z < n[2]; z++) free(s.ball[z]);
  free(s.ball);
  free(s.count);
  free(s.failed);
  free(s.kind[0].needed);
  free(s.halved[1]);
  return status;
}

void ant_balls_clear(ant_balls *balls) {
  free(balls->ball);
  *balls = (ant_balls){0};
}
