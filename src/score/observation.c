/* observation.c - reading and checking the table of what was measured (see observation.h).
 *   1. Words   2. Columns and messages   3. One field   4. One row   5. Across rows   6. Reading
 *   7. What is asked, and what counts */
#include "score/observation.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/map.h"
#include "base/text.h"
#include "base/csv.h"

/* Beyond these no mission of a human life goes. */
static const double first_day = -3653, last_day = 36525;
static const size_t table_limit = (size_t)1 << 30; /* bytes: a million rows are about a fifth */

typedef struct table {
  ant_observations pub; /* first: a table is what the public part points to         */
  ant_arena *arena;
  char *text;           /* what all strings point into                              */
  ant_observation *row; /* (capacity)                                               */
  int *order;
  ant_map id;
} table;

/* 1. Words ------------------------------------------------------------------ */

static const char *const spread_names[ANT_NSPREAD] = {
#define ANT_X(code, name) name,
    ANT_SPREADS(ANT_X)
#undef ANT_X
};
static const char *const use_names[] = {"fit", "test"};
static const char *const role_names[] = {"measured", "orientation", "constant"};
static const char *const certainty_names[] = {"A", "B", "C"};

const char *ant_spread_name(ant_spread_kind kind) {
  return spread_names[kind];
}

const char *ant_use_name(ant_use use) {
  return use_names[use];
}

const char *ant_row_role_name(ant_row_role role) {
  return role_names[role];
}

/* 2. Columns and messages ----------------------------------------------------- */

enum column {
  C_ID,
  C_MISSION,
  C_PERSON,
  C_OBSERVABLE,
  C_STATISTIC,
  C_FROM,
  C_TO,
  C_VALUE,
  C_UNIT,
  C_SPREAD,
  C_KIND,
  C_LO,
  C_HI,
  C_N,
  C_SOURCE,
  C_CREW,
  C_CERTAINTY,
  C_USE,
  C_EXCLUDES,
  C_NOTE,
  N_NEEDED,
  C_SYSTEM = N_NEEDED,
  C_SPECIES,
  C_ROLE,
  C_FRACTION,
  C_ORIGIN,
  N_COLUMN
};

static const char *const column_names[N_COLUMN] = {
    "id",      "mission", "person",    "observable",  "statistic", "day_from", "day_to",
    "value",   "unit",    "spread",    "spread_kind", "lo",        "hi",       "n",
    "source",  "crew",    "certainty", "use",         "excludes",  "note",     "system",
    "species", "role",    "fraction",  "origin"};

typedef struct reader {
  table *t;
  ant_csv csv;
  ant_diags *diags;
  int where[N_COLUMN];   /* field of each column, -1: not in this table          */
  const char **excludes; /* (rows) as written, resolved when all rows are known  */
  bool bad;              /* the present row has a mistake                        */
} reader;

static void complain(reader *r, ant_severity severity, ant_status code, int line, int column,
                     const char *hint, const char *format, ...)
    __attribute__((format(printf, 7, 8)));

static void complain(reader *r, ant_severity severity, ant_status code, int line, int column,
                     const char *hint, const char *format, ...) {
  ant_diag diag;
  va_list args;
  va_start(args, format);
  ant_fail_args(&diag, code, format, args);
  va_end(args);
  diag.severity = severity;
  ant_diag_place(&diag, r->t->pub.file, line, column);
  if (hint) ant_diag_hint(&diag, "%s", hint);
  ant_diags_add(r->diags, &diag);
  if (severity == ANT_ERROR) r->bad = true;
}

static char *get(const reader *r, enum column c) {
  static char nothing[1];
  return r->where[c] < 0 ? nothing : r->csv.field[r->where[c]].text;
}

/* say that field C is wrong */
#define BAD(r, c, code, hint, ...)                                                                 \
  complain(r, ANT_ERROR, code, (r)->csv.field[(r)->where[c] < 0 ? 0 : (r)->where[c]].line,         \
           (r)->csv.field[(r)->where[c] < 0 ? 0 : (r)->where[c]].column, hint, __VA_ARGS__)

