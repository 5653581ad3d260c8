/* c_internal.h - what the files that emit C share. */
#ifndef ANT_EMIT_C_INTERNAL_H
#define ANT_EMIT_C_INTERNAL_H

#include "base/text.h"
#include "language/program.h"

/* The words that quantities and sets have in C, each once. */
typedef struct ant_c_names {
  ant_arena *arena;
  const char **symbol; /* by symbol: at_bone_cells_osteoclast          */
  const char **set;    /* by set: i_site                               */
} ant_c_names;

ant_status ant_c_names_make(ant_arena *arena, const ant_model *model, ant_c_names *out_names);

/* One loop body: outputs of one or several nests over the same axes. */
typedef struct ant_c_item {
  const ant_nest *nest;
  const ant_output *out;
} ant_c_item;

typedef struct ant_c_chunk {
  ant_c_item *item; /* (n)                                          */
  int n;
} ant_c_chunk;

/* Writes chunks; zero-initialise but for the first three, use for many, clear. */
typedef struct ant_c_writer {
  const ant_program *program;
  const ant_c_names *names;
  ant_text *to;
  ant_walk walk;                 /* private from here                            */
  int *use, *size, *temp, *mark; /* by node                                    */
  int *powers, *log; /* by node: outputs that are powers of it; the name of its logarithm */
  int *order;        /* (n_order) nodes of the chunk, arguments first */
  int n_order, order_capacity, node_capacity, indent;
  const ant_nest *nest; /* whose axes are in force                      */
} ant_c_writer;

/* How many operations the expression at NODE has that were not marked with CHUNK yet; marks them
 * when MARK is true.  -1 without memory. */
int ant_c_cost(ant_c_writer *writer, int node, int chunk, bool mark);

/* Write CHUNK as loops with statements; *OUT_STATEMENTS is how many.  Returns ANT_OK or ANT_ENOMEM.
 */
ant_status ant_c_write_chunk(ant_c_writer *writer, const ant_c_chunk *chunk, int *out_statements);
void ant_c_writer_clear(ant_c_writer *writer);

/* TEXT with what would end a comment or a line taken out. */
void ant_c_comment(ant_text *to, const char *text);

/* A number that reads back as the same double, with a point or exponent in it. */
void ant_c_number(ant_text *to, double x);

#endif /* ANT_EMIT_C_INTERNAL_H */
