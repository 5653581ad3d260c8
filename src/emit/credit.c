/* credit.c - where the numbers of a model come from (see credit.h).
 *   1. Counting   2. For people   3. JSON */
#include "emit/credit.h"

#include <string.h>

/* 1. Counting ------------------------------------------------------------- */

static const char *const names[ANT_NCREDIT] = {"nothing", "source", "fitted", "assumed"};

ant_credit_kind ant_credit_of(const ant_symbol *symbol) {
  if (symbol->kind != ANT_SYM_PARAM || symbol->hidden || !symbol->value) return ANT_CREDIT_NOTHING;
  if (symbol->assumed) return ANT_CREDIT_ASSUMED;
  if (symbol->n_fitted > 0) return ANT_CREDIT_FITTED;
  return symbol->n_source > 0 ? ANT_CREDIT_SOURCE : ANT_CREDIT_NOTHING;
}

const char *ant_credit_name(ant_credit_kind kind) {
  return names[kind];
}

const ant_bib_entry *ant_credit_entry(const ant_model *model, const char *key) {
  for (int i = 0; i < model->n_bib; i++) {
    if (strcmp(model->bib[i].key, key) == 0) return &model->bib[i];
  }
  return NULL;
}

ant_credit ant_credit_count(const ant_part_of *part) {
  ant_credit credit = {{0}, {0}};
  for (int i = 0; i < part->model->n_symbol; i++) {
    const ant_symbol *s = &part->model->symbol[i];
    ant_credit_kind kind = ant_credit_of(s);
    if (kind == ANT_CREDIT_NOTHING || !ant_part_has(part, i)) continue;
    credit.n_param[kind]++;
    credit.n_number[kind] += s->n;
  }
  return credit;
}

static int sum(const int n[ANT_NCREDIT]) {
  return n[ANT_CREDIT_SOURCE] + n[ANT_CREDIT_FITTED] + n[ANT_CREDIT_ASSUMED];
}

static double share(int n, int all) {
  return all > 0 ? (double)n / all : 0;
}

/* how far the weakest of the sources of S was looked up: the words before the colon of `checked` */
static int checked_width(const ant_model *model, const ant_source_ref *ref, const char **out) {
  const ant_bib_entry *entry = ant_credit_entry(model, ref->key);
  *out = entry && entry->checked ? entry->checked : "not said";
  return (int)strcspn(*out, ":;,(");
}

/* smallest and largest of the N numbers of S */
static void extent(const ant_symbol *s, double *out_lo, double *out_hi) {
  double lo = s->value[0], hi = s->value[0];
  for (int i = 1; i < s->n; i++) {
    if (s->value[i] < lo) lo = s->value[i];
    if (s->value[i] > hi) hi = s->value[i];
  }
  *out_lo = lo;
  *out_hi = hi;
}

/* 2. For people ----------------------------------------------------------- */

/* the numbers from sources by how far each was looked up, the first source of each counting */
static void put_checked(const ant_part_of *part, ant_text *text) {
  enum { N_STATE = 16 };
  const char *state[N_STATE];
  int width[N_STATE], count[N_STATE] = {0}, n = 0;
  for (int i = 0; i < part->model->n_symbol; i++) {
    const ant_symbol *s = &part->model->symbol[i];
    if (ant_credit_of(s) != ANT_CREDIT_SOURCE || !ant_part_has(part, i)) continue;
    const char *word;
    int w = checked_width(part->model, &s->source[0], &word), k = 0;
    while (k < n && (width[k] != w || strncmp(state[k], word, (size_t)w) != 0)) k++;
    if (k == N_STATE) k = N_STATE - 1;
    if (k == n) {
      state[n] = word;
      width[n++] = w;
    }
    count[k] += s->n;
  }
  for (int k = 0; k < n; k++) {
    ant_text_print(text, "%s%.*s %d",
                   k ? ", " : "                        sources, in numbers, as checked: ", width[k],
                   state[k], count[k]);
  }
  if (n > 0) ant_text_put(text, "\n");
}

static void put_shares(const ant_part_of *part, const ant_credit *c, ant_text *text) {
  static const char *const about[ANT_NCREDIT] = {"", "measured, or from a published model",
                                                 "fitted to rows of the evidence", "assumed"};
  int all = sum(c->n_number), params = sum(c->n_param);
  ant_text_put(text, "   parameters  numbers\n");
  for (int k = ANT_CREDIT_SOURCE; k < ANT_NCREDIT; k++) {
    ant_text_print(text, "%11.1f %%  %5.1f %%  %-8s %d parameter%s, %d number%s: %s\n",
                   100 * share(c->n_param[k], params), 100 * share(c->n_number[k], all), names[k],
                   c->n_param[k], c->n_param[k] == 1 ? "" : "s", c->n_number[k],
                   c->n_number[k] == 1 ? "" : "s", about[k]);
    if (k == ANT_CREDIT_SOURCE) put_checked(part, text);
  }
}

