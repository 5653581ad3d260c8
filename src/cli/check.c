/* check.c - antaeus model check: mistakes, the ground, a model's own tests, what it was fitted to,
 * what it reproduces.
 *   1. The ground   2. Its own tests   3. What it reproduces   4. Telling   5. One model   6. The
 * verb */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "antaeus/run.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/models.h"
#include "cli/places.h"
#include "cli/verbs.h"
#include "engine/reproduce.h"
#include "engine/run.h"
#include "engine/selftest.h"
#include "language/ir.h"
#include "score/fitted.h"

typedef struct options {
  const char *model;
  bool json, quiet, as;
} options;

/* 1. The ground ---------------------------------------------------------- */

typedef struct checked {
  size_t n_error, n_warning;
  int n_state, n_as, n_passed, n_failed, n_expect;
  int n_flown, n_off; /* trajectories                                           */
  double error;       /* the largest of theirs                                  */
  bool grounded;      /* the baseline was found                                      */
  ant_baseline_report ground;
  char drifting[160];
  int exit; /* of the first thing that was wrong                                */
} checked;

static void note(checked *c, ant_diags *diags, const ant_diag *diag) {
  ant_diags_add(diags, diag);
  if (c->exit == 0) c->exit = ant_status_exit(diag->code);
}

/* A second ground is a warning: which of them is meant, only the modeller knows. */
static void look_for_another(const ant_machine *machine, ant_diags *diags) {
  const ant_model *model = ant_machine_model(machine);
  ant_diag diag;
  double *m = calloc((size_t)model->n_m + (size_t)model->n_y + 1, sizeof *m);
  if (!m) return;
  ant_machine_defaults(machine, m);
  if (ant_machine_solve_baseline(machine, m, m + model->n_m, NULL, NULL) == ANT_OK &&
      ant_machine_other_ground(machine, m, m + model->n_m, &diag) == ANT_EBALANCE) {
    diag.severity = ANT_WARNING;
    ant_diags_add(diags, &diag);
  }
  free(m);
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
  look_for_another(machine, diags);
}

/* 2. Its own tests ------------------------------------------------------- */

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

/* 3. What it reproduces -------------------------------------------------- */

static void tell_course(const ant_trajectory *t, ant_status status, const ant_reproduced *r) {
  const char *verdict = status == ANT_OK ? "ok    " : "FAILED";
  if (status != ANT_OK && status != ANT_ETEST) {
    printf("%s  %s\n", verdict, t->title);
  } else if (r->error > 0) {
    printf("%s  %s: off by %.1e at most, in %s on day %.6g\n", verdict, t->title, r->error,
           t->track[r->track].name, r->time_d);
  } else {
    printf("%s  %s: off by nothing\n", verdict, t->title);
  }
}

static void put_finite(ant_json *j, double x) {
  if (isfinite(x)) {
    ant_json_number(j, x);
  } else {
    ant_json_null(j);
  }
}

static void put_course(const ant_trajectory *t, ant_status status, const ant_reproduced *r,
                       ant_json *j) {
  bool flown = status == ANT_OK || status == ANT_ETEST;
  ant_json_object(j);
  ant_json_key_string(j, "title", t->title);
  ant_json_key_string(j, "table", t->path);
  ant_json_key_boolean(j, "holds", status == ANT_OK);
  ant_json_key_integer(j, "rows", t->n_row);
  ant_json_key_integer(j, "columns", t->n_track);
  ant_json_key(j, "error");
  put_finite(j, flown ? r->error : NAN);
  if (flown) {
    ant_json_key_string(j, "column", t->track[r->track].name);
    ant_json_key_number(j, "day", r->time_d);
    ant_json_key_number(j, "within", t->track[r->track].within);
  }
  ant_json_end(j);
}

