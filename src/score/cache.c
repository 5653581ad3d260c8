/* cache.c - courses that were flown before, kept on disk (see cache.h). */
#include "score/cache.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"

static const char magic[16] = "antaeus course1"; /* with its NUL */

/* the key and what was asked for: one flight may be asked for other columns */
static uint64_t name_of(uint64_t key, const ant_flight *f) {
  for (int k = 0; k < f->n_observable; k++) key = ant_hash_string(key, f->observable[k]);
  return key;
}

static void path_of(char *path, size_t size, const char *folder, uint64_t name) {
  snprintf(path, size, "%s/%016" PRIx64 ".course", folder, name);
}

/* a cursor over bytes; reading beyond the end leaves zeros and says so */
typedef struct bytes {
  unsigned char *at;
  size_t left;
  bool good;
} bytes;

static void take(bytes *b, void *into, size_t n) {
  b->good &= n <= b->left;
  if (!b->good) {
    memset(into, 0, n);
    return;
  }
  memcpy(into, b->at, n);
  b->at += n;
  b->left -= n;
}

static void put(bytes *b, const void *from, size_t n) {
  if (n > 0) memcpy(b->at, from, n);
  b->at += n;
  b->left -= n;
}

/* magic, name, rows, columns, the model's hash, times; a column: is it there, unit, baseline,
 * values; the hash of all that */
static size_t size_of(const ant_flight *f, int n_row) {
  size_t row = (size_t)n_row * sizeof(double);
  return sizeof magic + 4 * sizeof(uint64_t) + row +
         (size_t)f->n_observable * (sizeof(uint64_t) + sizeof *f->unit + sizeof(double) + row) +
         sizeof(uint64_t);
}

static bool take_room(ant_flight *f) {
  size_t n = (size_t)f->n_observable + 1;
  f->time_d = malloc(((size_t)f->n_row + 1) * sizeof *f->time_d);
  f->value = calloc(n, sizeof *f->value);
  f->baseline = calloc(n, sizeof *f->baseline);
  f->unit = calloc(n, sizeof *f->unit);
  f->nearest = calloc(n, sizeof *f->nearest);
  return f->time_d && f->value && f->baseline && f->unit && f->nearest;
}

static void drop(ant_flight *f) {
  for (int k = 0; f->value && k < f->n_observable; k++) free(f->value[k]);
  free(f->value);
  free(f->time_d);
  free(f->baseline);
  free(f->unit);
  free(f->nearest);
  f->value = NULL;
  f->time_d = f->baseline = NULL;
  f->unit = NULL;
  f->nearest = NULL;
}

static bool take_columns(bytes *b, ant_flight *f) {
  size_t row = (size_t)f->n_row * sizeof(double);
  take(b, f->time_d, row);
  for (int k = 0; k < f->n_observable; k++) {
    uint64_t there;
    take(b, &there, sizeof there);
    take(b, f->unit[k], sizeof f->unit[k]);
    take(b, &f->baseline[k], sizeof f->baseline[k]);
    f->unit[k][sizeof f->unit[k] - 1] = '\0';
    double *value = malloc(row + 1);
    if (!value) return false;
    take(b, value, row);
    f->value[k] = value;
    if (!there) { /* the twin had no such observable */
      free(value);
      f->value[k] = NULL;
    }
  }
  return b->good;
}

static bool take_flight(bytes *b, uint64_t name, ant_flight *f) {
  char found[sizeof magic];
  uint64_t head[4] = {0};
  take(b, found, sizeof found);
  take(b, head, sizeof head);
  if (!b->good || memcmp(found, magic, sizeof magic) != 0 || head[0] != name ||
      head[1] > 10000000 || head[2] != (uint64_t)f->n_observable) {
    return false;
  }
  f->n_row = (int)head[1];
  f->hash = head[3];
  return take_room(f) && take_columns(b, f);
}

