/* canvas.c - lines, letters and bars (see canvas.h).
 *   1. Lines   2. Letters   3. Bars   4. Ranges */
#include "voxel/canvas.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1. Lines --------------------------------------------------------------- */

static void blend(ant_picture *p, int x, int y, double cover, const uint8_t rgb[3]) {
  if (x < 0 || y < 0 || x >= p->width || y >= p->height || cover <= 0) return;
  uint8_t *at = p->rgb + 3 * ((size_t)y * (size_t)p->width + (size_t)x);
  const double w = cover < 1 ? cover : 1;
  for (int c = 0; c < 3; c++) {
    at[c] = ant_to_srgb((1 - w) * ant_from_srgb(at[c]) + w * ant_from_srgb(rgb[c]));
  }
}

void ant_canvas_line(ant_picture *p, double x0, double y0, double x1, double y1, double width,
                     const uint8_t rgb[3]) {
  const double reach = 0.5 * width + 1, dx = x1 - x0, dy = y1 - y0, square = dx * dx + dy * dy;
  const int left = (int)floor(fmin(x0, x1) - reach), right = (int)ceil(fmax(x0, x1) + reach);
  const int top = (int)floor(fmin(y0, y1) - reach), bottom = (int)ceil(fmax(y0, y1) + reach);
  for (int y = top; y <= bottom; y++) {
    for (int x = left; x <= right; x++) {
      const double px = x + 0.5 - x0, py = y + 0.5 - y0;
      double t = square > 0 ? (px * dx + py * dy) / square : 0;
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      const double d = hypot(px - t * dx, py - t * dy);
      blend(p, x, y, 0.5 * width + 0.5 - d, rgb);
    }
  }
}

/* 2. Letters ------------------------------------------------------------- */

/* Strokes through points XY of a grid, x from 0 to 4 (m, M, W to 6), y from -2 (below the line) as
 * letters w, x, y = -2, -1 ... to 6; a blank lifts the pen. */
typedef struct glyph {
  char letter;
  int advance;
  const char *strokes;
} glyph;

