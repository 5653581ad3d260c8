/* bone_segment.c - antaeus bone segment: grey values to a mask of bone. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "antaeus/voxel_structure.h"
#include "cli/bone.h"

typedef struct options {
  const char *compartments, *open_faces;
  double sigma, lower, upper, inner, cortical, open, close; /* NAN: not given             */
  unsigned face_set;
  long drop, jobs;
  int scale, largest; /* an ant_scale; how many neighbours join, 0: keep all          */
  bool otsu, fill, json, quiet;
} options;

static ant_status threshold(const options *o, const ant_volume *v, double lower,
                            ant_volume **out_mask, double *out_lower, ant_diag *diag) {
  ant_threshold_options t = {.otsu = o->otsu,
                             .scale = (ant_scale)o->scale,
                             .sigma_voxel = o->sigma,
                             .n_thread = (int)o->jobs};
  t.lower = o->otsu ? 0 : lower;
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
  ANT_TRY(ant_parts_count(mask, o->largest > 0 ? o->largest : 6, opt_before, diag));
  if (o->drop > 0) ANT_TRY(ant_parts_drop_small(mask, 6, o->drop, NULL, diag));
  if (o->largest > 0) ANT_TRY(ant_parts_keep_largest(mask, o->largest, NULL, diag));
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
  return ant_bone_set("--open-faces", text, face, 6, out, diag);
}

/* the cortex has a threshold of its own */
static ant_status cut_cortex(const options *o, const ant_volume *v, const ant_volume *labels,
                             ant_volume *mask, ant_diag *diag) {
  options fixed = *o;
  ant_volume *dense = NULL;
  fixed.otsu = false;
  ANT_TRY(threshold(&fixed, v, o->cortical, &dense, NULL, diag));
  for (int64_t i = 0; i < ant_volume_count(mask); i++) {
    if (((uint8_t *)labels->data)[i] != ANT_CORTICAL) continue;
    ((uint8_t *)mask->data)[i] = ((uint8_t *)dense->data)[i];
  }
  ant_volume_destroy(&dense);
  return ANT_OK;
}

static ant_status compartments(const options *o, const ant_volume *v, ant_volume *mask,
                               ant_diag *diag) {
  const ant_compartment_options c = {.outer = o->lower,
                                     .inner = o->inner,
                                     .scale = (ant_scale)o->scale,
                                     .sigma_voxel = o->sigma,
                                     .open_faces = o->face_set,
                                     .n_thread = (int)o->jobs};
  ant_volume *labels = NULL;
  ANT_TRY(ant_compartments_find(v, &c, &labels, diag));
  ant_status status = ANT_OK;
  if (!isnan(o->cortical)) status = cut_cortex(o, v, labels, mask, diag);
  if (status == ANT_OK) status = ant_volume_write(labels, o->compartments, true, diag);
  ant_volume_destroy(&labels);
  return status;
}

static ant_status check_options(const options *o, const char *to, ant_diag *diag) {
  if (!o->otsu && isnan(o->lower)) {
    ant_fail(diag, ANT_EUSAGE, "a threshold is needed");
    ant_diag_hint(diag, "--lower VALUE, in the scale of --scale, or --otsu");
    return ANT_EUSAGE;
  }
  if (o->upper <= o->lower) {
    return ant_fail(diag, ANT_EUSAGE, "--upper: a number above --lower, %g, was expected, found %g",
                    o->lower, o->upper);
  }
  if (o->compartments && (isnan(o->lower) || isnan(o->inner))) {
    return ant_fail(diag, ANT_EUSAGE, "--compartments needs two thresholds, --lower and --inner");
  }
  if (!isnan(o->cortical) && !o->compartments) {
    return ant_fail(diag, ANT_EUSAGE, "--cortical needs --compartments");
  }
  if (!o->compartments && o->otsu && !isnan(o->lower)) {
    return ant_fail(diag, ANT_EUSAGE, "--otsu finds what --lower gives: one of them was expected");
  }
  if (o->compartments) ANT_TRY(ant_bone_out_check(o->compartments, diag));
  return ant_bone_out_check(to, diag);
}

