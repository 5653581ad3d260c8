/* unit.c - units convert by the factors of the SI brochure, and every mistake has its column. */
#include "test.h"
#include "base/unit.h"

static double factor(const char *from, const char *to) {
  ant_unit a, b;
  double f = NAN;
  ant_diag d = {0};
  if (ant_unit_parse(from, &a, &d) || ant_unit_parse(to, &b, &d) ||
      ant_unit_factor(&a, &b, &f, &d)) {
    printf("# %s -> %s: %s (%s)\n", from, to, d.text, d.hint);
  }
  return f;
}

static void converts_by_known_factors(void) {
  static const struct {
    const char *from, *to;
    double factor;
  } row[] = {
      {"g", "mg", 1000},
      {"min", "s", 60},
      {"h", "min", 60},
      {"day", "h", 24},
      {"week", "day", 7},
      {"month", "day", 30},
      {"year", "day", 365.25},
      {"g/cm^2", "kg/m^2", 10},
      {"g0", "m/s^2", 9.80665},
      {"L", "cm^3", 1000},
      {"mM", "mmol/L", 1},
      {"M", "mol/L", 1},
      {"pmol/L", "nmol/m^3", 1},
      {"mg/mL", "g/L", 1},
      {"mg/dL", "g/L", 0.01},
      {"N*m", "J", 1},
      {"kcal", "J", 4184},
      {"bar", "kPa", 100},
      {"mmHg", "Pa", 133.322387415},
      {"lbf", "N", 4.4482216152605},
      {"U", "nmol/s", 1000. / 60},
      {"%", "1", 0.01},
      {"ustrain", "strain", 1e-6},
      {"bodyweight", "1", 1},
      {"Gy", "J/kg", 1},
      {"Hz", "1/min", 60},
      {"meq", "mmol", 1},
      {"\xC2\xB5g", "ng", 1000},
      {"\xCE\xBCm", "nm", 1000},
      {"mGy/day", "Gy/year", 0.36525},
      {"1/(day*pmol/L)", "L/pmol/day", 1},
      {"W", "kcal/day", 86400. / 4184},
      {"mL/min/(1.73*m^2)", "mL/min/m^2", 1 / 1.73},
      {"kN/mm", "N/m", 1e6},
      {"s^-1", "Hz", 1},
      {"cm", "m", 0.01},
      {"deg", "rad", 0.017453292519943295},
      {"g / cm ^2", "g/cm^2", NAN},
  };
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    if (isnan(row[i].factor)) continue;
    double got = factor(row[i].from, row[i].to);
    if (!(fabs(got - row[i].factor) <= 1e-15 * row[i].factor)) printf("# %s\n", row[i].from);
    NEAR(got, row[i].factor, 4e-16 * row[i].factor);
  }
}

static void equal_units_are_equal_numbers(void) {
  CHECK(factor("mg/mL", "g/L") == 1);
  CHECK(factor("pmol/L/day", "nmol/L/day") == 1e-3);
  CHECK(factor("mg/day", "g/day") == 1e-3);
  CHECK(factor("pmol/L", "nmol/L") == 1e-3);
  CHECK(factor("g/cm^2", "mg/mm^2") == 10);
}

static void powers_may_be_twelfths(void) {
  ant_unit u, v;
  CHECK(ant_unit_parse("kg^(3/4)", &u, NULL) == ANT_OK && u.dim[0] == 9 && u.scale == 1);
  CHECK(ant_unit_parse("(m^2)^(1/2)", &u, NULL) == ANT_OK && u.dim[1] == 12);
  CHECK(ant_unit_parse("m", &v, NULL) == ANT_OK);
  CHECK(ant_unit_pow(&v, 1, 24, &u) == ANT_EUNIT);
  CHECK(ant_unit_pow(&v, 3, 4, &u) == ANT_OK && u.dim[1] == 9);
  CHECK(ant_unit_pow(&v, 1, 0, &u) == ANT_EUNIT);
}

