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

int main(void) {
  RUN(strings_grow);
  RUN(distances_count_edits);
  RUN(the_nearest_word_is_offered);
  return test_done();
}
