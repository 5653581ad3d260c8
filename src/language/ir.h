/* ir.h - the checked model: what a machine runs and an emitter writes.
 *
 * Everything a model says has become, here, symbols (what there is), nodes (expressions, each
 * a small directed acyclic graph), equations (what is computed, over which sets) and orders
 * (when).  Units are checked and conversions are already in the expressions; functions are
 * expanded; flows, delays and transits have become rates; names are full.
 *
 * Storage.  A run keeps three arrays of doubles: y (states), dy (their derivatives, per day) and m
 * (all else: params, covariates, inputs, balances, baselines, lets, observables, time).  A symbol
 * over sets occupies consecutive slots, the last set running fastest.  Values are in the symbol's
 * own unit; time is in days everywhere.
 *
 * Loops stay loops.  An equation stands for all its elements: it runs over its axes, and each
 * place that it reads or writes is  offset + sum(stride[k] * index[k]).  Nothing is expanded;
 * an element named in the text is an offset.
 *
 * A reduction (total, mean, largest, smallest) is an equation of its own with accumulate != ASSIGN:
 * its target's strides are 0 on the axes that it reduces (a mean is a total divided by a count).
 *
 * Immutable once made; shareable between threads. */
#ifndef ANT_IR_H
#define ANT_IR_H

#include <stdint.h>

#include "antaeus/model.h"
#include "base/arena.h"
#include "base/unit.h"
#include "language/ast.h"

enum { ANT_MAX_AXES = 6 };

/* Letters of a full name with its elements: each message and table has room for so many. */
enum { ANT_NAME_MAX = 150 };

typedef struct ant_set {
  const char *name; /* full: bone.sites.site                        */
  const char *doc;
  const char **element; /* (n)                                          */
  int n;
} ant_set;

/* Symbols ---------------------------------------------------------------- */

typedef enum ant_symbol_kind {
  ANT_SYM_TIME,      /* mission time [day]                                    */
  ANT_SYM_COVARIATE, /* of the person                                         */
  ANT_SYM_PARAM,
  ANT_SYM_INPUT,   /* of the mission's phase                                */
  ANT_SYM_BALANCE, /* found from the baseline                               */
  ANT_SYM_BASE,    /* the value of another symbol on the ground             */
  ANT_SYM_LET,     /* also flows, delay and transit sums, reductions        */
  ANT_SYM_STATE,
  ANT_SYM_OBSERVE,
  ANT_SYM_PROBE, /* a side of an `expect`                                 */
  ANT_SYM_WHEN   /* a condition that is held between its crossings, 0 or 1 */
} ant_symbol_kind;

/* EDGE: the local partials, in the machines' nests only (see language/program.h). */
typedef enum ant_store { ANT_STORE_M, ANT_STORE_Y, ANT_STORE_DY, ANT_STORE_EDGE } ant_store;

typedef struct ant_dist {
  ant_dist_kind kind;
  bool relative; /* NORMAL: arg[0] is a share of the value [-]    */
  double arg[3]; /* in the symbol's unit; a CV or SD as written: [-] for lognormal */
} ant_dist;

typedef struct ant_source_ref {
  const char *key, *where; /* a key of the bibliography, a place in it      */
} ant_source_ref;

typedef struct ant_symbol {
  ant_symbol_kind kind;
  const char *name; /* module.name; an OBSERVE's pattern with {set}  */
  const char *doc;
  const char *unit_text; /* as written, "1" where none                    */
  ant_unit unit;
  int set[ANT_MAX_AXES]; /* (n_set) indices into model->set               */
  int n_set;
  int n;           /* elements                                      */
  ant_store store; /* M or Y                                        */
  int offset;      /* of its first element in its store             */
  bool hidden;     /* made by the checker; not for people           */
  bool is_flow;
  bool steady;         /* a state whose start the baseline finds        */
  int substance;       /* of a pool, -1 if none                         */
  int base_of;         /* BASE: the symbol it copies; else -1           */
  const char **choice; /* (n_choice) covariate with named values 0, 1.. */
  int n_choice;
  double *value; /* (n) PARAM COVARIATE INPUT: as declared; NULL when an expression
                  * gives it (VALUE or INITIAL equation): it cannot be set      */
  double *scale; /* (n) STATE: as declared, NULL: from the baseline */
  double lo, hi; /* range in its unit, -inf and inf if none       */
  ant_dist people, unknown, error;
  ant_source_ref *source; /* (n_source)                                    */
  int n_source;
  const char **fitted; /* (n_fitted) rows of the evidence               */
  int n_fitted;
  const char *assumed; /* why, NULL if not assumed                      */
  ant_place place;
} ant_symbol;

