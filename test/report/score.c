/* score.c - the score as text, table, JSON and page. */
#include "test.h"
#include "engine/course.h"
#include "report/score_page.h"
#include "wellformed.h"

#define HEADER                                                                                     \
  "id,mission,person,observable,statistic,day_from,day_to,value,unit,spread,spread_kind,lo,hi,n,"  \
  "source,crew,certainty,use,excludes,note,system\n"

static ant_observations *table;
static ant_row_scores *rows;
static ant_claims *claims;
static ant_claim_scores *verdicts;
static ant_diags diags;

static char *copy(const char *text) {
  char *out = malloc(strlen(text) + 1);
  if (out) memcpy(out, text, strlen(text) + 1);
  return out;
}

/* bone.hip falls by RATE per cent in a hundred days */
static double rate = 5;

static ant_status fly(void *user, const char *mission, const char *person,
                      const ant_intervention *i, ant_course **out, ant_diag *diag) {
  (void)user;
  (void)person;
  (void)i;
  if (strcmp(mission, "away") != 0) return ant_fail(diag, ANT_EUNKNOWN, "no input '<magic>'");
  ANT_TRY(ant_course_create(201, 1, 1, out, diag));
  ant_course *c = *out;
  c->name[0] = copy("bone.hip");
  c->unit[0] = copy("g/cm^2");
  c->doc[0] = copy("");
  c->baseline[0] = 1;
  for (int d = 0; d <= 200; d++) {
    c->time_d[d] = d;
    c->value[d] = 1 - rate / 1e4 * d;
  }
  return ANT_OK;
}

static const char rows_text[] = HEADER
    "a1,away,man,bone.hip,percent,,100,-5,%,1,sd,,,16,k<1>,c,A,fit,,\"x & \"\"y\"\"\",bone\n"
    "a2,away,man,bone.hip,percent,,100,-9,%,1,se,,,16,k<1>,d,A,test,,n,bone\n"
    "a3,away,man,bone.hip,rate_percent_per_month,0,100,,%/month,,range,-2,-1,,k2,d,A,test,,n,"
    "bone\n"
    "a4,away,man,bone.hip,sign,,100,-1,1,,,,,,k2,d,A,test,,n,bone\n"
    "a5,magic,man,bone.hip,sign,,100,-1,1,,,,,,k3,d,A,test,,n,\"bone, other\"\n"
    "a6,away,man,bone.hip,sign,,,-1,1,,,,,,k3,d,A,test,,n,bone\n";

static const char claims_text[] =
    "antaeus 1\n"
    "claim falls \"Bone & hip fall\"\n  source k\n  mission \"away\"\n  person \"man\"\n"
    "  expect bone.hip falls at 100 [day]\n"
    "claim rises \"It rises\"\n  source k\n  mission \"away\"\n  person \"man\"\n"
    "  expect bone.hip rises at 100 [day]\n  conflicts falls\n"
    "claim waits \"It waits\"\n  source k\n  mission \"magic\"\n  person \"man\"\n"
    "  expect bone.hip rises at 100 [day]\n"
    "question open \"Does it?\"\n  source k\n  mission \"away\"\n  person \"man\"\n"
    "  report bone.hip at 100 [day]\n"
    "scope no \"No\"\n  because \"it < that\"\n";

static ant_scoreboard score_all(void) {
  static const ant_observations *tables[1];
  static const ant_row_scores *scored[1];
  ant_row_scores_destroy(&rows);
  ant_claim_scores_destroy(&verdicts);
  ant_observations_destroy(&table);
  ant_claims_destroy(&claims);
  CHECK(ant_observations_parse("t.csv", rows_text, strlen(rows_text), &table, &diags) == ANT_OK);
  CHECK(ant_claims_parse("some/claims.ant", claims_text, &claims, &diags) == ANT_OK);
  ant_diags_print(&diags, stdout);
  CHECK(ant_score_rows(table, fly, NULL, NULL, &rows, &diags) == ANT_OK);
  CHECK(ant_score_claims(claims, fly, NULL, NULL, NULL, NULL, &verdicts, &diags) == ANT_OK);
  tables[0] = table;
  scored[0] = rows;
  return (ant_scoreboard){.model_title = "The <twin>",
                          .model_hash = 0xabc,
                          .n_table = 1,
                          .table = tables,
                          .rows = scored,
                          .claims = claims,
                          .verdicts = verdicts,
                          .n_items = 7};
}

static char buffer[1 << 16];

static const char *text_of(void (*put)(const ant_scoreboard *, FILE *), const ant_scoreboard *b) {
  memset(buffer, 0, sizeof buffer);
  FILE *to = fmemopen(buffer, sizeof buffer - 1, "w");
  put(b, to);
  fclose(to);
  return buffer;
}

