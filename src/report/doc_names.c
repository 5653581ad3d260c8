/* doc_names.c - what a name of the text means, and how it is shown (see doc_internal.h).
 *   1. Scopes   2. Looking up   3. Showing */
#include <ctype.h>
#include <string.h>

#include "report/doc_internal.h"

/* 1. Scopes ---------------------------------------------------------------- */

static void note_function(ant_doc *doc, int module, const ant_decl *decl) {
  const char *name = doc->model->module[module].name;
  if (!decl->name) return;
  const char *full = ant_arena_format(doc->arena, "%s%s%s", name, name[0] ? "." : "", decl->name);
  if (full) ant_map_set(&doc->function, full, 1);
}

/* a file may hold several modules, by what it includes: each goes as far as the next */
static void note_file(ant_doc *doc, const ant_ast *ast) {
  int module = -1;
  for (int i = 0; i < ast->n; i++) {
    const ant_decl *decl = ast->decl[i];
    if (decl->keyword == ANT_KW_MODEL) module = 0;
    for (int k = 1; decl->keyword == ANT_KW_MODULE && k < doc->model->n_module; k++) {
      if (strcmp(doc->model->module[k].name, decl->name) != 0) continue;
      module = k;
      doc->scope[k].decl = decl;
    }
    if (module < 0) continue;
    if (!doc->scope[module].body) doc->scope[module].body = &ast->decl[i];
    doc->scope[module].n_body = (int)(&ast->decl[i] - doc->scope[module].body) + 1;
    if (decl->keyword == ANT_KW_FUNCTION) note_function(doc, module, decl);
  }
}

ant_status ant_doc_names_init(ant_doc *doc) {
  const ant_model *model = doc->model;
  doc->symbol.arena = doc->function.arena = doc->arena;
  doc->scope = ant_arena_take(doc->arena, (size_t)(model->n_module + 1) * sizeof *doc->scope);
  if (!doc->scope) return ANT_ENOMEM;
  for (int i = 0; i < model->n_module; i++) doc->scope[i].like = -1;
  for (int i = 0; i < model->n_ast; i++) note_file(doc, &model->ast[i]);
  for (int i = 0; i < model->n_module; i++) {
    const char *target = doc->scope[i].decl ? doc->scope[i].decl->target : NULL;
    for (int k = 0; target && k < model->n_module; k++) {
      if (strcmp(model->module[k].name, target) == 0) doc->scope[i].like = k;
    }
  }
  for (int s = 0; s < model->n_symbol; s++) {
    if (!model->symbol[s].hidden) ant_map_set(&doc->symbol, model->symbol[s].name, s);
  }
  return ant_arena_status(doc->arena);
}

/* 2. Looking up ------------------------------------------------------------ */

/* FULL as a symbol or a function, shortened at its dots until it is one */
static int try_full(ant_doc *doc, const char *full, const char **out_function,
                    const char **out_rest) {
  char *copy = ant_arena_copy(doc->arena, full);
  while (copy) {
    int symbol = ant_map_find(&doc->symbol, copy);
    bool function = symbol < 0 && ant_map_find(&doc->function, copy) >= 0;
    if (symbol >= 0 || function) {
      *out_rest = full + strlen(copy);
      *out_function = function ? copy : NULL;
      return symbol;
    }
    char *dot = strrchr(copy, '.');
    if (!dot) break;
    *dot = '\0';
  }
  *out_function = NULL;
  return -1;
}

/* NAME, or NAME.more, is imported as AS: what it is called where it is declared; else NULL */
static const char *imported(ant_doc *doc, const ant_decl *use, const ant_word *word,
                            const char *name) {
  const char *as = word->as ? word->as : word->text;
  size_t n = strlen(as);
  if (strncmp(name, as, n) != 0 || (name[n] != '\0' && name[n] != '.')) return NULL;
  return ant_arena_format(doc->arena, "%s.%s%s", use->name, word->text, name + n);
}

static int try_imports(ant_doc *doc, int module, const char *name, const char **out_function,
                       const char **out_rest) {
  const ant_decl *decl = doc->scope[module].decl;
  for (int i = 0; decl && i < decl->n_child; i++) {
    const ant_decl *use = decl->child[i];
    for (int k = 0; use->keyword == ANT_KW_USE && use->name && k < use->words.n; k++) {
      const char *full = imported(doc, use, &use->words.item[k], name);
      int symbol = full ? try_full(doc, full, out_function, out_rest) : -1;
      if (symbol >= 0 || (full && *out_function)) return symbol;
    }
  }
  return -1;
}

