/* fe_internal.h - what the files fe_*.c share: the mesh, the workers, the kernels, the hierarchy.
 *
 * Numbering.  Only corners of bone voxels are nodes.  They are numbered along x, then y, then z, so
 * that a row of nodes (y, z) is one contiguous stretch and a plane z another.  A vector of
 * displacements has three parts of `stride` numbers each, u_x then u_y then u_z.
 *
 * Chunks.  The element product walks over chunks: up to 7 voxels of one row, found in an 8-corner
 * window that starts at a bone voxel.  The 4 rows of corners around a chunk are loaded from their
 * compact places and spread over 8 lanes by their masks, so SIMD needs no gather.
 *
 * Threads.  Layers of voxels are cut into slabs whose number does not depend on the number of
 * threads; even slabs run first, odd ones after, so every sum has one order.
 *
 * Ranks.  A volume may be cut along z, a part to a rank.  The mesh of a rank holds its own layers
 * of voxels and a few of its neighbours' on either side, wide enough that aggregates, their motions
 * and the rows of the first coarse matrix are made without asking.  What is asked for is one plane
 * of nodes before a product, the aggregates of those layers, and sums.  Numbers on nodes and
 * elements of the neighbours' layers are copies: they are right after an exchange only. */
#ifndef ANT_FE_INTERNAL_H
#define ANT_FE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "antaeus/voxel_mechanics.h"

/* 1. Workers ------------------------------------------------------------- */

typedef struct fe_pool fe_pool;
typedef void (*fe_task)(void *context, int i_task);

/* Make N_THREAD - 1 workers; the caller is the last one. */
ant_status fe_pool_create(int n_thread, fe_pool **out_pool, ant_diag *opt_diag);
void fe_pool_destroy(fe_pool **pool);
int fe_pool_threads(const fe_pool *pool);

/* Do TASK(context, 0 .. n_task - 1) in any order and return when all are done. */
void fe_pool_run(fe_pool *pool, int n_task, fe_task task, void *context);

/* 2. Ranks ---------------------------------------------------------------- */

typedef struct fe_mesh fe_mesh;

/* Who works on a volume.  Alone: rank 0 of 1, without neighbours. */
typedef struct fe_ranks {
  ant_ranks link;
  int lower, upper; /* the ranks that own the layers below and above; -1: none */
  double *work;     /* of sums and of fe_ranks_each                            */
  size_t *bytes;    /* (size) of a gather                                      */
} fe_ranks;

/* Room for sums of R->link's ranks; clear it also where this fails. */
ant_status fe_ranks_init(fe_ranks *r, ant_diag *opt_diag);
void fe_ranks_clear(fe_ranks *r);

/* x (n) becomes the sum of everyone's, added in the order of ranks: the same bytes everywhere. */
void fe_ranks_sum(const fe_ranks *r, double *x, size_t n);
double fe_ranks_sum_one(const fe_ranks *r, double x);

/* Everyone's X (size), in the order of ranks; until the next sum. */
const double *fe_ranks_each(const fe_ranks *r, double x);

/* The failure of the first rank that failed, with its message, or ANT_OK: the same on all ranks.
 * Comes before every exchange that a rank in trouble would not reach. */
ant_status fe_ranks_agree(const fe_ranks *r, ant_status status, ant_diag *opt_diag);

/* Give and take by the neighbours; with none, nothing. */
typedef struct fe_swap {
  const void *to_lower, *to_upper;
  size_t n_to_lower, n_to_upper; /* bytes */
  void *from_lower, *from_upper;
  size_t n_from_lower, n_from_upper;
} fe_swap;
void fe_ranks_swap(const fe_ranks *r, const fe_swap *s);

/* Everyone's N bytes in the order of ranks; rank k's begin at OUT_FIRST[k] (size + 1 of them).  The
 * caller frees both. */
ant_status fe_ranks_gather(const fe_ranks *r, const void *bytes, size_t n, void **out,
                           size_t **out_first, ant_diag *opt_diag);

/* The neighbours' planes of nodes next to M's own, in U (3 stride) of numbers of SIZE bytes; the
 * moduli of their layers. */
void fe_ranks_planes(const fe_ranks *r, const fe_mesh *m, void *u, size_t size);
void fe_ranks_moduli(const fe_ranks *r, fe_mesh *m);

/* 3. Element ------------------------------------------------------------- */

enum { FE_CORNERS = 8, FE_DOF = 24 };

/* Stiffness of a brick of edges H [mm], modulus 1 MPa: corner k has x, y, z in bits 0, 1, 2. */
void fe_element_stiffness(const double h_mm[3], double poisson, double out_k[FE_DOF][FE_DOF]);

