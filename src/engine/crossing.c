/* crossing.c - locating the changes of conditions (see crossing.h).
 *   1. Making   2. Looking   3. Finding   4. Settling */
#include "engine/crossing.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "language/program.h"

/* 1. Making -------------------------------------------------------------- */

static void list_elements(ant_crossing *c) {
  const ant_model *model = ant_machine_model(c->machine);
  int n = 0;
  for (int w = 0; w < model->n_when; w++) {
    const ant_symbol *truth = &model->symbol[model->when[w].symbol];
    const ant_symbol *guard = &model->symbol[model->when[w].guard];
    for (int e = 0; e < truth->n; e++, n++) {
      c->truth[n] = truth->offset + e;
      c->guard[n] = guard->offset + e;
      c->is[n] = c->m[truth->offset + e];
      c->since_d[n] = -INFINITY;
    }
  }
}

static bool take_memory(ant_crossing *c, size_t n_y) {
  size_t n = (size_t)c->n, nnz = (size_t)ant_machine_guard_pattern(c->machine)->nnz;
  double *room = calloc(9 * n + nnz + 3 * n_y + 1, sizeof *room);
  int *index = calloc(6 * n + 1, sizeof *index);
  c->is = room;
  c->guard = index;
  if (!room || !index) return false;
  c->truth = c->guard + n;
  c->count = c->truth + n;
  c->crossed = c->count + n;
  c->due = c->crossed + n;
  c->early = c->due + n;
  c->becomes = c->is + n;
  c->band = c->becomes + n;
  c->slope = c->band + n;
  c->since_d = c->slope + n;
  for (size_t i = 0; i < 4; i++) c->look[i] = c->since_d + (i + 1) * n;
  c->gradient = c->look[3] + n;
  c->y = c->gradient + nnz;
  c->dy = c->y + n_y;
  c->before = c->dy + n_y;
  return true;
}

ant_status ant_crossing_init(ant_crossing *out, const ant_machine *machine,
                             const ant_problem *problem, double tolerance, const double *held,
                             ant_sense *sense, double *m, double *work, ant_diag *opt_diag) {
  const ant_model *model = ant_machine_model(machine);
  ant_crossing c = {.machine = machine, .problem = problem, .held = held, .m = m, .work = work};
  c.tolerance = tolerance;
  c.sense = sense;
  for (int w = 0; w < model->n_when; w++) c.n += model->symbol[model->when[w].symbol].n;
  if (c.n > 0 && !take_memory(&c, (size_t)problem->n)) {
    ant_crossing_clear(&c);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory to watch %d conditions", c.n);
  }
  if (c.n > 0) list_elements(&c);
  const ant_pattern *p = ant_machine_guard_pattern(machine);
  c.timed = c.n > 0 && p->col_start[p->n_col] > p->col_start[p->n_col - 1];
  *out = c;
  return ANT_OK;
}

void ant_crossing_clear(ant_crossing *c) {
  free(c->is);
  free(c->guard);
  *c = (ant_crossing){0};
}

/* 2. Looking ------------------------------------------------------------- */

static bool is_near(const ant_crossing *c, int e, double guard) {
  return c->band[e] > 0 && fabs(guard) <= c->band[e];
}

/* By its sign, or where that says nothing as it is. */
static bool changes(const ant_crossing *c, int e, double guard) {
  return c->becomes[e] != c->is[e] && !is_near(c, e, guard);
}

/* What each condition would be by its guard in m, into `becomes`; m holds what it is again. */
static bool judge(ant_crossing *c, double *guard) {
  bool any = false;
  for (int e = 0; e < c->n; e++) guard[e] = c->m[c->guard[e]];
  ant_machine_truth(c->machine, c->m, c->work);
  for (int e = 0; e < c->n; e++) {
    c->becomes[e] = c->m[c->truth[e]];
    c->m[c->truth[e]] = c->is[e];
    any |= changes(c, e, guard[e]) || isnan(guard[e]);
  }
  return any;
}

/* The guards at TIME_D of the last step into GUARD; true when a condition would be another there.
 */
