/* fe_hierarchy.h - the levels of the preconditioner.
 *
 * Level 0 is the mesh, kept by the space.  The unknowns of level[0], the first coarse one, are the
 * six rigid motions (three translations, three rotations times a length) of each aggregate: a
 * connected piece of bone within a block of voxels.  An aggregate's motion is smoothed by one
 * Jacobi step, P = (I - omega D^-1 A) P0, and A_coarse = P' A P.  Further levels join aggregates in
 * larger blocks in the same way, with explicit P. */
#ifndef ANT_FE_HIERARCHY_H
#define ANT_FE_HIERARCHY_H

#include "fe_internal.h"

enum { FE_PART = 512, FE_MAX_LEVEL = 14, FE_COARSEST = 120 };

typedef struct fe_matrix { /* rows of 6 x 6 blocks in parts of FE_PART rows */
  uint32_t row0, n_row;
  int n_part;
  fe_blocks *part;
} fe_matrix;

/* The first coarse level is shared out like the mesh: a rank makes and smooths the rows of its own
 * aggregates and keeps copies of those in its neighbours' nearest layers.  The levels below it are
 * small (one aggregate for 20 of the first) and the same on all ranks. */
typedef struct fe_level {
  uint32_t n; /* aggregates, copies of neighbours' included; those of the lower one come first */
  uint32_t own[2];     /* the own ones are own[0] to own[1] - 1, in the order of all ranks:    */
  uint32_t first, all; /* number first of all                                                  */
  uint32_t lend[2]; /* of the own ones, how many the lower rank copies (the first), and the upper */
  fe_matrix a;      /* (n x n)                                                           */
  fe_matrix p;      /* (n x n of the next level); empty on the last                      */
  uint32_t *t_ptr, *t_row, *t_at; /* p by columns: row less p.row0, place in that row's part */
  uint8_t *active; /* (n) which of the six motions the aggregate can make               */
  float *centre;   /* (n, 3) mean place, in voxels                                      */
  float *inverse;  /* (n, 36) of the diagonal blocks                                    */
  float *x, *b, *r, *d, *t, *y, *e; /* (6 n)                                             */
  double length;  /* by which rotations are scaled, in voxels                          */
  double lambda;  /* above the largest eigenvalue of D^-1 A                            */
  double *factor; /* (6 n x 6 n) Cholesky; last level only                             */
} fe_level;

/* Which pieces touch by a face: kept while the levels are made. */
typedef struct fe_pieces_graph {
  uint32_t n;         /* connected pieces                                               */
  uint16_t *block;    /* (n, 3) the block that a piece lies in                          */
  int64_t *aggregate; /* (n) or -1 for a piece whose nodes all went to neighbours       */
  uint32_t *edge;     /* (n_edge, 2)                                                    */
  size_t n_edge, capacity;
} fe_pieces_graph;

struct fe_hierarchy {
  const fe_space *space;
  fe_hierarchy_options options;
  float *inverse;  /* (n_node) see fe_inverse_diagonal                               */
  float factor[3]; /* by component                                                   */
  double lambda, omega;
  uint32_t *aggregate; /* (n_node)                                                       */
  int n_level;
  fe_level level[FE_MAX_LEVEL];
};

/* L is shared out among ranks */
static inline bool fe_level_is_cut(const fe_hierarchy *h, const fe_level *l) {
  return l == h->level && h->space->ranks->link.size > 1;
}

/* the part that ROW lies in */
static inline const fe_blocks *fe_part_of(const fe_matrix *a, uint32_t row) {
  return &a->part[(row - a->row0) / FE_PART];
}

/* fe_ranks.c: the neighbours' copies in X (n of BYTES each) are brought up to date */
void fe_level_exchange(const fe_ranks *r, const fe_level *l, void *x, size_t bytes);
/* ... and where MINE things of this rank begin among all */
ant_status fe_ranks_count(const fe_ranks *r, uint32_t mine, uint32_t *out_before, uint32_t *out_all,
                          ant_diag *opt_diag);

