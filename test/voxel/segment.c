/* Thresholds, smoothing and parts. */
#include "test.h"

#include "brute.h"

/* 1. Smoothing and thresholds -------------------------------------------- */

static const double unit_mm[3] = {1, 1, 1};

static ant_volume *ramp(ant_voxel_type type) {
  const int64_t n[3] = {20, 6, 5};
  ant_volume *v = NULL;
  CHECK(ant_volume_create(n, unit_mm, type, &v, NULL) == ANT_OK);
  for (int64_t i = 0; i < 600; i++) {
    if (type == ANT_VOXEL_F32) ((float *)v->data)[i] = (float)(i % 20);
    if (type == ANT_VOXEL_I16) ((int16_t *)v->data)[i] = (int16_t)(100 * (i % 20));
  }
  return v;
}

/* A constant stays, a ramp stays inside, one voxel becomes the kernel. */
static void gaussian_is_one(void) {
  const double sigma[3] = {1.5, 0.7, 1};
  ant_volume *v = ramp(ANT_VOXEL_F32), *s = NULL;
  CHECK(ant_gaussian(v, sigma, ANT_SCALE_STORED, 2, &s, NULL) == ANT_OK);
  for (int64_t x = 6; x < 14; x++) NEAR(ant_volume_stored(s, x + 20 * 3), (double)x, 1e-5);
  ant_volume_destroy(&s);
  memset(v->data, 0, ant_volume_bytes(v));
  ((float *)v->data)[ant_volume_index(v, 10, 3, 2)] = 1;
  CHECK(ant_gaussian(v, sigma, ANT_SCALE_STORED, 1, &s, NULL) == ANT_OK);
  double sum = 0, a = ant_volume_stored(s, ant_volume_index(s, 10, 3, 2)),
         b = ant_volume_stored(s, ant_volume_index(s, 13, 3, 2));
  for (int64_t i = 0; i < 600; i++) sum += ant_volume_stored(s, i);
  NEAR(sum, 1, 1e-6); /* what is cut at the edges is mirrored back */
  NEAR(b / a, exp(-0.5 * 9 / 2.25), 1e-6);
  ant_volume_destroy(&s);
  ant_volume_destroy(&v);
}

/* SciPy 1.10: gaussian_filter([0, 0, 1, 0, 5], 1, mode="reflect") along x. */
static void gaussian_as_scipy(void) {
  const int64_t n[3] = {5, 1, 1};
  const double sigma[3] = {1, 0, 0};
  const double want[5] = {0.05909214216, 0.26493373750, 0.69105841456, 1.72191814167,
                          3.26299756410};
  double in[5] = {0, 0, 1, 0, 5};
  ant_volume *v = NULL, *s = NULL;
  CHECK(ant_volume_borrow(n, unit_mm, ANT_VOXEL_F64, in, &v, NULL) == ANT_OK);
  CHECK(ant_gaussian(v, sigma, ANT_SCALE_STORED, 1, &s, NULL) == ANT_OK);
  for (int i = 0; i < 5; i++) NEAR(ant_volume_stored(s, i), want[i], 1e-6);
  ant_volume_destroy(&v);
  ant_volume_destroy(&s);
}

static int64_t bone_voxels(const ant_volume *m) {
  int64_t n = 0;
  for (int64_t i = 0; i < ant_volume_count(m); i++) n += ((uint8_t *)m->data)[i];
  return n;
}

static int64_t cut(const ant_volume *v, ant_threshold_options o, ant_status *status) {
  ant_volume *m = NULL;
  *status = ant_threshold(v, &o, &m, NULL, NULL);
  int64_t n = m ? bone_voxels(m) : -1;
  ant_volume_destroy(&m);
  return n;
}

static void thresholds_in_every_scale(void) {
  ant_volume *v = ramp(ANT_VOXEL_I16);
  ant_status status;
  /* stored 0 to 1900; above 1200: 13 to 19 of each 20 */
  CHECK(cut(v, (ant_threshold_options){.lower = 1200}, &status) == 7 * 30 && status == ANT_OK);
  CHECK(cut(v, (ant_threshold_options){.lower = 1200, .upper = 1500}, &status) == 3 * 30);
  CHECK(cut(v, (ant_threshold_options){.lower = 1, .scale = ANT_SCALE_DENSITY}, &status) == -1);
  CHECK(status == ANT_EINPUT);
  v->calibration = (ant_calibration){1, 0, 1000, 0.2, 500, -100, true};
  /* mu = 0.1 a step, density = 50 a step - 100: above 300 from step 9 on */
  CHECK(cut(v, (ant_threshold_options){.lower = 310, .scale = ANT_SCALE_DENSITY}, &status) == 330);
  /* HU = 1000 (0.1 k - 0.2) / 0.2: above 1900 from k = 6 on */
  CHECK(cut(v, (ant_threshold_options){.lower = 1900, .scale = ANT_SCALE_HU}, &status) == 14 * 30);
  CHECK(cut(v, (ant_threshold_options){.lower = 1.05, .scale = ANT_SCALE_MU}, &status) == 9 * 30);
  ant_volume_destroy(&v);
}

