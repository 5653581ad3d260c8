/* adapt.c - a bone that changes under its loads (see antaeus/voxel_adapt.h).
 *   1. Making   2. What carries   3. Solving   4. A step   5. Looking at it */
#include "voxel/adapt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "voxel/fe_internal.h"

/* 1. Making -------------------------------------------------------------------- */

void ant_adapt_defaults(ant_adapt_options *o) {
  *o = (ant_adapt_options){.modulus_mpa = 18000,
                           .poisson = 0.3,
                           .strain = 0.001,
                           .load = {1, 1, 1},
                           .reach_mm = 0.1,
                           .coupled = 0.9,
                           .depth_mm = 0.04,
                           .pit_mm = 0.2,
                           .pit_d = 30,
                           .open_d = 900,
                           .least_fraction = 0.1,
                           .tolerance = 1e-5,
                           .seed = 1};
}

static ant_status check_options(const ant_adapt_options *o, ant_diag *opt_diag) {
  const struct {
    const char *name;
    double value, low, high;
  } range[] = {{"modulus [MPa]", o->modulus_mpa, 1e-3, 1e9},
               {"Poisson ratio", o->poisson, 0, 0.49},
               {"strain of the habitual loads", o->strain, 1e-9, 0.1},
               {"load along x", o->load[0], 0, 1e3},
               {"load along y", o->load[1], 0, 1e3},
               {"load along z", o->load[2], 0, 1e3},
               {"reach of osteocytes [mm]", o->reach_mm, 1e-4, 10},
               {"share of coupled formation", o->coupled, 0, 1},
               {"depth of a pit [mm]", o->depth_mm, 0, 10},
               {"width of a pit [mm]", o->pit_mm, 1e-3, 100},
               {"days that a pit is dug", o->pit_d, 0.1, 1e4},
               {"days that a pit stays open", o->open_d, 0, 1e6},
               {"least fraction that carries", o->least_fraction, 1e-3, 0.5},
               {"tolerance", o->tolerance, 1e-10, 1e-2}};
  for (size_t i = 0; i < sizeof range / sizeof *range; i++) {
    if (range[i].value >= range[i].low && range[i].value <= range[i].high) continue;
    return ant_fail(opt_diag, ANT_EINPUT, "the %s must lie from %g to %g, this is %g",
                    range[i].name, range[i].low, range[i].high, range[i].value);
  }
  if (o->load[0] + o->load[1] + o->load[2] > 0) return ANT_OK;
  return ant_fail(opt_diag, ANT_EINPUT, "one of the three habitual loads must be above 0");
}

static uint64_t identify(const ant_adapt *a) {
  const ant_adapt_options *o = &a->o;
  const double number[] = {o->modulus_mpa,    o->poisson,   o->strain,   o->load[0],
                           o->load[1],        o->load[2],   o->reach_mm, o->coupled,
                           o->open_d,         o->depth_mm,  o->pit_mm,   o->pit_d,
                           o->least_fraction, o->tolerance, a->h_mm};
  uint64_t h = ant_hash_bytes(ANT_HASH_START, a->fraction->data, ant_volume_bytes(a->fraction));
  for (size_t i = 0; i < sizeof number / sizeof *number; i++) h = ant_hash_number(h, number[i]);
  for (int c = 0; c < 3; c++) h = ant_hash_integer(h, a->n[c]);
  return ant_hash_integer(h, (int64_t)o->seed);
}

