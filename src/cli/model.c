/* model.c - antaeus model: the verbs about one physiology. */
#include <stdio.h>
#include <string.h>

#include "cli/common.h"
#include "cli/verbs.h"

static void print_usage(FILE *to) {
  fprintf(to, "usage: antaeus model check | info | doc | credit | emit  [MODEL...] [OPTIONS]\n\n"
              "  check   all mistakes, the ground, the model's own tests, what it reproduces\n"
              "  info    what the model holds\n"
              "  doc     the model as a page: equations, symbols, values, sources\n"
              "  credit  where its numbers come from\n"
              "  emit    the model as C\n"
              "  graph is not there yet\n\n"
              "`antaeus model check --help` says more.\n");
}

int ant_cli_model(int argc, char **argv) {
  static const char *const later[] = {"graph"};
  ant_diag diag;
  if (argc < 1) {
    print_usage(stderr);
    return ant_status_exit(ANT_EUSAGE);
  }
  if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0) {
    print_usage(stdout);
    return ant_cli_end(0);
  }
  if (strcmp(argv[0], "check") == 0) return ant_cli_model_check(argc - 1, argv + 1);
  if (strcmp(argv[0], "info") == 0) return ant_cli_model_info(argc - 1, argv + 1);
  if (strcmp(argv[0], "credit") == 0) return ant_cli_model_credit(argc - 1, argv + 1);
  if (strcmp(argv[0], "doc") == 0) return ant_cli_model_doc(argc - 1, argv + 1);
  if (strcmp(argv[0], "emit") == 0) return ant_cli_model_emit(argc - 1, argv + 1);
  for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
    if (strcmp(argv[0], later[i]) != 0) continue;
    ant_fail(&diag, ANT_ENOTYET, "'antaeus model %s' is not there yet", later[i]);
    return ant_cli_fail(&diag);
  }
  ant_fail(&diag, ANT_EUSAGE, "unknown verb 'model %s'", argv[0]);
  ant_diag_hint(&diag, "antaeus model --help lists them");
  return ant_cli_fail(&diag);
}
