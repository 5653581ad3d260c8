/* newton.c - Newton's method on a block triangular system (see newton.h).
 *   1. Blocks   2. One block's linear system   3. Steps   4. Levels   5. Solving */
#include "machine/newton.h"

#include <btf.h>
#include <klu.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 1. Blocks ------------------------------------------------------------------- */

typedef enum block_state { WAITING, ACTIVE, SEARCHING, DONE, FAILED } block_state;

typedef struct block {
  int first, n;            /* in the permuted order                        */
  int level;               /* solved after all blocks of lower levels      */
  int *start, *row, *from; /* its matrix by columns; from: index into J    */
  double *value;
  klu_symbolic *symbolic;
  klu_numeric *numeric;
  block_state state;
  ant_newton_reason trouble;
  int attempt, iteration, polish;
  double lambda, norm;
} block;

typedef struct solver {
  const ant_system *s;
  int n, n_block, n_level, iterations;
  int *p, *q, *p_inverse, *q_inverse, *r; /* rows, columns and starts of blocks   */
  block *block;
  double *guess, *u, *f, *jacobian, *step, *trial, *right;
  klu_common klu;
} solver;

enum { MAX_ATTEMPTS = 17, MAX_ITERATIONS = 100, POLISH = 2 };
#define NEAR_ENOUGH 1e-9 /* relative step: what is left is polishing          */
#define SHORTEST    1e-7 /* share of a step                                   */
#define ROUNDING    1e-6 /* a block that stalls with smaller steps is accepted */

static bool order_blocks(solver *s, int *out_unmatched_row) {
  const ant_pattern *a = s->s->pattern;
  int *work = calloc(5 * (size_t)s->n + 1, sizeof *work), matched = 0;
  double effort;
  *out_unmatched_row = -1;
  if (!work) return false;
  s->n_block = btf_order(s->n, (int *)(uintptr_t)a->col_start, (int *)(uintptr_t)a->row, 0, &effort,
                         s->p, s->q, s->r, &matched, work);
  free(work);
  for (int k = 0; k < s->n; k++) {
    if (s->q[k] < 0) { /* a column that got a row which it cannot reach */
      if (*out_unmatched_row < 0) *out_unmatched_row = s->p[k];
      s->q[k] = BTF_UNFLIP(s->q[k]);
    }
    s->p_inverse[s->p[k]] = k;
    s->q_inverse[s->q[k]] = k;
  }
  return true;
}

/* The matrix of block B: which entries of J it takes. */
static bool fill_block(solver *s, block *b) {
  const ant_pattern *a = s->s->pattern;
  int nnz = 0;
  for (int k = 0; k < b->n; k++) {
    int column = s->q[b->first + k];
    nnz += a->col_start[column + 1] - a->col_start[column];
  }
  b->start = calloc((size_t)b->n + 1, sizeof *b->start);
  b->row = calloc((size_t)nnz + 1, sizeof *b->row);
  b->from = calloc((size_t)nnz + 1, sizeof *b->from);
  b->value = calloc((size_t)nnz + 1, sizeof *b->value);
  if (!b->start || !b->row || !b->from || !b->value) return false;
  nnz = 0;
  for (int k = 0; k < b->n; k++) {
    int column = s->q[b->first + k];
    for (int i = a->col_start[column]; i < a->col_start[column + 1]; i++) {
      int row = s->p_inverse[a->row[i]] - b->first;
      if (row < 0 || row >= b->n) continue;
      b->row[nnz] = row;
      b->from[nnz++] = i;
    }
    b->start[k + 1] = nnz;
  }
  b->symbolic = b->n > 1 ? klu_analyze(b->n, b->start, b->row, &s->klu) : NULL;
  return b->n == 1 || b->symbolic != NULL;
}

/* Rows of block B read unknowns of later blocks only: its level is one above theirs. */
static void find_levels(solver *s, const int *block_at) {
  const ant_pattern *a = s->s->pattern;
  for (int i = s->n_block - 1; i >= 0; i--) {
    block *b = &s->block[i];
    if (b->level + 1 > s->n_level) s->n_level = b->level + 1;
    for (int k = 0; k < b->n; k++) {
      int column = s->q[b->first + k];
      for (int j = a->col_start[column]; j < a->col_start[column + 1]; j++) {
        block *reader = &s->block[block_at[s->p_inverse[a->row[j]]]];
        if (reader != b && reader->level <= b->level) reader->level = b->level + 1;
      }
    }
  }
}

