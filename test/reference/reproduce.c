/* The models of the field, each flown against the trajectories beside it.  Arguments: the source
 * tree, and names of models (default: all).
 *
 * physiology/reference/MODEL/data/NAME.csv is compared with a flight of missions/NAME.ant by
 * people/NAME.ant (the model's own values where there is none).  Its first column is the time, the
 * others are observables; each heading carries its unit.  The figure of a trajectory is the largest
 * |difference| over the largest |value| of the same column. */
#include "test.h"

#include <dirent.h>

#include "antaeus/run.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/unit.h"

enum { N_COLUMN = 100, N_ROW = 400, N_MODEL = 32, N_DATA = 64, PATH = 1000 };

static const double TOLERANCE = 1e-11, WANTED = 1e-6;
static const char *top = ".";

/* one trajectory, as it stands in its file */
static struct trajectory {
  char heading[N_COLUMN][120];
  double value[N_ROW][N_COLUMN];
  int n_row, n_column;
} t;

static void tell(ant_diags *diags) {
  for (size_t i = 0; i < diags->n; i++) printf("# %s\n", diags->item[i].text);
  ant_diags_clear(diags);
}

/* 1. Reading ------------------------------------------------------------- */

static bool read_rows(ant_csv *csv) {
  while (ant_csv_next(csv, NULL) == ANT_OK) {
    if (csv->n_field == 0) return t.n_row > 1;
    if (csv->n_field != t.n_column || t.n_row == N_ROW) return false;
    for (int i = 0; i < t.n_column; i++) {
      char *end;
      t.value[t.n_row][i] = strtod(csv->field[i].text, &end);
      if (*end || end == csv->field[i].text) return false;
    }
    t.n_row++;
  }
  return false;
}

static bool read_trajectory(const char *path) {
  static ant_csv csv;
  char *text = NULL;
  size_t length = 0;
  t.n_row = t.n_column = 0;
  if (ant_file_read(path, (size_t)1 << 24, &text, &length, NULL) != ANT_OK) return false;
  bool good = ant_csv_open(&csv, path, text, length, NULL) == ANT_OK &&
              ant_csv_next(&csv, NULL) == ANT_OK && csv.n_field <= N_COLUMN;
  if (good) {
    t.n_column = csv.n_field;
    for (int i = 0; i < t.n_column; i++)
      snprintf(t.heading[i], sizeof t.heading[i], "%s", csv.field[i].text);
    good = read_rows(&csv);
  }
  free(text);
  return good;
}

/* "bone_mass [%]" becomes "bone_mass", and FACTOR turns its numbers into the unit called TO. */
static bool split_heading(char *heading, const char *to, double *factor) {
  ant_unit from, want;
  char *unit = strstr(heading, " ["), *end = unit ? strchr(unit, ']') : NULL;
  if (unit) {
    if (!end || end[1]) return false;
    *unit = *end = '\0';
  }
  return ant_unit_parse(unit ? unit + 2 : "1", &from, NULL) == ANT_OK &&
         ant_unit_parse(*to ? to : "1", &want, NULL) == ANT_OK &&
         ant_unit_factor(&from, &want, factor, NULL) == ANT_OK;
}

/* Put every number in the unit that the model tells it in; ORDER: the observable of each column. */
static bool match_columns(const ant_course *course, int order[]) {
  for (int i = 0; i < t.n_column; i++) {
    char name[120];
    double factor = 0;
    snprintf(name, sizeof name, "%s", t.heading[i]);
    char *end = strstr(name, " [");
    if (end) *end = '\0';
    order[i] = i == 0 ? -1 : ant_course_column(course, name);
    if ((i > 0 && order[i] < 0) ||
        !split_heading(t.heading[i], i == 0 ? "day" : course->unit[order[i]], &factor)) {
      printf("# column '%s': no observable of this name and kind of unit\n", name);
      return false;
    }
    for (int k = 0; k < t.n_row; k++) t.value[k][i] *= factor;
  }
  return true;
}

/* 2. Flying -------------------------------------------------------------- */

/* The largest error of a flight, and its column; infinite where a flight or a column is missing. */
static double compare(ant_run *run, const int order[], int *worst) {
  double largest[N_COLUMN] = {0}, error[N_COLUMN] = {0}, most = 0;
  ant_diag diag = {0};
  for (int k = 0; k < t.n_row; k++) {
    if (ant_run_advance(run, t.value[k][0], &diag) != ANT_OK) {
      printf("# %s\n", diag.text);
      return INFINITY;
    }
    const double *seen = ant_run_observe(run);
    for (int i = 1; i < t.n_column; i++) {
      largest[i] = fmax(largest[i], fabs(t.value[k][i]));
      error[i] = fmax(error[i], fabs(seen[order[i]] - t.value[k][i]));
      if (isnan(seen[order[i]])) error[i] = INFINITY;
    }
  }
  for (int i = 1; i < t.n_column; i++) {
    double e = error[i] > 0 ? error[i] / largest[i] : 0;
    if (e > most) *worst = i;
    most = fmax(most, e);
  }
  return most;
}