/* The same in the eight symmetry classes: see fe_element.c. */
void fe_element_blocks(const double k[FE_DOF][FE_DOF], double out_block[8][3][3]);

/* 4. Mesh ---------------------------------------------------------------- */

enum { FE_LANES = 8, FE_SPAN = FE_LANES - 1 };

typedef struct fe_chunk {
  uint32_t node[4]; /* first corner in row (y, z), (y+1, z), (y, z+1), (y+1, z+1)      */
  uint8_t mask[4];  /* which of the 8 corners of that row exist                        */
  uint8_t solid;    /* which of the 7 voxels exist                                     */
  uint8_t unused;
  uint16_t x; /* of the first voxel                                              */
} fe_chunk;

typedef struct fe_lane_table { /* of one mask: where the k-th lane's number lies, and back */
  uint8_t expand[FE_LANES], compress[FE_LANES];
} fe_lane_table;

struct fe_mesh {
  int n[3];
  double h_mm[3], poisson;
  int box[3]; /* the whole volume; this mesh holds its layers below .. below + n[2] - 1, of  */
  int below;  /* which own[0] to own[1] - 1 (counted from its first) belong to it             */
  int own[2];
  int edge; /* voxels along an edge of the first aggregates, which own[] respects; 0: any     */
  uint32_t own_node[2], own_element[2]; /* first, and one past the last                    */
  uint64_t all_node, all_element;       /* of the whole volume                             */
  uint32_t n_node, n_element, n_chunk;
  size_t stride;       /* numbers in one component of a vector, padding included       */
  int words;           /* 64-bit words in a row of bits                                */
  uint64_t *node_bit;  /* (n[2]+1, n[1]+1, words)                                      */
  uint64_t *solid_bit; /* (n[2], n[1], words)                                          */
  uint32_t *row_node;  /* ((n[2]+1)(n[1]+1) + 1) first node of each row                */
  uint32_t *row_solid; /* (n[2] n[1] + 1) first element of each row                    */
  uint16_t *node_x;    /* (n_node)                                                     */
  fe_chunk *chunk;     /* (n_chunk) */
  uint32_t *layer;     /* (n[2]+1) first chunk of each layer                           */
  float *modulus;      /* (n_element) MPa, in order of x, y, z                         */
  int n_slab;
  int *slab; /* (n_slab+1) first layer of each slab                          */
  double stiffness[FE_DOF][FE_DOF], block[8][3][3];
  fe_lane_table lane[256];
};

/* What rank R->link.rank takes of VOLUME; fills R's neighbours. */
ant_status fe_mesh_create(const ant_volume *volume, const ant_fe_material *material, fe_ranks *r,
                          fe_mesh **out_mesh, ant_diag *opt_diag);
void fe_mesh_destroy(fe_mesh **mesh);

static inline int fe_rows(const fe_mesh *m) {
  return (m->n[1] + 1) * (m->n[2] + 1);
}
static inline int fe_row(const fe_mesh *m, int y, int z) {
  return z * (m->n[1] + 1) + y;
}
static inline bool fe_bit(const uint64_t *row, int x) {
  return row[x >> 6] >> (x & 63) & 1;
}

/* The moduli of N voxels of VOLUME from voxel FIRST on, 0 where there is no bone. */
ant_status fe_mesh_read(const ant_volume *volume, const ant_fe_material *material, int64_t first,
                        int64_t n, double *out_mpa, ant_diag *opt_diag);

/* The bits of a row of nodes that rows of voxels BITS touch are those of BITS and the next ones. */
static inline uint64_t fe_touched(const uint64_t *bits, int word) {
  return bits[word] | bits[word] << 1 | (word ? bits[word - 1] >> 63 : 0);
}

/* Thin struts have many nodes an element and few nodes a block. */
static inline double fe_thinness(const fe_mesh *m) {
  return (double)m->all_node / (double)m->all_element;
}

/* Voxels along an edge of the first aggregates, and how many of them make one of the second: a
 * rank's layers begin and end where both do. */
enum { FE_COARSER = 3 };
int fe_block_edge(double thinness);

/* How many of the neighbours' layers a rank keeps: whole blocks, at least 4 layers.  The columns of
 * an aggregate in the first coarse matrix reach 3 nodes beyond its block, and the aggregate of such
 * a node is chosen from the pieces around it. */
#define FE_GHOST(edge) (((edge) + 3) / (edge) * (edge))

/* fe_slab.c: the layers of rank R->link.rank, and R's neighbours. */
typedef struct fe_slab {
  int below, n, own[2], edge; /* as in fe_mesh */
  uint64_t all_node, all_element;
} fe_slab;
ant_status fe_slab_cut(const ant_volume *volume, const ant_fe_material *material, fe_ranks *r,
                       fe_slab *out_slab, ant_diag *opt_diag);

