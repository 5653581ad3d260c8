/* bone.c - structure, stiffness and failure load of a mask of bone, from C.
 *
 *   cc bone.c $(pkg-config --cflags --libs antaeus) -o bone && ./bone MASK.mha
 *
 * Without a word it makes a trabecular cube of its own. */
#include <antaeus/voxel_mechanics.h>
#include <antaeus/voxel_structure.h>
#include <stdio.h>
#include <stdlib.h>

static ant_status make_cube(ant_volume **out, ant_diag *diag) {
  ant_trabecular_options o;
  ant_trabecular_defaults(&o);
  o.n[0] = o.n[1] = o.n[2] = 40;
  o.bv_tv = 0.35;
  o.thickness_mm = 0.1;
  return ant_trabecular_make(&o, out, diag);
}

static ant_status tell_structure(const ant_volume *mask, ant_diag *diag) {
  ant_thickness th;
  ant_surface s;
  ant_euler e;
  ANT_TRY(ant_thickness_measure(mask, false, NULL, &th, NULL, diag));
  ANT_TRY(ant_surface_measure(mask, NULL, 0, &s, diag));
  ANT_TRY(ant_euler_measure(mask, NULL, 0, &e, diag));
  printf("Tb.Th %.4g mm, SMI %.3g, DA %.3g, Conn.D %.4g per mm3\n", th.mean_mm, s.smi, s.da,
         e.density_mm3);
  return ANT_OK;
}

/* One per cent shorter along z, the near end glued. */
static ant_status tell_strength(const ant_volume *mask, ant_diag *diag) {
  const ant_fe_material bone = {.kind = ANT_FE_CONSTANT, .modulus_mpa = 18000, .poisson = 0.3};
  ant_fe *fe = NULL;
  ant_fe_load *load = NULL;
  ant_fe_report report;
  ant_fe_pistoia pistoia;
  double sum[3];
  ANT_TRY(ant_fe_create(mask, &bone, 0, &fe, diag));
  double *u = calloc(3 * ant_fe_stride(fe), sizeof *u);
  double *force = calloc(3 * ant_fe_stride(fe), sizeof *force);
  ant_status status = u && force ? ANT_OK : ant_fail(diag, ANT_ENOMEM, "no memory");
  if (status == ANT_OK) status = ant_fe_load_create(fe, &load, diag);
  if (status == ANT_OK) status = ant_fe_load_test(load, ANT_FE_PLATEN, 2, -0.01, diag);
  if (status == ANT_OK) status = ant_fe_solve(fe, load, NULL, u, &report, diag);
  if (status == ANT_OK) status = ant_fe_pistoia_load(fe, u, 0.007, 0.02, &pistoia, diag);
  if (status == ANT_OK) {
    ant_fe_forces(fe, u, force);
    ant_fe_face_force(fe, force, ANT_FE_Z1, sum);
    printf("%zu unknowns in %d iterations: reaction %.4g N, failure load %.4g N\n", report.unknowns,
           report.iterations, sum[2], pistoia.factor * sum[2]);
  }
  if (load) ant_fe_load_destroy(&load);
  ant_fe_destroy(&fe);
  free(u);
  free(force);
  return status;
}

int main(int argc, char **argv) {
  ant_diag diag;
  ant_volume *mask = NULL;
  ant_status status =
      argc > 1 ? ant_volume_read(argv[1], &mask, NULL, &diag) : make_cube(&mask, &diag);
  if (status == ANT_OK) status = tell_structure(mask, &diag);
  if (status == ANT_OK) status = tell_strength(mask, &diag);
  if (status != ANT_OK) ant_diag_print(&diag, stderr);
  ant_volume_destroy(&mask);
  return ant_status_exit(status);
}
