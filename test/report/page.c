/* page.c - the page is well-formed whatever the course holds, says what it must, and nothing that
 * is no number. */
#include "test.h"
#include "sample.h"
#include "wellformed.h"

static bool page_of(const ant_course *course, const ant_report_options *options, ant_text *page) {
  wellformed w;
  ant_diag diag;
  ant_text_clear(page);
  CHECK(ant_report_page(course, options, page, &diag) == ANT_OK);
  bool good = wf_check(&w, ant_text_string(page));
  if (!good) printf("# %s\n", w.why);
  CHECK(good);
  CHECK(!wf_says(ant_text_string(page), "nan"));
  CHECK(!wf_says(ant_text_string(page), "inf"));
  return good;
}

static bool has(const ant_text *page, const char *words) {
  return strstr(ant_text_string(page), words) != NULL;
}

static void says_what_it_must(void) {
  ant_course *c = sample_course(180);
  ant_observations *e = sample_evidence();
  ant_report_options o = sample_options(e);
  ant_text page = {0};
  page_of(c, &o, &page);
  CHECK(has(&page, "Not for clinical decisions"));
  CHECK(has(&page, "nearly all men of 40 to 55"));
  CHECK(has(&page, "NASA-STD-3001"));
  CHECK(has(&page, "0123456789abcdef"));
  CHECK(has(&page, "An invented course of 180 days"));
  CHECK(has(&page, "\xE2\x88\x92"
                   "8.1"));               /* trochanter at landing */
  CHECK(!has(&page, "class=\"beyond\"")); /* 180 days are not beyond 430 */
  CHECK(page.length < 400 * 1024);
  CHECK(!has(&page, "http:") || !has(&page, "src="));
  ant_text_clear(&page);
  ant_course_destroy(&c);
  ant_observations_destroy(&e);
}

static void needs_no_network(void) {
  ant_course *c = sample_course(180);
  ant_text page = {0};
  page_of(c, NULL, &page);
  CHECK(!has(&page, "src=") && !has(&page, "href=") && !has(&page, "url(") &&
        !has(&page, "@import"));
  ant_text_clear(&page);
  ant_course_destroy(&c);
}

static void marks_what_nobody_measured(void) {
  ant_course *c = sample_course(900);
  ant_observations *e = sample_evidence();
  ant_report_options o = sample_options(e);
  ant_text page = {0};
  page_of(c, &o, &page);
  CHECK(has(&page, "class=\"beyond\"") && has(&page, "From day 430 on"));
  o.longest_exposure_d = 1000;
  o.longest_exposure_source = "someone";
  page_of(c, &o, &page);
  CHECK(!has(&page, "class=\"beyond\""));
  ant_text_clear(&page);
  ant_course_destroy(&c);
  ant_observations_destroy(&e);
}

static void draws_the_rows_that_fit(void) {
  static const char none[] = "No row of the evidence is about this mission";
  ant_course *c = sample_course(180);
  ant_observations *e = sample_evidence();
  ant_report_options o = sample_options(e);
  ant_text page = {0};
  page_of(c, &o, &page);
  CHECK(has(&page, "First 2000, n = 18"));
  CHECK(!has(&page, "Seventh 1990")); /* another mission */
  CHECK(has(&page, "never used in fitting (obs1)"));
  CHECK(has(&page, "the model was fitted to it (obs8)"));
  CHECK(has(&page, "missions pooled"));
  CHECK(!has(&page, none));
  static const char *const other[] = {"invent", "invented2", "other + invented", ""};
  for (size_t i = 0; i < 4; i++) {
    snprintf(c->mission_name, sizeof c->mission_name, "%s", other[i]);
    page_of(c, &o, &page);
    CHECK(has(&page, none));
  }
  snprintf(c->mission_name, sizeof c->mission_name, "invented");
  snprintf(c->person_name, sizeof c->person_name, "somebody");
  page_of(c, &o, &page);
  CHECK(has(&page, none));
  ant_text_clear(&page);
  ant_course_destroy(&c);
  ant_observations_destroy(&e);
}

