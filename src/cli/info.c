/* info.c - antaeus model info: what a model holds.
 *   1. Text   2. JSON   3. The verb */
#include <inttypes.h>
#include <stdio.h>

#include "antaeus/model.h"
#include "base/json.h"
#include "cli/common.h"
#include "cli/places.h"
#include "cli/verbs.h"
#include "language/ir.h"

typedef struct options {
  const char *model;
  bool json, quiet;
} options;

/* 1. Text ---------------------------------------------------------------- */

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

/* 2. JSON ---------------------------------------------------------------- */

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

/* 3. The verb ------------------------------------------------------------ */

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

int ant_cli_model_info(int argc, char **argv) {
  options o = {0};
  const ant_cli_option table[] = {
      {"--model", "DIR", ANT_CLI_TEXT, &o.model, "the model, where none is named"},
      {"--json", NULL, ANT_CLI_FLAG, &o.json, "one JSON document and nothing else"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "errors only"},
  };
  const ant_cli_verb verb = {
      "antaeus model info",
      "[MODEL]",
      "Say what a model holds: counts, sets, and every covariate, input, state and\n"
      "observable with its unit.",
      0,
      1,
      table,
      sizeof table / sizeof *table};
  int n = 0, status = 0;
  char found[ANT_PLACE_SIZE], *path = found;
  ant_diag diag;
  if (!ant_cli_parse(&verb, argc, argv, &n, &status)) return status;
  if (n == 0 && ant_place_model(o.model, found, &diag) != ANT_OK) return ant_cli_fail(&diag);
  return ant_cli_end(n == 0 ? info_all(1, &path, &o) : info_all(n, argv, &o));
}
