/* bone.c - antaeus bone: finds the verb and hands over; what its parts share (see bone.h).
 *   1. Words   2. Volumes   3. Results   4. The verb */
#include "cli/bone.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/verbs.h"

/* 1. Words --------------------------------------------------------------- */

ant_status ant_bone_choice(const char *option, const char *word, const char *const *name, int n,
                           int *out, ant_diag *diag) {
  ant_nearest nearest;
  ant_nearest_init(&nearest, word);
  for (int i = 0; i < n; i++) {
    if (strcmp(word, name[i]) == 0) {
      *out = i;
      return ANT_OK;
    }
    ant_nearest_try(&nearest, name[i]);
  }
  ant_text all = {0};
  for (int i = 0; i < n; i++) ant_text_print(&all, "%s%s", i ? ", " : "", name[i]);
  ant_fail(diag, ANT_EUSAGE, "%s: one of %s was expected, found '%s'", option,
           ant_text_string(&all), word);
  ant_nearest_hint(&nearest, diag);
  ant_text_clear(&all);
  return ANT_EUSAGE;
}

ant_status ant_bone_set(const char *option, const char *words, const char *const *name, int n,
                        unsigned *out_set, ant_diag *diag) {
  *out_set = 0;
  for (const char *p = words; *p; p += *p == ',') {
    char word[32];
    int i;
    const size_t length = strcspn(p, ",");
    snprintf(word, sizeof word, "%.*s", (int)length, p);
    ANT_TRY(ant_bone_choice(option, word, name, n, &i, diag));
    *out_set |= 1u << i;
    p += length;
  }
  return ANT_OK;
}

ant_status ant_bone_axis(const char *option, const char *word, int *out_axis, ant_diag *diag) {
  static const char *const name[] = {"x", "y", "z"};
  return ant_bone_choice(option, word, name, 3, out_axis, diag);
}

/* 2. Volumes ------------------------------------------------------------- */

ant_status ant_bone_read(const char *path, bool quiet, ant_volume **out_volume,
                         ant_volume_report *opt_report, ant_diag *diag) {
  ant_volume_report report;
  ANT_TRY(ant_volume_read(path, out_volume, &report, diag));
  if (!report.has_spacing && !quiet) {
    ant_diag warning;
    ant_fail(&warning, ANT_EINPUT, "the file does not say how large a voxel is: 1 mm was taken");
    warning.severity = ANT_WARNING;
    ant_diag_place(&warning, path, 0, 0);
    ant_diag_hint(&warning, "antaeus bone convert --spacing says it");
    ant_diag_print(&warning, stderr);
  }
  if (opt_report) *opt_report = report;
  return ANT_OK;
}

ant_status ant_bone_copy(const ant_volume *volume, ant_volume **out_volume, ant_diag *diag) {
  ANT_TRY(ant_volume_create_like(volume, volume->type, out_volume, diag));
  (*out_volume)->calibration = volume->calibration;
  memcpy((*out_volume)->data, volume->data, ant_volume_bytes(volume));
  return ANT_OK;
}

enum { MOST_LABELS = 32 };

/* The different numbers of VOLUME, at most MOST_LABELS + 1. */
typedef struct labels {
  double value[MOST_LABELS + 1];
  int n;
} labels;

static bool has_label(const labels *l, double value) {
  for (int i = 0; i < l->n; i++) {
    if (l->value[i] == value) return true;
  }
  return false;
}

static ant_status no_mask(const char *path, double value, ant_diag *diag) {
  if (value != floor(value)) {
    ant_fail(diag, ANT_EINPUT, "a mask or labels were expected, found the value %g", value);
  } else {
    ant_fail(diag, ANT_EINPUT, "a mask or labels were expected, found more than %d values",
             MOST_LABELS);
  }
  ant_diag_place(diag, path, 0, 0);
  ant_diag_hint(diag, "antaeus bone segment makes a mask of grey values");
  return ANT_EINPUT;
}

