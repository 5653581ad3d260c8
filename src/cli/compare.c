/* compare.c - antaeus compare: courses of several flights on one page. */
#include <stdio.h>

#include "base/file.h"
#include "cli/common.h"
#include "cli/verbs.h"
#include "report/report.h"

typedef struct options {
  const char *out;
  bool quiet;
} options;

static bool read_options(options *o, int argc, char **argv, int *out_n, int *out_exit) {
  *o = (options){.out = "compare.html"};
  const ant_cli_option table[] = {
      {"--out", "FILE", ANT_CLI_TEXT, &o->out, "the page (compare.html)"},
      {"--quiet", NULL, ANT_CLI_FLAG, &o->quiet, "do not say where the page is"},
  };
  const ant_cli_verb verb = {
      "antaeus compare",
      "DIR DIR...",
      "Put the courses of two to eight flights on one page: bodies, curves, numbers, and\n"
      "what differs. Each DIR is a folder that `antaeus fly --out DIR` has written; its\n"
      "course.csv and summary.json are read. Differences are taken to the first. The page is\n"
      "written beside its place and renamed; it needs no network.\n\n"
      "Example: antaeus compare iss-6-months-no-exercise ared --out compare.html",
      2,
      ANT_REPORT_FLIGHTS,
      table,
      sizeof table / sizeof *table};
  return ant_cli_parse(&verb, argc, argv, out_n, out_exit);
}

/* All folders are tried, so that every broken one is told.  Returns the exit status. */
static int read_flights(char **folder, int n, ant_report_flight *flight) {
  int status = 0;
  for (int i = 0; i < n; i++) {
    ant_diag diag;
    if (ant_report_flight_read(folder[i], &flight[i], &diag) == ANT_OK) continue;
    int this_one = ant_cli_fail(&diag);
    if (status == 0) status = this_one;
  }
  return status;
}

static int write_page(const ant_report_flight *flight, int n, const options *o) {
  ant_text page = {0};
  ant_diag diag;
  ant_status status = ant_report_compare(flight, n, &page, &diag);
  if (status == ANT_OK) {
    status = ant_file_write(o->out, ant_text_string(&page), page.length, &diag);
  }
  ant_text_clear(&page);
  if (status != ANT_OK) return ant_cli_fail(&diag);
  if (!o->quiet) printf("%s\n", o->out);
  return ant_cli_end(0);
}

int ant_cli_compare(int argc, char **argv) {
  options o;
  int n = 0, status = 0;
  ant_report_flight flight[ANT_REPORT_FLIGHTS] = {0};
  if (!read_options(&o, argc, argv, &n, &status)) return status;
  status = read_flights(argv, n, flight);
  if (status == 0) status = write_page(flight, n, &o);
  for (int i = 0; i < n; i++) ant_report_flight_clear(&flight[i]);
  return status;
}
