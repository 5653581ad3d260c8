/* sidecar.c - reading what stands beside raw voxels (see io.h, antaeus/voxel.h "Files").
 *
 *   # antaeus raw volume
 *   file = scan.raw
 *   size = 512 512 300
 *   type = i16
 *   spacing_mm = 0.082 0.082 0.082
 *   byte_order = little        skip = 0          origin_mm = 0 0 0      direction = 1 0 0 0 1 0 0 0
 * 1 scale = 1                  offset = 0        mu_scaling = 8192      mu_water = 0.2409
 *   density_slope = 1603.5     density_intercept = -391.2
 *
 * one key a line; file, size, type and spacing_mm must be there. */
#include "base/text.h"
#include "voxel/io.h"

#include <string.h>

static const char magic[] = "# antaeus raw volume";

bool ant_sidecar_is(const ant_bytes *file) {
  return file->size >= sizeof magic - 1 && memcmp(file->data, magic, sizeof magic - 1) == 0;
}

typedef struct seen {
  bool file, size, type, spacing;
} seen;

static ant_status read_type(const ant_bytes *file, const ant_header_line *line, ant_layout *l,
                            ant_diag *diag) {
  for (int t = 0; t < ANT_VOXEL_NTYPE; t++) {
    if (strcmp(line->value, ant_voxel_name((ant_voxel_type)t)) != 0) continue;
    l->type = (ant_voxel_type)t;
    return ANT_OK;
  }
  return ant_bytes_fail(file, line->line, diag,
                        "type: u8, i8, u16, i16, u32, i32, f32 or f64 was expected, found '%.40s'",
                        line->value);
}

static ant_status read_order(const ant_bytes *file, const ant_header_line *line, ant_layout *l,
                             ant_diag *diag) {
  l->big_endian = strcmp(line->value, "big") == 0;
  if (l->big_endian || strcmp(line->value, "little") == 0) return ANT_OK;
  return ant_bytes_fail(file, line->line, diag,
                        "byte_order: little or big was expected, found "
                        "'%.40s'",
                        line->value);
}

static ant_status read_number(const ant_bytes *file, const ant_header_line *line, ant_layout *l,
                              ant_diag *diag) {
  ant_calibration *c = &l->calibration;
  const struct {
    const char *name;
    int n;
    double *into;
  } known[] = {{"spacing_mm", 3, l->spacing_mm},
               {"origin_mm", 3, l->origin_mm},
               {"direction", 9, l->direction},
               {"scale", 1, &c->scale},
               {"offset", 1, &c->offset},
               {"mu_scaling", 1, &c->mu_scaling},
               {"mu_water", 1, &c->mu_water},
               {"density_slope", 1, &c->slope},
               {"density_intercept", 1, &c->intercept}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (strcmp(line->key, known[i].name) != 0) continue;
    if (known[i].into == &c->slope) c->has_density = true;
    return ant_header_numbers(file, line, known[i].n, known[i].into, diag);
  }
  ant_bytes_fail(file, line->line, diag, "unknown key '%s'", line->key);
  ant_diag_hint(diag, "file size type spacing_mm byte_order skip origin_mm direction scale offset "
                      "mu_scaling mu_water density_slope density_intercept are known");
  return ANT_EINPUT;
}

static ant_status read_key(const ant_bytes *file, const ant_header_line *line, ant_layout *l,
                           seen *s, ant_diag *diag) {
  int64_t skip = 0;
  if (strcmp(line->key, "file") == 0) {
    s->file = line->value[0] != '\0';
    if (ant_text_fit(l->beside, sizeof l->beside, "%s", line->value)) return ANT_OK;
    return ant_bytes_fail(file, line->line, diag, "file: a name too long: %s", l->beside);
  }
  if (strcmp(line->key, "size") == 0) {
    s->size = true;
    return ant_header_whole(file, line, 3, l->n, diag);
  }
  if (strcmp(line->key, "type") == 0) {
    s->type = true;
    return read_type(file, line, l, diag);
  }
  if (strcmp(line->key, "byte_order") == 0) return read_order(file, line, l, diag);
  if (strcmp(line->key, "skip") == 0) {
    ANT_TRY(ant_header_whole(file, line, 1, &skip, diag));
    if (skip < 0) return ant_bytes_fail(file, line->line, diag, "skip: 0 or more was expected");
    l->offset = (uint64_t)skip;
    return ANT_OK;
  }
  if (strcmp(line->key, "spacing_mm") == 0) s->spacing = true;
  return read_number(file, line, l, diag);
}

ant_status ant_sidecar_layout(const ant_bytes *file, ant_layout *out, ant_diag *opt_diag) {
  ant_layout_init(out);
  ant_header_line line = {0};
  seen s = {0};
  for (;;) {
    bool end = false;
    ANT_TRY(ant_header_next(file, line.next, &line, &end, opt_diag));
    if (end) break;
    ANT_TRY(read_key(file, &line, out, &s, opt_diag));
  }
  const char *missing = !s.file ? "file" : !s.size ? "size" : !s.type ? "type" : "spacing_mm";
  if (!s.file || !s.size || !s.type || !s.spacing) {
    return ant_bytes_fail(file, 0, opt_diag, "there is no line `%s = ...`", missing);
  }
  out->has_spacing = true;
  out->exact = true;
  snprintf(out->format, sizeof out->format, "raw voxels");
  return ANT_OK;
}
