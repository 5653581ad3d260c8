/* fe_galerkin.c - the first coarse matrix, part by part (see fe_hot_galerkin.h). */
#include "fe_hierarchy.h"

#include <stdatomic.h>
#include <stdlib.h>

typedef struct galerkin_work {
  fe_hierarchy *h;
  const uint16_t *block_of;
  atomic_int failed;
} galerkin_work;

static void make_part(void *context, int i_part) {
  galerkin_work *g = context;
  fe_level *l = &g->h->level[0];
  fe_blocks *p = &l->a.part[i_part];
  p->row0 = l->own[0] + (uint32_t)i_part * FE_PART;
  p->n_row = l->own[1] - p->row0 < FE_PART ? l->own[1] - p->row0 : FE_PART;
  p->ptr = calloc(p->n_row + 1, sizeof *p->ptr);
  if (!p->ptr || !g->h->space->kernel->galerkin_part(g->h, g->block_of, p) ||
      !fe_blocks_pack(g->h, l, p)) {
    atomic_store(&g->failed, 1);
  }
}

ant_status fe_galerkin_fine(fe_hierarchy *h, const uint16_t *block_of_aggregate,
                            ant_diag *opt_diag) {
  fe_level *l = &h->level[0];
  galerkin_work g = {.h = h, .block_of = block_of_aggregate};
  l->a.row0 = l->own[0];
  l->a.n_row = l->own[1] - l->own[0];
  l->a.n_part = (int)((l->a.n_row + FE_PART - 1) / FE_PART);
  l->a.part = calloc((size_t)l->a.n_part + 1, sizeof *l->a.part);
  if (!l->a.part) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a coarse matrix");
  fe_pool_run(h->space->pool, l->a.n_part, make_part, &g);
  return atomic_load(&g.failed) ? ant_fail(opt_diag, ANT_ENOMEM,
                                           "no memory for the coarse matrix of %u aggregates", l->n)
                                : ANT_OK;
}
