/* fe_solve.c - the solid, and conjugate gradients on it.
 *   1. The solid   2. Sums   3. Start   4. Iterations   5. Solve
 *
 * The residual is double, so that the answer has its accuracy; the search direction and everything
 * in the preconditioner are float.  The product's vector q is dead while the preconditioner runs
 * and lends it its room: u 8, r 8, q 8, p 4, z 4 bytes an unknown. */
#include "fe_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

/* 1. The solid ------------------------------------------------------------------ */

/* vectors 32, mesh 5, the rest hierarchy: 60 bytes an unknown in thick bone (1.2 nodes an element),
 * 126 in struts of one voxel (2.6) */
double ant_fe_bytes(const ant_fe *fe) {
  const double thin = fe_thinness(fe->mesh);
  return (6 + 46 * thin) * 3 * (double)fe->mesh->n_node;
}

ant_status ant_fe_create(const ant_volume *volume, const ant_fe_material *material, int n_thread,
                         ant_fe **out_fe, ant_diag *opt_diag) {
  const ant_ranks alone = {.rank = 0, .size = 1, .here = 1};
  return ant_fe_create_ranked(volume, material, n_thread, &alone, out_fe, opt_diag);
}

/* memory and workers; the ranks of one machine share both */
static ant_status equip(ant_fe *fe, int n_thread, ant_diag *opt_diag) {
  const int here = fe->ranks.link.here > 0 ? fe->ranks.link.here : 1, cores = ant_cores() / here;
  ANT_TRY(ant_memory_check(ant_fe_bytes(fe) * here, "the solution", opt_diag));
  if (n_thread <= 0) n_thread = cores > 0 ? cores : 1;
  return fe_pool_create(n_thread, &fe->pool, opt_diag);
}

ant_status ant_fe_create_ranked(const ant_volume *volume, const ant_fe_material *material,
                                int n_thread, const ant_ranks *ranks, ant_fe **out_fe,
                                ant_diag *opt_diag) {
  ant_fe *fe = calloc(1, sizeof *fe);
  ant_status status = ANT_OK;
  if (fe) {
    fe->kernel = fe_kernels_pick();
    fe->ranks.link = *ranks;
    status = fe_ranks_init(&fe->ranks, opt_diag);
  } else {
    status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for a solid");
  }
  status = ant_ranks_agree(ranks, status, opt_diag);
  if (status == ANT_OK) {
    status = fe_mesh_create(volume, material, &fe->ranks, &fe->mesh, opt_diag);
  }
  if (status == ANT_OK) {
    status = fe_ranks_agree(&fe->ranks, equip(fe, n_thread, opt_diag), opt_diag);
  }
  if (status != ANT_OK) {
    ant_fe_destroy(&fe);
    return status;
  }
  *out_fe = fe;
  return ANT_OK;
}

void ant_fe_destroy(ant_fe **fe) {
  if (!*fe) return;
  fe_mesh_destroy(&(*fe)->mesh);
  fe_pool_destroy(&(*fe)->pool);
  fe_ranks_clear(&(*fe)->ranks);
  free(*fe);
  *fe = NULL;
}

ant_status ant_fe_set_modulus(ant_fe *fe, const ant_volume *volume, const ant_fe_material *material,
                              ant_diag *opt_diag) {
  fe_mesh *m = NULL, *old = fe->mesh;
  if (fe->ranks.link.size > 1) {
    return ant_fail(opt_diag, ANT_ENOTYET, "moduli are replaced on one rank only");
  }
  ANT_TRY(fe_mesh_create(volume, material, &fe->ranks, &m, opt_diag));
  bool same = m->n_element == old->n_element && m->poisson == old->poisson;
  for (int a = 0; a < 3; a++) same = same && m->n[a] == old->n[a] && m->h_mm[a] == old->h_mm[a];
  const size_t words = (size_t)m->n[1] * (size_t)m->n[2] * (size_t)m->words;
  same = same && memcmp(m->solid_bit, old->solid_bit, words * sizeof *m->solid_bit) == 0;
  if (same) memcpy(old->modulus, m->modulus, m->n_element * sizeof *m->modulus);
  fe_mesh_destroy(&m);
  return same ? ANT_OK
              : ant_fail(opt_diag, ANT_EINPUT, "the new moduli do not lie on the same bone voxels");
}

