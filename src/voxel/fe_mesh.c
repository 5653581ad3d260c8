/* fe_mesh.c - from a volume to numbered nodes, elements and chunks.
 *   1. Bits of a row   2. Reading the volume   3. Numbering   4. Chunks   5. Making */
#include "fe_internal.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 1. Bits of a row --------------------------------------------------------- */

static int ones(uint64_t v) {
  return __builtin_popcountll(v);
}

uint32_t fe_window(const uint64_t *row, int words, int x) {
  if (x < 0) return x <= -32 ? 0 : (uint32_t)(row[0] << -x);
  int w = x >> 6, s = x & 63;
  if (w >= words) return 0;
  uint64_t v = row[w] >> s;
  if (s && w + 1 < words) v |= row[w + 1] << (64 - s);
  return (uint32_t)v;
}

uint32_t fe_rank(const uint64_t *row, int x) {
  uint32_t n = 0;
  for (int w = 0; w < x >> 6; w++) n += (uint32_t)ones(row[w]);
  if (x & 63) n += (uint32_t)ones(row[x >> 6] & ((UINT64_C(1) << (x & 63)) - 1));
  return n;
}

int64_t fe_node_at(const fe_mesh *m, int x, int y, int z) {
  if (x < 0 || y < 0 || z < 0 || x > m->n[0] || y > m->n[1] || z > m->n[2]) return -1;
  int row = fe_row(m, y, z);
  const uint64_t *bit = m->node_bit + (size_t)row * (size_t)m->words;
  return fe_bit(bit, x) ? (int64_t)m->row_node[row] + fe_rank(bit, x) : -1;
}

int64_t fe_element_at(const fe_mesh *m, int x, int y, int z) {
  if (x < 0 || y < 0 || z < 0 || x >= m->n[0] || y >= m->n[1] || z >= m->n[2]) return -1;
  int row = z * m->n[1] + y;
  const uint64_t *bit = m->solid_bit + (size_t)row * (size_t)m->words;
  return fe_bit(bit, x) ? (int64_t)m->row_solid[row] + fe_rank(bit, x) : -1;
}

int fe_row_of_node(const fe_mesh *m, uint32_t node) {
  int lo = 0, hi = fe_rows(m); /* row_node[lo] <= node < row_node[hi] */
  while (hi - lo > 1) {
    int mid = lo + (hi - lo) / 2;
    if (m->row_node[mid] <= node) {
      lo = mid;
    } else {
      hi = mid;
    }
  }
  return lo;
}

/* 2. Reading the volume ---------------------------------------------------- */

static ant_status check_material(const ant_fe_material *mat, const ant_volume *v,
                                 ant_diag *opt_diag) {
  if (!(mat->poisson > -1 && mat->poisson < 0.5)) {
    return ant_fail(opt_diag, ANT_EINPUT, "a Poisson ratio lies above -1 and below 0.5, this is %g",
                    mat->poisson);
  }
  if (mat->kind == ANT_FE_CONSTANT && !(mat->modulus_mpa > 0 && isfinite(mat->modulus_mpa))) {
    return ant_fail(opt_diag, ANT_EINPUT, "the modulus must be above 0 MPa, this is %g",
                    mat->modulus_mpa);
  }
  if (mat->kind == ANT_FE_TABLE && (v->type != ANT_VOXEL_U8 || !mat->table)) {
    return ant_fail(opt_diag, ANT_EINPUT, "a table of moduli needs a volume of labels (u8)");
  }
  return ANT_OK;
}

ant_status fe_mesh_read(const ant_volume *v, const ant_fe_material *mat, int64_t first, int64_t n,
                        double *out_e, ant_diag *opt_diag) {
  ant_volume_doubles(v, first, n, out_e);
  for (int64_t x = 0; x < n; x++) {
    double e = out_e[x];
    if (mat->kind == ANT_FE_CONSTANT) {
      e = e != 0 ? mat->modulus_mpa : 0;
    } else if (mat->kind == ANT_FE_TABLE) {
      e = mat->table[(int)e];
    } else {
      e = v->calibration.scale * e + v->calibration.offset;
    }
    /* a float holds it, and a sum of eight */
    if (!(e >= 0 && e < 1e30) || (e > 0 && e < 1e-20)) {
      return ant_fail(opt_diag, ANT_EINPUT,
                      "voxel %lld has modulus %g MPa; 0 or 1e-20 to 1e30 was expected",
                      (long long)(first + x), e);
    }
    out_e[x] = e;
  }
  return ANT_OK;
}

