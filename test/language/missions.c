/* missions.c - names, values and settings; missions and people, and every mistake in them. */
#include "test.h"

#include "language/ir.h"

static ant_model *model;

static const char model_text[] =
    "antaeus 1\nmodel \"m\"\nmodule land\n"
    "input gravity [g0] = 1  range 0 to 3\ninput diet.calcium [mg/day] = 1000\n"
    "set device = treadmill, cycle\n"
    "for device\n  input exercise.sessions [1/week] = 0\n  input exercise.duration [min] = 0\n"
    "  input exercise.load [bodyweight] = 0\n  input exercise.intensity [%] = 0  range 0 to 150\n"
    "covariate age [year] = 45  range 18 to 100\ncovariate sex one of female, male = male\n"
    "set site = hip, heel\n"
    "param maturation [1/day] = 0.1 assumed \"t\"\nparam derived [1/day] = 2 * maturation assumed "
    "\"t\"\n"
    "for site\n  param w [g] = 2 assumed \"t\"\n  state x [g] = w\n"
    "  rate x = derived * (w * gravity / 1 [g0] - x)\n  observe bone.{site}.mass [g] = x\n"
    "state drug [ug] = 0  scale 1\nrate drug = -drug * maturation\ndose alendronate [mg] -> drug\n"
    "observe serum.calcium [mg] = diet.calcium * 1 [day]\n"
    "module sea\nlet gravity_here [1] = 2\nobserve o.g = gravity_here\n";

static void names_are_found(void) {
  static const struct {
    const char *name, *full;
  } good[] = {
      {"land.gravity", "land.gravity"},      {"gravity", "land.gravity"},
      {"diet.calcium", "land.diet.calcium"}, {"x.heel", "land.x.heel"},
      {"land.x.hip", "land.x.hip"},          {"bone.heel.mass", "bone.heel.mass"},
      {"serum.calcium", "serum.calcium"},    {"exercise.load.cycle", "land.exercise.load.cycle"}};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    int symbol = -1, element = -2;
    char name[200] = "";
    CHECK(ant_model_find(model, good[i].name, &symbol, &element, NULL) == ANT_OK);
    if (symbol >= 0) ant_model_name(model, symbol, element, name, sizeof name);
    SAME_TEXT(name, good[i].full);
  }
  int symbol, element;
  ant_diag diag;
  CHECK(ant_model_find(model, "calcium", &symbol, &element, &diag) == ANT_EUNKNOWN);
  CHECK(strstr(diag.hint, "land.diet.calcium") && strstr(diag.hint, "serum.calcium"));
  CHECK(ant_model_find(model, "gravty", &symbol, &element, &diag) == ANT_EUNKNOWN);
  CHECK(strstr(diag.hint, "gravity"));
  CHECK(ant_model_find(model, "x.shin", &symbol, &element, &diag) == ANT_EUNKNOWN);
  CHECK(ant_model_find(model, "", &symbol, &element, &diag) == ANT_EUNKNOWN);
  CHECK(ant_model_find(model, ".", &symbol, &element, &diag) == ANT_EUNKNOWN);
}

static void values_are_converted(void) {
  static const struct {
    const char *text;
    ant_status status;
    double value;
  } each[] = {
      {"gravity=0.5", ANT_OK, 0.5},
      {"gravity=4.903325 m/s^2", ANT_OK, 0.5},
      {"gravity=4.903325[m/s^2]", ANT_OK, 0.5},
      {"gravity= 2 [g0] ", ANT_OK, 2},
      {"intensity.cycle=50%", ANT_OK, 50},
      {"w.heel=3000 mg", ANT_OK, 3},
      {"sex=female", ANT_OK, 0},
      {"gravity=4", ANT_ERANGE, 0},
      {"gravity=2 kg", ANT_EUNIT, 0},
      {"gravity=2 kgg", ANT_EUNKNOWN, 0},
      {"gravity=", ANT_EINPUT, 0},
      {"gravity=nan", ANT_EINPUT, 0},
      {"gravity", ANT_EINPUT, 0},
      {"=2", ANT_EINPUT, 0},
      {"sex=mle", ANT_ERANGE, 0},
      {"derived=2", ANT_EINPUT, 0},
      {"x.hip=2", ANT_EINPUT, 0},
      {"gravty=2", ANT_EUNKNOWN, 0},
  };
  for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
    ant_setting setting = {.value = -1};
    ant_diag diag;
    ant_status status = ant_setting_parse(model, each[i].text, &setting, &diag);
    if (status != each[i].status) printf("# %s: %s\n", each[i].text, ant_status_name(status));
    CHECK(status == each[i].status);
    if (status == ANT_OK) NEAR(setting.value, each[i].value, 1e-12);
    if (status != ANT_OK) CHECK(setting.value == -1);
  }
}

#define HEAD "antaeus 1\nmission \"m\"\n"

