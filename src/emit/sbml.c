/* sbml.c - a model as an SBML document (see sbml.h).
 *   1. Identifiers   2. Parameters   3. Equations   4. Rules   5. Events   6. The document */
#include "emit/sbml.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "emit/sbml_internal.h"

/* 1. Identifiers --------------------------------------------------------------- */

/* NAME as an identifier that MAP does not have yet. */
static const char *new_id(ant_arena *arena, ant_map *map, const char *name) {
  char *id = ant_arena_format(arena, "%s%s", isdigit((unsigned char)name[0]) ? "_" : "", name);
  for (char *p = id; p && *p; p++) {
    if (!isalnum((unsigned char)*p)) *p = '_';
  }
  char *unique = id;
  for (int k = 2; unique && ant_map_find(map, unique) >= 0; k++) {
    unique = ant_arena_format(arena, "%s_%d", id, k);
  }
  if (!unique || ant_map_set(map, unique, 1) != ANT_OK) return NULL;
  return unique;
}

static ant_status name_slots(ant_sbml *w) {
  const ant_model *model = w->model;
  ant_map map = {.arena = w->arena};
  char name[300];
  w->id_m = ant_arena_take(w->arena, ((size_t)model->n_m + 1) * sizeof *w->id_m);
  w->id_y = ant_arena_take(w->arena, ((size_t)model->n_y + 1) * sizeof *w->id_y);
  if (!w->id_m || !w->id_y) return ANT_ENOMEM;
  for (int s = 0; s < model->n_symbol; s++) {
    const ant_symbol *symbol = &model->symbol[s];
    const char **id = symbol->store == ANT_STORE_M ? w->id_m : w->id_y;
    for (int e = 0; e < symbol->n; e++) {
      ant_model_name(model, s, e, name, sizeof name);
      id[symbol->offset + e] = new_id(w->arena, &map, name);
      if (!id[symbol->offset + e]) return ANT_ENOMEM;
    }
  }
  return ANT_OK;
}

/* 2. Parameters ---------------------------------------------------------------- */

static void put_escaped(ant_text *to, const char *text) {
  for (const char *p = text ? text : ""; *p; p++) {
    if (*p == '&')
      ant_text_put(to, "&amp;");
    else if (*p == '<')
      ant_text_put(to, "&lt;");
    else if (*p == '>')
      ant_text_put(to, "&gt;");
    else if (*p == '"')
      ant_text_put(to, "&quot;");
    else if ((unsigned char)*p >= 32)
      ant_text_add(to, p, 1);
  }
}

static void put_notes(ant_text *to, const ant_symbol *symbol) {
  if (!symbol->doc && symbol->n_source == 0 && !symbol->assumed) return;
  ant_text_put(to, "<notes><p xmlns=\"http://www.w3.org/1999/xhtml\">");
  put_escaped(to, symbol->doc);
  for (int i = 0; i < symbol->n_source; i++) {
    ant_text_put(to, "; source ");
    put_escaped(to, symbol->source[i].key);
    if (symbol->source[i].where) ant_text_put(to, ": ");
    put_escaped(to, symbol->source[i].where);
  }
  if (symbol->assumed) ant_text_put(to, "; assumed: ");
  put_escaped(to, symbol->assumed);
  ant_text_put(to, "</p></notes>");
}

/* Is it of no use outside: time, which SBML has, the sides of tests, the baseline's conditions? */
static bool left_out(const ant_model *model, int s) {
  const ant_symbol *symbol = &model->symbol[s];
  if (symbol->kind == ANT_SYM_TIME || symbol->kind == ANT_SYM_PROBE) return true;
  for (int i = 0; i < model->n_equation; i++) {
    const ant_equation *e = &model->equation[i];
    if (e->target.symbol == s && e->role == ANT_EQ_RESIDUAL) return true;
  }
  return false;
}

static bool is_constant(const ant_symbol *symbol) {
  switch (symbol->kind) {
  case ANT_SYM_PARAM:
  case ANT_SYM_COVARIATE:
  case ANT_SYM_BALANCE:
  case ANT_SYM_BASE:
    return true;
  default:
    return false;
  }
}

static void put_parameter(ant_sbml *w, int s, const double *m, const double *y, ant_text *to) {
  const ant_symbol *symbol = &w->model->symbol[s];
  const double *value = symbol->store == ANT_STORE_M ? m : y;
  bool valued = is_constant(symbol) || symbol->kind == ANT_SYM_STATE ||
                symbol->kind == ANT_SYM_INPUT || symbol->kind == ANT_SYM_WHEN;
  char name[300], number[ANT_NUMBER_TEXT];
  for (int e = 0; e < symbol->n; e++) {
    int slot = symbol->offset + e;
    ant_text_print(to, "    <parameter id=\"%s\" name=\"", ant_sbml_id(w, symbol->store, slot));
    put_escaped(to, ant_model_name(w->model, s, e, name, sizeof name));
    ant_text_print(to, "\" units=\"u%d\" constant=\"%s\"", ant_sbml_unit(w, &symbol->unit),
                   is_constant(symbol) ? "true" : "false");
    if (valued) ant_text_print(to, " value=\"%s\"", ant_text_number(value[slot], number));
    ant_text_put(to, ">");
    put_notes(to, symbol);
    ant_text_put(to, "</parameter>\n");
  }
}

