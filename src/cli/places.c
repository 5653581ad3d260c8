/* places.c - where models, people and evidence are (see places.h). */
#include "cli/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"

static bool exists(const char *path) {
  struct stat s;
  return stat(path, &s) == 0;
}

/* A/B into PATH, true if that is there. */
static bool join(const char *a, const char *b, char path[ANT_PLACE_SIZE]) {
  return ant_text_fit(path, ANT_PLACE_SIZE, "%s/%s", a, b) && exists(path);
}

ant_status ant_place_copy(const char *from, char path[ANT_PLACE_SIZE], ant_diag *opt_diag) {
  if (ant_text_fit(path, ANT_PLACE_SIZE, "%s", from)) return ANT_OK;
  return ant_fail(opt_diag, ANT_EINPUT, "a path of less than %d bytes was expected, found %.80s...",
                  ANT_PLACE_SIZE, from);
}

ant_status ant_place_model(const char *opt_model, char path[ANT_PLACE_SIZE], ant_diag *opt_diag) {
  const char *home = getenv("ANTAEUS_PHYSIOLOGY");
  if (!opt_model && home && home[0]) {
    if (join(home, "twin", path)) return ANT_OK;
    opt_model = home;
  }
  if (opt_model) {
    return ant_place_copy(opt_model, path, opt_diag);
  }
  if (join("physiology", "twin", path)) return ANT_OK;
  if (join(ANT_SHARE, "physiology/twin", path)) return ANT_OK;
  ant_fail(opt_diag, ANT_EINPUT, "no model: neither ./physiology/twin nor %s is there", path);
  ant_diag_hint(opt_diag, "say --model DIR, or set ANTAEUS_PHYSIOLOGY to the folder physiology/");
  return ANT_EINPUT;
}

bool ant_place_beside(const char *model, const char *name, char path[ANT_PLACE_SIZE]) {
  char folder[ANT_PLACE_SIZE];
  if (!ant_text_fit(folder, sizeof folder, "%s", model)) return false;
  for (size_t n = strlen(folder); n > 1 && folder[n - 1] == '/'; n--) folder[n - 1] = '\0';
  /* cut the model and physiology/ off the end; a path too short for that has them above itself */
  for (int i = 0; i < 2; i++) {
    char *slash = strrchr(folder, '/');
    if (!slash) return join(i == 0 ? ".." : ".", name, path) || join(".", name, path);
    slash[slash == folder] = '\0';
  }
  return join(folder, name, path);
}
