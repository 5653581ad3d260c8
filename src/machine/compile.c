/* compile.c - the system's compiler at work (see compile.h).
 *   1. Folders   2. The compiler   3. Children   4. Building   5. Loading */
#include "machine/compile.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "emit/c.h"

extern char **environ;

enum { PATH_ROOM = 1024, MOST_PARTS = 16, EQUATIONS_A_PART = 60 };

static const char *const FLAGS[] = {"-O2",      "-fPIC", "-ffp-contract=off", "-fno-math-errno",
                                    "-std=c11", "-w"};
enum { N_FLAG = sizeof FLAGS / sizeof *FLAGS };

typedef struct job {
  char folder[PATH_ROOM];  /* the cache                                    */
  char work[PATH_ROOM];    /* a folder of its own inside                   */
  char library[PATH_ROOM]; /* where the result belongs                     */
  char compiler[PATH_ROOM];
  ant_c_source source;
} job;

/* Join two pieces of a path; false when it is too long. */
static bool join(char *out, const char *a, const char *b) {
  int n = snprintf(out, PATH_ROOM, "%s/%s", a, b);
  return n > 0 && n < PATH_ROOM;
}

/* 1. Folders -------------------------------------------------------------------- */

static bool cache_folder(char *out) {
  const char *own = getenv("ANTAEUS_CACHE"), *xdg = getenv("XDG_CACHE_HOME");
  const char *home = getenv("HOME");
  if (own && *own) return snprintf(out, PATH_ROOM, "%s", own) < PATH_ROOM;
  if (xdg && *xdg == '/') return join(out, xdg, "antaeus");
  return home && *home == '/' && join(out, home, ".cache/antaeus");
}

/* The folder is there, the user's own, and closed to all others. */
static ant_status check_folder(const char *path, bool make, ant_diag *diag) {
  struct stat st;
  if (make) ANT_TRY(ant_file_make_folder(path, diag));
  if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
    return ant_fail(diag, ANT_ESYSTEM, "there is no cache folder '%s'", path);
  }
  if (st.st_uid != geteuid() || (st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return ant_fail(diag, ANT_ESYSTEM,
                    "the cache folder '%s' is not only yours to write; nothing is loaded from it",
                    path);
  }
  return ANT_OK;
}

static void remove_folder(const char *path) {
  DIR *dir = opendir(path);
  for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
    char file[PATH_ROOM];
    if (e->d_name[0] != '.' && join(file, path, e->d_name)) unlink(file);
  }
  if (dir) closedir(dir);
  rmdir(path);
}

/* 2. The compiler ------------------------------------------------------------------ */

static bool find_program(const char *name, char *out) {
  const char *path = getenv("PATH");
  if (strchr(name, '/')) {
    return access(name, X_OK) == 0 && snprintf(out, PATH_ROOM, "%s", name) < PATH_ROOM;
  }
  for (const char *p = path; p && *p;) {
    size_t n = strcspn(p, ":");
    int length = snprintf(out, PATH_ROOM, "%.*s/%s", (int)n, p, name);
    if (n > 0 && length < PATH_ROOM && access(out, X_OK) == 0) return true;
    p += n + (p[n] == ':');
  }
  return false;
}

static ant_status find_compiler(char *out, ant_diag *diag) {
  static const char *const name[] = {"cc", "gcc", "clang"};
  const char *own = getenv("CC");
  if (own && *own && find_program(own, out)) return ANT_OK;
  for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
    if (find_program(name[i], out)) return ANT_OK;
  }
  return ant_fail(diag, ANT_ESYSTEM, "there is no C compiler (cc, gcc, clang or $CC)");
}

/* 3. Children ------------------------------------------------------------------------ */

/* Start ARGUMENT with its output in file LOG; 0 when it could not be started. */
static pid_t start(char *const *argument, const char *log) {
  posix_spawn_file_actions_t actions;
  pid_t child = 0;
  if (posix_spawn_file_actions_init(&actions) != 0) return 0;
  bool ready = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0) == 0 &&
               posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND,
                                                0600) == 0 &&
               posix_spawn_file_actions_adddup2(&actions, 1, 2) == 0;
  if (!ready || posix_spawn(&child, argument[0], &actions, NULL, argument, environ) != 0) child = 0;
  posix_spawn_file_actions_destroy(&actions);
  return child;
}

