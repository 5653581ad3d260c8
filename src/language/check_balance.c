/* check_balance.c - what the ground has to satisfy, and by which unknowns (see check.h). */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "language/check.h"

static int *ints(ant_check *check, int n) {
  return ant_arena_take(check->arena, (size_t)n * sizeof(int));
}

/* a condition for N elements; its lists are still to be filled; NULL without memory */
static ant_condition *new_condition(ant_check *check, int unknown, int n, ant_place place) {
  ant_model *model = check->model;
  if (ant_arena_grow(check->arena, &model->condition, &check->c_condition, model->n_condition,
                     sizeof *model->condition) != ANT_OK) {
    return NULL;
  }
  ant_condition *c = &model->condition[model->n_condition];
  *c = (ant_condition){.equation = -1, .unknown = unknown, .n = n, .place = place};
  c->row = ints(check, n);
  c->column = ints(check, n);
  if (!c->row || !c->column) return NULL;
  for (int i = 0; i < n; i++) c->column[i] = model->symbol[unknown].offset + i;
  model->n_condition++;
  return c;
}

/* the state that ITEM's balance is to make steady; false after a report or for poison */
static bool find_target(ant_check *check, const ant_item *item, int *out_state,
                        int element[ANT_MAX_AXES]) {
  const ant_decl *decl = item->decl;
  const char *word[ANT_MAX_ELEMENT];
  int n;
  int def = ant_check_dotted(check, item->module, decl->target, decl->target_place, word, &n);
  if (def < 0 || check->def[def].kind == ANT_DEF_POISON) return false;
  int state = check->def[def].kind == ANT_DEF_SYMBOL ? check->def[def].index : -1;
  if (check->def[def].kind == ANT_DEF_SYMBOL && state < 0) return false;
  if (state < 0 || check->model->symbol[state].kind != ANT_SYM_STATE) {
    ant_check_error(check, decl->target_place, ANT_EBALANCE, "'%s' is not a state", decl->target);
    return false;
  }
  *out_state = state;
  return ant_check_pick(check, state, word, n, decl->target_place, element);
}

/* the slot of dy that belongs to element I of unknown P; -1 when P does not say which */
static int row_of(const ant_check *check, const ant_symbol *p, const ant_symbol *x,
                  const int element[ANT_MAX_AXES], int i) {
  int index[ANT_MAX_AXES], row = 0;
  for (int k = p->n_set - 1; k >= 0; k--) {
    int n = check->model->set[p->set[k]].n;
    index[k] = i % n;
    i /= n;
  }
  for (int k = 0; k < x->n_set; k++) {
    int at = element[k];
    for (int j = 0; j < p->n_set && at < 0; j++) {
      if (p->set[j] == x->set[k]) at = index[j];
    }
    if (at < 0) return -1;
    row = row * check->model->set[x->set[k]].n + at;
  }
  return x->offset + row;
}

static void say_count(ant_check *check, const ant_item *item, int n_p, int n_x) {
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, item->decl->target_place, ANT_EBALANCE,
              "'%s' is %d unknown%s, and '%s is steady' is %d condition%s", item->decl->name, n_p,
              n_p == 1 ? "" : "s", item->decl->target, n_x, n_x == 1 ? "" : "s");
  ant_diag_hint(&diag, "put the balance below the `for` of the state, or name an element of it");
  ant_check_report(check, &diag);
}

/* how many elements of X are meant, beyond those that are named */
static int free_elements(const ant_check *check, const ant_symbol *x,
                         const int element[ANT_MAX_AXES]) {
  int n = 1;
  for (int k = 0; k < x->n_set; k++) {
    if (element[k] < 0) n *= check->model->set[x->set[k]].n;
  }
  return n;
}

static void steady_balance(ant_check *check, const ant_item *item) {
  int state, element[ANT_MAX_AXES];
  if (!find_target(check, item, &state, element)) return;
  const ant_symbol p = check->model->symbol[item->symbol], x = check->model->symbol[state];
  int n_x = free_elements(check, &x, element);
  if (n_x != p.n || row_of(check, &p, &x, element, 0) < 0) {
    say_count(check, item, p.n, n_x);
    return;
  }
  ant_condition *c = new_condition(check, item->symbol, p.n, item->decl->place);
  if (!c) return;
  for (int i = 0; i < p.n; i++) c->row[i] = row_of(check, &p, &x, element, i);
}

