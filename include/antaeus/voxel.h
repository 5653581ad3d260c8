/* voxel.h - bone images: volumes, the files that scanners write, segmentation and measures.
 *
 * Everything here works on an ant_volume: a box of equal voxels, the first index (x) running
 * fastest, so that voxel (x, y, z) is number x + n[0] * (y + n[1] * z).  This header needs nothing
 * of the rest but messages (diag.h) and can be used alone.
 *
 * Space.  Voxel (i, j, k) has its centre at  origin + direction * (spacing .* (i, j, k))  in
 * millimetres, in the left-posterior-superior frame of DICOM, ITK and MetaImage.  Measures that
 * have a direction are given along the volume's own axes.
 *
 * Masks are volumes of ANT_VOXEL_U8: 0 is background, anything else is bone (or a label).
 *
 * Thread safety: no globals; a volume that nobody changes may be shared.  Functions that take
 * `n_thread` (0: one a core) return the same bytes for any number of threads. */
#ifndef ANT_VOXEL_H
#define ANT_VOXEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "antaeus/diag.h"

/* 1. Volumes ------------------------------------------------------------- */

typedef enum ant_voxel_type {
  ANT_VOXEL_U8,
  ANT_VOXEL_I8,
  ANT_VOXEL_U16,
  ANT_VOXEL_I16,
  ANT_VOXEL_U32,
  ANT_VOXEL_I32,
  ANT_VOXEL_F32,
  ANT_VOXEL_F64,
  ANT_VOXEL_NTYPE
} ant_voxel_type;

/* Bytes of one voxel, and the type's name: "u8", "i16", "f32", ... */
size_t ant_voxel_size(ant_voxel_type type);
const char *ant_voxel_name(ant_voxel_type type);

/* What the stored numbers mean.  The stored number s stands for the grey value
 *     v = scale * s + offset                                   (NIfTI's scl_slope and scl_inter)
 * and, where the scanner was calibrated, for
 *     mu = v / mu_scaling                      [1/cm]          linear attenuation
 *     HU = 1000 (mu - mu_water) / mu_water     [-]             Hounsfield units
 *     density = slope * mu + intercept         [mg HA / cm^3]
 * mu_scaling and mu_water are 0 where they are not known. */
typedef struct ant_calibration {
  double scale, offset; /* 1 and 0 where nothing is said                          */
  double mu_scaling;    /* [cm], 0: not known                                     */
  double mu_water;      /* [1/cm], 0: not known                                   */
  double slope;         /* [mg HA / cm^3 a 1/cm]                                  */
  double intercept;     /* [mg HA / cm^3]                                         */
  bool has_density;     /* slope, intercept and mu_scaling are those of the scan  */
} ant_calibration;

typedef enum ant_volume_owner {
  ANT_VOLUME_OWNED,   /* data is malloc'd and freed with the volume               */
  ANT_VOLUME_MAPPED,  /* data lies in a mapped file: read only                    */
  ANT_VOLUME_BORROWED /* data is somebody else's                                  */
} ant_volume_owner;

typedef struct ant_volume {
  int64_t n[3];         /* voxels along x, y, z, each at least 1                  */
  double spacing_mm[3]; /* > 0                                                    */
  double origin_mm[3];  /* centre of voxel (0, 0, 0)                              */
  double direction[9];  /* (3 x 3) row by row; column a is the direction of axis a */
  ant_voxel_type type;
  ant_calibration calibration;
  void *data; /* (n[2] x n[1] x n[0]) in the machine's byte order, aligned to its type */
  ant_volume_owner owner;
  void *map_base;   /* of a mapped file, else NULL                                */
  size_t map_bytes; /* of a mapped file                                           */
} ant_volume;

/* Make a volume of N voxels of TYPE, all zero, SPACING_MM apart, at the origin, with the identity
 * for direction and no calibration.  Returns ANT_OK; ANT_EINPUT where a number of voxels is below 1
 * or a spacing is not positive and finite; ANT_ENOMEM, saying how much was needed and how much
 * there is.  The caller destroys *OUT_VOLUME. */
