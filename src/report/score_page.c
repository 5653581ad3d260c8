/* score_page.c - the score as one page (see score_page.h).
 *   1. Totals   2. Predicted against measured   3. Coverage   4. Rows   5. Claims   6. The page */
#include "report/score_page.h"

#include <math.h>
#include <string.h>

#include "report/axis.h"
#include "report/html.h"
#include "report/needs.h"
#include "report/point.h"
#include "report/score_chart.h"
#include "report/score_row.h"

/* 1. Totals --------------------------------------------------------------- */

static void put_cell(ant_text *out, int inside, int n) {
  if (n == 0) {
    ant_text_put(out, "<td>\xE2\x80\x93</td>");
  } else {
    ant_text_print(out, "<td>%d of %d</td>", inside, n);
  }
}

static void put_tally(ant_text *out, const char *name, const ant_tally *t) {
  int n = 0, inside = 0;
  for (int m = 0; m < ANT_NMEASURE; m++) {
    n += t->n[m];
    inside += t->inside[m];
  }
  if (n == 0) return;
  ant_text_put(out, "<tr><th scope=\"row\">");
  ant_html_text(out, name);
  ant_text_put(out, "</th>");
  put_cell(out, inside, n);
  for (int m = 0; m < ANT_NMEASURE; m++) put_cell(out, t->inside[m], t->n[m]);
  ant_text_print(out, "<td>%s</td><td>%s</td><td>", ant_number_plain(t->median_abs_z, 2).text,
                 ant_number_signed(t->bias_z, 2).text);
  ant_text_put(out, ant_number_significant(t->tau, 2).text);
  if (t->tau_unit && !isnan(t->tau)) {
    ant_text_put(out, " ");
    ant_html_unit(out, t->tau_unit);
  }
  ant_text_put(out, "</td></tr>\n");
}

static void put_group(ant_text *out, const ant_scoreboard *b, int i_table, ant_group group) {
  const char *name[ANT_GROUPS_MOST];
  int n = ant_groups_of(b->table[i_table], group, name);
  ant_tally tally;
  for (int i = 0; i < n; i++) {
    ant_scoreboard_tally(b, i_table, -1, group, name[i], &tally);
    put_tally(out, name[i], &tally);
  }
}

static void put_head(ant_text *out) {
  ant_text_put(out, "<thead><tr><th scope=\"col\">rows that count</th>"
                    "<th scope=\"col\">inside</th><th scope=\"col\">standardised</th>"
                    "<th scope=\"col\">interval</th><th scope=\"col\">ratio</th>"
                    "<th scope=\"col\">direction</th><th scope=\"col\">median |z|</th>"
                    "<th scope=\"col\">mean z</th><th scope=\"col\">between studies</th>"
                    "</tr></thead><tbody>\n");
}

static void put_totals(ant_text *out, const ant_scoreboard *b, int i_table) {
  ant_tally tally;
  ant_text_put(
      out,
      "<p class=\"note\">Inside: within the 95 % interval of a mean that has a standard "
      "error; within a range or bound; within a quarter of a mean without either; or the right "
      "direction. z is the error in standard errors.</p>\n"
      "<div class=\"scroll\"><table>");
  put_head(out);
  for (int use = ANT_USE_TEST; use >= ANT_USE_FIT; use--) {
    ant_scoreboard_tally(b, i_table, use, 0, NULL, &tally);
    put_tally(out, use == ANT_USE_FIT ? "fitted" : "never seen", &tally);
  }
  put_group(out, b, i_table, ANT_GROUP_SYSTEM);
  put_group(out, b, i_table, ANT_GROUP_SPECIES);
  ant_text_put(out, "</tbody></table></div>\n<details class=\"rest\"><summary>By crew</summary>\n"
                    "<div class=\"scroll\"><table>");
  put_head(out);
  put_group(out, b, i_table, ANT_GROUP_CREW);
  ant_text_put(out, "</tbody></table></div></details>\n");
}

