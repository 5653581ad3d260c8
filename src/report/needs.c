/* needs.c - what rows and claims wait for, counted (see needs.h). */
#include "report/needs.h"

#include <stdlib.h>
#include <string.h>

static int by_want(const void *a, const void *b) {
  const ant_need *x = a, *y = b;
  if (x->n != y->n) return y->n - x->n;
  return strcmp(x->name, y->name);
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const ant_need *)a)->name, ((const ant_need *)b)->name);
}

/* merge equal names of the N in ITEM, each counted once so far */
static void merge(ant_needs *out) {
  int n = 0;
  qsort(out->item, (size_t)out->n, sizeof *out->item, by_name);
  for (int i = 0; i < out->n; i++) {
    if (n > 0 && strcmp(out->item[n - 1].name, out->item[i].name) == 0) {
      out->item[n - 1].n++;
    } else {
      out->item[n++] = out->item[i];
    }
  }
  out->n = n;
  qsort(out->item, (size_t)n, sizeof *out->item, by_want);
}

void ant_needs_of_rows(const ant_row_scores *s, ant_needs *out) {
  *out = (ant_needs){.item = calloc((size_t)s->n + 1, sizeof *out->item)};
  for (int i = 0; out->item && i < s->n; i++) {
    if (s->result[i].state == ANT_ROW_NOT_YET) {
      out->item[out->n++] = (ant_need){s->result[i].needs, 1};
    }
  }
  if (out->item) merge(out);
}

void ant_needs_of_claims(const ant_claim_scores *s, ant_needs *out) {
  *out = (ant_needs){.item = calloc((size_t)s->n + 1, sizeof *out->item)};
  for (int i = 0; out->item && i < s->n; i++) {
    if (s->result[i].verdict == ANT_VERDICT_NOT_YET) {
      out->item[out->n++] = (ant_need){s->result[i].needs, 1};
    }
  }
  if (out->item) merge(out);
}

void ant_needs_clear(ant_needs *needs) {
  free(needs->item);
  *needs = (ant_needs){0};
}
