/* doc_test.c - what a model promises of itself, and what it gives again (see doc_internal.h). */
#include <stdlib.h>
#include <string.h>

#include "report/doc_internal.h"

static void put_step(ant_doc *doc, const ant_decl *step);

/* "10 [year]" as 10 year */
static void put_amount(ant_doc *doc, const ant_expr *e) {
  const ant_expr *number = e->kind == ANT_EXPR_UNARY ? e->a : e;
  if (number->kind != ANT_EXPR_NUMBER) {
    ant_doc_pieces(doc, e, NULL);
    return;
  }
  double sign = number == e ? 1 : -1;
  ant_doc_quantity(doc->out, sign * number->value, number->unit ? number->unit : "1");
}

static void put_within(ant_doc *doc, const ant_decl *decl, const char *of) {
  if (!decl->within) return;
  ant_text_put(doc->out, "<span class=\"more\">within ");
  put_amount(doc, decl->within);
  ant_text_print(doc->out, "%s</span>", of);
}

/* NAME = VALUE */
static void put_setting(ant_doc *doc, const char *word, const ant_decl *decl) {
  if (!decl->name || !decl->value) return;
  ant_text_print(doc->out, "<li>%s ", word);
  ant_doc_name(doc, decl->name);
  ant_text_put(doc->out, " ");
  ant_doc_pieces(doc, decl->value, NULL);
  ant_text_put(doc->out, "</li>\n");
}

static void put_expect(ant_doc *doc, const ant_decl *step) {
  ant_text_put(doc->out, "<li>expect ");
  const ant_expr *e = step->value;
  if (e && e->kind == ANT_EXPR_BINARY && e->op == '=' && e->a->kind == ANT_EXPR_NAME) {
    ant_doc_name(doc, e->a->text);
    ant_text_put(doc->out, " ");
    ant_doc_pieces(doc, e->b, NULL);
  } else if (e) {
    ant_doc_condition(doc, e);
  }
  put_within(doc, step, step->flag ? " of its scale" : "");
  ant_text_put(doc->out, "</li>\n");
}

static void put_each(ant_doc *doc, const ant_decl *block) {
  ant_text_put(doc->out, "<li>for each ");
  for (int i = 0; i < block->words.n; i++) {
    if (i) ant_text_put(doc->out, ", ");
    ant_doc_words(doc->out, block->words.item[i].text, false);
  }
  ant_text_put(doc->out, "<ul>\n");
  for (int i = 0; i < block->n_child; i++) put_step(doc, block->child[i]);
  ant_text_put(doc->out, "</ul></li>\n");
}

static void put_step(ant_doc *doc, const ant_decl *step) {
  if (step->keyword == ANT_KW_RUN && step->value) {
    ant_text_put(doc->out, "<li>run ");
    put_amount(doc, step->value);
    ant_text_put(doc->out, "</li>\n");
  } else if (step->keyword == ANT_KW_SET_VALUE) {
    put_setting(doc, "set", step);
  } else if (step->keyword == ANT_KW_EXPECT) {
    put_expect(doc, step);
  } else if (step->keyword == ANT_KW_FOR) {
    put_each(doc, step);
  }
}

static void begin(ant_doc *doc, const char *kind, const ant_decl *decl) {
  ant_text_print(doc->out, "<div class=\"q test\"><span class=\"kind\">%s</span>\n<p>\xE2\x80\x9C",
                 kind);
  ant_html_text(doc->out, decl->doc ? decl->doc : "");
  ant_text_put(doc->out, "\xE2\x80\x9D</p>\n<ul>\n");
}

void ant_doc_test(ant_doc *doc, const ant_decl *decl) {
  begin(doc, "test", decl);
  for (int i = 0; i < decl->n_child; i++) put_step(doc, decl->child[i]);
  ant_text_put(doc->out, "</ul></div>\n");
}

/* the trajectory that DECL made, NULL where there is none */
static const ant_trajectory *trajectory_of(const ant_doc *doc, const ant_decl *decl) {
  for (int i = 0; i < doc->model->n_trajectory; i++) {
    const ant_trajectory *t = &doc->model->trajectory[i];
    if (t->place.file == decl->place.file && t->place.line == decl->place.line) return t;
  }
  return NULL;
}

void ant_doc_reproduces(ant_doc *doc, const ant_decl *decl) {
  const ant_trajectory *t = trajectory_of(doc, decl);
  begin(doc, "reproduces", decl);
  ant_text_put(doc->out, "<li><code>");
  ant_html_text(doc->out, decl->path ? decl->path : "");
  ant_text_put(doc->out, "</code>");
  if (t)
    ant_text_print(doc->out, ", %d column%s, %d rows", t->n_track, t->n_track == 1 ? "" : "s",
                   t->n_row);
  ant_text_put(doc->out, " ");
  put_within(doc, decl, "");
  ant_text_put(doc->out, "</li>\n");
  for (int i = 0; i < decl->n_child; i++) {
    const ant_decl *line = decl->child[i];
    if (line->keyword == ANT_KW_FLY && line->path) {
      ant_text_put(doc->out, "<li>flown as <code>");
      ant_html_text(doc->out, line->path);
      ant_text_put(doc->out, "</code></li>\n");
    }
    if (line->keyword == ANT_KW_SET_VALUE) put_setting(doc, "with", line);
    if (line->keyword == ANT_KW_START) put_setting(doc, "from", line);
  }
  ant_text_put(doc->out, "</ul></div>\n");
}
