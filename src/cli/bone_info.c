/* bone_info.c - antaeus bone info and convert: what a file holds, and the same in another form.
 *   1. info   2. convert */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/bone.h"

/* 1. info ---------------------------------------------------------------- */

enum { MOST_LABELS = 32 };

typedef struct summary {
  double min, max, sum;
  int64_t n_finite, n_zero;
  double label[MOST_LABELS];
  int64_t count[MOST_LABELS];
  int n_label; /* -1: too many, or no whole numbers                               */
} summary;

static void count_label(summary *s, double v) {
  int i = 0;
  if (s->n_label < 0) return;
  while (i < s->n_label && s->label[i] != v) i++;
  if (v != floor(v) || i == MOST_LABELS) {
    s->n_label = -1;
    return;
  }
  if (i == s->n_label) {
    s->label[i] = v;
    s->count[i] = 0;
    s->n_label++;
  }
  s->count[i]++;
}

static ant_status summarise(const ant_volume *v, summary *out, ant_diag *diag) {
  const int64_t n = v->n[0];
  double *row = malloc((size_t)n * sizeof *row);
  *out = (summary){.min = INFINITY, .max = -INFINITY};
  if (!row) return ant_fail(diag, ANT_ENOMEM, "no memory for a row of voxels");
  for (int64_t i = 0; i < v->n[1] * v->n[2]; i++) {
    ant_volume_doubles(v, i * n, n, row);
    for (int64_t k = 0; k < n; k++) {
      if (!isfinite(row[k])) continue;
      out->n_finite++;
      out->sum += row[k];
      out->min = fmin(out->min, row[k]);
      out->max = fmax(out->max, row[k]);
      count_label(out, row[k]);
    }
  }
  free(row);
  return ANT_OK;
}

static void tell_calibration(ant_bone_out *out, const ant_calibration *c) {
  ant_bone_out_open(out, "calibration", "calibration");
  ant_bone_out_number(out, "scale", "grey = scale stored + offset", c->scale, "");
  ant_bone_out_number(out, "offset", "offset", c->offset, "");
  if (c->mu_scaling > 0) {
    ant_bone_out_number(out, "mu_scaling", "mu scaling", c->mu_scaling, "cm");
  }
  if (c->mu_water > 0) ant_bone_out_number(out, "mu_water", "mu of water", c->mu_water, "1/cm");
  if (c->has_density) {
    ant_bone_out_number(out, "slope", "density slope", c->slope, "mg HA/cm3 a 1/cm");
    ant_bone_out_number(out, "intercept", "density intercept", c->intercept, "mg HA/cm3");
  }
  ant_bone_out_close(out);
}

static void tell_values(ant_bone_out *out, const ant_volume *v, const summary *s) {
  char label[48], key[ANT_NUMBER_TEXT];
  const double n = (double)ant_volume_count(v);
  ant_bone_out_number(out, "min", "smallest (stored)", s->min, "");
  ant_bone_out_number(out, "max", "largest", s->max, "");
  ant_bone_out_number(out, "mean", "mean", s->sum / (double)s->n_finite, "");
  ant_bone_out_integer(out, "not_finite", "not finite", ant_volume_count(v) - s->n_finite,
                       "voxels");
  if (s->n_label <= 0) return;
  ant_bone_out_open(out, "labels", "labels");
  for (int i = 0; i < s->n_label; i++) {
    ant_text_number(s->label[i], key);
    snprintf(label, sizeof label, "%s (%.4g %%)", key, 100 * (double)s->count[i] / n);
    ant_bone_out_integer(out, key, label, s->count[i], "voxels");
  }
  ant_bone_out_close(out);
}

