/* thickness.c - local thickness and the spacing of mid-axes (see antaeus/voxel.h "Thickness").
 *   1. One piece   2. Pieces   3. Sums   4. Thickness   5. Spacing of mid-axes
 *
 * Nine bytes a voxel are needed at once, so a volume that does not fit goes piece by piece: some
 * slices, and on both sides more (the margin) of which only the balls are of interest.  A ball's
 * radius is right when it does not reach beyond the piece; and when every ball that reaches the
 * slices in the middle is smaller than half of the margin, none is missed.  Else the margin grows.
 */
#include "voxel/thickness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/distance.h"
#include "voxel/parallel.h"

/* 1. One piece ----------------------------------------------------------- */

typedef struct piece {
  const uint8_t *mask; /* of the piece's first voxel                              */
  int64_t n[3];
  int64_t from, to;          /* the slices in the middle, counted in the piece             */
  bool cut_below, cut_above; /* there is more of the volume                       */
  bool inside;
  ant_thickness_rule rule;
  int n_thread;
  int16_t *rank;   /* out: (voxels) owned                                           */
  float *diameter; /* out: (ranks) owned                                          */
  ant_balls balls; /* out: owned                                                  */
} piece;

static void piece_clear(piece *p) {
  free(p->rank);
  free(p->diameter);
  ant_balls_clear(&p->balls);
  p->rank = NULL;
  p->diameter = NULL;
}

/* Leave out balls that reach beyond a cut; *OUT_LARGEST is the radius of the largest one, wrong or
 * right, that reaches the slices in the middle or the two beside them (at which mid-axes look). */
static void drop_unsure(piece *p, double *out_largest) {
  int64_t kept = 0;
  double largest = 0;
  for (int64_t i = 0; i < p->balls.n; i++) {
    const ant_ball *b = &p->balls.ball[i];
    double radius = sqrt((double)b->radius2), z = b->z;
    bool reaches = z + radius > (double)(p->from - 2) && z - radius < (double)(p->to + 1);
    if (reaches && radius > largest) largest = radius;
    bool beyond =
        (p->cut_below && z - radius < 0) || (p->cut_above && z + radius > (double)(p->n[2] - 1));
    if (!beyond) p->balls.ball[kept++] = *b;
  }
  p->balls.n = kept;
  *out_largest = largest;
}

/* Find and paint the piece's balls.  *OUT_ENOUGH: the margin was. */
static ant_status do_piece(piece *p, int64_t margin, bool *out_enough, ant_diag *diag) {
  const double unit[3] = {1, 1, 1};
  size_t count = (size_t)(p->n[0] * p->n[1] * p->n[2]);
  int32_t *feature = malloc(count * sizeof *feature);
  float *scratch = malloc(count * sizeof *scratch);
  int n_rank = 0;
  double largest = 0;
  ant_status status = ANT_OK;
  if (!feature || !scratch) status = ant_fail(diag, ANT_ENOMEM, "no memory for the thickness");
  if (status == ANT_OK) {
    status = ant_features(p->mask, p->n, unit, !p->inside, p->n_thread, feature, diag);
  }
  bool none = status == ANT_OK && feature[0] < 0; /* no background: balls without end */
  if (status == ANT_OK && !none) {
    status = ant_balls_find(p->mask, p->n, p->inside, feature, scratch, p->rule, p->n_thread,
                            &p->balls, diag);
  }
  free(feature);
  if (status == ANT_OK && !none) {
    drop_unsure(p, &largest);
    p->rank = (int16_t *)(void *)scratch;
    memset(p->rank, 0, count * sizeof *p->rank);
    scratch = NULL;
    status = ant_balls_paint(&p->balls, p->mask, p->n, p->inside, p->n_thread, p->rank,
                             &p->diameter, &n_rank, diag);
  }
  free(scratch);
  *out_enough = !none && (2 * largest <= (double)margin || !(p->cut_below || p->cut_above));
  if (status == ANT_OK && none && !p->cut_below && !p->cut_above) {
    ant_fail(diag, ANT_EINPUT, "the mask has no %s: no ball inside has an end",
             p->inside ? "background" : "bone");
    return ANT_EINPUT;
  }
  return status;
}

/* 2. Pieces -------------------------------------------------------------- */

enum { BYTES_A_VOXEL = 9, LEAST_MARGIN = 64 }; /* features, distances, mask: the most at once */

