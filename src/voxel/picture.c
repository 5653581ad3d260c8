/* picture.c - pictures and PNG (see antaeus/voxel_picture.h).
 *   1. Pictures   2. Writing   3. Reading   4. Colours
 *
 * Reference for PNG: W3C Recommendation, second edition, 2003. */
#include "antaeus/voxel_picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/file.h"
#include "voxel/canvas.h"

/* 1. Pictures ------------------------------------------------------------ */

enum { MOST_PIXELS = 20000 };

ant_status ant_picture_create(int width, int height, ant_picture **out_picture,
                              ant_diag *opt_diag) {
  if (width < 1 || height < 1 || width > MOST_PIXELS || height > MOST_PIXELS) {
    return ant_fail(opt_diag, ANT_EUSAGE,
                    "a picture of 1 to %d pixels a side was expected, found "
                    "%d x %d",
                    MOST_PIXELS, width, height);
  }
  ant_picture *p = calloc(1, sizeof *p);
  if (p) p->rgb = calloc((size_t)width * (size_t)height, 3);
  if (!p || !p->rgb) {
    free(p);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a picture of %d x %d", width, height);
  }
  p->width = width;
  p->height = height;
  *out_picture = p;
  return ANT_OK;
}

void ant_picture_destroy(ant_picture **picture) {
  if (!picture || !*picture) return;
  free((*picture)->rgb);
  free(*picture);
  *picture = NULL;
}

/* 2. Writing ------------------------------------------------------------- */

static void put_u32(uint8_t *at, uint32_t x) {
  for (int i = 0; i < 4; i++) at[i] = (uint8_t)(x >> (24 - 8 * i));
}

static bool put_chunk(FILE *to, const char *name, const uint8_t *data, size_t size) {
  uint8_t head[8], tail[4];
  put_u32(head, (uint32_t)size);
  memcpy(head + 4, name, 4);
  uLong crc = crc32(0, head + 4, 4);
  if (size > 0) crc = crc32(crc, data, (uInt)size);
  put_u32(tail, (uint32_t)crc);
  return fwrite(head, 1, 8, to) == 8 && fwrite(data, 1, size, to) == size &&
         fwrite(tail, 1, 4, to) == 4;
}

/* Rows with the filter that makes them cheapest to pack: the difference to the row above or to the
 * pixel on the left, or nothing, by the sum of what is left. */
static void filter_row(const ant_picture *p, int y, uint8_t *out) {
  const size_t n = 3 * (size_t)p->width;
  const uint8_t *row = p->rgb + (size_t)y * n, *above = y > 0 ? row - n : NULL;
  long best = -1;
  for (int kind = 0; kind < 3; kind++) {
    long sum = 0;
    for (size_t i = 0; i < n; i++) {
      const int left = i < 3 ? 0 : row[i - 3], up = above ? above[i] : 0;
      const int d = (int8_t)(uint8_t)(row[i] - (kind == 1 ? left : kind == 2 ? up : 0));
      sum += d < 0 ? -d : d;
    }
    if (best >= 0 && sum >= best) continue;
    best = sum;
    out[0] = (uint8_t)kind;
    for (size_t i = 0; i < n; i++) {
      const int left = i < 3 ? 0 : row[i - 3], up = above ? above[i] : 0;
      out[1 + i] = (uint8_t)(row[i] - (kind == 1 ? left : kind == 2 ? up : 0));
    }
  }
}

static ant_status pack(const ant_picture *p, uint8_t **out, size_t *out_size, ant_diag *diag) {
  const size_t row = 3 * (size_t)p->width + 1, size = row * (size_t)p->height;
  uint8_t *plain = malloc(size);
  uLongf packed_size = compressBound((uLong)size);
  uint8_t *packed = malloc(packed_size);
  if (plain && packed) {
    for (int y = 0; y < p->height; y++) filter_row(p, y, plain + (size_t)y * row);
    if (compress2(packed, &packed_size, plain, (uLong)size, 9) == Z_OK) {
      free(plain);
      *out = packed;
      *out_size = packed_size;
      return ANT_OK;
    }
  }
  free(plain);
  free(packed);
  return ant_fail(diag, ANT_ENOMEM, "no memory to write a picture of %d x %d", p->width, p->height);
}

