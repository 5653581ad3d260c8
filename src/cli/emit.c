/* emit.c - antaeus model emit: a model in another language.
 *   1. The ground as numbers   2. C   3. SBML   4. The verb */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "antaeus/run.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/models.h"
#include "cli/places.h"
#include "cli/verbs.h"
#include "emit/c.h"
#include "emit/sbml.h"
#include "machine/machine.h"

typedef struct options {
  bool c, sbml, json, quiet;
  const char *out, *name;
  long parts;
} options;

/* 1. The ground as numbers ------------------------------------------------------ */

static void put_array(ant_text *to, const char *name, const char *store, const double *x, int n) {
  ant_text_print(to, "const double ant_%s_%s[] = {", name, store);
  for (int i = 0; i < n; i++) {
    ant_text_print(to, "%s%.17g,", i % 6 == 0 ? "\n    " : " ", x[i]);
  }
  ant_text_put(to, n ? "\n};\n" : "0};\n");
}

/* All of m and behind it the states of the healthy person on the ground, which the caller frees. */
static ant_status find_ground(const ant_model *model, double **out_ground, ant_diag *diag) {
  ant_machine *machine = NULL;
  ANT_TRY(ant_machine_open(model, &machine, diag));
  double *m = calloc((size_t)model->n_m + (size_t)model->n_y + 1, sizeof *m);
  ant_status status = m ? ANT_OK : ant_fail(diag, ANT_ENOMEM, "no memory for the ground");
  if (m) {
    ant_machine_defaults(machine, m);
    status = ant_machine_solve_baseline(machine, m, m + model->n_m, NULL, diag);
  }
  ant_machine_destroy(&machine);
  *out_ground = status == ANT_OK ? m : NULL;
  if (status != ANT_OK) free(m);
  return status;
}

static ant_status too_long(const char *path, ant_diag *diag) {
  return ant_fail(diag, ANT_EUSAGE, "--out, --name: a path too long: %s", path);
}

/* NAME_ground.c: m and y of the healthy ground state, so that the functions have something to start
 * from. */
static ant_status write_ground(const ant_model *model, const char *name, const char *folder,
                               ant_diag *diag) {
  double *m = NULL;
  ANT_TRY(find_ground(model, &m, diag));
  ant_text text = {0};
  char path[ANT_PLACE_SIZE + 220];
  if (!ant_text_fit(path, sizeof path, "%s/%s_ground.c", folder, name)) {
    free(m);
    return too_long(path, diag);
  }
  ant_text_print(&text,
                 "/* %s_ground.c - the healthy person on the ground: all of m, and the states y "
                 "[as in %s.h].\n * Made by Antaeus; do not edit. */\n#include \"%s.h\"\n\n",
                 name, name, name);
  put_array(&text, name, "m", m, model->n_m);
  ant_text_put(&text, "\n");
  put_array(&text, name, "y", m + model->n_m, model->n_y);
  ant_status status = text.failed ? ant_fail(diag, ANT_ENOMEM, "no memory for the ground")
                                  : ant_file_write(path, text.data, text.length, diag);
  ant_text_clear(&text);
  free(m);
  return status;
}

/* 2. C ---------------------------------------------------------------------------- */

/* The last part of PATH without .ant, as a word of C. */
static bool word_of(const char *path, char *out, size_t size) {
  size_t end = strlen(path);
  while (end > 0 && path[end - 1] == '/') end--;
  size_t begin = end;
  while (begin > 0 && path[begin - 1] != '/') begin--;
  if (end - begin > 4 && strncmp(path + end - 4, ".ant", 4) == 0) end -= 4;
  if (!ant_text_fit(out, size, "%s%.*s", isalpha((unsigned char)path[begin]) ? "" : "m_",
                    (int)(end - begin), path + begin)) {
    return false;
  }
  for (char *p = out; *p; p++) {
    if (!isalnum((unsigned char)*p)) *p = '_';
  }
  return true;
}

static ant_status tell_files(const ant_model *model, const ant_c_source *source, const char *name,
                             const char *folder, const options *o, ant_diag *diag) {
  if (!o->json) {
    if (!o->quiet) printf("%s: %d files, start at %s.h\n", folder, source->n + 1, name);
    return ANT_OK;
  }
  char ground[ANT_PLACE_SIZE];
  ant_json j;
  ant_json_init(&j, stdout);
  ant_json_object(&j);
  ant_json_key_string(&j, "model", model->title);
  ant_json_key_string(&j, "folder", folder);
  ant_json_key_integer(&j, "states", model->n_y);
  ant_json_key_integer(&j, "values", model->n_m);
  ant_json_key(&j, "files");
  ant_json_array(&j);
  for (int i = 0; i < source->n; i++) ant_json_string(&j, source->file[i].name);
  snprintf(ground, sizeof ground, "%s_ground.c", name);
  ant_json_string(&j, ground);
  ant_json_end(&j);
  ant_json_end(&j);
  return ant_json_finish(&j, diag);
}

