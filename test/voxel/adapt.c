/* adapt.c - a surface that moves as it should, volume that is kept, runs that go on from a file. */
#include "test.h"
#include "shapes.h"
#include "voxel/adapt.h"

#include <unistd.h>

static ant_volume *fractions(int nx, int ny, int nz) {
  const int64_t n[3] = {nx, ny, nz};
  ant_volume *v = NULL;
  if (ant_volume_create(n, (double[]){1, 1, 1}, ANT_VOXEL_F32, &v, NULL) != ANT_OK) abort();
  return v;
}

static float *fraction_at(const ant_volume *v, int x, int y, int z) {
  return (float *)v->data + ant_volume_index(v, x, y, z);
}

static double total(const ant_volume *v) {
  double sum = 0;
  for (int64_t i = 0; i < ant_volume_count(v); i++) sum += (double)((const float *)v->data)[i];
  return sum;
}

static ant_volume *constant(float value) {
  ant_volume *v = fractions(1, 1, 1);
  *(float *)v->data = value;
  return v;
}

/* a bone without mechanics, on which all surface hears SIGNAL and is used to 1 */
static ant_adapt bare(ant_volume *fraction, float signal) {
  ant_adapt a = {.fraction = fraction, .h_mm = 1, .block = 1, .used_to = 1};
  ant_adapt_defaults(&a.o);
  memcpy(a.n, fraction->n, sizeof a.n);
  a.start_voxels = total(fraction);
  a.signal = constant(signal);
  a.usual = constant(1);
  return a;
}

static void strip(ant_adapt *a) {
  ant_volume_destroy(&a->signal);
  ant_volume_destroy(&a->usual);
}

/* move the front of all of the surface; returns how far */
static double move(ant_adapt *a, double add, double remove) {
  const adapt_plan plan = {.add = add, .remove = remove, .forming = 0.5, .dug = 1};
  double deepest = NAN;
  CHECK(adapt_front_move(a, &plan, &deepest, NULL) == ANT_OK);
  return deepest;
}

/* the fraction of a voxel that lies in the ball, or below the plane, by 4^3 points */
typedef double (*inside)(const double p[3], const void *shape);

static void fill(ant_volume *v, inside in, const void *shape) {
  for (int64_t i = 0; i < ant_volume_count(v); i++) {
    const int64_t at[3] = {i % v->n[0], i / v->n[0] % v->n[1], i / v->n[0] / v->n[1]};
    int hits = 0;
    for (int k = 0; k < 64; k++) {
      const int s[3] = {k % 4, k / 4 % 4, k / 16};
      double p[3];
      for (int c = 0; c < 3; c++) p[c] = (double)at[c] + (s[c] + 0.5) / 4;
      hits += in(p, shape) > 0;
    }
    ((float *)v->data)[i] = (float)hits / 64;
  }
}

static double in_ball(const double p[3], const void *shape) {
  const double *b = shape; /* centre, radius */
  double r2 = 0;
  for (int c = 0; c < 3; c++) r2 += (p[c] - b[c]) * (p[c] - b[c]);
  return b[3] * b[3] - r2;
}

static double below_plane(const double p[3], const void *shape) {
  const double *b = shape; /* normal, height */
  return b[3] - p[0] * b[0] - p[1] * b[1] - p[2] * b[2];
}

/* the area of planes of many slopes, and of balls, is right */
static void area_is_right(void) {
  const double normal[4][3] = {{0, 0, 1}, {0, 1, 1}, {1, 1, 1}, {1, 2, 5}};
  for (int k = 0; k < 4; k++) {
    const double *n = normal[k], length = sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    const double plane[4] = {n[0], n[1], n[2], 16 * (n[0] + n[1] + n[2]) + 0.3};
    ant_volume *v = fractions(32, 32, 32);
    fill(v, below_plane, plane);
    ant_adapt a = bare(v, 1);
    /* in the middle, where the plane is not cut: a column along z shows length / n_z */
    double median, all;
    CHECK(adapt_front_median(&a, &median, &all, NULL) == ANT_OK);
    NEAR(median, 1, 0.02);
    double whole = 0;
    for (int i = 0; i < 32 * 32; i++) { /* columns that the plane crosses */
      const double z = (plane[3] - n[0] * (i % 32 + 0.5) - n[1] * (i / 32 + 0.5)) / n[2];
      whole += z > 0 && z < 32;
    }
    NEAR(all / (whole * length / n[2]), 1, 0.03);
    strip(&a);
    ant_volume_destroy(&v);
  }
}