typedef struct ant_substance {
  const char *name;
  double g_per_mol;
  double g_per_iu; /* 0 if it has none                              */
  int outside;     /* the state symbol of its pool `outside`        */
} ant_substance;

/* Expressions ------------------------------------------------------------ */

/* X(OP, name in C, arguments).  The machines do these and no others, in this order of
 * evaluation, so that all give the same bytes. */
#define ANT_OPS(X)                                                                                 \
  X(ANT_OP_CONST, "const", 0) /* value */                                                          \
  X(ANT_OP_READ, "read", 0)   /* ref   */                                                          \
  X(ANT_OP_ADD, "add", 2)                                                                          \
  X(ANT_OP_SUB, "sub", 2)                                                                          \
  X(ANT_OP_MUL, "mul", 2)                                                                          \
  X(ANT_OP_DIV, "div", 2)                                                                          \
  X(ANT_OP_NEG, "neg", 1)                                                                          \
  X(ANT_OP_POW, "pow", 2)                                                                          \
  X(ANT_OP_EXP, "exp", 1)                                                                          \
  X(ANT_OP_LOG, "log", 1)                                                                          \
  X(ANT_OP_SQRT, "sqrt", 1)                                                                        \
  X(ANT_OP_ABS, "abs", 1)                                                                          \
  X(ANT_OP_SIGN, "sign", 1) /* -1 0 1: the derivative of abs */                                    \
  X(ANT_OP_TANH, "tanh", 1)                                                                        \
  X(ANT_OP_SIN, "sin", 1)                                                                          \
  X(ANT_OP_COS, "cos", 1)                                                                          \
  X(ANT_OP_MIN, "min", 2)                                                                          \
  X(ANT_OP_MAX, "max", 2)                                                                          \
  X(ANT_OP_LT, "lt", 2) /* comparisons give 1 or 0 */                                              \
  X(ANT_OP_LE, "le", 2)                                                                            \
  X(ANT_OP_EQ, "eq", 2)                                                                            \
  X(ANT_OP_AND, "and", 2)                                                                          \
  X(ANT_OP_OR, "or", 2)                                                                            \
  X(ANT_OP_NOT, "not", 1)                                                                          \
  X(ANT_OP_IF, "if", 3) /* a ? b : c */

typedef enum ant_op {
#define ANT_X(op, name, n_arg) op,
  ANT_OPS(ANT_X)
#undef ANT_X
      ANT_NOP
} ant_op;

/* A place read or written: store[offset + sum stride[k]*i[k]], strides on the axes of the
 * equation it stands in. */
typedef struct ant_ref {
  int symbol;
  ant_store store;
  int offset; /* absolute in the store                         */
  int stride[ANT_MAX_AXES];
} ant_ref;

typedef struct ant_node {
  ant_op op;
  int arg[3];   /* node indices, always smaller than its own     */
  double value; /* CONST                                         */
  int ref;      /* READ: index into model->ref                   */
} ant_node;

/* Equations -------------------------------------------------------------- */

typedef enum ant_role {
  ANT_EQ_VALUE,    /* a PARAM or COVARIATE given as an expression of others    */
  ANT_EQ_INITIAL,  /* target: y; a state's start from an expression          */
  ANT_EQ_BASE,     /* target: m; copies a symbol; baseline only              */
  ANT_EQ_LET,      /* target: m                                             */
  ANT_EQ_RATE,     /* target: dy; every state has exactly one               */
  ANT_EQ_RESIDUAL, /* target: m (hidden let); zero at the baseline           */
  ANT_EQ_OBSERVE,  /* target: m                                             */
  ANT_EQ_PROBE,    /* target: m; a side of an `expect`                       */
  ANT_EQ_WHEN,     /* target: m; the truth of a condition, from its guard    */
  ANT_EQ_JUMP      /* target: y; what a state becomes when a condition becomes true */
} ant_role;

