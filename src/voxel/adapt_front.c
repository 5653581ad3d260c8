/* adapt_front.c - the surface as a front inside voxels, and how it moves.
 *   1. Faces   2. What the signal says   3. The median of the signal   4. Moving
 *
 * A face between two voxels of different fraction carries a piece of the surface: the difference
 * times the part of the face that the surface's normal sees.  Over a plane of any slope these add
 * up to its area, however the voxels of the front are filled.  What is formed at a face goes into
 * its fuller side until that is full, then into the other; what is resorbed comes from its emptier
 * side until that is empty.  So the front stays one voxel thick: it is moved, never smeared. */
#include "voxel/adapt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "voxel/parallel.h"
#include "voxel/random.h"

/* 1. Faces ------------------------------------------------------------------- */

typedef struct front {
  const ant_adapt *a;
  const float *f, *smooth; /* fractions, and these smoothed over a voxel: for normals        */
  int64_t stride[3];
} front;

static front front_of(const ant_adapt *a, const ant_volume *smooth) {
  front t = {.a = a, .f = a->fraction->data, .smooth = smooth->data};
  t.stride[0] = 1;
  t.stride[1] = a->n[0];
  t.stride[2] = a->n[0] * a->n[1];
  return t;
}

/* slope of the smoothed fractions at voxel I, along AXIS, where it has number P */
static float slope(const front *t, int64_t i, int64_t p, int axis) {
  const bool low = p > 0, high = p < t->a->n[axis] - 1;
  const float d =
      t->smooth[high ? i + t->stride[axis] : i] - t->smooth[low ? i - t->stride[axis] : i];
  return low && high ? 0.5f * d : d;
}

/* the part of the face from voxel I to the next along AXIS that the surface there shows */
static float facing(const front *t, int64_t i, const int64_t p[3], int axis) {
  const int64_t j = i + t->stride[axis];
  const float along = t->smooth[j] - t->smooth[i];
  float norm = along * along;
  for (int b = 1; b < 3; b++) {
    const int c = (axis + b) % 3;
    const float across = 0.5f * (slope(t, i, p[c], c) + slope(t, j, p[c], c));
    norm += across * across;
  }
  return norm > 0 ? fabsf(along) / sqrtf(norm) : 1;
}

/* Pieces of the surface, in faces: those whose bone is formed in voxel I, those that are resorbed
 * from it. */
static void pieces(const front *t, int64_t i, const int64_t p[3], float *out_form,
                   float *out_resorb) {
  const float own = t->f[i];
  *out_form = *out_resorb = 0;
  for (int axis = 0; axis < 3; axis++) {
    for (int side = 0; side < 2; side++) {
      if (side ? p[axis] == t->a->n[axis] - 1 : p[axis] == 0) continue;
      const int64_t j = side ? i + t->stride[axis] : i - t->stride[axis];
      const float other = t->f[j];
      if (other == own) continue;
      int64_t q[3] = {p[0], p[1], p[2]};
      q[axis] -= !side;
      const float w = fabsf(own - other) * facing(t, side ? i : j, q, axis);
      const float fuller = own > other ? own : other, emptier = own > other ? other : own;
      if ((own > other) == (fuller < 1)) *out_form += w;
      if ((own < other) == (emptier > 0)) *out_resorb += w;
    }
  }
}

/* 2. What the signal says -------------------------------------------------------- */

/* The chance that voxel P forms rather than resorbs.  What three loads leave unstrained is there
 * for loads that we do not apply: all surface hears a tenth of the median besides (assumed). */
static float chance_to_form(const ant_adapt *a, double forming, const int64_t p[3]) {
  const double other = 0.1 * a->used_to;
  const double now = (double)adapt_signal_at(a->signal, a->block, p) + other;
  const double usual = (double)adapt_signal_at(a->usual, a->block, p) + other;
  const double chance = forming * now / usual;
  return chance < 1 ? (float)chance : 1;
}

/* How deep osteoclasts dig at voxel P, of the depth of a pit.  Pits are balls as large as a cube of
 * PIT_MM, deepest in the middle, one centre or more at random in each such cube, of which so many
 * are at work that their union has the SHARE that is asked for.  DRAW numbers the times of digging.
 */
