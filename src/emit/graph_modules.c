/* graph_modules.c - modules as boxes, and what each reads of the others (see graph_internal.h). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "emit/graph_internal.h"

enum { NAMES = 3 }; /* of what is read, on one arrow                                */

typedef struct box {
  int module;
  ant_graph_label head, about, count;
} box;

static const char *title_of(const ant_model *model, int module) {
  return model->module[module].name[0] ? model->module[module].name : "the model";
}

static void count_kinds(const ant_graph_pen *pen, int module, char *text, size_t size) {
  struct {
    int n;
    const char *one, *many;
  } kind[] = {{0, "state", "states"},
              {0, "input", "inputs"},
              {0, "quantity", "quantities"},
              {0, "observable", "observables"},
              {0, "number", "numbers"}};
  for (int s = 0; s < pen->model->n_symbol; s++) {
    const ant_symbol *symbol = &pen->model->symbol[s];
    if (symbol->hidden || ant_part_module(pen->model, s) != module) continue;
    kind[0].n += symbol->kind == ANT_SYM_STATE;
    kind[1].n += symbol->kind == ANT_SYM_INPUT;
    kind[2].n += symbol->kind == ANT_SYM_LET;
    kind[3].n += symbol->kind == ANT_SYM_OBSERVE;
    kind[4].n += symbol->kind == ANT_SYM_PARAM || symbol->kind == ANT_SYM_COVARIATE;
  }
  int n = 0;
  text[0] = '\0';
  for (int i = 0; i < 5; i++) {
    bool told = kind[i].n > 0 && (i < 4 || n == 0); /* numbers where there is nothing else */
    if (!told || n >= (int)size) continue;
    n += snprintf(text + n, size - (size_t)n, "%s%d %s", n ? ", " : "", kind[i].n,
                  kind[i].n == 1 ? kind[i].one : kind[i].many);
  }
}

static box make_box(const ant_graph_pen *pen, int module, ant_layout_node *out) {
  const ant_module *m = &pen->model->module[module];
  char text[120];
  box b = {.module = module,
           .head = ant_graph_words(pen->arena, title_of(pen->model, module), 26, 14)};
  b.about = ant_graph_words(pen->arena, m->doc ? m->doc : "", 34, 11);
  if (b.about.n > 3) { /* the page says it all */
    b.about.n = 3;
    b.about.h = 3 * 11 * 1.2;
    b.about.line[2] = ant_arena_format(pen->arena, "%s \xE2\x80\xA6", b.about.line[2]);
    if (!b.about.line[2]) b.about.n = 2;
  }
  count_kinds(pen, module, text, sizeof text);
  b.count = ant_graph_words(pen->arena, text, 60, 11);
  out->w = fmax(b.head.w, fmax(b.about.w, b.count.w)) + 28;
  out->h = b.head.h + b.about.h + b.count.h + 18;
  return b;
}

/* the names on the arrow of IMPORT */
static ant_graph_label make_names(const ant_graph_pen *pen, const ant_wire_import *import) {
  ant_graph_label label = {.size = 11};
  size_t own = strlen(pen->model->module[import->from].name);
  int shown = import->n > NAMES ? NAMES - 1 : import->n;
  for (int i = 0; i < shown; i++) {
    const char *name = pen->model->symbol[import->symbol[i]].name;
    ant_graph_label one = ant_graph_words(pen->arena, own ? name + own + 1 : name, 200, 11);
    if (one.n > 0) label.line[label.n++] = one.line[0];
    label.w = fmax(label.w, one.w);
  }
  if (shown < import->n) {
    const char *more = ant_arena_format(pen->arena, "and %d more", import->n - shown);
    if (more) label.line[label.n++] = more;
    label.w = fmax(label.w, 60);
  }
  label.h = label.n * 11 * 1.2;
  return label;
}

/* all names, for the tooltip */
static const char *all_names(const ant_graph_pen *pen, const ant_wire_import *import) {
  const char *text =
      ant_arena_format(pen->arena, "%s reads of %s: ", title_of(pen->model, import->to),
                       title_of(pen->model, import->from));
  size_t own = strlen(pen->model->module[import->from].name);
  for (int i = 0; text && i < import->n; i++) {
    const char *name = pen->model->symbol[import->symbol[i]].name;
    text = ant_arena_format(pen->arena, "%s%s%s", text, i ? ", " : "", own ? name + own + 1 : name);
  }
  return text;
}

