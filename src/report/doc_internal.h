/* doc_internal.h - what the files that write the page of a model share; nobody else includes it.
 *
 * The page follows the text: what was written is walked in its order (language/ast.h), and each
 * name is looked up as the checker does, so that it can be linked to where it is declared.  Values
 * come from the checked model. */
#ifndef ANT_DOC_INTERNAL_H
#define ANT_DOC_INTERNAL_H

#include "base/map.h"
#include "emit/part.h"
#include "report/doc.h"
#include "report/html.h"

typedef struct ant_doc_scope {
  ant_decl *const *body; /* (n_body) what it declares, in the order of the text     */
  int n_body;
  const ant_decl *decl; /* its `module` line, NULL for what stands below `model`  */
  int like;             /* the module that it is like, -1                         */
} ant_doc_scope;

typedef struct ant_doc {
  const ant_model *model;
  ant_part_of part;
  const double *m, *y;          /* the ground, NULL where it was not found                 */
  ant_arena *arena;             /* of this page                                           */
  ant_map symbol;               /* full names of what people may see                      */
  ant_map function;             /* full names of functions                                */
  ant_doc_scope *scope;         /* (n_module)                                             */
  int module;                   /* in which names are looked up at present                */
  int remark_file, remark_line; /* the last comment that was shown                 */
  ant_text *out;
} ant_doc;

/* doc_names.c ---------------------------------------------------------------- */

/* Make what looks names up.  Returns ANT_OK or ANT_ENOMEM. */
ant_status ant_doc_names_init(ant_doc *doc);

/* What NAME means in the present module: a symbol, or a function (its full name in *out_function),
 * or neither; *OUT_REST is what stands behind it (".trabecular"), "" mostly. */
int ant_doc_find(ant_doc *doc, const char *name, const char **out_function, const char **out_rest);

/* The declaration that makes SYMBOL, NULL when it is not DECL of the present module (a variant
 * replaced it). */
int ant_doc_declared(ant_doc *doc, const ant_decl *decl);

/* "bone_mass" as words; and with spaces that do not break. */
void ant_doc_words(ant_text *out, const char *name, bool keep_together);

/* TEXT of the author; what is a name of the model in it is linked, as words. */
void ant_doc_prose(ant_doc *doc, const char *text);

/* A unit for people: "1/day" is "per day". */
void ant_doc_unit(ant_text *out, const char *unit);

/* The id of a full name on the page. */
void ant_doc_id(ant_text *out, const char *name);

/* Begin a link to SYMBOL; false where the page does not hold it, and nothing is written. */
bool ant_doc_link(ant_doc *doc, int symbol);

/* doc_math.c ----------------------------------------------------------------- */

/* LABEL = EXPR as pieces of MathML between which a line may break; PARAMS are the parameters of a
 * function, NULL: none. */
void ant_doc_pieces(ant_doc *doc, const ant_expr *e, const ant_words *opt_params);

/* E as pieces without a sign before: a condition. */
void ant_doc_condition(ant_doc *doc, const ant_expr *e);

/* A name as it stands in an equation, linked; and d NAME / dt. */
void ant_doc_name(ant_doc *doc, const char *name);
void ant_doc_derivative(ant_doc *doc, const char *name);

/* A number as people write it: 8.07 x 10^-4 with a superscript. */
void ant_doc_number(ant_text *out, double x);
void ant_doc_math_number(ant_text *out, double x);

/* The same with its unit behind. */
void ant_doc_quantity(ant_text *out, double x, const char *unit);

/* doc_param.c ---------------------------------------------------------------- */

/* A parameter, covariate, input: value, meaning, range, how it varies, where it is from. */
void ant_doc_param(ant_doc *doc, int symbol, const ant_decl *decl);

/* `table for site`: its numbers, then what each column is. */
void ant_doc_table(ant_doc *doc, const ant_decl *decl);

/* What is said of a thing, the paper's symbol apart. */
void ant_doc_meaning(ant_doc *doc, const char *text);

/* The ground value or values of SYMBOL, with words before. */
void ant_doc_ground(ant_doc *doc, int symbol);

/* doc_bib.c ------------------------------------------------------------------ */

/* "Lau et al. 2022", linked, and the place in it. */
void ant_doc_cite(ant_doc *doc, const ant_source_ref *ref);
void ant_doc_bibliography(ant_doc *doc);

/* doc_style.c ---------------------------------------------------------------- */

void ant_doc_style(ant_text *out);

/* doc_body.c ----------------------------------------------------------------- */

void ant_doc_module(ant_doc *doc, int module);

/* doc_test.c ----------------------------------------------------------------- */

void ant_doc_test(ant_doc *doc, const ant_decl *decl);
void ant_doc_reproduces(ant_doc *doc, const ant_decl *decl);

#endif /* ANT_DOC_INTERNAL_H */
