/* fly.c - antaeus fly: one person, one mission, a folder of results.
 *   1. The command line   2. What is flown   3. Results   4. The verb */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "antaeus/run.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/folder.h"
#include "cli/page.h"
#include "cli/places.h"
#include "cli/verbs.h"
#include "engine/intervene.h"
#include "score/distance.h"
#include "language/ir.h"
#include "report/table.h"

/* 1. The command line ---------------------------------------------------- */

typedef struct options {
  const char *mission, *person, *model, *out;
  int method; /* an ant_method                                                     */
  ant_cli_texts set, clamp, change, sense;
  double every_d, tolerance, clamp_from_d;
  long people, seed, jobs;
  bool json, quiet;
} options;

enum { NOT_GIVEN = -1 };

static bool read_options(options *o, int argc, char **argv, int *out_exit) {
  *o = (options){.every_d = 1, .tolerance = 1e-8, .people = NOT_GIVEN, .seed = NOT_GIVEN};
  const ant_cli_option table[] = {
      {"--person", "FILE", ANT_CLI_TEXT, &o->person, "who flies (people/astronaut.ant)"},
      {"--model", "DIR", ANT_CLI_TEXT, &o->model, "the physiology (physiology/twin)"},
      {"--set", "NAME=VALUE", ANT_CLI_TEXTS, &o->set, "a parameter, e.g. cells.k=\"5 pmol/L\""},
      {"--out", "DIR", ANT_CLI_TEXT, &o->out, "folder of results (the mission's name)"},
      {"--every", "TIME", ANT_CLI_DAYS_ABOVE(0), &o->every_d, "time between rows (1day)"},
      {"--tolerance", "X", ANT_CLI_WITHIN(1e-13, 0.1), &o->tolerance,
       "relative, of each step (1e-8)"},
      {"--method", "rosenbrock|bdf", ANT_CLI_CHOICE, &o->method, "of integration (rosenbrock)"},
      {"--clamp", "NAME[=VALUE]", ANT_CLI_TEXTS, &o->clamp, "hold a quantity, at its ground value"},
      {"--change", "TEXT", ANT_CLI_TEXTS, &o->change, "as in claims: \"raise NAME by 50%\""},
      {"--clamp-from", "TIME", ANT_CLI_DAYS, &o->clamp_from_d, "from this mission day on (0)"},
      {"--sensitivity", "NAMES", ANT_CLI_TEXTS, &o->sense,
       "derivatives by these parameters, joined by commas"},
      {"--people", "N", ANT_CLI_COUNT_WITHIN(1, 1e9), &o->people, "a cohort of N (not there yet)"},
      {"--seed", "S", ANT_CLI_COUNT, &o->seed, "of the cohort (not there yet)"},
      {"--jobs", "N", ANT_CLI_JOBS, &o->jobs, "threads; one person needs one"},
      {"--json", NULL, ANT_CLI_FLAG, &o->json, "the summary to standard output; no files"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o->quiet, "no warnings, no progress, no summary"},
  };
  const ant_cli_verb verb = {
      "antaeus fly",
      "MISSION",
      "Fly one person through MISSION, a text in the form of doc/language.md, and write a folder\n"
      "with course.csv (all observables, a row a time), summary.json and report.html. It is\n"
      "written beside its place and renamed: nothing half-written is left. With --json alone the\n"
      "summary goes to standard output and no file is written. Day 0 is launch. With\n"
      "--sensitivity there is also sensitivity.csv: the exact derivative of each observable by\n"
      "each parameter named, a row a time, the ground, doses and conditions moving along; it\n"
      "is found by the method bdf, whatever --method says.\n\n"
      "Example: antaeus fly missions/iss-6-months-ared.ant --out ared",
      1,
      1,
      table,
      sizeof table / sizeof *table};
  int n = 0;
  if (!ant_cli_parse(&verb, argc, argv, &n, out_exit)) return false;
  o->mission = argv[0];
  return true;
}

static ant_status check_options(const options *o, ant_diag *diag) {
  if (o->people == NOT_GIVEN && o->seed == NOT_GIVEN) return ANT_OK;
  return ant_fail(diag, ANT_ENOTYET, "%s: cohorts are not there yet",
                  o->people != NOT_GIVEN ? "--people" : "--seed");
}

/* 2. What is flown ------------------------------------------------------- */

