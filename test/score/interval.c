/* interval.c - a table flown with many draws of a model of two numbers: what spreads, what is kept.
 */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include <unistd.h>

#include "engine/course.h"
#include "language/ir.h"
#include "score/cache.h"
#include "score/interval.h"
#include "test.h"

static const char model_text[] = "antaeus 1\nmodel \"m\"\n"
                                 "param a [1] = 10  assumed \"t\"  unknown normal 2\n"
                                 "param b [1] = 50  assumed \"t\"  people normal 5\n"
                                 "let x [1] = a + b\n"
                                 "observe o.x [1] = x  error normal 3\n";

static const char table_text[] =
    "id,mission,person,observable,statistic,day_from,day_to,value,unit,spread,spread_kind,lo,hi,n,"
    "source,crew,certainty,use,excludes,note\n"
    "r1,m,p,o.x,level,,3,60,1,6,sd,,,10,k,c,A,test,,\n"
    "r2,m,p,o.x,level,,3,60,1,,,,,10,k,c,C,test,,does not count\n"
    "r3,elsewhere,p,o.x,level,,3,60,1,,,,,10,k,c,A,test,,not yet\n";

static ant_model *model;
static ant_observations *table;
static ant_row_scores *scores;
static ant_diags diags;
static char folder[] = "/tmp/antaeus-test-XXXXXX";

static struct {
  double a, b;
  int n_called, stop_after;
  double worst; /* people above this cannot live                                   */
} now;

static void use(void *user, const ant_setting *setting, int n) {
  (void)user;
  now.a = 10;
  now.b = 50;
  for (int i = 0; i < n; i++) {
    bool is_a = strcmp(model->symbol[setting[i].symbol].name, "a") == 0;
    *(is_a ? &now.a : &now.b) = setting[i].value;
  }
}

static char *copy(const char *text) {
  char *out = malloc(strlen(text) + 1);
  if (out) memcpy(out, text, strlen(text) + 1);
  return out;
}

static ant_status fly(void *user, const char *mission, const char *person,
                      const ant_intervention *intervention, ant_course **out, ant_diag *diag) {
  (void)user;
  (void)person;
  (void)intervention;
  now.n_called++;
  if (strcmp(mission, "m") != 0) return ant_fail(diag, ANT_EUNKNOWN, "no input 'magic'");
  if (now.b > now.worst) return ant_fail(diag, ANT_EBALANCE, "no ground");
  ANT_TRY(ant_course_create(11, 1, 1, out, diag));
  ant_course *c = *out;
  c->name[0] = copy("o.x");
  c->unit[0] = copy("1");
  c->doc[0] = copy("");
  c->baseline[0] = now.a + now.b;
  for (int i = 0; i <= 10; i++) {
    c->time_d[i] = i;
    c->value[i] = now.a + now.b;
  }
  return ANT_OK;
}

static uint64_t key(void *user, const char *mission, const char *person,
                    const ant_intervention *intervention) {
  (void)user;
  (void)mission;
  (void)person;
  (void)intervention;
  return 7;
}

static double error(void *user, const char *observable, double value) {
  (void)user;
  (void)observable;
  (void)value;
  return 3;
}

static bool stop(void *user) {
  (void)user;
  return now.n_called >= now.stop_after;
}

/* Means, then draws; what it returns is that of the draws. */
static ant_status run(const char *cache, ant_interval_report *report) {
  ant_score_options options = {.jobs = 1, .cache = cache, .key = key, .error = error};
  ant_interval_work work = {.model = model,
                            .n_draw = 32,
                            .seed = 5,
                            .fly = fly,
                            .use = use,
                            .options = &options,
                            .stop = stop};
  ant_diag diag = {0};
  ant_score_options means = {.jobs = 1, .error = error};
  use(NULL, NULL, 0);
  ant_row_scores_destroy(&scores);
  CHECK(ant_score_rows(table, fly, NULL, &means, &scores, &diags) == ANT_OK);
  now.n_called = 0;
  return ant_intervals_run(table, &work, scores, report, &diag);
}