/* fe_aggregate.c: level[0].n, .centre, .active, aggregate of nodes; and the graph of pieces */
ant_status fe_aggregate_nodes(fe_hierarchy *h, fe_pieces_graph *graph, ant_diag *opt_diag);
/* parents of the aggregates of FINE, in blocks of FE_COARSER^3 of its blocks; fills COARSE's n and
 * centre.  FIRST: FINE is the first coarse level. */
ant_status fe_aggregate_again(const fe_hierarchy *h, fe_level *fine, fe_level *coarse,
                              fe_pieces_graph *graph, bool first, uint32_t **out_parent,
                              ant_diag *opt_diag);
void fe_pieces_graph_clear(fe_pieces_graph *graph);

/* fe_galerkin.c: level[0].a; BLOCK_OF_AGGREGATE (n, 3) */
ant_status fe_galerkin_fine(fe_hierarchy *h, const uint16_t *block_of_aggregate,
                            ant_diag *opt_diag);

/* fe_blocks.c: the short form of P's blocks, in place of the long one; false when there is no
 * memory.  P is part of the matrix of OPT_LEVEL (centre, length and active are there), or, with
 * NULL, of a prolongation.
 *
 * A matrix keeps the rigid motions of its neighbourhoods: what packing takes from them, D_i =
 * sum_j (A_ij - Q_ij) T_ij with T_ij the motions of aggregate i in those of j, is put back in one
 * block more a row, on the diagonal.  A network of struts moves softly in large pieces, each nearly
 * rigid: its energies are 1e-5 of what blocks hold, the size of packing's errors.  Measured on rods
 * of 1.6 voxels, BV/TV 7 %, with 4, 10 and 20 plain visits of the first level: 32, 30 and 35
 * iterations without D, 30, 21 and 17 with it, as with blocks of float. */
bool fe_blocks_pack(const fe_hierarchy *h, const fe_level *opt_level, fe_blocks *p);
void fe_matrix_apply(const fe_hierarchy *h, const fe_matrix *a, const float *x, float *y);
/* room for packed blocks, as many as P's ptr says */
bool fe_blocks_make_room(fe_blocks *p);
void fe_blocks_clear(fe_blocks *p);
void fe_matrix_clear(fe_matrix *a);

/* fe_coarse.c: FINE's p and COARSE's a, active */
ant_status fe_galerkin_coarse(const fe_hierarchy *h, fe_level *fine, fe_level *coarse,
                              const uint32_t *parent, ant_diag *opt_diag);

/* fe_level.c: what a level needs to be smoothed; the dense solution of the last one; x = M b */
ant_status fe_level_finish(const fe_hierarchy *h, fe_level *level, ant_diag *opt_diag);
ant_status fe_level_factor(fe_level *level, ant_diag *opt_diag);
void fe_level_clear(fe_level *level);
void fe_level_cycle(fe_hierarchy *h, int i_level);

/* Which of six columns with Gram matrix G are independent of each other: a bit each. */
int fe_independent(const double g[6][6]);

/* Node's rigid motions about CENTRE, out[c][mode]; held components and slaves are 0. */
static inline void fe_rigid(const float centre[3], double length, const int place[3], uint8_t flag,
                            float out[3][6]) {
  const float inv = (float)(1 / length);
  const float x = ((float)place[0] - centre[0]) * inv, y = ((float)place[1] - centre[1]) * inv,
              z = ((float)place[2] - centre[2]) * inv;
  const float full[3][6] = {{1, 0, 0, 0, z, -y}, {0, 1, 0, -z, 0, x}, {0, 0, 1, y, -x, 0}};
  for (int c = 0; c < 3; c++) {
    bool held = (flag >> c & 1) || (flag & FE_SLAVE);
    for (int q = 0; q < 6; q++) out[c][q] = held ? 0 : full[c][q];
  }
}

/* block K of P, 36 column by column; 8 more may be read */
static inline void fe_block(const fe_blocks *p, size_t k, float out[44]) {
  const int16_t *v = p->small + 36 * k;
  for (int q = 0; q < 36; q++) out[q] = p->scale[k] * v[q];
  for (int q = 36; q < 44; q++) out[q] = 0;
}

#endif /* ANT_FE_HIERARCHY_H */
