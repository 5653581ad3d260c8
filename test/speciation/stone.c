/* stone.c - columns of a table become a urine; the risk and its interval. */
#include "speciation/stone.h"

#include "../test.h"

enum { N = 13 };
static char *const names[N] = {"urine.sodium",  "urine.potassium", "urine.calcium", "magnesium",
                               "ammonium",      "chloride",        "phosphate",     "sulphate",
                               "urine.oxalate", "citrate",         "uric_acid",     "volume",
                               "urine.ph"};
static char *const by_day[N] = {"mmol/day", "mmol/day", "mg/day",   "mmol/day", "mmol/day",
                                "mmol/day", "mmol/day", "mmol/day", "mmol/day", "mmol/day",
                                "mmol/day", "L/day",    "1"};
static char *const by_litre[N] = {"mmol/L", "mmol/L", "mmol/L", "mg/L",   "mmol/L",
                                  "mmol/L", "mmol/L", "mmol/L", "umol/L", "mmol/L",
                                  "mmol/L", "mL/day", "1"};

/* One urine, counted in two ways. */
static void same_urine(void) {
  const double day[N] = {160, 65, 200, 4.6, 38, 150, 32, 22, 0.35, 3.6, 3.7, 2, 6};
  double litre[N];
  for (int i = 0; i < 11; i++) litre[i] = day[i] / 2;
  litre[2] /= 40.078;
  litre[3] *= 24.305;
  litre[8] *= 1000;
  litre[11] = 2000;
  litre[12] = 6;
  ant_urine_map map;
  ant_urine a, b;
  CHECK(ant_urine_map_make(N, names, by_day, &map, NULL) == ANT_OK);
  CHECK(ant_urine_of_row(&map, day, &a, NULL) == ANT_OK);
  CHECK(ant_urine_map_make(N, names, by_litre, &map, NULL) == ANT_OK);
  CHECK(ant_urine_of_row(&map, litre, &b, NULL) == ANT_OK);
  for (int i = 0; i < ANT_NION; i++) NEAR(a.total[i], b.total[i], 1e-15);
  NEAR(a.total[ANT_CALCIUM], 200e-3 / 40.078 / 2, 1e-15);
  CHECK(a.ph == 6 && b.ph == 6);
}

static void refuses(int n, char *const *unit, ant_status status, const char *words) {
  ant_urine_map map = {.ph = -7};
  ant_diag diag = {0};
  CHECK(ant_urine_map_make(n, names, unit, &map, &diag) == status && map.ph == -7);
  if (!strstr(diag.text, words)) printf("# said: %s\n", diag.text);
  CHECK(strstr(diag.text, words));
}

static void mistakes(void) {
  char *unit[N];
  memcpy(unit, by_day, sizeof unit);
  refuses(9, unit, ANT_EMISSING, "no column of urine is called citrate, uric_acid");
  refuses(11, unit, ANT_EMISSING, "no column is called volume");
  unit[0] = "kg";
  refuses(N, unit, ANT_EUNIT, "'urine.sodium' is in [kg]");
  unit[0] = "furlong";
  refuses(N, unit, ANT_EUNKNOWN, "furlong");
  memcpy(unit, by_day, sizeof unit);
  unit[11] = "L";
  refuses(N, unit, ANT_EUNIT, "L/day was expected");
  double row[N] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 6};
  ant_urine_map map;
  ant_urine urine = {.ph = -7};
  CHECK(ant_urine_map_make(N, names, by_day, &map, NULL) == ANT_OK);
  CHECK(ant_urine_of_row(&map, row, &urine, NULL) == ANT_ERANGE && urine.ph == -7);
}

static void risk(void) {
  NEAR(ant_stone_rate(1, 0.7), 14 / 5434.5, 1e-18);
  NEAR(ant_stone_rate(14, ANT_STONE_POWER) / ant_stone_rate(1, ANT_STONE_POWER), 6.3, 0.1);
  double lo, hi;
  ant_stone_interval(1, 1, 1, &lo, &hi); /* that of 14 events alone */
  NEAR(lo, exp(-1.96 / sqrt(14)), 1e-3);
  NEAR(hi, exp(1.96 / sqrt(14)), 2e-3);
  double wide_lo, wide_hi;
  ant_stone_interval(1, 0.7, 1.4, &wide_lo, &wide_hi);
  CHECK(wide_lo < lo && wide_hi > hi);
  ant_stone_interval(0, 0, 0, &lo, &hi);
  CHECK(lo == 0 && hi == 0);
}

int main(void) {
  RUN(same_urine);
  RUN(mistakes);
  RUN(risk);
  return test_done();
}
