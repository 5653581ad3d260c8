/* doc.h - a model as one self-contained page: typeset equations, every symbol with its meaning,
 * unit, value and source, module by module in the order of the text.
 *
 * The page asks nothing of the network and needs no script.  Equations are MathML Core; a long one
 * is many small formulas in a row, so that it breaks like text, on a phone and in print. */
#ifndef ANT_REPORT_DOC_H
#define ANT_REPORT_DOC_H

#include "emit/part.h"
#include "base/text.h"

/* Write the page of PART (the whole model where part->below is NULL).  M (n_m) and Y (n_y) are the
 * ground state, both NULL where there is none; DIAGRAM is an SVG for the top, NULL: none.  Returns
 * ANT_OK or ANT_ENOMEM. */
ant_status ant_report_doc(const ant_part_of *part, const double *opt_m, const double *opt_y,
                          const char *opt_diagram, ant_text *out, ant_diag *opt_diag);

/* " (PTH)" at the end of TEXT: how much of TEXT stands before it; *OUT_SYMBOL, with its length, is
 * what is between the parentheses, NULL where the text gives none. */
size_t ant_doc_symbol_in(const char *text, const char **out_symbol, size_t *out_length);

#endif /* ANT_REPORT_DOC_H */
