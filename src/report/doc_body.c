/* doc_body.c - one module, declaration by declaration (see doc_internal.h).
 *   1. Remarks   2. The frame of an entry   3. States and flows   4. Other quantities   5. Blocks
 *   6. A module */
#include <stdio.h>
#include <string.h>

#include "report/doc_internal.h"

/* 1. Remarks ---------------------------------------------------------------- */

/* Line LINE (from 1) of FILE, as a pointer and a length. */
static const char *line_at(const ant_source_file *file, int line, size_t *out_length) {
  const char *from = file->text + file->start[line - 1];
  *out_length = strcspn(from, "\r\n");
  return from;
}

/* the comment on LINE, without its sign; NULL where the line is none */
static const char *comment_at(const ant_source_file *file, int line, size_t *out_length) {
  size_t n, blank;
  const char *text = line_at(file, line, &n);
  for (blank = 0; blank < n && text[blank] == ' ';) blank++;
  if (blank == n || text[blank] != '#') return NULL;
  for (blank++; blank < n && text[blank] == ' ';) blank++;
  *out_length = n - blank;
  return text + blank;
}

/* The comment that stands right above PLACE, as a paragraph, once. */
static void put_remark(ant_doc *doc, const ant_place *place) {
  const ant_source_file *file = &doc->model->sources.file[place->file];
  size_t n;
  int first = place->line;
  int done = doc->remark_file == place->file ? doc->remark_line : 0;
  while (first - 1 > done && first - 1 <= file->n_line && comment_at(file, first - 1, &n)) first--;
  doc->remark_file = place->file;
  doc->remark_line = place->line;
  if (first == place->line) return;
  ant_text_put(doc->out, "<p class=\"remark\">");
  for (int line = first; line < place->line; line++) {
    const char *text = comment_at(file, line, &n);
    char *copy = text ? ant_arena_text(doc->arena, text, n) : NULL;
    if (line > first) ant_text_put(doc->out, " ");
    if (copy) ant_doc_prose(doc, copy);
  }
  ant_text_put(doc->out, "</p>\n");
}

/* 2. The frame of an entry -------------------------------------------------- */

/* <div class="q" id=...> with what kind it is */
static void begin_entry(ant_doc *doc, const char *id, const char *kind) {
  ant_text_put(doc->out, "<div class=\"q\" id=\"");
  ant_doc_id(doc->out, id);
  ant_text_print(doc->out, "\"><span class=\"kind\">%s</span>\n", kind);
}

static void begin_line(ant_doc *doc) {
  ant_text_put(doc->out, "<div class=\"eq\">");
}

/* the unit behind it, per day where it is a rate; NULL: none */
static void end_line(ant_doc *doc, const char *unit, bool rate) {
  bool plain = !unit || strcmp(unit, "1") == 0;
  bool per = plain || strncmp(unit, "1/", 2) == 0;
  if (unit && (rate || !plain)) {
    ant_text_put(doc->out, "<span class=\"unit\">[");
    if (!plain) ant_doc_unit(doc->out, unit);
    if (rate) ant_text_put(doc->out, per ? &" per day"[plain] : "/day");
    ant_text_put(doc->out, "]</span>");
  }
  ant_text_put(doc->out, "</div>\n");
}

/* meaning, ground value, and the end of the entry */
static void end_entry(ant_doc *doc, const char *meaning, int symbol) {
  ant_text_put(doc->out, "<p class=\"m\">");
  if (meaning) ant_doc_meaning(doc, meaning);
  if (symbol >= 0) ant_doc_ground(doc, symbol);
  ant_text_put(doc->out, "</p></div>\n");
}

static void equation(ant_doc *doc, const char *name, const ant_expr *e, const char *unit) {
  begin_line(doc);
  ant_doc_name(doc, name);
  ant_text_put(doc->out, " ");
  ant_doc_pieces(doc, e, NULL);
  end_line(doc, unit, false);
}

static const char *unit_of(const ant_decl *decl) {
  return decl->unit ? decl->unit : "1";
}

/* 3. States and flows ------------------------------------------------------- */

static bool is_end(ant_doc *doc, const char *name, int state, const char **out_rest) {
  const char *function;
  return name && ant_doc_find(doc, name, &function, out_rest) == state;
}

/* a state whose equation is being written */
typedef struct pool {
  int symbol;
  bool any; /* something stands behind the sign of equality                        */
} pool;

