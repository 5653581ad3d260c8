/* file.h - reading whole files, and writing so that nothing half-written is ever left behind.
 *
 * A file is written beside its place, under its name with ".part" and a number behind, flushed to
 * the disk and only then renamed.  Whoever fails on the way discards it; the old file stays as it
 * was. What exists and is no plain file (/dev/stdout, a pipe) is written directly.
 *
 * Thread safety: no globals; one ant_file, one thread. */
#ifndef ANT_FILE_H
#define ANT_FILE_H

#include <stddef.h>
#include <stdio.h>

#include "antaeus/diag.h"
#include "base/arena.h"

/* Read the plain file PATH of at most LIMIT bytes into *OUT_TEXT, (*OUT_LENGTH) bytes with a NUL
 * behind, which the caller frees.  Returns ANT_OK; ANT_EINPUT when it is missing, may not be read,
 * is no plain file or is too long; ANT_ESYSTEM; ANT_ENOMEM. */
ant_status ant_file_read(const char *path, size_t limit, char **out_text, size_t *out_length,
                         ant_diag *opt_diag);

typedef struct ant_file ant_file;

/* Begin to write PATH.  Returns ANT_OK, ANT_ESYSTEM or ANT_ENOMEM. */
ant_status ant_file_create(const char *path, ant_file **out_file, ant_diag *opt_diag);
FILE *ant_file_stream(ant_file *file);

/* Finish: flush, sync, rename.  On any failure nothing is left but what was there before.
 * Returns ANT_OK or ANT_ESYSTEM.  *FILE is NULL afterwards in either case. */
ant_status ant_file_commit(ant_file **file, ant_diag *opt_diag);

/* Give up: remove what was written.  Accepts NULL and *FILE NULL. */
void ant_file_discard(ant_file **file);

/* All three in one, for text that is already whole. */
ant_status ant_file_write(const char *path, const char *text, size_t length, ant_diag *opt_diag);

/* Make folder PATH and those above it where they are missing.  Returns ANT_OK or ANT_ESYSTEM. */
ant_status ant_file_make_folder(const char *path, ant_diag *opt_diag);

/* Put the paths of all plain files below FOLDER that end in SUFFIX into *OUT_PATH (*OUT_N), in the
 * order of their bytes, whatever the disk's; names that begin with '.' are passed over.  Returns
 * ANT_OK, ANT_EINPUT, ANT_ESYSTEM or ANT_ENOMEM. */
ant_status ant_file_find(ant_arena *arena, const char *folder, const char *suffix,
                         const char ***out_path, int *out_n, ant_diag *opt_diag);

/* PATH's folder with '/' joined to NAME; NAME alone where it is absolute. */
char *ant_file_beside(ant_arena *arena, const char *path, const char *name);

#endif /* ANT_FILE_H */
