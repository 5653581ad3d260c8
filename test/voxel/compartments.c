/* Cortex and trabecular space of a made bone whose answer is known. */
#include "test.h"

#include "antaeus/voxel_structure.h"
#include "brute.h"

enum { SIDE = 120, HIGH = 24 };
static const double mm = 0.08;

/* A tube of 900 mg HA/cm^3, its wall WALL mm thick, with twelve canals along z in the middle of it;
 * a lattice of struts of 600 inside that runs into the wall, 50 elsewhere, and noise; as a scanner
 * stores it: density = 2 v - 100. */
static ant_volume *made(double wall, ant_volume **out_mask, ant_volume **out_truth) {
  const int64_t n[3] = {SIDE, SIDE, HIGH};
  const double spacing[3] = {mm, mm, mm};
  ant_volume *v = NULL;
  if (ant_volume_create(n, spacing, ANT_VOXEL_I16, &v, NULL) != ANT_OK ||
      ant_volume_create(n, spacing, ANT_VOXEL_U8, out_mask, NULL) != ANT_OK ||
      ant_volume_create(n, spacing, ANT_VOXEL_U8, out_truth, NULL) != ANT_OK) {
    abort();
  }
  v->calibration = (ant_calibration){1, 0, 1, 0, 2, -100, true};
  for (int64_t i = 0; i < ant_volume_count(v); i++) {
    const int64_t x = i % SIDE, y = i / SIDE % SIDE, z = i / (SIDE * SIDE);
    const double dx = mm * ((double)x - 59.5), dy = mm * ((double)y - 59.5);
    const double r = hypot(dx, dy), radius = 4.2;
    const double turn = 12 * atan2(dy, dx) / (2 * acos(-1)), away = turn - floor(turn + 0.5);
    const double middle = radius - 0.5 * wall, arc = away * 2 * acos(-1) / 12 * middle;
    const bool pore = hypot(r - middle, arc) < 1.3 * mm;
    const bool strut = (x % 14 < 3) + (y % 14 < 3) + (z % 14 < 3) >= 2;
    const int label = r > radius ? 0 : r > radius - wall ? ANT_CORTICAL : ANT_TRABECULAR;
    double density = 50;
    if (label == ANT_CORTICAL && !pore) density = 900;
    if (label == ANT_TRABECULAR && strut) density = 600;
    ((uint8_t *)(*out_mask)->data)[i] = density > 300;
    ((uint8_t *)(*out_truth)->data)[i] = (uint8_t)label;
    density += 60 * (ant_random_uniform(3, 0, (uint64_t)i) - 0.5);
    ((int16_t *)v->data)[i] = (int16_t)lrint((density + 100) / 2);
  }
  return v;
}

static void compartments_are_found(void) {
  for (double wall = 0.5; wall < 1.3; wall += 0.35) {
    ant_volume *mask, *truth, *v = made(wall, &mask, &truth), *found = NULL;
    const ant_compartment_options o = {
        .scale = ANT_SCALE_DENSITY, .outer = 350, .inner = 550, .sigma_voxel = 1};
    ant_diag d = {.text = ""};
    ant_cortex c = {.ct_th_mm = NAN};
    CHECK(ant_compartments_find(v, &o, &found, &d) == ANT_OK);
    if (!found) {
      printf("# %s\n", d.text);
      return;
    }
    int64_t same = 0, bone = 0, outside = 0;
    for (int64_t i = 0; i < ant_volume_count(v); i++) {
      const uint8_t a = ((uint8_t *)found->data)[i], b = ((uint8_t *)truth->data)[i];
      bone += b != 0;
      same += b != 0 && a == b;
      outside += a != 0 && b == 0;
    }
    CHECK((double)same / (double)bone > 0.95);
    CHECK((double)outside / (double)bone < 0.03);
    CHECK(ant_cortex_measure(mask, found, v, 2, &c, NULL) == ANT_OK);
    NEAR(c.ct_th_mm, wall, 0.06);
    CHECK(c.ct_density > 780 && c.ct_density < 900 && c.tb_density < 300);
    NEAR(c.tt_ar_mm2 / (3.14159265 * 4.2 * 4.2), 1, 0.05);
    ant_cortex want = {.ct_po = NAN};
    CHECK(ant_cortex_measure(mask, truth, v, 1, &want, NULL) == ANT_OK && want.ct_po > 0.01);
    NEAR(c.ct_po, want.ct_po, 0.003);
    ant_volume_destroy(&found);
    ant_volume_destroy(&mask);
    ant_volume_destroy(&truth);
    ant_volume_destroy(&v);
  }
}

