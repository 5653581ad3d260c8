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
     4 states with those that the compiler made, 31 other values

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
"counts":{"modules":2,"sets":1,"substances":1,"equations":20,"tests":2,"as":0,"states_with_hidden":4,"values":31,"trajectories":0,"covariates":1,"inputs":1,"states":4,"observables":3,"parameters":7,"balances":0,"quantities":6}
## A test that fails says where, by how much, and is status 1.
$ sed -i 's/50.5182/50/' physiology/twin/toy.ant; antaeus model check
ok      the ground is steady
FAILED  unloading loses
physiology/twin/toy.ant:50:3: error[test]: "unloading loses": on day 100 the left side is 50.518192 g, the right side 50 (they differ by 0.518)
   50 |   expect total over site (bone) == 50 [g]  within 0.01 [%]
      |   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
ground: 1 unknowns, 3 iterations, residual 0, drift 0 per day, largest eigenvalue 0 per day
physiology/twin: 1 error, 0 warnings, 4 states, 0 uses of `as`; tests: 1 passed, 1 failed (4 expectations)
[1]
$ antaeus model check physiology/twin nowhere
ok      the ground is steady
FAILED  unloading loses
physiology/twin/toy.ant:50:3: error[test]: "unloading loses": on day 100 the left side is 50.518192 g, the right side 50 (they differ by 0.518)
   50 |   expect total over site (bone) == 50 [g]  within 0.01 [%]
      |   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
ground: 1 unknowns, 3 iterations, residual 0, drift 0 per day, largest eigenvalue 0 per day
physiology/twin: 1 error, 0 warnings, 4 states, 0 uses of `as`; tests: 1 passed, 1 failed (4 expectations)
error[input]: cannot read nowhere: No such file or directory
nowhere: 1 error, 0 warnings
[1]
## Trajectories to reproduce: what holds, what is off and by how much, in all variants.
$ mkdir lib; printf 'antaeus 1\nmodel "R"\n  baseline free "a test"\n  variants paper, code\nparam k [1/day] = 1  assumed "a test"\nvariant code\n  param k [1/day] = 2  assumed "a test"\nstate x [mg] = 0\n  scale 1\nrate x = -k * x\nobserve o.x [mg] = x\nreproduces "nothing comes of nothing" from "none.csv"\nreproduces "a decay" from "decay.csv"\n  start x = 1\n  column mass is x [ug]  within 1e-3\n' >lib/r.ant
$ printf 'time [h],o.x [mg]\n0,0\n24,0\n' >lib/none.csv; printf 'time [day],mass\n0,1000\n1,367.8\n' >lib/decay.csv; antaeus model check lib/r.ant
ok      nothing comes of nothing: off by nothing
ok      a decay: off by 7.9e-05 at most, in mass on day 1
ground: 0 unknowns, 0 iterations, residual 0, drift 0 per day, largest eigenvalue -1 per day
lib/r.ant@paper: 0 errors, 0 warnings, 1 states, 0 uses of `as`; tests: 0 passed, 0 failed (0 expectations); trajectories: 2 reproduced, 0 not, largest error 7.9e-05
ok      nothing comes of nothing: off by nothing
FAILED  a decay: off by 2.3e-01 at most, in mass on day 1
lib/r.ant:15:3: error[test]: "a decay": mass is off by 0.23 of its largest value (at most 0.001) on day 1: 0.135335~ mg where the table has 0.3678
   15 |   column mass is x [ug]  within 1e-3
      |   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
ground: 0 unknowns, 0 iterations, residual 0, drift 0 per day, largest eigenvalue -2 per day
lib/r.ant@code: 1 error, 0 warnings, 1 states, 0 uses of `as`; tests: 0 passed, 0 failed (0 expectations); trajectories: 1 reproduced, 1 not, largest error 2.3e-01
[1]
$ antaeus model check lib/r.ant@paper | cut -d: -f1; antaeus model check lib/r.ant@press
ok      nothing comes of nothing
ok      a decay
ground
lib/r.ant@paper
lib/r.ant:2:1: error[unknown]: the model has no variant 'press'
    2 | model "R"
      | ^~~~~~~~~
  hint: it has paper, code
