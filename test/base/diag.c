/* diag.c - messages are kept, counted and printed as STYLE promises. */
#include "test.h"
#include "antaeus/diag.h"

static void prints_the_place_and_the_line(void) {
  ant_diag d;
  ant_fail(&d, ANT_EUNIT, "expected [%s], found [%s]", "g", "m");
  ant_diag_place(&d, "cells.ant", 27, 3);
  snprintf(d.source, sizeof d.source, "a = b");
  d.width = 3;
  ant_diag_hint(&d, "divide by a time");
  char buffer[512] = "";
  FILE *to = fmemopen(buffer, sizeof buffer, "w");
  ant_diag_print(&d, to);
  fclose(to);
  SAME_TEXT(buffer, "cells.ant:27:3: error[unit]: expected [g], found [m]\n"
                    "   27 | a = b\n"
                    "      |   ^~~\n"
                    "  hint: divide by a time\n");
}

static void counts_what_it_drops(void) {
  ant_diags list = {0};
  ant_diag d;
  for (int i = 0; i < ANT_DIAGS_MAX + 7; i++) {
    ant_fail(&d, i ? ANT_EUNIT : ANT_ESYNTAX, "mistake %d", i);
    ant_diags_add(&list, &d);
  }
  CHECK(list.n == ANT_DIAGS_MAX);
  CHECK(list.n_error == ANT_DIAGS_MAX + 7);
  CHECK(list.first == ANT_ESYNTAX);
  ant_diags_clear(&list);
  CHECK(list.item == NULL);
}

static void messages_of_a_file_stand_in_its_order(void) {
  static const struct {
    const char *file;
    int line, column;
  } given[] = {{"a", 5, 1}, {"b", 9, 1}, {"a", 2, 7}, {"", 0, 0},
               {"a", 2, 3}, {"b", 1, 1}, {"a", 7, 1}, {"a", 5, 1}};
  ant_diags list = {0};
  ant_diag d;
  for (int i = 0; i < 8; i++) {
    ant_fail(&d, ANT_EUNIT, "%d", i);
    ant_diag_place(&d, given[i].file, given[i].line, given[i].column);
    ant_diags_add(&list, &d);
  }
  char order[20] = "";
  for (size_t i = 0; i < list.n; i++) strcat(order, list.item[i].text);
  SAME_TEXT(order, "42076513");
  ant_diags_clear(&list);
}

static void every_code_has_a_name_and_an_exit(void) {
  for (int i = 0; i < ANT_NSTATUS; i++) {
    CHECK(ant_status_name((ant_status)i)[0] != '\0');
    CHECK(ant_status_sentence((ant_status)i)[0] != '\0');
  }
  CHECK(ant_status_exit(ANT_EUNIT) == 1);
  CHECK(ant_status_exit(ANT_EUSAGE) == 2);
  CHECK(ant_status_exit(ANT_ENUMERIC) == 3);
  CHECK(ant_status_exit(ANT_ESYSTEM) == 4);
  CHECK(ant_status_exit(ANT_EINTERRUPT) == 130);
}

int main(void) {
  RUN(prints_the_place_and_the_line);
  RUN(counts_what_it_drops);
  RUN(messages_of_a_file_stand_in_its_order);
  RUN(every_code_has_a_name_and_an_exit);
  return test_done();
}
