/* score.c - antaeus score: the twin held against what was measured and claimed.
 *   1. The command line   2. Flying   3. Causes   4. Tables and claims   5. Results   6. The verb
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "antaeus/run.h"
#include "base/file.h"
#include "base/hash.h"
#include "cli/common.h"
#include "cli/folder.h"
#include "cli/places.h"
#include "cli/verbs.h"
#include "engine/intervene.h"
#include "language/ir.h"
#include "report/score_page.h"
#include "report/scoreboard.h"
#include "score/distance.h"
#include "score/fitted.h"
#include "score/interval.h"
#include "score/watch.h"

/* 1. The command line ---------------------------------------------------- */

typedef struct options {
  const char *model, *claims, *against, *out;
  ant_cli_texts observations, missions;
  double tolerance;
  long jobs, draws;
  bool json, quiet, no_cache;
} options;

static bool read_options(options *o, int argc, char **argv, int *out_exit) {
  *o = (options){.tolerance = 1e-8, .jobs = 2};
  const ant_cli_option table[] = {
      {"--observations", "CSV", ANT_CLI_TEXTS, &o->observations,
       "a table in the form of doc/evidence.md (the project's own)"},
      {"--missions", "DIR", ANT_CLI_TEXTS, &o->missions,
       "where its missions and people are; one for each table"},
      {"--claims", "DIR", ANT_CLI_TEXT, &o->claims, "claims (evidence/claims)"},
      {"--model", "DIR", ANT_CLI_TEXT, &o->model, "the physiology (physiology/twin)"},
      {"--against", "FILE", ANT_CLI_TEXT, &o->against, "an earlier score.csv: what moved"},
      {"--out", "DIR", ANT_CLI_TEXT, &o->out,
       "write score.html, score.csv, score.json, score.md there"},
      {"--tolerance", "X", ANT_CLI_WITHIN(1e-13, 0.1), &o->tolerance,
       "relative, of each step (1e-8)"},
      {"--draws", "N", ANT_CLI_COUNT_WITHIN(0, 1e6), &o->draws,
       "intervals from N sets of parameters, twice (0: none; 64: 2 minutes on 2 cores)"},
      {"--jobs", "N", ANT_CLI_JOBS, &o->jobs, "threads (2)"},
      {"--no-cache", NULL, ANT_CLI_FLAG, &o->no_cache, "fly all anew (~/.cache/antaeus/score)"},
      {"--json", NULL, ANT_CLI_FLAG, &o->json, "one JSON document to standard output"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o->quiet, "no warnings, no progress"},
  };
  const ant_cli_verb verb = {
      "antaeus score",
      "",
      "Fly every mission that the evidence names, hold each row against what the twin predicts,\n"
      "run the claims of the reviews, and say how right it is: rows that parameters were fitted\n"
      "to apart from rows that they never saw. Tables that are given take the place of the\n"
      "project's own, which is read when none is; so do claims.\n\n"
      "Example: antaeus score --out score",
      0,
      0,
      table,
      sizeof table / sizeof *table};
  int n = 0;
  return ant_cli_parse(&verb, argc, argv, &n, out_exit);
}

/* 2. Flying --------------------------------------------------------------- */

typedef struct pilot {
  const ant_model *model; /* of claims: with what they watch                          */
  const char *model_path;
  const ant_machine *machine;
  double tolerance;
  const ant_setting *setting; /* (n_setting) a draw of the parameters                 */
  int n_setting;
  const char *folder; /* of this table's missions, NULL: the project's               */
  char missions[ANT_PLACE_SIZE], people[ANT_PLACE_SIZE]; /* the project's            */
  uint64_t program; /* which build of this program; 0: not known                      */
} pilot;

static bool exists(const char *path) {
  struct stat st;
  return stat(path, &st) == 0;
}

/* NAME.ant in the table's folder, in its missions/ or people/, else in the project's */
static ant_status find(const pilot *p, const char *what, const char *folder, const char *name,
                       char path[ANT_PLACE_SIZE], ant_diag *diag) {
  const struct {
    const char *folder, *inner;
  } place[] = {{p->folder, ""}, {p->folder, "missions/"}, {p->folder, "people/"}, {folder, ""}};
  for (size_t i = 0; i < sizeof place / sizeof *place; i++) {
    if (!place[i].folder) continue;
    int n = snprintf(path, ANT_PLACE_SIZE, "%s/%s%s.ant", place[i].folder, place[i].inner, name);
    if (n > 0 && n < ANT_PLACE_SIZE && exists(path)) return ANT_OK;
  }
  return ant_fail(diag, ANT_EINPUT, "there is no %s called '%s' in %s", what, name,
                  p->folder ? p->folder : folder);
}

