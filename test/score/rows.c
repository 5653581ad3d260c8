/* rows.c - a table run on courses made by hand: what is predicted, what waits, what is wrong. */
#include <dirent.h>
#include <pthread.h>
#include <unistd.h>
#include "test.h"
#include "engine/course.h"
#include "score/rows.h"

#define HEADER                                                                                     \
  "id,mission,person,observable,statistic,day_from,day_to,value,unit,spread,spread_kind,lo,hi,n,"  \
  "source,crew,certainty,use,excludes,note\n"

static ant_observations *table;
static ant_row_scores *scores;
static ant_diags diags;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int n_called;

static char *copy(const char *text) {
  char *out = malloc(strlen(text) + 1);
  if (out) memcpy(out, text, strlen(text) + 1);
  return out;
}

/* Two columns over days 0 to 400: density falls RATE a day from 100, calcium rises by a day's mg.
 * The mission's name says the rate: "fall-2" loses 2 a hundred days. */
static ant_status fly(void *user, const char *mission, const char *person,
                      const ant_intervention *intervention, ant_course **out, ant_diag *diag) {
  (void)user;
  (void)intervention;
  pthread_mutex_lock(&lock);
  n_called++;
  pthread_mutex_unlock(&lock);
  double rate = 0, factor = strcmp(person, "woman") == 0 ? 2 : 1;
  if (strcmp(mission, "broken") == 0) return ant_fail(diag, ANT_ENUMERIC, "stuck on day 3");
  if (sscanf(mission, "fall-%lf", &rate) != 1) {
    return ant_fail(diag, ANT_EUNKNOWN, "no input is called 'magic'");
  }
  ANT_TRY(ant_course_create(401, 2, 1, out, diag));
  ant_course *c = *out;
  c->name[0] = copy("bone.hip.areal_density");
  c->name[1] = copy("urine.calcium");
  c->unit[0] = copy("g/cm^2");
  c->unit[1] = copy("mg/day");
  c->doc[0] = copy("");
  c->doc[1] = copy("");
  c->baseline[0] = 100;
  c->baseline[1] = 200;
  c->hash = 77;
  for (int i = 0; i <= 400; i++) {
    c->time_d[i] = i;
    c->value[2 * i] = 100 - factor * rate / 100 * i;
    c->value[2 * i + 1] = 200 + i;
  }
  return ANT_OK;
}

static ant_status run_text(const char *rows, int jobs) {
  char text[8000];
  ant_score_options options = {.jobs = jobs};
  snprintf(text, sizeof text, "%s%s", HEADER, rows);
  ant_diags_clear(&diags);
  ant_row_scores_destroy(&scores);
  ant_observations_destroy(&table);
  n_called = 0;
  ant_status status = ant_observations_parse("t.csv", text, strlen(text), &table, &diags);
  ant_diags_print(&diags, stdout);
  CHECK(status == ANT_OK);
  return ant_score_rows(table, fly, NULL, &options, &scores, &diags);
}

static double predicted(int i) {
  return scores->result[i].judgement.predicted;
}

static void predicts_in_the_unit_of_the_row(void) {
  CHECK(
      run_text("a,fall-10,man,bone.hip.areal_density,percent,,180,-18,%,,,,,,k,c,A,fit,,\n"
               "b,fall-10,man,bone.hip.areal_density,rate_percent_per_month,0,180,-3,%/month,,,,,,"
               "k,c,A,fit,,\n"
               "c,fall-10,man,urine.calcium,level,,100,0.3,g/day,,,,,,k,c,A,fit,,\n"
               "d,fall-10,man,urine.calcium,slope,0,100,15,%/month,,,,,,k,c,A,fit,,\n"
               "e,fall-10,man,urine.calcium,change,,100,50,%,,,,,,k,c,A,fit,,\n"
               "f,fall-10,man,bone.hip.areal_density,sign,,180,-1,1,,,,,,k,c,A,fit,,\n",
               1) == ANT_OK);
  NEAR(predicted(0), -18, 1e-10);
  NEAR(predicted(1), -3, 1e-10);
  NEAR(predicted(2), 0.3, 1e-12);
  NEAR(predicted(3), 15, 1e-9);
  NEAR(predicted(4), 50, 1e-10);
  NEAR(predicted(5), -1, 0);
  for (int i = 0; i < 6; i++) {
    CHECK(scores->result[i].state == ANT_ROW_RUN);
    CHECK(scores->result[i].judgement.inside && scores->counts[i]);
  }
  CHECK(n_called == 1 && scores->n_flight == 1 && scores->model_hash == 77);
  CHECK(scores->n_series == 2);
}

