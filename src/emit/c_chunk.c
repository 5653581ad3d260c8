/* c_chunk.c - loops and statements of emitted C.
 *   1. Places   2. Which nodes get a name   3. Expressions   4. Statements   5. Loops */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "emit/c_internal.h"

/* 1. Places ------------------------------------------------------------------- */

/* The loop variable of axis K; the second of two axes over one set gets a number. */
static void put_index(const ant_c_writer *w, const ant_nest *nest, int k) {
  ant_text_put(w->to, w->names->set[nest->axis_set[k]]);
  for (int i = 0; i < k; i++) {
    if (nest->axis_set[i] == nest->axis_set[k]) {
      ant_text_print(w->to, "_%d", k);
      break;
    }
  }
}

static const char *store_name(ant_store store) {
  switch (store) {
  case ANT_STORE_M:
    return "m";
  case ANT_STORE_Y:
    return "y";
  case ANT_STORE_DY:
    return "dy";
  case ANT_STORE_EDGE:
    return "edge";
  }
  return "?";
}

static void put_place(const ant_c_writer *w, const ant_nest *nest, const ant_ref *r) {
  const ant_model *m = w->program->model;
  int offset = r->offset;
  ant_text_print(w->to, "%s[", store_name(r->store));
  const char *plus = "";
  if (r->symbol >= 0 && r->symbol < m->n_symbol) {
    ant_text_put(w->to, w->names->symbol[r->symbol]);
    offset -= m->symbol[r->symbol].offset;
    plus = " + ";
  }
  for (int k = 0; k < nest->n_axis; k++) {
    if (r->stride[k] == 0 || nest->axis_size[k] == 1) continue;
    ant_text_put(w->to, plus);
    if (r->stride[k] != 1) ant_text_print(w->to, "%d * ", r->stride[k]);
    put_index(w, nest, k);
    plus = " + ";
  }
  if (offset != 0 || !*plus) {
    ant_text_print(w->to, "%s%d", *plus && offset < 0 ? " - " : plus, *plus ? abs(offset) : offset);
  }
  ant_text_put(w->to, "]");
}

/* 2. Which nodes get a name ------------------------------------------------------ */

enum { LONGEST = 12 }; /* operations in one statement                           */

static bool is_leaf(const ant_c_writer *w, int node) {
  ant_op op = w->program->nodes.node[node].op;
  return op == ANT_OP_CONST || op == ANT_OP_READ;
}

static bool room(ant_c_writer *w, int need_order) {
  int n = w->program->nodes.n_node;
  if (n > w->node_capacity) {
    free(w->use);
    w->use = calloc(6 * (size_t)n, sizeof *w->use);
    w->node_capacity = w->use ? n : 0;
    w->size = w->use + n;
    w->temp = w->use + 2 * (size_t)n;
    w->mark = w->use + 3 * (size_t)n;
    w->powers = w->use + 4 * (size_t)n;
    w->log = w->use + 5 * (size_t)n;
  }
  if (need_order > w->order_capacity) {
    int *grown = realloc(w->order, 2 * (size_t)need_order * sizeof *grown);
    if (!grown) return false;
    w->order = grown;
    w->order_capacity = 2 * need_order;
  }
  return w->use != NULL;
}

/* All nodes of the chunk, each once; use: how many of them, and of its outputs, read it. */
static ant_status list_nodes(ant_c_writer *w, const ant_c_chunk *chunk) {
  const ant_node *node = w->program->nodes.node;
  w->n_order = 0;
  for (int i = 0; i < chunk->n; i++) {
    ANT_TRY(ant_walk_from(&w->walk, node, chunk->item[i].out->node));
    if (!room(w, w->n_order + w->walk.n)) return ANT_ENOMEM;
    for (int k = 0; k < w->walk.n; k++) {
      int at = w->walk.item[k];
      if (w->walk.value[at]) continue;
      w->walk.value[at] = 1;
      w->use[at] = 0;
      w->temp[at] = w->log[at] = -1;
      w->powers[at] = 0;
      w->order[w->n_order++] = at;
      for (int j = 0; j < ant_op_n_arg(node[at].op); j++) w->use[node[at].arg[j]]++;
    }
    const ant_node *root = &node[chunk->item[i].out->node];
    w->use[chunk->item[i].out->node]++;
    if (root->op == ANT_OP_POW) w->powers[root->arg[0]]++;
  }
  for (int i = 0; i < w->n_order; i++) w->walk.value[w->order[i]] = 0;
  return ANT_OK;
}

