/* check.h - inside the checker: from trees to a model (see check.c for the way through it).
 *
 * A mistake is reported where it is found and then goes on as poison: a name that is unknown, an
 * expression whose units clash, a set with no elements yield values that fit everything, so that
 * one mistake gives one message.
 *
 * Thread safety: one ant_check, one thread. */
#ifndef ANT_CHECK_H
#define ANT_CHECK_H

#include "base/map.h"
#include "language/ast.h"
#include "language/ir.h"
#include "language/node.h"

/* What a name stands for ------------------------------------------------- */

typedef enum ant_def_kind {
  ANT_DEF_POISON, /* reported once; fits everything                            */
  ANT_DEF_SET,
  ANT_DEF_SUBSTANCE,
  ANT_DEF_SYMBOL,
  ANT_DEF_FUNCTION,
  ANT_DEF_DOSE
} ant_def_kind;

typedef struct ant_def {
  ant_def_kind kind;
  const char *name, *full;
  int module;
  int index; /* in model->set, substance, symbol, dose; -1 until declared    */
  const ant_decl *decl;
  ant_place place;
} ant_def;

/* A name as one module knows it: its own or imported. */
typedef struct ant_local {
  const char *text;
  int def;
  ant_place place;
  bool imported, used;
} ant_local;

/* A declaration of a module, by itself or in the variant that is read. */
typedef struct ant_own {
  const ant_decl *decl;
  bool variant;
} ant_own;

typedef struct ant_scope {
  ant_map names;        /* into check->local                                       */
  const ant_decl *decl; /* its `module` line, NULL for what stands outside of all  */
  ant_own *own;         /* (n_own) as they stand in the text                       */
  int n_own, c_own;
  int like;       /* the module that it is like, -1                          */
  bool varies;    /* some of its own stand below `variant`                    */
  bool collected; /* its names are known                                     */
} ant_scope;

/* One `for` around a declaration; its sets stand behind those of the `for` around it. */
typedef struct ant_frame ant_frame;
struct ant_frame {
  ant_frame *parent; /* NULL outside of all                                      */
  const ant_decl *decl;
  int module;
  int set[ANT_MAX_AXES], n_set; /* with the parents'                            */
  bool resolved, poison;
};

/* One declaration where it stands. */
typedef struct ant_item {
  const ant_decl *decl;
  const ant_decl *table; /* of a column                                           */
  int module;
  ant_frame *frame;
  int def;        /* what it defines, -1: nothing with a name                       */
  bool inherited; /* from the module that this one is like                       */
  int out;        /* TRANSIT: the def of q.out, else -1                              */
  int symbol;     /* -1: none, or not declared for a mistake                         */
} ant_item;

/* What the checker knows of a symbol beyond the model; parallel to model->symbol. */
typedef struct ant_extra {
  const ant_decl *decl; /* NULL: made by the checker                                */
  int module;
  bool read;      /* by something other than its own equation               */
  bool in_test;   /* read by a test                                         */
  bool dosed;     /* STATE: a dose goes there                               */
  int base;       /* the BASE symbol that copies it, -1                     */
  int rate_item;  /* STATE: the item of its `rate`, -1                      */
  int first_part; /* STATE: what flows add to its rate, -1                  */
  int last_part;
  ant_place place;
} ant_extra;

/* What a flow adds to the rate of a pool. */
typedef struct ant_part {
  int state, next;
  int element[ANT_MAX_AXES]; /* of the state's sets: -1 all, else only this one  */
  int flow;                  /* LET symbol                                      */
  int sign;
  double factor; /* from the flow's unit to the state's per day               */
  ant_place place;
} ant_part;

typedef enum ant_bib_state { ANT_BIB_NONE, ANT_BIB_THERE, ANT_BIB_BROKEN } ant_bib_state;

typedef struct ant_check {
  ant_model *model;
  ant_arena *arena;
  ant_diags *diags;
  ant_nodes nodes;
  ant_def *def;
  ant_local *local;
  ant_scope *scope; /* (n_module), parallel to model->module                     */
  ant_item *item;
  ant_extra *extra;
  ant_part *part;
  ant_map *elements;               /* (n_set) element to index                                   */
  ant_map modules, keys, anywhere; /* module, bibliography key, any def by its local name  */
  ant_map reductions;              /* "root sets kind" to the hidden LET              */
  ant_map indicators;              /* "set element" to the hidden PARAM               */
  int n_def, n_local, n_item, n_part;
  int c_def, c_local, c_item, c_part, c_extra, c_scope, c_elements; /* capacities    */
  int c_set, c_symbol, c_substance, c_equation, c_condition, c_dose, c_when, c_trajectory, c_test,
      c_module, c_as;
  ant_bib_state bib;
  ant_map units; /* a unit to how it is written                   */
  const char **unit_text;
  int n_unit_text, c_unit_text;
  const char *want_variant; /* NULL: the first                             */
  ant_map *replaced;        /* what is replaced in the group being collected */
  bool inheriting;          /* from another module, */
  int inherit_from;         /* this one                                    */
  bool rate_lost;           /* a rate or flow was wrong: some state may lack it */
  ant_walk walk;
  bool no_memory;              /* the walk was refused some                           */
  int *refs, c_refs;           /* what ant_check_refs found                          */
  int n_serial;                /* contexts told apart so far                          */
  int n_gathered;              /* reductions so far                                   */
  long n_expanded;             /* uses of functions so far                            */
  const struct ant_call *call; /* the function being expanded, for messages       */
  ant_tap *tap;
  int n_tap;
} ant_check;

