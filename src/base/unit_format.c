/* unit_format.c - writing a unit for people, from its scale and dimensions alone (see unit.h).
 *
 * First the usual spellings of common kinds; then every combination of usual mass, length, time
 * and amount units; and where none fits the scale, a factor before SI base units. */
#include "base/unit.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *words;
  int8_t dim[ANT_NDIM];
  const char *spelling; /* usual units of this kind, the most usual first */
} kind[] = {
    {"a plain number", {0}, "1 % ustrain deg"},
    {"a mass", {1}, "g kg mg ug ng pg"},
    {"a length", {0, 1}, "m mm cm um nm km"},
    {"an area", {0, 2}, "cm^2 m^2 mm^2 um^2"},
    {"a volume", {0, 3}, "L mL dL uL nL m^3 um^3"},
    {"a time", {0, 0, 1}, "day s min h week month year ms"},
    {"a rate: something per time", {0, 0, -1}, "1/day 1/s 1/min 1/h 1/week 1/month 1/year"},
    {"an amount", {0, 0, 0, 0, 0, 1}, "mol mmol umol nmol pmol fmol"},
    {"an amount per time", {0, 0, -1, 0, 0, 1}, "mmol/day umol/day mol/day mmol/h umol/min U"},
    {"a concentration", {0, -3, 0, 0, 0, 1}, "mmol/L umol/L nmol/L pmol/L mol/L fmol/L"},
    {"a concentration per time", {0, -3, -1, 0, 0, 1}, "pmol/L/day nmol/L/day mmol/L/day U/L"},
    {"a mass per time", {1, 0, -1}, "mg/day g/day kg/day ug/day mg/h g/h"},
    {"a mass per volume", {1, -3}, "g/cm^3 mg/cm^3 g/L mg/L ug/L ng/L mg/dL kg/m^3 pg/L"},
    {"a mass per area", {1, -2}, "g/cm^2 mg/cm^2 kg/m^2"},
    {"a mass per area per time", {1, -2, -1}, "g/cm^2/day mg/cm^2/day g/cm^2/year"},
    {"a mass per volume per time", {1, -3, -1}, "g/cm^3/day mg/L/day ug/L/day"},
    {"a mass per amount", {1, 0, 0, 0, 0, -1}, "g/mol kg/mol"},
    {"an amount per mass", {-1, 0, 0, 0, 0, 1}, "mmol/kg mol/kg mmol/g umol/g"},
    {"a volume per time", {0, 3, -1}, "L/day mL/min mL/day L/h L/min"},
    {"a speed", {0, 1, -1}, "m/s um/day mm/day cm/s km/h"},
    {"an acceleration", {0, 1, -2}, "g0 m/s^2"},
    {"a force", {1, 1, -2}, "N kN mN lbf"},
    {"a pressure or stress", {1, -1, -2}, "MPa Pa kPa GPa mmHg bar"},
    {"an energy or a moment", {1, 2, -2}, "J kJ N*mm kcal cal MJ"},
    {"an energy per time", {1, 2, -3}, "W kcal/day kJ/day kW"},
    {"an energy per mass or a radiation dose", {0, 2, -2}, "Gy mGy uGy"},
    {"a radiation dose per time", {0, 2, -3}, "mGy/day Gy/day mGy/h"},
    {"a stiffness", {1, 0, -2}, "N/mm N/m kN/mm"},
    {"something per length", {0, -1}, "1/mm 1/m 1/cm"},
    {"something per volume", {0, -3}, "1/mL 1/mm^3 1/L"},
    {"something per concentration", {0, 3, 0, 0, 0, -1}, "L/pmol L/nmol L/mmol L/mol"},
    {"a temperature", {0, 0, 0, 0, 1}, "K"},
    {"an international unit of a substance", {0, 0, 0, 0, 0, 0, 0, 1}, "IU kIU"},
    {"international units per time", {0, 0, -1, 0, 0, 0, 0, 1}, "IU/day"},
    {"international units per volume", {0, -3, 0, 0, 0, 0, 0, 1}, "IU/L mIU/L"},
};
enum { N_KIND = sizeof kind / sizeof *kind };

static int kind_of(const ant_unit *u) {
  for (int i = 0; i < N_KIND; i++) {
    bool same = true;
    for (int k = 0; k < ANT_NDIM; k++) same = same && u->dim[k] == ANT_DIM_ONE * kind[i].dim[k];
    if (same) return i;
  }
  return -1;
}

const char *ant_unit_kind(const ant_unit *u) {
  int i = kind_of(u);
  return i < 0 ? "" : kind[i].words;
}

static bool is_scale(double a, double b) {
  return fabs(a - b) <= 4 * DBL_EPSILON * fabs(b);
}

