/* file.c - whole files or a reason; and nothing half-written, whatever fails. */
#define _XOPEN_SOURCE 700
#include "test.h"
#include "base/file.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static const char *in(const char *name) {
  static char path[4][128];
  static int turn;
  turn = (turn + 1) % 4;
  snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
  return path[turn];
}

static int count_files(void) {
  int n = 0;
  DIR *dir = opendir(folder);
  for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) n += e->d_name[0] != '.';
  if (dir) closedir(dir);
  return n;
}

static void check_content(const char *path, const char *want) {
  char *got = NULL;
  size_t length = 0;
  CHECK(ant_file_read(path, 1000, &got, &length, NULL) == ANT_OK);
  if (got) SAME_TEXT(got, want);
  CHECK(length == strlen(want));
  free(got);
}

static void what_is_written_is_read(void) {
  CHECK(ant_file_write(in("a.txt"), "first", 5, NULL) == ANT_OK);
  check_content(in("a.txt"), "first");
  CHECK(ant_file_write(in("a.txt"), "", 0, NULL) == ANT_OK);
  check_content(in("a.txt"), "");
  CHECK(count_files() == 1);
}

static void a_discarded_file_leaves_the_old_one(void) {
  ant_file *f = NULL;
  ant_file_write(in("a.txt"), "old", 3, NULL);
  CHECK(ant_file_create(in("a.txt"), &f, NULL) == ANT_OK);
  fputs("half", ant_file_stream(f));
  ant_file_discard(&f);
  CHECK(f == NULL);
  ant_file_discard(&f);
  check_content(in("a.txt"), "old");
  CHECK(count_files() == 1);
}

/* a file size limit fails in write() as a full disk does */
static void a_disk_that_fills_leaves_the_old_one(void) {
  struct rlimit was, small;
  getrlimit(RLIMIT_FSIZE, &was);
  small = was;
  small.rlim_cur = 1000;
  signal(SIGXFSZ, SIG_IGN);
  static char text[100000];
  memset(text, 'x', sizeof text);
  ant_diag d = {0};
  setrlimit(RLIMIT_FSIZE, &small);
  ant_status status = ant_file_write(in("a.txt"), text, sizeof text, &d);
  setrlimit(RLIMIT_FSIZE, &was);
  CHECK(status == ANT_ESYSTEM);
  CHECK(strstr(d.text, "cannot write") && strstr(d.text, "a.txt"));
  check_content(in("a.txt"), "old");
  CHECK(count_files() == 1);
  if (access("/dev/full", W_OK) != 0) return;
  CHECK(ant_file_write("/dev/full", "x", 1, &d) == ANT_ESYSTEM);
  CHECK(strstr(d.text, "No space") && strstr(d.hint, "nothing was changed"));
}

static void a_link_stays_a_link(void) {
  struct stat s;
  CHECK(symlink("a.txt", in("link")) == 0);
  CHECK(ant_file_write(in("link"), "through", 7, NULL) == ANT_OK);
  CHECK(lstat(in("link"), &s) == 0 && S_ISLNK(s.st_mode));
  check_content(in("a.txt"), "through");
  unlink(in("link"));
}

static void what_cannot_be_read_says_why(void) {
  char *text = NULL;
  size_t length;
  ant_diag d = {0};
  CHECK(ant_file_read(in("none"), 10, &text, &length, &d) == ANT_EINPUT);
  CHECK(strstr(d.text, "No such file") != NULL);
  CHECK(ant_file_read(folder, 10, &text, &length, &d) == ANT_EINPUT);
  CHECK(strstr(d.text, "is a folder") != NULL);
  CHECK(ant_file_read(in("a.txt"), 3, &text, &length, &d) == ANT_EINPUT);
  CHECK(strstr(d.text, "at most") != NULL);
  CHECK(mkfifo(in("pipe"), 0600) == 0);
  CHECK(ant_file_read(in("pipe"), 10, &text, &length, &d) == ANT_EINPUT);
  CHECK(strstr(d.text, "not a plain file") != NULL);
  unlink(in("pipe"));
  if (geteuid() != 0) {
    chmod(in("a.txt"), 0);
    CHECK(ant_file_read(in("a.txt"), 10, &text, &length, &d) == ANT_EINPUT);
    chmod(in("a.txt"), 0600);
  }
  CHECK(text == NULL);
}

static void what_cannot_be_written_says_why(void) {
  ant_diag d = {0};
  CHECK(ant_file_write(in("none/a.txt"), "x", 1, &d) == ANT_ESYSTEM);
  CHECK(strstr(d.text, "No such file") != NULL);
  CHECK(ant_file_write(folder, "x", 1, &d) == ANT_ESYSTEM);
  CHECK(ant_file_make_folder(in("a.txt/b"), &d) == ANT_ESYSTEM);
}

static void files_are_found_in_order(void) {
  CHECK(ant_file_make_folder(in("m/b/c"), NULL) == ANT_OK);
  CHECK(ant_file_make_folder(in("m/b/c"), NULL) == ANT_OK);
  static const char *const name[] = {"m/z.ant", "m/b/c/x.ant", "m/a.ant", "m/.hidden.ant",
                                     "m/a.txt"};
  for (int i = 0; i < 5; i++) ant_file_write(in(name[i]), "", 0, NULL);
  CHECK(symlink("..", in("m/b/up")) == 0);
  ant_arena *arena = ant_arena_create();
  const char **path = NULL;
  int n = 0;
  ant_diag d = {0};
  CHECK(ant_file_find(arena, in("m"), ".ant", &path, &n, &d) == ANT_EINPUT); /* the circle */
  CHECK(strstr(d.text, "nest") || strstr(d.text, "symbolic"));
  unlink(in("m/b/up"));
  CHECK(ant_file_find(arena, in("m"), ".ant", &path, &n, &d) == ANT_OK && n == 3);
  if (n == 3) {
    SAME_TEXT(path[0], in("m/a.ant"));
    SAME_TEXT(path[1], in("m/b/c/x.ant"));
    SAME_TEXT(path[2], in("m/z.ant"));
  }
  CHECK(ant_file_find(arena, in("none"), ".ant", &path, &n, &d) == ANT_EINPUT);
  SAME_TEXT(ant_file_beside(arena, "a/b.ant", "../c.bib"), "a/../c.bib");
  SAME_TEXT(ant_file_beside(arena, "b.ant", "c.bib"), "c.bib");
  SAME_TEXT(ant_file_beside(arena, "a/b.ant", "/c.bib"), "/c.bib");
  ant_arena_destroy(&arena);
  for (int i = 0; i < 5; i++) unlink(in(name[i]));
  rmdir(in("m/b/c")), rmdir(in("m/b")), rmdir(in("m"));
}

int main(void) {
  const char *tmp = getenv("TMPDIR");
  snprintf(folder, sizeof folder, "%s/antXXXXXX", tmp && strlen(tmp) < 40 ? tmp : "/tmp");
  if (!mkdtemp(folder)) return 1;
  RUN(what_is_written_is_read);
  RUN(a_discarded_file_leaves_the_old_one);
  RUN(a_disk_that_fills_leaves_the_old_one);
  RUN(a_link_stays_a_link);
  RUN(what_cannot_be_read_says_why);
  RUN(what_cannot_be_written_says_why);
  RUN(files_are_found_in_order);
  unlink(in("a.txt"));
  CHECK(count_files() == 0);
  rmdir(folder);
  return test_done();
}
