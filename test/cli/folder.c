/* A folder of results is there whole or not at all, and replaces nothing that is not ours. */
#include "test.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/folder.h"

static const char *const known[] = {"a.csv", "b.json", NULL};
static char top[] = "/tmp/antaeus-folder-XXXXXX";
static char path[200];

static const char *at(const char *name) {
  snprintf(path, sizeof path, "%s/%s", top, name);
  return path;
}

static void write_text(const char *file, const char *text) {
  FILE *to = fopen(file, "w");
  CHECK(to != NULL);
  if (to) fputs(text, to), fclose(to);
}

static void expect_text(const char *file, const char *want) {
  char text[100] = "";
  FILE *from = fopen(file, "r");
  CHECK(from != NULL);
  CHECK(from && fgets(text, sizeof text, from) != NULL);
  if (from) fclose(from);
  SAME_TEXT(text, want);
}

/* entries of the top folder, so that nothing is left beside */
static int n_entry(const char *folder) {
  int n = 0;
  DIR *dir = opendir(folder);
  while (dir && readdir(dir)) n++;
  if (dir) closedir(dir);
  return n - 2;
}

static ant_status put(const char *target, const char *text) {
  ant_folder *folder = NULL;
  ant_status status = ant_folder_create(target, known, &folder, NULL);
  if (status != ANT_OK) return status;
  write_text(ant_folder_file(folder, "a.csv"), text);
  write_text(ant_folder_file(folder, "b.json"), "{}");
  CHECK(access(at("new/deep/a.csv"), F_OK) != 0 || strcmp(text, "one") != 0);
  return ant_folder_commit(&folder, NULL);
}

static void it_appears_whole(void) {
  char target[200];
  snprintf(target, sizeof target, "%s", at("new/deep/"));
  CHECK(put(target, "one") == ANT_OK);
  expect_text(at("new/deep/a.csv"), "one");
  expect_text(at("new/deep/b.json"), "{}");
  CHECK(n_entry(at("new")) == 1);
}

static void ours_is_replaced(void) {
  char target[200];
  snprintf(target, sizeof target, "%s", at("new/deep"));
  CHECK(put(target, "two") == ANT_OK);
  expect_text(at("new/deep/a.csv"), "two");
  CHECK(n_entry(at("new")) == 1 && n_entry(at("new/deep")) == 2);
}

static void another_is_refused(void) {
  ant_diag diag;
  ant_folder *folder = NULL;
  write_text(at("new/deep/thesis.tex"), "years");
  char target[200];
  snprintf(target, sizeof target, "%s", at("new/deep"));
  CHECK(ant_folder_create(target, known, &folder, &diag) == ANT_ESYSTEM);
  CHECK(strstr(diag.text, "holds other things") != NULL);
  expect_text(at("new/deep/thesis.tex"), "years");
  write_text(at("file"), "x");
  CHECK(ant_folder_create(at("file"), known, &folder, &diag) == ANT_ESYSTEM);
  CHECK(ant_folder_create(at("file/below"), known, &folder, &diag) == ANT_ESYSTEM);
  CHECK(ant_folder_create("/proc/antaeus", known, &folder, &diag) == ANT_ESYSTEM);
}

static void what_came_meanwhile_is_kept(void) {
  char target[200];
  ant_folder *folder = NULL;
  snprintf(target, sizeof target, "%s", at("late"));
  CHECK(ant_folder_create(target, known, &folder, NULL) == ANT_OK);
  CHECK(mkdir(target, 0777) == 0);
  write_text(at("late/thesis.tex"), "years");
  CHECK(ant_folder_commit(&folder, NULL) == ANT_ESYSTEM);
  CHECK(folder == NULL);
  expect_text(at("late/thesis.tex"), "years");
}

static void giving_up_leaves_nothing(void) {
  ant_folder *folder = NULL;
  int before = n_entry(top);
  CHECK(ant_folder_create(at("never"), known, &folder, NULL) == ANT_OK);
  write_text(ant_folder_file(folder, "a.csv"), "half");
  CHECK(n_entry(top) == before + 1);
  ant_folder_discard(&folder);
  CHECK(n_entry(top) == before);
  ant_folder_discard(&folder);
}

int main(void) {
  if (!mkdtemp(top)) return 1;
  RUN(it_appears_whole);
  RUN(ours_is_replaced);
  RUN(another_is_refused);
  RUN(what_came_meanwhile_is_kept);
  RUN(giving_up_leaves_nothing);
  const char *const rest[] = {"new/deep/a.csv",
                              "new/deep/b.json",
                              "new/deep/thesis.tex",
                              "late/thesis.tex",
                              "file",
                              "new/deep",
                              "new",
                              "late",
                              ""};
  for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) remove(at(rest[i]));
  return test_done();
}