static void means_and_compares(void) {
  CHECK(run_text(
            "a,fall-10 + fall-20,man,bone.hip.areal_density,percent,,100,-15,%,,,,,,k,c,A,fit,,\n"
            "b,fall-10 vs fall-20,man,bone.hip.areal_density,percent,,100,12.5,%,,,,,,k,c,A,fit,,\n"
            "c,fall-10 vs fall-20,man,bone.hip.areal_density,change,,100,10,%,,,,,,k,c,A,fit,,\n"
            "d,fall-10,woman vs man,bone.hip.areal_density,sign,,100,-1,1,,,,,,k,c,A,fit,,\n"
            "e,fall-10,man,urine.calcium vs bone.hip.areal_density,ratio,,100,-5,1,,,,,,k,c,A,"
            "fit,,\n"
            "f,fall-10 vs fall-20,man,bone.hip.areal_density,recovered_share,,100,0.5,1,,,,,,k,"
            "c,A,fit,,\n",
            3) == ANT_OK);
  NEAR(predicted(0), -15, 1e-10);
  NEAR(predicted(1), 12.5, 1e-10);
  NEAR(predicted(2), 10, 1e-10);
  NEAR(predicted(3), -1, 0);
  NEAR(predicted(4), -5, 1e-10);
  NEAR(predicted(5), 0.5, 1e-12);
  CHECK(n_called == 3); /* fall-10 and fall-20 with the man, fall-10 with the woman */
}

static void says_what_it_waits_for(void) {
  CHECK(run_text("a,spell,man,bone.hip.areal_density,percent,,180,-18,%,,,,,,k,c,A,fit,,\n"
                 "b,fall-1,man,bone.hip.areal_densty,percent,,180,-18,%,,,,,,k,c,A,fit,,\n"
                 "c,fall-1,man,muscle.soleus.volume,percent,,180,-18,%,,,,,,k,c,A,fit,,\n"
                 "d,fall-1,man,bone.hip.areal_density,percent,,,-18,%,,,,,,k,c,A,fit,,\n",
                 1) == ANT_OK);
  CHECK(scores->result[0].state == ANT_ROW_NOT_YET);
  SAME_TEXT(scores->result[0].needs, "magic");
  CHECK(scores->result[1].state == ANT_ROW_NOT_YET);
  SAME_TEXT(scores->result[2].needs, "muscle.soleus.volume");
  CHECK(scores->result[3].state == ANT_ROW_UNRUNNABLE);
  CHECK(diags.n == 1 && diags.item[0].severity == ANT_WARNING);
  CHECK(strstr(diags.item[0].hint, "bone.hip.areal_density") != NULL);
  for (int i = 0; i < 4; i++) CHECK(!scores->counts[i]);
}

static void says_what_is_wrong(void) {
  CHECK(run_text("a,fall-1,man,bone.hip.areal_density,level,,180,5,mg/day,,,,,,k,c,A,fit,,\n"
                 "b,fall-1,man,bone.hip.areal_density,percent,,900,5,%,,,,,,k,c,A,fit,,\n"
                 "c,fall-1,man,bone.hip.areal_density,half_time,10,300,50,day,,,,,,k,c,A,fit,,\n",
                 1) == ANT_OK);
  CHECK(scores->result[0].state == ANT_ROW_WRONG);
  CHECK(scores->result[1].state == ANT_ROW_WRONG);
  CHECK(diags.n_error == 2 && diags.item[1].line == 3);
  CHECK(strstr(diags.item[1].text, "outside the mission") != NULL);
  CHECK(scores->result[2].state == ANT_ROW_NO_NUMBER);
  CHECK(!scores->result[2].judgement.inside && scores->counts[2]);
}