static ant_status fill_row(const char *path, const labels *wanted, labels *seen, const double *row,
                           int64_t n, uint8_t *out, int64_t *bone, ant_diag *diag) {
  for (int64_t i = 0; i < n; i++) {
    const double v = row[i];
    if (v == 0) continue;
    if (!has_label(seen, v)) {
      if (!isfinite(v) || v != floor(v) || seen->n == MOST_LABELS) return no_mask(path, v, diag);
      seen->value[seen->n++] = v;
    }
    out[i] = wanted->n == 0 || has_label(wanted, v);
    *bone += out[i];
  }
  return ANT_OK;
}

static ant_status read_labels(const char *text, labels *out, ant_diag *diag) {
  out->n = 0;
  for (const char *p = text; p && *p; p += *p == ',') {
    size_t used = ant_text_read_number(p, &out->value[out->n]);
    const double v = used > 0 ? out->value[out->n] : 0;
    const bool more = p[used] == ',' && p[used + 1];
    if (v == 0 || v != floor(v) || fabs(v) > 1e9 || (!more && p[used]) || out->n == MOST_LABELS) {
      return ant_fail(diag, ANT_EUSAGE,
                      "--labels: up to %d whole numbers other than 0 with commas between were "
                      "expected, found '%s'",
                      MOST_LABELS, text);
    }
    out->n++;
    p += used;
  }
  return ANT_OK;
}

ant_status ant_bone_out_check(const char *path, ant_diag *diag) {
  ANT_TRY(ant_volume_name_check(path, diag));
  return ant_cli_out_check(path, diag);
}

ant_status ant_bone_labels_check(const char *opt_labels, ant_diag *diag) {
  labels any;
  return read_labels(opt_labels, &any, diag);
}

static ant_status fill_mask(const char *path, const ant_volume *v, const labels *wanted,
                            ant_volume *mask, ant_diag *diag) {
  labels seen = {.n = 0};
  int64_t bone = 0;
  double *row = malloc((size_t)v->n[0] * sizeof *row);
  ant_status status = row ? ANT_OK : ant_fail(diag, ANT_ENOMEM, "no memory for a row of voxels");
  for (int64_t i = 0; status == ANT_OK && i < v->n[1] * v->n[2]; i++) {
    ant_volume_doubles(v, i * v->n[0], v->n[0], row);
    status = fill_row(path, wanted, &seen, row, v->n[0], (uint8_t *)mask->data + i * v->n[0], &bone,
                      diag);
  }
  free(row);
  if (status != ANT_OK || bone > 0) return status;
  ant_fail(diag, ANT_EINPUT, "%s",
           seen.n ? "no voxel has one of these labels" : "the mask is empty: every voxel is 0");
  ant_diag_place(diag, path, 0, 0);
  if (seen.n) ant_diag_hint(diag, "antaeus bone info lists the labels that are there");
  return ANT_EINPUT;
}

ant_status ant_bone_read_mask(const char *path, const char *opt_labels, bool quiet,
                              ant_volume **out_mask, ant_diag *diag) {
  ant_volume *v = NULL, *mask = NULL;
  labels wanted;
  ANT_TRY(read_labels(opt_labels, &wanted, diag));
  ANT_TRY(ant_bone_read(path, quiet, &v, NULL, diag));
  ant_status status = ant_volume_create_like(v, ANT_VOXEL_U8, &mask, diag);
  if (status == ANT_OK) status = fill_mask(path, v, &wanted, mask, diag);
  ant_volume_destroy(&v);
  if (status != ANT_OK) {
    ant_volume_destroy(&mask);
    return status;
  }
  *out_mask = mask;
  return ANT_OK;
}

/* 3. Results ------------------------------------------------------------- */

void ant_bone_out_begin(ant_bone_out *out, bool json) {
  *out = (ant_bone_out){.json = json};
  if (!json) return;
  ant_json_init(&out->j, stdout);
  ant_json_object(&out->j);
}

static void print_label(const ant_bone_out *out, const char *label) {
  printf("%*s%-*s", 2 * out->depth, "", 32 - 2 * out->depth, label);
}

void ant_bone_out_number(ant_bone_out *out, const char *key, const char *label, double value,
                         const char *unit) {
  ant_bone_out_numbers(out, key, label, &value, -1, unit);
}

