/* speciation.c - chemical equilibrium of urine (see antaeus/speciation.h).
 *   1. Tables   2. Species of a given ionic strength and pH   3. Mass balance   4. Ionic strength
 *   5. pH   6. What comes out */
#include "antaeus/speciation.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "speciation/constants.h"

#define LN10 2.302585092994046

/* 1. Tables ---------------------------------------------------------------- */

static const struct {
  const char *name;
  int charge;
  double g_per_mol;
  const char *word;
} ion_table[ANT_NION] = {
#define ANT_X(id, name, charge, g_per_mol, word) {name, charge, g_per_mol, word},
    ANT_IONS(ANT_X)
#undef ANT_X
};

typedef struct complex_row {
  const char *name;
  int charge;
  double beta;
  int h;
  struct {
    ant_ion ion;
    int n;
  } part[2];
} complex_row;

static const complex_row complexes[] = {
#define ANT_X(name, charge, beta, h, a, na, b, nb) {name, charge, beta, h, {{a, na}, {b, nb}}},
    ANT_COMPLEXES(ANT_X)
#undef ANT_X
};
enum { N_COMPLEX = sizeof complexes / sizeof *complexes };

static const struct {
  double product;
  int h;
  struct {
    ant_ion ion;
    int n;
  } part[3];
} products[ANT_NSALT] = {
#define ANT_X(id, product, h, a, na, b, nb, c, nc) [id] = {product, h, {{a, na}, {b, nb}, {c, nc}}},
    ANT_PRODUCTS(ANT_X)
#undef ANT_X
};

static const char *const salt_name[ANT_NSALT] = {
#define ANT_X(id, name, formula) name,
    ANT_SALTS(ANT_X)
#undef ANT_X
};

const char *ant_ion_name(ant_ion ion) {
  return ion_table[ion].name;
}
const char *ant_ion_word(ant_ion ion) {
  return ion_table[ion].word;
}
double ant_ion_g_per_mol(ant_ion ion) {
  return ion_table[ion].g_per_mol;
}
const char *ant_salt_name(ant_salt salt) {
  return salt_name[salt];
}

/* 2. Species of a given ionic strength and pH ------------------------------- */

typedef struct solution {
  const ant_urine *urine;
  double ph, ionic_strength;
  double log_gamma;   /* of a single charge                                     */
  double x[ANT_NION]; /* ln of the free ion [mol/L]; -inf where there is none   */
  double log_beta[N_COMPLEX];
  double c[N_COMPLEX];  /* mol/L                                                  */
  double sum[ANT_NION]; /* of all species that hold the ion [mol/L]               */
  int iterations;
} solution;

static bool present(const solution *s, int ion) {
  return s->urine->total[ion] > 0;
}

/* ln gamma of one charge; of z charges it is z^2 times as much */
static double log_gamma(double ionic_strength) {
  double root = sqrt(ionic_strength);
  return -1.20218 * (root / (1 + root) - 0.285 * ionic_strength);
}

static int squared(int z) {
  return z * z;
}

static double log_activity(const solution *s, int ion) {
  return s->x[ion] + squared(ion_table[ion].charge) * s->log_gamma;
}

static double concentration(const solution *s, int k) {
  const complex_row *row = &complexes[k];
  double log_c = s->log_beta[k] - row->h * LN10 * s->ph - squared(row->charge) * s->log_gamma;
  for (int p = 0; p < 2; p++) {
    if (row->part[p].n == 0) continue;
    if (!present(s, (int)row->part[p].ion)) return 0;
    log_c += row->part[p].n * log_activity(s, (int)row->part[p].ion);
  }
  return exp(log_c);
}

static void find_complexes(solution *s) {
  for (int i = 0; i < ANT_NION; i++) s->sum[i] = present(s, i) ? exp(s->x[i]) : 0;
  for (int k = 0; k < N_COMPLEX; k++) {
    s->c[k] = concentration(s, k);
    for (int p = 0; p < 2; p++) {
      s->sum[complexes[k].part[p].ion] += complexes[k].part[p].n * s->c[k];
    }
  }
}

/* 3. Mass balance ---------------------------------------------------------- */

/* What Newton's method goes down: convex, with the balances for its gradient. */
static double potential(const solution *s) {
  double value = 0;
  for (int k = 0; k < N_COMPLEX; k++) value += s->c[k];
  for (int i = 0; i < ANT_NION; i++) {
    if (present(s, i)) value += exp(s->x[i]) - s->urine->total[i] * s->x[i];
  }
  return value;
}