/* 2. Predicted against measured ------------------------------------------- */

enum { SIDE = 420, EDGE = 44 };

/* bone apart from all else: markers move by a hundred per cent where bones move by five */
static bool plotted(const ant_observation *o, const ant_row_result *r, const char *unit,
                    bool bone) {
  return (strncmp(o->observable.left[0], "bone.", 5) == 0) == bone && r->state == ANT_ROW_RUN &&
         o->statistic != ANT_STAT_SIGN && o->statistic != ANT_STAT_LEVEL &&
         o->statistic != ANT_STAT_RATIO && !isnan(o->value) && o->role == ANT_ROLE_MEASURED &&
         strcmp(o->unit_text, unit) == 0;
}

static double pixel(double x, double lo, double hi) {
  return EDGE + (x - lo) / (hi - lo) * (SIDE - EDGE - 8);
}

static void put_ticks(ant_text *out, double lo, double hi) {
  ant_ticks ticks = ant_ticks_decimal(lo, hi, 6);
  for (int i = 0; i < ticks.n; i++) {
    double x = pixel(ticks.at[i], lo, hi);
    const char *text = ant_number_plain(ticks.at[i], ticks.decimals).text;
    ant_text_print(out, "<path class=\"grid\" d=\"M%s 8V%dM%d %sH%d\" />", ant_number_pixel(x).text,
                   SIDE - EDGE, EDGE, ant_number_pixel(SIDE - x).text, SIDE - 8);
    ant_text_print(out, "<text class=\"x\" x=\"%s\" y=\"%d\">%s</text>", ant_number_pixel(x).text,
                   SIDE - EDGE + 16, text);
    ant_text_print(out, "<text class=\"y\" x=\"%d\" y=\"%s\">%s</text>", EDGE - 6,
                   ant_number_pixel(SIDE - x + 4).text, text);
  }
}

static void put_dot(ant_text *out, const ant_observation *o, const ant_row_result *r, double lo,
                    double hi) {
  double p = fmin(fmax(r->judgement.predicted, lo), hi), se = ant_observation_se(o);
  double y = SIDE - pixel(p, lo, hi);
  if (!isnan(se)) {
    ant_text_print(out, "<path class=\"bar\" d=\"M%s %sH%s\" />",
                   ant_number_pixel(pixel(fmax(o->value - 1.96 * se, lo), lo, hi)).text,
                   ant_number_pixel(y).text,
                   ant_number_pixel(pixel(fmin(o->value + 1.96 * se, hi), lo, hi)).text);
  }
  if (r->judgement.predicted_se > 0) {
    double reach = 1.96 * r->judgement.predicted_se;
    ant_text_print(out, "<path class=\"bar\" d=\"M%s %sV%s\" />",
                   ant_number_pixel(pixel(o->value, lo, hi)).text,
                   ant_number_pixel(SIDE - pixel(fmax(p - reach, lo), lo, hi)).text,
                   ant_number_pixel(SIDE - pixel(fmin(p + reach, hi), lo, hi)).text);
  }
  ant_text_print(out, "<a href=\"#%s\"><circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"4.5\"><title>",
                 o->id, o->use == ANT_USE_FIT ? "fitted" : "unseen",
                 ant_number_pixel(pixel(o->value, lo, hi)).text, ant_number_pixel(y).text);
  ant_html_text(out, o->id);
  ant_text_print(out, ": measured %s, predicted %s</title></circle></a>\n",
                 ant_number_significant(o->value, 3).text,
                 ant_number_significant(r->judgement.predicted, 3).text);
}

