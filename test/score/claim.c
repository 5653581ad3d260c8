/* claim.c - claims as text: what is read, each mistake in its place, the list that they answer. */
#include "test.h"
#include "score/claim.h"

static ant_claims *claims;
static ant_diags diags;

static ant_status read_text(const char *text) {
  ant_diags_clear(&diags);
  ant_claims_destroy(&claims);
  return ant_claims_parse("c.ant", text, &claims, &diags);
}

#define REFUSED(source_text, expected_text, expected_line)                                         \
  do {                                                                                             \
    CHECK(read_text(source_text) != ANT_OK);                                                       \
    CHECK(claims == NULL);                                                                         \
    if (diags.n == 0 || !strstr(diags.item[0].text, expected_text) ||                              \
        diags.item[0].line != (expected_line)) {                                                   \
      printf("# %s:%d: \"%s\" (line %d) does not say \"%s\"\n", __FILE__, __LINE__,                \
             diags.n ? diags.item[0].text : "", diags.n ? diags.item[0].line : 0, expected_text);  \
      test_bad_checks++;                                                                           \
    }                                                                                              \
  } while (0)

static void reads_all_kinds(void) {
  CHECK(read_text("antaeus 1\n# why\n"
                  "claim irisin \"Irisin protects\"\n"
                  "  covers myokine \"Irisin (FNDC5)\",\n"
                  "    \"another; one\"\n"
                  "  covers model_system \"bed\"\n"
                  "  source lau2022\n"
                  "  mission \"bed-rest-90-days\"\n"
                  "  person \"man\"\n"
                  "  raise crosstalk.irisin by 50 [%] from -3 [day]\n"
                  "  expect bone.hip.area higher within 1 [%] at 90 [day]\n"
                  "  expect bone.hip.area\n"
                  "      below muscle.soleus.volume from 1 [week] at 90 [day]\n"
                  "  expect serum.ctx about -2.5 [ng/L] at 90 [day]\n"
                  "  conflicts open\n"
                  "question open\n"
                  "    \"Does it?\"\n"
                  "   source lau2022\n"
                  "   mission \"m\"\n"
                  "   person \"p\"\n"
                  "   against person \"q\"\n"
                  "   report serum.ctx at 30 [day], 90 [day]\n"
                  "scope no \"No\"\n"
                  "  because \"not a body\"\n") == ANT_OK);
  ant_diags_print(&diags, stdout);
  CHECK(claims && claims->n == 3);
  if (!claims) return;
  const ant_claim *c = &claims->item[0];
  CHECK(c->type == ANT_CLAIM && c->n_cover == 3 && c->n_expect == 3 && c->line == 3);
  SAME_TEXT(c->cover[1].name, "another; one");
  SAME_TEXT(c->cover[2].kind, "model system");
  SAME_TEXT(c->intervention.name, "crosstalk.irisin");
  NEAR(c->intervention.share, 1.5, 1e-15);
  NEAR(c->intervention.from_d, -3, 0);
  CHECK(c->expect[0].verb == ANT_VERB_HIGHER);
  NEAR(c->expect[0].within, 1, 1e-12);
  SAME_TEXT(c->expect[1].other, "muscle.soleus.volume");
  NEAR(c->expect[1].from_d, 7, 1e-12);
  NEAR(c->expect[2].value, -2.5, 0);
  SAME_TEXT(c->expect[2].unit, "ng/L");
  c = &claims->item[1];
  CHECK(c->type == ANT_QUESTION_OPEN && c->n_expect == 2);
  SAME_TEXT(c->text, "Does it?");
  SAME_TEXT(c->against_person, "q");
  NEAR(c->expect[1].at_d, 90, 0);
  CHECK(claims->item[2].type == ANT_SCOPE);
}

#define BODY "  source k\n  mission \"m\"\n  person \"p\"\n"

static void says_where_a_line_goes_wrong(void) {
  REFUSED("", "antaeus 1", 1);
  REFUSED("antaeus 2\n", "antaeus 1", 1);
  REFUSED("antaeus 1\nclam a \"x\"\n", "expected claim, question or scope; found 'clam'", 2);
  REFUSED("antaeus 1\nclaim a\n  source k\n", "in quotes", 3);
  REFUSED("antaeus 1\nclaim a \"x\"\n  sauce k\n", "no line of a claim begins with 'sauce'", 3);
  REFUSED("antaeus 1\nclaim a \"x\"\n" BODY "  expect b.c rise at 3 [day]\n", "'rise' is nothing",
          6);
  SAME_TEXT(diags.item[0].hint, "rises");
  REFUSED("antaeus 1\nclaim a \"x\"\n" BODY "  expect b.c rises at 3\n", "number in [day]", 6);
  REFUSED("antaeus 1\nclaim a \"x\"\n" BODY "  expect b.c rises\n", "no day is named", 6);
  REFUSED("antaeus 1\nclaim a \"x\"\n" BODY "  expect b.c rises at 3 [day] 4\n",
          "the end of the line", 6);
  REFUSED("antaeus 1\nclaim a \"x\"\n" BODY "  raise b.c 50 [%]\n", "expected 'by'", 6);
  REFUSED("antaeus 1\nclaim a \"x\"\n  covers bone \"x\" \"y\"\n", "the end of the line", 3);
}

