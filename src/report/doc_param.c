/* doc_param.c - what is given: parameters, covariates, inputs, tables (see doc_internal.h).
 *   1. Meanings   2. Where it is from, how it varies   3. One number   4. Tables */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/doc_internal.h"

/* 1. Meanings --------------------------------------------------------------- */

size_t ant_doc_symbol_in(const char *text, const char **out_symbol, size_t *out_length) {
  size_t n = strlen(text);
  const char *open = n > 2 && text[n - 1] == ')' ? strrchr(text, '(') : NULL;
  *out_symbol = NULL;
  *out_length = 0;
  if (!open || strcspn(open, " ;:") < strlen(open)) return n; /* a symbol is one word */
  *out_symbol = open + 1;
  *out_length = n - 2 - (size_t)(open - text);
  n = (size_t)(open - text);
  while (n > 0 && text[n - 1] == ' ') n--;
  return n;
}

void ant_doc_meaning(ant_doc *doc, const char *text) {
  const char *symbol;
  size_t length, n = ant_doc_symbol_in(text, &symbol, &length);
  char *about = ant_arena_text(doc->arena, text, n);
  char *sign = symbol ? ant_arena_text(doc->arena, symbol, length) : NULL;
  if (about) ant_doc_prose(doc, about);
  if (!sign) return;
  ant_text_put(doc->out, n ? " <span class=\"sym\">" : "<span class=\"sym\">");
  ant_html_text(doc->out, sign);
  ant_text_put(doc->out, "</span>");
}

static void extent(const double *x, int n, double *out_lo, double *out_hi) {
  *out_lo = *out_hi = x[0];
  for (int i = 1; i < n; i++) {
    *out_lo = fmin(*out_lo, x[i]);
    *out_hi = fmax(*out_hi, x[i]);
  }
}

/* X to a few digits: what was solved for is not exact */
static double rounded(double x, int digits) {
  char text[40];
  snprintf(text, sizeof text, "%.*e", digits - 1, x);
  return strtod(text, NULL);
}

/* 0.00123 to 0.00456 */
static void put_extent(ant_doc *doc, double lo, double hi, const char *unit) {
  bool one = hi - lo <= 1e-9 * fmax(fabs(lo), fabs(hi));
  if (!one) {
    ant_doc_number(doc->out, rounded(lo, 3));
    ant_text_put(doc->out, " to ");
  }
  ant_doc_quantity(doc->out, rounded(hi, one ? 4 : 3), unit);
}

void ant_doc_ground(ant_doc *doc, int symbol) {
  const ant_symbol *s = &doc->model->symbol[symbol];
  const double *store = s->store == ANT_STORE_Y ? doc->y : doc->m;
  double lo, hi;
  if (!store || s->n < 1) return;
  extent(store + s->offset, s->n, &lo, &hi);
  if (!isfinite(lo) || !isfinite(hi)) return;
  ant_text_put(doc->out, " <span class=\"ground\">");
  put_extent(doc, lo, hi, s->unit_text);
  ant_text_put(doc->out, "</span>");
}

/* 2. Where it is from, how it varies ---------------------------------------- */

static void put_dist(ant_doc *doc, const ant_symbol *s, const ant_dist *d, const char *what) {
  const char *unit = s->unit_text;
  if (d->kind == ANT_DIST_NONE) return;
  ant_text_print(doc->out, " <span class=\"more\">%s ", what);
  switch (d->kind) {
  case ANT_DIST_NORMAL:
    ant_text_put(doc->out, "\xC2\xB1\xC2\xA0");
    ant_doc_quantity(doc->out, d->relative ? 100 * d->arg[0] : d->arg[0], d->relative ? "%" : unit);
    break;
  case ANT_DIST_LOGNORMAL:
    ant_text_put(doc->out, "\xC3\x97\xC3\xB7 ");
    ant_doc_quantity(doc->out, 100 * d->arg[0], "%");
    break;
  case ANT_DIST_UNIFORM:
  case ANT_DIST_TRIANGULAR:
    ant_doc_number(doc->out, d->arg[0]);
    ant_text_put(doc->out, " to ");
    ant_doc_quantity(doc->out, d->arg[d->kind == ANT_DIST_UNIFORM ? 1 : 2], unit);
    break;
  case ANT_DIST_NONE:
    break;
  }
  ant_text_put(doc->out, "</span>");
}

