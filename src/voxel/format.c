/* format.c - reading a volume of whatever kind (see antaeus/voxel.h "Files").
 *   1. Formats   2. Reading */
#include "voxel/io.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* 1. Formats ------------------------------------------------------------- */

static const struct {
  bool (*is)(const ant_bytes *file);
  ant_status (*layout)(const ant_bytes *file, ant_layout *out, ant_diag *diag);
} formats[] = {
    {ant_metaimage_is, ant_metaimage_layout},
    {ant_nifti_is, ant_nifti_layout},
    {ant_isq_is, ant_isq_layout},
    {ant_aim_is, ant_aim_layout},
    {ant_sidecar_is, ant_sidecar_layout},
};

static ant_status unknown_format(const ant_bytes *file, ant_diag *diag) {
  ant_bytes_fail(file, 0, diag,
                 "this is no volume that can be read: its first bytes are "
                 "%02x %02x %02x %02x",
                 file->data[0], file->size > 1 ? file->data[1] : 0,
                 file->size > 2 ? file->data[2] : 0, file->size > 3 ? file->data[3] : 0);
  ant_diag_hint(diag, "MetaImage, NIfTI, TIFF, Scanco ISQ and AIM can be read, and raw voxels with "
                      "a text beside them (doc/voxel.md)");
  return ANT_EINPUT;
}

static ant_status find_layout(const ant_bytes *file, ant_layout *out, ant_diag *diag) {
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    if (formats[i].is(file)) return formats[i].layout(file, out, diag);
  }
  return unknown_format(file, diag);
}

/* 2. Reading ------------------------------------------------------------- */

/* The header's own folder and the name that it gives. */
static char *path_beside(const char *path, const char *name) {
  const char *slash = strrchr(path, '/');
  size_t folder = slash && name[0] != '/' ? (size_t)(slash - path) + 1 : 0;
  size_t size = folder + strlen(name) + 1;
  char *joined = malloc(size);
  if (joined) snprintf(joined, size, "%.*s%s", (int)folder, path, name);
  return joined;
}

static ant_status load_beside(const ant_bytes *header, const ant_layout *l, ant_volume **out,
                              ant_diag *diag) {
  char *path = path_beside(header->path, l->beside);
  if (!path) return ant_fail(diag, ANT_ENOMEM, "no memory to read %s", header->path);
  ant_bytes file;
  ant_status status = ant_bytes_open(path, &file, diag);
  if (status == ANT_OK) {
    status = ant_layout_load(&file, l, out, diag);
  } else {
    ant_diag_hint(diag, "it is named in %s", header->path);
  }
  free(path);
  return status;
}

static ant_status read_layout(ant_bytes *file, ant_volume **out, ant_volume_report *report,
                              ant_diag *diag) {
  ant_layout l;
  ant_status status = find_layout(file, &l, diag);
  if (status == ANT_OK && l.beside[0]) {
    status = load_beside(file, &l, out, diag);
  } else if (status == ANT_OK) {
    status = ant_layout_load(file, &l, out, diag);
  }
  ant_bytes_close(file);
  if (status != ANT_OK) return status;
  snprintf(report->format, sizeof report->format, "%s", l.format);
  report->has_spacing = l.has_spacing;
  return ANT_OK;
}

/* The text beside bare voxels: NAME.raw is read by NAME.raw.info.  NULL when there is none. */
static char *sidecar_of(const char *path) {
  size_t n = strlen(path);
  struct stat s;
  if (n < 5 || strcmp(path + n - 4, ".raw") != 0) return NULL;
  char *text = malloc(n + 6);
  if (!text) return NULL;
  snprintf(text, n + 6, "%s.info", path);
  if (stat(text, &s) == 0) return text;
  free(text);
  return NULL;
}

static ant_status read_file(const char *path, ant_volume **out, ant_volume_report *report,
                            ant_diag *diag) {
  ant_bytes file;
  ANT_TRY(ant_bytes_open(path, &file, diag));
  if (ant_tiff_is(&file)) return ant_tiff_read(&file, path, out, report, diag);
  return read_layout(&file, out, report, diag);
}

ant_status ant_volume_read(const char *path, ant_volume **out_volume, ant_volume_report *opt_report,
                           ant_diag *opt_diag) {
  ant_volume_report unused, *report = opt_report ? opt_report : &unused;
  struct stat s;
  *report = (ant_volume_report){.has_spacing = false};
  if (stat(path, &s) == 0 && S_ISDIR(s.st_mode)) {
    return ant_tiff_read(NULL, path, out_volume, report, opt_diag);
  }
  char *text = sidecar_of(path);
  ant_status status = read_file(text ? text : path, out_volume, report, opt_diag);
  free(text);
  return status;
}

ant_status ant_volume_read_bytes(const char *name, const void *data, size_t size,
                                 ant_volume **out_volume, ant_diag *opt_diag) {
  ant_bytes file = {name, data, size, false};
  ant_layout l;
  if (size == 0) return ant_fail(opt_diag, ANT_EINPUT, "%s is empty", name);
  ANT_TRY(find_layout(&file, &l, opt_diag));
  if (l.beside[0]) return load_beside(&file, &l, out_volume, opt_diag);
  return ant_layout_load(&file, &l, out_volume, opt_diag);
}
