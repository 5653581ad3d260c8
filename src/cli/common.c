/* common.c - options, messages, signals, progress (see common.h).
 *   1. Help   2. Options   3. Ending   4. Signals   5. Progress */
#include "cli/common.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "base/unit.h"

/* 1. Help ---------------------------------------------------------------- */

static void print_help(const ant_cli_verb *verb) {
  printf("usage: %s %s%s\n\n%s\n", verb->name, verb->words, verb->n_option ? " [OPTIONS]" : "",
         verb->about);
  if (verb->n_option) printf("\nOptions:\n");
  for (int i = 0; i < verb->n_option; i++) {
    const ant_cli_option *o = &verb->option[i];
    char left[40];
    snprintf(left, sizeof left, "%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
    printf("  %-22s %s%s\n", left, o->help, o->kind == ANT_CLI_TEXTS ? " (may be repeated)" : "");
  }
}

/* 2. Options ------------------------------------------------------------- */

static ant_status read_number(const ant_cli_option *o, const char *text, double *out,
                              const char **out_rest, ant_diag *diag) {
  size_t n = ant_text_read_number(text, out);
  *out_rest = text + n;
  if (n > 0 && isfinite(*out)) return ANT_OK;
  return ant_fail(diag, ANT_EUSAGE, "%s: a number was expected, found '%s'", o->name, text);
}

static ant_status read_days(const ant_cli_option *o, const char *text, double *out,
                            ant_diag *diag) {
  const char *rest;
  double value = 0, factor = 1;
  ant_unit unit, day;
  ANT_TRY(read_number(o, text, &value, &rest, diag));
  rest += strspn(rest, " [");
  char word[32];
  snprintf(word, sizeof word, "%.*s", (int)strcspn(rest, "]"), rest);
  if (word[0] != '\0') {
    if (ant_unit_parse("day", &day, NULL) != ANT_OK ||
        ant_unit_parse(word, &unit, diag) != ANT_OK ||
        ant_unit_factor(&unit, &day, &factor, diag) != ANT_OK) {
      ant_fail(diag, ANT_EUSAGE, "%s: a time was expected, found '%s'", o->name, text);
      ant_diag_hint(diag, "write for example 1day, 12h, 2week");
      return ANT_EUSAGE;
    }
  }
  *out = value * factor;
  return ANT_OK;
}

static ant_status take_value(const ant_cli_option *o, const char *text, ant_diag *diag) {
  const char *rest = "";
  double value = 0;
  ant_cli_texts *texts = o->into;
  switch (o->kind) {
  case ANT_CLI_FLAG:
    *(bool *)o->into = true;
    break;
  case ANT_CLI_TEXT:
    *(const char **)o->into = text;
    break;
  case ANT_CLI_TEXTS:
    texts->item[texts->n++] = text;
    break;
  case ANT_CLI_DAYS:
    ANT_TRY(read_days(o, text, o->into, diag));
    break;
  case ANT_CLI_NUMBER:
  case ANT_CLI_COUNT:
    ANT_TRY(read_number(o, text, &value, &rest, diag));
    if (*rest ||
        (o->kind == ANT_CLI_COUNT && !(value >= 0 && value < 1e15 && value == floor(value)))) {
      return ant_fail(diag, ANT_EUSAGE, "%s: a %snumber was expected, found '%s'", o->name,
                      o->kind == ANT_CLI_COUNT ? "whole " : "", text);
    }
    if (o->kind == ANT_CLI_COUNT) {
      *(long *)o->into = (long)value;
    } else {
      *(double *)o->into = value;
    }
    break;
  }
  return ANT_OK;
}

/* The option that WORD ("--name" or "--name=value") names, or NULL with a message. */
static const ant_cli_option *find_option(const ant_cli_verb *verb, const char *word,
                                         ant_diag *diag) {
  char name[64];
  snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "="), word);
  ant_nearest nearest;
  ant_nearest_init(&nearest, name);
  for (int i = 0; i < verb->n_option; i++) {
    if (strcmp(verb->option[i].name, name) == 0) return &verb->option[i];
    ant_nearest_try(&nearest, verb->option[i].name);
  }
  ant_fail(diag, ANT_EUSAGE, "unknown option '%s'", name);
  if (!ant_nearest_hint(&nearest, diag)) {
    ant_diag_hint(diag, "%s --help lists them", verb->name);
  }
  return NULL;
}

static ant_status take_option(const ant_cli_verb *verb, int argc, char **argv, int *i,
                              ant_diag *diag) {
  const char *word = argv[*i], *equal = strchr(word, '=');
  const ant_cli_option *o = find_option(verb, word, diag);
  if (!o) return ANT_EUSAGE;
  if (o->kind == ANT_CLI_FLAG && equal) {
    return ant_fail(diag, ANT_EUSAGE, "%s takes no value", o->name);
  }
  if (o->kind == ANT_CLI_FLAG || equal) return take_value(o, equal ? equal + 1 : NULL, diag);
  if (*i + 1 >= argc) return ant_fail(diag, ANT_EUSAGE, "%s needs %s", o->name, o->value);
  return take_value(o, argv[++*i], diag);
}

