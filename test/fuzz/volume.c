/* volume.c - any bytes at all into the readers of volumes: MetaImage, NIfTI, ISQ, AIM, TIFF, raw.
 * TIFF is read from a file, and so are raw voxels: the text beside them, a line of ----, the
 * voxels.
 *
 *   tool/fuzz volume 300    searches for 300 seconds with libFuzzer (clang)
 *
 * Without libFuzzer it reads what is in the folders or files named on its command line: the suite
 * replays corpus/volume so. */
#include "replay.h"

#include <math.h>

#include "antaeus/voxel.h"
#include "disk.h"

static const char raw[] = "# antaeus raw volume";

/* a header that names another file is as far as bytes go */
static bool names_a_file(const uint8_t *data, size_t size) {
  char head[4097];
  const size_t n = size < 4096 ? size : 4096;
  memcpy(head, data, n);
  for (size_t i = 0; i < n; i++) head[i] = head[i] ? head[i] : ' ';
  head[n] = '\0';
  return strstr(head, raw) || (strstr(head, "ElementDataFile") && !strstr(head, "LOCAL"));
}

static bool is_tiff(const uint8_t *data, size_t size) {
  return size > 8 && ((data[0] == 'I' && data[1] == 'I') || (data[0] == 'M' && data[1] == 'M'));
}

/* the text of raw voxels and what it reads; it may name no file but theirs */
static const char *put_raw(const uint8_t *data, size_t size, char path[128]) {
  char text[128], *copy = malloc(size + 1), *split = NULL;
  if (!copy) return NULL;
  memcpy(copy, data, size);
  copy[size] = '\0';
  split = disk_split(copy);
  if (split && !strchr(copy, '/')) {
    disk_put("v.raw", split, size - (size_t)(split - copy), path);
    disk_put("v.raw.info", copy, strlen(copy), text);
  }
  const bool put = split && !strchr(copy, '/');
  free(copy);
  return put ? path : NULL;
}

/* DATA by way of the disk; NULL where it needs none */
static const char *put(const uint8_t *data, size_t size, char path[128]) {
  if (size > sizeof raw && memcmp(data, raw, sizeof raw - 1) == 0) return put_raw(data, size, path);
  if (!is_tiff(data, size)) return NULL;
  disk_put("v.tif", data, size, path);
  return path;
}

static void check(const ant_volume *v) {
  double most = 0;
  MUST(v->type < ANT_VOXEL_NTYPE && v->data != NULL);
  for (int a = 0; a < 3; a++) {
    MUST(v->n[a] >= 1 && v->spacing_mm[a] > 0 && isfinite(v->spacing_mm[a]));
    MUST(isfinite(v->origin_mm[a]));
  }
  for (int i = 0; i < 9; i++) MUST(isfinite(v->direction[i]));
  MUST(isfinite(v->calibration.scale) && isfinite(v->calibration.offset));
  for (int64_t i = 0; i < ant_volume_count(v); i++) { /* every voxel is there to be read */
    const double x = ant_volume_stored(v, i);
    if (x > most) most = x;
  }
  MUST(most >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ant_volume *v = NULL;
  ant_diag d = {.text = ""};
  char path[128];
  const char *file = put(data, size, path);
  if (!file && names_a_file(data, size)) return 0;
  ant_status status = file ? ant_volume_read(file, &v, NULL, &d)
                           : ant_volume_read_bytes("fuzz", data, size, &v, &d);
  MUST((status == ANT_OK) == (v != NULL));
  MUST(status == ANT_OK || d.text[0]);
  if (v) check(v);
  ant_volume_destroy(&v);
  return 0;
}
