/* parse.c - the tree is what was written, and every mistake is told once, with its place. */
#include "test.h"
#include "base/text.h"
#include "language/ast.h"

static ant_arena *arena;
static ant_sources sources;
static ant_diags diags;
static ant_ast ast;

/* Parse TEXT behind the format line, which is line 1. */
static ant_status parse(const char *text) {
  ant_arena_destroy(&arena);
  ant_diags_clear(&diags);
  arena = ant_arena_create();
  sources = (ant_sources){0};
  ant_text whole = {0};
  int file = 0;
  ant_text_print(&whole, "antaeus 1\n%s", text);
  ant_sources_add(arena, &sources, "t.ant", whole.data, whole.length, &file);
  ant_text_clear(&whole);
  return ant_parse(arena, &sources, file, &ast, &diags);
}

static void print_diags(void) {
  for (size_t i = 0; i < diags.n; i++) {
    const ant_diag *d = &diags.item[i];
    printf("# %d:%d:%d: %s (%s)\n", d->line, d->column, d->width, d->text, d->hint);
  }
}

static void parse_good(const char *text) {
  ant_status status = parse(text);
  if (status != ANT_OK) print_diags();
  CHECK(status == ANT_OK);
}

/* Expressions ------------------------------------------------------------ */

static void dump(ant_text *to, const ant_expr *e) {
  static const char *const head[] = {"", "", "", "", "is", "if", "", "", "count", "as", "in"};
  char digits[ANT_NUMBER_TEXT];
  if (!e) return;
  if (e->kind == ANT_EXPR_NUMBER) ant_text_put(to, ant_text_number(e->value, digits));
  if (e->kind == ANT_EXPR_NUMBER && e->unit) ant_text_print(to, "[%s]", e->unit);
  if (e->kind == ANT_EXPR_NAME) ant_text_put(to, e->text);
  if (e->kind == ANT_EXPR_NUMBER || e->kind == ANT_EXPR_NAME) return;
  ant_text_print(to, "(%s", head[e->kind]);
  if (e->kind == ANT_EXPR_UNARY || e->kind == ANT_EXPR_BINARY) ant_text_print(to, "%c", e->op);
  if (e->kind == ANT_EXPR_CALL || e->kind == ANT_EXPR_REDUCE) ant_text_put(to, e->text);
  for (int i = 0; i < e->n_set; i++) ant_text_print(to, " %s", e->set[i]);
  const ant_expr *part[] = {e->a, e->b, e->c};
  for (int i = 0; i < 3; i++) {
    if (part[i]) ant_text_put(to, " ");
    dump(to, part[i]);
  }
  for (int i = 0; i < e->n_arg; i++) {
    ant_text_put(to, " ");
    dump(to, e->arg[i]);
  }
  if (e->kind >= ANT_EXPR_AS) ant_text_print(to, " [%s]", e->unit);
  bool text = e->kind == ANT_EXPR_IS || e->kind == ANT_EXPR_COUNT || e->kind == ANT_EXPR_IN;
  if (text && e->text) ant_text_print(to, " %s", e->text);
  ant_text_put(to, ")");
}

static void check_expr(const char *text, const char *want) {
  char line[400];
  snprintf(line, sizeof line, "let y = %s", text);
  parse_good(line);
  ant_text got = {0};
  if (ast.n == 1) dump(&got, ast.decl[0]->value);
  SAME_TEXT(ant_text_string(&got), want);
  ant_text_clear(&got);
}

static void operators_bind_as_in_mathematics(void) {
  check_expr("a + b * c", "(+ a (* b c))");
  check_expr("a - b - c", "(- (- a b) c)");
  check_expr("a / b * c", "(* (/ a b) c)");
  check_expr("a ^ b ^ c", "(^ a (^ b c))");
  check_expr("-a ^ 2", "(- (^ a 2))");
  check_expr("2 ^ -a", "(^ 2 (- a))");
  check_expr("a * -b", "(* a (- b))");
  check_expr("--a", "(- (- a))");
  check_expr("(a + b) * c", "(* (+ a b) c)");
  check_expr("a < b + 1 and not c >= d or e == f", "(| (& (< a (+ b 1)) (! (g c d))) (= e f))");
  check_expr("not a and b", "(& (! a) b)");
  check_expr("a <= b", "(l a b)");
  check_expr("a != b", "(n a b)");
  check_expr("a > b", "(> a b)");
}

