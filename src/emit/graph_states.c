/* graph_states.c - states, pools, inputs and signals in the boxes of their modules (see
 * graph_internal.h). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "emit/graph_internal.h"

/* What is drawn in one module: its own nodes, then flags of what it reads of others. */
typedef struct room {
  int module;
  ant_layout layout;
  int *node;                       /* (layout.n_node) of the wiring                         */
  ant_graph_label *label, *origin; /* (layout.n_node); origin of flags              */
  int n_own;
  const ant_wire_edge **wire; /* (layout.n_edge)                                    */
} room;

#define HEAD 30.0 /* of a module's box: its name                                     */
#define PAD  16.0

static const char *own_name(const ant_model *model, int symbol, int module) {
  const char *name = model->symbol[symbol].name;
  size_t n = module >= 0 ? strlen(model->module[module].name) : 0;
  return n > 0 && strncmp(name, model->module[module].name, n) == 0 ? name + n + 1 : name;
}

static void size_node(const ant_graph_pen *pen, const ant_wiring *w, room *r, int i) {
  const ant_wire_node *node = &w->node[r->node[i]];
  bool flag = i >= r->n_own;
  ant_layout_node *at = &r->layout.node[i];
  r->label[i] = ant_graph_words(pen->arena, own_name(pen->model, node->symbol, node->module), 17,
                                flag || node->kind == ANT_WIRE_FLOW ? 11 : 12);
  at->w = fmax(r->label[i].w, 24) + 16;
  at->h = r->label[i].h + 9;
  if (node->kind == ANT_WIRE_FLOW && !flag) { /* its name stands at the right of it */
    at->w = 2 * r->label[i].w + 44;
    at->h = 8;
    at->ports = 24;
  }
  if (!flag) return;
  const char *from = node->module >= 0 ? pen->model->module[node->module].name : "";
  r->origin[i] = ant_graph_words(pen->arena, from, 60, 9);
  at->w = fmax(r->label[i].w, r->origin[i].w) + 12;
  at->h = r->label[i].h + r->origin[i].h + 6;
}

/* the place of wiring node NODE in R, made where it is a flag that is not there yet */
static int place_of(room *r, int node) {
  for (int i = 0; i < r->layout.n_node; i++) {
    if (r->node[i] == node) return i;
  }
  r->node[r->layout.n_node] = node;
  return r->layout.n_node++;
}

/* Which module draws EDGE: that of its end; matter that leaves a pool is drawn with the flow. */
static int home_of(const ant_wiring *w, const ant_wire_edge *edge) {
  bool from_flow = w->node[edge->from].kind == ANT_WIRE_FLOW;
  return w->node[edge->matter && from_flow ? edge->from : edge->to].module;
}

static ant_status make_room(const ant_graph_pen *pen, const ant_wiring *w, int module, room *r) {
  size_t most = (size_t)w->n_node + 1, n_edge = (size_t)w->n_edge + 1;
  *r = (room){.module = module,
              .layout = {.arena = pen->arena, .gap_x = 16, .gap_y = 34, .most_w = 760}};
  r->node = ant_arena_take(pen->arena, most * sizeof *r->node);
  r->label = ant_arena_take(pen->arena, most * sizeof *r->label);
  r->origin = ant_arena_take(pen->arena, most * sizeof *r->origin);
  r->layout.node = ant_arena_take(pen->arena, most * sizeof *r->layout.node);
  r->layout.edge = ant_arena_take(pen->arena, n_edge * sizeof *r->layout.edge);
  r->wire = ant_arena_take(pen->arena, n_edge * sizeof *r->wire);
  if (ant_arena_status(pen->arena) != ANT_OK) return ANT_ENOMEM;
  for (int i = 0; i < w->n_node; i++) {
    if (w->node[i].module == module) r->node[r->layout.n_node++] = i;
  }
  r->n_own = r->layout.n_node;
  for (int e = 0; e < w->n_edge; e++) {
    const ant_wire_edge *edge = &w->edge[e];
    if (home_of(w, edge) != module) continue;
    int from = place_of(r, edge->from), to = place_of(r, edge->to);
    r->layout.edge[r->layout.n_edge] = (ant_layout_edge){.from = from, .to = to};
    r->wire[r->layout.n_edge++] = edge;
  }
  for (int i = 0; i < r->layout.n_node; i++) size_node(pen, w, r, i);
  return ant_layout_run(&r->layout);
}

static const char *class_of(const ant_wire_edge *edge) {
  int sign = edge->sign & (ANT_WIRE_RAISES | ANT_WIRE_LOWERS | ANT_WIRE_FLAT);
  if (sign == ANT_WIRE_RAISES) return "raises";
  return sign == ANT_WIRE_LOWERS ? "lowers" : "either";
}

static const char *matter_of(const ant_wiring *w, const ant_wire_edge *edge) {
  return w->node[edge->to].kind == ANT_WIRE_FLOW ? "matter" : "matter into";
}

