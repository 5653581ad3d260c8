/* fe_cycle.c - the preconditioner: levels made, and one cycle from the mesh down and back.
 *   1. Diagonal   2. Making   3. Smoothing on the mesh   4. Rigid motions in and out   5. The cycle
 */
#include "fe_hierarchy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 1. Diagonal ------------------------------------------------------------------ */

/* Each corner of an element has the same diagonal, by symmetry: K_aa(h) modulus.  The sum of moduli
 * around a node, times K_00, is kept; other components differ by a factor where bricks are not
 * cubes. */
ant_status fe_inverse_diagonal(const fe_space *s, float **out_inverse, ant_diag *opt_diag) {
  const fe_mesh *m = s->mesh;
  float *d = calloc(m->stride, sizeof *d);
  if (!d) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a diagonal of %u nodes", m->n_node);
  uint32_t i = 0;
  for (int z = 0; z < m->n[2]; z++) {
    for (uint32_t q = m->layer[z]; q < m->layer[z + 1]; q++) {
      const fe_chunk *c = &m->chunk[q];
      for (int lane = 0; lane < FE_SPAN; lane++) {
        if (!(c->solid >> lane & 1)) continue;
        const float e = m->modulus[i++];
        for (int k = 0; k < 4; k++) {
          uint32_t node =
              c->node[k] + (uint32_t)__builtin_popcount(c->mask[k] & ((1u << lane) - 1));
          d[node] += e;
          d[node + 1] += e;
        }
      }
    }
  }
  for (size_t t = 0; t < s->n_tie; t++) d[s->master[t]] += d[s->slave[t]];
  for (size_t t = 0; t < s->n_tie; t++) d[s->slave[t]] = d[s->master[t]];
  const float k00 = (float)m->stiffness[0][0];
  for (uint32_t n = 0; n < m->n_node; n++) d[n] = 1 / (d[n] * k00);
  *out_inverse = d;
  return ANT_OK;
}

/* The largest eigenvalue of D^-1 A is at most that of one element's D^-1 K. */
static double element_lambda(const fe_mesh *m) {
  double x[FE_DOF], y[FE_DOF], lambda = 1;
  for (int i = 0; i < FE_DOF; i++) x[i] = sin(1 + 12.9898 * i);
  for (int it = 0; it < 200; it++) {
    double norm = 0;
    for (int i = 0; i < FE_DOF; i++) {
      y[i] = 0;
      for (int j = 0; j < FE_DOF; j++) y[i] += m->stiffness[i][j] * x[j] / m->stiffness[i][i];
      norm += y[i] * y[i];
    }
    lambda = sqrt(norm);
    for (int i = 0; i < FE_DOF; i++) x[i] = y[i] / lambda;
  }
  return lambda;
}

/* 2. Making --------------------------------------------------------------------- */

/* Thin struts have many nodes an element and few nodes a block: smaller blocks and more work on the
 * coarse levels pay there.  Plates and struts of 1 to 2 voxels have 1.8 to 2.8; where thick bone
 * hangs together by thin necks, from 1.5 on, a third visit does. */
int fe_block_edge(double thinness) {
  return thinness > 1.7 ? 3 : 4;
}

static void choose_options(fe_hierarchy *h, const fe_hierarchy_options *o) {
  const double thin = fe_thinness(h->space->mesh);
  h->options = *o;
  if (h->space->mesh->edge > 0) h->options.block = h->space->mesh->edge; /* parts are cut by it */
  if (h->options.block <= 0) h->options.block = fe_block_edge(thin);
  if (h->options.block > 8) h->options.block = 8;
  if (h->options.degree <= 0) h->options.degree = thin > 1.7 ? 4 : 3;
  if (h->options.coarse_degree <= 0) h->options.coarse_degree = 4;
  if (h->options.visits <= 0) h->options.visits = thin > 1.45 ? 3 : 2;
}