static void words_of_expressions_are_read(void) {
  check_expr("if a then b else if c then d else e + 1", "(if a b (if c d (+ e 1)))");
  check_expr("site is skull and x > 1", "(& (is site skull) (> x 1))");
  check_expr("total over site, compartment (x * y) / 2", "(/ (total site compartment (* x y)) 2)");
  check_expr("mean over site (x) weighted by (mass)", "(mean site x mass)");
  check_expr("2 * count of site", "(* 2 (count site))");
  check_expr("hill(x, 5 [pmol/L], 1.5e-3)", "(hill x 5[pmol/L] 0.0015)");
}

static void conversions_take_the_sum_to_their_left(void) {
  check_expr("a * b as [pmol]", "(as (* a b) [pmol])");
  check_expr("(x as [pmol])^0.3 * k", "(* (^ (as x [pmol]) 0.3) k)");
  check_expr("x in [mg/day] of calcium", "(in x [mg/day] calcium)");
  check_expr("x in [mmol] of calcium as [mmol] > 2", "(> (as (in x [mmol] calcium) [mmol]) 2)");
  check_expr("max(a as [g], 1)", "(max (as a [g]) 1)");
}

static void names_that_are_words_elsewhere_stay_names(void) {
  check_expr("total + count + scale * rate", "(+ (+ total count) (* scale rate))");
  check_expr("time / lag", "(/ time lag)");
  check_expr("q.out + volume.trabecular", "(+ q.out volume.trabecular)");
}

static void places_cover_what_they_mean(void) {
  parse_good("let y = a + (b * c)  \"text\"");
  const ant_expr *e = ast.decl[0]->value;
  CHECK(e->place.line == 2 && e->place.column == 9 && e->place.width == 11);
  CHECK(e->b->place.column == 14 && e->b->place.width == 5);
  parse_good("let y = 5 [ g/day ] * z");
  e = ast.decl[0]->value;
  SAME_TEXT(e->a->unit, "g/day");
  CHECK(e->a->unit_place.column == 13 && e->a->unit_place.width == 5);
  CHECK(e->a->place.column == 9 && e->place.width == 15);
}

/* Declarations ----------------------------------------------------------- */

static const ant_decl *only(const char *text) {
  static const ant_decl none = {.name = "none"};
  parse_good(text);
  CHECK(ast.n == 1);
  return ast.n ? ast.decl[0] : &none;
}

static void a_parameter_keeps_all_its_clauses(void) {
  const ant_decl *d =
      only("param k [1/day] = 0.1  range 0 to 2\n"
           "    \"what it is\" source a2001 \"table 1\"\n"
           "    \"and more\" source b2002 people lognormal 20 [%] unknown triangular 1, 2, 3\n"
           "    fitted obs001, obs002  assumed \"why not\"");
  CHECK(d->keyword == ANT_KW_PARAM);
  SAME_TEXT(d->name, "k");
  SAME_TEXT(d->unit, "1/day");
  SAME_TEXT(d->doc, "what it is and more");
  NEAR(d->value->value, 0.1, 0);
  NEAR(d->range_hi->value, 2, 0);
  CHECK(d->sources.n == 2);
  SAME_TEXT(d->sources.item[0].text, "a2001");
  SAME_TEXT(d->sources.item[0].as, "table 1");
  CHECK(d->sources.item[1].as == NULL);
  CHECK(d->people.kind == ANT_DIST_LOGNORMAL && d->people.arg[0]->value == 20);
  CHECK(d->unknown.kind == ANT_DIST_TRIANGULAR && d->unknown.arg[2]->value == 3);
  CHECK(d->fitted.n == 2);
  SAME_TEXT(d->fitted.item[1].text, "obs002");
  CHECK(d->assumed);
  SAME_TEXT(d->why, "why not");
  CHECK(d->place.line == 2 && d->name_place.column == 7);
}

static void the_head_of_a_model_is_read(void) {
  const ant_decl *d =
      only("model \"A model\"\n  sources \"../s.bib\"\n  baseline free \"a culture\"");
  SAME_TEXT(d->doc, "A model");
  SAME_TEXT(d->path, "../s.bib");
  SAME_TEXT(d->why, "a culture");
  CHECK(d->flag);
  CHECK(!only("model \"A\"\n  baseline steady")->flag);
  SAME_TEXT(only("include \"more.ant\"")->path, "more.ant");
}

static void a_module_imports(void) {
  const ant_decl *d = only("module bone.cells \"cells\"\n  cites a2001, b2002\n"
                           "  use x, y as z of bone.signals, w of bone\n  use v of u");
  SAME_TEXT(d->name, "bone.cells");
  CHECK(d->words.n == 2 && d->n_child == 3);
  SAME_TEXT(d->child[0]->name, "bone.signals");
  SAME_TEXT(d->child[0]->words.item[1].as, "z");
  SAME_TEXT(d->child[1]->name, "bone");
  SAME_TEXT(d->child[2]->words.item[0].text, "v");
}