static float digging(const ant_adapt *a, const int64_t p[3], double share, uint64_t draw) {
  if (share >= 1) return 1;
  const double centres = -log(1 - share), many = ceil(centres), radius = 0.6204;
  double at[3], nearest = radius * radius;
  for (int c = 0; c < 3; c++) at[c] = ((double)p[c] + 0.5) * a->h_mm / a->o.pit_mm + 1;
  for (int k = 0; k < 27 * (int)many; k++) {
    const int cube[3] = {(int)at[0] + k % 3 - 1, (int)at[1] + k / 3 % 3 - 1,
                         (int)at[2] + k / 9 % 3 - 1};
    uint64_t key = (uint64_t)(k / 27);
    for (int c = 0; c < 3; c++) key = key << 20 | (uint64_t)cube[c];
    if (ant_random_uniform(a->o.seed, 2 * draw, key) >= centres / many) continue;
    const uint64_t bits = ant_random_bits(a->o.seed, 2 * draw + 1, key);
    double r2 = 0;
    for (int c = 0; c < 3; c++) {
      const double d = cube[c] + (double)(bits >> (21 * c) & 0x1FFFFF) * 0x1p-21 - at[c];
      r2 += d * d;
    }
    if (r2 < nearest) nearest = r2;
  }
  return (float)(1 - nearest / (radius * radius));
}

/* 3. The median of the signal ------------------------------------------------------ */

enum { BINS = 2048, OCTAVES = 32 };

typedef struct median_work {
  front t;
  double top;
  double (*area)[BINS]; /* (n[2]) a layer, over the signal's logarithm                          */
} median_work;

static void median_layer(void *user, int64_t z, int worker) {
  const median_work *w = user;
  const ant_adapt *a = w->t.a;
  (void)worker;
  for (int64_t y = 0, i = z * a->n[0] * a->n[1]; y < a->n[1]; y++) {
    for (int64_t x = 0; x < a->n[0]; x++, i++) {
      const int64_t p[3] = {x, y, z};
      float form, resorb;
      pieces(&w->t, i, p, &form, &resorb);
      if (form == 0) continue;
      const double s = (double)adapt_signal_at(a->signal, a->block, p);
      const double bin = s > 0 ? BINS * (1 + log2(s / w->top) / OCTAVES) : 0;
      w->area[z][bin < 0 ? 0 : bin > BINS - 1 ? BINS - 1 : (int)bin] += (double)form;
    }
  }
}

ant_status adapt_front_median(const ant_adapt *a, double *out_signal, double *out_faces,
                              ant_diag *opt_diag) {
  ant_volume *smooth = NULL;
  ANT_TRY(ant_gaussian(a->fraction, (double[]){1, 1, 1}, ANT_SCALE_STORED, a->o.n_thread, &smooth,
                       opt_diag));
  median_work w = {.t = front_of(a, smooth), .top = 1e-30};
  w.area = calloc((size_t)a->n[2], sizeof *w.area);
  if (!w.area) {
    ant_volume_destroy(&smooth);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the signal on the surface");
  }
  for (int64_t k = 0; k < ant_volume_count(a->signal); k++) {
    w.top = fmax(w.top, (double)((const float *)a->signal->data)[k]);
  }
  ant_parallel(a->o.n_thread, a->n[2], median_layer, &w);
  double total = 0, below = 0;
  for (int64_t z = 1; z < a->n[2]; z++) {
    for (int b = 0; b < BINS; b++) w.area[0][b] += w.area[z][b];
  }
  for (int b = 0; b < BINS; b++) total += w.area[0][b];
  int b = 0;
  while (b < BINS - 1 && below + w.area[0][b] < 0.5 * total) below += w.area[0][b++];
  *out_signal = w.top * exp2(OCTAVES * ((b + 0.5) / BINS - 1));
  *out_faces = total;
  free(w.area);
  ant_volume_destroy(&smooth);
  return ANT_OK;
}

/* 4. Moving --------------------------------------------------------------------------- */

/* Three flows: bone formed by the law, resorbed, and formed in open pits. */
enum { FORM, RESORB, FILL, FLOWS, ROUNDS = 1000 };

typedef struct move_work {
  front t;
  float *f, *pit; /* the fractions and what was dug, to be changed                       */
  float *wish[2]; /* FORM or FILL, and RESORB: by voxel, pieces of the surface times the law */
  double (*layer)[2 * FLOWS]; /* sums of each, largest laws of each; then what was done    */
  const adapt_plan *plan;
  int lenient[FLOWS];   /* 1: pits anywhere, for there was no place in them; 2: nor by the law */
  double factor[FLOWS]; /* voxels a piece                                                  */
} move_work;

static bool in_pit(const move_work *w, int64_t i) {
  return w->pit && w->pit[i] > 0;
}

