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

typedef enum ant_cli_form {
  ANT_CLI_IS_FLAG,    /* bool                                                    */
  ANT_CLI_IS_TEXT,    /* const char *                                            */
  ANT_CLI_IS_TEXTS,   /* ant_cli_texts: may be given several times               */
  ANT_CLI_IS_CHOICE,  /* int: which of the words of `value`, "x|y|z"             */
  ANT_CLI_IS_NUMBER,  /* double                                                  */
  ANT_CLI_IS_COUNT,   /* long                                                    */
  ANT_CLI_IS_DAYS,    /* double: a time with its unit, "1day", "6 h"; alone: days */
  ANT_CLI_IS_NUMBERS, /* double[n]: with commas between; one stands for all      */
  ANT_CLI_IS_WHOLES   /* int64_t[n]: likewise                                    */
} ant_cli_form;

/* What an option's value is, and the numbers that it may be: what lies outside is told before
 * anything is read or begun. */
typedef struct ant_cli_kind {
  ant_cli_form form;
  double lo, hi; /* both 0: any                                                */
  bool open;     /* neither LO nor HI itself                                   */
  int n;         /* of a list                                                  */
} ant_cli_kind;

#define ANT_CLI_FLAG                                                                               \
  { ANT_CLI_IS_FLAG, 0, 0, false, 0 }
#define ANT_CLI_TEXT                                                                               \
  { ANT_CLI_IS_TEXT, 0, 0, false, 0 }
#define ANT_CLI_TEXTS                                                                              \
  { ANT_CLI_IS_TEXTS, 0, 0, false, 0 }
#define ANT_CLI_CHOICE                                                                             \
  { ANT_CLI_IS_CHOICE, 0, 0, false, 0 }
#define ANT_CLI_NUMBER                                                                             \
  { ANT_CLI_IS_NUMBER, 0, 0, false, 0 }
#define ANT_CLI_WITHIN(lo, hi)                                                                     \
  { ANT_CLI_IS_NUMBER, lo, hi, false, 0 }
#define ANT_CLI_BETWEEN(lo, hi)                                                                    \
  { ANT_CLI_IS_NUMBER, lo, hi, true, 0 }
#define ANT_CLI_COUNT                                                                              \
  { ANT_CLI_IS_COUNT, 0, 1e15, false, 0 }
#define ANT_CLI_COUNT_WITHIN(lo, hi)                                                               \
  { ANT_CLI_IS_COUNT, lo, hi, false, 0 }
#define ANT_CLI_DAYS                                                                               \
  { ANT_CLI_IS_DAYS, -1e6, 1e6, false, 0 }
#define ANT_CLI_DAYS_WITHIN(lo, hi)                                                                \
  { ANT_CLI_IS_DAYS, lo, hi, false, 0 }
#define ANT_CLI_DAYS_ABOVE(lo)                                                                     \
  { ANT_CLI_IS_DAYS, lo, 1e6, true, 0 }
#define ANT_CLI_NUMBERS(n, lo, hi)                                                                 \
  { ANT_CLI_IS_NUMBERS, lo, hi, false, n }
#define ANT_CLI_WHOLES(n, lo, hi)                                                                  \
  { ANT_CLI_IS_WHOLES, lo, hi, false, n }

/* Threads; more than this many are a slip. */
#define ANT_CLI_JOBS ANT_CLI_COUNT_WITHIN(1, 1024)

typedef struct ant_cli_texts {
  const char **item; /* (n) owned                                                */
  int n;
} ant_cli_texts;

typedef struct ant_cli_option {
  const char *name;  /* "--every"                                                */
  const char *value; /* "TIME", NULL for a flag; "x|y|z" for a choice             */
  ant_cli_kind kind;
  void *into;       /* keeps its value where the option is not given             */
  const char *help; /* with the default; told again behind a wrong value          */
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
 * --help, 2 after a message about what is wrong: a value that is missing, empty, out of its range
 * or given twice, a word that is not known, too many or too few words. */
bool ant_cli_parse(const ant_cli_verb *verb, int argc, char **argv, int *out_n, int *out_exit);

/* Read TEXT as the value of OPTION, as ant_cli_parse does. */
ant_status ant_cli_value(const ant_cli_option *option, const char *text, ant_diag *diag);
void ant_cli_texts_clear(ant_cli_texts *texts);

/* Verbs ------------------------------------------------------------------ */

typedef struct ant_cli_choice {
  const char *name, *about;
  int (*run)(int argc, char **argv);
} ant_cli_choice;

typedef struct ant_cli_choices {
  const char *name;  /* "antaeus bone" */
  const char *words; /* "VERB VOLUME [...]" */
  const char *about;
  const ant_cli_choice *choice; /* (n)                                            */
  int n;
} ant_cli_choices;

/* Hand ARGV (ARGC words) on to the verb that its first one names, and return what that returns; 0
 * after --help, 2 after a message about a name that is none. */
int ant_cli_choose(const ant_cli_choices *choices, int argc, char **argv);

/* Ending ----------------------------------------------------------------- */

/* Print DIAG to standard error; returns its exit status. */
int ant_cli_fail(const ant_diag *diag);

/* Print all of DIAGS, or only the errors, to standard error; returns the exit status of the first
 * error, 0 where there is none. */
int ant_cli_tell(const ant_diags *diags, bool errors_only);

/* What DIAG says of OPTION's value OPT_TEXT: a mistake in the command line like any other, with
 * exit status 2 whatever was wrong with it.  Returns the status then; OK and what is no mistake of
 * the user's stay. */
ant_status ant_cli_in_option(const char *option, const char *opt_text, ant_status status,
                             ant_diag *diag);

/* Flush standard output; returns STATUS, or 4 after a message when it could not be written. */
int ant_cli_end(int status);

/* Whether PATH can be written, told before the work rather than behind it. */
ant_status ant_cli_out_check(const char *path, ant_diag *diag);

/* The exit status of a verb whose work ended with STATUS, DIAG about it where it failed. */
int ant_cli_result(ant_status status, const ant_diag *diag);

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