/* the sum over the sets of the flow S that the pool lacks */
static void put_gathering(ant_doc *doc, const ant_symbol *s, const ant_symbol *into) {
  bool any = false;
  for (int i = 0; i < s->n_set; i++) {
    bool has = false;
    for (int k = 0; k < into->n_set; k++) has = has || into->set[k] == s->set[i];
    if (has) continue;
    const char *set = doc->model->set[s->set[i]].name, *dot = strrchr(set, '.');
    ant_text_put(doc->out,
                 any ? ", " : "<munder><mo movablelimits=\"false\">\xE2\x88\x91</mo><mtext>");
    ant_doc_words(doc->out, dot ? dot + 1 : set, true);
    any = true;
  }
  if (any) ant_text_put(doc->out, "</mtext></munder>");
}

/* + FLOW or - FLOW; REST is the element of the pool that it names */
static void put_flow(ant_doc *doc, const ant_decl *flow, pool *p, bool in, const char *rest) {
  int symbol = ant_doc_declared(doc, flow);
  if (symbol < 0) return;
  bool transit = flow->keyword == ANT_KW_TRANSIT;
  ant_text_put(doc->out, "<math>");
  if (!p->any) ant_text_put(doc->out, "<mo form=\"infix\">=</mo>");
  if (p->any || !in) {
    ant_text_print(doc->out, "<mo form=\"%s\">%s</mo>", p->any ? "infix" : "prefix",
                   in ? "+" : "\xE2\x88\x92");
  }
  p->any = true;
  if (!rest[0]) put_gathering(doc, &doc->model->symbol[symbol], &doc->model->symbol[p->symbol]);
  ant_text_put(doc->out, transit ? "<msub><mi class=\"w\">" : "<mi class=\"w\">");
  bool linked = ant_doc_link(doc, symbol);
  ant_doc_words(doc->out, flow->name, true);
  ant_text_print(doc->out, "%s</mi>", linked ? "</a>" : "");
  if (transit) ant_text_print(doc->out, "<mi class=\"w\">%s</mi></msub>", in ? "out" : "in");
  if (rest[0]) {
    ant_text_put(doc->out, "<mtext class=\"as\"> at ");
    ant_doc_words(doc->out, rest + 1, true);
    ant_text_put(doc->out, "</mtext>");
  }
  ant_text_put(doc->out, "</math> ");
}

/* whether DECL is a `variant` that is read */
static bool is_read(const ant_doc *doc, const ant_decl *decl) {
  const ant_model *model = doc->model;
  for (int i = 0; model->n_variant > 0 && i < decl->words.n; i++) {
    if (strcmp(decl->words.item[i].text, model->variant[model->active_variant]) == 0) return true;
  }
  return false;
}

/* those among DECL that fill or empty the pool, found by what their ends mean */
static void flows_of(ant_doc *doc, const ant_decl *decl, pool *p) {
  const char *rest = "";
  bool moves = decl->keyword == ANT_KW_FLOW || decl->keyword == ANT_KW_TRANSIT;
  bool block =
      decl->keyword == ANT_KW_FOR || (decl->keyword == ANT_KW_VARIANT && is_read(doc, decl));
  if (moves && is_end(doc, decl->to, p->symbol, &rest)) put_flow(doc, decl, p, true, rest);
  if (moves && is_end(doc, decl->from, p->symbol, &rest)) put_flow(doc, decl, p, false, rest);
  for (int i = 0; block && i < decl->n_child; i++) flows_of(doc, decl->child[i], p);
}

/* all flows of all modules, each looked up where it stands */
static void put_flows(ant_doc *doc, pool *p) {
  int module = doc->module;
  for (int m = 0; m < doc->model->n_module; m++) {
    doc->module = m;
    const ant_doc_scope *scope = &doc->scope[m];
    for (int i = 0; i < scope->n_body; i++) flows_of(doc, scope->body[i], p);
  }
  doc->module = module;
}

/* the `rate` of NAME among DECLS, NULL: it has none */
static const ant_decl *find_rate(ant_decl *const *decl, int n, const char *name) {
  for (int i = 0; i < n; i++) {
    if (decl[i]->keyword == ANT_KW_RATE && decl[i]->name && strcmp(decl[i]->name, name) == 0) {
      return decl[i];
    }
    const ant_decl *inner =
        decl[i]->keyword == ANT_KW_FOR ? find_rate(decl[i]->child, decl[i]->n_child, name) : NULL;
    if (inner) return inner;
  }
  return NULL;
}

