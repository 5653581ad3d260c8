/* voxel_mechanics.h - how stiff and how strong a bone in an image is.
 *
 * Every bone voxel is one trilinear brick element of an isotropic linear elastic solid; its eight
 * corners are nodes; voxels that share a face, an edge or a corner are joined there.  The stiffness
 * is never stored: the product K u runs over voxels, with the element's symmetry under the three
 * reflections (24 x 24 falls into eight 3 x 3 blocks) and eight voxels abreast.
 *
 * The solver is conjugate gradients in double, preconditioned by one cycle of smoothed aggregation
 * in float: coarse unknowns are the six rigid motions of every connected piece of bone in a block
 * of voxels, so struts that do not touch are never joined, and a hinge (two voxels that share only
 * an edge) stays one.  References: Vanek, Mandel, Brezina 1996 (smoothed aggregation); Adams et al.
 * 2004 (the same for whole bones); Lottes 2022 (fourth-kind Chebyshev smoothers).
 *
 * Units: mm, N, MPa (= N/mm^2), energy N mm, energy density MPa.  Axes are those of the voxels.
 *
 * Vectors of nodes: u[c * stride + i] is component c (0 x, 1 y, 2 z) at node i, stride from
 * ant_fe_stride; numbers at i >= nodes are padding.
 *
 * Thread rule: an ant_fe belongs to one caller at a time and keeps its own threads; results are the
 * same bytes for any number of threads (on one kind of processor). */
#ifndef ANT_VOXEL_MECHANICS_H
#define ANT_VOXEL_MECHANICS_H

#include "antaeus/voxel.h"

/* 1. The solid ------------------------------------------------------------- */

typedef struct ant_fe ant_fe;

/* What a voxel is made of.  A voxel whose modulus is 0 is no bone. */
typedef enum ant_fe_modulus {
  ANT_FE_CONSTANT, /* modulus_mpa where the voxel is not 0                                */
  ANT_FE_TABLE,    /* table[v] for a voxel of value v (u8 volumes): compartments          */
  ANT_FE_FIELD     /* the voxel's value, scaled as its calibration says, is the modulus   */
} ant_fe_modulus;

typedef struct ant_fe_material {
  ant_fe_modulus kind;
  double modulus_mpa;
  const double *table; /* (256) MPa; ANT_FE_TABLE only                                    */
  double poisson;      /* -1 < poisson < 0.5, the same everywhere                         */
} ant_fe_material;

/* Make the finite elements of VOLUME (borrowed for the call only).  N_THREAD 0: one a core.
 * Returns ANT_EINPUT for an empty solid, a modulus that is negative or not finite, a Poisson ratio
 * out of range, more than 65,000 voxels along an axis, 2.1e9 rows of voxels along x or 4.29e9 nodes
 * (of one rank); ANT_ENOMEM with how much a solution needs, before starting.  The caller destroys
 * *OUT_FE. */
ant_status ant_fe_create(const ant_volume *volume, const ant_fe_material *material, int n_thread,
                         ant_fe **out_fe, ant_diag *opt_diag);
void ant_fe_destroy(ant_fe **fe);

/* Several processes, on one machine or many, that work on one volume: how they talk.  Every rank
 * makes the same calls in the same order, with the same arguments but for what is indexed by node,
 * element or voxel; also where one of them has failed at something of its own, so that all must
 * agree first whether to go on.  What only looks (sizes, places, layers, fields, nodal forces) and
 * holding or pushing single nodes may be any rank's alone.  antaeus/voxel_mpi.h fills this with
 * MPI. */
typedef struct ant_ranks {
  int rank, size;
  int here; /* how many of them share this machine, its cores and its memory                 */
  void *context;
  /* Send N_SEND bytes to rank TO, receive N_RECEIVE bytes from rank FROM; -1: to or from none. */
  void (*exchange)(void *context, int to, const void *send, size_t n_send, int from, void *receive,
                   size_t n_receive);
  /* Everyone's bytes to everyone, in the order of ranks; N_BYTES (size): how many each sends. */
  void (*gather)(void *context, const void *send, void *receive, const size_t *n_bytes);
  /* x (n) becomes the sum of everyone's x. */
  void (*add)(void *context, float *x, size_t n);
} ant_ranks;

