/* surface_view.c - the surface of bone as seen from afar (see antaeus/voxel_picture.h).
 *   1. The view   2. Rays   3. Light   4. Colour   5. Drawing
 *
 * A ray goes through the smoothed mask until it comes upon the surface.  Light comes as cones
 * through the same volume, coarser the wider they have become (Crassin et al., Interactive indirect
 * illumination using voxel cone tracing, 2011): five for the sky, one for the key light's soft
 * shadow.  Everything is counted in voxels; unequal ones are drawn as they are in space. */
#include "antaeus/voxel_picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/canvas.h"
#include "voxel/parallel.h"
#include "voxel/pyramid.h"

/* of the largest share: smoothing takes a plate of one voxel down to 0.42 */
static const double surface = 0.4, smoothing = 0.9;

enum {
  OVER = 2,
  LUMP = 8,
  STRIP = 64
}; /* rays a pixel's side; voxels a side of what is skipped at once */

typedef struct view {
  const ant_draw_options *o;
  const ant_volume *bone, *value;
  ant_pyramid pyramid;
  uint8_t *lump; /* (lumps) is there bone in or beside it                         */
  int64_t n_lump[3];
  double right[3], up[3], back[3]; /* unit vectors in space; back: towards the eye */
  double middle_mm[3], mm_a_pixel, depth_mm;
  double mm[3];              /* a voxel                                                        */
  double centre_x, centre_y; /* of the picture, pixels                           */
  double key[3], fill[3];    /* directions of the lights, in space               */
  double low, high;          /* of the colours                                   */
  ant_picture *picture;
  int first_row; /* of the strip that is drawn now                                */
} view;

/* 1. The view ------------------------------------------------------------ */

static void cross(const double a[3], const double b[3], double out[3]) {
  for (int i = 0; i < 3; i++) {
    out[i] = a[(i + 1) % 3] * b[(i + 2) % 3] - a[(i + 2) % 3] * b[(i + 1) % 3];
  }
}

static double dot(const double a[3], const double b[3]) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void unit(double a[3]) {
  const double length = sqrt(dot(a, a));
  for (int i = 0; i < 3 && length > 0; i++) a[i] /= length;
}

/* a direction from its parts along the picture */
static void mix(const view *v, double right, double up, double back, double out[3]) {
  for (int i = 0; i < 3; i++) out[i] = right * v->right[i] + up * v->up[i] + back * v->back[i];
  unit(out);
}

/* Turn the eye, and choose the scale so that the volume's box fits. */
static void set_view(view *v) {
  const double deg = acos(-1) / 180, az = v->o->azimuth_deg * deg, el = v->o->elevation_deg * deg;
  double wide = 0, high = 0;
  v->back[0] = cos(el) * cos(az), v->back[1] = cos(el) * sin(az), v->back[2] = sin(el);
  v->right[0] = -sin(az), v->right[1] = cos(az), v->right[2] = 0;
  cross(v->back, v->right, v->up);
  v->depth_mm = 0;
  for (int a = 0; a < 3; a++) {
    v->mm[a] = v->bone->spacing_mm[a];
    const double size = v->mm[a] * (double)v->bone->n[a];
    v->middle_mm[a] = 0.5 * (size - v->mm[a]);
    wide += size * fabs(v->right[a]);
    high += size * fabs(v->up[a]);
    v->depth_mm += size * fabs(v->back[a]);
  }
  const bool bar = v->value && !v->o->no_bars;
  const int left_free = v->picture->width - (bar ? ant_canvas_colour_bar_width(v->picture) : 0);
  const double room_x = 0.92 * left_free, room_y = 0.9 * v->picture->height;
  v->mm_a_pixel = fmax(wide / room_x, high / room_y);
  v->centre_x = 0.5 * left_free + (bar ? 0.01 * v->picture->width : 0);
  v->centre_y = 0.49 * v->picture->height;
  mix(v, -0.55, 0.75, 0.75, v->key);
  mix(v, 0.9, 0.1, 0.6, v->fill);
}

static void to_voxel(const view *v, const double mm[3], double out[3]) {
  for (int a = 0; a < 3; a++) out[a] = mm[a] / v->mm[a];
}

/* 2. Rays ---------------------------------------------------------------- */

