/* nifti.c - reading NIfTI-1 and NIfTI-2 headers, plain or within gzip (see io.h).
 *   1. Fields   2. Place   3. The header
 *
 * NIfTI's world is right-anterior-superior, ours left-posterior-superior: x and y change sign.
 * The place comes from sform where it says so, else from qform, else there is none.
 * References: nifti1.h and nifti2.h (the NIfTI DFWG). */
#include "voxel/io.h"

#include <math.h>
#include <string.h>

enum { NIFTI1_SIZE = 348, NIFTI2_SIZE = 540 };

/* What both versions have, as doubles. */
typedef struct fields {
  bool two, big, pair;
  double dim[8], pixdim[8], vox_offset, slope, inter, quatern[3], qoffset[3], srow[12];
  int datatype, qform, sform, units;
} fields;

/* 1. Fields -------------------------------------------------------------- */

/* The version and byte order at P, or false. */
static bool recognise(const uint8_t *p, size_t size, fields *f) {
  static const char two[8] = "n+2", two_pair[8] = "ni2";
  if (size < NIFTI1_SIZE) return false;
  for (int big = 0; big < 2; big++) {
    f->big = big != 0;
    uint32_t length = ant_get_u32(p, f->big);
    if (length == NIFTI1_SIZE && memcmp(p + 344, "n+1", 4) == 0) return true;
    if (length == NIFTI1_SIZE && memcmp(p + 344, "ni1", 4) == 0) return f->pair = true;
    if (length != NIFTI2_SIZE || size < NIFTI2_SIZE) continue;
    f->two = true;
    if (memcmp(p + 4, two, 4) == 0) return true;
    if (memcmp(p + 4, two_pair, 4) == 0) return f->pair = true;
  }
  return false;
}

static void read_one(const uint8_t *p, fields *f) {
  for (int i = 0; i < 8; i++) {
    f->dim[i] = (int16_t)ant_get_u16(p + 40 + 2 * i, f->big);
    f->pixdim[i] = (double)ant_get_f32(p + 76 + 4 * i, f->big);
  }
  f->datatype = (int16_t)ant_get_u16(p + 70, f->big);
  f->vox_offset = (double)ant_get_f32(p + 108, f->big);
  f->slope = (double)ant_get_f32(p + 112, f->big);
  f->inter = (double)ant_get_f32(p + 116, f->big);
  f->units = p[123];
  f->qform = (int16_t)ant_get_u16(p + 252, f->big);
  f->sform = (int16_t)ant_get_u16(p + 254, f->big);
  for (int i = 0; i < 3; i++) {
    f->quatern[i] = (double)ant_get_f32(p + 256 + 4 * i, f->big);
    f->qoffset[i] = (double)ant_get_f32(p + 268 + 4 * i, f->big);
  }
  for (int i = 0; i < 12; i++) f->srow[i] = (double)ant_get_f32(p + 280 + 4 * i, f->big);
}

static void read_two(const uint8_t *p, fields *f) {
  for (int i = 0; i < 8; i++) {
    f->dim[i] = (double)(int64_t)ant_get_u64(p + 16 + 8 * i, f->big);
    f->pixdim[i] = ant_get_f64(p + 104 + 8 * i, f->big);
  }
  f->datatype = (int16_t)ant_get_u16(p + 12, f->big);
  f->vox_offset = (double)(int64_t)ant_get_u64(p + 168, f->big);
  f->slope = ant_get_f64(p + 176, f->big);
  f->inter = ant_get_f64(p + 184, f->big);
  f->qform = (int32_t)ant_get_u32(p + 344, f->big);
  f->sform = (int32_t)ant_get_u32(p + 348, f->big);
  for (int i = 0; i < 3; i++) {
    f->quatern[i] = ant_get_f64(p + 352 + 8 * i, f->big);
    f->qoffset[i] = ant_get_f64(p + 376 + 8 * i, f->big);
  }
  for (int i = 0; i < 12; i++) f->srow[i] = ant_get_f64(p + 400 + 8 * i, f->big);
  f->units = (int)(ant_get_u32(p + 500, f->big) & 0xFF);
}

/* 2. Place --------------------------------------------------------------- */

