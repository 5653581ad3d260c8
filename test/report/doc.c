/* The page of a model: well-formed, every link lands, every symbol is there, and equations are what
 * the text says.  Argument: the source tree, whose models are all written. */
#include "test.h"

#include <dirent.h>

#include "base/text.h"
#include "language/ir.h"
#include "report/doc.h"
#include "wellformed.h"

static const char *top = ".";

static ant_model *parse(const char *text) {
  ant_model *model = NULL;
  ant_diags diags = {0};
  if (ant_model_parse("t.ant", text, &model, &diags) != ANT_OK) ant_diags_print(&diags, stdout);
  ant_diags_clear(&diags);
  return model;
}

static void write_page(const ant_model *model, const char *below, ant_text *out) {
  ant_part_of part = {model, below};
  ant_diag diag;
  CHECK(ant_report_doc(&part, NULL, NULL, NULL, out, &diag) == ANT_OK);
}

/* what follows each href="# is the id of something */
static bool links_land(const wellformed *w, const char *page) {
  int n = 0;
  for (const char *p = page; (p = strstr(p, "href=\"#")) != NULL;) {
    p += strlen("href=\"#");
    size_t length = strcspn(p, "\"");
    bool lands = false;
    for (int i = 0; i < w->n_id && !lands; i++) {
      lands = w->id_length[i] == length && memcmp(w->id[i], p, length) == 0;
    }
    if (!lands) printf("# no id for the link #%.*s\n", (int)length, p);
    if (!lands) return false;
    n++;
  }
  return n > 0;
}

static bool has_id(const wellformed *w, const char *name) {
  char id[300];
  size_t n = 0;
  for (const char *p = name; *p && n < sizeof id - 1; p++) {
    if (*p != '{' && *p != '}') id[n++] = *p;
  }
  for (int i = 0; i < w->n_id; i++) {
    if (w->id_length[i] == n && memcmp(w->id[i], id, n) == 0) return true;
  }
  printf("# '%s' is not on the page\n", name);
  return false;
}

static wellformed *checked(const char *page) {
  static wellformed w;
  bool good = wf_check(&w, page);
  if (!good) printf("# %s\n", w.why);
  CHECK(good);
  CHECK(links_land(&w, page));
  CHECK(!strstr(page, "src=") && !strstr(page, "url(") && !strstr(page, "@import"));
  return &w;
}

static const char whole[] =
    "antaeus 1\nmodel \"A <model> & more\"\n  baseline free \"a test\"\n  variants paper, code\n"
    "# What stands above a line is said of low_gain.\n"
    "param low_gain [1/day] = 1.25e-7  range 0 to 1  people lognormal 20 [%]  assumed \"a guess\"  "
    "\"how fast (k_1)\"\n"
    "variant code\n  param low_gain [1/day] = 2e-7  assumed \"printed otherwise\"\n"
    "set site = hip, heel\n"
    "table for site \"Bones\"\n  column weight [kg] \"weight\" assumed \"x\"\n  row hip 3\n  row "
    "heel 4\n"
    "covariate sex one of female, male = male\n"
    "input load [1] = 1  range 0 to 2  \"load\"\n"
    "substance water = 18 [g/mol]  assumed \"x\"\n"
    "function hill(x, half) = x^2 / (half^2 + x^2)  \"Hill\"\n"
    "state bath [g] of water = 5  \"water\"\n"
    "state cup [g] of water = 1  \"more\"\n"
    "flow pour: bath -> cup [g/day] = low_gain * bath\n"
    "flow rain: outside -> bath [g/day] = 1\n"
    "state x [mg] = 1  \"a state\"\n"
    "rate  x = low_gain * x * hill(load, 0.5) - (if load > 1 then 1 [mg/day] else -2 [mg/day])\n"
    "let all [kg] = total over site (weight * exp(-load)) / count of site\n"
    "let branch [1] = if sex is male and not (load <= 0) then sqrt(load) else abs(load - 1)\n"
    "let deep [1] = -(load + 1)^-2 + (x as [mg])^0.75 + baseline(load)\n"
    "delay late [1] = load  lag 2 [day]  shape 3  scale 1\n"
    "transit way: cup -> bath [g] of water = low_gain * cup  lag 1 [day]  shape 2  scale 1\n"
    "dose drug [mg] -> x  fraction 0.5\n"
    "for site\n  observe o.{site} [kg] = weight + all  error lognormal 5 [%]\n"
    "observe o.x [mg] = x + late * 1 [mg] + deep * 1 [mg] + branch * 1 [mg]\n"
    "test \"it \\\"runs\\\"\"\n  set load = 2\n  run 10 [day]\n  expect x > 0 [mg]\n"
    "  expect all == 3 [kg]  within 1 [%]\n";

static void says(const char *page, const char *what) {
  bool there = strstr(page, what) != NULL;
  if (!there) printf("# the page does not say: %s\n", what);
  CHECK(there);
}

