/* adapt_state.c - an ant_adapt on disk.
 *
 *   "ANTADPT3", the identity of bone and options, sizes, 12 numbers, fractions (f32), pits
 *   (f32, where there are any), the signal that it is used to (f32, once it is known),
 *   displacements of each load (f32, without padding), the caller's own bytes, and a hash of all
 *
 * in the machine's byte order (another order is not recognised).  The fractions of a voxel that is
 * full or empty, which most are, would pack well, but this is written once a step and read once. */
#include "voxel/adapt.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"

static const char magic[8] = "ANTADPT3";

enum { N_NUMBER = 12 };

typedef struct head {
  char magic[8];
  uint64_t identity;
  int64_t n[3];
  uint64_t nodes, usual, extra; /* usual: 1 where the signal at the start is known    */
  double number[N_NUMBER];
} head;

static void list_numbers(ant_adapt *a, double *out[N_NUMBER]) {
  double *all[N_NUMBER] = {&a->time_d,         &a->start_voxels,   &a->now_voxels,
                           &a->owed[0],        &a->owed[1],        &a->start_force[0],
                           &a->start_force[1], &a->start_force[2], &a->used_to,
                           &a->state.bv_tv,    &a->state.volume,   &a->carrying_voxels};
  memcpy(out, all, sizeof all);
}

/* Writing --------------------------------------------------------------------- */

typedef struct sink {
  FILE *to;
  uint64_t hash;
  bool failed;
} sink;

static void put(sink *s, const void *data, size_t size) {
  s->hash = ant_hash_bytes(s->hash, data, size);
  s->failed = s->failed || (size > 0 && fwrite(data, 1, size, s->to) != size);
}

static void put_displacement(sink *s, const double *u, size_t nodes, size_t stride) {
  float part[1024];
  for (size_t c = 0; c < 3; c++) {
    for (size_t i = 0; i < nodes; i += 1024) {
      const size_t n = nodes - i < 1024 ? nodes - i : 1024;
      for (size_t k = 0; k < n; k++) part[k] = (float)u[c * stride + i + k];
      put(s, part, n * sizeof *part);
    }
  }
}

ant_status ant_adapt_save(const ant_adapt *a, const char *path, const void *extra, size_t size,
                          ant_diag *opt_diag) {
  head h = {.identity = a->identity,
            .nodes = ant_fe_nodes(a->fe),
            .usual = a->usual != NULL,
            .extra = size};
  double *number[N_NUMBER];
  ant_adapt copy = *a; /* the list is of places that may be written */
  ant_file *file = NULL;
  list_numbers(&copy, number);
  memcpy(h.magic, magic, sizeof magic);
  for (int c = 0; c < 3; c++) h.n[c] = a->n[c];
  for (int i = 0; i < N_NUMBER; i++) h.number[i] = *number[i];
  ANT_TRY(ant_file_create(path, &file, opt_diag));
  sink s = {ant_file_stream(file), ANT_HASH_START, false};
  put(&s, &h, sizeof h);
  put(&s, a->fraction->data, ant_volume_bytes(a->fraction));
  if (a->pit) put(&s, a->pit, ant_volume_bytes(a->fraction));
  if (a->usual) put(&s, a->usual->data, ant_volume_bytes(a->usual));
  for (int k = 0; k < ADAPT_AXES; k++) {
    if (a->u[k]) put_displacement(&s, a->u[k], ant_fe_nodes(a->fe), ant_fe_stride(a->fe));
  }
  put(&s, extra, size);
  const uint64_t hash = s.hash;
  put(&s, &hash, sizeof hash);
  /* a write that failed shows when the file is closed as well: let that tell why */
  return ant_file_commit(&file, opt_diag);
}

/* Reading ------------------------------------------------------------------------ */

static ant_status wrong(const char *path, const char *what, ant_diag *opt_diag) {
  ant_fail(opt_diag, ANT_EINPUT, "%s", what);
  ant_diag_place(opt_diag, path, 0, 0);
  ant_diag_hint(opt_diag, "remove it to begin anew, or give the bone and the options it was of");
  return ANT_EINPUT;
}

static ant_status unfit(const char *path, ant_diag *opt_diag) {
  return wrong(path, "this state does not fit its own fractions", opt_diag);
}

