/* isq.c - reading Scanco ISQ headers (see io.h).
 *   1. The calibration block   2. The header
 *
 * A 512-byte header, then as many more blocks as it says, then int16 voxels; all little-endian.
 * The voxel's size is the physical size divided by the number of voxels: the fields for slice
 * thickness and increment are rounded to micrometres.  Newer files have a directory of further
 * blocks; the one called Calibration says how attenuation becomes density:
 *     density = slope * (stored / mu_scaling) + intercept,
 * as Scanco's processing logs have it (slope about 1600 mg HA/cm^3 a 1/cm at mu_scaling 8192).
 * Facts from the headers that the public readers ITKIOScanco and AimIO describe. */
#include "voxel/io.h"

#include <string.h>

enum { BLOCK = 512 };

bool ant_isq_is(const ant_bytes *file) {
  return file->size >= 16 && memcmp(file->data, "CTDATA-HEADER_V1", 16) == 0;
}

/* 1. The calibration block ----------------------------------------------- */

/* A block called MultiHeader may follow the header; the next one has four entries of 128 bytes: at
 * byte 8 a name of 16 letters, at byte 24 how many blocks it fills, one behind the other.  Returns
 * the place of the calibration, which has at least three blocks' worth of fields, or 0. */
static size_t find_calibration(const ant_bytes *file, size_t end) {
  if (end < 4 * BLOCK) return 0;
  size_t directory = BLOCK;
  if (memcmp(file->data + BLOCK + 8, "MultiHeader     ", 16) == 0) directory += BLOCK;
  size_t at = directory;
  for (size_t entry = 0; entry < 4; entry++) {
    const uint8_t *e = file->data + directory + 128 * entry;
    uint32_t blocks = ant_get_u32(e + 24, false);
    if (memcmp(e + 8, "Calibration     ", 16) == 0) return blocks >= 2 && at < end ? at : 0;
    if (blocks > 1 << 16) return 0;
    at += (size_t)blocks * BLOCK;
  }
  return 0;
}

static void read_calibration(const ant_bytes *file, size_t end, ant_calibration *c) {
  size_t at = find_calibration(file, end);
  if (at == 0 || at + 1208 > end) return;
  const uint8_t *p = file->data + at;
  double slope = ant_get_vax64(p + 1176), intercept = ant_get_vax64(p + 1184);
  double water = ant_get_vax64(p + 1200);
  c->mu_water = water > 0 ? water : 0;
  if (slope == 0 || c->mu_scaling <= 0) return;
  c->slope = slope;
  c->intercept = intercept;
  c->has_density = true;
}

/* 2. The header ---------------------------------------------------------- */

static int64_t field(const ant_bytes *file, size_t at) {
  return (int32_t)ant_get_u32(file->data + at, false);
}

ant_status ant_isq_layout(const ant_bytes *file, ant_layout *out, ant_diag *opt_diag) {
  ant_layout_init(out);
  if (file->size < BLOCK) {
    return ant_bytes_fail(file, 0, opt_diag,
                          "the file is truncated: a header of 512 bytes was "
                          "expected, found %zu",
                          file->size);
  }
  if (field(file, 16) != 3) {
    return ant_bytes_fail(file, 0, opt_diag, "data type 3 (16-bit voxels) was expected, found %lld",
                          (long long)field(file, 16));
  }
  int64_t blocks = field(file, 508);
  if (blocks < 0 || blocks > 1 << 20) {
    return ant_bytes_fail(file, 0, opt_diag, "the place of the voxels is absurd: block %lld",
                          (long long)blocks);
  }
  out->type = ANT_VOXEL_I16;
  out->offset = (uint64_t)(blocks + 1) * BLOCK;
  for (size_t a = 0; a < 3; a++) {
    out->n[a] = field(file, 44 + 4 * a);
    out->spacing_mm[a] = 1e-3 * (double)field(file, 56 + 4 * a) / (double)out->n[a];
  }
  if (field(file, 88) > 1) out->calibration.mu_scaling = (double)field(file, 88);
  size_t end = out->offset < file->size ? (size_t)out->offset : file->size;
  read_calibration(file, end, &out->calibration);
  out->has_spacing = true;
  snprintf(out->format, sizeof out->format, "Scanco ISQ");
  return ANT_OK;
}
