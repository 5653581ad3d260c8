/* csv.c - a table as text: what is read, what is refused and where. */
#include "test.h"
#include "base/csv.h"

static char buffer[4096];

static ant_status open_text(ant_csv *csv, const char *text, ant_diag *diag) {
  snprintf(buffer, sizeof buffer, "%s", text);
  return ant_csv_open(csv, "t.csv", buffer, strlen(buffer), diag);
}

static void reads_quotes_commas_and_lines(void) {
  ant_csv csv;
  CHECK(open_text(&csv, "a,\"b, \"\"c\"\"\nd\",\r\n\r\nsecond,,\"\"\n", NULL) == ANT_OK);
  CHECK(ant_csv_next(&csv, NULL) == ANT_OK);
  CHECK(csv.n_field == 3);
  SAME_TEXT(csv.field[0].text, "a");
  SAME_TEXT(csv.field[1].text, "b, \"c\"\nd");
  SAME_TEXT(csv.field[2].text, "");
  CHECK(ant_csv_next(&csv, NULL) == ANT_OK);
  CHECK(csv.n_field == 3);
  CHECK(csv.field[0].line == 4);
  SAME_TEXT(csv.field[0].text, "second");
  SAME_TEXT(csv.field[2].text, "");
  CHECK(ant_csv_next(&csv, NULL) == ANT_OK);
  CHECK(csv.n_field == 0);
  CHECK(ant_csv_next(&csv, NULL) == ANT_OK);
  CHECK(csv.n_field == 0);
}

static void passes_over_a_byte_order_mark_and_a_missing_end(void) {
  ant_csv csv;
  CHECK(open_text(&csv, "\xEF\xBB\xBFid,n\r\n1,2\r", NULL) == ANT_OK);
  CHECK(ant_csv_next(&csv, NULL) == ANT_OK);
  SAME_TEXT(csv.field[0].text, "id");
  CHECK(ant_csv_next(&csv, NULL) == ANT_OK);
  CHECK(csv.n_field == 2);
  SAME_TEXT(csv.field[1].text, "2");
  CHECK(ant_csv_next(&csv, NULL) == ANT_OK);
  CHECK(csv.n_field == 0);
}

static void refuses_what_is_not_utf8(void) {
  static const char *const bad[] = {"a\nM\xFCller", "a\n\xC0\xAF", "a\n\xED\xA0\x80",
                                    "a\n\xF5\x80\x80\x80", "a\n\xE2\x82"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    ant_csv csv;
    ant_diag diag = {0};
    CHECK(open_text(&csv, bad[i], &diag) == ANT_EINPUT);
    CHECK(diag.line == 2);
    CHECK(diag.column == (i == 0 ? 2 : 1));
    CHECK(strstr(diag.hint, "iconv") != NULL);
  }
  ant_csv csv;
  CHECK(open_text(&csv, "M\xC3\xBCller \xE2\x82\xAC \xF0\x9F\x9A\x80", NULL) == ANT_OK);
}

static void refuses_a_nul(void) {
  char text[] = "a,b\n1,\0002\n";
  ant_csv csv;
  ant_diag diag;
  CHECK(ant_csv_open(&csv, "t.csv", text, sizeof text - 1, &diag) == ANT_EINPUT);
  CHECK(diag.line == 2 && diag.column == 3);
}

static void says_where_a_quote_goes_wrong(void) {
  ant_csv csv;
  ant_diag diag;
  CHECK(open_text(&csv, "a,b\n1,\"2\"3\n4,5\n", &diag) == ANT_OK);
  CHECK(ant_csv_next(&csv, &diag) == ANT_OK);
  CHECK(ant_csv_next(&csv, &diag) == ANT_ESYNTAX);
  CHECK(diag.line == 2 && diag.column == 6);
  CHECK(ant_csv_next(&csv, &diag) == ANT_OK); /* it goes on with the next line */
  SAME_TEXT(csv.field[0].text, "4");
  CHECK(open_text(&csv, "1,\"2\n3\"\"", &diag) == ANT_OK);
  CHECK(ant_csv_next(&csv, &diag) == ANT_ESYNTAX);
  CHECK(diag.line == 1 && diag.column == 3);
  CHECK(ant_csv_next(&csv, &diag) == ANT_OK);
  CHECK(csv.n_field == 0);
}

static void refuses_too_many_fields(void) {
  char text[ANT_CSV_COLUMNS + 100] = "";
  ant_csv csv;
  ant_diag diag;
  memset(text, ',', ANT_CSV_COLUMNS + 50);
  CHECK(open_text(&csv, text, NULL) == ANT_OK);
  CHECK(ant_csv_next(&csv, &diag) == ANT_ESYNTAX);
}

int main(void) {
  RUN(reads_quotes_commas_and_lines);
  RUN(passes_over_a_byte_order_mark_and_a_missing_end);
  RUN(refuses_what_is_not_utf8);
  RUN(refuses_a_nul);
  RUN(says_where_a_quote_goes_wrong);
  RUN(refuses_too_many_fields);
  return test_done();
}