/* 3. Numbering -------------------------------------------------------------- */

static ant_status mark_row(fe_mesh *m, const double *e, int y, int z) {
  const size_t w = (size_t)m->words;
  uint64_t *solid = m->solid_bit + (size_t)(z * m->n[1] + y) * w;
  for (int x = 0; x < m->n[0]; x++) {
    if (e[x] > 0) solid[x >> 6] |= UINT64_C(1) << (x & 63);
  }
  for (int k = 0; k < 4; k++) {
    uint64_t *node = m->node_bit + (size_t)fe_row(m, y + (k & 1), z + (k >> 1)) * w;
    for (size_t i = 0; i < w; i++) {
      node[i] |= fe_touched(solid, (int)i);
    }
  }
  return ANT_OK;
}

/* running counts of bits by row; false when 32 bits do not hold them */
static bool count_rows(const uint64_t *bit, int words, int n_row, uint32_t *out_first) {
  uint64_t n = 0;
  for (int r = 0; r < n_row; r++) {
    out_first[r] = (uint32_t)n;
    for (int w = 0; w < words; w++) n += (uint64_t)ones(bit[(size_t)r * (size_t)words + (size_t)w]);
    if (n >= UINT32_MAX - 64) return false;
  }
  out_first[n_row] = (uint32_t)n;
  return true;
}

static void list_node_x(fe_mesh *m) {
  uint32_t i = 0;
  for (int r = 0; r < fe_rows(m); r++) {
    const uint64_t *bit = m->node_bit + (size_t)r * (size_t)m->words;
    for (int w = 0; w < m->words; w++) {
      for (uint64_t left = bit[w]; left; left &= left - 1) {
        m->node_x[i++] = (uint16_t)(64 * w + __builtin_ctzll(left));
      }
    }
  }
}

/* 4. Chunks ------------------------------------------------------------------ */

/* the chunks of one row of voxels; with CHUNK NULL only how many they are */
static uint32_t cut_row(const fe_mesh *m, int y, int z, fe_chunk *chunk) {
  const uint64_t *solid = m->solid_bit + (size_t)(z * m->n[1] + y) * (size_t)m->words;
  uint32_t n = 0;
  for (int w = 0, x = 0; w < m->words; w++) {
    for (;;) {
      if (x < 64 * w) x = 64 * w;
      uint64_t left = x < 64 * (w + 1) ? solid[w] & ~UINT64_C(0) << (x & 63) : 0;
      if (!left) break;
      x = 64 * w + __builtin_ctzll(left);
      if (chunk) {
        fe_chunk *c = &chunk[n];
        c->x = (uint16_t)x;
        c->unused = 0;
        c->solid = (uint8_t)(fe_window(solid, m->words, x) & 127);
        for (int k = 0; k < 4; k++) {
          int row = fe_row(m, y + (k & 1), z + (k >> 1));
          const uint64_t *bit = m->node_bit + (size_t)row * (size_t)m->words;
          c->node[k] = m->row_node[row] + fe_rank(bit, x);
          c->mask[k] = (uint8_t)(fe_window(bit, m->words, x) & 255);
        }
      }
      n++;
      x += FE_SPAN;
    }
  }
  return n;
}

static ant_status cut_chunks(fe_mesh *m, ant_diag *opt_diag) {
  for (int z = 0; z < m->n[2]; z++) {
    m->layer[z] = m->n_chunk;
    for (int y = 0; y < m->n[1]; y++) m->n_chunk += cut_row(m, y, z, NULL);
  }
  m->layer[m->n[2]] = m->n_chunk;
  m->chunk = malloc(((size_t)m->n_chunk + 1) * sizeof *m->chunk);
  if (!m->chunk) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for %u chunks", m->n_chunk);
  uint32_t i = 0;
  for (int z = 0; z < m->n[2]; z++) {
    for (int y = 0; y < m->n[1]; y++) i += cut_row(m, y, z, m->chunk + i);
  }
  return ANT_OK;
}

