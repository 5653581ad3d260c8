/* scoreboard.c - the score as text, table and JSON (see scoreboard.h).
 *   1. Tallies   2. Text   3. CSV   4. JSON */
#include "report/scoreboard.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/map.h"
#include "base/text.h"
#include "report/needs.h"

/* 1. Tallies -------------------------------------------------------------- */

const char *ant_group_of(const ant_observation *o, ant_group group) {
  return group == ANT_GROUP_SYSTEM ? o->system : group == ANT_GROUP_CREW ? o->crew : o->species;
}

int ant_groups_of(const ant_observations *t, ant_group group, const char *name[ANT_GROUPS_MOST]) {
  ant_map seen = {.arena = ant_arena_create()};
  int n = 0;
  for (int i = 0; seen.arena && i < t->n && n >= 0; i++) {
    const char *own = ant_group_of(&t->row[i], group);
    if (!*own || ant_map_find(&seen, own) >= 0) continue;
    if (n == ANT_GROUPS_MOST || ant_map_set(&seen, own, n) != ANT_OK) {
      n = -1;
    } else {
      name[n++] = own;
    }
  }
  if (seen.arena) ant_arena_destroy(&seen.arena);
  return n > 0 ? n : 0;
}

int ant_scoreboard_tally(const ant_scoreboard *b, int i_table, int use, ant_group group,
                         const char *name, ant_tally *out) {
  const ant_observations *t = b->table[i_table];
  const ant_row_scores *s = b->rows[i_table];
  size_t n = (size_t)t->n + 1;
  int entered = 0;
  bool *enter = calloc(n, sizeof *enter);
  ant_judgement *judgement = calloc(n, sizeof *judgement);
  for (int i = 0; enter && judgement && i < t->n; i++) {
    enter[i] = s->counts[i] && (use < 0 || (int)t->row[i].use == use) &&
               (!name || strcmp(ant_group_of(&t->row[i], group), name) == 0);
    judgement[i] = s->result[i].judgement;
    entered += enter[i];
  }
  ant_tally_rows(t->row, judgement, enter, enter && judgement ? t->n : 0, out);
  free(enter);
  free(judgement);
  return entered;
}

int ant_tally_rows_inside(const ant_tally *t) {
  int n = 0;
  for (int m = 0; m < ANT_NMEASURE; m++) n += t->inside[m];
  return n;
}

static void count_states(const ant_row_scores *s, int count[ANT_NROW_STATE], int *counted) {
  memset(count, 0, ANT_NROW_STATE * sizeof *count);
  *counted = 0;
  for (int i = 0; i < s->n; i++) {
    count[s->result[i].state]++;
    *counted += s->counts[i];
  }
}

/* 2. Text ----------------------------------------------------------------- */

static void put_tally(const char *name, int n, const ant_tally *t, FILE *to) {
  if (n == 0) return;
  fprintf(to, "  %-18s %4d rows, %4d inside", name, n, ant_tally_rows_inside(t));
  for (int m = 0; m < ANT_NMEASURE; m++) {
    if (t->n[m]) {
      fprintf(to, "; %s %d/%d", ant_measure_name((ant_measure)m), t->inside[m], t->n[m]);
    }
  }
  if (!isnan(t->median_abs_z)) fprintf(to, "; median |z| %.2f", t->median_abs_z);
  if (!isnan(t->bias_z)) fprintf(to, ", mean z %+.2f", t->bias_z);
  if (!isnan(t->tau)) fprintf(to, "; between studies %.2g %s", t->tau, t->tau_unit);
  if (!isnan(t->sharpness)) {
    int all = t->n[ANT_MEASURE_STANDARDISED];
    fprintf(to,
            "; in the 50, 90, 95 %% interval %d, %d, %d of %d; width %.2g of the measured error",
            t->within[0], t->within[1], t->within[2], all, t->sharpness);
    if (!isnan(t->crps)) fprintf(to, "; CRPS %.2g %s", t->crps, t->tau_unit);
  }
  fputc('\n', to);
  if (t->n_persons == 0) return;
  fprintf(to, "  %18s single people: spread right in %d of %d rows", "", t->persons_inside,
          t->n_persons);
  if (!isnan(t->persons_ratio)) {
    fprintf(to,
            ", median %.2g of the measured; %.0f, %.0f, %.0f %% of them in their 50, 90, 95 %% "
            "intervals",
            t->persons_ratio, 100 * t->persons_share[0], 100 * t->persons_share[1],
            100 * t->persons_share[2]);
  }
  fputc('\n', to);
}