/* How many slices may be worked on at once? */
static int64_t slices_that_fit(const ant_volume *mask) {
  double area = (double)(mask->n[0] * mask->n[1]);
  double by_memory = 0.8 * (double)ant_memory_available() / (BYTES_A_VOXEL * area);
  double by_index = (double)(INT32_MAX / 2) / area;
  double n = by_memory < by_index ? by_memory : by_index;
  return n > (double)mask->n[2] ? mask->n[2] : (int64_t)n;
}

/* The piece around slices FROM to below TO, with MARGIN. */
static void cut_piece(const ant_volume *mask, int64_t from, int64_t to, int64_t margin, piece *p) {
  int64_t area = mask->n[0] * mask->n[1];
  int64_t low = from - margin < 0 ? 0 : from - margin;
  int64_t high = to + margin > mask->n[2] ? mask->n[2] : to + margin;
  p->mask = (const uint8_t *)mask->data + low * area;
  p->n[0] = mask->n[0], p->n[1] = mask->n[1], p->n[2] = high - low;
  p->from = from - low;
  p->to = to - low;
  p->cut_below = low > 0;
  p->cut_above = high < mask->n[2];
}

typedef ant_status use_piece(void *user, const piece *p, int64_t z0, ant_diag *diag);

/* Call USE for pieces that hold all slices of MASK in their middles, one after the other; Z0 is the
 * slice at the start of the middle. */
static ant_status for_pieces(const ant_volume *mask, const piece *like, int64_t fit, use_piece *use,
                             void *user, ant_diag *diag) {
  int64_t margin = fit >= mask->n[2] ? 0 : LEAST_MARGIN, z = 0;
  while (z < mask->n[2]) {
    int64_t middle = fit - 2 * margin;
    if (middle < 1) {
      double bytes =
          (double)BYTES_A_VOXEL * (double)(2 * margin + 1) * (double)(mask->n[0] * mask->n[1]);
      ANT_TRY(ant_memory_check(1.25 * bytes, "the thickness", diag));
      return ant_fail(diag, ANT_ENOMEM, "the thickness needs %lld slices at once, %lld fit",
                      (long long)(2 * margin + 1), (long long)fit);
    }
    piece p = *like;
    bool enough = false;
    int64_t to = z + middle < mask->n[2] ? z + middle : mask->n[2];
    cut_piece(mask, z, to, margin, &p);
    ant_status status = do_piece(&p, margin, &enough, diag);
    if (status == ANT_OK && enough) {
      status = use(user, &p, z, diag);
      z = to;
    } else {
      margin *= 2;
    }
    piece_clear(&p);
    ANT_TRY(status);
  }
  return ANT_OK;
}

/* 3. Sums ---------------------------------------------------------------- */

typedef struct sums {
  const ant_volume *mask, *region;
  bool inside;
  double *sum; /* (3 n[2]) of each slice: voxels, thickness, its square           */
  float *most; /* (n[2])                                                          */
  float *map;  /* (voxels) or NULL, in voxels                                     */
  double unit_mm;
  const piece *p;
  int64_t z0;
} sums;

static void sum_slice(void *user, int64_t item, int worker) {
  const sums *s = user;
  const piece *p = s->p;
  int64_t area = p->n[0] * p->n[1], z = s->z0 + item;
  const int16_t *rank = p->rank + (p->from + item) * area;
  const uint8_t *mask = (const uint8_t *)s->mask->data + z * area;
  const uint8_t *region = s->region ? (const uint8_t *)s->region->data + z * area : NULL;
  double n = 0, sum = 0, square = 0;
  float most = 0;
  (void)worker;
  for (int64_t i = 0; i < area; i++) {
    if ((mask[i] != 0) != s->inside) continue;
    float d = p->diameter[rank[i]];
    if (s->map) s->map[z * area + i] = (float)((double)d * s->unit_mm);
    if (region && !region[i]) continue;
    n += 1, sum += (double)d, square += (double)d * (double)d;
    if (d > most) most = d;
  }
  s->sum[3 * z] = n, s->sum[3 * z + 1] = sum, s->sum[3 * z + 2] = square;
  s->most[z] = most;
}

static ant_status sum_piece(void *user, const piece *p, int64_t z0, ant_diag *diag) {
  sums *s = user;
  (void)diag;
  s->p = p;
  s->z0 = z0;
  ant_parallel(p->n_thread, p->to - p->from, sum_slice, s);
  return ANT_OK;
}