/* the first error of DIAGS stands for all */
static ant_status first_error(const ant_diags *diags, ant_status status, ant_diag *diag) {
  for (size_t i = 0; i < diags->n; i++) {
    if (diags->item[i].severity != ANT_ERROR) continue;
    *diag = diags->item[i];
    return diag->code;
  }
  return status == ANT_OK ? ANT_OK : ant_fail(diag, status, "%s", ant_status_sentence(status));
}

static ant_status load(const pilot *p, const ant_model *model, const char *mission,
                       const char *person, ant_mission **out_mission, ant_person **out_person,
                       ant_diag *diag) {
  char path[ANT_PLACE_SIZE];
  ant_diags diags = {0};
  ANT_TRY(find(p, "mission", p->missions, mission, path, diag));
  ant_status status = first_error(&diags, ant_mission_load(model, path, out_mission, &diags), diag);
  if (status == ANT_OK) status = find(p, "person", p->people, person, path, diag);
  if (status == ANT_OK) {
    status = ant_person_load(model, path, out_person, &diags);
    status = first_error(&diags, status, diag);
  }
  ant_diags_clear(&diags);
  return status;
}

static bool go_on(void *user, double share) {
  (void)user;
  (void)share;
  return !ant_cli_interrupted();
}

static ant_status fly(void *user, const char *mission_name, const char *person_name,
                      const ant_intervention *intervention, ant_course **out, ant_diag *diag) {
  const pilot *p = user;
  ant_mission *mission = NULL;
  ant_person *person = NULL;
  ant_experiment x = {0};
  ant_status status = ANT_OK;
  if (intervention) {
    status = ant_experiment_init(p->model, p->model_path, intervention, 1, &x, diag);
  }
  const ant_model *model = x.model ? x.model : p->model;
  if (status == ANT_OK) {
    status = load(p, model, mission_name, person_name, &mission, &person, diag);
  }
  if (status == ANT_OK) {
    ant_fly_options o = {.tolerance = p->tolerance,
                         .every_d = 1,
                         .person = person,
                         .setting = p->setting,
                         .n_setting = p->n_setting,
                         .clamp = x.clamp,
                         .clamp_share = x.clamp_share,
                         .n_clamp = x.n_clamp,
                         .clamp_from_d = intervention ? intervention->from_d : 0,
                         .progress = go_on};
    status = ant_fly(x.machine ? x.machine : p->machine, mission, &o, out, diag);
  }
  ant_mission_destroy(&mission);
  ant_person_destroy(&person);
  ant_experiment_clear(&x);
  return status;
}

/* 3. Flights kept on disk --------------------------------------------------- */

static uint64_t hash_file(uint64_t hash, const char *path) {
  char *text = NULL;
  size_t length = 0;
  if (!hash || ant_file_read(path, (size_t)1 << 26, &text, &length, NULL) != ANT_OK) return 0;
  hash = ant_hash_bytes(hash, text, length);
  free(text);
  return hash;
}

/* This program by its file: a new build may integrate otherwise. */
static uint64_t hash_program(void) {
  struct stat st;
  if (stat("/proc/self/exe", &st) != 0) return 0;
  uint64_t hash = ant_hash_string(ANT_HASH_START, ant_version());
  hash = ant_hash_integer(hash, (int64_t)st.st_size);
  hash = ant_hash_integer(hash, (int64_t)st.st_mtim.tv_sec);
  return ant_hash_integer(hash, (int64_t)st.st_mtim.tv_nsec);
}

