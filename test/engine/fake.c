#include "fake.h"

#include "machine/tangent.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N_M = FAKE_DRUG, N_Y = FAKE_N_SYMBOL - FAKE_DRUG };

static ant_symbol symbol[FAKE_N_SYMBOL];
static ant_substance matter = {.name = "matter", .g_per_mol = 1, .outside = FAKE_REST};
static ant_dose_port port = {.name = "drug",
                             .unit_text = "mg",
                             .state = FAKE_DRUG,
                             .element = -1,
                             .factor = 1e-3,
                             .fraction = FAKE_FRACTION};
static double value[FAKE_N_SYMBOL], scale_z = 1;
static ant_model model;

static void declare(int s, ant_symbol_kind kind, const char *name, double v) {
  bool state = kind == ANT_SYM_STATE;
  value[s] = v;
  symbol[s] = (ant_symbol){.kind = kind,
                           .name = name,
                           .doc = "",
                           .unit_text = "1",
                           .n = 1,
                           .store = state ? ANT_STORE_Y : ANT_STORE_M,
                           .offset = state ? s - FAKE_DRUG : s,
                           .substance = -1,
                           .base_of = -1,
                           .value = state ? NULL : &value[s],
                           .lo = -INFINITY,
                           .hi = INFINITY,
                           .unit = {.scale = 1}};
}

ant_model *fake_model(void) {
  declare(FAKE_TIME, ANT_SYM_TIME, "time", 0);
  declare(FAKE_GRAVITY, ANT_SYM_INPUT, "gravity", 1);
  declare(FAKE_K, ANT_SYM_PARAM, "k", 0.1);
  declare(FAKE_SPOIL, ANT_SYM_PARAM, "spoil", 0);
  declare(FAKE_FRACTION, ANT_SYM_LET, "fraction", 0.5);
  declare(FAKE_O_DRUG, ANT_SYM_OBSERVE, "o.drug", 0);
  declare(FAKE_O_Z, ANT_SYM_OBSERVE, "o.z", 0);
  declare(FAKE_O_TIME, ANT_SYM_OBSERVE, "o.time", 0);
  declare(FAKE_DRUG, ANT_SYM_STATE, "drug", 0);
  declare(FAKE_REST, ANT_SYM_STATE, "rest", 0);
  declare(FAKE_Z, ANT_SYM_STATE, "z", 1);
  symbol[FAKE_GRAVITY].lo = 0, symbol[FAKE_GRAVITY].hi = 2;
  for (int s = FAKE_DRUG; s <= FAKE_REST; s++) {
    symbol[s].substance = 0;
    symbol[s].unit = (ant_unit){.scale = 1e-3, .dim = {ANT_DIM_ONE}};
    symbol[s].scale = &scale_z;
  }
  model = (ant_model){.title = "Fake",
                      .path = "fake",
                      .symbol = symbol,
                      .n_symbol = FAKE_N_SYMBOL,
                      .substance = &matter,
                      .n_substance = 1,
                      .dose = &port,
                      .n_dose = 1,
                      .n_y = N_Y,
                      .n_m = N_M,
                      .time = FAKE_TIME,
                      .hash = 42};
  return &model;
}

const ant_machine *fake_machine(ant_model *m) {
  return (const ant_machine *)(const void *)m;
}

/* What the language would offer. */
const char *ant_model_name(const ant_model *m, int s, int element, char *buffer, size_t size) {
  (void)element;
  snprintf(buffer, size, "%s", m->symbol[s].name);
  return buffer;
}

/* What the machine would do. */
const ant_model *ant_machine_model(const ant_machine *machine) {
  (void)machine;
  return &model;
}

size_t ant_machine_work(const ant_machine *machine) {
  (void)machine;
  return 1;
}

void ant_machine_defaults(const ant_machine *machine, double *m) {
  (void)machine;
  memcpy(m, value, N_M * sizeof *m);
}

ant_status ant_machine_solve_baseline(const ant_machine *machine, double *m, double *y,
                                      ant_baseline_report *out, ant_diag *diag) {
  (void)machine;
  if (m[FAKE_K] < 0) return ant_fail(diag, ANT_EBALANCE, "no ground with a negative k");
  y[0] = y[1] = 0;
  y[2] = m[FAKE_GRAVITY];
  if (out) *out = (ant_baseline_report){.n_unknown = 1};
  return ANT_OK;
}

void ant_machine_phase(const ant_machine *machine, double *m, const double *y, double *work) {
  (void)machine, (void)m, (void)y, (void)work;
}

