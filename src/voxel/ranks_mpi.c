/* ranks_mpi.c - how ranks talk by MPI (see antaeus/voxel_mpi.h).
 *
 * MPI counts in int: longer messages go in pieces, which both ends cut alike. */
#include "antaeus/voxel_mpi.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 1 << 28 };

typedef struct link {
  MPI_Comm comm;
  int size;
  int *count, *begin; /* (size) of a gather */
} link;

static int piece_of(size_t n, size_t done) {
  return done >= n ? 0 : (int)(n - done < PIECE ? n - done : PIECE);
}

static void exchange(void *context, int to, const void *send, size_t n_send, int from,
                     void *receive, size_t n_receive) {
  const link *l = context;
  if (to < 0) n_send = 0;
  if (from < 0) n_receive = 0;
  for (size_t done = 0; done < n_send || done < n_receive; done += PIECE) {
    const int out = piece_of(n_send, done), in = piece_of(n_receive, done);
    MPI_Sendrecv((const char *)send + (out ? done : 0), out, MPI_BYTE, out ? to : MPI_PROC_NULL, 0,
                 (char *)receive + (in ? done : 0), in, MPI_BYTE, in ? from : MPI_PROC_NULL, 0,
                 l->comm, MPI_STATUS_IGNORE);
  }
}

/* in one call where the counts allow it, else rank by rank */
static void gather(void *context, const void *send, void *receive, const size_t *n_bytes) {
  const link *l = context;
  size_t all = 0;
  int rank;
  MPI_Comm_rank(l->comm, &rank);
  for (int k = 0; k < l->size; k++) {
    l->count[k] = (int)(n_bytes[k] & INT_MAX);
    l->begin[k] = (int)(all & INT_MAX);
    all += n_bytes[k];
  }
  if (all <= INT_MAX) {
    MPI_Allgatherv(send, l->count[rank], MPI_BYTE, receive, l->count, l->begin, MPI_BYTE, l->comm);
    return;
  }
  char *to = receive;
  for (int k = 0; k < l->size; to += n_bytes[k], k++) {
    for (size_t done = 0; done < n_bytes[k]; done += PIECE) {
      const int n = piece_of(n_bytes[k], done);
      if (k == rank) memcpy(to + done, (const char *)send + done, (size_t)n);
      MPI_Bcast(to + done, n, MPI_BYTE, k, l->comm);
    }
  }
}

static void add(void *context, float *x, size_t n) {
  const link *l = context;
  for (size_t done = 0; done < n; done += PIECE) {
    MPI_Allreduce(MPI_IN_PLACE, x + done, piece_of(n, done), MPI_FLOAT, MPI_SUM, l->comm);
  }
}

ant_status ant_ranks_mpi(MPI_Comm comm, ant_ranks *out_ranks, ant_diag *opt_diag) {
  int size, rank, here;
  MPI_Comm machine;
  MPI_Comm_size(comm, &size);
  link *l = calloc(1, sizeof *l);
  int *count = calloc(2 * (size_t)size, sizeof *count), ok = l && count;
  MPI_Allreduce(MPI_IN_PLACE, &ok, 1, MPI_INT, MPI_MIN, comm);
  if (!ok) {
    free(l);
    free(count);
    return ant_fail(opt_diag, ANT_ENOMEM, "no memory for %d ranks", size);
  }
  *l = (link){.size = size, .count = count, .begin = count + size};
  MPI_Comm_dup(comm, &l->comm);
  MPI_Comm_set_errhandler(l->comm, MPI_ERRORS_ARE_FATAL);
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &machine);
  MPI_Comm_size(machine, &here);
  MPI_Comm_free(&machine);
  *out_ranks = (ant_ranks){rank, size, here, l, exchange, gather, add};
  return ANT_OK;
}

void ant_ranks_mpi_clear(ant_ranks *ranks) {
  link *l = ranks->context;
  if (!l) return;
  MPI_Comm_free(&l->comm);
  free(l->count);
  free(l);
  ranks->context = NULL;
}
