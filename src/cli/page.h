/* page.h - report.html of a flight: the course, who flew, the mission as written, what was
 * measured. */
#ifndef ANT_CLI_PAGE_H
#define ANT_CLI_PAGE_H

#include "antaeus/run.h"

typedef struct ant_page {
  const ant_course *course;
  const ant_model *model;
  const ant_person *person; /* NULL: the model's own                                */
  const char *model_path, *mission_path;
  bool quiet; /* no warnings about the evidence                                     */
} ant_page;

/* Write the page to the file PATH.  Evidence that cannot be read is told on standard error, and the
 * page is written without it. Returns ANT_OK, ANT_ESYSTEM or ANT_ENOMEM. */
ant_status ant_page_write(const ant_page *page, const char *path, ant_diag *opt_diag);

#endif /* ANT_CLI_PAGE_H */
