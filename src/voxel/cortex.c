/* cortex.c - what is measured of compartments: pores, thickness, areas, densities (see
 * antaeus/voxel_structure.h).
 *   1. Pores   2. Sums   3. All of it */
#include "antaeus/voxel_structure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/parallel.h"

/* 1. Pores --------------------------------------------------------------- */

enum { SOLID, VOID, PORE, REACHED, OUTSIDE };
enum { LEAST_PORE = 5 }; /* voxels; smaller ones are noise                        */

typedef struct boring {
  const int64_t *n;
  uint8_t *state; /* (voxels) of the cortex; what is not cortex is outside        */
  int32_t *stack; /* (workers x slice)                                            */
} boring;

/* In a slice, voids from which a way leads out of the cortex, through voids that touch by their
 * sides, are reached; the others are pores. */
static void find_shut(void *user, int64_t z, int worker) {
  const boring *b = user;
  const int64_t n0 = b->n[0], n1 = b->n[1];
  uint8_t *s = b->state + z * n0 * n1;
  int32_t *stack = b->stack + worker * n0 * n1;
  int64_t depth = 0;
  for (int64_t i = 0; i < n0 * n1; i++) {
    if (s[i] == OUTSIDE) stack[depth++] = (int32_t)i;
  }
  while (depth > 0) {
    const int64_t i = stack[--depth], x = i % n0, y = i / n0;
    const int64_t next[4] = {i - 1, i + 1, i - n0, i + n0};
    const bool there[4] = {x > 0, x + 1 < n0, y > 0, y + 1 < n1};
    for (int k = 0; k < 4; k++) {
      if (!there[k] || s[next[k]] != VOID) continue;
      s[next[k]] = REACHED;
      stack[depth++] = (int32_t)next[k];
    }
  }
  for (int64_t i = 0; i < n0 * n1; i++) {
    if (s[i] == VOID) s[i] = PORE;
  }
}

/* A pore goes on along z through voids, whether or not these are reached; what else is reached is
 * void again. */
static void follow_columns(void *user, int64_t y, int worker) {
  const boring *b = user;
  const int64_t step = b->n[0] * b->n[1];
  (void)worker;
  for (int64_t x = 0; x < b->n[0]; x++) {
    uint8_t *s = b->state + x + b->n[0] * y;
    for (int64_t z = 1; z < b->n[2]; z++) {
      if (s[z * step] == REACHED && s[(z - 1) * step] == PORE) s[z * step] = PORE;
    }
    for (int64_t z = b->n[2] - 2; z >= 0; z--) {
      if (s[z * step] == REACHED && s[(z + 1) * step] == PORE) s[z * step] = PORE;
    }
    for (int64_t z = 0; z < b->n[2]; z++) {
      if (s[z * step] == REACHED) s[z * step] = VOID;
    }
  }
}

static ant_status find_pores(const ant_volume *mask, const ant_volume *labels, int n_thread,
                             ant_volume **out_pores, ant_diag *diag) {
  ant_volume *pores = NULL;
  const size_t slice = (size_t)(mask->n[0] * mask->n[1]);
  ANT_TRY(ant_volume_create_like(mask, ANT_VOXEL_U8, &pores, diag));
  boring b = {.n = mask->n, .state = pores->data};
  b.stack = malloc(slice * sizeof *b.stack * (size_t)ant_parallel_threads(n_thread));
  if (!b.stack) {
    ant_volume_destroy(&pores);
    return ant_fail(diag, ANT_ENOMEM, "no memory for the pores of the cortex");
  }
  for (int64_t i = 0; i < ant_volume_count(mask); i++) {
    const bool solid = ((uint8_t *)mask->data)[i] != 0;
    b.state[i] = ((uint8_t *)labels->data)[i] != ANT_CORTICAL ? OUTSIDE : solid ? SOLID : VOID;
  }
  ant_parallel(n_thread, mask->n[2], find_shut, &b);
  ant_parallel(n_thread, mask->n[1], follow_columns, &b);
  ant_parallel(n_thread, mask->n[2], find_shut, &b); /* the pores found shut others in */
  free(b.stack);
  for (int64_t i = 0; i < ant_volume_count(mask); i++) b.state[i] = b.state[i] == PORE;
  ant_status status = ant_parts_drop_small(pores, 6, LEAST_PORE, NULL, diag);
  if (status != ANT_OK) ant_volume_destroy(&pores);
  if (status == ANT_OK) *out_pores = pores;
  return status;
}

