/* info.c - antaeus model info: what a model holds.
 *   1. Text   2. JSON   3. The verb */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "antaeus/model.h"
#include "base/json.h"
#include "cli/models.h"
#include "cli/ground.h"
#include "cli/places.h"
#include "cli/verbs.h"
#include "language/ir.h"
#include "report/doc.h"

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
  printf("%6d states with those that the compiler made, %d other values\n", model->n_y, model->n_m);
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

/* "(PTH)" at the end of what is said of it */
static void put_about(const ant_symbol *symbol, ant_json *j) {
  char about[2000], sign[80];
  const char *text = symbol->doc ? symbol->doc : "", *from;
  size_t length, n = ant_doc_symbol_in(text, &from, &length);
  snprintf(about, sizeof about, "%.*s", (int)n, text);
  snprintf(sign, sizeof sign, "%.*s", from ? (int)length : 0, from ? from : "");
  ant_json_key_string(j, "symbol", from ? sign : NULL);
  ant_json_key_string(j, "about", about);
}

static void put_finite(double x, ant_json *j) {
  if (isfinite(x)) {
    ant_json_number(j, x);
  } else {
    ant_json_null(j);
  }
}

/* the elements by their full names, and what each is: as declared, else on the ground */
static void put_elements(const ant_model *model, int index, const double *ground, ant_json *j) {
  const ant_symbol *symbol = &model->symbol[index];
  char name[300];
  ant_json_key_integer(j, "elements", symbol->n);
  ant_json_key(j, "names");
  ant_json_array(j);
  for (int e = 0; e < symbol->n; e++) {
    ant_json_string(j, ant_model_name(model, index, e, name, sizeof name));
  }
  ant_json_end(j);
  const double *store = ground && symbol->store == ANT_STORE_Y ? ground + model->n_m : ground;
  const double *value = symbol->value ? symbol->value : store ? store + symbol->offset : NULL;
  ant_json_key(j, "values");
  ant_json_array(j);
  for (int e = 0; value && e < symbol->n; e++) put_finite(value[e], j);
  ant_json_end(j);
  if (symbol->n_choice > 0) {
    ant_json_key(j, "choices"); /* of which the value is an index                        */
    ant_json_array(j);
    for (int i = 0; i < symbol->n_choice; i++) ant_json_string(j, symbol->choice[i]);
    ant_json_end(j);
  }
  ant_json_key(j, "range");
  ant_json_array(j);
  put_finite(symbol->lo, j); /* null: none */
  put_finite(symbol->hi, j);
  ant_json_end(j);
}

static void put_symbol(const ant_model *model, int index, const double *ground, ant_json *j) {
  const ant_symbol *symbol = &model->symbol[index];
  ant_json_object(j);
  ant_json_key_string(j, "name", symbol->name);
  ant_json_key_string(j, "unit", symbol->unit_text);
  put_about(symbol, j);
  put_elements(model, index, ground, j);
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
  ant_json_key_integer(j, "values", model->n_m);
  ant_json_key_integer(j, "trajectories", model->n_trajectory);
  for (int k = 0; k < N_KIND; k++) {
    ant_json_key_integer(j, kinds[k].many, count(model, kinds[k].kind, true));
  }
  ant_json_end(j);
}

static ant_status put_info(const ant_model *model, const options *o, ant_diag *diag) {
  char hash[20];
  double *ground = ant_cli_ground(model, o->quiet);
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
      if (shown(&model->symbol[s], kinds[k].kind)) put_symbol(model, s, ground, &j);
    }
    ant_json_end(&j);
  }
  ant_json_end(&j);
  free(ground);
  return ant_json_finish(&j, diag);
}

/* 3. The verb ------------------------------------------------------------ */

static int info_all(int n, char **path, const void *user) {
  const options *o = user;
  int exit = 0;
  for (int i = 0; i < n; i++) {
    ant_diags diags = {0};
    ant_diag diag;
    ant_model *model = NULL;
    int status = 0;
    ant_model_load(path[i], &model, &diags);
    status = ant_cli_tell(&diags, true);
    if (model && o->json && put_info(model, o, &diag) != ANT_OK) status = ant_cli_fail(&diag);
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
      "Say what a model holds: counts, sets, sizes, and every covariate, input, state and\n"
      "observable with its unit. --json has parameters too, with the symbol of the paper,\n"
      "all full names, values as declared or else on the ground, and ranges.\n\n"
      "Example: antaeus model info physiology/twin",
      0,
      1,
      table,
      sizeof table / sizeof *table};
  const ant_cli_models models = {true, &o.model, &o.quiet};
  return ant_cli_models_run(&verb, &models, argc, argv, info_all, &o);
}
