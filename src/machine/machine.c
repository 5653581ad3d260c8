/* machine.c - a model, its code and its plans (see machine.h).
 *   1. Making one   2. Passes   3. Jacobians   4. Values and names */
#include "machine/machine.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/internal.h"

/* 1. Making one -------------------------------------------------------------- */

static ant_status list_conditions(ant_machine *a) {
  const ant_model *m = a->model;
  size_t n = 0;
  for (int i = 0; i < m->n_condition; i++) n += (size_t)m->condition[i].n;
  a->condition_row = ant_arena_take(a->arena, n * sizeof *a->condition_row);
  a->condition_column = ant_arena_take(a->arena, n * sizeof *a->condition_column);
  if (!a->condition_row || !a->condition_column) return ANT_ENOMEM;
  for (int i = 0; i < m->n_condition; i++) {
    const ant_condition *c = &m->condition[i];
    ant_store row = m->equation[c->equation].target.store;
    ant_store column = m->symbol[c->unknown].store;
    for (int k = 0; k < c->n; k++, a->n_condition++) {
      a->condition_row[a->n_condition] = ant_slot_of(m, row, c->row[k]);
      a->condition_column[a->n_condition] = ant_slot_of(m, column, c->column[k]);
    }
  }
  return ANT_OK;
}

/* Guards by the states in COLUMN, to which time is added. */
static ant_status plan_guards(ant_machine *a, int *column) {
  const ant_model *m = a->model;
  int n = 0;
  for (int i = 0; i < m->n_when; i++) n += m->symbol[m->when[i].guard].n;
  int *row = ant_arena_take(a->arena, (size_t)n * sizeof *row);
  if (!row) return ANT_ENOMEM;
  column[m->n_y] = ant_slot_of(m, ANT_STORE_M, m->symbol[m->time].offset);
  n = 0;
  for (int i = 0; i < m->n_when; i++) {
    const ant_symbol *guard = &m->symbol[m->when[i].guard];
    for (int e = 0; e < guard->n; e++) row[n++] = ant_slot_of(m, ANT_STORE_M, guard->offset + e);
  }
  return ant_plan_make(a->arena, a->program, &a->program->rate, row, n, column, m->n_y + 1, false,
                       &a->guard);
}

static ant_status make_plans(ant_machine *a) {
  int n_y = a->model->n_y;
  int *row = ant_arena_take(a->arena, (size_t)n_y * sizeof *row);
  int *column = ant_arena_take(a->arena, (size_t)(n_y + 1) * sizeof *column);
  if (!row || !column) return ANT_ENOMEM;
  for (int i = 0; i < n_y; i++) {
    column[i] = ant_slot_of(a->model, ANT_STORE_Y, i);
    row[i] = ant_slot_of(a->model, ANT_STORE_DY, i);
  }
  column[n_y] = ant_slot_of(a->model, ANT_STORE_M, a->model->symbol[a->model->time].offset);
  ANT_TRY(ant_plan_make(a->arena, a->program, &a->program->rate, row, n_y, column, n_y + 1, true,
                        &a->rate));
  /* time is a column behind those of the pattern */
  a->rate.pattern.n_col = n_y;
  a->rate.pattern.nnz = a->rate.pattern.col_start[n_y];
  ANT_TRY(list_conditions(a));
  ANT_TRY(ant_plan_make(a->arena, a->program, &a->program->baseline, a->condition_row,
                        a->n_condition, a->condition_column, a->n_condition, false, &a->baseline));
  if (a->model->n_when > 0) ANT_TRY(plan_guards(a, column));
  int most = a->rate.n_work > a->baseline.n_work ? a->rate.n_work : a->baseline.n_work;
  if (a->guard.n_work > most) most = a->guard.n_work;
  a->n_plan_work = (size_t)most;
  return ANT_OK;
}

static ant_status check_code(const ant_machine *a, ant_diag *opt_diag) {
  const ant_code *c = a->code;
  if (!c) return ANT_OK;
  if (c->hash != a->model->hash) {
    return ant_fail(opt_diag, ANT_EINPUT, "this code was compiled from another model");
  }
  bool fits = c->n_y == a->model->n_y && c->n_m == a->model->n_m &&
              c->n_edge_rate == a->program->rate.n_value &&
              c->n_edge_baseline == a->program->baseline.n_value;
  if (!fits) {
    return ant_fail(opt_diag, ANT_EINPUT, "this code was compiled by another version");
  }
  return ANT_OK;
}

