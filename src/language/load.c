/* load.c - reading the files of a model and putting includes where they stand (see load.h). */
#include "language/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

enum { FILES_MAX = 10000 };

typedef enum ant_load_state { FRESH, OPEN, DONE } ant_load_state;

/* One file; two paths to the same file are one. */
typedef struct ant_loaded {
  const char *path;
  dev_t device;
  ino_t inode;
  ant_ast ast;
  ant_load_state state;
  bool included; /* by another: not a file of its own                            */
  bool other;    /* a mission or a person                                        */
} ant_loaded;

typedef struct ant_loader {
  ant_model *model;
  ant_diags *diags;
  ant_loaded *file;
  int n, capacity;
} ant_loader;

/* the file of PATH if it was read already, else -1 */
static int find_file(const ant_loader *l, const char *path, struct stat *out_stat) {
  if (stat(path, out_stat) != 0) {
    memset(out_stat, 0, sizeof *out_stat);
    return -1;
  }
  for (int i = 0; i < l->n; i++) {
    if (l->file[i].device == out_stat->st_dev && l->file[i].inode == out_stat->st_ino) return i;
  }
  return -1;
}

static bool is_other(const ant_ast *ast) {
  return ast->n > 0 &&
         (ast->decl[0]->keyword == ANT_KW_MISSION || ast->decl[0]->keyword == ANT_KW_PERSON);
}

/* parse what stands in SOURCE and remember it; its index, -1 without memory */
static int add_source(ant_loader *l, int source, const struct stat *st) {
  ant_model *m = l->model;
  if (l->n >= FILES_MAX ||
      ant_arena_grow(m->arena, &l->file, &l->capacity, l->n, sizeof *l->file)) {
    return -1;
  }
  ant_loaded *f = &l->file[l->n];
  *f =
      (ant_loaded){.path = m->sources.file[source].path, .device = st->st_dev, .inode = st->st_ino};
  ant_parse(m->arena, &m->sources, source, &f->ast, l->diags);
  f->ast.file = source;
  f->other = is_other(&f->ast);
  return l->n++;
}

/* read PATH, once; its index, -1 with the reason in DIAG */
static int read_file(ant_loader *l, const char *path, ant_diag *diag) {
  struct stat st;
  int old = find_file(l, path, &st), source;
  if (old >= 0) return old;
  if (l->n >= FILES_MAX) {
    ant_fail(diag, ANT_EINPUT, "a model of more than %d files", FILES_MAX);
    return -1;
  }
  if (ant_sources_read(l->model->arena, &l->model->sources, path, &source, diag) != ANT_OK) {
    return -1;
  }
  int file = add_source(l, source, &st);
  if (file < 0) ant_fail(diag, ANT_ENOMEM, "not enough memory to read %s", path);
  return file;
}

/* Includes --------------------------------------------------------------------- */

static void report_at(ant_loader *l, ant_place place, const ant_diag *inner, const char *path) {
  ant_diag diag;
  ant_diag_at(&diag, &l->model->sources, place, inner->code, "cannot include \"%s\": %s", path,
              inner->text);
  if (inner->hint[0]) ant_diag_hint(&diag, "%s", inner->hint);
  ant_diags_add(l->diags, &diag);
}

static const char *include_path(const ant_loader *l, const ant_decl *decl) {
  return ant_file_beside(l->model->arena, l->model->sources.file[decl->place.file].path,
                         decl->path);
}

/* every included file is read, also what those include */
static void read_includes(ant_loader *l) {
  for (int i = 0; i < l->n; i++) {
    for (int k = 0; k < l->file[i].ast.n; k++) {
      const ant_decl *decl = l->file[i].ast.decl[k];
      if (decl->keyword != ANT_KW_INCLUDE || !decl->path) continue;
      ant_diag inner;
      const char *path = include_path(l, decl);
      int file = path ? read_file(l, path, &inner) : -1;
      if (file >= 0 && file != i) l->file[file].included = true;
      if (file < 0 && path) report_at(l, decl->place, &inner, decl->path);
    }
  }
}

static bool append(ant_loader *l, ant_ast *out, int *capacity, ant_decl *decl) {
  if (ant_arena_grow(l->model->arena, &out->decl, capacity, out->n, sizeof *out->decl)) {
    return false;
  }
  out->decl[out->n++] = decl;
  return true;
}

static void say_circle(ant_loader *l, const ant_decl *decl, const char *path) {
  ant_diag diag;
  ant_diag_at(&diag, &l->model->sources, decl->place, ANT_ECIRCULAR,
              "\"%s\" includes itself, or a file that includes it", decl->path);
  ant_diag_hint(&diag, "it is being read: %s", path);
  ant_diags_add(l->diags, &diag);
}

