/* fe_operator.c - A u over all layers, with threads, held nodes and ties.
 *
 * Slabs touch in one plane of nodes.  Even slabs run first and set every plane they touch; odd ones
 * follow and add to the shared planes: the order of every sum is fixed. */
#include "fe_internal.h"

#include <string.h>

const fe_kernels *fe_kernels_pick(void) {
#ifdef ANT_HAVE_AVX512
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
    return &fe_kernels_avx512;
  }
#endif
#ifdef ANT_HAVE_AVX2
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &fe_kernels_avx2;
#endif
  return &fe_kernels_base;
}

typedef struct apply_work {
  const fe_mesh *mesh;
  const fe_kernels *kernel;
  double scale;
  const void *u;
  void *y;
  size_t size; /* of a number of y */
  bool from_double, clear;
  int parity;
} apply_work;

/* nodes in [first, end) become 0 in all three components */
static void clear_nodes(const apply_work *w, uint32_t first, uint32_t end) {
  for (int c = 0; c < 3; c++) {
    char *y = (char *)w->y + ((size_t)c * w->mesh->stride + first) * w->size;
    memset(y, 0, (size_t)(end - first) * w->size);
  }
}

static void apply_slab(void *context, int i_task) {
  const apply_work *w = context;
  const fe_mesh *m = w->mesh;
  const int i = 2 * i_task + w->parity;
  const int z0 = m->slab[i], z1 = m->slab[i + 1];
  if (w->clear) {
    /* an odd slab finds its outer planes begun; the last one owns its last plane */
    bool last = i + 1 == m->n_slab;
    clear_nodes(w, fe_plane(m, w->parity ? z0 + 1 : z0),
                fe_plane(m, w->parity && !last ? z1 : z1 + 1));
  }
  if (w->from_double) {
    w->kernel->apply_dd(m, z0, z1, w->scale, w->u, w->y);
  } else if (w->size == sizeof(double)) {
    w->kernel->apply_fd(m, z0, z1, w->scale, w->u, w->y);
  } else {
    w->kernel->apply_ff(m, z0, z1, w->scale, w->u, w->y);
  }
}

static void apply_slabs(fe_pool *pool, apply_work *w) {
  for (w->parity = 0; w->parity < 2; w->parity++) {
    fe_pool_run(pool, (w->mesh->n_slab + 1 - w->parity) / 2, apply_slab, w);
  }
}

/* What the neighbours' planes hold is asked for first.  Ties and holds are few (faces only): one
 * thread does them. */
void fe_apply_ff(const fe_space *s, double scale, float *u, float *y) {
  apply_work w = {s->mesh, s->kernel, scale, u, y, sizeof *y, false, false, 0};
  const size_t stride = s->mesh->stride;
  fe_ranks_planes(s->ranks, s->mesh, u, sizeof *u);
  for (size_t c = 0; c < 3; c++) {
    for (size_t i = 0; i < s->n_tie; i++)
      u[c * stride + s->slave[i]] = u[c * stride + s->master[i]];
  }
  apply_slabs(s->pool, &w);
  for (size_t c = 0; c < 3; c++) {
    for (size_t i = 0; i < s->n_tie; i++) {
      y[c * stride + s->master[i]] += y[c * stride + s->slave[i]];
      y[c * stride + s->slave[i]] = 0;
    }
    for (size_t i = 0; i < s->n_fixed[c]; i++) y[c * stride + s->fixed[c][i]] = 0;
  }
}

static void settle_double(const fe_space *s, double *y) {
  const size_t stride = s->mesh->stride;
  for (size_t c = 0; c < 3; c++) {
    for (size_t i = 0; i < s->n_tie; i++) {
      y[c * stride + s->master[i]] += y[c * stride + s->slave[i]];
      y[c * stride + s->slave[i]] = 0;
    }
    for (size_t i = 0; i < s->n_fixed[c]; i++) y[c * stride + s->fixed[c][i]] = 0;
  }
}

void fe_apply_fd(const fe_space *s, float *u, double *y) {
  apply_work w = {s->mesh, s->kernel, 1, u, y, sizeof *y, false, true, 0};
  const size_t stride = s->mesh->stride;
  fe_ranks_planes(s->ranks, s->mesh, u, sizeof *u);
  for (size_t c = 0; c < 3; c++) {
    for (size_t i = 0; i < s->n_tie; i++)
      u[c * stride + s->slave[i]] = u[c * stride + s->master[i]];
  }
  apply_slabs(s->pool, &w);
  settle_double(s, y);
}

void fe_apply_dd(const fe_space *s, const double *u, double *y) {
  fe_forces_raw(s->mesh, s->kernel, s->pool, u, y);
  settle_double(s, y);
}

void fe_forces_raw(const fe_mesh *m, const fe_kernels *kernel, fe_pool *pool, const double *u,
                   double *y) {
  apply_work w = {m, kernel, 1, u, y, sizeof *y, true, true, 0};
  apply_slabs(pool, &w);
}
