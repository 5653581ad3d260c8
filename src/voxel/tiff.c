/* tiff.c - reading TIFF stacks by libtiff, where it is there (see io.h).
 *   1. Messages   2. What a page says   3. Pages   4. ImageJ's large stacks   5. Stacks
 *
 * A stack is one file with a page a slice, or a folder with a file a slice.  Voxels are grey, of 8,
 * 16 or 32 bits; strips and tiles, whatever libtiff unpacks.  The voxel's size is in the
 * resolution and, for ImageJ, in the description (`unit=`, `spacing=`); often it is nowhere. */
#include "voxel/io.h"

#include <string.h>

bool ant_tiff_is(const ant_bytes *file) {
  static const uint8_t head[4][4] = {
      {'I', 'I', 42, 0}, {'M', 'M', 0, 42}, {'I', 'I', 43, 0}, {'M', 'M', 0, 43}};
  for (int i = 0; file->size > 8 && i < 4; i++) {
    if (memcmp(file->data, head[i], 4) == 0) return true;
  }
  return false;
}

#ifndef ANT_HAVE_TIFF

ant_status ant_tiff_read(ant_bytes *file, const char *path, ant_volume **out_volume,
                         ant_volume_report *report, ant_diag *opt_diag) {
  (void)out_volume, (void)report;
  if (file) ant_bytes_close(file);
  ant_fail(opt_diag, ANT_ENOTYET, "%s holds TIFF slices, and this was built without libtiff", path);
  ant_diag_hint(opt_diag, "install libtiff-dev and build again, or convert to MetaImage");
  return ANT_ENOTYET;
}

#else

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

#include <tiffio.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

/* 1. Messages ------------------------------------------------------------ */

/* The first complaint of libtiff about one file. */
typedef struct complaint {
  char text[200];
} complaint;

static int note_error(TIFF *tiff, void *user, const char *module, const char *format,
                      va_list args) {
  (void)tiff, (void)module;
  complaint *c = user;
  if (c->text[0] == '\0') vsnprintf(c->text, sizeof c->text, format, args);
  return 1; /* said: nothing goes to standard error */
}

static int ignore_warning(TIFF *tiff, void *user, const char *module, const char *format,
                          va_list args) {
  (void)tiff, (void)user, (void)module, (void)format, (void)args;
  return 1;
}

static ant_status fail(const char *path, const complaint *c, const char *what, ant_diag *diag) {
  ant_fail(diag, ANT_EINPUT, "%s%s%s", what, c->text[0] ? ": " : "", c->text);
  ant_diag_place(diag, path, 0, 0);
  return ANT_EINPUT;
}

static ant_status open_tiff(const char *path, complaint *c, TIFF **out, ant_diag *diag) {
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (!options) return ant_fail(diag, ANT_ENOMEM, "no memory to read %s", path);
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)1 << 32);
  TIFFOpenOptionsSetErrorHandlerExtR(options, note_error, c);
  TIFFOpenOptionsSetWarningHandlerExtR(options, ignore_warning, c);
  *out = TIFFOpenExt(path, "r", options);
  TIFFOpenOptionsFree(options);
  return *out ? ANT_OK : fail(path, c, "the TIFF file cannot be read", diag);
}

/* 2. What a page says ---------------------------------------------------- */

typedef struct page {
  uint32_t width, height;
  ant_voxel_type type;
} page;

static bool find_type(uint16_t bits, uint16_t format, ant_voxel_type *out) {
  static const struct {
    uint16_t bits, format;
    ant_voxel_type type;
  } known[] = {{8, SAMPLEFORMAT_UINT, ANT_VOXEL_U8},     {8, SAMPLEFORMAT_INT, ANT_VOXEL_I8},
               {16, SAMPLEFORMAT_UINT, ANT_VOXEL_U16},   {16, SAMPLEFORMAT_INT, ANT_VOXEL_I16},
               {32, SAMPLEFORMAT_UINT, ANT_VOXEL_U32},   {32, SAMPLEFORMAT_INT, ANT_VOXEL_I32},
               {32, SAMPLEFORMAT_IEEEFP, ANT_VOXEL_F32}, {64, SAMPLEFORMAT_IEEEFP, ANT_VOXEL_F64}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (known[i].bits != bits || known[i].format != format) continue;
    *out = known[i].type;
    return true;
  }
  return false;
}