static const glyph font[] = {
    {'0', 5, "1030 3041 4145 4536 3616 1605 0501 0110"},
    {'1', 5, "0526 2620 1030"},
    {'2', 5, "0516 1636 3645 4544 4400 0040"},
    {'3', 5, "0616 0646 4623 2333 3342 4241 4130 3010 1001"},
    {'4', 5, "3036 3602 0242"},
    {'5', 5, "4606 0603 0333 3342 4241 4130 3010 1001"},
    {'6', 5, "3616 1604 0401 0110 1030 3041 4142 4233 3313 1302"},
    {'7', 5, "0646 4620"},
    {'8', 5, "1030 3041 4142 4233 3313 1302 0201 0110 1304 0405 0516 1636 3645 4544 4433"},
    {'9', 5, "1030 3042 4245 4536 3616 1605 0504 0413 1333 3344"},
    {'.', 2, "0000"},
    {',', 2, "100x"},
    {'-', 4, "0333"},
    {'+', 5, "0343 2125"},
    {'/', 4, "0036"},
    {'%', 6, "0056 1505 0506 0616 1615 4151 5150 5040 4041"},
    {'[', 3, "1606 0600 0010"},
    {']', 3, "0616 1610 1000"},
    {'(', 3, "1605 0501 0110"},
    {')', 3, "0615 1511 1100"},
    {':', 2, "0000 0404"},
    {'=', 5, "0242 0444"},
    {'A', 5, "0026 2640 0232"},
    {'B', 5, "0006 0636 3645 4544 4433 3303 3342 4241 4130 3000"},
    {'C', 5, "4536 3616 1605 0501 0110 1030 3041"},
    {'D', 5, "0006 0626 2644 4442 4220 2000"},
    {'E', 5, "4000 0006 0646 0333"},
    {'F', 5, "0006 0646 0333"},
    {'G', 5, "4536 3616 1605 0501 0110 1030 3041 4143 4323"},
    {'H', 5, "0006 4046 0343"},
    {'I', 2, "0006"},
    {'J', 4, "0110 1020 2031 3136"},
    {'K', 5, "0006 4602 1440"},
    {'L', 5, "0600 0040"},
    {'M', 7, "0006 0632 3266 6660"},
    {'N', 5, "0006 0640 4046"},
    {'O', 5, "1030 3041 4145 4536 3616 1605 0501 0110"},
    {'P', 5, "0006 0636 3645 4544 4433 3303"},
    {'Q', 5, "1030 3041 4145 4536 3616 1605 0501 0110 2240"},
    {'R', 5, "0006 0636 3645 4544 4433 3303 2340"},
    {'S', 5, "4536 3616 1605 0504 0413 1333 3342 4241 4130 3010 1001"},
    {'T', 5, "2026 0646"},
    {'U', 5, "0601 0110 1030 3041 4146"},
    {'V', 5, "0620 2046"},
    {'W', 7, "0610 1034 3450 5066"},
    {'X', 5, "0046 0640"},
    {'Y', 5, "0623 2346 2320"},
    {'Z', 5, "0646 4600 0040"},
    {'a', 5, "3430 3332 0413 1424 2434 3010 1001 0102 0213 1333"},
    {'b', 5, "0600 0020 2031 3133 3324 2404"},
    {'c', 4, "3424 2414 1403 0301 0110 1030"},
    {'d', 5, "3630 3010 1001 0103 0314 1434"},
    {'e', 5, "0232 3233 3324 2414 1403 0301 0110 1030"},
    {'f', 4, "1015 1526 2636 0434"},
    {'g', 5, "3434 1434 1403 0301 0110 1030 343x 3x2w 2w0w"},
    {'h', 5, "0006 0313 0424 2433 3330"},
    {'i', 2, "0004 0606"},
    {'j', 3, "141x 1x0w 1616"},
    {'k', 4, "0006 3401 1230"},
    {'l', 2, "0006"},
    {'m', 7, "0004 0414 1424 2433 3330 3344 4454 5463 6360"},
    {'n', 5, "0004 0424 2433 3330"},
    {'o', 5, "1020 2031 3133 3324 2414 1403 0301 0110"},
    {'p', 5, "040w 0424 2433 3331 3120 2000"},
    {'q', 5, "343w 3414 1403 0301 0110 1030"},
    {'r', 4, "0004 0213 1324 2434"},
    {'s', 4, "3414 1403 0312 1222 2231 3120 2000"},
    {'t', 4, "1511 1120 2030 0434"},
    {'u', 5, "0401 0110 1030 3430"},
    {'v', 5, "0420 2044"},
    {'w', 7, "0410 1033 3350 5064"},
    {'x', 4, "0034 0430"},
    {'y', 5, "0401 0110 1030 343x 3x2w 2w0w"},
    {'z', 4, "0434 3400 0030"},
};

static const glyph *find_glyph(char letter) {
  for (size_t i = 0; i < sizeof font / sizeof *font; i++) {
    if (font[i].letter == letter) return &font[i];
  }
  return NULL;
}

static double level(char c) {
  return c >= 'w' ? c - 'y' : c - '0'; /* w -2, x -1 */
}

double ant_canvas_text_width(double height, const char *text) {
  double units = 0;
  for (; *text; text++) {
    const glyph *g = find_glyph(*text);
    units += g ? g->advance + 0.6 : 3;
  }
  return units * height / 6;
}

void ant_canvas_text(ant_picture *p, double x, double y, double height, const char *text,
                     const uint8_t rgb[3]) {
  const double unit = height / 6;
  for (; *text; text++) {
    const glyph *g = find_glyph(*text);
    for (const char *s = g ? g->strokes : ""; *s; s += s[4] == ' ' ? 5 : 4) {
      ant_canvas_line(p, x + unit * (s[0] - '0'), y - unit * level(s[1]), x + unit * (s[2] - '0'),
                      y - unit * level(s[3]), fmax(1.2, 0.75 * unit), rgb);
    }
    x += unit * (g ? g->advance + 0.6 : 3);
  }
}

/* 3. Bars ---------------------------------------------------------------- */

static double letter_height(const ant_picture *p) {
  return fmax(9, 0.018 * (p->width < p->height ? p->width : p->height));
}

