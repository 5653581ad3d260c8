/* label.c - connected parts of a mask (see antaeus/voxel.h "Parts").
 *   1. Runs   2. Joining   3. Parts   4. What is done with them
 *
 * A part is found from runs, the stretches of equal voxels along x: a volume of a thousand voxels a
 * side has some ten million of them, so they take a tenth of the memory of a label a voxel, and
 * time goes with the surface rather than with the volume. */
#include "antaeus/voxel.h"

#include <stdlib.h>
#include <string.h>

typedef struct runs {
  const ant_volume *mask;
  bool of_background;
  int64_t n, capacity;
  int32_t *from, *to; /* (n) first voxel and the one behind the last              */
  uint32_t *parent;   /* (n) union-find: towards the run that stands for the part */
  int64_t *row;       /* (rows + 1) first run of each row                         */
  int64_t *size;      /* (n) voxels of the part that a root stands for            */
} runs;

/* 1. Runs ---------------------------------------------------------------- */

static void runs_clear(runs *r) {
  free(r->from);
  free(r->to);
  free(r->parent);
  free(r->row);
  free(r->size);
}

static bool add_run(runs *r, int64_t from, int64_t to) {
  if (r->n == r->capacity) {
    int64_t more = r->capacity ? 2 * r->capacity : 4096;
    int32_t *f = realloc(r->from, (size_t)more * sizeof *f);
    if (f) r->from = f;
    int32_t *t = realloc(r->to, (size_t)more * sizeof *t);
    if (t) r->to = t;
    if (!f || !t || more > UINT32_MAX) return false;
    r->capacity = more;
  }
  r->from[r->n] = (int32_t)from;
  r->to[r->n++] = (int32_t)to;
  return true;
}

static bool is_in(const runs *r, uint8_t voxel) {
  return (voxel != 0) != r->of_background;
}

static bool find_runs(runs *r) {
  const int64_t *n = r->mask->n;
  const uint8_t *voxel = r->mask->data;
  int64_t rows = n[1] * n[2];
  r->row = malloc((size_t)(rows + 1) * sizeof *r->row);
  if (!r->row) return false;
  for (int64_t i = 0; i < rows; i++, voxel += n[0]) {
    r->row[i] = r->n;
    for (int64_t x = 0; x < n[0];) {
      while (x < n[0] && !is_in(r, voxel[x])) x++;
      int64_t from = x;
      while (x < n[0] && is_in(r, voxel[x])) x++;
      if (x > from && !add_run(r, from, x)) return false;
    }
  }
  r->row[rows] = r->n;
  r->parent = malloc((size_t)(r->n ? r->n : 1) * sizeof *r->parent);
  r->size = calloc((size_t)(r->n ? r->n : 1), sizeof *r->size);
  if (!r->parent || !r->size) return false;
  for (int64_t i = 0; i < r->n; i++) r->parent[i] = (uint32_t)i;
  return true;
}

/* 2. Joining ------------------------------------------------------------- */

