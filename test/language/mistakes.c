/* mistakes.c - each mistake gives its message, at its place, once, and the next is told too. */
#include "test.h"

#include "language/ir.h"

/* Check TEXT below `antaeus 1` (line 1) and `model` (line 2). */
static ant_diags check(const char *text) {
  char whole[8000];
  ant_model *model = NULL;
  ant_diags diags = {0};
  snprintf(whole, sizeof whole, "antaeus 1\nmodel \"wrong\"\n%s", text);
  ant_status status = ant_model_parse("wrong.ant", whole, &model, &diags);
  CHECK((status == ANT_OK) == (model != NULL));
  CHECK(status == (diags.n_error ? diags.first : ANT_OK));
  ant_model_destroy(&model);
  return diags;
}

typedef struct mistake {
  const char *text;
  ant_status code;
  int line, column;  /* of the first error                                        */
  const char *says;  /* part of its text                                          */
  const char *hints; /* part of its hint, or NULL                                 */
} mistake;

static void hold(const mistake *m, size_t n) {
  for (size_t i = 0; i < n; i++) {
    ant_diags diags = check(m[i].text);
    size_t errors = 0;
    const ant_diag *first = NULL;
    for (size_t k = 0; k < diags.n; k++) {
      if (diags.item[k].severity != ANT_ERROR) continue;
      if (!first) first = &diags.item[k];
      errors++;
    }
    bool good = errors == 1 && first->code == m[i].code && first->line == m[i].line &&
                first->column == m[i].column && strstr(first->text, m[i].says) &&
                (!m[i].hints || strstr(first->hint, m[i].hints));
    if (!good) {
      printf("# case %zu: %s\n", i, m[i].text);
      for (size_t k = 0; k < diags.n; k++) {
        printf("# %d:%d [%s] %s / %s\n", diags.item[k].line, diags.item[k].column,
               ant_status_name(diags.item[k].code), diags.item[k].text, diags.item[k].hint);
      }
    }
    CHECK(good);
    ant_diags_clear(&diags);
  }
}
#define HOLD(table) hold(table, sizeof(table) / sizeof *(table))

#define K "param k [1/day] = 1 assumed \"a test\"\n"

static void names(void) {
  static const mistake table[] = {
      {"let y = clearence\nlet clearance = 1\n", ANT_EUNKNOWN, 3, 9, "'clearence'", "clearance"},
      {"let y = a\nlet y = 2\nlet a = 1\n", ANT_EDUPLICATE, 4, 5, "'y'", "wrong.ant:3"},
      {"module a\nlet x = 1\nmodule b\nlet y = x\n", ANT_EUNKNOWN, 6, 9, "'x'", "use x of a"},
      {"module a\nlet x = 1\nmodule b\n  use xx of a\nlet y = xx\n", ANT_EUNKNOWN, 6, 7,
       "declares no 'xx'", NULL},
      {"module b\n  use x of aaa\nlet y = x + x\nmodule aab\nlet x = 1\n", ANT_EUNKNOWN, 4, 12,
       "no module 'aaa'", "aab"},
      {"let y = hill(2)\n", ANT_EUNKNOWN, 3, 9, "function 'hill'", NULL},
      {"function f(a, b) = a\nlet y = f(2)\n", ANT_EINPUT, 4, 9, "takes 2 arguments", NULL},
      {"let y = exp(1, 2)\n", ANT_EINPUT, 3, 9, "takes 1 argument", NULL},
      {"let y = y2 + y2 + y2\n", ANT_EUNKNOWN, 3, 9, "'y2'", NULL},
      {"let exp = 2\n", ANT_EDUPLICATE, 3, 5, "'exp'", NULL},
      {"set s = a, b\nlet y = s\n", ANT_EINPUT, 4, 9, "is a set", NULL},
      {"rate q = 1\n", ANT_EUNKNOWN, 3, 6, "state 'q'", NULL},
      {"module a\nlet x = 1\nmodule a\nlet y = 1\n", ANT_EDUPLICATE, 5, 8, "'a'", NULL},
      {"let x = 1\nobserve s.x = x\nobserve s.x = 2 * x\n", ANT_EDUPLICATE, 5, 9, "'s.x'", NULL},
      {"observe s.x = 1\nlet y = s.x\n", ANT_EINPUT, 4, 9, "only observables and tests", NULL},
  };
  HOLD(table);
}

