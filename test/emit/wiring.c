/* What influences what: signs on the ground, what is left out, matter; and the drawings of it. */
#include "emit/wiring.h"

#include "emit/graph.h"
#include "machine/machine.h"
#include "test.h"

static const char source[] = "antaeus 1\nmodel \"W <&>\"\n  baseline free \"a test\"\n"
                             "substance water = 18 [g/mol]  assumed \"x\"\n"
                             "param k [1/day] = 0.1  assumed \"x\"\n"
                             "input load [1] = 1\n"
                             "set site = hip, heel\n"
                             "state bath [g] of water = 5\nstate cup [g] of water = 2\n"
                             "let share [1] = bath / (bath + cup)\n" /* two in, one out: carried */
                             "let faint [1/day] = k * share\n"       /* one in, one out: carried */
                             "flow pour: bath -> cup [g/day] = faint * bath\n"
                             "flow rain: outside -> bath [g/day] = load * 1 [g/day]\n"
                             "state up [1] = 1\nrate up = k * (load - up)\n"
                             "state down [1] = 1\nrate down = k * (1 / up - down)\n"
                             "state kink [1] = 1\nrate kink = k * (max(0, load - 2) - kink)\n"
                             "state mixed [1] = 0  scale 1\nrate mixed = k * (up - 2 * (if load > "
                             "0 then up - down else down)^2 - mixed)\n"
                             "for site\n  state part [1] = if site is hip then 1 else 2\n  rate "
                             "part = k * (up * (if site is hip then "
                             "1 else -1) - part)\n"
                             "let mean_part [1] = mean over site (part)\n"
                             "state all [1] = 1  scale 1\nrate all = k * (mean_part - all)\n"
                             "delay late [1] = all  lag 1 [day]  shape 3\n"
                             "observe o.late [1] = late + kink + mixed\nobserve o.cup [g] = cup\n";

typedef struct drawn {
  ant_model *model;
  ant_machine *machine;
  ant_arena *arena;
  double *m;
  ant_wiring wiring;
} drawn;

static bool open_model(drawn *d, bool grounded) {
  ant_diags diags = {0};
  *d = (drawn){0};
  if (ant_model_parse("w.ant", source, &d->model, &diags) != ANT_OK)
    ant_diags_print(&diags, stdout);
  ant_diags_clear(&diags);
  d->arena = ant_arena_create();
  if (!d->model || !d->arena || ant_machine_open(d->model, &d->machine, NULL) != ANT_OK)
    return false;
  d->m = calloc((size_t)(d->model->n_m + d->model->n_y) + 1, sizeof *d->m);
  ant_machine_defaults(d->machine, d->m);
  ant_status status =
      ant_machine_solve_baseline(d->machine, d->m, d->m + d->model->n_m, NULL, NULL);
  CHECK(status == ANT_OK);
  const double *m = grounded ? d->m : NULL, *y = grounded ? d->m + d->model->n_m : NULL;
  return ant_wiring_read(d->arena, d->model, m, y, &d->wiring, NULL) == ANT_OK;
}

static void close_model(drawn *d) {
  free(d->m);
  ant_machine_destroy(&d->machine);
  ant_model_destroy(&d->model);
  ant_arena_destroy(&d->arena);
}

static const char *name_of(const drawn *d, int node) {
  return d->model->symbol[d->wiring.node[node].symbol].name;
}

/* the signs from FROM to TO, -1 where there is no edge; 8 more where it is matter */
static int sign(const drawn *d, const char *from, const char *to) {
  for (int e = 0; e < d->wiring.n_edge; e++) {
    const ant_wire_edge *edge = &d->wiring.edge[e];
    if (strcmp(name_of(d, edge->from), from) == 0 && strcmp(name_of(d, edge->to), to) == 0) {
      return edge->sign + (edge->matter ? 8 : 0);
    }
  }
  return -1;
}

static bool has_node(const drawn *d, const char *name) {
  for (int i = 0; i < d->wiring.n_node; i++) {
    if (strcmp(name_of(d, i), name) == 0) return true;
  }
  return false;
}