/* a flat front goes on by exactly what it is told to, through full voxels, both ways */
static void plate_moves_by_parts_of_a_voxel(void) {
  ant_volume *v = fractions(6, 7, 20);
  for (int i = 0; i < 6 * 7 * 10; i++) ((float *)v->data)[i] = 1;
  ant_adapt grows = bare(v, 10), shrinks = bare(v, 0);
  const double step[] = {0.3, 0.3, 0.7, 1.5};
  double height = 10;
  for (int k = 0; k < 4; k++) {
    move(&grows, 42 * step[k], 0);
    height += step[k];
    for (int z = 0; z < 20; z++) {
      const double want = fmin(1, fmax(0, height - z));
      NEAR((double)*fraction_at(v, 3, 3, z), want, 1e-5);
      NEAR((double)*fraction_at(v, 0, 6, z), want, 1e-5);
    }
  }
  for (int k = 0; k < 4; k++) {
    move(&shrinks, 0, 42 * step[k]);
    height -= step[k];
    NEAR((double)*fraction_at(v, 2, 5, (int)height), height - floor(height), 1e-5);
  }
  strip(&grows);
  strip(&shrinks);
  ant_volume_destroy(&v);
}

/* a ball that grows from radius 8 to 11 is a ball, and back; front a voxel thick, no bumps */
static void ball_stays_a_ball(void) {
  const double small[4] = {14.3, 14.1, 14.4, 8}, large[4] = {14.3, 14.1, 14.4, 11};
  ant_volume *v = fractions(29, 29, 29), *to = fractions(29, 29, 29);
  fill(v, in_ball, small);
  fill(to, in_ball, large);
  ant_adapt a = bare(v, 10);
  const double more = (total(to) - total(v)) / 12;
  for (int k = 0; k < 12; k++) NEAR(move(&a, more, 0), 0.35, 0.2); /* the surface doubles */
  double wrong = 0;
  for (int64_t i = 0; i < ant_volume_count(v); i++) {
    wrong += fabs((double)((float *)v->data)[i] - (double)((float *)to->data)[i]);
  }
  printf("# ball: %.1f voxels misplaced on a surface of %.0f\n", wrong, 4 * 3.14159 * 121);
  CHECK(wrong < 0.15 * 4 * 3.14159 * 121); /* a seventh of a voxel, on average */
  strip(&a);
  ant_volume_destroy(&v);
  ant_volume_destroy(&to);
}

static double heard(const ant_adapt *a, int x, int z) {
  return (double)adapt_signal_at(a->signal, a->block, (int64_t[]){x, 20, z});
}

/* the sum of Gaussians is the fading it stands for: a block of energy heard at distances */
static void signal_fades(void) {
  ant_volume *v = fractions(41, 41, 41);
  ant_adapt a = bare(v, 0);
  float *energy = calloc((size_t)ant_volume_count(v), sizeof *energy);
  a.o.reach_mm = 4;
  a.block = 1;
  energy[ant_volume_index(v, 20, 20, 20)] = 1;
  CHECK(adapt_signal_spread(&a, energy, NULL) == ANT_OK);
  for (int r = 2; r <= 16; r += 2) {
    const double want = exp(-r / 4.0) / (4 * 3.14159265 * 64);
    NEAR(heard(&a, 20 + r, 20) / want, 1, r <= 8 ? 0.1 : 0.25);
  }
  /* and a half space of even energy gives half of it at its face, which by its norm is 1 */
  for (int64_t i = 0; i < ant_volume_count(v); i++) energy[i] = i / (41 * 41) < 20 ? 3 : 0;
  CHECK(adapt_signal_spread(&a, energy, NULL) == ANT_OK);
  NEAR(0.5 * (heard(&a, 20, 19) + heard(&a, 20, 20)), 3, 0.05);
  free(energy);
  strip(&a);
  ant_volume_destroy(&v);
}

