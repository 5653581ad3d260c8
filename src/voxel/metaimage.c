/* metaimage.c - reading MetaImage headers: .mha, and .mhd with its voxels beside it (see io.h).
 *   1. Values   2. Keys   3. The header
 *
 * The file has lines `Key = value`; the last one is ElementDataFile.  TransformMatrix has the
 * direction of the x axis first, then of y, then of z: the transpose of ant_volume.direction.
 * Reference: the MetaIO documentation (ITK); our own keys carry what MetaImage cannot say. */
#include "base/text.h"
#include "voxel/io.h"

#include <string.h>
#include <strings.h>

typedef struct header {
  ant_layout *l;
  int64_t dims;
  int64_t header_size;
  bool has_type, has_size, spacing_given, compressed, sees_data;
  char data[512];
} header;

/* 1. Values -------------------------------------------------------------- */

static ant_status read_bool(const ant_bytes *file, const ant_header_line *line, bool *out,
                            ant_diag *diag) {
  if (strcasecmp(line->value, "true") == 0 || strcmp(line->value, "1") == 0) {
    *out = true;
  } else if (strcasecmp(line->value, "false") == 0 || strcmp(line->value, "0") == 0) {
    *out = false;
  } else {
    return ant_bytes_fail(file, line->line, diag, "%s: True or False was expected, found '%.60s'",
                          line->key, line->value);
  }
  return ANT_OK;
}

static ant_status read_type(const ant_bytes *file, const ant_header_line *line, header *h,
                            ant_diag *diag) {
  static const struct {
    const char *name;
    ant_voxel_type type;
  } known[] = {{"MET_UCHAR", ANT_VOXEL_U8},   {"MET_CHAR", ANT_VOXEL_I8},
               {"MET_USHORT", ANT_VOXEL_U16}, {"MET_SHORT", ANT_VOXEL_I16},
               {"MET_UINT", ANT_VOXEL_U32},   {"MET_INT", ANT_VOXEL_I32},
               {"MET_ULONG", ANT_VOXEL_U32},  {"MET_LONG", ANT_VOXEL_I32},
               {"MET_FLOAT", ANT_VOXEL_F32},  {"MET_DOUBLE", ANT_VOXEL_F64}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (strcmp(line->value, known[i].name) != 0) continue;
    h->l->type = known[i].type;
    h->has_type = true;
    return ANT_OK;
  }
  ant_bytes_fail(file, line->line, diag, "voxels of type '%.60s' cannot be read", line->value);
  ant_diag_hint(diag, "MET_UCHAR, _CHAR, _USHORT, _SHORT, _UINT, _INT, _FLOAT and _DOUBLE can");
  return ANT_EINPUT;
}

/* Numbers of an axis each, for as many axes as NDims says. */
static ant_status read_axes(const ant_bytes *file, const ant_header_line *line, const header *h,
                            double out[3], ant_diag *diag) {
  return ant_header_numbers(file, line, (int)h->dims, out, diag);
}

static ant_status read_matrix(const ant_bytes *file, const ant_header_line *line, header *h,
                              ant_diag *diag) {
  double m[9];
  int d = (int)h->dims;
  ANT_TRY(ant_header_numbers(file, line, d * d, m, diag));
  for (int axis = 0; axis < d; axis++) {
    for (int row = 0; row < d; row++) h->l->direction[3 * row + axis] = m[d * axis + row];
  }
  return ANT_OK;
}

/* 2. Keys ---------------------------------------------------------------- */

static bool is_one_of(const char *key, const char *const *names) {
  for (; *names; names++) {
    if (strcmp(key, *names) == 0) return true;
  }
  return false;
}

/* Our own keys, for what MetaImage has no word for.  *OUT_FOUND says whether it was one. */
static ant_status read_calibration(const ant_bytes *file, const ant_header_line *line, header *h,
                                   bool *out_found, ant_diag *diag) {
  ant_calibration *c = &h->l->calibration;
  const struct {
    const char *name;
    double *into;
  } known[] = {{"ValueScale", &c->scale},     {"ValueOffset", &c->offset},
               {"MuScaling", &c->mu_scaling}, {"MuWater", &c->mu_water},
               {"DensitySlope", &c->slope},   {"DensityIntercept", &c->intercept}};
  *out_found = true;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (strcmp(line->key, known[i].name) != 0) continue;
    if (known[i].into == &c->slope) c->has_density = true;
    return ant_header_numbers(file, line, 1, known[i].into, diag);
  }
  *out_found = false;
  return ANT_OK;
}

static ant_status read_dims(const ant_bytes *file, const ant_header_line *line, header *h,
                            ant_diag *diag) {
  ANT_TRY(ant_header_whole(file, line, 1, &h->dims, diag));
  if (h->dims == 2 || h->dims == 3) return ANT_OK;
  return ant_bytes_fail(file, line->line, diag, "NDims: 2 or 3 was expected, found %lld",
                        (long long)h->dims);
}

static ant_status read_size(const ant_bytes *file, const ant_header_line *line, header *h,
                            ant_diag *diag) {
  h->has_size = true;
  return ant_header_whole(file, line, (int)h->dims, h->l->n, diag);
}