static const ant_decl *rate_of(ant_doc *doc, const char *name) {
  const ant_doc_scope *scope = &doc->scope[doc->module];
  const ant_decl *rate = NULL;
  for (int i = 0; !rate && i < scope->n_body; i++) {
    const ant_decl *d = scope->body[i];
    if (d->keyword == ANT_KW_VARIANT && is_read(doc, d))
      rate = find_rate(d->child, d->n_child, name);
  }
  return rate ? rate : find_rate(scope->body, scope->n_body, name);
}

static void put_state(ant_doc *doc, int symbol, const ant_decl *decl) {
  const ant_decl *rate = rate_of(doc, decl->name);
  pool p = {symbol, rate && rate->value};
  begin_entry(doc, doc->model->symbol[symbol].name, decl->substance ? "pool" : "state");
  begin_line(doc);
  ant_doc_derivative(doc, decl->name);
  ant_text_put(doc->out, " ");
  if (p.any) ant_doc_pieces(doc, rate->value, NULL);
  put_flows(doc, &p);
  if (!p.any) ant_text_put(doc->out, "<math><mo form=\"infix\">=</mo><mn>0</mn></math>");
  end_line(doc, unit_of(decl), true);
  ant_text_put(doc->out, "<p class=\"m\">");
  if (decl->doc) ant_doc_meaning(doc, decl->doc);
  ant_text_put(doc->out, " <span class=\"at\">on the ground</span> ");
  ant_doc_name(doc, decl->name);
  ant_text_put(doc->out, " ");
  if (decl->flag) ant_text_put(doc->out, "is what makes it steady");
  bool number = decl->value && decl->value->kind == ANT_EXPR_NUMBER;
  if (decl->value) ant_doc_pieces(doc, decl->value, NULL);
  if (!number) ant_doc_ground(doc, symbol);
  ant_text_put(doc->out, "</p></div>\n");
}

/* a -> b */
static void put_path(ant_doc *doc, const ant_decl *decl) {
  const char *end[2] = {decl->from, decl->to};
  ant_text_put(doc->out, "<span class=\"path\">");
  for (int i = 0; i < 2; i++) {
    if (i) ant_text_put(doc->out, " \xE2\x9F\xB6 ");
    ant_doc_name(doc, end[i] ? end[i] : "outside");
  }
  ant_text_put(doc->out, "</span> ");
}

static void put_lag(ant_doc *doc, const ant_decl *decl) {
  begin_line(doc);
  ant_text_print(doc->out, "in %d stage%s, on average after <math><mi class=\"w\">lag</mi></math> ",
                 decl->shape, decl->shape == 1 ? "" : "s");
  if (decl->lag) ant_doc_pieces(doc, decl->lag, NULL);
  end_line(doc, NULL, false);
}

static void put_flow_entry(ant_doc *doc, int symbol, const ant_decl *decl) {
  bool transit = decl->keyword == ANT_KW_TRANSIT;
  begin_entry(doc, doc->model->symbol[symbol].name, transit ? "under way" : "flow");
  if (decl->from || decl->to) {
    begin_line(doc);
    put_path(doc, decl);
    end_line(doc, NULL, false);
  }
  begin_line(doc);
  if (transit) {
    ant_text_put(doc->out, "<math><msub><mi class=\"w\">");
    ant_doc_words(doc->out, decl->name, true);
    ant_text_put(doc->out, "</mi><mi class=\"w\">in</mi></msub></math> ");
  } else {
    ant_doc_name(doc, decl->name);
    ant_text_put(doc->out, " ");
  }
  if (decl->value) ant_doc_pieces(doc, decl->value, NULL);
  end_line(doc, transit ? NULL : unit_of(decl), false);
  if (transit) put_lag(doc, decl);
  end_entry(doc, decl->doc, symbol);
}

/* 4. Other quantities ------------------------------------------------------- */

static void put_balance(ant_doc *doc, int symbol, const ant_decl *decl) {
  begin_entry(doc, doc->model->symbol[symbol].name, "balance");
  begin_line(doc);
  ant_doc_name(doc, decl->name);
  ant_text_put(doc->out, " is such that on the ground ");
  if (decl->target) {
    ant_doc_name(doc, decl->target);
    ant_text_put(doc->out, " is steady");
  } else if (decl->value && decl->value->kind == ANT_EXPR_NAME) {
    ant_doc_name(doc, decl->value->text);
    ant_text_put(doc->out, " ");
    ant_doc_pieces(doc, decl->value2, NULL);
  } else if (decl->value) {
    ant_text_put(doc->out, "<math><mn>0</mn></math> ");
    ant_expr left = {.kind = ANT_EXPR_BINARY, .op = '-', .a = decl->value, .b = decl->value2};
    ant_doc_pieces(doc, &left, NULL);
  }
  end_line(doc, unit_of(decl), false);
  end_entry(doc, decl->doc, symbol);
}

