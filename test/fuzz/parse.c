/* parse.c - any bytes at all into the reader of the language, and every unit in them into the
 * reader of units.
 *
 *   tool/fuzz parse 300     searches for 300 seconds with libFuzzer (clang)
 *
 * Without libFuzzer it reads what is in the folders or files named on its command line: the suite
 * replays corpus/parse so. */
#include "replay.h"

#include <float.h>

#include "base/unit.h"
#include "language/ast.h"

typedef struct walk {
  const ant_source_file *file;
} walk;

static void check_place(const walk *w, ant_place place) {
  if (place.line == 0) return;
  MUST(place.line <= w->file->n_line && place.column > 0 && place.width >= 0);
}

/* what is read comes back from its own spelling */
static void check_unit(const char *text) {
  ant_unit u, v;
  ant_diag d = {0};
  char spelled[200];
  if (ant_unit_parse(text, &u, &d) != ANT_OK) {
    MUST(d.column > 0 && (size_t)d.column <= strlen(text) + 1 && d.text[0]);
    return;
  }
  ant_unit_format(&u, spelled, sizeof spelled);
  MUST(ant_unit_parse(spelled, &v, NULL) == ANT_OK && ant_unit_same_dim(&u, &v));
  MUST(v.scale / u.scale > 1 - 1e-14 && v.scale / u.scale < 1 + 1e-14);
}

static void check_expr(const walk *w, const ant_expr *e, int depth) {
  if (!e) return;
  MUST(depth <= ANT_EXPR_DEPTH && e->depth <= ANT_EXPR_DEPTH);
  check_place(w, e->place);
  if (e->unit) check_unit(e->unit);
  if (e->kind == ANT_EXPR_NUMBER) MUST(e->value >= 0 && e->value <= DBL_MAX);
  if (e->kind == ANT_EXPR_NAME) MUST(e->text && e->text[0]);
  if (e->kind == ANT_EXPR_BINARY) MUST(e->a && e->b);
  if (e->kind == ANT_EXPR_CALL) MUST(e->n_arg > 0);
  check_expr(w, e->a, depth + 1);
  check_expr(w, e->b, depth + 1);
  check_expr(w, e->c, depth + 1);
  for (int i = 0; i < e->n_arg; i++) check_expr(w, e->arg[i], depth + 1);
}

static void check_decl(const walk *w, const ant_decl *d, int depth) {
  MUST(depth <= ANT_BLOCK_DEPTH + 1 && d->keyword < ANT_NKEYWORD);
  check_place(w, d->place);
  check_place(w, d->name_place);
  if (d->unit) check_unit(d->unit);
  const ant_expr *part[] = {d->value, d->value2, d->value3, d->range_lo, d->range_hi, d->scale,
                            d->lag,   d->within, d->every,  d->from_day, d->to_day,   d->on_day};
  for (size_t i = 0; i < sizeof part / sizeof *part; i++) check_expr(w, part[i], 1);
  for (int i = 0; i < d->n_cell; i++) check_expr(w, d->cell[i], 1);
  for (int i = 0; i < d->words.n; i++) MUST(d->words.item[i].text != NULL);
  for (int i = 0; i < d->n_child; i++) check_decl(w, d->child[i], depth + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ant_arena *arena = ant_arena_create();
  ant_sources sources = {0};
  ant_diags diags = {0};
  ant_ast ast;
  int file = 0;
  if (arena &&
      ant_sources_add(arena, &sources, "fuzz", (const char *)data, size, &file) == ANT_OK) {
    ant_status status = ant_parse(arena, &sources, file, &ast, &diags);
    MUST((status == ANT_OK) == (diags.n_error == 0));
    for (size_t i = 0; i < diags.n; i++) MUST(diags.item[i].text[0] && diags.item[i].line > 0);
    walk w = {.file = &sources.file[file]};
    for (int i = 0; i < ast.n; i++) check_decl(&w, ast.decl[i], 1);
    if (diags.n) {
      FILE *nowhere = fopen("/dev/null", "w");
      if (nowhere) ant_diags_print(&diags, nowhere);
      if (nowhere) fclose(nowhere);
    }
  }
  ant_diags_clear(&diags);
  ant_arena_destroy(&arena);
  return 0;
}
