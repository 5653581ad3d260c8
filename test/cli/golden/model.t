## A model and its own tests.
$ antaeus model check
ok      the ground is steady
ok      unloading loses
ground: 1 unknowns, 3 iterations, residual 0, drift 0 per day, largest eigenvalue 0 per day
physiology/twin: 0 errors, 0 warnings, 4 states, 0 uses of `as`; tests: 2 passed, 0 failed (4 expectations)
$ antaeus model check --json physiology/twin | tr , '\n' | grep -E 'model|errors|warnings|states|passed|failed|expect'
    "model": "physiology/twin"
    "errors": 0
    "warnings": 0
    "states": 4
    "passed": 2
    "failed": 0
    "expectations": 4
$ antaeus model info physiology/twin | sed 's/hash .*/hash H/'
Toy
physiology/twin, hash H

2 modules, 1 sets, 1 substances, 20 equations, 2 tests
     1 covariate in 1 declaration
     1 input in 1 declaration
     4 states in 3 declarations
     3 observables in 2 declarations
     7 parameters in 5 declarations
     0 balances in 0 declarations
     6 quantities in 4 declarations
     4 states with those that the compiler made

bone.site (2): hip heel

covariates:
  bone.mass [kg]  body mass

inputs:
  bone.gravity [g0]  gravity level

states:
  bone.plasma [g]  calcium in plasma
  bone.bone [g] for bone.site (2)  calcium in bone
  bone.calcium.outside [g]  what the body has given away since the start

observables:
  bone.{site}.areal_density [g/cm^2] for bone.site (2)  density
  urine.calcium [mg/day]  calcium in urine
$ antaeus model info --json | tr -d ' \n' | grep -o '"counts":{[^}]*}'
"counts":{"modules":2,"sets":1,"substances":1,"equations":20,"tests":2,"as":0,"states_with_hidden":4,"covariates":1,"inputs":1,"states":4,"observables":3,"parameters":7,"balances":0,"quantities":6}
## A test that fails says where, by how much, and is status 1.
$ sed -i 's/50.5182/50/' physiology/twin/toy.ant; antaeus model check
ok      the ground is steady
FAILED  unloading loses
physiology/twin/toy.ant:50:3: error[test]: "unloading loses": on day 100 the left side is 50.518191~ g, the right side 50 (they differ by 0.518)
   50 |   expect total over site (bone) == 50 [g]  within 0.01 [%]
      |   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
ground: 1 unknowns, 3 iterations, residual 0, drift 0 per day, largest eigenvalue 0 per day
physiology/twin: 1 error, 0 warnings, 4 states, 0 uses of `as`; tests: 1 passed, 1 failed (4 expectations)
[1]
$ antaeus model check physiology/twin nowhere
ok      the ground is steady
FAILED  unloading loses
physiology/twin/toy.ant:50:3: error[test]: "unloading loses": on day 100 the left side is 50.518191~ g, the right side 50 (they differ by 0.518)
   50 |   expect total over site (bone) == 50 [g]  within 0.01 [%]
      |   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
ground: 1 unknowns, 3 iterations, residual 0, drift 0 per day, largest eigenvalue 0 per day
physiology/twin: 1 error, 0 warnings, 4 states, 0 uses of `as`; tests: 1 passed, 1 failed (4 expectations)
error[input]: cannot read nowhere: No such file or directory
nowhere: 1 error, 0 warnings
[1]
