/* model.c - any text as a whole model, what is behind a line of ---- as a mission for it, and what
 * is behind a second one as a person.
 *
 *   tool/fuzz model 300 */
#include "replay.h"

#include <math.h>

#include "language/ir.h"

static void check_order(const ant_model *m, const int *order, int n) {
  for (int i = 0; i < n; i++) MUST(order[i] >= 0 && order[i] < m->n_equation);
}

static int store_size(const ant_model *m, ant_store store) {
  return store == ANT_STORE_M ? m->n_m : m->n_y;
}

/* every place that an equation reads or writes lies in its store */
static void check_ref(const ant_model *m, const ant_ref *ref, const ant_equation *e) {
  int lowest = ref->offset, highest = ref->offset;
  for (int k = 0; k < e->n_axis; k++) {
    int reach = ref->stride[k] * (e->axis_size[k] - 1);
    if (reach < 0)
      lowest += reach;
    else
      highest += reach;
  }
  MUST(lowest >= 0 && highest < store_size(m, ref->store));
  MUST(ref->symbol < m->n_symbol);
}

static void check_node(const ant_model *m, int node, const ant_equation *e, int depth) {
  static const int n_arg[] = {
#define ANT_X(op, name, n) n,
      ANT_OPS(ANT_X)
#undef ANT_X
  };
  const ant_node *n = &m->node[node];
  MUST(node >= 0 && node < m->n_node && n->op < ANT_NOP);
  if (depth > 40) return; /* a graph that shares has too many paths to walk them all */
  if (n->op == ANT_OP_CONST) MUST(isfinite(n->value));
  if (n->op == ANT_OP_READ) check_ref(m, &m->ref[n->ref], e);
  for (int i = 0; i < n_arg[n->op]; i++) {
    MUST(n->arg[i] < node);
    if (depth < 12) check_node(m, n->arg[i], e, depth + 1);
  }
}

static void check_model(const ant_model *m) {
  for (int i = 0; i < m->n_equation; i++) {
    const ant_equation *e = &m->equation[i];
    MUST(e->n_axis >= 0 && e->n_axis <= ANT_MAX_AXES);
    check_ref(m, &e->target, e);
    check_node(m, e->root, e, 0);
  }
  for (int i = 0; i < m->n_symbol; i++) {
    const ant_symbol *s = &m->symbol[i];
    MUST(s->name && s->n > 0 && s->offset >= 0 && s->offset + s->n <= store_size(m, s->store));
  }
  check_order(m, m->order_baseline, m->n_order_baseline);
  check_order(m, m->order_setup, m->n_order_setup);
  check_order(m, m->order_phase, m->n_order_phase);
  check_order(m, m->order_rate, m->n_order_rate);
  check_order(m, m->order_observe, m->n_order_observe);
}

static void read_person(const ant_model *m, const char *text, ant_diags *diags) {
  ant_person *person = NULL;
  size_t before = diags->n_error;
  ant_status status = ant_person_parse(m, "person.ant", text, &person, diags);
  MUST((status == ANT_OK) == (diags->n_error == before));
  for (int i = 0; person && i < person->n_setting; i++) MUST(isfinite(person->setting[i].value));
  ant_person_destroy(&person);
}

static void check_mission(const ant_mission *mission) {
  for (int i = 0; i < mission->n_phase; i++) {
    MUST(mission->phase[i].end_d > mission->phase[i].start_d);
    for (int k = 0; k < mission->phase[i].n_setting; k++) {
      MUST(isfinite(mission->phase[i].setting[k].value));
    }
  }
  for (int i = 0; i < mission->n_dose; i++) MUST(mission->dose[i].amount > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1);
  if (!text) return 0;
  memcpy(text, data, size);
  text[size] = '\0';
  char *split = strstr(text, "\n----\n"), *second = split ? strstr(split + 6, "\n----\n") : NULL;
  if (split) *split = '\0';
  if (second) *second = '\0';
  ant_diags diags = {0};
  ant_model *model = NULL;
  ant_mission *mission = NULL;
  ant_status status = ant_model_parse("fuzz.ant", text, &model, &diags);
  MUST((status == ANT_OK) == (model != NULL) && (status == ANT_OK) == (diags.n_error == 0));
  if (model) check_model(model);
  if (model && split) {
    size_t before = diags.n_error;
    status = ant_mission_parse(model, "mission.ant", split + 6, &mission, &diags);
    MUST((status == ANT_OK) == (diags.n_error == before));
    if (mission) check_mission(mission);
  }
  if (model && second) read_person(model, second + 6, &diags);
  ant_mission_destroy(&mission);
  ant_model_destroy(&model);
  ant_diags_clear(&diags);
  free(text);
  return 0;
}
