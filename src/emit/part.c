/* part.c - a model, or only what lies below a folder inside it (see part.h). */
#include "emit/part.h"

#include <string.h>

/* by its name; an observable has a name of its own and is told by its file */
int ant_part_module(const ant_model *model, int symbol) {
  const ant_symbol *s = &model->symbol[symbol];
  size_t longest = 0;
  int found = -1;
  for (int i = 0; s->kind != ANT_SYM_OBSERVE && i < model->n_module; i++) {
    size_t n = strlen(model->module[i].name);
    if (n < longest || strncmp(s->name, model->module[i].name, n) != 0 || s->name[n] != '.') {
      continue;
    }
    longest = n;
    found = i;
  }
  for (int i = 0; found < 0 && s->place.line > 0 && i < model->n_module; i++) {
    if (model->module[i].file == s->place.file) found = i;
  }
  return found;
}

bool ant_part_has_file(const ant_part_of *part, int file) {
  if (!part->below) return true;
  size_t n = strlen(part->below);
  const char *path = part->model->sources.file[file].path;
  return strncmp(path, part->below, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

bool ant_part_has(const ant_part_of *part, int symbol) {
  int module = ant_part_module(part->model, symbol);
  const ant_symbol *s = &part->model->symbol[symbol];
  if (!part->below) return true;
  if (module < 0 && s->place.line < 1) return false;
  return ant_part_has_file(part, module >= 0 ? part->model->module[module].file : s->place.file);
}