lib/r.ant@press: 1 error, 0 warnings
[1]
$ antaeus model check --json lib/r.ant@code 2>/dev/null
[
  {
    "model": "lib/r.ant@code",
    "trajectories": [
      {
        "title": "nothing comes of nothing",
        "table": "lib/none.csv",
        "holds": true,
        "rows": 2,
        "columns": 1,
        "error": 0,
        "column": "o.x",
        "day": 0,
        "within": 1e-06
      },
      {
        "title": "a decay",
        "table": "lib/decay.csv",
        "holds": false,
        "rows": 2,
        "columns": 1,
        "error": 0.232464~,
        "column": "mass",
        "day": 1,
        "within": 0.001
      }],
    "errors": 1,
    "warnings": 0,
    "states": 1,
    "as": 0,
    "ground": {
      "unknowns": 0,
      "iterations": N,
      "residual": 0,
      "drift": 0,
      "eigenvalue": -2
    },
    "passed": 0,
    "failed": 0,
    "expectations": 0,
    "reproduced": 1,
    "not_reproduced": 1,
    "largest_error": 0.232464~
  }]
[1]
$ sed -i 's/0,1000/0,none/' lib/decay.csv; antaeus model check lib/r.ant@code
lib/decay.csv:2:3: error[input]: expected a number, found 'none'
    2 | 0,none
      |   ^~~~
lib/r.ant@code: 1 error, 0 warnings
[1]
## The model as a page.
$ cp -r physiology/twin m; antaeus model doc m --quiet; ls m.html; grep -c '<math>' m.html | awk '{ print ($1 > 10) }'
m.html
1
$ antaeus model doc m --out page.html 2>&1 | sed 's/[0-9]* bytes/N bytes/'; antaeus model doc m --out /dev/stdout --quiet | head -1
page.html: N bytes
<!DOCTYPE html>
$ antaeus model doc nowhere
error[input]: there is no model at nowhere, nor a folder of one
[1]
$ antaeus model doc m --out no/folder/page.html
error[system]: cannot write no/folder/page.html: No such file or directory
  hint: is there such a folder?
[4]
$ antaeus model doc m n
error[usage]: one word too many: 'n'
  hint: usage: antaeus model doc [MODEL]
[2]
$ antaeus model doc --help
usage: antaeus model doc [MODEL] [OPTIONS]

Write a model as one self-contained page: typeset equations, every symbol with its
meaning, unit, value, range, distribution and source, values on the ground, tests, and
the sources with how far each was read. MODEL may be a folder inside a model.

Example: antaeus model doc physiology/twin --out twin.html

Options:
  --model DIR            the model, where none is named
  --out FILE             the page; else MODEL.html
  --quiet                errors only
## The model as a drawing.
$ antaeus model graph m --quiet; ls m.svg; grep -c 'class="pool"' m.svg; antaeus model graph m --level modules --out /dev/stdout --quiet | grep -c 'class="box'
m.svg
3
2
$ antaeus model graph m --level everything
error[usage]: --level: one of auto|modules|states was expected, found 'everything'
  hint: --level auto|modules|states: auto: states where they can be read (auto)
[2]
$ antaeus model graph nowhere; antaeus model graph m --out no/folder/m.svg
error[input]: there is no model at nowhere, nor a folder of one
error[system]: cannot write no/folder/m.svg: No such file or directory
  hint: is there such a folder?
[4]
$ antaeus model graph --help
usage: antaeus model graph [MODEL] [OPTIONS]

Draw what influences what, as SVG: modules as boxes in layers, states and signals
within them, matter as thick arrows, influences with their sign on the ground (an
arrow raises, a bar lowers). MODEL may be a folder inside a model.

Example: antaeus model graph physiology/twin --out twin.svg

Options:
  --model DIR            the model, where none is named
  --out FILE             the drawing; else MODEL.svg
  --level auto|modules|states
                         auto: states where they can be read (auto)
  --quiet                errors only
