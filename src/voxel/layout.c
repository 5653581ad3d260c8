/* layout.c - from a layout in a file to a volume in memory (see io.h).
 *   1. Checks   2. Byte order   3. Inflating   4. Loading */
#include "voxel/io.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <zlib.h>

void ant_layout_init(ant_layout *layout) {
  *layout = (ant_layout){.type = ANT_VOXEL_U8, .calibration = {.scale = 1}};
  for (int a = 0; a < 3; a++) {
    layout->n[a] = 1;
    layout->spacing_mm[a] = 1;
    layout->direction[4 * a] = 1;
  }
}

/* 1. Checks -------------------------------------------------------------- */

static double voxel_bytes(const ant_layout *l) {
  return (double)l->n[0] * (double)l->n[1] * (double)l->n[2] * (double)ant_voxel_size(l->type);
}

static ant_status check_numbers(const ant_bytes *file, const ant_layout *l, ant_diag *diag) {
  for (int a = 0; a < 3; a++) {
    if (l->n[a] < 1) {
      return ant_bytes_fail(file, 0, diag, "%lld x %lld x %lld voxels: each must be 1 or more",
                            (long long)l->n[0], (long long)l->n[1], (long long)l->n[2]);
    }
    if (!(l->spacing_mm[a] > 0) || !(l->spacing_mm[a] < 1e6)) {
      return ant_bytes_fail(file, 0, diag,
                            "a voxel of %g x %g x %g mm: each must be a positive length",
                            l->spacing_mm[0], l->spacing_mm[1], l->spacing_mm[2]);
    }
    if (!isfinite(l->origin_mm[a])) {
      return ant_bytes_fail(file, 0, diag, "the origin is not a place");
    }
  }
  if (voxel_bytes(l) > 0x1p62) {
    return ant_bytes_fail(file, 0, diag, "%lld x %lld x %lld voxels: no machine holds so many",
                          (long long)l->n[0], (long long)l->n[1], (long long)l->n[2]);
  }
  return ANT_OK;
}

/* The columns must be of length one and at right angles: a sheared grid is no box of voxels. */
static ant_status check_direction(const ant_bytes *file, const ant_layout *l, ant_diag *diag) {
  for (int a = 0; a < 3; a++) {
    for (int b = a; b < 3; b++) {
      double dot = 0;
      for (int r = 0; r < 3; r++) dot += l->direction[3 * r + a] * l->direction[3 * r + b];
      if (!(fabs(dot - (a == b)) < 1e-3)) {
        ant_bytes_fail(file, 0, diag, "the axes are not at right angles or not of length one");
        ant_diag_hint(diag, "resample the volume to a straight grid first");
        return ANT_EINPUT;
      }
    }
  }
  return ANT_OK;
}

static ant_status check_calibration(const ant_bytes *file, const ant_layout *l, ant_diag *diag) {
  const ant_calibration *c = &l->calibration;
  if (isfinite(c->scale) && c->scale != 0 && isfinite(c->offset) && isfinite(c->mu_scaling) &&
      isfinite(c->mu_water) && isfinite(c->slope) && isfinite(c->intercept)) {
    return ANT_OK;
  }
  return ant_bytes_fail(file, 0, diag, "the calibration holds a number that is not finite");
}

/* Are the voxels in the file, all of them and nothing more? */
static ant_status check_size(const ant_bytes *file, const ant_layout *l, ant_diag *diag) {
  double need = voxel_bytes(l);
  double have = l->offset > file->size ? 0 : (double)(file->size - l->offset);
  if (l->packing != ANT_PACKED_NOT && l->packing != ANT_PACKED_VAX) return ANT_OK;
  if (have < need) {
    ant_bytes_fail(file, 0, diag,
                   "the file is truncated: %lld x %lld x %lld voxels of %s need %.0f bytes, "
                   "found %.0f",
                   (long long)l->n[0], (long long)l->n[1], (long long)l->n[2],
                   ant_voxel_name(l->type), need, have);
    ant_diag_hint(diag, "copy the file again, or correct size and type in its header");
    return ANT_EINPUT;
  }
  if (l->exact && have >= need + 512) {
    ant_bytes_fail(file, 0, diag,
                   "%lld x %lld x %lld voxels of %s are %.0f bytes, but the file has %.0f",
                   (long long)l->n[0], (long long)l->n[1], (long long)l->n[2],
                   ant_voxel_name(l->type), need, have);
    ant_diag_hint(diag, "correct size and type, or say how many bytes to skip");
    return ANT_EINPUT;
  }
  return ANT_OK;
}