static void says_what_a_claim_lacks(void) {
  REFUSED("antaeus 1\nclaim a \"x\"\n" BODY, "claim 'a' has no expect", 2);
  REFUSED("antaeus 1\nclaim a \"x\"\n  source k\n  mission \"m\"\n", "has no person", 2);
  REFUSED("antaeus 1\nquestion a \"x\"\n" BODY "  expect b.c rises at 3 [day]\n", "has no report",
          2);
  REFUSED("antaeus 1\nclaim a \"x\"\n" BODY "  expect b.c higher at 3 [day]\n",
          "compares with nothing", 2);
  REFUSED("antaeus 1\nscope a \"x\"\n", "has no because", 2);
  REFUSED("antaeus 1\nscope a \"x\"\n  because \"y\"\nscope a \"x\"\n  because \"y\"\n",
          "stands here twice", 4);
  REFUSED("antaeus 1\nscope a \"x\"\n  because \"y\"\n  conflicts b\n", "which is no claim", 2);
}

static void goes_on_after_a_mistake(void) {
  CHECK(read_text("antaeus 1\nclaim a \"x\"\n  sauce k\n  more k\nclaim b\n  source k\n"
                  "scope c \"x\"\n  becuase \"y\"\n") != ANT_OK);
  CHECK(diags.n_error == 3);
  CHECK(diags.item[2].line == 8);
}

static void ends_whatever_it_reads(void) {
  static const char *const odd[] = {"antaeus 1\n[\n", "antaeus 1\n\"x\"\n3\n(\n",
                                    "antaeus 1\nclaim\n",
                                    "antaeus 1\nclaim a \"x\"\n  [\n  3\nclaim\n",
                                    "antaeus 1\nclaim a \"x\"\n      covers\n  mission\n source\n"};
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) CHECK(read_text(odd[i]) != ANT_OK);
}

static void answers_the_whole_list(void) {
  char folder[1000], list[1000];
  const char *root = getenv("ANT_ROOT");
  int n = 0;
  snprintf(folder, sizeof folder, "%s/evidence/claims", root ? root : ".");
  snprintf(list, sizeof list, "%s/evidence/coverage.csv", root ? root : ".");
  ant_diags_clear(&diags);
  ant_claims_destroy(&claims);
  CHECK(ant_claims_read(folder, &claims, &diags) == ANT_OK);
  CHECK(claims && ant_claims_check(claims, list, &n, &diags) == ANT_OK);
  ant_diags_print(&diags, stdout);
  CHECK(n == 356 && diags.n == 0);
}

static void says_what_is_not_answered(void) {
  FILE *file = fopen("coverage-test.csv", "w");
  CHECK(file != NULL);
  if (!file) return;
  fputs("kind,name,source\nmyokine,IL-6,k\nmyokine,IL-7,k\n", file);
  fclose(file);
  int n = 0;
  CHECK(read_text("antaeus 1\nscope a \"x\"\n  covers myokine \"IL-6\", \"IL-9\"\n"
                  "  because \"y\"\n") == ANT_OK);
  CHECK(ant_claims_check(claims, "coverage-test.csv", &n, &diags) != ANT_OK);
  CHECK(diags.n_error == 2);
  CHECK(strstr(diags.item[0].text, "IL-7") && diags.item[0].line == 3);
  CHECK(strstr(diags.item[1].text, "IL-9") && diags.item[1].line == 3);
  remove("coverage-test.csv");
  CHECK(ant_claims_check(claims, "coverage-test.csv", &n, &diags) == ANT_EINPUT);
}

int main(void) {
  RUN(reads_all_kinds);
  RUN(says_where_a_line_goes_wrong);
  RUN(says_what_a_claim_lacks);
  RUN(goes_on_after_a_mistake);
  RUN(ends_whatever_it_reads);
  RUN(answers_the_whole_list);
  RUN(says_what_is_not_answered);
  ant_claims_destroy(&claims);
  ant_diags_clear(&diags);
  return test_done();
}