static void otsu_parts_two_peaks(void) {
  int64_t count[100] = {0};
  count[10] = 50, count[12] = 50, count[80] = 20, count[85] = 20;
  double t = ant_otsu(count, 100, 0, 1);
  CHECK(t > 12 && t <= 80);
  const int64_t n[3] = {30, 30, 30};
  ant_volume *m = random_mask(n, 0.3, 5, 3), *bone = NULL;
  double lower = 0;
  for (int64_t i = 0; i < 27000; i++) {
    uint8_t *p = (uint8_t *)m->data + i;
    *p = (uint8_t)((*p ? 150 : 50) + (int)(40 * ant_random_uniform(9, 1, (uint64_t)i)));
  }
  ant_threshold_options o = {.otsu = true, .n_thread = 2};
  CHECK(ant_threshold(m, &o, &bone, &lower, NULL) == ANT_OK);
  CHECK(lower > 85 && lower < 150);
  ant_volume_destroy(&bone);
  memset(m->data, 7, 27000);
  ant_diag diag;
  CHECK(ant_threshold(m, &o, &bone, &lower, &diag) == ANT_EINPUT);
  ant_volume_destroy(&m);
}

/* masked background is often NaN, and a reconstruction may leave an infinity */
static void what_is_not_finite_is_no_bone(void) {
  const int64_t n[3] = {10, 10, 10};
  const double mm[3] = {1, 1, 1};
  ant_volume *v = NULL, *bone = NULL;
  double lower = 0, sum = 0;
  ant_diag diag;
  CHECK(ant_volume_create(n, mm, ANT_VOXEL_F32, &v, NULL) == ANT_OK);
  float *p = v->data;
  for (int i = 0; i < 1000; i++)
    p[i] = i % 4 == 0 ? NAN : i % 4 == 1 ? INFINITY : i % 4 == 2 ? 1 : 9;
  ant_threshold_options o = {.otsu = true, .n_thread = 2};
  CHECK(ant_threshold(v, &o, &bone, &lower, &diag) == ANT_OK);
  CHECK(lower > 1 && lower < 9);
  for (int i = 0; bone && i < 1000; i++) sum += ((uint8_t *)bone->data)[i];
  CHECK(sum == 250);
  ant_volume_destroy(&bone);
  for (int i = 0; i < 1000; i++) p[i] = NAN;
  CHECK(ant_threshold(v, &o, &bone, &lower, &diag) == ANT_EINPUT);
  SAME_TEXT(diag.text, "no voxel holds a finite number");
  ant_volume_destroy(&v);
}

/* 2. Parts --------------------------------------------------------------- */

/* Label by flooding, the plainest way; the number of parts and the largest. */
static ant_parts flood(const ant_volume *m, int connectivity) {
  const int64_t *n = m->n;
  int64_t count = ant_volume_count(m), *stack = malloc(sizeof *stack * (size_t)count * 27), top = 0;
  uint8_t *left = malloc((size_t)count);
  ant_parts p = {0};
  memcpy(left, m->data, (size_t)count);
  for (int64_t i = 0; i < count; i++) {
    if (!left[i]) continue;
    int64_t size = 0;
    stack[top++] = i, left[i] = 0;
    while (top > 0) {
      int64_t at = stack[--top], x = at % n[0], y = at / n[0] % n[1], z = at / (n[0] * n[1]);
      size++;
      for (int k = 0; k < 27; k++) {
        int dx = k % 3 - 1, dy = k / 3 % 3 - 1, dz = k / 9 - 1, steps = abs(dx) + abs(dy) + abs(dz);
        if (steps == 0 || steps > (connectivity == 6 ? 1 : connectivity == 18 ? 2 : 3)) continue;
        int64_t a = x + dx, b = y + dy, c = z + dz;
        if (a < 0 || b < 0 || c < 0 || a >= n[0] || b >= n[1] || c >= n[2]) continue;
        int64_t j = ant_volume_index(m, a, b, c);
        if (left[j]) left[j] = 0, stack[top++] = j;
      }
    }
    p.n++, p.voxels += size;
    if (size > p.largest) p.largest = size;
  }
  free(stack), free(left);
  return p;
}