/* Whether NODE is written as a statement of its own: it is read twice, or with it the statement
 * would be too long.  size: the operations written in its place. */
static bool wants_name(ant_c_writer *w, int node) {
  const ant_node *n = &w->program->nodes.node[node];
  if (is_leaf(w, node)) {
    w->size[node] = 0;
    return false;
  }
  int size = 1;
  for (int k = 0; k < ant_op_n_arg(n->op); k++) size += w->size[n->arg[k]];
  bool named = w->use[node] > 1 || size > LONGEST;
  w->size[node] = named ? 0 : size;
  return named;
}

int ant_c_cost(ant_c_writer *writer, int node, int chunk, bool mark) {
  int n = 0;
  if (ant_walk_from(&writer->walk, writer->program->nodes.node, node) != ANT_OK) return -1;
  if (!room(writer, 1)) return -1;
  for (int k = 0; k < writer->walk.n; k++) {
    int at = writer->walk.item[k];
    if (writer->mark[at] == chunk || is_leaf(writer, at)) continue;
    if (mark) writer->mark[at] = chunk;
    n++;
  }
  return n;
}

/* 3. Expressions ------------------------------------------------------------------- */

/* How tightly C binds what is written. */
enum { CHOICE = 1, LOGIC, EQUAL, LESS, SUM, PRODUCT, SIGN, ATOM };

static void put_expr(const ant_c_writer *w, int node, int least);

static int binding(const ant_node *n) {
  switch (n->op) {
  case ANT_OP_CONST:
    return signbit(n->value) ? SIGN : ATOM;
  case ANT_OP_ADD:
  case ANT_OP_SUB:
    return SUM;
  case ANT_OP_MUL:
  case ANT_OP_DIV:
    return PRODUCT;
  case ANT_OP_NEG:
    return SIGN;
  case ANT_OP_LT:
  case ANT_OP_LE:
    return LESS;
  case ANT_OP_EQ:
    return EQUAL;
  case ANT_OP_AND:
  case ANT_OP_OR:
    return LOGIC;
  case ANT_OP_NOT:
    return EQUAL;
  case ANT_OP_IF:
    return CHOICE;
  default:
    return ATOM;
  }
}

/* NODE as something that C takes for true or false. */
static void put_truth(const ant_c_writer *w, int node, int least) {
  bool is_truth = w->temp[node] < 0 && ant_op_is_truth(w->program->nodes.node[node].op);
  if (is_truth) {
    put_expr(w, node, least);
  } else {
    if (least > EQUAL) ant_text_put(w->to, "(");
    put_expr(w, node, SUM);
    ant_text_put(w->to, " != 0");
    if (least > EQUAL) ant_text_put(w->to, ")");
  }
}

static void put_pair(const ant_c_writer *w, const ant_node *n, const char *sign, int left,
                     int right) {
  put_expr(w, n->arg[0], left);
  ant_text_put(w->to, sign);
  put_expr(w, n->arg[1], right);
}

static void put_call(const ant_c_writer *w, const ant_node *n) {
  bool known = n->op == ANT_OP_POW && w->log[n->arg[0]] >= 0;
  ant_text_print(w->to, "ant_%s%s(", ant_op_name(n->op), known ? "_by" : "");
  for (int k = 0; k < ant_op_n_arg(n->op); k++) {
    if (k > 0) ant_text_put(w->to, ", ");
    put_expr(w, n->arg[k], CHOICE);
    if (known && k == 0) ant_text_print(w->to, ", log%d", w->log[n->arg[0]]);
  }
  ant_text_put(w->to, ")");
}

static void put_logic(const ant_c_writer *w, const ant_node *n) {
  put_truth(w, n->arg[0], LOGIC + 1);
  ant_text_put(w->to, n->op == ANT_OP_AND ? " && " : " || ");
  put_truth(w, n->arg[1], LOGIC + 1);
}

