/* speciation.h - the ions of urine: what is free, what is bound, what would like to be a stone.
 *
 * Given the total concentrations of the ions and the pH (or, without it, electroneutrality), the
 * equilibrium of 62 complexes is found: mass action with activity coefficients, one mass balance an
 * ion.  From the activities follow relative supersaturations
 *     RSS = ion activity product / solubility product,
 * above 1 where a crystal can grow.
 *
 * Activity.  ln gamma_z = -z^2 1.20218 (sqrt I / (1 + sqrt I) - 0.285 I), I the ionic strength in
 * mol/L; neutral complexes have gamma 1.  Good to I of about 0.5, refused above 1.
 *
 * Constants are those of EQUIL 2 for 37 degC: Werness, Brown, Smith & Finlayson, J. Urol. 134:1242
 * (1985), as the public source of the program has them (abstract of the paper read only).  They are
 * constants of one laboratory's urine, not of nature: other programs (JESS, LITHORISK) differ by a
 * factor of up to two.  Compare states of one person, not absolute values.
 *
 * Thread safety: no globals; every function is pure and allocates nothing. */
#ifndef ANT_SPECIATION_H
#define ANT_SPECIATION_H

#include "antaeus/diag.h"

/* X(ID, name, charge of the component, g/mol of what a laboratory calls by this name, its name in
 * a table of urine).  Phosphate is counted as PO4(3-), urate as HU(-), whatever protons they carry;
 * masses of phosphate and sulphate are those of phosphorus and sulphur, as laboratories report
 * them; the rest are those of the acid or the element. */
#define ANT_IONS(X)                                                                                \
  X(ANT_SODIUM, "Na", 1, 22.990, "sodium")                                                         \
  X(ANT_POTASSIUM, "K", 1, 39.098, "potassium")                                                    \
  X(ANT_CALCIUM, "Ca", 2, 40.078, "calcium")                                                       \
  X(ANT_MAGNESIUM, "Mg", 2, 24.305, "magnesium")                                                   \
  X(ANT_AMMONIUM, "NH4", 1, 14.007, "ammonium")                                                    \
  X(ANT_CHLORIDE, "Cl", -1, 35.453, "chloride")                                                    \
  X(ANT_PHOSPHATE, "PO4", -3, 30.974, "phosphate")                                                 \
  X(ANT_SULPHATE, "SO4", -2, 32.06, "sulphate")                                                    \
  X(ANT_OXALATE, "Ox", -2, 90.035, "oxalate")                                                      \
  X(ANT_CITRATE, "Cit", -3, 192.124, "citrate")                                                    \
  X(ANT_URATE, "HU", -1, 168.112, "uric_acid")                                                     \
  X(ANT_CARBONATE, "CO3", -2, 44.009, "carbonate")                                                 \
  X(ANT_PYROPHOSPHATE, "PP", -4, 173.943, "pyrophosphate")

typedef enum ant_ion {
#define ANT_X(id, name, charge, g_per_mol, word) id,
  ANT_IONS(ANT_X)
#undef ANT_X
      ANT_NION
} ant_ion;

/* X(ID, name for people, the mineral's or salt's formula) */
#define ANT_SALTS(X)                                                                               \
  X(ANT_CALCIUM_OXALATE, "calcium oxalate", "CaC2O4 H2O")                                          \
  X(ANT_BRUSHITE, "brushite", "CaHPO4 2H2O")                                                       \
  X(ANT_HYDROXYAPATITE, "hydroxyapatite", "Ca5(PO4)3OH")                                           \
  X(ANT_STRUVITE, "struvite", "MgNH4PO4 6H2O")                                                     \
  X(ANT_URIC_ACID, "uric acid", "H2U")                                                             \
  X(ANT_SODIUM_URATE, "sodium urate", "NaHU H2O")                                                  \
  X(ANT_AMMONIUM_URATE, "ammonium urate", "NH4HU")                                                 \
  X(ANT_POTASSIUM_URATE, "potassium urate", "KHU")

typedef enum ant_salt {
#define ANT_X(id, name, formula) id,
  ANT_SALTS(ANT_X)
#undef ANT_X
      ANT_NSALT
} ant_salt;

const char *ant_ion_name(ant_ion ion);    /* "Ca"                                              */
const char *ant_ion_word(ant_ion ion);    /* "calcium"                                         */
double ant_ion_g_per_mol(ant_ion ion);    /* of what a laboratory weighs                       */
const char *ant_salt_name(ant_salt salt); /* "calcium oxalate"                                 */

#define ANT_PH_LEAST 3.0 /* where the constants were meant for, with a margin; refused outside */
#define ANT_PH_MOST  10.0

/* One urine. */
typedef struct ant_urine {
  double total[ANT_NION]; /* mol/L, each >= 0; 0: there is none                                  */
  double ph;              /* NaN: found so that charges balance                                  */
  double rest;            /* mol/L: net charge of ions that are not listed, for the balance      */
} ant_urine;

typedef struct ant_speciation {
  double ph;
  double ionic_strength;     /* mol/L                                                      */
  double free[ANT_NION];     /* mol/L of the bare ion; 0 where there is none               */
  double activity[ANT_NION]; /* of the bare ion                                            */
  double supersaturation[ANT_NSALT]; /* RSS; 0 where an ion is missing                           */
  double mass_error;   /* largest |sum of species - total| / total                               */
  double charge;       /* mol/L: sum of all charges; with pH given, the laboratory's error       */
  double charge_total; /* mol/L: sum of their magnitudes                                         */
  int iterations;      /* of Newton's method, all together                                       */
} ant_speciation;

/* Find the equilibrium of URINE.  For a given pH and ionic strength it is unique (the minimum of a
 * convex function, which damped Newton in the logarithms of the free ions always finds); the ionic
 * strength, and without a pH the pH, are roots of one variable in a bracket.
 *
 * Returns ANT_OK with mass_error <= 1e-12 (and |charge| <= 1e-12 charge_total where the pH was
 * found); ANT_ERANGE, saying which bound, for a total that is negative or not finite, a pH outside
 * its bounds, an ionic strength above 1, or charges that no pH within the bounds can balance;
 * ANT_ENUMERIC should the numbers fail. */
ant_status ant_speciate(const ant_urine *urine, ant_speciation *out, ant_diag *opt_diag);

/* The K-th complex, in no particular order: its name ("CaCit-") and its concentration [mol/L] in
 * the equilibrium that S describes.  Returns NULL behind the last. */
const char *ant_speciation_complex(const ant_speciation *s, int k, double *opt_mol_per_l);

#endif /* ANT_SPECIATION_H */
