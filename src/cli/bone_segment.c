/* bone_segment.c - antaeus bone segment: grey values to a mask of bone. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "antaeus/voxel_structure.h"
#include "cli/bone.h"

typedef struct options {
  const char *sigma, *scale, *compartments, *open_faces;
  double lower, upper, inner, open, close;
  long largest, drop, jobs;
  bool otsu, fill, json, quiet;
} options;

static ant_status threshold(const options *o, const ant_volume *v, ant_volume **out_mask,
                            double *out_lower, ant_diag *diag) {
  ant_threshold_options t = {.otsu = o->otsu, .n_thread = (int)o->jobs};
  double sigma = 0;
  if (!o->otsu && isnan(o->lower)) {
    ant_fail(diag, ANT_EUSAGE, "a threshold is needed");
    ant_diag_hint(diag, "--lower VALUE, in the scale of --scale, or --otsu");
    return ANT_EUSAGE;
  }
  if (o->scale) ANT_TRY(ant_bone_scale("--scale", o->scale, &t.scale, diag));
  if (o->sigma) ANT_TRY(ant_bone_numbers("--sigma", o->sigma, 1, &sigma, diag));
  t.sigma_voxel = sigma;
  t.lower = o->otsu ? 0 : o->lower;
  t.upper = isnan(o->upper) ? t.lower : o->upper;
  return ant_threshold(v, &t, out_mask, out_lower, diag);
}

/* what is done with the mask, in the order in which it is told */
static ant_status clean(const options *o, ant_volume *mask, ant_parts *opt_before, ant_diag *diag) {
  const int n_thread = (int)o->jobs;
  if (o->open > 0) {
    ANT_TRY(ant_erode(mask, o->open, n_thread, diag));
    ANT_TRY(ant_dilate(mask, o->open, n_thread, diag));
  }
  if (o->close > 0) {
    ANT_TRY(ant_dilate(mask, o->close, n_thread, diag));
    ANT_TRY(ant_erode(mask, o->close, n_thread, diag));
  }
  ANT_TRY(ant_parts_count(mask, o->largest > 0 ? (int)o->largest : 6, opt_before, diag));
  if (o->drop > 0) ANT_TRY(ant_parts_drop_small(mask, 6, o->drop, NULL, diag));
  if (o->largest > 0) ANT_TRY(ant_parts_keep_largest(mask, (int)o->largest, NULL, diag));
  if (o->fill) ANT_TRY(ant_parts_fill(mask, 6, 63, NULL, diag));
  return ANT_OK;
}

static ant_status no_bone(const char *path, double lower, ant_diag *diag) {
  ant_fail(diag, ANT_EINPUT, "no voxel is above the threshold of %g", lower);
  ant_diag_place(diag, path, 0, 0);
  ant_diag_hint(diag, "antaeus bone info says the range of its numbers");
  return ANT_EINPUT;
}

/* "x0,x1,y0,y1": bits as ant_parts_fill has them */
static ant_status read_faces(const char *text, unsigned *out, ant_diag *diag) {
  static const char *const face[] = {"x0", "x1", "y0", "y1", "z0", "z1"};
  *out = 0;
  for (const char *p = text; p && *p; p += *p == ',') {
    char word[8];
    int f;
    const size_t n = strcspn(p, ",");
    snprintf(word, sizeof word, "%.*s", (int)n, p);
    ANT_TRY(ant_bone_choice("--open-faces", word, face, 6, &f, diag));
    *out |= 1u << f;
    p += n;
  }
  return ANT_OK;
}

static ant_status compartments(const options *o, const ant_volume *v, ant_diag *diag) {
  ant_compartment_options c = {.outer = o->lower, .inner = o->inner, .n_thread = (int)o->jobs};
  ant_volume *labels = NULL;
  if (isnan(o->lower) || isnan(o->inner)) {
    return ant_fail(diag, ANT_EUSAGE, "--compartments needs two thresholds, --lower and --inner");
  }
  if (o->scale) ANT_TRY(ant_bone_scale("--scale", o->scale, &c.scale, diag));
  if (o->sigma) ANT_TRY(ant_bone_numbers("--sigma", o->sigma, 1, &c.sigma_voxel, diag));
  ANT_TRY(read_faces(o->open_faces, &c.open_faces, diag));
  ANT_TRY(ant_compartments_find(v, &c, &labels, diag));
  ant_status status = ant_volume_write(labels, o->compartments, true, diag);
  ant_volume_destroy(&labels);
  return status;
}

