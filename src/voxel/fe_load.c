/* fe_load.c - what is held and what pushes.
 *   1. Entries   2. Faces   3. Laboratory tests */
#include "fe_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 1. Entries --------------------------------------------------------------- */

static ant_status add_entry(fe_entries *e, size_t node, int c, double value, ant_diag *opt_diag) {
  if (e->n == e->capacity) {
    size_t capacity = e->capacity ? 2 * e->capacity : 1024;
    fe_entry *item = realloc(e->item, capacity * sizeof *item);
    if (!item) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for %zu held nodes", capacity);
    e->item = item;
    e->capacity = capacity;
  }
  e->item[e->n++] = (fe_entry){(uint32_t)node, (uint32_t)c, value};
  return ANT_OK;
}

static int compare_entries(const fe_entry *a, const fe_entry *b) {
  if (a->component != b->component) return a->component < b->component ? -1 : 1;
  return a->node < b->node ? -1 : a->node > b->node;
}

/* merge sort: stable, so that the later of two equal entries stays the later */
static void sort_entries(fe_entry *item, fe_entry *work, size_t n) {
  if (n < 2) return;
  const size_t half = n / 2;
  sort_entries(item, work, half);
  sort_entries(item + half, work, n - half);
  size_t i = 0, j = half, k = 0;
  while (i < half && j < n) {
    work[k++] = compare_entries(&item[i], &item[j]) <= 0 ? item[i++] : item[j++];
  }
  while (i < half) work[k++] = item[i++];
  memcpy(item, work, k * sizeof *item);
}

ant_status fe_entries_settle(fe_entries *e, bool sum, ant_diag *opt_diag) {
  fe_entry *work = malloc((e->n + 1) * sizeof *work);
  if (!work) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for %zu held nodes", e->n);
  sort_entries(e->item, work, e->n);
  free(work);
  size_t kept = 0;
  for (size_t i = 0; i < e->n; i++) {
    if (kept > 0 && compare_entries(&e->item[kept - 1], &e->item[i]) == 0) {
      e->item[kept - 1].value = e->item[i].value + (sum ? e->item[kept - 1].value : 0);
    } else {
      e->item[kept++] = e->item[i];
    }
  }
  e->n = kept;
  return ANT_OK;
}

ant_status ant_fe_load_create(const ant_fe *fe, ant_fe_load **out_load, ant_diag *opt_diag) {
  ant_fe_load *load = calloc(1, sizeof *load);
  ant_status status = load ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory for a load");
  status = fe_ranks_agree(&fe->ranks, status, opt_diag);
  if (status != ANT_OK) {
    free(load);
    return status;
  }
  load->fe = fe;
  load->join_axis = -1;
  *out_load = load;
  return ANT_OK;
}

ant_status fe_load_copy(const ant_fe_load *load, ant_fe_load *out, ant_diag *opt_diag) {
  const fe_entries *from[2] = {&load->held, &load->pushed};
  *out = *load;
  fe_entries *to[2] = {&out->held, &out->pushed};
  for (int k = 0; k < 2; k++) *to[k] = (fe_entries){0};
  for (int k = 0; k < 2; k++) {
    to[k]->item = malloc((from[k]->n + 4) * sizeof *to[k]->item);
    if (!to[k]->item) {
      free(out->held.item);
      out->held.item = NULL;
      return ant_fail(opt_diag, ANT_ENOMEM, "no memory for a load");
    }
    if (from[k]->n > 0) memcpy(to[k]->item, from[k]->item, from[k]->n * sizeof *to[k]->item);
    to[k]->n = from[k]->n;
    to[k]->capacity = from[k]->n + 4;
  }
  return ANT_OK;
}

void ant_fe_load_destroy(ant_fe_load **load) {
  if (!*load) return;
  free((*load)->held.item);
  free((*load)->pushed.item);
  free(*load);
  *load = NULL;
}

static ant_status check_entry(const ant_fe_load *load, size_t node, int c, double value,
                              ant_diag *opt_diag) {
  if (node >= load->fe->mesh->n_node || c < 0 || c > 2) {
    return ant_fail(opt_diag, ANT_EINPUT, "no component %d of node %zu (there are %u nodes)", c,
                    node, load->fe->mesh->n_node);
  }
  if (!isfinite(value)) {
    return ant_fail(opt_diag, ANT_EINPUT, "a load must be finite, this is %g at node %zu", value,
                    node);
  }
  return ANT_OK;
}

ant_status ant_fe_load_hold_node(ant_fe_load *load, size_t node, int c, double value_mm,
                                 ant_diag *opt_diag) {
  ANT_TRY(check_entry(load, node, c, value_mm, opt_diag));
  return add_entry(&load->held, node, c, value_mm, opt_diag);
}