static void units(void) {
  static const mistake table[] = {
      {"let y [g] = 5\nlet z [g] = y + 5\n", ANT_EUNIT, 4, 13, "cannot add [g] and [1]", NULL},
      {"let y = 5 [pmol/L] + 3 [1/day]\n", ANT_EUNIT, 3, 9, "cannot add [pmol/L] and [1/day]",
       NULL},
      {"let y [gg] = 5\n", ANT_EUNKNOWN, 3, 8, "unknown unit 'gg'", NULL},
      {"let y [g] = 5 [m]\n", ANT_EUNIT, 3, 13, "'y' must be in [g], this is in [m]", NULL},
      {"state x [g] = 1\nrate x = x - 1 [g]\n", ANT_EUNIT, 4, 10,
       "the rate of 'x' must be in [g/day], this is in [g]", "divide by a time"},
      {"let y = exp(2 [g])\n", ANT_EUNIT, 3, 13, "the argument of exp", NULL},
      {"let y = (2 [g])^1.07\n", ANT_EUNIT, 3, 9, "is no unit", "as [g]"},
      {"let n = 2\nlet y = (2 [g])^n\n", ANT_EUNIT, 4, 17, "exponent", "as [g]"},
      {"let y = if 2 > 1 [g] then 1 else 2\n", ANT_EUNIT, 3, 12, "cannot compare", NULL},
      {"let y [g] = if 2 > 1 then 1 [g] else 2 [m]\n", ANT_EUNIT, 3, 13, "cannot choose", NULL},
      {"let y = if 2 then 1 else 2\n", ANT_EUNIT, 3, 12, "expected a condition", NULL},
      {"let y = 1 + (2 > 1)\n", ANT_EUNIT, 3, 14, "found a condition", "if"},
      {"substance c = 40 [g/mol] assumed \"t\"\nlet y = 2 [g/L] in [mol] of c\n", ANT_EUNIT, 4, 9,
       "must be in [mol]", NULL},
      {"let y = 2 [g] in [mol]\n", ANT_EUNIT, 3, 9, "must be in [mol]", NULL},
      {"substance c = 40 assumed \"t\"\n", ANT_EUNIT, 3, 15, "must be in [g/mol]", NULL},
      {"param k [g] = 1 people normal 2 [m] assumed \"t\"\nlet y [g] = k\n", ANT_EUNIT, 3, 31,
       "must be in [g], this is in [m]", NULL},
      {"state x [g] = 1 scale 2 [m]\nrate x = 0\n", ANT_EUNIT, 3, 23, "a scale must be in [g]",
       NULL},
  };
  HOLD(table);
}

static void sources(void) {
  static const mistake table[] = {
      {"param k = 1\nlet y = k\n", ANT_ESOURCE, 3, 7, "'k'", "assumed"},
      {"param k = 1 source aaa2000\nlet y = k\n", ANT_EMISSING, 3, 20, "no bibliography",
       "sources"},
      {"set s = a, b\ntable for s\n  column c\n  row a 1\n  row b 2\nfor s\n  let y = c\n",
       ANT_ESOURCE, 5, 10, "'c'", NULL},
      {"substance c = 40 [g/mol]\n", ANT_ESOURCE, 3, 11, "'c'", NULL},
  };
  HOLD(table);
}

static void circles(void) {
  static const mistake table[] = {
      {"let a = b\nlet b = c + 1\nlet c = 2 * a\n", ANT_ECIRCULAR, 3, 9,
       "'a' (wrong.ant:3) needs 'b' (wrong.ant:4) needs 'c' (wrong.ant:5) needs 'a' again",
       "a state breaks"},
      {"let a = a\n", ANT_ECIRCULAR, 3, 9, "'a' (wrong.ant:3) needs 'a' again", NULL},
      {"state x = 2 * y\nrate x = 0\nlet y = x\n", ANT_ECIRCULAR, 3, 11, "the start of 'x'",
       "steady"},
      {"let y = 2 * baseline(y)\n", ANT_ECIRCULAR, 3, 9, "baseline(y)", "baseline"},
      {"function f(x) = g(x)\nfunction g(x) = f(x)\nlet y = f(1)\n", ANT_ECIRCULAR, 4, 17,
       "function 'f' uses itself", NULL},
      {"set s = a, b\nfor s\n  let y = total over s (y)\n", ANT_ECIRCULAR, 5, 11, "needs 'y' again",
       NULL},
  };
  HOLD(table);
}