static uint32_t root(uint32_t *parent, uint32_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

/* the lower number stands for both: parts keep the order in which they begin */
static void join(uint32_t *parent, int64_t a, int64_t b) {
  uint32_t i = root(parent, (uint32_t)a), j = root(parent, (uint32_t)b);
  if (i < j) {
    parent[j] = i;
  } else {
    parent[i] = j;
  }
}

/* Join the runs of rows A and B that overlap, or come within REACH voxels. */
static void join_rows(runs *r, int64_t a, int64_t b, int reach) {
  int64_t i = r->row[a], j = r->row[b];
  while (i < r->row[a + 1] && j < r->row[b + 1]) {
    if (r->from[i] < r->to[j] + reach && r->from[j] < r->to[i] + reach) join(r->parent, i, j);
    if (r->to[i] < r->to[j]) {
      i++;
    } else {
      j++;
    }
  }
}

static void join_all(runs *r, int connectivity) {
  const int64_t *n = r->mask->n;
  int plane = connectivity >= 18, corner = connectivity >= 26;
  for (int64_t z = 0; z < n[2]; z++) {
    for (int64_t y = 0; y < n[1]; y++) {
      int64_t here = y + n[1] * z, below = here - n[1];
      if (y > 0) join_rows(r, here, here - 1, plane);
      if (z == 0) continue;
      join_rows(r, here, below, plane);
      if (plane && y > 0) join_rows(r, here, below - 1, corner);
      if (plane && y + 1 < n[1]) join_rows(r, here, below + 1, corner);
    }
  }
  for (int64_t i = 0; i < r->n; i++) {
    r->parent[i] = root(r->parent, (uint32_t)i);
    r->size[r->parent[i]] += r->to[i] - r->from[i];
  }
}

/* 3. Parts --------------------------------------------------------------- */

static ant_status check(const ant_volume *mask, int connectivity, ant_diag *diag) {
  if (mask->type != ANT_VOXEL_U8) {
    ant_fail(diag, ANT_EINPUT, "a mask of u8 was expected, found %s", ant_voxel_name(mask->type));
    ant_diag_hint(diag, "segment the volume first");
    return ANT_EINPUT;
  }
  if (mask->n[0] > INT32_MAX) return ant_fail(diag, ANT_EINPUT, "a row of 2^31 voxels or more");
  if (connectivity == 6 || connectivity == 18 || connectivity == 26) return ANT_OK;
  return ant_fail(diag, ANT_EUSAGE, "a connectivity of 6, 18 or 26 was expected, found %d",
                  connectivity);
}

static ant_status find_parts(const ant_volume *mask, int connectivity, bool of_background, runs *r,
                             ant_diag *diag) {
  *r = (runs){.mask = mask, .of_background = of_background};
  ANT_TRY(check(mask, connectivity, diag));
  if (!find_runs(r)) {
    runs_clear(r);
    *r = (runs){0};
    return ant_fail(diag, ANT_ENOMEM, "no memory for the parts of the mask");
  }
  join_all(r, connectivity);
  return ANT_OK;
}

static void tell(const runs *r, ant_parts *opt_parts, int64_t *out_largest) {
  ant_parts p = {0};
  int64_t at = -1;
  for (int64_t i = 0; i < r->n; i++) {
    if (r->parent[i] != i) continue;
    p.n++;
    p.voxels += r->size[i];
    if (r->size[i] > p.largest) p.largest = r->size[i], at = i;
  }
  if (opt_parts) *opt_parts = p;
  if (out_largest) *out_largest = at;
}

/* 4. What is done with them ---------------------------------------------- */

/* Set the voxels of run I to VALUE. */
static void paint(const runs *r, uint8_t *data, int64_t row, int64_t i, uint8_t value) {
  memset(data + row * r->mask->n[0] + r->from[i], value, (size_t)(r->to[i] - r->from[i]));
}

static ant_status drop(ant_volume *mask, int connectivity, int64_t least, bool only_largest,
                       ant_parts *opt_parts, ant_diag *diag) {
  runs r;
  int64_t largest = -1;
  if (mask->owner == ANT_VOLUME_MAPPED) {
    return ant_fail(diag, ANT_EUSAGE, "a mapped volume cannot be changed: copy it first");
  }
  ANT_TRY(find_parts(mask, connectivity, false, &r, diag));
  tell(&r, opt_parts, &largest);
  for (int64_t row = 0; row < mask->n[1] * mask->n[2]; row++) {
    for (int64_t i = r.row[row]; i < r.row[row + 1]; i++) {
      bool keep = only_largest ? r.parent[i] == largest : r.size[r.parent[i]] >= least;
      if (!keep) paint(&r, mask->data, row, i, 0);
    }
  }
  runs_clear(&r);
  return ANT_OK;
}

ant_status ant_parts_keep_largest(ant_volume *mask, int connectivity, ant_parts *opt_parts,
                                  ant_diag *opt_diag) {
  return drop(mask, connectivity, 0, true, opt_parts, opt_diag);
}

ant_status ant_parts_drop_small(ant_volume *mask, int connectivity, int64_t least,
                                ant_parts *opt_parts, ant_diag *opt_diag) {
  return drop(mask, connectivity, least, false, opt_parts, opt_diag);
}

ant_status ant_parts_count(const ant_volume *mask, int connectivity, ant_parts *out_parts,
                           ant_diag *opt_diag) {
  runs r;
  ANT_TRY(find_parts(mask, connectivity, false, &r, opt_diag));
  tell(&r, out_parts, NULL);
  runs_clear(&r);
  return ANT_OK;
}

/* Mark with FLAG the parts of runs on the border; FACES has bit 2a and 2a+1 for the lower and upper
 * face across axis a. */
static void mark_faces(const runs *r, unsigned faces, uint8_t flag, uint8_t *mark) {
  const int64_t *n = r->mask->n;
  for (int64_t row = 0; row < n[1] * n[2]; row++) {
    int64_t y = row % n[1], z = row / n[1];
    bool whole = ((faces & 4) && y == 0) || ((faces & 8) && y == n[1] - 1) ||
                 ((faces & 16) && z == 0) || ((faces & 32) && z == n[2] - 1);
    for (int64_t i = r->row[row]; i < r->row[row + 1]; i++) {
      if (whole || ((faces & 1) && r->from[i] == 0) || ((faces & 2) && r->to[i] == n[0])) {
        mark[r->parent[i]] |= flag;
      }
    }
  }
}

ant_status ant_parts_fill(ant_volume *mask, int connectivity, unsigned open_faces,
                          int64_t *opt_filled, ant_diag *opt_diag) {
  runs r;
  int64_t filled = 0;
  if (mask->owner == ANT_VOLUME_MAPPED) {
    return ant_fail(opt_diag, ANT_EUSAGE, "a mapped volume cannot be changed: copy it first");
  }
  ANT_TRY(find_parts(mask, connectivity, true, &r, opt_diag));
  uint8_t *mark = calloc((size_t)(r.n ? r.n : 1), 1);
  if (mark) mark_faces(&r, open_faces, 1, mark);
  for (int64_t row = 0; mark && row < mask->n[1] * mask->n[2]; row++) {
    for (int64_t i = r.row[row]; i < r.row[row + 1]; i++) {
      if (mark[r.parent[i]]) continue;
      paint(&r, mask->data, row, i, 1);
      filled += r.to[i] - r.from[i];
    }
  }
  runs_clear(&r);
  if (!mark) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the parts of the mask");
  free(mark);
  if (opt_filled) *opt_filled = filled;
  return ANT_OK;
}

ant_status ant_parts_join(const ant_volume *mask, int connectivity, int axis, bool *out_joined,
                          ant_diag *opt_diag) {
  runs r;
  ANT_TRY(find_parts(mask, connectivity, false, &r, opt_diag));
  uint8_t *mark = calloc((size_t)(r.n ? r.n : 1), 1);
  bool joined = false;
  if (mark) {
    mark_faces(&r, 1u << (2 * axis), 1, mark);
    mark_faces(&r, 2u << (2 * axis), 2, mark);
    for (int64_t i = 0; i < r.n; i++) joined = joined || mark[i] == 3;
  }
  runs_clear(&r);
  if (!mark) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the parts of the mask");
  free(mark);
  *out_joined = joined;
  return ANT_OK;
}
