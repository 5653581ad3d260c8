/* check_match.c - is the baseline square, element by element? (see check.h)
 *
 * Every condition must be matched to an unknown that it depends on, no two to the same.  Nearly
 * always each depends on the unknown it was written with, and a short search finds that; for the
 * rest augmenting paths look for another pairing (Hall; Kuhn 1955).  A model where there is none
 * cannot be solved whatever the numbers: the conditions and unknowns left over are named.
 *
 * Dependence is followed through the equations of the ground by single elements: a rate reads
 * lets, lets read starts, a reduction reads all its elements. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "language/check.h"

typedef struct ant_matcher {
  ant_check *check;
  const ant_graph *graph;
  int n;                    /* conditions, and unknowns                                 */
  int *condition, *element; /* (n) which one it is of                              */
  int *unknown_at;          /* (n_m + n_y) the unknown in this slot, -1                */
  int *unknown_of;          /* (n) what each condition is matched to, -1               */
  int *condition_of;        /* (n) what each unknown is matched to, -1                 */
  int *seen, now;           /* (n_m + 2 n_y) slots seen in this search                  */
  int *queue;               /* (n_m + 2 n_y)                                         */
  int **reach, *n_reach;    /* (n) unknowns that a condition depends on; NULL: not asked yet */
  int *tried, try_now;      /* (n) unknowns tried in this augmentation                  */
} ant_matcher;

/* Slots of m, y and dy in one line. */
static int place_of(const ant_model *model, ant_store store, int slot) {
  return store == ANT_STORE_M   ? slot
         : store == ANT_STORE_Y ? model->n_m + slot
                                : model->n_m + model->n_y + slot;
}

static int maker_of(const ant_matcher *m, int at, int *out_element) {
  const ant_model *model = m->check->model;
  int symbol;
  if (at < model->n_m) {
    symbol = m->graph->m_symbol[at];
    *out_element = at - model->symbol[symbol].offset;
    return m->graph->value[symbol];
  }
  bool rate = at >= model->n_m + model->n_y;
  int slot = at - model->n_m - (rate ? model->n_y : 0);
  symbol = m->graph->y_symbol[slot];
  *out_element = slot - model->symbol[symbol].offset;
  return rate ? m->graph->rate[symbol] : m->graph->initial[symbol];
}

/* put the places that element ELEMENT of equation E reads behind the queue */
static int enqueue_reads(ant_matcher *m, int e, int element, int n_queue) {
  const ant_model *model = m->check->model;
  const ant_equation *eq = &model->equation[e];
  int n_outer = model->symbol[eq->target.symbol].n_set, index[ANT_MAX_AXES] = {0};
  for (int k = n_outer - 1; k >= 0; k--) {
    index[k] = element % eq->axis_size[k];
    element /= eq->axis_size[k];
  }
  for (;;) {
    for (int i = m->graph->first[e]; i < m->graph->first[e + 1]; i++) {
      const ant_ref *ref = &m->check->nodes.ref[m->graph->ref[i]];
      int slot = ref->offset;
      for (int k = 0; k < eq->n_axis; k++) slot += ref->stride[k] * index[k];
      int at = place_of(model, ref->store, slot);
      if (m->seen[at] == m->now) continue;
      m->seen[at] = m->now;
      m->queue[n_queue++] = at;
    }
    int k = eq->n_axis - 1;
    for (; k >= n_outer; k--) { /* the next combination of the sets it gathers over */
      if (++index[k] < eq->axis_size[k]) break;
      index[k] = 0;
    }
    if (k < n_outer) return n_queue;
  }
}

static int first_place(const ant_matcher *m, int i) {
  const ant_model *model = m->check->model;
  const ant_condition *c = &model->condition[m->condition[i]];
  ant_store store = model->equation[c->equation].role == ANT_EQ_RATE ? ANT_STORE_DY : ANT_STORE_M;
  return place_of(model, store, c->row[m->element[i]]);
}

/* all unknowns that condition I depends on into OUT (NULL: only look for WANTED); how many, or
 * whether */
static int search(ant_matcher *m, int i, int wanted, int *out) {
  int n = 0, n_queue = 0;
  m->now++;
  m->queue[n_queue++] = first_place(m, i);
  m->seen[m->queue[0]] = m->now;
  for (int head = 0; head < n_queue; head++) {
    int at = m->queue[head], element;
    int unknown = at < m->check->model->n_m + m->check->model->n_y ? m->unknown_at[at] : -1;
    if (unknown >= 0 && out) out[n++] = unknown;
    if (unknown >= 0 && unknown == wanted) return 1;
    int e = maker_of(m, at, &element);
    if (e >= 0) n_queue = enqueue_reads(m, e, element, n_queue);
  }
  return n;
}

static bool know_reach(ant_matcher *m, int i) {
  if (m->reach[i]) return true;
  int *room = ant_arena_take(m->check->arena, (size_t)m->n * sizeof *room);
  if (!room) return false;
  m->n_reach[i] = search(m, i, -1, room);
  m->reach[i] = room;
  return true;
}

