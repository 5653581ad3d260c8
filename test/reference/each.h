/* each.h - one test for each of the models of the field, in all its variants. */
#ifndef ANT_TEST_EACH_H
#define ANT_TEST_EACH_H

#include "test.h"

#include <dirent.h>

#include "antaeus/model.h"
#include "language/ir.h"

enum { EACH_PATH = 1000 };

static inline void each_variant(const char *path, void (*look)(const ant_model *model)) {
  char name[EACH_PATH + 100];
  int n = 1;
  for (int i = 0; i < n; i++) {
    ant_model *model = NULL;
    ant_diags diags = {0};
    if (i > 0) {
      ant_model *first = NULL;
      CHECK(ant_model_load(path, &first, &diags) == ANT_OK);
      if (first) snprintf(name, sizeof name, "%s@%s", path, first->variant[i]);
      ant_model_destroy(&first);
    }
    CHECK(ant_model_load(i > 0 ? name : path, &model, &diags) == ANT_OK);
    if (model) {
      n = model->n_variant > 1 ? model->n_variant : 1;
      look(model);
    }
    ant_diags_clear(&diags);
    ant_model_destroy(&model);
  }
}

/* LOOK at each model below TREE/physiology/reference; a test of its own for each, and one that
 * there are any. */
static inline void each_model(const char *tree, void (*look)(const ant_model *model)) {
  char shelf[EACH_PATH / 2], path[EACH_PATH];
  snprintf(shelf, sizeof shelf, "%.400s/physiology/reference", tree);
  DIR *dir = opendir(shelf);
  int n = 0;
  for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
    if (strchr(e->d_name, '.')) continue;
    snprintf(path, sizeof path, "%s/%s", shelf, e->d_name);
    test_bad_checks = 0;
    each_variant(path, look);
    printf("%s %d - %s\n", test_bad_checks ? "not ok" : "ok", ++test_n, e->d_name);
    test_failed += test_bad_checks != 0;
    n++;
  }
  if (dir) closedir(dir);
  printf("%s %d - there are models\n", n > 0 ? "ok" : "not ok", ++test_n);
  test_failed += n == 0;
}

#endif /* ANT_TEST_EACH_H */