static ant_status look_at(ant_crossing *c, ant_solver *solver, double time_d, double *guard,
                          bool *out_any, ant_diag *diag) {
  const ant_model *model = ant_machine_model(c->machine);
  ANT_TRY(ant_solver_at(solver, time_d, c->y, diag));
  c->m[model->symbol[model->time].offset] = time_d;
  ant_machine_guard(c->machine, c->m, c->y, c->work);
  *out_any = judge(c, guard);
  return ANT_OK;
}

/* Those that change at the last look. */
static void note_due(ant_crossing *c, const double *guard) {
  for (int e = 0; e < c->n; e++) c->due[e] = changes(c, e, guard[e]);
}

/* Guards that have left the neighbourhood of 0 are told by their sign again. */
static void let_go(ant_crossing *c, const double *guard) {
  for (int e = 0; e < c->n; e++) {
    if (is_near(c, e, guard[e])) continue;
    c->band[e] = 0;
    c->early[e] = 0;
  }
}

/* 3. Finding ------------------------------------------------------------- */

static void swap(double **a, double **b) {
  double *x = *a;
  *a = *b;
  *b = x;
}

/* Where the first secant between A_D (guards A) and B_D (B) meets 0; NaN where none does. */
static double secant(const ant_crossing *c, double a_d, const double *a, double b_d,
                     const double *b) {
  double share = INFINITY;
  for (int e = 0; e < c->n; e++) {
    if (c->band[e] > 0 || (a[e] > 0) == (b[e] > 0)) continue;
    share = fmin(share, a[e] / (a[e] - b[e]));
  }
  return share <= 1 ? a_d + share * (b_d - a_d) : NAN;
}

/* No condition changes at A_D (guards in look[2]), one does at *B_D (look[3]): bring *B_D down to
 * the first moment at which one does.  Secants, and halves where they are slow; each trial lies on
 * the far side of the guess, so that the bracket closes from both. */
static ant_status bracket(ant_crossing *c, ant_solver *solver, double a_d, double *b_d,
                          ant_diag *diag) {
  double least_d = ANT_CROSSING_ULPS * DBL_EPSILON * fmax(fabs(a_d), fabs(*b_d));
  double *trial = c->look[0];
  note_due(c, c->look[3]);
  for (int i = 1; *b_d - a_d > least_d; i++) {
    double t = secant(c, a_d, c->look[2], *b_d, c->look[3]), middle = a_d + (*b_d - a_d) / 2;
    bool any;
    if (isnan(t) || i % 3 == 0) t = middle;
    t += t < middle ? least_d / 2 : -least_d / 2;
    if (!(t > a_d && t < *b_d)) t = middle;
    if (!(t > a_d && t < *b_d)) break; /* they are neighbours */
    ANT_TRY(look_at(c, solver, t, trial, &any, diag));
    if (any) {
      note_due(c, trial);
      *b_d = t;
      swap(&trial, &c->look[3]);
    } else {
      a_d = t;
      swap(&trial, &c->look[2]);
    }
  }
  c->look[0] = trial;
  return ANT_OK;
}

static bool is_waiting(const ant_crossing *c) {
  for (int e = 0; e < c->n; e++) {
    if (c->due[e] && c->band[e] > 0) return true;
  }
  return false;
}

/* The same, from FROM_D, where a guard that now changes back may not have left the neighbourhood of
 * 0 yet: if it has on the way, it is told by its sign from there on. */
static ant_status bracket_first(ant_crossing *c, ant_solver *solver, double from_d, double *b_d,
                                ant_diag *diag) {
  ANT_TRY(bracket(c, solver, from_d, b_d, diag));
  double left_d = from_d, step_d = (*b_d - from_d) / ANT_CROSSING_LOOKS;
  bool any;
  for (int i = 1; i < ANT_CROSSING_LOOKS && is_waiting(c); i++) {
    left_d = from_d + i * step_d;
    ANT_TRY(look_at(c, solver, left_d, c->look[2], &any, diag));
    let_go(c, c->look[2]);
  }
  if (!(left_d > from_d)) return ANT_OK;
  ANT_TRY(look_at(c, solver, *b_d, c->look[3], &any, diag));
  return bracket(c, solver, left_d, b_d, diag);
}

/* A guard that comes near 0 and turns: three looks, H_D apart from T_D on.  Where the parabola
 * through them turns on the other side, its vertex; else NaN.  The first of all. */