/* Of labels that are given all is exact. */
static void measured_by_hand(void) {
  const int64_t n[3] = {10, 10, 4};
  const double spacing[3] = {0.5, 0.5, 0.5};
  ant_volume *labels = NULL, *mask = NULL, *grey = NULL;
  ant_cortex c;
  CHECK(ant_volume_create(n, spacing, ANT_VOXEL_U8, &labels, NULL) == ANT_OK);
  CHECK(ant_cortex_measure(labels, labels, NULL, 1, &c, NULL) == ANT_EINPUT);
  CHECK(ant_volume_create(n, spacing, ANT_VOXEL_U8, &mask, NULL) == ANT_OK);
  CHECK(ant_volume_create(n, spacing, ANT_VOXEL_F32, &grey, NULL) == ANT_OK);
  for (int64_t i = 0; i < 400; i++) { /* across x: 3 of cortex, 2 trabecular, 3 of cortex */
    const int64_t x = i % 10;
    ((uint8_t *)labels->data)[i] = x % 9 == 0 ? 0
                                   : x < 4    ? ANT_CORTICAL
                                   : x < 6    ? ANT_TRABECULAR
                                              : ANT_CORTICAL;
    ((uint8_t *)mask->data)[i] = x != 2;
    ((float *)grey->data)[i] = (float)x;
  }
  CHECK(ant_cortex_measure(mask, labels, NULL, 1, &c, NULL) == ANT_OK && isnan(c.ct_density));
  CHECK(ant_cortex_measure(mask, labels, grey, 1, &c, NULL) == ANT_EINPUT);
  grey->calibration = (ant_calibration){1, 0, 1, 0, 10, 5, true};
  CHECK(ant_cortex_measure(mask, labels, grey, 1, &c, NULL) == ANT_OK);
  NEAR(c.ct_po, 1.0 / 6, 1e-12);
  NEAR(c.ct_th_mm, 1.5, 1e-6);
  NEAR(c.ct_ar_mm2, 60 * 0.25, 1e-12);
  NEAR(c.tb_ar_mm2, 20 * 0.25, 1e-12);
  NEAR(c.tb_density, 50, 1e-9);
  NEAR(c.ct_density, 10 * 4.5 + 5, 1e-9);
  NEAR(c.tt_density, 50, 1e-9);
  ant_volume_destroy(&labels);
  ant_volume_destroy(&mask);
  ant_volume_destroy(&grey);
}

static void bore(ant_volume *m, const int64_t from[3], const int64_t to[3]) {
  for (int64_t z = from[2]; z < to[2]; z++) {
    for (int64_t y = from[1]; y < to[1]; y++) {
      for (int64_t x = from[0]; x < to[0]; x++) {
        ((uint8_t *)m->data)[ant_volume_index(m, x, y, z)] = 0;
      }
    }
  }
}

/* What is bored into a block of cortex beside marrow (x below 10) and air (x from 30): each hole,
 * how many of its voxels are pores, and why. */
