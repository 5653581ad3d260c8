/* fe_ranks.c - a volume cut among ranks (threads here) against the same volume on one. */
#include "test.h"
#include "ranks.h"
#include "shapes.h"

typedef struct job {
  const ant_volume *volume;
  ant_fe_material material;
  ant_fe_test test;
  int axis;
  ant_fe_options options;
  bool tensor, curve, history, push, warm;
} job;

typedef struct answer {
  ant_status status;
  char text[ANT_DIAG_TEXT];
  ant_fe_report report;
  double force[3], moment[3], stress[6], mean, quantile[3];
  ant_fe_pistoia pistoia;
  ant_fe_tensor tensor;
  ant_fe_point point[3];
  double amplitude[2];
  int64_t layer[2];
  size_t n_element;
} answer;

typedef struct task {
  const job *job;
  answer answer[RANKS_MOST];
} task;

static ant_status press(const job *j, ant_fe *fe, double *u, ant_fe_test test, answer *a,
                        ant_diag *d) {
  const double middle[4] = {0};
  ant_fe_load *load = NULL;
  ANT_TRY(ant_fe_load_create(fe, &load, d));
  ant_status status = ANT_OK;
  if (j->push) { /* the near end glued, the far one pulled aside */
    for (int c = 0; c < 3 && status == ANT_OK; c++) {
      status = ant_fe_load_hold_face(load, (ant_fe_face)(2 * j->axis), c, middle, d);
    }
    if (status == ANT_OK) {
      status = ant_fe_load_push_face(load, (ant_fe_face)(2 * j->axis + 1), 0, 3, d);
    }
  } else {
    status = ant_fe_load_test(load, test, j->axis, -0.01, d);
  }
  if (status == ANT_OK) status = ant_fe_solve(fe, load, &j->options, u, &a->report, d);
  if (status == ANT_OK && j->warm) { /* again, from a start that is nearly right */
    for (size_t i = 0; i < 3 * ant_fe_stride(fe); i++) u[i] *= 1.001;
    status = ant_fe_solve(fe, load, &j->options, u, &a->report, d);
  }
  ant_fe_load_destroy(&load);
  return status;
}

static ant_status measure(const job *j, ant_fe *fe, const double *u, answer *a, ant_diag *d) {
  static const double share[3] = {0.5, 0.95, 1};
  const ant_fe_face far_face = (ant_fe_face)(2 * j->axis + 1);
  double *f = calloc(3 * ant_fe_stride(fe), sizeof *f);
  float *e = malloc((ant_fe_elements(fe) + 1) * sizeof *e);
  ant_fe_forces(fe, u, f);
  ant_fe_face_force(fe, f, far_face, a->force);
  ant_fe_face_moment(fe, f, far_face, a->moment);
  ant_fe_element_field(fe, u, ANT_FE_ENERGY_DENSITY, e);
  ant_status status = ant_fe_mean_stress(fe, u, a->stress, d);
  if (status == ANT_OK) status = ant_fe_quantiles(fe, e, 3, share, a->quantile, &a->mean, d);
  if (status == ANT_OK) status = ant_fe_pistoia_load(fe, u, 0.007, 0.02, &a->pistoia, d);
  free(f);
  free(e);
  return status;
}

static ant_status two_loads(const job *j, ant_fe *fe, double *u, answer *a, ant_diag *d) {
  double *other = calloc(3 * ant_fe_stride(fe), sizeof *other);
  const double *both[2] = {u, other}, force[2] = {100, 60};
  ant_status status = press(j, fe, other, ANT_FE_SHEAR_1, a, d);
  if (status == ANT_OK) status = ant_fe_load_history(fe, 2, both, force, 0.02, a->amplitude, d);
  free(other);
  return status;
}

