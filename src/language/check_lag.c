/* check_lag.c - delay and transit become chains of hidden states (see check.h).
 *
 * A lag of mean L and shape n is n stages in a row, each left at the speed n/L.  A delay's stage k
 * follows   s_k' = (s_{k-1} - s_k) n/L   and the last is the delay itself.  Of a transit's stage
 * leaves   s_k n/L   into the next, and it holds them all.  On the ground all stages are in
 * equilibrium with what comes in. */
#include <stdio.h>
#include <string.h>

#include "language/check.h"

enum { SHAPE_MAX = 1000 };

/* One chain. */
typedef struct ant_chain {
  ant_check *check;
  const ant_item *item;
  ant_symbol like; /* a copy of what was declared: name, unit, sets               */
  ant_context x;
  ant_place place;
  int input; /* node: what comes in, in the axes of the declaration           */
  int speed; /* node: n/L per day                                          */
} ant_chain;

/* NODE under a name of its own, so that it is computed once; a constant stays one */
static int keep(ant_chain *c, const char *suffix, int node, const ant_unit *unit, int *out_symbol) {
  ant_check *check = c->check;
  if (out_symbol) *out_symbol = -1;
  if (node < 0 || (ant_node_is_const(&check->nodes, node, NULL) && !out_symbol)) return node;
  const char *name = ant_arena_format(check->arena, "%s.%s", c->like.name, suffix);
  int symbol =
      ant_check_hidden(check, ANT_SYM_LET, name, unit, c->like.set, c->like.n_set, c->place);
  if (symbol < 0) return -1;
  check->extra[symbol].read = true;
  if (out_symbol) *out_symbol = symbol;
  ant_check_equation(check, ANT_EQ_LET, symbol, node, c->place);
  return ant_check_read(&c->x, symbol, NULL, c->place);
}

static bool read_shape(ant_check *check, const ant_decl *decl) {
  if (decl->shape >= 1 && decl->shape <= SHAPE_MAX) return true;
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, decl->place, ANT_ERANGE,
              "the shape of '%s' must be a whole number of stages from 1 to %d", decl->name,
              SHAPE_MAX);
  ant_diag_hint(&diag, "write: lag ... shape 4");
  ant_check_report(check, &diag);
  return false;
}

/* what comes in and how fast it moves on; false after a report */
static bool start_chain(ant_chain *c, const ant_unit *in_unit, bool is_flow, int *out_flow) {
  const ant_decl *decl = c->item->decl;
  ant_check *check = c->check;
  ant_unit day = ant_check_day(), one = ant_unit_one(), rate = ant_unit_div(&one, &day);
  char what[200];
  snprintf(what, sizeof what, is_flow ? "what enters '%s'" : "'%s'", decl->name);
  int input = is_flow ? ant_check_assigned(&c->x, decl->value, in_unit, what)
                      : ant_check_declared(&c->x, decl->value, in_unit, what);
  int lag = ant_check_assigned(&c->x, decl->lag, &day, "a lag");
  double days;
  if (!decl->lag) {
    ant_check_error(check, decl->place, ANT_EMISSING, "'%s' has no `lag`", decl->name);
  }
  if (!read_shape(check, decl) || input < 0 || lag < 0) return false;
  if (ant_node_is_const(&check->nodes, lag, &days) && !(days > 0)) {
    ant_check_error(check, decl->lag->place, ANT_ERANGE, "a lag is longer than 0 day");
    return false;
  }
  int speed =
      ant_node_2(&check->nodes, ANT_OP_DIV, ant_node_const(&check->nodes, decl->shape), lag);
  c->input = keep(c, "in", input, in_unit, out_flow);
  c->speed = keep(c, "speed", speed, &rate, NULL);
  return c->input >= 0 && c->speed >= 0;
}

static int new_stage(ant_chain *c, int k) {
  ant_check *check = c->check;
  const char *name = ant_arena_format(check->arena, "%s.stage%d", c->like.name, k + 1);
  int symbol = ant_check_hidden(check, ANT_SYM_STATE, name, &c->like.unit, c->like.set,
                                c->like.n_set, c->place);
  if (symbol >= 0) check->extra[symbol].read = true;
  return symbol;
}

