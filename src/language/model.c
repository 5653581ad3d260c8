/* model.c - a model from its text: load, check, hash, destroy (see antaeus/model.h).
 *
 * The hash tells models apart that give different results or are laid out differently in memory.
 * It is taken from what the checker made, symbols, expressions, equations, orders, and so
 * knows nothing of comments, texts, sources, white space, file names or folders. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"
#include "language/bib.h"
#include "language/check.h"
#include "language/load.h"
#include "language/outline.h"

/* Hash --------------------------------------------------------------------------- */

static uint64_t hash_ints(uint64_t h, const int *value, int n) {
  for (int i = 0; i < n; i++) h = ant_hash_integer(h, value[i]);
  return h;
}

static uint64_t hash_numbers(uint64_t h, const double *value, int n) {
  h = ant_hash_integer(h, value != NULL);
  for (int i = 0; value && i < n; i++) h = ant_hash_number(h, value[i]);
  return h;
}

static uint64_t hash_unit(uint64_t h, const ant_unit *unit) {
  h = ant_hash_number(h, unit->scale);
  for (int i = 0; i < ANT_NDIM; i++) h = ant_hash_integer(h, unit->dim[i]);
  return h;
}

static uint64_t hash_dist(uint64_t h, const ant_dist *dist) {
  h = ant_hash_integer(ant_hash_integer(h, dist->kind), dist->relative);
  return hash_numbers(h, dist->arg, 3);
}

static uint64_t hash_symbol(uint64_t h, const ant_symbol *s) {
  h = ant_hash_string(h, s->name);
  h = hash_unit(h, &s->unit);
  const int value[] = {(int)s->kind, s->n_set,  s->n,         (int)s->store, s->offset,  s->hidden,
                       s->is_flow,   s->steady, s->substance, s->base_of,    s->n_choice};
  h = hash_ints(h, value, sizeof value / sizeof *value);
  h = hash_ints(h, s->set, s->n_set);
  for (int i = 0; i < s->n_choice; i++) h = ant_hash_string(h, s->choice[i]);
  h = hash_numbers(h, s->value, s->n);
  h = hash_numbers(h, s->scale, s->n);
  h = ant_hash_number(ant_hash_number(h, s->lo), s->hi);
  h = hash_dist(h, &s->people);
  h = hash_dist(h, &s->unknown);
  return hash_dist(h, &s->error);
}

static uint64_t hash_ref(uint64_t h, const ant_ref *ref) {
  const int value[] = {ref->symbol, (int)ref->store, ref->offset};
  h = hash_ints(h, value, 3);
  return hash_ints(h, ref->stride, ANT_MAX_AXES);
}

static uint64_t hash_equation(uint64_t h, const ant_equation *e) {
  const int value[] = {(int)e->role, (int)e->stage, (int)e->accumulate, e->n_axis, e->root};
  h = hash_ints(h, value, 5);
  h = hash_ref(h, &e->target);
  h = hash_ints(h, e->axis_size, e->n_axis);
  return hash_ints(h, e->axis_set, e->n_axis);
}

static uint64_t hash_when(uint64_t h, const ant_when *when) {
  const int value[] = {when->symbol, when->guard, when->at_zero, when->equation, when->n_jump};
  h = hash_ints(h, value, sizeof value / sizeof *value);
  return hash_ints(h, when->jump, when->n_jump);
}

static uint64_t hash_data(uint64_t h, const ant_model *m) {
  for (int i = 0; i < m->n_set; i++) {
    h = ant_hash_string(h, m->set[i].name);
    for (int k = 0; k < m->set[i].n; k++) h = ant_hash_string(h, m->set[i].element[k]);
  }
  for (int i = 0; i < m->n_symbol; i++) h = hash_symbol(h, &m->symbol[i]);
  for (int i = 0; i < m->n_substance; i++) {
    const ant_substance *s = &m->substance[i];
    h = ant_hash_string(h, s->name);
    h = ant_hash_number(ant_hash_number(h, s->g_per_mol), s->g_per_iu);
    h = ant_hash_integer(h, s->outside);
  }
  for (int i = 0; i < m->n_dose; i++) {
    const ant_dose_port *d = &m->dose[i];
    h = hash_unit(ant_hash_string(h, d->name), &d->unit);
    const int value[] = {d->state, d->element, d->fraction};
    h = ant_hash_number(hash_ints(h, value, 3), d->factor);
  }
  return h;
}

static uint64_t hash_equations(uint64_t h, const ant_model *m) {
  for (int i = 0; i < m->n_node; i++) {
    const ant_node *node = &m->node[i];
    h = ant_hash_integer(h, node->op);
    h = hash_ints(h, node->arg, 3);
    h = ant_hash_number(h, node->value);
    h = ant_hash_integer(h, node->ref);
  }
  for (int i = 0; i < m->n_ref; i++) h = hash_ref(h, &m->ref[i]);
  for (int i = 0; i < m->n_equation; i++) h = hash_equation(h, &m->equation[i]);
  for (int i = 0; i < m->n_condition; i++) {
    const ant_condition *c = &m->condition[i];
    h = hash_ints(hash_ints(h, c->row, c->n), c->column, c->n);
  }
  for (int i = 0; i < m->n_when; i++) h = hash_when(h, &m->when[i]);
  h = hash_ints(h, m->order_baseline, m->n_order_baseline);
  h = hash_ints(h, m->order_setup, m->n_order_setup);
  h = hash_ints(h, m->order_phase, m->n_order_phase);
  h = hash_ints(h, m->order_rate, m->n_order_rate);
  h = hash_ints(h, m->order_observe, m->n_order_observe);
  return hash_ints(h, m->order_probe, m->n_order_probe);
}