/* The failure of the first rank that failed, with its message, on all of them; ANT_OK where none
 * did.  Every rank calls it, after work that may fail on some of them only (reading a file). */
ant_status ant_ranks_agree(const ant_ranks *ranks, ant_status status, ant_diag *opt_diag);

/* The same for a volume that outgrows one process.  It is cut along z, a slab to a rank, 9 or 12
 * layers of voxels or a multiple of them; ranks for whom none with bone is left have nothing to do.
 * VOLUME is the whole one on every rank; of a mapped file each touches its own layers, and before
 * them its share of all layers, to count bone.  RANKS is copied; its context outlives *OUT_FE.
 *
 * Reports, faces' forces, mean stress, tensors, strengths and quantiles are then those of the whole
 * bone, equal on all ranks.  What is indexed by node, element or voxel is this rank's part: the
 * layers of ant_fe_layers, and nodes of a few of its neighbours' layers (ant_fe_own_nodes says
 * which are its own).  Displacements of the neighbours' nodes are right in the planes next to its
 * own, nodal forces on its own nodes only.  Iterations are those of one rank, but for bone of fewer
 * than 8000 voxels, which one rank may solve with a level less; numbers differ by rounding.
 * Periodic loads are for one rank (ANT_ENOTYET), and ant_fe_carry and ant_fe_set_modulus too. */
ant_status ant_fe_create_ranked(const ant_volume *volume, const ant_fe_material *material,
                                int n_thread, const ant_ranks *ranks, ant_fe **out_fe,
                                ant_diag *opt_diag);

/* Who works on it; rank 0 of 1 where nobody else does. */
const ant_ranks *ant_fe_ranks(const ant_fe *fe);

/* ant_ranks_agree among the ranks of FE. */
ant_status ant_fe_agree(const ant_fe *fe, ant_status status, ant_diag *opt_diag);

/* Rank 0 gets into OUT what each rank has in MINE (its own N numbers), in the order of ranks, which
 * is that of layers; OUT may be NULL on the others. */
void ant_fe_collect(const ant_fe *fe, const float *mine, size_t n, float *out);

/* The layers of voxels [first, end) of this rank; all of them where there is but one. */
void ant_fe_layers(const ant_fe *fe, int64_t *out_first, int64_t *out_end);
/* Its own nodes [first, end). */
void ant_fe_own_nodes(const ant_fe *fe, size_t *out_first, size_t *out_end);

/* Replace the moduli.  The bone voxels must be the same; else ANT_EINPUT. */
ant_status ant_fe_set_modulus(ant_fe *fe, const ant_volume *volume, const ant_fe_material *material,
                              ant_diag *opt_diag);

/* Sizes.  Unknowns are 3 nodes (held ones included).  Bytes: what a solution takes at its peak,
 * estimated.  ..._all: of the whole bone; the others: of this rank's part (bytes too). */
size_t ant_fe_elements(const ant_fe *fe);
size_t ant_fe_nodes(const ant_fe *fe);
size_t ant_fe_all_elements(const ant_fe *fe);
size_t ant_fe_all_nodes(const ant_fe *fe);
size_t ant_fe_stride(const ant_fe *fe);
double ant_fe_bytes(const ant_fe *fe);
int ant_fe_threads(const ant_fe *fe);
const char *ant_fe_kernel(const ant_fe *fe); /* "avx512", "avx2", "base" */

/* The place of NODE [mm], from the outer corner of voxel (0, 0, 0). */
void ant_fe_node_place(const ant_fe *fe, size_t node, double out_mm[3]);

/* 2. Loads ----------------------------------------------------------------- */

/* What is held and what pushes.  Belongs to the ant_fe that it was made for. */
typedef struct ant_fe_load ant_fe_load;