static void put_origin(const ant_model *model, const ant_symbol *s, ant_text *text) {
  for (int i = 0; i < s->n_source; i++) {
    const ant_bib_entry *entry = ant_credit_entry(model, s->source[i].key);
    ant_text_print(text, "\n      source %s", s->source[i].key);
    if (s->source[i].where) ant_text_print(text, " \"%s\"", s->source[i].where);
    if (entry && entry->checked) ant_text_print(text, " (checked: %s)", entry->checked);
  }
  for (int i = 0; i < s->n_fitted; i++) {
    ant_text_print(text, "%s%s", i ? ", " : "\n      fitted to ", s->fitted[i]);
  }
  if (s->assumed) {
    ant_text_print(text, "\n      assumed%s%s", s->assumed[0] ? ": " : "", s->assumed);
  }
  ant_text_put(text, "\n");
}

static void put_param(const ant_model *model, const ant_symbol *s, ant_text *text) {
  double lo, hi;
  char number[ANT_NUMBER_TEXT];
  extent(s, &lo, &hi);
  ant_text_print(text, "  %s = %s", s->name, ant_text_number(lo, number));
  if (hi > lo) ant_text_print(text, " to %s", ant_text_number(hi, number));
  ant_text_print(text, " [%s]", s->unit_text);
  if (s->n > 1) ant_text_print(text, " (%d numbers)", s->n);
  put_origin(model, s, text);
}

void ant_emit_credit(const ant_part_of *part, const char *name, ant_text *text) {
  ant_credit c = ant_credit_count(part);
  ant_text_print(text, "%s: %d parameters with %d numbers\n", name, sum(c.n_param),
                 sum(c.n_number));
  if (sum(c.n_param) == 0) return;
  put_shares(part, &c, text);
  for (int k = ANT_CREDIT_SOURCE; k < ANT_NCREDIT; k++) {
    if (c.n_param[k] == 0) continue;
    ant_text_print(text, "\n%s:\n", names[k]);
    for (int i = 0; i < part->model->n_symbol; i++) {
      const ant_symbol *s = &part->model->symbol[i];
      if ((int)ant_credit_of(s) == k && ant_part_has(part, i)) put_param(part->model, s, text);
    }
  }
}

/* 3. JSON ------------------------------------------------------------------ */

static void put_sources_json(const ant_model *model, const ant_symbol *s, ant_json *j) {
  ant_json_key(j, "sources");
  ant_json_array(j);
  for (int i = 0; i < s->n_source; i++) {
    const ant_bib_entry *entry = ant_credit_entry(model, s->source[i].key);
    ant_json_object(j);
    ant_json_key_string(j, "key", s->source[i].key);
    ant_json_key_string(j, "place", s->source[i].where);
    ant_json_key_string(j, "checked", entry ? entry->checked : NULL);
    ant_json_end(j);
  }
  ant_json_end(j);
}

static void put_param_json(const ant_model *model, const ant_symbol *s, ant_json *j) {
  ant_json_object(j);
  ant_json_key_string(j, "name", s->name);
  ant_json_key_string(j, "kind", names[ant_credit_of(s)]);
  ant_json_key_string(j, "unit", s->unit_text);
  ant_json_key(j, "values");
  ant_json_array(j);
  for (int i = 0; i < s->n; i++) ant_json_number(j, s->value[i]);
  ant_json_end(j);
  put_sources_json(model, s, j);
  ant_json_key(j, "fitted");
  ant_json_array(j);
  for (int i = 0; i < s->n_fitted; i++) ant_json_string(j, s->fitted[i]);
  ant_json_end(j);
  ant_json_key_string(j, "assumed", s->assumed);
  ant_json_end(j);
}

void ant_emit_credit_json(const ant_part_of *part, const char *name, ant_json *j) {
  ant_credit c = ant_credit_count(part);
  ant_json_object(j);
  ant_json_key_string(j, "model", name);
  ant_json_key_integer(j, "parameters", sum(c.n_param));
  ant_json_key_integer(j, "numbers", sum(c.n_number));
  ant_json_key(j, "shares");
  ant_json_object(j);
  for (int k = ANT_CREDIT_SOURCE; k < ANT_NCREDIT; k++) {
    ant_json_key_number(j, names[k], share(c.n_param[k], sum(c.n_param)));
  }
  ant_json_end(j);
  ant_json_key(j, "number_shares");
  ant_json_object(j);
  for (int k = ANT_CREDIT_SOURCE; k < ANT_NCREDIT; k++) {
    ant_json_key_number(j, names[k], share(c.n_number[k], sum(c.n_number)));
  }
  ant_json_end(j);
  ant_json_key(j, "list");
  ant_json_array(j);
  for (int i = 0; i < part->model->n_symbol; i++) {
    const ant_symbol *s = &part->model->symbol[i];
    if (ant_credit_of(s) != ANT_CREDIT_NOTHING && ant_part_has(part, i)) {
      put_param_json(part->model, s, j);
    }
  }
  ant_json_end(j);
  ant_json_end(j);
}