ant_status ant_volume_create(const int64_t n[3], const double spacing_mm[3], ant_voxel_type type,
                             ant_volume **out_volume, ant_diag *opt_diag);

/* The same with the size, place and direction of LIKE (but no calibration). */
ant_status ant_volume_create_like(const ant_volume *like, ant_voxel_type type,
                                  ant_volume **out_volume, ant_diag *opt_diag);

/* The same around DATA, which the caller keeps and which outlives the volume. */
ant_status ant_volume_borrow(const int64_t n[3], const double spacing_mm[3], ant_voxel_type type,
                             void *data, ant_volume **out_volume, ant_diag *opt_diag);
void ant_volume_destroy(ant_volume **volume);

/* All voxels, all bytes, and the number of voxel (X, Y, Z). */
int64_t ant_volume_count(const ant_volume *volume);
size_t ant_volume_bytes(const ant_volume *volume);
static inline int64_t ant_volume_index(const ant_volume *v, int64_t x, int64_t y, int64_t z) {
  return x + v->n[0] * (y + v->n[1] * z);
}

/* The stored number of voxel INDEX; and N of them from FIRST on, as float or double. */
double ant_volume_stored(const ant_volume *volume, int64_t index);
void ant_volume_floats(const ant_volume *volume, int64_t first, int64_t n, float *out);
void ant_volume_doubles(const ant_volume *volume, int64_t first, int64_t n, double *out);

/* The volume of one voxel [mm^3]. */
double ant_volume_voxel_mm3(const ant_volume *volume);

/* Bytes of memory that can be had now: free and reclaimable memory, or the limit of the control
 * group, whichever is less; SIZE_MAX where that cannot be told. */
size_t ant_memory_available(void);

/* ANT_OK, or ANT_ENOMEM with "WHAT needs 12.3 GB, 8.1 GB are free" (for use before starting). */
ant_status ant_memory_check(double bytes, const char *what, ant_diag *opt_diag);

/* Cores that this process may use, at least 1. */
int ant_cores(void);

/* 2. Files ---------------------------------------------------------------
 *
 * What a file is, its first bytes say, not its name.  Read are
 *     MetaImage     .mha, .mhd with its voxels beside it; plain or zlib
 *     NIfTI-1, -2   .nii, .nii.gz, .hdr with .img; scaling, qform and sform kept
 *     TIFF          a file with a page a slice, a folder with a file a slice (needs libtiff)
 *     Scanco        .isq; .aim of versions 020 and 030, all packings; calibration from both
 *     raw voxels    NAME.raw with a text NAME.raw.info beside it (doc/voxel.md)
 * Plain voxels in the machine's byte order are not read but mapped: opening a scan of 2 GB takes
 * no memory and no time.  A mapped file must not be shortened while its volume lives.
 *
 * Written are .mha, .mhd, .nii, .nii.gz, .raw and .vti (for ParaView), by the name's end. */

typedef struct ant_volume_report {
  char format[48];  /* "NIfTI-1, gzip"                                            */
  bool has_spacing; /* false: the file does not say, 1 mm was taken               */
} ant_volume_report;

/* Read the volume at PATH.  Returns ANT_OK; ANT_EINPUT with what was expected and what was found,
 * ANT_ENOMEM, ANT_ESYSTEM, or ANT_ENOTYET (TIFF, built without libtiff). */
ant_status ant_volume_read(const char *path, ant_volume **out_volume, ant_volume_report *opt_report,
                           ant_diag *opt_diag);

/* The same from SIZE bytes in memory; NAME is for messages.  The bytes are copied.  No TIFF. */
ant_status ant_volume_read_bytes(const char *name, const void *data, size_t size,
                                 ant_volume **out_volume, ant_diag *opt_diag);

/* Whether PATH's end says a format to write; else ANT_EUSAGE. */
ant_status ant_volume_name_check(const char *path, ant_diag *opt_diag);

/* Write VOLUME to PATH, whole or not at all.  PACK: compress .mha, .mhd (.nii.gz always is).
 * Returns ANT_OK; ANT_EUSAGE when the name's end says no format; ANT_ESYSTEM; ANT_ENOMEM. */