static void put_scatter(ant_text *out, const ant_scoreboard *b, int i_table, const char *unit,
                        bool bone, const char *what) {
  const ant_observations *t = b->table[i_table];
  const ant_row_scores *s = b->rows[i_table];
  double lo = 0, hi = 0;
  int n = 0;
  for (int i = 0; i < t->n; i++) {
    if (!plotted(&t->row[i], &s->result[i], unit, bone)) continue;
    lo = fmin(lo, t->row[i].value);
    hi = fmax(hi, t->row[i].value);
    n++;
  }
  if (n == 0) return;
  ant_axis_widen(&lo, &hi, 6);
  ant_text_print(out,
                 "<figure class=\"plot\"><figcaption>%s <small>measured across, predicted "
                 "up; what is predicted beyond the frame stands on its edge</small>"
                 "</figcaption>\n<svg class=\"chart match\" viewBox=\"0 0 %d %d\" "
                 "width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"%s, predicted "
                 "against measured, %d rows\">",
                 what, SIDE, SIDE - EDGE + 24, SIDE, SIDE - EDGE + 24, what, n);
  put_ticks(out, lo, hi);
  ant_text_print(out, "<path class=\"zero\" d=\"M%d %dL%d 8\" />\n", EDGE, SIDE - EDGE, SIDE - 8);
  for (int i = 0; i < t->n; i++) {
    if (plotted(&t->row[i], &s->result[i], unit, bone))
      put_dot(out, &t->row[i], &s->result[i], lo, hi);
  }
  ant_text_put(out, "</svg></figure>\n");
}

/* 3. Coverage -------------------------------------------------------------- */

/* single people, with what the instrument errs by */
static void put_people(ant_text *out, const ant_tally *t) {
  if (t->n_persons == 0) return;
  ant_text_print(
      out,
      "<p class=\"note\">Single people: on %d of %d rows with an SD or a range of persons "
      "the predicted spread agrees with the measured one",
      t->persons_inside, t->n_persons);
  if (!isnan(t->persons_ratio)) {
    ant_text_print(out,
                   "; it is %s times as wide, in the median, and the predicted 50, 90 and "
                   "95\xC2\xA0%% intervals of persons hold %.0f, %.0f and %.0f\xC2\xA0%% of those "
                   "measured",
                   ant_number_significant(t->persons_ratio, 2).text, 100 * t->persons_share[0],
                   100 * t->persons_share[1], 100 * t->persons_share[2]);
  }
  ant_text_put(out, ".</p>\n");
}

static void put_coverage(ant_text *out, const ant_scoreboard *b, int i_table) {
  ant_tally t;
  ant_scoreboard_tally(b, i_table, -1, 0, NULL, &t);
  int n = t.n[ANT_MEASURE_STANDARDISED];
  bool drawn = !isnan(t.sharpness);
  if (n == 0) return;
  ant_text_print(out, "<p class=\"note\">Of the %d rows whose mean has a standard error, ", n);
  ant_text_put(out, drawn ? "the measured mean lies within the predicted "
                          : "the prediction lies within the measured ");
  for (int k = 0; k < ANT_NLEVEL; k++) {
    ant_text_print(out, "%s%d\xC2\xA0%% interval in %d (%d\xC2\xA0%%)",
                   k == 0                ? ""
                   : k == ANT_NLEVEL - 1 ? " and the "
                                         : ", the ",
                   ant_level_percent[k], t.within[k], (100 * t.within[k] + n / 2) / n);
  }
  if (drawn) {
    ant_text_print(
        out,
        ", the measurement's own error included. The twin's standard deviation of a group's "
        "mean is %s times the measured error, in the median.</p>\n",
        ant_number_significant(t.sharpness, 2).text);
    put_people(out, &t);
  } else {
    ant_text_put(out,
                 ". The twin's own uncertainty is not in this: antaeus score --draws 64 adds it."
                 "</p>\n");
  }
}

/* 4. Rows ------------------------------------------------------------------ */

static bool first_of_source(const ant_observations *t, int i) {
  for (int k = 0; k < i; k++) {
    if (strcmp(t->row[k].source, t->row[i].source) == 0) return false;
  }
  return true;
}

static bool source_ran(const ant_observations *t, const ant_row_scores *s, const char *source) {
  for (int i = 0; i < t->n; i++) {
    if (strcmp(t->row[i].source, source) == 0 && s->result[i].state == ANT_ROW_RUN) return true;
  }
  return false;
}

