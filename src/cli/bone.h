/* bone.h - what the parts of `antaeus bone` share: reading volumes and masks, words that become
 * choices and numbers, results as lines of text or one JSON document, and the solid that the
 * mechanical verbs are told about with the same options.
 *
 * Each verb is a function with the words behind its own name; it returns the exit status. */
#ifndef ANT_CLI_BONE_H
#define ANT_CLI_BONE_H

#include "antaeus/voxel_mechanics.h"
#include "base/json.h"
#include "cli/common.h"

int ant_cli_bone_adapt(int argc, char **argv);
int ant_cli_bone_convert(int argc, char **argv);
int ant_cli_bone_draw(int argc, char **argv);
int ant_cli_bone_info(int argc, char **argv);
int ant_cli_bone_make(int argc, char **argv);
int ant_cli_bone_measure(int argc, char **argv);
int ant_cli_bone_register(int argc, char **argv);
int ant_cli_bone_segment(int argc, char **argv);
int ant_cli_bone_stiffness(int argc, char **argv);
int ant_cli_bone_strength(int argc, char **argv);

/* The same on one of several processes, each with these words; main_mpi.c. */
int ant_cli_bone_stiffness_ranked(const ant_ranks *opt_ranks, int argc, char **argv);
int ant_cli_bone_strength_ranked(const ant_ranks *opt_ranks, int argc, char **argv);

/* 1. Words --------------------------------------------------------------- */

/* WORD among the N of NAME: its place in *OUT; else ANT_EUSAGE about OPTION with the nearest name.
 */
ant_status ant_bone_choice(const char *option, const char *word, const char *const *name, int n,
                           int *out, ant_diag *diag);

/* Words with commas between, each one of the N of NAME: a bit for each in *OUT_SET. */
ant_status ant_bone_set(const char *option, const char *words, const char *const *name, int n,
                        unsigned *out_set, ant_diag *diag);

/* "x", "y" or "z". */
ant_status ant_bone_axis(const char *option, const char *word, int *out_axis, ant_diag *diag);

/* The words of an ant_scale, for a choice. */
#define ANT_BONE_SCALES "stored|grey|mu|hu|density"

/* 2. Volumes ------------------------------------------------------------- */

/* Read PATH; a warning to standard error where the file says no spacing, unless QUIET. */
ant_status ant_bone_read(const char *path, bool quiet, ant_volume **out_volume,
                         ant_volume_report *opt_report, ant_diag *diag);

/* Whether LABELS are numbers as ant_bone_read_mask takes them; else ANT_EUSAGE. */
ant_status ant_bone_labels_check(const char *opt_labels, ant_diag *diag);

/* Whether a volume can be written to PATH: its end says a format, and the place is there. */
ant_status ant_bone_out_check(const char *path, ant_diag *diag);

/* Read a mask: an own u8 volume, 1 where the file has LABELS ("100,127"; NULL: anything but 0).
 * ANT_EINPUT where it is no mask (fractions, or more than 32 different numbers) or is empty. */
ant_status ant_bone_read_mask(const char *path, const char *opt_labels, bool quiet,
                              ant_volume **out_mask, ant_diag *diag);

/* A copy of its own that may be changed. */
ant_status ant_bone_copy(const ant_volume *volume, ant_volume **out_volume, ant_diag *diag);

/* 3. Results ------------------------------------------------------------- */

/* The same results as text (LABEL VALUE UNIT a line) or as JSON (KEY: VALUE).  What is not finite
 * is "-" in text and null in JSON. */
typedef struct ant_bone_out {
  bool json;
  int depth;
  ant_json j;
} ant_bone_out;

void ant_bone_out_begin(ant_bone_out *out, bool json);
void ant_bone_out_number(ant_bone_out *out, const char *key, const char *label, double value,
                         const char *unit);
void ant_bone_out_numbers(ant_bone_out *out, const char *key, const char *label,
                          const double *value, int n, const char *unit);
void ant_bone_out_integer(ant_bone_out *out, const char *key, const char *label, int64_t value,
                          const char *unit);
void ant_bone_out_text(ant_bone_out *out, const char *key, const char *label, const char *value);
/* An object below KEY, a headline in text; for lists of objects `array` with KEY NULL inside. */
void ant_bone_out_open(ant_bone_out *out, const char *key, const char *headline);
void ant_bone_out_close(ant_bone_out *out);
ant_status ant_bone_out_end(ant_bone_out *out, ant_diag *diag);

/* The size, spacing and place of VOLUME. */
void ant_bone_out_volume(ant_bone_out *out, const ant_volume *volume);

/* 4. Solids -------------------------------------------------------------- */

/* What the mechanical verbs are told about the bone. */
typedef struct ant_bone_solid {
  const char *labels, *table, *mask;
  double modulus_mpa, poisson, tolerance, power[2]; /* NAN: no power law             */
  long iterations, jobs;
  bool field, largest;
  const ant_ranks *opt_ranks; /* that share the work; NULL: one process            */
  ant_cli_progress progress;  /* of the solutions; see ant_bone_solid_options      */
  int solutions, done;
  double share;
} ant_bone_solid;

/* 18000 MPa, 0.3, 1e-6, 1000 iterations, a thread a core. */
void ant_bone_solid_defaults(ant_bone_solid *solid);