/* pits cover the share of the surface that is asked for */
static void pits_have_their_share(void) {
  const double share[] = {0.1, 0.25, 0.9};
  for (int k = 0; k < 3; k++) {
    ant_volume *v = fractions(120, 120, 2);
    for (int i = 0; i < 120 * 120; i++) ((float *)v->data)[i] = 1;
    ant_adapt a = bare(v, 0);
    const adapt_plan plan = {.remove = 100, .forming = 0.5, .dug = share[k]};
    double deepest;
    a.o.pit_mm = 5;
    CHECK(adapt_front_move(&a, &plan, &deepest, NULL) == ANT_OK);
    int dug = 0;
    for (int i = 0; i < 120 * 120; i++) dug += ((float *)v->data)[i] < 1;
    NEAR(dug / 14400.0, share[k], 0.06); /* 576 cubes */
    strip(&a);
    ant_volume_destroy(&v);
  }
}

static ant_volume *lattice(void) {
  ant_volume *v = shapes_lattice(16, 8, 3, 0, 1);
  for (int a = 0; a < 3; a++) v->spacing_mm[a] = 0.05;
  return v;
}

static ant_adapt *begin(const ant_volume *v, const double load[3], int threads) {
  ant_adapt_options o;
  ant_adapt *a = NULL;
  ant_diag d = {0};
  ant_adapt_defaults(&o);
  memcpy(o.load, load, sizeof o.load);
  o.n_thread = threads;
  if (ant_adapt_create(v, &o, &a, &d) != ANT_OK) {
    printf("# %s\n", d.text);
    abort();
  }
  return a;
}

static void go(ant_adapt *a, int steps, double days, double formed, double resorbed) {
  ant_diag d = {0};
  for (int k = 0; k < steps; k++) {
    if (ant_adapt_step(a, days, formed, resorbed, NULL, &d) == ANT_OK) continue;
    printf("# %s\n", d.text);
    CHECK(!"stepped");
  }
}

static const double all[3] = {1, 1, 1};

static void volume_is_kept(void) {
  ant_volume *v = lattice();
  ant_adapt *a = begin(v, all, 2);
  ant_adapt_state s;
  const double rate[4][2] = {{0.004, 0.013}, {0, 0.02}, {0.03, 0.01}, {0.01, 0.01}};
  double want = 1;
  for (int k = 0; k < 4; k++) {
    go(a, 1, 30, rate[k][0], rate[k][1]);
    want += rate[k][0] - rate[k][1];
    CHECK(ant_adapt_measure(a, &s, NULL) == ANT_OK);
    NEAR(s.volume, want, 3.1e-7);
    NEAR(s.time_d, 30 * (k + 1), 1e-12);
  }
  CHECK(s.carrying_share > 0.98 && s.carrying_share <= 1);
  ant_adapt_destroy(&a);
  ant_volume_destroy(&v);
}

static void half_the_step_is_the_same_bone(void) {
  ant_volume *v = lattice();
  ant_adapt *a = begin(v, all, 2), *b = begin(v, all, 2);
  ant_adapt_state s, t;
  go(a, 2, 30, 0.004, 0.014);
  go(b, 4, 15, 0.002, 0.007);
  CHECK(ant_adapt_measure(a, &s, NULL) == ANT_OK && ant_adapt_measure(b, &t, NULL) == ANT_OK);
  NEAR(s.bv_tv, t.bv_tv, 1e-6);
  /* The pits are the same, but deepen after the first half by another signal; one strut of 12 that
   * is cut a fortnight earlier is a tenth of the modulus. */
  for (int k = 0; k < 3; k++) NEAR(s.modulus_mpa[k] / t.modulus_mpa[k], 1, 0.15);
  ant_adapt_destroy(&a);
  ant_adapt_destroy(&b);
  ant_volume_destroy(&v);
}

