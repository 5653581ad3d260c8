/* check_unit.c - units in the text, and the numbers between them (see check.h). */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "language/check.h"

enum { KILOGRAM = 0, SECOND = 2, MOLE = 5, INTERNATIONAL = 7 }; /* places in ant_unit.dim */

static const double day_s = 86400;

bool ant_check_unit(ant_check *check, const char *text, ant_place place, ant_unit *out) {
  ant_diag diag, inner;
  *out = ant_unit_one();
  if (!text) return true;
  if (ant_unit_parse(text, out, &inner) == ANT_OK) return true;
  ant_place at = place;
  if (inner.column > 0) at.column += inner.column - 1 + (place.width > (int)strlen(text));
  at.width = inner.width > 0 ? inner.width : 1;
  ant_diag_at(&diag, &check->model->sources, at, inner.code, "%s", inner.text);
  if (inner.hint[0]) ant_diag_hint(&diag, "%s", inner.hint);
  ant_check_report(check, &diag);
  return false;
}

ant_unit ant_check_day(void) {
  ant_unit day = {.scale = day_s};
  day.dim[SECOND] = ANT_DIM_ONE;
  return day;
}

ant_unit ant_check_per_day(const ant_unit *unit) {
  ant_unit day = ant_check_day();
  return ant_unit_div(unit, &day);
}

/* A factor is a quotient of scales; where that is within rounding of a number with 12 digits, as
 * 0.001, it is that number. */
double ant_check_tidy(double factor) {
  char text[40];
  snprintf(text, sizeof text, "%.12g", factor);
  double round = strtod(text, NULL);
  return fabs(round - factor) <= 4 * DBL_EPSILON * fabs(factor) ? round : factor;
}

double ant_check_factor(const ant_unit *from, const ant_unit *to) {
  return ant_check_tidy(from->scale / to->scale);
}

double ant_check_matter(const ant_check *check, int substance, const ant_unit *from,
                        const ant_unit *to) {
  if (ant_unit_same_dim(from, to)) return ant_check_factor(from, to);
  if (substance < 0) return 0;
  const ant_substance *s = &check->model->substance[substance];
  static const int matter[] = {KILOGRAM, MOLE, INTERNATIONAL};
  double kg[] = {1, s->g_per_mol * 1e-3, s->g_per_iu * 1e-3}; /* one of each, in kg */
  double factor = from->scale / to->scale;
  int surplus = 0;
  for (int i = 0; i < ANT_NDIM; i++) {
    bool is_matter = i == KILOGRAM || i == MOLE || i == INTERNATIONAL;
    if (!is_matter && from->dim[i] != to->dim[i]) return 0;
  }
  for (int i = 0; i < 3; i++) {
    int power = from->dim[matter[i]] - to->dim[matter[i]];
    surplus += power;
    if (power == 0) continue;
    if (!(kg[i] > 0)) return 0;
    factor *= power == ANT_DIM_ONE    ? kg[i]
              : power == -ANT_DIM_ONE ? 1 / kg[i]
                                      : pow(kg[i], (double)power / ANT_DIM_ONE);
  }
  return surplus == 0 ? ant_check_tidy(factor) : 0;
}

void ant_check_clash(ant_check *check, ant_place place, const ant_unit *want, const ant_unit *found,
                     const char *what) {
  char a[96], b[96];
  ant_diag diag;
  ant_diag_at(&diag, &check->model->sources, place, ANT_EUNIT,
              "%s must be in [%s], this is in [%s]", what, ant_unit_format(want, a, sizeof a),
              ant_unit_format(found, b, sizeof b));
  const char *is = ant_unit_kind(found), *should = ant_unit_kind(want);
  if (is[0] && should[0]) snprintf(diag.label, sizeof diag.label, "%s, not %s", is, should);
  ant_unit day = ant_check_day(), per_time = ant_unit_div(found, &day);
  if (ant_unit_same_dim(&per_time, want)) {
    ant_diag_hint(&diag, "divide by a time, for example tau [day]");
  } else if (ant_unit_is_one(found) && !ant_unit_is_one(want)) {
    ant_diag_hint(&diag, "a number in an expression carries its unit: 5 [%s]", a);
  }
  ant_check_report(check, &diag);
}
