/* write.c - writing volumes (see antaeus/voxel.h "Files").
 *   1. Voxels   2. MetaImage   3. NIfTI   4. VTI   5. Raw   6. By name
 *
 * The voxels go out from where they lie, slice by slice; nothing is copied. */
#include "voxel/io.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/file.h"
#include "base/text.h"

/* 1. Voxels -------------------------------------------------------------- */

static bool machine_is_big(void) {
  const uint16_t one = 1;
  uint8_t first;
  memcpy(&first, &one, 1);
  return first == 0;
}

static ant_status cannot_write(const char *path, ant_diag *diag) {
  return ant_fail(diag, ANT_ESYSTEM, "cannot write %s: %s", path,
                  errno ? strerror(errno) : "output failed");
}

static ant_status put_plain(const ant_volume *v, FILE *to, const char *path, ant_diag *diag) {
  const uint8_t *data = v->data;
  size_t left = ant_volume_bytes(v);
  while (left > 0) {
    size_t part = left < (1 << 24) ? left : 1 << 24;
    errno = 0;
    if (fwrite(data, 1, part, to) != part) return cannot_write(path, diag);
    data += part;
    left -= part;
  }
  return ANT_OK;
}

/* Write what deflate has to give for SIZE bytes at DATA; FLUSH as zlib has it. */
static ant_status deflate_part(z_stream *z, const void *data, size_t size, int flush, FILE *to,
                               const char *path, ant_diag *diag) {
  uint8_t out[1 << 15];
  z->next_in = (Bytef *)(uintptr_t)data;
  z->avail_in = (uInt)size;
  do {
    z->next_out = out;
    z->avail_out = sizeof out;
    deflate(z, flush);
    size_t n = sizeof out - z->avail_out;
    errno = 0;
    if (fwrite(out, 1, n, to) != n) return cannot_write(path, diag);
  } while (z->avail_out == 0);
  return ANT_OK;
}