static ant_status read_page(TIFF *tiff, const char *path, page *out, ant_diag *diag) {
  uint16_t bits = 1, samples = 1, format = SAMPLEFORMAT_UINT;
  complaint none = {""};
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
  if (format == SAMPLEFORMAT_VOID) format = SAMPLEFORMAT_UINT;
  if (!TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &out->width) ||
      !TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &out->height)) {
    return fail(path, &none, "the TIFF page has no size", diag);
  }
  if (samples == 1 && find_type(bits, format, &out->type)) return ANT_OK;
  ant_fail(diag, ANT_EINPUT, "grey slices of 8, 16 or 32 bits were expected, found %d x %d bits",
           samples, bits);
  ant_diag_place(diag, path, 0, 0);
  return ANT_EINPUT;
}

/* Millimetres of a unit as ImageJ writes it; 0 for a word that is no length. */
static double unit_mm(const char *word) {
  static const struct {
    const char *word;
    double mm;
  } known[] = {{"mm", 1},  {"millimet", 1}, {"um", 1e-3},   {"micro", 1e-3},     {"\\u00B5m", 1e-3},
               {"cm", 10}, {"nm", 1e-6},    {"inch", 25.4}, {"\xc2\xb5m", 1e-3}, {"\xb5m", 1e-3}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (strncmp(word, known[i].word, strlen(known[i].word)) == 0) return known[i].mm;
  }
  return 0;
}

/* The value behind "\nKEY=" in ImageJ's description, or NULL. */
static const char *find_word(const char *text, const char *key) {
  size_t n = strlen(key);
  for (const char *p = text; p; p = strchr(p, '\n'), p = p ? p + 1 : NULL) {
    if (strncmp(p, key, n) == 0 && p[n] == '=') return p + n + 1;
  }
  return NULL;
}

static void read_spacing(TIFF *tiff, ant_layout *l, int64_t *out_images) {
  float rx = 0, ry = 0;
  uint16_t unit = RESUNIT_INCH;
  const char *text = NULL, *word;
  double mm = 0, depth = 0, images = 1;
  TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &rx);
  TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &ry);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
  bool imagej = TIFFGetField(tiff, TIFFTAG_IMAGEDESCRIPTION, &text) && text &&
                strncmp(text, "ImageJ=", 7) == 0;
  if (imagej) {
    if ((word = find_word(text, "unit"))) mm = unit_mm(word);
    if ((word = find_word(text, "spacing"))) ant_text_read_number(word, &depth);
    if ((word = find_word(text, "images"))) ant_text_read_number(word, &images);
  } else if (unit == RESUNIT_CENTIMETER) {
    mm = 10;
  } /* dots an inch are the printer's, not the scanner's */
  if (mm > 0 && rx > 0 && ry > 0 && isfinite(rx) && isfinite(ry)) {
    l->spacing_mm[0] = mm / (double)rx;
    l->spacing_mm[1] = mm / (double)ry;
    l->spacing_mm[2] = depth > 0 && isfinite(depth) ? depth * mm : l->spacing_mm[0];
    l->has_spacing = true;
  }
  *out_images = images >= 1 && images < 1e9 ? (int64_t)images : 1;
}

/* 3. Pages --------------------------------------------------------------- */

static bool read_strips(TIFF *tiff, const page *p, uint8_t *out) {
  size_t row = p->width * ant_voxel_size(p->type);
  uint32_t rows = p->height;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
  if (rows == 0) return false;
  if (rows > p->height) rows = p->height;
  uint32_t strip = 0;
  for (uint32_t y = 0; y < p->height; y += rows, strip++) {
    uint32_t here = p->height - y < rows ? p->height - y : rows;
    tmsize_t want = (tmsize_t)(row * here);
    if (TIFFReadEncodedStrip(tiff, strip, out + row * y, want) != want) return false;
  }
  return true;
}