typedef enum ant_fe_face {
  ANT_FE_X0,
  ANT_FE_X1,
  ANT_FE_Y0,
  ANT_FE_Y1,
  ANT_FE_Z0,
  ANT_FE_Z1
} ant_fe_face;

ant_status ant_fe_load_create(const ant_fe *fe, ant_fe_load **out_load, ant_diag *opt_diag);
void ant_fe_load_destroy(ant_fe_load **load);

/* Hold component C of all nodes on FACE of the volume at  affine[0] + affine[1..3] . place  [mm].
 * A later call overrides an earlier one.  ANT_EINPUT where no bone touches the face. */
ant_status ant_fe_load_hold_face(ant_fe_load *load, ant_fe_face face, int c, const double affine[4],
                                 ant_diag *opt_diag);

/* Hold component C of NODE at VALUE_MM; or push NODE with FORCE_N (added to what pushes already).
 * On several ranks, every rank that has the node or a copy of it does so, by its own number. */
ant_status ant_fe_load_hold_node(ant_fe_load *load, size_t node, int c, double value_mm,
                                 ant_diag *opt_diag);
ant_status ant_fe_load_push_node(ant_fe_load *load, size_t node, int c, double force_n,
                                 ant_diag *opt_diag);

/* Spread FORCE_N [N], direction C, evenly over the bone surface that lies in FACE. */
ant_status ant_fe_load_push_face(ant_fe_load *load, ant_fe_face face, int c, double force_n,
                                 ant_diag *opt_diag);

/* Make opposite faces move alike, apart from the mean STRAIN (xx yy zz yz xz xy, engineering
 * shear): u(far) - u(near) = strain . edge.  One node is held still. */
ant_status ant_fe_load_periodic(ant_fe_load *load, const double strain[6], ant_diag *opt_diag);

/* The tests that laboratories make, along AXIS, with mean strain STRAIN (negative: compression),
 * or for bending and torsion with the angle STRAIN [rad] of the far end against the near one. */
typedef enum ant_fe_test {
  ANT_FE_CLAMPED,  /* both ends glued to their platens                                    */
  ANT_FE_PLATEN,   /* near end glued, far end slides on its platen                        */
  ANT_FE_FREE,     /* both ends slide; the body is held against drifting at three nodes    */
  ANT_FE_CONFINED, /* every face may only slide                                           */
  ANT_FE_SHEAR_1,  /* both ends glued, far end moved along the next axis (x: y)            */
  ANT_FE_SHEAR_2,  /* ... along the one after (x: z)                                      */
  ANT_FE_BEND,     /* ends glued, far end turned about the next axis                      */
  ANT_FE_TWIST     /* ends glued, far end turned about AXIS                               */
} ant_fe_test;

ant_status ant_fe_load_test(ant_fe_load *load, ant_fe_test test, int axis, double strain,
                            ant_diag *opt_diag);

/* 3. Solving --------------------------------------------------------------- */

typedef struct ant_fe_options {
  double tolerance;   /* of the residual, relative to the load's: |b - A u| / |b|; 0: 1e-6   */
  int max_iterations; /* 0: 1000                                                          */
  bool jacobi;        /* the plain diagonal instead of the hierarchy (to compare)          */
  int block;          /* voxels along an edge of the first aggregates; 0: 3 or 4, as always on
                       * several ranks, whose cuts depend on it                            */
  int degree;         /* of the smoothing polynomial on the voxels; 0: chosen              */
  int coarse_degree;  /* and on coarser levels; 0: 4                                       */
  int visits;         /* of the second coarse level in a cycle of the first; 0: 2 or 3    */
  /* Called after each iteration with the share of this solution that is done, by the residual's
   * logarithm; false stops it (ANT_EINTERRUPT).  NULL: not called. */
  bool (*progress)(void *user, double share);
  void *user;
} ant_fe_options;

