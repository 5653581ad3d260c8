/* bone_solid.c - the solid of the mechanical verbs of `antaeus bone` (see bone.h "Solids").
 *   1. Materials   2. Making   3. Results */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/bone.h"

void ant_bone_solid_defaults(ant_bone_solid *solid) {
  *solid = (ant_bone_solid){
      .modulus_mpa = 18000, .poisson = 0.3, .tolerance = 1e-6, .power = {NAN, NAN}};
}

/* a share that falls back is that of the next solution */
static bool show(void *user, double share) {
  ant_bone_solid *s = user;
  if (share < s->share && s->done + 1 < s->solutions) s->done++;
  s->share = share;
  return ant_cli_progress_show(&s->progress, (s->done + share) / s->solutions);
}

ant_fe_options ant_bone_solid_options(ant_bone_solid *solid, int solutions, bool quiet) {
  solid->solutions = solutions;
  solid->done = 0;
  solid->share = 0;
  ant_cli_progress_begin(&solid->progress, "solving", quiet);
  return (ant_fe_options){.tolerance = solid->tolerance,
                          .max_iterations = (int)solid->iterations,
                          .progress = show,
                          .user = solid};
}

/* 1. Materials ----------------------------------------------------------- */

/* "100=6829,127=20000" */
static ant_status read_table(const char *text, double table[256], ant_diag *diag) {
  for (const char *p = text; *p; p += *p == ',') {
    double label, mpa;
    size_t used = ant_text_read_number(p, &label), more = 0;
    if (used > 0 && p[used] == '=') more = ant_text_read_number(p + used + 1, &mpa);
    p += used + 1 + more;
    if (more == 0 || (*p != ',' && *p != '\0') || !(label >= 1 && label <= 255) ||
        label != floor(label) || !(mpa >= 0 && mpa <= 1e9)) {
      ant_fail(diag, ANT_EUSAGE, "--moduli: LABEL=MPA with commas between was expected, found '%s'",
               text);
      ant_diag_hint(diag,
                    "labels are 1 to 255, moduli 0 to 1e9 MPa, for example 100=8748,127=8748");
      return ANT_EUSAGE;
    }
    table[(int)label] = mpa;
  }
  return ANT_OK;
}

/* Make VALUE of the voxels outside MASK 0. */
static ant_status outside_mask(const char *path, const char *labels, ant_volume *value,
                               ant_diag *diag) {
  ant_volume *mask = NULL;
  ANT_TRY(ant_bone_read_mask(path, labels, true, &mask, diag));
  ant_status status = ANT_OK;
  if (memcmp(mask->n, value->n, sizeof mask->n) != 0) {
    status = ant_fail(diag, ANT_EINPUT,
                      "the mask has %lld x %lld x %lld voxels, the volume %lld x "
                      "%lld x %lld",
                      (long long)mask->n[0], (long long)mask->n[1], (long long)mask->n[2],
                      (long long)value->n[0], (long long)value->n[1], (long long)value->n[2]);
    ant_diag_place(diag, path, 0, 0);
  }
  float *e = value->data;
  for (int64_t i = 0; status == ANT_OK && i < ant_volume_count(mask); i++) {
    if (!((uint8_t *)mask->data)[i]) e[i] = 0;
  }
  ant_volume_destroy(&mask);
  return status;
}

/* A modulus for each voxel: A (density in g/cm^3)^B, none where there is no density. */
static ant_status power_law(const ant_bone_solid *s, const ant_volume *v, ant_volume **out,
                            ant_diag *diag) {
  const double *ab = s->power;
  ant_volume *e = NULL;
  ANT_TRY(ant_convert(v, ANT_VOXEL_F32, ANT_SCALE_DENSITY, &e, diag));
  float *value = e->data;
  for (int64_t i = 0; i < ant_volume_count(e); i++) {
    const double density = 1e-3 * (double)value[i];
    value[i] = density > 0 ? (float)(ab[0] * pow(density, ab[1])) : 0;
  }
  ant_status status = outside_mask(s->mask, s->labels, e, diag);
  if (status != ANT_OK) {
    ant_volume_destroy(&e);
    return status;
  }
  *out = e;
  return ANT_OK;
}

/* Voxels that are not in the largest part become 0. */
static ant_status keep_largest(ant_volume *v, ant_diag *diag) {
  ant_volume *mask = NULL;
  if (v->type == ANT_VOXEL_U8) {
    ANT_TRY(ant_bone_copy(v, &mask, diag));
  } else {
    ANT_TRY(ant_volume_create_like(v, ANT_VOXEL_U8, &mask, diag));
    for (int64_t i = 0; i < ant_volume_count(v); i++) {
      ((uint8_t *)mask->data)[i] = ((float *)v->data)[i] > 0;
    }
  }
  ant_status status = ant_parts_keep_largest(mask, 6, NULL, diag);
  const size_t size = ant_voxel_size(v->type);
  for (int64_t i = 0; status == ANT_OK && i < ant_volume_count(v); i++) {
    if (!((uint8_t *)mask->data)[i]) memset((char *)v->data + (size_t)i * size, 0, size);
  }
  ant_volume_destroy(&mask);
  return status;
}

/* 2. Making -------------------------------------------------------------- */

static bool has_power(const ant_bone_solid *s) {
  return !isnan(s->power[0]);
}

