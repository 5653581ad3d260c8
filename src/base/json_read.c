/* json_read.c - reading one JSON document (see json_read.h).
 *   1. Letters   2. Texts   3. Numbers and words   4. Values   5. Looking up */
#include "base/json_read.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
  ant_arena *arena;
  const char *file, *text, *at, *end, *line_start;
  int line, depth;
  ant_diag *diag;
} reader;

/* 1. Letters -------------------------------------------------------------- */

static ant_status out_of_memory(reader *r) {
  return ant_fail(r->diag, ANT_ENOMEM, "%s: not enough memory to read it", r->file);
}

/* "expected WHAT, found ..." at the present place */
static ant_status expected(reader *r, const char *what) {
  char found[24] = "the end of the file";
  if (r->at < r->end) {
    unsigned char c = (unsigned char)*r->at;
    snprintf(found, sizeof found,
             c > 0x20 && c < 0x7F ? "'%c'"
             : c == '\n'          ? "the end of the line"
                                  : "byte 0x%02X",
             c);
  }
  ant_fail(r->diag, ANT_ESYNTAX, "expected %s, found %s", what, found);
  ant_diag_place(r->diag, r->file, r->line, (int)(r->at - r->line_start) + 1);
  return ANT_ESYNTAX;
}

static void skip_space(reader *r) {
  while (r->at < r->end && strchr(" \t\r\n", *r->at) && *r->at) {
    if (*r->at++ != '\n') continue;
    r->line++;
    r->line_start = r->at;
  }
}

static bool take(reader *r, char c) {
  if (r->at == r->end || *r->at != c) return false;
  r->at++;
  return true;
}

/* 2. Texts ---------------------------------------------------------------- */

