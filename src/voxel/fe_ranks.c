/* fe_ranks.c - what the ranks of one volume say to each other.
 *   1. Sums and failures   2. Neighbours   3. Everyone */
#include "fe_hierarchy.h"

#include <stdlib.h>
#include <string.h>

/* 1. Sums and failures ---------------------------------------------------------- */

/* numbers that a sum sends at once: what it needs does not grow with how many there are */
enum { SUM_PIECE = 512 };

ant_status fe_ranks_init(fe_ranks *r, ant_diag *opt_diag) {
  const size_t size = (size_t)r->link.size;
  r->lower = r->upper = -1;
  r->work = malloc((size > 1 ? SUM_PIECE * size : 1) * sizeof *r->work);
  r->bytes = malloc(size * sizeof *r->bytes);
  if (r->work && r->bytes) return ANT_OK;
  return ant_fail(opt_diag, ANT_ENOMEM, "no memory for %d ranks", r->link.size);
}

void fe_ranks_clear(fe_ranks *r) {
  free(r->work);
  free(r->bytes);
  r->work = NULL;
  r->bytes = NULL;
}

/* Every rank adds the same numbers in the same order, so that all decide alike what comes next. */
static void sum_piece(const fe_ranks *r, double *x, size_t n) {
  const ant_ranks *l = &r->link;
  for (int k = 0; k < l->size; k++) r->bytes[k] = n * sizeof *x;
  l->gather(l->context, x, r->work, r->bytes);
  for (size_t i = 0; i < n; i++) {
    x[i] = 0;
    for (size_t k = 0; k < (size_t)l->size; k++) x[i] += r->work[k * n + i];
  }
}

void fe_ranks_sum(const fe_ranks *r, double *x, size_t n) {
  if (r->link.size == 1) return;
  for (size_t done = 0; done < n; done += SUM_PIECE) {
    sum_piece(r, x + done, n - done < SUM_PIECE ? n - done : SUM_PIECE);
  }
}

double fe_ranks_sum_one(const fe_ranks *r, double x) {
  fe_ranks_sum(r, &x, 1);
  return x;
}

const double *fe_ranks_each(const fe_ranks *r, double x) {
  const ant_ranks *l = &r->link;
  for (int k = 0; k < l->size; k++) r->bytes[k] = sizeof x;
  if (l->size > 1) l->gather(l->context, &x, r->work, r->bytes);
  if (l->size == 1) r->work[0] = x;
  return r->work;
}

typedef struct verdict {
  ant_status status;
  ant_diag diag;
} verdict;

ant_status fe_ranks_agree(const fe_ranks *r, ant_status status, ant_diag *opt_diag) {
  return ant_ranks_agree(&r->link, status, opt_diag);
}

/* Without a list of all ranks: there may be no memory for one. */
static bool any(const ant_ranks *l, bool mine) {
  float x = mine;
  l->add(l->context, &x, 1);
  return x > 0;
}

ant_status ant_ranks_agree(const ant_ranks *l, ant_status status, ant_diag *opt_diag) {
  int worst = -1;
  if (l->size == 1) return status;
  if (!any(l, status != ANT_OK)) return ANT_OK;
  /* the first that failed tells the others, one after the other: this is the end anyway */
  verdict v = {.status = status};
  if (status != ANT_OK && opt_diag) v.diag = *opt_diag;
  for (int k = 0; k < l->size && worst < 0; k++) {
    if (any(l, l->rank == k && status != ANT_OK)) worst = k;
  }
  for (int k = 0; k < l->size; k++) {
    const bool tells = l->rank == worst && k != worst, hears = l->rank == k && k != worst;
    if (!tells && !hears) continue;
    l->exchange(l->context, tells ? k : -1, &v, tells ? sizeof v : 0, hears ? worst : -1, &v,
                hears ? sizeof v : 0);
  }
  if (opt_diag) *opt_diag = v.diag;
  return v.status;
}

/* 2. Neighbours -------------------------------------------------------------------- */

void fe_ranks_swap(const fe_ranks *r, const fe_swap *s) {
  const ant_ranks *l = &r->link;
  if (r->lower < 0 && r->upper < 0) return;
  l->exchange(l->context, r->lower, s->to_lower, s->n_to_lower, r->upper, s->from_upper,
              s->n_from_upper);
  l->exchange(l->context, r->upper, s->to_upper, s->n_to_upper, r->lower, s->from_lower,
              s->n_from_lower);
}

void fe_ranks_planes(const fe_ranks *r, const fe_mesh *m, void *u, size_t size) {
  if (r->lower < 0 && r->upper < 0) return;
  const bool below = r->lower >= 0, above = r->upper >= 0;
  const uint32_t first = fe_plane(m, m->own[0]), last = fe_plane(m, m->own[1] - 1);
  const uint32_t under = below ? fe_plane(m, m->own[0] - 1) : first;
  const uint32_t over = fe_plane(m, m->own[1]), end = above ? fe_plane(m, m->own[1] + 1) : over;
  for (size_t c = 0; c < 3; c++) {
    char *at = (char *)u + c * m->stride * size;
    const fe_swap s = {
        .to_lower = at + first * size,
        .n_to_lower = below ? (fe_plane(m, m->own[0] + 1) - first) * size : 0,
        .to_upper = at + last * size,
        .n_to_upper = above ? (over - last) * size : 0,
        .from_lower = at + under * size,
        .n_from_lower = (first - under) * size,
        .from_upper = at + over * size,
        .n_from_upper = (end - over) * size,
    };
    fe_ranks_swap(r, &s);
  }
}

