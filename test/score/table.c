/* table.c - the project's own evidence: readable, split by its rule, resting on known sources. */
#include "test.h"
#include "base/file.h"
#include "score/observation.h"
#include "score/split.h"

static ant_observations *table;
static char root[900];

static const char *path_of(const char *a, const char *name, const char *b) {
  static char path[1200];
  snprintf(path, sizeof path, "%s/%s%s%s", root, a, name, b);
  return path;
}

static void reads_all_rows(void) {
  ant_diags diags = {0};
  CHECK(ant_observations_read(path_of("evidence/observations.csv", "", ""), &table, &diags) ==
        ANT_OK);
  ant_diags_print(&diags, stdout);
  CHECK(diags.n == 0);
  CHECK(table && table->n == 370);
  ant_diags_clear(&diags);
}

static void is_split_by_its_rule(void) {
  for (int i = 0; table && i < table->n; i++) {
    const ant_observation *o = &table->row[i];
    int first = 0;
    while (strcmp(table->row[first].crew, o->crew) != 0) first++;
    if (ant_split_use(table->row[first].system, o->crew) == o->use) continue;
    printf("# %s: crew %s is '%s' against the rule\n", o->id, o->crew, ant_use_name(o->use));
    CHECK(false);
  }
  CHECK(ant_split_use("bone", "lang2004") == ANT_USE_FIT);
  CHECK(ant_split_use("bone", "leblanc2000") != ant_split_use("bone", "lang2004"));
}

static bool exists(const char *path) {
  FILE *file = fopen(path, "r");
  if (file) fclose(file);
  return file != NULL;
}

static void check_files(const ant_observation *o, const char *folder, const ant_terms *terms) {
  for (int i = 0; i < terms->n_left + terms->n_right; i++) {
    const char *name = i < terms->n_left ? terms->left[i] : terms->right[i - terms->n_left];
    if (exists(path_of(folder, name, ".ant"))) continue;
    printf("# %s: no file %s%s.ant\n", o->id, folder, name);
    CHECK(false);
  }
}

static void names_missions_and_people_that_are_there(void) {
  for (int i = 0; table && i < table->n; i++) {
    check_files(&table->row[i], "missions/", &table->row[i].mission);
    check_files(&table->row[i], "people/", &table->row[i].person);
  }
}

static void names_sources_that_are_there(void) {
  char *text = NULL, key[200];
  size_t length;
  CHECK(ant_file_read(path_of("physiology/sources.bib", "", ""), (size_t)1 << 24, &text, &length,
                      NULL) == ANT_OK);
  for (int i = 0; text && table && i < table->n; i++) {
    snprintf(key, sizeof key, "{%s,\n", table->row[i].source);
    if (strstr(text, key)) continue;
    printf("# %s: no source %s\n", table->row[i].id, table->row[i].source);
    CHECK(false);
  }
  free(text);
}

int main(void) {
  const char *from = getenv("ANT_ROOT");
  snprintf(root, sizeof root, "%s", from ? from : ".");
  RUN(reads_all_rows);
  RUN(is_split_by_its_rule);
  RUN(names_missions_and_people_that_are_there);
  RUN(names_sources_that_are_there);
  ant_observations_destroy(&table);
  return test_done();
}
