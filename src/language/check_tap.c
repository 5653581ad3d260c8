/* check_tap.c - handles by which an experiment takes hold of a quantity (see antaeus/model.h).
 *
 * A quantity x that is tapped gets a double  x' = x * gain + ground(x) * share + offset,  and what
 * read x reads x'.  The three handles are inputs, 1, 0 and 0 on the ground, where x' is x to the
 * last bit; so what is computed before the intervention does not change, and units, stages, orders
 * and derivatives follow by the rules for any other equation.
 *
 *   VALUE    all that reads x reads x'
 *   EFFECT   likewise, but what x itself is made and cleared by, and what observes it, go on
 *            reading x: an antagonist
 *   RATE     x is a state and its derivative is multiplied by gain
 *   WATCH    no handle: an observable reads x, and so x' where x is tapped too */
#include <string.h>

#include "language/check.h"

typedef struct ant_tapping {
  ant_check *check;
  int symbol, twin; /* what is tapped, and what is read instead                      */
  bool *own;        /* (n_equation) goes on reading the symbol                       */
  int n_equation;   /* those that were there before                                  */
} ant_tapping;

static bool in_flight(const ant_equation *e) {
  return e->role == ANT_EQ_LET || e->role == ANT_EQ_RATE || e->role == ANT_EQ_OBSERVE ||
         e->role == ANT_EQ_WHEN || e->role == ANT_EQ_JUMP || e->role == ANT_EQ_VALUE;
}

static bool reads(ant_check *check, int equation, int symbol) {
  int *refs, n = ant_check_refs(check, check->model->equation[equation].root, &refs);
  for (int i = 0; i < n; i++) {
    if (check->nodes.ref[refs[i]].symbol == symbol) return true;
  }
  return false;
}

/* 1. Handles --------------------------------------------------------------- */

static int handle(ant_check *check, const ant_symbol *s, const char *suffix, const ant_unit *unit,
                  double value) {
  const char *name = ant_arena_format(check->arena, "%s.%s", s->name, suffix);
  int at = ant_check_hidden(check, ANT_SYM_INPUT, name, unit, s->set, s->n_set, s->place);
  if (at < 0) return -1;
  ant_symbol *made = &check->model->symbol[at];
  made->value = ant_arena_take(check->arena, (size_t)made->n * sizeof *made->value);
  for (int i = 0; made->value && i < made->n; i++) made->value[i] = value;
  return at;
}

static int product(ant_check *check, const ant_context *x, int a, int b, ant_place place) {
  int left = ant_check_read(x, a, NULL, place), right = ant_check_read(x, b, NULL, place);
  return ant_node_2(&check->nodes, ANT_OP_MUL, left, right);
}

static ant_context axes_of(ant_check *check, const ant_symbol *s) {
  ant_context x = {.check = check, .n_axis = s->n_set};
  memcpy(x.axis, s->set, sizeof x.axis);
  return x;
}

/* x' and its equation; -1 without memory */
static int make_twin(ant_check *check, ant_tap *tap) {
  ant_symbol s = check->model->symbol[tap->symbol]; /* a copy: the array grows */
  ant_unit one = ant_unit_one();
  ant_context x = axes_of(check, &s);
  tap->gain = handle(check, &s, "gain", &one, 1);
  tap->share = handle(check, &s, "share", &one, 0);
  tap->offset = handle(check, &s, "offset", &s.unit, 0);
  const char *name = ant_arena_format(check->arena, "%s.tapped", s.name);
  int base = ant_check_base(check, tap->symbol);
  int twin = ant_check_hidden(check, ANT_SYM_LET, name, &s.unit, s.set, s.n_set, s.place);
  if (tap->gain < 0 || tap->share < 0 || tap->offset < 0 || base < 0 || twin < 0) return -1;
  int now = product(check, &x, tap->symbol, tap->gain, s.place);
  int held = product(check, &x, base, tap->share, s.place);
  int sum = ant_node_2(&check->nodes, ANT_OP_ADD, now, held);
  sum = ant_node_2(&check->nodes, ANT_OP_ADD, sum, ant_check_read(&x, tap->offset, NULL, s.place));
  return ant_check_equation(check, ANT_EQ_LET, twin, sum, s.place) < 0 ? -1 : twin;
}

