/* voxel_mpi.h - ranks of MPI for antaeus/voxel_mechanics.h (`ant_fe_create_ranked`).
 *
 * In a library of its own, libantaeus_mpi, so that nothing else needs MPI.  The caller has called
 * MPI_Init, and calls from one thread only (MPI_THREAD_FUNNELED will do). */
#ifndef ANT_VOXEL_MPI_H
#define ANT_VOXEL_MPI_H

#include <mpi.h>

#include "antaeus/voxel_mechanics.h"

/* The ranks of COMM, all of which make this call, on a communicator of their own.  A failure of MPI
 * on it ends the run; ANT_ENOMEM is everyone's.  Clear with ant_ranks_mpi_clear, when no ant_fe
 * uses them any more and before MPI_Finalize. */
ant_status ant_ranks_mpi(MPI_Comm comm, ant_ranks *out_ranks, ant_diag *opt_diag);
void ant_ranks_mpi_clear(ant_ranks *ranks);

#endif /* ANT_VOXEL_MPI_H */