/* bone of the struts along AXIS, away from where they meet */
static double struts(const ant_volume *f, int axis) {
  double sum = 0;
  for (int64_t i = 0; i < ant_volume_count(f); i++) {
    const int64_t p[3] = {i % 16, i / 16 % 16, i / 256};
    const int64_t a = p[axis] % 8, b = p[(axis + 1) % 3] % 8, c = p[(axis + 2) % 3] % 8;
    if (a > 3 && a < 7 && b < 3 && c < 3) sum += (double)((const float *)f->data)[i];
  }
  return sum;
}

/* struts along x get used to three loads; then nothing presses along x any more */
static void what_lost_its_load_goes_first(void) {
  ant_volume *v = lattice(), *f = NULL;
  ant_adapt *a = begin(v, all, 2);
  ant_adapt_state s;
  CHECK(ant_adapt_measure(a, &s, NULL) == ANT_OK);
  a->o.load[0] = a->o.depth_mm = a->o.coupled = 0;
  free(a->u[0]);
  a->u[0] = NULL;
  a->solved = false;
  CHECK(ant_adapt_fractions(a, &f, NULL) == ANT_OK);
  const double x = struts(f, 0), z = struts(f, 2);
  go(a, 4, 30, 0.05, 0.05);
  const double more_x = struts(f, 0) / x - 1, more_z = struts(f, 2) / z - 1;
  printf("# struts that lost their load: %.3f, that kept it: %.3f\n", more_x, more_z);
  CHECK(more_x < -0.02 && more_z > 0.01);
  ant_volume_destroy(&f);
  ant_adapt_destroy(&a);
  ant_volume_destroy(&v);
}

static ant_volume *rods(void) {
  ant_trabecular_options o;
  ant_volume *v = NULL;
  ant_trabecular_defaults(&o);
  o.kind = ANT_TRABECULAR_RODS;
  for (int c = 0; c < 3; c++) o.n[c] = 32;
  o.spacing_mm = 0.05;
  o.thickness_mm = 0.2;
  if (ant_trabecular_make(&o, &v, NULL) != ANT_OK) abort();
  return v;
}

static double stiffness(ant_adapt *a, double *out_volume) {
  ant_adapt_state s = {0};
  CHECK(ant_adapt_measure(a, &s, NULL) == ANT_OK);
  *out_volume = s.volume;
  return cbrt(s.modulus_mpa[0] * s.modulus_mpa[1] * s.modulus_mpa[2]);
}

/* A year of turnover on the ground leaves volume and stiffness as they are; disuse takes more of
 * the stiffness than of the volume, and bone of the old volume is not stiffer than it was. */
static void rest_disuse_and_refilling(void) {
  ant_volume *v = rods();
  ant_adapt *a = begin(v, all, 2);
  double volume, start = stiffness(a, &volume);
  go(a, 4, 90, 0.028, 0.028);
  const double rest = stiffness(a, &volume) / start;
  CHECK(fabs(volume - 1) < 1e-6);
  NEAR(rest, 1, 0.025);
  go(a, 2, 90, 0.025, 0.065);
  const double disused = stiffness(a, &volume) / start;
  CHECK(fabs(volume - 0.92) < 1e-6 && disused < 0.92 && disused > 0.7);
  go(a, 2, 90, 0.065, 0.025);
  const double refilled = stiffness(a, &volume) / start;
  CHECK(fabs(volume - 1) < 1e-6 && refilled > disused && refilled < 1);
  printf("# stiffness at rest %.3f, after disuse %.3f, refilled %.3f\n", rest, disused, refilled);
  ant_adapt_destroy(&a);
  ant_volume_destroy(&v);
}

