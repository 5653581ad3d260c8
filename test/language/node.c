/* The node builder: sharing, folding, what is simplified and what must not be. */
#include "language/node.h"

#include "test.h"

static ant_arena *arena;
static ant_nodes b;

static int read(int slot) {
  return ant_node_read(&b, &(ant_ref){.store = ANT_STORE_Y, .offset = slot});
}
static int number(double x) {
  return ant_node_const(&b, x);
}
static int op2(ant_op op, int x, int y) {
  return ant_node_2(&b, op, x, y);
}

static void equal_nodes_are_one(void) {
  int x = read(0), y = read(1);
  CHECK(read(0) == x && x != y);
  CHECK(op2(ANT_OP_ADD, x, y) == op2(ANT_OP_ADD, x, y));
  CHECK(op2(ANT_OP_ADD, y, x) == op2(ANT_OP_ADD, x, y));
  CHECK(op2(ANT_OP_SUB, y, x) != op2(ANT_OP_SUB, x, y));
  CHECK(number(2) == number(2) && number(0.0) != number(-0.0));
  CHECK(number(NAN) == number(NAN));
  ant_ref strided = {.store = ANT_STORE_Y, .stride = {1}};
  CHECK(ant_node_read(&b, &strided) != x);
}

static void many_nodes_stay_shared(void) {
  int first[500];
  for (int i = 0; i < 500; i++) first[i] = op2(ANT_OP_MUL, read(i), number(i + 0.5));
  for (int i = 0; i < 500; i++) CHECK(op2(ANT_OP_MUL, read(i), number(i + 0.5)) == first[i]);
}

static void constants_fold_as_the_machines_compute(void) {
  double x = 0;
  int e = ant_node_1(&b, ANT_OP_EXP, op2(ANT_OP_DIV, number(1), number(3)));
  CHECK(ant_node_is_const(&b, e, &x) && x == ant_op_apply(ANT_OP_EXP, 1.0 / 3.0, 0, 0));
  CHECK(ant_node_is_const(&b, op2(ANT_OP_DIV, number(0), number(0)), &x) && isnan(x));
}

static void identities(void) {
  int x = read(0), y = read(1), zero = number(0), one = number(1);
  CHECK(op2(ANT_OP_ADD, x, zero) == x && op2(ANT_OP_ADD, zero, x) == x);
  CHECK(op2(ANT_OP_SUB, x, zero) == x && op2(ANT_OP_MUL, x, one) == x);
  CHECK(op2(ANT_OP_DIV, x, one) == x);
  int minus = ant_node_1(&b, ANT_OP_NEG, x);
  CHECK(op2(ANT_OP_SUB, zero, x) == minus && op2(ANT_OP_MUL, x, number(-1)) == minus);
  CHECK(ant_node_1(&b, ANT_OP_NEG, minus) == x);
  CHECK(op2(ANT_OP_ADD, y, minus) == op2(ANT_OP_SUB, y, x));
  CHECK(op2(ANT_OP_SUB, y, minus) == op2(ANT_OP_ADD, y, x));
  CHECK(op2(ANT_OP_POW, x, number(2)) == op2(ANT_OP_MUL, x, x));
  CHECK(op2(ANT_OP_POW, x, number(0.5)) == ant_node_1(&b, ANT_OP_SQRT, x));
  CHECK(op2(ANT_OP_POW, x, zero) == one);
}

static void infinity_times_zero_is_kept(void) {
  CHECK(b.node[op2(ANT_OP_MUL, read(0), number(0))].op == ANT_OP_MUL);
  CHECK(b.node[op2(ANT_OP_SUB, read(0), read(0))].op == ANT_OP_SUB);
  CHECK(b.node[op2(ANT_OP_DIV, read(0), read(0))].op == ANT_OP_DIV);
  int truth = op2(ANT_OP_LT, read(0), read(1));
  CHECK(op2(ANT_OP_MUL, truth, number(0)) == number(0));
}

static void conditions_known_beforehand(void) {
  int x = read(0), y = read(1);
  CHECK(ant_node_3(&b, ANT_OP_IF, number(1), x, y) == x);
  CHECK(ant_node_3(&b, ANT_OP_IF, number(0), x, y) == y);
  CHECK(ant_node_3(&b, ANT_OP_IF, x, y, y) == y);
  int truth = op2(ANT_OP_LT, x, y);
  CHECK(op2(ANT_OP_AND, truth, number(1)) == truth);
  CHECK(op2(ANT_OP_AND, number(0), truth) == number(0));
  CHECK(op2(ANT_OP_OR, truth, number(1)) == number(1));
}

static void no_memory_is_handed_on(void) {
  CHECK(ant_node_2(&b, ANT_OP_ADD, -1, 0) == -1);
  CHECK(ant_node_3(&b, ANT_OP_IF, 0, 0, -1) == -1);
}

static void a_place_is_replaced(void) {
  ant_walk walk = {0};
  int x = read(0), y = read(1);
  int sum = op2(ANT_OP_ADD, op2(ANT_OP_MUL, x, y), ant_node_1(&b, ANT_OP_EXP, x));
  int from = b.node[x].ref, to = number(0);
  int got = ant_node_replace(&b, &walk, sum, &from, &to, 1);
  CHECK(got == op2(ANT_OP_ADD, op2(ANT_OP_MUL, number(0), y), number(1)));
  CHECK(ant_walk_from(&walk, b.node, sum) == ANT_OK && walk.n == 5 && walk.item[4] == sum);
  ant_walk_clear(&walk);
}

static void a_copy_keeps_indices(void) {
  ant_model model = {0};
  ant_nodes_give(&b, &model);
  ant_nodes copy;
  ant_nodes_init_from(&copy, arena, &model);
  CHECK(copy.n_node == b.n_node && copy.n_ref == b.n_ref);
  CHECK(ant_node_2(&copy, ANT_OP_SUB, ant_node_read(&copy, &b.ref[0]), 0) ==
        ant_node_2(&b, ANT_OP_SUB, ant_node_read(&b, &b.ref[0]), 0));
}

static void nan_is_not_hidden(void) {
  CHECK(isnan(ant_op_apply(ANT_OP_MIN, NAN, 1, 0)) && isnan(ant_op_apply(ANT_OP_MIN, 1, NAN, 0)));
  CHECK(isnan(ant_op_apply(ANT_OP_MAX, NAN, 1, 0)) && isnan(ant_op_apply(ANT_OP_MAX, 1, NAN, 0)));
  CHECK(isnan(ant_op_apply(ANT_OP_SIGN, NAN, 0, 0)));
}

int main(void) {
  arena = ant_arena_create();
  ant_nodes_init(&b, arena);
  RUN(equal_nodes_are_one);
  RUN(many_nodes_stay_shared);
  RUN(constants_fold_as_the_machines_compute);
  RUN(identities);
  RUN(infinity_times_zero_is_kept);
  RUN(conditions_known_beforehand);
  RUN(no_memory_is_handed_on);
  RUN(a_place_is_replaced);
  RUN(a_copy_keeps_indices);
  RUN(nan_is_not_hidden);
  ant_arena_destroy(&arena);
  return test_done();
}
