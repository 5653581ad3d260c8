/* diag.c - making and printing messages (see antaeus/diag.h). */
#include "antaeus/diag.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const struct {
  const char *name, *sentence;
  int exit_status;
} codes[ANT_NSTATUS] = {
#define ANT_X(code, name, exit, sentence) {name, sentence, exit},
    ANT_CODES(ANT_X)
#undef ANT_X
};

const char *ant_status_name(ant_status code) {
  return codes[code].name;
}

const char *ant_status_sentence(ant_status code) {
  return codes[code].sentence;
}

int ant_status_exit(ant_status code) {
  return codes[code].exit_status;
}

ant_status ant_fail_args(ant_diag *opt_diag, ant_status code, const char *format, va_list args) {
  if (opt_diag) {
    memset(opt_diag, 0, sizeof *opt_diag);
    opt_diag->code = code;
    ant_text_fit_args(opt_diag->text, sizeof opt_diag->text, format, args);
  }
  return code;
}

ant_status ant_fail(ant_diag *opt_diag, ant_status code, const char *format, ...) {
  va_list args;
  va_start(args, format);
  ant_fail_args(opt_diag, code, format, args);
  va_end(args);
  return code;
}

void ant_diag_hint(ant_diag *opt_diag, const char *format, ...) {
  if (!opt_diag) return;
  va_list args;
  va_start(args, format);
  ant_text_fit_args(opt_diag->hint, sizeof opt_diag->hint, format, args);
  va_end(args);
}

void ant_diag_place(ant_diag *opt_diag, const char *file, int line, int column) {
  if (!opt_diag) return;
  ant_text_fit(opt_diag->file, sizeof opt_diag->file, "%s", file);
  opt_diag->line = line;
  opt_diag->column = column;
}

static void print_place(const ant_diag *d, FILE *to) {
  if (!d->file[0]) return;
  fprintf(to, "%s:", d->file);
  if (d->line > 0) fprintf(to, "%d:", d->line);
  if (d->column > 0) fprintf(to, "%d:", d->column);
  fputc(' ', to);
}

/* blanks up to COLUMN below SOURCE; a tab stays a tab, a UTF-8 letter is one column */
static void print_indent(const char *source, int column, FILE *to) {
  const char *p = source;
  for (int i = 1; i < column && *p; i++) {
    fputc(*p++ == '\t' ? '\t' : ' ', to);
    while ((*p & 0xC0) == 0x80) p++;
  }
}

/* the line, then ~~~ under what is meant */
static void print_excerpt(const ant_diag *d, FILE *to) {
  if (d->line <= 0 || !d->source[0]) return;
  fprintf(to, "%5d | %s\n", d->line, d->source);
  if (d->column > 0) {
    fputs("      | ", to);
    print_indent(d->source, d->column - d->shift, to);
    fputc('^', to);
    for (int i = 1; i < d->width; i++) fputc('~', to);
    if (d->label[0]) fprintf(to, " %s", d->label);
    fputc('\n', to);
  }
}

void ant_diag_print(const ant_diag *d, FILE *to) {
  static const char *const severity[] = {"error", "warning", "note"};
  print_place(d, to);
  fprintf(to, "%s[%s]: %s\n", severity[d->severity], ant_status_name(d->code), d->text);
  print_excerpt(d, to);
  if (d->hint[0]) fprintf(to, "  hint: %s\n", d->hint);
}

/* where DIAG belongs: behind the last of its file that stands no further down, else at the end */
static size_t position(const ant_diags *diags, const ant_diag *diag) {
  size_t at = diags->n;
  if (diag->line <= 0) return at;
  for (size_t i = 0; i < diags->n; i++) {
    const ant_diag *d = &diags->item[i];
    if (strcmp(d->file, diag->file) != 0 || d->line <= 0) continue;
    bool above = d->line < diag->line || (d->line == diag->line && d->column <= diag->column);
    if (above)
      at = i + 1;
    else if (at == diags->n)
      return i;
    else
      break;
  }
  return at;
}

void ant_diags_add(ant_diags *diags, const ant_diag *diag) {
  if (diag->severity == ANT_ERROR) {
    if (diags->n_error++ == 0) diags->first = diag->code;
    if (diags->n_error > ANT_DIAGS_MAX) return;
  }
  if (diags->n == diags->capacity) {
    size_t capacity = diags->capacity ? 2 * diags->capacity : 8;
    ant_diag *item = realloc(diags->item, capacity * sizeof *item);
    if (!item) return; /* the count and the first code are kept: the caller still fails */
    diags->item = item;
    diags->capacity = capacity;
  }
  size_t at = position(diags, diag);
  memmove(&diags->item[at + 1], &diags->item[at], (diags->n - at) * sizeof *diag);
  diags->item[at] = *diag;
  diags->n++;
}

void ant_diags_print(const ant_diags *diags, FILE *to) {
  for (size_t i = 0; i < diags->n; i++) ant_diag_print(&diags->item[i], to);
  if (diags->n_error > ANT_DIAGS_MAX) {
    fprintf(to, "... and %zu more errors\n", diags->n_error - ANT_DIAGS_MAX);
  }
}

void ant_diags_clear(ant_diags *diags) {
  free(diags->item);
  memset(diags, 0, sizeof *diags);
}