static void add_up(const sums *s, ant_thickness *out) {
  double n = 0, sum = 0, square = 0, most = 0;
  for (int64_t z = 0; z < s->mask->n[2]; z++) {
    n += s->sum[3 * z], sum += s->sum[3 * z + 1], square += s->sum[3 * z + 2];
    most = fmax(most, (double)s->most[z]);
  }
  double mean = n > 0 ? sum / n : 0, variance = n > 0 ? square / n - mean * mean : 0;
  out->voxels = (int64_t)n;
  out->mean_mm = s->unit_mm * mean;
  out->sd_mm = s->unit_mm * sqrt(variance > 0 ? variance : 0);
  out->max_mm = s->unit_mm * most;
}

/* 4. Thickness ----------------------------------------------------------- */

/* The side of the voxel [mm], where all three are equal within a hundredth. */
static ant_status side_mm(const ant_volume *v, double *out, ant_diag *diag) {
  const double *s = v->spacing_mm;
  double least = fmin(s[0], fmin(s[1], s[2])), most = fmax(s[0], fmax(s[1], s[2]));
  *out = cbrt(s[0] * s[1] * s[2]);
  if (most <= 1.01 * least) return ANT_OK;
  ant_fail(diag, ANT_EINPUT, "thickness is measured in cubes, the voxels are %g x %g x %g mm", s[0],
           s[1], s[2]);
  ant_diag_hint(diag, "resample first: antaeus bone convert --spacing %g", least);
  return ANT_EINPUT;
}

static ant_status check(const ant_volume *mask, const ant_thickness_options *o, ant_diag *diag) {
  if (mask->type != ANT_VOXEL_U8) {
    return ant_fail(diag, ANT_EINPUT, "a mask of u8 was expected, found %s",
                    ant_voxel_name(mask->type));
  }
  const ant_volume *r = o->opt_region;
  if (!r) return ANT_OK;
  if (r->type == ANT_VOXEL_U8 && memcmp(r->n, mask->n, sizeof r->n) == 0) return ANT_OK;
  return ant_fail(diag, ANT_EINPUT, "the region is not a mask of the volume's size");
}

static ant_status measure(const ant_volume *mask, bool of_background,
                          const ant_thickness_options *o, double unit_mm, float *map,
                          ant_thickness *out, ant_diag *diag) {
  const piece like = {.inside = !of_background, .rule = o->rule, .n_thread = o->n_thread};
  sums s = {.mask = mask,
            .region = o->opt_region,
            .inside = !of_background,
            .map = map,
            .unit_mm = unit_mm};
  int64_t fit = o->slices > 0 ? o->slices : slices_that_fit(mask);
  s.sum = malloc(3 * (size_t)mask->n[2] * sizeof *s.sum);
  s.most = malloc((size_t)mask->n[2] * sizeof *s.most);
  ant_status status = s.sum && s.most ? for_pieces(mask, &like, fit, sum_piece, &s, diag)
                                      : ant_fail(diag, ANT_ENOMEM, "no memory for the thickness");
  if (status == ANT_OK) add_up(&s, out);
  free(s.sum);
  free(s.most);
  if (status != ANT_OK || out->voxels > 0) return status;
  return ant_fail(diag, ANT_EINPUT, "the mask has no %s%s", of_background ? "background" : "bone",
                  o->opt_region ? " in this region" : "");
}

ant_status ant_thickness_measure(const ant_volume *mask, bool of_background,
                                 const ant_thickness_options *opt_options,
                                 ant_thickness *out_thickness, ant_volume **opt_map,
                                 ant_diag *opt_diag) {
  const ant_thickness_options none = {0}, *o = opt_options ? opt_options : &none;
  double unit_mm = 0;
  ant_volume *map = NULL;
  ant_thickness t = {0};
  ANT_TRY(check(mask, o, opt_diag));
  ANT_TRY(side_mm(mask, &unit_mm, opt_diag));
  if (opt_map) ANT_TRY(ant_volume_create_like(mask, ANT_VOXEL_F32, &map, opt_diag));
  ant_status status =
      measure(mask, of_background, o, unit_mm, map ? map->data : NULL, &t, opt_diag);
  if (status != ANT_OK) {
    ant_volume_destroy(&map);
    return status;
  }
  *out_thickness = t;
  if (opt_map) *opt_map = map;
  return ANT_OK;
}

/* 5. Spacing of mid-axes ------------------------------------------------- */

