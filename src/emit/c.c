/* c.c - a program as files of C (see c.h).
 *   1. Functions   2. Passes   3. The header   4. The table   5. Files */
#include "emit/c.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "emit/c_internal.h"
#include "emit/embedded.h"

/* 1. Functions -------------------------------------------------------------------- */

/* Operations in one body, statements after which a function ends: near 50 statements each. */
enum { CHUNK_COST = 200, FUNCTION_STATEMENTS = 40 };

typedef struct emitter {
  const ant_program *program;
  const char *name;
  ant_arena *arena;
  ant_c_names names;
  ant_c_writer writer;
  ant_text *part; /* (n_part)                                     */
  int n_part;
  int n_function[ANT_NPASS];
  int next_part, n_chunk;
  ant_c_item *item; /* the chunk being gathered                     */
  int n_item, item_capacity, cost;
  ant_text body; /* the function being gathered                  */
  int n_statement;
  const char *first, *last; /* what it computes                             */
  bool no_memory;           /* remembered where it cannot be returned       */
} emitter;

/* The arguments of the functions of a pass, as declared and as handed on. */
static const char *arguments(ant_pass_kind kind, bool typed) {
  switch (kind) {
  case ANT_PASS_BASELINE:
    return typed ? "double *restrict m, double *restrict y, double *restrict dy" : "m, y, dy";
  case ANT_PASS_RATE:
    return typed ? "double *restrict m, const double *restrict y, double *restrict dy" : "m, y, dy";
  case ANT_PASS_PARTIALS_RATE:
  case ANT_PASS_PARTIALS_BASELINE:
    return typed ? "const double *restrict m, const double *restrict y, double *restrict edge"
                 : "m, y, edge";
  default:
    return typed ? "double *restrict m, const double *restrict y" : "m, y";
  }
}

static const char *target_name(const emitter *e, const ant_nest *nest) {
  const ant_model *m = e->program->model;
  return m->symbol[m->equation[nest->equation].target.symbol].name;
}

/* End the function being gathered and put it into the next part. */
static void close_function(emitter *e, ant_pass_kind kind) {
  if (e->n_statement == 0) return;
  ant_text *to = &e->part[e->next_part++ % e->n_part];
  ant_text_put(to, "\n/* ");
  ant_c_comment(to, e->first);
  if (strcmp(e->first, e->last) != 0) {
    ant_text_put(to, " to ");
    ant_c_comment(to, e->last);
  }
  ant_text_print(to, " */\nvoid ant_%s_%s_%d(%s) {\n", e->name, e->program->pass[kind].name,
                 e->n_function[kind]++, arguments(kind, true));
  ant_text_add(to, e->body.data, e->body.length);
  ant_text_put(to, "}\n");
  to->failed |= e->body.failed;
  e->body.length = 0;
  e->n_statement = 0;
}

/* Write the chunk being gathered into the function. */
static ant_status close_chunk(emitter *e, ant_pass_kind kind) {
  if (e->n_item == 0) return ANT_OK;
  ant_c_chunk chunk = {e->item, e->n_item};
  int n = 0;
  if (e->n_statement == 0) e->first = target_name(e, e->item[0].nest);
  e->last = target_name(e, e->item[e->n_item - 1].nest);
  ANT_TRY(ant_c_write_chunk(&e->writer, &chunk, &n));
  e->n_statement += n;
  e->n_item = e->cost = 0;
  e->n_chunk++;
  if (e->n_statement >= FUNCTION_STATEMENTS) close_function(e, kind);
  return ANT_OK;
}

/* 2. Passes ----------------------------------------------------------------------- */

static bool same_axes(const ant_nest *a, const ant_nest *b) {
  if (a->n_axis != b->n_axis) return false;
  for (int k = 0; k < a->n_axis; k++) {
    if (a->axis_size[k] != b->axis_size[k] || a->axis_set[k] != b->axis_set[k]) return false;
  }
  return true;
}

