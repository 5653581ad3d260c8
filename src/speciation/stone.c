/* stone.c - from a table of urine to the risk of a stone (see stone.h).
 *   1. Columns   2. Rows   3. Risk */
#include "speciation/stone.h"

#include <math.h>
#include <string.h>

#include "base/unit.h"

/* 1. Columns --------------------------------------------------------------- */

static ant_status wrong_unit(const char *name, const char *unit, const char *expected,
                             ant_diag *diag) {
  return ant_fail(diag, ANT_EUNIT, "column '%s' is in [%s]: %s was expected", name, unit, expected);
}

/* What turns UNIT into moles, a day or a litre. */
static bool ion_factor(const ant_unit *unit, ant_ion ion, double *out_factor, bool *out_per_day) {
  static const char *const per_day[] = {"mol/day", "g/day"}, *const per_litre[] = {"mol/L", "g/L"};
  for (int weighed = 0; weighed < 2; weighed++) {
    for (int daily = 0; daily < 2; daily++) {
      ant_unit to;
      double factor;
      if (ant_unit_parse(daily ? per_day[weighed] : per_litre[weighed], &to, NULL) != ANT_OK ||
          ant_unit_factor(unit, &to, &factor, NULL) != ANT_OK) {
        continue;
      }
      *out_factor = weighed ? factor / ant_ion_g_per_mol(ion) : factor;
      *out_per_day = daily;
      return true;
    }
  }
  return false;
}

static ant_status take_place(int *place, int column, const char *name, ant_diag *diag) {
  if (*place >= 0) return ant_fail(diag, ANT_EDUPLICATE, "'%s' stands there twice", name);
  *place = column;
  return ANT_OK;
}

static ant_status take_ion(ant_urine_map *map, ant_ion ion, int column, const char *name,
                           const char *text, const ant_unit *unit, ant_diag *diag) {
  ANT_TRY(take_place(&map->ion[ion], column, name, diag));
  if (ion_factor(unit, ion, &map->factor[ion], &map->per_day[ion])) return ANT_OK;
  return wrong_unit(name, text, "mmol/day, mg/day, mmol/L or mg/L", diag);
}

static ant_status take_volume(ant_urine_map *map, int column, const char *name, const char *text,
                              const ant_unit *unit, ant_diag *diag) {
  ant_unit litres;
  ANT_TRY(ant_unit_parse("L/day", &litres, diag));
  ANT_TRY(take_place(&map->volume, column, name, diag));
  if (ant_unit_factor(unit, &litres, &map->volume_factor, NULL) == ANT_OK) return ANT_OK;
  return wrong_unit(name, text, "L/day", diag);
}

static ant_status take_column(ant_urine_map *map, int column, const char *name, const char *text,
                              ant_diag *diag) {
  const char *word = strncmp(name, "urine.", 6) == 0 ? name + 6 : name;
  ant_unit unit;
  if (strcmp(word, "ph") == 0) return take_place(&map->ph, column, name, diag);
  bool known = strcmp(word, "volume") == 0;
  int ion = 0;
  while (!known && ion < ANT_NION && strcmp(word, ant_ion_word(ion)) != 0) ion++;
  if (!known && ion == ANT_NION) return ANT_OK;
  ANT_TRY(ant_unit_parse(text, &unit, diag));
  return known ? take_volume(map, column, name, text, &unit, diag)
               : take_ion(map, ion, column, name, text, &unit, diag);
}

/* Carbonate and pyrophosphate are hardly ever measured and matter little. */
static ant_status check_map(const ant_urine_map *map, ant_diag *diag) {
  char missing[200] = "";
  bool daily = false;
  for (int i = 0; i < ANT_NION; i++) {
    daily |= map->ion[i] >= 0 && map->per_day[i];
    if (map->ion[i] >= 0 || i == ANT_CARBONATE || i == ANT_PYROPHOSPHATE) continue;
    size_t n = strlen(missing);
    snprintf(missing + n, sizeof missing - n, "%s%s", n ? ", " : "", ant_ion_word(i));
  }
  if (missing[0]) {
    ant_fail(diag, ANT_EMISSING, "no column of urine is called %s", missing);
    ant_diag_hint(diag, "columns are 'urine.calcium [mg/day]' or 'calcium [mmol/L]'; where there "
                        "is none of an ion, a column of 0 says so");
    return ANT_EMISSING;
  }
  if (!daily || map->volume >= 0) return ANT_OK;
  ant_fail(diag, ANT_EMISSING, "ions are counted by the day and no column is called volume");
  ant_diag_hint(diag, "add 'urine.volume [L/day]', or give the ions by the litre");
  return ANT_EMISSING;
}

ant_status ant_urine_map_make(int n, char *const *name, char *const *unit, ant_urine_map *out,
                              ant_diag *diag) {
  ant_urine_map map = {.volume = -1, .ph = -1};
  for (int i = 0; i < ANT_NION; i++) map.ion[i] = -1;
  for (int k = 0; k < n; k++) ANT_TRY(take_column(&map, k, name[k], unit[k], diag));
  ANT_TRY(check_map(&map, diag));
  *out = map;
  return ANT_OK;
}

/* 2. Rows ------------------------------------------------------------------ */

ant_status ant_urine_of_row(const ant_urine_map *map, const double *row, ant_urine *out,
                            ant_diag *diag) {
  ant_urine urine = {.ph = map->ph >= 0 ? row[map->ph] : NAN};
  double litres = map->volume >= 0 ? row[map->volume] * map->volume_factor : 1;
  if (!(litres > 0)) return ant_fail(diag, ANT_ERANGE, "a urine of %g L a day", litres);
  for (int i = 0; i < ANT_NION; i++) {
    if (map->ion[i] < 0) continue;
    double amount = row[map->ion[i]] * map->factor[i];
    urine.total[i] = map->per_day[i] ? amount / litres : amount;
  }
  *out = urine;
  return ANT_OK;
}

/* 3. Risk ------------------------------------------------------------------ */

double ant_stone_rate(double ratio, double power) {
  return ANT_STONE_RATE * pow(ratio, power);
}

void ant_stone_interval(double mean, double low, double high, double *out_lo, double *out_hi) {
  double of_power = mean > 0 && low > 0 && high > 0 ? log(high / low) / (2 * 1.96) : 0;
  double width = 1.96 * sqrt(of_power * of_power + ANT_STONE_RATE_SD * ANT_STONE_RATE_SD);
  *out_lo = mean * exp(-width);
  *out_hi = mean * exp(width);
}