static void balances(void) {
  static const mistake table[] = {
      {K "state x = 1\nrate x = k * x\nbalance p so that x is steady\nlet y = p\n", ANT_EBALANCE, 6,
       1, "condition 'x is steady' and unknown 'p' are left over", "nothing"},
      {K "set s = a, b\nfor s\n  state x = 1\n  rate x = p - k * x\n"
         "balance p [1/day] so that x is steady\n",
       ANT_EBALANCE, 8, 27, "'p' is 1 unknown, and 'x is steady' is 2 conditions", "for"},
      {K "state x = 1\nrate x = p + q - k * x\nbalance p [1/day] so that x is steady\n"
         "balance q [1/day] so that x is steady\n",
       ANT_EBALANCE, 7, 1, "'x' has to be steady twice", NULL},
      {K "state x = steady\nrate x = p - k * x\nbalance p [1/day] so that x is steady\n",
       ANT_EBALANCE, 6, 1, "'x' has to be steady twice", NULL},
      {K "state x = 1\nrate x = p - k * x\nstate z = 1\nrate z = k * x - k * z\n"
         "balance p [1/day] so that x is steady\nbalance q [1/day] so that z is steady\n"
         "let y [1/day] = q\n",
       ANT_EBALANCE, 9, 1, "'z is steady' and unknown 'q' are left over", NULL},
      {K "let y = k / 1 [1/day]\nbalance p so that y is steady\n", ANT_EBALANCE, 5, 19,
       "'y' is not a state", NULL},
      {K
       "state x = 1\nrate x = p - k * x\nbalance p [1/day] so that x is steady  people normal 1\n",
       ANT_EINPUT, 6, 47, "no `people`", NULL},
  };
  HOLD(table);
}

static void indices(void) {
  static const mistake table[] = {
      {"set s = aa, bb\nfor s\n  let y = 1\nlet z = y\n", ANT_ESET, 6, 9, "each of 's'", "total"},
      {"set s = aa, bb\nfor s\n  let y = 1\nlet z = y.ab\n", ANT_ESET, 6, 9, "no element 'ab'",
       NULL},
      {"set s = aa, bb\nlet z = if s is aa then 1 else 2\n", ANT_ESET, 4, 12, "not below", NULL},
      {"set s = aa, aa\n", ANT_EDUPLICATE, 3, 13, "'aa' is twice", NULL},
      {"for t\n  let y = x\nlet z = y\n", ANT_EUNKNOWN, 3, 5, "set 't'", NULL},
      {"set s = aa, bb\nfor s\n  state x = 1\nrate x = 0\n", ANT_ESET, 6, 1, "the same `for`",
       NULL},
      {"set s = aa, bb\ntable for s  assumed \"t\"\n  column c\n  row aa 1\nfor s\n  let y = c\n",
       ANT_EMISSING, 4, 1, "no row 'bb'", NULL},
      {"set s = aa, bb\ntable for s  assumed \"t\"\n  column c\n  row aa 1\n  row aa 2\n"
       "  row bb 1\nfor s\n  let y = c\n",
       ANT_EDUPLICATE, 7, 3, "twice", NULL},
      {"set s = aa, bb\ntable for s  assumed \"t\"\n  column c\n  row aa 1 2\n  row bb 2\n"
       "for s\n  let y = c\n",
       ANT_EINPUT, 6, 3, "expected 1 number, found 2", NULL},
      {"set s = aa, bb\ntable c for s, s  assumed \"t\"\n  columns aa bb\n  row aa 1 2\n", //
       ANT_EDUPLICATE, 4, 16, "runs over 's' already", NULL},
      {"set s = aa, bb\nset t = p, q\ntable c for s, t  assumed \"t\"\n  columns p\n  row aa 1\n"
       "  row bb 1\nfor s, t\n  let y = c\n",
       ANT_EMISSING, 6, 3, "no column 'q'", NULL},
      {"set s = aa, bb\nfor s\n  observe x.y = 1\n  observe z.{t} = 1\n", ANT_EUNKNOWN, 6, 11,
       "set 't'", NULL},
  };
  HOLD(table);
}

