/* volume.c - making, looking into and giving back volumes (see antaeus/voxel.h).
 *   1. Types   2. Memory   3. Making   4. Looking into */
#define _GNU_SOURCE /* sched_getaffinity: the cores that this process may use */
#include "antaeus/voxel.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* 1. Types --------------------------------------------------------------- */

static const struct {
  const char *name;
  size_t size;
} types[ANT_VOXEL_NTYPE] = {{"u8", 1},  {"i8", 1},  {"u16", 2}, {"i16", 2},
                            {"u32", 4}, {"i32", 4}, {"f32", 4}, {"f64", 8}};

size_t ant_voxel_size(ant_voxel_type type) {
  return types[type].size;
}

const char *ant_voxel_name(ant_voxel_type type) {
  return types[type].name;
}

/* 2. Memory -------------------------------------------------------------- */

/* The number of kB behind KEY in /proc/meminfo, in bytes; 0 when it is not there. */
static size_t read_meminfo(const char *key) {
  FILE *f = fopen("/proc/meminfo", "r");
  char line[128];
  size_t bytes = 0;
  if (!f) return 0;
  while (bytes == 0 && fgets(line, sizeof line, f)) {
    size_t n = strlen(key);
    if (strncmp(line, key, n) == 0 && line[n] == ':') {
      bytes = (size_t)strtoull(line + n + 1, NULL, 10) * 1024;
    }
  }
  fclose(f);
  return bytes;
}

/* The one number in file PATH; SIZE_MAX when it is not there or is a word ("max"). */
static size_t read_number(const char *path) {
  FILE *f = fopen(path, "r");
  char line[64] = "";
  if (!f) return SIZE_MAX;
  bool got = fgets(line, sizeof line, f) && line[0] >= '0' && line[0] <= '9';
  fclose(f);
  return got ? (size_t)strtoull(line, NULL, 10) : SIZE_MAX;
}

size_t ant_memory_available(void) {
  size_t free_bytes = read_meminfo("MemAvailable");
  size_t limit = read_number("/sys/fs/cgroup/memory.max");
  size_t used = read_number("/sys/fs/cgroup/memory.current");
  if (free_bytes == 0) free_bytes = SIZE_MAX;
  if (limit != SIZE_MAX && used != SIZE_MAX) {
    size_t left = limit > used ? limit - used : 0;
    if (left < free_bytes) free_bytes = left;
  }
  return free_bytes;
}

ant_status ant_memory_check(double bytes, const char *what, ant_diag *opt_diag) {
  size_t have = ant_memory_available();
  if (have == SIZE_MAX ? bytes < 0x1p62 : bytes <= (double)have) return ANT_OK;
  ant_fail(opt_diag, ANT_ENOMEM, "%s needs %.3g GB of memory, %.3g GB are free", what, bytes / 1e9,
           (double)have / 1e9);
  ant_diag_hint(opt_diag, "crop the volume or halve its resolution, or use a larger machine");
  return ANT_ENOMEM;
}

int ant_cores(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  int n = CPU_COUNT(&set);
  return n > 0 ? n : 1;
}

/* 3. Making -------------------------------------------------------------- */

/* The bytes of N voxels of TYPE as a double: it cannot overflow. */
static double bytes_needed(const int64_t n[3], ant_voxel_type type) {
  return (double)n[0] * (double)n[1] * (double)n[2] * (double)types[type].size;
}

static ant_status check_shape(const int64_t n[3], const double spacing_mm[3], ant_voxel_type type,
                              ant_diag *opt_diag) {
  for (int a = 0; a < 3; a++) {
    if (n[a] < 1) {
      return ant_fail(opt_diag, ANT_EINPUT, "a volume of %lld x %lld x %lld voxels holds nothing",
                      (long long)n[0], (long long)n[1], (long long)n[2]);
    }
    if (!(spacing_mm[a] > 0) || !isfinite(spacing_mm[a])) {
      return ant_fail(opt_diag, ANT_EINPUT,
                      "a voxel's size must be a positive length, found %g x %g x %g mm",
                      spacing_mm[0], spacing_mm[1], spacing_mm[2]);
    }
  }
  if (bytes_needed(n, type) > 0x1p62) {
    return ant_fail(opt_diag, ANT_ENOMEM, "no machine holds %lld x %lld x %lld voxels",
                    (long long)n[0], (long long)n[1], (long long)n[2]);
  }
  return ANT_OK;
}

static ant_volume *new_volume(const int64_t n[3], const double spacing_mm[3], ant_voxel_type type) {
  ant_volume *v = calloc(1, sizeof *v);
  if (!v) return NULL;
  for (int a = 0; a < 3; a++) {
    v->n[a] = n[a];
    v->spacing_mm[a] = spacing_mm[a];
    v->direction[4 * a] = 1;
  }
  v->type = type;
  v->calibration.scale = 1;
  return v;
}

