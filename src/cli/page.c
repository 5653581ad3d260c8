/* page.c - gathering what the report says beside the course (see page.h). */
#include "cli/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/common.h"
#include "cli/places.h"
#include "language/ir.h"
#include "report/report.h"
#include "score/observation.h"

/* 1. Who flew ------------------------------------------------------------ */

/* The covariate whose last word is WORD, or -1. */
static int find_covariate(const ant_model *model, const char *word) {
  for (int s = 0; s < model->n_symbol; s++) {
    if (model->symbol[s].kind != ANT_SYM_COVARIATE) continue;
    const char *dot = strrchr(model->symbol[s].name, '.');
    if (strcmp(dot ? dot + 1 : model->symbol[s].name, word) == 0) return s;
  }
  return -1;
}

static double value_of(const ant_page *page, int symbol) {
  const ant_symbol *s = &page->model->symbol[symbol];
  double value = s->value ? s->value[0] : 0;
  for (int i = 0; page->person && i < page->person->n_setting; i++) {
    if (page->person->setting[i].symbol == symbol) value = page->person->setting[i].value;
  }
  return value;
}

static ant_report_sex sex_of(const ant_page *page) {
  int s = find_covariate(page->model, "sex");
  if (s < 0 || page->model->symbol[s].n_choice < 1) return ANT_SEX_UNKNOWN;
  int i = (int)value_of(page, s);
  if (i < 0 || i >= page->model->symbol[s].n_choice) return ANT_SEX_UNKNOWN;
  const char *word = page->model->symbol[s].choice[i];
  if (strcmp(word, "male") == 0) return ANT_SEX_MALE;
  return strcmp(word, "female") == 0 ? ANT_SEX_FEMALE : ANT_SEX_UNKNOWN;
}

/* "43 years, male, 1.76 m, 80.6 kg" */
static void about_person(const ant_page *page, char *buffer, size_t size) {
  static const char *const word[] = {"age", "sex", "height", "mass"};
  size_t used = 0;
  buffer[0] = '\0';
  for (size_t i = 0; i < sizeof word / sizeof *word && used < size; i++) {
    int s = find_covariate(page->model, word[i]), n = 0;
    if (s < 0) continue;
    const ant_symbol *symbol = &page->model->symbol[s];
    double value = value_of(page, s);
    const char *comma = used ? ", " : "";
    if (symbol->n_choice > 0 && value >= 0 && value < symbol->n_choice) {
      n = snprintf(buffer + used, size - used, "%s%s", comma, symbol->choice[(int)value]);
    } else {
      bool age = strcmp(symbol->unit_text, "year") == 0;
      n = snprintf(buffer + used, size - used, "%s%g %s", comma, value,
                   age ? "years" : symbol->unit_text);
    }
    used += n > 0 ? (size_t)n : 0;
  }
}

/* 2. What was measured --------------------------------------------------- */

static void read_evidence(const ant_page *page, ant_observations **out) {
  char path[ANT_PLACE_SIZE];
  ant_diags diags = {0};
  if (!ant_place_beside(page->model_path, "evidence/observations.csv", path)) return;
  ant_observations_read(path, out, &diags);
  ant_cli_tell(&diags, page->quiet);
  ant_diags_clear(&diags);
}

/* 3. The page ------------------------------------------------------------ */

enum { MISSION_BYTES = 1 << 20 };

static ant_status write_page(const ant_page *page, const ant_report_options *options,
                             const char *path, ant_diag *diag) {
  ant_text text = {0};
  ant_status status = ant_report_page(page->course, options, &text, diag);
  if (status == ANT_OK) status = ant_file_write(path, ant_text_string(&text), text.length, diag);
  ant_text_clear(&text);
  return status;
}

ant_status ant_page_write(const ant_page *page, const char *path, ant_diag *opt_diag) {
  char about[200], *mission = NULL;
  size_t length = 0;
  ant_observations *evidence = NULL;
  about_person(page, about, sizeof about);
  read_evidence(page, &evidence);
  /* it was read before; should it have gone since, the page does without */
  ant_file_read(page->mission_path, MISSION_BYTES, &mission, &length, NULL);
  ant_report_options options = {.mission_text = mission,
                                .person_about = about[0] ? about : NULL,
                                .sex = sex_of(page),
                                .version = ant_version(),
                                .evidence = evidence};
  ant_status status = write_page(page, &options, path, opt_diag);
  ant_observations_destroy(&evidence);
  free(mission);
  return status;
}