static ant_status make_first_level(fe_hierarchy *h, fe_pieces_graph *graph, ant_diag *opt_diag) {
  const fe_ranks *ranks = h->space->ranks;
  h->n_level = 1;
  ANT_TRY(fe_aggregate_nodes(h, graph, opt_diag));
  uint16_t *at = malloc(3 * ((size_t)h->level[0].n + 1) * sizeof *at);
  ant_status status = at ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory for aggregates");
  for (uint32_t i = 0; i < graph->n && status == ANT_OK; i++) {
    if (graph->aggregate[i] < 0) continue;
    memcpy(at + 3 * graph->aggregate[i], graph->block + 3 * (size_t)i, 3 * sizeof *at);
  }
  if (status == ANT_OK) status = fe_galerkin_fine(h, at, opt_diag);
  free(at);
  ANT_TRY(fe_ranks_agree(ranks, status, opt_diag));
  return fe_level_finish(h, &h->level[0], opt_diag);
}

static ant_status make_levels(fe_hierarchy *h, fe_pieces_graph *graph, ant_diag *opt_diag) {
  const bool several = h->space->ranks->link.size > 1;
  ANT_TRY(make_first_level(h, graph, opt_diag));
  /* The last level is solved on every rank: it cannot be the first, which is shared out.  What is
   * tied or held altogether joins nothing: levels may stop shrinking. */
  while ((h->level[h->n_level - 1].all > FE_COARSEST || (several && h->n_level == 1)) &&
         h->n_level < FE_MAX_LEVEL &&
         (h->n_level < 2 || h->level[h->n_level - 1].all < 0.8 * h->level[h->n_level - 2].all)) {
    fe_level *fine = &h->level[h->n_level - 1], *coarse = &h->level[h->n_level];
    uint32_t *parent = NULL;
    h->n_level++;
    coarse->length = fine->length * FE_COARSER;
    ant_status status =
        fe_aggregate_again(h, fine, coarse, graph, h->n_level == 2, &parent, opt_diag);
    if (status == ANT_OK) status = fe_galerkin_coarse(h, fine, coarse, parent, opt_diag);
    free(parent);
    if (status == ANT_OK) status = fe_level_finish(h, coarse, opt_diag);
    ANT_TRY(fe_ranks_agree(h->space->ranks, status, opt_diag));
  }
  fe_level *last = &h->level[h->n_level - 1];
  const ant_status status = last->n <= 8 * FE_COARSEST ? fe_level_factor(last, opt_diag) : ANT_OK;
  return fe_ranks_agree(h->space->ranks, status, opt_diag);
}

ant_status fe_hierarchy_create(const fe_space *s, const fe_hierarchy_options *o,
                               fe_hierarchy **out_hierarchy, ant_diag *opt_diag) {
  fe_hierarchy *h = calloc(1, sizeof *h);
  fe_pieces_graph graph = {0};
  ant_status status = h ? fe_inverse_diagonal(s, &h->inverse, opt_diag)
                        : ant_fail(opt_diag, ANT_ENOMEM, "no memory for a preconditioner");
  status = fe_ranks_agree(s->ranks, status, opt_diag);
  if (status == ANT_OK) {
    h->space = s;
    choose_options(h, o);
    for (int c = 0; c < 3; c++) {
      h->factor[c] = (float)(s->mesh->stiffness[0][0] / s->mesh->stiffness[c][c]);
    }
    h->lambda = element_lambda(s->mesh);
    h->omega = 4.0 / 3 / h->lambda;
    status = make_levels(h, &graph, opt_diag);
  }
  fe_pieces_graph_clear(&graph);
  if (status != ANT_OK) {
    fe_hierarchy_destroy(&h);
    return status;
  }
  *out_hierarchy = h;
  return ANT_OK;
}

void fe_hierarchy_destroy(fe_hierarchy **hierarchy) {
  fe_hierarchy *h = *hierarchy;
  if (!h) return;
  for (int i = 0; i < FE_MAX_LEVEL; i++) fe_level_clear(&h->level[i]);
  free(h->inverse);
  free(h->aggregate);
  free(h);
  *hierarchy = NULL;
}

/* 3. Smoothing on the mesh --------------------------------------------------------- */

typedef struct cycle_work {
  const fe_hierarchy *h;
  const double *b;
  float *x, *r, *d;
  float c1, c2;
  bool start;
  int parity;
} cycle_work;