/* 2. Readers --------------------------------------------------------------- */

/* A param that is computed from what is tapped can no longer be computed once for all. */
static void loosen(ant_check *check, int symbol) {
  ant_model *m = check->model;
  for (int i = 0; i < m->n_equation; i++) {
    ant_equation *e = &m->equation[i];
    if (e->role != ANT_EQ_VALUE || !reads(check, i, symbol)) continue;
    e->role = ANT_EQ_LET;
    m->symbol[e->target.symbol].kind = ANT_SYM_LET;
    loosen(check, e->target.symbol);
  }
}

static void redirect(const ant_tapping *t, int equation) {
  ant_check *check = t->check;
  const ant_model *m = check->model;
  int *refs, n = ant_check_refs(check, m->equation[equation].root, &refs);
  size_t size = n > 0 ? (size_t)n * sizeof(int) : 1;
  int *from = ant_arena_take(check->arena, size), *to = ant_arena_take(check->arena, size), k = 0;
  for (int i = 0; from && to && i < n; i++) {
    ant_ref ref = check->nodes.ref[refs[i]];
    if (ref.symbol != t->symbol) continue;
    from[k] = refs[i];
    ref.offset += m->symbol[t->twin].offset - m->symbol[t->symbol].offset;
    ref.symbol = t->twin;
    ref.store = ANT_STORE_M;
    to[k++] = ant_node_read(&check->nodes, &ref);
  }
  if (k == 0) return;
  int root = ant_node_replace(&check->nodes, &check->walk, m->equation[equation].root, from, to, k);
  if (root >= 0) check->model->equation[equation].root = root;
}

/* 3. What a state is made and cleared by ------------------------------------- */

static bool is_ledger(const ant_model *m, int symbol) {
  int substance = m->symbol[symbol].substance;
  return substance >= 0 && m->substance[substance].outside == symbol;
}

/* Does equation I act on something else than the symbol's own rate? */
static bool acts(const ant_tapping *t, int i, const bool *useful) {
  const ant_model *m = t->check->model;
  for (int k = 0; k < t->n_equation; k++) {
    const ant_equation *e = &m->equation[k];
    if (!in_flight(e) || e->role == ANT_EQ_OBSERVE) continue;
    bool rate = e->role == ANT_EQ_RATE;
    if (rate && (e->target.symbol == t->symbol || is_ledger(m, e->target.symbol))) continue;
    if (!rate && e->role == ANT_EQ_LET && !useful[k]) continue;
    if (reads(t->check, k, m->equation[i].target.symbol)) return true;
  }
  return false;
}

/* Mark what goes on reading the state itself: its rate, its observers, and the parts of its rate
 * that nothing else needs. */
static bool mark_own(ant_tapping *t) {
  const ant_model *m = t->check->model;
  bool *useful = ant_arena_take(t->check->arena, (size_t)t->n_equation * sizeof *useful);
  if (!useful) return false;
  for (bool again = true; again;) {
    again = false;
    for (int i = 0; i < t->n_equation; i++) {
      if (m->equation[i].role != ANT_EQ_LET || useful[i] || !acts(t, i, useful)) continue;
      useful[i] = again = true;
    }
  }
  for (int i = 0; i < t->n_equation; i++) {
    const ant_equation *e = &m->equation[i];
    bool rate = e->role == ANT_EQ_RATE && e->target.symbol == t->symbol;
    t->own[i] = rate || e->role == ANT_EQ_OBSERVE || (e->role == ANT_EQ_LET && !useful[i]);
  }
  return true;
}

/* 4. Taps ------------------------------------------------------------------- */

static void tap_value(ant_check *check, ant_tap *tap) {
  ant_tapping t = {.check = check, .symbol = tap->symbol, .n_equation = check->model->n_equation};
  t.own = ant_arena_take(check->arena, (size_t)t.n_equation * sizeof *t.own);
  bool is_state = check->model->symbol[tap->symbol].kind == ANT_SYM_STATE;
  if (!t.own || (tap->kind == ANT_TAP_EFFECT && is_state && !mark_own(&t))) return;
  loosen(check, tap->symbol);
  t.twin = make_twin(check, tap);
  if (t.twin < 0) return;
  for (int i = 0; i < t.n_equation; i++) {
    if (in_flight(&check->model->equation[i]) && !t.own[i]) redirect(&t, i);
  }
}

