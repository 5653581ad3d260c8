/* Registration finds a motion that is known. */
#include "test.h"

#include "antaeus/voxel_structure.h"
#include "brute.h"

static const ant_register_options few = {.most_points = 15000};

static ant_volume *grey_bone(int64_t n, uint64_t seed) {
  const double sigma[3] = {1, 1, 1};
  ant_trabecular_options o;
  ant_volume *m = NULL, *g = NULL;
  ant_trabecular_defaults(&o);
  o.n[0] = o.n[1] = o.n[2] = n;
  o.spacing_mm = 0.06, o.thickness_mm = 0.3, o.bv_tv = 0.3, o.n_wave = 40, o.seed = seed;
  o.connectivity = 0;
  if (ant_trabecular_make(&o, &m, NULL) != ANT_OK) abort();
  if (ant_gaussian(m, sigma, ANT_SCALE_STORED, 2, &g, NULL) != ANT_OK) abort();
  ant_volume_destroy(&m);
  return g;
}

/* a turn about an oblique axis by DEG, and a shift */
static ant_rigid motion(double deg, const ant_volume *v) {
  const double u[3] = {0.36, -0.48, 0.8}, t = deg * acos(-1) / 180;
  ant_rigid r = {.shift_mm = {0.21, -0.17, 0.13}};
  for (int i = 0; i < 3; i++) {
    const int k = (i + 1) % 3, m = (i + 2) % 3;
    for (int c = 0; c < 3; c++) {
      r.rotation[3 * i + c] = (1 - cos(t)) * u[i] * u[c] + (i == c ? cos(t) : 0);
    }
    r.rotation[3 * i + k] -= sin(t) * u[m];
    r.rotation[3 * i + m] += sin(t) * u[k];
    r.centre_mm[i] = 0.5 * v->spacing_mm[i] * (double)(v->n[i] - 1);
  }
  return r;
}

static void a_known_turn(void) {
  ant_volume *a = grey_bone(56, 4);
  for (int k = 0; k < 3; k += 2) {
    const double deg[3] = {0, 4, 14};
    const ant_rigid known = motion(deg[k], a), want = ant_rigid_inverse(&known);
    const int64_t from[3] = {8, 8, 8}, to[3] = {48, 48, 48}; /* without what is made up outside */
    ant_volume *whole = NULL, *b = NULL;
    ant_registration r = {.turn_deg = -1};
    ant_diag d = {.text = ""};
    CHECK(ant_resample(a, a, &known, true, 0, 2, &whole, NULL) == ANT_OK);
    CHECK(ant_crop(whole, from, to, &b, NULL) == ANT_OK);
    ant_volume_destroy(&whole);
    for (int64_t i = 0; i < ant_volume_count(b); i++) { /* another gain, offset and noise */
      float *v = (float *)b->data + i;
      *v = 400 * *v - 90 + 40 * (float)(ant_random_uniform(1, 0, (uint64_t)i) - 0.5);
    }
    CHECK(ant_register(a, b, &few, &r, &d) == ANT_OK);
    if (d.text[0]) printf("# %s\n", d.text);
    NEAR(r.turn_deg, deg[k], 0.05);
    for (int i = 0; i < 9; i++) NEAR(r.rigid.rotation[i], want.rotation[i], 1e-3);
    for (int i = 0; i < 3; i++) NEAR(r.rigid.shift_mm[i], want.shift_mm[i], 0.05 * 0.06);
    CHECK(r.correlation > 0.95 && r.overlap > 0.2);
    ant_volume_destroy(&b);
  }
  ant_volume_destroy(&a);
}

/* Laid back over its baseline, a follow-up is its baseline. */
static void it_fits_again(void) {
  ant_volume *a = grey_bone(48, 7), *b = NULL, *c = NULL;
  const ant_rigid known = motion(6, a);
  ant_registration r;
  CHECK(ant_resample(a, a, &known, true, 0, 2, &b, NULL) == ANT_OK);
  CHECK(ant_register(a, b, &few, &r, NULL) == ANT_OK);
  CHECK(ant_resample(b, a, &r.rigid, true, 0, 2, &c, NULL) == ANT_OK);
  double worst = 0;
  for (int64_t z = 12; z < 36; z++) {
    for (int64_t y = 12; y < 36; y++) {
      for (int64_t x = 12; x < 36; x++) {
        const int64_t i = ant_volume_index(a, x, y, z);
        worst = fmax(worst, fabs((double)((float *)a->data)[i] - (double)((float *)c->data)[i]));
      }
    }
  }
  CHECK(worst < 0.2); /* twice interpolated; a voxel's step is 0.4 */
  ant_volume_destroy(&a);
  ant_volume_destroy(&b);
  ant_volume_destroy(&c);
}

static void any_threads_same_bytes(void) {
  ant_volume *a = grey_bone(40, 2), *b = NULL;
  const ant_rigid known = motion(3, a);
  ant_register_options one = {.n_thread = 1, .most_points = 9000},
                       three = {.n_thread = 3, .most_points = 9000};
  ant_registration r, s;
  memset(&r, 0, sizeof r);
  memset(&s, 0, sizeof s);
  CHECK(ant_resample(a, a, &known, true, 0, 1, &b, NULL) == ANT_OK);
  CHECK(ant_register(a, b, &one, &r, NULL) == ANT_OK);
  CHECK(ant_register(a, b, &three, &s, NULL) == ANT_OK);
  CHECK(memcmp(&r, &s, sizeof r) == 0);
  ant_volume_destroy(&a);
  ant_volume_destroy(&b);
}