/* 3. One field ---------------------------------------------------------------------- */

static double number(reader *r, enum column c) {
  const char *text = get(r, c);
  char *end;
  if (!*text) return NAN;
  errno = 0;
  double value = strtod(text, &end);
  bool plain = strspn(text, "+-.0123456789eE") == strlen(text);
  if (*end || end == text || !plain || !isfinite(value)) {
    BAD(r, c, ANT_EINPUT, "leave it empty when it is not known; a decimal point, no unit, no comma",
        "%s: expected a number, found '%s'", column_names[c], text);
    return NAN;
  }
  return value;
}

/* the index of one of N WORDS, or FALLBACK after a message */
static int word(reader *r, enum column c, const char *const *words, int n, int fallback) {
  const char *text = get(r, c);
  ant_nearest nearest;
  ant_diag diag;
  ant_nearest_init(&nearest, text);
  for (int i = 0; i < n; i++) {
    if (strcmp(text, words[i]) == 0) return i;
    ant_nearest_try(&nearest, words[i]);
  }
  ant_text all = {0};
  for (int i = 0; i < n; i++) {
    if (*words[i]) ant_text_print(&all, "%s%s", all.length ? ", " : "", words[i]);
  }
  ant_fail(&diag, ANT_EUNKNOWN, "x");
  ant_nearest_hint(&nearest, &diag);
  BAD(r, c, ANT_EUNKNOWN, diag.hint[0] ? diag.hint : NULL, "%s: expected one of %s; found '%s'",
      column_names[c], ant_text_string(&all), text);
  ant_text_clear(&all);
  return fallback;
}

static char *trim(char *text) {
  while (isspace((unsigned char)*text)) text++;
  size_t n = strlen(text);
  while (n > 0 && isspace((unsigned char)text[n - 1])) text[--n] = '\0';
  return text;
}

/* cut LIST at each MARK; the pieces, trimmed, go to *OUT (*OUT_N) */
static void cut(reader *r, enum column c, char *list, const char *mark, const char ***out,
                int *out_n) {
  int n = 1;
  for (char *p = list; (p = strstr(p, mark)); p += strlen(mark)) n++;
  const char **item = ant_arena_take(r->t->arena, (size_t)n * sizeof *item);
  if (!item) return;
  for (int i = 0; i < n; i++) {
    char *next = strstr(list, mark);
    if (next) *next = '\0';
    item[i] = trim(list);
    if (!*item[i]) {
      BAD(r, c, ANT_ESYNTAX, NULL, "%s: a name is missing beside '%s'", column_names[c], mark);
    }
    if (next) list = next + strlen(mark);
  }
  *out = item;
  *out_n = n;
}

static ant_terms terms(reader *r, enum column c) {
  ant_terms out = {0};
  char *text = trim(get(r, c)), *right = strstr(text, " vs ");
  if (!*text) {
    BAD(r, c, ANT_EMISSING, NULL, "%s: nothing stands here", column_names[c]);
    return out;
  }
  if (right) {
    *right = '\0';
    right += strlen(" vs ");
    if (strstr(right, " vs ")) {
      BAD(r, c, ANT_ESYNTAX, "compare two", "%s: more than one 'vs'", column_names[c]);
    }
    cut(r, c, right, " + ", &out.right, &out.n_right);
  }
  cut(r, c, text, " + ", &out.left, &out.n_left);
  return out;
}

static const char *needed(reader *r, enum column c) {
  const char *text = trim(get(r, c));
  if (!*text) BAD(r, c, ANT_EMISSING, NULL, "%s: nothing stands here", column_names[c]);
  return text;
}

/* 4. One row ---------------------------------------------------------------------------- */

static void check_id(reader *r, const char *id) {
  for (const char *p = id; *p; p++) {
    if (!isalnum((unsigned char)*p) && *p != '_') {
      BAD(r, C_ID, ANT_ESYNTAX, NULL, "id: expected letters, digits and '_', found '%s'", id);
      return;
    }
  }
}