static void put_delay(ant_doc *doc, int symbol, const ant_decl *decl) {
  begin_entry(doc, doc->model->symbol[symbol].name, "delayed");
  begin_line(doc);
  ant_doc_name(doc, decl->name);
  ant_text_put(doc->out, " follows ");
  if (decl->value) ant_doc_pieces(doc, decl->value, NULL);
  end_line(doc, unit_of(decl), false);
  put_lag(doc, decl);
  end_entry(doc, decl->doc, symbol);
}

static void put_when(ant_doc *doc, int symbol, const ant_decl *decl) {
  begin_entry(doc, doc->model->symbol[symbol].name, "condition");
  begin_line(doc);
  ant_doc_name(doc, decl->name);
  ant_text_put(doc->out, " holds while ");
  if (decl->value) ant_doc_pieces(doc, decl->value, NULL);
  end_line(doc, NULL, false);
  for (int i = 0; i < decl->n_child; i++) {
    const ant_decl *set = decl->child[i];
    if (!set->name || !set->value) continue;
    begin_line(doc);
    ant_text_put(doc->out, "when it begins, ");
    ant_doc_name(doc, set->name);
    ant_text_put(doc->out, " becomes ");
    ant_doc_pieces(doc, set->value, NULL);
    end_line(doc, NULL, false);
  }
  end_entry(doc, decl->doc, -1);
}

static void put_function(ant_doc *doc, const ant_decl *decl) {
  const char *own = doc->model->module[doc->module].name;
  char id[300];
  if (!decl->name || !decl->value) return;
  snprintf(id, sizeof id, "%s%s%s", own, own[0] ? "." : "", decl->name);
  begin_entry(doc, id, "function");
  begin_line(doc);
  ant_text_put(doc->out, "<math><mi class=\"w\">");
  ant_doc_words(doc->out, decl->name, true);
  ant_text_put(doc->out, "</mi><mo>(</mo>");
  for (int i = 0; i < decl->words.n; i++) {
    const char *name = decl->words.item[i].text;
    ant_text_print(doc->out, "%s<%s>", i ? "<mo separator=\"true\">,</mo>" : "",
                   name[1] ? "mi class=\"w v\"" : "mi");
    ant_doc_words(doc->out, name, true);
    ant_text_put(doc->out, "</mi>");
  }
  ant_text_put(doc->out, "<mo>)</mo></math> ");
  ant_doc_pieces(doc, decl->value, &decl->words);
  end_line(doc, NULL, false);
  end_entry(doc, decl->doc, -1);
}

static void put_dose(ant_doc *doc, const ant_decl *decl) {
  if (!decl->name) return;
  ant_text_put(doc->out, "<div class=\"q\"><span class=\"kind\">dose</span>\n<div class=\"eq\">");
  ant_text_put(doc->out, "<math><mi class=\"w\">");
  ant_doc_words(doc->out, decl->name, true);
  ant_text_put(doc->out, "</mi></math> is added to ");
  if (decl->to) ant_doc_name(doc, decl->to);
  if (decl->value) {
    ant_text_put(doc->out, ", a share of it <math><mi class=\"w\">share</mi></math> ");
    ant_doc_pieces(doc, decl->value, NULL);
  }
  end_line(doc, unit_of(decl), false);
  end_entry(doc, decl->doc, -1);
}

static void put_error(ant_doc *doc, const ant_symbol *s) {
  static const char *const kind[] = {"", "normal", "lognormal", "uniform", "triangular"};
  if (s->error.kind == ANT_DIST_NONE) return;
  bool share = s->error.relative || s->error.kind == ANT_DIST_LOGNORMAL;
  ant_text_print(doc->out, " <span class=\"more\">instrument's error %s ", kind[s->error.kind]);
  ant_doc_quantity(doc->out, share ? 100 * s->error.arg[0] : s->error.arg[0],
                   share ? "%" : s->unit_text);
  ant_text_put(doc->out, "</span>");
}