#define ANT_BONE_SOLID_OPTIONS(s)                                                                  \
  {"--labels", "A,B", ANT_CLI_TEXT, &(s)->labels, "bone is what has these values (all but 0)"},    \
      {"--largest", NULL, ANT_CLI_FLAG, &(s)->largest, "only the largest part, joined by faces"},  \
      {"--modulus", "MPA", ANT_CLI_BETWEEN(0, 1e9), &(s)->modulus_mpa, "Young's modulus (18000)"}, \
      {"--poisson", "NU", ANT_CLI_BETWEEN(-1, 0.5), &(s)->poisson, "Poisson's ratio (0.3)"},       \
      {"--moduli", "V=MPA,..", ANT_CLI_TEXT, &(s)->table, "a modulus for each label"},             \
      {"--field", NULL, ANT_CLI_FLAG, &(s)->field, "the volume holds the modulus [MPa]"},          \
      {"--power", "A,B", ANT_CLI_NUMBERS(2, 1e-6, 1e9), (s)->power,                                \
       "A (density / (g/cm3))^B MPa, density from the scan's calibration"},                        \
      {"--mask", "FILE", ANT_CLI_TEXT, &(s)->mask, "bone is where this is not 0 (for --power)"},   \
      {"--tolerance", "X", ANT_CLI_WITHIN(1e-12, 0.1), &(s)->tolerance,                            \
       "relative residual (1e-6)"},                                                                \
      {"--iterations", "N", ANT_CLI_COUNT_WITHIN(1, 1e6), &(s)->iterations,                        \
       "of the solver, at most (1000)"},                                                           \
  {                                                                                                \
    "--jobs", "N", ANT_CLI_JOBS, &(s)->jobs, "threads (one a core)"                                \
  }

/* The solver's options in SOLID, with progress to be shown of so many SOLUTIONS to come, which
 * SIGINT ends.  End it with ant_cli_progress_end(&solid->progress). */
ant_fe_options ant_bone_solid_options(ant_bone_solid *solid, int solutions, bool quiet);

/* Unknowns, iterations, seconds, memory. */
void ant_bone_out_solution(ant_bone_out *out, const ant_fe_report *report, const ant_fe *fe);

/* 5. Tests --------------------------------------------------------------- */

/* A test of the laboratory: which (an ant_fe_test), along what axis, and how far. */
typedef struct ant_bone_test {
  int test, axis;
  double strain, displacement_mm; /* of these one; the angle [rad] of a turn      */
} ant_bone_test;

#define ANT_BONE_TESTS "clamped|platen|free|confined|shear1|shear2|bend|twist"

/* platen along z, 1 % shorter */
void ant_bone_test_defaults(ant_bone_test *test);

#define ANT_BONE_TEST_OPTIONS(t)                                                                   \
  {"--test", ANT_BONE_TESTS, ANT_CLI_CHOICE, &(t)->test, "which test (platen)"},                   \
      {"--axis", "x|y|z", ANT_CLI_CHOICE, &(t)->axis, "along which (z)"},                          \
      {"--strain", "X", ANT_CLI_WITHIN(-1, 1), &(t)->strain,                                       \
       "mean strain (-0.01); bend, twist: the angle [rad]"},                                       \
  {                                                                                                \
    "--displacement", "MM", ANT_CLI_WITHIN(-1e6, 1e6), &(t)->displacement_mm,                      \
        "of the far end, instead"                                                                  \
  }

/* "clamped:z,shear1:x": up to MOST tests, as far as TEST goes. */
ant_status ant_bone_test_list(const char *option, const char *words, const ant_bone_test *test,
                              int most, ant_bone_test *out, int *out_n, ant_diag *diag);

/* What can be wrong with its words before there is a volume. */
ant_status ant_bone_test_check(const ant_bone_test *test, ant_diag *diag);

/* Find the strain of TEST on a solid of VOLUME's size. */
ant_status ant_bone_test_settle(ant_bone_test *test, const ant_volume *volume, ant_diag *diag);

/* Make the finite elements of the volume at PATH as SOLID says, with a line about their size and
 * the memory that they need to standard error unless QUIET; settle TEST on them; hand them and the
 * volume that they were made of, without its voxels (for the place of fields), to WORK.  What SOLID
 * and TEST say is checked before the volume is read. */
typedef ant_status ant_bone_solid_work(void *user, ant_fe *fe, const ant_volume *volume,
                                       ant_diag *diag);
ant_status ant_bone_solid_run(const char *path, ant_bone_solid *solid, ant_bone_test *test,
                              bool quiet, ant_bone_solid_work *work, void *user, ant_diag *diag);

/* Numbers of the far end. */
typedef struct ant_bone_reaction {
  double force_n[3], moment_nmm[3]; /* the moment about the middle of the far face */
  double length_mm, area_mm2;       /* of the volume's box                        */
} ant_bone_reaction;

/* Solve it.  *OUT_U (3 stride) is the caller's to free. */
ant_status ant_bone_test_solve(ant_fe *fe, const ant_bone_test *test, const ant_volume *volume,
                               const ant_fe_options *options, double **out_u,
                               ant_fe_report *out_report, ant_bone_reaction *out_reaction,
                               ant_diag *diag);

/* Reaction, stiffness and apparent modulus. */
void ant_bone_out_test(ant_bone_out *out, const ant_bone_test *test, const ant_bone_reaction *r);

/* The fields of "energy,effective" as a set of bits. */
ant_status ant_bone_fields(const char *option, const char *words, unsigned *out_set,
                           ant_diag *diag);

/* These fields as volumes in FOLDER, which is there, in the format of ANT_BONE_FORMATS. */
#define ANT_BONE_FORMATS "mha|mhd|nii|nii.gz|vti|raw"
ant_status ant_bone_write_fields(const ant_fe *fe, const double *u, const ant_volume *volume,
                                 unsigned fields, const char *folder, int format, ant_diag *diag);

#endif /* ANT_CLI_BONE_H */
