/* bib.h - a small BibTeX reader: entries, keys and the fields that a reference list shows.
 *
 * Read are  @type{key, field = {text} | "text" | number, ...}  with nested braces; @comment,
 * @preamble and @string are skipped, and so is what stands between entries.  Braces inside a text
 * are dropped, blanks and line ends become one blank; accents stay as they are written.
 *
 * Reference: O. Patashnik, BibTeXing, 1988. */
#ifndef ANT_BIB_H
#define ANT_BIB_H

#include "language/ir.h"

/* Read FILE of SOURCES into *OUT_ENTRY (*OUT_N of them, in ARENA).  Mistakes, among them a key that
 * is there twice, are added to DIAGS and reading goes on.  Returns ANT_OK or the first error's
 * code. */
ant_status ant_bib_parse(ant_arena *arena, const ant_sources *sources, int file,
                         ant_bib_entry **out_entry, int *out_n, ant_diags *diags);

#endif /* ANT_BIB_H */
