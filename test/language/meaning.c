/* meaning.c - what is written is what is computed. */
#include "toy.h"

static void units_convert_by_themselves(void) {
  toy t = toy_load("param a [mg] = 3 assumed \"a test\"\n"
                   "param share [%] = 20 assumed \"a test\"\n"
                   "let sum [g] = a + 2 [g]\n"
                   "let rest [1] = 1 - share\n"
                   "let part [%] = 0.5\n"
                   "let area [mm^2] = 2 [cm] * 3 [mm]\n"
                   "let root [mm] = sqrt(4 [cm^2])\n"
                   "let cube [mm^3] = (1 [cm])^3\n"
                   "let grow [1] = exp(50 [%])\n"
                   "let plain [1] = (a as [ug])^0.5\n"
                   "let more [1] = if a > 1 [g] then 1 else 2\n"
                   "let least [g] = min(a, 5 [g])\n"
                   "let none [g] = max(0, a - 1 [g])\n"
                   "let rate [1/day] = 6 [1/week]\n");
  NEAR(*toy_at(&t, "sum"), 2.003, 1e-15);
  NEAR(*toy_at(&t, "rest"), 0.8, 1e-15);
  NEAR(*toy_at(&t, "part"), 0.5, 0);
  NEAR(*toy_at(&t, "area"), 60, 1e-13);
  NEAR(*toy_at(&t, "root"), 20, 1e-14);
  NEAR(*toy_at(&t, "cube"), 1000, 1e-12);
  NEAR(*toy_at(&t, "grow"), exp(0.5), 1e-15);
  NEAR(*toy_at(&t, "plain"), sqrt(3000), 1e-13);
  NEAR(*toy_at(&t, "more"), 2, 0);
  NEAR(*toy_at(&t, "least"), 0.003, 1e-18);
  NEAR(*toy_at(&t, "none"), 0, 0);
  NEAR(*toy_at(&t, "rate"), 6.0 / 7, 1e-15);
  CHECK(t.model->n_as == 1);
  toy_end(&t);
}

static void rates_are_per_day(void) {
  toy t = toy_load("param k [1/h] = 0.5 assumed \"a test\"\n"
                   "state x [mg] = 4\n"
                   "rate x = 1 [g/week] - k * x\n"
                   "observe seen.x [ug] = x\n");
  NEAR(*toy_at(&t, "x"), 4, 0);
  NEAR(toy_rate_of(&t, "x"), 1000.0 / 7 - 0.5 * 24 * 4, 1e-12);
  *toy_at(&t, "x") = 10;
  toy_rate(&t);
  toy_observe(&t);
  NEAR(toy_rate_of(&t, "x"), 1000.0 / 7 - 0.5 * 24 * 10, 1e-12);
  NEAR(*toy_at(&t, "seen.x"), 10000, 1e-9);
  toy_end(&t);
}

static void functions_are_abbreviations(void) {
  toy t = toy_load("set site = a, b\n"
                   "function hill(x, k, n) = x^n / (k^n + x^n)\n"
                   "function twice(x) = 2 * x\n"
                   "function whole(x) = total over site (x)\n"
                   "for site\n  let w [g] = if site is a then 1 [g] else 5 [g]\n"
                   "let h [1] = hill(2 [mg], 1 [mg], 2)\n"
                   "let tt [mg] = twice(twice(1 [g]))\n"
                   "let all [g] = whole(twice(w))\n");
  NEAR(*toy_at(&t, "h"), 0.8, 1e-15);
  NEAR(*toy_at(&t, "tt"), 4000, 0);
  NEAR(*toy_at(&t, "all"), 12, 0);
  toy_end(&t);
}

