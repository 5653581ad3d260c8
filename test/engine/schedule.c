/* The order of moments and the times of rows. */
#include "test.h"

#include "engine/schedule.h"

static ant_phase phase[] = {
    {"a", -10, 0, NULL, 0}, {"b", 0, 176, NULL, 0}, {"c", 176, 906.5, NULL, 0}};

static void moments_are_in_order(void) {
  ant_dose_event dose[] = {{.time_d = 176, .amount = 1},
                           {.time_d = 0, .amount = 2},
                           {.time_d = -10, .amount = 3},
                           {.time_d = 0, .amount = 4}};
  ant_mission mission = {.phase = phase, .n_phase = 3, .dose = dose, .n_dose = 4};
  ant_schedule s;
  CHECK(ant_schedule_init(&s, &mission, 0, NULL) == ANT_OK);
  const ant_event want[] = {{-10, ANT_EVENT_PHASE, 0}, {-10, ANT_EVENT_DOSE, 2},
                            {0, ANT_EVENT_PHASE, 1},   {0, ANT_EVENT_CLAMP, 0},
                            {0, ANT_EVENT_DOSE, 1},    {0, ANT_EVENT_DOSE, 3},
                            {176, ANT_EVENT_PHASE, 2}, {176, ANT_EVENT_DOSE, 0}};
  CHECK(s.n_event == 8 && s.start_d == -10 && s.end_d == 906.5);
  for (int i = 0; i < s.n_event && i < 8; i++) {
    CHECK(s.event[i].time_d == want[i].time_d && s.event[i].kind == want[i].kind &&
          s.event[i].index == want[i].index);
  }
  ant_schedule_clear(&s);
}

static void no_mission_is_for_ever(void) {
  ant_schedule s;
  CHECK(ant_schedule_init(&s, NULL, NAN, NULL) == ANT_OK);
  CHECK(s.n_event == 0 && s.start_d == 0 && s.end_d == ANT_SCHEDULE_FOREVER_D);
  ant_schedule_clear(&s);
}

static void what_cannot_be_flown_is_refused(void) {
  ant_schedule s;
  ant_mission whole = {.phase = phase, .n_phase = 3};
  CHECK(ant_schedule_init(&s, &whole, 906.5, NULL) == ANT_EINPUT); /* nothing left to change */
  ant_phase gap[] = {{"a", 0, 1, NULL, 0}, {"b", 2, 3, NULL, 0}};
  ant_phase backwards[] = {{"a", 0, -1, NULL, 0}}, endless[] = {{"a", 0, INFINITY, NULL, 0}};
  ant_dose_event early = {.time_d = -11, .amount = 1}, late = {.time_d = 907, .amount = 1},
                 never = {.time_d = NAN, .amount = 1};
  ant_mission row[] = {{.phase = phase, .n_phase = 0},
                       {.phase = gap, .n_phase = 2},
                       {.phase = backwards, .n_phase = 1},
                       {.phase = endless, .n_phase = 1},
                       {.phase = phase, .n_phase = 3, .dose = &early, .n_dose = 1},
                       {.phase = phase, .n_phase = 3, .dose = &late, .n_dose = 1},
                       {.phase = phase, .n_phase = 3, .dose = &never, .n_dose = 1}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    CHECK(ant_schedule_init(&s, &row[i], NAN, NULL) == ANT_EINPUT);
  }
}

static int rows(double every_d, double **out) {
  ant_mission mission = {.phase = phase, .n_phase = 3};
  int n = 0;
  CHECK(ant_schedule_rows(&mission, every_d, out, &n, NULL) == ANT_OK);
  for (int i = 1; i < n; i++) CHECK((*out)[i] > (*out)[i - 1]);
  CHECK(n > 0 && (*out)[0] == -10 && (*out)[n - 1] == 906.5);
  return n;
}

static void rows_hold_the_boundaries(void) {
  double *t = NULL;
  int n = rows(30, &t); /* -10, 0, 30 ... 150, 176, 180 ... 900, 906.5 */
  CHECK(n == 34 && t[1] == 0 && t[6] == 150 && t[7] == 176 && t[8] == 180);
  free(t);
  n = rows(1, &t);
  CHECK(n == 918);
  free(t);
  n = rows(5000, &t);
  CHECK(n == 4);
  free(t);
}

static void tenths_are_tenths(void) {
  double *t = NULL;
  int n = rows(0.1, &t);
  CHECK(n == 9166);
  CHECK(t[103] == 0.3 && t[100] == 0 && t[100 + 1760] == 176);
  free(t);
  n = rows(1. / 24, &t);
  CHECK(n == 21997 && t[240 + 24] == 1 && t[240 + 24 * 176] == 176);
  free(t);
}

static void silly_grids_are_refused(void) {
  ant_mission mission = {.phase = phase, .n_phase = 3};
  const double every[] = {0, -1, NAN, INFINITY, 1e-9, 1e-300};
  double *t = NULL;
  int n = 0;
  for (size_t i = 0; i < sizeof every / sizeof *every; i++) {
    CHECK(ant_schedule_rows(&mission, every[i], &t, &n, NULL) == ANT_EUSAGE);
  }
}

int main(void) {
  RUN(moments_are_in_order);
  RUN(no_mission_is_for_ever);
  RUN(what_cannot_be_flown_is_refused);
  RUN(rows_hold_the_boundaries);
  RUN(tenths_are_tenths);
  RUN(silly_grids_are_refused);
  return test_done();
}
