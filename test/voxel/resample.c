/* Boxes, types, means and other grids. */
#include "test.h"

#include "shapes.h"

static ant_volume *ramp(int nx, int ny, int nz, double h) {
  ant_volume *v = shapes_volume(nx, ny, nz, h);
  for (int64_t i = 0; i < ant_volume_count(v); i++) ((uint8_t *)v->data)[i] = (uint8_t)i;
  v->origin_mm[0] = 10, v->origin_mm[1] = -5, v->origin_mm[2] = 2;
  return v;
}

static void a_box_keeps_its_place(void) {
  const int64_t from[3] = {1, 2, 0}, to[3] = {4, 5, 2}, beyond[3] = {4, 7, 2};
  ant_volume *v = ramp(5, 6, 4, 0.5), *c = NULL;
  v->calibration.mu_scaling = 8192;
  CHECK(ant_crop(v, from, to, &c, NULL) == ANT_OK);
  CHECK(c->n[0] == 3 && c->n[1] == 3 && c->n[2] == 2);
  NEAR(c->origin_mm[0], 10.5, 0);
  NEAR(c->origin_mm[1], -4, 0);
  NEAR(c->calibration.mu_scaling, 8192, 0);
  CHECK(*shapes_at(c, 2, 1, 1) == *shapes_at(v, 3, 3, 1));
  ant_volume_destroy(&c);
  CHECK(ant_crop(v, from, beyond, &c, NULL) == ANT_EUSAGE && c == NULL);
  ant_volume_destroy(&v);
}

static void the_box_of_bone(void) {
  int64_t from[3], to[3];
  ant_volume *v = shapes_volume(7, 8, 9, 1);
  CHECK(ant_bone_box(v, from, to, NULL) == ANT_EINPUT);
  *shapes_at(v, 2, 7, 3) = 1;
  *shapes_at(v, 4, 5, 0) = 9;
  CHECK(ant_bone_box(v, from, to, NULL) == ANT_OK);
  CHECK(from[0] == 2 && from[1] == 5 && from[2] == 0 && to[0] == 5 && to[1] == 8 && to[2] == 4);
  ant_volume_destroy(&v);
}

/* Rounded to the nearest, held at the ends of the type; no number is the lowest. */
static void types_hold_what_they_can(void) {
  const int64_t n[3] = {5, 1, 1};
  const double mm[3] = {1, 1, 1};
  double in[5] = {-3.2, 1.5, 254.6, 300, NAN};
  const uint8_t want[5] = {0, 2, 255, 255, 0};
  ant_volume *v = NULL, *c = NULL;
  CHECK(ant_volume_borrow(n, mm, ANT_VOXEL_F64, in, &v, NULL) == ANT_OK);
  CHECK(ant_convert(v, ANT_VOXEL_U8, ANT_SCALE_STORED, &c, NULL) == ANT_OK);
  CHECK(memcmp(c->data, want, sizeof want) == 0);
  ant_volume_destroy(&c);
  CHECK(ant_convert(v, ANT_VOXEL_F32, ANT_SCALE_HU, &c, NULL) == ANT_EINPUT && c == NULL);
  v->calibration = (ant_calibration){1, 0, 2, 0.25, 100, -50, true};
  CHECK(ant_convert(v, ANT_VOXEL_F64, ANT_SCALE_DENSITY, &c, NULL) == ANT_OK);
  NEAR(((double *)c->data)[1], 100 * 1.5 / 2 - 50, 1e-12);
  NEAR(c->calibration.mu_scaling, 0, 0);
  ant_volume_destroy(&c);
  ant_volume_destroy(&v);
}

static void means_of_blocks(void) {
  const int64_t factor[3] = {2, 3, 1};
  ant_volume *v = ramp(5, 6, 2, 0.5), *m = NULL;
  CHECK(ant_block_mean(v, factor, &m, NULL) == ANT_OK);
  CHECK(m->n[0] == 2 && m->n[1] == 2 && m->n[2] == 2);
  NEAR(m->spacing_mm[1], 1.5, 1e-15);
  NEAR(m->origin_mm[0], 10.25, 1e-15);
  NEAR(m->origin_mm[1], -4.5, 1e-15);
  /* mean over x 2 3, y 3 4 5, z 1 of x + 5 y + 30 z */
  NEAR((double)((float *)m->data)[1 + 2 * (1 + 2 * 1)], 2.5 + 20 + 30, 1e-6);
  ant_volume_destroy(&m);
  ant_volume_destroy(&v);
}

