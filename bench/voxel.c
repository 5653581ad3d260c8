/* voxel.c - what micro-FE costs, and whether it is right.
 *
 *   bench/voxel                        the cases below, and the volumes beside the repository
 *   bench/voxel CASE...                some of them: operator struts dense lhdl-half lhdl
 *   bench/voxel FILE.mha [AXIS]        any mask: glued ends, 1 % strain along AXIS (0, 1, 2; z)
 *
 * In the environment: THREADS=n, as many threads, else one a core; JACOBI=1, the plain diagonal, to
 * compare; BLOCK, DEGREE, COARSE, VISITS, as in ant_fe_options; KEEP=FOLDER, the masks are written
 * there, for other programs to run on.  Every case runs in a process of its own, so that the peak
 * of memory is its own. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "antaeus/voxel_mechanics.h"
#include "voxel/fe_internal.h"

#define LHDL "lhdl-trab-200/lhdl_3155_D_4_bc_200.mha"

static double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int from_environment(const char *name) {
  const char *text = getenv(name);
  return text ? atoi(text) : 0;
}

/* 1. Volumes ----------------------------------------------------------------- */

/* what the solver of another house found, 0 where it is not known: reaction [N], modulus [MPa], and
 * of the energy density [MPa] mean, median, 95th and 99th percentile */
typedef struct reference {
  double reaction_n, modulus_mpa, energy[4];
} reference;

static const reference lhdl_whole = {227.166, 1456.19, {0.322932, 0.15302, 1.176333, 2.366514}};
static const reference lhdl_halved = {224.907, 1441.71, {0.312502, 0.146886, 1.143257, 2.302714}};

/* the means of 2 x 2 x 2 voxels */
static ant_status halve(const ant_volume *v, ant_volume **out, ant_diag *diag) {
  const int64_t n[3] = {v->n[0] / 2, v->n[1] / 2, v->n[2] / 2};
  const double spacing[3] = {2 * v->spacing_mm[0], 2 * v->spacing_mm[1], 2 * v->spacing_mm[2]};
  ant_volume *half = NULL;
  ANT_TRY(ant_volume_create(n, spacing, ANT_VOXEL_F32, &half, diag));
  float *to = half->data;
  for (int64_t i = 0; i < n[0] * n[1] * n[2]; i++) {
    const int64_t p[3] = {2 * (i % n[0]), 2 * (i / n[0] % n[1]), 2 * (i / n[0] / n[1])};
    double sum = 0;
    for (int k = 0; k < 8; k++) {
      sum += ant_volume_stored(
          v, ant_volume_index(v, p[0] + (k & 1), p[1] + (k >> 1 & 1), p[2] + (k >> 2)));
    }
    to[i] = (float)(sum / 8);
  }
  *out = half;
  return ANT_OK;
}

static ant_status read_lhdl(bool half, ant_volume **out_mask, ant_diag *diag) {
  const char *places[] = {"../shared/data/" LHDL, "shared/data/" LHDL, "../../shared/data/" LHDL};
  const ant_threshold_options o = {.sigma_voxel = half ? 0.5 : 1, .lower = 63};
  ant_volume *grey = NULL, *halved = NULL;
  size_t i = 0;
  while (i < 3 && access(places[i], R_OK) != 0) i++;
  if (i == 3) return ant_fail(diag, ANT_ENOTYET, "not here: " LHDL);
  ANT_TRY(ant_volume_read(places[i], &grey, NULL, diag));
  ant_status status = half ? halve(grey, &halved, diag) : ANT_OK;
  if (status == ANT_OK) status = ant_threshold(half ? halved : grey, &o, out_mask, NULL, diag);
  if (status == ANT_OK) status = ant_parts_keep_largest(*out_mask, 6, NULL, diag);
  ant_volume_destroy(&grey);
  ant_volume_destroy(&halved);
  return status;
}

static ant_status grow(ant_trabecular_kind kind, int64_t n, double bv_tv, double voxels,
                       ant_volume **out_mask, ant_diag *diag) {
  ant_trabecular_options o;
  ant_trabecular_defaults(&o);
  o.kind = kind;
  o.n[0] = o.n[1] = o.n[2] = n;
  o.spacing_mm = 0.0607;
  o.bv_tv = bv_tv;
  o.thickness_mm = voxels * o.spacing_mm;
  return ant_trabecular_make(&o, out_mask, diag);
}

/* 2. Solving ------------------------------------------------------------------- */