static void copy_scale(ant_chain *c, int symbol) {
  ant_symbol *s = &c->check->model->symbol[symbol];
  const ant_symbol *like = &c->check->model->symbol[c->item->symbol];
  if (like->scale && !s->scale) s->scale = like->scale;
}

static ant_chain chain_of(ant_check *check, const ant_item *item) {
  ant_chain c = {.check = check,
                 .item = item,
                 .like = check->model->symbol[item->symbol],
                 .place = item->decl->place};
  ant_context plain = ant_context_of(check, item, item->symbol, ANT_MAY_CONSTANT);
  c.x = ant_context_of(check, item, item->symbol, ANT_MAY_PARAM | ANT_MAY_DYNAMIC);
  ant_check_clauses(&plain, item->decl, item->symbol);
  return c;
}

static void make_delay(ant_check *check, const ant_item *item) {
  ant_chain c = chain_of(check, item);
  ant_nodes *nodes = &check->nodes;
  if (!start_chain(&c, &c.like.unit, false, NULL)) return;
  int before = c.input, n = item->decl->shape;
  for (int k = 0; k < n; k++) {
    int symbol = k < n - 1 ? new_stage(&c, k) : item->symbol;
    if (symbol < 0) return;
    copy_scale(&c, symbol);
    int own = ant_check_read(&c.x, symbol, NULL, c.place);
    int gap = ant_node_2(nodes, ANT_OP_SUB, before, own);
    int rate = ant_node_2(nodes, ANT_OP_MUL, c.speed, gap);
    ant_check_equation(check, ANT_EQ_INITIAL, symbol, c.input, c.place);
    ant_check_equation(check, ANT_EQ_RATE, symbol, rate, c.place);
    before = own;
  }
}

static int transit_substance(ant_check *check, const ant_item *item) {
  const char *const end[] = {item->decl->from, item->decl->to};
  int substance = ant_check_substance_of(check, item);
  for (int i = 0; i < 2 && substance < 0; i++) {
    if (!end[i]) continue;
    int def = ant_check_lookup(check, item->module, end[i]);
    int symbol = def >= 0 && check->def[def].kind == ANT_DEF_SYMBOL ? check->def[def].index : -1;
    if (symbol >= 0) substance = check->model->symbol[symbol].substance;
  }
  return substance;
}

static void make_transit(ant_check *check, const ant_item *item) {
  ant_chain c = chain_of(check, item);
  ant_nodes *nodes = &check->nodes;
  ant_unit per_day = ant_check_per_day(&c.like.unit);
  int flow, substance = transit_substance(check, item);
  if (!start_chain(&c, &per_day, true, &flow) || item->out < 0) return;
  int out = check->def[item->out].index;
  int coming = c.input, sum = -1;
  int start = ant_node_2(nodes, ANT_OP_DIV, c.input, c.speed);
  for (int k = 0; k < item->decl->shape; k++) {
    int symbol = new_stage(&c, k);
    if (symbol < 0) return;
    check->model->symbol[symbol].substance = substance;
    copy_scale(&c, symbol);
    int own = ant_check_read(&c.x, symbol, NULL, c.place);
    int going = ant_node_2(nodes, ANT_OP_MUL, c.speed, own);
    ant_check_equation(check, ANT_EQ_INITIAL, symbol, start, c.place);
    ant_check_equation(check, ANT_EQ_RATE, symbol, ant_node_2(nodes, ANT_OP_SUB, coming, going),
                       c.place);
    sum = k == 0 ? own : ant_node_2(nodes, ANT_OP_ADD, sum, own);
    coming = going;
  }
  check->model->symbol[flow].is_flow = true;
  ant_check_equation(check, ANT_EQ_LET, item->symbol, sum, c.place);
  ant_check_equation(check, ANT_EQ_LET, out, coming, c.place);
  check->extra[item->symbol].read = true;
  ant_check_pipe(check, item, flow, out);
}

void ant_check_lags(ant_check *check) {
  for (int i = 0; i < check->n_item; i++) {
    const ant_item item = check->item[i];
    if (item.symbol < 0) continue;
    if (item.decl->keyword == ANT_KW_DELAY) make_delay(check, &item);
    if (item.decl->keyword == ANT_KW_TRANSIT) make_transit(check, &item);
  }
}