/* The rotation of qform, columns the axes (nifti1.h, "METHOD 2"). */
static void rotate(const fields *f, double r[9]) {
  double b = f->quatern[0], c = f->quatern[1], d = f->quatern[2];
  double a = 1 - (b * b + c * c + d * d);
  if (a < 1e-7) { /* a half turn: the vector part alone, of length one */
    double length = sqrt(b * b + c * c + d * d);
    a = 0, b /= length, c /= length, d /= length;
  } else {
    a = sqrt(a);
  }
  const double m[9] = {
      a * a + b * b - c * c - d * d, 2 * (b * c - a * d),           2 * (b * d + a * c),
      2 * (b * c + a * d),           a * a + c * c - b * b - d * d, 2 * (c * d - a * b),
      2 * (b * d - a * c),           2 * (c * d + a * b),           a * a + d * d - b * b - c * c};
  memcpy(r, m, sizeof m);
  if (f->pixdim[0] < 0) {
    for (int row = 0; row < 3; row++) r[3 * row + 2] = -r[3 * row + 2];
  }
}

/* sform's columns: their lengths are the spacing, the rest is the direction. */
static void split(const fields *f, double unit, ant_layout *l, double r[9]) {
  for (int axis = 0; axis < 3; axis++) {
    double length = 0;
    for (int row = 0; row < 3; row++) {
      length += f->srow[4 * row + axis] * f->srow[4 * row + axis];
    }
    length = sqrt(length);
    for (int row = 0; row < 3; row++) r[3 * row + axis] = f->srow[4 * row + axis] / length;
    l->spacing_mm[axis] = length * unit;
  }
}

static void place(const fields *f, double unit, ant_layout *l) {
  double r[9], origin[3] = {0, 0, 0};
  for (int axis = 0; axis < 3; axis++) l->spacing_mm[axis] = fabs(f->pixdim[axis + 1]) * unit;
  if (f->sform > 0) {
    split(f, unit, l, r);
    for (int row = 0; row < 3; row++) origin[row] = f->srow[4 * row + 3];
  } else if (f->qform > 0) {
    rotate(f, r);
    memcpy(origin, f->qoffset, sizeof origin);
  } else {
    return; /* the volume knows its spacing only */
  }
  for (int row = 0; row < 3; row++) {
    double sign = row < 2 ? -1 : 1;
    l->origin_mm[row] = sign * origin[row] * unit + 0.0; /* no -0 */
    for (int axis = 0; axis < 3; axis++) {
      l->direction[3 * row + axis] = sign * r[3 * row + axis] + 0.0;
    }
  }
}

/* 3. The header ---------------------------------------------------------- */

static bool is_gzip(const ant_bytes *file) {
  return file->size > 18 && file->data[0] == 0x1f && file->data[1] == 0x8b;
}

/* The first bytes of the header, unpacked where need be; how many. */
static size_t head(const ant_bytes *file, uint8_t out[NIFTI2_SIZE]) {
  memset(out, 0, NIFTI2_SIZE);
  if (!is_gzip(file)) {
    size_t n = file->size < NIFTI2_SIZE ? file->size : NIFTI2_SIZE;
    memcpy(out, file->data, n);
    return n;
  }
  if (ant_inflate(file, file->data, file->size, 0, out, NIFTI2_SIZE, false, NULL) == ANT_OK) {
    return NIFTI2_SIZE;
  }
  bool got = ant_inflate(file, file->data, file->size, 0, out, NIFTI1_SIZE, false, NULL) == ANT_OK;
  return got ? NIFTI1_SIZE : 0;
}

bool ant_nifti_is(const ant_bytes *file) {
  uint8_t p[NIFTI2_SIZE];
  fields f = {0};
  return recognise(p, head(file, p), &f);
}

