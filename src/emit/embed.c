/* embed.c - a build tool: writes files as arrays of C.
 *
 *   embed OUT NAME=FILE ...      const char ant_embedded_NAME[] = {...}; for each
 *
 * (Arrays of numbers, because a C compiler need not take a string of more than 4095 letters.) */
#include <stdio.h>
#include <string.h>

static int embed(FILE *out, const char *pair) {
  const char *equals = strchr(pair, '=');
  FILE *in = equals ? fopen(equals + 1, "rb") : NULL;
  if (!in) {
    fprintf(stderr, "embed: cannot read '%s'\n", pair);
    return 1;
  }
  fprintf(out, "\nconst char ant_embedded_%.*s[] = {\n", (int)(equals - pair), pair);
  for (int n = 0, c; (c = getc(in)) != EOF; n++) {
    fprintf(out, "%d,%s", c > 127 ? c - 256 : c, n % 24 == 23 ? "\n" : "");
  }
  fprintf(out, "0};\n");
  return fclose(in) != 0;
}

int main(int argc, char **argv) {
  FILE *out = argc > 1 ? fopen(argv[1], "w") : NULL;
  if (!out) {
    fprintf(stderr, "usage: embed OUT NAME=FILE ...\n");
    return 1;
  }
  fprintf(out, "#include \"emit/embedded.h\"\n");
  int bad = 0;
  for (int i = 2; i < argc; i++) bad |= embed(out, argv[i]);
  return fclose(out) != 0 || bad;
}
