/* bone_strength.c - antaeus bone strength: Pistoia's failure load, a load-displacement curve with
 * damage, and the load history that fits the bone.
 *   1. Pistoia   2. The curve   3. Load history   4. The verb */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bone.h"

enum { MOST_LOADS = 8 };

typedef struct options {
  ant_bone_solid solid;
  ant_bone_test test;
  double critical_strain, critical_share, target;
  ant_fe_damage damage;
  const char *loads;
  ant_bone_test load[MOST_LOADS]; /* (n_load) the unit loads in it                      */
  int n_load;
  long steps;
  bool curve, history, json, quiet;
} options;

/* 1. Pistoia ------------------------------------------------------------- */

static ant_status run_pistoia(options *o, ant_fe *fe, const ant_volume *v, ant_diag *diag) {
  const ant_fe_options fo = ant_bone_solid_options(&o->solid, 1, o->quiet);
  ant_fe_report report;
  ant_bone_reaction r;
  ant_fe_pistoia p;
  ant_bone_out out;
  double *u = NULL, force[3];
  ANT_TRY(ant_bone_test_solve(fe, &o->test, v, &fo, &u, &report, &r, diag));
  ant_status status = ant_fe_pistoia_load(fe, u, o->critical_strain, o->critical_share, &p, diag);
  free(u);
  ANT_TRY(status);
  ant_bone_out_begin(&out, o->json);
  ant_bone_out_test(&out, &o->test, &r);
  ant_bone_out_open(&out, "pistoia", "Pistoia's criterion");
  ant_bone_out_number(&out, "critical_strain", "critical effective strain", o->critical_strain, "");
  ant_bone_out_number(&out, "critical_share", "share of bone beyond it", o->critical_share, "");
  ant_bone_out_number(&out, "strain_at_share", "strain that this share exceeds", p.strain_at_share,
                      "");
  ant_bone_out_number(&out, "factor", "failure load over load applied", p.factor, "");
  for (int a = 0; a < 3; a++) force[a] = p.factor * r.force_n[a];
  ant_bone_out_numbers(&out, "failure_force_n", "failure load", force, 3, "N");
  ant_bone_out_close(&out);
  ant_bone_out_solution(&out, &report, fe);
  return ant_bone_out_end(&out, diag);
}

/* 2. The curve ----------------------------------------------------------- */

static void tell_points(ant_bone_out *out, const ant_fe_point *point, int n) {
  if (!out->json) printf("%12s %14s %14s %8s\n", "strain", "force [N]", "yielded [%]", "rounds");
  if (out->json) {
    ant_json_key(&out->j, "points");
    ant_json_array(&out->j);
  }
  for (int i = 0; i < n; i++) {
    const ant_fe_point *p = &point[i];
    if (!out->json) {
      printf("%12.6g %14.6g %14.4g %8d\n", p->strain, p->force_n, 100 * p->yielded_share,
             p->rounds);
      continue;
    }
    ant_json_object(&out->j);
    ant_json_key_number(&out->j, "strain", p->strain);
    ant_json_key_number(&out->j, "force_n", p->force_n);
    ant_json_key_number(&out->j, "yielded_share", p->yielded_share);
    ant_json_key_integer(&out->j, "rounds", p->rounds);
    ant_json_end(&out->j);
  }
  if (out->json) ant_json_end(&out->j);
}

static ant_status run_curve(options *o, ant_fe *fe, ant_diag *diag) {
  const ant_fe_options fo = ant_bone_solid_options(&o->solid, 2 * (int)o->steps, o->quiet);
  ant_bone_out out;
  const int n = (int)o->steps;
  ant_fe_point *point = calloc((size_t)n, sizeof *point);
  ant_status status = point ? ANT_OK : ant_fail(diag, ANT_ENOMEM, "no memory for the curve");
  status = ant_fe_agree(fe, status, diag);
  if (status == ANT_OK) {
    status = ant_fe_curve(fe, (ant_fe_test)o->test.test, o->test.axis, o->test.strain, n,
                          &o->damage, &fo, point, diag);
  }
  if (status == ANT_OK) {
    int best = 0;
    for (int i = 1; i < n; i++) best = point[i].force_n > point[best].force_n ? i : best;
    ant_bone_out_begin(&out, o->json);
    ant_bone_out_number(&out, "ultimate_force_n", "largest force", point[best].force_n, "N");
    ant_bone_out_number(&out, "ultimate_strain", "at a strain of", point[best].strain, "");
    tell_points(&out, point, n);
    status = ant_bone_out_end(&out, diag);
  }
  free(point);
  return status;
}

/* 3. Load history -------------------------------------------------------- */

/* the force that a test's far end is moved with */
static double own_force(const ant_bone_test *t, const ant_bone_reaction *r) {
  if (t->test == ANT_FE_SHEAR_1) return r->force_n[(t->axis + 1) % 3];
  if (t->test == ANT_FE_SHEAR_2) return r->force_n[(t->axis + 2) % 3];
  if (t->test == ANT_FE_BEND) return r->moment_nmm[(t->axis + 1) % 3];
  if (t->test == ANT_FE_TWIST) return r->moment_nmm[t->axis];
  return r->force_n[t->axis];
}