static void whole_names_go_before_prefixes(void) {
  CHECK(factor("min", "s") == 60);
  ant_unit u;
  CHECK(ant_unit_parse("cd", &u, NULL) == ANT_OK && u.dim[6] == ANT_DIM_ONE);
  CHECK(ant_unit_parse("Pa", &u, NULL) == ANT_OK && u.dim[0] == ANT_DIM_ONE);
  CHECK(ant_unit_parse("kmin", &u, NULL) == ANT_EUNKNOWN);
  CHECK(ant_unit_parse("mm", &u, NULL) == ANT_OK && u.scale == 1e-3);
}

static void mistakes_have_a_column_and_a_hint(void) {
  static const struct {
    const char *text;
    ant_status code;
    int column, width;
    const char *hint; /* a part of it */
  } row[] = {
      {"", ANT_ESYNTAX, 1, 1, "plain number is 1"},
      {"g/", ANT_ESYNTAX, 3, 1, "g/cm^2"},
      {"g//cm", ANT_ESYNTAX, 3, 1, ""},
      {"g cm", ANT_ESYNTAX, 3, 1, "'*'"},
      {"pmoll/L", ANT_EUNKNOWN, 1, 5, "'pmol'"},
      {"Kpa", ANT_EUNKNOWN, 1, 3, "'kPa'"},
      {"g/cm2", ANT_EUNKNOWN, 3, 3, "cm^2"},
      {"1/days", ANT_EUNKNOWN, 3, 4, "[day]"},
      {"mg/hr", ANT_EUNKNOWN, 4, 2, "[h]"},
      {"dya", ANT_EUNKNOWN, 1, 3, "'day'"},
      {"degC", ANT_EUNKNOWN, 1, 4, "[K]"},
      {"m^", ANT_ESYNTAX, 3, 1, "kg^(3/4)"},
      {"m^(1/7)", ANT_ESYNTAX, 3, 1, "kg^(3/4)"},
      {"m^(1/0)", ANT_ESYNTAX, 3, 1, ""},
      {"m^(1/2", ANT_ESYNTAX, 3, 1, ""},
      {"m^999", ANT_ESYNTAX, 3, 1, ""},
      {"kg^3/4", ANT_ESYNTAX, 5, 1, "kg^(3/4)"},
      {"(m", ANT_ESYNTAX, 3, 1, ""},
      {"m)", ANT_ESYNTAX, 2, 1, ""},
      {"m-1", ANT_ESYNTAX, 2, 1, "s^-1"},
      {"5", ANT_ESYNTAX, 1, 1, "plain number"},
      {"0*m", ANT_ESYNTAX, 1, 1, ""},
      {"m^60", ANT_ESYNTAX, 1, 4, ""},
      {"[m", ANT_ESYNTAX, 1, 1, ""},
      {"\xC3\xA9", ANT_ESYNTAX, 1, 1, ""},
      {"\xC2", ANT_ESYNTAX, 1, 1, ""},
      {"((((((((((((((((((m", ANT_ESYNTAX, 17, 1, ""},
      {"Tg^24", ANT_ESYNTAX, 1, 5, ""},
      {"Gm^29*Tm*Gg^20", ANT_ESYNTAX, 10, 5, ""},
      {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ANT_EUNKNOWN, 1, 32, "explain"},
  };
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    ant_diag d = {0};
    ant_unit kept = {.scale = 42}, u = kept;
    ant_status got = ant_unit_parse(row[i].text, &u, &d);
    if (got != row[i].code || d.column != row[i].column || d.width != row[i].width ||
        !strstr(d.hint, row[i].hint)) {
      printf("# '%s': %d:%d %s: %s (%s)\n", row[i].text, d.column, d.width, ant_status_name(got),
             d.text, d.hint);
    }
    CHECK(got == row[i].code && d.column == row[i].column && d.width == row[i].width);
    CHECK(strstr(d.hint, row[i].hint) != NULL);
    CHECK(memcmp(&u, &kept, sizeof u) == 0);
    CHECK(ant_unit_parse(row[i].text, &u, NULL) == row[i].code);
  }
}

