/* lu.c - an order of pivots made once, run as a list of indices (see lu.h).
 *   1. The order   2. The list   3. Making and freeing   4. Numbers */
#include "engine/lu.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What is left of a pivot's row (U) and of its column (L) when its turn comes. */
typedef struct pivot {
  int state;  /* which row and column                                      */
  int l, n_l; /* its first entry of L and how many                         */
  int u, n_u;
} pivot;

/* Entries: n diagonals by state, then L in the order of elimination, then U in the reverse order:
 * each as the solution runs through them, one loop a triangle. */
struct ant_lu {
  int n, nnz, n_l, n_u, n_target;
  pivot *pivot;    /* (n) in order of elimination                               */
  int *row, *col;  /* (n_entry) of each entry                                   */
  int *target;     /* (n_target) entry -= l u, for each pivot, l, u in turn     */
  int *place;      /* (nnz) entry of each value of the pattern                  */
  int *diagonal;   /* (n) which value of the pattern is row i's diagonal        */
  double *entry;   /* (n_entry) of L D^-1 and, once factorised, of D^-1 U       */
  double *inverse; /* (n) of the pivots, by state                               */
};

/* 1. The order ------------------------------------------------------------- */

typedef struct list {
  int *item; /* (n) */
  int n, capacity;
} list;

/* What is not yet eliminated: the columns in each row and the rows in each column. */
typedef struct active {
  int n;
  list *row, *column; /* (n)                                                     */
  int *mark;          /* (n) the last row that was seen to hold a column, + 1    */
  bool *gone;         /* (n)                                                     */
} active;

static bool add(list *l, int item) {
  if (l->n == l->capacity) {
    int capacity = 2 * l->capacity + 4;
    int *grown = realloc(l->item, (size_t)capacity * sizeof *grown);
    if (!grown) return false;
    l->item = grown;
    l->capacity = capacity;
  }
  l->item[l->n++] = item;
  return true;
}

static void drop(list *l, int item) {
  int n = 0;
  for (int i = 0; i < l->n; i++) {
    if (l->item[i] != item) l->item[n++] = l->item[i];
  }
  l->n = n;
}

static int ascending(const void *x, const void *y) {
  int a = *(const int *)x, b = *(const int *)y;
  return (a > b) - (a < b);
}

static void active_clear(active *a) {
  for (int i = 0; a->row && i < a->n; i++) free(a->row[i].item);
  for (int i = 0; a->column && i < a->n; i++) free(a->column[i].item);
  free(a->row);
  free(a->column);
  free(a->mark);
  free(a->gone);
}

static bool active_init(active *a, const ant_pattern *pattern) {
  size_t n = (size_t)pattern->n_col;
  *a = (active){.n = (int)n};
  a->row = calloc(n + 1, sizeof *a->row);
  a->column = calloc(n + 1, sizeof *a->column);
  a->mark = calloc(n + 1, sizeof *a->mark);
  a->gone = calloc(n + 1, sizeof *a->gone);
  if (!a->row || !a->column || !a->mark || !a->gone) return false;
  for (int j = 0; j < a->n; j++) {
    for (int k = pattern->col_start[j]; k < pattern->col_start[j + 1]; k++) {
      if (pattern->row[k] == j) continue; /* the diagonal is always there */
      if (!add(&a->column[j], pattern->row[k]) || !add(&a->row[pattern->row[k]], j)) return false;
    }
  }
  return true;
}

static int cheapest(const active *a) {
  int best = -1;
  int64_t least = INT64_MAX;
  for (int i = 0; i < a->n; i++) {
    int64_t cost = (int64_t)a->row[i].n * a->column[i].n;
    if (a->gone[i] || cost >= least) continue;
    least = cost;
    best = i;
  }
  return best;
}

