/* bone_draw.c - antaeus bone draw: slices and surfaces as PNG. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "antaeus/voxel_picture.h"
#include "cli/bone.h"

typedef struct options {
  const char *value, *after, *slice, *label;
  double sigma, view[2], range[2]; /* NAN: not given                                      */
  int64_t size[2];                 /* 0: not given                                        */
  int palette;                     /* BY_WORK: change with --after, else ember            */
  long jobs;
  bool white, plain, quiet;
} options;

enum { BY_WORK = -1 };

static ant_status read_options(const options *o, ant_draw_options *out, ant_diag *diag) {
  ant_draw_defaults(out);
  if (!isnan(o->view[0])) {
    out->azimuth_deg = o->view[0];
    out->elevation_deg = o->view[1];
  }
  if (o->size[0] > 0) {
    out->width = (int)o->size[0];
    out->height = (int)o->size[1];
  }
  if (!isnan(o->range[0])) {
    if (!(o->range[0] < o->range[1])) {
      return ant_fail(diag, ANT_EUSAGE, "--range: LOW below HIGH was expected, found %g and %g",
                      o->range[0], o->range[1]);
    }
    out->low = o->range[0];
    out->high = o->range[1];
  }
  out->palette = (ant_palette)o->palette;
  if (o->palette == BY_WORK) out->palette = o->after ? ANT_PALETTE_CHANGE : ANT_PALETTE_EMBER;
  out->light_background = o->white;
  out->no_bars = o->plain;
  out->opt_label = o->label;
  out->n_thread = (int)o->jobs;
  return ANT_OK;
}

/* "z", "z:40" */
static ant_status read_slice(const char *text, ant_draw_options *out, ant_diag *diag) {
  const ant_cli_option number = {"--slice", "AXIS:N", ANT_CLI_WHOLES(1, 0, 1e6), &out->slice,
                                 "z or z:40"};
  char axis[8];
  const size_t n = strcspn(text, ":");
  snprintf(axis, sizeof axis, "%.*s", (int)n, text);
  ANT_TRY(ant_bone_axis("--slice", axis, &out->axis, diag));
  return text[n] == ':' ? ant_cli_value(&number, text + n + 1, diag) : ANT_OK;
}

/* The larger of both becomes the bone, and what AFTER has more than BEFORE the colour. */
static ant_status compare(ant_volume *before, const char *path, ant_volume **out_change,
                          ant_diag *diag) {
  ant_volume *after = NULL, *change = NULL;
  ANT_TRY(ant_bone_read(path, true, &after, NULL, diag));
  ant_status status = ANT_OK;
  if (memcmp(before->n, after->n, sizeof before->n) != 0) {
    status = ant_fail(diag, ANT_EINPUT, "the two volumes have not the same size");
    ant_diag_place(diag, path, 0, 0);
  }
  if (status == ANT_OK) status = ant_volume_create_like(before, ANT_VOXEL_F32, &change, diag);
  float *b = before->data;
  for (int64_t i = 0; status == ANT_OK && i < ant_volume_count(before); i++) {
    const float a = (float)ant_volume_stored(after, i);
    ((float *)change->data)[i] = a - b[i];
    if (a > b[i]) b[i] = a;
  }
  ant_volume_destroy(&after);
  if (status != ANT_OK) {
    ant_volume_destroy(&change);
    return status;
  }
  *out_change = change;
  return ANT_OK;
}

static ant_status smooth(const options *o, ant_volume **v, ant_diag *diag) {
  const double sigma[3] = {o->sigma, o->sigma, o->sigma};
  ant_volume *next = NULL;
  if (!(o->sigma > 0)) return ANT_OK;
  ANT_TRY(ant_gaussian(*v, sigma, ANT_SCALE_STORED, (int)o->jobs, &next, diag));
  ant_volume_destroy(v);
  *v = next;
  return ANT_OK;
}