static void take_displacement(const char **at, double *u, size_t nodes, size_t stride) {
  for (size_t c = 0; c < 3; c++) {
    for (size_t i = 0; i < nodes; i++, *at += sizeof(float)) {
      float v;
      memcpy(&v, *at, sizeof v);
      u[c * stride + i] = (double)v;
    }
  }
}

/* the head, and what it says of the file's size, against what SIZE bytes of TEXT are */
static ant_status check(const char *path, const ant_adapt *a, const char *text, size_t size,
                        head *out_head, ant_diag *opt_diag) {
  uint64_t hash;
  head h;
  if (size < sizeof h + sizeof hash || memcmp(text, magic, sizeof magic) != 0) {
    return wrong(path, "this is no state of a bone that adapts, or of another version", opt_diag);
  }
  memcpy(&h, text, sizeof h);
  memcpy(&hash, text + size - sizeof hash, sizeof hash);
  if (ant_hash_bytes(ANT_HASH_START, text, size - sizeof hash) != hash) {
    return wrong(path, "this state is damaged: its checksum is wrong", opt_diag);
  }
  if (h.identity != a->identity || h.n[0] != a->n[0] || h.n[1] != a->n[1] || h.n[2] != a->n[2]) {
    return wrong(path, "this state is of another bone, or was made with other options", opt_diag);
  }
  *out_head = h;
  return ANT_OK;
}

/* SIZE bytes at *AT, which moves on, to DATA; false where END comes first */
static bool take(const char **at, const char *end, void *data, size_t size) {
  if ((size_t)(end - *at) < size) return false;
  memcpy(data, *at, size);
  *at += size;
  return true;
}

static bool take_volumes(ant_adapt *a, const char **at, const char *end) {
  const size_t bytes = ant_volume_bytes(a->fraction);
  return take(at, end, a->fraction->data, bytes) && (!a->pit || take(at, end, a->pit, bytes)) &&
         (!a->usual || take(at, end, a->usual->data, ant_volume_bytes(a->usual)));
}

static ant_status restore(const char *path, ant_adapt *a, const char *text, size_t size,
                          char **out_extra, size_t *out_size, ant_diag *opt_diag) {
  double *number[N_NUMBER];
  head h = {0};
  ANT_TRY(check(path, a, text, size, &h, opt_diag));
  list_numbers(a, number);
  for (int i = 0; i < N_NUMBER; i++) *number[i] = h.number[i];
  const char *at = text + sizeof h, *end = text + size - sizeof(uint64_t);
  if (h.usual) ANT_TRY(adapt_signal_create(a, &a->usual, opt_diag));
  if (!take_volumes(a, &at, end)) return unfit(path, opt_diag);
  ANT_TRY(adapt_mesh(a, opt_diag));
  const size_t nodes = ant_fe_nodes(a->fe);
  size_t expected = h.extra;
  for (int k = 0; k < ADAPT_AXES; k++) expected += a->u[k] ? 3 * nodes * sizeof(float) : 0;
  if (h.nodes != nodes || expected != (size_t)(end - at)) return unfit(path, opt_diag);
  for (int k = 0; k < ADAPT_AXES; k++) {
    if (a->u[k]) take_displacement(&at, a->u[k], nodes, ant_fe_stride(a->fe));
  }
  char *extra = malloc((size_t)h.extra + 1);
  if (!extra) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the state");
  memcpy(extra, at, (size_t)h.extra);
  extra[h.extra] = '\0';
  *out_extra = extra;
  *out_size = (size_t)h.extra;
  return ANT_OK;
}

ant_status ant_adapt_load(const char *path, const ant_volume *bone,
                          const ant_adapt_options *options, ant_adapt **out_adapt, char **out_extra,
                          size_t *out_size, ant_diag *opt_diag) {
  ant_adapt *a = NULL;
  char *text = NULL;
  size_t size = 0;
  ANT_TRY(ant_adapt_create(bone, options, &a, opt_diag));
  ant_status status = ant_file_read(path, SIZE_MAX / 2, &text, &size, opt_diag);
  if (status == ANT_OK) status = restore(path, a, text, size, out_extra, out_size, opt_diag);
  free(text);
  if (status != ANT_OK) {
    ant_adapt_destroy(&a);
    return status;
  }
  *out_adapt = a;
  return ANT_OK;
}
