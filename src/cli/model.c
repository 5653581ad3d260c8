/* model.c - antaeus model: the verbs about one physiology. */
#include <stdio.h>
#include <string.h>

#include "cli/common.h"
#include "cli/verbs.h"

static const struct {
  const char *word;
  int (*work)(int argc, char **argv);
  const char *about;
} verbs[] = {
    {"check", ant_cli_model_check,
     "all mistakes, the ground, the model's own tests, what it reproduces"},
    {"info", ant_cli_model_info, "what the model holds"},
    {"doc", ant_cli_model_doc, "the model as a page: equations, symbols, values, sources"},
    {"graph", ant_cli_model_graph, "what influences what, drawn"},
    {"credit", ant_cli_model_credit, "where its numbers come from"},
    {"emit", ant_cli_model_emit, "the model as C, as SBML"},
};
enum { N_VERB = sizeof verbs / sizeof *verbs };

static void print_usage(FILE *to) {
  fprintf(to, "usage: antaeus model ");
  for (int i = 0; i < N_VERB; i++) fprintf(to, "%s%s", i ? " | " : "", verbs[i].word);
  fprintf(to, "  [MODEL...] [OPTIONS]\n\n");
  for (int i = 0; i < N_VERB; i++) fprintf(to, "  %-7s %s\n", verbs[i].word, verbs[i].about);
  fprintf(to, "\n`antaeus model check --help` says more.\n");
}

int ant_cli_model(int argc, char **argv) {
  ant_diag diag;
  if (argc < 1) {
    print_usage(stderr);
    return ant_status_exit(ANT_EUSAGE);
  }
  if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0) {
    print_usage(stdout);
    return ant_cli_end(0);
  }
  for (int i = 0; i < N_VERB; i++) {
    if (strcmp(argv[0], verbs[i].word) == 0) return verbs[i].work(argc - 1, argv + 1);
  }
  ant_fail(&diag, ANT_EUSAGE, "unknown verb 'model %s'", argv[0]);
  ant_diag_hint(&diag, "antaeus model --help lists them");
  return ant_cli_fail(&diag);
}
