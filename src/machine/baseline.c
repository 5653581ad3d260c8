/* baseline.c - the healthy ground state of one person (see machine.h).
 *   1. The system   2. Guesses   3. Refusals   4. What was found   5. Solving   6. Another one */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/internal.h"
#include "machine/newton.h"
#include "machine/stability.h"

/* 1. The system ---------------------------------------------------------------- */

typedef struct ground {
  const ant_machine *a;
  const ant_model *model;
  double *m, *y; /* the caller's                                 */
  double *dy, *work, *u, *f, *scale, *jacobian;
} ground;

static double *slot(const ground *g, int i) {
  int n_y = g->model->n_y, n_m = g->model->n_m;
  return i < n_y ? g->y + i : i < n_y + n_m ? g->m + (i - n_y) : g->dy + (i - n_y - n_m);
}

static void residual(void *user, const double *u, double *f) {
  const ground *g = user;
  for (int i = 0; i < g->a->n_condition; i++) *slot(g, g->a->condition_column[i]) = u[i];
  ant_machine_baseline(g->a, g->m, g->y, g->dy, g->work);
  for (int i = 0; i < g->a->n_condition; i++) f[i] = *slot(g, g->a->condition_row[i]);
}

static void jacobian(void *user, double *value) {
  const ground *g = user;
  ant_machine_baseline_jacobian(g->a, g->m, g->y, value, g->work);
}

/* The symbol of a slot in y, m or dy, and which element of it. */
static const ant_symbol *symbol_of(const ground *g, int i, int *out_element) {
  const ant_model *m = g->model;
  bool in_m = i >= m->n_y && i < m->n_y + m->n_m;
  int offset = in_m ? i - m->n_y : i < m->n_y ? i : i - m->n_y - m->n_m;
  for (int k = 0; k < m->n_symbol; k++) {
    const ant_symbol *s = &m->symbol[k];
    if ((s->store == ANT_STORE_M) != in_m || offset < s->offset || offset >= s->offset + s->n) {
      continue;
    }
    *out_element = offset - s->offset;
    return s;
  }
  return NULL;
}

/* The condition that entry I of the system belongs to. */
static const ant_condition *condition_of(const ground *g, int i) {
  const ant_condition *c = g->model->condition;
  for (; i >= c->n; c++) i -= c->n;
  return c;
}

/* 2. Guesses -------------------------------------------------------------------- */

static double guess_of(const ground *g, int i) {
  int k = 0;
  const ant_symbol *s = symbol_of(g, g->a->condition_column[i], &k);
  if (s && s->value && s->value[k] != 0 && isfinite(s->value[k])) return s->value[k];
  if (s && s->scale && s->scale[k] > 0) return s->scale[k];
  if (!s || !isfinite(s->hi)) return s && s->lo > 0 && isfinite(s->lo) ? 2 * s->lo : 1;
  if (!isfinite(s->lo)) return s->hi != 0 ? s->hi - fabs(s->hi) / 2 : -1;
  double middle = s->lo > 0 ? sqrt(s->lo * s->hi) : s->lo + (s->hi - s->lo) / 2;
  return middle != 0 ? middle : s->lo + (s->hi - s->lo) / 3;
}

/* 3. Refusals -------------------------------------------------------------------- */

static void name_of(const ground *g, int i, char *buffer, size_t size) {
  int n_y = g->model->n_y, n_m = g->model->n_m;
  ant_store store = i < n_y ? ANT_STORE_Y : i < n_y + n_m ? ANT_STORE_M : ANT_STORE_DY;
  ant_machine_slot_name(g->model, store,
                        store == ANT_STORE_Y   ? i
                        : store == ANT_STORE_M ? i - n_y
                                               : i - n_y - n_m,
                        buffer, size);
}

/* A message at the condition's place, where it has one. */
static ant_status refuse(const ground *g, const ant_condition *c, ant_diag *diag,
                         const char *text) {
  const ant_sources *sources = &g->model->sources;
  if (c && c->place.line > 0 && c->place.file >= 0 && c->place.file < sources->n) {
    return ant_diag_at(diag, sources, c->place, ANT_EBALANCE, "%s", text);
  }
  return ant_fail(diag, ANT_EBALANCE, "%s", text);
}

/* "bone.x steady" or "this condition true": what entry I of the system asks for. */
static void goal_of(const ground *g, int i, char *buffer, size_t size) {
  char name[200];
  int row = g->a->condition_row[i];
  if (row < g->model->n_y + g->model->n_m) {
    snprintf(buffer, size, "its condition true");
    return;
  }
  name_of(g, row, name, sizeof name);
  snprintf(buffer, size, "'%s' steady", name);
}