/* check.c ----------------------------------------------------------------- */

/* Check the trees AST and fill MODEL, whose arena, sources and bibliography are there already.
 * BIB: whether it names one and whether that could be read.  VARIANT NULL: the first.  TAP (N_TAP):
 * handles to make. */
ant_status ant_check_model(ant_model *model, const ant_ast *ast, int n_ast, ant_bib_state bib,
                           const char *opt_variant, ant_tap *tap, int n_tap, ant_diags *diags);

/* Begin a message in *OUT; the caller may add hint and label, then hands it to ant_check_report,
 * which drops what was said before at the same place. */
void ant_check_report(ant_check *check, const ant_diag *diag);
void ant_check_error(ant_check *check, ant_place place, ant_status code, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;
bool ant_check_memory(const ant_check *check); /* still in order                     */

/* Where PLACE is, "cells.ant:27", in BUFFER. */
const char *ant_check_where(const ant_check *check, ant_place place, char *buffer, size_t size);

/* check_module.c ---------------------------------------------------------- */

void ant_check_collect(ant_check *check, const ant_ast *ast, int n_ast);
/* Whether another declaration, of a variant or of a module that is like this one, stands for DECL.
 */
bool ant_check_is_replaced(ant_check *check, const ant_decl *decl);

/* check_names.c ----------------------------------------------------------- */

/* DECL and all below it become items and names of MODULE. */
void ant_check_collect_decl(ant_check *check, const ant_decl *decl, int module, ant_frame *frame);
void ant_check_twice(ant_check *check, const char *name, ant_place place, ant_place first);
/* NAME with {module} as the last word of the module's name; NULL without memory. */
const char *ant_check_own_name(ant_check *check, int module, const char *name);
/* TEXT becomes a name of MODULE for DEF; false after a report, when it has one already. */
bool ant_check_local(ant_check *check, int module, const char *text, int def, ant_place place,
                     bool imported);

/* A new def, known to its module by NAME; its index, -1 after a report. */
int ant_check_define(ant_check *check, ant_def_kind kind, const char *name, int module,
                     const ant_decl *decl, ant_place place);

/* check_use.c ------------------------------------------------------------- */

void ant_check_imports(ant_check *check);

/* Whether MODULE knows TEXT, or what is left of it without some words at its end. */
bool ant_check_known(const ant_check *check, int module, const char *text);

/* What NAME (without elements) is in MODULE: an index of check->def, or -1. */
int ant_check_lookup(ant_check *check, int module, const char *name);

/* The same; says what is wrong where it is unknown, and makes it poison from then on. */
int ant_check_resolve(ant_check *check, int module, const char *name, ant_place place,
                      const char *wanted);

/* TEXT as the longest known name and the elements behind it.  Returns the def (reported and poison
 * if unknown) and puts the words behind it in ELEMENT[0..*OUT_N-1]. */
enum { ANT_MAX_ELEMENT = 8 };
int ant_check_dotted(ant_check *check, int module, const char *text, ant_place place,
                     const char *element[ANT_MAX_ELEMENT], int *out_n);

/* check_set.c ------------------------------------------------------------- */

void ant_check_sets(ant_check *check);
bool ant_check_frame(ant_check *check, ant_frame *frame); /* false: poison            */
int ant_check_element(const ant_check *check, int set, const char *element); /* or -1     */
void ant_check_unknown_element(ant_check *check, int set, const char *element, ant_place place);

/* check_unit.c ------------------------------------------------------------ */

/* The unit of TEXT (NULL: a plain number); false after a report. */
bool ant_check_unit(ant_check *check, const char *text, ant_place place, ant_unit *out);

/* FROM's number to TO's, for equal dimensions: 1 where they differ by rounding only. */
double ant_check_factor(const ant_unit *from, const ant_unit *to);
double ant_check_tidy(double factor);

/* The same, where mass, moles and IU of SUBSTANCE (-1: none) are the same thing; 0: they differ. */
double ant_check_matter(const ant_check *check, int substance, const ant_unit *from,
                        const ant_unit *to);
void ant_check_clash(ant_check *check, ant_place place, const ant_unit *want, const ant_unit *found,
                     const char *what);
ant_unit ant_check_per_day(const ant_unit *unit); /* UNIT/day                          */
ant_unit ant_check_day(void);

/* check_expr.c ------------------------------------------------------------ */

typedef enum ant_sort {
  ANT_SORT_POISON,
  ANT_SORT_ZERO,
  ANT_SORT_NUMBER,
  ANT_SORT_CONDITION
} ant_sort;

typedef struct ant_value {
  ant_sort sort;
  int node;
  ant_unit unit;
} ant_value;

/* What an expression may read. */
enum {
  ANT_MAY_CONSTANT = 0,
  ANT_MAY_PARAM = 1,   /* params, covariates                                    */
  ANT_MAY_DYNAMIC = 2, /* all else of the model                                 */
  ANT_MAY_OBSERVE = 4, /* observables                                          */
  ANT_MAY_FULL = 8     /* names of other modules in full                        */
};

typedef struct ant_call ant_call;

/* Where an expression stands. */
typedef struct ant_context {
  ant_check *check;
  int module;
  int axis[ANT_MAX_AXES], n_axis; /* sets                                        */
  int serial;                     /* tells axes apart                           */
  bool base;                      /* inside baseline(...)                       */
  const ant_call *call;           /* the function being expanded, NULL           */
  unsigned may;
  const char *what; /* "a range", for what may not be read                    */
  int owner;        /* the symbol whose equation it is, -1                    */
  const char *name; /* of the owner, for hidden names                         */
  bool test;
} ant_context;

ant_context ant_context_of(ant_check *check, const ant_item *item, int owner, unsigned may);
ant_value ant_check_expr(const ant_context *x, const ant_expr *e);

/* E in UNIT: a node, or -1 after a report.  A bare number is in UNIT.  WHAT stands in messages. */
int ant_check_declared(const ant_context *x, const ant_expr *e, const ant_unit *unit,
                       const char *what);
/* The same without the rule for bare numbers. */
int ant_check_assigned(const ant_context *x, const ant_expr *e, const ant_unit *unit,
                       const char *what);
/* A number known now, in UNIT; false after a report. */
bool ant_check_constant(const ant_context *x, const ant_expr *e, const ant_unit *unit,
                        const char *what, double *out);

/* Whether VALUE is a quantity; a condition is reported, poison is not. */
bool ant_check_quantity(const ant_context *x, const ant_value *value, ant_place place);

/* B in the unit of A, for the operands a and b of E; *OUT_UNIT is that of both; false after a
 * report
 * ("cannot VERB ...") or for poison. */
bool ant_check_meet(const ant_context *x, const ant_expr *e, const char *verb, ant_value *a,
                    ant_value *b, ant_unit *out_unit);

/* VALUE in UNIT: its node; -1 after a report at PLACE or for poison. */
int ant_check_convert(const ant_context *x, ant_value value, const ant_unit *unit, ant_place place,
                      const char *what);

/* A node that reads SYMBOL at the axes of X, element k of its sets where element[k] >= 0; -1 after
 * a report.  NULL element: all by axes. */
int ant_check_read(const ant_context *x, int symbol, const int *element, ant_place place);

/* Which elements of SYMBOL the words name (-1: by axis); false after a report. */
bool ant_check_pick(ant_check *check, int symbol, const char *const *word, int n, ant_place place,
                    int element[ANT_MAX_AXES]);
int ant_check_indicator(const ant_context *x, int set, int element, ant_place place);

/* check_call.c ------------------------------------------------------------ */

ant_value ant_check_call(const ant_context *x, const ant_expr *e);
ant_value ant_check_reduce(const ant_context *x, const ant_expr *e);
ant_place ant_check_call_place(const ant_call *call);
/* The parameter NAME of the function that X expands; false if it has none. */
bool ant_check_bound(const ant_context *x, const char *name, ant_value *out);
/* ROOT (in the axes of X) gathered over the last N_REDUCED axes: the hidden LET, -1. */
int ant_check_gather(const ant_context *x, int root, int n_reduced, ant_accumulate accumulate,
                     const ant_unit *unit, ant_place place);
int ant_check_base(ant_check *check, int symbol);
bool ant_check_reserved(const char *name);

/* check_declare.c --------------------------------------------------------- */

/* A new symbol over SETS with its slots; -1 without memory. */
int ant_check_symbol(ant_check *check, ant_symbol_kind kind, const char *name, const ant_unit *unit,
                     const int *set, int n_set, ant_place place);
int ant_check_hidden(ant_check *check, ant_symbol_kind kind, const char *name, const ant_unit *unit,
                     const int *set, int n_set, ant_place place);
/* A new equation for all elements of TARGET over its own sets; -1 without memory or for root -1. */
int ant_check_equation(ant_check *check, ant_role role, int target, int root, ant_place place);
/* The same over SETS, of which those of TARGET come first: it gathers over the others. */
int ant_check_equation_over(ant_check *check, ant_role role, int target, int root, const int *set,
                            int n_set, ant_place place);
/* The places that ROOT reads: *OUT_REFS (valid until the next call); returns how many, -1 without
 * memory or for root -1. */
int ant_check_refs(ant_check *check, int root, int **out_refs);
void ant_check_declare(ant_check *check);

/* check_clause.c ---------------------------------------------------------- */

void ant_check_key(ant_check *check, const ant_word *word); /* of the bibliography       */
ant_source_ref *ant_check_refs_of(ant_check *check, const ant_words *words, int *out_n);
/* Whether DECL, or FALLBACK where it is silent, says where its number is from; else reports. */
bool ant_check_has_source(ant_check *check, const ant_decl *decl, const ant_decl *fallback,
                          const char *name);
void ant_check_sources(ant_check *check, const ant_decl *decl, const ant_decl *fallback,
                       ant_symbol *out);
/* Range, scale and distributions of DECL into SYMBOL. */
void ant_check_clauses(const ant_context *x, const ant_decl *decl, int symbol);

/* check_value.c ----------------------------------------------------------- */

void ant_check_values(ant_check *check);
/* The declared values of SYMBOL lie in its range, or a report. */
void ant_check_in_range(ant_check *check, int symbol, ant_place place);

/* check_table.c ----------------------------------------------------------- */

void ant_check_tables(ant_check *check);

/* check_csv.c ------------------------------------------------------------- */

/* TABLE with the rows of the file that it names, N_KEY elements in front of each; TABLE itself if
 * it names none; NULL after a report. */
const ant_decl *ant_check_csv(ant_check *check, const ant_decl *table, int n_key);

/* check_port.c ------------------------------------------------------------ */

/* The name of the observable ITEM, with {set} by the last word of the set; NULL after a report. */
const char *ant_check_pattern(ant_check *check, const ant_item *item);
void ant_check_doses(ant_check *check);

/* check_matter.c, check_flow.c, check_lag.c ---------------------------------- */

void ant_check_substances(ant_check *check);
int ant_check_substance_of(ant_check *check, const ant_item *item); /* its `of`, or -1  */
void ant_check_pools(ant_check *check); /* what states hold, and the ledgers         */
void ant_check_flows(ant_check *check); /* what flows add to which pool              */
void ant_check_lags(ant_check *check);
void ant_check_rates(ant_check *check);
/* FLOW (a LET) runs from and to the pools that DECL names, OUT (else FLOW) arrives. */
void ant_check_pipe(ant_check *check, const ant_item *item, int flow, int out);

/* check_graph.c ----------------------------------------------------------- */

/* Which equation makes what, and what each reads. */
typedef struct ant_graph {
  int *value, *initial, *rate; /* (n_symbol) the equation that makes m, the start in y, dy; -1 */
  int *first, *ref;            /* (n_equation + 1) into ref: places that each reads           */
  int *m_symbol, *y_symbol;    /* (n_m), (n_y) whose slot it is                              */
} ant_graph;

bool ant_check_graph(ant_check *check, ant_graph *out); /* false without memory           */

/* The equation that makes what REF reads on the ground, -1: it is given. */
int ant_graph_source(const ant_graph *graph, const ant_ref *ref);

/* check_order.c, check_balance.c, check_match.c ------------------------------ */

void ant_check_balances(ant_check *check); /* what has to be steady, and by what           */
void ant_check_order(ant_check *check, const ant_graph *graph);
void ant_check_match(ant_check *check, const ant_graph *graph);

/* check_when.c ------------------------------------------------------------- */

void ant_check_whens(ant_check *check);

/* check_tap.c -------------------------------------------------------------- */

void ant_check_taps(ant_check *check, ant_tap *tap, int n);

/* check_test.c, check_unused.c ---------------------------------------------- */

void ant_check_tests(ant_check *check);
/* What NAME means in a test of MODULE: a symbol, and one of its elements or all (-1); false after a
 * report. */
bool ant_check_target(ant_check *check, int module, const char *name, ant_place place,
                      int *out_symbol, int *out_element);
/* The setting that DECL (`set NAME = VALUE`) makes; false after a report. */
bool ant_check_setting(ant_check *check, const ant_item *item, const ant_decl *decl,
                       ant_setting *out);

/* "mineral [g]", the head of a column: its name; *OUT_UNIT is what stands in brackets, NULL where
 * there are none.  TEXT is cut up. */
char *ant_check_head(char *text, const char **out_unit);

/* check_reproduce.c -------------------------------------------------------- */

void ant_check_reproduce(ant_check *check);
void ant_check_unused(ant_check *check, const ant_graph *graph);

#endif /* ANT_CHECK_H */