static void put_operation(const ant_c_writer *w, const ant_node *n) {
  switch (n->op) {
  case ANT_OP_CONST:
    ant_c_number(w->to, n->value);
    break;
  case ANT_OP_READ:
    put_place(w, w->nest, &w->program->nodes.ref[n->ref]);
    break;
  case ANT_OP_ADD:
    put_pair(w, n, " + ", SUM, SUM + 1);
    break;
  case ANT_OP_SUB:
    put_pair(w, n, " - ", SUM, SUM + 1);
    break;
  case ANT_OP_MUL:
    put_pair(w, n, " * ", PRODUCT, PRODUCT + 1);
    break;
  case ANT_OP_DIV:
    put_pair(w, n, " / ", PRODUCT, PRODUCT + 1);
    break;
  case ANT_OP_LT:
    put_pair(w, n, " < ", SUM, SUM);
    break;
  case ANT_OP_LE:
    put_pair(w, n, " <= ", SUM, SUM);
    break;
  case ANT_OP_EQ:
    put_pair(w, n, " == ", SUM, SUM);
    break;
  case ANT_OP_AND:
  case ANT_OP_OR:
    put_logic(w, n);
    break;
  case ANT_OP_NOT:
    put_expr(w, n->arg[0], SUM);
    ant_text_put(w->to, " == 0");
    break;
  case ANT_OP_NEG:
    ant_text_put(w->to, "-");
    put_expr(w, n->arg[0], ATOM);
    break;
  case ANT_OP_IF:
    put_truth(w, n->arg[0], CHOICE + 1);
    ant_text_put(w->to, " ? ");
    put_expr(w, n->arg[1], CHOICE + 1);
    ant_text_put(w->to, " : ");
    put_expr(w, n->arg[2], CHOICE + 1);
    break;
  default:
    put_call(w, n);
  }
}

/* NODE in parentheses where it binds less tightly than LEAST.  At most LONGEST deep. */
static void put_expr(const ant_c_writer *w, int node, int least) {
  const ant_node *n = &w->program->nodes.node[node];
  if (w->temp[node] >= 0) {
    ant_text_print(w->to, "t%d", w->temp[node]);
    return;
  }
  bool open = binding(n) < least;
  if (open) ant_text_put(w->to, "(");
  put_operation(w, n);
  if (open) ant_text_put(w->to, ")");
}

/* 4. Statements ---------------------------------------------------------------------- */

static void put_indent(const ant_c_writer *w) {
  ant_text_print(w->to, "%*s", 2 * w->indent, "");
}