static bool same_place(const ant_ref *a, const ant_ref *b) {
  return a->offset == b->offset && memcmp(a->stride, b->stride, sizeof a->stride) == 0;
}

/* Whether OUT reads what the chunk writes elsewhere than in the same turn of the loop. */
static bool reads_across(emitter *e, const ant_output *out) {
  const ant_nodes *nodes = &e->program->nodes;
  if (ant_walk_from(&e->writer.walk, nodes->node, out->node) != ANT_OK) e->no_memory = true;
  if (e->no_memory) return true;
  for (int i = 0; i < e->writer.walk.n; i++) {
    const ant_node *n = &nodes->node[e->writer.walk.item[i]];
    if (n->op != ANT_OP_READ) continue;
    const ant_ref *r = &nodes->ref[n->ref];
    for (int k = 0; k < e->n_item; k++) {
      const ant_ref *t = &e->item[k].out->target;
      if (t->store == r->store && t->symbol == r->symbol && !same_place(t, r)) return true;
    }
  }
  return false;
}

/* Whether OUT of NEST may go into the loop of the chunk. */
static bool joins(emitter *e, const ant_nest *nest, const ant_output *out) {
  if (e->n_item == 0) return true;
  const ant_c_item *last = &e->item[e->n_item - 1];
  int cost = ant_c_cost(&e->writer, out->node, e->n_chunk + 1, false);
  if (cost < 0) e->no_memory = true;
  if (cost < 0 || e->cost + cost > CHUNK_COST) return false;
  if (last->nest == nest) return true;
  return out->accumulate == ANT_ASSIGN && last->out->accumulate == ANT_ASSIGN &&
         same_axes(last->nest, nest) && !reads_across(e, out);
}

static ant_status add_item(emitter *e, const ant_nest *nest, const ant_output *out) {
  ANT_TRY(ant_arena_grow(e->arena, &e->item, &e->item_capacity, e->n_item, sizeof *e->item));
  e->item[e->n_item++] = (ant_c_item){nest, out};
  int cost = ant_c_cost(&e->writer, out->node, e->n_chunk + 1, true);
  if (cost < 0) return ANT_ENOMEM;
  e->cost += cost + 1;
  return ANT_OK;
}

static ant_status emit_pass(emitter *e, ant_pass_kind kind) {
  const ant_pass *pass = &e->program->pass[kind];
  for (int i = 0; i < pass->n; i++) {
    const ant_nest *nest = &pass->nest[i];
    for (int k = 0; k < nest->n_out; k++) {
      if (!joins(e, nest, &nest->out[k])) ANT_TRY(close_chunk(e, kind));
      ANT_TRY(add_item(e, nest, &nest->out[k]));
    }
  }
  ANT_TRY(close_chunk(e, kind));
  close_function(e, kind);
  return ANT_OK;
}

/* 3. The header --------------------------------------------------------------------- */

static void put_guard(ant_text *to, const char *name) {
  ant_text_print(to, "#ifndef ANT_MODEL_%s_H\n#define ANT_MODEL_%s_H\n\n", name, name);
}

static void put_offsets(const emitter *e, ant_text *to) {
  const ant_model *m = e->program->model;
  ant_text_put(to, "/* Where each quantity begins in y (states) or m (all else); a quantity over "
                   "sets runs on, its last\n * set fastest. */\nenum {\n");
  for (int i = 0; i < m->n_symbol; i++) {
    const ant_symbol *s = &m->symbol[i];
    ant_text_print(to, "  %s = %d, /* %s ", e->names.symbol[i], s->offset,
                   s->store == ANT_STORE_Y ? "y" : "m");
    ant_c_comment(to, s->name);
    ant_text_put(to, " [");
    ant_c_comment(to, s->unit_text);
    ant_text_put(to, "]");
    if (s->doc && *s->doc) ant_text_put(to, ": ");
    ant_c_comment(to, s->doc);
    ant_text_put(to, " */\n");
  }
  ant_text_print(to, "  ant_%s_n_y = %d,\n  ant_%s_n_m = %d\n};\n", e->name, m->n_y, e->name,
                 m->n_m);
}