static ant_status emit_c(const ant_model *model, const char *path, const options *o,
                         ant_diag *diag) {
  char name[200], folder[ANT_PLACE_SIZE];
  ant_program *program = NULL;
  ant_c_source source = {0};
  if (!word_of(o->name ? o->name : path, name, sizeof name)) return too_long(name, diag);
  if (!ant_text_fit(folder, sizeof folder, "%s%s", o->out ? o->out : name, o->out ? "" : "-c")) {
    return too_long(folder, diag);
  }
  int n_part = o->parts > 0 ? (int)o->parts : 1 + model->n_equation / 100;
  ant_status status = ant_program_create(model, &program, diag);
  if (status == ANT_OK) status = ant_emit_c(program, name, n_part, &source, diag);
  if (status == ANT_OK) status = ant_c_source_write(&source, folder, diag);
  if (status == ANT_OK) status = write_ground(model, name, folder, diag);
  if (status == ANT_OK) status = tell_files(model, &source, name, folder, o, diag);
  ant_c_source_clear(&source);
  ant_program_destroy(&program);
  return status;
}

/* 3. SBML -------------------------------------------------------------------------- */

static ant_status emit_sbml(const ant_model *model, const char *path, const options *o,
                            ant_diag *diag) {
  char name[200], file[ANT_PLACE_SIZE];
  double *m = NULL;
  ant_text text = {0};
  if (!word_of(o->name ? o->name : path, name, sizeof name)) return too_long(name, diag);
  if (!ant_text_fit(file, sizeof file, "%s%s", o->out ? o->out : name, o->out ? "" : ".xml")) {
    return too_long(file, diag);
  }
  ANT_TRY(find_ground(model, &m, diag));
  ant_status status = ant_emit_sbml(model, m, m + model->n_m, &text, diag);
  if (status == ANT_OK) status = ant_file_write(file, text.data, text.length, diag);
  if (status == ANT_OK && !o->quiet && !o->json) printf("%s\n", file);
  ant_text_clear(&text);
  free(m);
  if (status != ANT_OK || !o->json) return status;
  ant_json j;
  ant_json_init(&j, stdout);
  ant_json_object(&j);
  ant_json_key_string(&j, "model", model->title);
  ant_json_key_string(&j, "file", file);
  ant_json_key_integer(&j, "states", model->n_y);
  ant_json_end(&j);
  return ant_json_finish(&j, diag);
}

/* 4. The verb ------------------------------------------------------------------------ */

static int emit(int n, char **paths, const void *user) {
  const options *o = user;
  const char *path = paths[n - 1]; /* the only one */
  ant_diags diags = {0};
  ant_diag diag = {0};
  if (o->c == o->sbml) {
    ant_fail(&diag, ANT_EUSAGE, "say what to emit: --c or --sbml");
    return ant_cli_fail(&diag);
  }
  ant_model *model = NULL;
  ant_model_load(path, &model, &diags);
  int exit = ant_cli_tell(&diags, o->quiet);
  if (model && o->c && emit_c(model, path, o, &diag) != ANT_OK) exit = ant_cli_fail(&diag);
  if (model && o->sbml && emit_sbml(model, path, o, &diag) != ANT_OK) exit = ant_cli_fail(&diag);
  ant_model_destroy(&model);
  ant_diags_clear(&diags);
  return exit;
}

int ant_cli_model_emit(int argc, char **argv) {
  options o = {0};
  const char *place = NULL;
  const ant_cli_option table[] = {
      {"--c", NULL, ANT_CLI_FLAG, &o.c, "C11 that a person can read, and the ground as numbers"},
      {"--sbml", NULL, ANT_CLI_FLAG, &o.sbml, "SBML Level 3 Version 2, one file"},
      {"--out", "PATH", ANT_CLI_TEXT, &o.out,
       "the folder of C, else NAME-c; the file of SBML, else NAME.xml"},
      {"--name", "WORD", ANT_CLI_TEXT, &o.name, "what the files are called; else as the model"},
      {"--parts", "N", ANT_CLI_COUNT_WITHIN(1, 1000), &o.parts, "how many files for the functions"},
      {"--model", "DIR", ANT_CLI_TEXT, &place, "the model, where none is named"},
      {"--json", NULL, ANT_CLI_FLAG, &o.json, "one JSON document and nothing else"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "errors only"},
  };
  const ant_cli_verb verb = {
      "antaeus model emit",
      "[MODEL] --c | --sbml",
      "Write a model as C: loops over sets stay loops, every equation has its name, unit\n"
      "and place in a comment, and the results are the same bytes as here. Compile with\n"
      "-ffp-contract=off and never with -ffast-math. Or as SBML: one parameter an element,\n"
      "rules, events and units, for the tools of systems biology; what the baseline finds\n"
      "are numbers, and missions and doses are not written.\n\n"
      "Example: antaeus model emit physiology/twin --c --out twin-c",
      0,
      1,
      table,
      sizeof table / sizeof *table};
  const ant_cli_models models = {true, &place, &o.quiet};
  return ant_cli_models_run(&verb, &models, argc, argv, emit, &o);
}