static const char *file_of(const ant_model *m, ant_place place) {
  if (place.line <= 0 || place.file < 0 || place.file >= m->sources.n) return NULL;
  const char *path = m->sources.file[place.file].path, *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* What the statement that follows computes. */
static void put_comment(const ant_c_writer *w, const ant_c_item *item) {
  const ant_model *m = w->program->model;
  const ant_equation *e = &m->equation[item->nest->equation];
  const ant_symbol *s = &m->symbol[e->target.symbol];
  put_indent(w);
  ant_text_put(w->to, "/* ");
  if (item->out->target.store == ANT_STORE_EDGE) {
    ant_text_put(w->to, "a partial of ");
  } else if (e->role == ANT_EQ_RATE) {
    ant_text_put(w->to, "the rate of ");
  }
  ant_c_comment(w->to, s->name);
  ant_text_put(w->to, " [");
  ant_c_comment(w->to, s->unit_text);
  ant_text_put(w->to, "]");
  if (s->doc && *s->doc && item->out->target.store != ANT_STORE_EDGE) {
    ant_text_put(w->to, ": ");
    ant_c_comment(w->to, s->doc);
  }
  const char *file = file_of(m, e->place);
  if (file) {
    ant_text_put(w->to, " (");
    ant_c_comment(w->to, file);
    ant_text_print(w->to, ":%d)", e->place.line);
  }
  ant_text_put(w->to, " */\n");
}

static void put_output(const ant_c_writer *w, const ant_c_item *item) {
  const ant_output *o = item->out;
  put_indent(w);
  put_place(w, item->nest, &o->target);
  ant_text_put(w->to, o->accumulate == ANT_SUM ? " += " : " = ");
  bool extreme = o->accumulate == ANT_LARGEST || o->accumulate == ANT_SMALLEST;
  if (extreme) {
    ant_text_put(w->to, o->accumulate == ANT_LARGEST ? "ant_max(" : "ant_min(");
    put_place(w, item->nest, &o->target);
    ant_text_put(w->to, ", ");
  }
  put_expr(w, o->node, CHOICE);
  ant_text_put(w->to, extreme ? ");\n" : ";\n");
}

/* Everything up to ROOT that gets a name and has none. */
static ant_status put_names(ant_c_writer *w, int root, int *n_temp) {
  ANT_TRY(ant_walk_from(&w->walk, w->program->nodes.node, root));
  for (int i = 0; i < w->walk.n; i++) {
    int node = w->walk.item[i];
    if (w->temp[node] >= 0 || !wants_name(w, node)) continue;
    if (node == root && w->use[node] == 1) continue; /* the output's own statement */
    put_indent(w);
    ant_text_print(w->to, "const double t%d = ", *n_temp);
    put_expr(w, node, CHOICE);
    ant_text_put(w->to, ";\n");
    w->temp[node] = (*n_temp)++;
  }
  return ANT_OK;
}

/* The logarithm of what several outputs of the chunk are powers of, before the first of them. */
static void put_logarithm(ant_c_writer *w, int root, int *n_log) {
  const ant_node *n = &w->program->nodes.node[root];
  if (n->op != ANT_OP_POW || w->powers[n->arg[0]] < 2 || w->log[n->arg[0]] >= 0) return;
  put_indent(w);
  ant_text_print(w->to, "const ant_two log%d = ant_log_of(", *n_log);
  put_expr(w, n->arg[0], CHOICE);
  ant_text_put(w->to, ");\n");
  w->log[n->arg[0]] = (*n_log)++;
}

/* 5. Loops ----------------------------------------------------------------------------- */

/* Open the loops over the axes of NEST, but for those along which OPT_FIXED does not move. */
static void open_loops(ant_c_writer *w, const ant_nest *nest, const ant_ref *opt_fixed) {
  for (int k = 0; k < nest->n_axis; k++) {
    if (nest->axis_size[k] == 1 || (opt_fixed && opt_fixed->stride[k] == 0)) continue;
    put_indent(w);
    ant_text_put(w->to, "for (int ");
    put_index(w, nest, k);
    ant_text_put(w->to, " = 0; ");
    put_index(w, nest, k);
    ant_text_print(w->to, " < %d; ", nest->axis_size[k]);
    put_index(w, nest, k);
    ant_text_put(w->to, "++) {\n");
    w->indent++;
  }
}

static void close_loops(ant_c_writer *w, int indent) {
  while (w->indent > indent) {
    w->indent--;
    put_indent(w);
    ant_text_put(w->to, "}\n");
  }
}

static void put_neutral(ant_c_writer *w, const ant_c_item *item) {
  int indent = w->indent;
  if (item->out->accumulate == ANT_ASSIGN) return;
  open_loops(w, item->nest, &item->out->target);
  put_indent(w);
  put_place(w, item->nest, &item->out->target);
  ant_text_put(w->to, item->out->accumulate == ANT_SUM       ? " = 0;\n"
                      : item->out->accumulate == ANT_LARGEST ? " = -INFINITY;\n"
                                                             : " = INFINITY;\n");
  close_loops(w, indent);
}

/* 'a partial of' is said once for all partials of an equation. */
static bool needs_comment(const ant_c_chunk *chunk, int i) {
  return i == 0 || chunk->item[i].nest != chunk->item[i - 1].nest;
}

ant_status ant_c_write_chunk(ant_c_writer *writer, const ant_c_chunk *chunk, int *out_statements) {
  ant_c_writer *w = writer;
  int n_temp = 0, n_log = 0;
  w->nest = chunk->item[0].nest;
  w->indent = 1;
  ANT_TRY(list_nodes(w, chunk));
  for (int i = 0; i < chunk->n; i++) put_neutral(w, &chunk->item[i]);
  open_loops(w, w->nest, NULL);
  /* A body of loops is a block already; temporaries of several chunks in one function must not
   * meet. */
  bool bare = w->indent == 1;
  if (bare) ant_text_put(w->to, "  {\n");
  w->indent += bare;
  for (int i = 0; i < chunk->n; i++) {
    if (needs_comment(chunk, i)) put_comment(w, &chunk->item[i]);
    ANT_TRY(put_names(w, chunk->item[i].out->node, &n_temp));
    put_logarithm(w, chunk->item[i].out->node, &n_log);
    put_output(w, &chunk->item[i]);
  }
  close_loops(w, 1);
  *out_statements = n_temp + chunk->n;
  return w->to->failed ? ANT_ENOMEM : ANT_OK;
}

void ant_c_writer_clear(ant_c_writer *writer) {
  ant_walk_clear(&writer->walk);
  free(writer->use);
  free(writer->order);
  writer->use = writer->order = NULL;
}
