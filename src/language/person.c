/* person.c - a person's covariates and parameters, checked against a model (see mission.h). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "language/mission.h"

typedef struct ant_person_reader {
  ant_reading r;
  ant_person *out;
  int c_setting;
} ant_person_reader;

/* the choice that word E means, e.g. female */
static bool read_choice(ant_person_reader *p, const ant_symbol *s, const ant_expr *e, double *out) {
  ant_nearest nearest;
  const char *word = e->kind == ANT_EXPR_NAME ? e->text : "a number";
  ant_nearest_init(&nearest, word);
  for (int i = 0; i < s->n_choice; i++) {
    ant_nearest_try(&nearest, s->choice[i]);
    if (strcmp(s->choice[i], word) != 0) continue;
    *out = i;
    return true;
  }
  ant_text list = {0};
  for (int i = 0; i < s->n_choice; i++) {
    ant_text_print(&list, "%s%s", i ? ", " : "", s->choice[i]);
  }
  ant_diag diag;
  ant_diag_at(&diag, &p->r.sources, e->place, ANT_ERANGE, "'%s' is one of %s, found %s", s->name,
              ant_text_string(&list), word);
  ant_text_clear(&list);
  ant_nearest_hint(&nearest, &diag);
  ant_diags_add(p->r.diags, &diag);
  return false;
}

static void put(ant_person_reader *p, int symbol, int element, const ant_decl *decl, bool bare) {
  const ant_symbol *s = &p->r.model->symbol[symbol];
  ant_setting setting = {.symbol = symbol, .element = element};
  char what[200];
  snprintf(what, sizeof what, "'%s'", s->name);
  if (!decl->value) return;
  bool good = s->n_choice > 0 ? read_choice(p, s, decl->value, &setting.value)
                              : ant_reading_number(&p->r, decl->value, &s->unit, s->unit_text, bare,
                                                   what, &setting.value);
  if (good) {
    ant_reading_add(&p->r, &p->out->setting, &p->c_setting, &p->out->n_setting, &setting,
                    decl->place);
  }
}

static void read_covariate(ant_person_reader *p, const ant_decl *decl) {
  int symbol, element;
  if (!decl->name || !ant_reading_find(&p->r, ANT_SYM_COVARIATE, decl->name, decl->name_place,
                                       &symbol, &element)) {
    return;
  }
  put(p, symbol, element, decl, false);
}

static void read_set(ant_person_reader *p, const ant_decl *decl) {
  ant_diag inner, diag;
  int symbol, element;
  if (!decl->name) return;
  if (ant_model_find(p->r.model, decl->name, &symbol, &element, &inner) != ANT_OK) {
    ant_diag_at(&diag, &p->r.sources, decl->name_place, inner.code, "%s", inner.text);
    if (inner.hint[0]) ant_diag_hint(&diag, "%s", inner.hint);
    ant_diags_add(p->r.diags, &diag);
    return;
  }
  put(p, symbol, element, decl, true);
}

static ant_status read_person(ant_person_reader *p, const char *path, const char *opt_text) {
  ant_diags *diags = p->r.diags;
  size_t before = diags->n_error;
  const ant_decl *decl = ant_reading_open(&p->r, path, opt_text, ANT_KW_PERSON);
  if (decl) {
    p->out->title = decl->doc ? decl->doc : "";
    p->out->name = ant_reading_name(&p->r);
    for (int i = 0; i < decl->n_child; i++) {
      if (decl->child[i]->keyword == ANT_KW_SETTING) read_covariate(p, decl->child[i]);
      if (decl->child[i]->keyword == ANT_KW_SET_VALUE) read_set(p, decl->child[i]);
    }
  }
  if (diags->n_error > before) return diags->first;
  return ant_arena_status(p->r.arena);
}

static ant_status load(const ant_model *model, const char *path, const char *opt_text,
                       ant_person **out_person, ant_diags *diags) {
  ant_person *out = calloc(1, sizeof *out);
  if (out) out->arena = ant_arena_create();
  ant_status status = ANT_ENOMEM;
  if (out && out->arena) {
    ant_person_reader p = {.out = out};
    p.r = (ant_reading){.model = model, .arena = out->arena, .diags = diags};
    status = read_person(&p, path, opt_text);
  }
  if (status == ANT_OK) {
    *out_person = out;
    return ANT_OK;
  }
  ant_person_destroy(&out);
  return status;
}

ant_status ant_person_load(const ant_model *model, const char *path, ant_person **out_person,
                           ant_diags *diags) {
  return load(model, path, NULL, out_person, diags);
}

ant_status ant_person_parse(const ant_model *model, const char *name, const char *text,
                            ant_person **out_person, ant_diags *diags) {
  return load(model, name, text, out_person, diags);
}

void ant_person_destroy(ant_person **person) {
  if (!person || !*person) return;
  ant_arena_destroy(&(*person)->arena);
  free(*person);
  *person = NULL;
}