/* First node of plane z (z = n[2] + 1: one past the last). */
static inline uint32_t fe_plane(const fe_mesh *m, int z) {
  return m->row_node[z * (m->n[1] + 1)];
}

/* 32 bits of a row from X on (X may be negative or past the end). */
uint32_t fe_window(const uint64_t *row, int words, int x);

/* How many bits of ROW are set before X. */
uint32_t fe_rank(const uint64_t *row, int x);

/* The node at a lattice place, or the element; -1 where there is none (any x, y, z). */
int64_t fe_node_at(const fe_mesh *m, int x, int y, int z);
int64_t fe_element_at(const fe_mesh *m, int x, int y, int z);

/* Union-find over UP, where what is its own is a root.  The smaller number becomes the root, so
 * labels do not depend on the order of unions. */
static inline uint32_t fe_find(uint32_t *up, uint32_t i) {
  while (up[i] != i) i = up[i] = up[up[i]];
  return i;
}
static inline void fe_unite(uint32_t *up, uint32_t i, uint32_t j) {
  i = fe_find(up, i);
  j = fe_find(up, j);
  up[i > j ? i : j] = i > j ? j : i;
}

/* The row (y, z) that a node lies in. */
int fe_row_of_node(const fe_mesh *m, uint32_t node);

/* 5. Kernels -------------------------------------------------------------- */

typedef float fe_v8 __attribute__((vector_size(32)));

/* A stretch of rows of 6 x 6 blocks, each stored column by column.  Products with them are bound by
 * memory: once made, a block is 36 whole numbers of 16 bits times a float of its own, half of the
 * bytes, and errs by 1.5e-5 of its largest number.  A row may have two blocks of one column, which
 * add up: see fe_blocks_pack. */
typedef struct fe_blocks {
  uint32_t row0, n_row;
  uint32_t *ptr; /* (n_row + 1) from 0                                                  */
  uint32_t *col;
  float *val;     /* (36 ptr[n_row]) and 8 more, while it is made; NULL once packed      */
  int16_t *small; /* (36 ptr[n_row]) and 8 more; NULL before                             */
  float *scale;   /* (ptr[n_row])                                                        */
} fe_blocks;

struct fe_hierarchy;
struct fe_matrix;

typedef struct fe_kernels {
  const char *name;
  /* y += scale K u over voxel layers z0 .. z1 - 1; the letters are the types of u and y */
  void (*apply_ff)(const fe_mesh *m, int z0, int z1, double scale, const float *u, float *y);
  void (*apply_fd)(const fe_mesh *m, int z0, int z1, double scale, const float *u, double *y);
  void (*apply_dd)(const fe_mesh *m, int z0, int z1, double scale, const double *u, double *y);
  /* the rows of P of the first coarse matrix; false when there is no memory */
  bool (*galerkin_part)(const struct fe_hierarchy *h, const uint16_t *block_of, fe_blocks *p);
  /* y = A x on these packed rows */
  void (*block_rows)(const fe_blocks *a, const float *x, float *y);
  /* y = A' x on rows FIRST to END - 1 of the packed A's transpose: PTR, ROW and AT as in fe_level
   */
  void (*block_columns)(const struct fe_matrix *a, const uint32_t *ptr, const uint32_t *row,
                        const uint32_t *at, uint32_t first, uint32_t end, const float *x, float *y);
  /* c(48: 6 columns of 8) += A B, with A and B 36 column by column */
  void (*block_product)(const float *a, const float *b, float *c);
} fe_kernels;

/* The best that this machine runs. */
const fe_kernels *fe_kernels_pick(void);
extern const fe_kernels fe_kernels_base;
#ifdef ANT_HAVE_AVX2
extern const fe_kernels fe_kernels_avx2;
#endif
#ifdef ANT_HAVE_AVX512
extern const fe_kernels fe_kernels_avx512;
#endif

/* 6. Operator -------------------------------------------------------------- */

/* Where displacements are prescribed (bits 0-2 of flag) or tied to another node (FE_SLAVE). */
enum { FE_FIXED = 7, FE_SLAVE = 8 };

typedef struct fe_space {
  const fe_mesh *mesh;
  const fe_kernels *kernel;
  const fe_ranks *ranks;
  fe_pool *pool;
  uint8_t *flag;      /* (n_node)                                     */
  uint32_t *fixed[3]; /* nodes held in x, y, z                        */
  size_t n_fixed[3];
  uint32_t *slave, *master; /* (n_tie) u[slave] = u[master]                 */
  size_t n_tie;
  bool periodic[3];
} fe_space;

struct ant_fe {
  fe_ranks ranks;
  fe_mesh *mesh;
  fe_pool *pool;
  const fe_kernels *kernel;
};

