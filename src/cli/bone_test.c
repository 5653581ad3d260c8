/* bone_test.c - tests of the laboratory for the mechanical verbs of `antaeus bone`, and the fields
 * that come out of them (see bone.h "Tests").
 *   1. Words   2. Solving   3. Results   4. Fields */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bone.h"

/* 1. Words --------------------------------------------------------------- */

static const char *const tests[] = {"clamped", "platen", "free", "confined",
                                    "shear1",  "shear2", "bend", "twist"};
enum { N_TEST = sizeof tests / sizeof *tests };

void ant_bone_test_defaults(ant_bone_test *test) {
  *test = (ant_bone_test){.test = ANT_FE_PLATEN, .axis = 2, .strain = NAN, .displacement_mm = NAN};
}

static bool turns(const ant_bone_test *t) {
  return t->test == ANT_FE_BEND || t->test == ANT_FE_TWIST;
}

static double length_of(const ant_volume *v, int axis) {
  return (double)v->n[axis] * v->spacing_mm[axis];
}

ant_status ant_bone_test_check(const ant_bone_test *test, ant_diag *diag) {
  if (!isnan(test->displacement_mm) && (!isnan(test->strain) || turns(test))) {
    return ant_fail(diag, ANT_EUSAGE, "--displacement goes neither with --strain nor with a turn");
  }
  if (test->displacement_mm != 0 && test->strain != 0) return ANT_OK;
  return ant_fail(diag, ANT_EUSAGE, "%s: a number other than 0 was expected, found '0'",
                  test->strain == 0 ? "--strain" : "--displacement");
}

ant_status ant_bone_test_settle(ant_bone_test *test, const ant_volume *volume, ant_diag *diag) {
  if (!isnan(test->displacement_mm)) {
    test->strain = test->displacement_mm / length_of(volume, test->axis);
    if (!(fabs(test->strain) <= 1)) {
      return ant_fail(diag, ANT_EUSAGE,
                      "--displacement: at most the length of %g mm was expected, found %g mm",
                      length_of(volume, test->axis), test->displacement_mm);
    }
  }
  if (isnan(test->strain)) test->strain = -0.01;
  return ANT_OK;
}

ant_status ant_bone_test_list(const char *option, const char *words, const ant_bone_test *test,
                              int most, ant_bone_test *out, int *out_n, ant_diag *diag) {
  int n = 0;
  for (const char *p = words; *p; p += *p == ',') {
    char word[32], *axis;
    size_t length = strcspn(p, ",");
    snprintf(word, sizeof word, "%.*s", (int)length, p);
    axis = strchr(word, ':');
    if (n == most || !axis) {
      return ant_fail(diag, ANT_EUSAGE, "%s: up to %d of TEST:AXIS were expected, found '%s'",
                      option, most, words);
    }
    *axis = '\0';
    out[n] = *test;
    ANT_TRY(ant_bone_choice(option, word, tests, N_TEST, &out[n].test, diag));
    ANT_TRY(ant_bone_axis(option, axis + 1, &out[n].axis, diag));
    n++;
    p += length;
  }
  *out_n = n;
  return ANT_OK;
}

/* 2. Solving ------------------------------------------------------------- */

static ant_status react(const ant_fe *fe, const ant_bone_test *t, const ant_volume *v,
                        const double *u, ant_bone_reaction *out, ant_diag *diag) {
  double *force = calloc(3 * ant_fe_stride(fe), sizeof *force);
  ant_status status = ANT_OK;
  if (!force) status = ant_fail(diag, ANT_ENOMEM, "no memory for the forces of the nodes");
  status = ant_fe_agree(fe, status, diag);
  if (status != ANT_OK) {
    free(force);
    return status;
  }
  const ant_fe_face far_face = (ant_fe_face)(2 * t->axis + 1);
  *out = (ant_bone_reaction){.length_mm = length_of(v, t->axis)};
  out->area_mm2 = length_of(v, (t->axis + 1) % 3) * length_of(v, (t->axis + 2) % 3);
  ant_fe_forces(fe, u, force);
  ant_fe_face_force(fe, force, far_face, out->force_n);
  ant_fe_face_moment(fe, force, far_face, out->moment_nmm);
  free(force);
  return ANT_OK;
}