static void sets_and_substances_are_read(void) {
  const ant_decl *d = only("set site = skull,\n  arms \"regions\"");
  CHECK(d->words.n == 2);
  SAME_TEXT(d->words.item[1].text, "arms");
  d = only("substance vitamin_d = 384.64 [g/mol]  unit 1 [IU] = 25 [ng] source a2001");
  CHECK(d->value->value == 384.64 && d->value2->value == 1 && d->value3->value == 25);
  d = only("covariate sex one of female, male = male");
  CHECK(d->words.n == 2);
  SAME_TEXT(d->value->text, "male");
  SAME_TEXT(only("covariate age [year] = 45 range 18 to 100")->unit, "year");
  d = only("function hill(x, k) = x / (k + x)");
  CHECK(d->words.n == 2 && d->value->op == '/');
}

static void states_flows_and_lags_are_read(void) {
  const ant_decl *d = only("state plasma [mmol] of calcium = steady  scale 1");
  CHECK(d->flag && !d->value && d->scale);
  SAME_TEXT(d->substance, "calcium");
  CHECK(only("state x = 3 * k")->value->op == '*');
  d = only("flow f: a.b -> c [mg/day] of calcium = r * x");
  SAME_TEXT(d->from, "a.b");
  SAME_TEXT(d->to, "c");
  SAME_TEXT(d->unit, "mg/day");
  d = only("transit q [g] = inflow  lag tau * 2  shape 4");
  CHECK(!d->from && d->shape == 4 && d->lag->op == '*');
  d = only("transit q: a -> b [g] of calcium = inflow  shape 3  lag tau");
  CHECK(d->shape == 3);
  SAME_TEXT(d->to, "b");
  CHECK(only("delay y = x  lag 3 [day] shape 1")->shape == 1);
}

static void balances_and_doses_are_read(void) {
  const ant_decl *d = only("balance p [1/day] so that x is steady  range 0 to 1");
  SAME_TEXT(d->target, "x");
  CHECK(d->target_place.column == 27 && d->range_hi);
  d = only("balance p so that a + b == c");
  CHECK(!d->target && d->value->op == '+' && d->value2);
  d = only("dose drug [mg] -> depot  fraction 0.5");
  SAME_TEXT(d->to, "depot");
  CHECK(d->value->value == 0.5);
  d = only("observe bone.{site}.area [cm^2] = a  error lognormal 5 [%]");
  SAME_TEXT(d->name, "bone.{site}.area");
  CHECK(d->error.kind == ANT_DIST_LOGNORMAL);
}

static void blocks_hold_what_stands_further_right(void) {
  const ant_decl *d = only("for site, compartment\n"
                           "  param a = 1\n"
                           "      \"goes on\"\n"
                           "\n"
                           "      # a comment at any place\n"
                           "# another\n"
                           "  for muscle\n"
                           "    let b = (\n"
                           "      a +\n"
                           "      1\n"
                           "    )\n"
                           "  rate c = 0\n");
  CHECK(d->words.n == 2 && d->n_child == 3);
  SAME_TEXT(d->child[0]->doc, "goes on");
  CHECK(d->child[1]->keyword == ANT_KW_FOR && d->child[1]->n_child == 1);
  CHECK(d->child[2]->keyword == ANT_KW_RATE);
}

static void tables_are_read(void) {
  const ant_decl *d = only("table for site \"t\"\n"
                           "  column mineral [g] \"m\" source a2001 people normal 3\n"
                           "  column share [%] assumed \"x\"\n"
                           "  row skull  400   -5\n"
                           "  row arms   1e3   6 [1]  source b2002\n");
  CHECK(d->n_child == 4 && !d->name);
  CHECK(d->child[2]->n_cell == 2 && d->child[2]->cell[1]->kind == ANT_EXPR_UNARY);
  SAME_TEXT(d->child[3]->cell[1]->unit, "1");
  d = only("table load [1] for site, activity \"t\" assumed \"x\"\n"
           "  columns standing walking\n"
           "  row skull 1 2\n");
  SAME_TEXT(d->name, "load");
  CHECK(d->words.n == 2 && d->child[0]->words.n == 2);
}

