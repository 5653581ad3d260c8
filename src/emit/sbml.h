/* sbml.h - a model as SBML Level 3 Version 2, for the tools of systems biology.
 *
 * SBML has no sets: every element of a symbol is a parameter of its own, whose name is the full
 * name here ("bone.cells.osteoclast.skull.cortical").  States have a rate rule; lets, flows and
 * observables an assignment rule; a param that is computed from others an initial assignment; a
 * `when` two events.  What the baseline finds (balances, values on the ground) are numbers, those
 * of the person whose ground is given.  Inputs are parameters that are not constant; missions and
 * doses are not written.
 *
 * Units are strict: each parameter has one, each number in an equation gets the one that its place
 * needs, and where a plain number is taken of a quantity (`as`), a 1 with a unit says so.  SBML
 * knows no International Unit: it is written as `item`.
 *
 * Reference: Hucka et al., J. Integr. Bioinform. 16:20190021 (2019). */
#ifndef ANT_EMIT_SBML_H
#define ANT_EMIT_SBML_H

#include "base/text.h"
#include "language/ir.h"

/* Write MODEL at the end of *OUT with the values M (n_m) and states Y (n_y) of the ground.  Returns
 * ANT_OK or ANT_ENOMEM. */
ant_status ant_emit_sbml(const ant_model *model, const double *m, const double *y, ant_text *out,
                         ant_diag *opt_diag);

#endif /* ANT_EMIT_SBML_H */