static double turning(const ant_crossing *c, double t_d, double h_d) {
  double first = NAN;
  for (int e = 0; e < c->n; e++) {
    double a = c->look[0][e], b = c->look[1][e], d = c->look[2][e];
    double slope = (d - a) / 2, bend = d - 2 * b + a;
    double at = -slope / bend, turn = b + slope * at / 2;
    bool inside = fabs(at) < 1 && c->band[e] == 0 && (turn > 0) != (b > 0);
    if (inside) first = fmin(isnan(first) ? INFINITY : first, t_d + (1 + at) * h_d);
  }
  return first;
}

/* Looks at T_D - H_D, T_D and T_D + H_D are in look[0..2] and saw no change; one that is between
 * them is bracketed into *OUT_TIME_D. */
static ant_status find_turn(ant_crossing *c, ant_solver *solver, double t_d, double h_d,
                            double *out_time_d, ant_diag *diag) {
  double vertex_d = turning(c, t_d - h_d, h_d);
  bool any = false;
  if (isnan(vertex_d)) return ANT_OK;
  ANT_TRY(look_at(c, solver, vertex_d, c->look[3], &any, diag));
  if (!any) return ANT_OK;
  memcpy(c->look[2], c->look[vertex_d < t_d ? 0 : 1], (size_t)c->n * sizeof(double));
  ANT_TRY(bracket(c, solver, vertex_d < t_d ? t_d - h_d : t_d, &vertex_d, diag));
  *out_time_d = vertex_d;
  return ANT_OK;
}

/* One look after the other, from FROM_D, where look[2] was. */
static ant_status look_through(ant_crossing *c, ant_solver *solver, double from_d,
                               double *out_time_d, ant_diag *diag) {
  double to_d = ant_solver_time(solver), days = to_d - from_d;
  int n = c->timed ? (int)ceil(days * ANT_CROSSING_LOOKS_A_DAY) : 0;
  if (n < ANT_CROSSING_LOOKS) n = ANT_CROSSING_LOOKS;
  double h_d = days / n;
  for (int i = 1; i <= n && isinf(*out_time_d); i++) {
    double t_d = i < n ? from_d + i * h_d : to_d;
    bool any;
    ANT_TRY(look_at(c, solver, t_d, c->look[3], &any, diag));
    if (any) {
      ANT_TRY(bracket_first(c, solver, from_d + (i - 1) * h_d, &t_d, diag));
      *out_time_d = t_d;
      return ANT_OK;
    }
    let_go(c, c->look[3]);
    double *oldest = c->look[0];
    memmove(c->look, c->look + 1, 3 * sizeof *c->look);
    c->look[3] = oldest;
    if (i > 1) ANT_TRY(find_turn(c, solver, t_d - h_d, h_d, out_time_d, diag));
  }
  return ANT_OK;
}

ant_status ant_crossing_find(ant_crossing *c, ant_solver *solver, double from_d, double *out_time_d,
                             ant_diag *opt_diag) {
  *out_time_d = INFINITY;
  if (c->n == 0 || !(ant_solver_time(solver) > from_d)) return ANT_OK;
  return look_through(c, solver, from_d, out_time_d, opt_diag);
}

/* 4. Settling ------------------------------------------------------------ */

static const char *name_of(const ant_crossing *c, int e, char *buffer, size_t size) {
  return ant_machine_slot_name(ant_machine_model(c->machine), ANT_STORE_M, c->truth[e], buffer,
                               size);
}

/* The slope of each guard along the rates at Y, and in its band what the solver's error may make of
 * it; only where one has to be known. */
static void find_slopes(ant_crossing *c, const double *y) {
  const ant_pattern *p = ant_machine_guard_pattern(c->machine);
  bool asked = c->sense->n > 0;
  for (int e = 0; e < c->n; e++) asked |= c->band[e] > 0;
  if (!asked) return;
  ant_machine_guard_jacobian(c->machine, c->m, y, c->gradient, c->work);
  for (int e = 0; e < c->n; e++) {
    c->slope[e] = 0;
    if (c->band[e] > 0) c->band[e] = DBL_MIN;
  }
  for (int j = 0; j < p->n_col; j++) {
    bool time = j == p->n_col - 1;
    double speed = time ? 1 : c->dy[j];
    double error = time ? 0 : c->tolerance * (fabs(y[j]) + c->problem->scale[j]);
    for (int k = p->col_start[j]; k < p->col_start[j + 1]; k++) {
      c->slope[p->row[k]] += c->gradient[k] * speed;
      if (c->band[p->row[k]] > 0) c->band[p->row[k]] += fabs(c->gradient[k]) * error;
    }
  }
}

