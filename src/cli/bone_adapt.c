/* bone_adapt.c - antaeus bone adapt. */
#include "cli/bone.h"

int ant_cli_bone_adapt(int argc, char **argv) {
  ant_diag diag;
  (void)argc;
  (void)argv;
  ant_fail(&diag, ANT_ENOTYET, "'antaeus bone adapt' is not there yet");
  return ant_cli_fail(&diag);
}
