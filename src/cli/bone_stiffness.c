/* bone_stiffness.c - antaeus bone stiffness: a test of the laboratory, or the whole tensor.
 *   1. A test   2. The tensor   3. The verb */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/bone.h"

typedef struct options {
  ant_bone_solid solid;
  ant_bone_test test;
  const char *out, *fields;
  unsigned field_set;
  int tensor, format; /* NO_TENSOR: a test                                               */
  bool json, quiet;
} options;

enum { NO_TENSOR = -1 };

/* 1. A test -------------------------------------------------------------- */

/* mean and quantiles of the energy density at the elements' centres */
static ant_status tell_energy(ant_bone_out *out, const ant_fe *fe, const double *u,
                              ant_diag *diag) {
  static const double share[] = {0.05, 0.5, 0.95, 0.99, 1};
  const size_t n = ant_fe_elements(fe);
  double q[5], mean = 0;
  float *e = malloc((n + 1) * sizeof *e);
  ant_status status =
      e ? ANT_OK : ant_fail(diag, ANT_ENOMEM, "no memory for a field of %zu elements", n);
  status = ant_fe_agree(fe, status, diag);
  if (status == ANT_OK) {
    ant_fe_element_field(fe, u, ANT_FE_ENERGY_DENSITY, e);
    status = ant_fe_quantiles(fe, e, 5, share, q, &mean, diag);
  }
  free(e);
  ANT_TRY(status);
  ant_bone_out_open(out, "energy_density_mpa", "energy density at the voxels' centres");
  ant_bone_out_number(out, "mean", "mean", mean, "MPa");
  ant_bone_out_number(out, "p5", "5 % below", q[0], "MPa");
  ant_bone_out_number(out, "p50", "median", q[1], "MPa");
  ant_bone_out_number(out, "p95", "95 % below", q[2], "MPa");
  ant_bone_out_number(out, "p99", "99 % below", q[3], "MPa");
  ant_bone_out_number(out, "max", "largest", q[4], "MPa");
  ant_bone_out_close(out);
  return ANT_OK;
}

static ant_status run_test(options *o, ant_fe *fe, const ant_volume *v, ant_diag *diag) {
  const ant_fe_options fo = ant_bone_solid_options(&o->solid, 1, o->quiet);
  ant_fe_report report;
  ant_bone_reaction reaction;
  double *u = NULL;
  ant_bone_out out;
  ANT_TRY(ant_bone_test_solve(fe, &o->test, v, &fo, &u, &report, &reaction, diag));
  ant_status status = ANT_OK;
  if (o->out) status = ant_bone_write_fields(fe, u, v, o->field_set, o->out, o->format, diag);
  if (status == ANT_OK) {
    ant_bone_out_begin(&out, o->json);
    ant_bone_out_test(&out, &o->test, &reaction);
    status = tell_energy(&out, fe, u, diag);
    ant_bone_out_solution(&out, &report, fe);
  }
  free(u);
  return status == ANT_OK ? ant_bone_out_end(&out, diag) : status;
}

/* 2. The tensor ---------------------------------------------------------- */

static void tell_matrix(ant_bone_out *out, double c[6][6]) {
  static const char *const key[] = {"xx", "yy", "zz", "yz", "xz", "xy"};
  ant_bone_out_open(out, "stiffness_mpa", "stiffness tensor [MPa], engineering shear");
  for (int i = 0; i < 6; i++) ant_bone_out_numbers(out, key[i], key[i], c[i], 6, "");
  ant_bone_out_close(out);
}