/* What condition E is while its guard is 0 but for errors.  It became true by its sign: where that
 * says false now, its own jump has moved it there, and so it is, whatever comes next. */
static double judge_slope(const ant_crossing *c, int e) {
  if (!c->crossed[e] || c->slope[e] == 0) return c->is[e];
  if (c->is[e] != 0 && c->becomes[e] == 0) return 0;
  return c->slope[e] > 0;
}

/* Put in `becomes` what each condition is at TIME_D and Y; false when all are so already. */
static bool judge_moment(ant_crossing *c, double time_d, const double *y) {
  double *guard = c->look[2];
  bool any = false;
  c->problem->rate(c->problem->user, time_d, y, c->dy);
  judge(c, guard);
  find_slopes(c, y);
  for (int e = 0; e < c->n; e++) {
    if (is_near(c, e, guard[e] / 2)) { /* it may have been found at the edge: that moves a little */
      c->becomes[e] = judge_slope(c, e);
      c->band[e] = fmax(c->band[e], 1.01 * fabs(guard[e]));
    }
    any |= c->becomes[e] != c->is[e] || isnan(guard[e]);
  }
  return any;
}

/* What jump E of the elements from FIRST on makes of the states, from NEW to NEXT, for those that
 * have become true. */
static void set_states(const ant_crossing *c, const ant_equation *e, int first, const double *new,
                       double *next) {
  int n = ant_axes_count(e->n_axis, e->axis_size);
  for (int i = 0; i < n; i++) {
    int at = ant_ref_at(&e->target, e->n_axis, e->axis_size, i);
    bool now = c->becomes[first + i] != 0 && c->is[first + i] == 0;
    if (now && isnan(c->held[at])) next[at] = new[at];
  }
}

/* The jumps, the first of which is number JUMP, of the elements of condition W, the first of which
 * is FIRST, that have become true: from the states Y into NEXT. */
static void do_jumps(const ant_crossing *c, const ant_when *w, int first, int jump, const double *y,
                     double *next) {
  const ant_model *model = ant_machine_model(c->machine);
  for (int k = 0; k < w->n_jump; k++) {
    const ant_equation *e = &model->equation[w->jump[k]];
    ant_machine_jump(c->machine, jump + k, c->m, y, c->dy, c->work);
    set_states(c, e, first, c->dy, next);
    for (int p = 0; p < c->sense->n; p++) {
      const double *new = ant_sense_jump(c->sense, jump + k, p);
      set_states(c, e, first, new, next + (size_t)(p + 1) * (size_t)model->n_y);
    }
  }
}

/* Everything that changes at once. */
static void change(ant_crossing *c, double *y) {
  const ant_model *model = ant_machine_model(c->machine);
  size_t size = (size_t)c->problem->n * sizeof *y;
  int first = 0, jump = 0;
  memcpy(c->y, y, size);
  ant_machine_observe(c->machine, c->m, y, c->work);
  ant_sense_begin_jumps(c->sense, c->m, y);
  for (int w = 0; w < model->n_when; w++) {
    do_jumps(c, &model->when[w], first, jump, y, c->y);
    first += model->symbol[model->when[w].symbol].n;
    jump += model->when[w].n_jump;
  }
  memcpy(y, c->y, size);
  for (int e = 0; e < c->n; e++) {
    if (c->becomes[e] == c->is[e]) continue;
    c->m[c->truth[e]] = c->is[e] = c->becomes[e];
    c->crossed[e] = 1;
    c->band[e] = DBL_MIN; /* to be found */
  }
}

