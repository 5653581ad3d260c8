/* euler.c - Euler number and connectivity (see antaeus/voxel_structure.h).
 *
 * A corner looks at the eight voxels around it and answers for itself and for the three edges,
 * three faces and one cube that begin there.  What lies on the volume's faces counts in eighths. */
#include "antaeus/voxel_structure.h"

#include <stdlib.h>
#include <string.h>

#include "voxel/parallel.h"

typedef struct counting {
  const ant_volume *mask, *region;
  int64_t *plain, *shared; /* (n[2] + 1) by layer of corners; shared in eighths   */
} counting;

static int is_bone(const counting *c, int64_t x, int64_t y, int64_t z) {
  const int64_t *n = c->mask->n;
  if (x < 0 || y < 0 || z < 0 || x >= n[0] || y >= n[1] || z >= n[2]) return 0;
  const int64_t i = ant_volume_index(c->mask, x, y, z);
  return ((const uint8_t *)c->mask->data)[i] != 0 &&
         (!c->region || ((const uint8_t *)c->region->data)[i] != 0);
}

/* Which voxels each cell touches, of the eight around a corner: bit 4 dz + 2 dy + dx, 0 for the
 * lower one.  A cell spans the upper side along the axes in SPAN (bits x, y, z). */
static unsigned touched(int span) {
  unsigned mask = 0;
  for (int k = 0; k < 8; k++) {
    if ((k & span) == span) mask |= 1u << k;
  }
  return mask;
}

/* eighths that a cell counts: halved for each of the volume's faces it lies in */
static int share(const int64_t p[3], const int64_t n[3], int span) {
  int eighths = 8;
  for (int a = 0; a < 3; a++) {
    if (!(span >> a & 1) && (p[a] == 0 || p[a] == n[a])) eighths /= 2;
  }
  return eighths;
}

static void count_layer(void *user, int64_t z, int worker) {
  const counting *c = user;
  const int64_t *n = c->mask->n;
  static const int sign[8] = {1, -1, -1, 1, -1, 1, 1, -1}; /* by the number of axes spanned */
  int64_t plain = 0, shared = 0;
  (void)worker;
  for (int64_t y = 0; y <= n[1]; y++) {
    for (int64_t x = 0; x <= n[0]; x++) {
      const int64_t p[3] = {x, y, z};
      unsigned around = 0;
      for (int k = 0; k < 8; k++) {
        const int64_t dx = (k & 1) - 1, dy = (k >> 1 & 1) - 1, dz = (k >> 2) - 1;
        around |= (unsigned)is_bone(c, x + dx, y + dy, z + dz) << k;
      }
      if (around == 0) continue;
      for (int span = 0; span < 8; span++) {
        if (!(around & touched(span))) continue;
        plain += sign[span];
        shared += sign[span] * share(p, n, span);
      }
    }
  }
  c->plain[z] = plain;
  c->shared[z] = shared;
}

/* parts of bone and cavities of background */
static ant_status count_parts(const ant_volume *mask, ant_euler *out, ant_diag *diag) {
  ant_parts bone, before, after;
  ant_volume *inverse = NULL;
  ANT_TRY(ant_parts_count(mask, 26, &bone, diag));
  out->parts = bone.n;
  /* the background as a mask; filling what its own bone shuts in leaves the open parts */
  ANT_TRY(ant_volume_create_like(mask, ANT_VOXEL_U8, &inverse, diag));
  uint8_t *to = inverse->data;
  const uint8_t *from = mask->data;
  for (int64_t i = 0; i < ant_volume_count(mask); i++) to[i] = !from[i];
  ant_status status = ant_parts_count(inverse, 6, &before, diag);
  if (status == ANT_OK) {
    for (int64_t i = 0; i < ant_volume_count(mask); i++) to[i] = from[i] != 0;
    status = ant_parts_fill(inverse, 6, 63, NULL, diag);
  }
  if (status == ANT_OK) {
    for (int64_t i = 0; i < ant_volume_count(mask); i++) to[i] = !to[i];
    status = ant_parts_count(inverse, 6, &after, diag);
  }
  if (status == ANT_OK) out->cavities = before.n - after.n;
  ant_volume_destroy(&inverse);
  return status;
}

/* the bone inside the region */
static ant_status both(const ant_volume *mask, const ant_volume *region, ant_volume **out,
                       ant_diag *diag) {
  ANT_TRY(ant_volume_create_like(mask, ANT_VOXEL_U8, out, diag));
  const uint8_t *a = mask->data, *b = region->data;
  for (int64_t i = 0; i < ant_volume_count(mask); i++) {
    ((uint8_t *)(*out)->data)[i] = a[i] != 0 && b[i] != 0;
  }
  return ANT_OK;
}

ant_status ant_euler_measure(const ant_volume *mask, const ant_volume *opt_region, int n_thread,
                             ant_euler *out_euler, ant_diag *opt_diag) {
  ant_euler e = {.euler = 0};
  int64_t eighths = 0, inside = ant_volume_count(mask);
  ant_volume *part = NULL;
  if (mask->type != ANT_VOXEL_U8 || (opt_region && opt_region->type != ANT_VOXEL_U8)) {
    return ant_fail(opt_diag, ANT_EINPUT, "a mask of u8 was expected");
  }
  if (opt_region && memcmp(mask->n, opt_region->n, sizeof mask->n) != 0) {
    return ant_fail(opt_diag, ANT_EINPUT, "the region's size is not that of the mask");
  }
  counting c = {.mask = mask, .region = opt_region};
  const size_t layers = (size_t)mask->n[2] + 1;
  c.plain = calloc(2 * layers, sizeof *c.plain);
  if (!c.plain) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the Euler number");
  c.shared = c.plain + layers;
  ant_parallel(n_thread, (int64_t)layers, count_layer, &c);
  for (size_t i = 0; i < layers; i++) e.euler += c.plain[i], eighths += c.shared[i];
  free(c.plain);
  ant_status status = ANT_OK;
  if (opt_region) {
    inside = 0;
    for (int64_t i = 0; i < ant_volume_count(mask); i++) {
      inside += ((const uint8_t *)opt_region->data)[i] != 0;
    }
    status = both(mask, opt_region, &part, opt_diag);
  }
  if (status == ANT_OK) status = count_parts(part ? part : mask, &e, opt_diag);
  ant_volume_destroy(&part);
  if (status != ANT_OK) return status;
  e.shared = (double)eighths / 8;
  e.loops = e.parts + e.cavities - e.euler;
  e.connectivity = 1 - e.shared;
  e.density_mm3 = e.connectivity / ((double)inside * ant_volume_voxel_mm3(mask));
  *out_euler = e;
  return ANT_OK;
}
