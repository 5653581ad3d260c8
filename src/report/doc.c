/* doc.c - the frame of a model's page: head, contents, how its numbers are known (see doc.h). */
#include "report/doc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "emit/credit.h"
#include "report/doc_internal.h"

static void open_page(ant_doc *doc) {
  ant_text_put(doc->out,
               "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n"
               "<head>\n<meta charset=\"utf-8\" />\n<meta name=\"viewport\" "
               "content=\"width=device-width, initial-scale=1\" />\n"
               "<meta name=\"color-scheme\" content=\"light dark\" />\n<title>");
  ant_html_text(doc->out, doc->model->title ? doc->model->title : "A model");
  ant_text_put(doc->out, "</title>\n<style>\n");
  ant_doc_style(doc->out);
  ant_text_put(doc->out, "</style>\n</head>\n<body>\n");
}

/* Whether MODULE has anything to show. */
static bool shown(const ant_doc *doc, int module) {
  const ant_doc_scope *scope = &doc->scope[module];
  if (!ant_part_has_file(&doc->part, doc->model->module[module].file)) return false;
  for (int i = 0; i < scope->n_body; i++) {
    ant_keyword k = scope->body[i]->keyword;
    if (k != ANT_KW_MODEL && k != ANT_KW_INCLUDE) return true;
  }
  return false;
}

/* Contents: modules by the first part of their names. */
static void put_contents(ant_doc *doc) {
  char group[120] = "";
  bool open = false;
  ant_text_put(doc->out, "<nav>\n<p class=\"nav\"><a href=\"#top\">Contents</a></p>\n<ul>\n");
  for (int i = 0; i < doc->model->n_module; i++) {
    const char *name = doc->model->module[i].name, *dot = strrchr(name, '.');
    if (!shown(doc, i)) continue;
    char now[120] = "";
    if (dot) snprintf(now, sizeof now, "%.*s", (int)(dot - name), name);
    if (strcmp(now, group) != 0) {
      if (open) ant_text_put(doc->out, "</ul></li>\n");
      open = now[0] != '\0';
      if (open) {
        ant_text_put(doc->out, "<li>");
        ant_html_words(doc->out, now);
        ant_text_put(doc->out, "<ul>\n");
      }
      snprintf(group, sizeof group, "%s", now);
    }
    ant_text_put(doc->out, "<li><a href=\"#m.");
    ant_doc_id(doc->out, name[0] ? name : "model");
    ant_text_put(doc->out, "\">");
    ant_html_words(doc->out, name[0] ? (dot ? dot + 1 : name) : "The model");
    ant_text_put(doc->out, "</a></li>\n");
  }
  if (open) ant_text_put(doc->out, "</ul></li>\n");
  if (doc->model->n_bib > 0) ant_text_put(doc->out, "<li><a href=\"#bib\">Sources</a></li>\n");
  ant_text_put(doc->out, "</ul>\n</nav>\n");
}

/* the shares of numbers measured, fitted and assumed, as a bar */
static void put_credit(ant_doc *doc) {
  static const char *const word[ANT_NCREDIT] = {"", "measured, or from a published model",
                                                "fitted to data", "assumed"};
  static const char *const class[ANT_NCREDIT] = {"", "source", "fitted", "assumed"};
  ant_credit c = ant_credit_count(&doc->part);
  int all = 0;
  for (int k = ANT_CREDIT_SOURCE; k < ANT_NCREDIT; k++) all += c.n_param[k];
  if (all == 0) return;
  ant_text_put(doc->out, "<div class=\"credit\"><div class=\"bar\">");
  for (int k = ANT_CREDIT_SOURCE; k < ANT_NCREDIT; k++) {
    if (c.n_param[k] == 0) continue;
    ant_text_print(doc->out, "<i class=\"%s\" style=\"flex-grow:%d\"></i>", class[k], c.n_param[k]);
  }
  ant_text_put(doc->out, "</div><p>");
  for (int k = ANT_CREDIT_SOURCE; k < ANT_NCREDIT; k++) {
    if (c.n_param[k] == 0) continue;
    ant_text_print(doc->out, "<span><i class=\"%s\"></i>%d %s</span> ", class[k], c.n_param[k],
                   word[k]);
  }
  ant_text_print(doc->out, "<span>of %d parameters</span></p></div>\n", all);
}

static int visible(const ant_doc *doc, ant_symbol_kind kind, bool elements) {
  int n = 0;
  for (int s = 0; s < doc->model->n_symbol; s++) {
    const ant_symbol *symbol = &doc->model->symbol[s];
    if (symbol->kind == kind && !symbol->hidden && ant_part_has(&doc->part, s)) {
      n += elements ? symbol->n : 1;
    }
  }
  return n;
}

static void put_head(ant_doc *doc, const char *diagram) {
  const ant_model *model = doc->model;
  ant_text_put(doc->out, "<header id=\"top\">\n<h1>");
  ant_html_text(doc->out, model->title ? model->title : "");
  ant_text_put(doc->out, "</h1>\n<p class=\"who\">");
  ant_text_print(doc->out, "%d states in %d equations, %d observables",
                 visible(doc, ANT_SYM_STATE, true), visible(doc, ANT_SYM_STATE, false),
                 visible(doc, ANT_SYM_OBSERVE, true));
  if (model->n_variant > 0) {
    ant_text_put(doc->out, "; the variant <b>");
    ant_html_text(doc->out, model->variant[model->active_variant]);
    ant_text_put(doc->out, "</b>");
  }
  ant_text_print(doc->out, ". <span class=\"hash\">Antaeus %s, model %016" PRIx64 "</span></p>\n",
                 ANT_VERSION, model->hash);
  put_credit(doc);
  ant_text_put(
      doc->out,
      "<p class=\"legend\">Names in equations are words; each is a link to where it is declared. "
      "A name with <i>ground</i> below it is its value on the ground, where everything starts. "
      "What a quantity is worth there stands at its right. Rates are per day.</p>\n");
  if (diagram) {
    ant_text_put(doc->out, "<figure class=\"diagram\">");
    ant_text_put(doc->out, diagram);
    ant_text_put(doc->out, "</figure>\n");
  }
  ant_text_put(doc->out, "</header>\n");
}

static void write_page(ant_doc *doc, const char *diagram) {
  open_page(doc);
  put_contents(doc);
  ant_text_put(doc->out, "<main>\n");
  put_head(doc, diagram);
  for (int i = 0; i < doc->model->n_module; i++) {
    if (shown(doc, i)) ant_doc_module(doc, i);
  }
  ant_doc_bibliography(doc);
  ant_text_put(doc->out, "</main>\n</body>\n</html>\n");
}

ant_status ant_report_doc(const ant_part_of *part, const double *opt_m, const double *opt_y,
                          const char *opt_diagram, ant_text *out, ant_diag *opt_diag) {
  ant_doc doc = {.model = part->model, .part = *part, .m = opt_m, .y = opt_y, .out = out};
  doc.arena = ant_arena_create();
  if (doc.arena && ant_doc_names_init(&doc) == ANT_OK) write_page(&doc, opt_diagram);
  bool failed = !doc.arena || ant_arena_status(doc.arena) != ANT_OK || out->failed;
  if (doc.arena) ant_arena_destroy(&doc.arena);
  return failed ? ant_fail(opt_diag, ANT_ENOMEM, "no memory for the page") : ANT_OK;
}
