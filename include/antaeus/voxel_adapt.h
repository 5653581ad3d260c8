/* voxel_adapt.h - a bone in an image, and how it changes under its loads.
 *
 * What changes.  Every voxel has a volume fraction of bone f, 0 to 1.  The surface is a front that
 * lies inside the voxels that are neither empty nor full: it moves by less than a voxel (a month at
 * 1 % moves a surface by about a micrometre), and volume is kept to the last digit.  A mask is laid
 * into the voxels first, as a smooth surface around the same volume.  A voxel's modulus is the
 * solid's times f^1.4.
 *
 * What it is used to.  Three habitual loads press the volume along its axes, between walls that it
 * may slide on.  Their forces are those that strained it at the start; they do not change after.
 * Osteocytes, evenly spread in the bone, feel the energy density U [MPa] of the solid around them;
 * what a place x hears of them fades with distance,
 *
 *     S(x) = 1 / (4 pi l^3)  integral over bone of  U(y) exp(-|x - y| / l),
 *
 * so that S is U at the flat face of evenly strained bone.  Each place is used to what it heard at
 * the start, S0(x): a bone on the ground is at rest as it is, whatever three simple loads would
 * make of it, for its osteocytes were formed fitted to what strained them there.
 *
 * Where it changes.  With r = S / S0, and p the share of formation in all turnover of the step (a
 * half at rest; less in disuse, when all of the bone hears less),
 *
 *     forming goes as    min(1, p r),
 *     resorbing as   1 - min(1, p r),
 *
 * straight lines without a lazy zone.  So a strut that was thinned and carries the same is filled
 * sooner; what was cut off hears nothing and goes; its neighbours take its load and thicken.
 * Osteoclasts dig round pits of one depth in the middle, and as many of them as the volume asks
 * for, at places drawn anew every so many days: plates are pierced and thin struts cut through.  A
 * pit that was left open is filled late, or with time lost for good; the more of them, the larger
 * their share of what is formed.  Where a strut was cut, nothing fills the gap.
 *
 * How much.  The laws say where, the caller says how much: volume formed and resorbed in a step, as
 * parts of the volume at the start.  A share of what is formed fills pits that were dug in the same
 * place within the step (remodelling), which moves no surface: of both only the rest is moved, and
 * the change of volume is exactly the difference.
 *
 * References: Lerebours and Buenzli, J. Biomech. 49:2600 (2016), arXiv:1512.05602 (abstract seen),
 * for osteocytes that are formed adapted to their own environment, and a memory of it that only
 * remodelling resets; Christen et al., Nat. Commun. 5:4855 (2014, abstract seen), for remodelling
 * in humans that follows the load in a straight line, without a lazy zone; Huiskes, Ruimerman, van
 * Lenthe, Janssen, Nature 405:704 (2000) for osteocytes whose signal fades with distance (known
 * through Christen et al. 2015, PMC4337663, of which the abstract was seen).  The numbers in
 * ant_adapt_defaults are assumed where they do not say otherwise.
 *
 * Thread rule: an ant_adapt belongs to one caller at a time; the results are the same bytes for any
 * number of threads (on one kind of processor), in one run or in several from saved states. */
#ifndef ANT_VOXEL_ADAPT_H
#define ANT_VOXEL_ADAPT_H

#include "antaeus/voxel_mechanics.h"

typedef struct ant_adapt_options {
  double modulus_mpa, poisson; /* of the solid: 18000, 0.3                                    */
  double strain;               /* that the habitual loads cause at the start: 0.001           */
  double load[3];              /* of these, along x, y, z: 1, 1, 1; 0: not loaded so          */
  double reach_mm;             /* l, over which osteocytes are heard: 0.1 (assumed)           */
  double coupled; /* share of formation that fills what was dug there: 0.9 (assumed)  */
  double
      depth_mm; /* of a pit, in its middle: 0.04 (J. Bone Miner. Res. 27:1927, 2012, PMC3423528,
                 * abstract seen: trenches 0.5 x 0.2 x 0.04 mm); 0: all of the surface gives way */
  double pit_mm, pit_d; /* edge of a cube as large as its ball: 0.2, and the days it is dug: 30
                         * (assumed; 40 in Liu et al., Bone 43:292, 2008, abstract seen) */
  double open_d; /* mean time after which an open pit is lost: 900, the twin's perforation time of
                  * trabecular bone (assumed); 0: pits are not filled                           */
  double least_fraction; /* a voxel below it carries nothing: 0.1 (assumed)                  */
  double tolerance;      /* of the solutions: 1e-5                                           */
  uint64_t seed;         /* of the pits: 1                                                   */
  int n_thread;          /* 0: one a core                                                    */
} ant_adapt_options;