static uint64_t key_of(void *user, const char *mission, const char *person,
                       const ant_intervention *intervention) {
  const pilot *p = user;
  char path[ANT_PLACE_SIZE];
  uint64_t hash = p->program;
  if (!hash || find(p, "mission", p->missions, mission, path, NULL) != ANT_OK) {
    return 0;
  }
  hash = hash_file(hash, path);
  if (find(p, "person", p->people, person, path, NULL) != ANT_OK) return 0;
  hash = hash_file(hash, path);
  if (!hash) return 0;
  hash = ant_hash_integer(hash, (int64_t)p->model->hash);
  hash = ant_hash_number(hash, p->tolerance);
  if (!intervention) return hash;
  hash = ant_hash_string(hash, intervention->name);
  hash = ant_hash_string(ant_hash_integer(hash, intervention->change), intervention->value);
  hash = ant_hash_number(hash, intervention->share);
  return ant_hash_number(hash, intervention->from_d);
}

/* The instrument's error, as the model declares it. */
static double error_of(void *user, const char *observable, double value) {
  const pilot *p = user;
  int symbol, element;
  if (ant_model_find(p->model, observable, &symbol, &element, NULL) != ANT_OK) return NAN;
  const ant_dist *d = &p->model->symbol[symbol].error;
  switch (d->kind) {
  case ANT_DIST_NORMAL:
    return d->relative ? d->arg[0] * fabs(value) : d->arg[0];
  case ANT_DIST_LOGNORMAL:
    return d->arg[0] * fabs(value);
  default:
    return NAN;
  }
}

/* Where courses are kept: the user's cache, after the XDG convention; "" for nowhere. */
static void place_cache(const options *o, char path[ANT_PLACE_SIZE]) {
  const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  int n = 0;
  path[0] = '\0';
  if (o->no_cache) return;
  if (xdg && *xdg == '/') {
    n = snprintf(path, ANT_PLACE_SIZE, "%s/antaeus/score", xdg);
  } else if (home && *home == '/') {
    n = snprintf(path, ANT_PLACE_SIZE, "%s/.cache/antaeus/score", home);
  }
  if (n <= 0 || n >= ANT_PLACE_SIZE) path[0] = '\0';
}

/* 4. Causes ----------------------------------------------------------------- */

static int distance_from(const ant_model *model, const int *cause, int n, const char *observable) {
  int effect, element;
  if (ant_model_find(model, observable, &effect, &element, NULL) != ANT_OK) return -1;
  return ant_model_distance(model, cause, n, effect);
}

/* all that a mission sets: inputs that leave the ground, states that doses reach */
static int distance_of_mission(const pilot *p, const ant_claim *c, const char *observable) {
  char path[ANT_PLACE_SIZE];
  ant_mission *m = NULL;
  ant_diags diags = {0};
  int n = 0, d = -1;
  if (find(p, "mission", p->missions, c->mission, path, NULL) != ANT_OK) return -1;
  ant_mission_load(p->model, path, &m, &diags);
  ant_diags_clear(&diags);
  if (!m) return -1;
  int most = m->n_dose;
  for (int i = 0; i < m->n_phase; i++) most += m->phase[i].n_setting;
  int *cause = calloc((size_t)most + 1, sizeof *cause);
  for (int i = 0; cause && i < m->n_phase; i++) {
    for (int k = 0; k < m->phase[i].n_setting; k++) cause[n++] = m->phase[i].setting[k].symbol;
  }
  for (int i = 0; cause && i < m->n_dose; i++) {
    cause[n++] = p->model->dose[m->dose[i].port].state;
  }
  if (cause) d = distance_from(p->model, cause, n, observable);
  free(cause);
  ant_mission_destroy(&m);
  return d;
}

static int distance(void *user, const ant_claim *c, const char *observable) {
  const pilot *p = user;
  int symbol, element;
  if (!c->intervention.name[0]) return distance_of_mission(p, c, observable);
  if (ant_model_find(p->model, c->intervention.name, &symbol, &element, NULL) != ANT_OK) return -1;
  return distance_from(p->model, &symbol, 1, observable);
}

/* 5. Tables and claims -------------------------------------------------------- */

enum { MOST_TABLES = 32 };

typedef struct score {
  char model_path[ANT_PLACE_SIZE], cache[ANT_PLACE_SIZE];
  ant_model *model;
  ant_machine *machine;
  pilot pilot;
  ant_observations *table[MOST_TABLES];
  ant_row_scores *rows[MOST_TABLES];
  ant_interval_report intervals[MOST_TABLES];
  int n_table, n_fitted;
  ant_claims *claims;
  ant_model *watched; /* with what the claims look at; NULL: the model has it all      */
  ant_machine *watching;
  ant_claim_scores *verdicts;
  int n_items;
  ant_diags notes; /* on what was fitted                                              */
} score;