static ant_status say_unsolved(const ground *g, const ant_newton_result *r, ant_diag *diag) {
  char text[2 * ANT_DIAG_TEXT], unknown[200], goal[220], together[60] = "", why[300];
  name_of(g, g->a->condition_column[r->column], unknown, sizeof unknown);
  goal_of(g, r->row, goal, sizeof goal);
  if (r->n_block > 1) {
    snprintf(together, sizeof together, " (one of %d found together)", r->n_block);
  }
  switch (r->reason) {
  case ANT_NEWTON_STRUCTURE:
    snprintf(text, sizeof text, "nothing that the baseline may choose can make %s", goal);
    break;
  case ANT_NEWTON_SINGULAR:
    snprintf(text, sizeof text, "'%s'%s has no influence on what it must do: make %s", unknown,
             together, goal);
    break;
  case ANT_NEWTON_NOT_FINITE:
    if (!ant_machine_blame(g->a, g->m, g->y, why, sizeof why)) snprintf(why, sizeof why, "?");
    snprintf(text, sizeof text, "on the ground %s, whatever '%s'%s is, which must make %s", why,
             unknown, together, goal);
    break;
  default:
    snprintf(text, sizeof text, "no value of '%s'%s makes %s on the ground", unknown, together,
             goal);
  }
  refuse(g, condition_of(g, r->reason == ANT_NEWTON_STRUCTURE ? r->row : r->column), diag, text);
  ant_diag_hint(diag, r->reason == ANT_NEWTON_STRUCTURE
                          ? "let a `balance` stand where the rate reads it"
                          : "a `range` or a `scale` near the solution helps to find it, if there "
                            "is one");
  return ANT_EBALANCE;
}

static ant_status check_ranges(const ground *g, ant_diag *diag) {
  for (int i = 0; i < g->a->n_condition; i++) {
    char text[2 * ANT_DIAG_TEXT], name[200], goal[220];
    int element;
    const ant_symbol *s = symbol_of(g, g->a->condition_column[i], &element);
    double x = g->u[i], slack = 1e-12 * fabs(x);
    if (!s || (x >= s->lo - slack && x <= s->hi + slack)) continue;
    name_of(g, g->a->condition_column[i], name, sizeof name);
    goal_of(g, i, goal, sizeof goal);
    snprintf(text, sizeof text, "'%s' would have to be %.6g [%s] to make %s; its range is %g to %g",
             name, x, s->unit_text, goal, s->lo, s->hi);
    refuse(g, condition_of(g, i), diag, text);
    ant_diag_hint(diag, "this person cannot be healthy in this model: change the person, or what "
                        "the balance has to make up for");
    return ANT_EBALANCE;
  }
  return ANT_OK;
}

/* 4. What was found ----------------------------------------------------------------- */

static void find_scales(const ground *g) {
  for (int i = 0; i < g->model->n_symbol; i++) {
    const ant_symbol *s = &g->model->symbol[i];
    for (int k = 0; s->store == ANT_STORE_Y && k < s->n; k++) {
      double size = s->scale ? s->scale[k] : fabs(g->y[s->offset + k]);
      g->scale[s->offset + k] = size > 0 && isfinite(size) ? size : 1;
    }
  }
}

/* How far equation I of the system is from 0: a rate in scales a day, else in sizes of its terms.
 */
static double miss(const ground *g, int i, const double *term) {
  int row = g->a->condition_row[i] - g->model->n_y - g->model->n_m;
  double size = row >= 0 ? g->scale[row] : term[i];
  return size > 0 ? fabs(g->f[i]) / size : fabs(g->f[i]);
}

static ant_status find_residual(const ground *g, ant_baseline_report *r, ant_diag *diag) {
  const ant_pattern *p = ant_machine_baseline_pattern(g->a);
  double *term = calloc((size_t)p->n_row + 1, sizeof *term);
  r->residual = 0;
  if (!term) return ant_fail(diag, ANT_ENOMEM, "no memory for the baseline");
  ant_machine_baseline_jacobian(g->a, g->m, g->y, g->jacobian, g->work);
  for (int c = 0; c < p->n_col; c++) {
    for (int k = p->col_start[c]; k < p->col_start[c + 1]; k++) {
      term[p->row[k]] += fabs(g->jacobian[k] * g->u[c]);
    }
  }
  for (int i = 0; i < p->n_row; i++) r->residual = fmax(r->residual, miss(g, i, term));
  free(term);
  return ANT_OK;
}

