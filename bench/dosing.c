/* dosing.c - work against achieved error under no, rare and daily doses.
 *
 *   bench/dosing MODEL [REGIMEN]...
 *
 * MODEL is the folder of Peterson & Riggs 2010, whose code is linked in.  Three years, a row a day,
 * one person at a time on one core: no dose; denosumab 60 mg every 182.5 days; teriparatide 20 ug
 * every day.  For each method and tolerance: steps, right-hand sides, CPU seconds a person (all of
 * it: baseline, flight, rows), and the largest difference of five observables from a reference,
 * each over its largest value.  The reference is the one-step method at 1e-12; how far CVODES at
 * 1e-12 is from it stands above each table.  Beside them the peer (peer.h) at 1e-8, once with the
 * same right-hand side, once with one that also computes what depends on parameters alone. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "antaeus/run.h"
#include "engine/run.h"
#include "machine/machine.h"
#include "peer.h"

extern const ant_code ant_code_peterson_riggs2010;

enum { N_DAY = 1095, N_COLUMN = 5 };

static const char *const observable[N_COLUMN] = {"serum.parathyroid_hormone", "serum.calcium",
                                                 "serum.bone_alkaline_phosphatase", "serum.ctx",
                                                 "amount.spine_density"};

static const struct {
  const char *name, *mission;
  double mrgsolve_s; /* CPU seconds a person at 1e-8, on a like machine             */
} regimen[] = {{"none", "s00-ground", 0.0093},
               {"denosumab", "denosumab-3-years", 0.0537},
               {"teriparatide", "teriparatide-3-years", 2.60}};
enum { N_REGIMEN = sizeof regimen / sizeof *regimen };

typedef struct bench {
  const ant_machine *machine;
  const ant_mission *mission;
  int column[N_COLUMN], place[N_COLUMN]; /* of a run's row, in m                      */
  double reference[N_DAY + 1][N_COLUMN], value[N_DAY + 1][N_COLUMN];
} bench;

static double cpu_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* One person, into b->value. */
static ant_status fly(bench *b, ant_method method, double tolerance, ant_solver_stats *stats,
                      ant_diag *diag) {
  ant_fly_options options = {.method = method, .tolerance = tolerance};
  ant_run *run = NULL;
  ant_status status = ant_run_create(b->machine, b->mission, &options, &run, diag);
  for (int day = 0; day <= N_DAY && status == ANT_OK; day++) {
    status = ant_run_advance(run, day, diag);
    const double *row = ant_run_observe(run);
    for (int c = 0; c < N_COLUMN; c++) b->value[day][c] = row[b->column[c]];
  }
  if (run) ant_run_stats(run, stats);
  ant_run_destroy(&run);
  return status;
}

static double error_of(const bench *b) {
  double worst = 0;
  for (int c = 0; c < N_COLUMN; c++) {
    double most = 0, largest = 0;
    for (int day = 0; day <= N_DAY; day++) {
      most = fmax(most, fabs(b->value[day][c] - b->reference[day][c]));
      largest = fmax(largest, fabs(b->reference[day][c]));
    }
    worst = fmax(worst, most / largest);
  }
  return worst;
}

static ant_status peer(bench *b, bool whole, double *out_s, ant_diag *diag) {
  peer_course course = {.column = b->place, .n_column = N_COLUMN, .n_day = N_DAY};
  course.value = &b->value[0][0];
  double started = cpu_s();
  ANT_TRY(peer_fly(b->machine, b->mission, 1e-8, whole, &course, diag));
  *out_s = cpu_s() - started;
  printf("%-12s %9.0e %8s %9ld %11.5f %10.1e %8s\n", whole ? "peer, whole" : "peer", 1e-8, "",
         course.rate_calls, *out_s, error_of(b), "");
  return ANT_OK;
}

static ant_status line(bench *b, ant_method method, double tolerance, double peer_s,
                       ant_diag *diag) {
  double best = INFINITY, spent = 0;
  ant_solver_stats stats = {0};
  for (int i = 0; i < 20 && (i < 3 || spent < 0.3); i++) {
    double started = cpu_s();
    ANT_TRY(fly(b, method, tolerance, &stats, diag));
    double taken = cpu_s() - started;
    spent += taken;
    best = fmin(best, taken);
  }
  printf("%-12s %9.0e %8ld %9ld %11.5f %10.1e %7.0fx\n",
         method == ANT_METHOD_BDF ? "bdf" : "rosenbrock", tolerance, stats.steps, stats.rate_calls,
         best, error_of(b), peer_s / best);
  return ANT_OK;
}

