/* verdict.c - claims judged on courses made by hand. */
#include "test.h"
#include "engine/course.h"
#include "score/verdict.h"

static ant_claims *claims;
static ant_claim_scores *scores;
static ant_diags diags;

static char *copy(const char *text) {
  char *out = malloc(strlen(text) + 1);
  if (out) memcpy(out, text, strlen(text) + 1);
  return out;
}

/* a.up rises by 1 per cent a day to 200 on day 100 and stays; a.down falls by 0.1 a day for 200
 * days; a.new is 0 until day 100; holding `knob` scales what a.up gains; holding `dead` does
 * nothing. */
static ant_status fly(void *user, const char *mission, const char *person,
                      const ant_intervention *i, ant_course **out, ant_diag *diag) {
  (void)user;
  (void)person;
  if (strcmp(mission, "m") != 0) return ant_fail(diag, ANT_EUNKNOWN, "no input 'magic'");
  if (i && strcmp(i->name, "knob") != 0 && strcmp(i->name, "dead") != 0) {
    return ant_fail(diag, ANT_EUNKNOWN, "no state '%s'", i->name);
  }
  double gain = i && strcmp(i->name, "knob") == 0 ? i->share : 1;
  ANT_TRY(ant_course_create(301, 3, 1, out, diag));
  ant_course *c = *out;
  c->name[0] = copy("a.up");
  c->name[1] = copy("a.down");
  c->name[2] = copy("a.new");
  for (int k = 0; k < 3; k++) {
    c->unit[k] = copy("mg");
    c->doc[k] = copy("");
    c->baseline[k] = k < 2 ? 100 : 0;
  }
  for (int d = 0; d <= 300; d++) {
    c->time_d[d] = d;
    c->value[3 * d] = 100 + gain * fmin(d, 100);
    c->value[3 * d + 1] = 100 - 0.1 * fmin(d, 200);
    c->value[3 * d + 2] = fmax(d - 100, 0);
  }
  return ANT_OK;
}

static int distance_of_name(void *user, const ant_claim *claim, const char *observable) {
  (void)user;
  (void)observable;
  return strstr(claim->key, "near") ? 1 : 4;
}

static ant_verdict verdict_of(const char *key, const char *lines) {
  char text[2000];
  snprintf(text, sizeof text,
           "antaeus 1\nclaim %s \"x\"\n  source k\n  mission \"m\"\n  person \"p\"\n%s", key,
           lines);
  ant_diags_clear(&diags);
  ant_claim_scores_destroy(&scores);
  ant_claims_destroy(&claims);
  ant_status status = ant_claims_parse("c.ant", text, &claims, &diags);
  if (status == ANT_OK) {
    status = ant_score_claims(claims, fly, NULL, distance_of_name, NULL, NULL, &scores, &diags);
  }
  if (status != ANT_OK) {
    ant_diags_print(&diags, stdout);
    return ANT_NVERDICT;
  }
  return scores->result[0].verdict;
}

#define PASSES(lines) CHECK(verdict_of("far", lines) == ANT_VERDICT_PASS)
#define FAILS(lines)  CHECK(verdict_of("far", lines) == ANT_VERDICT_FAIL)

static void judges_against_the_ground(void) {
  PASSES("  expect a.up rises at 10 [day]\n");
  FAILS("  expect a.up rises at 1 [day]\n"); /* no more than the band */
  PASSES("  expect a.up rises within 0.5 [%] at 1 [day]\n");
  PASSES("  expect a.down falls at 20 [day]\n");
  FAILS("  expect a.up falls at 20 [day]\n");
  PASSES("  expect a.down unchanged at 20 [day]\n");
  FAILS("  expect a.down unchanged at 21 [day]\n");
  PASSES("  expect a.up unchanged from 100 [day] at 300 [day]\n");
  PASSES("  expect a.up about 60 [%] at 50 [day]\n");
  FAILS("  expect a.up about 60 [%] within 10 [%] at 50 [day]\n");
  PASSES("  expect a.up about 0.16 [g] within 10 [%] at 50 [day]\n");
}

