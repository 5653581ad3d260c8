/* model.c - antaeus model: check what a physiology says, tell what it holds.
 *   1. info   2. check: the ground   3. check: its own tests   4. The verbs */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "antaeus/run.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/places.h"
#include "cli/verbs.h"
#include "engine/run.h"
#include "engine/selftest.h"
#include "language/ir.h"

typedef struct options {
  const char *model;
  bool json, quiet;
} options;

/* 1. info ---------------------------------------------------------------- */

typedef struct kind {
  ant_symbol_kind kind;
  const char *one, *many;
  bool listed; /* in the text; JSON lists all                              */
} kind;

static const kind kinds[] = {
    {ANT_SYM_COVARIATE, "covariate", "covariates", true},
    {ANT_SYM_INPUT, "input", "inputs", true},
    {ANT_SYM_STATE, "state", "states", true},
    {ANT_SYM_OBSERVE, "observable", "observables", true},
    {ANT_SYM_PARAM, "parameter", "parameters", false},
    {ANT_SYM_BALANCE, "balance", "balances", false},
    {ANT_SYM_LET, "quantity", "quantities", false},
};
enum { N_KIND = sizeof kinds / sizeof *kinds };

static bool shown(const ant_symbol *symbol, ant_symbol_kind k) {
  return symbol->kind == k && !symbol->hidden;
}

static int count(const ant_model *model, ant_symbol_kind k, bool elements) {
  int n = 0;
  for (int s = 0; s < model->n_symbol; s++) {
    if (shown(&model->symbol[s], k)) n += elements ? model->symbol[s].n : 1;
  }
  return n;
}

static void print_symbol(const ant_model *model, const ant_symbol *symbol) {
  printf("  %s [%s]", symbol->name, symbol->unit_text);
  for (int k = 0; k < symbol->n_set; k++) {
    printf("%s%s", k ? ", " : " for ", model->set[symbol->set[k]].name);
  }
  if (symbol->n > 1) printf(" (%d)", symbol->n);
  printf("%s%s\n", symbol->doc && symbol->doc[0] ? "  " : "", symbol->doc ? symbol->doc : "");
}

static void print_info(const ant_model *model) {
  printf("%s\n%s, hash %016" PRIx64 "\n\n", model->title ? model->title : "", model->path,
         model->hash);
  printf("%d modules, %d sets, %d substances, %d equations, %d tests\n", model->n_module,
         model->n_set, model->n_substance, model->n_equation, model->n_test);
  for (int k = 0; k < N_KIND; k++) {
    int n = count(model, kinds[k].kind, true), m = count(model, kinds[k].kind, false);
    printf("%6d %s in %d declaration%s\n", n, n == 1 ? kinds[k].one : kinds[k].many, m,
           m == 1 ? "" : "s");
  }
  printf("%6d states with those that the compiler made\n", model->n_y);
  for (int i = 0; i < model->n_set; i++) {
    const ant_set *set = &model->set[i];
    printf("\n%s (%d):", set->name, set->n);
    for (int e = 0; e < set->n; e++) printf(" %s", set->element[e]);
  }
  printf("\n");
  for (int k = 0; k < N_KIND; k++) {
    if (!kinds[k].listed || count(model, kinds[k].kind, false) == 0) continue;
    printf("\n%s:\n", kinds[k].many);
    for (int s = 0; s < model->n_symbol; s++) {
      if (shown(&model->symbol[s], kinds[k].kind)) print_symbol(model, &model->symbol[s]);
    }
  }
}

static void put_symbol(const ant_model *model, const ant_symbol *symbol, ant_json *j) {
  ant_json_object(j);
  ant_json_key_string(j, "name", symbol->name);
  ant_json_key_string(j, "unit", symbol->unit_text);
  ant_json_key_string(j, "about", symbol->doc ? symbol->doc : "");
  ant_json_key_integer(j, "elements", symbol->n);
  ant_json_key(j, "sets");
  ant_json_array(j);
  for (int k = 0; k < symbol->n_set; k++) ant_json_string(j, model->set[symbol->set[k]].name);
  ant_json_end(j);
  ant_json_end(j);
}

