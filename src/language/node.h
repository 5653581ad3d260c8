/* node.h - building the expressions of a checked model.
 *
 * Nodes are shared: asking twice for the same node gives the same index, so that equal
 * sub-expressions are computed once.  Constants are folded with the very functions that the
 * machines use (ant_op_apply), so folding never changes a byte.
 *
 * Simplification.  A rewriting is done only where the result is the same double for every value of
 * the operands, infinities and NaN among them; only the sign of a zero may change:
 *   x+0  0+x  x-0  x*1  1*x  x/1      x            0-x  x*-1  -1*x  x/-1     -x
 *   -(-x)                             x            a+(-b)  a-(-b)            a-b  a+b
 *   x^0  x^1  x^2  x^3  x^4  x^-1     1  x  x*x  x*x*x  (x*x)*(x*x)  1/x    x^0.5   sqrt(x)
 *   if const a b,  if c a a           a or b
 *   x and 0,  x or 1                  0, 1
 * 0*x stays, because x may be infinite or not a number, unless x is a truth value (0 or 1).
 * Nothing is reassociated.  (x^3 is thereby defined as two products, not as pow(x, 3).)
 *
 * Errors: without memory a builder gives -1, which every function here takes and hands on; the
 * arena's status tells at the end.  Thread safety: one builder, one thread. */
#ifndef ANT_NODE_H
#define ANT_NODE_H

#include "language/ir.h"

typedef struct ant_nodes {
  ant_arena *arena;
  ant_node *node; /* (n_node) what becomes model->node            */
  ant_ref *ref;   /* (n_ref) what becomes model->ref              */
  int n_node, n_ref;
  int node_capacity, ref_capacity;
  int *slot;     /* (n_slot) hash table of nodes, -1 if empty    */
  int *ref_slot; /* (n_ref_slot) hash table of places, likewise  */
  int n_slot, n_ref_slot;
} ant_nodes;

/* An empty builder in ARENA. */
void ant_nodes_init(ant_nodes *nodes, ant_arena *arena);

/* A builder in ARENA that starts with copies of what MODEL has: its indices stay valid. */
void ant_nodes_init_from(ant_nodes *nodes, ant_arena *arena, const ant_model *model);

/* Let MODEL have what was built; arena and arrays are shared with the builder, which may go on:
 * then give again. */
void ant_nodes_give(const ant_nodes *nodes, ant_model *model);

/* Each returns the index of a node with this value, simplified, or -1. */
int ant_node_const(ant_nodes *nodes, double value);
int ant_node_read(ant_nodes *nodes, const ant_ref *ref);
int ant_node_1(ant_nodes *nodes, ant_op op, int a);
int ant_node_2(ant_nodes *nodes, ant_op op, int a, int b);
int ant_node_3(ant_nodes *nodes, ant_op op, int a, int b, int c);

/* Whether NODE is a constant, and then its value in *OPT_VALUE. */
bool ant_node_is_const(const ant_nodes *nodes, int node, double *opt_value);

/* Walking the nodes of an expression, each once, arguments before what uses them.  Zero-initialise,
 * use for as many expressions as wanted, clear. */
typedef struct ant_walk {
  int *item; /* (n) the nodes, the root last                 */
  int n;
  int *value;         /* by node: the caller's, kept between walks    */
  int *stamp, *stack; /* private                                      */
  int capacity, generation;
} ant_walk;
/* Returns ANT_OK or ANT_ENOMEM (or when ROOT is -1). */
ant_status ant_walk_from(ant_walk *walk, const ant_node *node, int root);
void ant_walk_clear(ant_walk *walk);

/* A copy of the expression at ROOT in which every read of place FROM[i] (an index into ref) has
 * become the node TO[i]; N of them.  Other reads stay. */
int ant_node_replace(ant_nodes *nodes, ant_walk *walk, int root, const int *from, const int *to,
                     int n);

/* Properties of an operation. */
int ant_op_n_arg(ant_op op);
const char *ant_op_name(ant_op op);
bool ant_op_is_truth(ant_op op); /* gives 0 or 1                                */

/* The value of OP applied to A, B, C (as many as it has). */
double ant_op_apply(ant_op op, double a, double b, double c);

#endif /* ANT_NODE_H */