/* A ball is on the mid-axis when it is about as large as any that covers its centre, and nothing
 * beside it is much thicker: where the rim of a digital rod is rough, voxels that no large ball
 * covers have small ones of their own. */
static const float axis_share = 0.9F, rim_share = 0.7F;

static bool is_axis(const piece *p, const ant_ball *b) {
  const int64_t *n = p->n;
  const int64_t at = b->x + n[0] * (b->y + n[1] * b->z);
  if (b->diameter < axis_share * p->diameter[p->rank[at]]) return false;
  for (int64_t k = 0; k < 27; k++) {
    const int64_t x = b->x + k % 3 - 1, y = b->y + k / 3 % 3 - 1, z = b->z + k / 9 - 1;
    if (x < 0 || y < 0 || z < 0 || x >= n[0] || y >= n[1] || z >= n[2]) continue;
    if (rim_share * p->diameter[p->rank[x + n[0] * (y + n[1] * z)]] > b->diameter) return false;
  }
  return true;
}

/* Is there a mark beside the ball's centre? */
static bool has_mark(const piece *p, const ant_ball *b, const uint8_t *mark) {
  const int64_t *n = p->n;
  for (int64_t k = 0; k < 27; k++) {
    const int64_t x = b->x + k % 3 - 1, y = b->y + k / 3 % 3 - 1, z = b->z + k / 9 - 1;
    if (x < 0 || y < 0 || z < 0 || x >= n[0] || y >= n[1] || z >= n[2]) continue;
    if (mark[x + n[0] * (y + n[1] * z)]) return true;
  }
  return false;
}

/* Of two voxels with the middle between them one is enough: the second counts where the first is
 * not there. */
static ant_status mark_axis(void *user, const piece *p, int64_t z0, ant_diag *diag) {
  ant_volume *axis = user;
  uint8_t *out = axis->data;
  const int64_t *n = p->n;
  uint8_t *mark = calloc((size_t)(n[0] * n[1] * n[2]), 1);
  if (!mark) return ant_fail(diag, ANT_ENOMEM, "no memory for the mid-axes");
  for (int second = 0; second < 2; second++) {
    for (int64_t i = 0; i < p->balls.n; i++) {
      const ant_ball *b = &p->balls.ball[i];
      const bool inside = b->z >= p->from && b->z < p->to;
      if (b->second != (second != 0) || !is_axis(p, b)) continue;
      if (second && (!inside || has_mark(p, b, mark))) continue;
      if (!second) mark[b->x + n[0] * (b->y + n[1] * b->z)] = 1;
      if (inside) out[ant_volume_index(axis, b->x, b->y, b->z - p->from + z0)] = 1;
    }
  }
  free(mark);
  return ANT_OK;
}

ant_status ant_axis_find(const ant_volume *mask, const ant_thickness_options *o,
                         ant_volume **out_axis, ant_diag *opt_diag) {
  double unit_mm = 0;
  ant_volume *axis = NULL;
  ANT_TRY(check(mask, o, opt_diag));
  ANT_TRY(side_mm(mask, &unit_mm, opt_diag));
  ANT_TRY(ant_volume_create_like(mask, ANT_VOXEL_U8, &axis, opt_diag));
  const piece like = {.inside = true, .rule = ANT_THICKNESS_SURFACE, .n_thread = o->n_thread};
  int64_t fit = o->slices > 0 ? o->slices : slices_that_fit(mask);
  ant_status status = for_pieces(mask, &like, fit, mark_axis, axis, opt_diag);
  if (status != ANT_OK) ant_volume_destroy(&axis);
  if (status == ANT_OK) *out_axis = axis;
  return status;
}

ant_status ant_axis_spacing(const ant_volume *mask, const ant_thickness_options *opt_options,
                            ant_thickness *out_spacing, ant_volume **opt_axis, ant_diag *opt_diag) {
  ant_thickness_options o = opt_options ? *opt_options : (ant_thickness_options){0};
  double unit_mm = 0;
  ant_volume *axis = NULL;
  ANT_TRY(ant_axis_find(mask, &o, &axis, opt_diag));
  o.rule = ANT_THICKNESS_BETWEEN;
  ant_status status = side_mm(mask, &unit_mm, opt_diag);
  if (status == ANT_OK) status = measure(axis, true, &o, unit_mm, NULL, out_spacing, opt_diag);
  if (status == ANT_OK && opt_axis) {
    *opt_axis = axis;
  } else {
    ant_volume_destroy(&axis);
  }
  return status;
}
