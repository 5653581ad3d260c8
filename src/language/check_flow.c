/* check_flow.c - what flows add to which pool, and the rate of every state (see check.h).
 *
 * A flow is a LET.  Each of its ends adds a part to the rate of a pool: with its sign, in the
 * pool's unit per day, gathered over the sets that the pool lacks.  A pool named by an element
 * (matrix.skull) gets its part at that element only. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "language/check.h"

/* One end of a flow. */
typedef struct ant_end {
  int state; /* -1: the rest of the world                                        */
  int substance;
  int element[ANT_MAX_AXES];
} ant_end;

static void hint_pool(ant_check *check, int symbol, ant_diag *diag) {
  const ant_decl *decl = check->extra[symbol].decl;
  if (decl && decl->keyword == ANT_KW_STATE) {
    ant_diag_hint(diag, "declare it so: state %s [...] of SUBSTANCE = ...", decl->name);
  }
}

/* the pool called TEXT (NULL: outside); false after a report or for poison */
static bool find_end(ant_check *check, int module, const char *text, ant_place place,
                     ant_end *out) {
  *out = (ant_end){.state = -1, .substance = -1};
  if (!text || strcmp(text, "outside") == 0) return true;
  const char *word[ANT_MAX_ELEMENT];
  int n;
  int def = ant_check_dotted(check, module, text, place, word, &n);
  if (def < 0 || check->def[def].kind == ANT_DEF_POISON) return false;
  int symbol = check->def[def].kind == ANT_DEF_SYMBOL ? check->def[def].index : -1;
  if (check->def[def].kind == ANT_DEF_SYMBOL && symbol < 0) return false;
  if (symbol < 0 || check->model->symbol[symbol].substance < 0) {
    ant_diag diag;
    ant_diag_at(&diag, &check->model->sources, place, ANT_EINPUT, "'%s' is not a pool", text);
    if (symbol >= 0) hint_pool(check, symbol, &diag);
    ant_check_report(check, &diag);
    return false;
  }
  out->state = symbol;
  out->substance = check->model->symbol[symbol].substance;
  return ant_check_pick(check, symbol, word, n, place, out->element);
}

/* false after a report */
static bool add_part(ant_check *check, const ant_end *end, int substance, int flow, int sign,
                     ant_place place) {
  int state = end->state >= 0 ? end->state : check->model->substance[substance].outside;
  if (state < 0 || flow < 0 ||
      ant_arena_grow(check->arena, &check->part, &check->c_part, check->n_part,
                     sizeof *check->part) != ANT_OK) {
    return false;
  }
  const ant_symbol *s = &check->model->symbol[state], *f = &check->model->symbol[flow];
  ant_unit per_day = ant_check_per_day(&s->unit);
  ant_part part = {.state = state, .next = -1, .flow = flow, .sign = sign, .place = place};
  part.factor = ant_check_matter(check, substance, &f->unit, &per_day);
  for (int k = 0; k < ANT_MAX_AXES; k++) part.element[k] = end->state < 0 ? -1 : end->element[k];
  if (part.factor == 0) {
    ant_check_clash(check, place, &per_day, &f->unit, "this flow");
    return false;
  }
  for (int k = 0; k < s->n_set; k++) {
    bool there = part.element[k] >= 0;
    for (int i = 0; i < f->n_set; i++) there = there || f->set[i] == s->set[k];
    if (there) continue;
    ant_check_error(check, place, ANT_ESET,
                    "pool '%s' is one for each of '%s', and this flow is not below `for` it",
                    s->name, check->model->set[s->set[k]].name);
    return false;
  }
  ant_extra *extra = &check->extra[state]; /* its list is in the order of the text */
  if (extra->first_part < 0) {
    extra->first_part = check->n_part;
  } else {
    check->part[extra->last_part].next = check->n_part;
  }
  extra->last_part = check->n_part;
  check->part[check->n_part++] = part;
  return true;
}

