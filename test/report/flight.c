/* flight.c - a folder is read back as it was written; a broken one is refused with the place. */
#include "test.h"
#include "base/file.h"
#include "report/table.h"
#include "sample.h"

static const char folder[] = "test_report_flight.tmp";

static void write_text(const char *name, const char *text) {
  char path[200];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  CHECK(ant_file_make_folder(folder, NULL) == ANT_OK);
  FILE *f = fopen(path, "wb");
  CHECK(f != NULL);
  if (f) fputs(text, f);
  if (f) fclose(f);
}

static char *text_of(const ant_course *c, bool csv) {
  char *text = NULL;
  size_t length = 0;
  FILE *to = open_memstream(&text, &length);
  if (csv) ant_table_csv(c, to);
  if (!csv) CHECK(ant_table_json(c, to, NULL) == ANT_OK);
  fclose(to);
  return text;
}

static void write_flight(const ant_course *c) {
  char *csv = text_of(c, true), *json = text_of(c, false);
  write_text("course.csv", csv);
  write_text("summary.json", json);
  free(csv);
  free(json);
}

static void reads_what_was_written(void) {
  ant_course *c = sample_course(180);
  ant_report_flight f = {0};
  ant_diag diag = {0};
  ant_course_label(c, 3, "bone.odd,\"name.areal_density", "g/cm^2", "what it is", NULL);
  write_flight(c);
  CHECK(ant_report_flight_read(folder, &f, &diag) == ANT_OK);
  if (f.course) {
    size_t cells = (size_t)c->n_row * (size_t)c->n_column;
    CHECK(f.course->n_row == c->n_row && f.course->n_column == c->n_column &&
          f.course->n_phase == 3);
    CHECK(memcmp(f.course->value, c->value, cells * sizeof *c->value) == 0);
    CHECK(memcmp(f.course->time_d, c->time_d, (size_t)c->n_row * sizeof *c->time_d) == 0);
    CHECK(memcmp(f.course->baseline, c->baseline, (size_t)c->n_column * sizeof *c->baseline) == 0);
    SAME_TEXT(f.course->name[3], "bone.odd,\"name.areal_density");
    SAME_TEXT(f.course->unit[3], "g/cm^2");
    SAME_TEXT(f.course->doc[3], "what it is");
    SAME_TEXT(f.course->mission, c->mission);
    SAME_TEXT(f.course->phase[1].name, "flight");
    NEAR(f.course->phase[2].end_d, 910, 0);
    CHECK(f.course->hash == c->hash && f.course->n_state == 300 && f.course->stats.steps == 812);
    SAME_TEXT(f.label, folder);
  }
  ant_report_flight_clear(&f);
  ant_course_destroy(&c);
}

/* a csv of two columns and the summary that belongs to it */
static const char head[] = "# antaeus\ntime [day],a.b [g],c.d [1]\n";
static const char summary[] =
    "{\"phases\": [{\"name\": \"flight\", \"start_day\": 0, \"end_day\": 2}],\n"
    " \"observables\": [{\"name\": \"a.b\", \"baseline\": 1}, {\"name\": \"c.d\", \"baseline\": "
    "2}]}";

static ant_status read(const char *csv, const char *json, ant_diag *diag) {
  ant_report_flight f = {0};
  memset(diag, 0, sizeof *diag);
  write_text("course.csv", csv);
  write_text("summary.json", json);
  ant_status status = ant_report_flight_read(folder, &f, diag);
  CHECK((status == ANT_OK) == (f.course != NULL));
  ant_report_flight_clear(&f);
  return status;
}

static void reads_the_least_there_can_be(void) {
  ant_diag d;
  char csv[400];
  snprintf(csv, sizeof csv, "%s0,1,2\n", head);
  CHECK(read(csv, summary, &d) == ANT_OK);
  snprintf(csv, sizeof csv, "time [day],a.b [g],c.d [1]\r\n0,1,2\r\n1,1,2");
  CHECK(read(csv, summary, &d) == ANT_OK);
}