static void fly_courses(const ant_machine *machine, const options *o, checked *c, ant_json *j,
                        ant_diags *diags) {
  const ant_model *model = ant_machine_model(machine);
  ant_cli_progress progress;
  ant_reproduce_options settings = {.progress = ant_cli_progress_show, .user = &progress};
  for (int i = 0; i < model->n_trajectory && !ant_cli_interrupted(); i++) {
    const ant_trajectory *t = &model->trajectory[i];
    ant_reproduced r = {0};
    ant_cli_progress_begin(&progress, t->title, o->quiet);
    ant_status status = ant_reproduce_run(machine, t, &settings, &r, diags);
    ant_cli_progress_end(&progress);
    c->n_flown++;
    c->n_off += status != ANT_OK;
    c->error = fmax(c->error, r.error);
    if (status != ANT_OK && c->exit == 0) c->exit = ant_status_exit(status);
    if (o->json) put_course(t, status, &r, j);
    if (!o->json) tell_course(t, status, &r);
  }
}

/* 4. Telling ------------------------------------------------------------- */

static void print_checked(const char *path, const checked *c) {
  if (c->grounded && c->n_state > 0) {
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
  if (c->n_flown > 0) {
    printf("; trajectories: %d reproduced, %d not, largest error %.1e", c->n_flown - c->n_off,
           c->n_off, c->error);
  }
  printf("\n");
}

static void put_checked(const checked *c, ant_json *j) {
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
    put_finite(j, c->ground.eigenvalue); /* none: no states, or the iteration for it did not end */
    ant_json_end(j);
  } else {
    ant_json_null(j);
  }
  ant_json_key_integer(j, "passed", c->n_passed);
  ant_json_key_integer(j, "failed", c->n_failed);
  ant_json_key_integer(j, "expectations", c->n_expect);
  ant_json_key_integer(j, "reproduced", c->n_flown - c->n_off);
  ant_json_key_integer(j, "not_reproduced", c->n_off);
  ant_json_key(j, "largest_error");
  put_finite(j, c->n_flown > 0 ? c->error : NAN);
}

/* 5. One model ----------------------------------------------------------- */

typedef struct loaded {
  ant_model *model; /* NULL: it could not be read                                  */
  ant_status status;
  ant_diags diags;
} loaded;

static void load(const char *path, loaded *out) {
  *out = (loaded){.model = NULL};
  out->status = ant_model_load(path, &out->model, &out->diags);
}

static void unload(loaded *from) {
  ant_model_destroy(&from->model);
  ant_diags_clear(&from->diags);
}

/* What parameters were fitted to must not be what they are tested on. */
static void check_fits(loaded *from, checked *c) {
  char path[ANT_PLACE_SIZE];
  ant_observations *table = NULL;
  ant_diags notes = {0}, unread = {0}; /* a table that cannot be read is the score's to tell */
  int n = 0;
  if (!ant_place_beside(from->model->path, "evidence/observations.csv", path)) return;
  if (ant_observations_read(path, &table, &unread) == ANT_OK) {
    ant_status status = ant_fitted_check(from->model, table, &n, &from->diags, &notes);
    if (c->exit == 0) c->exit = ant_status_exit(status);
  }
  ant_observations_destroy(&table);
  ant_diags_clear(&notes);
  ant_diags_clear(&unread);
}

/* where units are taken off: each is a place to look at */
static void tell_as(const ant_model *model) {
  for (int i = 0; i < model->n_as; i++) {
    const ant_place *at = &model->as[i];
    printf("as      %s:%d:%d\n", model->sources.file[at->file].path, at->line, at->column);
  }
}

static void run_model(loaded *from, const options *o, checked *c, ant_json *j) {
  ant_machine *machine = NULL;
  ant_diag diag;
  c->n_state = from->model->n_y;
  c->n_as = from->model->n_as;
  check_fits(from, c);
  bool long_work =
      from->model->n_trajectory > 0; /* flown at 1e-11: worth a compiler, where there is one */
  ant_status status = long_work ? ant_machine_open_compiled(from->model, &machine, &diag)
                                : ant_machine_open(from->model, &machine, &diag);
  if (status != ANT_OK) {
    note(c, &from->diags, &diag);
    return;
  }
  check_ground(machine, c, &from->diags);
  if (c->grounded) run_tests(machine, o, c, &from->diags);
  if (c->grounded) fly_courses(machine, o, c, j, &from->diags);
  ant_machine_destroy(&machine);
}

