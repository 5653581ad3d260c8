/* The models of the field, in all their variants: the evaluator and the C that is compiled on the
 * spot give the same bytes, at any states and after the first days of each mission that is
 * reproduced, conditions crossed and all.  Argument: the source tree. */
#include "machine/machine.h"

#include "each.h"

enum { N_ROUND = 40, FLIGHT_D = 6 };

typedef struct side {
  ant_machine *a;
  double *m, *y, *dy, *work, *value;
} side;

static bool side_take(side *s, const ant_model *model) {
  if (!s->a) return false;
  s->m = calloc((size_t)model->n_m + 1, sizeof(double));
  s->y = calloc((size_t)model->n_y + 1, sizeof(double));
  s->dy = calloc((size_t)model->n_y + 1, sizeof(double));
  s->work = calloc(ant_machine_work(s->a), sizeof(double));
  s->value = calloc((size_t)ant_machine_pattern(s->a)->nnz + 1, sizeof(double));
  ant_machine_defaults(s->a, s->m);
  return ant_machine_solve_baseline(s->a, s->m, s->y, NULL, NULL) == ANT_OK;
}

static void side_close(side *s) {
  free(s->m);
  free(s->y);
  free(s->dy);
  free(s->work);
  free(s->value);
  ant_machine_destroy(&s->a);
}

static void all_passes(side *s) {
  ant_machine_phase(s->a, s->m, s->y, s->work);
  ant_machine_rate(s->a, s->m, s->y, s->dy, s->work);
  ant_machine_jacobian(s->a, s->m, s->y, s->value, s->work);
  ant_machine_observe(s->a, s->m, s->y, s->work);
}

static bool same(const side *a, const side *b, const ant_model *model) {
  size_t nnz = (size_t)ant_machine_pattern(a->a)->nnz;
  return memcmp(a->y, b->y, (size_t)model->n_y * sizeof(double)) == 0 &&
         memcmp(a->m, b->m, (size_t)model->n_m * sizeof(double)) == 0 &&
         memcmp(a->dy, b->dy, (size_t)model->n_y * sizeof(double)) == 0 &&
         memcmp(a->value, b->value, nnz * sizeof(double)) == 0;
}

/* The states after FLIGHT_D days of MISSION into Y. */
static bool fly(const ant_machine *a, const ant_mission *mission, double *y, long *out_steps) {
  ant_run *run = NULL;
  ant_diag diag = {0};
  ant_solver_stats stats = {0};
  const ant_model *model = ant_machine_model(a);
  double end_d = mission->phase[mission->n_phase - 1].end_d;
  ant_status status = ant_run_create(a, mission, NULL, &run, &diag);
  if (status == ANT_OK) {
    status = ant_run_advance(run, fmin(mission->phase[0].start_d + FLIGHT_D, end_d), &diag);
    memcpy(y, ant_run_states(run), (size_t)model->n_y * sizeof *y);
    ant_run_stats(run, &stats);
  }
  if (status != ANT_OK) printf("# %s\n", diag.text);
  ant_run_destroy(&run);
  *out_steps = stats.steps;
  return status == ANT_OK;
}

static void compare_flights(const side *walked, const side *compiled, const ant_model *model) {
  for (int i = 0; i < model->n_trajectory; i++) {
    ant_mission *mission = NULL;
    ant_diags diags = {0};
    long steps[2];
    if (!model->trajectory[i].mission) continue;
    CHECK(ant_mission_load(model, model->trajectory[i].mission, &mission, &diags) == ANT_OK);
    ant_diags_clear(&diags);
    if (!mission) continue;
    bool flown = fly(walked->a, mission, walked->y, &steps[0]) &&
                 fly(compiled->a, mission, compiled->y, &steps[1]);
    CHECK(flown && steps[0] == steps[1]);
    CHECK(memcmp(walked->y, compiled->y, (size_t)model->n_y * sizeof(double)) == 0);
    ant_mission_destroy(&mission);
  }
}

/* On the ground, then with each state up to ten times smaller or larger. */
static void compare(const ant_model *model) {
  side walked = {0}, compiled = {0};
  ant_diag note = {0};
  CHECK(ant_machine_create(model, NULL, &walked.a, NULL) == ANT_OK);
  CHECK(ant_machine_open_compiled(model, &compiled.a, &note) == ANT_OK);
  CHECK(ant_machine_is_compiled(compiled.a));
  if (!ant_machine_is_compiled(compiled.a)) printf("# %s\n", note.text);
  bool ready = side_take(&walked, model) && side_take(&compiled, model);
  CHECK(ready);
  uint64_t seed = 7;
  bool equal = ready;
  for (int round = 0; equal && round < N_ROUND; round++) {
    for (int i = 0; round > 0 && i < model->n_y; i++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      double u = (double)(seed >> 11) * 0x1p-53;
      walked.y[i] = compiled.y[i] = walked.y[i] * (round % 2 ? 0.1 + u : 1 / (0.1 + u));
    }
    all_passes(&walked);
    all_passes(&compiled);
    equal = same(&walked, &compiled, model);
  }
  CHECK(equal);
  if (ready) compare_flights(&walked, &compiled, model);
  side_close(&walked);
  side_close(&compiled);
}

int main(int argc, char **argv) {
  char cache[] = "/tmp/antaeus-bytes-XXXXXX", command[100];
  if (argc < 2 || !mkdtemp(cache)) return 1;
  setenv("ANTAEUS_CACHE", cache, 1);
  each_model(argv[1], compare);
  snprintf(command, sizeof command, "rm -rf %s", cache);
  return system(command) != 0 || test_done();
}