static void put_group(const ant_scoreboard *b, int i_table, ant_group group, FILE *to) {
  const char *name[ANT_GROUPS_MOST];
  int n = ant_groups_of(b->table[i_table], group, name);
  ant_tally tally;
  for (int i = 0; i < n; i++) {
    int rows = ant_scoreboard_tally(b, i_table, -1, group, name[i], &tally);
    put_tally(name[i], rows, &tally, to);
  }
}

/* Crews are many and small: one line for all. */
static void put_crews(const ant_scoreboard *b, int i_table, FILE *to) {
  const char *name[ANT_GROUPS_MOST];
  int n = ant_groups_of(b->table[i_table], ANT_GROUP_CREW, name), shown = 0;
  ant_tally tally;
  for (int i = 0; i < n; i++) {
    int rows = ant_scoreboard_tally(b, i_table, -1, ANT_GROUP_CREW, name[i], &tally);
    if (rows == 0) continue;
    fprintf(to, "%s%s %d/%d", shown++ ? ", " : "  inside by crew: ", name[i],
            ant_tally_rows_inside(&tally), rows);
  }
  if (shown > 0) fputc('\n', to);
}

static void put_draws(const ant_scoreboard *b, int i_table, FILE *to) {
  if (!b->intervals || b->intervals[i_table].n_draw == 0) return;
  const ant_interval_report *r = &b->intervals[i_table];
  fprintf(to, "  %d draws", r->n_draw);
  if (r->n_cached) fprintf(to, ", %d of them kept from before", r->n_cached);
  if (r->n_partial) {
    fprintf(to, "; in %d some row had no number, first %s", r->n_partial, r->why);
  }
  fputc('\n', to);
}

static void put_table(const ant_scoreboard *b, int i_table, FILE *to) {
  const ant_observations *t = b->table[i_table];
  const ant_row_scores *s = b->rows[i_table];
  int count[ANT_NROW_STATE], counted;
  ant_tally tally;
  count_states(s, count, &counted);
  fprintf(to, "%s\n  %d rows: %d run, %d without a number, %d not yet, %d unrunnable", t->file,
          t->n, count[ANT_ROW_RUN], count[ANT_ROW_NO_NUMBER], count[ANT_ROW_NOT_YET],
          count[ANT_ROW_UNRUNNABLE]);
  if (count[ANT_ROW_WRONG]) fprintf(to, ", %d wrong", count[ANT_ROW_WRONG]);
  fprintf(to, "; %d count; %d of %d flights flown in %.1f s\n", counted, s->n_flown, s->n_flight,
          s->seconds);
  put_draws(b, i_table, to);
  for (int use = 0; use < 2; use++) {
    int n = ant_scoreboard_tally(b, i_table, use, 0, NULL, &tally);
    put_tally(use == ANT_USE_FIT ? "fit" : "test", n, &tally, to);
  }
  put_group(b, i_table, ANT_GROUP_SYSTEM, to);
  put_group(b, i_table, ANT_GROUP_SPECIES, to);
  put_crews(b, i_table, to);
}

static void put_needs(const ant_needs *needs, const char *what, FILE *to) {
  enum { SHOWN = 12 };
  if (needs->n == 0) return;
  fputs("  not yet, by what it needs:", to);
  for (int i = 0; i < needs->n && i < SHOWN; i++) {
    fprintf(to, "%s %s (%d)", i ? "," : "", needs->item[i].name, needs->item[i].n);
  }
  if (needs->n > SHOWN) fprintf(to, " and %d more %s", needs->n - SHOWN, what);
  fputc('\n', to);
}