static double day(reader *r, enum column c) {
  double value = number(r, c);
  if (value < first_day || value > last_day) {
    BAD(r, c, ANT_ERANGE, "days count from launch, or from the first day of the exposure",
        "%s: day %g is in no human life", column_names[c], value);
    return NAN;
  }
  return value;
}

static bool needs_window(ant_statistic s) {
  return s == ANT_STAT_RATE || s == ANT_STAT_SLOPE || s == ANT_STAT_HALF_TIME ||
         s == ANT_STAT_TIME || s == ANT_STAT_PLATEAU;
}

static void check_days(reader *r, ant_observation *o) {
  o->day_from = day(r, C_FROM);
  o->day_to = day(r, C_TO);
  double from = isnan(o->day_from) && needs_window(o->statistic) ? 0 : o->day_from;
  if (isnan(o->day_to)) {
    if (!isnan(o->day_from) && !r->bad) {
      BAD(r, C_TO, ANT_EMISSING, "a single day goes into day_to", "day_from without a day_to");
    }
  } else if (o->day_to < from || (needs_window(o->statistic) && o->day_to <= from)) {
    BAD(r, C_TO, ANT_ERANGE, NULL, "day_to %g does not lie behind day_from %g", o->day_to, from);
  }
}

/* a unit that says the same kind of thing as EXPECTED */
static void expect_unit(reader *r, const ant_observation *o, const char *expected) {
  ant_unit u;
  if (ant_unit_parse(expected, &u, NULL) != ANT_OK || ant_unit_same_dim(&u, &o->unit)) return;
  BAD(r, C_UNIT, ANT_EUNIT, NULL, "unit: '%s' is not what a %s is measured in; expected [%s]",
      o->unit_text, ant_statistic_name(o->statistic), expected);
}

static void check_unit(reader *r, ant_observation *o) {
  ant_diag diag;
  o->unit_text = needed(r, C_UNIT);
  o->unit = ant_unit_one();
  if (!*o->unit_text) return;
  if (ant_unit_parse(o->unit_text, &o->unit, &diag) != ANT_OK) {
    BAD(r, C_UNIT, diag.code, diag.hint[0] ? diag.hint : NULL, "unit: %s", diag.text);
    return;
  }
  switch (o->statistic) {
  case ANT_STAT_PERCENT:
  case ANT_STAT_PLATEAU:
    expect_unit(r, o, "%");
    break;
  case ANT_STAT_RATIO:
  case ANT_STAT_RECOVERED:
    expect_unit(r, o, "1");
    break;
  case ANT_STAT_RATE:
    expect_unit(r, o, "%/month");
    break;
  case ANT_STAT_HALF_TIME:
  case ANT_STAT_TIME:
    expect_unit(r, o, "day");
    break;
  default:
    break;
  }
}

static void check_interval(reader *r, const ant_observation *o, bool lo, bool hi) {
  if (lo && isnan(o->lo)) {
    BAD(r, C_LO, ANT_EMISSING, NULL, "lo: a spread of kind '%s' needs it",
        ant_spread_name(o->kind));
  }
  if (hi && isnan(o->hi)) {
    BAD(r, C_HI, ANT_EMISSING, NULL, "hi: a spread of kind '%s' needs it",
        ant_spread_name(o->kind));
  }
  if (o->lo > o->hi) {
    BAD(r, C_LO, ANT_ERANGE, "loss is negative: -8 comes before -2", "lo %g lies above hi %g",
        o->lo, o->hi);
  }
}