size_t ant_fe_elements(const ant_fe *fe) {
  return fe->mesh->own_element[1] - fe->mesh->own_element[0];
}

size_t ant_fe_nodes(const ant_fe *fe) {
  return fe->mesh->n_node;
}

size_t ant_fe_all_elements(const ant_fe *fe) {
  return fe->mesh->all_element;
}

size_t ant_fe_all_nodes(const ant_fe *fe) {
  return fe->mesh->all_node;
}

void ant_fe_layers(const ant_fe *fe, int64_t *out_first, int64_t *out_end) {
  *out_first = fe->mesh->below + fe->mesh->own[0];
  *out_end = fe->mesh->below + fe->mesh->own[1];
}

void ant_fe_own_nodes(const ant_fe *fe, size_t *out_first, size_t *out_end) {
  *out_first = fe->mesh->own_node[0];
  *out_end = fe->mesh->own_node[1];
}

size_t ant_fe_stride(const ant_fe *fe) {
  return fe->mesh->stride;
}

int ant_fe_threads(const ant_fe *fe) {
  return fe_pool_threads(fe->pool);
}

const char *ant_fe_kernel(const ant_fe *fe) {
  return fe->kernel->name;
}

void ant_fe_node_place(const ant_fe *fe, size_t node, double out_mm[3]) {
  const fe_mesh *m = fe->mesh;
  const int row = fe_row_of_node(m, (uint32_t)node);
  out_mm[0] = m->h_mm[0] * m->node_x[node];
  out_mm[1] = m->h_mm[1] * (row % (m->n[1] + 1));
  out_mm[2] = m->h_mm[2] * (row / (m->n[1] + 1) + m->below);
}

/* 2. Sums -------------------------------------------------------------------------- */

struct fe_session {
  const ant_fe *fe;
  fe_space space;
  fe_hierarchy *hierarchy;
  float *inverse; /* of the plain diagonal, where that is the preconditioner */
  const ant_fe_load *load;
  double *u, *r, *q;
  float *p, *z;
  double alpha, beta;
  double *partial;   /* (pieces) */
  ant_fe_load first; /* what is held, by the first load */
  ant_fe_options options;
  double setup_s;
};

typedef fe_session solver;

typedef double (*piece_sum)(const solver *s, size_t first, size_t end);

typedef struct sum_work {
  const solver *s;
  piece_sum sum;
} sum_work;

static void sum_piece(void *context, int i) {
  const sum_work *w = context;
  const fe_mesh *m = w->s->fe->mesh;
  const uint32_t first = fe_piece(m, i), end = fe_piece(m, i + 1);
  double total = 0;
  for (size_t c = 0; c < 3; c++) total += w->sum(w->s, c * m->stride + first, c * m->stride + end);
  w->s->partial[i] = total;
}

/* pieces are added in order: the same sum for any number of threads; then the ranks' */
static double sum_over(const solver *s, piece_sum sum) {
  sum_work w = {s, sum};
  const int n = fe_pieces(s->fe->mesh);
  double total = 0;
  fe_pool_run(s->fe->pool, n, sum_piece, &w);
  for (int i = 0; i < n; i++) total += s->partial[i];
  return fe_ranks_sum_one(&s->fe->ranks, total);
}

static double sum_rr(const solver *s, size_t first, size_t end) {
  double t = 0;
  for (size_t i = first; i < end; i++) t += s->r[i] * s->r[i];
  return t;
}

static double sum_rz(const solver *s, size_t first, size_t end) {
  double t = 0;
  for (size_t i = first; i < end; i++) t += s->r[i] * (double)s->z[i];
  return t;
}

static double sum_pq(const solver *s, size_t first, size_t end) {
  double t = 0;
  for (size_t i = first; i < end; i++) t += s->q[i] * (double)s->p[i];
  return t;
}