static void sets_and_reductions(void) {
  toy t = toy_load("set site = a, b, c\nset kind = p, q\n"
                   "table v [g] for site, kind  assumed \"a test\"\n"
                   "  columns  q  p\n  row a  2  1\n  row c  6  5\n  row b  4  3 [g]\n"
                   "table for site\n"
                   "  column w  assumed \"a test\"\n  column z [mg]  assumed \"a test\"\n"
                   "  row a  1  10\n  row b  0  20\n  row c  3  30\n"
                   "for site\n"
                   "  let row [g] = total over kind (v)\n"
                   "  let share [1] = row / total over site, kind (v)\n"
                   "  let others [g] = total over site (row) - row\n"
                   "let most [mg] = largest over site, kind (v)\n"
                   "let least [g] = smallest over site (v.q)\n"
                   "let plain [g] = mean over site (v.q)\n"
                   "let heavy [g] = mean over site (row) weighted by (w)\n"
                   "let one [g] = v.b.q + v.p.c\n"
                   "let n [1] = count of site\n"
                   "for kind\n  let column [g] = total over site (v * w)\n");
  NEAR(*toy_at(&t, "row.b"), 7, 0);
  NEAR(*toy_at(&t, "share.c"), 11.0 / 21, 1e-15);
  NEAR(*toy_at(&t, "others.a"), 18, 1e-15);
  NEAR(*toy_at(&t, "most"), 6000, 0);
  NEAR(*toy_at(&t, "least"), 2, 0);
  NEAR(*toy_at(&t, "plain"), 4, 1e-15);
  NEAR(*toy_at(&t, "heavy"), (3 + 33) / 4.0, 1e-15);
  NEAR(*toy_at(&t, "one"), 9, 0);
  NEAR(*toy_at(&t, "n"), 3, 0);
  NEAR(*toy_at(&t, "column.p"), 1 + 15, 0);
  NEAR(*toy_at(&t, "z.c"), 30, 0);
  toy_end(&t);
}

static void equal_reductions_are_one(void) {
  toy t = toy_load("set site = a, b\n"
                   "for site\n  state x [g] = 1\n  rate x = 0\n"
                   "for site\n  let s [1] = x / total over site (x)\n"
                   "let u [g] = 2 * total over site (x)\n"
                   "observe seen.s = total over site (s)\nobserve seen.u [g] = u\n");
  int n = 0;
  for (int i = 0; i < t.model->n_equation; i++) {
    n += t.model->equation[i].accumulate != ANT_ASSIGN;
  }
  CHECK(n == 2); /* of x, once; of s */
  toy_end(&t);
}

static void choices_and_elements_decide(void) {
  toy t = toy_load("covariate sex one of female, male = male\n"
                   "set site = a, b\n"
                   "param f [g] = 3 assumed \"a test\"\nparam m [g] = 4 assumed \"a test\"\n"
                   "let x [g] = if sex is female then f else m\n"
                   "for site\n  let y [1] = if site is b and not (x < 4 [g]) then 1 else 0\n");
  NEAR(*toy_at(&t, "x"), 4, 0);
  NEAR(*toy_at(&t, "y.a"), 0, 0);
  NEAR(*toy_at(&t, "y.b"), 1, 0);
  *toy_at(&t, "sex") = 0;
  toy_rate(&t);
  NEAR(*toy_at(&t, "x"), 3, 0);
  toy_end(&t);
}

static void choices_may_be_declared_further_down(void) {
  toy t = toy_load("let x = if sex is female then 1 else 2\n"
                   "covariate sex one of female, male = male\n");
  NEAR(*toy_at(&t, "x"), 2, 0);
  toy_end(&t);
}

static void flows_keep_matter(void) {
  toy t = toy_load("substance calcium = 40 [g/mol]  assumed \"a test\"\n"
                   "set site = a, b\n"
                   "for site\n  state bone [g] of calcium = 10\n"
                   "state plasma [mmol] of calcium = 30\n"
                   "for site\n"
                   "  flow resorption: bone -> plasma [mg/day] = 80 [mg/day]\n"
                   "flow diet: outside -> plasma [mg/day] = 1000\n"
                   "flow urine: plasma -> outside [mmol/day] = 3\n"
                   "flow extra: bone.b -> outside [g/day] = 1\n");
  NEAR(toy_rate_of(&t, "bone.a"), -0.08, 1e-15);
  NEAR(toy_rate_of(&t, "bone.b"), -1.08, 1e-15);
  NEAR(toy_rate_of(&t, "plasma"), 2 * 80 / 40.0 + 25 - 3, 1e-12);
  double lost = toy_rate_of(&t, "calcium.outside"); /* in the unit of the first pool, g */
  NEAR(lost, -1 + 3 * 0.040 + 1, 1e-15);
  double all = toy_rate_of(&t, "bone.a") + toy_rate_of(&t, "bone.b") +
               0.040 * toy_rate_of(&t, "plasma") + lost;
  NEAR(all, 0, 1e-15);
  toy_end(&t);
}

