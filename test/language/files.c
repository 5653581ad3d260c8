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

int main(void) {
  if (!mkdtemp(folder)) return 1;
  RUN(a_folder_is_a_model);
  RUN(includes_stand_where_they_are);
  RUN(what_is_no_model_is_refused);
  RUN(bibliographies);
  clear();
  rmdir(path_of("sub"));
  rmdir(folder);
  return test_done();
}
