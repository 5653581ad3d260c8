/* shape.c - known shapes, for tests and demonstrations (see antaeus/voxel.h "Making volumes").
 *   1. Insides   2. Making */
#include "antaeus/voxel.h"

#include <math.h>
#include <string.h>

#include "voxel/parallel.h"

/* 1. Insides ------------------------------------------------------------- */

typedef struct place {
  double p[3];   /* from the middle of the volume [mm]                            */
  double along;  /* of p, along the axis                                          */
  double across; /* distance from the axis                                        */
  double radius; /* distance from the middle                                      */
} place;

static bool in_frame(const ant_shape_options *o, const double p[3]) {
  double half = 0.5 * o->size_mm, inner = half - o->width_mm;
  int outside = 0, at_edge = 0;
  for (int a = 0; a < 3; a++) {
    outside += fabs(p[a]) >= half;
    at_edge += fabs(p[a]) >= inner;
  }
  return outside == 0 && at_edge >= 2;
}

static bool in_cross(const ant_shape_options *o, const double p[3]) {
  const double square[3] = {p[0] * p[0], p[1] * p[1], p[2] * p[2]};
  double sum = square[0] + square[1] + square[2], r2 = 0.25 * o->size_mm * o->size_mm;
  for (int a = 0; a < 3; a++) {
    if (sum - square[a] < r2) return true;
  }
  return false;
}

static bool is_inside(const ant_shape_options *o, const place *q) {
  double half = 0.5 * o->size_mm, ring = q->across - 0.5 * o->width_mm;
  switch (o->shape) {
  case ANT_SHAPE_BALL:
    return q->radius < half;
  case ANT_SHAPE_SHELL:
    return q->radius < half && q->radius >= half - o->width_mm;
  case ANT_SHAPE_ROD:
    return q->across < half;
  case ANT_SHAPE_PLATE:
    return fabs(q->along) < half;
  case ANT_SHAPE_PLATES:
    return fabs(q->along - o->width_mm * floor(q->along / o->width_mm + 0.5)) < half;
  case ANT_SHAPE_TORUS:
    return ring * ring + q->along * q->along < half * half;
  case ANT_SHAPE_CUBE:
    return fabs(q->p[0]) < half && fabs(q->p[1]) < half && fabs(q->p[2]) < half;
  case ANT_SHAPE_FRAME:
    return in_frame(o, q->p);
  case ANT_SHAPE_CROSS:
    return in_cross(o, q->p);
  }
  return false;
}

/* 2. Making -------------------------------------------------------------- */

typedef struct making {
  const ant_shape_options *o;
  double axis[3]; /* of length one                                                */
  uint8_t *out;
} making;

static void make_slice(void *user, int64_t z, int worker) {
  const making *m = user;
  const ant_shape_options *o = m->o;
  uint8_t *out = m->out + z * o->n[0] * o->n[1];
  (void)worker;
  for (int64_t y = 0; y < o->n[1]; y++) {
    for (int64_t x = 0; x < o->n[0]; x++) {
      const int64_t i[3] = {x, y, z};
      place q = {.along = 0};
      double square = 0;
      for (int a = 0; a < 3; a++) {
        q.p[a] = o->spacing_mm * ((double)i[a] - 0.5 * (double)(o->n[a] - 1));
        q.along += m->axis[a] * q.p[a];
        square += q.p[a] * q.p[a];
      }
      q.radius = sqrt(square);
      q.across = sqrt(fmax(0, square - q.along * q.along));
      *out++ = is_inside(o, &q);
    }
  }
}

ant_status ant_shape_make(const ant_shape_options *options, ant_volume **out_mask,
                          ant_diag *opt_diag) {
  const double s = options->spacing_mm, mm[3] = {s, s, s}, *a = options->axis;
  making m = {.o = options, .axis = {0, 0, 1}};
  double length = sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
  if (!(options->size_mm > 0) || !isfinite(options->size_mm) || !isfinite(length) ||
      (options->shape == ANT_SHAPE_PLATES && !(options->width_mm > 0))) {
    return ant_fail(opt_diag, ANT_EUSAGE, "positive lengths were expected, found %g and %g mm",
                    options->size_mm, options->width_mm);
  }
  for (int i = 0; i < 3 && length > 0; i++) m.axis[i] = a[i] / length;
  ant_volume *mask = NULL;
  ANT_TRY(ant_volume_create(options->n, mm, ANT_VOXEL_U8, &mask, opt_diag));
  m.out = mask->data;
  ant_parallel(options->n_thread, options->n[2], make_slice, &m);
  *out_mask = mask;
  return ANT_OK;
}