static void work(const ant_ranks *ranks, void *user) {
  task *t = user;
  const job *j = t->job;
  answer *a = &t->answer[ranks->rank];
  ant_diag d = {0};
  ant_fe *fe = NULL;
  a->status = ant_fe_create_ranked(j->volume, &j->material, 1, ranks, &fe, &d);
  double *u = a->status == ANT_OK ? calloc(3 * ant_fe_stride(fe), sizeof *u) : NULL;
  if (a->status == ANT_OK) a->status = press(j, fe, u, j->test, a, &d);
  if (a->status == ANT_OK) a->status = measure(j, fe, u, a, &d);
  if (a->status == ANT_OK && j->history) a->status = two_loads(j, fe, u, a, &d);
  if (a->status == ANT_OK && j->tensor) {
    a->status = ant_fe_homogenise(fe, ANT_FE_MIXED, &j->options, &a->tensor, &d);
  }
  if (a->status == ANT_OK && j->curve) {
    a->status = ant_fe_curve(fe, j->test, j->axis, -0.02, 3, NULL, &j->options, a->point, &d);
  }
  if (fe) {
    ant_fe_layers(fe, &a->layer[0], &a->layer[1]);
    a->n_element = ant_fe_elements(fe);
  }
  snprintf(a->text, sizeof a->text, "%s", d.text);
  free(u);
  ant_fe_destroy(&fe);
}

static void same_numbers(const double *got, const double *want, int n, double within) {
  double largest = 0;
  for (int i = 0; i < n; i++) largest = fmax(largest, fabs(want[i]));
  for (int i = 0; i < n; i++) NEAR(got[i], want[i], within * largest);
}

static void same_answer(const answer *got, const answer *want, const job *j, double within) {
  CHECK(got->status == ANT_OK);
  if (got->status != ANT_OK) printf("# %s\n", got->text);
  CHECK(got->report.elements == want->report.elements);
  CHECK(got->report.unknowns == want->report.unknowns && got->report.held == want->report.held);
  NEAR(got->report.iterations, want->report.iterations, j->options.jacobi ? 2 : 0);
  /* another hierarchy would leave another residual, if by luck after as many iterations */
  if (!j->options.jacobi) NEAR(got->report.residual / want->report.residual, 1, 1e-2);
  NEAR(got->report.energy_nmm / want->report.energy_nmm, 1, within);
  same_numbers(got->force, want->force, 3, within);
  same_numbers(got->moment, want->moment, 3, within);
  same_numbers(got->stress, want->stress, 6, within);
  same_numbers(&got->mean, &want->mean, 1, within);
  same_numbers(got->quantile, want->quantile, 3, 3 * within);
  NEAR(got->pistoia.factor / want->pistoia.factor, 1, 3 * within);
  if (j->tensor) same_numbers(got->tensor.c[0], want->tensor.c[0], 36, within);
  if (j->history) same_numbers(got->amplitude, want->amplitude, 2, 10 * within);
  for (int i = 0; i < 3 && j->curve; i++) {
    NEAR(got->point[i].force_n / want->point[i].force_n, 1, within);
    NEAR(got->point[i].yielded_share, want->point[i].yielded_share, 1e-3);
  }
}

/* on 1 rank, and on those of SIZES (0 ends them) */
static void compare(const job *j, const int *sizes, double within) {
  static task one, many;
  one = (task){.job = j};
  ranks_run(1, work, &one);
  CHECK(one.answer[0].status == ANT_OK);
  if (one.answer[0].status != ANT_OK) printf("# %s\n", one.answer[0].text);
  for (; *sizes; sizes++) {
    int64_t layer = 0;
    size_t elements = 0;
    many = (task){.job = j};
    ranks_run(*sizes, work, &many);
    for (int k = 0; k < *sizes; k++) {
      const answer *a = &many.answer[k];
      same_answer(a, &one.answer[0], j, within);
      elements += a->n_element;
      CHECK((a->n_element > 0) == (a->layer[1] > a->layer[0]));
      if (a->n_element == 0) continue; /* nothing to do */
      CHECK(a->layer[0] == layer);
      layer = a->layer[1];
    }
    CHECK(layer == j->volume->n[2] && elements == one.answer[0].n_element);
  }
}

