/* sample.h - models by hand that use everything the machines know (see build.h). */
#ifndef ANT_TEST_SAMPLE_H
#define ANT_TEST_SAMPLE_H

#include "build.h"

/* Bone-like: 5 sites x 2 compartments, Hill functions, a delay chain of three, a flow between two
 * pools, a total and a largest over the sites, an input, every operation once. */
static inline ant_model *sample_cells(void) {
  build_begin();
  int site = build_set("site", 5), part = build_set("part", 2);
  build_axes(0);
  int time = build_symbol(ANT_SYM_TIME, "time");
  int gravity = build_symbol(ANT_SYM_INPUT, "gravity");
  build.m->symbol[gravity].value[0] = 1;
  int k = build_param("k", 0.2), power = build_param("n", 1.7), lag = build_param("lag", 3);
  int hormone = build_symbol(ANT_SYM_STATE, "hormone");
  int plasma = build_symbol(ANT_SYM_STATE, "plasma");
  int total = build_symbol(ANT_SYM_LET, "total"), most = build_symbol(ANT_SYM_LET, "most");
  int doubled = build_symbol(ANT_SYM_LET, "doubled"), load = build_symbol(ANT_SYM_LET, "load");
  build_axes(1, site);
  int mass = build_param("mass", 2);
  int signal = build_symbol(ANT_SYM_STATE, "signal");
  int stage[3] = {build_symbol(ANT_SYM_STATE, "lag1"), build_symbol(ANT_SYM_STATE, "lag2"),
                  build_symbol(ANT_SYM_STATE, "lag3")};
  build_axes(2, site, part);
  int cell = build_symbol(ANT_SYM_STATE, "cell"), bone = build_symbol(ANT_SYM_STATE, "bone");
  int flow = build_symbol(ANT_SYM_LET, "flow"), up = build_symbol(ANT_SYM_LET, "up");
  int seen = build_symbol(ANT_SYM_OBSERVE, "seen");

  build_axes(0);
  build_equation(ANT_EQ_LET, ANT_STAGE_SETUP, doubled, MUL(READ(k), NUM(2)));
  build_equation(ANT_EQ_LET, ANT_STAGE_PHASE, load, FN(ANT_OP_TANH, MUL(READ(gravity), READ(k))));
  build_axes(2, site, part);
  int x = READ(cell), kn = POW(READ(k), READ(power)), xn = POW(x, READ(power));
  build_equation(ANT_EQ_LET, ANT_STAGE_RATE, up, DIV(xn, ADD(kn, xn)));
  build_equation(ANT_EQ_LET, ANT_STAGE_RATE, flow,
                 MUL(MUL(READ(up), READ(bone)), OP(ANT_OP_MAX, READ(signal), NUM(0.1))));
  build_reduction(ANT_EQ_LET, ANT_STAGE_RATE, total, MUL(READ(flow), READ(mass)), ANT_SUM);
  build_reduction(ANT_EQ_LET, ANT_STAGE_RATE, most, MUL(READ(bone), READ(up)), ANT_LARGEST);
  int wave = FN(ANT_OP_SIN, MUL(READ(time), NUM(0.1)));
  int growth = SUB(MUL(READ(load), READ_AT(hormone, 0)), MUL(READ(doubled), x));
  int bend = IF(LT(x, NUM(1)), FN(ANT_OP_SQRT, x), ADD(NUM(1), LOG(x)));
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, cell,
                 ADD(ADD(growth, MUL(NUM(0.01), bend)), MUL(NUM(0.02), wave)));
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, bone,
                 SUB(MUL(NUM(0.05), EXP(NEG(READ(bone)))), READ(flow)));
  build_equation(ANT_EQ_OBSERVE, ANT_STAGE_OBSERVE, seen, MUL(READ(bone), READ(mass)));
  build_axes(1, site);
  int c0 = READ_AT(cell, 3), step = DIV(NUM(3), READ(lag));
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, stage[0],
                 MUL(step, SUB(FN(ANT_OP_ABS, SUB(READ(signal), c0)), READ(stage[0]))));
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, stage[1],
                 MUL(step, SUB(READ(stage[0]), READ(stage[1]))));
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, stage[2],
                 MUL(step, SUB(READ(stage[1]), READ(stage[2]))));
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, signal,
                 SUB(OP(ANT_OP_MIN, READ(stage[2]), READ(most)), POW(READ(signal), NUM(1.5))));
  build_axes(0);
  int cosine = FN(ANT_OP_COS, READ(plasma));
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, hormone,
                 SUB(POW(NUM(2), NEG(READ(plasma))), MUL(READ(hormone), POW(READ(k), cosine))));
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, plasma, SUB(READ(total), MUL(READ(k), READ(plasma))));
  return build_end();
}