typedef struct flight {
  char model_path[ANT_PLACE_SIZE], person_path[ANT_PLACE_SIZE];
  ant_model *model;
  ant_mission *mission;
  ant_person *person;
  ant_machine *machine;
  ant_setting *setting;
  ant_setting *sense; /* (n_sense)                                                   */
  int n_sense;
  ant_intervention *change; /* (clamps, then changes)                                */
  ant_experiment experiment;
  ant_course *course;
} flight;

static void clear(flight *f) {
  ant_course_destroy(&f->course);
  ant_machine_destroy(&f->machine);
  ant_mission_destroy(&f->mission);
  ant_person_destroy(&f->person);
  ant_model_destroy(&f->model);
  free(f->setting);
  free(f->sense);
  free(f->change);
  ant_experiment_clear(&f->experiment);
}

/* A model that asks nothing of a person takes none unless told to. */
static bool wants_person(const ant_model *model) {
  for (int s = 0; s < model->n_symbol; s++) {
    if (model->symbol[s].kind == ANT_SYM_COVARIATE) return true;
  }
  return false;
}

static ant_status load_person(flight *f, const options *o, ant_diags *diags) {
  if (o->person) {
    ant_diag diag;
    if (ant_place_copy(o->person, f->person_path, &diag) != ANT_OK) {
      ant_diags_add(diags, &diag);
      return diag.code;
    }
  } else if (!wants_person(f->model) ||
             !ant_place_beside(f->model_path, "people/astronaut.ant", f->person_path)) {
    return ANT_OK;
  }
  return ant_person_load(f->model, f->person_path, &f->person, diags);
}

/* Model, mission, person: all mistakes of all three are told. */
static int load(flight *f, const options *o) {
  ant_diags diags = {0};
  ant_diag diag;
  if (ant_place_model(o->model, f->model_path, &diag) != ANT_OK) return ant_cli_fail(&diag);
  if (ant_model_load(f->model_path, &f->model, &diags) == ANT_OK) {
    ant_mission_load(f->model, o->mission, &f->mission, &diags);
    load_person(f, o, &diags);
  }
  int status = ant_cli_tell(&diags, o->quiet);
  ant_diags_clear(&diags);
  return status;
}

static ant_status read_settings(const ant_model *model, const ant_cli_texts *texts,
                                ant_setting **out, ant_diag *diag) {
  *out = calloc((size_t)texts->n + 1, sizeof **out);
  if (!*out) return ant_fail(diag, ANT_ENOMEM, "no memory for the settings");
  for (int i = 0; i < texts->n; i++) {
    const char *text = texts->item[i];
    ANT_TRY(
        ant_cli_in_option("--set", text, ant_setting_parse(model, text, &(*out)[i], diag), diag));
  }
  return ANT_OK;
}

/* "a.b, c.d" and more of the kind */
static ant_status read_sense(flight *f, const ant_cli_texts *texts, ant_diag *diag) {
  size_t most = 1;
  for (int i = 0; i < texts->n; i++) most += strlen(texts->item[i]);
  f->sense = calloc(most, sizeof *f->sense);
  if (!f->sense) return ant_fail(diag, ANT_ENOMEM, "no memory for derivatives");
  for (int i = 0; i < texts->n; i++) {
    char name[200];
    for (const char *p = texts->item[i]; *p; p += strspn(p, ", ")) {
      size_t n = strcspn(p, ", ");
      if (!ant_text_fit(name, sizeof name, "%.*s", (int)n, p)) {
        return ant_fail(diag, ANT_EUSAGE, "--sensitivity: a name too long: %s", name);
      }
      p += n;
      ant_setting *by = &f->sense[f->n_sense++];
      ant_status status = ant_model_find(f->model, name, &by->symbol, &by->element, diag);
      ANT_TRY(ant_cli_in_option("--sensitivity", name, status, diag));
    }
  }
  if (f->n_sense > 0 || texts->n == 0) return ANT_OK;
  return ant_fail(diag, ANT_EUSAGE, "--sensitivity: names of parameters were expected");
}

/* "--clamp 'NAME'", or both options where the mistake may be in several */
static ant_status in_changes(const flight *f, const options *o, ant_status status, ant_diag *diag) {
  const bool clamps = o->clamp.n > 0, both = clamps && o->change.n > 0;
  return ant_cli_in_option(both     ? "--clamp and --change"
                           : clamps ? "--clamp"
                                    : "--change",
                           o->clamp.n + o->change.n == 1 ? f->change[0].name : NULL, status, diag);
}