static void matter(void) {
  static const mistake table[] = {
      {"state x [g] = 1\nflow f: x -> outside [g/day] = 1\n", ANT_EINPUT, 4, 9, "'x' is not a pool",
       "of SUBSTANCE"},
      {"substance c = 40 [g/mol] assumed \"t\"\nstate x [g] of c = 1\nstate y [g] of c = 1\n"
       "flow f: x -> y [g] = 1\n",
       ANT_EUNIT, 6, 9, "this flow", NULL},
      {"substance c = 40 [g/mol] assumed \"t\"\nstate x [g/L] of c = 1\nrate x = 0\n", ANT_EUNIT, 4,
       10, "amount or a mass", "volume"},
      {"substance c = 40 [g/mol] assumed \"t\"\nsubstance d = 40 [g/mol] assumed \"t\"\n"
       "state x [g] of c = 1\nstate y [g] of d = 1\nflow f: x -> y [g/day] = 1\n",
       ANT_EUNIT, 7, 1, "'x' holds c, and 'y' holds d", NULL},
      {"state x [g] = 1\nobserve s.x [g] = x\n", ANT_EMISSING, 3, 7, "neither a rate nor a flow",
       "rate x"},
      {"substance c = 40 [g/mol] assumed \"t\"\nset s = a, b\nfor s\n  state x [g] of c = 1\n"
       "flow f: x -> outside [g/day] = 1\n",
       ANT_ESET, 7, 9, "each of 's'", NULL},
      {"state x [g] = 1\nrate x = 0\nrate x = 1 [g/day]\n", ANT_EDUPLICATE, 5, 1,
       "has a rate already", NULL},
      {"state x [g] = 1\nrate x = 0\ndose d [mol] -> x\n", ANT_EUNIT, 5, 9, "this dose", NULL},
      {"let x [g] = 1\ndose d [g] -> x\n", ANT_EINPUT, 4, 15, "goes to a state", NULL},
      {"delay y = 1  lag 0 [day]  shape 2\nobserve s.y = y\n", ANT_ERANGE, 3, 18, "longer than 0",
       NULL},
  };
  HOLD(table);
}

static void numbers(void) {
  static const mistake table[] = {
      {"param k = 3 range 0 to 2 assumed \"t\"\nlet y = k\n", ANT_ERANGE, 3, 11,
       "outside its range", NULL},
      {"param k = 3 range 5 to 2 assumed \"t\"\nlet y = k\n", ANT_ERANGE, 3, 19, "is empty", NULL},
      {"input u = k\nparam k = 2 assumed \"t\"\nlet y = k * u\n", ANT_EINPUT, 3, 11,
       "must be a number", NULL},
      {"param k = x assumed \"t\"\nstate x = 1\nrate x = 0 / 1 [day]\nlet y = k\n", ANT_EINPUT, 3,
       11, "params and covariates only", NULL},
      {"param k = 1 / 0 assumed \"t\"\nlet y = k\n", ANT_ERANGE, 3, 11, "not a finite number",
       NULL},
      {"param k = 1 people uniform 3 to 2 assumed \"t\"\nlet y = k\n", ANT_ERANGE, 3, 20,
       "A is less than B", NULL},
      {"state x = 1 scale 0\nrate x = 0\n", ANT_ERANGE, 3, 19, "more than 0", NULL},
  };
  HOLD(table);
}

static void conditions(void) {
  static const mistake table[] = {
      {"let x = 1\nwhen h = x == 1\nobserve o.x = if h then 1 else x\n", ANT_EINPUT, 4, 10,
       "one comparison", "joined"},
      {"let x = 1\nwhen h = x > 1 [g]\nobserve o.x = if h then 1 else x\n", ANT_EUNIT, 4, 10,
       "cannot compare", NULL},
      {"let x = 1\nwhen h = x > 1\n  set x = 2\n", ANT_EINPUT, 5, 7, "only states jump", NULL},
      {"substance c = 4 [g/mol] assumed \"t\"\nstate x [g] of c = 1\nrate x = 0\n"
       "when h = x > 1 [g]\n  set x = 2\n",
       ANT_EINPUT, 7, 7, "is a pool", NULL},
      {"set s = a, b\nstate x = 1\nrate x = 0\nfor s\n  let y = x\n  when h = y > 1\n"
       "    set x = 2\n",
       ANT_ESET, 9, 9, "several elements", NULL},
      {"state x = 1\nrate x = 0\nwhen h = x > 1\nlet y = 1 + h\nobserve o.y = y\n", ANT_EUNIT, 6,
       13, "found a condition", NULL},
      {"let x = if h then 1 else 2\nwhen h = x > 1\nobserve o.x = x\n", ANT_ECIRCULAR, 3, 9,
       "circular", NULL},
      {"state x = 1\nrate x = 0\nwhen h = x > 1\n  run 5 [day]\n", ANT_ESYNTAX, 6, 3, "'set'",
       NULL},
  };
  HOLD(table);
}

static void modules(void) {
  static const mistake table[] = {
      {"module a like b\nmodule bb\nlet x = 1\nobserve o.x = x\n", ANT_EUNKNOWN, 3, 15,
       "no module 'b'", NULL},
      {"module a like b\nmodule b like a\n", ANT_ECIRCULAR, 3, 15, "is like itself", NULL},
      {"module a like a\n", ANT_ECIRCULAR, 3, 15, "is like itself", NULL},
      {"  variants p, q\nvariant r\n  let y = 1\n", ANT_EUNKNOWN, 4, 9, "no variant 'r'", "p, q"},
      {"variant r\n  let y = 1\n", ANT_EUNKNOWN, 3, 9, "no variant 'r'", "variants"},
      {"  variants p, p\n", ANT_EDUPLICATE, 3, 15, "twice", NULL},
      {"  variants p\nvariant p\n  module a\n  let y = 1\n", ANT_ESYNTAX, 5, 3, "does not stand",
       NULL},
      {"module a\nlet x = 1\nobserve o.x = x\nmodule b like a\nlet x = 1 [g]\n", ANT_EUNIT, 7, 9,
       "'x' must be in [1]", NULL},
  };
  HOLD(table);
}