/* HEAD and then the voxels as one zlib (or gzip) stream; *OUT_PACKED bytes of it. */
static ant_status put_packed(const ant_volume *v, const void *head, size_t head_size, bool gzip,
                             FILE *to, const char *path, uint64_t *out_packed, ant_diag *diag) {
  z_stream z = {0};
  if (deflateInit2(&z, 6, Z_DEFLATED, gzip ? 15 + 16 : 15, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    return ant_fail(diag, ANT_ENOMEM, "no memory to pack %s", path);
  }
  const uint8_t *data = v->data;
  size_t left = ant_volume_bytes(v);
  ant_status status = deflate_part(&z, head, head_size, Z_NO_FLUSH, to, path, diag);
  while (left > 0 && status == ANT_OK) {
    size_t part = left < (1 << 24) ? left : 1 << 24;
    status = deflate_part(&z, data, part, part == left ? Z_FINISH : Z_NO_FLUSH, to, path, diag);
    data += part;
    left -= part;
  }
  *out_packed = z.total_out;
  deflateEnd(&z);
  return status;
}

/* 2. MetaImage ----------------------------------------------------------- */

static const char *meta_type(ant_voxel_type type) {
  static const char *const name[ANT_VOXEL_NTYPE] = {"MET_UCHAR", "MET_CHAR",  "MET_USHORT",
                                                    "MET_SHORT", "MET_UINT",  "MET_INT",
                                                    "MET_FLOAT", "MET_DOUBLE"};
  return name[type];
}

static void put_numbers(ant_text *t, const char *key, const double *x, int n, int stride) {
  char buffer[ANT_NUMBER_TEXT];
  ant_text_print(t, "%s =", key);
  for (int i = 0; i < n; i++) {
    ant_text_print(t, " %s", ant_text_number(x[(ptrdiff_t)i * stride], buffer));
  }
  ant_text_put(t, "\n");
}

/* What MetaImage has no word for, in words that other readers pass over. */
static void put_calibration(ant_text *t, const ant_calibration *c) {
  if (c->scale != 1) put_numbers(t, "ValueScale", &c->scale, 1, 1);
  if (c->offset != 0) put_numbers(t, "ValueOffset", &c->offset, 1, 1);
  if (c->mu_scaling != 0) put_numbers(t, "MuScaling", &c->mu_scaling, 1, 1);
  if (c->mu_water != 0) put_numbers(t, "MuWater", &c->mu_water, 1, 1);
  if (!c->has_density) return;
  put_numbers(t, "DensitySlope", &c->slope, 1, 1);
  put_numbers(t, "DensityIntercept", &c->intercept, 1, 1);
}

/* The header up to the line with the packed size, and what follows it.  The place of that size is
 * left blank: it is known only when all is written. */
static void meta_header(const ant_volume *v, bool pack, ant_text *t) {
  double m[9];
  for (int i = 0; i < 9; i++) m[i] = v->direction[3 * (i % 3) + i / 3];
  ant_text_put(t, "ObjectType = Image\nNDims = 3\nBinaryData = True\n");
  ant_text_print(t, "BinaryDataByteOrderMSB = %s\n", machine_is_big() ? "True" : "False");
  ant_text_print(t, "CompressedData = %s\n", pack ? "True" : "False");
  if (pack) ant_text_print(t, "CompressedDataSize = %20s\n", "");
  put_numbers(t, "TransformMatrix", m, 9, 1);
  put_numbers(t, "Offset", v->origin_mm, 3, 1);
  ant_text_put(t, "CenterOfRotation = 0 0 0\n");
  put_numbers(t, "ElementSpacing", v->spacing_mm, 3, 1);
  ant_text_print(t, "DimSize = %lld %lld %lld\n", (long long)v->n[0], (long long)v->n[1],
                 (long long)v->n[2]);
  put_calibration(t, &v->calibration);
  ant_text_print(t, "ElementType = %s\n", meta_type(v->type));
}

static void fill_size(ant_text *t, uint64_t packed) {
  static const char key[] = "CompressedDataSize = ";
  char *at = t->data ? strstr(t->data, key) : NULL;
  char number[24];
  if (!at) return;
  snprintf(number, sizeof number, "%20llu", (unsigned long long)packed);
  memcpy(at + sizeof key - 1, number, 20);
}

static ant_status put_text(const ant_text *t, FILE *to, const char *path, ant_diag *diag) {
  if (t->failed) return ant_fail(diag, ANT_ENOMEM, "no memory to write %s", path);
  errno = 0;
  if (fwrite(t->data, 1, t->length, to) != t->length) return cannot_write(path, diag);
  return ANT_OK;
}

static ant_status put_voxels(const ant_volume *v, bool pack, FILE *to, const char *path,
                             uint64_t *out_packed, ant_diag *diag) {
  if (!pack) return put_plain(v, to, path, diag);
  return put_packed(v, NULL, 0, false, to, path, out_packed, diag);
}

/* Blanks before the last newline, so that the voxels begin at a multiple of their size and can be
 * mapped. */
static void align_header(ant_text *t) {
  static const char last[] = "ElementDataFile = LOCAL\n";
  ant_text_put(t, "Comment = ");
  while ((t->length + 1 + sizeof last - 1) % 16 != 0) ant_text_put(t, "-");
  ant_text_put(t, "\n");
  ant_text_put(t, last);
}

static ant_status put_mha(const ant_volume *v, bool pack, FILE *to, const char *path,
                          ant_diag *diag) {
  ant_text t = {0};
  uint64_t packed = 0;
  meta_header(v, pack, &t);
  align_header(&t);
  ant_status status = put_text(&t, to, path, diag);
  if (status == ANT_OK) status = put_voxels(v, pack, to, path, &packed, diag);
  if (status == ANT_OK && pack) {
    fill_size(&t, packed);
    if (fseek(to, 0, SEEK_SET) != 0) {
      status = ant_fail(diag, ANT_ESYSTEM,
                        "packed voxels cannot be written to %s, which has no "
                        "places",
                        path);
    } else {
      status = put_text(&t, to, path, diag);
    }
  }
  ant_text_clear(&t);
  return status;
}

/* PATH with its last N letters replaced by SUFFIX; the caller frees. */
static char *with_suffix(const char *path, size_t n, const char *suffix) {
  size_t stem = strlen(path) - n, size = stem + strlen(suffix) + 1;
  char *out = malloc(size);
  if (out) snprintf(out, size, "%.*s%s", (int)stem, path, suffix);
  return out;
}

static const char *last_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static ant_status put_beside(const ant_volume *v, bool pack, const char *path, uint64_t *out_packed,
                             ant_diag *diag) {
  ant_file *file = NULL;
  ANT_TRY(ant_file_create(path, &file, diag));
  ant_status status = put_voxels(v, pack, ant_file_stream(file), path, out_packed, diag);
  if (status == ANT_OK) return ant_file_commit(&file, diag);
  ant_file_discard(&file);
  return status;
}

static ant_status write_mhd(const ant_volume *v, const char *path, bool pack, ant_diag *diag) {
  char *data = with_suffix(path, 4, pack ? ".zraw" : ".raw");
  ant_text t = {0};
  uint64_t packed = 0;
  if (!data) return ant_fail(diag, ANT_ENOMEM, "no memory to write %s", path);
  ant_status status = put_beside(v, pack, data, &packed, diag);
  meta_header(v, pack, &t);
  fill_size(&t, packed);
  ant_text_print(&t, "ElementDataFile = %s\n", last_name(data));
  if (t.failed) status = ant_fail(diag, ANT_ENOMEM, "no memory to write %s", path);
  if (status == ANT_OK) status = ant_file_write(path, t.data, t.length, diag);
  ant_text_clear(&t);
  free(data);
  return status;
}

/* 3. NIfTI --------------------------------------------------------------- */

static void set_i16(uint8_t *at, int64_t x) {
  int16_t value = (int16_t)x;
  memcpy(at, &value, sizeof value);
}

static void set_f32(uint8_t *at, double x) {
  float value = (float)x;
  memcpy(at, &value, sizeof value);
}

/* The quaternion (b, c, d) and qfac of rotation R, which may be mirrored (nifti1_io's
 * mat44_to_quatern: the largest of the four squares first). */
static void to_quatern(const double r_in[9], double q[3], double *qfac) {
  double r[9], a;
  memcpy(r, r_in, sizeof r);
  double det = r[0] * (r[4] * r[8] - r[5] * r[7]) - r[1] * (r[3] * r[8] - r[5] * r[6]) +
               r[2] * (r[3] * r[7] - r[4] * r[6]);
  *qfac = det < 0 ? -1 : 1;
  if (det < 0) r[2] = -r[2], r[5] = -r[5], r[8] = -r[8];
  const double xd = 1 + r[0] - r[4] - r[8], yd = 1 - r[0] + r[4] - r[8],
               zd = 1 - r[0] - r[4] + r[8], wd = 1 + r[0] + r[4] + r[8];
  if (wd > 1) {
    a = 0.5 * sqrt(wd);
    q[0] = 0.25 * (r[7] - r[5]) / a, q[1] = 0.25 * (r[2] - r[6]) / a;
    q[2] = 0.25 * (r[3] - r[1]) / a;
  } else if (xd > 1) {
    q[0] = 0.5 * sqrt(xd);
    q[1] = 0.25 * (r[1] + r[3]) / q[0], q[2] = 0.25 * (r[2] + r[6]) / q[0];
    a = 0.25 * (r[7] - r[5]) / q[0];
  } else if (yd > 1) {
    q[1] = 0.5 * sqrt(yd);
    q[0] = 0.25 * (r[1] + r[3]) / q[1], q[2] = 0.25 * (r[5] + r[7]) / q[1];
    a = 0.25 * (r[2] - r[6]) / q[1];
  } else {
    q[2] = 0.5 * sqrt(zd);
    q[0] = 0.25 * (r[2] + r[6]) / q[2], q[1] = 0.25 * (r[5] + r[7]) / q[2];
    a = 0.25 * (r[3] - r[1]) / q[2];
  }
  if (a < 0) q[0] = -q[0], q[1] = -q[1], q[2] = -q[2];
}

static int nifti_type(ant_voxel_type type) {
  static const int code[ANT_VOXEL_NTYPE] = {2, 256, 512, 4, 768, 8, 16, 64};
  return code[type];
}

/* Place and direction, from left-posterior-superior to right-anterior-superior. */
static void nifti_place(const ant_volume *v, double r[9], double origin[3]) {
  for (int row = 0; row < 3; row++) {
    double sign = row < 2 ? -1 : 1;
    origin[row] = sign * v->origin_mm[row];
    for (int axis = 0; axis < 3; axis++) r[3 * row + axis] = sign * v->direction[3 * row + axis];
  }
}

/* NIfTI-1: sizes up to 32,767 a side, floats. */
static size_t nifti1_header(const ant_volume *v, uint8_t p[560]) {
  double r[9], origin[3], q[3], qfac;
  const int32_t size = 348;
  nifti_place(v, r, origin);
  to_quatern(r, q, &qfac);
  memcpy(p, &size, 4);
  p[38] = 'r';
  set_i16(p + 40, 3);
  set_f32(p + 76, qfac);
  for (int i = 0; i < 7; i++) {
    set_i16(p + 42 + 2 * i, i < 3 ? v->n[i] : 1);
    set_f32(p + 80 + 4 * i, i < 3 ? v->spacing_mm[i] : 1);
  }
  set_i16(p + 70, nifti_type(v->type));
  set_i16(p + 72, (int64_t)(8 * ant_voxel_size(v->type)));
  set_f32(p + 108, 352);
  set_f32(p + 112, v->calibration.scale);
  set_f32(p + 116, v->calibration.offset);
  p[123] = 2; /* millimetres */
  snprintf((char *)p + 148, 80, "antaeus");
  set_i16(p + 252, 1);
  set_i16(p + 254, 1);
  for (int i = 0; i < 3; i++) {
    set_f32(p + 256 + 4 * i, q[i]);
    set_f32(p + 268 + 4 * i, origin[i]);
    for (int a = 0; a < 3; a++) set_f32(p + 280 + 16 * i + 4 * a, r[3 * i + a] * v->spacing_mm[a]);
    set_f32(p + 292 + 16 * i, origin[i]);
  }
  memcpy(p + 344, "n+1", 4);
  return 352;
}

static void set_f64(uint8_t *at, double x) {
  memcpy(at, &x, sizeof x);
}

static void set_i64(uint8_t *at, int64_t x) {
  memcpy(at, &x, sizeof x);
}

static size_t nifti2_header(const ant_volume *v, uint8_t p[560]) {
  double r[9], origin[3], q[3], qfac;
  const int32_t size = 540, one = 1, millimetre = 2;
  nifti_place(v, r, origin);
  to_quatern(r, q, &qfac);
  memcpy(p, &size, 4);
  memcpy(p + 4, "n+2\0\r\n\032\n", 8);
  set_i16(p + 12, nifti_type(v->type));
  set_i16(p + 14, (int64_t)(8 * ant_voxel_size(v->type)));
  set_i64(p + 16, 3);
  set_f64(p + 104, qfac);
  for (int i = 0; i < 7; i++) {
    set_i64(p + 24 + 8 * i, i < 3 ? v->n[i] : 1);
    set_f64(p + 112 + 8 * i, i < 3 ? v->spacing_mm[i] : 1);
  }
  set_i64(p + 168, 544);
  set_f64(p + 176, v->calibration.scale);
  set_f64(p + 184, v->calibration.offset);
  snprintf((char *)p + 240, 80, "antaeus");
  memcpy(p + 344, &one, 4);
  memcpy(p + 348, &one, 4);
  for (int i = 0; i < 3; i++) {
    set_f64(p + 352 + 8 * i, q[i]);
    set_f64(p + 376 + 8 * i, origin[i]);
    for (int a = 0; a < 3; a++) set_f64(p + 400 + 32 * i + 8 * a, r[3 * i + a] * v->spacing_mm[a]);
    set_f64(p + 424 + 32 * i, origin[i]);
  }
  memcpy(p + 500, &millimetre, 4);
  return 544;
}

/* NIfTI-1 where it holds the numbers, else NIfTI-2. */
static ant_status put_nifti(const ant_volume *v, bool gzip, FILE *to, const char *path,
                            ant_diag *diag) {
  uint8_t head[560] = {0};
  bool two = v->n[0] > INT16_MAX || v->n[1] > INT16_MAX || v->n[2] > INT16_MAX;
  size_t size = two ? nifti2_header(v, head) : nifti1_header(v, head);
  uint64_t packed = 0;
  if (gzip) return put_packed(v, head, size, true, to, path, &packed, diag);
  errno = 0;
  if (fwrite(head, 1, size, to) != size) return cannot_write(path, diag);
  return put_plain(v, to, path, diag);
}

/* 4. VTI ----------------------------------------------------------------- */

/* VTK's image data, XML with the voxels appended raw behind '_' and their number of bytes. */
static ant_status put_vti(const ant_volume *v, bool pack, FILE *to, const char *path,
                          ant_diag *diag) {
  static const char *const name[ANT_VOXEL_NTYPE] = {"UInt8",  "Int8",  "UInt16",  "Int16",
                                                    "UInt32", "Int32", "Float32", "Float64"};
  const double *s = v->spacing_mm, *o = v->origin_mm, *d = v->direction;
  uint64_t bytes = ant_volume_bytes(v);
  char extent[96];
  (void)pack;
  snprintf(extent, sizeof extent, "0 %lld 0 %lld 0 %lld", (long long)v->n[0] - 1,
           (long long)v->n[1] - 1, (long long)v->n[2] - 1);
  errno = 0;
  int got = fprintf(
      to,
      "<?xml version=\"1.0\"?>\n<VTKFile type=\"ImageData\" version=\"1.0\" byte_order=\"%s\" "
      "header_type=\"UInt64\">\n<ImageData WholeExtent=\"%s\" Origin=\"%.17g %.17g %.17g\" "
      "Spacing=\"%.17g %.17g %.17g\"\nDirection=\"%.17g %.17g %.17g %.17g %.17g %.17g %.17g %.17g "
      "%.17g\">\n<Piece Extent=\"%s\">\n<PointData Scalars=\"value\">\n<DataArray type=\"%s\" "
      "Name=\"value\" format=\"appended\" offset=\"0\"/>\n</PointData>\n</Piece>\n</ImageData>\n"
      "<AppendedData encoding=\"raw\">\n_",
      machine_is_big() ? "BigEndian" : "LittleEndian", extent, o[0], o[1], o[2], s[0], s[1], s[2],
      d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7], d[8], extent, name[v->type]);
  if (got < 0 || fwrite(&bytes, sizeof bytes, 1, to) != 1) return cannot_write(path, diag);
  ANT_TRY(put_plain(v, to, path, diag));
  if (fputs("\n</AppendedData>\n</VTKFile>\n", to) < 0) return cannot_write(path, diag);
  return ANT_OK;
}

