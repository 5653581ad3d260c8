/* json.c - a streaming JSON writer (see json.h). */
#include "base/json.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/text.h"

void ant_json_init(ant_json *json, FILE *to) {
  memset(json, 0, sizeof *json);
  json->to = to;
}

/* Layout: objects one key a line, arrays on one line unless they hold objects. */
static void new_line(ant_json *json) {
  fputc('\n', json->to);
  for (int i = 0; i < json->depth; i++) fputs("  ", json->to);
}

static bool in_object(const ant_json *json) {
  return json->depth > 0 && json->close[json->depth - 1] == '}';
}

/* what stands between the last value and this one */
static void begin_value(ant_json *json, bool composite) {
  if (json->after_key) {
    json->after_key = false;
    return;
  }
  assert(!in_object(json) && (json->depth > 0 || json->n[0] == 0));
  if (json->n[json->depth]++ > 0) fputc(',', json->to);
  if (json->depth == 0) return;
  if (composite)
    new_line(json);
  else if (json->n[json->depth] > 1)
    fputc(' ', json->to);
}

static void open_level(ant_json *json, char open, char close) {
  begin_value(json, open == '{');
  assert(json->depth < ANT_JSON_DEPTH);
  fputc(open, json->to);
  json->close[json->depth++] = close;
  json->n[json->depth] = 0;
  json->key[json->depth][0] = '\0';
}

void ant_json_object(ant_json *json) {
  open_level(json, '{', '}');
}

void ant_json_array(ant_json *json) {
  open_level(json, '[', ']');
}

void ant_json_end(ant_json *json) {
  assert(json->depth > 0 && !json->after_key);
  bool filled = json->n[json->depth] > 0;
  char close = json->close[--json->depth];
  if (filled && close == '}') new_line(json);
  fputc(close, json->to);
}

/* the escape of a byte below 0x20, of '"' and of '\\' */
static void put_escape(unsigned char c, FILE *to) {
  static const char plain[] = "\b\f\n\r\t\"\\", letter[] = "bfnrt\"\\";
  const char *p = c ? strchr(plain, c) : NULL;
  if (p)
    fprintf(to, "\\%c", letter[p - plain]);
  else
    fprintf(to, "\\u%04x", c);
}

static void put_string(const char *text, FILE *to) {
  size_t length = strlen(text);
  fputc('"', to);
  for (size_t i = 0; i < length;) {
    unsigned char c = (unsigned char)text[i];
    size_t n = ant_text_utf8(text + i, length - i);
    if (c < 0x20 || c == '"' || c == '\\')
      put_escape(c, to);
    else if (n == 0)
      fputs("\xEF\xBF\xBD", to);
    else
      fwrite(text + i, 1, n, to);
    i += n ? n : 1;
  }
  fputc('"', to);
}

void ant_json_key(ant_json *json, const char *key) {
  assert(in_object(json) && !json->after_key);
  if (json->n[json->depth]++ > 0) fputc(',', json->to);
  new_line(json);
  put_string(key, json->to);
  fputs(": ", json->to);
  snprintf(json->key[json->depth], ANT_JSON_KEY, "%s", key);
  json->after_key = true;
}

void ant_json_string(ant_json *json, const char *opt_value) {
  begin_value(json, false);
  if (opt_value)
    put_string(opt_value, json->to);
  else
    fputs("null", json->to);
}

/* keys and positions from the root to here, such as "observables.3.baseline" */
static void remember_path(ant_json *json) {
  size_t at = 0;
  json->status = ANT_ENUMERIC;
  for (int i = 1; i <= json->depth && at < sizeof json->where; i++) {
    const char *dot = i > 1 ? "." : "";
    int n;
    if (json->close[i - 1] == '}') {
      n = snprintf(json->where + at, sizeof json->where - at, "%s%s", dot, json->key[i]);
    } else {
      n = snprintf(json->where + at, sizeof json->where - at, "%s%d", dot, json->n[i] - 1);
    }
    at += n > 0 ? (size_t)n : 0;
  }
}

void ant_json_number(ant_json *json, double value) {
  char digits[ANT_NUMBER_TEXT];
  begin_value(json, false);
  if (!isfinite(value) && json->status == ANT_OK) remember_path(json);
  fputs(isfinite(value) ? ant_text_number(value, digits) : "null", json->to);
}

void ant_json_integer(ant_json *json, int64_t value) {
  begin_value(json, false);
  fprintf(json->to, "%" PRId64, value);
}

void ant_json_boolean(ant_json *json, bool value) {
  begin_value(json, false);
  fputs(value ? "true" : "false", json->to);
}

void ant_json_null(ant_json *json) {
  ant_json_string(json, NULL);
}

void ant_json_key_string(ant_json *json, const char *key, const char *opt_value) {
  ant_json_key(json, key);
  ant_json_string(json, opt_value);
}

void ant_json_key_number(ant_json *json, const char *key, double value) {
  ant_json_key(json, key);
  ant_json_number(json, value);
}

void ant_json_key_integer(ant_json *json, const char *key, int64_t value) {
  ant_json_key(json, key);
  ant_json_integer(json, value);
}

void ant_json_key_boolean(ant_json *json, const char *key, bool value) {
  ant_json_key(json, key);
  ant_json_boolean(json, value);
}

ant_status ant_json_finish(ant_json *json, ant_diag *opt_diag) {
  assert(json->depth == 0 && !json->after_key);
  fputc('\n', json->to);
  if (fflush(json->to) != 0 || ferror(json->to)) {
    return ant_fail(opt_diag, ANT_ESYSTEM, "writing JSON failed: %s", strerror(errno));
  }
  if (json->status != ANT_OK) {
    return ant_fail(opt_diag, json->status, "'%s' is not a finite number", json->where);
  }
  return ANT_OK;
}