/* NAME=VALUE, or NAME alone: its ground value */
static ant_status read_clamp(const char *text, double from_d, ant_intervention *out,
                             ant_diag *diag) {
  const char *equals = strchr(text, '=');
  size_t n = equals ? (size_t)(equals - text) : strlen(text);
  *out = (ant_intervention){.change = ANT_CHANGE_HOLD, .share = 1, .from_d = from_d};
  const size_t n_value = equals ? strlen(equals + 1) : 0;
  if (n == 0 || n >= sizeof out->name || n_value >= sizeof out->value) {
    return ant_fail(diag, ANT_EINPUT, "expected NAME or NAME=VALUE");
  }
  memcpy(out->name, text, n); /* the rest is 0 */
  if (equals) memcpy(out->value, equals + 1, n_value);
  return ANT_OK;
}

static ant_status read_changes(flight *f, const options *o, ant_diag *diag) {
  int n = o->clamp.n + o->change.n;
  f->change = calloc((size_t)n + 1, sizeof *f->change);
  if (!f->change) return ant_fail(diag, ANT_ENOMEM, "no memory for what is changed");
  for (int i = 0; i < o->clamp.n; i++) {
    const char *text = o->clamp.item[i];
    ant_status status = read_clamp(text, o->clamp_from_d, &f->change[i], diag);
    ANT_TRY(ant_cli_in_option("--clamp", text, status, diag));
  }
  for (int i = 0; i < o->change.n; i++) {
    ant_intervention *change = &f->change[o->clamp.n + i];
    const char *text = o->change.item[i];
    ant_status status = ant_intervention_parse(text, change, diag);
    ANT_TRY(ant_cli_in_option("--change", text, status, diag));
    if (change->from_d != f->change[0].from_d) {
      return ant_fail(diag, ANT_EUSAGE, "all that is changed begins on one day, found %g and %g",
                      f->change[0].from_d, change->from_d);
    }
  }
  const double end_d = f->mission->phase[f->mission->n_phase - 1].end_d;
  if (n > 0 && f->change[0].from_d >= end_d) { /* it would read as a change without effect */
    return ant_fail(diag, ANT_EUSAGE,
                    "what is changed from day %g on changes nothing: the mission ends on day %g",
                    f->change[0].from_d, end_d);
  }
  ant_status status =
      ant_experiment_init(f->model, f->model_path, f->change, n, &f->experiment, diag);
  return in_changes(f, o, status, diag);
}

/* What is changed and moves nothing that can be seen is a slip, or a dead part. */
static void tell_idle(const flight *f, const options *o) {
  for (int i = 0; !o->quiet && i < o->clamp.n + o->change.n; i++) {
    int symbol, element;
    ant_diag diag;
    if (ant_model_find(f->model, f->change[i].name, &symbol, &element, NULL) != ANT_OK ||
        ant_model_is_seen(f->model, symbol)) {
      continue;
    }
    ant_fail(&diag, ANT_EUNUSED, "nothing that is observed depends on '%s'", f->change[i].name);
    diag.severity = ANT_WARNING;
    ant_diag_print(&diag, stderr);
  }
}

/* What was changed belongs to the name of what was flown, wherever that is shown. */
static void name_changes(const flight *f, const options *o) {
  char *title = f->course->mission;
  size_t size = sizeof f->course->mission;
  for (int i = 0; i < o->clamp.n + o->change.n; i++) {
    char words[400];
    size_t used = strlen(title);
    ant_intervention_format(&f->change[i], words, sizeof words);
    ant_text_fit(title + used, size - used, "; %s", words);
  }
}

static ant_status fly(flight *f, const options *o, ant_diag *diag) {
  ant_cli_progress progress;
  ANT_TRY(read_settings(f->model, &o->set, &f->setting, diag));
  ANT_TRY(read_changes(f, o, diag));
  ANT_TRY(read_sense(f, &o->sense, diag));
  const ant_experiment *x = &f->experiment;
  if (!x->machine) ANT_TRY(ant_machine_open(f->model, &f->machine, diag));
  tell_idle(f, o);
  ant_fly_options fly_options = {.tolerance = o->tolerance,
                                 .every_d = o->every_d,
                                 .method = (ant_method)o->method,
                                 .person = f->person,
                                 .setting = f->setting,
                                 .n_setting = o->set.n,
                                 .clamp = x->clamp,
                                 .clamp_share = x->clamp_share,
                                 .n_clamp = x->n_clamp,
                                 .clamp_from_d = f->change[0].from_d,
                                 .sense = f->sense,
                                 .n_sense = f->n_sense,
                                 .progress = ant_cli_progress_show,
                                 .user = &progress};
  ant_cli_progress_begin(&progress, f->mission->name, o->quiet);
  const ant_machine *machine = x->machine ? x->machine : f->machine;
  ant_status status = ant_fly(machine, f->mission, &fly_options, &f->course, diag);
  if (status == ANT_OK) name_changes(f, o);
  ant_cli_progress_end(&progress);
  return status;
}