typedef enum ant_accumulate { ANT_ASSIGN, ANT_SUM, ANT_LARGEST, ANT_SMALLEST } ant_accumulate;

/* When an equation has to be computed again. */
typedef enum ant_stage {
  ANT_STAGE_SETUP,  /* depends on params, covariates, balances, baselines only: once a run */
  ANT_STAGE_PHASE,  /* on inputs too: once a phase                             */
  ANT_STAGE_RATE,   /* on states or time, and a rate needs it: every right-hand side */
  ANT_STAGE_OBSERVE /* no rate needs it: at outputs                            */
} ant_stage;

typedef struct ant_equation {
  ant_role role;
  ant_stage stage;
  ant_accumulate accumulate;
  ant_ref target;
  int n_axis;
  int axis_size[ANT_MAX_AXES];
  int axis_set[ANT_MAX_AXES];
  int root; /* node                                          */
  ant_place place;
} ant_equation;

/* What the baseline has to satisfy, and the unknown that is matched to it, element by element: some
 * or all elements of a RATE or RESIDUAL equation have to be zero.  All conditions together hold
 * every element of every BALANCE and of every steady STATE exactly once. */
typedef struct ant_condition {
  int equation; /* the RATE or RESIDUAL equation                 */
  int unknown;  /* the BALANCE or steady STATE symbol            */
  int n;        /* elements                                      */
  int *row;     /* (n) slots that must be 0: in dy (RATE) or m (RESIDUAL) */
  int *column;  /* (n) slots of the unknown: in m (BALANCE) or y (STATE) */
  ant_place place;
} ant_condition;

/* `when high = x > k`: a condition whose truth is held while time runs and changes only where it is
 * crossed, which is located exactly.  Expressions read its symbol; the guard, a LET over the same
 * sets that each right-hand side computes, is above 0 where it is true.  On the ground, and at
 * every start of the integrator (a phase, a dose), its equation gives the truth from the guard.  At
 * a crossing of an element its symbol changes, and where it has become true the jumps of that
 * element are done, all from the states as they were before. */
typedef struct ant_when {
  int symbol, guard;
  bool at_zero;      /* >= or <=: true where the guard is 0           */
  int equation;      /* of role WHEN                                  */
  int *jump, n_jump; /* equations of role JUMP, over the condition's sets */
  ant_place place;
} ant_when;

/* The rest --------------------------------------------------------------- */

typedef struct ant_dose_port { /* `dose drug [mg] -> x`                        */
  const char *name, *doc, *unit_text;
  ant_unit unit;
  int state, element; /* symbol; which of its elements, -1: each       */
  double factor;      /* from the dose's unit to the state's           */
  int fraction;       /* a LET symbol, -1: 1                           */
} ant_dose_port;

typedef enum ant_relation {
  ANT_REL_LT,
  ANT_REL_LE,
  ANT_REL_EQ,
  ANT_REL_NE,
  ANT_REL_GE,
  ANT_REL_GT
} ant_relation;

typedef enum ant_within { ANT_WITHIN_ABSOLUTE, ANT_WITHIN_RELATIVE, ANT_WITHIN_SCALE } ant_within;

typedef struct ant_step { /* one line of a test                            */
  enum { ANT_STEP_RUN, ANT_STEP_SET, ANT_STEP_EXPECT } kind;
  double days;         /* RUN                                           */
  int symbol, element; /* SET: -1 element: all                          */
  double value;
  int left, right; /* EXPECT: PROBE symbols of equal n              */
  ant_relation relation;
  ant_within within_kind;
  double within;   /* in the left side's unit, a fraction, or scales */
  int scale_state; /* WITHIN_SCALE: the state on the left           */
  ant_place place;
} ant_step;

typedef struct ant_test {
  const char *title;
  ant_step *step; /* (n)                                           */
  int n;
  ant_place place;
} ant_test;

/* `reproduces "..." from "x.csv"`: a trajectory of somebody else's that this model has to give
 * again. The settings hold from before the ground is found; then the starts move states away from
 * it, and the mission is flown, or without one the ground goes on for as long as the table.  The
 * row at time 0 is in the first phase and before a dose at time 0; a row at a later dose or phase
 * is behind it, or before it where the trajectory says so. */