/* A quarter turn about z moves voxels onto voxels. */
static void a_quarter_turn_is_exact(void) {
  ant_volume *v = ramp(6, 6, 3, 0.5), *t = NULL, *l = NULL;
  ant_rigid r = {.rotation = {0, -1, 0, 1, 0, 0, 0, 0, 1}};
  for (int a = 0; a < 3; a++) {
    r.centre_mm[a] = v->origin_mm[a] + 0.5 * v->spacing_mm[a] * (double)(v->n[a] - 1);
  }
  CHECK(ant_resample(v, v, &r, false, 0, 2, &t, NULL) == ANT_OK);
  CHECK(ant_resample(v, v, &r, true, 0, 1, &l, NULL) == ANT_OK);
  for (int z = 0; z < 3; z++) {
    for (int y = 0; y < 6; y++) {
      for (int x = 0; x < 6; x++) {
        /* q = R p: the place (x, y) takes what lies at (-y, x) about the middle */
        uint8_t want = *shapes_at(v, 5 - y, x, z);
        CHECK(*shapes_at(t, x, y, z) == want);
        NEAR((double)((float *)l->data)[ant_volume_index(l, x, y, z)], (double)want, 1e-4);
      }
    }
  }
  ant_volume_destroy(&t);
  ant_volume_destroy(&l);
  ant_volume_destroy(&v);
}

/* A grid that is shifted by 0.4 voxels takes the same voxels, by 0.6 the next ones. */
static void the_nearest_is_nearest(void) {
  ant_volume *v = ramp(6, 5, 4, 0.5), *grid = ramp(6, 5, 4, 0.5), *near = NULL, *next = NULL;
  grid->origin_mm[0] += 0.2;
  CHECK(ant_resample(v, grid, NULL, false, 0, 1, &near, NULL) == ANT_OK);
  CHECK(memcmp(near->data, v->data, ant_volume_bytes(v)) == 0);
  grid->origin_mm[0] += 0.1;
  CHECK(ant_resample(v, grid, NULL, false, 9, 1, &next, NULL) == ANT_OK);
  CHECK(*shapes_at(next, 2, 3, 1) == *shapes_at(v, 3, 3, 1) && *shapes_at(next, 5, 0, 0) == 9);
  ant_volume_destroy(&near);
  ant_volume_destroy(&next);
  ant_volume_destroy(&grid);
  ant_volume_destroy(&v);
}

/* Linear interpolation is exact on a plane, and knows where the volume ends. */
static void linear_between_voxels(void) {
  const int64_t n[3] = {9, 7, 5};
  const double mm[3] = {0.3, 0.4, 0.5};
  ant_volume *v = NULL, *fine = NULL, *grid = NULL, *out = NULL;
  CHECK(ant_volume_create(n, mm, ANT_VOXEL_F32, &v, NULL) == ANT_OK);
  for (int64_t i = 0; i < ant_volume_count(v); i++) {
    double x = mm[0] * (double)(i % 9), y = mm[1] * (double)(i / 9 % 7),
           z = mm[2] * (double)(i / 63);
    ((float *)v->data)[i] = (float)(1 + 2 * x - 3 * y + 0.5 * z);
  }
  const int64_t n2[3] = {12, 11, 10};
  const double half[3] = {0.17, 0.2, 0.19};
  CHECK(ant_volume_create(n2, half, ANT_VOXEL_U8, &grid, NULL) == ANT_OK);
  CHECK(ant_resample(v, grid, NULL, true, -7, 1, &fine, NULL) == ANT_OK);
  for (int64_t i = 0; i < ant_volume_count(fine); i++) {
    double x = half[0] * (double)(i % 12), y = half[1] * (double)(i / 12 % 11),
           z = half[2] * (double)(i / 132);
    NEAR((double)((float *)fine->data)[i], 1 + 2 * x - 3 * y + 0.5 * z, 1e-5);
  }
  grid->origin_mm[0] = 100;
  CHECK(ant_resample(v, grid, NULL, true, -7, 1, &out, NULL) == ANT_OK);
  NEAR((double)((float *)out->data)[5], -7, 0);
  ant_volume_destroy(&out);
  ant_volume_destroy(&fine);
  ant_volume_destroy(&grid);
  ant_volume_destroy(&v);
}

int main(void) {
  RUN(a_box_keeps_its_place);
  RUN(the_box_of_bone);
  RUN(types_hold_what_they_can);
  RUN(means_of_blocks);
  RUN(a_quarter_turn_is_exact);
  RUN(the_nearest_is_nearest);
  RUN(linear_between_voxels);
  return test_done();
}
