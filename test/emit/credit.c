/* credit.c - what a parameter says of its number, and the counts of a part. */
#include "emit/credit.h"

#include "test.h"

static const char text[] = "antaeus 1\n"
                           "model \"m\"\n"
                           "  baseline free \"a toy\"\n"
                           "module a.b \"one\"\n"
                           "set site = hip, wrist\n"
                           "table for site\n"
                           "  column area [m^2]   \"area\"   assumed \"a table\"\n"
                           "  row hip 1\n"
                           "  row wrist 2\n"
                           "param k [1/day] = 2 \"k\"   fitted obs001, obs002\n"
                           "param q [1/day] = 3 \"q\"   assumed \"as good as any\"\n"
                           "param twice [1/day] = k + q \"a sum\"   assumed \"a sum\"\n"
                           "for site\n"
                           "  state x [m^2] = 1 [m^2] \"x\"\n"
                           "  rate x = twice * (area - x)\n";

static ant_model *model(void) {
  ant_model *out = NULL;
  ant_diags diags = {0};
  if (ant_model_parse("folder/m.ant", text, &out, &diags) != ANT_OK) {
    ant_diags_print(&diags, stdout);
    exit(1);
  }
  ant_diags_clear(&diags);
  return out;
}

static void counts_numbers_and_parameters(void) {
  ant_model *m = model();
  ant_part_of part = {m, NULL};
  ant_credit c = ant_credit_count(&part);
  CHECK(c.n_param[ANT_CREDIT_FITTED] == 1 && c.n_number[ANT_CREDIT_FITTED] == 1);
  CHECK(c.n_param[ANT_CREDIT_ASSUMED] == 2 && c.n_number[ANT_CREDIT_ASSUMED] == 3);
  CHECK(c.n_param[ANT_CREDIT_SOURCE] == 0);
  ant_model_destroy(&m);
}

static void keeps_to_its_folder(void) {
  ant_model *m = model();
  ant_part_of inside = {m, "folder"}, outside = {m, "fold"};
  CHECK(ant_credit_count(&inside).n_param[ANT_CREDIT_ASSUMED] == 2);
  CHECK(ant_credit_count(&outside).n_param[ANT_CREDIT_ASSUMED] == 0);
  ant_model_destroy(&m);
}

static void tells_value_and_reason(void) {
  ant_model *m = model();
  ant_part_of part = {m, NULL};
  ant_text out = {0};
  ant_emit_credit(&part, "m", &out);
  CHECK(strstr(ant_text_string(&out), "66.7 %   75.0 %  assumed"));
  CHECK(strstr(ant_text_string(&out), "a.b.k = 2 [1/day]\n      fitted to obs001, obs002\n"));
  CHECK(strstr(ant_text_string(&out), "a.b.area = 1 to 2 [m^2] (2 numbers)"));
  CHECK(strstr(ant_text_string(&out), "assumed: as good as any"));
  CHECK(!strstr(ant_text_string(&out), "twice"));
  ant_text_clear(&out);
  ant_model_destroy(&m);
}

int main(void) {
  RUN(counts_numbers_and_parameters);
  RUN(keeps_to_its_folder);
  RUN(tells_value_and_reason);
  return test_done();
}
