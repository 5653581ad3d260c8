/* volume.c - any bytes at all into the readers of volumes: MetaImage, NIfTI, ISQ, AIM, raw.
 *
 *   tool/fuzz volume 300    searches for 300 seconds with libFuzzer (clang)
 *
 * Without libFuzzer it reads what is in the folders or files named on its command line: the suite
 * replays corpus/volume so. */
#include "replay.h"

#include <math.h>

#include "antaeus/voxel.h"

/* a header that names another file is as far as bytes go */
static bool names_a_file(const uint8_t *data, size_t size) {
  char head[4097];
  const size_t n = size < 4096 ? size : 4096;
  memcpy(head, data, n);
  for (size_t i = 0; i < n; i++) head[i] = head[i] ? head[i] : ' ';
  head[n] = '\0';
  return strstr(head, "# antaeus raw volume") ||
         (strstr(head, "ElementDataFile") && !strstr(head, "LOCAL"));
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
  if (names_a_file(data, size)) return 0;
  ant_status status = ant_volume_read_bytes("fuzz", data, size, &v, &d);
  MUST((status == ANT_OK) == (v != NULL));
  MUST(status == ANT_OK || d.text[0]);
  if (v) check(v);
  ant_volume_destroy(&v);
  return 0;
}