/* 1, 2 or 5 times a power of ten, at most X */
static double round_down(double x) {
  const double power = pow(10, floor(log10(x)));
  return x >= 5 * power ? 5 * power : x >= 2 * power ? 2 * power : power;
}

void ant_canvas_scale_bar(ant_picture *p, double mm_a_pixel, const uint8_t rgb[3]) {
  const double mm = round_down(0.22 * p->width * mm_a_pixel), length = mm / mm_a_pixel;
  const double height = letter_height(p), x = 2 * height, y = p->height - 2 * height;
  char text[32];
  ant_canvas_line(p, x, y, x + length, y, 0.3 * height, rgb);
  if (mm < 0.1) {
    snprintf(text, sizeof text, "%g um", 1e3 * mm);
  } else {
    snprintf(text, sizeof text, "%g mm", mm);
  }
  ant_canvas_text(p, x + 0.5 * (length - ant_canvas_text_width(height, text)), y - 0.8 * height,
                  height, text, rgb);
}

enum { MOST_TICKS = 9 }; /* a step is at least 1 / 7.5 of the range */

int ant_canvas_colour_bar_width(const ant_picture *p) {
  return (int)(7.5 * letter_height(p));
}

void ant_canvas_colour_bar(ant_picture *p, ant_palette palette, double low, double high,
                           const char *opt_label, const uint8_t rgb[3]) {
  const double height = letter_height(p), x = p->width - 6.5 * height;
  const double top = 0.2 * p->height, bottom = 0.8 * p->height;
  for (int y = (int)top; y < (int)bottom; y++) {
    uint8_t colour[3];
    ant_palette_colour(palette, (bottom - y) / (bottom - top), colour);
    for (int i = 0; i < (int)(1.2 * height); i++) blend(p, (int)x + i, y, 1, colour);
  }
  double step = round_down((high - low) / 3);
  if (!(step > 0)) return;
  const double first = ceil(low / step - 1e-9);
  for (int i = 0; i < MOST_TICKS; i++) {
    const double v = step * (first + i);
    if (!(v <= high + 1e-9 * step)) break;
    const double y = bottom - (v - low) / (high - low) * (bottom - top);
    char text[32];
    snprintf(text, sizeof text, "%.4g", fabs(v) < 1e-9 * step ? 0 : v);
    ant_canvas_line(p, x + 1.2 * height, y, x + 1.6 * height, y, 0.15 * height, rgb);
    ant_canvas_text(p, x + 2 * height, y + 0.5 * height, height, text, rgb);
  }
  if (!opt_label) return;
  const double width = ant_canvas_text_width(height, opt_label);
  ant_canvas_text(p, p->width - width - 1.5 * height, 3 * height, height, opt_label, rgb);
}

/* 4. Ranges -------------------------------------------------------------- */

enum { BINS = 4096 };

ant_status ant_draw_range(const ant_volume *value, const ant_draw_options *options, double *out_low,
                          double *out_high, ant_diag *opt_diag) {
  const int64_t n = value->n[0], rows = value->n[1] * value->n[2];
  int64_t count[BINS] = {0}, total = 0, seen = 0;
  double most = 0;
  *out_low = options->low;
  *out_high = options->high;
  if (options->low < options->high) return ANT_OK;
  double *row = malloc((size_t)n * sizeof *row);
  if (!row) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a row of voxels");
  for (int pass = 0; pass < 2; pass++) {
    for (int64_t i = 0; i < rows; i++) {
      ant_volume_doubles(value, i * n, n, row);
      for (int64_t k = 0; k < n; k++) {
        const double v = fabs(row[k]);
        if (!(v > 0) || !isfinite(v)) continue;
        if (pass == 0) {
          most = fmax(most, v);
        } else {
          total++;
          count[(int)fmin(BINS - 1, v / most * BINS)]++;
        }
      }
    }
  }
  free(row);
  if (!(most > 0)) return ant_fail(opt_diag, ANT_EINPUT, "there is no value but 0 to colour by");
  int bin = 0;
  while (bin < BINS - 1 && (double)(seen += count[bin]) < 0.99 * (double)total) bin++;
  *out_high = most * (bin + 1) / BINS;
  *out_low = options->palette == ANT_PALETTE_CHANGE ? -*out_high : 0;
  return ANT_OK;
}