static void holes(void) {
  static const struct {
    int64_t from[3], to[3], pores;
  } hole[] = {
      {{20, 5, 0}, {22, 7, 12}, 48},  /* a canal from end to end */
      {{15, 10, 3}, {20, 11, 4}, 5},  /* shut in */
      {{15, 15, 3}, {19, 16, 4}, 0},  /* too small */
      {{10, 20, 0}, {13, 24, 12}, 0}, /* a recess of the marrow */
      {{28, 20, 2}, {30, 22, 5}, 0},  /* a dent from outside */
      {{14, 30, 0}, {16, 32, 6}, 24}, /* a canal, and where it opens to the marrow above */
      {{10, 30, 6}, {16, 32, 9}, 12},
  };
  const int64_t n[3] = {40, 40, 12};
  const double spacing[3] = {0.1, 0.1, 0.1};
  ant_volume *labels = NULL, *mask = NULL;
  int64_t bone = 0, pores = 0;
  if (ant_volume_create(n, spacing, ANT_VOXEL_U8, &labels, NULL) != ANT_OK) abort();
  if (ant_volume_create(n, spacing, ANT_VOXEL_U8, &mask, NULL) != ANT_OK) abort();
  for (int64_t i = 0; i < ant_volume_count(mask); i++) {
    const int64_t x = i % 40;
    ((uint8_t *)labels->data)[i] = x < 10 ? ANT_TRABECULAR : x < 30 ? ANT_CORTICAL : 0;
    ((uint8_t *)mask->data)[i] = x >= 10 && x < 30;
  }
  for (size_t i = 0; i < sizeof hole / sizeof *hole; i++) {
    ant_cortex c = {.ct_po = NAN};
    bore(mask, hole[i].from, hole[i].to);
    pores += hole[i].pores;
    bone = 0;
    for (int64_t k = 0; k < ant_volume_count(mask); k++) bone += ((uint8_t *)mask->data)[k];
    for (int threads = 1; threads < 4; threads += 2) {
      CHECK(ant_cortex_measure(mask, labels, NULL, threads, &c, NULL) == ANT_OK);
      NEAR(c.ct_po, (double)pores / (double)(pores + bone), 1e-12);
      NEAR(c.ct_bv_tv, (double)bone / (20 * 40 * 12), 1e-12);
    }
  }
  ant_volume_destroy(&labels);
  ant_volume_destroy(&mask);
}

static void what_cannot_be(void) {
  ant_volume *mask, *truth, *v = made(0.8, &mask, &truth), *found = NULL;
  ant_compartment_options o = {.scale = ANT_SCALE_DENSITY, .outer = 5000, .inner = 550};
  CHECK(ant_compartments_find(v, &o, &found, NULL) == ANT_EINPUT);
  o.outer = 350, o.inner = -500;
  CHECK(ant_compartments_find(v, &o, &found, NULL) == ANT_EINPUT);
  o.inner = 550, o.scale = ANT_SCALE_HU;
  CHECK(ant_compartments_find(v, &o, &found, NULL) == ANT_EINPUT && found == NULL);
  ant_volume_destroy(&mask);
  ant_volume_destroy(&truth);
  ant_volume_destroy(&v);
}

/* A bone whose faces across x and y touch the volume's is the same bone. */
static void close_to_the_faces(void) {
  const int64_t from[3] = {6, 7, 0}, to[3] = {114, 113, HIGH};
  ant_volume *mask, *truth, *v = made(0.8, &mask, &truth), *tight = NULL, *a = NULL, *b = NULL;
  ant_volume *part = NULL;
  const ant_compartment_options o = {
      .scale = ANT_SCALE_DENSITY, .outer = 350, .inner = 550, .sigma_voxel = 1};
  CHECK(ant_crop(v, from, to, &tight, NULL) == ANT_OK);
  CHECK(ant_compartments_find(v, &o, &a, NULL) == ANT_OK);
  CHECK(ant_compartments_find(tight, &o, &b, NULL) == ANT_OK);
  CHECK(ant_crop(a, from, to, &part, NULL) == ANT_OK);
  int64_t other = 0;
  for (int64_t i = 0; i < ant_volume_count(part); i++) {
    other += ((uint8_t *)part->data)[i] != ((uint8_t *)b->data)[i];
  }
  CHECK((double)other / (double)ant_volume_count(part) < 0.01);
  NEAR(b->origin_mm[0], tight->origin_mm[0], 1e-12);
  ant_volume *all[] = {mask, truth, v, tight, a, b, part};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) ant_volume_destroy(&all[i]);
}

int main(void) {
  RUN(compartments_are_found);
  RUN(close_to_the_faces);
  RUN(measured_by_hand);
  RUN(holes);
  RUN(what_cannot_be);
  return test_done();
}