/* elements of M's layers [a, b) */
static size_t count(const fe_mesh *m, int a, int b) {
  return m->row_solid[b * m->n[1]] - m->row_solid[a * m->n[1]];
}

void fe_ranks_moduli(const fe_ranks *r, fe_mesh *m) {
  if (r->lower < 0 && r->upper < 0) return;
  const int ghost = FE_GHOST(m->edge);
  const size_t first = m->own_element[0], end = m->own_element[1];
  /* only the last part may have fewer layers than its neighbour would keep */
  const int reach = m->own[0] + ghost < m->own[1] ? m->own[0] + ghost : m->own[1];
  const size_t low = r->lower >= 0 ? count(m, m->own[0], reach) : 0;
  const size_t high = r->upper >= 0 ? count(m, m->own[1] - ghost, m->own[1]) : 0;
  const fe_swap s = {
      .to_lower = m->modulus + first,
      .n_to_lower = low * sizeof *m->modulus,
      .to_upper = m->modulus + end - high,
      .n_to_upper = high * sizeof *m->modulus,
      .from_lower = m->modulus,
      .n_from_lower = first * sizeof *m->modulus,
      .from_upper = m->modulus + end,
      .n_from_upper = (m->n_element - end) * sizeof *m->modulus,
  };
  fe_ranks_swap(r, &s);
}

void fe_level_exchange(const fe_ranks *r, const fe_level *l, void *x, size_t bytes) {
  char *at = x;
  const fe_swap s = {
      .to_lower = at + l->own[0] * bytes,
      .n_to_lower = l->lend[0] * bytes,
      .to_upper = at + (l->own[1] - l->lend[1]) * bytes,
      .n_to_upper = l->lend[1] * bytes,
      .from_lower = at,
      .n_from_lower = l->own[0] * bytes,
      .from_upper = at + l->own[1] * bytes,
      .n_from_upper = (l->n - l->own[1]) * bytes,
  };
  fe_ranks_swap(r, &s);
}

/* 3. Everyone ------------------------------------------------------------------------ */

const ant_ranks *ant_fe_ranks(const ant_fe *fe) {
  return &fe->ranks.link;
}

ant_status ant_fe_agree(const ant_fe *fe, ant_status status, ant_diag *opt_diag) {
  return ant_ranks_agree(&fe->ranks.link, status, opt_diag);
}

void ant_fe_collect(const ant_fe *fe, const float *mine, size_t n, float *out) {
  const ant_ranks *l = &fe->ranks.link;
  const double *each = fe_ranks_each(&fe->ranks, (double)n);
  size_t done = n;
  if (l->rank > 0) {
    l->exchange(l->context, 0, mine, n * sizeof *mine, -1, NULL, 0);
    return;
  }
  if (n > 0) memcpy(out, mine, n * sizeof *out);
  for (int k = 1; k < l->size; k++) {
    const size_t more = (size_t)each[k];
    l->exchange(l->context, -1, NULL, 0, k, out + done, more * sizeof *out);
    done += more;
  }
}

ant_status fe_ranks_count(const fe_ranks *r, uint32_t mine, uint32_t *out_before, uint32_t *out_all,
                          ant_diag *opt_diag) {
  const double *each = fe_ranks_each(r, mine);
  double before = 0, all = 0;
  for (int k = 0; k < r->link.size; k++) {
    if (k == r->link.rank) before = all;
    all += each[k];
  }
  if (all >= UINT32_MAX) return ant_fail(opt_diag, ANT_EINPUT, "more than 4.29e9 aggregates");
  *out_before = (uint32_t)before;
  *out_all = (uint32_t)all;
  return ANT_OK;
}

ant_status fe_ranks_gather(const fe_ranks *r, const void *bytes, size_t n, void **out,
                           size_t **out_first, ant_diag *opt_diag) {
  const ant_ranks *l = &r->link;
  const size_t size = (size_t)l->size;
  const double *each = fe_ranks_each(r, (double)n);
  size_t *first = calloc(size + 1, sizeof *first);
  char *all = NULL;
  for (size_t k = 0; first && k < size; k++) {
    r->bytes[k] = (size_t)each[k];
    first[k + 1] = first[k] + r->bytes[k];
  }
  if (first) all = malloc(first[size] + 1);
  ant_status status = all ? ANT_OK : ant_fail(opt_diag, ANT_ENOMEM, "no memory to gather");
  status = fe_ranks_agree(r, status, opt_diag);
  if (status != ANT_OK) {
    free(first);
    free(all);
    return status;
  }
  if (size > 1) {
    l->gather(l->context, bytes, all, r->bytes);
  } else if (n > 0) {
    memcpy(all, bytes, n);
  }
  *out = all;
  *out_first = first;
  return ANT_OK;
}
