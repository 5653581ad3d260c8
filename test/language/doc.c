/* doc.c - what doc/language.md shows as an example, and every text that ships, is read without a
 * mistake. */
#include "test.h"
#include "base/file.h"
#include "base/text.h"
#include "language/ast.h"

static const char *root = "."; /* the folder of the project */

/* the first word of TEXT begins a declaration: it is an example and not a picture of something else
 */
static bool is_example(const char *text) {
  static const char *const word[] = {"antaeus", "include", "module", "set",    "for",
                                     "table",   "test",    "model",  "mission"};
  size_t n = strcspn(text, " \n");
  for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
    if (strlen(word[i]) == n && strncmp(word[i], text, n) == 0) return true;
  }
  return false;
}

static void check_example(const char *text, int line) {
  ant_arena *arena = ant_arena_create();
  ant_sources sources = {0};
  ant_diags diags = {0};
  ant_ast ast;
  ant_text whole = {0};
  int file = 0;
  bool complete = strncmp(text, "antaeus", 7) == 0;
  ant_text_print(&whole, "%s%s", complete ? "" : "antaeus 1\n", text);
  ant_sources_add(arena, &sources, "example", whole.data, whole.length, &file);
  ant_status status = ant_parse(arena, &sources, file, &ast, &diags);
  if (status != ANT_OK) printf("# doc/language.md:%d: %s\n", line, diags.item[0].text);
  CHECK(status == ANT_OK && (ast.n > 0 || complete));
  ant_text_clear(&whole);
  ant_diags_clear(&diags);
  ant_arena_destroy(&arena);
}

/* paragraphs indented by four are examples; empty lines inside belong to them */
static void every_example_is_read(void) {
  ant_arena *arena = ant_arena_create();
  char *text = NULL;
  size_t length = 0;
  ant_diag d = {0};
  ant_text example = {0};
  int line = 0, start = 0, n = 0;
  char *path = ant_arena_format(arena, "%s/doc/language.md", root);
  CHECK(ant_file_read(path, 1 << 20, &text, &length, &d) == ANT_OK);
  for (char *p = text; p && *p;) {
    size_t width = strcspn(p, "\n");
    bool code = strncmp(p, "    ", 4) == 0;
    line++;
    if (code && example.length == 0) start = line;
    if (code)
      ant_text_print(&example, "%.*s\n", (int)width - 4, p + 4);
    else if (width == 0 && example.length)
      ant_text_put(&example, "\n");
    if (width > 0 && !code && example.length) {
      if (is_example(example.data)) check_example(example.data, start), n++;
      ant_text_clear(&example);
    }
    p += width + (p[width] == '\n');
  }
  printf("# %d examples\n", n);
  CHECK(n >= 9);
  ant_text_clear(&example);
  free(text);
  ant_arena_destroy(&arena);
}

static void check_shipped(const char *folder) {
  ant_arena *arena = ant_arena_create();
  ant_sources sources = {0};
  ant_diags diags = {0};
  const char **path = NULL;
  int n = 0, file = 0;
  char *below = ant_arena_format(arena, "%s/%s", root, folder);
  CHECK(ant_file_find(arena, below, ".ant", &path, &n, NULL) == ANT_OK && n > 0);
  for (int i = 0; i < n; i++) {
    ant_ast ast;
    ant_status status = ant_sources_read(arena, &sources, path[i], &file, NULL);
    if (status == ANT_OK) status = ant_parse(arena, &sources, file, &ast, &diags);
    if (status != ANT_OK) printf("# %s\n", path[i]);
    CHECK(status == ANT_OK && ast.n > 0);
  }
  printf("# %d texts in %s\n", n, folder);
  ant_diags_clear(&diags);
  ant_arena_destroy(&arena);
}

static void every_text_that_ships_is_read(void) {
  check_shipped("physiology");
  check_shipped("missions");
  check_shipped("people");
}

int main(int argc, char **argv) {
  if (argc > 1) root = argv[1];
  RUN(every_example_is_read);
  RUN(every_text_that_ships_is_read);
  return test_done();
}
