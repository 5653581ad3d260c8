/* aim.c - reading Scanco AIM headers, versions 020 and 030 (see io.h).
 *   1. Blocks   2. Types   3. The processing log   4. The header
 *
 * A pre-header with the lengths of the blocks that follow (the image's structure, the processing
 * log as text, the voxels, what is associated), in 32-bit numbers (020) or, behind 16 letters
 * AIMDATA_V030, in 64-bit ones.  All little-endian, floats as the VAX has them.  Calibration is in
 * the log.  The position, counted in voxels, is that of the first voxel in the scanned volume.
 * Facts from what the public readers ITKIOScanco and AimIO describe. */
#include "voxel/io.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

typedef struct blocks {
  bool wide;
  uint64_t structure, log, voxels; /* where they begin                         */
  uint64_t structure_size, log_size, voxels_size;
} blocks;

/* 1. Blocks -------------------------------------------------------------- */

static const char magic[16] = "AIMDATA_V030   ";

bool ant_aim_is(const ant_bytes *file) {
  if (file->size >= 16 && memcmp(file->data, magic, 16) == 0) return true;
  return file->size > 160 && ant_get_u32(file->data, false) == 20 &&
         ant_get_u32(file->data + 4, false) == 140;
}

static uint64_t number(const ant_bytes *file, uint64_t at, bool wide) {
  return wide ? ant_get_u64(file->data + at, false) : ant_get_u32(file->data + at, false);
}

static ant_status find_blocks(const ant_bytes *file, blocks *b, ant_diag *diag) {
  b->wide = memcmp(file->data, magic, 16) == 0;
  uint64_t base = b->wide ? 16 : 0, word = b->wide ? 8 : 4, size[4] = {0};
  if (file->size < base + 5 * word) {
    return ant_bytes_fail(file, 0, diag, "the file is truncated within its first %d bytes",
                          (int)(base + 5 * word));
  }
  for (uint64_t i = 0; i < 4; i++) {
    size[i] = number(file, base + i * word, b->wide);
    if (size[i] > (UINT64_C(1) << 60)) {
      return ant_bytes_fail(file, 0, diag, "the length of block %d is absurd", (int)i);
    }
  }
  b->structure = base + size[0];
  b->log = b->structure + size[1];
  b->voxels = b->log + size[2];
  b->structure_size = size[1], b->log_size = size[2], b->voxels_size = size[3];
  uint64_t least = b->wide ? 224 : 140;
  if (size[0] != 5 * word || b->structure_size < least) {
    return ant_bytes_fail(file, 0, diag,
                          "blocks of %d and %d bytes or more were expected, found %.0f and %.0f",
                          (int)(5 * word), (int)least, (double)size[0], (double)size[1]);
  }
  if (b->voxels <= file->size) return ANT_OK;
  return ant_bytes_fail(file, 0, diag, "the file is truncated: its head has %.0f bytes, found %.0f",
                        (double)b->voxels, (double)file->size);
}

/* 2. Types --------------------------------------------------------------- */

static ant_status read_type(const ant_bytes *file, uint32_t code, ant_layout *l, ant_diag *diag) {
  static const struct {
    uint32_t code;
    ant_voxel_type type;
    ant_packing packing;
    const char *name;
  } known[] = {{0x00010001, ANT_VOXEL_I8, ANT_PACKED_NOT, ""},
               {0x00160001, ANT_VOXEL_U8, ANT_PACKED_NOT, ""},
               {0x000d0001, ANT_VOXEL_U8, ANT_PACKED_NOT, ""},
               {0x00020002, ANT_VOXEL_I16, ANT_PACKED_NOT, ""},
               {0x00170002, ANT_VOXEL_U16, ANT_PACKED_NOT, ""},
               {0x00030004, ANT_VOXEL_I32, ANT_PACKED_NOT, ""},
               {0x00040004, ANT_VOXEL_F32, ANT_PACKED_VAX, ""},
               {0x001a0004, ANT_VOXEL_F32, ANT_PACKED_NOT, ""},
               {0x00060001, ANT_VOXEL_I8, ANT_PACKED_BITS, ", bits"},
               {0x00080002, ANT_VOXEL_I8, ANT_PACKED_RUNS, ", runs"},
               {0x00150001, ANT_VOXEL_I8, ANT_PACKED_BINARY_RUNS, ", binary runs"}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (known[i].code != code) continue;
    l->type = known[i].type;
    l->packing = known[i].packing;
    snprintf(l->format, sizeof l->format, "Scanco AIM v0%d0%s", l->wide ? 3 : 2, known[i].name);
    return ANT_OK;
  }
  ant_bytes_fail(file, 0, diag, "voxels of AIM type 0x%08x cannot be read", code);
  ant_diag_hint(diag, "char, short, int, float, packed bits and both kinds of runs can");
  return ANT_EINPUT;
}