static void a_mission_is_laid_out(void) {
  ant_mission *m = NULL;
  ant_diags diags = {0};
  ant_status status = ant_mission_parse(
      model, "trips/to-moon.ant",
      HEAD "  preflight 2 [month]\n"
           "  flight 90 [day]  from 0 [day]  gravity 0, calcium 1 [g/day]\n"
           "    exercise cycle  6 [1/week], 0.5 [h], intensity 75 [%]\n"
           "    dose alendronate 70 [mg]  every 7 [day]  from 3 [day] to 20 [day]\n"
           "    dose alendronate 1 [g]  on day 10 [day]  over 6 [h]\n"
           "  recovery 1 [year]\n",
      &m, &diags);
  if (status != ANT_OK) ant_diags_print(&diags, stdout);
  CHECK(m != NULL);
  if (!m) return;
  SAME_TEXT(m->name, "to-moon");
  CHECK(m->n_phase == 3 && m->n_dose == 4);
  NEAR(m->phase[0].start_d, -60, 0);
  NEAR(m->phase[1].start_d, 0, 0);
  NEAR(m->phase[2].end_d, 90 + 365.25, 1e-12);
  CHECK(m->phase[1].n_setting == 5);
  NEAR(m->phase[1].setting[1].value, 1000, 1e-12);
  NEAR(m->phase[1].setting[3].value, 30, 1e-12);
  CHECK(m->phase[1].setting[3].element == 1);
  static const double want[] = {3, 10, 10, 17};
  for (int i = 0; i < 4; i++) NEAR(m->dose[i].time_d, want[i], 0);
  NEAR(m->dose[1].amount + m->dose[2].amount, 1070, 1e-12);
  NEAR(m->dose[1].over_d + m->dose[2].over_d, 0.25, 0);
  ant_mission_destroy(&m);
  ant_diags_clear(&diags);
}

typedef struct mistake {
  const char *text;
  ant_status code;
  int line;
  const char *says, *hints;
} mistake;

static void hold(const mistake *m, size_t n, bool people) {
  for (size_t i = 0; i < n; i++) {
    ant_mission *mission = NULL;
    ant_person *person = NULL;
    ant_diags diags = {0};
    ant_status status = people ? ant_person_parse(model, "p.ant", m[i].text, &person, &diags)
                               : ant_mission_parse(model, "m.ant", m[i].text, &mission, &diags);
    bool good = status == m[i].code && diags.n == 1 && diags.item[0].line == m[i].line &&
                strstr(diags.item[0].text, m[i].says) &&
                (!m[i].hints || strstr(diags.item[0].hint, m[i].hints));
    if (!good) {
      printf("# case %zu: %s\n", i, m[i].text);
      ant_diags_print(&diags, stdout);
    }
    CHECK(good && !mission && !person);
    ant_mission_destroy(&mission);
    ant_person_destroy(&person);
    ant_diags_clear(&diags);
  }
}