static void clear(score *s) {
  for (int i = 0; i < MOST_TABLES; i++) {
    ant_row_scores_destroy(&s->rows[i]);
    ant_observations_destroy(&s->table[i]);
  }
  ant_claim_scores_destroy(&s->verdicts);
  ant_claims_destroy(&s->claims);
  ant_machine_destroy(&s->watching);
  ant_model_destroy(&s->watched);
  ant_machine_destroy(&s->machine);
  ant_model_destroy(&s->model);
  ant_diags_clear(&s->notes);
}

static ant_status read_tables(score *s, const options *o, ant_diags *diags) {
  char own[ANT_PLACE_SIZE];
  ant_diag diag;
  int n = o->observations.n;
  if (n == 0 && !o->claims) {
    if (!ant_place_beside(s->model_path, "evidence/observations.csv", own)) {
      ant_fail(&diag, ANT_EINPUT, "there is no evidence/observations.csv beside the physiology");
      ant_diags_add(diags, &diag);
      return ANT_EINPUT;
    }
    s->n_table = 1;
    return ant_observations_read(own, &s->table[0], diags);
  }
  ant_status status = ANT_OK;
  for (int i = 0; i < n && i < MOST_TABLES; i++) {
    ant_status one = ant_observations_read(o->observations.item[i], &s->table[i], diags);
    s->n_table = i + 1;
    if (status == ANT_OK) status = one;
  }
  return status;
}

static ant_status read_claims(score *s, const options *o, ant_diags *diags) {
  char folder[ANT_PLACE_SIZE], list[ANT_PLACE_SIZE];
  if (o->claims) return ant_claims_read(o->claims, &s->claims, diags);
  if (o->observations.n > 0 || !ant_place_beside(s->model_path, "evidence/claims", folder)) {
    return ANT_OK;
  }
  ANT_TRY(ant_claims_read(folder, &s->claims, diags));
  if (!ant_place_beside(s->model_path, "evidence/coverage.csv", list)) return ANT_OK;
  return ant_claims_check(s->claims, list, &s->n_items, diags);
}

/* Everything that is read, before anything flies: all mistakes of all files are told. */
static int read_all(score *s, const options *o) {
  ant_diags diags = {0};
  ant_diag diag;
  if (ant_place_model(o->model, s->model_path, &diag) != ANT_OK) return ant_cli_fail(&diag);
  if (ant_model_load(s->model_path, &s->model, &diags) == ANT_OK) {
    read_tables(s, o, &diags);
    read_claims(s, o, &diags);
    if (s->claims) ant_claims_watch(s->claims, s->model, s->model_path, &s->watched, &diags);
    for (int i = 0; i < s->n_table; i++) {
      if (s->table[i]) ant_fitted_check(s->model, s->table[i], &s->n_fitted, &diags, &s->notes);
    }
  }
  int status = ant_cli_tell(&diags, o->quiet);
  ant_diags_clear(&diags);
  if (status != 0) return status;
  ant_status opened = o->draws > 0 ? ant_machine_open_compiled(s->model, &s->machine, &diag)
                                   : ant_machine_open(s->model, &s->machine, &diag);
  if (opened == ANT_OK && s->watched) {
    opened = ant_machine_open(s->watched, &s->watching, &diag);
  }
  if (opened != ANT_OK) return ant_cli_fail(&diag);
  place_cache(o, s->cache);
  s->pilot = (pilot){.model = s->model,
                     .model_path = s->model_path,
                     .machine = s->machine,
                     .tolerance = o->tolerance,
                     .program = hash_program()};
  ant_place_beside(s->model_path, "missions", s->pilot.missions);
  ant_place_beside(s->model_path, "people", s->pilot.people);
  return 0;
}

static void show(void *user, int done, int all) {
  ant_cli_progress_show(user, (double)done / all);
}

/* The courses of draws may be coarser than those that are judged: at 1e-5 no row's prediction moves
 * by more than 0.6 per cent of what its draws spread, and a flight takes a fifth of the steps. */
static const double draw_tolerance = 1e-5;

