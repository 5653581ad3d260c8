/* speciation.c - chemical equilibrium of random urines: how many are solved, how well, how fast.
 * usage: bench_speciation [N] */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../test/speciation/random.h"

int main(int argc, char **argv) {
  long n = argc > 1 ? strtol(argv[1], NULL, 10) : 100000;
  long solved[2] = {0}, refused[2] = {0}, failed = 0;
  double mass[2] = {0}, charge = 0, iterations = 0;
  uint64_t seed = 1;
  clock_t start = clock();
  for (long i = 0; i < n; i++) {
    ant_urine urine = random_urine(&seed);
    ant_speciation s;
    ant_diag diag;
    int found = isnan(urine.ph);
    ant_status status = ant_speciate(&urine, &s, &diag);
    if (status == ANT_ERANGE) refused[found]++;
    if (status != ANT_OK && status != ANT_ERANGE && failed++ == 0) printf("%s\n", diag.text);
    if (status != ANT_OK) continue;
    solved[found]++;
    mass[found] = fmax(mass[found], s.mass_error);
    if (found) charge = fmax(charge, fabs(s.charge) / s.charge_total);
    iterations += s.iterations;
  }
  double us = 1e6 * (double)(clock() - start) / CLOCKS_PER_SEC / (double)n;
  printf("%ld random urines, %.0f us and %.0f Newton steps each\n", n, us, iterations / (double)n);
  printf("  pH given: %ld solved, %ld refused by their bounds; largest mass error %.1e\n",
         solved[0], refused[0], mass[0]);
  printf(
      "  pH found: %ld solved, %ld refused by their bounds; largest mass error %.1e, charge error "
      "%.1e of all charge\n",
      solved[1], refused[1], mass[1], charge);
  printf("  failed: %ld\n", failed);
  return failed > 0;
}
