/* peer.c - dense CVODE on a machine's right-hand side (see peer.h). */
#include "peer.h"

#include <cvodes/cvodes.h>
#include <nvector/nvector_serial.h>
#include <stdlib.h>
#include <string.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

#if SUNDIALS_VERSION_MAJOR >= 7
#define ANT_NO_COMM SUN_COMM_NULL
#else
#define ANT_NO_COMM NULL
#endif

typedef struct peer {
  const ant_machine *machine;
  const ant_model *model;
  double *m, *work;
  bool whole;
  long rate_calls;
  SUNContext context;
  N_Vector y;
  SUNMatrix matrix;
  SUNLinearSolver dense;
  void *cvode;
} peer;

static int rate(sunrealtype time_d, N_Vector y_vector, N_Vector dy_vector, void *user) {
  peer *p = user;
  const double *y = N_VGetArrayPointer(y_vector);
  p->rate_calls++;
  p->m[p->model->symbol[p->model->time].offset] = time_d;
  if (p->whole) {
    ant_machine_setup(p->machine, p->m, y, p->work);
    ant_machine_phase(p->machine, p->m, y, p->work);
  }
  /* conditions are looked at where the integrator stands: it steps over what they make jump */
  if (p->model->n_when > 0) {
    ant_machine_guard(p->machine, p->m, y, p->work);
    ant_machine_truth(p->machine, p->m, p->work);
  }
  ant_machine_rate(p->machine, p->m, y, N_VGetArrayPointer(dy_vector), p->work);
  return 0;
}

static ant_status make(peer *p, double tolerance, ant_diag *diag) {
  int n = p->model->n_y, flag = 0;
  p->m = calloc((size_t)p->model->n_m + 1, sizeof *p->m);
  p->work = calloc(ant_machine_work(p->machine), sizeof *p->work);
  if (!p->m || !p->work || SUNContext_Create(ANT_NO_COMM, &p->context) != 0) return ANT_ENOMEM;
  p->y = N_VNew_Serial(n, p->context);
  ant_machine_defaults(p->machine, p->m);
  ANT_TRY(ant_machine_solve_baseline(p->machine, p->m, N_VGetArrayPointer(p->y), NULL, diag));
  ant_machine_phase(p->machine, p->m, N_VGetArrayPointer(p->y), p->work);
  p->matrix = SUNDenseMatrix(n, n, p->context);
  p->dense = SUNLinSol_Dense(p->y, p->matrix, p->context);
  p->cvode = CVodeCreate(CV_BDF, p->context);
  flag |= CVodeInit(p->cvode, rate, 0.0, p->y);
  flag |= CVodeSetUserData(p->cvode, p);
  flag |= CVodeSStolerances(p->cvode, tolerance, tolerance);
  flag |= CVodeSetLinearSolver(p->cvode, p->dense, p->matrix);
  flag |= CVodeSetMaxNumSteps(p->cvode, 100000);
  return flag == 0 ? ANT_OK : ant_fail(diag, ANT_ESYSTEM, "the peer refused its settings");
}

static void clear(peer *p) {
  if (p->cvode) CVodeFree(&p->cvode);
  if (p->dense) SUNLinSolFree(p->dense);
  if (p->matrix) SUNMatDestroy(p->matrix);
  if (p->y) N_VDestroy(p->y);
  if (p->context) SUNContext_Free(&p->context);
  free(p->m);
  free(p->work);
}

static void give(peer *p, const ant_dose_event *dose) {
  const ant_dose_port *port = &p->model->dose[dose->port];
  const ant_symbol *state = &p->model->symbol[port->state];
  double fraction = port->fraction < 0 ? 1 : p->m[p->model->symbol[port->fraction].offset];
  N_VGetArrayPointer(p->y)[state->offset] += dose->amount * port->factor * fraction;
}

static void look(peer *p, double time_d, double *row, const peer_course *c) {
  const double *y = N_VGetArrayPointer(p->y);
  N_Vector scratch = N_VClone(p->y);
  rate(time_d, p->y, scratch, p);
  N_VDestroy(scratch);
  ant_machine_observe(p->machine, p->m, y, p->work);
  for (int i = 0; i < c->n_column; i++) row[i] = p->m[c->column[i]];
}

static ant_status fly(peer *p, const ant_mission *mission, peer_course *c, ant_diag *diag) {
  int i_dose = 0;
  sunrealtype t = 0;
  for (int day = 0; day <= c->n_day; day++) {
    bool given = false;
    for (;;) {
      bool dose = i_dose < mission->n_dose && mission->dose[i_dose].time_d <= day;
      double until = dose ? mission->dose[i_dose].time_d : day;
      if (until > t) {
        if (given) CVodeReInit(p->cvode, t, p->y);
        given = false;
        CVodeSetStopTime(p->cvode, until);
        int flag = CVode(p->cvode, until, p->y, &t, CV_NORMAL);
        if (flag < 0) return ant_fail(diag, ANT_ENUMERIC, "the peer failed: flag %d", flag);
      }
      if (!dose) break;
      give(p, &mission->dose[i_dose++]);
      given = true;
    }
    look(p, day, c->value + day * c->n_column, c);
    long steps = 0;
    CVodeGetNumSteps(p->cvode, &steps);
    if (given) c->steps += steps;
    if (given) CVodeReInit(p->cvode, t, p->y);
  }
  return ANT_OK;
}

ant_status peer_fly(const ant_machine *machine, const ant_mission *mission, double tolerance,
                    bool whole, peer_course *course, ant_diag *diag) {
  peer p = {.machine = machine, .model = ant_machine_model(machine), .whole = whole};
  course->steps = 0;
  ant_status status = make(&p, tolerance, diag);
  if (status == ANT_OK) status = fly(&p, mission, course, diag);
  course->rate_calls = p.rate_calls;
  clear(&p);
  return status;
}
