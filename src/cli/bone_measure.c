/* bone_measure.c - antaeus bone measure: the structure of a mask.
 *   1. Bone in a region   2. Cortex and densities   3. The verb */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "antaeus/voxel_structure.h"
#include "cli/bone.h"

typedef struct options {
  const char *labels, *region, *compartments, *grey;
  long jobs;
  int rule; /* an ant_thickness_rule                                                */
  bool quick, json, quiet;
} options;

/* 1. Bone in a region ---------------------------------------------------- */

typedef struct measures {
  int64_t inside, bone;
  ant_thickness th, sp, axes;
  ant_surface surface;
  ant_euler euler;
  ant_plates plates;
} measures;

static void count(const ant_volume *mask, const ant_volume *region, measures *m) {
  m->inside = m->bone = 0;
  for (int64_t i = 0; i < ant_volume_count(mask); i++) {
    const bool in = !region || ((uint8_t *)region->data)[i];
    m->inside += in;
    m->bone += in && ((uint8_t *)mask->data)[i];
  }
}

/* SHARE is done; ANT_EINTERRUPT when the user wants to stop */
static ant_status show(ant_cli_progress *progress, double share, ant_diag *diag) {
  if (ant_cli_progress_show(progress, share)) return ANT_OK;
  return ant_fail(diag, ANT_EINTERRUPT, "stopped on request");
}

static ant_status measure_thickness(const options *o, const ant_volume *mask,
                                    const ant_volume *region, ant_cli_progress *progress,
                                    measures *m, ant_diag *diag) {
  const ant_thickness_options t = {
      .opt_region = region, .n_thread = (int)o->jobs, .rule = (ant_thickness_rule)o->rule};
  ANT_TRY(ant_thickness_measure(mask, false, &t, &m->th, NULL, diag));
  ANT_TRY(show(progress, 0.2, diag));
  ANT_TRY(ant_thickness_measure(mask, true, &t, &m->sp, NULL, diag));
  ANT_TRY(show(progress, 0.4, diag));
  ANT_TRY(ant_axis_spacing(mask, &t, &m->axes, NULL, diag));
  ANT_TRY(show(progress, 0.65, diag));
  return ant_plates_measure(mask, region, t.n_thread, &m->plates, diag);
}

static ant_status measure_all(const options *o, const ant_volume *mask, const ant_volume *region,
                              measures *m, ant_diag *diag) {
  const int jobs = (int)o->jobs;
  ant_cli_progress progress;
  ant_cli_progress_begin(&progress, "measuring", o->quiet);
  ant_status status = ant_surface_measure(mask, region, jobs, &m->surface, diag);
  if (status == ANT_OK) status = show(&progress, 0.08, diag);
  if (status == ANT_OK) status = ant_euler_measure(mask, region, jobs, &m->euler, diag);
  if (status == ANT_OK) status = show(&progress, 0.1, diag);
  if (status == ANT_OK && !o->quick) {
    status = measure_thickness(o, mask, region, &progress, m, diag);
  }
  ant_cli_progress_end(&progress);
  return status;
}

static void tell_fabric(ant_bone_out *out, const ant_surface *s) {
  ant_bone_out_number(out, "da", "DA, degree of anisotropy", s->da, "");
  ant_bone_out_numbers(out, "mil_mm", "mean intercept lengths", s->mil_mm, 3, "mm");
  ant_bone_out_numbers(out, "mil_axis_1", "along", s->axis[0], 3, "");
  ant_bone_out_numbers(out, "mil_axis_2", "and", s->axis[1], 3, "");
  ant_bone_out_numbers(out, "mil_axis_3", "and", s->axis[2], 3, "");
  ant_bone_out_numbers(out, "fabric", "fabric xx yy zz yz xz xy", s->tensor, 6, "");
}