/* 3. The processing log -------------------------------------------------- */

/* The number behind KEY at the start of a line of the log; false when there is none. */
static bool find_number(const char *log, size_t size, const char *key, double *out) {
  size_t n = strlen(key);
  for (const char *p = log; p && (size_t)(p - log) + n < size;) {
    const char *end = memchr(p, '\n', size - (size_t)(p - log));
    if (memcmp(p, key, n) == 0) {
      char text[80];
      size_t length = end ? (size_t)(end - p) - n : size - (size_t)(p - log) - n;
      if (end && (size_t)(end - p) < n) length = 0;
      if (length >= sizeof text) length = sizeof text - 1;
      memcpy(text, p + n, length);
      text[length] = '\0';
      return ant_text_read_number(text + strspn(text, " \t"), out) > 0 && isfinite(*out);
    }
    p = end ? end + 1 : NULL;
  }
  return false;
}

static void read_log(const ant_bytes *file, const blocks *b, ant_calibration *c) {
  const char *log = (const char *)file->data + b->log;
  size_t size = (size_t)b->log_size;
  double value = 0, slope = 0, intercept = 0;
  if (find_number(log, size, "Mu_Scaling", &value) && value > 1) c->mu_scaling = value;
  if (find_number(log, size, "HU: mu water", &value) && value > 0) c->mu_water = value;
  if (find_number(log, size, "Density: slope", &slope) && slope != 0 && c->mu_scaling > 0 &&
      find_number(log, size, "Density: intercept", &intercept)) {
    c->slope = slope;
    c->intercept = intercept;
    c->has_density = true;
  }
}

/* 4. The header ---------------------------------------------------------- */

/* v020: version, log, data, id, reference, type, then triples: position, size, offset, ..., all of
 * 32 bits, the element's size last, in VAX floats of millimetres. */
static void read_narrow(const uint8_t *p, ant_layout *l, int64_t position[3]) {
  for (int a = 0; a < 3; a++) {
    position[a] = (int32_t)ant_get_u32(p + 24 + 4 * a, false);
    l->n[a] = (int32_t)ant_get_u32(p + 36 + 4 * a, false);
    l->border[a] = (int32_t)ant_get_u32(p + 48 + 4 * a, false);
    l->spacing_mm[a] = (double)ant_get_vax32(p + 108 + 4 * a);
  }
}

/* v030: version, id, reference, type of 32 bits, then triples of 64 bits; the element's size in
 * nanometres. */
static void read_wide(const uint8_t *p, ant_layout *l, int64_t position[3]) {
  for (int a = 0; a < 3; a++) {
    position[a] = (int64_t)ant_get_u64(p + 16 + 8 * a, false);
    l->n[a] = (int64_t)ant_get_u64(p + 40 + 8 * a, false);
    l->border[a] = (int64_t)ant_get_u64(p + 64 + 8 * a, false);
    l->spacing_mm[a] = 1e-6 * (double)(int64_t)ant_get_u64(p + 184 + 8 * a, false);
  }
}

ant_status ant_aim_layout(const ant_bytes *file, ant_layout *out, ant_diag *opt_diag) {
  blocks b = {0};
  int64_t position[3];
  ant_layout_init(out);
  ANT_TRY(find_blocks(file, &b, opt_diag));
  const uint8_t *p = file->data + b.structure;
  out->wide = b.wide;
  if (b.wide) {
    read_wide(p, out, position);
  } else {
    read_narrow(p, out, position);
  }
  for (int a = 0; a < 3; a++) {
    if (out->border[a] < 0 || out->border[a] > (1 << 30)) {
      return ant_bytes_fail(file, 0, opt_diag, "an offset of %lld voxels is absurd",
                            (long long)out->border[a]);
    }
    /* written as a float of millimetres: 0.0607 is meant, not 0.060699999 */
    if (!b.wide) out->spacing_mm[a] = round(out->spacing_mm[a] * 1e8) * 1e-8;
    out->origin_mm[a] = (double)position[a] * out->spacing_mm[a];
  }
  ANT_TRY(read_type(file, ant_get_u32(p + (b.wide ? 12 : 20), false), out, opt_diag));
  out->offset = out->start = b.voxels;
  out->packed = b.voxels_size;
  out->has_spacing = true;
  read_log(file, &b, &out->calibration);
  return ANT_OK;
}