static void put_sets(const ant_model *model, ant_json *j) {
  ant_json_key(j, "sets");
  ant_json_array(j);
  for (int i = 0; i < model->n_set; i++) {
    ant_json_object(j);
    ant_json_key_string(j, "name", model->set[i].name);
    ant_json_key(j, "elements");
    ant_json_array(j);
    for (int e = 0; e < model->set[i].n; e++) ant_json_string(j, model->set[i].element[e]);
    ant_json_end(j);
    ant_json_end(j);
  }
  ant_json_end(j);
}

static void put_counts(const ant_model *model, ant_json *j) {
  ant_json_key(j, "counts");
  ant_json_object(j);
  ant_json_key_integer(j, "modules", model->n_module);
  ant_json_key_integer(j, "sets", model->n_set);
  ant_json_key_integer(j, "substances", model->n_substance);
  ant_json_key_integer(j, "equations", model->n_equation);
  ant_json_key_integer(j, "tests", model->n_test);
  ant_json_key_integer(j, "as", model->n_as);
  ant_json_key_integer(j, "states_with_hidden", model->n_y);
  for (int k = 0; k < N_KIND; k++) {
    ant_json_key_integer(j, kinds[k].many, count(model, kinds[k].kind, true));
  }
  ant_json_end(j);
}

static ant_status put_info(const ant_model *model, ant_diag *diag) {
  char hash[20];
  ant_json j;
  snprintf(hash, sizeof hash, "%016" PRIx64, model->hash);
  ant_json_init(&j, stdout);
  ant_json_object(&j);
  ant_json_key_string(&j, "title", model->title);
  ant_json_key_string(&j, "path", model->path);
  ant_json_key_string(&j, "hash", hash);
  put_counts(model, &j);
  put_sets(model, &j);
  for (int k = 0; k < N_KIND; k++) {
    ant_json_key(&j, kinds[k].many);
    ant_json_array(&j);
    for (int s = 0; s < model->n_symbol; s++) {
      if (shown(&model->symbol[s], kinds[k].kind)) put_symbol(model, &model->symbol[s], &j);
    }
    ant_json_end(&j);
  }
  ant_json_end(&j);
  return ant_json_finish(&j, diag);
}

/* 2. check: the ground --------------------------------------------------- */

typedef struct checked {
  size_t n_error, n_warning;
  int n_state, n_as, n_passed, n_failed, n_expect;
  bool grounded; /* the baseline was found                                      */
  ant_baseline_report ground;
  char drifting[160];
  int exit; /* of the first thing that was wrong                                */
} checked;

static void note(checked *c, ant_diags *diags, const ant_diag *diag) {
  ant_diags_add(diags, diag);
  if (c->exit == 0) c->exit = ant_status_exit(diag->code);
}

static void check_ground(const ant_machine *machine, checked *c, ant_diags *diags) {
  const ant_model *model = ant_machine_model(machine);
  ant_run *run = NULL;
  ant_diag diag;
  if (ant_run_create(machine, NULL, NULL, &run, &diag) != ANT_OK) {
    note(c, diags, &diag);
    return;
  }
  c->grounded = true;
  c->ground = *ant_run_ground(run);
  ant_run_destroy(&run);
  if (c->ground.drift > 0) {
    ant_model_name(model, c->ground.drift_state, c->ground.drift_element, c->drifting,
                   sizeof c->drifting);
  }
}

/* 3. check: its own tests ------------------------------------------------ */

