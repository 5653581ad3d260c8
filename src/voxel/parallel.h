/* parallel.h - the same work on many items, on several threads.
 *
 * Items are handed out one by one, in any order and to any worker: what they compute must not
 * depend on either.  Sums are kept an item and added in the items' order afterwards; then the
 * bytes are the same for any number of threads. */
#ifndef ANT_VOXEL_PARALLEL_H
#define ANT_VOXEL_PARALLEL_H

#include <stdint.h>

typedef void ant_work(void *user, int64_t item, int worker);

/* N_THREAD, or one a core where it is 0 or less; at most ANT_THREADS_MAX. */
enum { ANT_THREADS_MAX = 256 };
int ant_parallel_threads(int n_thread);

/* Call WORK for items 0 to N - 1.  WORKER counts from 0 to below ant_parallel_threads(N_THREAD) and
 * says whose scratch memory to use.  Never fails: a thread that cannot be had is done without. */
void ant_parallel(int n_thread, int64_t n, ant_work *work, void *user);

#endif /* ANT_VOXEL_PARALLEL_H */