static ant_status make_machine(ant_machine *a, ant_diag *opt_diag) {
  ANT_TRY(ant_program_create(a->model, &a->program, opt_diag));
  ANT_TRY(check_code(a, opt_diag));
  ant_status status = make_plans(a);
  for (int i = 0; i < ANT_NPASS && status == ANT_OK; i++) {
    status = ant_tapes_make(a->arena, a->program, &a->program->pass[i], &a->tapes[i]);
  }
  if (status != ANT_OK) return ant_fail(opt_diag, status, "no memory for the machine");
  return ANT_OK;
}

ant_status ant_machine_create(const ant_model *model, const ant_code *opt_code,
                              ant_machine **out_machine, ant_diag *opt_diag) {
  ant_machine *a = calloc(1, sizeof *a);
  if (a) a->arena = ant_arena_create();
  if (!a || !a->arena) {
    free(a);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the machine");
  }
  a->model = model;
  a->code = opt_code;
  ant_status status = make_machine(a, opt_diag);
  if (status != ANT_OK) {
    ant_machine_destroy(&a);
    return status;
  }
  *out_machine = a;
  return ANT_OK;
}

ant_status ant_machine_open(const ant_model *model, ant_machine **out_machine, ant_diag *opt_diag) {
  return ant_machine_create(model, ant_code_builtin(model->hash), out_machine, opt_diag);
}

ant_status ant_machine_open_compiled(const ant_model *model, ant_machine **out_machine,
                                     ant_diag *opt_note) {
  ant_machine *a = NULL;
  ANT_TRY(ant_machine_open(model, &a, opt_note));
  if (!a->code && ant_code_load(a->program, true, &a->loaded, opt_note) == ANT_OK) {
    a->code = a->loaded.code;
    if (check_code(a, opt_note) != ANT_OK) a->code = NULL;
  }
  *out_machine = a;
  return ANT_OK;
}

void ant_machine_destroy(ant_machine **machine) {
  if (!machine || !*machine) return;
  ant_code_unload(&(*machine)->loaded);
  ant_program_destroy(&(*machine)->program);
  ant_arena_destroy(&(*machine)->arena);
  free(*machine);
  *machine = NULL;
}

const ant_model *ant_machine_model(const ant_machine *machine) {
  return machine->model;
}

bool ant_machine_is_compiled(const ant_machine *machine) {
  return machine->code != NULL;
}

/* 2. Passes --------------------------------------------------------------------- */

size_t ant_machine_work(const ant_machine *machine) {
  size_t most = 0;
  for (int i = 0; i < ANT_NPASS; i++) {
    if (machine->tapes[i].n_register > most) most = machine->tapes[i].n_register;
  }
  return machine->n_plan_work + most + 1;
}

/* The evaluator's stores are not const; a pass writes only to what its equations have as targets.
 */
static void evaluate(const ant_machine *a, ant_pass_kind pass, double *m, const double *y,
                     double *dy, double *work) {
  ant_stores stores = {.m = m, .y = (double *)y, .dy = dy, .edge = work};
  ant_tapes_run(&a->tapes[pass], &stores, work + a->n_plan_work);
}

void ant_machine_baseline(const ant_machine *machine, double *m, double *y, double *dy,
                          double *work) {
  if (machine->code) {
    machine->code->baseline(m, y, dy);
  } else {
    evaluate(machine, ANT_PASS_BASELINE, m, y, dy, work);
  }
}

void ant_machine_setup(const ant_machine *machine, double *m, const double *y, double *work) {
  if (machine->code) {
    machine->code->setup(m, y);
  } else {
    evaluate(machine, ANT_PASS_SETUP, m, y, NULL, work);
  }
}

void ant_machine_phase(const ant_machine *machine, double *m, const double *y, double *work) {
  if (machine->code) {
    machine->code->phase(m, y);
  } else {
    evaluate(machine, ANT_PASS_PHASE, m, y, NULL, work);
  }
}

void ant_machine_rate(const ant_machine *machine, double *m, const double *y, double *dy,
                      double *work) {
  if (machine->code) {
    machine->code->rate(m, y, dy);
  } else {
    evaluate(machine, ANT_PASS_RATE, m, y, dy, work);
  }
}

