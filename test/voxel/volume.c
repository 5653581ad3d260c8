/* Volumes: what is made, what is refused, and the numbers of each type. */
#include "test.h"

#include "antaeus/voxel.h"

static const double unit_mm[3] = {1, 1, 1};

static void made_and_given_back(void) {
  ant_volume *v = NULL;
  const int64_t n[3] = {3, 4, 5};
  const double mm[3] = {0.1, 0.2, 0.3};
  CHECK(ant_volume_create(n, mm, ANT_VOXEL_I16, &v, NULL) == ANT_OK);
  CHECK(ant_volume_count(v) == 60 && ant_volume_bytes(v) == 120);
  CHECK(ant_volume_index(v, 2, 3, 4) == 59);
  NEAR(ant_volume_voxel_mm3(v), 0.006, 1e-15);
  CHECK(v->direction[0] == 1 && v->direction[4] == 1 && v->direction[8] == 1);
  CHECK(v->calibration.scale == 1 && !v->calibration.has_density);
  for (int64_t i = 0; i < 60; i++) CHECK(ant_volume_stored(v, i) == 0);
  ant_volume_destroy(&v);
  CHECK(v == NULL);
  ant_volume_destroy(&v);
}

static void absurd_is_refused(void) {
  ant_volume *v = NULL;
  ant_diag diag;
  const int64_t none[3] = {3, 0, 5}, less[3] = {3, -4, 5}, much[3] = {100000, 100000, 10000};
  const int64_t over[3] = {INT64_MAX, INT64_MAX, INT64_MAX}, some[3] = {2, 2, 2};
  const double bad[][3] = {{1, 0, 1}, {1, -1, 1}, {NAN, 1, 1}, {1, 1, INFINITY}};
  CHECK(ant_volume_create(none, unit_mm, ANT_VOXEL_U8, &v, &diag) == ANT_EINPUT);
  CHECK(ant_volume_create(less, unit_mm, ANT_VOXEL_U8, &v, &diag) == ANT_EINPUT);
  CHECK(ant_volume_create(over, unit_mm, ANT_VOXEL_F64, &v, &diag) == ANT_ENOMEM);
  CHECK(ant_volume_create(much, unit_mm, ANT_VOXEL_F64, &v, &diag) == ANT_ENOMEM);
  CHECK(strstr(diag.text, "8e+05 GB") != NULL);
  for (int i = 0; i < 4; i++) {
    CHECK(ant_volume_create(some, bad[i], ANT_VOXEL_U8, &v, &diag) == ANT_EINPUT);
  }
  CHECK(v == NULL);
}

static void every_type_is_read(void) {
  const int64_t n[3] = {2, 1, 1};
  for (int t = 0; t < ANT_VOXEL_NTYPE; t++) {
    ant_volume *v = NULL;
    ant_voxel_type type = (ant_voxel_type)t;
    bool is_signed = ant_voxel_name(type)[0] != 'u';
    unsigned char bytes[16] = {0};
    int8_t i8 = -7;
    int16_t i16 = -7;
    int32_t i32 = -7;
    float f32 = -7;
    double f64 = -7;
    const void *from[] = {&i8, &i8, &i16, &i16, &i32, &i32, &f32, &f64};
    memcpy(bytes + ant_voxel_size(type), from[t], ant_voxel_size(type));
    CHECK(ant_volume_borrow(n, unit_mm, type, bytes, &v, NULL) == ANT_OK);
    double want = is_signed ? -7 : ldexp(1, 8 * (int)ant_voxel_size(type)) - 7;
    float got[2] = {1, 1};
    ant_volume_floats(v, 0, 2, got);
    CHECK(ant_volume_stored(v, 0) == 0 && ant_volume_stored(v, 1) == want);
    CHECK(got[0] == 0 && got[1] == (float)want);
    ant_volume_destroy(&v);
  }
}

int main(void) {
  RUN(made_and_given_back);
  RUN(absurd_is_refused);
  RUN(every_type_is_read);
  return test_done();
}