static bool read_tiles(TIFF *tiff, const page *p, uint8_t *out) {
  uint32_t tw = 0, th = 0;
  size_t size = ant_voxel_size(p->type);
  TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &tw);
  TIFFGetField(tiff, TIFFTAG_TILELENGTH, &th);
  tmsize_t bytes = TIFFTileSize(tiff);
  if (tw == 0 || th == 0 || bytes < (tmsize_t)(size * tw * th) || bytes > 1 << 28) return false;
  uint8_t *tile = malloc((size_t)bytes);
  bool good = tile != NULL;
  for (uint32_t y = 0; good && y < p->height; y += th) {
    for (uint32_t x = 0; good && x < p->width; x += tw) {
      good = TIFFReadTile(tiff, tile, x, y, 0, 0) > 0;
      uint32_t w = p->width - x < tw ? p->width - x : tw;
      for (uint32_t r = 0; good && r < th && y + r < p->height; r++) {
        memcpy(out + size * ((size_t)p->width * (y + r) + x), tile + size * (size_t)tw * r,
               size * w);
      }
    }
  }
  free(tile);
  return good;
}

/* One page into slice Z, after a check that it is like the first one. */
static ant_status take_page(TIFF *tiff, const char *path, const complaint *c, ant_volume *v,
                            int64_t z, ant_diag *diag) {
  page p;
  ANT_TRY(read_page(tiff, path, &p, diag));
  if (p.width != v->n[0] || p.height != v->n[1] || p.type != v->type) {
    ant_fail(diag, ANT_EINPUT, "slice %lld is %u x %u of %s, the first one was %lld x %lld of %s",
             (long long)z + 1, p.width, p.height, ant_voxel_name(p.type), (long long)v->n[0],
             (long long)v->n[1], ant_voxel_name(v->type));
    ant_diag_place(diag, path, 0, 0);
    return ANT_EINPUT;
  }
  uint8_t *out = (uint8_t *)v->data + (size_t)(z * v->n[0] * v->n[1]) * ant_voxel_size(v->type);
  bool good = TIFFIsTiled(tiff) ? read_tiles(tiff, &p, out) : read_strips(tiff, &p, out);
  return good ? ANT_OK : fail(path, c, "a slice cannot be read to its end", diag);
}

/* 4. ImageJ's large stacks ----------------------------------------------- */

/* Beyond 4 GB ImageJ writes one page only and says in its description how many slices follow. */
static bool find_hidden(TIFF *tiff, const page *p, int64_t images, ant_layout *l) {
  uint16_t packing = COMPRESSION_NONE;
  uint64_t *offset = NULL;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &packing);
  if (images < 2 || packing != COMPRESSION_NONE || TIFFIsTiled(tiff)) return false;
  if (!TIFFGetField(tiff, TIFFTAG_STRIPOFFSETS, &offset) || !offset) return false;
  l->n[0] = p->width, l->n[1] = p->height, l->n[2] = images;
  l->type = p->type;
  l->offset = offset[0];
  l->big_endian = TIFFIsBigEndian(tiff) != 0;
  return true;
}

/* 5. Stacks -------------------------------------------------------------- */

static ant_status make(const page *p, int64_t slices, const ant_layout *l, ant_volume **out,
                       ant_diag *diag) {
  const int64_t n[3] = {p->width, p->height, slices};
  return ant_volume_create(n, l->spacing_mm, p->type, out, diag);
}

/* Could a file of SIZE bytes hold such a page?  LZMA and others shrink emptiness a lot, but libtiff
 * would take the memory first. */
static ant_status check_page(const page *p, int64_t slices, double size, const char *path,
                             ant_diag *diag) {
  double bytes = (double)p->width * (double)p->height * (double)ant_voxel_size(p->type);
  complaint none = {""};
  if (bytes * (double)slices <= 10000 * size) return ANT_OK;
  return fail(path, &none, "the file is too short for the size that it claims", diag);
}

