/* json_read.c - what the writer writes is read back; everything else is refused with its place. */
#include "test.h"
#include "base/json.h"
#include "base/json_read.h"

static ant_arena *arena;

static ant_status read(const char *text, const ant_json_node **root, ant_diag *diag) {
  return ant_json_read(arena, "x.json", text, strlen(text), root, diag);
}

static void reads_what_the_writer_writes(void) {
  static const double numbers[] = {0, -0.0, 1e-300, 176, -1.25, 1.7976931348623157e308, 0.1};
  char *text = NULL;
  size_t length = 0;
  FILE *to = open_memstream(&text, &length);
  ant_json j;
  ant_json_init(&j, to);
  ant_json_object(&j);
  ant_json_key_string(&j, "name", "a \"b\" \\ \n \x01 \xC2\xB5 \xF0\x9F\xA6\xB4");
  ant_json_key(&j, "all");
  ant_json_array(&j);
  for (size_t i = 0; i < 7; i++) ant_json_number(&j, numbers[i]);
  ant_json_end(&j);
  ant_json_key_boolean(&j, "yes", true);
  ant_json_key_string(&j, "nothing", NULL);
  ant_json_end(&j);
  CHECK(ant_json_finish(&j, NULL) == ANT_OK);
  fclose(to);
  const ant_json_node *root = NULL;
  CHECK(ant_json_read(arena, "x", text, length, &root, NULL) == ANT_OK);
  SAME_TEXT(ant_json_text(ant_json_member(root, "name")),
            "a \"b\" \\ \n \x01 \xC2\xB5 \xF0\x9F\xA6\xB4");
  const ant_json_node *item = ant_json_member(root, "all")->first;
  for (size_t i = 0; i < 7; i++, item = item->next) CHECK(item->number == numbers[i]);
  CHECK(item == NULL);
  CHECK(ant_json_member(root, "yes")->boolean);
  CHECK(ant_json_member(root, "nothing")->kind == ANT_JSON_NULL);
  free(text);
}

static void looks_up_what_is_not_there(void) {
  const ant_json_node *root = NULL;
  CHECK(read("{\"a\": [1], \"a\": {\"b\": 2}}", &root, NULL) == ANT_OK);
  NEAR(ant_json_value(ant_json_member(ant_json_member(root, "a"), "b")), 2, 0);
  CHECK(isnan(ant_json_value(ant_json_member(ant_json_member(root, "x"), "y"))));
  CHECK(ant_json_text(ant_json_member(root, "a")) == NULL);
  SAME_TEXT(ant_json_kind_words(NULL), "nothing");
}

static void reads_letters_beyond_the_first_plane(void) {
  const ant_json_node *root = NULL;
  CHECK(read("\"\\uD83E\\uDDB4 \\u00b5\"", &root, NULL) == ANT_OK);
  SAME_TEXT(root->text, "\xF0\x9F\xA6\xB4 \xC2\xB5");
}

static void refuses_with_the_place(void) {
  static const struct {
    const char *text;
    int line, column;
  } all[] = {
      {"", 1, 1},
      {"{", 1, 2},
      {"{\"a\" 1}", 1, 6},
      {"[1,]", 1, 4},
      {"[1 2]", 1, 4},
      {"nul", 1, 1},
      {"01", 1, 3},
      {"1.", 1, 3},
      {"-", 1, 2},
      {"1e", 1, 3},
      {"\"a", 1, 3},
      {"\"\\x\"", 1, 3},
      {"\"\\u12\"", 1, 6},
      {"\"\t\"", 1, 2},
      {"[\n 1,\n x]", 3, 2},
      {"{} {}", 1, 4},
      {"1e999", 1, 6},
      {"NaN", 1, 1},
      {"\"\\uDC00\"", 1, 8},
      {"\"\\u0000\"", 1, 8},
      {"\"\\uD800x\"", 1, 8},
      {"\"\\", 1, 3},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    const ant_json_node *root = NULL;
    ant_diag d = {0};
    CHECK(read(all[i].text, &root, &d) == ANT_ESYNTAX);
    CHECK(root == NULL);
    if (d.line != all[i].line || d.column != all[i].column) {
      printf("# %s: %d:%d, not %d:%d: %s\n", all[i].text, d.line, d.column, all[i].line,
             all[i].column, d.text);
      CHECK(false);
    }
  }
}

static void refuses_to_dig_too_deep(void) {
  char text[4096];
  const ant_json_node *root = NULL;
  memset(text, '[', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  CHECK(read(text, &root, NULL) == ANT_ESYNTAX);
}

/* any change of any byte is read or refused, never more */
static void survives_any_byte(void) {
  char text[] = "{\"a\": [1.5e3, true, null, \"x\\u00b5\\n\"], \"b\": {}}";
  size_t n = strlen(text);
  for (size_t i = 0; i < n; i++) {
    for (int c = 0; c < 256; c++) {
      const ant_json_node *root = NULL;
      char was = text[i];
      text[i] = (char)c;
      ant_json_read(arena, "x", text, n, &root, NULL);
      ant_json_read(arena, "x", text, i, &root, NULL);
      text[i] = was;
    }
  }
}

int main(void) {
  arena = ant_arena_create();
  RUN(reads_what_the_writer_writes);
  RUN(looks_up_what_is_not_there);
  RUN(reads_letters_beyond_the_first_plane);
  RUN(refuses_with_the_place);
  RUN(refuses_to_dig_too_deep);
  RUN(survives_any_byte);
  ant_arena_destroy(&arena);
  return test_done();
}
