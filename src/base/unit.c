/* unit.c - parsing and converting units (see unit.h).
 *   1. Tables   2. Exact products   3. Parsing   4. Arithmetic and conversion
 *
 * While it is read a unit is kept as  num / den * 10^exp10  and only rounded at the end, so that
 * "mg/mL" and "g/L", or "pmol/L/day" however written, are the same double. */
#include "base/unit.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* 1. Tables ------------------------------------------------------------- */

typedef struct known {
  const char *name;
  double num, den;
  int exp10;
  bool prefixable;
  int8_t dim[ANT_NDIM]; /* kg m s A K mol cd IU */
  const char *meaning;
} known;

/* SI brochure tables 2, 4, 6, 8; the calorie is the thermochemical one, 4.184 J, the pound-force
 * 0.45359237 kg * 9.80665 m/s^2, mmHg 133.322387415 Pa (13.5951 g/cm^3 * g0), all by definition. */
static const known table[] = {
    {"1", 1, 1, 0, false, {0}, "a plain number"},
    {"%", 1, 1, -2, false, {0}, "a hundredth"},
    {"strain", 1, 1, 0, true, {0}, "length per length"},
    {"bodyweight", 1, 1, 0, false, {0}, "force per body weight"},
    {"cell", 1, 1, 0, false, {0}, "a count of cells"},
    {"rad", 1, 1, 0, false, {0}, "an angle"},
    {"deg", 3.14159265358979323846 / 180, 1, 0, false, {0}, "an angle"},
    {"g", 1, 1, -3, true, {1}, "gram"},
    {"m", 1, 1, 0, true, {0, 1}, "metre"},
    {"L", 1, 1, -3, true, {0, 3}, "litre"},
    {"s", 1, 1, 0, true, {0, 0, 1}, "second"},
    {"min", 60, 1, 0, false, {0, 0, 1}, "minute"},
    {"h", 3600, 1, 0, false, {0, 0, 1}, "hour"},
    {"day", 86400, 1, 0, false, {0, 0, 1}, "24 hours"},
    {"week", 604800, 1, 0, false, {0, 0, 1}, "7 days"},
    {"month", 2592000, 1, 0, false, {0, 0, 1}, "30 days"},
    {"year", 31557600, 1, 0, false, {0, 0, 1}, "365.25 days"},
    {"A", 1, 1, 0, true, {0, 0, 0, 1}, "ampere"},
    {"K", 1, 1, 0, true, {0, 0, 0, 0, 1}, "kelvin"},
    {"mol", 1, 1, 0, true, {0, 0, 0, 0, 0, 1}, "mole"},
    {"eq", 1, 1, 0, true, {0, 0, 0, 0, 0, 1}, "equivalent: a mole of charge"},
    {"M", 1, 1, 3, true, {0, -3, 0, 0, 0, 1}, "mole per litre"},
    {"cd", 1, 1, 0, false, {0, 0, 0, 0, 0, 0, 1}, "candela"},
    {"IU", 1, 1, 0, true, {0, 0, 0, 0, 0, 0, 0, 1}, "international unit of a substance"},
    {"U", 1, 60, -6, true, {0, 0, -1, 0, 0, 1}, "enzyme unit: umol/min"},
    {"kat", 1, 1, 0, true, {0, 0, -1, 0, 0, 1}, "katal: mol/s"},
    {"Hz", 1, 1, 0, true, {0, 0, -1}, "per second"},
    {"N", 1, 1, 0, true, {1, 1, -2}, "newton"},
    {"lbf", 4.4482216152605, 1, 0, false, {1, 1, -2}, "pound-force"},
    {"g0", 9.80665, 1, 0, false, {0, 1, -2}, "standard gravity"},
    {"Pa", 1, 1, 0, true, {1, -1, -2}, "pascal"},
    {"bar", 1, 1, 5, true, {1, -1, -2}, "bar: 100 kPa"},
    {"mmHg", 133.322387415, 1, 0, false, {1, -1, -2}, "millimetre of mercury"},
    {"J", 1, 1, 0, true, {1, 2, -2}, "joule"},
    {"cal", 4.184, 1, 0, true, {1, 2, -2}, "calorie: 4.184 J"},
    {"W", 1, 1, 0, true, {1, 2, -3}, "watt"},
    {"Gy", 1, 1, 0, true, {0, 2, -2}, "gray: absorbed dose"},
    {"Sv", 1, 1, 0, true, {0, 2, -2}, "sievert: equivalent dose"},
    {"C", 1, 1, 0, true, {0, 0, 1, 1}, "coulomb"},
    {"V", 1, 1, 0, true, {1, 2, -3, -1}, "volt"},
    {"S", 1, 1, 0, true, {-1, -2, 3, 2}, "siemens"},
};
enum { N_TABLE = sizeof table / sizeof *table };