static ant_status check_drift(const ground *g, ant_baseline_report *r, ant_diag *diag) {
  r->drift = 0;
  r->drift_state = r->drift_element = -1;
  for (int i = 0; i < g->model->n_y; i++) {
    double drift = fabs(g->dy[i]) / g->scale[i];
    if (r->drift_state >= 0 && drift <= r->drift) continue;
    const ant_symbol *s = symbol_of(g, i, &r->drift_element);
    r->drift_state = s ? (int)(s - g->model->symbol) : -1;
    r->drift = drift;
  }
  if (g->model->baseline_free || r->drift <= ANT_DRIFT_MOST) return ANT_OK;
  const ant_symbol *s = &g->model->symbol[r->drift_state];
  char name[200];
  int at = s->offset + r->drift_element;
  ant_machine_slot_name(g->model, ANT_STORE_Y, at, name, sizeof name);
  ant_fail(diag, ANT_EBALANCE,
           "'%s' is not steady on the ground: it is %g and changes by %g a day [%s]", name,
           g->y[at], g->dy[at], s->unit_text);
  ant_diag_hint(diag,
                "let the baseline find it (`state ... = steady`), or something that its rate "
                "reads (`balance ... so that %s is steady`)",
                s->name);
  return ANT_EBALANCE;
}

static ant_status check_stability(const ground *g, ant_baseline_report *r, ant_diag *diag) {
  const ant_pattern *p = ant_machine_pattern(g->a);
  int state, n;
  char name[200];
  ant_machine_jacobian(g->a, g->m, g->y, g->jacobian, g->work);
  ant_status status = ant_stability(p, g->jacobian, &r->eigenvalue, &state, &n);
  if (status == ANT_ENOMEM) return ant_fail(diag, status, "no memory for the eigenvalues");
  if (status != ANT_OK) r->eigenvalue = NAN;
  if (g->model->baseline_free || !(r->eigenvalue > ANT_GROWTH_MOST)) return ANT_OK;
  ant_machine_slot_name(g->model, ANT_STORE_Y, state, name, sizeof name);
  ant_fail(
      diag, ANT_EBALANCE,
      "the ground is not stable: a disturbance grows e-fold in %.3g day, among '%s' and %d other "
      "states that act on each other",
      1 / r->eigenvalue, name, n - 1);
  ant_diag_hint(diag, "a feedback there has the wrong sign or is too strong for this person");
  return ANT_EBALANCE;
}

/* 5. Solving ------------------------------------------------------------------------- */

static ant_status check_finite(const ground *g, ant_diag *diag) {
  char why[300];
  bool finite = true;
  for (int i = 0; i < g->model->n_y; i++) finite &= isfinite(g->y[i]) && isfinite(g->dy[i]);
  if (finite) return ANT_OK;
  if (!ant_machine_blame(g->a, g->m, g->y, why, sizeof why)) {
    snprintf(why, sizeof why, "a rate is not a number");
  }
  return ant_fail(diag, ANT_ENUMERIC, "on the ground %s", why);
}

static ant_status solve(const ground *g, ant_baseline_report *r, ant_diag *diag) {
  ant_system system = {g->a->n_condition, ant_machine_baseline_pattern(g->a), (void *)(uintptr_t)g,
                       residual, jacobian};
  ant_newton_result result;
  for (int i = 0; i < system.n; i++) g->u[i] = guess_of(g, i);
  ant_status status = ant_newton_solve(&system, g->u, &result);
  if (status != ANT_OK) return ant_fail(diag, status, "no memory for the baseline");
  residual((void *)(uintptr_t)g, g->u, g->f);
  if (result.reason != ANT_NEWTON_SOLVED) return say_unsolved(g, &result, diag);
  ANT_TRY(check_finite(g, diag));
  ANT_TRY(check_ranges(g, diag));
  r->n_unknown = system.n;
  r->iterations = result.iterations;
  find_scales(g);
  ANT_TRY(find_residual(g, r, diag));
  ANT_TRY(check_drift(g, r, diag));
  return check_stability(g, r, diag);
}

