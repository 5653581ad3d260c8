/* crofton.c - area and curvature from lines and planes (see crofton.h).
 *   1. Directions   2. Configurations   3. Counting   4. What is seen */
#include "voxel/crofton.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/parallel.h"

/* 1. Directions ---------------------------------------------------------- */

/* Of a line's steps, and of a plane's Miller indices. */
static const int lattice[ANT_CROFTON][3] = {
    {1, 0, 0}, {0, 1, 0},  {0, 0, 1}, {1, 1, 0},  {1, -1, 0}, {1, 0, 1},  {1, 0, -1},
    {0, 1, 1}, {0, 1, -1}, {1, 1, 1}, {1, 1, -1}, {1, -1, 1}, {1, -1, -1}};

static double dot(const double a[3], const double b[3]) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

enum { DIVISIONS = 40 };

/* A point of an octahedron's lattice stands for the solid angle of a flat face's area seen from the
 * middle; a tip has four triangles around it, all else six.  Every symmetry of the cube maps the
 * points onto themselves. */
static void add_direction(int x, int y, int z, double of[ANT_CROFTON][3], double *share,
                          double *total) {
  const double length = sqrt((double)(x * x + y * y + z * z));
  const double d[3] = {x / length, y / length, z / length};
  const bool tip = abs(x) == DIVISIONS || abs(y) == DIVISIONS || z == DIVISIONS;
  /* the lower half is left out: of points on its rim both of a pair are there */
  const double weight = (tip ? 4.0 / 6 : 1) * (z == 0 ? 0.5 : 1) / (length * length * length);
  double best = 0;
  int equals = 0;
  for (int k = 0; k < ANT_CROFTON; k++) best = fmax(best, fabs(dot(d, of[k])));
  for (int k = 0; k < ANT_CROFTON; k++) equals += fabs(dot(d, of[k])) > best - 1e-9;
  for (int k = 0; k < ANT_CROFTON; k++) {
    if (fabs(dot(d, of[k])) > best - 1e-9) share[k] += weight / equals;
  }
  *total += weight;
}

/* Each direction goes to the nearest of OF, to equally near ones in equal parts. */
static void find_shares(double of[ANT_CROFTON][3], double *share) {
  double total = 0;
  for (int k = 0; k < ANT_CROFTON; k++) share[k] = 0;
  for (int z = 0; z <= DIVISIONS; z++) {
    for (int y = z - DIVISIONS; y <= DIVISIONS - z; y++) {
      const int left = DIVISIONS - z - abs(y);
      for (int x = -left; x <= left; x += left > 0 ? 2 * left : 1) {
        add_direction(x, y, z, of, share, &total);
      }
    }
  }
  for (int k = 0; k < ANT_CROFTON; k++) share[k] /= total;
}

/* 2. Configurations ------------------------------------------------------ */

static int corner(int i, int axis) {
  return i >> axis & 1;
}

/* Voxel pairs along lattice direction K differ in CONFIGURATION: how many, each shared by the cells
 * that hold it. */
static double crossings(int configuration, int k) {
  int pairs = 0, differ = 0;
  for (int i = 0; i < 8; i++) {
    for (int j = 0; j < 8; j++) {
      bool along = true;
      for (int a = 0; a < 3; a++) along = along && corner(j, a) - corner(i, a) == lattice[k][a];
      if (!along) continue;
      pairs++;
      differ += (configuration >> i & 1) != (configuration >> j & 1);
    }
  }
  return (double)differ / pairs; /* 4, 2, 1 pairs; as many cells share one */
}

/* corners - edges + faces of a polygon of N corners, in order around or (4) crosswise; corners and
 * edges are shared with the polygons beside it, six triangles or four rectangles at a corner */
static double euler_of(int n, const int v[4]) {
  static const int edge[4][2] = {{0, 1}, {1, 3}, {3, 2}, {2, 0}},
                   side[3][2] = {{0, 1}, {1, 2}, {2, 0}};
  double sum = 0, all = 1;
  for (int i = 0; i < n; i++) {
    const int *e = n == 4 ? edge[i] : side[i];
    sum += v[i] / (n == 4 ? 4.0 : 6.0) - 0.5 * v[e[0]] * v[e[1]];
    all *= v[i];
  }
  return sum + all;
}

/* The Euler number of the sections by planes of lattice normal K, bone and background treated alike
 * (the mean of 4 and 8 neighbours). */
static double sections(int configuration, int k) {
  double sum = 0;
  for (int level = -2; level <= 3; level++) {
    int n = 0, bone[4] = {0}, marrow[4] = {0};
    for (int i = 0; i < 8; i++) {
      int at = 0;
      for (int a = 0; a < 3; a++) at += lattice[k][a] * corner(i, a);
      if (at != level) continue;
      bone[n & 3] = configuration >> i & 1;
      marrow[n & 3] = !bone[n & 3];
      n++;
    }
    if (n < 3) continue;
    sum += 0.5 * (euler_of(n, bone) - euler_of(n, marrow)) * (k < 3 ? 0.5 : 1);
  }
  return sum; /* a cell's own face belongs to two cells */
}

