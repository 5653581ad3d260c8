/* cache.h - courses that were flown before, kept on disk.
 *
 * A file holds what one flight was asked for, under a name that is the hash of everything that
 * decides it; its first line says so and its last number is the hash of the rest, so that a file
 * cut short or of another machine is no file.  What cannot be read or written is flown: a cache is
 * never an error.
 *
 * Thread safety: several threads and processes may share a folder; files appear whole. */
#ifndef ANT_SCORE_CACHE_H
#define ANT_SCORE_CACHE_H

#include <stdbool.h>

#include "score/flights.h"

/* Fill FLIGHT from FOLDER; false when it is not there. */
bool ant_cache_read(const char *folder, uint64_t key, ant_flight *flight);

/* Keep FLIGHT, which was flown, in FOLDER. */
void ant_cache_write(const char *folder, uint64_t key, const ant_flight *flight);

/* The same for N numbers, NaN among them. */
bool ant_cache_read_numbers(const char *folder, uint64_t key, double *value, int n);
void ant_cache_write_numbers(const char *folder, uint64_t key, const double *value, int n);

#endif /* ANT_SCORE_CACHE_H */