void ant_machine_rate(const ant_machine *machine, double *m, const double *y, double *dy,
                      double *w) {
  (void)machine, (void)w;
  double spoil = m[FAKE_SPOIL], left = 40 - m[FAKE_TIME];
  dy[0] = -m[FAKE_K] * y[0];
  dy[1] = m[FAKE_K] * y[0];
  dy[2] = (m[FAKE_GRAVITY] - y[2]) / 2 + (spoil != 0 ? spoil / fmax(left, 0) : 0);
}

void ant_machine_observe(const ant_machine *machine, double *m, const double *y, double *work) {
  (void)machine, (void)work;
  m[FAKE_O_DRUG] = y[0];
  m[FAKE_O_Z] = y[2];
  m[FAKE_O_TIME] = m[FAKE_TIME];
}

void ant_machine_probe(const ant_machine *machine, double *m, const double *y, double *work) {
  (void)machine, (void)m, (void)y, (void)work;
}

/* Nobody asks for sensitivities. */
ant_status ant_tangent_create(const ant_machine *machine, const int *leaf, int n,
                              ant_tangent **out_tangent, ant_diag *diag) {
  (void)machine, (void)leaf, (void)n, (void)out_tangent;
  return ant_fail(diag, ANT_ENOTYET, "no tangents here");
}

void ant_tangent_destroy(ant_tangent **tangent) {
  (void)tangent;
}

void ant_tangent_look(ant_tangent *t, ant_tangent_kind kind, const double *m, const double *y) {
  (void)t, (void)kind, (void)m, (void)y;
}

void ant_tangent_sweep(const ant_tangent *t, ant_tangent_kind kind, double *dot) {
  (void)t, (void)kind, (void)dot;
}

void ant_tangent_jump(const ant_tangent *t, int jump, double *dot) {
  (void)t, (void)jump, (void)dot;
}

ant_status ant_tangent_baseline(ant_tangent *t, const double *m, const double *y, int n,
                                double *dot, ant_diag *diag) {
  (void)t, (void)m, (void)y, (void)n, (void)dot;
  return ant_fail(diag, ANT_ENOTYET, "no tangents here");
}

/* It has no conditions. */
void ant_machine_guard(const ant_machine *machine, double *m, const double *y, double *work) {
  (void)machine, (void)m, (void)y, (void)work;
}

void ant_machine_truth(const ant_machine *machine, double *m, double *work) {
  (void)machine, (void)m, (void)work;
}

void ant_machine_jump(const ant_machine *machine, int jump, const double *m, const double *y,
                      double *out_y, double *work) {
  (void)machine, (void)jump, (void)m, (void)y, (void)out_y, (void)work;
}

const char *ant_machine_slot_name(const ant_model *m, ant_store store, int offset, char *buffer,
                                  size_t size) {
  (void)m, (void)store;
  snprintf(buffer, size, "slot %d", offset);
  return buffer;
}

const ant_pattern *ant_machine_guard_pattern(const ant_machine *machine) {
  static const ant_pattern none = {0};
  (void)machine;
  return &none;
}

void ant_machine_guard_jacobian(const ant_machine *machine, const double *m, const double *y,
                                double *v, double *work) {
  (void)machine, (void)m, (void)y, (void)v, (void)work;
}

const ant_pattern *ant_machine_pattern(const ant_machine *machine) {
  static const int start[] = {0, 2, 3, 4}, row[] = {0, 1, 1, 2};
  static const ant_pattern pattern = {N_Y, N_Y, 4, start, row};
  (void)machine;
  return &pattern;
}

void ant_machine_jacobian(const ant_machine *machine, const double *m, const double *y, double *v,
                          double *work) {
  (void)machine, (void)y;
  double left = 40 - m[FAKE_TIME];
  work[0] = m[FAKE_SPOIL] != 0 ? m[FAKE_SPOIL] / (left * left) : 0;
  v[0] = -m[FAKE_K];
  v[1] = m[FAKE_K];
  v[2] = 0;
  v[3] = -0.5;
}

void ant_machine_by_time(const ant_machine *machine, double *by_time, const double *work) {
  (void)machine;
  by_time[0] = by_time[1] = 0;
  by_time[2] = work[0];
}

bool ant_machine_blame(const ant_machine *machine, const double *m, const double *y, char *buffer,
                       size_t size) {
  (void)machine, (void)y;
  if (m[FAKE_SPOIL] == 0 || m[FAKE_TIME] < 40) return false;
  snprintf(buffer, size, "the rate of z is infinite");
  return true;
}