static void run_tests(const ant_machine *machine, const options *o, checked *c, ant_diags *diags) {
  const ant_model *model = ant_machine_model(machine);
  ant_cli_progress progress;
  ant_selftest_options settings = {.progress = ant_cli_progress_show, .user = &progress};
  for (int i = 0; i < model->n_test && !ant_cli_interrupted(); i++) {
    const ant_test *test = &model->test[i];
    int n_expect = 0;
    ant_cli_progress_begin(&progress, test->title, o->quiet);
    ant_status status = ant_selftest_run(machine, test, &settings, &n_expect, diags);
    ant_cli_progress_end(&progress);
    c->n_expect += n_expect;
    if (status == ANT_OK) {
      c->n_passed++;
    } else {
      c->n_failed++;
      if (c->exit == 0) c->exit = ant_status_exit(status == ANT_EINTERRUPT ? status : ANT_ETEST);
    }
    if (!o->json) printf("%s  %s\n", status == ANT_OK ? "ok    " : "FAILED", test->title);
  }
}

static void check_model(const char *path, const options *o, checked *c, ant_diags *diags) {
  ant_model *model = NULL;
  ant_machine *machine = NULL;
  ant_diag diag;
  ant_status status = ant_model_load(path, &model, diags);
  c->exit = ant_status_exit(status);
  if (status == ANT_OK) {
    c->n_state = model->n_y;
    c->n_as = model->n_as;
    if (ant_machine_open(model, &machine, &diag) == ANT_OK) {
      check_ground(machine, c, diags);
      if (c->grounded) run_tests(machine, o, c, diags);
    } else {
      note(c, diags, &diag);
    }
  }
  for (size_t i = 0; i < diags->n; i++) c->n_warning += diags->item[i].severity == ANT_WARNING;
  c->n_error = diags->n_error;
  ant_cli_tell(diags, o->quiet);
  ant_machine_destroy(&machine);
  ant_model_destroy(&model);
}

static void print_checked(const char *path, const checked *c) {
  if (c->grounded) {
    printf("ground: %d unknowns, %d iterations, residual %.3g, drift %.3g per day%s%s, "
           "largest eigenvalue %.3g per day\n",
           c->ground.n_unknown, c->ground.iterations, c->ground.residual, c->ground.drift,
           c->drifting[0] ? " in " : "", c->drifting, c->ground.eigenvalue);
  }
  printf("%s: %zu error%s, %zu warning%s", path, c->n_error, c->n_error == 1 ? "" : "s",
         c->n_warning, c->n_warning == 1 ? "" : "s");
  if (c->grounded) {
    printf(", %d states, %d uses of `as`; tests: %d passed, %d failed (%d expectations)",
           c->n_state, c->n_as, c->n_passed, c->n_failed, c->n_expect);
  }
  printf("\n");
}

static void put_checked(const char *path, const checked *c, ant_json *j) {
  ant_json_object(j);
  ant_json_key_string(j, "model", path);
  ant_json_key_integer(j, "errors", (int64_t)c->n_error);
  ant_json_key_integer(j, "warnings", (int64_t)c->n_warning);
  ant_json_key_integer(j, "states", c->n_state);
  ant_json_key_integer(j, "as", c->n_as);
  ant_json_key(j, "ground");
  if (c->grounded) {
    ant_json_object(j);
    ant_json_key_integer(j, "unknowns", c->ground.n_unknown);
    ant_json_key_integer(j, "iterations", c->ground.iterations);
    ant_json_key_number(j, "residual", c->ground.residual);
    ant_json_key_number(j, "drift", c->ground.drift);
    ant_json_key(j, "eigenvalue");
    if (isfinite(c->ground.eigenvalue)) {
      ant_json_number(j, c->ground.eigenvalue);
    } else {
      ant_json_null(j); /* no states, or the iteration for it did not end */
    }
    ant_json_end(j);
  } else {
    ant_json_null(j);
  }
  ant_json_key_integer(j, "passed", c->n_passed);
  ant_json_key_integer(j, "failed", c->n_failed);
  ant_json_key_integer(j, "expectations", c->n_expect);
  ant_json_end(j);
}

/* 4. The verbs ----------------------------------------------------------- */