/* the declarations of FILE with includes replaced by theirs; recursion is bounded, for each file
 * is opened once */
static void splice(ant_loader *l, int file, ant_ast *out, int *capacity) {
  l->file[file].state = OPEN;
  for (int k = 0; k < l->file[file].ast.n; k++) {
    ant_decl *decl = l->file[file].ast.decl[k];
    struct stat st;
    if (decl->keyword != ANT_KW_INCLUDE) {
      append(l, out, capacity, decl);
      continue;
    }
    const char *path = decl->path ? include_path(l, decl) : NULL;
    int next = path ? find_file(l, path, &st) : -1;
    if (next < 0) continue;
    if (l->file[next].state == OPEN) say_circle(l, decl, l->file[next].path);
    if (l->file[next].state == FRESH) splice(l, next, out, capacity);
  }
  l->file[file].state = DONE;
}

/* Order -------------------------------------------------------------------------- */

static const char *module_of(const ant_ast *ast) {
  const char *name = "~"; /* behind all words: a file without */
  for (int i = 0; i < ast->n; i++) {
    if (ast->decl[i]->keyword == ANT_KW_MODEL) return "";
  }
  for (int i = 0; i < ast->n; i++) {
    if (ast->decl[i]->keyword == ANT_KW_MODULE && ast->decl[i]->name) return ast->decl[i]->name;
  }
  return name;
}

static int by_module(const void *a, const void *b) {
  const ant_ast *left = a, *right = b;
  int order = strcmp(module_of(left), module_of(right));
  return order ? order : (left->file > right->file) - (left->file < right->file);
}

static ant_status fail(ant_loader *l, const ant_diag *diag) {
  ant_diags_add(l->diags, diag);
  return diag->code;
}

static ant_status finish(ant_loader *l, const char *path, ant_ast **out_ast, int *out_n) {
  ant_diag diag;
  *out_n = 0;
  read_includes(l);
  *out_ast = ant_arena_take(l->model->arena, (size_t)l->n * sizeof **out_ast);
  if (!*out_ast) return ANT_ENOMEM;
  for (int round = 0; round < 2; round++) { /* those that only include each other come last */
    for (int i = 0; i < l->n; i++) {
      if (l->file[i].other || l->file[i].state != FRESH) continue;
      if (round == 0 && l->file[i].included) continue;
      int capacity = 0;
      ant_ast *ast = &(*out_ast)[(*out_n)++];
      *ast = (ant_ast){.file = l->file[i].ast.file};
      splice(l, i, ast, &capacity);
    }
  }
  if (*out_n == 0 && l->diags->n_error == 0) {
    ant_fail(&diag, ANT_EINPUT, "%s holds missions or people only, not a model", path);
    return fail(l, &diag);
  }
  qsort(*out_ast, (size_t)*out_n, sizeof **out_ast, by_module);
  for (int i = 0; i < l->n; i++) {
    if (l->file[i].ast.unread) *out_n = 0; /* what it declares would be missing everywhere */
  }
  return l->diags->n_error ? l->diags->first : ant_arena_status(l->model->arena);
}

ant_status ant_load_files(ant_model *model, const char *path, ant_ast **out_ast, int *out_n,
                          ant_diags *diags) {
  ant_loader l = {.model = model, .diags = diags};
  const char **paths = &path;
  int n = 1;
  struct stat st;
  ant_diag diag;
  *out_n = 0;
  bool folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
  if (folder && ant_file_find(model->arena, path, ".ant", &paths, &n, &diag) != ANT_OK) {
    return fail(&l, &diag);
  }
  if (n == 0) {
    ant_fail(&diag, ANT_EINPUT, "folder %s holds no .ant file", path);
    return fail(&l, &diag);
  }
  for (int i = 0; i < n; i++) {
    if (read_file(&l, paths[i], &diag) < 0) ant_diags_add(diags, &diag);
  }
  return finish(&l, path, out_ast, out_n);
}

ant_status ant_load_text(ant_model *model, const char *name, const char *text, ant_ast **out_ast,
                         int *out_n, ant_diags *diags) {
  ant_loader l = {.model = model, .diags = diags};
  struct stat nothing;
  ant_diag diag;
  int source;
  *out_n = 0;
  memset(&nothing, 0, sizeof nothing);
  ant_status status =
      ant_sources_add(model->arena, &model->sources, name, text, strlen(text), &source);
  if (status == ANT_OK && add_source(&l, source, &nothing) < 0) status = ANT_ENOMEM;
  if (status != ANT_OK) {
    ant_fail(&diag, status, "%s cannot be read: %s", name, ant_status_sentence(status));
    return fail(&l, &diag);
  }
  return finish(&l, name, out_ast, out_n);
}