/* Room for as many texts as there are words. */
static ant_status prepare_texts(const ant_cli_verb *verb, int argc, ant_diag *diag) {
  for (int i = 0; i < verb->n_option; i++) {
    if (verb->option[i].kind != ANT_CLI_TEXTS) continue;
    ant_cli_texts *texts = verb->option[i].into;
    texts->n = 0;
    texts->item = calloc((size_t)argc + 1, sizeof *texts->item);
    if (!texts->item) return ant_fail(diag, ANT_ENOMEM, "no memory for the command line");
  }
  return ANT_OK;
}

static ant_status check_words(const ant_cli_verb *verb, int n, char **word, ant_diag *diag) {
  if (n < verb->least) {
    ant_fail(diag, ANT_EUSAGE, "too few words");
  } else if (n > verb->most) {
    ant_fail(diag, ANT_EUSAGE, "one word too many: '%s'", word[verb->most]);
  } else {
    return ANT_OK;
  }
  ant_diag_hint(diag, "usage: %s %s", verb->name, verb->words);
  return ANT_EUSAGE;
}

bool ant_cli_parse(const ant_cli_verb *verb, int argc, char **argv, int *out_n, int *out_exit) {
  ant_diag diag;
  int n = 0;
  bool only_words = false;
  ant_status status = prepare_texts(verb, argc, &diag);
  for (int i = 0; i < argc && status == ANT_OK; i++) {
    const char *word = argv[i];
    if (!only_words && (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)) {
      print_help(verb);
      *out_exit = ant_cli_end(0);
      return false;
    }
    if (!only_words && strcmp(word, "--") == 0) {
      only_words = true;
    } else if (!only_words && word[0] == '-' && word[1] != '\0') {
      status = take_option(verb, argc, argv, &i, &diag);
    } else {
      argv[n++] = argv[i];
    }
  }
  if (status == ANT_OK) status = check_words(verb, n, argv, &diag);
  *out_n = n;
  if (status != ANT_OK) *out_exit = ant_cli_fail(&diag);
  return status == ANT_OK;
}

void ant_cli_texts_clear(ant_cli_texts *texts) {
  free(texts->item);
  *texts = (ant_cli_texts){0};
}

/* 3. Ending -------------------------------------------------------------- */

int ant_cli_fail(const ant_diag *diag) {
  fflush(stdout); /* messages after the data that led to them */
  ant_diag_print(diag, stderr);
  return ant_status_exit(diag->code);
}

int ant_cli_tell(const ant_diags *diags, bool errors_only) {
  fflush(stdout);
  if (!errors_only) {
    ant_diags_print(diags, stderr);
  } else if (diags->n_error > 0) {
    for (size_t i = 0; i < diags->n; i++) {
      if (diags->item[i].severity == ANT_ERROR) ant_diag_print(&diags->item[i], stderr);
    }
  }
  return ant_status_exit(diags->first);
}

int ant_cli_end(int status) {
  ant_diag diag;
  errno = 0;
  if (fflush(stdout) == 0 && !ferror(stdout)) return status;
  ant_fail(&diag, ANT_ESYSTEM, "standard output could not be written: %s",
           errno ? strerror(errno) : "input or output failed");
  return ant_cli_fail(&diag);
}

/* 4. Signals ------------------------------------------------------------- */

static volatile sig_atomic_t interrupted; /* a handler has nowhere else to write */

static void note_signal(int signal) {
  (void)signal;
  interrupted = 1;
}

void ant_cli_catch_signals(void) {
  struct sigaction action = {.sa_handler = note_signal, .sa_flags = (int)SA_RESETHAND};
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  signal(SIGXFSZ, SIG_IGN);
}

bool ant_cli_interrupted(void) {
  return interrupted != 0;
}

/* 5. Progress ------------------------------------------------------------ */

static double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void ant_cli_progress_begin(ant_cli_progress *progress, const char *what, bool quiet) {
  *progress = (ant_cli_progress){.what = what, .quiet = quiet || !isatty(STDERR_FILENO)};
  progress->started_s = now_s();
}

bool ant_cli_progress_show(void *user, double share) {
  ant_cli_progress *p = user;
  if (ant_cli_interrupted()) return false;
  if (p->quiet) return true;
  double now = now_s(), taken = now - p->started_s;
  if (taken < 2 || now - p->shown_s < 0.2) return true; /* short work needs no word */
  p->shown_s = now;
  fprintf(stderr, "\r%s: %3.0f %%", p->what, 100 * share);
  if (share > 0.01) fprintf(stderr, ", %.0f s left ", taken * (1 - share) / share);
  fflush(stderr);
  return true;
}

void ant_cli_progress_end(ant_cli_progress *progress) {
  if (progress->shown_s > 0) fprintf(stderr, "\r\033[K");
}
