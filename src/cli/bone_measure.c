/* bone_measure.c - antaeus bone measure: the structure of a mask. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/bone.h"

typedef struct options {
  const char *labels, *region, *rule;
  long jobs;
  bool json, quiet;
} options;

/* bone and region */
static void tell_share(ant_bone_out *out, const ant_volume *mask, const ant_volume *region) {
  const double voxel = ant_volume_voxel_mm3(mask);
  int64_t total = ant_volume_count(mask), bone = 0, inside = 0;
  for (int64_t i = 0; i < total; i++) {
    const bool in = !region || ((uint8_t *)region->data)[i];
    inside += in;
    bone += in && ((uint8_t *)mask->data)[i];
  }
  ant_bone_out_number(out, "tv_mm3", "TV, total volume", (double)inside * voxel, "mm3");
  ant_bone_out_number(out, "bv_mm3", "BV, bone volume", (double)bone * voxel, "mm3");
  ant_bone_out_number(out, "bv_tv", "BV/TV", (double)bone / (double)inside, "");
}

static ant_status tell_thickness(ant_bone_out *out, const options *o, const ant_volume *mask,
                                 const ant_volume *region, ant_diag *diag) {
  static const char *const rule[] = {"surface", "centres", "between"};
  ant_thickness_options t = {.opt_region = region, .n_thread = (int)o->jobs};
  ant_thickness th, sp, axes;
  int r;
  ANT_TRY(ant_bone_choice("--rule", o->rule, rule, 3, &r, diag));
  t.rule = (ant_thickness_rule)r;
  ANT_TRY(ant_thickness_measure(mask, false, &t, &th, NULL, diag));
  ANT_TRY(ant_thickness_measure(mask, true, &t, &sp, NULL, diag));
  ANT_TRY(ant_axis_spacing(mask, &t, &axes, NULL, diag));
  ant_bone_out_number(out, "tb_th_mm", "Tb.Th, thickness", th.mean_mm, "mm");
  ant_bone_out_number(out, "tb_th_sd_mm", "Tb.Th, SD", th.sd_mm, "mm");
  ant_bone_out_number(out, "tb_sp_mm", "Tb.Sp, separation", sp.mean_mm, "mm");
  ant_bone_out_number(out, "tb_sp_sd_mm", "Tb.Sp, SD", sp.sd_mm, "mm");
  ant_bone_out_number(out, "tb_n_per_mm", "Tb.N, number", 1 / axes.mean_mm, "1/mm");
  return ANT_OK;
}

static ant_status measure(const options *o, const char *path, ant_diag *diag) {
  ant_volume *mask = NULL, *region = NULL;
  ant_bone_out out;
  ANT_TRY(ant_bone_read_mask(path, o->labels, o->quiet, &mask, diag));
  ant_status status = ANT_OK;
  if (o->region) status = ant_bone_read_mask(o->region, NULL, true, &region, diag);
  if (status == ANT_OK && region && memcmp(region->n, mask->n, sizeof mask->n) != 0) {
    status = ant_fail(diag, ANT_EINPUT, "the region's size is not that of the mask");
  }
  if (status == ANT_OK) {
    ant_bone_out_begin(&out, o->json);
    tell_share(&out, mask, region);
    status = tell_thickness(&out, o, mask, region, diag);
  }
  if (status == ANT_OK) status = ant_bone_out_end(&out, diag);
  ant_volume_destroy(&mask);
  ant_volume_destroy(&region);
  return status;
}

int ant_cli_bone_measure(int argc, char **argv) {
  options o = {.rule = "surface"};
  const ant_cli_option table[] = {
      {"--labels", "A,B", ANT_CLI_TEXT, &o.labels, "bone is what has these values (all but 0)"},
      {"--region", "FILE", ANT_CLI_TEXT, &o.region, "measure only where this mask is not 0"},
      {"--rule", "RULE", ANT_CLI_TEXT, &o.rule,
       "of thickness: surface, centres (BoneJ) or between"},
      {"--jobs", "N", ANT_CLI_COUNT, &o.jobs, "threads (one a core)"},
      {"--json", NULL, ANT_CLI_FLAG, &o.json, "one JSON document and nothing else"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "no warnings"},
  };
  const ant_cli_verb verb = {"antaeus bone measure",
                             "MASK",
                             "The structure of a mask of bone, as HR-pQCT and BoneJ give it.",
                             1,
                             1,
                             table,
                             sizeof table / sizeof *table};
  int n = 0, status = 0;
  ant_diag diag;
  if (!ant_cli_parse(&verb, argc, argv, &n, &status)) return status;
  if (measure(&o, argv[0], &diag) != ANT_OK) return ant_cli_fail(&diag);
  return ant_cli_end(0);
}