static ant_status make(ant_adapt *a, const ant_volume *bone, ant_diag *opt_diag) {
  const double *h = bone->spacing_mm;
  ANT_TRY(check_options(&a->o, opt_diag));
  for (int c = 0; c < 3; c++) {
    a->n[c] = bone->n[c];
    if (fabs(h[c] / h[0] - 1) > 0.01) {
      return ant_fail(opt_diag, ANT_EINPUT,
                      "voxels must be cubes within 1 %%, these are %g x %g x %g mm", h[0], h[1],
                      h[2]);
    }
    if (a->n[c] >= INT64_C(1) << 21) return ant_fail(opt_diag, ANT_EINPUT, "too many voxels");
  }
  a->h_mm = (h[0] + h[1] + h[2]) / 3;
  a->block = (int)fmax(1, floor(a->o.reach_mm / 2.5 / a->h_mm + 0.5));
  ANT_TRY(ant_memory_check(24.0 * (double)ant_volume_count(bone), "the surface", opt_diag));
  ANT_TRY(ant_volume_create_like(bone, ANT_VOXEL_F32, &a->fraction, opt_diag));
  if (a->o.open_d > 0) {
    a->pit = calloc((size_t)ant_volume_count(bone), sizeof *a->pit);
    if (!a->pit) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for pits");
  }
  ANT_TRY(adapt_start(a, bone, opt_diag));
  a->identity = identify(a);
  return adapt_mesh(a, opt_diag);
}

ant_status ant_adapt_create(const ant_volume *bone, const ant_adapt_options *options,
                            ant_adapt **out_adapt, ant_diag *opt_diag) {
  ant_adapt *a = calloc(1, sizeof *a);
  if (!a) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a bone");
  a->o = *options;
  ant_status status = make(a, bone, opt_diag);
  if (status != ANT_OK) {
    ant_adapt_destroy(&a);
    return status;
  }
  *out_adapt = a;
  return ANT_OK;
}

void ant_adapt_destroy(ant_adapt **adapt) {
  ant_adapt *a = *adapt;
  if (!a) return;
  ant_volume_destroy(&a->fraction);
  ant_volume_destroy(&a->signal);
  ant_volume_destroy(&a->usual);
  ant_fe_destroy(&a->fe);
  for (int k = 0; k < ADAPT_AXES; k++) free(a->u[k]);
  free(a->pit);
  free(a);
  *adapt = NULL;
}

/* 2. What carries ----------------------------------------------------------------- */

/* A voxel that is half full is less than half as stiff, for bone that lies on its surface would be
 * spread over all of its depth: moduli go as this power of the fraction.  Fitted once to generated
 * rods and plates 3.8 and 7.5 voxels thick, of fractions counted at 10 um, against their masks at
 * 10 um: powers of 1.3 to 1.5 give the same apparent moduli, 1 gives 4 to 15 % more. */
static const double fraction_power = 1.4;

/* the moduli [MPa] of what hangs together by faces and has enough bone in it, 0 elsewhere */
static ant_status carrying(ant_adapt *a, ant_volume **out_modulus, ant_diag *opt_diag) {
  const int64_t n = ant_volume_count(a->fraction);
  const float *f = a->fraction->data;
  ant_volume *mask = NULL, *modulus = NULL;
  ANT_TRY(ant_volume_create_like(a->fraction, ANT_VOXEL_U8, &mask, opt_diag));
  uint8_t *on = mask->data;
  for (int64_t i = 0; i < n; i++) on[i] = (double)f[i] >= a->o.least_fraction;
  ant_status status = ant_parts_keep_largest(mask, 6, NULL, opt_diag);
  if (status == ANT_OK) {
    status = ant_volume_create_like(a->fraction, ANT_VOXEL_F32, &modulus, opt_diag);
  }
  a->carrying_voxels = 0;
  for (int64_t i = 0; status == ANT_OK && i < n; i++) {
    ((float *)modulus->data)[i] =
        on[i] ? (float)(a->o.modulus_mpa * pow((double)f[i], fraction_power)) : 0;
    a->carrying_voxels += on[i] ? (double)f[i] : 0;
  }
  ant_volume_destroy(&mask);
  if (status == ANT_OK) *out_modulus = modulus;
  return status;
}

