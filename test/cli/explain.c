/* explain.c - everything that can be said and told is explained, and every example is one. */
#include "test.h"

#include <unistd.h>

#include "antaeus/model.h"
#include "base/text.h"
#include "cli/topics.h"
#include "cli/verbs.h"
#include "language/ast.h"

static void every_message_is_explained(void) {
  for (int code = 1; code < ANT_NSTATUS; code++) {
    int n = 0;
    for (int i = 0; ant_topic_code_at(i); i++) n += ant_topic_code_at(i)->code == (ant_status)code;
    if (n != 1) printf("# %s\n", ant_status_name((ant_status)code));
    CHECK(n == 1);
  }
}

static bool is_explained(const char *word) {
  for (int i = 0; ant_topic_word_at(i); i++) {
    char names[200], want[80];
    snprintf(names, sizeof names, " %s ", ant_topic_word_at(i)->names);
    snprintf(want, sizeof want, " %s ", word);
    if (strstr(names, want)) return true;
  }
  printf("# '%s'\n", word);
  return false;
}

static void every_word_of_the_language_is_explained(void) {
  for (int i = 0; ant_parse_keyword(i); i++) CHECK(is_explained(ant_parse_keyword(i)));
  for (int i = 0; ant_parse_clause(i); i++) CHECK(is_explained(ant_parse_clause(i)));
}

static ant_status parse(const char *text, ant_diags *diags) {
  ant_arena *arena = ant_arena_create();
  ant_sources sources = {0};
  ant_ast ast;
  int file = 0;
  ant_text whole = {0};
  ant_text_print(&whole, "antaeus 1\n%s", text);
  ant_sources_add(arena, &sources, "example", whole.data, whole.length, &file);
  ant_status status = ant_parse(arena, &sources, file, &ast, diags);
  ant_text_clear(&whole);
  ant_arena_destroy(&arena);
  return status;
}

/* the mistake of a topic gives its message, and the repair none */
static void check_topic(const ant_topic_code *topic, const char *lines, ant_status want) {
  ant_text whole = {0};
  ant_diags diags = {0};
  ant_model *model = NULL;
  ant_text_print(&whole, "%s%s", ant_topic_frame, lines);
  ant_status got = ant_model_parse("example.ant", whole.data, &model, &diags);
  if (got != want && got != ANT_OK) {
    printf("# %s: %s: %s\n", ant_status_name(topic->code), ant_status_name(got),
           diags.n ? diags.item[0].text : "no message");
  }
  bool warned = got == ANT_OK && diags.n == 1 && diags.item[0].code == want;
  CHECK(got == want || warned);
  ant_model_destroy(&model);
  ant_diags_clear(&diags);
  ant_text_clear(&whole);
}

static void every_mistake_is_one_and_every_repair_mends_it(void) {
  for (int i = 0; ant_topic_code_at(i); i++) {
    const ant_topic_code *topic = ant_topic_code_at(i);
    if (!topic->mistake || strncmp(topic->mistake, "antaeus ", 8) == 0) continue;
    bool runs = topic->code == ANT_ETEST; /* shows only when the test is run */
    check_topic(topic, topic->mistake, runs ? ANT_OK : topic->code);
    check_topic(topic, topic->repair, ANT_OK);
  }
}

static void every_example_is_read(void) {
  for (int i = 0; ant_topic_word_at(i); i++) {
    ant_diags diags = {0};
    ant_status status = parse(ant_topic_word_at(i)->example, &diags);
    if (status != ANT_OK) printf("# %s: %s\n", ant_topic_word_at(i)->names, diags.item[0].text);
    CHECK(status == ANT_OK);
    ant_diags_clear(&diags);
  }
}

/* what `antaeus explain WORD` prints */
static const char *explain(const char *word, int *out_exit) {
  static char text[20000];
  char copy[100], *argv[] = {copy, NULL};
  snprintf(copy, sizeof copy, "%s", word);
  FILE *file = tmpfile();
  if (!file) return "";
  fflush(stdout), fflush(stderr);
  int out = dup(1), err = dup(2);
  dup2(fileno(file), 1), dup2(fileno(file), 2);
  *out_exit = ant_cli_explain(word[0] ? 1 : 0, argv);
  fflush(stdout), fflush(stderr);
  dup2(out, 1), dup2(err, 2);
  close(out), close(err);
  rewind(file);
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  return text;
}

static void check_answer(const char *word, int exit_wanted, const char *part) {
  int exit = -1;
  const char *text = explain(word, &exit);
  if (exit != exit_wanted || !strstr(text, part)) printf("# %s: %d: %s\n", word, exit, text);
  CHECK(exit == exit_wanted && strstr(text, part) != NULL);
}

static void words_are_answered(void) {
  check_answer("unit", 0, "error[unit], exit status 1: two quantities of different kinds meet");
  check_answer("error[circular]", 0, "has memory: make one of the");
  check_answer("balance", 0, "error[balance]");
  check_answer("balance", 0, "so that STATE is steady");
  check_answer("lognormal", 0, "lognormal CV");
  check_answer("units", 0, "mmHg");
  check_answer("pmol/L", 0, "[pmol/L] measures a concentration: 1e-09 in [mmol/L]");
  check_answer("[g/cm^2]", 0, "a mass per area: 10 in [kg/m^2]");
  check_answer("", 0, "Words of the language:");
  check_answer("parma", 2, "did you mean 'param'?");
  check_answer("osteoclast", 2, "nothing is known about 'osteoclast'");
}

int main(void) {
  RUN(every_message_is_explained);
  RUN(every_word_of_the_language_is_explained);
  RUN(every_example_is_read);
  RUN(every_mistake_is_one_and_every_repair_mends_it);
  RUN(words_are_answered);
  return test_done();
}