## Warnings: what nothing reads, and what leads to nothing that is observed.
$ printf 'antaeus 1\nmodel "U"\n  baseline free "t"\nset spare = a, b\nsubstance dust = 3 [g/mol]  assumed "t"\nfunction idle(x) = x\nparam seen [1/day] = 1  assumed "t"\nparam dim [1/day] = 1  assumed "t"\ninput gloom [1] = 1  "light (L_0)"  range 0 to 2\nstate x [1] = 1  "what is seen (X)"\nrate x = -seen * x\nstate y [1] = 1\nrate y = -dim * y * gloom * (y as [1])\nstate z [1] = 1\nrate z = y * 1 [1/day]\nobserve o.x [1] = x\n' >u.ant; antaeus model check u.ant --as
as      u.ant:13:30
u.ant:4:5: warning[unused]: nothing reads set 'spare'
    4 | set spare = a, b
      |     ^~~~~
u.ant:5:11: warning[unused]: nothing reads substance 'dust'
    5 | substance dust = 3 [g/mol]  assumed "t"
      |           ^~~~
u.ant:6:10: warning[unused]: nothing reads function 'idle'
    6 | function idle(x) = x
      |          ^~~~
u.ant:8:7: warning[unused]: param 'dim' has no effect on anything observed
    8 | param dim [1/day] = 1  assumed "t"
      |       ^~~
u.ant:9:7: warning[unused]: input 'gloom' has no effect on anything observed
    9 | input gloom [1] = 1  "light (L_0)"  range 0 to 2
      |       ^~~~~
u.ant:12:7: warning[unused]: state 'y' has no effect on anything observed
   12 | state y [1] = 1
      |       ^
u.ant:14:7: warning[unused]: nothing reads state 'z' but its own rate
   14 | state z [1] = 1
      |       ^
ground: 0 unknowns, 0 iterations, residual 0, drift 1 per day in x, largest eigenvalue 0 per day
u.ant: 0 errors, 7 warnings, 3 states, 1 uses of `as`; tests: 0 passed, 0 failed (0 expectations)
$ antaeus model info --json u.ant | tr -d ' \n' | grep -o '"inputs":.*"observables"'
"inputs":1,"states":3,"observables":1,"parameters":2,"balances":0,"quantities":0},"sets":[{"name":"spare","elements":["a","b"]}],"covariates":[],"inputs":[{"name":"gloom","unit":"1","symbol":"L_0","about":"light","elements":1,"names":["gloom"],"values":[1],"range":[0,2],"sets":[]}],"states":[{"name":"x","unit":"1","symbol":"X","about":"whatisseen","elements":1,"names":["x"],"values":[1],"range":[null,null],"sets":[]},{"name":"y","unit":"1","symbol":null,"about":"","elements":1,"names":["y"],"values":[1],"range":[null,null],"sets":[]},{"name":"z","unit":"1","symbol":null,"about":"","elements":1,"names":["z"],"values":[1],"range":[null,null],"sets":[]}],"observables"
## One file of a folder is not its model.
$ mkdir two; printf 'antaeus 1\nmodel "M"\n' >two/m.ant; printf 'antaeus 1\nmodule a "A"\nstate x [g] = 1 "x"\n' >two/a.ant; antaeus model check two/m.ant
two/m.ant: warning[input]: this is one file of the model in model/two
  hint: name the folder
two/m.ant: 0 errors, 0 warnings, 0 states, 0 uses of `as`; tests: 0 passed, 0 failed (0 expectations)
$ antaeus model info two/a.ant >a.txt
two/a.ant: warning[input]: this is one file of the model in model/two
  hint: name the folder
two/a.ant:1:1: error[missing]: no file says `model`
    1 | antaeus 1
      | ^
  hint: one file of a model begins with: model "what it is"
two/a.ant:3:7: error[missing]: state 'a.x' has neither a rate nor a flow
    3 | state x [g] = 1 "x"
      |       ^
  hint: write `rate x = ...`, or make it a `let` or a `param`
[1]
$ antaeus model check two --model two
error[usage]: --model two, and two: a model was expected once
[2]
