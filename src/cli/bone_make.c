/* bone_make.c - antaeus bone make: trabecular volumes and known shapes. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/bone.h"

static const char *const kinds[] = {"spinodal", "plate-like", "rod-like", "ball", "shell", "rod",
                                    "plate",    "plates",     "torus",    "cube", "frame", "cross"};
enum { N_KIND = sizeof kinds / sizeof *kinds, N_TRABECULAR = 3 };

typedef struct options {
  int64_t voxels[3];
  double spacing, size, width, bv_tv, thickness, axis[3], stretch[3];
  long seed, waves, jobs;
  int connectivity;
  bool periodic;
} options;

static ant_status make_shape(const options *o, int kind, ant_volume **out, ant_diag *diag) {
  ant_shape_options s = {.shape = (ant_shape)(kind - N_TRABECULAR),
                         .spacing_mm = o->spacing,
                         .size_mm = o->size,
                         .width_mm = o->width,
                         .n_thread = (int)o->jobs};
  memcpy(s.n, o->voxels, sizeof s.n);
  memcpy(s.axis, o->axis, sizeof s.axis);
  if (!(o->size > 0)) {
    return ant_fail(diag, ANT_EUSAGE, "--size: the %s's size in mm is needed", kinds[kind]);
  }
  if (s.shape == ANT_SHAPE_PLATES && !(o->width > 0)) {
    return ant_fail(diag, ANT_EUSAGE, "--width: the period of the plates in mm is needed");
  }
  return ant_shape_make(&s, out, diag);
}

static ant_status make_bone(const options *o, int kind, ant_volume **out, ant_diag *diag) {
  static const int neighbours[] = {0, 6, 18, 26};
  ant_trabecular_options t;
  ant_trabecular_defaults(&t);
  memcpy(t.n, o->voxels, sizeof t.n);
  memcpy(t.stretch, o->stretch, sizeof t.stretch);
  t.spacing_mm = o->spacing;
  t.kind = (ant_trabecular_kind)kind;
  t.bv_tv = o->bv_tv;
  t.thickness_mm = o->thickness;
  t.n_wave = (int)o->waves;
  t.periodic = o->periodic;
  t.connectivity = neighbours[o->connectivity];
  t.seed = (uint64_t)o->seed;
  t.n_thread = (int)o->jobs;
  return ant_trabecular_make(&t, out, diag);
}

static ant_status make(const options *o, const char *word, const char *to, ant_diag *diag) {
  int kind;
  ant_volume *v = NULL;
  ANT_TRY(ant_bone_choice("KIND", word, kinds, N_KIND, &kind, diag));
  ANT_TRY(ant_bone_out_check(to, diag));
  if (kind < N_TRABECULAR) {
    ANT_TRY(make_bone(o, kind, &v, diag));
  } else {
    ANT_TRY(make_shape(o, kind, &v, diag));
  }
  ant_status status = ant_volume_write(v, to, true, diag);
  ant_volume_destroy(&v);
  return status;
}

int ant_cli_bone_make(int argc, char **argv) {
  ant_trabecular_options t;
  ant_trabecular_defaults(&t);
  options o = {.voxels = {100, 100, 100},
               .axis = {0, 0, 1},
               .stretch = {1, 1, 1},
               .spacing = t.spacing_mm,
               .bv_tv = t.bv_tv,
               .thickness = t.thickness_mm,
               .seed = (long)t.seed,
               .waves = t.n_wave,
               .connectivity = 1};
  const ant_cli_option table[] = {
      {"--voxels", "N", ANT_CLI_WHOLES(3, 1, 1e6), o.voxels, "a side (100), or X,Y,Z"},
      {"--spacing", "MM", ANT_CLI_BETWEEN(0, 1e3), &o.spacing, "size of a voxel (0.02)"},
      {"--bv-tv", "X", ANT_CLI_BETWEEN(0, 1), &o.bv_tv, "share of bone aimed at (0.2)"},
      {"--thickness", "MM", ANT_CLI_BETWEEN(0, 1e3), &o.thickness,
       "mean thickness aimed at (0.15)"},
      {"--stretch", "X,Y,Z", ANT_CLI_NUMBERS(3, 0.01, 100), o.stretch,
       "of the structure along the axes (1)"},
      {"--seed", "N", ANT_CLI_COUNT, &o.seed, "another structure of the same kind (1)"},
      {"--waves", "N", ANT_CLI_COUNT_WITHIN(1, 1 << 20), &o.waves,
       "waves of the random field (500)"},
      {"--periodic", NULL, ANT_CLI_FLAG, &o.periodic, "opposite faces fit together"},
      {"--connectivity", "0|6|18|26", ANT_CLI_CHOICE, &o.connectivity,
       "keep the largest part, joined by faces, edges, corners; 0: all (6)"},
      {"--size", "MM", ANT_CLI_BETWEEN(0, 1e6), &o.size, "diameter, thickness or side of a shape"},
      {"--width", "MM", ANT_CLI_BETWEEN(0, 1e6), &o.width,
       "wall of a shell or frame, period of plates, ring of a torus"},
      {"--axis", "X,Y,Z", ANT_CLI_NUMBERS(3, -1e6, 1e6), o.axis,
       "of a rod, plate or torus (0,0,1)"},
      {"--jobs", "N", ANT_CLI_JOBS, &o.jobs, "threads (one a core)"},
  };
  const ant_cli_verb verb = {
      "antaeus bone make",
      "KIND OUT",
      "Write a mask: trabecular bone from random waves (KIND spinodal, plate-like, rod-like),\n"
      "or a known shape (ball, shell, rod, plate, plates, torus, cube, frame, cross). The same\n"
      "seed gives the same structure at any resolution.\n\n"
      "Example: antaeus bone make plate-like bone.mha --voxels 120 --bv-tv 0.25",
      2,
      2,
      table,
      sizeof table / sizeof *table};
  int n = 0, status = 0;
  ant_diag diag;
  if (!ant_cli_parse(&verb, argc, argv, &n, &status)) return status;
  return ant_cli_result(make(&o, argv[0], argv[1], &diag), &diag);
}
