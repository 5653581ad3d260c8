/* model.h - a physiology, a mission and a person, read from text and checked.
 *
 * An ant_model is immutable: many threads may share one.  It knows what the text says,
 * its units and its equations, and nothing of how it is run (see run.h).
 *
 * Reference: doc/language.md. */
#ifndef ANT_MODEL_H
#define ANT_MODEL_H

#include "antaeus/diag.h"

typedef struct ant_model ant_model;
typedef struct ant_mission ant_mission;
typedef struct ant_person ant_person;

/* One value for one symbol; ant_setting_parse makes it from "NAME=VALUE". */
typedef struct ant_setting {
  int symbol, element; /* as ant_model_find gives them; element -1: all           */
  double value;        /* in the symbol's unit                                   */
} ant_setting;

/* Read the model at PATH (a folder or a file), check it and put it in *OUT_MODEL, which the caller
 * destroys.  All mistakes and warnings go to DIAGS.  Returns ANT_OK or the first error's code. */
ant_status ant_model_load(const char *path, ant_model **out_model, ant_diags *diags);

/* The same from text in memory, as one file called NAME (for tests). */
ant_status ant_model_parse(const char *name, const char *text, ant_model **out_model,
                           ant_diags *diags);
void ant_model_destroy(ant_model **model);

/* The same model with handles to intervene by.  What read the quantity x reads  x * gain +
 * ground(x)
 * * share + offset  instead; gain, share and offset are inputs over x's sets, 1, 0 and 0 where
 * nothing is done. ANT_TAP_EFFECT lets a state's own rate, the parts of it that nothing else needs,
 * and its observers go on reading x; ANT_TAP_RATE multiplies a state's derivative by gain and has
 * no other handle (-1). ANT_TAP_WATCH has none at all: an observable called NAME shows the
 * quantity, one element of it where it has several; watches come before what takes hold of the same
 * quantity. All else of the model keeps its symbols and values; its hash is another. */
typedef enum ant_tap_kind {
  ANT_TAP_VALUE,
  ANT_TAP_EFFECT,
  ANT_TAP_RATE,
  ANT_TAP_WATCH
} ant_tap_kind;

typedef struct ant_tap {
  const char *name;        /* in: as for ant_model_find                          */
  ant_tap_kind kind;       /* in                                                 */
  int symbol, element;     /* out: what the name means                           */
  int gain, share, offset; /* out: symbols of the handles                        */
} ant_tap;

ant_status ant_model_load_tapped(const char *path, ant_tap *tap, int n, ant_model **out_model,
                                 ant_diags *diags);

/* Find a name: "module.name", "module.name.element", an observable's "bone.femoral_neck.area", or a
 * last word that is unique.  *OUT_ELEMENT is -1 when the whole symbol is meant.  Returns ANT_OK,
 * or ANT_EUNKNOWN with the nearest names as a hint. */
ant_status ant_model_find(const ant_model *model, const char *name, int *out_symbol,
                          int *out_element, ant_diag *opt_diag);

/* The full name of one element, e.g. "bone.cells.osteoclast.skull.cortical"; an observable's with
 * its {set} filled in.  Returns BUFFER. */
const char *ant_model_name(const ant_model *model, int symbol, int element, char *buffer,
                           size_t size);

/* "5 pmol/L", "5 [pmol/L]" or "5": a value for SYMBOL in its own unit.  A word for a covariate
 * with choices. */
ant_status ant_model_value(const ant_model *model, int symbol, const char *text, double *out_value,
                           ant_diag *opt_diag);

/* "NAME=VALUE" as on a command line, into *OUT_SETTING. */
ant_status ant_setting_parse(const ant_model *model, const char *text, ant_setting *out_setting,
                             ant_diag *opt_diag);

/* Missions and people ---------------------------------------------------- */

ant_status ant_mission_load(const ant_model *model, const char *path, ant_mission **out_mission,
                            ant_diags *diags);
ant_status ant_mission_parse(const ant_model *model, const char *name, const char *text,
                             ant_mission **out_mission, ant_diags *diags);
void ant_mission_destroy(ant_mission **mission);
ant_status ant_person_load(const ant_model *model, const char *path, ant_person **out_person,
                           ant_diags *diags);
ant_status ant_person_parse(const ant_model *model, const char *name, const char *text,
                            ant_person **out_person, ant_diags *diags);
void ant_person_destroy(ant_person **person);

#endif /* ANT_MODEL_H */