/* studies of which something ran first, then the others */
static void put_rows(ant_text *out, const ant_scoreboard *b, int i_table, bool ran) {
  const ant_observations *t = b->table[i_table];
  const ant_row_scores *s = b->rows[i_table];
  for (int i = 0; i < t->n; i++) {
    const char *source = t->row[i].source;
    if (!first_of_source(t, i) || source_ran(t, s, source) != ran) continue;
    ant_text_put(out, "<h3>");
    ant_row_source(out, &t->row[i]);
    ant_text_put(out, "</h3>\n");
    for (int k = i; k < t->n; k++) {
      if (strcmp(t->row[k].source, source) != 0) continue;
      ant_score_row_put(out, &t->row[k], &s->result[k], s->counts[k], s);
    }
  }
}

static void put_needs(ant_text *out, const ant_needs *needs, const char *of) {
  if (needs->n == 0) return;
  ant_text_print(out,
                 "<details class=\"rest\"><summary>Not yet: what %s wait for, %d names</summary>\n"
                 "<p class=\"note\">",
                 of, needs->n);
  for (int i = 0; i < needs->n; i++) {
    ant_text_put(out, i ? ", " : "");
    ant_html_text(out, needs->item[i].name);
    if (needs->item[i].n > 1) ant_text_print(out, " (%d)", needs->item[i].n);
  }
  ant_text_put(out, ".</p></details>\n");
}

enum { MOST_ROWS = 5000 }; /* a page of more opens in no browser                       */

static void put_table(ant_text *out, const ant_scoreboard *b, int i_table) {
  ant_needs needs;
  char id[40];
  snprintf(id, sizeof id, "table-%d", i_table);
  ant_html_section(out, id, b->n_table > 1 ? b->table[i_table]->file : "Measured and predicted");
  put_totals(out, b, i_table);
  put_coverage(out, b, i_table);
  if (b->table[i_table]->n > MOST_ROWS) {
    ant_text_print(out, "<p class=\"note\">%d rows are too many to draw: score.csv has each.</p>\n",
                   b->table[i_table]->n);
    ant_html_section_end(out);
    return;
  }
  ant_text_put(out,
               "<ul class=\"key\"><li>filled: fitted</li><li>open: never seen</li><li>bar: 95 % "
               "of the measured mean (across) and of the predicted one (up, with "
               "draws)</li></ul><div class=\"beside matches\">\n");
  put_scatter(out, b, i_table, "%", true, "Bones, per cent");
  put_scatter(out, b, i_table, "%/month", true, "Bones, per cent a month");
  put_scatter(out, b, i_table, "%", false, "Blood, urine, muscle and all else, per cent");
  ant_score_coverage(out, b->table[i_table], b->rows[i_table]);
  ant_text_put(out, "</div>\n");
  ant_score_forest(out, b->table[i_table], b->rows[i_table]);
  ant_needs_of_rows(b->rows[i_table], &needs);
  put_needs(out, &needs, "rows");
  ant_needs_clear(&needs);
  ant_text_put(
      out, "<h3>Every row, by study</h3><p class=\"note\">Open a row for its curve. The bar has "
           "zero, the measured mean with its interval, and the twin's number as a dot, with its "
           "own interval where draws were flown. A row in grey does not count: it gives way to "
           "another, is for orientation, or is doubtful."
           "</p>\n");
  put_rows(out, b, i_table, true);
  ant_text_put(out,
               "<details class=\"rest\"><summary>Studies of which nothing runs yet</summary>\n");
  put_rows(out, b, i_table, false);
  ant_text_put(out, "</details>\n");
  ant_html_section_end(out);
}

/* 5. Claims ----------------------------------------------------------------- */

static const char *const verdict_class[ANT_NVERDICT] = {"good", "bad", "good apart",
                                                        "off",  "off", "off"};