static const ant_fe_material bone = {ANT_FE_CONSTANT, 18000, NULL, 0.3};

static ant_volume *grown(ant_trabecular_kind kind, int n, double bv_tv, double voxels) {
  ant_trabecular_options o;
  ant_volume *v = NULL;
  ant_trabecular_defaults(&o);
  o.kind = kind;
  o.n[0] = n;
  o.n[1] = n + 3;
  o.n[2] = 2 * n + 1;
  o.spacing_mm = 0.06;
  o.bv_tv = bv_tv;
  o.thickness_mm = voxels * o.spacing_mm;
  CHECK(ant_trabecular_make(&o, &v, NULL) == ANT_OK);
  CHECK(ant_parts_keep_largest(v, 6, NULL, NULL) == ANT_OK);
  return v;
}

static const ant_fe_options tight = {.tolerance = 1e-8};

static void jacobi_needs_halos_only(void) {
  ant_volume *v = shapes_lattice(18, 6, 3, 0.4, 11);
  const int sizes[] = {2, 0};
  const job j = {.volume = v,
                 .material = bone,
                 .test = ANT_FE_PLATEN,
                 .axis = 2,
                 .options = {.tolerance = 1e-9, .jacobi = true},
                 .warm = true};
  compare(&j, sizes, 1e-7);
  ant_volume_destroy(&v);
}

/* 49 layers, cut at multiples of 9: six ranks leave somebody with little or nothing */
static void struts_take_the_same_iterations(void) {
  ant_volume *v = grown(ANT_TRABECULAR_RODS, 24, 0.2, 2);
  const int sizes[] = {6, 0};
  const job j = {
      .volume = v, .material = bone, .test = ANT_FE_CLAMPED, .axis = 2, .options = tight};
  compare(&j, sizes, 1e-6);
  ant_volume_destroy(&v);
}

static void thick_bone_along_every_axis(void) {
  ant_volume *v = grown(ANT_TRABECULAR_SPINODAL, 18, 0.35, 4);
  const int sizes[] = {4, 0};
  const ant_fe_test test[] = {ANT_FE_FREE, ANT_FE_CONFINED, ANT_FE_TWIST};
  for (int axis = 0; axis < 3; axis++) {
    const job j = {.volume = v,
                   .material = bone,
                   .test = test[axis],
                   .axis = axis,
                   .options = tight,
                   .push = axis == 1};
    compare(&j, sizes, 1e-6);
  }
  ant_volume_destroy(&v);
}

static void tensor_curve_and_history(void) {
  ant_volume *v = grown(ANT_TRABECULAR_PLATES, 11, 0.4, 3);
  const int sizes[] = {2, 0};
  const job j = {.volume = v,
                 .material = bone,
                 .test = ANT_FE_PLATEN,
                 .axis = 2,
                 .options = {.tolerance = 1e-6},
                 .tensor = true,
                 .curve = true,
                 .history = true};
  compare(&j, sizes, 1e-4);
  ant_volume_destroy(&v);
}

/* all ranks say the same, whoever found it */
static void refused(const ant_volume *v, ant_fe_test test, int axis, const char *text) {
  static task t;
  const job j = {.volume = v, .material = bone, .test = test, .axis = axis, .options = tight};
  for (int size = 1; size <= 4; size += 3) {
    t = (task){.job = &j};
    ranks_run(size, work, &t);
    for (int k = 0; k < size; k++) {
      CHECK(t.answer[k].status == ANT_EINPUT);
      CHECK(strstr(t.answer[k].text, text) != NULL);
      if (!strstr(t.answer[k].text, text)) printf("# %s\n", t.answer[k].text);
    }
  }
}