static void put_header(const emitter *e, ant_text *to) {
  ant_text_print(to, "/* %s.h - made by Antaeus from the model \"", e->name);
  ant_c_comment(to, e->program->model->title);
  ant_text_put(to, "\"; do not edit. */\n");
  put_guard(to, e->name);
  ant_text_put(to, "#include \"ant_code.h\"\n\n");
  put_offsets(e, to);
  for (int kind = 0; kind < ANT_NPASS; kind++) {
    if (e->n_function[kind] > 0) ant_text_put(to, "\n");
    for (int i = 0; i < e->n_function[kind]; i++) {
      ant_text_print(to, "void ant_%s_%s_%d(%s);\n", e->name, e->program->pass[kind].name, i,
                     arguments((ant_pass_kind)kind, true));
    }
  }
  ant_text_print(
      to,
      "\nextern const ant_code ant_code_%s;\n\n/* The ground state, where %s_ground.c was "
      "written: copy, then call setup, phase, and rate at\n * every y.  m[at_time...] is "
      "the caller's to set [day].%s */\nextern const double ant_%s_m[], ant_%s_y[];\n\n#endif\n",
      e->name, e->name,
      e->program->model->n_when > 0
          ? "  So are conditions (`when`): 1 or 0, to be\n * changed where the guard "
            "beside each crosses 0; what they set then is not here."
          : "",
      e->name, e->name);
}

/* 4. The table ------------------------------------------------------------------------ */

static void put_pass(const emitter *e, ant_text *to, ant_pass_kind kind) {
  const char *pass = e->program->pass[kind].name;
  ant_text_print(to, "\nstatic void %s(%s) {\n", pass, arguments(kind, true));
  for (int i = 0; i < e->n_function[kind]; i++) {
    ant_text_print(to, "  ant_%s_%s_%d(%s);\n", e->name, pass, i, arguments(kind, false));
  }
  ant_text_put(to, "}\n");
}

static void put_table(const emitter *e, ant_text *to) {
  const ant_model *m = e->program->model;
  ant_text_print(to, "/* %s.c - the functions of %s in order. */\n#include \"%s.h\"\n", e->name,
                 e->name, e->name);
  for (int kind = 0; kind < ANT_NPASS; kind++) {
    if (ant_pass_is_emitted((ant_pass_kind)kind)) put_pass(e, to, (ant_pass_kind)kind);
  }
  ant_text_print(to,
                 "\nconst ant_code ant_code_%s = {\n    .hash = UINT64_C(0x%016" PRIx64 "),\n"
                 "    .n_y = %d,\n    .n_m = %d,\n    .n_edge_rate = %d,\n"
                 "    .n_edge_baseline = %d,\n",
                 e->name, m->hash, m->n_y, m->n_m, e->program->rate.n_value,
                 e->program->baseline.n_value);
  for (int kind = 0; kind < ANT_NPASS; kind++) {
    const char *pass = e->program->pass[kind].name;
    if (ant_pass_is_emitted((ant_pass_kind)kind)) ant_text_print(to, "    .%s = %s,\n", pass, pass);
  }
  ant_text_put(to, "};\n");
}

/* 5. Files ------------------------------------------------------------------------------ */

static ant_status emit_all(emitter *e) {
  ANT_TRY(ant_c_names_make(e->arena, e->program->model, &e->names));
  e->writer = (ant_c_writer){.program = e->program, .names = &e->names, .to = &e->body};
  for (int i = 0; i < e->n_part; i++) {
    ant_text_print(&e->part[i],
                   "/* Made by Antaeus from a model; do not edit.  Compile without contraction: "
                   "-ffp-contract=off. */\n#include \"ant_elementary.h\"\n#include \"%s.h\"\n",
                   e->name);
  }
  for (int kind = 0; kind < ANT_NPASS; kind++) {
    if (ant_pass_is_emitted((ant_pass_kind)kind)) ANT_TRY(emit_pass(e, (ant_pass_kind)kind));
  }
  return e->no_memory ? ANT_ENOMEM : ANT_OK;
}