static void check_spread(reader *r, ant_observation *o) {
  static const char what[] =
      "sd, se, ci95, range, range_persons, lower_bound, upper_bound, printed, "
      "approx, ns or p: see doc/evidence.md";
  o->value = number(r, C_VALUE);
  o->spread = number(r, C_SPREAD);
  o->lo = number(r, C_LO);
  o->hi = number(r, C_HI);
  o->kind = (ant_spread_kind)word(r, C_KIND, spread_names, ANT_NSPREAD, ANT_SPREAD_NONE);
  if (r->bad) return;
  bool interval = !isnan(o->lo) || !isnan(o->hi);
  if (o->kind == ANT_SPREAD_NONE && (!isnan(o->spread) || interval)) {
    BAD(r, C_KIND, ANT_EMISSING, what, "spread_kind: %s without a kind",
        isnan(o->spread) ? "an interval" : "a spread");
    return;
  }
  bool numbered = o->kind == ANT_SPREAD_SD || o->kind == ANT_SPREAD_SE || o->kind == ANT_SPREAD_P ||
                  o->kind == ANT_SPREAD_PRINTED;
  if (numbered && !(o->spread >= 0)) {
    BAD(r, C_SPREAD, ANT_EMISSING, NULL, "spread: a spread of kind '%s' needs a number, 0 or more",
        ant_spread_name(o->kind));
  }
  bool both = o->kind == ANT_SPREAD_CI95 || o->kind == ANT_SPREAD_RANGE ||
              o->kind == ANT_SPREAD_RANGE_PERSONS;
  check_interval(r, o, both || o->kind == ANT_SPREAD_LOWER, both || o->kind == ANT_SPREAD_UPPER);
  if (isnan(o->value) && !interval) {
    BAD(r, C_VALUE, ANT_EMISSING, NULL, "a row needs a value, or lo and hi");
  }
}

static void check_sign(reader *r, const ant_observation *o) {
  if (o->statistic != ANT_STAT_SIGN) return;
  if (o->value != -1 && o->value != 0 && o->value != 1) {
    BAD(r, C_VALUE, ANT_ERANGE, "1 rises, 0 unchanged, -1 falls", "value: a sign is -1, 0 or 1");
  }
}

static void check_fraction(reader *r, ant_observation *o) {
  o->fraction = number(r, C_FRACTION);
  if (isnan(o->fraction)) return;
  if (o->statistic != ANT_STAT_TIME) {
    BAD(r, C_FRACTION, ANT_EINPUT, NULL, "fraction: only time_to_fraction has one");
  } else if (!(o->fraction > 0 && o->fraction < 1)) {
    BAD(r, C_FRACTION, ANT_ERANGE, NULL, "fraction: expected more than 0 and less than 1");
  }
}

static int subjects(reader *r) {
  double n = number(r, C_N);
  if (isnan(n)) return 0;
  if (n < 1 || n > 1e8 || n != floor(n)) {
    BAD(r, C_N, ANT_ERANGE, NULL, "n: expected a whole number of subjects, found %g", n);
    return 0;
  }
  return (int)n;
}

/* the part of a name before its first dot */
static const char *first_part(reader *r, const char *name) {
  return ant_arena_text(r->t->arena, name, strcspn(name, "."));
}

static void read_row(reader *r, ant_observation *o, int i_row) {
  ant_diag diag;
  r->bad = false;
  o->line = r->csv.field[0].line;
  o->id = needed(r, C_ID);
  check_id(r, o->id);
  o->mission = terms(r, C_MISSION);
  o->person = terms(r, C_PERSON);
  o->observable = terms(r, C_OBSERVABLE);
  if (ant_statistic_find(trim(get(r, C_STATISTIC)), &o->statistic, &diag) != ANT_OK) {
    BAD(r, C_STATISTIC, diag.code, diag.hint, "statistic: %s", diag.text);
  }
  check_days(r, o);
  check_unit(r, o);
  check_spread(r, o);
  check_sign(r, o);
  check_fraction(r, o);
  o->n = subjects(r);
  o->source = needed(r, C_SOURCE);
  o->crew = needed(r, C_CREW);
  o->certainty = "ABC"[word(r, C_CERTAINTY, certainty_names, 3, 2)];
  o->use = (ant_use)word(r, C_USE, use_names, 2, 1);
  r->excludes[i_row] = get(r, C_EXCLUDES);
  o->note = get(r, C_NOTE);
  o->system = *get(r, C_SYSTEM)      ? get(r, C_SYSTEM)
              : o->observable.n_left ? first_part(r, o->observable.left[0])
                                     : "";
  o->species = get(r, C_SPECIES);
  o->origin = get(r, C_ORIGIN);
  o->role = *get(r, C_ROLE) ? (ant_row_role)word(r, C_ROLE, role_names, 3, 0) : ANT_ROLE_MEASURED;
}

