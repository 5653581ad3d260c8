/* course.c - a course is looked into between its rows, never outside them, and given back whole. */
#include "test.h"
#include "engine/course.h"

static ant_course *three_rows(void) {
  ant_course *c = NULL;
  CHECK(ant_course_create(3, 2, 1, &c, NULL) == ANT_OK);
  double time_d[] = {0, 10, 30}, value[] = {1, -1, 3, -3, 7, -7};
  memcpy(c->time_d, time_d, sizeof time_d);
  memcpy(c->value, value, sizeof value);
  CHECK(ant_course_label(c, 0, "bone.skull.area", "cm^2", "", NULL) == ANT_OK);
  CHECK(ant_course_label(c, 1, "serum.ctx", "ng/L", "", NULL) == ANT_OK);
  return c;
}

static void is_linear_between_rows(void) {
  ant_course *c = three_rows();
  NEAR(ant_course_at(c, 0, 0), 1, 0);
  NEAR(ant_course_at(c, 0, 5), 2, 1e-15);
  NEAR(ant_course_at(c, 1, 20), -5, 1e-15);
  NEAR(ant_course_at(c, 1, 30), -7, 0);
  ant_course_destroy(&c);
}

static void is_nan_outside(void) {
  ant_course *c = three_rows();
  CHECK(isnan(ant_course_at(c, 0, -0.001)));
  CHECK(isnan(ant_course_at(c, 0, 30.001)));
  CHECK(isnan(ant_course_at(c, 0, NAN)));
  CHECK(isnan(ant_course_at(c, 2, 5)));
  CHECK(isnan(ant_course_at(c, -1, 5)));
  ant_course_destroy(&c);
  CHECK(c == NULL);
  ant_course_destroy(&c);
}

static void finds_a_column_by_its_whole_name(void) {
  ant_course *c = three_rows();
  CHECK(ant_course_column(c, "serum.ctx") == 1);
  CHECK(ant_course_column(c, "serum") == -1);
  CHECK(ant_course_column(c, "") == -1);
  ant_course_destroy(&c);
}

static void takes_the_later_of_two_rows_at_one_time(void) {
  ant_course *c = three_rows();
  c->time_d[2] = 10;
  NEAR(ant_course_at(c, 0, 10), 7, 0);
  ant_course_destroy(&c);
}

static void refuses_a_negative_size(void) {
  ant_course *c = NULL;
  ant_diag d;
  CHECK(ant_course_create(-1, 2, 1, &c, &d) == ANT_EINPUT);
  CHECK(c == NULL);
  CHECK(ant_course_create(0, 0, 0, &c, &d) == ANT_OK);
  CHECK(isnan(ant_course_at(c, 0, 0)));
  ant_course_destroy(&c);
}

int main(void) {
  RUN(is_linear_between_rows);
  RUN(is_nan_outside);
  RUN(finds_a_column_by_its_whole_name);
  RUN(takes_the_later_of_two_rows_at_one_time);
  RUN(refuses_a_negative_size);
  return test_done();
}