/* so that a == b: the residual a - b is a quantity of its own */
static void equal_balance(ant_check *check, const ant_item *item) {
  const ant_decl *decl = item->decl;
  ant_context x = ant_context_of(check, item, item->symbol, ANT_MAY_PARAM | ANT_MAY_DYNAMIC);
  ant_value a = ant_check_expr(&x, decl->value), b = ant_check_expr(&x, decl->value2);
  ant_expr pair = {.a = decl->value, .b = decl->value2, .place = decl->value->place};
  ant_unit unit;
  if (!ant_check_meet(&x, &pair, "compare", &a, &b, &unit)) return;
  ant_symbol p = check->model->symbol[item->symbol];
  const char *name = ant_arena_format(check->arena, "%s.residual", p.name);
  int node = ant_node_2(&check->nodes, ANT_OP_SUB, a.node, b.node);
  int residual = ant_check_hidden(check, ANT_SYM_LET, name, &unit, p.set, p.n_set, decl->place);
  int equation = ant_check_equation(check, ANT_EQ_RESIDUAL, residual, node, decl->place);
  if (equation < 0) return;
  check->extra[residual].read = true;
  ant_condition *c = new_condition(check, item->symbol, p.n, decl->place);
  if (!c) return;
  c->equation = equation;
  for (int i = 0; i < p.n; i++) c->row[i] = check->model->symbol[residual].offset + i;
}

static void steady_state(ant_check *check, int state, ant_place place) {
  const ant_symbol s = check->model->symbol[state];
  ant_condition *c = new_condition(check, state, s.n, place);
  for (int i = 0; c && i < s.n; i++) c->row[i] = s.offset + i;
}

/* conditions on rates were made before their equations could be asked for */
static void find_equations(ant_check *check) {
  ant_model *model = check->model;
  int *rate = ints(check, model->n_y); /* the equation of each slot of dy */
  if (!rate) return;
  for (int i = 0; i < model->n_y; i++) rate[i] = -1;
  for (int i = 0; i < model->n_equation; i++) {
    const ant_equation *e = &model->equation[i];
    if (e->role != ANT_EQ_RATE) continue;
    const ant_symbol *s = &model->symbol[e->target.symbol];
    for (int k = 0; k < s->n; k++) rate[s->offset + k] = i;
  }
  for (int i = 0; i < model->n_condition; i++) {
    ant_condition *c = &model->condition[i];
    if (c->equation < 0 && c->n > 0) c->equation = rate[c->row[0]];
  }
}

/* two conditions on one element leave one unknown without any */
static void refuse_twice(ant_check *check) {
  ant_model *model = check->model;
  int *owner = ints(check, model->n_y);
  if (!owner) return;
  for (int i = 0; i < model->n_y; i++) owner[i] = -1;
  for (int i = 0; i < model->n_condition; i++) {
    const ant_condition *c = &model->condition[i];
    bool said = c->equation < 0 || model->equation[c->equation].role != ANT_EQ_RATE;
    for (int k = 0; k < c->n && !said; k++) {
      int other = owner[c->row[k]];
      owner[c->row[k]] = i;
      if (other < 0) continue;
      said = true;
      char name[240], where[ANT_DIAG_PATH];
      int state = model->equation[c->equation].target.symbol;
      ant_model_name(model, state, c->row[k] - model->symbol[state].offset, name, sizeof name);
      ant_check_error(check, c->place, ANT_EBALANCE,
                      "'%s' has to be steady twice, for '%s' and for '%s' (%s): one unknown is "
                      "left over",
                      name, model->symbol[c->unknown].name,
                      model->symbol[model->condition[other].unknown].name,
                      ant_check_where(check, model->condition[other].place, where, sizeof where));
    }
  }
}

void ant_check_balances(ant_check *check) {
  for (int i = 0; i < check->n_item; i++) {
    const ant_item *item = &check->item[i];
    if (item->symbol < 0) continue;
    if (item->decl->keyword == ANT_KW_BALANCE) {
      if (item->decl->target) {
        steady_balance(check, item);
      } else if (item->decl->value && item->decl->value2) {
        equal_balance(check, item);
      }
    } else if (item->decl->keyword == ANT_KW_STATE && item->decl->flag) {
      steady_state(check, item->symbol, item->decl->place);
    }
  }
  find_equations(check);
  refuse_twice(check);
}