static void tell_all(const options *o, ant_bone_out *out, const ant_volume *mask,
                     const measures *m) {
  const double voxel = ant_volume_voxel_mm3(mask);
  const double tv = (double)m->inside * voxel, bv = (double)m->bone * voxel;
  const ant_euler *e = &m->euler;
  ant_bone_out_number(out, "tv_mm3", "TV, total volume", tv, "mm3");
  ant_bone_out_number(out, "bv_mm3", "BV, bone volume", bv, "mm3");
  ant_bone_out_number(out, "bv_tv", "BV/TV", bv / tv, "");
  ant_bone_out_number(out, "bs_mm2", "BS, bone surface", m->surface.area_mm2, "mm2");
  ant_bone_out_number(out, "bs_bv_per_mm", "BS/BV", m->surface.area_mm2 / bv, "1/mm");
  ant_bone_out_number(out, "bs_tv_per_mm", "BS/TV", m->surface.area_mm2 / tv, "1/mm");
  if (!o->quick) {
    ant_bone_out_number(out, "tb_th_mm", "Tb.Th, thickness", m->th.mean_mm, "mm");
    ant_bone_out_number(out, "tb_th_sd_mm", "Tb.Th, SD", m->th.sd_mm, "mm");
    ant_bone_out_number(out, "tb_sp_mm", "Tb.Sp, separation", m->sp.mean_mm, "mm");
    ant_bone_out_number(out, "tb_sp_sd_mm", "Tb.Sp, SD", m->sp.sd_mm, "mm");
    ant_bone_out_number(out, "tb_n_per_mm", "Tb.N, number", 1 / m->axes.mean_mm, "1/mm");
  }
  ant_bone_out_number(out, "smi", "SMI, plates 0 rods 3", m->surface.smi, "");
  if (!o->quick) {
    ant_bone_out_number(out, "plate_share", "share of plates", m->plates.plate_share, "");
    ant_bone_out_number(out, "rod_share", "share of rods", m->plates.rod_share, "");
  }
  ant_bone_out_number(out, "conn_d_per_mm3", "Conn.D, connectivity", e->density_mm3, "1/mm3");
  ant_bone_out_integer(out, "euler", "Euler number", e->euler, "");
  ant_bone_out_number(out, "euler_shared", "less what the faces share", e->shared, "");
  ant_bone_out_integer(out, "parts", "parts", e->parts, "");
  ant_bone_out_integer(out, "loops", "loops", e->loops, "");
  ant_bone_out_integer(out, "cavities", "cavities", e->cavities, "");
  tell_fabric(out, &m->surface);
}

/* 2. Cortex and densities ------------------------------------------------ */

static ant_status tell_cortex(const options *o, ant_bone_out *out, const ant_volume *mask,
                              const ant_volume *labels, ant_diag *diag) {
  ant_volume *grey = NULL;
  ant_cortex c;
  if (o->grey) ANT_TRY(ant_bone_read(o->grey, o->quiet, &grey, NULL, diag));
  ant_status status = ant_cortex_measure(mask, labels, grey, (int)o->jobs, &c, diag);
  ant_volume_destroy(&grey);
  ANT_TRY(status);
  ant_bone_out_open(out, "cortex", "cortex");
  ant_bone_out_number(out, "ct_th_mm", "Ct.Th, thickness", c.ct_th_mm, "mm");
  ant_bone_out_number(out, "ct_th_sd_mm", "Ct.Th, SD", c.ct_th_sd_mm, "mm");
  ant_bone_out_number(out, "ct_po", "Ct.Po, porosity", c.ct_po, "");
  ant_bone_out_number(out, "ct_bv_tv", "Ct.BV/TV, bone of the cortex", c.ct_bv_tv, "");
  ant_bone_out_number(out, "tt_ar_mm2", "Tt.Ar, area", c.tt_ar_mm2, "mm2");
  ant_bone_out_number(out, "ct_ar_mm2", "Ct.Ar", c.ct_ar_mm2, "mm2");
  ant_bone_out_number(out, "tb_ar_mm2", "Tb.Ar", c.tb_ar_mm2, "mm2");
  if (o->grey) {
    ant_bone_out_number(out, "tt_vbmd", "Tt.vBMD, density", c.tt_density, "mg HA/cm3");
    ant_bone_out_number(out, "ct_vbmd", "Ct.vBMD", c.ct_density, "mg HA/cm3");
    ant_bone_out_number(out, "tb_vbmd", "Tb.vBMD", c.tb_density, "mg HA/cm3");
  }
  ant_bone_out_close(out);
  return ANT_OK;
}

/* labels of the file as they are, for the compartments */
static ant_status read_labels(const char *path, ant_volume **out, ant_diag *diag) {
  ant_volume *file = NULL;
  ANT_TRY(ant_bone_read(path, true, &file, NULL, diag));
  ant_status status = ant_convert(file, ANT_VOXEL_U8, ANT_SCALE_STORED, out, diag);
  ant_volume_destroy(&file);
  return status;
}