/* the table says of the course what the score would */
static void computes_what_was_measured(void) {
  ant_course *c = sample_course(180);
  ant_observations *e = sample_evidence();
  ant_report_options o = sample_options(e);
  ant_text page = {0};
  page_of(c, &o, &page);
  CHECK(has(&page, "half of the loss back"));
  /* the sample halves in 200 days; the page prints 200 */
  CHECK(has(&page, "<td class=\"strong\">200</td>"));
  /* -250 mg/day, given as -0.25 g/day; the sample has -190 x 90/101 = -169 */
  CHECK(has(&page, "<td class=\"strong\">\xE2\x88\x92"
                   "0.17</td>"));
  CHECK(has(&page, "<td class=\"strong\">down</td><td>yes</td>"));
  CHECK(has(&page, "1 more row of this mission needs")); /* strength */
  ant_text_clear(&page);
  ant_course_destroy(&c);
  ant_observations_destroy(&e);
}

static void stands_without_evidence(void) {
  ant_course *c = sample_course(180);
  ant_observations *e = sample_evidence();
  ant_report_options o = sample_options(e);
  ant_text page = {0};
  o.evidence = NULL;
  page_of(c, &o, &page);
  CHECK(has(&page, "No row of the evidence"));
  ant_text_clear(&page);
  ant_course_destroy(&c);
  ant_observations_destroy(&e);
}

static void escapes_hostile_names(void) {
  static const char evil[] = "</title><script>alert('x')</script>\"&\x01\xFF";
  ant_course *c = sample_course(180);
  ant_observations *e = sample_evidence();
  ant_report_options o = sample_options(e);
  ant_text page = {0};
  snprintf(c->mission, sizeof c->mission, "%s", evil);
  snprintf(c->person, sizeof c->person, "%s", evil);
  snprintf(c->model, sizeof c->model, "%s", evil);
  snprintf(c->phase[1].name, sizeof c->phase[1].name, "%s", evil);
  ant_course_label(c, 3, "bone.<i>\"x'&y.areal_density", evil, evil, NULL);
  ant_observation row = e->row[5]; /* of the skull */
  row.source = row.crew = row.id = row.unit_text = evil;
  row.mission.left = (const char *[]){evil};
  row.mission.n_left = 1;
  row.person.left = (const char *[]){"nobody"};
  ant_observations table = {&row, 1, evil, NULL};
  o.evidence = &table;
  snprintf(c->mission_name, sizeof c->mission_name, "%s", evil);
  o.mission_text = o.person_about = o.version = o.seed = evil;
  o.longest_exposure_source = evil;
  page_of(c, &o, &page);
  CHECK(!has(&page, "alert('") && !has(&page, "<script>alert"));
  ant_text_clear(&page);
  ant_course_destroy(&c);
  ant_observations_destroy(&e);
}

static void prints_no_number_that_is_none(void) {
  ant_course *c = sample_course(180);
  ant_observations *e = sample_evidence();
  ant_report_options o = sample_options(e);
  ant_text page = {0};
  for (int r = 0; r < c->n_row; r++) {
    c->value[r * c->n_column + r % c->n_column] = r % 3 ? NAN : r % 2 ? INFINITY : -INFINITY;
  }
  c->baseline[0] = NAN;
  c->baseline[1] = 0;
  c->baseline[2] = INFINITY;
  c->stats.seconds = NAN;
  c->mass_error = NAN;
  page_of(c, &o, &page);
  for (int k = 0; k < c->n_row * c->n_column; k++) c->value[k] = NAN;
  for (int k = 0; k < c->n_column; k++) c->baseline[k] = NAN;
  page_of(c, &o, &page);
  ant_text_clear(&page);
  ant_course_destroy(&c);
  ant_observations_destroy(&e);
}

