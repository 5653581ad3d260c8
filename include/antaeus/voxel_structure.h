/* voxel_structure.h - the structure of a mask of bone, as HR-pQCT and BoneJ give it, beyond
 * thickness (voxel.h "Thickness"): its surface, shape, direction, connections, compartments and
 * densities; and the laying of one volume over another.
 *
 * Masks are volumes of u8, 0 for background.  Lengths in mm.  Where a mask is cut by the volume's
 * faces nothing is known of what lies beyond: the cut is no surface and joins nothing.
 *
 * Thread rule as in voxel.h: the same bytes for any number of threads. */
#ifndef ANT_VOXEL_STRUCTURE_H
#define ANT_VOXEL_STRUCTURE_H

#include "antaeus/voxel.h"

/* 1. Surface, plates and rods, direction ---------------------------------
 *
 * How much there is, Crofton's formulae say: the area S is twice the mean area that lines of all
 * directions see, its growth S' = dS/dr (the integral of both curvatures) 4 pi times the mean over
 * plane sections of their Euler numbers; the 13 directions of lines and of planes that a grid has.
 * How it lies, the voxel faces say, each with the share |m . n| of its area, m its own normal, n
 * that of the surface there, from the gradient of the mask smoothed by a Gaussian of 1.5 voxels;
 * with that is corrected what 13 directions see wrongly (7 % of a plane along the grid).  S(d), the
 * integral of |n . d|, is what lines along d see: their crossings times the area that each has.
 *
 *     SMI = 6 V S' / S^2           plate 0, rod 3, ball 4 (Hildebrand & Ruegsegger 1997)
 *     MIL(d) = 2 TV / S(d)         length of a line along d over half the intersections of its bone
 *     1 / MIL(d)^2 = d . A d       least squares over the 13 directions (Harrigan & Mann 1984)
 *     fabric = A^-1/2,  DA = longest over shortest mean intercept length */
typedef struct ant_surface {
  double area_mm2;   /* BS                                                        */
  double growth_mm;  /* S' = dS/dr                                                */
  double smi;        /* of the bone inside the region                             */
  double mil_mm[3];  /* along the fabric's axes, longest first; infinite: no intersections */
  double axis[3][3]; /* unit vectors in the axes of the volume                    */
  double da;         /* >= 1; infinite for plates                                 */
  double tensor[6];  /* fabric xx yy zz yz xz xy, scaled to trace 3; NAN for plates */
} ant_surface;

/* Of the bone of MASK, where OPT_REGION is not 0 on both sides of a face.  Returns ANT_OK;
 * ANT_EINPUT where there is no surface; ANT_ENOMEM. */
ant_status ant_surface_measure(const ant_volume *mask, const ant_volume *opt_region, int n_thread,
                               ant_surface *out_surface, ant_diag *opt_diag);

/* 1b. Plates and rods, place by place -------------------------------------
 *
 * Around each voxel of the mid-axes, the bone within 1.5 times the local thickness has moments of
 * inertia like an ellipsoid with semi-axes a <= b <= c; its factor a/b - b/c is near -0.6 in a
 * plate, near 0.7 in a rod, 0 where it is neither.  Each bone voxel takes that of the nearest
 * mid-axis.  Like the ellipsoid factor of Doube (2015) in sign and range, but from moments and
 * not from the largest ellipsoid inside: numbers of the two do not compare. */
typedef struct ant_plates {
  double plate_share; /* of bone voxels, whose factor is below -0.1               */
  double rod_share;   /* above 0.1                                                */
  double mean_factor;
} ant_plates;

/* Of the bone of MASK (in OPT_REGION).  Voxels must be cubes within 1 %; below 2^31 of them. */
ant_status ant_plates_measure(const ant_volume *mask, const ant_volume *opt_region, int n_thread,
                              ant_plates *out_plates, ant_diag *opt_diag);

/* 2. Connections ----------------------------------------------------------
 *
 * Bone voxels are joined by 26 neighbours, background by 6.  The bone is the union of closed cubes:
 * Euler = corners - edges + faces - cubes.  Corners, edges and faces on the volume's faces are
 * shared with what lies beyond: they count 1/2 on a face, 1/4 on an edge, 1/8 at a corner (Odgaard
 * & Gundersen 1993), so that pieces cut from a bone add up to the whole, on average. */
typedef struct ant_euler {
  int64_t euler;       /* of the mask as it is                                       */
  double shared;       /* with what is shared counted in parts                       */
  int64_t parts;       /* of bone (26)                                               */
  int64_t cavities;    /* of background (6) that no face of the volume opens         */
  int64_t loops;       /* parts + cavities - euler                                   */
  double connectivity; /* 1 - shared                                             */
  double density_mm3;  /* Conn.D = connectivity / volume [1/mm^3]                */
} ant_euler;

/* Of all of MASK, or of its bone inside OPT_REGION (then Conn.D is per volume of the region). */
ant_status ant_euler_measure(const ant_volume *mask, const ant_volume *opt_region, int n_thread,
                             ant_euler *out_euler, ant_diag *opt_diag);