/* Take K out: each row that holds it gets the columns of its row. */
static bool eliminate(active *a, int k) {
  a->gone[k] = true;
  for (int p = 0; p < a->column[k].n; p++) {
    int i = a->column[k].item[p];
    drop(&a->row[i], k);
    for (int q = 0; q < a->row[i].n; q++) a->mark[a->row[i].item[q]] = i + 1;
    a->mark[i] = i + 1;
    for (int q = 0; q < a->row[k].n; q++) {
      int j = a->row[k].item[q];
      if (a->mark[j] == i + 1) continue;
      if (!add(&a->row[i], j) || !add(&a->column[j], i)) return false;
    }
  }
  for (int q = 0; q < a->row[k].n; q++) drop(&a->column[a->row[k].item[q]], k);
  return true;
}

/* Order the pivots; the lists of row and column K then say what was left of them. */
static bool find_order(ant_lu *lu, active *a) {
  for (int p = 0; p < lu->n; p++) {
    int k = cheapest(a);
    if (!eliminate(a, k)) return false;
    const list *u = &a->row[k], *l = &a->column[k];
    if (u->n > 1) qsort(u->item, (size_t)u->n, sizeof *u->item, ascending);
    if (l->n > 1) qsort(l->item, (size_t)l->n, sizeof *l->item, ascending);
    int64_t n_target = lu->n_target + (int64_t)u->n * l->n;
    int64_t n_entry = (int64_t)lu->n + lu->n_l + lu->n_u + u->n + l->n;
    if (n_target > INT32_MAX || n_entry > INT32_MAX) return false;
    lu->pivot[p] = (pivot){.state = k, .l = lu->n + lu->n_l, .n_l = l->n, .n_u = u->n};
    lu->n_target = (int)n_target;
    lu->n_l += l->n;
    lu->n_u += u->n;
  }
  int at = lu->n + lu->n_l;
  for (int p = lu->n - 1; p >= 0; at += lu->pivot[p].n_u, p--) lu->pivot[p].u = at;
  return true;
}

/* 2. The list ---------------------------------------------------------------- */

