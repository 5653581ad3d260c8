/* sense.c - states' derivatives by parameters (see sense.h).
 *   1. Making   2. Between moments   3. At a crossing */
#include "engine/sense.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double *row_of(const ant_sense *s, int k) {
  return s->dot + (size_t)k * (size_t)s->n_row;
}

static double *part_of(const ant_sense *s, double *y, int k) {
  return y + (size_t)(k + 1) * (size_t)s->model->n_y;
}

/* 1. Making -------------------------------------------------------------- */

static bool computed(const ant_model *model, int symbol) {
  for (int i = 0; i < model->n_equation; i++) {
    const ant_equation *e = &model->equation[i];
    if (e->role == ANT_EQ_VALUE && e->target.symbol == symbol) return true;
  }
  return false;
}

static ant_status check_parameter(const ant_model *model, const ant_setting *by, ant_diag *diag) {
  const ant_symbol *symbol = &model->symbol[by->symbol];
  bool may = symbol->kind == ANT_SYM_PARAM || symbol->kind == ANT_SYM_COVARIATE;
  if (may && symbol->n_choice == 0 && !computed(model, by->symbol)) return ANT_OK;
  ant_fail(diag, ANT_EINPUT, "there is no derivative by '%s'%s", symbol->name,
           may && symbol->n_choice > 0 ? ", which has no values between its own"
           : may                       ? ", which its declaration computes from others"
                                       : "");
  ant_diag_hint(diag, "a param or a covariate that is a number was expected");
  return ANT_EINPUT;
}

/* Block after block of the machine's pattern along the diagonal. */
static void repeat_pattern(ant_sense *s) {
  const ant_pattern *p = ant_machine_pattern(s->machine);
  int n_y = s->model->n_y, n_block = s->n + 1;
  int *start = s->index, *row = start + n_y * n_block + 1;
  for (int b = 0; b < n_block; b++) {
    for (int j = 0; j < n_y; j++) start[b * n_y + j] = b * p->nnz + p->col_start[j];
    for (int k = 0; k < p->nnz; k++) row[b * p->nnz + k] = b * n_y + p->row[k];
  }
  start[n_y * n_block] = p->nnz * n_block;
  s->pattern = (ant_pattern){n_y * n_block, n_y * n_block, p->nnz * n_block, start, row};
}

static ant_status take_memory(ant_sense *s, const ant_mission *mission, ant_diag *diag) {
  size_t n = (size_t)s->n, n_y = (size_t)s->model->n_y;
  size_t nnz = (size_t)ant_machine_pattern(s->machine)->nnz;
  s->dot = calloc(n * (size_t)s->n_row + 1, sizeof *s->dot);
  s->start = calloc(n * n_y + 1, sizeof *s->start);
  s->shift_d = calloc(n, sizeof *s->shift_d);
  s->drip = calloc(n, sizeof *s->drip);
  s->index = calloc((n + 1) * (n_y + nnz) + 1, sizeof *s->index);
  if (!s->dot || !s->start || !s->shift_d || !s->drip || !s->index) {
    return ant_fail(diag, ANT_ENOMEM, "no memory for derivatives by %d parameters", s->n);
  }
  for (int k = 0; k < s->n; k++) ANT_TRY(ant_drip_init(&s->drip[k], s->model, mission, diag));
  return ANT_OK;
}

/* The slots of m that move by 1 with parameter BY, into SLOT from N on; returns how many there are
 * then. */
static int add_leaves(const ant_model *model, const ant_setting *by, int *slot, int n) {
  const ant_symbol *symbol = &model->symbol[by->symbol];
  for (int e = 0; e < symbol->n; e++) {
    if (by->element < 0 || e == by->element) slot[n++] = symbol->offset + e;
  }
  return n;
}

static ant_status set_off(ant_sense *s, const ant_setting *by, const double *m, const double *y,
                          int *slot, ant_diag *diag) {
  int n_slot = 0;
  for (int k = 0; k < s->n; k++) {
    int first = n_slot;
    n_slot = add_leaves(s->model, &by[k], slot, n_slot);
    for (int i = first; i < n_slot; i++) {
      row_of(s, k)[ant_slot_of(s->model, ANT_STORE_M, slot[i])] = 1;
    }
  }
  ANT_TRY(ant_tangent_create(s->machine, slot, n_slot, &s->tangent, diag));
  ANT_TRY(ant_tangent_baseline(s->tangent, m, y, s->n, s->dot, diag));
  for (int k = 0; k < s->n; k++) {
    size_t n_y = (size_t)s->model->n_y;
    memcpy(s->start + (size_t)k * n_y, row_of(s, k), n_y * sizeof(double));
  }
  return ANT_OK;
}

static ant_status make(ant_sense *s, const ant_mission *mission, const ant_setting *by,
                       const double *m, const double *y, ant_diag *diag) {
  size_t room = 1;
  for (int k = 0; k < s->n; k++) {
    ANT_TRY(check_parameter(s->model, &by[k], diag));
    room += (size_t)s->model->symbol[by[k].symbol].n;
  }
  ANT_TRY(take_memory(s, mission, diag));
  repeat_pattern(s);
  int *slot = calloc(room, sizeof *slot);
  if (!slot) return ant_fail(diag, ANT_ENOMEM, "no memory for derivatives");
  ant_status status = set_off(s, by, m, y, slot, diag);
  free(slot);
  return status;
}

