/* wiring.h - what influences what in a model: states, inputs and signals, and the signs between
 * them.
 *
 * A node is a symbol (sets are not expanded).  Kept are states, inputs, flows between two pools,
 * signals (quantities that another module reads) and quantities that join several influences and
 * pass them on to several others; what only carries is left out, and what it carried goes directly.
 * The sign of an influence is that of the exact partial derivative on the ground, over all elements
 * and all ways.
 *
 * Thread safety: no globals. */
#ifndef ANT_EMIT_WIRING_H
#define ANT_EMIT_WIRING_H

#include "language/ir.h"

typedef enum ant_wire_sign {
  ANT_WIRE_NOTHING = 0,
  ANT_WIRE_RAISES = 1,
  ANT_WIRE_LOWERS = 2,
  ANT_WIRE_FLAT = 4 /* no effect where it was asked: at a kink, or the ground is not known */
} ant_wire_sign;    /* bits: several where ways or elements differ             */

typedef enum ant_wire_kind {
  ANT_WIRE_STATE,
  ANT_WIRE_POOL,
  ANT_WIRE_INPUT,
  ANT_WIRE_SIGNAL,
  ANT_WIRE_FLOW
} ant_wire_kind;

typedef struct ant_wire_node {
  int symbol, module; /* module -1: outside of all                             */
  ant_wire_kind kind;
} ant_wire_node;

typedef struct ant_wire_edge {
  int from, to; /* nodes                                                 */
  int sign;     /* ant_wire_sign bits                                    */
  bool matter;  /* between a flow and a pool, the way that matter goes    */
} ant_wire_edge;

typedef struct ant_wiring {
  ant_wire_node *node;
  int n_node;
  ant_wire_edge *edge; /* ordered by from, then to                              */
  int n_edge;
} ant_wiring;

/* The symbols of more than this many are not drawn: ANT_EINPUT. */
enum { ANT_WIRING_MOST = 3000 };

/* M (n_m) and Y (n_y) are the ground, NULL: not known.  *OUT lies in ARENA.  Returns ANT_OK,
 * ANT_EINPUT or ANT_ENOMEM. */
ant_status ant_wiring_read(ant_arena *arena, const ant_model *model, const double *opt_m,
                           const double *opt_y, ant_wiring *out, ant_diag *opt_diag);

/* What one module reads of another, directly: a list of symbols, none twice.  *OUT (*OUT_N) lies in
 * ARENA. */
typedef struct ant_wire_import {
  int from, to; /* modules                                               */
  int *symbol;  /* (n) of FROM                                           */
  int n;
} ant_wire_import;
ant_status ant_wiring_imports(ant_arena *arena, const ant_model *model, ant_wire_import **out,
                              int *out_n);

#endif /* ANT_EMIT_WIRING_H */