int ant_cli_bone_info(int argc, char **argv) {
  bool json = false, quick = false;
  const ant_cli_option table[] = {
      {"--quick", NULL, ANT_CLI_FLAG, &quick, "the header only, not the voxels"},
      {"--json", NULL, ANT_CLI_FLAG, &json, "one JSON document and nothing else"},
  };
  const ant_cli_verb verb = {
      "antaeus bone info",
      "VOLUME",
      "Say what a volume is: format, size, place, what its numbers mean, and their range.\n"
      "Read are MetaImage, NIfTI-1 and -2, TIFF (a file or a folder of slices), Scanco ISQ\n"
      "and AIM, and raw voxels with a text NAME.raw.info beside them.\n\n"
      "Example: antaeus bone info scan.isq",
      1,
      1,
      table,
      sizeof table / sizeof *table};
  int n = 0, status = 0;
  ant_diag diag;
  ant_volume *v = NULL;
  ant_volume_report report;
  summary s = {.n_label = 0};
  if (!ant_cli_parse(&verb, argc, argv, &n, &status)) return status;
  if (ant_bone_read(argv[0], json, &v, &report, &diag) != ANT_OK) return ant_cli_fail(&diag);
  if (!quick && summarise(v, &s, &diag) != ANT_OK) {
    ant_volume_destroy(&v);
    return ant_cli_fail(&diag);
  }
  ant_bone_out out;
  ant_bone_out_begin(&out, json);
  ant_bone_out_text(&out, "format", "format", report.format);
  ant_bone_out_text(&out, "type", "type", ant_voxel_name(v->type));
  ant_bone_out_integer(&out, "bytes", "bytes of voxels", (int64_t)ant_volume_bytes(v), "");
  ant_bone_out_volume(&out, v);
  ant_bone_out_text(&out, "spacing_from", "spacing from", report.has_spacing ? "file" : "nowhere");
  ant_bone_out_numbers(&out, "origin_mm", "origin", v->origin_mm, 3, "mm");
  ant_bone_out_numbers(&out, "direction", "direction, by rows", v->direction, 9, "");
  tell_calibration(&out, &v->calibration);
  if (!quick) tell_values(&out, v, &s);
  ant_status ended = ant_bone_out_end(&out, &diag);
  ant_volume_destroy(&v);
  return ant_cli_result(ended, &diag);
}

/* 2. convert ------------------------------------------------------------- */

typedef struct options {
  const char *crop, *like;
  int64_t factor[3], box[6];                        /* 0: not given; of --crop         */
  double spacing[3], calibration[4], to_spacing[3]; /* NAN: not given                  */
  int type, scale;                                  /* NOT_GIVEN                       */
  bool pack, quiet, nearest;
} options;

enum { NOT_GIVEN = -1 };

/* NEXT takes the place of *V. */
static void replace(ant_volume **v, ant_volume *next) {
  ant_volume_destroy(v);
  *v = next;
}

/* the box of voxels that are not 0 */
static ant_status bone_box(const char *path, int64_t from[3], int64_t to[3], ant_diag *diag) {
  ant_volume *mask = NULL;
  ANT_TRY(ant_bone_read_mask(path, NULL, true, &mask, diag));
  ant_status status = ant_bone_box(mask, from, to, diag);
  ant_volume_destroy(&mask);
  return status;
}

static ant_status crop(const options *o, const char *path, ant_volume **v, ant_diag *diag) {
  int64_t from[3], to[3];
  ant_volume *next = NULL;
  if (!o->crop) return ANT_OK;
  if (strcmp(o->crop, "bone") == 0) {
    ANT_TRY(bone_box(path, from, to, diag));
  } else {
    for (int a = 0; a < 3; a++) from[a] = o->box[2 * a], to[a] = o->box[2 * a + 1];
  }
  ANT_TRY(ant_crop(*v, from, to, &next, diag));
  replace(v, next);
  return ANT_OK;
}

static ant_status coarsen(const options *o, ant_volume **v, ant_diag *diag) {
  ant_volume *next = NULL;
  if (o->factor[0] == 0) return ANT_OK;
  ANT_TRY(ant_block_mean(*v, o->factor, &next, diag));
  replace(v, next);
  return ANT_OK;
}

