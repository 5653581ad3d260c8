/* csv.c - a table as text (see csv.h). */
#include "base/csv.h"

#include <stdbool.h>
#include <string.h>

/* the bytes of the UTF-8 letter at P (1 to 4), 0 when there is none */
static int letter(const unsigned char *p, size_t left) {
  static const struct {
    unsigned char mask, head;
    int n;
    unsigned least;
  } form[] = {
      {0x80, 0x00, 1, 0}, {0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}};
  for (int i = 0; i < 4; i++) {
    if ((p[0] & form[i].mask) != form[i].head) continue;
    if ((size_t)form[i].n > left) return 0;
    unsigned code = p[0] & (unsigned char)~form[i].mask;
    for (int k = 1; k < form[i].n; k++) {
      if ((p[k] & 0xC0) != 0x80) return 0;
      code = code << 6 | (p[k] & 0x3Fu);
    }
    bool fine = code >= form[i].least && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    return fine ? form[i].n : 0;
  }
  return 0;
}

static ant_status check_letters(const char *file, const char *text, size_t length, ant_diag *diag) {
  int line = 1, column = 1;
  for (size_t i = 0; i < length;) {
    int n = letter((const unsigned char *)text + i, length - i);
    if (n == 0 || text[i] == '\0') {
      ant_fail(diag, ANT_EINPUT, "expected text in UTF-8, found the byte 0x%02X",
               (unsigned)(unsigned char)text[i]);
      ant_diag_hint(diag, n ? "is this a table? A NUL is in no text"
                            : "if it is Latin-1: iconv -f latin1 -t utf-8 OLD > NEW");
      ant_diag_place(diag, file, line, column);
      return ANT_EINPUT;
    }
    column = text[i] == '\n' ? 1 : column + 1;
    line += text[i] == '\n';
    i += (size_t)n;
  }
  return ANT_OK;
}

ant_status ant_csv_open(ant_csv *csv, const char *file, char *text, size_t length,
                        ant_diag *opt_diag) {
  ANT_TRY(check_letters(file, text, length, opt_diag));
  csv->file = file;
  csv->next = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? text + 3 : text;
  csv->line = 1;
  csv->n_field = 0;
  return ANT_OK;
}

static ant_status fail(const ant_csv *csv, ant_diag *diag, int line, int column, const char *text) {
  ant_fail(diag, ANT_ESYNTAX, "%s", text);
  ant_diag_place(diag, csv->file, line, column);
  return ANT_ESYNTAX;
}

/* Undo the quoting of the field whose first byte behind the quote is *FIRST, in place.  Returns
 * what follows the closing quote, NULL when there is none. */
static char *unquote(ant_csv *csv, char *first, int *column) {
  char *to = first;
  for (char *p = first; *p; p++, (*column)++) {
    if (*p == '"' && p[1] != '"') {
      *to = '\0';
      (*column)++;
      return p + 1;
    }
    if (*p == '"') {
      p++;
      (*column)++;
    } else if (*p == '\n') {
      csv->line++;
      *column = 0;
    }
    *to++ = *p;
  }
  return NULL;
}

static bool at_end(const char *p) {
  return *p == '\0' || *p == '\n' || (*p == '\r' && (p[1] == '\n' || p[1] == '\0'));
}

static char *skip_line(ant_csv *csv, char *p) {
  while (*p && *p != '\n') p++;
  if (*p == '\n') {
    csv->line++;
    p++;
  }
  return *p ? p : NULL;
}

/* where the next record begins, behind the end of line at P */
static char *end_line(ant_csv *csv, char *p) {
  while (*p == '\r' || *p == '\n') {
    csv->line += *p == '\n';
    *p++ = '\0';
  }
  return *p ? p : NULL;
}

ant_status ant_csv_next(ant_csv *csv, ant_diag *opt_diag) {
  char *p = csv->next;
  int column = 1;
  csv->n_field = 0;
  if (p && (*p == '\r' || *p == '\n')) p = end_line(csv, p);
  if (!p || !*p) {
    csv->next = NULL;
    return ANT_OK;
  }
  for (;;) {
    int line = csv->line;
    if (csv->n_field == ANT_CSV_COLUMNS) {
      csv->next = skip_line(csv, p);
      return fail(csv, opt_diag, line, column, "more fields than a table may have");
    }
    ant_csv_field *f = &csv->field[csv->n_field++];
    *f = (ant_csv_field){p, line, column};
    if (*p == '"') {
      f->text = p + 1;
      column++;
      p = unquote(csv, p + 1, &column);
      if (!p) {
        csv->next = NULL;
        return fail(csv, opt_diag, line, f->column, "a quote that opens here is never closed");
      }
    } else {
      for (; *p != ',' && !at_end(p); p++) column++;
    }
    if (*p == ',') {
      *p++ = '\0';
      column++;
      continue;
    }
    if (at_end(p)) {
      csv->next = *p ? end_line(csv, p) : NULL;
      return ANT_OK;
    }
    csv->next = skip_line(csv, p);
    return fail(csv, opt_diag, line, column, "expected a comma behind the closing quote");
  }
}
