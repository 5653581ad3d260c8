/* fly.c - what one mission costs: states, steps, right-hand sides, wall time.
 *
 *   bench/fly MODEL PERSON MISSION
 *
 * One line a method and tolerance; times are the best of several runs on one core. */
#include <stdio.h>
#include <time.h>

#include "antaeus/run.h"
#include "machine/machine.h"

static double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static ant_status measure(const ant_machine *machine, const ant_mission *mission,
                          const ant_person *person, ant_method method, double tolerance,
                          ant_diag *diag) {
  ant_solver_stats stats = {0};
  double best = 1e300, mass_error = 0;
  int n_state = 0;
  for (int i = 0; i < 5; i++) {
    ant_fly_options options = {.person = person, .method = method, .tolerance = tolerance};
    ant_course *course = NULL;
    double started = now_s();
    ANT_TRY(ant_fly(machine, mission, &options, &course, diag));
    double taken = now_s() - started;
    if (taken < best) best = taken;
    stats = course->stats;
    n_state = course->n_state;
    mass_error = course->mass_error;
    ant_course_destroy(&course);
  }
  printf("%-10s %9.0e %7d %7ld %9ld %9ld %8ld %9ld %9.1f %10.1e\n",
         method == ANT_METHOD_BDF ? "bdf" : "rosenbrock", tolerance, n_state, stats.steps,
         stats.rate_calls, stats.jacobian_calls, stats.factorisations, stats.error_test_fails,
         1e3 * best, mass_error);
  return ANT_OK;
}

static ant_status run(char **path, ant_diags *diags) {
  ant_model *model = NULL;
  ant_person *person = NULL;
  ant_mission *mission = NULL;
  ant_machine *machine = NULL;
  ant_diag diag;
  double started = now_s();
  ant_status status = ant_model_load(path[1], &model, diags);
  double read_s = now_s() - started;
  if (status == ANT_OK) status = ant_person_load(model, path[2], &person, diags);
  if (status == ANT_OK) status = ant_mission_load(model, path[3], &mission, diags);
  if (status == ANT_OK) {
    status = ant_machine_open(model, &machine, &diag);
    if (status == ANT_OK) {
      printf("%s, %s; read and checked in %.1f ms\n", path[3],
             ant_machine_is_compiled(machine) ? "compiled" : "evaluator", 1e3 * read_s);
      printf("%-10s %9s %7s %7s %9s %9s %8s %9s %9s %10s\n", "method", "tolerance", "states",
             "steps", "rates", "jacobians", "factors", "rejected", "ms", "mass error");
    }
    const double tolerance[] = {1e-6, 1e-8, 1e-10};
    for (int i = 0; i < 6 && status == ANT_OK; i++) {
      ant_method method = i < 3 ? ANT_METHOD_BDF : ANT_METHOD_ROSENBROCK;
      status = measure(machine, mission, person, method, tolerance[i % 3], &diag);
    }
    if (status != ANT_OK) ant_diags_add(diags, &diag);
  }
  ant_machine_destroy(&machine);
  ant_mission_destroy(&mission);
  ant_person_destroy(&person);
  ant_model_destroy(&model);
  return status;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: fly MODEL PERSON MISSION\n");
    return 2;
  }
  ant_diags diags = {0};
  int exit = ant_status_exit(run(argv, &diags));
  ant_diags_print(&diags, stderr);
  ant_diags_clear(&diags);
  return exit;
}