ant_status ant_volume_write(const ant_volume *volume, const char *path, bool pack,
                            ant_diag *opt_diag);

/* 3. From images to bone ------------------------------------------------- */

/* In what a value is counted; see ant_calibration. */
typedef enum ant_scale {
  ANT_SCALE_STORED, /* as it is in the file                                       */
  ANT_SCALE_GREY,   /* scale * stored + offset                                    */
  ANT_SCALE_MU,     /* 1/cm                                                       */
  ANT_SCALE_HU,     /* Hounsfield units                                           */
  ANT_SCALE_DENSITY /* mg HA / cm^3                                               */
} ant_scale;

/* The line  value = factor * stored + offset  of VOLUME, and the scale's unit as text.  Returns
 * ANT_OK, or ANT_EINPUT when the volume's calibration lacks what is needed. */
ant_status ant_scale_line(const ant_volume *volume, ant_scale scale, double *out_factor,
                          double *out_offset, ant_diag *opt_diag);
const char *ant_scale_unit(ant_scale scale);

/* VOLUME smoothed by a Gaussian of SIGMA_VOXEL (along x, y, z; 0: not), in SCALE, as f32.  The
 * kernel is cut at 4 sigma and sums to 1; edges are mirrored (d c b a | a b c d), as SciPy does. */
ant_status ant_gaussian(const ant_volume *volume, const double sigma_voxel[3], ant_scale scale,
                        int n_thread, ant_volume **out_smooth, ant_diag *opt_diag);

typedef struct ant_threshold_options {
  double sigma_voxel;  /* smooth first, in double; 0: not                         */
  ant_scale scale;     /* of lower and upper                                      */
  double lower, upper; /* bone is  lower < value <= upper; upper <= lower: no upper end */
  bool otsu;           /* find `lower` by Otsu's method (1024 bins), no upper end */
  int n_thread;
} ant_threshold_options;

/* The mask of VOLUME's bone, 1 and 0.  What is no finite number is no bone, and does not count for
 * Otsu (ANT_EINPUT where nothing is left that differs).  The smoothed volume is never held: memory
 * is the mask and two slices a thread.  *OPT_LOWER is the threshold used. Reference for Otsu: IEEE
 * Trans. Syst. Man Cybern. 9:62 (1979). */
ant_status ant_threshold(const ant_volume *volume, const ant_threshold_options *options,
                         ant_volume **out_mask, double *opt_lower, ant_diag *opt_diag);

/* Otsu's threshold of a histogram: N_BIN bins of WIDTH from LOW on. */
double ant_otsu(const int64_t *count, int n_bin, double low, double width);

/* Boxes.  The voxels FROM <= (x, y, z) < TO of VOLUME, with their place kept; and the smallest box
 * that holds all bone of MASK (ANT_EINPUT where there is none). */
ant_status ant_crop(const ant_volume *volume, const int64_t from[3], const int64_t to[3],
                    ant_volume **out_volume, ant_diag *opt_diag);
ant_status ant_bone_box(const ant_volume *mask, int64_t out_from[3], int64_t out_to[3],
                        ant_diag *opt_diag);

/* VOLUME in SCALE as TYPE.  Whole types are rounded to the nearest and held to their range; with
 * ANT_SCALE_STORED the calibration is kept, else the result needs none. */
ant_status ant_convert(const ant_volume *volume, ant_voxel_type type, ant_scale scale,
                       ant_volume **out_volume, ant_diag *opt_diag);

/* Means of FACTOR[0] x FACTOR[1] x FACTOR[2] stored numbers, as f32; what is left over at the upper
 * ends is cut off.  The calibration is kept. */
ant_status ant_block_mean(const ant_volume *volume, const int64_t factor[3],
                          ant_volume **out_volume, ant_diag *opt_diag);

/* A rigid motion of space: q = rotation (p - centre) + centre + shift. */
typedef struct ant_rigid {
  double rotation[9]; /* (3 x 3) row by row                                       */
  double centre_mm[3], shift_mm[3];
} ant_rigid;