static int by_value(const void *a, const void *b) {
  const float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

static void print_reference(const char *what, double value, double known) {
  if (known > 0) {
    printf("    %-22s %12.6g   reference %12.6g   %+.1e\n", what, value, known, value / known - 1);
  } else {
    printf("    %-22s %12.6g\n", what, value);
  }
}

static void print_energy(const ant_fe *fe, const double *u, const reference *ref) {
  const size_t n = ant_fe_elements(fe);
  const double share[3] = {0.5, 0.95, 0.99};
  const char *name[4] = {"energy density, mean", "... median", "... 95 %", "... 99 %"};
  float *e = malloc(n * sizeof *e);
  double mean = 0;
  if (!e) return;
  ant_fe_element_field(fe, u, ANT_FE_ENERGY_DENSITY, e);
  for (size_t i = 0; i < n; i++) mean += (double)e[i] / (double)n;
  qsort(e, n, sizeof *e, by_value);
  print_reference(name[0], mean, ref->energy[0]);
  for (int k = 0; k < 3; k++) {
    print_reference(name[k + 1], (double)e[(size_t)(share[k] * (double)(n - 1))],
                    ref->energy[k + 1]);
  }
  free(e);
}

static void print_answer(const ant_fe *fe, const ant_volume *v, int axis, double strain,
                         const double *u, const reference *ref) {
  double *f = calloc(3 * ant_fe_stride(fe), sizeof *f), top[3], area = 1;
  if (!f) return;
  for (int a = 0; a < 3; a++) area *= a == axis ? 1 : v->spacing_mm[a] * (double)v->n[a];
  ant_fe_forces(fe, u, f);
  ant_fe_face_force(fe, f, (ant_fe_face)(2 * axis + 1), top);
  free(f);
  print_reference("reaction [N]", fabs(top[axis]), ref->reaction_n);
  print_reference("apparent modulus [MPa]", top[axis] / area / strain, ref->modulus_mpa);
  print_energy(fe, u, ref);
}

/* ends glued or on a platen; ANT_FE_PLATEN leaves the loaded end free to slide, as the reference
 * does */
static ant_status solve(const char *name, const ant_volume *v, ant_fe_test test, int axis,
                        double strain, const reference *ref, ant_diag *diag) {
  const ant_fe_material bone = {ANT_FE_CONSTANT, 18000, NULL, 0.3};
  const ant_fe_options o = {.jacobi = getenv("JACOBI") != NULL,
                            .block = from_environment("BLOCK"),
                            .degree = from_environment("DEGREE"),
                            .coarse_degree = from_environment("COARSE"),
                            .visits = from_environment("VISITS")};
  ant_fe *fe = NULL;
  ant_fe_load *load = NULL;
  ant_fe_report r = {0};
  double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  ANT_TRY(ant_fe_create(v, &bone, from_environment("THREADS"), &fe, diag));
  double mesh = seconds(CLOCK_MONOTONIC) - wall;
  double *u = calloc(3 * ant_fe_stride(fe), sizeof *u);
  ant_status status = u ? ant_fe_load_create(fe, &load, diag) : ANT_ENOMEM;
  if (status == ANT_OK) status = ant_fe_load_test(load, test, axis, strain, diag);
  if (status == ANT_OK) status = ant_fe_solve(fe, load, &o, u, &r, diag);
  if (status == ANT_OK) {
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("%s: %zu elements, %zu unknowns, BV/TV %.4f, %.2f nodes an element; %s, %d threads\n",
           name, r.elements, r.unknowns, (double)r.elements / (double)ant_volume_count(v),
           (double)r.nodes / (double)r.elements, ant_fe_kernel(fe), ant_fe_threads(fe));
    printf("    %d iterations to %.2g; mesh %.2f s, preconditioner %.2f s, solution %.2f s: "
           "%.2f s wall, %.2f s CPU; peak %.1f B an unknown\n",
           r.iterations, r.residual, mesh, r.setup_s, r.solve_s, wall, cpu,
           r.peak_bytes / (double)r.unknowns);
    print_answer(fe, v, axis, strain, u, ref);
  }
  free(u);
  ant_fe_load_destroy(&load);
  ant_fe_destroy(&fe);
  return status;
}

/* 3. The operator ---------------------------------------------------------------- */

/* bytes a second of a = b + s c on arrays beyond the caches, all threads */
typedef struct triad_work {
  double *a, *b, *c;
  size_t n, pieces;
} triad_work;

static void triad_piece(void *context, int i) {
  const triad_work *w = context;
  const size_t first = w->n / w->pieces * (size_t)i, end = first + w->n / w->pieces;
  for (size_t k = first; k < end; k++) w->a[k] = w->b[k] + 3 * w->c[k];
}

static double triad(fe_pool *pool) {
  triad_work w = {.n = 1 << 24, .pieces = 64};
  double best = 0;
  w.a = calloc(3 * w.n, sizeof *w.a);
  if (!w.a) return 0;
  w.b = w.a + w.n;
  w.c = w.b + w.n;
  for (size_t i = 0; i < 3 * w.n; i++) w.a[i] = 1;
  for (int k = 0; k < 8; k++) {
    double t = seconds(CLOCK_MONOTONIC);
    fe_pool_run(pool, (int)w.pieces, triad_piece, &w);
    t = 24.0 * (double)w.n / (seconds(CLOCK_MONOTONIC) - t);
    best = t > best ? t : best;
  }
  free(w.a);
  return best;
}

/* y = A u, the best of several times; LETTERS are the types of u and y */
static void time_apply(const fe_space *s, const char *letters, void *u, void *y, double floor_gb) {
  const double dof = 3 * (double)s->mesh->n_node, elements = s->mesh->n_element;
  double best = 1e300;
  for (int k = 0; k < 12; k++) {
    double t = seconds(CLOCK_MONOTONIC);
    if (letters[0] == 'd') fe_apply_dd(s, u, y);
    if (letters[0] == 'f' && letters[1] == 'd') fe_apply_fd(s, u, y);
    if (letters[0] == 'f' && letters[1] == 'f') fe_apply_ff(s, -1, u, y);
    t = seconds(CLOCK_MONOTONIC) - t;
    best = t < best ? t : best;
  }
  /* u is read once; y is written, or read and written; chunks and moduli are read */
  const double bytes = dof * ((letters[0] == 'd' ? 8 : 4) + (letters[1] == 'd' ? 16 : 8)) +
                       4 * elements + 24.0 * s->mesh->n_chunk;
  printf("    %s -> %s: %6.2f ms, %5.2f ms a million unknowns, %4.1f ns an element, %5.1f GB/s "
         "(%.0f %% of the triad's), %5.1f Gflop/s\n",
         letters[0] == 'd' ? "double" : "float ", letters[1] == 'd' ? "double" : "float ",
         1e3 * best, 1e9 * best / dof, 1e9 * best / elements, 1e-9 * bytes / best,
         100 * bytes / best / floor_gb, 288e-9 * elements / best);
}

static ant_status operator_case(const char *name, const ant_volume *v, ant_diag *diag) {
  const ant_fe_material bone = {ANT_FE_CONSTANT, 18000, NULL, 0.3};
  ant_fe *fe = NULL;
  fe_space s = {0};
  ant_fe_load load = {.join_axis = -1};
  ANT_TRY(ant_fe_create(v, &bone, from_environment("THREADS"), &fe, diag));
  const size_t n = 3 * ant_fe_stride(fe);
  double *u = malloc(n * sizeof *u), *y = calloc(n, sizeof *y);
  ant_status status = fe_space_init(&s, fe, &load, diag);
  if (status == ANT_OK && u && y) {
    const double floor_gb = triad(fe->pool);
    printf("%s: %zu elements, %zu unknowns, %.2f voxels a chunk; %s, %d threads, triad %.1f GB/s\n",
           name, ant_fe_elements(fe), 3 * ant_fe_nodes(fe),
           (double)fe->mesh->n_element / fe->mesh->n_chunk, ant_fe_kernel(fe), ant_fe_threads(fe),
           1e-9 * floor_gb);
    for (size_t i = 0; i < n; i++) u[i] = sin(0.37 * (double)i);
    time_apply(&s, "dd", u, y, floor_gb);
    for (size_t i = 0; i < n; i++) ((float *)u)[i] = (float)sin(0.37 * (double)i);
    time_apply(&s, "fd", u, y, floor_gb);
    time_apply(&s, "ff", u, y, floor_gb);
  }
  free(u);
  free(y);
  fe_space_clear(&s);
  ant_fe_destroy(&fe);
  return status;
}

/* 4. Cases ------------------------------------------------------------------------- */

typedef struct bench_case {
  const char *name;
  enum { LHDL_WHOLE, LHDL_HALF, GROWN, OPERATOR_LHDL, OPERATOR_GROWN } kind;
  ant_trabecular_kind grown;
  int64_t n;
  double bv_tv, voxels;
} bench_case;

static const bench_case cases[] = {
    {"operator lhdl", OPERATOR_LHDL, 0, 0, 0, 0},
    {"operator solid", OPERATOR_GROWN, 0, 128, 0, 0},
    {"struts rods 8 %", GROWN, ANT_TRABECULAR_RODS, 140, 0.08, 1.6},
    {"struts rods 12 %", GROWN, ANT_TRABECULAR_RODS, 140, 0.12, 1.6},
    {"struts plates 12 %", GROWN, ANT_TRABECULAR_PLATES, 128, 0.12, 1.3},
    {"struts rods 15 %", GROWN, ANT_TRABECULAR_RODS, 116, 0.15, 2.4},
    {"dense spinodal 25 %", GROWN, ANT_TRABECULAR_SPINODAL, 120, 0.25, 6},
    {"lhdl-half", LHDL_HALF, 0, 0, 0, 0},
    {"lhdl", LHDL_WHOLE, 0, 0, 0, 0},
};

static ant_status make_mask(const bench_case *c, ant_volume **out_mask, ant_diag *diag) {
  if (c->kind == LHDL_HALF) return read_lhdl(true, out_mask, diag);
  if (c->kind == LHDL_WHOLE || c->kind == OPERATOR_LHDL) return read_lhdl(false, out_mask, diag);
  if (c->kind == GROWN) return grow(c->grown, c->n, c->bv_tv, c->voxels, out_mask, diag);
  const int64_t n[3] = {c->n, c->n, c->n};
  ANT_TRY(ant_volume_create(n, (double[]){1, 1, 1}, ANT_VOXEL_U8, out_mask, diag));
  memset((*out_mask)->data, 1, ant_volume_bytes(*out_mask));
  return ANT_OK;
}

static ant_status run_case(const bench_case *c, ant_diag *diag) {
  ant_volume *mask = NULL;
  const reference none = {0};
  ant_status status = make_mask(c, &mask, diag);
  const char *keep = getenv("KEEP");
  if (status == ANT_OK && keep) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s.mha", keep, c->name);
    for (char *p = path + strlen(keep) + 1; *p; p++) *p = *p == ' ' || *p == '%' ? '_' : *p;
    status = ant_volume_write(mask, path, false, diag);
  }
  if (status == ANT_OK) {
    if (c->kind == OPERATOR_LHDL || c->kind == OPERATOR_GROWN) {
      status = operator_case(c->name, mask, diag);
    } else if (c->kind == GROWN) {
      status = solve(c->name, mask, ANT_FE_CLAMPED, 2, -0.01, &none, diag);
    } else {
      status = solve(c->name, mask, ANT_FE_PLATEN, 2, -0.04 / 3.9,
                     c->kind == LHDL_WHOLE ? &lhdl_whole : &lhdl_halved, diag);
    }
  }
  ant_volume_destroy(&mask);
  return status;
}

