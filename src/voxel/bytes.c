/* bytes.c - the bytes of a file, numbers in them, lines of text headers (see io.h).
 *   1. Files   2. Numbers   3. Text headers */
#include "voxel/io.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

/* 1. Files --------------------------------------------------------------- */

static ant_status cannot_read(const char *path, int error, ant_diag *opt_diag) {
  bool theirs = error == ENOENT || error == EACCES || error == ENOTDIR || error == ENAMETOOLONG ||
                error == ELOOP || error == EPERM || error == ENXIO;
  return ant_fail(opt_diag, theirs ? ANT_EINPUT : ANT_ESYSTEM, "cannot read %s: %s", path,
                  strerror(error));
}

static ant_status map_file(int fd, const char *path, ant_bytes *out, ant_diag *opt_diag) {
  struct stat s;
  if (fstat(fd, &s) != 0) return cannot_read(path, errno, opt_diag);
  if (!S_ISREG(s.st_mode)) {
    return ant_fail(opt_diag, ANT_EINPUT, "%s is %s, a file was expected", path,
                    S_ISDIR(s.st_mode) ? "a folder" : "not a plain file");
  }
  if (s.st_size == 0) return ant_fail(opt_diag, ANT_EINPUT, "%s is empty", path);
  void *base = mmap(NULL, (size_t)s.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (base == MAP_FAILED) return cannot_read(path, errno, opt_diag);
  *out = (ant_bytes){path, base, (size_t)s.st_size, true};
  return ANT_OK;
}

ant_status ant_bytes_open(const char *path, ant_bytes *out_bytes, ant_diag *opt_diag) {
  /* a named pipe would block a plain open for ever */
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return cannot_read(path, errno, opt_diag);
  ant_status status = map_file(fd, path, out_bytes, opt_diag);
  close(fd);
  return status;
}

void ant_bytes_close(ant_bytes *bytes) {
  if (bytes->mapped) munmap((void *)(uintptr_t)bytes->data, bytes->size);
  *bytes = (ant_bytes){.path = bytes->path};
}

ant_status ant_bytes_fail(const ant_bytes *bytes, int line, ant_diag *opt_diag, const char *format,
                          ...) {
  va_list args;
  va_start(args, format);
  ant_fail_args(opt_diag, ANT_EINPUT, format, args);
  va_end(args);
  ant_diag_place(opt_diag, bytes->path, line, 0);
  return ANT_EINPUT;
}

/* 2. Numbers ------------------------------------------------------------- */

uint16_t ant_get_u16(const uint8_t *at, bool big) {
  return (uint16_t)(big ? at[0] << 8 | at[1] : at[1] << 8 | at[0]);
}

uint32_t ant_get_u32(const uint8_t *at, bool big) {
  uint32_t low = ant_get_u16(at + (big ? 2 : 0), big), high = ant_get_u16(at + (big ? 0 : 2), big);
  return high << 16 | low;
}

uint64_t ant_get_u64(const uint8_t *at, bool big) {
  uint64_t low = ant_get_u32(at + (big ? 4 : 0), big), high = ant_get_u32(at + (big ? 0 : 4), big);
  return high << 32 | low;
}

float ant_get_f32(const uint8_t *at, bool big) {
  uint32_t bits = ant_get_u32(at, big);
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

double ant_get_f64(const uint8_t *at, bool big) {
  uint64_t bits = ant_get_u64(at, big);
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

float ant_get_vax32(const uint8_t *at) {
  const uint8_t swapped[4] = {at[2], at[3], at[0], at[1]};
  return 0.25f * ant_get_f32(swapped, false);
}

double ant_get_vax64(const uint8_t *at) {
  const uint8_t swapped[8] = {at[6], at[7], at[4], at[5], at[2], at[3], at[0], at[1]};
  return 0.25 * ant_get_f64(swapped, false);
}

/* 3. Text headers -------------------------------------------------------- */

/* copy FROM..TO without blanks around into SIZE bytes; false when it is too long or holds a byte
 * that no text has */
static bool copy_trimmed(const uint8_t *from, const uint8_t *to, char *out, size_t size) {
  while (from < to && (*from == ' ' || *from == '\t')) from++;
  while (to > from && (to[-1] == ' ' || to[-1] == '\t' || to[-1] == '\r')) to--;
  size_t n = (size_t)(to - from);
  if (n >= size || memchr(from, '\0', n)) return false;
  memcpy(out, from, n);
  out[n] = '\0';
  return true;
}

ant_status ant_header_next(const ant_bytes *file, size_t at, ant_header_line *line, bool *out_end,
                           ant_diag *opt_diag) {
  *out_end = false;
  for (;;) {
    const uint8_t *from = file->data + at, *end = file->data + file->size;
    if (from == end) {
      *out_end = true;
      return ANT_OK;
    }
    const uint8_t *newline = memchr(from, '\n', (size_t)(end - from));
    const uint8_t *to = newline ? newline : end;
    line->line++;
    at = (size_t)((newline ? newline + 1 : end) - file->data);
    line->next = at;
    if (*from == '#' || to == from || (to == from + 1 && *from == '\r')) continue;
    const uint8_t *equal = memchr(from, '=', (size_t)(to - from));
    if (!equal || !copy_trimmed(from, equal, line->key, sizeof line->key) ||
        !copy_trimmed(equal + 1, to, line->value, sizeof line->value)) {
      return ant_bytes_fail(file, line->line, opt_diag,
                            "a line `key = value` was expected here, found something else");
    }
    return ANT_OK;
  }
}

ant_status ant_header_numbers(const ant_bytes *file, const ant_header_line *line, int n,
                              double *out, ant_diag *opt_diag) {
  const char *p = line->value;
  for (int i = 0; i < n; i++) {
    p += strspn(p, " \t,");
    size_t length = ant_text_read_number(p, &out[i]);
    if (length == 0 || !isfinite(out[i])) {
      return ant_bytes_fail(file, line->line, opt_diag, "%s: %d number%s expected, found '%.60s'",
                            line->key, n, n == 1 ? " was" : "s were", line->value);
    }
    p += length;
  }
  if (p[strspn(p, " \t,")] == '\0') return ANT_OK;
  return ant_bytes_fail(file, line->line, opt_diag,
                        "%s: nothing more was expected behind %d number%s,"
                        " found '%.60s'",
                        line->key, n, n == 1 ? "" : "s", p);
}

ant_status ant_header_whole(const ant_bytes *file, const ant_header_line *line, int n, int64_t *out,
                            ant_diag *opt_diag) {
  double value[16];
  ANT_TRY(ant_header_numbers(file, line, n, value, opt_diag));
  for (int i = 0; i < n; i++) {
    if (value[i] != floor(value[i]) || fabs(value[i]) > 0x1p53) {
      return ant_bytes_fail(file, line->line, opt_diag, "%s: a whole number was expected, found %g",
                            line->key, value[i]);
    }
    out[i] = (int64_t)value[i];
  }
  return ANT_OK;
}
