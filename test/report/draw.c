/* draw.c - write pages and folders of invented courses into a folder, to look at them: draw DIR. */
#include "base/file.h"
#include "report/table.h"
#include "sample.h"

static int draw(const char *folder, const char *name, double flight,
                const ant_observations *evidence) {
  char path[1200];
  ant_diag diag;
  ant_course *course = sample_course(flight);
  ant_report_options options = sample_options(evidence);
  ant_text page = {0};
  snprintf(path, sizeof path, "%s/%s", folder, name);
  bool good = course && ant_report_page(course, &options, &page, &diag) == ANT_OK &&
              ant_file_write(path, page.data, page.length, &diag) == ANT_OK;
  if (!good) ant_diag_print(&diag, stderr);
  ant_text_clear(&page);
  ant_course_destroy(&course);
  return !good;
}

/* a folder as `antaeus fly` writes it */
static int write_folder(const char *folder, const char *name, double flight) {
  char path[1200];
  ant_course *course = sample_course(flight);
  snprintf(path, sizeof path, "%s/%s", folder, name);
  int bad = !course || ant_file_make_folder(path, NULL) != ANT_OK;
  snprintf(path, sizeof path, "%s/%s/course.csv", folder, name);
  FILE *csv = fopen(path, "w");
  snprintf(path, sizeof path, "%s/%s/summary.json", folder, name);
  FILE *json = fopen(path, "w");
  if (course && csv && json) {
    ant_table_csv(course, csv);
    bad |= ant_table_json(course, json, NULL) != ANT_OK;
  }
  if (csv) fclose(csv);
  if (json) fclose(json);
  ant_course_destroy(&course);
  return bad || !csv || !json;
}

static int compare(const char *folder) {
  static const char *const name[] = {"six-months", "three-months", "thirty-months"};
  char path[1200];
  ant_report_flight flight[3] = {0};
  ant_text page = {0};
  ant_diag diag;
  bool good = true;
  for (int i = 0; i < 3 && good; i++) {
    snprintf(path, sizeof path, "%s/%s", folder, name[i]);
    good = ant_report_flight_read(path, &flight[i], &diag) == ANT_OK;
  }
  snprintf(path, sizeof path, "%s/compare.html", folder);
  good = good && ant_report_compare(flight, 3, &page, &diag) == ANT_OK &&
         ant_file_write(path, page.data, page.length, &diag) == ANT_OK;
  if (!good) ant_diag_print(&diag, stderr);
  for (int i = 0; i < 3; i++) ant_report_flight_clear(&flight[i]);
  ant_text_clear(&page);
  return !good;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: draw DIR\n");
    return 2;
  }
  ant_observations *evidence = sample_evidence();
  int bad = draw(argv[1], "six-months.html", 180, evidence) |
            draw(argv[1], "thirty-months.html", 900, evidence) |
            write_folder(argv[1], "three-months", 90) | write_folder(argv[1], "six-months", 180) |
            write_folder(argv[1], "thirty-months", 900);
  bad |= compare(argv[1]);
  ant_observations_destroy(&evidence);
  return bad;
}
