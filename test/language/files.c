/* files.c - models on disk: folders, includes, what is no text; names, values and the hash. */
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "language/ir.h"

static char folder[] = "/tmp/antaeus-files-XXXXXX";

static const char *path_of(const char *name) {
  static char path[4][300];
  static int turn;
  turn = (turn + 1) % 4;
  snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
  return path[turn];
}

static void put(const char *name, const char *text) {
  FILE *f = fopen(path_of(name), "w");
  if (!f) exit(1);
  fputs(text, f);
  fclose(f);
}

static void clear(void) {
  char command[400];
  snprintf(command, sizeof command, "rm -rf '%s' && mkdir -p '%s/sub'", folder, folder);
  if (system(command) != 0) exit(1);
}

static uint64_t load(const char *path, ant_status want, const char *says) {
  ant_model *model = NULL;
  ant_diags diags = {0};
  ant_status status = ant_model_load(path, &model, &diags);
  bool said = !says;
  for (size_t i = 0; i < diags.n; i++) said = said || strstr(diags.item[i].text, says);
  if (status != want || !said) ant_diags_print(&diags, stdout);
  CHECK(status == want);
  CHECK(said);
  uint64_t hash = model ? model->hash : 0;
  ant_model_destroy(&model);
  ant_diags_clear(&diags);
  return hash;
}

static void a_folder_is_a_model(void) {
  clear();
  put("main.ant", "antaeus 1\nmodel \"m\"\n  sources \"sub/s.bib\"\n");
  put("sub/s.bib", "@article{key1, title = {A {Title}}, year = 1999}\n");
  put("sub/b.ant", "antaeus 1\nmodule b\n  use k of a\nlet y = 2 * k\nobserve o.y = y\n");
  put("a.ant", "antaeus 1\nmodule a\n  cites key1\nparam k = 1  source key1 \"p. 3\"\n");
  put("trip.ant", "antaeus 1\nmission \"not a part of it\"\n  flight 9 [day]\n");
  put("notes.txt", "not a part of it");
  uint64_t hash = load(folder, ANT_OK, NULL);
  CHECK(hash != 0);

  rename(path_of("a.ant"), path_of("zz.ant")); /* modules are read by their names */
  CHECK(load(folder, ANT_OK, NULL) == hash);
  put("sub/b.ant", "antaeus 1\n# a comment\nmodule b \"a text\"\n  use k of a\n\n"
                   "let y = 2 * k   \"doc\"\nobserve   o.y = y\n");
  CHECK(load(folder, ANT_OK, NULL) == hash);
  put("sub/b.ant", "antaeus 1\nmodule b\n  use k of a\nlet y = 3 * k\nobserve o.y = y\n");
  CHECK(load(folder, ANT_OK, NULL) != hash);
  put("sub/b.ant", "antaeus 1\nmodule b\n  use k of a\nlet y [%] = 2 * k\nobserve o.y = y\n");
  CHECK(load(folder, ANT_OK, NULL) != hash);
  put("zz.ant", "antaeus 1\nmodule a\nparam k = 1  source key2 \"p. 3\"\n");
  load(folder, ANT_EUNKNOWN, "no key 'key2'");
}

static void a_unit_counts(void) {
  uint64_t hash[2];
  for (int i = 0; i < 2; i++) {
    clear();
    put("main.ant", i ? "antaeus 1\nmodel \"m\"\ninput u [g] = 0\nobserve o.u [g] = u\n"
                      : "antaeus 1\nmodel \"m\"\ninput u [kg] = 0\nobserve o.u [kg] = u\n");
    hash[i] = load(folder, ANT_OK, NULL);
  }
  CHECK(hash[0] != hash[1]);
}

