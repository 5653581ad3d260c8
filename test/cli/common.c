/* Options from a table: what is read, what is refused, and with which exit status. */
#include "test.h"

#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include "cli/common.h"

static struct {
  bool flag;
  const char *text;
  ant_cli_texts texts;
  double number, days, share, list[3];
  int64_t whole[3];
  int choice;
  long count;
} got;

static const ant_cli_option table[] = {
    {"--flag", NULL, ANT_CLI_FLAG, &got.flag, "a flag"},
    {"--text", "WORD", ANT_CLI_TEXT, &got.text, "a text"},
    {"--set", "NAME=VALUE", ANT_CLI_TEXTS, &got.texts, "texts"},
    {"--number", "X", ANT_CLI_NUMBER, &got.number, "a number"},
    {"--count", "N", ANT_CLI_COUNT, &got.count, "a count"},
    {"--every", "TIME", ANT_CLI_DAYS, &got.days, "a time"},
    {"--share", "X", ANT_CLI_BETWEEN(0, 1), &got.share, "a share"},
    {"--parts", "N", ANT_CLI_COUNT_WITHIN(1, 8), &got.count, "a few"},
    {"--list", "X,Y,Z", ANT_CLI_NUMBERS(3, -1, 1), got.list, "three"},
    {"--whole", "X,Y,Z", ANT_CLI_WHOLES(3, 1, 9), got.whole, "three"},
    {"--test", "push|pull|bend", ANT_CLI_CHOICE, &got.choice, "what is done"},
};
enum { N_OPTION = sizeof table / sizeof *table };
static const ant_cli_verb verb = {"antaeus try", "THING", "For tests.", 1, 2, table, N_OPTION};

/* Parse LINE, words parted by one blank; the exit status, or -1 to go on. */
static int parse(const char *line, int *out_n) {
  static char copy[500];
  char *word[32];
  int n = 0, exit = -1;
  snprintf(copy, sizeof copy, "%s", line);
  for (char *p = strtok(copy, " "); p; p = strtok(NULL, " ")) word[n++] = p;
  ant_cli_texts_clear(&got.texts);
  memset(&got, 0, sizeof got);
  /* messages and help are not what is tested here */
  int out = dup(1), err = dup(2), null = open("/dev/null", O_WRONLY);
  fflush(stdout);
  dup2(null, 1), dup2(null, 2);
  bool on = ant_cli_parse(&verb, n, word, out_n, &exit);
  fflush(stdout);
  dup2(out, 1), dup2(err, 2);
  close(out), close(err), close(null);
  return on ? -1 : exit;
}

static void options_are_read(void) {
  int n = 0;
  CHECK(parse("a --flag --text=x=y --set k=1 --set=--flag b --number -1.5e3 --count 12", &n) == -1);
  CHECK(n == 2 && got.flag && got.number == -1500 && got.count == 12);
  SAME_TEXT(got.text, "x=y");
  CHECK(got.texts.n == 2);
  SAME_TEXT(got.texts.item[0], "k=1");
  SAME_TEXT(got.texts.item[1], "--flag");
  CHECK(parse("-- --flag", &n) == -1 && n == 1 && !got.flag);
  CHECK(parse("-", &n) == -1 && n == 1);
}

static void lists_and_choices_are_read(void) {
  int n = 0;
  CHECK(parse("a --list -1,0.5,1 --whole 4 --test bend --share 0.5 --parts 8", &n) == -1);
  CHECK(got.list[0] == -1 && got.list[1] == 0.5 && got.list[2] == 1);
  CHECK(got.whole[0] == 4 && got.whole[1] == 4 && got.whole[2] == 4);
  CHECK(got.choice == 2 && got.share == 0.5 && got.count == 8);
}

static void times_have_units(void) {
  int n = 0;
  const struct {
    const char *text;
    double days;
  } row[] = {{"a --every 1day", 1},   {"a --every 12h", 0.5},     {"a --every 7", 7},
             {"a --every 2week", 14}, {"a --every=1month", 30},   {"a --every 30min", 1. / 48},
             {"a --every 1[day]", 1}, {"a --every 1year", 365.25}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    CHECK(parse(row[i].text, &n) == -1);
    NEAR(got.days, row[i].days, 1e-12 * row[i].days);
  }
}

static void what_is_wrong_is_status_2(void) {
  int n = 0;
  const char *line[] = {"",
                        "a b c",
                        "a --nothing",
                        "a --flag=1",
                        "a --text",
                        "a --number x",
                        "a --number 1x",
                        "a --number nan",
                        "a --number 1e999",
                        "a --count -1",
                        "a --count 1.5",
                        "a --count 1e300",
                        "a --every 1kg",
                        "a --every 1parsec",
                        "a --every day",
                        "a --every 1dayandaverylongwordthatdoesnotfitintoanybuffer",
                        "a -x",
                        "a --text=",
                        "a --set=",
                        "a --text --flag",
                        "a --text x --text x",
                        "a --share 0",
                        "a --share 1",
                        "a --parts 0",
                        "a --parts 9",
                        "a --list 1,2",
                        "a --list 0,0,2",
                        "a --list 0,0,0,0",
                        "a --list 0,0,",
                        "a --list 0,,0",
                        "a --list nan",
                        "a --whole 1.5",
                        "a --whole 0",
                        "a --test squeeze",
                        "a --test pus",
                        "a --test push|pull"};
  for (size_t i = 0; i < sizeof line / sizeof *line; i++) {
    int status = parse(line[i], &n);
    if (status != 2) printf("# %s\n", line[i]);
    CHECK(status == 2);
  }
}

static void help_is_status_0(void) {
  int n = 0;
  CHECK(parse("--help", &n) == 0);
  CHECK(parse("a b c d --nothing -h", &n) == 2);
  CHECK(parse("a -h --nothing", &n) == 0);
}

int main(void) {
  RUN(options_are_read);
  RUN(lists_and_choices_are_read);
  RUN(times_have_units);
  RUN(what_is_wrong_is_status_2);
  RUN(help_is_status_0);
  ant_cli_texts_clear(&got.texts);
  return test_done();
}