/* d = c1 d + c2 D^-1 r, x += d */
static void step_piece(void *context, int i_piece) {
  const cycle_work *w = context;
  const fe_mesh *m = w->h->space->mesh;
  const uint32_t first = fe_piece(m, i_piece), end = fe_piece(m, i_piece + 1);
  const float *inverse = w->h->inverse;
  for (size_t c = 0; c < 3; c++) {
    const float c1 = w->c1, c2 = w->c2 * w->h->factor[c];
    const float *r = w->r + c * m->stride;
    float *d = w->d + c * m->stride, *x = w->x + c * m->stride;
    if (w->start) {
      for (size_t i = first; i < end; i++) x[i] = d[i] = c2 * inverse[i] * r[i];
    } else if (c1 == 0) {
      for (size_t i = first; i < end; i++) {
        d[i] = c2 * inverse[i] * r[i];
        x[i] += d[i];
      }
    } else {
      for (size_t i = first; i < end; i++) {
        d[i] = c1 * d[i] + c2 * inverse[i] * r[i];
        x[i] += d[i];
      }
    }
  }
}

/* r = b */
static void load_piece(void *context, int i_piece) {
  const cycle_work *w = context;
  const fe_mesh *m = w->h->space->mesh;
  const uint32_t first = fe_piece(m, i_piece), end = fe_piece(m, i_piece + 1);
  for (size_t c = 0; c < 3; c++) {
    const double *b = w->b + c * m->stride;
    float *r = w->r + c * m->stride;
    for (size_t i = first; i < end; i++) r[i] = (float)b[i];
  }
}

static void run_pieces(const cycle_work *w, fe_task task) {
  fe_pool_run(w->h->space->pool, fe_pieces(w->h->space->mesh), task, (void *)(uintptr_t)w);
}

static void smooth(cycle_work *w, bool from_zero) {
  const fe_hierarchy *h = w->h;
  const int degree = h->options.degree;
  run_pieces(w, load_piece);
  if (!from_zero) fe_apply_ff(h->space, -1, w->x, w->r);
  for (int k = 1; k <= degree; k++) {
    w->c1 = k == 1 ? 0 : (float)((2 * k - 3) / (2 * k + 1.0));
    w->c2 = (float)((8 * k - 4) / ((2 * k + 1.0) * h->lambda));
    w->start = from_zero && k == 1;
    run_pieces(w, step_piece);
    if (k < degree || from_zero) fe_apply_ff(h->space, -1, w->d, w->r);
  }
}

/* 4. Rigid motions in and out ---------------------------------------------------------- */

/* The planes of nodes whose aggregates lie in block layers i - 1 and i of the own ones; the upper
 * neighbour's first plane is among them, since own aggregates have nodes there. */
static void slice_planes(const fe_hierarchy *h, int i, int *out_z0, int *out_z1) {
  const fe_mesh *m = h->space->mesh;
  const int b = h->options.block, end = m->own[1] + 1;
  *out_z0 = m->own[0] + i * b;
  *out_z1 = *out_z0 + b < end ? *out_z0 + b : end;
}

static int n_slice(const fe_hierarchy *h) {
  const int *own = h->space->mesh->own;
  return own[1] > own[0] ? (own[1] - own[0] + h->options.block) / h->options.block : 0;
}

/* level[0].b += P0' r; even slices, then odd ones: neighbours share aggregates.  What falls to a
 * neighbour's aggregates it finds itself. */
static void restrict_slice(void *context, int i_task) {
  const cycle_work *w = context;
  const fe_hierarchy *h = w->h;
  const fe_mesh *m = h->space->mesh;
  const fe_level *l = &h->level[0];
  const float inv = (float)(1 / l->length);
  int z0, z1;
  slice_planes(h, 2 * i_task + w->parity, &z0, &z1);
  for (int row = fe_row(m, 0, z0); row < fe_row(m, 0, z1); row++) {
    const float y = (float)(row % (m->n[1] + 1)), z = (float)(row / (m->n[1] + 1) + m->below);
    for (size_t i = m->row_node[row]; i < m->row_node[row + 1]; i++) {
      const float *centre = l->centre + 3 * (size_t)h->aggregate[i];
      const float f[3] = {w->r[i], w->r[m->stride + i], w->r[2 * m->stride + i]};
      const float p[3] = {((float)m->node_x[i] - centre[0]) * inv, (y - centre[1]) * inv,
                          (z - centre[2]) * inv};
      float *b = l->b + 6 * (size_t)h->aggregate[i];
      b[0] += f[0];
      b[1] += f[1];
      b[2] += f[2];
      b[3] += p[1] * f[2] - p[2] * f[1];
      b[4] += p[2] * f[0] - p[0] * f[2];
      b[5] += p[0] * f[1] - p[1] * f[0];
    }
  }
}

