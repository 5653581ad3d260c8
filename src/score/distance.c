/* distance.c - how many equations lie between a cause and an effect (see distance.h). */
#include "score/distance.h"

#include <limits.h>
#include <stdlib.h>

#include "language/ir.h"

static const int n_arg[ANT_NOP] = {
#define ANT_X(op, name, n) n,
    ANT_OPS(ANT_X)
#undef ANT_X
};

/* For each node, the least distance among the symbols that it reads.  Nodes are shared, and each
 * stands behind its arguments: one sweep, where a walk down each tree might never end. */
static void least_reads(const ant_model *m, const int *distance, int *least) {
  for (int i = 0; i < m->n_node; i++) {
    const ant_node *x = &m->node[i];
    least[i] = x->op == ANT_OP_READ ? distance[m->ref[x->ref].symbol] : INT_MAX;
    for (int k = 0; k < n_arg[x->op] && x->op != ANT_OP_READ && x->op != ANT_OP_CONST; k++) {
      if (least[x->arg[k]] < least[i]) least[i] = least[x->arg[k]];
    }
  }
}

static bool carries(const ant_equation *e) {
  return e->role == ANT_EQ_VALUE || e->role == ANT_EQ_LET || e->role == ANT_EQ_RATE ||
         e->role == ANT_EQ_WHEN || e->role == ANT_EQ_JUMP || e->role == ANT_EQ_OBSERVE;
}

/* Relax until nothing moves: a model has a thousand equations and ways are short. */
static void spread(const ant_model *m, int *distance, int *least) {
  bool moved = true;
  for (int pass = 0; moved && pass < m->n_symbol; pass++) {
    moved = false;
    least_reads(m, distance, least);
    for (int i = 0; i < m->n_equation; i++) {
      const ant_equation *e = &m->equation[i];
      if (!carries(e)) continue;
      int to = e->target.symbol;
      if (least[e->root] == INT_MAX) continue;
      int d = least[e->root] + (m->symbol[to].hidden ? 0 : 1);
      if (d < distance[to]) {
        distance[to] = d;
        moved = true;
      }
    }
  }
}

/* How far each symbol is from the nearest CAUSE, INT_MAX: no way leads there; the caller frees it.
 */
static int *distances(const ant_model *m, const int *cause, int n) {
  int *distance = malloc(((size_t)m->n_symbol + (size_t)m->n_node + 1) * sizeof *distance);
  if (!distance) return NULL;
  for (int s = 0; s < m->n_symbol; s++) distance[s] = INT_MAX;
  for (int k = 0; k < n; k++) distance[cause[k]] = 0;
  spread(m, distance, distance + m->n_symbol);
  return distance;
}

int ant_model_distance(const ant_model *m, const int *cause, int n, int effect) {
  if (m->symbol[effect].value) return 0;
  int *distance = distances(m, cause, n);
  int d = distance ? distance[effect] : INT_MAX;
  free(distance);
  bool own = m->symbol[effect].kind == ANT_SYM_OBSERVE;
  return d == INT_MAX ? -1 : own && d > 0 ? d - 1 : d;
}

bool ant_model_is_seen(const ant_model *m, int symbol) {
  int *distance = distances(m, &symbol, 1);
  bool seen = !distance;
  for (int s = 0; distance && s < m->n_symbol; s++) {
    seen |= m->symbol[s].kind == ANT_SYM_OBSERVE && distance[s] != INT_MAX;
  }
  free(distance);
  return seen;
}