/* VOLUME on the grid of LIKE: the voxel of LIKE at p takes what VOLUME has at OPT_RIGID(p) (NULL:
 * at p).  LINEAR: between the eight voxels around, as f32; else the nearest, of VOLUME's type.
 * Where VOLUME ends, OUTSIDE (stored) is taken.  The calibration is kept. */
ant_status ant_resample(const ant_volume *volume, const ant_volume *like,
                        const ant_rigid *opt_rigid, bool linear, double outside, int n_thread,
                        ant_volume **out_volume, ant_diag *opt_diag);

/* Parts.  Voxels are joined by 6 faces, 18 faces and edges, or 26 faces, edges and corners. */
typedef struct ant_parts {
  int64_t n;       /* parts                                                       */
  int64_t voxels;  /* of all of them                                              */
  int64_t largest; /* voxels of the largest                                       */
} ant_parts;

ant_status ant_parts_count(const ant_volume *mask, int connectivity, ant_parts *out_parts,
                           ant_diag *opt_diag);

/* Set all but the largest part (the first of equals), or all below LEAST voxels, to 0, in place.
 * *OPT_PARTS is how it was before.  The three that change MASK refuse a mapped one (ANT_EUSAGE). */
ant_status ant_parts_keep_largest(ant_volume *mask, int connectivity, ant_parts *opt_parts,
                                  ant_diag *opt_diag);
ant_status ant_parts_drop_small(ant_volume *mask, int connectivity, int64_t least,
                                ant_parts *opt_parts, ant_diag *opt_diag);

/* Set background that cannot be reached from the open faces (bits 1, 2 for x lower and upper, 4, 8
 * for y, 16, 32 for z; 63 all) to 1, in place. */
ant_status ant_parts_fill(ant_volume *mask, int connectivity, unsigned open_faces,
                          int64_t *opt_filled, ant_diag *opt_diag);

/* Does one part reach from the lower to the upper face across AXIS (0, 1, 2): is there a load path?
 */
ant_status ant_parts_join(const ant_volume *mask, int connectivity, int axis, bool *out_joined,
                          ant_diag *opt_diag);

/* Distances.  The exact Euclidean distance [mm] from each voxel's centre to that of the nearest
 * voxel of background (TO_BONE: of bone), f32; 0 on such voxels, infinite when there are none.
 * Beyond the volume there is nothing, neither bone nor background.  Less than 2^31 voxels. */
ant_status ant_distance(const ant_volume *mask, bool to_bone, int n_thread,
                        ant_volume **out_distance, ant_diag *opt_diag);

/* Grow or shrink the bone of MASK by a ball, in place: voxels whose centres are within RADIUS_MM of
 * bone become bone, or those within RADIUS_MM of background become background. */
ant_status ant_dilate(ant_volume *mask, double radius_mm, int n_thread, ant_diag *opt_diag);
ant_status ant_erode(ant_volume *mask, double radius_mm, int n_thread, ant_diag *opt_diag);

/* 4. Measures ------------------------------------------------------------ */

/* Thickness.  The local thickness of an object at a point is the diameter of the largest ball that
 * lies inside the object and holds the point (Hildebrand & Ruegsegger, J. Microsc. 185:67, 1997).
 */
typedef enum ant_thickness_rule {
  ANT_THICKNESS_SURFACE, /* between the surfaces: a plate of w voxels has thickness w */
  ANT_THICKNESS_CENTRES, /* twice the distance to the nearest background centre, as BoneJ: a plate
                          * of w voxels has w + 1 when w is odd, w when it is even     */
  ANT_THICKNESS_BETWEEN  /* between the background's centres: a plate of w voxels has w + 1 */
} ant_thickness_rule;

typedef struct ant_thickness_options {
  ant_thickness_rule rule;      /* SURFACE                                        */
  const ant_volume *opt_region; /* mask: only here is the mean taken; NULL: all   */
  int n_thread;
  int64_t slices; /* work on so many at once; 0: as many as memory holds (9 B a voxel) */
} ant_thickness_options;

typedef struct ant_thickness {
  double mean_mm, sd_mm, max_mm; /* over voxels                                   */
  int64_t voxels;
} ant_thickness;