static void put_claims(const ant_scoreboard *b, FILE *to) {
  const int *n = b->verdicts->count;
  fprintf(to,
          "claims\n  %d pass, %d fail, %d built in, %d not yet; %d questions answered; %d scope",
          n[ANT_VERDICT_PASS], n[ANT_VERDICT_FAIL], n[ANT_VERDICT_BUILT_IN], n[ANT_VERDICT_NOT_YET],
          n[ANT_VERDICT_ANSWERED], n[ANT_VERDICT_SCOPE]);
  if (b->n_items > 0) fprintf(to, "; %d items of the list answered", b->n_items);
  fprintf(to, "; %d flights in %.1f s\n", b->verdicts->n_flight, b->verdicts->seconds);
  for (int i = 0; i < b->claims->n; i++) {
    const ant_claim_result *r = &b->verdicts->result[i];
    if (r->verdict != ANT_VERDICT_FAIL) continue;
    fprintf(to, "  fails: %s\n", b->claims->item[i].text);
    for (int k = 0; k < b->claims->item[i].n_expect; k++) {
      if (!r->outcome[k].holds) fprintf(to, "         %s\n", r->outcome[k].text);
    }
  }
}

void ant_scoreboard_text(const ant_scoreboard *b, FILE *to) {
  fprintf(to, "%s, %d parameters fitted\n", b->model_title, b->n_fitted);
  for (size_t i = 0; b->notes && i < b->notes->n; i++) {
    fprintf(to, "  beware: %s\n", b->notes->item[i].text);
  }
  for (int i = 0; i < b->n_table; i++) {
    ant_needs needs;
    put_table(b, i, to);
    ant_needs_of_rows(b->rows[i], &needs);
    put_needs(&needs, "names", to);
    ant_needs_clear(&needs);
  }
  if (b->claims) {
    ant_needs needs;
    put_claims(b, to);
    ant_needs_of_claims(b->verdicts, &needs);
    put_needs(&needs, "names", to);
    ant_needs_clear(&needs);
  }
}

/* 3. CSV ------------------------------------------------------------------ */

static void put_field(const char *text, FILE *to) {
  bool quote = strpbrk(text, ",\"\n\r") != NULL;
  if (quote) fputc('"', to);
  for (const char *p = text; *p; p++) {
    if (*p == '"') fputc('"', to);
    fputc(*p, to);
  }
  if (quote) fputc('"', to);
}

static void put_number(double x, FILE *to) {
  char digits[ANT_NUMBER_TEXT];
  fputc(',', to);
  if (isfinite(x)) fputs(ant_text_number(x, digits), to);
}

static void put_row(const ant_observation *o, const ant_row_result *r, bool counts,
                    const char *table, FILE *to) {
  bool judged = r->state == ANT_ROW_RUN || r->state == ANT_ROW_NO_NUMBER;
  put_field(table, to);
  fprintf(to, ",%s,", o->id);
  put_field(o->system, to);
  fprintf(to, ",%s,%s", ant_use_name(o->use), ant_row_state_name(r->state));
  put_number(judged ? r->judgement.predicted : NAN, to);
  put_number(o->value, to);
  fprintf(to, ",%s", o->unit_text);
  put_number(judged ? r->judgement.z : NAN, to);
  fprintf(to, ",%s,%s,", judged ? (r->judgement.inside ? "yes" : "no") : "", counts ? "yes" : "no");
  put_field(r->needs, to);
  fputc('\n', to);
}

void ant_scoreboard_csv(const ant_scoreboard *b, FILE *to) {
  fputs("table,id,system,use,state,predicted,measured,unit,z,inside,counts,needs\n", to);
  for (int t = 0; t < b->n_table; t++) {
    for (int i = 0; i < b->table[t]->n; i++) {
      put_row(&b->table[t]->row[i], &b->rows[t]->result[i], b->rows[t]->counts[i],
              b->table[t]->file, to);
    }
  }
  for (int i = 0; b->claims && i < b->claims->n; i++) {
    const ant_claim_result *r = &b->verdicts->result[i];
    bool held = r->verdict == ANT_VERDICT_PASS || r->verdict == ANT_VERDICT_BUILT_IN;
    fprintf(to, "claims,%s,,,%s,,,,,%s,%s,", b->claims->item[i].key, ant_verdict_name(r->verdict),
            held                             ? "yes"
            : r->verdict == ANT_VERDICT_FAIL ? "no"
                                             : "",
            r->verdict == ANT_VERDICT_PASS || r->verdict == ANT_VERDICT_FAIL ? "yes" : "no");
    put_field(r->needs, to);
    fputc('\n', to);
  }
}

