/* main_mpi.c - antaeus-mpi bone stiffness|strength ...: a volume that outgrows one process, cut
 * among the ranks of MPI.  Rank 0 speaks for all. */
#include <mpi.h>
#include <stdio.h>
#include <string.h>

#include "antaeus/run.h"
#include "antaeus/voxel_mpi.h"
#include "cli/bone.h"
#include "cli/common.h"

typedef struct verb {
  const char *name, *about;
  int (*run)(const ant_ranks *ranks, int argc, char **argv);
} verb;

static const verb verbs[] = {
    {"stiffness", "micro-FE: tests, apparent moduli, the stiffness tensor",
     ant_cli_bone_stiffness_ranked},
    {"strength", "micro-FE: failure load, load-displacement curve, load history",
     ant_cli_bone_strength_ranked},
};
enum { N_VERB = sizeof verbs / sizeof *verbs };

static int print_usage(FILE *to, int status) {
  fprintf(to,
          "usage: mpirun -n RANKS antaeus-mpi bone VERB VOLUME [...]\n\n"
          "`antaeus bone VERB` for a volume that outgrows one machine: each rank takes a slab\n"
          "of it along z. One rank a machine that uses all of its cores needs the least memory\n"
          "(Open MPI: mpirun -N 1 --bind-to none).\n\n");
  for (int i = 0; i < N_VERB; i++) fprintf(to, "  %-10s %s\n", verbs[i].name, verbs[i].about);
  fprintf(to, "\n`antaeus-mpi bone VERB --help` says more.\n");
  return ant_cli_end(status);
}

static int run(const ant_ranks *ranks, int argc, char **argv) {
  ant_diag diag;
  if (argc > 1 && strcmp(argv[1], "--version") == 0) {
    printf("antaeus %s\n", ant_version());
    return ant_cli_end(0);
  }
  if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
    return print_usage(stdout, 0);
  }
  if (argc < 3) return print_usage(stderr, ant_status_exit(ANT_EUSAGE));
  for (int i = 0; i < N_VERB && strcmp(argv[1], "bone") == 0; i++) {
    if (strcmp(argv[2], verbs[i].name) == 0) return verbs[i].run(ranks, argc - 3, argv + 3);
  }
  ant_fail(&diag, ANT_EUSAGE, "'%s %s' does not run on several ranks", argv[1], argv[2]);
  ant_diag_hint(&diag, "bone stiffness and bone strength do; for the others: antaeus %s %s",
                argv[1], argv[2]);
  return ant_cli_fail(&diag);
}

int main(int argc, char **argv) {
  int threads, status;
  ant_ranks ranks;
  ant_diag diag;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &threads);
  ant_cli_catch_signals();
  if (ant_ranks_mpi(MPI_COMM_WORLD, &ranks, &diag) != ANT_OK) {
    status = ant_cli_fail(&diag);
    MPI_Abort(MPI_COMM_WORLD, status);
    return status;
  }
  /* the others come to the same results and the same messages */
  const bool one_voice =
      ranks.rank == 0 || (freopen("/dev/null", "w", stdout) && freopen("/dev/null", "w", stderr));
  status = run(&ranks, argc, argv);
  ant_ranks_mpi_clear(&ranks);
  MPI_Finalize();
  return one_voice ? status : ant_status_exit(ANT_ESYSTEM);
}
