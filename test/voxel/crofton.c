/* Lines and planes through boxes, whose numbers can be counted by hand. */
#include "test.h"

#include "voxel/crofton.h"

static const double pi = 3.14159265358979323846;

/* a box of SIDE voxels with two empty ones around */
static ant_volume *box(const int64_t side[3], const double mm[3]) {
  const int64_t n[3] = {side[0] + 4, side[1] + 4, side[2] + 4};
  ant_volume *v = NULL;
  if (ant_volume_create(n, mm, ANT_VOXEL_U8, &v, NULL) != ANT_OK) abort();
  for (int64_t i = 0; i < ant_volume_count(v); i++) {
    const int64_t p[3] = {i % n[0], i / n[0] % n[1], i / (n[0] * n[1])};
    bool in = true;
    for (int a = 0; a < 3; a++) in = in && p[a] >= 2 && p[a] < n[a] - 2;
    ((uint8_t *)v->data)[i] = in ? 127 : 0;
  }
  return v;
}

/* how many lattice lines of direction K go through the box, and how many lattice planes */
static double lines(int k, const int64_t s[3]) {
  static const int away[6] = {2, 2, 1, 1, 0, 0}; /* the axis that (110) and its like leave out */
  if (k < 3) return (double)(s[(k + 1) % 3] * s[(k + 2) % 3]);
  if (k > 8) return (double)(s[0] * s[1] + s[1] * s[2] + s[2] * s[0] - s[0] - s[1] - s[2] + 1);
  const int c = away[k - 3], a = (c + 1) % 3, b = (c + 2) % 3;
  return (double)((s[a] + s[b] - 1) * s[c]);
}

static double planes(int k, const int64_t s[3]) {
  static const int away[6] = {2, 2, 1, 1, 0, 0};
  if (k < 3) return (double)s[k];
  const double all = (double)(s[0] + s[1] + s[2]);
  return k > 8 ? all - 2 : all - (double)s[away[k - 3]] - 1;
}

static void boxes(void) {
  const double cube[3] = {1, 1, 1}, brick[3] = {0.3, 0.5, 0.8};
  const int64_t sides[3][3] = {{1, 1, 1}, {4, 7, 5}, {9, 2, 3}};
  for (int i = 0; i < 6; i++) {
    const double *mm = i % 2 ? brick : cube, voxel = mm[0] * mm[1] * mm[2];
    const int64_t *s = sides[i / 2];
    ant_volume *m = box(s, mm);
    ant_crofton c;
    ant_crofton_sums sums;
    double want_area = 0, want_growth = 0, line = 0, plane = 0, seen[ANT_CROFTON];
    ant_crofton_init(&c, mm);
    for (int k = 0; k < ANT_CROFTON; k++) {
      double step = 0, apart = 0; /* the same by another way: projections onto the unit vectors */
      for (int a = 0; a < 3; a++) {
        step = fmax(step, c.line[k][a] != 0 ? mm[a] / fabs(c.line[k][a]) : 0);
        apart = fmax(apart, c.plane[k][a] != 0 ? mm[a] * fabs(c.plane[k][a]) : 0);
      }
      want_area += 2 * c.line_share[k] * 2 * lines(k, s) * voxel / step;
      want_growth += 4 * pi * c.plane_share[k] * planes(k, s) * apart;
      seen[k] = 2 * lines(k, s) * voxel / step;
      line += c.line_share[k], plane += c.plane_share[k];
    }
    NEAR(line, 1, 1e-12);
    NEAR(plane, 1, 1e-12);
    CHECK(ant_crofton_sum(&c, m, NULL, 2, &sums, NULL) == ANT_OK);
    NEAR(sums.area_mm2, want_area, 1e-9);
    NEAR(sums.growth_mm, want_growth, 1e-9);
    for (int k = 0; k < ANT_CROFTON; k++) NEAR(sums.seen_mm2[k], seen[k], 1e-9);
    /* what a hole lacks, its filling has: the complement is as large and bends the other way */
    for (int64_t k = 0; k < ant_volume_count(m); k++) {
      ((uint8_t *)m->data)[k] = !((uint8_t *)m->data)[k];
    }
    CHECK(ant_crofton_sum(&c, m, NULL, 1, &sums, NULL) == ANT_OK);
    NEAR(sums.area_mm2, want_area, 1e-9);
    NEAR(sums.growth_mm, -want_growth, 1e-9);
    ant_volume_destroy(&m);
  }
}

/* Over all directions lines see all of the area, and planes all of the curvature. */
static void nothing_is_lost(void) {
  const double mm[3] = {1, 1, 1};
  ant_crofton c;
  double seen = 0, bend = 0, total = 0;
  ant_crofton_init(&c, mm);
  for (int i = 0; i < 200; i++) {
    for (int k = 0; k < 400; k++) { /* normals of a ball of radius 1 */
      const double t = pi * (i + 0.5) / 200, p = 2 * pi * (k + 0.5) / 400, w = sin(t);
      const double n[3] = {sin(t) * cos(p), sin(t) * sin(p), cos(t)};
      double b[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
      seen += w * ant_crofton_seen(&c, n);
      bend += w * ant_crofton_bend(&c, n, b);
      total += w;
    }
  }
  NEAR(seen / total, 1, 1e-3);
  NEAR(bend / total, 2, 1e-9);
  const double axis[3] = {0, 0, 1};
  NEAR(ant_crofton_seen(&c, axis), 0.927, 0.003); /* the worst: along the grid */
}

int main(void) {
  RUN(boxes);
  RUN(nothing_is_lost);
  return test_done();
}
