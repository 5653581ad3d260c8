/* The `reproduces` blocks of a model: rows, doses, starts and settings against closed forms, what
 * is off and what stops. */
#include "test.h"

#include <unistd.h>

#include "engine/reproduce.h"

static char folder[] = "/tmp/antaeus-reproduce-XXXXXX";

/* a drug that is lost by 1 an hour, and a pulse that is held algebraically */
static const char model_text[] =
    "antaeus 1\nmodel \"T\"\n  baseline free \"a test\"\n"
    "param k [1/h] = 1  assumed \"a test\"\n"
    "param from [mg] = 0  assumed \"a test\"\n"
    "input pulse [1] = 0\n"
    "state x [mg] = from  scale 1e-3\nrate x = -k * x\n"
    "state fed [mg] = from  scale 1\nrate fed = -k * fed + pulse * 1 [mg/h]\n"
    "dose drug [mg] -> x\n"
    "let seen [1] = 2 * pulse\n"
    "observe o.x [mg] = x\nobserve o.seen [1] = seen\nobserve o.fed [mg] = fed\n";

static const char *path_of(const char *name) {
  static char path[2][200];
  static int turn = 0;
  turn = !turn;
  snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
  return path[turn];
}

static void put(const char *name, const char *text) {
  FILE *f = fopen(path_of(name), "w");
  if (!f) abort();
  fputs(text, f);
  fclose(f);
}

/* the model with BLOCK behind it, and TABLE and MISSION beside it, flown; what failed into
 * *OUT_DIAGS */
static ant_status fly(const char *block, const char *table, const char *mission,
                      ant_reproduced *out, ant_diags *out_diags) {
  char text[3000];
  ant_model *model = NULL;
  ant_machine *machine = NULL;
  ant_diags diags = {0};
  ant_status status = ANT_ESYSTEM;
  put("t.csv", table);
  put("m.ant", mission);
  snprintf(text, sizeof text, "%sreproduces \"t\" from \"t.csv\"\n%s", model_text, block);
  *out_diags = (ant_diags){0};
  *out = (ant_reproduced){0};
  if (ant_model_parse(path_of("main.ant"), text, &model, &diags) == ANT_OK &&
      ant_machine_open(model, &machine, NULL) == ANT_OK) {
    CHECK(model->n_trajectory == 1);
    status = ant_reproduce_run(machine, &model->trajectory[0], NULL, out, out_diags);
  }
  ant_diags_print(&diags, stdout);
  ant_diags_clear(&diags);
  ant_machine_destroy(&machine);
  ant_model_destroy(&model);
  return status;
}

static void holds(const char *block, const char *table, const char *mission, double most) {
  ant_reproduced r;
  ant_diags diags;
  CHECK(fly(block, table, mission, &r, &diags) == ANT_OK);
  CHECK(r.error <= most && r.n_off == 0);
  ant_diags_print(&diags, stdout);
  ant_diags_clear(&diags);
}

static void fails(const char *block, const char *table, const char *mission, ant_status code,
                  const char *says) {
  ant_reproduced r;
  ant_diags diags;
  CHECK(fly(block, table, mission, &r, &diags) == code);
  CHECK(diags.n == 1 && strstr(diags.item[0].text, says));
  if (diags.n != 1 || !strstr(diags.item[0].text, says)) ant_diags_print(&diags, stdout);
  ant_diags_clear(&diags);
}

static const char dosed[] = "antaeus 1\nmission \"m\"\n  a 2 [h]\n"
                            "    dose drug 1 [mg]  every 1 [h]\n  b 1 [h]  pulse 1\n";
#define E1 "0.36787944117144233"
#define E2 "0.1353352832366127"

static void starts_and_settings(void) {
  holds("  start x = 1 [ug]\n", "time [h],o.x [ug]\n0,1\n1," E1 "\n2," E2 "\n", "", 1e-9);
  holds("  set k = 2 [1/h]\n  set from = 1 [mg]\n  column c is o.x [ug]\n",
        "time [h],c\n0,1000\n0.5,367.87944117144233\n", "", 1e-9);
  holds("  time [h]\n  start x = 1\n  column c is x\n", "time,c\n1," E1 "\n", "", 1e-9);
}

/* at time 0 before the dose; later behind it, or before it */
static void rows_at_a_dose(void) {
  holds("  mission \"m.ant\"\n  column x is x\n",
        "time [h],x\n0,0\n0.5,0.6065306597126334\n1,1.3678794411714423\n", dosed, 1e-9);
  holds("  mission \"m.ant\"\n  rows before\n  column x is x\n",
        "time [h],x\n0,0\n0.5,0.6065306597126334\n1," E1 "\n", dosed, 1e-9);
}

static void rows_at_a_phase(void) {
  holds("  mission \"m.ant\"\n", "time [h],o.seen\n0,0\n1.9,0\n2,2\n2.5,2\n", dosed, 0);
  holds("  mission \"m.ant\"\n  rows before\n", "time [h],o.seen\n0,0\n2,0\n2.5,2\n", dosed, 0);
}

/* a tenth of an hour is no whole number of days: 30 of them still end where the mission ends */
static void rows_in_other_units(void) {
  holds("  mission \"m.ant\"\n  rows before\n", "time [min],o.seen\n0,0\n120,0\n180,2\n", dosed, 0);
}

static void what_is_off_is_said(void) {
  ant_reproduced r;
  ant_diags diags;
  CHECK(fly("  start x = 1\n  column c is x\n  column s is o.seen\n  within 1e-3\n",
            "time [h],c,s\n0,1,0\n1,0.5,0\n2," E2 ",0.25\n", "", &r, &diags) == ANT_ETEST);
  CHECK(r.n_off == 2 && r.track == 1);
  NEAR(r.error, 1, 0);
  NEAR(r.time_d, 2 / 24.0, 1e-15);
  CHECK(diags.n == 1 && strstr(diags.item[0].hint, "2 columns"));
  ant_diags_clear(&diags);
  CHECK(fly("  start x = 1\n  column c is x  within 0.14\n", "time [h],c\n0,1\n1,0.5\n", "", &r,
            &diags) == ANT_OK);
  NEAR(r.error, 0.5 - 0.36787944117144233, 1e-9);
  ant_diags_clear(&diags);
  fails("  column s is o.seen\n  set pulse = 1\n", "time [h],s\n0,0\n1,0\n", "", ANT_ETEST,
        "off by inf");
}

static void what_stops_is_said(void) {
  static const char table[] = "time [h],o.seen\n0,0\n4,0\n";
  fails("  mission \"m.ant\"\n", table, dosed, ANT_EINPUT, "the mission ends on day 0.125");
  fails("  mission \"none.ant\"\n", table, dosed, ANT_EINPUT, "cannot read");
  fails("  mission \"m.ant\"\n", table, "antaeus 1\nmission \"m\"\n  a 1 [day]  nothing 1\n",
        ANT_EUNKNOWN, "nothing");
  fails("  start x = 1e308\n  set k = -1 [1/h]\n", table, "", ANT_ENUMERIC, "\"t\": ");
}

int main(void) {
  if (!mkdtemp(folder)) return 1;
  RUN(starts_and_settings);
  RUN(rows_at_a_dose);
  RUN(rows_at_a_phase);
  RUN(rows_in_other_units);
  RUN(what_is_off_is_said);
  RUN(what_stops_is_said);
  unlink(path_of("t.csv"));
  unlink(path_of("m.ant"));
  rmdir(folder);
  return test_done();
}
