/* paint.c - the largest ball over each voxel (see thickness.h).
 *   1. Ranks   2. Rows   3. Slabs
 *
 * The largest ball goes first, so a voxel once painted is done.  Bone's 200^3 voxels of background
 * lie under two thousand balls each: what counts is how fast it is seen that a row of a ball is
 * done already.  One bit a voxel says so, 64 to a word.  A slab of slices belongs to one thread. */
#include "voxel/thickness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/parallel.h"

enum { RANKS = 32767, SLAB = 16 };

typedef struct painting {
  const ant_balls *balls;
  const uint8_t *mask;
  bool inside;
  int64_t n[3];
  int16_t *value; /* (n) the balls' ranks                                         */
  int64_t *order; /* (n) balls by descending rank                                 */
  int16_t *out;
  bool *failed; /* (slabs) no memory                                            */
} painting;

/* 1. Ranks --------------------------------------------------------------- */

static int ascending(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return x < y ? -1 : x > y;
}

/* All different diameters behind a 0; thinned to as many as fit. */
static float *make_ranks(const ant_balls *b, int *out_n) {
  float *d = malloc((size_t)(b->n + 1) * sizeof *d);
  if (!d) return NULL;
  d[0] = 0;
  for (int64_t i = 0; i < b->n; i++) d[i + 1] = b->ball[i].diameter;
  qsort(d + 1, (size_t)b->n, sizeof *d, ascending);
  int64_t n = 1;
  for (int64_t i = 1; i <= b->n; i++) {
    if (d[i] != d[n - 1]) d[n++] = d[i];
  }
  if (n - 1 > RANKS) {
    float most = d[n - 1];
    for (int i = 1; i <= RANKS; i++) d[i] = most * (float)i / RANKS;
    n = RANKS + 1;
  }
  *out_n = (int)n;
  return d;
}

/* The rank of the diameter nearest to X, at least 1. */
static int16_t rank_of(const float *diameter, int n, float x) {
  int low = 1, high = n - 1;
  while (low < high) {
    int mid = (low + high) / 2;
    if (diameter[mid] < x) {
      low = mid + 1;
    } else {
      high = mid;
    }
  }
  if (low > 1 && x - diameter[low - 1] < diameter[low] - x) low--;
  return (int16_t)low;
}

/* Ball numbers by descending rank; a count, for there are few ranks. */
static bool sort_balls(painting *p, int n_rank) {
  int64_t *from = calloc((size_t)n_rank + 1, sizeof *from);
  p->order = malloc((size_t)(p->balls->n ? p->balls->n : 1) * sizeof *p->order);
  if (from && p->order) {
    for (int64_t i = 0; i < p->balls->n; i++) from[n_rank - 1 - p->value[i] + 1]++;
    for (int r = 1; r <= n_rank; r++) from[r] += from[r - 1];
    for (int64_t i = 0; i < p->balls->n; i++) p->order[from[n_rank - 1 - p->value[i]]++] = i;
  }
  free(from);
  return from && p->order;
}

/* 2. Rows ---------------------------------------------------------------- */

/* The largest integer whose square is below X (> 0).  A float is exact up to 2^24, and its root
 * does not round up to the next integer up to 2^21. */
static inline int32_t root_below(int32_t x) {
  return x < 1 << 21 ? (int32_t)sqrtf((float)(x - 1)) : (int32_t)sqrt((double)(x - 1));
}

/* The bits of word K that voxels X0 to X1 have. */
static inline uint64_t span(int64_t k, int64_t x0, int64_t x1) {
  uint64_t here = ~UINT64_C(0);
  if (k == x0 >> 6) here &= ~UINT64_C(0) << (x0 & 63);
  if (k == x1 >> 6) here &= ~UINT64_C(0) >> (63 - (x1 & 63));
  return here;
}

static inline bool any_blank(const uint64_t *blank, int64_t x0, int64_t x1) {
  uint64_t found = 0;
  for (int64_t k = x0 >> 6; k <= x1 >> 6; k++) found |= blank[k] & span(k, x0, x1);
  return found != 0;
}

/* Give VALUE to the blank voxels X0 to X1 of a row.  Returns how many. */
static int64_t paint_row(uint64_t *blank, int16_t *row, int64_t x0, int64_t x1, int16_t value) {
  int64_t n = 0;
  for (int64_t k = x0 >> 6; k <= x1 >> 6; k++) {
    uint64_t here = blank[k] & span(k, x0, x1);
    blank[k] &= ~here;
    for (; here; here &= here - 1, n++) row[64 * k + __builtin_ctzll(here)] = value;
  }
  return n;
}

