/* bone_register.c - antaeus bone register: lay a follow-up over its baseline. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "antaeus/voxel_structure.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/bone.h"

typedef struct options {
  const char *out, *save, *use, *region;
  double sigma, least;
  long finest, jobs;
  bool nearest, json, quiet;
} options;

static const char head[] = "# antaeus rigid 1: rotation by rows, centre [mm], shift [mm]; "
                           "fixed to moving\n";

static ant_status save(const char *path, const ant_rigid *r, ant_diag *diag) {
  ant_text text = {0};
  char number[ANT_NUMBER_TEXT];
  const double *part[3] = {r->rotation, r->centre_mm, r->shift_mm};
  const int n[3] = {9, 3, 3};
  ant_text_put(&text, head);
  for (int p = 0; p < 3; p++) {
    for (int i = 0; i < n[p]; i++) {
      ant_text_print(&text, "%s%s", ant_text_number(part[p][i], number), i % 3 == 2 ? "\n" : " ");
    }
  }
  ant_status status = text.failed ? ant_fail(diag, ANT_ENOMEM, "no memory to write %s", path)
                                  : ant_file_write(path, text.data, text.length, diag);
  ant_text_clear(&text);
  return status;
}

static ant_status no_motion(const char *path, ant_diag *diag) {
  ant_fail(diag, ANT_EINPUT,
           "a motion as --save writes it was expected: 15 numbers, a rotation "
           "first");
  ant_diag_place(diag, path, 0, 0);
  return ANT_EINPUT;
}

static ant_status load(const char *path, ant_rigid *out, ant_diag *diag) {
  char *text = NULL;
  size_t length = 0;
  double x[15], worst = 0;
  ANT_TRY(ant_file_read(path, 1 << 16, &text, &length, diag));
  const char *p = strchr(text, '\n');
  int n = 0;
  while (p && n < 15) {
    p += strspn(p, " \n\r\t");
    const size_t used = ant_text_read_number(p, &x[n]);
    if (used == 0 || !isfinite(x[n])) break;
    p += used;
    n++;
  }
  free(text);
  if (n < 15) return no_motion(path, diag);
  for (int i = 0; i < 9; i++) { /* rows of length one, across each other */
    double dot = 0;
    for (int k = 0; k < 3; k++) dot += x[3 * (i / 3) + k] * x[3 * (i % 3) + k];
    worst = fmax(worst, fabs(dot - (i % 4 == 0)));
  }
  if (worst > 1e-6) return no_motion(path, diag);
  memcpy(out->rotation, x, sizeof out->rotation);
  memcpy(out->centre_mm, x + 9, sizeof out->centre_mm);
  memcpy(out->shift_mm, x + 12, sizeof out->shift_mm);
  return ANT_OK;
}

static ant_status tell(const ant_registration *r, bool json, ant_diag *diag) {
  ant_bone_out all, *out = &all;
  ant_bone_out_begin(out, json);
  ant_bone_out_number(out, "turn_deg", "turn", r->turn_deg, "degrees");
  ant_bone_out_numbers(out, "axis", "about", r->axis, 3, "");
  ant_bone_out_numbers(out, "shift_mm", "shift of the middle", r->shift_mm, 3, "mm");
  ant_bone_out_number(out, "correlation", "correlation", r->correlation, "");
  ant_bone_out_number(out, "overlap", "share that overlaps", r->overlap, "");
  return ant_bone_out_end(out, diag);
}

static ant_status find(const options *o, const ant_volume *fixed, const ant_volume *moving,
                       ant_registration *out, ant_diag *diag) {
  ant_register_options ro = {.sigma_voxel = o->sigma,
                             .least_correlation = o->least,
                             .finest = (int)o->finest,
                             .n_thread = (int)o->jobs};
  ant_volume *region = NULL;
  if (o->region) ANT_TRY(ant_bone_read_mask(o->region, NULL, true, &region, diag));
  ro.opt_region = region;
  ant_status status = ant_register(fixed, moving, &ro, out, diag);
  ant_volume_destroy(&region);
  return status;
}

static ant_status work(const options *o, const char *fixed_path, const char *moving_path,
                       ant_diag *diag) {
  ant_volume *fixed = NULL, *moving = NULL, *moved = NULL;
  ant_registration r;
  if (o->out) ANT_TRY(ant_bone_out_check(o->out, diag));
  if (o->save) ANT_TRY(ant_cli_out_check(o->save, diag));
  ANT_TRY(ant_bone_read(fixed_path, o->quiet, &fixed, NULL, diag));
  ant_status status = ant_bone_read(moving_path, o->quiet, &moving, NULL, diag);
  if (status == ANT_OK) {
    status = o->use ? load(o->use, &r.rigid, diag) : find(o, fixed, moving, &r, diag);
  }
  if (status == ANT_OK && o->save) status = save(o->save, &r.rigid, diag);
  if (status == ANT_OK && o->out) {
    status = ant_resample(moving, fixed, &r.rigid, !o->nearest, 0, (int)o->jobs, &moved, diag);
    if (status == ANT_OK) status = ant_volume_write(moved, o->out, true, diag);
  }
  /* told last: what is printed is what was also written */
  if (status == ANT_OK && !o->use && (o->json || !o->quiet)) status = tell(&r, o->json, diag);
  ant_volume_destroy(&moved);
  ant_volume_destroy(&moving);
  ant_volume_destroy(&fixed);
  return status;
}

int ant_cli_bone_register(int argc, char **argv) {
  options o = {.sigma = 1, .least = 0.7, .finest = 1};
  const ant_cli_option table[] = {
      {"--out", "FILE", ANT_CLI_TEXT, &o.out, "write MOVING on the grid of FIXED"},
      {"--nearest", NULL, ANT_CLI_FLAG, &o.nearest, "take the nearest voxel: for masks and labels"},
      {"--save", "FILE", ANT_CLI_TEXT, &o.save, "write the motion"},
      {"--use", "FILE", ANT_CLI_TEXT, &o.use, "apply a motion that was saved, find none"},
      {"--region", "FILE", ANT_CLI_TEXT, &o.region, "look only where this mask of FIXED is not 0"},
      {"--sigma", "S", ANT_CLI_WITHIN(0, 100), &o.sigma,
       "smooth both by S voxels at each level (1)"},
      {"--finest", "F", ANT_CLI_COUNT_WITHIN(1, 64), &o.finest,
       "stop at means of F voxels a side (1)"},
      {"--least", "C", ANT_CLI_WITHIN(0.01, 1), &o.least, "refuse a correlation below C (0.7)"},
      {"--jobs", "N", ANT_CLI_JOBS, &o.jobs, "threads (one a core)"},
      {"--json", NULL, ANT_CLI_FLAG, &o.json, "one JSON document and nothing else"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o.quiet, "no warnings, no summary"},
  };
  const ant_cli_verb verb = {
      "antaeus bone register",
      "FIXED MOVING",
      "Find the turn and shift that lay a follow-up (MOVING) over its baseline (FIXED), from\n"
      "coarse to fine, by the largest normalised correlation of their grey values.\n\n"
      "Example: antaeus bone register before.mha after.mha --out after-laid.mha",
      2,
      2,
      table,
      sizeof table / sizeof *table};
  int n = 0, status = 0;
  ant_diag diag;
  if (!ant_cli_parse(&verb, argc, argv, &n, &status)) return status;
  return ant_cli_result(work(&o, argv[0], argv[1], &diag), &diag);
}