static bool make_blocks(solver *s) {
  s->block = calloc((size_t)s->n_block + 1, sizeof *s->block);
  int *block_at = calloc((size_t)s->n + 1, sizeof *block_at);
  bool ready = s->block && block_at;
  for (int i = 0; i < s->n_block && ready; i++) {
    block *b = &s->block[i];
    b->first = s->r[i];
    b->n = s->r[i + 1] - s->r[i];
    for (int k = 0; k < b->n; k++) block_at[b->first + k] = i;
    ready = fill_block(s, b);
  }
  if (ready) find_levels(s, block_at);
  free(block_at);
  return ready;
}

/* 2. One block's linear system --------------------------------------------------- */

/* Take the block's numbers from J and factorise; false when it is singular. */
static bool factorise(solver *s, block *b) {
  for (int i = 0; i < b->start[b->n]; i++) b->value[i] = s->jacobian[b->from[i]];
  if (b->n == 1) return b->start[1] == 1 && b->value[0] != 0;
  klu_free_numeric(&b->numeric, &s->klu);
  b->numeric = klu_factor(b->start, b->row, b->value, b->symbolic, &s->klu);
  return b->numeric != NULL && s->klu.status == KLU_OK;
}

/* Put -J^-1 f of the block in OUT, by unknown; returns its size relative to the unknowns, NaN when
 * that is not finite. */
static double solve_block(solver *s, block *b, double *out) {
  double largest = 0;
  for (int k = 0; k < b->n; k++) s->right[k] = -s->f[s->p[b->first + k]];
  if (b->n == 1) {
    s->right[0] /= b->value[0];
  } else {
    klu_solve(b->symbolic, b->numeric, b->n, 1, s->right, &s->klu);
  }
  for (int k = 0; k < b->n; k++) {
    int i = s->q[b->first + k];
    out[i] = s->right[k];
    double size = fmax(fabs(s->u[i]), 1e-6 * fabs(s->guess[i]));
    double share = fabs(out[i]) / size;
    if (!isfinite(share)) return NAN;
    if (share > largest) largest = share;
  }
  return largest;
}

static bool finite_block(const solver *s, const block *b, bool with_jacobian) {
  for (int k = 0; k < b->n; k++) {
    if (!isfinite(s->f[s->p[b->first + k]])) return false;
  }
  for (int i = 0; with_jacobian && i < b->start[b->n]; i++) {
    if (!isfinite(s->jacobian[b->from[i]])) return false;
  }
  return true;
}

/* 3. Steps -------------------------------------------------------------------------- */

/* Begin block B again from another guess, or give it up. */
static void restart(solver *s, block *b, ant_newton_reason trouble) {
  static const int power[MAX_ATTEMPTS] = {0,  1, -1, 2,  -2, 3,  -3, 4, -4,
                                          -5, 5, 6,  -6, 7,  -7, 9,  -9};
  b->trouble = trouble;
  b->iteration = b->polish = 0;
  b->state = ++b->attempt < MAX_ATTEMPTS ? ACTIVE : FAILED;
  for (int k = 0; k < b->n && b->state == ACTIVE; k++) {
    int i = s->q[b->first + k];
    s->u[i] = s->guess[i] * pow(10, power[b->attempt]);
  }
}

/* Find the block's next step at u; f and J are there. */
static void begin_step(solver *s, block *b) {
  if (!finite_block(s, b, true)) {
    restart(s, b, ANT_NEWTON_NOT_FINITE);
    return;
  }
  if (!factorise(s, b)) {
    restart(s, b, ANT_NEWTON_SINGULAR);
    return;
  }
  b->norm = solve_block(s, b, s->step);
  if (isnan(b->norm) || ++b->iteration > MAX_ITERATIONS) {
    restart(s, b, ANT_NEWTON_NO_SOLUTION);
  } else if (b->norm <= NEAR_ENOUGH) {
    for (int k = 0; k < b->n; k++) {
      int i = s->q[b->first + k];
      s->u[i] += s->step[i];
    }
    if (++b->polish >= POLISH) b->state = DONE;
  } else {
    b->state = SEARCHING;
    b->lambda = 1;
  }
}

/* Accept the trial of block B, or shorten its step; f is there. */
static void judge_trial(solver *s, block *b) {
  bool good = finite_block(s, b, false);
  if (good) {
    double next = solve_block(s, b, s->trial);
    good = next <= (1 - b->lambda / 4) * b->norm;
  }
  for (int k = 0; k < b->n; k++) {
    int i = s->q[b->first + k];
    s->trial[i] = s->u[i] + b->lambda * s->step[i];
  }
  if (good) {
    for (int k = 0; k < b->n; k++) s->u[s->q[b->first + k]] = s->trial[s->q[b->first + k]];
    b->state = ACTIVE;
  } else if ((b->lambda /= 2) < SHORTEST) {
    if (b->norm < ROUNDING) {
      b->state = DONE;
    } else {
      restart(s, b, finite_block(s, b, false) ? ANT_NEWTON_NO_SOLUTION : ANT_NEWTON_NOT_FINITE);
    }
  }
}