static uint64_t key_of(void *user, const char *mission, const char *person,
                       const ant_intervention *intervention) {
  (void)user;
  (void)intervention;
  return strcmp(person, "woman") == 0 ? 0 : 1000 + (uint64_t)strlen(mission);
}

static const char kept_rows[] =
    "a,fall-10,man,bone.hip.areal_density,percent,,100,-10,%,,,,,,k,c,A,fit,,\n"
    "b,fall-10,man,muscle.soleus.volume,percent,,100,-10,%,,,,,,k,c,A,fit,,\n"
    "c,fall-10,woman,bone.hip.areal_density,percent,,100,-10,%,,,,,,k,c,A,fit,,\n";

static void run_kept(int expected_calls) {
  char text[8000];
  ant_score_options options = {.cache = "cache-test", .key = key_of};
  snprintf(text, sizeof text, "%s%s", HEADER, kept_rows);
  ant_diags_clear(&diags);
  ant_row_scores_destroy(&scores);
  ant_observations_destroy(&table);
  n_called = 0;
  CHECK(ant_observations_parse("t.csv", text, strlen(text), &table, &diags) == ANT_OK);
  CHECK(ant_score_rows(table, fly, NULL, &options, &scores, &diags) == ANT_OK);
  CHECK(n_called == expected_calls);
  NEAR(predicted(0), -10, 1e-10);
  NEAR(predicted(2), -20, 1e-10);
  CHECK(scores->result[1].state == ANT_ROW_NOT_YET && scores->model_hash == 77);
}

/* the only file in the folder */
static const char *kept_file(void) {
  static char path[300];
  path[0] = '\0';
  DIR *folder = opendir("cache-test");
  for (struct dirent *e; folder && (e = readdir(folder));) {
    if (e->d_name[0] != '.') snprintf(path, sizeof path, "cache-test/%.200s", e->d_name);
  }
  if (folder) closedir(folder);
  return path;
}

static void damage(long at, int byte, bool cut) {
  FILE *file = fopen(kept_file(), "r+b");
  CHECK(file != NULL);
  if (!file) return;
  fseek(file, at, at < 0 ? SEEK_END : SEEK_SET);
  if (cut) {
    CHECK(ftruncate(fileno(file), ftell(file)) == 0);
  } else {
    fputc(byte, file);
  }
  fclose(file);
}

static void keeps_what_was_flown(void) {
  remove(kept_file());
  run_kept(2); /* nothing is there yet; the woman's flight is never kept */
  run_kept(1);
  damage(-20, 0, true);
  run_kept(2); /* cut short: flown anew, and kept again */
  run_kept(1);
  damage(700, 99, false);
  run_kept(2);
  damage(17, 99, false);
  run_kept(2);
  run_kept(1);
  remove(kept_file());
  rmdir("cache-test");
}

static void tells_of_flights_that_failed(void) {
  CHECK(run_text("a,broken,man,bone.hip.areal_density,percent,,180,5,%,,,,,,k,c,A,fit,,\n"
                 "b,fall-1,man,bone.hip.areal_density,percent,,180,-1.8,%,,,,,,k,c,A,fit,,\n",
                 2) == ANT_ENUMERIC);
  CHECK(scores && scores->result[0].state == ANT_ROW_NO_NUMBER);
  SAME_TEXT(scores->result[0].needs, "stuck on day 3");
  CHECK(scores->result[1].state == ANT_ROW_RUN);
}

int main(void) {
  RUN(predicts_in_the_unit_of_the_row);
  RUN(means_and_compares);
  RUN(says_what_it_waits_for);
  RUN(says_what_is_wrong);
  RUN(keeps_what_was_flown);
  RUN(tells_of_flights_that_failed);
  ant_row_scores_destroy(&scores);
  ant_observations_destroy(&table);
  ant_diags_clear(&diags);
  return test_done();
}