/* the usual spelling whose scale is U's */
static bool spell_kind(const ant_unit *u, char *buffer, size_t size) {
  int i = kind_of(u);
  for (const char *p = i < 0 ? "" : kind[i].spelling; *p;) {
    char text[24];
    size_t n = strcspn(p, " ");
    snprintf(text, sizeof text, "%.*s", (int)n, p);
    ant_unit v;
    if (ant_unit_parse(text, &v, NULL) == ANT_OK && is_scale(v.scale, u->scale)) {
      snprintf(buffer, size, "%s", text);
      return true;
    }
    p += n + (p[n] == ' ');
  }
  return false;
}

/* One unit for each dimension: names, and for a length "L", three powers at once. */
enum { N_CHOICE = 7 };
static const char *const choice[ANT_NDIM][N_CHOICE] = {
    {"g", "kg", "mg", "ug", "ng", "pg"},
    {"L", "cm", "m", "mm", "um", "mL", "uL"},
    {"day", "s", "min", "h", "week", "month", "year"},
    {"A"},
    {"K"},
    {"mol", "mmol", "umol", "nmol", "pmol", "fmol"},
    {"cd"},
    {"IU", "mIU", "uIU", "kIU"},
};

static void append(char *buffer, size_t size, const char *text) {
  size_t n = strlen(buffer);
  if (n + 1 < size) snprintf(buffer + n, size - n, "%s", text);
}

/* "^2", "^(3/4)" or nothing for TWELFTHS > 0 */
static void append_power(char *buffer, size_t size, int twelfths) {
  char text[24] = "";
  int den = ANT_DIM_ONE;
  while (twelfths % den != 0 || ANT_DIM_ONE % den != 0) den--; /* the greatest common divisor */
  int num = twelfths / den;
  den = ANT_DIM_ONE / den;
  if (den > 1)
    snprintf(text, sizeof text, "^(%d/%d)", num, den);
  else if (num > 1)
    snprintf(text, sizeof text, "^%d", num);
  append(buffer, size, text);
}

/* NAME to the power, in front of or behind the bar as its sign says */
static void append_factor(char *buffer, size_t size, const char *name, int twelfths) {
  append(buffer, size, twelfths < 0 ? "/" : buffer[0] ? "*" : "");
  append(buffer, size, name);
  append_power(buffer, size, abs(twelfths));
}

static bool is_volume(const char *name) {
  return name[strlen(name) - 1] == 'L';
}

/* U's dimensions in the units PICKed, positive powers first */
static void spell(const ant_unit *u, const char *const *pick, char *buffer, size_t size) {
  static const int order[ANT_NDIM] = {0, 5, 7, 1, 3, 4, 6, 2}; /* time last: g/cm^2/day */
  buffer[0] = '\0';
  for (int sign = 1; sign >= -1; sign -= 2) {
    for (int k = 0; k < ANT_NDIM; k++) {
      int dim = u->dim[order[k]];
      const char *name = pick[order[k]];
      if (dim * sign <= 0) continue;
      if (!buffer[0] && sign < 0) append(buffer, size, "1");
      append_factor(buffer, size, name, is_volume(name) ? dim / 3 : dim);
    }
  }
  if (!buffer[0]) append(buffer, size, "1");
}

/* try every combination of the choices; 7 * 7 * 7 * 6 * 4 at most */
static bool spell_search(const ant_unit *u, char *buffer, size_t size) {
  static const int turn[ANT_NDIM] = {5, 0, 7, 1, 2, 3, 4, 6}; /* L/pmol before m^3/nmol */
  int at[ANT_NDIM] = {0};
  for (;;) {
    const char *pick[ANT_NDIM];
    bool possible = true;
    for (int k = 0; k < ANT_NDIM; k++) pick[k] = choice[k][at[k]];
    if (is_volume(pick[1]) && u->dim[1] % (3 * ANT_DIM_ONE) != 0) possible = false;
    if (possible) {
      ant_unit v;
      spell(u, pick, buffer, size);
      if (ant_unit_parse(buffer, &v, NULL) == ANT_OK && ant_unit_same_dim(u, &v) &&
          is_scale(v.scale, u->scale)) {
        return true;
      }
    }
    int k = 0;
    for (; k < ANT_NDIM; k++) {
      int i = turn[k];
      if (u->dim[i] != 0 && ++at[i] < N_CHOICE && choice[i][at[i]]) break;
      at[i] = 0;
    }
    if (k == ANT_NDIM) return false;
  }
}

const char *ant_unit_format(const ant_unit *u, char *buffer, size_t size) {
  static const char *const si[ANT_NDIM] = {"kg", "m", "s", "A", "K", "mol", "cd", "IU"};
  char text[160];
  if (!spell_kind(u, text, sizeof text) && !spell_search(u, text, sizeof text)) {
    char base[120];
    spell(u, si, base, sizeof base);
    snprintf(text, sizeof text, "%.17g*%s", u->scale, base);
  }
  snprintf(buffer, size, "%s", text);
  return buffer;
}