static ant_status find_lumps(view *v, ant_diag *diag) {
  const int64_t *n = v->pyramid.n[0];
  size_t count = 1;
  for (int a = 0; a < 3; a++) count *= (size_t)(v->n_lump[a] = n[a] / LUMP + 1);
  v->lump = calloc(count, 1);
  if (!v->lump) return ant_fail(diag, ANT_ENOMEM, "no memory to draw the volume");
  const uint8_t *share = v->pyramid.share[0];
  for (int64_t z = 0; z < n[2]; z++) {
    for (int64_t y = 0; y < n[1]; y++) {
      for (int64_t x = 0; x < n[0]; x++, share++) {
        if (*share < 48) continue;
        /* a voxel is seen between itself and the one before it as well */
        for (int k = 0; k < 8; k++) {
          const int64_t p[3] = {x + (k & 1), y + (k >> 1 & 1), z + (k >> 2)};
          v->lump[p[0] / LUMP + v->n_lump[0] * (p[1] / LUMP + v->n_lump[1] * (p[2] / LUMP))] = 1;
        }
      }
    }
  }
  return ANT_OK;
}

/* Lumps begin one voxel below the first: what is between -1 and 0 belongs to the first. */
static bool in_lump(const view *v, const double p[3]) {
  int64_t i[3];
  for (int a = 0; a < 3; a++) {
    if (!(p[a] > -1 && p[a] < (double)v->pyramid.n[0][a])) return false;
    i[a] = (int64_t)(p[a] + 1) / LUMP;
    if (i[a] >= v->n_lump[a]) i[a] = v->n_lump[a] - 1;
  }
  return v->lump[i[0] + v->n_lump[0] * (i[1] + v->n_lump[1] * i[2])];
}

/* Along FROM + t STEP (voxels), t in units of a voxel: the part inside the box. */
static bool clip(const view *v, const double from[3], const double step[3], double *t0,
                 double *t1) {
  for (int a = 0; a < 3; a++) {
    const double low = -0.999, high = (double)v->pyramid.n[0][a] - 0.001;
    if (fabs(step[a]) < 1e-12) {
      if (from[a] < low || from[a] > high) return false;
      continue;
    }
    const double a0 = (low - from[a]) / step[a], a1 = (high - from[a]) / step[a];
    *t0 = fmax(*t0, fmin(a0, a1));
    *t1 = fmin(*t1, fmax(a0, a1));
  }
  return *t0 < *t1;
}

static double share_at(const view *v, const double from[3], const double step[3], double t,
                       double out[3]) {
  for (int a = 0; a < 3; a++) out[a] = from[a] + t * step[a];
  return ant_pyramid_at(&v->pyramid, 0, out);
}

/* Where the ray first meets the surface. */
static bool hit(const view *v, const double from[3], const double step[3], double *out_t,
                double out_p[3]) {
  double t = -1e30, end = 1e30, last;
  if (!clip(v, from, step, &t, &end)) return false;
  last = t;
  while (t < end) {
    for (int a = 0; a < 3; a++) out_p[a] = from[a] + t * step[a];
    if (!in_lump(v, out_p)) {
      last = t;
      t += 0.5 * LUMP / 2; /* never over a whole lump */
      continue;
    }
    if (ant_pyramid_at(&v->pyramid, 0, out_p) >= surface) {
      for (int i = 0; i < 8; i++) { /* halve what lies between */
        const double middle = 0.5 * (last + t);
        if (share_at(v, from, step, middle, out_p) >= surface) {
          t = middle;
        } else {
          last = middle;
        }
      }
      share_at(v, from, step, t, out_p);
      *out_t = t;
      return true;
    }
    last = t;
    t += 0.5;
  }
  return false;
}

/* out of the bone, in space */
static void normal_at(const view *v, const double p[3], double out[3]) {
  for (int a = 0; a < 3; a++) {
    double q[3] = {p[0], p[1], p[2]};
    q[a] = p[a] + 1;
    const double above = ant_pyramid_at(&v->pyramid, 0, q);
    q[a] = p[a] - 1;
    out[a] = (ant_pyramid_at(&v->pyramid, 0, q) - above) / v->mm[a];
  }
  unit(out);
}

/* 3. Light --------------------------------------------------------------- */

/* How much light comes along a cone of half-angle atan(SPREAD) from direction D (space). */
static double cone(const view *v, const double p[3], const double n[3], const double d[3],
                   double spread, double reach) {
  double light = 1, t = 1.5, step[3], off[3];
  const double mean = cbrt(v->mm[0] * v->mm[1] * v->mm[2]);
  for (int a = 0; a < 3; a++) {
    step[a] = d[a] * mean / v->mm[a];
    off[a] = n[a] * mean / v->mm[a];
  }
  while (t < reach && light > 0.02) {
    const double size = fmax(1, 2 * spread * t);
    double q[3];
    for (int a = 0; a < 3; a++) q[a] = p[a] + off[a] + t * step[a];
    const double share = ant_pyramid_blurred(&v->pyramid, size, q);
    light *= 1 - fmin(1, 1.5 * share);
    t += 0.75 * size;
  }
  return light;
}