static void a_rate_of_a_pool_is_booked(void) {
  toy t = toy_load("substance iron = 50 [g/mol]  assumed \"a test\"\n"
                   "state store [mg] of iron = 10\n"
                   "rate store = 2 [mg/day]\n"
                   "let lost [mg] = iron.outside\n");
  NEAR(toy_rate_of(&t, "store"), 2, 0);
  NEAR(toy_rate_of(&t, "iron.outside"), -2, 0);
  toy_end(&t);
}

static void matter_converts_through_its_substance(void) {
  toy t = toy_load("substance d = 400 [g/mol]  unit 1 [IU] = 25 [ng]  assumed \"a test\"\n"
                   "let eaten [ug/day] = 800 [IU/day] in [ug/day] of d\n"
                   "let level [nmol/L] = 20 [ng/mL] in [nmol/L] of d\n");
  NEAR(*toy_at(&t, "eaten"), 20, 1e-13);
  NEAR(*toy_at(&t, "level"), 50, 1e-13);
  toy_end(&t);
}

static void a_delay_starts_in_equilibrium(void) {
  toy t = toy_load("input drive = 3\n"
                   "delay felt = drive  lag 6 [day]  shape 3\n"
                   "observe seen.felt = felt\n");
  CHECK(t.model->n_y == 3);
  for (int i = 0; i < 3; i++) NEAR(t.y[i], 3, 0);
  for (int i = 0; i < 3; i++) NEAR(t.dy[i], 0, 0);
  *toy_at(&t, "drive") = 5;
  toy_rate(&t);
  double moving = 0;
  for (int i = 0; i < 3; i++) moving += t.dy[i];
  NEAR(moving, (5 - 3) * 3 / 6.0, 1e-15); /* only the first stage moves yet */
  NEAR(toy_rate_of(&t, "felt"), 0, 0);
  toy_end(&t);
}

static void a_transit_holds_what_is_under_way(void) {
  toy t =
      toy_load("substance mineral = 100 [g/mol]  assumed \"a test\"\n"
               "state plasma [g] of mineral = 50\nstate bone [g] of mineral = 1000\n"
               "param inflow [g/day] = 2 assumed \"a test\"\n"
               "transit osteoid: plasma -> bone [g] of mineral = inflow  lag 20 [day]  shape 4\n"
               "let leaving [mg/day] = osteoid.out\n");
  NEAR(*toy_at(&t, "osteoid"), 40, 1e-12);
  NEAR(*toy_at(&t, "leaving"), 2000, 1e-9);
  NEAR(toy_rate_of(&t, "plasma"), -2, 1e-15);
  NEAR(toy_rate_of(&t, "bone"), 2, 1e-15);
  double sum = 0;
  for (int i = 0; i < t.model->n_y; i++) sum += t.dy[i];
  NEAR(sum, 0, 1e-14);
  int pools = 0;
  for (int i = 0; i < t.model->n_symbol; i++) {
    pools += t.model->symbol[i].kind == ANT_SYM_STATE && t.model->symbol[i].substance == 0;
  }
  CHECK(pools == 7); /* plasma, bone, four stages, the ledger */
  toy_end(&t);
}

static void baseline_is_the_ground(void) {
  toy t =
      toy_load("input load [g0] = 1\n"
               "state x [g] = 2\nrate x = 1 [g/day] * (load / baseline(load) - x / initial(x))\n"
               "set site = a, b\nfor site\n  let y [g] = 3 * x\n"
               "let r = total over site (y) / baseline(total over site (y))\n"
               "observe seen.r = r\n");
  NEAR(toy_rate_of(&t, "x"), 0, 0);
  *toy_at(&t, "load") = 0.5;
  *toy_at(&t, "x") = 3;
  toy_rate(&t);
  toy_observe(&t);
  NEAR(toy_rate_of(&t, "x"), 0.5 - 1.5, 1e-15);
  NEAR(*toy_at(&t, "seen.r"), 1.5, 1e-15);
  toy_end(&t);
}