static void put_range(ant_doc *doc, const ant_symbol *s) {
  if (!isfinite(s->lo) && !isfinite(s->hi)) return;
  ant_text_put(doc->out, " <span class=\"more\">range ");
  ant_doc_number(doc->out, s->lo);
  ant_text_put(doc->out, " to ");
  ant_doc_quantity(doc->out, s->hi, s->unit_text);
  ant_text_put(doc->out, "</span>");
}

static void put_origin(ant_doc *doc, const ant_symbol *s) {
  for (int i = 0; i < s->n_source; i++) {
    ant_text_put(doc->out, i ? "; " : " <span class=\"src\">");
    ant_doc_cite(doc, &s->source[i]);
    if (i == s->n_source - 1) ant_text_put(doc->out, "</span>");
  }
  if (s->n_fitted > 0) {
    ant_text_put(doc->out, " <span class=\"src\"><b class=\"fitted\">fitted</b> to ");
    for (int i = 0; i < s->n_fitted; i++) {
      if (i) ant_text_put(doc->out, ", ");
      ant_html_text(doc->out, s->fitted[i]);
    }
    ant_text_put(doc->out, "</span>");
  }
  if (s->assumed) {
    ant_text_put(doc->out, " <span class=\"src\"><b class=\"assumed\">assumed</b>");
    if (s->assumed[0]) ant_text_put(doc->out, ": ");
    ant_doc_prose(doc, s->assumed);
    ant_text_put(doc->out, "</span>");
  }
}

/* 3. One number ------------------------------------------------------------- */

static const char *kind_of(const ant_symbol *s) {
  if (s->kind == ANT_SYM_COVARIATE) return "covariate";
  return s->kind == ANT_SYM_INPUT ? "input" : "parameter";
}

static void put_value(ant_doc *doc, const ant_symbol *s) {
  double lo, hi;
  if (!s->value) return;
  extent(s->value, s->n, &lo, &hi);
  ant_text_put(doc->out, "<span class=\"value\">");
  if (s->n_choice > 0 && lo >= 0 && lo < s->n_choice) {
    ant_html_text(doc->out, s->choice[(int)lo]);
  } else {
    if (hi > lo) {
      ant_doc_number(doc->out, lo);
      ant_text_put(doc->out, " to ");
    }
    ant_doc_quantity(doc->out, hi, s->unit_text);
  }
  ant_text_put(doc->out, "</span>");
}

static void put_facts(ant_doc *doc, const ant_symbol *s, const char *about) {
  ant_text_put(doc->out, "<div class=\"pm\">");
  if (about) ant_doc_meaning(doc, about);
  put_range(doc, s);
  put_dist(doc, s, &s->people, "between people");
  put_dist(doc, s, &s->unknown, "not known better than");
  put_origin(doc, s);
  ant_text_put(doc->out, "</div></div>\n");
}

static void put_head(ant_doc *doc, const ant_symbol *s, const char *name) {
  ant_text_put(doc->out, "<div class=\"p\" id=\"");
  ant_doc_id(doc->out, s->name);
  ant_text_print(doc->out, "\"><div class=\"pv\" title=\"%s\"><b>", kind_of(s));
  ant_doc_words(doc->out, name, false);
  ant_text_put(doc->out, "</b> ");
}

void ant_doc_param(ant_doc *doc, int symbol, const ant_decl *decl) {
  const ant_symbol *s = &doc->model->symbol[symbol];
  put_head(doc, s, decl->name);
  if (s->kind != ANT_SYM_PARAM)
    ant_text_print(doc->out, "<span class=\"kind\">%s</span>", kind_of(s));
  put_value(doc, s);
  ant_text_put(doc->out, "</div>");
  put_facts(doc, s, decl->doc);
}

/* 4. Tables ----------------------------------------------------------------- */

static void put_cell(ant_doc *doc, double x) {
  ant_text_put(doc->out, "<td>");
  ant_doc_number(doc->out, x);
  ant_text_put(doc->out, "</td>");
}

static void put_row_head(ant_doc *doc, const char *element) {
  ant_text_put(doc->out, "<tr><th scope=\"row\">");
  ant_doc_words(doc->out, element, false);
  ant_text_put(doc->out, "</th>");
}

enum { LABEL = 200 };

/* "tibia, cortical": INDEX of the first N_SET sets of S, the last running fastest */
static void label_of(const ant_doc *doc, const ant_symbol *s, int n_set, int index,
                     char label[LABEL]) {
  label[0] = '\0';
  for (int d = n_set - 1; d >= 0; d--) {
    const ant_set *set = &doc->model->set[s->set[d]];
    char old[LABEL];
    snprintf(old, sizeof old, "%s", label);
    snprintf(label, LABEL, "%.90s%s%.90s", set->element[index % set->n], old[0] ? ", " : "", old);
    index /= set->n;
  }
}