/* 5. Raw ----------------------------------------------------------------- */

static ant_status write_raw(const ant_volume *v, const char *path, ant_diag *diag) {
  const ant_calibration *c = &v->calibration;
  char *info = with_suffix(path, 0, ".info");
  ant_text t = {0};
  uint64_t packed = 0;
  if (!info) return ant_fail(diag, ANT_ENOMEM, "no memory to write %s", path);
  ant_text_print(&t, "# antaeus raw volume\nfile = %s\nsize = %lld %lld %lld\ntype = %s\n",
                 last_name(path), (long long)v->n[0], (long long)v->n[1], (long long)v->n[2],
                 ant_voxel_name(v->type));
  ant_text_print(&t, "byte_order = %s\n", machine_is_big() ? "big" : "little");
  put_numbers(&t, "spacing_mm", v->spacing_mm, 3, 1);
  put_numbers(&t, "origin_mm", v->origin_mm, 3, 1);
  put_numbers(&t, "direction", v->direction, 9, 1);
  put_numbers(&t, "scale", &c->scale, 1, 1);
  put_numbers(&t, "offset", &c->offset, 1, 1);
  put_numbers(&t, "mu_scaling", &c->mu_scaling, 1, 1);
  put_numbers(&t, "mu_water", &c->mu_water, 1, 1);
  if (c->has_density) {
    put_numbers(&t, "density_slope", &c->slope, 1, 1);
    put_numbers(&t, "density_intercept", &c->intercept, 1, 1);
  }
  ant_status status = put_beside(v, false, path, &packed, diag);
  if (t.failed) status = ant_fail(diag, ANT_ENOMEM, "no memory to write %s", path);
  if (status == ANT_OK) status = ant_file_write(info, t.data, t.length, diag);
  ant_text_clear(&t);
  free(info);
  return status;
}