ant_status ant_volume_create(const int64_t n[3], const double spacing_mm[3], ant_voxel_type type,
                             ant_volume **out_volume, ant_diag *opt_diag) {
  ANT_TRY(check_shape(n, spacing_mm, type, opt_diag));
  ANT_TRY(ant_memory_check(bytes_needed(n, type), "the volume", opt_diag));
  ant_volume *v = new_volume(n, spacing_mm, type);
  if (v) v->data = calloc((size_t)ant_volume_count(v), types[type].size);
  if (!v || !v->data) {
    free(v);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a volume of %.3g GB",
                    bytes_needed(n, type) / 1e9);
  }
  *out_volume = v;
  return ANT_OK;
}

ant_status ant_volume_create_like(const ant_volume *like, ant_voxel_type type,
                                  ant_volume **out_volume, ant_diag *opt_diag) {
  ANT_TRY(ant_volume_create(like->n, like->spacing_mm, type, out_volume, opt_diag));
  memcpy((*out_volume)->origin_mm, like->origin_mm, sizeof like->origin_mm);
  memcpy((*out_volume)->direction, like->direction, sizeof like->direction);
  return ANT_OK;
}

ant_status ant_volume_borrow(const int64_t n[3], const double spacing_mm[3], ant_voxel_type type,
                             void *data, ant_volume **out_volume, ant_diag *opt_diag) {
  ANT_TRY(check_shape(n, spacing_mm, type, opt_diag));
  ant_volume *v = new_volume(n, spacing_mm, type);
  if (!v) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a volume's head");
  v->data = data;
  v->owner = ANT_VOLUME_BORROWED;
  *out_volume = v;
  return ANT_OK;
}

void ant_volume_destroy(ant_volume **volume) {
  if (!volume || !*volume) return;
  ant_volume *v = *volume;
  if (v->owner == ANT_VOLUME_OWNED) free(v->data);
  if (v->owner == ANT_VOLUME_MAPPED) munmap(v->map_base, v->map_bytes);
  free(v);
  *volume = NULL;
}

/* 4. Looking into -------------------------------------------------------- */

int64_t ant_volume_count(const ant_volume *volume) {
  return volume->n[0] * volume->n[1] * volume->n[2];
}

size_t ant_volume_bytes(const ant_volume *volume) {
  return (size_t)ant_volume_count(volume) * types[volume->type].size;
}

double ant_volume_voxel_mm3(const ant_volume *volume) {
  return volume->spacing_mm[0] * volume->spacing_mm[1] * volume->spacing_mm[2];
}

double ant_volume_stored(const ant_volume *volume, int64_t index) {
  double value = 0;
  ant_volume_doubles(volume, index, 1, &value);
  return value;
}

#define CONVERT(stored, wanted)                                                                    \
  for (int64_t i = 0; i < n; i++) out[i] = (wanted)((const stored *)volume->data)[first + i]

void ant_volume_floats(const ant_volume *volume, int64_t first, int64_t n, float *out) {
  switch (volume->type) {
  case ANT_VOXEL_U8:
    CONVERT(uint8_t, float);
    break;
  case ANT_VOXEL_I8:
    CONVERT(int8_t, float);
    break;
  case ANT_VOXEL_U16:
    CONVERT(uint16_t, float);
    break;
  case ANT_VOXEL_I16:
    CONVERT(int16_t, float);
    break;
  case ANT_VOXEL_U32:
    CONVERT(uint32_t, float);
    break;
  case ANT_VOXEL_I32:
    CONVERT(int32_t, float);
    break;
  case ANT_VOXEL_F32:
    CONVERT(float, float);
    break;
  case ANT_VOXEL_F64:
    CONVERT(double, float);
    break;
  case ANT_VOXEL_NTYPE:
    break;
  }
}

void ant_volume_doubles(const ant_volume *volume, int64_t first, int64_t n, double *out) {
  switch (volume->type) {
  case ANT_VOXEL_U8:
    CONVERT(uint8_t, double);
    break;
  case ANT_VOXEL_I8:
    CONVERT(int8_t, double);
    break;
  case ANT_VOXEL_U16:
    CONVERT(uint16_t, double);
    break;
  case ANT_VOXEL_I16:
    CONVERT(int16_t, double);
    break;
  case ANT_VOXEL_U32:
    CONVERT(uint32_t, double);
    break;
  case ANT_VOXEL_I32:
    CONVERT(int32_t, double);
    break;
  case ANT_VOXEL_F32:
    CONVERT(float, double);
    break;
  case ANT_VOXEL_F64:
    CONVERT(double, double);
    break;
  case ANT_VOXEL_NTYPE:
    break;
  }
}
