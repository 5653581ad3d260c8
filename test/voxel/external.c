/* Real volumes, where they lie beside the project: a folder as first word, or ANTAEUS_DATA.  None
 * of them is in the project; what is missing is counted as skipped.
 *
 * Expected numbers are those of two other engines (FAIM and ParOSol) on a distal tibia by HR-pQCT,
 * and of the recipe published with a trabecular cube by micro-CT. */
#include "test.h"

#include <sys/stat.h>

#include "antaeus/voxel_mechanics.h"
#include "antaeus/voxel_structure.h"

static char folder[512];

static const char *find(const char *name) {
  static char path[1024];
  struct stat s;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return stat(path, &s) == 0 ? path : NULL;
}

static ant_volume *own_mask(const char *path) {
  ant_volume *v = NULL, *m = NULL;
  if (ant_volume_read(path, &v, NULL, NULL) != ANT_OK) return NULL;
  if (ant_volume_create_like(v, ANT_VOXEL_U8, &m, NULL) != ANT_OK) abort();
  for (int64_t i = 0; i < ant_volume_count(v); i++) {
    ((uint8_t *)m->data)[i] = ant_volume_stored(v, i) > 0;
  }
  ant_volume_destroy(&v);
  return m;
}

static ant_fe *solid_of(const ant_volume *m, double mpa) {
  const ant_fe_material material = {.kind = ANT_FE_CONSTANT, .modulus_mpa = mpa, .poisson = 0.3};
  ant_fe *fe = NULL;
  ant_diag d = {.text = ""};
  if (ant_fe_create(m, &material, 2, &fe, &d) != ANT_OK) printf("# %s\n", d.text);
  return fe;
}

static bool solve(ant_fe *fe, ant_fe_test test, double strain, double *u, double force[3]) {
  ant_fe_load *load = NULL;
  ant_diag d = {.text = ""};
  double *f = calloc(3 * ant_fe_stride(fe), sizeof *f);
  bool ok = f && ant_fe_load_create(fe, &load, &d) == ANT_OK &&
            ant_fe_load_test(load, test, 2, strain, &d) == ANT_OK &&
            ant_fe_solve(fe, load, NULL, u, NULL, &d) == ANT_OK;
  if (ok) {
    ant_fe_forces(fe, u, f);
    ant_fe_face_force(fe, f, ANT_FE_Z1, force);
  } else {
    printf("# %s\n", d.text);
  }
  CHECK(ok);
  if (load) ant_fe_load_destroy(&load);
  free(f);
  return ok;
}

/* Stiffness, Pistoia's load and load history of the tibia.  The two engines keep parts that float,
 * 0.3 % of the voxels, and one fits its history to four fifths of them. */
static void tibia_against_two_engines(void) {
  ant_volume *m = own_mask(find("xtremect-tibia-mini/tibia_mini_labels_u8.mha"));
  CHECK(m && ant_parts_keep_largest(m, 6, NULL, NULL) == ANT_OK);
  ant_fe *fe = m ? solid_of(m, 8748) : NULL;
  double *u[3] = {NULL}, force[3][3], own[3], amplitude[3];
  const ant_fe_test test[3] = {ANT_FE_CLAMPED, ANT_FE_SHEAR_1, ANT_FE_SHEAR_2};
  ant_fe_pistoia p;
  bool ok = fe != NULL;
  for (int i = 0; i < 3 && ok; i++) {
    u[i] = calloc(3 * ant_fe_stride(fe), sizeof *u[i]);
    ok = solve(fe, test[i], -0.01, u[i], force[i]);
    own[i] = ok ? force[i][(i + 2) % 3] : 0;
  }
  if (ok) {
    NEAR(own[0] / -798.1, 1, 1e-4);
    CHECK(ant_fe_pistoia_load(fe, u[0], 0.007, 0.02, &p, NULL) == ANT_OK);
    NEAR(p.factor * own[0] / -420.24, 1, 1e-4);
    NEAR(p.strain_at_share / 0.0132971, 1, 5e-4);
    CHECK(ant_fe_load_history(fe, 3, (const double *const *)u, own, 0.02, amplitude, NULL) ==
          ANT_OK);
    NEAR(amplitude[0] / 134.7208, 1, 5e-3);
    NEAR(amplitude[1] / 31.2135, 1, 5e-3);
    NEAR(amplitude[2] / 33.1796, 1, 5e-3);
  }
  for (int i = 0; i < 3; i++) free(u[i]);
  if (fe) ant_fe_destroy(&fe);
  ant_volume_destroy(&m);
}

/* The cube at half resolution: means of 2 x 2 x 2, smoothed, above 63, its largest part. */
static void cube_by_its_recipe(void) {
  const int64_t two[3] = {2, 2, 2};
  const ant_threshold_options t = {.sigma_voxel = 0.5, .lower = 63, .upper = 63, .n_thread = 2};
  ant_volume *v = NULL, *half = NULL, *m = NULL;
  ant_parts parts = {.n = 0};
  double force[3] = {0};
  CHECK(ant_volume_read(find("lhdl-trab-200/lhdl_3155_D_4_bc_200.mha"), &v, NULL, NULL) == ANT_OK);
  CHECK(v && ant_block_mean(v, two, &half, NULL) == ANT_OK);
  CHECK(half && ant_threshold(half, &t, &m, NULL, NULL) == ANT_OK);
  CHECK(m && ant_parts_keep_largest(m, 6, &parts, NULL) == ANT_OK);
  CHECK(parts.largest == 234063);
  ant_fe *fe = m ? solid_of(m, 18000) : NULL;
  if (fe) {
    double *u = calloc(3 * ant_fe_stride(fe), sizeof *u);
    if (solve(fe, ANT_FE_PLATEN, -0.04 / 3.9, u, force)) NEAR(force[2] / -224.907, 1, 5e-4);
    free(u);
    ant_fe_destroy(&fe);
  }
  ant_volume_destroy(&v);
  ant_volume_destroy(&half);
  ant_volume_destroy(&m);
}