/* d = P0 x1 */
static void prolong_slice(void *context, int i_slice) {
  const cycle_work *w = context;
  const fe_hierarchy *h = w->h;
  const fe_mesh *m = h->space->mesh;
  const fe_level *l = &h->level[0];
  const float inv = (float)(1 / l->length);
  int z0, z1;
  slice_planes(h, i_slice, &z0, &z1);
  for (int row = fe_row(m, 0, z0); row < fe_row(m, 0, z1); row++) {
    const float y = (float)(row % (m->n[1] + 1)), z = (float)(row / (m->n[1] + 1) + m->below);
    for (size_t i = m->row_node[row]; i < m->row_node[row + 1]; i++) {
      const float *centre = l->centre + 3 * (size_t)h->aggregate[i];
      const float *u = l->x + 6 * (size_t)h->aggregate[i];
      const float p[3] = {((float)m->node_x[i] - centre[0]) * inv, (y - centre[1]) * inv,
                          (z - centre[2]) * inv};
      const uint8_t flag = h->space->flag[i];
      const uint8_t held = flag & FE_SLAVE ? FE_FIXED : flag;
      w->d[i] = held & 1 ? 0 : u[0] + u[4] * p[2] - u[5] * p[1];
      w->d[m->stride + i] = held & 2 ? 0 : u[1] + u[5] * p[0] - u[3] * p[2];
      w->d[2 * m->stride + i] = held & 4 ? 0 : u[2] + u[3] * p[1] - u[4] * p[0];
    }
  }
}

/* d = D^-1 r */
static void scale_piece(void *context, int i_piece) {
  const cycle_work *w = context;
  const fe_mesh *m = w->h->space->mesh;
  const uint32_t first = fe_piece(m, i_piece), end = fe_piece(m, i_piece + 1);
  for (size_t c = 0; c < 3; c++) {
    const float s = w->h->factor[c], *r = w->r + c * m->stride;
    float *d = w->d + c * m->stride;
    for (size_t i = first; i < end; i++) d[i] = s * w->h->inverse[i] * r[i];
  }
}

/* x += d - omega D^-1 r */
static void correct_piece(void *context, int i_piece) {
  const cycle_work *w = context;
  const fe_mesh *m = w->h->space->mesh;
  const uint32_t first = fe_piece(m, i_piece), end = fe_piece(m, i_piece + 1);
  for (size_t c = 0; c < 3; c++) {
    const float s = (float)w->h->omega * w->h->factor[c];
    const float *r = w->r + c * m->stride, *d = w->d + c * m->stride;
    float *x = w->x + c * m->stride;
    for (size_t i = first; i < end; i++) x[i] += d[i] - s * w->h->inverse[i] * r[i];
  }
}

/* 5. The cycle ---------------------------------------------------------------------------- */

void fe_hierarchy_apply(fe_hierarchy *h, const double *b, float *x, float *work) {
  const fe_space *s = h->space;
  const size_t n = 3 * s->mesh->stride;
  cycle_work w = {.h = h, .b = b, .x = x, .r = work, .d = work + n};
  fe_level *l = &h->level[0];
  smooth(&w, true);
  /* b1 = P0' (I - omega A D^-1) r */
  run_pieces(&w, scale_piece);
  fe_apply_ff(s, -h->omega, w.d, w.r);
  fe_ranks_planes(s->ranks, s->mesh, w.r, sizeof *w.r);
  memset(l->b, 0, 6 * (size_t)l->n * sizeof *l->b);
  for (w.parity = 0; w.parity < 2; w.parity++) {
    fe_pool_run(s->pool, (n_slice(h) + 1 - w.parity) / 2, restrict_slice, &w);
  }
  fe_level_cycle(h, 0);
  fe_level_exchange(s->ranks, l, l->x, 6 * sizeof *l->x);
  /* x += (I - omega D^-1 A) P0 x1 */
  fe_pool_run(s->pool, n_slice(h), prolong_slice, &w);
  memset(w.r, 0, n * sizeof *w.r);
  fe_apply_ff(s, 1, w.d, w.r);
  run_pieces(&w, correct_piece);
  smooth(&w, false);
}
