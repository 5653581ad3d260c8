/* draw.c - write pages of invented courses into a folder, to look at them: draw DIR. */
#include "sample.h"

static int save(const char *folder, const char *name, const ant_text *page) {
  char path[1200];
  ant_diag diag;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  if (ant_report_save(path, page, &diag) == ANT_OK) return 0;
  ant_diag_print(&diag, stderr);
  return 1;
}

static int draw(const char *folder, const char *name, double flight) {
  ant_course *course = sample_course(flight);
  ant_report_options options = sample_options();
  ant_text page = {0};
  int bad = !course || ant_report_page(course, &options, &page, NULL) != ANT_OK ||
            save(folder, name, &page);
  ant_text_clear(&page);
  ant_course_destroy(&course);
  return bad;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: draw DIR\n");
    return 2;
  }
  return draw(argv[1], "six-months.html", 180) | draw(argv[1], "thirty-months.html", 900);
}