/* the share of the sky that is to be seen */
static double sky(const view *v, const double p[3], const double n[3]) {
  double a[3] = {n[1], n[2], n[0]}, b[3], side = dot(a, n), sum = 0;
  for (int i = 0; i < 3; i++) a[i] -= side * n[i];
  unit(a);
  cross(n, a, b);
  sum += 0.3 * cone(v, p, n, n, 0.5, 48);
  for (int k = 0; k < 4; k++) {
    const double c = k == 0 ? 1 : k == 2 ? -1 : 0, s = k == 1 ? 1 : k == 3 ? -1 : 0;
    double d[3];
    for (int i = 0; i < 3; i++) d[i] = 0.55 * n[i] + 0.835 * (c * a[i] + s * b[i]);
    sum += 0.175 * cone(v, p, n, d, 0.5, 48);
  }
  return sum;
}

/* 4. Colour -------------------------------------------------------------- */

/* The mean value of the bone voxels around P. */
static double value_at(const view *v, const double p[3]) {
  const int64_t *n = v->bone->n;
  double sum = 0, weight = 0;
  for (int k = 0; k < 27; k++) {
    int64_t q[3], i;
    double w = 1;
    const int offset[3] = {k % 3 - 1, k / 3 % 3 - 1, k / 9 - 1};
    bool inside = true;
    for (int a = 0; a < 3; a++) {
      q[a] = (int64_t)floor(p[a] + 0.5) + offset[a];
      w *= fmax(0, 1.5 - fabs(p[a] - (double)q[a]));
      inside = inside && q[a] >= 0 && q[a] < n[a];
    }
    if (!inside || w <= 0) continue;
    i = ant_volume_index(v->bone, q[0], q[1], q[2]);
    if (!(ant_volume_stored(v->bone, i) > 0)) continue;
    sum += w * ant_volume_stored(v->value, i);
    weight += w;
  }
  return weight > 0 ? sum / weight : 0;
}

/* the surface's own colour, linear */
static void albedo(const view *v, const double p[3], const double n[3], double out[3]) {
  static const uint8_t ivory[3] = {238, 230, 214};
  uint8_t rgb[3];
  memcpy(rgb, ivory, sizeof rgb);
  if (v->value) {
    double q[3];
    for (int a = 0; a < 3; a++) q[a] = p[a] - 0.7 * n[a]; /* what lies just inside */
    ant_palette_colour(v->o->palette, (value_at(v, q) - v->low) / (v->high - v->low), rgb);
  }
  for (int c = 0; c < 3; c++) out[c] = ant_from_srgb(rgb[c]);
}

static void background(const view *v, double y, double out[3]) {
  static const double night[2][3] = {{0.0035, 0.005, 0.011}, {0.016, 0.022, 0.04}};
  const double t = y / v->picture->height;
  for (int c = 0; c < 3; c++) {
    out[c] = v->o->light_background ? 1 : night[0][c] + t * (night[1][c] - night[0][c]);
  }
}

/* bright things bend towards white instead of being cut off */
static double film(double x) {
  return x < 0.7 ? x : 0.7 + 0.3 * (1 - exp(-(x - 0.7) / 0.3));
}

static void shade(const view *v, const double p[3], double depth, double y, double out[3]) {
  static const double sun[3] = {1.3, 1.2, 1.02}, air[3] = {0.36, 0.41, 0.5},
                      lamp[3] = {0.16, 0.12, 0.08};
  double n[3], colour[3], half[3], far[3];
  normal_at(v, p, n);
  albedo(v, p, n, colour);
  background(v, y, far);
  const double seen = sky(v, p, n), open = seen * sqrt(seen),
               facing = (dot(n, v->key) + 0.15) / 1.15;
  const double lit = facing > 0 ? facing * cone(v, p, n, v->key, 0.05, 260) : 0;
  const double other = fmax(0, dot(n, v->fill)) * (0.3 + 0.7 * open);
  for (int i = 0; i < 3; i++) half[i] = v->key[i] + v->back[i];
  unit(half);
  const double gloss = lit * 0.12 * pow(fmax(0, dot(n, half)), 30);
  const double fog = 0.45 * depth * depth;
  for (int c = 0; c < 3; c++) {
    const double x =
        colour[c] * (sun[c] * lit * (0.35 + 0.65 * open) + air[c] * open + lamp[c] * other) + gloss;
    out[c] = (1 - fog) * film(x) + fog * far[c];
  }
}