/* All about what LOADED holds, which is called NAME; its exit status. */
static int check_one(const char *name, loaded *from, const options *o, ant_json *j) {
  checked c = {.exit = ant_status_exit(from->status)};
  if (o->json) {
    ant_json_object(j);
    ant_json_key_string(j, "model", name);
    ant_json_key(j, "trajectories");
    ant_json_array(j);
  }
  if (from->model && o->as && !o->json) tell_as(from->model);
  if (from->model) run_model(from, o, &c, j);
  for (size_t i = 0; i < from->diags.n; i++) {
    c.n_warning += from->diags.item[i].severity == ANT_WARNING;
  }
  c.n_error = from->diags.n_error;
  ant_cli_tell(&from->diags, o->quiet);
  if (o->json) {
    ant_json_end(j);
    put_checked(&c, j);
    ant_json_end(j);
  } else if (!o->quiet) {
    print_checked(name, &c);
  }
  return c.exit;
}

/* PATH, in all its variants unless it names one. */
static int check_path(const char *path, const options *o, ant_json *j) {
  char name[ANT_PLACE_SIZE];
  loaded first, other;
  int exit = 0;
  load(path, &first);
  int n = first.model ? first.model->n_variant : 0;
  const char *at = strrchr(path, '@');
  if (n == 0 || (at && strcmp(at + 1, first.model->variant[first.model->active_variant]) == 0)) {
    exit = check_one(path, &first, o, j);
    n = 0;
  }
  for (int i = 0; i < n && !ant_cli_interrupted(); i++) {
    if (!ant_text_fit(name, sizeof name, "%s@%s", path, first.model->variant[i])) continue;
    load(name, &other);
    int status = check_one(name, &other, o, j);
    if (exit == 0) exit = status;
    unload(&other);
  }
  unload(&first);
  return exit;
}

/* 6. The verb ------------------------------------------------------------ */

static int check_all(int n, char **path, const void *user) {
  const options *o = user;
  int exit = 0;
  ant_json j;
  ant_diag diag;
  if (o->json) {
    ant_json_init(&j, stdout);
    ant_json_array(&j);
  }
  for (int i = 0; i < n && !ant_cli_interrupted(); i++) {
    int status = check_path(path[i], o, &j);
    if (exit == 0) exit = status;
  }
  if (o->json) {
    ant_json_end(&j);
    if (ant_json_finish(&j, &diag) != ANT_OK) return ant_cli_fail(&diag);
  }
  return ant_cli_interrupted() ? ant_status_exit(ANT_EINTERRUPT) : exit;
}

int ant_cli_model_check(int argc, char **argv) {
  options o = {0};
  const ant_cli_option table[] = {
      {"--model", "DIR", ANT_CLI_TEXT, &o.model, "the model, where none is named"},
      {"--as", NULL, ANT_CLI_FLAG, &o.as, "say where each `as` stands"},
      {"--json", NULL, ANT_CLI_FLAG, &o.json, "one JSON document and nothing else"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "errors only"},
  };
  const ant_cli_verb verb = {
      "antaeus model check",
      "[MODEL...]",
      "Read each model, tell all mistakes and warnings, solve for the ground, say how\n"
      "steady and stable it is, run the model's own tests and fly the trajectories that it\n"
      "reproduces. MODEL@VARIANT is one version of a model; without it all are checked.\n"
      "Exit status 1 when anything is wrong, a test fails or a trajectory is not reproduced.\n\n"
      "Example: antaeus model check physiology/twin",
      0,
      4096,
      table,
      sizeof table / sizeof *table};
  const ant_cli_models models = {true, &o.model, &o.quiet};
  return ant_cli_models_run(&verb, &models, argc, argv, check_all, &o);
}
