/* explain.c - antaeus explain: what a message, a word of the language, a unit or a quantity means.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/unit.h"
#include "cli/common.h"
#include "cli/places.h"
#include "cli/topics.h"
#include "cli/verbs.h"
#include "language/ir.h"

/* TEXT in lines of at most 78 letters */
static void print_wrapped(const char *text) {
  enum { WIDTH = 78 };
  int column = 0;
  for (const char *p = text; *p;) {
    int n = (int)strcspn(p, " ");
    if (column > 0 && column + 1 + n > WIDTH) {
      putchar('\n');
      column = 0;
    }
    column += printf("%s%.*s", column > 0 ? " " : "", n, p);
    p += n;
    p += strspn(p, " ");
  }
  putchar('\n');
}

static void print_indented(const char *text) {
  for (const char *p = text; *p;) {
    int n = (int)strcspn(p, "\n");
    printf("    %.*s\n", n, p);
    p += n + (p[n] == '\n');
  }
}

static void print_code(const ant_topic_code *topic) {
  printf("error[%s], exit status %d: %s\n\n", ant_status_name(topic->code),
         ant_status_exit(topic->code), ant_status_sentence(topic->code));
  print_wrapped(topic->about);
  if (topic->mistake) {
    printf("\nA mistake:\n\n");
    print_indented(topic->mistake);
  }
  if (topic->repair) {
    printf("\nIts repair:\n\n");
    print_indented(topic->repair);
  }
}

static void print_word(const ant_topic_word *topic) {
  printf("%s\n\n", topic->form);
  print_wrapped(topic->about);
  if (topic->example[0]) {
    putchar('\n');
    print_indented(topic->example);
  }
}

/* NAME is one of the blank-separated NAMES */
static bool is_among(const char *name, const char *names) {
  size_t length = strlen(name);
  for (const char *p = names; *p;) {
    size_t n = strcspn(p, " ");
    if (n == length && memcmp(p, name, n) == 0) return true;
    p += n + (p[n] == ' ');
  }
  return false;
}

static void print_units(void) {
  const char *meaning;
  printf("Units stand in brackets: [g/cm^2], [pmol/L/day], [kg^(3/4)], [1/(day*pmol/L)].\n\n");
  for (int i = 0; ant_unit_known(i, &meaning); i++) {
    printf("  %-10s  %s\n", ant_unit_known(i, &meaning), meaning);
  }
  printf("\nIn front of g m s mol L N Pa J W and others: f p n u m c d k M G T, as in pmol or kPa; "
         "u is "
         "the\nmicro sign. month is 30 days, year 365.25 days. Degrees Celsius are refused: write "
         "K.\n");
}

static bool explain_unit(const char *text) {
  ant_unit unit;
  char base[200];
  if (ant_unit_parse(text, &unit, NULL) != ANT_OK) return false;
  const char *kind = ant_unit_kind(&unit);
  ant_unit si = unit;
  si.scale = 1;
  printf("[%s]%s%s: %.15g in [%s]\n", text, kind[0] ? " measures " : "", kind, unit.scale,
         ant_unit_format(&si, base, sizeof base));
  return true;
}

/* A name of the twin: what it is, its unit, its value where the text gives one, its source.  Only
 * names with a dot are looked up, so that a mistyped word is told at once. */
static bool explain_quantity(const char *name) {
  char path[ANT_PLACE_SIZE], full[200];
  ant_model *model = NULL;
  ant_diags diags = {0};
  int symbol = -1, element = -1;
  bool found = strchr(name, '.') && ant_place_model(NULL, path, NULL) == ANT_OK &&
               ant_model_load(path, &model, &diags) == ANT_OK &&
               ant_model_find(model, name, &symbol, &element, NULL) == ANT_OK;
  if (found) {
    const ant_symbol *s = &model->symbol[symbol];
    printf("%s [%s]", ant_model_name(model, symbol, element, full, sizeof full), s->unit_text);
    if (s->value && (element >= 0 || s->n == 1))
      printf(" = %.10g", s->value[element < 0 ? 0 : element]);
    printf("\n");
    if (s->doc) printf("%s.\n", s->doc);
    for (int i = 0; i < s->n_source; i++) {
      printf("source %s%s%s\n", s->source[i].key, s->source[i].where ? ": " : "",
             s->source[i].where ? s->source[i].where : "");
    }
    if (s->assumed) printf("assumed: %s\n", s->assumed);
    for (int i = 0; i < s->n_fitted; i++) printf("fitted to %s\n", s->fitted[i]);
    if (s->place.file >= 0 && s->place.file < model->sources.n) {
      printf("%s:%d\n", model->sources.file[s->place.file].path, s->place.line);
    }
  }
  ant_diags_clear(&diags);
  ant_model_destroy(&model);
  return found;
}