/* A pseudo-random number in [lo, hi], the same sequence everywhere. */
static inline double sample_uniform(uint64_t *seed, double lo, double hi) {
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return lo + (hi - lo) * (double)(*seed >> 11) * 0x1p-53;
}

/* Every operation on every other: what C must bracket, and numbers that are hard to print. */
static inline ant_model *sample_operations(void) {
  static const double number[] = {0.1, -0.1, 1e300, 5e-324, -0.0, 1.0 / 3, 3, INFINITY};
  build_begin();
  build_axes(0);
  build_symbol(ANT_SYM_TIME, "time");
  int s = build_set("int", 7); /* a word of C */
  build_axes(1, s);
  int x = build_symbol(ANT_SYM_STATE, "x.y"), z = build_symbol(ANT_SYM_STATE, "x_y");
  int out = build_symbol(ANT_SYM_LET, "double");
  int sum = READ(z);
  for (int outer = ANT_OP_ADD; outer < ANT_NOP; outer++) {
    for (int inner = ANT_OP_ADD; inner < ANT_NOP; inner++) {
      int a = ant_op_n_arg((ant_op)inner) == 1   ? FN((ant_op)inner, READ(x))
              : ant_op_n_arg((ant_op)inner) == 2 ? OP((ant_op)inner, READ(z), READ(x))
                                                 : IF(READ(x), READ(z), NUM(0.7));
      int b = NUM(number[(outer + inner) % 7]);
      int left = ant_op_n_arg((ant_op)outer) == 1   ? FN((ant_op)outer, a)
                 : ant_op_n_arg((ant_op)outer) == 2 ? OP((ant_op)outer, a, b)
                                                    : IF(a, b, READ(x));
      int right = ant_op_n_arg((ant_op)outer) == 2   ? OP((ant_op)outer, READ(z), a)
                  : ant_op_n_arg((ant_op)outer) == 3 ? IF(READ(z), a, IF(a, b, READ(z)))
                                                     : READ(z);
      sum = ADD(FN(ANT_OP_TANH, left), SUB(sum, FN(ANT_OP_COS, right)));
    }
  }
  build_equation(ANT_EQ_LET, ANT_STAGE_RATE, out, sum);
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, x, MUL(READ(out), OP(ANT_OP_MIN, READ(x), NUM(1))));
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, z, OP(ANT_OP_MAX, NUM(number[7]), READ(out)));
  return build_end();
}

/* Delays of 4 stages along 3 x 4 x 2 elements, of which each stage reads the one before; totals
 * over each of the axes and over all. */
