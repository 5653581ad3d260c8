/* observation.c - the table of what was measured: each mistake has a message and a place. */
#include "test.h"
#include "score/observation.h"

#define HEADER                                                                                     \
  "id,mission,person,observable,statistic,day_from,day_to,value,unit,spread,spread_kind,lo,hi,n,"  \
  "source,crew,certainty,use,excludes,note\n"
#define GOOD                                                                                       \
  "a,iss,astronaut,bone.hip.areal_density,percent,,176,-5,%,2,sd,,,14,k2004,c1,A,fit,,x\n"

static ant_observations *table;
static ant_diags diags;

static ant_status read_text(const char *text) {
  ant_diags_clear(&diags);
  ant_observations_destroy(&table);
  return ant_observations_parse("t.csv", text, strlen(text), &table, &diags);
}

/* the message of the first error, when TEXT is refused; "" when it is not */
static const char *refusal(const char *text) {
  ant_status status = read_text(text);
  CHECK((status == ANT_OK) == (table != NULL));
  for (size_t i = 0; i < diags.n; i++) {
    if (diags.item[i].severity == ANT_ERROR) return diags.item[i].text;
  }
  CHECK(status == ANT_OK);
  return "";
}

/* one row that differs from GOOD in one field */
static const char *row_with(int field, const char *text) {
  static char out[2000];
  const char *p = GOOD;
  char *to = out + sprintf(out, "%s", HEADER);
  for (int i = 0; *p && *p != '\n'; i++) {
    size_t n = strcspn(p, ",\n");
    to += i == field ? sprintf(to, "%s,", text) : sprintf(to, "%.*s,", (int)n, p);
    p += n + (p[n] == ',');
  }
  to[-1] = '\n';
  return out;
}

#define REFUSED(text, expected)                                                                    \
  do {                                                                                             \
    const char *got_ = refusal(text);                                                              \
    if (!strstr(got_, expected)) {                                                                 \
      printf("# %s:%d: \"%s\" does not say \"%s\"\n", __FILE__, __LINE__, got_, expected);         \
      test_bad_checks++;                                                                           \
    }                                                                                              \
  } while (0)

enum {
  ID,
  MISSION,
  PERSON,
  OBSERVABLE,
  STATISTIC,
  FROM,
  TO,
  VALUE,
  UNIT,
  SPREAD,
  KIND,
  LO,
  HI,
  SUBJECTS,
  SOURCE,
  CREW,
  CERTAINTY,
  USE,
  EXCLUDES,
  NOTE
};

static void reads_a_row(void) {
  SAME_TEXT(refusal(HEADER GOOD), "");
  CHECK(table->n == 1);
  const ant_observation *o = &table->row[0];
  SAME_TEXT(o->id, "a");
  SAME_TEXT(o->observable.left[0], "bone.hip.areal_density");
  CHECK(o->statistic == ANT_STAT_PERCENT && o->kind == ANT_SPREAD_SD && o->n == 14);
  CHECK(isnan(o->day_from) && isnan(o->lo) && isnan(o->fraction));
  NEAR(o->day_to, 176, 0);
  NEAR(o->spread, 2, 0);
  SAME_TEXT(o->system, "bone");
  CHECK(o->role == ANT_ROLE_MEASURED && o->use == ANT_USE_FIT && o->line == 2);
  CHECK(ant_observations_find(table, "a") == 0);
  CHECK(ant_observations_find(table, "b") == -1);
}

static void cuts_combinations(void) {
  SAME_TEXT(refusal(row_with(MISSION, "mir + iss-ired vs bed-rest")), "");
  const ant_terms *m = &table->row[0].mission;
  CHECK(m->n_left == 2 && m->n_right == 1);
  SAME_TEXT(m->left[1], "iss-ired");
  SAME_TEXT(m->right[0], "bed-rest");
  REFUSED(row_with(MISSION, "a vs b vs c"), "more than one 'vs'");
  REFUSED(row_with(MISSION, "a +  + c"), "a name is missing");
  REFUSED(row_with(MISSION, ""), "mission: nothing stands here");
}

static void survives_other_ways_to_write_a_table(void) {
  SAME_TEXT(refusal("\xEF\xBB\xBF" HEADER GOOD), "");
  static char crlf[2000];
  char *to = crlf;
  for (const char *p = HEADER GOOD; *p; p++) {
    if (*p == '\n') *to++ = '\r';
    *to++ = *p;
  }
  *to = '\0';
  SAME_TEXT(refusal(crlf), "");
  SAME_TEXT(table->row[0].note, "x");
  SAME_TEXT(
      refusal(
          "note,use,excludes,certainty,crew,source,n,hi,lo,spread_kind,spread,unit,value,day_to,"
          "day_from,statistic,observable,person,mission,id\n"
          "x,fit,,A,c,k,,,,,,%,1,5,,percent,a.b,p,m,r1\n"),
      "");
  SAME_TEXT(table->row[0].id, "r1");
}