/* Six months later: bone 3 % less dense, noise of half of the deviation, another scanner's scale.
 * Found within 0.06 degrees and a tenth of a voxel at the corners. */
static void after_a_flight(void) {
  ant_volume *a = grey_bone(56, 11), *whole = NULL, *b = NULL;
  const ant_rigid known = motion(5, a), want = ant_rigid_inverse(&known);
  const int64_t from[3] = {6, 6, 6}, to[3] = {50, 50, 50};
  const ant_register_options some = {.most_points = 45000};
  ant_registration r = {.turn_deg = -1};
  CHECK(ant_resample(a, a, &known, true, 0, 2, &whole, NULL) == ANT_OK);
  CHECK(ant_crop(whole, from, to, &b, NULL) == ANT_OK);
  for (int64_t i = 0; i < ant_volume_count(b); i++) {
    float *v = (float *)b->data + i;
    const float noise = (float)(ant_random_uniform(2, 0, (uint64_t)i) - 0.5);
    *v = 2500 * (*v > 0.5F ? 0.97F * *v : *v) - 300 + 2500 * 0.6F * noise;
  }
  CHECK(ant_register(a, b, &some, &r, NULL) == ANT_OK);
  double trace = 0, worst = 0;
  for (int i = 0; i < 9; i++) trace += r.rigid.rotation[i] * want.rotation[i];
  CHECK(acos(fmin(1, 0.5 * (trace - 1))) * 180 / acos(-1) < 0.06);
  for (int corner = 0; corner < 8; corner++) {
    double square = 0;
    for (int i = 0; i < 3; i++) {
      double off = r.rigid.shift_mm[i] - want.shift_mm[i];
      for (int k = 0; k < 3; k++) { /* both turn about the same middle */
        const double arm = (corner >> k & 1 ? 0.5 : -0.5) * 56 * 0.06;
        off += (r.rigid.rotation[3 * i + k] - want.rotation[3 * i + k]) * arm;
      }
      square += off * off;
    }
    worst = fmax(worst, sqrt(square) / 0.06);
  }
  CHECK(worst < 0.1);
  ant_volume_destroy(&a);
  ant_volume_destroy(&b);
  ant_volume_destroy(&whole);
}

/* Two slabs of one bone have their cortex in common, and yet do not match. */
static void the_wrong_slab(void) {
  const double sigma[3] = {1, 1, 1};
  ant_volume *a = grey_bone(60, 3), *g = NULL, *low = NULL, *high = NULL;
  ant_register_options least = few;
  ant_registration r;
  ant_diag d;
  for (int64_t i = 0; i < ant_volume_count(a); i++) {
    const double away = hypot((double)(i % 60) - 29.5, (double)(i / 60 % 60) - 29.5);
    float *v = (float *)a->data + i;
    *v = away > 26 ? 0 : away > 23 ? 1 : *v;
  }
  CHECK(ant_gaussian(a, sigma, ANT_SCALE_STORED, 2, &g, NULL) == ANT_OK);
  const int64_t none[3] = {0, 0, 0}, half[3] = {60, 60, 30}, middle[3] = {0, 0, 30};
  const int64_t all[3] = {60, 60, 60};
  CHECK(ant_crop(g, none, half, &low, NULL) == ANT_OK);
  CHECK(ant_crop(g, middle, all, &high, NULL) == ANT_OK);
  memcpy(high->origin_mm, low->origin_mm, sizeof high->origin_mm);
  CHECK(ant_register(low, high, &few, &r, &d) == ANT_ENUMERIC && strstr(d.text, "do not match"));
  least.least_correlation = 0.1;
  CHECK(ant_register(low, high, &least, &r, NULL) == ANT_OK && r.correlation > 0.3);
  CHECK(ant_register(low, low, &few, &r, NULL) == ANT_OK && r.correlation > 0.999);
  ant_volume *made[] = {a, g, low, high};
  for (size_t i = 0; i < sizeof made / sizeof *made; i++) ant_volume_destroy(&made[i]);
}

static void nothing_in_common(void) {
  const int64_t n[3] = {40, 40, 40};
  ant_volume *a = grey_bone(40, 2), *b = random_mask(n, 0.5, 1, 5), *c = random_mask(n, 0, 1, 1);
  ant_registration r;
  CHECK(ant_register(a, b, &few, &r, NULL) == ANT_ENUMERIC);
  CHECK(ant_register(a, c, &few, &r, NULL) == ANT_ENUMERIC);
  ant_volume_destroy(&a);
  ant_volume_destroy(&b);
  ant_volume_destroy(&c);
}

int main(void) {
  RUN(a_known_turn);
  RUN(it_fits_again);
  RUN(any_threads_same_bytes);
  RUN(after_a_flight);
  RUN(the_wrong_slab);
  RUN(nothing_in_common);
  return test_done();
}