/* N of -1: one number that is no list. */
void ant_bone_out_numbers(ant_bone_out *out, const char *key, const char *label,
                          const double *value, int n, const char *unit) {
  if (out->json) {
    ant_json_key(&out->j, key);
    if (n >= 0) ant_json_array(&out->j);
    for (int i = 0; i < abs(n); i++) {
      if (isfinite(value[i])) {
        ant_json_number(&out->j, value[i]);
      } else {
        ant_json_null(&out->j);
      }
    }
    if (n >= 0) ant_json_end(&out->j);
    return;
  }
  print_label(out, label);
  double most = 0; /* beside it, what rounding leaves is 0 */
  for (int i = 0; i < n; i++) most = fmax(most, isfinite(value[i]) ? fabs(value[i]) : 0);
  for (int i = 0; i < abs(n); i++) {
    if (isfinite(value[i])) {
      printf(" %.6g", fabs(value[i]) < 1e-12 * most ? 0 : value[i]);
    } else {
      printf(" -");
    }
  }
  printf("%s%s\n", unit[0] ? " " : "", unit);
}

void ant_bone_out_integer(ant_bone_out *out, const char *key, const char *label, int64_t value,
                          const char *unit) {
  if (out->json) {
    ant_json_key_integer(&out->j, key, value);
    return;
  }
  print_label(out, label);
  printf(" %" PRId64 "%s%s\n", value, unit[0] ? " " : "", unit);
}

void ant_bone_out_text(ant_bone_out *out, const char *key, const char *label, const char *value) {
  if (out->json) {
    ant_json_key_string(&out->j, key, value);
    return;
  }
  print_label(out, label);
  printf(" %s\n", value);
}

void ant_bone_out_open(ant_bone_out *out, const char *key, const char *headline) {
  if (out->json) {
    ant_json_key(&out->j, key);
    ant_json_object(&out->j);
  } else {
    printf("%*s%s\n", 2 * out->depth, "", headline);
  }
  out->depth++;
}

void ant_bone_out_close(ant_bone_out *out) {
  if (out->json) ant_json_end(&out->j);
  out->depth--;
}

ant_status ant_bone_out_end(ant_bone_out *out, ant_diag *diag) {
  if (!out->json) return ANT_OK;
  ant_json_end(&out->j);
  return ant_json_finish(&out->j, diag);
}

void ant_bone_out_volume(ant_bone_out *out, const ant_volume *volume) {
  double n[3], size[3];
  for (int a = 0; a < 3; a++) {
    n[a] = (double)volume->n[a];
    size[a] = n[a] * volume->spacing_mm[a];
  }
  ant_bone_out_numbers(out, "voxels", "voxels (x y z)", n, 3, "");
  ant_bone_out_numbers(out, "spacing_mm", "voxel", volume->spacing_mm, 3, "mm");
  ant_bone_out_numbers(out, "size_mm", "size", size, 3, "mm");
}

/* 4. The verb ------------------------------------------------------------ */

static const ant_cli_choice parts[] = {
    {"info", "what a file holds", ant_cli_bone_info},
    {"convert", "into another format, type, scale, crop or resolution", ant_cli_bone_convert},
    {"segment", "grey values to a mask of bone", ant_cli_bone_segment},
    {"register", "lay a follow-up over its baseline", ant_cli_bone_register},
    {"measure", "structure: BV/TV, Tb.Th, Tb.Sp, Tb.N and the rest", ant_cli_bone_measure},
    {"stiffness", "micro-FE: tests, apparent moduli, the stiffness tensor", ant_cli_bone_stiffness},
    {"strength", "micro-FE: failure load, load-displacement curve, load history",
     ant_cli_bone_strength},
    {"adapt", "the same bone after months of another load", ant_cli_bone_adapt},
    {"make", "trabecular volumes and known shapes", ant_cli_bone_make},
    {"draw", "slices and surfaces as PNG", ant_cli_bone_draw},
};

int ant_cli_bone(int argc, char **argv) {
  static const ant_cli_choices choices = {"antaeus bone", "VERB VOLUME [...]", "Bone as an image.",
                                          parts, sizeof parts / sizeof *parts};
  return ant_cli_choose(&choices, argc, argv);
}
