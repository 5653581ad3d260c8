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
 * thick.  (1) The middle of a plate of even width lies between two voxels: so the diameter is the
 * distance D1 to the nearest background on one side and D2 on the opposite one (more than 120
 * degrees away, and at most one voxel farther), added; the nearest voxels of the 27 around p are
 * what is looked at.  (2) The surface lies between the last voxel of bone and the first of
 * background.  Seen along a lattice vector v with the greatest common divisor g, layers of voxels
 * are g / |v| apart, and the surface is half of that nearer than the background's centre: half a
 * voxel along an axis, next to nothing in a general direction.  Of equally near ones the smallest
 * such correction counts. */
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
  ant_ball **ball; /* (n[2]) of each slice                                     */
  int64_t *count;  /* (n[2])                                                   */
  bool *failed;    /* (n[2]) no memory                                         */
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

static void note_point(search *s, int32_t x, int32_t y, int32_t z, int32_t square) {
  for (int i = 0; i < N_KIND; i++) {
    const int32_t *d = s->kind[i].delta;
    int32_t far =
        square + 2 * (x * d[0] + y * d[1] + z * d[2]) + d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    float *needed = &s->kind[i].needed[square + 1];
    if ((float)(far + 1) > *needed) *needed = (float)(far + 1);
  }
}

/* Lattice points x >= y >= z >= 0 with a square below the largest: the mirror images say nothing
 * new. */
static void note_points(search *s) {
  for (int32_t x = 0; x * x < s->largest; x++) {
    for (int32_t y = 0; y <= x && x * x + y * y < s->largest; y++) {
      for (int32_t z = 0; z <= y && x * x + y * y + z * z < s->largest; z++) {
        note_point(s, x, y, z, x * x + y * y + z * z);
      }
    }
  }
}

static bool make_tables(search *s) {
  static const int32_t delta[N_KIND][3] = {{1, 0, 0}, {1, 1, 0}, {1, 1, 1},
                                           {2, 1, 0}, {2, 1, 1}, {2, 2, 1}};
  size_t size = (size_t)s->largest + 2;
  float *needed = calloc(N_KIND * size, sizeof *needed);
  s->kind[0].needed = needed;
  if (!needed) return false;
  for (int i = 0; i < N_KIND; i++) {
    memcpy(s->kind[i].delta, delta[i], sizeof delta[i]);
    make_moves(&s->kind[i], s->n);
    s->kind[i].needed = needed + size * (size_t)i;
  }
  note_points(s);
  for (int32_t m = 1; m <= s->largest; m++) {
    for (int i = 0; i < N_KIND; i++) {
      float *t = s->kind[i].needed;
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

/* The nearest background voxels of the 27 voxels around P, as their offsets from P. */
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
        a->x[i] = rest % n0 - (int32_t)p[0];
        a->y[i] = rest / n0 - (int32_t)p[1];
        a->z[i] = f / area - (int32_t)p[2];
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

/* The nearest of A on one side: those whose product with DIRECTION (of squared length LENGTH2) is
 * below -1/2 of that of the lengths; all where LENGTH2 is 0.  Returns the squared distance, or
 * INT32_MAX; *AT is one of the nearest and *GCD the smallest divisor that any of them has. */
static int32_t nearest(const around *a, const int32_t direction[3], int32_t length2, int *at,
                       int32_t *gcd) {
  int32_t best = INT32_MAX;
  for (int i = 0; i < a->n; i++) {
    int64_t dot = (int64_t)a->x[i] * direction[0] + (int64_t)a->y[i] * direction[1] +
                  (int64_t)a->z[i] * direction[2];
    bool opposite = dot < 0 && 4 * dot * dot > (int64_t)length2 * a->square[i];
    if ((length2 > 0 && !opposite) || a->square[i] > best) continue;
    int32_t g = divisor(divisor(a->x[i], a->y[i]), a->z[i]);
    if (a->square[i] < best) {
      best = a->square[i], *at = i, *gcd = g;
    } else if (g < *gcd) {
      *gcd = g;
    }
  }
  return best;
}

/* Of two opposite directions just one is ahead. */
static bool is_ahead(const int32_t v[3]) {
  return v[2] != 0 ? v[2] > 0 : v[1] != 0 ? v[1] > 0 : v[0] > 0;
}

static ant_ball find_ball(const search *s, const int64_t p[3]) {
  static const int32_t any[3] = {0, 0, 0};
  around a;
  int at = 0, other = 0;
  int32_t g1 = 1, g2 = 1;
  look_around(s, p, &a);
  int32_t near = nearest(&a, any, 0, &at, &g1);
  double d1 = sqrt((double)near), d2 = d1, gap = 2 * g1 / d1;
  bool second = false;
  if (s->rule != ANT_THICKNESS_CENTRES) {
    const int32_t direction[3] = {a.x[at], a.y[at], a.z[at]};
    int32_t far = nearest(&a, direction, near, &other, &g2);
    double d = far == INT32_MAX ? HUGE_VAL : sqrt((double)far);
    if (d <= d1 + 1) d2 = d, gap = g1 / d1 + g2 / d2;
    second = d2 > d1 && is_ahead(direction);
  }
  if (s->rule != ANT_THICKNESS_SURFACE) gap = 0;
  return (ant_ball){(int32_t)p[0], (int32_t)p[1], (int32_t)p[2], near, (float)(d1 + d2 - 0.5 * gap),
                    second};
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
      if (n == capacity) {
        capacity = capacity ? 2 * capacity : 1024;
        ant_ball *more = realloc(ball, (size_t)capacity * sizeof *more);
        if (!more) {
          s->failed[z] = true;
          free(ball);
          return;
        }
        ball = more;
      }
      ball[n++] = find_ball(s, p);
    }
  }
  s->ball[z] = ball;
  s->count[z] = n;
}

/* One list of all slices' balls. */
static ant_status collect(const search *s, ant_balls *out, ant_diag *diag) {
  size_t total = 0, at = 0;
  bool good = true;
  for (int64_t z = 0; z < s->n[2]; z++) {
    total += (size_t)s->count[z];
    good = good && !s->failed[z];
  }
  ant_ball *all = good ? malloc((total + 1) * sizeof *all) : NULL;
  if (!all) return ant_fail(diag, ANT_ENOMEM, "no memory for the balls of the thickness");
  for (int64_t z = 0; z < s->n[2]; z++) {
    if (s->count[z] > 0) memcpy(all + at, s->ball[z], (size_t)s->count[z] * sizeof *all);
    at += (size_t)s->count[z];
  }
  *out = (ant_balls){all, (int64_t)total};
  return ANT_OK;
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
  return collect(s, out, diag);
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
  return status;
}

void ant_balls_clear(ant_balls *balls) {
  free(balls->ball);
  *balls = (ant_balls){0};
}