/* 5. Drawing ------------------------------------------------------------- */

static void draw_row(void *user, int64_t row, int worker) {
  const view *v = user;
  row += v->first_row;
  uint8_t *out = v->picture->rgb + 3 * row * v->picture->width;
  double step[3], look[3];
  (void)worker;
  const double mean = cbrt(v->mm[0] * v->mm[1] * v->mm[2]);
  for (int a = 0; a < 3; a++) look[a] = -mean * v->back[a];
  to_voxel(v, look, step);
  for (int x = 0; x < v->picture->width; x++) {
    double sum[3] = {0};
    for (int k = 0; k < OVER * OVER; k++) {
      const double px = x + (k % OVER + 0.5) / OVER, py = (double)row + (k / OVER + 0.5) / OVER;
      const double r = v->mm_a_pixel * (px - v->centre_x), u = v->mm_a_pixel * (v->centre_y - py);
      double eye[3], from[3], p[3], colour[3], t;
      for (int a = 0; a < 3; a++) eye[a] = v->middle_mm[a] + r * v->right[a] + u * v->up[a];
      to_voxel(v, eye, from);
      if (hit(v, from, step, &t, p)) {
        const double depth = 0.5 + t * mean / v->depth_mm;
        shade(v, p, depth < 0 ? 0 : depth > 1 ? 1 : depth, py, colour);
      } else {
        background(v, py, colour);
      }
      for (int c = 0; c < 3; c++) sum[c] += colour[c] / (OVER * OVER);
    }
    for (int c = 0; c < 3; c++) out[3 * x + c] = ant_to_srgb(sum[c]);
  }
}

static void draw_bars(const view *v) {
  static const uint8_t pale[3] = {225, 228, 235}, ink[3] = {30, 34, 44};
  const uint8_t *rgb = v->o->light_background ? ink : pale;
  if (v->o->no_bars) return;
  ant_canvas_scale_bar(v->picture, v->mm_a_pixel, rgb);
  if (v->value) {
    ant_canvas_colour_bar(v->picture, v->o->palette, v->low, v->high, v->o->opt_label, rgb);
  }
}

void ant_draw_defaults(ant_draw_options *options) {
  *options = (ant_draw_options){.width = 1000,
                                .height = 1000,
                                .azimuth_deg = -60,
                                .elevation_deg = 25,
                                .palette = ANT_PALETTE_EMBER,
                                .axis = 2,
                                .slice = -1};
}

static ant_status draw(view *v, const ant_draw_options *o, ant_diag *diag) {
  if (v->value) ANT_TRY(ant_draw_range(v->value, o, &v->low, &v->high, diag));
  ANT_TRY(ant_pyramid_init(&v->pyramid, v->bone, smoothing, o->n_thread, diag));
  ANT_TRY(find_lumps(v, diag));
  ANT_TRY(ant_picture_create(o->width > 0 ? o->width : 1000, o->height > 0 ? o->height : 1000,
                             &v->picture, diag));
  set_view(v);
  const int height = v->picture->height;
  for (; v->first_row < height; v->first_row += STRIP) {
    const int left = height - v->first_row;
    if (o->progress && !o->progress(o->user, (double)v->first_row / height)) {
      return ant_fail(diag, ANT_EINTERRUPT, "stopped on request");
    }
    ant_parallel(o->n_thread, left < STRIP ? left : STRIP, draw_row, v);
  }
  draw_bars(v);
  return ANT_OK;
}

ant_status ant_draw_surface(const ant_volume *bone, const ant_volume *opt_value,
                            const ant_draw_options *options, ant_picture **out_picture,
                            ant_diag *opt_diag) {
  view v = {.o = options, .bone = bone, .value = opt_value};
  if (opt_value && memcmp(bone->n, opt_value->n, sizeof bone->n) != 0) {
    return ant_fail(opt_diag, ANT_EINPUT, "the colours' volume has another size than the bone");
  }
  ant_status status = draw(&v, options, opt_diag);
  ant_pyramid_clear(&v.pyramid);
  free(v.lump);
  if (status != ANT_OK) {
    ant_picture_destroy(&v.picture);
    return status;
  }
  *out_picture = v.picture;
  return ANT_OK;
}
