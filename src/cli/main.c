/* main.c - antaeus VERB ...: finds the verb and hands over. */
#include <stdio.h>
#include <string.h>

#include "antaeus/run.h"
#include "cli/common.h"
#include "cli/verbs.h"

static const ant_cli_choice verbs[] = {
    {"fly", "fly one person through a mission", ant_cli_fly},
    {"compare", "several flights on one page", ant_cli_compare},
    {"model", "check a physiology, say what it holds", ant_cli_model},
    {"score", "hold the twin against what was measured", ant_cli_score},
    {"bone", "bone images: structure, stiffness, strength", ant_cli_bone},
    {"stone", "supersaturation of urine, and the risk of a kidney stone", ant_cli_stone},
    {"explain", "what a message or a name means", ant_cli_explain},
};

int main(int argc, char **argv) {
  static const ant_cli_choices choices = {
      "antaeus", "VERB [...]",
      "A digital twin of the human musculoskeletal system in altered gravity.\n"
      "Not for clinical decisions.",
      verbs, sizeof verbs / sizeof *verbs};
  ant_cli_catch_signals();
  if (argc > 1 && strcmp(argv[1], "--version") == 0) {
    printf("antaeus %s\n", ant_version());
    return ant_cli_end(0);
  }
  return ant_cli_choose(&choices, argc - 1, argv + 1);
}