static double sum_uq(const solver *s, size_t first, size_t end) {
  double t = 0;
  for (size_t i = first; i < end; i++) t += s->q[i] * s->u[i];
  return t;
}

/* p = z + beta p */
static double step_p(const solver *s, size_t first, size_t end) {
  const float beta = (float)s->beta;
  if (beta == 0) {
    memcpy(s->p + first, s->z + first, (end - first) * sizeof *s->p);
  } else {
    for (size_t i = first; i < end; i++) s->p[i] = s->z[i] + beta * s->p[i];
  }
  return 0;
}

/* u += alpha p, r -= alpha q; returns its part of r.r */
static double step_u(const solver *s, size_t first, size_t end) {
  double t = 0;
  for (size_t i = first; i < end; i++) {
    s->u[i] += s->alpha * (double)s->p[i];
    s->r[i] -= s->alpha * s->q[i];
    t += s->r[i] * s->r[i];
  }
  return t;
}

/* 3. Start --------------------------------------------------------------------------- */

/* what a mean strain does to a place: xx yy zz yz xz xy, engineering shear */
static void affine(const double e[6], const double x[3], double out[3]) {
  out[0] = e[0] * x[0] + 0.5 * (e[5] * x[1] + e[4] * x[2]);
  out[1] = e[1] * x[1] + 0.5 * (e[5] * x[0] + e[3] * x[2]);
  out[2] = e[2] * x[2] + 0.5 * (e[4] * x[0] + e[3] * x[1]);
}

/* slaves follow their masters, apart from the mean strain between the two */
static void set_slaves(const solver *s, double *u) {
  const fe_space *p = &s->space;
  for (size_t i = 0; i < p->n_tie; i++) {
    double a[3], b[3], d[3], shift[3];
    ant_fe_node_place(s->fe, p->slave[i], a);
    ant_fe_node_place(s->fe, p->master[i], b);
    for (int c = 0; c < 3; c++) d[c] = a[c] - b[c];
    affine(s->load->strain, d, shift);
    for (size_t c = 0; c < 3; c++) {
      u[c * p->mesh->stride + p->slave[i]] = u[c * p->mesh->stride + p->master[i]] + shift[c];
    }
  }
}

static void set_held(const solver *s, double *u) {
  const size_t stride = s->fe->mesh->stride;
  for (size_t i = 0; i < s->load->held.n; i++) {
    const fe_entry *e = &s->load->held.item[i];
    u[e->component * stride + e->node] = e->value;
  }
  set_slaves(s, u);
}

/* what pushes a free node is felt by its master */
static void add_pushes(const solver *s, double *r) {
  const size_t stride = s->fe->mesh->stride;
  for (size_t i = 0; i < s->load->pushed.n; i++) {
    const fe_entry *e = &s->load->pushed.item[i];
    uint32_t node = e->node;
    if (s->space.flag[node] & FE_SLAVE) {
      for (size_t t = 0; t < s->space.n_tie; t++) {
        if (s->space.slave[t] == node) node = s->space.master[t];
      }
    }
    if (!(s->space.flag[node] >> e->component & 1)) r[e->component * stride + node] += e->value;
  }
}

/* r = f - A u */
static void residual(solver *s) {
  const size_t n = 3 * s->fe->mesh->stride;
  fe_ranks_planes(&s->fe->ranks, s->fe->mesh, s->u, sizeof *s->u);
  fe_apply_dd(&s->space, s->u, s->r);
  for (size_t i = 0; i < n; i++) s->r[i] = -s->r[i];
  add_pushes(s, s->r);
}

/* |b|: the residual of free nodes that do not move, from STILL (all 0); U is put back */
static double load_norm(solver *s, double *still) {
  double *start = s->u;
  if (still) s->u = still;
  set_held(s, s->u);
  residual(s);
  double norm = sqrt(sum_over(s, sum_rr));
  if (still) {
    s->u = start;
    set_held(s, s->u);
    residual(s);
  }
  return norm;
}