static ant_status segment(const options *o, const char *from, const char *to, ant_diag *diag) {
  ant_volume *v = NULL, *mask = NULL;
  ant_parts before = {0}, after = {0};
  double lower = 0;
  ANT_TRY(ant_bone_read(from, o->quiet, &v, NULL, diag));
  ant_status status = threshold(o, v, &mask, &lower, diag);
  if (status == ANT_OK && o->compartments) status = compartments(o, v, diag);
  ant_volume_destroy(&v);
  if (status == ANT_OK) status = clean(o, mask, &before, diag);
  if (status == ANT_OK) status = ant_parts_count(mask, 6, &after, diag);
  if (status == ANT_OK && after.voxels == 0) status = no_bone(from, lower, diag);
  if (status == ANT_OK) status = ant_volume_write(mask, to, true, diag);
  if (status == ANT_OK && !(o->quiet && !o->json)) {
    ant_bone_out out;
    ant_bone_out_begin(&out, o->json);
    ant_bone_out_number(&out, "lower", "threshold", lower, "");
    ant_bone_out_integer(&out, "parts_before", "parts found", before.n, "");
    ant_bone_out_integer(&out, "parts", "parts kept", after.n, "");
    ant_bone_out_integer(&out, "bone_voxels", "bone", after.voxels, "voxels");
    ant_bone_out_number(&out, "bv_tv", "of the volume",
                        (double)after.voxels / (double)ant_volume_count(mask), "");
    status = ant_bone_out_end(&out, diag);
  }
  ant_volume_destroy(&mask);
  return status;
}

int ant_cli_bone_segment(int argc, char **argv) {
  options o = {.lower = NAN, .upper = NAN, .inner = NAN};
  const ant_cli_option table[] = {
      {"--sigma", "S", ANT_CLI_TEXT, &o.sigma, "smooth by a Gaussian of S voxels first"},
      {"--scale", "SCALE", ANT_CLI_TEXT, &o.scale,
       "of thresholds: stored (default), grey, mu, hu, density"},
      {"--lower", "X", ANT_CLI_NUMBER, &o.lower, "bone is above X"},
      {"--upper", "X", ANT_CLI_NUMBER, &o.upper, "and not above X"},
      {"--otsu", NULL, ANT_CLI_FLAG, &o.otsu, "find the threshold by Otsu's method"},
      {"--open", "MM", ANT_CLI_NUMBER, &o.open, "erode and dilate by a ball of this radius"},
      {"--close", "MM", ANT_CLI_NUMBER, &o.close, "dilate and erode"},
      {"--drop", "N", ANT_CLI_COUNT, &o.drop, "drop parts of less than N voxels"},
      {"--largest", "6|18|26", ANT_CLI_COUNT, &o.largest,
       "keep the largest part, joined by faces, edges, corners"},
      {"--fill", NULL, ANT_CLI_FLAG, &o.fill, "fill background that is shut in"},
      {"--compartments", "FILE", ANT_CLI_TEXT, &o.compartments,
       "write labels too: 100 trabecular, 127 cortical; outer surface by --lower"},
      {"--inner", "X", ANT_CLI_NUMBER, &o.inner, "threshold of the cortex's inner surface"},
      {"--open-faces", "FACES", ANT_CLI_TEXT, &o.open_faces,
       "of the volume, that are outside of the bone (x0,x1,y0,y1)"},
      {"--jobs", "N", ANT_CLI_COUNT, &o.jobs, "threads (one a core)"},
      {"--json", NULL, ANT_CLI_FLAG, &o.json, "one JSON document and nothing else"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "no warnings, no summary"},
  };
  const ant_cli_verb verb = {
      "antaeus bone segment",
      "VOLUME OUT",
      "Write the mask of VOLUME's bone, 1 and 0: smooth, threshold, then open, close, drop,\n"
      "keep the largest part and fill, as far as asked for, in this order.",
      2,
      2,
      table,
      sizeof table / sizeof *table};
  int n = 0, status = 0;
  ant_diag diag;
  if (!ant_cli_parse(&verb, argc, argv, &n, &status)) return status;
  if (segment(&o, argv[0], argv[1], &diag) != ANT_OK) return ant_cli_fail(&diag);
  return ant_cli_end(0);
}
