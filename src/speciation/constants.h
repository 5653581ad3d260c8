/* constants.h - the complexes and solubility products of EQUIL 2 at 37 degC (see speciation.h for
 * the source).  All are thermodynamic: products of activities.
 *
 * A complex is  beta {H}^h {A}^a {B}^b ; hydroxide counts as h = -1 times the ion product of
 * water.  Where EQUIL 2 gives a step, the steps are multiplied out here. */
#ifndef ANT_SPECIATION_CONSTANTS_H
#define ANT_SPECIATION_CONSTANTS_H

#include "antaeus/speciation.h"

/* protons taken up by the anions, step by step */
#define K_HPO4  1.73e12
#define K_H2PO4 (K_HPO4 * 1.49e7)
#define K_HCIT  2.64e6
#define K_H2CIT (K_HCIT * 5.521e4)
#define K_HPP   2.44e9
#define K_H2PP  (K_HPP * 4.97e6)
#define K_HCO3  1.66e10
#define K_CAOX  2746.0
#define K_MGOX  4020.0
#define WATER   2.552701302661247e-14 /* 10^-13.593                                             */

/* X(name, charge, beta, h, A, a, B, b) */
#define ANT_COMPLEXES(X)                                                                           \
  X("HPO4-2", -2, K_HPO4, 1, ANT_PHOSPHATE, 1, 0, 0)                                               \
  X("H2PO4-", -1, K_H2PO4, 2, ANT_PHOSPHATE, 1, 0, 0)                                              \
  X("H3PO4", 0, K_H2PO4 * 162, 3, ANT_PHOSPHATE, 1, 0, 0)                                          \
  X("HSO4-", -1, 145.5, 1, ANT_SULPHATE, 1, 0, 0)                                                  \
  X("HOx-", -1, 20750.0, 1, ANT_OXALATE, 1, 0, 0)                                                  \
  X("HCit-2", -2, K_HCIT, 1, ANT_CITRATE, 1, 0, 0)                                                 \
  X("H2Cit-", -1, K_H2CIT, 2, ANT_CITRATE, 1, 0, 0)                                                \
  X("H3Cit", 0, K_H2CIT * 1247, 3, ANT_CITRATE, 1, 0, 0)                                           \
  X("H2U", 0, 278000.0, 1, ANT_URATE, 1, 0, 0)                                                     \
  X("HCO3-", -1, K_HCO3, 1, ANT_CARBONATE, 1, 0, 0)                                                \
  X("H2CO3", 0, K_HCO3 * 1.94e6, 2, ANT_CARBONATE, 1, 0, 0)                                        \
  X("HPP-3", -3, K_HPP, 1, ANT_PYROPHOSPHATE, 1, 0, 0)                                             \
  X("H2PP-2", -2, K_H2PP, 2, ANT_PYROPHOSPHATE, 1, 0, 0)                                           \
  X("H3PP-", -1, K_H2PP * 171, 3, ANT_PYROPHOSPHATE, 1, 0, 0)                                      \
  X("H4PP", 0, K_H2PP * 171 * 7.05, 4, ANT_PYROPHOSPHATE, 1, 0, 0)                                 \
  X("NaHPO4-", -1, 12.9 * K_HPO4, 1, ANT_SODIUM, 1, ANT_PHOSPHATE, 1)                              \
  X("NaSO4-", -1, 5.433, 0, ANT_SODIUM, 1, ANT_SULPHATE, 1)                                        \
  X("NaOx-", -1, 13.4, 0, ANT_SODIUM, 1, ANT_OXALATE, 1)                                           \
  X("NaCit-2", -2, 8.5, 0, ANT_SODIUM, 1, ANT_CITRATE, 1)                                          \
  X("NaPP-3", -3, 216.0, 0, ANT_SODIUM, 1, ANT_PYROPHOSPHATE, 1)                                   \
  X("NaHPP-2", -2, 33.1 * K_HPP, 1, ANT_SODIUM, 1, ANT_PYROPHOSPHATE, 1)                           \
  X("Na2PP-2", -2, 216.0 * 251.2, 0, ANT_SODIUM, 2, ANT_PYROPHOSPHATE, 1)                          \
  X("NaCO3-", -1, 18.6, 0, ANT_SODIUM, 1, ANT_CARBONATE, 1)                                        \
  X("Na2CO3", 0, 18.6 * 1.03, 0, ANT_SODIUM, 2, ANT_CARBONATE, 1)                                  \
  X("KHPO4-", -1, 10.0 * K_HPO4, 1, ANT_POTASSIUM, 1, ANT_PHOSPHATE, 1)                            \
  X("KSO4-", -1, 8.831, 0, ANT_POTASSIUM, 1, ANT_SULPHATE, 1)                                      \
  X("KOx-", -1, 13.4, 0, ANT_POTASSIUM, 1, ANT_OXALATE, 1)                                         \
  X("KCit-2", -2, 12.6, 0, ANT_POTASSIUM, 1, ANT_CITRATE, 1)                                       \
  X("KPP-3", -3, 143.0, 0, ANT_POTASSIUM, 1, ANT_PYROPHOSPHATE, 1)                                 \
  X("CaPO4-", -1, 3.597e6, 0, ANT_CALCIUM, 1, ANT_PHOSPHATE, 1)                                    \
  X("CaHPO4", 0, 685.0 * K_HPO4, 1, ANT_CALCIUM, 1, ANT_PHOSPHATE, 1)                              \
  X("CaH2PO4+", 1, 31.3 * K_H2PO4, 2, ANT_CALCIUM, 1, ANT_PHOSPHATE, 1)                            \
  X("CaSO4", 0, 229.6, 0, ANT_CALCIUM, 1, ANT_SULPHATE, 1)                                         \
  X("CaOx", 0, K_CAOX, 0, ANT_CALCIUM, 1, ANT_OXALATE, 1)                                          \
  X("CaOx2-2", -2, K_CAOX * 17.3, 0, ANT_CALCIUM, 1, ANT_OXALATE, 2)                               \
  X("Ca2Ox+2", 2, K_CAOX * 71.4, 0, ANT_CALCIUM, 2, ANT_OXALATE, 1)                                \
  X("CaCit-", -1, 60000.0, 0, ANT_CALCIUM, 1, ANT_CITRATE, 1)                                      \
  X("CaHCit", 0, 505.2 * K_HCIT, 1, ANT_CALCIUM, 1, ANT_CITRATE, 1)                                \
  X("CaH2Cit+", 1, 12.5 * K_H2CIT, 2, ANT_CALCIUM, 1, ANT_CITRATE, 1)                              \
  X("CaCO3", 0, 1897.0, 0, ANT_CALCIUM, 1, ANT_CARBONATE, 1)                                       \
  X("CaPP-2", -2, 562000.0, 0, ANT_CALCIUM, 1, ANT_PYROPHOSPHATE, 1)                               \
  X("CaHPP-", -1, 5500.0 * K_HPP, 1, ANT_CALCIUM, 1, ANT_PYROPHOSPHATE, 1)                         \
  X("CaOHPP-3", -3, 7.94e8 * WATER, -1, ANT_CALCIUM, 1, ANT_PYROPHOSPHATE, 1)                      \
  X("CaOH+", 1, 23.1 * WATER, -1, ANT_CALCIUM, 1, 0, 0)                                            \
  X("MgPO4-", -1, 3.46e6, 0, ANT_MAGNESIUM, 1, ANT_PHOSPHATE, 1)                                   \
  X("MgHPO4", 0, 1014.0 * K_HPO4, 1, ANT_MAGNESIUM, 1, ANT_PHOSPHATE, 1)                           \
  X("MgH2PO4+", 1, 31.9 * K_H2PO4, 2, ANT_MAGNESIUM, 1, ANT_PHOSPHATE, 1)                          \
  X("MgSO4", 0, 188.4, 0, ANT_MAGNESIUM, 1, ANT_SULPHATE, 1)                                       \
  X("MgOx", 0, K_MGOX, 0, ANT_MAGNESIUM, 1, ANT_OXALATE, 1)                                        \
  X("MgOx2-2", -2, K_MGOX * 5.93, 0, ANT_MAGNESIUM, 1, ANT_OXALATE, 2)                             \
  X("Mg2Ox+2", 2, K_MGOX * 4.75, 0, ANT_MAGNESIUM, 2, ANT_OXALATE, 1)                              \
  X("MgCit-", -1, 69900.0, 0, ANT_MAGNESIUM, 1, ANT_CITRATE, 1)                                    \
  X("MgHCit", 0, 316.7 * K_HCIT, 1, ANT_MAGNESIUM, 1, ANT_CITRATE, 1)                              \
  X("MgH2Cit+", 1, 5.0 * K_H2CIT, 2, ANT_MAGNESIUM, 1, ANT_CITRATE, 1)                             \
  X("MgCO3", 0, 946.0, 0, ANT_MAGNESIUM, 1, ANT_CARBONATE, 1)                                      \
  X("MgPP-2", -2, 1.977e7, 0, ANT_MAGNESIUM, 1, ANT_PYROPHOSPHATE, 1)                              \
  X("MgOHPP-3", -3, 1.995e9 * WATER, -1, ANT_MAGNESIUM, 1, ANT_PYROPHOSPHATE, 1)                   \
  X("MgOH+", 1, 380.19 * WATER, -1, ANT_MAGNESIUM, 1, 0, 0)                                        \
  X("NH4HPO4-", -1, 10.0 * K_HPO4, 1, ANT_AMMONIUM, 1, ANT_PHOSPHATE, 1)                           \
  X("NH4SO4-", -1, 12.9, 0, ANT_AMMONIUM, 1, ANT_SULPHATE, 1)                                      \
  X("NH4Ox-", -1, 13.0, 0, ANT_AMMONIUM, 1, ANT_OXALATE, 1)                                        \
  X("NH4Cit-2", -2, 8.5, 0, ANT_AMMONIUM, 1, ANT_CITRATE, 1)