ant_status ant_bone_test_solve(ant_fe *fe, const ant_bone_test *test, const ant_volume *volume,
                               const ant_fe_options *options, double **out_u,
                               ant_fe_report *out_report, ant_bone_reaction *out_reaction,
                               ant_diag *diag) {
  ant_fe_load *load = NULL;
  double *u = calloc(3 * ant_fe_stride(fe), sizeof *u);
  ant_status status = u ? ANT_OK : ant_fail(diag, ANT_ENOMEM, "no memory for the displacements");
  status = ant_fe_agree(fe, status, diag);
  if (status == ANT_OK) status = ant_fe_load_create(fe, &load, diag);
  if (status == ANT_OK) {
    status = ant_fe_load_test(load, (ant_fe_test)test->test, test->axis, test->strain, diag);
  }
  if (status == ANT_OK) status = ant_fe_solve(fe, load, options, u, out_report, diag);
  if (status == ANT_OK) status = react(fe, test, volume, u, out_reaction, diag);
  if (load) ant_fe_load_destroy(&load);
  if (status != ANT_OK) {
    free(u);
    return status;
  }
  *out_u = u;
  return ANT_OK;
}

/* 3. Results ------------------------------------------------------------- */

void ant_bone_out_test(ant_bone_out *out, const ant_bone_test *t, const ant_bone_reaction *r) {
  const bool shears = t->test == ANT_FE_SHEAR_1 || t->test == ANT_FE_SHEAR_2;
  int along = t->axis; /* the component that answers */
  if (t->test == ANT_FE_SHEAR_1 || t->test == ANT_FE_BEND) along = (t->axis + 1) % 3;
  if (t->test == ANT_FE_SHEAR_2) along = (t->axis + 2) % 3;
  ant_bone_out_text(out, "test", "test", tests[t->test]);
  ant_bone_out_text(out, "axis", "axis", t->axis == 0 ? "x" : t->axis == 1 ? "y" : "z");
  if (turns(t)) {
    ant_bone_out_number(out, "angle_rad", "angle", t->strain, "rad");
    ant_bone_out_numbers(out, "moment_nmm", "moment", r->moment_nmm, 3, "N mm");
    ant_bone_out_number(out, "stiffness_nmm_rad", "stiffness", r->moment_nmm[along] / t->strain,
                        "N mm/rad");
    return;
  }
  const double force = r->force_n[along], move = t->strain * r->length_mm;
  ant_bone_out_number(out, "strain", "strain", t->strain, "");
  ant_bone_out_number(out, "displacement_mm", "displacement", move, "mm");
  ant_bone_out_numbers(out, "force_n", "force on the far end", r->force_n, 3, "N");
  ant_bone_out_number(out, "stiffness_n_mm", "stiffness", force / move, "N/mm");
  ant_bone_out_number(out, "apparent_modulus_mpa",
                      shears ? "apparent shear modulus" : "apparent modulus",
                      force / (r->area_mm2 * t->strain), "MPa");
}

/* 4. Fields -------------------------------------------------------------- */

static const char *const field_names[] = {"energy", "mean_energy", "effective",   "mises",
                                          "strain", "stress",      "displacement"};
static const char *const field_files[] = {
    "energy_density", "mean_energy_density", "effective_strain", "von_mises", "strain", "stress"};
static const char *const component[] = {"xx", "yy", "zz", "yz", "xz", "xy", "x", "y", "z"};
enum { N_FIELD = 7 };

static ant_status write_part(const ant_volume *like, const float *data, const char *folder,
                             const char *file, const char *part, const char *suffix,
                             ant_diag *diag) {
  char path[1024];
  ant_volume view = *like;
  view.type = ANT_VOXEL_F32;
  view.calibration = (ant_calibration){.scale = 1};
  view.data = (void *)(uintptr_t)data;
  view.owner = ANT_VOLUME_BORROWED;
  int n = snprintf(path, sizeof path, "%s/%s%s%s.%s", folder, file, part ? "_" : "",
                   part ? part : "", suffix);
  if (n < 0 || n >= (int)sizeof path) return ant_fail(diag, ANT_EUSAGE, "--out: too long a name");
  return ant_volume_write(&view, path, true, diag);
}

/* MINE (N), the layers of this rank, with those of the others, as one file that rank 0 writes. */
static ant_status write_together(const ant_fe *fe, const ant_volume *like, const float *mine,
                                 size_t n, const char *folder, const char *file, const char *part,
                                 const char *suffix, ant_diag *diag) {
  const ant_ranks *ranks = ant_fe_ranks(fe);
  ant_status status = ANT_OK;
  float *whole = NULL;
  if (ranks->size == 1) return write_part(like, mine, folder, file, part, suffix, diag);
  if (ranks->rank == 0) {
    whole = malloc((size_t)ant_volume_count(like) * sizeof *whole);
    if (!whole) status = ant_fail(diag, ANT_ENOMEM, "no memory for the field of a whole volume");
  }
  status = ant_fe_agree(fe, status, diag);
  if (status == ANT_OK) {
    ant_fe_collect(fe, mine, n, whole);
    if (whole) status = write_part(like, whole, folder, file, part, suffix, diag);
    status = ant_fe_agree(fe, status, diag);
  }
  free(whole);
  return status;
}