/* 4. JSON ----------------------------------------------------------------- */

static void key_if_finite(ant_json *j, const char *key, double value) {
  if (isfinite(value)) ant_json_key_number(j, key, value);
}

static void json_tally(const ant_tally *t, ant_json *j) {
  for (int m = 0; m < ANT_NMEASURE; m++) {
    ant_json_key(j, ant_measure_name((ant_measure)m));
    ant_json_object(j);
    ant_json_key_integer(j, "rows", t->n[m]);
    ant_json_key_integer(j, "inside", t->inside[m]);
    ant_json_end(j);
  }
  key_if_finite(j, "mean_abs_z", t->mean_abs_z);
  key_if_finite(j, "median_abs_z", t->median_abs_z);
  key_if_finite(j, "bias_z", t->bias_z);
  for (int l = 0; l < ANT_NLEVEL && t->n[ANT_MEASURE_STANDARDISED] > 0; l++) {
    char key[ANT_JSON_KEY];
    snprintf(key, sizeof key, "within_%d", ant_level_percent[l]);
    ant_json_key_integer(j, key, t->within[l]);
  }
  key_if_finite(j, "sharpness", t->sharpness);
  if (t->n_persons > 0) {
    ant_json_key(j, "persons");
    ant_json_object(j);
    ant_json_key_integer(j, "rows", t->n_persons);
    ant_json_key_integer(j, "inside", t->persons_inside);
    key_if_finite(j, "sd_ratio", t->persons_ratio);
    for (int l = 0; l < ANT_NLEVEL; l++) {
      char key[ANT_JSON_KEY];
      snprintf(key, sizeof key, "share_%d", ant_level_percent[l]);
      key_if_finite(j, key, t->persons_share[l]);
    }
    ant_json_end(j);
  }
  if (!isfinite(t->tau)) return;
  ant_json_key_number(j, "tau", t->tau);
  ant_json_key_string(j, "tau_unit", t->tau_unit);
  ant_json_key_integer(j, "tau_rows", t->n_tau);
  key_if_finite(j, "weighted_bias", t->weighted_bias);
  key_if_finite(j, "crps", t->crps);
  key_if_finite(j, "mean_abs_z_tau", t->mean_abs_z_tau);
}

static void json_terms(ant_json *j, const char *key, const ant_terms *t) {
  ant_json_key(j, key);
  ant_json_array(j);
  for (int i = 0; i < t->n_left; i++) ant_json_string(j, t->left[i]);
  ant_json_end(j);
  if (t->n_right == 0) return;
  char against[ANT_JSON_KEY];
  snprintf(against, sizeof against, "%s_against", key);
  ant_json_key(j, against);
  ant_json_array(j);
  for (int i = 0; i < t->n_right; i++) ant_json_string(j, t->right[i]);
  ant_json_end(j);
}

static void json_measured(const ant_observation *o, ant_json *j) {
  key_if_finite(j, "day_from", o->day_from);
  key_if_finite(j, "day_to", o->day_to);
  key_if_finite(j, "measured", o->value);
  ant_json_key_string(j, "unit", o->unit_text);
  key_if_finite(j, "spread", o->spread);
  if (o->kind != ANT_SPREAD_NONE) ant_json_key_string(j, "spread_kind", ant_spread_name(o->kind));
  key_if_finite(j, "lo", o->lo);
  key_if_finite(j, "hi", o->hi);
  if (o->n) ant_json_key_integer(j, "n", o->n);
}