static void each_is_computed_when_it_changes(void) {
  toy t = toy_load(
      "param a = 1 assumed \"a test\"\ninput u = 1\nstate x = 1\nrate x = (in_rate - x) / 1 [day]\n"
      "let setup = 2 * a\nlet phase = setup * u\nlet in_rate = phase * x\n"
      "let shown = in_rate + x\nobserve seen.x = shown\n");
  static const struct {
    const char *name;
    ant_stage stage;
  } want[] = {{"setup", ANT_STAGE_SETUP},
              {"phase", ANT_STAGE_PHASE},
              {"in_rate", ANT_STAGE_RATE},
              {"shown", ANT_STAGE_OBSERVE}};
  for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
    int symbol = -1, element, found = 0;
    ant_model_find(t.model, want[i].name, &symbol, &element, NULL);
    for (int k = 0; k < t.model->n_equation; k++) {
      const ant_equation *e = &t.model->equation[k];
      if (e->target.symbol != symbol) continue;
      CHECK(e->stage == want[i].stage);
      found++;
    }
    CHECK(found == 1);
  }
  CHECK(t.model->n_order_setup == 1);
  CHECK(t.model->n_order_phase == 1);
  CHECK(t.model->n_order_rate == 2);
  CHECK(t.model->n_order_observe == 2);
  toy_end(&t);
}

static void a_balance_is_paired_by_element(void) {
  toy t = toy_load("set site = a, b, c\n"
                   "for site\n"
                   "  state x [g] = 1\n  rate x = made - 0.5 [1/day] * x\n"
                   "  balance made [g/day] so that x is steady  range 0 to 9\n"
                   "state z [g] = steady\nrate z = 2 [g/day] - z / 3 [day]\n"
                   "balance q so that q * z == 5 [g]\n"
                   "state w = 1\nrate w = (q - w) / 1 [day]\nobserve seen.w = w\n");
  int n = 0;
  CHECK(t.model->n_condition == 3);
  for (int i = 0; i < t.model->n_condition; i++) {
    const ant_condition *c = &t.model->condition[i];
    n += c->n;
    for (int k = 0; k < c->n; k++) {
      bool rate = t.model->equation[c->equation].role == ANT_EQ_RATE;
      CHECK(c->row[k] >= 0 && c->row[k] < (rate ? t.model->n_y : t.model->n_m));
    }
  }
  CHECK(n == 5);
  NEAR(*toy_at(&t, "made.c"), 1, 0);
  toy_end(&t);
}

static void two_sets_keep_their_order(void) {
  toy t = toy_load("set site = a, b\nset kind = p, q, r\nset side = l, m\n"
                   "table for site, kind  assumed \"t\"\n  column w\n"
                   "  row a p 1\n  row a q 2\n  row a r 3\n  row b p 4\n  row b q 5\n  row b r 6\n"
                   "table v for site, kind, side  assumed \"t\"\n  columns m l\n"
                   "  row b p 1 2\n  row b q 3 4\n  row b r 5 6\n"
                   "  row a p 7 8\n  row a q 9 10\n  row a r 11 12\n"
                   "for site, kind\n  state x [g] = w * 1 [g]\n"
                   "  rate x = made - 2 [1/day] * x\n  let made [g/day] = if site is b then given "
                   "else found\n"
                   "for kind\n  balance given [g/day] so that x.b is steady\n"
                   "for kind\n  balance found [g/day] so that x.a is steady\n"
                   "observe o.v = total over site, kind, side (v)\n");
  NEAR(*toy_at(&t, "w.b.q"), 5, 0);
  NEAR(*toy_at(&t, "v.a.q.l"), 10, 0);
  NEAR(*toy_at(&t, "v.b.r.m"), 5, 0);
  CHECK(t.model->n_condition == 2);
  const ant_condition *given = &t.model->condition[0];
  const int x = (int)(toy_at(&t, "x.a.p") - t.y);
  for (int k = 0; k < 3; k++) CHECK(given->row[k] == x + 3 + k);
  toy_end(&t);
}

