/* big.c - what a large model costs: 3,000 states and 9,000 expressions, once written out, once over
 * a set.
 *
 *   bench/big [STATES]
 *
 * Seconds to read and check, to differentiate, to plan the Jacobian, to write as C and to compile
 * (gcc -O2, one core), then microseconds a right-hand side: evaluator, emitted C, and the same
 * written by hand with the C library's pow.  Each state has a Hill function of another state, a
 * flux that a third one speeds up, and a decay. */
#include <dirent.h>
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "emit/c.h"
#include "machine/machine.h"

static double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* 1. The model ------------------------------------------------------------- */

static void head(ant_text *t) {
  ant_text_put(t, "antaeus 1\nmodel \"big\"\n  baseline free \"a benchmark\"\nmodule big \"big\"\n"
                  "param n = 1.7  assumed \"a benchmark\"\n");
}

static void written_out(ant_text *t, int n) {
  head(t);
  for (int i = 0; i < n; i++) {
    ant_text_print(t, "param k%d [1/day] = %g  assumed \"a benchmark\"\n", i, 0.1 + 1e-4 * i);
  }
  for (int i = 0; i < n; i++) {
    int j = (7 * i + 3) % n, l = (13 * i + 5) % n;
    ant_text_print(t,
                   "state x%d = %g\nlet a%d = x%d^n / (0.3^n + x%d^n)\n"
                   "let b%d [1/day] = k%d * a%d * (1 + 0.5 * x%d)\nrate x%d = b%d - k%d * x%d\n",
                   i, 0.5 + 1e-4 * i, i, j, j, i, i, i, l, i, i, i, i);
  }
}

/* the same shape over a set: neighbours are other quantities at the same element */
static void over_a_set(ant_text *t, int n) {
  enum { KIND = 10 };
  head(t);
  ant_text_put(t, "set cell = c0");
  for (int i = 1; i < n / KIND; i++) ant_text_print(t, ", c%d", i);
  ant_text_put(t, "\nfor cell\n");
  for (int i = 0; i < KIND; i++) {
    int j = (7 * i + 3) % KIND, l = (3 * i + 5) % KIND;
    ant_text_print(t,
                   "  param k%d [1/day] = %g  assumed \"a benchmark\"\n  state x%d = %g\n"
                   "  let a%d = x%d^n / (0.3^n + x%d^n)\n"
                   "  let b%d [1/day] = k%d * a%d * (1 + 0.5 * x%d)\n"
                   "  rate x%d = b%d - k%d * x%d\n",
                   i, 0.1 + 0.01 * i, i, 0.5 + 0.01 * i, i, j, j, i, i, i, l, i, i, i, i);
  }
}

/* 2. By hand ------------------------------------------------------------------ */

static void by_hand(ant_text *t, int n, bool set) {
  int kind = set ? 10 : n, cells = n / kind;
  ant_text_put(t, "#include <math.h>\n");
  for (int part = 0; part * 40 < kind; part++) {
    ant_text_print(t, "static void f%d(const double *k, const double *y, double *dy) {\n", part);
    ant_text_put(t, "  const double n = k[-1], c = pow(0.3, n);\n");
    if (set) ant_text_print(t, "  for (int i = 0; i < %d; i++) {\n", cells);
    for (int i = part * 40; i < (part + 1) * 40 && i < kind; i++) {
      int j = (7 * i + 3) % kind, l = set ? (3 * i + 5) % kind : (13 * i + 5) % kind;
      const char *at = set ? " + i" : "";
      ant_text_print(
          t,
          "  { double p = pow(y[%d%s], n), a = p / (c + p); dy[%d%s] = k[%d%s] * a * (1 + "
          "0.5 * y[%d%s]) - k[%d%s] * y[%d%s]; }\n",
          j * cells, at, i * cells, at, i * cells, at, l * cells, at, i * cells, at, i * cells, at);
    }
    ant_text_put(t, set ? "  }\n}\n" : "}\n");
  }
  ant_text_put(t, "void by_hand(const double *k, const double *y, double *dy) {\n");
  for (int part = 0; part * 40 < kind; part++) ant_text_print(t, "  f%d(k, y, dy);\n", part);
  ant_text_put(t, "}\n");
}

