## What a message means, what a word of the language does, what a unit is.
$ antaeus explain circular
error[circular], exit status 1: a thing is defined by itself

A quantity is needed to compute itself, within one moment of time. The message
shows the circle. What really feeds back on itself has memory: make one of the
circle a state or a delay.

A mistake:

    let a = 2 * b
    let b = a + 1

Its repair:

    state a = 1
    rate a = (2 * b - a) / 5 [day]
    let b = a + 1
$ antaeus explain 'error[source]'
error[source], exit status 1: a number says neither its source, nor `fitted`, nor `assumed`

Each number that was measured says where: `source KEY "place"` with a key of
the bibliography; or `fitted` and to which rows of the evidence; or `assumed
"why"`. A key that the bibliography does not have is this message too.

A mistake:

    param maturation [1/day] = 0.166

Its repair:

    param maturation [1/day] = 0.166  assumed "an example"

source KEY "place"

Where a number was measured: a key of the bibliography and the place in it.

    param k [1/day] = 0.1  source pivonka2008 "table 1"
$ antaeus explain balance
error[balance], exit status 1: the unknowns and the conditions of the baseline do not match

The ground has as many conditions as unknowns, each condition with an unknown
that it can decide: one of them is left over, or none is there for it, or the
ground that was found does not last.

A mistake:

    state x [g] = steady
    rate x = 1 [g/day] - x * 0.1 [1/day]
    balance y so that x is steady

Its repair:

    state x [g] = steady
    rate x = 1 [g/day] - x * 0.1 [1/day]

balance NAME [unit] so that STATE is steady | so that A == B

Declares a quantity and finds it from the condition that the ground is steady.

    balance commitment [pmol/L/day] so that pre_osteoblast is steady
$ antaeus explain weighted
total over SET, ... (EXPRESSION)

Reduces over sets; a mean may be `weighted by (EXPRESSION)`.

    let body [g] = total over site (mass)
    let density = mean over site (d) weighted by (mass)
$ antaeus explain pmol/L/day
[pmol/L/day] measures a concentration per time: 1.157407~e-14 in [mmol/L/s]
$ antaeus explain '[mmHg]'
[mmHg] measures a pressure or stress: 133.322387~ in [Pa]
$ antaeus explain parma
error[usage]: nothing is known about 'parma'
  hint: did you mean 'param'?
[2]
$ antaeus explain one two
error[usage]: one word too many: 'two'
  hint: usage: antaeus explain [CODE-OR-NAME]
[2]
$ antaeus explain | head -n 4
Messages:
  syntax unknown unit duplicate missing circular source set balance range input test unused usage notyet numeric system memory interrupted

Words of the language:
## A quantity of the twin.
$ antaeus explain urine.calcium
urine.calcium [mg/day]
calcium in urine.
physiology/twin/toy.ant:39
$ antaeus explain bone.tau
bone.tau [day] = 100
time constant.
assumed: a toy
physiology/twin/toy.ant:22
$ antaeus explain no.such.thing
error[usage]: nothing is known about 'no.such.thing'
  hint: `antaeus explain` lists the topics
[2]