static double fly(const ant_model *model, const ant_machine *machine, const char *folder,
                  const char *name, int *worst) {
  ant_mission *mission = NULL;
  ant_person *person = NULL;
  ant_course *course = NULL;
  ant_run *run = NULL;
  ant_diags diags = {0};
  ant_diag diag = {0};
  char path[PATH];
  int order[N_COLUMN];
  double error = INFINITY;
  snprintf(path, sizeof path, "%.600s/missions/%.100s.ant", folder, name);
  bool good = ant_mission_load(model, path, &mission, &diags) == ANT_OK;
  snprintf(path, sizeof path, "%.600s/people/%.100s.ant", folder, name);
  FILE *f = good ? fopen(path, "r") : NULL;
  if (f) {
    fclose(f);
    good = ant_person_load(model, path, &person, &diags) == ANT_OK;
  }
  ant_fly_options o = {.tolerance = TOLERANCE, .every_d = 1e5, .person = person};
  if (good && ant_fly(machine, mission, &o, &course, &diag) == ANT_OK &&
      match_columns(course, order) && ant_run_create(machine, mission, &o, &run, &diag) == ANT_OK) {
    error = compare(run, order, worst);
  } else if (good) {
    printf("# %s: %s\n", name, diag.text);
  }
  tell(&diags);
  ant_run_destroy(&run);
  ant_course_destroy(&course);
  ant_mission_destroy(&mission);
  ant_person_destroy(&person);
  return error;
}

/* 3. The shelf ----------------------------------------------------------- */

static int by_name(const void *a, const void *b) {
  return strcmp(a, b);
}

/* The names in FOLDER that end in ENDING, without it, in order. */
static int list(const char *folder, const char *ending, char name[][100], int n_most) {
  DIR *dir = opendir(folder);
  int n = 0;
  for (struct dirent *e; dir && n < n_most && (e = readdir(dir)) != NULL;) {
    size_t length = strlen(e->d_name), tail = strlen(ending);
    if (e->d_name[0] == '.' || length <= tail || length >= 100) continue;
    if (strcmp(e->d_name + length - tail, ending) != 0) continue;
    snprintf(name[n++], 100, "%.*s", (int)(length - tail), e->d_name);
  }
  if (dir) closedir(dir);
  qsort(name, (size_t)n, 100, by_name);
  return n;
}

static void check_model(const char *folder, const char *title) {
  static char name[N_DATA][100];
  ant_model *model = NULL;
  ant_machine *machine = NULL;
  ant_diags diags = {0};
  char path[PATH];
  CHECK(ant_model_load(folder, &model, &diags) == ANT_OK);
  tell(&diags);
  if (!model) return;
  CHECK(ant_machine_open(model, &machine, NULL) == ANT_OK);
  snprintf(path, sizeof path, "%.600s/data", folder);
  int n = list(path, ".csv", name, N_DATA);
  for (int i = 0; i < n && machine; i++) {
    int worst = 1;
    snprintf(path, sizeof path, "%.600s/data/%.100s.csv", folder, name[i]);
    bool read = read_trajectory(path);
    CHECK(read);
    double error = read ? fly(model, machine, folder, name[i], &worst) : INFINITY;
    printf("# %-20s %-40s %8.1e  %s\n", title, name[i], error, t.heading[worst]);
    CHECK(error <= WANTED);
  }
  ant_machine_destroy(&machine);
  ant_model_destroy(&model);
}

int main(int argc, char **argv) {
  static char name[N_MODEL][100];
  char folder[PATH], path[PATH];
  if (argc > 1) top = argv[1];
  snprintf(folder, sizeof folder, "%.400s/physiology/reference", top);
  int n = list(folder, "", name, N_MODEL);
  int n_model = 0;
  for (int i = 0; i < n; i++) {
    bool asked = argc < 3;
    for (int k = 2; k < argc; k++) asked |= strcmp(argv[k], name[i]) == 0;
    if (!asked || strstr(name[i], ".md")) continue;
    snprintf(path, sizeof path, "%.500s/%.100s", folder, name[i]);
    test_bad_checks = 0;
    check_model(path, name[i]);
    printf("%s %d - %s\n", test_bad_checks ? "not ok" : "ok", ++test_n, name[i]);
    test_failed += test_bad_checks != 0;
    n_model++;
  }
  printf("%s %d - there are models\n", n_model > 0 ? "ok" : "not ok", ++test_n);
  test_failed += n_model == 0;
  return test_done();
}