static void tests_are_read(void) {
  const ant_decl *d = only("test \"t\"\n"
                           "  set gravity = 0.5 [g0]\n"
                           "  run 10 [year]\n"
                           "  expect x == baseline(x)  within 1e-9 of scale\n"
                           "  for site\n"
                           "    expect y < 2 [g]  within 1 [%]\n");
  CHECK(d->n_child == 4);
  CHECK(d->child[0]->keyword == ANT_KW_SET_VALUE);
  CHECK(d->child[1]->value->value == 10);
  CHECK(d->child[2]->flag && d->child[2]->within->value == 1e-9);
  CHECK(!d->child[3]->child[0]->flag && d->child[3]->child[0]->within->value == 1);
}

static void missions_are_read(void) {
  const ant_decl *d =
      only("mission \"m\"\n"
           "  cites a2001\n"
           "  preflight  60 [day]\n"
           "  flight 176 [day] from 0 [day]  gravity 0 [g0], calcium 1000 [mg/day]\n"
           "    exercise ared  6 [1/week], 35 [min], intensity 75 [%]\n"
           "    radiation 0.25 [mGy/day]\n"
           "    dose alendronate 70 [mg] every 7 [day] to 70 [day] from 7 [day]\n"
           "    dose zoledronate 5 [mg]  on day 3 [day]\n"
           "  recovery 730 [day]\n");
  CHECK(d->words.n == 1 && d->n_child == 3);
  const ant_decl *flight = d->child[1];
  SAME_TEXT(flight->name, "flight");
  CHECK(flight->value->value == 176 && flight->value2->value == 0 && flight->n_child == 6);
  SAME_TEXT(flight->child[1]->name, "calcium");
  const ant_decl *group = flight->child[2];
  CHECK(group->keyword == ANT_KW_GROUP && group->n_child == 3);
  SAME_TEXT(group->words.item[0].text, "ared");
  SAME_TEXT(group->child[0]->name, "");
  SAME_TEXT(group->child[2]->name, "intensity");
  CHECK(flight->child[3]->keyword == ANT_KW_SETTING);
  CHECK(flight->child[4]->from_day->value == 7 && flight->child[4]->to_day->value == 70);
  CHECK(flight->child[5]->on_day->value == 3 && !flight->child[5]->every);
}

static void people_are_read(void) {
  const ant_decl *d = only("person \"p\"\n  age 45 [year]\n  sex male\n"
                           "  set bone.cells.maturation = 0.2 [1/day]\n");
  CHECK(d->n_child == 3);
  SAME_TEXT(d->child[1]->value->text, "male");
  CHECK(d->child[2]->keyword == ANT_KW_SET_VALUE);
  SAME_TEXT(d->child[2]->name, "bone.cells.maturation");
}

static void any_line_ends_will_do(void) {
  parse_good("let a = 1\r\nlet b = 2\r\n");
  CHECK(ast.n == 2 && ast.decl[1]->place.line == 3 && ast.decl[1]->place.column == 1);
  parse_good("let a = 1\rlet b = 2");
  CHECK(ast.n == 2 && ast.decl[1]->place.line == 3);
  static const char marked[] = "\xEF\xBB\xBF"
                               "antaeus 1\nlet a = 1\n";
  int file = 0;
  ant_diags_clear(&diags);
  ant_sources_add(arena, &sources, "bom", marked, sizeof marked - 1, &file);
  CHECK(ant_parse(arena, &sources, file, &ast, &diags) == ANT_OK && ast.n == 1);
}

/* Mistakes --------------------------------------------------------------- */

typedef struct mistake {
  const char *text; /* behind the format line, so that it begins in line 2     */
  int line, column, width;
  const char *says, *hint; /* parts of it                                      */
} mistake;

static void check_mistakes(const mistake *m, size_t n) {
  for (size_t i = 0; i < n; i++) {
    ant_status status = parse(m[i].text);
    const ant_diag *d = diags.n ? &diags.item[0] : &(ant_diag){0};
    bool good = status == ANT_ESYNTAX && diags.n == 1 && d->line == m[i].line &&
                d->column == m[i].column && d->width == m[i].width && strstr(d->text, m[i].says) &&
                strstr(d->hint, m[i].hint);
    if (!good) printf("# in: %s\n", m[i].text);
    if (!good) print_diags();
    CHECK(good);
  }
}