/* 4. Iterations ------------------------------------------------------------------------- */

static void precondition(solver *s) {
  const size_t stride = s->fe->mesh->stride;
  if (s->hierarchy) {
    fe_hierarchy_apply(s->hierarchy, s->r, s->z, (float *)s->q);
    return;
  }
  const double(*k)[FE_DOF] = (const double(*)[FE_DOF])s->fe->mesh->stiffness;
  for (size_t c = 0; c < 3; c++) {
    const double factor = k[0][0] / k[c][c];
    for (size_t i = 0; i < s->fe->mesh->n_node; i++) {
      s->z[c * stride + i] = (float)(factor * (double)s->inverse[i] * s->r[c * stride + i]);
    }
  }
}

static ant_status failed(int iterations, double reached, double wanted, ant_diag *opt_diag) {
  ant_fail(opt_diag, ANT_ENUMERIC,
           "the solver stopped after %d iterations at a relative residual of %.2g; %.2g was wanted",
           iterations, reached, wanted);
  ant_diag_hint(opt_diag, "is a part of the bone held by a single corner or edge? "
                          "Keep the largest component, or allow more iterations");
  return ANT_ENUMERIC;
}

/* false when the caller wants to stop, of any rank */
static bool go_on(const solver *s, const ant_fe_options *o, double first, double reached,
                  double wanted) {
  const double share = first > wanted ? log(first / reached) / log(first / wanted) : 1;
  const bool on = !o->progress || o->progress(o->user, share > 0 ? share < 1 ? share : 1 : 0);
  return !(fe_ranks_sum_one(&s->fe->ranks, !on) > 0);
}

/* Conjugate gradients from the residual at hand.  The recurrence drifts from the true residual, so
 * that is computed at the end, and iterations go on from it should it be larger. */
static ant_status iterate(solver *s, const ant_fe_options *o, double norm, ant_fe_report *report,
                          ant_diag *opt_diag) {
  const double wanted = o->tolerance > 0 ? o->tolerance : 1e-6;
  const int most = o->max_iterations > 0 ? o->max_iterations : (o->jacobi ? 100000 : 1000);
  double rz_before = 0, reached = sqrt(sum_over(s, sum_rr)) / norm;
  const double first = reached;
  bool restart = true;
  int it = 0;
  while (reached > wanted) {
    if (it >= most) return failed(it, reached, wanted, opt_diag);
    precondition(s);
    const double rz = sum_over(s, sum_rz);
    s->beta = restart ? 0 : rz / rz_before;
    restart = false;
    rz_before = rz;
    sum_over(s, step_p);
    fe_apply_fd(&s->space, s->p, s->q);
    const double pq = sum_over(s, sum_pq);
    if (!(pq > 0) || !isfinite(pq) || !(rz > 0)) return failed(it, reached, wanted, opt_diag);
    s->alpha = rz / pq;
    reached = sqrt(sum_over(s, step_u)) / norm;
    it++;
    if (!go_on(s, o, first, reached, wanted)) {
      return ant_fail(opt_diag, ANT_EINTERRUPT, "stopped on request after %d iterations", it);
    }
    if (reached <= wanted) {
      set_slaves(s, s->u);
      residual(s);
      reached = sqrt(sum_over(s, sum_rr)) / norm;
      restart = true;
    }
  }
  report->iterations = it;
  report->residual = reached;
  return ANT_OK;
}

/* 5. Solve --------------------------------------------------------------------------------- */

static double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double peak_bytes(const ant_fe *fe) {
  struct rusage use;
  const double mine = getrusage(RUSAGE_SELF, &use) == 0 ? 1024.0 * (double)use.ru_maxrss : 0;
  return fe_ranks_sum_one(&fe->ranks, mine);
}