ant_status adapt_mesh(ant_adapt *a, ant_diag *opt_diag) {
  const ant_fe_material solid = {ANT_FE_FIELD, 0, NULL, a->o.poisson};
  ant_volume *modulus = NULL;
  ant_fe *fe = NULL;
  ANT_TRY(carrying(a, &modulus, opt_diag));
  ant_status status = ant_fe_create(modulus, &solid, a->o.n_thread, &fe, opt_diag);
  ant_volume_destroy(&modulus);
  for (int k = 0; k < ADAPT_AXES && status == ANT_OK; k++) {
    if (a->o.load[k] == 0) continue;
    double *u = calloc(3 * ant_fe_stride(fe), sizeof *u);
    if (!u) {
      status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for displacements");
      break;
    }
    if (a->fe && a->u[k]) status = ant_fe_carry(a->fe, a->u[k], fe, u, opt_diag);
    /* a state on disk holds floats: a run that was never stopped must go on from the same */
    for (size_t i = 0; i < 3 * ant_fe_stride(fe); i++) u[i] = (double)(float)u[i];
    free(a->u[k]);
    a->u[k] = u;
  }
  if (status != ANT_OK) {
    ant_fe_destroy(&fe);
    return status;
  }
  ant_fe_destroy(&a->fe);
  a->fe = fe;
  a->solved = false;
  return ANT_OK;
}

/* 3. Solving ------------------------------------------------------------------------- */

static double *loaded_u(ant_adapt *a, int i, int *out_axis) {
  for (int k = 0; k < ADAPT_AXES; k++) {
    if (a->o.load[k] == 0 || i-- > 0) continue;
    *out_axis = k;
    return a->u[k];
  }
  return NULL;
}

static bool is_walled(const ant_fe *fe) {
  for (int face = 0; face < 6; face++) {
    if (!fe_face_has_bone(fe, (ant_fe_face)face)) return false;
  }
  return true;
}

/* All loads press between the same walls, if bone touches all of them: one preconditioner serves.
 */
static ant_status solve_loads(ant_adapt *a, ant_diag *opt_diag) {
  const ant_fe_options o = {.tolerance = a->o.tolerance};
  ant_fe_load *load[ADAPT_AXES] = {NULL};
  ant_fe_report report[ADAPT_AXES] = {{0}};
  double *u[ADAPT_AXES] = {NULL};
  int n = 0, axis = 0;
  ant_status status = ANT_OK;
  for (; n < ADAPT_AXES && (u[n] = loaded_u(a, n, &axis)) && status == ANT_OK; n++) {
    status = ant_fe_load_create(a->fe, &load[n], opt_diag);
    if (status == ANT_OK) {
      status = ant_fe_load_test(load[n], ANT_FE_CONFINED, axis, -a->o.strain, opt_diag);
    }
  }
  if (status == ANT_OK && is_walled(a->fe)) {
    status = ant_fe_solve_many(a->fe, n, (const ant_fe_load *const *)load, &o, u, report, opt_diag);
  } else {
    for (int i = 0; i < n && status == ANT_OK; i++) {
      status = ant_fe_solve(a->fe, load[i], &o, u[i], &report[i], opt_diag);
    }
  }
  a->state.iterations = 0;
  a->state.solve_s = 0;
  for (int i = 0; i < n; i++) {
    ant_fe_load_destroy(&load[i]);
    a->state.iterations += report[i].iterations;
    a->state.solve_s += report[i].setup_s + report[i].solve_s;
    a->state.unknowns = report[i].unknowns;
  }
  return status;
}

typedef struct strained {
  float strain, fraction;
} strained;

static int by_strain_falling(const void *a, const void *b) {
  const float x = ((const strained *)a)->strain, y = ((const strained *)b)->strain;
  return x < y ? 1 : x > y ? -1 : 0;
}

/* The effective strain that 2 % of the carrying bone's volume exceeds (Pistoia et al., Bone 30:842,
 * 2002).  Here voxels count by their fractions, which ant_fe_pistoia_load does not know. */
