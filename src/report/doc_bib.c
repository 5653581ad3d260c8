/* doc_bib.c - sources: short references in the text, and the list at the end (see doc_internal.h).
 *   1. Names of people   2. A reference   3. The list */
#include <string.h>

#include "emit/credit.h"
#include "report/doc_internal.h"

/* 1. Names of people --------------------------------------------------------- */

/* N bytes of TEXT without the braces of BibTeX, and with a dash where it has two */
static void put_plain(ant_doc *doc, const char *text, size_t n) {
  char *copy = ant_arena_text(doc->arena, text, n);
  size_t to = 0;
  if (!copy) return;
  for (size_t i = 0; i < n; i++) {
    bool doubled = copy[i] == '-' && i + 1 < n && copy[i + 1] == '-';
    if (copy[i] != '{' && copy[i] != '}' && !doubled) copy[to++] = copy[i];
  }
  copy[to] = '\0';
  ant_html_text(doc->out, copy);
}

/* the family name of the author at TEXT: up to the comma */
static void put_family(ant_doc *doc, const char *text) {
  const char *end = strstr(text, " and ");
  size_t n = strcspn(text, ","), most = end ? (size_t)(end - text) : strlen(text);
  put_plain(doc, text, n < most ? n : most);
}

/* Lau; Lau and Smith; Lau et al. */
static void put_authors(ant_doc *doc, const char *author) {
  const char *second = strstr(author, " and ");
  const char *third = second ? strstr(second + 5, " and ") : NULL;
  if (!strchr(author, ',')) { /* a body of people, or as somebody entered it */
    put_plain(doc, author, strlen(author));
    return;
  }
  put_family(doc, author);
  if (third || (second && strcmp(second + 5, "others") == 0)) {
    ant_text_put(doc->out, " et al.");
  } else if (second) {
    ant_text_put(doc->out, " and ");
    put_family(doc, second + 5);
  }
}

/* 2. A reference ------------------------------------------------------------- */

void ant_doc_cite(ant_doc *doc, const ant_source_ref *ref) {
  const ant_bib_entry *entry = ant_credit_entry(doc->model, ref->key);
  if (entry) {
    ant_text_put(doc->out, "<a href=\"#bib.");
    ant_html_text(doc->out, ref->key);
    ant_text_put(doc->out, "\">");
    if (entry->author) put_authors(doc, entry->author);
    if (!entry->author) ant_html_text(doc->out, entry->title ? entry->title : ref->key);
    if (entry->year) ant_text_put(doc->out, "\xC2\xA0");
    if (entry->year) ant_html_text(doc->out, entry->year);
    ant_text_put(doc->out, "</a>");
  } else {
    ant_html_text(doc->out, ref->key);
  }
  if (!ref->where || !ref->where[0]) return;
  ant_text_put(doc->out, ", ");
  ant_html_text(doc->out, ref->where);
}

/* 3. The list ---------------------------------------------------------------- */

static bool refers(const ant_source_ref *ref, int n, const char *key) {
  for (int i = 0; i < n; i++) {
    if (strcmp(ref[i].key, key) == 0) return true;
  }
  return false;
}

/* how often the page gives KEY as a source */
static int uses(const ant_doc *doc, const char *key) {
  int n = 0;
  for (int s = 0; s < doc->model->n_symbol; s++) {
    const ant_symbol *symbol = &doc->model->symbol[s];
    n += ant_part_has(&doc->part, s) && refers(symbol->source, symbol->n_source, key);
  }
  return n;
}

static bool cited(const ant_doc *doc, const char *key) {
  for (int m = 0; m < doc->model->n_module; m++) {
    const ant_module *module = &doc->model->module[m];
    if (refers(module->cites, module->n_cites, key) &&
        ant_part_has_file(&doc->part, module->file)) {
      return true;
    }
  }
  return uses(doc, key) > 0;
}

static void put_field(ant_doc *doc, const char *before, const char *text, const char *after) {
  if (!text || !text[0]) return;
  ant_text_put(doc->out, before);
  put_plain(doc, text, strlen(text));
  ant_text_put(doc->out, after);
}

static void put_doi(ant_doc *doc, const char *doi) {
  if (!doi || !doi[0]) return;
  ant_text_put(doc->out, " <a class=\"doi\" href=\"https://doi.org/");
  ant_html_text(doc->out, doi);
  ant_text_put(doc->out, "\">doi:");
  ant_html_text(doc->out, doi);
  ant_text_put(doc->out, "</a>");
}

/* how far it was looked up: what is not the whole of it is marked */
static void put_checked(ant_doc *doc, const char *checked) {
  bool whole = checked && strncmp(checked, "full text", 9) == 0;
  ant_text_print(doc->out, " <span class=\"checked %s\">", whole ? "whole" : "part");
  ant_text_put(doc->out, checked ? "read: " : "not said how far it was read");
  if (checked) ant_html_text(doc->out, checked);
  ant_text_put(doc->out, "</span>");
}

static void put_entry(ant_doc *doc, const ant_bib_entry *e) {
  int n = uses(doc, e->key);
  ant_text_put(doc->out, "<li id=\"bib.");
  ant_html_text(doc->out, e->key);
  ant_text_put(doc->out, "\">");
  put_field(doc, "", e->author, ". ");
  put_field(doc, "", e->title, ". ");
  put_field(doc, "<i>", e->journal, "</i> ");
  put_field(doc, "", e->volume, e->pages && e->pages[0] ? ":" : " ");
  put_field(doc, "", e->pages, " ");
  put_field(doc, "(", e->year, ").");
  put_doi(doc, e->doi);
  put_field(doc, " ", e->note, ".");
  put_checked(doc, e->checked);
  if (n > 0)
    ant_text_print(doc->out, " <span class=\"more\">source of %d parameter%s</span>", n,
                   n == 1 ? "" : "s");
  ant_text_put(doc->out, "</li>\n");
}

void ant_doc_bibliography(ant_doc *doc) {
  bool open = false;
  for (int i = 0; i < doc->model->n_bib; i++) {
    const ant_bib_entry *e = &doc->model->bib[i];
    if (!cited(doc, e->key)) continue;
    if (!open) {
      ant_text_put(doc->out,
                   "<section class=\"module\" id=\"bib\">\n<h2>Sources</h2>\n<ul class=\"bib\">\n");
    }
    open = true;
    put_entry(doc, e);
  }
  if (open) ant_text_put(doc->out, "</ul></section>\n");
}