static void weigh_layer(void *user, int64_t z, int worker) {
  const move_work *w = user;
  const ant_adapt *a = w->t.a;
  double sum[2 * FLOWS] = {0};
  (void)worker;
  for (int64_t y = 0, i = z * a->n[0] * a->n[1]; y < a->n[1]; y++) {
    for (int64_t x = 0; x < a->n[0]; x++, i++) {
      const int64_t p[3] = {x, y, z};
      const int flow[2] = {in_pit(w, i) ? FILL : FORM, RESORB};
      float piece[2], law[2];
      pieces(&w->t, i, p, &piece[0], &piece[1]);
      w->wish[0][i] = w->wish[1][i] = 0;
      if (piece[0] == 0 && piece[1] == 0) continue;
      const float chance = chance_to_form(a, w->plan->forming, p);
      law[0] = flow[0] == FILL || w->lenient[FORM] == 2 ? 1 : chance;
      law[1] = piece[1] == 0 ? 0 : w->lenient[RESORB] == 2 ? 1 : 1 - chance;
      if (w->lenient[RESORB] == 0 && law[1] > 0) {
        law[1] *= digging(a, p, w->plan->dug, w->plan->draw);
      }
      for (int k = 0; k < 2; k++) {
        w->wish[k][i] = piece[k] * law[k];
        sum[flow[k]] += (double)w->wish[k][i];
        if (piece[k] > 0) sum[FLOWS + flow[k]] = fmax(sum[FLOWS + flow[k]], (double)law[k]);
      }
    }
  }
  memcpy(w->layer[z], sum, sizeof sum);
}

static void move_layer(void *user, int64_t z, int worker) {
  const move_work *w = user;
  const int64_t plane = w->t.stride[2];
  double done[FLOWS] = {0};
  (void)worker;
  for (int64_t i = z * plane; i < (z + 1) * plane; i++) {
    if (w->wish[0][i] == 0 && w->wish[1][i] == 0) continue;
    const int flow = in_pit(w, i) ? FILL : FORM;
    const float was = w->f[i], up = (float)w->factor[flow] * w->wish[0][i];
    const float down = (float)w->factor[RESORB] * w->wish[1][i];
    const float more = up >= 1 - was ? 1 : was + up, less = down >= more ? 0 : more - down;
    done[flow] += (double)more - (double)was;
    done[RESORB] += (double)more - (double)less;
    w->f[i] = less;
    if (w->pit) w->pit[i] = fmaxf(0, w->pit[i] + was - less);
  }
  memcpy(w->layer[z], done, sizeof done);
}

static void add_layers(const move_work *w, double out[2 * FLOWS]) {
  memset(out, 0, 2 * FLOWS * sizeof *out);
  for (int64_t z = 0; z < w->t.a->n[2]; z++) {
    for (int k = 0; k < FLOWS; k++) {
      out[k] += w->layer[z][k];
      out[FLOWS + k] = fmax(out[FLOWS + k], w->layer[z][FLOWS + k]);
    }
  }
}

/* what is too little to be told apart from rounding: a ten-millionth of the bone */
static bool is_done(const ant_adapt *a, double left) {
  return left <= 1e-7 * a->start_voxels;
}

/* Where there is no place for what is left of a flow, it finds another: false when all are full. */
static bool find_place(move_work *w, double left[FLOWS], const double sum[FLOWS], bool *out_again,
                       ant_diag *opt_diag) {
  *out_again = false;
  for (int k = 0; k < FLOWS; k++) {
    if (is_done(w->t.a, left[k]) || sum[k] > 0) continue;
    if (k == FILL) {
      left[FORM] += left[FILL];
      left[FILL] = 0;
    } else if (k == FORM && w->lenient[FORM] == 2 && sum[FILL] > 0) {
      left[FILL] += left[FORM];
      left[FORM] = 0;
    } else if (w->lenient[k] == 2) {
      ant_fail(opt_diag, ANT_EINPUT, "there is no %s left in this volume",
               k == FORM ? "room to form bone" : "bone to resorb");
      return false;
    } else {
      w->lenient[k]++;
    }
    *out_again = true;
  }
  return true;
}

/* A round that does less than a hundredth of what is left has all but run out of place: the next
 * one may look elsewhere. */