/* Local thickness of the bone of MASK, or of what is between (OF_BACKGROUND: the separation).
 * Beyond the volume there is nothing: balls may reach out of it.  Voxels must be cubes within 1 %.
 * *OPT_MAP has the thickness [mm] of each voxel as f32, 0 elsewhere.  A volume that does not fit
 * into memory is worked on in pieces; the result is the same. Returns ANT_OK; ANT_EINPUT for a mask
 * without bone or without background, or voxels that are no cubes; ANT_ENOMEM. */
ant_status ant_thickness_measure(const ant_volume *mask, bool of_background,
                                 const ant_thickness_options *opt_options,
                                 ant_thickness *out_thickness, ant_volume **opt_map,
                                 ant_diag *opt_diag);

/* The distance between the mid-axes of the bone of MASK: the thickness of all that is not mid-axis,
 * from centre to centre.  Its inverse is Tb.N.  The mid-axis are the centres of balls of at least
 * 0.9 times the local thickness there; *OPT_AXIS is their mask. */
ant_status ant_axis_spacing(const ant_volume *mask, const ant_thickness_options *opt_options,
                            ant_thickness *out_spacing, ant_volume **opt_axis, ant_diag *opt_diag);

/* 5. Making volumes ------------------------------------------------------ */

/* Known shapes, in the middle of the volume.  A voxel is bone when its centre is inside. */
typedef enum ant_shape {
  ANT_SHAPE_BALL,   /* diameter `size`                                            */
  ANT_SHAPE_SHELL,  /* diameter `size`, its wall `width`                          */
  ANT_SHAPE_ROD,    /* without end along `axis`, diameter `size`                  */
  ANT_SHAPE_PLATE,  /* without end across `axis`, thickness `size`                */
  ANT_SHAPE_PLATES, /* the same every `width`                                     */
  ANT_SHAPE_TORUS,  /* tube of diameter `size` around a circle of diameter `width` */
  ANT_SHAPE_CUBE,   /* side `size`                                                */
  ANT_SHAPE_FRAME,  /* the twelve edges of a cube of side `size`, `width` thick   */
  ANT_SHAPE_CROSS   /* three rods without end along x, y, z, diameter `size`      */
} ant_shape;

typedef struct ant_shape_options {
  ant_shape shape;
  int64_t n[3];
  double spacing_mm;
  double size_mm, width_mm;
  double axis[3]; /* any length; all 0: z                                         */
  int n_thread;
} ant_shape_options;

ant_status ant_shape_make(const ant_shape_options *options, ant_volume **out_mask,
                          ant_diag *opt_diag);

/* Trabecular bone from a Gaussian random field: waves of about one length in all directions. */
typedef enum ant_trabecular_kind {
  ANT_TRABECULAR_SPINODAL, /* bone where the field is high: rods and plates       */
  ANT_TRABECULAR_PLATES,   /* bone where it is near zero: plates, connected at any BV/TV */
  ANT_TRABECULAR_RODS      /* bone where two fields are near zero: rods           */
} ant_trabecular_kind;

typedef struct ant_trabecular_options {
  int64_t n[3];
  double spacing_mm;
  ant_trabecular_kind kind;
  double bv_tv;        /* before all but the largest part is removed              */
  double thickness_mm; /* mean local thickness aimed at; right within some percent when it is 4
                        * voxels or more                                          */
  double stretch[3];   /* of the structure along x, y, z; only ratios count       */
  double width;        /* wave numbers within k (1 -+ width)                      */
  int n_wave;
  bool periodic;    /* what leaves on one side comes in on the other           */
  int connectivity; /* keep the largest part, joined by 6, 18, 26; 0: all      */
  uint64_t seed;
  int n_thread;
} ant_trabecular_options;

/* 100^3 voxels of 0.02 mm, spinodal, BV/TV 0.2, 0.15 mm thick, isotropic, width 0.1, 500 waves, the
 * largest part by faces, seed 1. */
void ant_trabecular_defaults(ant_trabecular_options *options);

/* The same seed gives the same structure at any resolution and for any number of threads. */
ant_status ant_trabecular_make(const ant_trabecular_options *options, ant_volume **out_mask,
                               ant_diag *opt_diag);

#endif /* ANT_VOXEL_H */
