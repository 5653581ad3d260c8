/* main.c - antaeus VERB ...: finds the verb and hands over. */
#include <stdio.h>
#include <string.h>

#include "antaeus/run.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/verbs.h"

typedef struct verb {
  const char *name, *about;
  int (*run)(int argc, char **argv); /* NULL: not there yet                       */
} verb;

static const verb verbs[] = {
    {"fly", "fly one person through a mission", ant_cli_fly},
    {"compare", "several flights on one page", ant_cli_compare},
    {"model", "check a physiology, say what it holds", ant_cli_model},
    {"score", "hold the twin against what was measured", ant_cli_score},
    {"bone", "bone images: structure, stiffness, strength", ant_cli_bone},
    {"stone", "supersaturation of urine, and the risk of a kidney stone", ant_cli_stone},
    {"explain", "what a message or a name means", ant_cli_explain},
};
enum { N_VERB = sizeof verbs / sizeof *verbs };

static void print_usage(FILE *to) {
  fprintf(to, "usage: antaeus VERB [...]\n\n"
              "A digital twin of the human musculoskeletal system in altered gravity.\n"
              "Not for clinical decisions.\n\nVerbs:\n");
  for (int i = 0; i < N_VERB; i++) {
    fprintf(to, "  %-10s %s%s\n", verbs[i].name, verbs[i].about,
            verbs[i].run ? "" : " (not there yet)");
  }
  fprintf(to, "\n`antaeus VERB --help` says more.\n");
}

static int unknown_verb(const char *word) {
  ant_diag diag;
  ant_nearest nearest;
  ant_nearest_init(&nearest, word);
  for (int i = 0; i < N_VERB; i++) ant_nearest_try(&nearest, verbs[i].name);
  ant_fail(&diag, ANT_EUSAGE, "unknown verb '%s'", word);
  if (!ant_nearest_hint(&nearest, &diag)) ant_diag_hint(&diag, "antaeus --help lists them");
  return ant_cli_fail(&diag);
}

int main(int argc, char **argv) {
  ant_cli_catch_signals();
  if (argc < 2) {
    print_usage(stderr);
    return ant_status_exit(ANT_EUSAGE);
  }
  const char *word = argv[1];
  if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
    print_usage(stdout);
    return ant_cli_end(0);
  }
  if (strcmp(word, "--version") == 0) {
    printf("antaeus %s\n", ant_version());
    return ant_cli_end(0);
  }
  for (int i = 0; i < N_VERB; i++) {
    if (strcmp(verbs[i].name, word) != 0) continue;
    if (verbs[i].run) return verbs[i].run(argc - 2, argv + 2);
    ant_diag diag;
    ant_fail(&diag, ANT_ENOTYET, "'antaeus %s' is not there yet", word);
    return ant_cli_fail(&diag);
  }
  return unknown_verb(word);
}