static ant_status table(bench *b, int which, ant_diag *diag) {
  ant_solver_stats stats;
  double peer_s = 0, whole_s = 0;
  ANT_TRY(fly(b, ANT_METHOD_ROSENBROCK, 1e-12, &stats, diag));
  memcpy(b->reference, b->value, sizeof b->reference);
  ANT_TRY(fly(b, ANT_METHOD_BDF, 1e-12, &stats, diag));
  printf("\n%s: bdf at 1e-12 is %.1e from the reference; mrgsolve at 1e-8 takes %g s\n",
         regimen[which].name, error_of(b), regimen[which].mrgsolve_s);
  printf("%-12s %9s %8s %9s %11s %10s %8s\n", "method", "tolerance", "steps", "rates", "CPU s",
         "error", "to peer");
  ANT_TRY(peer(b, true, &whole_s, diag));
  ANT_TRY(peer(b, false, &peer_s, diag));
  for (int e = 4; e <= 8; e++) {
    ANT_TRY(line(b, ANT_METHOD_BDF, pow(10, -e), peer_s, diag));
  }
  for (int e = 4; e <= 8; e++) {
    ANT_TRY(line(b, ANT_METHOD_ROSENBROCK, pow(10, -e), peer_s, diag));
    ANT_TRY(line(b, ANT_METHOD_ROSENBROCK, 3 * pow(10, -e - 1), peer_s, diag));
  }
  return ANT_OK;
}

static ant_status find_columns(bench *b, ant_diag *diag) {
  const ant_model *model = ant_machine_model(b->machine);
  ant_run *run = NULL;
  char name[160];
  int found = 0;
  ANT_TRY(ant_run_create(b->machine, NULL, NULL, &run, diag));
  for (int c = 0; c < ant_run_n_column(run); c++) {
    int symbol, element;
    ant_run_column(run, c, &symbol, &element);
    ant_model_name(model, symbol, element, name, sizeof name);
    for (int k = 0; k < N_COLUMN; k++) {
      if (strcmp(name, observable[k]) != 0) continue;
      b->column[k] = c;
      b->place[k] = model->symbol[symbol].offset + element;
      found++;
    }
  }
  ant_run_destroy(&run);
  return found == N_COLUMN ? ANT_OK
                           : ant_fail(diag, ANT_EINPUT, "this model has other observables");
}

static ant_status run(int argc, char **argv, const ant_model *model, ant_diags *diags) {
  static bench b;
  ant_machine *machine = NULL;
  ant_diag diag = {0};
  ant_status status = ant_machine_create(model, &ant_code_peterson_riggs2010, &machine, &diag);
  b.machine = machine;
  if (status == ANT_OK) status = find_columns(&b, &diag);
  for (int i = 0; i < N_REGIMEN && status == ANT_OK; i++) {
    bool asked = argc < 3;
    for (int k = 2; k < argc; k++) asked |= strcmp(argv[k], regimen[i].name) == 0;
    if (!asked) continue;
    char path[1000];
    ant_mission *mission = NULL;
    snprintf(path, sizeof path, "%.800s/missions/%s.ant", argv[1], regimen[i].mission);
    ANT_TRY(ant_mission_load(model, path, &mission, diags));
    b.mission = mission;
    status = table(&b, i, &diag);
    ant_mission_destroy(&mission);
  }
  if (status != ANT_OK) ant_diags_add(diags, &diag);
  ant_machine_destroy(&machine);
  return status;
}

int main(int argc, char **argv) {
  ant_diags diags = {0};
  ant_model *model = NULL;
  if (argc < 2) {
    fprintf(stderr, "usage: dosing MODEL [none | denosumab | teriparatide]...\n");
    return 2;
  }
  ant_status status = ant_model_load(argv[1], &model, &diags);
  if (status == ANT_OK) status = run(argc, argv, model, &diags);
  ant_diags_print(&diags, stderr);
  ant_diags_clear(&diags);
  ant_model_destroy(&model);
  return ant_status_exit(status);
}