/* 3. Slabs --------------------------------------------------------------- */

/* Some slices: the voxels that no ball has covered yet, a bit each; and the same for four rows of a
 * slice at once and for bricks of four rows of four slices.  Two of three times the brick's bits
 * say that all sixteen rows are done. */
typedef struct slab {
  const painting *p;
  uint64_t *blank; /* (SLAB x 4 fours x words)                                    */
  uint64_t *four;  /* (SLAB x fours x words)                                      */
  uint64_t *brick; /* (SLAB / 4 x fours x words)                                  */
  int64_t z0, z1, fours, words, left;
} slab;

static bool slab_init(slab *s, const painting *p, int64_t item) {
  *s = (slab){.p = p, .z0 = item * SLAB, .words = (p->n[0] + 63) / 64};
  s->z1 = s->z0 + SLAB < p->n[2] ? s->z0 + SLAB : p->n[2];
  s->fours = (p->n[1] + 3) / 4;
  size_t size = (size_t)(SLAB * s->fours * s->words);
  s->blank = calloc(4 * size, sizeof *s->blank);
  s->four = calloc(size, sizeof *s->four);
  s->brick = calloc(size / 4, sizeof *s->brick);
  return s->blank && s->four && s->brick;
}

/* The words of row Y, of the four G and of the brick G of slice Z, counted in the slab. */
static uint64_t *blank_of(const slab *s, int64_t z, int64_t y) {
  return s->blank + (4 * s->fours * z + y) * s->words;
}

static uint64_t *four_of(const slab *s, int64_t z, int64_t g) {
  return s->four + (s->fours * z + g) * s->words;
}

static uint64_t *brick_of(const slab *s, int64_t z, int64_t g) {
  return s->brick + (s->fours * (z >> 2) + g) * s->words;
}

/* OUT = the bits of any of four rows of words, STEP apart. */
static void unite(const uint64_t *in, int64_t step, int64_t words, uint64_t *out) {
  for (int64_t k = 0; k < words; k++) {
    out[k] = in[k] | in[k + step] | in[k + 2 * step] | in[k + 3 * step];
  }
}

static void note_blank(slab *s) {
  const painting *p = s->p;
  int64_t area = p->n[0] * p->n[1], many = s->fours * s->words;
  for (int64_t z = s->z0; z < s->z1; z++) {
    for (int64_t y = 0; y < p->n[1]; y++) {
      const uint8_t *row = p->mask + z * area + y * p->n[0];
      uint64_t *blank = blank_of(s, z - s->z0, y);
      for (int64_t x = 0; x < p->n[0]; x++) {
        if ((row[x] != 0) != p->inside) continue;
        blank[x >> 6] |= UINT64_C(1) << (x & 63);
        s->left++;
      }
    }
    for (int64_t g = 0; g < s->fours; g++) {
      unite(blank_of(s, z - s->z0, 4 * g), s->words, s->words, four_of(s, z - s->z0, g));
    }
  }
  for (int64_t z = 0; z < SLAB; z += 4) unite(four_of(s, z, 0), many, many, brick_of(s, z, 0));
}

/* The voxels of ball B in a row of height Y; LEFT is its squared radius in the slice.  False when
 * there are none. */
static inline bool find_span(const slab *s, const ant_ball *b, int32_t left, int64_t y, int64_t *x0,
                             int64_t *x1) {
  int32_t dy = (int32_t)y - b->y, here = left - dy * dy;
  if (here <= 0) return false;
  int32_t rx = root_below(here);
  *x0 = b->x - rx;
  *x1 = b->x + rx;
  if (*x0 < 0) *x0 = 0;
  if (*x1 >= s->p->n[0]) *x1 = s->p->n[0] - 1;
  return *x0 <= *x1;
}

/* Rows 4 G to 4 G + 3 of slice Z of the slab.  Returns how many voxels were painted. */
static int64_t paint_four(slab *s, const ant_ball *b, int16_t value, int32_t left, int64_t z,
                          int64_t g) {
  const painting *p = s->p;
  int64_t n = 0, x0, x1;
  for (int64_t y = 4 * g; y < 4 * g + 4 && y < p->n[1]; y++) {
    if (!find_span(s, b, left, y, &x0, &x1)) continue;
    int16_t *row = p->out + ((z + s->z0) * p->n[1] + y) * p->n[0];
    n += paint_row(blank_of(s, z, y), row, x0, x1, value);
  }
  if (n > 0) unite(blank_of(s, z, 4 * g), s->words, s->words, four_of(s, z, g));
  return n;
}

