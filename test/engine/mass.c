/* The books of a substance in pools of grams, millimoles and units. */
#include "test.h"

#include <math.h>

#include "engine/mass.h"

static ant_symbol symbol[5];
static ant_substance substance[] = {{.name = "calcium", .g_per_mol = 40, .outside = 3},
                                    {.name = "vitamin", .g_per_iu = 25e-9, .outside = -1}};
static ant_model model;

static void declare(int s, double scale, int dim, int of) {
  symbol[s] = (ant_symbol){.kind = ANT_SYM_STATE,
                           .name = "x",
                           .n = 1,
                           .store = ANT_STORE_Y,
                           .offset = s,
                           .substance = of,
                           .unit = {.scale = scale}};
  if (dim >= 0) symbol[s].unit.dim[dim] = ANT_DIM_ONE;
}

static void make(void) {
  declare(0, 1e-3, 0, 0); /* g                  */
  declare(1, 1e-3, 5, 0); /* mmol               */
  declare(2, 1, -1, -1);  /* no pool            */
  declare(3, 1e-6, 0, 0); /* mg, the outside    */
  declare(4, 1, 7, 1);    /* IU of another      */
  model = (ant_model){
      .symbol = symbol, .n_symbol = 5, .substance = substance, .n_substance = 2, .n_y = 5};
}

static void units_meet_in_grams(void) {
  ant_mass mass;
  double y[] = {100, 50, 7, 0, 800};
  make();
  CHECK(ant_mass_init(&mass, &model, y, NULL) == ANT_OK);
  NEAR(ant_mass_content(&mass, 0, y), 102, 1e-12);
  NEAR(ant_mass_content(&mass, 1, y), 20e-6, 1e-18);
  CHECK(mass.error == 0);
  double moved[] = {98, 75, 9, 1000, 800}; /* 2 g away: 25 mmol of it, 1 g outside */
  ant_mass_check(&mass, moved);
  CHECK(mass.error < 1e-15);
  NEAR(ant_mass_content(&mass, 0, moved), 101, 1e-12);
  moved[0] += 1.02e-6;
  ant_mass_check(&mass, moved);
  NEAR(mass.error, 1e-8, 1e-12);
  ant_mass_clear(&mass);
}

static void what_was_given_counts(void) {
  ant_mass mass;
  double y[] = {100, 50, 7, 0, 800};
  make();
  CHECK(ant_mass_init(&mass, &model, y, NULL) == ANT_OK);
  y[1] += 25;
  ant_mass_dose(&mass, 1, 25);
  ant_mass_dose(&mass, 2, 1e9); /* no pool: nothing to book */
  ant_mass_check(&mass, y);
  CHECK(mass.error < 1e-15);
  y[4] += 800; /* twice as much vitamin, from nowhere */
  ant_mass_check(&mass, y);
  NEAR(mass.error, 0.5, 1e-12); /* of the most there ever was */
  CHECK(!mass.broken);
  ant_mass_hold(&mass, 2);
  CHECK(!mass.broken);
  ant_mass_hold(&mass, 0);
  CHECK(mass.broken);
  ant_mass_clear(&mass);
}

int main(void) {
  RUN(units_meet_in_grams);
  RUN(what_was_given_counts);
  return test_done();
}
