/* axis.c - ticks stand on round numbers, within the ends, and are never too many. */
#include "test.h"
#include "report/axis.h"

static void stands_on_round_numbers(void) {
  ant_ticks t = ant_ticks_decimal(-10.4, 0.3, 6);
  CHECK(t.n == 6);
  NEAR(t.at[0], -10, 1e-12);
  NEAR(t.at[5], 0, 1e-12);
  CHECK(t.decimals == 0);
  t = ant_ticks_decimal(2.349, 2.364, 5);
  CHECK(t.n >= 2 && t.decimals == 3);
}

static void counts_days_in_weeks_months_and_years(void) {
  static const struct {
    double low, high, step, per;
  } all[] = {{-60, 910, 180, 1}, {-14, 84, 14, 1}, {0, 10, 2, 1}, {-30, 2922, 365.25, 365.25}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    ant_ticks t = ant_ticks_days(all[i].low, all[i].high, i == 3 ? 10 : 8);
    NEAR(t.step, all[i].step, 1e-9);
    NEAR(t.per, all[i].per, 1e-9);
  }
}

/* any range, also a silly one: within, rising, few, finite */
static void check_one(double low, double high, int most, ant_ticks t) {
  double least = fmin(low, high), largest = fmax(low, high);
  bool wide = largest - least > 1e-6 * fmax(fabs(least), fabs(largest));
  CHECK(t.n >= 0 && t.n <= ANT_TICKS);
  for (int i = 0; i < t.n; i++) {
    CHECK(isfinite(t.at[i]));
    if (wide) CHECK(t.at[i] >= least - 1e-5 * t.step && t.at[i] <= largest + 1e-5 * t.step);
    if (i > 0) CHECK(t.at[i] > t.at[i - 1]);
  }
  if (wide) CHECK(t.n <= most);
}

static void holds_for_any_range(void) {
  srand(20261121);
  for (int k = 0; k < 20000; k++) {
    double low = (rand() / (double)RAND_MAX - 0.5) * pow(10, rand() % 16 - 7);
    double high = low + (rand() / (double)RAND_MAX - 0.3) * pow(10, rand() % 16 - 7);
    int most = 2 + rand() % 14;
    check_one(low, high, most, ant_ticks_decimal(low, high, most));
    check_one(low, high, most, ant_ticks_days(low, high, most));
  }
}

static void survives_what_is_no_range(void) {
  double odd[] = {NAN, INFINITY, -INFINITY, 0, 1e308, -1e308, 5e-324};
  for (size_t i = 0; i < 7; i++) {
    for (size_t k = 0; k < 7; k++) {
      ant_ticks t = ant_ticks_decimal(odd[i], odd[k], 6), d = ant_ticks_days(odd[i], odd[k], 6);
      double low = odd[i], high = odd[k];
      ant_axis_widen(&low, &high, 6);
      CHECK(t.n <= ANT_TICKS && d.n <= ANT_TICKS);
      CHECK(high > low);
    }
  }
}

static void widens_to_whole_steps(void) {
  double low = -8.3, high = 1.2;
  ant_axis_widen(&low, &high, 6);
  NEAR(low, -10, 1e-12);
  NEAR(high, 2, 1e-12);
}

int main(void) {
  RUN(stands_on_round_numbers);
  RUN(counts_days_in_weeks_months_and_years);
  RUN(holds_for_any_range);
  RUN(survives_what_is_no_range);
  RUN(widens_to_whole_steps);
  return test_done();
}