static ant_status count_pores(const ant_volume *mask, const ant_volume *labels, int n_thread,
                              int64_t *out_voxels, ant_diag *diag) {
  ant_volume *pores = NULL;
  ANT_TRY(find_pores(mask, labels, n_thread, &pores, diag));
  *out_voxels = 0;
  for (int64_t i = 0; i < ant_volume_count(mask); i++) {
    *out_voxels += ((uint8_t *)pores->data)[i];
  }
  ant_volume_destroy(&pores);
  return ANT_OK;
}

/* 2. Sums ---------------------------------------------------------------- */

typedef struct tally {
  int64_t n, bone;
  double density;
} tally;

static ant_status tally_up(const ant_volume *mask, const ant_volume *labels,
                           const ant_volume *opt_grey, tally *tb, tally *ct, ant_diag *diag) {
  double factor = NAN, offset = NAN;
  const uint8_t *label = labels->data, *bone = mask->data;
  if (opt_grey) ANT_TRY(ant_scale_line(opt_grey, ANT_SCALE_DENSITY, &factor, &offset, diag));
  const int64_t n = mask->n[0];
  double *row = calloc((size_t)n, sizeof *row);
  if (!row) return ant_fail(diag, ANT_ENOMEM, "no memory for a row of voxels");
  for (int64_t first = 0; first < ant_volume_count(mask); first += n) {
    if (opt_grey) ant_volume_doubles(opt_grey, first, n, row);
    for (int64_t k = 0; k < n; k++) {
      const uint8_t l = label[first + k];
      tally *t = l == ANT_CORTICAL ? ct : l == ANT_TRABECULAR ? tb : NULL;
      if (!t) continue;
      t->n++;
      t->bone += bone[first + k] != 0;
      t->density += factor * row[k] + offset;
    }
  }
  free(row);
  return ANT_OK;
}

static ant_status cortical_thickness(const ant_volume *labels, int n_thread, ant_cortex *out,
                                     ant_diag *diag) {
  ant_volume *cortex = NULL;
  ant_thickness t = {.mean_mm = NAN};
  const ant_thickness_options o = {.n_thread = n_thread};
  ANT_TRY(ant_volume_create_like(labels, ANT_VOXEL_U8, &cortex, diag));
  for (int64_t i = 0; i < ant_volume_count(labels); i++) {
    ((uint8_t *)cortex->data)[i] = ((uint8_t *)labels->data)[i] == ANT_CORTICAL;
  }
  ant_status status = ant_thickness_measure(cortex, false, &o, &t, NULL, diag);
  ant_volume_destroy(&cortex);
  out->ct_th_mm = t.mean_mm;
  out->ct_th_sd_mm = t.sd_mm;
  return status;
}

/* 3. All of it ----------------------------------------------------------- */

ant_status ant_cortex_measure(const ant_volume *mask, const ant_volume *labels,
                              const ant_volume *opt_grey, int n_thread, ant_cortex *out_cortex,
                              ant_diag *opt_diag) {
  tally tb = {.n = 0}, ct = {.n = 0};
  int64_t pores = 0;
  ant_cortex c;
  if (mask->type != ANT_VOXEL_U8 || labels->type != ANT_VOXEL_U8 ||
      memcmp(mask->n, labels->n, sizeof mask->n) != 0 ||
      (opt_grey && memcmp(mask->n, opt_grey->n, sizeof mask->n) != 0)) {
    return ant_fail(opt_diag, ANT_EINPUT, "mask, labels and grey values of one size were expected");
  }
  ANT_TRY(tally_up(mask, labels, opt_grey, &tb, &ct, opt_diag));
  if (tb.n == 0 || ct.n == 0) {
    return ant_fail(opt_diag, ANT_EINPUT, "labels %d (trabecular) and %d (cortical) were expected",
                    ANT_TRABECULAR, ANT_CORTICAL);
  }
  ANT_TRY(cortical_thickness(labels, n_thread, &c, opt_diag));
  ANT_TRY(count_pores(mask, labels, n_thread, &pores, opt_diag));
  const double area = ant_volume_voxel_mm3(mask) / (mask->spacing_mm[2] * (double)mask->n[2]);
  c.ct_po = ct.bone > 0 ? (double)pores / (double)(pores + ct.bone) : NAN;
  c.ct_bv_tv = (double)ct.bone / (double)ct.n;
  c.ct_ar_mm2 = area * (double)ct.n;
  c.tb_ar_mm2 = area * (double)tb.n;
  c.tt_ar_mm2 = c.ct_ar_mm2 + c.tb_ar_mm2;
  c.ct_density = ct.density / (double)ct.n;
  c.tb_density = tb.density / (double)tb.n;
  c.tt_density = (ct.density + tb.density) / (double)(ct.n + tb.n);
  *out_cortex = c;
  return ANT_OK;
}