/* 2. Byte order ---------------------------------------------------------- */

static bool machine_is_big(void) {
  const uint16_t one = 1;
  uint8_t first;
  memcpy(&first, &one, 1);
  return first == 0;
}

static void swap_bytes(uint8_t *data, int64_t n, size_t size) {
  for (int64_t i = 0; i < n; i++, data += size) {
    for (size_t k = 0; k < size / 2; k++) {
      uint8_t t = data[k];
      data[k] = data[size - 1 - k];
      data[size - 1 - k] = t;
    }
  }
}

static void put_vax(const uint8_t *from, int64_t n, float *out) {
  for (int64_t i = 0; i < n; i++) out[i] = ant_get_vax32(from + 4 * i);
}

/* 3. Inflating ----------------------------------------------------------- */

enum { CHUNK = 1 << 30 }; /* zlib counts in 32 bits */

typedef struct stream {
  z_stream z;
  const uint8_t *data;
  size_t left;
  int code; /* of the last call                                                   */
} stream;

/* Inflate up to SIZE bytes into OUT; returns how many came. */
static size_t pull(stream *s, uint8_t *out, size_t size) {
  size_t got = 0;
  while (got < size && s->code == Z_OK) {
    uInt room = size - got > CHUNK ? CHUNK : (uInt)(size - got);
    if (s->z.avail_in == 0) {
      if (s->left == 0) break;
      s->z.avail_in = s->left > CHUNK ? CHUNK : (uInt)s->left;
      s->z.next_in = (Bytef *)(uintptr_t)s->data;
      s->data += s->z.avail_in;
      s->left -= s->z.avail_in;
    }
    s->z.next_out = out + got;
    s->z.avail_out = room;
    s->code = inflate(&s->z, Z_NO_FLUSH);
    got += room - s->z.avail_out;
  }
  return got;
}

static size_t skip_and_pull(stream *s, uint64_t skip, uint8_t *out, size_t size) {
  uint8_t scratch[4096];
  while (skip > 0) {
    size_t part = skip > sizeof scratch ? sizeof scratch : (size_t)skip;
    if (pull(s, scratch, part) < part) return 0;
    skip -= part;
  }
  return pull(s, out, size);
}

/* Go on to the end of the stream, where its check sum is; a long tail is somebody else's. */
static bool ends_well(stream *s) {
  uint8_t scratch[4096];
  for (int i = 0; i < 256; i++) {
    if (pull(s, scratch, sizeof scratch) < sizeof scratch) return s->code == Z_STREAM_END;
  }
  return true;
}

ant_status ant_inflate(const ant_bytes *file, const uint8_t *data, size_t size, uint64_t skip,
                       uint8_t *out, size_t out_size, bool to_end, ant_diag *opt_diag) {
  stream s = {.data = data, .left = size};
  if (inflateInit2(&s.z, 15 + 32) != Z_OK) {
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory to unpack %s", file->path);
  }
  size_t got = skip_and_pull(&s, skip, out, out_size);
  bool good = got == out_size && (!to_end || ends_well(&s));
  const char *why = s.z.msg ? s.z.msg : s.code == Z_OK ? "it ends too early" : "";
  inflateEnd(&s.z);
  if (good) return ANT_OK;
  ant_bytes_fail(file, 0, opt_diag,
                 "the packed voxels are truncated or damaged: %.0f bytes were expected, %.0f came"
                 "%s%s",
                 (double)out_size, (double)got, why[0] ? ": " : "", why);
  ant_diag_hint(opt_diag, "copy the file again, or correct size and type in its header");
  return ANT_EINPUT;
}

/* 4. Loading ------------------------------------------------------------- */

