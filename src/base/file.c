/* file.c - whole files in, atomic files out (see file.h).
 *   1. Reading   2. Writing   3. Folders */
#define _XOPEN_SOURCE 700 /* realpath */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

/* 1. Reading ------------------------------------------------------------ */

/* What the user can mend by naming another file is input; the rest is the system's. */
static ant_status cannot(const char *verb, const char *path, int error, ant_diag *opt_diag) {
  bool theirs = error == ENOENT || error == EACCES || error == EISDIR || error == ENOTDIR ||
                error == ENAMETOOLONG || error == ELOOP || error == EPERM;
  bool reading = strcmp(verb, "read") == 0;
  ant_fail(opt_diag, theirs && reading ? ANT_EINPUT : ANT_ESYSTEM, "cannot %s %s: %s", verb, path,
           strerror(error));
  if (error == ENOENT && !reading) ant_diag_hint(opt_diag, "is there such a folder?");
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    ant_diag_hint(opt_diag, "is the disk full? nothing was changed");
  }
  return theirs && reading ? ANT_EINPUT : ANT_ESYSTEM;
}

static ant_status check_plain(int fd, const char *path, size_t limit, size_t *out_size,
                              ant_diag *opt_diag) {
  struct stat s;
  if (fstat(fd, &s) != 0) return cannot("read", path, errno, opt_diag);
  if (S_ISDIR(s.st_mode)) {
    return ant_fail(opt_diag, ANT_EINPUT, "%s is a folder, a file was expected", path);
  }
  if (!S_ISREG(s.st_mode)) {
    return ant_fail(opt_diag, ANT_EINPUT, "%s is not a plain file", path);
  }
  if ((uintmax_t)s.st_size > limit) {
    return ant_fail(opt_diag, ANT_EINPUT, "%s has %.1f MB, at most %.1f MB can be read", path,
                    (double)s.st_size / 1e6, (double)limit / 1e6);
  }
  *out_size = (size_t)s.st_size;
  return ANT_OK;
}

/* The file may grow or shrink while it is read: what counts is what read() gives. */
static ant_status read_all(int fd, const char *path, size_t size, char *text, size_t *out_length,
                           ant_diag *opt_diag) {
  size_t length = 0;
  while (length < size) {
    ssize_t n = read(fd, text + length, size - length);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return cannot("read", path, errno, opt_diag);
    if (n == 0) break;
    length += (size_t)n;
  }
  text[length] = '\0';
  *out_length = length;
  return ANT_OK;
}

ant_status ant_file_read(const char *path, size_t limit, char **out_text, size_t *out_length,
                         ant_diag *opt_diag) {
  /* a named pipe would block a plain open for ever */
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return cannot("read", path, errno, opt_diag);
  size_t size = 0, length = 0;
  char *text = NULL;
  ant_status status = check_plain(fd, path, limit, &size, opt_diag);
  if (status == ANT_OK) {
    text = malloc(size + 1);
    status = text ? read_all(fd, path, size, text, &length, opt_diag)
                  : ant_fail(opt_diag, ANT_ENOMEM, "no memory to read %s", path);
  }
  close(fd);
  if (status != ANT_OK) {
    free(text);
    return status;
  }
  *out_text = text;
  *out_length = length;
  return ANT_OK;
}

/* 2. Writing ------------------------------------------------------------ */

struct ant_file {
  FILE *stream;
  char *path, *part; /* part NULL: written directly */
};

static void free_file(ant_file **file) {
  free((*file)->path);
  free((*file)->part);
  free(*file);
  *file = NULL;
}

/* Open a new file beside F->path; names are tried until one is free. */
static int open_part(ant_file *f) {
  size_t size = strlen(f->path) + 32;
  f->part = malloc(size);
  if (!f->part) return -1;
  for (int i = 0; i < 1000; i++) {
    snprintf(f->part, size, "%s.part%ld-%d", f->path, (long)getpid(), i);
    int fd = open(f->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 || errno != EEXIST) return fd;
  }
  return -1;
}

static int open_for_writing(ant_file *f) {
  struct stat s;
  bool there = stat(f->path, &s) == 0;
  if (there && S_ISDIR(s.st_mode)) {
    errno = EISDIR;
    return -1;
  }
  if (there && !S_ISREG(s.st_mode)) return open(f->path, O_WRONLY | O_CLOEXEC);
  if (there) { /* through a link to the file itself: renaming would replace the link */
    char *real = realpath(f->path, NULL);
    if (!real) return -1;
    free(f->path);
    f->path = real;
    if (access(f->path, W_OK) != 0) return -1;
  }
  return open_part(f);
}

ant_status ant_file_create(const char *path, ant_file **out_file, ant_diag *opt_diag) {
  ant_file *f = calloc(1, sizeof *f);
  if (f) f->path = strdup(path);
  if (!f || !f->path) {
    free(f);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory to write %s", path);
  }
  int fd = open_for_writing(f);
  if (fd >= 0) f->stream = fdopen(fd, "w");
  if (!f->stream) {
    int error = errno;
    if (fd >= 0) close(fd);
    if (fd >= 0 && f->part) unlink(f->part);
    free_file(&f);
    return cannot("write", path, error, opt_diag);
  }
  *out_file = f;
  return ANT_OK;
}

FILE *ant_file_stream(ant_file *file) {
  return file->stream;
}

/* Best effort: some file systems do not sync a folder, and the file itself is safe by then. */
static void sync_folder(const char *path) {
  char *folder = strdup(path);
  char *slash = folder ? strrchr(folder, '/') : NULL;
  if (slash) slash[slash == folder] = '\0';
  int fd = open(slash ? folder : ".", O_RDONLY | O_CLOEXEC);
  if (fd >= 0) {
    (void)fsync(fd);
    close(fd);
  }
  free(folder);
}