ant_status ant_fe_load_push_node(ant_fe_load *load, size_t node, int c, double force_n,
                                 ant_diag *opt_diag) {
  ANT_TRY(check_entry(load, node, c, force_n, opt_diag));
  return add_entry(&load->pushed, node, c, force_n, opt_diag);
}

/* 2. Faces ------------------------------------------------------------------- */

static const char *const face_name[] = {"-x", "+x", "-y", "+y", "-z", "+z"};

typedef struct face_walk { /* over this rank's nodes, copies too, of a face of the volume's box */
  const fe_mesh *m;
  int axis, at, i, j;
  int64_t node;
  int place[3]; /* in the mesh: a plane z of the volume is z - below */
} face_walk;

static face_walk walk_face(const fe_mesh *m, ant_fe_face face) {
  const int axis = (int)face / 2, at = (int)face % 2 ? m->box[axis] : 0;
  return (face_walk){.m = m, .axis = axis, .at = axis == 2 ? at - m->below : at, .i = -1};
}

static bool next_on_face(face_walk *w) {
  const int a1 = (w->axis + 1) % 3, a2 = (w->axis + 2) % 3;
  for (;;) {
    if (++w->i > w->m->n[a1]) {
      w->i = 0;
      w->j++;
    }
    if (w->j > w->m->n[a2]) return false;
    w->place[w->axis] = w->at;
    w->place[a1] = w->i;
    w->place[a2] = w->j;
    w->node = fe_node_at(w->m, w->place[0], w->place[1], w->place[2]);
    if (w->node >= 0) return true;
  }
}

static bool is_own(const fe_mesh *m, int64_t node) {
  return node >= m->own_node[0] && node < m->own_node[1];
}

bool fe_face_has_bone(const ant_fe *fe, ant_fe_face face) {
  face_walk w = walk_face(fe->mesh, face);
  return fe_ranks_sum_one(&fe->ranks, next_on_face(&w)) > 0;
}

static ant_status no_bone(const ant_fe_load *load, ant_fe_face face, ant_diag *opt_diag) {
  const fe_mesh *m = load->fe->mesh;
  ant_fail(opt_diag, ANT_EINPUT, "no bone touches the %s face of the volume (%d x %d x %d voxels)",
           face_name[face], m->box[0], m->box[1], m->box[2]);
  ant_diag_hint(opt_diag, "crop the volume to the bone: antaeus bone convert --crop");
  return ANT_EINPUT;
}

ant_status ant_fe_load_hold_face(ant_fe_load *load, ant_fe_face face, int c, const double affine[4],
                                 ant_diag *opt_diag) {
  const fe_mesh *m = load->fe->mesh;
  if (!fe_face_has_bone(load->fe, face)) return no_bone(load, face, opt_diag);
  ant_status status = ANT_OK;
  for (face_walk w = walk_face(m, face); status == ANT_OK && next_on_face(&w);) {
    double value = affine[0];
    for (int a = 0; a < 3; a++) {
      value += affine[1 + a] * m->h_mm[a] * (w.place[a] + (a == 2 ? m->below : 0));
    }
    status = ant_fe_load_hold_node(load, (size_t)w.node, c, value, opt_diag);
  }
  return fe_ranks_agree(&load->fe->ranks, status, opt_diag);
}

/* how many element faces of the volume's face meet in this node */
static int faces_around(const face_walk *w) {
  const int a1 = (w->axis + 1) % 3, a2 = (w->axis + 2) % 3;
  int n = 0;
  for (int k = 0; k < 4; k++) {
    int p[3];
    p[w->axis] = w->at == 0 ? 0 : w->at - 1;
    p[a1] = w->place[a1] - (k & 1);
    p[a2] = w->place[a2] - (k >> 1);
    n += fe_element_at(w->m, p[0], p[1], p[2]) >= 0;
  }
  return n;
}

ant_status ant_fe_load_push_face(ant_fe_load *load, ant_fe_face face, int c, double force_n,
                                 ant_diag *opt_diag) {
  const fe_mesh *m = load->fe->mesh;
  double total = 0;
  for (face_walk w = walk_face(m, face); next_on_face(&w);) {
    if (is_own(m, w.node)) total += faces_around(&w);
  }
  total = fe_ranks_sum_one(&load->fe->ranks, total);
  if (total <= 0) return no_bone(load, face, opt_diag);
  ant_status status = ANT_OK;
  for (face_walk w = walk_face(m, face); status == ANT_OK && next_on_face(&w);) {
    const double force = force_n * faces_around(&w) / total;
    status = ant_fe_load_push_node(load, (size_t)w.node, c, force, opt_diag);
  }
  return fe_ranks_agree(&load->fe->ranks, status, opt_diag);
}