static ant_status segment(const options *o, const char *from, const char *to, ant_diag *diag) {
  ant_volume *v = NULL, *mask = NULL;
  ant_parts before = {0}, after = {0};
  double lower = 0;
  ANT_TRY(check_options(o, to, diag));
  ANT_TRY(ant_bone_read(from, o->quiet, &v, NULL, diag));
  ant_status status = threshold(o, v, o->lower, &mask, &lower, diag);
  if (status == ANT_OK && o->compartments) status = compartments(o, v, mask, diag);
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
  static const int neighbours[] = {6, 18, 26};
  options o = {.lower = NAN, .upper = NAN, .inner = NAN, .cortical = NAN};
  int joined = -1;
  const ant_cli_option table[] = {
      {"--sigma", "S", ANT_CLI_WITHIN(0, 100), &o.sigma,
       "smooth by a Gaussian of S voxels first (0)"},
      {"--scale", ANT_BONE_SCALES, ANT_CLI_CHOICE, &o.scale, "of thresholds (stored)"},
      {"--lower", "X", ANT_CLI_NUMBER, &o.lower, "bone is above X"},
      {"--upper", "X", ANT_CLI_NUMBER, &o.upper, "and not above X"},
      {"--otsu", NULL, ANT_CLI_FLAG, &o.otsu, "find the threshold by Otsu's method"},
      {"--open", "MM", ANT_CLI_WITHIN(0, 1e3), &o.open,
       "erode and dilate by a ball of this radius"},
      {"--close", "MM", ANT_CLI_WITHIN(0, 1e3), &o.close,
       "dilate and erode by a ball of this radius"},
      {"--drop", "N", ANT_CLI_COUNT, &o.drop, "drop parts of less than N voxels"},
      {"--largest", "6|18|26", ANT_CLI_CHOICE, &joined,
       "keep the largest part, joined by faces, edges, corners"},
      {"--fill", NULL, ANT_CLI_FLAG, &o.fill, "fill background that is shut in"},
      {"--compartments", "FILE", ANT_CLI_TEXT, &o.compartments,
       "write labels too: 100 trabecular, 127 cortical; outer surface by --lower"},
      {"--inner", "X", ANT_CLI_NUMBER, &o.inner, "threshold of the cortex's inner surface"},
      {"--cortical", "X", ANT_CLI_NUMBER, &o.cortical,
       "bone of the cortex is above X (elsewhere above --lower)"},
      {"--open-faces", "FACES", ANT_CLI_TEXT, &o.open_faces,
       "of the volume, that are outside of the bone (x0,x1,y0,y1)"},
      {"--jobs", "N", ANT_CLI_JOBS, &o.jobs, "threads (one a core)"},
      {"--json", NULL, ANT_CLI_FLAG, &o.json, "one JSON document and nothing else"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "no warnings, no summary"},
  };
  const ant_cli_verb verb = {
      "antaeus bone segment",
      "VOLUME OUT",
      "Write the mask of VOLUME's bone, 1 and 0: smooth, threshold, then open, close, drop,\n"
      "keep the largest part and fill, as far as asked for, in this order.\n\n"
      "Example: antaeus bone segment scan.aim bone.mha --scale density --lower 320 --largest 6",
      2,
      2,
      table,
      sizeof table / sizeof *table};
  int n = 0, status = 0;
  ant_diag diag;
  if (!ant_cli_parse(&verb, argc, argv, &n, &status)) return status;
  if (joined >= 0) o.largest = neighbours[joined];
  if (o.open_faces && read_faces(o.open_faces, &o.face_set, &diag) != ANT_OK) {
    return ant_cli_fail(&diag);
  }
  return ant_cli_result(segment(&o, argv[0], argv[1], &diag), &diag);
}