/* 3. Compartments ----------------------------------------------------------
 *
 * The cortex and the trabecular space of a bone that runs along z, from grey values, by the two
 * thresholds of Buie et al., Bone 41:505 (2007): one finds the outer (periosteal) surface, the
 * other the inner (endosteal) one. Outer: smooth, threshold, keep the largest part, dilate by
 * CLOSE, fill what the faces across x and y do not reach, erode by CLOSE. Inner: what inside the
 * outer surface, deeper than LEAST, is not above the inner threshold; open it by OPEN (pores and
 * cracks go), keep the largest part, close it by SMOOTH (trabeculae come in), fill it. Labels: 100
 * trabecular compartment, 127 cortical, marrow and pores included, 0 outside. */
enum { ANT_TRABECULAR = 100, ANT_CORTICAL = 127 };

typedef struct ant_compartment_options {
  ant_scale scale;          /* of the thresholds                                  */
  double outer, inner;      /* thresholds: no default, they are the scanner's     */
  double sigma_voxel;       /* smoothing before both; 0: 1.5                      */
  double close_mm, open_mm; /* 0: 0.6, 0.2                                        */
  double smooth_mm;         /* 0: 0.9                                             */
  double least_mm;          /* thinnest cortex; 0: 0.24                           */
  unsigned open_faces;      /* that background reaches (ant_parts_fill); 0: 15, those of x and y */
  int n_thread;
} ant_compartment_options;

/* Returns ANT_OK; ANT_EINPUT where no bone, no closed cortex or no marrow is found; ANT_ENOMEM. */
ant_status ant_compartments_find(const ant_volume *volume, const ant_compartment_options *options,
                                 ant_volume **out_labels, ant_diag *opt_diag);

/* Cortex and densities, of LABELS as above, of MASK the bone (its pores are 0 there) and, where
 * OPT_GREY has a calibration, of densities.  What is not known is NAN.
 *
 * Pores are voids of the cortex from which no way leads, within their slice across z, to the marrow
 * or out of the bone; then what of the voids goes on from there along z; then what is shut in once
 * these count as bone; less those below 5 voxels.  Ct.Po = pores / (pores + cortical bone)
 * (Burghardt et al., J. Bone Miner. Res., 2010, abstract read; the steps are those of
 * Burghardt et al., Bone 47:519, 2010, as a public implementation has them).  Recesses that open to
 * the marrow do not count. */
typedef struct ant_cortex {
  double ct_th_mm, ct_th_sd_mm; /* local thickness of the cortical compartment, its pores filled */
  double ct_po;
  double ct_bv_tv;                           /* bone of the cortical compartment, as a share */
  double tt_ar_mm2, ct_ar_mm2, tb_ar_mm2;    /* mean areas across z                  */
  double tt_density, ct_density, tb_density; /* [mg HA / cm^3]                    */
} ant_cortex;

ant_status ant_cortex_measure(const ant_volume *mask, const ant_volume *labels,
                              const ant_volume *opt_grey, int n_thread, ant_cortex *out_cortex,
                              ant_diag *opt_diag);

/* 4. Registration ----------------------------------------------------------
 *
 * The rigid motion that lays a follow-up over its baseline: that for which the moving volume, where
 * the motion takes each voxel of the fixed one, is nearest to a straight line of it (the largest
 * normalised correlation).  From coarse means to full resolution, by Gauss-Newton steps with
 * Levenberg's damping on three turns, three shifts, gain and offset; at the coarsest level from
 * several turns about z and both from overlapping boxes and from overlapping centres of mass. */
typedef struct ant_register_options {
  double sigma_voxel;           /* both volumes are smoothed by this at each level; 0: 1   */
  int64_t most_points;          /* of a level; 0: 400,000, evenly spread                   */
  int finest;                   /* stop at means of so many voxels a side; 0: 1            */
  double least_correlation;     /* what is below is refused; 0: 0.7                        */
  const ant_volume *opt_region; /* of the fixed volume: only here                 */
  int n_thread;
} ant_register_options;

typedef struct ant_registration {
  ant_rigid rigid; /* from a place in the fixed volume to that in the moving one  */
  double turn_deg; /* about one axis                                              */
  double axis[3];
  double shift_mm[3]; /* of the fixed volume's middle                            */
  double correlation; /* of both where they overlap, -1 to 1                     */
  double overlap;     /* share of the fixed volume (or region) that overlaps     */
} ant_registration;

/* Returns ANT_OK; ANT_ENUMERIC where they do not match (the correlation is below the least, or less
 * than a tenth overlaps: neighbouring slabs of one bone reach 0.64, a scan of the same 0.97);
 * ANT_EINPUT for a volume without contrast or below 8 voxels a side. */
ant_status ant_register(const ant_volume *fixed, const ant_volume *moving,
                        const ant_register_options *opt_options, ant_registration *out,
                        ant_diag *opt_diag);

/* The motion back. */
ant_rigid ant_rigid_inverse(const ant_rigid *rigid);

#endif /* ANT_VOXEL_STRUCTURE_H */