static void influences_have_signs(void) {
  drawn d;
  CHECK(open_model(&d, true));
  CHECK(sign(&d, "load", "up") == ANT_WIRE_RAISES);
  CHECK(sign(&d, "up", "down") == ANT_WIRE_LOWERS);
  CHECK(sign(&d, "load", "kink") == ANT_WIRE_FLAT);
  CHECK(sign(&d, "up", "part") == (ANT_WIRE_RAISES | ANT_WIRE_LOWERS));
  CHECK(sign(&d, "part", "all") == ANT_WIRE_RAISES);
  CHECK(sign(&d, "all", "late") == ANT_WIRE_RAISES);
  CHECK(sign(&d, "down", "up") == -1);
  CHECK(sign(&d, "up", "up") == -1);
  close_model(&d);
}

static void what_carries_is_left_out(void) {
  drawn d;
  CHECK(open_model(&d, true));
  CHECK(!has_node(&d, "faint") && !has_node(&d, "share") && !has_node(&d, "mean_part"));
  CHECK(!has_node(&d, "k") && !has_node(&d, "o.late"));
  CHECK(has_node(&d, "late") && has_node(&d, "load") && has_node(&d, "kink"));
  close_model(&d);
}

static void matter_goes_through_flows(void) {
  drawn d;
  CHECK(open_model(&d, true));
  CHECK(sign(&d, "bath", "pour") == 8 + ANT_WIRE_LOWERS);
  CHECK(sign(&d, "pour", "cup") == 8 + ANT_WIRE_RAISES);
  CHECK(sign(&d, "pour", "bath") == -1);
  CHECK(sign(&d, "cup", "pour") == ANT_WIRE_LOWERS);
  CHECK(sign(&d, "load", "bath") == ANT_WIRE_RAISES); /* rain has one pool: it carries */
  close_model(&d);
}

static void without_a_ground_nothing_is_said(void) {
  drawn d;
  CHECK(open_model(&d, false));
  CHECK(sign(&d, "up", "down") == ANT_WIRE_FLAT);
  close_model(&d);
}

static int count(const char *text, const char *what) {
  int n = 0;
  for (const char *p = text; (p = strstr(p, what)) != NULL; p++) n++;
  return n;
}

static void it_is_drawn(void) {
  drawn d;
  CHECK(open_model(&d, true));
  ant_part_of part = {d.model, NULL};
  ant_graph_options o = {ANT_GRAPH_AUTO, d.m, d.m + d.model->n_m, true};
  for (int level = ANT_GRAPH_AUTO; level <= ANT_GRAPH_STATES; level++) {
    ant_text text = {0}, again = {0};
    o.level = (ant_graph_level)level;
    CHECK(ant_emit_graph(&part, &o, &text, NULL) == ANT_OK);
    CHECK(ant_emit_graph(&part, &o, &again, NULL) == ANT_OK);
    const char *svg = ant_text_string(&text);
    CHECK(strcmp(svg, ant_text_string(&again)) == 0);
    CHECK(strstr(svg, "<title>W &lt;&amp;&gt;</title>") && !strstr(svg, "nan") &&
          !strstr(svg, "inf"));
    CHECK(count(svg, "<g>") == count(svg, "</g>") && count(svg, "<a ") == count(svg, "</a>"));
    if (level != ANT_GRAPH_MODULES) {
      CHECK(strstr(svg, "href=\"#kink\"") && count(svg, "class=\"pool\"") == 3);
      CHECK(count(svg, "class=\"matter\"") == 1 && count(svg, "class=\"matter into\"") == 2);
    }
    ant_text_clear(&text);
    ant_text_clear(&again);
  }
  close_model(&d);
}

int main(void) {
  RUN(influences_have_signs);
  RUN(what_carries_is_left_out);
  RUN(matter_goes_through_flows);
  RUN(without_a_ground_nothing_is_said);
  RUN(it_is_drawn);
  return test_done();
}