static ant_status tell_history(const options *o, const double *amplitude, ant_diag *diag) {
  static const char *const name[] = {"clamped", "platen", "free", "confined",
                                     "shear1",  "shear2", "bend", "twist"};
  ant_bone_out out;
  ant_bone_out_begin(&out, o->json);
  ant_bone_out_number(&out, "target_mpa", "energy density aimed at", o->target, "MPa");
  ant_bone_out_open(&out, "amplitudes", "load history");
  for (int i = 0; i < o->n_load; i++) {
    char key[32];
    const ant_bone_test *t = &o->load[i];
    const bool turn = t->test == ANT_FE_BEND || t->test == ANT_FE_TWIST;
    snprintf(key, sizeof key, "%s:%c", name[t->test], "xyz"[t->axis]);
    ant_bone_out_number(&out, key, key, amplitude[i], turn ? "N mm" : "N");
  }
  ant_bone_out_close(&out);
  return ant_bone_out_end(&out, diag);
}

static ant_status run_history(options *o, ant_fe *fe, const ant_volume *v, ant_diag *diag) {
  double *u[MOST_LOADS] = {NULL}, force[MOST_LOADS], amplitude[MOST_LOADS];
  const int n = o->n_load;
  const ant_fe_options fo = ant_bone_solid_options(&o->solid, n, o->quiet);
  ant_status status = ant_memory_check(24.0 * (double)ant_fe_stride(fe) * n,
                                       "the displacements of all loads", diag);
  status = ant_fe_agree(fe, status, diag);
  for (int i = 0; i < n && status == ANT_OK; i++) {
    ant_fe_report report;
    ant_bone_reaction r;
    status = ant_bone_test_settle(&o->load[i], v, diag);
    if (status == ANT_OK) {
      status = ant_bone_test_solve(fe, &o->load[i], v, &fo, &u[i], &report, &r, diag);
    }
    if (status == ANT_OK) force[i] = own_force(&o->load[i], &r);
  }
  if (status == ANT_OK) {
    status =
        ant_fe_load_history(fe, n, (const double *const *)u, force, o->target, amplitude, diag);
  }
  for (int i = 0; i < n; i++) free(u[i]);
  return status == ANT_OK ? tell_history(o, amplitude, diag) : status;
}

/* 4. The verb ------------------------------------------------------------ */

static ant_status work(void *user, ant_fe *fe, const ant_volume *v, ant_diag *diag) {
  options *o = user;
  if (o->history) return run_history(o, fe, v, diag);
  return o->curve ? run_curve(o, fe, diag) : run_pistoia(o, fe, v, diag);
}

static ant_status run(options *o, const char *path, ant_diag *diag) {
  if (o->curve && o->history) {
    return ant_fail(diag, ANT_EUSAGE, "--curve and --history cannot be used together");
  }
  if (o->curve && o->test.test > ANT_FE_SHEAR_2) {
    return ant_fail(diag, ANT_EUSAGE, "--curve goes not with a turn: --test bend or twist");
  }
  ANT_TRY(ant_bone_test_list("--loads", o->loads, &o->test, MOST_LOADS, o->load, &o->n_load, diag));
  return ant_bone_solid_run(path, &o->solid, &o->test, o->quiet, work, o, diag);
}

int ant_cli_bone_strength(int argc, char **argv) {
  return ant_cli_bone_strength_ranked(NULL, argc, argv);
}

int ant_cli_bone_strength_ranked(const ant_ranks *opt_ranks, int argc, char **argv) {
  options o = {.critical_strain = 0.007,
               .critical_share = 0.02,
               .target = 0.02,
               .steps = 10,
               .loads = "clamped:z,shear1:z,shear2:z"};
  ant_bone_solid_defaults(&o.solid);
  o.solid.opt_ranks = opt_ranks;
  ant_bone_test_defaults(&o.test);
  const ant_cli_option table[] = {
      ANT_BONE_TEST_OPTIONS(&o.test),
      {"--critical-strain", "X", ANT_CLI_BETWEEN(0, 1), &o.critical_strain,
       "effective strain beyond which bone fails (0.007)"},
      {"--critical-share", "X", ANT_CLI_BETWEEN(0, 1), &o.critical_share,
       "share of bone that must fail (0.02)"},
      {"--curve", NULL, ANT_CLI_FLAG, &o.curve, "a load-displacement curve with damage"},
      {"--steps", "N", ANT_CLI_COUNT_WITHIN(1, 1000), &o.steps,
       "points of the curve up to --strain (10)"},
      {"--yield", "X", ANT_CLI_WITHIN(1e-6, 0.02), &o.damage.yield_strain,
       "effective strain where damage begins (0.0081)"},
      {"--history", NULL, ANT_CLI_FLAG, &o.history, "which daily loads fit this bone?"},
      {"--loads", "TEST:AXIS,..", ANT_CLI_TEXT, &o.loads,
       "unit loads of it (clamped:z,shear1:z,shear2:z)"},
      {"--target", "MPA", ANT_CLI_BETWEEN(0, 1e6), &o.target, "energy density aimed at (0.02)"},
      ANT_BONE_SOLID_OPTIONS(&o.solid),
      {"--json", NULL, ANT_CLI_FLAG, &o.json, "one JSON document and nothing else"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "no warnings, no word about size"},
  };
  const ant_cli_verb verb = {
      "antaeus bone strength",
      "VOLUME",
      "How strong the bone of VOLUME is. By default Pistoia's criterion on one linear\n"
      "solution: it fails when 2 % of it is strained beyond 0.7 %. --curve: damage beyond a\n"
      "yield strain, step by step. --history: the loads of daily life under which energy\n"
      "density would be most uniform. Tests are those of `antaeus bone stiffness`.\n\n"
      "Example: antaeus bone strength bone.mha --largest",
      1,
      1,
      table,
      sizeof table / sizeof *table};
  int n = 0, status = 0;
  ant_diag diag;
  if (!ant_cli_parse(&verb, argc, argv, &n, &status)) return status;
  return ant_cli_result(run(&o, argv[0], &diag), &diag);
}
