/* intervene.c - experiments on any quantity (see intervene.h).
 *   1. Words   2. What each means   3. The experiment */
#include "engine/intervene.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "language/ir.h"

/* 1. Words --------------------------------------------------------------- */

static const char *blanks(const char *p) {
  while (isspace((unsigned char)*p)) p++;
  return p;
}

/* Whether *TEXT goes on with WORD, which is then behind it. */
static bool take(const char **text, const char *word) {
  const char *p = blanks(*text);
  size_t n = strlen(word);
  if (strncmp(p, word, n) != 0 || (p[n] && !isspace((unsigned char)p[n]))) return false;
  *text = p + n;
  return true;
}

/* All up to the word `from` or the end. */
static bool take_value(const char **text, char *out, size_t size) {
  const char *p = blanks(*text), *end = strstr(p, " from ");
  if (!end) end = p + strlen(p);
  *text = end;
  while (end > p && isspace((unsigned char)end[-1])) end--;
  return end > p && snprintf(out, size, "%.*s", (int)(end - p), p) < (int)size;
}

/* "50 [%]", "50 %" or "50%" in the unit NATURAL */
static ant_status number_in(const char *text, const char *natural, double *out, ant_diag *diag) {
  char *end, unit_text[60];
  double value = strtod(text, &end), factor = NAN;
  ant_unit unit, wanted;
  const char *p = blanks(end);
  size_t n = strlen(p);
  if (n > 2 && p[0] == '[' && p[n - 1] == ']') p++, n -= 2;
  snprintf(unit_text, sizeof unit_text, "%.*s", (int)n, p);
  bool good = end != text && isfinite(value) && n > 0 && n < sizeof unit_text &&
              ant_unit_parse(unit_text, &unit, NULL) == ANT_OK &&
              ant_unit_parse(natural, &wanted, NULL) == ANT_OK && strcmp(unit_text, "1") != 0 &&
              ant_unit_factor(&unit, &wanted, &factor, NULL) == ANT_OK;
  if (!good)
    return ant_fail(diag, ANT_EUNIT, "expected a number in [%s], found '%s'", natural, text);
  *out = value * factor;
  return ANT_OK;
}

static bool is_percent(const char *text) {
  char *end;
  strtod(text, &end);
  const char *p = blanks(end);
  return strcmp(p, "[%]") == 0 || strcmp(p, "%") == 0;
}

typedef struct verb {
  const char *name, *before; /* the word in front of its number                 */
  bool optional, may_rate;   /* the number; the word `rate`                      */
  ant_change change;
  double sign; /* of the percentage in the factor, 0: it is the factor */
} verb;

static const verb verbs[] = {{"remove", NULL, true, true, ANT_CHANGE_HOLD, 0},
                             {"hold", "at", true, false, ANT_CHANGE_HOLD, 0},
                             {"raise", "by", false, true, ANT_CHANGE_SCALE, 1},
                             {"lower", "by", false, true, ANT_CHANGE_SCALE, -1},
                             {"block", "by", true, false, ANT_CHANGE_BLOCK, -1}};
enum { N_VERB = sizeof verbs / sizeof *verbs };

static ant_status read_amount(const char **p, const verb *v, ant_intervention *out,
                              ant_diag *diag) {
  char value[sizeof out->value];
  double percent;
  if (!v->before || !take(p, v->before)) {
    if (v->optional) return ANT_OK;
    return ant_fail(diag, ANT_ESYNTAX, "expected '%s' and a percentage", v->before);
  }
  if (!take_value(p, value, sizeof value)) {
    return ant_fail(diag, ANT_ESYNTAX, "expected a number behind '%s'", v->before);
  }
  if (v->sign == 0 && !is_percent(value)) { /* a value of the quantity's own kind */
    snprintf(out->value, sizeof out->value, "%s", value);
    return ANT_OK;
  }
  ANT_TRY(number_in(value, "%", &percent, diag));
  if (v->sign < 0 && !(percent <= 100)) {
    return ant_fail(diag, ANT_EINPUT, "expected at most 100 [%%] behind '%s', found '%s'", v->name,
                    value);
  }
  out->share = v->sign == 0 ? percent / 100 : 1 + v->sign * percent / 100;
  return ANT_OK;
}

