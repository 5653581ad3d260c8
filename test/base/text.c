/* text.c - strings grow, and mistyped words find what was meant. */
#include "test.h"
#include "base/text.h"

#include <limits.h>

static void strings_grow(void) {
  ant_text t = {0};
  SAME_TEXT(ant_text_string(&t), "");
  for (int i = 0; i < 1000; i++) ant_text_print(&t, "%d,", i % 10);
  ant_text_put(&t, "end");
  ant_text_add(&t, "\0x", 2);
  CHECK(t.length == 2005 && !t.failed);
  CHECK(memcmp(t.data + 1996, "8,9,end\0x", 9) == 0);
  ant_text_clear(&t);
  CHECK(t.data == NULL && t.length == 0);
}

static void numbers_go_there_and_back(void) {
  static const double x[] = {0, 1, -0.1, 1. / 3, 1e300, 5e-324, 1.7976931348623157e308, 123456789};
  char b[ANT_NUMBER_TEXT];
  for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
    double back = NAN;
    size_t n = ant_text_read_number(ant_text_number(x[i], b), &back);
    CHECK(back == x[i] && n == strlen(b));
  }
  SAME_TEXT(ant_text_number(0.1, b), "0.1");
  SAME_TEXT(ant_text_number(NAN, b), "nan");
  SAME_TEXT(ant_text_number(-INFINITY, b), "-inf");
}

static void numbers_end_where_they_end(void) {
  double x;
  CHECK(ant_text_read_number("1.5e3x", &x) == 5 && x == 1500);
  CHECK(ant_text_read_number("2e", &x) == 1 && x == 2);
  CHECK(ant_text_read_number(".5", &x) == 2 && x == 0.5);
  CHECK(ant_text_read_number("1e999", &x) == 5 && isinf(x));
  CHECK(ant_text_read_number("0x10", &x) == 1 && x == 0);
  CHECK(ant_text_read_number("nan", &x) == 0);
  CHECK(ant_text_read_number("-", &x) == 0);
  CHECK(ant_text_read_number(".", &x) == 0);
}

static void utf8_is_checked(void) {
  CHECK(ant_text_utf8("a", 1) == 1);
  CHECK(ant_text_utf8("\xC3\xA9", 2) == 2);
  CHECK(ant_text_utf8("\xE2\x82\xAC", 3) == 3);
  CHECK(ant_text_utf8("\xF0\x9F\xA6\xB4", 4) == 4);
  CHECK(ant_text_utf8("\xF0\x9F\xA6\xB4", 3) == 0); /* cut short */
  CHECK(ant_text_utf8("\xC0\x80", 2) == 0);         /* overlong  */
  CHECK(ant_text_utf8("\xE0\x80\x80", 3) == 0);
  CHECK(ant_text_utf8("\xED\xA0\x80", 3) == 0); /* a surrogate */
  CHECK(ant_text_utf8("\xF4\x90\x80\x80", 4) == 0);
  CHECK(ant_text_utf8("\xFF", 1) == 0);
}

static void distances_count_edits(void) {
  CHECK(ant_text_distance("", "") == 0);
  CHECK(ant_text_distance("abc", "") == 3);
  CHECK(ant_text_distance("state", "state") == 0);
  CHECK(ant_text_distance("stat", "state") == 1);
  CHECK(ant_text_distance("satte", "state") == 1); /* a swap is one */
  CHECK(ant_text_distance("kitten", "sitting") == 3);
  CHECK(ant_text_distance("ML", "mL") == 1); /* a half, rounded up */
  char longer[80];
  memset(longer, 'a', 70);
  longer[70] = '\0';
  CHECK(ant_text_distance(longer, "a") == INT_MAX);
}

static const char *nearest(const char *word) {
  static const char *const known[] = {"state", "rate", "param", "flow", "let", "observe"};
  ant_nearest n;
  ant_nearest_init(&n, word);
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) ant_nearest_try(&n, known[i]);
  return n.best ? n.best : "";
}

static void the_nearest_word_is_offered(void) {
  SAME_TEXT(nearest("sate"), "state");
  SAME_TEXT(nearest("parma"), "param");
  SAME_TEXT(nearest("obsevre"), "observe");
  SAME_TEXT(nearest("STATE"), "");
  SAME_TEXT(nearest("State"), "state");
  SAME_TEXT(nearest("osteoclast"), "");
  SAME_TEXT(nearest("x"), "");
  SAME_TEXT(nearest(""), "");
}

static void what_does_not_fit_is_seen(void) {
  char b[10];
  CHECK(ant_text_fit(b, sizeof b, "%s", "123456789"));
  SAME_TEXT(b, "123456789");
  CHECK(!ant_text_fit(b, sizeof b, "%s", "1234567890"));
  SAME_TEXT(b, "123456...");
  CHECK(!ant_text_fit(b, sizeof b, "12345\xc3\xa9 and more")); /* a letter is not cut in two */
  SAME_TEXT(b, "12345...");
  CHECK(!ant_text_fit(b, 3, "long"));
  SAME_TEXT(b, "lo");
  CHECK(!ant_text_fit(b, 0, "long"));
}

int main(void) {
  RUN(strings_grow);
  RUN(what_does_not_fit_is_seen);
  RUN(numbers_go_there_and_back);
  RUN(numbers_end_where_they_end);
  RUN(utf8_is_checked);
  RUN(distances_count_edits);
  RUN(the_nearest_word_is_offered);
  return test_done();
}