static void failures_are_everyones(void) {
  ant_volume *v = shapes_volume(20, 20, 60, 1);
  refused(v, ANT_FE_PLATEN, 2, "no voxel of this volume is bone");
  shapes_box(v, (int[]){2, 2, 0}, (int[]){8, 8, 30}, 1);
  shapes_box(v, (int[]){12, 12, 30}, (int[]){18, 18, 60}, 1);
  refused(v, ANT_FE_PLATEN, 2, "no load path");
  shapes_box(v, (int[]){2, 2, 0}, (int[]){8, 8, 60}, 1);
  shapes_box(v, (int[]){12, 12, 30}, (int[]){18, 18, 50}, 1);
  shapes_box(v, (int[]){12, 12, 50}, (int[]){18, 18, 60}, 0);
  refused(v, ANT_FE_PLATEN, 2, "bone with 1029 nodes is held by nothing");
  refused(v, ANT_FE_PLATEN, 0, "no bone touches the -x face");
  ant_volume_destroy(&v);
}

/* a floating piece that two ranks share, joined to what is held far from the cut */
static void a_detour_through_another_rank_counts(void) {
  ant_volume *v = shapes_volume(40, 20, 60, 1);
  const int sizes[] = {3, 0};
  shapes_box(v, (int[]){1, 1, 0}, (int[]){17, 17, 60}, 1);
  shapes_box(v, (int[]){24, 1, 10}, (int[]){40, 17, 52}, 1); /* hangs from ... */
  shapes_box(v, (int[]){1, 1, 46}, (int[]){40, 17, 52}, 1);  /* ... an arm at its upper end */
  const job j = {
      .volume = v, .material = bone, .test = ANT_FE_CLAMPED, .axis = 2, .options = tight};
  compare(&j, sizes, 1e-6);
  ant_volume_destroy(&v);
}

/* above the bone, and thicker than a part */
static void air_is_nobodys_part(void) {
  ant_volume *v = shapes_volume(34, 26, 60, 1);
  const int sizes[] = {2, 5, 0};
  shapes_box(v, (int[]){0, 0, 2}, (int[]){34, 26, 14}, 1);
  const job j = {.volume = v,
                 .material = bone,
                 .test = ANT_FE_PLATEN,
                 .axis = 0,
                 .options = {.tolerance = 1e-7}};
  compare(&j, sizes, 1e-5);
  ant_volume_destroy(&v);
}

static void only_look(const ant_ranks *ranks, void *user) {
  const ant_volume *v = user;
  ant_fe *fe = NULL;
  double none[1] = {0};
  CHECK(ant_fe_create_ranked(v, &bone, 1, ranks, &fe, NULL) == ANT_OK);
  CHECK(ant_fe_carry(fe, none, fe, none, NULL) == ANT_ENOTYET);
  CHECK(ant_fe_set_modulus(fe, v, &bone, NULL) == ANT_ENOTYET);
  ant_fe_destroy(&fe);
}

static void what_is_for_one_rank_says_so(void) {
  ant_volume *v = shapes_solid(3, 3, 30, 1);
  ranks_run(2, only_look, v);
  ant_volume_destroy(&v);
}

static bool stop_at_once(void *user, double share) {
  (void)user;
  return share < 0.2;
}

static void one_rank_stops_all(void) {
  static task t;
  ant_volume *v = grown(ANT_TRABECULAR_PLATES, 14, 0.35, 3);
  const job j = {.volume = v,
                 .material = bone,
                 .test = ANT_FE_PLATEN,
                 .axis = 2,
                 .options = {.tolerance = 1e-9, .progress = stop_at_once}};
  t = (task){.job = &j};
  ranks_run(3, work, &t);
  for (int k = 0; k < 3; k++) CHECK(t.answer[k].status == ANT_EINTERRUPT);
  ant_volume_destroy(&v);
}

int main(void) {
  RUN(jacobi_needs_halos_only);
  RUN(struts_take_the_same_iterations);
  RUN(thick_bone_along_every_axis);
  RUN(tensor_curve_and_history);
  RUN(failures_are_everyones);
  RUN(a_detour_through_another_rank_counts);
  RUN(air_is_nobodys_part);
  RUN(what_is_for_one_rank_says_so);
  RUN(one_rank_stops_all);
  return test_done();
}