/* find condition I an unknown, moving others to theirs; depth is bounded by LIMIT */
static bool augment(ant_matcher *m, int i, int limit) {
  if (limit == 0 || !know_reach(m, i)) return false;
  for (int k = 0; k < m->n_reach[i]; k++) {
    int u = m->reach[i][k];
    if (m->tried[u] == m->try_now) continue;
    m->tried[u] = m->try_now;
    if (m->condition_of[u] >= 0 && !augment(m, m->condition_of[u], limit - 1)) continue;
    m->condition_of[u] = i;
    m->unknown_of[i] = u;
    return true;
  }
  return false;
}

static const char *unknown_name(const ant_matcher *m, int u, char *buffer, size_t size) {
  const ant_condition *c = &m->check->model->condition[m->condition[u]];
  const ant_symbol *s = &m->check->model->symbol[c->unknown];
  return ant_model_name(m->check->model, c->unknown, c->column[m->element[u]] - s->offset, buffer,
                        size);
}

static const char *condition_name(const ant_matcher *m, int i, char *buffer, size_t size) {
  const ant_model *model = m->check->model;
  const ant_condition *c = &model->condition[m->condition[i]];
  int symbol = model->equation[c->equation].target.symbol;
  if (model->equation[c->equation].role != ANT_EQ_RATE) {
    snprintf(buffer, size, "the equality for '%s'", model->symbol[c->unknown].name);
    return buffer;
  }
  char name[240];
  ant_model_name(model, symbol, c->row[m->element[i]] - model->symbol[symbol].offset, name,
                 sizeof name);
  snprintf(buffer, size, "'%s is steady'", name);
  return buffer;
}

static void say_left_over(ant_matcher *m) {
  char condition[300], unknown[300];
  int said = 0, last = -1;
  for (int i = 0, u = 0; i < m->n; i++) {
    if (m->unknown_of[i] >= 0) continue;
    while (u < m->n && m->condition_of[u] >= 0) u++;
    const ant_condition *c = &m->check->model->condition[m->condition[i]];
    if (m->condition[i] != last && said++ < 5) { /* one for all elements of a kind */
      ant_diag diag;
      ant_diag_at(&diag, &m->check->model->sources, c->place, ANT_EBALANCE,
                  "the baseline cannot be solved: condition %s and unknown '%s' are left over",
                  condition_name(m, i, condition, sizeof condition),
                  u < m->n ? unknown_name(m, u, unknown, sizeof unknown) : "?");
      ant_diag_hint(&diag, m->reach[i] && m->n_reach[i] == 0
                               ? "nothing that the baseline may choose has an influence on it"
                               : "what has an influence on it is needed for other conditions");
      ant_check_report(m->check, &diag);
    }
    last = m->condition[i];
    u++;
  }
}

static bool prepare(ant_matcher *m) {
  const ant_model *model = m->check->model;
  ant_arena *arena = m->check->arena;
  size_t slots = (size_t)model->n_m + 2 * (size_t)model->n_y;
  for (int i = 0; i < model->n_condition; i++) m->n += model->condition[i].n;
  size_t n = (size_t)m->n * sizeof(int);
  int **const list[] = {&m->condition,    &m->element, &m->unknown_of,
                        &m->condition_of, &m->n_reach, &m->tried};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    if (!(*list[i] = ant_arena_take(arena, n))) return false;
  }
  m->reach = ant_arena_take(arena, (size_t)m->n * sizeof *m->reach);
  m->unknown_at = ant_arena_take(arena, slots * sizeof(int));
  m->seen = ant_arena_take(arena, slots * sizeof(int));
  m->queue = ant_arena_take(arena, slots * sizeof(int));
  if (!m->reach || !m->unknown_at || !m->seen || !m->queue) return false;
  for (size_t i = 0; i < slots; i++) m->unknown_at[i] = -1;
  for (int c = 0, at = 0; c < model->n_condition; c++) {
    const ant_condition *condition = &model->condition[c];
    for (int k = 0; k < condition->n; k++, at++) {
      m->condition[at] = c;
      m->element[at] = k;
      m->unknown_of[at] = m->condition_of[at] = -1;
      ant_store store = model->symbol[condition->unknown].store;
      m->unknown_at[place_of(model, store, condition->column[k])] = at;
    }
  }
  return true;
}

void ant_check_match(ant_check *check, const ant_graph *graph) {
  enum { PATH_MAX_ = 2000 };
  ant_matcher m = {.check = check, .graph = graph};
  if (check->model->n_condition == 0 || !prepare(&m)) return;
  bool all = true;
  for (int i = 0; i < m.n; i++) {
    if (!search(&m, i, i, NULL)) continue;
    m.unknown_of[i] = m.condition_of[i] = i;
  }
  for (int i = 0; i < m.n; i++) {
    if (m.unknown_of[i] >= 0) continue;
    m.try_now++;
    all = augment(&m, i, PATH_MAX_) && all;
  }
  if (!all) say_left_over(&m);
}