static bool wait_for(pid_t child) {
  int status = -1;
  if (child <= 0) return false;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The first line that the compiler wrote, for the message. */
static ant_status say_failed(const job *j, const char *log, ant_diag *diag) {
  char line[300] = "";
  FILE *file = fopen(log, "r");
  if (file && !fgets(line, sizeof line, file)) line[0] = '\0';
  if (file) fclose(file);
  line[strcspn(line, "\n")] = '\0';
  return ant_fail(diag, ANT_ESYSTEM, "the C compiler %s failed: %s", j->compiler,
                  *line ? line : "it said nothing");
}

/* 4. Building -------------------------------------------------------------------------- */

static bool ends_in_c(const char *name) {
  size_t n = strlen(name);
  return n > 2 && strcmp(name + n - 2, ".c") == 0;
}

static pid_t start_part(const job *j, const char *name, const char *log) {
  char source[PATH_ROOM], object[PATH_ROOM];
  if (!join(source, j->work, name) || !join(object, j->work, name)) return 0;
  object[strlen(object) - 1] = 'o';
  const char *argument[N_FLAG + 6] = {j->compiler};
  int n = 1;
  for (int i = 0; i < N_FLAG; i++) argument[n++] = FLAGS[i];
  argument[n++] = "-c";
  argument[n++] = source;
  argument[n++] = "-o";
  argument[n++] = object;
  return start((char *const *)(uintptr_t)argument, log);
}

/* Compile all parts, as many at once as there are processors. */
static bool compile_parts(const job *j, const char *log) {
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  int limit = processors < 1 ? 1 : processors > MOST_PARTS ? MOST_PARTS : (int)processors;
  pid_t running[MOST_PARTS];
  int n = 0;
  bool good = true;
  for (int i = 0; i < j->source.n && good; i++) {
    if (!ends_in_c(j->source.file[i].name)) continue;
    if (n == limit) {
      good = wait_for(running[0]);
      memmove(running, running + 1, (size_t)--n * sizeof *running);
    }
    running[n++] = start_part(j, j->source.file[i].name, log);
  }
  for (int i = 0; i < n; i++) good = wait_for(running[i]) && good;
  return good;
}

static bool link_parts(const job *j, const char *library, const char *log) {
  char object[MOST_PARTS + 2][PATH_ROOM];
  const char *argument[MOST_PARTS + 10] = {j->compiler, "-shared", "-o", library};
  int n = 4, n_object = 0;
  for (int i = 0; i < j->source.n; i++) {
    const char *name = j->source.file[i].name;
    if (!ends_in_c(name) || !join(object[n_object], j->work, name)) continue;
    object[n_object][strlen(object[n_object]) - 1] = 'o';
    argument[n++] = object[n_object++];
  }
  argument[n++] = "-lm";
  return wait_for(start((char *const *)(uintptr_t)argument, log));
}

static ant_status build(job *j, ant_diag *diag) {
  char log[PATH_ROOM], library[PATH_ROOM];
  ANT_TRY(find_compiler(j->compiler, diag));
  if (!join(j->work, j->folder, "work-XXXXXX")) return ant_fail(diag, ANT_ESYSTEM, "long path");
  if (!mkdtemp(j->work) || !join(log, j->work, "log") || !join(library, j->work, "model.so")) {
    return ant_fail(diag, ANT_ESYSTEM, "cannot make a folder in '%s': %s", j->folder,
                    strerror(errno));
  }
  ant_status status = ant_c_source_write(&j->source, j->work, diag);
  if (status == ANT_OK && !(compile_parts(j, log) && link_parts(j, library, log))) {
    status = say_failed(j, log, diag);
  }
  if (status == ANT_OK && rename(library, j->library) != 0) {
    status = ant_fail(diag, ANT_ESYSTEM, "cannot write '%s': %s", j->library, strerror(errno));
  }
  remove_folder(j->work);
  return status;
}

/* 5. Loading ----------------------------------------------------------------------------- */

static ant_status open_library(const job *j, const ant_model *model, ant_loaded *out,
                               ant_diag *diag) {
  ant_loaded l = {.library = dlopen(j->library, RTLD_NOW | RTLD_LOCAL)};
  if (l.library) l.code = dlsym(l.library, "ant_code_model");
  if (l.code && l.code->hash == model->hash) {
    *out = l;
    return ANT_OK;
  }
  ant_code_unload(&l);
  return ant_fail(diag, ANT_ESYSTEM, "'%s' cannot be loaded", j->library);
}

/* Everything that decides what the compiler makes. */
static bool name_library(job *j) {
  char name[40];
  uint64_t h = ANT_HASH_START;
  for (int i = 0; i < j->source.n; i++) {
    const ant_text *t = &j->source.file[i].text;
    h = ant_hash_string(h, j->source.file[i].name);
    h = ant_hash_bytes(h, ant_text_string(t), t->length);
  }
  for (int i = 0; i < N_FLAG; i++) h = ant_hash_string(h, FLAGS[i]);
  h = ant_hash_integer(h, (int64_t)sizeof(void *));
  snprintf(name, sizeof name, "%016" PRIx64 ".so", h);
  return join(j->library, j->folder, name);
}

static ant_status load(job *j, const ant_program *program, bool may_compile, ant_loaded *out,
                       ant_diag *diag) {
  int n_part = 1 + program->model->n_equation / EQUATIONS_A_PART;
  if (!cache_folder(j->folder)) {
    return ant_fail(diag, ANT_ESYSTEM,
                    "there is no cache folder: neither $HOME nor $ANTAEUS_CACHE "
                    "is set");
  }
  ANT_TRY(
      ant_emit_c(program, "model", n_part < MOST_PARTS ? n_part : MOST_PARTS, &j->source, diag));
  if (!name_library(j)) return ant_fail(diag, ANT_ESYSTEM, "the cache folder's path is too long");
  if (access(j->library, R_OK) == 0 && check_folder(j->folder, false, diag) == ANT_OK &&
      open_library(j, program->model, out, diag) == ANT_OK) {
    out->from_cache = true;
    return ANT_OK;
  }
  if (!may_compile) return ant_fail(diag, ANT_EMISSING, "this model is not in the cache");
  ANT_TRY(check_folder(j->folder, true, diag));
  ANT_TRY(build(j, diag));
  return open_library(j, program->model, out, diag);
}

ant_status ant_code_load(const ant_program *program, bool may_compile, ant_loaded *out_loaded,
                         ant_diag *opt_diag) {
  job *j = calloc(1, sizeof *j);
  ant_diag ignored;
  if (!j) return ant_fail(opt_diag, ANT_ENOMEM, "no memory to compile the model");
  ant_loaded loaded = {0};
  ant_status status = load(j, program, may_compile, &loaded, opt_diag ? opt_diag : &ignored);
  if (status == ANT_OK) *out_loaded = loaded;
  ant_c_source_clear(&j->source);
  free(j);
  return status;
}

void ant_code_unload(ant_loaded *loaded) {
  if (loaded->library) dlclose(loaded->library);
  *loaded = (ant_loaded){0};
}