static const struct {
  char name;
  int exp10;
} prefix[] = {{'f', -15}, {'p', -12}, {'n', -9}, {'u', -6}, {'m', -3}, {'c', -2},
              {'d', -1},  {'k', 3},   {'M', 6},  {'G', 9},  {'T', 12}};
enum { N_PREFIX = sizeof prefix / sizeof *prefix };

/* What people write instead: only ever a hint. */
static const struct {
  const char *wrong, *right;
} habit[] = {{"d", "day"},
             {"days", "day"},
             {"hr", "h"},
             {"hour", "h"},
             {"hours", "h"},
             {"sec", "s"},
             {"mins", "min"},
             {"minute", "min"},
             {"wk", "week"},
             {"mo", "month"},
             {"yr", "year"},
             {"y", "year"},
             {"l", "L"},
             {"ml", "mL"},
             {"dl", "dL"},
             {"cc", "mL"},
             {"mcg", "ug"},
             {"micron", "um"},
             {"microstrain", "ustrain"},
             {"percent", "%"},
             {"Eq", "eq"},
             {"mEq", "meq"},
             {"BW", "bodyweight"},
             {"mM/L", "mmol/L"},
             {"Cal", "kcal"},
             {"cells", "cell"},
             {"gram", "g"},
             {"grams", "g"},
             {"litre", "L"},
             {"liter", "L"},
             {"mole", "mol"},
             {"moles", "mol"},
             {"weeks", "week"},
             {"months", "month"},
             {"seconds", "s"},
             {"minutes", "min"},
             {"newton", "N"},
             {"iu", "IU"},
             {"in", "2.54*cm"},
             {"lb", "lbf"},
             {"degrees", "deg"},
             {"torr", "mmHg"}};

const char *ant_unit_known(int i, const char **out_meaning) {
  if (i < 0 || i >= N_TABLE) return NULL;
  *out_meaning = table[i].meaning;
  return table[i].name;
}

/* 2. Exact products ------------------------------------------------------ */

enum { DIM_MAX = 30 * ANT_DIM_ONE, POWER_MAX = 99 };

typedef struct product {
  double num, den;
  int exp10;
  int dim[ANT_NDIM];
  bool named; /* holds a unit, not only numbers */
} product;

static const product nothing = {.num = 1, .den = 1};

static double ten_to(int n) {
  double x = 1;
  for (int i = 0; i < n; i++) x *= 10;
  return x;
}

/* P *= Q^(num/den); false when an exponent is not whole in twelfths or is absurd */
static bool multiply(product *p, const product *q, int num, int den) {
  for (int i = 0; i < ANT_NDIM; i++) {
    if (q->dim[i] * num % den != 0) return false;
    p->dim[i] += q->dim[i] * num / den;
    if (abs(p->dim[i]) > DIM_MAX) return false;
  }
  if (den == 1 && abs(num) <= 12) {
    for (int i = 0; i < abs(num); i++) {
      p->num *= num > 0 ? q->num : q->den;
      p->den *= num > 0 ? q->den : q->num;
    }
    p->exp10 += q->exp10 * num;
  } else {
    double power = (double)num / den;
    p->num *= pow(q->num / q->den, power);
    p->num *= pow(10, q->exp10 * num % den / (double)den);
    p->exp10 += q->exp10 * num / den;
  }
  p->named = p->named || q->named;
  return abs(p->exp10) < 300;
}