static const uint8_t magic[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

ant_status ant_picture_write(const ant_picture *picture, const char *path, ant_diag *opt_diag) {
  uint8_t head[13] = {0}, *packed = NULL;
  size_t size = 0;
  ant_file *file = NULL;
  put_u32(head, (uint32_t)picture->width);
  put_u32(head + 4, (uint32_t)picture->height);
  head[8] = 8; /* bits, */
  head[9] = 2; /* of red, green, blue */
  ANT_TRY(pack(picture, &packed, &size, opt_diag));
  ant_status status = ant_file_create(path, &file, opt_diag);
  if (status == ANT_OK) {
    FILE *to = ant_file_stream(file);
    const uint8_t srgb[1] = {0};
    if (fwrite(magic, 1, 8, to) != 8 || !put_chunk(to, "IHDR", head, 13) ||
        !put_chunk(to, "sRGB", srgb, 1) || !put_chunk(to, "IDAT", packed, size) ||
        !put_chunk(to, "IEND", head, 0)) {
      status = ant_fail(opt_diag, ANT_ESYSTEM, "%s could not be written", path);
      ant_file_discard(&file);
    } else {
      status = ant_file_commit(&file, opt_diag);
    }
  }
  free(packed);
  return status;
}

/* 3. Reading ------------------------------------------------------------- */

static ant_status no_png(ant_diag *diag, const char *what) {
  return ant_fail(diag, ANT_EINPUT, "no PNG of this program: %s", what);
}

static ant_status unfilter(ant_picture *p, const uint8_t *plain, ant_diag *diag) {
  const size_t n = 3 * (size_t)p->width;
  for (int y = 0; y < p->height; y++) {
    const uint8_t *in = plain + (size_t)y * (n + 1);
    uint8_t *row = p->rgb + (size_t)y * n;
    if (in[0] > 2) return no_png(diag, "a filter that it does not use");
    for (size_t i = 0; i < n; i++) {
      const int left = i < 3 ? 0 : row[i - 3], up = y > 0 ? row[i - n] : 0;
      row[i] = (uint8_t)(in[1 + i] + (in[0] == 1 ? left : in[0] == 2 ? up : 0));
    }
  }
  return ANT_OK;
}

static uint32_t get_u32(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

ant_status ant_picture_read(const void *data, size_t size, ant_picture **out_picture,
                            ant_diag *opt_diag) {
  const uint8_t *at = data, *pixels = NULL;
  uint32_t width = 0, height = 0, packed = 0;
  if (size < 8 || memcmp(at, magic, 8) != 0) return no_png(opt_diag, "other first bytes");
  for (size_t i = 8; i + 12 <= size;) {
    const uint32_t n = get_u32(at + i);
    if (n > size - i - 12) return no_png(opt_diag, "truncated");
    if (crc32(0, at + i + 4, n + 4) != get_u32(at + i + 8 + n)) return no_png(opt_diag, "damaged");
    if (memcmp(at + i + 4, "IHDR", 4) == 0 && n == 13) {
      width = get_u32(at + i + 8);
      height = get_u32(at + i + 12);
    }
    if (memcmp(at + i + 4, "IDAT", 4) == 0) pixels = at + i + 8, packed = n;
    i += 12 + (size_t)n;
  }
  if (!pixels || width == 0 || width > MOST_PIXELS || height > MOST_PIXELS) {
    return no_png(opt_diag, "no pixels");
  }
  ant_picture *p = NULL;
  ANT_TRY(ant_picture_create((int)width, (int)height, &p, opt_diag));
  uLongf got = (3 * (uLong)width + 1) * height;
  uint8_t *plain = malloc(got);
  ant_status status = ANT_OK;
  if (!plain) {
    status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for a picture");
  } else if (uncompress(plain, &got, pixels, packed) != Z_OK ||
             got != (3 * (uLong)width + 1) * height) {
    status = no_png(opt_diag, "damaged pixels");
  } else {
    status = unfilter(p, plain, opt_diag);
  }
  free(plain);
  if (status != ANT_OK) {
    ant_picture_destroy(&p);
    return status;
  }
  *out_picture = p;
  return ANT_OK;
}

/* 4. Colours ------------------------------------------------------------- */

double ant_from_srgb(uint8_t byte) {
  const double c = byte / 255.0;
  return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

uint8_t ant_to_srgb(double linear) {
  const double x = linear < 0 ? 0 : linear > 1 ? 1 : linear;
  const double c = x <= 0.0031308 ? 12.92 * x : 1.055 * pow(x, 1 / 2.4) - 0.055;
  return (uint8_t)(255 * c + 0.5);
}

enum { MOST_STOPS = 9 };
typedef struct stops {
  int n;
  uint8_t rgb[MOST_STOPS][3];
} stops;

static const stops palettes[] = {
    [ANT_PALETTE_GREY] = {2, {{0, 0, 0}, {255, 255, 255}}},
    [ANT_PALETTE_EMBER] = {6,
                           {{238, 230, 214},
                            {246, 214, 150},
                            {244, 164, 74},
                            {222, 84, 44},
                            {164, 20, 54},
                            {84, 6, 60}}},
    [ANT_PALETTE_INFERNO] = {9,
                             {{0, 0, 4},
                              {31, 12, 72},
                              {85, 15, 109},
                              {136, 34, 106},
                              {186, 54, 85},
                              {227, 89, 51},
                              {249, 140, 10},
                              {249, 201, 50},
                              {252, 255, 164}}},
    [ANT_PALETTE_CHANGE] =
        {5, {{178, 10, 32}, {235, 120, 96}, {238, 230, 214}, {110, 160, 216}, {22, 72, 160}}},
};

void ant_palette_colour(ant_palette palette, double share, uint8_t out_rgb[3]) {
  const stops *s = &palettes[palette];
  const double x = share > 0 ? (share < 1 ? share : 1) : 0; /* what is no number as well */
  const double at = x * (s->n - 1);
  const int i = at >= s->n - 1 ? s->n - 2 : (int)at;
  for (int c = 0; c < 3; c++) {
    out_rgb[c] = (uint8_t)(s->rgb[i][c] + (at - i) * (s->rgb[i + 1][c] - s->rgb[i][c]) + 0.5);
  }
}