static void what_was_written_is_shown(void) {
  ant_model *model = parse(whole);
  CHECK(model != NULL);
  if (!model) return;
  ant_text text = {0};
  write_page(model, NULL, &text);
  const char *page = ant_text_string(&text);
  wellformed *w = checked(page);
  for (int s = 0; s < model->n_symbol; s++) {
    const ant_symbol *symbol = &model->symbol[s];
    bool part = strstr(symbol->name, ".out") || symbol->kind == ANT_SYM_TIME;
    if (!symbol->hidden && !part) CHECK(has_id(w, symbol->name));
  }
  says(page, "A &lt;model&gt; &amp; more");
  says(page, "1.25\xC3\x97"
             "10<sup>\xE2\x88\x92"
             "7</sup>\xC2\xA0per\xC2\xA0"
             "day");
  says(page, "how fast <span class=\"sym\">k_1</span>");
  says(page, "said of <a href=\"#low_gain\">low gain</a>.");
  says(page, "range 0 to ");
  says(page, "between people");
  says(page, "<b class=\"assumed\">assumed</b>: a guess");
  says(page, "<th scope=\"row\">heel</th><td>4</td>");
  says(page, "in 3 stages");
  says(page, "instrument");
  says(page, "\xE2\x80\x9Cit &quot;runs&quot;\xE2\x80\x9D");
  CHECK(!strstr(page, "printed otherwise"));
  ant_text_clear(&text);
  ant_model_destroy(&model);
}

static void another_variant_is_another_page(void) {
  ant_model *model = NULL;
  ant_diags diags = {0};
  CHECK(ant_model_parse("t.ant@code", whole, &model, &diags) == ANT_OK);
  ant_diags_clear(&diags);
  if (!model) return;
  ant_text text = {0};
  write_page(model, NULL, &text);
  says(ant_text_string(&text), "printed otherwise");
  CHECK(!strstr(ant_text_string(&text), "a guess"));
  checked(ant_text_string(&text));
  ant_text_clear(&text);
  ant_model_destroy(&model);
}

/* the equation of `y`, with what stands around names and signs taken away */
static void shows(const char *declarations, const char *want) {
  char source[2000], bare[2000];
  snprintf(
      source, sizeof source,
      "antaeus 1\nmodel \"m\"\n  baseline free \"t\"\nparam a [1] = 1 assumed \"t\"\nparam b [1] = "
      "2 assumed \"t\"\nparam c [1] = 3 assumed \"t\"\nset site = hip, heel\n%sobserve o.y [1] = "
      "y\n",
      declarations);
  ant_model *model = parse(source);
  CHECK(model != NULL);
  if (!model) return;
  ant_text text = {0};
  write_page(model, NULL, &text);
  const char *from = strstr(ant_text_string(&text), "id=\"y\"");
  const char *to = from ? strstr(from, "</div>") : NULL;
  size_t n = 0;
  from = from ? strstr(from, "<div class=\"eq\">") : NULL;
  for (const char *p = from; p && p < to && n < sizeof bare - 8; p++) {
    static const char *const kept[] = {"mfrac", "/mfrac", "msup", "/msup", "msqrt", "/msqrt"};
    for (size_t k = 0; *p == '<' && k < sizeof kept / sizeof *kept; k++) {
      size_t length = strlen(kept[k]);
      if (strncmp(p + 1, kept[k], length) == 0 && p[1 + length] == '>') {
        n += (size_t)snprintf(bare + n, 8, "%.*s", 1,
                              kept[k][0] == '/'   ? "}"
                              : kept[k][1] == 'f' ? "/"
                              : kept[k][2] == 'u' ? "^"
                                                  : "r");
        if (kept[k][0] != '/') bare[n++] = '{';
      }
    }
    if (*p == '<')
      p += strcspn(p, ">");
    else if (*p != ' ')
      bare[n++] = *p;
  }
  bare[n] = '\0';
  if (strcmp(bare, want) != 0) printf("# shown: %s\n# not:   %s\n", bare, want);
  CHECK(strcmp(bare, want) == 0);
  ant_text_clear(&text);
  ant_model_destroy(&model);
}

#define MINUS "\xE2\x88\x92"
#define TIMES "\xC3\x97"

static void equations_are_typeset(void) {
  shows("let y = a + b * c\n", "y=a+b" TIMES "c");
  shows("let y = (a + b) * c\n", "y=(a+b)" TIMES "c");
  shows("let y = a - (b - c)\n", "y=a" MINUS "(b" MINUS "c)");
  shows("let y = exp(a - (b - c))\n", "y=exp(a" MINUS "(b" MINUS "c))");
  shows("let y = a / b / c\n", "y=/{ab" TIMES "c}");
  shows("let y = a * b / (b + c)\n", "y=a" TIMES "/{bb+c}");
  shows("let y = (a / b)^c\n", "y=^{(/{ab})c}");
  shows("let y = -a^2\n", "y=" MINUS "^{a2}");
  shows("let y = (-a)^2\n", "y=^{(" MINUS "a)2}");
  shows("let y = sqrt(a + b)\n", "y=r{a+b}");
  shows("let y = exp(-a / b) * max(a, b)\n", "y=exp(/{" MINUS "ab})" TIMES "max(a,b)");
  shows("let y = if a < b then a else b\n", "y=aifa&lt;bbelse");
  shows("for site\n  let w = a\nlet y = w.hip * total over site (w * b)\n",
        "y=whip" TIMES "\xE2\x88\x91sitew" TIMES "b");
}