static void mistakes_in_expressions_are_told(void) {
  static const mistake m[] = {
      {"let y = a +", 2, 12, 1, "expected an expression, found the end", "next line"},
      {"let y = a + * b", 2, 13, 1, "expected an expression, found '*'", ""},
      {"let y = (a", 2, 11, 1, "expected an operator or ')'", ""},
      {"let y = a)", 2, 10, 1, "an operator, a clause or the end", ""},
      {"let y = a b", 2, 11, 1, "found 'b'", ""},
      {"let y = a < b < c", 2, 15, 1, "do not chain", "a < b and b < c"},
      {"let y = if a then b", 2, 20, 1, "'else'", "every `if`"},
      {"let y = if a b", 2, 14, 1, "'then'", "if C then"},
      {"let y = hill(a b)", 2, 16, 1, "','", ""},
      {"let y = hill()", 2, 14, 1, "an expression", ""},
      {"let y = total over (x)", 2, 20, 1, "the name of a set", ""},
      {"let y = total over site x", 2, 25, 1, "in parentheses", "total over site"},
      {"let y = mean over site (x) weighted (m)", 2, 37, 1, "'by'", ""},
      {"let y = x as pmol", 2, 14, 4, "the unit to count in, found 'pmol'", ""},
      {"let y = x as [pmol] ^ 2", 2, 21, 1, "needs parentheses", "(x as [unit])^0.75"},
      {"let y = [g]", 2, 10, 1, "found the unit [g]", "behind a number"},
      {"let y = 5 \"five\" [g]", 2, 19, 1, "found the unit [g]", "behind the name"},
      {"let y = 5 kg", 2, 11, 2, "found 'kg'", "in brackets: [kg]"},
      {"let y = and", 2, 9, 3, "an expression, found 'and'", "a word of the language"},
      {"let y = +1", 2, 9, 1, "an expression, found '+'", "'-' or nothing"},
      {"let y = a = b", 2, 11, 1, "found '='", ""},
      {"let y = 5mg", 2, 9, 3, "runs into a word", "in brackets"},
      {"let y = 1e", 2, 9, 2, "runs into a word", "1e-3"},
      {"let y = 1e999", 2, 9, 5, "too large", ""},
      {"let y = a ** b", 2, 11, 2, "'**' has no meaning", "'^'"},
      {"let y = a && b", 2, 11, 2, "'&&'", "'and'"},
      {"let y = 20 %", 2, 12, 1, "'%'", "20 [%]"},
      {"let y = a \xE2\x88\x92 b", 2, 11, 1, "", "type '-'"},
      {"let y = 5 [g", 2, 11, 2, "its line does not close", "']'"},
      {"let y = bone..x", 2, 9, 5, "a part that is empty", ""},
      {"let y = \xC3\xA9", 2, 9, 1, "has no meaning", "names are made of"},
  };
  check_mistakes(m, sizeof m / sizeof *m);
}

static void mistakes_in_declarations_are_told(void) {
  static const mistake m[] = {
      {"parma k = 1", 2, 1, 5, "a declaration, found 'parma'", "'param'"},
      {"use x of y", 2, 1, 3, "found 'use'", "belongs to `module`"},
      {"column x", 2, 1, 6, "found 'column'", "below `table`"},
      {"source x", 2, 1, 6, "found 'source'", "belongs to the declaration above"},
      {"7", 2, 1, 1, "a declaration, found '7'", ""},
      {"\"text\"", 2, 1, 6, "a declaration, found text in quotes", ""},
      {"param k [1/day]", 2, 16, 1, "'=', found the end", ""},
      {"param k", 2, 8, 1, "a unit in brackets or '='", ""},
      {"param = 1", 2, 7, 1, "a name, found '='", ""},
      {"param if = 1", 2, 7, 2, "a name, found 'if'", "a word of the language"},
      {"param {site} = 1", 2, 7, 1, "'{' has no meaning", "braces"},
      {"param x.{site} = 1", 2, 7, 8, "braces stand in the name of an observable", ""},
      {"param k = 1 sorce a", 2, 13, 5, "a clause", "did you mean 'source'"},
      {"param k = 1 scale 3", 2, 13, 5, "found 'scale'", "`scale` goes with state"},
      {"param k = 1 range 0 to 1 range 0 to 2", 2, 26, 5, "stands here twice", ""},
      {"param k = 1 range 0 1", 2, 21, 1, "an operator or 'to'", ""},
      {"param k = 1 people gauss 3", 2, 20, 5, "'normal', 'lognormal'", "lognormal 20"},
      {"param k = 1 assumed", 2, 20, 1, "the reason", ""},
      {"param k = 1 assumed \" \"", 2, 21, 3, "says nothing", ""},
      {"param k = 1\n  param j = 2", 3, 3, 5, "found 'param'", "in the same column"},
      {"state x [g]", 2, 12, 1, "'='", "steady"},
      {"rate x [g] = 1", 2, 9, 1, "'=', found the unit [g]", "none of its own"},
      {"flow f [g/day] = 1", 2, 9, 5, "':' and two pools", "matrix -> plasma"},
      {"flow f: a to b = 1", 2, 11, 2, "'->', found 'to'", ""},
      {"balance p so x is steady", 2, 14, 1, "'that'", "so that"},
      {"balance p so that x < 1", 2, 19, 5, "`is steady` or an equality", ""},
      {"delay y = x lag 3", 2, 7, 1, "'y' needs `shape`", ""},
      {"delay y = x lag 3 shape 1.5", 2, 25, 3, "a whole number", "shape 4"},
      {"set s = a,", 2, 11, 1, "an element, found the end", ""},
      {"for site param k = 1", 2, 10, 5, "the end of the line, found 'param'", ""},
      {"module m\n  param k = 1", 3, 3, 5, "'use' or 'cites', found 'param'", "the column of"},
      {"model \"m\"\n  baseline stady", 3, 12, 5, "'steady' or 'free'", ""},
      {"table site\n  row a 1", 2, 11, 1, "a unit in brackets or 'for'", ""},
      {"table for site\n  rows a 1", 3, 3, 4, "'column', 'columns' or 'row'", "'row'"},
      {"table for site\n  row a", 3, 8, 1, "a number", ""},
      {"table for site\n  row 1 2", 3, 7, 1, "an element", ""},
      {"test \"t\"\n  expekt x", 3, 3, 6, "'run', 'set', 'expect'", "'expect'"},
      {"let s = \"open", 2, 9, 5, "its line does not close", "several strings"},
      {"param k = 1 \"a \\n b\"", 2, 13, 5, "a backslash", ""},
      {"\tlet s = 1", 2, 1, 1, "a tab may not indent", "blanks"},
  };
  check_mistakes(m, sizeof m / sizeof *m);
}