void ant_adapt_defaults(ant_adapt_options *options);

typedef struct ant_adapt ant_adapt;

/* Begin with BONE: a mask (u8: 0, or anything else for bone), or fractions (f32, 0 to 1), which are
 * taken as they are.  Of a mask's voxels those of bone get at least 0.5, the others less.  Voxels
 * must be cubes within 1 %.  Returns ANT_OK; ANT_EINPUT for options out of range, fractions that
 * are none, a volume without bone or without a surface; what ant_fe_create returns.  The caller
 * destroys *OUT_ADAPT. */
ant_status ant_adapt_create(const ant_volume *bone, const ant_adapt_options *options,
                            ant_adapt **out_adapt, ant_diag *opt_diag);
void ant_adapt_destroy(ant_adapt **adapt);

/* What the bone is now. */
typedef struct ant_adapt_state {
  double time_d;
  double bv_tv;          /* [-]                                                              */
  double volume;         /* of the volume at the start [-]                                   */
  double surface_mm2;    /* of the front                                                     */
  double modulus_mpa[3]; /* apparent, confined, along x, y, z; 0 where not loaded            */
  double strength_n;     /* Pistoia's failure load (0.7 %, 2 % of the bone's volume) along the
                          * axis that bears most                                             */
  double signal_mpa;     /* median over the surface                                          */
  double carrying_share; /* of the bone that hangs together and carries                      */
  int axis;              /* that bears most                                                  */
  int iterations;        /* of the solutions                                                 */
  double solve_s;
  size_t unknowns;
} ant_adapt_state;

/* Solve the loads, if that is not done yet, and say what the bone is. */
ant_status ant_adapt_measure(ant_adapt *adapt, ant_adapt_state *out_state, ant_diag *opt_diag);

typedef struct ant_adapt_moved { /* parts of the volume at the start                          */
  double formed, resorbed;       /* in all, as was asked for                                  */
  double added, removed;         /* by moving the surface                                     */
  double deepest_voxels;         /* that the front went anywhere                              */
} ant_adapt_moved;

/* Go on by DAYS, in which FORMATION and RESORPTION (parts of the volume at the start, not negative)
 * are formed and resorbed.  Returns ANT_EINPUT where there is no place left to form or nothing to
 * resorb; else as the solver.  After a failure ADAPT can only be destroyed. */
ant_status ant_adapt_step(ant_adapt *adapt, double days, double formation, double resorption,
                          ant_adapt_moved *opt_moved, ant_diag *opt_diag);

/* The fractions, (n[2] x n[1] x n[0]) f32, as a volume that borrows them until the next step. */
ant_status ant_adapt_fractions(const ant_adapt *adapt, ant_volume **out_volume, ant_diag *opt_diag);

/* Fractions of at least 0.5 as a mask. */
ant_status ant_adapt_mask(const ant_adapt *adapt, ant_volume **out_mask, ant_diag *opt_diag);

/* Keep all of it in file PATH, whole or not at all, with SIZE bytes EXTRA of the caller's own; and
 * go on from it, with the same BONE and OPTIONS (threads apart): the steps that follow give the
 * same bytes.  A file that is damaged, of another version, bone or options is ANT_EINPUT.
 * *OUT_EXTRA has a NUL behind and is freed by the caller. */
ant_status ant_adapt_save(const ant_adapt *adapt, const char *path, const void *extra, size_t size,
                          ant_diag *opt_diag);
ant_status ant_adapt_load(const char *path, const ant_volume *bone,
                          const ant_adapt_options *options, ant_adapt **out_adapt, char **out_extra,
                          size_t *out_size, ant_diag *opt_diag);

#endif /* ANT_VOXEL_ADAPT_H */