static void includes_stand_where_they_are(void) {
  clear();
  put("main.ant", "antaeus 1\nmodel \"m\"\nlet a = 1\ninclude \"sub/more.ant\"\nlet c = b\n"
                  "include \"sub/more.ant\"\nobserve o.c = c\n");
  put("sub/more.ant", "antaeus 1\nlet b = 2 * a\ninclude \"less.ant\"\n");
  put("sub/less.ant", "antaeus 1\nlet d = 1\nobserve o.d = d\n");
  load(folder, ANT_OK, NULL);
  load(path_of("main.ant"), ANT_OK, NULL);
  put("sub/less.ant", "antaeus 1\ninclude \"more.ant\"\n");
  load(folder, ANT_ECIRCULAR, "includes itself");
  put("sub/less.ant", "antaeus 1\ninclude \"less.ant\"\n");
  load(folder, ANT_ECIRCULAR, "includes itself");
  put("sub/less.ant", "antaeus 1\ninclude \"gone.ant\"\n");
  load(folder, ANT_EINPUT, "cannot include \"gone.ant\"");
  clear();
  put("main.ant", "antaeus 1\nmodel \"m\"\ninclude \"main.ant\"\nlet a = b\n");
  load(folder, ANT_ECIRCULAR, "includes itself");
}

static void what_is_no_model_is_refused(void) {
  clear();
  load(path_of("gone"), ANT_EINPUT, NULL);
  load(folder, ANT_EINPUT, "holds no .ant file");
  put("main.ant", "");
  load(folder, ANT_EINPUT, NULL);
  put("main.ant", "antaeus 1\n");
  load(folder, ANT_EMISSING, "no file says `model`");
  put("main.ant", "antaeus 1\nmodel \"m\"\nlet a = 1\nobserve o.a = a\n");
  put("b.ant", "antaeus 1\nlet b = 1\n");
  load(folder, ANT_ESYNTAX, "expected `module NAME`");
  put("b.ant", "antaeus 1\nmodel \"m\"\n");
  load(folder, ANT_EDUPLICATE, "defined twice");
  put("b.ant", "antaeus 1\nmission \"m\"\n  flight 9 [day]\n");
  load(path_of("b.ant"), ANT_EINPUT, "not a model");
  put("main.ant", "antaeus 1\nmodel \"m\"\n  sources \"gone.bib\"\nparam k = 1 source a\n"
                  "let b = k\n");
  load(folder, ANT_EINPUT, "cannot read the bibliography");
  if (geteuid() != 0) {
    chmod(path_of("main.ant"), 0);
    load(path_of("main.ant"), ANT_EINPUT, NULL);
  }
}

static void bibliographies(void) {
  clear();
  put("main.ant", "antaeus 1\nmodel \"m\"\n  sources \"s.bib\"\nparam k = 1 source b2\nlet a = k\n"
                  "observe o.a = a\n");
  put("s.bib", "text between\n@comment{not {this}}\n@string{x = \"y\"}\n"
               "@Article{a1,\n  Title = \"The {DNA} of\n    bones\",\n  year = 2001,\n}\n"
               "@misc{b2, note = {a {nested {one}}}, title={}, checked = {no}}");
  ant_model *model = NULL;
  ant_diags diags = {0};
  CHECK(ant_model_load(folder, &model, &diags) == ANT_OK);
  if (!model) return;
  CHECK(model->n_bib == 2);
  SAME_TEXT(model->bib[0].title, "The DNA of bones");
  SAME_TEXT(model->bib[0].year, "2001");
  SAME_TEXT(model->bib[1].note, "a nested one");
  ant_model_destroy(&model);
  ant_diags_clear(&diags);
  put("s.bib", "@misc{b2, note = {never closed");
  load(folder, ANT_ESYNTAX, "never closed");
  put("s.bib", "@misc{b2, note = {a}}\n@misc{b2, note = {b}}");
  load(folder, ANT_EDUPLICATE, "b2");
  put("s.bib", "@misc{b2 note = {a}}\n@misc b2");
  load(folder, ANT_ESYNTAX, "expected ',' or '}'");
}

/* the value of NAME in the model of the folder, NaN if there is none */
static double value_of(const char *name) {
  ant_model *model = NULL;
  ant_diags diags = {0};
  int symbol, element;
  double value = NAN;
  if (ant_model_load(folder, &model, &diags) != ANT_OK) ant_diags_print(&diags, stdout);
  if (model && ant_model_find(model, name, &symbol, &element, NULL) == ANT_OK) {
    value = model->symbol[symbol].value[element < 0 ? 0 : element];
  }
  ant_model_destroy(&model);
  ant_diags_clear(&diags);
  return value;
}