typedef struct fe_entry { /* one held or pushed component of a node */
  uint32_t node;
  uint32_t component;
  double value; /* mm or N */
} fe_entry;

typedef struct fe_entries {
  fe_entry *item;
  size_t n, capacity;
} fe_entries;

struct ant_fe_load {
  const ant_fe *fe;
  fe_entries held, pushed;
  bool periodic;
  double strain[6]; /* of a periodic load */
  int join_axis;    /* bone must reach from end to end along this axis; -1: need not */
};

/* A load with lists of its own. */
ant_status fe_load_copy(const ant_fe_load *load, ant_fe_load *out, ant_diag *opt_diag);

/* Sort by component and node; of equal ones keep the last (held) or their sum (pushed). */
ant_status fe_entries_settle(fe_entries *e, bool sum, ant_diag *opt_diag);

/* y += scale A u, then zero where u is held.  Ties: u is copied to the slaves first, what pulls at
 * them is handed to the masters after. */
void fe_apply_ff(const fe_space *s, double scale, float *u, float *y);

/* y = A u; fe_apply_dd takes u as it is, slaves included (they may differ by a mean strain) */
void fe_apply_fd(const fe_space *s, float *u, double *y);
void fe_apply_dd(const fe_space *s, const double *u, double *y);

/* y = K u without holds or ties: the nodal forces of a displacement */
void fe_forces_raw(const fe_mesh *m, const fe_kernels *kernel, fe_pool *pool, const double *u,
                   double *y);

/* Do TASK over fixed pieces of the own nodes: piece i is [fe_piece(i), fe_piece(i+1)). */
enum { FE_PIECE = 1 << 14 };
static inline int fe_pieces(const fe_mesh *m) {
  return (int)((m->own_node[1] - m->own_node[0] + FE_PIECE - 1) / FE_PIECE);
}
static inline uint32_t fe_piece(const fe_mesh *m, int i) {
  const uint64_t at = m->own_node[0] + (uint64_t)i * FE_PIECE;
  return at < m->own_node[1] ? (uint32_t)at : m->own_node[1];
}

/* Where u may move, by LOAD.  Clear frees what it holds.  fe_space_check: ANT_EINPUT where a piece
 * of bone is not held, or nothing joins the ends. */
ant_status fe_space_init(fe_space *s, const ant_fe *fe, ant_fe_load *load, ant_diag *opt_diag);
ant_status fe_load_settle(const fe_space *s, ant_fe_load *load, ant_diag *opt_diag);
ant_status fe_space_check(const fe_space *s, const ant_fe_load *load, ant_diag *opt_diag);
void fe_space_clear(fe_space *s);

/* 7. Hierarchy ------------------------------------------------------------- */

typedef struct fe_hierarchy fe_hierarchy;
typedef struct fe_hierarchy_options {
  int block;         /* voxels along an edge of the first aggregates, 0: chosen          */
  int degree;        /* of the polynomial on the fine level, 0: chosen                   */
  int coarse_degree; /* and on the others                                                */
  int visits;        /* of the second coarse level in a cycle of the first, 0: chosen  */
} fe_hierarchy_options;

ant_status fe_hierarchy_create(const fe_space *s, const fe_hierarchy_options *o,
                               fe_hierarchy **out_hierarchy, ant_diag *opt_diag);
void fe_hierarchy_destroy(fe_hierarchy **h);

/* z = M r, symmetric and linear; WORK has room for 6 stride floats. */
void fe_hierarchy_apply(fe_hierarchy *h, const double *r, float *z, float *work);

/* 1 / diagonal by node, for a cube; component c is this times fe_diagonal_factor. */
ant_status fe_inverse_diagonal(const fe_space *s, float **out_inverse, ant_diag *opt_diag);

/* 8. Session ---------------------------------------------------------------- */

/* What is held, the preconditioner and the vectors, for several loads that hold the same. */
typedef struct fe_session fe_session;
ant_status fe_session_create(const ant_fe *fe, const ant_fe_load *load,
                             const ant_fe_options *options, fe_session **out_session,
                             ant_diag *opt_diag);
ant_status fe_session_solve(fe_session *s, const ant_fe_load *load, double *u,
                            ant_fe_report *opt_report, ant_diag *opt_diag);
void fe_session_destroy(fe_session **session);

/* The K-th smallest (from 0) of VALUE of all elements of all ranks. */
ant_status fe_kth_smallest(const ant_fe *fe, const float *value, double k, double *out,
                           ant_diag *opt_diag);

/* Some bone lies in FACE of the box. */
bool fe_face_has_bone(const ant_fe *fe, ant_fe_face face);

#endif /* ANT_FE_INTERNAL_H */