/* 3. Laboratory tests ----------------------------------------------------------- */

ant_status ant_fe_load_periodic(ant_fe_load *load, const double strain[6], ant_diag *opt_diag) {
  for (int i = 0; i < 6; i++) {
    if (!isfinite(strain[i])) return ant_fail(opt_diag, ANT_EINPUT, "strain %d is not finite", i);
  }
  if (load->fe->ranks.link.size > 1) {
    return ant_fail(opt_diag, ANT_ENOTYET, "periodic loads are solved on one rank only");
  }
  load->periodic = true;
  memcpy(load->strain, strain, sizeof load->strain);
  return ANT_OK;
}

static ant_status hold_still(ant_fe_load *load, ant_fe_face face, ant_diag *opt_diag) {
  static const double zero[4] = {0};
  for (int c = 0; c < 3; c++) ANT_TRY(ant_fe_load_hold_face(load, face, c, zero, opt_diag));
  return ANT_OK;
}

typedef struct anchor { /* a node of a face: by how far it is, and its place along the next two axes
                         */
  double mm;
  int place[2];
} anchor;

/* The nearest of all ranks' anchors; of equal ones the first in the order of the face. */
static void first_anchor(const fe_ranks *r, anchor *at) {
  const ant_ranks *l = &r->link;
  anchor best = *at;
  for (int k = 0; k < l->size; k++) {
    const double mine = k == l->rank;
    const anchor a = {fe_ranks_sum_one(r, mine > 0 ? at->mm : 0),
                      {(int)fe_ranks_sum_one(r, mine * at->place[0]),
                       (int)fe_ranks_sum_one(r, mine * at->place[1])}};
    const bool before =
        a.place[1] < best.place[1] || (a.place[1] == best.place[1] && a.place[0] < best.place[0]);
    if (k == 0 || a.mm < best.mm || (!(best.mm < a.mm) && before)) best = a;
  }
  *at = best;
}

/* The near face's node nearest its middle, and the one farthest from it along the first in-plane
 * axis: where a body that slides on its ends is held against drifting.  They feel no force, since
 * what they stop is a rigid motion. */
static ant_status find_anchors(ant_fe_load *load, int axis, anchor out[2], ant_diag *opt_diag) {
  const fe_mesh *m = load->fe->mesh;
  const int a1 = (axis + 1) % 3, a2 = (axis + 2) % 3;
  const ant_fe_face face = (ant_fe_face)(2 * axis);
  anchor middle = {.mm = 1e300}, far = {.mm = 1e300};
  for (face_walk w = walk_face(m, face); next_on_face(&w);) {
    const int p1 = w.place[a1] + (a1 == 2 ? m->below : 0);
    const int p2 = w.place[a2] + (a2 == 2 ? m->below : 0);
    const double d =
        hypot(m->h_mm[a1] * (p1 - 0.5 * m->box[a1]), m->h_mm[a2] * (p2 - 0.5 * m->box[a2]));
    if (is_own(m, w.node) && d < middle.mm) middle = (anchor){d, {p1, p2}};
  }
  first_anchor(&load->fe->ranks, &middle);
  if (middle.mm >= 1e300) return no_bone(load, face, opt_diag);
  for (face_walk w = walk_face(m, face); next_on_face(&w);) {
    const int p1 = w.place[a1] + (a1 == 2 ? m->below : 0);
    const int p2 = w.place[a2] + (a2 == 2 ? m->below : 0);
    const double d = -m->h_mm[a1] * abs(p1 - middle.place[0]);
    if (is_own(m, w.node) && d < far.mm) far = (anchor){d, {p1, p2}};
  }
  first_anchor(&load->fe->ranks, &far);
  out[0] = middle;
  out[1] = far;
  return ANT_OK;
}

/* Component C of the anchor at AXIS' near face is held where this rank has its node. */
static ant_status hold_anchor(ant_fe_load *load, int axis, const anchor *at, int c,
                              ant_diag *opt_diag) {
  const fe_mesh *m = load->fe->mesh;
  int place[3] = {0};
  place[(axis + 1) % 3] = at->place[0];
  place[(axis + 2) % 3] = at->place[1];
  const int64_t node = fe_node_at(m, place[0], place[1], place[2] - m->below);
  return node < 0 ? ANT_OK : ant_fe_load_hold_node(load, (size_t)node, c, 0, opt_diag);
}