/* 5. Across rows -------------------------------------------------------------------------- */

/* two rows of one crew on different sides would let parameters see the people they are tested on */
static ant_status check_crews(reader *r) {
  ant_map first = {.arena = r->t->arena};
  for (int i = 0; i < r->t->pub.n; i++) {
    const ant_observation *o = &r->t->row[i];
    int seen = ant_map_find(&first, o->crew);
    if (seen < 0) {
      ANT_TRY(ant_map_set(&first, o->crew, i));
    } else if (r->t->row[seen].use != o->use) {
      complain(r, ANT_ERROR, ANT_EINPUT, o->line, 0,
               "a crew is never split: parameters would see the people they are tested on",
               "%s: crew '%s' is for '%s' here, for '%s' in %s (line %d)", o->id, o->crew,
               use_names[o->use], use_names[r->t->row[seen].use], r->t->row[seen].id,
               r->t->row[seen].line);
    }
  }
  return ANT_OK;
}

static ant_status resolve_excludes(reader *r, int i) {
  ant_observation *o = &r->t->row[i];
  char *list = trim((char *)r->excludes[i]);
  if (!*list) return ANT_OK;
  int n = 1;
  for (const char *p = list; *p; p++) n += *p == ';';
  int *row = ant_arena_take(r->t->arena, (size_t)n * sizeof *row);
  if (!row) return ANT_ENOMEM;
  for (char *next; list; list = next) {
    next = strchr(list, ';');
    if (next) *next++ = '\0';
    const char *id = trim(list);
    int found = ant_map_find(&r->t->id, id);
    if (found < 0 || found == i) {
      complain(r, ANT_ERROR, ANT_EUNKNOWN, o->line, 0, NULL, "%s: excludes '%s', which is %s",
               o->id, id, found < 0 ? "no row of this table" : "the row itself");
    } else {
      row[o->n_excludes++] = found;
    }
  }
  o->excludes = row;
  return ANT_OK;
}

/* Put each row behind all that it excludes: depth first, without recursion, since a table may hold
 * a chain of any length.  A circle is a mistake: nobody would count. */
static ant_status order_rows(reader *r) {
  table *t = r->t;
  int n = t->pub.n, depth = 0, done = 0;
  int *stack = malloc((size_t)n * sizeof *stack + 1);
  int *next = calloc((size_t)n + 1, sizeof *next); /* 0 unseen, k+1: k exclusions are behind */
  bool *open = calloc((size_t)n + 1, sizeof *open);
  ant_status status = stack && next && open ? ANT_OK : ANT_ENOMEM;
  for (int start = 0; start < n && status == ANT_OK; start++) {
    if (next[start]) continue;
    stack[depth++] = start;
    while (depth > 0) {
      int i = stack[depth - 1];
      const ant_observation *o = &t->row[i];
      if (next[i] == 0) open[i] = true;
      int k = next[i]++;
      if (k == o->n_excludes) {
        open[i] = false;
        t->order[done++] = i;
        depth--;
        continue;
      }
      int to = o->excludes[k];
      if (open[to]) {
        complain(r, ANT_ERROR, ANT_ECIRCULAR, o->line, 0,
                 "the list stands on the row that gives way, not on both",
                 "%s excludes %s, which excludes it in turn", o->id, t->row[to].id);
      } else if (next[to] == 0) {
        stack[depth++] = to;
      }
    }
  }
  free(stack);
  free(next);
  free(open);
  return status;
}

static ant_status check_table(reader *r) {
  table *t = r->t;
  for (int i = 0; i < t->pub.n; i++) {
    int seen = ant_map_find(&t->id, t->row[i].id);
    if (seen >= 0) {
      complain(r, ANT_ERROR, ANT_EDUPLICATE, t->row[i].line, 1, NULL,
               "id '%s' is also the id of line %d", t->row[i].id, t->row[seen].line);
    } else {
      ANT_TRY(ant_map_set(&t->id, t->row[i].id, i));
    }
  }
  for (int i = 0; i < t->pub.n; i++) ANT_TRY(resolve_excludes(r, i));
  ANT_TRY(check_crews(r));
  return order_rows(r);
}