static void mistakes_in_missions_are_told(void) {
  static const mistake m[] = {
      {"mission\n  flight 1 [day]", 2, 8, 1, "a title, in quotes", ""},
      {"mission \"m\"\n  flight gravity 0", 3, 10, 7, "how long", "flight 176"},
      {"mission \"m\"\n  flight 1 [day] gravity", 3, 25, 1, "a value", ""},
      {"mission \"m\"\n  flight 1 [day] gravity 0 [g0] calcium 1", 3, 33, 7, "','", "commas"},
      {"mission \"m\"\n  flight 1 [day]\n    exercise ared", 4, 18, 1, "its settings", ""},
      {"mission \"m\"\n  flight 1 [day]\n    dose a evry 3", 4, 12, 4, "an amount", ""},
      {"mission \"m\"\n  flight 1 [day]\n    dose a 1 [mg] evry 3", 4, 19, 4, "'every'", ""},
      {"mission \"m\"\n  flight 1 [day]\n    dose a 1 [mg] on 3", 4, 22, 1, "'day'", "on day 3"},
      {"person \"p\"\n  age = 3", 3, 7, 1, "a value, found '='", "set NAME"},
      {"person \"p\"\n  age 45 [year] tall", 3, 17, 4, "found 'tall'", ""},
  };
  check_mistakes(m, sizeof m / sizeof *m);
}

static void several_mistakes_are_told_in_one_run(void) {
  CHECK(parse("let a = 1 +\n"        /* 2 */
              "let b = 2\n"          /* 3 */
              "for site\n"           /* 4 */
              "  parm c = 1\n"       /* 5 */
              "       source x ? \n" /* 6: a letter is told all the same */
              "  let d = )\n"        /* 7 */
              "  let e = 1\n"        /* 8 */
              "for 3\n"              /* 9 */
              "  let f = (1\n"       /* 10: below a head that was wrong */
              "let g = 1\n") == ANT_ESYNTAX);
  static const int line[] = {2, 5, 6, 7, 9, 10};
  if (diags.n != 6) print_diags();
  CHECK(diags.n == 6 && diags.n_error == 6);
  for (size_t i = 0; i < 6 && i < diags.n; i++) CHECK(diags.item[i].line == line[i]);
  CHECK(ast.n == 5); /* a is broken, so is the second for; b, the first for and g are whole */
  static const bool broken[] = {true, false, false, true, false};
  for (int i = 0; i < 5 && i < ast.n; i++) CHECK(ast.decl[i]->broken == broken[i]);
  CHECK(ast.n == 5 && ast.decl[2]->n_child == 2); /* d is broken, e whole */
}

