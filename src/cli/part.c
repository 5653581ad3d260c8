/* part.c - a folder inside a model (see part.h). */
#define _XOPEN_SOURCE 700 /* realpath */
#include "cli/part.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"

enum { UP_MAX = 6 }; /* folders looked at above the one that is named              */

/* whether the text file PATH has a line that begins with WORD */
static bool says(const char *path, const char *word) {
  char line[256];
  struct stat st;
  const size_t n = strlen(word);
  bool found = false, fresh = true;
  if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) return false;
  FILE *f = fopen(path, "r");
  while (f && !found && fgets(line, sizeof line, f)) {
    found = fresh && strncmp(line, word, n) == 0 && line[n] && strchr(" \t\"", line[n]);
    fresh = strchr(line, '\n') != NULL;
  }
  if (f) fclose(f);
  return found;
}

static bool ends_in_ant(const char *name) {
  size_t n = strlen(name);
  return n > 4 && strcmp(name + n - 4, ".ant") == 0;
}

/* how many of the .ant files directly in FOLDER say `model`, and how many only `module` */
static void look_into(const char *folder, int *out_models, int *out_parts) {
  DIR *dir = opendir(folder);
  struct dirent *item;
  *out_models = *out_parts = 0;
  while (dir && (item = readdir(dir)) != NULL) {
    char path[ANT_PLACE_SIZE + 300];
    if (!ends_in_ant(item->d_name)) continue;
    snprintf(path, sizeof path, "%s/%s", folder, item->d_name);
    const bool model = says(path, "model");
    *out_models += model;
    *out_parts += !model && says(path, "module");
  }
  if (dir) closedir(dir);
}

static bool holds_model(const char *folder) {
  int models, parts;
  look_into(folder, &models, &parts);
  return models > 0;
}

/* the folder above PATH that holds a model into ROOT; false where there is none */
static bool climb(const char *path, char root[ANT_PLACE_SIZE]) {
  if (!ant_text_fit(root, ANT_PLACE_SIZE, "%s", path)) return false;
  for (int i = 0; i < UP_MAX; i++) {
    char *slash = strrchr(root, '/');
    if (!slash || slash == root) return false;
    *slash = '\0';
    if (holds_model(root)) return true;
  }
  return false;
}

ant_status ant_cli_part(const char *path, char root[ANT_PLACE_SIZE], char below[ANT_PLACE_SIZE],
                        ant_diag *opt_diag) {
  char bare[ANT_PLACE_SIZE];
  struct stat st;
  const char *at = strrchr(path, '@'), *variant = "";
  ANT_TRY(ant_place_copy(path, bare, opt_diag));
  ANT_TRY(ant_place_copy(path, root, opt_diag));
  below[0] = '\0';
  if (stat(path, &st) != 0 && at && !strchr(at, '/')) {
    bare[at - path] = '\0';
    variant = at;
  }
  if (stat(bare, &st) != 0) {
    return ant_fail(opt_diag, ANT_EINPUT, "there is no model at %s, nor a folder of one", path);
  }
  bool whole = S_ISDIR(st.st_mode) ? holds_model(bare) : says(bare, "model");
  char *full = whole ? NULL : realpath(bare, NULL), found[ANT_PLACE_SIZE];
  if (full && strlen(full) < ANT_PLACE_SIZE && climb(full, found) &&
      strlen(found) + strlen(variant) < ANT_PLACE_SIZE) {
    snprintf(below, ANT_PLACE_SIZE, "%s", full);
    memcpy(root, found, strlen(found) + 1);
    memcpy(root + strlen(root), variant, strlen(variant) + 1);
  }
  free(full);
  return ANT_OK;
}

bool ant_cli_is_part(const char *path, char root[ANT_PLACE_SIZE]) {
  int models = 0, parts = 0;
  const bool model = says(path, "model");
  char *folder = model || says(path, "module") ? realpath(path, NULL) : NULL;
  char *slash = folder ? strrchr(folder, '/') : NULL;
  bool part = false;
  if (model && says(path, "include")) {
    part = false; /* it names what belongs to it */
  } else if (slash && slash > folder && model) {
    *slash = '\0';
    look_into(folder, &models, &parts);
    part = models == 1 && parts > 0 && ant_text_fit(root, ANT_PLACE_SIZE, "%s", folder);
  } else if (slash) {
    part = climb(folder, root);
  }
  free(folder);
  return part;
}