static void parts_as_by_flooding(void) {
  static const int kind[] = {6, 18, 26};
  const int64_t n[3] = {17, 13, 11};
  for (uint64_t seed = 1; seed <= 30; seed++) {
    ant_volume *m = random_mask(n, 0.02 * (double)seed, seed % 3 == 0 ? 2 : 1, seed);
    for (int k = 0; k < 3; k++) {
      ant_parts want = flood(m, kind[k]), got;
      CHECK(ant_parts_count(m, kind[k], &got, NULL) == ANT_OK);
      CHECK(got.n == want.n && got.voxels == want.voxels && got.largest == want.largest);
    }
    ant_parts before;
    CHECK(ant_parts_keep_largest(m, 6, &before, NULL) == ANT_OK);
    CHECK(bone_voxels(m) == before.largest);
    CHECK(flood(m, 6).n == (before.n > 0));
    ant_volume_destroy(&m);
  }
}

static void small_parts_and_holes(void) {
  ant_volume *m = shape(ANT_SHAPE_SHELL, 21, 15, 3, NULL);
  int64_t before = bone_voxels(m), filled = 0;
  ((uint8_t *)m->data)[0] = 1;
  CHECK(ant_parts_drop_small(m, 26, 2, NULL, NULL) == ANT_OK && bone_voxels(m) == before);
  CHECK(ant_parts_fill(m, 6, 63, &filled, NULL) == ANT_OK);
  ant_volume *ball = shape(ANT_SHAPE_BALL, 21, 15, 0, NULL);
  CHECK(filled > 0 && memcmp(m->data, ball->data, ant_volume_bytes(m)) == 0);
  ant_volume_destroy(&m);
  ant_volume_destroy(&ball);
}

static void load_paths(void) {
  bool joined = false;
  ant_volume *m = shape(ANT_SHAPE_ROD, 15, 5, 0, NULL);
  for (int axis = 0; axis < 3; axis++) {
    CHECK(ant_parts_join(m, 6, axis, &joined, NULL) == ANT_OK && joined == (axis == 2));
  }
  memset((uint8_t *)m->data + 15 * 15 * 7, 0, 15 * 15);
  CHECK(ant_parts_join(m, 26, 2, &joined, NULL) == ANT_OK && !joined);
  ant_volume_destroy(&m);
}

static void growing_and_shrinking(void) {
  ant_volume *m = shape(ANT_SHAPE_BALL, 31, 11, 0, NULL);
  ant_volume *grown = shape(ANT_SHAPE_BALL, 31, 11, 0, NULL);
  CHECK(ant_dilate(grown, 4, 2, NULL) == ANT_OK);
  CHECK(bone_voxels(grown) > 2 * bone_voxels(m));
  CHECK(ant_erode(grown, 4, 2, NULL) == ANT_OK); /* closing a ball changes nothing */
  CHECK(bone_voxels(grown) >= bone_voxels(m));
  CHECK(bone_voxels(grown) < 1.1 * (double)bone_voxels(m));
  CHECK(ant_erode(m, -1, 1, NULL) == ANT_EUSAGE);
  ant_volume_destroy(&m);
  ant_volume_destroy(&grown);
}

static void bad_masks(void) {
  ant_volume *v = ramp(ANT_VOXEL_F32), *m = shape(ANT_SHAPE_BALL, 9, 5, 0, NULL);
  ant_parts p;
  CHECK(ant_parts_count(v, 6, &p, NULL) == ANT_EINPUT);
  CHECK(ant_parts_count(m, 7, &p, NULL) == ANT_EUSAGE);
  memset(m->data, 0, ant_volume_bytes(m));
  CHECK(ant_parts_keep_largest(m, 6, &p, NULL) == ANT_OK && p.n == 0);
  ant_volume_destroy(&v);
  ant_volume_destroy(&m);
}

int main(void) {
  RUN(gaussian_is_one);
  RUN(gaussian_as_scipy);
  RUN(thresholds_in_every_scale);
  RUN(otsu_parts_two_peaks);
  RUN(what_is_not_finite_is_no_bone);
  RUN(parts_as_by_flooding);
  RUN(small_parts_and_holes);
  RUN(load_paths);
  RUN(growing_and_shrinking);
  RUN(bad_masks);
  return test_done();
}