static void json_row(const ant_observation *o, const ant_row_result *r, bool counts, ant_json *j) {
  ant_json_object(j);
  ant_json_key_string(j, "id", o->id);
  json_terms(j, "mission", &o->mission);
  json_terms(j, "person", &o->person);
  json_terms(j, "observable", &o->observable);
  ant_json_key_string(j, "statistic", ant_statistic_name(o->statistic));
  ant_json_key_string(j, "system", o->system);
  ant_json_key_string(j, "crew", o->crew);
  ant_json_key_string(j, "use", ant_use_name(o->use));
  ant_json_key_string(j, "role", ant_row_role_name(o->role));
  json_measured(o, j);
  ant_json_key_string(j, "state", ant_row_state_name(r->state));
  ant_json_key_boolean(j, "counts", counts);
  if (r->needs[0]) ant_json_key_string(j, "needs", r->needs);
  if (r->state == ANT_ROW_RUN || r->state == ANT_ROW_NO_NUMBER) {
    const ant_judgement *g = &r->judgement;
    ant_json_key_string(j, "judged_by", ant_measure_name(g->measure));
    key_if_finite(j, "predicted", g->predicted);
    key_if_finite(j, "standard_error", g->se);
    if (g->predicted_se > 0) ant_json_key_number(j, "predicted_sd", g->predicted_se);
    key_if_finite(j, "person_sd", g->persons.person_sd);
    key_if_finite(j, "error_sd", g->persons.error_sd);
    if (g->persons.judged) {
      ant_json_key_boolean(j, "persons_inside", g->persons.inside);
      key_if_finite(j, "persons_ratio", g->persons.ratio);
    }
    key_if_finite(j, "z", g->z);
    key_if_finite(j, "ratio", g->ratio);
    ant_json_key_boolean(j, "inside", g->inside);
  }
  ant_json_end(j);
}

static void json_needs(const ant_needs *needs, const char *unit, ant_json *j) {
  ant_json_key(j, "needs");
  ant_json_array(j);
  for (int i = 0; i < needs->n; i++) {
    ant_json_object(j);
    ant_json_key_string(j, "name", needs->item[i].name);
    ant_json_key_integer(j, unit, needs->item[i].n);
    ant_json_end(j);
  }
  ant_json_end(j);
}

static void json_group(const ant_scoreboard *b, int i_table, ant_group group, const char *key,
                       ant_json *j) {
  const char *name[ANT_GROUPS_MOST];
  int n = ant_groups_of(b->table[i_table], group, name);
  ant_json_key(j, key);
  ant_json_array(j);
  for (int i = 0; i < n; i++) {
    ant_tally tally;
    if (ant_scoreboard_tally(b, i_table, -1, group, name[i], &tally) == 0) continue;
    ant_json_object(j);
    ant_json_key_string(j, "name", name[i]);
    json_tally(&tally, j);
    ant_json_end(j);
  }
  ant_json_end(j);
}

static void json_counts(const ant_row_scores *s, ant_json *j) {
  static const char *const keys[] = {"run", "no_number", "not_yet", "unrunnable", "wrong"};
  int count[ANT_NROW_STATE], counted;
  count_states(s, count, &counted);
  ant_json_key_integer(j, "rows", s->n);
  for (int k = 0; k < ANT_NROW_STATE; k++) ant_json_key_integer(j, keys[k], count[k]);
  ant_json_key_integer(j, "counted", counted);
  ant_json_key_integer(j, "flights", s->n_flown);
  ant_json_key_number(j, "seconds", s->seconds);
}

static void json_table(const ant_scoreboard *b, int i_table, ant_json *j) {
  const ant_observations *t = b->table[i_table];
  const ant_row_scores *s = b->rows[i_table];
  ant_needs needs;
  ant_tally tally;
  ant_json_object(j);
  ant_json_key_string(j, "file", t->file);
  json_counts(s, j);
  if (b->intervals && b->intervals[i_table].n_draw > 0) {
    ant_json_key_integer(j, "draws", b->intervals[i_table].n_draw);
    ant_json_key_integer(j, "draws_partial", b->intervals[i_table].n_partial);
  }
  ant_needs_of_rows(s, &needs);
  json_needs(&needs, "rows", j);
  ant_needs_clear(&needs);
  for (int use = 0; use < 2; use++) {
    ant_scoreboard_tally(b, i_table, use, 0, NULL, &tally);
    ant_json_key(j, ant_use_name((ant_use)use));
    ant_json_object(j);
    json_tally(&tally, j);
    ant_json_end(j);
  }
  json_group(b, i_table, ANT_GROUP_SYSTEM, "systems", j);
  json_group(b, i_table, ANT_GROUP_SPECIES, "species", j);
  json_group(b, i_table, ANT_GROUP_CREW, "crews", j);
  ant_json_key(j, "observations");
  ant_json_array(j);
  for (int i = 0; i < t->n; i++) json_row(&t->row[i], &s->result[i], s->counts[i], j);
  ant_json_end(j);
  ant_json_end(j);
}