static void stands_with_little(void) {
  ant_text page = {0};
  for (int rows = 0; rows <= 2; rows++) {
    for (int columns = 0; columns <= 2; columns++) {
      ant_course *c = NULL;
      ant_course_create(rows, columns, rows, &c, NULL);
      for (int k = 0; k < columns; k++) {
        ant_course_label(c, k, k ? "serum.ctx" : "bone.skull.areal_density", "1", "", NULL);
      }
      for (int p = 0; p < rows; p++) snprintf(c->phase[p].name, sizeof c->phase[p].name, "flight");
      page_of(c, NULL, &page);
      ant_course_destroy(&c);
    }
  }
  ant_text_clear(&page);
}

static void stands_with_fifty_sites(void) {
  ant_course *c = NULL;
  ant_text page = {0};
  ant_course_create(40, 50, 3, &c, NULL);
  for (int k = 0; k < 50; k++) {
    char name[80];
    snprintf(name, sizeof name, "bone.site_%d.areal_density", k);
    ant_course_label(c, k, name, "g/cm^2", "", NULL);
    c->baseline[k] = 1;
    for (int r = 0; r < 40; r++) c->value[r * 50 + k] = 1 - 0.0001 * r * k;
  }
  for (int r = 0; r < 40; r++) c->time_d[r] = r - 5;
  page_of(c, NULL, &page);
  CHECK(has(&page, "Site 49"));
  CHECK(page.length < 400 * 1024);
  ant_text_clear(&page);
  ant_course_destroy(&c);
}

/* five observables of a cell model: two alike in all but a part, one without a dot, one tiny */
static ant_course *cells(int n_row) {
  static const char *const name[] = {"cells.osteoclast", "bone.mass", "level.blood.drug",
                                     "level.gut.drug", "plain"};
  static const char *const unit[] = {"pmol/L", "1", "mg/L", "mg/L", "g"};
  static const char *const doc[] = {"active & old", "", "the drug", "the drug", "nothing"};
  static const double baseline[] = {2.5e-7, 1, 3, 4, 0};
  ant_course *c = NULL;
  ant_course_create(n_row, 5, 2, &c, NULL);
  for (int k = 0; k < 5; k++) {
    ant_course_label(c, k, name[k], unit[k], doc[k], NULL);
    c->baseline[k] = baseline[k];
    for (int r = 0; r < n_row; r++) c->value[r * 5 + k] = baseline[k] * (1 + 0.01 * r);
  }
  for (int r = 0; r < n_row; r++) c->time_d[r] = 10 * r;
  snprintf(c->phase[0].name, sizeof c->phase[0].name, "treatment");
  snprintf(c->phase[1].name, sizeof c->phase[1].name, "after");
  c->phase[0].end_d = c->phase[1].start_d = 600;
  c->phase[1].end_d = 10 * n_row;
  return c;
}

static int count(const ant_text *page, const char *words) {
  int n = 0;
  for (const char *p = ant_text_string(page); (p = strstr(p, words)); p++) n++;
  return n;
}

static void draws_a_model_of_cells(void) {
  ant_course *c = cells(100);
  ant_text page = {0};
  page_of(c, NULL, &page);
  CHECK(count(&page, "class=\"line t") == 5 && count(&page, "<svg") == 4);
  CHECK(has(&page, "cells.osteoclast") && has(&page, "<h3>Cells</h3>") &&
        has(&page, "<h3>Bone</h3>") && !has(&page, "<h3>Plain</h3>"));
  CHECK(has(&page, "level.*.drug") && has(&page, "mg/L; baseline blood 3.00, gut 4.00; the drug"));
  CHECK(
      has(&page, "axis in 10\xE2\x81\xBB\xE2\x81\xB9 pmol/L; baseline 2.50e-07; active &amp; old"));
  CHECK(count(&page, "class=\"band\"") == 4);
  /* nothing that holds only of a skeleton, though 600 days of it would be more than anyone has */
  CHECK(has(&page, "Not for clinical decisions"));
  CHECK(!has(&page, "40 to 55") && !has(&page, "<details") && !has(&page, "skeleton") &&
        !has(&page, "\"beyond\"") && !has(&page, "NASA"));
  CHECK(!has(&page, "at rest") && !has(&page, "--every"));
  for (int k = 0; k < 500; k++) c->value[k] = c->baseline[k % 5];
  page_of(c, NULL, &page);
  CHECK(has(&page, "at rest"));
  ant_course_destroy(&c);
  c = cells(3);
  page_of(c, NULL, &page);
  CHECK(has(&page, "only 3 rows") && has(&page, "--every 0.1<"));
  ant_text_clear(&page);
  ant_course_destroy(&c);
}