static int explain(const char *name) {
  int found = 0;
  for (int i = 0; ant_topic_code_at(i); i++) {
    if (strcmp(ant_status_name(ant_topic_code_at(i)->code), name) != 0) continue;
    if (found++) putchar('\n');
    print_code(ant_topic_code_at(i));
  }
  for (int i = 0; ant_topic_word_at(i); i++) {
    if (!is_among(name, ant_topic_word_at(i)->names)) continue;
    if (found++) printf("\n");
    print_word(ant_topic_word_at(i));
  }
  if (strcmp(name, "units") == 0) {
    print_units();
    found++;
  }
  return found;
}

static void print_topics(void) {
  printf("Messages:\n ");
  for (int i = 0; ant_topic_code_at(i); i++) {
    printf(" %s", ant_status_name(ant_topic_code_at(i)->code));
  }
  printf("\n\nWords of the language:\n");
  int column = 0;
  for (int i = 0; ant_topic_word_at(i); i++) {
    const char *names = ant_topic_word_at(i)->names;
    if (column + (int)strlen(names) > 76) column = 0 * putchar('\n');
    column += printf("%s%s", column ? " " : "  ", names);
  }
  printf("\n\nUnits: `antaeus explain units`, or any unit, as in `antaeus explain pmol/L`.\n");
}

static int unknown(const char *name) {
  ant_diag diag;
  ant_nearest nearest;
  char all[80][ANT_NUMBER_TEXT];
  int n = 0;
  ant_nearest_init(&nearest, name);
  for (int i = 0; ant_topic_code_at(i); i++) {
    ant_nearest_try(&nearest, ant_status_name(ant_topic_code_at(i)->code));
  }
  for (int i = 0; ant_topic_word_at(i); i++) {
    for (const char *p = ant_topic_word_at(i)->names; *p && n < 80; n++) {
      size_t length = strcspn(p, " ");
      snprintf(all[n], sizeof all[n], "%.*s", (int)length, p);
      ant_nearest_try(&nearest, all[n]);
      p += length + (p[length] == ' ');
    }
  }
  ant_fail(&diag, ANT_EUSAGE, "nothing is known about '%s'", name);
  if (!ant_nearest_hint(&nearest, &diag))
    ant_diag_hint(&diag, "`antaeus explain` lists the topics");
  return ant_cli_fail(&diag);
}

int ant_cli_explain(int argc, char **argv) {
  static const ant_cli_verb verb = {
      .name = "antaeus explain",
      .words = "[CODE-OR-NAME]",
      .about = "Say what a message means, with a mistake and its repair; what a word of the\n"
               "language, a unit or a quantity of the twin means. Without a word it lists what it\n"
               "knows.\n\nExample: antaeus explain pmol/L",
      .most = 1};
  int n = 0, exit = 0;
  if (!ant_cli_parse(&verb, argc, argv, &n, &exit)) return exit;
  if (n == 0) {
    print_topics();
    return ant_cli_end(0);
  }
  char name[100]; /* error[unit] and [g/cm^2] are what a message shows: take them as they are */
  const char *word = argv[0];
  if (strncmp(word, "error[", 6) == 0) word += 5;
  if (!ant_text_fit(name, sizeof name, "%s", word + (word[0] == '['))) return unknown(name);
  size_t length = strlen(name);
  if (word[0] == '[' && length > 0 && name[length - 1] == ']') name[length - 1] = '\0';
  if (explain(name) == 0 && !explain_unit(name) && !explain_quantity(name)) return unknown(name);
  return ant_cli_end(0);
}