void ant_crofton_init(ant_crofton *c, const double mm[3]) {
  const double voxel = mm[0] * mm[1] * mm[2];
  double apart[ANT_CROFTON];
  for (int k = 0; k < ANT_CROFTON; k++) {
    double along[3], across[3];
    for (int a = 0; a < 3; a++) {
      along[a] = lattice[k][a] * mm[a];
      across[a] = lattice[k][a] / mm[a];
    }
    const double step = sqrt(dot(along, along));
    c->across_mm2[k] = voxel / step;
    apart[k] = 1 / sqrt(dot(across, across));
    for (int a = 0; a < 3; a++) {
      c->line[k][a] = along[a] / step;
      c->plane[k][a] = across[a] * apart[k];
    }
  }
  find_shares(c->line, c->line_share);
  find_shares(c->plane, c->plane_share);
  for (int i = 0; i < ANT_CONFIGURATIONS; i++) {
    c->growth_mm[i] = 0;
    for (int k = 0; k < ANT_CROFTON; k++) {
      c->crossings[i][k] = crossings(i, k);
      c->growth_mm[i] += 4 * acos(-1) * c->plane_share[k] * sections(i, k) * apart[k];
    }
  }
}

/* 3. Counting ------------------------------------------------------------ */

typedef struct counting {
  const ant_volume *mask, *region;
  int64_t *count; /* (layers of cells x 256) how often each occurs              */
} counting;

static void count_layer(void *user, int64_t z, int worker) {
  const counting *c = user;
  const int64_t *n = c->mask->n;
  const uint8_t *mask = c->mask->data, *region = c->region ? c->region->data : NULL;
  int64_t *count = c->count + z * ANT_CONFIGURATIONS;
  (void)worker;
  for (int64_t y = 0; y + 1 < n[1]; y++) {
    unsigned bone = 0, in = 0; /* of eight voxels; the upper ones of x enter */
    for (int64_t x = 0; x < n[0]; x++) {
      bone = bone >> 1 & 0x55u, in = in >> 1 & 0x55u;
      for (int k = 0; k < 4; k++) {
        const int64_t i = ant_volume_index(c->mask, x, y + (k & 1), z + (k >> 1));
        bone |= (unsigned)(mask[i] != 0) << (2 * k + 1);
        in |= (unsigned)(!region || region[i] != 0) << (2 * k + 1);
      }
      if (x > 0 && in == 255) count[bone]++;
    }
  }
}

ant_status ant_crofton_sum(const ant_crofton *c, const ant_volume *mask,
                           const ant_volume *opt_region, int n_thread, ant_crofton_sums *out,
                           ant_diag *opt_diag) {
  counting k = {.mask = mask, .region = opt_region};
  ant_crofton_sums sums = {.area_mm2 = 0};
  const int64_t layers = mask->n[2] - 1;
  k.count = calloc((size_t)(layers + 1) * ANT_CONFIGURATIONS, sizeof *k.count);
  if (!k.count) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the surface of the mask");
  ant_parallel(n_thread, layers, count_layer, &k);
  for (int i = 0; i < ANT_CONFIGURATIONS; i++) {
    int64_t total = 0;
    for (int64_t z = 0; z < layers; z++) total += k.count[z * ANT_CONFIGURATIONS + i];
    sums.volume_mm3 += (double)total * ant_volume_voxel_mm3(mask);
    sums.growth_mm += (double)total * c->growth_mm[i];
    for (int d = 0; d < ANT_CROFTON; d++) {
      sums.seen_mm2[d] += (double)total * c->crossings[i][d] * c->across_mm2[d];
    }
  }
  for (int d = 0; d < ANT_CROFTON; d++) sums.area_mm2 += 2 * c->line_share[d] * sums.seen_mm2[d];
  free(k.count);
  *out = sums;
  return ANT_OK;
}

/* 4. What is seen -------------------------------------------------------- */

double ant_crofton_seen(const ant_crofton *c, const double n[3]) {
  double sum = 0;
  for (int k = 0; k < ANT_CROFTON; k++) sum += 2 * c->line_share[k] * fabs(dot(n, c->line[k]));
  return sum;
}

double ant_crofton_bend(const ant_crofton *c, const double n[3], double b[3][3]) {
  double sum = 0, trace = b[0][0] + b[1][1] + b[2][2];
  for (int i = 0; i < 3; i++) trace -= n[i] * dot(b[i], n);
  for (int k = 0; k < ANT_CROFTON; k++) {
    const double *p = c->plane[k];
    const double t[3] = {n[1] * p[2] - n[2] * p[1], n[2] * p[0] - n[0] * p[2],
                         n[0] * p[1] - n[1] * p[0]};
    const double square = dot(t, t);
    double along = 0.5 * trace; /* the plane lies in the surface: any tangent */
    if (square > 1e-12) {
      along = 0;
      for (int i = 0; i < 3; i++) along += t[i] * dot(b[i], t) / square;
    }
    sum += 2 * c->plane_share[k] * along; /* Meusnier: a section's own tangent */
  }
  return sum;
}
