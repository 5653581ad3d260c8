/* check_when.c - conditions that are held between their crossings (see ir.h, ant_when). */
#include <stdio.h>
#include <string.h>

#include "language/check.h"

/* the operands of comparison E as one difference that is above 0 where it is true; -1 after a
 * report */
static int guard_node(const ant_context *x, const ant_expr *e, ant_unit *out_unit,
                      bool *out_at_zero) {
  ant_check *check = x->check;
  bool less = e->kind == ANT_EXPR_BINARY && (e->op == '<' || e->op == 'l');
  bool more = e->kind == ANT_EXPR_BINARY && (e->op == '>' || e->op == 'g');
  if (!less && !more) {
    ant_diag diag;
    ant_diag_at(&diag, &check->model->sources, e->place, ANT_EINPUT,
                "expected one comparison by <, <=, > or >=");
    ant_diag_hint(&diag, "several conditions are joined where they are asked for: if a and b then");
    ant_check_report(check, &diag);
    return -1;
  }
  ant_value a = ant_check_expr(x, e->a), b = ant_check_expr(x, e->b);
  if (!ant_check_meet(x, e, "compare", &a, &b, out_unit)) return -1;
  *out_at_zero = e->op == 'l' || e->op == 'g';
  return ant_node_2(&check->nodes, ANT_OP_SUB, less ? b.node : a.node, less ? a.node : b.node);
}

/* the state that `set NAME` below a condition changes; false after a report or for poison */
static bool find_state(ant_check *check, const ant_item *item, const ant_decl *decl, int *out_state,
                       int element[ANT_MAX_AXES]) {
  const char *word[ANT_MAX_ELEMENT];
  int n;
  if (!decl->name) return false;
  int def = ant_check_dotted(check, item->module, decl->name, decl->name_place, word, &n);
  if (def < 0 || check->def[def].kind == ANT_DEF_POISON) return false;
  int state = check->def[def].kind == ANT_DEF_SYMBOL ? check->def[def].index : -1;
  if (check->def[def].kind == ANT_DEF_SYMBOL && state < 0) return false;
  const ant_symbol *s = state >= 0 ? &check->model->symbol[state] : NULL;
  if (!s || s->kind != ANT_SYM_STATE) {
    ant_check_error(check, decl->name_place, ANT_EINPUT, "'%s' is not a state: only states jump",
                    decl->name);
    return false;
  }
  if (s->substance >= 0) {
    ant_check_error(check, decl->name_place, ANT_EINPUT,
                    "'%s' is a pool: matter moves by flows and doses, and does not jump",
                    decl->name);
    return false;
  }
  *out_state = state;
  return ant_check_pick(check, state, word, n, decl->name_place, element);
}

/* where the jump writes, in the axes of the condition; false after a report */
static bool jump_target(const ant_context *x, int state, const int *element, ant_place place,
                        ant_ref *out) {
  ant_check *check = x->check;
  int node = ant_check_read(x, state, element, place);
  if (node < 0) return false;
  *out = check->nodes.ref[check->nodes.node[node].ref];
  for (int k = 0; k < x->n_axis; k++) {
    if (out->stride[k] != 0 || check->model->set[x->axis[k]].n == 1) continue;
    ant_check_error(check, place, ANT_ESET,
                    "several elements of the condition would set the one '%s'",
                    check->model->symbol[state].name);
    return false;
  }
  return true;
}

/* one `set STATE = EXPRESSION`: the equation of its jump, -1 after a report */
static int make_jump(const ant_context *x, const ant_item *item, const ant_decl *decl) {
  ant_check *check = x->check;
  ant_model *model = check->model;
  int state, element[ANT_MAX_AXES];
  ant_ref target;
  if (decl->broken || !decl->value) return -1;
  if (!find_state(check, item, decl, &state, element)) return -1;
  if (!jump_target(x, state, element, decl->name_place, &target)) return -1;
  char what[200];
  snprintf(what, sizeof what, "what '%s' becomes", decl->name);
  ant_unit unit = model->symbol[state].unit;
  int node = ant_check_declared(x, decl->value, &unit, what);
  int equation =
      ant_check_equation_over(check, ANT_EQ_JUMP, state, node, x->axis, x->n_axis, decl->place);
  if (equation >= 0) model->equation[equation].target = target;
  return equation;
}

static void make_when(ant_check *check, const ant_item *item) {
  ant_model *model = check->model;
  const ant_decl *decl = item->decl;
  ant_context x = ant_context_of(check, item, item->symbol, ANT_MAY_PARAM | ANT_MAY_DYNAMIC);
  ant_when when = {.symbol = item->symbol, .place = decl->place};
  ant_unit unit;
  ant_symbol s = model->symbol[item->symbol];
  int node = decl->value ? guard_node(&x, decl->value, &unit, &when.at_zero) : -1;
  if (node < 0) return;
  const char *name = ant_arena_format(check->arena, "%s.guard", s.name);
  when.guard = ant_check_hidden(check, ANT_SYM_LET, name, &unit, s.set, s.n_set, decl->place);
  if (when.guard < 0) return;
  check->extra[when.guard].read = true;
  ant_check_equation(check, ANT_EQ_LET, when.guard, node, decl->place);
  int zero = ant_node_const(&check->nodes, 0);
  int guard = ant_check_read(&x, when.guard, NULL, decl->place);
  int truth = ant_node_2(&check->nodes, when.at_zero ? ANT_OP_LE : ANT_OP_LT, zero, guard);
  when.equation = ant_check_equation(check, ANT_EQ_WHEN, item->symbol, truth, decl->place);
  when.jump = ant_arena_take(check->arena, (size_t)decl->n_child * sizeof *when.jump);
  for (int i = 0; when.jump && i < decl->n_child; i++) {
    int jump = make_jump(&x, item, decl->child[i]);
    if (jump >= 0) when.jump[when.n_jump++] = jump;
  }
  if (when.n_jump > 0) check->extra[item->symbol].read = true;
  if (ant_arena_grow(check->arena, &model->when, &check->c_when, model->n_when,
                     sizeof *model->when) == ANT_OK) {
    model->when[model->n_when++] = when;
  }
}

void ant_check_whens(ant_check *check) {
  for (int i = 0; i < check->n_item; i++) {
    const ant_item item = check->item[i];
    if (item.decl->keyword == ANT_KW_WHEN && item.symbol >= 0) make_when(check, &item);
  }
}
