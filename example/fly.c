/* fly.c - a mission flown through the library: what is left of each bone at landing.
 *
 *   cc fly.c $(pkg-config --cflags --libs antaeus) -o fly
 *   ./fly physiology/twin people/astronaut.ant missions/iss-6-months-ared.ant */
#include <antaeus/run.h>
#include <stdio.h>
#include <string.h>

/* Print each areal density at the end of the phase called flight, in per cent of the ground's. */
static void print_landing(const ant_course *course) {
  for (int p = 0; p < course->n_phase; p++) {
    if (strcmp(course->phase[p].name, "flight") != 0) continue;
    printf("%s, day %g\n", course->mission, course->phase[p].end_d);
    for (int c = 0; c < course->n_column; c++) {
      if (!strstr(course->name[c], "areal_density")) continue;
      double change = 100 * (course->phase[p].value[c] / course->baseline[c] - 1);
      printf("%-36s %+6.2f %%\n", course->name[c], change);
    }
  }
}

static ant_status fly(char **path, ant_diags *diags) {
  ant_model *model = NULL;
  ant_person *person = NULL;
  ant_mission *mission = NULL;
  ant_machine *machine = NULL;
  ant_course *course = NULL;
  ant_diag diag;

  ant_status status = ant_model_load(path[1], &model, diags);
  if (status == ANT_OK) status = ant_person_load(model, path[2], &person, diags);
  if (status == ANT_OK) status = ant_mission_load(model, path[3], &mission, diags);
  if (status == ANT_OK) {
    ant_fly_options options = {.person = person, .every_d = 7};
    status = ant_machine_open(model, &machine, &diag);
    if (status == ANT_OK) status = ant_fly(machine, mission, &options, &course, &diag);
    if (status != ANT_OK) ant_diags_add(diags, &diag);
  }
  if (status == ANT_OK) print_landing(course);

  ant_course_destroy(&course);
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
  int exit = ant_status_exit(fly(argv, &diags));
  ant_diags_print(&diags, stderr);
  ant_diags_clear(&diags);
  return exit;
}
