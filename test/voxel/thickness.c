/* Distances and thickness: by definition on random masks, by formula on known shapes. */
#include "test.h"

#include "brute.h"

/* 1. By definition ------------------------------------------------------- */

static void distances_are_exact(void) {
  const int64_t n[3] = {13, 9, 11};
  for (uint64_t seed = 1; seed <= 6; seed++) {
    ant_volume *m = random_mask(n, seed < 4 ? 0.9 : 0.5, seed % 2 ? 1 : 3, seed), *d = NULL;
    for (int to_bone = 0; to_bone < 2; to_bone++) {
      CHECK(ant_distance(m, to_bone, 2, &d, NULL) == ANT_OK);
      int64_t i = 0;
      for (int64_t z = 0; z < n[2]; z++) {
        for (int64_t y = 0; y < n[1]; y++) {
          for (int64_t x = 0; x < n[0]; x++, i++) {
            int64_t want = brute_square(m, to_bone, 2 * x, 2 * y, 2 * z);
            float got = ((float *)d->data)[i];
            if (want < 0) {
              CHECK(isinf(got));
            } else {
              NEAR((double)got, 0.5 * sqrt((double)want), 1e-6);
            }
          }
        }
      }
      ant_volume_destroy(&d);
    }
    ant_volume_destroy(&m);
  }
}

/* Unequal spacing, by definition. */
static void distances_in_millimetres(void) {
  const int64_t n[3] = {9, 8, 7};
  ant_volume *m = random_mask(n, 0.85, 2, 5), *d = NULL;
  const double mm[3] = {0.3, 0.5, 1.1};
  memcpy(m->spacing_mm, mm, sizeof mm);
  CHECK(ant_distance(m, false, 1, &d, NULL) == ANT_OK);
  for (int64_t i = 0; i < ant_volume_count(m); i++) {
    double best = INFINITY;
    for (int64_t j = 0; j < ant_volume_count(m); j++) {
      if (((uint8_t *)m->data)[j]) continue;
      double dx = mm[0] * (double)(i % 9 - j % 9), dy = mm[1] * (double)(i / 9 % 8 - j / 9 % 8),
             dz = mm[2] * (double)(i / 72 - j / 72);
      best = fmin(best, sqrt(dx * dx + dy * dy + dz * dz));
    }
    NEAR((double)((float *)d->data)[i], best, 1e-6);
  }
  ant_volume_destroy(&m);
  ant_volume_destroy(&d);
}

static ant_volume *map_of(const ant_volume *m, bool of_background, ant_thickness_rule rule,
                          int n_thread, int64_t slices) {
  const ant_thickness_options o = {.rule = rule, .n_thread = n_thread, .slices = slices};
  ant_thickness t;
  ant_volume *map = NULL;
  ant_diag diag = {.text = ""};
  CHECK(ant_thickness_measure(m, of_background, &o, &t, &map, &diag) == ANT_OK);
  if (!map) printf("# %s\n", diag.text);
  return map;
}

static void thickness_by_definition(void) {
  const int64_t n[3] = {12, 10, 11};
  double *want = malloc(sizeof *want * 12 * 10 * 11);
  for (uint64_t seed = 1; seed <= 6; seed++) {
    ant_volume *m = random_mask(n, seed < 4 ? 0.95 : 0.6, seed < 4 ? 1 : 3, seed);
    for (int background = 0; background < 2; background++) {
      ant_volume *map = map_of(m, background, ANT_THICKNESS_CENTRES, 2, 0);
      brute_thickness(m, !background, want);
      for (int64_t i = 0; map && i < ant_volume_count(m); i++) {
        bool object = (((uint8_t *)m->data)[i] != 0) == !background;
        NEAR((double)((float *)map->data)[i], object ? want[i] : 0, 1e-5);
      }
      ant_volume_destroy(&map);
    }
    ant_volume_destroy(&m);
  }
  free(want);
}