static int check_all(int n, char **path, const options *o) {
  int exit = 0;
  ant_json j;
  if (o->json) {
    ant_json_init(&j, stdout);
    ant_json_array(&j);
  }
  for (int i = 0; i < n && !ant_cli_interrupted(); i++) {
    ant_diags diags = {0};
    checked c = {0};
    check_model(path[i], o, &c, &diags);
    if (o->json) put_checked(path[i], &c, &j);
    if (!o->json && !o->quiet) print_checked(path[i], &c);
    if (exit == 0) exit = c.exit;
    ant_diags_clear(&diags);
  }
  ant_diag diag;
  if (o->json) {
    ant_json_end(&j);
    if (ant_json_finish(&j, &diag) != ANT_OK) return ant_cli_fail(&diag);
  }
  return ant_cli_interrupted() ? ant_status_exit(ANT_EINTERRUPT) : exit;
}

static int info_all(int n, char **path, const options *o) {
  int exit = 0;
  for (int i = 0; i < n; i++) {
    ant_diags diags = {0};
    ant_diag diag;
    ant_model *model = NULL;
    int status = 0;
    ant_model_load(path[i], &model, &diags);
    status = ant_cli_tell(&diags, true);
    if (model && o->json && put_info(model, &diag) != ANT_OK) status = ant_cli_fail(&diag);
    if (model && !o->json) print_info(model);
    if (exit == 0) exit = status;
    ant_model_destroy(&model);
    ant_diags_clear(&diags);
  }
  return exit;
}

static int with_options(int argc, char **argv, const char *name, const char *words,
                        const char *about, int most,
                        int (*work)(int n, char **path, const options *o)) {
  options o = {0};
  const ant_cli_option table[] = {
      {"--model", "DIR", ANT_CLI_TEXT, &o.model, "the model, where none is named"},
      {"--json", NULL, ANT_CLI_FLAG, &o.json, "one JSON document and nothing else"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "errors only"},
  };
  const ant_cli_verb verb = {name, words, about, 0, most, table, sizeof table / sizeof *table};
  int n = 0, status = 0;
  char found[ANT_PLACE_SIZE], *path = found;
  ant_diag diag;
  if (!ant_cli_parse(&verb, argc, argv, &n, &status)) return status;
  if (n == 0 && ant_place_model(o.model, found, &diag) != ANT_OK) return ant_cli_fail(&diag);
  return ant_cli_end(n == 0 ? work(1, &path, &o) : work(n, argv, &o));
}

static int model_check(int argc, char **argv) {
  return with_options(
      argc, argv, "antaeus model check", "[MODEL...]",
      "Read each model, tell all mistakes and warnings, solve for the ground, say how\n"
      "steady and stable it is, and run the model's own tests. Exit status 1 when\n"
      "anything is wrong or a test fails.",
      4096, check_all);
}

static int model_info(int argc, char **argv) {
  return with_options(
      argc, argv, "antaeus model info", "[MODEL]",
      "Say what a model holds: counts, sets, and every covariate, input, state and\n"
      "observable with its unit.",
      1, info_all);
}

static void print_usage(FILE *to) {
  fprintf(to, "usage: antaeus model check | info | credit | emit  [MODEL...] [OPTIONS]\n\n"
              "  check   all mistakes, the ground, the model's own tests\n"
              "  info    what the model holds\n"
              "  credit  where its numbers come from\n"
              "  emit    the model as C\n"
              "  doc, graph are not there yet\n\n"
              "`antaeus model check --help` says more.\n");
}

int ant_cli_model(int argc, char **argv) {
  static const char *const later[] = {"doc", "graph"};
  ant_diag diag;
  if (argc < 1) {
    print_usage(stderr);
    return ant_status_exit(ANT_EUSAGE);
  }
  if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0) {
    print_usage(stdout);
    return ant_cli_end(0);
  }
  if (strcmp(argv[0], "check") == 0) return model_check(argc - 1, argv + 1);
  if (strcmp(argv[0], "info") == 0) return model_info(argc - 1, argv + 1);
  if (strcmp(argv[0], "credit") == 0) return ant_cli_model_credit(argc - 1, argv + 1);
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