static void says_the_totals(void) {
  ant_scoreboard b = score_all();
  const char *text = text_of(ant_scoreboard_text, &b);
  CHECK(strstr(text, "6 rows: 4 run, 0 without a number, 1 not yet, 1 unrunnable; 4 count") !=
        NULL);
  CHECK(strstr(text,
               "1 pass, 1 fail, 0 built in, 1 not yet; 1 questions answered; 1 scope; 7 items") !=
        NULL);
  CHECK(strstr(text, "<magic> (1)") != NULL);
  ant_tally t;
  ant_scoreboard_tally(&b, 0, ANT_USE_TEST, ANT_GROUP_SYSTEM, "bone", &t);
  CHECK(t.n[ANT_MEASURE_STANDARDISED] == 1 && t.inside[ANT_MEASURE_STANDARDISED] == 0);
  CHECK(t.inside[ANT_MEASURE_INTERVAL] == 1 && t.inside[ANT_MEASURE_SIGN] == 1);
  NEAR(t.bias_z, 4, 1e-9);
}

static void writes_a_table_that_it_can_read(void) {
  ant_scoreboard b = score_all();
  const char *text = text_of(ant_scoreboard_csv, &b);
  CHECK(strstr(text, "\nt.csv,a1,bone,fit,run,-5") != NULL);
  CHECK(strstr(text, "\nclaims,rises,,,fail,,,,,no,yes,\n") != NULL);
  FILE *file = fopen("score-test.csv", "w");
  CHECK(file != NULL);
  if (!file) return;
  fputs(text, file);
  fclose(file);
  rate = -2; /* the hip now gains */
  b = score_all();
  rate = 5;
  ant_diag diag;
  memset(buffer, 0, sizeof buffer);
  FILE *to = fmemopen(buffer, sizeof buffer - 1, "w");
  CHECK(ant_scoreboard_against(&b, "score-test.csv", to, &diag) == ANT_OK);
  fclose(to);
  CHECK(strstr(buffer, "down a1: run -> run, predicted -5") != NULL);
  CHECK(strstr(buffer, "up   rises: fail -> pass") != NULL);
  CHECK(strstr(buffer, "  1 up, 4 down, 0 otherwise changed\n") != NULL);
  file = fopen("score-test.csv", "w");
  if (file) {
    fputs("a,b\n1,2\n", file);
    fclose(file);
  }
  CHECK(ant_scoreboard_against(&b, "score-test.csv", stdout, &diag) == ANT_EINPUT);
  remove("score-test.csv");
}

static void writes_json(void) {
  ant_scoreboard b = score_all();
  ant_diag diag;
  memset(buffer, 0, sizeof buffer);
  FILE *to = fmemopen(buffer, sizeof buffer - 1, "w");
  CHECK(ant_scoreboard_json(&b, to, &diag) == ANT_OK);
  fclose(to);
  CHECK(strstr(buffer, "\"not_yet\": 1") || strstr(buffer, "\"not_yet\":1"));
  CHECK(strstr(buffer, "\"id\"") && strstr(buffer, "\"a5\"") && strstr(buffer, "<magic>"));
  CHECK(strstr(buffer, "nan") == NULL && strstr(buffer, "inf") == NULL);
}

static void writes_a_page(void) {
  ant_scoreboard b = score_all();
  ant_text page = {0};
  ant_diag diag;
  CHECK(ant_score_page(&b, &page, &diag) == ANT_OK);
  wellformed w;
  bool good = wf_check(&w, ant_text_string(&page));
  CHECK(good);
  if (!good) printf("# %s\n", w.why);
  CHECK(strstr(page.data, "The &lt;twin&gt;") && !strstr(page.data, "<magic>"));
  CHECK(!wf_says(ant_text_string(&page), "nan"));
  ant_text_clear(&page);
}

/* a1 is predicted right (a fitted row, ratio 1), a2 is 4 standard errors off (5 of 9) */
static void draws_the_score_at_a_glance(void) {
  ant_scoreboard b = score_all();
  ant_text page = {0};
  CHECK(ant_score_page(&b, &page, NULL) == ANT_OK);
  const char *cover = strstr(page.data, "class=\"chart cover\"");
  const char *forest = strstr(page.data, "class=\"forest\"");
  CHECK(cover && strstr(cover, "class=\"band\""));
  CHECK(forest && strstr(forest, "<a href=\"#a1\">") && strstr(forest, "<a href=\"#a2\">"));
  const char *a2 = forest ? strstr(forest, "#a2") : NULL;
  CHECK(a2 && strstr(a2, "<td>0.56</td>"));
  CHECK(!forest || !strstr(forest, "#a5\">")); /* not run */
  CHECK(strstr(page.data, "<table class=\"claims\">") &&
        strstr(page.data, "<a href=\"#claims-0\">Claims</a>"));
  CHECK(strstr(page.data, "<td class=\"beyond-limit\">1</td>")); /* one claim fails */
  ant_text_clear(&page);
}

int main(void) {
  RUN(says_the_totals);
  RUN(writes_a_table_that_it_can_read);
  RUN(writes_json);
  RUN(writes_a_page);
  RUN(draws_the_score_at_a_glance);
  ant_row_scores_destroy(&rows);
  ant_claim_scores_destroy(&verdicts);
  ant_observations_destroy(&table);
  ant_claims_destroy(&claims);
  ant_diags_clear(&diags);
  return test_done();
}