void ant_machine_observe(const ant_machine *machine, double *m, const double *y, double *work) {
  if (machine->code) {
    machine->code->observe(m, y);
  } else {
    evaluate(machine, ANT_PASS_OBSERVE, m, y, NULL, work);
  }
}

void ant_machine_probe(const ant_machine *machine, double *m, const double *y, double *work) {
  evaluate(machine, ANT_PASS_PROBE, m, y, NULL, work);
}

void ant_machine_guard(const ant_machine *machine, double *m, const double *y, double *work) {
  evaluate(machine, ANT_PASS_GUARD, m, y, NULL, work);
}

void ant_machine_truth(const ant_machine *machine, double *m, double *work) {
  evaluate(machine, ANT_PASS_TRUTH, m, NULL, NULL, work);
}

void ant_machine_jump(const ant_machine *machine, int jump, const double *m, const double *y,
                      double *out_y, double *work) {
  ant_stores stores = {.m = (double *)m, .y = (double *)y, .dy = out_y};
  ant_tapes_run_one(&machine->tapes[ANT_PASS_JUMP], jump, &stores, work + machine->n_plan_work);
}

/* 3. Jacobians ------------------------------------------------------------------- */

const ant_pattern *ant_machine_pattern(const ant_machine *machine) {
  return &machine->rate.pattern;
}

const ant_pattern *ant_machine_baseline_pattern(const ant_machine *machine) {
  return &machine->baseline.pattern;
}

const ant_pattern *ant_machine_guard_pattern(const ant_machine *machine) {
  return &machine->guard.pattern;
}

static void rate_partials(const ant_machine *machine, const double *m, const double *y,
                          double *work) {
  if (machine->code) {
    machine->code->partials_rate(m, y, work);
  } else {
    evaluate(machine, ANT_PASS_PARTIALS_RATE, (double *)m, y, NULL, work);
  }
}

void ant_machine_jacobian(const ant_machine *machine, const double *m, const double *y,
                          double *value, double *work) {
  rate_partials(machine, m, y, work);
  ant_plan_run(&machine->rate, work, value);
}

void ant_machine_by_time(const ant_machine *machine, double *by_time, const double *work) {
  const ant_pattern *pattern = &machine->rate.pattern;
  for (int i = 0; i < pattern->n_row; i++) by_time[i] = 0;
  for (int k = pattern->nnz; k < pattern->col_start[pattern->n_col + 1]; k++) {
    by_time[pattern->row[k]] = work[machine->rate.result[k]];
  }
}

void ant_machine_guard_jacobian(const ant_machine *machine, const double *m, const double *y,
                                double *value, double *work) {
  rate_partials(machine, m, y, work);
  ant_plan_run(&machine->guard, work, value);
}

void ant_machine_baseline_jacobian(const ant_machine *machine, const double *m, const double *y,
                                   double *value, double *work) {
  if (machine->code) {
    machine->code->partials_baseline(m, y, work);
  } else {
    evaluate(machine, ANT_PASS_PARTIALS_BASELINE, (double *)m, y, NULL, work);
  }
  ant_plan_run(&machine->baseline, work, value);
}

/* 4. Values and names -------------------------------------------------------------- */

void ant_machine_defaults(const ant_machine *machine, double *m) {
  const ant_model *model = machine->model;
  for (int i = 0; i < model->n_m; i++) m[i] = 0;
  for (int i = 0; i < model->n_symbol; i++) {
    const ant_symbol *s = &model->symbol[i];
    if (s->store != ANT_STORE_M || !s->value) continue;
    for (int k = 0; k < s->n; k++) m[s->offset + k] = s->value[k];
  }
}

const char *ant_machine_slot_name(const ant_model *model, ant_store store, int offset, char *buffer,
                                  size_t size) {
  if (store == ANT_STORE_DY) store = ANT_STORE_Y;
  snprintf(buffer, size, "?");
  for (int i = 0; i < model->n_symbol; i++) {
    const ant_symbol *s = &model->symbol[i];
    if (s->store != store || offset < s->offset || offset >= s->offset + s->n) continue;
    int element = offset - s->offset, block = s->n;
    int n = snprintf(buffer, size, "%s", s->name);
    for (int k = 0; k < s->n_set && n >= 0 && (size_t)n < size; k++) {
      const ant_set *set = &model->set[s->set[k]];
      block /= set->n;
      n += snprintf(buffer + n, size - (size_t)n, ".%s", set->element[element / block % set->n]);
    }
    break;
  }
  return buffer;
}