static double product_scale(const product *p) {
  if (p->exp10 < 0) return p->num / (p->den * ten_to(-p->exp10));
  return p->num * ten_to(p->exp10) / p->den;
}

/* 3. Parsing ------------------------------------------------------------ */

enum { DEPTH_MAX = 16, NAME_MAX_ = 32 };

typedef struct reader {
  const char *text;
  size_t at;
  ant_diag *opt_diag;
  int depth;
} reader;

static ant_status fail_at(const reader *r, size_t at, size_t width, ant_status code,
                          const char *format, ...) {
  va_list args;
  va_start(args, format);
  ant_fail_args(r->opt_diag, code, format, args);
  va_end(args);
  if (r->opt_diag) {
    r->opt_diag->column = (int)at + 1;
    r->opt_diag->width = width ? (int)width : 1;
  }
  return code;
}

static void skip_blanks(reader *r) {
  while (r->text[r->at] == ' ' || r->text[r->at] == '\t') r->at++;
}

static bool known_as(const char *name, product *out) {
  for (int i = 0; i < N_TABLE; i++) {
    if (strcmp(table[i].name, name) != 0) continue;
    *out =
        (product){.num = table[i].num, .den = table[i].den, .exp10 = table[i].exp10, .named = true};
    for (int k = 0; k < ANT_NDIM; k++) out->dim[k] = ANT_DIM_ONE * table[i].dim[k];
    return true;
  }
  return false;
}

static bool may_have_prefix(const char *name) {
  for (int i = 0; i < N_TABLE; i++) {
    if (table[i].prefixable && strcmp(table[i].name, name) == 0) return true;
  }
  return false;
}

/* whole first: "min" is a minute, "cd" a candela, "M" a mole per litre */
static bool lookup(const char *name, product *out) {
  if (known_as(name, out)) return true;
  if (!may_have_prefix(name + 1)) return false;
  for (int k = 0; k < N_PREFIX; k++) {
    if (prefix[k].name != name[0]) continue;
    known_as(name + 1, out);
    out->exp10 += prefix[k].exp10;
    return true;
  }
  return false;
}

/* the known unit nearest to NAME, with a prefix where it takes one */
static bool nearest_unit(const char *name, char best[NAME_MAX_ + 1]) {
  ant_nearest nearest;
  ant_nearest_init(&nearest, name);
  best[0] = '\0';
  for (int i = 0; i < N_TABLE; i++) {
    for (int k = -1; k < (table[i].prefixable ? N_PREFIX : 0); k++) {
      char text[NAME_MAX_ + 1];
      snprintf(text, sizeof text, "%.*s%s", k >= 0, k >= 0 ? &prefix[k].name : "", table[i].name);
      int before = nearest.distance;
      ant_nearest_try(&nearest, text);
      if (nearest.distance < before) memcpy(best, text, sizeof text);
    }
  }
  return best[0] != '\0';
}

static void hint_about(const char *name, ant_diag *opt_diag) {
  product ignored;
  for (size_t i = 0; i < sizeof habit / sizeof *habit; i++) {
    if (strcmp(habit[i].wrong, name) != 0) continue;
    ant_diag_hint(opt_diag, "write [%s]", habit[i].right);
    return;
  }
  if (strncmp(name, "deg", 3) == 0 || strcmp(name, "celsius") == 0) {
    ant_diag_hint(opt_diag,
                  "scales with another zero are refused: write [K], or a difference in K");
    return;
  }
  size_t letters = strcspn(name, "0123456789");
  char stem[NAME_MAX_ + 1];
  snprintf(stem, sizeof stem, "%.*s", (int)letters, name);
  if (letters > 0 && name[letters] && lookup(stem, &ignored)) {
    ant_diag_hint(opt_diag, "a power is written with '^': %s^%s", stem, name + letters);
    return;
  }
  char best[NAME_MAX_ + 1];
  if (nearest_unit(name, best)) {
    ant_diag_hint(opt_diag, "did you mean '%s'?", best);
    return;
  }
  ant_diag_hint(opt_diag, "`antaeus explain units` lists the units that are known");
}