/* 3. Results ------------------------------------------------------------- */

static const char *const result_files[] = {"course.csv", "summary.json", "report.html",
                                           "sensitivity.csv", NULL};

static ant_status write_csv(const flight *f, ant_folder *folder, const char *name,
                            void (*table)(const ant_course *, FILE *), ant_diag *diag) {
  ant_file *file = NULL;
  ANT_TRY(ant_file_create(ant_folder_file(folder, name), &file, diag));
  table(f->course, ant_file_stream(file));
  return ant_file_commit(&file, diag);
}

static ant_status write_json(const flight *f, ant_folder *folder, ant_diag *diag) {
  ant_file *file = NULL;
  ANT_TRY(ant_file_create(ant_folder_file(folder, "summary.json"), &file, diag));
  ant_status status = ant_table_json(f->course, ant_file_stream(file), diag);
  if (status == ANT_OK) return ant_file_commit(&file, diag);
  ant_file_discard(&file);
  return status;
}

static ant_status write_all(const flight *f, const options *o, ant_folder *folder, ant_diag *diag) {
  const ant_page page = {f->course, f->model, f->person, f->model_path, o->mission, o->quiet};
  ANT_TRY(write_csv(f, folder, "course.csv", ant_table_csv, diag));
  if (f->n_sense > 0) {
    ANT_TRY(write_csv(f, folder, "sensitivity.csv", ant_table_sensitivity, diag));
  }
  ANT_TRY(write_json(f, folder, diag));
  ANT_TRY(ant_page_write(&page, ant_folder_file(folder, "report.html"), diag));
  if (ant_cli_interrupted()) return ant_fail(diag, ANT_EINTERRUPT, "stopped on request");
  return ANT_OK;
}

static void print_summary(const flight *f, const char *path) {
  const ant_course *c = f->course;
  printf("%s\n", c->mission);
  if (c->person[0]) printf("%s\n", c->person);
  for (int p = 0; p < c->n_phase; p++) {
    printf("  %-12s day %g to %g\n", c->phase[p].name, c->phase[p].start_d, c->phase[p].end_d);
  }
  printf("%d states, %ld steps, %.2f s\n", c->n_state, c->stats.steps, c->stats.seconds);
  printf("%s\n", path);
}

/* 4. The verb ------------------------------------------------------------ */

/* Fly and write; the folder is begun before, so that a place that cannot be written is told at
 * once. */
static ant_status fly_into(flight *f, const options *o, const char *path, ant_diag *diag) {
  ant_folder *folder = NULL;
  ANT_TRY(ant_folder_create(path, result_files, &folder, diag));
  ant_status status = fly(f, o, diag);
  if (status == ANT_OK) status = write_all(f, o, folder, diag);
  if (status == ANT_OK) return ant_folder_commit(&folder, diag);
  ant_folder_name_in(folder, diag);
  ant_folder_discard(&folder);
  return status;
}

static int run(flight *f, const options *o) {
  ant_diag diag;
  int loaded = load(f, o);
  if (loaded != 0) return loaded;
  bool files = o->out || !o->json;
  const char *path = o->out ? o->out : f->mission->name;
  ant_status status = files ? fly_into(f, o, path, &diag) : fly(f, o, &diag);
  if (status != ANT_OK) return ant_cli_fail(&diag);
  if (o->json && ant_table_json(f->course, stdout, &diag) != ANT_OK) return ant_cli_fail(&diag);
  if (!o->json && !o->quiet) print_summary(f, path);
  return ant_cli_end(0);
}

int ant_cli_fly(int argc, char **argv) {
  options o;
  flight f = {0};
  ant_diag diag;
  int status = 0;
  if (read_options(&o, argc, argv, &status)) {
    status = check_options(&o, &diag) == ANT_OK ? run(&f, &o) : ant_cli_fail(&diag);
  }
  clear(&f);
  ant_cli_texts_clear(&o.set);
  ant_cli_texts_clear(&o.clamp);
  ant_cli_texts_clear(&o.change);
  ant_cli_texts_clear(&o.sense);
  return status;
}