static ant_status read_day(const char **p, double *out, ant_diag *diag) {
  char value[60];
  if (!take(p, "from")) return ANT_OK;
  if (!take_value(p, value, sizeof value)) {
    return ant_fail(diag, ANT_ESYNTAX, "expected a day, as in: from 30 [day]");
  }
  return number_in(value, "day", out, diag);
}

ant_status ant_intervention_parse(const char *text, ant_intervention *out, ant_diag *opt_diag) {
  ant_intervention i = {.share = 1};
  const char *p = text;
  int k = 0;
  while (k < N_VERB && !take(&p, verbs[k].name)) k++;
  if (k == N_VERB) {
    ant_fail(opt_diag, ANT_ESYNTAX, "expected remove, hold, raise, lower or block, found '%s'",
             text);
    ant_diag_hint(opt_diag, "like \"raise mineral.parathyroid.pth by 50 %% from 30 day\"");
    return ANT_ESYNTAX;
  }
  bool rate = verbs[k].may_rate && take(&p, "rate");
  p = blanks(p);
  size_t n = strcspn(p, " \t\n");
  if (n == 0 || n >= sizeof i.name) {
    return ant_fail(opt_diag, ANT_ESYNTAX, "expected a quantity of the model behind '%s'",
                    verbs[k].name);
  }
  snprintf(i.name, sizeof i.name, "%.*s", (int)n, p);
  p += n;
  i.change = rate ? ANT_CHANGE_RATE : verbs[k].change;
  if (!verbs[k].before || verbs[k].change == ANT_CHANGE_BLOCK) i.share = 0; /* wholly */
  ANT_TRY(read_amount(&p, &verbs[k], &i, opt_diag));
  ANT_TRY(read_day(&p, &i.from_d, opt_diag));
  p = blanks(p);
  if (*p) return ant_fail(opt_diag, ANT_ESYNTAX, "expected the end, found '%s'", p);
  *out = i;
  return ANT_OK;
}

const char *ant_intervention_format(const ant_intervention *i, char *buffer, size_t size) {
  if (size > 0) buffer[0] = '\0';
  if (!i) return buffer;
  const char *rate = i->change == ANT_CHANGE_RATE ? "rate " : "";
  char from[40] = "";
  if (i->from_d != 0) snprintf(from, sizeof from, " from %g [day]", i->from_d);
  if (i->value[0]) {
    snprintf(buffer, size, "hold %s at %s%s", i->name, i->value, from);
  } else if (i->share == 0 && i->change != ANT_CHANGE_BLOCK) {
    snprintf(buffer, size, "remove %s%s%s", rate, i->name, from);
  } else if (i->change == ANT_CHANGE_HOLD) {
    snprintf(buffer, size, "hold %s at %g [%%]%s", i->name, 100 * i->share, from);
  } else {
    const char *word = i->change == ANT_CHANGE_BLOCK ? "block" : i->share < 1 ? "lower" : "raise";
    snprintf(buffer, size, "%s %s%s by %g [%%]%s", word, rate, i->name, 100 * fabs(i->share - 1),
             from);
  }
  return buffer;
}

/* 2. What each means ------------------------------------------------------- */

/* A state is held by the integrator, unless its effect or its rate is meant. */
static bool held(const ant_model *model, int symbol, const ant_intervention *i) {
  return model->symbol[symbol].kind == ANT_SYM_STATE &&
         (i->change == ANT_CHANGE_HOLD || i->change == ANT_CHANGE_SCALE);
}

static void add(ant_experiment *e, int symbol, int element, double value, double share) {
  if (symbol < 0) return;
  e->clamp[e->n_clamp] = (ant_setting){symbol, element, value};
  e->clamp_share[e->n_clamp++] = share;
}

/* x' = x * gain + ground * share + offset */
static void set_handles(ant_experiment *e, const ant_tap *tap, const ant_intervention *i,
                        double value) {
  bool hold = i->change == ANT_CHANGE_HOLD, at_value = hold && !isnan(value);
  add(e, tap->gain, tap->element, hold ? 0 : i->share, 1);
  add(e, tap->share, tap->element, hold && !at_value ? i->share : 0, 1);
  add(e, tap->offset, tap->element, at_value ? value : 0, 1);
}

/* 3. The experiment ---------------------------------------------------------- */

static ant_status value_of(const ant_model *model, int symbol, const ant_intervention *i,
                           double *out, ant_diag *diag) {
  *out = NAN;
  return i->value[0] ? ant_model_value(model, symbol, i->value, out, diag) : ANT_OK;
}

