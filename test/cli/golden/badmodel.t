## Mistakes in a model: place, what was expected, what was found; status 1.
$ printf 'antaeus 1\nmodel "M"\nmodule a "A"\nparam k [1/day] = 1  "k" assumed "x"\nstate x [g] = 1 "x"\nrate x = -kk * x\n' >m.ant; antaeus model check m.ant
m.ant:6:11: error[unknown]: unknown name 'kk'
    6 | rate x = -kk * x
      |           ^~
  hint: did you mean 'k'?
m.ant: 1 error, 0 warnings
[1]
$ printf 'antaeus 1\nmodel "M"\nmodule a "A"\nparam k [1/day] = 1  "k" assumed "x"\nstate x [g] = 1 "x"\nrate x = -k * x + 3 [kg]\n' >m.ant; antaeus model check m.ant
m.ant:6:10: error[unit]: cannot add [g/day] and [kg]
    6 | rate x = -k * x + 3 [kg]
      |          ^~~~~~~~~~~~~~~ a mass per time and a mass
m.ant: 1 error, 0 warnings
[1]
$ printf 'antaeus 1\nmodel "M"\nmodule a "A"\nparam k [1/day] = 1  "k"\nstate x [g] = 1 "x"\nrate x = -k * x\n' >m.ant; antaeus model check m.ant
m.ant:4:7: error[source]: 'a.k' does not say where its number comes from
    4 | param k [1/day] = 1  "k"
      |       ^
  hint: add `source KEY "place"`, `fitted ROW, ...` or `assumed "why"`
m.ant: 1 error, 0 warnings
[1]
$ printf 'antaeus 1\nmodel "M"\nmodule a "A"\nlet p [1] = q "p"\nlet q [1] = p "q"\n' >m.ant; antaeus model check m.ant
m.ant:4:13: error[circular]: circular definition: 'a.p' (m.ant:4) needs 'a.q' (m.ant:5) needs 'a.p' again
    4 | let p [1] = q "p"
      |             ^
  hint: a state breaks a circle: what it is now says how it changes
m.ant: 1 error, 0 warnings
[1]
$ printf 'antaeus 1\nmodel "M"\nmodule a "A"\nstate x [g] = steady "x"\nstate y [g] = 1 "y"\nbalance k [1/day] so that x is steady  "k"\nrate x = 1 [g/day] - k * x\nrate y = -k * y\n' >m.ant; antaeus model check m.ant
m.ant:6:1: error[balance]: 'a.x' has to be steady twice, for 'a.k' and for 'a.x' (m.ant:4): one unknown is left over
    6 | balance k [1/day] so that x is steady  "k"
      | ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
m.ant: 1 error, 0 warnings
[1]
## Two mistakes in one file are both told.
$ printf 'antaeus 1\nmodel "M"\nmodule a "A"\nparam k [1/dya] = 1  "k" assumed "x"\nstate x [g] = 1 "x"\nrate x = -j * x\n' >m.ant; antaeus model check m.ant
m.ant:4:12: error[unknown]: unknown unit 'dya'
    4 | param k [1/dya] = 1  "k" assumed "x"
      |            ^~~
  hint: did you mean 'day'?
m.ant:6:11: error[unknown]: unknown name 'j'
    6 | rate x = -j * x
      |           ^
m.ant: 2 errors, 0 warnings
[1]
$ antaeus fly missions/trip.ant --model m.ant; ls -A
m.ant:4:12: error[unknown]: unknown unit 'dya'
    4 | param k [1/dya] = 1  "k" assumed "x"
      |            ^~~
  hint: did you mean 'day'?
m.ant:6:11: error[unknown]: unknown name 'j'
    6 | rate x = -j * x
      |           ^
m.ant
missions
people
physiology
## Files that are no text of ours.
$ : >m.ant; antaeus model check m.ant
m.ant:1:1: error[input]: the file says nothing
  hint: the first line that is not a comment says: antaeus 1
m.ant: 1 error, 0 warnings
[1]
$ printf '\0\377\376binary' >m.ant; antaeus model check m.ant
m.ant:1:1: error[input]: expected text, found a byte 0
  hint: is this the right file? text must be saved as UTF-8