/* 130 of one pattern and 70 others: the others first, and what is not drawn is named */
static void says_what_it_does_not_draw(void) {
  ant_course *c = NULL;
  ant_text page = {0};
  ant_course_create(20, 200, 0, &c, NULL);
  for (int k = 0; k < 200; k++) {
    char name[80], doc[80];
    snprintf(name, sizeof name, k < 130 ? "part.p%d.size" : "other.p%d", k);
    snprintf(doc, sizeof doc, k < 130 ? "the size" : "one of a kind: %d", k);
    ant_course_label(c, k, name, "1", doc, NULL);
    c->baseline[k] = k;
  }
  for (int r = 0; r < 20; r++) c->time_d[r] = r;
  page_of(c, NULL, &page);
  CHECK(has(&page, "<figcaption>other.p199 ") && count(&page, "<svg") == 70);
  CHECK(has(&page, "130 more curves") && has(&page, "part.*.size (130)."));
  for (int k = 0; k < 130; k++) ant_course_label(c, k, c->name[k], "1", "", NULL);
  page_of(c, NULL, &page);
  CHECK(count(&page, "<svg") == 72 && has(&page, "128 more curves") && has(&page, "and 116 more"));
  ant_text_clear(&page);
  ant_course_destroy(&c);
}

/* a page about a skeleton stays as it is: what else there is comes last, closed, and only once */
static void folds_what_else_a_skeleton_has(void) {
  ant_course *c = sample_course(180);
  ant_text page = {0};
  page_of(c, NULL, &page);
  CHECK(!has(&page, "<details")); /* all is drawn elsewhere */
  ant_course_label(c, 24, "serum.other", "ug/L", "", NULL);
  page_of(c, NULL, &page);
  CHECK(count(&page, "<details class=\"rest\">") == 1 && count(&page, "<figcaption>serum.") == 1);
  CHECK(strstr(ant_text_string(&page), "<details") >
        strstr(ant_text_string(&page), "id=\"origin\""));
  ant_text_clear(&page);
  ant_course_destroy(&c);
}

static void gives_the_same_bytes_twice(void) {
  ant_course *c = sample_course(180);
  ant_observations *e = sample_evidence();
  ant_report_options o = sample_options(e);
  ant_text one = {0}, two = {0};
  page_of(c, &o, &one);
  page_of(c, &o, &two);
  CHECK(one.length == two.length && memcmp(one.data, two.data, one.length) == 0);
  ant_text_clear(&one);
  ant_text_clear(&two);
  ant_course_destroy(&c);
  ant_observations_destroy(&e);
}

int main(void) {
  RUN(says_what_it_must);
  RUN(needs_no_network);
  RUN(marks_what_nobody_measured);
  RUN(draws_the_rows_that_fit);
  RUN(computes_what_was_measured);
  RUN(stands_without_evidence);
  RUN(escapes_hostile_names);
  RUN(prints_no_number_that_is_none);
  RUN(stands_with_little);
  RUN(stands_with_fifty_sites);
  RUN(draws_a_model_of_cells);
  RUN(says_what_it_does_not_draw);
  RUN(folds_what_else_a_skeleton_has);
  RUN(gives_the_same_bytes_twice);
  return test_done();
}