static ant_status ground_open(ground *g, const ant_machine *machine, double *m, double *y,
                              ant_diag *diag) {
  size_t n_y = (size_t)machine->model->n_y, n = (size_t)machine->n_condition;
  int nnz = ant_machine_pattern(machine)->nnz;
  if (ant_machine_baseline_pattern(machine)->nnz > nnz) {
    nnz = ant_machine_baseline_pattern(machine)->nnz;
  }
  size_t n_work = ant_machine_work(machine);
  double *room = calloc(2 * n_y + 2 * n + (size_t)nnz + n_work + 1, sizeof *room);
  if (!room) return ant_fail(diag, ANT_ENOMEM, "no memory for the baseline");
  *g = (ground){.a = machine, .model = machine->model, .m = m, .y = y, .dy = room};
  g->scale = g->dy + n_y;
  g->u = g->scale + n_y;
  g->f = g->u + n;
  g->jacobian = g->f + n;
  g->work = g->jacobian + nnz;
  return ANT_OK;
}

ant_status ant_machine_solve_baseline(const ant_machine *machine, double *m, double *y,
                                      ant_baseline_report *opt_out, ant_diag *opt_diag) {
  ground g;
  ANT_TRY(ground_open(&g, machine, m, y, opt_diag));
  ant_baseline_report report = {0};
  ant_diag ignored;
  ant_status status = solve(&g, &report, opt_diag ? opt_diag : &ignored);
  free(g.dy);
  if (status == ANT_OK && opt_out) *opt_out = report;
  return status;
}

/* 6. Another one ---------------------------------------------------------------------- */

enum { N_START = 6 };

/* Where the search for another value of entry I begins, the time START: at the ends of its range,
 * then far above and below what was FOUND, and on the other side of 0. */
static double other_start(const ground *g, int i, int start, double found) {
  int element;
  const ant_symbol *s = symbol_of(g, g->a->condition_column[i], &element);
  static const double times[N_START] = {0, 0, 30, 1.0 / 30, -1, -30};
  double end = !s ? NAN : start == 0 ? s->lo : s->hi;
  double x = start > 1 ? times[start] * found : isfinite(end) ? end : found;
  return s ? fmin(fmax(x, s->lo), s->hi) : x;
}

/* A solution U within all ranges that is not FOUND: in which entry it differs, or -1. */
static int differs(const ground *g, const double *found) {
  int at = -1;
  for (int i = 0; i < g->a->n_condition; i++) {
    int element;
    const ant_symbol *s = symbol_of(g, g->a->condition_column[i], &element);
    double x = g->u[i];
    if (!isfinite(x) || (s && !(x >= s->lo && x <= s->hi))) return -1;
    if (at < 0 && fabs(x - found[i]) > 1e-4 * (fabs(x) + fabs(found[i]))) at = i;
  }
  return at;
}

static ant_status say_other(const ground *g, int i, double found, ant_diag *diag) {
  char text[2 * ANT_DIAG_TEXT], name[200], goal[220];
  int element;
  const ant_symbol *s = symbol_of(g, g->a->condition_column[i], &element);
  name_of(g, g->a->condition_column[i], name, sizeof name);
  goal_of(g, i, goal, sizeof goal);
  snprintf(text, sizeof text, "'%s' makes %s at %.6g [%s], which was taken, and at %.6g", name,
           goal, found, s ? s->unit_text : "1", g->u[i]);
  refuse(g, condition_of(g, i), diag, text);
  ant_diag_hint(diag, "a `range` that holds one of them only says which is meant");
  return ANT_EBALANCE;
}

static ant_status search(const ground *g, double *found, ant_diag *diag) {
  ant_system system = {g->a->n_condition, ant_machine_baseline_pattern(g->a), (void *)(uintptr_t)g,
                       residual, jacobian};
  for (int i = 0; i < system.n; i++) found[i] = *slot(g, g->a->condition_column[i]);
  for (int start = 0; start < N_START; start++) {
    ant_newton_result result;
    for (int i = 0; i < system.n; i++) g->u[i] = other_start(g, i, start, found[i]);
    ant_status status = ant_newton_solve(&system, g->u, &result);
    if (status != ANT_OK) return ant_fail(diag, status, "no memory for the baseline");
    if (result.reason != ANT_NEWTON_SOLVED) continue;
    residual((void *)(uintptr_t)g, g->u, g->f);
    int at = differs(g, found);
    if (at >= 0) return say_other(g, at, found[at], diag);
  }
  return ANT_OK;
}

ant_status ant_machine_other_ground(const ant_machine *machine, double *m, double *y,
                                    ant_diag *opt_diag) {
  ground g;
  ant_diag ignored;
  double *found = calloc((size_t)machine->n_condition + 1, sizeof *found);
  if (!found) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the baseline");
  ant_status status = ground_open(&g, machine, m, y, opt_diag);
  if (status == ANT_OK) {
    status = search(&g, found, opt_diag ? opt_diag : &ignored);
    free(g.dy);
  }
  free(found);
  return status;
}