static ant_status read_rest(const ant_bytes *file, const ant_header_line *line, header *h,
                            ant_diag *diag) {
  bool flag = false;
  int64_t number = 0;
  if (strcmp(line->key, "BinaryData") == 0) {
    ANT_TRY(read_bool(file, line, &flag, diag));
    if (!flag) return ant_bytes_fail(file, line->line, diag, "voxels as text cannot be read");
  } else if (strcmp(line->key, "CompressedDataSize") == 0) {
    ANT_TRY(ant_header_whole(file, line, 1, &number, diag));
    h->l->packed = number > 0 ? (uint64_t)number : 0;
  } else if (strcmp(line->key, "ElementNumberOfChannels") == 0) {
    ANT_TRY(ant_header_whole(file, line, 1, &number, diag));
    if (number != 1) {
      return ant_bytes_fail(file, line->line, diag, "one number a voxel was expected, found %lld",
                            (long long)number);
    }
  } else if (strcmp(line->key, "HeaderSize") == 0) {
    return ant_header_whole(file, line, 1, &h->header_size, diag);
  } else if (strcmp(line->key, "ElementDataFile") == 0) {
    h->sees_data = true;
    if (!ant_text_fit(h->data, sizeof h->data, "%s", line->value)) {
      return ant_bytes_fail(file, line->line, diag, "ElementDataFile: a name too long: %s",
                            h->data);
    }
  }
  return ANT_OK; /* what is not known here does not change the voxels */
}

static ant_status read_key(const ant_bytes *file, const ant_header_line *line, header *h,
                           ant_diag *diag) {
  static const char *const order[] = {"BinaryDataByteOrderMSB", "ElementByteOrderMSB", NULL};
  static const char *const origin[] = {"Offset", "Position", "Origin", NULL};
  static const char *const matrix[] = {"TransformMatrix", "Orientation", "Rotation", NULL};
  bool found = false;
  if (strcmp(line->key, "NDims") == 0) return read_dims(file, line, h, diag);
  if (strcmp(line->key, "DimSize") == 0) return read_size(file, line, h, diag);
  if (strcmp(line->key, "ElementType") == 0) return read_type(file, line, h, diag);
  if (strcmp(line->key, "ElementSpacing") == 0) {
    h->spacing_given = h->l->has_spacing = true;
    return read_axes(file, line, h, h->l->spacing_mm, diag);
  }
  if (strcmp(line->key, "ElementSize") == 0 && !h->spacing_given) {
    h->l->has_spacing = true;
    return read_axes(file, line, h, h->l->spacing_mm, diag);
  }
  if (strcmp(line->key, "CompressedData") == 0) return read_bool(file, line, &h->compressed, diag);
  if (is_one_of(line->key, order)) return read_bool(file, line, &h->l->big_endian, diag);
  if (is_one_of(line->key, origin)) return read_axes(file, line, h, h->l->origin_mm, diag);
  if (is_one_of(line->key, matrix)) return read_matrix(file, line, h, diag);
  ANT_TRY(read_calibration(file, line, h, &found, diag));
  return found ? ANT_OK : read_rest(file, line, h, diag);
}

/* 3. The header ---------------------------------------------------------- */

bool ant_metaimage_is(const ant_bytes *file) {
  static const char *const first[] = {"ObjectType", "NDims", "Comment", "NDims="};
  for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
    size_t n = strlen(first[i]);
    if (file->size > n && memcmp(file->data, first[i], n) == 0) {
      size_t look = file->size < 4096 ? file->size : 4096;
      return memchr(file->data, '=', look) != NULL;
    }
  }
  return false;
}

/* Where the voxels are, now that all keys are read; AT is the byte behind the header. */
static ant_status find_voxels(const ant_bytes *file, header *h, size_t at, ant_diag *diag) {
  ant_layout *l = h->l;
  bool local = strcasecmp(h->data, "LOCAL") == 0;
  if (strncmp(h->data, "LIST", 4) == 0 || strchr(h->data, '%')) {
    ant_bytes_fail(file, 0, diag, "voxels in a list of files ('%.60s') cannot be read", h->data);
    ant_diag_hint(diag, "write the volume as one .mha");
    return ANT_EINPUT;
  }
  if (!local) snprintf(l->beside, sizeof l->beside, "%s", h->data);
  if (h->header_size < -1) {
    return ant_bytes_fail(file, 0, diag, "HeaderSize: -1 or more was expected, found %lld",
                          (long long)h->header_size);
  }
  uint64_t from = local ? at : 0;
  if (h->header_size > 0) from += (uint64_t)h->header_size;
  l->packing = h->compressed ? ANT_PACKED_ZLIB : ANT_PACKED_NOT;
  l->exact = true;
  l->offset = h->compressed ? 0 : from;
  l->start = from;
  l->at_end = h->header_size == -1 && !h->compressed;
  snprintf(l->format, sizeof l->format, "MetaImage%s", h->compressed ? ", zlib" : "");
  return ANT_OK;
}

ant_status ant_metaimage_layout(const ant_bytes *file, ant_layout *out, ant_diag *opt_diag) {
  ant_layout_init(out);
  header h = {.l = out, .dims = 3};
  ant_header_line line = {0};
  bool end = false;
  while (!h.sees_data) {
    ANT_TRY(ant_header_next(file, line.next, &line, &end, opt_diag));
    if (end) {
      return ant_bytes_fail(file, line.line, opt_diag,
                            "the header ends without a line ElementDataFile");
    }
    ANT_TRY(read_key(file, &line, &h, opt_diag));
  }
  if (!h.has_size || !h.has_type) {
    return ant_bytes_fail(file, line.line, opt_diag, "the header has no line %s",
                          h.has_size ? "ElementType" : "DimSize");
  }
  return find_voxels(file, &h, line.next, opt_diag);
}
