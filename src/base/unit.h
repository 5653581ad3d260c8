/* unit.h - physical units as data: a scale to SI and a dimension vector.
 *
 * A unit is  scale * kg^a m^b s^c A^d K^e mol^f cd^g IU^h.  Exponents are kept in
 * twelfths, so that allometric powers (3/4, 2/3) stay exact.  The international unit is a
 * dimension of its own: it becomes mass only through a declared substance.  Offset scales
 * (degC) are refused.  Also known: % (0.01), bodyweight (its own unit of force per body
 * weight: dimensionless 1), g0, min, h, day, week, month = 30 day, year = 365.25 day, L, M
 * (mol/L), eq, Pa, bar, mmHg, N, J, W, cal, Gy, Sv, Hz, deg, strain (1), lbf, U (umol/min), kat,
 * cell (1), A, C, V, S.  Prefixes f p n u m c d k M G T stand before units that take them; a
 * whole name goes first: "min" is a minute, "M" a mole per litre.
 *
 *   unit   = factor { ("*" | "/") factor }          left to right: a/b*c is (a/b)*c
 *   factor = ( name | number | "(" unit ")" ) [ "^" power ]
 *   power  = ["-"] digits | "(" ["-"] digits ["/" digits] ")"
 *
 * A number is a positive factor, as in "mL/min/(1.73*m^2)"; a number alone, but for 1, is no unit.
 *
 * Thread safety: no globals; every function here is pure.
 * Reference: BIPM, The International System of Units, 9th ed., tables 2-7. */
#ifndef ANT_UNIT_H
#define ANT_UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "antaeus/diag.h"

enum { ANT_NDIM = 8, ANT_DIM_ONE = 12 }; /* kg m s A K mol cd IU; 12 = power 1 */

typedef struct ant_unit {
  double scale;          /* one of this unit, in SI units [-]                 */
  int16_t dim[ANT_NDIM]; /* exponents, in twelfths [-]                        */
} ant_unit;

/* The I-th known unit and what it means, for lists; NULL behind the last. */
const char *ant_unit_known(int i, const char **out_meaning);

/* The unit of a plain number. */
ant_unit ant_unit_one(void);

/* Parse TEXT, for example "g/cm^2", "pmol/L/day", "1/day", "%" or "kg^(3/4)", into *OUT.
 * Returns ANT_OK, or ANT_ESYNTAX / ANT_EUNKNOWN with the column and width (in bytes
 * from 1, within TEXT) put in OPT_DIAG and the nearest unit as a hint.  *OUT is untouched on error.
 */
ant_status ant_unit_parse(const char *text, ant_unit *out, ant_diag *opt_diag);

/* Write U for people, from a scale and dimensions alone ("g/cm^2" need not come back as typed,
 * but what comes back parses to the same unit).  Returns BUFFER. */
const char *ant_unit_format(const ant_unit *u, char *buffer, size_t size);

bool ant_unit_is_one(const ant_unit *u); /* no dimension; scale may be 0.01 */
bool ant_unit_same_dim(const ant_unit *a, const ant_unit *b);
ant_unit ant_unit_mul(const ant_unit *a, const ant_unit *b);
ant_unit ant_unit_div(const ant_unit *a, const ant_unit *b);

/* *A to the NUM/DEN.  Returns ANT_OK or ANT_EUNIT when the exponent is not whole in twelfths. */
ant_status ant_unit_pow(const ant_unit *a, long num, long den, ant_unit *out);

/* Put in *FACTOR the number that turns a value in FROM into a value in TO.
 * Returns ANT_OK, or ANT_EUNIT when the dimensions differ. */
ant_status ant_unit_factor(const ant_unit *from, const ant_unit *to, double *factor,
                           ant_diag *opt_diag);

/* What a unit measures, in words, when it is a common kind ("a mass per time", "a force"), else "".
 */
const char *ant_unit_kind(const ant_unit *u);

#endif /* ANT_UNIT_H */