static inline ant_model *sample_chains(void) {
  build_begin();
  build_axes(0);
  build_symbol(ANT_SYM_TIME, "time");
  int a = build_set("a.part", 3), b = build_set("b.part", 4), c = build_set("c", 2);
  int all = build_symbol(ANT_SYM_LET, "all"), least = build_symbol(ANT_SYM_LET, "least");
  build_axes(1, b);
  int by_b = build_symbol(ANT_SYM_LET, "by_b");
  build_axes(2, a, c);
  int by_ac = build_symbol(ANT_SYM_LET, "by_ac");
  build_axes(3, a, b, c);
  int lag = build_param("lag", 4), x[5];
  static const char *const name[] = {"x0", "x1", "x2", "x3", "x4"};
  for (int k = 0; k < 5; k++) x[k] = build_symbol(ANT_SYM_STATE, name[k]);
  build_axes(3, c, a, b); /* loops in another order than the storage */
  build_reduction(ANT_EQ_LET, ANT_STAGE_RATE, all, READ(x[4]), ANT_SUM);
  build_reduction(ANT_EQ_LET, ANT_STAGE_RATE, least, MUL(READ(x[3]), READ(x[4])), ANT_SMALLEST);
  build_reduction(ANT_EQ_LET, ANT_STAGE_RATE, by_b, DIV(READ(x[4]), READ(lag)), ANT_SUM);
  build_reduction(ANT_EQ_LET, ANT_STAGE_RATE, by_ac, READ(x[2]), ANT_LARGEST);
  int input = DIV(READ(all), ADD(NUM(1), MUL(READ(by_b), READ(by_ac))));
  build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, x[0], SUB(input, MUL(READ(least), READ(x[0]))));
  for (int k = 1; k < 5; k++) {
    build_equation(ANT_EQ_RATE, ANT_STAGE_RATE, x[k],
                   DIV(MUL(NUM(4), SUB(READ(x[k - 1]), READ(x[k]))), READ(lag)));
  }
  return build_end();
}

/* A random expression of DEPTH over the symbols SYMBOL (n). */
static inline int sample_expression(uint64_t *seed, const int *symbol, int n, int depth) {
  int pick = (int)sample_uniform(seed, 0, 9.999);
  if (depth == 0 || pick == 0) {
    if (sample_uniform(seed, 0, 1) < 0.3) return NUM(sample_uniform(seed, 0.1, 3));
    return READ(symbol[(int)sample_uniform(seed, 0, n - 1e-9)]);
  }
  int x = sample_expression(seed, symbol, n, depth - 1);
  int y = sample_expression(seed, symbol, n, depth - 1);
  int z = ADD(FN(ANT_OP_ABS, y), NUM(0.5)); /* positive */
  switch (pick) {
  case 1:
    return DIV(x, z);
  case 2:
    return EXP(FN(ANT_OP_TANH, x));
  case 3:
    return MUL(x, LOG(z));
  case 4:
    return FN(ANT_OP_SQRT, MUL(z, z));
  case 5:
    return IF(LT(x, y), x, MUL(x, y));
  case 6:
    return DIV(POW(z, NUM(1.3)), ADD(NUM(2), POW(z, NUM(1.3))));
  case 7:
    return OP(ANT_OP_MAX, x, FN(ANT_OP_SIN, y));
  case 8:
    return SUB(x, y);
  default:
    return ADD(x, y);
  }
}

/* 30 lets and 30 states over 0, 1 or 2 sets, chained at random. */
static inline ant_model *sample_random(uint64_t seed) {
  build_begin();
  build_axes(0);
  build_symbol(ANT_SYM_TIME, "time");
  int set[2] = {build_set("one", 3), build_set("two", 5)}, symbol[3][100], n[3] = {0, 0, 0};
  for (int k = 0; k < 90; k++) {
    int level = k % 3;
    build_axes(level, set[0], set[1]);
    const char *name = ant_arena_format(build.arena, "v%d", k);
    int kind = k < 30 ? ANT_SYM_STATE : k < 60 ? ANT_SYM_LET : ANT_SYM_PARAM;
    int s = kind == ANT_SYM_PARAM ? build_param(name, sample_uniform(&seed, 0.2, 2))
                                  : build_symbol((ant_symbol_kind)kind, name);
    if (kind == ANT_SYM_LET) continue;
    for (int l = level; l < 3; l++) symbol[l][n[l]++] = s;
  }
  for (int k = 0; k < 60; k++) {
    int s = k < 30 ? 31 + k : k - 29, level = build.m->symbol[s].n_set; /* behind time */
    build_axes(level, set[0], set[1]);
    int root = FN(ANT_OP_TANH, sample_expression(&seed, symbol[level], n[level], 4));
    build_equation(k < 30 ? ANT_EQ_LET : ANT_EQ_RATE, ANT_STAGE_RATE, s, root);
    for (int l = level; k < 30 && l < 3; l++) symbol[l][n[l]++] = s;
  }
  return build_end();
}

#endif /* ANT_TEST_SAMPLE_H */
