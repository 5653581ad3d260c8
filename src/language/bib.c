/* bib.c - a small BibTeX reader (see bib.h). */
#include "language/bib.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/map.h"

typedef struct ant_bib_reader {
  ant_arena *arena;
  const ant_sources *sources;
  int file;
  const char *at, *end;
  int line;
  const char *line_start;
  ant_diags *diags;
  ant_bib_entry *entry;
  int n, capacity;
  ant_map keys;
} ant_bib_reader;

static ant_place here(const ant_bib_reader *r) {
  return (ant_place){
      .file = r->file, .line = r->line, .column = (int)(r->at - r->line_start) + 1, .width = 1};
}

static void fail(ant_bib_reader *r, ant_place place, ant_status code, const char *text,
                 const char *name) {
  ant_diag diag;
  ant_diag_at(&diag, r->sources, place, code, "%s%s%s%s", text, name ? " '" : "", name ? name : "",
              name ? "'" : "");
  ant_diags_add(r->diags, &diag);
}

static void step(ant_bib_reader *r) {
  if (r->at >= r->end) return;
  if (*r->at++ == '\n') {
    r->line++;
    r->line_start = r->at;
  }
}

static void blanks(ant_bib_reader *r) {
  while (r->at < r->end && isspace((unsigned char)*r->at)) step(r);
}

static bool take(ant_bib_reader *r, char c) {
  blanks(r);
  if (r->at >= r->end || *r->at != c) return false;
  step(r);
  return true;
}

/* letters, digits and what else keys and field names are made of; NULL if there is none */
static const char *word(ant_bib_reader *r) {
  blanks(r);
  const char *start = r->at;
  while (r->at < r->end && !isspace((unsigned char)*r->at) && !strchr("{}(),=\"#%", *r->at))
    step(r);
  return r->at > start ? ant_arena_text(r->arena, start, (size_t)(r->at - start)) : NULL;
}

/* START..END without braces, each run of blanks as one */
static const char *tidy(ant_bib_reader *r, const char *start, const char *end) {
  char *text = ant_arena_text(r->arena, start, (size_t)(end - start));
  size_t n = 0;
  if (!text) return NULL;
  for (const char *p = start; p < end; p++) {
    bool blank = isspace((unsigned char)*p) != 0;
    if (*p == '{' || *p == '}' || (blank && (n == 0 || text[n - 1] == ' '))) continue;
    text[n++] = blank ? ' ' : *p;
  }
  while (n > 0 && text[n - 1] == ' ') n--;
  text[n] = '\0';
  return text;
}

/* {text}, "text" or a bare word; NULL after a report */
static const char *value(ant_bib_reader *r) {
  blanks(r);
  ant_place begin = here(r);
  char open = r->at < r->end ? *r->at : '\0';
  if (open != '{' && open != '"') {
    const char *bare = word(r);
    if (!bare) fail(r, begin, ANT_ESYNTAX, "expected a value: {text}, \"text\" or a number", NULL);
    return bare;
  }
  step(r);
  const char *start = r->at;
  int depth = 0;
  while (r->at < r->end) {
    char c = *r->at;
    if (depth == 0 && c == (open == '{' ? '}' : '"')) break;
    if (c == '{') depth++;
    if (c == '}') depth--;
    if (depth < 0) break;
    step(r);
  }
  if (r->at >= r->end || depth != 0) {
    fail(r, begin, ANT_ESYNTAX, "this text is never closed", NULL);
    return NULL;
  }
  const char *text = tidy(r, start, r->at);
  step(r);
  return text;
}

static void keep_field(ant_bib_entry *e, const char *name, const char *text) {
  const struct {
    const char *name, **field;
  } known[] = {{"author", &e->author}, {"title", &e->title},   {"journal", &e->journal},
               {"year", &e->year},     {"volume", &e->volume}, {"pages", &e->pages},
               {"doi", &e->doi},       {"note", &e->note},     {"checked", &e->checked}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (strcasecmp(known[i].name, name) == 0 && !*known[i].field) *known[i].field = text;
  }
}

/* name = value, ... up to the brace that closes the entry; false when lost */
static bool fields(ant_bib_reader *r, ant_bib_entry *e) {
  while (take(r, ',')) {
    ant_place place;
    blanks(r);
    place = here(r);
    const char *name = word(r);
    if (!name) break; /* a comma before the brace */
    if (!take(r, '=')) {
      fail(r, place, ANT_ESYNTAX, "expected '=' behind the field", name);
      return false;
    }
    const char *text = value(r);
    if (!text) return false;
    keep_field(e, name, text);
  }
  if (take(r, '}')) return true;
  fail(r, here(r), ANT_ESYNTAX, "expected ',' or '}' in the entry", e->key);
  return false;
}

static void skip_braces(ant_bib_reader *r) {
  int depth = 0;
  do {
    if (r->at < r->end && *r->at == '{') depth++;
    if (r->at < r->end && *r->at == '}') depth--;
    step(r);
  } while (r->at < r->end && depth > 0);
}

static void entry(ant_bib_reader *r) {
  ant_bib_entry e = {.type = word(r)};
  blanks(r);
  bool skipped =
      e.type && (strcasecmp(e.type, "comment") == 0 || strcasecmp(e.type, "preamble") == 0 ||
                 strcasecmp(e.type, "string") == 0);
  if (skipped) {
    skip_braces(r);
    return;
  }
  ant_place place = here(r);
  if (!e.type || !take(r, '{')) {
    fail(r, place, ANT_ESYNTAX, "expected @type{key, ...}", NULL);
    return;
  }
  blanks(r);
  place = here(r);
  e.key = word(r);
  if (!e.key) {
    fail(r, place, ANT_ESYNTAX, "expected the key of an entry", NULL);
    return;
  }
  place.width = (int)strlen(e.key);
  if (!fields(r, &e)) return;
  if (ant_map_find(&r->keys, e.key) >= 0) {
    fail(r, place, ANT_EDUPLICATE, "a key that is there already:", e.key);
    return;
  }
  if (ant_arena_grow(r->arena, &r->entry, &r->capacity, r->n, sizeof e) != ANT_OK) return;
  ant_map_set(&r->keys, e.key, r->n);
  r->entry[r->n++] = e;
}

ant_status ant_bib_parse(ant_arena *arena, const ant_sources *sources, int file,
                         ant_bib_entry **out_entry, int *out_n, ant_diags *diags) {
  const ant_source_file *source = &sources->file[file];
  ant_bib_reader r = {.arena = arena,
                      .sources = sources,
                      .file = file,
                      .at = source->text,
                      .end = source->text + source->length,
                      .line = 1,
                      .line_start = source->text,
                      .diags = diags,
                      .keys = {.arena = arena}};
  size_t before = diags->n_error;
  while (r.at < r.end) {
    if (*r.at == '@') {
      step(&r);
      entry(&r);
    } else {
      step(&r);
    }
  }
  *out_entry = r.entry;
  *out_n = r.n;
  if (ant_arena_status(arena) != ANT_OK) return ANT_ENOMEM;
  return diags->n_error > before ? diags->first : ANT_OK;
}