/* Push all to the disk and close; 0 or the error. */
static int finish(ant_file *f) {
  int error = 0, before = errno; /* of the write that failed, where one did */
  errno = 0;
  if (ferror(f->stream)) {
    error = before ? before : EIO;
  } else if (fflush(f->stream) != 0) {
    error = errno ? errno : EIO;
  }
  if (!error && f->part && fsync(fileno(f->stream)) != 0) error = errno;
  if (fclose(f->stream) != 0 && !error) error = errno;
  f->stream = NULL;
  return error;
}

ant_status ant_file_commit(ant_file **file, ant_diag *opt_diag) {
  ant_file *f = *file;
  int error = finish(f);
  if (!error && f->part && rename(f->part, f->path) != 0) error = errno;
  ant_status status = error ? cannot("write", f->path, error, opt_diag) : ANT_OK;
  if (error && f->part) unlink(f->part);
  if (!error && f->part) sync_folder(f->path);
  free_file(file);
  return status;
}

void ant_file_discard(ant_file **file) {
  if (!file || !*file) return;
  fclose((*file)->stream);
  if ((*file)->part) unlink((*file)->part);
  free_file(file);
}

ant_status ant_file_write(const char *path, const char *text, size_t length, ant_diag *opt_diag) {
  ant_file *file;
  ANT_TRY(ant_file_create(path, &file, opt_diag));
  fwrite(text, 1, length, ant_file_stream(file)); /* an error stays in the stream for commit */
  return ant_file_commit(&file, opt_diag);
}

/* 3. Folders ------------------------------------------------------------ */

static ant_status make_one(const char *path, ant_diag *opt_diag) {
  struct stat s;
  if (mkdir(path, 0777) == 0) return ANT_OK;
  int error = errno;
  if (error == EEXIST && stat(path, &s) == 0 && S_ISDIR(s.st_mode)) return ANT_OK;
  return cannot("make folder", path, error, opt_diag);
}

ant_status ant_file_make_folder(const char *path, ant_diag *opt_diag) {
  char *part = strdup(path);
  if (!part) return ant_fail(opt_diag, ANT_ENOMEM, "no memory to make %s", path);
  ant_status status = ANT_OK;
  for (char *p = part + 1; *part && *p && status == ANT_OK; p++) {
    if (*p != '/' || p[-1] == '/') continue;
    *p = '\0';
    status = make_one(part, opt_diag);
    *p = '/';
  }
  if (status == ANT_OK) status = make_one(part, opt_diag);
  free(part);
  return status;
}

enum { FOLDER_DEPTH = 32 }; /* links may run in circles */

typedef struct finder {
  ant_arena *arena;
  const char *suffix;
  const char **path;
  int n, capacity;
  ant_diag *opt_diag;
} finder;

static bool ends_in(const char *text, const char *suffix) {
  size_t n = strlen(text), m = strlen(suffix);
  return n >= m && strcmp(text + n - m, suffix) == 0;
}

static ant_status find_below(finder *f, const char *folder, int depth);

static ant_status find_entry(finder *f, const char *folder, const char *name, int depth) {
  struct stat s;
  size_t n = strlen(folder);
  const char *slash = n > 0 && folder[n - 1] == '/' ? "" : "/";
  char *path = ant_arena_format(f->arena, "%s%s%s", folder, slash, name);
  if (!path) return ant_fail(f->opt_diag, ANT_ENOMEM, "no memory to read %s", folder);
  if (stat(path, &s) != 0) return ANT_OK; /* a link to nowhere, or gone by now */
  if (S_ISDIR(s.st_mode)) return find_below(f, path, depth + 1);
  if (!S_ISREG(s.st_mode) || !ends_in(name, f->suffix)) return ANT_OK;
  ANT_TRY(ant_arena_grow(f->arena, &f->path, &f->capacity, f->n, sizeof *f->path));
  f->path[f->n++] = path;
  return ANT_OK;
}

static ant_status find_below(finder *f, const char *folder, int depth) {
  if (depth > FOLDER_DEPTH) {
    return ant_fail(f->opt_diag, ANT_EINPUT, "%s: folders nest deeper than %d", folder,
                    FOLDER_DEPTH);
  }
  DIR *dir = opendir(folder);
  if (!dir) return cannot("read", folder, errno, f->opt_diag);
  ant_status status = ANT_OK;
  for (struct dirent *entry; status == ANT_OK && (entry = readdir(dir)) != NULL;) {
    if (entry->d_name[0] != '.') status = find_entry(f, folder, entry->d_name, depth);
  }
  closedir(dir);
  return status;
}

static int compare_paths(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

ant_status ant_file_find(ant_arena *arena, const char *folder, const char *suffix,
                         const char ***out_path, int *out_n, ant_diag *opt_diag) {
  finder f = {.arena = arena, .suffix = suffix, .opt_diag = opt_diag};
  ANT_TRY(find_below(&f, folder, 0));
  if (f.n > 1) qsort(f.path, (size_t)f.n, sizeof *f.path, compare_paths);
  *out_path = f.path;
  *out_n = f.n;
  return ANT_OK;
}

char *ant_file_beside(ant_arena *arena, const char *path, const char *name) {
  const char *slash = strrchr(path, '/');
  if (name[0] == '/' || !slash) return ant_arena_copy(arena, name);
  return ant_arena_format(arena, "%.*s/%s", (int)(slash - path), path, name);
}