static void tap_rate(ant_check *check, ant_tap *tap) {
  ant_symbol s = check->model->symbol[tap->symbol];
  ant_unit one = ant_unit_one();
  ant_context x = axes_of(check, &s);
  tap->gain = handle(check, &s, "rate.gain", &one, 1);
  if (tap->gain < 0) return;
  int gain = ant_check_read(&x, tap->gain, NULL, s.place);
  for (int i = 0; i < check->model->n_equation; i++) {
    ant_equation *e = &check->model->equation[i];
    if (e->role != ANT_EQ_RATE || e->target.symbol != tap->symbol) continue;
    e->root = ant_node_2(&check->nodes, ANT_OP_MUL, e->root, gain);
  }
}

static void tap_watch(ant_check *check, ant_tap *tap) {
  ant_model *m = check->model;
  ant_symbol s = m->symbol[tap->symbol];
  const char *name = ant_arena_copy(check->arena, tap->name);
  int at = ant_check_hidden(check, ANT_SYM_OBSERVE, name, &s.unit, NULL, 0, s.place);
  if (at < 0 || ant_arena_grow(check->arena, &m->watch, &m->c_watch, m->n_watch,
                               sizeof *m->watch) != ANT_OK) {
    return;
  }
  m->watch[m->n_watch++] = name;
  m->symbol[at].hidden = false;
  m->symbol[at].doc = s.doc;
  int index[ANT_MAX_AXES], rest = tap->element < 0 ? 0 : tap->element;
  for (int k = s.n_set - 1; k >= 0; k--) {
    index[k] = rest % m->set[s.set[k]].n;
    rest /= m->set[s.set[k]].n;
  }
  ant_context x = {.check = check};
  int root = ant_check_read(&x, tap->symbol, index, s.place);
  ant_check_equation(check, ANT_EQ_OBSERVE, at, root, s.place);
}

static void fail(ant_check *check, const ant_diag *diag) {
  ant_diags_add(check->diags, diag);
}

static bool can_be_tapped(ant_check *check, const ant_tap *tap) {
  ant_diag diag;
  if (tap->kind == ANT_TAP_WATCH) {
    if (tap->element >= 0 || check->model->symbol[tap->symbol].n == 1) return true;
    ant_fail(&diag, ANT_EINPUT, "'%s' has several elements: one can be watched", tap->name);
    fail(check, &diag);
    return false;
  }
  ant_symbol_kind kind = check->model->symbol[tap->symbol].kind;
  if (tap->kind == ANT_TAP_RATE && kind != ANT_SYM_STATE) {
    ant_fail(&diag, ANT_EINPUT, "'%s' has no rate: it is no state", tap->name);
    fail(check, &diag);
    return false;
  }
  if (kind != ANT_SYM_OBSERVE && kind != ANT_SYM_WHEN && kind != ANT_SYM_TIME) return true;
  ant_fail(&diag, ANT_EINPUT, "'%s' is %s: what acts is something else", tap->name,
           kind == ANT_SYM_OBSERVE ? "an observable"
           : kind == ANT_SYM_TIME  ? "time"
                                   : "a condition");
  ant_diag_hint(&diag, "a state, a let, a flow, a param, an input or a balance can be changed");
  fail(check, &diag);
  return false;
}

void ant_check_taps(ant_check *check, ant_tap *tap, int n) {
  for (int i = 0; i < n; i++) {
    ant_tap *t = &tap[i];
    ant_diag diag;
    t->gain = t->share = t->offset = -1;
    if (ant_model_find(check->model, t->name, &t->symbol, &t->element, &diag) != ANT_OK) {
      fail(check, &diag);
      continue;
    }
    if (!can_be_tapped(check, t)) continue;
    if (t->kind == ANT_TAP_WATCH) {
      tap_watch(check, t);
      continue;
    }
    int same = 0;
    while (same < i && (tap[same].symbol != t->symbol || tap[same].kind != t->kind)) same++;
    if (same < i) { /* another element of it */
      t->gain = tap[same].gain;
      t->share = tap[same].share;
      t->offset = tap[same].offset;
    } else if (t->kind == ANT_TAP_RATE) {
      tap_rate(check, t);
    } else {
      tap_value(check, t);
    }
  }
}