/* Slabs of 8 layers or a little more; one at least.  All layers that touch a plane of own nodes. */
static void cut_slabs(fe_mesh *m) {
  const int first = m->own[0] > 0 ? m->own[0] - 1 : 0, n = m->own[1] - first;
  m->n_slab = n / 8 < 1 ? 1 : n / 8;
  for (int i = 0; i <= m->n_slab; i++) m->slab[i] = first + (int)((int64_t)n * i / m->n_slab);
}

static void make_lane_table(fe_lane_table lane[256]) {
  for (int mask = 0; mask < 256; mask++) {
    int k = 0;
    for (int i = 0; i < FE_LANES; i++) {
      lane[mask].expand[i] = (uint8_t)(mask >> i & 1 ? k : FE_LANES);
      if (mask >> i & 1) lane[mask].compress[k++] = (uint8_t)i;
    }
    while (k < FE_LANES) lane[mask].compress[k++] = FE_LANES;
  }
}

/* 5. Making ------------------------------------------------------------------ */

static ant_status allocate_lattice(fe_mesh *m, ant_diag *opt_diag) {
  const size_t rows = (size_t)fe_rows(m), solid_rows = (size_t)m->n[1] * (size_t)m->n[2];
  m->words = (m->n[0] + 1 + 63) / 64;
  m->node_bit = calloc(rows * (size_t)m->words, sizeof *m->node_bit);
  m->solid_bit = calloc(solid_rows * (size_t)m->words, sizeof *m->solid_bit);
  m->row_node = calloc(rows + 1, sizeof *m->row_node);
  m->row_solid = calloc(solid_rows + 1, sizeof *m->row_solid);
  m->layer = calloc((size_t)m->n[2] + 1, sizeof *m->layer);
  m->slab = calloc((size_t)m->n[2] + 2, sizeof *m->slab);
  if (!m->node_bit || !m->solid_bit || !m->row_node || !m->row_solid || !m->layer || !m->slab) {
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a lattice of %d x %d x %d voxels", m->n[0],
                    m->n[1], m->n[2]);
  }
  return ANT_OK;
}

static ant_status no_bone(ant_diag *opt_diag) {
  ant_fail(opt_diag, ANT_EINPUT, "no voxel of this volume is bone");
  ant_diag_hint(opt_diag, "segment it first: antaeus bone segment");
  return ANT_EINPUT;
}

static ant_status number_nodes(fe_mesh *m, ant_diag *opt_diag) {
  if (!count_rows(m->node_bit, m->words, fe_rows(m), m->row_node) ||
      !count_rows(m->solid_bit, m->words, m->n[1] * m->n[2], m->row_solid)) {
    ant_fail(opt_diag, ANT_EINPUT, "more than 4.29e9 nodes");
    ant_diag_hint(opt_diag, "crop the volume, or halve its resolution");
    return ANT_EINPUT;
  }
  m->n_node = m->row_node[fe_rows(m)];
  m->n_element = m->row_solid[m->n[1] * m->n[2]];
  if (m->all_element == 0 && m->n_element == 0) return no_bone(opt_diag);
  /* whole vectors of 8 may be read and written back behind the last node */
  m->stride = ((size_t)m->n_node + 2 * FE_LANES) / FE_LANES * FE_LANES;
  m->node_x = malloc(((size_t)m->n_node + 1) * sizeof *m->node_x);
  m->modulus = calloc((size_t)m->n_element + FE_LANES, sizeof *m->modulus);
  if (!m->node_x || !m->modulus) {
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for %u nodes", m->n_node);
  }
  list_node_x(m);
  const bool last = m->below + m->own[1] == m->box[2];
  m->own_node[0] = fe_plane(m, m->own[0]);
  m->own_node[1] = fe_plane(m, m->own[1] + (last && m->n[2] > 0));
  for (int k = 0; k < 2; k++) m->own_element[k] = m->row_solid[m->own[k] * m->n[1]];
  if (m->all_element > 0) return ANT_OK;
  m->all_node = m->n_node;
  m->all_element = m->n_element;
  return ANT_OK;
}