/* A mask of a ball is laid into the voxels: the mask and the volume are as they were, and the
 * fractions come closer to the ball's own. */
static void a_mask_is_laid_into_voxels(void) {
  const double ball[4] = {14.3, 14.1, 14.4, 8};
  ant_volume *exact = fractions(29, 29, 29), *v = shapes_volume(29, 29, 29, 1), *mask = NULL;
  fill(exact, in_ball, ball);
  double voxels = 0, off[2] = {0, 0};
  for (int64_t i = 0; i < ant_volume_count(v); i++) {
    const float f = ((const float *)exact->data)[i];
    ((uint8_t *)v->data)[i] = f >= 0.5f;
    voxels += f >= 0.5f;
  }
  ant_adapt *a = begin(v, all, 1);
  CHECK(ant_adapt_mask(a, &mask, NULL) == ANT_OK);
  CHECK(memcmp(mask->data, v->data, ant_volume_bytes(v)) == 0);
  NEAR(a->start_voxels / voxels, 1, 1e-6);
  for (int64_t i = 0; i < ant_volume_count(v); i++) {
    const double f = (double)((const float *)exact->data)[i];
    off[0] += fabs(f - ((uint8_t *)v->data)[i]);
    off[1] += fabs(f - (double)((const float *)a->fraction->data)[i]);
  }
  printf("# voxels misplaced by the mask %.0f, by fractions %.0f\n", off[0], off[1]);
  CHECK(off[1] < 0.6 * off[0]);
  ant_adapt_destroy(&a);
  ant_volume_destroy(&v);
  ant_volume_destroy(&mask);
  ant_volume_destroy(&exact);
}

/* what was dug comes back where it was, mostly; where nothing remembers, it goes elsewhere */
static void pits_are_filled(void) {
  double wrong[2] = {0, 0};
  for (int forget = 0; forget < 2; forget++) {
    ant_volume *v = rods();
    ant_adapt_options o;
    ant_adapt *a = NULL;
    ant_adapt_defaults(&o);
    if (forget) o.open_d = 0;
    CHECK(ant_adapt_create(v, &o, &a, NULL) == ANT_OK);
    float *before = malloc(ant_volume_bytes(a->fraction));
    memcpy(before, a->fraction->data, ant_volume_bytes(a->fraction));
    go(a, 2, 30, 0, 0.015);
    go(a, 2, 30, 0.015, 0);
    const float *f = a->fraction->data;
    for (int64_t i = 0; i < ant_volume_count(v); i++) {
      wrong[forget] += fabs((double)(f[i] - before[i])) / (0.03 * a->start_voxels) / 2;
    }
    free(before);
    ant_adapt_destroy(&a);
    ant_volume_destroy(&v);
  }
  printf("# of what was dug and formed, misplaced: %.2f, without pits %.2f\n", wrong[0], wrong[1]);
  CHECK(wrong[0] < 0.45 && wrong[1] > 2 * wrong[0]);
}

static bool same_bytes(const ant_adapt *a, const ant_adapt *b) {
  return memcmp(a->fraction->data, b->fraction->data, ant_volume_bytes(a->fraction)) == 0;
}

static void threads_change_no_byte(void) {
  ant_volume *v = lattice();
  ant_adapt *a = begin(v, all, 1), *b = begin(v, all, 2);
  go(a, 1, 30, 0.004, 0.014);
  go(b, 1, 30, 0.004, 0.014);
  CHECK(same_bytes(a, b));
  ant_adapt_destroy(&a);
  ant_adapt_destroy(&b);
  ant_volume_destroy(&v);
}

