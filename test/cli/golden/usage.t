## Help goes to standard output, what is wrong to standard error.
$ antaeus 2>&1 >/dev/null | head -n 4
usage: antaeus VERB [...]

A digital twin of the human musculoskeletal system in altered gravity.
Not for clinical decisions.
$ antaeus 2>/dev/null
[2]
$ antaeus --help 2>/dev/null | head -n 4
usage: antaeus VERB [...]

A digital twin of the human musculoskeletal system in altered gravity.
Not for clinical decisions.
$ antaeus fly --help
usage: antaeus fly MISSION [OPTIONS]

Fly one person through MISSION, a text in the form of doc/language.md, and write a folder
with course.csv (all observables, a row a time), summary.json and report.html. It is
written beside its place and renamed: nothing half-written is left. With --json alone the
summary goes to standard output and no file is written. Day 0 is launch. With
--sensitivity there is also sensitivity.csv: the exact derivative of each observable by
each parameter named, a row a time, the ground, doses and conditions moving along; it
is found by the method bdf, whatever --method says.

Example: antaeus fly missions/iss-6-months-ared.ant --out ared

Options:
  --person FILE          who flies (people/astronaut.ant)
  --model DIR            the physiology (physiology/twin)
  --set NAME=VALUE       a parameter, e.g. cells.k="5 pmol/L" (may be repeated)
  --out DIR              folder of results (the mission's name)
  --every TIME           time between rows (1day)
  --tolerance X          relative, of each step (1e-8)
  --method rosenbrock|bdf
                         of integration (rosenbrock)
  --clamp NAME[=VALUE]   hold a quantity, at its ground value (may be repeated)
  --change TEXT          as in claims: "raise NAME by 50%" (may be repeated)
  --clamp-from TIME      from this mission day on (0)
  --sensitivity NAMES    derivatives by these parameters, joined by commas (may be repeated)
  --people N             a cohort of N (not there yet)
  --seed S               of the cohort (not there yet)
  --jobs N               threads; one person needs one
  --json                 the summary to standard output; no files
  --quiet                no warnings, no progress, no summary
$ antaeus model --help
usage: antaeus model VERB [MODEL...] [OPTIONS]

A physiology, as text.

  check      all mistakes, the ground, the model's own tests, what it reproduces
  info       what the model holds
  doc        the model as a page: equations, symbols, values, sources
  graph      what influences what, drawn
  credit     where its numbers come from
  emit       the model as C, as SBML

`antaeus model VERB --help` says more.
$ antaeus model check --help
usage: antaeus model check [MODEL...] [OPTIONS]

Read each model, tell all mistakes and warnings, solve for the ground, say how
steady and stable it is, run the model's own tests and fly the trajectories that it
reproduces. MODEL@VARIANT is one version of a model; without it all are checked.
Exit status 1 when anything is wrong, a test fails or a trajectory is not reproduced.

Example: antaeus model check physiology/twin

Options:
  --model DIR            the model, where none is named
  --as                   say where each `as` stands
  --json                 one JSON document and nothing else
  --quiet                errors only
$ antaeus model info --help
usage: antaeus model info [MODEL] [OPTIONS]

Say what a model holds: counts, sets, sizes, and every covariate, input, state and
observable with its unit. --json has parameters too, with the symbol of the paper,
all full names, values as declared or else on the ground, and ranges.

Example: antaeus model info physiology/twin

Options:
  --model DIR            the model, where none is named
  --json                 one JSON document and nothing else
  --quiet                errors only
$ antaeus --version | sed 's/[0-9.]*$/V/'
antaeus V
## Whatever is asked wrongly is status 2, and so is what is not there yet.
$ antaeus flu
error[usage]: unknown verb 'antaeus flu'
  hint: did you mean 'fly'?
[2]
$ antaeus xyzzy
error[usage]: unknown verb 'antaeus xyzzy'
  hint: antaeus --help lists them
[2]
$ antaeus fly
error[usage]: too few words
  hint: usage: antaeus fly MISSION
[2]
$ antaeus fly a b
error[usage]: one word too many: 'b'
  hint: usage: antaeus fly MISSION
[2]
$ antaeus fly missions/trip.ant --evry 1day
error[usage]: unknown option '--evry'
  hint: did you mean '--every'?
[2]
$ antaeus fly missions/trip.ant --every
error[usage]: --every needs TIME, found nothing
  hint: --every TIME: time between rows (1day)
[2]
$ antaeus fly missions/trip.ant --every 0day
error[usage]: --every: a time above 0 and below 1000000 days was expected, found '0day'
  hint: write for example 1day, 12h, 2week
[2]
$ antaeus fly missions/trip.ant --every 1kg
error[usage]: --every: a time was expected, found '1kg'
  hint: write for example 1day, 12h, 2week
[2]
$ antaeus fly missions/trip.ant --every 1e-9day
error[usage]: rows every 1e-09 days make 1.6e+11 rows, at most 10000000 are possible
  hint: ask for longer steps with --every
[2]
$ antaeus fly missions/trip.ant --tolerance 1
error[usage]: --tolerance: a number from 1e-13 to 0.1 was expected, found '1'
  hint: --tolerance X: relative, of each step (1e-8)
[2]
$ antaeus fly missions/trip.ant --tolerance abc
error[usage]: --tolerance: a number from 1e-13 to 0.1 was expected, found 'abc'
  hint: --tolerance X: relative, of each step (1e-8)
[2]
$ antaeus fly missions/trip.ant --method euler
error[usage]: --method: one of rosenbrock|bdf was expected, found 'euler'
  hint: --method rosenbrock|bdf: of integration (rosenbrock)
[2]
$ antaeus fly missions/trip.ant --people 100
error[notyet]: --people: cohorts are not there yet
[2]
$ antaeus fly missions/trip.ant --seed 7
error[notyet]: --seed: cohorts are not there yet
[2]
$ antaeus model
usage: antaeus model VERB [MODEL...] [OPTIONS]

A physiology, as text.

  check      all mistakes, the ground, the model's own tests, what it reproduces
  info       what the model holds
  doc        the model as a page: equations, symbols, values, sources
  graph      what influences what, drawn
  credit     where its numbers come from
  emit       the model as C, as SBML

`antaeus model VERB --help` says more.
[2]
$ antaeus model frobnicate
error[usage]: unknown verb 'antaeus model frobnicate'
  hint: antaeus model --help lists them
[2]
$ ls -A
missions
people
physiology
