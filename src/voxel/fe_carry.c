/* fe_carry.c - a displacement of one solid as the start for another on the same lattice. */
#include "fe_internal.h"

#include <stdlib.h>

typedef struct carry_work {
  const fe_mesh *from, *to;
  const double *u;
  double *out;
} carry_work;

/* a node that is new moves as the mean of the old ones next to it, or not at all */
static void carry_new(const carry_work *w, uint32_t node, const int p[3]) {
  double sum[3] = {0};
  int n = 0;
  for (int k = 0; k < 27; k++) {
    const int64_t i = fe_node_at(w->from, p[0] + k % 3 - 1, p[1] + k / 3 % 3 - 1, p[2] + k / 9 - 1);
    if (i < 0) continue;
    n++;
    for (size_t c = 0; c < 3; c++) sum[c] += w->u[c * w->from->stride + (size_t)i];
  }
  for (size_t c = 0; c < 3; c++) w->out[c * w->to->stride + node] = n ? sum[c] / n : 0;
}

static void carry_plane(void *context, int z) {
  const carry_work *w = context;
  const fe_mesh *m = w->to;
  for (int y = 0; y <= m->n[1]; y++) {
    const int row = fe_row(m, y, z);
    for (uint32_t i = m->row_node[row]; i < m->row_node[row + 1]; i++) {
      const int p[3] = {m->node_x[i], y, z};
      const int64_t old = fe_node_at(w->from, p[0], p[1], p[2]);
      if (old < 0) {
        carry_new(w, i, p);
        continue;
      }
      for (size_t c = 0; c < 3; c++) {
        w->out[c * m->stride + i] = w->u[c * w->from->stride + (size_t)old];
      }
    }
  }
}

ant_status ant_fe_carry(const ant_fe *from, const double *u, const ant_fe *to, double *out_u,
                        ant_diag *opt_diag) {
  carry_work w = {from->mesh, to->mesh, u, out_u};
  if (from->ranks.link.size > 1 || to->ranks.link.size > 1) {
    return ant_fail(opt_diag, ANT_ENOTYET, "a displacement is carried over on one rank only");
  }
  for (int a = 0; a < 3; a++) {
    if (w.from->n[a] == w.to->n[a]) continue;
    return ant_fail(opt_diag, ANT_EINPUT, "the two solids do not lie on the same lattice");
  }
  fe_pool_run(to->pool, w.to->n[2] + 1, carry_plane, &w);
  return ANT_OK;
}