typedef struct ant_fe_report {
  size_t elements, nodes, unknowns, held;
  int iterations;
  double residual; /* relative, computed anew from u at the end                        */
  double setup_s, solve_s;
  double energy_nmm; /* 1/2 u K u                                                        */
  double peak_bytes; /* largest resident size so far, of all processes                   */
} ant_fe_report;

/* Solve LOAD.  U (3 stride) is the start (all zero: a cold one) and, on ANT_OK, the displacement.
 * Returns ANT_EINPUT where bone is left that nothing holds, ANT_ENUMERIC where the tolerance was
 * not reached (U is then what was reached, and must not be used).  Nullable: options, opt_report.
 */
ant_status ant_fe_solve(ant_fe *fe, const ant_fe_load *load, const ant_fe_options *options,
                        double *u, ant_fe_report *opt_report, ant_diag *opt_diag);

/* The same for N_LOAD loads that hold the same components of the same nodes (their values may
 * differ): the preconditioner is made once.  u and reports by load; ANT_EINPUT where they differ.
 */
ant_status ant_fe_solve_many(ant_fe *fe, int n_load, const ant_fe_load *const load[],
                             const ant_fe_options *options, double *const u[],
                             ant_fe_report *opt_report, ant_diag *opt_diag);

/* Put into OUT_U (3 stride of TO) the displacement U of FROM, on the same lattice of voxels with
 * other bone on it, as a start: a node that is new moves as those beside it. */
ant_status ant_fe_carry(const ant_fe *from, const double *u, const ant_fe *to, double *out_u,
                        ant_diag *opt_diag);

/* 4. What came out ---------------------------------------------------------- */

/* Nodal forces K u [N] of U, (3 stride); and over a face, their sum and the sum of their moments
 * about the middle of that face of the box [N mm]. */
void ant_fe_forces(const ant_fe *fe, const double *u, double *out_force);
void ant_fe_face_moment(const ant_fe *fe, const double *force, ant_fe_face face, double out_nmm[3]);
void ant_fe_face_force(const ant_fe *fe, const double *force, ant_fe_face face, double out_n[3]);

/* Fields by voxel, 0 where there is no bone; strain and stress at the voxel's centre. */
typedef enum ant_fe_field_kind {
  ANT_FE_ENERGY_DENSITY,   /* at the centre: 1/2 strain . stress [MPa]                        */
  ANT_FE_MEAN_ENERGY,      /* of the whole element: 1/2 u K u / volume [MPa]                  */
  ANT_FE_EFFECTIVE_STRAIN, /* sqrt(2 energy density / modulus) [-] (Pistoia 2002)           */
  ANT_FE_VON_MISES,        /* [MPa]                                                          */
  ANT_FE_STRAIN,           /* six: xx yy zz yz xz xy, engineering shear                       */
  ANT_FE_STRESS            /* six [MPa]                                                      */
} ant_fe_field_kind;

/* Write the field into OUT (n voxels, or 6 n: component by component), indexed as the volume; on
 * several ranks n counts the voxels of ant_fe_layers. */
void ant_fe_field(const ant_fe *fe, const double *u, ant_fe_field_kind kind, float *out);

/* The same for one value an element (in order of x, y, z), which is what statistics want. */
void ant_fe_element_field(const ant_fe *fe, const double *u, ant_fe_field_kind kind, float *out);

/* Mean and quantiles (between the two nearest values, linearly) over the whole bone of VALUE, one
 * number an element, none of them NaN. */
ant_status ant_fe_quantiles(const ant_fe *fe, const float *value, int n, const double *share,
                            double *out, double *out_mean, ant_diag *opt_diag);

/* 5. The stiffness tensor ---------------------------------------------------- */

/* What is done at the faces of the box.  For any bone  uniform >= periodic, and >= mixed.  */
typedef enum ant_fe_boundary {
  ANT_FE_UNIFORM,  /* displacements of a uniform strain on all of the surface (an upper bound)    */
  ANT_FE_PERIODIC, /* opposite faces move alike, where bone meets bone                            */
  ANT_FE_MIXED     /* normal displacement for stretches, tangential for shears, no friction: what
                    * symmetry makes of periodic faces in an orthotropic bone                     */
} ant_fe_boundary;

