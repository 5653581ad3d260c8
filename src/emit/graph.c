/* graph.c - a wiring diagram of a model (see graph.h). */
#include "emit/graph.h"

#include "emit/graph_internal.h"

enum { READABLE = 90 }; /* nodes that a person can still read on one drawing         */

static ant_status draw(const ant_graph_pen *pen, const ant_graph_options *o, ant_diag *diag) {
  ant_wiring wiring = {0};
  ant_graph_level level = o->level;
  if (level != ANT_GRAPH_MODULES) {
    ANT_TRY(ant_wiring_read(pen->arena, pen->model, o->m, o->y, &wiring, diag));
    int n = 0;
    for (int i = 0; i < wiring.n_node; i++) n += ant_part_has(&pen->part, wiring.node[i].symbol);
    if (level == ANT_GRAPH_AUTO) level = n <= READABLE ? ANT_GRAPH_STATES : ANT_GRAPH_MODULES;
  }
  ant_status status =
      level == ANT_GRAPH_STATES ? ant_graph_states(pen, &wiring) : ant_graph_modules(pen);
  return status == ANT_OK ? ANT_OK : ant_fail(diag, status, "no memory for the drawing");
}

ant_status ant_emit_graph(const ant_part_of *part, const ant_graph_options *options, ant_text *out,
                          ant_diag *opt_diag) {
  ant_text text = {0};
  ant_graph_pen pen = {.out = &text, .model = part->model, .part = *part, .links = options->links};
  pen.arena = ant_arena_create();
  ant_status status = pen.arena ? draw(&pen, options, opt_diag) : ANT_ENOMEM;
  if (status == ANT_OK && text.failed) status = ANT_ENOMEM;
  if (status == ANT_OK) ant_text_add(out, text.data, text.length);
  if (status == ANT_ENOMEM) ant_fail(opt_diag, ANT_ENOMEM, "no memory for the drawing");
  ant_text_clear(&text);
  if (pen.arena) ant_arena_destroy(&pen.arena);
  return status;
}