static ant_status write_field(const ant_fe *fe, const double *u, const ant_volume *v, int kind,
                              const char *folder, const char *suffix, ant_diag *diag) {
  int64_t first, end;
  ant_fe_layers(fe, &first, &end);
  const size_t count = (size_t)(v->n[0] * v->n[1] * (end - first));
  const int parts = kind == ANT_FE_STRAIN || kind == ANT_FE_STRESS ? 6 : 1;
  float *out = calloc(count * (size_t)parts + 1, sizeof *out);
  ant_status status =
      out ? ANT_OK : ant_fail(diag, ANT_ENOMEM, "no memory for a field of %zu voxels", count);
  status = ant_fe_agree(fe, status, diag);
  if (status == ANT_OK) ant_fe_field(fe, u, (ant_fe_field_kind)kind, out);
  for (int i = 0; i < parts && status == ANT_OK; i++) {
    status = write_together(fe, v, out + (size_t)i * count, count, folder, field_files[kind],
                            parts == 6 ? component[i] : NULL, suffix, diag);
  }
  free(out);
  return status;
}

/* The corners of V's voxels as the voxels of a volume one larger each way, without numbers. */
static ant_volume corners_of(const ant_volume *v) {
  ant_volume corners = *v;
  corners.data = NULL;
  corners.owner = ANT_VOLUME_BORROWED;
  for (int i = 0; i < 3; i++) {
    corners.n[i]++;
    for (int a = 0; a < 3; a++) {
      corners.origin_mm[i] -= 0.5 * v->direction[3 * i + a] * v->spacing_mm[a];
    }
  }
  return corners;
}

/* Displacements are those of nodes, the corners of voxels. */
static ant_status write_displacement(const ant_fe *fe, const double *u, const ant_volume *v,
                                     const char *folder, const char *suffix, ant_diag *diag) {
  const ant_volume corners = corners_of(v);
  int64_t first, end;
  size_t node, last;
  ant_fe_layers(fe, &first, &end);
  ant_fe_own_nodes(fe, &node, &last);
  if (end > first && end == v->n[2]) end++; /* the uppermost plane */
  const size_t count = (size_t)(corners.n[0] * corners.n[1] * (end - first));
  ant_status status = ANT_OK;
  for (int c = 0; c < 3 && status == ANT_OK; c++) {
    float *out = calloc(count + 1, sizeof *out);
    if (!out) status = ant_fail(diag, ANT_ENOMEM, "no memory for %zu displacements", count);
    status = ant_fe_agree(fe, status, diag);
    for (size_t i = node; i < last && status == ANT_OK; i++) {
      double p[3];
      int64_t at[3];
      ant_fe_node_place(fe, i, p);
      for (int a = 0; a < 3; a++) at[a] = (int64_t)floor(p[a] / v->spacing_mm[a] + 0.5);
      out[ant_volume_index(&corners, at[0], at[1], at[2] - first)] =
          (float)u[(size_t)c * ant_fe_stride(fe) + i];
    }
    if (status == ANT_OK) {
      status = write_together(fe, &corners, out, count, folder, "displacement", component[6 + c],
                              suffix, diag);
    }
    free(out);
  }
  return status;
}

ant_status ant_bone_fields(const char *option, const char *words, unsigned *out_set,
                           ant_diag *diag) {
  return ant_bone_set(option, words, field_names, N_FIELD, out_set, diag);
}

ant_status ant_bone_write_fields(const ant_fe *fe, const double *u, const ant_volume *volume,
                                 unsigned fields, const char *folder, int format, ant_diag *diag) {
  static const char *const suffix[] = {"mha", "mhd", "nii", "nii.gz", "vti", "raw"};
  for (int kind = 0; kind < N_FIELD; kind++) {
    if (!(fields & 1u << kind)) continue;
    if (kind == N_FIELD - 1) {
      ANT_TRY(write_displacement(fe, u, volume, folder, suffix[format], diag));
    } else {
      ANT_TRY(write_field(fe, u, volume, kind, folder, suffix[format], diag));
    }
  }
  return ANT_OK;
}
