/* emit_sample NAME FOLDER - writes a sample model as C; run by the build. */
#include <stdio.h>

#include "emit/c.h"
#include "samples.h"

int main(int argc, char **argv) {
  ant_model *model = argc == 3 ? sample_by_name(argv[1]) : NULL;
  if (!model) {
    fprintf(stderr, "usage: emit_sample NAME FOLDER\n");
    return 2;
  }
  ant_program *program = NULL;
  ant_c_source source = {0};
  ant_diag diag = {0};
  ant_status status = ant_program_create(model, &program, &diag);
  if (status == ANT_OK) status = ant_emit_c(program, argv[1], 2, &source, &diag);
  if (status == ANT_OK) status = ant_c_source_write(&source, argv[2], &diag);
  if (status != ANT_OK) ant_diag_print(&diag, stderr);
  ant_c_source_clear(&source);
  ant_program_destroy(&program);
  build_free(&model);
  return status != ANT_OK;
}