static void a_state_goes_on(void) {
  char path[] = "/tmp/antaeus_adapt_XXXXXX", *extra = NULL;
  ant_volume *v = lattice();
  ant_adapt *a = begin(v, all, 2), *b = NULL;
  ant_adapt_options o = a->o;
  ant_adapt_state s;
  ant_diag d = {0};
  size_t size = 0;
  close(mkstemp(path));
  go(a, 1, 30, 0.004, 0.014);
  CHECK(ant_adapt_save(a, path, "rows", 4, &d) == ANT_OK);
  CHECK(ant_adapt_measure(a, &s, NULL) == ANT_OK); /* looking changes nothing */
  go(a, 1, 30, 0.004, 0.014);
  CHECK(ant_adapt_load(path, v, &o, &b, &extra, &size, &d) == ANT_OK);
  CHECK(size == 4 && strcmp(extra, "rows") == 0 && b->time_d == 30);
  go(b, 1, 30, 0.004, 0.014);
  CHECK(same_bytes(a, b));
  ant_adapt_destroy(&b);
  free(extra);

  o.depth_mm = 0.03;
  CHECK(ant_adapt_load(path, v, &o, &b, &extra, &size, &d) == ANT_EINPUT);
  CHECK(strstr(d.text, "other options") && !b);
  FILE *file = fopen(path, "r+");
  fseek(file, 1000, SEEK_SET);
  fputc('x', file);
  fclose(file);
  CHECK(ant_adapt_load(path, v, &a->o, &b, &extra, &size, &d) == ANT_EINPUT);
  CHECK(strstr(d.text, "checksum") && !b);
  CHECK(truncate(path, 20) == 0);
  CHECK(ant_adapt_load(path, v, &a->o, &b, &extra, &size, &d) == ANT_EINPUT && !b);
  unlink(path);
  ant_adapt_destroy(&a);
  ant_volume_destroy(&v);
}

static void nonsense_is_refused(void) {
  ant_volume *v = lattice(), *empty = shapes_volume(8, 8, 8, 1), *odd = fractions(4, 4, 4);
  ant_adapt_options o;
  ant_adapt *a = NULL;
  ant_diag d = {0};
  ant_adapt_defaults(&o);
  CHECK(ant_adapt_create(empty, &o, &a, &d) == ANT_EINPUT && strstr(d.text, "no voxel"));
  ((float *)odd->data)[3] = NAN;
  CHECK(ant_adapt_create(odd, &o, &a, &d) == ANT_EINPUT && strstr(d.text, "voxel 3"));
  v->spacing_mm[2] = 0.06;
  CHECK(ant_adapt_create(v, &o, &a, &d) == ANT_EINPUT && strstr(d.text, "cubes"));
  v->spacing_mm[2] = 0.05;
  o.depth_mm = -1;
  CHECK(ant_adapt_create(v, &o, &a, &d) == ANT_EINPUT && strstr(d.text, "depth of a pit"));
  CHECK(!a);
  a = begin(v, all, 2);
  CHECK(ant_adapt_step(a, 30, -1, 0, NULL, &d) == ANT_EINPUT);
  CHECK(ant_adapt_step(a, 30, 0, 1.5, NULL, &d) == ANT_EINPUT && strstr(d.text, "no bone"));
  ant_adapt_destroy(&a);
  ant_volume_destroy(&v);
  ant_volume_destroy(&empty);
  ant_volume_destroy(&odd);
}

int main(void) {
  RUN(area_is_right);
  RUN(plate_moves_by_parts_of_a_voxel);
  RUN(ball_stays_a_ball);
  RUN(signal_fades);
  RUN(pits_have_their_share);
  RUN(volume_is_kept);
  RUN(half_the_step_is_the_same_bone);
  RUN(a_mask_is_laid_into_voxels);
  RUN(what_lost_its_load_goes_first);
  RUN(rest_disuse_and_refilling);
  RUN(pits_are_filled);
  RUN(threads_change_no_byte);
  RUN(a_state_goes_on);
  RUN(nonsense_is_refused);
  return test_done();
}