/* The grid over the box of V with voxels of TO_SPACING. */
static ant_status grid_of(const ant_volume *v, const double mm[3], ant_volume **out,
                          ant_diag *diag) {
  int64_t n[3];
  for (int a = 0; a < 3; a++) {
    double count = (double)v->n[a] * v->spacing_mm[a] / mm[a];
    if (!(count >= 0.5 && count < 1e6)) {
      return ant_fail(diag, ANT_EUSAGE, "--resample: voxels of %g mm do not fit %g mm along %c",
                      mm[a], (double)v->n[a] * v->spacing_mm[a], 'x' + a);
    }
    n[a] = (int64_t)floor(count + 0.5);
  }
  /* only the grid is of use: one byte a voxel is the least there is */
  ANT_TRY(ant_volume_create(n, mm, ANT_VOXEL_U8, out, diag));
  memcpy((*out)->direction, v->direction, sizeof v->direction);
  for (int i = 0; i < 3; i++) {
    (*out)->origin_mm[i] = v->origin_mm[i];
    for (int a = 0; a < 3; a++) {
      (*out)->origin_mm[i] += v->direction[3 * i + a] * 0.5 * (mm[a] - v->spacing_mm[a]);
    }
  }
  return ANT_OK;
}

static ant_status regrid(const options *o, ant_volume **v, ant_diag *diag) {
  ant_volume *grid = NULL, *next = NULL;
  if (o->like) {
    ANT_TRY(ant_bone_read(o->like, o->quiet, &grid, NULL, diag));
  } else if (!isnan(o->to_spacing[0])) {
    ANT_TRY(grid_of(*v, o->to_spacing, &grid, diag));
  } else {
    return ANT_OK;
  }
  ant_status status = ant_resample(*v, grid, NULL, !o->nearest, 0, 0, &next, diag);
  ant_volume_destroy(&grid);
  if (status == ANT_OK) replace(v, next);
  return status;
}

static ant_status retype(const options *o, ant_volume **v, ant_diag *diag) {
  const bool scaled = o->scale != NOT_GIVEN;
  const ant_scale scale = scaled ? (ant_scale)o->scale : ANT_SCALE_STORED;
  ant_voxel_type type = scaled ? ANT_VOXEL_F32 : (*v)->type;
  ant_volume *next = NULL;
  if (o->type != NOT_GIVEN) type = (ant_voxel_type)o->type;
  if (type == (*v)->type && scale == ANT_SCALE_STORED) return ANT_OK;
  ANT_TRY(ant_convert(*v, type, scale, &next, diag));
  replace(v, next);
  return ANT_OK;
}

/* What the file did not say, as the command line says it. */
static void complete(const options *o, ant_volume *v) {
  const double *c = o->calibration;
  for (int a = 0; !isnan(o->spacing[0]) && a < 3; a++) v->spacing_mm[a] = o->spacing[a];
  if (isnan(c[0])) return;
  v->calibration.mu_scaling = c[0];
  v->calibration.slope = c[1];
  v->calibration.intercept = c[2];
  v->calibration.mu_water = c[3];
  v->calibration.has_density = true;
}

static ant_status check_options(options *o, const char *to, ant_diag *diag) {
  const ant_cli_option box = {"--crop", "X0,X1,Y0,Y1,Z0,Z1", ANT_CLI_WHOLES(6, 0, 1e6), o->box,
                              "voxels, or `bone`"};
  if (o->crop && strcmp(o->crop, "bone") != 0) ANT_TRY(ant_cli_value(&box, o->crop, diag));
  for (int a = 0; o->crop && a < 3; a++) {
    if (strcmp(o->crop, "bone") == 0 || o->box[2 * a] < o->box[2 * a + 1]) continue;
    return ant_fail(diag, ANT_EUSAGE,
                    "--crop: the end along %c must lie behind the start, found '%s'", 'x' + a,
                    o->crop);
  }
  if (o->calibration[0] <= 0) {
    return ant_fail(diag, ANT_EUSAGE, "--calibration: a mu scaling above 0 was expected, found %g",
                    o->calibration[0]);
  }
  if (o->like && !isnan(o->to_spacing[0])) {
    return ant_fail(diag, ANT_EUSAGE, "--like and --resample cannot be used together");
  }
  return ant_bone_out_check(to, diag);
}