/* 6. Reading -------------------------------------------------------------------------------- */

static void read_header(reader *r) {
  ant_csv *csv = &r->csv;
  for (int c = 0; c < N_COLUMN; c++) r->where[c] = -1;
  for (int f = 0; f < csv->n_field; f++) {
    const char *name = trim(csv->field[f].text);
    int c = 0;
    while (c < N_COLUMN && strcmp(name, column_names[c]) != 0) c++;
    if (c == N_COLUMN) {
      ant_nearest nearest;
      ant_diag diag;
      ant_nearest_init(&nearest, name);
      for (int k = 0; k < N_COLUMN; k++) ant_nearest_try(&nearest, column_names[k]);
      ant_fail(&diag, ANT_EUNKNOWN, "x");
      ant_nearest_hint(&nearest, &diag);
      complain(r, ANT_WARNING, ANT_EUNKNOWN, csv->field[f].line, csv->field[f].column,
               diag.hint[0] ? diag.hint : NULL, "column '%s' is not read", name);
    } else if (r->where[c] >= 0) {
      complain(r, ANT_ERROR, ANT_EDUPLICATE, csv->field[f].line, csv->field[f].column, NULL,
               "column '%s' stands here twice", name);
    } else {
      r->where[c] = f;
    }
  }
  for (int c = 0; c < N_NEEDED; c++) {
    if (r->where[c] < 0) {
      complain(r, ANT_ERROR, ANT_EMISSING, 1, 0, "doc/evidence.md describes the columns",
               "column '%s' is missing", column_names[c]);
    }
  }
}

static size_t count_lines(const char *text, size_t length) {
  size_t n = 2;
  for (size_t i = 0; i < length; i++) n += text[i] == '\n' || text[i] == '\r';
  return n;
}

static void read_rows(reader *r, int n_header) {
  ant_diag diag;
  table *t = r->t;
  for (;;) {
    ant_status status = ant_csv_next(&r->csv, &diag);
    if (status != ANT_OK) {
      ant_diags_add(r->diags, &diag);
      if (!r->csv.next) return;
      continue;
    }
    if (r->csv.n_field == 0) return;
    if (r->csv.n_field != n_header) {
      complain(r, ANT_ERROR, ANT_ESYNTAX, r->csv.field[0].line, 0,
               "a field with a comma in it stands in double quotes",
               "expected %d fields as in the first line, found %d", n_header, r->csv.n_field);
      continue;
    }
    read_row(r, &t->row[t->pub.n], t->pub.n);
    t->pub.n++;
  }
}

static ant_status parse(reader *r, size_t length, ant_diag *diag) {
  table *t = r->t;
  ANT_TRY(ant_csv_open(&r->csv, t->pub.file, t->text, length, diag));
  size_t n = count_lines(t->text, length);
  t->row = calloc(n, sizeof *t->row);
  t->order = malloc(n * sizeof *t->order);
  r->excludes = calloc(n, sizeof *r->excludes);
  if (!t->row || !t->order || !r->excludes) {
    return ant_fail(diag, ANT_ENOMEM, "no memory for a table of %zu lines", n);
  }
  ANT_TRY(ant_csv_next(&r->csv, diag));
  int n_header = r->csv.n_field;
  if (n_header == 0) {
    ant_fail(diag, ANT_EINPUT, "the table is empty: not even the line with the columns' names");
    ant_diag_place(diag, t->pub.file, 1, 0);
    return ANT_EINPUT;
  }
  read_header(r);
  if (r->diags->n_error) return ANT_OK; /* without its columns no row can be read */
  read_rows(r, n_header);
  if (r->diags->n_error == 0 && t->pub.n == 0) {
    complain(r, ANT_ERROR, ANT_EINPUT, 1, 0, NULL, "the table has no rows");
  }
  /* a row with a mistake has no crew or id worth comparing */
  if (r->diags->n_error == 0) ANT_TRY(check_table(r));
  return ant_arena_status(t->arena);
}