static double mass_error(const solution *s) {
  double most = 0;
  for (int i = 0; i < ANT_NION; i++) {
    if (present(s, i)) most = fmax(most, fabs(s->sum[i] / s->urine->total[i] - 1));
  }
  return most;
}

/* The Hessian, scaled by the totals from both sides so that trace ions count as much as others. */
static void find_hessian(const solution *s, double h[ANT_NION][ANT_NION]) {
  memset(h, 0, sizeof(double[ANT_NION][ANT_NION]));
  for (int i = 0; i < ANT_NION; i++) h[i][i] = present(s, i) ? exp(s->x[i]) : 1;
  for (int k = 0; k < N_COMPLEX; k++) {
    for (int p = 0; p < 2; p++) {
      for (int q = 0; q < 2; q++) {
        h[complexes[k].part[p].ion][complexes[k].part[q].ion] +=
            complexes[k].part[p].n * complexes[k].part[q].n * s->c[k];
      }
    }
  }
  for (int i = 0; i < ANT_NION; i++) {
    for (int j = 0; j < ANT_NION; j++) {
      double ti = present(s, i) ? s->urine->total[i] : 1;
      double tj = present(s, j) ? s->urine->total[j] : 1;
      h[i][j] /= sqrt(ti * tj);
    }
  }
}