static ant_status make_vectors(solver *s, ant_diag *opt_diag) {
  if (s->r) return ANT_OK;
  const size_t n = 3 * s->fe->mesh->stride;
  s->r = calloc(n, sizeof *s->r);
  s->q = calloc(n, sizeof *s->q);
  s->p = calloc(n, sizeof *s->p);
  s->z = calloc(n, sizeof *s->z);
  s->partial = calloc((size_t)fe_pieces(s->fe->mesh) + 1, sizeof *s->partial);
  return s->r && s->q && s->p && s->z && s->partial
             ? ANT_OK
             : ant_fail(opt_diag, ANT_ENOMEM, "no memory for the vectors of %zu unknowns", n);
}

/* A hierarchy needs more blocks than its boxes reach around a periodic volume. */
static bool wants_hierarchy(const solver *s, const ant_fe_options *o) {
  const int *n = s->fe->mesh->box;
  int least = n[0] < n[1] ? n[0] : n[1];
  least = n[2] < least ? n[2] : least;
  return !o->jacobi && !(s->load->periodic && least < 16);
}

static ant_status prepare(solver *s, ant_fe_load *load, const ant_fe_options *o,
                          ant_diag *opt_diag) {
  const fe_hierarchy_options h = {o->block, o->degree, o->coarse_degree, o->visits};
  ANT_TRY(fe_ranks_agree(&s->fe->ranks, fe_space_init(&s->space, s->fe, load, opt_diag), opt_diag));
  ANT_TRY(fe_space_check(&s->space, load, opt_diag));
  if (!wants_hierarchy(s, o)) {
    const ant_status status = fe_inverse_diagonal(&s->space, &s->inverse, opt_diag);
    return fe_ranks_agree(&s->fe->ranks, status, opt_diag);
  }
  return fe_hierarchy_create(&s->space, &h, &s->hierarchy, opt_diag);
}

/* the vectors, and for a warm start one that is all 0 */
static ant_status make_start(solver *s, double **out_still, ant_diag *opt_diag) {
  const size_t n = 3 * s->fe->mesh->stride;
  bool cold = true;
  for (size_t i = 0; i < n && cold; i++) cold = s->u[i] == 0;
  cold = !(fe_ranks_sum_one(&s->fe->ranks, !cold) > 0);
  ant_status status = make_vectors(s, opt_diag);
  if (status == ANT_OK && !cold) {
    *out_still = calloc(n, sizeof **out_still);
    if (!*out_still) status = ant_fail(opt_diag, ANT_ENOMEM, "no memory for a warm start");
  }
  return fe_ranks_agree(&s->fe->ranks, status, opt_diag);
}

static ant_status run(solver *s, const ant_fe_options *o, ant_fe_report *report,
                      ant_diag *opt_diag) {
  const size_t n = 3 * s->fe->mesh->stride;
  double *still = NULL;
  ant_status status = make_start(s, &still, opt_diag);
  const double norm = status == ANT_OK ? load_norm(s, still) : 0;
  free(still);
  ANT_TRY(status);
  if (!isfinite(norm)) return ant_fail(opt_diag, ANT_ENUMERIC, "the load is not finite");
  if (norm > 0) {
    ANT_TRY(iterate(s, o, norm, report, opt_diag));
  } else {
    memset(s->u, 0, n * sizeof *s->u);
    set_held(s, s->u);
  }
  fe_ranks_planes(&s->fe->ranks, s->fe->mesh, s->u, sizeof *s->u);
  fe_forces_raw(s->fe->mesh, s->fe->kernel, s->fe->pool, s->u, s->q);
  report->energy_nmm = 0.5 * sum_over(s, sum_uq);
  return ANT_OK;
}

static size_t count_held(const solver *s) {
  const uint32_t *own = s->fe->mesh->own_node;
  double n = 0;
  for (int c = 0; c < 3; c++) {
    for (size_t i = 0; i < s->space.n_fixed[c]; i++) {
      n += s->space.fixed[c][i] >= own[0] && s->space.fixed[c][i] < own[1];
    }
  }
  return (size_t)fe_ranks_sum_one(&s->fe->ranks, n);
}