static bool pipe_holds(ant_check *check, const ant_item *item, int flow, int out) {
  const ant_decl *decl = item->decl;
  ant_end from, to;
  bool good = find_end(check, item->module, decl->from, decl->from_place, &from);
  good &= find_end(check, item->module, decl->to, decl->to_place, &to);
  if (!good) return false;
  int substance = from.substance >= 0 ? from.substance : to.substance;
  int declared = ant_check_substance_of(check, item);
  if (substance < 0) substance = declared;
  if (substance < 0) {
    if (decl->keyword == ANT_KW_TRANSIT || decl->substance) return true;
    ant_check_error(check, decl->place, ANT_EINPUT,
                    "a flow joins two pools, or a pool and `outside`; this one has no pool");
    return false;
  }
  const ant_end *ends[] = {&from, &to};
  for (int i = 0; i < 2; i++) {
    if (ends[i]->substance < 0 || ends[i]->substance == substance) continue;
    ant_check_error(check, decl->place, ANT_EUNIT, "'%s' holds %s, and '%s' holds %s", decl->from,
                    check->model->substance[substance].name, decl->to,
                    check->model->substance[ends[i]->substance].name);
    return false;
  }
  if (from.state >= 0 && from.state == to.state &&
      memcmp(from.element, to.element, sizeof from.element) == 0) {
    ant_check_error(check, decl->place, ANT_ECIRCULAR, "this flow ends where it begins");
    return false;
  }
  return add_part(check, &from, substance, flow, -1, decl->from ? decl->from_place : decl->place) &&
         add_part(check, &to, substance, out, 1, decl->to ? decl->to_place : decl->place);
}

void ant_check_pipe(ant_check *check, const ant_item *item, int flow, int out) {
  if (!pipe_holds(check, item, flow, out)) check->rate_lost = true;
}

void ant_check_flows(ant_check *check) {
  for (int i = 0; i < check->n_item; i++) {
    const ant_item *item = &check->item[i];
    if (item->decl->keyword != ANT_KW_FLOW) continue;
    if (item->symbol < 0) check->rate_lost = true;
    if (item->symbol < 0) continue;
    check->extra[item->symbol].read = true;
    ant_check_pipe(check, item, item->symbol, item->symbol);
  }
}

/* Rates ---------------------------------------------------------------------- */

/* the item of `rate x` finds its state; false after a report or for poison */
static bool find_state(ant_check *check, int i_item) {
  const ant_item *item = &check->item[i_item];
  const char *name = item->decl->name;
  if (!name) return false;
  int def = ant_check_resolve(check, item->module, name, item->decl->name_place, "state");
  if (def < 0 || check->def[def].kind == ANT_DEF_POISON) return false;
  int symbol = check->def[def].index;
  if (check->def[def].kind == ANT_DEF_SYMBOL && symbol < 0) return false;
  if (symbol < 0 || !check->extra[symbol].decl ||
      check->extra[symbol].decl->keyword != ANT_KW_STATE) {
    ant_check_error(check, item->decl->name_place, ANT_EINPUT, "'%s' is not a state", name);
    return false;
  }
  if (check->extra[symbol].module != item->module) {
    ant_check_error(check, item->decl->name_place, ANT_EINPUT,
                    "the rate of '%s' belongs beside the state, in module '%s'", name,
                    check->model->module[check->extra[symbol].module].name);
  }
  if (check->extra[symbol].rate_item >= 0) {
    char where[ANT_DIAG_PATH];
    ant_place first = check->item[check->extra[symbol].rate_item].decl->place;
    ant_check_error(check, item->decl->place, ANT_EDUPLICATE, "'%s' has a rate already, at %s",
                    name, ant_check_where(check, first, where, sizeof where));
    return false;
  }
  check->extra[symbol].rate_item = i_item;
  return true;
}

/* the `for` around a rate runs over the sets of its state */
static bool same_sets(ant_check *check, const ant_item *item, const ant_symbol *s) {
  int n = item->frame ? item->frame->n_set : 0, found = 0;
  if (item->frame && item->frame->poison) return false;
  for (int i = 0; i < n; i++) {
    for (int k = 0; k < s->n_set; k++) found += item->frame->set[i] == s->set[k];
  }
  if (found == n && n == s->n_set) return true;
  ant_check_error(check, item->decl->place, ANT_ESET,
                  "the rate of '%s' must stand below the same `for` as the state", s->name);
  return false;
}

/* the expression of the `rate` of STATE; 0 where it has none, -1 after a report */
static int own_rate(ant_check *check, int state) {
  int at = check->extra[state].rate_item;
  if (at < 0) return ant_node_const(&check->nodes, 0);
  const ant_item *item = &check->item[at];
  ant_symbol s = check->model->symbol[state];
  if (!same_sets(check, item, &s)) return -1;
  ant_context x = ant_context_of(check, item, state, ANT_MAY_PARAM | ANT_MAY_DYNAMIC);
  memcpy(x.axis, s.set, sizeof x.axis);
  ant_unit per_day = ant_check_per_day(&s.unit);
  char what[200];
  snprintf(what, sizeof what, "the rate of '%s'", item->decl->name);
  return ant_check_assigned(&x, item->decl->value, &per_day, what);
}