static void spreads_means_and_people_apart(void) {
  ant_interval_report report = {0};
  now.worst = INFINITY;
  now.stop_after = 1000;
  CHECK(run(NULL, &report) == ANT_OK);
  CHECK(report.n_draw == 64 && report.n_cached == 0 && report.n_partial == 0);
  CHECK(now.n_called == 64); /* r3's mission is not flown again */
  const ant_judgement *j = &scores->result[0].judgement;
  NEAR(j->predicted, 60, 0);
  NEAR(j->predicted_se, 2, 0.1);
  NEAR(j->persons.person_sd, 5, 0.25);
  NEAR(j->persons.error_sd, 3, 0);
  CHECK(j->persons.judged && j->persons.inside);
  NEAR(j->persons.ratio, sqrt(34) / 6, 0.05);
  CHECK(scores->result[1].judgement.predicted_se == 0); /* does not count */
}

static void swap_rows(int a, int b) {
  ant_observation *row = (ant_observation *)(uintptr_t)table->row, kept = row[a];
  row[a] = row[b];
  row[b] = kept;
}

static void goes_on_where_it_was_cut_off(void) {
  ant_interval_report report = {0};
  now.stop_after = 20;
  CHECK(run(folder, &report) == ANT_EINTERRUPT);
  CHECK(scores->result[0].judgement.predicted_se == 0);
  now.stop_after = 1000;
  CHECK(run(folder, &report) == ANT_OK);
  CHECK(report.n_cached == 20 && now.n_called == 44);
  double sd = scores->result[0].judgement.predicted_se;
  CHECK(run(folder, &report) == ANT_OK);
  CHECK(report.n_cached == 64 && now.n_called == 0);
  CHECK(scores->result[0].judgement.predicted_se == sd);
  swap_rows(0, 2); /* what is kept lies by row */
  CHECK(run(folder, &report) == ANT_OK);
  CHECK(report.n_cached == 0 && scores->result[2].judgement.predicted_se == sd);
  swap_rows(0, 2);
}

static void counts_those_who_cannot_live(void) {
  ant_interval_report report = {0};
  now.worst = 55; /* one standard deviation above the mean */
  CHECK(run(NULL, &report) == ANT_OK);
  CHECK(report.n_partial >= 4 && report.n_partial <= 6);
  CHECK(strcmp(report.why, "r1: no ground") == 0);
  CHECK(scores->result[0].judgement.persons.person_sd < 4.5);
}

static void keeps_numbers_whole_or_not_at_all(void) {
  double in[3] = {1.5, NAN, -2}, out[3] = {0};
  char path[200];
  ant_cache_write_numbers(folder, 99, in, 3);
  CHECK(ant_cache_read_numbers(folder, 99, out, 3));
  CHECK(memcmp(in, out, sizeof in) == 0);
  CHECK(!ant_cache_read_numbers(folder, 99, out, 2));
  CHECK(!ant_cache_read_numbers(folder, 98, out, 3));
  snprintf(path, sizeof path, "%s/0000000000000063.draw", folder);
  FILE *file = fopen(path, "r+b");
  CHECK(file != NULL);
  if (!file) return;
  fseek(file, 30, SEEK_SET);
  fputc('x', file);
  fclose(file);
  CHECK(!ant_cache_read_numbers(folder, 99, out, 3));
}

int main(void) {
  if (!mkdtemp(folder)) return 1;
  ant_diags_clear(&diags);
  if (ant_model_parse("m.ant", model_text, &model, &diags) != ANT_OK ||
      ant_observations_parse("t.csv", table_text, strlen(table_text), &table, &diags) != ANT_OK) {
    ant_diags_print(&diags, stdout);
    return 1;
  }
  RUN(spreads_means_and_people_apart);
  RUN(goes_on_where_it_was_cut_off);
  RUN(counts_those_who_cannot_live);
  RUN(keeps_numbers_whole_or_not_at_all);
  ant_row_scores_destroy(&scores);
  ant_observations_destroy(&table);
  ant_model_destroy(&model);
  ant_diags_clear(&diags);
  char command[200];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return system(command) != 0 || test_done();
}
