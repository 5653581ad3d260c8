/* check_declare.c - every quantity becomes a symbol with a unit and slots (see check.h).
 *   1. Symbols and equations   2. What an expression reads   3. Declarations */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "language/check.h"

enum { SLOTS_MAX = 200000000 };

/* 1. Symbols and equations --------------------------------------------------- */

/* how a hidden symbol's unit is written: found once for each unit, as the search is slow */
static const char *unit_text(ant_check *check, const ant_unit *unit) {
  char key[160], text[96];
  int n = snprintf(key, sizeof key, "unit %a", unit->scale);
  for (int i = 0; i < ANT_NDIM; i++) {
    n += snprintf(key + n, sizeof key - (size_t)n, " %d", unit->dim[i]);
  }
  int at = ant_map_find(&check->units, key);
  if (at >= 0) return check->unit_text[at];
  if (ant_arena_grow(check->arena, &check->unit_text, &check->c_unit_text, check->n_unit_text,
                     sizeof *check->unit_text) != ANT_OK) {
    return "";
  }
  const char *copy = ant_arena_copy(check->arena, ant_unit_format(unit, text, sizeof text));
  const char *kept = ant_arena_copy(check->arena, key);
  if (!copy || !kept) return "";
  check->unit_text[check->n_unit_text] = copy;
  ant_map_set(&check->units, kept, check->n_unit_text++);
  return copy;
}

static int elements_of(const ant_check *check, const int *set, int n_set) {
  double n = 1;
  for (int i = 0; i < n_set; i++) n *= check->model->set[set[i]].n;
  return n <= SLOTS_MAX ? (int)n : -1;
}

int ant_check_symbol(ant_check *check, ant_symbol_kind kind, const char *name, const ant_unit *unit,
                     const int *set, int n_set, ant_place place) {
  ant_model *model = check->model;
  int at = model->n_symbol, n = elements_of(check, set, n_set);
  int *slots = kind == ANT_SYM_STATE ? &model->n_y : &model->n_m;
  if (n < 0 || *slots > SLOTS_MAX - n) {
    ant_check_error(check, place, ANT_EINPUT, "this model has more than %d quantities", SLOTS_MAX);
    return -1;
  }
  if (ant_arena_grow(check->arena, &model->symbol, &check->c_symbol, at, sizeof *model->symbol) ||
      ant_arena_grow(check->arena, &check->extra, &check->c_extra, at, sizeof *check->extra)) {
    return -1;
  }
  ant_symbol *s = &model->symbol[at];
  *s = (ant_symbol){.kind = kind,
                    .name = name,
                    .unit = *unit,
                    .unit_text = "1",
                    .n_set = n_set,
                    .n = n,
                    .store = kind == ANT_SYM_STATE ? ANT_STORE_Y : ANT_STORE_M,
                    .offset = *slots,
                    .substance = -1,
                    .base_of = -1,
                    .lo = -INFINITY,
                    .hi = INFINITY,
                    .place = place};
  for (int i = 0; i < n_set; i++) s->set[i] = set[i];
  check->extra[at] = (ant_extra){.base = -1, .rate_item = -1, .first_part = -1, .place = place};
  *slots += n;
  return model->n_symbol++;
}

int ant_check_hidden(ant_check *check, ant_symbol_kind kind, const char *name, const ant_unit *unit,
                     const int *set, int n_set, ant_place place) {
  int symbol = name ? ant_check_symbol(check, kind, name, unit, set, n_set, place) : -1;
  if (symbol < 0) return -1;
  check->model->symbol[symbol].hidden = true;
  check->model->symbol[symbol].unit_text = unit_text(check, unit);
  return symbol;
}

int ant_check_equation_over(ant_check *check, ant_role role, int target, int root, const int *set,
                            int n_set, ant_place place) {
  ant_model *model = check->model;
  if (target < 0 || root < 0 ||
      ant_arena_grow(check->arena, &model->equation, &check->c_equation, model->n_equation,
                     sizeof *model->equation) != ANT_OK) {
    return -1;
  }
  const ant_symbol *s = &model->symbol[target];
  ant_equation *e = &model->equation[model->n_equation];
  *e = (ant_equation){.role = role, .n_axis = n_set, .root = root, .place = place};
  e->target.symbol = target;
  e->target.store = role == ANT_EQ_RATE ? ANT_STORE_DY : s->store;
  e->target.offset = s->offset;
  int stride = s->n;
  for (int i = 0; i < n_set; i++) {
    e->axis_set[i] = set[i];
    e->axis_size[i] = model->set[set[i]].n;
    if (i >= s->n_set) continue;
    stride /= e->axis_size[i];
    e->target.stride[i] = stride;
  }
  return model->n_equation++;
}

int ant_check_equation(ant_check *check, ant_role role, int target, int root, ant_place place) {
  if (target < 0) return -1;
  const ant_symbol *s = &check->model->symbol[target];
  int set[ANT_MAX_AXES], n_set = s->n_set;
  memcpy(set, s->set, sizeof set);
  return ant_check_equation_over(check, role, target, root, set, n_set, place);
}

/* 2. What an expression reads ------------------------------------------------ */

