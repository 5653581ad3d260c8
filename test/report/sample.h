/* sample.h - an invented course, in the shape that a flight gives, for the tests of the report.
 *
 * Losses rise in flight as 1 - exp(-t/400 d), go on for 10 days after landing and halve in 200
 * days; none of it is a result. */
#ifndef ANT_TEST_REPORT_SAMPLE_H
#define ANT_TEST_REPORT_SAMPLE_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/course.h"
#include "report/report.h"

typedef struct sample_column {
  const char *name, *unit;
  double baseline, change; /* [%] at the end of 180 days of flight; markers: plateau */
  int kind;                /* 0 density, 1 marker of resorption, 2 of formation, 3 level */
} sample_column;

static const sample_column sample_columns[] = {
    {"bone.skull.areal_density", "g/cm^2", 2.31, 1.4, 0},
    {"bone.thorax.areal_density", "g/cm^2", 0.72, -0.8, 0},
    {"bone.arms.areal_density", "g/cm^2", 0.85, -0.4, 0},
    {"bone.lumbar_spine.areal_density", "g/cm^2", 1.05, -4.9, 0},
    {"bone.pelvis.areal_density", "g/cm^2", 1.21, -7.4, 0},
    {"bone.femoral_neck.areal_density", "g/cm^2", 0.86, -6.3, 0},
    {"bone.trochanter.areal_density", "g/cm^2", 0.77, -8.1, 0},
    {"bone.total_hip.areal_density", "g/cm^2", 1.02, -7.0, 0},
    {"bone.femoral_shaft.areal_density", "g/cm^2", 1.44, -2.2, 0},
    {"bone.tibia_distal.areal_density", "g/cm^2", 0.95, -5.6, 0},
    {"bone.tibia_shaft.areal_density", "g/cm^2", 1.38, -1.6, 0},
    {"bone.calcaneus.areal_density", "g/cm^2", 0.61, -8.8, 0},
    {"bone.radius_distal.areal_density", "g/cm^2", 0.53, -0.2, 0},
    {"bone.radius_shaft.areal_density", "g/cm^2", 0.78, 0.05, 0},
    {"bone.whole_body.areal_density", "g/cm^2", 1.19, -2.0, 0},
    {"bone.legs.areal_density", "g/cm^2", 1.31, -4.0, 0},
    {"bone.axial.areal_density", "g/cm^2", 1.02, -3.1, 0},
    {"bone.total_hip.trabecular_density", "mg/cm^3", 141, -13.2, 0},
    {"bone.total_hip.cortical_density", "mg/cm^3", 520, -2.7, 0},
    {"bone.lumbar_spine.trabecular_density", "mg/cm^3", 160, -5.2, 0},
    {"bone.lumbar_spine.cortical_density", "mg/cm^3", 410, -3.9, 0},
    {"turnover.resorption", "1", 1, 112, 1},
    {"serum.ctx", "ug/L", 0.42, 96, 1},
    {"urine.ntx", "nmol/day", 380, 121, 1},
    {"turnover.formation", "1", 1, 30, 2},
    {"serum.bap", "ug/L", 12.1, 26, 2},
    {"serum.p1np", "ug/L", 51, 33, 2},
    {"urine.calcium", "mg/day", 205, 62, 1},
    {"balance.calcium", "mg/day", 0, -190, 3},
    {"serum.calcium", "mmol/L", 2.35, 0.6, 1},
    {"serum.pth", "ng/L", 38, -31, 1},
};
enum { SAMPLE_COLUMNS = sizeof sample_columns / sizeof *sample_columns };

/* the share of the 180-day change that is there on day T of a flight of FLIGHT days */
static inline double sample_share(double t, double flight, int kind) {
  double away = fmin(fmax(t, 0), flight + (kind == 0 ? 10 : 0)), back = fmax(t - flight - 10, 0);
  double rise = kind == 0   ? (1 - exp(-away / 400)) / (1 - exp(-180.0 / 400))
                : kind == 2 ? fmax(away - 30, 0) / 150
                            : away / (11 + away);
  return rise * pow(2, -back / (kind == 0 ? 200 : 20));
}

static inline double sample_value(const sample_column *c, double t, double flight) {
  double share = sample_share(t, flight, c->kind);
  return c->kind == 3 ? c->baseline + c->change * share
                      : c->baseline * (1 + c->change / 100 * share);
}

static inline void sample_fill(ant_course *c, double flight) {
  for (int k = 0; k < SAMPLE_COLUMNS; k++) {
    const sample_column *s = &sample_columns[k];
    c->baseline[k] = s->baseline;
    ant_course_label(c, k, s->name, s->unit, "", NULL);
    for (int r = 0; r < c->n_row; r++) {
      c->time_d[r] = r - 60;
      c->value[r * c->n_column + k] = sample_value(s, r - 60, flight);
    }
    for (int p = 0; p < c->n_phase; p++) {
      c->phase[p].value[k] = sample_value(s, c->phase[p].end_d, flight);
    }
  }
}