static ant_status trabecular_region(const ant_volume *labels, ant_volume **out, ant_diag *diag) {
  ANT_TRY(ant_volume_create_like(labels, ANT_VOXEL_U8, out, diag));
  for (int64_t i = 0; i < ant_volume_count(labels); i++) {
    ((uint8_t *)(*out)->data)[i] = ((uint8_t *)labels->data)[i] == ANT_TRABECULAR;
  }
  return ANT_OK;
}

/* 3. The verb ------------------------------------------------------------ */

static ant_status tell(const options *o, const ant_volume *mask, const ant_volume *region,
                       const ant_volume *labels, ant_diag *diag) {
  measures m;
  ant_bone_out out;
  if (region && memcmp(region->n, mask->n, sizeof mask->n) != 0) {
    return ant_fail(diag, ANT_EINPUT, "the region's size is not that of the mask");
  }
  count(mask, region, &m);
  const bool bone = m.bone > 0; /* a hollow shaft has none but its cortex */
  if (!bone && !labels) return ant_fail(diag, ANT_EINPUT, "there is no bone in the region");
  if (bone) ANT_TRY(measure_all(o, mask, region, &m, diag));
  ant_bone_out_begin(&out, o->json);
  if (bone) tell_all(o, &out, mask, &m);
  if (labels) ANT_TRY(tell_cortex(o, &out, mask, labels, diag));
  return ant_bone_out_end(&out, diag);
}

static ant_status measure(const options *o, const char *path, ant_diag *diag) {
  ant_volume *mask = NULL, *region = NULL, *labels = NULL;
  if (o->region && o->compartments) {
    return ant_fail(diag, ANT_EUSAGE, "--region and --compartments cannot be used together");
  }
  if (o->grey && !o->compartments) {
    return ant_fail(diag, ANT_EUSAGE, "--grey needs --compartments");
  }
  ANT_TRY(ant_bone_read_mask(path, o->labels, o->quiet, &mask, diag));
  ant_status status = ANT_OK;
  if (o->region) status = ant_bone_read_mask(o->region, NULL, true, &region, diag);
  if (o->compartments) {
    status = read_labels(o->compartments, &labels, diag);
    if (status == ANT_OK) status = trabecular_region(labels, &region, diag);
  }
  if (status == ANT_OK) status = tell(o, mask, region, labels, diag);
  ant_volume_destroy(&mask);
  ant_volume_destroy(&region);
  ant_volume_destroy(&labels);
  return status;
}

int ant_cli_bone_measure(int argc, char **argv) {
  options o = {.rule = ANT_THICKNESS_SURFACE};
  const ant_cli_option table[] = {
      {"--labels", "A,B", ANT_CLI_TEXT, &o.labels, "bone is what has these values (all but 0)"},
      {"--region", "FILE", ANT_CLI_TEXT, &o.region, "measure only where this mask is not 0"},
      {"--compartments", "FILE", ANT_CLI_TEXT, &o.compartments,
       "labels 100 and 127: trabecular measures in 100, cortex from 127"},
      {"--grey", "FILE", ANT_CLI_TEXT, &o.grey, "the calibrated scan: densities of compartments"},
      {"--rule", "surface|centres|between", ANT_CLI_CHOICE, &o.rule,
       "of thickness; centres is BoneJ's (surface)"},
      {"--quick", NULL, ANT_CLI_FLAG, &o.quick, "without thickness, which takes longest"},
      {"--jobs", "N", ANT_CLI_JOBS, &o.jobs, "threads (one a core)"},
      {"--json", NULL, ANT_CLI_FLAG, &o.json, "one JSON document and nothing else"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "no warnings, no progress"},
  };
  const ant_cli_verb verb = {
      "antaeus bone measure",
      "MASK",
      "The structure of a mask of bone, as HR-pQCT and BoneJ give it: volumes, surface,\n"
      "thickness, separation, number, plates and rods, connectivity, anisotropy; with\n"
      "compartments the cortex too. doc/voxel.md defines each.\n\n"
      "Example: antaeus bone measure bone.mha",
      1,
      1,
      table,
      sizeof table / sizeof *table};
  int n = 0, status = 0;
  ant_diag diag;
  if (!ant_cli_parse(&verb, argc, argv, &n, &status)) return status;
  return ant_cli_result(measure(&o, argv[0], &diag), &diag);
}