static void put_claim(ant_text *out, const ant_claim *c, const ant_claim_result *r) {
  ant_text_print(out, "<details class=\"row claim %s\"><summary><span>", verdict_class[r->verdict]);
  ant_html_text(out, c->text);
  ant_text_print(out, "</span><em>%s</em></summary>\n<p class=\"note\">",
                 ant_verdict_name(r->verdict));
  if (c->mission) {
    ant_html_text(out, c->mission);
    ant_text_put(out, "; ");
    ant_html_text(out, c->person);
    if (c->against_mission || c->against_person) {
      ant_text_put(out, "; against ");
      ant_html_text(out, c->against_mission ? c->against_mission : c->against_person);
    }
  }
  if (c->intervention.name[0]) {
    char words[400];
    ant_text_put(out, "; ");
    ant_html_text(out, ant_intervention_format(&c->intervention, words, sizeof words));
  }
  if (c->because) ant_html_text(out, c->because);
  if (r->needs[0]) {
    ant_text_put(out, ". Needs ");
    ant_html_text(out, r->needs);
  }
  if (r->distance >= 0) ant_text_print(out, ". %d equations from cause to effect", r->distance);
  if (r->no_effect) ant_text_put(out, ". The intervention changes nothing that is looked at");
  if (c->conflicts) {
    ant_text_put(out, ". Conflicts with ");
    ant_html_text(out, c->conflicts);
  }
  ant_text_put(out, ".</p>\n");
  if (r->verdict != ANT_VERDICT_NOT_YET && c->n_expect > 0) {
    ant_text_put(out, "<ul class=\"notes\">");
    for (int k = 0; k < c->n_expect; k++) {
      ant_text_print(out, "<li>%s",
                     c->type != ANT_CLAIM  ? ""
                     : r->outcome[k].holds ? "holds: "
                                           : "fails: ");
      ant_html_text(out, r->outcome[k].text);
      ant_text_put(out, "</li>");
    }
    ant_text_put(out, "</ul>\n");
  }
  ant_text_put(out, "</details>\n");
}

/* "evidence/claims/crosstalk.ant" as "Crosstalk" */
static void put_file(ant_text *out, const char *path) {
  const char *name = strrchr(path, '/');
  name = name ? name + 1 : path;
  char word[80];
  snprintf(word, sizeof word, "%.*s", (int)strcspn(name, "."), name);
  ant_html_words(out, word);
}

/* one line a file of claims: how many of each verdict */
static void put_claim_file(ant_text *out, const ant_scoreboard *b, int first) {
  const char *file = b->claims->item[first].file;
  int n[ANT_NVERDICT] = {0};
  for (int i = first; i < b->claims->n; i++) {
    if (strcmp(b->claims->item[i].file, file) == 0) n[b->verdicts->result[i].verdict]++;
  }
  ant_text_print(out, "<tr><th scope=\"row\"><a href=\"#claims-%d\">", first);
  put_file(out, file);
  ant_text_put(out, "</a></th>");
  for (int v = 0; v < ANT_NVERDICT; v++) {
    ant_text_print(out,
                   v == ANT_VERDICT_FAIL && n[v] ? "<td class=\"beyond-limit\">%.0d</td>"
                                                 : "<td>%.0d</td>",
                   n[v]);
  }
  ant_text_put(out, "</tr>\n");
}

static void put_claim_table(ant_text *out, const ant_scoreboard *b) {
  ant_text_put(out, "<div class=\"scroll\"><table class=\"claims\"><thead><tr><th "
                    "scope=\"col\">Claims about</th>");
  for (int v = 0; v < ANT_NVERDICT; v++) {
    ant_text_print(out, "<th scope=\"col\">%s</th>", ant_verdict_name((ant_verdict)v));
  }
  ant_text_put(out, "</tr></thead><tbody>\n");
  for (int i = 0; i < b->claims->n; i++) {
    bool first = i == 0 || strcmp(b->claims->item[i].file, b->claims->item[i - 1].file) != 0;
    if (first) put_claim_file(out, b, i);
  }
  ant_text_put(out, "</tbody></table></div>\n");
}