static char *join(const char *name, int part, const char *end) {
  ant_text t = {0};
  ant_text_put(&t, name);
  if (part > 0) ant_text_print(&t, "_%d", part);
  ant_text_put(&t, end);
  return t.failed ? NULL : t.data;
}

enum { N_WHOLE = 5 }; /* files that are not parts */

/* Headers, table and parts into SOURCE; the parts' texts are there. */
static ant_status fill(emitter *e, ant_c_source *source) {
  source->file[0].name = join("ant_code", 0, ".h");
  ant_text_put(&source->file[0].text, ant_embedded_code);
  source->file[1].name = join("ant_elementary", 0, ".h");
  ant_text_put(&source->file[1].text, ant_embedded_elementary);
  source->file[2].name = join("elementary_table", 0, ".h");
  ant_text_put(&source->file[2].text, ant_embedded_table);
  source->file[3].name = join(e->name, 0, ".h");
  put_header(e, &source->file[3].text);
  source->file[4].name = join(e->name, 0, ".c");
  put_table(e, &source->file[4].text);
  bool ready = true;
  for (int i = 0; i < source->n; i++) {
    if (i >= N_WHOLE) {
      source->file[i].name = join(e->name, i - N_WHOLE + 1, ".c");
      source->file[i].text = e->part[i - N_WHOLE];
      e->part[i - N_WHOLE] = (ant_text){0};
    }
    ready &= source->file[i].name != NULL && !source->file[i].text.failed;
  }
  return ready ? ANT_OK : ANT_ENOMEM;
}

static void emitter_clear(emitter *e) {
  ant_c_writer_clear(&e->writer);
  ant_text_clear(&e->body);
  for (int i = 0; e->part && i < e->n_part; i++) ant_text_clear(&e->part[i]);
  free(e->part);
  ant_arena_destroy(&e->arena);
}

ant_status ant_emit_c(const ant_program *program, const char *name, int n_part,
                      ant_c_source *out_source, ant_diag *opt_diag) {
  emitter e = {.program = program, .name = name, .n_part = n_part};
  ant_c_source source = {.n = n_part + N_WHOLE};
  e.arena = ant_arena_create();
  e.part = calloc((size_t)n_part, sizeof *e.part);
  source.file = calloc((size_t)source.n, sizeof *source.file);
  ant_status status = e.arena && e.part && source.file ? emit_all(&e) : ANT_ENOMEM;
  if (status == ANT_OK) status = fill(&e, &source);
  emitter_clear(&e);
  if (status != ANT_OK) {
    if (!source.file) source.n = 0;
    ant_c_source_clear(&source);
    return ant_fail(opt_diag, status, "no memory to write the model as C");
  }
  *out_source = source;
  return ANT_OK;
}

void ant_c_source_clear(ant_c_source *source) {
  for (int i = 0; i < source->n; i++) {
    free(source->file[i].name);
    ant_text_clear(&source->file[i].text);
  }
  free(source->file);
  *source = (ant_c_source){0};
}

ant_status ant_c_source_write(const ant_c_source *source, const char *folder, ant_diag *opt_diag) {
  ANT_TRY(ant_file_make_folder(folder, opt_diag));
  for (int i = 0; i < source->n; i++) {
    const ant_c_file *f = &source->file[i];
    ant_text path = {0};
    ant_text_print(&path, "%s/%s", folder, f->name);
    ant_status status = path.failed ? ant_fail(opt_diag, ANT_ENOMEM, "no memory for a path")
                                    : ant_file_write(path.data, ant_text_string(&f->text),
                                                     f->text.length, opt_diag);
    ant_text_clear(&path);
    ANT_TRY(status);
  }
  return ANT_OK;
}