static void use_draw(void *user, const ant_setting *setting, int n) {
  pilot *p = user;
  p->setting = setting;
  p->n_setting = n;
}

static bool stop(void *user) {
  (void)user;
  return ant_cli_interrupted();
}

static ant_status draw(score *s, const options *o, int i_table, ant_diag *diag) {
  enum { SEED = 20120905 };
  ant_cli_progress progress;
  ant_score_options so = {.jobs = (int)o->jobs,
                          .cache = s->cache[0] ? s->cache : NULL,
                          .key = key_of,
                          .progress = show,
                          .user = &progress};
  ant_interval_work work = {.model = s->model,
                            .n_draw = (int)o->draws,
                            .seed = SEED,
                            .fly = fly,
                            .use = use_draw,
                            .user = &s->pilot,
                            .options = &so,
                            .stop = stop};
  ant_cli_progress_begin(&progress, "draws", o->quiet);
  s->pilot.tolerance = fmax(o->tolerance, draw_tolerance);
  ant_status status =
      ant_intervals_run(s->table[i_table], &work, s->rows[i_table], &s->intervals[i_table], diag);
  s->pilot.tolerance = o->tolerance;
  ant_cli_progress_end(&progress);
  return status;
}

/* Fly and judge.  Returns the exit status; what is wrong with a table is told, and the rest goes
 * on. */
static int run_all(score *s, const options *o) {
  ant_diags diags = {0};
  ant_cli_progress progress;
  ant_score_options so = {.jobs = (int)o->jobs,
                          .cache = s->cache[0] ? s->cache : NULL,
                          .key = key_of,
                          .error = error_of,
                          .progress = show,
                          .user = &progress};
  ant_status status = ANT_OK;
  for (int i = 0; i < s->n_table && status != ANT_EINTERRUPT; i++) {
    s->pilot.folder = i < o->missions.n ? o->missions.item[i] : NULL;
    ant_cli_progress_begin(&progress, "evidence", o->quiet);
    ant_status one = ant_score_rows(s->table[i], fly, &s->pilot, &so, &s->rows[i], &diags);
    ant_cli_progress_end(&progress);
    if (s->rows[i] && o->draws > 1 && one != ANT_EINTERRUPT) {
      ant_diag diag;
      one = draw(s, o, i, &diag);
      if (one != ANT_OK && one != ANT_EINTERRUPT) ant_diags_add(&diags, &diag);
    }
    if (status == ANT_OK) status = one;
  }
  s->pilot.folder = s->n_table == 0 && o->missions.n > 0 ? o->missions.item[0] : NULL;
  if (s->watched) {
    s->pilot.model = s->watched;
    s->pilot.machine = s->watching;
  }
  if (s->claims && status != ANT_EINTERRUPT && status != ANT_ENOMEM) {
    ant_cli_progress_begin(&progress, "claims", o->quiet);
    ant_status one =
        ant_score_claims(s->claims, fly, &s->pilot, distance, &s->pilot, &so, &s->verdicts, &diags);
    ant_cli_progress_end(&progress);
    if (status == ANT_OK) status = one;
  }
  int told = ant_cli_tell(&diags, o->quiet);
  ant_diags_clear(&diags);
  return told != 0 ? told : ant_status_exit(status);
}

/* 6. Results ---------------------------------------------------------------- */

static const char *const result_files[] = {"score.csv", "score.json", "score.html", "score.md",
                                           NULL};

static ant_status write_one(const ant_scoreboard *b, ant_folder *folder, const char *name,
                            ant_diag *diag) {
  ant_file *file = NULL;
  ANT_TRY(ant_file_create(ant_folder_file(folder, name), &file, diag));
  ant_status status = ANT_OK;
  if (strcmp(name, "score.json") == 0) {
    status = ant_scoreboard_json(b, ant_file_stream(file), diag);
  } else if (strcmp(name, "score.md") == 0) {
    ant_scoreboard_markdown(b, ant_file_stream(file));
  } else {
    ant_scoreboard_csv(b, ant_file_stream(file));
  }
  if (status == ANT_OK) return ant_file_commit(&file, diag);
  ant_file_discard(&file);
  return status;
}