static void any_threads_any_pieces(void) {
  ant_trabecular_options o;
  ant_volume *m = NULL;
  ant_trabecular_defaults(&o);
  o.n[0] = 26, o.n[1] = 24, o.n[2] = 300;
  o.bv_tv = 0.3, o.thickness_mm = 0.1, o.n_wave = 60;
  CHECK(ant_trabecular_make(&o, &m, NULL) == ANT_OK);
  for (int background = 0; background < 2; background++) {
    ant_volume *a = map_of(m, background, ANT_THICKNESS_SURFACE, 1, 0);
    ant_volume *b = map_of(m, background, ANT_THICKNESS_SURFACE, 3, 0);
    ant_volume *c = map_of(m, background, ANT_THICKNESS_SURFACE, 2, 160);
    CHECK(memcmp(a->data, b->data, ant_volume_bytes(a)) == 0);
    CHECK(memcmp(a->data, c->data, ant_volume_bytes(a)) == 0);
    ant_volume_destroy(&a);
    ant_volume_destroy(&b);
    ant_volume_destroy(&c);
  }
  ant_thickness whole, piece;
  ant_volume *axis = NULL, *again = NULL;
  const ant_thickness_options cut = {.n_thread = 2, .slices = 160};
  CHECK(ant_axis_spacing(m, NULL, &whole, &axis, NULL) == ANT_OK);
  CHECK(ant_axis_spacing(m, &cut, &piece, &again, NULL) == ANT_OK);
  CHECK(memcmp(axis->data, again->data, ant_volume_bytes(axis)) == 0);
  CHECK(memcmp(&whole, &piece, sizeof whole) == 0);
  ant_volume_destroy(&axis);
  ant_volume_destroy(&again);
  ant_volume_destroy(&m);
}

/* 2. By formula ---------------------------------------------------------- */

static double mean_thickness(ant_volume *m, bool of_background) {
  ant_thickness t = {0};
  ant_diag diag = {.text = ""};
  /* of the middle only: where the volume ends, balls reach out of it */
  ant_volume *middle = shape(ANT_SHAPE_CUBE, m->n[0], 0.6 * (double)m->n[0], 0, NULL);
  ant_thickness_options o = {.opt_region = middle};
  CHECK(ant_thickness_measure(m, of_background, &o, &t, NULL, &diag) == ANT_OK);
  ant_volume_destroy(&middle);
  if (diag.text[0]) printf("# %s\n", diag.text);
  ant_volume_destroy(&m);
  return t.mean_mm;
}

/* A plate of w voxels has thickness w, odd or even, and gaps likewise. */
static void plates(void) {
  for (int w = 1; w <= 12; w++) {
    /* an even plate lies between voxels when the volume is even, an odd one when it is odd */
    int64_t n = 40 + w % 2;
    NEAR(mean_thickness(shape(ANT_SHAPE_PLATE, n, w, 0, NULL), false), w, 1e-6);
    const double x[3] = {1, 0, 0};
    NEAR(mean_thickness(shape(ANT_SHAPE_PLATE, n, w, 0, x), false), w, 1e-6);
  }
  for (int period = 8; period < 12; period++) {
    int64_t n = 6 * period + 1; /* plates in the middle of voxels */
    NEAR(mean_thickness(shape(ANT_SHAPE_PLATES, n, 3, period, NULL), false), 3, 1e-6);
    NEAR(mean_thickness(shape(ANT_SHAPE_PLATES, n, 3, period, NULL), true), period - 3, 1e-6);
  }
}

/* Plates at an angle, rods and balls of many sizes: a grid knows a surface within half a voxel, so
 * each within one voxel (two surfaces), and right on the average. */
typedef struct errors {
  double sum, most;
  int n;
} errors;

static void note(errors *e, double got, double want) {
  e->sum += got - want;
  e->most = fmax(e->most, fabs(got - want));
  e->n++;
}

static void tell(const char *what, const errors *e, double mean, double most) {
  printf("# %s: error %.2f voxels on the average of %d, %.2f at most\n", what, e->sum / e->n, e->n,
         e->most);
  NEAR(e->sum / e->n, 0, mean);
  NEAR(e->most, 0, most);
}

static void slanted_plates(void) {
  static const double axis[][3] = {{1, 1, 0}, {1, 1, 1}, {3, 2, 1}, {0.3, 1, 0.2}, {5, 1, 0}};
  errors e = {0};
  for (int i = 0; i < 5; i++) {
    for (double w = 4; w < 13; w += 1.37) {
      note(&e, mean_thickness(shape(ANT_SHAPE_PLATE, 60, w, 0, axis[i]), false), w);
    }
  }
  tell("plates", &e, 0.3, 0.8);
}

static void rods(void) {
  static const double axis[][3] = {{0, 0, 1}, {1, 1, 0}, {3, 2, 1}};
  errors e = {0};
  for (int i = 0; i < 3; i++) {
    for (double d = 5; d <= 20; d += 1.3) {
      note(&e, mean_thickness(shape(ANT_SHAPE_ROD, 49, d, 0, axis[i]), false), d);
    }
  }
  tell("rods", &e, 0.2, 1);
}