/* Where KEY is in the N ascending numbers of INDEX, which holds it. */
static int find(const int *index, int n, int key) {
  int low = 0, high = n - 1;
  while (low < high) {
    int middle = (low + high) / 2;
    if (index[middle] < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/* The entry of row I and column J; STEP says when a state is eliminated. */
static int entry_of(const ant_lu *lu, const int *step, int i, int j) {
  if (i == j) return i;
  if (step[i] < step[j]) {
    const pivot *p = &lu->pivot[step[i]];
    return p->u + find(lu->col + p->u, p->n_u, j);
  }
  const pivot *p = &lu->pivot[step[j]];
  return p->l + find(lu->row + p->l, p->n_l, i);
}

static void fill_index(ant_lu *lu, const active *a) {
  for (int i = 0; i < lu->n; i++) lu->row[i] = lu->col[i] = i;
  for (int p = 0; p < lu->n; p++) {
    const pivot *v = &lu->pivot[p];
    for (int k = 0; k < v->n_l; k++) {
      lu->row[v->l + k] = a->column[v->state].item[k];
      lu->col[v->l + k] = v->state;
    }
    for (int k = 0; k < v->n_u; k++) {
      lu->row[v->u + k] = v->state;
      lu->col[v->u + k] = a->row[v->state].item[k];
    }
  }
}

static void fill_target(ant_lu *lu, const int *step) {
  int *target = lu->target;
  for (int p = 0; p < lu->n; p++) {
    const pivot *v = &lu->pivot[p];
    for (int i = 0; i < v->n_l; i++) {
      for (int j = 0; j < v->n_u; j++) {
        *target++ = entry_of(lu, step, lu->row[v->l + i], lu->col[v->u + j]);
      }
    }
  }
}

static void fill_place(ant_lu *lu, const ant_pattern *pattern, const int *step) {
  for (int j = 0; j < lu->n; j++) {
    for (int k = pattern->col_start[j]; k < pattern->col_start[j + 1]; k++) {
      lu->place[k] = entry_of(lu, step, pattern->row[k], j);
      if (pattern->row[k] == j) lu->diagonal[j] = k;
    }
  }
}

/* 3. Making and freeing -------------------------------------------------------- */

static bool make(ant_lu *lu, const ant_pattern *pattern, active *a) {
  size_t n = (size_t)lu->n;
  if (!active_init(a, pattern)) return false;
  lu->pivot = calloc(n + 1, sizeof *lu->pivot);
  if (!lu->pivot || !find_order(lu, a)) return false;
  size_t n_entry = n + (size_t)lu->n_l + (size_t)lu->n_u;
  lu->row = calloc(n_entry + 1, sizeof *lu->row);
  lu->col = calloc(n_entry + 1, sizeof *lu->col);
  lu->target = calloc((size_t)lu->n_target + 1, sizeof *lu->target);
  lu->place = calloc((size_t)lu->nnz + 1, sizeof *lu->place);
  lu->diagonal = calloc(n + 1, sizeof *lu->diagonal);
  lu->entry = calloc(n_entry + 1, sizeof *lu->entry);
  lu->inverse = calloc(n + 1, sizeof *lu->inverse);
  if (!lu->row || !lu->col || !lu->target || !lu->place || !lu->diagonal || !lu->entry ||
      !lu->inverse) {
    return false;
  }
  int *step = a->mark; /* no longer needed for marks */
  for (int p = 0; p < lu->n; p++) step[lu->pivot[p].state] = p;
  fill_index(lu, a);
  fill_target(lu, step);
  fill_place(lu, pattern, step);
  return true;
}

ant_status ant_lu_create(const ant_pattern *pattern, ant_lu **out_lu, ant_diag *opt_diag) {
  active a = {0};
  ant_lu *lu = calloc(1, sizeof *lu);
  if (lu) lu->n = pattern->n_col;
  if (lu) lu->nnz = pattern->nnz;
  bool made = lu && make(lu, pattern, &a);
  active_clear(&a);
  if (!made) {
    ant_lu_destroy(&lu);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory to factorise a matrix of %d rows",
                    pattern->n_col);
  }
  *out_lu = lu;
  return ANT_OK;
}

void ant_lu_destroy(ant_lu **lu) {
  ant_lu *f = *lu;
  if (!f) return;
  free(f->pivot);
  free(f->row);
  free(f->col);
  free(f->target);
  free(f->place);
  free(f->diagonal);
  free(f->entry);
  free(f->inverse);
  free(f);
  *lu = NULL;
}

void ant_lu_size(const ant_lu *lu, int *out_n_entry, int *out_n_product) {
  *out_n_entry = lu->n + lu->n_l + lu->n_u;
  *out_n_product = lu->n_target;
}

/* 4. Numbers -------------------------------------------------------------------- */

int ant_lu_factor(ant_lu *lu, double shift, const double *value) {
  double *entry = lu->entry;
  for (int i = 0; i < lu->n + lu->n_l + lu->n_u; i++) entry[i] = 0;
  for (int k = 0; k < lu->nnz; k++) entry[lu->place[k]] = -value[k];
  for (int i = 0; i < lu->n; i++) entry[i] += shift;

  const int *target = lu->target;
  for (int p = 0; p < lu->n; p++) {
    const pivot *v = &lu->pivot[p];
    double *u = entry + v->u, *l = entry + v->l, d = entry[v->state];
    double stood = fabs(shift) + fabs(value[lu->diagonal[v->state]]);
    if (!(fabs(d) > ANT_LU_LEAST * stood && fabs(d) <= 0x1.fffffffffffffp1023)) return v->state;
    double inverse = lu->inverse[v->state] = 1 / d;
    for (int i = 0; i < v->n_l; i++) {
      double factor = l[i] *= inverse;
      for (int j = 0; j < v->n_u; j++) entry[*target++] -= factor * u[j];
    }
    for (int j = 0; j < v->n_u; j++) u[j] *= inverse;
  }
  return -1;
}

/* x[row] -= entry x[col] for entries FROM..END in turn. */
static void substitute(const ant_lu *lu, int from, int end, double *x) {
  for (int k = from; k < end; k++) x[lu->row[k]] -= lu->entry[k] * x[lu->col[k]];
}

void ant_lu_solve(const ant_lu *lu, double *b) {
  int l = lu->n, u = lu->n + lu->n_l;
  substitute(lu, l, u, b);
  for (int i = 0; i < lu->n; i++) b[i] *= lu->inverse[i];
  substitute(lu, u, u + lu->n_u, b);
}
