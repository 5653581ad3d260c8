## Mistakes of the grammar: all of a file in one run, each with what was expected and what was found.
$ printf 'antaeus 1\nmodel "M"\nmodule a "A"\nparma k = 1\nlet y [mg] = 3 mg\nlet z = (1 + 2\nfor site\n  let w = 1 +\n  state x [g]\nlet v = 1\n' >m.ant; antaeus model check m.ant
m.ant:4:1: error[syntax]: expected a declaration, found 'parma'
    4 | parma k = 1
      | ^~~~~
  hint: did you mean 'param'?
m.ant:5:16: error[syntax]: expected an operator, a clause or the end of the declaration, found 'mg'
    5 | let y [mg] = 3 mg
      |                ^~
  hint: a unit stands in brackets: [mg]
m.ant:6:15: error[syntax]: expected an operator or ')', found the end of the declaration
    6 | let z = (1 + 2
      |               ^
m.ant:8:14: error[syntax]: expected an expression, found the end of the declaration
    8 |   let w = 1 +
      |              ^
  hint: an expression may go on in the next line, further right than its declaration
m.ant:9:14: error[syntax]: expected '=', found the end of the declaration
    9 |   state x [g]
      |              ^
  hint: a state has a value on the ground; `= steady` has the baseline find it
m.ant: 5 errors, 0 warnings
[1]
$ printf 'antaeus 1\nmodel "M"\nmodule a "A"\n\tlet a = 1\nlet b = a < 1 < 2\nlet c = "open\nlet d = a ** 2\nlet e = 20 %%\nlet f = a as [g]^2\n' >m.ant; antaeus model check m.ant
m.ant:4:1: error[syntax]: a tab may not indent
    4 | 	let a = 1
      | ^
  hint: use blanks: how far a line is indented says what it belongs to
m.ant:5:15: error[syntax]: comparisons do not chain
    5 | let b = a < 1 < 2
      |               ^
  hint: write a < b and b < c
m.ant:6:9: error[syntax]: a string that its line does not close
    6 | let c = "open
      |         ^~~~~
  hint: end it with "; a longer text is several strings, one a line
m.ant:7:11: error[syntax]: '**' has no meaning here
    7 | let d = a ** 2
      |           ^~
  hint: a power is written with '^'
m.ant:8:12: error[syntax]: '%' has no meaning here
    8 | let e = 20 %
      |            ^
  hint: per cent is a unit: 20 [%]
m.ant:9:17: error[syntax]: `as` takes all of the sum to its left: what follows needs parentheses
    9 | let f = a as [g]^2
      |                 ^
  hint: (x as [unit])^0.75
m.ant: 6 errors, 0 warnings
[1]
$ printf 'antaeus 1\nmodel "M"\nmodule a "A"\n  param k = 1\nlet if = 1\nbalance p so that x\ndelay y = 1 lag 3 [day]\nparam q = 1 people gauss 3 assumed "x"\nlet r = 1 scale 3\n' >m.ant; antaeus model check m.ant
m.ant:4:3: error[syntax]: expected 'use' or 'cites', found 'param'
    4 |   param k = 1
      |   ^~~~~
  hint: what a module declares begins in the column of `module` itself
m.ant:5:5: error[syntax]: expected a name, found 'if'
    5 | let if = 1
      |     ^~
  hint: 'if' is a word of the language and cannot be a name
m.ant:6:19: error[syntax]: expected a state that `is steady` or an equality of two expressions
    6 | balance p so that x
      |                   ^
  hint: balance p [unit] so that x is steady
m.ant:7:7: error[syntax]: 'y' needs `shape` and the number of its stages
    7 | delay y = 1 lag 3 [day]
      |       ^
m.ant:8:20: error[syntax]: expected 'normal', 'lognormal', 'uniform' or 'triangular', found 'gauss'
    8 | param q = 1 people gauss 3 assumed "x"
      |                    ^~~~~
  hint: lognormal 20 [%] has a coefficient of variation of 20 per cent
m.ant:9:11: error[syntax]: expected an operator, a clause or the end of the declaration, found 'scale'
    9 | let r = 1 scale 3
      |           ^~~~~
  hint: `scale` goes with state, delay and transit
m.ant: 6 errors, 0 warnings
[1]
## Formats, line ends, files that include one another in a circle.
$ printf 'antaeus 2\nmodel "M"\n' >m.ant; antaeus model check m.ant
m.ant:1:9: error[input]: format 2 is not known here, only 1 is
    1 | antaeus 2
      |         ^
  hint: the file was written for a newer antaeus: update this one
m.ant: 1 error, 0 warnings
[1]
$ printf 'model "M"\n' >m.ant; antaeus model check m.ant
m.ant:1:1: error[input]: expected the version of the format, `antaeus 1`
    1 | model "M"
      | ^~~~~
  hint: the first line that is not a comment says: antaeus 1
m.ant: 1 error, 0 warnings
[1]
$ printf '\357\273\277antaeus 1\r\nmodel "M"\r\n  baseline free "x"\r\nmodule a\r\nlet y = 1\r\nlet z = yy\r\n' >m.ant; antaeus model check m.ant
m.ant:6:9: error[unknown]: unknown name 'yy'
    6 | let z = yy
      |         ^~
  hint: did you mean 'y'?
m.ant: 1 error, 0 warnings
[1]
$ rm m.ant; mkdir m; printf 'antaeus 1\nmodel "M"\ninclude "b.txt"\n' >m/a.ant; printf 'antaeus 1\ninclude "c.txt"\n' >m/b.txt; printf 'antaeus 1\ninclude "b.txt"\n' >m/c.txt; antaeus model check m
m/c.txt:2:1: error[circular]: "b.txt" includes itself, or a file that includes it
    2 | include "b.txt"
      | ^~~~~~~~~~~~~~~
  hint: it is being read: m/b.txt
m: 1 error, 0 warnings
[1]
$ printf 'antaeus 1\nmodule b\nlet y = 1\n' >m/a.ant; antaeus model check m
m/a.ant:1:1: error[missing]: no file says `model`
    1 | antaeus 1
      | ^
  hint: one file of a model begins with: model "what it is"
m: 1 error, 0 warnings
[1]
$ printf 'antaeus 1\nmodel "M"\n' >m/a.ant; printf 'antaeus 1\nmodel "N"\n' >m/b.ant; antaeus model check m
m/b.ant:2:1: error[duplicate]: 'model' is defined twice
    2 | model "N"
      | ^~~~~~~~~
  hint: the first is at a.ant:2
m: 1 error, 0 warnings
[1]
## A person.
$ printf 'antaeus 1\nperson "P"\n  age = 30\n  sex\n  set k 3\n' >p.ant; antaeus fly missions/trip.ant --person p.ant
p.ant:3:7: error[syntax]: expected a value, found '='
    3 |   age = 30
      |       ^
  hint: age 45 [year]; a parameter is set by `set NAME = VALUE`
p.ant:4:6: error[syntax]: expected a value, found the end of the declaration
    4 |   sex
      |      ^
  hint: age 45 [year], or sex male
p.ant:5:9: error[syntax]: expected '=', found '3'
    5 |   set k 3
      |         ^
[1]
## A flood of mistakes ends.
$ (echo antaeus 1; yes '?' | head -n 100000) >m.ant; antaeus model check m.ant 2>&1 | tail -n 5
m.ant:51:1: error[syntax]: '?' has no meaning here
   51 | ?
      | ^
... and 50 more errors
m.ant: 100 errors, 0 warnings
$ (printf 'antaeus 1\nlet y = '; yes '(' | head -n 100000 | tr -d '\n') >m.ant; antaeus model check m.ant 2>&1 | cut -c 1-70
m.ant:2:209: error[syntax]: an expression that nests too deeply
    2 | ...(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((
      |                                                               
  hint: name parts of it with `let`
m.ant: 1 error, 0 warnings
## A tab is one message; a product without its sign, a unit without its brackets, quotes that do not match.
$ printf 'antaeus 1\nmodel "M"\nmodule a "A"\nset s = p, q "s"\nfor s\n  param k [1/day] = 1 "k" assumed "x"\n\tstate x [g] = 1 "x"\n  rate x = -k * x\n' >m.ant; antaeus model check m.ant
m.ant:7:1: error[syntax]: a tab may not indent
    7 | 	state x [g] = 1 "x"
      | ^
  hint: use blanks: how far a line is indented says what it belongs to
m.ant: 1 error, 0 warnings
[1]
$ printf 'antaeus 1\nmodel "M"\nmodule a "A"\nparam k [1/day] = 0.2 1/day "k" assumed "x"\nstate x [g] = 1 "x"\nrate x = -k x\nlet y [g] = 2(x + x)\nlet z [g] = 3 x\n' >m.ant; antaeus model check m.ant
m.ant:4:23: error[syntax]: expected an operator, a clause or the end of the declaration, found '1'
    4 | param k [1/day] = 0.2 1/day "k" assumed "x"
      |                       ^
  hint: a unit stands in brackets, as in 0.2 [1/day]; between two factors stands *
m.ant:6:13: error[syntax]: expected an operator, a clause or the end of the declaration, found 'x'
    6 | rate x = -k x
      |             ^
  hint: between two factors stands *
m.ant:7:14: error[syntax]: expected an operator, a clause or the end of the declaration, found '('
    7 | let y [g] = 2(x + x)
      |              ^
  hint: between two factors stands *
m.ant:8:15: error[syntax]: expected an operator, a clause or the end of the declaration, found 'x'
    8 | let z [g] = 3 x
      |               ^
  hint: between two factors stands *
m.ant: 4 errors, 0 warnings
[1]
$ printf 'antaeus 1\nmodel "M"\nmodule a "A"\nlet y [1] = 1  "one assumed "x"\nlet z [1] = 1  "two\n' >m.ant; antaeus model check m.ant
m.ant:4:31: error[syntax]: a string that its line does not close
    4 | let y [1] = 1  "one assumed "x"
      |                               ^
  hint: end it with ", or else a string before it in this line has no end
m.ant:5:16: error[syntax]: a string that its line does not close
    5 | let z [1] = 1  "two
      |                ^~~~
  hint: end it with "; a longer text is several strings, one a line
m.ant: 2 errors, 0 warnings
[1]
