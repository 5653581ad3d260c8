/* html.c - text, numbers and the frame of a page (see html.h).
 *   1. Text   2. Numbers   3. The frame */
#include "report/html.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/style.h"

#define MINUS "\xE2\x88\x92"
#define DASH  "\xE2\x80\x93"

/* 1. Text ----------------------------------------------------------------- */

void ant_html_text(ant_text *out, const char *text) {
  ant_text_markup(out, text);
}

void ant_html_unit(ant_text *out, const char *unit) {
  static const struct {
    const char *from, *to;
  } change[] = {{"^2", "\xC2\xB2"}, {"^3", "\xC2\xB3"}, {"*", "\xC2\xB7"}};
  if (strcmp(unit, "1") == 0) return;
  for (const char *p = unit; *p;) {
    size_t k = 0, n = sizeof change / sizeof *change;
    while (k < n && strncmp(p, change[k].from, strlen(change[k].from)) != 0) k++;
    bool starts = p == unit || !isalpha((unsigned char)p[-1]);
    if (k < n) {
      ant_text_put(out, change[k].to);
      p += strlen(change[k].from);
    } else if (starts && p[0] == 'u' && (p[1] == 'g' || p[1] == 'm')) {
      ant_text_put(out, "\xC2\xB5");
      p++;
    } else {
      size_t width = ant_text_utf8(p, strnlen(p, 4));
      char one[5] = "";
      memcpy(one, p, width ? width : 1);
      ant_html_text(out, one);
      p += width ? width : 1;
    }
  }
}

void ant_html_words(ant_text *out, const char *name) {
  char word[160];
  snprintf(word, sizeof word, "%s", name);
  for (char *p = word; *p; p++) {
    if (*p == '_') *p = ' ';
  }
  word[0] = (char)toupper((unsigned char)word[0]);
  ant_html_text(out, word);
}

/* 2. Numbers -------------------------------------------------------------- */

/* "-4.2" as a true minus and 4.2; "-0.0" as 0.0 */
static ant_number typeset(const char *ascii, bool sign) {
  ant_number out = {""};
  bool negative = ascii[0] == '-', zero = strspn(ascii, "-0.") == strlen(ascii);
  const char *mark = zero ? "" : negative ? MINUS : sign ? "+" : "";
  snprintf(out.text, sizeof out.text, "%s%s", mark, ascii + negative);
  return out;
}

static ant_number number(double value, int decimals, bool sign) {
  char ascii[40];
  ant_number dash = {DASH};
  if (!isfinite(value)) return dash;
  snprintf(ascii, sizeof ascii, fabs(value) < 1e9 ? "%.*f" : "%.*e", decimals, value);
  return typeset(ascii, sign);
}

ant_number ant_number_plain(double value, int decimals) {
  return number(value, decimals, false);
}

ant_number ant_number_signed(double value, int decimals) {
  return number(value, decimals, true);
}

ant_number ant_number_significant(double value, int digits) {
  char ascii[40];
  double size = fabs(value);
  ant_number dash = {DASH}, zero = {"0"};
  if (!isfinite(value)) return dash;
  if (size < 1e-300) return zero;
  if (size > 0 && (size < 1e-4 || size >= 1e7)) {
    snprintf(ascii, sizeof ascii, "%.*e", digits - 1, value);
    return typeset(ascii, false);
  }
  int whole = size >= 1 ? (int)floor(log10(size)) + 1 : size > 0 ? (int)ceil(log10(size)) : 1;
  return number(value, digits > whole ? digits - whole : 0, false);
}

ant_number ant_number_day(double value) {
  return number(value, fabs(value - round(value)) < 0.05 ? 0 : 1, false);
}

ant_number ant_number_pixel(double value) {
  ant_number out = {"0"};
  if (!isfinite(value) || fabs(value) > 1e6) return out;
  double tenth = round(value * 10) / 10;
  snprintf(out.text, sizeof out.text, "%.*f", tenth == round(tenth) ? 0 : 1, tenth + 0.0);
  if (strcmp(out.text, "-0") == 0) snprintf(out.text, sizeof out.text, "0");
  return out;
}

/* 3. The frame ------------------------------------------------------------ */

void ant_html_open(ant_text *out, const char *title, const char *description) {
  ant_text_put(out, "<!DOCTYPE html>\n"
                    "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n"
                    "<meta charset=\"utf-8\" />\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n"
                    "<meta name=\"color-scheme\" content=\"light dark\" />\n"
                    "<meta name=\"generator\" content=\"Antaeus\" />\n"
                    "<meta name=\"description\" content=\"");
  ant_html_text(out, description);
  ant_text_put(out, "\" />\n<title>");
  ant_html_text(out, title);
  ant_text_put(out, "</title>\n<style>\n");
  ant_report_style(out);
  ant_text_put(out, "</style>\n</head>\n<body>\n<main>\n");
}

void ant_html_close(ant_text *out) {
  ant_text_put(out, "</main>\n<script>\n");
  ant_report_script(out);
  ant_text_put(out, "</script>\n</body>\n</html>\n");
}

void ant_html_section(ant_text *out, const char *id, const char *title) {
  ant_text_print(out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">", id, id);
  ant_html_text(out, title);
  ant_text_put(out, "</h2>\n");
}

void ant_html_section_end(ant_text *out) {
  ant_text_put(out, "</section>\n");
}
