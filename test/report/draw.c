/* draw.c - write pages of invented courses into a folder, to look at them: draw DIR. */
#include "base/file.h"
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

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: draw DIR\n");
    return 2;
  }
  ant_observations *evidence = sample_evidence();
  int bad = draw(argv[1], "six-months.html", 180, evidence) |
            draw(argv[1], "thirty-months.html", 900, evidence);
  ant_observations_destroy(&evidence);
  return bad;
}