/* one param over two sets or more: the last set runs across */
static void put_matrix(ant_doc *doc, const ant_symbol *s) {
  const ant_set *across = &doc->model->set[s->set[s->n_set - 1]];
  ant_text_put(doc->out, "<thead><tr><th></th>");
  for (int k = 0; k < across->n; k++) {
    ant_text_put(doc->out, "<th scope=\"col\">");
    ant_doc_words(doc->out, across->element[k], false);
    ant_text_put(doc->out, "</th>");
  }
  ant_text_put(doc->out, "</tr></thead><tbody>\n");
  int n_row = s->n / across->n;
  for (int r = 0; r < n_row; r++) {
    char label[LABEL];
    label_of(doc, s, s->n_set - 1, r, label);
    put_row_head(doc, label);
    for (int k = 0; k < across->n; k++) put_cell(doc, s->value[r * across->n + k]);
    ant_text_put(doc->out, "</tr>\n");
  }
  ant_text_put(doc->out, "</tbody>");
}

enum { COLUMNS = 64 };

/* several params over the same sets, side by side */
static void put_columns(ant_doc *doc, const int *symbol, int n) {
  const ant_symbol *first = &doc->model->symbol[symbol[0]];
  ant_text_put(doc->out, "<thead><tr><th></th>");
  for (int k = 0; k < n; k++) {
    const ant_symbol *s = &doc->model->symbol[symbol[k]];
    const char *dot = strrchr(s->name, '.');
    ant_text_put(doc->out, "<th scope=\"col\">");
    ant_doc_words(doc->out, dot ? dot + 1 : s->name, false);
    if (strcmp(s->unit_text, "1") != 0) {
      ant_text_put(doc->out, "<br /><small>");
      ant_doc_unit(doc->out, s->unit_text);
      ant_text_put(doc->out, "</small>");
    }
    ant_text_put(doc->out, "</th>");
  }
  ant_text_put(doc->out, "</tr></thead><tbody>\n");
  for (int e = 0; e < first->n; e++) {
    char label[LABEL];
    label_of(doc, first, first->n_set, e, label);
    put_row_head(doc, label);
    for (int k = 0; k < n; k++) put_cell(doc, doc->model->symbol[symbol[k]].value[e]);
    ant_text_put(doc->out, "</tr>\n");
  }
  ant_text_put(doc->out, "</tbody>");
}

static void put_caption(ant_doc *doc, const ant_decl *decl, bool matrix) {
  ant_text_put(doc->out, "<div class=\"scroll\"><table><caption>");
  ant_html_text(doc->out, decl->doc ? decl->doc : "");
  if (matrix && decl->unit && strcmp(decl->unit, "1") != 0) {
    ant_text_put(doc->out, " [");
    ant_doc_unit(doc->out, decl->unit);
    ant_text_put(doc->out, "]");
  }
  ant_text_put(doc->out, "</caption>");
}

void ant_doc_table(ant_doc *doc, const ant_decl *decl) {
  int symbol[COLUMNS], n = 0;
  const ant_decl *column[COLUMNS];
  int whole = ant_doc_declared(doc, decl);
  for (int i = 0; whole < 0 && i < decl->n_child && n < COLUMNS; i++) {
    if (decl->child[i]->keyword != ANT_KW_COLUMN) continue;
    int s = ant_doc_declared(doc, decl->child[i]);
    if (s < 0 || !doc->model->symbol[s].value) continue;
    column[n] = decl->child[i];
    symbol[n++] = s;
  }
  if (whole >= 0 && doc->model->symbol[whole].value) {
    put_caption(doc, decl, true);
    put_matrix(doc, &doc->model->symbol[whole]);
  } else if (n > 0) {
    put_caption(doc, decl, false);
    put_columns(doc, symbol, n);
  } else {
    return;
  }
  ant_text_put(doc->out, "</table></div>\n");
  if (whole >= 0) {
    put_head(doc, &doc->model->symbol[whole], decl->name);
    ant_text_put(doc->out, "</div>");
    put_facts(doc, &doc->model->symbol[whole], decl->doc);
  }
  for (int k = 0; k < n; k++) {
    put_head(doc, &doc->model->symbol[symbol[k]], column[k]->name);
    ant_text_put(doc->out, "</div>");
    put_facts(doc, &doc->model->symbol[symbol[k]], column[k]->doc);
  }
}