static void judges_what_is_nothing_on_the_ground(void) {
  PASSES("  expect a.new rises at 101 [day]\n");
  CHECK(strstr(scores->result[0].outcome[0].text, "up from 0;") != NULL);
  FAILS("  expect a.new rises at 100 [day]\n");
  FAILS("  raise knob by 5 [%]\n  expect a.new higher at 50 [day]\n");
  CHECK(strstr(scores->result[0].outcome[0].text, "0 against 0 mg; asked") != NULL);
}

static void judges_against_each_other(void) {
  PASSES("  expect a.up above a.down at 20 [day]\n");
  PASSES("  expect a.down below a.up at 20 [day]\n");
  FAILS("  expect a.up below a.down at 20 [day]\n");
  PASSES("  expect a.up before a.down at 300 [day]\n");
  FAILS("  expect a.down before a.up at 300 [day]\n");
}

static void judges_against_the_other_experiment(void) {
  PASSES("  raise knob by 50 [%]\n  expect a.up higher at 20 [day]\n");
  PASSES("  lower knob by 50 [%]\n  expect a.up lower at 20 [day]\n");
  PASSES("  remove knob\n  expect a.up lower at 20 [day]\n  expect a.up unchanged at 20 [day]\n");
  FAILS("  hold knob at 100 [%]\n  expect a.up higher at 20 [day]\n");
  PASSES("  raise knob by 50 [%]\n  expect a.down same at 20 [day]\n  expect a.up higher at 20 "
         "[day]\n");
}

static void says_what_it_waits_for(void) {
  CHECK(verdict_of("far", "  expect a.sideways rises at 10 [day]\n") == ANT_VERDICT_NOT_YET);
  SAME_TEXT(scores->result[0].needs, "a.sideways");
  CHECK(verdict_of("far", "  raise lever by 5 [%]\n  expect a.up rises at 10 [day]\n") ==
        ANT_VERDICT_NOT_YET);
  SAME_TEXT(scores->result[0].needs, "lever");
  CHECK(verdict_of("far", "  against mission \"n\"\n  expect a.up higher at 10 [day]\n") ==
        ANT_VERDICT_NOT_YET);
  SAME_TEXT(scores->result[0].needs, "magic");
}

static void does_not_count_what_is_built_in(void) {
  CHECK(verdict_of("near", "  expect a.up rises at 10 [day]\n") == ANT_VERDICT_BUILT_IN);
  CHECK(scores->result[0].distance == 1);
  CHECK(verdict_of("near", "  expect a.up falls at 10 [day]\n") == ANT_VERDICT_FAIL);
  CHECK(verdict_of("far", "  expect a.up rises at 10 [day]\n") == ANT_VERDICT_PASS);
  CHECK(scores->result[0].distance == 4);
}

static void tells_of_a_cause_without_effect(void) {
  CHECK(verdict_of("far", "  raise dead by 50 [%]\n  expect a.up rises at 10 [day]\n") ==
        ANT_VERDICT_BUILT_IN);
  CHECK(scores->result[0].no_effect);
  CHECK(diags.n == 1 && diags.item[0].severity == ANT_WARNING);
  verdict_of("far", "  raise knob by 50 [%]\n  expect a.up rises at 10 [day]\n");
  CHECK(!scores->result[0].no_effect && diags.n == 0);
}

static void fails_where_there_is_no_number(void) {
  FAILS("  expect a.up rises at 900 [day]\n");
  CHECK(strstr(scores->result[0].outcome[0].text, "outside the mission") != NULL);
}

int main(void) {
  RUN(judges_against_the_ground);
  RUN(judges_what_is_nothing_on_the_ground);
  RUN(judges_against_each_other);
  RUN(judges_against_the_other_experiment);
  RUN(says_what_it_waits_for);
  RUN(does_not_count_what_is_built_in);
  RUN(tells_of_a_cause_without_effect);
  RUN(fails_where_there_is_no_number);
  ant_claim_scores_destroy(&scores);
  ant_claims_destroy(&claims);
  ant_diags_clear(&diags);
  return test_done();
}