static ant_status read_type(const ant_bytes *file, int datatype, ant_layout *l, ant_diag *diag) {
  static const struct {
    int code;
    ant_voxel_type type;
  } known[] = {{2, ANT_VOXEL_U8},    {4, ANT_VOXEL_I16},  {8, ANT_VOXEL_I32},
               {16, ANT_VOXEL_F32},  {64, ANT_VOXEL_F64}, {256, ANT_VOXEL_I8},
               {512, ANT_VOXEL_U16}, {768, ANT_VOXEL_U32}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (known[i].code != datatype) continue;
    l->type = known[i].type;
    return ANT_OK;
  }
  ant_bytes_fail(file, 0, diag, "voxels of NIfTI datatype %d cannot be read", datatype);
  ant_diag_hint(diag, "whole numbers of 8 to 32 bits, float and double can");
  return ANT_EINPUT;
}

static ant_status read_size(const ant_bytes *file, const fields *f, ant_layout *l, ant_diag *diag) {
  if (!(f->dim[0] >= 1 && f->dim[0] <= 7)) {
    return ant_bytes_fail(file, 0, diag, "dim[0]: 1 to 7 was expected, found %g", f->dim[0]);
  }
  for (int i = 1; i <= (int)f->dim[0]; i++) {
    if (i <= 3) {
      if (!(fabs(f->dim[i]) < 0x1p53)) return ant_bytes_fail(file, 0, diag, "dim[%d] is absurd", i);
      l->n[i - 1] = (int64_t)f->dim[i];
    } else if (f->dim[i] > 1) {
      return ant_bytes_fail(file, 0, diag, "one volume was expected, found dim[%d] = %g", i,
                            f->dim[i]);
    }
  }
  return ANT_OK;
}

/* Millimetres a unit of length; what says nothing means millimetres. */
static double unit_mm(int units) {
  switch (units & 7) {
  case 1:
    return 1000;
  case 3:
    return 1e-3;
  default:
    return 1;
  }
}

/* NAME.hdr has its voxels in NAME.img. */
static ant_status find_pair(const ant_bytes *file, ant_layout *l, ant_diag *diag) {
  const char *slash = strrchr(file->path, '/');
  const char *name = slash ? slash + 1 : file->path;
  size_t n = strlen(name);
  if (n < 5 || n >= sizeof l->beside || strcmp(name + n - 4, ".hdr") != 0) {
    return ant_bytes_fail(file, 0, diag, "a header NAME.hdr with voxels in NAME.img was expected");
  }
  snprintf(l->beside, sizeof l->beside, "%.*s.img", (int)(n - 4), name);
  return ANT_OK;
}

static ant_status find_voxels(const ant_bytes *file, const fields *f, ant_layout *l,
                              ant_diag *diag) {
  double least = f->pair ? 0 : f->two ? NIFTI2_SIZE : NIFTI1_SIZE;
  if (!(f->vox_offset >= least && f->vox_offset < 0x1p53)) {
    return ant_bytes_fail(file, 0, diag, "vox_offset: %g or more was expected, found %g", least,
                          f->vox_offset);
  }
  l->offset = (uint64_t)f->vox_offset;
  l->packing = is_gzip(file) ? ANT_PACKED_ZLIB : ANT_PACKED_NOT;
  l->big_endian = f->big;
  return f->pair ? find_pair(file, l, diag) : ANT_OK;
}

ant_status ant_nifti_layout(const ant_bytes *file, ant_layout *out, ant_diag *opt_diag) {
  uint8_t p[NIFTI2_SIZE];
  fields f = {0};
  ant_layout_init(out);
  if (!recognise(p, head(file, p), &f)) {
    return ant_bytes_fail(file, 0, opt_diag, "a NIfTI header was expected");
  }
  if (f.two) {
    read_two(p, &f);
  } else {
    read_one(p, &f);
  }
  ANT_TRY(read_type(file, f.datatype, out, opt_diag));
  ANT_TRY(read_size(file, &f, out, opt_diag));
  ANT_TRY(find_voxels(file, &f, out, opt_diag));
  place(&f, unit_mm(f.units), out);
  if (isfinite(f.slope) && f.slope != 0) {
    out->calibration.scale = f.slope;
    out->calibration.offset = f.inter;
  }
  out->has_spacing = true;
  snprintf(out->format, sizeof out->format, "NIfTI-%d%s", f.two ? 2 : 1,
           out->packing == ANT_PACKED_ZLIB ? ", gzip" : "");
  return ANT_OK;
}
