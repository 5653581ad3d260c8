/* derive.h - the exact gradient of one expression, as expressions.
 *
 * Reverse accumulation over the expression's graph: one sweep gives the partials by every place
 * read, and they share what they have in common.  A piecewise operation (if, min, max) is
 * differentiated branch by branch and the choice is put outside, `c ? a' : b'`, so that a branch
 * which is not taken may be infinite there without harm.
 *
 *   d|x| = sign(x) dx    d(x^c) = c x^(c-1) dx        d(x^p) by p = x^p log(x), 0 where x <= 0
 *   truth values, sign and count have derivative 0, also where they jump
 *
 * Reference: Griewank & Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, ch. 3 and 14.
 * Thread safety: one ant_derive, one thread. */
#ifndef ANT_DERIVE_H
#define ANT_DERIVE_H

#include "language/node.h"

/* One entry of a gradient: the partial by place REF is the expression NODE. */
typedef struct ant_partial {
  int ref, node;
} ant_partial;

/* Workspace and result; zero-initialise, use for many gradients, clear. */
typedef struct ant_derive {
  ant_partial *partial; /* (n) the last gradient, in the order of the places' indices */
  int n;
  ant_walk walk;     /* private from here                             */
  ant_partial *list; /* (n_list) gradients of branches, one behind the other */
  int n_list, list_capacity, partial_capacity;
  int *start, *count; /* by node: its part of `list`                   */
  int *adjoint, *sum, *touched;
  bool *active; /* by node: reads an active place                */
  int node_capacity, ref_capacity, n_touched;
  int root, value;
} ant_derive;

/* Put the gradient of the expression at ROOT in work->partial: by each place r with ACTIVE[r]
 * (n_ref of them) whose partial is not the constant 0.  VALUE is a node that knows the value of
 * ROOT without computing it again, or ROOT itself.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_derive_gradient(ant_derive *work, ant_nodes *nodes, int root, int value,
                               const bool *active);
void ant_derive_clear(ant_derive *work);

#endif /* ANT_DERIVE_H */
