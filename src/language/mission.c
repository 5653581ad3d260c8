/* mission.c - a mission's phases, settings and doses, checked against a model (see mission.h).
 *   1. Settings   2. Groups   3. Doses   4. Phases   5. Missions */
#include "language/mission.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "language/names.h"

enum { DOSES_MAX = 1000000, DAYS_MAX = 73050 }; /* 200 years */

typedef struct ant_mission_reader {
  ant_reading r;
  ant_mission *out;
  ant_phase *phase; /* being read                                              */
  int c_setting, c_dose, c_phase;
  ant_unit day;
} ant_mission_reader;

static ant_unit day_unit(void) {
  ant_unit day;
  ant_unit_parse("day", &day, NULL);
  return day;
}

static bool days(ant_mission_reader *m, const ant_expr *e, const char *what, double *out) {
  return ant_reading_number(&m->r, e, &m->day, "day", false, what, out);
}

/* 1. Settings ------------------------------------------------------------------- */

static void put_setting(ant_mission_reader *m, int symbol, int element, const ant_decl *decl) {
  const ant_symbol *s = &m->r.model->symbol[symbol];
  ant_setting setting = {.symbol = symbol, .element = element};
  char what[200];
  snprintf(what, sizeof what, "'%s'", s->name);
  if (!ant_reading_number(&m->r, decl->value, &s->unit, s->unit_text, false, what,
                          &setting.value)) {
    return;
  }
  ant_reading_add(&m->r, &m->phase->setting, &m->c_setting, &m->phase->n_setting, &setting,
                  decl->place);
}

static void read_setting(ant_mission_reader *m, const ant_decl *decl) {
  int symbol, element;
  if (!ant_reading_find(&m->r, ANT_SYM_INPUT, decl->name, decl->name_place, &symbol, &element)) {
    return;
  }
  put_setting(m, symbol, element, decl);
}

/* 2. Groups ---------------------------------------------------------------------- */

/* the word behind the last GROUP in the name of input S, NULL if S is not of the group */
static const char *member_of(const ant_symbol *s, const char *group) {
  size_t n = strlen(group);
  const char *found = NULL;
  for (const char *p = s->name; p; p = strchr(p, '.')) {
    if (*p == '.') p++;
    if (strncmp(p, group, n) == 0 && p[n] == '.') found = p + n + 1;
  }
  return found && !strchr(found, '.') ? found : NULL;
}

static bool is_member(const ant_model *model, int symbol, const char *group) {
  const ant_symbol *s = &model->symbol[symbol];
  return s->kind == ANT_SYM_INPUT && !s->hidden && member_of(s, group);
}

static void say_no_group(ant_mission_reader *m, const ant_decl *group) {
  const ant_model *model = m->r.model;
  ant_diag diag;
  ant_nearest nearest;
  ant_diag_at(&diag, &m->r.sources, group->name_place, ANT_EUNKNOWN,
              "the model has no group of inputs '%s'", group->name);
  ant_nearest_init(&nearest, group->name);
  for (int i = 0; i < model->n_symbol; i++) {
    const char *end = strrchr(model->symbol[i].name, '.');
    if (model->symbol[i].kind != ANT_SYM_INPUT || !end) continue;
    const char *start = end;
    while (start > model->symbol[i].name && start[-1] != '.') start--;
    const char *word = ant_arena_text(m->r.arena, start, (size_t)(end - start));
    if (word) ant_nearest_try(&nearest, word);
  }
  ant_nearest_hint(&nearest, &diag);
  ant_diags_add(m->r.diags, &diag);
}

static void say_members(ant_mission_reader *m, const ant_decl *group, ant_diag *diag) {
  const ant_model *model = m->r.model;
  ant_text text = {0};
  for (int i = 0; i < model->n_symbol; i++) {
    if (!is_member(model, i, group->name)) continue;
    ant_text_print(&text, "%s%s [%s]", text.length ? ", " : "",
                   member_of(&model->symbol[i], group->name), model->symbol[i].unit_text);
  }
  ant_diag_hint(diag, "'%s' has %s", group->name, ant_text_string(&text));
  ant_text_clear(&text);
}