m.ant: 1 error, 0 warnings
[1]
$ truncate -s 100M m.ant; antaeus model check m.ant
error[input]: m.ant has 104.9 MB, at most 16.8 MB can be read
m.ant: 1 error, 0 warnings
[1]
$ printf 'antaeus 1\nmodel "M"\ninclude "m.ant"\n' >m.ant; antaeus model check m.ant
m.ant:3:1: error[circular]: "m.ant" includes itself, or a file that includes it
    3 | include "m.ant"
      | ^~~~~~~~~~~~~~~
  hint: it is being read: m.ant
m.ant: 1 error, 0 warnings
[1]
$ rm m.ant; mkfifo m.ant; antaeus model check m.ant
error[input]: m.ant is not a plain file
m.ant: 1 error, 0 warnings
[1]
$ mkdir empty; antaeus model check empty
error[input]: folder empty holds no .ant file
empty: 1 error, 0 warnings
[1]
$ antaeus model check missions
error[input]: missions holds missions or people only, not a model
missions: 1 error, 0 warnings
[1]
$ ln -s loop loop; antaeus model check loop
error[input]: cannot read loop: Too many levels of symbolic links
loop: 1 error, 0 warnings
[1]
$ printf 'antaeus 1\nmodel "M"\nmodule a "m"\nstate x [1] = 1\nbalance k [1] so that x is steady  range -10 to 10\nrate x = (k^2 - 4) * x / 1 [day]\nobserve o.x [1] = x\n' >two.ant; antaeus model check two.ant
two.ant:5:1: warning[balance]: 'a.k' makes 'a.x' steady at -2 [1], which was taken, and at 2
    5 | balance k [1] so that x is steady  range -10 to 10
      | ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
  hint: a `range` that holds one of them only says which is meant
ground: 1 unknowns, 6 iterations, residual 0, drift 0 per day, largest eigenvalue 0 per day
two.ant: 0 errors, 1 warning, 1 states, 0 uses of `as`; tests: 0 passed, 0 failed (0 expectations)
$ rm m.ant; printf 'antaeus 1\nmodel "M"\nmodule a "m"\nparam m [%%] = 90  assumed "t"\nobserve o.x = 100 - m\nobserve o.y = ln(1 - m)\n' >m.ant; antaeus model check m.ant
m.ant:5:15: warning[unit]: 100 beside a percentage is 10000 %
    5 | observe o.x = 100 - m
      |               ^~~
  hint: write 100 [%] if that is meant
m.ant:6:15: error[unknown]: unknown function 'ln'
    6 | observe o.y = ln(1 - m)
      |               ^~~~~~~~~
  hint: log(x) is the natural logarithm
m.ant: 1 error, 1 warning
[1]
## Nothing is cut silently: a name, a path, a message.
$ long=$(printf '%0160d' 0); printf 'antaeus 1\nmodel "M"\nmodule a "A"\nset s = p, q "s"\nfor s\n  param k%s [1/day] = 1  "k" assumed "x"\n' $long >m.ant; antaeus model check m.ant
m.ant:6:9: error[syntax]: a full name has at most 150 letters, with its elements this one has 165
    6 |   param k0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000 [1/day] = 1  "k" assum...
      |         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
m.ant: 1 error, 0 warnings
[1]
$ long=$(printf '%0300d' 0); antaeus model emit --c --name $long
error[usage]: --out, --name: a path too long: m_00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000...
[2]
$ long=$(printf '%05000d' 0); antaeus fly missions/trip.ant --person $long | tail -c 200
error[input]: a path of less than 4096 bytes was expected, found 00000000000000000000000000000000000000000000000000000000000000000000000000000000...
$ long=$(printf '%0300d' 0); antaeus explain $long
error[usage]: nothing is known about '000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000...'
  hint: `antaeus explain` lists the topics
[2]
$ long=$(printf '%0600d' 0); antaeus fly $long.ant
error[input]: cannot read 00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000...
[1]