static void tests(void) {
  static const mistake table[] = {
      {"test \"t\"\n  expect 1 + 1\n", ANT_ESYNTAX, 4, 10, "one comparison", NULL},
      {"let y = 1\ntest \"t\"\n  set y = 2\n  expect y == 2\n", ANT_EINPUT, 5, 7, "cannot be set",
       NULL},
      {K "test \"t\"\n  run 1 [day]\n  set k = 2\n  expect k == 2 [1/day]\nlet y [1/day] = k\n",
       ANT_EINPUT, 6, 3, "before the first `run`", NULL},
      {"test \"t\"\n  run 0 [day]\n  expect 1 == 1\n", ANT_ERANGE, 4, 7, "longer than 0", NULL},
      {"test \"t\"\n  run 5\n  expect 1 == 1\n", ANT_EUNIT, 4, 7, "a duration", NULL},
      {"let y = 1\ntest \"t\"\n  expect y == 1 within 1 of scale\n", ANT_EINPUT, 5, 24,
       "needs a state", NULL},
  };
  HOLD(table);
}

/* what could not be read is not missed a second time */
static void syntax_does_not_cascade(void) {
  static const mistake table[] = {
      {"set s = a, ,\nfor s\n  let y = 1\nlet z = y.a + y.a\nobserve o.z = z\n", ANT_ESYNTAX, 3, 12,
       "", NULL},
      {"param k [1/day] = = 2 assumed \"t\"\nlet y = k\nobserve o.y = y\n", ANT_ESYNTAX, 3, 19, "",
       NULL},
      {"state x = 1\nrate x = + \nobserve o.x = x\n", ANT_ESYNTAX, 4, 10, "", NULL},
      {"set s = a, b\ntable for s  assumed \"t\"\n  column c [1]\n  column\n  row a 1 2\n"
       "  row b 1 2\nfor s\n  let y = c\n",
       ANT_ESYNTAX, 6, 9, "", NULL},
      {"set s = a, b\ntable for s  assumed \"t\"\n  column c [1]\n  row a 1 +\n  row b 1\n"
       "for s\n  let y = c\n",
       ANT_ESYNTAX, 6, 11, "", NULL},
      {"set s = a, b\nfor s s\n  let y = 1\nlet z = y.a\nobserve o.z = z\n", ANT_ESYNTAX, 4, 7, "",
       NULL},
      {"module a\nlet y = 1\nmodule b\n  use y on a\nlet z = y\nobserve o.z = z\n", ANT_ESYNTAX, 6,
       9, "", NULL},
  };
  HOLD(table);
}

static void all_are_told(void) {
  ant_diags diags = check("let a [g] = 5 [m]\nlet b = nothing\nparam k = 1\nlet c = k\n"
                          "let d = e\nlet e = d\n");
  CHECK(diags.n_error == 4);
  ant_diags_clear(&diags);
}

static void warnings_are_no_errors(void) {
  ant_diags diags = check(K "module a\nlet x = 1\nlet z = x\nmodule b\n  use z of a\n"
                            "state s = 1\nrate s = 0 / 1 [day]\ninput u = 1\n");
  static const char *const want[] = {"param 'k'", "imported as 'z'", "state 'b.s'", "input 'b.u'",
                                     "quantity 'a.z'"};
  CHECK(diags.n_error == 0);
  CHECK(diags.n == 5);
  for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
    bool found = false;
    for (size_t k = 0; k < diags.n; k++) found = found || strstr(diags.item[k].text, want[i]);
    if (!found) printf("# no warning of %s\n", want[i]);
    CHECK(found);
  }
  ant_diags_clear(&diags);
}

int main(void) {
  RUN(names);
  RUN(units);
  RUN(sources);
  RUN(circles);
  RUN(balances);
  RUN(indices);
  RUN(matter);
  RUN(numbers);
  RUN(conditions);
  RUN(modules);
  RUN(tests);
  RUN(syntax_does_not_cascade);
  RUN(all_are_told);
  RUN(warnings_are_no_errors);
  return test_done();
}