static void json_claim(const ant_claim *c, const ant_claim_result *r, ant_json *j) {
  ant_json_object(j);
  ant_json_key_string(j, "key", c->key);
  ant_json_key_string(j, "type", ant_claim_type_name(c->type));
  ant_json_key_string(j, "text", c->text);
  ant_json_key_string(j, "verdict", ant_verdict_name(r->verdict));
  if (r->distance >= 0) ant_json_key_integer(j, "distance", r->distance);
  if (r->needs[0]) ant_json_key_string(j, "needs", r->needs);
  if (c->because) ant_json_key_string(j, "because", c->because);
  if (c->conflicts) ant_json_key_string(j, "conflicts", c->conflicts);
  if (c->intervention.name[0]) {
    char words[400];
    ant_json_key_string(j, "intervention",
                        ant_intervention_format(&c->intervention, words, sizeof words));
    ant_json_key_boolean(j, "no_effect", r->no_effect);
  }
  ant_json_key(j, "covers");
  ant_json_array(j);
  for (int i = 0; i < c->n_cover; i++) {
    ant_json_object(j);
    ant_json_key_string(j, "kind", c->cover[i].kind);
    ant_json_key_string(j, "name", c->cover[i].name);
    ant_json_end(j);
  }
  ant_json_end(j);
  ant_json_key(j, "outcomes");
  ant_json_array(j);
  for (int i = 0; i < c->n_expect && r->verdict != ANT_VERDICT_NOT_YET; i++) {
    ant_json_object(j);
    ant_json_key_string(j, "text", r->outcome[i].text);
    ant_json_key_boolean(j, "holds", r->outcome[i].holds);
    ant_json_end(j);
  }
  ant_json_end(j);
  ant_json_end(j);
}

static void json_claims(const ant_scoreboard *b, ant_json *j) {
  static const char *const keys[] = {"pass", "fail", "built_in", "not_yet", "questions", "scope"};
  ant_needs needs;
  ant_json_key(j, "claims");
  ant_json_object(j);
  for (int k = 0; k < ANT_NVERDICT; k++) ant_json_key_integer(j, keys[k], b->verdicts->count[k]);
  ant_json_key_integer(j, "items", b->n_items);
  ant_json_key_number(j, "seconds", b->verdicts->seconds);
  ant_needs_of_claims(b->verdicts, &needs);
  json_needs(&needs, "claims", j);
  ant_needs_clear(&needs);
  ant_json_key(j, "list");
  ant_json_array(j);
  for (int i = 0; i < b->claims->n; i++) {
    json_claim(&b->claims->item[i], &b->verdicts->result[i], j);
  }
  ant_json_end(j);
  ant_json_end(j);
}

ant_status ant_scoreboard_json(const ant_scoreboard *b, FILE *to, ant_diag *opt_diag) {
  char hash[20];
  ant_json j;
  snprintf(hash, sizeof hash, "%016" PRIx64, b->model_hash);
  ant_json_init(&j, to);
  ant_json_object(&j);
  ant_json_key_string(&j, "antaeus", ant_version());
  ant_json_key(&j, "model");
  ant_json_object(&j);
  ant_json_key_string(&j, "title", b->model_title);
  ant_json_key_string(&j, "hash", hash);
  ant_json_key_integer(&j, "fitted", b->n_fitted);
  ant_json_key(&j, "notes");
  ant_json_array(&j);
  for (size_t i = 0; b->notes && i < b->notes->n; i++) {
    ant_json_string(&j, b->notes->item[i].text);
  }
  ant_json_end(&j);
  ant_json_end(&j);
  ant_json_key(&j, "tables");
  ant_json_array(&j);
  for (int i = 0; i < b->n_table; i++) json_table(b, i, &j);
  ant_json_end(&j);
  if (b->claims) json_claims(b, &j);
  ant_json_end(&j);
  return ant_json_finish(&j, opt_diag);
}
