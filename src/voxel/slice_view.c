/* slice_view.c - a slice of a volume (see antaeus/voxel_picture.h). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/canvas.h"

typedef struct slice {
  int across, right, up; /* axes                                                  */
  int64_t at;            /* number of the slice                                   */
  double dark, bright;   /* stored numbers                                        */
  double mm_a_pixel, left, top;
} slice;

static int compare(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static int64_t index_at(const ant_volume *v, const slice *s, int64_t x, int64_t y) {
  int64_t p[3];
  p[s->across] = s->at;
  p[s->right] = x;
  p[s->up] = y;
  return ant_volume_index(v, p[0], p[1], p[2]);
}

/* the grey window: from the 0.5th to the 99.5th percentile of the slice */
static ant_status find_window(const ant_volume *v, slice *s, ant_diag *diag) {
  const int64_t nx = v->n[s->right], ny = v->n[s->up];
  double *all = malloc((size_t)(nx * ny) * sizeof *all);
  if (!all) return ant_fail(diag, ANT_ENOMEM, "no memory for a slice");
  size_t n = 0;
  for (int64_t i = 0; i < nx * ny; i++) {
    const double x = ant_volume_stored(v, index_at(v, s, i % nx, i / nx));
    if (isfinite(x)) all[n++] = x;
  }
  qsort(all, n, sizeof *all, compare);
  s->dark = n ? all[(size_t)(0.005 * (double)(n - 1))] : 0;
  s->bright = n ? all[(size_t)(0.995 * (double)(n - 1))] : 1;
  if (!(s->bright > s->dark)) s->bright = s->dark + 1;
  free(all);
  return ANT_OK;
}

/* between the four voxels around (X, Y), the edge's beyond it */
static double linear(const ant_volume *v, const slice *s, double x, double y) {
  const double limit_x = (double)(v->n[s->right] - 1), limit_y = (double)(v->n[s->up] - 1);
  x = x < 0 ? 0 : x > limit_x ? limit_x : x;
  y = y < 0 ? 0 : y > limit_y ? limit_y : y;
  const int64_t i = (int64_t)x, k = (int64_t)y, i1 = i + (x > (double)i), k1 = k + (y > (double)k);
  const double wx = x - (double)i, wy = y - (double)k;
  const double a = ant_volume_stored(v, index_at(v, s, i, k)),
               b = ant_volume_stored(v, index_at(v, s, i1, k)),
               c = ant_volume_stored(v, index_at(v, s, i, k1)),
               d = ant_volume_stored(v, index_at(v, s, i1, k1));
  return (1 - wy) * (a + wx * (b - a)) + wy * (c + wx * (d - c));
}

/* Fit the slice into the picture, x to the right and the other axis up. */
static void place(const ant_volume *v, slice *s, const ant_picture *p, bool bars, bool bar) {
  const double wide = v->spacing_mm[s->right] * (double)v->n[s->right],
               high = v->spacing_mm[s->up] * (double)v->n[s->up];
  const double room = p->width - (bar ? ant_canvas_colour_bar_width(p) : 0);
  /* above and below the letters of the bars have a strip of their own */
  s->mm_a_pixel = fmax(wide / (0.96 * room), high / ((bars ? 0.84 : 0.96) * p->height));
  s->left = 0.5 * (room - wide / s->mm_a_pixel);
  s->top = 0.5 * (p->height - high / s->mm_a_pixel);
}

static void draw_pixels(const ant_volume *v, const ant_volume *value, const slice *s,
                        const ant_draw_options *o, double low, double high, ant_picture *p) {
  for (int y = 0; y < p->height; y++) {
    for (int x = 0; x < p->width; x++) {
      uint8_t *rgb = p->rgb + 3 * ((size_t)y * (size_t)p->width + (size_t)x);
      const double i = (x + 0.5 - s->left) * s->mm_a_pixel / v->spacing_mm[s->right] - 0.5;
      const double row = (y + 0.5 - s->top) * s->mm_a_pixel / v->spacing_mm[s->up];
      const double k = (double)v->n[s->up] - row - 0.5; /* up */
      if (!(i >= -0.5 && k >= -0.5 && i < (double)v->n[s->right] - 0.5 &&
            k < (double)v->n[s->up] - 0.5)) {
        memset(rgb, o->light_background ? 255 : 14, 3);
        continue;
      }
      const double grey = (linear(v, s, i, k) - s->dark) / (s->bright - s->dark);
      ant_palette_colour(ANT_PALETTE_GREY, grey, rgb);
      if (!value) continue;
      const double c = ant_volume_stored(
          value, index_at(value, s, (int64_t)floor(i + 0.5), (int64_t)floor(k + 0.5)));
      if (c != 0) ant_palette_colour(o->palette, (c - low) / (high - low), rgb);
    }
  }
}

static ant_status set_slice(const ant_volume *v, const ant_draw_options *o, slice *s,
                            ant_diag *diag) {
  *s = (slice){.across = o->axis, .at = o->slice};
  s->right = o->axis == 0 ? 1 : 0;
  s->up = o->axis == 2 ? 1 : 2;
  if (s->at < 0) s->at = v->n[o->axis] / 2;
  if (s->at >= v->n[o->axis]) {
    return ant_fail(diag, ANT_EUSAGE, "a slice from 0 to %lld was expected, found %lld",
                    (long long)v->n[o->axis] - 1, (long long)s->at);
  }
  return find_window(v, s, diag);
}

ant_status ant_draw_slice(const ant_volume *volume, const ant_volume *opt_value,
                          const ant_draw_options *options, ant_picture **out_picture,
                          ant_diag *opt_diag) {
  static const uint8_t pale[3] = {240, 240, 240}, ink[3] = {30, 34, 44};
  const uint8_t *rgb = options->light_background ? ink : pale;
  slice s;
  double low = 0, high = 1;
  ant_picture *p = NULL;
  if (opt_value && memcmp(volume->n, opt_value->n, sizeof volume->n) != 0) {
    return ant_fail(opt_diag, ANT_EINPUT, "the colours' volume has another size");
  }
  ANT_TRY(set_slice(volume, options, &s, opt_diag));
  if (opt_value) ANT_TRY(ant_draw_range(opt_value, options, &low, &high, opt_diag));
  ANT_TRY(ant_picture_create(options->width > 0 ? options->width : 1000,
                             options->height > 0 ? options->height : 1000, &p, opt_diag));
  place(volume, &s, p, !options->no_bars, opt_value && !options->no_bars);
  draw_pixels(volume, opt_value, &s, options, low, high, p);
  if (!options->no_bars) {
    ant_canvas_scale_bar(p, s.mm_a_pixel, rgb);
    if (opt_value) {
      ant_canvas_colour_bar(p, options->palette, low, high, options->opt_label, rgb);
    }
  }
  *out_picture = p;
  return ANT_OK;
}