/* Walls at the sides, where WALLS; what no wall stops, the anchors do. */
static ant_status hold_sides(ant_fe_load *load, int axis, bool walls, ant_diag *opt_diag) {
  static const double zero[4] = {0};
  const int side_axis[2] = {(axis + 1) % 3, (axis + 2) % 3};
  bool stopped[2] = {false, false};
  anchor at[2];
  for (int k = 0; k < 4 && walls; k++) {
    const ant_fe_face face = (ant_fe_face)(2 * side_axis[k / 2] + k % 2);
    if (!fe_face_has_bone(load->fe, face)) continue; /* it needs no wall */
    stopped[k / 2] = true;
    ANT_TRY(ant_fe_load_hold_face(load, face, side_axis[k / 2], zero, opt_diag));
  }
  ANT_TRY(find_anchors(load, axis, at, opt_diag));
  ant_status status = ANT_OK;
  for (int k = 0; k < 2 && status == ANT_OK; k++) {
    if (!stopped[k]) status = hold_anchor(load, axis, &at[0], side_axis[k], opt_diag);
  }
  if (status == ANT_OK && !stopped[0] && !stopped[1]) {
    status = hold_anchor(load, axis, &at[1], side_axis[1], opt_diag);
  }
  return fe_ranks_agree(&load->fe->ranks, status, opt_diag);
}

/* u = angle x (place - centre) on FACE, about the axis TURN through the middle of the box */
static ant_status turn_face(ant_fe_load *load, ant_fe_face face, int turn, double angle,
                            ant_diag *opt_diag) {
  const fe_mesh *m = load->fe->mesh;
  const int a1 = (turn + 1) % 3, a2 = (turn + 2) % 3, axis = (int)face / 2;
  double middle[3];
  for (int a = 0; a < 3; a++) middle[a] = 0.5 * m->box[a] * m->h_mm[a];
  middle[axis] = (int)face % 2 ? m->box[axis] * m->h_mm[axis] : 0;
  double u1[4] = {angle * middle[a2], 0, 0, 0}, u2[4] = {-angle * middle[a1], 0, 0, 0};
  static const double zero[4] = {0};
  u1[1 + a2] = -angle;
  u2[1 + a1] = angle;
  ANT_TRY(ant_fe_load_hold_face(load, face, turn, zero, opt_diag));
  ANT_TRY(ant_fe_load_hold_face(load, face, a1, u1, opt_diag));
  return ant_fe_load_hold_face(load, face, a2, u2, opt_diag);
}

ant_status ant_fe_load_test(ant_fe_load *load, ant_fe_test test, int axis, double strain,
                            ant_diag *opt_diag) {
  const fe_mesh *m = load->fe->mesh;
  if (axis < 0 || axis > 2 || !isfinite(strain)) {
    return ant_fail(opt_diag, ANT_EINPUT, "a test needs an axis 0, 1 or 2 and a finite strain");
  }
  const ant_fe_face near_face = (ant_fe_face)(2 * axis), far_face = (ant_fe_face)(2 * axis + 1);
  const double moved[4] = {strain * m->h_mm[axis] * m->box[axis]}, zero[4] = {0};
  load->join_axis = axis;
  if (test == ANT_FE_CONFINED || test == ANT_FE_FREE) {
    ANT_TRY(ant_fe_load_hold_face(load, near_face, axis, zero, opt_diag));
    ANT_TRY(hold_sides(load, axis, test == ANT_FE_CONFINED, opt_diag));
  } else {
    ANT_TRY(hold_still(load, near_face, opt_diag));
  }
  switch (test) {
  case ANT_FE_FREE:
  case ANT_FE_CONFINED:
  case ANT_FE_PLATEN:
    return ant_fe_load_hold_face(load, far_face, axis, moved, opt_diag);
  case ANT_FE_CLAMPED:
    ANT_TRY(hold_still(load, far_face, opt_diag));
    return ant_fe_load_hold_face(load, far_face, axis, moved, opt_diag);
  case ANT_FE_SHEAR_1:
  case ANT_FE_SHEAR_2:
    ANT_TRY(hold_still(load, far_face, opt_diag));
    return ant_fe_load_hold_face(load, far_face, (axis + (test == ANT_FE_SHEAR_1 ? 1 : 2)) % 3,
                                 moved, opt_diag);
  case ANT_FE_BEND:
    return turn_face(load, far_face, (axis + 1) % 3, strain, opt_diag);
  case ANT_FE_TWIST:
    return turn_face(load, far_face, axis, strain, opt_diag);
  }
  return ant_fail(opt_diag, ANT_EINPUT, "no test of number %d", (int)test);
}
