/* speciation.c - the equilibrium of urine: a published example, closed forms, what must hold for
 * any urine, what is refused. */
#include "antaeus/speciation.h"

#include "../test.h"
#include "random.h"

/* The example of the public source of EQUIL 2: a laboratory's sample report, and what the original
 * program made of it (tolerance 1e-4; ours solves exactly). */
static ant_urine example(void) {
  ant_urine urine = {.ph = 5.5};
  urine.total[ANT_SODIUM] = 0.045;
  urine.total[ANT_POTASSIUM] = 0.055;
  urine.total[ANT_CALCIUM] = 15 / 4008.0; /* mg/dL, with the program's own masses         */
  urine.total[ANT_MAGNESIUM] = 15 / 2431.0;
  urine.total[ANT_AMMONIUM] = 0.1e-3 / 17.031;
  urine.total[ANT_CHLORIDE] = 0.075;
  urine.total[ANT_PHOSPHATE] = 100 / 3097.0;
  urine.total[ANT_SULPHATE] = 96.07 / 3206;
  urine.total[ANT_OXALATE] = 1 / 8802.0;
  urine.total[ANT_CITRATE] = 40 / 19212.0;
  urine.total[ANT_URATE] = 50 / 16800.0;
  return urine;
}

static void as_equil2(void) {
  ant_urine urine = example();
  ant_speciation s;
  CHECK(ant_speciate(&urine, &s, NULL) == ANT_OK);
  NEAR(s.supersaturation[ANT_CALCIUM_OXALATE], 2.75, 0.006);
  NEAR(s.supersaturation[ANT_BRUSHITE], 1.01, 0.006);
  NEAR(s.supersaturation[ANT_HYDROXYAPATITE], 12802.75, 3);
  NEAR(s.supersaturation[ANT_URIC_ACID], 4.52, 0.006);
  NEAR(s.supersaturation[ANT_SODIUM_URATE], 1.55, 0.006);
}

/* One acid, so dilute that activities are concentrations: the free share is that of its pK. */
static void acid_alone(void) {
  ant_urine urine = {.ph = 5};
  urine.total[ANT_URATE] = 1e-12;
  ant_speciation s;
  CHECK(ant_speciate(&urine, &s, NULL) == ANT_OK);
  double gamma = s.activity[ANT_URATE] / s.free[ANT_URATE];
  NEAR(s.free[ANT_URATE] / 1e-12, 1 / (1 + 278000 * 1e-5 * gamma), 1e-12);
  NEAR(s.supersaturation[ANT_URIC_ACID], 278000 * 1e-5 * s.activity[ANT_URATE] / 2.61e-4, 1e-18);
}

/* Two ions with one complex: a quadratic equation, with the activities found. */
static void pair_alone(void) {
  ant_urine urine = {.ph = 9};
  double t = urine.total[ANT_SODIUM] = urine.total[ANT_SULPHATE] = 0.1;
  ant_speciation s;
  CHECK(ant_speciate(&urine, &s, NULL) == ANT_OK);
  double root = sqrt(s.ionic_strength);
  double log_gamma = -1.20218 * (root / (1 + root) - 0.285 * s.ionic_strength);
  double k = 5.433 * exp((1 + 4 - 1) * log_gamma), a = t - s.free[ANT_SODIUM];
  NEAR(a, ((2 * k * t + 1) - sqrt((2 * k * t + 1) * (2 * k * t + 1) - 4 * k * k * t * t)) / (2 * k),
       1e-9); /* HSO4- at pH 9 is 1e-8 of it */
  double strength = 0.5 * (s.free[ANT_SODIUM] + 4 * s.free[ANT_SULPHATE] + a);
  NEAR(s.ionic_strength, strength, 1e-4 * strength);
}

static void water_alone(void) {
  ant_urine urine = {.ph = NAN};
  ant_speciation s;
  CHECK(ant_speciate(&urine, &s, NULL) == ANT_OK);
  NEAR(s.ph, 13.593 / 2, 1e-3); /* neutral at 37 degC */
  CHECK(s.supersaturation[ANT_BRUSHITE] == 0 && s.mass_error == 0);
}

/* The pH that was given is found again from the charge that was left. */
static void ph_found_again(void) {
  ant_urine urine = example();
  for (double ph = 4.5; ph < 8.1; ph += 0.5) {
    ant_speciation given, found;
    urine.ph = ph;
    urine.rest = 0;
    CHECK(ant_speciate(&urine, &given, NULL) == ANT_OK);
    urine.ph = NAN;
    urine.rest = -given.charge;
    CHECK(ant_speciate(&urine, &found, NULL) == ANT_OK);
    NEAR(found.ph, ph, 1e-10);
    CHECK(fabs(found.charge) <= 1e-12 * found.charge_total);
  }
}