typedef struct ant_track { /* one column of it                              */
  const char *name;        /* its head in the table                         */
  int symbol, element;     /* a state, let or observable                    */
  double *value;           /* (n_row) in the symbol's unit                  */
  double within;           /* of the largest |value| of the column          */
  ant_place place;
} ant_track;

typedef struct ant_trajectory {
  const char *title, *path;
  const char *mission; /* the path of its file, NULL: none              */
  ant_setting *setting;
  int n_setting;
  ant_setting *start;
  int n_start; /* symbol: a state                 */
  bool before; /* rows at a later dose or phase are before it     */
  int n_row;
  double *time_d; /* (n_row) ascending, from the start of the mission */
  ant_track *track;
  int n_track;
  ant_place place;
} ant_trajectory;

typedef struct ant_module {
  const char *name, *doc;
  int file;
  ant_source_ref *cites;
  int n_cites;
} ant_module;

typedef struct ant_bib_entry {
  const char *key, *type, *author, *title, *journal, *year, *volume, *pages, *doi, *note;
  const char *checked; /* how far it was looked up: "full text: table 2"; NULL: not said */
} ant_bib_entry;

struct ant_model {
  ant_arena *arena;
  ant_sources sources;
  const char *title;
  const char *path; /* the folder or file it was read from           */
  bool baseline_free;
  const char **variant;
  int n_variant;      /* `variants paper, encoding`     */
  int active_variant; /* the one that this model is                    */
  uint64_t hash;      /* of what decides the results: see model.c      */

  ant_set *set;
  int n_set;
  ant_symbol *symbol;
  int n_symbol;
  ant_substance *substance;
  int n_substance;
  ant_node *node;
  int n_node;
  ant_ref *ref;
  int n_ref;
  ant_equation *equation;
  int n_equation;
  ant_condition *condition;
  int n_condition;
  ant_when *when;
  int n_when;
  ant_dose_port *dose;
  int n_dose;
  ant_test *test;
  int n_test;
  ant_trajectory *trajectory;
  int n_trajectory;
  ant_module *module;
  int n_module;
  ant_bib_entry *bib;
  int n_bib;

  const char **watch;
  int n_watch, c_watch;    /* names of ANT_TAP_WATCH */
  struct ant_names *names; /* what ant_model_find looks in                  */
  const ant_ast *ast;
  int n_ast;    /* what was written, for whoever shows it  */
  int n_y, n_m; /* sizes of the stores                           */
  int time;     /* the symbol of mission time                    */
  ant_place *as;
  int n_as; /* uses of `as`                    */

  /* Equation indices in an order in which each needs only what stands before. */
  int *order_baseline;
  int n_order_baseline; /* VALUE INITIAL BASE LET WHEN RATE RESIDUAL, everything */
  int *order_setup;
  int n_order_setup; /* after the baseline; INITIAL not again */
  int *order_phase;
  int n_order_phase;
  int *order_rate;
  int n_order_rate; /* LET of stage RATE, then RATE */
  int *order_observe;
  int n_order_observe; /* LET of stage OBSERVE, then OBSERVE */
  int *order_probe;
  int n_order_probe; /* the probes, after observe */
};

/* Missions and people ---------------------------------------------------- */

typedef struct ant_dose_event {
  double time_d; /* mission time                                  */
  int port;      /* into model->dose                              */
  double amount; /* in the port's unit                            */
  double over_d; /* given evenly over this time; 0: at once       */
} ant_dose_event;

typedef struct ant_phase {
  const char *name;
  double start_d, end_d; /* mission time; day 0 is launch                 */
  ant_setting *setting;  /* (n_setting) the inputs that are not at ground value */
  int n_setting;
} ant_phase;

struct ant_mission {
  ant_arena *arena;
  const char *title, *name, *path; /* name: of the file, without folder and .ant */
  ant_phase *phase;
  int n_phase;
  ant_dose_event *dose;
  int n_dose; /* in order of time                */
};

struct ant_person {
  ant_arena *arena;
  const char *title, *name;
  ant_setting *setting;
  int n_setting;
};

#endif /* ANT_IR_H */