static const char alike[] =
    "module lib\nset site = a, b\nfunction half(x) = x / 2\n"
    "module one\n  use site, half of lib\n"
    "param k [1/day] = 0.1 assumed \"t\"\nparam v = 3 assumed \"t\"\nset kind = p, q\n"
    "for site\n  state x [mg] = half(v) * 1 [mg]\n  rate x = -k * x\n"
    "table for kind  assumed \"t\"\n  column w\n  column z\n  row p 1 2\n  row q 3 4\n"
    "dose given.{module} [mg] -> x.a\nlet all = total over kind (w * z)\n"
    "observe level.{module} [mg] = total over site (x)\nobserve plain.all = all + v\n"
    "test \"of one only\"\n  expect v == 3\n"
    "module deep.two like one\nparam k [1/h] = 0.1 assumed \"t\"\nlet z = 5\n"
    "module three like deep.two\nlet v = 8\nlet own = x.b / 1 [mg]\nobserve three.own = own\n";

static void a_module_may_be_like_another(void) {
  toy t = toy_load(alike);
  NEAR(*toy_at(&t, "one.x.a"), 1.5, 0);
  NEAR(toy_rate_of(&t, "one.x.a"), -0.15, 1e-16);
  NEAR(toy_rate_of(&t, "deep.two.x.b"), -0.1 * 24 * 1.5, 1e-15);
  NEAR(*toy_at(&t, "three.x.a"), 4, 0);
  NEAR(toy_rate_of(&t, "three.x.a"), -0.1 * 24 * 4, 1e-15);
  toy_observe(&t);
  NEAR(*toy_at(&t, "one.all"), 1 * 2 + 3 * 4, 0);
  NEAR(*toy_at(&t, "deep.two.all"), 1 * 5 + 3 * 5, 0); /* z is not a column there */
  NEAR(*toy_at(&t, "level.two"), 3, 0);
  NEAR(*toy_at(&t, "level.three"), 8, 0);
  NEAR(*toy_at(&t, "three.own"), 4, 0);
  CHECK(t.model->n_set == 2 && t.model->n_test == 1 && t.model->n_dose == 3);
  SAME_TEXT(t.model->dose[1].name, "deep.two.given.two");
  toy_end(&t);
}

static void variants_replace(void) {
  static const char text[] =
      "antaeus 1\nmodel \"v\"\n  variants paper, encoding\n"
      "param k = 1 assumed \"t\"\nstate x = k\nrate x = 0 / 1 [day]\nlet y = 2 * x\n"
      "observe o.y = y\n"
      "variant encoding\n  param k = 5 assumed \"t\"\n  let x = 7 * k\n  let z = 3\n"
      "  observe o.y = y * z\n";
  static const struct {
    const char *name;
    double y;
    int states;
  } want[] = {{"v.ant", 2, 1}, {"v.ant@paper", 2, 1}, {"v.ant@encoding", 210, 0}};
  for (int i = 0; i < 3; i++) {
    ant_model *model = NULL;
    ant_diags diags = {0};
    if (ant_model_parse(want[i].name, text, &model, &diags) != ANT_OK) {
      ant_diags_print(&diags, stdout);
    }
    ant_diags_clear(&diags);
    CHECK(model != NULL);
    if (!model) continue;
    toy t = toy_start(model);
    toy_observe(&t);
    CHECK(model->n_y == want[i].states && model->n_variant == 2);
    NEAR(*toy_at(&t, "o.y"), want[i].y, 0);
    toy_end(&t);
  }
}