static ant_status strain_at_share(const ant_adapt *a, const double *u, double *out,
                                  ant_diag *opt_diag) {
  const int64_t n = ant_volume_count(a->fraction);
  const float *f = a->fraction->data;
  float *strain = malloc((size_t)n * sizeof *strain);
  strained *list = malloc(ant_fe_elements(a->fe) * sizeof *list);
  if (!strain || !list) {
    free(strain);
    free(list);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the strains");
  }
  ant_fe_field(a->fe, u, ANT_FE_EFFECTIVE_STRAIN, strain);
  size_t count = 0;
  for (int64_t i = 0; i < n; i++) {
    if (strain[i] > 0) list[count++] = (strained){strain[i], f[i]};
  }
  qsort(list, count, sizeof *list, by_strain_falling);
  double left = 0.02 * a->carrying_voxels;
  size_t k = 0;
  while (k + 1 < count && (left -= (double)list[k].fraction) > 0) k++;
  if (count > 0) *out = (double)list[k].strain;
  free(strain);
  free(list);
  if (count > 0) return ANT_OK;
  return ant_fail(opt_diag, ANT_ENUMERIC, "nothing is strained: there is no failure load");
}

/* what one load says of the whole: force, modulus, and strength if it is the largest so far */
static ant_status weigh_load(ant_adapt *a, int k, double *force, double *inout_most,
                             double *out_scale, ant_diag *opt_diag) {
  const double area = a->h_mm * a->h_mm * (double)(a->n[(k + 1) % 3] * a->n[(k + 2) % 3]);
  double end[3], strain = 0;
  ant_fe_forces(a->fe, a->u[k], force);
  ant_fe_face_force(a->fe, force, (ant_fe_face)(2 * k + 1), end);
  const double newton = fabs(end[k]);
  if (a->start_force[k] == 0) a->start_force[k] = newton;
  a->state.modulus_mpa[k] = newton / area / a->o.strain;
  *out_scale = a->o.load[k] * a->start_force[k] / newton;
  if (a->o.load[k] * a->start_force[k] <= *inout_most) return ANT_OK;
  *inout_most = a->o.load[k] * a->start_force[k];
  a->state.axis = k;
  ANT_TRY(strain_at_share(a, a->u[k], &strain, opt_diag));
  a->state.strength_n = 0.007 / strain * newton;
  return ANT_OK;
}

/* The energy of all loads at their habitual forces, by voxel.  An element's energy density is its
 * solid's times its fraction: what the osteocytes in it add to the signal. */
static ant_status weigh_loads(ant_adapt *a, float *energy, ant_diag *opt_diag) {
  const int64_t n = ant_volume_count(a->fraction);
  double *force = malloc(3 * ant_fe_stride(a->fe) * sizeof *force), most = 0, scale = 0;
  float *part = malloc((size_t)n * sizeof *part);
  ant_status status = ANT_OK;
  if (!force || !part) status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for the energy");
  for (int k = 0; k < ADAPT_AXES && status == ANT_OK; k++) {
    a->state.modulus_mpa[k] = 0;
    if (!a->u[k]) continue;
    status = weigh_load(a, k, force, &most, &scale, opt_diag);
    if (status != ANT_OK) break;
    ant_fe_field(a->fe, a->u[k], ANT_FE_MEAN_ENERGY, part);
    for (int64_t i = 0; i < n; i++) energy[i] += (float)(scale * scale) * part[i];
  }
  free(force);
  free(part);
  return status;
}

static ant_status solve(ant_adapt *a, ant_diag *opt_diag) {
  double faces = 0, signal = 0;
  if (a->solved) return ANT_OK;
  ANT_TRY(solve_loads(a, opt_diag));
  float *energy = calloc((size_t)ant_volume_count(a->fraction), sizeof *energy);
  if (!energy) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the energy");
  ant_status status = weigh_loads(a, energy, opt_diag);
  if (status == ANT_OK) status = adapt_signal_spread(a, energy, opt_diag);
  free(energy);
  if (status == ANT_OK) status = adapt_front_median(a, &signal, &faces, opt_diag);
  if (status != ANT_OK) return status;
  if (!a->usual) {
    ANT_TRY(adapt_signal_create(a, &a->usual, opt_diag));
    memcpy(a->usual->data, a->signal->data, ant_volume_bytes(a->usual));
    a->used_to = signal;
  }
  const double all = (double)ant_volume_count(a->fraction);
  a->state.time_d = a->time_d;
  a->state.bv_tv = a->now_voxels / all;
  a->state.volume = a->now_voxels / a->start_voxels;
  a->state.carrying_share = a->carrying_voxels / a->now_voxels;
  a->state.surface_mm2 = faces * a->h_mm * a->h_mm;
  a->state.signal_mpa = signal;
  a->solved = true;
  return ANT_OK;
}