static uint64_t hash_model(const ant_model *m) {
  uint64_t h = ant_hash_integer(ANT_HASH_START, m->baseline_free);
  h = hash_equations(hash_data(h, m), m);
  return h ? h : 1;
}

/* Bibliography -------------------------------------------------------------------- */

static const ant_decl *find_model_decl(const ant_ast *ast, int n) {
  for (int i = 0; i < n; i++) {
    for (int k = 0; k < ast[i].n; k++) {
      if (ast[i].decl[k]->keyword == ANT_KW_MODEL) return ast[i].decl[k];
    }
  }
  return NULL;
}

static ant_bib_state read_bib(ant_model *m, const ant_ast *ast, int n, ant_diags *diags) {
  const ant_decl *decl = find_model_decl(ast, n);
  int file;
  ant_diag inner, diag;
  if (!decl || !decl->path) return ANT_BIB_NONE;
  const char *path = ant_file_beside(m->arena, m->sources.file[decl->place.file].path, decl->path);
  if (!path) return ANT_BIB_BROKEN;
  if (ant_sources_read(m->arena, &m->sources, path, &file, &inner) != ANT_OK) {
    ant_diag_at(&diag, &m->sources, decl->place, inner.code, "cannot read the bibliography: %s",
                inner.text);
    ant_diags_add(diags, &diag);
    return ANT_BIB_BROKEN;
  }
  ant_status status = ant_bib_parse(m->arena, &m->sources, file, &m->bib, &m->n_bib, diags);
  return status == ANT_OK ? ANT_BIB_THERE : ANT_BIB_BROKEN;
}

/* Models ---------------------------------------------------------------------------- */

static ant_model *new_model(const char *path, ant_diags *diags) {
  ant_model *model = calloc(1, sizeof *model);
  ant_diag diag;
  if (model) model->arena = ant_arena_create();
  if (model && model->arena) model->path = ant_arena_copy(model->arena, path);
  if (!model || !model->arena || !model->path) {
    ant_fail(&diag, ANT_ENOMEM, "not enough memory for a model");
    ant_diags_add(diags, &diag);
    ant_model_destroy(&model);
  }
  return model;
}

typedef struct wanted {
  const char *variant; /* NULL: the first                                            */
  ant_tap *tap;
  int n_tap;
} wanted;

static ant_status finish(ant_model *model, const ant_ast *ast, int n, wanted w, ant_diags *diags,
                         ant_model **out_model) {
  model->ast = ast;
  model->n_ast = n;
  if (n > 0 && ant_arena_status(model->arena) == ANT_OK) {
    ant_bib_state bib = read_bib(model, ast, n, diags);
    ant_check_model(model, ast, n, bib, w.variant, w.tap, w.n_tap, diags);
  }
  bool sound = diags->n_error == 0 && ant_arena_status(model->arena) == ANT_OK;
  if (sound && ant_model_outline(model) == ANT_OK) {
    model->hash = hash_model(model);
    *out_model = model;
    return ANT_OK;
  }
  ant_status status = diags->n_error ? diags->first : ANT_ENOMEM;
  ant_model_destroy(&model);
  return status;
}

/* "DIR@VARIANT": the path in *OUT_PATH, the variant returned, NULL when there is none */
static const char *split_variant(ant_model *model, const char *path, const char **out_path) {
  const char *at = strrchr(path, '@');
  struct stat st;
  *out_path = path;
  if (!at || strchr(at, '/') || stat(path, &st) == 0) return NULL;
  *out_path = ant_arena_text(model->arena, path, (size_t)(at - path));
  return *out_path ? at + 1 : NULL;
}

ant_status ant_model_load(const char *path, ant_model **out_model, ant_diags *diags) {
  return ant_model_load_tapped(path, NULL, 0, out_model, diags);
}

ant_status ant_model_load_tapped(const char *path, ant_tap *tap, int n_tap, ant_model **out_model,
                                 ant_diags *diags) {
  ant_model *model = new_model(path, diags);
  ant_ast *ast = NULL;
  int n = 0;
  if (!model) return ANT_ENOMEM;
  const char *folder, *variant = split_variant(model, path, &folder);
  if (folder) ant_load_files(model, folder, &ast, &n, diags);
  return finish(model, ast, n, (wanted){variant, tap, n_tap}, diags, out_model);
}

ant_status ant_model_parse(const char *name, const char *text, ant_model **out_model,
                           ant_diags *diags) {
  ant_model *model = new_model(name, diags);
  ant_ast *ast = NULL;
  int n = 0;
  if (!model) return ANT_ENOMEM;
  const char *path, *variant = split_variant(model, name, &path);
  if (path) ant_load_text(model, path, text, &ast, &n, diags);
  return finish(model, ast, n, (wanted){.variant = variant}, diags, out_model);
}

void ant_model_destroy(ant_model **model) {
  if (!model || !*model) return;
  ant_arena_destroy(&(*model)->arena);
  free(*model);
  *model = NULL;
}