/* a letter of a unit's name; the two micro signs (U+00B5, U+03BC) are a 'u' */
static bool is_micro(const char *p) {
  return strncmp(p, "\xC2\xB5", 2) == 0 || strncmp(p, "\xCE\xBC", 2) == 0;
}

static ant_status read_name(reader *r, product *out) {
  char name[NAME_MAX_ + 1];
  size_t start = r->at, n = 0;
  while (n < NAME_MAX_) {
    const char *p = r->text + r->at;
    if (is_micro(p)) {
      name[n++] = 'u';
      r->at += 2;
    } else if (isalnum((unsigned char)*p) || *p == '_' || (*p == '%' && n == 0)) {
      name[n++] = *p;
      r->at++;
      if (*p == '%') break;
    } else {
      break;
    }
  }
  name[n] = '\0';
  if (lookup(name, out)) return ANT_OK;
  fail_at(r, start, r->at - start, ANT_EUNKNOWN, "unknown unit '%s'", name);
  hint_about(name, r->opt_diag);
  return ANT_EUNKNOWN;
}

/* 1, 1.73, 1e-3: a number is a factor; its digits are kept exact where they are few */
static ant_status read_number(reader *r, product *out) {
  const char *p = r->text + r->at;
  size_t n = strspn(p, "0123456789");
  if (p[n] == '.') n += 1 + strspn(p + n + 1, "0123456789");
  size_t mantissa = n;
  if (p[n] == 'e' || p[n] == 'E') {
    size_t sign = p[n + 1] == '-' || p[n + 1] == '+';
    size_t digits = strspn(p + n + 1 + sign, "0123456789");
    if (digits) n += 1 + sign + digits;
  }
  char digits[NAME_MAX_ + 1];
  if (n >= sizeof digits) return fail_at(r, r->at, n, ANT_ESYNTAX, "a number too long");
  *out = nothing;
  snprintf(digits, sizeof digits, "%.*s", (int)n, p);
  char *exponent = digits + mantissa;
  long exp10 = *exponent ? strtol(exponent + 1, NULL, 10) : 0;
  *exponent = '\0';
  out->num = strtod(digits, NULL);
  if (!(out->num > 0) || labs(exp10) > 99) {
    return fail_at(r, r->at, n, ANT_ESYNTAX, "a factor in a unit must be positive and modest");
  }
  out->exp10 = (int)exp10;
  out->named = n == 1 && *p == '1';
  r->at += n;
  return ANT_OK;
}

static bool read_int(reader *r, int *out) {
  int n = 0;
  size_t start = r->at;
  while (isdigit((unsigned char)r->text[r->at]) && n <= POWER_MAX) {
    n = 10 * n + (r->text[r->at++] - '0');
  }
  *out = n;
  return r->at > start && n <= POWER_MAX;
}

/* behind '^': 2, -1, (3/4), (-1/2) */
static ant_status read_power(reader *r, int *out_num, int *out_den) {
  size_t start = r->at;
  bool group = r->text[r->at] == '(';
  if (group) r->at++;
  int sign = r->text[r->at] == '-' ? -1 : 1;
  if (sign < 0) r->at++;
  *out_den = 1;
  bool good = read_int(r, out_num);
  *out_num *= sign;
  if (good && group && r->text[r->at] == '/') {
    r->at++;
    good = read_int(r, out_den);
  }
  if (group) good = good && r->text[r->at++] == ')';
  if (!good || *out_den == 0 || ANT_DIM_ONE * *out_num % *out_den != 0) {
    fail_at(r, start, 1, ANT_ESYNTAX,
            "expected a power: a whole number up to %d, or a fraction "
            "of twelfths in parentheses",
            POWER_MAX);
    ant_diag_hint(r->opt_diag, "m^2, s^-1 or kg^(3/4)");
    return ANT_ESYNTAX;
  }
  return ANT_OK;
}