static void refuses_what_is_no_table(void) {
  REFUSED("", "empty");
  REFUSED("\n\n", "empty");
  REFUSED(HEADER, "no rows");
  REFUSED("id,mission\nx,y\n", "column 'person' is missing");
  REFUSED("\xFF\xFE"
          "i",
          "UTF-8");
  REFUSED(HEADER "a,b\n", "expected 20 fields as in the first line, found 2");
  CHECK(diags.item[0].line == 2);
  REFUSED("id,id," HEADER GOOD, "stands here twice");
  CHECK(read_text(HEADER GOOD) == ANT_OK);
  CHECK(ant_observations_read("/nowhere/at/all.csv", &table, &diags) == ANT_EINPUT);
}

static void refuses_wrong_fields(void) {
  REFUSED(row_with(STATISTIC, "percnet"), "'percnet' is not a statistic");
  CHECK(strstr(diags.item[0].hint, "percent") != NULL);
  CHECK(diags.item[0].line == 2 && diags.item[0].column == 40);
  REFUSED(row_with(UNIT, "%/mnth"), "unit");
  REFUSED(row_with(UNIT, "mg/day"), "not what a percent is measured in");
  REFUSED(row_with(TO, "soon"), "expected a number, found 'soon'");
  REFUSED(row_with(TO, "nan"), "expected a number");
  REFUSED(row_with(TO, "0x10"), "expected a number");
  REFUSED(row_with(TO, "1e400"), "expected a number");
  REFUSED(row_with(TO, "90000"), "in no human life");
  REFUSED(row_with(FROM, "200"), "does not lie behind");
  REFUSED(row_with(SUBJECTS, "3.5"), "whole number");
  REFUSED(row_with(CERTAINTY, "D"), "expected one of A, B, C");
  REFUSED(row_with(USE, "train"), "expected one of fit, test");
  REFUSED(row_with(ID, "a b"), "letters, digits");
  REFUSED(row_with(CREW, ""), "crew: nothing stands here");
}

static void refuses_spreads_that_do_not_say_what_they_are(void) {
  REFUSED(row_with(KIND, ""), "a spread without a kind");
  REFUSED(row_with(KIND, "std"), "spread_kind: expected one of sd, se");
  REFUSED(row_with(KIND, "ci95"), "lo: a spread of kind 'ci95' needs it");
  REFUSED(row_with(SPREAD, ""), "needs a number");
  REFUSED(row_with(SPREAD, "-1"), "needs a number");
  REFUSED(row_with(VALUE, ""), "needs a value");
  REFUSED(HEADER "a,m,p,o.o,percent,,1,,%,,,1,2,,k,c,A,fit,,\n", "an interval without a kind");
  REFUSED(HEADER "a,m,p,o.o,percent,,1,,%,,range,3,2,,k,c,A,fit,,\n", "lo 3 lies above hi 2");
  REFUSED(HEADER "a,m,p,o.o,sign,,1,0.5,1,,,,,,k,c,A,fit,,\n", "a sign is -1, 0 or 1");
}

static void reports_every_mistake(void) {
  REFUSED(HEADER "a b,m,p,o.o,percent,,1,2,%,,,,,,k,c,A,fit,,\n"
                 "b,m,p,o.o,sing,,1,2,%,,,,,,k,c,A,fit,,\n"
                 "c,m,p,o.o,percent,,x,2,%,,,,,,k,c,A,fit,,\n",
          "letters, digits");
  CHECK(diags.n_error == 3);
  CHECK(diags.item[2].line == 4);
}

#define ROW(id, crew, use, excludes)                                                               \
  id ",m,p,o.o,percent,,1,2,%,,,,,,k," crew ",A," use "," excludes ",\n"

static void refuses_tables_that_contradict_themselves(void) {
  REFUSED(HEADER ROW("a", "c", "fit", "") ROW("a", "d", "fit", ""), "also the id of line 2");
  REFUSED(HEADER ROW("a", "c", "fit", "") ROW("b", "c", "test", ""), "crew 'c' is for 'test' here");
  REFUSED(HEADER ROW("a", "c", "fit", "z"), "no row of this table");
  REFUSED(HEADER ROW("a", "c", "fit", "a"), "the row itself");
  REFUSED(HEADER ROW("a", "c", "fit", "b") ROW("b", "c", "fit", "a"), "excludes it in turn");
}

