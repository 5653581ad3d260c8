/* adapt.h - what the files adapt_*.c share (see antaeus/voxel_adapt.h). */
#ifndef ANT_VOXEL_ADAPT_INTERNAL_H
#define ANT_VOXEL_ADAPT_INTERNAL_H

#include "antaeus/voxel_adapt.h"

enum { ADAPT_AXES = 3, ADAPT_GAUSSIANS = 4 };

struct ant_adapt {
  ant_adapt_options o;
  int64_t n[3];
  double h_mm;
  ant_volume *fraction; /* f32 */
  float *pit;           /* (n[2] x n[1] x n[0]) dug and not yet filled or lost; NULL: none   */
  double start_voxels;  /* the volume at the start, in full voxels                            */
  double now_voxels, carrying_voxels;
  double owed[2]; /* voxels to form and to resorb that a step was too coarse to do             */
  double time_d, last_d; /* now, and the length of the last step                               */
  uint64_t identity;     /* hash of the bone at the start and the options            */
  double start_force[ADAPT_AXES]; /* of the habitual loads [N], 0 before the first solution   */
  double used_to;                 /* median of S over the surface at the start [MPa]          */
  ant_fe *fe;                     /* of what carries                                          */
  double *u[ADAPT_AXES];          /* (3 stride) or NULL: a start, and once solved the answer  */
  bool solved;
  ant_adapt_state state; /* once solved                                                  */
  ant_volume *signal;    /* f32, coarse: S at the middle of blocks of `block` voxels       */
  ant_volume *usual;     /* the same at the start: S0; NULL before the first solution      */
  int block;
};

/* adapt_start.c: the fractions that BONE says; start_voxels and now_voxels */
ant_status adapt_start(ant_adapt *a, const ant_volume *bone, ant_diag *opt_diag);

/* adapt_signal.c: from the energy of the solid, U f an element's voxel (f32 as the fractions), to
 * SIGNAL, and its value at a voxel */
ant_status adapt_signal_spread(ant_adapt *a, const float *energy, ant_diag *opt_diag);
float adapt_signal_at(const ant_volume *signal, int block, const int64_t p[3]);
ant_status adapt_signal_create(const ant_adapt *a, ant_volume **out, ant_diag *opt_diag);

typedef struct adapt_plan { /* what a step is to do                                      */
  double add, remove;       /* voxels, by moving the front                                 */
  double forming;           /* p, the share of formation in all turnover                   */
  double dug;               /* share of the surface that is in pits                        */
  uint64_t draw;            /* numbers the times of digging                                */
} adapt_plan;

/* adapt_front.c: the median of the signal over the surface, whose area in faces of voxels is
 * *OUT_FACES; and the front moved as PLAN says */
ant_status adapt_front_median(const ant_adapt *a, double *out_signal, double *out_faces,
                              ant_diag *opt_diag);
ant_status adapt_front_move(ant_adapt *a, const adapt_plan *plan, double *out_deepest,
                            ant_diag *opt_diag);

/* adapt_pit.c: what was left open in the last step fades; where struts were cut it is lost */
void adapt_pit_close(ant_adapt *a);

/* adapt.c: the mesh of what carries now; the old one's displacements are carried over */
ant_status adapt_mesh(ant_adapt *a, ant_diag *opt_diag);

#endif /* ANT_VOXEL_ADAPT_INTERNAL_H */
