/* mass.c - conservation of each substance (see mass.h). */
#include "engine/mass.h"

#include <math.h>
#include <stdlib.h>

/* dimensions in ant_unit.dim */
enum { DIM_MASS = 0, DIM_MOLE = 5, DIM_IU = 7 };

/* grams in one UNIT of SUBSTANCE */
static double gram_per(const ant_unit *unit, const ant_substance *substance) {
  if (unit->dim[DIM_MASS] == ANT_DIM_ONE) return unit->scale * 1e3;
  if (unit->dim[DIM_MOLE] == ANT_DIM_ONE) return unit->scale * substance->g_per_mol;
  if (unit->dim[DIM_IU] == ANT_DIM_ONE) return unit->scale * substance->g_per_iu;
  return unit->scale;
}

static void find_pools(ant_mass *mass) {
  const ant_model *model = mass->model;
  for (int s = 0; s < model->n_symbol; s++) {
    const ant_symbol *symbol = &model->symbol[s];
    if (symbol->kind != ANT_SYM_STATE || symbol->substance < 0) continue;
    double gram = gram_per(&symbol->unit, &model->substance[symbol->substance]);
    for (int e = 0; e < symbol->n; e++) {
      mass->gram[symbol->offset + e] = gram;
      mass->substance[symbol->offset + e] = symbol->substance;
    }
  }
}

static void *take(int n, size_t size) {
  return calloc((size_t)n + 1, size);
}

ant_status ant_mass_init(ant_mass *mass, const ant_model *model, const double *y,
                         ant_diag *opt_diag) {
  int n = model->n_substance;
  *mass = (ant_mass){.model = model};
  mass->gram = take(model->n_y, sizeof *mass->gram);
  mass->substance = take(model->n_y, sizeof *mass->substance);
  mass->start = take(n, sizeof *mass->start);
  mass->dosed = take(n, sizeof *mass->dosed);
  mass->most = take(n, sizeof *mass->most);
  mass->sum = take(n, sizeof *mass->sum);
  if (!mass->gram || !mass->substance || !mass->start || !mass->dosed || !mass->most ||
      !mass->sum) {
    ant_mass_clear(mass);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the books of %d substances", n);
  }
  find_pools(mass);
  for (int i = 0; i < model->n_y; i++) {
    if (mass->gram[i] != 0) mass->start[mass->substance[i]] += mass->gram[i] * y[i];
  }
  ant_mass_check(mass, y);
  return ANT_OK;
}

void ant_mass_clear(ant_mass *mass) {
  free(mass->gram);
  free(mass->substance);
  free(mass->start);
  free(mass->dosed);
  free(mass->most);
  free(mass->sum);
  *mass = (ant_mass){0};
}

void ant_mass_dose(ant_mass *mass, int i, double amount) {
  if (mass->gram[i] != 0) mass->dosed[mass->substance[i]] += mass->gram[i] * amount;
}

void ant_mass_hold(ant_mass *mass, int i) {
  if (mass->gram[i] != 0) mass->broken = true;
}

double ant_mass_content(const ant_mass *mass, int substance, const double *y) {
  int outside = mass->model->substance[substance].outside;
  int skip = outside >= 0 ? mass->model->symbol[outside].offset : -1;
  double sum = 0;
  for (int i = 0; i < mass->model->n_y; i++) {
    if (mass->gram[i] != 0 && mass->substance[i] == substance && i != skip) {
      sum += mass->gram[i] * y[i];
    }
  }
  return sum;
}

void ant_mass_check(ant_mass *mass, const double *y) {
  int n = mass->model->n_substance;
  for (int s = 0; s < n; s++) mass->sum[s] = 0;
  for (int i = 0; i < mass->model->n_y; i++) {
    if (mass->gram[i] != 0) mass->sum[mass->substance[i]] += mass->gram[i] * y[i];
  }
  for (int s = 0; s < n; s++) {
    mass->most[s] = fmax(mass->most[s], fabs(ant_mass_content(mass, s, y)));
    double gap = fabs(mass->sum[s] - mass->start[s] - mass->dosed[s]);
    if (mass->most[s] > 0) mass->error = fmax(mass->error, gap / mass->most[s]);
  }
}