static bool hex4(reader *r, uint32_t *out) {
  uint32_t value = 0;
  for (int i = 0; i < 4; i++, r->at++) {
    if (r->at == r->end || !isxdigit((unsigned char)*r->at)) return false;
    int c = tolower((unsigned char)*r->at);
    value = value * 16 + (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  *out = value;
  return true;
}

static char *put_letter(char *to, uint32_t c) {
  if (c < 0x80) {
    *to++ = (char)c;
  } else if (c < 0x800) {
    *to++ = (char)(0xC0 | c >> 6);
    *to++ = (char)(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    *to++ = (char)(0xE0 | c >> 12);
    *to++ = (char)(0x80 | (c >> 6 & 0x3F));
    *to++ = (char)(0x80 | (c & 0x3F));
  } else {
    *to++ = (char)(0xF0 | c >> 18);
    *to++ = (char)(0x80 | (c >> 12 & 0x3F));
    *to++ = (char)(0x80 | (c >> 6 & 0x3F));
    *to++ = (char)(0x80 | (c & 0x3F));
  }
  return to;
}

/* behind the u of an escape: one letter, two escapes where it lies beyond U+FFFF */
static ant_status unicode(reader *r, char **to) {
  uint32_t high, low;
  if (!hex4(r, &high)) return expected(r, "four hexadecimal digits");
  if (high == 0) return expected(r, "another letter than NUL before");
  if (high >= 0xDC00 && high < 0xE000) return expected(r, "the first half of a letter before");
  if (high >= 0xD800 && high < 0xDC00) {
    if (!take(r, '\\') || !take(r, 'u'))
      return expected(r, "the second half of a letter (\\uXXXX)");
    if (!hex4(r, &low)) return expected(r, "four hexadecimal digits");
    if (low < 0xDC00 || low >= 0xE000) return expected(r, "the second half of a letter before");
    high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
  }
  *to = put_letter(*to, high);
  return ANT_OK;
}

static ant_status escape(reader *r, char **to) {
  static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
  const char *which = r->at < r->end && *r->at ? strchr(from, *r->at) : NULL;
  if (which) {
    *(*to)++ = into[which - from];
    r->at++;
    return ANT_OK;
  }
  if (take(r, 'u')) return unicode(r, to);
  return expected(r, "one of \" \\ / b f n r t u after \\");
}

/* What a text becomes is never longer than how it is written. */
static ant_status read_text(reader *r, const char **out) {
  if (!take(r, '"')) return expected(r, "'\"'");
  const char *close = r->at;
  while (close < r->end && *close != '"') close += *close == '\\' && close + 1 < r->end ? 2 : 1;
  char *text = ant_arena_take(r->arena, (size_t)(close - r->at) + 1), *to = text;
  if (!text) return out_of_memory(r);
  while (r->at < r->end && *r->at != '"') {
    if ((unsigned char)*r->at < 0x20) return expected(r, "no control character within a text");
    if (*r->at == '\\') {
      r->at++;
      ANT_TRY(escape(r, &to));
    } else {
      *to++ = *r->at++;
    }
  }
  if (!take(r, '"')) return expected(r, "'\"' to end the text");
  *out = text;
  return ANT_OK;
}

/* 3. Numbers and words ---------------------------------------------------- */

static bool digits(reader *r) {
  const char *start = r->at;
  while (r->at < r->end && isdigit((unsigned char)*r->at)) r->at++;
  return r->at > start;
}

static ant_status read_number(reader *r, double *out) {
  const char *start = r->at;
  char *end;
  take(r, '-');
  const char *whole = r->at;
  if (!digits(r)) return expected(r, "a digit");
  if (*whole == '0' && r->at > whole + 1) return expected(r, "no digit behind a leading 0");
  if (take(r, '.') && !digits(r)) return expected(r, "a digit behind the point");
  if (r->at < r->end && (*r->at == 'e' || *r->at == 'E')) {
    r->at++;
    if (!take(r, '-')) take(r, '+');
    if (!digits(r)) return expected(r, "a digit of the exponent");
  }
  char *copy = ant_arena_text(r->arena, start, (size_t)(r->at - start));
  if (!copy) return out_of_memory(r);
  *out = strtod(copy, &end);
  if (!isfinite(*out)) return expected(r, "a number that a double can hold before");
  return ANT_OK;
}

static ant_status read_word(reader *r, ant_json_node *node) {
  static const struct {
    const char *word;
    ant_json_kind kind;
    bool boolean;
  } words[] = {{"true", ANT_JSON_BOOLEAN, true},
               {"false", ANT_JSON_BOOLEAN, false},
               {"null", ANT_JSON_NULL, false}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    size_t n = strlen(words[i].word);
    if ((size_t)(r->end - r->at) < n || memcmp(r->at, words[i].word, n) != 0) continue;
    node->kind = words[i].kind;
    node->boolean = words[i].boolean;
    r->at += n;
    return ANT_OK;
  }
  return expected(r, "a value");
}

/* 4. Values --------------------------------------------------------------- */

static ant_status read_value(reader *r, ant_json_node **out);

static ant_status read_member(reader *r, bool keyed, ant_json_node **out) {
  const char *key = NULL;
  skip_space(r);
  if (keyed) {
    ANT_TRY(read_text(r, &key));
    skip_space(r);
    if (!take(r, ':')) return expected(r, "':'");
  }
  ANT_TRY(read_value(r, out));
  (*out)->key = key;
  skip_space(r);
  return ANT_OK;
}

/* the inside of [] or {} */
static ant_status read_members(reader *r, ant_json_node *node, bool keyed) {
  char close = keyed ? '}' : ']';
  ant_json_node **tail = &node->first;
  if (++r->depth > ANT_JSON_READ_DEPTH) return expected(r, "fewer levels of nesting");
  skip_space(r);
  if (take(r, close)) {
    r->depth--;
    return ANT_OK;
  }
  do {
    ANT_TRY(read_member(r, keyed, tail));
    tail = &(*tail)->next;
    node->n++;
  } while (take(r, ','));
  if (!take(r, close)) return expected(r, keyed ? "',' or '}'" : "',' or ']'");
  r->depth--;
  return ANT_OK;
}

static ant_status read_value(reader *r, ant_json_node **out) {
  skip_space(r);
  ant_json_node *node = ant_arena_take(r->arena, sizeof *node);
  if (!node) return out_of_memory(r);
  node->line = r->line;
  node->column = (int)(r->at - r->line_start) + 1;
  *out = node;
  char c = r->at < r->end ? *r->at : '\0';
  if (c == '{' || c == '[') {
    node->kind = c == '{' ? ANT_JSON_OBJECT : ANT_JSON_ARRAY;
    r->at++;
    return read_members(r, node, c == '{');
  }
  if (c == '"') {
    node->kind = ANT_JSON_TEXT;
    return read_text(r, &node->text);
  }
  if (c == '-' || isdigit((unsigned char)c)) {
    node->kind = ANT_JSON_NUMBER;
    return read_number(r, &node->number);
  }
  return read_word(r, node);
}

ant_status ant_json_read(ant_arena *arena, const char *file, const char *text, size_t length,
                         const ant_json_node **out_root, ant_diag *opt_diag) {
  reader r = {arena, file, text, text, text + length, text, 1, 0, opt_diag};
  ant_json_node *root = NULL;
  ANT_TRY(read_value(&r, &root));
  skip_space(&r);
  if (r.at < r.end) return expected(&r, "the end of the file");
  *out_root = root;
  return ANT_OK;
}

/* 5. Looking up ----------------------------------------------------------- */

const ant_json_node *ant_json_member(const ant_json_node *object, const char *key) {
  const ant_json_node *found = NULL;
  if (!object || object->kind != ANT_JSON_OBJECT) return NULL;
  for (const ant_json_node *m = object->first; m; m = m->next) {
    if (strcmp(m->key, key) == 0) found = m;
  }
  return found;
}

const char *ant_json_text(const ant_json_node *node) {
  return node && node->kind == ANT_JSON_TEXT ? node->text : NULL;
}

double ant_json_value(const ant_json_node *node) {
  return node && node->kind == ANT_JSON_NUMBER ? node->number : NAN;
}

const char *ant_json_kind_words(const ant_json_node *node) {
  static const char *const words[] = {"null",   "true or false", "a number",
                                      "a text", "a list",        "an object"};
  return node ? words[node->kind] : "nothing";
}