typedef struct ant_fe_tensor {
  double c[6][6];   /* [MPa] mean stress of unit strain, xx yy zz yz xz xy, engineering shear */
  double s[6][6];   /* its inverse [1/MPa]                                                   */
  double e[3];      /* Young's moduli along x, y, z [MPa]: 1 / s_ii                          */
  double g[3];      /* shear moduli yz, xz, xy [MPa]                                         */
  double asymmetry; /* largest |c - c'| over the largest |c| before both were averaged       */
  int iterations;   /* of all six solutions                                                  */
} ant_fe_tensor;

/* Six solutions.  ANT_ENUMERIC where the tensor cannot be inverted. */
ant_status ant_fe_homogenise(ant_fe *fe, ant_fe_boundary boundary, const ant_fe_options *options,
                             ant_fe_tensor *out_tensor, ant_diag *opt_diag);

/* Mean stress [MPa] of the whole box under U: xx yy zz yz xz xy. */
ant_status ant_fe_mean_stress(const ant_fe *fe, const double *u, double out_stress[6],
                              ant_diag *opt_diag);

/* 6. Strength ------------------------------------------------------------------ */

/* Pistoia's criterion (Bone 30:842, 2002): bone fails when CRITICAL_SHARE of its volume (0.02) has
 * an effective strain above CRITICAL_STRAIN (0.007).  FACTOR times the load of U is that load. */
typedef struct ant_fe_pistoia {
  double strain_at_share; /* effective strain that CRITICAL_SHARE of the bone exceeds [-] */
  double factor;          /* failure load over the load applied [-]                               */
} ant_fe_pistoia;

ant_status ant_fe_pistoia_load(const ant_fe *fe, const double *u, double critical_strain,
                               double critical_share, ant_fe_pistoia *out_pistoia,
                               ant_diag *opt_diag);

/* A load-displacement curve with damage: beyond the yield strain an element's stress no longer
 * grows, then falls linearly to a rest; its secant modulus is what the next solution sees. */
typedef struct ant_fe_damage {
  double yield_strain; /* effective; 0: 0.0081 (assumed: between tension and compression)       */
  double softening_start; /* where stress begins to fall; 0: 0.02 (assumed)                       */
  double softening_end;   /* where only the rest is left; 0: 0.05 (assumed)                       */
  double rest;    /* share of the yield stress that stays; 0: 0.1 (assumed)                */
  int max_rounds; /* of secant iteration a step; 0: 8                                      */
} ant_fe_damage;

typedef struct ant_fe_point {
  double strain;        /* apparent: far end's displacement over length                          */
  double force_n;       /* on the far end, along the displacement; positive when it resists       */
  double yielded_share; /* of the bone's volume                                                  */
  int rounds;
} ant_fe_point;

/* N_STEP equal steps of TEST along AXIS up to STRAIN into OUT (n_step); the moduli are put back
 * after. The step at which a secant iteration did not settle is reported by rounds = max_rounds. */
ant_status ant_fe_curve(ant_fe *fe, ant_fe_test test, int axis, double strain, int n_step,
                        const ant_fe_damage *damage, const ant_fe_options *options,
                        ant_fe_point *out_point, ant_diag *opt_diag);

/* 7. Load history ---------------------------------------------------------------- */

/* Which mixture of unit loads made this bone?  Those forces for which the energy density is most
 * uniform at TARGET_MPA (0.02, Christen 2012): non-negative least squares over elements, values
 * above the 95th percentile cut.  U[i] solves load i whose generalised force is FORCE_N[i];
 * OUT_AMPLITUDE_N [i] is the force of that load in daily life.  At most 8 loads. */
ant_status ant_fe_load_history(const ant_fe *fe, int n_load, const double *const u[],
                               const double *force_n, double target_mpa, double *out_amplitude_n,
                               ant_diag *opt_diag);

#endif /* ANT_VOXEL_MECHANICS_H */