static ant_status read_product(reader *r, product *out);

static ant_status read_group(reader *r, product *out) {
  size_t start = r->at++;
  if (++r->depth > DEPTH_MAX) {
    return fail_at(r, start, 1, ANT_ESYNTAX, "parentheses nest deeper than %d", DEPTH_MAX);
  }
  ANT_TRY(read_product(r, out));
  skip_blanks(r);
  if (r->text[r->at] != ')') {
    return fail_at(r, r->at, 1, ANT_ESYNTAX, "expected ')' to close the '(' in column %zu",
                   start + 1);
  }
  r->at++;
  r->depth--;
  return ANT_OK;
}

static ant_status expected_name(reader *r) {
  const char *found = r->text + r->at;
  if (!*found) {
    fail_at(r, r->at, 1, ANT_ESYNTAX,
            r->at ? "the unit ends where a unit was expected" : "expected a unit, found nothing");
  } else if ((*found & 0x80) != 0) {
    fail_at(r, r->at, 1, ANT_ESYNTAX, "expected a unit, found a letter that no unit has");
  } else {
    fail_at(r, r->at, 1, ANT_ESYNTAX, "expected a unit, found '%c'", *found);
  }
  ant_diag_hint(r->opt_diag, "like g/cm^2, pmol/L/day or 1/day; a plain number is 1");
  return ANT_ESYNTAX;
}

/* one factor with its power, multiplied onto OUT; SIGN -1 divides */
static ant_status read_factor(reader *r, int sign, product *out) {
  product q;
  int num = 1, den = 1;
  skip_blanks(r);
  size_t start = r->at;
  const char *p = r->text + r->at;
  if (*p == '(') {
    ANT_TRY(read_group(r, &q));
  } else if (isdigit((unsigned char)*p)) {
    ANT_TRY(read_number(r, &q));
  } else if (isalpha((unsigned char)*p) || *p == '%' || is_micro(p)) {
    ANT_TRY(read_name(r, &q));
  } else {
    return expected_name(r);
  }
  if (r->text[r->at] == '^') {
    r->at++;
    ANT_TRY(read_power(r, &num, &den));
    if (r->text[r->at] == '/' && isdigit((unsigned char)r->text[r->at + 1])) {
      fail_at(r, r->at, 1, ANT_ESYNTAX, "a power and a division that can be read in two ways");
      ant_diag_hint(r->opt_diag, "a fraction goes in parentheses: kg^(3/4)");
      return ANT_ESYNTAX;
    }
  }
  if (!multiply(out, &q, sign * num, den)) {
    return fail_at(r, start, r->at - start, ANT_ESYNTAX, "the power of this unit is out of bounds");
  }
  return ANT_OK;
}

static ant_status read_product(reader *r, product *out) {
  *out = nothing;
  int sign = 1;
  for (;;) {
    ANT_TRY(read_factor(r, sign, out));
    skip_blanks(r);
    char c = r->text[r->at];
    if (c != '*' && c != '/') return ANT_OK;
    sign = c == '/' ? -1 : 1;
    r->at++;
  }
}

static ant_status expected_operator(reader *r) {
  char c = r->text[r->at];
  fail_at(r, r->at, 1, ANT_ESYNTAX, "expected '*', '/', '^' or the end of the unit");
  if (c == '-' || isdigit((unsigned char)c)) {
    ant_diag_hint(r->opt_diag, "a power is written with '^': s^-1");
  } else if (isalpha((unsigned char)c)) {
    ant_diag_hint(r->opt_diag, "units are multiplied with '*': N*m");
  }
  return ANT_ESYNTAX;
}

