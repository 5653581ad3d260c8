/* mission.h - inside mission.c and person.c: reading a text against a model. */
#ifndef ANT_MISSION_H
#define ANT_MISSION_H

#include "language/ast.h"
#include "language/ir.h"

/* A mission or a person being read. */
typedef struct ant_reading {
  const ant_model *model;
  ant_arena *arena;
  ant_sources sources;
  ant_diags *diags;
  ant_ast ast;
  const char *path;
} ant_reading;

/* Read the file PATH, or TEXT called PATH when it is not NULL, and find in it the one declaration
 * of KEYWORD ("mission" or "person"), all of the file.  NULL after a report. */
const ant_decl *ant_reading_open(ant_reading *r, const char *path, const char *opt_text,
                                 ant_keyword keyword);

/* Begin a message at PLACE; the caller may add a hint and hands it to ant_diags_add. */
void ant_reading_error(ant_reading *r, ant_place place, ant_status code, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;

/* The number E in UNIT (called TEXT).  A bare number is in UNIT where BARE says so, else only 0 and
 * plain numbers are.  WHAT stands in messages.  False after a report. */
bool ant_reading_number(ant_reading *r, const ant_expr *e, const ant_unit *unit, const char *text,
                        bool bare, const char *what, double *out);

/* The symbol of KIND called NAME: in full, or by the words at its end where they are one only, or
 * by an element of it.  False after a report. */
bool ant_reading_find(ant_reading *r, ant_symbol_kind kind, const char *name, ant_place place,
                      int *out_symbol, int *out_element);

/* Cited keys are in the model's bibliography, if it has one. */
void ant_reading_keys(ant_reading *r, const ant_words *words);

/* The name of the file without folder and ".ant". */
const char *ant_reading_name(ant_reading *r);

/* SETTING goes into the list of N, which may not have it yet; false after a report. */
bool ant_reading_add(ant_reading *r, ant_setting **list, int *capacity, int *n,
                     const ant_setting *setting, ant_place place);

#endif /* ANT_MISSION_H */
