/* main.c - antaeus-compile: a model as C, ahead of time.
 *
 *   antaeus-compile MODEL NAME PARTS FOLDER    NAME.c, NAME.h, NAME_1.c ... in FOLDER
 *
 * and NAME.d, which tells the build what they were made from.  Run by the build on the twin.  A
 * model with mistakes does not stop the build: they are printed, and a table without functions is
 * written, so that the evaluator serves and `antaeus model check` can be built to show what is
 * wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "antaeus/model.h"
#include "base/file.h"
#include "emit/c.h"

/* The files that were promised, without functions: hash 0 is no model's. */
static ant_status write_empty(const char *name, int n_part, const char *folder, ant_diag *diag) {
  char path[1200], text[400];
  int n = snprintf(text, sizeof text,
                   "#include \"emit/code.h\"\nextern const ant_code ant_code_%s;\n"
                   "const ant_code ant_code_%s = {.hash = 0};\n",
                   name, name);
  if (!ant_text_fit(path, sizeof path, "%s/%s_%d.c", folder, name, n_part)) {
    return ant_fail(diag, ANT_EINPUT, "a path too long: %s", path);
  }
  snprintf(path, sizeof path, "%s/%s.c", folder, name);
  ANT_TRY(ant_file_write(path, text, (size_t)n, diag));
  for (int i = 1; i <= n_part; i++) {
    n = snprintf(text, sizeof text, "typedef int ant_empty_%d;\n", i);
    snprintf(path, sizeof path, "%s/%s_%d.c", folder, name, i);
    ANT_TRY(ant_file_write(path, text, (size_t)n, diag));
  }
  snprintf(path, sizeof path, "%s/%s.h", folder, name);
  return ant_file_write(path, "\n", 1, diag);
}

static void put_dependency(ant_text *to, const char *path, size_t length) {
  ant_text_put(to, " \\\n ");
  for (size_t i = 0; i < length; i++) {
    if (path[i] == ' ') ant_text_put(to, "\\");
    ant_text_add(to, &path[i], 1);
  }
}

/* Every .ant file below MODEL, and its folders, so that a file that is added is seen. */
static ant_status write_dependencies(const char *model, const char *name, const char *folder,
                                     ant_diag *diag) {
  ant_arena *arena = ant_arena_create();
  ant_text text = {0}, path = {0};
  const char **file = &model;
  int n = 1;
  struct stat st;
  if (!arena) return ant_fail(diag, ANT_ENOMEM, "no memory");
  bool is_folder = stat(model, &st) == 0 && S_ISDIR(st.st_mode);
  ant_status status = is_folder ? ant_file_find(arena, model, ".ant", &file, &n, diag) : ANT_OK;
  ant_text_print(&text, "%s/%s.c:", folder, name);
  for (int i = 0; i < n && status == ANT_OK; i++) {
    const char *slash = strrchr(file[i], '/');
    put_dependency(&text, file[i], strlen(file[i]));
    if (slash) put_dependency(&text, file[i], (size_t)(slash - file[i]));
  }
  ant_text_put(&text, "\n");
  ant_text_print(&path, "%s/%s.d", folder, name);
  if (status == ANT_OK && (text.failed || path.failed))
    status = ant_fail(diag, ANT_ENOMEM, "no memory");
  if (status == ANT_OK) status = ant_file_write(path.data, text.data, text.length, diag);
  ant_text_clear(&text);
  ant_text_clear(&path);
  ant_arena_destroy(&arena);
  return status;
}

static ant_status write_model(const ant_model *model, const char *name, int n_part,
                              const char *folder, ant_diag *diag) {
  ant_program *program = NULL;
  ant_c_source source = {0};
  ant_status status = ant_program_create(model, &program, diag);
  if (status == ANT_OK) status = ant_emit_c(program, name, n_part, &source, diag);
  if (status == ANT_OK) status = ant_c_source_write(&source, folder, diag);
  ant_c_source_clear(&source);
  ant_program_destroy(&program);
  return status;
}

int main(int argc, char **argv) {
  int n_part = argc == 5 ? atoi(argv[3]) : 0;
  if (n_part < 1 || n_part > 99) {
    fprintf(stderr, "usage: antaeus-compile MODEL NAME PARTS FOLDER\n");
    return 2;
  }
  ant_model *model = NULL;
  ant_diags diags = {0};
  ant_diag diag = {0};
  ant_status status = ant_model_load(argv[1], &model, &diags);
  if (status == ANT_OK) {
    status = write_model(model, argv[2], n_part, argv[4], &diag);
  } else {
    ant_diags_print(&diags, stderr);
    fprintf(stderr, "warning: %s has mistakes and is not compiled\n", argv[1]);
    status = write_empty(argv[2], n_part, argv[4], &diag);
  }
  if (status == ANT_OK) status = write_dependencies(argv[1], argv[2], argv[4], &diag);
  if (status != ANT_OK) ant_diag_print(&diag, stderr);
  ant_model_destroy(&model);
  ant_diags_clear(&diags);
  return status == ANT_OK ? 0 : ant_status_exit(status);
}