/* the member that DECL names, or the one that is measured as its value is; -1 after a report */
static int find_member(ant_mission_reader *m, const ant_decl *group, const ant_decl *decl) {
  const ant_model *model = m->r.model;
  const ant_expr *e = decl->value;
  ant_unit unit = ant_unit_one();
  bool named = decl->name && decl->name[0];
  int found = -1, n = 0;
  if (!e) return -1;
  if (e->kind == ANT_EXPR_UNARY) e = e->a;
  if (!named && e->unit && ant_unit_parse(e->unit, &unit, NULL) != ANT_OK) unit = ant_unit_one();
  for (int i = 0; i < model->n_symbol; i++) {
    if (!is_member(model, i, group->name)) continue;
    const ant_symbol *s = &model->symbol[i];
    bool fits = named ? strcmp(member_of(s, group->name), decl->name) == 0
                      : ant_unit_same_dim(&s->unit, &unit);
    if (!fits) continue;
    found = i;
    n++;
  }
  if (n == 1) return found;
  ant_diag diag;
  if (named) {
    ant_diag_at(&diag, &m->r.sources, decl->name_place, ANT_EUNKNOWN,
                n ? "several inputs are called '%s' in group '%s'"
                  : "no input is called '%s' in group '%s'",
                decl->name, group->name);
  } else {
    ant_diag_at(&diag, &m->r.sources, decl->place, n ? ANT_EINPUT : ANT_EUNIT,
                n ? "several inputs of group '%s' are measured in this kind of unit: name one"
                  : "no input of group '%s' is measured in this kind of unit",
                group->name);
  }
  say_members(m, group, &diag);
  ant_diags_add(m->r.diags, &diag);
  return -1;
}

/* the element of SYMBOL that the group's line names, -1 after a report */
static int find_element(ant_mission_reader *m, const ant_decl *group, int symbol) {
  const ant_model *model = m->r.model;
  const ant_word *word = &group->words.item[0];
  int element = ant_names_element(model, symbol, &word->text, 1);
  if (element >= 0) return element;
  ant_diag diag;
  ant_nearest nearest;
  ant_diag_at(&diag, &m->r.sources, word->place, ANT_ESET, "'%s' has no element '%s'", group->name,
              word->text);
  ant_nearest_init(&nearest, word->text);
  const ant_symbol *s = &model->symbol[symbol];
  for (int k = 0; k < s->n_set; k++) {
    const ant_set *set = &model->set[s->set[k]];
    for (int i = 0; i < set->n; i++) ant_nearest_try(&nearest, set->element[i]);
  }
  ant_nearest_hint(&nearest, &diag);
  ant_diags_add(m->r.diags, &diag);
  return -1;
}

static void read_group(ant_mission_reader *m, const ant_decl *group) {
  bool any = false;
  if (!group->name || group->words.n == 0 || !group->words.item[0].text) return;
  for (int i = 0; i < m->r.model->n_symbol && !any; i++) {
    any = is_member(m->r.model, i, group->name);
  }
  if (!any) {
    say_no_group(m, group);
    return;
  }
  for (int i = 0; i < group->n_child; i++) {
    int symbol = find_member(m, group, group->child[i]);
    int element = symbol < 0 ? -1 : find_element(m, group, symbol);
    if (symbol >= 0 && element < 0) return; /* the other settings would say the same */
    if (symbol >= 0) put_setting(m, symbol, element, group->child[i]);
  }
}

/* 3. Doses ------------------------------------------------------------------------ */

static bool drug_is(const char *full, const char *name) {
  size_t length = strlen(full), n = strlen(name);
  return length >= n && strcmp(full + length - n, name) == 0 &&
         (length == n || full[length - n - 1] == '.');
}

