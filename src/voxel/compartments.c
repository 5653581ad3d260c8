/* compartments.c - cortex and trabecular space (see antaeus/voxel_structure.h).
 *   1. The outer surface   2. The inner surface */
#include "antaeus/voxel_structure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/filter.h"

typedef struct finding {
  const ant_volume *volume;
  ant_compartment_options o;   /* with its defaults                                 */
  ant_volume *outer, *inner;   /* masks, padded                                     */
  int64_t before[3], after[3]; /* voxels of padding                               */
} finding;

static ant_compartment_options with_defaults(const ant_compartment_options *options) {
  ant_compartment_options o = *options;
  if (!(o.sigma_voxel > 0)) o.sigma_voxel = 1.5;
  if (!(o.close_mm > 0)) o.close_mm = 0.6;
  if (!(o.open_mm > 0)) o.open_mm = 0.2;
  if (!(o.smooth_mm > 0)) o.smooth_mm = 0.9;
  if (!(o.least_mm > 0)) o.least_mm = 0.24;
  if (o.open_faces == 0) o.open_faces = 15;
  return o;
}

/* How many voxels of nothing are laid around the mask on the faces that are outside of the bone, so
 * that what grows there shrinks back again. */
static void find_padding(finding *f) {
  const double reach = f->o.close_mm + f->o.open_mm + f->o.smooth_mm;
  for (int a = 0; a < 3; a++) {
    const int64_t n = (int64_t)ceil(reach / f->volume->spacing_mm[a]) + 2;
    f->before[a] = f->o.open_faces >> (2 * a) & 1 ? n : 0;
    f->after[a] = f->o.open_faces >> (2 * a + 1) & 1 ? n : 0;
  }
}

static ant_status pad(const finding *f, ant_volume **mask, ant_diag *diag) {
  const ant_volume *m = *mask;
  ant_volume *wide = NULL;
  int64_t n[3];
  for (int a = 0; a < 3; a++) n[a] = f->before[a] + m->n[a] + f->after[a];
  ANT_TRY(ant_volume_create(n, m->spacing_mm, ANT_VOXEL_U8, &wide, diag));
  for (int64_t i = 0; i < m->n[1] * m->n[2]; i++) {
    const int64_t y = i % m->n[1], z = i / m->n[1];
    memcpy((uint8_t *)wide->data +
               ant_volume_index(wide, f->before[0], f->before[1] + y, f->before[2] + z),
           (const uint8_t *)m->data + i * m->n[0], (size_t)m->n[0]);
  }
  ant_volume_destroy(mask);
  *mask = wide;
  return ANT_OK;
}

/* the labels of the volume alone, in its place */
static ant_status unpad(const finding *f, const ant_volume *wide, ant_volume **out,
                        ant_diag *diag) {
  int64_t to[3];
  for (int a = 0; a < 3; a++) to[a] = f->before[a] + f->volume->n[a];
  ANT_TRY(ant_crop(wide, f->before, to, out, diag));
  memcpy((*out)->origin_mm, f->volume->origin_mm, sizeof f->volume->origin_mm);
  memcpy((*out)->direction, f->volume->direction, sizeof f->volume->direction);
  return ANT_OK;
}

static ant_status threshold(const finding *f, double lower, ant_volume **out, ant_diag *diag) {
  const ant_threshold_options t = {.sigma_voxel = f->o.sigma_voxel,
                                   .scale = f->o.scale,
                                   .lower = lower,
                                   .upper = lower,
                                   .n_thread = f->o.n_thread};
  ANT_TRY(ant_threshold(f->volume, &t, out, NULL, diag));
  return pad(f, out, diag);
}

static int64_t count(const ant_volume *mask) {
  int64_t n = 0;
  for (int64_t i = 0; i < ant_volume_count(mask); i++) n += ((uint8_t *)mask->data)[i] != 0;
  return n;
}

/* 1. The outer surface --------------------------------------------------- */