static void conditions_are_held(void) {
  toy t = toy_load("set site = a, b\n"
                   "for site\n  state x [g] = 2\n  rate x = if high then 0 [g/day] else 1 [g/day]\n"
                   "  state n = 0  scale 1\n  rate n = 0 / 1 [day]\n"
                   "  when high = x >= 3000 [mg]\n    set x = x / 2\n    set n = n + 1\n"
                   "state y = 1\nrate y = 0 / 1 [day]\nwhen low = y < 1\n"
                   "observe o.n = total over site (n)\nlet both = if low and high.a then 1 else 0\n"
                   "observe o.both = both\n");
  CHECK(t.model->n_when == 2);
  const ant_when *high = &t.model->when[0], *low = &t.model->when[1];
  CHECK(high->at_zero && !low->at_zero && high->n_jump == 2 && low->n_jump == 0);
  NEAR(*toy_at(&t, "high.b"), 0, 0);
  NEAR(t.m[t.model->symbol[high->guard].offset], -1, 1e-15);
  NEAR(toy_rate_of(&t, "x.b"), 1, 0);
  *toy_at(&t, "x.b") = 4;
  toy_rate(&t);
  NEAR(t.m[t.model->symbol[high->guard].offset + 1], 1, 1e-15);
  NEAR(toy_rate_of(&t, "x.b"), 1, 0); /* held until it is crossed */
  toy_equation(&t, high->equation);
  NEAR(*toy_at(&t, "high.b"), 1, 0);
  toy_rate(&t);
  NEAR(toy_rate_of(&t, "x.b"), 0, 0);
  NEAR(toy_rate_of(&t, "x.a"), 1, 0);
  *toy_at(&t, "y") = 0.25;
  toy_rate(&t);
  NEAR(t.m[t.model->symbol[low->guard].offset], 0.75, 0);
  toy_equation(&t, high->jump[1]);
  NEAR(*toy_at(&t, "n.b"), 1, 0);
  toy_end(&t);
}

static void tests_become_probes(void) {
  toy t = toy_load("param k = 1 assumed \"a test\"\n"
                   "state x [mg] = 4  scale 2\nrate x = 0 [mg/day] * k\ninput u = 1\n"
                   "set site = a, b\nfor site\n  let y [g] = x\n"
                   "  observe seen.{site}.y [mg] = y * u\n"
                   "test \"all of it\"\n"
                   "  set k = 2\n  run 1 [week]\n  set u = 3\n"
                   "  expect x == 4 [mg]  within 1e-3 of scale\n"
                   "  expect seen.b.y >= baseline(x)  within 5 [%]\n"
                   "  for site\n    expect y == 0.001 [kg]  within 1 [mg]\n"
                   "    expect y == y.b\n");
  CHECK(t.model->n_test == 1);
  const ant_test *test = &t.model->test[0];
  SAME_TEXT(test->title, "all of it");
  CHECK(test->n == 7);
  CHECK(test->step[0].kind == ANT_STEP_SET && test->step[0].value == 2);
  CHECK(test->step[1].kind == ANT_STEP_RUN);
  NEAR(test->step[1].days, 7, 0);
  CHECK(test->step[3].within_kind == ANT_WITHIN_SCALE && test->step[3].within == 1e-3);
  CHECK(test->step[4].relation == ANT_REL_GE);
  CHECK(test->step[4].within_kind == ANT_WITHIN_RELATIVE);
  NEAR(test->step[4].within, 0.05, 1e-17);
  CHECK(test->step[5].within_kind == ANT_WITHIN_ABSOLUTE);
  NEAR(test->step[5].within, 0.001, 1e-18);
  toy_observe(&t);
  const ant_symbol *left = &t.model->symbol[test->step[5].left];
  const ant_symbol *right = &t.model->symbol[test->step[5].right];
  CHECK(left->n == 2 && right->n == 2);
  NEAR(t.m[left->offset + 1], 0.004, 1e-18);
  NEAR(t.m[right->offset + 1], 1, 1e-15);
  toy_end(&t);
}

int main(void) {
  RUN(units_convert_by_themselves);
  RUN(rates_are_per_day);
  RUN(functions_are_abbreviations);
  RUN(sets_and_reductions);
  RUN(equal_reductions_are_one);
  RUN(choices_and_elements_decide);
  RUN(choices_may_be_declared_further_down);
  RUN(flows_keep_matter);
  RUN(a_rate_of_a_pool_is_booked);
  RUN(matter_converts_through_its_substance);
  RUN(a_delay_starts_in_equilibrium);
  RUN(a_transit_holds_what_is_under_way);
  RUN(baseline_is_the_ground);
  RUN(each_is_computed_when_it_changes);
  RUN(a_balance_is_paired_by_element);
  RUN(two_sets_keep_their_order);
  RUN(a_module_may_be_like_another);
  RUN(variants_replace);
  RUN(conditions_are_held);
  RUN(tests_become_probes);
  return test_done();
}