static int find_drug(ant_mission_reader *m, const ant_decl *decl) {
  const ant_model *model = m->r.model;
  ant_nearest nearest;
  ant_nearest_init(&nearest, decl->name);
  for (int i = 0; i < model->n_dose; i++) {
    if (drug_is(model->dose[i].name, decl->name)) return i;
    const char *dot = strrchr(model->dose[i].name, '.');
    ant_nearest_try(&nearest, dot ? dot + 1 : model->dose[i].name);
  }
  ant_diag diag;
  ant_diag_at(&diag, &m->r.sources, decl->name_place, ANT_EUNKNOWN,
              "the model takes no dose of '%s'", decl->name);
  ant_nearest_hint(&nearest, &diag);
  ant_diags_add(m->r.diags, &diag);
  return -1;
}

static void add_dose(ant_mission_reader *m, const ant_dose_event *event) {
  ant_mission *out = m->out;
  if (ant_arena_grow(m->r.arena, &out->dose, &m->c_dose, out->n_dose, sizeof *out->dose)) return;
  out->dose[out->n_dose++] = *event;
}

/* DAY of the phase lies in it; the end of a phase belongs to the next */
static bool in_phase(ant_mission_reader *m, const ant_expr *e, double day, bool end_too) {
  double length = m->phase->end_d - m->phase->start_d;
  if (day >= 0 && (day < length || (end_too && day == length))) return true;
  ant_diag diag;
  ant_diag_at(&diag, &m->r.sources, e->place, ANT_ERANGE,
              "day %g is outside its phase '%s', which has %g days", day, m->phase->name, length);
  ant_diag_hint(&diag, "days of a dose count from the start of the phase");
  ant_diags_add(m->r.diags, &diag);
  return false;
}

static void read_once(ant_mission_reader *m, const ant_decl *decl, ant_dose_event event) {
  double day;
  if (decl->every || decl->from_day || decl->to_day) {
    ant_reading_error(&m->r, decl->place, ANT_EINPUT,
                      "a dose is given `on day D` or `every P`, not both");
    return;
  }
  if (!days(m, decl->on_day, "the day of a dose", &day)) return;
  if (!in_phase(m, decl->on_day, day, false)) return;
  if (event.over_d > 0 && !in_phase(m, decl->over, day + event.over_d, true)) return;
  event.time_d = m->phase->start_d + day;
  add_dose(m, &event);
}

static void read_repeated(ant_mission_reader *m, const ant_decl *decl, ant_dose_event event) {
  double length = m->phase->end_d - m->phase->start_d, every, from = 0, to = length;
  if (!days(m, decl->every, "the time between doses", &every)) return;
  if (decl->from_day && (!days(m, decl->from_day, "the first day of a dose", &from) ||
                         !in_phase(m, decl->from_day, from, false))) {
    return;
  }
  if (decl->to_day && (!days(m, decl->to_day, "the last day of a dose", &to) ||
                       !in_phase(m, decl->to_day, to, true))) {
    return;
  }
  if (!(every > 0)) {
    ant_reading_error(&m->r, decl->every->place, ANT_ERANGE,
                      "the time between doses is longer than 0 day");
    return;
  }
  if (to < from) {
    ant_reading_error(&m->r, decl->to_day->place, ANT_ERANGE,
                      "the last day, %g, comes before the first, %g", to, from);
    return;
  }
  if ((to - from) / every > DOSES_MAX - m->out->n_dose) {
    ant_reading_error(&m->r, decl->every->place, ANT_ERANGE, "a mission has at most %d doses",
                      DOSES_MAX);
    return;
  }
  for (long i = 0;; i++) { /* the k-th is at from + k * every: no error adds up */
    double day = from + (double)i * every;
    if (day > to || day >= length || day + event.over_d > length) break;
    event.time_d = m->phase->start_d + day;
    add_dose(m, &event);
  }
}

/* over T: an infusion; false after a report */
static bool read_over(ant_mission_reader *m, const ant_decl *decl, double *out) {
  *out = 0;
  if (!decl->over) return true;
  if (!days(m, decl->over, "the time of an infusion", out)) return false;
  if (*out > 0) return true;
  ant_reading_error(&m->r, decl->over->place, ANT_ERANGE,
                    "the time of an infusion is longer than 0 day");
  return false;
}