/* What can be wrong before a voxel is read; TABLE is filled where labels have moduli. */
static ant_status check_words(const ant_bone_solid *s, double table[256], ant_diag *diag) {
  if ((s->table != NULL) + has_power(s) + s->field > 1) {
    return ant_fail(diag, ANT_EUSAGE, "--moduli, --power and --field cannot be used together");
  }
  if (has_power(s) && !s->mask) {
    ant_fail(diag, ANT_EUSAGE, "--power needs --mask: where bone is");
    ant_diag_hint(diag, "antaeus bone segment makes a mask");
    return ANT_EUSAGE;
  }
  return s->table ? read_table(s->table, table, diag) : ANT_OK;
}

/* An own volume and how its values become moduli. */
static ant_status settle(const char *path, const ant_bone_solid *s, bool quiet,
                         const double table[256], ant_volume **out, ant_fe_material *material,
                         ant_diag *diag) {
  ant_volume *file = NULL;
  material->poisson = s->poisson;
  if (!s->table && !has_power(s) && !s->field) {
    material->kind = ANT_FE_CONSTANT;
    material->modulus_mpa = s->modulus_mpa;
    return ant_bone_read_mask(path, s->labels, quiet, out, diag);
  }
  ANT_TRY(ant_bone_read(path, quiet, &file, NULL, diag));
  ant_status status = ANT_OK;
  if (s->table) {
    material->kind = ANT_FE_TABLE;
    material->table = table;
    status = ant_convert(file, ANT_VOXEL_U8, ANT_SCALE_STORED, out, diag);
  } else {
    material->kind = ANT_FE_FIELD;
    status = s->field ? ant_convert(file, ANT_VOXEL_F32, ANT_SCALE_GREY, out, diag)
                      : power_law(s, file, out, diag);
    if (status == ANT_OK) (*out)->calibration = (ant_calibration){.scale = 1};
  }
  ant_volume_destroy(&file);
  return status;
}

static void say_size(const ant_fe *fe) {
  const double free_bytes = (double)ant_memory_available();
  const int ranks = ant_fe_ranks(fe)->size;
  fprintf(stderr, "%zu bone voxels, %zu unknowns; needs about %.0f MB of memory",
          ant_fe_all_elements(fe), 3 * ant_fe_all_nodes(fe), ceil(ant_fe_bytes(fe) / 1e6));
  if (ranks > 1) fprintf(stderr, " on the first of %d ranks", ranks);
  if (free_bytes < 1e18) fprintf(stderr, ", %.0f MB are free", free_bytes / 1e6);
  fprintf(stderr, "\n");
}

static ant_status make(const char *path, const ant_bone_solid *solid, bool quiet,
                       const double table[256], ant_volume *out_place, ant_fe **out_fe,
                       ant_diag *diag) {
  ant_fe_material material = {.kind = ANT_FE_CONSTANT};
  ant_volume *v = NULL;
  ant_fe *fe = NULL;
  const ant_ranks alone = {.size = 1, .here = 1}, *ranks = solid->opt_ranks;
  if (!ranks) ranks = &alone;
  ant_status status = settle(path, solid, quiet, table, &v, &material, diag);
  if (status == ANT_OK && solid->largest) status = keep_largest(v, diag);
  status = ant_ranks_agree(ranks, status, diag);
  if (status == ANT_OK) {
    status = ant_fe_create_ranked(v, &material, (int)solid->jobs, ranks, &fe, diag);
  }
  if (status == ANT_OK) {
    /* the voxels go: every rank holds all of them */
    *out_place = *v;
    out_place->data = NULL;
    out_place->owner = ANT_VOLUME_BORROWED;
    *out_fe = fe;
  }
  ant_volume_destroy(&v);
  if (status == ANT_OK && !quiet) say_size(fe);
  return status;
}

ant_status ant_bone_solid_run(const char *path, ant_bone_solid *solid, ant_bone_test *test,
                              bool quiet, ant_bone_solid_work *work, void *user, ant_diag *diag) {
  double table[256] = {0};
  ant_volume place;
  ant_fe *fe = NULL;
  ANT_TRY(check_words(solid, table, diag));
  ANT_TRY(ant_bone_test_check(test, diag));
  ANT_TRY(make(path, solid, quiet, table, &place, &fe, diag));
  ant_status status = ant_bone_test_settle(test, &place, diag);
  if (status == ANT_OK) status = work(user, fe, &place, diag);
  ant_cli_progress_end(&solid->progress);
  ant_fe_destroy(&fe);
  return status;
}

/* 3. Results ------------------------------------------------------------- */

void ant_bone_out_solution(ant_bone_out *out, const ant_fe_report *r, const ant_fe *fe) {
  ant_bone_out_open(out, "solver", "solver");
  ant_bone_out_integer(out, "elements", "bone voxels", (int64_t)r->elements, "");
  ant_bone_out_integer(out, "unknowns", "unknowns", (int64_t)r->unknowns, "");
  ant_bone_out_integer(out, "iterations", "iterations", r->iterations, "");
  ant_bone_out_number(out, "residual", "residual", r->residual, "");
  ant_bone_out_number(out, "seconds", "time", r->setup_s + r->solve_s, "s");
  ant_bone_out_integer(out, "threads", "threads", ant_fe_threads(fe), "");
  ant_bone_out_text(out, "kernel", "processor", ant_fe_kernel(fe));
  ant_bone_out_number(out, "peak_bytes", "peak memory", r->peak_bytes, "bytes");
  ant_bone_out_number(out, "bytes_an_unknown", "of it an unknown",
                      r->peak_bytes / (double)r->unknowns, "bytes");
  ant_bone_out_close(out);
}