static void balls(void) {
  errors e = {0};
  for (double d = 5; d <= 30; d += 1.3) {
    note(&e, mean_thickness(shape(ANT_SHAPE_BALL, 41, d, 0, NULL), false), d);
  }
  tell("balls", &e, 0.2, 1);
  NEAR(mean_thickness(shape(ANT_SHAPE_SHELL, 65, 60, 8, NULL), false), 8, 0.5);
}

/* Plates a period apart: so are their mid-planes. */
static void axes_of_plates(void) {
  for (int period = 8; period <= 12; period++) {
    for (int w = 2; w < 5; w++) {
      ant_volume *m = shape(ANT_SHAPE_PLATES, 6 * period + w % 2, w, period, NULL);
      ant_thickness t = {0};
      ant_volume *axis = NULL;
      CHECK(ant_axis_spacing(m, NULL, &t, &axis, NULL) == ANT_OK);
      NEAR(t.mean_mm, period, 0.35);
      ant_volume_destroy(&axis);
      ant_volume_destroy(&m);
    }
  }
}

/* Parallel rods in a square lattice, upright and turned: the largest ball between their axes has
 * the lattice's diagonal as its diameter, and such balls cover all. */
static void axes_of_rods(void) {
  static const double u[3][3] = {{1, 0, 0}, {0.8, 0.6, 0}, {0.36, 0.48, 0.8}};
  static const double v[3][3] = {{0, 1, 0}, {-0.6, 0.8, 0}, {-0.8, 0.6, 0}};
  const int64_t n[3] = {46, 46, 46};
  const double period = 12;
  ant_volume *middle = shape(ANT_SHAPE_CUBE, n[0], 22, 0, NULL);
  const ant_thickness_options o = {.opt_region = middle};
  errors e = {0};
  for (int k = 0; k < 3; k++) {
    for (double width = 2; width <= 6; width += 1.1) {
      ant_volume *m = random_mask(n, 0, 1, 1);
      ant_thickness t = {0};
      for (int64_t i = 0; i < ant_volume_count(m); i++) {
        const double p[3] = {(double)(i % 46), (double)(i / 46 % 46), (double)(i / (46 * 46))};
        double x = 0.23, y = 0.37;
        for (int a = 0; a < 3; a++) x += u[k][a] * (p[a] - 22.5), y += v[k][a] * (p[a] - 22.5);
        x -= period * floor(x / period + 0.5), y -= period * floor(y / period + 0.5);
        ((uint8_t *)m->data)[i] = hypot(x, y) < 0.5 * width;
      }
      CHECK(ant_axis_spacing(m, &o, &t, NULL, NULL) == ANT_OK);
      note(&e, t.mean_mm, period * sqrt(2));
      ant_volume_destroy(&m);
    }
  }
  ant_volume_destroy(&middle);
  tell("axes of rods", &e, 0.35, 1);
}

/* 3. Bad input ----------------------------------------------------------- */

static void bad_masks(void) {
  const int64_t n[3] = {6, 6, 6};
  ant_volume *empty = random_mask(n, 0, 1, 1), *full = random_mask(n, 1, 1, 1);
  ant_thickness t;
  ant_diag diag;
  CHECK(ant_thickness_measure(empty, false, NULL, &t, NULL, &diag) == ANT_EINPUT);
  CHECK(strstr(diag.text, "no bone") != NULL);
  CHECK(ant_thickness_measure(full, false, NULL, &t, NULL, &diag) == ANT_EINPUT);
  CHECK(strstr(diag.text, "no background") != NULL);
  CHECK(ant_thickness_measure(full, true, NULL, &t, NULL, &diag) == ANT_EINPUT);
  CHECK(ant_axis_spacing(empty, NULL, &t, NULL, &diag) == ANT_EINPUT);
  empty->spacing_mm[2] = 2;
  CHECK(ant_thickness_measure(empty, false, NULL, &t, NULL, &diag) == ANT_EINPUT);
  CHECK(strstr(diag.text, "cubes") && strstr(diag.hint, "resample"));
  ant_volume_destroy(&empty);
  ant_volume_destroy(&full);
}

int main(void) {
  RUN(distances_are_exact);
  RUN(distances_in_millimetres);
  RUN(thickness_by_definition);
  RUN(any_threads_any_pieces);
  RUN(plates);
  RUN(slanted_plates);
  RUN(rods);
  RUN(balls);
  RUN(axes_of_plates);
  RUN(axes_of_rods);
  RUN(bad_masks);
  return test_done();
}