static ant_status run_file(const char *path, int axis, ant_diag *diag) {
  ant_volume *mask = NULL;
  const reference none = {0};
  ANT_TRY(ant_volume_read(path, &mask, NULL, diag));
  ant_status status = solve(path, mask, ANT_FE_CLAMPED, axis, -0.01, &none, diag);
  ant_volume_destroy(&mask);
  return status;
}

/* in a child, so that peaks do not add up; what is not there yet is said and passed over */
static int apart(const bench_case *c, const char *path, int axis) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    ant_diag diag = {0};
    ant_status status = c ? run_case(c, &diag) : run_file(path, axis, &diag);
    if (status != ANT_OK) printf("%s: %s\n", c ? c->name : path, diag.text);
    fflush(stdout);
    _exit(status == ANT_ENOTYET ? 0 : ant_status_exit(status));
  }
  int state = 0;
  if (child < 0 || waitpid(child, &state, 0) < 0) return 4;
  return WIFEXITED(state) ? WEXITSTATUS(state) : 4;
}

int main(int argc, char **argv) {
  int worst = 0;
  if (argc > 1 && access(argv[1], R_OK) == 0) {
    return apart(NULL, argv[1], argc > 2 ? atoi(argv[2]) % 3 : 2);
  }
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bool wanted = argc == 1;
    for (int k = 1; k < argc && !wanted; k++) {
      const size_t n = strlen(argv[k]);
      wanted = strncmp(cases[i].name, argv[k], n) == 0 &&
               (cases[i].name[n] == '\0' || cases[i].name[n] == ' ');
    }
    int status = wanted ? apart(&cases[i], NULL, 0) : 0;
    worst = status > worst ? status : worst;
  }
  return worst;
}
