/* report.h - a flight as one page: self-contained HTML that a physician can read on a phone, on a
 * desk and on paper, and that needs no network, no font and no script.
 *
 * What is drawn comes from the course alone: phases, baselines, curves.  What was measured comes as
 * rows of the evidence table (doc/evidence.md); those that fit the mission are drawn beside the
 * curves.  The page shows nothing that course.csv and summary.json do not hold.
 *
 * A model of bones at sites of the body is shown as a skeleton; whatever of the course has no
 * section of its own, and so all of a model of something else, has a small chart in its own unit.
 *
 * The page is XHTML-compatible HTML, so that any XML reader can check it.  Numbers that are not
 * finite are printed as a dash.  The same input gives the same bytes.
 *
 * Thread safety: no globals. */
#ifndef ANT_REPORT_H
#define ANT_REPORT_H

#include "antaeus/run.h"
#include "base/text.h"
#include "score/observation.h"

typedef enum ant_report_sex { ANT_SEX_UNKNOWN, ANT_SEX_MALE, ANT_SEX_FEMALE } ant_report_sex;

/* What the page says beside the course.  Zero-initialise; every text may be NULL and is then left
 * out.  Nothing is owned. */
typedef struct ant_report_options {
  const char *mission_text; /* the mission as written, printed at the foot                  */
  const char *person_about; /* "45-year-old man, 78 kg, 178 cm"                             */
  ant_report_sex sex;       /* which reference the T-scores use; unknown: no T-scores       */
  const char *version;      /* of Antaeus                                                   */
  const char *seed;         /* "7", where random numbers were drawn                         */
  const ant_observations *evidence; /* rows of this mission and person are drawn; NULL: none */
  double longest_exposure_d; /* beyond it nobody was measured [day]; 0: by the kind of mission */
  const char *longest_exposure_source;
} ant_report_options;

/* Write the page of COURSE at the end of *PAGE.  Nullable: opt_options, opt_diag.
 * Returns ANT_OK, or ANT_ENOMEM and then *PAGE is not to be used. */
ant_status ant_report_page(const ant_course *course, const ant_report_options *opt_options,
                           ant_text *page, ant_diag *opt_diag);

/* One of several flights on one page. */
typedef struct ant_report_flight {
  ant_course *course; /* owned; see ant_report_flight_clear                                  */
  char label[120];    /* short and unlike the others: the folder's name                      */
  char folder[1024];
  char version[64];
} ant_report_flight;

enum { ANT_REPORT_FLIGHTS = 8 };

/* Read FOLDER/course.csv and FOLDER/summary.json, as `antaeus fly` writes them, into *OUT_FLIGHT.
 * Anything else than that is refused with the file, the line, what was expected and what was found.
 * Returns ANT_OK, ANT_EINPUT, ANT_ESYSTEM (unreadable) or ANT_ENOMEM. */
ant_status ant_report_flight_read(const char *folder, ant_report_flight *out_flight,
                                  ant_diag *opt_diag);
void ant_report_flight_clear(ant_report_flight *flight);

/* The same of a course.csv alone: times, names, units and values; no phases and no baselines. */
ant_status ant_report_course_read(const char *path, ant_course **out_course, ant_diag *opt_diag);

/* Write the page that compares FLIGHT (n_flight, 1 to ANT_REPORT_FLIGHTS) at the end of *PAGE; the
 * first is the one that differences are taken to. */
ant_status ant_report_compare(const ant_report_flight *flight, int n_flight, ant_text *page,
                              ant_diag *opt_diag);

#endif /* ANT_REPORT_H */