static void says_when_a_column_is_not_read(void) {
  SAME_TEXT(refusal("fracton," HEADER "," GOOD), "");
  CHECK(diags.n == 1 && diags.item[0].severity == ANT_WARNING);
  CHECK(strstr(diags.item[0].hint, "fraction") != NULL);
}

static void lets_the_better_row_count(void) {
  SAME_TEXT(refusal(HEADER ROW("pooled", "p", "fit", "one;two") ROW("one", "q", "fit", "")
                        ROW("two", "r", "fit", "three") ROW("three", "s", "fit", "")),
            "");
  bool all[4] = {true, true, true, true}, counts[4];
  ant_observations_count(table, all, counts);
  CHECK(!counts[0] && counts[1] && !counts[2] && counts[3]);
  bool few[4] = {true, false, true, true}; /* `two` gives way to `three`, so pooled may count */
  ant_observations_count(table, few, counts);
  CHECK(counts[0] && !counts[1] && !counts[2] && counts[3]);
  bool none[4] = {true, false, true, false};
  ant_observations_count(table, none, counts);
  CHECK(!counts[0] && counts[2]);
}

static void never_counts_doubt_and_orientation(void) {
  SAME_TEXT(refusal("role," HEADER "constant,a,m,p,o.o,level,,1,2,%,,,,,,k,c,A,fit,,\n"
                    "orientation,b,m,p,o.o,level,,1,2,%,,,,,,k,c,A,fit,,\n"
                    ",c,m,p,o.o,level,,1,2,%,,,,,,k,c,C,fit,,\n"
                    ",d,m,p,o.o,level,,1,2,%,,,,,,k,c,B,fit,,\n"),
            "");
  bool ran[4] = {true, true, true, true}, counts[4];
  ant_observations_count(table, ran, counts);
  CHECK(!counts[0] && !counts[1] && !counts[2] && counts[3]);
}

static void asks_in_the_unit_of_the_row(void) {
  ant_unit mg, one = ant_unit_one();
  ant_unit_parse("mg/day", &mg, NULL);
  SAME_TEXT(refusal(HEADER "a,m,p,o.o,change,,1,2,%,,,,,,k,c,A,fit,,\n"
                           "b,m,p,o.o,change,,1,2,mg/day,,,,,,k,c,A,fit,,\n"
                           "c,m,p,o.o,slope,,1,2,%/month,,,,,,k,c,A,fit,,\n"
                           "d,m,p,o.o,sign,,1,0,1,,range,-5,20,,k,c,A,fit,,\n"),
            "");
  CHECK(ant_observation_question(&table->row[0], &mg).relative);
  CHECK(!ant_observation_question(&table->row[0], &one).relative); /* percentage points */
  CHECK(!ant_observation_question(&table->row[1], &mg).relative);
  CHECK(ant_observation_question(&table->row[2], &mg).relative);
  ant_question q = ant_observation_question(&table->row[3], &one);
  CHECK(q.relative);
  CHECK(ant_statistic_sign(&q, 19) == 0);
  CHECK(ant_statistic_sign(&q, -6) == -1);
}

static void holds_long_chains(void) {
  enum { N = 20000 };
  char *text = malloc(N * 80 + 400), *to = text;
  bool *ran = malloc(N), *counts = malloc(N);
  CHECK(text && ran && counts);
  to += sprintf(to, "%s", HEADER);
  for (int i = 0; i < N; i++) {
    to += sprintf(to, "r%d,m,p,o.o,percent,,1,2,%%,,,,,,k,c,A,fit,", i);
    to += i + 1 < N ? sprintf(to, "r%d,\n", i + 1) : sprintf(to, ",\n");
    ran[i] = true;
  }
  SAME_TEXT(refusal(text), "");
  ant_observations_count(table, ran, counts);
  CHECK(counts[N - 1] && !counts[N - 2] && counts[N - 3] && counts[1] && !counts[0]);
  free(text);
  free(ran);
  free(counts);
}

int main(void) {
  RUN(reads_a_row);
  RUN(cuts_combinations);
  RUN(survives_other_ways_to_write_a_table);
  RUN(refuses_what_is_no_table);
  RUN(refuses_wrong_fields);
  RUN(refuses_spreads_that_do_not_say_what_they_are);
  RUN(reports_every_mistake);
  RUN(refuses_tables_that_contradict_themselves);
  RUN(says_when_a_column_is_not_read);
  RUN(lets_the_better_row_count);
  RUN(never_counts_doubt_and_orientation);
  RUN(asks_in_the_unit_of_the_row);
  RUN(holds_long_chains);
  ant_observations_destroy(&table);
  ant_diags_clear(&diags);
  return test_done();
}
