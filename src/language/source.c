/* source.c - the texts that were read, kept so that a message can show the line (see ast.h). */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "language/ast.h"

/* a line ends with \n, \r\n or \r */
static bool ends_line(const char *text, size_t i) {
  return text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n');
}

static ant_status find_lines(ant_arena *arena, ant_source_file *f) {
  int n = 1;
  for (size_t i = 0; i < f->length; i++) n += ends_line(f->text, i);
  uint32_t *start = ant_arena_take(arena, (size_t)n * sizeof *start);
  if (!start) return ANT_ENOMEM;
  f->start = start;
  f->n_line = n;
  for (size_t i = 0; i < f->length; i++) {
    if (ends_line(f->text, i)) *++start = (uint32_t)i + 1;
  }
  return ANT_OK;
}

ant_status ant_sources_add(ant_arena *arena, ant_sources *sources, const char *name,
                           const char *text, size_t length, int *out_file) {
  if (length > ANT_SOURCE_MAX) return ANT_EINPUT;
  if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* a byte order mark is no text */
    text += 3;
    length -= 3;
  }
  ant_source_file f = {.path = ant_arena_copy(arena, name),
                       .text = ant_arena_text(arena, text, length),
                       .length = length};
  if (!f.path || !f.text) return ANT_ENOMEM;
  ANT_TRY(find_lines(arena, &f));
  ANT_TRY(
      ant_arena_grow(arena, &sources->file, &sources->capacity, sources->n, sizeof *sources->file));
  *out_file = sources->n;
  sources->file[sources->n++] = f;
  return ANT_OK;
}

ant_status ant_sources_check(const ant_sources *sources, int file, ant_diag *opt_diag) {
  const ant_source_file *f = &sources->file[file];
  int line = 0;
  for (size_t i = 0; i < f->length;) {
    while (line < f->n_line && f->start[line] <= i) line++;
    size_t n = ant_text_utf8(f->text + i, f->length - i);
    if (n > 0 && f->text[i] != '\0') {
      i += n;
      continue;
    }
    const char *what = n ? "a byte 0" : "a byte that is not UTF-8";
    ant_fail(opt_diag, ANT_EINPUT, "expected text, found %s", what);
    ant_diag_place(opt_diag, f->path, line, (int)(i - f->start[line - 1]) + 1);
    ant_diag_hint(opt_diag, "is this the right file? text must be saved as UTF-8");
    return ANT_EINPUT;
  }
  return ANT_OK;
}

ant_status ant_sources_read(ant_arena *arena, ant_sources *sources, const char *path, int *out_file,
                            ant_diag *opt_diag) {
  char *text;
  size_t length;
  int file = 0;
  ANT_TRY(ant_file_read(path, ANT_SOURCE_MAX, &text, &length, opt_diag));
  ant_status status = ant_sources_add(arena, sources, path, text, length, &file);
  free(text);
  if (status != ANT_OK) return ant_fail(opt_diag, status, "no memory to keep %s", path);
  ANT_TRY(ant_sources_check(sources, file, opt_diag));
  *out_file = file;
  return ANT_OK;
}

/* Messages --------------------------------------------------------------- */

/* letters in N bytes of TEXT */
static int count_letters(const char *text, size_t n) {
  int letters = 0;
  for (size_t i = 0; i < n; i++) letters += (text[i] & 0xC0) != 0x80;
  return letters;
}

static bool inside_letter(const char *text, size_t at) {
  return (text[at] & 0xC0) == 0x80;
}

/* The line into DIAG's excerpt; of a line too long, the part around byte AT. */
static void copy_line(ant_diag *diag, const char *line, size_t length, size_t at) {
  enum { BEFORE = 60, ROOM = ANT_DIAG_LINE - 8 };
  size_t from = length > ROOM && at > BEFORE ? at - BEFORE : 0;
  while (from > 0 && inside_letter(line, from)) from--;
  size_t to = length - from > ROOM ? from + ROOM : length;
  while (to < length && to > from && inside_letter(line, to)) to--;
  const char *before = from > 0 ? "..." : "", *behind = to < length ? "..." : "";
  snprintf(diag->source, sizeof diag->source, "%s%.*s%s", before, (int)(to - from), line + from,
           behind);
  if (from > 0) diag->shift = count_letters(line, from) - 3;
}

static void show_place(ant_diag *diag, const ant_source_file *f, ant_place place) {
  const char *line = f->text + f->start[place.line - 1];
  size_t length = strcspn(line, "\r\n");
  size_t at = (size_t)place.column - 1 < length ? (size_t)place.column - 1 : length;
  size_t width = place.width > 0 ? (size_t)place.width : 1;
  if (width > length - at) width = length - at;
  ant_diag_place(diag, f->path, place.line, count_letters(line, at) + 1);
  diag->width = width > 0 ? count_letters(line + at, width) : 1;
  copy_line(diag, line, length, at);
  int shown = count_letters(diag->source, strlen(diag->source)) + diag->shift - diag->column + 1;
  if (diag->width > shown && shown > 0) diag->width = shown;
}

ant_status ant_diag_at_args(ant_diag *diag, const ant_sources *sources, ant_place place,
                            ant_status code, const char *format, va_list args) {
  ant_fail_args(diag, code, format, args);
  bool known = place.file >= 0 && place.file < sources->n && place.line > 0;
  if (!known) return code;
  const ant_source_file *f = &sources->file[place.file];
  if (place.line <= f->n_line && place.column > 0)
    show_place(diag, f, place);
  else
    ant_diag_place(diag, f->path, place.line, 0);
  return code;
}

ant_status ant_diag_at(ant_diag *diag, const ant_sources *sources, ant_place place, ant_status code,
                       const char *format, ...) {
  va_list args;
  va_start(args, format);
  ant_diag_at_args(diag, sources, place, code, format, args);
  va_end(args);
  return code;
}