ant_status ant_unit_parse(const char *text, ant_unit *out, ant_diag *opt_diag) {
  reader r = {.text = text, .opt_diag = opt_diag};
  product p;
  ANT_TRY(read_product(&r, &p));
  if (r.text[r.at]) return expected_operator(&r);
  if (!p.named) {
    fail_at(&r, 0, r.at, ANT_ESYNTAX, "expected a unit, found only a number");
    ant_diag_hint(opt_diag, "brackets hold a unit; a plain number has the unit 1");
    return ANT_ESYNTAX;
  }
  ant_unit unit = {.scale = product_scale(&p)};
  if (!(unit.scale > 1e-200 && unit.scale < 1e200)) {
    return fail_at(&r, 0, r.at, ANT_ESYNTAX, "this unit is too large or too small to be one");
  }
  for (int i = 0; i < ANT_NDIM; i++) unit.dim[i] = (int16_t)p.dim[i];
  *out = unit;
  return ANT_OK;
}

/* 4. Arithmetic and conversion ------------------------------------------ */

ant_unit ant_unit_one(void) {
  return (ant_unit){.scale = 1};
}

bool ant_unit_is_one(const ant_unit *u) {
  static const int16_t none[ANT_NDIM] = {0};
  return memcmp(u->dim, none, sizeof none) == 0;
}

bool ant_unit_same_dim(const ant_unit *a, const ant_unit *b) {
  return memcmp(a->dim, b->dim, sizeof a->dim) == 0;
}

ant_unit ant_unit_mul(const ant_unit *a, const ant_unit *b) {
  ant_unit u = {.scale = a->scale * b->scale};
  for (int i = 0; i < ANT_NDIM; i++) u.dim[i] = (int16_t)(a->dim[i] + b->dim[i]);
  return u;
}

ant_unit ant_unit_div(const ant_unit *a, const ant_unit *b) {
  ant_unit u = {.scale = a->scale / b->scale};
  for (int i = 0; i < ANT_NDIM; i++) u.dim[i] = (int16_t)(a->dim[i] - b->dim[i]);
  return u;
}

ant_status ant_unit_pow(const ant_unit *a, long num, long den, ant_unit *out) {
  if (den == 0 || labs(num) > 10000 || labs(den) > 10000) return ANT_EUNIT;
  ant_unit u = {.scale = num == den ? a->scale : pow(a->scale, (double)num / (double)den)};
  for (int i = 0; i < ANT_NDIM; i++) {
    long twelfths = a->dim[i] * num;
    if (twelfths % den != 0 || labs(twelfths / den) > INT16_MAX) return ANT_EUNIT;
    u.dim[i] = (int16_t)(twelfths / den);
  }
  *out = u;
  return ANT_OK;
}

/* A ratio of two rounded scales may miss the decimal it stands for by a few units in the last
 * place (a product of units carries one rounding each); 12 digits or less are taken as meant. */
static double snap(double x) {
  char digits[40];
  snprintf(digits, sizeof digits, "%.12g", x);
  double near = strtod(digits, NULL);
  return fabs(near - x) <= 4 * DBL_EPSILON * fabs(x) ? near : x;
}

ant_status ant_unit_factor(const ant_unit *from, const ant_unit *to, double *factor,
                           ant_diag *opt_diag) {
  if (!ant_unit_same_dim(from, to)) {
    char a[120], b[120];
    return ant_fail(opt_diag, ANT_EUNIT, "[%s] does not convert to [%s]",
                    ant_unit_format(from, a, sizeof a), ant_unit_format(to, b, sizeof b));
  }
  *factor = from->scale == to->scale ? 1 : snap(from->scale / to->scale);
  return ANT_OK;
}
