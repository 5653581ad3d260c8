/* Pictures: written and read back, what is seen of known shapes, the same for any threads. */
#include "test.h"

#include <unistd.h>

#include "antaeus/voxel_picture.h"
#include "base/file.h"
#include "brute.h"

static ant_volume *ball(int64_t n, double size) {
  const ant_shape_options o = {
      .shape = ANT_SHAPE_BALL, .n = {n, n, n}, .spacing_mm = 0.1, .size_mm = size};
  ant_volume *m = NULL;
  if (ant_shape_make(&o, &m, NULL) != ANT_OK) abort();
  return m;
}

static void a_png_comes_back(void) {
  char path[] = "/tmp/antaeus-picture-XXXXXX", *text = NULL;
  ant_picture *p = NULL, *q = NULL;
  size_t size = 0;
  int fd = mkstemp(path);
  CHECK(fd >= 0 && ant_picture_create(67, 41, &p, NULL) == ANT_OK);
  for (int i = 0; i < 67 * 41 * 3; i++) { /* a ramp and noise: all three filters */
    p->rgb[i] = (uint8_t)(i < 4000 ? ant_random_bits(1, 2, (uint64_t)i) : (unsigned)i / 7);
  }
  CHECK(ant_picture_write(p, path, NULL) == ANT_OK);
  CHECK(ant_file_read(path, 1 << 20, &text, &size, NULL) == ANT_OK);
  CHECK(ant_picture_read(text, size, &q, NULL) == ANT_OK);
  CHECK(q && q->width == 67 && q->height == 41 && memcmp(p->rgb, q->rgb, 67 * 41 * 3) == 0);
  ant_picture_destroy(&q);
  text[size / 2] ^= 1;
  CHECK(ant_picture_read(text, size, &q, NULL) == ANT_EINPUT);
  CHECK(ant_picture_read(text, 30, &q, NULL) == ANT_EINPUT && q == NULL);
  CHECK(ant_picture_create(0, 5, &q, NULL) == ANT_EUSAGE);
  free(text);
  close(fd);
  unlink(path);
  ant_picture_destroy(&p);
}

static void palettes_end_where_they_should(void) {
  uint8_t rgb[3];
  ant_palette_colour(ANT_PALETTE_GREY, -1, rgb);
  CHECK(rgb[0] == 0 && rgb[2] == 0);
  ant_palette_colour(ANT_PALETTE_GREY, 0.5, rgb);
  CHECK(rgb[1] == 128);
  ant_palette_colour(ANT_PALETTE_INFERNO, 2, rgb);
  CHECK(rgb[0] == 252 && rgb[1] == 255 && rgb[2] == 164);
  ant_palette_colour(ANT_PALETTE_CHANGE, NAN, rgb);
  CHECK(rgb[0] == 178 && rgb[2] == 32);
}

static bool is_white(const ant_picture *p, int x, int y) {
  const uint8_t *c = p->rgb + 3 * (y * p->width + x);
  return c[0] == 255 && c[1] == 255 && c[2] == 255;
}

/* The shadow of a ball of diameter d has an area of pi d^2 / 4, whichever way it is seen. */
static void a_ball_is_round(void) {
  ant_volume *m = ball(60, 4);
  ant_draw_options o;
  ant_draw_defaults(&o);
  o.width = o.height = 120;
  o.light_background = o.no_bars = true;
  for (int k = 0; k < 2; k++) {
    ant_picture *p = NULL;
    o.azimuth_deg = 77 * k, o.elevation_deg = 90 * k;
    CHECK(ant_draw_surface(m, NULL, &o, &p, NULL) == ANT_OK);
    if (!p) continue;
    int seen = 0, left = 120, right = 0, top = 120, bottom = 0;
    for (int y = 0; y < 120; y++) {
      for (int x = 0; x < 120; x++) {
        if (is_white(p, x, y)) continue;
        seen++;
        left = x < left ? x : left, right = x > right ? x : right;
        top = y < top ? y : top, bottom = y > bottom ? y : bottom;
      }
    }
    NEAR(right - left, bottom - top, 2);
    const double d = 0.5 * (right - left + bottom - top) + 1;
    NEAR(seen / (0.7854 * d * d), 1, 0.05);
    ant_picture_destroy(&p);
  }
  ant_volume_destroy(&m);
}

/* A value in one half of the bone colours that half. */
static void values_colour(void) {
  ant_volume *m = ball(40, 3), *v = NULL;
  ant_draw_options o;
  ant_picture *p = NULL, *q = NULL;
  CHECK(ant_volume_create_like(m, ANT_VOXEL_F32, &v, NULL) == ANT_OK);
  for (int64_t i = 0; i < ant_volume_count(v); i++) {
    ((float *)v->data)[i] = i < ant_volume_count(v) / 2 ? 1 : 0; /* the lower half */
  }
  ant_draw_defaults(&o);
  o.width = 90, o.height = 80, o.elevation_deg = 0, o.no_bars = true, o.low = 0, o.high = 1;
  CHECK(ant_draw_surface(m, v, &o, &p, NULL) == ANT_OK);
  o.n_thread = 3;
  CHECK(ant_draw_surface(m, v, &o, &q, NULL) == ANT_OK);
  CHECK(p && q && memcmp(p->rgb, q->rgb, 90 * 80 * 3) == 0);
  const uint8_t *above = p->rgb + 3 * (28 * 90 + 45), *below = p->rgb + 3 * (50 * 90 + 45);
  CHECK(above[1] > 140 && below[1] < above[1] / 3);
  ant_picture_destroy(&p);
  ant_picture_destroy(&q);
  o.slice = 5;
  CHECK(ant_draw_slice(m, v, &o, &p, NULL) == ANT_OK);
  CHECK(p->rgb[3 * (40 * 90 + 45)] == 84); /* the end of the palette */
  ant_picture_destroy(&p);
  o.slice = 40;
  CHECK(ant_draw_slice(m, v, &o, &p, NULL) == ANT_EUSAGE);
  memset(v->data, 0, ant_volume_bytes(v));
  o.high = 0;
  CHECK(ant_draw_surface(m, v, &o, &p, NULL) == ANT_EINPUT);
  memset(m->data, 0, ant_volume_bytes(m));
  CHECK(ant_draw_surface(m, NULL, &o, &p, NULL) == ANT_EINPUT && p == NULL);
  ant_volume_destroy(&m);
  ant_volume_destroy(&v);
}

int main(void) {
  RUN(a_png_comes_back);
  RUN(palettes_end_where_they_should);
  RUN(a_ball_is_round);
  RUN(values_colour);
  return test_done();
}