/* X(ID, solubility product, h, A, a, B, b, C, c) of  {H}^h {A}^a {B}^b {C}^c */
#define ANT_PRODUCTS(X)                                                                            \
  X(ANT_CALCIUM_OXALATE, 6.16e-6 / K_CAOX, 0, ANT_CALCIUM, 1, ANT_OXALATE, 1, 0, 0)                \
  X(ANT_BRUSHITE, 2.37e-7 / K_HPO4, 1, ANT_CALCIUM, 1, ANT_PHOSPHATE, 1, 0, 0)                     \
  X(ANT_HYDROXYAPATITE, 1.45e-59 / WATER, -1, ANT_CALCIUM, 5, ANT_PHOSPHATE, 3, 0, 0)              \
  X(ANT_STRUVITE, 1.15e-13, 0, ANT_MAGNESIUM, 1, ANT_AMMONIUM, 1, ANT_PHOSPHATE, 1)                \
  X(ANT_URIC_ACID, 2.61e-4 / 278000.0, 1, ANT_URATE, 1, 0, 0, 0, 0)                                \
  X(ANT_SODIUM_URATE, 2.79e-5, 0, ANT_URATE, 1, ANT_SODIUM, 1, 0, 0)                               \
  X(ANT_AMMONIUM_URATE, 3.6e-5, 0, ANT_URATE, 1, ANT_AMMONIUM, 1, 0, 0)                            \
  X(ANT_POTASSIUM_URATE, 9.63e-5, 0, ANT_URATE, 1, ANT_POTASSIUM, 1, 0, 0)

#endif /* ANT_SPECIATION_CONSTANTS_H */