static void a_message_shows_its_line(void) {
  char buffer[1000] = "";
  parse("param \xC3\xA9k = 1 \"\xC3\xA9\xC3\xA9\" foo");
  parse("param k = 1 \"\xC3\xA9\xC3\xA9\" foo");
  FILE *to = fmemopen(buffer, sizeof buffer, "w");
  ant_diags_print(&diags, to);
  fclose(to);
  SAME_TEXT(buffer, "t.ant:2:18: error[syntax]: expected an operator, a clause or the end of the "
                    "declaration, found 'foo'\n"
                    "    2 | param k = 1 \"\xC3\xA9\xC3\xA9\" foo\n"
                    "      |                  ^~~\n");
}

static void a_long_line_is_shown_in_part(void) {
  char line[1200];
  memset(line, 0, sizeof line);
  strcpy(line, "let a = 1");
  for (int i = 0; i < 200; i++) strcat(line, " + 1");
  strcat(line, " ? + 1");
  parse(line);
  CHECK(diags.n == 1);
  const ant_diag *d = &diags.item[0];
  CHECK(strlen(d->source) < ANT_DIAG_LINE && d->column == 811 && d->line == 2);
  CHECK(d->source[d->column - d->shift - 1] == '?');
  CHECK(strncmp(d->source, "...", 3) == 0);
}

/* Whole files ------------------------------------------------------------ */

static void check_file(const char *text, size_t length, ant_status code, const char *says,
                       const char *hint) {
  int file = 0;
  parse("");
  ant_diags_clear(&diags);
  CHECK(ant_sources_add(arena, &sources, "f.ant", text, length, &file) == ANT_OK);
  ant_status status = ant_parse(arena, &sources, file, &ast, &diags);
  bool good = status == code && diags.n > 0 && strstr(diags.item[0].text, says) &&
              strstr(diags.item[0].hint, hint);
  if (!good) print_diags();
  CHECK(good);
}

static void files_that_are_none_are_refused(void) {
  check_file("", 0, ANT_EINPUT, "says nothing", "antaeus 1");
  check_file("# only a comment\n\n", 18, ANT_EINPUT, "says nothing", "antaeus 1");
  check_file("let a = 1", 9, ANT_EINPUT, "expected the version", "antaeus 1");
  check_file("PK\3\4 ...", 8, ANT_EINPUT, "expected the version", "antaeus 1");
  check_file("antaeus 2\nlet a = 1", 19, ANT_EINPUT, "format 2 is not known", "newer");
  check_file("antaeus 0.5\n", 12, ANT_EINPUT, "format 0.5", "antaeus 1");
  check_file("antaeus\nlet a = 1", 17, ANT_EINPUT, "the number of the format", "antaeus 1");
  check_file("antaeus one\n", 12, ANT_EINPUT, "the number of the format", "antaeus 1");
  CHECK(diags.n == 1);
  check_file("antaeus 1 let", 13, ANT_ESYNTAX, "the end of the line", "");
  check_file("antaeus 1\n\0", 11, ANT_EINPUT, "a byte 0", "right file");
  check_file("antaeus 1\nlet \xFF", 15, ANT_EINPUT, "not UTF-8", "UTF-8");
  CHECK(diags.n == 1 && diags.item[0].line == 2 && diags.item[0].column == 5);
  int file;
  ant_sources none = {0};
  CHECK(ant_sources_add(arena, &none, "big", "", ANT_SOURCE_MAX + 1, &file) == ANT_EINPUT);
}

static void files_are_read_from_the_disk(void) {
  int file;
  ant_diag d = {0};
  ant_sources from = {0};
  ant_arena *here = ant_arena_create();
  CHECK(ant_sources_read(here, &from, "no/such.ant", &file, &d) == ANT_EINPUT);
  CHECK(strstr(d.text, "no/such.ant") != NULL);
  CHECK(ant_sources_read(here, &from, "/dev/null", &file, &d) == ANT_EINPUT);
  CHECK(ant_sources_read(here, &from, ".", &file, &d) == ANT_EINPUT);
  ant_arena_destroy(&here);
}

/* what would overflow the stack of a careless reader */
static void nesting_has_an_end(void) {
  static const char *const part[] = {"(",     "-",
                                     "not ",  "if a then b else ",
                                     "x^",    "f(",
                                     "1 + ",  "total over s (",
                                     "x < (", "x as [g] as [g] "};
  for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
    ant_text t = {0};
    ant_text_put(&t, "let y = ");
    for (int k = 0; k < 20000; k++) ant_text_put(&t, part[i]);
    ant_text_put(&t, "1\nlet z = 1 +");
    CHECK(parse(t.data) == ANT_ESYNTAX);
    CHECK(diags.n == 2 && diags.item[diags.n - 1].line == 3);
    ant_text_clear(&t);
  }
  ant_text t = {0};
  for (int k = 0; k < 200; k++) ant_text_print(&t, "%*sfor s\n", k, "");
  CHECK(parse(t.data) == ANT_ESYNTAX);
  ant_text_clear(&t);
}

