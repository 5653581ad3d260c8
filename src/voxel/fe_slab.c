/* fe_slab.c - which layers of a volume a rank takes.
 *   1. Counting bone   2. Cutting
 *
 * Aggregates, and those of the next level, must not straddle ranks: cuts lie at multiples of their
 * edge.  Between those, every rank gets about the same number of elements, and none is left with
 * air only (it would have a neighbour to whom nothing joins it). */
#include "fe_internal.h"

#include <stdlib.h>
#include <string.h>

/* 1. Counting bone --------------------------------------------------------------- */

typedef struct census {
  const ant_volume *volume;
  const ant_fe_material *material;
  int n[3], words;
  double *mpa;      /* (n[0]) a row                          */
  uint64_t *bit[2]; /* (n[1], words) two layers of voxels    */
  double *element;  /* (n[2] + 1) by layer; and all nodes    */
} census;

static void census_clear(census *c) {
  free(c->mpa);
  free(c->bit[0]);
  free(c->bit[1]);
  free(c->element);
}

static ant_status census_init(census *c, ant_diag *opt_diag) {
  const size_t words = (size_t)c->n[1] * (size_t)c->words;
  c->mpa = malloc((size_t)c->n[0] * sizeof *c->mpa);
  for (int k = 0; k < 2; k++) c->bit[k] = calloc(words, sizeof *c->bit[k]);
  c->element = calloc((size_t)c->n[2] + 1, sizeof *c->element);
  return c->mpa && c->bit[0] && c->bit[1] && c->element
             ? ANT_OK
             : ant_fail(opt_diag, ANT_ENOMEM, "no memory to cut a volume");
}

/* layer Z into bit[0], what was there into bit[1]; layers outside the volume are empty */
static ant_status read_layer(census *c, int z, ant_diag *opt_diag) {
  uint64_t *old = c->bit[1];
  c->bit[1] = c->bit[0];
  c->bit[0] = old;
  memset(old, 0, (size_t)c->n[1] * (size_t)c->words * sizeof *old);
  for (int y = 0; y < c->n[1] && z >= 0 && z < c->n[2]; y++) {
    uint64_t *row = old + (size_t)y * (size_t)c->words;
    ANT_TRY(fe_mesh_read(c->volume, c->material, ant_volume_index(c->volume, 0, y, z), c->n[0],
                         c->mpa, opt_diag));
    for (int x = 0; x < c->n[0]; x++) row[x >> 6] |= (uint64_t)(c->mpa[x] > 0) << (x & 63);
  }
  return ANT_OK;
}

static double elements_in(const uint64_t *bit, size_t words) {
  double n = 0;
  for (size_t i = 0; i < words; i++) n += __builtin_popcountll(bit[i]);
  return n;
}

/* nodes of the plane between the two layers in hand */
static double nodes_between(const census *c) {
  double n = 0;
  for (int y = 0; y <= c->n[1]; y++) {
    for (int w = 0; w < c->words; w++) {
      uint64_t node = 0;
      for (int k = 0; k < 4; k++) {
        const int row = y - (k & 1);
        if (row < 0 || row >= c->n[1]) continue;
        node |= fe_touched(c->bit[k >> 1] + (size_t)row * (size_t)c->words, w);
      }
      n += __builtin_popcountll(node);
    }
  }
  return n;
}

/* this rank's share of the layers; then everyone knows all */
static ant_status count(census *c, const fe_ranks *r, ant_diag *opt_diag) {
  const int64_t planes = c->n[2] + 1, rank = r->link.rank, size = r->link.size;
  const int first = (int)(planes * rank / size), end = (int)(planes * (rank + 1) / size);
  ant_status status = census_init(c, opt_diag);
  for (int z = first - 1; z < end && status == ANT_OK && first < end; z++) {
    status = read_layer(c, z, opt_diag);
    if (z < first || status != ANT_OK) continue;
    if (z < c->n[2]) c->element[z] = elements_in(c->bit[0], (size_t)c->n[1] * (size_t)c->words);
    c->element[c->n[2]] += nodes_between(c);
  }
  status = fe_ranks_agree(r, status, opt_diag);
  if (status == ANT_OK) fe_ranks_sum(r, c->element, (size_t)planes);
  return status;
}

/* 2. Cutting ------------------------------------------------------------------------- */

/* the first layer, of those that are cuts, below which lies share K of SIZE of all elements; the
 * end where bone is all below it */
static int cut_at(const census *c, int step, double all, int k, int size) {
  double below = 0;
  if (k == 0) return 0;
  for (int z = 0; z < c->n[2] && below < all; z++) {
    if (z % step == 0 && below * size >= all * k) return z;
    below += c->element[z];
  }
  return c->n[2];
}

static void find_neighbours(fe_ranks *r, const census *c, int step, double all) {
  const int size = r->link.size, rank = r->link.rank;
  r->lower = r->upper = -1;
  if (cut_at(c, step, all, rank, size) == cut_at(c, step, all, rank + 1, size)) return;
  for (int k = 0; k < size; k++) {
    if (cut_at(c, step, all, k, size) == cut_at(c, step, all, k + 1, size)) continue;
    if (k < rank) r->lower = k;
    if (k > rank && r->upper < 0) r->upper = k;
  }
}

static void take(const census *c, fe_ranks *r, fe_slab *s) {
  double all = 0;
  for (int z = 0; z < c->n[2]; z++) all += c->element[z];
  s->all_element = (uint64_t)all;
  s->all_node = (uint64_t)c->element[c->n[2]];
  if (!(all > 0)) return;
  s->edge = fe_block_edge(c->element[c->n[2]] / all);
  const int step = FE_COARSER * s->edge, ghost = FE_GHOST(s->edge);
  const int from = cut_at(c, step, all, r->link.rank, r->link.size);
  const int to = cut_at(c, step, all, r->link.rank + 1, r->link.size);
  find_neighbours(r, c, step, all);
  s->below = r->lower >= 0 ? from - ghost : from;
  const int end = r->upper >= 0 ? to + ghost : to;
  s->n = (end < c->n[2] ? end : c->n[2]) - s->below;
  s->own[0] = from - s->below;
  s->own[1] = to - s->below;
}

ant_status fe_slab_cut(const ant_volume *volume, const ant_fe_material *material, fe_ranks *r,
                       fe_slab *out_slab, ant_diag *opt_diag) {
  census c = {.volume = volume, .material = material};
  for (int a = 0; a < 3; a++) c.n[a] = (int)volume->n[a];
  c.words = (c.n[0] + 1 + 63) / 64;
  ant_status status = count(&c, r, opt_diag);
  if (status == ANT_OK) take(&c, r, out_slab);
  census_clear(&c);
  return status;
}