ant_status ant_adapt_measure(ant_adapt *a, ant_adapt_state *out_state, ant_diag *opt_diag) {
  ANT_TRY(solve(a, opt_diag));
  *out_state = a->state;
  return ANT_OK;
}

/* 4. A step ---------------------------------------------------------------------------- */

/* How much of the surface is in pits, that get their depth in the middle where so many voxels are
 * to be removed: in a month of flight some 7 %.  On average over a pit's ball it is 0.4 of that. */
static double share_dug(const ant_adapt *a, double voxels, double days) {
  const double volume = voxels * a->h_mm * a->h_mm * a->h_mm;
  const double whole = 0.4 * a->state.surface_mm2 * a->o.depth_mm;
  return whole > 0 ? fmin(1, volume * fmax(1, a->o.pit_d / days) / whole) : 1;
}

ant_status ant_adapt_step(ant_adapt *a, double days, double formation, double resorption,
                          ant_adapt_moved *opt_moved, ant_diag *opt_diag) {
  if (!(days > 0 && formation >= 0 && resorption >= 0 && formation < 10 && resorption < 10)) {
    return ant_fail(opt_diag, ANT_EINPUT,
                    "a step needs days above 0 and parts formed and resorbed from 0 on, these are "
                    "%g, %g and %g",
                    days, formation, resorption);
  }
  ANT_TRY(solve(a, opt_diag));
  const double both = formation < resorption ? formation : resorption;
  const double turnover = formation + resorption;
  ant_adapt_moved moved = {.formed = formation, .resorbed = resorption};
  moved.added = formation - a->o.coupled * both;
  moved.removed = resorption - a->o.coupled * both;
  adapt_plan plan = {.add = moved.added * a->start_voxels + a->owed[0],
                     .remove = moved.removed * a->start_voxels + a->owed[1],
                     .forming = turnover > 0 ? formation / turnover : 0.5,
                     .draw = (uint64_t)floor((a->time_d + 0.5 * days) / a->o.pit_d)};
  plan.dug = share_dug(a, plan.remove, days);
  ANT_TRY(adapt_front_move(a, &plan, &moved.deepest_voxels, opt_diag));
  a->now_voxels = 0;
  const float *f = a->fraction->data;
  for (int64_t i = 0; i < ant_volume_count(a->fraction); i++) a->now_voxels += (double)f[i];
  a->last_d = days;
  adapt_pit_close(a);
  a->time_d += days;
  ANT_TRY(adapt_mesh(a, opt_diag));
  if (opt_moved) *opt_moved = moved;
  return ANT_OK;
}

/* 5. Looking at it ---------------------------------------------------------------------- */

ant_status ant_adapt_fractions(const ant_adapt *a, ant_volume **out_volume, ant_diag *opt_diag) {
  const ant_volume *f = a->fraction;
  ANT_TRY(ant_volume_borrow(f->n, f->spacing_mm, ANT_VOXEL_F32, f->data, out_volume, opt_diag));
  memcpy((*out_volume)->origin_mm, f->origin_mm, sizeof f->origin_mm);
  memcpy((*out_volume)->direction, f->direction, sizeof f->direction);
  return ANT_OK;
}

ant_status ant_adapt_mask(const ant_adapt *a, ant_volume **out_mask, ant_diag *opt_diag) {
  ant_volume *mask = NULL;
  ANT_TRY(ant_volume_create_like(a->fraction, ANT_VOXEL_U8, &mask, opt_diag));
  const float *f = a->fraction->data;
  for (int64_t i = 0; i < ant_volume_count(mask); i++) ((uint8_t *)mask->data)[i] = f[i] >= 0.5f;
  *out_mask = mask;
  return ANT_OK;
}
