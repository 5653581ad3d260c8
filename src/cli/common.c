/* common.c - options, messages, signals, progress (see common.h).
 *   1. Help   2. Options   3. Verbs   4. Ending   5. Signals   6. Progress */
#include "cli/common.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/unit.h"

/* 1. Help ---------------------------------------------------------------- */

enum { LEFT = 25 }; /* columns before what an option means */

static void print_help(const ant_cli_verb *verb) {
  printf("usage: %s %s%s\n\n%s\n", verb->name, verb->words, verb->n_option ? " [OPTIONS]" : "",
         verb->about);
  if (verb->n_option) printf("\nOptions:\n");
  for (int i = 0; i < verb->n_option; i++) {
    const ant_cli_option *o = &verb->option[i];
    const int used = printf("  %s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
    printf("%s%*s%s%s\n", used < LEFT ? "" : "\n", used < LEFT ? LEFT - used : LEFT, "", o->help,
           o->kind.form == ANT_CLI_IS_TEXTS ? " (may be repeated)" : "");
  }
}

/* 2. Options ------------------------------------------------------------- */

/* "a whole number from 1 to 64 was expected, found '0'" about option O, and its help */
static ant_status wrong_value(const ant_cli_option *o, const char *text, ant_diag *diag) {
  static const char *const noun[] = {
      "", "", "", "one of", "a number", "a whole number", "a time", "numbers", "whole numbers"};
  const ant_cli_kind *k = &o->kind;
  ant_text wanted = {0};
  if (k->n > 1) ant_text_print(&wanted, "%d ", k->n);
  ant_text_put(&wanted, noun[k->form]);
  if (k->form == ANT_CLI_IS_CHOICE) ant_text_print(&wanted, " %s", o->value);
  if (k->lo != 0 || k->hi != 0) {
    char lo[ANT_NUMBER_TEXT], hi[ANT_NUMBER_TEXT];
    ant_text_print(&wanted, k->open ? " above %s and below %s%s" : " from %s to %s%s",
                   ant_text_number(k->lo, lo), ant_text_number(k->hi, hi),
                   k->form == ANT_CLI_IS_DAYS ? " days" : "");
  }
  if (k->n > 1) ant_text_put(&wanted, ", or one for all,");
  ant_fail(diag, ANT_EUSAGE, "%s: %s %s expected, found '%.80s'", o->name, ant_text_string(&wanted),
           k->n > 1 ? "were" : "was", text);
  ant_diag_hint(diag, "%s %s: %s", o->name, o->value, o->help);
  ant_text_clear(&wanted);
  return ANT_EUSAGE;
}

static bool is_allowed(const ant_cli_kind *k, double x) {
  const bool whole = k->form == ANT_CLI_IS_COUNT || k->form == ANT_CLI_IS_WHOLES;
  if (!isfinite(x) || (whole && x != floor(x))) return false;
  if (k->lo == 0 && k->hi == 0) return true;
  return k->open ? x > k->lo && x < k->hi : x >= k->lo && x <= k->hi;
}

/* The days in one of the unit REST ("", "h", "[week]"); 0 where it is no unit of time. */
static double days_of(const char *rest) {
  ant_unit unit, day;
  double factor = 1;
  char word[32];
  rest += strspn(rest, " [");
  size_t n = strcspn(rest, "]");
  if (n == 0) return 1;
  if (n >= sizeof word) return 0;
  memcpy(word, rest, n);
  word[n] = '\0';
  if (ant_unit_parse("day", &day, NULL) != ANT_OK || ant_unit_parse(word, &unit, NULL) != ANT_OK ||
      ant_unit_factor(&unit, &day, &factor, NULL) != ANT_OK) {
    return 0;
  }
  return factor;
}

static ant_status take_number(const ant_cli_option *o, const char *text, ant_diag *diag) {
  double x = 0;
  const size_t n = ant_text_read_number(text, &x);
  if (o->kind.form == ANT_CLI_IS_DAYS) {
    const double factor = days_of(text + n);
    ant_cli_option any = *o; /* a range says nothing of what is no time                      */
    any.kind.lo = any.kind.hi = 0;
    if (n == 0 || factor == 0 || !is_allowed(&o->kind, x * factor)) {
      wrong_value(n == 0 || factor == 0 ? &any : o, text, diag);
      ant_diag_hint(diag, "write for example 1day, 12h, 2week");
      return ANT_EUSAGE;
    }
    *(double *)o->into = x * factor;
    return ANT_OK;
  }
  if (n == 0 || text[n] || !is_allowed(&o->kind, x)) return wrong_value(o, text, diag);
  if (o->kind.form == ANT_CLI_IS_COUNT) {
    *(long *)o->into = (long)x;
  } else {
    *(double *)o->into = x;
  }
  return ANT_OK;
}

static ant_status take_list(const ant_cli_option *o, const char *text, ant_diag *diag) {
  enum { MOST = 16 };
  double x[MOST];
  const char *p = text;
  int found = 0, n = o->kind.n;
  for (bool more = true; more && found < n; p += more) {
    size_t used = ant_text_read_number(p, &x[found]);
    if (used == 0 || !is_allowed(&o->kind, x[found])) return wrong_value(o, text, diag);
    found++;
    p += used;
    more = *p == ',';
  }
  if (*p || (found != n && found != 1)) return wrong_value(o, text, diag);
  for (int i = 0; i < n; i++) {
    const double value = x[found == 1 ? 0 : i];
    if (o->kind.form == ANT_CLI_IS_WHOLES) {
      ((int64_t *)o->into)[i] = (int64_t)value;
    } else {
      ((double *)o->into)[i] = value;
    }
  }
  return ANT_OK;
}

static ant_status take_choice(const ant_cli_option *o, const char *text, ant_diag *diag) {
  enum { MOST = 16, LONGEST = 24 };
  char word[MOST][LONGEST];
  ant_nearest nearest;
  ant_nearest_init(&nearest, text);
  const char *p = o->value;
  for (int i = 0; i < MOST && *p; i++) {
    const size_t n = strcspn(p, "|");
    snprintf(word[i], LONGEST, "%.*s", (int)n, p);
    if (strcmp(word[i], text) == 0) {
      *(int *)o->into = i;
      return ANT_OK;
    }
    ant_nearest_try(&nearest, word[i]);
    p += n + (p[n] == '|');
  }
  wrong_value(o, text, diag);
  ant_nearest_hint(&nearest, diag);
  return ANT_EUSAGE;
}

ant_status ant_cli_value(const ant_cli_option *o, const char *text, ant_diag *diag) {
  ant_cli_texts *texts = o->into;
  switch (o->kind.form) {
  case ANT_CLI_IS_FLAG:
    *(bool *)o->into = true;
    return ANT_OK;
  case ANT_CLI_IS_TEXT:
    *(const char **)o->into = text;
    break;
  case ANT_CLI_IS_TEXTS:
    texts->item[texts->n++] = text;
    break;
  case ANT_CLI_IS_CHOICE:
    return take_choice(o, text, diag);
  case ANT_CLI_IS_NUMBERS:
  case ANT_CLI_IS_WHOLES:
    return take_list(o, text, diag);
  case ANT_CLI_IS_NUMBER:
  case ANT_CLI_IS_COUNT:
  case ANT_CLI_IS_DAYS:
    return take_number(o, text, diag);
  }
  if (text[strspn(text, " \t")]) return ANT_OK;
  ant_fail(diag, ANT_EUSAGE, "%s: %s is empty", o->name, o->value);
  ant_diag_hint(diag, "%s %s: %s", o->name, o->value, o->help);
  return ANT_EUSAGE;
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

/* The option at ARGV[*I] with its value; GIVEN (n_option) says which came before. */
static ant_status take_option(const ant_cli_verb *verb, int argc, char **argv, int *i, bool *given,
                              ant_diag *diag) {
  const char *word = argv[*i], *equal = strchr(word, '=');
  const ant_cli_option *o = find_option(verb, word, diag);
  if (!o) return ANT_EUSAGE;
  const ant_cli_form form = o->kind.form;
  if (form == ANT_CLI_IS_FLAG && equal) {
    return ant_fail(diag, ANT_EUSAGE, "%s takes no value", o->name);
  }
  if (form != ANT_CLI_IS_FLAG && form != ANT_CLI_IS_TEXTS && given[o - verb->option]) {
    ant_fail(diag, ANT_EUSAGE, "%s is given twice", o->name);
    ant_diag_hint(diag, "give it once: %s", o->help);
    return ANT_EUSAGE;
  }
  given[o - verb->option] = true;
  if (form == ANT_CLI_IS_FLAG || equal) return ant_cli_value(o, equal ? equal + 1 : NULL, diag);
  if (*i + 1 >= argc || strncmp(argv[*i + 1], "--", 2) == 0) { /* --out --json: a value forgotten */
    ant_fail(diag, ANT_EUSAGE, "%s needs %s, found %s", o->name, o->value,
             *i + 1 < argc ? argv[*i + 1] : "nothing");
    ant_diag_hint(diag, "%s %s: %s", o->name, o->value, o->help);
    return ANT_EUSAGE;
  }
  return ant_cli_value(o, argv[++*i], diag);
}

/* Room for as many texts as there are words. */
static ant_status prepare_texts(const ant_cli_verb *verb, int argc, ant_diag *diag) {
  for (int i = 0; i < verb->n_option; i++) {
    if (verb->option[i].kind.form != ANT_CLI_IS_TEXTS) continue;
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
    for (int i = 0; i < n; i++) {
      if (word[i][0]) continue;
      ant_fail(diag, ANT_EUSAGE, "word %d is empty", i + 1);
      ant_diag_hint(diag, "usage: %s %s", verb->name, verb->words);
      return ANT_EUSAGE;
    }
    return ANT_OK;
  }
  ant_diag_hint(diag, "usage: %s %s", verb->name, verb->words);
  return ANT_EUSAGE;
}

enum { MOST_OPTIONS = 64 };

bool ant_cli_parse(const ant_cli_verb *verb, int argc, char **argv, int *out_n, int *out_exit) {
  ant_diag diag;
  int n = 0;
  bool only_words = false, given[MOST_OPTIONS] = {false};
  assert(verb->n_option <= MOST_OPTIONS);
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
      status = take_option(verb, argc, argv, &i, given, &diag);
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

/* 3. Verbs --------------------------------------------------------------- */

static void print_choices(const ant_cli_choices *c, FILE *to) {
  fprintf(to, "usage: %s %s\n\n%s\n\n", c->name, c->words, c->about);
  for (int i = 0; i < c->n; i++) {
    fprintf(to, "  %-10s %s\n", c->choice[i].name, c->choice[i].about);
  }
  fprintf(to, "\n`%s VERB --help` says more.\n", c->name);
}

int ant_cli_choose(const ant_cli_choices *c, int argc, char **argv) {
  ant_diag diag;
  ant_nearest nearest;
  if (argc < 1) {
    print_choices(c, stderr);
    return ant_status_exit(ANT_EUSAGE);
  }
  if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0 ||
      strcmp(argv[0], "help") == 0) {
    print_choices(c, stdout);
    return ant_cli_end(0);
  }
  ant_nearest_init(&nearest, argv[0]);
  for (int i = 0; i < c->n; i++) {
    if (strcmp(argv[0], c->choice[i].name) == 0) return c->choice[i].run(argc - 1, argv + 1);
    ant_nearest_try(&nearest, c->choice[i].name);
  }
  ant_fail(&diag, ANT_EUSAGE, "unknown verb '%s %s'", c->name, argv[0]);
  if (!ant_nearest_hint(&nearest, &diag)) ant_diag_hint(&diag, "%s --help lists them", c->name);
  return ant_cli_fail(&diag);
}

/* 4. Ending -------------------------------------------------------------- */

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

ant_status ant_cli_in_option(const char *option, const char *opt_text, ant_status status,
                             ant_diag *diag) {
  if (ant_status_exit(status) != ant_status_exit(ANT_EINPUT)) return status;
  const ant_diag why = *diag;
  if (opt_text) {
    ant_fail(diag, ANT_EUSAGE, "%s '%.120s': %.300s", option, opt_text, why.text);
  } else {
    ant_fail(diag, ANT_EUSAGE, "%s: %.400s", option, why.text);
  }
  ant_diag_hint(diag, "%s", why.hint);
  return ANT_EUSAGE;
}

int ant_cli_end(int status) {
  ant_diag diag;
  errno = 0;
  if (fflush(stdout) == 0 && !ferror(stdout)) return status;
  ant_fail(&diag, ANT_ESYSTEM, "standard output could not be written: %s",
           errno ? strerror(errno) : "input or output failed");
  return ant_cli_fail(&diag);
}

ant_status ant_cli_out_check(const char *path, ant_diag *diag) {
  ant_file *file = NULL;
  ANT_TRY(ant_file_create(path, &file, diag));
  ant_file_discard(&file);
  return ANT_OK;
}

int ant_cli_result(ant_status status, const ant_diag *diag) {
  return status == ANT_OK ? ant_cli_end(0) : ant_cli_fail(diag);
}

/* 5. Signals ------------------------------------------------------------- */

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

/* 6. Progress ------------------------------------------------------------ */

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