/* the flow of PART in the axes of its state: gathered over the sets that the state lacks */
static int part_node(ant_check *check, const ant_part *part) {
  ant_symbol s = check->model->symbol[part->state], f = check->model->symbol[part->flow];
  ant_context own = {.check = check, .owner = part->state, .name = f.name, .n_axis = s.n_set};
  memcpy(own.axis, s.set, sizeof own.axis);
  ant_context wide = own;
  wide.n_axis = 0;
  for (int k = 0; k < s.n_set; k++) {
    if (part->element[k] < 0) wide.axis[wide.n_axis++] = s.set[k];
  }
  int n_own = wide.n_axis;
  for (int i = 0; i < f.n_set; i++) {
    bool shared = false;
    for (int k = 0; k < n_own; k++) shared = shared || wide.axis[k] == f.set[i];
    if (!shared) wide.axis[wide.n_axis++] = f.set[i];
  }
  int flow = part->flow;
  if (wide.n_axis > n_own) {
    int node = ant_check_read(&wide, flow, NULL, part->place);
    flow = ant_check_gather(&wide, node, wide.n_axis - n_own, ANT_SUM, &f.unit, part->place);
  }
  int node = ant_check_read(&own, flow, NULL, part->place);
  if (part->factor != 1) {
    node = ant_node_2(&check->nodes, ANT_OP_MUL, node, ant_node_const(&check->nodes, part->factor));
  }
  for (int k = 0; k < s.n_set; k++) {
    if (part->element[k] < 0) continue;
    int here = ant_check_indicator(&own, s.set[k], part->element[k], part->place);
    node = ant_node_3(&check->nodes, ANT_OP_IF, here, node, ant_node_const(&check->nodes, 0));
  }
  return node;
}

/* a pool's own rate is a flow from outside, so that its ledger stays true */
static int rate_as_flow(ant_check *check, int state, int rate) {
  ant_symbol s = check->model->symbol[state];
  const char *name = ant_arena_format(check->arena, "%s.rate", s.name);
  ant_unit per_day = ant_check_per_day(&s.unit);
  int flow = ant_check_hidden(check, ANT_SYM_LET, name, &per_day, s.set, s.n_set, s.place);
  if (flow < 0) return -1;
  check->model->symbol[flow].is_flow = true;
  check->extra[flow].read = true;
  ant_check_equation(check, ANT_EQ_LET, flow, rate, s.place);
  ant_end outside = {.state = -1, .substance = s.substance};
  add_part(check, &outside, s.substance, flow, -1, s.place);
  ant_context own = {.check = check, .n_axis = s.n_set};
  memcpy(own.axis, s.set, sizeof own.axis);
  return ant_check_read(&own, flow, NULL, s.place);
}

/* nothing changes STATE; where a rate or a flow could not be read, it may be the one */
static void say_no_rate(ant_check *check, int state) {
  if (check->rate_lost || !check->extra[state].decl) return;
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, check->extra[state].place, ANT_EMISSING,
              "state '%s' has neither a rate nor a flow", check->model->symbol[state].name);
  ant_diag_hint(&diag, "write `rate %s = ...`, or make it a `let` or a `param`",
                check->extra[state].decl->name);
  ant_check_report(check, &diag);
}

static void make_rate(ant_check *check, int state) {
  int item = check->extra[state].rate_item;
  ant_place place = item >= 0 ? check->item[item].decl->place : check->extra[state].place;
  if (item < 0 && check->extra[state].first_part < 0 && check->extra[state].decl) {
    say_no_rate(check, state);
    return;
  }
  int node = own_rate(check, state);
  if (node < 0) return;
  if (item >= 0 && check->model->symbol[state].substance >= 0) {
    node = rate_as_flow(check, state, node);
  }
  for (int at = check->extra[state].first_part; at >= 0; at = check->part[at].next) {
    ant_part part = check->part[at];
    ant_op op = part.sign > 0 ? ANT_OP_ADD : ANT_OP_SUB;
    node = ant_node_2(&check->nodes, op, node, part_node(check, &part));
  }
  ant_check_equation(check, ANT_EQ_RATE, state, node, place);
}

void ant_check_rates(ant_check *check) {
  for (int i = 0; i < check->n_item; i++) {
    if (check->item[i].decl->keyword != ANT_KW_RATE) continue;
    if (!find_state(check, i)) check->rate_lost = true;
  }
  for (int i = 0; i < check->n_item; i++) {
    const ant_item *item = &check->item[i];
    if (item->decl->keyword == ANT_KW_STATE && item->symbol >= 0) make_rate(check, item->symbol);
  }
  for (int i = 0; i < check->model->n_substance; i++) { /* after all that they have to count */
    if (check->model->substance[i].outside >= 0)
      make_rate(check, check->model->substance[i].outside);
  }
}
