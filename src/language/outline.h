/* outline.h - moves work out of the right-hand side.
 *
 * Parts of the equations that a right-hand side computes become hidden LETs of their own where that
 * saves work, with the same operations in the same order, so that no result changes:
 *   - what depends on parameters only is computed once a run, on inputs too once a phase;
 *   - what is the same for all elements of a set is computed once, not in the loop over it;
 *   - what several equations have in common is computed once;
 *   - a power or an exponential stands alone, so that its derivative finds the value there.
 * Parts that are cheaper to compute than to store stay where they are.
 *
 * Thread safety: one model, one thread; before the model is shared. */
#ifndef ANT_OUTLINE_H
#define ANT_OUTLINE_H

#include "language/ir.h"

/* Rewrite MODEL, whose orders are made.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_model_outline(ant_model *model);

#endif /* ANT_OUTLINE_H */
