/* load.h - the files of a model as trees: a folder or a file, with what they include. */
#ifndef ANT_LOAD_H
#define ANT_LOAD_H

#include "language/ast.h"
#include "language/ir.h"

/* Read and parse the model at PATH (all .ant files below a folder but missions and people, or one
 * file) into MODEL's arena and sources.  Includes are put where they stand.  *OUT_AST holds one
 * tree a file: the one that says `model` first, then the modules by their names, so that
 * neither folders nor file names decide anything.  Mistakes are added to DIAGS.
 * Returns ANT_OK or the first error's code; *OUT_AST is as far as it got, nothing where a
 * file could not be read for its tabs or bytes: what it declares would be missed everywhere. */
ant_status ant_load_files(ant_model *model, const char *path, ant_ast **out_ast, int *out_n,
                          ant_diags *diags);

/* The same for one text in memory that is called NAME; its includes are read from disk beside NAME.
 */
ant_status ant_load_text(ant_model *model, const char *name, const char *text, ant_ast **out_ast,
                         int *out_n, ant_diags *diags);

#endif /* ANT_LOAD_H */