static ant_status convert(options *o, const char *from, const char *to, ant_diag *diag) {
  ant_volume *v = NULL;
  ANT_TRY(check_options(o, to, diag));
  ANT_TRY(ant_bone_read(from, o->quiet || !isnan(o->spacing[0]), &v, NULL, diag));
  complete(o, v);
  ant_status status = crop(o, from, &v, diag);
  if (status == ANT_OK) status = coarsen(o, &v, diag);
  if (status == ANT_OK) status = regrid(o, &v, diag);
  if (status == ANT_OK) status = retype(o, &v, diag);
  if (status == ANT_OK) status = ant_volume_write(v, to, o->pack, diag);
  ant_volume_destroy(&v);
  return status;
}

int ant_cli_bone_convert(int argc, char **argv) {
  options o = {.spacing = {NAN},
               .calibration = {NAN},
               .to_spacing = {NAN},
               .type = NOT_GIVEN,
               .scale = NOT_GIVEN};
  const ant_cli_option table[] = {
      {"--crop", "X0,X1,Y0,..", ANT_CLI_TEXT, &o.crop,
       "voxels from X0 to below X1 and so on; `bone`: the box of what is not 0"},
      {"--factor", "F", ANT_CLI_WHOLES(3, 1, 1e6), o.factor,
       "means of F voxels a side (or FX,FY,FZ)"},
      {"--resample", "MM", ANT_CLI_NUMBERS(3, 1e-6, 1e6), o.to_spacing,
       "voxels of this size (or X,Y,Z)"},
      {"--like", "FILE", ANT_CLI_TEXT, &o.like, "on the grid of this volume"},
      {"--nearest", NULL, ANT_CLI_FLAG, &o.nearest, "take the nearest voxel: for masks and labels"},
      {"--scale", ANT_BONE_SCALES, ANT_CLI_CHOICE, &o.scale,
       "what the numbers shall mean (as f32)"},
      {"--type", "u8|i8|u16|i16|u32|i32|f32|f64", ANT_CLI_CHOICE, &o.type, "of a voxel (as it is)"},
      {"--spacing", "MM", ANT_CLI_NUMBERS(3, 1e-6, 1e6), o.spacing,
       "say how large a voxel is (or X,Y,Z)"},
      {"--calibration", "M,S,I,W", ANT_CLI_NUMBERS(4, -1e9, 1e9), o.calibration,
       "say mu scaling, density slope and intercept, mu of water (0: not known)"},
      {"--pack", NULL, ANT_CLI_FLAG, &o.pack, "compress .mha and .mhd"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "no warnings"},
  };
  const ant_cli_verb verb = {
      "antaeus bone convert",
      "VOLUME OUT",
      "Write VOLUME in another form: crop, then means, another grid, scale and type, in this\n"
      "order. OUT's name says the format: .mha .mhd .nii .nii.gz .raw .vti. Place, spacing and\n"
      "calibration are kept as far as the format can say them.\n\n"
      "Example: antaeus bone convert scan.isq half.mha --factor 2",
      2,
      2,
      table,
      sizeof table / sizeof *table};
  int n = 0, status = 0;
  ant_diag diag;
  if (!ant_cli_parse(&verb, argc, argv, &n, &status)) return status;
  return ant_cli_result(convert(&o, argv[0], argv[1], &diag), &diag);
}
