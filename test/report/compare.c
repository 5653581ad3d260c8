/* compare.c - several courses on one page: well-formed, each with its letter, and what differs
 * said. */
#include "test.h"
#include "sample.h"
#include "wellformed.h"

static bool page_of(const ant_report_flight *flight, int n, ant_text *page) {
  wellformed w;
  ant_text_clear(page);
  CHECK(ant_report_compare(flight, n, page, NULL) == ANT_OK);
  bool good = wf_check(&w, ant_text_string(page));
  if (!good) printf("# %s\n", w.why);
  CHECK(good);
  CHECK(!wf_says(ant_text_string(page), "nan") && !wf_says(ant_text_string(page), "inf"));
  return good;
}

static bool has(const ant_text *page, const char *words) {
  return strstr(ant_text_string(page), words) != NULL;
}

static ant_report_flight flight_of(double days, const char *label) {
  ant_report_flight f = {.course = sample_course(days)};
  snprintf(f.label, sizeof f.label, "%s", label);
  snprintf(f.folder, sizeof f.folder, "some/%s", label);
  return f;
}

static void puts_two_beside_each_other(void) {
  ant_report_flight f[] = {flight_of(180, "six"), flight_of(90, "three")};
  ant_text page = {0};
  page_of(f, 2, &page);
  CHECK(has(&page, "An invented course of 180 days") &&
        has(&page, "An invented course of 90 days"));
  CHECK(has(&page, "Not for clinical decisions"));
  CHECK(has(&page, "some/three"));
  CHECK(!has(&page, "of different models") && !has(&page, "of different persons"));
  /* trochanter: -8.1 at 180 days, -4.5 at 90, 3.6 between them */
  CHECK(has(&page, "<td class=\"strong\">\xE2\x88\x92"
                   "8.1</td>"));
  CHECK(has(&page, "<td class=\"strong\">\xE2\x88\x92"
                   "4.5</td><td class=\"quiet\">+3.6</td>"));
  f[1].course->hash++;
  snprintf(f[1].course->person_name, sizeof f[1].course->person_name, "other");
  page_of(f, 2, &page);
  CHECK(has(&page, "of different models") && has(&page, "of different persons"));
  CHECK(has(&page, "class=\"mark t1\"") && !has(&page, "class=\"band\""));
  ant_course_destroy(&f[1].course);
  f[1].course = sample_course(180); /* away and back on the same days: shaded */
  page_of(f, 2, &page);
  CHECK(has(&page, "class=\"band\"") && !has(&page, "class=\"mark t1\""));
  for (int i = 0; i < 2; i++) ant_report_flight_clear(&f[i]);
  ant_text_clear(&page);
}

static void takes_one_to_eight(void) {
  ant_report_flight f[ANT_REPORT_FLIGHTS];
  ant_text page = {0};
  for (int i = 0; i < ANT_REPORT_FLIGHTS; i++) f[i] = flight_of(30 * (i + 1), "x");
  for (int n = 1; n <= ANT_REPORT_FLIGHTS; n++) page_of(f, n, &page);
  CHECK(ant_report_compare(f, 0, &page, NULL) == ANT_EINPUT);
  CHECK(ant_report_compare(f, ANT_REPORT_FLIGHTS + 1, &page, NULL) == ANT_EINPUT);
  for (int i = 0; i < ANT_REPORT_FLIGHTS; i++) ant_report_flight_clear(&f[i]);
  ant_text_clear(&page);
}

/* one lacks what the other has; one is empty; names are hostile */
static void takes_courses_that_share_little(void) {
  ant_report_flight f[3] = {flight_of(180, "</title><script>alert('x')</script>")};
  ant_text page = {0};
  ant_course_create(2, 1, 0, &f[1].course, NULL);
  ant_course_label(f[1].course, 0, "bone.tail.areal_density", "g/cm^2", "", NULL);
  f[1].course->time_d[1] = 1;
  ant_course_create(0, 0, 0, &f[2].course, NULL);
  page_of(f, 3, &page);
  CHECK(has(&page, "Tail") && has(&page, "Trochanter"));
  CHECK(!has(&page, "<script>alert"));
  for (int i = 0; i < 3; i++) ant_report_flight_clear(&f[i]);
  ant_text_clear(&page);
}

/* no bones: a chart an observable, a line a flight; what differs in unit is not on one chart */
static void draws_what_is_no_bone(void) {
  ant_report_flight f[2] = {0};
  ant_text page = {0};
  for (int i = 0; i < 2; i++) {
    ant_course_create(3, 3, 0, &f[i].course, NULL);
    ant_course_label(f[i].course, 0, "cells.osteoclast", "pmol/L", "bone is eaten", NULL);
    ant_course_label(f[i].course, 1, "bone.mass", i ? "g" : "1", "", NULL);
    ant_course_label(f[i].course, 2, i ? "cells.new" : "cells.old", "1", "", NULL);
    for (int r = 0; r < 3; r++) f[i].course->time_d[r] = r;
    for (int k = 0; k < 9; k++) f[i].course->value[k] = 1 + k * (i + 1);
    f[i].course->baseline[0] = 1 + i;
  }
  page_of(f, 2, &page);
  int n = 0;
  for (const char *p = ant_text_string(&page); (p = strstr(p, "<svg")); p++) n++;
  CHECK(n == 5);
  CHECK(has(&page, "baseline A 1.00, B 2.00; bone is eaten"));
  CHECK(has(&page, "data-name=\"A\"") && has(&page, "data-name=\"B\""));
  CHECK(has(&page, "cells.new") && has(&page, "cells.old"));
  CHECK(!has(&page, "40 to 55") && !has(&page, "id=\"numbers\"") && !has(&page, "id=\"body\"") &&
        !has(&page, "id=\"density\"") && !has(&page, "skeleton"));
  for (int i = 0; i < 2; i++) ant_report_flight_clear(&f[i]);
  ant_text_clear(&page);
}

int main(void) {
  RUN(puts_two_beside_each_other);
  RUN(takes_one_to_eight);
  RUN(takes_courses_that_share_little);
  RUN(draws_what_is_no_bone);
  return test_done();
}