/* 3. Equations ------------------------------------------------------------------ */

/* The next element of E, the last axis fastest; false behind the last. */
static bool next_index(const ant_equation *e, int *index) {
  for (int k = e->n_axis - 1; k >= 0; k--) {
    if (++index[k] < e->axis_size[k]) return true;
    index[k] = 0;
  }
  return false;
}

/* One element of a reduction that an equation adds to SLOT: the terms one after another. */
static void put_terms(ant_sbml *w, const ant_equation *e, int slot, const ant_unit *need) {
  int index[ANT_MAX_AXES] = {0};
  do {
    if (ant_sbml_slot(&e->target, index) == slot) ant_sbml_put_expr(w, e->root, need, index);
  } while (next_index(e, index));
}

static const char *gather_name(ant_accumulate how) {
  return how == ANT_SUM ? "plus" : how == ANT_LARGEST ? "max" : "min";
}

/* What SLOT is: the one equation that sets it, or all that are gathered in it. */
static void put_definition(ant_sbml *w, const ant_equation *e, int slot, const int *index,
                           const ant_unit *need) {
  ant_text_put(w->to, "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" "
                      "xmlns:sbml=\"http://www.sbml.org/sbml/level3/version2/core\">");
  if (e->accumulate == ANT_ASSIGN) {
    ant_sbml_put_expr(w, e->root, need, index);
  } else {
    ant_text_print(w->to, "<apply><%s/>", gather_name(e->accumulate));
    for (int i = 0; i < w->model->n_equation; i++) {
      const ant_equation *other = &w->model->equation[i];
      if (other->target.symbol == e->target.symbol && other->role == e->role) {
        put_terms(w, other, slot, need);
      }
    }
    ant_text_put(w->to, "</apply>");
  }
  ant_text_put(w->to, "</math>");
}

/* 4. Rules ---------------------------------------------------------------------- */

static ant_unit unit_of_target(const ant_sbml *w, const ant_equation *e) {
  ant_unit unit = w->model->symbol[e->target.symbol].unit, day;
  if (e->role != ANT_EQ_RATE || ant_unit_parse("day", &day, NULL) != ANT_OK) return unit;
  return ant_unit_div(&unit, &day);
}

static void put_equation(ant_sbml *w, const ant_equation *e, const char *tag, const char *attribute,
                         bool *done) {
  ant_unit unit = unit_of_target(w, e);
  int index[ANT_MAX_AXES] = {0};
  do {
    int slot = ant_sbml_slot(&e->target, index);
    bool *at = &done[e->target.store == ANT_STORE_M ? slot : w->model->n_m + slot];
    if (*at) continue;
    *at = true;
    ant_text_print(w->to, "    <%s %s=\"%s\">", tag, attribute,
                   ant_sbml_id(w, e->target.store, slot));
    put_definition(w, e, slot, index, &unit);
    ant_text_print(w->to, "</%s>\n", tag);
  } while (next_index(e, index));
}

/* All equations of the wanted roles, between <listOf> and </listOf>; nothing where there are none.
 */
static void put_list(ant_sbml *w, const char *list, bool initial, bool *done) {
  ant_text *to = w->to;
  ant_text_print(to, "  <%s>\n", list);
  size_t before = to->length;
  for (int i = 0; i < w->model->n_equation; i++) {
    const ant_equation *e = &w->model->equation[i];
    if (initial && e->role == ANT_EQ_VALUE) {
      put_equation(w, e, "initialAssignment", "symbol", done);
    } else if (!initial && (e->role == ANT_EQ_LET || e->role == ANT_EQ_OBSERVE)) {
      if (left_out(w->model, e->target.symbol)) continue;
      put_equation(w, e, "assignmentRule", "variable", done);
    } else if (!initial && e->role == ANT_EQ_RATE) {
      put_equation(w, e, "rateRule", "variable", done);
    }
  }
  if (to->length == before) {
    to->length = before - strlen(list) - 5;
    if (to->data) to->data[to->length] = '\0';
    return;
  }
  ant_text_print(to, "  </%s>\n", list);
}

/* 5. Events ---------------------------------------------------------------------- */

static void put_assignment(ant_sbml *w, const char *id) {
  ant_text_print(w->to, "<eventAssignment variable=\"%s\">", id);
}

/* The jumps of one element of a condition. */
static void put_jumps(ant_sbml *w, const ant_when *when, const int *index) {
  for (int k = 0; k < when->n_jump; k++) {
    const ant_equation *jump = &w->model->equation[when->jump[k]];
    ant_unit unit = w->model->symbol[jump->target.symbol].unit;
    int slot = ant_sbml_slot(&jump->target, index);
    put_assignment(w, ant_sbml_id(w, jump->target.store, slot));
    put_definition(w, jump, slot, index, &unit);
    ant_text_put(w->to, "</eventAssignment>");
  }
}