static void tables_come_from_files(void) {
  clear();
  put("main.ant",
      "antaeus 1\nmodel \"m\"\nset site = hip, heel\nset kind = p, q\n"
      "table for site  from \"sub/t.csv\"  assumed \"t\"\n  column mass [g]\n  column share\n"
      "table load [g] for site, kind  from \"sub/m.csv\"  assumed \"t\"\n"
      "for site, kind\n  observe o.{site}.{kind} [g] = mass * share + load\n");
  put("sub/t.csv", "site,share,note,mass [kg]\nheel,0.5,\"a, b\",2\nhip, 1 ,,3e-3\n");
  put("sub/m.csv", "site,q,p\nhip,1,2\nheel,3,4\n");
  load(folder, ANT_OK, NULL);
  NEAR(value_of("mass.hip"), 3, 1e-15);
  NEAR(value_of("mass.heel"), 2000, 0);
  NEAR(value_of("share.heel"), 0.5, 0);
  NEAR(value_of("load.heel.q"), 3, 0);
  static const struct {
    const char *text;
    ant_status code;
    const char *says;
  } wrong[] = {
      {"site,share,mass [kg]\nheel,0.5,2\n", ANT_EMISSING, "no row 'hip'"},
      {"site,share,mass [kg]\nheel,0.5,2\nhip,1,1\nheel,1,1\n", ANT_EDUPLICATE, "twice"},
      {"site,share,mass [L]\nheel,0.5,2\nhip,1,1\n", ANT_EUNIT, "must be in [g]"},
      {"site,share,mass [kgg]\nheel,0.5,2\nhip,1,1\n", ANT_EUNKNOWN, "unknown unit 'kgg'"},
      {"site,share,mass\nheel,0.5,2\nhip,1,1\n", ANT_EUNIT, "does not say its unit"},
      {"site,share\nheel,0.5\nhip,1\n", ANT_EMISSING, "no column 'mass'"},
      {"place,share,mass [g]\nheel,0.5,2\nhip,1,1\n", ANT_EINPUT, "the set 'site'"},
      {"site,share,mass [g]\nheel,0.5,two\nhip,1,1\n", ANT_EINPUT, "found 'two'"},
      {"site,share,mass [g]\nheel,0.5,\nhip,1,1\n", ANT_EINPUT, "expected a number"},
      {"site,share,mass [g]\nheel,0.5\nhip,1,1\n", ANT_ESYNTAX, ""},
      {"site,share,mass [g]\nheal,0.5,1\nhip,1,1\n", ANT_ESET, "no element 'heal'"},
      {"", ANT_EINPUT, ""},
      {"site,share,mass [g],mass [g]\nheel,1,1,1\nhip,1,1,1\n", ANT_EDUPLICATE, "'mass' is there"},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    put("sub/t.csv", wrong[i].text);
    load(folder, wrong[i].code, wrong[i].says);
  }
  unlink(path_of("sub/t.csv"));
  load(folder, ANT_EINPUT, "cannot be read");
}

static const char decay[] =
    "antaeus 1\nmodel \"m\"\nset s = a, b\nparam k [1/h] = 1 assumed \"t\"\n"
    "for s\n  state x [mg] = 1\n  rate x = -k * x\nlet sum [mg] = total over s (x)\n"
    "observe o.sum [mg] = sum\n";

/* the model of decay, reproducing what BLOCK says from a table CSV */
static void put_decay(const char *block, const char *csv) {
  char text[2000];
  snprintf(text, sizeof text, "%sreproduces \"decay\" from \"sub/t.csv\"\n%s", decay, block);
  put("main.ant", text);
  put("sub/t.csv", csv);
}

static void trajectories_are_read(void) {
  clear();
  put_decay("  time [h]\n  set k = 2 [1/h]\n"
            "  start x.b = 3\n  column xb is x.b [g]  within 1e-3\n  column all is o.sum\n"
            "  within 1e-5\n  mission \"trip.ant\"\n",
            "time,all,more,xb\n0,4,,0.003\n12, 2 ,,0.001\n24,1,,5e-4\n");
  ant_model *model = NULL;
  ant_diags diags = {0};
  if (ant_model_load(folder, &model, &diags) != ANT_OK) ant_diags_print(&diags, stdout);
  ant_diags_clear(&diags);
  CHECK(model && model->n_trajectory == 1);
  if (!model) return;
  const ant_trajectory *t = &model->trajectory[0];
  CHECK(t->n_row == 3 && t->n_track == 2 && t->n_setting == 1 && t->n_start == 1);
  CHECK(strstr(t->mission, "trip.ant") && t->start[0].element == 1);
  NEAR(t->time_d[1], 0.5, 0);
  NEAR(t->setting[0].value, 2, 0);
  NEAR(t->track[0].value[2], 0.5, 1e-15);
  NEAR(t->track[0].within, 1e-3, 0);
  NEAR(t->track[1].value[1], 2, 0);
  NEAR(t->track[1].within, 1e-5, 0);
  ant_model_destroy(&model);
}