/* 4. Levels --------------------------------------------------------------------------- */

static int count(const solver *s, int level, block_state state) {
  int n = 0;
  for (int i = 0; i < s->n_block; i++)
    n += s->block[i].level == level && s->block[i].state == state;
  return n;
}

/* Shorten the steps of the searching blocks until each is good or given up. */
static void search(solver *s, int level) {
  while (count(s, level, SEARCHING) > 0) {
    memcpy(s->trial, s->u, (size_t)s->n * sizeof *s->u);
    for (int i = 0; i < s->n_block; i++) {
      const block *b = &s->block[i];
      for (int k = 0; b->level == level && b->state == SEARCHING && k < b->n; k++) {
        int at = s->q[b->first + k];
        s->trial[at] = s->u[at] + b->lambda * s->step[at];
      }
    }
    s->s->residual(s->s->user, s->trial, s->f);
    for (int i = 0; i < s->n_block; i++) {
      block *b = &s->block[i];
      if (b->level == level && b->state == SEARCHING) judge_trial(s, b);
    }
  }
}

static void solve_level(solver *s, int level) {
  for (int i = 0; i < s->n_block; i++) {
    if (s->block[i].level == level) s->block[i].state = ACTIVE;
  }
  while (count(s, level, ACTIVE) > 0) {
    s->iterations++;
    s->s->residual(s->s->user, s->u, s->f);
    s->s->jacobian(s->s->user, s->jacobian);
    for (int i = 0; i < s->n_block; i++) {
      block *b = &s->block[i];
      if (b->level == level && b->state == ACTIVE) begin_step(s, b);
    }
    search(s, level);
  }
}

/* 5. Solving ----------------------------------------------------------------------------- */

static void solve(solver *s, ant_newton_result *out) {
  for (int level = 0; level < s->n_level; level++) {
    solve_level(s, level);
    for (int i = 0; i < s->n_block; i++) {
      const block *b = &s->block[i];
      if (b->level != level || b->state != FAILED) continue;
      *out = (ant_newton_result){b->trouble, s->p[b->first], s->q[b->first], b->n, s->iterations};
      return;
    }
  }
  *out = (ant_newton_result){.reason = ANT_NEWTON_SOLVED, .iterations = s->iterations};
}

static bool solver_init(solver *s, const ant_system *system, const double *u) {
  size_t n = (size_t)system->n + 1, nnz = (size_t)system->pattern->nnz + 1;
  *s = (solver){.s = system, .n = system->n};
  klu_defaults(&s->klu);
  s->p = calloc(n, sizeof *s->p);
  s->q = calloc(n, sizeof *s->q);
  s->p_inverse = calloc(n, sizeof *s->p_inverse);
  s->q_inverse = calloc(n, sizeof *s->q_inverse);
  s->r = calloc(n + 1, sizeof *s->r);
  s->guess = calloc(6 * n + nnz, sizeof *s->guess);
  if (!s->p || !s->q || !s->p_inverse || !s->q_inverse || !s->r || !s->guess) return false;
  s->u = s->guess + n;
  s->f = s->guess + 2 * n;
  s->step = s->guess + 3 * n;
  s->trial = s->guess + 4 * n;
  s->right = s->guess + 5 * n;
  s->jacobian = s->guess + 6 * n;
  memcpy(s->guess, u, (n - 1) * sizeof *u);
  memcpy(s->u, u, (n - 1) * sizeof *u);
  return true;
}

static void solver_clear(solver *s) {
  for (int i = 0; s->block && i < s->n_block; i++) {
    block *b = &s->block[i];
    free(b->start);
    free(b->row);
    free(b->from);
    free(b->value);
    klu_free_numeric(&b->numeric, &s->klu);
    klu_free_symbolic(&b->symbolic, &s->klu);
  }
  free(s->block);
  free(s->p);
  free(s->q);
  free(s->p_inverse);
  free(s->q_inverse);
  free(s->r);
  free(s->guess);
}

ant_status ant_newton_solve(const ant_system *system, double *u, ant_newton_result *out_result) {
  solver s;
  int unmatched = -1;
  *out_result = (ant_newton_result){.reason = ANT_NEWTON_SOLVED};
  if (system->n == 0) return ANT_OK;
  bool ready = solver_init(&s, system, u) && order_blocks(&s, &unmatched);
  if (ready && unmatched >= 0) {
    *out_result = (ant_newton_result){.reason = ANT_NEWTON_STRUCTURE, .row = unmatched};
  } else if (ready && (ready = make_blocks(&s))) {
    solve(&s, out_result);
    memcpy(u, s.u, (size_t)s.n * sizeof *u);
  }
  solver_clear(&s);
  return ready ? ANT_OK : ANT_ENOMEM;
}