static void refuses_a_broken_table(void) {
  static const struct {
    const char *csv, *says;
    int line, column;
  } all[] = {
      {"", "time [day],", 0, 0},
      {"# only\n", "time [day],", 1, 0},
      {"day,a.b [g]\n0,1\n", "found 'day", 1, 1},
      {"time [day],a.b\n0,1\n", "'NAME [UNIT]'", 1, 0},
      {"time [day],a.b [g],a.b [g]\n0,1,1\n", "each column once", 1, 0},
      {"time [day],\"a.b [g],c.d [1]\n0,1,2\n", "'NAME [UNIT]'", 1, 0},
      {"time [day],a.b [g],c.d [1]\n", "at least one row", 1, 0},
      {"time [day],a.b [g],c.d [1]\n0,1\n", "one number for each column", 2, 0},
      {"time [day],a.b [g],c.d [1]\n0,1,2,3\n", "no more numbers than columns", 2, 7},
      {"time [day],a.b [g],c.d [1]\n0,1,x\n", "found 'x'", 2, 5},
      {"time [day],a.b [g],c.d [1]\n0,,2\n", "a number", 2, 3},
      {"time [day],a.b [g],c.d [1]\n0,nan,2\n", "found 'nan'", 2, 3},
      {"time [day],a.b [g],c.d [1]\n0,1e999,2\n", "a number", 2, 3},
      {"time [day],a.b [g],c.d [1]\n0,0x1,2\n", "a number", 2, 3},
      {"time [day],a.b [g],c.d [1]\n0,1,2\n0,1,2\n", "a later time", 3, 1},
      {"\x7F"
       "ELF\x01\x02\n",
       "time [day],", 1, 1},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    ant_diag d;
    CHECK(read(all[i].csv, summary, &d) == ANT_EINPUT);
    bool right = strstr(d.text, all[i].says) && strstr(d.file, "course.csv") &&
                 d.line == all[i].line && d.column == all[i].column && d.hint[0];
    if (!right) printf("# case %zu: %s:%d:%d: %s\n", i, d.file, d.line, d.column, d.text);
    CHECK(right);
  }
}

static void refuses_a_broken_summary(void) {
  static const struct {
    const char *json, *says;
  } all[] = {
      {"", "expected a value"},
      {"[]", "an object"},
      {"{}", "'phases'"},
      {"{\"phases\": 3}", "found a number"},
      {"{\"phases\": []}", "'observables'"},
      {"{\"phases\": [], \"observables\": []}", "baseline of 'a.b'"},
      {"{\"phases\": [7], \"observables\": []}", "a phase with"},
      {"{\"phases\": [{\"start_day\": 3, \"end_day\": 2}], \"observables\": []}", "a phase with"},
      {"{\"phases\": [], \"observables\": [{\"name\": \"a.b\", \"baseline\": \"x\"}]}",
       "baseline of 'a.b'"},
      {"{\"phases\": []", "expected ',' or '}'"},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    ant_diag d;
    char csv[400];
    snprintf(csv, sizeof csv, "%s0,1,2\n", head);
    ant_status status = read(csv, all[i].json, &d);
    bool right = (status == ANT_EINPUT || status == ANT_ESYNTAX) && strstr(d.text, all[i].says) &&
                 strstr(d.file, "summary.json");
    if (!right) printf("# case %zu: %s:%d:%d: %s\n", i, d.file, d.line, d.column, d.text);
    CHECK(right);
  }
}

static void refuses_what_is_not_there(void) {
  ant_report_flight f = {0};
  ant_diag d = {0};
  CHECK(ant_report_flight_read("nowhere/at/all", &f, &d) == ANT_EINPUT);
  CHECK(strstr(d.text, "nowhere/at/all") || strstr(d.file, "nowhere/at/all"));
  char long_name[3000];
  memset(long_name, 'x', sizeof long_name - 1);
  long_name[sizeof long_name - 1] = '\0';
  CHECK(ant_report_flight_read(long_name, &f, &d) == ANT_EINPUT);
  CHECK(f.course == NULL);
}

/* any byte of either file changed: read or refused, nothing else */
static void survives_any_byte(void) {
  char csv[400], json[400];
  snprintf(csv, sizeof csv, "%s0,1,2\n1,2,3\n", head);
  snprintf(json, sizeof json, "%s", summary);
  srand(20261121);
  for (int k = 0; k < 3000; k++) {
    ant_diag d;
    char *text = k % 2 ? csv : json;
    size_t at = (size_t)rand() % strlen(text);
    char was = text[at];
    text[at] = (char)(1 + rand() % 255);
    read(csv, json, &d);
    text[at] = was;
  }
}

int main(void) {
  RUN(reads_what_was_written);
  RUN(reads_the_least_there_can_be);
  RUN(refuses_a_broken_table);
  RUN(refuses_a_broken_summary);
  RUN(refuses_what_is_not_there);
  RUN(survives_any_byte);
  remove("test_report_flight.tmp/course.csv");
  remove("test_report_flight.tmp/summary.json");
  remove("test_report_flight.tmp");
  return test_done();
}