/* takes TEXT */
static ant_status build(const char *name, char *text, size_t length, ant_observations **out,
                        ant_diags *diags) {
  ant_diag diag = {.code = ANT_ENOMEM};
  reader r = {.diags = diags, .t = calloc(1, sizeof *r.t)};
  size_t before = diags->n_error;
  ant_status status = ANT_ENOMEM;
  if (r.t) {
    r.t->text = text;
    r.t->arena = ant_arena_create();
    r.t->id.arena = r.t->arena;
    r.t->pub.file = r.t->arena ? ant_arena_copy(r.t->arena, name) : NULL;
    if (r.t->pub.file) status = parse(&r, length, &diag);
    r.t->pub.row = r.t->row;
    r.t->pub.order = r.t->order;
  } else {
    free(text);
  }
  free(r.excludes);
  if (status != ANT_OK) {
    if (!diag.text[0]) ant_fail(&diag, status, "no memory for the table '%s'", name);
    ant_diags_add(diags, &diag);
  } else if (diags->n_error > before) {
    status = diags->first;
  }
  ant_observations *made = r.t ? &r.t->pub : NULL;
  if (status == ANT_OK) {
    *out = made;
  } else {
    ant_observations_destroy(&made);
  }
  return status;
}

ant_status ant_observations_parse(const char *name, const char *text, size_t length,
                                  ant_observations **out, ant_diags *diags) {
  char *copy = malloc(length + 1);
  if (copy) {
    memcpy(copy, text, length);
    copy[length] = '\0';
    return build(name, copy, length, out, diags);
  }
  ant_diag diag;
  ant_fail(&diag, ANT_ENOMEM, "no memory for the table '%s'", name);
  ant_diags_add(diags, &diag);
  return ANT_ENOMEM;
}

ant_status ant_observations_read(const char *path, ant_observations **out, ant_diags *diags) {
  char *text;
  size_t length;
  ant_diag diag;
  ant_status status = ant_file_read(path, table_limit, &text, &length, &diag);
  if (status != ANT_OK) {
    ant_diags_add(diags, &diag);
    return status;
  }
  return build(path, text, length, out, diags);
}

void ant_observations_destroy(ant_observations **observations) {
  if (!*observations) return;
  table *t = (table *)*observations;
  ant_arena_destroy(&t->arena);
  free(t->text);
  free(t->row);
  free(t->order);
  free(t);
  *observations = NULL;
}

int ant_observations_find(const ant_observations *observations, const char *id) {
  return ant_map_find(&((const table *)observations)->id, id);
}

/* 7. What is asked, and what counts --------------------------------------------------------- */

ant_question ant_observation_question(const ant_observation *o, const ant_unit *observable) {
  bool plain = ant_unit_is_one(&o->unit), sign = o->statistic == ANT_STAT_SIGN;
  ant_question q = {o->statistic, o->day_from, o->day_to, o->fraction, false, NAN, NAN};
  if (o->statistic == ANT_STAT_SLOPE) {
    ant_unit day;
    ant_unit_parse("day", &day, NULL);
    ant_unit amount = ant_unit_mul(&o->unit, &day);
    plain = ant_unit_is_one(&amount);
  }
  q.relative = plain && (sign || !ant_unit_is_one(observable));
  if (sign) {
    q.band_lo = o->lo;
    q.band_hi = o->hi;
  }
  return q;
}

bool ant_observation_runnable(const ant_observation *row) {
  return !isnan(row->day_to);
}

void ant_observations_count(const ant_observations *t, const bool *ran, bool *counts) {
  for (int k = 0; k < t->n; k++) {
    int i = t->order[k];
    const ant_observation *o = &t->row[i];
    counts[i] = ran[i] && o->role == ANT_ROLE_MEASURED && o->certainty != 'C';
    for (int e = 0; e < o->n_excludes && counts[i]; e++) counts[i] = !counts[o->excludes[e]];
  }
}