/* Two events an element: it becomes true, and its jumps are done; it becomes false. */
static void put_event(ant_sbml *w, const ant_when *when, int element, const int *index,
                      bool rises) {
  static const char math[] = "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" "
                             "xmlns:sbml=\"http://www.sbml.org/sbml/level3/version2/core\">";
  const ant_symbol *symbol = &w->model->symbol[when->symbol];
  const ant_symbol *guard = &w->model->symbol[when->guard];
  ant_unit one = ant_unit_one();
  const char *id = ant_sbml_id(w, ANT_STORE_M, symbol->offset + element);
  const char *above = when->at_zero ? "geq" : "gt", *below = when->at_zero ? "lt" : "leq";
  ant_text_print(w->to,
                 "    <event id=\"%s_becomes_%s\" useValuesFromTriggerTime=\"true\"><trigger "
                 "persistent=\"true\" initialValue=\"true\">%s<apply><%s/><ci>%s</ci>",
                 id, rises ? "true" : "false", math, rises ? above : below,
                 ant_sbml_id(w, guard->store, guard->offset + element));
  ant_sbml_put_number(w, 0, &guard->unit);
  ant_text_put(w->to, "</apply></math></trigger><listOfEventAssignments>");
  put_assignment(w, id);
  ant_text_put(w->to, math);
  ant_sbml_put_number(w, rises, &one);
  ant_text_put(w->to, "</math></eventAssignment>");
  if (rises) put_jumps(w, when, index);
  ant_text_put(w->to, "</listOfEventAssignments></event>\n");
}

static void put_events(ant_sbml *w) {
  if (w->model->n_when == 0) return;
  ant_text_put(w->to, "  <listOfEvents>\n");
  for (int i = 0; i < w->model->n_when; i++) {
    const ant_when *when = &w->model->when[i];
    const ant_equation *e = &w->model->equation[when->equation];
    int index[ANT_MAX_AXES] = {0}, element = 0;
    do {
      put_event(w, when, element, index, true);
      put_event(w, when, element++, index, false);
    } while (next_index(e, index));
  }
  ant_text_put(w->to, "  </listOfEvents>\n");
}

/* 6. The document ------------------------------------------------------------------ */

static void put_head(const ant_sbml *w, int day, ant_text *to) {
  ant_text_put(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<sbml xmlns=\"http://www.sbml.org/sbml/level3/version2/core\" level=\"3\" "
                   "version=\"2\">\n");
  ant_text_print(to, "<model id=\"model\" timeUnits=\"u%d\" name=\"", day);
  put_escaped(to, w->model->title);
  ant_text_print(to,
                 "\">\n  <notes><p xmlns=\"http://www.w3.org/1999/xhtml\">Written by Antaeus from "
                 "the model with hash %016llx. What the baseline finds are numbers, those of one "
                 "person; missions and doses are not part of it.</p></notes>\n",
                 (unsigned long long)w->model->hash);
}

static ant_status prepare(ant_sbml *w) {
  size_t n = (size_t)w->model->n_node + 1;
  ANT_TRY(name_slots(w));
  w->known = ant_arena_take(w->arena, n * sizeof *w->known);
  w->node_unit = ant_arena_take(w->arena, n * sizeof *w->node_unit);
  return ant_arena_status(w->arena);
}

/* The parts are written first: they say which units there are. */
static ant_status write_all(ant_sbml *w, const double *m, const double *y, ant_text *body,
                            ant_text *out) {
  ant_unit day;
  ANT_TRY(prepare(w));
  ANT_TRY(ant_unit_parse("day", &day, NULL));
  size_t slots = (size_t)w->model->n_m + (size_t)w->model->n_y + 1;
  bool *done = ant_arena_take(w->arena, slots * sizeof *done);
  if (!done) return ANT_ENOMEM;
  int time_unit = ant_sbml_unit(w, &day);
  w->to = body;
  ant_text_put(body, "  <listOfParameters>\n");
  for (int s = 0; s < w->model->n_symbol; s++) {
    if (!left_out(w->model, s)) put_parameter(w, s, m, y, body);
  }
  ant_text_put(body, "  </listOfParameters>\n");
  put_list(w, "listOfInitialAssignments", true, done);
  put_list(w, "listOfRules", false, done);
  put_events(w);
  put_head(w, time_unit, out);
  ant_sbml_put_units(w, out);
  ant_text_add(out, ant_text_string(body), body->length);
  ant_text_put(out, "</model>\n</sbml>\n");
  return body->failed || out->failed ? ANT_ENOMEM : ant_arena_status(w->arena);
}

ant_status ant_emit_sbml(const ant_model *model, const double *m, const double *y, ant_text *out,
                         ant_diag *diag) {
  ant_text body = {0};
  ant_sbml w = {.model = model, .arena = ant_arena_create()};
  ant_status status = w.arena ? write_all(&w, m, y, &body, out) : ANT_ENOMEM;
  ant_text_clear(&body);
  ant_arena_destroy(&w.arena);
  return status == ANT_OK ? ANT_OK : ant_fail(diag, ANT_ENOMEM, "no memory for the SBML");
}