static void a_flood_of_mistakes_ends(void) {
  ant_text t = {0};
  for (int k = 0; k < 300000; k++) ant_text_put(&t, k % 2 ? "?\n" : "let\n");
  CHECK(parse(t.data) == ANT_ESYNTAX);
  CHECK(diags.n == ANT_DIAGS_MAX && diags.n_error <= 300);
  ant_text_clear(&t);
  for (int k = 0; k < 300000; k++) ant_text_put(&t, "\"a\" ");
  ant_text whole = {0};
  ant_text_print(&whole, "model %s", t.data);
  CHECK(parse(whole.data) == ANT_ESYNTAX);
  ant_text_clear(&whole);
  ant_text_clear(&t);
}

/* any part of a text, and any text with a byte changed, is read or refused */
static void nothing_crashes_the_parser(void) {
  static const char good[] =
      "model \"m\"\n  sources \"s\"\nmodule a.b \"d\"\n  use x as y of z\nset s = p, q\nfor s\n"
      "  param k [1/day] = -1.5e3 range 0 to 1 source a \"b\" people uniform 0 to 1\n"
      "  state x [g] of c = steady\n  rate x = if a is p then b else c in [g] of d\n"
      "  flow f: a -> b [g] = hill(x, 1)\n  balance p so that x is steady\n"
      "  transit q [g] = total over s (x) lag 3 shape 2\n  observe o.{s} = x error normal 1\n"
      "table t [1] for s, r\n  columns a b\n  row p 1 -2\ntest \"t\"\n  run 1 [day]\n"
      "  expect a == b within 1 of scale\nmission \"m\"\n  flight 1 [day] g 0, h 1\n"
      "    exercise a 1, b 2\n    dose d 1 every 2 from 3 to 4\nperson \"p\"\n  age 4\n  set a = "
      "1\n";
  parse_good(good);
  char text[sizeof good];
  unsigned seed = 20260102;
  printf("# seed %u\n", seed);
  for (size_t n = 0; n < sizeof good; n++) {
    memcpy(text, good, n);
    text[n] = '\0';
    parse(text);
  }
  static const char letter[] = "()[]{}\"\\,.=<>-+*/^: \n\t\r#a1_%\xC3\xA9";
  for (int i = 0; i < 20000; i++) {
    memcpy(text, good, sizeof good);
    for (int k = rand_r(&seed) % 4; k >= 0; k--) {
      text[(size_t)rand_r(&seed) % (sizeof good - 1)] =
          letter[(size_t)rand_r(&seed) % (sizeof letter - 1)];
    }
    ant_status status = parse(text);
    CHECK((status == ANT_OK) == (diags.n_error == 0));
  }
}

int main(void) {
  RUN(operators_bind_as_in_mathematics);
  RUN(words_of_expressions_are_read);
  RUN(conversions_take_the_sum_to_their_left);
  RUN(names_that_are_words_elsewhere_stay_names);
  RUN(places_cover_what_they_mean);
  RUN(a_parameter_keeps_all_its_clauses);
  RUN(the_head_of_a_model_is_read);
  RUN(a_module_imports);
  RUN(sets_and_substances_are_read);
  RUN(states_flows_and_lags_are_read);
  RUN(balances_and_doses_are_read);
  RUN(blocks_hold_what_stands_further_right);
  RUN(tables_are_read);
  RUN(tests_are_read);
  RUN(missions_are_read);
  RUN(people_are_read);
  RUN(any_line_ends_will_do);
  RUN(mistakes_in_expressions_are_told);
  RUN(mistakes_in_declarations_are_told);
  RUN(mistakes_in_missions_are_told);
  RUN(several_mistakes_are_told_in_one_run);
  RUN(a_message_shows_its_line);
  RUN(a_long_line_is_shown_in_part);
  RUN(files_that_are_none_are_refused);
  RUN(files_are_read_from_the_disk);
  RUN(nesting_has_an_end);
  RUN(a_flood_of_mistakes_ends);
  RUN(nothing_crashes_the_parser);
  ant_diags_clear(&diags);
  ant_arena_destroy(&arena);
  return test_done();
}