static ant_status find_outer(finding *f, ant_diag *diag) {
  const int n_thread = f->o.n_thread;
  int64_t filled = 0;
  ANT_TRY(threshold(f, f->o.outer, &f->outer, diag));
  if (count(f->outer) == 0) {
    return ant_fail(diag, ANT_EINPUT, "no voxel is above the outer threshold of %g", f->o.outer);
  }
  ANT_TRY(ant_parts_keep_largest(f->outer, 26, NULL, diag));
  ANT_TRY(ant_dilate(f->outer, f->o.close_mm, n_thread, diag));
  ANT_TRY(ant_parts_fill(f->outer, 6, f->o.open_faces, &filled, diag));
  if (filled == 0) {
    ant_fail(diag, ANT_EINPUT, "the cortex does not close around a marrow space");
    ant_diag_hint(diag, "is the bone cut by the volume's faces across x or y, or the outer "
                        "threshold too high?");
    return ANT_EINPUT;
  }
  return ant_erode(f->outer, f->o.close_mm, n_thread, diag);
}

/* 2. The inner surface --------------------------------------------------- */

/* A &= B */
static void keep_both(ant_volume *a, const ant_volume *b) {
  uint8_t *x = a->data;
  const uint8_t *y = b->data;
  for (int64_t i = 0; i < ant_volume_count(a); i++) x[i] = x[i] && y[i];
}

static ant_status copy_of(const ant_volume *mask, ant_volume **out, ant_diag *diag) {
  ANT_TRY(ant_volume_create_like(mask, ANT_VOXEL_U8, out, diag));
  memcpy((*out)->data, mask->data, ant_volume_bytes(mask));
  return ANT_OK;
}

static ant_status shape_inner(finding *f, const ant_volume *deep, ant_diag *diag) {
  const int n_thread = f->o.n_thread;
  uint8_t *marrow = f->inner->data;
  for (int64_t i = 0; i < ant_volume_count(f->inner); i++) marrow[i] = !marrow[i];
  keep_both(f->inner, deep);
  ANT_TRY(ant_erode(f->inner, f->o.open_mm, n_thread, diag));
  ANT_TRY(ant_parts_keep_largest(f->inner, 6, NULL, diag));
  if (count(f->inner) == 0) {
    return ant_fail(diag, ANT_EINPUT, "there is no marrow: all inside the bone is above %g",
                    f->o.inner);
  }
  ANT_TRY(ant_dilate(f->inner, f->o.open_mm + f->o.smooth_mm, n_thread, diag));
  ANT_TRY(ant_parts_fill(f->inner, 6, f->o.open_faces, NULL, diag));
  ANT_TRY(ant_erode(f->inner, f->o.smooth_mm, n_thread, diag));
  keep_both(f->inner, deep);
  return ANT_OK;
}

static ant_status find_inner(finding *f, ant_diag *diag) {
  ant_volume *deep = NULL;
  ANT_TRY(copy_of(f->outer, &deep, diag));
  ant_status status = ant_erode(deep, f->o.least_mm, f->o.n_thread, diag);
  if (status == ANT_OK) status = threshold(f, f->o.inner, &f->inner, diag);
  if (status == ANT_OK) status = shape_inner(f, deep, diag);
  ant_volume_destroy(&deep);
  return status;
}

ant_status ant_compartments_find(const ant_volume *volume, const ant_compartment_options *options,
                                 ant_volume **out_labels, ant_diag *opt_diag) {
  finding f = {.volume = volume, .o = with_defaults(options)};
  find_padding(&f);
  ant_status status = find_outer(&f, opt_diag);
  if (status == ANT_OK) status = find_inner(&f, opt_diag);
  if (status == ANT_OK) {
    uint8_t *outer = f.outer->data;
    const uint8_t *inner = f.inner->data;
    for (int64_t i = 0; i < ant_volume_count(f.outer); i++) {
      if (outer[i]) outer[i] = inner[i] ? ANT_TRABECULAR : ANT_CORTICAL;
    }
    status = unpad(&f, f.outer, out_labels, opt_diag);
  }
  ant_volume_destroy(&f.outer);
  ant_volume_destroy(&f.inner);
  return status;
}