/* What of FROM to FROM + 3 is nearest to MIDDLE. */
static inline int64_t nearest_of_four(int64_t from, int32_t middle) {
  return middle < from ? from : middle > from + 3 ? from + 3 : middle;
}

/* Rows 4 G to 4 G + 3 of the slices Z to Z + 3 of the slab. */
static void paint_brick(slab *s, const ant_ball *b, int16_t value, int64_t z, int64_t g) {
  int64_t n = 0, near = nearest_of_four(4 * g, b->y), x0, x1;
  for (int64_t k = z; k < z + 4 && k + s->z0 < s->z1; k++) {
    int32_t dz = (int32_t)(k + s->z0) - b->z, left = b->radius2 - dz * dz;
    if (left <= 0 || !find_span(s, b, left, near, &x0, &x1)) continue;
    if (any_blank(four_of(s, k, g), x0, x1)) n += paint_four(s, b, value, left, k, g);
  }
  if (n == 0) return;
  s->left -= n;
  unite(four_of(s, z, g), s->fours * s->words, s->words, brick_of(s, z, g));
}

static void paint_ball(slab *s, const ant_ball *b, int16_t value) {
  for (int64_t z = 0; z < SLAB && z + s->z0 < s->z1; z += 4) {
    int32_t dz = (int32_t)nearest_of_four(z + s->z0, b->z) - b->z;
    int32_t left = b->radius2 - dz * dz;
    if (left <= 0) continue;
    int32_t ry = root_below(left);
    int64_t y0 = b->y - ry, y1 = b->y + ry, x0, x1;
    if (y0 < 0) y0 = 0;
    if (y1 >= s->p->n[1]) y1 = s->p->n[1] - 1;
    for (int64_t g = y0 >> 2; g <= y1 >> 2; g++) {
      if (!find_span(s, b, left, nearest_of_four(4 * g, b->y), &x0, &x1)) continue;
      if (any_blank(brick_of(s, z, g), x0, x1)) paint_brick(s, b, value, z, g);
    }
  }
}

/* Does ball B reach the slices Z0 to below Z1? */
static bool reaches(const ant_ball *b, int64_t z0, int64_t z1) {
  int64_t low = z0 - b->z, high = b->z - (z1 - 1), away = low > high ? low : high;
  return away <= 0 || away * away < b->radius2;
}

static void paint_slab(void *user, int64_t item, int worker) {
  const painting *p = user;
  slab s;
  (void)worker;
  if (slab_init(&s, p, item)) {
    note_blank(&s);
    for (int64_t i = 0; i < p->balls->n && s.left > 0; i++) {
      const ant_ball *b = &p->balls->ball[p->order[i]];
      if (reaches(b, s.z0, s.z1)) paint_ball(&s, b, p->value[p->order[i]]);
    }
  } else {
    p->failed[item] = true;
  }
  free(s.blank);
  free(s.four);
  free(s.brick);
}

ant_status ant_balls_paint(const ant_balls *balls, const uint8_t *mask, const int64_t n[3],
                           bool inside, int n_thread, int16_t *rank, float **out_diameter,
                           int *out_n, ant_diag *opt_diag) {
  painting p = {.balls = balls, .mask = mask, .inside = inside, .n = {n[0], n[1], n[2]}};
  int n_rank = 0;
  int64_t slabs = (n[2] + SLAB - 1) / SLAB;
  float *diameter = make_ranks(balls, &n_rank);
  p.out = rank;
  p.value = malloc((size_t)(balls->n ? balls->n : 1) * sizeof *p.value);
  p.failed = calloc((size_t)slabs, sizeof *p.failed);
  bool good = diameter && p.value && p.failed;
  for (int64_t i = 0; good && i < balls->n; i++) {
    p.value[i] = rank_of(diameter, n_rank, balls->ball[i].diameter);
  }
  good = good && sort_balls(&p, n_rank);
  if (good) ant_parallel(n_thread, slabs, paint_slab, &p);
  for (int64_t i = 0; good && i < slabs; i++) good = !p.failed[i];
  free(p.value);
  free(p.failed);
  free(p.order);
  if (!good) {
    free(diameter);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the thickness");
  }
  *out_diameter = diameter;
  *out_n = n_rank;
  return ANT_OK;
}