static void different_kinds_do_not_convert(void) {
  ant_unit a, b;
  double f = 7;
  ant_diag d = {0};
  ant_unit_parse("g/cm^2", &a, NULL);
  ant_unit_parse("g/cm^2/day", &b, NULL);
  CHECK(ant_unit_factor(&a, &b, &f, &d) == ANT_EUNIT);
  CHECK(f == 7);
  SAME_TEXT(d.text, "[g/cm^2] does not convert to [g/cm^2/day]");
  SAME_TEXT(ant_unit_kind(&b), "a mass per area per time");
}

static void usual_units_come_back_as_typed(void) {
  static const char *const text[] = {
      "1",  "%",    "g/cm^2", "g/cm^2/day", "pmol/L", "mg/day",   "pmol/L/day", "1/day",
      "kg", "mmHg", "N",      "IU/day",     "L/day",  "mmol/day", "kg^(3/4)",   "1/(pmol/L)/day"};
  for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
    ant_unit u;
    char b[80];
    CHECK(ant_unit_parse(text[i], &u, NULL) == ANT_OK);
    bool last = i + 1 == sizeof text / sizeof *text;
    SAME_TEXT(ant_unit_format(&u, b, sizeof b), last ? "L/pmol/day" : text[i]);
  }
}

/* a random product of known units, for the round trip */
static void sample(unsigned *seed, char *text, size_t size) {
  static const char *const prefix[] = {"", "", "", "m", "u", "k", "p"};
  static const char *const power[] = {"", "", "^2", "^-1", "^3", "^(1/2)", "^(-3/4)"};
  text[0] = '\0';
  int n = 1 + rand_r(seed) % 4;
  for (int i = 0; i < n; i++) {
    const char *meaning;
    const char *name = ant_unit_known(rand_r(seed) % 41, &meaning);
    char whole[32];
    ant_unit ignored;
    snprintf(whole, sizeof whole, "%s%s", prefix[rand_r(seed) % 7], name);
    if (ant_unit_parse(whole, &ignored, NULL) != ANT_OK) snprintf(whole, sizeof whole, "%s", name);
    size_t at = strlen(text);
    snprintf(text + at, size - at, "%s%s%s",
             i == 0             ? ""
             : rand_r(seed) % 2 ? "*"
                                : "/",
             whole, power[rand_r(seed) % 7]);
  }
}

static void parse_of_format_is_the_unit(void) {
  const char *given = getenv("ANT_TEST_SEED");
  unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 20260101u;
  printf("# seed %u\n", seed);
  for (int i = 0; i < 3000; i++) {
    char text[200], back[200];
    ant_unit u, v = {0};
    sample(&seed, text, sizeof text);
    if (ant_unit_parse(text, &u, NULL) != ANT_OK) continue; /* a power out of bounds */
    ant_unit_format(&u, back, sizeof back);
    bool good = ant_unit_parse(back, &v, NULL) == ANT_OK && ant_unit_same_dim(&u, &v) &&
                fabs(u.scale - v.scale) <= 1e-15 * u.scale;
    if (!good) printf("# %s -> %s: %.17g %.17g\n", text, back, u.scale, v.scale);
    CHECK(good);
  }
}

int main(void) {
  RUN(converts_by_known_factors);
  RUN(equal_units_are_equal_numbers);
  RUN(powers_may_be_twelfths);
  RUN(whole_names_go_before_prefixes);
  RUN(mistakes_have_a_column_and_a_hint);
  RUN(different_kinds_do_not_convert);
  RUN(usual_units_come_back_as_typed);
  RUN(parse_of_format_is_the_unit);
  return test_done();
}