static void read_dose(ant_mission_reader *m, const ant_decl *decl) {
  ant_dose_event event = {.port = decl->name ? find_drug(m, decl) : -1};
  char what[200];
  if (event.port < 0) return;
  const ant_dose_port *port = &m->r.model->dose[event.port];
  snprintf(what, sizeof what, "a dose of '%s'", decl->name);
  if (!ant_reading_number(&m->r, decl->value, &port->unit, port->unit_text, false, what,
                          &event.amount) ||
      !read_over(m, decl, &event.over_d)) {
    return;
  }
  if (!(event.amount > 0)) {
    ant_reading_error(&m->r, decl->value->place, ANT_ERANGE, "a dose is more than 0");
  } else if (decl->on_day) {
    read_once(m, decl, event);
  } else if (decl->every) {
    read_repeated(m, decl, event);
  } else {
    ant_diag diag;
    ant_diag_at(&diag, &m->r.sources, decl->place, ANT_EMISSING, "a dose of '%s' does not say when",
                decl->name);
    ant_diag_hint(&diag, "write `on day 0 [day]` or `every 7 [day]`");
    ant_diags_add(m->r.diags, &diag);
  }
}

/* 4. Phases ------------------------------------------------------------------------- */

/* DOSES: the phases have lengths in which they can lie */
static void read_lines(ant_mission_reader *m, const ant_decl *phase, bool doses) {
  m->c_setting = 0;
  for (int i = 0; i < phase->n_child; i++) {
    const ant_decl *decl = phase->child[i];
    if (decl->keyword == ANT_KW_SETTING) read_setting(m, decl);
    if (decl->keyword == ANT_KW_GROUP) read_group(m, decl);
    if (decl->keyword == ANT_KW_GIVE && doses) read_dose(m, decl);
  }
}

static bool read_length(ant_mission_reader *m, const ant_decl *decl, double *out) {
  char what[200];
  snprintf(what, sizeof what, "the duration of '%s'", decl->name);
  if (!days(m, decl->value, what, out)) return false;
  if (*out > 0 && *out <= DAYS_MAX) return true;
  if (*out > 0) {
    ant_reading_error(&m->r, decl->value->place, ANT_ERANGE,
                      "phase '%s' lasts %g days, at most %d (200 years) are flown", decl->name,
                      *out, DAYS_MAX);
    return false;
  }
  ant_reading_error(&m->r, decl->value->place, ANT_ERANGE,
                    *out < 0 ? "phase '%s' has a negative duration, %g days"
                             : "phase '%s' is empty: it lasts %g days",
                    decl->name, *out);
  return false;
}

/* a phase that says when it begins must be right */
static void check_start(ant_mission_reader *m, const ant_decl *decl, const ant_phase *phase) {
  double from;
  if (!decl->value2 || !days(m, decl->value2, "the start of a phase", &from)) return;
  double gap = from - phase->start_d;
  if (fabs(gap) <= 1e-9 * fmax(1, fabs(from))) return;
  ant_diag diag;
  if (gap < 0) {
    ant_diag_at(&diag, &m->r.sources, decl->value2->place, ANT_ERANGE,
                "phase '%s' overlaps the one before it, which ends on day %g", phase->name,
                phase->start_d);
  } else {
    ant_diag_at(&diag, &m->r.sources, decl->value2->place, ANT_ERANGE,
                "there is a gap of %g days before phase '%s': the one before it ends on day %g",
                gap, phase->name, phase->start_d);
  }
  ant_diag_hint(&diag, "phases follow each other; day 0 is the start of the first that is not "
                       "`preflight`");
  ant_diags_add(m->r.diags, &diag);
}