static void put_box(const ant_graph_pen *pen, const box *b, const ant_layout_node *at) {
  const ant_module *m = &pen->model->module[b->module];
  char class[20];
  const char *id = ant_arena_format(pen->arena, "m.%s", m->name[0] ? m->name : "model");
  double y = at->y + 34 - at->h / 2 + 10;
  snprintf(class, sizeof class, "box %s", ant_graph_colour(pen->model, b->module));
  ant_graph_begin(pen, id, m->doc);
  ant_graph_box(pen, at->x + 20, at->y + 34, at->w, at->h, 4, class);
  ant_graph_put_label(pen, &b->head, at->x + 20, y + b->head.h / 2, "head");
  y += b->head.h;
  ant_graph_put_label(pen, &b->about, at->x + 20, y + b->about.h / 2, "t");
  y += b->about.h + 2;
  ant_graph_put_label(pen, &b->count, at->x + 20, y + b->count.h / 2, "quiet");
  ant_graph_end(pen, id);
}

static bool wanted(const ant_graph_pen *pen, int module) {
  return ant_part_has_file(&pen->part, pen->model->module[module].file);
}

ant_status ant_graph_modules(const ant_graph_pen *pen) {
  const ant_model *model = pen->model;
  ant_wire_import *import = NULL;
  int n_import = 0, n = 0;
  ANT_TRY(ant_wiring_imports(pen->arena, model, &import, &n_import));
  size_t most = (size_t)(model->n_module + n_import) + 1;
  int *at = ant_arena_take(pen->arena, most * sizeof *at);
  box *b = ant_arena_take(pen->arena, most * sizeof *b);
  ant_graph_label *name = ant_arena_take(pen->arena, most * sizeof *name);
  ant_layout l = {.arena = pen->arena, .gap_x = 26, .gap_y = 30, .most_w = 1200};
  l.node = ant_arena_take(pen->arena, most * sizeof *l.node);
  l.edge = ant_arena_take(pen->arena, 2 * most * sizeof *l.edge);
  if (ant_arena_status(pen->arena) != ANT_OK) return ANT_ENOMEM;
  for (int i = 0; i < model->n_module; i++) {
    bool linked = false;
    for (int k = 0; k < n_import; k++) linked = linked || import[k].from == i || import[k].to == i;
    bool root =
        i == 0 && !linked && model->n_module > 1; /* what stands below `model`: mostly nothing */
    at[i] = wanted(pen, i) && !root ? n : -1;
    if (at[i] < 0) continue;
    b[n] = make_box(pen, i, &l.node[n]);
    n++;
  }
  int n_box = n;
  for (int k = 0; k < n_import; k++) {
    if (at[import[k].from] < 0 || at[import[k].to] < 0) continue;
    name[n] = make_names(pen, &import[k]);
    l.node[n] = (ant_layout_node){.w = name[n].w + 4, .h = name[n].h};
    l.edge[l.n_edge++] = (ant_layout_edge){.from = at[import[k].from], .to = n};
    l.edge[l.n_edge++] = (ant_layout_edge){.from = n, .to = at[import[k].to]};
    at[model->n_module + k] = n++;
  }
  l.n_node = n;
  ANT_TRY(ant_layout_run(&l));
  ant_graph_open(pen, fmax(l.width + 40, 420), l.height + 54 + ANT_GRAPH_LEGEND_H,
                 model->title ? model->title : "");
  for (int e = 0; e < l.n_edge; e++) {
    ant_graph_curve(pen, l.edge[e].point, l.edge[e].n_point, 20, 34, e % 2 ? "wire" : "stem");
  }
  for (int i = 0; i < n_box; i++) put_box(pen, &b[i], &l.node[i]);
  for (int k = 0; k < n_import; k++) {
    if (at[import[k].from] < 0 || at[import[k].to] < 0) continue;
    int i = at[model->n_module + k];
    ant_graph_begin(pen, NULL, all_names(pen, &import[k]));
    ant_graph_put_label(pen, &name[i], l.node[i].x + 20, l.node[i].y + 34, "quiet");
    ant_graph_end(pen, NULL);
  }
  ant_graph_legend(pen, 20, l.height + 34 + 36, false);
  ant_graph_close(pen);
  return ant_arena_status(pen->arena);
}