/* 3. Measuring ------------------------------------------------------------------- */

static double seconds_of(const struct rusage *r) {
  return (double)r->ru_utime.tv_sec + 1e-6 * (double)r->ru_utime.tv_usec +
         (double)r->ru_stime.tv_sec + 1e-6 * (double)r->ru_stime.tv_usec;
}

/* CPU seconds of the compiler. */
static double compile(const char *folder, const char *name) {
  char command[600];
  snprintf(command, sizeof command,
           "cd %s && cc -O2 -fPIC -ffp-contract=off -std=c11 -c %s.c -o %s.o", folder, name, name);
  struct rusage before, after;
  getrusage(RUSAGE_CHILDREN, &before);
  if (system(command) != 0) printf("  (the compiler failed)\n");
  getrusage(RUSAGE_CHILDREN, &after);
  return seconds_of(&after) - seconds_of(&before);
}

static void *load(const char *folder, const char *name) {
  char command[700], path[500];
  snprintf(path, sizeof path, "%s/%s.so", folder, name);
  snprintf(command, sizeof command, "cd %s && cc -shared -o %s.so %s*.o -lm", folder, name, name);
  return system(command) == 0 ? dlopen(path, RTLD_NOW) : NULL;
}

typedef struct bench {
  ant_model *model;
  ant_machine *machine;
  double *m, *y, *dy, *work, *value;
} bench;

static double rate_us(const bench *b) {
  double best = 1e300;
  for (int q = 0; q < 50; q++) {
    double t = now_s();
    for (int i = 0; i < 20; i++) ant_machine_rate(b->machine, b->m, b->y, b->dy, b->work);
    best = fmin(best, (now_s() - t) / 20);
  }
  return 1e6 * best;
}

static double jacobian_us(const bench *b) {
  double best = 1e300;
  for (int q = 0; q < 20; q++) {
    double t = now_s();
    for (int i = 0; i < 10; i++) ant_machine_jacobian(b->machine, b->m, b->y, b->value, b->work);
    best = fmin(best, (now_s() - t) / 10);
  }
  return 1e6 * best;
}

static bool begin(bench *b, const ant_code *code) {
  if (ant_machine_create(b->model, code, &b->machine, NULL) != ANT_OK) return false;
  size_t n_y = (size_t)b->model->n_y, n_m = (size_t)b->model->n_m;
  size_t nnz = (size_t)ant_machine_pattern(b->machine)->nnz;
  b->m = calloc(n_m + 2 * n_y + nnz + ant_machine_work(b->machine), sizeof *b->m);
  if (!b->m) return false;
  b->y = b->m + n_m;
  b->dy = b->y + n_y;
  b->value = b->dy + n_y;
  b->work = b->value + nnz;
  ant_machine_defaults(b->machine, b->m);
  ant_machine_baseline(b->machine, b->m, b->y, b->dy, b->work);
  return true;
}

static void end(bench *b) {
  free(b->m);
  ant_machine_destroy(&b->machine);
}