/* the same components of the same nodes are held */
static bool same_holds(const ant_fe_load *a, const ant_fe_load *b) {
  if (a->held.n != b->held.n || a->periodic != b->periodic) return false;
  for (size_t i = 0; i < a->held.n; i++) {
    const fe_entry *x = &a->held.item[i], *y = &b->held.item[i];
    if (x->node != y->node || x->component != y->component) return false;
  }
  return true;
}

void fe_session_destroy(fe_session **session) {
  fe_session *s = *session;
  if (!s) return;
  fe_hierarchy_destroy(&s->hierarchy);
  fe_space_clear(&s->space);
  free(s->first.held.item);
  free(s->first.pushed.item);
  free(s->inverse);
  free(s->r);
  free(s->q);
  free(s->p);
  free(s->z);
  free(s->partial);
  free(s);
  *session = NULL;
}

ant_status fe_session_create(const ant_fe *fe, const ant_fe_load *load,
                             const ant_fe_options *options, fe_session **out_session,
                             ant_diag *opt_diag) {
  const double start = now_s();
  fe_session *s = calloc(1, sizeof *s);
  ant_status status = s ? fe_load_copy(load, &s->first, opt_diag)
                        : ant_fail(opt_diag, ANT_ENOMEM, "no memory for a solver");
  status = fe_ranks_agree(&fe->ranks, status, opt_diag);
  if (status == ANT_OK) {
    s->fe = fe;
    s->load = &s->first;
    if (options) s->options = *options;
    status = prepare(s, &s->first, &s->options, opt_diag);
  }
  if (status != ANT_OK) {
    fe_session_destroy(&s);
    return status;
  }
  s->setup_s = now_s() - start;
  *out_session = s;
  return ANT_OK;
}

ant_status fe_session_solve(fe_session *s, const ant_fe_load *load, double *u,
                            ant_fe_report *opt_report, ant_diag *opt_diag) {
  const fe_mesh *m = s->fe->mesh;
  ant_fe_report report = {.elements = m->all_element, .nodes = m->all_node};
  ant_fe_load own = {0}; /* entries are sorted in place */
  const double start = now_s();
  ant_status status = fe_load_copy(load, &own, opt_diag);
  if (status == ANT_OK) status = fe_load_settle(&s->space, &own, opt_diag);
  if (status == ANT_OK && !same_holds(&s->first, &own)) {
    status = ant_fail(opt_diag, ANT_EINPUT,
                      "loads that are solved together must hold the same components of nodes");
  }
  status = fe_ranks_agree(&s->fe->ranks, status, opt_diag);
  s->load = &own;
  s->u = u;
  if (status == ANT_OK) status = run(s, &s->options, &report, opt_diag);
  s->load = &s->first;
  free(own.held.item);
  free(own.pushed.item);
  report.unknowns = 3 * report.nodes;
  report.held = count_held(s);
  report.setup_s = s->setup_s;
  s->setup_s = 0; /* the first solution paid for it */
  report.solve_s = now_s() - start;
  report.peak_bytes = peak_bytes(s->fe);
  if (opt_report) *opt_report = report;
  return status;
}

ant_status ant_fe_solve_many(ant_fe *fe, int n_load, const ant_fe_load *const load[],
                             const ant_fe_options *options, double *const u[],
                             ant_fe_report *opt_report, ant_diag *opt_diag) {
  fe_session *s = NULL;
  if (n_load < 1) return ant_fail(opt_diag, ANT_EINPUT, "no load to solve");
  ant_status status = fe_session_create(fe, load[0], options, &s, opt_diag);
  for (int i = 0; i < n_load && status == ANT_OK; i++) {
    status = fe_session_solve(s, load[i], u[i], opt_report ? &opt_report[i] : NULL, opt_diag);
  }
  fe_session_destroy(&s);
  return status;
}

ant_status ant_fe_solve(ant_fe *fe, const ant_fe_load *load, const ant_fe_options *options,
                        double *u, ant_fe_report *opt_report, ant_diag *opt_diag) {
  return ant_fe_solve_many(fe, 1, &load, options, &u, opt_report, opt_diag);
}