/* Two files of a scanner, with and without its calibration block. */
static double dice(const ant_volume *labels, const ant_volume *found, uint8_t which) {
  double both = 0, either = 0;
  for (int64_t i = 0; i < ant_volume_count(labels); i++) {
    const uint8_t a = ((uint8_t *)labels->data)[i], b = ((uint8_t *)found->data)[i];
    const bool in = a == which, out = a != 0 && b == which;
    both += in && out;
    either += in + out;
  }
  return 2 * both / either;
}

/* Cortex and trabeculae of the tibia against the labels that came with it.  The grey values have no
 * calibration: 320 and 450 mg HA/cm^3 by that of another scanner of the kind (1603.5 and -391.2 at
 * 8192). */
static void tibia_compartments(void) {
  ant_volume *v = NULL, *file = NULL, *labels = NULL, *found = NULL;
  const ant_compartment_options o = {.outer = 3634, .inner = 4298, .sigma_voxel = 0.8};
  ant_cortex c = {.ct_th_mm = NAN};
  CHECK(ant_volume_read(find("xtremect-tibia-mini/tibia_mini_native_i16.mha"), &v, NULL, NULL) ==
        ANT_OK);
  CHECK(ant_volume_read(find("xtremect-tibia-mini/tibia_mini_labels_u8.mha"), &file, NULL, NULL) ==
        ANT_OK);
  if (!v || !file) return;
  CHECK(ant_convert(file, ANT_VOXEL_U8, ANT_SCALE_STORED, &labels, NULL) == ANT_OK);
  CHECK(ant_compartments_find(v, &o, &found, NULL) == ANT_OK);
  CHECK(dice(labels, found, ANT_CORTICAL) > 0.9);
  CHECK(dice(labels, found, ANT_TRABECULAR) > 0.88);
  CHECK(ant_cortex_measure(labels, found, NULL, 2, &c, NULL) == ANT_OK);
  CHECK(c.ct_th_mm > 0.35 && c.ct_th_mm < 0.45 && c.ct_po < 0.005 && c.ct_bv_tv > 0.97);
  ant_volume *all[] = {v, file, labels, found};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) ant_volume_destroy(&all[i]);
}

/* Stored 0 and 1 are -1000 and -999 HU, as the file's maker says.  He says 3 and 5 mg HA/cm^3 too,
 * which is the slope times the stored number; the slope is that of mu, as in an AIM's log, and mu
 * is a thousandth of it. */
static void scanner_files(void) {
  ant_volume *v = NULL;
  ant_volume_report r;
  double factor, offset;
  int64_t bone = 0;
  CHECK(ant_volume_read(find("scanco-isq-samples/test_isq_calibrated_binary_25.ISQ"), &v, &r,
                        NULL) == ANT_OK);
  CHECK(v && v->n[0] == 25 && v->n[2] == 25 && v->calibration.has_density && r.has_spacing);
  if (!v) return;
  NEAR(v->spacing_mm[1], 0.06, 1e-12);
  CHECK(ant_scale_line(v, ANT_SCALE_HU, &factor, &offset, NULL) == ANT_OK);
  NEAR(factor, 1, 1e-12);
  NEAR(offset, -1000, 1e-9);
  CHECK(ant_scale_line(v, ANT_SCALE_DENSITY, &factor, &offset, NULL) == ANT_OK);
  NEAR(factor, 2e-3, 1e-15);
  NEAR(offset, 3, 1e-12);
  for (int64_t i = 0; i < ant_volume_count(v); i++) bone += ant_volume_stored(v, i) > 0;
  CHECK(bone == 547);
  ant_volume_destroy(&v);
  CHECK(ant_volume_read(find("scanco-isq-samples/test_isq_native_only_binary_25.ISQ"), &v, &r,
                        NULL) == ANT_OK);
  CHECK(v && v->n[1] == 25 && !v->calibration.has_density);
  CHECK(ant_scale_line(v, ANT_SCALE_HU, &factor, &offset, NULL) == ANT_EINPUT);
  ant_volume_destroy(&v);
}

#if defined(__SANITIZE_ADDRESS__)
static const bool slow = true;
#else
static const bool slow = false;
#endif

#define WHERE_THERE(name, file, heavy)                                                             \
  if (!find(file)) {                                                                               \
    SKIP(#name, "the volume is not there (ANTAEUS_DATA)");                                         \
  } else if ((heavy) && slow) {                                                                    \
    SKIP(#name, "takes minutes under the sanitizers");                                             \
  } else {                                                                                         \
    RUN(name);                                                                                     \
  }

int main(int argc, char **argv) {
  const char *where = getenv("ANTAEUS_DATA");
  snprintf(folder, sizeof folder, "%s", where ? where : argc > 1 ? argv[1] : ".");
  WHERE_THERE(tibia_against_two_engines, "xtremect-tibia-mini/tibia_mini_labels_u8.mha", true);
  WHERE_THERE(cube_by_its_recipe, "lhdl-trab-200/lhdl_3155_D_4_bc_200.mha", true);
  WHERE_THERE(tibia_compartments, "xtremect-tibia-mini/tibia_mini_native_i16.mha", false);
  WHERE_THERE(scanner_files, "scanco-isq-samples/test_isq_calibrated_binary_25.ISQ", false);
  return test_done();
}