static void put_observable(ant_doc *doc, int symbol, const ant_decl *decl) {
  const ant_symbol *s = &doc->model->symbol[symbol];
  begin_entry(doc, s->name, "observable");
  begin_line(doc);
  ant_text_put(doc->out, "<code>");
  ant_html_text(doc->out, s->name);
  ant_text_put(doc->out, "</code> ");
  if (decl->value) ant_doc_pieces(doc, decl->value, NULL);
  end_line(doc, unit_of(decl), false);
  ant_text_put(doc->out, "<p class=\"m\">");
  if (decl->doc) ant_doc_meaning(doc, decl->doc);
  put_error(doc, s);
  ant_doc_ground(doc, symbol);
  ant_text_put(doc->out, "</p></div>\n");
}

/* 5. Blocks ----------------------------------------------------------------- */

static void put_quantity(ant_doc *doc, const ant_decl *decl) {
  int symbol = ant_doc_declared(doc, decl);
  if (symbol < 0) return;
  put_remark(doc, &decl->place);
  switch (decl->keyword) {
  case ANT_KW_PARAM:
    if (!doc->model->symbol[symbol].value && decl->value) {
      begin_entry(doc, doc->model->symbol[symbol].name, "parameter");
      equation(doc, decl->name, decl->value, unit_of(decl));
      end_entry(doc, decl->doc, symbol);
      break;
    }
    ant_doc_param(doc, symbol, decl);
    break;
  case ANT_KW_COVARIATE:
  case ANT_KW_INPUT:
    ant_doc_param(doc, symbol, decl);
    break;
  case ANT_KW_STATE:
    put_state(doc, symbol, decl);
    break;
  case ANT_KW_FLOW:
  case ANT_KW_TRANSIT:
    put_flow_entry(doc, symbol, decl);
    break;
  case ANT_KW_BALANCE:
    put_balance(doc, symbol, decl);
    break;
  case ANT_KW_DELAY:
    put_delay(doc, symbol, decl);
    break;
  case ANT_KW_WHEN:
    put_when(doc, symbol, decl);
    break;
  case ANT_KW_OBSERVE:
    put_observable(doc, symbol, decl);
    break;
  default:
    begin_entry(doc, doc->model->symbol[symbol].name, "");
    if (decl->value) equation(doc, decl->name, decl->value, unit_of(decl));
    end_entry(doc, decl->doc, symbol);
    break;
  }
}

static void put_set(ant_doc *doc, const ant_decl *decl) {
  ant_text_put(doc->out, "<div class=\"q\"><span class=\"kind\">set</span>\n<div class=\"eq\"><b>");
  ant_doc_words(doc->out, decl->name ? decl->name : "", false);
  ant_text_put(doc->out, "</b>: ");
  for (int i = 0; i < decl->words.n; i++) {
    if (i) ant_text_put(doc->out, ", ");
    ant_doc_words(doc->out, decl->words.item[i].text, false);
  }
  end_line(doc, NULL, false);
  end_entry(doc, decl->doc, -1);
}

static void put_substance(ant_doc *doc, const ant_decl *decl) {
  for (int i = 0; decl->name && i < doc->model->n_substance; i++) {
    const ant_substance *s = &doc->model->substance[i];
    const char *dot = strrchr(s->name, '.');
    if (strcmp(dot ? dot + 1 : s->name, decl->name) != 0) continue;
    ant_text_put(doc->out,
                 "<div class=\"q\"><span class=\"kind\">substance</span>\n<div class=\"eq\"><b>");
    ant_doc_words(doc->out, decl->name, false);
    ant_text_put(doc->out, "</b>: ");
    ant_doc_quantity(doc->out, s->g_per_mol, "g/mol");
    end_line(doc, NULL, false);
    end_entry(doc, decl->doc, -1);
    return;
  }
}

static void put_decl(ant_doc *doc, const ant_decl *decl);

static void put_for(ant_doc *doc, const ant_decl *decl) {
  put_remark(doc, &decl->place);
  ant_text_put(doc->out, "<div class=\"for\"><p class=\"each\">for each ");
  for (int i = 0; i < decl->words.n; i++) {
    if (i) ant_text_put(doc->out, i == decl->words.n - 1 ? " and " : ", ");
    ant_doc_words(doc->out, decl->words.item[i].text, false);
  }
  ant_text_put(doc->out, "</p>\n");
  for (int i = 0; i < decl->n_child; i++) put_decl(doc, decl->child[i]);
  ant_text_put(doc->out, "</div>\n");
}