int ant_check_refs(ant_check *check, int root, int **out_refs) {
  int n = 0;
  const ant_node *node = check->nodes.node;
  if (root < 0) return -1;
  if (ant_walk_from(&check->walk, node, root) != ANT_OK) {
    check->no_memory = true;
    return -1;
  }
  for (int i = 0; i < check->walk.n; i++) {
    if (node[check->walk.item[i]].op != ANT_OP_READ) continue;
    if (ant_arena_grow(check->arena, &check->refs, &check->c_refs, n, sizeof *check->refs)) {
      return -1;
    }
    check->refs[n++] = node[check->walk.item[i]].ref;
  }
  *out_refs = check->refs;
  return n;
}

/* 3. Declarations ------------------------------------------------------------ */

static ant_symbol_kind kind_of(ant_keyword keyword) {
  switch (keyword) {
  case ANT_KW_COVARIATE:
    return ANT_SYM_COVARIATE;
  case ANT_KW_PARAM:
  case ANT_KW_COLUMN:
  case ANT_KW_TABLE:
    return ANT_SYM_PARAM;
  case ANT_KW_INPUT:
    return ANT_SYM_INPUT;
  case ANT_KW_BALANCE:
    return ANT_SYM_BALANCE;
  case ANT_KW_STATE:
  case ANT_KW_DELAY:
    return ANT_SYM_STATE;
  case ANT_KW_OBSERVE:
    return ANT_SYM_OBSERVE;
  case ANT_KW_WHEN:
    return ANT_SYM_WHEN;
  default:
    return ANT_SYM_LET; /* let, flow, transit */
  }
}

static bool declares_symbol(const ant_item *item) {
  switch (item->decl->keyword) {
  case ANT_KW_COVARIATE:
  case ANT_KW_PARAM:
  case ANT_KW_COLUMN:
  case ANT_KW_INPUT:
  case ANT_KW_BALANCE:
  case ANT_KW_STATE:
  case ANT_KW_DELAY:
  case ANT_KW_LET:
  case ANT_KW_FLOW:
  case ANT_KW_TRANSIT:
  case ANT_KW_WHEN:
    return item->def >= 0;
  case ANT_KW_TABLE:
    return item->def >= 0; /* the matrix form; else its columns are items */
  case ANT_KW_OBSERVE:
    return item->decl->name != NULL;
  default:
    return false;
  }
}

/* the decl that gives the unit: a column may leave it to no one, a matrix is its own table */
static void declare_out(ant_check *check, const ant_item *item, const ant_unit *unit,
                        const ant_frame *frame) {
  ant_unit per_day = ant_check_per_day(unit);
  ant_def *def = &check->def[item->out];
  def->index = ant_check_hidden(check, ANT_SYM_LET, def->full, &per_day, frame ? frame->set : NULL,
                                frame ? frame->n_set : 0, item->decl->place);
  if (def->index < 0) return;
  ant_symbol *s = &check->model->symbol[def->index];
  s->hidden = false;
  s->is_flow = true;
  s->doc = item->decl->doc;
  check->extra[def->index].read = true;
}

/* Whether NAME with its longest elements is no longer than every message and table has room for. */
static bool fits(ant_check *check, const char *name, const ant_frame *frame, ant_place place) {
  size_t n = strlen(name);
  for (int k = 0; frame && k < frame->n_set; k++) {
    const ant_set *set = &check->model->set[frame->set[k]];
    size_t longest = 0;
    for (int e = 0; e < set->n; e++) {
      size_t length = strlen(set->element[e]);
      longest = length > longest ? length : longest;
    }
    n += 1 + longest;
  }
  if (n <= ANT_NAME_MAX) return true;
  ant_check_error(check, place, ANT_ESYNTAX,
                  "a full name has at most %d letters, with its elements this one has %zu",
                  (int)ANT_NAME_MAX, n);
  return false;
}

static void declare(ant_check *check, ant_item *item) {
  const ant_decl *decl = item->decl;
  const ant_frame *frame = item->frame;
  ant_unit unit;
  bool good = ant_check_unit(check, decl->unit, decl->unit_place, &unit);
  if (!good || (frame && frame->poison)) return;
  const char *name = item->def >= 0 ? check->def[item->def].full : ant_check_pattern(check, item);
  if (!name) return;
  const ant_place place = decl->name ? decl->name_place : decl->place;
  if (!fits(check, name, frame, place)) return;
  int symbol = ant_check_symbol(check, kind_of(decl->keyword), name, &unit,
                                frame ? frame->set : NULL, frame ? frame->n_set : 0, place);
  if (symbol < 0) return;
  ant_symbol *s = &check->model->symbol[symbol];
  s->unit_text = decl->unit ? decl->unit : "1";
  s->doc = decl->doc;
  s->is_flow = decl->keyword == ANT_KW_FLOW;
  s->steady = decl->keyword == ANT_KW_STATE && decl->flag;
  check->extra[symbol].decl = decl;
  check->extra[symbol].module = item->module;
  item->symbol = symbol;
  if (item->def >= 0) check->def[item->def].index = symbol;
  if (item->out >= 0) declare_out(check, item, &unit, frame);
}

void ant_check_declare(ant_check *check) {
  ant_unit day = ant_check_day();
  ant_place nowhere = {.line = 0};
  int time = ant_check_symbol(check, ANT_SYM_TIME, "time", &day, NULL, 0, nowhere);
  if (time < 0) return;
  check->model->time = time;
  check->model->symbol[time].unit_text = "day";
  check->model->symbol[time].doc = "mission time; day 0 is launch";
  check->extra[time].read = true;
  for (int i = 0; i < check->n_item; i++) {
    if (declares_symbol(&check->item[i])) declare(check, &check->item[i]);
  }
}