/* Those that were found change; the element that has done so too often near 0, -1 if none. */
static int change_due(ant_crossing *c) {
  for (int e = 0; e < c->n; e++) {
    if (!c->due[e]) continue;
    bool back = c->band[e] > 0 && (c->slope[e] > 0) == (c->is[e] != 0); /* an error of the solver */
    if (!back) c->becomes[e] = c->is[e] == 0;
    if (c->band[e] > 0 && ++c->early[e] > ANT_CROSSING_EARLY) return e;
  }
  return -1;
}

/* Count the changes at TIME_D; the element that has changed too often, -1 if none. */
static int count_changes(ant_crossing *c, double time_d) {
  for (int e = 0; e < c->n; e++) {
    if (c->becomes[e] == c->is[e]) continue;
    if (time_d - c->since_d[e] > ANT_CROSSING_LEAST_D) {
      c->since_d[e] = time_d;
      c->count[e] = 0;
    }
    if (++c->count[e] > ANT_CROSSING_MOST) return e;
  }
  return -1;
}

static int not_finite(const ant_crossing *c) {
  for (int e = 0; e < c->n; e++) {
    if (isnan(c->look[2][e])) return e;
  }
  return -1;
}

/* Refuse to go on because of condition E. */
static ant_status refuse(const ant_crossing *c, int e, bool finite, double time_d, ant_diag *diag) {
  char name[200];
  name_of(c, e, name, sizeof name);
  if (!finite) {
    return ant_fail(diag, ANT_ENUMERIC, "on day %.10g what '%s' compares is not a number", time_d,
                    name);
  }
  ant_fail(
      diag, ANT_ENUMERIC,
      "on day %.10g the condition '%s' becomes true and false for ever, faster than can be told",
      time_d, name);
  ant_diag_hint(diag, "what it changes drives it back at once: let it end at another threshold "
                      "than it begins, or let it set the quantity well away from its threshold");
  return ANT_ENUMERIC;
}

/* Some may lie on their thresholds. */
void ant_crossing_begin(ant_crossing *c, double time_d, const double *y) {
  for (int e = 0; e < c->n; e++) c->band[e] = DBL_MIN;
  if (c->n > 0) judge_moment(c, time_d, y);
  let_go(c, c->look[2]);
}

/* How the moment moves with each parameter, by the conditions that are due; their guards'
 * derivatives are those that the rates have left. */
static ant_status find_shifts(ant_crossing *c, double time_d, ant_diag *diag) {
  char name[200];
  for (int k = 0; k < c->sense->n; k++) {
    double *shift_d = &c->sense->shift_d[k];
    bool any = false;
    for (int e = 0; e < c->n; e++) {
      if (!c->due[e] || c->becomes[e] == c->is[e]) continue;
      double own_d = -ant_sense_of(c->sense, k, c->guard[e]) / c->slope[e];
      bool same = !any || fabs(own_d - *shift_d) <= 1e-6 * (fabs(own_d) + fabs(*shift_d));
      if (!isfinite(own_d) || !same) {
        name_of(c, e, name, sizeof name);
        return ant_fail(diag, ANT_ENUMERIC, "no derivatives from day %.10g on: '%s' %s", time_d,
                        name,
                        same ? "touches its threshold without crossing it"
                             : "is crossed together with another condition, each of which moves "
                               "otherwise");
      }
      *shift_d = own_d;
      any = true;
    }
  }
  return ANT_OK;
}

ant_status ant_crossing_settle(ant_crossing *c, double time_d, bool crossing, double *y,
                               ant_diag *opt_diag) {
  if (c->n == 0) return ANT_OK;
  size_t size = (size_t)c->problem->n * sizeof *y;
  memcpy(c->before, y, size);
  memset(c->crossed, 0, (size_t)c->n * sizeof *c->crossed);
  for (bool first = crossing; judge_moment(c, time_d, y) || first; first = false) {
    int bad = not_finite(c), often = first ? change_due(c) : -1;
    if (often < 0) often = count_changes(c, time_d);
    if (bad >= 0 || often >= 0) {
      memcpy(y, c->before, size);
      return refuse(c, bad >= 0 ? bad : often, bad < 0, time_d, opt_diag);
    }
    if (first) ANT_TRY(find_shifts(c, time_d, opt_diag));
    if (first) ant_sense_begin_shift(c->sense, y, c->dy);
    change(c, y);
  }
  ant_sense_end_shift(c->sense, y, c->dy);
  return ANT_OK;
}
