/* model.c - antaeus model: the verbs about one physiology. */
#include "cli/common.h"
#include "cli/verbs.h"

static const ant_cli_choice verbs[] = {
    {"check", "all mistakes, the ground, the model's own tests, what it reproduces",
     ant_cli_model_check},
    {"info", "what the model holds", ant_cli_model_info},
    {"doc", "the model as a page: equations, symbols, values, sources", ant_cli_model_doc},
    {"graph", "what influences what, drawn", ant_cli_model_graph},
    {"credit", "where its numbers come from", ant_cli_model_credit},
    {"emit", "the model as C, as SBML", ant_cli_model_emit},
};

int ant_cli_model(int argc, char **argv) {
  static const ant_cli_choices choices = {"antaeus model", "VERB [MODEL...] [OPTIONS]",
                                          "A physiology, as text.", verbs,
                                          sizeof verbs / sizeof *verbs};
  return ant_cli_choose(&choices, argc, argv);
}