/* lengths first: day 0 is where the first phase begins that is not preflight */
static bool lay_out(ant_mission_reader *m, const ant_decl *decl) {
  ant_mission *out = m->out;
  double day = 0, launch = NAN;
  bool good = true;
  out->phase = ant_arena_take(m->r.arena, (size_t)decl->n_child * sizeof *out->phase);
  if (!out->phase) return false;
  for (int i = 0; i < decl->n_child; i++) {
    const ant_decl *child = decl->child[i];
    double length = 0;
    if (child->keyword != ANT_KW_PHASE || !child->name) continue;
    good &= read_length(m, child, &length);
    if (isnan(launch) && strcmp(child->name, "preflight") != 0) launch = day;
    out->phase[out->n_phase++] =
        (ant_phase){.name = child->name, .start_d = day, .end_d = day + length};
    day += length;
  }
  if (isnan(launch)) launch = day;
  for (int i = 0; i < out->n_phase; i++) {
    out->phase[i].start_d -= launch;
    out->phase[i].end_d -= launch;
  }
  return good;
}

static void read_phases(ant_mission_reader *m, const ant_decl *decl) {
  bool good = lay_out(m, decl);
  if (!m->out->phase) return;
  if (m->out->n_phase == 0) {
    ant_reading_error(&m->r, decl->place, ANT_EMISSING, "a mission has at least one phase");
    return;
  }
  for (int i = 0, at = 0; i < decl->n_child; i++) {
    const ant_decl *child = decl->child[i];
    if (child->keyword != ANT_KW_PHASE || !child->name) continue;
    m->phase = &m->out->phase[at++];
    if (good) check_start(m, child, m->phase);
    read_lines(m, child, good);
  }
}

/* 5. Missions ----------------------------------------------------------------------- */

static int by_time(const void *a, const void *b) {
  const ant_dose_event *left = a, *right = b;
  int order = (left->time_d > right->time_d) - (left->time_d < right->time_d);
  return order ? order : (left->port > right->port) - (left->port < right->port);
}

static ant_status read_mission(ant_mission_reader *m, const char *path, const char *opt_text) {
  ant_diags *diags = m->r.diags;
  size_t before = diags->n_error;
  const ant_decl *decl = ant_reading_open(&m->r, path, opt_text, ANT_KW_MISSION);
  if (decl) {
    m->out->title = decl->doc ? decl->doc : "";
    m->out->path = ant_arena_copy(m->r.arena, path);
    m->out->name = ant_reading_name(&m->r);
    ant_reading_keys(&m->r, &decl->words);
    read_phases(m, decl);
    if (m->out->n_dose > 1) {
      qsort(m->out->dose, (size_t)m->out->n_dose, sizeof *m->out->dose, by_time);
    }
  }
  if (diags->n_error > before) return diags->first;
  return ant_arena_status(m->r.arena);
}

static ant_status load(const ant_model *model, const char *path, const char *opt_text,
                       ant_mission **out_mission, ant_diags *diags) {
  ant_mission *out = calloc(1, sizeof *out);
  if (out) out->arena = ant_arena_create();
  ant_status status = ANT_ENOMEM;
  if (out && out->arena) {
    ant_mission_reader m = {.out = out, .day = day_unit()};
    m.r = (ant_reading){.model = model, .arena = out->arena, .diags = diags};
    status = read_mission(&m, path, opt_text);
  }
  if (status == ANT_OK) {
    *out_mission = out;
    return ANT_OK;
  }
  ant_mission_destroy(&out);
  return status;
}

ant_status ant_mission_load(const ant_model *model, const char *path, ant_mission **out_mission,
                            ant_diags *diags) {
  return load(model, path, NULL, out_mission, diags);
}

ant_status ant_mission_parse(const ant_model *model, const char *name, const char *text,
                             ant_mission **out_mission, ant_diags *diags) {
  return load(model, name, text, out_mission, diags);
}

void ant_mission_destroy(ant_mission **mission) {
  if (!mission || !*mission) return;
  ant_arena_destroy(&(*mission)->arena);
  free(*mission);
  *mission = NULL;
}
