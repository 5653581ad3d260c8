/* program.h - what a machine computes, as loop nests: the one form that the evaluator runs and
 * src/emit writes as C, so that both give the same bytes.
 *
 * A nest is a loop over its axes (the last runs fastest) around expressions that share their
 * nodes; each result is stored or accumulated where its output says.  An equation of the model is a
 * nest with one output.  The local partials of an equation are a nest with an output for each
 * place read, stored in the array of edges (ANT_STORE_EDGE), element after element; a partial that
 * is a constant is stored once.
 *
 * A pass is a list of nests in order.  Accumulating outputs are set to their neutral element (0,
 * -inf, inf) before the loop.
 *
 * Edges.  Passes `partials_rate` and `partials_baseline` hold those partials that can carry a
 * derivative: of the rates by the states and by time, and of the conditions of the baseline by its
 * unknowns.  At a largest or smallest the partial is 1 for each element that is equal to the
 * result, so it is exact where no two are equal.
 *
 * Immutable once made; shareable between threads. */
#ifndef ANT_PROGRAM_H
#define ANT_PROGRAM_H

#include "language/node.h"

typedef struct ant_output {
  int node;
  ant_ref target;
  ant_accumulate accumulate;
} ant_output;

typedef struct ant_nest {
  int equation; /* of the model, that it stands for             */
  int n_axis;
  int axis_size[ANT_MAX_AXES];
  int axis_set[ANT_MAX_AXES];
  ant_output *out; /* (n_out)                                      */
  int n_out;
} ant_nest;

typedef struct ant_pass {
  const char *name; /* rate                                         */
  ant_nest *nest;   /* (n)                                          */
  int n;
} ant_pass;

/* d equation / d place, for all elements of the equation's axes. */
typedef struct ant_edge {
  int equation;
  int ref;       /* into program->nodes.ref: the place read      */
  int offset;    /* of its first value in edge[]                 */
  bool constant; /* one value for all elements                   */
  double value;  /* of a constant                                */
} ant_edge;

typedef struct ant_edges {
  ant_edge *edge; /* (n) in order of equations                    */
  int n;
  int n_value; /* doubles in edge[]                            */
} ant_edges;

typedef enum ant_pass_kind {
  ANT_PASS_BASELINE,
  ANT_PASS_SETUP,
  ANT_PASS_PHASE,
  ANT_PASS_RATE,
  ANT_PASS_OBSERVE,
  ANT_PASS_PROBE,
  ANT_PASS_PARTIALS_RATE,
  ANT_PASS_PARTIALS_BASELINE,
  ANT_PASS_GUARD, /* what the guards of conditions need, a part of RATE       */
  ANT_PASS_TRUTH, /* of each condition, from its guard                        */
  ANT_PASS_JUMP,  /* what states become, written where rates are              */
  ANT_NPASS
} ant_pass_kind;

/* Written as C; the others are asked for rarely and are the evaluator's alone. */
static inline bool ant_pass_is_emitted(ant_pass_kind kind) {
  return kind != ANT_PASS_PROBE && kind < ANT_PASS_GUARD;
}

/* What derivatives along a direction go through (machine/tangent.h), in the orders of the model. */
typedef enum ant_tangent_kind {
  ANT_TANGENT_BASELINE,
  ANT_TANGENT_PHASE,
  ANT_TANGENT_RATE,
  ANT_TANGENT_OBSERVE,
  ANT_TANGENT_JUMP,
  ANT_NTANGENT
} ant_tangent_kind;

typedef struct ant_program {
  const ant_model *model; /* not owned                                    */
  ant_arena *arena;
  ant_nodes nodes; /* the model's, those of the partials behind    */
  ant_pass pass[ANT_NPASS];
  ant_edges rate, baseline;
  ant_pass tangent_pass[ANT_NTANGENT];
  ant_edges tangent[ANT_NTANGENT];
} ant_program;

/* Make the program of MODEL, which must outlive it.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_program_create(const ant_model *model, ant_program **out_program,
                              ant_diag *opt_diag);

/* Make the tangents of MODEL, and no passes, for directions in the N slots LEAF (of params and
 * covariates), the states, time, and what the baseline finds.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_program_create_tangents(const ant_model *model, const int *leaf, int n,
                                       ant_program **out_program, ant_diag *opt_diag);
void ant_program_destroy(ant_program **program);

/* Slots of all stores in one numbering: y, then m, then dy. */
int ant_slot_count(const ant_model *model);
int ant_slot_of(const ant_model *model, ant_store store, int offset);

/* How many elements the axes span, and the offset of place REF at element ELEMENT of them. */
int ant_axes_count(int n_axis, const int *axis_size);
int ant_ref_at(const ant_ref *ref, int n_axis, const int *axis_size, int element);

#endif /* ANT_PROGRAM_H */