static void measure_hand(const bench *b, const char *folder, const ant_text *hand) {
  char path[500];
  snprintf(path, sizeof path, "%s/hand.c", folder);
  if (ant_file_write(path, hand->data, hand->length, NULL) != ANT_OK) return;
  double seconds = compile(folder, "hand");
  void *library = load(folder, "hand");
  void (*f)(const double *, const double *, double *) = NULL;
  void *found = library ? dlsym(library, "by_hand") : NULL;
  memcpy(&f, &found, sizeof f);
  if (!f) return;
  int n = b->model->n_y;
  double *k = calloc(2 * (size_t)n + 1, sizeof *k), *dy = k + n + 1, best = 1e300, worst = 0;
  k[0] = 1.7;
  for (int i = 0; i < b->model->n_symbol; i++) {
    const ant_symbol *s = &b->model->symbol[i];
    int number;
    if (s->kind != ANT_SYM_PARAM || sscanf(s->name, "big.k%d", &number) != 1) continue;
    memcpy(k + 1 + number * s->n, b->m + s->offset, (size_t)s->n * sizeof *k);
  }
  for (int q = 0; q < 50; q++) {
    double t = now_s();
    for (int i = 0; i < 20; i++) f(k + 1, b->y, dy);
    best = fmin(best, (now_s() - t) / 20);
  }
  for (int i = 0; i < n; i++) worst = fmax(worst, fabs(dy[i] - b->dy[i]));
  printf("  by hand             %8.2f s to compile, %8.1f us a right-hand side (differs by %.1g)\n",
         seconds, 1e6 * best, worst);
  free(k);
}

static double emit(bench *b, const char *folder, ant_c_source *source) {
  ant_program *program = NULL;
  double t = now_s();
  if (ant_program_create(b->model, &program, NULL) != ANT_OK) exit(1);
  printf("  differentiate       %8.3f s\n", now_s() - t);
  t = now_s();
  int n_part = 1 + b->model->n_equation / 300;
  if (ant_emit_c(program, "model", n_part, source, NULL) != ANT_OK) exit(1);
  if (ant_c_source_write(source, folder, NULL) != ANT_OK) exit(1);
  ant_program_destroy(&program);
  return now_s() - t;
}

static void measure(const char *title, const ant_text *text, const ant_text *hand) {
  char folder[] = "/tmp/antaeus-bench-XXXXXX", command[100];
  bench b = {0};
  ant_diags diags = {0};
  ant_c_source source = {0};
  if (!mkdtemp(folder)) exit(1);
  double t = now_s();
  if (ant_model_parse("big.ant", text->data, &b.model, &diags) != ANT_OK) {
    ant_diags_print(&diags, stderr);
    exit(1);
  }
  printf("%s: %d states, %d equations, %.1f kB of text\n", title, b.model->n_y, b.model->n_equation,
         1e-3 * (double)text->length);
  printf("  read and check      %8.3f s\n", now_s() - t);
  t = emit(&b, folder, &source);
  printf("  write as C          %8.3f s\n", t);
  t = now_s();
  if (!begin(&b, NULL)) exit(1);
  printf("  machine with plans  %8.3f s, %d in the Jacobian\n", now_s() - t,
         ant_machine_pattern(b.machine)->nnz);
  printf("  evaluator           %8.1f us a right-hand side, %8.1f us a Jacobian\n", rate_us(&b),
         jacobian_us(&b));
  end(&b);
  double seconds = 0;
  for (int i = 0; i < source.n; i++) {
    char *dot = strrchr(source.file[i].name, '.');
    if (strcmp(dot, ".c") != 0) continue;
    *dot = '\0';
    seconds += compile(folder, source.file[i].name);
  }
  void *library = load(folder, "model");
  const ant_code *code = library ? dlsym(library, "ant_code_model") : NULL;
  if (!code || !begin(&b, code)) exit(1);
  printf(
      "  emitted C           %8.2f s to compile, %8.1f us a right-hand side, %8.1f us a Jacobian\n",
      seconds, rate_us(&b), jacobian_us(&b));
  measure_hand(&b, folder, hand);
  end(&b);
  ant_model_destroy(&b.model);
  ant_c_source_clear(&source);
  snprintf(command, sizeof command, "rm -rf %s", folder);
  if (system(command) != 0) printf("  (%s is left)\n", folder);
}

int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 3000;
  for (int set = 0; set < 2; set++) {
    ant_text text = {0}, hand = {0};
    if (set) {
      over_a_set(&text, n);
    } else {
      written_out(&text, n);
    }
    by_hand(&hand, n, set);
    measure(set ? "over a set" : "written out", &text, &hand);
    ant_text_clear(&text);
    ant_text_clear(&hand);
  }
  return 0;
}
