/* describe.c - antaeus model credit: where a model's numbers come from.
 *   1. Loading   2. credit */
#include <stdio.h>

#include "cli/common.h"
#include "cli/part.h"
#include "cli/verbs.h"
#include "emit/credit.h"

typedef struct options {
  const char *model, *out;
  bool json, quiet;
} options;

/* 1. Loading --------------------------------------------------------------- */

typedef struct loaded {
  ant_model *model;
  char root[ANT_PLACE_SIZE], below[ANT_PLACE_SIZE];
  ant_part_of part;
} loaded;

/* PATH, or the model around it, into *OUT; the exit status, 0 when it is there */
static int load(const char *path, const options *o, loaded *out) {
  ant_diags diags = {0};
  ant_diag diag;
  if (ant_cli_part(path, out->root, out->below, &diag) != ANT_OK) return ant_cli_fail(&diag);
  ant_status status = ant_model_load(out->root, &out->model, &diags);
  int exit = ant_cli_tell(&diags, true);
  ant_diags_clear(&diags);
  if (status != ANT_OK) return exit ? exit : ant_status_exit(status);
  out->part = (ant_part_of){out->model, out->below[0] ? out->below : NULL};
  int n = 0;
  for (int i = 0; i < out->model->n_module; i++) {
    n += ant_part_has_file(&out->part, out->model->module[i].file);
  }
  if (n > 0 || !out->below[0] || o->quiet) return 0;
  fprintf(stderr, "%s holds no module of the model in %s\n", path, out->root);
  return 0;
}

/* 2. credit ---------------------------------------------------------------- */

static int credit_text(const char *path, const loaded *from) {
  ant_text text = {0};
  ant_diag diag;
  ant_emit_credit(&from->part, path, &text);
  bool failed = text.failed;
  fputs(ant_text_string(&text), stdout);
  ant_text_clear(&text);
  if (!failed) return 0;
  ant_fail(&diag, ANT_ENOMEM, "not enough memory for the list");
  return ant_cli_fail(&diag);
}

static int credit_all(int n, char **path, const options *o) {
  int exit = 0;
  ant_json json;
  ant_diag diag;
  if (o->json) ant_json_init(&json, stdout);
  if (o->json) ant_json_array(&json);
  for (int i = 0; i < n && !ant_cli_interrupted(); i++) {
    loaded one = {.model = NULL};
    int status = load(path[i], o, &one);
    if (one.model && i > 0 && !o->json) printf("\n");
    if (one.model && o->json) ant_emit_credit_json(&one.part, path[i], &json);
    if (one.model && !o->json) status = credit_text(path[i], &one);
    if (exit == 0) exit = status;
    ant_model_destroy(&one.model);
  }
  if (o->json) {
    ant_json_end(&json);
    if (ant_json_finish(&json, &diag) != ANT_OK) return ant_cli_fail(&diag);
  }
  return ant_cli_interrupted() ? ant_status_exit(ANT_EINTERRUPT) : exit;
}

int ant_cli_model_credit(int argc, char **argv) {
  options o = {0};
  const ant_cli_option table[] = {
      {"--model", "DIR", ANT_CLI_TEXT, &o.model, "the model, where none is named"},
      {"--json", NULL, ANT_CLI_FLAG, &o.json, "one JSON document and nothing else"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "errors only"},
  };
  const ant_cli_verb verb = {
      "antaeus model credit",
      "[MODEL...]",
      "Say where the numbers of a model come from: the shares measured or published, fitted\n"
      "and assumed, then every parameter with its value and what it names. MODEL may be a\n"
      "folder inside a model.",
      0,
      4096,
      table,
      sizeof table / sizeof *table};
  int n = 0, status = 0;
  char found[ANT_PLACE_SIZE], *path = found;
  ant_diag diag;
  if (!ant_cli_parse(&verb, argc, argv, &n, &status)) return status;
  if (n == 0 && ant_place_model(o.model, found, &diag) != ANT_OK) return ant_cli_fail(&diag);
  return ant_cli_end(n == 0 ? credit_all(1, &path, &o) : credit_all(n, argv, &o));
}