/* 60 days before, FLIGHT days away, 730 days back, a row a day; destroy it */
static inline ant_course *sample_course(double flight) {
  ant_course *c = NULL;
  if (ant_course_create(60 + (int)flight + 731, SAMPLE_COLUMNS, 3, &c, NULL) != ANT_OK) return NULL;
  double end[] = {0, flight, flight + 730}, start[] = {-60, 0, flight};
  const char *name[] = {"preflight", "flight", "recovery"};
  for (int p = 0; p < 3; p++) {
    snprintf(c->phase[p].name, sizeof c->phase[p].name, "%s", name[p]);
    c->phase[p].start_d = start[p];
    c->phase[p].end_d = end[p];
  }
  sample_fill(c, flight);
  snprintf(c->mission, sizeof c->mission, "An invented course of %g days", flight);
  snprintf(c->mission_name, sizeof c->mission_name, "invented");
  snprintf(c->person, sizeof c->person, "Nobody in particular");
  snprintf(c->person_name, sizeof c->person_name, "nobody");
  snprintf(c->model, sizeof c->model, "no model");
  c->hash = 0x0123456789abcdef;
  c->n_state = 300;
  c->stats = (ant_solver_stats){.steps = 812, .rate_calls = 1203, .seconds = 0.0213};
  c->mass_error = 3e-13;
  return c;
}

static const char sample_rows[] =
    "id,mission,person,observable,statistic,day_from,day_to,value,unit,spread,spread_kind,lo,hi,n,"
    "source,crew,"
    "certainty,use,excludes,note\n"
    "obs1,invented,nobody,bone.lumbar_spine.areal_density,rate_percent_per_month,0,180,-1.06,%/"
    "month,0.63,sd,,,18,"
    "first2000,first2000,A,test,,\n"
    "obs2,invented,nobody,bone.femoral_neck.areal_density,rate_percent_per_month,0,180,-1.15,%/"
    "month,0.84,sd,,,18,"
    "first2000,first2000,A,test,,\n"
    "obs3,invented,nobody,bone.trochanter.areal_density,rate_percent_per_month,0,180,-1.56,%/"
    "month,0.99,sd,,,18,"
    "first2000,first2000,A,test,,\n"
    "obs4,invented + "
    "other,nobody,bone.femoral_neck.areal_density,percent,,173,-6.5,%,,,,,45,second2007,first2000,"
    "A,"
    "test,,\n"
    "obs5,invented + "
    "other,nobody,bone.trochanter.areal_density,percent,,173,-7.8,%,,,,,45,second2007,first2000,A,"
    "test,,\n"
    "obs6,invented + "
    "other,nobody,bone.skull.areal_density,percent,,165,2.2,%,,ci95,1.1,3.3,148,third2020,"
    "third2020,"
    "A,fit,,\n"
    "obs7,invented + other,nobody,bone.lumbar_spine.areal_density + "
    "bone.pelvis.areal_density,percent,,165,-6.2,%,,"
    "ci95,-6.7,-5.6,148,third2020,third2020,A,fit,,\n"
    "obs8,invented,nobody,bone.total_hip.areal_density,rate_percent_per_month,0,165,,%/"
    "month,,range,-1.5,-1.2,14,"
    "fourth2004,fourth2004,A,fit,,\n"
    "obs9,invented,nobody,bone.total_hip.trabecular_density,rate_percent_per_month,0,165,,%/"
    "month,,range,-2.7,-2.2,"
    "14,fourth2004,fourth2004,A,fit,,\n"
    "obs10,invented,nobody,balance.calcium,change,,90,,mg/"
    "day,,upper_bound,,-140,3,fifth1999,fifth1999,A,test,,\n"
    "obs11,invented,nobody,balance.calcium,change,,90,-0.25,g/"
    "day,,,,,3,fifth1999,fifth1999,A,test,,\n"
    "obs12,invented,nobody,serum.pth,percent,,90,-48,%,,,,,1,sixth1998,sixth1998,A,test,,\n"
    "obs13,invented,nobody,serum.bap,percent,,90,-27,%,,,,,1,sixth1998,sixth1998,A,test,,\n"
    "obs14,invented + "
    "other,nobody,turnover.resorption,plateau_percent,0,165,113,%,,ci95,108,117,124,third2020,"
    "third2020,A,fit,,\n"
    "obs15,invented,nobody,bone.whole_body.areal_density,rate_percent_per_month,0,180,-0.35,%/"
    "month,0.25,sd,,,17,"
    "first2000,first2000,A,test,,\n"
    "obs16,elsewhere,nobody,bone.skull.areal_density,percent,,119,5,%,,,,,6,seventh1990,"
    "seventh1990,A,fit,,\n"
    "obs17,invented,nobody,urine.calcium,level,,21,267,mg/"
    "day,60,sd,,,8,eighth1995,eighth1995,A,test,,\n"
    "obs18,invented + "
    "other,nobody,bone.femoral_neck.areal_density,half_time,190,910,211,day,,,,,45,second2007,"
    "first2000,A,test,,\n"
    "obs19,invented,nobody,bone.total_hip.areal_density,sign,,545,-1,1,,,,,16,fourth2004,"
    "fourth2004,A,fit,,\n"
    "obs20,invented,nobody,bone.total_hip.strength,sign,,545,-1,1,,,,,16,fourth2004,fourth2004,A,"
    "fit,,\n";

static inline ant_observations *sample_evidence(void) {
  ant_observations *table = NULL;
  ant_diags diags = {0};
  ant_observations_parse("invented.csv", sample_rows, sizeof sample_rows - 1, &table, &diags);
  ant_diags_print(&diags, stderr);
  ant_diags_clear(&diags);
  return table;
}

static inline ant_report_options sample_options(const ant_observations *evidence) {
  return (ant_report_options){
      .mission_text = "antaeus 1\nmission \"An invented course\"\n  preflight 60 [day]\n"
                      "  flight 180 [day]  gravity 0 [g0]\n  recovery 730 [day]\n",
      .person_about = "an invented course, to see how the page looks",
      .sex = ANT_SEX_MALE,
      .version = "0.1.0",
      .evidence = evidence,
  };
}

#endif /* ANT_TEST_REPORT_SAMPLE_H */
