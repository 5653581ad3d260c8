/* A small course as CSV and JSON, to the letter. */
#include "test.h"

#include "engine/course.h"
#include "report/table.h"

static ant_course *small(void) {
  ant_course *c = NULL;
  CHECK(ant_course_create(3, 2, 1, &c, NULL) == ANT_OK);
  CHECK(ant_course_label(c, 0, "bone.hip.mass", "g", "mineral", NULL) == ANT_OK);
  CHECK(ant_course_label(c, 1, "odd,name", "1", "", NULL) == ANT_OK);
  const double time_d[] = {-0.1, 0, 30}, value[] = {1. / 3, 2, 1e-300, -0.0, 5, 1e22};
  memcpy(c->time_d, time_d, sizeof time_d);
  memcpy(c->value, value, sizeof value);
  c->baseline[0] = 0.3, c->baseline[1] = 2;
  c->phase[0].start_d = -0.1, c->phase[0].end_d = 30;
  c->phase[0].value[0] = 5, c->phase[0].value[1] = 7;
  strcpy(c->phase[0].name, "flight");
  strcpy(c->mission, "A \"short\"\nflight");
  strcpy(c->mission_name, "short");
  strcpy(c->model, "Toy");
  c->hash = 0xabcdef;
  c->n_state = 4;
  return c;
}

static void written_csv_is_this(void) {
  char text[2000] = "";
  ant_course *c = small();
  FILE *to = fmemopen(text, sizeof text, "w");
  ant_table_csv(c, to);
  fclose(to);
  SAME_TEXT(strchr(text, '\n') + 1, "# model 0000000000abcdef \"Toy\"\n"
                                    "# mission short \"A \"short\" flight\"\n"
                                    "# person none \"\"\n"
                                    "# seed none\n"
                                    "time [day],bone.hip.mass [g],\"odd,name [1]\"\n"
                                    "-0.1,0.3333333333333333,2\n"
                                    "0,1e-300,-0\n"
                                    "30,5,1e+22\n");
  CHECK(strncmp(text, "# antaeus ", 10) == 0);
  ant_course_destroy(&c);
}

static void derivatives_are_a_table(void) {
  char text[2000] = "";
  ant_course *c = small();
  CHECK(ant_course_add_sense(c, 2, NULL) == ANT_OK);
  CHECK(ant_course_label_sense(c, 0, "bone.k", "1/day", NULL) == ANT_OK);
  CHECK(ant_course_label_sense(c, 1, "gain", "1", NULL) == ANT_OK);
  c->sense_value[0] = 0.5, c->sense_value[1] = 4;
  for (int i = 0; i < 12; i++) c->sense[i] = i;
  c->value[2] = 1;
  FILE *to = fmemopen(text, sizeof text, "w");
  ant_table_sensitivity(c, to);
  fclose(to);
  SAME_TEXT(strstr(text, "time"), "time [day],observable,parameter,derivative,unit,relative\n"
                                  "-0.1,bone.hip.mass,bone.k,0,(g)/(1/day),0\n"
                                  "-0.1,bone.hip.mass,gain,1,g,12\n"
                                  "-0.1,\"odd,name\",bone.k,2,(1)/(1/day),0.5\n"
                                  "-0.1,\"odd,name\",gain,3,1,6\n"
                                  "0,bone.hip.mass,bone.k,4,(g)/(1/day),2\n"
                                  "0,bone.hip.mass,gain,5,g,20\n"
                                  "0,\"odd,name\",bone.k,6,(1)/(1/day),\n"
                                  "0,\"odd,name\",gain,7,1,\n"
                                  "30,bone.hip.mass,bone.k,8,(g)/(1/day),0.8\n"
                                  "30,bone.hip.mass,gain,9,g,7.2\n"
                                  "30,\"odd,name\",bone.k,10,(1)/(1/day),5e-22\n"
                                  "30,\"odd,name\",gain,11,1,4.4e-21\n");
  ant_course_destroy(&c);
}

static void written_json_has_its_keys(void) {
  char text[4000] = "";
  ant_course *c = small();
  FILE *to = fmemopen(text, sizeof text, "w");
  CHECK(ant_table_json(c, to, NULL) == ANT_OK);
  fclose(to);
  const char *want[] = {"\"mission\"", "\"short\"",     "\"phases\"",   "\"start_day\"",
                        "\"end_day\"", "\"solver\"",    "\"seconds\"",  "\"observables\"",
                        "\"hash\"",    "\"phase_end\"", "\"baseline\"", "0000000000abcdef"};
  for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
    if (!strstr(text, want[i])) printf("# no %s\n", want[i]);
    CHECK(strstr(text, want[i]) != NULL);
  }
  ant_course_destroy(&c);
}

static void no_json_without_a_number(void) {
  ant_diag diag;
  ant_course *c = small();
  c->phase[0].value[1] = NAN;
  FILE *to = fopen("/dev/null", "w");
  CHECK(ant_table_json(c, to, &diag) == ANT_ENUMERIC);
  fclose(to);
  c->phase[0].value[1] = 1;
  c->mass_error = NAN; /* books that cannot close are null, not a failure */
  to = fopen("/dev/null", "w");
  CHECK(ant_table_json(c, to, &diag) == ANT_OK);
  fclose(to);
  ant_course_destroy(&c);
}

static void a_full_disk_is_told(void) {
  FILE *to = fopen("/dev/full", "w");
  if (!to) return;
  ant_course *c = small();
  CHECK(ant_table_json(c, to, NULL) == ANT_ESYSTEM);
  fclose(to);
  ant_course_destroy(&c);
}

int main(void) {
  RUN(written_csv_is_this);
  RUN(derivatives_are_a_table);
  RUN(written_json_has_its_keys);
  RUN(no_json_without_a_number);
  RUN(a_full_disk_is_told);
  return test_done();
}