static void wrong_missions(void) {
  static const mistake table[] = {
      {HEAD "  flight 10 [day]\n  recovery 5 [day]  from 8 [day]\n", ANT_ERANGE, 4, "overlaps",
       "follow each other"},
      {HEAD "  flight 10 [day]\n  recovery 5 [day]  from 12 [day]\n", ANT_ERANGE, 4,
       "gap of 2 days", NULL},
      {HEAD "  flight 0 [day]\n", ANT_ERANGE, 3, "is empty", NULL},
      {HEAD "  flight -5 [day]\n", ANT_ERANGE, 3, "negative duration", NULL},
      {HEAD "  flight 5 [kg]\n", ANT_EUNIT, 3, "is in [day], found [kg]", NULL},
      {HEAD "  flight 5\n", ANT_EUNIT, 3, "needs a unit", "5 [day]"},
      {HEAD, ANT_EMISSING, 2, "at least one phase", NULL},
      {HEAD "  flight 5 [day]  gravty 0 [g0]\n", ANT_EUNKNOWN, 3, "no input 'gravty'", "gravity"},
      {HEAD "  flight 5 [day]  gravity 0 [kg]\n", ANT_EUNIT, 3, "found [kg]", NULL},
      {HEAD "  flight 5 [day]  gravity 0.5\n", ANT_EUNIT, 3, "needs a unit", "0.5 [g0]"},
      {HEAD "  flight 5 [day]  gravity 9 [g0]\n", ANT_ERANGE, 3, "outside the range", NULL},
      {HEAD "  flight 5 [day]  gravity 1 [g0], gravity 0 [g0]\n", ANT_EDUPLICATE, 3, "set twice",
       NULL},
      {HEAD "  flight 5 [day]\n    exercize cycle 6 [1/week]\n", ANT_EUNKNOWN, 4,
       "no group of inputs 'exercize'", "exercise"},
      {HEAD "  flight 5 [day]\n    exercise cycl 6 [1/week]\n", ANT_ESET, 4, "no element 'cycl'",
       "cycle"},
      {HEAD "  flight 5 [day]\n    exercise cycle 6 [g]\n", ANT_EUNIT, 4,
       "no input of group 'exercise'", "sessions [1/week]"},
      {HEAD "  flight 5 [day]\n    exercise cycle 60 [%]\n", ANT_EINPUT, 4, "several inputs",
       "intensity"},
      {HEAD "  flight 5 [day]\n    exercise cycle pace 60 [%]\n", ANT_EUNKNOWN, 4, "'pace'", NULL},
      {HEAD "  flight 5 [day]\n    dose alendronat 6 [mg] on day 0 [day]\n", ANT_EUNKNOWN, 4,
       "no dose of 'alendronat'", "alendronate"},
      {HEAD "  flight 5 [day]\n    dose alendronate 6 [mL] on day 0 [day]\n", ANT_EUNIT, 4,
       "found [mL]", NULL},
      {HEAD "  flight 5 [day]\n    dose alendronate 6 [mg] on day 5 [day]\n", ANT_ERANGE, 4,
       "outside its phase 'flight'", NULL},
      {HEAD "  flight 5 [day]\n    dose alendronate 6 [mg] on day -1 [day]\n", ANT_ERANGE, 4,
       "outside its phase", NULL},
      {HEAD "  flight 5 [day]\n    dose alendronate 6 [mg] every 1 [day] to 9 [day]\n", ANT_ERANGE,
       4, "outside its phase", NULL},
      {HEAD "  flight 5 [day]\n    dose alendronate 6 [mg] every 0 [day]\n", ANT_ERANGE, 4,
       "longer than 0", NULL},
      {HEAD "  flight 5 [day]\n    dose alendronate 6 [mg] every 1e-9 [day]\n", ANT_ERANGE, 4,
       "at most", NULL},
      {HEAD "  flight 5 [day]\n    dose alendronate 6 [mg] every 1 [day] from 4 [day] to 2 [day]\n",
       ANT_ERANGE, 4, "comes before", NULL},
      {HEAD "  flight 5 [day]\n    dose alendronate -6 [mg] on day 0 [day]\n", ANT_ERANGE, 4,
       "more than 0", NULL},
      {HEAD "  flight 5 [day]\n    dose alendronate 6 [mg]\n", ANT_EMISSING, 4, "does not say when",
       "every"},
      {HEAD "  flight 5 [day]\n    dose alendronate 6 [mg] on day 4 [day] over 30 [h]\n",
       ANT_ERANGE, 4, "outside its phase", NULL},
      {HEAD "  flight 5 [day]\n    dose alendronate 6 [mg] on day 4 [day] over 0 [h]\n", ANT_ERANGE,
       4, "longer than 0", NULL},
      {"antaeus 1\nperson \"p\"\n  age 30 [year]\n", ANT_EINPUT, 2,
       "expected a mission, found a person", NULL},
  };
  hold(table, sizeof table / sizeof *table, false);
}

static void a_person_is_read(void) {
  ant_person *p = NULL;
  ant_diags diags = {0};
  ant_status status =
      ant_person_parse(model, "people/eva.ant",
                       "antaeus 1\nperson \"Eva\"\n  age 360 [month]\n  sex female\n"
                       "  set maturation = 0.2\n  set w.heel = 1 [kg]\n",
                       &p, &diags);
  if (status != ANT_OK) ant_diags_print(&diags, stdout);
  CHECK(p != NULL);
  if (!p) return;
  SAME_TEXT(p->name, "eva");
  CHECK(p->n_setting == 4);
  NEAR(p->setting[0].value, 360 * 30 / 365.25, 1e-12);
  NEAR(p->setting[1].value, 0, 0);
  NEAR(p->setting[3].value, 1000, 1e-12);
  ant_person_destroy(&p);
  ant_diags_clear(&diags);
}

#define PERSON "antaeus 1\nperson \"p\"\n"

static void wrong_people(void) {
  static const mistake table[] = {
      {PERSON "  aeg 30 [year]\n", ANT_EUNKNOWN, 3, "no covariate 'aeg'", "age"},
      {PERSON "  age 30 [kg]\n", ANT_EUNIT, 3, "found [kg]", NULL},
      {PERSON "  age 130 [year]\n", ANT_ERANGE, 3, "outside the range", NULL},
      {PERSON "  sex mael\n", ANT_ERANGE, 3, "one of female, male", "male"},
      {PERSON "  set matur = 2\n", ANT_EUNKNOWN, 3, "nothing called 'matur'", NULL},
      {PERSON "  set derived = 2\n", ANT_EINPUT, 3, "cannot be set", NULL},
      {PERSON "  age 30 [year]\n  age 31 [year]\n", ANT_EDUPLICATE, 4, "set twice", NULL},
      {HEAD "  flight 5 [day]\n", ANT_EINPUT, 2, "expected a person, found a mission", NULL},
  };
  hold(table, sizeof table / sizeof *table, true);
}

int main(void) {
  ant_diags diags = {0};
  if (ant_model_parse("m.ant", model_text, &model, &diags) != ANT_OK) {
    ant_diags_print(&diags, stdout);
    return 1;
  }
  ant_diags_clear(&diags);
  RUN(names_are_found);
  RUN(values_are_converted);
  RUN(a_mission_is_laid_out);
  RUN(wrong_missions);
  RUN(a_person_is_read);
  RUN(wrong_people);
  ant_model_destroy(&model);
  return test_done();
}
