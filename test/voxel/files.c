/* Files: what is written is read back as it was; what others write is read; what is broken is
 * refused with the reason. */
#define _XOPEN_SOURCE 700 /* mkdtemp, nftw */
#include "test.h"

#include <ftw.h>
#include <sys/stat.h>

#include "antaeus/voxel.h"
#include "make.h"

/* 1. Round trips --------------------------------------------------------- */

static uint64_t state = 20260721;

static uint64_t random_bits(void) { /* splitmix64 */
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/* A volume of TYPE with numbers of that type, turned by the quaternion (4, 1, 2, 2) / 5, mirrored
 * when MIRROR. */
static ant_volume *sample(ant_voxel_type type, bool mirror) {
  ant_volume *v = NULL;
  const int64_t n[3] = {5, 3, 4};
  const double mm[3] = {0.25, 0.5, 0.125};
  const double r[9] = {9, -12, 20, 20, 15, 0, -12, 16, 15};
  CHECK(ant_volume_create(n, mm, type, &v, NULL) == ANT_OK);
  for (int i = 0; i < 9; i++) v->direction[i] = r[i] / 25;
  for (int i = 2; mirror && i < 9; i += 3) v->direction[i] = -v->direction[i];
  v->origin_mm[0] = -10.5, v->origin_mm[1] = 3.25, v->origin_mm[2] = 77;
  for (int64_t i = 0; i < ant_volume_count(v); i++) {
    int64_t x = (int64_t)(random_bits() % 200) - (type == ANT_VOXEL_U8 ? 0 : 72);
    switch (type) {
    case ANT_VOXEL_U8:
      ((uint8_t *)v->data)[i] = (uint8_t)x;
      break;
    case ANT_VOXEL_I8:
      ((int8_t *)v->data)[i] = (int8_t)(x % 128);
      break;
    case ANT_VOXEL_U16:
      ((uint16_t *)v->data)[i] = (uint16_t)x;
      break;
    case ANT_VOXEL_I16:
      ((int16_t *)v->data)[i] = (int16_t)(100 * x);
      break;
    case ANT_VOXEL_U32:
      ((uint32_t *)v->data)[i] = (uint32_t)x;
      break;
    case ANT_VOXEL_I32:
      ((int32_t *)v->data)[i] = (int32_t)(100000 * x);
      break;
    case ANT_VOXEL_F32:
      ((float *)v->data)[i] = (float)x / 7;
      break;
    case ANT_VOXEL_F64:
      ((double *)v->data)[i] = (double)x / 7;
      break;
    case ANT_VOXEL_NTYPE:
      break;
    }
  }
  return v;
}

static void same_volume(const ant_volume *a, const ant_volume *b, double within) {
  CHECK(a->type == b->type);
  for (int i = 0; i < 3; i++) {
    CHECK(a->n[i] == b->n[i]);
    NEAR(b->spacing_mm[i], a->spacing_mm[i], within);
    NEAR(b->origin_mm[i], a->origin_mm[i], within);
  }
  for (int i = 0; i < 9; i++) NEAR(b->direction[i], a->direction[i], within);
  CHECK(memcmp(a->data, b->data, ant_volume_bytes(a)) == 0);
}

static void round_trip(const char *name, bool pack, bool mirror, double within) {
  for (int t = 0; t < ANT_VOXEL_NTYPE; t++) {
    ant_volume *v = sample((ant_voxel_type)t, mirror), *w = NULL;
    ant_diag diag = {.text = ""};
    CHECK(ant_volume_write(v, in_folder(name), pack, &diag) == ANT_OK);
    CHECK(ant_volume_read(in_folder(name), &w, NULL, &diag) == ANT_OK);
    if (!w) printf("# %s: %s\n", name, diag.text);
    if (w) same_volume(v, w, within);
    ant_volume_destroy(&v);
    ant_volume_destroy(&w);
  }
}

static void metaimage_round_trip(void) {
  for (int mirror = 0; mirror < 2; mirror++) {
    round_trip("a.mha", false, mirror, 0);
    round_trip("packed.mha", true, mirror, 0);
    round_trip("a.mhd", false, mirror, 0);
    round_trip("packed.mhd", true, mirror, 0);
  }
}

static void nifti_round_trip(void) {
  for (int mirror = 0; mirror < 2; mirror++) {
    round_trip("a.nii", false, mirror, 1e-6); /* floats */
    round_trip("a.nii.gz", false, mirror, 1e-6);
  }
}

static void raw_round_trip(void) {
  round_trip("a.raw", false, false, 0);
}

static void large_nifti_is_version_two(void) {
  const int64_t n[3] = {40000, 1, 2};
  const double mm[3] = {0.1, 0.2, 0.3};
  ant_volume *v = NULL, *w = NULL;
  ant_volume_report report;
  CHECK(ant_volume_create(n, mm, ANT_VOXEL_U8, &v, NULL) == ANT_OK);
  ((uint8_t *)v->data)[39999] = 17;
  CHECK(ant_volume_write(v, in_folder("two.nii"), false, NULL) == ANT_OK);
  CHECK(ant_volume_read(in_folder("two.nii"), &w, &report, NULL) == ANT_OK);
  SAME_TEXT(report.format, "NIfTI-2");
  same_volume(v, w, 0);
  ant_volume_destroy(&v);
  ant_volume_destroy(&w);
}

static void calibration_is_kept(void) {
  static const char *const name[] = {"c.mha", "c.raw"};
  for (int i = 0; i < 2; i++) {
    ant_volume *v = sample(ANT_VOXEL_I16, false), *w = NULL;
    v->calibration = (ant_calibration){0.5, -3, 8192, 0.2409, 1603.5, -391.2, true};
    CHECK(ant_volume_write(v, in_folder(name[i]), false, NULL) == ANT_OK);
    CHECK(ant_volume_read(in_folder(name[i]), &w, NULL, NULL) == ANT_OK);
    CHECK(memcmp(&v->calibration, &w->calibration, sizeof v->calibration) == 0);
    ant_volume_destroy(&v);
    ant_volume_destroy(&w);
  }
}

static void plain_voxels_are_mapped(void) {
  static const char *const name[] = {"m.mha", "m.nii", "m.raw"};
  for (int i = 0; i < 3; i++) {
    ant_volume *v = sample(ANT_VOXEL_F64, false), *w = NULL;
    CHECK(ant_volume_write(v, in_folder(name[i]), false, NULL) == ANT_OK);
    CHECK(ant_volume_read(in_folder(name[i]), &w, NULL, NULL) == ANT_OK);
    CHECK(w->owner == ANT_VOLUME_MAPPED);
    ant_volume_destroy(&v);
    ant_volume_destroy(&w);
  }
}

static void vti_is_written(void) {
  ant_volume *v = sample(ANT_VOXEL_F32, false);
  char text[1500] = "";
  CHECK(ant_volume_write(v, in_folder("a.vti"), false, NULL) == ANT_OK);
  FILE *f = fopen(in_folder("a.vti"), "rb");
  size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
  if (f) fclose(f);
  CHECK(strstr(text, "WholeExtent=\"0 4 0 2 0 3\"") != NULL);
  CHECK(strstr(text, "type=\"Float32\"") != NULL);
  const char *at = strstr(text, "\n_");
  uint64_t size = 0;
  if (at) memcpy(&size, at + 2, 8);
  CHECK(at && size == 240 && memcmp(at + 10, v->data, 240) == 0);
  CHECK(at && (size_t)(at - text) + 10 + 240 + 28 == n);
  CHECK(ant_volume_write(v, in_folder("a.jpg"), false, NULL) == ANT_EUSAGE);
  ant_volume_destroy(&v);
}

/* 2. Others' files ------------------------------------------------------- */

static ant_volume *parse(const bytes *b) {
  ant_volume *v = NULL;
  ant_diag diag = {.text = ""};
  if (ant_volume_read_bytes("memory", b->data, b->size, &v, &diag) != ANT_OK) {
    printf("# %s\n", diag.text);
  }
  CHECK(v != NULL);
  return v;
}

static void isq_is_read(void) {
  for (int calibrated = 0; calibrated < 2; calibrated++) {
    bytes b = make_isq(9, calibrated);
    ant_volume *v = parse(&b);
    if (!v) return;
    CHECK(v->n[0] == 9 && v->n[2] == 9 && v->type == ANT_VOXEL_I16);
    NEAR(v->spacing_mm[1], 0.061, 1e-12);
    CHECK(ant_volume_stored(v, 700) == 200);
    const ant_calibration *c = &v->calibration;
    CHECK(c->mu_scaling == 8192 && c->has_density == (calibrated == 1));
    if (calibrated) CHECK(c->slope == 1603.5 && c->intercept == -391.2 && c->mu_water == 0.2409);
    ant_volume_destroy(&v);
    free(b.data);
  }
}

static void aim_shorts_and_floats(void) {
  for (int wide = 0; wide < 2; wide++) {
    bytes b = make_aim(wide, 4, 3, 2, 0, 0x00020002, 48),
          f = make_aim(wide, 4, 3, 2, 0, 0x00040004, 96);
    for (int i = 0; i < 24; i++) put_int(&b, 100 * i - 700, 2);
    for (int i = 0; i < 24; i++) put_vax32(&f, 0.5f * (float)i - 3);
    ant_volume *v = parse(&b), *w = parse(&f);
    if (!v || !w) return;
    CHECK(v->n[0] == 4 && v->n[1] == 3 && v->n[2] == 2 && v->type == ANT_VOXEL_I16);
    CHECK(ant_volume_stored(v, 23) == 1600 && ant_volume_stored(w, 23) == 8.5);
    NEAR(v->spacing_mm[2], 0.082, 1e-15);
    NEAR(v->origin_mm[2], 0.41, 1e-12);
    CHECK(v->calibration.has_density && v->calibration.slope == 1603.51904);
    CHECK(v->calibration.intercept == -391.209015 && v->calibration.mu_water == 0.2409);
    ant_volume_destroy(&v);
    ant_volume_destroy(&w);
    free(b.data), free(f.data);
  }
}

/* 5 x 5 x 3 with a border of one voxel: 3 x 3 x 1 stored, the middle one empty. */
static void check_ring(ant_volume *v) {
  if (!v) return;
  for (int64_t i = 0; i < 75; i++) {
    int64_t x = i % 5, y = i / 5 % 5, z = i / 25;
    bool in = z == 1 && x >= 1 && x <= 3 && y >= 1 && y <= 3 && !(x == 2 && y == 2);
    CHECK(ant_volume_stored(v, i) == (in ? 127 : 0));
  }
  ant_volume_destroy(&v);
}

static void aim_runs(void) {
  for (int wide = 0; wide < 2; wide++) {
    int word = wide ? 8 : 4;
    bytes b = make_aim(wide, 5, 5, 3, 1, 0x00080002, (size_t)word + 6);
    put_int(&b, word + 6, word);
    for (int i = 0; i < 3; i++) put_u8(&b, i == 1 ? 0 : 127), put_u8(&b, i == 1 ? 1 : 4);
    check_ring(parse(&b));
    free(b.data);
    b = make_aim(wide, 5, 5, 3, 1, 0x00150001, (size_t)word + 5);
    put_int(&b, word + 5, word);
    put_u8(&b, 127), put_u8(&b, 0), put_u8(&b, 4), put_u8(&b, 1), put_u8(&b, 4);
    check_ring(parse(&b));
    free(b.data);
  }
}

/* Long runs: 255 means 254 and no change of value. */
static void aim_long_runs(void) {
  bytes b = make_aim(0, 300, 2, 1, 0, 0x00150001, 11);
  put_int(&b, 11, 4);
  put_u8(&b, 5), put_u8(&b, 9);
  put_u8(&b, 255), put_u8(&b, 100), put_u8(&b, 245), put_u8(&b, 1), put_u8(&b, 0);
  b.data[b.size - 1] = 0;
  ant_volume *v = parse(&b);
  if (!v) return;
  CHECK(ant_volume_stored(v, 353) == 5 && ant_volume_stored(v, 354) == 9);
  CHECK(ant_volume_stored(v, 598) == 9 && ant_volume_stored(v, 599) == 5);
  ant_volume_destroy(&v);
  free(b.data);
}

static void aim_bits(void) {
  bytes b = make_aim(1, 3, 3, 3, 0, 0x00060001, 9);
  for (int i = 0; i < 8; i++) put_u8(&b, i == 0 ? 0x81 : i == 7 ? 1 : 0);
  put_u8(&b, 100);
  ant_volume *v = parse(&b);
  if (!v) return;
  for (int64_t i = 0; i < 27; i++) {
    bool set = i == 0 || i == 1 + 3 + 9 || i == 26;
    CHECK(ant_volume_stored(v, i) == (set ? 100 : 0));
  }
  ant_volume_destroy(&v);
  free(b.data);
}

static void tiff_stack(void) {
  bytes b = make_tiff(5, 4, 3, "ImageJ=1.53\nimages=3\nslices=3\nunit=mm\nspacing=0.03\n");
  ant_volume *v = NULL;
  ant_volume_report report;
  ant_diag diag = {.text = ""};
  save(in_folder("stack.tif"), b.data, b.size);
  ant_status status = ant_volume_read(in_folder("stack.tif"), &v, &report, &diag);
  if (status == ANT_ENOTYET) {
    CHECK(strstr(diag.hint, "libtiff") != NULL);
  } else {
    CHECK(status == ANT_OK);
    if (!v) printf("# %s\n", diag.text);
  }
  if (v) {
    CHECK(v->n[0] == 5 && v->n[1] == 4 && v->n[2] == 3 && v->type == ANT_VOXEL_U16);
    NEAR(v->spacing_mm[0], 0.02, 1e-9);
    NEAR(v->spacing_mm[2], 0.03, 1e-9);
    CHECK(report.has_spacing && ant_volume_stored(v, 59) == 413);
    ant_volume_destroy(&v);
  }
  free(b.data);
}

/* One page and, behind it, the voxels of three: ImageJ's way beyond 4 GB. */
static void tiff_hidden_slices(void) {
  bytes b = make_tiff(5, 4, 1, "ImageJ=1.53\nimages=3\n");
  for (int i = 20; i < 60; i++) put_big(&b, 7 * i, 2);
  ant_volume *v = NULL;
  save(in_folder("hidden.tif"), b.data, b.size);
  ant_status status = ant_volume_read(in_folder("hidden.tif"), &v, NULL, NULL);
  CHECK(status == ANT_OK || status == ANT_ENOTYET);
  if (v) CHECK(v->n[2] == 3 && ant_volume_stored(v, 59) == 413);
  ant_volume_destroy(&v);
  free(b.data);
}

static void tiff_folder(void) {
  CHECK(mkdir(in_folder("slices"), 0777) == 0);
  bytes b = make_tiff(5, 4, 1, "");
  for (int z = 0; z < 3; z++) {
    char name[40];
    snprintf(name, sizeof name, "slices/s%02d.tif", z);
    b.data[b.size - 1] = (uint8_t)z; /* the last voxel's low byte */
    save(in_folder(name), b.data, b.size);
  }
  ant_volume *v = NULL;
  ant_volume_report report;
  ant_status status = ant_volume_read(in_folder("slices"), &v, &report, NULL);
  CHECK(status == ANT_OK || status == ANT_ENOTYET);
  if (v) {
    CHECK(v->n[2] == 3 && !report.has_spacing);
    for (int z = 0; z < 3; z++) CHECK(ant_volume_stored(v, 20 * z + 19) == z);
  }
  ant_volume_destroy(&v);
  free(b.data);
}

/* NIfTI with its bytes the other way round, scaled, placed by qform. */
static void nifti_big_endian(void) {
  bytes b = {0};
  put(&b, NULL, 352);
  uint8_t *p = b.data;
  const int16_t dim[8] = {3, 3, 2, 1, 1, 1, 1, 1};
  const float pixdim[4] = {1, 0.5f, 0.25f, 2};
  const uint32_t hundred = 348;
  for (int i = 0; i < 4; i++) p[i] = (uint8_t)(hundred >> (24 - 8 * i));
  for (int i = 0; i < 8; i++) p[41 + 2 * i] = (uint8_t)dim[i];
  p[71] = 4, p[73] = 16;
  for (int i = 0; i < 4; i++) {
    uint32_t bits;
    memcpy(&bits, &pixdim[i], 4);
    for (int k = 0; k < 4; k++) p[76 + 4 * i + k] = (uint8_t)(bits >> (24 - 8 * k));
  }
  const float offset = 352, slope = 2, inter = -1;
  const float *const field[3] = {&offset, &slope, &inter};
  for (int i = 0; i < 3; i++) {
    uint32_t bits;
    memcpy(&bits, field[i], 4);
    for (int k = 0; k < 4; k++) p[108 + 4 * i + k] = (uint8_t)(bits >> (24 - 8 * k));
  }
  p[123] = 3; /* micrometres */
  p[253] = 1; /* qform, no rotation */
  memcpy(p + 344, "n+1", 4);
  for (int i = 0; i < 6; i++) put_big(&b, 300 * i, 2);
  ant_volume *v = parse(&b);
  if (!v) return;
  CHECK(v->n[0] == 3 && v->n[1] == 2 && v->n[2] == 1 && ant_volume_stored(v, 5) == 1500);
  NEAR(v->spacing_mm[0], 0.5e-3, 1e-12);
  CHECK(v->calibration.scale == 2 && v->calibration.offset == -1);
  CHECK(v->direction[0] == -1 && v->direction[4] == -1 && v->direction[8] == 1);
  ant_volume_destroy(&v);
  free(b.data);
}

/* 3. What is broken ------------------------------------------------------ */

static const char mha[] = "ObjectType = Image\nNDims = 3\nDimSize = 2 2 2\n"
                          "ElementSpacing = 1 1 1\nElementType = MET_UCHAR\n"
                          "ElementDataFile = LOCAL\n";

/* MHA with line N (from 1) replaced by TEXT and EXTRA bytes of voxels. */
static ant_status broken(int n, const char *text, size_t extra, ant_diag *diag) {
  bytes b = {0};
  const char *p = mha;
  for (int line = 1; *p; line++) {
    const char *end = strchr(p, '\n') + 1;
    if (line == n) {
      put_text(&b, text);
      if (text[0]) put_text(&b, "\n");
    } else {
      put(&b, p, (size_t)(end - p));
    }
    p = end;
  }
  put(&b, NULL, extra);
  ant_volume *v = NULL;
  ant_status status = ant_volume_read_bytes("x.mha", b.data, b.size, &v, diag);
  CHECK((status == ANT_OK) == (v != NULL));
  ant_volume_destroy(&v);
  free(b.data);
  return status;
}

static void bad_headers_are_refused(void) {
  static const struct {
    int line;
    const char *text;
    size_t extra;
    const char *says;
  } bad[] = {{0, "", 7, "truncated"},
             {0, "", 8 + 600, "608"},
             {3, "DimSize = 2 -2 2", 8, "each must be 1 or more"},
             {3, "DimSize = 2 2", 8, "3 numbers were expected"},
             {3, "DimSize = 2 2 2.5", 8, "a whole number"},
             {3, "DimSize = 2 2 2 2", 8, "nothing more was expected"},
             {3, "DimSize = 1e18 1e18 1e18", 8, "a whole number"},
             {3, "DimSize = 9e15 9e15 9e15", 8, "no machine"},
             {3, "", 8, "DimSize"},
             {4, "ElementSpacing = 1 nan 1", 8, "3 numbers were expected"},
             {4, "ElementSpacing = 1 0 1", 8, "positive length"},
             {4, "ElementSpacing = 1 -1 1", 8, "positive length"},
             {5, "ElementType = MET_RGB", 8, "MET_RGB"},
             {5, "", 8, "ElementType"},
             {2, "NDims = 4", 8, "2 or 3"},
             {2, "what is this", 8, "key = value"},
             {2, "TransformMatrix = 1 1 0 0 1 0 0 0 1", 8, "right angles"},
             {2, "ElementNumberOfChannels = 3", 8, "one number a voxel"},
             {6, "ElementDataFile = LIST", 8, "list of files"},
             {6, "ElementDataFile = nowhere.raw", 8, "nowhere.raw"},
             {6, "", 0, "without a line ElementDataFile"}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    ant_diag diag = {.text = ""};
    ant_status status = broken(bad[i].line, bad[i].text, bad[i].extra, &diag);
    CHECK(status == ANT_EINPUT);
    if (!strstr(diag.text, bad[i].says)) printf("# case %zu says: %s\n", i, diag.text);
    CHECK(strstr(diag.text, bad[i].says) != NULL);
  }
  CHECK(broken(0, "", 8, NULL) == ANT_OK);
}

static void places_are_told(void) {
  ant_diag diag = {.text = ""};
  CHECK(broken(3, "DimSize = 2 x 2", 8, &diag) == ANT_EINPUT);
  CHECK(diag.line == 3);
  SAME_TEXT(diag.file, "x.mha");
}

/* Every beginning of a file is refused, none crashes; whole it is read. */
static void truncated_anywhere(void) {
  bytes files[6];
  files[0] = make_isq(6, 1);
  files[1] = make_aim(0, 5, 5, 3, 1, 0x00150001, 9);
  put_int(&files[1], 9, 4);
  put_u8(&files[1], 127), put_u8(&files[1], 0);
  put_u8(&files[1], 4), put_u8(&files[1], 1), put_u8(&files[1], 4);
  files[2] = make_aim(1, 4, 3, 2, 0, 0x00020002, 48);
  put(&files[2], NULL, 48);
  static const char *const name[] = {"a.nii", "a.nii.gz", "packed.mha"};
  for (int i = 0; i < 3; i++) {
    files[3 + i] = (bytes){0};
    FILE *f = fopen(in_folder(name[i]), "rb");
    for (int c; f && (c = fgetc(f)) != EOF;) put_u8(&files[3 + i], c);
    if (f) fclose(f);
  }
  for (int i = 0; i < 6; i++) {
    ant_volume *v = NULL;
    for (size_t n = 0; n < files[i].size; n++) {
      uint8_t *copy = malloc(n ? n : 1); /* of just this size: a read beyond it is seen */
      memcpy(copy, files[i].data, n);
      ant_status status = ant_volume_read_bytes("short", copy, n, &v, NULL);
      CHECK(status == ANT_EINPUT);
      if (v) ant_volume_destroy(&v);
      free(copy);
    }
    CHECK(ant_volume_read_bytes("whole", files[i].data, files[i].size, &v, NULL) == ANT_OK);
    ant_volume_destroy(&v);
    free(files[i].data);
  }
}

static void absurd_sizes_take_no_memory(void) {
  ant_volume *v = NULL;
  ant_diag diag;
  bytes b = make_isq(4, 0);
  set_int(&b, 44, 2000000000, 4), set_int(&b, 48, 2000000000, 4);
  CHECK(ant_volume_read_bytes("big", b.data, b.size, &v, &diag) == ANT_EINPUT);
  set_int(&b, 44, -5, 4);
  CHECK(ant_volume_read_bytes("neg", b.data, b.size, &v, &diag) == ANT_EINPUT);
  free(b.data);
  b = make_aim(0, 2000000000, 2000000000, 1, 0, 0x00150001, 7);
  put_int(&b, 7, 4), put(&b, NULL, 3);
  CHECK(ant_volume_read_bytes("runs", b.data, b.size, &v, &diag) == ANT_EINPUT);
  free(b.data);
}

static void not_a_volume(void) {
  ant_volume *v = NULL;
  ant_diag diag;
  save(in_folder("text.txt"), "hello, this is no bone\n", 23);
  CHECK(ant_volume_read(in_folder("text.txt"), &v, NULL, &diag) == ANT_EINPUT);
  CHECK(strstr(diag.text, "no volume") && strstr(diag.hint, "MetaImage"));
  save(in_folder("empty"), "", 0);
  CHECK(ant_volume_read(in_folder("empty"), &v, NULL, &diag) == ANT_EINPUT);
  CHECK(ant_volume_read(in_folder("missing.mha"), &v, NULL, &diag) == ANT_EINPUT);
  CHECK(ant_volume_read("/dev/null", &v, NULL, &diag) == ANT_EINPUT);
  CHECK(v == NULL);
}

static int remove_one(const char *path, const struct stat *s, int type, struct FTW *f) {
  (void)s, (void)type, (void)f;
  return remove(path);
}

int main(void) {
  make_folder();
  RUN(metaimage_round_trip);
  RUN(nifti_round_trip);
  RUN(raw_round_trip);
  RUN(large_nifti_is_version_two);
  RUN(calibration_is_kept);
  RUN(plain_voxels_are_mapped);
  RUN(vti_is_written);
  RUN(isq_is_read);
  RUN(aim_shorts_and_floats);
  RUN(aim_runs);
  RUN(aim_long_runs);
  RUN(aim_bits);
  RUN(tiff_stack);
  RUN(tiff_hidden_slices);
  RUN(tiff_folder);
  RUN(nifti_big_endian);
  RUN(bad_headers_are_refused);
  RUN(places_are_told);
  RUN(truncated_anywhere);
  RUN(absurd_sizes_take_no_memory);
  RUN(not_a_volume);
  nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  return test_done();
}