/* Solve A x = b by Cholesky's method, A (n x n) in its lower triangle, both overwritten. */
static void solve_positive(double a[ANT_NION][ANT_NION], double b[ANT_NION]) {
  for (int j = 0; j < ANT_NION; j++) {
    for (int k = 0; k < j; k++) {
      for (int i = j; i < ANT_NION; i++) a[i][j] -= a[i][k] * a[j][k];
    }
    double root = sqrt(a[j][j]);
    for (int i = j; i < ANT_NION; i++) a[i][j] /= root;
  }
  for (int i = 0; i < ANT_NION; i++) {
    for (int k = 0; k < i; k++) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  for (int i = ANT_NION - 1; i >= 0; i--) {
    for (int k = i + 1; k < ANT_NION; k++) b[i] -= a[k][i] * b[k];
    b[i] /= a[i][i];
  }
}

static void find_step(const solution *s, double step[ANT_NION]) {
  double h[ANT_NION][ANT_NION];
  find_hessian(s, h);
  for (int i = 0; i < ANT_NION; i++) {
    double t = s->urine->total[i];
    step[i] = present(s, i) ? (t - s->sum[i]) / sqrt(t) : 0;
  }
  solve_positive(h, step);
  for (int i = 0; i < ANT_NION; i++) {
    if (present(s, i)) step[i] /= sqrt(s->urine->total[i]);
  }
}

/* The share of STEP to begin with: where much too little of an ion is free, the whole step is
 * beyond all numbers. */
static double first_share(const double step[ANT_NION]) {
  double most = 0;
  for (int i = 0; i < ANT_NION; i++) most = fmax(most, fabs(step[i]));
  return most > 3 ? 3 / most : 1;
}

/* Go along STEP as far as the potential falls. */
static void take_step(solution *s, const double step[ANT_NION]) {
  double before = potential(s), slope = 0, x[ANT_NION];
  memcpy(x, s->x, sizeof x);
  for (int i = 0; i < ANT_NION; i++) {
    if (present(s, i)) slope += step[i] * (s->sum[i] - s->urine->total[i]);
  }
  double share = first_share(step);
  for (int halved = 0; halved < 30; halved++, share /= 2) {
    for (int i = 0; i < ANT_NION; i++) {
      if (present(s, i)) s->x[i] = x[i] + share * step[i];
    }
    find_complexes(s);
    if (potential(s) <= before + 1e-4 * share * slope) return;
  }
}

enum { MOST_ROUNDS = 200 };

/* Newton until the balances hold to rounding.  Near the end the potential is flat to its last bit
 * and says nothing: there whole steps are taken while they help. */
static void balance_mass(solution *s) {
  find_complexes(s);
  double error = mass_error(s);
  for (int round = 0; round < MOST_ROUNDS && error > 0; round++) {
    double step[ANT_NION];
    solution kept = *s;
    find_step(s, step);
    s->iterations++;
    if (error > 1e-5) {
      take_step(s, step);
    } else {
      for (int i = 0; i < ANT_NION; i++) {
        if (present(s, i)) s->x[i] += step[i];
      }
      find_complexes(s);
    }
    double now = mass_error(s);
    if (error <= 1e-5 && !(now < 0.5 * error)) {
      if (!(now < error)) {
        int iterations = s->iterations;
        *s = kept;
        s->iterations = iterations;
      }
      return;
    }
    error = now;
  }
}

/* 4. Ionic strength -------------------------------------------------------- */

/* A root of a function that falls from positive at LO to negative at HI: false position from GUESS,
 * with halving where that crawls.  Returns where the function is 0, or the end that it leaves by.
 */
static double find_root(double lo, double hi, double guess, double within,
                        double (*f)(void *user, double x), void *user) {
  double x = guess, before = NAN, f_before = NAN;
  for (int round = 0; round < 100 && hi - lo > within; round++) {
    double fx = f(user, x), width = hi - lo;
    if (fx == 0 || !isfinite(fx)) return x;
    if (fx > 0) lo = x;
    if (fx < 0) hi = x;
    double next = x - fx * (x - before) / (fx - f_before);
    bool crawls = round % 4 == 3 && hi - lo > 0.5 * width;
    if (!isfinite(next)) next = x + fx; /* the first time: a step of the function's own size */
    if (fabs(next - x) <= within && next > lo - within && next < hi + within) return next;
    if (crawls || !(next > lo && next < hi)) next = 0.5 * (lo + hi);
    before = x;
    f_before = fx;
    x = next;
  }
  return x;
}

typedef struct sums {
  double charge, charge_total, ionic_strength;
} sums;

static void add_ion(sums *s, int charge, double mol_per_l) {
  s->charge += charge * mol_per_l;
  s->charge_total += abs(charge) * mol_per_l;
  s->ionic_strength += 0.5 * squared(charge) * mol_per_l;
}

static sums sum_ions(const solution *s) {
  sums all = {0};
  double hydrogen = exp(-LN10 * s->ph);
  add_ion(&all, 1, hydrogen * exp(-s->log_gamma));
  add_ion(&all, -1, WATER / hydrogen * exp(-s->log_gamma));
  for (int i = 0; i < ANT_NION; i++) {
    if (present(s, i)) add_ion(&all, ion_table[i].charge, exp(s->x[i]));
  }
  for (int k = 0; k < N_COMPLEX; k++) add_ion(&all, complexes[k].charge, s->c[k]);
  all.charge += s->urine->rest;
  all.charge_total += fabs(s->urine->rest);
  return all;
}

/* how much more the ions make than was assumed */
static double excess_strength(void *user, double ionic_strength) {
  solution *s = user;
  s->ionic_strength = ionic_strength;
  s->log_gamma = log_gamma(ionic_strength);
  balance_mass(s);
  return sum_ions(s).ionic_strength - ionic_strength;
}

#define MOST_STRENGTH 1.0

static void find_strength(solution *s) {
  double i = find_root(0, MOST_STRENGTH, s->ionic_strength, 1e-14, excess_strength, s);
  excess_strength(s, i);
}

/* 5. pH -------------------------------------------------------------------- */

/* A first guess of the free ions: what protons alone leave. */
static void guess_free(solution *s) {
  for (int i = 0; i < ANT_NION; i++) {
    double bound = 1;
    for (int k = 0; k < N_COMPLEX; k++) {
      if (complexes[k].part[1].n > 0 || (int)complexes[k].part[0].ion != i) continue;
      bound += complexes[k].beta * exp(-complexes[k].h * LN10 * s->ph);
    }
    s->x[i] = present(s, i) ? log(s->urine->total[i] / bound) : -INFINITY;
  }
}

static double charge_at(void *user, double ph) {
  solution *s = user;
  s->ph = ph;
  find_strength(s);
  return sum_ions(s).charge;
}

/* The more protons, the more charge: no root where both ends have the same sign. */
static void find_ph(solution *s) {
  double ph = charge_at(s, ANT_PH_LEAST) < 0 ? ANT_PH_LEAST : ANT_PH_MOST;
  if (ph == ANT_PH_MOST && charge_at(s, ANT_PH_MOST) < 0) {
    ph = find_root(ANT_PH_LEAST, ANT_PH_MOST, 6, 1e-15, charge_at, s);
  }
  charge_at(s, ph);
}

/* 6. What comes out -------------------------------------------------------- */

static ant_status check_urine(const ant_urine *urine, ant_diag *diag) {
  for (int i = 0; i < ANT_NION; i++) {
    if (urine->total[i] >= 0 && urine->total[i] <= 10) continue;
    return ant_fail(diag, ANT_ERANGE, "%s is %g mol/L: 0 to 10 was expected", ion_table[i].word,
                    urine->total[i]);
  }
  if (!isfinite(urine->rest)) {
    return ant_fail(diag, ANT_ERANGE, "the charge of ions not listed is not a finite number");
  }
  if (isnan(urine->ph) || (urine->ph >= ANT_PH_LEAST && urine->ph <= ANT_PH_MOST)) return ANT_OK;
  return ant_fail(diag, ANT_ERANGE, "a pH of %g: %g to %g was expected", urine->ph, ANT_PH_LEAST,
                  ANT_PH_MOST);
}

static double supersaturation(const solution *s, int salt) {
  double log_product = -products[salt].h * LN10 * s->ph - log(products[salt].product);
  for (int p = 0; p < 3; p++) {
    if (products[salt].part[p].n == 0) continue;
    if (!present(s, (int)products[salt].part[p].ion)) return 0;
    log_product += products[salt].part[p].n * log_activity(s, (int)products[salt].part[p].ion);
  }
  return exp(log_product);
}

static ant_status check_result(const solution *s, const sums *all, ant_diag *diag) {
  if (!(fabs(all->ionic_strength - s->ionic_strength) <= 1e-9)) {
    if (s->ionic_strength > MOST_STRENGTH - 1e-9) {
      return ant_fail(diag, ANT_ERANGE,
                      "the ionic strength is above %g mol/L, where activities are not known",
                      MOST_STRENGTH);
    }
    return ant_fail(diag, ANT_ENUMERIC, "no ionic strength was found that its ions make");
  }
  if (!(mass_error(s) <= 1e-12)) {
    return ant_fail(diag, ANT_ENUMERIC, "mass balances hold to %.1e only", mass_error(s));
  }
  if (!isnan(s->urine->ph) || fabs(all->charge) <= 1e-12 * all->charge_total) return ANT_OK;
  ant_fail(
      diag, ANT_ERANGE,
      "no pH between %g and %g balances the charges: at pH %.3g there are %.3g mmol/L too many "
      "%s ones",
      ANT_PH_LEAST, ANT_PH_MOST, s->ph, 1e3 * fabs(all->charge),
      all->charge > 0 ? "positive" : "negative");
  ant_diag_hint(diag, "an ion is missing or wrong; give the pH if it was measured");
  return ANT_ERANGE;
}

ant_status ant_speciate(const ant_urine *urine, ant_speciation *out, ant_diag *diag) {
  ANT_TRY(check_urine(urine, diag));
  solution s = {.urine = urine, .ph = isnan(urine->ph) ? 6 : urine->ph, .ionic_strength = 0.2};
  for (int k = 0; k < N_COMPLEX; k++) s.log_beta[k] = log(complexes[k].beta);
  guess_free(&s);
  if (isnan(urine->ph)) {
    find_ph(&s);
  } else {
    find_strength(&s);
  }
  sums all = sum_ions(&s);
  ANT_TRY(check_result(&s, &all, diag));
  *out = (ant_speciation){.ph = s.ph,
                          .ionic_strength = s.ionic_strength,
                          .mass_error = mass_error(&s),
                          .charge = all.charge,
                          .charge_total = all.charge_total,
                          .iterations = s.iterations};
  for (int i = 0; i < ANT_NION; i++) {
    out->free[i] = present(&s, i) ? exp(s.x[i]) : 0;
    out->activity[i] = present(&s, i) ? exp(log_activity(&s, i)) : 0;
  }
  for (int i = 0; i < ANT_NSALT; i++) out->supersaturation[i] = supersaturation(&s, i);
  return ANT_OK;
}

const char *ant_speciation_complex(const ant_speciation *s, int k, double *opt_mol_per_l) {
  if (k < 0 || k >= N_COMPLEX) return NULL;
  const complex_row *row = &complexes[k];
  double product =
      row->beta * exp(-row->h * LN10 * s->ph - squared(row->charge) * log_gamma(s->ionic_strength));
  for (int p = 0; p < 2; p++) {
    for (int n = 0; n < row->part[p].n; n++) product *= s->activity[row->part[p].ion];
  }
  if (opt_mol_per_l) *opt_mol_per_l = product;
  return row->name;
}