/* Bytes of the packed stream. */
static ant_status packed_bytes(const ant_bytes *file, const ant_layout *l, size_t *out,
                               ant_diag *diag) {
  uint64_t left = l->start > file->size ? 0 : file->size - l->start;
  if (l->packed > left) {
    return ant_bytes_fail(file, 0, diag,
                          "the file is truncated: %.0f packed bytes were expected, found %.0f",
                          (double)l->packed, (double)left);
  }
  *out = (size_t)(l->packed ? l->packed : left);
  /* deflate cannot shrink anything more than 1032 times: do not take memory for a lie */
  if (l->packing == ANT_PACKED_ZLIB && voxel_bytes(l) > 1040.0 * (double)*out + 4096) {
    return ant_bytes_fail(file, 0, diag, "%.0f packed bytes cannot hold %lld x %lld x %lld voxels",
                          (double)*out, (long long)l->n[0], (long long)l->n[1], (long long)l->n[2]);
  }
  return ANT_OK;
}

static ant_status unpack(const ant_bytes *file, const ant_layout *l, ant_volume *v,
                         ant_diag *diag) {
  size_t size = 0;
  switch (l->packing) {
  case ANT_PACKED_NOT:
    memcpy(v->data, file->data + l->offset, ant_volume_bytes(v));
    break;
  case ANT_PACKED_VAX:
    put_vax(file->data + l->offset, ant_volume_count(v), v->data);
    return ANT_OK;
  case ANT_PACKED_ZLIB:
    ANT_TRY(packed_bytes(file, l, &size, diag));
    ANT_TRY(ant_inflate(file, file->data + l->start, size, l->offset, v->data, ant_volume_bytes(v),
                        true, diag));
    break;
  case ANT_PACKED_BITS:
  case ANT_PACKED_RUNS:
  case ANT_PACKED_BINARY_RUNS:
    return ant_unpack_aim(file, l, v->data, diag);
  }
  if (l->big_endian != machine_is_big() && ant_voxel_size(l->type) > 1) {
    swap_bytes(v->data, ant_volume_count(v), ant_voxel_size(l->type));
  }
  return ANT_OK;
}

static void place(const ant_layout *l, ant_volume *v) {
  memcpy(v->origin_mm, l->origin_mm, sizeof v->origin_mm);
  memcpy(v->direction, l->direction, sizeof v->direction);
  v->calibration = l->calibration;
}

/* Can the voxels stay where they are? */
static bool can_stay(const ant_bytes *file, const ant_layout *l) {
  size_t size = ant_voxel_size(l->type);
  return file->mapped && l->packing == ANT_PACKED_NOT && l->offset % size == 0 &&
         (size == 1 || l->big_endian == machine_is_big());
}

static ant_status load(ant_bytes *file, const ant_layout *l, ant_volume **out, ant_diag *diag) {
  size_t size = 0;
  if (l->packing == ANT_PACKED_ZLIB) ANT_TRY(packed_bytes(file, l, &size, diag));
  if (l->packing >= ANT_PACKED_BITS) ANT_TRY(ant_unpack_aim(file, l, NULL, diag));
  if (can_stay(file, l)) {
    void *at = (void *)(uintptr_t)(file->data + l->offset);
    ANT_TRY(ant_volume_borrow(l->n, l->spacing_mm, l->type, at, out, diag));
    (*out)->owner = ANT_VOLUME_MAPPED;
    (*out)->map_base = (void *)(uintptr_t)file->data;
    (*out)->map_bytes = file->size;
    file->mapped = false; /* the volume's now */
    place(l, *out);
    return ANT_OK;
  }
  ant_volume *v = NULL;
  ANT_TRY(ant_volume_create(l->n, l->spacing_mm, l->type, &v, diag));
  place(l, v);
  ant_status status = unpack(file, l, v, diag);
  if (status != ANT_OK) {
    ant_volume_destroy(&v);
    return status;
  }
  *out = v;
  return ANT_OK;
}

ant_status ant_layout_load(ant_bytes *file, const ant_layout *layout, ant_volume **out_volume,
                           ant_diag *opt_diag) {
  ant_layout l = *layout;
  ant_status status = check_numbers(file, &l, opt_diag);
  if (l.at_end && voxel_bytes(&l) <= (double)file->size) {
    l.offset = file->size - (uint64_t)voxel_bytes(&l);
  }
  if (status == ANT_OK) status = check_direction(file, &l, opt_diag);
  if (status == ANT_OK) status = check_calibration(file, &l, opt_diag);
  if (status == ANT_OK) status = check_size(file, &l, opt_diag);
  if (status == ANT_OK) status = load(file, &l, out_volume, opt_diag);
  ant_bytes_close(file);
  return status;
}
