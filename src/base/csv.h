/* csv.h - a table as text: comma separated, quoted where it must be, cut up in place.
 *
 * RFC 4180, and lenient where scanners and spreadsheets are: LF or CRLF, with or without a byte
 * order mark, with or without an end of line at the end.  Strict where leniency hides loss: text
 * that is not UTF-8, a NUL, a quote that never closes or that something follows, a record with
 * more or fewer fields than the first.
 *
 * Thread safety: no globals; one ant_csv, one thread. */
#ifndef ANT_CSV_H
#define ANT_CSV_H

#include <stddef.h>

#include "antaeus/diag.h"

enum { ANT_CSV_COLUMNS = 512 };

typedef struct ant_csv_field {
  char *text; /* in the table's own bytes, NUL-terminated                       */
  int line, column;
} ant_csv_field;

typedef struct ant_csv {
  const char *file;
  char *next; /* where the next record begins; NULL at the end              */
  int line, n_field;
  ant_csv_field field[ANT_CSV_COLUMNS]; /* (n_field) the present record        */
} ant_csv;

/* Begin to read TEXT, (LENGTH) bytes with a NUL behind, which is cut up and must stay; FILE is its
 * name in messages.  Returns ANT_OK, or ANT_EINPUT with the place of what is not UTF-8. */
ant_status ant_csv_open(ant_csv *csv, const char *file, char *text, size_t length,
                        ant_diag *opt_diag);

/* Go to the next record; empty lines are passed over.  Returns ANT_OK, with n_field 0 at the end,
 * or ANT_ESYNTAX with the place; after that the next record can still be asked for. */
ant_status ant_csv_next(ant_csv *csv, ant_diag *opt_diag);

#endif /* ANT_CSV_H */