static ant_status draw(const options *o, const char *from, ant_picture **out, ant_diag *diag) {
  ant_draw_options d;
  ant_cli_progress progress;
  ant_volume *v = NULL, *value = NULL, *bone = NULL;
  if (o->value && o->after) {
    return ant_fail(diag, ANT_EUSAGE, "--colour and --after cannot be used together");
  }
  ANT_TRY(read_options(o, &d, diag));
  if (o->slice) ANT_TRY(read_slice(o->slice, &d, diag));
  ANT_TRY(ant_bone_read(from, o->quiet, &v, NULL, diag));
  ant_status status = ANT_OK;
  if (o->value) status = ant_bone_read(o->value, true, &value, NULL, diag);
  if (status == ANT_OK && o->after) {
    status = ant_convert(v, ANT_VOXEL_F32, ANT_SCALE_STORED, &bone, diag);
    if (status == ANT_OK) status = compare(bone, o->after, &value, diag);
    ant_volume_destroy(&v);
    v = bone;
    if (!d.opt_label) d.opt_label = "change of bone";
  }
  if (status == ANT_OK && value) status = smooth(o, &value, diag);
  if (status == ANT_OK) {
    ant_cli_progress_begin(&progress, "drawing", o->quiet);
    d.progress = ant_cli_progress_show;
    d.user = &progress;
    status = o->slice ? ant_draw_slice(v, value, &d, out, diag)
                      : ant_draw_surface(v, value, &d, out, diag);
    ant_cli_progress_end(&progress);
  }
  ant_volume_destroy(&v);
  ant_volume_destroy(&value);
  return status;
}

int ant_cli_bone_draw(int argc, char **argv) {
  options o = {.view = {NAN, NAN}, .range = {NAN, NAN}, .palette = BY_WORK};
  const ant_cli_option table[] = {
      {"--slice", "AXIS[:N]", ANT_CLI_TEXT, &o.slice, "a slice across x, y or z instead"},
      {"--colour", "FILE", ANT_CLI_TEXT, &o.value, "by this volume, e.g. energy_density.mha"},
      {"--after", "FILE", ANT_CLI_TEXT, &o.after, "by what this later volume lost and formed"},
      {"--sigma", "S", ANT_CLI_WITHIN(0, 100), &o.sigma, "smooth the colours by S voxels (0)"},
      {"--range", "LOW,HIGH", ANT_CLI_NUMBERS(2, -1e300, 1e300), o.range,
       "of the colours (0 to the 99th percentile)"},
      {"--palette", "grey|ember|inferno|change", ANT_CLI_CHOICE, &o.palette,
       "of the colours (ember; with --after change)"},
      {"--label", "TEXT", ANT_CLI_TEXT, &o.label, "beside the colour bar"},
      {"--view", "AZ,EL", ANT_CLI_NUMBERS(2, -360, 360), o.view, "of the eye, degrees (-60,25)"},
      {"--size", "W,H", ANT_CLI_WHOLES(2, 16, 20000), o.size, "pixels (1000,1000)"},
      {"--white", NULL, ANT_CLI_FLAG, &o.white, "white background"},
      {"--plain", NULL, ANT_CLI_FLAG, &o.plain, "neither scale bar nor colour bar"},
      {"--jobs", "N", ANT_CLI_JOBS, &o.jobs, "threads (one a core)"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "no warnings, no progress"},
  };
  const ant_cli_verb verb = {
      "antaeus bone draw",
      "VOLUME OUT.png",
      "Draw the surface of a mask (or of a volume of shares) in parallel projection, shaded,\n"
      "coloured by another volume or by what was lost; or a slice of any volume.\n\n"
      "Example: antaeus bone draw bone.mha bone.png --colour fields/energy_density.mha",
      2,
      2,
      table,
      sizeof table / sizeof *table};
  int n = 0, status = 0;
  ant_diag diag;
  ant_picture *picture = NULL;
  if (!ant_cli_parse(&verb, argc, argv, &n, &status)) return status;
  if (ant_cli_out_check(argv[1], &diag) != ANT_OK || draw(&o, argv[0], &picture, &diag) != ANT_OK) {
    return ant_cli_fail(&diag);
  }
  ant_status written = ant_picture_write(picture, argv[1], &diag);
  ant_picture_destroy(&picture);
  return ant_cli_result(written, &diag);
}