static void any_urine(void) {
  uint64_t seed = 20261128;
  int solved = 0, found = 0;
  for (int i = 0; i < 1000; i++) {
    ant_urine urine = random_urine(&seed);
    ant_speciation s;
    ant_diag diag = {0};
    ant_status status = ant_speciate(&urine, &s, &diag);
    if (status != ANT_OK && status != ANT_ERANGE) printf("# urine %d: %s\n", i, diag.text);
    CHECK(status == ANT_OK || status == ANT_ERANGE);
    if (status != ANT_OK) continue;
    solved++;
    CHECK(s.mass_error <= 1e-12 && s.ionic_strength >= 0 && s.ionic_strength <= 1);
    for (int k = 0; k < ANT_NSALT; k++) CHECK(s.supersaturation[k] >= 0);
    if (!isnan(urine.ph)) continue;
    found++;
    CHECK(fabs(s.charge) <= 1e-12 * s.charge_total);
  }
  CHECK(solved > 450 && found > 50);
}

/* The complexes that are handed out and the free ions make up the totals. */
static void complexes_add_up(void) {
  ant_urine urine = example();
  ant_speciation s;
  CHECK(ant_speciate(&urine, &s, NULL) == ANT_OK);
  double chloride = s.free[ANT_CHLORIDE], calcium = s.free[ANT_CALCIUM], c;
  const char *name;
  for (int k = 0; (name = ant_speciation_complex(&s, k, &c)); k++) {
    if (strstr(name, "Ca2")) calcium += c;
    if (strstr(name, "Ca")) calcium += c;
  }
  NEAR(calcium / urine.total[ANT_CALCIUM], 1, 1e-12);
  NEAR(chloride / urine.total[ANT_CHLORIDE], 1, 1e-12);
}

static double calcium_oxalate(const ant_urine *urine) {
  ant_speciation s;
  CHECK(ant_speciate(urine, &s, NULL) == ANT_OK);
  return s.supersaturation[ANT_CALCIUM_OXALATE];
}

/* What every textbook says of each ion. */
static void what_helps(void) {
  ant_urine usual = example(), urine = usual;
  double before = calcium_oxalate(&usual);
  for (int i = 0; i < ANT_NION; i++) urine.total[i] /= 2;
  CHECK(calcium_oxalate(&urine) < 0.6 * before); /* water */
  const ant_ion down[] = {ANT_CITRATE, ANT_MAGNESIUM, ANT_SULPHATE},
                up[] = {ANT_CALCIUM, ANT_OXALATE};
  for (int k = 0; k < 3; k++) {
    urine = usual;
    urine.total[down[k]] *= 1.5;
    CHECK(calcium_oxalate(&urine) < before);
  }
  for (int k = 0; k < 2; k++) {
    urine = usual;
    urine.total[up[k]] *= 1.5;
    CHECK(calcium_oxalate(&urine) > 1.3 * before);
  }
  ant_speciation acid, alkaline;
  urine = usual;
  CHECK(ant_speciate(&urine, &acid, NULL) == ANT_OK);
  urine.ph = 6.5;
  CHECK(ant_speciate(&urine, &alkaline, NULL) == ANT_OK);
  CHECK(alkaline.supersaturation[ANT_URIC_ACID] < 0.2 * acid.supersaturation[ANT_URIC_ACID]);
  CHECK(alkaline.supersaturation[ANT_BRUSHITE] > 2 * acid.supersaturation[ANT_BRUSHITE]);
}

static void refuses(const char *words, ant_urine urine) {
  ant_speciation s = {.ph = -1};
  ant_diag diag = {0};
  CHECK(ant_speciate(&urine, &s, &diag) == ANT_ERANGE);
  if (!strstr(diag.text, words)) printf("# said: %s\n", diag.text);
  CHECK(strstr(diag.text, words) && s.ph == -1);
}

static void bounds(void) {
  ant_urine urine = example();
  urine.ph = 12;
  refuses("a pH of 12: 3 to 10", urine);
  urine = example();
  urine.total[ANT_CITRATE] = -1e-3;
  refuses("citrate is -0.001 mol/L", urine);
  urine.total[ANT_CITRATE] = NAN;
  refuses("citrate is nan mol/L", urine);
  urine = example();
  urine.total[ANT_SODIUM] = urine.total[ANT_CHLORIDE] = 3;
  refuses("ionic strength is above 1 mol/L", urine);
  urine = example();
  urine.ph = NAN;
  urine.total[ANT_SODIUM] = 0;
  refuses("too many negative ones", urine);
  urine.total[ANT_SODIUM] = 0.3;
  refuses("too many positive ones", urine);
  urine.rest = INFINITY;
  refuses("not a finite number", urine);
}

int main(void) {
  RUN(as_equil2);
  RUN(acid_alone);
  RUN(pair_alone);
  RUN(water_alone);
  RUN(ph_found_again);
  RUN(any_urine);
  RUN(complexes_add_up);
  RUN(what_helps);
  RUN(bounds);
  return test_done();
}