static void put_claims(ant_text *out, const ant_scoreboard *b) {
  const int *n = b->verdicts->count;
  const char *file = "";
  ant_needs needs;
  ant_html_section(out, "claims", "Claims of the reviews");
  ant_text_print(
      out,
      "<p><strong>%d pass, %d fail</strong>, %d are built in, %d wait; %d open questions "
      "answered, %d outside any model.",
      n[ANT_VERDICT_PASS], n[ANT_VERDICT_FAIL], n[ANT_VERDICT_BUILT_IN], n[ANT_VERDICT_NOT_YET],
      n[ANT_VERDICT_ANSWERED], n[ANT_VERDICT_SCOPE]);
  if (b->n_items) ant_text_print(out, " All %d items of the list are answered for.", b->n_items);
  ant_text_put(out, "</p>\n");
  put_claim_table(out, b);
  ant_needs_of_claims(b->verdicts, &needs);
  put_needs(out, &needs, "claims");
  ant_needs_clear(&needs);
  for (int i = 0; i < b->claims->n; i++) {
    if (strcmp(b->claims->item[i].file, file) != 0) {
      file = b->claims->item[i].file;
      ant_text_print(out, "<h3 id=\"claims-%d\">", i);
      put_file(out, file);
      ant_text_put(out, "</h3>\n");
    }
    put_claim(out, &b->claims->item[i], &b->verdicts->result[i]);
  }
  ant_html_section_end(out);
}

/* 6. The page ---------------------------------------------------------------- */

static void put_lede(ant_text *out, const ant_scoreboard *b) {
  int run = 0, inside = 0, all = 0;
  for (int t = 0; t < b->n_table; t++) {
    all += b->table[t]->n;
    for (int i = 0; i < b->table[t]->n; i++) {
      run += b->rows[t]->counts[i];
      inside += b->rows[t]->counts[i] && b->rows[t]->result[i].judgement.inside;
    }
  }
  ant_text_put(out, "<p class=\"lede\">");
  if (b->n_table) {
    ant_text_print(out,
                   "Of %d measured rows <strong>%d</strong> can be run and count; "
                   "<strong>%d</strong> of them are predicted within what was measured. ",
                   all, run, inside);
  }
  if (b->claims) {
    ant_text_print(out,
                   "Of the reviews' claims <strong>%d</strong> hold and <strong>%d</strong> fail.",
                   b->verdicts->count[ANT_VERDICT_PASS], b->verdicts->count[ANT_VERDICT_FAIL]);
  }
  ant_text_put(
      out, "</p>\n<p class=\"note\">Rows that parameters were fitted to are told apart from rows "
           "that they never saw. What is predicted is the mean person. Not for clinical "
           "decisions.</p>\n");
  for (size_t i = 0; b->notes && i < b->notes->n; i++) {
    ant_text_put(out, "<p class=\"note\">Beware: ");
    ant_html_text(out, b->notes->item[i].text);
    ant_text_put(out, ".</p>\n");
  }
}

ant_status ant_score_page(const ant_scoreboard *b, ant_text *page, ant_diag *opt_diag) {
  ant_html_open(page, "How right the twin is",
                "The twin held against what was measured and claimed");
  ant_text_put(page, "<p class=\"over\">Antaeus <span>");
  ant_html_text(page, b->model_title);
  ant_text_print(page, ", model %016llx</span></p>\n<h1>How right the twin is</h1>\n",
                 (unsigned long long)b->model_hash);
  put_lede(page, b);
  for (int i = 0; i < b->n_table; i++) put_table(page, b, i);
  if (b->claims) put_claims(page, b);
  ant_html_close(page);
  if (page->failed) return ant_fail(opt_diag, ANT_ENOMEM, "no memory for the page of the score");
  return ANT_OK;
}