static void put(const char *folder, const char *name, const char *text) {
  char path[300];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *f = fopen(path, "w");
  if (!f) abort();
  fputs(text, f);
  fclose(f);
}

/* what a module has of the one that it is like can be linked to as well */
static void a_module_like_another_is_shown(void) {
  char folder[] = "/tmp/antaeus-doc-XXXXXX", command[100];
  if (!mkdtemp(folder)) abort();
  put(folder, "a.ant", "antaeus 1\nmodel \"m\"\n  baseline free \"t\"\n");
  put(folder, "b.ant",
      "antaeus 1\nmodule oral \"one\"\nparam loss [1/day] = 1 assumed \"t\"\n"
      "state amount [mg] = 1\nrate amount = -loss * amount\nobserve seen.{module} [mg] = amount\n");
  put(folder, "c.ant",
      "antaeus 1\nmodule sour like oral\nparam loss [1/day] = 2 assumed \"faster\"\n");
  put(folder, "d.ant",
      "antaeus 1\nmodule both \"two\"\n  use amount as first of oral\n"
      "  use amount as second of sour\nobserve o.both [mg] = first + second\n");
  ant_model *model = NULL;
  ant_diags diags = {0};
  CHECK(ant_model_load(folder, &model, &diags) == ANT_OK);
  ant_diags_print(&diags, stdout);
  ant_diags_clear(&diags);
  ant_text text = {0};
  if (model) write_page(model, NULL, &text);
  if (model) CHECK(has_id(checked(ant_text_string(&text)), "sour.amount"));
  says(ant_text_string(&text), "href=\"#sour.amount\"");
  says(ant_text_string(&text), "as in <a href=\"#m.oral\">oral</a>");
  ant_text_clear(&text);
  ant_model_destroy(&model);
  snprintf(command, sizeof command, "rm -rf %s", folder);
  CHECK(system(command) == 0);
}

/* every model of the source tree, whole */
static void write_model(const char *path) {
  ant_model *model = NULL;
  ant_diags diags = {0};
  ant_text text = {0};
  CHECK(ant_model_load(path, &model, &diags) == ANT_OK);
  ant_diags_clear(&diags);
  if (!model) return;
  write_page(model, NULL, &text);
  wellformed *w = checked(ant_text_string(&text));
  int missing = 0;
  for (int s = 0; s < model->n_symbol; s++) {
    const ant_symbol *symbol = &model->symbol[s];
    bool told = strstr(symbol->name, ".out") || symbol->kind == ANT_SYM_TIME;
    if (!symbol->hidden && !told) missing += !has_id(w, symbol->name);
  }
  CHECK(missing == 0);
  CHECK(text.length < 2000000);
  printf("# %s: %zu bytes\n", path, text.length);
  ant_text_clear(&text);
  ant_model_destroy(&model);
}

static void every_model_has_its_page(void) {
  char shelf[600], path[900];
  snprintf(path, sizeof path, "%.500s/physiology/twin", top);
  write_model(path);
  snprintf(shelf, sizeof shelf, "%.500s/physiology/reference", top);
  DIR *dir = opendir(shelf);
  CHECK(dir != NULL);
  for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
    if (strchr(e->d_name, '.')) continue;
    snprintf(path, sizeof path, "%s/%s", shelf, e->d_name);
    write_model(path);
  }
  if (dir) closedir(dir);
}

static void a_part_is_a_page(void) {
  char path[600], below[600];
  ant_model *model = NULL;
  ant_diags diags = {0};
  ant_text text = {0};
  snprintf(path, sizeof path, "%.500s/physiology/twin", top);
  snprintf(below, sizeof below, "%.500s/physiology/twin/bone", top);
  CHECK(ant_model_load(path, &model, &diags) == ANT_OK);
  ant_diags_clear(&diags);
  if (!model) return;
  write_page(model, below, &text);
  checked(ant_text_string(&text));
  says(ant_text_string(&text), "id=\"m.bone.cells\"");
  CHECK(!strstr(ant_text_string(&text), "id=\"m.mineral.plasma\""));
  ant_text_clear(&text);
  ant_model_destroy(&model);
}

int main(int argc, char **argv) {
  if (argc > 1) top = argv[1];
  RUN(what_was_written_is_shown);
  RUN(another_variant_is_another_page);
  RUN(equations_are_typeset);
  RUN(a_module_like_another_is_shown);
  RUN(every_model_has_its_page);
  RUN(a_part_is_a_page);
  return test_done();
}