static ant_change kind_of(const ant_intervention *i) {
  return i->change == ANT_CHANGE_SCALE ? ANT_CHANGE_HOLD : i->change;
}

/* Of two that take hold of one element in one way only the later would act. */
static ant_status check_once(const ant_model *model, const ant_intervention *i, int k, int symbol,
                             int element, ant_diag *diag) {
  for (int before = 0; before < k; before++) {
    int other, at;
    ANT_TRY(ant_model_find(model, i[before].name, &other, &at, diag));
    bool meet = other == symbol && (at == element || at < 0 || element < 0);
    if (meet && kind_of(&i[before]) == kind_of(&i[k])) {
      return ant_fail(diag, ANT_EDUPLICATE, "'%s' is changed twice", i[k].name);
    }
  }
  return ANT_OK;
}

static ant_status find_all(const ant_model *model, const ant_intervention *i, int n, ant_tap *tap,
                           double *value, ant_experiment *e, int *out_n_tap, ant_diag *diag) {
  int n_tap = 0;
  for (int k = 0; k < n; k++) {
    int symbol, element;
    ANT_TRY(ant_model_find(model, i[k].name, &symbol, &element, diag));
    ANT_TRY(check_once(model, i, k, symbol, element, diag));
    ANT_TRY(value_of(model, symbol, &i[k], &value[k], diag));
    if (held(model, symbol, &i[k])) {
      bool zero = i[k].share == 0 && !i[k].value[0];
      add(e, symbol, element, zero ? 0 : value[k], i[k].share);
      continue;
    }
    tap[n_tap++] = (ant_tap){.name = i[k].name,
                             .kind = i[k].change == ANT_CHANGE_RATE    ? ANT_TAP_RATE
                                     : i[k].change == ANT_CHANGE_BLOCK ? ANT_TAP_EFFECT
                                                                       : ANT_TAP_VALUE};
  }
  *out_n_tap = n_tap;
  return ANT_OK;
}

static ant_status open_tapped(const char *path, ant_tap *tap, int n_tap, ant_experiment *e,
                              ant_diag *diag) {
  ant_diags diags = {0};
  ant_status status = ant_model_load_tapped(path, tap, n_tap, &e->model, &diags);
  for (size_t i = 0; status != ANT_OK && i < diags.n; i++) {
    if (diags.item[i].severity != ANT_ERROR) continue;
    if (diag) *diag = diags.item[i];
    break;
  }
  ant_diags_clear(&diags);
  return status == ANT_OK ? ant_machine_open(e->model, &e->machine, diag) : status;
}

ant_status ant_experiment_init(const ant_model *model, const char *path, const ant_intervention *i,
                               int n, ant_experiment *out, ant_diag *opt_diag) {
  size_t room = (size_t)n + 1;
  ant_experiment e = {0};
  int n_watch = model->n_watch, n_tap = 0, next = 0;
  ant_tap *all = calloc(room + (size_t)n_watch, sizeof *all), *tap = all ? all + n_watch : NULL;
  double *value = calloc(room, sizeof *value);
  e.clamp = calloc(3 * room, sizeof *e.clamp);
  e.clamp_share = calloc(3 * room, sizeof *e.clamp_share);
  for (int k = 0; all && k < n_watch; k++) {
    all[k] = (ant_tap){.name = model->watch[k], .kind = ANT_TAP_WATCH};
  }
  bool ready = tap && value && e.clamp && e.clamp_share;
  ant_status status = ready ? find_all(model, i, n, tap, value, &e, &n_tap, opt_diag)
                            : ant_fail(opt_diag, ANT_ENOMEM, "no memory for %d interventions", n);
  if (status == ANT_OK && n_tap > 0) status = open_tapped(path, all, n_watch + n_tap, &e, opt_diag);
  for (int k = 0; status == ANT_OK && next < n_tap; k++) {
    if (i[k].name == tap[next].name) set_handles(&e, &tap[next++], &i[k], value[k]);
  }
  free(all);
  free(value);
  if (status != ANT_OK) {
    ant_experiment_clear(&e);
    return status;
  }
  *out = e;
  return ANT_OK;
}

void ant_experiment_clear(ant_experiment *e) {
  ant_machine_destroy(&e->machine);
  ant_model_destroy(&e->model);
  free(e->clamp);
  free(e->clamp_share);
  *e = (ant_experiment){0};
}
