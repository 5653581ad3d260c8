/* html.c - nothing reaches a page that is not escaped, and no number that is none. */
#include "test.h"
#include "report/html.h"

static const char *escaped(ant_text *t, const char *text) {
  ant_text_clear(t);
  ant_html_text(t, text);
  return ant_text_string(t);
}

static void escapes_what_html_means(void) {
  ant_text t = {0};
  SAME_TEXT(escaped(&t, "<b a=\"x\" b='y'>&amp;"),
            "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
  SAME_TEXT(escaped(&t, ""), "");
  SAME_TEXT(escaped(&t, "\xC2\xB5g \xE2\x88\x92 \xF0\x9F\xA6\xB4"),
            "\xC2\xB5g \xE2\x88\x92 \xF0\x9F\xA6\xB4");
  ant_text_clear(&t);
}

#define SORRY "\xEF\xBF\xBD"

static void replaces_broken_letters(void) {
  ant_text t = {0};
  SAME_TEXT(escaped(&t, "\x01\x7F\x1B"), SORRY SORRY SORRY);
  SAME_TEXT(escaped(&t, "a\xE9z"), "a" SORRY "z");           /* Latin-1 */
  SAME_TEXT(escaped(&t, "\xC0\xAF"), SORRY SORRY);           /* overlong / */
  SAME_TEXT(escaped(&t, "\xED\xA0\x80"), SORRY SORRY SORRY); /* a surrogate */
  SAME_TEXT(escaped(&t, "\xF4\x90\x80\x80"), SORRY SORRY SORRY SORRY);
  SAME_TEXT(escaped(&t, "\xEF\xBF\xBF"), SORRY SORRY SORRY); /* not a character */
  SAME_TEXT(escaped(&t, "\xE2\x88"), SORRY SORRY);           /* cut off */
  ant_text_clear(&t);
}

static void writes_units_for_people(void) {
  static const struct {
    const char *unit, *want;
  } all[] = {
      {"g/cm^2", "g/cm\xC2\xB2"}, {"mg/cm^3", "mg/cm\xC2\xB3"}, {"ug/L", "\xC2\xB5g/L"}, {"1", ""},
      {"N*m", "N\xC2\xB7m"},      {"mug/L", "mug/L"},           {"<%>", "&lt;%&gt;"},    {"", ""}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    ant_text t = {0};
    ant_html_unit(&t, all[i].unit);
    SAME_TEXT(ant_text_string(&t), all[i].want);
    ant_text_clear(&t);
  }
}

#define MINUS "\xE2\x88\x92"

static void writes_numbers(void) {
  SAME_TEXT(ant_number_plain(-4.25, 1).text, MINUS "4.2");
  SAME_TEXT(ant_number_signed(2.25, 1).text, "+2.2");
  SAME_TEXT(ant_number_signed(-0.04, 1).text, "0.0");
  SAME_TEXT(ant_number_signed(0, 0).text, "0");
  SAME_TEXT(ant_number_plain(1e12, 1).text, "1.0e+12");
  SAME_TEXT(ant_number_significant(0.9344, 3).text, "0.934");
  SAME_TEXT(ant_number_significant(1250.4, 3).text, "1250");
  SAME_TEXT(ant_number_significant(-3e-13, 2).text, MINUS "3.0e-13");
  SAME_TEXT(ant_number_significant(0, 3).text, "0");
  SAME_TEXT(ant_number_day(176.0).text, "176");
  SAME_TEXT(ant_number_day(-60.5).text, MINUS "60.5");
  SAME_TEXT(ant_number_pixel(12.34).text, "12.3");
  SAME_TEXT(ant_number_pixel(-0.01).text, "0");
}

static void dashes_what_is_no_number(void) {
  double bad[] = {NAN, INFINITY, -INFINITY};
  for (size_t i = 0; i < 3; i++) {
    SAME_TEXT(ant_number_plain(bad[i], 1).text, "\xE2\x80\x93");
    SAME_TEXT(ant_number_signed(bad[i], 1).text, "\xE2\x80\x93");
    SAME_TEXT(ant_number_significant(bad[i], 1).text, "\xE2\x80\x93");
    SAME_TEXT(ant_number_day(bad[i]).text, "\xE2\x80\x93");
    SAME_TEXT(ant_number_pixel(bad[i]).text, "0");
  }
}

int main(void) {
  RUN(escapes_what_html_means);
  RUN(replaces_broken_letters);
  RUN(writes_units_for_people);
  RUN(writes_numbers);
  RUN(dashes_what_is_no_number);
  return test_done();
}