bool ant_cache_read(const char *folder, uint64_t key, ant_flight *f) {
  char path[4200], *text = NULL;
  size_t length = 0;
  uint64_t name = name_of(key, f), sum;
  path_of(path, sizeof path, folder, name);
  if (ant_file_read(path, (size_t)1 << 30, &text, &length, NULL) != ANT_OK) return false;
  bytes b = {(unsigned char *)text, length, true};
  bool good = length > sizeof sum;
  if (good) {
    memcpy(&sum, text + length - sizeof sum, sizeof sum);
    good = sum == ant_hash_bytes(ANT_HASH_START, text, length - sizeof sum);
  }
  good = good && take_flight(&b, name, f) && b.left == sizeof sum;
  free(text);
  f->flown = good;
  f->status = ANT_OK;
  if (!good) drop(f);
  return good;
}

void ant_cache_write(const char *folder, uint64_t key, const ant_flight *f) {
  char path[4200];
  uint64_t name = name_of(key, f);
  size_t length = size_of(f, f->n_row), row = (size_t)f->n_row * sizeof(double);
  unsigned char *text = calloc(length, 1);
  if (!text) return;
  bytes b = {text, length, true};
  uint64_t head[4] = {name, (uint64_t)f->n_row, (uint64_t)f->n_observable, f->hash};
  put(&b, magic, sizeof magic);
  put(&b, head, sizeof head);
  put(&b, f->time_d, row);
  for (int k = 0; k < f->n_observable; k++) {
    uint64_t there = f->value[k] != NULL;
    put(&b, &there, sizeof there);
    put(&b, f->unit[k], sizeof f->unit[k]);
    put(&b, &f->baseline[k], sizeof f->baseline[k]);
    if (there) {
      put(&b, f->value[k], row);
    } else {
      b.at += row;
      b.left -= row;
    }
  }
  uint64_t sum = ant_hash_bytes(ANT_HASH_START, text, length - sizeof sum);
  put(&b, &sum, sizeof sum);
  path_of(path, sizeof path, folder, name);
  if (ant_file_make_folder(folder, NULL) == ANT_OK) {
    ant_file_write(path, (const char *)text, length, NULL);
  }
  free(text);
}

/* Numbers ------------------------------------------------------------------- */

static const char magic_numbers[16] = "antaeus numbers"; /* with its NUL */

static void path_of_numbers(char *path, size_t size, const char *folder, uint64_t key) {
  snprintf(path, size, "%s/%016" PRIx64 ".draw", folder, key);
}

static size_t size_of_numbers(int n) {
  return sizeof magic_numbers + sizeof(uint64_t) + (size_t)n * sizeof(double) + sizeof(uint64_t);
}

bool ant_cache_read_numbers(const char *folder, uint64_t key, double *value, int n) {
  char path[4200], *text = NULL, found[sizeof magic_numbers];
  size_t length = 0;
  uint64_t name = 0, sum = 0;
  path_of_numbers(path, sizeof path, folder, key);
  if (ant_file_read(path, (size_t)1 << 26, &text, &length, NULL) != ANT_OK) return false;
  bool good = length == size_of_numbers(n);
  if (good) {
    bytes b = {(unsigned char *)text, length, true};
    take(&b, found, sizeof found);
    take(&b, &name, sizeof name);
    memcpy(&sum, text + length - sizeof sum, sizeof sum);
    good = memcmp(found, magic_numbers, sizeof found) == 0 && name == key &&
           sum == ant_hash_bytes(ANT_HASH_START, text, length - sizeof sum);
    if (good) take(&b, value, (size_t)n * sizeof *value);
  }
  free(text);
  return good;
}

void ant_cache_write_numbers(const char *folder, uint64_t key, const double *value, int n) {
  char path[4200];
  size_t length = size_of_numbers(n);
  unsigned char *text = calloc(length, 1);
  if (!text) return;
  bytes b = {text, length, true};
  put(&b, magic_numbers, sizeof magic_numbers);
  put(&b, &key, sizeof key);
  put(&b, value, (size_t)n * sizeof *value);
  uint64_t sum = ant_hash_bytes(ANT_HASH_START, text, length - sizeof sum);
  put(&b, &sum, sizeof sum);
  path_of_numbers(path, sizeof path, folder, key);
  if (ant_file_make_folder(folder, NULL) == ANT_OK) {
    ant_file_write(path, (const char *)text, length, NULL);
  }
  free(text);
}
