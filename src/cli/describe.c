/* describe.c - antaeus model credit, doc, graph: what a model is made of and where it comes from.
 *   1. Loading   2. credit   3. doc   4. graph */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/models.h"
#include "cli/ground.h"
#include "cli/part.h"
#include "cli/verbs.h"
#include "emit/credit.h"
#include "emit/graph.h"
#include "report/doc.h"

typedef struct options {
  const char *model, *out;
  int level; /* an ant_graph_level                                                  */
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

static int credit_all(int n, char **path, const void *user) {
  const options *o = user;
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
      "folder inside a model.\n\n"
      "Example: antaeus model credit physiology/twin/bone",
      0,
      4096,
      table,
      sizeof table / sizeof *table};
  const ant_cli_models models = {false, &o.model, &o.quiet};
  return ant_cli_models_run(&verb, &models, argc, argv, credit_all, &o);
}

/* 3. doc ------------------------------------------------------------------- */

/* the last part of PATH, without .ant and @VARIANT's sign, with ENDING behind */
static void name_of(const char *path, const char *ending, char *out, size_t size) {
  size_t end = strlen(path);
  while (end > 1 && path[end - 1] == '/') end--;
  size_t begin = end;
  while (begin > 0 && path[begin - 1] != '/') begin--;
  if (end - begin > 4 && strncmp(path + end - 4, ".ant", 4) == 0) end -= 4;
  bool plain = end > begin && path[begin] != '.';
  snprintf(out, size, "%.*s%s", plain ? (int)(end - begin) : 5, plain ? path + begin : "model",
           ending);
}

/* TEXT to --out, or to a file called after PATH; says so */
static int write_out(const char *path, const char *ending, const ant_text *text, const options *o) {
  char name[ANT_PLACE_SIZE];
  ant_diag diag;
  name_of(path, ending, name, sizeof name);
  const char *to = o->out ? o->out : name;
  if (ant_file_write(to, ant_text_string(text), text->length, &diag) != ANT_OK)
    return ant_cli_fail(&diag);
  if (!o->quiet) fprintf(stderr, "%s: %zu bytes\n", to, text->length);
  return 0;
}

static int doc(int n, char **paths, const void *user) {
  const options *o = user;
  const char *path = paths[n - 1]; /* the only one */
  loaded one = {.model = NULL};
  ant_text text = {0}, diagram = {0};
  ant_diag diag;
  int exit = load(path, o, &one);
  if (!one.model) return exit;
  double *m = ant_cli_ground(one.model, o->quiet);
  const double *y = m ? m + one.model->n_m : NULL;
  ant_graph_options g = {one.model->n_module > 3 ? ANT_GRAPH_MODULES : ANT_GRAPH_STATES, m, y,
                         true};
  bool drawn = ant_emit_graph(&one.part, &g, &diagram, NULL) == ANT_OK; /* a page does without */
  const char *svg = drawn ? ant_text_string(&diagram) : NULL;
  if (ant_report_doc(&one.part, m, y, svg, &text, &diag) != ANT_OK) {
    exit = ant_cli_fail(&diag);
  } else {
    exit = write_out(path, ".html", &text, o);
  }
  free(m);
  ant_text_clear(&text);
  ant_text_clear(&diagram);
  ant_model_destroy(&one.model);
  return exit;
}

int ant_cli_model_doc(int argc, char **argv) {
  options o = {0};
  const ant_cli_option table[] = {
      {"--model", "DIR", ANT_CLI_TEXT, &o.model, "the model, where none is named"},
      {"--out", "FILE", ANT_CLI_TEXT, &o.out, "the page; else MODEL.html"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "errors only"},
  };
  const ant_cli_verb verb = {
      "antaeus model doc",
      "[MODEL]",
      "Write a model as one self-contained page: typeset equations, every symbol with its\n"
      "meaning, unit, value, range, distribution and source, values on the ground, tests, and\n"
      "the sources with how far each was read. MODEL may be a folder inside a model.\n\n"
      "Example: antaeus model doc physiology/twin --out twin.html",
      0,
      1,
      table,
      sizeof table / sizeof *table};
  const ant_cli_models models = {false, &o.model, &o.quiet};
  return ant_cli_models_run(&verb, &models, argc, argv, doc, &o);
}

/* 4. graph ----------------------------------------------------------------- */

static int graph(int n, char **paths, const void *user) {
  const options *o = user;
  const char *path = paths[n - 1]; /* the only one */
  loaded one = {.model = NULL};
  ant_text text = {0};
  ant_diag diag;
  ant_graph_options g = {.level = (ant_graph_level)o->level};
  int exit = load(path, o, &one);
  if (!one.model) return exit;
  double *m = ant_cli_ground(one.model, o->quiet);
  g.m = m;
  g.y = m ? m + one.model->n_m : NULL;
  if (ant_emit_graph(&one.part, &g, &text, &diag) != ANT_OK) {
    exit = ant_cli_fail(&diag);
  } else {
    exit = write_out(path, ".svg", &text, o);
  }
  free(m);
  ant_text_clear(&text);
  ant_model_destroy(&one.model);
  return exit;
}

int ant_cli_model_graph(int argc, char **argv) {
  options o = {0};
  const ant_cli_option table[] = {
      {"--model", "DIR", ANT_CLI_TEXT, &o.model, "the model, where none is named"},
      {"--out", "FILE", ANT_CLI_TEXT, &o.out, "the drawing; else MODEL.svg"},
      {"--level", "auto|modules|states", ANT_CLI_CHOICE, &o.level,
       "auto: states where they can be read (auto)"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "errors only"},
  };
  const ant_cli_verb verb = {
      "antaeus model graph",
      "[MODEL]",
      "Draw what influences what, as SVG: modules as boxes in layers, states and signals\n"
      "within them, matter as thick arrows, influences with their sign on the ground (an\n"
      "arrow raises, a bar lowers). MODEL may be a folder inside a model.\n\n"
      "Example: antaeus model graph physiology/twin --out twin.svg",
      0,
      1,
      table,
      sizeof table / sizeof *table};
  const ant_cli_models models = {false, &o.model, &o.quiet};
  return ant_cli_models_run(&verb, &models, argc, argv, graph, &o);
}