ant_status ant_sense_init(ant_sense *out, const ant_machine *machine,
                          const ant_mission *opt_mission, const ant_setting *by, int n,
                          const double *m, const double *y, ant_diag *opt_diag) {
  ant_sense s = {.machine = machine, .model = ant_machine_model(machine), .n = n};
  s.n_row = ant_slot_count(s.model);
  ant_status status = n > 0 ? make(&s, opt_mission, by, m, y, opt_diag) : ANT_OK;
  if (status != ANT_OK) {
    ant_sense_clear(&s);
    return status;
  }
  *out = s;
  return ANT_OK;
}

void ant_sense_clear(ant_sense *s) {
  ant_tangent_destroy(&s->tangent);
  for (int k = 0; s->drip && k < s->n; k++) ant_drip_clear(&s->drip[k]);
  free(s->drip);
  free(s->dot);
  free(s->start);
  free(s->shift_d);
  free(s->index);
  *s = (ant_sense){0};
}

/* 2. Between moments ----------------------------------------------------- */

void ant_sense_phase(ant_sense *s, const double *m, const double *y) {
  if (s->n == 0) return;
  ant_tangent_look(s->tangent, ANT_TANGENT_PHASE, m, y);
  for (int k = 0; k < s->n; k++) ant_tangent_sweep(s->tangent, ANT_TANGENT_PHASE, row_of(s, k));
}

/* The states move by each s of Y, time by SHIFT_D (NULL: not). */
static void sweep_rates(ant_sense *s, const double *y, const double *opt_shift_d) {
  const ant_model *model = s->model;
  size_t n_y = (size_t)model->n_y;
  int time = ant_slot_of(model, ANT_STORE_M, model->symbol[model->time].offset);
  for (int k = 0; k < s->n; k++) {
    double *dot = row_of(s, k);
    memcpy(dot, y + (size_t)(k + 1) * n_y, n_y * sizeof *dot);
    dot[time] = opt_shift_d ? opt_shift_d[k] : 0;
    ant_tangent_sweep(s->tangent, ANT_TANGENT_RATE, dot);
  }
}

void ant_sense_rate(ant_sense *s, const double *m, const double *held, const double *y,
                    double *dy) {
  int n_y = s->model->n_y, rates = ant_slot_of(s->model, ANT_STORE_DY, 0);
  if (s->n == 0) return;
  ant_tangent_look(s->tangent, ANT_TANGENT_RATE, m, y);
  sweep_rates(s, y, NULL);
  for (int k = 0; k < s->n; k++) {
    double *out = part_of(s, dy, k);
    for (int i = 0; i < n_y; i++) {
      out[i] = isnan(held[i]) ? row_of(s, k)[rates + i] + s->drip[k].rate[i] : 0;
    }
  }
}

void ant_sense_observe(ant_sense *s, const double *m, const double *y) {
  if (s->n == 0) return;
  ant_tangent_look(s->tangent, ANT_TANGENT_OBSERVE, m, y);
  for (int k = 0; k < s->n; k++) ant_tangent_sweep(s->tangent, ANT_TANGENT_OBSERVE, row_of(s, k));
}

double ant_sense_of(const ant_sense *s, int k, int slot) {
  return row_of(s, k)[ant_slot_of(s->model, ANT_STORE_M, slot)];
}

void ant_sense_jacobian(const ant_sense *s, double *value) {
  size_t nnz = (size_t)ant_machine_pattern(s->machine)->nnz;
  for (int k = 0; k < s->n; k++) {
    memcpy(value + (size_t)(k + 1) * nnz, value, nnz * sizeof *value);
  }
}

/* 3. At a crossing ------------------------------------------------------- */

void ant_sense_begin_shift(ant_sense *s, double *y, const double *dy) {
  for (int k = 0; k < s->n; k++) {
    double *part = part_of(s, y, k);
    for (int i = 0; i < s->model->n_y; i++) part[i] += s->shift_d[k] * dy[i];
  }
}

void ant_sense_begin_jumps(ant_sense *s, const double *m, const double *y) {
  if (s->n == 0) return;
  sweep_rates(s, y, s->shift_d); /* through the partials of the last look, at the same y */
  ant_sense_observe(s, m, y);
  ant_tangent_look(s->tangent, ANT_TANGENT_JUMP, m, y);
}

const double *ant_sense_jump(ant_sense *s, int jump, int k) {
  ant_tangent_jump(s->tangent, jump, row_of(s, k));
  return row_of(s, k) + ant_slot_of(s->model, ANT_STORE_DY, 0);
}

void ant_sense_end_shift(ant_sense *s, double *y, const double *dy) {
  for (int k = 0; k < s->n; k++) {
    double *part = part_of(s, y, k);
    for (int i = 0; i < s->model->n_y; i++) part[i] -= s->shift_d[k] * dy[i];
    s->shift_d[k] = 0;
  }
}
