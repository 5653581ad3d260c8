/* part.h - a model, or only what lies below a folder inside it, module by module.
 *
 * Thread safety: no globals; a part is read only. */
#ifndef ANT_EMIT_PART_H
#define ANT_EMIT_PART_H

#include "language/ir.h"

/* BELOW: the folder or file of the modules that are meant, NULL for all. */
typedef struct ant_part_of {
  const ant_model *model;
  const char *below;
} ant_part_of;

/* The module that declares SYMBOL, or -1: it stands outside of all. */
int ant_part_module(const ant_model *model, int symbol);

/* Whether MODULE (-1: outside of all, told by FILE) or SYMBOL belongs to PART. */
bool ant_part_has_file(const ant_part_of *part, int file);
bool ant_part_has(const ant_part_of *part, int symbol);

#endif /* ANT_EMIT_PART_H */