static ant_status read_pages(TIFF *tiff, const ant_bytes *file, const complaint *c,
                             ant_volume **out, ant_layout *l, bool *out_hidden, ant_diag *diag) {
  page p;
  int64_t images = 1, z = 0;
  const char *path = file->path;
  ANT_TRY(read_page(tiff, path, &p, diag));
  read_spacing(tiff, l, &images);
  int64_t slices = (int64_t)TIFFNumberOfDirectories(tiff);
  if (slices == 1 && find_hidden(tiff, &p, images, l)) {
    *out_hidden = true;
    return ANT_OK;
  }
  ant_volume *v = NULL;
  ANT_TRY(check_page(&p, slices, (double)file->size, path, diag));
  ANT_TRY(make(&p, slices, l, &v, diag));
  ant_status status = TIFFSetDirectory(tiff, 0) ? ANT_OK : fail(path, c, "no first page", diag);
  while (status == ANT_OK) {
    status = take_page(tiff, path, c, v, z, diag);
    if (status != ANT_OK || ++z == slices) break;
    if (!TIFFReadDirectory(tiff)) status = fail(path, c, "a page cannot be found", diag);
  }
  if (status == ANT_OK) {
    *out = v;
  } else {
    ant_volume_destroy(&v);
  }
  return status;
}

static ant_status read_file(ant_bytes *file, ant_volume **out, ant_volume_report *report,
                            ant_diag *diag) {
  complaint c = {""};
  TIFF *tiff = NULL;
  ant_layout l;
  bool hidden = false;
  ant_layout_init(&l);
  ANT_TRY(open_tiff(file->path, &c, &tiff, diag));
  ant_status status = read_pages(tiff, file, &c, out, &l, &hidden, diag);
  TIFFClose(tiff);
  if (status == ANT_OK && hidden) status = ant_layout_load(file, &l, out, diag);
  report->has_spacing = l.has_spacing;
  return status;
}

static ant_status read_slices(const char **path, int n, ant_volume **out, ant_volume_report *report,
                              ant_diag *diag) {
  ant_volume *v = NULL;
  ant_layout l;
  ant_status status = ANT_OK;
  ant_layout_init(&l);
  for (int z = 0; z < n && status == ANT_OK; z++) {
    complaint c = {""};
    TIFF *tiff = NULL;
    page p;
    int64_t images;
    status = open_tiff(path[z], &c, &tiff, diag);
    if (status != ANT_OK) break;
    if (z == 0) {
      status = read_page(tiff, path[z], &p, diag);
      if (status == ANT_OK) read_spacing(tiff, &l, &images);
      if (status == ANT_OK) status = make(&p, n, &l, &v, diag);
    }
    if (status == ANT_OK) status = take_page(tiff, path[z], &c, v, z, diag);
    TIFFClose(tiff);
  }
  report->has_spacing = l.has_spacing;
  if (status == ANT_OK) {
    *out = v;
  } else {
    ant_volume_destroy(&v);
  }
  return status;
}

static ant_status read_folder(const char *path, ant_volume **out, ant_volume_report *report,
                              ant_diag *diag) {
  ant_arena *arena = ant_arena_create();
  const char **slice = NULL;
  int n = 0;
  if (!arena) return ant_fail(diag, ANT_ENOMEM, "no memory to read %s", path);
  ant_status status = ANT_OK;
  static const char *const suffix[] = {".tif", ".tiff", ".TIF", ".TIFF"};
  for (int i = 0; i < 4 && n == 0 && status == ANT_OK; i++) {
    status = ant_file_find(arena, path, suffix[i], &slice, &n, diag);
  }
  if (status == ANT_OK && n == 0) {
    status = ant_fail(diag, ANT_EINPUT, "the folder %s has no TIFF slices in it", path);
  }
  if (status == ANT_OK) status = read_slices(slice, n, out, report, diag);
  ant_arena_destroy(&arena);
  return status;
}

ant_status ant_tiff_read(ant_bytes *file, const char *path, ant_volume **out_volume,
                         ant_volume_report *report, ant_diag *opt_diag) {
  snprintf(report->format, sizeof report->format, "TIFF %s", file ? "stack" : "slices");
  if (!file) return read_folder(path, out_volume, report, opt_diag);
  ant_status status = read_file(file, out_volume, report, opt_diag);
  ant_bytes_close(file);
  return status;
}

#endif
