/* Every verb with every option and every kind of wrong value: status 2 before anything is read, a
 * message that names the option, nothing on standard output, nothing written.
 *
 * The options are those that each verb's --help shows, so that a new one is held to the same.  The
 * files that the verbs are given do not exist: had a verb opened one before it looked at the
 * option, the status would be 1.  What an option does accept stands in `accepted`. */
#include "test.h"

#include <dirent.h>
#include <sys/types.h>
#include <unistd.h>

#include "cli/bone.h"
#include "cli/verbs.h"

static const struct {
  const char *name;
  int (*run)(int argc, char **argv);
  const char *word[4]; /* what it needs beside options                             */
} verbs[] = {
    {"fly", ant_cli_fly, {"none.ant"}},
    {"compare", ant_cli_compare, {"none", "nowhere"}},
    {"score", ant_cli_score, {"--claims=none"}},
    {"stone", ant_cli_stone, {"none.csv"}},
    {"explain", ant_cli_explain, {"unit"}},
    {"model check", ant_cli_model_check, {"none.ant"}},
    {"model info", ant_cli_model_info, {"none.ant"}},
    {"model doc", ant_cli_model_doc, {"none.ant"}},
    {"model graph", ant_cli_model_graph, {"none.ant"}},
    {"model credit", ant_cli_model_credit, {"none.ant"}},
    {"model emit", ant_cli_model_emit, {"none.ant"}},
    {"bone adapt", ant_cli_bone_adapt, {"none.mha"}},
    {"bone convert", ant_cli_bone_convert, {"none.mha", "out.mha"}},
    {"bone draw", ant_cli_bone_draw, {"none.mha", "out.png"}},
    {"bone info", ant_cli_bone_info, {"none.mha"}},
    {"bone make", ant_cli_bone_make, {"ball", "out.mha"}},
    {"bone measure", ant_cli_bone_measure, {"none.mha"}},
    {"bone register", ant_cli_bone_register, {"none.mha", "never.mha"}},
    {"bone segment", ant_cli_bone_segment, {"none.mha", "out.mha"}},
    {"bone stiffness", ant_cli_bone_stiffness, {"none.mha"}},
    {"bone strength", ant_cli_bone_strength, {"none.mha"}},
};
enum { N_VERB = sizeof verbs / sizeof *verbs };

/* what is right although it is wrong for most: VERB "" stands for all */
static const struct {
  const char *verb, *option, *values; /* parted by blanks                                 */
} accepted[] = {
    {"", "--seed", "0"},
    {"", "--sigma", "0"},
    {"", "--from", "0 -5"},
    {"fly", "--clamp-from", "0 -5"},
    {"score", "--draws", "0"},
    {"bone adapt", "--formation", "0"},
    {"", "--resorption", "0"},
    {"bone adapt", "--depth", "0"},
    {"", "--labels", "-5 1,2,3,4,5,6,7,8,9"},
    {"", "--displacement", "-5"},
    {"", "--coupled", "0"},
    {"bone adapt", "--open", "0"},
    {"", "--poisson", "0"},
    {"bone convert", "--calibration", ""},
    {"bone draw", "--view", "0 -5"},
    {"bone make", "--axis", "0 -5"},
    {"bone segment", "--lower", "0 -5 1e30 -1e30"},
    {"bone segment", "--inner", "0 -5 1e30 -1e30"},
    {"bone segment", "--cortical", "0 -5 1e30 -1e30"},
    {"bone segment", "--upper", "0 -5 1e30 -1e30"},
    {"bone segment", "--open", "0"},
    {"bone segment", "--close", "0"},
    {"bone segment", "--drop", "0"},
    {"bone make", "--connectivity", "0"},
};

/* options whose value is a name of the user's, of which only emptiness is wrong */
static const char names[] = " FILE DIR CSV PATH WORD TEXT NAMES NAME=VALUE NAME[=VALUE] SITE ";

static FILE *stream[2]; /* what standard output and standard error go to              */
static char out[100000], err[100000];

static void take(FILE *from, char *to, size_t size) {
  ssize_t n = pread(fileno(from), to, size - 1, 0);
  to[n > 0 ? n : 0] = '\0';
}

/* Run verb V with its words and up to three more; both streams go to `out` and `err`. */
static int run(int v, const char *a, const char *b, const char *c, const char *d) {
  char copy[12][256], *argv[12];
  const char *more[] = {a, b, c, d};
  int n = 0;
  for (int i = 0; i < 4 && verbs[v].word[i]; i++) snprintf(copy[n++], 256, "%s", verbs[v].word[i]);
  for (int i = 0; i < 4 && more[i]; i++) snprintf(copy[n++], 256, "%s", more[i]);
  for (int i = 0; i < n; i++) argv[i] = copy[i];
  fflush(stdout);
  int kept[2];
  for (int i = 0; i < 2; i++) {
    kept[i] = dup(i + 1);
    if (ftruncate(fileno(stream[i]), 0) != 0) return -1;
    lseek(fileno(stream[i]), 0, SEEK_SET);
    dup2(fileno(stream[i]), i + 1);
  }
  int status = verbs[v].run(n, argv);
  fflush(stdout);
  for (int i = 0; i < 2; i++) dup2(kept[i], i + 1), close(kept[i]);
  take(stream[0], out, sizeof out);
  take(stream[1], err, sizeof err);
  return status;
}