int ant_doc_find(ant_doc *doc, const char *name, const char **out_function, const char **out_rest) {
  *out_function = NULL;
  *out_rest = "";
  const char *own = doc->model->module[doc->module].name;
  const char *full = ant_arena_format(doc->arena, "%s%s%s", own, own[0] ? "." : "", name);
  int symbol = full ? try_full(doc, full, out_function, out_rest) : -1;
  for (int at = doc->module; symbol < 0 && !*out_function && at >= 0; at = doc->scope[at].like) {
    symbol = try_imports(doc, at, name, out_function, out_rest);
  }
  if (symbol < 0 && !*out_function) symbol = try_full(doc, name, out_function, out_rest);
  return symbol;
}

int ant_doc_declared(ant_doc *doc, const ant_decl *decl) {
  const char *own = doc->model->module[doc->module].name;
  bool observed = decl->keyword == ANT_KW_OBSERVE;
  if (!decl->name) return -1;
  const char *full = ant_arena_format(doc->arena, "%s%s%s", observed ? "" : own,
                                      own[0] && !observed ? "." : "", decl->name);
  int symbol = full ? ant_map_find(&doc->symbol, full) : -1;
  if (symbol < 0) return -1;
  const ant_place *place = &doc->model->symbol[symbol].place;
  bool here = place->file == decl->place.file &&
              (place->line == decl->place.line || place->line == decl->name_place.line);
  return here ? symbol : -1;
}

/* 3. Showing --------------------------------------------------------------- */

void ant_doc_words(ant_text *out, const char *name, bool keep_together) {
  char word[300];
  snprintf(word, sizeof word, "%s", name);
  for (char *p = word, *from = word; from; from = p) {
    p = strpbrk(from, "_.");
    if (p) *p++ = '\0';
    ant_html_text(out, from);
    if (p) ant_text_put(out, keep_together ? "\xC2\xA0" : " ");
  }
}

/* bytes of a word at TEXT that a name could be made of */
static size_t name_length(const char *text) {
  size_t n = 0;
  while (isalnum((unsigned char)text[n]) || text[n] == '_' ||
         (text[n] == '.' && isalpha((unsigned char)text[n + 1]))) {
    n++;
  }
  return n;
}

void ant_doc_prose(ant_doc *doc, const char *text) {
  while (*text) {
    const char *function, *rest;
    size_t n = name_length(text), skip = n ? n : 1;
    while (n == 0 && text[skip] && name_length(text + skip) == 0) skip++;
    char *word = ant_arena_text(doc->arena, text, skip);
    if (!word) return;
    bool name = n > 0 && strpbrk(word, "_.");
    int symbol = name ? ant_doc_find(doc, word, &function, &rest) : -1;
    if (symbol >= 0 && rest[0] == '\0' && ant_doc_link(doc, symbol)) {
      ant_doc_words(doc->out, word, false);
      ant_text_put(doc->out, "</a>");
    } else if (name && strchr(word, '_')) {
      ant_doc_words(doc->out, word, false);
    } else {
      ant_html_text(doc->out, word);
    }
    text += skip;
  }
}

void ant_doc_unit(ant_text *out, const char *unit) {
  bool per = strncmp(unit, "1/", 2) == 0;
  if (per) ant_text_put(out, "per\xC2\xA0");
  ant_html_unit(out, per ? unit + 2 : unit);
}

void ant_doc_id(ant_text *out, const char *name) {
  for (const char *p = name; *p; p++) {
    if (*p != '{' && *p != '}') ant_text_add(out, p, 1);
  }
}

bool ant_doc_link(ant_doc *doc, int symbol) {
  if (symbol < 0 || !ant_part_has(&doc->part, symbol)) return false;
  const char *name = doc->model->symbol[symbol].name;
  size_t n = strlen(name);
  bool part =
      n > 4 && strcmp(name + n - 4, ".out") == 0; /* what leaves a transit is told with it */
  char *whole = ant_arena_text(doc->arena, name, part ? n - 4 : n);
  if (!whole) return false;
  ant_text_put(doc->out, "<a href=\"#");
  ant_doc_id(doc->out, part && ant_map_find(&doc->symbol, whole) >= 0 ? whole : name);
  ant_text_put(doc->out, "\">");
  return true;
}
