/* unpack.c - the three ways in which AIM files pack voxels of one byte (see io.h).
 *   1. The box inside the border   2. Bits   3. Runs
 *
 * Runs leave out a border that the header calls offset; its voxels are 0.  A length word of 4
 * bytes (8 in version 030) that counts itself stands before the runs. */
#include "voxel/io.h"

#include <string.h>

/* 1. The box inside the border ------------------------------------------- */

/* Hands out the places of the stored voxels in their order. */
typedef struct box {
  const int64_t *n, *border;
  int64_t x, y, z;
  bool full;
} box;

/* Put LENGTH voxels of VALUE; false when there is no room for them all. */
static bool box_put(box *b, uint8_t value, int64_t length, uint8_t *out) {
  while (length > 0) {
    if (b->full) return false;
    int64_t row = b->n[0] - b->border[0] - b->x, part = length < row ? length : row;
    memset(out + b->x + b->n[0] * (b->y + b->n[1] * b->z), value, (size_t)part);
    length -= part;
    b->x += part;
    if (b->x < b->n[0] - b->border[0]) continue;
    b->x = b->border[0];
    if (++b->y < b->n[1] - b->border[1]) continue;
    b->y = b->border[1];
    if (++b->z == b->n[2] - b->border[2]) b->full = true;
  }
  return true;
}

/* 2. Bits ---------------------------------------------------------------- */

/* Bit 4 (z % 2) + 2 (y % 2) + x % 2 of the byte for the 2 x 2 x 2 voxels; the last byte has the
 * value of what is set. */
static ant_status unpack_bits(const ant_bytes *file, const ant_layout *l, uint8_t *out,
                              ant_diag *diag) {
  int64_t half[3];
  for (int a = 0; a < 3; a++) half[a] = (l->n[a] + 1) / 2;
  double need = (double)half[0] * (double)half[1] * (double)half[2] + 1;
  if (need > (double)(file->size - l->start)) {
    return ant_bytes_fail(file, 0, diag,
                          "the file is truncated: %.0f bytes of bits were expected, found %.0f",
                          need, (double)(file->size - l->start));
  }
  if (!out) return ANT_OK;
  const uint8_t *bits = file->data + l->start;
  uint8_t value = bits[half[0] * half[1] * half[2]];
  if (value == 0) value = 127;
  for (int64_t z = 0; z < l->n[2]; z++) {
    for (int64_t y = 0; y < l->n[1]; y++) {
      const uint8_t *row = bits + half[0] * (y / 2 + half[1] * (z / 2));
      int corner = (int)(4 * (z % 2) + 2 * (y % 2));
      for (int64_t x = 0; x < l->n[0]; x++) {
        *out++ = (row[x / 2] >> (corner + (int)(x % 2))) & 1 ? value : 0;
      }
    }
  }
  return ANT_OK;
}

/* 3. Runs ---------------------------------------------------------------- */

/* The packed bytes behind the length word. */
static ant_status runs(const ant_bytes *file, const ant_layout *l, const uint8_t **out_from,
                       const uint8_t **out_to, ant_diag *diag) {
  uint64_t word = l->wide ? 8 : 4, left = file->size - l->start;
  if (left >= word) {
    const uint8_t *p = file->data + l->start;
    uint64_t size = l->wide ? ant_get_u64(p, false) : ant_get_u32(p, false);
    if (size >= word && size <= left) {
      *out_from = p + word;
      *out_to = p + size;
      return ANT_OK;
    }
  }
  return ant_bytes_fail(file, 0, diag, "the runs are truncated, or their length is wrong");
}

/* Could so few bytes hold so many voxels?  Taking memory for a lie would be slow. */
static ant_status check_room(const ant_bytes *file, const ant_layout *l, ant_diag *diag) {
  double inside = 1, left = (double)(file->size - l->start);
  for (int a = 0; a < 3; a++) inside *= (double)(l->n[a] - 2 * l->border[a]);
  for (int a = 0; a < 3; a++) {
    if (l->n[a] <= 2 * l->border[a]) {
      return ant_bytes_fail(file, 0, diag, "an offset of %lld voxels leaves nothing of %lld",
                            (long long)l->border[a], (long long)l->n[a]);
    }
  }
  if (inside <= 255 * left) return ANT_OK;
  return ant_bytes_fail(file, 0, diag,
                        "the file is truncated: %.0f bytes of runs cannot hold %.0f voxels", left,
                        inside);
}

static ant_status unpack_runs(const ant_bytes *file, const ant_layout *l, box *b, uint8_t *out,
                              ant_diag *diag) {
  const uint8_t *p = NULL, *end = NULL;
  ANT_TRY(runs(file, l, &p, &end, diag));
  for (; end - p >= 2 && !b->full; p += 2) {
    if (!box_put(b, p[0], p[1], out)) break;
  }
  return ANT_OK;
}

/* A length of 255 means 254 and that the same value goes on. */
static ant_status unpack_binary(const ant_bytes *file, const ant_layout *l, box *b, uint8_t *out,
                                ant_diag *diag) {
  const uint8_t *p = NULL, *end = NULL;
  ANT_TRY(runs(file, l, &p, &end, diag));
  if (end - p < 2) return ant_bytes_fail(file, 0, diag, "the runs are truncated");
  const uint8_t value[2] = {p[0], p[1]};
  int which = 0;
  for (p += 2; p < end && !b->full; p++) {
    if (!box_put(b, value[which], *p == 255 ? 254 : *p, out)) break;
    if (*p != 255) which = !which;
  }
  return ANT_OK;
}

ant_status ant_unpack_aim(const ant_bytes *file, const ant_layout *layout, uint8_t *out,
                          ant_diag *opt_diag) {
  const int64_t *border = layout->border;
  box b = {layout->n, border, border[0], border[1], border[2], false};
  if (layout->start > file->size) {
    return ant_bytes_fail(file, 0, opt_diag, "the file is truncated before its voxels");
  }
  if (layout->packing == ANT_PACKED_BITS) return unpack_bits(file, layout, out, opt_diag);
  if (!out) return check_room(file, layout, opt_diag);
  ANT_TRY(layout->packing == ANT_PACKED_RUNS ? unpack_runs(file, layout, &b, out, opt_diag)
                                             : unpack_binary(file, layout, &b, out, opt_diag));
  if (b.full) return ANT_OK;
  ant_bytes_fail(file, 0, opt_diag,
                 "the runs end at voxel (%lld, %lld, %lld) of %lld x %lld x %lld", (long long)b.x,
                 (long long)b.y, (long long)b.z, (long long)layout->n[0], (long long)layout->n[1],
                 (long long)layout->n[2]);
  ant_diag_hint(opt_diag, "the file is truncated or damaged: copy it again");
  return ANT_EINPUT;
}