/* no line names a column: each is the quantity of its name, in the unit of its head */
static void trajectories_may_name_no_column(void) {
  ant_model *model = NULL;
  ant_diags diags = {0};
  clear();
  put_decay("  rows before\n", "time [h],o.sum [g],x.b\n0,0.004,3\n12,1e-3,2\n");
  CHECK(ant_model_load(folder, &model, &diags) == ANT_OK && model->trajectory[0].n_track == 2);
  if (!model) return;
  const ant_trajectory *t = &model->trajectory[0];
  CHECK(t->before && t->track[1].element == 1);
  NEAR(t->time_d[1], 0.5, 0);
  NEAR(t->track[0].value[1], 1, 1e-15);
  ant_diags_clear(&diags);
  ant_model_destroy(&model);
}

static void wrong_trajectories_are_told(void) {
  static const struct {
    const char *block, *csv;
    ant_status code;
    const char *says;
  } wrong[] = {
      {"  column y is x.a\n", "time,z\n0,1\n", ANT_EUNKNOWN, "no column 'y'"},
      {"  column y is x\n", "time,y\n0,1\n", ANT_ESET, "name one"},
      {"  column y is k\n", "time,y\n0,1\n", ANT_EINPUT, "has no course"},
      {"  column y is x.a [m]\n", "time,y\n0,1\n", ANT_EUNIT, "must be in [mg]"},
      {"  column y is x.a\n", "time,y\n0,1\n0,2\n", ANT_EINPUT, "ascend"},
      {"  column y is x.a\n", "time,y\n0,one\n", ANT_EINPUT, "found 'one'"},
      {"  column y is x.a\n", "time,y\n0\n", ANT_ESYNTAX, "expected 2 fields"},
      {"  column y is x.a\n", "time,y\n", ANT_EINPUT, "no row"},
      {"  column y is x.a\n", "", ANT_EINPUT, ""},
      {"  time [g]\n  column y is x.a\n", "time,y\n0,1\n", ANT_EUNIT, "the time of a table"},
      {"  start k = 2\n  column y is x.a\n", "time,y\n0,1\n", ANT_EINPUT, "only states start"},
      {"  set sum = 2\n  column y is x.a\n", "time,y\n0,1\n", ANT_EINPUT, "cannot be set"},
      {"", "time,y\n0,1\n", ANT_EUNKNOWN, "'y'"},
      {"", "time [g],o.sum\n0,1\n", ANT_EUNIT, "the time of a table"},
      {"", "time,o.sum [m]\n0,1\n", ANT_EUNIT, "must be in [mg]"},
      {"", "time,o.sum,o.sum\n0,1,1\n", ANT_EDUPLICATE, "'o.sum' is there twice"},
      {"", "time\n0\n", ANT_EINPUT, "no column but its time"},
      {"  rows behind\n", "time,o.sum\n0,1\n", ANT_ESYNTAX, "expected 'before'"},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    put_decay(wrong[i].block, wrong[i].csv);
    load(folder, wrong[i].code, wrong[i].says);
  }
}

int main(void) {
  if (!mkdtemp(folder)) return 1;
  RUN(a_folder_is_a_model);
  RUN(a_unit_counts);
  RUN(includes_stand_where_they_are);
  RUN(what_is_no_model_is_refused);
  RUN(bibliographies);
  RUN(tables_come_from_files);
  RUN(trajectories_are_read);
  RUN(trajectories_may_name_no_column);
  RUN(wrong_trajectories_are_told);
  clear();
  rmdir(path_of("sub"));
  rmdir(folder);
  return test_done();
}
