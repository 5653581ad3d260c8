/* folder.c - results that appear whole or not at all (see folder.h). */
#include "cli/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

struct ant_folder {
  const char *const *known;
  char *path; /* where it shall be, no slash at its end                         */
  char *part; /* where it is written                                           */
  char *old;  /* where the former one waits to be removed                       */
  char *file; /* of ant_folder_file                                             */
};

static ant_status cannot(const char *verb, const char *path, ant_diag *diag) {
  return ant_fail(diag, ANT_ESYSTEM, "cannot %s %s: %s", verb, path, strerror(errno));
}

static bool is_known(const char *const *known, const char *name) {
  for (int i = 0; known[i]; i++) {
    if (strcmp(known[i], name) == 0) return true;
  }
  return false;
}

/* Call for each entry of PATH; false as soon as one is not known. */
static bool holds_only_known(const char *path, const char *const *known) {
  DIR *dir = opendir(path);
  if (!dir) return false;
  bool all = true;
  for (struct dirent *entry; all && (entry = readdir(dir)) != NULL;) {
    bool dots = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    all = dots || is_known(known, entry->d_name);
  }
  closedir(dir);
  return all;
}

static ant_status check_target(const ant_folder *f, ant_diag *diag) {
  struct stat s;
  if (lstat(f->path, &s) != 0) return errno == ENOENT ? ANT_OK : cannot("write", f->path, diag);
  if (S_ISDIR(s.st_mode) && holds_only_known(f->path, f->known)) return ANT_OK;
  ant_fail(diag, ANT_ESYSTEM, "%s is there already and holds other things than results", f->path);
  ant_diag_hint(diag, "name another folder with --out, or remove this one");
  return ANT_ESYSTEM;
}

/* PATH's folder, "" or with a slash at its end, and its last word behind WORD: "a/.b.part12". */
static char *sibling(const char *path, const char *word) {
  size_t size = strlen(path) + strlen(word) + 32;
  char *text = malloc(size);
  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  if (text) {
    snprintf(text, size, "%.*s.%s.%s%ld", (int)(name - path), path, name, word, (long)getpid());
  }
  return text;
}

static char *copy_path(const char *path) {
  char *text = strdup(path);
  if (!text) return NULL;
  for (size_t n = strlen(text); n > 1 && text[n - 1] == '/'; n--) text[n - 1] = '\0';
  return text;
}

static ant_status make_above(const char *path, ant_diag *diag) {
  const char *slash = strrchr(path, '/');
  if (!slash || slash == path) return ANT_OK;
  char *above = strdup(path);
  if (!above) return ant_fail(diag, ANT_ENOMEM, "no memory to write %s", path);
  above[slash - path] = '\0';
  ant_status status = ant_file_make_folder(above, diag);
  free(above);
  return status;
}

static void free_folder(ant_folder **folder) {
  ant_folder *f = *folder;
  free(f->path);
  free(f->part);
  free(f->old);
  free(f->file);
  free(f);
  *folder = NULL;
}

ant_status ant_folder_create(const char *path, const char *const *known, ant_folder **out_folder,
                             ant_diag *opt_diag) {
  ant_folder *f = calloc(1, sizeof *f);
  if (f) {
    f->known = known;
    f->path = copy_path(path);
    f->part = f->path ? sibling(f->path, "part") : NULL;
    f->old = f->path ? sibling(f->path, "old") : NULL;
    f->file = f->path ? malloc(strlen(f->part ? f->part : "") + 256) : NULL;
  }
  ant_status status = ANT_OK;
  if (!f || !f->path || !f->part || !f->old || !f->file) {
    status = ant_fail(opt_diag, ANT_ENOMEM, "no memory to write %s", path);
  }
  if (status == ANT_OK) status = check_target(f, opt_diag);
  if (status == ANT_OK) status = make_above(f->path, opt_diag);
  if (status == ANT_OK && mkdir(f->part, 0777) != 0) status = cannot("write", f->path, opt_diag);
  if (status != ANT_OK) {
    if (f) free_folder(&f);
    return status;
  }
  *out_folder = f;
  return ANT_OK;
}

const char *ant_folder_file(ant_folder *folder, const char *name) {
  snprintf(folder->file, strlen(folder->part) + 256, "%s/%s", folder->part, name);
  return folder->file;
}

/* Remove PATH with its known files; what else lies there keeps it. */
static void remove_folder(ant_folder *f, const char *path) {
  size_t size = strlen(path) + 256;
  char *file = malloc(size);
  for (int i = 0; file && f->known[i]; i++) {
    snprintf(file, size, "%s/%s", path, f->known[i]);
    unlink(file);
  }
  free(file);
  rmdir(path);
}

ant_status ant_folder_commit(ant_folder **folder, ant_diag *opt_diag) {
  ant_folder *f = *folder;
  bool moved = false;
  ant_status status = check_target(f, opt_diag); /* it may have changed meanwhile */
  if (status == ANT_OK) {
    moved = rename(f->path, f->old) == 0;
    if (!moved && errno != ENOENT) status = cannot("replace", f->path, opt_diag);
  }
  if (status == ANT_OK && rename(f->part, f->path) != 0) {
    status = cannot("write", f->path, opt_diag);
    if (moved && rename(f->old, f->path) == 0) moved = false;
  }
  if (status != ANT_OK) {
    ant_folder_discard(folder);
    return status;
  }
  if (moved) remove_folder(f, f->old);
  free_folder(folder);
  return ANT_OK;
}

void ant_folder_name_in(const ant_folder *f, ant_diag *diag) {
  char text[ANT_DIAG_TEXT];
  const char *part = strstr(diag->text, f->part);
  if (!part) return;
  snprintf(text, sizeof text, "%.*s%s%s", (int)(part - diag->text), diag->text, f->path,
           part + strlen(f->part));
  snprintf(diag->text, sizeof diag->text, "%s", text);
}

void ant_folder_discard(ant_folder **folder) {
  if (!*folder) return;
  remove_folder(*folder, (*folder)->part);
  free_folder(folder);
}