static void put_node(const ant_graph_pen *pen, const ant_wiring *w, const room *r, int i, double dx,
                     double dy) {
  static const char *const class[] = {"state", "pool", "input", "signal", "flow"};
  const ant_wire_node *node = &w->node[r->node[i]];
  const ant_symbol *s = &pen->model->symbol[node->symbol];
  const ant_layout_node *at = &r->layout.node[i];
  double x = at->x + dx, y = at->y + dy;
  bool flag = i >= r->n_own;
  const char *id = ant_part_has(&pen->part, node->symbol) ? s->name : NULL;
  const char *tip =
      ant_arena_format(pen->arena, "%s [%s]: %s", s->name, s->unit_text, s->doc ? s->doc : "");
  ant_graph_begin(pen, id, tip);
  if (flag) {
    ant_graph_box(pen, x, y, at->w, at->h, 3, "flag");
    ant_graph_put_label(pen, &r->label[i], x, y - r->origin[i].h / 2, "t");
    ant_graph_put_label(pen, &r->origin[i], x, y + r->label[i].h / 2, "quiet");
  } else if (node->kind == ANT_WIRE_FLOW) {
    ant_graph_box(pen, x, y, 32, at->h, 1, "flow");
    ant_graph_put_label(pen, &r->label[i], x + 20, y, "quiet left");
  } else {
    ant_graph_box(pen, x, y, at->w, at->h, node->kind == ANT_WIRE_INPUT ? at->h / 2 : 3,
                  class[node->kind]);
    ant_graph_put_label(pen, &r->label[i], x, y, "t");
  }
  ant_graph_end(pen, id);
}

static void put_room(const ant_graph_pen *pen, const ant_wiring *w, const room *r,
                     const ant_layout_node *at) {
  const ant_module *m = &pen->model->module[r->module];
  double left = at->x - at->w / 2 + 20, top = at->y - at->h / 2 + 20;
  char class[20];
  const char *id = ant_arena_format(pen->arena, "m.%s", m->name[0] ? m->name : "model");
  ant_graph_label head = ant_graph_words(pen->arena, m->name[0] ? m->name : "the model", 60, 14);
  double dx = left + (at->w - r->layout.width) / 2, dy = top + HEAD;
  snprintf(class, sizeof class, "box %s", ant_graph_colour(pen->model, r->module));
  ant_graph_begin(pen, id, m->doc);
  ant_graph_box(pen, at->x + 20, at->y + 20, at->w, at->h, 5, class);
  ant_graph_put_label(pen, &head, left + 10, top + 15, "head left");
  ant_graph_end(pen, id);
  for (int e = 0; e < r->layout.n_edge; e++) {
    const ant_wire_edge *edge = r->wire[e];
    const ant_layout_edge *line = &r->layout.edge[e];
    ant_graph_curve(pen, line->point, line->n_point, dx, dy,
                    edge->matter ? matter_of(w, edge) : class_of(edge));
  }
  for (int i = 0; i < r->layout.n_node; i++) put_node(pen, w, r, i, dx, dy);
}

/* the wires between modules: one for each pair */
static void wire_rooms(const ant_wiring *w, const room *r, int n, ant_layout *l) {
  for (int b = 0; b < n; b++) {
    for (int a = 0; a < n; a++) {
      bool read = false;
      for (int i = r[b].n_own; i < r[b].layout.n_node; i++) {
        read = read || w->node[r[b].node[i]].module == r[a].module;
      }
      if (read && a != b) l->edge[l->n_edge++] = (ant_layout_edge){.from = a, .to = b};
    }
  }
}

ant_status ant_graph_states(const ant_graph_pen *pen, const ant_wiring *w) {
  const ant_model *model = pen->model;
  size_t most = (size_t)model->n_module + 1;
  room *r = ant_arena_take(pen->arena, most * sizeof *r);
  ant_layout l = {.arena = pen->arena, .gap_x = 34, .gap_y = 46, .most_w = 1900};
  l.node = ant_arena_take(pen->arena, most * sizeof *l.node);
  l.edge = ant_arena_take(pen->arena, most * most * sizeof *l.edge);
  if (ant_arena_status(pen->arena) != ANT_OK) return ANT_ENOMEM;
  int n = 0;
  for (int m = 0; m < model->n_module; m++) {
    if (!ant_part_has_file(&pen->part, model->module[m].file)) continue;
    ANT_TRY(make_room(pen, w, m, &r[n]));
    if (r[n].n_own == 0) continue;
    ant_graph_label head = ant_graph_words(pen->arena, model->module[m].name, 60, 14);
    l.node[n] = (ant_layout_node){.w = fmax(r[n].layout.width, head.w) + 2 * PAD,
                                  .h = r[n].layout.height + HEAD + PAD};
    n++;
  }
  l.n_node = n;
  wire_rooms(w, r, n, &l);
  ANT_TRY(ant_layout_run(&l));
  ant_graph_open(pen, fmax(l.width + 40, 700), l.height + 50 + ANT_GRAPH_LEGEND_H,
                 model->title ? model->title : "");
  for (int e = 0; e < l.n_edge; e++) {
    ant_graph_curve(pen, l.edge[e].point, l.edge[e].n_point, 20, 20, "wire");
  }
  for (int i = 0; i < n; i++) put_room(pen, w, &r[i], &l.node[i]);
  ant_graph_legend(pen, 20, l.height + 20 + 26, true);
  ant_graph_close(pen);
  return ant_arena_status(pen->arena);
}