/* 6. By name ------------------------------------------------------------- */

typedef ant_status put_function(const ant_volume *v, bool pack, FILE *to, const char *path,
                                ant_diag *diag);

static ant_status write_one(const ant_volume *v, bool pack, const char *path, put_function *put,
                            ant_diag *diag) {
  ant_file *file = NULL;
  ANT_TRY(ant_file_create(path, &file, diag));
  ant_status status = put(v, pack, ant_file_stream(file), path, diag);
  if (status == ANT_OK) return ant_file_commit(&file, diag);
  ant_file_discard(&file);
  return status;
}

static bool ends(const char *path, const char *suffix) {
  size_t n = strlen(path), k = strlen(suffix);
  return n > k && strcmp(path + n - k, suffix) == 0;
}

ant_status ant_volume_name_check(const char *path, ant_diag *opt_diag) {
  static const char *const known[] = {".mha", ".mhd", ".nii", ".nii.gz", ".vti", ".raw"};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (ends(path, known[i])) return ANT_OK;
  }
  ant_fail(opt_diag, ANT_EUSAGE, "'%s' does not say in what format to write", path);
  ant_diag_hint(opt_diag, "let the name end in .mha, .mhd, .nii, .nii.gz, .vti or .raw");
  return ANT_EUSAGE;
}

ant_status ant_volume_write(const ant_volume *volume, const char *path, bool pack,
                            ant_diag *opt_diag) {
  ANT_TRY(ant_volume_name_check(path, opt_diag));
  if (ends(path, ".mha")) return write_one(volume, pack, path, put_mha, opt_diag);
  if (ends(path, ".mhd")) return write_mhd(volume, path, pack, opt_diag);
  if (ends(path, ".nii")) return write_one(volume, false, path, put_nifti, opt_diag);
  if (ends(path, ".nii.gz")) return write_one(volume, true, path, put_nifti, opt_diag);
  if (ends(path, ".vti")) return write_one(volume, pack, path, put_vti, opt_diag);
  return write_raw(volume, path, opt_diag);
}