static ant_status run_tensor(options *o, ant_fe *fe, ant_diag *diag) {
  static const char *const name[] = {"uniform", "periodic", "mixed"};
  const ant_fe_options fo = ant_bone_solid_options(&o->solid, 6, o->quiet);
  ant_fe_tensor t;
  ant_bone_out out;
  ANT_TRY(ant_fe_homogenise(fe, (ant_fe_boundary)o->tensor, &fo, &t, diag));
  ant_bone_out_begin(&out, o->json);
  ant_bone_out_text(&out, "boundary", "boundary", name[o->tensor]);
  tell_matrix(&out, t.c);
  ant_bone_out_numbers(&out, "young_mpa", "Young's moduli x y z", t.e, 3, "MPa");
  ant_bone_out_numbers(&out, "shear_mpa", "shear moduli yz xz xy", t.g, 3, "MPa");
  ant_bone_out_number(&out, "asymmetry", "asymmetry before averaging", t.asymmetry, "");
  ant_bone_out_integer(&out, "iterations", "iterations of six solutions", t.iterations, "");
  return ant_bone_out_end(&out, diag);
}

/* 3. The verb ------------------------------------------------------------ */

static ant_status work(void *user, ant_fe *fe, const ant_volume *v, ant_diag *diag) {
  options *o = user;
  return o->tensor == NO_TENSOR ? run_test(o, fe, v, diag) : run_tensor(o, fe, diag);
}

/* The folder of the fields, before the work.  The first rank writes, and it alone makes it. */
static ant_status make_folder(const options *o, ant_diag *diag) {
  const ant_ranks *ranks = o->solid.opt_ranks;
  ant_status status = ANT_OK;
  if (o->out && (!ranks || ranks->rank == 0)) status = ant_file_make_folder(o->out, diag);
  return ranks ? ant_ranks_agree(ranks, status, diag) : status;
}

static ant_status run(options *o, const char *path, ant_diag *diag) {
  ANT_TRY(ant_bone_fields("--fields", o->fields, &o->field_set, diag));
  ANT_TRY(make_folder(o, diag));
  ant_status status = ant_bone_solid_run(path, &o->solid, &o->test, o->quiet, work, o, diag);
  if (status != ANT_OK && o->out) rmdir(o->out); /* it goes only where it is empty */
  return status;
}

int ant_cli_bone_stiffness(int argc, char **argv) {
  return ant_cli_bone_stiffness_ranked(NULL, argc, argv);
}

int ant_cli_bone_stiffness_ranked(const ant_ranks *opt_ranks, int argc, char **argv) {
  options o = {.fields = "energy,effective", .tensor = NO_TENSOR};
  ant_bone_solid_defaults(&o.solid);
  o.solid.opt_ranks = opt_ranks;
  ant_bone_test_defaults(&o.test);
  const ant_cli_option table[] = {
      ANT_BONE_TEST_OPTIONS(&o.test),
      {"--tensor", "uniform|periodic|mixed", ANT_CLI_CHOICE, &o.tensor,
       "instead: the stiffness tensor"},
      {"--out", "DIR", ANT_CLI_TEXT, &o.out, "write fields there"},
      {"--fields", "A,B", ANT_CLI_TEXT, &o.fields,
       "energy mean_energy effective mises strain stress displacement (energy,effective)"},
      {"--format", ANT_BONE_FORMATS, ANT_CLI_CHOICE, &o.format, "of the fields (mha)"},
      ANT_BONE_SOLID_OPTIONS(&o.solid),
      {"--json", NULL, ANT_CLI_FLAG, &o.json, "one JSON document and nothing else"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "no warnings, no word about size"},
  };
  const ant_cli_verb verb = {
      "antaeus bone stiffness",
      "VOLUME",
      "How stiff the bone of VOLUME (a mask, labels, moduli or densities) is, one finite\n"
      "element a voxel. clamped: both ends glued; platen: the near end glued, the far end\n"
      "slides; free: both slide; confined: all faces slide; shear1, shear2: the far end moves\n"
      "along the next axis or the one after; bend, twist: it turns about the next axis or\n"
      "its own. Bone must join both ends, and nothing may float: --largest.\n\n"
      "Example: antaeus bone stiffness bone.mha --largest --out fields",
      1,
      1,
      table,
      sizeof table / sizeof *table};
  int n = 0, status = 0;
  ant_diag diag;
  if (!ant_cli_parse(&verb, argc, argv, &n, &status)) return status;
  return ant_cli_result(run(&o, argv[0], &diag), &diag);
}