static void put_decl(ant_doc *doc, const ant_decl *decl) {
  switch (decl->keyword) {
  case ANT_KW_FOR:
    put_for(doc, decl);
    break;
  case ANT_KW_VARIANT: /* those that are not read are left out */
    for (int i = 0; is_read(doc, decl) && i < decl->n_child; i++) put_decl(doc, decl->child[i]);
    break;
  case ANT_KW_SET:
    put_set(doc, decl);
    break;
  case ANT_KW_SUBSTANCE:
    put_substance(doc, decl);
    break;
  case ANT_KW_FUNCTION:
    put_remark(doc, &decl->place);
    put_function(doc, decl);
    break;
  case ANT_KW_TABLE:
    put_remark(doc, &decl->place);
    ant_doc_table(doc, decl);
    break;
  case ANT_KW_DOSE:
    put_remark(doc, &decl->place);
    put_dose(doc, decl);
    break;
  case ANT_KW_TEST:
    ant_doc_test(doc, decl);
    break;
  case ANT_KW_REPRODUCES:
    ant_doc_reproduces(doc, decl);
    break;
  case ANT_KW_MODEL:
  case ANT_KW_MODULE:
  case ANT_KW_INCLUDE:
  case ANT_KW_RATE:
  case ANT_KW_USE:
    break;
  default:
    put_quantity(doc, decl);
    break;
  }
}

/* 6. A module --------------------------------------------------------------- */

static void put_cites(ant_doc *doc, const ant_module *module) {
  if (module->n_cites == 0) return;
  ant_text_put(doc->out, "<p class=\"cites\">After ");
  for (int i = 0; i < module->n_cites; i++) {
    if (i) ant_text_put(doc->out, i == module->n_cites - 1 ? " and " : ", ");
    ant_doc_cite(doc, &module->cites[i]);
  }
  ant_text_put(doc->out, ".</p>\n");
}

/* what MODULE has of the one that it is like: names, to be linked to, and what they are on the
 * ground */
static void put_inherited(ant_doc *doc, int module) {
  int file = doc->scope[module].decl->place.file;
  size_t own = strlen(doc->model->module[module].name) + 1;
  ant_text_put(doc->out, "<p class=\"m\">Here too, each with its own value: ");
  for (int i = 0, n = 0; i < doc->model->n_symbol; i++) {
    const ant_symbol *s = &doc->model->symbol[i];
    bool inherited = !s->hidden && s->kind != ANT_SYM_OBSERVE && s->place.file != file &&
                     ant_part_module(doc->model, i) == module && strlen(s->name) > own;
    if (!inherited) continue;
    ant_text_put(doc->out, n++ ? "; <span id=\"" : "<span id=\"");
    ant_doc_id(doc->out, s->name);
    ant_text_put(doc->out, "\">");
    ant_doc_words(doc->out, s->name + own, false);
    ant_text_put(doc->out, "</span>");
    ant_doc_ground(doc, i);
  }
  ant_text_put(doc->out, ".</p>\n");
}

static void put_like(ant_doc *doc, int module, int like) {
  const ant_module *base = &doc->model->module[like];
  ant_text_put(doc->out, "<p class=\"cites\">All that is not said here is as in <a href=\"#m.");
  ant_doc_id(doc->out, base->name);
  ant_text_put(doc->out, "\">");
  ant_doc_words(doc->out, base->name, false);
  ant_text_put(doc->out, "</a>.</p>\n");
  put_inherited(doc, module);
}

void ant_doc_module(ant_doc *doc, int module) {
  const ant_module *m = &doc->model->module[module];
  const ant_doc_scope *scope = &doc->scope[module];
  doc->module = module;
  ant_text_put(doc->out, "<section class=\"module\" id=\"m.");
  ant_doc_id(doc->out, m->name[0] ? m->name : "model");
  ant_text_put(doc->out, "\">\n<h2>");
  const char *dot = strrchr(m->name, '.');
  if (dot) {
    char *group = ant_arena_text(doc->arena, m->name, (size_t)(dot - m->name));
    ant_text_put(doc->out, "<small>");
    ant_html_words(doc->out, group ? group : "");
    ant_text_put(doc->out, "</small> ");
  }
  ant_html_words(doc->out, m->name[0] ? (dot ? dot + 1 : m->name) : "The model");
  ant_text_put(doc->out, "</h2>\n");
  if (m->doc) {
    ant_text_put(doc->out, "<p class=\"lede\">");
    ant_html_text(doc->out, m->doc);
    ant_text_put(doc->out, ".</p>\n");
  }
  put_cites(doc, m);
  if (scope->like >= 0) put_like(doc, module, scope->like);
  for (int i = 0; i < scope->n_body; i++) put_decl(doc, scope->body[i]);
  ant_text_put(doc->out, "</section>\n");
}