/* first pass (FILL false): which voxels are bone; second: their moduli */
static ant_status read_volume(fe_mesh *m, const ant_volume *v, const ant_fe_material *mat,
                              bool fill, ant_diag *opt_diag) {
  double *e = malloc((size_t)m->n[0] * sizeof *e);
  if (!e) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a row of voxels");
  ant_status status = ANT_OK;
  for (int z = 0; z < m->n[2] && status == ANT_OK; z++) {
    for (int y = 0; y < m->n[1] && status == ANT_OK; y++) {
      const int64_t first = ant_volume_index(v, 0, y, z + m->below);
      status = fe_mesh_read(v, mat, first, m->n[0], e, opt_diag);
      if (status != ANT_OK) break;
      if (!fill) {
        mark_row(m, e, y, z);
      } else {
        float *out = m->modulus + m->row_solid[z * m->n[1] + y];
        for (int x = 0; x < m->n[0]; x++) {
          if (e[x] > 0) *out++ = (float)e[x];
        }
      }
    }
  }
  free(e);
  return status;
}

static ant_status build(fe_mesh *m, const ant_volume *v, const ant_fe_material *mat,
                        ant_diag *opt_diag) {
  ANT_TRY(allocate_lattice(m, opt_diag));
  ANT_TRY(read_volume(m, v, mat, false, opt_diag));
  ANT_TRY(number_nodes(m, opt_diag));
  ANT_TRY(read_volume(m, v, mat, true, opt_diag));
  ANT_TRY(cut_chunks(m, opt_diag));
  cut_slabs(m);
  make_lane_table(m->lane);
  fe_element_stiffness(m->h_mm, m->poisson, m->stiffness);
  fe_element_blocks((const double(*)[FE_DOF])m->stiffness, m->block);
  return ANT_OK;
}

/* the layers of this rank: all of them, or a part */
static ant_status take_layers(fe_mesh *m, const ant_volume *v, const ant_fe_material *mat,
                              fe_ranks *r, ant_diag *opt_diag) {
  fe_slab s = {.n = m->n[2], .own = {0, m->n[2]}};
  r->lower = r->upper = -1;
  if (r->link.size > 1) ANT_TRY(fe_slab_cut(v, mat, r, &s, opt_diag));
  if (r->link.size > 1 && s.all_element == 0) return no_bone(opt_diag);
  m->n[2] = s.n;
  m->below = s.below;
  m->edge = s.edge;
  memcpy(m->own, s.own, sizeof m->own);
  m->all_node = s.all_node;
  m->all_element = s.all_element;
  return ANT_OK;
}

ant_status fe_mesh_create(const ant_volume *volume, const ant_fe_material *material, fe_ranks *r,
                          fe_mesh **out_mesh, ant_diag *opt_diag) {
  ANT_TRY(check_material(material, volume, opt_diag));
  for (int a = 0; a < 3; a++) {
    if (volume->n[a] > 65000) {
      return ant_fail(opt_diag, ANT_EINPUT, "%lld voxels along an axis; at most 65000 are solved",
                      (long long)volume->n[a]);
    }
  }
  if ((volume->n[1] + 1) * (volume->n[2] + 1) > INT_MAX) { /* rows of nodes */
    return ant_fail(opt_diag, ANT_EINPUT, "%lld x %lld rows of voxels; at most 2.1e9 are solved",
                    (long long)volume->n[1], (long long)volume->n[2]);
  }
  fe_mesh *m = calloc(1, sizeof *m);
  ant_status status = m ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory for a mesh");
  status = fe_ranks_agree(r, status, opt_diag);
  if (status == ANT_OK) {
    for (int a = 0; a < 3; a++) {
      m->n[a] = m->box[a] = (int)volume->n[a];
      m->h_mm[a] = volume->spacing_mm[a];
    }
    m->poisson = material->poisson;
    status = take_layers(m, volume, material, r, opt_diag);
  }
  if (status == ANT_OK) {
    status = fe_ranks_agree(r, build(m, volume, material, opt_diag), opt_diag);
  }
  if (status != ANT_OK) {
    fe_mesh_destroy(&m);
    return status;
  }
  *out_mesh = m;
  return ANT_OK;
}

void fe_mesh_destroy(fe_mesh **mesh) {
  fe_mesh *m = *mesh;
  if (!m) return;
  free(m->node_bit);
  free(m->solid_bit);
  free(m->row_node);
  free(m->row_solid);
  free(m->node_x);
  free(m->chunk);
  free(m->layer);
  free(m->modulus);
  free(m->slab);
  free(m);
  *mesh = NULL;
}
