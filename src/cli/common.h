/* common.h - what the verbs of the command line share: options from one table, messages, exit
 * statuses, interruption, progress.
 *
 * Data goes to standard output, messages and progress to standard error.  Exit status: see
 * antaeus/codes.h; 130 after SIGINT or SIGTERM. */
#ifndef ANT_CLI_COMMON_H
#define ANT_CLI_COMMON_H

#include <stdbool.h>

#include "antaeus/diag.h"

/* Options ---------------------------------------------------------------- */

typedef enum ant_cli_kind {
  ANT_CLI_FLAG,   /* bool                                                       */
  ANT_CLI_TEXT,   /* const char *                                               */
  ANT_CLI_TEXTS,  /* ant_cli_texts: may be given several times                  */
  ANT_CLI_NUMBER, /* double                                                     */
  ANT_CLI_COUNT,  /* long, not negative                                         */
  ANT_CLI_DAYS    /* double: a time with its unit, "1day", "6 h"; alone: days   */
} ant_cli_kind;

typedef struct ant_cli_texts {
  const char **item; /* (n) owned                                                */
  int n;
} ant_cli_texts;

typedef struct ant_cli_option {
  const char *name;  /* "--every"                                                */
  const char *value; /* "TIME", NULL for a flag                                  */
  ant_cli_kind kind;
  void *into; /* keeps its value where the option is not given             */
  const char *help;
} ant_cli_option;

typedef struct ant_cli_verb {
  const char *name;             /* "antaeus fly" */
  const char *words;            /* "MISSION" */
  const char *about;            /* a paragraph or two                                       */
  int least, most;              /* how many words beside the options                        */
  const ant_cli_option *option; /* (n_option)                                    */
  int n_option;
} ant_cli_verb;

/* Read ARGV (ARGC words, the verb itself not among them).  The words that are no options are moved
 * to its front, *OUT_N of them.  Returns true to go on; else the verb ends with *OUT_EXIT: 0 after
 * --help, 2 after a message about what is wrong. */
bool ant_cli_parse(const ant_cli_verb *verb, int argc, char **argv, int *out_n, int *out_exit);
void ant_cli_texts_clear(ant_cli_texts *texts);

/* Ending ----------------------------------------------------------------- */

/* Print DIAG to standard error; returns its exit status. */
int ant_cli_fail(const ant_diag *diag);

/* Print all of DIAGS, or only the errors, to standard error; returns the exit status of the first
 * error, 0 where there is none. */
int ant_cli_tell(const ant_diags *diags, bool errors_only);

/* Flush standard output; returns STATUS, or 4 after a message when it could not be written. */
int ant_cli_end(int status);

/* Interruption and progress ---------------------------------------------- */

/* From now on SIGINT and SIGTERM ask to stop (the second one ends at once), and writing beyond a
 * limit of file size is an error like any other. */
void ant_cli_catch_signals(void);
bool ant_cli_interrupted(void);

/* Share done and time left on standard error, when that is a terminal and the work is long. */
typedef struct ant_cli_progress {
  const char *what;
  bool quiet;
  double started_s, shown_s;
} ant_cli_progress;

void ant_cli_progress_begin(ant_cli_progress *progress, const char *what, bool quiet);
/* For ant_fly_options: USER is the ant_cli_progress; false once interrupted. */
bool ant_cli_progress_show(void *user, double share);
void ant_cli_progress_end(ant_cli_progress *progress);

#endif /* ANT_CLI_COMMON_H */