static void widen(move_work *w, double left[FLOWS], const double done[FLOWS]) {
  for (int k = 0; k < FLOWS; k++) {
    if (is_done(w->t.a, left[k]) || done[k] >= 0.01 * left[k]) continue;
    if (k == FILL) {
      left[FORM] += left[FILL];
      left[FILL] = 0;
    } else if (w->lenient[k] < 2) {
      w->lenient[k]++;
    }
  }
}

/* One round: no place moves by more than half a voxel.  LEFT is what is still to be done. */
static ant_status move_round(move_work *w, double left[FLOWS], double *inout_deepest,
                             double *out_step, ant_diag *opt_diag) {
  const ant_adapt *a = w->t.a;
  double sum[2 * FLOWS], done[2 * FLOWS], step = 0;
  bool again = true;
  while (again) {
    ant_parallel(a->o.n_thread, a->n[2], weigh_layer, w);
    add_layers(w, sum);
    if (!find_place(w, left, sum, &again, opt_diag)) return ANT_EINPUT;
  }
  for (int k = 0; k < FLOWS; k++) {
    w->factor[k] = is_done(a, left[k]) || sum[k] == 0 ? 0 : left[k] / sum[k];
    const double far = w->factor[k] * sum[FLOWS + k];
    if (far > 0.5) w->factor[k] *= 0.5 / far;
    step = fmax(step, w->factor[k] * sum[FLOWS + k]);
  }
  for (int64_t z = 0; z < a->n[2]; z++) memset(w->layer[z], 0, sizeof *w->layer);
  ant_parallel(a->o.n_thread, a->n[2], move_layer, w);
  add_layers(w, done);
  for (int k = 0; k < FLOWS; k++) left[k] -= done[k];
  widen(w, left, done);
  *inout_deepest += step;
  *out_step = step;
  return ANT_OK;
}

static bool all_done(const ant_adapt *a, const double left[FLOWS]) {
  return is_done(a, left[FORM]) && is_done(a, left[RESORB]) && is_done(a, left[FILL]);
}

/* Rounds until all is done; normals are taken anew when the front has moved by half a voxel. */
static ant_status move_all(ant_adapt *a, move_work *w, double left[FLOWS], double *out_deepest,
                           ant_diag *opt_diag) {
  ant_volume *smooth = NULL;
  ant_status status = ANT_OK;
  double since = 1;
  for (int k = 0; status == ANT_OK && !all_done(a, left); k++) {
    double step = 0;
    if (k == ROUNDS) {
      status = ant_fail(opt_diag, ANT_ENUMERIC, "the front did not settle in %d rounds", ROUNDS);
      break;
    }
    if (since >= 0.5) {
      ant_volume_destroy(&smooth);
      status = ant_gaussian(a->fraction, (double[]){1, 1, 1}, ANT_SCALE_STORED, a->o.n_thread,
                            &smooth, opt_diag);
      if (status != ANT_OK) break;
      w->t = front_of(a, smooth);
      since = 0;
    }
    status = move_round(w, left, out_deepest, &step, opt_diag);
    since += step;
  }
  ant_volume_destroy(&smooth);
  return status;
}

/* The share of what is formed that goes into open pits: half of it when these make up a hundredth
 * of the bone (assumed). */
static double fill_share(const ant_adapt *a) {
  double open = 0;
  for (int64_t i = 0; a->pit && i < ant_volume_count(a->fraction); i++) open += (double)a->pit[i];
  return open / (open + 0.01 * a->start_voxels);
}

ant_status adapt_front_move(ant_adapt *a, const adapt_plan *plan, double *out_deepest,
                            ant_diag *opt_diag) {
  const size_t n = (size_t)ant_volume_count(a->fraction);
  move_work w = {.f = a->fraction->data, .pit = a->pit, .plan = plan};
  const double fill = fill_share(a);
  double left[FLOWS] = {(1 - fill) * plan->add, plan->remove, fill * plan->add};
  w.wish[0] = malloc(n * sizeof *w.wish[0]);
  w.wish[1] = malloc(n * sizeof *w.wish[1]);
  w.layer = malloc((size_t)a->n[2] * sizeof *w.layer);
  *out_deepest = 0;
  ant_status status = w.wish[0] && w.wish[1] && w.layer
                          ? move_all(a, &w, left, out_deepest, opt_diag)
                          : ant_fail(opt_diag, ANT_ENOMEM, "no memory to move the surface");
  if (status == ANT_OK) {
    a->owed[0] = left[FORM] + left[FILL];
    a->owed[1] = left[RESORB];
  }
  free(w.wish[0]);
  free(w.wish[1]);
  free(w.layer);
  return status;
}