static ant_status write_page(const ant_scoreboard *b, ant_folder *folder, ant_diag *diag) {
  ant_text page = {0};
  ant_status status = ant_score_page(b, &page, diag);
  if (status == ANT_OK) {
    const char *path = ant_folder_file(folder, "score.html");
    status = ant_file_write(path, ant_text_string(&page), page.length, diag);
  }
  ant_text_clear(&page);
  return status;
}

static ant_status write_all(const ant_scoreboard *b, const char *path, ant_diag *diag) {
  ant_folder *folder = NULL;
  ANT_TRY(ant_folder_create(path, result_files, &folder, diag));
  ant_status status = write_one(b, folder, "score.csv", diag);
  if (status == ANT_OK) status = write_one(b, folder, "score.json", diag);
  if (status == ANT_OK) status = write_one(b, folder, "score.md", diag);
  if (status == ANT_OK) status = write_page(b, folder, diag);
  if (status == ANT_OK) return ant_folder_commit(&folder, diag);
  ant_folder_discard(&folder);
  return status;
}

/* What would be found only behind minutes of work: an earlier table that is not there, a folder
 * that cannot be written. */
static ant_status check_places(const options *o, ant_diag *diag) {
  if (o->against) {
    char *text = NULL;
    size_t length;
    ANT_TRY(ant_file_read(o->against, 64u << 20, &text, &length, diag));
    free(text);
  }
  if (!o->out) return ANT_OK;
  ant_folder *folder = NULL;
  ANT_TRY(ant_folder_create(o->out, result_files, &folder, diag));
  ant_folder_discard(&folder);
  return ANT_OK;
}

static ant_status put_results(const score *s, const options *o, ant_diag *diag) {
  const ant_observations *table[MOST_TABLES];
  const ant_row_scores *rows[MOST_TABLES];
  for (int i = 0; i < s->n_table; i++) {
    table[i] = s->table[i];
    rows[i] = s->rows[i];
  }
  ant_scoreboard board = {.model_title = s->model->title,
                          .model_hash = s->model->hash,
                          .n_table = s->n_table,
                          .table = table,
                          .rows = rows,
                          .claims = s->verdicts ? s->claims : NULL,
                          .verdicts = s->verdicts,
                          .n_items = s->n_items,
                          .n_fitted = s->n_fitted,
                          .notes = &s->notes,
                          .intervals = s->intervals};
  if (o->out) ANT_TRY(write_all(&board, o->out, diag));
  if (o->json) ANT_TRY(ant_scoreboard_json(&board, stdout, diag));
  if (!o->json) ant_scoreboard_text(&board, stdout);
  if (!o->against) return ANT_OK;
  return ant_scoreboard_against(&board, o->against, o->json ? stderr : stdout, diag);
}

/* 7. The verb --------------------------------------------------------------- */

static int run(score *s, const options *o) {
  ant_diag diag;
  if (o->draws == 1) {
    ant_fail(&diag, ANT_EUSAGE, "--draws: 0 or at least 2 were expected, one has no spread");
    return ant_cli_fail(&diag);
  }
  if (o->missions.n > o->observations.n && o->missions.n > 1) {
    ant_fail(&diag, ANT_EUSAGE, "%d times --missions for %d tables", o->missions.n,
             o->observations.n);
    return ant_cli_fail(&diag);
  }
  if (o->observations.n > MOST_TABLES) {
    ant_fail(&diag, ANT_EUSAGE, "more than %d tables", (int)MOST_TABLES);
    return ant_cli_fail(&diag);
  }
  if (check_places(o, &diag) != ANT_OK) return ant_cli_fail(&diag);
  int status = read_all(s, o);
  if (status != 0) return status;
  status = run_all(s, o);
  for (int i = 0; i < s->n_table; i++) {
    if (!s->rows[i]) return status;
  }
  if (ant_cli_interrupted()) return ant_status_exit(ANT_EINTERRUPT);
  if (put_results(s, o, &diag) != ANT_OK) return ant_cli_fail(&diag);
  return ant_cli_end(status);
}

int ant_cli_score(int argc, char **argv) {
  options o;
  int status = 0;
  score *s = calloc(1, sizeof *s);
  if (!s) return ant_status_exit(ANT_ENOMEM);
  if (read_options(&o, argc, argv, &status)) status = run(s, &o);
  clear(s);
  free(s);
  ant_cli_texts_clear(&o.observations);
  ant_cli_texts_clear(&o.missions);
  return status;
}
