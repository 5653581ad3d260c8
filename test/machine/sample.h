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

#endif /* ANT_TEST_SAMPLE_H */