static bool is_empty_here(void) {
  DIR *dir = opendir(".");
  bool empty = true;
  for (struct dirent *e; dir && (e = readdir(dir));) {
    empty = empty && strspn(e->d_name, ".") == strlen(e->d_name);
  }
  if (dir) closedir(dir);
  return empty;
}

static void check_refused(int v, const char *option, const char *value, const char *second) {
  int status = run(v, option, value, second, NULL);
  bool good = status == 2 && !out[0] && strstr(err, "error[usage]: ") && is_empty_here();
  char name[64];
  snprintf(name, sizeof name, "%.*s", (int)strcspn(option, "="), option);
  good = good && strstr(err, name);
  if (!good) {
    printf("# %s %s %s: status %d\n# %s", verbs[v].name, option, value ? value : "", status, err);
  }
  CHECK(good);
}

static bool is_accepted(int v, const char *option, const char *value) {
  for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
    if (accepted[i].verb[0] && strcmp(accepted[i].verb, verbs[v].name) != 0) continue;
    if (strcmp(accepted[i].option, option) != 0) continue;
    for (const char *p = accepted[i].values; *p;) {
      size_t n = strcspn(p, " ");
      if (n == strlen(value) && strncmp(p, value, n) == 0) return true;
      p += n + (p[n] == ' ');
    }
  }
  return false;
}

static void check_twice(int v, const char *option, const char *kind) {
  static const char *const right[] = {"1", "0.3", "0.01", "16", "x", "1=2", "1,2"};
  char first[64];
  bool told = false;
  snprintf(first, sizeof first, "%.*s", (int)strcspn(kind, "|"), kind);
  for (size_t i = 0; i <= sizeof right / sizeof *right && !told; i++) {
    const char *value = i == 0 ? first : right[i - 1];
    told = run(v, option, value, option, value) == 2 && strstr(err, "is given twice");
  }
  if (!told) printf("# %s %s twice: %s", verbs[v].name, option, err);
  CHECK(told && !out[0] && is_empty_here());
}

/* OPTION with a value of KIND, "MM", "x|y|z", "FILE" */
static void check_option(int v, const char *option, const char *kind, bool repeated) {
  static const char *const wrong[] = {"text",
                                      "nan",
                                      "inf",
                                      "-inf",
                                      "1e400",
                                      "1e30",
                                      "-1e30",
                                      "0",
                                      "-5",
                                      "1x",
                                      "1,,1",
                                      "0x",
                                      ",",
                                      "1e",
                                      "1;2",
                                      "\xff",
                                      "1,2,3,4,5,6,7,8,9"};
  char joined[100], padded[80];
  check_refused(v, option, NULL, NULL); /* its value is missing */
  check_refused(v, option, "", NULL);
  check_refused(v, option, " ", NULL);
  check_refused(v, option, "--quiet", NULL);
  snprintf(joined, sizeof joined, "%s=", option);
  check_refused(v, joined, NULL, NULL);
  if (!repeated) check_twice(v, option, kind);
  snprintf(padded, sizeof padded, " %s ", kind);
  if (strstr(names, padded)) return;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    if (!is_accepted(v, option, wrong[i])) check_refused(v, option, wrong[i], NULL);
  }
}

static void wrong_values_are_status_2(void) {
  int n_option = 0;
  for (int v = 0; v < N_VERB; v++) {
    static char help[sizeof out];
    CHECK(run(v, "--help", NULL, NULL, NULL) == 0 && !err[0]);
    char example[80];
    snprintf(example, sizeof example, "\nExample: antaeus %s", verbs[v].name);
    CHECK(strstr(out, example) != NULL);
    memcpy(help, out, sizeof help);
    for (char *line = strtok(help, "\n"); line; line = strtok(NULL, "\n")) {
      char option[64] = "", kind[64] = "";
      if (strncmp(line, "  --", 4) != 0) continue;
      bool repeated = strstr(line, "(may be repeated)") != NULL;
      sscanf(line, " %63s", option);
      size_t at = 2 + strlen(option);
      if (line[at] == ' ' && line[at + 1] != ' ') sscanf(line + at, " %63s", kind);
      n_option++;
      if (kind[0]) {
        check_option(v, option, kind, repeated);
      } else {
        char joined[80];
        snprintf(joined, sizeof joined, "%s=1", option);
        check_refused(v, joined, NULL, NULL);
      }
    }
  }
  CHECK(n_option > 150); /* the help was read */
}

static void wrong_words_are_status_2(void) {
  for (int v = 0; v < N_VERB; v++) {
    check_refused(v, "--nothing-of-the-kind", NULL, NULL);
    check_refused(v, "-x", NULL, NULL);
    CHECK(run(v, "", NULL, NULL, NULL) == 2 && !out[0]);
  }
}

int main(void) {
  char folder[] = "/tmp/antaeus-options-XXXXXX";
  if (!mkdtemp(folder) || chdir(folder) != 0) return 1;
  for (int i = 0; i < 2; i++) {
    stream[i] = tmpfile();
    if (!stream[i]) return 1;
  }
  RUN(wrong_values_are_status_2);
  RUN(wrong_words_are_status_2);
  if (chdir("/") != 0 || rmdir(folder) != 0) return 1;
  return test_done();
}
